//! Adds up integers, built with the crate of 2022. It expects its input as it was laid out
//! then, with the running total where today's carries a time: a current SPU refuses it.

use fluvio_smartmodule::{smartmodule, Record, RecordData, Result};

#[smartmodule(aggregate)]
pub fn aggregate(accumulator: RecordData, current: &Record) -> Result<RecordData> {
    let total = match std::str::from_utf8(accumulator.as_ref())? {
        "" => 0,
        total => total.parse::<i64>()?,
    };
    let amount: i64 = std::str::from_utf8(current.value.as_ref())?
        .trim()
        .parse()?;

    Ok((total + amount).to_string().into())
}
