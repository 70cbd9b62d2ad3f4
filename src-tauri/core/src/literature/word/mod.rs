//! Word documents (DOCX, ECMA-376) as texts of ours: what they say is kept, how it looks is not, and what could not be kept is named (I7).
//!
//! Such a file comes from outside and is packed, so everything has a limit, and nothing that it names elsewhere is fetched (S8).

mod package;
mod read;
mod styles;
#[cfg(test)]
mod tests;
mod tree;

pub(super) use tree::Node;
mod walk;

use std::collections::BTreeMap;

use super::front::Front;
use super::paper::{EditedBlock, EditedPaper, PaperContent, PaperLines, compose};
use crate::error::Problem;
use crate::messages::Message;

pub(super) use read::read;

/// A picture of a Word document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WordPicture {
    /// Under which name the text shows it.
    pub(super) name: String,
    /// What is to be seen on it.
    pub(super) alt: String,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
}

/// A Word document read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Word {
    /// The text, Markdown with its front block.
    pub(super) text: String,
    /// The pictures that it shows.
    pub(super) pictures: Vec<WordPicture>,
    /// What could not be kept.
    pub(super) lost: Vec<Message>,
}

/// What a text loses on the way, and how often.
#[derive(Debug, Default)]
struct Losses(BTreeMap<&'static str, usize>);

impl Losses {
    fn note(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }

    fn told(self) -> Vec<Message> {
        self.0.into_iter().map(|(what, count)| Message::new("literature.word_lost").with("what", what).with("count", count)).collect()
    }
}

/// What is wrong with a file; its name is added where it is known.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Something else, or packed for something else.
    NotOne,
    /// In Word's old form, or locked with a password.
    OldOrLocked,
    /// It does not hold together.
    Damaged(String),
    /// It unpacks to more than a text can be.
    TooMuch,
    /// It asks for something from elsewhere, or names parts that lie outside of it.
    Hostile,
}

impl Fault {
    fn problem(self, file: &str) -> Problem {
        let (why, cause) = match self {
            Self::NotOne => ("other", None),
            Self::OldOrLocked => ("old", None),
            Self::Damaged(cause) => ("damaged", Some(cause)),
            Self::TooMuch => ("large", None),
            Self::Hostile => ("hostile", None),
        };
        let problem = Problem::refusal("literature.word").with("file", file).with("why", why).todo("literature.word.todo");
        cause.into_iter().fold(problem, Problem::because)
    }
}

fn damaged(cause: impl std::fmt::Display) -> Fault {
    Fault::Damaged(cause.to_string())
}

/// Blocks as Markdown, written as the editor writes them: what reads as a mark is no mark there.
fn markdown(front: Front, lines: PaperLines, blocks: Vec<PaperContent>) -> String {
    let blocks = (1..).zip(blocks).map(|(id, content)| EditedBlock { id, before: String::new(), source: None, content: Some(content) });
    compose(EditedPaper { head: String::new(), front, lines, lead: String::new(), blocks: blocks.collect(), tail: String::new() }).text
}
