//! Broken on purpose: init always returns an error, so the stream never begins.

use fluvio_smartmodule::dataplane::smartmodule::SmartModuleExtraParams;
use fluvio_smartmodule::{eyre, smartmodule, RecordData, Result, SmartModuleRecord};

#[smartmodule(init)]
fn init(_params: SmartModuleExtraParams) -> Result<()> {
    Err(eyre!("license expired"))
}

#[smartmodule(map)]
pub fn map(record: &SmartModuleRecord) -> Result<(Option<RecordData>, RecordData)> {
    Ok((record.key.clone(), record.value.clone()))
}
