use std::collections::BTreeMap;

use super::api::{self, PersonPatch, Tagging};
use super::*;
use crate::error::Problem;
use crate::ids::PersonId;
use crate::workspace::testing::Desk;

fn named(name: &str) -> PersonInput {
    PersonInput { name: name.to_owned(), ..PersonInput::of_kind(PersonKind::Journalist) }
}

fn field(name: &str, kind: CustomKind, choices: &[&str]) -> CustomFieldInput {
    CustomFieldInput { name: name.to_owned(), kind, choices: choices.iter().map(|one| (*one).to_owned()).collect() }
}

fn said(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

async fn count(desk: &Desk, question: &str) -> u32 {
    let whom = crate::segments::api::Whom { query: Some(question.to_owned()), segment: None };
    crate::segments::api::count(&desk.ws, whom).await.unwrap()
}

fn places(problem: &Problem) -> Vec<(String, String)> {
    problem.places.iter().map(|place| (place.field.clone().unwrap(), place.what.clone().unwrap().key.into_owned())).collect()
}

#[tokio::test]
async fn values_are_kept_in_the_one_form_of_their_type_and_come_back() {
    let desk = Desk::new();
    for input in [
        field("Circulation", CustomKind::Number, &[]),
        field("Renewed", CustomKind::Date, &[]),
        field("Interest", CustomKind::Choice, &["Große Kunst", "Sport"]),
        field("Press card", CustomKind::YesNo, &[]),
        field("About", CustomKind::LongText, &[]),
        field("部数", CustomKind::Text, &[]),
    ] {
        api::add_custom_field(&desk.ws, input).await.unwrap();
    }
    let typed = [
        ("Circulation", "12 000"),
        ("Renewed", "3.5.2026"),
        ("Interest", "GROSSE KUNST"),
        ("Press card", "ja"),
        ("About", "one\r\ntwo "),
        ("部数", "  千 "),
    ];
    let person =
        PersonInput { custom: said(&typed), tags: vec!["VIP".to_owned(), "festival; vip".to_owned()], ..named("Priya Nandakumar") };
    let card = api::add(&desk.ws, person).await.unwrap();
    let kept = [
        ("Circulation", "12000"),
        ("Renewed", "2026-05-03"),
        ("Interest", "Große Kunst"),
        ("Press card", "yes"),
        ("About", "one\ntwo"),
        ("部数", "千"),
    ];
    assert_eq!(card.fields.custom, said(&kept));
    assert_eq!(card.fields.tags, ["festival", "VIP"]);
    // Only what is named changes; an empty text takes a value away.
    let patch = PersonPatch { custom: Some(said(&[("Renewed", ""), ("Circulation", "-2.5")])), ..PersonPatch::default() };
    let card = api::edit(&desk.ws, card.id, patch).await.unwrap();
    assert_eq!((card.fields.custom.len(), card.fields.custom["Circulation"].as_str()), (5, "-2.5"));
    assert_eq!(
        (count(&desk, "field.circulation:<0").await, count(&desk, "field.renewed:empty").await, count(&desk, "tag:Festival").await),
        (1, 1, 1)
    );
    undo(&desk).await;
    assert_eq!(api::show(&desk.ws, card.id).await.unwrap().fields.custom, said(&kept));
    // What a field does not take is refused at its place, all of it at once.
    let bad = PersonPatch {
        custom: Some(said(&[("Circulation", "many"), ("Interest", "Chess"), ("Nothing", "x")])),
        language: Some("Klingonese!".to_owned()),
        ..PersonPatch::default()
    };
    let problem = api::edit(&desk.ws, card.id, bad).await.unwrap_err();
    let expected = [
        ("language", "contacts.fault.language"),
        ("custom.Circulation", "contacts.fault.number"),
        ("custom.Interest", "contacts.fault.choice"),
        ("custom.Nothing", "contacts.fault.no_field"),
    ];
    assert_eq!(places(&problem), expected.map(|(field, key)| (field.to_owned(), key.to_owned())));
    assert_eq!(problem.what.to_string(), "4 fields cannot be kept as entered. Nothing was saved.");
    // The person goes with what was said of them.
    api::delete(&desk.ws, vec![card.id]).await.unwrap();
    assert_eq!(api::custom_fields(&desk.ws).await.unwrap().iter().map(|card| card.people).sum::<u32>(), 0);
    undo(&desk).await;
    assert_eq!(api::show(&desk.ws, card.id).await.unwrap().fields.custom, said(&kept));
}

#[tokio::test]
async fn a_field_keeps_its_word_when_it_is_renamed_and_comes_back_with_all_values_after_it_was_deleted() {
    let desk = Desk::new();
    let made = api::add_custom_field(&desk.ws, field("Press card", CustomKind::Choice, &["local", "national"])).await.unwrap();
    let mut people = Vec::new();
    for (name, value) in [("Ana Reis", "local"), ("Bo Lund", "national"), ("Cy Fox", "")] {
        people.push(api::add(&desk.ws, PersonInput { custom: said(&[("Press card", value)]), ..named(name) }).await.unwrap().id);
    }
    let change = |name: &str, was: &[(&str, &str)]| CustomFieldChange {
        name: Some(name.to_owned()),
        choices: Some(
            was.iter()
                .map(|(was, is)| ChoiceChange { was: (!was.is_empty()).then(|| (*was).to_owned()), name: (*is).to_owned() })
                .collect(),
        ),
    };
    // Two choices change places, and one is new.
    let swap = change("Badge", &[("local", "national"), ("national", "local"), ("", "none")]);
    let changed = api::change_custom_field(&desk.ws, made.id, swap).await.unwrap();
    assert_eq!((changed.word.as_str(), changed.choices.as_slice()), ("press-card", &["national", "local", "none"].map(str::to_owned)[..]));
    let badge = async |id: PersonId| api::show(&desk.ws, id).await.unwrap().fields.custom.get("Badge").cloned();
    assert_eq!(
        (badge(people[0]).await.as_deref(), badge(people[1]).await.as_deref(), badge(people[2]).await),
        (Some("national"), Some("local"), None)
    );
    assert_eq!(count(&desk, "field.press-card:national").await, 1);
    // What somebody has chosen is not taken away beneath them.
    let problem = api::change_custom_field(&desk.ws, made.id, change("Badge", &[("none", "none")])).await.unwrap_err();
    assert_eq!(places(&problem), [("choices".to_owned(), "contacts.fault.choice_in_use".to_owned())]);
    assert_eq!(api::delete_custom_field(&desk.ws, made.id).await.unwrap(), 2);
    assert_eq!(api::show(&desk.ws, people[0]).await.unwrap().fields.custom, BTreeMap::new());
    undo(&desk).await;
    assert_eq!(badge(people[1]).await.as_deref(), Some("local"));
    undo(&desk).await;
    assert_eq!(api::show(&desk.ws, people[0]).await.unwrap().fields.custom, said(&[("Press card", "local")]));
}

#[tokio::test]
async fn a_question_that_names_a_field_which_is_gone_is_a_fault_and_never_means_everybody() {
    let desk = Desk::new();
    let made = api::add_custom_field(&desk.ws, field("Press card", CustomKind::YesNo, &[])).await.unwrap();
    api::add(&desk.ws, named("Ana Reis")).await.unwrap();
    let segments = &desk.ws;
    let saved = crate::segments::api::save(segments, "Cards".to_owned(), "-field.press-card:yes".to_owned()).await.unwrap();
    assert_eq!(saved.count, Some(1));
    api::delete_custom_field(&desk.ws, made.id).await.unwrap();
    assert_eq!(crate::segments::api::list(segments).await.unwrap()[0].count, None);
    assert_eq!(crate::segments::api::show(segments, "Cards").await.unwrap_err().code, "segments.bad_query");
    let again = api::add_custom_field(&desk.ws, field("press card", CustomKind::YesNo, &[])).await.unwrap();
    assert_eq!(again.word, "press-card");
    // The old one does not come back beside another of its name.
    let actions = crate::workspace::api::history(&desk.ws, 10).await.unwrap();
    let deleted = actions.iter().find(|action| action.label.key == "contacts.action.field_deleted").unwrap().id;
    let problem = crate::workspace::api::undo(&desk.ws, crate::PLUGS, Some(deleted)).await;
    assert!(problem.is_err());
}

#[tokio::test]
async fn fields_have_names_of_their_own_choices_and_an_order() {
    let desk = Desk::new();
    let add = async |input| api::add_custom_field(&desk.ws, input).await;
    let first = add(field("Press card", CustomKind::YesNo, &[])).await.unwrap();
    let second = add(field("Höhe", CustomKind::Number, &["ignored"])).await.unwrap();
    assert_eq!((second.word.as_str(), second.choices.len()), ("hohe", 0));
    let fault = |problem: Problem| places(&problem)[0].1.clone();
    assert_eq!(fault(add(field(" press  CARD", CustomKind::Text, &[])).await.unwrap_err()), "contacts.fault.field_taken");
    assert_eq!(fault(add(field(" \u{200b}", CustomKind::Text, &[])).await.unwrap_err()), "contacts.fault.nameless");
    assert_eq!(fault(add(field("a\nb", CustomKind::Text, &[])).await.unwrap_err()), "contacts.fault.control");
    assert_eq!(fault(add(field("Pick", CustomKind::Choice, &[" "])).await.unwrap_err()), "contacts.fault.no_choices");
    assert_eq!(fault(add(field("Pick", CustomKind::Choice, &["One", "ONE"])).await.unwrap_err()), "contacts.fault.choice_twice");
    api::arrange_custom_fields(&desk.ws, vec![second.id]).await.unwrap();
    let names = async || api::custom_fields(&desk.ws).await.unwrap().into_iter().map(|card| card.field.name).collect::<Vec<_>>();
    assert_eq!(names().await, ["Höhe", "Press card"]);
    undo(&desk).await;
    assert_eq!(names().await, ["Press card", "Höhe"]);
    for named in ["press card", "field.press-card", "press-card", &first.id.to_string()] {
        assert_eq!(api::custom_field(&desk.ws, named).await.unwrap().id, first.id, "{named}");
    }
}

#[tokio::test]
async fn tags_are_put_on_many_renamed_into_one_another_and_taken_away_each_undone_whole() {
    let desk = Desk::new();
    let mut people = Vec::new();
    for name in ["Ana Reis", "Bo Lund", "Cy Fox"] {
        people.push(api::add(&desk.ws, named(name)).await.unwrap().id);
    }
    let put = async |who: &[PersonId], add: &[&str], remove: &[&str]| {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        api::tag_people(&desk.ws, who.to_vec(), Tagging { add: list(add), remove: list(remove) }).await
    };
    assert_eq!(put(&people, &["Festival"], &[]).await.unwrap(), 3);
    assert_eq!(put(&people[..2], &["festival", "VIP"], &["nothing"]).await.unwrap(), 2);
    let state = async || {
        let mut all = Vec::new();
        for id in &people {
            all.push(api::show(&desk.ws, *id).await.unwrap().fields.tags.join("+"));
        }
        all
    };
    assert_eq!(state().await, ["Festival+VIP", "Festival+VIP", "Festival"]);
    let tags = async || api::tags(&desk.ws).await.unwrap().into_iter().map(|tag| (tag.name, tag.people)).collect::<Vec<_>>();
    assert_eq!(tags().await, [("Festival".to_owned(), 3), ("VIP".to_owned(), 2)]);
    // A name that another tag has makes the two one.
    let vip = api::tag(&desk.ws, "vip").await.unwrap();
    api::rename_tag(&desk.ws, vip, "festival".to_owned()).await.unwrap();
    assert_eq!(tags().await, [("Festival".to_owned(), 3)]);
    undo(&desk).await;
    assert_eq!(state().await, ["Festival+VIP", "Festival+VIP", "Festival"]);
    api::rename_tag(&desk.ws, vip, "Guest of honour".to_owned()).await.unwrap();
    assert_eq!((count(&desk, "tag:guest*").await, count(&desk, "-tag:festival").await), (2, 0));
    api::delete_tag(&desk.ws, api::tag(&desk.ws, "Festival").await.unwrap()).await.unwrap();
    assert_eq!(state().await, ["Guest of honour", "Guest of honour", ""]);
    undo(&desk).await;
    undo(&desk).await;
    assert_eq!(put(&people[1..], &[], &["vip", "FESTIVAL"]).await.unwrap(), 2);
    assert_eq!(state().await, ["Festival+VIP", "", ""]);
    assert_eq!(put(&[9_999.into()], &["x"], &[]).await.unwrap_err().code, "contacts.no_person");
    assert_eq!(put(&people, &["a;b"], &[]).await.unwrap_err().code, "contacts.refused");
    assert_eq!(tags().await.len(), 2, "what was refused made no tag");
}

#[tokio::test]
async fn undoing_who_first_had_a_tag_leaves_it_to_those_who_have_it_since() {
    let desk = Desk::new();
    let first = api::add(&desk.ws, PersonInput { tags: vec!["festival".to_owned()], ..named("Ana Reis") }).await.unwrap();
    let made = crate::workspace::api::history(&desk.ws, 1).await.unwrap()[0].id;
    let second = api::add(&desk.ws, PersonInput { tags: vec!["Festival".to_owned()], ..named("Bo Lund") }).await.unwrap();
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, Some(made)).await.unwrap();
    assert!(api::show(&desk.ws, first.id).await.is_err());
    assert_eq!(api::show(&desk.ws, second.id).await.unwrap().fields.tags, ["festival"]);
}

#[tokio::test]
async fn whoever_is_merged_brings_tags_and_values_along() {
    let desk = Desk::new();
    for name in ["Allergies", "Circulation"] {
        api::add_custom_field(&desk.ws, field(name, CustomKind::Text, &[])).await.unwrap();
    }
    let person = |name: &str, tags: &[&str], values: &[(&str, &str)]| PersonInput {
        custom: said(values),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..named(name)
    };
    let keep = api::add(&desk.ws, person("Ana Reis", &["festival"], &[("Circulation", "kept")])).await.unwrap().id;
    let other = person("Ana M. Reis", &["festival", "VIP"], &[("Circulation", "gone"), ("Allergies", "walnuts")]);
    let other = api::add(&desk.ws, other).await.unwrap().id;
    let merged = api::merge(&desk.ws, keep, other, Vec::new()).await.unwrap();
    assert_eq!(merged.fields.tags, ["festival", "VIP"]);
    assert_eq!(merged.fields.custom, said(&[("Circulation", "kept"), ("Allergies", "walnuts")]));
    undo(&desk).await;
    let back = api::show(&desk.ws, other).await.unwrap().fields;
    assert_eq!((back.tags.len(), back.custom), (2, said(&[("Circulation", "gone"), ("Allergies", "walnuts")])));
}

#[tokio::test]
async fn whoever_is_forgotten_leaves_no_value_in_history() {
    let desk = Desk::new();
    api::add_custom_field(&desk.ws, field("Allergies", CustomKind::Text, &[])).await.unwrap();
    let person = PersonInput { custom: said(&[("Allergies", "walnuts")]), tags: vec!["VIP".to_owned()], ..named("Ana Reis") };
    let id = api::add(&desk.ws, person).await.unwrap().id;
    let change = PersonPatch {
        custom: Some(said(&[("Allergies", "walnuts and eggs")])),
        tags: Some(vec!["festival".to_owned()]),
        ..PersonPatch::default()
    };
    api::edit(&desk.ws, id, change).await.unwrap();
    // All of it is told to whoever asks what is kept.
    let told = api::access(&desk.ws, id).await.unwrap();
    assert_eq!(told["person"]["custom"], serde_json::json!({ "Allergies": "walnuts and eggs" }));
    assert_eq!(told["person"]["tags"], serde_json::json!(["festival"]));
    let page = desk.path().with_file_name("access.html");
    api::save_access(&desk.ws, id, page.clone(), crate::messages::Language::En).await.unwrap();
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains("walnuts and eggs") && page.contains("festival"), "{page}");
    let left = async || {
        let sql = "SELECT (SELECT count(*) FROM change WHERE old LIKE '%walnuts%') + (SELECT count(*) FROM person_field) +
                     (SELECT count(*) FROM person_tag) + (SELECT count(*) FROM change WHERE table_name IN ('person_tag', 'person_field') AND old IS NOT NULL)";
        desk.ws.read(move |tx| Ok(tx.query_row(sql, [], |row| row.get::<_, i64>(0))?)).await.unwrap()
    };
    assert!(left().await > 1);
    api::forget(&desk.ws, id).await.unwrap();
    assert_eq!(left().await, 0);
}

/// A desk with so many people, by their numbers.
pub(super) async fn crowd(many: u32) -> (Desk, Vec<PersonId>) {
    let desk = Desk::new();
    let people = desk
        .ws
        .write_blocking(None, move |tx| {
            let secret = [7; 32];
            let mut writer = PeopleWriter::new(tx, &secret);
            (0..many)
                .map(|n| {
                    Ok(writer
                        .add(&check(named(&format!("P {n}")), &Provenance { source: "list".to_owned(), on: "2026-11-01".to_owned() })?)?)
                })
                .collect::<Result<Vec<_>, Problem>>()
        })
        .unwrap();
    (desk, people)
}

fn tagging(name: &str) -> Tagging {
    Tagging { add: vec![name.to_owned()], remove: Vec::new() }
}

#[tokio::test(flavor = "multi_thread")]
async fn very_many_are_tagged_in_one_act_that_lets_edits_in_and_one_undo_takes_it_back() {
    let (desk, mut people) = crowd(4_001).await;
    let edited = people.pop().unwrap();
    let tag = tokio::spawn({
        let (ws, people) = (desk.ws.clone(), people.clone());
        async move { api::tag_people(&ws, people, tagging("press")).await }
    });
    let mut between = 0;
    while !tag.is_finished() {
        let patch = PersonPatch { city: Some(format!("Goes {between}")), ..PersonPatch::default() };
        api::edit(&desk.ws, edited, patch).await.unwrap();
        let tagged = count(&desk, "tag:press").await;
        between += u32::from(tagged > 0 && tagged < 4_000);
    }
    assert_eq!(tag.await.unwrap().unwrap(), 4_000);
    assert!(between > 0, "no edit came between");
    let acts = crate::workspace::api::history(&desk.ws, 1_000).await.unwrap();
    let tagged: Vec<_> = acts.iter().filter(|act| act.label.key == "contacts.action.tagged").collect();
    assert_eq!((tagged.len(), &tagged[0].label.params["count"]), (1, &crate::messages::Value::from(4_000_usize)));
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, Some(tagged[0].id)).await.unwrap();
    assert_eq!((count(&desk, "tag:press").await, api::tags(&desk.ws).await.unwrap().len()), (0, 0));
    assert!(api::show(&desk.ws, edited).await.unwrap().fields.city.starts_with("Goes"));
}

#[tokio::test(flavor = "multi_thread")]
async fn tagging_that_is_stopped_stays_as_far_as_it_came_and_undo_takes_that_back() {
    let (desk, people) = crowd(20_000).await;
    let jobs = desk.ws.part::<crate::jobs::Registry>();
    let tag = tokio::spawn({
        let (ws, people) = (desk.ws.clone(), people.clone());
        async move { api::tag_people(&ws, people, tagging("press")).await }
    });
    while jobs.list().iter().all(|job| job.progress.done == 0) {
        tokio::task::yield_now().await;
    }
    jobs.cancel(jobs.list()[0].id);
    let problem = tag.await.unwrap().unwrap_err();
    assert_eq!((problem.code.as_str(), &jobs.list()[0].outcome), ("contacts.many_stopped", &crate::jobs::Outcome::Cancelled));
    let tagged = count(&desk, "tag:press").await;
    assert!(tagged > 0 && tagged < 20_000, "{tagged}");
    let act = crate::workspace::api::history(&desk.ws, 1).await.unwrap().remove(0);
    assert_eq!(act.label.params["count"], crate::messages::Value::from(tagged), "history tells how far it came");
    undo(&desk).await;
    assert_eq!(count(&desk, "tag:press").await, 0);
    // And somebody who is not there is told before anything is done.
    let mut wrong = people[..600].to_vec();
    wrong.push(99_999.into());
    assert_eq!(api::tag_people(&desk.ws, wrong, tagging("press")).await.unwrap_err().code, "contacts.no_person");
    assert_eq!(api::tag_people(&desk.ws, people, tagging("a;b")).await.unwrap_err().code, "contacts.refused");
    assert_eq!((count(&desk, "tag:press").await, api::tags(&desk.ws).await.unwrap().len()), (0, 0));
}

/// Somebody edits while something is done to very many: how often they came while `half_done` said so.
async fn edited_meanwhile<T: Send + 'static>(
    desk: &Desk,
    edited: PersonId,
    act: impl Future<Output = Result<T, Problem>> + Send + 'static,
    half_done: impl AsyncFn() -> bool,
) -> (T, u32) {
    let (act, mut between) = (tokio::spawn(act), 0);
    while !act.is_finished() {
        let patch = PersonPatch { city: Some(format!("Goes {between}")), ..PersonPatch::default() };
        api::edit(&desk.ws, edited, patch).await.unwrap();
        between += u32::from(half_done().await);
    }
    (act.await.unwrap().unwrap(), between)
}

/// Takes the newest act with that name back.
async fn take_back(desk: &Desk, key: &str) {
    let acts = crate::workspace::api::history(&desk.ws, 10_000).await.unwrap();
    let those: Vec<_> = acts.iter().filter(|act| act.label.key == key && !act.undone).collect();
    assert_eq!(those.len(), 1, "{key} is one act");
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, Some(those[0].id)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_or_a_field_of_very_many_goes_in_one_act_that_lets_edits_in_and_one_undo_brings_it_back() {
    let (desk, mut people) = crowd(4_001).await;
    let edited = people.pop().unwrap();
    api::tag_people(&desk.ws, people.clone(), tagging("press")).await.unwrap();
    api::tag_people(&desk.ws, people[..10].to_vec(), tagging("media")).await.unwrap();
    let half = async |tag: &str| {
        let left = count(&desk, tag).await;
        left > 0 && left < 4_000
    };

    let (ws, tag) = (desk.ws.clone(), api::tag(&desk.ws, "press").await.unwrap());
    let (stays, between) =
        edited_meanwhile(&desk, edited, async move { api::rename_tag(&ws, tag, "Media".to_owned()).await }, async || {
            half("tag:press").await
        })
        .await;
    assert!(between > 0, "no edit came between");
    assert_eq!((stays, count(&desk, "tag:media").await), (api::tag(&desk.ws, "media").await.unwrap(), 4_000));
    assert!(api::tag(&desk.ws, "press").await.is_err());
    take_back(&desk, "contacts.action.tag_renamed").await;
    assert_eq!((count(&desk, "tag:press").await, count(&desk, "tag:media").await), (4_000, 10));

    let ws = desk.ws.clone();
    let ((), between) =
        edited_meanwhile(&desk, edited, async move { api::delete_tag(&ws, tag).await }, async || half("tag:press").await).await;
    assert!(between > 0 && api::tag(&desk.ws, "press").await.is_err());
    take_back(&desk, "contacts.action.tag_deleted").await;
    assert_eq!(count(&desk, "tag:press").await, 4_000);

    let field = api::add_custom_field(&desk.ws, field("Card", CustomKind::Number, &[])).await.unwrap().id;
    let of = people.clone();
    desk.ws
        .write_blocking(None, move |tx| {
            for person in of {
                let sql = "INSERT INTO person_field (person_id, field_id, value, value_key, number) VALUES (?1, ?2, '7', '7', 7)";
                tx.change(sql, [person.get(), field.get()])?;
            }
            Ok(())
        })
        .unwrap();
    let left = async || api::custom_fields(&desk.ws).await.unwrap().first().map_or(0, |card| card.people);
    let ws = desk.ws.clone();
    let (had, between) = edited_meanwhile(&desk, edited, async move { api::delete_custom_field(&ws, field).await }, async || {
        (1..4_000).contains(&left().await)
    })
    .await;
    assert!(between > 0, "no edit came between");
    assert_eq!((had, api::custom_fields(&desk.ws).await.unwrap().len()), (4_000, 0));
    take_back(&desk, "contacts.action.field_deleted").await;
    assert_eq!((left().await, count(&desk, "field.card:7").await), (4_000, 4_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_of_very_many_gets_another_name_in_one_act_that_lets_edits_in_and_two_may_change_places() {
    let (desk, mut people) = crowd(4_001).await;
    let edited = people.pop().unwrap();
    let card = api::add_custom_field(&desk.ws, field("Card", CustomKind::Choice, &["local", "national"])).await.unwrap().id;
    let (of, few) = (people.clone(), people[..3].to_vec());
    desk.ws
        .write_blocking(None, move |tx| {
            for person in of {
                let value = if few.contains(&person) { "national" } else { "local" };
                let sql = "INSERT INTO person_field (person_id, field_id, value, value_key) VALUES (?1, ?2, ?3, ?3)";
                tx.change(sql, (person.get(), card.get(), value))?;
            }
            Ok(())
        })
        .unwrap();
    let renamed = |names: [(&str, &str); 2]| CustomFieldChange {
        name: None,
        choices: Some(names.map(|(was, name)| ChoiceChange { was: Some(was.to_owned()), name: name.to_owned() }).to_vec()),
    };
    let ws = desk.ws.clone();
    let change = renamed([("local", "in town"), ("national", "national")]);
    let (now, between) = edited_meanwhile(&desk, edited, async move { api::change_custom_field(&ws, card, change).await }, async || {
        let sql = "SELECT count(*) FROM person_field WHERE value = 'local'";
        (1..3_997).contains(&desk.ws.read_blocking(|tx| Ok(tx.query_row(sql, [], |row| row.get::<_, u32>(0)).unwrap())).unwrap())
    })
    .await;
    assert!(between > 0, "no edit came between");
    assert_eq!(now.choices, ["in town", "national"]);
    assert_eq!((count(&desk, "field.card:\"in town\"").await, count(&desk, "field.card:national").await), (3_997, 3));
    let swapped = api::change_custom_field(&desk.ws, card, renamed([("in town", "national"), ("national", "in town")])).await.unwrap();
    assert_eq!(swapped.choices, ["national", "in town"]);
    assert_eq!((count(&desk, "field.card:\"in town\"").await, count(&desk, "field.card:national").await), (3, 3_997));
    undo(&desk).await;
    take_back(&desk, "contacts.action.field_changed").await;
    assert_eq!((count(&desk, "field.card:local").await, count(&desk, "field.card:national").await), (3_997, 3));
    assert_eq!(api::custom_fields(&desk.ws).await.unwrap()[0].field.choices, ["local", "national"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_chose_something_are_found_without_looking_at_anybody_else_also_where_only_capitals_change() {
    let (desk, people) = crowd(2_000).await;
    let plan = desk.ws.read_blocking(|tx| Ok(super::store::custom::plan_of_chosen(tx)?)).unwrap();
    assert!(plan.contains("value_key=?") && !plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
    let card = api::add_custom_field(&desk.ws, field("Card", CustomKind::Choice, &["local", "national"])).await.unwrap().id;
    desk.ws
        .write_blocking(None, move |tx| {
            for person in people {
                let sql = "INSERT INTO person_field (person_id, field_id, value, value_key) VALUES (?1, ?2, 'local', 'local')";
                tx.change(sql, (person.get(), card.get()))?;
            }
            Ok(())
        })
        .unwrap();
    let renamed =
        [("local", "Local"), ("national", "National")].map(|(was, name)| ChoiceChange { was: Some(was.to_owned()), name: name.to_owned() });
    let now = api::change_custom_field(&desk.ws, card, CustomFieldChange { name: None, choices: Some(renamed.to_vec()) }).await.unwrap();
    assert_eq!(now.choices, ["Local", "National"]);
    let sql = "SELECT count(*) FROM person_field WHERE value = 'Local' AND value_key = 'local'";
    assert_eq!(desk.ws.read_blocking(|tx| Ok(tx.query_row(sql, [], |row| row.get::<_, u32>(0)).unwrap())).unwrap(), 2_000);
}
