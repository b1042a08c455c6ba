//! Broken on purpose: a good SmartModule, but its file is a WebAssembly component, the format
//! of `wasm32-wasip2` and `wasm-tools component new`. Fluvio loads core modules only.

use fluvio_smartmodule::{smartmodule, RecordData, Result, SmartModuleRecord};

#[smartmodule(map)]
pub fn map(record: &SmartModuleRecord) -> Result<(Option<RecordData>, RecordData)> {
    Ok((record.key.clone(), record.value.clone()))
}
