//! Broken on purpose: keeps a buffer and doubles it for each record, until there is no
//! memory left.

use std::sync::Mutex;

use fluvio_smartmodule::{smartmodule, RecordData, Result, SmartModuleRecord};

static BUFFER: Mutex<Vec<u8>> = Mutex::new(Vec::new());

#[smartmodule(map)]
pub fn map(record: &SmartModuleRecord) -> Result<(Option<RecordData>, RecordData)> {
    let mut buffer = BUFFER.lock().unwrap();
    // One MiB, then two, four, eight. Every new byte is written, so all of it is really used.
    let size = (buffer.len() * 2).max(1024 * 1024);
    buffer.resize(size, 1);

    Ok((record.key.clone(), record.value.clone()))
}
