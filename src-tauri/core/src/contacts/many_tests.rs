//! What is done to very many people goes in parts, and comes back in the same parts, whoever works meanwhile.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::api::{self, PersonPatch, Setting, Tagging};
use super::own_tests::crowd;
use super::*;
use crate::error::Problem;
use crate::ids::{ActionId, PersonId};
use crate::jobs::{Outcome, Registry};
use crate::messages::Message;
use crate::workspace::api::{ActionCard, Undone, history, redo, undo};
use crate::workspace::testing::Desk;
use crate::workspace::{Plugs, Watched, Workspace};

/// Somebody who stops long work after so many of its parts.
struct Stops(AtomicUsize);

impl Watched for Stops {
    fn goes_on(&self, _done: u64, _total: u64) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
    }

    fn ended(&self, _why: Option<&Problem>) {}
}

fn stopping_after(parts: usize) -> Plugs {
    let watched: fn(&Workspace, Message) -> Box<dyn Watched> = match parts {
        0 => |_, _| Box::new(Stops(AtomicUsize::new(0))),
        1 => |_, _| Box::new(Stops(AtomicUsize::new(1))),
        _ => |_, _| Box::new(Stops(AtomicUsize::new(2))),
    };
    Plugs { watched, ..crate::PLUGS }
}

/// Every row of every table but history's own and what a later opening notes of the program's lists.
fn everything(ws: &Workspace) -> BTreeMap<String, Vec<String>> {
    ws.read_blocking(|tx| {
        let tables = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'
                      AND name NOT IN ('action', 'action_step', 'change', 'address_judged')";
        let mut query = tx.prepare(tables)?;
        let names = query.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        let mut all = BTreeMap::new();
        for name in names {
            let mut columns = tx.prepare("SELECT group_concat('quote(\"' || name || '\")', ' || '','' || ') FROM pragma_table_info(?1)")?;
            let columns: String = columns.query_row([&name], |row| row.get(0))?;
            let mut rows = tx.prepare(&format!("SELECT {columns} FROM \"{name}\" ORDER BY 1"))?;
            all.insert(name, rows.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?);
        }
        Ok(all)
    })
    .unwrap()
}

async fn count(desk: &Desk, question: &str) -> u32 {
    let whom = crate::segments::api::Whom { query: Some(question.to_owned()), segment: None };
    crate::segments::api::count(&desk.ws, whom).await.unwrap()
}

async fn tag(desk: &Desk, people: &[PersonId]) -> ActionId {
    let tagging = Tagging { add: vec!["press".to_owned()], remove: Vec::new() };
    assert_eq!(api::tag_people(&desk.ws, people.to_vec(), tagging).await.unwrap() as usize, people.len());
    history(&desk.ws, 1).await.unwrap()[0].id
}

async fn act(desk: &Desk, id: ActionId) -> ActionCard {
    history(&desk.ws, 1_000).await.unwrap().into_iter().find(|one| one.id == id).unwrap()
}

async fn move_to(desk: &Desk, person: PersonId, city: &str) {
    api::edit(&desk.ws, person, PersonPatch { city: Some(city.to_owned()), ..PersonPatch::default() }).await.unwrap();
}

fn undoing(desk: &Desk, act: ActionId) -> tokio::task::JoinHandle<Result<Undone, Problem>> {
    let ws = desk.ws.clone();
    tokio::spawn(async move { undo(&ws, crate::PLUGS, Some(act)).await })
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_come_between_while_what_was_done_to_very_many_is_taken_back() {
    let (desk, mut people) = crowd(4_001).await;
    let edited = people.pop().unwrap();
    let before = everything(&desk.ws);
    let tagged = tag(&desk, &people).await;
    let back = undoing(&desk, tagged);
    let mut between = 0;
    while !back.is_finished() {
        move_to(&desk, edited, &format!("Goes {between}")).await;
        let left = count(&desk, "tag:press").await;
        between += u32::from(left > 0 && left < 4_000);
    }
    assert_eq!(back.await.unwrap().unwrap().label.key, "contacts.action.tagged");
    assert!(between > 0, "no edit came between");
    assert_eq!((count(&desk, "tag:press").await, act(&desk, tagged).await.undone), (0, true));
    let jobs = desk.ws.part::<Registry>();
    assert!(jobs.list().iter().any(|job| job.title.key == "workspace.job.undo" && job.outcome == Outcome::Done));
    let edits = history(&desk.ws, 1_000).await.unwrap();
    for edit in edits.iter().filter(|one| one.label.key == "contacts.action.edited") {
        undo(&desk.ws, crate::PLUGS, Some(edit.id)).await.unwrap();
    }
    assert_eq!(everything(&desk.ws), before, "and nothing else is left of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_that_somebody_builds_on_meanwhile_says_how_far_it_came_and_goes_on_later() {
    let (desk, people) = crowd(2_500).await;
    let before = everything(&desk.ws);
    let tagged = tag(&desk, &people).await;
    let paused = undo(&desk.ws, stopping_after(1), Some(tagged)).await.unwrap_err();
    assert_eq!(paused.code, "workspace.undo_paused");
    let left = count(&desk, "tag:press").await;
    assert!(left > 0 && left < 2_500, "{left}");
    // The first ones are the last to be taken back.
    move_to(&desk, people[0], "Delft").await;
    let edit = history(&desk.ws, 1).await.unwrap()[0].id;
    let told = undo(&desk.ws, crate::PLUGS, Some(tagged)).await.unwrap_err();
    assert_eq!((told.code.as_str(), count(&desk, "tag:press").await), ("workspace.undo_changed_since", left), "it is known before");
    let now = act(&desk, tagged).await;
    assert_eq!((now.undone, now.in_part), (false, true));
    // Whoever begins it anew after a restart finds all of that in the file.
    let again = desk.reopened();
    undo(&again, crate::PLUGS, Some(edit)).await.unwrap();
    undo(&again, crate::PLUGS, Some(tagged)).await.unwrap();
    assert_eq!(everything(&desk.ws), before);
    let acts = history(&desk.ws, 1_000).await.unwrap();
    let undos: Vec<_> = acts.iter().filter(|one| one.undoes == Some(tagged)).collect();
    assert_eq!((undos.len(), &*undos[0].label.key), (1, "workspace.action.undo"), "it is one act in history");
    assert!(crate::verify(&desk.ws).await.unwrap().iter().all(|check| check.ok));
    assert_eq!(undo(&desk.ws, crate::PLUGS, Some(tagged)).await.unwrap_err().code, "workspace.undo_done");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_edits_somebody_of_the_rest_while_it_is_taken_back_keeps_their_edit() {
    let (desk, people) = crowd(6_000).await;
    let tagged = tag(&desk, &people).await;
    let back = undoing(&desk, tagged);
    while count(&desk, "tag:press").await == 6_000 && !back.is_finished() {
        tokio::task::yield_now().await;
    }
    move_to(&desk, people[0], "Delft").await;
    let problem = back.await.unwrap().unwrap_err();
    assert_eq!((problem.code.as_str(), &*problem.what.key), ("workspace.undo_changed_since", "workspace.undo_in_part"));
    assert_eq!(api::show(&desk.ws, people[0]).await.unwrap().fields.city, "Delft");
    let left = count(&desk, "tag:press").await;
    assert!(left > 0 && left < 6_000, "{left}");
    assert!(act(&desk, tagged).await.in_part);
    undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!((count(&desk, "tag:press").await, act(&desk, tagged).await.undone), (0, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_in_parts_is_done_again_in_parts_however_often_it_is_stopped() {
    let (desk, people) = crowd(4_500).await;
    let before = everything(&desk.ws);
    let tagged = tag(&desk, &people).await;
    let after = everything(&desk.ws);
    assert_eq!(undo(&desk.ws, stopping_after(0), None).await.unwrap_err().code, "workspace.undo_stopped");
    assert_eq!((everything(&desk.ws) == after, act(&desk, tagged).await.in_part), (true, false));
    undo(&desk.ws, stopping_after(1), None).await.unwrap_err();
    assert_eq!(redo(&desk.ws, crate::PLUGS, None).await.unwrap_err().code, "workspace.nothing_to_redo", "what is half back goes on back");
    undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(everything(&desk.ws), before);
    redo(&desk.ws, stopping_after(1), None).await.unwrap_err();
    move_to(&desk, people[0], "Delft").await;
    undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    redo(&desk.ws, stopping_after(1), None).await.unwrap_err();
    redo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!((everything(&desk.ws) == after, act(&desk, tagged).await.undone), (true, false), "whatever was done between");
    undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(everything(&desk.ws), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn very_many_are_deleted_and_come_back_with_all_that_hangs_on_them_while_others_edit() {
    let (desk, mut people) = crowd(3_001).await;
    let stays = people.pop().unwrap();
    tag(&desk, &people).await;
    for pair in people.chunks(700) {
        let other = format!("#{}", pair.last().unwrap());
        let relation =
            RelationInput { other, kind: RelationKind::AssistantOf, word: String::new(), back: String::new(), note: String::new() };
        api::relate(&desk.ws, pair[0], relation).await.unwrap();
    }
    let before = everything(&desk.ws);
    let delete = tokio::spawn({
        let (ws, people) = (desk.ws.clone(), people.clone());
        async move { api::delete(&ws, people).await }
    });
    let mut between = 0;
    while !delete.is_finished() {
        move_to(&desk, stays, &format!("Goes {between}")).await;
        let left = count(&desk, "kind:journalist").await;
        between += u32::from(left > 1 && left < 3_001);
    }
    assert_eq!(delete.await.unwrap().unwrap(), 3_000);
    assert!(between > 0, "no edit came between");
    assert_eq!(count(&desk, "kind:journalist").await, 1);
    let acts = history(&desk.ws, 1_000).await.unwrap();
    let deleted: Vec<_> = acts.iter().filter(|one| one.label.key == "contacts.action.deleted").collect();
    assert_eq!((deleted.len(), &deleted[0].label.params["count"]), (1, &crate::messages::Value::from(3_000_usize)));
    for edit in acts.iter().filter(|one| one.label.key == "contacts.action.edited") {
        undo(&desk.ws, crate::PLUGS, Some(edit.id)).await.unwrap();
    }
    undo(&desk.ws, stopping_after(1), Some(deleted[0].id)).await.unwrap_err();
    let back = count(&desk, "kind:journalist").await;
    assert!(back > 1 && back < 3_001, "{back}");
    assert_eq!(api::tags(&desk.ws).await.unwrap()[0].people + 1, back, "each with their tags");
    undo(&desk.ws, crate::PLUGS, Some(deleted[0].id)).await.unwrap();
    assert_eq!(everything(&desk.ws), before);
    assert!(crate::verify(&desk.ws).await.unwrap().iter().all(|check| check.ok));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_of_very_many_is_set_in_one_act_that_lets_edits_in_and_one_undo_takes_it_back() {
    let (desk, mut people) = crowd(3_001).await;
    let edited = people.pop().unwrap();
    let gone = people[2_999];
    let before = everything(&desk.ws);
    let set = tokio::spawn({
        let (ws, people) = (desk.ws.clone(), people.clone());
        let city = CellSet { column: Column::City, text: "Porto".to_owned() };
        async move { api::set_people(&ws, people, Setting { set: vec![city], add: vec!["festival".to_owned()], ..Setting::default() }).await }
    });
    while count(&desk, "city:Porto").await == 0 && !set.is_finished() {
        tokio::task::yield_now().await;
    }
    api::delete(&desk.ws, vec![gone]).await.unwrap();
    let mut between = 0;
    while !set.is_finished() {
        move_to(&desk, edited, &format!("Goes {between}")).await;
        let done = count(&desk, "city:Porto").await;
        between += u32::from(done > 0 && done < 2_999);
    }
    let done = set.await.unwrap().unwrap();
    assert_eq!((done.people, done.cells, done.refused), (2_999, 5_998, 0), "who went meanwhile is passed over");
    assert!(between > 0, "no edit came between");
    let acts = history(&desk.ws, 1_000).await.unwrap();
    assert_eq!(acts.iter().filter(|one| one.label.key == "contacts.action.set").count(), 1);
    for act in acts.iter().filter(|one| one.undoes.is_none()) {
        undo(&desk.ws, crate::PLUGS, Some(act.id)).await.unwrap();
    }
    assert_eq!(everything(&desk.ws), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn tagging_goes_no_further_once_somebody_begins_to_take_it_back() {
    let (desk, people) = crowd(20_000).await;
    let before = everything(&desk.ws);
    let tagging = tokio::spawn({
        let (ws, people) = (desk.ws.clone(), people.clone());
        async move { api::tag_people(&ws, people, Tagging { add: vec!["press".to_owned()], remove: Vec::new() }).await }
    });
    while count(&desk, "tag:press").await < 2_000 && !tagging.is_finished() {
        tokio::task::yield_now().await;
    }
    let paused = undo(&desk.ws, stopping_after(1), None).await.unwrap_err();
    assert_eq!(paused.code, "workspace.undo_paused");
    assert_eq!(tagging.await.unwrap().unwrap_err().code, "workspace.undo_done");
    undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(everything(&desk.ws), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_takes_back_can_be_stopped_where_jobs_are_shown() {
    let (desk, people) = crowd(8_000).await;
    let tagged = tag(&desk, &people).await;
    let jobs: Arc<Registry> = desk.ws.part::<Registry>();
    let back = undoing(&desk, tagged);
    let undo_job = || jobs.list().into_iter().find(|job| job.title.key == "workspace.job.undo");
    while undo_job().is_none_or(|job| job.progress.done == 0) && !back.is_finished() {
        tokio::task::yield_now().await;
    }
    jobs.cancel(undo_job().unwrap().id);
    assert_eq!(back.await.unwrap().unwrap_err().code, "workspace.undo_paused");
    assert_eq!(undo_job().unwrap().outcome, Outcome::Cancelled);
}
