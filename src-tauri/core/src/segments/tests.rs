use std::collections::BTreeSet;

use proptest::prelude::*;

use super::api::Whom;
use super::readings::{
    ADDRESSES, BEATS, CITIES, DAYS, DEPARTMENTS, HANDLES, NAMES, NOTED, NUMBERS, PHONES, RESTRICTED, TAGS, TREE, above_beat, around_today,
    describe, known_of_outlet, main_beat, ordered, plant, small,
};
use super::*;
use crate::contacts::{
    AddressInput, Basis, CustomFieldInput, CustomKind, PeopleWriter, PersonInput, PersonKind, PhoneInput, Provenance, SuppressionReason,
    check, fold_key, plan, read_handle, words,
};
use crate::ids::PersonId;
use crate::net::EmailAddress;
use crate::workspace::testing::Desk;

fn address(text: &str) -> AddressInput {
    AddressInput {
        address: text.to_owned(),
        source: "guild directory".to_owned(),
        sourced_on: "2026-11-24".to_owned(),
        basis: Basis::LegitimateInterest,
        basis_note: String::new(),
    }
}

fn provenance() -> Provenance {
    Provenance { source: "test".to_owned(), on: "2026-11-24".to_owned() }
}

/// A person for tests: the input, and the bars that are set after it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Somebody {
    pub(crate) input: PersonInput,
    pub(crate) do_not_contact: bool,
    pub(crate) suppressed: bool,
    pub(crate) lists: BTreeSet<&'static str>,
}

pub(crate) fn put(desk: &Desk, people: &[Somebody]) -> Vec<PersonId> {
    let (secret, people) = (*desk.ws.secret(), people.to_vec());
    desk.ws
        .write_blocking(None, move |tx| {
            let mut writer = PeopleWriter::new(tx, &secret);
            let mut ids = Vec::new();
            for one in people {
                let id = writer.add(&check(one.input.clone(), &provenance())?)?;
                if one.do_not_contact {
                    crate::contacts::set_do_not_contact(tx, id, Some(""))?;
                }
                if one.input.notes.contains(RESTRICTED) {
                    crate::contacts::set_restricted(tx, id, Some("asked"))?;
                }
                if let (true, Some(first)) = (one.suppressed, one.input.addresses.first()) {
                    let key = EmailAddress::parse(&first.address).unwrap().key(&secret);
                    crate::contacts::suppress(tx, &key, SuppressionReason::Bounced, "")?;
                }
                for name in &one.lists {
                    let list = match crate::contacts::list_named(tx, name)? {
                        Some(list) => list,
                        None => crate::contacts::make_list(tx, name)?,
                    };
                    crate::contacts::put_on_list(tx, list, &[id])?;
                }
                ids.push(id);
            }
            Ok(ids)
        })
        .unwrap()
}

pub(super) fn named(name: &str, city: &str, beats: &[&str]) -> Somebody {
    let input = PersonInput {
        name: name.to_owned(),
        city: city.to_owned(),
        beats: beats.iter().map(|beat| (*beat).to_owned()).collect(),
        addresses: vec![address(&format!("{}@example.org", fold_key(name).replace(' ', ".")))],
        ..PersonInput::of_kind(PersonKind::Journalist)
    };
    Somebody { input, do_not_contact: false, suppressed: false, lists: BTreeSet::new() }
}

/// What the query means, said once more in the plainest way.
fn holds(query: &Query, one: &Somebody, suppressed: &BTreeSet<String>) -> bool {
    match query {
        Query::Not { of } => !holds(of, one, suppressed),
        Query::All { of } => of.iter().all(|part| holds(part, one, suppressed)),
        Query::Any { of } => of.iter().any(|part| holds(part, one, suppressed)),
        Query::Words { text } => {
            let addresses: Vec<_> = one.input.addresses.iter().map(|one| one.address.as_str()).collect();
            [one.input.name.as_str(), &one.input.outlet, &addresses.join(" "), &one.input.city]
                .iter()
                .any(|held| words(held).contains(&words(text)))
        }
        Query::Field { field, values } => values.iter().any(|value| has(field, value, one, suppressed)),
    }
}

pub(crate) fn has(field: &str, value: &Value, one: &Somebody, suppressed: &BTreeSet<String>) -> bool {
    let input = &one.input;
    let like = |held: &str| match value {
        Value::Is(text) | Value::Exactly(text) => fold_key(held) == fold_key(text),
        Value::Begins(text) => fold_key(held).starts_with(&fold_key(text)),
        Value::Contains(text) => fold_key(held).contains(&fold_key(text)),
        Value::Empty => held.is_empty(),
        _ => panic!("only numbers and days are more or less"),
    };
    let known = |held: &str| !held.is_empty() && like(held);
    let any = |held: Vec<&str>| if *value == Value::Empty { held.is_empty() } else { held.into_iter().any(like) };
    let own = |name: &str| input.custom.get(name).cloned();
    match field {
        "kind" => Some(input.kind.word()) == value.text(),
        "city" => like(&input.city),
        "country" => like(&input.country),
        "role" => like(&input.role),
        "outlet" => {
            if *value == Value::Empty {
                input.outlet.is_empty()
            } else {
                known(&input.outlet)
            }
        }
        // Whoever has a beat has all its names, and all that it stands below.
        "beat" if *value != Value::Empty => input.beats.iter().any(|beat| {
            let own = main_beat(beat);
            let all = if matches!(value, Value::Exactly(_)) { vec![own] } else { above_beat(own) };
            all.into_iter().any(|one| like(one) || TREE.iter().any(|(name, _, main)| *main == one && like(name)))
        }),
        "beat" => input.beats.is_empty(),
        "tag" => any(input.tags.iter().map(String::as_str).collect()),
        // Saved under these names by the test that asks for them.
        "segment" => SEGMENTS.iter().any(|(name, question)| {
            let meant = match value {
                Value::Is(text) => fold_key(name) == fold_key(text),
                Value::Begins(text) => fold_key(name).starts_with(&fold_key(text)),
                Value::Contains(text) => fold_key(name).contains(&fold_key(text)),
                _ => false,
            };
            meant && holds(&parse(question, &Fields::default()).unwrap(), one, suppressed)
        }),
        "list" => any(one.lists.iter().copied().collect()),
        "field.circulation" => ordered(value, own("Circulation").map(|text| text.parse::<f64>().unwrap()), |text| text.parse().unwrap()),
        "field.renewed" => around_today(value, own("Renewed")).unwrap_or_else(|| ordered(value, own("Renewed"), str::to_owned)),
        "field.interest" | "field.remark" => {
            let held = own(if field == "field.remark" { "Remark" } else { "Interest" });
            held.map_or(*value == Value::Empty, |held| *value != Value::Empty && like(&held))
        }
        "field.press-card" => own("Press card").map_or(*value == Value::Empty, |held| value.text() == Some(&held)),
        "source" => any(input.addresses.iter().map(|one| one.source.as_str()).collect()),
        "language" => {
            value.text().map_or(input.language.is_empty(), |tag| input.language == tag || input.language.starts_with(&format!("{tag}-")))
        }
        "name" => value.text().map_or(input.name.is_empty(), |text| words(&input.name).contains(&words(text))),
        "basis" => value.text().map_or(input.addresses.is_empty(), |word| input.addresses.iter().any(|one| one.basis.word() == word)),
        "has" => match value.text() {
            Some("phone") => !input.phones.is_empty(),
            Some("notes") => !input.notes.is_empty(),
            Some("handle") => !input.handles.is_empty(),
            _ => !input.addresses.is_empty(),
        },
        "phone" => match value.text() {
            // No number of these tests is written without its country and without the zero for it, too.
            Some(digits) => {
                input.phones.iter().any(|one| one.number.chars().filter(char::is_ascii_digit).collect::<String>().contains(digits))
            }
            None => input.phones.is_empty(),
        },
        "notes" => value.text().map_or(input.notes.is_empty(), |text| words(&input.notes).contains(&words(text))),
        "address" => {
            let all: Vec<&str> = input.addresses.iter().map(|one| one.address.as_str()).collect();
            value.text().map_or(all.is_empty(), |text| words(&all.join(" ")).contains(&words(text)))
        }
        "salutation" => small(value, &input.salutation),
        "time-zone" => small(value, &input.time_zone),
        "restricted" => input.notes.contains(RESTRICTED) == (value.text() == Some("yes")),
        "role-mailbox" => {
            let first = input.addresses.first().map(|one| EmailAddress::parse(&one.address).unwrap());
            first.is_some_and(|first| first.is_role()) == (value.text() == Some("yes"))
        }
        of_outlet if of_outlet.starts_with("outlet.") => known_of_outlet(of_outlet, value, &input.outlet),
        "department" => like(&input.department),
        "site" => like(&input.site),
        "staff-number" => like(&input.staff_number),
        "owner" => like(&input.owner),
        // Whose words point to somebody is told elsewhere: nobody leads these.
        "manager" => *value == Value::Empty,
        "handle" => any(input.handles.iter().map(|one| one.handle.as_str()).collect()),
        "network" => value.text().map_or(input.handles.is_empty(), |word| input.handles.iter().any(|one| one.network.word() == word)),
        "do-not-contact" => one.do_not_contact == (value.text() == Some("yes")),
        "suppressed" => input.addresses.first().is_some_and(|first| suppressed.contains(&first.address)) == (value.text() == Some("yes")),
        // A number that nobody has.
        "person" => false,
        other => panic!("no such field: {other}"),
    }
}

/// The organisation's own fields in the questions of these tests.
pub(crate) fn own_fields(desk: &Desk) {
    for (name, kind, choices) in [
        ("Circulation", CustomKind::Number, vec![]),
        ("Renewed", CustomKind::Date, vec![]),
        ("Interest", CustomKind::Choice, vec!["Große Kunst", "Sport"]),
        ("Press card", CustomKind::YesNo, vec![]),
        ("Remark", CustomKind::Text, vec![]),
    ] {
        let input = CustomFieldInput { name: name.to_owned(), kind, choices: choices.into_iter().map(str::to_owned).collect() };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(crate::contacts::api::add_custom_field(&desk.ws, input)).unwrap();
    }
    let lists = |tx: &crate::workspace::WriteTx<'_>| LISTS.iter().try_for_each(|name| crate::contacts::make_list(tx, name).map(drop));
    desk.ws.write_blocking(None, lists).unwrap();
    let segments = |tx: &crate::workspace::WriteTx<'_>| {
        SEGMENTS.iter().try_for_each(|(name, text)| create(tx, name, &parse(text, &Fields::default()).unwrap()).map(drop))
    };
    desk.ws.write_blocking(None, segments).unwrap();
}

const LISTS: &[&str] = &["Opening night", "Opéra", "春の会"];
pub(crate) const SEGMENTS: &[(&str, &str)] =
    &[("Kultur", "beat:arts or beat:heritage"), ("Küste", "city:Rotterdam -beat:arts"), ("Ohne Ort", "city:empty or kind:client")];
const NAMED: &[&str] = &["Kultur", "Küste", "Ohne Ort"];
const OUTLETS: &[&str] = &["", super::readings::KNOWN_OUTLET, "Quay"];

pub(crate) fn any_person() -> impl Strategy<Value = Somebody> {
    let pick = |from: &'static [&'static str]| prop::sample::select(from).prop_map(str::to_owned);
    let basics = (
        prop::sample::select(PersonKind::ALL),
        pick(NAMES),
        pick(CITIES),
        pick(OUTLETS),
        prop::collection::btree_set(prop::sample::select(BEATS), 0..3),
    );
    let rest = (
        pick(&["", "NL", "DE", "Atlantis"]),
        pick(&["", "de", "de-AT", "en"]),
        pick(&["", "Editor", "Arts editor"]),
        prop::collection::vec((prop::sample::select(ADDRESSES), any::<bool>(), pick(&["guild", "her card"])), 0..3),
        (pick(PHONES), pick(NOTED), any::<bool>(), any::<bool>(), pick(&["", "Frau Dr.", "ÄBTISSIN"]), pick(&["", "Europe/Berlin", "UTC"])),
    );
    let own = (
        prop::collection::btree_set(prop::sample::select(TAGS), 0..3),
        prop::collection::btree_set(prop::sample::select(LISTS), 0..3),
        (pick(NUMBERS), pick(DAYS), pick(&["", "Große Kunst", "Sport"]), pick(&["", "yes", "no"]), pick(&["", "Früh", "spät"])),
        (pick(DEPARTMENTS), pick(&["", "Delft", "Port Averil"]), pick(&["", "0042", "A-7"]), pick(&["", "ines", "Zoë"])),
        prop::collection::btree_set(prop::sample::select(HANDLES), 0..3),
    );
    (basics, rest, own).prop_map(
        |(
            (kind, name, city, outlet, beats),
            (country, language, role, addresses, (phone, notes, do_not_contact, suppressed, salutation, time_zone)),
            (tags, lists, said, house, handles),
        )| {
            let said = [("Circulation", said.0), ("Renewed", said.1), ("Interest", said.2), ("Press card", said.3), ("Remark", said.4)];
            let custom = said.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), value));
            let mut seen = BTreeSet::new();
            let addresses = addresses.into_iter().filter(|(text, ..)| seen.insert(*text)).map(|(text, consent, source)| AddressInput {
                basis: if consent { Basis::Consent } else { Basis::Contract },
                basis_note: "a form".to_owned(),
                source,
                ..address(text)
            });
            let mut input = PersonInput {
                name,
                city,
                outlet,
                beats: beats.into_iter().map(str::to_owned).collect(),
                country,
                language,
                role,
                tags: tags.into_iter().map(str::to_owned).collect(),
                custom: custom.collect(),
                addresses: addresses.collect(),
                phones: if phone.is_empty() { vec![] } else { vec![PhoneInput { number: phone, label: String::new() }] },
                salutation,
                time_zone,
                department: house.0,
                site: house.1,
                staff_number: house.2,
                owner: house.3,
                handles: handles.into_iter().filter_map(|text| read_handle(text, None)).collect(),
                notes,
                ..PersonInput::of_kind(kind)
            };
            if input.name.is_empty() && input.addresses.is_empty() {
                input.name = "Calder".to_owned();
            }
            Somebody { input, do_not_contact, suppressed, lists }
        },
    )
}

pub(crate) fn any_query() -> impl Strategy<Value = Query> {
    let like = |texts: &'static [&'static str]| {
        let text = prop::sample::select(texts).prop_filter("a value has letters", |text| !text.is_empty()).prop_map(str::to_owned);
        prop_oneof![
            4 => text.clone().prop_map(Value::Is),
            1 => text.clone().prop_map(|text| Value::Begins(text.chars().take(3).collect())),
            1 => text.prop_map(|text| Value::Contains(text.chars().skip(1).collect())),
            1 => Just(Value::Empty),
        ]
    };
    let field = |name: &'static str, values: BoxedStrategy<Value>| {
        prop::collection::vec(values, 1..3).prop_map(move |values| Query::Field { field: name.to_owned(), values }).boxed()
    };
    let one_of = |name: &'static str, values: BoxedStrategy<Value>| {
        values.prop_map(move |value| Query::Field { field: name.to_owned(), values: vec![value] }).boxed()
    };
    let of = |texts: &'static [&'static str]| prop::sample::select(texts).prop_map(|text| Value::Is(text.to_owned())).boxed();
    let order = |texts: &'static [&'static str]| {
        let text = || prop::sample::select(texts).prop_map(str::to_owned);
        prop_oneof![
            text().prop_map(Value::Is),
            text().prop_map(Value::Above),
            text().prop_map(Value::AtLeast),
            text().prop_map(Value::Below),
            text().prop_map(Value::AtMost),
            Just(Value::Empty),
        ]
        .boxed()
    };
    let one = prop_oneof![
        field("kind", of(&["journalist", "employee", "client", "public"])),
        field("city", like(CITIES).boxed()),
        field("country", like(&["NL", "DE", "Atlantis"]).boxed()),
        field("role", like(&["Editor", "Arts editor"]).boxed()),
        field("outlet", like(OUTLETS).boxed()),
        field(
            "beat",
            prop_oneof![3 => like(BEATS), 1 => like(BEATS).prop_map(|value| match value {
                Value::Is(text) => Value::Exactly(text),
                other => other,
            })]
            .boxed()
        ),
        field("tag", like(TAGS).boxed()),
        field("list", like(LISTS).boxed()),
        field("segment", like(NAMED).prop_filter("a segment is never empty", |value| *value != Value::Empty).boxed()),
        one_of("field.circulation", order(&["10000", "0", "-4"])),
        one_of("field.renewed", order(&["2026-05-03", "2026-01-01"])),
        one_of(
            "field.renewed",
            prop::sample::select(vec!["<4d", ">4d", "<+7d", ">+7d", "today", "past", "future"])
                .prop_map(|text| {
                    let (sign, rest) = text.split_at(1);
                    match sign {
                        "<" => Value::Below(rest.to_owned()),
                        ">" => Value::Above(rest.to_owned()),
                        _ => Value::Is(text.to_owned()),
                    }
                })
                .boxed()
        ),
        field("field.interest", of(&["Große Kunst", "Sport"])),
        field("field.press-card", of(&["yes", "no"])),
        field("field.remark", like(&["Früh", "spät"]).boxed()),
        field("source", like(&["guild", "her card"]).boxed()),
        field("language", of(&["de", "en", "de-AT"])),
        field("name", of(&["ines", "calder", "愛子", "ines calder"])),
        field("basis", of(&["consent", "contract"])),
        field("has", of(&["address", "phone", "notes", "handle"])),
        field("phone", of(&["5550100", "31205550", "1234567"])),
        one_of("phone", Just(Value::Empty).boxed()),
        field("notes", of(&["linse", "große linse", "at the qu", "ines"])),
        one_of("notes", Just(Value::Empty).boxed()),
        field("address", of(&["press", "quay example", "ines@example.org"])),
        field("salutation", like(&["Frau Dr.", "äbtissin"]).boxed()),
        field("time-zone", like(&["europe/berlin", "UTC"]).boxed()),
        field("restricted", of(&["yes", "no"])),
        field("role-mailbox", of(&["yes", "no"])),
        field("outlet.kind", of(&["radio", "blog"])),
        field("outlet.frequency", of(&["daily", "weekly"])),
        one_of("outlet.reach", order(&["120000", "5", "200000"])),
        field("outlet.language", of(&["de", "en"])),
        field("outlet.region", like(&["zeeland", "Hull"]).boxed()),
        field("outlet.audience", like(&["arzte", "Eltern"]).boxed()),
        field("outlet.website", like(&["https://quay.example", "tide"]).boxed()),
        field("outlet.note", like(&["closes on fridays", "never"]).boxed()),
        field("department", like(DEPARTMENTS).boxed()),
        field("site", like(&["Delft", "Port Averil"]).boxed()),
        field("staff-number", like(&["0042", "A-7"]).boxed()),
        field("owner", like(&["ines", "Zoë"]).boxed()),
        one_of("manager", Just(Value::Empty).boxed()),
        field("handle", like(&["ines", "ines@newsie.social", "愛子"]).boxed()),
        field("network", of(&["mastodon", "x", "matrix"])),
        field("do-not-contact", of(&["yes", "no"])),
        field("suppressed", of(&["yes", "no"])),
        field("person", of(&["9007199254740991"])),
        prop::sample::select(vec!["ines", "quay", "press@quay", "port", "中", "sunday quay"])
            .prop_map(|text| Query::Words { text: text.to_owned() }),
    ];
    one.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|of| Query::Not { of: Box::new(of) }),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|of| Query::All { of }),
            prop::collection::vec(inner, 2..4).prop_map(|of| Query::Any { of }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_file_picks_exactly_whom_the_plainest_reading_picks(
        people in prop::collection::vec(any_person(), 0..40),
        queries in prop::collection::vec(any_query(), 40),
    ) {
        let desk = Desk::new();
        own_fields(&desk);
        plant(&desk, &TREE[..3]);
        let ids = put(&desk, &people);
        describe(&desk);
        plant(&desk, &TREE[3..]);
        let suppressed: BTreeSet<String> =
            people.iter().filter(|one| one.suppressed).filter_map(|one| one.input.addresses.first()).map(|one| one.address.clone()).collect();
        let fields = desk.ws.read_blocking(|tx| Ok(Fields::default().in_file(tx)?)).unwrap();
        for query in queries {
            let query = parse(&query.to_text(), &fields).unwrap();
            let expected: Vec<PersonId> =
                ids.iter().zip(&people).filter(|(_, one)| holds(&query, one, &suppressed)).map(|(id, _)| *id).collect();
            let (picked, counted) = desk.ws.read_blocking(|tx| Ok((members(tx, &query, &fields)?, count(tx, &query, &fields)?))).unwrap();
            prop_assert_eq!(&picked, &expected, "{}", query.to_text());
            prop_assert_eq!(counted as usize, expected.len());
        }
    }

    #[test]
    fn a_list_from_memory_is_the_list_from_the_file(
        people in prop::collection::vec(any_person(), 1..30),
        later in prop::collection::vec(any_person(), 1..5),
        search in prop::sample::select(vec!["", "in", "quay", "cal", "中愛", "press@q"]),
        descending in any::<bool>(),
    ) {
        let desk = Desk::new();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let ids = put(&desk, &people);
            let question = || ViewQuestion { search: search.to_owned(), descending, ..ViewQuestion::default() };
            let shown = async |card: ViewCard| api::view_people(&desk.ws, card.id, 0, card.count).await.unwrap();
            // Cold, from the file; then everything in memory by asking for another order; then the same from memory.
            let cold = shown(api::open_view(&desk.ws, question()).await.unwrap()).await;
            api::open_view(&desk.ws, ViewQuestion { sort: Column::City, ..question() }).await.unwrap();
            prop_assert!(desk.ws.part::<view::Views>().is_warm());
            prop_assert_eq!(&cold, &shown(api::open_view(&desk.ws, question()).await.unwrap()).await);
            // What changes is told by the feed and shows at once.
            put(&desk, &later);
            crate::contacts::api::delete(&desk.ws, vec![ids[0]]).await.unwrap();
            let patch = crate::contacts::api::PersonPatch { name: Some("Ines Quay".to_owned()), ..Default::default() };
            let last = *ids.last().unwrap();
            if last != ids[0] {
                crate::contacts::api::edit(&desk.ws, last, patch).await.unwrap();
            }
            let warm = shown(api::open_view(&desk.ws, question()).await.unwrap()).await;
            let again = Desk { ws: desk.reopened(), clock: std::sync::Arc::clone(&desk.clock), folder: tempfile::tempdir().unwrap() };
            let card = api::open_view(&again.ws, question()).await.unwrap();
            let fresh = api::view_people(&again.ws, card.id, 0, card.count).await.unwrap();
            prop_assert_eq!(warm, fresh);
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn who_has_nothing_in_the_column_of_the_order_stands_last_in_both_directions() {
    let desk = Desk::new();
    let one = |name: &str, city: &str| Somebody {
        input: PersonInput { name: name.to_owned(), city: city.to_owned(), ..PersonInput::of_kind(PersonKind::Journalist) },
        do_not_contact: false,
        suppressed: false,
        lists: BTreeSet::new(),
    };
    let ids = put(&desk, &[one("Anna", ""), one("Berta", "Rotterdam"), one("Cleo", "Averil"), one("Dora", "")]);
    for (descending, expected) in [(false, [2, 1, 0, 3]), (true, [1, 2, 0, 3])] {
        let question = ViewQuestion { sort: Column::City, descending, ..ViewQuestion::default() };
        let card = api::open_view(&desk.ws, question).await.unwrap();
        let rows = api::view_people(&desk.ws, card.id, 0, card.count).await.unwrap();
        assert_eq!(rows, expected.map(|at: usize| ids[at]));
    }
}

#[test]
fn no_question_that_an_index_can_answer_reads_everybody() {
    let desk = Desk::new();
    own_fields(&desk);
    let fields = desk.ws.read_blocking(|tx| Ok(Fields::default().in_file(tx)?)).unwrap();
    let planned = |text: &str| {
        let condition = condition(&parse(text, &fields).unwrap(), &fields);
        desk.ws.read_blocking(|tx| Ok(plan(tx, &condition)?)).unwrap()
    };
    for text in [
        "kind:journalist",
        "beat:heritage",
        "beat:heri*",
        "beat:=heritage",
        "beat:=heritage -beat:arts",
        "outlet:\"The Sunday Quay\"",
        "city:Rotterdam",
        "city:Rott*",
        "country:NL",
        "language:de",
        "role:editor",
        "source:guild",
        "name:calder",
        "address:press",
        "quay",
        "do-not-contact:yes",
        "suppressed:yes",
        "beat:heritage country:NL",
        "tag:festival",
        "list:\"opening night\"",
        "list:opening* -tag:festival",
        "field.circulation:>10000",
        "field.renewed:<2026-05-01",
        "field.interest:sport",
        "field.remark:früh*",
        "beat:heritage or beat:arts",
        "(beat:heritage or beat:arts) kind:journalist -city:Rotterdam",
        "city:empty",
        "outlet:empty",
        "beat:a,b,c",
        "city:Rotterdam or outlet:Quay or quay",
    ] {
        let plan = planned(text);
        for table in ["p", "pb", "pt", "pf", "lp", "a", "f"] {
            let scans = plan.lines().any(|line| line == format!("SCAN {table}"));
            assert!(!scans, "{text}:\n{plan}");
        }
    }
    // What only the absence of something can answer must look at everybody: known, and measured.
    assert!(planned("-beat:heritage").contains("SCAN p"));
}

#[tokio::test]
async fn paging_neither_skips_nor_repeats_while_people_come_and_go() {
    let desk = Desk::new();
    let ids = put(&desk, &(0..25).map(|n| named(&format!("Same Name {}", n % 3), "", &[])).collect::<Vec<_>>());
    let mut seen = Vec::new();
    let mut after = None;
    for round in 0.. {
        let page = api::people(&desk.ws, Whom::default(), after, 4).await.unwrap();
        seen.extend(page.rows.iter().map(|row| row.id));
        if round == 1 {
            // The very person where the next page begins goes, and others come before and behind.
            crate::contacts::api::delete(&desk.ws, vec![*seen.last().unwrap()]).await.unwrap();
            put(&desk, &[named("Aaron First", "", &[])]);
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let distinct: BTreeSet<_> = seen.iter().collect();
    assert_eq!(distinct.len(), seen.len());
    assert!(ids.iter().all(|id| distinct.contains(id)));
    assert_eq!(api::people(&desk.ws, Whom::default(), Some("zz.1".to_owned()), 4).await.unwrap_err().code, "segments.bad_cursor");
}

#[tokio::test]
async fn a_segment_is_saved_once_however_its_name_is_written_and_counted_live() {
    let desk = Desk::new();
    put(&desk, &[named("Ines Calder", "Rotterdam", &["heritage"]), named("Ruth Abernathy", "", &["arts"])]);
    let card = api::save(&desk.ws, "  Heritage   Press ".to_owned(), "beat: heritage or beat:arts".to_owned()).await.unwrap();
    assert_eq!((card.name.as_str(), card.text.as_str(), card.count), ("Heritage Press", "beat:heritage or beat:arts", Some(2)));
    let taken = api::save(&desk.ws, "ＨＥＲＩＴＡＧＥ press".to_owned(), "kind:client".to_owned()).await.unwrap_err();
    assert_eq!(taken.code, "segments.name_taken");
    put(&desk, &[named("New One", "", &["arts"])]);
    assert_eq!(api::list(&desk.ws).await.unwrap()[0].count, Some(3));
    let narrowed = Whom { query: Some("-city:Rotterdam".to_owned()), segment: Some("heritage press".to_owned()) };
    assert_eq!(api::count(&desk.ws, narrowed).await.unwrap(), 2);
    let changed = api::change(&desk.ws, card.id, Some("Heritage press".to_owned()), Some("beat:heritage".to_owned())).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.count), ("Heritage press", Some(1)));
    api::delete(&desk.ws, "HERITAGE PRESS").await.unwrap();
    assert_eq!(api::show(&desk.ws, "Heritage press").await.unwrap_err().code, "segments.no_segment");
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(api::show(&desk.ws, "Heritage press").await.unwrap().answer.count, 1);
    let fields = Fields::default();
    let resolved = |text: &'static str| desk.ws.read_blocking(|tx| resolve(tx, text, &fields)).unwrap().to_text();
    assert_eq!((resolved("heritage press").as_str(), resolved("city:Hull").as_str()), ("beat:heritage", "city:Hull"));
    let bad = api::save(&desk.ws, "Other".to_owned(), "bet:x".to_owned()).await.unwrap_err();
    assert_eq!((bad.code.as_str(), bad.places[0].column, bad.places[0].proposal.as_deref()), ("segments.bad_query", Some(1), Some("beat")));
}

#[tokio::test]
async fn the_editor_is_offered_fields_words_and_names_in_use() {
    let desk = Desk::new();
    put(&desk, &[named("Ines Calder", "Port Averil", &["heritage", "arts and crafts"])]);
    let offered = async |text: &str| {
        let all = api::complete(&desk.ws, text.to_owned(), u32::try_from(text.chars().count()).unwrap()).await.unwrap();
        all.into_iter().map(|one| (one.column, one.length, one.text)).collect::<Vec<_>>()
    };
    assert_eq!(offered("é be").await, [(3, 2, "beat:".to_owned())]);
    assert_eq!(offered("-(kind:jo").await, [(8, 2, "journalist".to_owned())]);
    assert_eq!(offered("beat:heritage,ar").await, [(15, 2, "\"arts and crafts\"".to_owned())]);
    assert_eq!(offered("city:\"port a").await, [(6, 7, "\"Port Averil\"".to_owned())]);
    assert_eq!(offered("city:e").await, [(6, 1, "empty".to_owned())]);
    assert!(offered("foo:b").await.is_empty());
}
