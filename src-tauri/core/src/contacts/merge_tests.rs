use std::collections::BTreeMap;

use proptest::prelude::*;

use super::store::merging::{LISTS, NO_LISTS, tables_of_people};
use super::*;
use crate::ids::PersonId;
use crate::messages::Message;
use crate::net::EmailAddress;
use crate::workspace::testing::{Desk, TODAY};

fn address(text: &str, source: &str) -> AddressInput {
    AddressInput { source: source.to_owned(), sourced_on: "2024-05-06".to_owned(), ..api::new_address(text.to_owned()) }
}

fn ines() -> PersonInput {
    PersonInput {
        name: "Ines Calder".to_owned(),
        role: "Editor".to_owned(),
        city: "Porto".to_owned(),
        beats: vec!["heritage".to_owned(), "arts".to_owned()],
        notes: "Mornings only.".to_owned(),
        addresses: vec![address("ines@tide.example.org", "Her card"), address("desk@tide.example.org", "Website")],
        phones: vec![PhoneInput { number: "01632 960 388".to_owned(), label: "desk".to_owned() }],
        ..PersonInput::of_kind(PersonKind::Journalist)
    }
}

fn other_ines() -> PersonInput {
    PersonInput {
        name: "I. Calder".to_owned(),
        role: "Chief editor".to_owned(),
        outlet: "Tide".to_owned(),
        language: "pt".to_owned(),
        beats: vec!["sea".to_owned(), "Arts".to_owned()],
        notes: "Likes lighthouses.".to_owned(),
        addresses: vec![address("Desk@TIDE.example.org", "A fair"), address("ines.calder@example.net", "A fair")],
        phones: vec![
            PhoneInput { number: "01632-960388".to_owned(), label: String::new() },
            PhoneInput { number: "0700 1".to_owned(), label: "mobile".to_owned() },
        ],
        ..PersonInput::of_kind(PersonKind::Journalist)
    }
}

fn put(desk: &Desk, input: PersonInput) -> PersonId {
    let (secret, by) = (*desk.ws.secret(), entered_by("ines", desk.ws.now()));
    let person = check(input, &by).unwrap();
    desk.ws.write_blocking(Some(Message::new("contacts.action.added")), move |tx| Ok(PeopleWriter::new(tx, &secret).add(&person)?)).unwrap()
}

fn kept(desk: &Desk, id: PersonId) -> Option<PersonRecord> {
    desk.ws.read_blocking(|tx| Ok(record(tx, id)?)).unwrap()
}

fn found(desk: &Desk, words: &str) -> Vec<PersonId> {
    desk.ws.read_blocking(|tx| Ok(select(tx, &Condition::of(&Criterion::Words(words.to_owned())))?)).unwrap()
}

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

#[tokio::test]
async fn of_two_records_one_is_made_with_all_that_either_knows() {
    let desk = Desk::new();
    let keep = put(&desk, ines());
    desk.clock.advance_ms(1_000);
    let other = put(&desk, other_ines());
    let preview = api::merge_preview(&desk.ws, keep, other).await.unwrap();
    let choice = |field| preview.fields.iter().find(|one| one.field == field).unwrap();
    assert!(choice(MergeField::Role).differs && !choice(MergeField::Role).takes_other);
    assert!(choice(MergeField::Outlet).takes_other && !choice(MergeField::Outlet).differs);
    assert_eq!(preview.lists[0].entries.iter().filter(|one| one.kept && one.other).count(), 1, "the desk's address");

    desk.clock.advance_ms(1_000);
    api::merge(&desk.ws, keep, other, vec![MergeField::Role, MergeField::Address]).await.unwrap();
    let one = kept(&desk, keep).unwrap();
    assert!(kept(&desk, other).is_none());
    assert_eq!((one.input.name.as_str(), one.input.role.as_str(), one.input.outlet.as_str()), ("Ines Calder", "Chief editor", "Tide"));
    assert_eq!((one.input.city.as_str(), one.input.language.as_str()), ("Porto", "pt"));
    assert_eq!(one.input.notes, "Mornings only.\n\nLikes lighthouses.");
    assert_eq!(one.input.beats, ["heritage", "arts", "sea"]);
    let addresses: Vec<(&str, &str)> = one.input.addresses.iter().map(|one| (one.address.as_str(), one.source.as_str())).collect();
    assert_eq!(
        addresses,
        [("desk@tide.example.org", "Website"), ("ines@tide.example.org", "Her card"), ("ines.calder@example.net", "A fair")],
        "each with its own source; of what both had, the kept one's"
    );
    assert_eq!(one.input.phones.iter().map(|one| one.number.as_str()).collect::<Vec<_>>(), ["01632 960 388", "0700 1"]);
    assert_eq!(one.created_at.get(), TODAY);
    assert_eq!((found(&desk, "calder example net"), found(&desk, "tide")), (vec![keep], vec![keep]));
    let numbers = desk.ws.read_blocking(|tx| Ok((numbers_of(tx, keep)?, Merged::read(tx)?.of(other)))).unwrap();
    assert_eq!(numbers, (vec![keep, other], keep));

    undo(&desk).await;
    assert_eq!((found(&desk, "ines"), found(&desk, "lighthouses")), (vec![keep, other], vec![]));
    assert_eq!(desk.ws.read_blocking(|tx| Ok(numbers_of(tx, keep)?)).unwrap(), [keep]);
}

#[tokio::test]
async fn what_protects_a_person_outlives_a_merge() {
    let desk = Desk::new();
    let (keep, other) = (put(&desk, ines()), put(&desk, other_ines()));
    api::do_not_contact(&desk.ws, other, "asked by phone".to_owned()).await.unwrap();
    api::restrict(&desk.ws, other, "says it is wrong".to_owned()).await.unwrap();
    let reason = SuppressionReason::Unsubscribed;
    api::suppress(&desk.ws, "ines.calder@example.net".to_owned(), reason, "mail of 3 May".to_owned()).await.unwrap();
    let preview = api::merge_preview(&desk.ws, keep, other).await.unwrap();
    assert_eq!((preview.do_not_contact.as_deref(), preview.suppresses_all), (Some("asked by phone"), Some(reason)));
    let card = api::merge(&desk.ws, keep, other, Vec::new()).await.unwrap();
    assert_eq!(card.do_not_contact.unwrap().reason, "asked by phone");
    assert_eq!(card.restricted.unwrap().reason, "says it is wrong");
    assert!(card.addresses.iter().all(|one| one.suppressed.as_ref().is_some_and(|why| why.evidence == "mail of 3 May")));
    let key = EmailAddress::parse("ines@tide.example.org").unwrap().key(desk.ws.secret());
    let now = desk.ws.read_blocking(|tx| Ok(now(tx, other, &key)?)).unwrap();
    assert!(matches!(now.bar, Some(Bar::DoNotContact { .. })), "the old number is barred too: {now:?}");
}

#[tokio::test]
async fn a_bounced_address_stops_no_other() {
    let desk = Desk::new();
    let (keep, other) = (put(&desk, ines()), put(&desk, other_ines()));
    api::suppress(&desk.ws, "ines.calder@example.net".to_owned(), SuppressionReason::Bounced, String::new()).await.unwrap();
    let card = api::merge(&desk.ws, keep, other, Vec::new()).await.unwrap();
    assert_eq!(card.addresses.iter().filter(|one| one.suppressed.is_some()).count(), 1);
}

#[tokio::test]
async fn whoever_was_merged_into_somebody_goes_along() {
    let desk = Desk::new();
    let (a, b, c) = (put(&desk, ines()), put(&desk, other_ines()), put(&desk, PersonInput { name: "Inês".to_owned(), ..ines() }));
    let third = put(&desk, PersonInput { name: "Ruth Vale".to_owned(), ..PersonInput::of_kind(PersonKind::Journalist) });
    api::apart(&desk.ws, a, third).await.unwrap();
    api::merge(&desk.ws, b, a, Vec::new()).await.unwrap();
    assert!(!api::apart(&desk.ws, b, third).await.unwrap(), "what was decided about the one holds for the other");
    api::merge(&desk.ws, c, b, Vec::new()).await.unwrap();
    assert_eq!(desk.ws.read_blocking(|tx| Ok(numbers_of(tx, a)?)).unwrap(), [c, a, b]);
    assert_eq!(api::merge(&desk.ws, c, c, Vec::new()).await.unwrap_err().code, "contacts.one_person");
    assert_eq!(api::merge(&desk.ws, c, a, Vec::new()).await.unwrap_err().code, "contacts.no_person");
}

#[test]
fn every_table_that_hangs_on_a_person_is_a_list_or_is_none_on_purpose() {
    let desk = Desk::new();
    let tables = desk.ws.read_blocking(|tx| Ok(tables_of_people(tx)?)).unwrap();
    let mut known: Vec<&str> = LISTS.iter().map(|list| list.table).chain(NO_LISTS.iter().copied()).collect();
    known.sort_unstable();
    assert_eq!(tables, known);
}

/// Everything that the file says of people: every table that hangs on one, row by row.
fn everything(desk: &Desk) -> BTreeMap<String, Vec<String>> {
    desk.ws.read_blocking(|tx| Ok(store::merging::dump(tx, &["suppression", "outlet", "beat"])?)).unwrap()
}

fn somebody() -> impl Strategy<Value = PersonInput> {
    let word = |words: &'static str| proptest::string::string_regex(words).unwrap();
    (
        word("(Ines|Ruth|田中)?( Calder)?"),
        word("(Editor|)"),
        word("(Tide|Coast|)"),
        prop::collection::vec(word("heritage|arts|sea"), 0..3),
        prop::collection::vec((word("[ab]@(tide|coast)\\.example\\.org"), word("(Card|Fair)")), 0..4),
        prop::collection::vec(word("0[1-3] ?[12]"), 0..3),
        word("(|Mornings|Evenings)"),
    )
        .prop_map(|(name, role, outlet, beats, addresses, phones, notes)| PersonInput {
            name: if name.trim().is_empty() { "Nobody".to_owned() } else { name },
            role,
            outlet,
            beats,
            notes,
            addresses: addresses.iter().map(|(text, source)| address(text, source)).collect(),
            phones: phones.into_iter().map(|number| PhoneInput { number, label: String::new() }).collect(),
            ..PersonInput::of_kind(PersonKind::Journalist)
        })
}

/// A field of each type, with two values.
const OWN: [(&str, CustomKind, [&str; 2]); 6] = [
    ("Beruf", CustomKind::Text, ["Küster", "=1+1"]),
    ("About", CustomKind::LongText, ["one\ntwo", "עברית"]),
    ("Circulation", CustomKind::Number, ["12000", "-0.5"]),
    ("Renewed", CustomKind::Date, ["2026-05-03", "2024-02-29"]),
    ("Press card", CustomKind::Choice, ["local", "national"]),
    ("Speaks", CustomKind::YesNo, ["yes", "no"]),
];

async fn own_fields(desk: &Desk) -> Vec<CustomField> {
    let mut all = Vec::new();
    for (name, kind, values) in OWN {
        let choices = if kind == CustomKind::Choice { values.map(str::to_owned).to_vec() } else { Vec::new() };
        all.push(api::add_custom_field(&desk.ws, CustomFieldInput { name: name.to_owned(), kind, choices }).await.unwrap());
    }
    all
}

/// What is a row of its own beside a person: a value or none in each own field, the kind of recipient, and the reminder in months.
#[derive(Debug, Clone)]
struct Beside {
    own: [Option<usize>; 6],
    kind: Option<RecipientKind>,
    months: Option<u32>,
}

fn beside() -> impl Strategy<Value = Beside> {
    let kind = prop::option::of(prop::sample::select(RecipientKind::ALL));
    (prop::array::uniform6(prop::option::of(0..2_usize)), kind, prop::option::of(1..3_u32)).prop_map(|(own, kind, months)| Beside {
        own,
        kind,
        months,
    })
}

impl Beside {
    fn value(&self, at: usize) -> Option<String> {
        self.own[at].map(|which| OWN[at].2[which].to_owned())
    }

    async fn put(&self, desk: &Desk, person: PersonInput) -> PersonId {
        let custom = (0..OWN.len()).filter_map(|at| Some((OWN[at].0.to_owned(), self.value(at)?))).collect();
        let id = put(desk, PersonInput { custom, ..person });
        api::set_recipient_kind(&desk.ws, id, self.kind).await.unwrap();
        if let Some(many) = self.months {
            let every = Every { many, period: Period::Month };
            desk.ws.write_blocking(None, move |tx| keep_in_touch(tx, id, Some(every))).unwrap();
        }
        id
    }
}

/// Of two values the one that stays.
fn stays<T>(kept: Option<T>, other: Option<T>, chosen: bool) -> Option<T> {
    if chosen { other.or(kept) } else { kept.or(other) }
}

fn reminder(desk: &Desk, person: PersonId) -> Option<Reminder> {
    desk.ws.read_blocking(|tx| Ok(reminder_of(tx, person)?)).unwrap()
}

#[tokio::test]
async fn own_fields_the_kind_of_recipient_and_the_reminder_are_chosen_one_by_one() {
    let desk = Desk::new();
    let own = own_fields(&desk).await;
    let one = Beside { own: [Some(0), None, Some(0), Some(0), Some(0), None], kind: Some(RecipientKind::Individual), months: Some(1) };
    let two = Beside { own: [Some(1), Some(1), Some(1), Some(0), Some(1), None], kind: Some(RecipientKind::Corporate), months: Some(2) };
    let keep = one.put(&desk, ines()).await;
    desk.clock.advance_ms(86_400_000);
    let other = two.put(&desk, other_ines()).await;
    let theirs = reminder(&desk, other).unwrap();
    let preview = api::merge_preview(&desk.ws, keep, other).await.unwrap();
    let choices: Vec<_> = preview.fields.iter().skip_while(|one| one.field != MergeField::RecipientKind).collect();
    let says: Vec<_> =
        choices.iter().map(|one| (one.word.as_str(), one.kept.as_str(), one.other.as_str(), one.takes_other, one.differs)).collect();
    assert_eq!(
        says,
        [
            ("recipient-kind", "individual", "corporate", false, true),
            ("reminder", "1 month", "2 month", false, true),
            ("field.beruf", "Küster", "=1+1", false, true),
            ("field.about", "", "עברית", true, false),
            ("field.circulation", "12000", "-0.5", false, true),
            ("field.renewed", "2026-05-03", "2026-05-03", false, false),
            ("field.press-card", "local", "national", false, true),
        ]
    );
    assert_eq!(choices[2].own.as_ref(), Some(&own[0]));
    assert!(preview.lists.iter().all(|list| !["fields", "recipient_kinds", "reminders"].contains(&list.list.as_str())), "each once");

    let words = ["recipient-kind", "reminder", "field.circulation"].map(str::to_owned).to_vec();
    let take = api::merge_fields(&desk.ws, words).await.unwrap();
    assert_eq!(take, [MergeField::RecipientKind, MergeField::Reminder, MergeField::Own(own[2].id)]);
    assert_eq!(api::merge_fields(&desk.ws, vec!["field.shoes".to_owned()]).await.unwrap_err().code, "contacts.no_field");
    let before = everything(&desk);
    api::merge(&desk.ws, keep, other, take).await.unwrap();
    let now = kept(&desk, keep).unwrap();
    assert_eq!(now.recipient_kind, Some(RecipientKind::Corporate));
    assert_eq!(now.input.custom.values().collect::<Vec<_>>(), ["עברית", "Küster", "-0.5", "local", "2026-05-03"]);
    let stays = reminder(&desk, keep).unwrap();
    assert_eq!((stays.every, stays.begun_at, stays.due_at), (theirs.every, theirs.begun_at, theirs.due_at));
    undo(&desk).await;
    assert_eq!(everything(&desk), before);
    api::merge(&desk.ws, keep, other, Vec::new()).await.unwrap();
    let now = kept(&desk, keep).unwrap();
    assert_eq!((now.recipient_kind, now.input.custom["Circulation"].as_str()), (Some(RecipientKind::Individual), "12000"));
    assert_eq!(reminder(&desk, keep).unwrap().every.many, 1, "unless the other's was chosen");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn undo_of_a_merge_makes_two_of_one_exactly_as_they_were(
        one in somebody(), other in somebody(), bars in any::<[bool; 4]>(), besides in [beside(), beside()],
        take in prop::collection::vec(0..MergeField::ALL.len() + OWN.len(), 0..12),
    ) {
        let desk = Desk::new();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let own = runtime.block_on(own_fields(&desk));
        let keep = runtime.block_on(besides[0].put(&desk, one.clone()));
        desk.clock.advance_ms(86_400_000);
        let gone = runtime.block_on(besides[1].put(&desk, other.clone()));
        let third = put(&desk, ines());
        runtime.block_on(async {
            for (id, barred) in [(keep, bars[0]), (gone, bars[1])] {
                if barred {
                    api::do_not_contact(&desk.ws, id, format!("asked {id}")).await.unwrap();
                }
            }
            if let (true, Some(first)) = (bars[2], other.addresses.first()) {
                api::suppress(&desk.ws, first.address.clone(), SuppressionReason::Unsubscribed, String::new()).await.unwrap();
            }
            if bars[3] {
                api::agree_to_embargoes(&desk.ws, gone, "by phone".to_owned()).await.unwrap();
                api::apart(&desk.ws, gone, third).await.unwrap();
            }
        });
        let before = everything(&desk);
        let words = || [found(&desk, "tide"), found(&desk, "calder"), found(&desk, "a coast example")];
        let found_before = words();
        let field = |at: usize| MergeField::ALL.get(at).map_or_else(|| MergeField::Own(own[at - MergeField::ALL.len()].id), |(known, _)| *known);
        let take: Vec<MergeField> = take.into_iter().map(field).collect();
        let reminders = [keep, gone].map(|id| reminder(&desk, id));
        let card = runtime.block_on(api::merge(&desk.ws, keep, gone, take.clone())).unwrap();
        let [kept_beside, other_beside] = &besides;
        for (at, field) in own.iter().enumerate() {
            let stays = stays(kept_beside.value(at), other_beside.value(at), take.contains(&MergeField::Own(field.id)));
            prop_assert_eq!(card.fields.custom.get(&field.name), stays.as_ref());
        }
        let kind = stays(kept_beside.kind, other_beside.kind, take.contains(&MergeField::RecipientKind));
        prop_assert_eq!(kept(&desk, keep).unwrap().recipient_kind, kind);
        let begun = |of: Option<Reminder>| of.map(|of| (of.every, of.begun_at));
        let said = kept_beside.months.zip(other_beside.months).is_none_or(|(own, others)| own != others);
        let [own_reminder, others_reminder] = reminders;
        let every = stays(begun(own_reminder), begun(others_reminder), said && take.contains(&MergeField::Reminder));
        prop_assert_eq!(begun(reminder(&desk, keep)), every);
        let of = |input: &PersonInput| input.addresses.iter().map(|one| EmailAddress::parse(&one.address).unwrap().normalised()).collect::<std::collections::BTreeSet<_>>();
        prop_assert_eq!(of(&card.fields), of(&one).union(&of(&other)).cloned().collect(), "no address is lost or made up");
        prop_assert_eq!(card.do_not_contact.is_some(), bars[0] || bars[1]);
        prop_assert_eq!(card.embargo_agreement.is_some(), bars[3]);
        let check = desk.ws.read_blocking(|tx| Ok(record(tx, keep)?.unwrap().input)).unwrap();
        prop_assert_eq!(check.addresses.len(), card.fields.addresses.len());
        runtime.block_on(undo(&desk));
        prop_assert_eq!(everything(&desk), before);
        prop_assert_eq!(words(), found_before);
    }
}

#[tokio::test]
async fn who_unsubscribed_or_complained_after_a_bounce_is_written_to_at_no_other_address_after_a_merge() {
    for said in [SuppressionReason::Unsubscribed, SuppressionReason::Complained] {
        let desk = Desk::new();
        let (keep, other) = (put(&desk, ines()), put(&desk, other_ines()));
        let address = || "ines.calder@example.net".to_owned();
        api::suppress(&desk.ws, address(), SuppressionReason::Bounced, "550 gone".to_owned()).await.unwrap();
        api::suppress(&desk.ws, address(), said, "電話で, 3 May".to_owned()).await.unwrap();
        assert_eq!(api::merge_preview(&desk.ws, keep, other).await.unwrap().suppresses_all, Some(said));
        let card = api::merge(&desk.ws, keep, other, Vec::new()).await.unwrap();
        let standing: Vec<_> =
            card.addresses.iter().map(|one| one.suppressed.as_ref().map(|why| (why.reason, why.further.len()))).collect();
        assert_eq!(standing, [Some((said, 0)), Some((said, 0)), Some((SuppressionReason::Bounced, 1))], "kept once where it was said");
        undo(&desk).await;
        assert_eq!(api::suppressions(&desk.ws, api::SuppressionsAsked::default(), None, 9).await.unwrap().cards.len(), 1);
    }
}
