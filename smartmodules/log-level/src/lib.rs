//! Keeps log records at or above a level.

use std::sync::OnceLock;

use fluvio_smartmodule::dataplane::smartmodule::SmartModuleExtraParams;
use fluvio_smartmodule::{eyre, smartmodule, Result, SmartModuleRecord};
use serde_json::Value;

/// From the least to the most important.
const LEVELS: [&str; 4] = ["debug", "info", "warn", "error"];
const INFO: usize = 1;

static MIN_LEVEL: OnceLock<usize> = OnceLock::new();

#[smartmodule(init)]
fn init(params: SmartModuleExtraParams) -> Result<()> {
    let min_level = match params.get("min_level") {
        Some(wanted) => rank(wanted).ok_or_else(|| {
            eyre!("min_level: \"{wanted}\" is not a level; use debug, info, warn or error")
        })?,
        None => INFO,
    };

    let _ = MIN_LEVEL.set(min_level);
    Ok(())
}

fn rank(level: &str) -> Option<usize> {
    LEVELS.iter().position(|known| *known == level)
}

#[smartmodule(filter)]
pub fn filter(record: &SmartModuleRecord) -> Result<bool> {
    let text = std::str::from_utf8(record.value.as_ref())?;
    let level = level_of(text).ok_or_else(|| eyre!("record has no level"))?;
    Ok(level >= *MIN_LEVEL.get().unwrap_or(&INFO))
}

fn level_of(text: &str) -> Option<usize> {
    let entry: Value = serde_json::from_str(text).ok()?;
    rank(entry.get("level")?.as_str()?)
}
