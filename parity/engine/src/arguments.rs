//! Words of the command line.

use std::collections::VecDeque;
use std::str::FromStr;

use anyhow::{Context, Result, bail};

pub struct Arguments(VecDeque<String>);

impl Arguments {
    pub fn new(words: impl Iterator<Item = String>) -> Self {
        Self(words.collect())
    }

    /// The next word, if there is one.
    pub fn next(&mut self) -> Option<String> {
        self.0.pop_front()
    }

    /// The next word; `what` names it if it is missing.
    pub fn need(&mut self, what: &str) -> Result<String> {
        self.next().with_context(|| format!("{what} is missing"))
    }

    /// Takes `--name VALUE` out, wherever it stands.
    pub fn option<T: FromStr>(&mut self, name: &str) -> Result<Option<T>> {
        let Some(at) = self.0.iter().position(|word| word == name) else {
            return Ok(None);
        };
        self.0.remove(at);
        let word = self.0.remove(at).with_context(|| format!("{name} has no value"))?;
        match word.parse() {
            Ok(value) => Ok(Some(value)),
            Err(_) => bail!("{name} {word}: not a value it can have"),
        }
    }

    /// Takes `--name` out, wherever it stands.
    pub fn flag(&mut self, name: &str) -> bool {
        let at = self.0.iter().position(|word| word == name);
        at.and_then(|at| self.0.remove(at)).is_some()
    }

    /// All words must have been taken.
    pub fn finish(self) -> Result<()> {
        match self.0.front() {
            Some(word) => bail!("{word}: not expected here"),
            None => Ok(()),
        }
    }
}
