//! A text proofed: the rules, the house's words, what is ignored, and what the checker says.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;

use super::house::key_of;
use super::plug::{Asked, Found, plugged};
use super::rules::reading::{Readability, readability};
use super::rules::{self, Reading};
use super::store::{self, Ignored};
use super::stretch::{Stretch, stretches, words};
use super::{Fix, Hint, HouseWord, Rule};
use crate::contacts;
use crate::error::Problem;
use crate::ids::DocumentId;
use crate::literature::translation::PairState;
use crate::literature::{self, Document, DocumentKind, Paper, Part, dates_in, open_paper, parse_embargo};
use crate::messages::Message;
use crate::workspace::{ReadTx, Workspace, setting};

/// The setting that names the rules that are off.
pub(super) const OFF: &str = "proofing_off";
/// More hints than these help nobody; the first are shown.
const MOST: usize = 400;
/// Words that no dictionary has are looked for among people and outlets as far as this.
const MOST_NAMES: usize = 300;

/// What is known of a document before its text is read through.
pub(super) struct Ground {
    text: String,
    /// The parts that it has, with those that stand in reusable blocks.
    parts: Vec<Part>,
    /// Of a version in another language: what a translator has to look at.
    open: Vec<(usize, PairState)>,
    kind: DocumentKind,
    house: Vec<HouseWord>,
    ignored: HashSet<Ignored>,
    off: BTreeSet<String>,
    today: NaiveDate,
    dictionaries: PathBuf,
}

/// A text that was proofed.
pub(super) struct Proofed {
    pub(super) base: String,
    pub(super) language: String,
    pub(super) hints: Vec<Hint>,
    /// Hints that are there and were left out.
    pub(super) more: usize,
    pub(super) ignored: usize,
    pub(super) readability: Option<Readability>,
    /// What the checker found of spelling is still to be held against names.
    pub(super) words: u32,
    pub(super) loading: bool,
}

/// Reads what proofing stands on.
pub(super) fn ground(tx: &ReadTx<'_>, dictionaries: PathBuf, document: DocumentId) -> Result<Ground, Problem> {
    let draft = literature::draft(tx, document)?;
    let now = chrono::DateTime::from_timestamp_millis(tx.now().get()).unwrap_or_default();
    Ok(Ground {
        parts: Document::parse(&draft.whole()).parts,
        open: literature::translation::open_here(tx, document)?,
        text: draft.source,
        kind: draft.kind,
        house: store::house_words(tx)?,
        ignored: store::ignored(tx, document)?.into_iter().collect(),
        off: off(tx)?,
        today: now.date_naive(),
        dictionaries,
    })
}

/// The words of the rules that are off.
pub(super) fn off(tx: &ReadTx<'_>) -> Result<BTreeSet<String>, Problem> {
    Ok(setting(tx, OFF)?.unwrap_or_default().split_whitespace().map(str::to_owned).collect())
}

/// Reads a text through. Takes as long as it takes: never in a transaction.
pub(super) fn proofed(ws: &Workspace, ground: &Ground, wait: bool) -> Result<Proofed, Problem> {
    let paper = open_paper(&ground.text);
    let document = Document::parse(&ground.text);
    let all = stretches(&paper);
    let reading = Reading {
        paper: &paper,
        stretches: &all,
        language: document.language(),
        kind: ground.kind,
        day: day_of(&paper, document.language()).unwrap_or(ground.today),
        house: &ground.house,
        parts: &ground.parts,
        open: &ground.open,
    };
    let is_on = |rule: Rule| !ground.off.contains(rule.as_str());
    let mut hints = rules::hints(&reading, is_on);
    let mut loading = false;
    if let Some(checker) = plugged().filter(|_| is_on(Rule::Spelling) || is_on(Rule::Grammar)) {
        let asked = Asked {
            language: document.language().to_owned(),
            texts: all.iter().map(|stretch| Arc::from(stretch.text.as_str())).collect(),
            dictionaries: ground.dictionaries.clone(),
            grammar: is_on(Rule::Grammar),
            spelling: is_on(Rule::Spelling),
            patient: wait,
        };
        let said = checker.check(&asked);
        loading = !said.whole;
        checked(ws, ground, &all, said.found, &mut hints)?;
    }
    let total = hints.len();
    hints.retain(|hint| !is_ignored(&ground.ignored, hint));
    let ignored = total - hints.len();
    hints.sort_by(|one, other| (&one.place, one.rule).cmp(&(&other.place, other.rule)));
    let more = hints.len().saturating_sub(MOST);
    hints.truncate(MOST);
    Ok(Proofed {
        language: document.language().to_owned(),
        readability: readability(&reading),
        words: document.words(),
        base: paper.base.clone(),
        hints,
        more,
        ignored,
        loading,
    })
}

/// The day that dates without a year are counted from: the dateline's, else the embargo's.
fn day_of(paper: &Paper, language: &str) -> Option<NaiveDate> {
    let dateline = paper.front.dateline.as_deref().unwrap_or_default();
    let said = dates_in(dateline, language).first().map(|(on, _)| *on);
    said.or_else(|| {
        let embargo = parse_embargo(paper.front.embargo.as_deref()?).ok()?;
        NaiveDate::parse_from_str(embargo.local.get(..10)?, "%Y-%m-%d").ok()
    })
}

fn is_ignored(ignored: &HashSet<Ignored>, hint: &Hint) -> bool {
    let one = |around: &str| Ignored { rule: hint.rule.as_str().to_owned(), words: hint.words.clone(), around: around.to_owned() };
    !ignored.is_empty() && (ignored.contains(&one("")) || ignored.contains(&one(&hint.around)))
}

/// Adds what the checker found, but for what is right in this house and the names of people and outlets.
fn checked(ws: &Workspace, ground: &Ground, all: &[Stretch], found: Vec<Found>, hints: &mut Vec<Hint>) -> Result<(), Problem> {
    let right: HashSet<String> = ground
        .house
        .iter()
        .filter(|word| word.right)
        .flat_map(|word| words(&word.word).into_iter().map(|one| key_of(one.text)).collect::<Vec<_>>())
        .collect();
    let said = |one: &Found| all.get(one.text).map_or("", |stretch| stretch.said(&one.at)).to_owned();
    let unknown: BTreeSet<String> =
        found.iter().filter(|one| one.spelling).map(said).filter(|word| !right.contains(&key_of(word))).take(MOST_NAMES).collect();
    let names = if unknown.is_empty() { BTreeSet::new() } else { ws.read_blocking(|tx| Ok(contacts::known_names(tx, &unknown)?))? };
    let taken: Vec<_> = hints.iter().map(|hint| hint.place.clone()).collect();
    for one in found {
        let Some(stretch) = all.get(one.text) else { continue };
        let word = stretch.said(&one.at).to_owned();
        if one.spelling && (right.contains(&key_of(&word)) || names.contains(&word)) {
            continue;
        }
        let fixes: Vec<Fix> = one.instead.iter().take(5).map(Fix::words).collect();
        let (rule, what) = if one.spelling {
            (Rule::Spelling, Message::new("proofing.spelling"))
        } else {
            (Rule::Grammar, Message::new("proofing.grammar").with("says", one.says.as_str()))
        };
        let hint = stretch.hint(rule, one.at.clone(), what, fixes);
        // One hint for one place: our own rules know more of a text of this kind.
        let is_taken = taken.iter().any(|other| {
            (other.at, other.block, other.line) == (hint.place.at, hint.place.block, hint.place.line)
                && other.from < hint.place.to
                && hint.place.from < other.to
        });
        if !is_taken {
            hints.push(hint);
        }
    }
    Ok(())
}
