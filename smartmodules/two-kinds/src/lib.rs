//! Broken on purpose: a filter and a map in one module. Fluvio looks for a filter first, so
//! the map is never called.

mod keep_created {
    use fluvio_smartmodule::{smartmodule, Result, SmartModuleRecord};

    #[smartmodule(filter)]
    pub fn filter(record: &SmartModuleRecord) -> Result<bool> {
        let text = std::str::from_utf8(record.value.as_ref())?;
        Ok(text.contains("account-created"))
    }
}

mod shout {
    use fluvio_smartmodule::{smartmodule, RecordData, Result, SmartModuleRecord};

    #[smartmodule(map)]
    pub fn map(record: &SmartModuleRecord) -> Result<(Option<RecordData>, RecordData)> {
        let text = std::str::from_utf8(record.value.as_ref())?;
        Ok((record.key.clone(), text.to_uppercase().into()))
    }
}
