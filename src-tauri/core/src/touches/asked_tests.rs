//! What else can be asked of somebody: their phone in any spelling, words of notes and touches, where they worked once, days, and what is noted of their outlet.

use crate::contacts::{self, OutletPatch, PersonInput, PersonKind, PhoneInput, PositionInput, TouchInput, TouchKind};
use crate::ids::PersonId;
use crate::segments::api::{self, Whom};
use crate::segments::{Column, Fields, ViewQuestion, parse};
use crate::workspace::testing::Desk;

async fn add(desk: &Desk, name: &str, phone: &str, make: impl FnOnce(&mut PersonInput)) -> PersonId {
    let phones = if phone.is_empty() { vec![] } else { vec![PhoneInput { number: phone.to_owned(), label: String::new() }] };
    let mut input = PersonInput { name: name.to_owned(), phones, ..PersonInput::of_kind(PersonKind::Journalist) };
    make(&mut input);
    contacts::api::add(&desk.ws, input).await.unwrap().id
}

/// The names of those whom a question picks.
async fn picks(desk: &Desk, question: &str) -> Vec<String> {
    let whom = Whom { query: Some(question.to_owned()), segment: None };
    let page = api::people(&desk.ws, whom, None, 100).await.unwrap_or_else(|problem| panic!("{question}: {problem:?}"));
    page.rows.into_iter().map(|row| row.name).collect()
}

/// The names of those whom the search box of the table finds.
async fn finds(desk: &Desk, search: &str, sort: Column) -> Vec<String> {
    let question = ViewQuestion { search: search.to_owned(), sort, ..ViewQuestion::default() };
    let card = api::open_view(&desk.ws, question).await.unwrap();
    let rows = api::view_rows(&desk.ws, card.id, 0, card.count).await.unwrap();
    rows.into_iter().flatten().map(|row| row.name).collect()
}

#[tokio::test]
async fn a_phone_is_found_in_any_spelling_by_a_question_by_words_and_by_the_search_box() {
    let desk = Desk::new();
    add(&desk, "Ana", "+31 (0)20 555 01 00", |_| ()).await;
    add(&desk, "Bea", "020-555.0100", |_| ()).await;
    add(&desk, "Cy", "+49 30/1234567", |_| ()).await;
    add(&desk, "Dev", "", |_| ()).await;
    for said in ["020 555 01 00", "+31 20 5550100", "(0)20-555-0100", "5550100", "０２０ ５５５０１００"] {
        assert_eq!(picks(&desk, &format!("phone:\"{said}\"")).await, ["Ana", "Bea"], "{said}");
        assert_eq!(picks(&desk, &format!("\"{said}\"")).await, ["Ana", "Bea"], "{said} as words");
        for sort in [Column::Name, Column::City, Column::Name] {
            assert_eq!(finds(&desk, said, sort).await, ["Ana", "Bea"], "{said} in the search box");
        }
    }
    assert_eq!(picks(&desk, "phone:empty").await, ["Dev"]);
    assert_eq!(picks(&desk, "-phone:1234567").await, ["Ana", "Bea", "Dev"]);
    for none in ["phone:12", "phone:home", "phone:\"555 x 0100\"", "phone:000000"] {
        let faults = parse(none, &Fields::default()).unwrap_err();
        assert_eq!((faults[0].column, &*faults[0].what.key), (7, "segments.fault.phone"), "{none}");
    }
    assert_eq!(parse("tel:\"+31 (0)20 555\"", &Fields::default()).unwrap().to_text(), "phone:3120555");
}

#[tokio::test]
async fn words_of_notes_and_touches_where_somebody_worked_once_and_how_they_are_addressed_are_asked_and_told() {
    let desk = Desk::new();
    let ana = add(&desk, "Ana", "", |input| {
        input.notes = "Likes the große Linse; no attachments".to_owned();
        input.salutation = "Frau Dr.".to_owned();
        input.time_zone = "Europe/Berlin".to_owned();
        input.outlet = "The Tide".to_owned();
    })
    .await;
    let bea = add(&desk, "Bea", "", |_| ()).await;
    let touch =
        TouchInput { kind: TouchKind::Call, when: String::new(), zone: String::new(), text: "about the lighthouse keeper".to_owned() };
    super::api::add(&desk.ws, bea, touch).await.unwrap();
    let once =
        PositionInput { outlet: "Averil Post".to_owned(), role: "Trainee".to_owned(), from: "2011".to_owned(), to: "2013".to_owned() };
    contacts::api::add_position(&desk.ws, ana, once).await.unwrap();
    let besides = PositionInput { outlet: "Quay FM".to_owned(), role: "Host".to_owned(), from: String::new(), to: String::new() };
    contacts::api::add_position(&desk.ws, ana, besides).await.unwrap();
    let tide = contacts::api::outlet_named(&desk.ws, "The Tide").await.unwrap();
    let patch = OutletPatch {
        website: Some("https://www.Tide.example".to_owned()),
        note: Some("Closes on Fridays".to_owned()),
        ..OutletPatch::default()
    };
    contacts::api::edit_outlet(&desk.ws, tide, patch).await.unwrap();
    for (question, who) in [
        ("notes:linse", vec!["Ana"]),
        ("notes:\"GROßE linse\"", vec!["Ana"]),
        ("notes:att", vec!["Ana"]),
        ("notes:empty", vec!["Bea"]),
        ("touch:light", vec!["Bea"]),
        ("touch:\"lighthouse keep\"", vec!["Bea"]),
        ("touch:\"keeper lighthouse\"", vec![]),
        ("touch:empty", vec!["Ana"]),
        ("former-outlet:\"averil post\"", vec!["Ana"]),
        ("worked-at:aver*", vec!["Ana"]),
        ("former-outlet:\"Quay FM\"", vec![]),
        ("former-outlet:\"The Tide\"", vec![]),
        ("former-outlet:empty", vec!["Bea"]),
        ("former-role:TRAINEE", vec!["Ana"]),
        ("former-role:host", vec![]),
        ("salutation:\"frau*\"", vec![]),
        ("salutation:frau*", vec!["Ana"]),
        ("time-zone:europe/berlin", vec!["Ana"]),
        ("time-zone:empty", vec!["Bea"]),
        ("outlet.website:*tide.example*", vec!["Ana"]),
        ("outlet.note:*fridays*", vec!["Ana"]),
        ("outlet.note:empty", vec!["Bea"]),
        ("-has:photo", vec!["Ana", "Bea"]),
        ("entered:<7d", vec!["Ana", "Bea"]),
        ("entered:>7d", vec![]),
        ("changed:2026-11-24", vec!["Ana", "Bea"]),
        ("sourced:never", vec!["Ana", "Bea"]),
    ] {
        assert_eq!(picks(&desk, question).await, who, "{question}");
    }
    let told = async |question: &str, who| api::pinning::why(&desk.ws, None, Some(question.to_owned()), who).await.unwrap().why.known;
    assert_eq!(told("former-role:trainee", ana).await, ["Trainee"]);
    assert_eq!(told("touch:lighthouse", bea).await, ["about the lighthouse keeper"]);
    assert_eq!(told("outlet.note:*fridays*", ana).await, ["Closes on Fridays"]);
    assert_eq!(told("entered:<7d", ana).await, ["2026-11-24"]);
    // Nothing that is typed is of the index's own language.
    for odd in ["notes:\"x OR y\"", "notes:\"NEAR(a b)\"", "touch:\"a* -b\"", "notes:\"*** qx\"", "notes:愛子", "touch:حقل"] {
        assert_eq!(picks(&desk, odd).await, Vec::<String>::new(), "{odd}");
    }
    assert_eq!(parse("notes:\"…\"", &Fields::default()).unwrap_err()[0].what.key, "segments.fault.no_letters");
    let offered = api::complete(&desk.ws, "time-zone:berl".to_owned(), 14).await.unwrap();
    assert_eq!(offered[0].text, "Europe/Berlin");
    contacts::api::forget(&desk.ws, bea).await.unwrap();
    assert_eq!(picks(&desk, "touch:light").await, Vec::<String>::new());
}

#[test]
fn a_question_of_days_of_a_salutation_or_of_a_zone_reads_nobody_else() {
    let desk = Desk::new();
    let fields = desk.ws.part::<Fields>();
    let questions = ["entered:<7d", "changed:2026-11-01..2026-11-20", "salutation:frau*", "salutation:empty", "time-zone:europe/berlin"];
    for text in questions {
        let condition = crate::segments::condition(&parse(text, &fields).unwrap(), &fields);
        let plan = desk.ws.read_blocking(move |tx| Ok(contacts::plan(tx, &condition)?)).unwrap();
        // Whoever lacks something is everybody but those who have it, and these are found over an index.
        let whole = if text.ends_with("empty") { "SCAN q" } else { "SCAN p" };
        assert!(!plan.lines().any(|line| line == whole), "{text}:\n{plan}");
        assert!(plan.contains("COVERING INDEX person_"), "{text}:\n{plan}");
    }
}
