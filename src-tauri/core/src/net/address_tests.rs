//! What the judge of addresses lets through, and what it does not.

use proptest::prelude::*;

use super::{AddressFault, AddressKey, EmailAddress, parse_mailbox};

fn fault(text: &str) -> AddressFault {
    EmailAddress::parse(text).unwrap_err()
}

#[test]
fn usual_and_unusual_addresses_are_taken_as_typed() {
    for text in [
        "ana@example.org",
        "Ana.Reis+press@Example.ORG",
        "o'hara@example.co.uk",
        "x@xn--bcher-kva.example",
        "jens@bücher.example",
        "\"ana reis\"@example.org",
        "ana@[192.0.2.7]",
        "ana@localhost",
        "用户@例え.jp",
    ] {
        assert_eq!(EmailAddress::parse(text).unwrap().as_typed(), text);
    }
    assert_eq!(EmailAddress::parse("  ana@example.org\n").unwrap().as_typed(), "ana@example.org");
}

#[test]
fn each_fault_has_its_own_name() {
    assert_eq!(fault(""), AddressFault::Empty);
    assert_eq!(fault("ana.example.org"), AddressFault::NoAt);
    assert_eq!(fault("ana reis@example.org"), AddressFault::Blank);
    assert_eq!(fault("ana@example.org\r\nBcc: all@example.org"), AddressFault::Several);
    assert_eq!(fault("ana@exam\0ple.org"), AddressFault::Blank);
    assert_eq!(fault("a\u{200b}na@example.org"), AddressFault::Blank);
    assert_eq!(fault("ana@example.org, ben@example.org"), AddressFault::Several);
    assert_eq!(fault("ana@example.org;ben@example.org"), AddressFault::Several);
    assert_eq!(fault("@example.org"), AddressFault::Local);
    assert_eq!(fault("ana..reis@example.org"), AddressFault::Local);
    assert_eq!(fault("ana>@example.org"), AddressFault::Local);
    assert_eq!(fault("ana@"), AddressFault::Domain);
    assert_eq!(fault("ana@example..org"), AddressFault::Domain);
    assert_eq!(fault("ana@-example.org"), AddressFault::Domain);
    assert_eq!(fault("ana@example.org."), AddressFault::Domain);
    assert_eq!(fault("ana@192.0.2.7"), AddressFault::Domain);
    assert_eq!(fault("ana@[elsewhere]"), AddressFault::Domain);
    assert_eq!(fault("ana@example"), AddressFault::NoEnding);
    assert_eq!(fault(&format!("{}@example.org", "a".repeat(65))), AddressFault::TooLong);
}

#[test]
fn two_spellings_of_one_address_are_one() {
    let same = |a: &str, b: &str| EmailAddress::parse(a).unwrap().normalised() == EmailAddress::parse(b).unwrap().normalised();
    assert!(same("Ana@Example.org", "ana@EXAMPLE.ORG"));
    assert!(same("x@bücher.example", "x@XN--BCHER-KVA.example"));
    assert!(same("jose\u{301}@example.org", "JOSÉ@example.org"));
    // D1: nothing else is folded. Providers differ in what dots and plus mean.
    assert!(!same("a.na@gmail.com", "ana@gmail.com"));
    assert!(!same("ana+x@example.org", "ana@example.org"));
}

#[test]
fn the_wire_sees_ascii_domains_and_the_local_part_as_typed() {
    let address = EmailAddress::parse("Jens@Bücher.example").unwrap();
    assert_eq!(address.for_wire(), "Jens@xn--bcher-kva.example");
    assert!(!address.needs_smtputf8());
    assert!(EmailAddress::parse("jörg@example.org").unwrap().needs_smtputf8());
}

#[test]
fn roles_are_told_from_people() {
    let role = |text: &str| EmailAddress::parse(text).unwrap().is_role();
    for text in ["info@example.org", "Press@example.org", "newsdesk@example.org", "redaktion-kultur@example.org", "pr@example.org"] {
        assert!(role(text), "{text}");
    }
    for text in ["ana@example.org", "post.malone@example.org", "pressman@example.org", "infante@example.org"] {
        assert!(!role(text), "{text}");
    }
}

#[test]
fn endings_that_nobody_gave_out_are_noticed() {
    assert!(EmailAddress::parse("ana@example.con").unwrap().has_unknown_ending());
    assert!(!EmailAddress::parse("ana@example.com").unwrap().has_unknown_ending());
    assert!(!EmailAddress::parse("ana@example.co.uk").unwrap().has_unknown_ending());
}

#[test]
fn the_key_is_hmac_sha256_of_the_normalised_form() {
    let key = EmailAddress::parse("Ana@Example.org").unwrap().key(&[7; 32]);
    assert_eq!(key, EmailAddress::parse("ana@example.org").unwrap().key(&[7; 32]));
    assert_ne!(key, EmailAddress::parse("ana@example.org").unwrap().key(&[8; 32]));
    assert_eq!(AddressKey::from_slice(key.as_bytes()), Some(key));
    assert_eq!(AddressKey::from_slice(&[0; 31]), None);
    assert!(!format!("{key:?}").contains("example"));
}

#[test]
fn a_mailbox_is_a_name_and_an_address() {
    let read = |text: &str| parse_mailbox(text).map(|(name, address)| (name, address.as_typed()));
    assert_eq!(read("Ana Reis <press@example.org>"), Ok((Some("Ana Reis".to_owned()), "press@example.org".to_owned())));
    assert_eq!(read("\"Reis, Ana\" <press@example.org>"), Ok((Some("Reis, Ana".to_owned()), "press@example.org".to_owned())));
    assert_eq!(read("press@example.org"), Ok((None, "press@example.org".to_owned())));
    assert_eq!(read("<press@example.org>"), Ok((None, "press@example.org".to_owned())));
    assert_eq!(read("Ana\r\nBcc: x <press@example.org>"), Err(AddressFault::Blank));
}

#[test]
fn role_names_are_sorted_for_the_search() {
    // `is_role` searches by halving: an unsorted list would miss names.
    assert!(super::address::ROLES.is_sorted());
}

proptest! {
    #[test]
    fn nothing_dangerous_gets_through(text in "\\PC{0,40}|[a-z<>@.\r\n\0 \"]{0,40}") {
        if let Ok(address) = EmailAddress::parse(&text) {
            let wire = address.for_wire();
            prop_assert!(!wire.contains(['\r', '\n', '\0']));
            prop_assert!(address.domain().is_ascii());
            prop_assert_eq!(EmailAddress::parse(&address.normalised()).map(|again| again.normalised()), Ok(address.normalised()));
        }
    }
}
