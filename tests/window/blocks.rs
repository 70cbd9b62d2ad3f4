//! Kinds with structure and reusable blocks: a statement whose lines to take stay in the house, a boilerplate that is changed once and is
//! another everywhere, and an approval that is void by it.

use serde_json::json;
use tidings_tests::fixtures::{Window, speak_german};

use super::desk::{Desk, tidings};

/// Adds a text from a file.
fn add(desk: &Desk, name: &str, text: &str) {
    let file = desk.screen.home().join(name);
    std::fs::write(&file, text).expect("a text");
    desk.tidings(&["document", "add", &file.display().to_string()]);
}

fn block(desk: &Desk, name: &str, text: &str) {
    let file = desk.screen.home().join("block.md");
    std::fs::write(&file, text).expect("a block");
    desk.tidings(&["block", "add", name, &file.display().to_string(), "--sort", "boilerplate"]);
}

/// The words of the frame that shows a mail or a web page.
fn framed(window: &Window) -> String {
    let script = "return document.querySelector('.frame iframe')?.srcdoc ?? '';";
    window.ask(script, &[]).as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_kind_is_chosen_an_announcement_says_what_it_is_about_and_lines_to_take_stay_in_the_house() {
    let desk = Desk::new("Harbour Trust");
    let statement = "---\nheadline: The storm at Cold Ness\nkind: statement\n---\n\nNobody was hurt.\n\n\
         ## If they ask {.lines}\n\nWe heard it on Tuesday night.\n\n## Press contact {.contact}\n\nInes, 01632 960 201\n";
    add(&desk, "storm.md", statement);
    let file = desk.file.clone();
    let window = desk.open_sized(1000, 700);
    window.go("#/literature/1");
    window.settled();
    let says = "return getComputedStyle(document.querySelector('[data-inside]'), '::after').content;";
    window.wait("the lines say that they stay", || window.ask(says, &[]).as_str().is_some_and(|said| said.contains("For the house")));
    window.accessible("a statement with lines to take");
    window.fits("a statement with lines to take");
    window.go("#/literature/1/mail");
    window.wait("the mail has its words", || framed(&window).contains("Nobody was hurt"));
    assert!(!framed(&window).contains("Tuesday night"), "the lines stay in the house");

    window.go("#/literature/1");
    window.settled();
    window.choose("Kind", "Announcement");
    window.choose("About", "Policy change");
    window.wait("it is kept", || {
        let card = tidings(window.screen(), &file, &["document", "show", "1"])[0]["card"].clone();
        card["kind"] == json!("announcement") && card["sort"] == json!("policy-change")
    });
    window.settled();
    window.accessible("an announcement");
    window.fits("an announcement");
    window.go("#/literature");
    window.sees("Policy change");
}

#[test]
fn a_block_is_written_once_put_into_a_text_changed_everywhere_and_voids_what_was_approved() {
    let desk = Desk::new("Harbour Trust");
    block(&desk, "Harbour Trust, short", "We keep the light of the coast.\n");
    desk.add_release("The lens turns", "The lens of 1874 turns again.\n\n{{ block \"Harbour Trust, short\" }}\n");
    desk.add_release("A second text", "More of it.\n");
    desk.tidings(&["workspace", "approval-rule", "--writer", "yes"]);
    let file = desk.file.clone();
    let window = desk.open_sized(1000, 700);
    let me = tidings(window.screen(), &file, &["document", "approval", "1"])[0]["me"].as_str().unwrap_or_default().to_owned();
    tidings(window.screen(), &file, &["document", "ask", "1", "--of", &me]);
    tidings(window.screen(), &file, &["document", "approve", "1"]);

    window.go("#/literature/1");
    window.sees("We keep the light of the coast.");
    window.sees("Block: Harbour Trust, short");
    window.settled();
    window.accessible("a text with a block");
    window.fits("a text with a block");
    // From the sheet it is changed, and said first where it stands.
    window.press("Change the block");
    window.sees("It stands in 1 text");
    window.settled();
    window.accessible("a block in use");
    window.fits("a block in use");
    window.write("Its words", "We keep the light since 1874.");
    window.press("Change it in 1 text");
    window.sees("We keep the light since 1874.");
    window.sees("Another block since: Harbour Trust, short");
    window.keys("Ctrl z");
    window.sees("We keep the light of the coast.");

    // Into another text, by its menu; detached there, it is the text's own words.
    window.go("#/literature/2");
    window.settled();
    window.press("Part");
    window.press("Block…");
    window.settled();
    window.accessible("a block to put");
    window.fits("a block to put");
    window.press("Put it here");
    window.sees("Block: Harbour Trust, short");
    window.wait("the line is kept", || {
        let text = tidings(window.screen(), &file, &["document", "show", "2"])[0]["text"].clone();
        text.as_str().is_some_and(|text| text.contains("{{ block \"Harbour Trust, short\" }}"))
    });
    window.press("Detach");
    window.wait("the words are its own", || {
        let text = tidings(window.screen(), &file, &["document", "show", "2"])[0]["text"].clone();
        text.as_str().is_some_and(|text| text.contains("We keep the light of the coast.") && !text.contains("{{ block"))
    });

    window.go("#/literature/blocks");
    window.sees("1 text");
    window.press("New block");
    window.write("Name of the block", "Presse, 300 Zeichen: نبذة 港");
    window.write("Its words", "Ines Calder, 01632 960 201");
    window.choose("What it is for", "Whom to ask");
    window.press("Keep block");
    window.sees("Whom to ask");
    window.sees("2 blocks");
    window.settled();
    window.accessible("the blocks");
    window.fits("the blocks");
    speak_german(&window);
    window.go("#/literature/blocks");
    window.sees("Bausteine");
    window.fits("the blocks in German");
}

#[test]
fn a_text_begins_with_an_outline_says_what_is_still_to_be_written_and_becomes_a_template() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("The lens turns", "It turns.\n\n## About us {.boilerplate}\n\nWe keep the light.\n");
    let file = desk.file.clone();
    let window = desk.open_sized(1000, 700);
    window.go("#/literature");
    window.settled();
    window.press("New");
    window.press("From a template…");
    window.settled();
    window.accessible("a template to begin with");
    window.fits("a template to begin with");
    // Each sort of announcement has its own.
    window.choose("Template", "Outline: Personnel change (English)");
    window.sees("Who comes · Who goes");
    window.choose("Template", "Outline: Statement (English)");
    window.press("Begin the text");
    window.sees("What is known, and what we say about it.");
    window.sees("Still to be written");
    window.settled();
    window.accessible("an outline");
    window.fits("an outline");
    window.press("Keep as template…");
    window.write("Name of the template", "Our statement, 声明");
    window.press("Keep template");
    window.sees("Our statement, 声明 is a template now");
    let kept = tidings(window.screen(), &file, &["template", "list"]);
    assert_eq!((&kept[0]["name"], &kept[0]["kind"]), (&json!("Our statement, 声明"), &json!("statement")));

    // As the last of its kind: what stands in every one, and no word of its body.
    tidings(window.screen(), &file, &["document", "set", "1", "--department", "Press"]);
    tidings(window.screen(), &file, &["document", "new", "--like-last", "press-release"]);
    window.go("#/literature/3");
    window.sees("We keep the light.");
    window.sees_no("It turns.");
    window.press("Duplicate");
    window.sees("This is the copy");
    window.wait("the copy is open", || window.place() == "#/literature/4");
}
