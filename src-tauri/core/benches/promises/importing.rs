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
/// P12.
pub(crate) const EDIT_MS: f64 = 50.0;

/// Measures imports; gives the last workspace, full of people.
pub(crate) async fn measure(asked: &Asked, table: &mut Table) -> Result<Desk, Problem> {
    let csv = crowd::csv(asked.people);
    let (mut staged, mut applied, mut whole, mut taken_back) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut last = None;
    for _ in 0..asked.runs {
        let desk = Desk::new()?;
        let path = desk.table("people.csv", &csv)?;
        let begun = Instant::now();
        let (card, staging) = desk.stage(path).await?;
        let applying = Instant::now();
        let card = api::apply(&desk.ws, card.id).await?;
        applied.push(applying.elapsed());
        staged.push(staging);
        let found = count(&desk.ws, "beat:heritage rotterdam").await?;
        whole.push(begun.elapsed());
        assert!(card.adds == asked.people && found > 0, "{card:?}, {found} found");
        last = Some(desk);
    }
    let desk = last.ok_or_else(|| Problem::missing("importing.no_import"))?;
    let edits = Edits::begin(&desk.ws).await?;
    let begun = Instant::now();
    // Half as many come in beside them, and go again.
    let path = desk.table("more.csv", &crowd::others(asked.people / 2))?;
    let (card, _) = desk.stage(path).await?;
    let card = api::apply(&desk.ws, card.id).await?;
    let waits = edits.end().await?;
    let beside = begun.elapsed();
    let back = Instant::now();
    workspace::api::undo(&desk.ws, PLUGS, card.action).await?;
    taken_back.push(back.elapsed());
    assert!(count(&desk.ws, "rotterdam").await? < asked.people, "what was taken back is gone");
    let of = format!("{} people", asked.people);
    table.time(&format!("import of {of}: looked at, staged with verdicts"), &staged, None);
    table.time(&format!("import of {of}: applied"), &applied, None);
    table.time(&format!("import of {of}: in all, searchable"), &whole, Some(f64::from(asked.people) / 20.0));
    table.time(&format!("{} more beside them, edits meanwhile", asked.people / 2), &[beside], None);
    table.time(&format!("{} taken back and cleared away", asked.people / 2), &taken_back, None);
    table.waits("an edit while importing", waits, EDIT_MS);
    Ok(desk)
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
        let page = segments::api::people(ws, segments::api::Whom::default(), None, 1).await?;
        let person = page.rows.first().map_or(PersonId::from(1), |row| row.id);
        let (ws, stop) = (ws.clone(), CancellationToken::new());
        let stopped = stop.clone();
        let task = tokio::spawn(async move {
            let mut waits = Vec::new();
            while !stopped.is_cancelled() {
                let begun = Instant::now();
                let patch = PersonPatch { role: Some(format!("Editor, {} edits on", waits.len())), ..PersonPatch::default() };
                contacts::api::edit(&ws, person, patch).await?;
                waits.push(begun.elapsed());
                tokio::time::sleep(BETWEEN_EDITS).await;
            }
            Ok(waits)
        });
        Ok(Self { stop, task })
    }

    /// Ends; how long each edit took.
    pub(crate) async fn end(self) -> Result<Vec<Duration>, Problem> {
        self.stop.cancel();
        self.task.await.map_err(|e| Problem::failure("workspace.write_lost").because(e))?
    }
}
