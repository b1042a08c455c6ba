//! Makes a record of each element of an array.
//!
//! `path` says where the array is: `items`, or `page.items` for one in a nested object.

use std::collections::HashMap;
use std::sync::OnceLock;

use fluvio_smartmodule::dataplane::smartmodule::SmartModuleExtraParams;
use fluvio_smartmodule::{eyre, smartmodule, RecordData, Result, SmartModuleRecord};
use serde_json::value::RawValue;

/// A JSON object, each value as the text that stands there.
type Object<'a> = HashMap<String, &'a RawValue>;

struct Settings {
    /// None: the value itself is the array.
    path: Option<String>,
    key_field: Option<String>,
}

static SETTINGS: OnceLock<Settings> = OnceLock::new();

#[smartmodule(init)]
fn init(params: SmartModuleExtraParams) -> Result<()> {
    let given = |name| params.get(name).filter(|text| !text.is_empty()).cloned();
    let _ = SETTINGS.set(Settings {
        path: given("path"),
        key_field: given("key_field"),
    });
    Ok(())
}

#[smartmodule(array_map)]
pub fn array_map(record: &SmartModuleRecord) -> Result<Vec<(Option<RecordData>, RecordData)>> {
    let Settings { path, key_field } = SETTINGS.get().ok_or_else(|| eyre!("init has not run"))?;
    let text = std::str::from_utf8(record.value.as_ref())?;

    let place = path.as_deref().unwrap_or("the top level");
    let elements = array(text, path.as_deref()).ok_or_else(|| eyre!("no array at {place}"))?;

    let records = elements.into_iter().map(|element| {
        let key = key_field.as_ref().and_then(|field| key(element, field));
        (key.map(RecordData::from), compact(element.get()).into())
    });
    Ok(records.collect())
}

/// The elements of the array at `path`, or of the value itself.
fn array<'a>(text: &'a str, path: Option<&str>) -> Option<Vec<&'a RawValue>> {
    let mut json = text;
    for field in path.into_iter().flat_map(|path| path.split('.')) {
        let object: Object<'a> = serde_json::from_str(json).ok()?;
        json = object.get(field)?.get();
    }
    serde_json::from_str(json).ok()
}

/// A field of an element: a string as it is, anything else as JSON.
fn key(element: &RawValue, field: &str) -> Option<String> {
    let object: Object = serde_json::from_str(element.get()).ok()?;
    let json = object.get(field)?.get();
    Some(serde_json::from_str(json).unwrap_or_else(|_| compact(json)))
}

/// Drops the white space of a JSON text, except inside strings.
fn compact(json: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    json.chars()
        .filter(|&c| {
            let keep = in_string || !c.is_ascii_whitespace();
            if c == '"' && !escaped {
                in_string = !in_string;
            }
            escaped = c == '\\' && !escaped;
            keep
        })
        .collect()
}
