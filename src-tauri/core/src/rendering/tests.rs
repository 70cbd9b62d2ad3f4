use mail_parser::{MessageParser, MimeHeaders as _};

use super::*;
use crate::error::Problem;
use crate::ids::{AssetId, Millis};
use crate::literature::{Attachment, Document, Gravity, Revision};

pub(super) const RELEASE: &str = r#"---
headline: Lighthouse museum at Skerry Point reopens its Lantern Wing
subject: Lighthouse museum reopens its Lantern Wing
preheader: Free admission for nine days
dateline: Port Averil, 26 November 2026
embargo: 2026-11-26 06:00 Europe/London
language: en
---
{{ greeting }},

the Lantern Wing opens on **Saturday 5 December**. {{ first_name | "Editor" }}, see [the programme](https://harbourtrust.example.org/lantern?for={{ outlet | "press" }}).

![The lens in its tower](lens.png)

> A lighthouse is a promise kept every night.
> — Margaret Oyelaran, director

1. Press view
2. Opening

<script>alert(1)</script>

Write to <press@harbourtrust.example.org>.

## About us {.boilerplate}

Harbour Trust looks after eleven lighthouses.
"#;

fn file(id: i64, name: &str, media_type: &str, inline: bool) -> Attachment {
    Attachment {
        asset: id.into(),
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        bytes: 4,
        sha256: format!("{id:064}"),
        position: u32::try_from(id).unwrap(),
        inline,
        content_id: format!("{id:024}@tidings"),
        alt: String::new(),
        for_whom: None,
        link: None,
        keeps_place: false,
    }
}

pub(super) fn revision(text: &str) -> Revision {
    Revision {
        attachments: vec![
            file(1, "lens.png", "image/png", true),
            file(2, "Presse\u{AD}mappe für Ærø – 灯台.pdf", "application/pdf", false),
        ],
        ..Revision::of_text(text)
    }
}

pub(super) fn sender() -> Sender {
    Sender {
        name: "Inès Calder, Harbour Trust".to_owned(),
        address: EmailAddress::parse("press@harbourtrust.example.org").unwrap(),
        reply_to: None,
        organisation: "Harbour Trust".to_owned(),
        imprint: Imprint::default(),
        theme: None,
    }
}

pub(super) fn bytes_of(id: AssetId) -> Result<Vec<u8>, Problem> {
    Ok((0..=255u8).cycle().take(1000 * usize::try_from(id.get()).unwrap()).collect())
}

pub(super) fn ready(text: &str, marks: Marks) -> Prepared {
    prepare(&revision(text), bytes_of, &sender(), &marks).unwrap()
}

pub(super) fn values(pairs: &[(&str, &str)]) -> MergeValues {
    let mut values = MergeValues::default();
    pairs.iter().for_each(|(field, value)| values.set(field, *value));
    values
}

fn letter(prepared: &Prepared, name: &str, values: &MergeValues, list: &ListHeaders) -> Letter {
    let address = EmailAddress::parse("priya@ledger.example.net").unwrap();
    let to = To { address: &address, name, values, thread: &[], own: None };
    prepared.letter(&to, "<abc123.1@harbourtrust.example.org>", Millis::from(1_795_516_260_000), list).unwrap()
}

pub(super) fn outside() -> ListHeaders {
    ListHeaders::external(&sender().address, None)
}

fn check_wire(bytes: &[u8]) {
    assert!(bytes.iter().all(|byte| matches!(byte, b'\r' | b'\n' | b'\t' | b' '..=b'~')), "7 bit");
    let text = std::str::from_utf8(bytes).unwrap();
    for line in text.split("\r\n") {
        assert!(!line.contains(['\r', '\n']), "bare line end in {line:?}");
        assert!(line.len() <= 998);
        assert!(!line.starts_with('.') || line.is_empty(), "a dot begins {line:?}");
    }
    let (head, _) = text.split_once("\r\n\r\n").unwrap();
    for line in head.split("\r\n") {
        assert!(line.len() <= 100 && (line.len() <= 78 || line.starts_with("List-Unsubscribe")), "{line:?} is {} long", line.len());
    }
}

#[test]
fn a_letter_is_read_by_a_parser_that_is_not_ours() {
    let prepared = ready(RELEASE, Marks { embargo: true, ..Marks::default() });
    let letter = letter(&prepared, "Priya Nandakumar", &values(&[("first_name", "Priya"), ("greeting", "Dear Priya")]), &outside());
    let bytes = letter.to_bytes();
    check_wire(&bytes);
    let mail = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(mail.subject(), Some("Embargoed: Lighthouse museum reopens its Lantern Wing"));
    assert_eq!(mail.from().unwrap().first().unwrap().name(), Some("Inès Calder, Harbour Trust"));
    assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("priya@ledger.example.net"));
    assert_eq!(mail.message_id(), Some("abc123.1@harbourtrust.example.org"));
    assert!(mail.header("Auto-Submitted").is_none(), "a person sends it (M9)");
    assert_eq!(mail.attachment_count(), 2);
    let names: Vec<_> = mail.attachments().filter_map(|part| part.attachment_name()).collect();
    assert_eq!(names, ["lens.png", "Presse\u{AD}mappe für Ærø – 灯台.pdf"]);
    assert_eq!(mail.attachment(1).unwrap().contents(), bytes_of(2.into()).unwrap());
    assert_eq!(mail.attachment(0).unwrap().content_id(), Some("000000000000000000000001@tidings"));
    let text = mail.body_text(0).unwrap();
    assert!(text.starts_with("Embargo: Thursday 26 November 2026, 06:00 (Europe/London), 06:00 UTC"), "{text}");
    assert!(text.contains("PORT AVERIL") || text.contains("Port Averil, 26 November 2026"));
    assert!(text.contains("the programme [1]") && text.contains("[1] https://harbourtrust.example.org/lantern?for=press"), "{text}");
    assert!(text.contains("— Margaret Oyelaran") && text.contains("1. Press view") && text.contains("[The lens in its tower]"));
    let html = mail.body_html(0).unwrap();
    assert!(html.contains("cid:000000000000000000000001@tidings") && html.contains("alt=\"The lens in its tower\""));
    assert!(html.contains("role=\"presentation\"") && html.contains("lang=\"en\"") && html.contains("dir=\"ltr\""));
    assert!(html.len() < 100_000 && html.contains("style=\""), "{}", html.len());
    for absent in ["<script", "alert(1)", "onclick", "{{", "\u{E000}"] {
        assert!(!html.contains(absent) && !text.contains(absent), "{absent}");
    }
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    let who = values(&[("first_name", "Aiko")]);
    let one = letter(&ready(RELEASE, Marks::default()), "Aiko", &who, &outside());
    let two = letter(&ready(RELEASE, Marks::default()), "Aiko", &who, &outside());
    assert_eq!(one.to_bytes(), two.to_bytes());
    assert_eq!(one.sha256(), two.sha256());
    assert_eq!(one.size(), one.to_bytes().len() as u64);
}

#[test]
fn a_hostile_name_is_only_a_name_in_every_place() {
    let text = RELEASE.replace("subject: Lighthouse museum reopens", "subject: \"{{ first_name | 'Editor' }}: reopens\"\nsubhead: \"x");
    let text = text.replace(" its Lantern Wing\npreheader", " its Lantern Wing\"\npreheader");
    let hostile = "<b>&\"\r\nBcc: all@example.org\r\n\r\nsecond body\0";
    let prepared = ready(&text, Marks::default());
    let letter = letter(&prepared, hostile, &values(&[("first_name", hostile), ("outlet", hostile), ("greeting", hostile)]), &outside());
    let bytes = letter.to_bytes();
    check_wire(&bytes);
    let mail = MessageParser::default().parse(&bytes).unwrap();
    assert!(mail.bcc().is_none());
    assert_eq!(mail.subject(), Some("<b>&\" Bcc: all@example.org second body: reopens"));
    let html = mail.body_html(0).unwrap();
    assert!(html.contains("&lt;b&gt;&amp;&quot; Bcc: all@example.org second body"));
    assert!(html.contains("lantern?for=%3Cb%3E%26%22%20Bcc%3A%20all%40example.org%20second%20body"));
    let text = mail.body_text(0).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("<b>&\" Bcc: all@example.org second body, see the programme"));
}

#[test]
fn a_line_end_in_the_sender_or_the_subject_is_refused() {
    let broken = Sender { name: "Ines\r\nBcc: all@example.org".to_owned(), ..sender() };
    let refused = prepare(&revision(RELEASE), bytes_of, &broken, &Marks::default()).err().unwrap();
    assert_eq!(refused.code, "rendering.sender");
    let text = RELEASE.replace("subject: Lighthouse museum", "subject: \"Lighthouse\\r\\nBcc: all@example.org\"\nx: \"");
    let text = text.replace("reopens its Lantern Wing\npreheader", "reopens its Lantern Wing\"\npreheader");
    let refused = prepare(&revision(&text), bytes_of, &sender(), &Marks::default()).err().unwrap();
    assert_eq!(refused.code, "rendering.faults");
    assert_eq!(refused.places[0].field.as_deref(), Some("subject"));
}

#[test]
fn nothing_in_a_mail_comes_from_elsewhere() {
    let prepared = ready(RELEASE, Marks::default());
    let preview = prepared.preview(&values(&[]), &outside()).unwrap();
    let mut rest = preview.html.as_str();
    while let Some(at) = rest.find("://") {
        let start = rest[..at].rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |at| at + 1);
        let end = at + rest[at..].find(['"', '<', ' ', ')']).unwrap();
        let url = &rest[start..end];
        assert!(RELEASE.contains(url.split('?').next().unwrap()), "{url} is not in the source");
        rest = &rest[end..];
    }
    for absent in ["@import", "@font-face", "<link", "url(", "src=\"http"] {
        assert!(!preview.html.contains(absent), "{absent}");
    }
}

#[test]
fn links_and_pictures_from_elsewhere_are_refused_with_their_place() {
    let text = RELEASE.replace("https://harbourtrust.example.org/lantern?for={{ outlet | \"press\" }}", "javascript:alert(1)");
    let text = text.replace("lens.png", "https://tracker.example/pixel.gif");
    let findings = check(&Document::parse(&text), &revision(&text).attachments);
    let of = |key: &str| findings.iter().find(|finding| finding.what.key == key).unwrap_or_else(|| panic!("{findings:?}"));
    assert_eq!(of("rendering.link_refused").place.row, Some(11));
    assert_eq!(of("rendering.picture_missing").gravity, Gravity::Error);
    assert_eq!(of("rendering.raw_dropped").gravity, Gravity::Warning);
}

#[test]
fn a_field_that_is_wrong_is_found_with_its_place_and_a_proposal() {
    let document = Document::parse("Dear {{ firstname | \"editor\" }},\n\nof {{ city }} and {{ greeting }} and {{ Nope }.\n");
    let found: Vec<_> = check_fields(&document)
        .into_iter()
        .map(|finding| (finding.what.key.to_string(), finding.place.row.unwrap(), finding.place.column.unwrap(), finding.place.proposal))
        .collect();
    assert_eq!(
        found,
        [
            ("rendering.field_unknown_likely".to_owned(), 1, 6, Some("{{ first_name | \"editor\" }}".to_owned())),
            ("rendering.no_fallback".to_owned(), 3, 4, Some("{{ city | \"your city\" }}".to_owned())),
            ("rendering.field_unreadable".to_owned(), 3, 38, Some("{{ first_name | \"…\" }}".to_owned())),
        ]
    );
}

#[test]
fn an_outside_list_can_be_left_and_an_inside_list_says_why_not() {
    let prepared = ready(RELEASE, Marks::default());
    let out = letter(&prepared, "", &values(&[]), &outside()).to_bytes();
    let mail = MessageParser::default().parse(&out).unwrap();
    let raw = String::from_utf8(out.clone()).unwrap();
    assert!(raw.contains("List-Unsubscribe: <mailto:press@harbourtrust.example.org?subject=unsubscribe%20abc123.1>\r\n"));
    assert!(mail.body_html(0).unwrap().contains("mailto:press@harbourtrust.example.org?subject=unsubscribe%20abc123.1"));
    let text = mail.body_text(0).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("write to press@harbourtrust.example.org with the subject unsubscribe abc123.1"), "{text}");
    let inside = letter(&prepared, "", &values(&[]), &ListHeaders::internal()).to_bytes();
    let mail = MessageParser::default().parse(&inside).unwrap();
    assert!(!String::from_utf8(inside.clone()).unwrap().contains("List-Unsubscribe"));
    let text = mail.body_text(0).unwrap().replace("\r\n", " ").replace('\n', " ");
    assert!(text.contains("no unsubscribe, since"), "{text}");
    assert!(!mail.body_html(0).unwrap().contains("unsubscribe%20"));
}

#[test]
fn marks_stand_in_the_subject_and_before_the_text() {
    let prepared = ready(RELEASE, Marks { embargo: true, test: true, heading: Some(Heading::Correction) });
    let preview = prepared.preview(&values(&[]), &outside()).unwrap();
    assert!(preview.subject.starts_with("TEST: Embargoed: Correction: Lighthouse"), "{}", preview.subject);
    assert!(preview.text.starts_with("TEST. "));
    let german = RELEASE.replace("language: en", "language: de-DE");
    let preview = ready(&german, Marks { embargo: true, ..Marks::default() }).preview(&values(&[]), &outside()).unwrap();
    assert!(preview.subject.starts_with("Sperrfrist: "));
    assert!(preview.text.starts_with("Sperrfrist: Donnerstag, 26. November 2026, 06:00 (Europe/London), 06:00 UTC"), "{}", preview.text);
    assert!(preview.html.contains("Sperrfrist: Donnerstag"));
    assert!(preview.text.contains("Guten Tag,"));
}

#[test]
fn a_second_mail_says_what_it_is_and_names_the_mails_that_it_answers() {
    let german = RELEASE.replace("language: en", "language: de");
    for (text, heading, begins) in [
        (RELEASE, Heading::Correction, "Correction: Lighthouse"),
        (RELEASE, Heading::EmbargoChange, "Embargo changed: Lighthouse"),
        (&german, Heading::Correction, "Korrektur: Lighthouse"),
        (RELEASE, Heading::Copy, "Copy: Lighthouse"),
        (&german, Heading::Copy, "Kopie: Lighthouse"),
        (&german, Heading::EmbargoChange, "Sperrfrist geändert: Lighthouse"),
    ] {
        let prepared = ready(text, Marks { heading: Some(heading), ..Marks::default() });
        let preview = prepared.preview(&values(&[]), &outside()).unwrap();
        let word = begins.split(':').next().unwrap();
        assert!(preview.subject.starts_with(begins), "{}", preview.subject);
        assert!(preview.text.starts_with(&format!("{word}\n")) || preview.text.starts_with(&format!("{word}\r\n")), "{}", preview.text);
        assert!(preview.html.contains(word));
    }
    let under = ready(RELEASE, Marks { embargo: true, heading: Some(Heading::EmbargoChange), ..Marks::default() });
    let subject = under.preview(&values(&[]), &outside()).unwrap().subject;
    assert!(subject.starts_with("Embargoed: Embargo changed: Lighthouse"), "{subject}");

    let prepared = ready(RELEASE, Marks { heading: Some(Heading::Correction), ..Marks::default() });
    let (address, nothing) = (EmailAddress::parse("priya@ledger.example.net").unwrap(), values(&[]));
    let thread: Vec<String> = (0..30).map(|n| format!("{n:040x}@harbourtrust.example.org")).collect();
    let to = To { address: &address, name: "", values: &nothing, thread: &thread, own: None };
    let letter = prepared.letter(&to, "b@harbourtrust.example.org", Millis::from(1_795_516_260_000), &outside()).unwrap();
    check_wire(&letter.to_bytes());
    let bytes = letter.to_bytes();
    let mail = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(mail.in_reply_to().as_text(), Some(thread[29].as_str()));
    assert_eq!(mail.references().as_text_list().unwrap(), thread.as_slice());
    let expected = Expected { from: &sender().address, to: &address, message_id: "b@harbourtrust.example.org", thread: &thread };
    read_back(&letter, &expected).unwrap();
    assert!(
        read_back(&letter, &Expected { thread: &thread[1..], ..expected }).is_err()
            && read_back(&letter, &Expected { thread: &[], ..expected }).is_err()
    );
    for broken in ["", "a b@example.org", "a@example.org>\r\nBcc: all@example.org", "ä@example.org"] {
        let thread = [broken.to_owned()];
        assert!(prepared.letter(&To { thread: &thread, ..to }, "b@example.org", Millis::from(0), &outside()).is_err(), "{broken}");
    }
}

#[test]
fn text_is_wrapped_at_78_columns_and_wide_characters_count_twice() {
    use unicode_width::UnicodeWidthStr as _;
    let text = format!(
        "{}\n\n{}\n\n{{{{ first_name | \"editor\" }}}} {}\n",
        "word ".repeat(60),
        "灯台の光が港に戻る。".repeat(12),
        "and on ".repeat(30)
    );
    let front = "---\nheadline: H\n---\n";
    let preview =
        ready(&format!("{front}{text}"), Marks::default()).preview(&values(&[("first_name", &"名".repeat(150))]), &outside()).unwrap();
    for line in preview.text.lines() {
        assert!(line.width() <= 78, "{} in {line:?}", line.width());
    }
    assert!(preview.text.contains("灯台の光が港に戻る。"));
}

#[test]
fn a_word_that_is_too_long_breaks_and_a_table_of_data_keeps_its_words() {
    let text = format!("---\nheadline: H\nlanguage: en\n---\n{}\n\n| a | b |\n|---|---|\n| 2026 | 2027 |\n", "w".repeat(300));
    let html = ready(&text, Marks::default()).preview(&values(&[]), &outside()).unwrap().html;
    let (sheet, table) = html.split_once("2026").map(|(before, _)| (before, before.rsplit("<td").next().unwrap())).unwrap();
    let cell = sheet.split("<td").find(|cell| cell.contains("class=\"cell\"")).unwrap();
    assert!(cell.contains("word-break: break-word") || cell.contains("word-break:break-word"), "{cell}");
    assert!(table.contains("word-break: normal") || table.contains("word-break:normal"), "{table}");
}

#[test]
fn a_picture_has_its_caption_and_credit_below_it_in_every_form() {
    let text = "---\nheadline: H\n---\n![The lens](lens.png \"The lens <turns> — 田中\")\n";
    let page = web_page(&revision(text), bytes_of, &values(&[]), None, None).unwrap();
    assert!(page.contains("The lens &lt;turns&gt; — 田中</span>"), "{page}");
    let bytes = letter(&ready(text, Marks::default()), "Ruth", &values(&[]), &outside()).to_bytes();
    let mail = MessageParser::default().parse(&bytes).unwrap();
    let (html, plain) = (mail.body_html(0).unwrap(), mail.body_text(0).unwrap());
    assert!(html.contains("The lens &lt;turns&gt; — 田中") && plain.contains("[The lens] The lens <turns> — 田中"), "{html}\n{plain}");
}

#[test]
fn a_web_page_has_the_text_and_no_list() {
    let page = web_page(&revision(RELEASE), bytes_of, &values(&[]), None, None).unwrap();
    assert!(page.contains("<h1>Lighthouse museum") && page.contains("data:image/png;base64,") && page.contains("Embargo: Thursday"));
    assert!(!page.contains("unsubscribe") && !page.contains("alert(1)"));
}

#[test]
fn long_subjects_keep_every_character_and_short_lines() {
    for subject in [
        "Ærø’s lighthouse — ".repeat(12),
        "灯台".repeat(60),
        "plain words and more of them ".repeat(9),
        "=?utf-8?B?aGk=?= not an encoded word".to_owned(),
    ] {
        let text = format!("---\nsubject: \"{subject}\"\n---\nText.\n");
        let bytes = letter(&ready(&text, Marks::default()), &subject, &values(&[]), &outside()).to_bytes();
        check_wire(&bytes);
        let mail = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(mail.subject().unwrap(), subject.trim());
    }
}

#[test]
fn a_letter_that_reads_otherwise_than_it_was_written_is_caught() {
    let (prepared, revision) = (ready(RELEASE, Marks::default()), revision(RELEASE));
    let good = letter(&prepared, "Priya", &values(&[("first_name", "Priya")]), &outside());
    let (from, to) = (sender().address, EmailAddress::parse("priya@ledger.example.net").unwrap());
    let expected = Expected { from: &from, to: &to, message_id: "abc123.1@harbourtrust.example.org", thread: &[] };
    read_back(&good, &expected).unwrap();
    let changed = |from: &str, to: &str| {
        let text = String::from_utf8(good.personal.clone()).unwrap();
        assert!(text.contains(from), "{from}");
        let mut letter = good.clone();
        letter.personal = text.replacen(from, to, 1).into_bytes();
        letter
    };
    for (from, to) in [
        ("To: ", "Cc: all@example.org\r\nTo: "),
        ("To: ", "To: all@example.org\r\nTo: "),
        ("<priya@ledger.example.net>", "<priya@ledger.example.net>, <all@example.org>"),
        ("<press@harbourtrust.example.org>", "<other@harbourtrust.example.org>"),
        ("<abc123.1@", "<abc123.2@"),
        ("Subject: ", "X-Subject: "),
        ("Subject: ", "In-Reply-To: <other@example.org>\r\nSubject: "),
        ("Subject: ", "References: <other@example.org>\r\nSubject: "),
        ("MIME-Version: 1.0\r\n", ""),
        ("Lantern", "Lantern\n"),
        ("Lantern", "L\u{e4}ntern"),
    ] {
        assert_eq!(read_back(&changed(from, to), &expected).unwrap_err().code, "rendering.read_back", "{from} to {to}");
    }
    // The files: as they are, and as another revision would have them.
    let files: Vec<Attachment> =
        revision.attachments.iter().map(|file| Attachment { sha256: hex(&bytes_of(file.asset).unwrap()), ..file.clone() }).collect();
    let read_back_files = |letter: &Letter, files: &[Attachment]| {
        super::read_back_files(letter, &files.iter().filter(|file| !file.inline).collect::<Vec<_>>())
    };
    read_back_files(&good, &files).unwrap();
    assert!(read_back_files(&good, &files[..1]).is_err(), "one that nobody expects");
    let other = Attachment { sha256: hex(b"other"), ..files[1].clone() };
    assert!(read_back_files(&good, &[files[0].clone(), other]).is_err());
    let renamed = Attachment { name: "other.pdf".to_owned(), ..files[1].clone() };
    assert!(read_back_files(&good, &[files[0].clone(), renamed]).is_err());
    let mut torn = good.clone();
    torn.shared = good.shared[..good.shared.len() - 900].into();
    assert!(read_back_files(&torn, &files).is_err());
}

fn hex(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
