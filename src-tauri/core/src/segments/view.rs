//! Long lists for a window: the ordered ids of a question, kept while somebody scrolls through them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

use crate::contacts::{self, Cell, Column, Condition, Criterion};
use crate::error::Problem;
use crate::ids::{PersonId, ViewId};
use crate::workspace::{Change, ReadTx, StoreError, Topic};

use super::columns::Columns;
use super::walk::Walk;

/// Views beyond this number close, the oldest first.
const MOST_OPEN: usize = 64;

/// A column that a module above this one knows: what it says of these people, or of everybody.
pub type ReadCells = fn(&ReadTx<'_>, Option<&[PersonId]>) -> Result<Vec<Cell>, StoreError>;

/// The columns that modules above know; a part of the workspace, which `lib.rs` fills.
#[derive(Debug, Clone, Default)]
pub struct Told(pub Vec<(Column, ReadCells)>);

impl Told {
    /// What `column` says of these people, or of everybody.
    pub(super) fn cells(&self, tx: &ReadTx<'_>, column: Column, whose: Option<&[PersonId]>) -> Result<Vec<Cell>, StoreError> {
        match self.0.iter().find(|(told, _)| *told == column) {
            Some((_, read)) => read(tx, whose),
            None => contacts::cells(tx, column, whose),
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
    #[cfg_attr(feature = "bindings", specta(type = String))]
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
    /// Each with the words that it looks for.
    open: BTreeMap<ViewId, (Walk, String)>,
    last: i64,
    feed: Option<broadcast::Receiver<Arc<[Change]>>>,
    columns: Option<Columns>,
    warming: bool,
    /// Rises whenever the columns are brought to a newer state.
    stirred: u64,
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
        told: &Told,
    ) -> Result<ViewCard, Problem> {
        let mut state = self.state();
        state.keep_current(tx, told)?;
        let condition = condition(tx)?;
        if state.columns.is_none() && question.sort != Column::Name {
            state.columns = Some(Columns::read(tx)?);
        }
        if let Some(columns) = state.columns.as_mut().filter(|columns| !columns.holds(question.sort)) {
            // Something changed while it was read without the lock: rare, and so it is read with it.
            columns.hold(question.sort, told.cells(tx, question.sort, None)?, tx.now());
        }
        let walk = match &mut state.columns {
            Some(columns) => {
                let among = condition.map(|condition| contacts::select(tx, &condition)).transpose()?;
                columns.pick(among.as_deref(), &question.search, (question.sort, question.descending))
            }
            None => {
                let search = question.search.split_whitespace().map(|word| Condition::of(&Criterion::Words(word.to_owned())));
                let mut search = Condition::all(search.collect());
                if let Some(digits) = contacts::phone_digits(&question.search) {
                    search = Condition::any(vec![search, Condition::of(&Criterion::Phone(digits))]);
                }
                let mut ids = contacts::in_order(tx, &Condition::all(std::iter::once(search).chain(condition).collect()))?;
                if question.descending {
                    ids.reverse();
                }
                Walk::of(ids)
            }
        };
        state.last += 1;
        let card = ViewCard { id: state.last.into(), count: walk.count() };
        state.open.insert(card.id, (walk, question.search.clone()));
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

    /// Whether the order of this column is to be read from the file first: [`tell`](Self::tell).
    pub(super) fn wants_telling(&self, column: Column) -> bool {
        !column.is_of_rows() && !self.state().columns.as_ref().is_some_and(|columns| columns.holds(column))
    }

    /// Reads what a column says of everybody. No lock is held while that goes on: views are answered and scrolled meanwhile.
    pub(super) fn tell(&self, tx: &ReadTx<'_>, told: &Told, column: Column) -> Result<(), Problem> {
        let (stirred, cold) = {
            let state = self.state();
            (state.stirred, state.columns.is_none())
        };
        if cold {
            self.warm(tx)?;
        }
        let cells = told.cells(tx, column, None)?;
        let mut state = self.state();
        // What changed since this snapshot began is in the feed still, unless somebody has read it meanwhile.
        if state.stirred == stirred
            && let Some(columns) = &mut state.columns
        {
            columns.hold(column, cells, tx.now());
        }
        Ok(())
    }

    /// The ids of a part of a view.
    pub(super) fn ids(&self, view: ViewId, from: u32, to: u32) -> Result<Vec<PersonId>, Problem> {
        let mut state = self.state();
        let (walk, _) = state.open.get_mut(&view).ok_or_else(closed)?;
        Ok(walk.part(from as usize, to as usize).to_vec())
    }

    /// The words that a view looks for.
    pub(super) fn search(&self, view: ViewId) -> Result<String, Problem> {
        self.state().open.get(&view).map(|(_, search)| search.clone()).ok_or_else(closed)
    }

    /// Where a person stands in a view.
    pub(super) fn place(&self, view: ViewId, person: PersonId) -> Result<Option<u32>, Problem> {
        let mut state = self.state();
        let (walk, _) = state.open.get_mut(&view).ok_or_else(closed)?;
        Ok(walk.place(person).and_then(|at| u32::try_from(at).ok()))
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
    fn keep_current(&mut self, tx: &ReadTx<'_>, told: &Told) -> Result<(), Problem> {
        let Some(feed) = &mut self.feed else { return Ok(()) };
        let Some(columns) = &mut self.columns else {
            // Being filled: what the feed tells waits until the columns are there.
            return Ok(());
        };
        columns.let_go_of_other_days(tx.now());
        let (mut people, mut touched, mut renamed, mut lost) = (BTreeSet::new(), BTreeSet::new(), false, false);
        loop {
            match feed.try_recv() {
                Ok(changes) => {
                    self.stirred += 1;
                    for change in changes.iter() {
                        match (change.topic, change.id) {
                            (Topic::Person, Some(id)) => drop(people.insert(PersonId::from(id))),
                            (Topic::Touch, Some(id)) => drop(touched.insert(PersonId::from(id))),
                            (Topic::Person | Topic::Outlet | Topic::Suppression, None) => lost = true,
                            (Topic::Outlet, Some(_)) => renamed = true,
                            (Topic::Touch, None) => columns.let_go(|column| matches!(column, Column::Warmth | Column::Contact)),
                            (Topic::Delivery | Topic::Distribution, _) => columns.let_go(|column| column == Column::Contact),
                            (Topic::CustomField, _) => columns.let_go(|column| matches!(column, Column::Tags | Column::Own(_))),
                            _ => {}
                        }
                    }
                }
                Err(broadcast::error::TryRecvError::Lagged(_)) => lost = true,
                Err(_) => break,
            }
        }
        if lost {
            self.stirred += 1;
            self.columns = None;
            return Ok(());
        }
        if renamed {
            columns.rename_outlets(tx)?;
        }
        let people: Vec<PersonId> = people.into_iter().collect();
        columns.refresh(tx, &people)?;
        touched.extend(people);
        columns.refresh_held(&touched.into_iter().collect::<Vec<_>>(), |column, people| told.cells(tx, column, Some(people)))?;
        if columns.is_worn() {
            self.columns = None;
        }
        Ok(())
    }
}
