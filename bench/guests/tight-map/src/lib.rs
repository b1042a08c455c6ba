//! Masks social security numbers (ddd-dd-dddd) with one loop over the bytes of a value: no regex, no UTF-8 check.
//! What calling it costs is mostly Fluvio's own reading and writing of records.

use fluvio_smartmodule::{smartmodule, RecordData, Result, SmartModuleRecord};

const PATTERN: &[u8; 11] = b"ddd-dd-dddd";
const MASK: &[u8; 11] = b"***-**-****";

#[smartmodule(map)]
pub fn map(record: &SmartModuleRecord) -> Result<(Option<RecordData>, RecordData)> {
    let mut value = record.value.as_ref().to_vec();
    let mut at = 0;
    while at + PATTERN.len() <= value.len() {
        if matches(&value[at..at + PATTERN.len()]) {
            value[at..at + PATTERN.len()].copy_from_slice(MASK);
            at += PATTERN.len();
        } else {
            at += 1;
        }
    }
    Ok((record.key.clone(), value.into()))
}

fn matches(bytes: &[u8]) -> bool {
    PATTERN.iter().zip(bytes).all(|(wanted, byte)| match wanted {
        b'd' => byte.is_ascii_digit(),
        dash => byte == dash,
    })
}
