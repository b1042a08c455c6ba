//! The module of the post as it was built in the week the post appeared. Its `map` takes two
//! arguments, where today's takes three: a current SPU refuses it.

use fluvio_smartstream::{smartstream, Record, RecordData, Result};
use once_cell::sync::Lazy;
use regex::Regex;

static SSN_RE: Lazy<Regex> = Lazy::new(|| Regex::new(r"\d{3}-\d{2}-\d{4}").unwrap());

#[smartstream(map)]
pub fn map(record: &Record) -> Result<(Option<RecordData>, RecordData)> {
    let key = record.key.clone();

    let string = std::str::from_utf8(record.value.as_ref())?;
    let output = SSN_RE.replace_all(string, "***-**-****").to_string();

    Ok((key, output.into()))
}
