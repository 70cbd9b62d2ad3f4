//! Cards and directories as address books write them, and as nobody should.

use proptest::prelude::*;

use super::super::api::{self, Field, FileForm, FileType, Verdict};
use super::super::tests::{file, row, stage};
use super::lines::{AsUtf8, Lines};
use super::{Broken, Entry, card, json, ldif, recognise};
use crate::contacts;
use crate::contacts::PersonInput;
use crate::workspace::Workspace;
use crate::workspace::testing::Desk;

fn cards(bytes: &[u8]) -> Vec<Entry> {
    let looked = super::super::encoding::look(bytes).unwrap();
    let (source, encoding) = AsUtf8::of(bytes, looked.encoding, looked.mark);
    let mut cards = card::Cards::new(Lines::new(source), encoding);
    std::iter::from_fn(|| cards.next().unwrap()).collect()
}

fn directory(bytes: &[u8]) -> Vec<Entry> {
    let mut entries = ldif::Directory::new(Lines::new(bytes), encoding_rs::UTF_8);
    std::iter::from_fn(|| entries.next().unwrap()).collect()
}

fn objects(bytes: &[u8]) -> Vec<Entry> {
    let mut entries = json::Objects::new(bytes).unwrap();
    std::iter::from_fn(|| entries.next().unwrap()).collect()
}

fn said<'e>(entry: &'e Entry, name: &str) -> &'e str {
    entry.values.iter().find(|(held, _)| held == name).map_or("", |(_, value)| value.as_str())
}

async fn person(ws: &Workspace, address: &str) -> PersonInput {
    let id = contacts::api::who(ws, address).await.unwrap();
    contacts::api::show(ws, id).await.unwrap().fields
}

/// As Apple's address book writes: groups, labels, a photograph over many lines, a preferred address that is not the first.
const APPLE: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//macOS 15//EN\r\nN:Vale;Ruth;Ann;Dr.;\r\nFN:Dr. Ruth Vale\r\n\
ORG:Coast Weekly;Culture\\, arts;\r\nTITLE:Arts correspondent\r\nEMAIL;type=INTERNET;type=HOME:ruth@home.example.net\r\n\
item1.EMAIL;type=INTERNET;type=pref:ruth@coast.example.net\r\nitem1.X-ABLabel:_$!<Work>!$_\r\nTEL;type=CELL;type=VOICE;type=pref:+44 1632 960114\r\n\
item2.TEL:01632 960115\r\nitem2.X-ABLabel:Desk\r\nADR;type=WORK;type=pref:;;1 Quay Street;Averil;;AV1 2AB;United Kingdom\r\nNOTE:Prefers the telephone\\, mornings.\\nNo\r\n  attachments.\r\n\
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD\r\n /2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQY\r\nEND:VCARD\r\n\
BEGIN:VCARD\r\nVERSION:3.0\r\nX-ADDRESSBOOKSERVER-KIND:group\r\nFN:Press\r\nEND:VCARD\r\n";

#[tokio::test]
async fn cards_of_an_address_book_become_people_with_all_they_say() {
    let desk = Desk::new();
    let path = file(&desk, "book.vcf", APPLE);
    let found = api::inspect(&desk.ws, path.clone(), FileForm::default()).await.unwrap();
    assert_eq!((found.mapping.file_type, found.rows), (FileType::Cards, 2));
    let holds = |name: &str| found.mapping.columns.iter().find(|column| column.column == name).unwrap().field;
    assert_eq!((holds("EMAIL"), holds("EMAIL 2"), holds("PHOTO")), (Some(Field::Address), Some(Field::OtherAddress), Some(Field::Photo)));
    let import = stage(&desk.ws, path).await;
    assert_eq!((import.counts.new, import.counts.refused), (1, 1));
    assert_eq!(row(&desk.ws, &import, 2).await.what.unwrap().key, "importing.row.group");
    api::apply(&desk.ws, import.id).await.unwrap();
    let ruth = person(&desk.ws, "ruth@coast.example.net").await;
    assert_eq!(
        (ruth.name.as_str(), ruth.given_name.as_str(), ruth.family_name.as_str(), ruth.salutation.as_str()),
        ("Dr. Ruth Vale", "Ruth", "Vale", "Dr.")
    );
    assert_eq!(
        (ruth.outlet.as_str(), ruth.role.as_str(), ruth.city.as_str(), ruth.country.as_str()),
        ("Coast Weekly", "Arts correspondent", "Averil", "GB")
    );
    assert_eq!(ruth.notes, "Prefers the telephone, mornings.\nNo attachments.");
    assert_eq!(
        ruth.addresses.iter().map(|one| one.address.as_str()).collect::<Vec<_>>(),
        ["ruth@coast.example.net", "ruth@home.example.net"]
    );
    let phones: Vec<_> = ruth.phones.iter().map(|one| (one.number.as_str(), one.label.as_str())).collect();
    assert_eq!(phones, [("+44 1632 960114", "cell"), ("01632 960115", "Desk")]);
}

#[test]
fn old_cards_are_read_in_the_encoding_of_each_line() {
    let text = b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;LANGUAGE=de;CHARSET=windows-1252:Wei\xdf;J\xf6rg\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg =\r\nWei=C3=9F\r\n\
EMAIL;PREF;INTERNET:joerg@example.org\r\nTEL;WORK;VOICE:0351 1067\r\nNOTE;ENCODING=QUOTED-PRINTABLE:eins=0D=0Azwei\r\nAGENT:\r\nBEGIN:VCARD\r\nVERSION:2.1\r\nFN:Vorzimmer\r\nEND:VCARD\r\nEND:VCARD\r\n";
    let found = cards(text);
    assert_eq!(found.len(), 1);
    assert_eq!((said(&found[0], "FN"), said(&found[0], "N family"), said(&found[0], "N given")), ("Jörg Weiß", "Weiß", "Jörg"));
    assert_eq!(
        (said(&found[0], "EMAIL"), said(&found[0], "TEL type"), said(&found[0], "NOTE")),
        ("joerg@example.org", "work", "eins\r\nzwei")
    );
}

#[test]
fn cards_of_the_newest_kind_say_what_is_preferred_and_quote_their_parameters() {
    let text = "\u{feff}BEGIN:VCARD\nVERSION:4.0\nFN:田中 愛子\nEMAIL;PREF=2:b@example.jp\nEMAIL;PREF=1;TYPE=\"work,home\":a@example.jp\nTEL;VALUE=uri;TYPE=\"voice,cell\":tel:+81-3-1234-5678\n\
X-ODD;X-P=\"a:b;c\":va\\;lue\nCATEGORIES:health,sea\\, coast\nEND:VCARD\nBEGIN:VCARD\nFN:Cut";
    let found = cards(text.as_bytes());
    assert_eq!(
        (said(&found[0], "EMAIL"), said(&found[0], "EMAIL 2"), said(&found[0], "TEL")),
        ("a@example.jp", "b@example.jp", "+81-3-1234-5678")
    );
    assert_eq!(
        (said(&found[0], "X-ODD"), said(&found[0], "CATEGORIES"), said(&found[0], "TEL type")),
        ("va;lue", "health; sea, coast", "cell")
    );
    assert_eq!(found[1].broken, Some(super::Broken::OpenEntry));
    assert_eq!(
        cards(
            &[&[0xff, 0xfe], text.trim_start_matches('\u{feff}').encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>().as_slice()]
                .concat()
        ),
        found
    );
}

const THUNDERBIRD: &str = "dn: cn=Ruth Vale,mail=ruth@example.org\nobjectclass: top\nobjectclass: person\nobjectclass: mozillaAbPersonAlpha\ngivenName: Ruth\nsn: Vale\ncn: Ruth Vale\n\
mail: ruth@example.org\nmozillaSecondEmail: ruth@home.example.net\ntelephoneNumber: 01632 960114\no: Coast & Country\n  Weekly\ntitle: Editor\nl: Averil\nc: GB\n\
description:: Wm9lwqBrbm93cyBoZXIsIHNpbmNlIEJyw7xnZ2U=\n\n# a comment\n#  of two\n  lines\ndn: cn=Press\nobjectclass: groupOfNames\ncn: Press\nmember: cn=Ruth Vale,mail=ruth@example.org\n\n\
dn: cn=Ida\nchangetype: modify\nreplace: mail\nmail: ida@example.org\n-\n";

#[tokio::test]
async fn entries_of_a_directory_become_people() {
    let desk = Desk::new();
    let import = stage(&desk.ws, file(&desk, "book.ldif", THUNDERBIRD)).await;
    assert_eq!((import.counts.rows, import.counts.new, import.counts.refused), (3, 1, 2));
    assert_eq!(row(&desk.ws, &import, 3).await.what.unwrap().key, "importing.row.change");
    api::apply(&desk.ws, import.id).await.unwrap();
    let ruth = person(&desk.ws, "ruth@example.org").await;
    assert_eq!(
        (ruth.outlet.as_str(), ruth.role.as_str(), ruth.city.as_str(), ruth.country.as_str()),
        ("Coast & Country Weekly", "Editor", "Averil", "GB")
    );
    assert_eq!((ruth.notes.as_str(), ruth.addresses.len(), ruth.phones.len()), ("Zoe\u{a0}knows her, since Brügge", 2, 1));
    assert_eq!(row(&desk.ws, &stage(&desk.ws, file(&desk, "again.ldif", THUNDERBIRD)).await, 1).await.verdict, Verdict::Unchanged);
}

#[tokio::test]
async fn what_an_interface_answers_becomes_people_by_the_names_within_its_names() {
    let desk = Desk::new();
    let answer = r#"{ "total": 3, "paging": {"next": ["x", {"contacts": []}]}, "contacts": [
      {"id": 7, "name": {"given": "Ruth", "family": "Vale"}, "email": "ruth@tide.example.org", "beats": ["ferries", "ports"], "active": true},
      {"id": 8, "name": {"given": "愛子", "family": "田辺"}, "email": "aiko@sea.example.org", "note": "says \"}]\" a lot"},
      "nobody",
      {"id": 9, "name": {"given": "O\u0077en"}, "email": "owen@tide.example.org", "phone": null} ], "more": [{"id": 10}] }"#;
    let path = file(&desk, "answer.json", answer);
    let found = api::inspect(&desk.ws, path.clone(), FileForm::default()).await.unwrap();
    assert_eq!((found.mapping.file_type, found.rows), (FileType::Objects, 4));
    let holds = |name: &str| found.mapping.columns.iter().find(|column| column.column == name).unwrap().field;
    assert_eq!(
        (holds("name given"), holds("name family"), holds("email"), holds("active")),
        (Some(Field::GivenName), Some(Field::FamilyName), Some(Field::Address), None)
    );
    let import = stage(&desk.ws, path).await;
    assert_eq!((import.counts.new, import.counts.refused), (3, 1), "{import:?}");
    assert_eq!(row(&desk.ws, &import, 3).await.what.unwrap().key, "importing.row.no_entry");
    api::apply(&desk.ws, import.id).await.unwrap();
    let ruth = person(&desk.ws, "ruth@tide.example.org").await;
    assert_eq!((ruth.name.as_str(), ruth.beats), ("Ruth Vale", vec!["ferries".to_owned(), "ports".to_owned()]));
    assert_eq!(person(&desk.ws, "aiko@sea.example.org").await.notes, "says \"}]\" a lot");
    assert_eq!(person(&desk.ws, "owen@tide.example.org").await.given_name, "Owen");
}

#[test]
fn an_object_that_is_broken_is_refused_and_the_next_is_read() {
    let lines = b"{\"name\": \"Ruth\"}\n{\"name\": \"Open\n{\"name\": \"Ida\", \"of\": [\n{\"name\": \"Owen\"}\nwords\n{\"name\": \"\xff\"}\n{\"name\" \"A\"}\n{}\n{\"name\": \"Sefa\"";
    let found: Vec<_> =
        objects(lines).into_iter().map(|entry| (said(&entry, "name").chars().take(4).collect::<String>(), entry.broken)).collect();
    let whole = |name: &str| (name.to_owned(), None);
    let broken = |name: &str, why| (name.to_owned(), Some(why));
    let wanted = [
        whole("Ruth"),
        broken("{\"na", Broken::OpenEntry),
        broken("{\"na", Broken::OpenEntry),
        whole("Owen"),
        broken("word", Broken::NoEntry),
        broken("{\"na", Broken::Undecodable),
        broken("{\"na", Broken::NoEntry),
        whole(""),
        broken("{\"na", Broken::OpenEntry),
    ];
    assert_eq!(found, wanted);
    let long = format!("[{{\"name\": \"{}\"}}, {{\"name\": \"Ida\"}}]", "x".repeat(2 << 20));
    let found: Vec<_> = objects(long.as_bytes()).into_iter().map(|entry| entry.broken).collect();
    assert_eq!(found, [Some(Broken::TooLong), None]);
    assert_eq!(objects("[".repeat(200_000).as_bytes()).len(), 1, "depth is no danger");
    assert_eq!(objects(format!("{{\"a\": {}", "[".repeat(200_000)).as_bytes()).len(), 1);
}

#[test]
fn files_are_known_by_how_they_begin() {
    assert_eq!(recognise(b"\xef\xbb\xbf\r\nbegin:vcard\r\nVERSION:3.0"), Some(FileType::Cards));
    assert_eq!(recognise(b"# directory\nversion: 1\n\ndn: cn=A"), Some(FileType::Directory));
    assert_eq!(recognise(b"dn;name\ncn=A;B"), None);
    assert_eq!(recognise(b"version;name\n1;Ruth"), None);
    assert_eq!(recognise(b"\xef\xbb\xbf [ {\"name\": 1}]"), Some(FileType::Objects));
    assert_eq!(recognise(b"{\"name\": 1}"), Some(FileType::Objects));
    assert_eq!(recognise(b"[name],{mail}\nRuth,ruth@tide.example.org"), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// Whatever bytes stand in a file, reading it ends, and no line that says anything is lost without a word.
    #[test]
    fn any_bytes_are_read_to_their_end(bytes in proptest::collection::vec(any::<u8>(), 0..400), lines in proptest::collection::vec(
        proptest::sample::select(vec!["BEGIN:VCARD", "END:VCARD", "VERSION:2.1", "FN:A", " folded", "EMAIL;TYPE=\"a:b", "N;ENCODING=QUOTED-PRINTABLE:=C3=", "AGENT:", "dn: a", "mail:: !!", "", "#x", "-"]), 0..30)) {
        let text = lines.join("\r\n");
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            let says_nothing = objects(bytes).iter().any(Entry::is_empty) && !bytes.contains(&b'{');
            prop_assert!(!says_nothing);
            let found = cards(bytes);
            prop_assert!(found.iter().all(|entry| entry.broken.is_some() || entry.values.len() <= 1_100));
            directory(bytes);
        }
    }

    /// A long line comes back as it was, wherever it is folded, also within a letter.
    #[test]
    fn a_folded_line_is_the_line(text in "[a-z äß田中]{1,300}", width in 1usize..80) {
        let line = format!("NOTE:x{text}x");
        let mut folded = Vec::new();
        for (at, piece) in line.as_bytes().chunks(width.max(6)).enumerate() {
            if at > 0 {
                folded.extend_from_slice(b"\r\n ");
            }
            folded.extend_from_slice(piece);
        }
        let card = [b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:A\r\n".as_slice(), &folded, b"\r\nEND:VCARD\r\n"].concat();
        let found = cards(&card);
        prop_assert_eq!(said(&found[0], "NOTE"), format!("x{text}x"));
    }
}

#[tokio::test]
async fn what_somebody_is_at_work_comes_from_title_and_from_role_of_each_card_and_goes_out_as_both() {
    let desk = Desk::new();
    let card = |name: &str, lines: &str| {
        format!("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:{name}\r\nEMAIL:{}@tide.example.net\r\n{lines}END:VCARD\r\n", name.to_lowercase())
    };
    let book = [
        card("Ana", "TITLE:Editor\r\n"),
        card("Bea", "ROLE:Feuilleton\\, Kultur\r\n"),
        card("Cy", "TITLE:Redakteur\r\nROLE:Redakteur\r\n"),
        card("Di", "TITLE:編集者\r\nROLE:writes on harbours\r\n"),
        card("Eo", ""),
    ];
    let import = stage(&desk.ws, file(&desk, "book.vcf", book.concat())).await;
    assert_eq!(import.counts.new, 5);
    api::apply(&desk.ws, import.id).await.unwrap();
    let mut roles = Vec::new();
    for name in ["ana", "bea", "cy", "di", "eo"] {
        roles.push(person(&desk.ws, &format!("{name}@tide.example.net")).await.role);
    }
    assert_eq!(roles, ["Editor", "Feuilleton, Kultur", "Redakteur", "編集者", ""]);
    let id = contacts::api::who(&desk.ws, "bea@tide.example.net").await.unwrap();
    let held = desk.ws.read_blocking(|tx| Ok(contacts::record(tx, id)?)).unwrap().unwrap();
    let out = contacts::card(&held, None, &[]);
    assert!(out.contains("TITLE:Feuilleton\\, Kultur\r\nROLE:Feuilleton\\, Kultur\r\n"), "{out}");
}
