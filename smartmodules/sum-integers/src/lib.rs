//! Adds up integers. Each record becomes the total so far.

use fluvio_smartmodule::{eyre, smartmodule, RecordData, Result, SmartModuleRecord};

#[smartmodule(aggregate)]
pub fn aggregate(accumulator: RecordData, current: &SmartModuleRecord) -> Result<RecordData> {
    let total = match accumulator.as_ref() {
        // Nothing was added yet, and the consumer gave no initial accumulator.
        [] => 0,
        total => integer(total)?,
    };
    let sum = total
        .checked_add(integer(current.value.as_ref())?)
        .ok_or_else(|| eyre!("sum does not fit in 64 bits"))?;

    // The new accumulator, which is also the value that is sent.
    Ok(sum.to_string().into())
}

fn integer(value: &[u8]) -> Result<i64> {
    Ok(std::str::from_utf8(value)?.trim().parse()?)
}
