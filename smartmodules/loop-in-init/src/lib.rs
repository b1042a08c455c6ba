//! Broken on purpose: never returns from init.

use fluvio_smartmodule::dataplane::smartmodule::SmartModuleExtraParams;
use fluvio_smartmodule::{smartmodule, RecordData, Result, SmartModuleRecord};

#[smartmodule(init)]
fn init(_params: SmartModuleExtraParams) -> Result<()> {
    loop {
        std::hint::spin_loop();
    }
}

#[smartmodule(map)]
pub fn map(record: &SmartModuleRecord) -> Result<(Option<RecordData>, RecordData)> {
    Ok((record.key.clone(), record.value.clone()))
}
