//! Broken on purpose: numbers records from 1, and begins again with each call. What comes
//! out depends on how the records are cut into batches, and nobody promises how they are.
//!
//! The attribute `#[smartmodule(array_map)]` calls a function for each record. This module
//! has to see a whole call, so it exports what the attribute would have made.

use std::io::Cursor;

use fluvio_smartmodule::dataplane::core::{Decoder, Encoder};
use fluvio_smartmodule::dataplane::record::{Record, RecordKey};
use fluvio_smartmodule::dataplane::smartmodule::{
    SmartModuleInput, SmartModuleOutput, SmartModuleTransformErrorStatus,
};

extern "C" {
    /// Tells Fluvio where the output is. It reads the bytes after `array_map` has returned.
    fn copy_records(ptr: *const u8, len: usize);
}

/// # Safety
/// `ptr` and `len` are a buffer that Fluvio got from `alloc` and filled.
#[no_mangle]
pub unsafe extern "C" fn array_map(ptr: *mut u8, len: usize, version: i16) -> i32 {
    let bytes = Vec::from_raw_parts(ptr, len, len);

    let mut input = SmartModuleInput::default();
    if input.decode(&mut Cursor::new(bytes), version).is_err() {
        return SmartModuleTransformErrorStatus::DecodingBaseInput as i32;
    }
    let Ok(records) = input.try_into_smartmodule_records(version) else {
        return SmartModuleTransformErrorStatus::DecodingRecords as i32;
    };

    let numbered = records.iter().enumerate().map(|(index, record)| {
        let key = RecordKey::from_option(record.key.clone());
        Record::new_key_value(key, (index + 1).to_string())
    });
    let output = SmartModuleOutput::new(numbered.collect());

    let mut bytes = Vec::new();
    if output.encode(&mut bytes, version).is_err() {
        return SmartModuleTransformErrorStatus::EncodingOutput as i32;
    }
    // Fluvio still has to read them, so they are never freed.
    let bytes = bytes.leak();
    copy_records(bytes.as_ptr(), bytes.len());
    output.successes.len() as i32
}
