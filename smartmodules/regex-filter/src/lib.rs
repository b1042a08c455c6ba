//! Keeps the records whose value contains a match of a regular expression.

use std::sync::OnceLock;

use fluvio_smartmodule::dataplane::smartmodule::{SmartModuleExtraParams, SmartModuleInitError};
use fluvio_smartmodule::{eyre, smartmodule, Result, SmartModuleRecord};
use regex::Regex;

static REGEX: OnceLock<Regex> = OnceLock::new();

#[smartmodule(init)]
fn init(params: SmartModuleExtraParams) -> Result<()> {
    let pattern = params
        .get("regex")
        .ok_or_else(|| SmartModuleInitError::MissingParam("regex".to_string()))?;

    // A pattern that does not parse is an init error too, in the library's own words.
    let _ = REGEX.set(Regex::new(pattern)?);
    Ok(())
}

#[smartmodule(filter)]
pub fn filter(record: &SmartModuleRecord) -> Result<bool> {
    let regex = REGEX.get().ok_or_else(|| eyre!("init has not run"))?;
    let text = std::str::from_utf8(record.value.as_ref())?;
    Ok(regex.is_match(text))
}
