//! The postal address in mails to people outside (L11, L12), and that leaving works for as long as the law asks and wants nothing but the address.

use mail_parser::MessageParser;

use super::desk::{RELEASE, Sending, Taken, journalist};
use crate::contacts::{self, PersonInput, PersonKind, SuppressionReason};
use crate::distribution::api::{self, PressNews, SendRequest};
use crate::rendering::Imprint;

const YES: fn(&str, usize) -> &'static str = |_, _| "250 ok";
const DAY_MS: i64 = 86_400_000;

fn quay() -> Imprint {
    Imprint { postal: "1 Quay Street <b>\nHull HU1 1AA".to_owned(), contact: "+44 1482 0000".to_owned() }
}

fn text(mail: &Taken) -> String {
    let mail = MessageParser::default().parse(mail.text.as_bytes()).unwrap();
    mail.body_text(0).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn html(mail: &Taken) -> String {
    MessageParser::default().parse(mail.text.as_bytes()).unwrap().body_html(0).unwrap().into_owned()
}

impl Sending {
    async fn in_country(&self, kind: PersonKind, name: &str, country: &str) {
        let address = format!("{}@paper.example.net", name.to_lowercase());
        let input = PersonInput { kind, country: country.to_owned(), ..journalist(name, &address) };
        contacts::api::add(&self.ws, input).await.unwrap();
    }

    /// What is found about the postal address: how many people, and whether it keeps the mail here.
    async fn postal(&self, to: &str) -> Option<(serde_json::Value, bool)> {
        let review = api::review(&self.ws, SendRequest { to: to.to_owned(), ..self.request() }).await.unwrap();
        let found = review.findings.into_iter().find(|found| found.what.key == "distribution.finding.postal")?;
        Some((serde_json::to_value(found.what.params["n"].clone()).unwrap(), found.blocks))
    }
}

#[tokio::test]
async fn advertising_without_a_postal_address_does_not_go_to_the_usa_or_canada_and_with_one_carries_it() {
    let sending = Sending::new(0, RELEASE, |_| (), YES).await;
    for (kind, name, country) in [
        (PersonKind::Public, "Uma", "US"),
        (PersonKind::Client, "Carl", "CA"),
        (PersonKind::Public, "Greta", "GB"),
        (PersonKind::Journalist, "Jim", "US"),
    ] {
        sending.in_country(kind, name, country).await;
    }
    assert_eq!(sending.postal("kind:public or kind:client").await, Some((2.into(), true)));
    assert_eq!(sending.postal("kind:public country:GB").await, None, "nobody there asks for it");
    assert_eq!(sending.postal("kind:journalist").await, Some((1.into(), false)), "news to journalists is said, and goes");
    api::set_press_news(&sending.ws, PressNews::Advertising).await.unwrap();
    assert_eq!(sending.postal("kind:journalist").await, Some((1.into(), true)));

    let request = SendRequest { to: "kind:public or kind:client".to_owned(), ..sending.request() };
    let seal = api::review(&sending.ws, request.clone()).await.unwrap().seal;
    assert!(api::send(&sending.ws, request.clone(), seal).await.is_err(), "nothing goes");
    crate::rendering::api::set_imprint(&sending.ws, quay()).await.unwrap();
    assert_eq!(sending.postal("kind:public or kind:client").await, None);
    let card = sending.send(request).await;
    assert_eq!(sending.drive(card.distribution).await.accepted, 3);
    for mail in sending.server.taken() {
        let (text, html) = (text(&mail), html(&mail));
        assert!(text.ends_with("Harbour Trust · 1 Quay Street <b>, Hull HU1 1AA · +44 1482 0000"), "{text}");
        assert!(html.contains("1 Quay Street &lt;b&gt;, Hull HU1 1AA"), "{html}");
    }
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(crate::rendering::api::imprint(&sending.ws).await.unwrap(), Imprint::default());
    // What the house tells its own people names no address.
    crate::rendering::api::set_imprint(&sending.ws, quay()).await.unwrap();
    let refused = crate::rendering::api::set_imprint(&sending.ws, Imprint { contact: "a\nb".to_owned(), ..quay() }).await.unwrap_err();
    assert_eq!(refused.code, "rendering.imprint");
    assert_eq!(crate::rendering::api::imprint(&sending.ws).await.unwrap(), quay(), "nothing has changed");
}

#[tokio::test]
async fn leaving_works_sixty_days_after_the_mail_and_longer_and_wants_nothing_but_the_address() {
    let sending = Sending::new(3, RELEASE, |_| (), YES).await;
    crate::rendering::api::set_one_click(&sending.ws, "https://harbourtrust.org/leave/{token}".to_owned()).await.unwrap();
    let card = sending.send(sending.request()).await;
    sending.drive(card.distribution).await;
    // Every mail names an address to write to, with nothing to fill in, and no page to log in to.
    for mail in sending.server.taken() {
        let unfolded = mail.text.replace("\n ", " ");
        let header = unfolded.lines().find(|line| line.starts_with("List-Unsubscribe:")).unwrap();
        assert!(header.contains("<mailto:press@harbourtrust.example.org?subject="), "{header}");
        assert!(text(&mail).contains("To receive no more of them, write to press@harbourtrust.example.org"));
    }
    let token = sending.rows(card.distribution).await[0].message_id.split('@').next().unwrap().to_owned();
    sending.clock.advance_ms(400 * DAY_MS);
    let left = api::leave_by_click(&sending.ws, vec![token]).await.unwrap();
    assert_eq!((left.known, left.suppressed), (1, 1));
    // Whoever writes is taken at their address alone, also one that nobody has here.
    for address in ["person1@paper1.example.net", "somebody@else.example.org"] {
        let done = contacts::api::suppress(&sending.ws, address.to_owned(), SuppressionReason::Unsubscribed, String::new()).await;
        assert!(done.is_ok(), "{address}");
    }
    // At once, not within ten business days: the next look leaves them out.
    assert_eq!(api::review(&sending.ws, sending.request()).await.unwrap().recipients, 1);
}

#[tokio::test]
async fn an_address_entered_or_changed_while_a_mail_waits_changes_no_letter_of_it() {
    let sending = Sending::new(3, RELEASE, |_| (), YES).await;
    let before = sending.send(sending.request()).await;
    crate::rendering::api::set_imprint(&sending.ws, quay()).await.unwrap();
    assert_eq!(sending.drive(before.distribution).await.accepted, 3, "the letters that were confirmed go");
    assert!(sending.server.taken().iter().all(|mail| !text(mail).contains("1 Quay Street")), "as they were confirmed");
    let letter = api::letter(&sending.ws, sending.rows(before.distribution).await[0].delivery).await.unwrap();
    assert_eq!(letter.as_it_went, Some(true));

    let request = SendRequest { recent_days: 0, ..sending.request() };
    let after = sending.send(request.clone()).await;
    crate::rendering::api::set_imprint(&sending.ws, Imprint { postal: "2 New Street".to_owned(), ..quay() }).await.unwrap();
    assert_eq!(sending.drive(after.distribution).await.accepted, 3);
    assert!(sending.server.taken().iter().skip(3).all(|mail| text(mail).contains("1 Quay Street")));
    let letter = api::letter(&sending.ws, sending.rows(after.distribution).await[0].delivery).await.unwrap();
    assert_eq!(letter.as_it_went, Some(true));
    // What was looked at with another address is looked at again.
    let seal = api::review(&sending.ws, request.clone()).await.unwrap().seal;
    crate::rendering::api::set_imprint(&sending.ws, quay()).await.unwrap();
    let refused = api::send(&sending.ws, request, seal).await.unwrap_err();
    assert_eq!(refused.code, "distribution.changed_since_review");
    assert_eq!(refused.what.params["what"], "imprint".into());
}

#[tokio::test]
async fn whoever_moves_to_the_usa_after_the_look_is_not_mailed_without_an_address() {
    let sending = Sending::new(0, RELEASE, |_| (), YES).await;
    sending.in_country(PersonKind::Public, "Greta", "GB").await;
    sending.in_country(PersonKind::Public, "Gwen", "GB").await;
    let request = SendRequest { to: "kind:public".to_owned(), ..sending.request() };
    let seal = api::review(&sending.ws, request.clone()).await.unwrap().seal;
    let id = contacts::api::who(&sending.ws, "greta@paper.example.net").await.unwrap();
    let patch = contacts::api::PersonPatch { country: Some("US".to_owned()), ..Default::default() };
    contacts::api::edit(&sending.ws, id, patch).await.unwrap();
    assert_eq!(api::send(&sending.ws, request, seal).await.unwrap_err().code, "distribution.blocked");
    // A list that begins with one person is a list; a mail to one person who asked is none.
    assert_eq!(sending.postal(&format!("person:{id} or kind:public")).await, Some((1.into(), true)));
    assert_eq!(sending.postal(&format!("person:{id}")).await, None);
}

#[tokio::test]
async fn an_organisation_that_is_renamed_while_a_mail_waits_signs_it_by_the_name_that_was_confirmed() {
    let sending = Sending::new(2, RELEASE, |_| (), YES).await;
    crate::rendering::api::set_imprint(&sending.ws, quay()).await.unwrap();
    let request = sending.request();
    let seal = api::review(&sending.ws, request.clone()).await.unwrap().seal;
    crate::workspace::api::rename(&sending.ws, "Humber Trust".to_owned()).await.unwrap();
    let refused = api::send(&sending.ws, request.clone(), seal).await.unwrap_err();
    assert_eq!((refused.code.as_str(), &refused.what.params["what"]), ("distribution.changed_since_review", &"organisation".into()));

    let before = sending.send(request).await;
    crate::workspace::api::rename(&sending.ws, "Hafenstiftung Hull".to_owned()).await.unwrap();
    assert_eq!(sending.drive(before.distribution).await.accepted, 2, "the letters that were confirmed go");
    for mail in sending.server.taken() {
        let text = text(&mail);
        assert!(
            text.ends_with("Humber Trust · 1 Quay Street <b>, Hull HU1 1AA · +44 1482 0000") && !text.contains("Hafenstiftung"),
            "{text}"
        );
    }
    let letter = api::letter(&sending.ws, sending.rows(before.distribution).await[0].delivery).await.unwrap();
    assert_eq!(letter.as_it_went, Some(true));
}
