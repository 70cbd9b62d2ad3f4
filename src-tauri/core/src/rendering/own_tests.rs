//! Nobody gets another's file: for any sets and any people, each letter has exactly the files whose key is its reader's.

use std::collections::{BTreeMap, BTreeSet};

use mail_parser::{MessageParser, MimeHeaders as _};
use proptest::prelude::*;

use super::tests::{outside, revision, values};
use super::*;
use crate::error::Problem;
use crate::ids::{AssetId, Millis};
use crate::literature::{Attachment, FileKey, ForWhom, Revision};
use crate::messages::Language;

const TEXT: &str = "---\nheadline: Badges\n---\n\nDear {{ first_name | \"editor\" }}, here it is.\n";

/// The bytes of a file, no two alike, of all values: what base64 and dots could go wrong with.
fn content(id: AssetId) -> Vec<u8> {
    let n = u8::try_from(id.get()).unwrap();
    (0..2_000_u32).map(|at| u8::try_from(at.wrapping_mul(31).wrapping_add(u32::from(n) * 7) % 251).unwrap() ^ n).collect()
}

fn hex(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn file(id: i64, name: &str, whom: Option<(&str, FileKey, &str, bool)>) -> Attachment {
    Attachment {
        asset: id.into(),
        name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: 2_000,
        sha256: hex(&content(id.into())),
        position: u32::try_from(id).unwrap(),
        inline: false,
        content_id: format!("{id:024}@tidings"),
        alt: String::new(),
        for_whom: whom.map(|(set, key, value, optional)| ForWhom { set: set.to_owned(), key, value: value.to_owned(), optional }),
        link: None,
        keeps_place: false,
    }
}

fn of(files: Vec<Attachment>) -> Revision {
    Revision { attachments: files, ..revision(TEXT) }
}

fn sender() -> Sender {
    Sender {
        name: "Harbour Trust".to_owned(),
        address: EmailAddress::parse("press@harbourtrust.example.org").unwrap(),
        reply_to: None,
        organisation: "Harbour Trust".to_owned(),
        imprint: Imprint::default(),
        theme: None,
    }
}

fn bytes(id: AssetId) -> Result<Vec<u8>, Problem> {
    Ok(content(id))
}

fn made(prepared: &Prepared, address: &str, values: &MergeValues) -> Result<Letter, Problem> {
    let parsed = EmailAddress::parse(address).unwrap();
    let own = Some(OwnFiles { address, bytes: &bytes });
    let to = To { address: &parsed, name: "", values, thread: &[], own };
    prepared.letter(&to, "a.1@harbourtrust.example.org", Millis::from(1_795_516_260_000), &outside())
}

/// What a parser that is not ours finds attached: names and hashes.
fn attached(letter: &Letter) -> Vec<(String, String)> {
    let whole = letter.to_bytes();
    let mail = MessageParser::default().parse(&whole).unwrap();
    assert_eq!((mail.text_body_count(), mail.html_body_count()), (1, 1));
    mail.attachments().map(|part| (part.attachment_name().unwrap().to_owned(), hex(part.contents()))).collect()
}

const ADDRESSES: [&str; 6] = [
    "ruth@tide.example.org",
    "Ines@tide.example.org",
    "ruth@tide.example.net",
    "ruth.vale@tide.example.org",
    "r@münchen.example.org",
    "uth@tide.example.org",
];
const OUTLETS: [&str; 4] = ["The Tide", "Küstenblatt", "灯台新聞", ""];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn each_letter_has_exactly_its_readers_files_byte_for_byte_and_nobody_anothers(
        by_address in proptest::collection::btree_set(0..ADDRESSES.len(), 0..6),
        by_outlet in proptest::collection::btree_set(0..3_usize, 0..4),
        shared in any::<bool>(),
        optional in any::<bool>(),
        capitals in any::<bool>(),
        people in proptest::collection::vec((0..ADDRESSES.len(), 0..OUTLETS.len()), 1..8),
    ) {
        let mut files = Vec::new();
        if shared {
            files.push(file(1, "plan.pdf", None));
        }
        for at in &by_address {
            let value = if capitals { ADDRESSES[*at].to_uppercase() } else { ADDRESSES[*at].to_owned() };
            let id = 10 + i64::try_from(*at).unwrap();
            files.push(file(id, &format!("badge-{at}.pdf"), Some(("Badges", FileKey::Email, &value, optional))));
        }
        for at in &by_outlet {
            let value = if capitals { OUTLETS[*at].to_uppercase() } else { OUTLETS[*at].to_owned() };
            let id = 30 + i64::try_from(*at).unwrap();
            files.push(file(id, &format!("invitation-{at}.pdf"), Some(("Invitations", FileKey::Outlet, &value, true))));
        }
        let prepared = prepare(&of(files), bytes, &sender(), &Marks::default()).unwrap();
        for (address, outlet) in people {
            let values = values(&[("outlet", OUTLETS[outlet])]);
            let mut expected = Vec::new();
            if shared {
                expected.push(("plan.pdf".to_owned(), hex(&content(1.into()))));
            }
            if by_address.contains(&address) {
                expected.push((format!("badge-{address}.pdf"), hex(&content((10 + i64::try_from(address).unwrap()).into()))));
            }
            if by_outlet.contains(&outlet) {
                expected.push((format!("invitation-{outlet}.pdf"), hex(&content((30 + i64::try_from(outlet).unwrap()).into()))));
            }
            match made(&prepared, ADDRESSES[address], &values) {
                Ok(letter) => {
                    prop_assert_eq!(attached(&letter), expected);
                    prop_assert_eq!(letter.size(), letter.to_bytes().len() as u64);
                    let again = made(&prepared, ADDRESSES[address], &values).unwrap();
                    prop_assert_eq!((again.to_bytes(), again.sha256()), (letter.to_bytes(), letter.sha256()), "M10");
                }
                Err(problem) => {
                    prop_assert_eq!(problem.code.as_str(), "rendering.own_missing");
                    prop_assert!(!optional && !by_address.is_empty() && !by_address.contains(&address));
                }
            }
        }
    }
}

#[test]
fn two_files_for_one_person_make_no_letter() {
    let set = |id, value: &str| file(id, &format!("{id}.pdf"), Some(("Badges", FileKey::Name, value, true)));
    let prepared = prepare(&of(vec![set(1, "Jürgen Müller"), set(2, "JURGEN MULLER")]), bytes, &sender(), &Marks::default()).unwrap();
    let twice = made(&prepared, "j@tide.example.org", &values(&[("name", "Jürgen Müller")])).unwrap_err();
    assert_eq!(twice.code, "rendering.own_twice");
    assert_eq!(attached(&made(&prepared, "j@tide.example.org", &values(&[("name", "Jürgen")])).unwrap()), []);
    assert_eq!(attached(&made(&prepared, "j@tide.example.org", &values(&[])).unwrap()), []);
}

#[test]
fn a_file_that_is_another_than_the_one_that_was_put_there_makes_no_letter() {
    let prepared = prepare(
        &of(vec![file(1, "badge.pdf", Some(("Badges", FileKey::Email, "ruth@tide.example.org", false)))]),
        bytes,
        &sender(),
        &Marks::default(),
    )
    .unwrap();
    let anothers = |_| bytes(2.into());
    let address = EmailAddress::parse("ruth@tide.example.org").unwrap();
    let nothing = values(&[]);
    let own = Some(OwnFiles { address: "ruth@tide.example.org", bytes: &anothers });
    let to = To { address: &address, name: "", values: &nothing, thread: &[], own };
    assert_eq!(prepared.letter(&to, "a@example.org", Millis::from(0), &outside()).unwrap_err().code, "rendering.own_other");
}

#[test]
fn the_file_that_is_somebodys_own_is_under_the_hash_and_what_all_share_is_not_made_anew() {
    let whom = |value| Some(("Badges", FileKey::Email, value, false));
    let files = vec![file(1, "plan.pdf", None), file(2, "a.pdf", whom("a@tide.example.org")), file(3, "b.pdf", whom("b@tide.example.org"))];
    let prepared = prepare(&of(files.clone()), bytes, &sender(), &Marks::default()).unwrap();
    let (a, b) =
        (made(&prepared, "a@tide.example.org", &values(&[])).unwrap(), made(&prepared, "b@tide.example.org", &values(&[])).unwrap());
    assert!(std::sync::Arc::ptr_eq(&a.shared, &b.shared));
    let mut mixed_up = a.clone();
    mixed_up.own.clone_from(&b.own);
    assert_ne!(mixed_up.sha256(), a.sha256());
    assert_ne!(mixed_up.personal_sha256(), a.personal_sha256());
    let (own, others) = ([&files[0], &files[1]], [&files[0], &files[2]]);
    read_back_files(&a, &own).unwrap();
    read_back_own(&a, &prepared, &own[1..]).unwrap();
    assert!(read_back_files(&a, &others).is_err() && read_back_own(&a, &prepared, &others[1..]).is_err());
    assert!(read_back_files(&mixed_up, &own).is_err() && read_back_own(&mixed_up, &prepared, &own[1..]).is_err());
    assert!(read_back_own(&a, &prepared, &[]).is_err());
}

#[test]
fn what_a_file_adds_to_a_letter_is_known_without_reading_it() {
    let whom = |value| Some(("Badges", FileKey::Email, value, true));
    let badge = |size: u64| Attachment { bytes: size, ..file(2, "a – 灯台.pdf", whom("a@tide.example.org")) };
    for shared in [false, true] {
        for size in [1, 2, 3, 56, 57, 58, 2_000] {
            let shared = shared.then(|| file(1, "plan.pdf", None));
            let content = vec![b'x'; usize::try_from(size).unwrap()];
            let badge = Attachment { sha256: hex(&content), ..badge(size) };
            let prepared = prepare(&of(shared.into_iter().chain([badge.clone()]).collect()), bytes, &sender(), &Marks::default()).unwrap();
            let address = EmailAddress::parse("a@tide.example.org").unwrap();
            let (nothing, give) = (values(&[]), |_| Ok(content.clone()));
            let made = |own| {
                let to = To { address: &address, name: "", values: &nothing, thread: &[], own };
                prepared.letter(&to, "a@example.org", Millis::from(0), &outside()).unwrap().size()
            };
            let with = made(Some(OwnFiles { address: "a@tide.example.org", bytes: &give }));
            assert_eq!(with - made(None), prepared.own_size(&[&badge]), "{size}");
        }
    }
}

#[test]
fn colleagues_who_are_shown_what_went_get_nobodys_own_files() {
    let files = vec![file(1, "plan.pdf", None), file(2, "a.pdf", Some(("Badges", FileKey::Email, "a@tide.example.org", false)))];
    let copy = Marks { heading: Some(Heading::Copy), ..Marks::default() };
    let prepared = prepare(&of(files), bytes, &sender(), &copy).unwrap();
    for address in ["a@tide.example.org", "colleague@harbourtrust.example.org"] {
        let got = attached(&made(&prepared, address, &values(&[])).unwrap());
        assert_eq!(got.into_iter().map(|(name, _)| name).collect::<Vec<_>>(), ["plan.pdf"]);
    }
}

#[test]
fn after_a_repair_what_was_put_there_for_the_old_address_is_still_theirs() {
    let whom = |value| Some(("Badges", FileKey::Email, value, false));
    let files = vec![file(2, "old.pdf", whom("wrong@tide.example.org")), file(3, "other.pdf", whom("b@tide.example.org"))];
    let prepared = prepare(&of(files.clone()), bytes, &sender(), &Marks::default()).unwrap();
    let repaired = values(&[(MEANT_FOR, "Wrong@tide.example.org")]);
    assert_eq!(attached(&made(&prepared, "ruth@tide.example.org", &repaired).unwrap())[0].0, "old.pdf");
    assert_eq!(
        attached(&made(&prepared, "b@tide.example.org", &repaired).unwrap())[0].0,
        "other.pdf",
        "a file of the new address's own first"
    );
    assert!(is_theirs(&files[0], "ruth@tide.example.org", &repaired) && !is_theirs(&files[1], "ruth@tide.example.org", &repaired));
}

#[test]
fn a_file_that_goes_as_a_link_is_in_both_texts_and_no_part_of_the_mail() {
    let linked = Attachment {
        bytes: 48_200_000,
        link: Some("https://example.org/press/film%20%C3%86.zip?a=1&b=2".to_owned()),
        keeps_place: false,
        ..file(5, "Lens <film> – 灯台.zip", None)
    };
    let text = TEXT.replace("headline: Badges", "headline: Badges\nlanguage: de");
    for (text, title, size) in [(TEXT, "To download", "48.2 MB"), (text.as_str(), "Zum Herunterladen", "48,2 MB")] {
        let revision = Revision { attachments: vec![file(1, "plan.pdf", None), linked.clone()], ..revision(text) };
        let prepared = prepare(&revision, bytes, &sender(), &Marks::default()).unwrap();
        let letter = made(&prepared, "ruth@tide.example.org", &values(&[])).unwrap();
        assert_eq!(attached(&letter).into_iter().map(|(name, _)| name).collect::<Vec<_>>(), ["plan.pdf"]);
        let seen = prepared.preview(&values(&[]), &outside()).unwrap();
        assert!(seen.html.contains(title) && seen.html.contains("Lens &lt;film&gt; – 灯台.zip</a>"), "{}", seen.html);
        assert!(seen.html.contains("href=\"https://example.org/press/film%20%C3%86.zip?a=1&amp;b=2\""), "{}", seen.html);
        assert!(seen.html.contains(&format!("(ZIP, {size})")), "{}", seen.html);
        assert!(seen.text.contains(&format!("{title}:")), "{}", seen.text);
        let whole = seen.text.lines().any(|line| line.trim() == "https://example.org/press/film%20%C3%86.zip?a=1&b=2");
        assert!(whole && seen.text.contains(&format!("Lens <film> – 灯台.zip (ZIP, {size})")), "{}", seen.text);
    }
}

#[test]
fn a_picture_that_is_fetched_is_no_part_of_the_mail_and_whoever_looks_before_asks_nobody() {
    let address = "https://example.org/press/lens%20%C3%86.png?a=1&b=2";
    let shown = |link: Option<&str>| Attachment {
        inline: true,
        media_type: "image/png".to_owned(),
        content_id: "lens@tidings.invalid".to_owned(),
        link: link.map(str::to_owned),
        keeps_place: false,
        ..file(5, "lens.png", None)
    };
    let text = format!("{TEXT}\n\n![The lens](lens.png)\n\n[The same]({address})\n");
    let with =
        |link| prepare(&Revision { attachments: vec![shown(link)], ..revision(&text) }, bytes, &sender(), &Marks::default()).unwrap();
    let (inside, fetched) = (with(None), with(Some(address)));
    let whole = |prepared: &Prepared| {
        let letter = made(prepared, "ruth@tide.example.org", &values(&[])).unwrap().to_bytes();
        mail_parser::MessageParser::default().parse(&letter).unwrap().body_html(0).unwrap().into_owned()
    };
    let escaped = address.replace('&', "&amp;");
    assert!(whole(&inside).contains("src=\"cid:lens@tidings.invalid\"") && !whole(&inside).contains(&format!("src=\"{escaped}")));
    // The address as it was entered, and nothing added to it that would tell who reads.
    assert!(whole(&fetched).contains(&format!("src=\"{escaped}\" alt=\"The lens\"")), "{}", whole(&fetched));
    assert!(!whole(&fetched).contains("cid:") && fetched.shared_bytes() < inside.shared_bytes());
    let seen = fetched.preview(&values(&[]), &outside()).unwrap();
    assert!(seen.html.contains("src=\"data:image/png;base64,") && !seen.html.contains("src=\"https:"), "{}", seen.html);
    assert!(seen.html.contains(&format!("href=\"{escaped}\"")), "a link to the same place stays one");
    assert!(!seen.html.contains("To download") && !seen.text.contains("To download"), "it is no file to download");
    let said = |prepared: &Prepared| prepared.findings().iter().map(|one| one.what.text(Language::En)).collect::<Vec<_>>().join("\n");
    assert!(said(&fetched).contains("One picture is fetched from example.org when the mail is read."), "{}", said(&fetched));
    assert!(!said(&inside).contains("fetched"));
}

#[test]
fn people_who_are_told_apart_by_nothing_are_found_under_one_key() {
    let keys: BTreeMap<&str, Vec<String>> = ["Jürgen Müller", "jurgen  muller", "JÜRGEN MÜLLER"]
        .into_iter()
        .map(|name| (name, keys_of_person(FileKey::Name, "x@tide.example.org", &values(&[("name", name)]))))
        .collect();
    assert_eq!(keys.values().flatten().collect::<BTreeSet<_>>().len(), 1);
    assert_eq!(keys_of_person(FileKey::City, "x@tide.example.org", &values(&[])), Vec::<String>::new());
}
