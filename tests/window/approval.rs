//! A text is written, asked for, approved, edited, asked for again, approved, and sent as it was approved.

use serde_json::json;
use tidings_tests::fixtures::{Sink, Window, speak_german};

use super::desk::{Desk, tidings};

/// The name by which the window's device works: the one that approves here.
fn me(window: &Window, file: &std::path::Path) -> String {
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
