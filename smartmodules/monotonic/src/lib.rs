//! Passes an integer only if it is greater than the last one that passed.
//!
//! With look back, the stream goes on from the last number before it.

use std::sync::Mutex;

use fluvio_smartmodule::{smartmodule, Result, SmartModuleRecord};

/// None until a number has passed.
static LAST: Mutex<Option<i64>> = Mutex::new(None);

/// Called for each earlier record, the oldest first, before the stream begins.
#[smartmodule(look_back)]
pub fn look_back(record: &SmartModuleRecord) -> Result<()> {
    // An old record that is not a number must not keep the stream from beginning.
    if let Ok(number) = integer(record) {
        *LAST.lock().unwrap() = Some(number);
    }
    Ok(())
}

#[smartmodule(filter)]
pub fn filter(record: &SmartModuleRecord) -> Result<bool> {
    let number = integer(record)?;
    let mut last = LAST.lock().unwrap();
    let greater = last.is_none_or(|last| number > last);
    if greater {
        *last = Some(number);
    }
    Ok(greater)
}

fn integer(record: &SmartModuleRecord) -> Result<i64> {
    let text = std::str::from_utf8(record.value.as_ref())?;
    Ok(text.trim().parse()?)
}
