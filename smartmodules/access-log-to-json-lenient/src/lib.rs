//! Parses lines of the combined log format, as Apache and nginx write it, into JSON.
//!
//! It never fails: a line that does not match is dropped, or kept as it is under `raw`.

use std::sync::{LazyLock, OnceLock};

use chrono::{DateTime, SecondsFormat};
use fluvio_smartmodule::dataplane::smartmodule::SmartModuleExtraParams;
use fluvio_smartmodule::{smartmodule, RecordData, Result, SmartModuleRecord};
use regex::Regex;
use serde_json::{json, Number, Value};

static LINE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r#"(?x)
        ^ (?<remote_addr> \S+) \x20
        \S+ \x20                                  # identd, not used by anyone
        (?<user> \S+) \x20
        \[ (?<time> [^\]]+) \] \x20
        " (?<method> \S+) \x20 (?<path> \S+) \x20 (?<protocol> [^\s"]+) " \x20
        (?<status> [0-9]{3}) \x20
        (?<bytes> [0-9]+ | -) \x20
        " (?<referer> (?: [^"\\] | \\. )*) " \x20
        " (?<user_agent> (?: [^"\\] | \\. )*) " $
    "#;
    Regex::new(pattern).unwrap()
});

static KEEP_UNPARSED: OnceLock<bool> = OnceLock::new();

#[smartmodule(init)]
fn init(params: SmartModuleExtraParams) -> Result<()> {
    let keep = params
        .get("keep_unparsed")
        .is_some_and(|keep| keep == "true");
    let _ = KEEP_UNPARSED.set(keep);
    Ok(())
}

#[smartmodule(filter_map)]
pub fn filter_map(record: &SmartModuleRecord) -> Result<Option<(Option<RecordData>, RecordData)>> {
    let json = parse_bytes(record.value.as_ref());
    Ok(json.map(|json| (record.key.clone(), json.to_string().into())))
}

fn parse_bytes(value: &[u8]) -> Option<Value> {
    let parsed = std::str::from_utf8(value).ok().and_then(parse);
    let keep = KEEP_UNPARSED.get() == Some(&true);
    // Bytes that are not UTF-8 become the replacement character, U+FFFD.
    parsed.or_else(|| keep.then(|| json!({ "raw": String::from_utf8_lossy(value) })))
}

fn parse(line: &str) -> Option<Value> {
    let found = LINE.captures(line)?;
    let time = DateTime::parse_from_str(&found["time"], "%d/%b/%Y:%H:%M:%S %z").ok()?;
    let bytes = match &found["bytes"] {
        "-" => "0",
        bytes => bytes,
    };

    Some(json!({
        "remote_addr": &found["remote_addr"],
        "user": unless_dash(&found["user"]),
        "time": time.to_rfc3339_opts(SecondsFormat::Secs, true),
        "method": &found["method"],
        "path": &found["path"],
        "protocol": &found["protocol"],
        "status": number(&found["status"])?,
        "bytes": number(bytes)?,
        "referer": unless_dash(&found["referer"]),
        "user_agent": unless_dash(&found["user_agent"]),
    }))
}

/// `-` is how the format says that there is nothing.
fn unless_dash(text: &str) -> Option<&str> {
    (text != "-").then_some(text)
}

fn number(digits: &str) -> Option<Number> {
    digits.parse::<u64>().ok().map(Number::from)
}
