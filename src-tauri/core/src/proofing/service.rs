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
use super::stretch::{Stretch, references, stretches, words};
use super::{Fix, Hint, HintBlock, HouseWord, Rule, Where};
use crate::contacts;
use crate::error::Problem;
use crate::ids::DocumentId;
use crate::literature::shared::{UsedBlock, used};
use crate::literature::translation::PairState;
use crate::literature::{self, Document, DocumentKind, Paper, Part, dates_in, open_paper, parse_embargo};
use crate::messages::Message;
use crate::workspace::{ReadTx, Workspace, setting};

/// The setting that names the rules that are off.
pub(super) const OFF: &str = "proofing_off";
/// More hints than these help nobody; the first are shown.
pub(super) const MOST: usize = 400;
/// Words that no dictionary has are looked for among people and outlets as far as this.
const MOST_NAMES: usize = 300;

/// What is known of a document, or of a reusable block, before its text is read through.
pub(super) struct Ground {
    text: String,
    language: String,
    /// The parts that it has, with those that stand in reusable blocks.
    parts: Vec<Part>,
    /// The reusable blocks that it uses.
    blocks: Vec<UsedBlock>,
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

/// Reads what proofing a document stands on.
pub(super) fn ground(tx: &ReadTx<'_>, dictionaries: PathBuf, document: DocumentId) -> Result<Ground, Problem> {
    let draft = literature::draft(tx, document)?;
    let whole = Document::parse(&draft.whole());
    Ok(Ground {
        language: whole.language().to_owned(),
        parts: whole.parts,
        blocks: used(tx, &draft.source)?,
        open: literature::translation::open_here(tx, document)?,
        ignored: store::ignored(tx, document)?.into_iter().collect(),
        kind: draft.kind,
        ..bare_ground(tx, dictionaries, draft.source)?
    })
}

/// Reads what proofing the words of a reusable block stands on.
pub(super) fn block_ground(tx: &ReadTx<'_>, dictionaries: PathBuf, language: String, text: String) -> Result<Ground, Problem> {
    Ok(Ground { language, ..bare_ground(tx, dictionaries, text)? })
}

/// What is the same for every text.
fn bare_ground(tx: &ReadTx<'_>, dictionaries: PathBuf, text: String) -> Result<Ground, Problem> {
    let now = chrono::DateTime::from_timestamp_millis(tx.now().get()).unwrap_or_default();
    Ok(Ground {
        text,
        language: String::new(),
        parts: Vec::new(),
        blocks: Vec::new(),
        open: Vec::new(),
        kind: DocumentKind::default(),
        house: store::house_words(tx)?,
        ignored: HashSet::new(),
        off: off(tx)?,
        today: now.date_naive(),
        dictionaries,
    })
}

/// The words of the rules that are off.
pub(super) fn off(tx: &ReadTx<'_>) -> Result<BTreeSet<String>, Problem> {
    Ok(setting(tx, OFF)?.unwrap_or_default().split_whitespace().map(str::to_owned).collect())
}

/// Reads a text through, with what the blocks say that it uses, for the first `most` of its hints. Takes as long as it takes: never in a transaction.
pub(super) fn proofed(ws: &Workspace, ground: &Ground, wait: bool, most: usize) -> Result<Proofed, Problem> {
    let paper = open_paper(&ground.text);
    let document = Document::parse(&ground.text);
    let all = stretches(&paper);
    let day = day_of(&paper, document.language()).unwrap_or(ground.today);
    let reading = Reading {
        paper: &paper,
        stretches: &all,
        language: &ground.language,
        kind: ground.kind,
        sort: document.sort.filter(|_| ground.kind == DocumentKind::Announcement),
        day,
        house: &ground.house,
        parts: &ground.parts,
        open: &ground.open,
    };
    let mut loading = false;
    let mut hints = hints_of(ws, ground, &reading, wait, &mut loading)?;
    let references = references(&paper);
    for block in &ground.blocks {
        let Some((place, _)) = references.iter().find(|(_, name)| *name == block.called) else { continue };
        let within = HintBlock { id: block.id, name: block.name.clone() };
        let found = within_block(ws, ground, (&block.language, &block.text), day, wait, &mut loading)?;
        // It is there by its name: nothing can be put in the place of its words here.
        let here = |hint: Hint| Hint { place: place.clone(), fixes: Vec::new(), block: Some(within.clone()), ..hint };
        hints.extend(found.into_iter().map(here));
    }
    let total = hints.len();
    hints.retain(|hint| !is_ignored(&ground.ignored, hint));
    let ignored = total - hints.len();
    hints.sort_by(|one, other| (&one.place, one.rule).cmp(&(&other.place, other.rule)));
    let more = hints.len().saturating_sub(most);
    hints.truncate(most);
    Ok(Proofed {
        language: ground.language.clone(),
        readability: readability(&reading),
        words: document.words(),
        base: paper.base.clone(),
        hints,
        more,
        ignored,
        loading,
    })
}

/// Reads the words of a block through for themselves; gives the hints, how many more there are, and whether anything is still loading.
pub(super) fn proofed_block(ws: &Workspace, ground: &Ground, wait: bool) -> Result<(Vec<Hint>, usize, bool), Problem> {
    let mut loading = false;
    let mut hints = within_block(ws, ground, (&ground.language, &ground.text), ground.today, wait, &mut loading)?;
    hints.sort_by(|one, other| (&one.place, one.rule).cmp(&(&other.place, other.rule)));
    let more = hints.len().saturating_sub(MOST);
    hints.truncate(MOST);
    Ok((hints, more, loading))
}

/// The hints about a block's language and words. A block is no text: it has no headline to lack, no embargo and no source.
fn within_block(
    ws: &Workspace,
    ground: &Ground,
    (language, text): (&str, &str),
    day: NaiveDate,
    wait: bool,
    loading: &mut bool,
) -> Result<Vec<Hint>, Problem> {
    let paper = open_paper(text);
    let all = stretches(&paper);
    let (kind, house) = (ground.kind, ground.house.as_slice());
    let reading = Reading { paper: &paper, stretches: &all, language, kind, sort: None, day, house, parts: &[], open: &[] };
    let mut hints = hints_of(ws, ground, &reading, wait, loading)?;
    hints.retain(|hint| hint.place.at == Where::Block && ![Rule::Missing, Rule::Embargo, Rule::Translation].contains(&hint.rule));
    Ok(hints)
}

/// The hints of the rules and of the checker about words of one language.
fn hints_of(ws: &Workspace, ground: &Ground, reading: &Reading<'_>, wait: bool, loading: &mut bool) -> Result<Vec<Hint>, Problem> {
    let is_on = |rule: Rule| !ground.off.contains(rule.as_str());
    let mut hints = rules::hints(reading, is_on);
    if let Some(checker) = plugged().filter(|_| is_on(Rule::Spelling) || is_on(Rule::Grammar)) {
        let asked = Asked {
            language: reading.language.to_owned(),
            texts: reading.stretches.iter().map(|stretch| Arc::from(stretch.text.as_str())).collect(),
            dictionaries: ground.dictionaries.clone(),
            grammar: is_on(Rule::Grammar),
            spelling: is_on(Rule::Spelling),
            patient: wait,
        };
        let said = checker.check(&asked);
        *loading |= !said.whole;
        checked(ws, ground, reading.stretches, said.found, &mut hints)?;
    }
    Ok(hints)
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
