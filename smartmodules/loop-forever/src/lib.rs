//! Broken on purpose: never returns from the first record.

use fluvio_smartmodule::{smartmodule, RecordData, Result, SmartModuleRecord};

#[smartmodule(map)]
pub fn map(_record: &SmartModuleRecord) -> Result<(Option<RecordData>, RecordData)> {
    loop {
        std::hint::spin_loop();
    }
}
