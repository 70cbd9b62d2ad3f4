//! The indexes of noted words: they follow what is written, taken back, merged and forgotten, whoever writes.

use std::collections::BTreeSet;

use super::api::{self, PersonPatch};
use super::store::relevance::indexed;
use super::*;
use crate::ids::PersonId;
use crate::workspace::testing::Desk;

async fn somebody(desk: &Desk, name: &str, notes: &str) -> PersonId {
    let address = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
    let input = PersonInput {
        name: name.to_owned(),
        notes: notes.to_owned(),
        addresses: vec![api::new_address(address)],
        ..PersonInput::of_kind(PersonKind::Journalist)
    };
    api::add(&desk.ws, input).await.unwrap().id
}

async fn touch(desk: &Desk, person: PersonId, kind: TouchKind, text: &str) -> crate::ids::TouchId {
    let input = TouchInput { kind, when: String::new(), zone: "UTC".to_owned(), text: text.to_owned() };
    crate::touches::api::add(&desk.ws, person, input).await.unwrap().touch
}

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

/// Whom the indexes find by a word, which is whom the plainest look finds.
fn with(desk: &Desk, word: &'static str) -> BTreeSet<i64> {
    desk.ws
        .read_blocking(|tx| {
            let found = indexed(tx, word)?;
            let mut query = tx.prepare(
                "SELECT id FROM person WHERE instr(lower(notes), ?1) UNION SELECT person_id FROM touch WHERE instr(lower(text), ?1)",
            )?;
            let plain = query.query_map([word], |row| row.get(0))?.collect::<Result<BTreeSet<i64>, _>>()?;
            assert_eq!(found, plain, "{word}");
            Ok(found)
        })
        .unwrap()
}

#[tokio::test]
async fn what_is_noted_is_found_as_it_stands_through_edits_undo_and_a_merge() {
    let desk = Desk::new();
    let ana = somebody(&desk, "Ana Reis", "Loves lighthouses.").await;
    let bo = somebody(&desk, "Bo Lund", "").await;
    let note = touch(&desk, bo, TouchKind::Reply, "Send me the lens, please.").await;
    assert_eq!(with(&desk, "lighthouses"), BTreeSet::from([ana.get()]));
    assert_eq!(with(&desk, "lens"), BTreeSet::from([bo.get()]));
    api::edit(&desk.ws, ana, PersonPatch { notes: Some("Loves windmills.".to_owned()), ..Default::default() }).await.unwrap();
    api::edit(&desk.ws, bo, PersonPatch { notes: Some("Windmills too.".to_owned()), ..Default::default() }).await.unwrap();
    assert_eq!((with(&desk, "lighthouses").len(), with(&desk, "windmills").len()), (0, 2));
    undo(&desk).await;
    undo(&desk).await;
    assert_eq!((with(&desk, "lighthouses").len(), with(&desk, "windmills").len()), (1, 0));
    crate::touches::api::delete(&desk.ws, note).await.unwrap();
    assert!(with(&desk, "lens").is_empty());
    undo(&desk).await;
    api::merge(&desk.ws, ana, bo, Vec::new()).await.unwrap();
    assert_eq!((with(&desk, "lens"), with(&desk, "lighthouses")), (BTreeSet::from([ana.get()]), BTreeSet::from([ana.get()])));
    undo(&desk).await;
    assert_eq!(with(&desk, "lens"), BTreeSet::from([bo.get()]));
    api::delete(&desk.ws, vec![ana, bo]).await.unwrap();
    assert!(with(&desk, "lens").is_empty() && with(&desk, "lighthouses").is_empty());
    undo(&desk).await;
    assert_eq!((with(&desk, "lens").len(), with(&desk, "lighthouses").len()), (1, 1));
    desk.ws.write_blocking(None, rebuild_index).unwrap();
    assert_eq!((with(&desk, "lens").len(), with(&desk, "lighthouses").len(), with(&desk, "windmills").len()), (1, 1, 0));
}

#[tokio::test]
async fn deleting_a_note_or_forgetting_somebody_leaves_no_byte_of_their_words() {
    let desk = Desk::new();
    let (ana, bo) = (somebody(&desk, "Ana Reis", "Quillingtonia grows at her window.").await, somebody(&desk, "Bo Lund", "").await);
    touch(&desk, ana, TouchKind::Clipping, "A page about zenobiaflora and quillingtonia.").await;
    for n in 0..200 {
        touch(&desk, bo, TouchKind::Note, &format!("quillgreen zenithal note {n} of a garden")).await;
    }
    let left = || {
        desk.ws.settle();
        let mut found = Vec::new();
        for file in std::fs::read_dir(desk.folder.path()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
            let bytes = std::fs::read(&file).unwrap().to_ascii_lowercase();
            // The index keeps of a word what the one before it does not begin with.
            for word in ["quillingtonia", "zenobiaflora", "ingtonia", "obiaflora"] {
                if bytes.windows(word.len()).any(|part| part == word.as_bytes()) {
                    found.push(format!("{word} in {}", file.display()));
                }
            }
        }
        found
    };
    assert!(left().iter().any(|found| found.starts_with("ingtonia")), "the look itself works");
    api::forget(&desk.ws, ana).await.unwrap();
    assert_eq!(left(), Vec::<String>::new());
    assert_eq!(with(&desk, "zenithal"), BTreeSet::from([bo.get()]), "everybody else is found");
}

#[tokio::test]
async fn a_whole_file_is_called_whole_after_others_wrote_what_was_read() {
    let desk = Desk::new();
    let ana = somebody(&desk, "Ana Reis", "Loves lighthouses.").await;
    for n in 0..12 {
        assert_eq!(with(&desk, "lighthouses").len(), 1, "it was read");
        touch(&desk, ana, TouchKind::Note, &format!("Note {n}")).await;
        api::edit(&desk.ws, ana, PersonPatch { notes: Some(format!("Loves lighthouses, says note {n}.")), ..Default::default() })
            .await
            .unwrap();
        let checks = crate::verify(&desk.ws).await.unwrap();
        assert!(checks.iter().all(|check| check.ok), "{n}: {checks:?}");
    }
    with(&desk, "lighthouses");
    api::forget(&desk.ws, ana).await.unwrap();
    assert!(crate::verify(&desk.ws).await.unwrap().iter().all(|check| check.ok));
}

#[tokio::test]
async fn whoevers_data_are_restricted_is_not_judged_by_them() {
    let desk = Desk::new();
    let (ana, bo) = (somebody(&desk, "Ana Reis", "Loves lighthouses.").await, somebody(&desk, "Bo Lund", "Lighthouses!").await);
    api::restrict(&desk.ws, ana, "says it is wrong".to_owned()).await.unwrap();
    let key = KeyWords::of("The lighthouse is back", "");
    let judged = desk.ws.read_blocking(|tx| Ok(relevance(tx, &[ana, bo, 999.into()], &key, 3)?)).unwrap();
    assert_eq!(judged.keys().copied().collect::<Vec<_>>(), [bo]);
    assert_eq!(judged[&bo].speaks[0].text, "Lighthouses!");
}

#[tokio::test]
async fn whoever_is_not_read_about_is_whoever_is_not_low() {
    let desk = Desk::new();
    let mut people = Vec::new();
    for (n, (notes, beat)) in [
        ("", ""),
        ("Loves lighthouses and towers.", "music"),
        ("Likes mornings.", "music"),
        ("", "lighthouses"),
        ("Talks of nothing but the opera of the town, and of singers who came there once.", ""),
    ]
    .into_iter()
    .enumerate()
    {
        let id = somebody(&desk, &format!("Somebody {n}"), notes).await;
        let beats = if beat.is_empty() { Vec::new() } else { vec![beat.to_owned()] };
        api::edit(&desk.ws, id, PersonPatch { beats: Some(beats), ..Default::default() }).await.unwrap();
        people.push(id);
    }
    touch(&desk, somebody(&desk, "Reply", "").await, TouchKind::Reply, "Thank you.").await;
    let key = KeyWords::of("The lighthouse is back", "Its tower stands.");
    let asked = people.clone();
    let (all, low) = desk.ws.read_blocking(|tx| Ok((relevance(tx, &asked, &key, 2)?, uninterested(tx, &asked, &key, 2)?))).unwrap();
    let plain: std::collections::HashMap<_, _> = all.into_iter().filter(|(_, one)| one.is_low()).collect();
    assert_eq!(low, plain);
    assert_eq!(low.keys().copied().collect::<BTreeSet<_>>(), BTreeSet::from([people[2], people[4]]));
}
