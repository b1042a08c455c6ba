//! Passes JSON and returns an error for anything else.
//!
//! Broken on purpose: an error carries the record that caused it, and the records
//! before it skip the rest of the chain. In front of a scrubber that is a leak.

use fluvio_smartmodule::{smartmodule, Result, SmartModuleRecord};
use serde::de::IgnoredAny;

#[smartmodule(filter)]
pub fn filter(record: &SmartModuleRecord) -> Result<bool> {
    let text = std::str::from_utf8(record.value.as_ref())?;
    serde_json::from_str::<IgnoredAny>(text)?;
    Ok(true)
}
