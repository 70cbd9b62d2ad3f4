//! A campaign: planned, filled with a text, sent in, and what was taken away is taken back.

use tidings_tests::fixtures::Sink;

use super::desk::Desk;

#[test]
fn a_campaign_is_planned_by_keys_and_holds_its_texts_and_distributions_together() {
    let sink = Sink::start(&[]);
    let mut window = Desk::ready_to_send(3, sink.port, 1).open();
    window.settled();
    window.keys("Ctrl 2");
    window.sees("No campaign yet");
    window.keys("Ctrl n");
    window.wait("the name is to be written", || window.focus()["name"] == "Name of the campaign");
    window.type_text("The Light Returns");
    window.keys("Enter");
    window.wait("the aim is next", || window.focus()["name"] == "Aim");
    window.type_text("The coast comes back to its lighthouse");
    window.tab_to("Write the first key message");
    window.keys("Enter");
    window.type_text("A lighthouse is a promise.");
    window.keys("Enter");
    window.wait("the second message is next", || window.focus()["name"] == "Key message 2");
    window.type_text("The lens turns again.");
    window.keys("Enter");
    window.wait("the third message is next", || window.focus()["name"] == "Key message 3");
    window.keys("Escape");
    window.wait("no third is there", || !window.shows("One sentence that is to stay"));
    window.tab_to("Key message 2");
    window.keys("Alt Up");
    window.wait("the second is the first", || window.value("Key message 1") == "The lens turns again.");

    window.press("Put a text into it");
    window.sees("Which text belongs to The Light Returns?");
    window.accessible("the choice of a text");
    window.wait("words can be typed at once", || window.focus()["name"] == "Find a text");
    window.keys("Enter");
    window.sees_no("Which text belongs to");
    window.sees("The lens is back");
    window.sees("Nothing was sent in it yet");
    window.settled();
    window.accessible("a campaign");
    window.fits("a campaign");

    window.press("The lens is back");
    window.wait("the text is open", || window.place() == "#/literature/1");
    window.press("Distribute…");
    window.press("Send to 3 people");
    window.heading("Nothing has left yet");
    window.go("#/campaigns/1");
    window.sees("Held");
    window.sees("To go");

    window.press("More");
    window.press("Delete this campaign");
    window.sees("No campaign yet");
    window.press("Undo");
    window.sees("The Light Returns");
    window.kill();
    window.start_again();
    window.go("#/campaigns/1");
    window.wait("all is there again", || window.value("Aim") == "The coast comes back to its lighthouse");
    assert_eq!(window.value("Key message 2"), "A lighthouse is a promise.");
    window.sees("The lens is back");
}
