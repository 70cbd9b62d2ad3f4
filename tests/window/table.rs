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
    window.wait("what they say is there", || column(&window, "Tags") == ["festival", "", "festival, VIP", ""]);
    assert_eq!(column(&window, "Position"), ["Editor", "Columnist", "Producer", "Reporter"]);
    window.accessible("the table of people");
    window.fits("the table of people");

    // The warmest first, the last one reached first, and by a word; nobody who has nothing there stands above the others.
    for (head, first) in [
        ("Warmth", ["Cy Young", "Bea Thornley", "Ana Reis", "Dev Patel"]),
        ("Last contact", ["Cy Young", "Bea Thornley", "Ana Reis", "Dev Patel"]),
        ("Tags", ["Ana Reis", "Cy Young", "Bea Thornley", "Dev Patel"]),
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
