//! What passed between a person and us: noted by keyboard, seen on one line with the mails, asked for, and taken back.

use super::desk::Desk;

fn two_people() -> Desk {
    let desk = Desk::new("Harbour Trust");
    desk.import("name,address\nAna Reis,ana@mare.example.net\nBea Thornley,bea@courier.example.org\n", "journalist");
    desk
}

#[test]
fn a_call_is_noted_from_the_list_stands_on_the_persons_page_and_is_taken_back() {
    let window = two_people().open();
    window.press("Contacts");
    window.press_row("Bea Thornley");
    window.keys("t");
    window.sees("Note about Bea Thornley");
    window.settled();
    window.accessible("the form of a touch");
    window.fits("the form of a touch");
    window.type_text("Wants the lens as a picture");
    window.write("When", "the day after tomorrow");
    window.keys("Ctrl Enter");
    window.wait("the fault stands at its field", || {
        window.ask("return document.querySelector('dialog [aria-invalid=\"true\"]') !== null;", &[]) == true
    });
    window.write("When", "yesterday 15:00");
    window.sees("Understood: ");
    window.keys("Ctrl Enter");
    window.sees("Call with Bea Thornley noted");
    window.press("Bea Thornley");
    window.sees("Wants the lens as a picture");
    window.sees("19 of 100");
    window.sees("One call, on");
    window.settled();
    window.accessible("a person with touches");
    window.fits("a person with touches");

    window.keys("Ctrl z");
    window.sees("Never contacted");
    window.sees_no("Wants the lens as a picture");
    window.keys("Shift Ctrl z");
    window.sees("Wants the lens as a picture");

    window.press("Remind me…");
    window.settled();
    window.accessible("the form of a reminder");
    window.write("Every", "2");
    window.press("Remind me");
    window.sees("To be heard from every 2 months");
    window.go("#/segments/new");
    window.settled();
}
