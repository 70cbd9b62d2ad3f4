//! Undo and redo by keyboard on several desks (U10), and what they do where somebody writes.

use tidings_tests::fixtures::{Window, free_port};

use super::desk::{Desk, tidings};

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
        if place == "#/literature" {
            // The head of its stage stands before it.
            window.keys("Down");
        }
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

/// There and back again: what was done is taken back, done again and taken back by keys, where no field has the focus.
fn there_and_back(window: &Window, what: &str, is_new: impl Fn() -> bool, is_old: impl Fn() -> bool) {
    window.wait(&format!("{what} is done"), &is_new);
    for (keys, said, done) in [
        ("Ctrl z", "Taken back:", &is_old as &dyn Fn() -> bool),
        ("Shift Ctrl z", "Done again:", &is_new),
        ("Ctrl z", "Taken back:", &is_old),
    ] {
        drop(window.ask("document.activeElement?.blur();", &[]));
        window.keys(keys);
        window.sees(said);
        window.wait(&format!("{what}: {said}"), done);
    }
}

/// Whether a field holds this, as far as it is there.
fn holds(window: &Window, field: &str, wanted: &str) -> bool {
    let script = "const field = find(['textbox', 'spinbutton', 'combobox'], arguments[0]).found[0]; return field?.value ?? null;";
    window.ask(script, &[field.into()]) == wanted
}

#[test]
fn what_is_changed_on_any_desk_is_as_it_was_after_undo() {
    let desk = Desk::ready_to_send(2, free_port(), 1);
    desk.tidings(&["campaign", "add", "The Light Returns"]);
    let picture = desk.screen.home().join("plan.pdf");
    std::fs::write(&picture, b"%PDF-1.4 a plan").expect("a file");
    desk.tidings(&["document", "attach", "1", &picture.display().to_string()]);
    let file = desk.file.clone();
    let window = desk.open();
    let shows = |words: &str| window.shows(words);

    window.go("#/contacts/1");
    window.press("Edit");
    window.write("Outlet", "The Lantern Gazette");
    window.press("Keep changes");
    window.sees_no("Keep changes");
    // Beside the list stands their history, which tells of both.
    let listed = |outlet: &str| in_list(&window, outlet);
    there_and_back(
        &window,
        "a person's outlet",
        || listed("The Lantern Gazette"),
        || listed("The Paper 1") && !listed("The Lantern Gazette"),
    );

    window.go("#/segments/1");
    window.settled();
    window.write("Question", "kind:journalist beat:heritage name:Person");
    window.press("Keep changes");
    let query = || tidings(window.screen(), &file, &["segment", "list"])[0].to_string();
    there_and_back(&window, "a segment's question", || query().contains("name:"), || !query().contains("name:"));

    window.go("#/literature/1");
    window.settled();
    window.press("Remove plan.pdf");
    there_and_back(&window, "a file taken off", || !shows("plan.pdf"), || window.offers("Remove plan.pdf"));

    window.go("#/campaigns/1");
    window.settled();
    window.press("Write the first key message");
    window.wait("it is to be written", || window.focus()["name"] == "Key message 1");
    window.type_text("A lighthouse is a promise.");
    window.keys("Enter");
    window.keys("Escape");
    let message = || holds(&window, "Key message 1", "A lighthouse is a promise.");
    there_and_back(&window, "a key message", message, || !message());

    window.go("#/settings/organisation");
    window.write("Name of the organisation", "Skerry Light");
    window.keys("Enter");
    let name = |wanted: &'static str| {
        let window = &window;
        move || holds(window, "Name of the organisation", wanted)
    };
    there_and_back(&window, "the organisation's name", name("Skerry Light"), name("Harbour Trust"));

    window.go("#/settings/breakers");
    window.write("Connections lost in a row", "7");
    window.keys("Enter");
    let lost = |wanted: &'static str| {
        let window = &window;
        move || holds(window, "Connections lost in a row", wanted)
    };
    there_and_back(&window, "a breaker", lost("7"), lost("3"));

    window.go("#/settings/hours");
    window.settled();
    window.press("New distributions keep to them");
    let on = |wanted: bool| {
        let window = &window;
        move || window.on("New distributions keep to them") == wanted
    };
    there_and_back(&window, "the working hours", on(true), on(false));
    // History has named every one of them.
    window.go("#/settings/history");
    for act in [
        "Person 001 changed",
        "Segment changed",
        "“plan.pdf” taken off",
        "Organisation renamed",
        "Breakers changed",
        "Working hours changed",
    ] {
        window.sees(act);
    }
}
