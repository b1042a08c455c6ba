//! Runs SmartModule chains in Fluvio's published engine. README.md says what each command takes and prints.

mod arguments;
mod bench;
mod chain;
mod golden;
mod json;

use std::process::ExitCode;

use anyhow::{Result, bail};

use arguments::Arguments;

const USAGE: &str = "usage:
  parity-engine versions
  parity-engine golden JOBS OUT
  parity-engine bench MODULE.wasm LIST.bin [--records N] [--rounds R] [--warmup W] [--params JSON] [--version V] [--paced]
  parity-engine cold MODULE.wasm LIST.bin [--rounds R] [--params JSON] [--version V] [--paced]";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = Arguments::new(std::env::args().skip(1));
    match arguments.next().as_deref() {
        Some("versions") => {
            arguments.finish()?;
            println!("{}", versions());
            Ok(())
        }
        Some("golden") => golden::run(arguments),
        Some("bench") => bench::run(arguments),
        Some("cold") => bench::run_cold(arguments),
        _ => bail!(USAGE),
    }
}

/// The versions of engine and wasmtime in the lock file this program was built with.
fn versions() -> serde_json::Value {
    let version = |name: &str| {
        let entry = format!("name = \"{name}\"\nversion = \"");
        let (_, rest) = include_str!("../Cargo.lock").split_once(&entry)?;
        rest.split('"').next()
    };
    serde_json::json!({
        "fluvio-smartengine": version("fluvio-smartengine"),
        "wasmtime": version("wasmtime"),
    })
}
