//! Names on other networks, and the people of a house.

use super::desk::Desk;

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
