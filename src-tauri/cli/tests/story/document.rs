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
        assert!(ruth.contains("Dear Ruth") && !ruth.contains("{{") && !ruth.contains("<script"), "{form}: {ruth}");
    }
    assert!(!export("text", &[]).ends(0).stdout.contains("<strong"));
    let json = desk.json(&["document", "export", "1", "--as", "text"]).ends(0).json();
    assert!(json["text"].as_str().unwrap().contains("the lens is"));
    export("text", &["--to", "nobody@tide.example.org"]).ends(4);
    export("pdf", &[]).ends(2);
    desk.json(&["document", "export", "9", "--as", "web"]).ends(4);
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
}
