use super::*;
use crate::clock::Clock as _;
use crate::ids::PersonId;
use crate::messages::Message;
use crate::net::EmailAddress;
use crate::workspace::testing::Desk;

fn provenance() -> Provenance {
    Provenance { source: "Her card, press day".to_owned(), on: "2024-05-06".to_owned() }
}

fn address(text: &str) -> AddressInput {
    AddressInput {
        address: text.to_owned(),
        source: String::new(),
        sourced_on: String::new(),
        basis: Basis::LegitimateInterest,
        basis_note: "press work".to_owned(),
    }
}

fn priya() -> PersonInput {
    PersonInput {
        name: "Priya Nandakumar".to_owned(),
        role: "Arts correspondent".to_owned(),
        outlet: "The Northern Ledger".to_owned(),
        beats: vec!["heritage".to_owned(), "arts".to_owned()],
        country: "UK".to_owned(),
        language: "en".to_owned(),
        addresses: vec![address("Priya@Ledger.example.net"), address("p.nandakumar@example.org")],
        ..PersonInput::of_kind(PersonKind::Journalist)
    }
}

fn put(desk: &Desk, input: PersonInput) -> PersonId {
    let secret = *desk.ws.secret();
    let person = check(input, &provenance()).unwrap();
    desk.ws.write_blocking(Some(Message::new("contacts.action.added")), move |tx| Ok(PeopleWriter::new(tx, &secret).add(&person)?)).unwrap()
}

fn recipient(desk: &Desk, id: PersonId) -> Recipient {
    desk.ws.read_blocking(|tx| Ok(recipients(tx, &[id])?.remove(0))).unwrap()
}

fn found(desk: &Desk, words: &str) -> Vec<PersonId> {
    desk.ws.read_blocking(|tx| Ok(select(tx, &Condition::of(&Criterion::Words(words.to_owned())))?)).unwrap()
}

#[test]
fn a_person_comes_back_as_kept_with_source_and_basis_of_each_address() {
    let desk = Desk::new();
    let id = put(&desk, priya());
    let kept = desk.ws.read_blocking(|tx| Ok(record(tx, id)?.unwrap())).unwrap();
    assert_eq!((kept.input.given_name.as_str(), kept.input.family_name.as_str()), ("Priya", "Nandakumar"));
    assert_eq!(kept.input.country, "GB");
    assert_eq!(kept.input.beats, ["heritage", "arts"]);
    let first = &kept.input.addresses[0];
    assert_eq!(
        (first.address.as_str(), first.source.as_str(), first.sourced_on.as_str()),
        ("Priya@Ledger.example.net", "Her card, press day", "2024-05-06")
    );
    assert_eq!(kept.created_at, desk.clock.now());
}

#[tokio::test]
async fn a_slip_in_a_domain_is_proposed_unless_many_have_it() {
    let desk = Desk::new();
    let slip = |n: u32| PersonInput { addresses: vec![address(&format!("Ruth{n}@gmial.com"))], ..PersonInput::of_kind(PersonKind::Public) };
    let first = put(&desk, slip(0));
    assert_eq!(api::show(&desk.ws, first).await.unwrap().addresses[0].meant.as_deref(), Some("Ruth0@gmail.com"));
    for n in 1..5 {
        put(&desk, slip(n));
    }
    assert_eq!(api::show(&desk.ws, first).await.unwrap().addresses[0].meant, None);
    let known = put(&desk, PersonInput { addresses: vec![address("press@gmail.com")], ..PersonInput::of_kind(PersonKind::Public) });
    let state = api::show(&desk.ws, known).await.unwrap().addresses.remove(0);
    assert_eq!((state.meant, state.role_mailbox), (None, true));
}

#[test]
fn a_letter_goes_to_the_preferred_address_as_typed() {
    let desk = Desk::new();
    let id = put(&desk, priya());
    let to = recipient(&desk, id);
    assert_eq!(to.address.as_deref(), Some("Priya@Ledger.example.net"));
    assert_eq!(to.bar, None);
    assert_eq!(
        (to.values.get("first_name"), to.values.get("outlet"), to.values.get("country")),
        ("Priya", "The Northern Ledger", "United Kingdom")
    );
    assert_eq!(to.values.get("greeting"), "Dear Priya");
    assert_eq!(to.values.iter().map(|(field, _)| field).collect::<std::collections::BTreeSet<_>>(), MERGE_FIELDS.iter().copied().collect());
}

#[test]
fn the_two_bars_are_the_persons_and_the_addresss_and_neither_lends_another_address() {
    let desk = Desk::new();
    let id = put(&desk, priya());
    let key = EmailAddress::parse("priya@ledger.example.net").unwrap().key(desk.ws.secret());
    let now = |desk: &Desk| desk.ws.read_blocking(|tx| Ok(now(tx, id, &key)?.bar)).unwrap();
    assert_eq!(now(&desk), None);
    desk.ws.write_blocking(None, move |tx| Ok(suppress(tx, &key, SuppressionReason::Unsubscribed, "a reply")?)).unwrap();
    let barred = Some(Bar::Suppressed { reason: SuppressionReason::Unsubscribed });
    assert_eq!((now(&desk), recipient(&desk, id).bar), (barred.clone(), barred));
    desk.ws.write_blocking(None, move |tx| set_do_not_contact(tx, id, Some("asked on the phone"))).unwrap();
    let barred = Some(Bar::DoNotContact { reason: "asked on the phone".to_owned() });
    assert_eq!((now(&desk), recipient(&desk, id).bar), (barred.clone(), barred));
    let lost = desk.ws.write_blocking(None, move |tx| lift(tx, &key, " ")).unwrap_err();
    assert_eq!(lost.code, "contacts.reason_needed");
    desk.ws.write_blocking(None, move |tx| lift(tx, &key, "subscribed again at the gala")).unwrap();
    desk.ws.write_blocking(None, move |tx| set_do_not_contact(tx, id, None)).unwrap();
    assert_eq!((now(&desk), recipient(&desk, id).bar), (None, None));
}

#[test]
fn a_suppression_outlives_the_person_and_meets_them_when_they_come_back() {
    let desk = Desk::new();
    let (id, secret) = (put(&desk, priya()), *desk.ws.secret());
    let key = EmailAddress::parse("priya@ledger.example.net").unwrap().key(&secret);
    desk.ws.write_blocking(None, move |tx| Ok(suppress(tx, &key, SuppressionReason::Erased, "")?)).unwrap();
    desk.ws.write_blocking(None, move |tx| Ok(PeopleWriter::new(tx, &secret).remove(id)?)).unwrap();
    let again = put(&desk, priya());
    assert_ne!(again, id, "an id is never used twice");
    assert_eq!(recipient(&desk, again).bar, Some(Bar::Suppressed { reason: SuppressionReason::Erased }));
}

#[test]
fn search_finds_beginnings_of_words_without_case_and_accents_and_any_part_of_a_japanese_name() {
    let desk = Desk::new();
    let named = |name: &str| put(&desk, PersonInput { name: name.to_owned(), ..PersonInput::of_kind(PersonKind::Public) });
    let (ines, tanaka, layla) = (named("Inês Çalder-Östberg"), named("田中愛子"), named("ليلى الحداد"));
    let priya = put(&desk, priya());
    assert_eq!(found(&desk, "ines cal"), [ines]);
    assert_eq!(found(&desk, "OSTB"), [ines]);
    assert_eq!(found(&desk, "alder"), [], "the middle of a word is no beginning");
    assert_eq!(found(&desk, "中愛"), [tanaka]);
    assert_eq!(found(&desk, "الحد"), [layla]);
    assert_eq!(found(&desk, "northern led"), [priya]);
    assert_eq!(found(&desk, "p.nandakumar@ex"), [priya]);
    assert_eq!(found(&desk, "\" OR 1 *"), [], "nothing of the index's own language gets in");
}

#[tokio::test]
async fn undo_of_a_deletion_brings_back_the_person_and_their_words() {
    let desk = Desk::new();
    let (id, secret) = (put(&desk, priya()), *desk.ws.secret());
    let before = desk.ws.read_blocking(|tx| Ok(record(tx, id)?.unwrap())).unwrap();
    desk.ws.write(Message::new("contacts.action.deleted"), move |tx| Ok(PeopleWriter::new(tx, &secret).remove(id)?)).await.unwrap();
    assert_eq!(found(&desk, "priya"), []);
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(desk.ws.read_blocking(|tx| Ok(record(tx, id)?.unwrap())).unwrap(), before);
    assert_eq!(found(&desk, "priya"), [id]);
    crate::workspace::api::redo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(found(&desk, "priya"), []);
}

#[test]
fn what_could_end_a_header_field_is_refused_with_its_place() {
    let refused =
        check(PersonInput { name: "Eve\r\nBcc: all@example.org".to_owned(), language: "Klingonese!".to_owned(), ..priya() }, &provenance())
            .unwrap_err();
    assert_eq!(refused.code, "contacts.refused");
    let fields: Vec<_> = refused.places.iter().map(|place| place.field.as_deref().unwrap()).collect();
    assert_eq!(fields, ["name", "language"]);
    let consent = AddressInput { basis: Basis::Consent, basis_note: String::new(), ..address("a@example.org") };
    let refused = check(PersonInput { addresses: vec![consent], ..priya() }, &provenance()).unwrap_err();
    assert_eq!(refused.places[0].field.as_deref(), Some("basis_note"));
    let nobody = check(PersonInput::of_kind(PersonKind::Public), &provenance()).unwrap_err();
    assert_eq!(nobody.code, "contacts.nobody");
}

#[test]
fn long_arabic_and_japanese_names_are_kept_whole() {
    let desk = Desk::new();
    for name in ["x".repeat(300), "محمد ".repeat(60).trim().to_owned(), "愛".repeat(300), "Ġużè".to_owned()] {
        let id = put(&desk, PersonInput { name: name.clone(), ..PersonInput::of_kind(PersonKind::Client) });
        assert_eq!(desk.ws.read_blocking(|tx| Ok(record(tx, id)?.unwrap())).unwrap().input.name, name);
    }
}

#[test]
fn an_empty_cell_never_overwrites_and_lists_only_grow() {
    let row = PersonInput {
        name: String::new(),
        role: "Arts editor".to_owned(),
        beats: vec!["Arts".to_owned(), "museums".to_owned()],
        addresses: vec![address("PRIYA@ledger.example.net"), address("new@example.org")],
        ..PersonInput::of_kind(PersonKind::Journalist)
    };
    let merged = merged(&priya(), &row);
    assert_eq!((merged.name.as_str(), merged.role.as_str()), ("Priya Nandakumar", "Arts editor"));
    assert_eq!(merged.beats, ["heritage", "arts", "museums"]);
    let addresses: Vec<_> = merged.addresses.iter().map(|one| one.address.as_str()).collect();
    assert_eq!(addresses, ["Priya@Ledger.example.net", "p.nandakumar@example.org", "new@example.org"]);
}

#[test]
fn names_are_taken_apart_and_stand_by_family_name() {
    let apart = |name: &str| split_name(name);
    let two = |given: &str, family: &str| (given.to_owned(), family.to_owned());
    assert_eq!(apart("Ruth Abernathy"), two("Ruth", "Abernathy"));
    assert_eq!(apart("Abernathy, Ruth"), two("Ruth", "Abernathy"));
    assert_eq!(apart("Ludwig Mies van der Rohe"), two("Ludwig Mies", "van der Rohe"));
    assert_eq!(apart("田中愛子"), two("", ""));
    assert_eq!(apart("田中 愛子"), two("愛子", "田中"));
    assert_eq!(apart("김 민준"), two("민준", "김"));
    assert_eq!(apart("ジョン スミス"), two("ジョン", "スミス"));
    assert_eq!(apart("Martin Luther King, Jr."), two("Martin Luther", "King"));
    assert_eq!(apart("Madonna"), two("", ""));
    assert_eq!(apart("Van Morrison"), two("Van", "Morrison"));
    let mut keys = [
        sort_key("Zoë Ångström", "Zoë", "Ångström", ""),
        sort_key("Ruth Abernathy", "Ruth", "Abernathy", ""),
        sort_key("", "", "", "b@example.org"),
    ];
    keys.sort();
    assert_eq!(keys, ["abernathy ruth", "angstrom zoe", "b example org"]);
}

#[test]
fn greetings_follow_the_language_and_are_never_empty() {
    let to =
        |salutation, given_name, family_name, name, language| greeting(Addressee { salutation, given_name, family_name, name, language });
    assert_eq!(to("Ms", "Priya", "Nandakumar", "Priya Nandakumar", "en-GB"), "Dear Ms Nandakumar");
    assert_eq!(to("", "Priya", "Nandakumar", "Priya Nandakumar", ""), "Dear Priya");
    assert_eq!(to("Frau", "Petra", "Weber", "Petra Weber", "de"), "Sehr geehrte Frau Weber");
    assert_eq!(to("Herr", "Jonas", "Weber", "Jonas Weber", "de-AT"), "Sehr geehrter Herr Weber");
    assert_eq!(to("", "Jonas", "Weber", "Jonas Weber", "de"), "Guten Tag, Jonas");
    assert_eq!(to("先生", "愛子", "田中", "田中愛子", "ja"), "田中先生");
    for language in ["en", "de", "nl", "fr", "es", "it", "pt", "da", "sv", "nb", "ja", "ar", "eu", ""] {
        assert!(!to("", "", "", "", language).is_empty(), "{language}");
    }
}
#[test]
fn a_role_mailbox_is_not_greeted_by_the_name_on_its_row() {
    let desk = Desk::new();
    let id = put(
        &desk,
        PersonInput {
            name: "Coastline FM".to_owned(),
            addresses: vec![address("newsdesk@coastline.example")],
            ..PersonInput::of_kind(PersonKind::Journalist)
        },
    );
    let to = recipient(&desk, id);
    assert_eq!((to.values.get("greeting"), to.values.get("first_name")), ("Hello", ""));
}

#[tokio::test]
async fn an_edit_changes_what_it_names_and_leaves_the_rest_and_undo_brings_it_back() {
    let desk = Desk::new();
    let id = api::add(&desk.ws, priya()).await.unwrap().id;
    let patch = || api::PersonPatch {
        name: Some("Priya N. Rao".to_owned()),
        addresses: Some(vec![address("p.nandakumar@example.org"), address("priya@rao.example")]),
        ..api::PersonPatch::default()
    };
    let card = api::edit(&desk.ws, id, patch()).await.unwrap();
    assert_eq!((card.fields.family_name.as_str(), card.fields.outlet.as_str()), ("Rao", "The Northern Ledger"));
    assert_eq!(card.addresses[1].address, "priya@rao.example");
    assert_eq!(found(&desk, "priya@rao"), [id]);
    let steps = || async { crate::workspace::api::history(&desk.ws, 10).await.unwrap().len() };
    let before = steps().await;
    api::edit(&desk.ws, id, patch()).await.unwrap();
    assert_eq!(steps().await, before, "an edit that changes nothing is no step");
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    let card = api::show(&desk.ws, id).await.unwrap();
    assert_eq!((card.fields.name.as_str(), card.addresses[0].address.as_str()), ("Priya Nandakumar", "Priya@Ledger.example.net"));
    assert_eq!((found(&desk, "rao"), found(&desk, "ledger")), (vec![], vec![id]));
}

#[tokio::test]
async fn an_unsubscription_is_one_act_that_bars_every_address_and_undo_takes_back() {
    let desk = Desk::new();
    let id = api::add(&desk.ws, priya()).await.unwrap().id;
    assert_eq!(api::who(&desk.ws, "P.Nandakumar@EXAMPLE.org").await.unwrap(), id);
    assert_eq!(api::unsubscribe(&desk.ws, id, "a call".to_owned()).await.unwrap().suppressed, 2);
    let card = api::show(&desk.ws, id).await.unwrap();
    assert_eq!(card.bar, Some(Bar::Suppressed { reason: SuppressionReason::Unsubscribed }));
    assert!(card.addresses.iter().all(|one| one.suppressed.as_ref().unwrap().evidence == "a call"));
    assert_eq!(api::suppressions(&desk.ws, api::SuppressionsAsked::default(), None, 10).await.unwrap().cards.len(), 2);
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(api::show(&desk.ws, id).await.unwrap().bar, None);
    let refused = api::unsuppress(&desk.ws, "p.nandakumar@example.org".to_owned(), "why not".to_owned()).await.unwrap_err();
    assert_eq!(refused.code, "contacts.not_suppressed");
}

#[tokio::test]
async fn no_label_of_history_holds_an_address() {
    let desk = Desk::new();
    let id = api::add(&desk.ws, PersonInput { name: String::new(), given_name: String::new(), family_name: String::new(), ..priya() })
        .await
        .unwrap()
        .id;
    let all = "p.nandakumar@example.org";
    api::suppress(&desk.ws, all.to_owned(), SuppressionReason::Bounced, String::new()).await.unwrap();
    api::unsuppress(&desk.ws, all.to_owned(), "a new address".to_owned()).await.unwrap();
    api::suppress(&desk.ws, "nobody@example.org".to_owned(), SuppressionReason::Asked, String::new()).await.unwrap();
    api::unsubscribe(&desk.ws, id, "a call".to_owned()).await.unwrap();
    api::edit(&desk.ws, id, api::PersonPatch { city: Some("Delft".to_owned()), ..api::PersonPatch::default() }).await.unwrap();
    api::delete(&desk.ws, vec![id]).await.unwrap();
    let steps = crate::workspace::api::history(&desk.ws, 20).await.unwrap();
    assert_eq!(steps.len(), 7);
    for step in steps {
        let label = format!("{} {:?}", step.label, step.label.params);
        assert!(!label.contains('@'), "L5: {label}");
    }
}

#[tokio::test]
async fn two_people_may_share_an_address_and_each_is_told_of_the_other() {
    let desk = Desk::new();
    let one = api::add(&desk.ws, priya()).await.unwrap().id;
    let other = api::add(&desk.ws, PersonInput { name: "Her editor".to_owned(), ..priya() }).await.unwrap();
    assert_eq!(other.addresses[0].shared_with, [one]);
    let gone = api::delete(&desk.ws, vec![one, other.id, 4711.into()]).await.unwrap();
    assert_eq!(gone, 2);
    assert_eq!(api::show(&desk.ws, one).await.unwrap_err().code, "contacts.no_person");
}

#[test]
fn an_exported_cell_is_no_formula_and_comes_back_as_it_was() {
    for cell in ["=1+1", "+44 1632 960388", "-5", "+4.5", "@SUM(A1)", "\tx", "'=1", "''=1", "'quoted'", "plain", "", "-", "1.2.3", "=", "'"]
    {
        let out = disarmed(cell.to_owned());
        let number = out.parse::<f64>().is_ok();
        assert!(number || !out.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?} became {out:?}");
        assert_eq!(armed(&out), cell);
    }
    assert_eq!(disarmed("-5".to_owned()), "-5");
}

#[test]
fn values_are_written_in_the_order_of_their_fields_whatever_order_they_came_in() {
    let mut values = MergeValues::default();
    for (field, value) in [("outlet", "NRC"), ("zz_own", "x"), ("city", "Goes"), ("city", "الرياض"), ("first_name", "")] {
        values.set(field, value);
    }
    let json = serde_json::to_string(&values).unwrap();
    assert_eq!(json, r#"{"city":"الرياض","first_name":"","outlet":"NRC","zz_own":"x"}"#);
    assert_eq!(serde_json::from_str::<MergeValues>(&json).unwrap(), values);
    assert_eq!((values.get("city"), values.get("name"), values.has("first_name"), values.has("name")), ("الرياض", "", true, false));
}
