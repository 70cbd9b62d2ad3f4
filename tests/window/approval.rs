//! A text is written, asked for, approved, edited, asked for again, approved, and sent as it was approved.

use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};
use tidings_tests::fixtures::{Sink, Window, programs, speak_german};

use super::desk::{Desk, tidings};
use super::editorial::choose_words;

/// The name by which the window's device works: the one that approves here.
fn me(window: &Window, file: &Path) -> String {
    tidings(window.screen(), file, &["document", "approval", "1"])[0]["me"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_text_is_asked_for_approved_voided_by_an_edit_asked_again_and_goes_as_it_was_approved() {
    let sink = Sink::start(&[]);
    let desk = Desk::ready_to_send(3, sink.port, 1);
    let file = desk.file.clone();
    desk.tidings(&["workspace", "approval-rule", "--required", "--writer", "yes"]);
    let window = desk.open_sized(1000, 700);
    let me = me(&window, &file);

    // Not approved: Send says why, and leads there.
    window.go("#/distributions/new?document=1");
    window.settled();
    window.sees("It is not approved, and nobody was asked.");
    window.accessible("the page before Send of what is not approved");
    window.fits("the page before Send of what is not approved");
    window.press("Open the document");
    window.sees("Nobody was asked yet.");
    window.press("Ask for approval…");
    window.accessible("asking for approval");
    window.fits("asking for approval");
    window.write("Who is asked", &me);
    let audience = tidings(window.screen(), &file, &["segment", "list"])[0]["name"].as_str().unwrap_or_default().to_owned();
    window.choose("Goes to", &audience);
    window.press("Ask");
    window.sees("Not answered yet");
    window.settled();
    window.press("Approve revision 1");
    window.sees("Any edit voids the approval");
    window.settled();
    window.accessible("an approved text");
    window.fits("an approved text");

    // Somebody edits it elsewhere: the page says so at once.
    let text = tidings(window.screen(), &file, &["document", "show", "1"])[0]["text"].as_str().unwrap_or_default().to_owned();
    let edited = file.with_file_name("edited.md");
    std::fs::write(&edited, format!("{}\nOne more sentence stands here.\n", text.trim_end())).expect("the text is written");
    tidings(window.screen(), &file, &["document", "save", "1", &edited.display().to_string()]);
    window.sees("Approval void: 5 words changed");
    window.settled();
    window.accessible("a void approval");
    window.fits("a void approval");
    window.press("Changes");
    window.sees("Change 1 of 1");
    window.settled();
    window.accessible("the changes since the approval");
    window.fits("the changes since the approval");
    window.go("#/today");
    window.sees("is void");
    window.go("#/distributions/new?document=1");
    window.sees("5 words changed");

    // Asked again and approved, it goes.
    window.go("#/literature/1");
    window.press(&format!("Ask {me} again"));
    window.settled();
    window.press("Approve revision 2");
    window.sees("Any edit voids the approval");
    let sealed = tidings(window.screen(), &file, &["document", "approval", "1"])[0].clone();
    assert_eq!((&sealed["state"], &sealed["given"]), (&json!("approved"), &json!(1)));
    window.press("Distribute…");
    window.settled();
    window.sees("Approved");
    window.choose("Hold", "10 s");
    window.settled();
    window.press("Send to 3 people");
    window.heading("Accepted by their servers: 3 of 3");

    window.go("#/settings/approval");
    window.sees("Send nothing that is not approved");
    window.settled();
    window.accessible("the rule of approval");
    window.fits("the rule of approval");
    window.write("Name, as their own device says it", &"Ä".repeat(300));
    window.press("Add to the list");
    window.sees("Rule of approval kept");
    window.settled();
    window.fits("a name of 300 letters in the rule");
    speak_german(&window);
    window.go("#/settings/approval");
    window.sees("Nichts senden, was nicht freigegeben ist");
    window.settled();
    window.fits("the rule of approval in German");
}

/// Why the engine itself refuses to send this to that audience, asked by the command line past the window.
fn refusal(window: &Window, file: &Path, audience: &str) -> String {
    let mut command = window.screen().command(&programs("tidings").display().to_string());
    command.arg("--json").arg("-w").arg(file).args(["send", "1", "--to", audience, "--hold", "0", "--yes"]);
    let out = command.stdin(Stdio::null()).output().expect("tidings starts");
    assert_eq!(out.status.code(), Some(3), "nothing is sent: {}", String::from_utf8_lossy(&out.stdout));
    String::from_utf8_lossy(&out.stderr).into_owned()
}

/// From the first word to what was received, by one person alone who writes and approves, as their workspace allows.
fn goes_the_whole_way(headline: &str, lead: &str, remarked: &str, audience: &str) {
    let mut desk = Desk::new("Harbour Trust");
    let people = "name,address\nAna Reis,ana@mare.example.net\nليلى الحداد,layla@mina.example.org\n";
    desk.import(people, "journalist");
    desk.tidings(&["segment", "save", audience, "kind:journalist"]);
    let file = desk.file.clone();
    let _keychain = desk.screen.with_keychain();
    let window = desk.open_sized(1000, 700);
    let approval = || tidings(window.screen(), &file, &["document", "approval", "1"])[0].clone();
    let received = || tidings(window.screen(), &file, &["practice", "list"]);

    // Written and handed on for review.
    window.press("Literature");
    window.press("New press release");
    window.write_sheet(&[headline, "", "Port Averil, 26 November", lead]);
    window.sees("Saved");
    let me = me(&window, &file);
    window.go("#/settings/approval");
    window.press("Send nothing that is not approved");
    window.wait("nothing goes without", || window.on("Send nothing that is not approved"));
    window.press("Whoever wrote a text may approve it");
    window.write("Name, as their own device says it", &me);
    window.press("Add to the list");
    window.sees(&format!("What {me} does"));
    window.go("#/literature/1");
    window.settled();
    window.press("In review");
    window
        .wait("it is in review", || tidings(window.screen(), &file, &["document", "show", "1"])[0]["card"]["stage"] == json!("in-review"));

    // Remarked on, settled, asked for and approved.
    choose_words(&window, remarked);
    window.press("Comment");
    window.write("What is to be said", "Is that so?");
    window.press("Add comment");
    window.sees("1 open");
    window.press("Resolve");
    window.sees("1 settled");
    window.press("Ask for approval…");
    assert_eq!(window.value("Who is asked"), me, "who may approve stands there already");
    window.choose("Goes to", audience);
    window.press("Ask");
    window.sees("Not answered yet");
    window.press("Approve revision 1");
    window.sees("Any edit voids the approval");

    // One sentence more on the sheet: void at once, and nothing leaves by any way.
    drop(window.ask("document.querySelector('.ProseMirror').focus();", &[]));
    window.keys("Ctrl End");
    window.type_text(" Nota bene.");
    window.sees("Approval void: 2 words changed");
    window.settled();
    window.accessible("an approval that an edit on the sheet voids");
    window.fits("an approval that an edit on the sheet voids");
    window.press("Distribute…");
    window.sees("The approval of revision 1 is void: 2 words changed");
    assert!(window.off("Send to 2 people").is_some(), "Send is off");
    let refused = refusal(&window, &file, audience);
    assert!(refused.contains("The approval of revision 1 is void: 2 words changed"), "{refused}");
    assert_eq!(received(), Vec::<Value>::new());

    // Approved again; taken back while it is held, the engine itself stops it; approved once more, it goes.
    window.press("Open the document");
    window.press(&format!("Ask {me} again"));
    window.sees("Not answered yet");
    window.press("Approve revision 2");
    window.sees("Any edit voids the approval");
    window.press("Distribute…");
    window.sees("Approved");
    window.choose("Hold", "30 s");
    window.settled();
    window.press("Send to 2 people");
    window.heading("Nothing has left yet");
    window.go("#/literature/1");
    window.press("Take my approval back");
    window.sees("Approval taken back");
    window.go("#/distributions/1");
    window.heading("Paused");
    window.sees(&format!("waiting for {me}"));
    window.settled();
    window.accessible("a distribution whose approval was taken back");
    window.fits("a distribution whose approval was taken back");
    assert_eq!(received(), Vec::<Value>::new());
    window.go("#/literature/1");
    window.press("Approve revision 2");
    window.sees("Any edit voids the approval");
    window.go("#/distributions/1");
    window.press("Send to");
    window.heading("Accepted by their servers: 2 of 2");

    // What was received is what was approved, word for word, and the certificate names who did.
    assert_eq!(approval()["state"], json!("approved"));
    let mails = received();
    assert_eq!(mails.len(), 2);
    for mail in &mails {
        let to = mail["to"].as_str().unwrap_or_default();
        let read = tidings(window.screen(), &file, &["practice", "show", &mail["id"].to_string()])[0]["text"].clone();
        let text = tidings(window.screen(), &file, &["document", "export", "1", "--as", "text", "--to", to])[0]["text"].clone();
        // Each mail has a way of its own to leave, behind the words.
        let plain = |text: &Value| {
            let words = text.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
            words.rsplit_once(" unsubscribe ").map_or_else(|| words.clone(), |(before, _)| before.to_owned())
        };
        assert_eq!(plain(&read), plain(&text), "{to}");
        assert!(plain(&read).contains("Nota bene.") && plain(&read).contains(lead), "{read}");
    }
    window.press("More");
    window.press("Certificate with names…");
    let page = window.folder().join("certificate.html");
    window.screen().answer_file_dialog(&page);
    window.sees("to read and print, and the signed file beside it");
    let certificate = std::fs::read_to_string(&page).expect("a certificate");
    assert!(certificate.contains(&format!("<dt>Approved by</dt><dd>{me} · ")), "{certificate}");
    window.go("#/practice");
    window.press_row("ana@mare.example.net");
    window.sees(headline);
    window.settled();
    window.fits("a mail that went as it was approved");
}

#[test]
fn a_text_is_written_reviewed_approved_voided_on_the_sheet_refused_approved_again_and_received_as_approved() {
    goes_the_whole_way("The lens is back in its tower", "After four years the lens of 1874 turns again.", "four years", "Heritage press");
}

#[test]
fn an_arabic_text_with_a_headline_of_300_letters_goes_the_same_way_to_a_japanese_segment() {
    let headline: String = "عودة عدسة المنارة إلى برجها ".chars().cycle().take(300).collect();
    goes_the_whole_way(headline.trim(), "تدور العدسة من جديد بعد أربع سنوات.", "أربع سنوات", "灯台の記者たち");
}
