//! Documents: their forms as one person gets them.

use serde_json::json;

use crate::desk::Desk;

const RELEASE: &str = "---\nheadline: Light for {{ first_name | \"you\" }}\nkind: press-release\n---\n\n\
    Dear {{ first_name | \"editor\" }},\n\nthe lens is **back** <script>alert(1)</script>.\n";

fn desk() -> Desk {
    let desk = Desk::new();
    let file = desk.file("release.md", RELEASE);
    desk.json(&["document", "add", &file]).ends(0);
    let plan = desk.file("plan.pdf", b"%PDF-1.7\n");
    desk.json(&["document", "attach", "1", &plan]).ends(0);
    desk.run(&["people", "add", "--name", "Ruth Vale", "--email", "ruth@tide.example.org"]).ends(0);
    desk.run(&["people", "add", "--name", "Anders Holt"]).ends(0);
    desk
}

#[test]
fn a_document_is_exported_in_every_form_as_one_person_gets_it() {
    let desk = desk();
    let export = |form: &str, more: &[&str]| desk.run(&[&["document", "export", "1", "--as", form], more].concat());
    assert_eq!(export("markdown", &[]).ends(0).stdout, RELEASE);
    for form in ["mail", "text", "web"] {
        let nobody = export(form, &[]).ends(0).stdout;
        assert!(nobody.contains("Dear editor"), "{form}: {nobody}");
        let ruth = export(form, &["--to", "RUTH@tide.example.org"]).ends(0).stdout;
        // The web page alone says what it is, for search engines.
        let facts = usize::from(form == "web");
        let scripts = (ruth.matches("<script").count(), ruth.matches("<script type=\"application/ld+json\">").count());
        assert!(ruth.contains("Dear Ruth") && !ruth.contains("{{") && scripts == (facts, facts), "{form}: {ruth}");
    }
    assert!(!export("text", &[]).ends(0).stdout.contains("<strong"));
    let json = desk.json(&["document", "export", "1", "--as", "text"]).ends(0).json();
    assert!(json["text"].as_str().unwrap().contains("the lens is"));
    export("text", &["--to", "nobody@tide.example.org"]).ends(4);
    export("pdf", &[]).ends(2);
    desk.json(&["document", "export", "9", "--as", "web"]).ends(4);
}

#[test]
fn a_document_becomes_a_pdf_whose_bytes_are_those_of_its_text() {
    let desk = desk();
    let (one, other) = (desk.path("one.pdf"), desk.path("other.pdf"));
    let made = desk.json(&["document", "pdf", "1", "--to", one.to_str().unwrap()]).ends(0).json();
    let bytes = std::fs::read(&one).unwrap();
    assert!(bytes.starts_with(b"%PDF-1.7"));
    assert_eq!((&made["paper"], &made["pages"], &made["bytes"]), (&json!("a4"), &json!(1), &json!(bytes.len())));
    let again = desk.json(&["document", "pdf", "1", "--to", one.to_str().unwrap()]).ends(3).json();
    assert_eq!(again["error"]["code"], "importing.exists");
    assert_eq!(std::fs::read(&one).unwrap(), bytes, "what stood there still does");
    desk.run(&["document", "pdf", "1", "--to", other.to_str().unwrap(), "--paper", "a4"]).ends(0);
    assert_eq!(std::fs::read(&other).unwrap(), bytes);
    // The paper of the organisation is for every text, and can be taken back.
    assert_eq!(desk.run(&["document", "paper"]).ends(0).stdout.trim(), "auto");
    desk.run(&["document", "paper", "letter"]).ends(0);
    let letter = desk.path("letter.pdf");
    assert_eq!(desk.json(&["document", "pdf", "1", "--to", letter.to_str().unwrap()]).ends(0).json()["paper"], "letter");
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.run(&["document", "paper"]).ends(0).stdout.trim(), "auto");
    // On the document, under its own headline.
    let attached = desk.json(&["document", "pdf", "1", "--attach"]).ends(0).json();
    assert_eq!(attached["attached"][0]["name"], "Light for you.pdf");
    desk.json(&["document", "pdf", "1"]).ends(2);
    desk.json(&["document", "pdf", "9", "--to", desk.path("none.pdf").to_str().unwrap()]).ends(4);
    assert!(!desk.path("none.pdf").exists());
    let empty = desk.file("empty.md", "---\nkind: article\n---\n\n{{ first_nam }}\n");
    desk.json(&["document", "add", &empty]).ends(0);
    let refused = desk.json(&["document", "pdf", "2", "--to", desk.path("none.pdf").to_str().unwrap()]).ends(3).json();
    assert_eq!(refused["error"]["code"], "rendering.faults");
    assert!(!desk.path("none.pdf").exists());
}

#[test]
fn a_word_document_becomes_a_text_with_its_picture_and_says_what_it_lost() {
    let desk = Desk::new();
    let word = desk.file("lantern.docx", include_bytes!("lantern.docx"));
    let taken = desk.json(&["document", "import", &word, "--kind", "article"]).ends(0).json();
    assert_eq!((&taken["document"]["headline"], &taken["pictures"]), (&json!("The lens is back"), &json!(1)));
    assert_eq!(taken["lost"].as_array().unwrap().len(), 1, "{taken}");
    let text = desk.run(&["document", "export", "1"]).ends(0).stdout;
    assert!(text.contains("opens on **Saturday** again.") && !text.contains("maybe"), "{text}");
    assert!(text.contains("![The lens in its tower](image1.png)") && text.contains("- Press view"), "{text}");
    assert!(desk.run(&["document", "import", &word]).ends(0).stderr.contains("Not kept: a passage that tracked changes took out"));
    // It is a text as any: its picture goes with it, and one undo takes it back.
    let web = desk.run(&["document", "export", "1", "--as", "web"]).ends(0).stdout;
    assert!(web.contains("data:image/png"), "{web}");
    desk.run(&["undo"]).ends(0);
    desk.json(&["document", "show", "2"]).ends(4);
    // And back: what was written is read again, by the same words.
    let out = desk.path("again.docx");
    desk.run(&["document", "docx", "1", "--to", out.to_str().unwrap()]).ends(0);
    assert_eq!(desk.json(&["document", "docx", "1", "--to", out.to_str().unwrap()]).ends(3).json()["error"]["code"], "importing.exists");
    let again = desk.json(&["document", "import", out.to_str().unwrap()]).ends(0).json();
    assert_eq!((&again["pictures"], &again["lost"]), (&json!(1), &json!([])));
    assert_eq!(
        desk.run(&["document", "export", "1", "--as", "text"]).ends(0).stdout,
        desk.run(&["document", "export", &again["document"]["id"].to_string(), "--as", "text"]).ends(0).stdout
    );
    desk.run(&["undo"]).ends(0);
    let none = desk.file("none.docx", b"no package");
    let refused = desk.json(&["document", "import", &none]).ends(3).json();
    assert_eq!(refused["error"]["code"], "literature.word");
    desk.json(&["document", "import", "nowhere.docx"]).ends(4);
    desk.json(&["document", "show", "2"]).ends(4);
}

#[test]
fn a_whole_message_is_written_to_a_new_file_and_read_by_a_parser_that_is_not_ours() {
    let desk = desk();
    let practice = desk.run(&["document", "export", "1", "--as", "eml"]).ends(0).stdout;
    assert!(practice.contains("practice@tidings.example"), "without an account that sends, the one to practise with: {practice}");
    let from = "Ines Calder <press@harbourtrust.example.org>";
    desk.run(&["account", "add", "press", "--from", from, "--smtp", "smtp://127.0.0.1:2525?tls=none"]).ends(0);
    let out = desk.path("release.eml");
    let path = out.to_str().unwrap();
    let export = ["document", "export", "1", "--as", "eml", "--to", "ruth@tide.example.org", "--out", path];
    let done = desk.json(&export).ends(0).json();
    let bytes = std::fs::read(&out).unwrap();
    assert_eq!((&done["as"], &done["bytes"]), (&json!("eml"), &json!(bytes.len())));
    let message = mail_parser::MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(message.subject(), Some("Light for Ruth"));
    assert_eq!(message.to().unwrap().first().unwrap().address(), Some("ruth@tide.example.org"));
    assert_eq!(message.from().unwrap().first().unwrap().address(), Some("press@harbourtrust.example.org"));
    assert!(message.body_text(0).unwrap().contains("Dear Ruth") && message.body_html(0).unwrap().contains("Dear Ruth"));
    use mail_parser::MimeHeaders as _;
    assert_eq!(message.attachments().next().unwrap().attachment_name(), Some("plan.pdf"));
    assert_eq!(desk.json(&export).ends(3).json()["error"]["code"], "importing.exists", "a file that is there is never written over");
    assert_eq!(std::fs::read(&out).unwrap(), bytes);
    let own = desk.run(&["document", "export", "1", "--as", "eml"]).ends(0).stdout;
    assert!(own.contains("To: \"Ines Calder\" <press@") || own.contains("To: Ines Calder <press@"), "{own}");
    let nowhere = desk.json(&["document", "export", "1", "--as", "eml", "--to", "2"]).ends(3).json();
    assert_eq!(nowhere["error"]["code"], "rendering.no_address");
}

#[test]
fn a_file_goes_with_a_sending_or_the_document_stays_as_it_was() {
    let desk = desk();
    let from = "Ines Calder <press@harbourtrust.example.org>";
    desk.run(&["account", "add", "press", "--from", from, "--smtp", "smtp://127.0.0.1:2525?tls=none"]).ends(0);
    let files = || {
        let shown = desk.json(&["document", "show", "1"]).ends(0).json();
        shown["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (list, program) = (desk.file("list.csv", "a;b\n"), desk.file("setup.exe", "MZ"));
    let send = |to: &str, more: &[&str]| desk.json(&[&["send", "1", "--to", to, "--hold", "600"], more].concat());
    let refused = send("kind:journalist", &["--attach", &list, "--attach", &program, "--yes", "--detach"]).ends(3).json();
    assert_eq!(refused["error"]["code"], "literature.file_dangerous");
    send("beet:heritage", &["--attach", &list, "--yes", "--detach"]).ends(3);
    send("kind:journalist", &["--attach", &list, "--detach"]).ends(5);
    send("kind:journalist", &["--attach", &list, "--dry-run"]).ends(0);
    assert_eq!(files(), ["plan.pdf"], "nothing was sent: nothing was changed");
    assert_eq!(desk.json(&["distribution", "list"]).ends(0).stdout, "");

    let sent = send("kind:journalist", &["--attach", &list, "--attach", &list, "--yes", "--detach"]).json();
    assert_eq!((&sent["state"], &sent["recipients"]), (&json!("holding"), &json!(1)));
    assert_eq!(files(), ["plan.pdf", "list.csv"]);
    let history = desk.json(&["document", "history", "1"]).ends(0).lines();
    assert_eq!((history.len(), &history[0]["why"]), (1, &json!("distributed")));
}

/// A test to oneself begins as the mail would: one of a correction says that it is one.
#[test]
fn a_test_of_a_correction_begins_as_the_correction_does() {
    let desk = desk();
    let test = |more: &[&str]| {
        let words = ["document", "test", "1", "--to", "practice@tidings.example", "--account", "Practice"];
        desk.json(&[&words, more].concat()).ends(0);
        let newest = desk.json(&["practice", "list"]).ends(0).lines()[0]["subject"].as_str().unwrap().to_owned();
        desk.run(&["practice", "empty", "--yes"]).ends(0);
        newest
    };
    let plain = test(&[]);
    let headline = plain.strip_prefix("TEST: ").unwrap();
    assert_eq!(test(&["--correction"]), format!("TEST: Correction: {headline}"));
    assert_eq!(test(&["--embargo-changed"]), format!("TEST: Embargo changed: {headline}"));
    desk.run(&["document", "test", "1", "--to", "practice@tidings.example", "--correction", "--embargo-changed"]).ends(2);

    // One of a copy for colleagues is of what went, whatever the text has become.
    desk.run(&["send", "1", "--to", "kind:journalist", "--account", "Practice", "--hold", "0", "--yes"]).ends(0);
    let text = desk.run(&["document", "show", "1"]).ends(0).stdout;
    let changed = desk.file("changed.md", text.replace("Light for", "Darkness for"));
    desk.run(&["document", "save", "1", &changed]).ends(0);
    desk.run(&["practice", "empty", "--yes"]).ends(0);
    assert_eq!(test(&["--copy-of", "1"]), format!("TEST: Copy: {headline}"));
    assert_eq!(test(&[]), "TEST: Darkness for you");
}

/// What was attached to a mail that the practice server took: names and bytes.
fn practised(desk: &Desk, to: &str) -> Vec<(String, Vec<u8>)> {
    use mail_parser::MimeHeaders as _;
    let number =
        desk.json(&["practice", "list"]).ends(0).lines().into_iter().find(|mail| mail["to"] == to).expect("a mail")["id"].to_string();
    let out = desk.path(&format!("practised-{number}.eml"));
    desk.run(&["practice", "show", &number, "--out", out.to_str().unwrap()]).ends(0);
    let bytes = std::fs::read(&out).unwrap();
    let mail = mail_parser::MessageParser::default().parse(&bytes).unwrap();
    mail.attachments().map(|part| (part.attachment_name().unwrap().to_owned(), part.contents().to_vec())).collect()
}

#[test]
fn a_folder_of_badges_goes_out_each_to_its_own() {
    let desk = desk();
    desk.run(&["people", "add", "--name", "Jürgen Müller", "--email", "j.mueller@coast.example.org"]).ends(0);
    std::fs::create_dir(desk.path("badges")).unwrap();
    let badge = |whose: &str| format!("%PDF-1.7 {whose}").into_bytes();
    for whose in ["ruth@tide.example.org", "stranger@tide.example.org"] {
        desk.file(&format!("badges/badge-{whose}.pdf"), badge(whose));
    }
    desk.file("badges/floor plan.pdf", b"%PDF-1.7\n");
    let folder = desk.path("badges").display().to_string();
    let attach = ["document", "attach", "1", "--for", "email", "--pattern", "badge-*", "--set", "Badges", &folder];

    // Before anything is written: which file is whose, which is nobody's, who has none.
    let seen = desk.json(&[&attach[..], &["--dry-run", "--to", "kind:journalist"]].concat()).ends(0).json();
    assert_eq!((&seen["given"], &seen["nobodys"], &seen["without_count"]), (&json!(1), &json!(1), &json!(1)), "{seen}");
    assert_eq!(seen["without"][0]["name"], "Jürgen Müller");
    assert_eq!(seen["files"][0]["people"][0]["name"], "Ruth Vale");
    assert_eq!(desk.json(&["document", "show", "1"]).ends(0).json()["files"].as_array().unwrap().len(), 1, "nothing was written");

    let done = desk.json(&attach).ends(6).json();
    assert_eq!((done["attached"].as_array().unwrap().len(), &done["refused"][0]["code"]), (2, &json!("literature.file_no_match")));
    let send = ["send", "1", "--to", "kind:journalist", "--account", "Practice", "--hold", "0", "--yes"];
    assert_eq!(desk.json(&send).ends(3).json()["error"]["code"], "distribution.blocked");
    let says = desk.run(&["send", "1", "--to", "kind:journalist", "--account", "Practice", "--dry-run"]).ends(0);
    assert!(format!("{}{}", says.stdout, says.stderr).contains("Jürgen Müller"), "{says:?}");

    // The one that names nobody is his, by name: it is given to him.
    desk.run(&["document", "assign", "1", "badge-stranger@tide.example.org.pdf", "J.Mueller@Coast.example.org"]).ends(0);
    let sets = desk.json(&["document", "files", "1", "--to", "kind:journalist"]).ends(0).json();
    assert_eq!((&sets["given"], &sets["nobodys"], &sets["without_count"]), (&json!(2), &json!(0), &json!(0)), "{sets}");
    let told = desk.run(&["document", "files", "1", "--to", "kind:journalist"]).ends(0);
    assert!(told.stdout.contains("Ruth Vale <ruth@tide.example.org>"), "{told:?}");

    let plan = ("plan.pdf".to_owned(), b"%PDF-1.7\n".to_vec());
    let own = |whose: &str| (format!("badge-{whose}.pdf"), badge(whose));
    // A test to oneself has the files of whomever it is made for, and without anybody nobody's.
    let test = ["document", "test", "1", "--to", "practice@tidings.example", "--account", "Practice"];
    desk.run(&test).ends(0);
    assert_eq!(practised(&desk, "practice@tidings.example"), std::slice::from_ref(&plan));
    desk.run(&[&test[..], &["--as", "ruth@tide.example.org"]].concat()).ends(0);
    assert_eq!(practised(&desk, "practice@tidings.example"), [plan.clone(), own("ruth@tide.example.org")]);

    desk.run(&send).ends(0);
    assert_eq!(practised(&desk, "ruth@tide.example.org"), [plan.clone(), own("ruth@tide.example.org")]);
    assert_eq!(practised(&desk, "j.mueller@coast.example.org"), [plan, own("stranger@tide.example.org")]);

    assert_eq!(desk.json(&["document", "detach", "1", "--set", "Badges"]).ends(0).json()["files"], 2);
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["document", "files", "1"]).ends(0).json()["files"].as_array().unwrap().len(), 2);
    desk.json(&["document", "attach", "1", "--for", "shoe_size", &folder]).ends(2);
    desk.json(&["document", "attach", "1", "--for", "email", "--pattern", "badge", &folder]).ends(3);
    desk.json(&["document", "detach", "1", "--set", "Cards"]).ends(4);
}

#[test]
fn a_large_file_goes_as_a_link_to_the_organisations_own_site() {
    let desk = desk();
    desk.run(&["account", "edit", "Practice", "--size-limit", "1MB"]).ends(0);
    let film = desk.file("film.mp4", vec![0; 1_500_000]);
    desk.run(&["document", "attach", "1", &film]).ends(0);
    let send = ["send", "1", "--to", "kind:journalist", "--account", "Practice", "--hold", "0", "--yes"];
    assert_eq!(desk.json(&send).ends(3).json()["error"]["code"], "distribution.blocked");
    desk.json(&["document", "link", "1", "film.mp4", "http://example.org/film.mp4"]).ends(3);
    let linked = desk.json(&["document", "link", "1", "film.mp4", "https://example.org/press/film.mp4"]).ends(0).json();
    assert_eq!((&linked["link"], &linked["bytes"]), (&json!("https://example.org/press/film.mp4"), &json!(1_500_000)));
    let text = desk.run(&["document", "export", "1", "--as", "text"]).ends(0).stdout;
    assert!(text.contains("film.mp4 (MP4, 1.5 MB)") && text.contains("  https://example.org/press/film.mp4"), "{text}");
    desk.run(&send).ends(0);
    assert_eq!(practised(&desk, "ruth@tide.example.org").into_iter().map(|(name, _)| name).collect::<Vec<_>>(), ["plan.pdf"]);
    desk.run(&["document", "link", "1", "film.mp4", "--none"]).ends(0);
    assert_eq!(desk.json(&send).ends(3).json()["error"]["code"], "distribution.blocked");
}

#[test]
fn pictures_are_fetched_from_the_organisations_own_site_by_choice_and_it_is_said() {
    let desk = desk();
    let text = desk.file("shown.md", "---\nheadline: The lens\n---\n\n![The lens](lens.png)\n");
    desk.run(&["document", "save", "1", &text]).ends(0);
    let lens = desk.file("lens.png", include_bytes!("../../../../icons/128x128.png"));
    desk.run(&["document", "picture", "1", &lens]).ends(0);
    let html = || desk.run(&["document", "export", "1", "--as", "eml"]).ends(0).stdout;
    assert!(html().contains("cid:"), "by default the mail holds it");
    desk.json(&["document", "link", "1", "lens.png"]).ends(2);
    desk.json(&["document", "link", "1", "lens.png", "https://localhost/lens.png"]).ends(3);
    let linked = desk.json(&["document", "link", "1", "lens.png", "https://example.org/press/lens.png"]).ends(0).json();
    assert_eq!((&linked["inline"], &linked["link"]), (&json!(true), &json!("https://example.org/press/lens.png")));
    assert!(html().contains("https://example.org/press/lens.png") && !html().contains("cid:"), "{}", html());
    // What goes is the same as what was looked at, and it is said before it goes.
    let check = desk.run(&["send", "1", "--to", "kind:journalist", "--account", "Practice", "--dry-run"]);
    assert!(check.stdout.contains("fetched from example.org") || check.stderr.contains("fetched from example.org"), "{check:?}");
    let back = desk.json(&["document", "link", "1", "--pictures", "--none"]).ends(0).json();
    assert_eq!(back["pictures"][0]["link"], json!(null));
    assert!(html().contains("cid:"));
    // All of them at once, from what Assets knows.
    let number = desk.json(&["asset", "list"]).ends(0).lines()[0]["id"].to_string();
    desk.run(&["asset", "set", &number, "--link", "https://example.org/known.png"]).ends(0);
    assert!(desk.run(&["document", "link", "1", "--pictures"]).ends(0).stdout.contains("lens.png  https://example.org/known.png"));
    desk.run(&["undo"]).ends(0);
    assert!(html().contains("cid:"));
    desk.json(&["document", "link", "1", "--pictures", "lens.png"]).ends(2);
}

#[test]
fn the_editorial_desk_is_kept_and_asked_from_the_command_line() {
    let desk = Desk::new();
    let text = desk.file("lens.md", "---\nheadline: The lens turns\n---\n\nIt turns again.\n");
    let empty = desk.file("idea.md", "---\nheadline: A year in the life of a lens\n---\n");
    desk.run(&["document", "add", &text]).ends(0);
    desk.run(&["document", "add", &empty]).ends(0);
    let set =
        ["document", "set", "1", "--stage", "in-review", "--writer", "Leila Osei", "--due", "2020-11-27", "--department", "Education"];
    let card = desk.json(&set).ends(0).json();
    assert_eq!((&card["stage"], &card["writer"], &card["due_on"]), (&json!("in-review"), &json!("Leila Osei"), &json!("2020-11-27")));
    let refused = desk.json(&["document", "set", "2", "--stage", "approved"]).ends(3).json();
    assert_eq!((&refused["error"]["code"], &refused["error"]["field"]), (&json!("literature.stage_unwritten"), &json!("stage")));
    desk.run(&["document", "set", "1", "--stage", "printed"]).ends(2);
    desk.run(&["document", "set", "1"]).ends(2);
    desk.json(&["document", "set", "1", "--due", "tomorrow"]).ends(3);
    desk.run(&["document", "set", "2", "--stage", "idea"]).ends(0);
    let ids = |args: &[&str]| {
        desk.json(&[&["document", "list"], args].concat()).ends(0).lines().iter().map(|c| c["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["--late"]), [json!(1)]);
    assert_eq!(ids(&["--stage", "idea"]), [json!(2)]);
    assert_eq!(ids(&["--writer", "leila osei", "--due", "2026-01-01"]), [json!(1)]);
    assert!(ids(&["--writer", "Nobody"]).is_empty());
    let table = desk.run(&["document", "list"]).ends(0).stdout;
    assert!(table.contains("in review") && table.contains("Leila Osei"), "{table}");
    desk.run(&["undo"]).ends(0);
    assert!(ids(&["--stage", "idea"]).is_empty());
    assert_eq!(desk.json(&["document", "show", "1"]).ends(0).json()["plan"]["department"], "Education");
}

#[test]
fn what_is_late_is_late_by_the_clock_of_the_zone_that_is_named() {
    let desk = Desk::new();
    desk.run(&["document", "add", &desk.file("lens.md", "---\nheadline: The lens turns\n---\n\nIt turns again.\n")]).ends(0);
    // Clocks in Kiribati are 25 hours before those in Samoa: what is due on a day that has just begun here was due before today there.
    let in_samoa = chrono::Utc::now() - chrono::Duration::hours(11) + chrono::Duration::minutes(5);
    desk.run(&["document", "set", "1", "--due", &in_samoa.date_naive().to_string()]).ends(0);
    let late = |zone: &[&str]| desk.json(&[&["document", "list", "--late"], zone].concat()).ends(0).lines().len();
    assert_eq!((late(&["--zone", "Pacific/Kiritimati"]), late(&["--zone", "Pacific/Pago_Pago"])), (1, 0));
    // Without a zone it is the sender's of the working hours.
    desk.run(&["distribution", "hours", "--zone", "Pacific/Kiritimati"]).ends(0);
    assert_eq!((late(&[]), late(&["--zone", "Pacific/Pago_Pago"])), (1, 0));
    desk.run(&["distribution", "hours", "--zone", "Pacific/Pago_Pago"]).ends(0);
    assert_eq!((late(&[]), late(&["--zone", "Pacific/Kiritimati"])), (0, 1));
    for nowhere in ["Amsterdam", "", "المحيط الهادئ", "Europe/Amsterdam; DROP TABLE document"] {
        let refused = desk.json(&["document", "list", "--late", "--zone", nowhere]).ends(3);
        assert_eq!((refused.json()["error"]["code"].as_str(), refused.code), (Some("literature.plan_zone"), 3), "{nowhere}");
    }
    // A zone says which day it is: where nothing is asked about a day it says nothing.
    desk.run(&["document", "list", "--zone", "Pacific/Kiritimati"]).ends(2);
    desk.run(&["document", "set", "1", "--stage", "released"]).ends(3);
    let headlines = desk.run(&["document", "list", "--late", "--zone", "Pacific/Kiritimati"]).ends(0).stdout;
    assert!(headlines.contains("The lens turns"), "{headlines}");
}

#[test]
fn words_of_a_document_are_commented_on_answered_and_settled() {
    let desk = Desk::new();
    let text = desk.file("lens.md", "---\nheadline: The lens turns\n---\n\nDogs are welcome in the grounds. There is no café.\n");
    desk.run(&["document", "add", &text]).ends(0);
    let said = desk.json(&["document", "comment", "1", "Still so?", "--on", "There is no café", "--by", "Leila Osei"]).ends(0).json();
    assert_eq!((&said["by"], &said["quote"], &said["place"]["block"]), (&json!("Leila Osei"), &json!("There is no café"), &json!(3)));
    let id = said["id"].to_string();
    let answered = desk.json(&["document", "comment", "1", "Yes.", "--answer", &id]).ends(0).json();
    assert_eq!(answered["answers"][0]["text"], "Yes.");
    desk.json(&["document", "comment", "1", "--on", "grounds", "--propose", "yard"]).ends(0);
    assert_eq!(
        desk.json(&["document", "comment", "1", "Where?", "--on", "cats"]).ends(3).json()["error"]["code"],
        "literature.comment_words"
    );
    desk.run(&["document", "comment", "1", "Where?"]).ends(2);
    desk.json(&["document", "resolve", "1", "99"]).ends(4);
    assert_eq!(desk.json(&["document", "resolve", "1", "2", "--take"]).ends(0).json()["outcome"], "taken");
    assert!(desk.run(&["document", "export", "1"]).ends(0).stdout.contains("welcome in the yard."));
    assert_eq!(desk.json(&["document", "comments", "1", "--open"]).ends(0).lines().len(), 1);
    desk.json(&["document", "resolve", "1", &id]).ends(0);
    assert!(desk.json(&["document", "comments", "1", "--open"]).ends(0).lines().is_empty());
    let shown = desk.run(&["document", "comments", "1"]).ends(0).stdout;
    assert!(shown.contains("On “There is no café”") && shown.contains("resolved") && shown.contains("Proposes “yard”"), "{shown}");
    desk.run(&["document", "resolve", "1", &id, "--reopen"]).ends(0);
    desk.run(&["undo"]).ends(0);
    assert!(desk.json(&["document", "comments", "1", "--open"]).ends(0).lines().is_empty());
}

#[test]
fn a_checklist_is_ticked_and_what_is_open_is_named_when_a_text_goes_on() {
    let desk = Desk::new();
    let text = desk.file("lens.md", "---\nheadline: The lens turns\nkind: statement\n---\n\nIt turns again.\n");
    desk.run(&["document", "add", &text]).ends(0);
    let ticked = desk.json(&["document", "check", "1", "2", "--by", "Tomas Reid"]).ends(0).lines();
    assert_eq!((&ticked[1]["item"], &ticked[1]["ticked_by"], ticked.len()), (&json!("=names"), &json!("Tomas Reid"), 5));
    let moved = desk.run(&["document", "set", "1", "--stage", "in-review"]).ends(0);
    assert!(moved.stderr.contains("Facts and figures") && !moved.stderr.contains("Names and titles"), "{moved:?}");
    desk.json(&["document", "check", "1", "9"]).ends(4);
    assert_eq!(desk.json(&["document", "check", "1", "2", "--open"]).ends(0).lines()[1]["ticked_by"], json!(null));
    let table = desk.run(&["document", "check", "1"]).ends(0).stdout;
    assert!(table.contains("Wording agreed"), "{table}");
}
