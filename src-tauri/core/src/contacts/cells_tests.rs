//! Cells of the table: written one by one, many at once, and as they come from a spreadsheet.

use std::collections::BTreeMap;

use super::api::{self, PersonCard, Setting};
use super::cells::{CellEdit, CellSet};
use super::{Basis, Column, CustomFieldInput, CustomKind, PersonInput, PersonKind};
use crate::ids::PersonId;
use crate::jobs::{Outcome, Registry};
use crate::workspace::testing::Desk;

async fn somebody(desk: &Desk, name: &str, address: &str) -> PersonId {
    let addresses = if address.is_empty() { Vec::new() } else { vec![api::new_address(address.to_owned())] };
    let input = PersonInput { name: name.to_owned(), addresses, ..PersonInput::of_kind(PersonKind::Journalist) };
    api::add(&desk.ws, input).await.unwrap().id
}

fn cell(person: PersonId, column: Column, text: &str) -> CellEdit {
    CellEdit { person, column, text: text.to_owned() }
}

fn set(column: Column, text: &str) -> Setting {
    Setting { set: vec![CellSet { column, text: text.to_owned() }], ..Setting::default() }
}

async fn show(desk: &Desk, person: PersonId) -> PersonCard {
    api::show(&desk.ws, person).await.unwrap()
}

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

#[tokio::test]
async fn every_column_that_is_entered_is_written_as_a_form_writes_it() {
    let desk = Desk::new();
    let field = CustomFieldInput { name: "Print run".to_owned(), kind: CustomKind::Number, choices: vec![] };
    let print = Column::Own(api::add_custom_field(&desk.ws, field).await.unwrap().id);
    let ana = somebody(&desk, "Ana Reis", "ana@mare.example.net").await;
    let edits = vec![
        cell(ana, Column::Name, "Dr Ana  Reis-Lopes"),
        cell(ana, Column::Kind, "Client"),
        cell(ana, Column::Outlet, "Rádio Mare"),
        cell(ana, Column::Role, "Editor"),
        cell(ana, Column::Beats, "heritage; sea, Heritage"),
        cell(ana, Column::Tags, "festival, VIP"),
        cell(ana, Column::City, "Porto"),
        cell(ana, Column::Country, "Portugal"),
        cell(ana, Column::Language, "portuguese"),
        cell(ana, Column::Address, "a.reis@mare.example.net"),
        cell(ana, Column::Phone, "+351 22 000 00 00"),
        cell(ana, Column::Source, "Her card"),
        cell(ana, Column::Basis, "contract"),
        cell(ana, print, "12 000"),
    ];
    let looked = api::preview_cells(&desk.ws, edits.clone()).await.unwrap();
    assert_eq!((looked.people, looked.cells, looked.same, looked.refused), (1, 14, 0, 0), "{:?}", looked.reasons);
    assert_eq!(show(&desk, ana).await.fields.name, "Ana Reis", "a look changes nothing");
    assert_eq!(api::edit_cells(&desk.ws, edits.clone()).await.unwrap(), looked, "what was shown is what is done");
    let is = show(&desk, ana).await.fields;
    assert_eq!((is.name.as_str(), is.family_name.as_str(), is.kind), ("Dr Ana Reis-Lopes", "Reis-Lopes", PersonKind::Client));
    assert_eq!((is.outlet.as_str(), is.role.as_str(), is.city.as_str()), ("Rádio Mare", "Editor", "Porto"));
    assert_eq!((is.country.as_str(), is.language.as_str()), ("PT", "pt"));
    assert_eq!((is.beats, is.tags), (vec!["heritage".to_owned(), "sea".to_owned()], vec!["festival".to_owned(), "VIP".to_owned()]));
    assert_eq!((is.addresses.len(), is.addresses[0].address.as_str()), (1, "a.reis@mare.example.net"));
    assert_eq!((is.addresses[0].source.as_str(), is.addresses[0].basis), ("Her card", Basis::Contract));
    assert_eq!(
        (is.phones[0].number.as_str(), is.custom),
        ("+351 22 000 00 00", BTreeMap::from([("Print run".to_owned(), "12000".to_owned())]))
    );
    let again = api::edit_cells(&desk.ws, edits).await.unwrap();
    assert_eq!((again.people, again.cells, again.same), (0, 0, 14), "written again, it is there already");
    // An emptied cell takes away what it said, and one act takes all of it back.
    let emptied = vec![cell(ana, Column::Phone, ""), cell(ana, Column::Tags, " "), cell(ana, print, ""), cell(ana, Column::City, "")];
    assert_eq!(api::edit_cells(&desk.ws, emptied).await.unwrap().cells, 4);
    let is = show(&desk, ana).await.fields;
    assert!(is.phones.is_empty() && is.tags.is_empty() && is.custom.is_empty() && is.city.is_empty());
    undo(&desk).await;
    assert_eq!(show(&desk, ana).await.fields.tags.len(), 2);
}

#[tokio::test]
async fn a_refused_cell_says_whose_and_why_and_the_others_change() {
    let desk = Desk::new();
    let ana = somebody(&desk, "Ana Reis", "ana@mare.example.net").await;
    let bea = somebody(&desk, "Bea Thornley", "").await;
    let gone = somebody(&desk, "", "gone@tide.example.org").await;
    api::forget(&desk.ws, gone).await.unwrap();
    let edits = vec![
        cell(ana, Column::Address, "no address"),
        cell(ana, Column::City, "Porto"),
        cell(ana, Column::Basis, "consent"),
        cell(ana, Column::Kind, "friend"),
        cell(ana, Column::Warmth, "100"),
        cell(bea, Column::Source, "her card"),
        cell(bea, Column::Name, ""),
        cell(bea, Column::Language, "elvish"),
        cell(bea, Column::Address, "gone@tide.example.org"),
        cell(bea, Column::Role, "a\u{7}b"),
        cell(bea, Column::Own(99.into()), "x"),
    ];
    let done = api::edit_cells(&desk.ws, edits).await.unwrap();
    assert_eq!((done.people, done.cells, done.refused), (1, 1, 10));
    let why: Vec<(String, &str)> = done.reasons.iter().map(|one| (one.column.to_string(), &*one.why.key)).collect();
    let why: Vec<(&str, &str)> = why.iter().map(|(column, why)| (column.as_str(), *why)).collect();
    assert_eq!(
        why[1..],
        [
            ("basis", "contacts.fault.consent_without_proof"),
            ("kind", "contacts.fault.choice"),
            ("warmth", "contacts.fault.not_written"),
            ("source", "contacts.fault.no_address"),
            ("name", "contacts.nobody"),
            ("language", "contacts.fault.language"),
            ("address", "contacts.fault.erased"),
            ("role", "contacts.fault.control"),
            ("own.99", "contacts.fault.no_field"),
        ]
    );
    assert_eq!((why[0].0, done.reasons[0].name.as_str(), done.reasons[0].text.as_str()), ("address", "Ana Reis", "no address"));
    assert_eq!(show(&desk, ana).await.fields.city, "Porto");
    assert_eq!(api::preview_cells(&desk.ws, vec![cell(gone, Column::City, "x")]).await.unwrap_err().code, "contacts.no_person");
}

#[tokio::test]
async fn many_are_set_at_once_counted_before_and_taken_back_as_one() {
    let desk = Desk::new();
    let (ana, bea, cy) =
        (somebody(&desk, "Ana", "").await, somebody(&desk, "Bea", "bea@a.example.org").await, somebody(&desk, "Cy", "").await);
    let everybody = vec![ana, bea, cy];
    let setting = Setting { add: vec!["festival".to_owned()], ..set(Column::City, "Porto") };
    let looked = api::preview_set(&desk.ws, everybody.clone(), setting.clone()).await.unwrap();
    assert_eq!((looked.people, looked.cells), (3, 6));
    assert_eq!(api::set_people(&desk.ws, everybody.clone(), setting.clone()).await.unwrap(), looked);
    assert_eq!(api::set_people(&desk.ws, everybody.clone(), setting).await.unwrap().people, 0, "they say so already");
    let tags = Setting { add: vec!["VIP".to_owned()], remove: vec!["FESTIVAL".to_owned(), "vip".to_owned()], ..Setting::default() };
    assert_eq!(api::set_people(&desk.ws, vec![ana, bea], tags).await.unwrap().cells, 4, "what is put on and taken off is put on");
    assert_eq!(show(&desk, ana).await.fields.tags, ["VIP"]);
    let sourced = api::set_people(&desk.ws, everybody.clone(), set(Column::Source, "press day")).await.unwrap();
    assert_eq!((sourced.people, sourced.refused), (1, 2), "who has no address has no source");
    for own in [Column::Name, Column::Address] {
        let refused = api::preview_set(&desk.ws, everybody.clone(), set(own, "press@a.example.org")).await.unwrap_err();
        assert_eq!(refused.code, "contacts.not_for_many");
    }
    undo(&desk).await;
    undo(&desk).await;
    assert_eq!(show(&desk, ana).await.fields.tags, ["festival"]);
    // What changed nobody is no act.
    undo(&desk).await;
    assert_eq!(show(&desk, cy).await.fields.city, "");
}

#[tokio::test]
async fn very_many_are_a_job_that_can_be_stopped_and_undo_takes_back_how_far_it_came() {
    let desk = Desk::new();
    let secret = *desk.ws.secret();
    let people: Vec<PersonId> = desk
        .ws
        .write_blocking(None, move |tx| {
            let mut writer = super::PeopleWriter::new(tx, &secret);
            let input = |n: usize| PersonInput { name: format!("Person {n}"), ..PersonInput::of_kind(PersonKind::Journalist) };
            let given = super::Provenance { source: "test".to_owned(), on: "2026-11-24".to_owned() };
            (0..2_000).map(|n| Ok(writer.add(&super::check(input(n), &given)?)?)).collect()
        })
        .unwrap();
    let registry = desk.ws.part::<Registry>();
    let stopping = {
        let registry = std::sync::Arc::clone(&registry);
        std::thread::spawn(move || {
            while !registry.list().iter().any(|job| job.progress.done > 0) {
                std::thread::yield_now();
            }
            registry.list().iter().for_each(|job| registry.cancel(job.id));
        })
    };
    let stopped = api::set_people(&desk.ws, people.clone(), set(Column::City, "Porto")).await;
    stopping.join().unwrap();
    assert_eq!(stopped.unwrap_err().code, "contacts.many_stopped");
    assert!(matches!(registry.list()[0].outcome, Outcome::Cancelled));
    assert_eq!((&*show(&desk, people[0]).await.fields.city, &*show(&desk, people[1_999]).await.fields.city), ("Porto", ""));
    undo(&desk).await;
    assert_eq!(show(&desk, people[0]).await.fields.city, "");
    let done = api::set_people(&desk.ws, people, set(Column::City, "Porto")).await.unwrap();
    let ended = registry.list().into_iter().rfind(|job| job.title.key == "contacts.job.setting").unwrap().outcome;
    assert_eq!((done.people, ended), (2_000, Outcome::Done));
}

async fn employee(desk: &Desk, name: &str, address: &str, number: &str) -> PersonId {
    let addresses = vec![api::new_address(address.to_owned())];
    let input =
        PersonInput { name: name.to_owned(), staff_number: number.to_owned(), addresses, ..PersonInput::of_kind(PersonKind::Employee) };
    api::add(&desk.ws, input).await.unwrap().id
}

#[tokio::test]
async fn a_place_in_the_house_who_looks_after_them_and_their_word_on_embargoes_are_cells_that_say_themselves_again() {
    let desk = Desk::new();
    let ada = employee(&desk, "Ada Quist", "ada@trust.example.org", "0001").await;
    let bo = employee(&desk, "Bo Lund", "bo@trust.example.org", "0042").await;
    let long = "ß".repeat(120);
    let edits = vec![
        cell(bo, Column::Department, "Bildung & 教育"),
        cell(bo, Column::Site, &long),
        cell(bo, Column::Manager, "ada quist"),
        cell(bo, Column::StaffNumber, "0043"),
        cell(bo, Column::Owner, "Ines Calder"),
        cell(bo, Column::Handles, "@bo@newsie.social; linkedin:bo-lund"),
        cell(bo, Column::Salutation, "Frau Dr."),
        cell(bo, Column::TimeZone, "Europe/Berlin"),
        cell(bo, Column::Embargoes, "2026-05-03 by phone"),
    ];
    let looked = api::preview_cells(&desk.ws, edits.clone()).await.unwrap();
    assert_eq!((looked.people, looked.cells, looked.refused), (1, 9, 0), "{:?}", looked.reasons);
    assert_eq!(api::edit_cells(&desk.ws, edits).await.unwrap(), looked, "what was shown is what is done");
    let is = show(&desk, bo).await;
    assert_eq!((is.manager.unwrap().id, is.fields.department.as_str()), (ada, "Bildung & 教育"));
    assert_eq!((is.fields.handles.len(), is.fields.time_zone.as_str()), (2, "Europe/Berlin"));
    let agreed = is.embargo_agreement.unwrap();
    assert_eq!((agreed.at.to_rfc3339().get(..10), agreed.reason.as_str()), (Some("2026-05-03"), "by phone"));
    // What a column shows is what it takes: copied and pasted over itself, it changes nothing.
    for column in Column::ALL.iter().copied().filter(|column| !column.is_of_rows() && !matches!(column, Column::Warmth | Column::Contact)) {
        let told = desk.ws.read_blocking(|tx| Ok(super::cells(tx, column, Some(&[bo]))?)).unwrap();
        let all = desk.ws.read_blocking(|tx| Ok(super::cells(tx, column, None)?)).unwrap();
        assert!(told.iter().all(|one| all.contains(one)), "{column}: of one and of all");
        for one in told {
            let again = api::edit_cells(&desk.ws, vec![cell(bo, column, &one.text)]).await.unwrap();
            assert_eq!((again.same, again.cells, again.refused), (1, 0, 0), "{column} {}: {:?}", one.text, again.reasons);
        }
    }
    let emptied = [Column::Department, Column::Manager, Column::Handles, Column::Embargoes, Column::TimeZone, Column::StaffNumber];
    let emptied = emptied.into_iter().map(|column| cell(bo, column, "")).collect();
    assert_eq!(api::edit_cells(&desk.ws, emptied).await.unwrap().cells, 6);
    let is = show(&desk, bo).await;
    assert!(is.manager.is_none() && is.embargo_agreement.is_none() && is.fields.handles.is_empty());
    undo(&desk).await;
    let is = show(&desk, bo).await;
    assert_eq!((is.manager.unwrap().id, is.embargo_agreement.unwrap().reason.as_str()), (ada, "by phone"));
}

#[tokio::test]
async fn whom_a_house_does_not_have_and_a_number_that_is_anothers_are_refused_where_they_stand_and_a_department_is_set_of_many() {
    let desk = Desk::new();
    let ada = employee(&desk, "Ada Quist", "ada@trust.example.org", "0001").await;
    let bo = employee(&desk, "Bo Lund", "bo@trust.example.org", "0042").await;
    let edits = vec![
        cell(ada, Column::Manager, "Ada Quist"),
        cell(bo, Column::Manager, "nobody at all"),
        cell(bo, Column::StaffNumber, "0001"),
        cell(bo, Column::TimeZone, "Mars/Olympus"),
        cell(bo, Column::Embargoes, &"x".repeat(1_001)),
        cell(bo, Column::Site, "Averil"),
    ];
    let done = api::edit_cells(&desk.ws, edits).await.unwrap();
    let why: Vec<_> = done.reasons.iter().map(|one| (one.column, &*one.why.key)).collect();
    assert_eq!((done.cells, done.refused), (1, 5), "{why:?}");
    assert_eq!(why[0], (Column::Manager, "contacts.fault.leads_themselves"));
    assert_eq!(why[1], (Column::Manager, "contacts.fault.no_such_manager"));
    assert_eq!(why[2], (Column::StaffNumber, "contacts.fault.staff_number_taken"));
    assert_eq!(show(&desk, bo).await.fields.staff_number, "0042", "it stays as it was");
    // Of many: who leads all of them does not lead themselves.
    let led = api::set_people(&desk.ws, vec![ada, bo], set(Column::Manager, "ada@trust.example.org")).await.unwrap();
    assert_eq!((led.people, led.refused), (1, 1));
    let both = Setting {
        set: vec![
            CellSet { column: Column::Department, text: "Education".to_owned() },
            CellSet { column: Column::Embargoes, text: "yes".to_owned() },
        ],
        ..Setting::default()
    };
    let looked = api::preview_set(&desk.ws, vec![ada, bo], both.clone()).await.unwrap();
    assert_eq!((looked.people, looked.cells), (2, 4));
    assert_eq!(api::set_people(&desk.ws, vec![ada, bo], both).await.unwrap(), looked);
    undo(&desk).await;
    assert!(show(&desk, ada).await.embargo_agreement.is_none());
    for column in [Column::StaffNumber, Column::Handles] {
        let own = api::set_people(&desk.ws, vec![ada, bo], set(column, "7")).await.unwrap_err();
        assert_eq!(own.code, "contacts.not_for_many", "{column}");
    }
}

#[tokio::test]
async fn no_cell_and_no_order_of_cells_gives_two_employees_one_number_and_what_is_shown_is_what_is_done() {
    let desk = Desk::new();
    let ada = employee(&desk, "Ada Quist", "ada@trust.example.org", "0001").await;
    let bo = somebody(&desk, "Bo Lund", "").await;
    let cy = somebody(&desk, "Cy 田中", "").await;
    // Whoever is no employee may have any number, and becomes none with somebody else's.
    assert_eq!(
        api::edit_cells(&desk.ws, vec![cell(bo, Column::StaffNumber, "00-01"), cell(cy, Column::StaffNumber, "0001")]).await.unwrap().cells,
        2
    );
    let tried = async |edits: Vec<CellEdit>, why: &[(PersonId, Column)]| {
        let looked = api::preview_cells(&desk.ws, edits.clone()).await.unwrap();
        let refused: Vec<_> = looked.reasons.iter().map(|one| (one.person, one.column)).collect();
        assert_eq!(refused, why, "{:?}", looked.reasons);
        assert!(looked.reasons.iter().all(|one| one.why.key == "contacts.fault.staff_number_taken"));
        assert_eq!(api::edit_cells(&desk.ws, edits).await.unwrap(), looked, "what was shown is what is done");
    };
    tried(vec![cell(cy, Column::Kind, "Employee"), cell(cy, Column::City, "Delft")], &[(cy, Column::Kind)]).await;
    assert_eq!((show(&desk, cy).await.fields.kind, show(&desk, cy).await.fields.city.as_str()), (PersonKind::Journalist, "Delft"));
    // The number first and the kind last, as a table may have its columns.
    tried(
        vec![cell(bo, Column::StaffNumber, "0001"), cell(bo, Column::Kind, "employee"), cell(bo, Column::Site, "Averil")],
        &[(bo, Column::Kind)],
    )
    .await;
    tried(vec![cell(bo, Column::StaffNumber, "0042"), cell(bo, Column::Kind, "employee")], &[]).await;
    // Two get the same new number in one paste: the first has it.
    let set = |person, number| [cell(person, Column::StaffNumber, number), cell(person, Column::Kind, "employee")];
    tried([set(bo, "0077"), set(cy, " 0077 ")].concat(), &[(cy, Column::Kind)]).await;
    // A number that goes on is free for whoever comes after.
    tried(vec![cell(ada, Column::StaffNumber, "0002"), cell(bo, Column::StaffNumber, "0001")], &[]).await;
    let of = async |person| show(&desk, person).await.fields.staff_number;
    assert_eq!(
        (of(ada).await, of(bo).await, show(&desk, cy).await.fields.kind),
        ("0002".to_owned(), "0001".to_owned(), PersonKind::Journalist)
    );
}

#[tokio::test]
async fn words_for_a_manager_mean_whoever_they_mean_then_though_cells_rename_people_on_the_way() {
    let desk = Desk::new();
    let ada = employee(&desk, "Ada Quist", "ada@trust.example.org", "0001").await;
    let bo = employee(&desk, "Bo Lund", "bo@trust.example.org", "").await;
    let cy = employee(&desk, "Cy Fox", "cy@trust.example.org", "").await;
    let edits = vec![
        cell(ada, Column::Site, "Averil"),
        cell(bo, Column::Manager, "Ada Quist"),
        cell(bo, Column::Name, "Ada Quist"),
        cell(cy, Column::Manager, "Ada Quist"),
        cell(cy, Column::Site, "Averil"),
    ];
    let done = api::edit_cells(&desk.ws, edits).await.unwrap();
    assert_eq!((done.cells, done.refused, done.reasons[0].person), (4, 1, cy), "two are called so by then");
    assert_eq!((show(&desk, bo).await.manager.unwrap().id, show(&desk, cy).await.fields.site.as_str()), (ada, "Averil"));
}

#[tokio::test]
async fn a_name_on_a_network_that_names_nobody_is_refused_and_those_that_stand_stay() {
    let desk = Desk::new();
    let ana = somebody(&desk, "Ana", "").await;
    api::edit_cells(&desk.ws, vec![cell(ana, Column::Handles, "@ana@newsie.social; linkedin:ana-reis")]).await.unwrap();
    for (text, named) in [("@", "@"), ("mastodon:", "mastodon:"), ("@bo@newsie.social; x: @", "x: @"), ("https://x.com/", "https://x.com/")]
    {
        let done = api::edit_cells(&desk.ws, vec![cell(ana, Column::Handles, text)]).await.unwrap();
        assert_eq!((done.cells, done.refused), (0, 1), "{text}");
        let why = &done.reasons[0].why;
        assert!(why.key == "contacts.fault.no_handle" && why.to_string().contains(named), "{why}");
        assert_eq!(show(&desk, ana).await.fields.handles.len(), 2, "{text}");
    }
    assert_eq!(api::edit_cells(&desk.ws, vec![cell(ana, Column::Handles, "")]).await.unwrap().cells, 1, "nothing takes them away");
}

#[tokio::test]
async fn a_cell_about_embargoes_takes_yes_no_or_a_day_and_no_words_that_could_be_either() {
    let desk = Desk::new();
    let (ana, bea) = (somebody(&desk, "Ana", "").await, somebody(&desk, "Bea", "").await);
    let write = async |text: &str| {
        let set = set(Column::Embargoes, text);
        let done = api::set_people(&desk.ws, vec![ana, bea], set).await.unwrap();
        (done.cells, done.refused, done.reasons.first().map(|one| one.why.key.to_string()))
    };
    let fault = || Some("contacts.fault.agreement".to_owned());
    for neither in ["by letter", "yes but never on Fridays", "?", "约定", "2026-13-40"] {
        assert_eq!(write(neither).await, (0, 2, fault()), "{neither}");
    }
    for no in ["no, not any more", "nein danke", "refused", ""] {
        assert_eq!(write("2026-05-03 by phone").await.0, 2);
        assert_eq!(write("?").await, (0, 2, fault()), "what stands stays");
        assert_eq!(write(no).await, (2, 0, None), "{no}");
        assert!(show(&desk, ana).await.embargo_agreement.is_none(), "{no}");
        assert_eq!(write(no).await, (0, 0, None), "{no}");
    }
    assert_eq!(write("ja").await.0, 2);
    assert_eq!(show(&desk, bea).await.embargo_agreement.unwrap().reason, "");
}
