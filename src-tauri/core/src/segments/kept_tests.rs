use super::api::kept::{self, TableState, TableView, ViewColumn, ViewedTable};
use super::api::{self, lists};
use super::*;
use crate::contacts::{self, CustomFieldInput, CustomKind, PersonInput, PersonKind};
use crate::ids::TableViewId;
use crate::workspace::testing::Desk;

fn state(columns: &[&str]) -> TableState {
    TableState {
        columns: columns.iter().map(|key| ViewColumn { key: (*key).to_owned(), width: None }).collect(),
        sort: "name".to_owned(),
        ..TableState::default()
    }
}

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

async fn field(desk: &Desk, name: &str) -> crate::ids::CustomFieldId {
    let input = CustomFieldInput { name: name.to_owned(), kind: CustomKind::Number, choices: Vec::new() };
    contacts::api::add_custom_field(&desk.ws, input).await.unwrap().id
}

async fn save(desk: &Desk, name: &str, state: TableState) -> TableView {
    kept::save(&desk.ws, name.to_owned(), state).await.unwrap_or_else(|problem| panic!("{name}: {problem:?}"))
}

async fn names(desk: &Desk) -> Vec<String> {
    kept::all(&desk.ws).await.unwrap().into_iter().map(|view| view.name).collect()
}

#[tokio::test]
async fn the_table_is_kept_as_it_stood_and_comes_back_so_after_a_restart() {
    let desk = Desk::new();
    let arts = TableState {
        columns: vec![ViewColumn { key: "warmth".to_owned(), width: Some(120) }, ViewColumn { key: "outlet".to_owned(), width: None }],
        sort: "warmth".to_owned(),
        descending: true,
        query: "beat:arts   city:Goes".to_owned(),
        search: "  tide  press ".to_owned(),
        ..TableState::default()
    };
    let saved = save(&desk, "  Arts,  warmest first ", arts.clone()).await;
    let as_kept = TableState { query: "beat:arts city:Goes".to_owned(), search: "tide press".to_owned(), ..arts };
    assert_eq!((saved.name.as_str(), &saved.state, saved.faults.len()), ("Arts, warmest first", &as_kept, 0));
    let again = desk.reopened();
    for named in ["arts, WARMEST first", &saved.id.to_string()] {
        assert_eq!(kept::named(&again, named).await.unwrap(), saved, "{named}");
    }
    assert_eq!(kept::named(&again, "Music").await.unwrap_err().code, "segments.no_view");
}

#[tokio::test]
async fn a_name_stands_once_and_every_name_is_kept_whole() {
    let desk = Desk::new();
    let long = "Ö".repeat(300);
    for name in ["Arts", long.as_str(), "أصدقاء المنارة", "報道関係者", "⚡ 17"] {
        assert_eq!(save(&desk, name, state(&["outlet"])).await.name, name);
    }
    for taken in ["ARTS", " arts ", "Árts", "報道関係者"] {
        let problem = kept::save(&desk.ws, taken.to_owned(), state(&[])).await.unwrap_err();
        assert_eq!((problem.code.as_str(), problem.places[0].field.as_deref()), ("segments.view_taken", Some("name")), "{taken}");
    }
    for (bad, why) in [("", "nameless"), (" … ", "nameless"), ("two\nlines", "control"), ("x".repeat(501).as_str(), "long")] {
        let problem = kept::save(&desk.ws, bad.to_owned(), state(&[])).await.unwrap_err();
        assert_eq!(problem.places[0].what.as_ref().unwrap().key, format!("contacts.fault.{why}"), "{bad}");
    }
    assert_eq!(names(&desk).await.len(), 5);
    // Its own name written otherwise is no other's.
    let held = kept::named(&desk.ws, "Arts").await.unwrap();
    assert_eq!(kept::rename(&desk.ws, held.id, "ARTS".to_owned()).await.unwrap().name, "ARTS");
    assert_eq!(kept::rename(&desk.ws, held.id, long).await.unwrap_err().code, "segments.view_taken");
}

#[tokio::test]
async fn whatever_is_done_to_a_view_is_taken_back() {
    let desk = Desk::new();
    let arts = save(&desk, "Arts", state(&["outlet"])).await;
    let other = TableState { search: "tide".to_owned(), ..state(&["city", "role"]) };
    assert_eq!(kept::replace(&desk.ws, arts.id, other.clone()).await.unwrap().state, other);
    kept::rename(&desk.ws, arts.id, "Music".to_owned()).await.unwrap();
    kept::delete(&desk.ws, arts.id).await.unwrap();
    assert!(names(&desk).await.is_empty());
    // Another one has its name by now: nothing is put over it.
    let music = save(&desk, "MUSIC", state(&[])).await;
    let told = crate::workspace::api::history(&desk.ws, 10).await.unwrap();
    assert_eq!(told[1].label.key, "segments.action.view_deleted");
    let in_the_way = crate::workspace::api::undo(&desk.ws, crate::PLUGS, Some(told[1].id)).await.unwrap_err();
    assert_eq!(in_the_way.what.key, "workspace.undo_taken.view");
    kept::delete(&desk.ws, music.id).await.unwrap();
    for expected in [vec!["MUSIC"], vec![], vec!["Music"], vec!["Arts"]] {
        undo(&desk).await;
        assert_eq!(names(&desk).await, expected);
    }
    assert_eq!(kept::named(&desk.ws, "Arts").await.unwrap().state, other);
    undo(&desk).await;
    assert_eq!(kept::named(&desk.ws, "Arts").await.unwrap().state, state(&["outlet"]));
    undo(&desk).await;
    assert!(names(&desk).await.is_empty());
    for gone in [kept::replace(&desk.ws, arts.id, state(&[])).await.map(drop), kept::delete(&desk.ws, TableViewId::from(99)).await] {
        assert_eq!(gone.unwrap_err().code, "segments.no_view");
    }
}

#[tokio::test]
async fn a_view_whose_field_was_deleted_opens_with_the_rest_says_so_and_is_whole_when_it_is_back() {
    let desk = Desk::new();
    let (run, issue) = (field(&desk, "Print run").await, field(&desk, "Issue").await);
    let whole =
        TableState { sort: format!("own.{run}"), descending: true, ..state(&["outlet", &format!("own.{run}"), &format!("own.{issue}")]) };
    let saved = save(&desk, "Runs", whole.clone()).await;
    contacts::api::delete_custom_field(&desk.ws, run).await.unwrap();
    let open = kept::named(&desk.ws, "Runs").await.unwrap();
    assert_eq!(open.state, state(&["outlet", &format!("own.{issue}")]), "by name, since what they were sorted by is gone");
    let told: Vec<_> = open.faults.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["The field “Print run” is gone. The view shows the rest."]);
    // Another name does not lose what is to come back.
    kept::rename(&desk.ws, saved.id, "Print runs".to_owned()).await.unwrap();
    undo(&desk).await;
    undo(&desk).await;
    let back = kept::named(&desk.ws, "Runs").await.unwrap();
    assert_eq!((back.state, back.faults.len()), (whole, 0));
}

#[tokio::test]
async fn a_view_follows_the_names_of_what_it_asks_and_never_shows_everybody_in_its_stead() {
    let desk = Desk::new();
    contacts::api::add(&desk.ws, PersonInput { name: "Ruth".to_owned(), ..PersonInput::of_kind(PersonKind::Journalist) }).await.unwrap();
    let list = lists::make(&desk.ws, "Opening night".to_owned(), None).await.unwrap().list.id;
    let press = api::save(&desk.ws, "Press".to_owned(), "kind:journalist".to_owned()).await.unwrap().id;
    save(&desk, "On it", TableState { segment: "OPENING night".to_owned(), query: "segment:Press".to_owned(), ..state(&[]) }).await;
    lists::rename(&desk.ws, list, "First night".to_owned()).await.unwrap();
    api::change(&desk.ws, press, Some("The press".to_owned()), None).await.unwrap();
    let open = kept::named(&desk.ws, "On it").await.unwrap();
    assert_eq!((open.state.segment.as_str(), open.state.query.as_str()), ("First night", "segment:\"The press\""));
    lists::delete(&desk.ws, list).await.unwrap();
    api::delete(&desk.ws, "The press").await.unwrap();
    let open = kept::named(&desk.ws, "On it").await.unwrap();
    let told: Vec<_> = open.faults.iter().map(|fault| fault.key.as_ref()).collect();
    assert_eq!(told, ["segments.view.no_segment", "segments.view.bad_query"]);
    let question = ViewQuestion { segment: Some(open.state.segment), ..ViewQuestion::default() };
    assert_eq!(api::open_view(&desk.ws, question).await.unwrap_err().code, "segments.no_segment");
}

#[tokio::test]
async fn what_no_table_can_show_is_refused_and_nothing_changes() {
    let desk = Desk::new();
    let wide = |width| TableState { columns: vec![ViewColumn { key: "city".to_owned(), width: Some(width) }], ..TableState::default() };
    for (bad, code) in [
        (state(&["height"]), "segments.no_column"),
        (state(&["own.17"]), "segments.no_column"),
        (TableState { sort: "height".to_owned(), ..state(&[]) }, "segments.no_column"),
        (state(&["city", "city"]), "segments.view.bad_columns"),
        (wide(55), "segments.view.bad_columns"),
        (wide(1_201), "segments.view.bad_columns"),
        (TableState { query: "beat:".to_owned(), ..state(&[]) }, "segments.bad_query"),
        (TableState { segment: "Nobody's".to_owned(), ..state(&[]) }, "segments.no_segment"),
        (TableState { search: "x".repeat(501), ..state(&[]) }, "segments.view.bad_search"),
    ] {
        assert_eq!(kept::save(&desk.ws, "Bad".to_owned(), bad).await.unwrap_err().code, code);
    }
    assert!(names(&desk).await.is_empty());
}

#[tokio::test]
async fn a_view_of_outlets_shows_their_columns_and_asks_nothing_about_people() {
    let desk = Desk::new();
    let column = |key: &str| ViewColumn { key: key.to_owned(), width: None };
    let outlets = TableState {
        table: ViewedTable::Outlets,
        columns: vec![column("name"), column("reach"), column("website")],
        sort: "frequency".to_owned(),
        descending: true,
        search: " zeeland ".to_owned(),
        ..TableState::default()
    };
    let saved = save(&desk, "Zeeland", outlets.clone()).await;
    assert_eq!((saved.state, saved.faults.len()), (TableState { search: "zeeland".to_owned(), ..outlets.clone() }, 0));
    for (bad, code) in [
        (TableState { columns: vec![column("beats")], ..outlets.clone() }, "segments.no_column"),
        (TableState { sort: "warmth".to_owned(), ..outlets.clone() }, "segments.no_column"),
        (TableState { query: "kind:journalist".to_owned(), ..outlets.clone() }, "segments.view.asks_people"),
        (TableState { segment: "Press".to_owned(), ..outlets.clone() }, "segments.view.asks_people"),
        (TableState { columns: vec![column("reach")], ..TableState::default() }, "segments.no_column"),
    ] {
        assert_eq!(kept::save(&desk.ws, "Other".to_owned(), bad).await.unwrap_err().code, code);
    }
    assert_eq!(kept::save(&desk.ws, "ZEELAND".to_owned(), TableState::default()).await.unwrap_err().code, "segments.view_taken");
}
