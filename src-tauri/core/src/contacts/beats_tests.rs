//! The tree of beats, as whoever keeps it and whoever asks by it sees it.

use super::api::{self, BeatCard, PersonPatch, SynonymChange};
use super::*;
use crate::error::Problem;
use crate::ids::{BeatId, PersonId};
use crate::workspace::testing::Desk;

async fn person(desk: &Desk, name: &str, beats: &[&str]) -> PersonId {
    let input = PersonInput {
        name: name.to_owned(),
        beats: beats.iter().map(|beat| (*beat).to_owned()).collect(),
        ..PersonInput::of_kind(PersonKind::Journalist)
    };
    api::add(&desk.ws, input).await.unwrap().id
}

async fn named(desk: &Desk, name: &str) -> BeatId {
    api::beat_named(&desk.ws, name.to_owned()).await.unwrap_or_else(|problem| panic!("{name}: {problem:?}"))
}

async fn add(desk: &Desk, name: &str, under: &str) -> BeatId {
    let under = if under.is_empty() { None } else { Some(named(desk, under).await) };
    api::add_beat(&desk.ws, name.to_owned(), under, Vec::new()).await.unwrap_or_else(|problem| panic!("{name}: {problem:?}"))
}

async fn synonyms(desk: &Desk, beat: &str, add: &[&str], remove: &[&str]) -> Result<(), Problem> {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    api::set_beat_synonyms(&desk.ws, named(desk, beat).await, SynonymChange { add: names(add), remove: names(remove) }).await
}

async fn put_under(desk: &Desk, beat: &str, under: &str) -> Result<(), Problem> {
    let under = if under.is_empty() { None } else { Some(named(desk, under).await) };
    api::move_beat(&desk.ws, named(desk, beat).await, under).await
}

async fn count(desk: &Desk, question: &str) -> u32 {
    let whom = crate::segments::api::Whom { query: Some(question.to_owned()), segment: None };
    crate::segments::api::count(&desk.ws, whom).await.unwrap_or_else(|problem| panic!("{question}: {problem:?}"))
}

async fn somebody(desk: &Desk, name: &str) -> api::PersonCard {
    let one = Condition::of(&Criterion::Name(name.to_owned()));
    let found = desk.ws.read_blocking(move |tx| Ok(select(tx, &one)?)).unwrap();
    api::show(&desk.ws, found[0]).await.unwrap()
}

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

/// The tree in lines: `  oncology = cancer 1/2`, itself and with all below it.
async fn tree(desk: &Desk) -> Vec<String> {
    let line = |card: BeatCard| {
        let synonyms: Vec<String> = card.synonyms.into_iter().map(|synonym| format!(" = {}", synonym.name)).collect();
        format!("{}{}{} {}/{}", "  ".repeat(card.depth as usize), card.name, synonyms.concat(), card.itself, card.people)
    };
    api::beats(&desk.ws, String::new()).await.unwrap().beats.into_iter().map(line).collect()
}

fn fault(problem: &Problem) -> String {
    problem.places.first().and_then(|place| place.what.clone()).unwrap_or_else(|| problem.what.clone()).to_string()
}

/// Health above oncology above leukaemia; medicine is health; sport stands alone.
async fn clinic() -> Desk {
    let desk = Desk::new();
    person(&desk, "Ana Reis", &["Medicine"]).await;
    person(&desk, "Bo Lund", &["oncology", "leukaemia"]).await;
    person(&desk, "Cy Fox", &["health", "sport"]).await;
    person(&desk, "Di Ash", &["Sport"]).await;
    put_under(&desk, "oncology", "health").await.unwrap();
    put_under(&desk, "leukaemia", "oncology").await.unwrap();
    synonyms(&desk, "health", &["medicine", "Gesundheit"], &[]).await.unwrap();
    desk
}

#[tokio::test]
async fn a_beat_finds_whoever_has_it_anything_below_it_or_another_name_of_it() {
    let desk = clinic().await;
    assert_eq!(
        tree(&desk).await,
        ["health = Gesundheit = Medicine 2/3", "  oncology 1/1", "    leukaemia 1/1", "sport 2/2"],
        "whoever has two of them is counted once"
    );
    for (question, is) in [
        ("beat:health", 3),
        ("beat:HEALTH", 3),
        ("beat:medicine", 3),
        ("beat:gesundheit", 3),
        ("beat:=health", 2),
        ("beat:=Medicine", 2),
        ("beat:= \"oncology\"", 1),
        ("beat:oncology", 1),
        ("beat:=leukaemia", 1),
        ("-beat:health", 1),
        ("-beat:=health", 2),
        ("beat:gesund*", 3),
        ("beat:*ologi*", 0),
        ("beat:*olog*,sport", 3),
        ("beat:health beat:sport", 1),
        ("beat:nothing", 0),
        ("beat:empty", 0),
    ] {
        let question = question.replace(":= ", ":=");
        assert_eq!(count(&desk, &question).await, is, "{question}");
    }
    // The row keeps the word that was written.
    let ana = somebody(&desk, "Ana Reis").await;
    assert_eq!(ana.fields.beats, ["Medicine"]);
    put_under(&desk, "sport", "health").await.unwrap();
    assert_eq!((count(&desk, "beat:health").await, count(&desk, "beat:=health").await), (4, 2));
    undo(&desk).await;
    assert_eq!(count(&desk, "beat:health").await, 3);
}

#[tokio::test]
async fn nothing_comes_to_stand_below_itself_or_too_deep_and_no_name_belongs_to_two() {
    let desk = clinic().await;
    let before = tree(&desk).await;
    let mut refused = Vec::new();
    for (beat, under) in [("health", "leukaemia"), ("health", "medicine"), ("oncology", "oncology")] {
        refused.push(fault(&put_under(&desk, beat, under).await.unwrap_err()));
    }
    refused.push(fault(&synonyms(&desk, "sport", &["Medicine"], &[]).await.unwrap_err()));
    refused.push(fault(&synonyms(&desk, "sport", &["a;b"], &[]).await.unwrap_err()));
    refused.push(fault(&synonyms(&desk, "sport", &[], &["medicine"]).await.unwrap_err()));
    let name = |name: &str| api::add_beat(&desk.ws, name.to_owned(), None, Vec::new());
    refused.push(fault(&name("Oncology").await.unwrap_err()));
    refused.push(fault(&name("MEDICINE").await.unwrap_err()));
    refused.push(fault(&name("  ").await.unwrap_err()));
    refused.push(fault(&name(&"x".repeat(501)).await.unwrap_err()));
    assert_eq!(
        refused,
        [
            "“leukaemia” stands below “health”, so “health” cannot go under it.",
            "“health” cannot stand under itself.",
            "“oncology” cannot stand under itself.",
            "“Medicine” is already a synonym of “health”.",
            "A semicolon stands between beats, so none can be inside one.",
            "“medicine” is no synonym of “sport”.",
            "There is already a beat “oncology”. Move it, or make the two one.",
            "“Medicine” is already a synonym of “health”.",
            "A name needs a letter or a digit.",
            "This is longer than 500 characters.",
        ]
    );
    assert_eq!(tree(&desk).await, before);
    let mut above = "leukaemia".to_owned();
    for n in 4..=10 {
        let next = format!("level {n}");
        add(&desk, &next, &above).await;
        above = next;
    }
    let deep = api::add_beat(&desk.ws, "level 11".to_owned(), Some(named(&desk, &above).await), Vec::new()).await.unwrap_err();
    assert_eq!(fault(&deep), "At most 10 beats may stand below one another.");
    assert_eq!(fault(&put_under(&desk, "health", "sport").await.unwrap_err()), "At most 10 beats may stand below one another.");
    assert_eq!(api::beat_named(&desk.ws, "level 11".to_owned()).await.unwrap_err().code, "contacts.no_beat");
}

#[tokio::test]
async fn a_rename_keeps_what_questions_and_imports_say_unless_it_is_told_otherwise() {
    let desk = clinic().await;
    let health = named(&desk, "health").await;
    api::rename_beat(&desk.ws, health, "Health and care".to_owned(), true).await.unwrap();
    assert_eq!((count(&desk, "beat:health").await, count(&desk, "beat:\"health and care\"").await), (3, 3));
    assert_eq!(somebody(&desk, "Cy Fox").await.fields.beats, ["Health and care", "sport"]);
    // Who comes in with the old word counts as the beat and keeps it.
    person(&desk, "Eve Orr", &["HEALTH"]).await;
    assert_eq!((count(&desk, "beat:medicine").await, count(&desk, "beat:=\"health and care\"").await), (4, 3));
    let sport = named(&desk, "sport").await;
    api::rename_beat(&desk.ws, sport, "Sports".to_owned(), false).await.unwrap();
    assert_eq!((count(&desk, "beat:sport").await, count(&desk, "beat:sports").await), (0, 2));
    undo(&desk).await;
    assert_eq!(count(&desk, "beat:sport").await, 2);
    // One of its own further names becomes the first, and nobody's word changes.
    let lead = api::rename_beat(&desk.ws, health, "Medicine".to_owned(), true).await.unwrap();
    assert_eq!(lead, named(&desk, "Medicine").await);
    let shown = tree(&desk).await;
    assert_eq!(shown[0], "Medicine = Gesundheit = health = Health and care 3/4");
    assert_eq!((somebody(&desk, "Ana Reis").await.fields.beats, shown[1].as_str()), (vec!["Medicine".to_owned()], "  oncology 1/1"));
    let taken = api::rename_beat(&desk.ws, lead, "oncology".to_owned(), true).await.unwrap_err();
    assert_eq!(fault(&taken), "There is already a beat “oncology”. Move it, or make the two one.");
}

#[tokio::test]
async fn two_beats_become_one_with_what_stood_below_both_and_each_act_is_taken_back_whole() {
    let desk = clinic().await;
    let before = tree(&desk).await;
    person(&desk, "Eve Orr", &["helth", "health"]).await;
    person(&desk, "Fay Ito", &["helth"]).await;
    add(&desk, "nursing", "helth").await;
    api::merge_beats(&desk.ws, named(&desk, "helth").await, named(&desk, "medicine").await).await.unwrap();
    assert_eq!(tree(&desk).await[0], "health = Gesundheit = helth = Medicine 4/5");
    assert_eq!(somebody(&desk, "Eve Orr").await.fields.beats, ["health"]);
    assert_eq!(somebody(&desk, "Fay Ito").await.fields.beats, ["health"]);
    assert_eq!(api::beats(&desk.ws, "nursing".to_owned()).await.unwrap().beats[0].path, ["health", "nursing"]);
    // A synonym that is made one with its own beat gives its people the beat's word.
    api::merge_beats(&desk.ws, named(&desk, "Medicine").await, named(&desk, "health").await).await.unwrap();
    assert_eq!(somebody(&desk, "Ana Reis").await.fields.beats, ["health"]);
    undo(&desk).await;
    assert_eq!(somebody(&desk, "Ana Reis").await.fields.beats, ["Medicine"]);
    undo(&desk).await;
    assert_eq!(somebody(&desk, "Fay Ito").await.fields.beats, ["helth"]);
    // Into one that stands below it: that one takes its place.
    api::merge_beats(&desk.ws, named(&desk, "health").await, named(&desk, "leukaemia").await).await.unwrap();
    let joined = tree(&desk).await;
    assert_eq!(joined[..2], ["helth 2/2", "  nursing 0/0"]);
    assert_eq!(joined[2..4], ["leukaemia = Gesundheit = health = Medicine 4/4", "  oncology 1/1"]);
    undo(&desk).await;
    assert_eq!(tree(&desk).await.into_iter().filter(|line| before.contains(line)).count(), before.len() - 1, "health has one more");
}

#[tokio::test]
async fn what_stood_below_a_deleted_beat_goes_one_up_and_a_name_that_is_used_stays_a_beat() {
    let desk = clinic().await;
    api::delete_beat(&desk.ws, named(&desk, "oncology").await).await.unwrap();
    assert_eq!(tree(&desk).await[..2], ["health = Gesundheit = Medicine 2/3", "  leukaemia 1/1"]);
    undo(&desk).await;
    synonyms(&desk, "health", &[], &["Medicine", "gesundheit"]).await.unwrap();
    assert_eq!(tree(&desk).await, ["health 1/2", "  oncology 1/1", "    leukaemia 1/1", "Medicine 1/1", "sport 2/2"]);
    undo(&desk).await;
    api::delete_beat(&desk.ws, named(&desk, "Medicine").await).await.unwrap();
    assert_eq!(tree(&desk).await[0], "health = Gesundheit 1/2");
    undo(&desk).await;
    api::delete_beat(&desk.ws, named(&desk, "health").await).await.unwrap();
    assert_eq!(tree(&desk).await, ["oncology 1/1", "  leukaemia 1/1", "sport 2/2"]);
    assert_eq!(count(&desk, "beat:empty").await, 1);
    undo(&desk).await;
    assert_eq!((tree(&desk).await[0].as_str(), count(&desk, "beat:empty").await), ("health = Gesundheit = Medicine 2/3", 0));
}

#[tokio::test]
async fn acts_taken_back_out_of_their_order_leave_a_tree_or_nothing_happens() {
    let desk = clinic().await;
    // Oncology goes to the top, then health goes under it: taking back the first alone would put each below the other.
    put_under(&desk, "oncology", "").await.unwrap();
    put_under(&desk, "health", "oncology").await.unwrap();
    let before = tree(&desk).await;
    let acts = crate::workspace::api::history(&desk.ws, 10).await.unwrap();
    let first = acts.iter().filter(|act| act.label.key == "contacts.action.beat_moved").nth(1).unwrap().id;
    let refused = crate::workspace::api::undo(&desk.ws, crate::PLUGS, Some(first)).await.unwrap_err();
    assert_eq!((refused.code.as_str(), tree(&desk).await), ("contacts.beats_moved_since", before));
}

#[tokio::test]
async fn a_beat_that_is_there_by_hand_is_offered_though_nobody_has_it_and_others_only_as_long_as_somebody_does() {
    let desk = Desk::new();
    add(&desk, "健康", "").await;
    add(&desk, "腫瘍学", "健康").await;
    synonyms(&desk, "健康", &["الصحة"], &[]).await.unwrap();
    let gone = person(&desk, "Ana Reis", &["heraldry"]).await;
    let offered = async |text: &str| {
        let all = crate::segments::api::complete(&desk.ws, text.to_owned(), u32::try_from(text.chars().count()).unwrap()).await.unwrap();
        all.into_iter().map(|one| (one.text, one.label)).collect::<Vec<_>>()
    };
    assert_eq!(offered("beat:腫").await, [("腫瘍学".to_owned(), "健康 › 腫瘍学".to_owned())]);
    assert_eq!(offered("beat:الص").await, [("الصحة".to_owned(), "الصحة = 健康".to_owned())]);
    assert_eq!(offered("beat:hera").await, [("heraldry".to_owned(), "heraldry".to_owned())]);
    api::edit(&desk.ws, gone, PersonPatch { beats: Some(vec!["腫瘍学".to_owned()]), ..Default::default() }).await.unwrap();
    assert_eq!(offered("beat:hera").await, []);
    assert_eq!(tree(&desk).await, ["健康 = الصحة 0/1", "  腫瘍学 1/1"]);
    // Whoever adds it finds no other in the way.
    add(&desk, "Heraldry", "").await;
    assert_eq!(tree(&desk).await[0], "Heraldry 0/0");
}

#[tokio::test]
async fn a_journalist_of_a_beat_below_speaks_for_the_one_above_in_relevance_and_is_told_by_it() {
    let desk = clinic().await;
    let key = || KeyWords::of("A house for health", "Medicine for everybody, and health most of all.");
    let bo = somebody(&desk, "Bo Lund").await.id;
    let di = somebody(&desk, "Di Ash").await.id;
    let found = desk.ws.read_blocking(move |tx| Ok(relevance(tx, &[bo, di], &key(), 3)?)).unwrap();
    assert_eq!((found[&bo].score, found[&di].score), (Some(70), Some(0)));
    assert_eq!(found[&bo].speaks[0].text, "health › oncology");
    assert_eq!(found[&bo].beats, ["oncology", "leukaemia"]);
    let key = || KeyWords::of("Gesundheit", "Gesundheit");
    let found = desk.ws.read_blocking(move |tx| Ok(relevance(tx, &[bo], &key(), 3)?)).unwrap();
    assert_eq!(found[&bo].speaks[0].text, "oncology (Gesundheit)");
}
