//! The main story on real servers: through Postfix with TLS and a password into Dovecot's mailboxes, read back over IMAP and
//! taken apart by two parsers that are not ours (M14).

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tidings_tests::fixtures::{Dovecot, Mail, Postfix, until};

use crate::desk::Desk;

/// A picture of one dot.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15,
    0xc4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0xf0, 0x1f, 0, 5, 0, 1, 0xff, 0x89, 0x99, 0x3d,
    0x1d, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

const RELEASE: &str = r#"---
headline: 灯台の光が港に戻る 🗼 — the lens is back
subject: '{{ first_name | "Editor" }}: 灯台の光が港に戻る 🗼 — the great lens of Skerry Point is back in its tower after eleven years of repair'
preheader: Free admission for nine days
dateline: Port Averil, 26 November 2026
language: en
kind: press-release
---

{{ greeting }},

the lens is **back** in its tower. Read [the programme](https://harbourtrust.example.org/lantern?for={{ outlet | "press" }}&year=2026).

![The lens in its tower](lens.png)

> A lighthouse is a promise kept every night. 約束。
> — Margaret Oyelaran, director

.A line that begins with a dot.

From a line that begins like an mbox.

## About us {.boilerplate}

Harbour Trust looks after eleven lighthouses: <https://harbourtrust.example.org>.
"#;

const SUBJECT: &str = "灯台の光が港に戻る 🗼 — the great lens of Skerry Point is back in its tower after eleven years of repair";

/// People whose names are as people's names are. The third column is how the letter calls them.
fn people() -> Vec<(String, &'static str, String)> {
    let first_long = "Maria".repeat(60);
    let long = format!("{first_long} Longname");
    [
        ("Priya Nandakumar", "priya@ledger.example.net", "Priya"),
        ("يوسف الحداد", "yusuf@harbour.example.net", "يوسف"),
        ("田中 さくら", "sakura@asahi.example.net", "さくら"),
        ("Søren \"The Lamp\" Ærø, Jr.", "soren@coast.example.net", "Søren \"The Lamp\""),
        ("O'Brien <b>&amp;", "obrien@tabloid.example.net", "O'Brien"),
        ("Émile 🗼 Zola", "emile@aurore.example.net", "Émile 🗼"),
        (long.as_str(), "long@coast.example.net", first_long.as_str()),
        ("Jürgen Bücher", "chef@bücher.example.net", "Jürgen"),
        ("", "redaktion@coast.example.net", ""),
    ]
    .into_iter()
    .map(|(name, address, first)| (name.to_owned(), address, first.to_owned()))
    .collect()
}

/// Where Dovecot keeps an address: by its name on the wire.
fn mailbox(address: &str) -> String {
    address.replace("bücher", "xn--bcher-kva")
}

/// The code in the newest mail of a mailbox.
fn code(dovecot: &Dovecot, address: &str, mails: usize) -> String {
    let mail = arrived(dovecot, address, mails).pop().expect("a mail");
    let text = mail.parts[0].text.clone().expect("a text");
    let code = text.split_once("The code is ").expect("a code").1[..6].to_owned();
    assert!(mail.header("Subject").expect("a subject").contains(&code));
    code
}

fn arrived(dovecot: &Dovecot, address: &str, mails: usize) -> Vec<Mail> {
    let found = std::cell::RefCell::new(Vec::new());
    until(&format!("{mails} mails at {address}"), Duration::from_secs(30), || {
        if dovecot.mailboxes().iter().any(|known| known == address) {
            *found.borrow_mut() = dovecot.mails(address);
        }
        found.borrow().len() >= mails
    });
    found.into_inner()
}

/// A command that speaks to the server.
fn with_password<'a>(words: &[&'a str]) -> Vec<&'a str> {
    [words, &["--password-env", "THE_PASSWORD"]].concat()
}

/// All that looks like a web address.
fn urls(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for scheme in ["http://", "https://", "//"] {
        for (at, _) in text.match_indices(scheme) {
            let rest = &text[at..];
            let end = rest.find(|c: char| c.is_whitespace() || "\"'<>)".contains(c)).unwrap_or(rest.len());
            found.push(rest[..end].to_owned());
        }
    }
    found
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_release_with_attachments_and_a_picture_reaches_everybody_once_through_postfix_and_reads_the_same_in_two_parsers() {
    let dovecot = Dovecot::start();
    let postfix = Postfix::start(&dovecot, &[]);
    let log = || postfix.log();
    main_job(&dovecot, &Door::with_login(postfix.starttls, &postfix.certificate.authority, &log));
    until("an empty queue", Duration::from_secs(20), || postfix.queued() == 0);
}

/// Where a server takes mail.
pub(crate) struct Door<'s> {
    pub(crate) smtp: String,
    /// Whether it asks for a password.
    pub(crate) login: bool,
    pub(crate) authority: &'s Path,
    /// What it said, for a test that fails.
    pub(crate) log: &'s dyn Fn() -> String,
}

impl<'s> Door<'s> {
    /// With STARTTLS and a password.
    pub(crate) fn with_login(port: u16, authority: &'s Path, log: &'s dyn Fn() -> String) -> Self {
        let smtp = format!("smtp://ines%40harbourtrust.example.org@localhost:{port}?tls=starttls");
        Self { smtp, login: true, authority, log }
    }
}

/// A release with attachments and a picture reaches everybody once through this server, and reads the same in two parsers.
pub(crate) fn main_job(dovecot: &Dovecot, door: &Door<'_>) {
    let mut desk = Desk::empty();
    desk.variables = vec![("SSL_CERT_FILE", door.authority.display().to_string()), ("THE_PASSWORD", dovecot.password().to_owned())];
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["name", "address", "outlet", "greeting"]).unwrap();
    for (name, address, _) in people() {
        csv.write_record([name.as_str(), address, "The Coast", ""]).unwrap();
    }
    // Somebody whose address needs what few servers offer is left out and named (M6).
    csv.write_record(["Änne Ärger", "ärger@coast.example.net", "", ""]).unwrap();
    desk.import(&String::from_utf8(csv.into_inner().unwrap()).unwrap());
    desk.add_document(RELEASE);
    let pdf = [&b"%PDF-1.7\n"[..], &(0..600_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect::<Vec<_>>()].concat();
    let table = "Datum;Uhrzeit\r\n5.12.2026;10:00\r\n".as_bytes().to_vec();
    let (pdf_name, table_name) = ("Pressemappe für Ærø – 灯台, final.pdf", "tides.csv");
    let files = [desk.write(pdf_name, &pdf), desk.write(table_name, &table)];
    desk.must(&["document", "attach", "1", &files[0], &files[1]]);
    desk.must(&["document", "picture", "1", &desk.write("lens.png", PNG), "--alt", "The lens in its tower"]);

    let with_password = |words: &[&'static str]| if door.login { with_password(words) } else { words.to_vec() };
    desk.must(&["account", "add", "press", "--from", "Inès Calder, Harbour Trust <press@harbourtrust.example.org>", "--smtp", &door.smtp]);
    let send = with_password(&["send", "1", "--to", "kind:journalist", "--recent", "30", "--hold", "0", "--yes"]);

    if door.login {
        // A8: the login is another address than the sender's, and nothing shows that it may send as it.
        let refused = desk.run(&send);
        assert_eq!(
            (refused.code, refused.lines[0]["error"]["code"].as_str()),
            (Some(5), Some("accounts.sender_unproven")),
            "{}",
            refused.stderr
        );
    }
    assert!(desk.must(&["distribution", "list"]).lines.is_empty());
    desk.must(&with_password(&["account", "confirm", "press"]));
    let right = code(dovecot, "press@harbourtrust.example.org", 1);
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let said = desk.run(&["account", "confirm", "press", "--code", wrong]);
    assert_eq!((said.code, said.lines[0]["error"]["code"].as_str()), (Some(3), Some("accounts.code_wrong")));
    if door.login {
        assert_eq!(desk.run(&send).code, Some(5));
    }
    desk.must(&["account", "confirm", "press", "--code", &right]);

    // D34: a test goes to an address of one's own alone, says TEST, and is no contact.
    let test = with_password(&["document", "test", "1", "--to", "ines@harbourtrust.example.org", "--as", "priya@ledger.example.net"]);
    assert_eq!(desk.run(&test).code, Some(5));
    desk.must(&with_password(&["account", "confirm", "press", "--address", "ines@harbourtrust.example.org"]));
    let right = code(dovecot, "ines@harbourtrust.example.org", 1);
    for _ in 0..5 {
        assert_eq!(
            desk.run(&["account", "confirm", "press", "--address", "ines@harbourtrust.example.org", "--code", "none"]).code,
            Some(3)
        );
    }
    let too_often = desk.run(&["account", "confirm", "press", "--address", "ines@harbourtrust.example.org", "--code", &right]);
    assert_eq!(too_often.lines[0]["error"]["code"], "accounts.code_too_often");
    desk.must(&with_password(&["account", "confirm", "press", "--address", "ines@harbourtrust.example.org"]));
    let right = code(dovecot, "ines@harbourtrust.example.org", 2);
    desk.must(&["account", "confirm", "press", "--address", "ines@harbourtrust.example.org", "--code", &right]);
    desk.must(&test);
    let tested = arrived(dovecot, "ines@harbourtrust.example.org", 3).pop().unwrap();
    assert_eq!(tested.header("Subject"), Some(format!("TEST: Priya: {SUBJECT}").as_str()));
    assert!(tested.header("List-Unsubscribe").is_none() && tested.parts[0].text.as_ref().unwrap().starts_with("TEST."));

    // The distribution itself.
    let dry = desk.must(&["send", "1", "--to", "kind:journalist", "--dry-run"]);
    assert_eq!(
        (dry.lines[0]["recipients"].as_u64(), dry.lines[0]["excluded"]["bad-address"].as_u64()),
        (Some(9), Some(1)),
        "{:?}",
        dry.lines
    );
    let said = desk.run(&send);
    assert_eq!(said.code, Some(0), "{} {}", said.stderr, (door.log)());
    let ledger = desk.ledger(1);
    let rows: BTreeMap<&str, &Value> = ledger.iter().map(|row| (row["address"].as_str().unwrap(), row)).collect();
    assert_eq!(rows.len(), 9);
    for (name, address, first) in people() {
        let mails = arrived(dovecot, &mailbox(address), 1);
        assert_eq!(mails.len(), 1, "{address} has it once");
        check(&mails[0], &name, address, &first, rows[address], &pdf, &table);
        check(&Mail { raw: mails[0].raw.clone(), ..mails[0].by_perl() }, &name, address, &first, rows[address], &pdf, &table);
    }
    let strangers: Vec<String> =
        dovecot.mailboxes().into_iter().filter(|known| !people().iter().any(|(_, address, _)| &mailbox(address) == known)).collect();
    assert_eq!(strangers, ["ines@harbourtrust.example.org", "press@harbourtrust.example.org"], "nobody else has anything");
    desk.verify();
}

fn check(mail: &Mail, name: &str, address: &str, first: &str, row: &Value, pdf: &[u8], table: &[u8]) {
    assert_eq!((row["state"].as_str(), row["attempts"].as_u64()), (Some("accepted"), Some(1)));
    assert!(mail.defects.is_empty(), "{address}: {:?}", mail.defects);
    for header in ["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "List-Unsubscribe"] {
        assert_eq!(mail.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(header)).count(), 1, "{header}");
    }
    let header = |name: &str| mail.header(name).unwrap_or_default().to_owned();
    let message_id = row["message_id"].as_str().unwrap();
    assert_eq!(header("Message-ID").trim_matches(['<', '>']), message_id.trim_matches(['<', '>']), "as the ledger says");
    assert_eq!(header("Subject"), format!("{}: {SUBJECT}", if first.is_empty() { "Editor" } else { first }));
    assert!(header("From").ends_with("<press@harbourtrust.example.org>") && header("From").contains("Inès Calder, Harbour Trust"));
    let to = header("To");
    assert!(to.ends_with(&format!("<{}>", mailbox(address))) || to == mailbox(address), "{to}");
    let plain = |text: &str| text.replace(['"', '\\'], "");
    assert!(plain(&to).starts_with(&plain(name)), "{to} names {name}");
    let token = message_id.trim_start_matches('<').split('@').next().unwrap();
    assert_eq!(header("List-Unsubscribe"), format!("<mailto:press@harbourtrust.example.org?subject=unsubscribe%20{token}>"));

    let shapes: Vec<_> =
        mail.parts.iter().map(|part| (part.media_type.as_str(), part.name.as_deref(), part.disposition.as_deref())).collect();
    assert_eq!(
        shapes,
        [
            ("text/plain", None, None),
            ("text/html", None, None),
            ("image/png", Some("lens.png"), Some("inline")),
            ("application/pdf", Some("Pressemappe für Ærø – 灯台, final.pdf"), Some("attachment")),
            ("text/csv", Some("tides.csv"), Some("attachment")),
        ],
        "{address}"
    );
    let sums: Vec<&str> = mail.parts[2..].iter().map(|part| part.sha256.as_str()).collect();
    assert_eq!(sums, [sha256(PNG), sha256(pdf), sha256(table)], "every file is equal byte for byte");
    let (text, html) = (mail.parts[0].text.clone().unwrap(), mail.parts[1].text.clone().unwrap());
    assert!(html.contains(&format!("cid:{}", mail.parts[2].content_id.as_deref().unwrap())));
    for words in ["A line that begins with a dot.", "From a line that begins", "約束。", "Margaret Oyelaran"] {
        assert!(text.contains(words) && html.contains(words), "{words}");
    }
    assert!(text.lines().any(|line| line.starts_with(".A line")), "the dot came through");
    if !first.is_empty() {
        assert!(
            text.replace(['\r', '\n'], "").contains(first) && html.contains(&first.replace('"', "&quot;").replace('\'', "&#39;")),
            "{first}"
        );
    }
    // M13: nothing points anywhere but where the text does.
    for url in urls(&text).into_iter().chain(urls(&html)) {
        let known = [
            "https://harbourtrust.example.org/lantern?for=The%20Coast&year=2026",
            "https://harbourtrust.example.org",
            "https://harbourtrust.example.org/lantern?for=The%20Coast&amp;year=2026",
        ];
        assert!(
            known.iter().any(|known| url.trim_end_matches('.') == *known || url.trim_end_matches('.') == &known[6..]),
            "{url} is not in the source"
        );
    }
    for absent in ["<script", "<link", "@import", "url(", "src=\"http", "onload"] {
        assert!(!html.contains(absent), "{absent}");
    }
    let wire = std::str::from_utf8(&mail.raw).unwrap();
    assert!(wire.bytes().all(|byte| byte < 0x80), "7 bit");
    assert!(wire.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
}
