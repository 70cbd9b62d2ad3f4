//! From an audience to journalists, and to a segment.

use super::people::three_people;

#[test]
fn an_audience_leads_to_outlets_to_journalists_with_reasons_and_to_a_segment_that_one_undo_takes_back() {
    let desk = three_people();
    desk.tidings(&["outlet", "edit", "Rádio Mare", "--region", "Zeeland", "--audience", "philanthropists"]);
    desk.tidings(&["outlet", "edit", "The Courier", "--region", "Zeeland", "--audience", "philanthropists"]);
    desk.tidings(&["outlet", "edit", "Waves", "--region", "Limburg", "--audience", "parents"]);
    desk.tidings(&["touch", "add", "bea@courier.example.org", "clipping", "A page about the lens", "--when", "yesterday"]);
    let window = desk.open();
    window.press("Segments");
    window.press("Find by audience");
    window.sees("From an audience to journalists");
    window.write("Whom should it reach? For example: philanthropists in Zeeland", "philantropists in Zeeland");
    window.sees("Not understood: “philantropists”.");
    window.press("Take philanthropists");
    window.sees("journalists at 2 outlets");
    window.sees("Wrote about you once");
    window.sees("Rádio Mare reaches philanthropists");
    window.sees_no("Cy Young");
    window.settled();
    window.accessible("whom an audience leads to");
    window.fits("whom an audience leads to");
    // Why, by a key on her row.
    window.press_row("Bea Thornley");
    window.go("#/segments/reach?q=philanthropists%20in%20Zeeland");
    window.sees("journalists at 2 outlets");
    window.press("Why does Bea Thornley stand here?");
    window.sees("Points in all");
    window.settled();
    window.accessible("why somebody is found by audience");
    window.fits("why somebody is found by audience");
    window.keys("Escape");
    // One is ticked away, the rest is kept.
    window.press("Take Ana Reis along");
    window.sees("One is left out");
    window.write("Name of the segment", "Givers, Zeeland");
    window.press("Save segment");
    window.sees("Givers, Zeeland saved, 1 person now");
    window.sees("outlet.audience:philanthropists");
    window.sees("Bea Thornley");
    window.sees_no("Ana Reis");
    window.press("Segments");
    window.sees("Givers, Zeeland");
    window.keys("Ctrl z");
    window.sees_no("Givers, Zeeland");
}
