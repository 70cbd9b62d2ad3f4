use super::super::api::{self, DeskFilter, NewDocument};
use super::super::{DocumentKind, Front};
use super::{Plan, PlanChange, Stage, put, released, stage};
use crate::PLUGS;
use crate::ids::DocumentId;
use crate::workspace::api as workspace_api;
use crate::workspace::testing::Desk;

async fn document(desk: &Desk, words: &str) -> DocumentId {
    let new = NewDocument { kind: DocumentKind::Article, headline: "The lens turns".to_owned(), language: String::new() };
    let id = api::add(&desk.ws, new).await.unwrap().id;
    let front = Front { headline: Some("The lens turns".to_owned()), ..Front::default() };
    api::save(&desk.ws, id, format!("{}\n{words}\n", super::super::front::set("", &front).trim_end())).await.unwrap();
    id
}

fn to(stage: Stage) -> PlanChange {
    PlanChange { stage: Some(stage), ..PlanChange::default() }
}

async fn undo(desk: &Desk) {
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
}

async fn planned(desk: &Desk, id: DocumentId) -> Plan {
    api::show(&desk.ws, id).await.unwrap().plan
}

#[tokio::test]
async fn a_text_goes_from_an_idea_to_its_release_and_says_why_it_does_not() {
    let desk = Desk::new();
    let id = document(&desk, "").await;
    assert_eq!(planned(&desk, id).await, Plan::default(), "a draft of nobody");
    api::plan(&desk.ws, id, to(Stage::Idea)).await.unwrap();
    for stage in [Stage::InReview, Stage::Approved, Stage::Released] {
        assert_eq!(api::plan(&desk.ws, id, to(stage)).await.unwrap_err().code, "literature.stage_unwritten");
    }
    assert_eq!(planned(&desk, id).await.stage, Stage::Idea);
    api::save(&desk.ws, id, "It turns again.\n".to_owned()).await.unwrap();
    let refused = api::plan(&desk.ws, id, to(Stage::Released)).await.unwrap_err();
    assert_eq!(refused.code, "literature.stage_unapproved");
    assert_eq!(refused.places[0].field.as_deref(), Some("stage"));
    for stage in [Stage::InReview, Stage::Approved, Stage::Released, Stage::Draft] {
        assert_eq!(api::plan(&desk.ws, id, to(stage)).await.unwrap().stage, stage);
    }
}

#[tokio::test]
async fn what_is_planned_is_kept_undone_and_never_takes_the_words_along() {
    let desk = Desk::new();
    let id = document(&desk, "One.").await;
    let change = PlanChange {
        writer: Some("  Leila   Osei ".to_owned()),
        editor: Some("Ines Calder".to_owned()),
        department: Some("Education".to_owned()),
        due_on: Some("2026-11-27".to_owned()),
        brief: Some("For parents.\r\nShort.".to_owned()),
        ..PlanChange::default()
    };
    let card = api::plan(&desk.ws, id, change).await.unwrap();
    assert_eq!((card.writer.as_str(), card.due_on.as_deref()), ("Leila Osei", Some("2026-11-27")));
    assert_eq!(planned(&desk, id).await.brief, "For parents.\nShort.");
    api::save(&desk.ws, id, "Two.\n".to_owned()).await.unwrap();
    api::plan(&desk.ws, id, PlanChange { due_on: Some(String::new()), ..PlanChange::default() }).await.unwrap();
    assert_eq!(planned(&desk, id).await.due_on, None);
    undo(&desk).await;
    assert_eq!(planned(&desk, id).await.due_on.as_deref(), Some("2026-11-27"));
    undo(&desk).await;
    assert_eq!(planned(&desk, id).await, Plan::default());
    assert_eq!(api::markdown(&desk.ws, id).await.unwrap(), "Two.\n", "undo of a plan leaves the words alone");
    let names = api::desk_names(&desk.ws).await.unwrap();
    assert_eq!((names.people.len(), names.departments.len()), (0, 0));
}

#[tokio::test]
async fn bad_plans_are_refused_in_words_and_change_nothing() {
    let desk = Desk::new();
    let id = document(&desk, "One.").await;
    let bad = [
        (PlanChange { writer: Some("x".repeat(201)), ..PlanChange::default() }, "literature.plan_name"),
        (PlanChange { department: Some("a\u{7}b".to_owned()), ..PlanChange::default() }, "literature.plan_name"),
        (PlanChange { due_on: Some("2026-02-30".to_owned()), ..PlanChange::default() }, "literature.plan_day"),
        (PlanChange { due_on: Some("27.11.2026".to_owned()), ..PlanChange::default() }, "literature.plan_day"),
        (PlanChange { brief: Some("x".repeat(10_001)), ..PlanChange::default() }, "literature.plan_brief"),
    ];
    for (change, code) in bad {
        let both = PlanChange { editor: Some("Ines".to_owned()), ..change };
        assert_eq!(api::plan(&desk.ws, id, both).await.unwrap_err().code, code);
    }
    assert_eq!(planned(&desk, id).await, Plan::default());
    assert_eq!(api::plan(&desk.ws, 99.into(), to(Stage::Idea)).await.unwrap_err().code, "literature.no_document");
    let arabic =
        PlanChange { writer: Some("ليلى أوسي".to_owned()), editor: Some("稲垣　さくら".to_owned()), ..PlanChange::default() };
    let card = api::plan(&desk.ws, id, arabic).await.unwrap();
    assert_eq!((card.writer.as_str(), card.editor.as_str()), ("ليلى أوسي", "稲垣 さくら"));
}

#[tokio::test]
async fn what_was_sent_is_released_and_no_undo_makes_a_draft_of_it() {
    let desk = Desk::new();
    let id = document(&desk, "One.").await;
    api::plan(&desk.ws, id, to(Stage::InReview)).await.unwrap();
    let writer = PlanChange { writer: Some("Leila Osei".to_owned()), ..PlanChange::default() };
    api::plan(&desk.ws, id, writer).await.unwrap();
    desk.ws.write_quietly(move |tx| released(tx, id)).await.unwrap();
    assert_eq!(planned(&desk, id).await.stage, Stage::Released);
    undo(&desk).await;
    undo(&desk).await;
    let plan = planned(&desk, id).await;
    assert_eq!((plan.stage, plan.writer.as_str()), (Stage::Released, "Leila Osei"));
}

#[tokio::test]
async fn a_rule_of_its_own_puts_a_text_where_it_belongs() {
    let desk = Desk::new();
    let id = document(&desk, "").await;
    let before = desk.ws.write_quietly(move |tx| put(tx, id, Stage::Approved)).await.unwrap();
    let now = desk.ws.read(move |tx| stage(tx, id)).await.unwrap();
    assert_eq!((before, now), (Stage::Draft, Stage::Approved));
}

#[tokio::test]
async fn lists_are_sifted_by_stage_writer_and_day() {
    let desk = Desk::new();
    let (late, later, gone) = (document(&desk, "One.").await, document(&desk, "Two.").await, document(&desk, "Three.").await);
    let due =
        |day: &str, writer: &str| PlanChange { due_on: Some(day.to_owned()), writer: Some(writer.to_owned()), ..PlanChange::default() };
    api::plan(&desk.ws, late, due("2026-11-23", "Änne Öztürk")).await.unwrap();
    api::plan(&desk.ws, later, due("2026-11-24", "Leila Osei")).await.unwrap();
    api::plan(&desk.ws, gone, due("2026-11-20", "Leila Osei")).await.unwrap();
    desk.ws.write_quietly(move |tx| put(tx, gone, Stage::Released)).await.unwrap();
    let ids = async |filter: DeskFilter| -> Vec<DocumentId> {
        api::list_where(&desk.ws, filter).await.unwrap().into_iter().map(|card| card.id).collect()
    };
    assert_eq!(ids(DeskFilter { late: true, ..DeskFilter::default() }).await, [late]);
    assert_eq!(ids(DeskFilter { writer: Some("änne öztürk".to_owned()), ..DeskFilter::default() }).await, [late]);
    assert_eq!(ids(DeskFilter { stage: Some(Stage::Released), ..DeskFilter::default() }).await, [gone]);
    assert_eq!(ids(DeskFilter { due_by: Some("2026-11-23".to_owned()), ..DeskFilter::default() }).await, [gone, late]);
    // At 9 in the morning of the 24th in UTC it is the 25th where the day begins first.
    let there = DeskFilter { late: true, zone: Some("Pacific/Kiritimati".to_owned()), ..DeskFilter::default() };
    assert_eq!(ids(there).await, [later, late]);
    let nowhere = DeskFilter { late: true, zone: Some("Amsterdam".to_owned()), ..DeskFilter::default() };
    assert_eq!(api::list_where(&desk.ws, nowhere).await.unwrap_err().code, "literature.plan_zone");
    let bad = DeskFilter { due_by: Some("soon".to_owned()), ..DeskFilter::default() };
    assert_eq!(api::list_where(&desk.ws, bad).await.unwrap_err().code, "literature.plan_day");
}

#[tokio::test]
async fn a_deleted_text_comes_back_with_its_plan() {
    let desk = Desk::new();
    let id = document(&desk, "One.").await;
    api::plan(&desk.ws, id, to(Stage::InReview)).await.unwrap();
    api::delete(&desk.ws, id).await.unwrap();
    undo(&desk).await;
    assert_eq!(planned(&desk, id).await.stage, Stage::InReview);
}
