//! What an import and its undo promise to those who work meanwhile: whoever edits goes first, however many people change,
//! and what they did is not lost.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::api::{self, Decision, Verdict, Which};
use super::applying_tests::{count, held_at, until_ended, written};
use super::tests::{file, people, row, stage};
use super::writing::{Portion, Stream};
use crate::contacts;
use crate::contacts::api::PersonPatch;
use crate::jobs::Outcome;
use crate::workspace::testing::Desk;
use crate::workspace::{ImportRight, ReadTx, Workspace, WriteTx, api as workspace_api};

/// So many people, each with this role.
fn table(many: u32, role: &str) -> String {
    let rows: String = (0..many).map(|n| format!("Person {n},person{n}@example.org,{role},Paper {}\n", n % 9)).collect();
    format!("name,email,role,outlet\n{rows}")
}

async fn brought_in(desk: &Desk, name: &str, table: String) -> api::ImportCard {
    let import = stage(&desk.ws, file(desk, name, table)).await;
    api::apply(&desk.ws, import.id).await.unwrap()
}

async fn role_of(ws: &Workspace, address: &str) -> String {
    let id = contacts::api::who(ws, address).await.unwrap();
    contacts::api::show(ws, id).await.unwrap().fields.role
}

/// An edit of this person that is on its way, and waits for its turn.
async fn edit_begun(ws: &Workspace, address: &str, patch: PersonPatch) -> tokio::task::JoinHandle<()> {
    let id = contacts::api::who(ws, address).await.unwrap();
    let ws = ws.clone();
    let edit = tokio::spawn(async move {
        contacts::api::edit(&ws, id, patch).await.unwrap();
    });
    // Until it stands in the queue: whoever holds the writer asks for it.
    std::thread::sleep(Duration::from_millis(200));
    edit
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_changes_many_gives_way_to_an_edit_and_keeps_what_it_did() {
    let (desk, reached, go_on) = held_at("import-showing", false);
    go_on.send(()).unwrap();
    brought_in(&desk, "a.csv", table(300, "Reporter")).await;
    reached.recv().unwrap();
    let import = stage(&desk.ws, file(&desk, "b.csv", table(300, "Editor"))).await;
    assert_eq!(import.counts.changed, 300);
    let job = api::begin_apply(&desk.ws, import.id);
    reached.recv().unwrap();
    let city = PersonPatch { city: Some("Ghent".to_owned()), ..Default::default() };
    let edit = edit_begun(&desk.ws, "person7@example.org", city).await;
    go_on.send(()).unwrap();
    edit.await.unwrap();
    // The import began anew; until it is whole nobody sees any of it.
    reached.recv().unwrap();
    assert_eq!((count(&desk.ws, "role:Editor").await, count(&desk.ws, "city:Ghent").await), (0, 1));
    go_on.send(()).unwrap();
    assert_eq!(until_ended(&desk.ws, job).await, Outcome::Done);
    assert_eq!((count(&desk.ws, "role:Editor").await, count(&desk.ws, "role:Editor city:Ghent").await), (300, 1));
    let card = api::show(&desk.ws, import.id).await.unwrap();
    assert_eq!((card.adds, card.changes), (0, 300));
    go_on.send(()).unwrap();
    workspace_api::undo(&desk.ws, crate::PLUGS, card.action).await.unwrap();
    assert_eq!((count(&desk.ws, "role:Reporter").await, count(&desk.ws, "city:Ghent").await), (300, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_of_many_changes_gives_way_and_leaves_who_was_changed_meanwhile() {
    let (desk, reached, go_on) = held_at("import-taking-back", false);
    brought_in(&desk, "a.csv", table(300, "Reporter")).await;
    desk.clock.advance_ms(60_000);
    let import = brought_in(&desk, "b.csv", format!("{}Aiko Tanabe,aiko@sea.example.org,Editor,Sea\n", table(300, "Editor"))).await;
    desk.clock.advance_ms(60_000);
    let ws = desk.ws.clone();
    let undo = tokio::spawn(async move { workspace_api::undo(&ws, crate::PLUGS, import.action).await.unwrap() });
    let reached = tokio::task::spawn_blocking(move || {
        reached.recv().unwrap();
        reached
    })
    .await
    .unwrap();
    let city = || PersonPatch { city: Some("Ghent".to_owned()), ..Default::default() };
    let edits = [edit_begun(&desk.ws, "person7@example.org", city()).await, edit_begun(&desk.ws, "aiko@sea.example.org", city()).await];
    go_on.send(()).unwrap();
    for edit in edits {
        edit.await.unwrap();
    }
    reached.recv().unwrap();
    go_on.send(()).unwrap();
    // Had it to give way to the second edit as well.
    let _more = go_on.send(());
    let undone = undo.await.unwrap();
    assert_eq!(undone.left.unwrap().to_string(), "2 people were changed since and stayed: Person 7, Aiko Tanabe.");
    assert_eq!(
        (role_of(&desk.ws, "person7@example.org").await, role_of(&desk.ws, "person8@example.org").await),
        ("Editor".into(), "Reporter".into())
    );
    assert_eq!((people(&desk.ws).await, count(&desk.ws, "role:Editor").await), (301, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_about_one_person_are_done_in_their_order_and_taken_back_whole() {
    let desk = Desk::new();
    brought_in(&desk, "a.csv", "name,email,other email\nRuth Vale,ruth@example.org,vale@example.org\n".to_owned()).await;
    desk.clock.advance_ms(60_000);
    let two = "name,email,role,phone\nRuth Vale,ruth@example.org,Reporter,1234567\nRuth Vale,vale@example.org,Editor,7654321\n";
    let import = stage(&desk.ws, file(&desk, "b.csv", two)).await;
    assert_eq!(import.counts.changed, 2, "{import:?}");
    let action = api::apply(&desk.ws, import.id).await.unwrap().action;
    let ruth = contacts::api::who(&desk.ws, "ruth@example.org").await.unwrap();
    let fields = contacts::api::show(&desk.ws, ruth).await.unwrap().fields;
    assert_eq!((fields.role.as_str(), fields.phones.len()), ("Editor", 2));
    workspace_api::undo(&desk.ws, crate::PLUGS, action).await.unwrap();
    let fields = contacts::api::show(&desk.ws, ruth).await.unwrap().fields;
    assert_eq!((fields.role.as_str(), fields.phones.len()), ("", 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_repeats_an_earlier_one_is_merged_with_whom_that_one_made_or_found() {
    let desk = Desk::new();
    brought_in(&desk, "a.csv", "name,email\nRuth Vale,ruth@example.org\n".to_owned()).await;
    let rows = "name,email,role,city\nRuth Vale,ruth@example.org,Editor,\nRuth Vale,ruth@example.org,,Ostend\nAiko Tanabe,aiko@example.org,,\nAiko Tanabe,aiko@example.org,Reporter,\n";
    let import = stage(&desk.ws, file(&desk, "b.csv", rows)).await;
    assert_eq!([row(&desk.ws, &import, 3).await.verdict, row(&desk.ws, &import, 5).await.verdict], [Verdict::Duplicate; 2]);
    api::decide(&desk.ws, import.id, Which::All(Verdict::Duplicate), Decision::Merge).await.unwrap();
    api::apply(&desk.ws, import.id).await.unwrap();
    assert_eq!(
        (people(&desk.ws).await, count(&desk.ws, "role:Editor city:Ostend").await, count(&desk.ws, "role:Reporter").await),
        (2, 1, 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_hides_all_that_lies_between_those_who_were_changed_since() {
    let desk = Desk::new();
    let action = brought_in(&desk, "a.csv", table(120, "Reporter")).await.action;
    desk.clock.advance_ms(60_000);
    for n in (0..120).step_by(2) {
        let id = contacts::api::who(&desk.ws, &format!("person{n}@example.org")).await.unwrap();
        contacts::api::edit(&desk.ws, id, PersonPatch { city: Some("Ghent".to_owned()), ..Default::default() }).await.unwrap();
    }
    // As if another process applied an import: nothing is cleared away yet.
    let right = ImportRight::try_take(desk.ws.path()).unwrap().unwrap();
    workspace_api::undo(&desk.ws, crate::PLUGS, action).await.unwrap();
    let seen = async |ws: &Workspace| {
        (people(ws).await, count(ws, "city:Ghent").await, count(ws, "person").await, count(ws, "outlet:\"Paper 1\"").await)
    };
    assert_eq!(seen(&desk.ws).await.0, 60);
    let before = seen(&desk.ws).await;
    assert!(
        contacts::api::who(&desk.ws, "person1@example.org").await.is_err()
            && contacts::api::who(&desk.ws, "person2@example.org").await.is_ok()
    );
    assert_eq!(written(&desk.ws).await[0], 120);
    drop(right);
    api::cleared(&desk.ws).await.unwrap();
    assert_eq!((seen(&desk.ws).await, before.1, before.2), (before, 60, 60));
    assert_eq!((written(&desk.ws).await[0], written(&desk.ws).await[8]), (60, 0), "nobody is hidden any more");
}

#[test]
fn whoever_waits_for_many_rows_goes_first_and_each_row_is_written_once() {
    let desk = Desk::new();
    let held = |tx: &ReadTx<'_>| Ok(tx.query_row("SELECT count(*) FROM setting WHERE name LIKE 'row%'", [], |row| row.get::<_, i64>(0))?);
    let (met, meets) = (Arc::new(Mutex::new(None)), AtomicBool::new(false));
    let (ws, told) = (desk.ws.clone(), Arc::clone(&met));
    let mut stream = Stream::new(&desk.ws, move |tx, rows: &mut Portion<'_, '_, u32>, ()| {
        for row in rows {
            tx.change("INSERT INTO setting (name, value) VALUES (?1, '')", [format!("row {row}")])?;
            // Somebody comes when so much is done that its commit would keep them waiting.
            if *row == 300 && !meets.swap(true, Ordering::Relaxed) {
                let (ws, told) = (ws.clone(), Arc::clone(&told));
                let count = move |tx: &WriteTx<'_>| {
                    *told.lock().unwrap() = Some(held(tx)?);
                    Ok(())
                };
                std::thread::spawn(move || ws.write_blocking(None, count).unwrap());
                while !tx.is_awaited() {
                    std::thread::yield_now();
                }
            }
        }
        Ok(())
    });
    stream.push(0..1_200).unwrap();
    stream.finish().unwrap();
    assert_eq!(*met.lock().unwrap(), Some(0), "nothing of what was under way was done");
    assert_eq!(desk.ws.read_blocking(held).unwrap(), 1_200);
}

/// With `TIDINGS_LONG_TESTS` for 200,000 people.
#[tokio::test(flavor = "multi_thread")]
async fn edits_get_in_while_a_large_import_is_taken_back_and_cleared_away() {
    let many = if std::env::var_os("TIDINGS_LONG_TESTS").is_some() { 200_000 } else { 3_000 };
    let desk = Desk::new();
    brought_in(&desk, "one.csv", "name,email\nRuth Vale,ruth@example.org\n".to_owned()).await;
    let action = brought_in(&desk, "many.csv", table(many, "Reporter")).await.action;
    assert_eq!(people(&desk.ws).await, many + 1);
    let ruth = contacts::api::who(&desk.ws, "ruth@example.org").await.unwrap();
    let undone = workspace_api::undo(&desk.ws, crate::PLUGS, action).await.unwrap();
    assert_eq!((undone.left, people(&desk.ws).await), (None, 1), "seen by nobody at once");
    let mut between = 0;
    while written(&desk.ws).await[8] > 0 {
        let patch = PersonPatch { role: Some(format!("Editor {between}")), ..Default::default() };
        contacts::api::edit(&desk.ws, ruth, patch).await.unwrap();
        between += 1;
    }
    assert!(between > 3, "{between} edits were done before all was cleared away");
    api::cleared(&desk.ws).await.unwrap();
    assert_eq!(written(&desk.ws).await[..5], [1, 1, 0, 0, 1]);
    let merges =
        |tx: &ReadTx<'_>| Ok(tx.query_row("SELECT v FROM person_search_config WHERE k = 'automerge'", [], |row| row.get::<_, i64>(0))?);
    assert_eq!(desk.ws.read_blocking(merges).unwrap(), 16, "the index is merged by the way again");
    let found = contacts::api::who(&desk.ws, "ruth@example.org").await.unwrap();
    assert_eq!(found, ruth);
    // What the index of words holds of those who are gone goes while nobody writes, not with somebody's later edit.
    for job in api::jobs(&desk.ws).list() {
        until_ended(&desk.ws, job.id).await;
    }
    assert_eq!(pieces_of_words(&desk.ws).await, 1, "one piece of the index, with Ruth alone");
}

async fn pieces_of_words(ws: &Workspace) -> i64 {
    let pieces = "SELECT count(DISTINCT segid) FROM person_search_idx";
    ws.read(move |tx| Ok(tx.query_row(pieces, [], |row| row.get(0))?)).await.unwrap()
}
