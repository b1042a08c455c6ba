//! Broken on purpose: panics on an empty value. A panic ends the whole instance, so
//! unlike an error it also takes along the records of the batch that were done.
//!
//! Built for `wasm32-wasip1`: only there does the text of a panic come out, in the log.

use fluvio_smartmodule::{smartmodule, RecordData, Result, SmartModuleRecord};

#[smartmodule(map)]
pub fn map(record: &SmartModuleRecord) -> Result<(Option<RecordData>, RecordData)> {
    let _first = record.value.as_ref().first().expect("the value is empty");
    Ok((record.key.clone(), record.value.clone()))
}
