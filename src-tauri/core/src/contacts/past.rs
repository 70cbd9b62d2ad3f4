//! What was: a person's past, act by act, and the whole person as they stood once.
//!
//! What an act changed is told by comparing what stood before it with what stood after it, both in lines that people read. An import
//! keeps no steps of history, but the whole person as they were before it: there the walk backwards goes on from that.

use serde::Serialize;
use serde_json::{Value, json};

use super::consent::InLaw;
use super::fold;
use super::past_lines::{COLUMNS, Lines, Names, called, kept_number, kept_text, named, of_a_person, of_an_outlet};
use super::person::PersonInput;
use super::store::bars;
use crate::error::Problem;
use crate::ids::{ActionId, Millis, PersonId};
use crate::messages::Message;
use crate::net::AddressKey;
use crate::workspace::{Belongs, Kept, PastAct, ReadTx, Standing, StoreError, Via, acts_upon, past_act, step_at, step_before};

/// A kind of thing whose past is told.
#[derive(Clone, Copy)]
pub struct Told {
    /// The tables of its rows; its own one first.
    pub tables: &'static [Belongs],
    /// All that is known of it when its rows stand so, after a step of history.
    pub lines: fn(&Standing, &mut Names<'_, '_>, i64) -> Result<Vec<PastLine>, StoreError>,
}

/// A person.
const PERSON: Told = Told { tables: OF_A_PERSON, lines: of_a_person };

/// An outlet.
pub(super) const OUTLET: Told = Told {
    tables: &[
        Belongs { table: "outlet", column: "id" },
        Belongs { table: "outlet_audience", column: "outlet_id" },
        Belongs { table: "outlet_name", column: "outlet_id" },
    ],
    lines: of_an_outlet,
};

/// What belongs to a person and is told of their past.
const OF_A_PERSON: &[Belongs] = &[
    Belongs { table: "person", column: "id" },
    Belongs { table: "address", column: "person_id" },
    Belongs { table: "phone", column: "person_id" },
    Belongs { table: "handle", column: "person_id" },
    Belongs { table: "person_beat", column: "person_id" },
    Belongs { table: "person_tag", column: "person_id" },
    Belongs { table: "person_field", column: "person_id" },
    Belongs { table: "person_position", column: "person_id" },
    Belongs { table: "person_photo", column: "person_id" },
    Belongs { table: "relation", column: "person_id" },
    Belongs { table: "relation", column: "other_id" },
    Belongs { table: "list_person", column: "person_id" },
    Belongs { table: "segment_pin", column: "person_id" },
    Belongs { table: "restriction", column: "person_id" },
    Belongs { table: "embargo_agreement", column: "person_id" },
    Belongs { table: "notice", column: "person_id" },
    Belongs { table: "kept_until", column: "person_id" },
    Belongs { table: "recipient_kind", column: "person_id" },
    Belongs { table: "consent", column: "person_id" },
];

/// Something that was known, as it is told: `city`, or of an address its `source`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PastLine {
    /// What it is: `city`, `address`, `basis`.
    pub key: String,
    /// Of which address, list, segment or field of the organisation's own; empty where there is one alone.
    pub of: String,
    /// What it is called.
    pub label: Message,
    /// What it said; empty where there was nothing to say but that it was so.
    pub text: String,
}

/// One thing that an act changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PastChange {
    /// What: as in a line.
    pub key: String,
    /// Of which.
    pub of: String,
    /// What it is called.
    pub label: Message,
    /// What it said before; none where it was not there.
    pub from: Option<String>,
    /// What it said after; none where it was there no more.
    pub to: Option<String>,
}

/// Something that happened to a thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PastEntry {
    /// When.
    pub at: Millis,
    /// Who did it; empty where nobody knows.
    pub by: String,
    /// By which program: the window, the command line, the agent; none where nobody knows.
    pub via: Option<Via>,
    /// What was done.
    pub label: Message,
    /// It was taken back since.
    pub undone: bool,
    /// What it took back, if it is an undo.
    pub took_back: Option<Message>,
    /// What changed.
    pub changes: Vec<PastChange>,
}

/// A part of a past, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PastPage {
    /// What happened.
    pub entries: Vec<PastEntry>,
    /// There is more before that.
    pub more: bool,
}

/// A thing as it stood once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AsItWas {
    /// When.
    pub at: Millis,
    /// Whether it was there then.
    pub there: bool,
    /// All that was known.
    pub lines: Vec<PastLine>,
}

/// What an import did to somebody: it keeps no steps of history.
#[derive(Debug, Clone)]
pub struct BroughtIn {
    /// The act.
    pub act: ActionId,
    /// Who they were before; none if it made them, or if that is forgotten.
    pub before: Option<PersonInput>,
    /// It made them.
    pub made: bool,
    /// It set do-not-contact.
    pub barred: bool,
    /// It noted that they keep embargoes.
    pub agreed: bool,
    /// It brought their photo.
    pub pictured: bool,
    /// What it said of them in law.
    pub in_law: InLaw,
    /// It stands.
    pub stands: bool,
}

/// Asks what imports did to somebody who came into the workspace then.
pub type ReadBroughtIn = fn(&ReadTx<'_>, PersonId, Millis) -> Result<Vec<BroughtIn>, Problem>;

/// Whoever brings people in past history; a part of the workspace, which `lib.rs` fills.
#[derive(Debug, Default)]
pub struct Bringers(pub Vec<ReadBroughtIn>);

/// What differs between two states of one thing.
fn difference(before: &[PastLine], after: &[PastLine]) -> Vec<PastChange> {
    let mut changes: Vec<PastChange> = Vec::new();
    let mut left: Vec<&PastLine> = before.iter().filter(|line| !after.contains(line)).collect();
    let change = |line: &PastLine, from: Option<&PastLine>, to: Option<&PastLine>| PastChange {
        key: line.key.clone(),
        of: line.of.clone(),
        label: line.label.clone(),
        from: from.map(|line| line.text.clone()),
        to: to.map(|line| line.text.clone()),
    };
    for line in after.iter().filter(|line| !before.contains(line)) {
        // Lists and positions come and go; all else was something else before.
        let alone = line.key != "list";
        let was = left.iter().position(|old| alone && (&old.key, &old.of) == (&line.key, &line.of));
        changes.push(change(line, was.map(|at| left.remove(at)), Some(line)));
    }
    changes.extend(left.into_iter().map(|line| change(line, Some(line), None)));
    let renamed = changes.iter().any(|change| change.key == "name");
    changes.retain(|change| !(renamed && matches!(change.key.as_str(), "given_name" | "family_name")));
    changes
}

/// Puts the person as an import kept them in the place of what stands after it. What the import left alone keeps its rows.
fn as_before_import(standing: &mut Standing, brought: &BroughtIn, names: &mut Names<'_, '_>, step: i64) -> Result<(), StoreError> {
    let Some(before) = &brought.before else { return Ok(()) };
    let Ok(Value::Object(input)) = serde_json::to_value(before) else { return Ok(()) };
    let mut person = standing.rows("person").first().cloned().unwrap_or_default();
    for column in COLUMNS {
        person.1.insert((*column).to_owned(), input.get(*column).cloned().unwrap_or_default());
    }
    for reference in ["outlet_id", "manager_id"] {
        person.1.remove(reference);
    }
    if brought.barred {
        person.1.insert("barred_at".to_owned(), Value::Null);
    }
    standing.put("person", vec![person]);
    if brought.pictured {
        standing.put("person_photo", Vec::new());
    }
    if brought.agreed {
        standing.put("embargo_agreement", Vec::new());
    }
    if brought.in_law.recipient.is_some() {
        standing.put("recipient_kind", Vec::new());
    }
    let noted = |row: &Kept| brought.in_law.consents.iter().any(|one| one.ground.word() == kept_text(row, "ground"));
    let consents: Vec<_> = standing.rows("consent").iter().filter(|(_, row)| !noted(row)).cloned().collect();
    standing.put("consent", consents);
    let object = |value: Value| if let Value::Object(row) = value { row } else { Kept::new() };
    // Addresses stay the rows that they are.
    let held = standing.rows("address").to_vec();
    let addresses = before.addresses.iter().enumerate().map(|(position, one)| {
        let normalised = crate::net::EmailAddress::parse(&one.address).map_or_else(|_| one.address.clone(), |address| address.normalised());
        let same = held.iter().find(|(_, row)| kept_text(row, "normalised") == normalised);
        let key = same.map(|(_, row)| kept_text(row, "key").to_owned()).unwrap_or_default();
        let row = json!({
            "position": position, "address": one.address, "normalised": normalised, "key": key, "source": one.source,
            "sourced_on": one.sourced_on, "basis": one.basis.word(), "basis_note": one.basis_note,
        });
        (same.and_then(|(id, _)| *id), object(row))
    });
    standing.put("address", addresses.collect());
    let unnumbered = |rows: Vec<Value>| rows.into_iter().map(|row| (None, object(row))).collect::<Vec<_>>();
    let phones = before.phones.iter().enumerate();
    let phones = phones.map(|(position, one)| json!({ "position": position, "number": one.number, "label": one.label })).collect();
    let handles = before.handles.iter().enumerate();
    let handles = handles.map(|(position, one)| json!({ "position": position, "network": one.network.word(), "handle": one.handle }));
    let beats = before.beats.iter().enumerate().map(|(position, name)| json!({ "position": position, "name": name })).collect();
    // Those are written anew as soon as one of them differs.
    for (table, rows) in [("phone", phones), ("handle", handles.collect()), ("person_beat", beats)] {
        let rows = unnumbered(rows);
        if rows.len() != standing.rows(table).len() {
            standing.put(table, rows);
        }
    }
    for (table, of, column, wanted) in [
        ("person_tag", "tag", "tag_id", before.tags.iter().map(|tag| (tag.clone(), String::new())).collect::<Vec<_>>()),
        ("person_field", "custom_field", "field_id", before.custom.clone().into_iter().collect()),
    ] {
        let mut rows = Vec::with_capacity(wanted.len());
        for (id, row) in standing.rows(table).to_vec() {
            let name = named(names, &row, of, column, step)?;
            if let Some((_, value)) = wanted.iter().find(|(wanted, _)| fold::key(wanted) == fold::key(&name)) {
                let mut row = row;
                row.insert("value".to_owned(), json!(value));
                rows.push((id, row));
            }
        }
        standing.put(table, rows);
    }
    Ok(())
}

/// Something that happened, as it is walked back over.
enum Happened {
    Act(PastAct),
    Import(PastAct, Box<BroughtIn>),
}

impl Happened {
    const fn act(&self) -> &PastAct {
        match self {
            Self::Act(act) | Self::Import(act, _) => act,
        }
    }
}

/// The past of somebody, walked from now backwards.
struct Walk<'t, 'c> {
    tx: &'t ReadTx<'c>,
    told: Told,
    thing: i64,
    names: Names<'t, 'c>,
    standing: Standing,
    happened: std::vec::IntoIter<Happened>,
}

impl<'t, 'c> Walk<'t, 'c> {
    fn begin(tx: &'t ReadTx<'c>, told: Told, thing: i64) -> Result<Self, Problem> {
        let standing = Standing::now(tx, told.tables, thing)?;
        let happened: Vec<Happened> = acts_upon(tx, told.tables, thing, &standing)?.into_iter().map(Happened::Act).collect();
        Ok(Self { tx, told, thing, names: Names::new(tx), standing, happened: happened.into_iter() })
    }

    /// Of a person, with what imports did.
    fn of_person(tx: &'t ReadTx<'c>, bringers: &Bringers, person: PersonId) -> Result<Self, Problem> {
        let mut walk = Self::begin(tx, PERSON, person.get())?;
        let created = walk.created().unwrap_or_default();
        let mut happened: Vec<Happened> = walk.happened.collect();
        for read in &bringers.0 {
            for brought in read(tx, person, created.into())? {
                if let Some(act) = past_act(tx, brought.act)? {
                    happened.push(Happened::Import(act, Box::new(brought)));
                }
            }
        }
        happened.sort_by_key(|one| std::cmp::Reverse(one.act().id));
        walk.happened = happened.into_iter();
        Ok(walk)
    }

    /// When the thing came into the workspace.
    fn created(&self) -> Option<i64> {
        let own = self.told.tables.first()?;
        self.standing.rows(own.table).first().and_then(|(_, row)| kept_number(row, "created_at"))
    }

    /// One act further back: what it changed.
    fn step(&mut self) -> Result<Option<PastEntry>, Problem> {
        let Some(happened) = self.happened.next() else { return Ok(None) };
        let (before_it, after_it) = match &happened {
            Happened::Act(act) => (act.before().unwrap_or_default(), act.after().unwrap_or_default()),
            Happened::Import(act, _) => {
                let step = step_before(self.tx, act.id)?;
                (step, step)
            }
        };
        let after = (self.told.lines)(&self.standing, &mut self.names, after_it)?;
        match &happened {
            Happened::Act(act) => self.standing.take_back(act, self.told.tables, self.thing),
            Happened::Import(_, brought) if brought.made => self.standing = Standing::default(),
            Happened::Import(_, brought) => as_before_import(&mut self.standing, brought, &mut self.names, before_it)?,
        }
        let before = (self.told.lines)(&self.standing, &mut self.names, before_it)?;
        let act = happened.act();
        Ok(Some(PastEntry {
            at: act.at,
            by: act.actor.clone(),
            via: act.via,
            label: act.label.clone(),
            undone: act.undone && !matches!(&happened, Happened::Import(_, brought) if brought.stands),
            took_back: act.took_back.clone(),
            changes: difference(&before, &after),
        }))
    }

    /// The thing as it stood then: everything that happened later is taken back.
    fn back_to(mut self, at: Millis) -> Result<AsItWas, Problem> {
        while self.happened.as_slice().first().is_some_and(|next| next.act().at > at) {
            self.step()?;
        }
        // What others were called then, whatever happened to this thing.
        let step = step_at(self.tx, at)?;
        let there = self.created().is_some_and(|created| created <= at.get());
        let lines = if there { (self.told.lines)(&self.standing, &mut self.names, step)? } else { Vec::new() };
        Ok(AsItWas { at, there, lines })
    }

    /// All that changed anything: an act that changed nothing of what is told is none, but an import is.
    fn entries(mut self) -> Result<Vec<PastEntry>, Problem> {
        let mut entries = Vec::new();
        loop {
            let import = matches!(self.happened.as_slice().first(), Some(Happened::Import(..)));
            let Some(entry) = self.step()? else { return Ok(entries) };
            if import || !entry.changes.is_empty() {
                entries.push(entry);
            }
        }
    }
}

/// What was noted of the addresses that somebody has: suppressed, and allowed again.
fn of_addresses(tx: &ReadTx<'_>, standing: &Standing) -> Result<Vec<(String, bars::SuppressionRow)>, StoreError> {
    let mut noted = Vec::new();
    for (_, row) in standing.rows("address") {
        let bytes: Vec<u8> = kept_text(row, "key").as_bytes().chunks(2).filter_map(byte).collect();
        if let Some(key) = AddressKey::from_slice(&bytes) {
            noted.extend(bars::past(tx, &key)?.into_iter().map(|one| (kept_text(row, "address").to_owned(), one)));
        }
    }
    Ok(noted)
}

fn byte(pair: &[u8]) -> Option<u8> {
    std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok())
}

/// A part of what happened to somebody, the newest first, from the entry `from` on.
///
/// # Errors
/// What the file says.
pub(super) fn history(tx: &ReadTx<'_>, bringers: &Bringers, person: PersonId, from: u32, limit: u32) -> Result<PastPage, Problem> {
    let walk = Walk::of_person(tx, bringers, person)?;
    let noted = of_addresses(tx, &walk.standing)?;
    let mut entries = walk.entries()?;
    let plain = |at: Millis, label: Message| PastEntry {
        at,
        by: String::new(),
        via: None,
        label,
        undone: false,
        took_back: None,
        changes: Vec::new(),
    };
    for (address, one) in noted {
        let said = std::iter::once((one.reason, one.evidence, one.by, one.at));
        let further = one.further.into_iter().map(|further| (further.reason, further.evidence, further.by, further.at));
        for (reason, evidence, by, at) in said.chain(further) {
            let key = if evidence.is_empty() { "contacts.past.suppressed" } else { "contacts.past.suppressed_since" };
            let label = Message::new(key).with("address", address.as_str()).with("reason", reason.word()).with("why", evidence);
            entries.push(PastEntry { by, ..plain(at, label) });
        }
        if let Some(how) = one.lifted {
            let label = Message::new("contacts.past.unsuppressed").with("address", address).with("why", how.reason);
            entries.push(PastEntry { by: how.by, ..plain(how.at, label) });
        }
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    Ok(page(entries, from, limit))
}

fn page(entries: Vec<PastEntry>, from: u32, limit: u32) -> PastPage {
    let (from, limit) = (from as usize, limit as usize);
    let more = entries.len() > from.saturating_add(limit);
    PastPage { entries: entries.into_iter().skip(from).take(limit).collect(), more }
}

/// Somebody as they stood at an instant: everything that happened later is taken back.
///
/// # Errors
/// What the file says.
pub(super) fn as_they_were(tx: &ReadTx<'_>, bringers: &Bringers, person: PersonId, at: Millis) -> Result<AsItWas, Problem> {
    let walk = Walk::of_person(tx, bringers, person)?;
    let noted = of_addresses(tx, &walk.standing)?;
    let mut was = walk.back_to(at)?;
    if was.there {
        let mut told = Lines::of(called);
        for (address, one) in noted {
            if one.at <= at && one.lifted.as_ref().is_none_or(|how| how.at > at) {
                told.push("barred", &address, one.reason.word());
            }
        }
        was.lines.extend(told.done());
    }
    Ok(was)
}

/// A part of what happened to a thing, the newest first, from the entry `from` on.
///
/// # Errors
/// What the file says.
pub fn past_of(tx: &ReadTx<'_>, told: Told, thing: i64, from: u32, limit: u32) -> Result<PastPage, Problem> {
    Ok(page(Walk::begin(tx, told, thing)?.entries()?, from, limit))
}

/// A thing as it stood at an instant.
///
/// # Errors
/// What the file says.
pub fn stood_at(tx: &ReadTx<'_>, told: Told, thing: i64, at: Millis) -> Result<AsItWas, Problem> {
    Walk::begin(tx, told, thing)?.back_to(at)
}
