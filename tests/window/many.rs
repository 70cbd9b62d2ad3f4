//! Very many people: 20,000 in every run, 200,000 with `cargo xtask test --all`, and a million who are only opened and looked
//! at. What a slow machine may do later is no fault; a row that is blank, lost or out of order is.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tidings_tests::fixtures::Window;

use super::desk::Desk;

/// How many of each.
const OUTLETS: usize = 997;
const CITIES: usize = 53;
const BEATS: [&str; 4] = ["heritage", "shipping", "music", "politics"];

fn how_many() -> usize {
    if std::env::var_os("TIDINGS_LONG_TESTS").is_some() { 200_000 } else { 20_000 }
}

/// A workspace with so many journalists: their numbers, reversed, are the order of their names.
fn great_trust(many: usize) -> Desk {
    let desk = Desk::new("Great Trust");
    let mut table = String::with_capacity(many * 100);
    table.push_str("name,address,outlet,beats,city,country\n");
    for n in (0..many).rev() {
        table.push_str(&format!(
            "Person {n:06},person{n}@paper{0}.example.net,The Paper {0:03},{1},City {2:02},NL\n",
            n % OUTLETS,
            BEATS[n % BEATS.len()],
            n % CITIES
        ));
    }
    // The import is the last act: the one that the first undo takes back.
    desk.tidings(&["segment", "save", "Heritage", "kind:journalist beat:heritage"]);
    desk.import(&table, "journalist");
    desk
}

/// What was measured, by name in milliseconds: told in `target/window/many-….txt`, judged by nobody.
struct Figures(usize, Vec<(String, u128)>);

impl Figures {
    /// Does something until it is done and keeps how long it took.
    fn of<T>(&mut self, what: &str, act: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let done = act();
        self.1.push((what.to_owned(), began.elapsed().as_millis()));
        self.tell();
        done
    }

    fn note(&mut self, what: &str, said: &Value) {
        self.1.push((what.to_owned(), said.as_f64().unwrap_or_default() as u128));
        self.tell();
    }

    /// How much memory the window's own process and those of its web view hold, in megabytes (proportional set size).
    fn memory(&mut self, when: &str, window: &Window) {
        for (process, megabytes) in window.memory() {
            self.1.push((format!("MB, not ms: {process}, {when}"), u128::from(megabytes)));
        }
        self.tell();
    }

    /// Told as they come: those of a story that fails later count too.
    fn tell(&self) {
        let own = std::env::current_exe().expect("this test has a file");
        let folder = own.ancestors().nth(3).expect("the folder of all that is built").join("window");
        let lines: String = self.1.iter().map(|(what, ms)| format!("{ms:>8} ms  {what}\n")).collect();
        std::fs::create_dir_all(&folder).expect("a folder for the figures");
        std::fs::write(folder.join(format!("many-{}.txt", self.0)), lines).expect("the figures are kept");
    }
}

/// What a scroller script knows of the table.
const TABLE: &str = "const done = arguments[arguments.length - 1];
     const grid = document.querySelector('[role=\"grid\"]');
     const blank = () => {
       const view = grid.getBoundingClientRect();
       return [...grid.querySelectorAll('.wait')].filter((one) => {
         const box = one.getBoundingClientRect();
         return box.bottom > view.top + 31 && box.top < view.bottom;
       }).length;
     };";

/// Scrolls by `step` pixels a frame over `frames` frames; gives the gaps between frames and how many were blank.
fn scroll(window: &Window, from: f64, step: f64, frames: u32) -> Value {
    let script = format!(
        "{TABLE}
         const [from, step, frames] = arguments;
         grid.scrollTop = from * grid.scrollHeight;
         const gaps = []; let blanks = 0, blankFrames = 0, last = 0, n = 0, since = 0, longest = 0;
         const frame = (now) => {{
           if (last) gaps.push(now - last);
           last = now;
           const empty = blank();
           blanks += empty; blankFrames += empty > 0 ? 1 : 0;
           if (empty && !since) since = now;
           if (since) longest = Math.max(longest, now - since);
           if (!empty) since = 0;
           if (++n > frames && !since) {{
             gaps.sort((a, b) => a - b);
             return done({{ worst: gaps.at(-1), p95: gaps[Math.floor(gaps.length * 0.95)], median: gaps[gaps.length >> 1],
               over: gaps.filter((gap) => gap > 50).length, blanks, blankFrames, longest, frames: gaps.length }});
           }}
           if (n <= frames) grid.scrollTop += step;
           requestAnimationFrame(frame);
         }};
         setTimeout(() => requestAnimationFrame(frame), 500);"
    );
    window.driver().run_long(&script, &[json!(from), json!(step), json!(frames)]).unwrap_or_else(|e| panic!("the table scrolls: {e}"))
}

/// The cells of the rows in sight, row by row, with the number of each row.
fn rows(window: &Window) -> Vec<(u64, Vec<String>)> {
    let script = "const grid = document.querySelector('[role=\"grid\"]'), view = grid.getBoundingClientRect();
         return [...grid.querySelectorAll('.body [role=\"row\"]')]
           .filter((row) => { const box = row.getBoundingClientRect(); return box.top >= view.top + 30 && box.bottom <= view.bottom + 1; })
           .map((row) => [Number(row.ariaRowIndex), [...row.querySelectorAll('[role=\"gridcell\"]')].map((cell) => tidy(cell.textContent))])
           .sort((a, b) => a[0] - b[0]);";
    let said = window.ask(script, &[]);
    let rows: Vec<(u64, Vec<String>)> = serde_json::from_value(said).expect("rows with their cells");
    assert!(rows.len() > 5, "rows are in sight: {}", window.says());
    for pair in rows.windows(2) {
        assert_eq!(pair[0].0 + 1, pair[1].0, "no row is left out");
    }
    assert!(rows.iter().all(|(_, cells)| cells.get(1).is_some_and(|name| !name.is_empty())), "no row is blank: {rows:?}");
    rows
}

fn counted(window: &Window) -> Option<usize> {
    window
        .ask("return document.querySelector('[role=\"grid\"]')?.getAttribute('aria-rowcount') ?? '1';", &[])
        .as_str()?
        .parse::<usize>()
        .ok()
        .map(|n| n - 1)
}

fn focus_table(window: &Window) {
    window.wait("the table has the focus", || {
        window.ask("const grid = document.querySelector('[role=\"grid\"]'); grid?.focus(); return document.activeElement === grid && grid !== null;", &[])
            == json!(true)
    });
}

#[test]
fn very_many_people_are_scrolled_found_sorted_deleted_and_brought_back_and_their_import_is_undone_and_done_again() {
    let many = how_many();
    let desk = great_trust(many);
    let mut figures = Figures(many, Vec::new());
    let window = figures.of("from the start of the program to its page", || desk.open_sized(1280, 800));
    figures.of("Contacts: from the click to all counted", || {
        window.press("Contacts");
        window.wait("all are counted", || counted(&window) == Some(many));
    });
    window.settled();
    window.fits("Contacts with very many");
    assert_eq!(rows(&window)[0].1[1], "Person 000000");

    scrolled(&window, &mut figures);
    jumped(&window, &mut figures, many);
    sorted(&window, &mut figures, many);
    searched(&window, &mut figures, many);
    segment(&window, &mut figures, many);
    deleted(&window, &mut figures, many);
    import_undone(&window, &mut figures, many);
}

/// A million in a long run, which is a file of a gigabyte; only looked at, since what is done to many is done to 200,000 above.
#[test]
fn a_million_people_are_open_as_if_they_were_few() {
    let many = if std::env::var_os("TIDINGS_LONG_TESTS").is_some() { 1_000_000 } else { 20_000 };
    let desk = great_trust(many);
    let mut figures = Figures(many + 1, Vec::new());
    let window = figures.of("from the start of the program to its page", || desk.open_sized(1280, 800));
    figures.memory("at Today", &window);
    figures.of("Contacts: from the click to all counted", || {
        window.press("Contacts");
        window.wait("all are counted", || counted(&window) == Some(many));
    });
    window.settled();
    scrolled(&window, &mut figures);
    jumped(&window, &mut figures, many);
    sorted(&window, &mut figures, many);
    searched(&window, &mut figures, many);
    segment(&window, &mut figures, many);
    figures.memory("after all of it", &window);
}

/// At the pace of a wheel no row is blank; a fling may show a row later, but shows it.
fn scrolled(window: &Window, figures: &mut Figures) {
    for (what, from, step, steady) in
        [("a wheel, from the top", 0.0, 40.0, true), ("a wheel, in the middle", 0.5, 90.0, true), ("a fling", 0.2, 1_500.0, false)]
    {
        let said = scroll(window, from, step, 180);
        for part in ["worst", "p95", "median"] {
            figures.note(&format!("{what}: gap between frames, {part}"), &said[part]);
        }
        figures.note(&format!("{what}: frames (of 180) later than 50 ms, not ms"), &said["over"]);
        figures.note(&format!("{what}: frames (of 180) with a blank row, not ms"), &said["blankFrames"]);
        figures.note(&format!("{what}: a row was blank for at most"), &said["longest"]);
        assert!(!steady || said["blankFrames"] == 0, "a row is blank under {what}: {said}");
        window.settled();
        drop(rows(window));
    }
}

fn jumped(window: &Window, figures: &mut Figures, many: usize) {
    focus_table(window);
    figures.of("End: to the last row", || {
        window.keys("End");
        window.wait("the last row is in sight", || window.shows(&format!("Person {:06}", many - 1)));
    });
    window.settled();
    assert_eq!(rows(window).last().map(|row| row.0), Some(many as u64 + 1), "End goes to the last row");
    window.keys("Home");
    window.sees("Person 000000");
}

fn sorted(window: &Window, figures: &mut Figures, many: usize) {
    // The first row by each column: people of one value are in the order of their names, downwards in the reverse of all that.
    let last_where = |fits: &dyn Fn(usize) -> bool| (0..many).rev().find(|n| fits(*n)).unwrap_or_default();
    for (column, cell, first, first_down) in [
        ("Outlet", 2, 0, last_where(&|n| n % OUTLETS == OUTLETS - 1)),
        ("Beats", 3, 0, last_where(&|n| n % BEATS.len() == 1)),
        ("City", 4, 0, last_where(&|n| n % CITIES == CITIES - 1)),
        ("Name", 1, 0, many - 1),
    ] {
        for (way, expected) in [("up", first), ("down", first_down)] {
            figures.of(&format!("sorted by {column}, {way}"), || {
                window.press_in("People", column);
                window.wait(&format!("it is sorted by {column}, {way}"), || {
                    let wanted = if way == "up" { "ascending" } else { "descending" };
                    let script = "const head = document.querySelector('[aria-sort]');
                         return [head?.getAttribute('aria-sort'), tidy(document.querySelector('.body [role=\"row\"]')?.children[1]?.textContent)];";
                    let said = window.ask(script, &[]);
                    said[0] == wanted && said[1].as_str().is_some_and(|name| name.starts_with(&format!("Person {expected:06}")))
                });
            });
            window.settled();
            let cells: Vec<String> = rows(window).into_iter().map(|row| row.1[cell].clone()).collect();
            let mut ordered = cells.clone();
            ordered.sort();
            if way == "down" {
                ordered.reverse();
            }
            assert_eq!(cells, ordered, "{column}, {way}");
        }
        // The far end of the list is in the same order.
        if column == "Outlet" {
            focus_table(window);
            window.keys("End");
            window.settled();
            let end = rows(window);
            let (number, cells) = end.last().expect("a last row");
            assert_eq!((*number, cells[1].as_str(), cells[2].as_str()), (many as u64 + 1, "Person 000000", "The Paper 000"));
        }
    }
    window.press("Name");
    window.settled();
}

fn searched(window: &Window, figures: &mut Figures, many: usize) {
    const FIND: &str = "Find by name, address, outlet or city";
    window.write(FIND, "");
    // One key after the other, each timed in the page from the key to the first row of the answer.
    let word = format!("{:06}", many - 1);
    for (at, _) in word.char_indices() {
        let typed = format!("person {}", &word[..=at]);
        let begins = |said: String| said.starts_with(&word[..=at]);
        let found = |n: usize| begins(format!("{n:06}")) || begins(format!("{:03}", n % OUTLETS)) || begins(format!("{:02}", n % CITIES));
        let expected = (0..many).filter(|n| found(*n)).count();
        let script = "const done = arguments[arguments.length - 1], [text, expected] = arguments;
             const field = document.querySelector('input[type=\"search\"]'), grid = () => document.querySelector('[role=\"grid\"]');
             const began = performance.now();
             field.focus(); field.value = text; field.dispatchEvent(new Event('input', { bubbles: true }));
             const key = performance.now() - began;
             const look = () => {
               const there = grid()?.getAttribute('aria-rowcount') === String(expected + 1) && !grid().querySelector('.wait');
               if (there) return done([key, performance.now() - began]);
               if (performance.now() - began > 30000) return done(null);
               requestAnimationFrame(look);
             };
             requestAnimationFrame(look);";
        let took = window.driver().run_long(script, &[json!(typed), json!(expected)]).unwrap_or_else(|e| panic!("{typed}: {e}"));
        assert!(!took.is_null(), "“{typed}” finds {expected}, not {:?}", counted(window));
        figures.note(&format!("found “{typed}”: {expected} people, from the key to the first page"), &took[1]);
    }
    window.sees(&format!("Person {word}"));
    window.write(FIND, "");
    window.wait("all are back", || counted(window) == Some(many));
}

/// The count of a question while it is typed.
fn segment(window: &Window, figures: &mut Figures, many: usize) {
    figures.of("Segments: from the click to the count", || {
        window.press("Segments");
        window.sees(&thousands(many / BEATS.len()));
    });
    window.press("New segment");
    window.settled();
    for (question, expected) in [
        ("kind:journalist beat:heritage", (0..many).filter(|n| n % 4 == 0).count()),
        ("kind:journalist beat:heritage -city:\"City 00\"", (0..many).filter(|n| n % 4 == 0 && n % CITIES != 0).count()),
        (
            "(beat:music or beat:shipping) outlet:\"The Paper 001\"",
            (0..many).filter(|n| matches!(n % 4, 1 | 2) && n % OUTLETS == 1).count(),
        ),
    ] {
        window.write("Question", question);
        figures.of(&format!("counted {question}"), || window.sees(&format!("{} people", thousands(expected))));
    }
    window.write("Question", "");
    window.press("Contacts");
    window.wait("all are there", || counted(window) == Some(many));
}

/// Everybody is chosen and deleted in one act, which one key takes back.
fn deleted(window: &Window, figures: &mut Figures, many: usize) {
    focus_table(window);
    figures.of("Ctrl A: all chosen", || {
        window.keys("Ctrl a");
        window.sees(&format!("{} chosen", thousands(many)));
    });
    let gaps = Gaps::watch(window);
    figures.of("all deleted", || {
        window.press("Delete");
        patiently(|| window.shows("Nobody yet"));
    });
    gaps.tell(figures, "while all are deleted");
    let gaps = Gaps::watch(window);
    figures.of("the deletion of all undone", || {
        window.keys("Ctrl z");
        patiently(|| counted(window) == Some(many));
    });
    gaps.tell(figures, "while the deletion of all is undone");
    window.settled();
    let back = rows(window);
    assert_eq!(back[0].1[1..=4], ["Person 000000", "The Paper 000", "heritage", "City 00"], "all of everybody is back");
}

/// The import is taken back by a key, and done again by another.
fn import_undone(window: &Window, figures: &mut Figures, many: usize) {
    let gaps = Gaps::watch(window);
    figures.of("the import of all undone", || {
        window.keys("Ctrl z");
        patiently(|| window.shows("Nobody yet"));
    });
    gaps.tell(figures, "while the import of all is undone");
    // Until the undo has ended, keys undo and redo nothing else.
    window.sees("Taken back: Import of people.csv");
    figures.of("the import of all done again", || {
        window.keys("Shift Ctrl z");
        patiently(|| counted(window) == Some(many));
    });
    window.settled();
    assert_eq!(rows(window)[0].1[1..=4], ["Person 000000", "The Paper 000", "heritage", "City 00"], "all of everybody is back");
}

/// Waits far longer than anything but a bulk act may take.
fn patiently(mut done: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(400);
    while !done() {
        assert!(Instant::now() < end, "it did not end within minutes");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// The gaps between the page's frames and how long the core takes for a small question, while something else goes on.
struct Gaps<'w>(&'w Window);

impl<'w> Gaps<'w> {
    fn watch(window: &'w Window) -> Self {
        let script = "const watch = { gaps: [], answers: [], on: true, said: [] }; window.watched = watch; let last = 0;
             const frame = (now) => { if (last) watch.gaps.push(now - last); last = now; if (watch.on) requestAnimationFrame(frame); };
             requestAnimationFrame(frame);
             const ask = async () => {
               while (watch.on) {
                 const began = performance.now();
                 await window.__TAURI_INTERNALS__.invoke('contacts_suggest', { what: 'city', beginning: 'City 1' }).catch((why) => watch.said.push(JSON.stringify(why)));
                 watch.answers.push(performance.now() - began);
                 await new Promise((go) => setTimeout(go, 50));
               }
             };
             void ask();";
        drop(window.ask(script, &[]));
        Self(window)
    }

    fn tell(self, figures: &mut Figures, when: &str) {
        let said = self.0.ask(
            "const w = window.watched; w.on = false; const worst = (list) => Math.max(0, ...list); return [worst(w.gaps), worst(w.answers), w.said[0] ?? ''];",
            &[],
        );
        assert_eq!(said[2], "", "the core answers small questions {when}");
        figures.note(&format!("{when}: worst gap between frames"), &said[0]);
        figures.note(&format!("{when}: longest wait for a small question"), &said[1]);
    }
}

/// A number as English writes it.
fn thousands(n: usize) -> String {
    if n < 1_000 { n.to_string() } else { format!("{},{:03}", n / 1_000, n % 1_000) }
}
