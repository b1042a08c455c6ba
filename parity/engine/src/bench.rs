//! Time the engine takes: for records in batches, and from a file to the first record.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use fluvio_smartengine::{SmartEngine, SmartModuleChainInstance};
use fluvio_smartmodule::dataplane::smartmodule::SmartModuleInput;
use serde_json::json;

use crate::arguments::Arguments;
use crate::chain;
use crate::json::{Step, spu_version};

/// Input after which a chain is replaced: the engine never frees outputs, and a module may have 1 GB.
const MOST_INPUT: usize = 256 * 1024 * 1024;

/// What both commands take.
struct Task {
    file: String,
    list: Vec<u8>,
    batch: usize,
    params: BTreeMap<String, String>,
    version: i16,
    paced: bool,
}

impl Task {
    fn new(arguments: &mut Arguments) -> Result<Self> {
        let version = arguments.option("--version")?.unwrap_or_else(spu_version);
        let params = match arguments.option::<String>("--params")? {
            Some(text) => serde_json::from_str(&text).context("--params")?,
            None => BTreeMap::new(),
        };
        let paced = arguments.flag("--paced");
        let file = arguments.need("MODULE.wasm")?;
        let path = arguments.need("LIST.bin, a record list,")?;
        let list = std::fs::read(&path).with_context(|| path.clone())?;
        let batch = chain::records_of(&list, version).context(path)?.len();
        Ok(Self {
            file,
            list,
            batch,
            params,
            version,
            paced,
        })
    }

    fn open(&self, engine: &SmartEngine, code: Vec<u8>) -> Result<SmartModuleChainInstance> {
        let (file, params) = (self.file.clone(), self.params.clone());
        let step = Step {
            file,
            sha256: None,
            params,
            lookback: None,
            accumulator: None,
        };
        chain::open(engine, &[step], vec![code], self.version)
    }

    fn input(&self, base_offset: usize) -> SmartModuleInput {
        SmartModuleInput::new(self.list.clone(), base_offset as i64, 1_700_000_000_000)
    }

    /// Waits for the caller's turn to end. False when there is no more turn.
    fn turn(&self) -> Result<bool> {
        Ok(!self.paced || std::io::stdin().read_line(&mut String::new())? > 0)
    }
}

/// Feeds one batch and counts what came out.
fn process(chain: &mut SmartModuleChainInstance, input: SmartModuleInput) -> Result<usize> {
    let output = black_box(chain.process(input)?);
    if let Some(error) = output.error {
        bail!("the module returned an error: {error}");
    }
    Ok(output.successes.len())
}

/// `bench MODULE.wasm LIST.bin …`
pub fn run(mut arguments: Arguments) -> Result<()> {
    let records: usize = arguments.option("--records")?.unwrap_or(10_000);
    let rounds: usize = arguments.option("--rounds")?.unwrap_or(15);
    let warmup: usize = arguments.option("--warmup")?.unwrap_or(3);
    let task = Task::new(&mut arguments)?;
    arguments.finish()?;
    if task.batch == 0 {
        bail!("the record list is empty");
    }

    let times = records.div_ceil(task.batch).max(1);
    let engine = SmartEngine::new();
    let code = std::fs::read(&task.file).with_context(|| task.file.clone())?;
    let mut chain = task.open(&engine, code.clone())?;
    let mut fed = 0;
    for round in 0..warmup + rounds {
        if !task.turn()? {
            break;
        }
        if fed > MOST_INPUT {
            chain = task.open(&engine, code.clone())?;
            process(&mut chain, task.input(0))?;
            fed = 0;
        }
        let inputs: Vec<_> = (0..times).map(|at| task.input(at * task.batch)).collect();
        let mut out = 0;
        let start = Instant::now();
        for input in inputs {
            out += process(&mut chain, input)?;
        }
        let ns = start.elapsed().as_nanos();
        fed += times * task.list.len();
        let records = times * task.batch;
        println!(
            "{}",
            json!({
                "round": round, "warmup": round < warmup, "batch": task.batch, "records": records,
                "recordsOut": out, "ns": ns as u64, "nsPerRecord": ns as f64 / records as f64,
            })
        );
    }
    Ok(())
}

/// `cold MODULE.wasm LIST.bin …`
pub fn run_cold(mut arguments: Arguments) -> Result<()> {
    let rounds: usize = arguments.option("--rounds")?.unwrap_or(5);
    let task = Task::new(&mut arguments)?;
    arguments.finish()?;
    for round in 0..rounds {
        if !task.turn()? {
            break;
        }
        let input = task.input(0);
        let start = Instant::now();
        let code = std::fs::read(&task.file).with_context(|| task.file.clone())?;
        let read = start.elapsed();
        let mut chain = task.open(&SmartEngine::new(), code)?;
        let open = start.elapsed();
        let out = process(&mut chain, input)?;
        let all = start.elapsed();
        println!(
            "{}",
            json!({
                "round": round, "ns": all.as_nanos() as u64, "readNs": read.as_nanos() as u64,
                "openNs": (open - read).as_nanos() as u64, "processNs": (all - open).as_nanos() as u64,
                "recordsOut": out,
            })
        );
    }
    Ok(())
}
