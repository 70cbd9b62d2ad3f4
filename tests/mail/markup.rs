//! A mail's HTML as a parser by other hands (Python's) reads it, held against what mail programs support (`mail_clients.json`).

use std::process::Command;

use crate::desk::Desk;

/// Every kind of block and mark, in a text that runs either way.
fn everything(language: &str) -> String {
    let long = "Dampfschiff".repeat(30);
    format!(
        "---\nheadline: 灯台 <b>&\"the\" light returns\nsubhead: After four years\npreheader: Free for nine days\ndateline: Port Averil, 26 November 2026\n\
         embargo: 2031-11-26 06:00 Europe/London\nlanguage: {language}\n---\n\n{{{{ greeting }}}},\n\nthe wing **opens**, *quietly*, ~~late~~, `x = 1`, on \
         [5 December](https://harbourtrust.org/lantern \"The programme\").[^1] مرحبا بالعالم\n\n![The lens](lens.png \"Photo: Ana Ferreira\")\n\n> A promise.\n>\n> \
         — Margaret Oyelaran, director\n\n1. Press view\n   - inner\n     - innermost\n\n   more of it\n2. Opening\n\n- one  \n  line\n\n### Further\n\n#### Still further\n\n\
         | Gallery | Keepers |\n| :-- | --: |\n| Kept Lights | 61 |\n| {long} | مرحبا |\n\n```\ncode < code\n```\n\n---\n\n<script>alert(1)</script>\n\n## About us \
         {{.boilerplate}}\n\n{long}\n\n## Contact {{.contact}}\n\nWrite to <press@harbourtrust.org>.\n\n[^1]: A note.\n"
    )
}

/// What is found fault with, a fault a line; and the properties that were used.
fn judged(html: &str) -> (Vec<String>, String) {
    judged_fetching(html, &[])
}

/// As [`judged`], of a mail that fetches its pictures from these addresses.
fn judged_fetching(html: &str, addresses: &[&str]) -> (Vec<String>, String) {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), html).expect("the mail");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/mail");
    let clients = format!("{folder}/mail_clients.json");
    let output =
        Command::new("python3").arg(format!("{folder}/markup.py")).arg(clients).arg(file.path()).args(addresses).output().expect("python3");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let faults = String::from_utf8(output.stdout).expect("UTF-8").lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    (faults, String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_mail_with_every_kind_of_block_has_nothing_that_its_readers_programs_do_not_support_and_is_whole() {
    let desk = Desk::empty();
    let lens = desk.write("lens.png", include_bytes!("../../icons/128x128.png"));
    for (at, language) in ["en-GB", "ar"].iter().enumerate() {
        desk.add_document(&everything(language));
        desk.must(&["document", "picture", &(at + 1).to_string(), &lens]);
    }
    let look = [
        "theme",
        "set",
        "--logo",
        &lens,
        "--face",
        "verdana",
        "--rules",
        "both",
        "--width",
        "560",
        "--footer",
        "A *charity*, [our news](https://a.org).",
    ];
    let mut pages = Vec::new();
    for themed in [false, true] {
        if themed {
            desk.must(&look);
        }
        for document in ["1", "2"] {
            let mail = desk.must(&["document", "export", document, "--as", "mail"]);
            pages.push(mail.lines[0]["mail"].as_str().expect("the mail").to_owned());
        }
    }
    let mut used = String::new();
    for html in &pages {
        let (faults, with) = judged(html);
        assert!(faults.is_empty(), "{faults:#?}\n{html}");
        used.push_str(&with);
    }
    // What the table knows and no mail uses would say nothing.
    let table: serde_json::Value = serde_json::from_str(include_str!("mail_clients.json")).expect("the table");
    let rows = |of: &str| table[of].as_array().expect("rows").clone();
    assert!(used.contains("@media (prefers-color-scheme:dark)") && pages.iter().all(|page| page.contains("<style>")));
    for row in rows("in_heads").iter().chain(&rows("properties")) {
        let name = row["property"].as_str().or(row["what"].as_str()).expect("a name");
        assert!(row["what"].is_string() || used.split_whitespace().any(|one| one == name), "no mail uses {name}");
        let (source, tested) = (row["source"].as_str().unwrap_or_default(), row["tested"].as_str().unwrap_or_default());
        let page = source.strip_prefix("https://www.caniemail.com/features/").map(|page| page.trim_end_matches('/'));
        assert!(page.map_or(!source.is_empty(), |page| !page.is_empty()), "{name}: {source} is no page");
        let everywhere = row["outlook"] == "y" && row["gmail"] == "y";
        let explained = page.is_none() && row["without"].is_string();
        assert!(
            !tested.is_empty() || everywhere || explained,
            "{name}: what is not known everywhere names the day of its test or what stands in its place"
        );
    }
}

#[test]
fn a_mail_whose_pictures_are_fetched_fetches_these_from_where_they_stand_and_nothing_else() {
    let desk = Desk::empty();
    desk.add_document("---\nheadline: The lens is back\nlanguage: en\n---\n\nIt turns.\n\n![The lens](lens.png)\n\nAnd stays.\n");
    let lens = desk.write("lens.png", include_bytes!("../../icons/128x128.png"));
    desk.must(&["document", "picture", "1", &lens]);
    let address = "https://harbourtrust.example.org/lens.png";
    desk.must(&["asset", "set", "1", "--link", address]);
    let html = || {
        let mail = desk.must(&["document", "export", "1", "--as", "eml"]).lines[0]["eml"].as_str().expect("the mail").to_owned();
        let mail = mail_parser::MessageParser::default().parse(mail.as_bytes()).expect("a mail").into_owned();
        mail.body_html(0).expect("its page").into_owned()
    };
    let within = html();
    assert!(within.contains("cid:") && judged(&within).0.is_empty(), "{:#?}", judged(&within).0);
    desk.must(&["document", "link", "1", "--pictures"]);
    let fetched = html();
    assert!(fetched.contains(address) && !fetched.contains("cid:"));
    assert_eq!(judged_fetching(&fetched, &[address]).0, [""; 0]);
    assert!(judged(&fetched).0[0].contains("from elsewhere"));
}

#[test]
fn what_a_mail_program_does_not_support_is_found() {
    let page = |inner: &str| format!("<!DOCTYPE html><html><head><title>x</title></head><body>{inner}</body></html>");
    assert!(judged(&page("<p style=\"margin:0 0 6px\">x</p>")).0.is_empty());
    let head =
        |styles: &str| format!("<!DOCTYPE html><html><head><title>x</title><style>{styles}</style></head><body><p>x</p></body></html>");
    let night = |rules: &str| head(&format!("@media (prefers-color-scheme:dark){{{rules}}}"));
    assert_eq!(judged(&night("body,.foot p{color:#fff !important}/* by night */")).0, [""; 0]);
    for bad in [
        head("p{color:#fff}"),
        head("@import url(x.css);"),
        head("@font-face{font-family:x;src:url(x)}"),
        head("@media (max-width:600px){p{color:#fff !important}}"),
        night("p{display:none !important}"),
        night("p{color:#fff}"),
        night("p:hover{color:#fff !important}"),
        night("#x{color:#fff !important}"),
        night("p>a{color:#fff !important}"),
        night("p{color:var(--x) !important}"),
        night("p{color:#fff !important"),
        night(&"p{color:#fff !important}".repeat(400)),
    ] {
        assert!(!judged(&bad).0.is_empty(), "{bad}");
    }
    let address = "https://harbourtrust.example.org/a.png";
    let picture = |src: &str, alt: &str| page(&format!("<img src=\"{src}\" alt=\"{alt}\" width=\"3\">"));
    assert_eq!(judged_fetching(&picture(address, "a lens"), &[address]).0, [""; 0]);
    // Of these all are allowed but the last one.
    for (src, alt) in [
        (address, ""),
        ("http://harbourtrust.example.org/a.png", "a lens"),
        ("https://harbourtrust.example.org/a.png?who=7", "a lens"),
        ("//harbourtrust.example.org/a.png", "a lens"),
        ("https://elsewhere.example.org/a.png", "a lens"),
    ] {
        let allowed = if src.contains("elsewhere") { address } else { src };
        assert!(!judged_fetching(&picture(src, alt), &[allowed]).0.is_empty(), "{src}");
    }
    for bad in [
        "<p style=\"position:absolute\">x</p>",
        "<p style=\"margin:-4px\">x</p>",
        "<p style=\"font-size:1rem\">x</p>",
        "<p style=\"background-color:url(x)\">x</p>",
        "<video></video>",
        "<p onclick=\"x()\">x</p>",
        "<p><strong>x</p></strong>",
        "<table><tr><td>x</td></tr></table>",
        "<img src=\"https://example.org/a.png\" alt=\"\" width=\"3\">",
        "<img src=\"cid:a\" width=\"3\">",
        "<div>",
        "<style>p{color:#fff}</style>",
        "<p data-id=\"7\">x</p>",
        "<p id=\"a\">x</p>",
        "<p class=\"a\" class=\"b\">x</p>",
        "<a href=\"javascript:x()\">x</a>",
        "<a href=\"file:///etc/passwd\">x</a>",
        "<a>x</a>",
        "<p style=\"color\">x</p>",
        "<!-- for the house alone -->",
        "<!--[if mso]><table><![endif]-->",
        "<!--[if mso]>words<![endif]-->",
        "<!--[if mso]><video></video><![endif]-->",
    ] {
        assert!(!judged(&page(bad)).0.is_empty(), "{bad}");
    }
    assert!(judged(&page(&"x".repeat(100_001))).0[0].contains("102"));
}
