//! Masks or removes fields of JSON.
//!
//! `fields` is a JSON list of paths. `card.number` goes into a nested object; a path that
//! meets an array goes into each of its elements.
//!
//! It never fails on a record: an error would carry the record as it came. What cannot be
//! read is replaced as a whole.

use std::sync::OnceLock;

use fluvio_smartmodule::dataplane::smartmodule::{SmartModuleExtraParams, SmartModuleInitError};
use fluvio_smartmodule::{eyre, smartmodule, RecordData, Result, SmartModuleRecord};
use indexmap::IndexMap;
use serde_json::value::{to_raw_value, RawValue};

/// A JSON object in its order, each value as the text that stands there.
type Object = IndexMap<String, Box<RawValue>>;

/// What comes out for a value that is not a JSON object.
const UNPARSEABLE: &str = r#"{"redacted":"unparseable record"}"#;
/// Arrays and objects inside each other, before a value counts as unparseable.
const DEEPEST: usize = 128;

struct Redaction {
    paths: Vec<Vec<String>>,
    /// What stands in place of a field; without it the field is removed.
    mask: Option<Box<RawValue>>,
}

static REDACTION: OnceLock<Redaction> = OnceLock::new();

#[smartmodule(init)]
fn init(params: SmartModuleExtraParams) -> Result<()> {
    let fields = params
        .get("fields")
        .ok_or_else(|| SmartModuleInitError::MissingParam("fields".to_string()))?;
    let fields: Vec<String> =
        serde_json::from_str(fields).map_err(|_| eyre!("fields: not a list of paths"))?;

    let mask = match params.get("mode").map_or("mask", String::as_str) {
        "mask" => {
            let text = params.get("mask").map_or("[redacted]", String::as_str);
            Some(to_raw_value(text)?)
        }
        "remove" => None,
        mode => return Err(eyre!("mode: \"{mode}\" is not mask or remove")),
    };

    let paths = fields
        .iter()
        .map(|path| path.split('.').map(str::to_string).collect())
        .collect();
    let _ = REDACTION.set(Redaction { paths, mask });
    Ok(())
}

#[smartmodule(map)]
pub fn map(record: &SmartModuleRecord) -> Result<(Option<RecordData>, RecordData)> {
    let redacted = redact_record(record.value.as_ref());
    let value = redacted.unwrap_or_else(|| UNPARSEABLE.to_string());
    Ok((record.key.clone(), value.into()))
}

fn redact_record(value: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(value).ok()?;
    let mut object: Object = serde_json::from_str(text).ok()?;

    let Redaction { paths, mask } = REDACTION.get()?;
    for path in paths {
        redact(&mut object, path, mask.as_deref(), DEEPEST)?;
    }
    Some(compact(&serde_json::to_string(&object).ok()?))
}

/// Redacts what `path` leads to. `None` if something on the way cannot be read.
fn redact(
    object: &mut Object,
    path: &[String],
    mask: Option<&RawValue>,
    deepest: usize,
) -> Option<()> {
    let (field, rest) = path.split_first()?;
    let Some(value) = object.get_mut(field) else {
        return Some(());
    };

    match (rest.is_empty(), mask) {
        (true, Some(mask)) => *value = mask.to_owned(),
        (true, None) => drop(object.shift_remove(field)),
        (false, _) => *value = redact_inside(value, rest, mask, deepest.checked_sub(1)?)?,
    }
    Some(())
}

/// Follows `path` into an object or into each element of an array. Other values stay as they are.
fn redact_inside(
    value: &RawValue,
    path: &[String],
    mask: Option<&RawValue>,
    deepest: usize,
) -> Option<Box<RawValue>> {
    match value.get().as_bytes().first()? {
        b'{' => {
            let mut object: Object = serde_json::from_str(value.get()).ok()?;
            redact(&mut object, path, mask, deepest)?;
            to_raw_value(&object).ok()
        }
        b'[' => {
            let deepest = deepest.checked_sub(1)?;
            let elements: Vec<&RawValue> = serde_json::from_str(value.get()).ok()?;
            let elements: Option<Vec<_>> = elements
                .into_iter()
                .map(|element| redact_inside(element, path, mask, deepest))
                .collect();
            to_raw_value(&elements?).ok()
        }
        _ => Some(value.to_owned()),
    }
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
