//! What the flight simulator finds leads to its place: to the very block of the text, or to the person.

use serde_json::json;

use super::desk::Desk;

#[test]
fn a_finding_leads_to_its_block_which_is_marked_until_the_caret_moves_on() {
    let desk = Desk::ready_to_send(2, 9, 1);
    desk.add_release("The second text", "The first paragraph.\n\nThe second has [a link](lens.html) that leads nowhere.\n\nThe third.\n");
    let window = desk.open();
    window.go("#/distributions/new?document=2&to=Heritage%20press");
    window.settled();
    window.accessible("findings with their places");
    window.fits("findings with their places");
    window.tab_to("Mend it in the text, line");
    window.keys("Enter");
    let marked = "return [...document.querySelectorAll('.pointed')].map((block) => tidy(block.textContent)).join('|');";
    window.wait("the block is marked", || {
        window.ask(marked, &[]) == json!("The second has a link that leads nowhere.") && window.focus()["name"] == "The text"
    });
    assert_eq!(window.place(), "#/literature/2", "going back does not lead there again and again");
    window.settled();
    window.accessible("a block that something is said about");
    window.keys("Down");
    window.wait("the mark goes", || window.ask(marked, &[]) == json!(""));
    // Words go where the caret was put.
    window.keys("Up");
    window.type_text("Here: ");
    window.wait("it is written there", || window.shows("Here: ") && window.says().contains("link that leads nowhere"));
}
