//! Where people worked and what they are to others, as a file says it of people who are here already.

use super::api::{self, Verdict};
use super::tests::{file, people, row, rows, stage};
use crate::contacts::{self, PersonInput, PersonKind, PositionInput, api as contacts_api};
use crate::ids::PersonId;
use crate::messages::Language;
use crate::workspace::api as workspace_api;
use crate::workspace::testing::Desk;

async fn add(desk: &Desk, name: &str, address: &str) -> PersonId {
    let mut input = PersonInput { name: name.to_owned(), ..PersonInput::of_kind(PersonKind::Journalist) };
    input.addresses = vec![contacts_api::new_address(address.to_owned())];
    contacts_api::add(&desk.ws, input).await.unwrap().id
}

/// What somebody is to whom, and where they worked.
async fn told(desk: &Desk, id: PersonId) -> (Vec<String>, Vec<String>) {
    let relations = desk.ws.read_blocking(|tx| Ok(contacts::relations_of(tx, id)?)).unwrap();
    let positions = desk.ws.read_blocking(|tx| Ok(contacts::kept_positions(tx, id)?)).unwrap();
    let say = |one: &PositionInput| format!("{} {} {}-{}", one.outlet, one.role, one.from, one.to);
    (relations.iter().map(|one| one.says().text(Language::En)).collect(), positions.iter().map(say).collect())
}

fn line(name: &str, address: &str, positions: &str, relations: &str) -> String {
    format!(
        r#"{{"id":9,"kind":"journalist","name":"{name}","given_name":"","do_not_contact":null,"addresses":[{{"address":"{address}"}}],"positions":[{positions}],"relations":[{relations}]}}"#
    )
}

fn relation(other: &str, kind: &str) -> String {
    format!(r#"{{"other":"{other}","kind":"{kind}","word":"","back":"","note":""}}"#)
}

const TIDE: &str = r#"{"outlet":"The Tide","role":"Editor","from":"2019","to":"2024-05"}"#;

#[tokio::test]
async fn people_who_are_here_get_what_they_lack_nothing_is_overwritten_and_one_undo_takes_exactly_that_back() {
    let desk = Desk::new();
    let ruth = add(&desk, "Ruth Vale", "ruth@tide.example.net").await;
    let sam = add(&desk, "Sam Holt", "sam@coast.example.net").await;
    let bare = add(&desk, "Bo Lund", "bo@coast.example.net").await;
    let own = PositionInput { outlet: "The Tide".to_owned(), role: "Editor".to_owned(), from: "2019".to_owned(), to: String::new() };
    contacts_api::add_position(&desk.ws, sam, own).await.unwrap();
    let many = [relation("sam@coast.example.net", "assistant-of"), relation("neu@coast.example.net", "knows")].join(",");
    let text = [
        line("Ruth Vale", "ruth@tide.example.net", TIDE, &many),
        // Since 2019 an editor there: known, whatever the file says of its end.
        line("Sam Holt", "sam@coast.example.net", TIDE, &relation("ruth@tide.example.net", "has-assistant")),
        line("Neu Ling", "neu@coast.example.net", "", ""),
        // Nothing of him is new but what he is to somebody who comes with the file.
        line("Bo Lund", "bo@coast.example.net", "", &relation("neu@coast.example.net", "partner-of")),
    ];
    let import = stage(&desk.ws, file(&desk, "people.json", text.join("\n"))).await;
    let all = rows(&desk.ws, &import).await;
    let verdicts: Vec<Verdict> = all.iter().map(|row| row.verdict).collect();
    assert_eq!(verdicts, [Verdict::Changed, Verdict::Changed, Verdict::New, Verdict::Unchanged], "{all:?}");
    let reason = all[0].reason(Language::En);
    assert!(reason.contains("Position The Tide | Editor | 2019 | 2024-05 added."), "{reason}");
    assert!(reason.contains("Relation assistant-of sam@coast.example.net added."), "{reason}");
    let action = api::apply(&desk.ws, import.id).await.unwrap().action;
    assert_eq!(
        told(&desk, ruth).await,
        (vec!["Assistant of Sam Holt".to_owned(), "Knows Neu Ling".to_owned()], vec!["The Tide Editor 2019-2024-05".to_owned()])
    );
    assert_eq!(told(&desk, sam).await, (vec!["Has Ruth Vale as assistant".to_owned()], vec!["The Tide Editor 2019-".to_owned()]));
    assert_eq!(told(&desk, bare).await.0.len(), 1, "he is something to somebody new");
    // The same file once more brings nothing.
    let again = stage(&desk.ws, file(&desk, "again.json", text.join("\n"))).await;
    assert_eq!((again.counts.unchanged, again.counts.changed), (4, 0), "{:?}", rows(&desk.ws, &again).await);
    let undone = workspace_api::undo(&desk.ws, crate::PLUGS, action).await.unwrap();
    assert_eq!(undone.left, None);
    assert_eq!((told(&desk, ruth).await, told(&desk, bare).await), ((Vec::new(), Vec::new()), (Vec::new(), Vec::new())));
    assert_eq!((told(&desk, sam).await.1, people(&desk.ws).await), (vec!["The Tide Editor 2019-".to_owned()], 3));
}

#[tokio::test]
async fn relations_to_nobody_or_to_two_people_are_counted_and_named_by_their_row() {
    let desk = Desk::new();
    let ruth = add(&desk, "Ruth Vale", "ruth@tide.example.net").await;
    add(&desk, "Kim", "kim@tide.example.net").await;
    add(&desk, "Kim", "kim@coast.example.net").await;
    let long = "ж".repeat(300);
    let names = ["ghost@nowhere.example.net", "محمد عبد الله", "Kim", long.as_str()];
    let unknown: Vec<String> = names.iter().map(|name| relation(name, "knows")).collect();
    let text = [
        line("Ruth Vale", "ruth@tide.example.net", "", &unknown.join(",")),
        line("New One", "new@tide.example.net", "", &[relation("Ruth Vale", "partner-of"), relation("田中愛子", "knows")].join(",")),
    ];
    let import = stage(&desk.ws, file(&desk, "people.json", text.join("\n"))).await;
    let done = api::apply(&desk.ws, import.id).await.unwrap();
    assert_eq!((import.unrelated, done.unrelated), (0, 5));
    let said = row(&desk.ws, &done, 1).await;
    assert_eq!(said.unrelated, names);
    let reason = said.reason(Language::En);
    assert!(reason.contains("4 relations are left out") && reason.contains("محمد عبد الله, Kim, ж"), "{reason}");
    assert!(row(&desk.ws, &done, 2).await.reason(Language::De).contains("Eine Beziehung wird ausgelassen"));
    assert_eq!(told(&desk, ruth).await.0, ["Partner of New One"]);
    // Whoever is forgotten is named in no report.
    let kim = contacts_api::who(&desk.ws, "kim@coast.example.net").await.unwrap();
    contacts_api::forget(&desk.ws, kim).await.unwrap();
    assert!(!row(&desk.ws, &done, 1).await.reason(Language::En).contains("Kim"));
}

#[tokio::test]
async fn a_relation_that_waits_goes_with_whom_it_names_and_not_with_a_part_of_the_name() {
    let desk = Desk::new();
    let ruth = add(&desk, "Ruth Vale", "ruth@tide.example.net").await;
    let bo = add(&desk, "Bo Lund", "bo@coast.example.net").await;
    add(&desk, "Joann Leeson", "joann@coast.example.net").await;
    let ann = add(&desk, "Ann Lee", "ann@coast.example.net").await;
    let text = [
        line("Ruth Vale", "ruth@tide.example.net", "", &relation("Joann Leeson", "knows")),
        line("Bo Lund", "bo@coast.example.net", "", &relation("ann lee", "knows")),
    ];
    let import = stage(&desk.ws, file(&desk, "people.json", text.join("\n"))).await;
    contacts_api::forget(&desk.ws, ann).await.unwrap();
    let done = api::apply(&desk.ws, import.id).await.unwrap();
    assert_eq!((told(&desk, ruth).await.0, told(&desk, bo).await.0), (vec!["Knows Joann Leeson".to_owned()], Vec::new()));
    assert_eq!(row(&desk.ws, &done, 2).await.unrelated, Vec::<String>::new());
}
