//! Lists of people by hand: made, filled, asked for, sent to, renamed, deleted and back.

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
