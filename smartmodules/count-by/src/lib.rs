//! Counts records by the value of one of their fields, in order of first appearance.
//!
//! The accumulator is a JSON object, and every record becomes the whole of it.

use std::collections::HashMap;
use std::sync::OnceLock;

use fluvio_smartmodule::dataplane::smartmodule::{SmartModuleExtraParams, SmartModuleInitError};
use fluvio_smartmodule::{eyre, smartmodule, RecordData, Result, SmartModuleRecord};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A JSON object, each value as the text that stands there.
type Object<'a> = HashMap<String, &'a RawValue>;

#[derive(Default, Deserialize, Serialize)]
struct Counts {
    count: u64,
    /// Records with a status of 500 or more.
    errors: u64,
    bytes: u64,
}

static FIELD: OnceLock<String> = OnceLock::new();

#[smartmodule(init)]
fn init(params: SmartModuleExtraParams) -> Result<()> {
    let field = params
        .get("field")
        .ok_or_else(|| SmartModuleInitError::MissingParam("field".to_string()))?;
    let _ = FIELD.set(field.clone());
    Ok(())
}

#[smartmodule(aggregate)]
pub fn aggregate(accumulator: RecordData, current: &SmartModuleRecord) -> Result<RecordData> {
    let field = FIELD.get().ok_or_else(|| eyre!("init has not run"))?;
    let text = std::str::from_utf8(current.value.as_ref())?;
    let record: Object = serde_json::from_str(text).map_err(|_| eyre!("not a JSON object"))?;

    let mut groups: IndexMap<String, Counts> = match accumulator.as_ref() {
        [] => IndexMap::new(),
        json => serde_json::from_slice(json)?,
    };
    let counts = groups.entry(name(&record, field)).or_default();
    counts.count += 1;
    if number(&record, "status") >= 500.0 {
        counts.errors += 1;
    }
    counts.bytes += number(&record, "bytes") as u64;

    Ok(serde_json::to_string(&groups)?.into())
}

/// The value of `field`: a string as it is, anything else as JSON.
fn name(record: &Object, field: &str) -> String {
    let json = record.get(field).map_or("null", |value| value.get());
    serde_json::from_str(json).unwrap_or_else(|_| json.to_string())
}

/// A field that is not there, or not a number, counts as 0.
fn number(record: &Object, field: &str) -> f64 {
    let json = record.get(field).map_or("0", |value| value.get());
    serde_json::from_str(json).unwrap_or(0.0)
}
