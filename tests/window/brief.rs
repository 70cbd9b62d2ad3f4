//! A text in few words, and folded.

use serde_json::json;

use super::desk::Desk;

const BODY: &str = "{{ greeting }},\n\nthe wing opens on Saturday. Admission is free.\n\nSee [the programme](https://harbourtrust.org/lantern).\n\n\
    > A lighthouse is a promise.\n>\n> — Margaret Oyelaran\n\n## About us {.boilerplate}\n\nWe look after lights.\n";

#[test]
fn points_and_posts_are_written_over_a_proposal_counted_and_come_back_by_undo() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("Lighthouse museum reopens its Lantern Wing", BODY);
    let window = desk.open();
    window.go("#/literature/1/brief");
    window.sees("Proposed from the text");
    assert!(window.value("Talking points").starts_with("* the wing opens on Saturday."), "{}", window.value("Talking points"));
    assert!(window.value("X").ends_with("https://harbourtrust.org/lantern"), "{}", window.value("X"));
    window.settled();
    window.accessible("a text in brief");
    window.fits("a text in brief");
    let long = "灯".repeat(141);
    window.write("X", &long);
    window.sees("282 of 280");
    window.sees("2 characters too many");
    window.write("Talking points", "* مرحبا\n* Nothing is lost.");
    // The field before was left, and so it is kept.
    window.sees("Written by hand");
    window.settled();
    window.accessible("a post that is too long");
    window.fits("a post that is too long");
    window.go("#/literature/1/mail");
    window.go("#/literature/1/brief");
    window.wait("what was written stands there", || window.value("X") == long && window.value("Talking points").contains("مرحبا"));
    window.keys("Ctrl z");
    window.wait("the points are the proposal again", || window.value("Talking points").starts_with("* the wing"));
    window.keys("Ctrl z");
    window.wait("and so is the post", || window.value("X") != long);
}

#[test]
fn lines_to_take_stand_below_the_points_and_in_no_post() {
    let desk = Desk::new("Harbour Trust");
    let lines = "## If they ask {.lines}\n\nWe heard it on Tuesday night.\n\n## Press contact {.contact}\n\nInes, 01632 960 201\n";
    desk.add_release("The storm at Cold Ness", &format!("Nobody was hurt.\n\n{lines}"));
    let window = desk.open_sized(1000, 700);
    window.go("#/literature/1/brief");
    window.sees("Not for publication");
    window.sees("We heard it on Tuesday night.");
    window.settled();
    window.accessible("lines to take in brief");
    window.fits("lines to take in brief");
    for post in ["X", "Bluesky", "Mastodon", "LinkedIn"] {
        assert!(window.value(post).contains("Nobody was hurt.") && !window.value(post).contains("Tuesday"), "{}", window.value(post));
    }
    assert_eq!(window.value("Talking points"), "* Nobody was hurt.");
}

#[test]
fn a_text_is_folded_into_a_leaflet_and_a_long_one_says_that_it_is_longer() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("Lighthouse museum reopens its Lantern Wing", BODY);
    desk.add_release("A long text", &"The lens turns once every ninety seconds. ".repeat(600));
    let window = desk.open();
    window.go("#/literature/1/pdf");
    window.sees("1 page");
    window.choose("How the paper is folded", "Leaflet in three");
    window.sees("2 pages");
    window.sees("turned over the short edge");
    let wide =
        || window.ask("const img = document.querySelector('.pages img'); return img.naturalWidth > img.naturalHeight;", &[]) == json!(true);
    window.wait("the sheet lies on its side", wide);
    window.settled();
    window.accessible("a leaflet");
    window.fits("a leaflet");
    window.choose("How the paper is folded", "Pages in A5");
    window.sees("Printed as a booklet");
    window.go("#/literature/2/pdf");
    window.sees("pages");
    window.choose("How the paper is folded", "Leaflet in three");
    window.sees("The text is longer than the leaflet");
    window.settled();
    window.accessible("a leaflet that is too long");
    window.fits("a leaflet that is too long");
}
