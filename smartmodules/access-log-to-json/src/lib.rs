//! Parses lines of the combined log format, as Apache and nginx write it, into JSON.

use std::sync::LazyLock;

use chrono::{DateTime, SecondsFormat};
use fluvio_smartmodule::{eyre, smartmodule, RecordData, Result, SmartModuleRecord};
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

#[smartmodule(map)]
pub fn map(record: &SmartModuleRecord) -> Result<(Option<RecordData>, RecordData)> {
    let line = std::str::from_utf8(record.value.as_ref())?;
    let json = parse(line).ok_or_else(|| eyre!("no match for the combined log format"))?;
    Ok((record.key.clone(), json.to_string().into()))
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
