//! Mistyped addresses: a badge at the top of Contacts, mended one by one and all at once, and taken back.

use super::desk::Desk;

#[test]
fn a_mistyped_address_is_told_by_a_badge_mended_by_one_press_and_comes_back_by_undo() {
    let desk = Desk::new("Harbour Trust");
    desk.import("name,address\nAna Reis,ana@gmial.com\nBea Thornley,bea@hotmial.com\nCy Fox,cy@gmail.com\n", "journalist");
    let window = desk.open_sized(1000, 700);
    window.press("Contacts");
    window.press("Mistyped");
    window.sees("Addresses that look mistyped");
    window.settled();
    window.accessible("mistyped addresses");
    window.fits("mistyped addresses");
    window.press("Write ana@gmail.com");
    window.sees("1 address mended");
    window.sees_no("ana@gmial.com");
    window.press("Show them in the list");
    window.sees("1 person");
    window.sees("Bea Thornley");
    window.sees_no("Cy Fox");
    window.press("Mistyped");
    window.press("Mend all");
    window.sees("No address looks mistyped any more.");
    window.press("Close");
    window.sees_no("Mistyped");
    window.keys("Ctrl z");
    window.sees("Mistyped");
    window.keys("Ctrl z");
    window.press("Mistyped");
    window.sees("ana@gmial.com");
    window.sees("bea@hotmial.com");
}

#[test]
fn a_domain_that_only_looks_mistyped_is_called_right_stays_so_and_can_be_doubted_again() {
    let desk = Desk::new("Harbour Trust");
    desk.import("name,address\nAna Reis,ana@gmal.com\nBea Thornley,bea@gmal.com\nCy Fox,cy@hotmial.com\n", "journalist");
    let window = desk.open_sized(1000, 700);
    window.press("Contacts");
    window.press("Mistyped");
    window.sees("ana@gmal.com");
    window.press("gmal.com is right");
    window.sees("gmal.com is taken for no slip any more");
    window.sees_no("ana@gmal.com");
    window.sees_no("bea@gmal.com");
    window.sees("cy@hotmial.com");
    window.settled();
    window.accessible("mistyped addresses with a domain that was called right");
    window.fits("mistyped addresses with a domain that was called right");
    window.press("Ask again: gmal.com");
    window.sees("bea@gmal.com");
    window.press("gmal.com is right");
    window.sees_no("bea@gmal.com");
    window.press("Mend all");
    window.sees("No address looks mistyped any more.");
    window.press("Close");
    // It stays so for whoever comes later, and undo takes it back.
    window.sees_no("Mistyped");
    window.keys("Ctrl z");
    window.sees("Mistyped");
    window.keys("Ctrl z");
    window.press("Mistyped");
    window.sees("ana@gmal.com");
}
