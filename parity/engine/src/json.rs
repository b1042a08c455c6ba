//! Jobs and answers as they are in the files.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Job {
    pub id: String,
    #[serde(default = "spu_version")]
    pub version: i16,
    pub steps: Vec<Step>,
    pub earlier: Option<Base64>,
    pub batches: Vec<Batch>,
}

/// The API version an SPU of today hands on to its modules.
pub fn spu_version() -> i16 {
    25
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub file: String,
    /// what the file must be
    pub sha256: Option<String>,
    #[serde(default)]
    pub params: BTreeMap<String, String>,
    pub lookback: Option<Lookback>,
    pub accumulator: Option<Base64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lookback {
    pub last: u64,
    pub age_ms: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Batch {
    pub base_offset: i64,
    pub base_timestamp: i64,
    pub records: Base64,
}

/// Bytes that are base64 in the file.
pub struct Base64(pub Vec<u8>);

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Base64).map_err(serde::de::Error::custom)
    }
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened: Option<Failure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looked_back: Option<Failure>,
    pub batches: Vec<BatchAnswer>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub enum BatchAnswer {
    Done {
        /// offset delta, timestamp delta, key, value
        records: Vec<(i64, i64, Option<Data>, Data)>,
        sha256: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<RecordError>,
    },
    Failed {
        failed: Failure,
    },
}

#[derive(Serialize)]
pub struct RecordError {
    pub hint: String,
    pub offset: i64,
    pub kind: String,
    pub key: Option<Data>,
    pub value: Data,
}

#[derive(Serialize)]
pub struct Failure {
    pub kind: &'static str,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

/// Bytes that are a string in the file where they are UTF-8, else `{"base64":"…"}`.
pub struct Data(pub Vec<u8>);

impl Serialize for Data {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(&self.0) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => BTreeMap::from([("base64", STANDARD.encode(&self.0))]).serialize(serializer),
        }
    }
}
