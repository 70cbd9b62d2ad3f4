//! What doing an import again promises after it was taken back.

use proptest::prelude::*;

use super::api::{self, Decision, ImportCard, ImportState, Verdict, Which};
use super::applying_tests::{held_at, written};
use super::tests::{file, people, records, row, stage};
use crate::contacts::api::PersonPatch;
use crate::contacts::{self, PersonInput, PersonKind};
use crate::ids::ActionId;
use crate::workspace::api::Undone;
use crate::workspace::testing::Desk;
use crate::workspace::{Workspace, api as workspace_api};

const HELD: &str = "name,email,city,phone\nRuth Vale,ruth@tide.example.org,Goes,0101\nOwen Prosser,owen@tide.example.org,,\n";
const FILE: &str = "name,email,city,outlet,beats,notes\nAiko Tanabe,aiko@sea.example.org,Ostend,Sea,ferries,=1+1\n\
    Ruth Vale,ruth@tide.example.org,Hull,Tide,arts,\nBea Thornley,bea@courier.example.org,Leeds,The Courier,,\n\
    Bea Thornley,bea@courier.example.org,,,crime,\nJan Kees,,Goes,Sea,ferries,\n";

/// The sentence about one who was not brought back, before the name.
const ONE: &str = "1 person was not brought back, since somebody else is in their place or they are another by now:";

async fn undo(ws: &Workspace, action: Option<ActionId>) -> Undone {
    let undone = workspace_api::undo(ws, crate::PLUGS, action).await.unwrap();
    api::cleared(ws).await.unwrap();
    undone
}

async fn redo(ws: &Workspace, action: Option<ActionId>) -> Undone {
    workspace_api::redo(ws, crate::PLUGS, action).await.unwrap()
}

/// Applies a file, a row that repeats another merged with it.
async fn apply(desk: &Desk, name: &str, csv: &str) -> ImportCard {
    let import = stage(&desk.ws, file(desk, name, csv)).await.id;
    api::decide(&desk.ws, import, Which::All(Verdict::Duplicate), Decision::Merge).await.unwrap();
    api::apply(&desk.ws, import).await.unwrap()
}

async fn who(ws: &Workspace, address: &str) -> crate::ids::PersonId {
    contacts::api::who(ws, address).await.unwrap()
}

async fn add(ws: &Workspace, name: &str, address: &str) {
    let addresses = vec![contacts::api::new_address(address.to_owned())];
    let person = PersonInput { name: name.to_owned(), addresses, ..PersonInput::of_kind(PersonKind::Journalist) };
    contacts::api::add(ws, person).await.unwrap();
}

#[tokio::test]
async fn an_import_that_was_taken_back_is_done_again_with_the_same_people_under_the_same_numbers() {
    let desk = Desk::new();
    apply(&desk, "held.csv", HELD).await;
    let before = records(&desk.ws).await;
    desk.clock.advance_ms(60_000);
    let import = apply(&desk, "a.csv", FILE).await;
    assert_eq!((import.adds, import.changes), (3, 2));
    let after = records(&desk.ws).await;
    for _ in 0..2 {
        desk.clock.advance_ms(86_400_000);
        undo(&desk.ws, None).await;
        let inputs = |records: &[contacts::PersonRecord]| records.iter().map(|one| (one.id, one.input.clone())).collect::<Vec<_>>();
        assert_eq!(inputs(&records(&desk.ws).await), inputs(&before));
        let done = redo(&desk.ws, None).await;
        assert_eq!(done.left, None);
        assert_eq!(records(&desk.ws).await, after, "whole, with their numbers and the day on which they came");
        let card = api::show(&desk.ws, import.id).await.unwrap();
        assert_eq!((card.state, card.adds, card.changes, card.undo_left), (ImportState::Applied, 3, 2, None));
        assert_eq!(workspace_api::redo(&desk.ws, crate::PLUGS, None).await.unwrap_err().code, "workspace.nothing_to_redo");
    }
    // What the act brought can be edited and taken back as ever, and a new act ends what the key does again.
    let aiko = who(&desk.ws, "aiko@sea.example.org").await;
    desk.clock.advance_ms(60_000);
    contacts::api::edit(&desk.ws, aiko, PersonPatch { role: Some("Editor".to_owned()), ..Default::default() }).await.unwrap();
    let undone = undo(&desk.ws, import.action).await;
    assert_eq!(undone.left.unwrap().to_string(), "1 person was changed since and stayed: Aiko Tanabe.");
    add(&desk.ws, "Cy Fox", "cy@example.org").await;
    assert_eq!(workspace_api::redo(&desk.ws, crate::PLUGS, None).await.unwrap_err().code, "workspace.nothing_to_redo");
    assert_eq!(redo(&desk.ws, import.action).await.left, None);
    assert_eq!((people(&desk.ws).await, contacts::api::show(&desk.ws, aiko).await.unwrap().fields.role.as_str()), (6, "Editor"));
}

#[tokio::test]
async fn who_is_in_the_way_stays_as_they_are_and_whom_it_did_not_bring_back_is_named() {
    let desk = Desk::new();
    apply(&desk, "held.csv", HELD).await;
    let import = apply(&desk, "a.csv", FILE).await;
    undo(&desk.ws, None).await;
    desk.clock.advance_ms(60_000);
    add(&desk.ws, "A. Tanabe-Sato", "Aiko@sea.example.org").await;
    let ruth = who(&desk.ws, "ruth@tide.example.org").await;
    contacts::api::delete(&desk.ws, vec![ruth]).await.unwrap();
    let held = records(&desk.ws).await;
    let done = redo(&desk.ws, import.action).await;
    let sentence =
        "2 people were not brought back, since somebody else is in their place or they are another by now: Aiko Tanabe, Ruth Vale.";
    assert_eq!(done.left.unwrap().to_string(), sentence);
    let now = records(&desk.ws).await;
    assert!(held.iter().all(|one| now.contains(one)), "nobody else is touched");
    assert_eq!(now.len(), held.len() + 2);
    let card = api::show(&desk.ws, import.id).await.unwrap();
    assert_eq!((card.adds, card.changes, card.undo_left.map(|left| left.to_string())), (2, 1, Some(sentence.to_owned())));
    assert_eq!(row(&desk.ws, &import, 2).await.verdict, Verdict::Duplicate, "its row says whom it meets");
    desk.clock.advance_ms(60_000);
    undo(&desk.ws, import.action).await;
    assert_eq!(records(&desk.ws).await, held, "its undo takes back what it brought, and nothing else");
}

#[tokio::test]
async fn nobody_comes_back_who_was_deleted_or_forgotten_before_the_import_was_taken_back() {
    let desk = Desk::new();
    let import = apply(&desk, "a.csv", FILE).await;
    let (aiko, bea) = (who(&desk.ws, "aiko@sea.example.org").await, who(&desk.ws, "bea@courier.example.org").await);
    contacts::api::forget(&desk.ws, bea).await.unwrap();
    contacts::api::delete(&desk.ws, vec![aiko]).await.unwrap();
    undo(&desk.ws, import.action).await;
    assert_eq!(redo(&desk.ws, import.action).await.left, None);
    let names: Vec<String> = records(&desk.ws).await.into_iter().map(|one| one.input.name).collect();
    assert_eq!(names, ["Ruth Vale", "Jan Kees"]);
}

#[tokio::test]
async fn an_edit_is_not_taken_back_beneath_an_import_that_was_done_again_after_it() {
    let desk = Desk::new();
    apply(&desk, "held.csv", HELD).await;
    let import = apply(&desk, "a.csv", FILE).await;
    undo(&desk.ws, None).await;
    let ruth = who(&desk.ws, "ruth@tide.example.org").await;
    desk.clock.advance_ms(60_000);
    contacts::api::edit(&desk.ws, ruth, PersonPatch { role: Some("Editor".to_owned()), ..Default::default() }).await.unwrap();
    let edit = workspace_api::history(&desk.ws, 1).await.unwrap()[0].id;
    assert_eq!(redo(&desk.ws, import.action).await.left, None, "no row says what was edited");
    assert_eq!(contacts::api::show(&desk.ws, ruth).await.unwrap().fields.city, "Hull");
    assert_eq!(workspace_api::undo(&desk.ws, crate::PLUGS, Some(edit)).await.unwrap_err().code, "workspace.undo_changed_since");
    undo(&desk.ws, import.action).await;
    let fields = contacts::api::show(&desk.ws, ruth).await.unwrap().fields;
    assert_eq!((fields.city.as_str(), fields.role.as_str()), ("Goes", "Editor"));
}

#[tokio::test]
async fn what_somebody_corrected_since_is_not_written_over_and_stays_theirs_to_take_back() {
    let desk = Desk::new();
    apply(&desk, "held.csv", HELD).await;
    let import = apply(&desk, "a.csv", FILE).await;
    undo(&desk.ws, None).await;
    let ruth = who(&desk.ws, "ruth@tide.example.org").await;
    desk.clock.advance_ms(60_000);
    contacts::api::edit(&desk.ws, ruth, PersonPatch { city: Some("Delft".to_owned()), ..Default::default() }).await.unwrap();
    let edit = workspace_api::history(&desk.ws, 1).await.unwrap()[0].id;
    assert_eq!(redo(&desk.ws, import.action).await.left.unwrap().to_string(), format!("{ONE} Ruth Vale."));
    let fields = contacts::api::show(&desk.ws, ruth).await.unwrap().fields;
    assert_eq!((fields.city.as_str(), fields.outlet.as_str(), people(&desk.ws).await), ("Delft", "", 5));
    undo(&desk.ws, Some(edit)).await;
    assert_eq!(contacts::api::show(&desk.ws, ruth).await.unwrap().fields.city, "Goes");
}

#[tokio::test]
async fn an_edit_that_says_what_a_row_says_can_be_taken_back_after_the_import_was_done_again() {
    let desk = Desk::new();
    apply(&desk, "held.csv", HELD).await;
    let import = apply(&desk, "a.csv", "name,email,city\nRuth Vale,ruth@tide.example.org,Hull\nCy Fox,cy@example.org,\n").await;
    undo(&desk.ws, None).await;
    let ruth = who(&desk.ws, "ruth@tide.example.org").await;
    desk.clock.advance_ms(60_000);
    contacts::api::edit(&desk.ws, ruth, PersonPatch { city: Some("Hull".to_owned()), ..Default::default() }).await.unwrap();
    let edit = workspace_api::history(&desk.ws, 1).await.unwrap()[0].id;
    assert_eq!(redo(&desk.ws, import.action).await.left, None);
    let card = api::show(&desk.ws, import.id).await.unwrap();
    assert_eq!((card.adds, card.changes), (1, 0), "it changes nobody by now");
    undo(&desk.ws, Some(edit)).await;
    assert_eq!(contacts::api::show(&desk.ws, ruth).await.unwrap().fields.city, "Goes");
}

/// The reasons that stand for which an address is not mailed.
async fn reasons(ws: &Workspace, address: &str) -> Vec<contacts::SuppressionReason> {
    let history = contacts::api::suppression_history(ws, address.to_owned()).await.unwrap();
    history.into_iter().filter(|one| one.lifted.is_none()).map(|one| one.reason).collect()
}

#[tokio::test]
async fn who_opted_out_elsewhere_is_suppressed_again_though_their_row_says_nothing_else() {
    let desk = Desk::new();
    apply(&desk, "held.csv", HELD).await;
    let import = apply(&desk, "unsubscribed.csv", "name,email,unsubscribed\nRuth Vale,ruth@tide.example.org,yes\n").await;
    assert_eq!((import.adds, import.changes), (0, 1));
    for _ in 0..2 {
        desk.clock.advance_ms(60_000);
        undo(&desk.ws, import.action).await;
        assert!(reasons(&desk.ws, "ruth@tide.example.org").await.is_empty());
        let noted = desk.ws.read(|tx| Ok(tx.query_row("SELECT count(*) FROM import_opt_out", [], |row| row.get::<_, i64>(0))?));
        assert_eq!(noted.await.unwrap(), 0, "nothing is noted of what does not stand");
        assert_eq!(redo(&desk.ws, import.action).await.left, None);
        assert_eq!(reasons(&desk.ws, "ruth@tide.example.org").await, [contacts::SuppressionReason::Unsubscribed]);
        assert_eq!(api::show(&desk.ws, import.id).await.unwrap().changes, 1);
    }
}

const SPARE: &str = "name,email,other email,city\nAiko Tanabe,aiko@sea.example.org,second@sea.example.org,\nJan Kees,,,Goes\nBea Thornley,bea@courier.example.org,,\n";

#[tokio::test]
async fn who_is_forgotten_after_an_import_was_taken_back_comes_back_by_none_of_its_rows() {
    let desk = Desk::new();
    let import = apply(&desk, "a.csv", SPARE).await;
    assert_eq!(import.adds, 3);
    undo(&desk.ws, None).await;
    add(&desk.ws, "Jan Kees", "jan@example.org").await;
    add(&desk.ws, "A. T.", "second@sea.example.org").await;
    for address in ["jan@example.org", "second@sea.example.org"] {
        contacts::api::forget(&desk.ws, who(&desk.ws, address).await).await.unwrap();
    }
    assert_eq!(redo(&desk.ws, import.action).await.left, None, "nobody is named");
    let names: Vec<String> = records(&desk.ws).await.into_iter().map(|one| one.input.name).collect();
    assert_eq!(names, ["Bea Thornley"]);
}

#[tokio::test]
async fn who_is_forgotten_is_not_named_among_those_who_stayed_away() {
    let desk = Desk::new();
    let import = apply(&desk, "a.csv", SPARE).await;
    undo(&desk.ws, None).await;
    add(&desk.ws, "Jan Kees", "jan@example.org").await;
    add(&desk.ws, "B. Thornley", "bea@courier.example.org").await;
    redo(&desk.ws, import.action).await;
    let left = async || api::show(&desk.ws, import.id).await.unwrap().undo_left.map(|left| left.to_string());
    assert!(left().await.unwrap().ends_with("Jan Kees, Bea Thornley."));
    contacts::api::forget(&desk.ws, who(&desk.ws, "jan@example.org").await).await.unwrap();
    assert_eq!(left().await, Some(format!("{ONE} Bea Thornley.")));
}

#[tokio::test]
async fn whoever_stands_at_the_number_of_somebody_who_would_come_back_is_never_hidden_nor_cleared_away() {
    let desk = Desk::new();
    let import = apply(&desk, "a.csv", FILE).await;
    let bea = who(&desk.ws, "bea@courier.example.org").await;
    undo(&desk.ws, None).await;
    let before = bea.get() - 1;
    let number =
        move |tx: &crate::workspace::WriteTx<'_>| Ok(tx.change("UPDATE sqlite_sequence SET seq = ?1 WHERE name = 'person'", [before])?);
    desk.ws.write_blocking(None, number).unwrap();
    add(&desk.ws, "Cy Fox", "cy@example.org").await;
    assert_eq!(who(&desk.ws, "cy@example.org").await, bea);
    assert_eq!(redo(&desk.ws, import.action).await.left.unwrap().to_string(), format!("{ONE} Bea Thornley."));
    assert_eq!((who(&desk.ws, "cy@example.org").await, people(&desk.ws).await), (bea, 4));
    undo(&desk.ws, import.action).await;
    assert_eq!((who(&desk.ws, "cy@example.org").await, people(&desk.ws).await), (bea, 1));
}

#[tokio::test]
async fn of_very_many_who_stay_the_number_is_kept_and_the_first_names() {
    let desk = Desk::new();
    let rows: String = (0..120).map(|n| format!("Person {n},person{n}@example.org\n")).collect();
    let import = apply(&desk, "many.csv", &format!("name,email\n{rows}")).await;
    desk.clock.advance_ms(60_000);
    for n in 0..120 {
        let person = who(&desk.ws, &format!("person{n}@example.org")).await;
        contacts::api::edit(&desk.ws, person, PersonPatch { city: Some("Ghent".to_owned()), ..Default::default() }).await.unwrap();
    }
    let left = undo(&desk.ws, import.action).await.left.unwrap().to_string();
    assert_eq!(left, "120 people were changed since and stayed: Person 0, Person 1, Person 2 and 117 more.");
    assert_eq!(api::show(&desk.ws, import.id).await.unwrap().undo_left.unwrap().to_string(), left);
    let kept = "SELECT count(*) FROM import i, json_each(i.undo_left) l WHERE json_extract(l.value, '$[1]') <> ''";
    let named = desk.ws.read(move |tx| Ok(tx.query_row(kept, [], |row| row.get::<_, i64>(0))?)).await.unwrap();
    assert_eq!(named, 100);
}

#[test]
fn who_stayed_is_said_in_german_of_one_and_of_several() {
    let said = |key, many: i64| {
        let left: Vec<(crate::ids::PersonId, String)> = (1..=many).map(|n| (n.into(), format!("Person {n}"))).collect();
        super::taking_back::named(key, &left).unwrap().text(crate::messages::Language::De)
    };
    assert_eq!(said("importing.undo_left", 1), "1 Person wurde seither geändert und bleibt: Person 1.");
    assert_eq!(said("importing.undo_left", 2), "2 Personen wurden seither geändert und bleiben: Person 1, Person 2.");
    let one = "1 Person wurde nicht zurückgebracht, da jemand anderes an ihrer Stelle ist oder sie inzwischen anders ist: Person 1.";
    assert_eq!(said("importing.redo_left", 1), one);
    let two = "2 Personen wurden nicht zurückgebracht, da jemand anderes an ihrer Stelle ist oder sie inzwischen anders sind: Person 1, Person 2.";
    assert_eq!(said("importing.redo_left", 2), two);
}

#[tokio::test]
async fn an_import_that_was_discarded_after_its_undo_is_nothing_to_redo() {
    let desk = Desk::new();
    let import = apply(&desk, "a.csv", FILE).await;
    undo(&desk.ws, None).await;
    api::discard(&desk.ws, import.id).await.unwrap();
    for action in [None, import.action] {
        assert_eq!(workspace_api::redo(&desk.ws, crate::PLUGS, action).await.unwrap_err().code, "workspace.nothing_to_redo");
    }
}

#[tokio::test]
async fn to_take_back_the_undo_of_an_import_is_to_do_it_again_and_the_other_way_round() {
    let desk = Desk::new();
    apply(&desk, "a.csv", FILE).await;
    let newest = async || workspace_api::history(&desk.ws, 1).await.unwrap()[0].id;
    undo(&desk.ws, None).await;
    let undone = newest().await;
    undo(&desk.ws, Some(undone)).await;
    assert_eq!(people(&desk.ws).await, 4);
    assert_eq!(workspace_api::undo(&desk.ws, crate::PLUGS, Some(undone)).await.unwrap_err().code, "workspace.undo_done");
    undo(&desk.ws, Some(newest().await)).await;
    assert_eq!(people(&desk.ws).await, 0);
    redo(&desk.ws, None).await;
    assert_eq!(people(&desk.ws).await, 4);
}

#[tokio::test]
async fn an_import_that_an_earlier_version_took_back_is_refused_with_what_to_do() {
    let desk = Desk::new();
    let import = apply(&desk, "a.csv", FILE).await;
    undo(&desk.ws, None).await;
    desk.ws.write_blocking(None, |tx| Ok(tx.change("UPDATE import SET taken_back = NULL", [])?)).unwrap();
    let refused = workspace_api::redo(&desk.ws, crate::PLUGS, import.action).await.unwrap_err();
    assert_eq!((refused.code.as_str(), people(&desk.ws).await), ("importing.not_again", 0));
}

#[tokio::test]
async fn rows_that_did_nothing_do_nothing_when_it_is_done_again() {
    let desk = Desk::new();
    apply(&desk, "held.csv", "name,email\nJan Kees,jan@example.org\n").await;
    let staged = stage(&desk.ws, file(&desk, "a.csv", FILE)).await;
    assert_eq!(staged.counts.duplicate, 2, "Jan without an address is perhaps the one who is held, and Bea is there twice");
    api::decide(&desk.ws, staged.id, Which::Rows(vec![4]), Decision::Skip).await.unwrap();
    api::apply(&desk.ws, staged.id).await.unwrap();
    let after = records(&desk.ws).await;
    desk.clock.advance_ms(60_000);
    undo(&desk.ws, None).await;
    let jan = who(&desk.ws, "jan@example.org").await;
    contacts::api::delete(&desk.ws, vec![jan]).await.unwrap();
    redo(&desk.ws, api::show(&desk.ws, staged.id).await.unwrap().action).await;
    let left: Vec<_> = after.into_iter().filter(|one| one.id != jan).collect();
    assert_eq!(records(&desk.ws).await, left, "though his row would bring somebody new by now");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_in_while_it_is_done_again_is_not_doubled_and_is_in_the_way() {
    let (desk, reached, go_on) = held_at("import-written", false);
    go_on.send(()).unwrap();
    let import = apply(&desk, "a.csv", FILE).await;
    reached.recv().unwrap();
    undo(&desk.ws, None).await;
    let ws = desk.ws.clone();
    let again = tokio::spawn(async move { redo(&ws, None).await });
    reached.recv().unwrap();
    assert_eq!(people(&desk.ws).await, 0, "nobody sees a part of it");
    add(&desk.ws, "B. Thornley", "bea@courier.example.org").await;
    go_on.send(()).unwrap();
    // Two of its rows are about her.
    assert_eq!(again.await.unwrap().left.unwrap().to_string(), format!("{ONE} Bea Thornley."));
    assert_eq!((people(&desk.ws).await, api::show(&desk.ws, import.id).await.unwrap().adds), (4, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_crash_nothing_of_it_is_left_and_it_can_be_done_again() {
    for at in ["import-written", "import-showing"] {
        let (desk, reached, go_on) = held_at(at, true);
        let ws = desk.reopened();
        let import = api::apply(&ws, stage(&ws, file(&desk, "a.csv", FILE)).await.id).await.unwrap();
        let after = records(&ws).await;
        undo(&ws, None).await;
        let before = written(&ws).await;
        drop(ws);
        go_on.send(()).unwrap();
        assert!(workspace_api::redo(&desk.ws, crate::PLUGS, None).await.is_err());
        reached.recv().unwrap();
        let ws = desk.reopened();
        while written(&ws).await[..7] != before[..7] || written(&ws).await[8] != 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(api::show(&ws, import.id).await.unwrap().state, ImportState::Undone);
        assert_eq!(redo(&ws, None).await.left, None);
        assert_eq!(records(&ws).await, after);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_get_in_between_while_many_are_brought_back() {
    let desk = Desk::new();
    add(&desk.ws, "Ruth Vale", "ruth@example.org").await;
    let ruth = who(&desk.ws, "ruth@example.org").await;
    let rows: String = (0..3_000).map(|n| format!("Person {n},person{n}@example.org\n")).collect();
    let import = apply(&desk, "many.csv", &format!("name,email\n{rows}")).await;
    let first = who(&desk.ws, "person0@example.org").await;
    undo(&desk.ws, None).await;
    let (ws, act) = (desk.ws.clone(), import.action);
    // That very act: of what the key does again, an edit that comes first would be the end.
    let again = tokio::spawn(async move { redo(&ws, act).await });
    let mut between = 0;
    while !again.is_finished() {
        let patch = PersonPatch { role: Some(format!("Editor {between}")), ..Default::default() };
        contacts::api::edit(&desk.ws, ruth, patch).await.unwrap();
        between += u32::from(people(&desk.ws).await == 1);
    }
    assert!(between > 3, "{between} edits were done before they were back");
    assert_eq!((again.await.unwrap().left, people(&desk.ws).await), (None, 3_001));
    assert_eq!((who(&desk.ws, "person0@example.org").await, api::show(&desk.ws, import.id).await.unwrap().adds), (first, 3_000));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever the file says, and whoever is held: taken back and done again, all stands as before; and taken back once more, as before it.
    #[test]
    fn undo_and_redo_of_an_import_are_each_others_inverse(
        held in proptest::collection::vec(("(Ana|Bo|Cy)( Reis)?", "[a-c]@(a|b)\\.example\\.org|", "(Goes|)"), 0..5),
        rows in proptest::collection::vec(("(Ana|Bo|Cy)( Reis)?", "[a-d]@(a|b)\\.example\\.org|", "(Hull|Goes|)", "(Tide|Sea|)", "(arts|)", "(yes|bounced|)", "(asked us|)"), 1..8),
        decisions in proptest::collection::vec(0..4_usize, 8),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = Desk::new();
            let first: String = held.iter().map(|(name, email, city)| format!("{name},{email},{city}\n")).collect();
            if !first.is_empty() {
                apply(&desk, "held.csv", &format!("name,email,city\n{first}")).await;
            }
            let before = records(&desk.ws).await;
            desk.clock.advance_ms(60_000);
            let csv: String = rows.iter().map(|(name, email, city, outlet, beat, out, bar)| format!("{name},{email},{city},{outlet},{beat},{out},{bar}\n")).collect();
            let import = stage(&desk.ws, file(&desk, "a.csv", format!("name,email,city,outlet,beats,unsubscribed,do not contact\n{csv}"))).await;
            for (at, decision) in (0..rows.len()).zip(&decisions) {
                let decision = [Decision::AsProposed, Decision::Merge, Decision::Separate, Decision::Skip][*decision];
                drop(api::decide(&desk.ws, import.id, Which::Rows(vec![u32::try_from(at).unwrap() + 2]), decision).await);
            }
            let applied = api::apply(&desk.ws, import.id).await.unwrap();
            let after = records(&desk.ws).await;
            let said = async || {
                let mut all = Vec::new();
                for address in ["a", "b", "c", "d"].iter().flat_map(|name| ["a", "b"].map(|host| format!("{name}@{host}.example.org"))) {
                    all.push(reasons(&desk.ws, &address).await);
                }
                all
            };
            let said_after = said().await;
            let inputs = |records: &[contacts::PersonRecord]| records.iter().map(|one| (one.id, one.input.clone(), one.do_not_contact.clone())).collect::<Vec<_>>();
            for _ in 0..2 {
                desk.clock.advance_ms(60_000);
                undo(&desk.ws, applied.action).await;
                assert_eq!(inputs(&records(&desk.ws).await), inputs(&before));
                assert!(said().await.iter().all(Vec::is_empty));
                assert_eq!(redo(&desk.ws, applied.action).await.left, None);
                assert_eq!(records(&desk.ws).await, after);
                assert_eq!(said().await, said_after);
                let card = api::show(&desk.ws, import.id).await.unwrap();
                assert_eq!((card.adds, card.changes), (applied.adds, applied.changes));
            }
        });
    }
}
