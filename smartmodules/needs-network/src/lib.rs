//! Broken on purpose: asks an HTTP service about each record. A SmartModule has no network,
//! so Fluvio provides none of these functions and refuses the module.

use fluvio_smartmodule::{eyre, smartmodule, RecordData, Result, SmartModuleRecord};

extern "C" {
    /// Made up: what a crate for HTTP might want from its host.
    fn http_get(url: *const u8, len: usize) -> i32;
}

#[link(wasm_import_module = "wasi_snapshot_preview1")]
extern "C" {
    /// An extension of WASI that some runtimes have: opens a socket.
    fn sock_open(family: i32, kind: i32, socket: *mut i32) -> i32;
}

#[smartmodule(map)]
pub fn map(record: &SmartModuleRecord) -> Result<(Option<RecordData>, RecordData)> {
    let url = "http://accounts.example/lookup";
    let mut socket = 0;

    let failed =
        unsafe { sock_open(0, 0, &mut socket) != 0 || http_get(url.as_ptr(), url.len()) < 0 };
    if failed {
        return Err(eyre!("no answer from {url}"));
    }
    Ok((record.key.clone(), record.value.clone()))
}
