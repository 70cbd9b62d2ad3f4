//! Repair and continue (D35): what it puts in place of what, what it asks again, and that nobody gets two.

use std::collections::BTreeMap;

use super::desk::{RELEASE, Sending, journalist};
use crate::contacts::{self, PersonInput, PersonKind, SuppressionReason};
use crate::distribution::api::{self, Correcting, DeliveryCard, Repair, SendRequest, Whose};
use crate::distribution::{DeliveryState, DistributionState, Exclusion};
use crate::error::Problem;
use crate::ids::DistributionId;

fn answers(to: &str, _: usize) -> &'static str {
    if to.starts_with("wrong") { "550 5.1.1 no such user" } else { "250 ok" }
}

fn code<T>(refused: Result<T, Problem>) -> String {
    refused.err().map(|problem| problem.code).unwrap_or_default()
}

fn to(whose: Whose, address: &str) -> Repair {
    Repair { whose, address: address.to_owned(), in_contacts: false }
}

fn named(who: &str, address: &str) -> Repair {
    to(Whose::Named { who: who.to_owned() }, address)
}

impl Sending {
    async fn row(&self, id: DistributionId, address: &str) -> DeliveryCard {
        let rows: BTreeMap<String, DeliveryCard> = self.rows(id).await.into_iter().map(|row| (row.address.clone().unwrap(), row)).collect();
        rows[address].clone()
    }

    fn mails_to(&self, address: &str) -> usize {
        self.server.taken().iter().filter(|mail| mail.to == address).count()
    }
}

#[tokio::test]
async fn a_corrected_address_takes_the_place_of_the_refused_one_and_the_sum_holds_at_every_instant() {
    let sending = Sending::new(2, RELEASE, |_| (), answers).await;
    let ruth = contacts::api::add(&sending.ws, journalist("Ruth Vale", "wrong@tide.example.net")).await.unwrap();
    let sent = sending.send(sending.request()).await;
    let id = sent.distribution;
    let sent = sending.drive(id).await;
    assert_eq!((sent.recipients, sent.accepted, sent.refused, sent.repaired), (3, 2, 1, 0));
    let old = sending.row(id, "wrong@tide.example.net").await;
    assert!(old.repairable);

    let wanted = Repair { in_contacts: true, ..to(Whose::Row { delivery: old.delivery }, "Ruth@Tide.example.net") };
    let would = api::try_repair(&sending.ws, id, wanted.clone()).await.unwrap();
    assert_eq!((would.recipients, would.waiting), (4, 1));
    assert_eq!(api::show(&sending.ws, id).await.unwrap().recipients, 3, "nothing was written");
    let card = api::repair(&sending.ws, id, wanted).await.unwrap();
    assert_eq!((card.recipients, card.waiting, card.refused, card.repaired), (4, 1, 1, 1));
    let card = sending.drive(id).await;
    assert_eq!((card.recipients, card.accepted, card.refused, card.repaired, card.state), (4, 3, 1, 1, DistributionState::Finished));
    let (old, new) = (sending.row(id, "wrong@tide.example.net").await, sending.row(id, "Ruth@Tide.example.net").await);
    assert_eq!((old.state, old.repaired_by, old.repairable), (DeliveryState::RefusedPermanent, Some(new.delivery), false));
    assert_eq!((new.state, new.repairs, new.name.as_deref()), (DeliveryState::Accepted, Some(old.delivery), Some("Ruth Vale")));
    assert_ne!(old.message_id, new.message_id);
    let now = contacts::api::show(&sending.ws, ruth.id).await.unwrap();
    assert_eq!(now.fields.addresses.iter().map(|one| one.address.as_str()).collect::<Vec<_>>(), ["Ruth@Tide.example.net"]);
    assert!(api::verify(&sending.ws).await.unwrap().iter().all(|check| check.ok));

    // The old row rests: neither the user's retry nor a second repair makes a second mail of it.
    assert_eq!(api::retry(&sending.ws, id).await.unwrap(), 0);
    assert_eq!(
        code(api::repair(&sending.ws, id, named("wrong@tide.example.net", "third@tide.example.net")).await),
        "distribution.repair.before"
    );
    assert_eq!(sending.drive(id).await.accepted, 3);
    assert_eq!((sending.mails_to("wrong@tide.example.net"), sending.mails_to("Ruth@tide.example.net")), (1, 1));
    let planned = format!("UPDATE delivery SET state = 'planned' WHERE id = {}", old.delivery);
    let forced = sending.ws.write_blocking(None, move |tx| Ok(tx.execute(&planned, [])?));
    assert!(forced.is_err(), "the database holds it too");
    // Undo gives the person's old address back, and takes nothing out of the ledger.
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(contacts::api::show(&sending.ws, ruth.id).await.unwrap().fields.addresses[0].address, "wrong@tide.example.net");
    assert_eq!(sending.drive(id).await.accepted, 3);
}

#[tokio::test]
async fn whoever_was_left_out_for_their_address_comes_onto_the_list_by_a_corrected_one_and_counts_once() {
    let sending = Sending::new(1, RELEASE, |_| (), answers).await;
    let nobody = PersonInput { name: "No Address".to_owned(), ..PersonInput::of_kind(PersonKind::Journalist) };
    let nobody = contacts::api::add(&sending.ws, nobody).await.unwrap().id;
    let asked = contacts::api::add(&sending.ws, journalist("Asked", "asked@tide.example.net")).await.unwrap().id;
    contacts::api::suppress(&sending.ws, "asked@tide.example.net".to_owned(), SuppressionReason::Bounced, String::new()).await.unwrap();
    let hand = contacts::api::add(&sending.ws, journalist("Hand", "hand@tide.example.net")).await.unwrap().id;
    let sent = sending.send(SendRequest { left_out: vec![hand], ..sending.request() }).await;
    let id = sent.distribution;
    sending.drive(id).await;
    let left_out = api::left_out(&sending.ws, id).await.unwrap();
    let repairable: Vec<_> = left_out.iter().filter(|one| one.repairable).map(|one| one.reason).collect();
    assert_eq!(repairable, [Exclusion::NoAddress, Exclusion::Suppressed]);

    let repair = |who: String, address: &'static str| api::repair(&sending.ws, id, named(&who, address));
    assert_eq!(code(repair(hand.to_string(), "new@tide.example.net").await), "distribution.repair.not_refused", "the user's own word");
    assert_eq!(code(repair("asked@tide.example.net".to_owned(), "asked@tide.example.net").await), "distribution.repair.same_address");
    assert_eq!(code(repair(nobody.to_string(), "ASKED@tide.example.net").await), "distribution.repair.suppressed");
    repair(nobody.to_string(), "found@tide.example.net").await.unwrap();
    repair("asked@tide.example.net".to_owned(), "private@tide.example.net").await.unwrap();
    let card = sending.drive(id).await;
    assert_eq!((card.recipients, card.accepted, card.repaired), (3, 3, 2));
    let excluded: Vec<_> = card.excluded.iter().map(|out| (out.reason, out.count)).collect();
    assert_eq!(excluded, [(Exclusion::LeftOutByHand, 1)], "nobody is both on the list and left out");
    assert_eq!(code(repair(asked.to_string(), "third@tide.example.net").await), "distribution.repair.before");
    assert!(api::verify(&sending.ws).await.unwrap().iter().all(|check| check.ok));
}

#[tokio::test]
async fn everything_that_is_asked_at_send_is_asked_of_a_repair_again() {
    let sending = Sending::new(2, RELEASE, |_| (), answers).await;
    for n in 0..3 {
        contacts::api::add(&sending.ws, journalist(&format!("W{n}"), &format!("wrong{n}@tide{n}.example.net"))).await.unwrap();
    }
    let sent = sending.send(sending.request()).await;
    let id = sent.distribution;
    let off = api::Breakers { domain_running: 0, domain_percent: 0, lost: 0, equal: 0, first_hundred: 0 };
    api::set_breakers(&sending.ws, off).await.unwrap();
    assert_eq!(sending.drive(id).await.refused, 3);
    let repair = |address: &str| {
        let wanted = named("wrong0@tide0.example.net", address);
        let ws = sending.ws.clone();
        async move { code(api::repair(&ws, id, wanted).await) }
    };
    assert_eq!(repair("not an address").await, "distribution.bad_address");
    assert_eq!(repair("ärger@tide.example.net").await, "distribution.bad_address", "few servers know such addresses");
    assert_eq!(repair("WRONG0@tide0.example.net").await, "distribution.repair.same_address");
    assert_eq!(repair("person0@paper0.example.net").await, "distribution.repair.on_list", "who has it");
    assert_eq!(repair("wrong1@tide1.example.net").await, "distribution.repair.on_list", "who was refused");
    assert_eq!(
        code(api::repair(&sending.ws, id, named("person0@paper0.example.net", "new@x.example.net")).await),
        "distribution.repair.not_refused"
    );
    contacts::api::suppress(&sending.ws, "left@tide.example.net".to_owned(), SuppressionReason::Unsubscribed, String::new()).await.unwrap();
    assert_eq!(repair("left@tide.example.net").await, "distribution.repair.suppressed");
    // Who has it by another distribution of the same mail.
    let request = api::missing(&sending.ws, id).await.unwrap();
    contacts::api::add(&sending.ws, journalist("New", "new@paper.example.net")).await.unwrap();
    let child = sending.send(SendRequest { hold_ms: 0, ..request }).await;
    sending.drive(child.distribution).await;
    assert_eq!(repair("new@paper.example.net").await, "distribution.repair.has_it");
    let row = sending.row(id, "wrong0@tide0.example.net").await;
    // The seal (D20).
    sending.ws.write_blocking(None, |tx| Ok(tx.execute("UPDATE account SET from_name = from_name || '!'", [])?)).unwrap();
    assert_eq!(repair("good@tide.example.net").await, "distribution.seal_broken");
    sending.ws.write_blocking(None, |tx| Ok(tx.execute("UPDATE account SET from_name = rtrim(from_name, '!')", [])?)).unwrap();
    contacts::api::do_not_contact(&sending.ws, row.person, "asked".to_owned()).await.unwrap();
    assert_eq!(repair("good@tide.example.net").await, "distribution.repair.do_not_contact");
    contacts::api::allow_contact(&sending.ws, row.person, "asked back".to_owned()).await.unwrap();
    let patch = contacts::api::PersonPatch { kind: Some(PersonKind::Employee), ..contacts::api::PersonPatch::default() };
    contacts::api::edit(&sending.ws, row.person, patch).await.unwrap();
    assert_eq!(repair("good@tide.example.net").await, "distribution.repair.kind");
    contacts::api::delete(&sending.ws, vec![row.person]).await.unwrap();
    assert_eq!(repair("good@tide.example.net").await, "contacts.no_person");
    // What was corrected since goes to nobody as it was.
    let request = api::correct(&sending.ws, id, None, Correcting::Text).await.unwrap();
    let second = sending.send(SendRequest { hold_ms: 0, ..request }).await;
    sending.drive(second.distribution).await;
    let other = named("wrong1@tide1.example.net", "good@tide.example.net");
    assert_eq!(code(api::repair(&sending.ws, id, other).await), "distribution.corrected_since");
    let before = sending.server.taken().len();
    assert_eq!((sending.drive(id).await.repaired, sending.server.taken().len()), (0, before), "nothing of it was written");
}

#[tokio::test]
async fn a_repaired_row_of_a_correction_answers_the_mail_that_its_person_has() {
    let once = |to: &str, before: usize| if to.starts_with("person1") && before == 1 { "550 5.1.1 moved" } else { "250 ok" };
    let sending = Sending::new(2, RELEASE, |_| (), once).await;
    let first = sending.send(sending.request()).await;
    let first = sending.drive(first.distribution).await;
    let request = api::correct(&sending.ws, first.distribution, None, Correcting::Text).await.unwrap();
    let second = sending.send(SendRequest { hold_ms: 0, ..request }).await;
    let second = sending.drive(second.distribution).await;
    assert_eq!((second.accepted, second.refused), (1, 1));
    api::repair(&sending.ws, second.distribution, named("person1@paper1.example.net", "moved@paper9.example.net")).await.unwrap();
    assert_eq!(sending.drive(second.distribution).await.accepted, 2);
    let own = sending.row(first.distribution, "person1@paper1.example.net").await.message_id;
    assert_eq!(sending.row(second.distribution, "moved@paper9.example.net").await.answers, Some(own));
}
