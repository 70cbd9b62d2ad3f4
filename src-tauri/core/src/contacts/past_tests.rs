use super::api::{self, PersonPatch, Tagging};
use super::*;
use crate::ids::{ActionId, ListId, PersonId};
use crate::messages::{Language, Message};
use crate::workspace::testing::{Desk, TODAY};

const DAY: i64 = 86_400_000;

fn ruth() -> PersonInput {
    PersonInput {
        name: "Ruth Abernathy".to_owned(),
        city: "Goes".to_owned(),
        outlet: "Coast Weekly".to_owned(),
        beats: vec!["heritage".to_owned()],
        addresses: vec![AddressInput { source: "her card".to_owned(), ..api::new_address("ruth@coast.example.net".to_owned()) }],
        ..PersonInput::of_kind(PersonKind::Journalist)
    }
}

async fn undo(desk: &Desk, which: Option<ActionId>) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, which).await.unwrap();
}

/// What happened, the newest first: `label: key of: from > to; …`.
async fn told(desk: &Desk, person: PersonId) -> Vec<String> {
    let page = api::history(&desk.ws, person, 0, 200).await.unwrap();
    page.entries.iter().map(entry).collect()
}

fn entry(entry: &PastEntry) -> String {
    let changes = entry.changes.iter().map(|one| {
        let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "-".to_owned());
        format!("{}: {} > {}", one.key, side(&one.from), side(&one.to))
    });
    let label = entry.label.key.rsplit('.').next().unwrap_or_default();
    format!("{label}: {}", changes.collect::<Vec<_>>().join("; "))
}

async fn on(desk: &Desk, person: PersonId, day: &str) -> AsItWas {
    api::as_they_were(&desk.ws, person, day, "UTC").await.unwrap()
}

fn said(was: &AsItWas, key: &str) -> Vec<String> {
    was.lines.iter().filter(|line| line.key == key).map(|line| line.text.clone()).collect()
}

async fn edit(desk: &Desk, person: PersonId, patch: PersonPatch) {
    api::edit(&desk.ws, person, patch).await.unwrap();
    desk.clock.advance_ms(DAY);
}

#[tokio::test]
async fn each_act_upon_a_person_is_told_from_what_to_what_the_newest_first() {
    let desk = Desk::new();
    let person = api::add(&desk.ws, ruth()).await.unwrap().id;
    desk.clock.advance_ms(DAY);
    edit(&desk, person, PersonPatch { city: Some("Hull".to_owned()), outlet: Some("The Tide".to_owned()), ..PersonPatch::default() }).await;
    edit(&desk, person, PersonPatch { beats: Some(vec!["heritage".to_owned(), "arts".to_owned()]), ..PersonPatch::default() }).await;
    api::tag_people(&desk.ws, vec![person], Tagging { add: vec!["festival".to_owned()], remove: Vec::new() }).await.unwrap();
    api::do_not_contact(&desk.ws, person, "asked by phone".to_owned()).await.unwrap();
    api::restrict(&desk.ws, person, "says it is wrong".to_owned()).await.unwrap();
    let act = |label, act: fn(&crate::workspace::WriteTx<'_>, ListId, &[PersonId]) -> Result<u32, crate::error::Problem>, list| {
        desk.ws.write_blocking(Some(Message::new(label)), move |tx| act(tx, list, &[person])).unwrap();
    };
    let list = desk.ws.write_blocking(Some(Message::new("contacts.action.list_made")), |tx| make_list(tx, "Opening night")).unwrap();
    act("contacts.action.listed", put_on_list, list);
    act("contacts.action.unlisted", take_off_list, list);
    undo(&desk, None).await;
    assert_eq!(
        told(&desk, person).await,
        [
            "undo: list: - > Opening night",
            "unlisted: list: Opening night > -",
            "listed: list: - > Opening night",
            "restricted: restricted: - > says it is wrong",
            "barred: do_not_contact: - > asked by phone",
            "tagged: tags: - > festival",
            "edited: beats: heritage > heritage, arts",
            "edited: outlet: Coast Weekly > The Tide; city: Goes > Hull",
        ]
        .map(str::to_owned)
        .into_iter()
        .chain([told(&desk, person).await.pop().unwrap()])
        .collect::<Vec<_>>()
    );
    let first = told(&desk, person).await.pop().unwrap();
    for part in ["added: ", "name: - > Ruth Abernathy", "address: - > ruth@coast.example.net", "source: - > her card", "city: - > Goes"] {
        assert!(first.contains(part), "{part}: {first}");
    }
    let page = api::history(&desk.ws, person, 0, 3).await.unwrap();
    assert_eq!((page.entries.len(), page.more), (3, true));
    assert_eq!(page.entries[0].took_back.as_ref().unwrap().key, "contacts.action.unlisted");
    assert!(page.entries[1].undone && page.entries[1].by == "ines");
    let last = api::history(&desk.ws, person, 8, 3).await.unwrap();
    assert_eq!((last.entries.len(), last.more), (1, false));
    for language in [Language::En, Language::De] {
        for one in page.entries.iter().chain(&last.entries).flat_map(|entry| &entry.changes) {
            assert!(!one.label.text(language).starts_with("contacts."), "{:?}", one.label);
        }
    }
    assert_eq!(api::history(&desk.ws, PersonId::from(99), 0, 9).await.unwrap_err().code, "contacts.no_person");
}

#[tokio::test]
async fn a_person_is_shown_whole_as_they_stood_at_the_end_of_a_day() {
    let desk = Desk::new();
    assert_eq!(TODAY, 1_795_514_400_000, "24 November 2026, 10:00 UTC");
    let person = api::add(&desk.ws, ruth()).await.unwrap().id;
    desk.clock.advance_ms(DAY);
    let phone = PhoneInput { number: "+31 20 555 0101".to_owned(), label: "desk".to_owned() };
    edit(&desk, person, PersonPatch { phones: Some(vec![phone]), city: Some("Hull".to_owned()), ..PersonPatch::default() }).await;
    let two = ["r.abernathy@tide.example.org", "ruth@coast.example.net"].map(|one| api::new_address(one.to_owned())).to_vec();
    edit(&desk, person, PersonPatch { addresses: Some(two), phones: Some(Vec::new()), ..PersonPatch::default() }).await;
    api::suppress(&desk.ws, "ruth@coast.example.net".to_owned(), SuppressionReason::Bounced, String::new()).await.unwrap();
    // An outlet's new name is none of hers then.
    let outlet = api::outlet_named(&desk.ws, "Coast Weekly").await.unwrap();
    let patch = OutletPatch { name: Some("Coast Daily".to_owned()), ..OutletPatch::default() };
    api::edit_outlet(&desk.ws, outlet, patch).await.unwrap();

    let before = on(&desk, person, "2026-11-23").await;
    assert_eq!((before.there, before.lines.len()), (false, 0));
    let first = on(&desk, person, "2026-11-24").await;
    assert!(first.there);
    for (key, says) in [
        ("name", "Ruth Abernathy"),
        ("city", "Goes"),
        ("outlet", "Coast Weekly"),
        ("address", "ruth@coast.example.net"),
        ("beats", "heritage"),
    ] {
        assert_eq!(said(&first, key), [says], "{key}");
    }
    assert!(said(&first, "phones").is_empty() && said(&first, "barred").is_empty());
    let second = on(&desk, person, "2026-11-25").await;
    assert_eq!((said(&second, "city"), said(&second, "phones")), (vec!["Hull".to_owned()], vec!["+31 20 555 0101 desk".to_owned()]));
    assert_eq!(said(&second, "address").len(), 1);
    let third = on(&desk, person, "2026-11-26").await;
    assert_eq!(said(&third, "address"), ["r.abernathy@tide.example.org", "ruth@coast.example.net"]);
    assert_eq!(said(&third, "mail_to"), ["r.abernathy@tide.example.org"]);
    assert!(said(&third, "phones").is_empty() && said(&third, "barred").is_empty());
    assert_eq!(said(&on(&desk, person, "2026-11-24").await, "outlet"), ["Coast Weekly"], "as it was called then");
    let now = on(&desk, person, "2026-11-27").await;
    assert_eq!((said(&now, "barred"), said(&now, "outlet")), (vec!["bounced".to_owned()], vec!["Coast Daily".to_owned()]));
    for bad in ["", "yesterday", "2026-02-30", "3 May"] {
        let problem = api::as_they_were(&desk.ws, person, bad, "UTC").await.unwrap_err();
        assert_eq!((problem.code.as_str(), problem.places[0].field.as_deref()), ("contacts.refused", Some("on")), "{bad}");
    }
    // The day ends where the clock of the zone says so.
    assert_eq!(api::end_of_day("2026-11-24", "Asia/Tokyo").unwrap().to_rfc3339(), "2026-11-24T14:59:59Z");
}

#[tokio::test]
async fn a_merge_and_its_undo_are_told_and_what_stood_before_is_not_mixed_up() {
    let desk = Desk::new();
    let kept = api::add(&desk.ws, ruth()).await.unwrap().id;
    let other = PersonInput { name: "R. Abernathy".to_owned(), addresses: vec![api::new_address("r@home.example".to_owned())], ..ruth() };
    let other = api::add(&desk.ws, other).await.unwrap().id;
    desk.clock.advance_ms(DAY);
    api::merge(&desk.ws, kept, other, Vec::new()).await.unwrap();
    let merged = told(&desk, kept).await;
    assert!(merged[0].starts_with("merged: ") && merged[0].contains("address: - > r@home.example"), "{merged:?}");
    assert_eq!(said(&on(&desk, kept, "2026-11-24").await, "address"), ["ruth@coast.example.net"]);
    desk.clock.advance_ms(DAY);
    undo(&desk, None).await;
    let back = told(&desk, kept).await;
    assert!(back[0].starts_with("undo: ") && back[0].contains("address: r@home.example > -"), "{back:?}");
    assert_eq!(back[1], merged[0]);
    assert_eq!(said(&on(&desk, kept, "2026-11-25").await, "address").len(), 2);
    assert_eq!(said(&on(&desk, other, "2026-11-24").await, "address"), ["r@home.example"]);
}

#[tokio::test]
async fn a_past_of_many_acts_is_read_alone_in_a_file_where_much_happened_to_others() {
    let desk = Desk::new();
    let person = api::add(&desk.ws, ruth()).await.unwrap().id;
    for n in 0..60 {
        let patch = PersonPatch { city: Some(format!("City {n}")), ..PersonPatch::default() };
        api::edit(&desk.ws, person, patch).await.unwrap();
    }
    let page = api::history(&desk.ws, person, 50, 200).await.unwrap();
    assert_eq!((page.entries.len(), page.more), (11, false));
    assert_eq!(entry(&page.entries[9]), "edited: city: Goes > City 0");
    let plan = desk.ws.read_blocking(|tx| {
        let sql = "EXPLAIN QUERY PLAN SELECT table_name, row_id FROM change INDEXED BY change_of_person WHERE json_extract(old, '$.person_id') = 1";
        Ok(tx.query_row(sql, [], |row| row.get::<_, String>(3))?)
    });
    assert!(plan.as_ref().unwrap().contains("change_of_person"), "{plan:?}");
}

#[tokio::test]
async fn the_last_hundred_acts_are_taken_back_across_restarts_one_by_one() {
    let desk = Desk::new();
    let person = api::add(&desk.ws, ruth()).await.unwrap().id;
    for n in 0..100 {
        api::edit(&desk.ws, person, PersonPatch { city: Some(format!("City {n}")), ..PersonPatch::default() }).await.unwrap();
    }
    let folder = desk.folder;
    let (path, clock) = (desk.ws.path().to_owned(), desk.clock);
    drop(desk.ws);
    let open = || crate::open(&path, crate::workspace::testing::host(&folder, clock.clone(), crate::workspace::Faults::default())).unwrap();
    for restart in 0..4 {
        let ws = open();
        for n in 0..25 {
            let undone = crate::workspace::api::undo(&ws, crate::PLUGS, None).await.unwrap();
            assert_eq!(undone.label, Message::new("contacts.action.edited").with("name", "Ruth Abernathy"), "{restart} {n}");
        }
        let left = 100 - (restart + 1) * 25;
        let city = if left == 0 { "Goes".to_owned() } else { format!("City {}", left - 1) };
        assert_eq!(api::show(&ws, person).await.unwrap().fields.city, city);
    }
    let ws = open();
    for _ in 0..100 {
        crate::workspace::api::redo(&ws, crate::PLUGS, None).await.unwrap();
    }
    drop(ws);
    let ws = open();
    assert_eq!(api::show(&ws, person).await.unwrap().fields.city, "City 99");
    // All of it is the person's past, the acts, the undos and what was done again.
    let page = api::history(&ws, person, 0, 1).await.unwrap();
    assert_eq!(entry(&page.entries[0]), "redo: city: City 98 > City 99");
}

#[tokio::test]
async fn the_past_says_by_which_program_and_of_acts_of_before_nothing() {
    use crate::workspace::Via;
    let desk = Desk::new();
    let person = api::add(&desk.ws, ruth()).await.unwrap().id;
    let city = |city: &str| PersonPatch { city: Some(city.to_owned()), ..PersonPatch::default() };
    // The same file, as the window has it open and as the agent does.
    for (via, town) in [(Some(Via::Window), "Hull"), (Some(Via::Agent), "Porto"), (None, "Delft")] {
        let host = crate::workspace::Host { via, ..crate::workspace::testing::host(&desk.folder, desk.clock.clone(), Default::default()) };
        let ws = crate::open(&desk.path(), host).unwrap();
        api::edit(&ws, person, city(town)).await.unwrap();
        desk.clock.advance_ms(DAY);
    }
    let page = api::history(&desk.ws, person, 0, 10).await.unwrap();
    let said: Vec<_> = page.entries.iter().map(|entry| entry.via).collect();
    assert_eq!(said, [None, Some(Via::Agent), Some(Via::Window), Some(Via::CommandLine)]);
    let json = serde_json::to_value(&page.entries[2]).unwrap();
    assert_eq!((&json["via"], &json["by"]), (&"window".into(), &"ines".into()));
    assert!(serde_json::to_value(&page.entries[0]).unwrap()["via"].is_null());
    let all = crate::workspace::api::history(&desk.ws, 10).await.unwrap();
    assert_eq!(all.iter().map(|act| act.via).collect::<Vec<_>>(), said);
    // An outlet and a segment say it too.
    let outlet = api::show(&desk.ws, person).await.unwrap().positions[0].outlet_id;
    let page = api::outlet_history(&desk.ws, outlet, 0, 10).await.unwrap();
    assert_eq!(page.entries[0].via, Some(Via::CommandLine));
    let segment = crate::segments::api::save(&desk.ws, "Coast".to_owned(), "kind:journalist".to_owned()).await.unwrap().id;
    let page = crate::segments::api::past::history(&desk.ws, segment, 0, 10).await.unwrap();
    assert_eq!(page.entries[0].via, Some(Via::CommandLine));
}
