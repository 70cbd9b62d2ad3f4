//! Once each, beyond one list and one engine: chains, copies, shared mailboxes, lists that overlap, an engine that ends.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::desk::{RELEASE, Sending, journalist, work};
use crate::contacts::api::PersonPatch;
use crate::contacts::{self, PersonKind};
use crate::distribution::api::{self, DistributionCard, SendRequest};
use crate::distribution::{DistributionState, Exclusion};
use crate::literature;
use crate::messages::Language;

const YES: fn(&str, usize) -> &'static str = |_, _| "250 2.0.0 taken";

impl Sending {
    /// To how many addresses mail came, and how many mails came in all.
    fn addresses_and_mails(&self) -> (usize, usize) {
        let mut all: Vec<String> = self.server.taken().into_iter().map(|mail| mail.to).collect();
        let mails = all.len();
        all.sort();
        all.dedup();
        (all.len(), mails)
    }

    /// Sends to whoever is missing in the chain of `first`.
    async fn send_to_the_missing(&self, first: &DistributionCard) -> DistributionCard {
        let request = api::missing(&self.ws, first.distribution).await.unwrap();
        let next = self.send(SendRequest { hold_ms: 0, ..request }).await;
        self.drive(next.distribution).await
    }
}

fn left_out(card: &DistributionCard, reason: Exclusion) -> u32 {
    card.excluded.iter().find(|out| out.reason == reason).map_or(0, |out| out.count)
}

#[tokio::test]
async fn an_engine_that_ends_begins_no_further_letter_and_the_next_one_goes_on() {
    let slowly = |_: &str, _: usize| {
        std::thread::sleep(Duration::from_millis(20));
        "250 ok"
    };
    let sending = Sending::at_speed(1, 60, RELEASE, |input| input.connections = 2, slowly).await;
    let card = sending.send(sending.request()).await;
    let cancel = CancellationToken::new();
    let ending = cancel.clone();
    let told = |card: &DistributionCard| {
        if card.accepted >= 4 {
            ending.cancel();
        }
    };
    let card = tokio::time::timeout(Duration::from_secs(60), api::drive(&sending.ws, card.distribution, cancel, told)).await.unwrap();
    let card = card.unwrap();
    assert!((4..40).contains(&card.accepted), "it ends at once: {card:?}");
    assert_eq!((card.accepted + card.waiting, card.uncertain, card.state), (60, 0, DistributionState::Sending), "and leaves no doubt");
    assert_eq!(sending.server.taken().len(), card.accepted as usize);
    assert!(sending.rows(card.distribution).await.iter().all(|row| matches!(row.state.word(), "accepted" | "planned")));
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.accepted, sending.addresses_and_mails()), (60, (60, 60)));
}

#[tokio::test]
async fn the_missing_are_not_those_who_share_a_mailbox_that_has_it_nor_somebody_who_was_added_anew() {
    let sending = Sending::new(2, RELEASE, |_| (), YES).await;
    contacts::api::add(&sending.ws, journalist("Twin", "PERSON0@paper0.example.net")).await.unwrap();
    let first = sending.send(sending.request()).await;
    let first = sending.drive(first.distribution).await;
    assert_eq!((first.accepted, left_out(&first, Exclusion::SameAddress)), (2, 1));
    // Somebody is deleted and comes back from a list: another person, the same mailbox.
    let person = sending.rows(first.distribution).await[1].person;
    contacts::api::delete(&sending.ws, vec![person]).await.unwrap();
    contacts::api::add(&sending.ws, journalist("Person 1", "person1@paper1.example.net")).await.unwrap();
    contacts::api::add(&sending.ws, journalist("New", "new@paper.example.net")).await.unwrap();
    let next = sending.send_to_the_missing(&first).await;
    assert_eq!((next.accepted, left_out(&next, Exclusion::AlreadyHas)), (1, 3));
    assert_eq!(sending.addresses_and_mails(), (3, 3));
}

#[tokio::test]
async fn whom_the_missing_were_sent_to_gets_nothing_when_the_first_is_tried_again_or_goes_on() {
    let sending = Sending::new(
        4,
        RELEASE,
        |_| (),
        |to, before| if to.starts_with("person1") && before == 0 { "550 5.1.1 unknown" } else { "250 ok" },
    )
    .await;
    let first = sending.send(sending.request()).await;
    let first = sending.drive(first.distribution).await;
    assert_eq!((first.accepted, first.refused), (3, 1));
    assert_eq!(sending.send_to_the_missing(&first).await.accepted, 1);
    assert_eq!(api::retry(&sending.ws, first.distribution).await.unwrap(), 0, "has it from the second");
    assert_eq!(sending.drive(first.distribution).await.refused, 1);

    let stopped = sending.send(SendRequest { hold_ms: 60_000, ..sending.request() }).await;
    let stopped = api::stop(&sending.ws, stopped.distribution).await.unwrap();
    assert_eq!(stopped.cancelled, 4);
    let child = sending.send_to_the_missing(&stopped).await;
    assert_eq!(child.accepted, 4);
    let before = sending.server.taken().len();
    api::resume(&sending.ws, stopped.distribution).await.unwrap();
    let resumed = sending.drive(stopped.distribution).await;
    assert_eq!((resumed.cancelled, resumed.accepted, sending.server.taken().len()), (4, 0, before));
}

#[tokio::test]
async fn whoever_had_a_mail_lately_or_is_about_to_get_one_is_left_out_until_put_back() {
    let sending = Sending::new(2, RELEASE, |_| (), YES).await;
    contacts::api::add(&sending.ws, journalist("Twin", "person0@paper0.example.net")).await.unwrap();
    let wary = SendRequest { recent_days: 7, ..sending.request() };
    // The same Send twice, the first not gone yet: nobody is on both lists.
    let held = sending.send(SendRequest { hold_ms: 60_000, ..wary.clone() }).await;
    let review = api::review(&sending.ws, wary.clone()).await.unwrap();
    assert_eq!((held.recipients, review.recipients), (2, 0));
    let sent = sending.drive(held.distribution).await;
    assert_eq!(sent.accepted, 2);
    let review = api::review(&sending.ws, wary.clone()).await.unwrap();
    let recent = review.exclusions.iter().find(|out| out.reason == Exclusion::RecentlyPitched).unwrap();
    assert_eq!((review.recipients, recent.count), (0, 3), "the mailbox had it, whoever reads it");
    let person = sending.rows(sent.distribution).await[1].person;
    let review = api::review(&sending.ws, SendRequest { put_back: vec![person], ..wary.clone() }).await.unwrap();
    assert_eq!(review.people, [person]);
    sending.clock.advance_ms(8 * 24 * 60 * 60 * 1000);
    assert_eq!(api::review(&sending.ws, wary).await.unwrap().recipients, 2);
}

#[tokio::test]
async fn a_file_that_may_be_a_copy_takes_no_order_to_send() {
    let sending = Sending::new(3, RELEASE, |_| (), YES).await;
    let first = sending.send(sending.request()).await;
    let first = sending.drive(first.distribution).await;
    // The machine remembers more than the file says, as after a restored backup (D24).
    let memory = crate::distribution::service::SequenceMemory::of(&sending.ws).await.unwrap();
    memory.remember(memory.highest() + 10);
    let other = literature::api::add_file(&sending.ws, RELEASE.as_bytes().to_vec(), None).await.unwrap().id;
    let request = SendRequest { document: other, ..sending.request() };
    let seal = api::review(&sending.ws, request.clone()).await.unwrap().seal;
    let code = |refused: Result<DistributionCard, crate::error::Problem>| refused.unwrap_err().code;
    assert_eq!(code(api::send(&sending.ws, request.clone(), seal.clone()).await), "distribution.older_copy");
    assert_eq!(code(api::resume(&sending.ws, first.distribution).await), "distribution.older_copy");
    assert_eq!(api::retry(&sending.ws, first.distribution).await.unwrap_err().code, "distribution.older_copy");
    assert_eq!(api::list(&sending.ws).await.unwrap().len(), 1, "nothing waits to go out once it is called the original");
    api::adopt(&sending.ws, true).await.unwrap();
    let sent = api::send(&sending.ws, request, seal).await.unwrap();
    let sent = work(&sending.ws, sent.distribution, |card| card.state == DistributionState::Finished).await;
    assert_eq!((sent.accepted, sending.server.taken().len()), (3, 6));
}

#[tokio::test]
async fn a_workspace_made_from_a_backup_sends_nothing_before_it_is_said_which_of_the_two_it_is() {
    let sending = Sending::new(3, RELEASE, |_| (), YES).await;
    // Waits in both files from here on; nothing was sent since, so no number tells them apart.
    let held = sending.send(SendRequest { hold_ms: 60_000, ..sending.request() }).await;
    let folder = tempfile::tempdir().unwrap();
    let (kept, restored) = (folder.path().join("kept.tidings"), folder.path().join("restored.tidings"));
    crate::workspace::api::backup(&sending.ws, kept.clone()).await.unwrap();
    crate::workspace::api::restore(&kept, &restored, &crate::workspace::Faults::default()).unwrap();
    let again = crate::open(&restored, (*sending.ws.host()).clone()).unwrap();
    assert_eq!(api::copy_question(&again).await.unwrap().map(|question| question.code), Some("distribution.restored".to_owned()));
    assert_eq!(api::resume(&again, held.distribution).await.unwrap_err().code, "distribution.restored");
    assert_eq!(api::copy_question(&sending.ws).await.unwrap().map(|question| question.code), None, "the original goes on");
    api::adopt(&again, true).await.unwrap();
    assert_eq!(api::copy_question(&again).await.unwrap().map(|question| question.code), None);
}

#[tokio::test]
async fn who_joins_the_house_while_a_release_waits_does_not_get_it_as_press_does() {
    let sending = Sending::new(3, RELEASE, |_| (), YES).await;
    let held = sending.send(SendRequest { hold_ms: 60_000, ..sending.request() }).await;
    let person = sending.rows(held.distribution).await[1].person;
    let patch = PersonPatch { kind: Some(PersonKind::Employee), ..PersonPatch::default() };
    contacts::api::edit(&sending.ws, person, patch).await.unwrap();
    let sent = sending.drive(held.distribution).await;
    assert_eq!((sent.accepted, sent.cancelled, sending.addresses_and_mails()), (2, 1, (2, 2)));
    let word: String = sending
        .ws
        .read_blocking(move |tx| Ok(tx.query_row("SELECT left_out FROM delivery WHERE person_id = ?1", [person.get()], |row| row.get(0))?))
        .unwrap();
    assert_eq!(word, Exclusion::ExternalList.word());
}

#[tokio::test]
async fn a_mail_to_one_person_is_a_distribution_of_one_and_reaches_nobody_else_whatever_they_had_lately() {
    let sending = Sending::new(3, RELEASE, |_| (), YES).await;
    // Somebody whose number begins in the same way, and somebody at nearly the same address.
    contacts::api::add(&sending.ws, journalist("Near", "person1@paper1.example.network")).await.unwrap();
    let first = sending.send(sending.request()).await;
    sending.drive(first.distribution).await;
    let person = sending.rows(first.distribution).await[1].person;
    let letter = api::OneOff::Letter {
        subject: "The\n picture".to_owned(),
        text: "Dear {{ first_name | \"you\" }},\n\nhere it is.".to_owned(),
        language: Language::De,
    };
    let request = api::to_one(&sending.ws, person, sending.account.id, letter).await.unwrap();
    let before = sending.server.taken().len();
    let sent = sending.send(SendRequest { hold_ms: 0, ..request }).await;
    assert_eq!((sent.recipients, sent.audience.as_str(), sent.excluded.len()), (1, "Person 1", 0));
    assert_eq!(sending.drive(sent.distribution).await.accepted, 1);
    let came = sending.server.taken().split_off(before);
    assert_eq!(came.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["person1@paper1.example.net"]);
    let mail = mail_parser::MessageParser::default().parse(came[0].text.as_bytes()).unwrap();
    assert_eq!(mail.subject(), Some("The picture"));
    // A document to somebody of the house is for them alone, and of the house's kind.
    let staff = contacts::api::add(
        &sending.ws,
        crate::contacts::PersonInput {
            addresses: vec![contacts::api::new_address("ana@harbourtrust.example.org".to_owned())],
            ..crate::contacts::PersonInput::of_kind(PersonKind::Employee)
        },
    )
    .await
    .unwrap()
    .id;
    let letter = |text: &str| api::OneOff::Letter { subject: "Rota".to_owned(), text: text.to_owned(), language: Language::En };
    let request = api::to_one(&sending.ws, staff, sending.account.id, letter("Tomorrow.")).await.unwrap();
    assert_eq!(api::review(&sending.ws, request).await.unwrap().recipients, 1);
    let refused = |what| api::to_one(&sending.ws, staff, sending.account.id, what);
    assert_eq!(refused(letter(" \n")).await.unwrap_err().code, "literature.empty");
    contacts::api::do_not_contact(&sending.ws, person, "asked".to_owned()).await.unwrap();
    let request = api::to_one(&sending.ws, person, sending.account.id, api::OneOff::Document { document: sending.document }).await.unwrap();
    let review = api::review(&sending.ws, request).await.unwrap();
    assert_eq!((review.recipients, review.exclusions[0].reason), (0, Exclusion::DoNotContact), "what bars them bars them here");
}
