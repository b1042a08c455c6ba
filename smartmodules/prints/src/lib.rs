//! Broken on purpose, if you wanted the consumer to see it: writes a line to standard error
//! for each record. It ends in the log of the SPU. Only a module built for `wasm32-wasip1` has
//! a standard error.

use fluvio_smartmodule::{smartmodule, RecordData, Result, SmartModuleRecord};

#[smartmodule(map)]
pub fn map(record: &SmartModuleRecord) -> Result<(Option<RecordData>, RecordData)> {
    let bytes = record.value.as_ref().len();
    eprintln!("offset {}: {bytes} bytes", record.offset());

    Ok((record.key.clone(), record.value.clone()))
}
