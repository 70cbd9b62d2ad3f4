//! Names on other networks, and the people of a house.

use super::desk::Desk;

#[test]
fn a_relation_is_noted_once_by_keys_and_stands_on_both_pages_with_the_right_word() {
    let desk = Desk::new("Harbour Trust");
    let long = "x".repeat(300);
    for (name, address) in
        [("Ines Calder", "ines@coast.example.net"), ("愛子", "aiko@umi.example.jp"), (long.as_str(), "long@tide.example.org")]
    {
        desk.tidings(&["people", "add", "--name", name, "--email", address]);
    }
    let window = desk.open();
    window.go("#/contacts/1");
    window.heading("Ines Calder");
    window.press("Add a relation…");
    window.settled();
    // Nobody yet: it is said at the field.
    window.press("Add relation");
    window.sees("Say who the other person is.");
    window.accessible("the form of a relation");
    window.fits("the form of a relation");
    window.choose("Ines Calder is", "Has as assistant");
    window.write("Other person", "aiko@umi.example.jp");
    window.write("A note about it", "mornings only");
    window.keys("Enter");
    window.sees("Relation of Ines Calder noted");
    window.press("Add a relation…");
    window.settled();
    window.choose("Ines Calder is", "A word of your own…");
    window.write("Your own word", "mentor of");
    window.write("Seen from the other person", "mentored by");
    window.write("Other person", "long@tide.example.org");
    window.keys("Enter");
    window.sees("mentor of");
    window.settled();
    window.accessible("a person with relations");
    window.fits("a person with relations");
    // The link leads to the other page, which says it the other way round.
    window.press("愛子");
    window.heading("愛子");
    window.sees("Assistant of");
    window.sees("mornings only");
    window.press("More about the relation to Ines Calder");
    window.press("Delete");
    window.sees("Relation of 愛子 taken away");
    // Their history tells of it still: the link to the other page is what goes.
    let leads = |to: u64| window.ask("return document.querySelectorAll('aside.insp a[href=\"#/contacts/1\"]').length;", &[]) == to;
    window.wait("the relation is gone", || leads(0));
    window.keys("Ctrl z");
    window.wait("the relation is back", || leads(1));
    window.go("#/contacts/3");
    window.sees("mentored by");
    window.settled();
    window.fits("a person with a long name and a relation");
    window.press("Segments");
    window.press("New segment");
    window.write("Question", "relation:assistant-of");
    window.sees("1 person");
}

#[test]
fn a_photo_is_dropped_replaced_refused_removed_and_taken_back() {
    let desk = Desk::new("Harbour Trust");
    desk.tidings(&["people", "add", "--name", "Ruth Vale", "--email", "ruth@tide.example.org"]);
    let files = tempfile::tempdir().expect("a folder");
    let (portrait, icon, text) = (files.path().join("ruth.jpg"), files.path().join("icon.png"), files.path().join("notes.pdf"));
    std::fs::write(&portrait, include_bytes!("../../src-tauri/core/src/sample/files/keepers-letters.jpg")).expect("a picture");
    std::fs::write(&icon, include_bytes!("../../icons/32x32.png")).expect("a picture");
    std::fs::write(&text, "%PDF-1.7 and no picture").expect("a file");
    let window = desk.open();
    window.go("#/contacts/1");
    window.heading("Ruth Vale");
    // Nobody's photo: their initials.
    window.sees("RV");
    window.settled();
    window.accessible("a person without a photo");
    window.fits("a person without a photo");
    window.drop_files(&[&portrait], "aside.insp .photo");
    window.sees("Ruth Vale has a photo now");
    let shown = |width: u64| window.ask("return document.querySelector('aside.insp .photo img')?.naturalWidth ?? 0;", &[]) == width;
    window.wait("the photo stands there, made small", || shown(512));
    window.settled();
    window.accessible("a person with a photo");
    window.fits("a person with a photo");
    window.drop_files(&[&icon], "aside.insp .photo");
    window.wait("another one stands in its place", || shown(32));
    window.drop_files(&[&text], "aside.insp .photo");
    window.sees("This is no picture that can be a photo.");
    assert!(shown(32));
    window.press("More about this person");
    window.press("Remove the photo");
    window.sees("Photo of Ruth Vale removed");
    window.sees("RV");
    window.keys("Ctrl z");
    window.wait("it is back", || shown(32));
    window.keys("Ctrl z");
    window.wait("the first one is back", || shown(512));
}

#[test]
fn a_name_on_a_network_and_whoever_leads_are_entered_and_stand_on_both_pages() {
    let desk = Desk::new("Harbour Trust");
    desk.tidings(&[
        "people",
        "add",
        "--kind",
        "employee",
        "--name",
        "Ada Quist",
        "--email",
        "ada@trust.example.org",
        "--staff-number",
        "0001",
    ]);
    desk.tidings(&["people", "add", "--kind", "employee", "--name", "Bo Lund", "--email", "bo@trust.example.org"]);
    let window = desk.open();
    window.press("Contacts");
    window.press("Bo Lund");
    window.press("Edit");
    window.settled();
    window.press("Name on a network");
    window.write("Name there", "https://newsie.social/@bo");
    window.write("Department", "Culture");
    window.write("Site", "Delft");
    window.write("Led by", "Nobody Here");
    window.write("Staff number", "0001");
    window.write("Looked after by", "Ines");
    window.accessible("the form of somebody of the house");
    window.fits("the form of somebody of the house");
    window.press("Keep changes");
    window.wait("both faults stand at their fields", || {
        window.ask("return document.querySelectorAll('dialog [aria-invalid=\"true\"]').length;", &[]) == 2
    });
    window.write("Led by", "ada quist");
    window.write("Staff number", "0002");
    window.press("Keep changes");
    window.sees("bo@newsie.social");
    window.sees("In the house");
    window.settled();
    window.accessible("somebody of the house");
    window.fits("somebody of the house");
    // Both ways.
    window.press("Ada Quist");
    window.heading("Ada Quist");
    window.sees("Leads");
    window.press("Segments");
    window.press("New segment");
    window.write("Question", "network:mastodon manager:quist department:culture");
    window.sees("1 person");
    window.sees("Bo Lund");
    window.go("#/contacts/2");
    window.heading("Bo Lund");
    window.sees("bo@newsie.social");
    window.sees("In the house");
    window.keys("Ctrl z");
    // Their history tells of it still.
    window.sees_no("In the house");
}
