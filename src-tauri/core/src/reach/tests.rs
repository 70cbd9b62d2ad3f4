//! From an audience to journalists, as its users go there.

use super::api::{self, Found, Wanted};
use crate::contacts::api::{self as people, PersonPatch};
use crate::contacts::{OutletInput, OutletPatch, PeopleWriter, PersonInput, PersonKind, Provenance, TouchInput, TouchKind, check};
use crate::ids::PersonId;
use crate::messages::Language;
use crate::segments::api as segments;
use crate::workspace::testing::Desk;

async fn outlet(desk: &Desk, name: &str, region: &str, audiences: &[&str], reach: &str) {
    let input = OutletInput {
        region: region.to_owned(),
        audiences: audiences.iter().map(|name| (*name).to_owned()).collect(),
        reach: reach.to_owned(),
        ..OutletInput::named(name)
    };
    people::add_outlet(&desk.ws, input).await.unwrap();
}

async fn person(desk: &Desk, name: &str, outlet: &str, beats: &[&str]) -> PersonId {
    let address = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
    let input = PersonInput {
        name: name.to_owned(),
        outlet: outlet.to_owned(),
        beats: beats.iter().map(|name| (*name).to_owned()).collect(),
        addresses: vec![people::new_address(address)],
        ..PersonInput::of_kind(PersonKind::Journalist)
    };
    people::add(&desk.ws, input).await.unwrap().id
}

async fn touch(desk: &Desk, person: PersonId, kind: TouchKind, when: &str) {
    let input = TouchInput { kind, when: when.to_owned(), zone: "Europe/Amsterdam".to_owned(), text: "x".to_owned() };
    crate::touches::api::add(&desk.ws, person, input).await.unwrap();
}

/// The Tide reaches philanthropists in Zeeland, the Bank Post philanthropists elsewhere, Coast FM parents in Zeeland.
async fn coast() -> Desk {
    let desk = Desk::new();
    outlet(&desk, "The Tide", "Zeeland", &["philanthropists", "Parents"], "12000").await;
    outlet(&desk, "Bank Post", "Utrecht", &["philanthropists"], "90000").await;
    outlet(&desk, "Coast FM", "Zeeland", &["parents"], "40000").await;
    outlet(&desk, "Sea & Shore", "Noord-Holland", &["young parents"], "").await;
    desk
}

fn wanted(audiences: &[&str], regions: &[&str], beats: &[&str]) -> Wanted {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Wanted { audiences: names(audiences), regions: names(regions), beats: names(beats), only_beats: false }
}

async fn find(desk: &Desk, wanted: Wanted) -> Found {
    api::find(&desk.ws, wanted, 100).await.unwrap()
}

fn names(found: &Found) -> Vec<(String, i32)> {
    found.people.iter().map(|one| (one.name.clone(), one.points)).collect()
}

fn ranked(list: &[(&str, i32)]) -> Vec<(String, i32)> {
    list.iter().map(|(name, points)| ((*name).to_owned(), *points)).collect()
}

#[tokio::test]
async fn words_are_understood_as_names_that_the_workspace_knows_and_the_rest_is_named() {
    let desk = coast().await;
    person(&desk, "Ana Reis", "The Tide", &["maritime heritage", "Health"]).await;
    for (text, audiences, regions, beats, unknown) in [
        ("philanthropists in Zeeland", &["philanthropists"][..], &["Zeeland"][..], &[][..], &[][..]),
        // Other forms of the words, other letters, other signs between them.
        ("PHILANTHROPIST, zeeland!", &["philanthropists"], &["Zeeland"], &[], &[]),
        ("young parents and parents", &["young parents", "Parents"], &[], &[], &[]),
        ("journalists for health, maritime heritage in noord holland", &[], &["Noord-Holland"], &["Health", "maritime heritage"], &[]),
        ("collectors of old stamps in Zeeland", &[], &["Zeeland"], &[], &["collectors", "old stamps"]),
        ("in the", &[], &[], &[], &[]),
        ("", &[], &[], &[], &[]),
        ("東京の慈善家 <b>'; DROP TABLE outlet", &[], &[], &[], &["東京の慈善家 <b>'; DROP TABLE"]),
    ] {
        let understood = api::understand(&desk.ws, text.to_owned()).await.unwrap();
        assert_eq!(understood.wanted, wanted(audiences, regions, beats), "{text}");
        let said: Vec<&str> = understood.unknown.iter().map(|one| one.words.as_str()).collect();
        assert_eq!(said, unknown, "{text}");
    }
    let slip = api::understand(&desk.ws, "philantropists in Zealand".to_owned()).await.unwrap();
    let perhaps: Vec<_> = slip.unknown.iter().map(|one| one.perhaps.as_deref()).collect();
    assert_eq!(perhaps, [Some("philanthropists"), Some("Zeeland")]);
    assert_eq!(api::understand(&desk.ws, "x".repeat(501)).await.unwrap_err().code, "reach.long");
}

#[tokio::test]
async fn a_name_that_is_an_audience_and_a_beat_is_taken_as_both() {
    let desk = coast().await;
    person(&desk, "Ana Reis", "Bank Post", &["parents"]).await;
    let understood = api::understand(&desk.ws, "parents".to_owned()).await.unwrap();
    assert_eq!(understood.wanted, wanted(&["Parents"], &[], &["parents"]));
}

#[tokio::test]
async fn journalists_stand_in_rank_order_each_with_its_reasons() {
    let desk = coast().await;
    let plain = person(&desk, "Plain Vos", "The Tide", &[]).await;
    let beat = person(&desk, "Beat Lund", "The Tide", &["heritage"]).await;
    let wrote = person(&desk, "Clip Fox", "The Tide", &[]).await;
    person(&desk, "Elsewhere Ash", "Bank Post", &["heritage"]).await;
    person(&desk, "Radio Kerr", "Coast FM", &["heritage"]).await;
    touch(&desk, wrote, TouchKind::Clipping, "yesterday").await;
    touch(&desk, wrote, TouchKind::Clipping, "3 weeks ago").await;
    touch(&desk, plain, TouchKind::Note, "yesterday").await;

    let found = find(&desk, wanted(&["Philanthropists"], &["zeeland"], &["heritage"])).await;
    assert_eq!(names(&found), ranked(&[("Beat Lund", 65), ("Clip Fox", 60), ("Plain Vos", 40)]));
    assert_eq!((found.count, found.outlet_count, found.outlets[0].people), (3, 1, 3));
    assert_eq!(found.question, "kind:journalist outlet.audience:Philanthropists outlet.region:zeeland");
    let said: Vec<String> = found.people[1].reasons.iter().map(|why| why.what.text(Language::En)).collect();
    assert_eq!(
        said,
        [
            "The Tide reaches philanthropists",
            "The Tide is at home in Zeeland",
            "Wrote about you 2 times, last on 2026-11-23",
            "Not contacted yet"
        ]
    );
    let only = find(&desk, Wanted { only_beats: true, ..wanted(&["philanthropists"], &[], &["heritage"]) }).await;
    assert_eq!(names(&only), ranked(&[("Elsewhere Ash", 45), ("Beat Lund", 45)]), "the larger outlet first where all else is equal");
    let by_beat = find(&desk, wanted(&[], &[], &["heritage"])).await;
    assert_eq!((by_beat.people.len(), by_beat.count, by_beat.outlet_count), (3, 3, 0));

    // They moved: it is where they work now that counts.
    let moved = PersonPatch { outlet: Some("Bank Post".to_owned()), ..PersonPatch::default() };
    people::edit(&desk.ws, beat, moved).await.unwrap();
    let found = find(&desk, wanted(&["philanthropists"], &["zeeland"], &["heritage"])).await;
    assert_eq!(names(&found), ranked(&[("Clip Fox", 60), ("Plain Vos", 40)]));
}

#[tokio::test]
async fn whoever_is_barred_is_not_offered_and_counted_once_with_the_reason() {
    let desk = coast().await;
    let (barred, kept) = (person(&desk, "Bar Red", "The Tide", &[]).await, person(&desk, "Free Vos", "The Tide", &[]).await);
    let restricted = person(&desk, "Res Trict", "The Tide", &["heritage"]).await;
    people::do_not_contact(&desk.ws, barred, "asked".to_owned()).await.unwrap();
    people::restrict(&desk.ws, barred, "wrong".to_owned()).await.unwrap();
    people::restrict(&desk.ws, restricted, "wrong".to_owned()).await.unwrap();
    let nobody =
        PersonInput { name: "No Address".to_owned(), outlet: "The Tide".to_owned(), ..PersonInput::of_kind(PersonKind::Journalist) };
    people::add(&desk.ws, nobody).await.unwrap();
    let staff = PersonInput { name: "Not Press".to_owned(), outlet: "The Tide".to_owned(), ..PersonInput::of_kind(PersonKind::Client) };
    people::add(&desk.ws, staff).await.unwrap();
    let found = find(&desk, wanted(&[], &["Zeeland"], &["heritage"])).await;
    assert_eq!(found.people.iter().map(|one| one.person).collect::<Vec<_>>(), [kept]);
    let bars: Vec<_> = found.not_offered.iter().map(|bar| (bar.bar.as_str(), bar.count)).collect();
    assert_eq!((found.count, bars), (4, vec![("do-not-contact", 1), ("restricted", 1), ("no-address", 1)]));
}

#[tokio::test]
async fn what_was_found_is_kept_as_a_segment_with_those_ticked_away_pinned_out_and_one_undo_takes_it_back() {
    let desk = coast().await;
    let (ana, bo) = (person(&desk, "Ana Reis", "The Tide", &[]).await, person(&desk, "Bo Lund", "The Tide", &[]).await);
    let asked = wanted(&["philanthropists"], &["Zeeland"], &[]);
    let saved = api::save(&desk.ws, asked.clone(), "Givers, Zeeland".to_owned(), vec![bo, bo], Language::En).await.unwrap();
    assert_eq!((saved.count, saved.left_out, saved.list.clone()), (1, 1, None));
    let open = segments::show(&desk.ws, "Givers, Zeeland").await.unwrap();
    assert_eq!(open.answer.text, "kind:journalist outlet.audience:philanthropists outlet.region:Zeeland");
    assert_eq!(
        open.pins.iter().map(|pin| (pin.person, pin.inside, pin.reason.as_str())).collect::<Vec<_>>(),
        [(bo, false, "Left out when it was found by audience: philanthropists, Zeeland")]
    );
    // A live question: who comes to the paper is in it.
    person(&desk, "New Comer", "The Tide", &[]).await;
    assert_eq!(segments::show(&desk.ws, "Givers, Zeeland").await.unwrap().answer.count, 2);
    let taken = api::save(&desk.ws, asked.clone(), "givers, zeeland".to_owned(), Vec::new(), Language::En).await.unwrap_err();
    assert_eq!(taken.code, "segments.name_taken");
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert!(segments::list(&desk.ws).await.unwrap().is_empty());
    let gone = api::save(&desk.ws, asked, "Nobody".to_owned(), vec![ana, 999.into()], Language::En).await.unwrap_err();
    assert_eq!((gone.code.as_str(), segments::list(&desk.ws).await.unwrap().len()), ("contacts.no_person", 0), "nothing was saved");
}

#[tokio::test]
async fn more_than_can_be_pinned_are_left_out_by_a_list() {
    let desk = coast().await;
    let people = crowd(&desk, "The Tide", 203);
    let saved = api::save(&desk.ws, wanted(&["parents"], &["Zeeland"], &[]), "Most".to_owned(), people[..201].to_vec(), Language::De).await;
    let saved = saved.unwrap();
    assert_eq!((saved.count, saved.left_out, saved.list.as_deref()), (2, 201, Some("Most: weggelassen")));
    assert!(saved.question.ends_with("-list:\"Most: weggelassen\""), "{}", saved.question);
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert!(segments::lists(&desk.ws).await.unwrap().is_empty(), "the list goes with it");
}

#[tokio::test]
async fn in_the_sample_it_can_be_tried_as_the_guide_says_it() {
    let desk = Desk::new();
    crate::sample::fill(&desk.ws).await.unwrap();
    let understood = api::understand(&desk.ws, "philanthropists in Zeeland".to_owned()).await.unwrap();
    assert!(understood.unknown.is_empty(), "{understood:?}");
    let found = find(&desk, understood.wanted).await;
    assert!(found.outlets.iter().any(|outlet| outlet.name == "De Kustbode") && found.people.len() > 5, "{found:?}");
}

#[tokio::test]
async fn an_empty_wish_is_refused_and_one_that_fits_nobody_finds_nobody() {
    let desk = coast().await;
    for nothing in [Wanted::default(), wanted(&["  "], &[""], &["\u{301}"])] {
        let refused = api::find(&desk.ws, nothing, 10).await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.places[0].field.as_deref()), ("reach.nobody_asked", Some("words")));
    }
    let many = (0..51).map(|n| format!("audience {n}")).collect();
    assert_eq!(api::find(&desk.ws, Wanted { audiences: many, ..Wanted::default() }, 10).await.unwrap_err().code, "reach.many");
    let nasty = format!("\"{}\" مرحبا or kind:employee", "é".repeat(300));
    for wish in [wanted(&["sailors"], &[], &[]), wanted(&["parents"], &["Utrecht"], &[]), wanted(&[&nasty], &[], &[&nasty])] {
        let found = find(&desk, wish).await;
        assert_eq!((found.count, found.people.len(), found.outlet_count), (0, 0, 0));
    }
}

/// Journalists of an outlet, as an import would write them.
fn crowd(desk: &Desk, outlet: &str, count: usize) -> Vec<PersonId> {
    let (outlet, secret) = (outlet.to_owned(), *desk.ws.secret());
    desk.ws
        .write_blocking(None, move |tx| {
            let mut writer = PeopleWriter::new(tx, &secret);
            let given = Provenance { source: "a fair".to_owned(), on: "2026-11-24".to_owned() };
            let add = |n: usize| {
                let input = PersonInput {
                    name: format!("Somebody {n}"),
                    outlet: outlet.clone(),
                    addresses: vec![people::new_address(format!("p{n}.{}@example.net", outlet.len()))],
                    ..PersonInput::of_kind(PersonKind::Journalist)
                };
                Ok(writer.add(&check(input, &given)?)?)
            };
            (0..count).map(add).collect()
        })
        .unwrap()
}

#[tokio::test]
async fn among_very_many_the_first_are_the_first_of_all() {
    let desk = coast().await;
    outlet(&desk, "Great Gazette", "Zeeland", &["parents"], "900000").await;
    let crowd = crowd(&desk, "Great Gazette", 1_500);
    let last = *crowd.last().unwrap();
    touch(&desk, last, TouchKind::Clipping, "yesterday").await;
    let best = person(&desk, "Beat Lund", "The Tide", &["heritage"]).await;
    let few = api::find(&desk.ws, wanted(&["parents", "philanthropists"], &["Zeeland"], &["heritage"]), 10).await.unwrap();
    assert_eq!(few.people.len(), 10);
    assert_eq!(few.people[..2].iter().map(|one| (one.person, one.points)).collect::<Vec<_>>(), [(best, 85), (last, 50)]);
    // The short list is the beginning of the long one.
    let all = api::find(&desk.ws, few.wanted.clone(), 5_000).await.unwrap();
    assert_eq!((all.people.len(), all.count), (1_501, 1_501));
    let ids = |found: &Found| found.people.iter().map(|one| one.person).collect::<Vec<_>>();
    assert_eq!(ids(&all)[..10], ids(&few));
    let patch = OutletPatch { region: Some("Limburg".to_owned()), ..OutletPatch::default() };
    let id = people::outlet_named(&desk.ws, "Great Gazette").await.unwrap();
    people::edit_outlet(&desk.ws, id, patch).await.unwrap();
    assert_eq!(find(&desk, few.wanted).await.count, 1);
}

#[tokio::test]
async fn who_covers_what_stands_below_a_beat_is_reached_by_it_and_counts_once_for_it() {
    let desk = coast().await;
    person(&desk, "Ana Reis", "The Tide", &["oncology", "nursing"]).await;
    person(&desk, "Bo Lund", "", &["health"]).await;
    person(&desk, "Cy Fox", "", &["sport"]).await;
    let health = people::beat_named(&desk.ws, "health".to_owned()).await.unwrap();
    for below in ["oncology", "nursing"] {
        let beat = people::beat_named(&desk.ws, below.to_owned()).await.unwrap();
        people::move_beat(&desk.ws, beat, Some(health)).await.unwrap();
    }
    let change = people::SynonymChange { add: vec!["Medicine".to_owned()], remove: Vec::new() };
    people::set_beat_synonyms(&desk.ws, health, change).await.unwrap();
    for word in ["health", "medicine"] {
        let found = find(&desk, wanted(&[], &[], &[word])).await;
        assert_eq!(names(&found), [("Ana Reis".to_owned(), 25), ("Bo Lund".to_owned(), 25)], "{word}");
        assert_eq!(found.count, 2, "{word}");
    }
    let both = find(&desk, wanted(&[], &[], &["health", "oncology"])).await;
    assert_eq!(names(&both), [("Ana Reis".to_owned(), 50), ("Bo Lund".to_owned(), 25)]);
    assert_eq!(
        both.people[0].reasons.iter().map(|why| why.what.to_string()).take(2).collect::<Vec<_>>(),
        ["Covers oncology", "Covers nursing"]
    );
}
