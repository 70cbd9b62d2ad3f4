//! The tree of beats: what stands below what, and what is another name of what. Nobody's row is written when a beat is moved: what a
//! question means by a beat is found when it is asked.

use std::collections::{HashMap, HashSet};

use super::store::beats::{self as store, BeatRow, Counted};
use super::{fold, names};
use crate::error::{Place, Problem};
use crate::ids::BeatId;
use crate::messages::Message;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// So many beats may stand below one another.
const DEEPEST: usize = 10;
/// Most synonyms of one beat.
const MOST_SYNONYMS: usize = 100;

/// All beats, as they stand.
pub(super) struct Tree {
    rows: Vec<BeatRow>,
    at: HashMap<BeatId, usize>,
    below: HashMap<Option<BeatId>, Vec<BeatId>>,
    synonyms: HashMap<BeatId, Vec<BeatId>>,
}

impl Tree {
    /// As the file has it.
    pub(super) fn read(tx: &ReadTx<'_>) -> Result<Self, StoreError> {
        Ok(Self::of(store::all(tx)?))
    }

    fn of(rows: Vec<BeatRow>) -> Self {
        let at = rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
        let (mut below, mut synonyms): (HashMap<_, Vec<_>>, HashMap<_, Vec<_>>) = (HashMap::new(), HashMap::new());
        for row in &rows {
            match row.synonym_of {
                Some(main) => synonyms.entry(main).or_default().push(row.id),
                None => below.entry(row.parent).or_default().push(row.id),
            }
        }
        Self { rows, at, below, synonyms }
    }

    /// One of them.
    pub(super) fn get(&self, id: BeatId) -> Option<&BeatRow> {
        self.at.get(&id).and_then(|at| self.rows.get(*at))
    }

    fn require(&self, id: BeatId) -> Result<&BeatRow, Problem> {
        self.get(id).ok_or_else(|| no_beat(&id.to_string()))
    }

    /// The beat itself that a name means: of a synonym the one that it is one of.
    pub(super) fn main(&self, id: BeatId) -> Result<&BeatRow, Problem> {
        let row = self.require(id)?;
        row.synonym_of.map_or(Ok(row), |main| self.require(main))
    }

    /// Those that stand right below one, or at the top, by name.
    pub(super) fn right_below(&self, id: Option<BeatId>) -> &[BeatId] {
        self.below.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The other names of one, by name.
    pub(super) fn synonyms(&self, id: BeatId) -> &[BeatId] {
        self.synonyms.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Those above one, the nearest first; it ends where somebody damaged the tree.
    fn above(&self, id: BeatId) -> Vec<&BeatRow> {
        let mut found: Vec<&BeatRow> = Vec::new();
        let mut next = self.get(id).and_then(|row| row.parent);
        while let Some(row) = next.and_then(|id| self.get(id)).filter(|row| found.len() < 100 && row.id != id) {
            found.push(row);
            next = row.parent;
        }
        found
    }

    /// What a beat is called with all that stands above it.
    pub(super) fn path(&self, id: BeatId) -> Vec<String> {
        let own = self.get(id).map(|row| row.name.clone());
        self.above(id).into_iter().rev().map(|row| row.name.clone()).chain(own).collect()
    }

    /// Whether it is a tree: nothing stands below itself or too deep, and a synonym is one of a beat that is none, and stands nowhere.
    fn is_sound(&self) -> bool {
        self.rows.iter().all(|row| match row.synonym_of {
            Some(main) => {
                row.parent.is_none()
                    && self.right_below(Some(row.id)).is_empty()
                    && self.get(main).is_some_and(|main| main.synonym_of.is_none())
            }
            None => {
                let above = self.above(row.id);
                let rooted = above.last().map_or(row.parent, |top| top.parent).is_none();
                rooted && above.len() < DEEPEST
            }
        })
    }

    /// All beats in the order of the tree.
    pub(super) fn in_order(&self) -> Vec<BeatId> {
        let mut found = Vec::with_capacity(self.rows.len());
        let mut open: Vec<BeatId> = self.right_below(None).iter().rev().copied().collect();
        while let Some(id) = open.pop() {
            found.push(id);
            open.extend(self.right_below(Some(id)).iter().rev());
        }
        found
    }

    /// How many people each beat counts with all its names and all below it, each once; and under its own names alone.
    pub(super) fn counts(&self, tx: &ReadTx<'_>) -> Result<HashMap<BeatId, (u32, u32)>, StoreError> {
        let rows = store::people(tx)?;
        let mut counts = HashMap::with_capacity(self.rows.len());
        for top in self.right_below(None) {
            self.count(tx, *top, &rows, &mut counts)?;
        }
        Ok(counts)
    }

    /// The same of one and all below it. What stands alone is counted by the index; of all else people are counted once.
    fn count(
        &self,
        tx: &ReadTx<'_>,
        id: BeatId,
        rows: &HashMap<BeatId, u32>,
        counts: &mut HashMap<BeatId, (u32, u32)>,
    ) -> Result<Option<Counted>, StoreError> {
        let is_below = self.get(id).is_some_and(|row| row.parent.is_some());
        if !is_below && self.right_below(Some(id)).is_empty() && self.synonyms(id).is_empty() {
            let own = rows.get(&id).copied().unwrap_or_default();
            counts.insert(id, (own, own));
            return Ok(None);
        }
        let mut all = Counted::default();
        for one in std::iter::once(&id).chain(self.synonyms(id)).filter(|one| rows.contains_key(one)) {
            all = all.or(&Counted::having(tx, *one)?);
        }
        let own = all.count();
        for below in self.right_below(Some(id)) {
            if let Some(of_below) = self.count(tx, *below, rows, counts)? {
                all = all.or(&of_below);
            }
        }
        counts.insert(id, (all.count(), own));
        Ok(Some(all))
    }
}

/// There is no such beat.
pub(super) fn no_beat(name: &str) -> Problem {
    Problem::missing("contacts.no_beat").with("name", name)
}

fn refused(field: &str, what: Message) -> Problem {
    Problem::refusal("contacts.refused").with("count", 1_i64).at(Place { what: Some(what), ..Place::field(field) })
}

/// What an act leaves has to be a tree.
fn settled(tx: &WriteTx<'_>, field: &str) -> Result<(), Problem> {
    if !Tree::read(tx)?.is_sound() {
        return Err(refused(field, Message::new("contacts.fault.beats_deep").with("most", DEEPEST)));
    }
    tx.changed(Topic::Beat, None);
    Ok(())
}

/// After an undo of several acts in another order than theirs: what is left has to be a tree.
///
/// # Errors
/// `workspace.undo_changed_since`.
pub(super) fn require_tree(tx: &WriteTx<'_>) -> Result<(), Problem> {
    if Tree::read(tx)?.is_sound() {
        return Ok(());
    }
    Err(Problem::refusal("contacts.beats_moved_since").todo("workspace.undo_changed_since.todo"))
}

/// A beat's name: one line without a semicolon, which stands between beats.
fn one_name(field: &str, name: &str) -> Result<(String, String), Problem> {
    match names::of_a_thing(name) {
        Ok((tidy, _)) if tidy.contains(';') => Err(refused(field, Message::new("contacts.fault.semicolon_beat"))),
        Ok(name) => Ok(name),
        Err(what) => Err(refused(field, what)),
    }
}

/// Another beat has the name, or it is another name of one.
fn taken(tree: &Tree, field: &str, row: &BeatRow) -> Problem {
    refused(
        field,
        match row.synonym_of.and_then(|main| tree.get(main)) {
            Some(main) => Message::new("contacts.fault.beat_is_synonym").with("name", row.name.as_str()).with("beat", main.name.as_str()),
            None => Message::new("contacts.fault.beat_taken").with("name", row.name.as_str()),
        },
    )
}

/// The beat with that name or number.
///
/// # Errors
/// `contacts.no_beat`.
pub(super) fn named(tx: &ReadTx<'_>, named: &str) -> Result<BeatId, Problem> {
    let (tree, key) = (Tree::read(tx)?, fold::key(named));
    let found = tree.rows.iter().find(|row| row.key == key).or_else(|| tree.rows.iter().find(|row| row.id.to_string() == named.trim()));
    found.map(|row| row.id).ok_or_else(|| no_beat(named.trim()))
}

/// A name with all that stands above it in the tree: `health › oncology`; of a synonym with the beat that it is one of.
///
/// # Errors
/// What SQLite says.
pub fn beat_path(tx: &ReadTx<'_>, name: &str) -> Result<String, StoreError> {
    let key = fold::key(name);
    let path = store::path(tx, &key)?;
    let whole = path.join(" › ");
    Ok(match path.last() {
        None => name.to_owned(),
        Some(main) if fold::key(main) == key => whole,
        Some(_) => format!("{name} = {whole}"),
    })
}

/// Puts a beat into the tree: below another, or at the top.
pub(super) fn add(tx: &WriteTx<'_>, name: &str, under: Option<BeatId>, synonyms: &[String]) -> Result<BeatId, Problem> {
    let tree = Tree::read(tx)?;
    let (name, key) = one_name("name", name)?;
    let under = under.map(|id| tree.main(id).map(|row| row.id)).transpose()?;
    if let Some(row) = tree.rows.iter().find(|row| row.key == key) {
        return Err(taken(&tree, "name", row));
    }
    let id = match store::by_key(tx, &key)? {
        // It stands there because of somebody whom nobody sees, or who is gone.
        Some(id) => {
            store::rename(tx, id, &name, &key)?;
            store::place(tx, id, under, None)?;
            id
        }
        None => store::insert(tx, &name, &key, under, None)?,
    };
    if let Some(under) = under {
        store::keep(tx, under)?;
    }
    for synonym in synonyms.iter().filter(|synonym| !synonym.trim().is_empty()) {
        add_synonym(tx, id, synonym)?;
    }
    settled(tx, "under")?;
    Ok(id)
}

/// Gives a beat, or a synonym, another name. The old one stays as a synonym where that is asked: questions and imports that say it go on.
pub(super) fn rename(tx: &WriteTx<'_>, id: BeatId, name: &str, keep_old: bool) -> Result<BeatId, Problem> {
    let tree = Tree::read(tx)?;
    let (name, key) = one_name("name", name)?;
    let row = tree.require(id)?;
    match tree.rows.iter().find(|other| other.key == key && other.id != id) {
        // One of its own further names becomes the first: who has either keeps the word.
        Some(own) if own.synonym_of == Some(id) => {
            lead(tx, &tree, own.id, row)?;
            store::rename(tx, own.id, &name, &key)?;
            settled(tx, "name")?;
            return Ok(own.id);
        }
        Some(other) => return Err(taken(&tree, "name", other)),
        None => {}
    }
    // Somebody has it whom nobody sees yet.
    if store::by_key(tx, &key)?.is_some_and(|hidden| hidden != id) {
        return Err(refused("name", Message::new("contacts.fault.beat_taken").with("name", name)));
    }
    store::rename(tx, id, &name, &key)?;
    if keep_old && row.key != key && row.synonym_of.is_none() {
        store::insert(tx, &row.name, &row.key, None, Some(id))?;
    }
    settled(tx, "name")?;
    // Whoever has it shows the new word.
    tx.changed(Topic::Person, None);
    Ok(id)
}

/// Makes a synonym of `main` the beat, and `main` a synonym of it.
fn lead(tx: &WriteTx<'_>, tree: &Tree, synonym: BeatId, main: &BeatRow) -> Result<(), StoreError> {
    store::place(tx, synonym, main.parent, None)?;
    for below in tree.right_below(Some(main.id)) {
        store::place(tx, *below, Some(synonym), None)?;
    }
    for other in tree.synonyms(main.id).iter().filter(|other| **other != synonym) {
        store::place(tx, *other, None, Some(synonym))?;
    }
    store::place(tx, main.id, None, Some(synonym))
}

/// Puts a beat with all that is below it under another one, or to the top.
pub(super) fn put_under(tx: &WriteTx<'_>, id: BeatId, under: Option<BeatId>) -> Result<(), Problem> {
    let tree = Tree::read(tx)?;
    let row = tree.main(id)?;
    let under = under.map(|id| tree.main(id)).transpose()?;
    if let Some(to) = under
        && (to.id == row.id || tree.above(to.id).iter().any(|above| above.id == row.id))
    {
        let what = if to.id == row.id { "contacts.fault.beat_under_itself" } else { "contacts.fault.beat_below" };
        return Err(refused("under", Message::new(what).with("beat", row.name.as_str()).with("under", to.name.as_str())));
    }
    store::place(tx, row.id, under.map(|to| to.id), None)?;
    if let Some(to) = under {
        store::keep(tx, to.id)?;
    }
    settled(tx, "under")
}

/// Makes a name another name of a beat. A beat that has it becomes one: what stood below it stands below the other, and its names are
/// the other's; who has it keeps the word.
fn add_synonym(tx: &WriteTx<'_>, of: BeatId, name: &str) -> Result<(), Problem> {
    let tree = Tree::read(tx)?;
    let (name, key) = one_name("synonyms", name)?;
    let of = tree.main(of)?;
    if tree.synonyms(of.id).len() >= MOST_SYNONYMS {
        return Err(refused("synonyms", Message::new("contacts.fault.many").with("most", MOST_SYNONYMS)));
    }
    match tree.rows.iter().find(|row| row.key == key) {
        Some(row) if row.id == of.id || row.synonym_of == Some(of.id) => Ok(()),
        Some(row) if row.synonym_of.is_some() => Err(taken(&tree, "synonyms", row)),
        Some(row) => Ok(become_synonym(tx, &tree, row, of)?),
        None => {
            store::keep(tx, of.id)?;
            match store::by_key(tx, &key)? {
                Some(hidden) => store::place(tx, hidden, None, Some(of.id))?,
                None => store::insert(tx, &name, &key, None, Some(of.id)).map(drop)?,
            }
            Ok(())
        }
    }
}

/// The same of a beat by its name, which comes into the tree if it stands in none yet.
///
/// # Errors
/// `contacts.refused`, `contacts.no_beat`.
pub fn edit_beat_named(tx: &WriteTx<'_>, name: &str, change: &BeatEdit) -> Result<(), Problem> {
    let id = match named(tx, name) {
        Err(problem) if problem.code == "contacts.no_beat" => add(tx, name, None, &[])?,
        found => found?,
    };
    edit(tx, id, change).map(drop)
}

/// Makes the beat `row` a synonym of `of`.
fn become_synonym(tx: &WriteTx<'_>, tree: &Tree, row: &BeatRow, of: &BeatRow) -> Result<(), StoreError> {
    store::keep(tx, of.id)?;
    // What stood below it comes to stand where it stood: nothing may come to stand below itself.
    if tree.above(of.id).iter().any(|above| above.id == row.id) {
        store::place(tx, of.id, row.parent, None)?;
    }
    for below in tree.right_below(Some(row.id)).iter().filter(|below| **below != of.id) {
        store::place(tx, *below, Some(of.id), None)?;
    }
    for other in tree.synonyms(row.id) {
        store::place(tx, *other, None, Some(of.id))?;
    }
    store::place(tx, row.id, None, Some(of.id))
}

/// Gives a beat further names and takes others away. A name that somebody has becomes a beat of its own beside it.
pub(super) fn set_synonyms(tx: &WriteTx<'_>, id: BeatId, add: &[String], remove: &[String]) -> Result<(), Problem> {
    let tree = Tree::read(tx)?;
    let main = tree.main(id)?;
    let people = store::people(tx)?;
    for name in remove {
        let key = fold::key(name);
        let held = tree.synonyms(main.id).iter().filter_map(|id| tree.get(*id)).find(|row| row.key == key);
        let Some(row) = held else {
            let what = Message::new("contacts.fault.no_synonym").with("name", name.trim()).with("beat", main.name.as_str());
            return Err(refused("synonyms", what));
        };
        if people.contains_key(&row.id) {
            store::place(tx, row.id, main.parent, None)?;
        } else {
            store::remove(tx, row.id)?;
        }
    }
    for name in add.iter().filter(|name| !name.trim().is_empty()) {
        add_synonym(tx, main.id, name)?;
    }
    settled(tx, "synonyms")
}

/// What changes about a beat; all else stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct BeatEdit {
    /// Its new name.
    pub name: Option<String>,
    /// The old name stays as a synonym.
    pub keep_old: bool,
    /// The beat that it comes to stand below, by name; empty for the top.
    pub under: Option<String>,
    /// All its other names.
    pub synonyms: Option<Vec<String>>,
}

/// Changes what is given about a beat, in one act; the beat that has its name then.
pub(super) fn edit(tx: &WriteTx<'_>, id: BeatId, edit: &BeatEdit) -> Result<BeatId, Problem> {
    let tree = Tree::read(tx)?;
    let mut id = tree.main(id)?.id;
    if let Some(wanted) = &edit.synonyms {
        let keys: Vec<String> = wanted.iter().map(|name| fold::key(name)).collect();
        let held = tree.synonyms(id).iter().filter_map(|id| tree.get(*id));
        let gone: Vec<String> = held.filter(|row| !keys.contains(&row.key)).map(|row| row.name.clone()).collect();
        set_synonyms(tx, id, wanted, &gone)?;
    }
    if let Some(name) = edit.name.as_deref().filter(|name| tree.get(id).is_some_and(|row| row.name != *name)) {
        id = rename(tx, id, name, edit.keep_old)?;
    }
    if let Some(under) = &edit.under {
        let under =
            if under.trim().is_empty() { None } else { Some(named(tx, under).map_err(|problem| problem.at(Place::field("under")))?) };
        let stands = Tree::read(tx)?.get(id).and_then(|row| row.parent);
        if stands != under {
            put_under(tx, id, under)?;
        }
    }
    Ok(id)
}

/// Makes two beats one: everybody with the first has the second in its place, what stood below the first stands below the second, and
/// the first's names are the second's.
pub(super) fn merge(tx: &WriteTx<'_>, id: BeatId, into: BeatId) -> Result<BeatId, Problem> {
    let tree = Tree::read(tx)?;
    let (row, of) = (tree.require(id)?, tree.main(into)?);
    if row.id == of.id {
        return Err(refused(
            "into",
            Message::new("contacts.fault.beat_itself").with("beat", row.name.as_str()).with("under", of.name.as_str()),
        ));
    }
    match row.synonym_of {
        Some(main) if main != of.id => return Err(taken(&tree, "into", row)),
        // Its name stays as a further one; who has it gets the word of the beat.
        Some(_) => {}
        None => become_synonym(tx, &tree, row, of)?,
    }
    store::hand_over(tx, row.id, of.id)?;
    settled(tx, "into")?;
    tx.changed(Topic::Person, None);
    Ok(of.id)
}

/// Takes a beat off everybody and away under all its names; what stands below it goes one up. Of a synonym that word alone goes.
pub(super) fn remove(tx: &WriteTx<'_>, id: BeatId) -> Result<(), Problem> {
    let tree = Tree::read(tx)?;
    let row = tree.require(id)?;
    for below in tree.right_below(Some(id)) {
        store::place(tx, *below, row.parent, None)?;
    }
    for synonym in tree.synonyms(id) {
        store::remove(tx, *synonym)?;
    }
    store::remove(tx, id)?;
    settled(tx, "beat")?;
    tx.changed(Topic::Person, None);
    Ok(())
}

/// What the tree says of beats in a text about somebody: all that a beat means besides its own word.
pub(super) struct Wider {
    tree: Tree,
    said: HashMap<i64, std::sync::Arc<[String]>>,
}

impl Wider {
    /// As the file has it.
    pub(super) fn read(tx: &ReadTx<'_>) -> Result<Self, StoreError> {
        Ok(Self { tree: Tree::read(tx)?, said: HashMap::new() })
    }

    /// The beat's word.
    pub(super) fn name(&self, beat: i64) -> Option<&str> {
        self.tree.get(beat.into()).map(|row| row.name.as_str())
    }

    /// What speaks of it too: it with what stands above it, `health › oncology`, and with each of the synonyms of all of these.
    pub(super) fn said(&mut self, beat: i64) -> std::sync::Arc<[String]> {
        if let Some(said) = self.said.get(&beat) {
            return std::sync::Arc::clone(said);
        }
        let said: std::sync::Arc<[String]> = self.tree.said(beat.into()).into();
        self.said.insert(beat, std::sync::Arc::clone(&said));
        said
    }
}

impl Tree {
    fn said(&self, id: BeatId) -> Vec<String> {
        let Some(row) = self.get(id) else { return Vec::new() };
        let Ok(main) = self.main(id) else { return Vec::new() };
        let (mut said, mut seen) = (Vec::new(), HashSet::from([row.key.as_str()]));
        let path = self.path(main.id);
        if path.len() > 1 {
            said.push(path.join(" › "));
        }
        for one in std::iter::once(main).chain(self.above(main.id)) {
            let names = std::iter::once(one.id).filter(|one| *one == main.id).chain(self.synonyms(one.id).iter().copied());
            for name in names.filter_map(|id| self.get(id)) {
                if seen.insert(name.key.as_str()) {
                    said.push(format!("{} ({})", row.name, name.name));
                }
            }
        }
        said
    }
}
