//! What applying promises while it goes on: nobody sees a part of it, nobody waits for it, and nothing of it stays when it ends early.

use std::sync::{Mutex, mpsc};

use super::api::{self, Decision, ImportState, Verdict, Which};
use super::tests::{file, people, row, stage};
use crate::contacts::api::{PersonPatch, Suggested};
use crate::contacts::{self, SuppressionReason};
use crate::jobs::Outcome;
use crate::segments::api as segments;
use crate::workspace::testing::Desk;
use crate::workspace::{Faults, Topic, Workspace, api as workspace_api};

const TWO: &str = "name,email,outlet,beats,city\nAiko Tanabe,aiko@sea.example.org,Sea,ferries,Ostend\nOwen Prosser,,Tide,ferries,Ostend\n";

/// A desk whose imports wait, once all is written and nobody sees it, until they are let go on; or end there as by a crash.
fn held(crash: bool) -> (Desk, mpsc::Receiver<()>, mpsc::Sender<()>) {
    held_at("import-written", crash)
}

/// The same, at each passing of another point.
pub(super) fn held_at(at: &'static str, crash: bool) -> (Desk, mpsc::Receiver<()>, mpsc::Sender<()>) {
    let (reached, wait) = mpsc::channel();
    let (go_on, told) = mpsc::channel::<()>();
    let told = Mutex::new(told);
    let faults = Faults::new(move |point| {
        if point == at {
            reached.send(()).unwrap();
            told.lock().unwrap().recv().unwrap();
            assert!(!crash, "the program ends here");
        }
    });
    (Desk::with_faults(faults), wait, go_on)
}

/// How many rows the tables about people hold, whoever may see them.
pub(super) async fn written(ws: &Workspace) -> Vec<i64> {
    ws.read(|tx| {
        ["person", "address", "phone", "person_beat", "person_search", "outlet", "beat", "import_done", "person_unseen"]
            .iter()
            .map(|table| Ok(tx.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?))
            .collect()
    })
    .await
    .unwrap()
}

pub(super) async fn count(ws: &Workspace, query: &str) -> u32 {
    segments::count(ws, segments::Whom { query: Some(query.to_owned()), segment: None }).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_a_part_of_an_import_and_everybody_the_whole() {
    let (desk, reached, go_on) = held(false);
    let import = stage(&desk.ws, file(&desk, "a.csv", format!("{TWO}Owen Prosser,owen@tide.example.org,,,\n"))).await;
    let reason = SuppressionReason::Unsubscribed;
    contacts::api::suppress(&desk.ws, "aiko@sea.example.org".to_owned(), reason, String::new()).await.unwrap();
    let job = api::begin_apply(&desk.ws, import.id);
    reached.recv().unwrap();
    assert_eq!(written(&desk.ws).await[0], 3, "all are written");
    let unseen = |ws: Workspace| async move {
        assert_eq!((people(&ws).await, count(&ws, "beat:ferries").await, count(&ws, "ostend").await), (0, 0, 0));
        assert!(segments::people(&ws, segments::Whom::default(), None, 10).await.unwrap().rows.is_empty());
        assert!(contacts::api::look_for_duplicates(&ws).await.unwrap());
        assert!(contacts::api::duplicates(&ws, 0, 9).await.unwrap().is_empty());
        assert_eq!(segments::open_view(&ws, Default::default()).await.unwrap().count, 0);
        assert!(contacts::api::who(&ws, "aiko@sea.example.org").await.is_err() && contacts::api::who(&ws, "1").await.is_err());
        for kind in [Suggested::City, Suggested::Outlet, Suggested::Beat] {
            assert!(contacts::api::suggest(&ws, kind, String::new()).await.unwrap().is_empty(), "{kind:?}");
        }
        let page = contacts::api::suppressions(&ws, contacts::api::SuppressionsAsked::default(), None, 10).await.unwrap();
        assert_eq!(page.cards[0].address, None);
        let ids = [1.into(), 2.into()];
        ws.read(move |tx| {
            assert!(contacts::recipients(tx, &ids)?.is_empty() && contacts::rows_of(tx, &ids)?.is_empty());
            Ok(())
        })
        .await
        .unwrap();
    };
    unseen(desk.ws.clone()).await;
    assert_eq!(api::show(&desk.ws, import.id).await.unwrap().state, ImportState::Staged);
    let busy = api::decide(&desk.ws, import.id, Which::All(Verdict::New), Decision::Skip).await.unwrap_err();
    assert_eq!(busy.code, "importing.busy");
    go_on.send(()).unwrap();
    until_ended(&desk.ws, job).await;
    assert_eq!((people(&desk.ws).await, count(&desk.ws, "beat:ferries").await, count(&desk.ws, "ostend").await), (3, 2, 2));
    assert!(contacts::api::look_for_duplicates(&desk.ws).await.unwrap());
    assert_eq!(contacts::api::duplicates(&desk.ws, 0, 9).await.unwrap().len(), 1);
    assert_eq!(contacts::api::suggest(&desk.ws, Suggested::City, String::new()).await.unwrap(), ["Ostend"]);
    assert_eq!(api::show(&desk.ws, import.id).await.unwrap().adds, 3);
}

pub(super) async fn until_ended(ws: &Workspace, job: crate::ids::JobId) -> Outcome {
    let jobs = api::jobs(ws);
    while jobs.get(job).unwrap().outcome == Outcome::Running {
        tokio::task::yield_now().await;
    }
    jobs.get(job).unwrap().outcome
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_in_while_an_import_is_written_is_not_doubled() {
    let (desk, reached, go_on) = held(false);
    let import = stage(&desk.ws, file(&desk, "a.csv", TWO)).await;
    let job = api::begin_apply(&desk.ws, import.id);
    reached.recv().unwrap();
    for (name, address) in [("A. Tanabe-Sato", "Aiko@sea.example.org"), ("Owen Prosser", "owen@tide.example.org")] {
        let mut person = contacts::PersonInput::of_kind(contacts::PersonKind::Journalist);
        name.clone_into(&mut person.name);
        person.addresses = vec![contacts::AddressInput {
            address: address.to_owned(),
            source: String::new(),
            sourced_on: String::new(),
            basis: contacts::Basis::LegitimateInterest,
            basis_note: String::new(),
        }];
        contacts::api::add(&desk.ws, person).await.unwrap();
    }
    go_on.send(()).unwrap();
    assert_eq!(until_ended(&desk.ws, job).await, Outcome::Done);
    let verdicts = [row(&desk.ws, &import, 2).await.verdict, row(&desk.ws, &import, 3).await.verdict];
    assert_eq!(verdicts, [Verdict::Duplicate, Verdict::Duplicate]);
    assert_eq!((people(&desk.ws).await, written(&desk.ws).await[0]), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_stopped_leaves_nothing_and_can_be_applied_again() {
    let (desk, reached, go_on) = held(false);
    let before = written(&desk.ws).await;
    let import = stage(&desk.ws, file(&desk, "a.csv", TWO)).await;
    let job = api::begin_apply(&desk.ws, import.id);
    reached.recv().unwrap();
    api::jobs(&desk.ws).cancel(job);
    go_on.send(()).unwrap();
    assert_eq!(until_ended(&desk.ws, job).await, Outcome::Cancelled);
    assert_eq!(written(&desk.ws).await, before);
    go_on.send(()).unwrap();
    assert_eq!(api::apply(&desk.ws, import.id).await.unwrap().adds, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_crash_the_next_opening_clears_away_what_was_written() {
    let (desk, reached, go_on) = held(true);
    let before = written(&desk.ws).await;
    let import = stage(&desk.ws, file(&desk, "a.csv", TWO)).await;
    go_on.send(()).unwrap();
    assert!(api::apply(&desk.ws, import.id).await.is_err());
    reached.recv().unwrap();
    assert_eq!((written(&desk.ws).await[0], people(&desk.ws).await), (2, 0));
    let again = desk.reopened();
    while written(&again).await != before {
        tokio::task::yield_now().await;
    }
    assert_eq!(api::apply(&again, import.id).await.unwrap().adds, 2);
    assert_eq!(people(&again).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_get_in_between_the_rows_of_an_import() {
    let desk = Desk::new();
    let mut csv = String::from("name,email\n");
    for n in 0..3_000 {
        csv.push_str(&format!("Person {n},person{n}@example.org\n"));
    }
    let first = stage(&desk.ws, file(&desk, "one.csv", "name,email\nRuth Vale,ruth@example.org\n")).await;
    api::apply(&desk.ws, first.id).await.unwrap();
    let ruth = contacts::api::who(&desk.ws, "ruth@example.org").await.unwrap();
    let import = stage(&desk.ws, file(&desk, "many.csv", csv)).await;
    let job = api::begin_apply(&desk.ws, import.id);
    let mut between = 0;
    while api::jobs(&desk.ws).get(job).unwrap().outcome == Outcome::Running {
        let patch = PersonPatch { role: Some(format!("Editor {between}")), ..Default::default() };
        contacts::api::edit(&desk.ws, ruth, patch).await.unwrap();
        if people(&desk.ws).await == 1 {
            between += 1;
        }
    }
    assert!(between > 3, "{between} edits were done before the import was whole");
    assert_eq!((until_ended(&desk.ws, job).await, people(&desk.ws).await), (Outcome::Done, 3_001));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_import_is_taken_back_whole_but_for_those_who_were_changed_since() {
    let desk = Desk::new();
    let first = stage(&desk.ws, file(&desk, "one.csv", "name,email\nRuth Vale,ruth@example.org\n")).await;
    api::apply(&desk.ws, first.id).await.unwrap();
    let mut csv = String::from("name,email,outlet,beats,phone\n");
    for n in 0..6_000 {
        csv.push_str(&format!("Person {n},person{n}@example.org,Paper {},beat {},{n}\n", n % 50, n % 7));
    }
    let import = stage(&desk.ws, file(&desk, "many.csv", csv)).await;
    let action = api::apply(&desk.ws, import.id).await.unwrap().action;
    assert!(workspace_api::info(&desk.ws).await.unwrap().backed_up_at.is_some(), "a backup before much comes in (R6)");
    desk.clock.advance_ms(60_000);
    let kept = contacts::api::who(&desk.ws, "person3000@example.org").await.unwrap();
    contacts::api::edit(&desk.ws, kept, PersonPatch { role: Some("Editor".to_owned()), ..Default::default() }).await.unwrap();
    let gone = contacts::api::who(&desk.ws, "person4000@example.org").await.unwrap();
    contacts::api::delete(&desk.ws, vec![gone]).await.unwrap();
    let undone = workspace_api::undo(&desk.ws, crate::PLUGS, action).await.unwrap();
    assert_eq!(undone.left.unwrap().to_string(), "1 person was changed since and stayed: Person 3000.");
    api::cleared(&desk.ws).await.unwrap();
    assert_eq!(people(&desk.ws).await, 2);
    assert_eq!(written(&desk.ws).await[..5], [2, 2, 1, 1, 2], "nothing of the others is left in the file");
    workspace_api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(people(&desk.ws).await, 3, "who was deleted before comes back");
}

#[tokio::test]
async fn an_edit_is_not_taken_back_beneath_an_import_that_came_after_it() {
    let desk = Desk::new();
    let first = stage(&desk.ws, file(&desk, "a.csv", "name,email,outlet\nSiobhan Farrelly,s@averil.example.org,Sound\n")).await;
    api::apply(&desk.ws, first.id).await.unwrap();
    let id = contacts::api::who(&desk.ws, "s@averil.example.org").await.unwrap();
    desk.clock.advance_ms(60_000);
    contacts::api::edit(&desk.ws, id, PersonPatch { role: Some("Editor".to_owned()), ..Default::default() }).await.unwrap();
    let edit = workspace_api::history(&desk.ws, 1).await.unwrap()[0].id;
    desk.clock.advance_ms(60_000);
    let second = stage(&desk.ws, file(&desk, "b.csv", "name,email,outlet\nSiobhan Farrelly,s@averil.example.org,Harbour FM\n")).await;
    api::apply(&desk.ws, second.id).await.unwrap();
    let refused = workspace_api::undo(&desk.ws, crate::PLUGS, Some(edit)).await.unwrap_err();
    assert_eq!(refused.code, "workspace.undo_changed_since");
    assert_eq!(refused.what.to_string(), "This cannot be taken back any more: the import of b.csv changed the same people since.");
    assert_eq!(contacts::api::show(&desk.ws, id).await.unwrap().fields.outlet, "Harbour FM");
    workspace_api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    workspace_api::undo(&desk.ws, crate::PLUGS, Some(edit)).await.unwrap();
    let fields = contacts::api::show(&desk.ws, id).await.unwrap().fields;
    assert_eq!((fields.outlet.as_str(), fields.role.as_str()), ("Sound", ""));
}

#[test]
fn no_question_of_a_large_import_reads_everything() {
    let desk = Desk::new();
    let plans = desk.ws.read_blocking(|tx| Ok([super::store::plans(tx)?, vec![contacts::plan_of_meeting(tx)?]].concat())).unwrap();
    for plan in plans {
        for table in ["person", "address", "p", "a", "own", "other", "d", "r", "i", "import_done", "import_row", "import"] {
            assert!(!plan.lines().any(|step| step == format!("SCAN {table}") || step.starts_with(&format!("SCAN {table} "))), "{plan}");
        }
    }
}

#[test]
fn a_portion_fits_the_time_that_it_may_take() {
    use super::writing::Size;
    use std::time::Duration;
    let (quick, slow) = (Duration::from_millis(1), Duration::from_secs(1));
    let first = Size::first();
    assert_eq!((first.rows(), first.after(quick).rows()), (500, 750), "it grows by and by");
    let grown = (0..20).fold(first, |size, _| size.after(quick));
    assert_eq!((grown.rows(), grown.after(slow).rows()), (1_500, 90), "a slow disk is believed at once");
    assert_eq!((0..9).fold(grown, |size, _| size.after(slow)).rows(), 50);
    let small = (0..20).fold(grown.awaited(100), |size, _| size.after(quick));
    assert_eq!((small.rows(), small.after(quick).rows()), (100, 150), "who waited is likely to come again");
}

#[tokio::test]
async fn an_undo_tells_of_the_people_it_changed_and_of_no_others() {
    let desk = Desk::new();
    let import = stage(&desk.ws, file(&desk, "a.csv", TWO)).await;
    api::apply(&desk.ws, import.id).await.unwrap();
    let aiko = contacts::api::who(&desk.ws, "aiko@sea.example.org").await.unwrap();
    let patch = PersonPatch { city: Some("Bruges".to_owned()), ..Default::default() };
    contacts::api::edit(&desk.ws, aiko, patch).await.unwrap();
    let mut heard = desk.ws.changes();
    workspace_api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    let told = heard.recv().await.unwrap();
    let people: Vec<_> = told.iter().filter(|one| one.topic == Topic::Person).map(|one| one.id).collect();
    assert_eq!(people, [Some(aiko.get())]);
    assert!(!told.iter().any(|one| one.topic == Topic::Outlet), "{told:?}");
    let question = crate::segments::ViewQuestion { search: "ostend".to_owned(), ..Default::default() };
    assert_eq!(segments::open_view(&desk.ws, question).await.unwrap().count, 2);
}
