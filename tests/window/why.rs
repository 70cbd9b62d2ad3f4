//! Why somebody is in a segment, who is pinned in or out, and segments that ask for others.

use super::people::three_people;

#[test]
fn why_somebody_is_in_a_segment_is_told_and_a_pin_with_its_reason_outdoes_the_question() {
    let desk = three_people();
    desk.tidings(&["segment", "save", "Heritage", "beat:heritage"]);
    desk.tidings(&["people", "do-not-contact", "bea@courier.example.org", "--reason", "asked us to stop"]);
    let window = desk.open();
    window.press("Segments");
    window.press("New segment");
    window.write("Question", "segment:heritage (city:Porto or city:Leeds)");
    window.sees("2 people");
    // A list of them, without leaving a trace in the question.
    window.press("Make a list of them");
    window.settled();
    window.accessible("a list of those whom a question picks");
    window.write("Name of the list", "Both");
    window.keys("Enter");
    window.sees("list:Both");
    window.go("#/segments/new");
    window.write("Question", "segment:heritage (city:Porto or city:Leeds)");
    window.sees("2 people");
    window.write("Name of the segment", "Coast");
    window.press("Save segment");
    window.sees("Coast saved, 2 people now");
    // Each condition with its verdict, and what is known there; the bar stands beside it.
    window.press("Why Bea Thornley?");
    window.sees("Bea Thornley is in it.");
    window.sees("segment:Heritage");
    window.sees("known: Leeds");
    window.sees("known: heritage and shipping");
    window.sees("No mail goes to them all the same");
    window.settled();
    window.accessible("why somebody is in a segment");
    window.fits("why somebody is in a segment");
    // Pinned out, with a reason and not without.
    window.press("Pin out");
    window.sees("A pin needs a reason");
    window.write("Reason", "on leave until May");
    window.press("Pin out");
    window.sees("Bea Thornley is not in it.");
    window.keys("Escape");
    window.sees("1 person");
    window.sees("One pin");
    // Somebody whom the question does not pick is found and pinned in.
    window.press("Why is somebody in it?");
    window.write("Name, address or outlet", "cy");
    window.press("Cy Young Waves");
    window.sees("Cy Young is not in it.");
    window.write("Reason", "moves to Porto");
    window.press("Pin in");
    window.sees("Cy Young is in it.");
    window.keys("Escape");
    window.sees("2 people");
    window.sees("2 pins");
    window.press("2 pins");
    window.sees("on leave until May");
    window.sees("moves to Porto");
    window.settled();
    window.accessible("who is pinned");
    window.fits("who is pinned");
    window.press("Take the pin of Bea Thornley away");
    window.sees_no("on leave until May");
    window.keys("Escape");
    window.sees("3 people");
    window.keys("Ctrl z");
    window.sees("2 people");
    // What would ask for itself is refused where it says so.
    window.write("Question", "segment:coast");
    window.press("Keep changes");
    window.sees("asks for itself");
    window.press("Discard");
    window.sees("2 people");
}
