//! Opens chains and feeds them as an SPU does.

use std::future::ready;
use std::io::Cursor;
use std::pin::pin;
use std::task::{Context as TaskContext, Poll, Waker};
use std::time::Duration;

use anyhow::{Context, Error, Result, bail};
use fluvio_smartengine::{
    EngineError, Lookback, SmartEngine, SmartModuleChainBuilder, SmartModuleChainInstance, SmartModuleConfig,
    SmartModuleInitialData,
};
use fluvio_smartmodule::Record;
use fluvio_smartmodule::dataplane::core::{Decoder, Encoder};
use fluvio_smartmodule::dataplane::smartmodule::{
    Lookback as LookbackParam, SmartModuleExtraParams, SmartModuleInitErrorStatus, SmartModuleInitRuntimeError,
    SmartModuleLookbackErrorStatus, SmartModuleLookbackRuntimeError, SmartModuleTransformErrorStatus,
};

use crate::json::{Failure, Step};

/// Compiles, instantiates and initializes the steps. `code` is the file of each step.
pub fn open(
    engine: &SmartEngine,
    steps: &[Step],
    code: Vec<Vec<u8>>,
    version: i16,
) -> Result<SmartModuleChainInstance> {
    let mut builder = SmartModuleChainBuilder::default();
    for (step, bytes) in steps.iter().zip(code) {
        let lookback = step.lookback.as_ref().map(|lookback| LookbackParam {
            last: lookback.last,
            age: lookback.age_ms.map(Duration::from_millis),
        });
        let mut config = SmartModuleConfig::builder();
        config
            .smartmodule_names(vec![step.file.clone()])
            .version(version)
            .lookback(lookback.as_ref().map(Lookback::from))
            .params(SmartModuleExtraParams::new(step.params.clone(), lookback));
        if let Some(accumulator) = &step.accumulator {
            config.initial_data(SmartModuleInitialData::with_aggregate(accumulator.0.clone()));
        }
        builder.add_smart_module(config.build()?, bytes);
    }
    builder.initialize(engine)
}

/// Shows each step that looks back the last of the earlier records.
pub fn look_back(chain: &mut SmartModuleChainInstance, earlier: &[Record]) -> Result<()> {
    let look = chain.look_back(|lookback| {
        let (Lookback::Last(last) | Lookback::Age { last, .. }) = lookback;
        let skipped = earlier.len().saturating_sub(last as usize);
        ready(Ok(earlier[skipped..].to_vec()))
    });
    // the records are there, so it never waits
    match pin!(look).poll(&mut TaskContext::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => bail!("look back waits for something"),
    }
}

/// Decodes a record list, which must be as Fluvio itself encodes it.
pub fn records_of(list: &[u8], version: i16) -> Result<Vec<Record>> {
    let mut records: Vec<Record> = Vec::new();
    records
        .decode(&mut Cursor::new(list), version)
        .context("not a record list")?;
    if list_of(&records, version)? != list {
        bail!("not a record list as Fluvio encodes it");
    }
    Ok(records)
}

/// Encodes a record list.
pub fn list_of(records: &Vec<Record>, version: i16) -> Result<Vec<u8>> {
    let mut list = Vec::new();
    records.encode(&mut list, version)?;
    Ok(list)
}

/// What went wrong, in the engine's words.
pub fn failure(error: &Error) -> Failure {
    let root = error.root_cause().to_string();
    let kind = if error.is::<SmartModuleInitRuntimeError>() {
        "init"
    } else if error.is::<SmartModuleLookbackRuntimeError>() {
        "look back"
    } else if error.is::<SmartModuleTransformErrorStatus>()
        || error.is::<SmartModuleInitErrorStatus>()
        || error.is::<SmartModuleLookbackErrorStatus>()
    {
        "status"
    } else if root.starts_with("wasm trap: ") {
        "trap"
    } else {
        match error.downcast_ref::<EngineError>() {
            Some(EngineError::StoreMemoryExceeded { .. }) => "memory",
            Some(EngineError::UnknownSmartModule) => "unknown",
            Some(EngineError::Instantiate(_)) => "instantiate",
            None => "other",
        }
    };
    let whole = error.to_string();
    // the module's own words are kept whole; those of wasmtime end in a backtrace
    let text = match kind {
        "init" | "look back" => whole,
        _ => first_line(&whole),
    };
    let cause = Some(first_line(&root)).filter(|cause| !text.starts_with(cause.as_str()));
    Failure { kind, text, cause }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_string()
}
