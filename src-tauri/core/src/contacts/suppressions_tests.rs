//! Addresses that must not be mailed: what shows it, who noted it, found again, lifted for a reason, and nothing left of whoever is forgotten.

use super::api::{self, SuppressionsAsked};
use super::*;
use crate::ids::PersonId;
use crate::workspace::testing::Desk;

async fn person(desk: &Desk, name: &str, addresses: &[&str]) -> PersonId {
    let addresses = addresses.iter().map(|one| api::new_address((*one).to_owned())).collect();
    let input = PersonInput { name: name.to_owned(), addresses, ..PersonInput::of_kind(PersonKind::Journalist) };
    api::add(&desk.ws, input).await.unwrap().id
}

fn asked(words: &str) -> SuppressionsAsked {
    SuppressionsAsked { words: words.to_owned(), ..SuppressionsAsked::default() }
}

async fn found(desk: &Desk, words: &str) -> Vec<String> {
    let page = api::suppressions(&desk.ws, asked(words), None, 100).await.unwrap();
    page.cards.into_iter().map(|card| card.address.unwrap_or_default()).collect()
}

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

#[tokio::test]
async fn a_call_after_a_bounce_is_kept_beside_it_and_undo_takes_it_away_alone() {
    let desk = Desk::new();
    let id = person(&desk, "Ruth Vale", &["ruth@coast.example.net"]).await;
    api::suppress(&desk.ws, "ruth@coast.example.net".to_owned(), SuppressionReason::Bounced, "550 gone".to_owned()).await.unwrap();
    let said = "sie rief am 3. Mai an: „nie wieder“ 電話 هاتف";
    let done = api::unsubscribe(&desk.ws, id, said.to_owned()).await.unwrap();
    assert_eq!((done.suppressed, done.noted), (0, 1), "it was suppressed before");
    let standing = || async { api::show(&desk.ws, id).await.unwrap().addresses.remove(0).suppressed.unwrap() };
    let card = standing().await;
    assert_eq!((card.reason, card.evidence.as_str(), card.by.as_str()), (SuppressionReason::Bounced, "550 gone", "ines"));
    assert_eq!(card.further.len(), 1);
    assert_eq!((card.further[0].reason, card.further[0].evidence.as_str()), (SuppressionReason::Unsubscribed, said));
    // The same in the same words is nothing new, and no act that undo would take back in place of an earlier one.
    let done = api::unsubscribe(&desk.ws, id, said.to_owned()).await.unwrap();
    assert_eq!((done.suppressed, done.noted), (0, 0));
    assert_eq!(standing().await.further.len(), 1);
    let told = serde_json::to_string(&api::history(&desk.ws, id, 0, 50).await.unwrap()).unwrap();
    assert!(told.contains("nie wieder") && told.contains("550 gone"), "{told}");
    let access = api::access(&desk.ws, id).await.unwrap();
    assert_eq!(access["suppressions"][0]["further"][0]["evidence"], said);
    undo(&desk).await;
    assert_eq!((standing().await.further.len(), standing().await.reason), (0, SuppressionReason::Bounced));
}

#[tokio::test]
async fn evidence_that_is_too_long_or_has_a_line_break_in_it_changes_nothing_or_is_tidied() {
    let desk = Desk::new();
    let id = person(&desk, "Ruth Vale", &["ruth@coast.example.net"]).await;
    let refused = api::unsubscribe(&desk.ws, id, "x".repeat(1_001)).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.places[0].field.as_deref()), ("contacts.refused", Some("evidence")));
    assert!(found(&desk, "").await.is_empty());
    api::unsubscribe(&desk.ws, id, format!("  {}  ", "x".repeat(1_000))).await.unwrap();
    assert_eq!(found(&desk, "xxx").await, ["ruth@coast.example.net"]);
}

#[tokio::test]
async fn they_are_found_by_words_by_reason_and_page_by_page_and_lifted_ones_stand_apart() {
    let desk = Desk::new();
    person(&desk, "Łucja Ørsted", &["lucja@fala.example.org"]).await;
    for n in 0..7 {
        api::suppress(&desk.ws, format!("n{n}@example.org"), SuppressionReason::Bounced, String::new()).await.unwrap();
    }
    api::suppress(&desk.ws, "lucja@fala.example.org".to_owned(), SuppressionReason::Unsubscribed, "Ein Anruf".to_owned()).await.unwrap();
    assert_eq!(found(&desk, "LUCJA orsted").await, ["lucja@fala.example.org"], "by the name, without case and accents");
    assert_eq!(found(&desk, "anruf").await, ["lucja@fala.example.org"]);
    assert_eq!(found(&desk, "n3@example.org").await, ["n3@example.org"], "nobody's, by the whole of it");
    assert!(found(&desk, "n3@").await.is_empty(), "and only by the whole of it");
    let reason = SuppressionsAsked { reason: Some(SuppressionReason::Unsubscribed), ..SuppressionsAsked::default() };
    assert_eq!(api::suppressions(&desk.ws, reason, None, 9).await.unwrap().cards.len(), 1);
    let mut all = Vec::new();
    let mut before = None;
    loop {
        let page = api::suppressions(&desk.ws, asked(""), before, 3).await.unwrap();
        before = page.cards.last().map(|card| u32::try_from(card.id).unwrap());
        all.extend(page.cards.iter().map(|card| card.id));
        assert_eq!((page.standing, page.lifted), (8, 0));
        if !page.more {
            break;
        }
    }
    assert_eq!((all.len(), all.is_sorted_by(|one, next| one > next)), (8, true), "each once, the newest first");
    api::unsuppress(&desk.ws, "lucja@fala.example.org".to_owned(), "asked for news again".to_owned()).await.unwrap();
    assert!(found(&desk, "lucja").await.is_empty());
    let lifted = api::suppressions(&desk.ws, SuppressionsAsked { lifted: true, ..asked("news again") }, None, 9).await.unwrap();
    let how = lifted.cards[0].lifted.as_ref().unwrap();
    assert_eq!((how.reason.as_str(), how.by.as_str(), lifted.standing, lifted.lifted), ("asked for news again", "ines", 7, 1));
    let past = api::suppression_of(&desk.ws, u32::try_from(lifted.cards[0].id).unwrap()).await.unwrap();
    assert_eq!((past.len(), past[0].evidence.as_str()), (1, "Ein Anruf"));
    assert_eq!(api::suppression_of(&desk.ws, 4_000).await.unwrap_err().code, "contacts.no_suppression");
    undo(&desk).await;
    assert_eq!(found(&desk, "lucja").await, ["lucja@fala.example.org"], "what was lifted stands again");
}

#[tokio::test]
async fn whoever_bounced_first_and_called_then_asked_for_every_address_of_the_record_they_are_merged_with() {
    let desk = Desk::new();
    let ruth = person(&desk, "Ruth Vale", &["ruth@coast.example.net"]).await;
    let again = person(&desk, "Ruth Vale", &["r.vale@tide.example.org"]).await;
    api::suppress(&desk.ws, "ruth@coast.example.net".to_owned(), SuppressionReason::Bounced, "550 gone".to_owned()).await.unwrap();
    api::unsubscribe(&desk.ws, ruth, "by phone".to_owned()).await.unwrap();
    api::merge(&desk.ws, again, ruth, Vec::new()).await.unwrap();
    let card = api::show(&desk.ws, again).await.unwrap();
    let other = card.addresses.iter().find(|one| one.address == "r.vale@tide.example.org").unwrap().suppressed.as_ref().unwrap();
    assert_eq!((other.reason, other.evidence.as_str()), (SuppressionReason::Unsubscribed, "by phone"));
}

/// What of `word` stands anywhere in the files of the workspace.
fn left(desk: &Desk, word: &str) -> Vec<String> {
    let files = std::fs::read_dir(desk.folder.path()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let has = |path: &std::path::PathBuf| String::from_utf8_lossy(&std::fs::read(path).unwrap()).contains(word);
    files.filter(has).map(|path| path.display().to_string()).collect()
}

#[tokio::test]
async fn whoever_is_forgotten_stays_suppressed_and_no_word_of_it_is_left_nor_can_come_back() {
    let desk = Desk::new();
    let id = person(&desk, "Ruth Vale", &["ruth@coast.example.net"]).await;
    let address = || "ruth@coast.example.net".to_owned();
    api::suppress(&desk.ws, address(), SuppressionReason::Asked, "quillword one".to_owned()).await.unwrap();
    api::unsuppress(&desk.ws, address(), "quillword two".to_owned()).await.unwrap();
    api::suppress(&desk.ws, address(), SuppressionReason::Bounced, "quillword three".to_owned()).await.unwrap();
    undo(&desk).await;
    api::suppress(&desk.ws, address(), SuppressionReason::Bounced, "quillword four".to_owned()).await.unwrap();
    api::unsubscribe(&desk.ws, id, "quillword five".to_owned()).await.unwrap();
    desk.ws.settle();
    assert!(!left(&desk, "quillword").is_empty(), "the look itself works");
    api::forget(&desk.ws, id).await.unwrap();
    assert_eq!(left(&desk, "quillword"), Vec::<String>::new());
    let page = api::suppressions(&desk.ws, asked(""), None, 9).await.unwrap();
    let one = &page.cards[0];
    assert_eq!((one.address.as_deref(), one.forgotten, one.reason), (None, true, SuppressionReason::Erased));
    assert_eq!(found(&desk, "Ruth@COAST.example.net").await, ["Ruth@COAST.example.net"], "by the whole address, since its hash is kept");
    // No step that is taken back lets mail to them again, and none brings a word back.
    for _ in 0..9 {
        drop(crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await);
    }
    assert_eq!(api::suppressions(&desk.ws, asked(""), None, 9).await.unwrap().standing, 1);
    desk.ws.settle();
    assert_eq!(left(&desk, "quillword"), Vec::<String>::new());
    let back =
        api::add(&desk.ws, PersonInput { addresses: vec![api::new_address(address())], ..PersonInput::of_kind(PersonKind::Public) }).await;
    assert!(back.is_err(), "the address is refused until somebody lifts it and says why");
    api::unsuppress(&desk.ws, address(), "she wrote to us".to_owned()).await.unwrap();
    assert_eq!(api::suppressions(&desk.ws, asked(""), None, 9).await.unwrap().standing, 0);
}

#[tokio::test]
async fn a_further_reason_finds_a_suppression_too_and_of_several_the_strongest_is_told_where_one_can_be() {
    let desk = Desk::new();
    let id = person(&desk, "Ruth Vale", &["ruth@coast.example.net", "r@coast.example.net", "vale@coast.example.net"]).await;
    let address = || "ruth@coast.example.net".to_owned();
    api::suppress(&desk.ws, address(), SuppressionReason::Bounced, "550 gone".to_owned()).await.unwrap();
    api::suppress(&desk.ws, "vale@coast.example.net".to_owned(), SuppressionReason::Bounced, String::new()).await.unwrap();
    let told = || desk.ws.read_blocking(move |tx| Ok(record(tx, id)?.unwrap().suppressed)).unwrap();
    let both = |first| vec![(address(), first), ("vale@coast.example.net".to_owned(), SuppressionReason::Bounced)];
    assert_eq!(told(), both(SuppressionReason::Bounced));
    for (said, strongest) in [
        (SuppressionReason::Asked, SuppressionReason::Asked),
        (SuppressionReason::Complained, SuppressionReason::Complained),
        (SuppressionReason::Unsubscribed, SuppressionReason::Complained),
    ] {
        api::suppress(&desk.ws, address(), said, String::new()).await.unwrap();
        assert_eq!(told(), both(strongest), "{said:?}");
    }
    let of = async |reason, lifted| {
        let asked = SuppressionsAsked { reason: Some(reason), lifted, ..SuppressionsAsked::default() };
        let page = api::suppressions(&desk.ws, asked, None, 9).await.unwrap();
        page.cards.into_iter().map(|card| (card.address.unwrap(), card.further.len())).collect::<Vec<_>>()
    };
    assert_eq!(of(SuppressionReason::Complained, false).await, [(address(), 3)]);
    assert_eq!(of(SuppressionReason::Bounced, false).await.len(), 2);
    assert!(of(SuppressionReason::Erased, false).await.is_empty() && of(SuppressionReason::Complained, true).await.is_empty());
    api::unsuppress(&desk.ws, address(), "asked for news again".to_owned()).await.unwrap();
    assert_eq!(of(SuppressionReason::Unsubscribed, true).await, [(address(), 3)]);
    let plan = desk.ws.read_blocking(|tx| Ok(super::store::bars::plan_of_lifted(tx)?)).unwrap();
    assert!(plan.contains("suppression_lifted"), "the few that were lifted are not looked for in all: {plan}");
    assert_eq!(found(&desk, "550").await.len(), 0);
    assert_eq!(told(), both(SuppressionReason::Bounced)[1..]);
}
