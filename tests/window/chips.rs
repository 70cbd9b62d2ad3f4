//! The chips of a question, changed where they stand: the text and the count follow, and an undo in the text takes each back.

use serde_json::json;
use tidings_tests::fixtures::Window;

use super::desk::Desk;

/// Opens what can be done about a chip, and does it.
fn choose(window: &Window, chip: &str, act: &str) {
    window.press(&format!("Change {chip} or put it elsewhere"));
    window.press(act);
}

/// The question and how many it picks, both told by the page.
fn asks(window: &Window, question: &str, people: &str) {
    window.wait(&format!("it asks “{question}”"), || window.value("Question") == question);
    window.sees(people);
}

/// An undo in the question itself.
fn undo(window: &Window) {
    drop(window.ask("find(['textbox'], 'Question').found[0].focus();", &[]));
    window.keys("Ctrl z");
}

#[test]
fn chips_are_changed_in_their_place_negated_grouped_and_undone_and_the_count_follows() {
    let desk = Desk::new("Harbour Trust");
    desk.import(
        "name,address,beats,city\n\
         Ana Reis,ana@mare.example.net,heritage,Porto\n\
         Bea Thornley,bea@courier.example.org,heritage;shipping,Leeds\n\
         Cy Young,cy@waves.example.com,music,Rotterdam\n\
         Dev Patel,dev@tide.example.org,music,Hull\n\
         田中 愛子,aiko@umi.example.org,heritage;灯台,Hull\n\
         ليلى الحداد,layla@mina.example.org,صحافة,Rotterdam\n\
         Flo Berg,flo@fjord.example.org,music,Leeds\n",
        "journalist",
    );
    let window = desk.open_sized(1000, 700);
    window.go("#/segments/new");
    window.settled();
    window.write("Question", "kind:journalist beat:heritage");
    asks(&window, "kind:journalist beat:heritage", "3 people");

    // In its place: another value, and another way to compare.
    window.press("Beat heritage");
    window.settled();
    window.accessible("a chip that is being changed");
    window.fits("a chip that is being changed");
    window.choose("Beat, comparison 1", "begins with");
    window.write("Beat, value 1", "sh");
    window.press("Change");
    asks(&window, "kind:journalist beat:sh*", "1 person");
    undo(&window);
    asks(&window, "kind:journalist beat:heritage", "3 people");
    // A second value beside it, of other letters.
    window.press("Beat heritage");
    window.write("Beat, value 1", "صحافة");
    window.press("or");
    window.write("Beat, value 2", "灯台");
    window.press("Change");
    asks(&window, "kind:journalist beat:صحافة,灯台", "2 people");
    window.settled();
    window.fits("a chip with two values");
    undo(&window);
    asks(&window, "kind:journalist beat:heritage", "3 people");

    // Left out, and picked again.
    choose(&window, "Beat heritage", "Leave out who is so");
    asks(&window, "kind:journalist -beat:heritage", "4 people");
    window.wait("the focus stays with the chip", || window.focus()["name"].as_str().is_some_and(|name| name.contains("Beat")));
    undo(&window);
    asks(&window, "kind:journalist beat:heritage", "3 people");

    // Together with another by “or”, into that group, out of it, and the group dissolved.
    window.write("Question", "kind:journalist beat:heritage city:Leeds beat:music");
    window.sees("0 people");
    choose(&window, "Beat heritage", "This or: City Leeds");
    asks(&window, "kind:journalist (beat:heritage or city:Leeds) beat:music", "1 person");
    choose(&window, "Beat music", "Into the group:");
    asks(&window, "kind:journalist (beat:heritage or city:Leeds or beat:music)", "6 people");
    window.settled();
    window.accessible("a group of chips");
    window.fits("a group of chips");
    choose(&window, "City Leeds", "Out of the group");
    asks(&window, "kind:journalist (beat:heritage or beat:music) city:Leeds", "2 people");
    choose(&window, "Beat heritage or Beat music", "Dissolve the group");
    window.sees("0 people");
    undo(&window);
    asks(&window, "kind:journalist (beat:heritage or beat:music) city:Leeds", "2 people");
    // What cannot be asked is said in the chip's place; Escape leaves all as it was.
    window.press("Kind Journalist");
    window.write("Kind, value 1", "jurnalist");
    window.press("Change");
    window.wait("it says why", || {
        window.ask("return tidy(document.querySelector('form.change [role=\"alert\"]')?.textContent) !== '';", &[]) == json!(true)
    });
    window.keys("Escape");
    asks(&window, "kind:journalist (beat:heritage or beat:music) city:Leeds", "2 people");
    window.write("Name of the segment", "Leeds, 音楽 and heritage");
    window.press("Save segment");
    window.sees("Leeds, 音楽 and heritage saved, 2 people now");
}
