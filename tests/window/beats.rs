//! The tree of beats: made, filled, carried about by keys and by the pointer, asked by, and taken back.

use serde_json::json;
use tidings_tests::fixtures::{Window, speak_german};

use super::desk::Desk;

fn clinic() -> Desk {
    let desk = Desk::new("Harbour Trust");
    desk.import(
        "name,address,beats\nAna Reis,ana@mare.example.net,Medicine\nBea Thornley,bea@courier.example.org,oncology\nCy Fox,cy@example.org,sport\n",
        "journalist",
    );
    desk
}

/// Carries the row of one beat onto the row of another, as a hand does.
fn carry(window: &Window, from: &str, onto: &str) {
    let script = "const row = (name) => [...document.querySelectorAll('[role=\"grid\"] [role=\"row\"]')].find((row) => row.textContent.includes(name));
         const middle = (row) => { const box = row.getBoundingClientRect(); return { clientX: box.left + 60, clientY: box.top + box.height / 2 }; };
         const [from, onto] = [row(arguments[0]), row(arguments[1])];
         const tell = (on, kind, at) => on.dispatchEvent(new PointerEvent(kind, { bubbles: true, cancelable: true, button: 0, ...at }));
         tell(from.querySelector('[role=\"gridcell\"]'), 'pointerdown', middle(from));
         tell(window, 'pointermove', middle(onto));
         tell(window, 'pointerup', middle(onto));";
    window.ask(script, &[json!(from), json!(onto)]);
}

#[test]
fn a_beat_is_put_under_another_by_the_form_and_by_hand_counts_with_it_and_every_step_is_taken_back() {
    let window = clinic().open_sized(1000, 700);
    window.press("Contacts");
    window.press("Beats");
    window.heading("Beats");
    window.sees("3 beats");
    window.press("New beat");
    window.settled();
    window.accessible("the form of a new beat");
    window.fits("the form of a new beat");
    window.write("Name", "health");
    window.write("Stands under", "no such beat");
    window.write("Synonyms", "medicine, Gesundheit");
    window.press("Add beat");
    window.sees("There is no beat “no such beat”.");
    window.write("Stands under", "");
    window.press("Add beat");
    window.heading("health");
    window.sees("1 person");
    window.sees("Ana Reis");
    window.settled();
    window.accessible("a beat");
    window.fits("a beat");

    // By hand, and back.
    carry(&window, "oncology", "health");
    window.sees("oncology stands under health now");
    window.sees("2 people");
    window.sees("Bea Thornley");
    window.keys("Ctrl z");
    window.sees_no("Bea Thornley");

    // By keys alone: the form says where it stands.
    window.press("oncology");
    window.heading("oncology");
    window.press("Edit");
    window.write("Name", "Cancer research");
    window.write("Stands under", "gesundheit");
    window.sees("Keep “oncology” as a synonym");
    window.press("Keep changes");
    window.heading("Cancer research");
    window.press("health");
    window.heading("health");
    window.sees("2 people");
    window.sees("One person has it itself".replace("One", "1").as_str());

    // Asked by each of its names, and without what stands below.
    window.press("Make a segment of them");
    window.heading("New segment");
    window.sees("2 people");
    window.write("Question", "beat:oncology");
    window.sees("1 person");
    window.write("Question", "beat:=Medicine");
    window.sees("health alone".replace("health", "Medicine").as_str());
    window.sees("Ana Reis");
    window.sees_no("Bea Thornley");

    window.go("#/contacts/beats");
    window.press("sport");
    window.press("More about this beat");
    window.press("Join with another");
    window.write("The beat that stays", "cancer research");
    window.press("Join");
    window.heading("Cancer research");
    window.sees("sport is part of cancer research now");
    window.sees("2 beats");
    window.keys("Ctrl z");
    window.sees("3 beats");
    window.press("health");
    window.press("More about this beat");
    window.press("Delete this beat");
    window.sees("Beat health deleted");
    window.sees("2 beats");
    window.keys("Ctrl z");
    window.sees("3 beats");
}

#[test]
fn a_workspace_without_beats_says_what_they_are_and_very_long_and_foreign_names_lose_nothing_in_german() {
    let desk = Desk::new("Harbour Trust");
    let window = desk.open_sized(1000, 700);
    speak_german(&window);
    window.go("#/contacts/beats");
    window.sees("Noch keine Themen");
    window.settled();
    window.accessible("no beats");
    window.fits("no beats");
    let long = "Gesundheitsberichterstattung".repeat(10);
    for (name, under) in [("الصحة", ""), ("健康と医療", "الصحة"), (long.as_str(), "健康と医療")] {
        window.press("Neues Thema");
        window.settled();
        window.write("Name", name);
        window.write("Steht unter", under);
        window.press("Thema anlegen");
        window.heading(name);
    }
    window.sees("3 Themen");
    window.sees("الصحة › 健康と医療");
    window.settled();
    window.accessible("a beat with a long name");
    window.fits("a beat with a long name");
    window.press("الصحة › 健康と医療");
    window.heading("健康と医療");
    window.press("Bearbeiten");
    window.write("Steht unter", &long);
    window.press("Änderungen behalten");
    window.sees("kann „健康と医療“ nicht darunter stehen");
}
