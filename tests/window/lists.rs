//! Lists of people by hand: made, filled, asked for, sent to, renamed, deleted and back.

use tidings_tests::fixtures::Window;

use super::people::three_people;

#[test]
fn a_list_is_made_of_those_who_are_chosen_filled_by_a_question_and_asked_for() {
    let window = three_people().open();
    window.press("Contacts");
    window.sees("3 people");
    window.press("Choose Ana Reis");
    window.press("Choose Bea Thornley");
    window.sees("2 chosen");
    window.press("Put on a list");
    window.settled();
    window.accessible("people put on a list");
    window.fits("people put on a list");
    window.write("List", "Opening night");
    window.press("Make the list");
    window.sees("List Opening night made of 2 people");
    // A tab above the people, a line on a person's page.
    window.sees("Opening night");
    window.press("Bea Thornley");
    window.wait("she can be taken off it", || window.offers("Take off Opening night"));
    window.settled();
    window.accessible("a person on a list");
    window.fits("a person on a list");
    // The list itself: who came and went.
    window.press("Segments");
    window.press("Lists");
    window.sees("Opening night");
    window.settled();
    window.accessible("all lists");
    window.fits("all lists");
    window.press("Opening night");
    window.sees("2 people");
    window.sees("Who came and went");
    window.settled();
    window.accessible("a list");
    window.fits("a list");
    window.press("Add people");
    window.write("Question", "kind:journalist");
    window.press("Add all 3");
    window.sees("One person put on Opening night");
    window.sees("3 people");
    window.press("Choose Ana Reis");
    window.press("Take off the list");
    window.sees("One person taken off Opening night");
    window.sees("2 people");
    window.keys("Ctrl z");
    window.sees("3 people");
    window.keys("Shift Ctrl z");
    window.sees("2 people");
    // Asked for in a question, which follows a new name and is a fault without the list.
    window.press("Segments");
    window.press("New segment");
    window.write("Question", "kind:journalist -list:\"Opening night\"");
    window.sees("1 person");
    window.sees("Ana Reis");
    window.write("Name of the segment", "Not invited");
    window.press("Save segment");
    window.sees("Not invited saved, 1 person now");
    window.go("#/segments/lists/1");
    window.sees("Segments that ask for it: Not invited");
    window.press("More");
    window.press("Rename");
    window.write("Name of the list", "First night");
    window.keys("Enter");
    window.sees("list:\"First night\"");
    window.press("More");
    window.press("Delete the list");
    window.sees("The segment Not invited asks for it and picks nobody until it is back.");
    window.press("Segments");
    window.sees("kind:journalist -list:\"First night\"");
    window.press("Not invited");
    window.sees("There is no list “First night”");
    window.settled();
    window.accessible("a segment whose list is gone");
    window.press("Segments");
    window.keys("Ctrl z");
    window.press("Not invited");
    window.sees("1 person");
}

/// The names in the table, from the top.
fn names(window: &Window) -> Vec<String> {
    let script = "return [...document.querySelectorAll('.body [role=\"row\"]')]
           .sort((a, b) => Number(a.ariaRowIndex) - Number(b.ariaRowIndex)).map((row) => tidy(row.querySelector('a').textContent));";
    let said = window.ask(script, &[]);
    said.as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

#[test]
fn many_segments_and_lists_are_sorted_by_their_heads_and_found_by_words() {
    let desk = three_people();
    for n in 0..9 {
        desk.tidings(&["segment", "save", &format!("Ort {n}"), &format!("city:ort{n}")]);
        desk.tidings(&["list", "make", &format!("Tisch {n}")]);
    }
    desk.tidings(&["segment", "save", "Köln und Überlingen", "kind:journalist"]);
    desk.tidings(&["segment", "save", "محمد عبد الله", "beat:heritage"]);
    desk.tidings(&["list", "make", "Überlingen"]);
    desk.tidings(&["list", "add", "Überlingen", "1", "2"]);
    let window = desk.open_sized(1000, 700);
    window.go("#/segments");
    window.sees("Köln und Überlingen");
    window.press_in("Segments", "People");
    window.wait("the largest first", || names(&window).first().is_some_and(|name| name == "Köln und Überlingen"));
    window.press_in("Segments", "People");
    window.wait("the smallest first", || names(&window).last().is_some_and(|name| name == "Köln und Überlingen"));
    window.press_in("Segments", "Name");
    window.settled();
    window.accessible("many segments");
    window.fits("many segments");
    window.keys("Ctrl f");
    window.type_text("uberl");
    window.wait("one is found without its accents", || names(&window) == ["Köln und Überlingen"]);
    window.keys("Ctrl a");
    window.type_text("heritage");
    window.wait("one by its question", || names(&window) == ["محمد عبد الله"]);
    window.keys("Ctrl a");
    window.type_text("nirgendwo");
    window.sees("nirgendwo");
    window.settled();
    window.accessible("no segment that has the words");
    window.fits("no segment that has the words");
    window.press("Show all of them");
    window.wait("all are there again", || names(&window).len() > 8);
    window.go("#/segments/lists");
    window.sees("Überlingen");
    window.press_in("Lists", "People");
    window.wait("the fullest list first", || names(&window).first().is_some_and(|name| name == "Überlingen"));
    window.keys("Ctrl f");
    window.type_text("tisch 7");
    window.wait("one list", || names(&window) == ["Tisch 7"]);
    window.settled();
    window.accessible("lists that are found");
    window.fits("lists that are found");
}
