//! Drops what was seen before. What counts as the same: the field `field`, else the key,
//! else the value.
//!
//! With look back, records from before the stream count as seen.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use fluvio_smartmodule::dataplane::smartmodule::SmartModuleExtraParams;
use fluvio_smartmodule::{eyre, smartmodule, Result, SmartModuleRecord};
use indexmap::IndexSet;
use serde_json::value::RawValue;

/// What makes two records the same.
#[derive(PartialEq, Eq, Hash)]
enum Identity {
    /// As JSON.
    Field(String),
    Key(Vec<u8>),
    Value(Vec<u8>),
}

struct Settings {
    count: usize,
    field: Option<String>,
}

static SETTINGS: OnceLock<Settings> = OnceLock::new();
/// The last `count` different ones, the latest at the end.
static SEEN: Mutex<Option<IndexSet<Identity>>> = Mutex::new(None);

#[smartmodule(init)]
fn init(params: SmartModuleExtraParams) -> Result<()> {
    let count = match params.get("count") {
        Some(text) => text
            .parse()
            .ok()
            .filter(|&count| count > 0)
            .ok_or_else(|| eyre!("count: \"{text}\" is not a whole number above 0"))?,
        None => 1000,
    };
    let field = params
        .get("field")
        .filter(|field| !field.is_empty())
        .cloned();

    let _ = SETTINGS.set(Settings { count, field });
    Ok(())
}

/// Called for each earlier record, the oldest first, before the stream begins.
#[smartmodule(look_back)]
pub fn look_back(record: &SmartModuleRecord) -> Result<()> {
    // An old record that cannot be read must not keep the stream from beginning.
    let _ = is_new(record);
    Ok(())
}

#[smartmodule(filter)]
pub fn filter(record: &SmartModuleRecord) -> Result<bool> {
    is_new(record)
}

fn is_new(record: &SmartModuleRecord) -> Result<bool> {
    let Settings { count, field } = SETTINGS.get().ok_or_else(|| eyre!("init has not run"))?;
    let identity = identity(record, field.as_deref())?;

    let mut seen = SEEN.lock().unwrap();
    let seen = seen.get_or_insert_default();
    // One that comes again is the latest again.
    let is_new = !seen.shift_remove(&identity);
    seen.insert(identity);
    if seen.len() > *count {
        seen.shift_remove_index(0);
    }
    Ok(is_new)
}

fn identity(record: &SmartModuleRecord, field: Option<&str>) -> Result<Identity> {
    if let Some(field) = field {
        let text = std::str::from_utf8(record.value.as_ref())?;
        let object: HashMap<String, &RawValue> =
            serde_json::from_str(text).map_err(|_| eyre!("not a JSON object"))?;
        if let Some(value) = object.get(field) {
            return Ok(Identity::Field(value.get().to_string()));
        }
    }
    Ok(match &record.key {
        Some(key) => Identity::Key(key.as_ref().to_vec()),
        None => Identity::Value(record.value.as_ref().to_vec()),
    })
}
