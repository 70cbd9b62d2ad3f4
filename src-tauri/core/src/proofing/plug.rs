//! The plug for what judges grammar and spelling. It stands on word lists and models that take seconds to load and minutes to
//! build, so a leaf crate has it, and the shells put it in when they start.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// What a checker is asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The text's language, BCP 47.
    pub language: String,
    /// Stretches of words; [`ATOM`](Self::ATOM) stands in them for what is no words.
    pub texts: Vec<Arc<str>>,
    /// Where the dictionaries of Hunspell lie that the user added.
    pub dictionaries: PathBuf,
    /// Whether grammar and style are asked for.
    pub grammar: bool,
    /// Whether spelling is asked for.
    pub spelling: bool,
    /// Whether to wait until everything is loaded and read; else what is there in a moment is told, and the rest goes on behind.
    pub patient: bool,
}

impl Asked {
    /// Stands in a text for a field, a picture, code: what is no word and not to be judged.
    pub const ATOM: char = super::stretch::ATOM;
}

/// Something that a checker found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which of the texts.
    pub text: usize,
    /// Its bytes.
    pub at: Range<usize>,
    /// It is about a word's spelling; else about grammar or style.
    pub spelling: bool,
    /// What the checker says, in its own words and in English; empty for spelling.
    pub says: String,
    /// What could stand there instead, the likeliest first; an empty one: nothing.
    pub instead: Vec<String>,
}

/// What a checker says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// What was found so far.
    pub found: Vec<Found>,
    /// Everything was loaded and read; else it goes on in the background, and the same question knows more in a moment.
    pub whole: bool,
}

/// Judges grammar and spelling, without any connection.
pub trait Checker: Send + Sync {
    /// What is found in the texts. The first question begins the loading, in the background.
    fn check(&self, asked: &Asked) -> Checked;

    /// Whether the two files of a dictionary, `.aff` and `.dic`, can be used.
    ///
    /// # Errors
    /// Why not, in the words of whoever reads them.
    fn judge(&self, aff: &str, dic: &str) -> Result<(), String>;
}

static CHECKER: OnceLock<Arc<dyn Checker>> = OnceLock::new();

/// Puts the checker in, once for the program: what it loads serves all its windows. A second one is left aside.
pub fn plug(checker: Arc<dyn Checker>) {
    drop(CHECKER.set(checker));
}

/// The checker, where a shell has put one in.
pub(super) fn plugged() -> Option<Arc<dyn Checker>> {
    CHECKER.get().cloned()
}
