//! Two on a list who turn out to be one person: once each all the same, and what they have stays theirs.

use super::desk::{RELEASE, Sending};
use crate::contacts;
use crate::contacts::{PersonInput, PersonKind};
use crate::distribution::api::{self, Correcting, Repair, SendRequest, Whose};
use crate::ids::{DistributionId, PersonId};

const YES: fn(&str, usize) -> &'static str = |_, _| "250 2.0.0 taken";

impl Sending {
    fn came_to(&self, beginning: &str) -> usize {
        self.server.taken().iter().filter(|mail| mail.to.starts_with(beginning)).count()
    }

    async fn merge(&self, keep: PersonId, other: PersonId) {
        contacts::api::merge(&self.ws, keep, other, Vec::new()).await.unwrap();
    }

    /// What a repair comes to: nothing, or the code of what is in the way.
    async fn repair(&self, id: DistributionId, who: &str, address: &str) -> String {
        let wanted = Repair { whose: Whose::Named { who: who.to_owned() }, address: address.to_owned(), in_contacts: true };
        api::repair(&self.ws, id, wanted).await.err().map(|problem| problem.code).unwrap_or_default()
    }
}

#[tokio::test]
async fn two_rows_of_one_person_are_one_mail_and_it_goes_where_the_list_says() {
    let sending = Sending::new(3, RELEASE, |_| (), YES).await;
    let card = sending.send(SendRequest { hold_ms: 60_000, ..sending.request() }).await;
    let rows = sending.rows(card.distribution).await;
    sending.merge(rows[1].person, rows[0].person).await;
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.accepted, card.cancelled), (2, 1), "{card:?}");
    assert_eq!((sending.came_to("person0"), sending.came_to("person1"), sending.came_to("person2")), (1, 0, 1));
    let said: Vec<_> = sending.rows(card.distribution).await.iter().map(|row| (row.state.word(), row.because)).collect();
    assert_eq!(said.iter().filter(|(state, _)| *state == "cancelled").count(), 1, "{said:?}");
}

#[tokio::test]
async fn whoever_is_merged_while_a_list_waits_gets_it_by_the_number_on_the_list() {
    let sending = Sending::new(2, RELEASE, |_| (), YES).await;
    let card = sending.send(SendRequest { hold_ms: 60_000, ..sending.request() }).await;
    let new = contacts::api::add(&sending.ws, super::desk::journalist("Person 0 again", "again@paper.example.net")).await.unwrap();
    let rows = sending.rows(card.distribution).await;
    sending.merge(new.id, rows[0].person).await;
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.accepted, sending.came_to("person0"), sending.came_to("again")), (2, 1, 0));
}

#[tokio::test]
async fn what_either_record_got_the_one_person_has() {
    let sending = Sending::new(2, RELEASE, |_| (), YES).await;
    let first = sending.send(sending.request()).await;
    let first = sending.drive(first.distribution).await;
    let had = sending.rows(first.distribution).await[0].person;
    let new = contacts::api::add(&sending.ws, super::desk::journalist("Another", "another@paper.example.net")).await.unwrap().id;
    assert_eq!(api::review(&sending.ws, api::missing(&sending.ws, first.distribution).await.unwrap()).await.unwrap().people, [new]);
    sending.merge(new, had).await;
    let touches = api::touches(&sending.ws, new, 10).await.unwrap();
    assert_eq!(touches.iter().map(|touch| touch.distribution).collect::<Vec<_>>(), [first.distribution]);
    let missing = api::missing(&sending.ws, first.distribution).await.unwrap_err();
    assert_eq!(missing.code, "distribution.nobody_missing", "the mail that the merged record got is theirs");
    let wary = SendRequest { recent_days: 7, ..sending.request() };
    assert_eq!(api::review(&sending.ws, wary).await.unwrap().recipients, 0, "and counts as recent");

    let text = "---\nheadline: The lens is back on Friday\n---\n\nIt was not Thursday.\n";
    let other = crate::literature::api::add_file(&sending.ws, text.as_bytes().to_vec(), None).await.unwrap().id;
    let request = api::correct(&sending.ws, first.distribution, Some(other), Correcting::Text).await.unwrap();
    let second = sending.send(SendRequest { hold_ms: 0, ..request }).await;
    assert_eq!(sending.drive(second.distribution).await.accepted, 2);
    assert_eq!((sending.came_to("person0"), sending.came_to("another")), (2, 0), "a correction goes where the mail went");
}

#[tokio::test]
async fn a_row_of_somebody_who_was_merged_is_repaired_for_whoever_they_are_now() {
    let sending = Sending::new(1, RELEASE, |_| (), |to, _| if to.starts_with("wrong") { "550 5.1.1 no such user" } else { "250 ok" }).await;
    let gone = contacts::api::add(&sending.ws, super::desk::journalist("Ruth Vale", "wrong@tide.example.net")).await.unwrap().id;
    let nobody = PersonInput { name: "Bo".to_owned(), ..PersonInput::of_kind(PersonKind::Journalist) };
    let nobody = contacts::api::add(&sending.ws, nobody).await.unwrap().id;
    let id = sending.send(sending.request()).await.distribution;
    assert_eq!(sending.drive(id).await.refused, 1);
    let [ruth, bo] = [("R. Vale", "vale@tide.example.net"), ("Bo Berg", "berg@tide.example.net")]
        .map(|(name, address)| contacts::api::add(&sending.ws, super::desk::journalist(name, address)));
    let (ruth, bo) = (ruth.await.unwrap().id, bo.await.unwrap().id);
    sending.merge(ruth, gone).await;
    sending.merge(bo, nobody).await;

    assert_eq!(sending.repair(id, "wrong@tide.example.net", "ruth@tide.example.net").await, "");
    // Left out by the number that is no more: both numbers mean the line.
    assert_eq!(sending.repair(id, &bo.to_string(), "bo@tide.example.net").await, "");
    assert_eq!(sending.repair(id, &nobody.to_string(), "bo2@tide.example.net").await, "distribution.repair.before");
    let card = sending.drive(id).await;
    assert_eq!((card.accepted, card.repaired, sending.came_to("ruth"), sending.came_to("bo@")), (3, 2, 1, 1));
    let addresses = async |person| {
        let now = contacts::api::show(&sending.ws, person).await.unwrap();
        now.fields.addresses.into_iter().map(|one| one.address).collect::<Vec<_>>()
    };
    assert_eq!(addresses(ruth).await, ["vale@tide.example.net", "ruth@tide.example.net"], "in their entry of today");
    assert!(addresses(bo).await.contains(&"bo@tide.example.net".to_owned()));
    assert!(api::verify(&sending.ws).await.unwrap().iter().all(|check| check.ok));
}

#[tokio::test]
async fn whoever_has_it_by_the_number_of_the_other_record_does_not_get_it_again_by_a_repair() {
    let sending = Sending::new(1, RELEASE, |_| (), |to, _| if to.starts_with("wrong") { "550 5.1.1 no such user" } else { "250 ok" }).await;
    let wrong = contacts::api::add(&sending.ws, super::desk::journalist("Person 0", "wrong@tide.example.net")).await.unwrap().id;
    let id = sending.send(sending.request()).await.distribution;
    sending.drive(id).await;
    let had = sending.rows(id).await.iter().find(|row| row.person != wrong).unwrap().person;
    sending.merge(had, wrong).await;
    assert_eq!(sending.repair(id, "wrong@tide.example.net", "ruth@tide.example.net").await, "distribution.repair.has_it");
    assert_eq!((sending.drive(id).await.accepted, sending.came_to("ruth")), (1, 0));
}
