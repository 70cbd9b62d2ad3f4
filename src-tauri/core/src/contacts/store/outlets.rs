//! Outlets, their audiences, and who works there now.

use std::collections::HashMap;
use std::rc::Rc;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::people::not_a_word;
use super::unseen::Unseen;
use crate::contacts::fold;
use crate::contacts::kinds::{Frequency, OutletKind};
use crate::contacts::outlets::{CheckedOutlet, OutletInput};
use crate::ids::{Millis, OutletId, PersonId};
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// An outlet as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::contacts) struct KeptOutlet {
    pub(in crate::contacts) fields: OutletInput,
    pub(in crate::contacts) created_at: Millis,
    /// None where nothing about it changed but its people.
    pub(in crate::contacts) changed_at: Option<Millis>,
}

/// An outlet as a row of a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OutletRow {
    /// Which.
    pub id: OutletId,
    /// Its name.
    pub name: String,
    /// What else it is called.
    pub other_names: Vec<String>,
    /// What it is.
    pub kind: OutletKind,
    /// How many people one issue or day reaches.
    #[cfg_attr(feature = "bindings", specta(type = Option<u32>))]
    pub reach: Option<i64>,
    /// Where.
    pub region: String,
    /// Its language.
    pub language: String,
    /// How often it appears.
    pub frequency: Frequency,
    /// Its website.
    pub website: String,
    /// Whom it reaches.
    pub audiences: Vec<String>,
    /// How many people work there.
    pub people: u32,
}

/// A column of a table of outlets; what it is sorted by, then by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[expect(missing_docs, reason = "each is the field of `OutletRow` with its name")]
pub enum OutletColumn {
    #[default]
    Name,
    Kind,
    Reach,
    Region,
    Language,
    Frequency,
    Website,
    Audiences,
    People,
}

impl OutletColumn {
    /// All of them, in the order in which they are offered.
    pub const ALL: &[Self] =
        &[Self::Name, Self::Kind, Self::Reach, Self::Region, Self::Language, Self::Frequency, Self::Website, Self::Audiences, Self::People];

    /// Its word: `reach`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Kind => "kind",
            Self::Reach => "reach",
            Self::Region => "region",
            Self::Language => "language",
            Self::Frequency => "frequency",
            Self::Website => "website",
            Self::Audiences => "audiences",
            Self::People => "people",
        }
    }

    /// The column of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|column| column.word() == word)
    }

    /// What a row says in it, as it is written.
    #[must_use]
    pub fn text(self, row: &OutletRow) -> String {
        let known = |word: &str| if word == "unknown" { String::new() } else { word.to_owned() };
        match self {
            Self::Name => row.name.clone(),
            Self::Kind => known(row.kind.word()),
            Self::Reach => row.reach.map(|reach| reach.to_string()).unwrap_or_default(),
            Self::Region => row.region.clone(),
            Self::Language => row.language.clone(),
            Self::Frequency => known(row.frequency.word()),
            Self::Website => row.website.clone(),
            Self::Audiences => row.audiences.join("; "),
            Self::People => row.people.to_string(),
        }
    }
}

/// The outlet of that folded name, which may be another name of it.
pub(in crate::contacts) fn by_key(tx: &ReadTx<'_>, key: &str) -> Result<Option<OutletId>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT id FROM outlet WHERE name_key = ?1 UNION ALL SELECT outlet_id FROM outlet_name WHERE name_key = ?1 LIMIT 1",
    )?;
    Ok(query.query_row([key], |row| row.get::<_, i64>(0)).optional()?.map(Into::into))
}

/// Whether there is such an outlet.
pub(in crate::contacts) fn is_there(tx: &ReadTx<'_>, id: OutletId) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM outlet WHERE id = ?1)")?.query_row([id.get()], |row| row.get(0))?)
}

/// Everything that is entered about an outlet.
pub(in crate::contacts) fn whole(tx: &ReadTx<'_>, id: OutletId) -> Result<Option<KeptOutlet>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT name, kind, reach, region, language, frequency, website, note, created_at, changed_at FROM outlet WHERE id = ?1",
    )?;
    let kept = query
        .query_row([id.get()], |row| {
            Ok(KeptOutlet {
                fields: OutletInput {
                    name: row.get(0)?,
                    other_names: Vec::new(),
                    kind: kind(row, 1)?,
                    reach: row.get::<_, Option<i64>>(2)?.map(|reach| reach.to_string()).unwrap_or_default(),
                    region: row.get(3)?,
                    language: row.get(4)?,
                    frequency: frequency(row, 5)?,
                    website: row.get(6)?,
                    audiences: Vec::new(),
                    note: row.get(7)?,
                },
                created_at: row.get::<_, i64>(8)?.into(),
                changed_at: Some(row.get::<_, i64>(9)?).filter(|at| *at > 0).map(Into::into),
            })
        })
        .optional()?;
    let Some(mut kept) = kept else { return Ok(None) };
    kept.fields.audiences = audiences(tx, id)?;
    kept.fields.other_names = names_of(tx, id)?;
    Ok(Some(kept))
}

fn kind(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<OutletKind> {
    OutletKind::from_word(row.get_ref(index)?.as_str()?).ok_or_else(|| not_a_word(index))
}

fn frequency(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<Frequency> {
    Frequency::from_word(row.get_ref(index)?.as_str()?).ok_or_else(|| not_a_word(index))
}

fn audiences(tx: &ReadTx<'_>, id: OutletId) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT a.name FROM outlet_audience oa JOIN audience a ON a.id = oa.audience_id WHERE oa.outlet_id = ?1 ORDER BY a.name_key",
    )?;
    Ok(query.query_map([id.get()], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn names_of(tx: &ReadTx<'_>, id: OutletId) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare_cached("SELECT name FROM outlet_name WHERE outlet_id = ?1 ORDER BY name_key")?;
    Ok(query.query_map([id.get()], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// All other names by their folded form, each with the name of its outlet. One that an outlet itself has is none.
pub(in crate::contacts) fn other_names(tx: &ReadTx<'_>) -> Result<std::collections::HashMap<String, String>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT n.name_key, o.name FROM outlet_name n JOIN outlet o ON o.id = n.outlet_id
         WHERE NOT EXISTS (SELECT 1 FROM outlet own WHERE own.name_key = n.name_key)",
    )?;
    Ok(query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// The words of what outlets are called besides, by the name of each: a name after another, each as a search looks for it.
///
/// # Errors
/// What SQLite says.
pub fn words_besides(tx: &ReadTx<'_>) -> Result<std::collections::HashMap<String, Vec<String>>, StoreError> {
    let mut query =
        tx.prepare_cached("SELECT o.name, n.name_key FROM outlet_name n JOIN outlet o ON o.id = n.outlet_id ORDER BY n.name_key")?;
    let mut besides: std::collections::HashMap<String, Vec<String>> = std::collections::HashMap::new();
    for row in query.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))? {
        let (outlet, key) = row?;
        besides.entry(outlet).or_default().push(format!(" {key}"));
    }
    Ok(besides)
}

/// The outlet's own name for another one of it.
pub(in crate::contacts) fn meant(tx: &ReadTx<'_>, key: &str) -> Result<Option<String>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT o.name FROM outlet_name n JOIN outlet o ON o.id = n.outlet_id
         WHERE n.name_key = ?1 AND NOT EXISTS (SELECT 1 FROM outlet own WHERE own.name_key = ?1)",
    )?;
    Ok(query.query_row([key], |row| row.get(0)).optional()?)
}

/// Keeps a new outlet.
pub(in crate::contacts) fn insert(tx: &WriteTx<'_>, outlet: &CheckedOutlet) -> Result<OutletId, StoreError> {
    let fields = &outlet.fields;
    let id = tx.insert(
        "INSERT INTO outlet (name, name_key, kind, reach, region, region_key, language, frequency, website, note, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            fields.name,
            fold::key(&fields.name),
            fields.kind.word(),
            outlet.reach,
            fields.region,
            fold::key(&fields.region),
            fields.language,
            fields.frequency.word(),
            fields.website,
            fields.note,
            tx.now().get()
        ],
    )?;
    replace_audiences(tx, id.into(), &fields.audiences)?;
    replace_names(tx, id.into(), &fields.other_names)?;
    Ok(id.into())
}

/// Makes an outlet what `outlet` says.
pub(in crate::contacts) fn update(tx: &WriteTx<'_>, id: OutletId, outlet: &CheckedOutlet) -> Result<(), StoreError> {
    let fields = &outlet.fields;
    tx.change(
        "UPDATE outlet SET name = ?2, name_key = ?3, kind = ?4, reach = ?5, region = ?6, region_key = ?7, language = ?8, frequency = ?9,
           website = ?10, note = ?11, changed_at = ?12 WHERE id = ?1",
        params![
            id.get(),
            fields.name,
            fold::key(&fields.name),
            fields.kind.word(),
            outlet.reach,
            fields.region,
            fold::key(&fields.region),
            fields.language,
            fields.frequency.word(),
            fields.website,
            fields.note,
            tx.now().get()
        ],
    )?;
    replace_audiences(tx, id, &fields.audiences)?;
    replace_names(tx, id, &fields.other_names)
}

fn replace_names(tx: &WriteTx<'_>, id: OutletId, names: &[String]) -> Result<(), StoreError> {
    let held = names_of(tx, id)?;
    for name in held.iter().filter(|name| !names.contains(name)) {
        tx.change("DELETE FROM outlet_name WHERE outlet_id = ?1 AND name_key = ?2", params![id.get(), fold::key(name)])?;
    }
    for name in names.iter().filter(|name| !held.contains(name)) {
        tx.insert("INSERT INTO outlet_name (outlet_id, name, name_key) VALUES (?1, ?2, ?3)", params![id.get(), name, fold::key(name)])?;
    }
    Ok(())
}

fn replace_audiences(tx: &WriteTx<'_>, id: OutletId, names: &[String]) -> Result<(), StoreError> {
    let wanted = names.iter().map(|name| audience(tx, name)).collect::<Result<Vec<_>, _>>()?;
    let held = {
        let mut query = tx.prepare_cached("SELECT id, audience_id FROM outlet_audience WHERE outlet_id = ?1")?;
        let rows = query.query_map([id.get()], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?;
        rows.collect::<Result<Vec<_>, _>>()?
    };
    for (row, _) in held.iter().filter(|(_, audience)| !wanted.contains(audience)) {
        tx.change("DELETE FROM outlet_audience WHERE id = ?1", [row])?;
    }
    for audience in wanted.iter().filter(|audience| !held.iter().any(|(_, held)| held == *audience)) {
        tx.insert("INSERT INTO outlet_audience (outlet_id, audience_id) VALUES (?1, ?2)", params![id.get(), audience])?;
    }
    Ok(())
}

/// The audience of that name, made if there is none.
fn audience(tx: &WriteTx<'_>, name: &str) -> Result<i64, StoreError> {
    let key = fold::key(name);
    let found = tx.prepare_cached("SELECT id FROM audience WHERE name_key = ?1")?.query_row([&key], |row| row.get(0)).optional()?;
    match found {
        Some(id) => Ok(id),
        None => tx.insert("INSERT INTO audience (name, name_key) VALUES (?1, ?2)", params![name, key]),
    }
}

/// Takes an outlet away, where nobody stands on it any more.
pub(in crate::contacts) fn remove(tx: &WriteTx<'_>, id: OutletId) -> Result<(), StoreError> {
    tx.change("DELETE FROM outlet WHERE id = ?1", [id.get()])?;
    Ok(())
}

/// Everybody who works there, whether they are seen or not.
pub(in crate::contacts) fn people_of(tx: &ReadTx<'_>, id: OutletId) -> Result<Vec<PersonId>, StoreError> {
    let mut query = tx.prepare_cached("SELECT id FROM person WHERE outlet_id = ?1 ORDER BY id")?;
    let rows = query.query_map([id.get()], |row| Ok(PersonId::from(row.get::<_, i64>(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// These people, who work at `from`, work at `to`.
pub(in crate::contacts) fn hand_over(tx: &WriteTx<'_>, from: OutletId, to: OutletId, people: &[PersonId]) -> Result<(), StoreError> {
    for person in people {
        tx.change("UPDATE person SET outlet_id = ?3 WHERE id = ?1 AND outlet_id = ?2", params![person.get(), from.get(), to.get()])?;
    }
    Ok(())
}

/// These people work nowhere that is known.
pub(in crate::contacts) fn leave(tx: &WriteTx<'_>, people: &[PersonId]) -> Result<(), StoreError> {
    for person in people {
        tx.change("UPDATE person SET outlet_id = NULL WHERE id = ?1", [person.get()])?;
    }
    Ok(())
}

/// How many people work at each outlet, whom somebody sees; none are named where nobody does.
pub(in crate::contacts) type PeopleByOutlet = HashMap<OutletId, u32>;

/// How many people work at each outlet.
pub(in crate::contacts) fn people_by_outlet(tx: &ReadTx<'_>) -> Result<PeopleByOutlet, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let sql = format!("SELECT p.outlet_id, count(*) FROM person p WHERE p.outlet_id IS NOT NULL{seen} GROUP BY p.outlet_id");
    let mut query = tx.prepare_cached(&sql)?;
    let rows = query.query_map([], |row| Ok((OutletId::from(row.get::<_, i64>(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The ids of outlets that have each of these words in one of their names, in region or audience, in their order; by how many people they
/// have, they are put in order by whoever counts them.
pub(in crate::contacts) fn list(tx: &ReadTx<'_>, search: &str, sort: OutletColumn, descending: bool) -> Result<Vec<OutletId>, StoreError> {
    let words: Vec<String> = fold::words(search).split_whitespace().map(|word| format!(" {word}")).collect();
    // What audiences and further names have the word is asked once, and not of each outlet.
    let has_word = "(instr(' ' || o.name_key, ?) > 0 OR instr(' ' || o.region_key, ?) > 0
         OR o.id IN (SELECT oa.outlet_id FROM outlet_audience oa JOIN audience a ON a.id = oa.audience_id WHERE instr(' ' || a.name_key, ?) > 0)
         OR o.id IN (SELECT n.outlet_id FROM outlet_name n WHERE instr(' ' || n.name_key, ?) > 0))";
    let binds = words.iter().flat_map(|word| [word, word, word, word]).cloned().map(Value::Text);
    let having = vec![has_word; words.len()].into_iter().map(|one| format!(" AND {one}")).collect::<String>();
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let way = if descending { " DESC" } else { "" };
    let by = match sort {
        OutletColumn::Name => format!("alphabetical(o.name_key){way}"),
        // What is not known stands last, whichever way round.
        OutletColumn::Kind => format!("o.kind = 'unknown', o.kind{way}, alphabetical(o.name_key)"),
        OutletColumn::Reach => format!("o.reach IS NULL, o.reach{way}, alphabetical(o.name_key)"),
        OutletColumn::Region => format!("o.region_key = '', alphabetical(o.region_key){way}, alphabetical(o.name_key)"),
        OutletColumn::Language => format!("o.language = '', o.language{way}, alphabetical(o.name_key)"),
        OutletColumn::Frequency => {
            // As often as they appear, not by their words.
            let ranked = Frequency::ALL.iter().filter(|one| **one != Frequency::Unknown).enumerate();
            let whens: String = ranked.map(|(rank, one)| format!(" WHEN '{}' THEN {rank}", one.word())).collect();
            format!("o.frequency = 'unknown', CASE o.frequency{whens} END{way}, alphabetical(o.name_key)")
        }
        OutletColumn::Website => format!("o.website = '', o.website{way}, alphabetical(o.name_key)"),
        OutletColumn::Audiences | OutletColumn::People => "alphabetical(o.name_key)".to_owned(),
    };
    // A name that an import is bringing is not there yet.
    let shown = format!(
        "(NOT EXISTS (SELECT 1 FROM person_unseen) OR o.id <= (SELECT min(after_outlet) FROM person_unseen)
          OR EXISTS (SELECT 1 FROM person p WHERE p.outlet_id = o.id{seen}) OR NOT EXISTS (SELECT 1 FROM person p WHERE p.outlet_id = o.id))"
    );
    let mut query = tx.prepare_cached(&format!("SELECT o.id FROM outlet o WHERE {shown}{having} ORDER BY {by}"))?;
    let rows = query.query_map(rusqlite::params_from_iter(binds), |row| Ok(OutletId::from(row.get::<_, i64>(0)?)))?;
    let mut ids: Vec<OutletId> = rows.collect::<Result<_, _>>()?;
    if sort == OutletColumn::Audiences {
        // By the first of theirs; none of them last, whichever way round.
        let first = first_audiences(tx)?;
        let place = |id: &OutletId| first.get(id).copied();
        ids.sort_by(|one, two| match (place(one), place(two)) {
            (Some(one), Some(two)) if descending => two.cmp(&one),
            (Some(one), Some(two)) => one.cmp(&two),
            (one, two) => one.is_none().cmp(&two.is_none()),
        });
    }
    Ok(ids)
}

/// The place in the alphabet of the first audience of each outlet that has one.
fn first_audiences(tx: &ReadTx<'_>) -> Result<HashMap<OutletId, u32>, StoreError> {
    let mut query = tx.prepare_cached("SELECT id FROM audience ORDER BY alphabetical(name_key)")?;
    let ordered = query.query_map([], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
    let places: HashMap<i64, u32> = ordered.into_iter().zip(0..).collect();
    let mut first = HashMap::new();
    let mut query = tx.prepare_cached("SELECT outlet_id, audience_id FROM outlet_audience")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let place = places.get(&row.get(1)?).copied().unwrap_or(u32::MAX);
        first.entry(row.get::<_, i64>(0)?.into()).and_modify(|known: &mut u32| *known = place.min(*known)).or_insert(place);
    }
    Ok(first)
}

/// The rows of these outlets in the order given; which is gone is left out. Where everybody was counted already, nobody is again.
pub(in crate::contacts) fn rows(tx: &ReadTx<'_>, ids: &[OutletId], people: Option<&PeopleByOutlet>) -> Result<Vec<OutletRow>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let count = match people {
        Some(_) => "0".to_owned(),
        None => format!("(SELECT count(*) FROM person p WHERE p.outlet_id = o.id{seen})"),
    };
    let asked = Rc::new(ids.iter().map(|id| Value::Integer(id.get())).collect::<Vec<_>>());
    let mut query = tx.prepare_cached(&format!(
        "SELECT o.id, o.name, o.kind, o.reach, o.region, o.language, o.frequency,
                (SELECT group_concat(a.name, char(10) ORDER BY a.name_key) FROM outlet_audience oa JOIN audience a ON a.id = oa.audience_id WHERE oa.outlet_id = o.id),
                {count}, o.website,
                (SELECT group_concat(n.name, char(10) ORDER BY n.name_key) FROM outlet_name n WHERE n.outlet_id = o.id)
         FROM outlet o WHERE o.id IN rarray(?1)"
    ))?;
    let found = query.query_map([asked], |row| {
        let lines = |names: Option<String>| names.map_or_else(Vec::new, |names| names.split('\n').map(str::to_owned).collect());
        let id = row.get::<_, i64>(0)?.into();
        Ok(OutletRow {
            id,
            name: row.get(1)?,
            other_names: lines(row.get(10)?),
            kind: kind(row, 2)?,
            reach: row.get(3)?,
            region: row.get(4)?,
            language: row.get(5)?,
            frequency: frequency(row, 6)?,
            audiences: lines(row.get(7)?),
            people: people.map_or_else(|| row.get(8), |people| Ok(people.get(&id).copied().unwrap_or_default()))?,
            website: row.get(9)?,
        })
    })?;
    let mut by_id: HashMap<OutletId, OutletRow> = found.map(|row| row.map(|row| (row.id, row))).collect::<Result<_, _>>()?;
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// How many people work there whom somebody sees.
pub(in crate::contacts) fn count_people(tx: &ReadTx<'_>, id: OutletId) -> Result<u32, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let mut query = tx.prepare_cached(&format!("SELECT count(*) FROM person p WHERE p.outlet_id = ?1{seen}"))?;
    Ok(query.query_row([id.get()], |row| row.get(0))?)
}

/// What has names that are in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutletInUse {
    /// Audiences.
    Audience,
    /// Regions.
    Region,
    /// Languages.
    Language,
}

/// Names of outlets' audiences, regions or languages in use that begin so.
pub(in crate::contacts) fn names_in_use(
    tx: &ReadTx<'_>,
    which: OutletInUse,
    beginning: &str,
    limit: u32,
) -> Result<Vec<String>, StoreError> {
    let sql = match which {
        OutletInUse::Audience => {
            "SELECT a.name FROM audience a WHERE a.name_key BETWEEN ?1 AND ?2
               AND EXISTS (SELECT 1 FROM outlet_audience oa WHERE oa.audience_id = a.id) ORDER BY a.name_key LIMIT ?3"
        }
        OutletInUse::Region => {
            "SELECT min(region) FROM outlet WHERE region_key BETWEEN ?1 AND ?2 AND region_key <> '' GROUP BY region_key ORDER BY region_key LIMIT ?3"
        }
        OutletInUse::Language => {
            "SELECT DISTINCT language FROM outlet WHERE lower(language) BETWEEN ?1 AND ?2 AND language <> '' ORDER BY language LIMIT ?3"
        }
    };
    let key = fold::fold(beginning);
    let mut query = tx.prepare_cached(sql)?;
    let rows = query.query_map(params![key, format!("{key}\u{10FFFF}"), limit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
