//! The table of people: its columns.

use serde_json::json;
use tidings_tests::fixtures::Window;

use super::desk::{Desk, tidings};

/// A workspace with four people, two of whom somebody spoke with.
fn four_people() -> Desk {
    let desk = Desk::new("Harbour Trust");
    desk.import(
        "name,address,outlet,beats,city,country,role,tags\n\
         Ana Reis,ana@mare.example.net,Rádio Mare,heritage,Porto,PT,Editor,festival\n\
         Bea Thornley,bea@courier.example.org,The Courier,heritage;shipping,Leeds,GB,Columnist,\n\
         Cy Young,cy@waves.example.com,Waves,music,Rotterdam,NL,Producer,festival; VIP\n\
         Dev Patel,dev@tide.example.org,The Tide,heritage,Hull,GB,Reporter,\n",
        "journalist",
    );
    desk
}

/// The heads of the table from the left, but for the boxes.
fn heads(window: &Window) -> Vec<String> {
    let script = "return [...document.querySelectorAll('[role=\"columnheader\"]')].slice(1).map((head) => tidy(head.textContent).replace(/ [↑↓]$/, ''));";
    let said = window.ask(script, &[]);
    said.as_array().into_iter().flatten().filter_map(|head| head.as_str().map(str::to_owned)).collect()
}

/// What stands in a column, from the top.
fn column(window: &Window, head: &str) -> Vec<String> {
    let at = heads(window).iter().position(|one| one == head).unwrap_or_else(|| panic!("no column {head}: {:?}", heads(window)));
    let script = "return [...document.querySelectorAll('.body [role=\"row\"]')]
           .sort((a, b) => Number(a.ariaRowIndex) - Number(b.ariaRowIndex))
           .map((row) => tidy(row.querySelectorAll('[role=\"gridcell\"]')[arguments[0] + 1].textContent));";
    let said = window.ask(script, &[json!(at)]);
    said.as_array().into_iter().flatten().filter_map(|cell| cell.as_str().map(str::to_owned)).collect()
}

#[test]
fn the_department_of_many_is_set_at_once_and_who_leads_somebody_is_written_in_the_table() {
    let desk = four_people();
    desk.tidings(&["people", "edit", "ana@mare.example.net", "--kind", "employee"]);
    let window = desk.open();
    window.press("Contacts");
    window.press("Columns");
    for one in ["Department", "Led by", "Outlet", "Beats", "City"] {
        window.press(one);
    }
    window.keys("Escape");
    window.wait("the columns are those", || heads(&window) == ["Name", "Warmth", "Last contact", "Department", "Led by"]);
    window.press("Choose all");
    window.press("Change…");
    window.choose("Column", "Department");
    window.write("Says from now on", "Éducation 教育");
    window.settled();
    window.accessible("a department of many");
    window.sees("4 people change");
    window.press("Change 4 people");
    window.wait("all are there", || column(&window, "Department") == ["Éducation 教育"; 4]);
    window.keys("Ctrl z");
    window.wait("none is there", || column(&window, "Department") == [""; 4]);
}

#[test]
fn columns_are_chosen_moved_sized_and_sorted_by_and_are_still_there_on_coming_back() {
    let desk = four_people();
    let file = desk.file.clone();
    let window = desk.open();
    tidings(window.screen(), &file, &["touch", "add", "cy@waves.example.com", "meeting", "Met at the quay", "--when", "today"]);
    tidings(window.screen(), &file, &["touch", "add", "bea@courier.example.org", "call", "About the lens", "--when", "3 weeks ago"]);
    window.press("Contacts");
    window.sees("4 people");
    assert_eq!(heads(&window), ["Name", "Outlet", "Beats", "City", "Warmth", "Last contact"]);
    window.wait("who was never reached is told so", || column(&window, "Last contact")[0] == "never");

    window.press("Columns");
    window.settled();
    window.accessible("the columns");
    window.fits("the columns");
    window.press("City");
    window.press("Tags");
    window.press("Position");
    window.press("Move Position to the left");
    for _ in 0..3 {
        window.press("Make Tags wider");
    }
    window.keys("Escape");
    window.wait("the columns are those", || heads(&window) == ["Name", "Outlet", "Beats", "Warmth", "Last contact", "Position", "Tags"]);
    window.wait("what they say is there", || column(&window, "Tags") == ["", "festival", "", "festival, VIP"]);
    assert_eq!(column(&window, "Position"), ["Reporter", "Editor", "Columnist", "Producer"]);
    window.accessible("the table of people");
    window.fits("the table of people");

    // The warmest first, the last one reached first, and by a word; nobody who has nothing there stands above the others.
    for (head, first) in [
        ("Warmth", ["Cy Young", "Bea Thornley", "Dev Patel", "Ana Reis"]),
        ("Last contact", ["Cy Young", "Bea Thornley", "Dev Patel", "Ana Reis"]),
        ("Tags", ["Ana Reis", "Cy Young", "Dev Patel", "Bea Thornley"]),
    ] {
        window.press(head);
        window.wait(&format!("they are sorted by {head}"), || column(&window, "Name") == first);
    }
    // A change elsewhere is in the column at once.
    tidings(window.screen(), &file, &["people", "tag", "dev@tide.example.org", "--add", "arts"]);
    window.wait("it is sorted in", || column(&window, "Name")[0] == "Dev Patel");

    // A head is dragged to its place, an edge to its width.
    let drag = "const [selector, at, to] = arguments;
         const heads = [...document.querySelectorAll('[role=\"columnheader\"]')];
         const named = (name) => heads.find((head) => tidy(head.textContent).startsWith(name));
         const target = selector ? named(at).querySelector(selector) : named(at);
         const box = target.getBoundingClientRect(), end = typeof to === 'number' ? box.left + to : named(to).getBoundingClientRect().left + 4;
         const fire = (type, x) => target.dispatchEvent(new PointerEvent(type, { clientX: x, clientY: box.top + 8, button: 0, pointerId: 1, bubbles: true }));
         fire('pointerdown', box.left + 2); fire('pointermove', end - 3); fire('pointermove', end); fire('pointerup', end);";
    window.ask(drag, &[json!(null), json!("Tags"), json!("Outlet")]);
    window.wait("the column is at its new place", || heads(&window)[..3] == ["Name", "Tags", "Outlet"]);
    let wide = "return Math.round([...document.querySelectorAll('[role=\"columnheader\"]')].find((head) => tidy(head.textContent).startsWith('Outlet')).getBoundingClientRect().width);";
    let before = window.ask(wide, &[]).as_i64().unwrap();
    window.ask(drag, &[json!(".grip"), json!("Outlet"), json!(60)]);
    window.wait("the column is wider", || (window.ask(wide, &[]).as_i64().unwrap() - before - 58).abs() <= 4);

    window.write("Find by name, address, outlet or city", "e");
    window.press("Literature");
    window.press("Contacts");
    window.wait("the table is as it was left", || {
        heads(&window) == ["Name", "Tags", "Outlet", "Beats", "Warmth", "Last contact", "Position"]
    });
    assert_eq!(window.value("Find by name, address, outlet or city"), "e");
    window.sees("Sorted by Tags");
    window.write("Find by name, address, outlet or city", "");
    window.press("Columns");
    window.press("As at first");
    window.wait("they are as at first", || heads(&window) == ["Name", "Outlet", "Beats", "City", "Warmth", "Last contact"]);
}

/// What a person says in the file.
fn fields(window: &Window, file: &std::path::Path, who: &str) -> serde_json::Value {
    tidings(window.screen(), file, &["people", "show", who])[0]["fields"].clone()
}

#[test]
fn many_are_chosen_by_keys_and_changed_at_once_counted_before_and_taken_back() {
    let desk = four_people();
    let file = desk.file.clone();
    let window = desk.open();
    window.press("Contacts");
    window.sees("4 people");
    window.press_row("Ana Reis");
    window.keys("Shift Down");
    window.keys("Shift Down");
    window.sees("3 chosen");
    window.keys("Shift Up");
    window.sees("2 chosen");
    window.keys("Shift Down");
    window.sees("3 chosen");
    window.press("Change…");
    window.settled();
    window.choose("Column", "Source");
    window.write("Says from now on", "press day");
    window.sees("3 people change; 0 say it already; nobody is refused.");
    window.accessible("a field of many");
    window.fits("a field of many");
    window.choose("Column", "City");
    window.write("Says from now on", "Leeds");
    window.sees("2 people change; 1 say it already; nobody is refused.");
    window.press("Change 2 people");
    window.sees("2 people changed");
    window.wait("they say it", || column(&window, "City") == ["Hull", "Leeds", "Leeds", "Leeds"]);
    window.press("Undo");
    window.wait("all of it is back", || column(&window, "City") == ["Hull", "Porto", "Leeds", "Rotterdam"]);
    // What is refused says whose and why, before anything is done.
    window.press("Change…");
    window.choose("Column", "Language");
    window.write("Says from now on", "elvish");
    window.sees("Nobody changes; 0 say it already; 3 are refused.");
    window.sees("“elvish” is no language.");
    assert!(window.off("Change 0 people").is_some(), "there is nothing to do");
    window.keys("Escape");
    window.press("Choose nobody");
    window.sees_no("3 chosen");
    assert_eq!(fields(&window, &file, "cy@waves.example.com")["city"], "Rotterdam");
}

#[test]
fn cells_are_written_in_their_place_by_keys_and_by_two_clicks() {
    let desk = four_people();
    let file = desk.file.clone();
    let window = desk.open();
    window.press("Contacts");
    window.sees("4 people");
    window.press_row("Bea Thornley");
    // To the outlet, and from there on with Tab.
    window.keys("Right");
    window.keys("Right");
    window.wait("the cell is heard", || {
        window.ask("const id = document.querySelector('[role=\"grid\"]').getAttribute('aria-activedescendant'); return tidy(document.getElementById(id).textContent);", &[]) == json!("The Courier")
    });
    window.keys("F2");
    window.wait("the cell is written", || window.focus()["name"] == json!("Outlet of Bea Thornley"));
    window.accessible("a cell while it is written");
    window.type_text("The Tide");
    window.keys("Tab");
    window.wait("the next one is", || window.focus()["name"] == json!("Beats of Bea Thornley"));
    window.keys("Escape");
    window.sees("Outlet of Bea Thornley changed");
    window.wait("it is kept", || fields(&window, &file, "bea@courier.example.org")["outlet"] == "The Tide");
    assert_eq!(fields(&window, &file, "bea@courier.example.org")["beats"], json!(["heritage", "shipping"]));
    // Two clicks, a language that there is not, and one that there is.
    window.press("Columns");
    window.press("Language");
    window.keys("Escape");
    window.wait("the column is there", || heads(&window).contains(&"Language".to_owned()));
    let clicks = "const cell = [...document.querySelectorAll('.body [data-key=\"language\"]')][arguments[0]];
         cell.dispatchEvent(new MouseEvent('click', { bubbles: true })); cell.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));";
    window.ask(clicks, &[json!(0)]);
    window.wait("the cell is written", || window.focus()["name"] == json!("Language of Dev Patel"));
    window.type_text("elvish");
    window.keys("Enter");
    window.sees("“elvish” is no language.");
    window.accessible("a cell that is refused");
    window.keys("Ctrl a");
    window.type_text("Dutch");
    window.keys("Enter");
    window.wait("it is kept", || fields(&window, &file, "dev@tide.example.org")["language"] == "nl");
    window.keys("Ctrl z");
    window.wait("it is taken back", || fields(&window, &file, "dev@tide.example.org")["language"] == "");
}

/// Carries a row from the table, looks at what is told beside the pointer over each of these in turn, and lets go.
fn carry(window: &Window, row: &str, over: &[(&str, &str)], end: &str) {
    let lift = "const row = [...document.querySelectorAll('.body [role=\"row\"]')].find((row) => row.textContent.includes(arguments[0]));
         const box = row.getBoundingClientRect();
         const cell = row.querySelector('[role=\"gridcell\"]:nth-child(4)');
         const press = (type, x, y) => cell.dispatchEvent(new PointerEvent(type, { clientX: x, clientY: y, button: 0, buttons: 1, bubbles: true }));
         press('pointerdown', box.left + 200, box.top + 8); press('pointermove', box.left + 220, box.top + 30);";
    let on = "const to = [...document.querySelectorAll('[data-takes]')].find((one) => one.textContent.includes(arguments[0]));
         const box = to?.getBoundingClientRect();
         if (box) dispatchEvent(new PointerEvent('pointermove', { clientX: box.left + 10, clientY: box.top + 8, buttons: 1 }));
         return box !== undefined;";
    let let_go = "const carried = 'carrying' in document.documentElement.dataset;
         if (carried) dispatchEvent(new PointerEvent('pointerup', { button: 0 }));
         return carried;";
    let told = |target: &str, says: &str| (0..60).any(|_| window.ask(on, &[json!(target)]) == json!(true) && window.shows(says));
    // The web view tells of the real pointer, which has no button down, whenever the page moves below it: then all of it is done again.
    window.wait(&format!("{row} is carried"), || {
        window.ask(lift, &[json!(row)]);
        over.iter().all(|(target, says)| told(target, says)) && (end == "Escape" || window.ask(let_go, &[]) == json!(true))
    });
    if end == "Escape" {
        window.keys("Escape");
    }
}

#[test]
fn people_are_dragged_onto_a_list_and_into_a_segment_and_the_same_is_done_by_keys() {
    let desk = four_people();
    let file = desk.file.clone();
    let window = desk.open();
    for args in [
        &["list", "make", "Opening night", "ana@mare.example.net"][..],
        &["segment", "save", "Hull", "city:Hull"],
        &["segment", "save", "ليالي المتحف الطويلة", "city:Porto"],
    ] {
        tidings(window.screen(), &file, args);
    }
    window.press("Contacts");
    window.sees("4 people");
    window.press("Choose Ana Reis");
    window.press("Choose Bea Thornley");
    window.press("Choose Cy Young");
    // Escape lets them lie.
    carry(&window, "Bea Thornley", &[("Opening night", "Put on Opening night")], "Escape");
    window.sees_no("Put on Opening night");
    window.sees("3 chosen");
    assert_eq!(tidings(window.screen(), &file, &["list", "list"])[0]["people"], 1);
    carry(&window, "Bea Thornley", &[("Hull", "Pin into Hull"), ("Opening night", "Put on Opening night")], "let go");
    window.sees("2 people put on Opening night");
    window.press("Undo");
    window.wait("they are off it", || tidings(window.screen(), &file, &["list", "list"])[0]["people"] == 1);
    // Who is not chosen is carried alone; a segment asks for a reason.
    window.press("Choose nobody");
    carry(&window, "Ana Reis", &[("Hull", "Pin into Hull")], "let go");
    window.settled();
    window.sees("1 person comes; 0 are pinned in it already.");
    window.accessible("somebody pinned into a segment");
    window.fits("somebody pinned into a segment");
    window.write("Reason", "writes about the quay");
    window.press("Pin in");
    window.sees("One person pinned into Hull");
    let pins = tidings(window.screen(), &file, &["segment", "pins", "Hull"]);
    assert_eq!((&pins[0]["name"], &pins[0]["reason"]), (&json!("Ana Reis"), &json!("writes about the quay")));
    window.keys("Ctrl z");
    window.wait("nobody is pinned", || tidings(window.screen(), &file, &["segment", "pins", "Hull"]).is_empty());
    // A new list, by dragging; and the same by keys.
    carry(&window, "Dev Patel", &[("A new list", "Make a list of them")], "let go");
    window.write("List", "Board");
    window.press("Make the list");
    window.sees("List Board made");
    window.press_row("Cy Young");
    window.keys("p");
    window.settled();
    window.choose("Segment", "Hull");
    window.press("Pin in");
    window.sees("A pin needs a reason");
    window.keys("Escape");
    window.press_row("Cy Young");
    window.keys("l");
    window.write("List", "Board");
    window.sees("1 person comes; 0 are on it already.");
    window.press("Put on the list");
    window.sees("One person is on Board");
}

#[test]
fn rows_from_a_spreadsheet_are_laid_over_the_table_after_a_look_and_taken_back_as_one() {
    let desk = four_people();
    let file = desk.file.clone();
    let window = desk.open();
    window.press("Contacts");
    window.sees("4 people");
    window.press_row("Ana Reis");
    window.keys("Right");
    window.keys("Right");
    let paste = "const data = new DataTransfer(); data.setData('text/plain', arguments[0]);
         document.querySelector('[role=\"grid\"]').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));";
    window.ask(paste, &[json!("Mare FM\theritage; sea\tLisboa\nThe Courier\theritage; shipping\tYork\na\u{7}b\tmusic\tRotterdam\n")]);
    window.settled();
    window.sees("3 rows into Outlet, Beats");
    window.sees("2 people change");
    window.sees("control character");
    window.accessible("a paste before it is written");
    window.fits("a paste before it is written");
    assert_eq!(fields(&window, &file, "ana@mare.example.net")["outlet"], "Rádio Mare", "a look changes nothing");
    window.press("Change 2 people");
    window.sees("2 people changed");
    let ana = fields(&window, &file, "ana@mare.example.net");
    assert_eq!((&ana["outlet"], &ana["beats"], &ana["city"]), (&json!("Mare FM"), &json!(["heritage", "sea"]), &json!("Lisboa")));
    assert_eq!(fields(&window, &file, "bea@courier.example.org")["city"], "York");
    window.press("Undo");
    window.wait("all of it is back", || fields(&window, &file, "ana@mare.example.net")["city"] == "Porto");
    // And out again, for the next program.
    window.press_row("Ana Reis");
    window.keys("Shift Down");
    window.sees("2 chosen");
    window.keys("Ctrl c");
    window.sees("2 rows copied");
}

#[test]
fn outlets_have_the_same_table_many_are_changed_cells_are_written_and_it_comes_back_as_it_was() {
    let desk = four_people();
    let file = desk.file.clone();
    let window = desk.open();
    window.press("Contacts");
    window.press("Outlets");
    window.sees("4 outlets");
    window.settled();
    window.accessible("the table of outlets");
    window.fits("the table of outlets");
    window.press("Columns");
    window.settled();
    window.press("Website");
    window.press("Region");
    window.keys("Escape");
    window.wait("the columns are those", || heads(&window) == ["Name", "Kind", "Reach", "Audiences", "People", "Website"]);
    // A range by keys, changed at once: what stands there stays, and one undo takes it back.
    window.press_row("Rádio Mare");
    window.keys("Shift Down");
    window.keys("Shift Down");
    window.sees("3 chosen");
    window.press("Change…");
    window.settled();
    window.choose("Column", "Audiences");
    window.write("Says from now on", "parents, commuters");
    window.press("Add these to what stands there");
    window.sees("3 outlets change; 0 say it already; none is refused.");
    window.accessible("a field of many outlets");
    window.fits("a field of many outlets");
    window.press("Change 3 outlets");
    window.sees("3 outlets changed");
    window.wait("they say it", || column(&window, "Audiences").iter().filter(|said| *said == "commuters, parents").count() == 3);
    window.press("Undo");
    window.wait("all of it is back", || column(&window, "Audiences").iter().all(String::is_empty));
    window.press("Choose no outlet");
    // A cell, refused and mended.
    window.press_row("The Tide");
    let clicks = "const row = [...document.querySelectorAll('.body [role=\"row\"]')].find((row) => row.textContent.includes('The Tide'));
         const cell = row.querySelector('[data-key=\"reach\"]');
         cell.dispatchEvent(new MouseEvent('click', { bubbles: true })); cell.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));";
    window.ask(clicks, &[]);
    window.wait("the cell is written", || window.focus()["name"] == json!("Reach of The Tide"));
    window.type_text("many");
    window.keys("Enter");
    window.sees("“many” is no number.");
    window.accessible("a cell of an outlet that is refused");
    window.keys("Ctrl a");
    window.type_text("120 000");
    window.keys("Enter");
    let tide = || tidings(window.screen(), &file, &["outlet", "show", "The Tide"])[0]["fields"].clone();
    window.wait("it is kept", || tide()["reach"] == "120000");
    // From a spreadsheet, after a look.
    window.press_row("The Courier");
    window.keys("Right");
    window.keys("Right");
    let paste = "const data = new DataTransfer(); data.setData('text/plain', arguments[0]);
         document.querySelector('[role=\"grid\"]').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));";
    window.ask(paste, &[json!("newspaper\t9000\nelsewhere\t7\n")]);
    window.settled();
    window.sees("2 rows into Kind and Reach");
    window.sees("2 outlets change; 0 say it already; 1 is refused.");
    window.press("Change 2 outlets");
    window.wait("they are written", || {
        tidings(window.screen(), &file, &["outlet", "show", "The Courier"])[0]["fields"]["kind"] == "newspaper"
    });
    // Kept under a name, which the people's table does not offer; and as it was left.
    window.press("Reach");
    window.press("Views");
    window.press("Save this table as a view…");
    window.write("Name of the view", "By reach");
    window.press("Save the view");
    window.sees("View By reach saved");
    window.write("Find by name, region or audience", "t");
    window.press("Literature");
    window.go("#/contacts/outlets");
    window.wait("the table is as it was left", || window.value("Find by name, region or audience") == "t");
    assert_eq!(heads(&window), ["Name", "Kind", "Reach", "Audiences", "People", "Website"]);
    window.sees("Sorted by Reach");
    window.go("#/contacts");
    window.sees("4 people");
    window.press("Views");
    assert!(!window.offers("By reach"), "a view of outlets is none of people");
}

#[test]
fn several_outlets_are_deleted_at_once_by_the_foot_and_by_a_key_and_come_back_with_their_people() {
    let desk = four_people();
    let file = desk.file.clone();
    let window = desk.open_sized(1000, 700);
    window.go("#/contacts/outlets");
    window.sees("4 outlets");
    window.press_row("Rádio Mare");
    window.keys("Shift Down");
    window.sees("2 chosen");
    window.settled();
    window.accessible("outlets that are chosen");
    window.fits("outlets that are chosen");
    window.press("Delete");
    window.sees("2 outlets deleted, their people stay");
    window.sees("2 outlets");
    let held = |question: &str| tidings(window.screen(), &file, &["people", "count", "--where", question])[0]["count"].clone();
    window.wait("their people have none", || held("outlet:empty") == json!(2));
    assert_eq!(held("kind:journalist"), json!(4));
    window.press("Undo");
    window.sees("4 outlets");
    window.wait("their people have them again", || held("outlet:empty") == json!(0));
    window.press_row("Waves");
    window.keys("Delete");
    window.sees("1 outlet deleted");
    window.keys("Ctrl z");
    window.sees("4 outlets");
}
