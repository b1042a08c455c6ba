//! Golden answers: what the engine makes of jobs.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

use anyhow::{Context, Result, bail};
use fluvio_smartengine::{SmartEngine, SmartModuleChainInstance};
use fluvio_smartmodule::dataplane::smartmodule::{
    SmartModuleInput, SmartModuleOutput, SmartModuleTransformRuntimeError,
};
use fluvio_smartmodule::{Record, RecordData};
use sha2::{Digest, Sha256};

use crate::arguments::Arguments;
use crate::chain;
use crate::json::{Answer, Batch, BatchAnswer, Data, Job, RecordError, Step};

/// `golden JOBS OUT`
pub fn run(mut arguments: Arguments) -> Result<()> {
    let jobs = arguments.need("JOBS, a file of jobs,")?;
    let out = arguments.need("OUT, the file to write,")?;
    arguments.finish()?;
    let lines = BufReader::new(File::open(&jobs).with_context(|| jobs.clone())?).lines();
    let mut out = BufWriter::new(File::create(&out).with_context(|| out.clone())?);
    let engine = SmartEngine::new();
    let mut files = Files::default();
    for (index, line) in lines.enumerate() {
        let place = || format!("{jobs}, line {}", index + 1);
        let job: Job = serde_json::from_str(&line?).with_context(place)?;
        let answer = answer(&engine, &mut files, job).with_context(place)?;
        serde_json::to_writer(&mut out, &answer)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}

/// Files that were read before.
#[derive(Default)]
struct Files(HashMap<String, Vec<u8>>);

impl Files {
    fn read(&mut self, step: &Step) -> Result<Vec<u8>> {
        let path = &step.file;
        if !self.0.contains_key(path) {
            let bytes = std::fs::read(path).with_context(|| path.clone())?;
            self.0.insert(path.clone(), bytes);
        }
        let bytes = &self.0[path];
        if let Some(expected) = &step.sha256
            && *expected != sha256(bytes)
        {
            bail!("{path} is not the file with the SHA-256 {expected}");
        }
        Ok(bytes.clone())
    }
}

fn answer(engine: &SmartEngine, files: &mut Files, job: Job) -> Result<Answer> {
    let mut answer = Answer {
        id: job.id,
        ..Answer::default()
    };
    let code = job.steps.iter().map(|step| files.read(step)).collect::<Result<_>>()?;
    let mut chain = match chain::open(engine, &job.steps, code, job.version) {
        Ok(chain) => chain,
        Err(error) => {
            answer.opened = Some(chain::failure(&error));
            return Ok(answer);
        }
    };
    if let Some(earlier) = job.earlier {
        let earlier = chain::records_of(&earlier.0, job.version)?;
        if let Err(error) = chain::look_back(&mut chain, &earlier) {
            answer.looked_back = Some(chain::failure(&error));
            return Ok(answer);
        }
    }
    for batch in job.batches {
        let (done, goes_on) = process(&mut chain, batch, job.version)?;
        answer.batches.push(done);
        if !goes_on {
            break;
        }
    }
    Ok(answer)
}

/// Feeds one batch; says too whether the chain may be used again.
fn process(chain: &mut SmartModuleChainInstance, batch: Batch, version: i16) -> Result<(BatchAnswer, bool)> {
    let list = batch.records.0;
    chain::records_of(&list, version)?;
    match chain.process(SmartModuleInput::new(list, batch.base_offset, batch.base_timestamp)) {
        Ok(output) => Ok((done(output, version)?, true)),
        Err(error) => Ok((
            BatchAnswer::Failed {
                failed: chain::failure(&error),
            },
            false,
        )),
    }
}

fn done(SmartModuleOutput { successes, error }: SmartModuleOutput, version: i16) -> Result<BatchAnswer> {
    let mut sha256 = sha256(&chain::list_of(&successes, version)?);
    sha256.truncate(32);
    Ok(BatchAnswer::Done {
        sha256,
        records: successes.into_iter().map(written).collect(),
        error: error.map(record_error),
    })
}

fn written(record: Record) -> (i64, i64, Option<Data>, Data) {
    let Record {
        preamble, key, value, ..
    } = record;
    (
        preamble.offset_delta(),
        preamble.get_timestamp_delta(),
        key.map(data),
        data(value),
    )
}

fn record_error(error: SmartModuleTransformRuntimeError) -> RecordError {
    RecordError {
        hint: error.hint,
        offset: error.offset,
        kind: error.kind.to_string(),
        key: error.record_key.map(data),
        value: data(error.record_value),
    }
}

fn data(data: RecordData) -> Data {
    Data(data.into_vec())
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
