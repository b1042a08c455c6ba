//! Broken on purpose: returns for the first batch, never for the second.

use std::sync::OnceLock;

use fluvio_smartmodule::{smartmodule, RecordData, Result, SmartModuleRecord};

/// Where the first batch began.
static FIRST_BATCH: OnceLock<i64> = OnceLock::new();

#[smartmodule(map)]
pub fn map(record: &SmartModuleRecord) -> Result<(Option<RecordData>, RecordData)> {
    // A record knows its offset in the topic and its place in the batch.
    let batch = record.offset() - record.preamble.offset_delta();

    while *FIRST_BATCH.get_or_init(|| batch) != batch {
        std::hint::spin_loop();
    }
    Ok((record.key.clone(), record.value.clone()))
}
