//! Computes what an earthquake's raw numbers mean: when, how strong, how deep, and whether to worry.

use chrono::{DateTime, SecondsFormat};
use fluvio_smartmodule::{eyre, smartmodule, RecordData, Result, SmartModuleRecord};
use indexmap::IndexMap;
use serde::de::DeserializeOwned;
use serde_json::value::{to_raw_value, RawValue};

/// A JSON object in its order, each value as the text that stands there.
type Object = IndexMap<String, Box<RawValue>>;

#[smartmodule(map)]
pub fn map(record: &SmartModuleRecord) -> Result<(Option<RecordData>, RecordData)> {
    let text = std::str::from_utf8(record.value.as_ref())?;
    let mut quake: Object =
        serde_json::from_str(text).map_err(|_| eyre!("not the expected JSON: not an object"))?;

    let magnitude: f64 = number(&quake, "mag")?;
    let depth_km: f64 = number(&quake, "depth_km")?;
    let time = DateTime::from_timestamp_millis(number(&quake, "time")?)
        .ok_or_else(|| eyre!("not the expected JSON: time is out of range"))?;

    let depth_class = depth_class(depth_km);
    let alert = magnitude >= 6.0 && depth_class == "shallow";

    for value in quake.values_mut() {
        *value = RawValue::from_string(compact(value.get()))?;
    }
    // New fields go last.
    let time_iso = time.to_rfc3339_opts(SecondsFormat::Millis, true);
    quake.insert("time_iso".to_string(), to_raw_value(&time_iso)?);
    quake.insert("class".to_string(), to_raw_value(class(magnitude))?);
    quake.insert("depth_class".to_string(), to_raw_value(depth_class)?);
    quake.insert("alert".to_string(), to_raw_value(&alert)?);

    Ok((record.key.clone(), serde_json::to_string(&quake)?.into()))
}

fn number<T: DeserializeOwned>(quake: &Object, field: &str) -> Result<T> {
    quake
        .get(field)
        .and_then(|value| serde_json::from_str(value.get()).ok())
        .ok_or_else(|| eyre!("not the expected JSON: {field} is not a number"))
}

fn class(magnitude: f64) -> &'static str {
    match magnitude {
        m if m < 3.0 => "micro",
        m if m < 4.0 => "minor",
        m if m < 5.0 => "light",
        m if m < 6.0 => "moderate",
        m if m < 7.0 => "strong",
        m if m < 8.0 => "major",
        _ => "great",
    }
}

fn depth_class(km: f64) -> &'static str {
    match km {
        km if km < 70.0 => "shallow",
        km if km < 300.0 => "intermediate",
        _ => "deep",
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
