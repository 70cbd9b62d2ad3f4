//! Two on a list who turn out to be one person: once each all the same, and what they have stays theirs.

use super::desk::{RELEASE, Sending};
use crate::contacts;
use crate::distribution::api::{self, Correcting, SendRequest};
use crate::ids::PersonId;

const YES: fn(&str, usize) -> &'static str = |_, _| "250 2.0.0 taken";

impl Sending {
    fn came_to(&self, beginning: &str) -> usize {
        self.server.taken().iter().filter(|mail| mail.to.starts_with(beginning)).count()
    }

    async fn merge(&self, keep: PersonId, other: PersonId) {
        contacts::api::merge(&self.ws, keep, other, Vec::new()).await.unwrap();
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
