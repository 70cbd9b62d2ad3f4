use super::api::{self, PersonCard};
use super::*;
use crate::ids::PersonId;
use crate::workspace::testing::Desk;

async fn add(desk: &Desk, name: &str, address: &str) -> PersonId {
    let addresses = if address.is_empty() { Vec::new() } else { vec![api::new_address(address.to_owned())] };
    let input = PersonInput { name: name.to_owned(), addresses, ..PersonInput::of_kind(PersonKind::Journalist) };
    api::add(&desk.ws, input).await.unwrap().id
}

fn to(other: PersonId, kind: RelationKind) -> RelationInput {
    RelationInput { other: format!("#{other}"), kind, word: String::new(), back: String::new(), note: String::new() }
}

fn own(other: PersonId, word: &str, back: &str) -> RelationInput {
    RelationInput { word: word.to_owned(), back: back.to_owned(), ..to(other, RelationKind::Other) }
}

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

/// What somebody is to others, as a page says it.
async fn said(desk: &Desk, person: PersonId) -> Vec<String> {
    says(&api::show(&desk.ws, person).await.unwrap())
}

fn says(card: &PersonCard) -> Vec<String> {
    let say = |one: &RelationCard| [one.says().text(crate::messages::Language::En), one.note.clone()].join("|");
    card.relations.iter().map(|one| say(one).trim_end_matches('|').to_owned()).collect()
}

async fn count(desk: &Desk, question: &str) -> u32 {
    let whom = crate::segments::api::Whom { query: Some(question.to_owned()), segment: None };
    crate::segments::api::count(&desk.ws, whom).await.unwrap()
}

/// What changed of somebody, the newest act first, but that something did.
async fn past(desk: &Desk, person: PersonId) -> Vec<String> {
    let page = api::history(&desk.ws, person, 0, 200).await.unwrap();
    let changes = page.entries.iter().flat_map(|entry| entry.changes.iter());
    changes
        .filter(|change| change.key.starts_with("relation."))
        .map(|change| format!("{}: {:?} > {:?}", change.label.text(crate::messages::Language::En), change.from, change.to))
        .collect()
}

async fn refused(desk: &Desk, person: PersonId, input: RelationInput) -> Vec<(String, String)> {
    let problem = api::relate(&desk.ws, person, input).await.unwrap_err();
    problem.places.iter().map(|place| (place.field.clone().unwrap(), place.what.clone().unwrap().key.into_owned())).collect()
}

#[tokio::test]
async fn one_relation_stands_on_both_pages_with_the_word_that_is_right_there_and_comes_and_goes_with_undo() {
    let desk = Desk::new();
    let (ines, ruth) = (add(&desk, "Ines Calder", "ines@coast.example.net").await, add(&desk, "Ruth Vale", "").await);
    let input = RelationInput { note: "since the fair".to_owned(), ..to(ruth, RelationKind::AssistantOf) };
    let card = api::relate(&desk.ws, ines, input).await.unwrap();
    assert_eq!(says(&card), ["Assistant of Ruth Vale|since the fair"]);
    assert_eq!(said(&desk, ruth).await, ["Has Ines Calder as assistant|since the fair"]);
    let told = api::access(&desk.ws, ruth).await.unwrap();
    assert_eq!(
        told["person"]["relations"],
        serde_json::json!([{ "is": "has-assistant", "person": "Ines Calder", "note": "since the fair" }])
    );
    // From the other page it is changed as from this one.
    let id = api::show(&desk.ws, ruth).await.unwrap().relations[0].id;
    let input = RelationInput { note: "until May".to_owned(), ..to(ines, RelationKind::HasStandIn) };
    api::edit_relation(&desk.ws, ruth, id, input).await.unwrap();
    assert_eq!(said(&desk, ines).await, ["Stands in for Ruth Vale|until May"]);
    undo(&desk).await;
    assert_eq!(said(&desk, ines).await, ["Assistant of Ruth Vale|since the fair"]);
    api::unrelate(&desk.ws, ruth, id).await.unwrap();
    assert!(said(&desk, ines).await.is_empty() && said(&desk, ruth).await.is_empty());
    undo(&desk).await;
    // Both pasts tell of it, each from its side; also of who goes and comes back.
    api::delete(&desk.ws, vec![ines]).await.unwrap();
    assert!(said(&desk, ruth).await.is_empty());
    undo(&desk).await;
    assert_eq!(said(&desk, ruth).await, ["Has Ines Calder as assistant|since the fair"]);
    let (of_ines, of_ruth) = (past(&desk, ines).await, past(&desk, ruth).await);
    assert_eq!(of_ines.last().unwrap(), "Assistant of Ruth Vale: None > Some(\"since the fair\")", "{of_ines:?}");
    assert_eq!(of_ruth.last().unwrap(), "Has Ines Calder as assistant: None > Some(\"since the fair\")", "{of_ruth:?}");
    assert!(of_ruth.iter().any(|line| line == "Has Ines Calder as stand-in: None > Some(\"until May\")"), "{of_ruth:?}");
    let day = api::as_they_were(&desk.ws, ruth, "2099-01-01", "UTC").await.unwrap();
    assert!(day.lines.iter().any(|line| line.key == "relation.has-assistant"), "{day:?}");
}

#[tokio::test]
async fn words_of_ones_own_have_two_sides_and_what_is_wrong_is_said_at_its_field() {
    let desk = Desk::new();
    let (ines, ruth) = (add(&desk, "Ines Calder", "").await, add(&desk, "Ruth Vale", "ruth@coast.example.net").await);
    add(&desk, "Ines Calder", "").await;
    let names = ["愛子".to_owned(), "زينب".to_owned(), "x".repeat(300)];
    let mut others = Vec::new();
    for name in &names {
        others.push(add(&desk, name, "").await);
    }
    api::relate(&desk.ws, ines, own(ruth, "Mentor of", "mentored by")).await.unwrap();
    assert_eq!(
        (said(&desk, ines).await, said(&desk, ruth).await),
        (vec!["Mentor of Ruth Vale".to_owned()], vec!["mentored by Ines Calder".to_owned()])
    );
    // The same once more, from whichever side and however it is written; but another word may stand beside it.
    for (person, input) in [(ines, own(ruth, "mentor OF", "")), (ruth, own(ines, "Mentored by", "mentor of"))] {
        assert_eq!(refused(&desk, person, input).await, [("kind".to_owned(), "contacts.fault.related_already".to_owned())]);
    }
    api::relate(&desk.ws, ruth, own(ines, "knows", "")).await.unwrap();
    assert_eq!(refused(&desk, ines, to(ruth, RelationKind::Knows)).await[0].1, "contacts.fault.related_already");
    api::relate(&desk.ws, ines, to(ruth, RelationKind::AssistantOf)).await.unwrap();
    api::relate(&desk.ws, ruth, to(ines, RelationKind::AssistantOf)).await.unwrap();
    for (input, field, fault) in [
        (to(ines, RelationKind::Leads), "other", "related_to_self"),
        (to(4_711.into(), RelationKind::Leads), "other", "no_such_person"),
        (RelationInput { other: "Ines Calder".to_owned(), ..to(ruth, RelationKind::Leads) }, "other", "no_such_person"),
        (RelationInput { other: " ".to_owned(), ..to(ruth, RelationKind::Leads) }, "other", "no_other"),
        (own(ruth, " - ", ""), "word", "no_relation_word"),
        (own(ruth, &"w".repeat(501), ""), "word", "long"),
        (RelationInput { note: "a\u{7}".to_owned(), ..to(ruth, RelationKind::Leads) }, "note", "control"),
    ] {
        assert_eq!(refused(&desk, ines, input).await, [(field.to_owned(), format!("contacts.fault.{fault}"))]);
    }
    assert_eq!(api::relate(&desk.ws, 4_711.into(), to(ruth, RelationKind::Leads)).await.unwrap_err().code, "contacts.no_person");
    assert_eq!(api::unrelate(&desk.ws, others[0], 1.into()).await.unwrap_err().code, "contacts.no_relation");
    for other in &others {
        api::relate(&desk.ws, *other, RelationInput { other: "ruth@coast.example.net".to_owned(), ..own(ruth, "Große Liebe", "愛") })
            .await
            .unwrap();
    }
    assert_eq!(said(&desk, ruth).await.iter().filter(|line| line.starts_with("愛 ")).count(), 3);
    // Who is meant is offered so that no two are called the same.
    let offered = api::suggest_people(&desk.ws, "cald".to_owned()).await.unwrap();
    assert_eq!(offered.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Ines Calder #1", "Ines Calder #3"]);
    let offered = api::suggest_people(&desk.ws, "ruth".to_owned()).await.unwrap();
    assert_eq!(offered[0].name, "Ruth Vale <ruth@coast.example.net>");
    assert_eq!(api::suggest_relations(&desk.ws, "gr".to_owned()).await.unwrap(), ["Große Liebe"]);
}

#[tokio::test]
async fn questions_find_people_by_what_they_are_to_others_and_who_is_nothing_to_anybody() {
    let desk = Desk::new();
    let (ines, ruth, bo) = (add(&desk, "Ines", "").await, add(&desk, "Ruth", "").await, add(&desk, "Bo", "").await);
    add(&desk, "Nobody's", "").await;
    api::relate(&desk.ws, ines, to(ruth, RelationKind::AssistantOf)).await.unwrap();
    api::relate(&desk.ws, bo, own(ruth, "Mentor of", "mentored by")).await.unwrap();
    for (question, found) in [
        ("relation:assistant-of", 1),
        ("relation:has-assistant name:ruth", 1),
        ("relation:\"mentor of\"", 1),
        ("relation:mentor*", 2),
        ("relation:knows", 0),
        ("relation:empty", 1),
        ("-relation:empty", 3),
        ("has:relation", 3),
        ("has:relation -relation:assistant-of", 2),
    ] {
        assert_eq!(count(&desk, question).await, found, "{question}");
    }
    let offered = desk.ws.read_blocking(|tx| Ok(relations_in_use(tx, "mentor", 10)?)).unwrap();
    assert_eq!(offered, ["Mentor of", "mentored by"]);
}

#[tokio::test]
async fn a_merge_keeps_what_both_are_to_others_once_and_nothing_to_oneself() {
    let desk = Desk::new();
    let (keep, other) = (add(&desk, "Ines Calder", "").await, add(&desk, "I. Calder", "").await);
    let (ruth, bo) = (add(&desk, "Ruth", "").await, add(&desk, "Bo", "").await);
    for (person, input) in [
        (keep, to(ruth, RelationKind::AssistantOf)),
        (ruth, to(other, RelationKind::HasAssistant)),
        (bo, to(other, RelationKind::AgentOf)),
        (keep, to(other, RelationKind::Knows)),
        (other, own(bo, "godparent of", "godchild of")),
    ] {
        api::relate(&desk.ws, person, input).await.unwrap();
    }
    let preview = api::merge_preview(&desk.ws, keep, other).await.unwrap();
    let list = preview.lists.iter().find(|list| list.list == "relations").unwrap();
    assert_eq!(
        list.entries.iter().map(|entry| (entry.text.as_str(), entry.kept, entry.other)).collect::<Vec<_>>(),
        [("assistant-of: Ruth", true, true), ("has-agent: Bo", false, true), ("godparent of: Bo", false, true)]
    );
    let card = api::merge(&desk.ws, keep, other, Vec::new()).await.unwrap();
    assert_eq!(says(&card), ["Assistant of Ruth", "Has Bo as agent or PR", "godparent of Bo"]);
    assert_eq!(said(&desk, bo).await, ["Agent or PR of Ines Calder", "godchild of Ines Calder"]);
    assert_eq!(said(&desk, ruth).await, ["Has Ines Calder as assistant"]);
    undo(&desk).await;
    assert_eq!(said(&desk, other).await.len(), 4);
    assert_eq!(said(&desk, keep).await, ["Assistant of Ruth", "Knows I. Calder"]);
}

#[tokio::test]
async fn who_is_forgotten_leaves_no_trace_with_those_to_whom_they_were_something() {
    let desk = Desk::new();
    let (gone, stays) = (add(&desk, "Zenobia Quillington", "zenobia@quillington.example.net").await, add(&desk, "Ruth Vale", "").await);
    let note = |kind, note: &str| RelationInput { note: note.to_owned(), ..to(stays, kind) };
    let first = api::relate(&desk.ws, gone, note(RelationKind::AgentOf, "her Quillington years")).await.unwrap().relations[0].id;
    api::relate(&desk.ws, stays, RelationInput { note: "Quillington again".to_owned(), ..to(gone, RelationKind::Knows) }).await.unwrap();
    api::edit_relation(&desk.ws, gone, first, note(RelationKind::AgentOf, "Quillington, since May")).await.unwrap();
    api::unrelate(&desk.ws, stays, first).await.unwrap();
    let told = past(&desk, stays).await;
    assert!(told.iter().any(|line| line.contains("Zenobia") && line.contains("since May")), "{told:?}");
    api::forget(&desk.ws, gone).await.unwrap();
    assert!(said(&desk, stays).await.is_empty() && past(&desk, stays).await.is_empty());
    let left = serde_json::to_string(&api::history(&desk.ws, stays, 0, 50).await.unwrap()).unwrap();
    assert!(!left.contains("Quillington") && !left.contains("Zenobia"), "{left}");
    for file in
        std::fs::read_dir(desk.ws.path().parent().unwrap()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file())
    {
        let bytes = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).to_lowercase();
        assert!(!bytes.contains("quillington") && !bytes.contains("zenobia"), "{}", file.display());
    }
    // Undo brings none of it back.
    for _ in 0..20 {
        drop(crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await);
    }
    assert!(api::show(&desk.ws, gone).await.is_err());
}
