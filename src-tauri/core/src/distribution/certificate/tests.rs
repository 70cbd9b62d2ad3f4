//! Certificates made, checked, and tampered with.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::canonical::canonical;
use super::statement::{hex, unhex};

fn bytes(value: &Value) -> String {
    let mut out = Vec::new();
    canonical(value, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn members_are_sorted_and_nothing_stands_between() {
    let value: Value = serde_json::from_str(
        "{ \"b\" : [1, -2, true, null], \"a\": {\"é\": \"\\u20ac\\n\\u000f\\\"/\", \"\\ud83d\\ude00\": 1, \"\\ufb33\": 2} }",
    )
    .unwrap();
    // RFC 8785 sorts by UTF-16 code units: a surrogate comes before U+FB33.
    assert_eq!(bytes(&value), "{\"a\":{\"é\":\"€\\n\\u000f\\\"/\",\"😀\":1,\"\u{fb33}\":2},\"b\":[1,-2,true,null]}");
    assert!(canonical(&json!({ "part": 0.5 }), &mut Vec::new()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn however_it_is_spaced_it_is_the_same(text in "\\PC{0,40}", number in any::<i64>()) {
        let value = json!({ "text": text, "list": [number, { "z": text, "a": null }] });
        let spaced: Value = serde_json::from_str(&serde_json::to_string_pretty(&value).unwrap()).unwrap();
        prop_assert_eq!(bytes(&value), bytes(&spaced));
        prop_assert_eq!(serde_json::from_str::<Value>(&bytes(&value)).unwrap(), value);
    }

    #[test]
    fn digits_are_the_bytes_again(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        prop_assert_eq!(unhex(&hex(&bytes)), Some(bytes));
    }
}

#[test]
fn what_is_no_digit_is_nothing() {
    assert_eq!(unhex("0g"), None);
    assert_eq!(unhex("abc"), None);
}
