//! What the shells ask of proofing: one user action, one transaction.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::dictionaries::{self, Dictionary};
use super::fixing;
use super::house::{HouseWord, HouseWordEdit};
use super::plug::plugged;
use super::rules::reading::Readability;
use super::service;
use super::store::{self, Ignored};
use super::{Hint, Ignore, Rule};
use crate::error::{Place, Problem};
use crate::ids::{BlockId, DocumentId, HouseWordId};
use crate::literature;
use crate::messages::Message;
use crate::workspace::{Topic, Workspace, WriteTx, set_setting};

/// A document that was read through.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Proof {
    /// Names the text that was read, as a save does.
    pub base: String,
    /// Its language, BCP 47.
    pub language: String,
    /// The hints, in the order of the text.
    pub hints: Vec<Hint>,
    /// How many more there are than are told.
    pub more: u32,
    /// How many are ignored.
    pub ignored: u32,
    /// How many words the text has.
    pub words: u32,
    /// How easily it is read; none for a short one, and in a language without a formula.
    pub readability: Option<Readability>,
    /// Grammar and spelling are still being loaded: ask again.
    pub loading: bool,
}

/// The words of a reusable block, kept or as they are being written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct BlockWords {
    /// BCP 47 language; empty for English.
    pub language: String,
    /// Markdown.
    pub text: String,
}

/// A reusable block that was read through.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct BlockProof {
    /// The hints, in the order of its words.
    pub hints: Vec<Hint>,
    /// How many more there are than are told.
    pub more: u32,
    /// Grammar and spelling are still being loaded: ask again.
    pub loading: bool,
}

/// A rule and whether it is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct RuleCard {
    /// The rule.
    pub rule: Rule,
    /// Whether hints come of it.
    pub on: bool,
}

/// Reads the draft of a document through. What grammar and spelling stand on is loaded in the background the first time, and
/// said to be loading until then.
///
/// # Errors
/// `literature.no_document`.
pub async fn proof(ws: &Workspace, document: DocumentId) -> Result<Proof, Problem> {
    read_through(ws, document, false, service::MOST).await
}

/// As [`proof`], but waits until everything is loaded.
///
/// # Errors
/// As [`proof`].
pub async fn proof_whole(ws: &Workspace, document: DocumentId) -> Result<Proof, Problem> {
    read_through(ws, document, true, service::MOST).await
}

/// Which hints are to be fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixing {
    /// The one with this number in the list, from 1, by the fix with this number, from 1: the first is the likeliest.
    Hint {
        /// The hint's number.
        number: usize,
        /// The fix's.
        fix: usize,
    },
    /// All of a rule that have a fix, each by its likeliest.
    All(Rule),
}

/// Puts fixes of hints into the draft of a document as one act; gives how many. What stands in a reusable block is mended there alone.
/// What stood there is kept as a revision. `base` names the text whose hints were seen, as [`Proof::base`] does; none: the text as it is.
///
/// # Errors
/// `literature.no_document`, `proofing.no_hint`, `proofing.no_fix`, `literature.moved_on` if the draft is another than `base` names or is
/// written on meanwhile: nothing has changed.
pub async fn fix(ws: &Workspace, document: DocumentId, which: Fixing, base: Option<String>) -> Result<usize, Problem> {
    // A number is one of the list that is told; all of a rule are all.
    let most = if matches!(which, Fixing::All(_)) { usize::MAX } else { service::MOST };
    let proof = read_through(ws, document, true, most).await?;
    if base.is_some_and(|base| base != proof.base) {
        return Err(Problem::refusal("literature.moved_on").todo("proofing.moved_on.todo"));
    }
    let wanted: Vec<_> = match which {
        Fixing::Hint { number, fix } => {
            let hint = number.checked_sub(1).and_then(|at| proof.hints.get(at));
            let hint = hint.ok_or_else(|| Problem::missing("proofing.no_hint").with("n", number))?;
            let found = fix.checked_sub(1).and_then(|at| hint.fixes.get(at)).cloned();
            found.map(|fix| (hint.place.clone(), fix)).into_iter().collect()
        }
        Fixing::All(rule) => {
            let of_rule = proof.hints.iter().filter(|hint| hint.rule == rule);
            of_rule.filter_map(|hint| Some((hint.place.clone(), hint.fixes.first()?.clone()))).collect()
        }
    };
    let base = proof.base;
    ws.write(Message::new("proofing.action.fixed"), move |tx| {
        let paper = literature::open_paper(&literature::draft(tx, document)?.source);
        let (edited, done) = fixing::fixed(paper, &wanted);
        if done == 0 {
            return Err(Problem::refusal("proofing.no_fix").todo("proofing.no_fix.todo"));
        }
        literature::save_edited(tx, document, &base, edited)?;
        Ok(done)
    })
    .await
}

async fn read_through(ws: &Workspace, document: DocumentId, wait: bool, most: usize) -> Result<Proof, Problem> {
    let folder = ws.host().device.folder.join(super::DICTIONARIES);
    let ground = ws.read(move |tx| service::ground(tx, folder, document)).await?;
    let own = ws.clone();
    let found = blocking(move || service::proofed(&own, &ground, wait, most)).await?;
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Proof {
        base: found.base,
        language: found.language,
        hints: found.hints,
        more: number(found.more),
        ignored: number(found.ignored),
        words: found.words,
        readability: found.readability,
        loading: found.loading,
    })
}

/// Reads the words of a reusable block through, in the language that is said of them.
///
/// # Errors
/// What SQLite says.
pub async fn proof_block(ws: &Workspace, words: BlockWords) -> Result<BlockProof, Problem> {
    read_block(ws, words, false).await
}

/// As [`proof_block`], of a block as it is kept; waits until everything is loaded.
///
/// # Errors
/// `literature.no_block`.
pub async fn proof_block_whole(ws: &Workspace, block: BlockId) -> Result<BlockProof, Problem> {
    let view = literature::api::block(ws, block).await?;
    read_block(ws, BlockWords { language: view.card.language, text: view.text }, true).await
}

async fn read_block(ws: &Workspace, words: BlockWords, wait: bool) -> Result<BlockProof, Problem> {
    let folder = ws.host().device.folder.join(super::DICTIONARIES);
    let language = words.language.trim();
    let language = if language.is_empty() { "en".to_owned() } else { language.to_owned() };
    let ground = ws.read(move |tx| service::block_ground(tx, folder, language, words.text)).await?;
    let own = ws.clone();
    let (hints, more, loading) = blocking(move || service::proofed_block(&own, &ground, wait)).await?;
    Ok(BlockProof { hints, more: u32::try_from(more).unwrap_or(u32::MAX), loading })
}

/// Does not show a hint again: at its place, or in the whole document. Undo shows it again.
///
/// # Errors
/// `literature.no_document`: nothing has changed.
pub async fn ignore(ws: &Workspace, document: DocumentId, rule: Rule, words: String, around: String, how: Ignore) -> Result<(), Problem> {
    let label =
        Message::new("proofing.action.ignored").with("words", words.as_str()).with("has", if words.is_empty() { "no" } else { "yes" });
    // What is missing stands at no words: what tells it is what is missing.
    let around = if how == Ignore::Document && !words.is_empty() { String::new() } else { around };
    ws.write(label, move |tx| {
        literature::kind(tx, document)?;
        Ok(store::ignore(tx, document, &Ignored { rule: rule.as_str().to_owned(), words, around })?)
    })
    .await
}

/// Shows all hints of a document again that were ignored; says how many.
///
/// # Errors
/// `literature.no_document`: nothing has changed.
pub async fn show_ignored(ws: &Workspace, document: DocumentId) -> Result<u32, Problem> {
    ws.write(Message::new("proofing.action.shown"), move |tx| {
        literature::kind(tx, document)?;
        Ok(u32::try_from(store::show_again(tx, document)?).unwrap_or(u32::MAX))
    })
    .await
}

/// The dictionaries that this machine has for spelling, by their language.
///
/// # Errors
/// `proofing.dictionary_folder` if their folder cannot be read.
pub async fn dictionaries(ws: &Workspace) -> Result<Vec<Dictionary>, Problem> {
    let folder = ws.host().device.folder.join(super::DICTIONARIES);
    blocking(move || dictionaries::list(&folder)).await
}

/// Takes a dictionary of Hunspell in from a file of it, `.aff` or `.dic`, the other of which lies beside it, or from a folder of
/// such files. They are copied to this machine's own folder; the workspace is left as it is.
///
/// # Errors
/// `proofing.dictionary` with the reason (`none`, `pair`, `name`, `large`, `encoding`, `unreadable`), `proofing.dictionary_folder`:
/// nothing was taken in that is not told.
pub async fn add_dictionary(ws: &Workspace, path: PathBuf) -> Result<Vec<Dictionary>, Problem> {
    let folder = ws.host().device.folder.join(super::DICTIONARIES);
    let added = blocking(move || dictionaries::add(&folder, &path, plugged().as_deref())).await?;
    tell(ws).await?;
    Ok(added)
}

/// Takes the dictionary of a language off this machine.
///
/// # Errors
/// `proofing.no_dictionary`, `proofing.dictionary_folder`.
pub async fn remove_dictionary(ws: &Workspace, language: String) -> Result<(), Problem> {
    let folder = ws.host().device.folder.join(super::DICTIONARIES);
    blocking(move || dictionaries::remove(&folder, &language)).await?;
    tell(ws).await
}

async fn blocking<T: Send + 'static>(act: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(act).await.map_err(|error| Problem::failure("workspace.read_lost").because(error))?
}

/// Texts are to be read through once more.
async fn tell(ws: &Workspace) -> Result<(), Problem> {
    ws.write_quietly(|tx| {
        tx.changed(Topic::Proofing, None);
        Ok(())
    })
    .await
}

/// All rules, and which are on.
///
/// # Errors
/// What SQLite says.
pub async fn rules(ws: &Workspace) -> Result<Vec<RuleCard>, Problem> {
    ws.read(|tx| {
        let off = service::off(tx)?;
        Ok(Rule::ALL.iter().map(|rule| RuleCard { rule: *rule, on: !off.contains(rule.as_str()) }).collect())
    })
    .await
}

/// Switches a rule on or off, for all documents of the workspace.
///
/// # Errors
/// What SQLite says: nothing has changed.
pub async fn set_rule(ws: &Workspace, rule: Rule, on: bool) -> Result<(), Problem> {
    let label = Message::new("proofing.action.rule").with("rule", rule.as_str()).with("on", if on { "yes" } else { "no" });
    ws.write(label, move |tx| {
        let mut off = service::off(tx)?;
        if on {
            off.remove(rule.as_str())
        } else {
            off.insert(rule.as_str().to_owned())
        };
        set_setting(tx, service::OFF, &off.into_iter().collect::<Vec<_>>().join(" "))?;
        tx.changed(Topic::Workspace, None);
        tx.changed(Topic::Proofing, None);
        Ok(())
    })
    .await
}

/// The words of the house, by their letters.
///
/// # Errors
/// What SQLite says.
pub async fn house_words(ws: &Workspace) -> Result<Vec<HouseWord>, Problem> {
    ws.read(|tx| Ok(store::house_words(tx)?)).await
}

/// The number of a house word by its letters, in any language.
///
/// # Errors
/// `proofing.no_house_word`; `proofing.which_house_word` where several languages have it.
pub async fn house_word_named(ws: &Workspace, word: String, language: Option<String>) -> Result<HouseWordId, Problem> {
    ws.read(move |tx| {
        let key = super::house::key_of(word.trim());
        let wanted = |one: &&HouseWord| {
            super::house::key_of(&one.word) == key
                && language.as_ref().is_none_or(|language| one.language == language.trim().to_lowercase())
        };
        let all = store::house_words(tx)?;
        let found: Vec<&HouseWord> = all.iter().filter(wanted).collect();
        match found.as_slice() {
            [one] => Ok(one.id),
            [] => Err(Problem::missing("proofing.no_house_word").with("word", word.trim())),
            _ => Err(Problem::refusal("proofing.which_house_word").with("word", word.trim()).at(Place::field("language"))),
        }
    })
    .await
}

/// Enters a word of the house.
///
/// # Errors
/// `proofing.house_word` with its field and reason, `proofing.house_word_taken`: nothing has changed.
pub async fn add_house_word(ws: &Workspace, edit: HouseWordEdit) -> Result<HouseWordId, Problem> {
    let edit = edit.judged()?;
    ws.write(Message::new("proofing.action.word_added").with("word", edit.word.as_str()), move |tx| {
        refuse_twice(tx, &edit, None)?;
        Ok(store::insert_house_word(tx, &edit)?)
    })
    .await
}

/// Changes a word of the house.
///
/// # Errors
/// As [`add_house_word`], and `proofing.no_house_word`: nothing has changed.
pub async fn edit_house_word(ws: &Workspace, id: HouseWordId, edit: HouseWordEdit) -> Result<(), Problem> {
    let edit = edit.judged()?;
    ws.write(Message::new("proofing.action.word_changed").with("word", edit.word.as_str()), move |tx| {
        there(tx, id)?;
        refuse_twice(tx, &edit, Some(id))?;
        Ok(store::update_house_word(tx, id, &edit)?)
    })
    .await
}

/// Takes a word of the house away.
///
/// # Errors
/// `proofing.no_house_word`: nothing has changed.
pub async fn remove_house_word(ws: &Workspace, id: HouseWordId) -> Result<(), Problem> {
    let word = ws.read(move |tx| Ok(store::house_word(tx, id)?)).await?.map(|one| one.word).unwrap_or_default();
    ws.write(Message::new("proofing.action.word_removed").with("word", word), move |tx| {
        there(tx, id)?;
        Ok(store::delete_house_word(tx, id)?)
    })
    .await
}

fn there(tx: &WriteTx<'_>, id: HouseWordId) -> Result<(), Problem> {
    match store::house_word(tx, id)? {
        Some(_) => Ok(()),
        None => Err(Problem::missing("proofing.no_house_word").with("word", id.to_string())),
    }
}

fn refuse_twice(tx: &WriteTx<'_>, edit: &HouseWordEdit, own: Option<HouseWordId>) -> Result<(), Problem> {
    match store::house_word_named(tx, &edit.word, &edit.language)? {
        Some(other) if Some(other.id) != own => {
            Err(Problem::refusal("proofing.house_word_taken").with("word", other.word).at(Place::field("word")))
        }
        _ => Ok(()),
    }
}
