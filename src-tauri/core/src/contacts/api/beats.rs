//! What the shells ask about the tree of beats; one user action is one transaction, and undo takes it back.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::contacts::beats::{self, BeatEdit, Tree};
use crate::contacts::fold;
use crate::error::Problem;
use crate::ids::BeatId;
use crate::messages::Message;
use crate::workspace::Workspace;

/// Most beats that are shown at once; whoever has more looks for some.
const MOST: usize = 2_000;

/// Another name of a beat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct BeatSynonym {
    /// Which.
    pub id: BeatId,
    /// The name.
    pub name: String,
}

/// A beat where it stands in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct BeatCard {
    /// Which.
    pub id: BeatId,
    /// Its name.
    pub name: String,
    /// The beat that it stands below.
    pub parent: Option<BeatId>,
    /// How many stand above it.
    pub depth: u32,
    /// The names of those above it and its own.
    pub path: Vec<String>,
    /// Its other names.
    pub synonyms: Vec<BeatSynonym>,
    /// How many people it counts: under all its names and with all that stands below it, each once.
    pub people: u32,
    /// How many of them have it itself, under one of its names.
    pub itself: u32,
    /// How many stand right below it.
    pub below: u32,
    /// The question that picks them: `beat:health`.
    pub in_questions: String,
}

/// The tree of beats, or what was looked for in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct BeatTree {
    /// In the order of the tree, by name below one another.
    pub beats: Vec<BeatCard>,
    /// How many there are in all.
    pub all: u32,
    /// How many fit what was looked for; only the first of them may be among the beats.
    pub found: u32,
}

/// What a beat is called besides, and is no longer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SynonymChange {
    /// Names that it gets.
    pub add: Vec<String>,
    /// Names that it loses.
    pub remove: Vec<String>,
}

/// A beat as it stands; none where there is none of that number.
fn card(tree: &Tree, counts: &HashMap<BeatId, (u32, u32)>, id: BeatId) -> Option<BeatCard> {
    let row = tree.get(id)?;
    let path = tree.path(id);
    let synonyms = tree.synonyms(id).iter().filter_map(|id| tree.get(*id));
    let (people, itself) = counts.get(&id).copied().unwrap_or_default();
    Some(BeatCard {
        id,
        name: row.name.clone(),
        parent: row.parent,
        depth: number(path.len().saturating_sub(1)),
        path,
        synonyms: synonyms.map(|row| BeatSynonym { id: row.id, name: row.name.clone() }).collect(),
        people,
        itself,
        below: number(tree.right_below(Some(id)).len()),
        in_questions: in_questions(&row.name),
    })
}

/// The tree, and of each beat how many people it counts, and how many have it itself.
type Counted = (Tree, HashMap<BeatId, (u32, u32)>);

async fn counted(ws: &Workspace) -> Result<Arc<Counted>, Problem> {
    // To count everybody takes a while, and whoever looks for a beat asks again at each letter.
    super::counted::counted(ws, |tx| {
        let tree = Tree::read(tx)?;
        let counts = tree.counts(tx)?;
        Ok((tree, counts))
    })
    .await
}

/// The tree; with words, those beats alone that have each of them in their name, in a synonym or above them.
///
/// # Errors
/// What the file says.
pub async fn beats(ws: &Workspace, search: String) -> Result<BeatTree, Problem> {
    let counted = counted(ws).await?;
    ws.read(move |_| {
        let (tree, counts) = (&counted.0, &counted.1);
        let words: Vec<String> = search.split_whitespace().map(fold::words).filter(|words| !words.is_empty()).collect();
        let ordered = tree.in_order();
        let fits = |card: &BeatCard| {
            let names = || card.path.iter().chain(card.synonyms.iter().map(|synonym| &synonym.name));
            words.iter().all(|words| names().any(|name| fold::words(name).contains(words)))
        };
        let found: Vec<BeatId> = if words.is_empty() {
            ordered.clone()
        } else {
            ordered.iter().copied().filter(|id| card(tree, counts, *id).is_some_and(|card| fits(&card))).collect()
        };
        let beats = found.iter().take(MOST).filter_map(|id| card(tree, counts, *id)).collect();
        Ok(BeatTree { beats, all: number(ordered.len()), found: number(found.len()) })
    })
    .await
}

/// One beat; of a synonym the one that it is one of.
///
/// # Errors
/// `contacts.no_beat`.
pub async fn beat(ws: &Workspace, beat: BeatId) -> Result<BeatCard, Problem> {
    let counted = counted(ws).await?;
    let id = counted.0.main(beat)?.id;
    card(&counted.0, &counted.1, id).ok_or_else(|| beats::no_beat(&beat.to_string()))
}

fn number(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

/// As questions write it; quotation marks are always right.
fn in_questions(name: &str) -> String {
    format!("beat:\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The beat with that name or number.
///
/// # Errors
/// `contacts.no_beat`.
pub async fn beat_named(ws: &Workspace, named: String) -> Result<BeatId, Problem> {
    ws.read(move |tx| beats::named(tx, &named)).await
}

/// Puts a beat into the tree, below another one or at the top.
///
/// # Errors
/// `contacts.no_beat`, `contacts.refused`: nothing has changed.
pub async fn add_beat(ws: &Workspace, name: String, under: Option<BeatId>, synonyms: Vec<String>) -> Result<BeatId, Problem> {
    let label = Message::new("contacts.action.beat_added").with("name", name.trim());
    ws.write(label, move |tx| beats::add(tx, &name, under, &synonyms)).await
}

/// Gives a beat another name: everybody who has it shows that. The old name stays as a synonym where `keep_old` says so.
///
/// # Errors
/// `contacts.no_beat`, `contacts.refused`: nothing has changed.
pub async fn rename_beat(ws: &Workspace, beat: BeatId, name: String, keep_old: bool) -> Result<BeatId, Problem> {
    let label = Message::new("contacts.action.beat_renamed").with("name", name.trim());
    ws.write(label, move |tx| beats::rename(tx, beat, &name, keep_old)).await
}

/// Puts a beat with all that stands below it under another one, or to the top. Nobody's row is written.
///
/// # Errors
/// `contacts.no_beat`, `contacts.refused`: nothing has changed.
pub async fn move_beat(ws: &Workspace, beat: BeatId, under: Option<BeatId>) -> Result<(), Problem> {
    ws.write(Message::new("contacts.action.beat_moved"), move |tx| beats::put_under(tx, beat, under)).await
}

/// Gives a beat further names and takes others away. Nobody's row is written.
///
/// # Errors
/// `contacts.no_beat`, `contacts.refused`: nothing has changed.
pub async fn set_beat_synonyms(ws: &Workspace, beat: BeatId, change: SynonymChange) -> Result<(), Problem> {
    let label = Message::new("contacts.action.beat_synonyms");
    ws.write(label, move |tx| beats::set_synonyms(tx, beat, &change.add, &change.remove)).await
}

/// Changes what is given about a beat, its place and its names, as one act; the beat that has its name then.
///
/// # Errors
/// `contacts.no_beat`, `contacts.refused`: nothing has changed.
pub async fn edit_beat(ws: &Workspace, beat: BeatId, edit: BeatEdit) -> Result<BeatId, Problem> {
    ws.write(Message::new("contacts.action.beat_edited"), move |tx| beats::edit(tx, beat, &edit)).await
}

/// Makes two beats one; the first one's name stays as a synonym. The one that is left.
///
/// # Errors
/// `contacts.no_beat`, `contacts.refused`: nothing has changed.
pub async fn merge_beats(ws: &Workspace, beat: BeatId, into: BeatId) -> Result<BeatId, Problem> {
    ws.write(Message::new("contacts.action.beats_merged"), move |tx| beats::merge(tx, beat, into)).await
}

/// Takes a beat off everybody and away; what stands below it goes one up. Undo brings all of it back.
///
/// # Errors
/// `contacts.no_beat`.
pub async fn delete_beat(ws: &Workspace, beat: BeatId) -> Result<(), Problem> {
    ws.write(Message::new("contacts.action.beat_deleted"), move |tx| beats::remove(tx, beat)).await
}
