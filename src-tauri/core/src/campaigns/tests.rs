use super::api::{self, CampaignPatch};
use super::*;
use crate::PLUGS;
use crate::accounts::api as accounts_api;
use crate::contacts::{AddressInput, Basis, PersonInput, PersonKind, api as contacts_api};
use crate::distribution::api::{self as distribution_api, DistributionCard, EmbargoMode, SendRequest};
use crate::error::Problem;
use crate::ids::{CampaignId, DocumentId};
use crate::literature::api as literature_api;
use crate::workspace::testing::Desk;
use crate::workspace::{Topic, api as workspace_api};

fn named(name: &str) -> CampaignInput {
    CampaignInput { name: name.to_owned(), ..CampaignInput::default() }
}

fn message(text: &str) -> MessageInput {
    MessageInput { id: None, text: text.to_owned() }
}

async fn add(desk: &Desk, name: &str) -> CampaignId {
    api::add(&desk.ws, named(name)).await.unwrap().id
}

async fn release(desk: &Desk, headline: &str) -> DocumentId {
    let text = format!("---\nheadline: {headline}\n---\n\nThe lens is back.\n");
    literature_api::add_file(&desk.ws, text.into_bytes(), None).await.unwrap().id
}

/// Sends the document to two journalists, held: a distribution is there, and nothing leaves.
async fn send(desk: &Desk, document: DocumentId) -> DistributionCard {
    let account = match accounts_api::list(&desk.ws).await.unwrap().first() {
        Some(account) => account.id,
        None => accounts_api::add(&desk.ws, accounts_api::AccountInput::practice("Practice".to_owned(), None)).await.unwrap().id,
    };
    if contacts_api::kinds(&desk.ws).await.unwrap().iter().all(|one| one.count == 0) {
        for name in ["Ruth Vale", "Anders Holt"] {
            let address = AddressInput {
                address: format!("{}@example.org", name.split(' ').next().unwrap().to_lowercase()),
                source: "card".to_owned(),
                sourced_on: "2026-11-24".to_owned(),
                basis: Basis::LegitimateInterest,
                basis_note: String::new(),
            };
            let person = PersonInput { name: name.to_owned(), addresses: vec![address], ..PersonInput::of_kind(PersonKind::Journalist) };
            contacts_api::add(&desk.ws, person).await.unwrap();
        }
    }
    let request = SendRequest {
        document,
        account,
        to: "kind:journalist".to_owned(),
        except: Vec::new(),
        left_out: Vec::new(),
        put_back: Vec::new(),
        recent_days: 0,
        follow: false,
        embargo: EmbargoMode::None,
        hold_ms: 30_000,
        go_on: false,
        first: None,
        schedule: None,
        hours: None,
        languages: Vec::new(),
        parent: None,
    };
    let review = distribution_api::review(&desk.ws, request.clone()).await.unwrap();
    distribution_api::send(&desk.ws, request, review.seal).await.unwrap()
}

async fn undo(desk: &Desk) {
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
}

async fn documents(desk: &Desk, id: CampaignId) -> Vec<DocumentId> {
    api::show(&desk.ws, id).await.unwrap().documents.iter().map(|one| one.id).collect()
}

#[tokio::test]
async fn a_campaign_is_made_shown_changed_and_every_step_is_taken_back() {
    let desk = Desk::new();
    let new = CampaignInput {
        name: "  The  Light Returns ".to_owned(),
        aim: "The town comes back to its lighthouse.\r\nAnd brings friends. ".to_owned(),
        starts_on: "2026-11-02".to_owned(),
        ends_on: "2027-01-31".to_owned(),
        messages: vec![message("A lighthouse is a promise."), message("  "), message("The lens turns again.")],
    };
    let card = api::add(&desk.ws, new).await.unwrap();
    assert_eq!((card.name.as_str(), card.starts_on.as_deref()), ("The Light Returns", Some("2026-11-02")));
    assert_eq!(card.aim, "The town comes back to its lighthouse.\nAnd brings friends.");
    let open = api::show(&desk.ws, card.id).await.unwrap();
    let texts: Vec<_> = open.messages.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(texts, ["A lighthouse is a promise.", "The lens turns again."], "an empty message is none");

    let patch = CampaignPatch { ends_on: Some(String::new()), ..CampaignPatch::default() };
    let card = api::edit(&desk.ws, card.id, patch).await.unwrap();
    assert_eq!((card.name.as_str(), card.starts_on.as_deref(), card.ends_on), ("The Light Returns", Some("2026-11-02"), None));
    undo(&desk).await;
    assert_eq!(api::show(&desk.ws, card.id).await.unwrap().card.ends_on.as_deref(), Some("2027-01-31"));
    undo(&desk).await;
    assert!(api::list(&desk.ws).await.unwrap().is_empty());
    workspace_api::redo(&desk.ws, PLUGS, None).await.unwrap();
    assert_eq!(api::show(&desk.ws, card.id).await.unwrap().messages.len(), 2);
}

#[tokio::test]
async fn messages_keep_their_numbers_when_they_are_moved_and_mended() {
    let desk = Desk::new();
    let new = CampaignInput { messages: ["one", "two", "three"].map(message).to_vec(), ..named("Light") };
    let id = api::add(&desk.ws, new).await.unwrap().id;
    let held = api::show(&desk.ws, id).await.unwrap().messages;
    let known = |at: usize, text: &str| MessageInput { id: Some(held[at].id), text: text.to_owned() };
    let patch = |messages| CampaignPatch { messages: Some(messages), ..CampaignPatch::default() };
    api::edit(&desk.ws, id, patch(vec![known(2, "three"), message("new"), known(0, "one, mended")])).await.unwrap();
    let shown = api::show(&desk.ws, id).await.unwrap().messages;
    let texts: Vec<_> = shown.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(texts, ["three", "new", "one, mended"]);
    assert_eq!((shown[0].id, shown[2].id), (held[2].id, held[0].id));
    undo(&desk).await;
    let back: Vec<_> = api::show(&desk.ws, id).await.unwrap().messages.iter().map(|one| (one.id, one.text.clone())).collect();
    assert_eq!(back, held.iter().map(|one| (one.id, one.text.clone())).collect::<Vec<_>>());

    api::edit(&desk.ws, id, patch(["three", "one"].map(message).to_vec())).await.unwrap();
    let shown: Vec<_> = api::show(&desk.ws, id).await.unwrap().messages.iter().map(|one| one.id).collect();
    assert_eq!(shown, [held[2].id, held[0].id], "a shell without numbers loses none");
    undo(&desk).await;

    let other = api::add(&desk.ws, named("Other")).await.unwrap().id;
    api::edit(&desk.ws, other, patch(vec![known(0, "one")])).await.unwrap();
    assert_eq!(api::show(&desk.ws, id).await.unwrap().messages.len(), 3, "another campaign's message is copied, never taken away");
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_its_place_and_changes_nothing() {
    let desk = Desk::new();
    let id = add(&desk, "The Light Returns").await;
    let with = |change: fn(&mut CampaignInput)| {
        let mut input = named("Another");
        change(&mut input);
        input
    };
    let cases: Vec<(CampaignInput, &str, &str)> = vec![
        (named("THE LIGHT\u{a0}ＲＥＴＵＲＮＳ"), "campaigns.name_taken", "name"),
        (named("   "), "campaigns.bad_name", "name"),
        (named("two\nlines"), "campaigns.bad_name", "name"),
        (named(&"x".repeat(301)), "campaigns.bad_name", "name"),
        (with(|one| one.aim = "x".repeat(2_001)), "campaigns.bad_aim", "aim"),
        (with(|one| one.aim = "bell \u{7}".to_owned() + "rings"), "campaigns.bad_aim", "aim"),
        (with(|one| one.starts_on = "2026-02-30".to_owned()), "campaigns.bad_date", "starts_on"),
        (with(|one| one.ends_on = "31.1.2027".to_owned()), "campaigns.bad_date", "ends_on"),
        (with(|one| one.starts_on = "2026-1-02".to_owned()), "campaigns.bad_date", "starts_on"),
        (
            with(|one| (one.starts_on, one.ends_on) = ("2027-01-31".to_owned(), "2026-11-02".to_owned())),
            "campaigns.ends_before_start",
            "ends_on",
        ),
        (with(|one| one.messages = vec![message("fits"), message(&"x".repeat(501))]), "campaigns.bad_message", "messages"),
        (with(|one| one.messages = vec![message("one more"); 13]), "campaigns.many_messages", "messages"),
    ];
    for (input, code, field) in cases {
        let problem = api::add(&desk.ws, input.clone()).await.unwrap_err();
        assert_eq!((problem.code.as_str(), problem.places[0].field.as_deref()), (code, Some(field)), "{input:?}");
        let patch = CampaignPatch {
            name: Some(if code == "campaigns.name_taken" { "Third".to_owned() } else { input.name }),
            aim: Some(input.aim),
            starts_on: Some(input.starts_on),
            ends_on: Some(input.ends_on),
            messages: Some(input.messages),
        };
        if code != "campaigns.name_taken" {
            assert_eq!(api::edit(&desk.ws, id, patch).await.unwrap_err().code, code);
        }
    }
    let all = api::list(&desk.ws).await.unwrap();
    assert_eq!(all.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["The Light Returns"]);
    let same = CampaignPatch { name: Some("the light returns".to_owned()), ..CampaignPatch::default() };
    assert_eq!(api::edit(&desk.ws, id, same).await.unwrap().name, "the light returns", "its own name is not taken");
    for missing in [
        api::edit(&desk.ws, 99.into(), CampaignPatch::default()).await.map(drop),
        api::delete(&desk.ws, 99.into()).await,
        api::show(&desk.ws, 99.into()).await.map(drop),
        api::put(&desk.ws, 99.into(), 1.into()).await.map(drop),
    ] {
        assert_eq!(missing.unwrap_err().code, "campaigns.no_campaign");
    }
}

#[tokio::test]
async fn names_of_300_letters_and_of_every_script_are_kept_and_found() {
    let desk = Desk::new();
    for name in ["عودة الضوء إلى الميناء".to_owned(), "灯台の光が帰ってくる".to_owned(), "Ö".repeat(300)] {
        let id = add(&desk, &name).await;
        assert_eq!(api::find(&desk.ws, &name.to_lowercase()).await.unwrap(), id);
    }
    assert_eq!(api::find(&desk.ws, "2").await.unwrap(), 2.into());
    assert_eq!(api::find(&desk.ws, "nobody's").await.unwrap_err().code, "campaigns.no_campaign");
}

#[tokio::test]
async fn a_document_is_in_one_campaign_and_moving_it_is_one_step() {
    let desk = Desk::new();
    let (light, lens) = (add(&desk, "Light").await, add(&desk, "Lens").await);
    let document = release(&desk, "The lens is back").await;
    assert_eq!(api::of_document(&desk.ws, document).await.unwrap(), None);
    assert_eq!(api::take_out(&desk.ws, document).await.unwrap_err().code, "campaigns.in_no_campaign");
    api::put(&desk.ws, light, document).await.unwrap();
    let mut changes = desk.ws.changes();
    assert_eq!(api::put(&desk.ws, lens, document).await.unwrap().documents, 1);
    let mut told = Vec::new();
    while let Ok(change) = changes.try_recv() {
        told.extend(change.iter().filter(|one| one.topic == Topic::Campaign).filter_map(|one| one.id).collect::<Vec<_>>());
    }
    assert_eq!(told, [light.get(), lens.get()], "both pages hear of it");
    assert_eq!((documents(&desk, light).await, documents(&desk, lens).await), (vec![], vec![document]));
    let campaign = api::CampaignName { id: lens, name: "Lens".to_owned() };
    assert_eq!(api::belonging(&desk.ws).await.unwrap(), [api::Belonging { document, campaign }]);
    undo(&desk).await;
    assert_eq!((documents(&desk, light).await, documents(&desk, lens).await), (vec![document], vec![]));
    api::put(&desk.ws, light, document).await.unwrap();
    let history = workspace_api::history(&desk.ws, 1).await.unwrap();
    assert_eq!(history[0].label.key, "workspace.action.undo", "putting it where it is changes nothing");

    api::take_out(&desk.ws, document).await.unwrap();
    assert_eq!(api::of_document(&desk.ws, document).await.unwrap(), None);
    undo(&desk).await;
    assert_eq!(api::of_document(&desk.ws, document).await.unwrap().unwrap().name, "Light");
    literature_api::delete(&desk.ws, document).await.unwrap();
    assert_eq!(documents(&desk, light).await, []);
    undo(&desk).await;
    assert_eq!(documents(&desk, light).await, [document], "a document that comes back is in its campaign again");
}

#[tokio::test]
async fn a_deleted_campaign_leaves_its_documents_and_comes_back_with_them() {
    let desk = Desk::new();
    let new = CampaignInput { messages: vec![message("one")], ..named("Light") };
    let id = api::add(&desk.ws, new).await.unwrap().id;
    let document = release(&desk, "The lens is back").await;
    api::put(&desk.ws, id, document).await.unwrap();
    let sent = send(&desk, document).await;
    api::delete(&desk.ws, id).await.unwrap();
    assert_eq!(api::show(&desk.ws, id).await.unwrap_err().code, "campaigns.no_campaign");
    assert_eq!(api::of_document(&desk.ws, document).await.unwrap(), None);
    assert_eq!(distribution_api::show(&desk.ws, sent.distribution).await.unwrap().recipients, 2);
    undo(&desk).await;
    let open = api::show(&desk.ws, id).await.unwrap();
    assert_eq!((open.messages.len(), open.documents.len(), open.distributions.len()), (1, 1, 1));
    assert!(crate::verify(&desk.ws).await.unwrap().iter().all(|check| check.ok));
}

#[tokio::test]
async fn a_distribution_belongs_where_its_document_was_when_it_was_written() {
    let desk = Desk::new();
    let (light, lens) = (add(&desk, "Light").await, add(&desk, "Lens").await);
    let document = release(&desk, "The lens is back").await;
    let before = send(&desk, document).await;
    api::put(&desk.ws, light, document).await.unwrap();
    let within = send(&desk, document).await;
    let card = api::put(&desk.ws, lens, document).await.unwrap();
    assert_eq!((card.documents, card.distributions), (1, 0), "what was sent stays where it belongs");
    let open = api::show(&desk.ws, light).await.unwrap();
    let ids: Vec<_> = open.distributions.iter().map(|one| one.distribution).collect();
    assert_eq!(ids, [within.distribution]);
    let sum = open.card.sum;
    assert_eq!((sum.recipients, sum.waiting, sum.accepted), (2, 2, 0));
    assert_eq!(sum.recipients, sum.waiting + sum.accepted + sum.refused + sum.retrying + sum.uncertain + sum.cancelled);

    let open = api::show(&desk.ws, lens).await.unwrap();
    assert_eq!((open.earlier, open.distributions.len()), (1, 0), "the one that belongs nowhere can be taken in");
    assert_eq!(api::gather(&desk.ws, lens).await.unwrap().distributions, 1);
    let open = api::show(&desk.ws, lens).await.unwrap();
    assert_eq!((open.earlier, open.distributions[0].distribution), (0, before.distribution));
    undo(&desk).await;
    assert_eq!(api::show(&desk.ws, lens).await.unwrap().earlier, 1);
    assert!(crate::verify(&desk.ws).await.unwrap().iter().all(|check| check.ok), "the ledger stands as it stood");
}

#[tokio::test]
async fn lists_put_what_has_no_dates_first_then_the_newest() {
    let desk = Desk::new();
    for (name, start, end) in [("Old", "2025-01-01", ""), ("New", "2026-11-02", "2027-01-31"), ("Plan", "", ""), ("Ends", "", "2026-03-01")]
    {
        let dated = CampaignInput { starts_on: start.to_owned(), ends_on: end.to_owned(), ..named(name) };
        api::add(&desk.ws, dated).await.unwrap();
    }
    let names: Vec<String> = api::list(&desk.ws).await.unwrap().into_iter().map(|one| one.name).collect();
    assert_eq!(names, ["Plan", "New", "Ends", "Old"]);
}

#[tokio::test]
async fn five_hundred_campaigns_are_all_listed() {
    let desk = Desk::new();
    desk.ws
        .write_quietly(|tx| {
            for n in 0..500 {
                create(tx, named(&format!("Campaign {n}")))?;
            }
            Ok::<_, Problem>(())
        })
        .await
        .unwrap();
    assert_eq!(api::list(&desk.ws).await.unwrap().len(), 500);
}
