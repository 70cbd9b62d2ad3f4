//! How long many people take from a file into the workspace, and whom that keeps waiting.

use std::time::{Duration, Instant};

use tidings_core::contacts::api::PersonPatch;
use tidings_core::error::Problem;
use tidings_core::ids::PersonId;
use tidings_core::importing::api;
use tidings_core::workspace::Workspace;
use tidings_core::{PLUGS, contacts, segments, workspace};
use tokio_util::sync::CancellationToken;

use crate::desk::Desk;
use crate::table::Table;
use crate::{Asked, crowd};

/// How long a person at the desk leaves between two edits here: far less than anybody does.
const BETWEEN_EDITS: Duration = Duration::from_millis(25);
/// And here, where a long step gives way to each: still more edits than anybody does.
const BETWEEN_EDITS_OF_A_PERSON: Duration = Duration::from_millis(1_000);
/// P12.
pub(crate) const EDIT_MS: f64 = 50.0;

/// Measures imports; gives the last workspace, full of people.
pub(crate) async fn measure(asked: &Asked, table: &mut Table) -> Result<Desk, Problem> {
    let csv = crowd::csv(asked.people);
    let (mut staged, mut applied, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    let mut last: Option<Desk> = None;
    for _ in 0..asked.runs {
        // Closed first: a file that nobody writes any more is made whole in the background.
        drop(last.take());
        let desk = Desk::new()?;
        let path = desk.table("people.csv", &csv)?;
        let begun = Instant::now();
        let (card, staging) = desk.stage(path).await?;
        let applying = Instant::now();
        let card = api::apply(&desk.ws, card.id).await?;
        let found = count(&desk.ws, "beat:heritage rotterdam").await?;
        applied.push(applying.elapsed());
        staged.push(staging);
        whole.push(begun.elapsed());
        assert!(card.adds == asked.people && found > 0, "{card:?}, {found} found");
        last = Some(desk);
    }
    let desk = last.ok_or_else(|| Problem::missing("importing.no_import"))?;
    let of = format!("{} people", asked.people);
    table.time(&format!("import of {of}: looked at, staged with verdicts"), &staged, None);
    table.time(&format!("import of {of}: applied and searchable"), &applied, Some(f64::from(asked.people) / 20.0));
    table.time(&format!("import of {of}: in all"), &whole, None);
    table.ratio("people a second, to the 20,000 promised", &mut rates(asked.people, &applied), None);
    if asked.wants("import") {
        beside(asked, &desk, table).await?;
        changing(asked, &desk, table).await?;
    }
    Ok(desk)
}

/// People a second, in parts of what is promised.
fn rates(people: u32, times: &[Duration]) -> Vec<f64> {
    times.iter().map(|time| f64::from(people) / time.as_secs_f64() / 20_000.0).collect()
}

/// Half as many come in beside them while somebody edits, and go again.
async fn beside(asked: &Asked, desk: &Desk, table: &mut Table) -> Result<(), Problem> {
    let (more, person) = (asked.people / 2, somebody(&desk.ws).await?);
    let path = desk.table("more.csv", &crowd::others(more))?;
    let (edits, begun) = (Edits::of(&desk.ws, person, BETWEEN_EDITS), Instant::now());
    let (card, _) = desk.stage(path).await?;
    let card = api::apply(&desk.ws, card.id).await?;
    let took = begun.elapsed();
    let waits = edits.end().await?;
    table.time(&format!("{more} more beside them, edits meanwhile"), &[took], None);
    table.waits("an edit while importing", waits, EDIT_MS);
    let (edits, begun) = (Edits::of(&desk.ws, person, BETWEEN_EDITS), Instant::now());
    workspace::api::undo(&desk.ws, PLUGS, card.action).await?;
    let gone = begun.elapsed();
    assert!(count(&desk.ws, "rotterdam").await? < asked.people, "what was taken back is gone");
    api::cleared(&desk.ws).await?;
    let took = begun.elapsed();
    let waits = edits.end().await?;
    table.time(&format!("{more} taken back: seen by nobody"), &[gone], None);
    table.time(&format!("{more} taken back: cleared away, edits meanwhile"), &[took], None);
    table.waits("an edit while an import is taken back", waits, EDIT_MS);
    Ok(())
}

/// One in twenty changes while somebody edits, and becomes again what they were.
async fn changing(asked: &Asked, desk: &Desk, table: &mut Table) -> Result<(), Problem> {
    let (some, person) = (asked.people / 20, somebody(&desk.ws).await?);
    let path = desk.table("changed.csv", &crowd::changed(some))?;
    let (edits, begun) = (Edits::of(&desk.ws, person, BETWEEN_EDITS_OF_A_PERSON), Instant::now());
    let (card, _) = desk.stage(path).await?;
    let card = api::apply(&desk.ws, card.id).await?;
    let took = begun.elapsed();
    let waits = edits.end().await?;
    assert!(card.changes >= some - 1, "{card:?}");
    table.time(&format!("{some} of them changed, edits meanwhile"), &[took], None);
    table.waits("an edit while an import changes people", waits, EDIT_MS);
    let (edits, begun) = (Edits::of(&desk.ws, person, BETWEEN_EDITS_OF_A_PERSON), Instant::now());
    workspace::api::undo(&desk.ws, PLUGS, card.action).await?;
    let took = begun.elapsed();
    let waits = edits.end().await?;
    table.time(&format!("{some} changes taken back, edits meanwhile"), &[took], None);
    table.waits("an edit while changes are taken back", waits, EDIT_MS);
    Ok(())
}

/// The first person of the list.
async fn somebody(ws: &Workspace) -> Result<PersonId, Problem> {
    let page = segments::api::people(ws, segments::api::Whom::default(), None, 1).await?;
    Ok(page.rows.first().map_or(PersonId::from(1), |row| row.id))
}

/// How many people a query picks.
pub(crate) async fn count(ws: &Workspace, query: &str) -> Result<u32, Problem> {
    segments::api::count(ws, segments::api::Whom { query: Some(query.to_owned()), segment: None }).await
}

/// Somebody who edits one person again and again while other work goes on.
pub(crate) struct Edits {
    stop: CancellationToken,
    task: tokio::task::JoinHandle<Result<Vec<Duration>, Problem>>,
}

impl Edits {
    /// Begins, with the first person of the workspace.
    pub(crate) async fn begin(ws: &Workspace) -> Result<Self, Problem> {
        Ok(Self::of(ws, somebody(ws).await?, BETWEEN_EDITS))
    }

    /// The same, as often as what gives way to each lets it be.
    pub(crate) async fn of_a_person(ws: &Workspace) -> Result<Self, Problem> {
        Ok(Self::of(ws, somebody(ws).await?, BETWEEN_EDITS_OF_A_PERSON))
    }

    /// The same, with this person.
    pub(crate) fn of_this(ws: &Workspace, person: PersonId) -> Self {
        Self::of(ws, person, BETWEEN_EDITS_OF_A_PERSON)
    }

    /// The same, with this person and so long between two edits.
    fn of(ws: &Workspace, person: PersonId, between: Duration) -> Self {
        let (ws, stop) = (ws.clone(), CancellationToken::new());
        let stopped = stop.clone();
        let task = tokio::spawn(async move {
            let mut waits = Vec::new();
            while !stopped.is_cancelled() {
                let begun = Instant::now();
                let patch = PersonPatch { role: Some(format!("Editor, {} edits on", waits.len())), ..PersonPatch::default() };
                contacts::api::edit(&ws, person, patch).await?;
                waits.push(begun.elapsed());
                tokio::time::sleep(between).await;
            }
            Ok(waits)
        });
        Self { stop, task }
    }

    /// Ends; how long each edit took.
    pub(crate) async fn end(self) -> Result<Vec<Duration>, Problem> {
        self.stop.cancel();
        self.task.await.map_err(|e| Problem::failure("workspace.write_lost").because(e))?
    }
}
