use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::contacts::api::add_custom_field;
use crate::contacts::{CustomFieldInput, CustomKind};
use crate::workspace::testing::Desk;

fn read(text: &str) -> Query {
    parse(text, &Fields::default()).unwrap_or_else(|faults| panic!("{text}: {faults:?}"))
}

fn faults(text: &str) -> Vec<SegmentFault> {
    parse(text, &Fields::default()).expect_err(text)
}

fn field(name: &str, values: &[&str]) -> Query {
    Query::Field { field: name.to_owned(), values: values.iter().map(|text| Value::Is((*text).to_owned())).collect() }
}

#[test]
fn an_empty_query_is_refused_and_never_means_everybody() {
    for text in ["", "   ", "\n", "()", "( )", "-", "and", "kind:", "\"\""] {
        assert!(!faults(text).is_empty(), "{text:?}");
    }
}

#[test]
fn and_binds_closer_than_or_and_a_minus_takes_one_term_or_bracket() {
    assert_eq!(
        read("kind:journalist beat:heritage or beat:arts and -city:Rotterdam"),
        Query::Any {
            of: vec![
                Query::All { of: vec![field("kind", &["journalist"]), field("beat", &["heritage"])] },
                Query::All { of: vec![field("beat", &["arts"]), Query::Not { of: Box::new(field("city", &["Rotterdam"])) }] },
            ]
        }
    );
    assert_eq!(read("not (beat:a or beat:b)"), read("-(beat:a OR beat:b)"));
    assert_eq!(read("beat: heritage, \"arts and crafts\""), field("beat", &["heritage", "arts and crafts"]));
    assert_eq!(read("((kind:public))"), field("kind", &["public"]));
    assert_eq!(read("city is empty"), read("city:empty"));
    assert_eq!(read("outlet:“The Sunday Quay”"), field("outlet", &["The Sunday Quay"]));
    assert_eq!(read("Kind:JOURNALIST"), field("kind", &["journalist"]));
    assert_eq!(read("language:German"), field("language", &["de"]));
    assert_eq!(read("10:30"), Query::Words { text: "10:30".to_owned() });
}

#[test]
fn faults_name_their_place_and_propose() {
    let text = "kind:journalist (audiance:x or langauge:de) -kind:journalst é";
    let found = faults(text);
    let places: Vec<_> = found.iter().map(|fault| (fault.column, fault.length, fault.proposal.as_deref())).collect();
    assert_eq!(places, [(18, 8, None), (32, 8, Some("language")), (51, 9, Some("journalist"))]);
    assert_eq!(found[0].what.key, "segments.fault.no_such_field");
    let column = |text: &str| (faults(text)[0].column, faults(text)[0].what.key.to_string());
    assert_eq!(column("kind:journalist)"), (16, "segments.fault.nothing_open".to_owned()));
    assert_eq!(column("(kind:journalist"), (1, "segments.fault.never_closed".to_owned()));
    assert_eq!(column("é \"the quay"), (3, "segments.fault.unclosed_quote".to_owned()));
    assert_eq!(column("beat:a or"), (8, "segments.fault.dangling".to_owned()));
    assert_eq!(column("language:de*"), (10, "segments.fault.no_pattern".to_owned()));
    assert_eq!(column("kind:empty"), (6, "segments.fault.never_empty".to_owned()));
    assert_eq!(column(&"(".repeat(60)).1, "segments.fault.deep");
    assert_eq!(faults("kind:nobody").len(), 1);
    assert_eq!(faults("kin:x beet:y").iter().map(|fault| fault.proposal.clone().unwrap()).collect::<Vec<_>>(), ["kind", "beat"]);
}

#[test]
fn every_sentence_of_a_fault_is_in_the_catalogue() {
    for text in [
        "",
        "kind:",
        "kind:x",
        "foo:x",
        "bet:x",
        ")",
        "(a",
        "()",
        "\"a",
        "or",
        ",",
        "…",
        "kind:empty",
        "language:de*",
        &"(".repeat(60),
        &"a".repeat(10_001),
    ] {
        for fault in faults(text) {
            assert!(!fault.what.to_string().starts_with("segments."), "{text:?}: {}", fault.what);
        }
    }
}

#[test]
fn a_minus_says_that_it_keeps_those_of_whom_nothing_is_known() {
    let fields = Fields::default();
    let said = |text: &str| notes(&read(text), &fields).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(said("-beat:health"), ["-beat:health keeps people whose beat is not known. To leave them out too, add -beat:empty."]);
    assert!(said("-kind:journalist -beat:empty beat:arts -(-city:Hull)").is_empty());
}

/// Any text at all: queries are made of what people type and paste.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9]{1,6}",
        "[a-z*\\\\\"“”„:,()<>=. -]{0,6}[a-z]",
        Just("empty".to_owned()),
        Just("or".to_owned()),
        Just("IS".to_owned()),
        Just("Not".to_owned()),
        "\\PC{0,4}[a-zé愛ل]",
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => any_text().prop_map(Value::Is),
        1 => any_text().prop_map(Value::Begins),
        1 => any_text().prop_map(Value::Contains),
        1 => Just(Value::Empty),
    ]
}

fn any_query() -> impl Strategy<Value = Query> {
    let text_field = (
        prop::sample::select(vec![
            "beat",
            "outlet",
            "city",
            "country",
            "role",
            "source",
            "tag",
            "handle",
            "relation",
            "department",
            "staff-number",
            "salutation",
            "time-zone",
            "former-outlet",
            "former-role",
            "outlet.region",
            "outlet.audience",
            "outlet.website",
            "outlet.note",
        ]),
        prop::collection::vec(any_value(), 1..4),
    )
        .prop_map(|(name, values)| Query::Field { field: name.to_owned(), values });
    let kind = prop::sample::select(vec![
        ("kind", "journalist"),
        ("kind", "client"),
        ("outlet.kind", "radio"),
        ("outlet.frequency", "daily"),
        ("outlet.reach", "120000"),
        ("outlet.language", "de"),
        ("network", "mastodon"),
        ("restricted", "yes"),
        ("role-mailbox", "no"),
        ("typo", "yes"),
        ("duplicate", "no"),
        ("has", "photo"),
        ("phone", "205550100"),
        ("person", "17"),
    ])
    .prop_map(|(name, word)| field(name, &[word]));
    let one = prop_oneof![text_field, kind, any_text().prop_map(|text| Query::Words { text })];
    one.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|of| Query::Not { of: Box::new(of) }),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|of| Query::All { of }),
            prop::collection::vec(inner, 1..4).prop_map(|of| Query::Any { of }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn text_and_chips_are_two_forms_of_one_query(query in any_query()) {
        let normal = query.normal();
        let text = normal.to_text();
        prop_assert_eq!(parse(&text, &Fields::default()), Ok(normal.clone()), "{}", text);
        let chips = serde_json::to_string(&normal).unwrap();
        prop_assert_eq!(serde_json::from_str::<Query>(&chips).unwrap(), normal);
    }

    #[test]
    fn whatever_is_written_is_read_or_refused_with_places_inside_it(text in "[a-z :,()\"*\\\\“-]{0,24}|\\PC{0,16}") {
        let length = u32::try_from(text.chars().count()).unwrap();
        match parse(&text, &Fields::default()) {
            Ok(query) => prop_assert_eq!(parse(&query.to_text(), &Fields::default()), Ok(query)),
            Err(faults) => for fault in faults {
                prop_assert!(fault.column >= 1 && fault.column <= length.max(1), "{:?}", fault);
                prop_assert!(fault.column + fault.length <= length.max(1) + 2, "{:?}", fault);
            },
        }
    }
}

/// Fields with the organisation's own among them.
fn with_own(of: &[(&str, CustomKind)]) -> Fields {
    let desk = Desk::new();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for (name, kind) in of {
        let choices = if *kind == CustomKind::Choice { vec!["Große Kunst".to_owned(), "Sport".to_owned()] } else { Vec::new() };
        runtime.block_on(add_custom_field(&desk.ws, CustomFieldInput { name: (*name).to_owned(), kind: *kind, choices })).unwrap();
    }
    desk.ws.read_blocking(|tx| Ok(Fields::default().in_file(tx)?)).unwrap()
}

#[test]
fn more_and_less_are_asked_of_numbers_and_days_and_judged_by_type() {
    let of =
        [("Circulation", CustomKind::Number), ("Renewed", CustomKind::Date), ("Interest", CustomKind::Choice), ("部数", CustomKind::Text)];
    let fields = with_own(&of);
    let read = |text: &str| parse(text, &fields).map(|query| query.to_text());
    let refused = |text: &str| {
        let faults = parse(text, &fields).unwrap_err();
        (faults[0].column, faults[0].what.key.clone().into_owned(), faults[0].proposal.clone())
    };
    for (text, is) in [
        ("field.circulation:>10000", "field.circulation:>10000"),
        ("FIELD.Circulation:>=\"12 000\"", "field.circulation:>=12000"),
        ("field.renewed:<3.5.2026", "field.renewed:<2026-05-03"),
        ("field.interest:\"grosse kunst\"", "field.interest:\"Große Kunst\""),
        ("field.部-数:12", "field.部-数:12"),
        ("field.circulation is empty", "field.circulation:empty"),
    ] {
        assert_eq!(read(text), Ok(is.to_owned()));
    }
    assert_eq!(refused("field.circulation:>12,000"), (19, "segments.fault.order_alone".to_owned(), None));
    assert_eq!(refused("field.circulation:>\"12,000\"").1, "contacts.fault.number_doubtful");
    assert_eq!(refused("field.circulation:12,000").1, "contacts.fault.number");
    assert_eq!(refused("field.renewed:soon").1, "contacts.fault.date");
    assert_eq!(refused("field.interest:sprot"), (16, "segments.fault.unknown_value".to_owned(), Some("Sport".to_owned())));
    assert_eq!(refused("city:>Averil").1, "segments.fault.no_order");
    assert_eq!(refused("field.circulation:1*").1, "segments.fault.no_pattern");
    assert_eq!(refused("field.circulaton:>1"), (1, "segments.fault.unknown_field".to_owned(), Some("field.circulation".to_owned())));
    // A sign that is meant as such is quoted, and stays so.
    assert_eq!(read("city:\">x\""), Ok("city:\">x\"".to_owned()));
}

static OF_NUMBERS: LazyLock<Fields> = LazyLock::new(|| with_own(&[("n", CustomKind::Number)]));

proptest! {
    #[test]
    fn what_is_compared_is_written_as_it_is_read(text in "[-<>=0-9a-z.\"* ]{0,8}") {
        if let Ok(query) = parse(&format!("field.n:{text}"), &OF_NUMBERS) {
            prop_assert_eq!(parse(&query.to_text(), &OF_NUMBERS), Ok(query));
        }
    }
}
