use super::*;

fn say(pattern: &str, params: &[(&'static str, Value)], language: Language) -> String {
    let params = params.iter().map(|(k, v)| (Cow::Borrowed(*k), v.clone())).collect();
    format::render(pattern, &params, language)
}

#[test]
fn every_file_of_the_catalogue_is_an_object_of_sentences() {
    for (module, en, de) in FILES {
        for text in [en, de] {
            let read = serde_json::from_str::<BTreeMap<String, String>>(text);
            assert!(read.is_ok(), "{module}: {read:?}");
        }
    }
}

#[test]
fn german_has_no_key_that_english_lacks() {
    let (english, german) = catalogues();
    let strangers: Vec<_> = german.keys().filter(|key| !english.contains_key(*key)).collect();
    assert!(strangers.is_empty(), "{strangers:?}");
}

#[test]
fn plurals_and_thousands_follow_the_language() {
    let pattern = "{n, plural, =0 {Nobody} one {One person} other {# people}} in {place}";
    let place = ("place", Value::from("Delft"));
    assert_eq!(say(pattern, &[("n", 0.into()), place.clone()], Language::En), "Nobody in Delft");
    assert_eq!(say(pattern, &[("n", 1.into()), place.clone()], Language::En), "One person in Delft");
    assert_eq!(say(pattern, &[("n", 1_234_567.into()), place.clone()], Language::En), "1,234,567 people in Delft");
    assert_eq!(say(pattern, &[("n", 1234.into()), place], Language::De), "1.234 people in Delft");
}

#[test]
fn words_from_outside_are_never_read_as_a_pattern() {
    assert_eq!(say("Hello {name}", &[("name", "{n, plural, other {#}} #".into())], Language::En), "Hello {n, plural, other {#}} #");
}

#[test]
fn a_missing_parameter_stays_visible() {
    assert_eq!(say("Row {row}: {what}", &[("row", 118.into())], Language::En), "Row 118: {what}");
}

#[test]
fn the_first_tag_that_says_anything_chooses_the_language() {
    let said = |tags: &[&str]| Language::said(tags.iter().map(|tag| (*tag).to_owned()));
    // An empty variable is as good as none; what the terminal says goes before what the system has.
    assert_eq!(said(&["", "de_DE.UTF-8"]), Language::De);
    assert_eq!(said(&["en_GB.UTF-8", "de-DE"]), Language::En);
    assert_eq!(said(&["de-AT"]), Language::De);
    assert_eq!(said(&[]), Language::En);
}
