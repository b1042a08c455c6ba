//! Narrows each record to a few of its fields.
//!
//! `fields` is a JSON list. `stars=stargazers_count` takes a field under a new name;
//! `owner.login` goes into a nested object and takes its last part as the name.

use std::sync::OnceLock;

use fluvio_smartmodule::dataplane::smartmodule::{SmartModuleExtraParams, SmartModuleInitError};
use fluvio_smartmodule::{eyre, smartmodule, RecordData, Result, SmartModuleRecord};
use indexmap::IndexMap;
use serde_json::value::RawValue;

/// A JSON object in its order, each value as the text that stands there.
type Object<'a> = IndexMap<String, &'a RawValue>;

struct Field {
    name: String,
    path: Vec<String>,
}

static FIELDS: OnceLock<Vec<Field>> = OnceLock::new();

#[smartmodule(init)]
fn init(params: SmartModuleExtraParams) -> Result<()> {
    let fields = params
        .get("fields")
        .ok_or_else(|| SmartModuleInitError::MissingParam("fields".to_string()))?;
    let fields: Vec<String> =
        serde_json::from_str(fields).map_err(|_| eyre!("fields: not a list of paths"))?;

    let _ = FIELDS.set(fields.iter().map(|field| parse(field)).collect());
    Ok(())
}

/// Reads `name=path`, or `path` alone.
fn parse(field: &str) -> Field {
    let (name, path) = match field.split_once('=') {
        Some((name, path)) => (name, path),
        None => (field.rsplit('.').next().unwrap_or(field), field),
    };
    Field {
        name: name.to_string(),
        path: path.split('.').map(str::to_string).collect(),
    }
}

#[smartmodule(map)]
pub fn map(record: &SmartModuleRecord) -> Result<(Option<RecordData>, RecordData)> {
    let text = std::str::from_utf8(record.value.as_ref())?;
    let object: Object = serde_json::from_str(text).map_err(|_| eyre!("not a JSON object"))?;

    let mut picked = IndexMap::new();
    for field in FIELDS.get().into_iter().flatten() {
        let value = find(&object, &field.path).map_or("null", RawValue::get);
        picked.insert(&field.name, RawValue::from_string(compact(value))?);
    }

    Ok((record.key.clone(), serde_json::to_string(&picked)?.into()))
}

fn find<'a>(object: &Object<'a>, path: &[String]) -> Option<&'a RawValue> {
    let (first, rest) = path.split_first()?;
    let value = *object.get(first)?;
    if rest.is_empty() {
        return Some(value);
    }
    let inner: Object = serde_json::from_str(value.get()).ok()?;
    find(&inner, rest)
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
