//! A text as it is written: its front block, its merge fields, its embargo.

use proptest::prelude::*;

use super::document::{Document, Gravity};
use super::embargo::{EmbargoFault, parse as embargo};
use super::fields::{Field, Piece, find, mask, pieces, unmask};
use super::front::{self, Front};
use super::kind::DocumentKind;

const RELEASE: &str = "---\n\
    # for the desk\n\
    headline: The lens is back\n\
    house-style: 7   # a key of somebody else's\n\
    subject: 'Press: the lens'\n\
    ---\n\
    \n\
    Dear {{ first_name | \"editor\" }},\n";

fn with(change: impl FnOnce(&mut Front)) -> String {
    let mut front = Document::parse(RELEASE).front;
    change(&mut front);
    front::set(RELEASE, &front)
}

#[test]
fn a_front_block_is_read_whatever_ends_its_lines_and_stands_before_it() {
    for text in
        [RELEASE.to_owned(), RELEASE.replace('\n', "\r\n"), format!("\u{FEFF}{RELEASE}"), RELEASE.replacen("\n---\n\n", "\n...\n\n", 1)]
    {
        let document = Document::parse(&text);
        assert_eq!(document.front.headline.as_deref(), Some("The lens is back"), "{text:?}");
        assert_eq!(document.front.subject.as_deref(), Some("Press: the lens"));
        assert!(text[document.body..].trim_start().starts_with("Dear"), "{text:?}");
        assert!(document.findings.is_empty());
    }
}

#[test]
fn a_field_within_quotes_of_the_front_block_is_read_as_yaml_means_it() {
    for quoted in [
        r#""News for {{ first_name | \"editor\" }} \\ now""#,
        "'News for {{ first_name | ''editor'' }} \\ now'",
        "News for {{ first_name | \"editor\" }} \\ now",
    ] {
        let text = format!("---\nsubject: {quoted}\nheadline: Light\n---\n\nDear {{{{ greeting }}}},\n");
        let document = Document::parse(&text);
        let found: Vec<_> = document.fields.iter().map(|found| found.field.clone().map(|field| (field.name, field.fallback))).collect();
        let editor = Some("editor".to_owned());
        assert_eq!(found, [Some(("first_name".to_owned(), editor)), Some(("greeting".to_owned(), None))], "{text}");
        let raw = &text[document.fields[0].span.clone()];
        assert!(raw.starts_with("{{ first") && raw.ends_with("}}") && quoted.contains(raw), "{raw}");
        assert_eq!(&text[document.fields[1].span.clone()], "{{ greeting }}");
        assert_eq!(super::document::without_fields(document.front.subject.as_deref().unwrap()), "News for editor \\ now");
    }
}

#[test]
fn what_is_no_front_block_is_body() {
    for text in ["", "---", "---\nheadline: never closed\n", "\n---\nheadline: a rule, then words\n---\n", "Words.\n\n---\n\nMore.\n"] {
        let document = Document::parse(text);
        assert_eq!((&document.front, document.body), (&Front::default(), 0), "{text:?}");
    }
    let empty = Document::parse("---\n---\nWords.\n");
    assert_eq!((empty.body, empty.title().as_str()), (8, "Words."));
}

#[test]
fn a_broken_front_block_is_said_with_its_line_and_loses_nothing() {
    let text = "---\nheadline: fine\nsubject: [never closed\n---\n\nWords.\n";
    let document = Document::parse(text);
    let [finding] = document.findings.as_slice() else { panic!("{:?}", document.findings) };
    assert_eq!((finding.gravity, finding.what.key.as_ref()), (Gravity::Error, "literature.bad_front"));
    assert!((2..=4).contains(&finding.place.row.unwrap()), "{finding:?}");
    assert_eq!(document.text, text);
}

#[test]
fn an_unknown_kind_is_said_and_a_kind_of_the_vocabulary_is_taken() {
    for kind in DocumentKind::ALL {
        assert_eq!(Document::parse(&with(|front| front.kind = Some(kind.as_str().to_owned()))).kind, Some(kind));
    }
    let document = Document::parse(&with(|front| front.kind = Some("sonnet".to_owned())));
    assert_eq!((document.kind, document.findings[0].what.key.as_ref()), (None, "literature.bad_kind"));
}

#[test]
fn changing_a_field_leaves_every_other_byte_as_it_was() {
    assert_eq!(with(|_| {}), RELEASE);
    assert_eq!(with(|front| front.headline = Some("Light".to_owned())), RELEASE.replace("The lens is back", "Light"));
    assert_eq!(with(|front| front.subject = None), RELEASE.replace("subject: 'Press: the lens'\n", ""));
    let added = with(|front| front.embargo = Some("2026-11-26 06:00 Europe/London".to_owned()));
    assert_eq!(added, RELEASE.replace("lens'\n---", "lens'\nembargo: 2026-11-26 06:00 Europe/London\n---"));
    let fresh = front::set("Words.\n", &Front { headline: Some("Light".to_owned()), ..Front::default() });
    assert_eq!(fresh, "---\nheadline: Light\n---\n\nWords.\n");
    assert_eq!(front::set("Words.\n", &Front::default()), "Words.\n");
}

proptest! {
    #[test]
    fn whatever_is_set_is_read_again_and_the_body_stays(headline in "\\PC{0,60}", subject in "[ -~]{0,60}", body in "\\PC{0,80}") {
        let text = format!("---\nkeep: this\n---\n{body}");
        let front = Front { headline: Some(headline.clone()), subject: Some(subject.clone()), ..Front::default() };
        let set = front::set(&text, &front);
        let document = Document::parse(&set);
        let shown = |value: &Option<String>| value.as_deref().unwrap_or_default().trim().to_owned();
        prop_assert_eq!(shown(&document.front.headline), headline.trim());
        prop_assert_eq!(shown(&document.front.subject), subject.trim());
        prop_assert_eq!(&set[document.body..], body.as_str());
        prop_assert!(set.contains("keep: this\n"));
        prop_assert_eq!(front::set(&set, &document.front), set, "to set what is there changes nothing");
    }

    #[test]
    fn reading_any_text_never_fails_and_keeps_it(text in "(---\n)?[\\PC\n]{0,200}") {
        let document = Document::parse(&text);
        prop_assert_eq!(&document.text, &text);
        prop_assert!(document.body <= text.len());
    }
}

#[test]
fn a_field_is_a_name_with_its_fallback_and_is_written_as_it_is_read() {
    let field = |name: &str, fallback: Option<&str>| Field { name: name.to_owned(), fallback: fallback.map(str::to_owned) };
    for (text, wanted) in [
        ("{{ first_name | \"editor\" }}", field("first_name", Some("editor"))),
        ("{{first_name|'editor'}}", field("first_name", Some("editor"))),
        ("{{ greeting }}", field("greeting", None)),
        ("{{ outlet | \"\" }}", field("outlet", Some(""))),
        ("{{ outlet | 'the \"Ledger\"' }}", field("outlet", Some("the \"Ledger\""))),
        ("{{ first_name | \"Redakteurin, 編集者\" }}", field("first_name", Some("Redakteurin, 編集者"))),
    ] {
        let found = find(text);
        assert_eq!((found.len(), found[0].span.clone(), found[0].field.as_ref()), (1, 0..text.len(), Some(&wanted)), "{text}");
        assert_eq!(find(&wanted.to_source())[0].field.as_ref(), Some(&wanted));
    }
}

#[test]
fn what_was_begun_and_is_no_field_is_found_and_stays_text() {
    for text in ["{{ First_Name }}", "{{ first_name | editor }}", "{{ first_name | \"never closed }}", "{{", "{{ }}", "{{ a\nb }}"] {
        let found = find(text);
        assert_eq!((found.len(), &found[0].field), (1, &None), "{text}");
        assert_eq!(pieces(text), [Piece::Text(text.to_owned())]);
    }
    assert!(find("{ first_name } and }}").is_empty());
    let second = find("{{ broken and {{ first_name | \"x\" }}");
    assert!(second.len() == 2 && second[0].field.is_none() && second[1].field.is_some(), "{second:?}");
    let two = pieces("A {{ outlet | \"paper\" }}{{ greeting }}.");
    assert_eq!(two.len(), 4, "{two:?}");
}

proptest! {
    #[test]
    fn masking_moves_no_byte_and_is_taken_off_again(text in "([\\PC\n]{0,20}(\\{\\{ (first_name|outlet) \\| \"[a-zé]{0,6}\" \\}\\})?){0,5}") {
        let (masked, fields) = mask(&text);
        prop_assert_eq!(masked.len(), text.len());
        let mut back = String::new();
        unmask(&masked, |piece| match piece {
            Ok(number) => back.push_str(&fields[number].1),
            Err(words) => back.push_str(words),
        });
        prop_assert_eq!(back, text.replace(['\u{E000}', '\u{E001}'], "\u{FFFD}"));
        let spans: Vec<_> = find(&text).into_iter().map(|found| found.span).collect();
        prop_assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start));
    }
}

#[test]
fn an_embargo_is_a_local_time_a_zone_and_one_instant() {
    for (text, at) in [
        ("2026-11-26 06:00 Europe/London", "2026-11-26T06:00:00Z"),
        ("2026-07-01T06:00 Europe/London", "2026-07-01T05:00:00Z"),
        ("  2026-11-26 06:00:59   Asia/Tokyo ", "2026-11-25T21:00:00Z"),
        ("2026-11-26 06:00 Asia/Kathmandu", "2026-11-26T00:15:00Z"),
    ] {
        let read = embargo(text).unwrap();
        assert_eq!(read.at.to_rfc3339(), at, "{text}");
        assert!(read.local_time().unwrap().to_rfc3339().starts_with(&read.local.replace(' ', "T")));
    }
}

#[test]
fn a_time_that_the_clocks_skip_or_show_twice_is_no_embargo_but_the_next_that_is_one_is_proposed() {
    let missing = |proposal: &str| Err(EmbargoFault::Missing { proposal: proposal.to_owned() });
    let double = |proposal: &str| Err(EmbargoFault::Double { proposal: proposal.to_owned() });
    assert_eq!(embargo("2026-03-29 01:30 Europe/London"), missing("2026-03-29 02:00 Europe/London"));
    assert_eq!(embargo("2026-10-25 01:30 Europe/London"), double("2026-10-25 02:00 Europe/London"));
    assert_eq!(embargo("2026-09-27 02:00 Pacific/Auckland"), missing("2026-09-27 03:00 Pacific/Auckland"));
    // Clocks that move by half an hour only.
    assert_eq!(embargo("2026-04-05 01:45 Australia/Lord_Howe"), double("2026-04-05 02:00 Australia/Lord_Howe"));
    // A whole day that never was.
    assert_eq!(embargo("2011-12-30 12:00 Pacific/Apia"), missing("2011-12-31 00:00 Pacific/Apia"));
    assert!(embargo("2026-03-29 02:00 Europe/London").is_ok() && embargo("2026-10-25 02:00 Europe/London").is_ok());
}

#[test]
fn what_is_not_certain_is_no_embargo() {
    for text in
        ["", "tomorrow", "2026-11-26", "2026-02-30 06:00 Europe/London", "2026-11-26 25:00 Europe/London", "26.11.2026 06:00 Europe/London"]
    {
        assert_eq!(embargo(text), Err(EmbargoFault::Unreadable), "{text}");
    }
    // Read as six in the morning it would lift twelve hours early.
    for text in
        ["2026-11-26 06:00pm Europe/London", "2026-11-26 06:00+02:00 Europe/London", "2026-11-26 06:00Z", "2026-11-26 06:0 Europe/London"]
    {
        assert!(embargo(text).is_err(), "{text}");
    }
    let zone = |zone: &str, proposal: Option<&str>| {
        Err(EmbargoFault::UnknownZone { zone: zone.to_owned(), proposal: proposal.map(str::to_owned) })
    };
    assert_eq!(embargo("2026-11-26 06:00 London"), zone("London", Some("Europe/London")));
    assert_eq!(embargo("2026-11-26 06:00 europe/london"), zone("europe/london", Some("Europe/London")));
    assert_eq!(embargo("2026-11-26 06:00 New York"), zone("New York", Some("America/New_York")));
    assert_eq!(embargo("2026-11-26 06:00 Atlantis"), zone("Atlantis", None));
    assert_eq!(embargo("2026-11-26 06:00"), zone("", None));
}

#[test]
fn an_embargo_that_cannot_be_understood_is_said_at_its_line_with_what_could_stand_there() {
    let document = Document::parse("---\nheadline: A\nembargo: 2026-03-29 01:30 Europe/London\n---\n\nWords.\n");
    let [finding] = document.findings.as_slice() else { panic!("{:?}", document.findings) };
    assert_eq!((finding.what.key.as_ref(), finding.place.row), ("literature.embargo_missing", Some(3)));
    assert_eq!(finding.place.proposal.as_deref(), Some("2026-03-29 02:00 Europe/London"));
    assert_eq!(document.embargo, None);
}
