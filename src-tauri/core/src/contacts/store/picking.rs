//! Questions of several parts: each part picks its people over an index, and what they pick is joined in memory, a bit for
//! each person. SQLite would ask every part about each person that another picked.

use rusqlite::types::Value;

use super::consenting;
use super::criteria::{Condition, Shape};
use super::mails::{Followed, followed_by};
use super::unseen::Unseen;
use crate::ids::PersonId;
use crate::workspace::{ReadTx, StoreError};

/// Ids beyond this are not held as bits (8 MB for each part): the file is asked in one statement.
const HIGHEST: i64 = 64_000_000;
/// So few are put in order by themselves; more are met while the order of all is walked.
const FEW: u32 = 5_000;

/// Some of the people, by id.
#[derive(Debug, Clone, Default)]
pub(super) struct Picked(Vec<u64>);

/// What a part picks: these, or all but these.
enum Part {
    These(Picked),
    AllBut(Picked),
}

impl Picked {
    /// Those for whom `condition` holds and whom somebody sees; none where one statement answers it better.
    pub(super) fn by_parts(tx: &ReadTx<'_>, condition: &Condition) -> Result<Option<Self>, StoreError> {
        if is_of_parts(condition) { Self::of(tx, condition) } else { Ok(None) }
    }

    /// The same for any condition; none where the numbers of people are too high to be held.
    pub(super) fn of(tx: &ReadTx<'_>, condition: &Condition) -> Result<Option<Self>, StoreError> {
        if condition.shape == Shape::Narrow || highest(tx)? > HIGHEST {
            return Ok(None);
        }
        let mut picked = match part(tx, condition)? {
            Part::These(picked) if asks_for_numbers(condition) => picked.of_today(tx)?,
            Part::These(picked) => picked,
            Part::AllBut(others) => everybody(tx)?.without(&others),
        };
        for (first, last) in Unseen::read(tx)?.ranges() {
            picked.remove(*first, *last);
        }
        Ok(Some(picked))
    }

    /// How many they are.
    pub(super) fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// They, by id.
    pub(super) fn ids(&self) -> Vec<PersonId> {
        let mut ids = Vec::with_capacity(self.count() as usize);
        for (at, word) in (0_i64..).zip(&self.0) {
            let mut left = *word;
            while left != 0 {
                ids.push((at * 64 + i64::from(left.trailing_zeros())).into());
                left &= left - 1;
            }
        }
        ids
    }

    /// Up to `limit` of them in list order, after the place that `after` names (Q7), each with its key.
    pub(super) fn page(
        &self,
        tx: &ReadTx<'_>,
        after: Option<&(String, PersonId)>,
        limit: u32,
    ) -> Result<Vec<(String, PersonId)>, StoreError> {
        let few = self.count() <= FEW;
        let among = if few { "AND p.id IN (SELECT value FROM json_each(?))" } else { "" };
        let beyond = if after.is_some() { "AND (p.sort_key, p.id) > (?, ?)" } else { "" };
        let seen = Unseen::read(tx)?.and_seen("p.id");
        let sql = format!("SELECT p.sort_key, p.id FROM person p WHERE 1{seen} {among} {beyond} ORDER BY p.sort_key, p.id");
        let mut binds = Vec::new();
        if few {
            let ids: Vec<i64> = self.ids().into_iter().map(PersonId::get).collect();
            binds.push(Value::Text(serde_json::to_string(&ids).unwrap_or_else(|_| "[]".to_owned())));
        }
        if let Some((key, id)) = after {
            binds.extend([Value::Text(key.clone()), Value::Integer(id.get())]);
        }
        let mut query = tx.prepare_cached(&sql)?;
        let mut rows = query.query(rusqlite::params_from_iter(binds))?;
        let mut found = Vec::new();
        while found.len() < limit as usize
            && let Some(row) = rows.next()?
        {
            let id = PersonId::from(row.get::<_, i64>(1)?);
            if self.has(id) {
                found.push((row.get(0)?, id));
            }
        }
        Ok(found)
    }

    /// Whether somebody is one of them.
    pub(super) fn has(&self, id: PersonId) -> bool {
        place(id.get()).and_then(|(at, bit)| Some(self.0.get(at)? & bit != 0)).unwrap_or(false)
    }

    pub(super) fn insert(&mut self, id: i64) {
        let Some((at, bit)) = place(id) else { return };
        if at >= self.0.len() {
            self.0.resize(at + 1, 0);
        }
        if let Some(word) = self.0.get_mut(at) {
            *word |= bit;
        }
    }

    /// Takes the ids from `first` to `last` out.
    pub(super) fn remove(&mut self, first: i64, last: i64) {
        let end = i64::try_from(self.0.len() * 64).unwrap_or(i64::MAX);
        for id in first.max(0)..=last.min(end - 1) {
            if let Some((at, bit)) = place(id)
                && let Some(word) = self.0.get_mut(at)
            {
                *word &= !bit;
            }
        }
    }

    /// Those who are there: of many, everybody is read, which takes less than to look each of them up.
    fn of_today(self, tx: &ReadTx<'_>) -> Result<Self, StoreError> {
        if self.count() > FEW {
            return Ok(self.and(&everybody(tx)?));
        }
        let ids: Vec<i64> = self.ids().into_iter().map(PersonId::get).collect();
        let ids = serde_json::to_string(&ids).unwrap_or_else(|_| "[]".to_owned());
        selected(tx, "SELECT p.id FROM json_each(?) j CROSS JOIN person p ON p.id = j.value", &[Value::Text(ids)])
    }

    /// The people whom these numbers mean now: of whoever was merged, the one who was made of them. Who is gone is still among them.
    fn whom_they_mean(mut self, tx: &ReadTx<'_>) -> Result<Self, StoreError> {
        let mut query = tx.prepare_cached("SELECT gone_id, into_id FROM person_merged")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            if self.has(row.get::<_, i64>(0)?.into()) {
                self.insert(row.get(1)?);
            }
        }
        Ok(self)
    }

    /// Those who are in both.
    pub(super) fn and(mut self, other: &Self) -> Self {
        self.0.truncate(other.0.len());
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine &= theirs);
        self
    }

    /// Those who are in one of them.
    pub(super) fn or(mut self, other: &Self) -> Self {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
        self
    }

    /// Those who are not in the other.
    pub(super) fn without(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine &= !theirs);
        self
    }
}

impl Part {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::These(one), Self::These(two)) => Self::These(one.and(&two)),
            (Self::These(these), Self::AllBut(others)) | (Self::AllBut(others), Self::These(these)) => Self::These(these.without(&others)),
            (Self::AllBut(one), Self::AllBut(two)) => Self::AllBut(one.or(&two)),
        }
    }

    /// What it does not pick.
    fn negated(self) -> Self {
        match self {
            Self::These(these) => Self::AllBut(these),
            Self::AllBut(others) => Self::These(others),
        }
    }
}

/// Where the bit of an id is.
fn place(id: i64) -> Option<(usize, u64)> {
    let id = u64::try_from(id).ok()?;
    Some((usize::try_from(id / 64).ok()?, 1 << (id % 64)))
}

/// Whether there is something to join: not where one part alone picks next to nobody.
fn is_of_parts(condition: &Condition) -> bool {
    match &condition.shape {
        Shape::One | Shape::Narrow => false,
        // Alone too: a list of all whom mails ever reached is no list to look each person up in.
        Shape::Ids(_) | Shape::Numbers(_) | Shape::Followed(..) | Shape::Judged(_) => true,
        Shape::All(parts) => !parts.iter().any(|part| part.shape == Shape::Narrow),
        Shape::Any(_) => true,
        Shape::Not(of) => is_of_parts(of),
    }
}

/// Whether numbers of people who are gone may be among those whom a part picks.
fn asks_for_numbers(condition: &Condition) -> bool {
    match &condition.shape {
        Shape::One | Shape::Narrow | Shape::Ids(_) | Shape::Judged(_) | Shape::Followed(_, Followed::Touch(_)) => false,
        Shape::Numbers(_) | Shape::Followed(_, Followed::Bounce) => true,
        Shape::All(parts) | Shape::Any(parts) => parts.iter().any(asks_for_numbers),
        Shape::Not(of) => asks_for_numbers(of),
    }
}

fn highest(tx: &ReadTx<'_>) -> Result<i64, StoreError> {
    Ok(tx.prepare_cached("SELECT COALESCE(max(id), 0) FROM person")?.query_row([], |row| row.get(0))?)
}

fn everybody(tx: &ReadTx<'_>) -> Result<Picked, StoreError> {
    selected(tx, "SELECT id FROM person", &[])
}

fn part(tx: &ReadTx<'_>, condition: &Condition) -> Result<Part, StoreError> {
    let nobody_left = |so_far: &Part| matches!(so_far, Part::These(picked) if picked.0.iter().all(|word| *word == 0));
    match &condition.shape {
        Shape::One | Shape::Narrow => {
            selected(tx, &format!("SELECT p.id FROM person p WHERE {}", condition.sql), &condition.bound(tx)).map(Part::These)
        }
        Shape::Ids(select) => selected(tx, select, &condition.bound(tx)).map(Part::These),
        Shape::Numbers(select) => selected(tx, select, &condition.bound(tx))?.whom_they_mean(tx).map(Part::These),
        Shape::Followed(mails, by) => {
            let picked = followed_by(tx, mails, by, &condition.bound(tx))?;
            Ok(Part::These(if *by == Followed::Bounce { picked.whom_they_mean(tx)? } else { picked }))
        }
        Shape::Judged(asked) => consenting::picked(tx, *asked).map(Part::These),
        Shape::Not(of) => part(tx, of).map(Part::negated),
        Shape::All(parts) => {
            let mut all = Part::AllBut(Picked::default());
            for one in parts {
                all = all.and(part(tx, one)?);
                if nobody_left(&all) {
                    break;
                }
            }
            Ok(all)
        }
        // One of them: not none of them.
        Shape::Any(parts) => {
            let mut none = Part::AllBut(Picked::default());
            for one in parts {
                none = none.and(part(tx, one)?.negated());
            }
            Ok(none.negated())
        }
    }
}

pub(super) fn selected(tx: &ReadTx<'_>, select: &str, binds: &[Value]) -> Result<Picked, StoreError> {
    let mut query = tx.prepare_cached(&format!("WITH chosen (id) AS ({select}) SELECT bits(id) FROM chosen"))?;
    let words = query.query_row(rusqlite::params_from_iter(binds), |row| {
        let groups = row.get_ref(0)?.as_blob().unwrap_or_default().chunks_exact(8);
        Ok(groups.map(|group| group.try_into().map_or(0, u64::from_le_bytes)).collect())
    })?;
    Ok(Picked(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::api::{add, who};
    use crate::contacts::store::unseen;
    use crate::contacts::{AddressInput, Basis, Criterion, Pattern, PersonInput, PersonKind};
    use crate::workspace::testing::Desk;

    fn of(ids: &[i64]) -> Picked {
        let mut picked = Picked::default();
        ids.iter().for_each(|id| picked.insert(*id));
        picked
    }

    fn ids(picked: &Picked) -> Vec<i64> {
        picked.ids().into_iter().map(PersonId::get).collect()
    }

    #[test]
    fn sets_of_any_length_are_joined_as_sets_are() {
        let (short, long) = (of(&[1, 63, 64]), of(&[1, 64, 65, 4_000]));
        assert_eq!(ids(&short.clone().and(&long)), [1, 64]);
        assert_eq!(ids(&long.clone().and(&short)), [1, 64]);
        assert_eq!(ids(&short.clone().or(&long)), [1, 63, 64, 65, 4_000]);
        assert_eq!(ids(&short.clone().without(&long)), [63]);
        assert_eq!(ids(&long.clone().without(&short)), [65, 4_000]);
        let mut rest = long;
        rest.remove(2, 65);
        rest.remove(4_001, i64::MAX);
        assert_eq!((ids(&rest), rest.count()), (vec![1, 4_000], 2));
        assert!(!rest.has((-1).into()) && !rest.has(999_999.into()) && rest.has(4_000.into()));
    }

    #[tokio::test]
    async fn parts_pick_whom_one_statement_picks_and_nobody_who_is_hidden() {
        let desk = Desk::new();
        for (n, city) in ["Goes", "Goes", "Tholen", "", "Goes"].into_iter().enumerate() {
            let mut person = PersonInput::of_kind(if n == 1 { PersonKind::Client } else { PersonKind::Journalist });
            person.city = city.to_owned();
            person.addresses = vec![AddressInput {
                address: format!("person{n}@example.org"),
                source: "list".to_owned(),
                sourced_on: String::new(),
                basis: Basis::LegitimateInterest,
                basis_note: String::new(),
            }];
            add(&desk.ws, person).await.unwrap();
        }
        let hidden = who(&desk.ws, "person4@example.org").await.unwrap();
        desk.ws.write_blocking(None, move |tx| Ok(unseen::hide_ranges(tx, &unseen::ranges_of(&[hidden]), true)?)).unwrap();
        let goes = || Condition::of(&Criterion::City(Pattern::Is("goes".to_owned())));
        let press = || Condition::of(&Criterion::Kind(PersonKind::Journalist));
        let questions = [
            Condition::all(vec![press(), goes()]),
            Condition::all(vec![press(), goes().negated()]),
            Condition::all(vec![press().negated(), goes().negated()]),
            Condition::any(vec![press().negated(), goes()]),
            Condition::any(vec![press(), goes()]).negated(),
            Condition::all(vec![goes(), Condition::any(vec![press(), goes().negated()]).negated()]),
        ];
        let found: Vec<u32> = questions
            .iter()
            .map(|question| {
                let question = question.clone();
                desk.ws
                    .read_blocking(move |tx| {
                        let seen = Unseen::read(tx)?.and_seen("p.id");
                        let mut plain =
                            tx.prepare(&format!("SELECT p.id FROM person p WHERE {}{seen} ORDER BY p.sort_key, p.id", question.sql))?;
                        let plain = plain.query_map(rusqlite::params_from_iter(question.bound(tx)), |row| row.get::<_, i64>(0))?;
                        let plain: Vec<PersonId> = plain.map(|id| id.map(PersonId::from)).collect::<Result<_, _>>()?;
                        let picked = Picked::by_parts(tx, &question)?.expect("it has parts");
                        assert_eq!(picked.count() as usize, plain.len());
                        let paged = |after: Option<&(String, PersonId)>, limit| picked.page(tx, after, limit);
                        let all = paged(None, u32::MAX)?;
                        assert_eq!(all.iter().map(|(_, id)| *id).collect::<Vec<_>>(), plain);
                        if let Some(first) = all.first() {
                            assert_eq!(paged(None, 1)?, all.get(..1).unwrap_or_default());
                            assert_eq!(paged(Some(first), 100)?, all.get(1..).unwrap_or_default());
                        }
                        Ok(picked.count())
                    })
                    .unwrap()
            })
            .collect();
        assert_eq!(found, [1, 2, 0, 2, 0, 1]);
    }
}
