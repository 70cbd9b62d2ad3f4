//! Two records of one person made one: the lists that hang on a person, and who is who in what never changes.

use std::collections::{HashMap, HashSet};

use rusqlite::{OptionalExtension, params};

use super::duplicates::two;
use crate::ids::{Millis, PersonId};
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// A list that hangs on a person. A table that refers to `person` is one line of [`LISTS`], and is joined, shown and counted with
/// the others; a test finds a table that has none.
#[derive(Debug)]
pub(in crate::contacts) struct List {
    /// Its word, as in the catalogue's `contacts.merge.list`.
    pub(in crate::contacts) word: &'static str,
    /// Its table: `id`, `person_id`, and `position` if it has an order.
    pub(in crate::contacts) table: &'static str,
    /// What makes two entries the same: an expression over the row `$`.
    same: &'static str,
    /// What an entry says: an expression over the row `$`.
    says: &'static str,
    in_order: bool,
    /// Of two that are the same the one stays that has more of this, an expression over the row `$`; the kept one's where it says nothing.
    stays: Option<&'static str>,
}

/// All of them.
pub(in crate::contacts) const LISTS: &[List] = &[
    List { word: "addresses", table: "address", same: "$.normalised", says: "$.address", in_order: true, stays: None },
    List {
        word: "phones",
        table: "phone",
        same: "replace(replace(replace(replace($.number, ' ', ''), '-', ''), '(', ''), ')', '')",
        says: "trim($.number || '  ' || $.label)",
        in_order: true,
        stays: None,
    },
    List {
        word: "handles",
        table: "handle",
        same: "$.network || $.key",
        says: "$.network || ': ' || $.handle",
        in_order: true,
        stays: None,
    },
    List {
        word: "beats",
        table: "person_beat",
        same: "$.beat_id",
        says: "(SELECT b.name FROM beat b WHERE b.id = $.beat_id)",
        in_order: true,
        stays: None,
    },
    List {
        word: "tags",
        table: "person_tag",
        same: "$.tag_id",
        says: "(SELECT t.name FROM tag t WHERE t.id = $.tag_id)",
        in_order: false,
        stays: None,
    },
    // What both say stays what it was, unless the other's was chosen.
    List {
        word: "fields",
        table: "person_field",
        same: "$.field_id",
        says: "(SELECT f.name FROM custom_field f WHERE f.id = $.field_id) || ': ' || $.value",
        in_order: false,
        stays: None,
    },
    List {
        word: "positions",
        table: "person_position",
        same: "$.outlet_id || ' ' || $.role || ' ' || $.from_on || ' ' || $.to_on",
        says: "(SELECT o.name FROM outlet o WHERE o.id = $.outlet_id) || rtrim('  ' || $.role) || rtrim('  ' || trim($.from_on || ' – ' || $.to_on))",
        in_order: false,
        stays: None,
    },
    // Who agreed no more by either record does not agree.
    List {
        word: "pictures",
        table: "asset_person",
        same: "$.asset_id",
        says: "'#' || $.asset_id || '  ' || $.consent",
        in_order: false,
        stays: Some("($.consent = 'withdrawn')"),
    },
    // Who is on a list by either record is on it.
    List {
        word: "lists",
        table: "list_person",
        same: "$.list_id",
        says: "(SELECT l.name FROM list l WHERE l.id = $.list_id)",
        in_order: false,
        stays: None,
    },
    // Of two pins in one segment the kept one's stays, but that a pin out of it outlives the merge: see `pinned_out`.
    List { word: "pins", table: "segment_pin", same: "$.segment_id", says: "$.reason", in_order: false, stays: None },
    List { word: "embargoes", table: "embargo_agreement", same: "1", says: "$.note", in_order: false, stays: None },
    List { word: "restrictions", table: "restriction", same: "1", says: "$.reason", in_order: false, stays: None },
    List { word: "notices", table: "notice", same: "1", says: "$.given_on || '  ' || $.how", in_order: false, stays: None },
    List { word: "kept", table: "kept_until", same: "1", says: "$.until_on || '  ' || $.reason", in_order: false, stays: None },
    // The kept one's stays, unless they have none or the other's was chosen.
    List { word: "photo", table: "person_photo", same: "1", says: "$.width || ' × ' || $.height", in_order: false, stays: None },
    List { word: "recipient_kinds", table: "recipient_kind", same: "1", says: "$.kind", in_order: false, stays: None },
    // Of two consents by one ground the newer stays: its time is up later. Of two of one day, the one with evidence.
    List {
        word: "consents",
        table: "consent",
        same: "$.ground",
        says: "$.ground || '  ' || $.given_on || '  ' || $.how",
        in_order: false,
        stays: Some("$.given_on || ($.evidence <> '')"),
    },
    List { word: "reminders", table: "keep_in_touch", same: "1", says: "$.every || ' ' || $.period", in_order: false, stays: None },
];

/// Tables that refer to a person and are no lists of theirs: what follows from others, who is who, and touches, of which somebody may
/// have thousands: all of them stay, and they are counted. Relations have two sides: see `relations::hand_over`.
#[cfg(test)]
pub(in crate::contacts) const NO_LISTS: &[&str] =
    &["bond", "duplicate", "list_gone", "person", "person_merged", "relation", "touch", "two_people"];

impl List {
    fn of(&self, expression: &'static str, row: &str) -> String {
        expression.replace('$', row)
    }

    fn order(&self) -> &'static str {
        if self.in_order { "position, id" } else { "id" }
    }

    /// The condition that the other has an entry that is the same as the one of the row `l`; the other is bound to `?2`.
    fn has_same(&self) -> String {
        self.has_same_and("")
    }

    fn has_same_and(&self, more: &str) -> String {
        let (own, others) = (self.of(self.same, "l"), self.of(self.same, "k"));
        format!("EXISTS (SELECT 1 FROM {} k WHERE k.person_id = ?2 AND {others} = {own}{more})", self.table)
    }

    /// The condition that the other has the same, and that theirs stays in its place (`>`), or that this one stays in theirs (`<`).
    fn has_same_that_is(&self, compared: &str) -> String {
        let Some(stays) = self.stays else { return "0".to_owned() };
        self.has_same_and(&format!(" AND {} {compared} {}", self.of(stays, "k"), self.of(stays, "l")))
    }

    /// What the list will say of the one person, in order; of each entry whether the kept one and the other have it.
    pub(in crate::contacts) fn joined(
        &self,
        tx: &ReadTx<'_>,
        keep: PersonId,
        other: PersonId,
    ) -> Result<Vec<(String, bool, bool)>, StoreError> {
        let (table, says, same, order) = (self.table, self.of(self.says, "l"), self.has_same(), self.order());
        let (own, others) = (self.has_same_that_is(">"), self.has_same_that_is("<"));
        let mut all = Vec::new();
        for (ids, sql) in [
            ([keep, other], format!("SELECT {says}, 1, {same} FROM {table} l WHERE l.person_id = ?1 AND NOT {own} ORDER BY {order}")),
            (
                [other, keep],
                format!("SELECT {says}, 0, 1 FROM {table} l WHERE l.person_id = ?1 AND (NOT {same} OR {others}) ORDER BY {order}"),
            ),
        ] {
            let mut query = tx.prepare_cached(&sql)?;
            for row in query.query_map(ids.map(PersonId::get), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))? {
                all.push(row?);
            }
        }
        Ok(all)
    }

    /// Gives `keep` what only `other` has, behind what they have; what both have stays with `other`, unless it is what stays of the two.
    fn join(&self, tx: &WriteTx<'_>, keep: PersonId, other: PersonId) -> Result<(), StoreError> {
        if self.stays.is_some() {
            let beaten = self.has_same_that_is(">");
            tx.change(&format!("DELETE FROM {} AS l WHERE l.person_id = ?1 AND {beaten}", self.table), params![keep.get(), other.get()])?;
        }
        let (table, has_same, order) = (self.table, self.has_same(), self.order());
        let moved = {
            let mut query =
                tx.prepare_cached(&format!("SELECT l.id FROM {table} l WHERE l.person_id = ?1 AND NOT {has_same} ORDER BY {order}"))?;
            query.query_map(params![other.get(), keep.get()], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?
        };
        let mut position: i64 = if self.in_order {
            let sql = format!("SELECT COALESCE(max(position) + 1, 0) FROM {table} WHERE person_id = ?1");
            tx.query_row(&sql, [keep.get()], |row| row.get(0))?
        } else {
            0
        };
        for row in moved {
            if self.in_order {
                let sql = format!("UPDATE {table} SET person_id = ?2, position = ?3 WHERE id = ?1");
                tx.change(&sql, params![row, keep.get(), position])?;
                position += 1;
            } else {
                tx.change(&format!("UPDATE {table} SET person_id = ?2 WHERE id = ?1"), params![row, keep.get()])?;
            }
        }
        Ok(())
    }
}

/// Joins all lists.
pub(in crate::contacts) fn join_lists(tx: &WriteTx<'_>, keep: PersonId, other: PersonId) -> Result<(), StoreError> {
    super::pins::pinned_out(tx, keep, other)?;
    LISTS.iter().try_for_each(|list| list.join(tx, keep, other))
}

/// What was decided about `other` and third people holds for `keep`; and whoever was merged into `other` is `keep` now, as `other` is.
pub(in crate::contacts) fn hand_over(tx: &WriteTx<'_>, keep: PersonId, other: PersonId) -> Result<(), StoreError> {
    let decided = {
        let mut query = tx.prepare_cached(
            "SELECT other_id, decided_at FROM two_people WHERE one_id = ?1
             UNION ALL SELECT one_id, decided_at FROM two_people WHERE other_id = ?1",
        )?;
        let rows = query.query_map([other.get()], |row| Ok((PersonId::from(row.get::<_, i64>(0)?), row.get::<_, i64>(1)?)))?;
        rows.collect::<Result<Vec<_>, _>>()?
    };
    for (third, at) in decided.into_iter().filter(|(third, _)| *third != keep) {
        let (one, other) = two(keep, third);
        tx.change(
            "INSERT OR IGNORE INTO two_people (one_id, other_id, decided_at) VALUES (?1, ?2, ?3)",
            params![one.get(), other.get(), at],
        )?;
    }
    super::staff::hand_over(tx, keep, other)?;
    super::relations::hand_over(tx, keep, other)?;
    tx.change("UPDATE person_merged SET into_id = ?2 WHERE into_id = ?1", params![other.get(), keep.get()])?;
    tx.insert(
        "INSERT INTO person_merged (gone_id, into_id, merged_at) VALUES (?1, ?2, ?3)",
        params![other.get(), keep.get(), tx.now().get()],
    )?;
    Ok(())
}

/// Makes what is not entered true of `id`: since when they are known, where they stand in the list, and the bar that outlives a merge.
pub(in crate::contacts) fn settle(
    tx: &WriteTx<'_>,
    id: PersonId,
    created_at: Millis,
    sort_key: &str,
    barred: Option<&(Millis, String)>,
) -> Result<(), StoreError> {
    tx.change(
        "UPDATE person SET created_at = ?2, sort_key = ?3, barred_at = ?4, barred_reason = ?5, changed_at = ?6 WHERE id = ?1",
        params![
            id.get(),
            created_at.get(),
            sort_key,
            barred.map(|(at, _)| at.get()),
            barred.map(|(_, reason)| reason.as_str()).unwrap_or_default(),
            tx.now().get()
        ],
    )?;
    Ok(())
}

/// Who the numbers of those who were merged are now; hardly ever many.
#[derive(Debug, Default)]
pub struct Merged(HashMap<PersonId, PersonId>);

impl Merged {
    /// Reads them.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn read(tx: &ReadTx<'_>) -> Result<Self, StoreError> {
        let mut query = tx.prepare_cached("SELECT gone_id, into_id FROM person_merged")?;
        let rows = query.query_map([], |row| Ok((row.get::<_, i64>(0)?.into(), row.get::<_, i64>(1)?.into())))?;
        Ok(Self(rows.collect::<Result<_, _>>()?))
    }

    /// The numbers of those who were merged into any of these people.
    pub fn into_any_of(&self, people: &[PersonId]) -> Vec<PersonId> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let people: HashSet<PersonId> = people.iter().copied().collect();
        self.0.iter().filter(|(_, into)| people.contains(into)).map(|(gone, _)| *gone).collect()
    }

    /// Whom this number means now.
    #[must_use]
    pub fn of(&self, person: PersonId) -> PersonId {
        self.0.get(&person).copied().unwrap_or(person)
    }
}

/// Whether anybody was ever merged.
///
/// # Errors
/// What SQLite says.
pub fn any_merged(tx: &ReadTx<'_>) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM person_merged)")?.query_row([], |row| row.get(0))?)
}

/// All numbers that mean the same person as this one, the one of today first.
///
/// # Errors
/// What SQLite says.
pub fn numbers_of(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<PersonId>, StoreError> {
    let into = {
        let mut query = tx.prepare_cached("SELECT into_id FROM person_merged WHERE gone_id = ?1")?;
        query.query_row([person.get()], |row| Ok(PersonId::from(row.get::<_, i64>(0)?))).optional()?.unwrap_or(person)
    };
    let mut query = tx.prepare_cached("SELECT gone_id FROM person_merged WHERE into_id = ?1 ORDER BY id")?;
    let gone = query.query_map([into.get()], |row| Ok(PersonId::from(row.get::<_, i64>(0)?)))?;
    let mut numbers = vec![into];
    for one in gone {
        numbers.push(one?);
    }
    Ok(numbers)
}

/// Tables that refer to people.
#[cfg(test)]
pub(in crate::contacts) fn tables_of_people(tx: &ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare(
        "SELECT DISTINCT t.name FROM pragma_table_list t, pragma_foreign_key_list(t.name) f
         WHERE t.schema = 'main' AND t.type = 'table' AND f.\"table\" = 'person' ORDER BY 1",
    )?;
    let rows = query.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every row of `person`, of the tables that refer to it and of `more`, as text; but what is found anew.
#[cfg(test)]
pub(in crate::contacts) fn dump(tx: &ReadTx<'_>, more: &[&str]) -> Result<std::collections::BTreeMap<String, Vec<String>>, StoreError> {
    let mut tables = tables_of_people(tx)?;
    tables.retain(|table| table != "duplicate");
    tables.extend(more.iter().map(|table| (*table).to_owned()));
    let mut all = std::collections::BTreeMap::new();
    for table in tables {
        let mut query = tx.prepare(&format!("SELECT * FROM {table} ORDER BY id"))?;
        let columns = query.column_count();
        let rows = query.query_map([], |row| {
            let values: rusqlite::Result<Vec<rusqlite::types::Value>> = (0..columns).map(|at| row.get(at)).collect();
            Ok(format!("{:?}", values?))
        })?;
        all.insert(table, rows.collect::<Result<_, _>>()?);
    }
    Ok(all)
}
