//! What a text says in few words: talking points for whoever speaks, and posts for networks. Each is proposed from the text by rules,
//! edited by people and kept with the document.
//!
//! **Invariant:** nothing here is sent anywhere: posts are copied by hand.

pub mod api;
mod counting;
mod proposal;
mod store;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::error::{Place, Problem};
use crate::ids::DocumentId;
use crate::literature::document::Document;
use crate::literature::outgoing::without_lines;
use crate::literature::service::{document, draft};
use crate::workspace::{ReadTx, WriteTx};

/// The word of talking points among the forms.
const POINTS: &str = "points";
/// Longest cut-down, in characters: what is longer cuts nothing down.
const LONGEST: usize = 20_000;

/// Platforms that a post can be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Platform {
    /// X, once Twitter.
    X,
    /// Bluesky.
    Bluesky,
    /// Mastodon.
    Mastodon,
    /// LinkedIn.
    Linkedin,
}

impl Platform {
    /// All of them, as they are shown.
    pub const ALL: [Self; 4] = [Self::X, Self::Bluesky, Self::Mastodon, Self::Linkedin];

    /// The word of the vocabulary, `bluesky`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::X => "x",
            Self::Bluesky => "bluesky",
            Self::Mastodon => "mastodon",
            Self::Linkedin => "linkedin",
        }
    }

    /// The network for a word of the vocabulary.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|network| network.as_str() == word.trim().to_lowercase())
    }
}

/// A text in few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Cutdown {
    /// The words.
    pub text: String,
    /// Whether somebody wrote them; else they are the proposal made from the text as it is now.
    pub own: bool,
}

/// A post for one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Post {
    /// Which.
    pub network: Platform,
    /// The words.
    pub text: String,
    /// As [`Cutdown::own`].
    pub own: bool,
    /// How long it is, as the network counts.
    pub length: u32,
    /// The most that the network takes.
    pub most: u32,
}

/// A document in few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Cutdowns {
    /// Talking points, in Markdown.
    pub points: Cutdown,
    /// The lines to take as the text has them, in Markdown: for whoever speaks, never for publication. Empty where it has none.
    pub lines: String,
    /// Posts, one a network.
    pub posts: Vec<Post>,
}

/// A document in few words: what was written, else what is proposed from the draft.
///
/// # Errors
/// `literature.no_document`.
pub fn cutdowns(tx: &ReadTx<'_>, id: DocumentId) -> Result<Cutdowns, Problem> {
    let text = public(tx, id)?;
    let lines = draft(tx, id)?.lines_to_take();
    let mut kept = store::kept(tx, id)?;
    let points = match kept.remove(POINTS) {
        Some(text) => Cutdown { text, own: true },
        None => Cutdown { text: proposal::points(&text), own: false },
    };
    let posts = Platform::ALL.into_iter().map(|network| {
        let (text, own) = match kept.remove(network.as_str()) {
            Some(text) => (text, true),
            None => (proposal::post(&text, network), false),
        };
        Post { network, length: network.length(&text), most: network.most(), text, own }
    });
    Ok(Cutdowns { points, lines, posts: posts.collect() })
}

/// What of a draft proposals are made from: posts go to everybody, so nothing is read that is for the house alone.
fn public(tx: &ReadTx<'_>, id: DocumentId) -> Result<Document, Problem> {
    Ok(Document::parse(&without_lines(&document(tx, id)?.draft)))
}

/// Keeps what somebody wrote in the place of a proposal; nothing, or the proposal itself, lets that stand again.
///
/// # Errors
/// `literature.no_document`, `literature.cutdown` with the reason.
fn keep(tx: &WriteTx<'_>, id: DocumentId, network: Option<Platform>, text: &str) -> Result<(), Problem> {
    let draft = public(tx, id)?;
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    let refused = |why: &'static str| {
        let field = network.map_or(POINTS, Platform::as_str);
        Err(Problem::refusal("literature.cutdown").with("why", why).with("most", LONGEST).at(Place::field(field)))
    };
    if text.chars().count() > LONGEST {
        return refused("long");
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return refused("control");
    }
    let (form, proposed) = match network {
        Some(network) => (network.as_str(), proposal::post(&draft, network)),
        None => (POINTS, proposal::points(&draft)),
    };
    if text.is_empty() || text == proposed {
        store::remove(tx, id, form)?;
    } else {
        store::keep(tx, id, form, text)?;
    }
    Ok(())
}

/// Forgets what a document that is being deleted said in few words.
pub(super) fn remove_all(tx: &WriteTx<'_>, id: DocumentId) -> Result<(), Problem> {
    Ok(store::remove_all(tx, id)?)
}

/// Words that Markdown takes as they are.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '`' | '[' | ']' | '<') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
