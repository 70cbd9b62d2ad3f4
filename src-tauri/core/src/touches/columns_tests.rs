//! Columns that no row of the list says itself: what they say, and the order that they give.

use std::collections::BTreeMap;

use crate::contacts::{self, CustomFieldInput, CustomKind, PersonInput, PersonKind, TouchInput, TouchKind};
use crate::ids::PersonId;
use crate::segments::{self, Column, ViewQuestion};
use crate::workspace::Workspace;
use crate::workspace::testing::Desk;

async fn field(desk: &Desk, name: &str, kind: CustomKind, choices: &[&str]) -> Column {
    let choices = choices.iter().map(|choice| (*choice).to_owned()).collect();
    let field = contacts::api::add_custom_field(&desk.ws, CustomFieldInput { name: name.to_owned(), kind, choices }).await.unwrap();
    Column::Own(field.id)
}

async fn somebody(desk: &Desk, name: &str, tags: &[&str], own: &[(&str, &str)]) -> PersonId {
    let input = PersonInput {
        name: name.to_owned(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        custom: own.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        ..PersonInput::of_kind(PersonKind::Journalist)
    };
    contacts::api::add(&desk.ws, input).await.unwrap().id
}

async fn touched(desk: &Desk, person: PersonId, kind: TouchKind, when: &str) {
    let touch = TouchInput { kind, when: when.to_owned(), zone: "Europe/Amsterdam".to_owned(), text: "-".to_owned() };
    super::api::add(&desk.ws, person, touch).await.unwrap();
}

/// Names in the order of a column, with what it says of each.
async fn by(ws: &Workspace, sort: Column, descending: bool) -> Vec<String> {
    let card = segments::api::open_view(ws, ViewQuestion { sort, descending, ..ViewQuestion::default() }).await.unwrap();
    let rows = segments::api::view_rows(ws, card.id, 0, card.count).await.unwrap();
    let cells = segments::api::view_cells(ws, card.id, 0, card.count, vec![sort]).await.unwrap();
    let says = |cells: &BTreeMap<String, String>| cells.get(&sort.to_string()).cloned().unwrap_or_default();
    rows.into_iter().zip(&cells).map(|(row, cells)| format!("{} {}", row.unwrap().name, says(cells)).trim_end().to_owned()).collect()
}

#[tokio::test]
async fn people_are_ordered_by_what_is_theirs_alone_and_stay_so_when_it_changes() {
    let desk = Desk::new();
    let print = field(&desk, "Print run", CustomKind::Number, &[]).await;
    let card = field(&desk, "Press card", CustomKind::Choice, &["national", "local", "none"]).await;
    let ana = somebody(&desk, "Ana", &["festival"], &[("Print run", "900"), ("Press card", "none")]).await;
    let bea = somebody(&desk, "Bea", &[], &[("Print run", "12000"), ("Press card", "national")]).await;
    somebody(&desk, "Cy", &["arts", "festival"], &[("Print run", "-3"), ("Press card", "local")]).await;
    somebody(&desk, "Dev", &[], &[]).await;
    assert_eq!(by(&desk.ws, print, false).await, ["Cy -3", "Ana 900", "Bea 12000", "Dev"], "as numbers, nothing last");
    assert_eq!(by(&desk.ws, print, true).await, ["Bea 12000", "Ana 900", "Cy -3", "Dev"], "nothing last here too");
    assert_eq!(by(&desk.ws, card, false).await, ["Bea national", "Cy local", "Ana none", "Dev"], "in the order of the choices");
    assert_eq!(by(&desk.ws, Column::Tags, false).await, ["Cy arts, festival", "Ana festival", "Bea", "Dev"]);

    // What is held in memory follows what changes: a value, somebody new, a tag's name, the order of the choices.
    let patch = |value: &str| contacts::api::PersonPatch {
        custom: Some(BTreeMap::from([("Print run".to_owned(), value.to_owned())])),
        ..Default::default()
    };
    assert_eq!(by(&desk.ws, print, false).await.first().map(String::as_str), Some("Cy -3"));
    contacts::api::edit(&desk.ws, bea, patch("-10")).await.unwrap();
    contacts::api::edit(&desk.ws, ana, patch("")).await.unwrap();
    somebody(&desk, "Eva", &[], &[("Print run", "7")]).await;
    assert_eq!(by(&desk.ws, print, false).await, ["Bea -10", "Cy -3", "Eva 7", "Ana", "Dev"]);
    let festival = contacts::api::tag(&desk.ws, "festival").await.unwrap();
    assert_eq!(by(&desk.ws, Column::Tags, false).await.first().map(String::as_str), Some("Cy arts, festival"));
    contacts::api::rename_tag(&desk.ws, festival, "Aaa".to_owned()).await.unwrap();
    assert_eq!(by(&desk.ws, Column::Tags, false).await[..2], ["Ana Aaa", "Cy Aaa, arts"]);
    let reopened = desk.reopened();
    for column in [print, card, Column::Tags, Column::Basis, Column::Source, Column::Phone] {
        assert_eq!(by(&desk.ws, column, true).await, by(&reopened, column, true).await, "{column}");
    }
    // A field that is gone orders nobody.
    let Column::Own(id) = print else { unreachable!() };
    contacts::api::delete_custom_field(&desk.ws, id).await.unwrap();
    assert_eq!(by(&desk.ws, print, false).await, ["Ana", "Bea", "Cy", "Dev", "Eva"]);
}

#[tokio::test]
async fn warmth_and_last_contact_order_people_and_cool_with_the_days() {
    let desk = Desk::new();
    let (ana, bea, cy) =
        (somebody(&desk, "Ana", &[], &[]).await, somebody(&desk, "Bea", &[], &[]).await, somebody(&desk, "Cy", &[], &[]).await);
    touched(&desk, ana, TouchKind::Call, "yesterday 15:00").await;
    touched(&desk, bea, TouchKind::Reply, "today").await;
    touched(&desk, cy, TouchKind::Meeting, "3 weeks ago").await;
    assert_eq!(by(&desk.ws, Column::Warmth, true).await, ["Cy 25", "Bea 25", "Ana 19"]);
    let last = by(&desk.ws, Column::Contact, true).await;
    let names: Vec<&str> = last.iter().filter_map(|row| row.split(' ').next()).collect();
    assert_eq!(names, ["Ana", "Cy", "Bea"], "a reply is no contact of ours: {last:?}");
    let sum = super::api::sum(&desk.ws, ana).await.unwrap();
    assert_eq!(last[0], format!("Ana {}", sum.last_contact.unwrap().last_at.get()), "the same as on her page");
    // A touch shows at once, and a day makes everybody cooler.
    touched(&desk, ana, TouchKind::Meeting, "today").await;
    assert_eq!(by(&desk.ws, Column::Warmth, true).await[0], "Ana 49");
    assert!(by(&desk.ws, Column::Contact, true).await[0].starts_with("Ana "));
    desk.clock.advance_ms(90 * 86_400_000);
    assert_eq!(by(&desk.ws, Column::Warmth, true).await, ["Ana 24", "Cy 12", "Bea 12"]);
}
