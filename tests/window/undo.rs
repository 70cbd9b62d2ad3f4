//! Undo and redo by keyboard on several desks (U10), and what they do where somebody writes.

use tidings_tests::fixtures::{Window, free_port};

use super::desk::Desk;

/// Gives the list of a desk the focus, with its first row as the keyboard's.
fn list(window: &Window) {
    window.wait("the list has the focus", || {
        window.ask("const grid = document.querySelector('[role=\"grid\"]'); grid?.focus(); return grid !== null && document.activeElement === grid;", &[])
            == true
    });
}

#[test]
fn what_is_deleted_on_any_desk_is_taken_back_and_done_again_by_keys() {
    let desk = Desk::ready_to_send(3, free_port(), 1);
    desk.tidings(&["campaign", "add", "The Light Returns"]);
    let mut window = desk.open();
    for (place, thing, empty) in [
        ("#/contacts", "Person 001", "2 people"),
        ("#/segments", "Heritage press", "No segment yet"),
        ("#/literature", "The lens is back", "No text yet"),
        ("#/campaigns", "The Light Returns", "No campaign yet"),
    ] {
        window.go(place);
        window.sees(thing);
        window.settled();
        list(&window);
        window.keys("Delete");
        window.sees(empty);
        window.keys("Ctrl z");
        window.sees_no(empty);
        window.sees("Taken back:");
        window.wait(&format!("“{thing}” is back in its list"), || in_list(&window, thing));
        window.keys("Shift Ctrl z");
        window.sees("Done again:");
        window.sees(empty);
        window.keys("Ctrl z");
        window.wait(&format!("“{thing}” is back once more"), || in_list(&window, thing));
    }

    // Several steps over several desks, back and forth, a restart between.
    for (place, thing, gone) in [("#/contacts", "Person 002", "2 people"), ("#/segments", "Heritage press", "No segment yet")] {
        window.go(place);
        window.sees(thing);
        window.settled();
        list(&window);
        if place == "#/contacts" {
            window.keys("Down");
        }
        window.keys("Delete");
        window.sees(gone);
    }
    window.kill();
    window.start_again();
    let both = |there: bool| {
        window.go("#/contacts");
        window.wait("the person", || in_list(&window, "Person 002") == there && in_list(&window, "Person 003"));
        window.go("#/segments");
        if there { window.sees("Heritage press") } else { window.sees("No segment yet") }
    };
    both(false);
    for (keys, said, there) in [("Ctrl z", "Taken back:", true), ("Shift Ctrl z", "Done again:", false), ("Ctrl z", "Taken back:", true)] {
        window.go("#/today");
        window.settled();
        for _ in 0..2 {
            window.keys(keys);
            window.sees(said);
        }
        both(there);
    }
    // History names each, and one of them is taken back from there.
    window.go("#/settings/history");
    window.settled();
    window.accessible("the history");
    window.fits("the history");
}

#[test]
fn in_a_field_undo_is_the_fields_own() {
    let window = Desk::ready_to_send(2, free_port(), 1).open();
    window.go("#/contacts");
    window.settled();
    list(&window);
    window.keys("Delete");
    window.sees("1 person");
    window.write("Find by name, address, outlet or city", "Person");
    window.keys("Ctrl z");
    std::thread::sleep(std::time::Duration::from_millis(600));
    assert_eq!(
        window.ask("return document.querySelector('[role=\"grid\"]')?.getAttribute('aria-rowcount');", &[]),
        "2",
        "what is written is undone, not what was done"
    );
}

fn in_list(window: &Window, thing: &str) -> bool {
    window.ask(
        "return [...document.querySelectorAll('[role=\"grid\"] [role=\"row\"]')].some((row) => words(row).includes(arguments[0]));",
        &[thing.into()],
    ) == true
}
