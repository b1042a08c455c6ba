//! Broken on purpose: compiles its regular expression again for each record. The same bytes
//! come out as of regex-scrubbing, only later.

use fluvio_smartmodule::{smartmodule, RecordData, Result, SmartModuleRecord};
use regex::Regex;

#[smartmodule(map)]
pub fn map(record: &SmartModuleRecord) -> Result<(Option<RecordData>, RecordData)> {
    // This belongs into a static, as in regex-scrubbing.
    let ssn = Regex::new(r"\d{3}-\d{2}-\d{4}")?;

    let string = std::str::from_utf8(record.value.as_ref())?;
    let output = ssn.replace_all(string, "***-**-****").to_string();

    Ok((record.key.clone(), output.into()))
}
