//! Broken on purpose: hands bytes to Fluvio that are not records.
//!
//! The attribute `#[smartmodule(map)]` would write correct records, so this module does
//! without it and exports the function that the attribute would have made.

// Not called here, but it exports `alloc` and `dealloc`.
use fluvio_smartmodule as _;

extern "C" {
    /// Tells Fluvio where the output is. It reads the bytes after `map` has returned.
    fn copy_records(ptr: *const u8, len: usize);
}

/// A list of no records, without an error.
static NOTHING: [u8; 5] = [0, 0, 0, 0, 0];
/// A list of one record whose length, the fifth byte, is -1.
static GARBAGE: [u8; 7] = [0, 0, 0, 1, 1, 0, 0];

/// # Safety
/// `ptr` and `len` are a buffer that Fluvio got from `alloc` and filled.
#[no_mangle]
pub unsafe extern "C" fn map(ptr: *mut u8, len: usize, _version: i32) -> i32 {
    let input = Vec::from_raw_parts(ptr, len, len);

    // The input begins with an offset (8 bytes), the length of the record list (4)
    // and the number of records in it (4).
    let records = match input.get(12..16) {
        Some(count) => i32::from_be_bytes([count[0], count[1], count[2], count[3]]),
        None => return -1,
    };

    let output: &[u8] = if records == 0 { &NOTHING } else { &GARBAGE };
    copy_records(output.as_ptr(), output.len());
    records
}
