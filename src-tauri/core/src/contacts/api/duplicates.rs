//! Who may be there twice, to be worked through one pair after another.

use serde::Serialize;

use crate::contacts::kinds::DuplicateRule;
use crate::contacts::looking::{self, Looking};
use crate::contacts::store::duplicates as store;
use crate::contacts::{PersonRow, no_person, record, rows_of};
use crate::error::Problem;
use crate::ids::{JobId, Millis, PersonId};
use crate::messages::Message;
use crate::workspace::{ReadTx, Topic, Workspace};

/// Two people who may be one.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DuplicatePair {
    /// What found them.
    pub rule: DuplicateRule,
    /// What they share: the address, the name as the first of them has it, or for names that are nearly the same the outlet.
    pub what: String,
    /// Who they are, by id.
    pub people: Vec<PersonRow>,
}

/// How many are left to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DuplicatesLeft {
    /// Pairs that nobody decided about.
    pub left: u32,
    /// Pairs of whom somebody said that they are two people.
    pub apart: u32,
    /// When everybody was last up to date; none if nobody looked yet.
    pub looked_at: Option<Millis>,
    /// The job that looks at everybody now.
    pub looking: Option<JobId>,
    /// Whether somebody stopped the last look at everybody: it begins again when it is asked for.
    pub stopped: bool,
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|e| Problem::failure("workspace.failed").because(e))?
}

/// How many are left. If something changed about people since the last look, it looks at them first; where that takes long, a job
/// begins in the background, and the feed tells when more is known.
///
/// # Errors
/// What the file says.
pub async fn duplicates_left(ws: &Workspace) -> Result<DuplicatesLeft, Problem> {
    let ws = ws.clone();
    blocking(move || {
        looking::refresh(&ws)?;
        let known = ws.part::<Looking>();
        let (looking, stopped) = (known.job(), known.was_stopped());
        ws.read_blocking(|tx| {
            let (left, apart) = store::count(tx)?;
            Ok(DuplicatesLeft { left, apart, looked_at: store::looked(tx)?.map(|look| look.at), looking, stopped })
        })
    })
    .await
}

/// Looks at everybody anew and returns when that is done: `false` if somebody stopped its job.
///
/// # Errors
/// What the file says.
pub async fn look_for_duplicates(ws: &Workspace) -> Result<bool, Problem> {
    let ws = ws.clone();
    blocking(move || looking::whole(&ws)).await
}

/// Pairs that nobody decided about, the strongest rule first: the same first address, an address among another's further ones, the
/// same name without an address, nearly the same name at the same outlet. `count` of them from place `from` on. Nothing is changed.
///
/// # Errors
/// What the file says.
pub async fn duplicates(ws: &Workspace, from: u32, count: u32) -> Result<Vec<DuplicatePair>, Problem> {
    ws.read(move |tx| store::open(tx, from, count)?.into_iter().map(|(rule, two)| pair(tx, rule, two)).collect()).await
}

fn pair(tx: &ReadTx<'_>, rule: DuplicateRule, two: store::Two) -> Result<DuplicatePair, Problem> {
    let people = rows_of(tx, &[two.0, two.1])?;
    let first = people.first();
    let what = match rule {
        DuplicateRule::SameAddress | DuplicateRule::OtherAddress => store::shared_address(tx, two)?.unwrap_or_default(),
        DuplicateRule::SameHandle => store::shared_handle(tx, two)?.unwrap_or_default(),
        DuplicateRule::SameName => first.map(|one| one.name.clone()).unwrap_or_default(),
        DuplicateRule::NearName => first.map(|one| one.outlet.clone()).unwrap_or_default(),
    };
    Ok(DuplicatePair { rule, what, people })
}

/// Says that these are two people: they are not proposed again. `false` if that was known.
///
/// # Errors
/// `contacts.no_person`; `contacts.one_person` if both are the same.
pub async fn apart(ws: &Workspace, one: PersonId, other: PersonId) -> Result<bool, Problem> {
    if one == other {
        return Err(Problem::refusal("contacts.one_person"));
    }
    ws.write(Message::new("contacts.action.apart"), move |tx| {
        for id in [one, other] {
            record(tx, id)?.ok_or_else(|| no_person(id))?;
        }
        let new = store::keep_apart(tx, store::two(one, other))?;
        tx.changed(Topic::Duplicate, None);
        Ok(new)
    })
    .await
}
