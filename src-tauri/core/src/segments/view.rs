//! Long lists for a window: the ordered ids of a question, kept while somebody scrolls through them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

use crate::contacts::{self, Condition, Criterion, PersonRow};
use crate::error::Problem;
use crate::ids::{PersonId, ViewId};
use crate::workspace::{Change, ReadTx, Topic};

use super::columns::Columns;

/// Views beyond this number close, the oldest first.
const MOST_OPEN: usize = 64;

/// A column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[expect(missing_docs, reason = "each is the field of `PersonRow` with its name")]
pub enum Column {
    #[default]
    Name,
    Kind,
    Outlet,
    Role,
    Beats,
    City,
    Country,
    Language,
    Address,
    /// Who must not be contacted or mailed first.
    Bars,
}

impl Column {
    /// Those that are held as codes; the name has an order of its own.
    pub(super) const CODED: &[Self] =
        &[Self::Kind, Self::Outlet, Self::Role, Self::Beats, Self::City, Self::Country, Self::Language, Self::Address, Self::Bars];

    /// What this column says of a person.
    pub(super) fn text(self, row: &PersonRow) -> String {
        match self {
            Self::Name => row.name.clone(),
            Self::Kind => row.kind.word().to_owned(),
            Self::Outlet => row.outlet.clone(),
            Self::Role => row.role.clone(),
            Self::Beats => row.beats.join(", "),
            Self::City => row.city.clone(),
            Self::Country => contacts::places::country_name(&row.country).to_owned(),
            Self::Language => row.language.clone(),
            Self::Address => row.address.clone(),
            Self::Bars => match (row.do_not_contact, row.suppressed) {
                (true, _) => "1".to_owned(),
                (false, true) => "2".to_owned(),
                (false, false) => String::new(),
            },
        }
    }
}

/// What a list shows, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ViewQuestion {
    /// Only those whom this query picks.
    pub query: Option<String>,
    /// Only those whom this saved segment picks.
    pub segment: Option<String>,
    /// Only those who have each of these words; empty for all.
    pub search: String,
    /// The column that they are sorted by; then by name.
    pub sort: Column,
    /// The other way round.
    pub descending: bool,
}

/// An open view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ViewCard {
    /// Which.
    pub id: ViewId,
    /// How many people are in it.
    pub count: u32,
}

/// The views that are open on a workspace, and the columns that answer them. A part of the workspace.
#[derive(Debug, Default)]
pub(super) struct Views(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    open: BTreeMap<ViewId, Arc<[PersonId]>>,
    last: i64,
    feed: Option<broadcast::Receiver<Arc<[Change]>>>,
    columns: Option<Columns>,
    warming: bool,
}

impl Views {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to listen, once, before anything is read: no change between falls through.
    pub(super) fn follow(&self, feed: broadcast::Receiver<Arc<[Change]>>) {
        self.state().feed.get_or_insert(feed);
    }

    /// Opens a view. Answers from memory; while that is being filled, from the file.
    ///
    /// The lock is held from before `tx` reads for the first time: were it taken later, somebody else could bring the
    /// columns to a newer state than this snapshot, and this one take them back.
    pub(super) fn open(
        &self,
        tx: &ReadTx<'_>,
        condition: impl FnOnce(&ReadTx<'_>) -> Result<Option<Condition>, Problem>,
        question: &ViewQuestion,
    ) -> Result<ViewCard, Problem> {
        let mut state = self.state();
        state.keep_current(tx)?;
        let condition = condition(tx)?;
        if state.columns.is_none() && question.sort != Column::Name {
            state.columns = Some(Columns::read(tx)?);
        }
        let ids = match &mut state.columns {
            Some(columns) => {
                let among = condition.map(|condition| contacts::select(tx, &condition)).transpose()?;
                columns.pick(among.as_deref(), &question.search, question.sort, question.descending)
            }
            None => {
                let search = question.search.split_whitespace().map(|word| Condition::of(&Criterion::Words(word.to_owned())));
                let mut ids = contacts::in_order(tx, &Condition::all(search.chain(condition).collect()))?;
                if question.descending {
                    ids.reverse();
                }
                ids
            }
        };
        state.last += 1;
        let card = ViewCard { id: state.last.into(), count: u32::try_from(ids.len()).unwrap_or(u32::MAX) };
        state.open.insert(card.id, ids.into());
        if state.open.len() > MOST_OPEN {
            state.open.pop_first();
        }
        Ok(card)
    }

    /// Whether the columns should be filled now; the one who asks does it.
    pub(super) fn wants_warming(&self) -> bool {
        let mut state = self.state();
        let wants = state.columns.is_none() && !state.warming;
        state.warming |= wants;
        wants
    }

    /// Fills the columns from the file. Views are answered meanwhile.
    pub(super) fn warm(&self, tx: &ReadTx<'_>) -> Result<(), Problem> {
        let read = Columns::read(tx);
        let mut state = self.state();
        state.warming = false;
        // What changed since this snapshot began is still in the feed, which is read before the columns are used.
        if state.columns.is_none() {
            state.columns = Some(read?);
        }
        Ok(())
    }

    /// The ids of a part of a view.
    pub(super) fn ids(&self, view: ViewId, from: u32, to: u32) -> Result<Vec<PersonId>, Problem> {
        let state = self.state();
        let ids = state.open.get(&view).ok_or_else(closed)?;
        let (from, to) = ((from as usize).min(ids.len()), (to as usize).min(ids.len()));
        Ok(ids.get(from..to.max(from)).unwrap_or_default().to_vec())
    }

    /// Where a person stands in a view.
    pub(super) fn place(&self, view: ViewId, person: PersonId) -> Result<Option<u32>, Problem> {
        let state = self.state();
        let ids = state.open.get(&view).ok_or_else(closed)?;
        Ok(ids.iter().position(|id| *id == person).and_then(|at| u32::try_from(at).ok()))
    }

    pub(super) fn close(&self, view: ViewId) {
        self.state().open.remove(&view);
    }

    #[cfg(test)]
    pub(super) fn is_warm(&self) -> bool {
        self.state().columns.is_some()
    }
}

fn closed() -> Problem {
    Problem::missing("segments.view_closed")
}

impl State {
    /// Brings the columns to what the file says now, by what the feed told since.
    fn keep_current(&mut self, tx: &ReadTx<'_>) -> Result<(), Problem> {
        let Some(feed) = &mut self.feed else { return Ok(()) };
        if self.columns.is_none() {
            // Being filled: what the feed tells waits until the columns are there.
            return Ok(());
        }
        let mut people = BTreeSet::new();
        loop {
            match feed.try_recv() {
                Ok(changes) => {
                    for change in changes.iter() {
                        match (change.topic, change.id) {
                            (Topic::Person, Some(id)) => drop(people.insert(PersonId::from(id))),
                            (Topic::Person | Topic::Outlet | Topic::Suppression, None) => self.columns = None,
                            _ => {}
                        }
                    }
                }
                Err(broadcast::error::TryRecvError::Lagged(_)) => self.columns = None,
                Err(_) => break,
            }
        }
        let people: Vec<PersonId> = people.into_iter().collect();
        if let Some(columns) = &mut self.columns {
            columns.refresh(tx, &people)?;
            if columns.is_worn() {
                self.columns = None;
            }
        }
        Ok(())
    }
}
