//! Who is probably not interested: looked at on the page before Send, and asked about once before it goes.

use super::desk::Desk;

fn three() -> Desk {
    let desk = Desk::ready_to_send(1, 9, 1);
    desk.import(
        "name,address,beats\nMia Quist,mia@arts.example.net,music\nSam Ode,sam@arts.example.net,sport\nLea Marsh,lea@arts.example.net,towers\n",
        "journalist",
    );
    desk.tidings(&["segment", "save", "Everybody", "kind:journalist"]);
    desk
}

#[test]
fn a_low_score_asks_before_sending_and_one_press_leaves_them_out_or_sends_all_the_same() {
    let window = three().open();
    window.go("#/distributions/new?document=1&to=Everybody");
    window.choose("From", "Practice account");
    window.sees("probably not interested");
    window.settled();
    window.accessible("the page before Send with people who are not interested");
    window.fits("the page before Send with people who are not interested");
    window.press("Who, and why");
    window.sees("Covers music.");
    window.settled();
    window.accessible("who is probably not interested");
    window.fits("who is probably not interested");
    window.resize(1000, 700);
    window.settled();
    window.fits("who is probably not interested, in a small window");
    window.resize(1280, 800);
    window.keys("Escape");
    // Pressed, it asks first; nothing has gone.
    window.press("Send to 4 people");
    window.sees("Send to all 4 all the same");
    window.settled();
    window.accessible("the question about people who are not interested");
    window.press("Leave out Mia Quist");
    window.press("Leave these 2 out");
    window.sees("Send to 2 people");
    window.press("Send to 2 people");
    // Mia was kept on the list: that is asked once more, and answered.
    window.press("Send to all 2 all the same");
    window.sees("Take it back");
}
