//! Broken on purpose: look_back always returns an error. Without look back it passes everything.

use fluvio_smartmodule::{eyre, smartmodule, Result, SmartModuleRecord};

#[smartmodule(look_back)]
pub fn look_back(_record: &SmartModuleRecord) -> Result<()> {
    Err(eyre!("cannot read history"))
}

#[smartmodule(filter)]
pub fn filter(_record: &SmartModuleRecord) -> Result<bool> {
    Ok(true)
}
