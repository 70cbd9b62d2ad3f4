//! The same screens with what the world really holds: very long names, other scripts, nobody at all, a small window.

use serde_json::json;
use tidings_tests::fixtures::{Sink, walk};

use super::desk::Desk;

/// The least size that the window may have.
const SMALL: (u32, u32) = (1000, 700);

/// Names as they are, and as long as a name may be.
fn nasty_names() -> Vec<String> {
    let no_space = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".chars().cycle().take(300).collect();
    let long = "Maria del Carmen Francisca Josefa ".chars().cycle().take(300).collect();
    let arabic = "عبد الرحمن بن محمد بن خلدون الحضرمي ".repeat(8).chars().take(300).collect();
    let japanese = "寿限無寿限無五劫の擦り切れ海砂利水魚の".chars().cycle().take(300).collect();
    vec![
        no_space,
        long,
        arabic,
        japanese,
        "ليلى الحداد".into(),
        "山田 花子".into(),
        "<b>&\"\u{202e}txet".into(),
        "=HYPERLINK(\"x\")".into(),
    ]
}

fn nasty() -> Desk {
    let desk = Desk::new(&"Königlich Preußische Hafenverwaltungsgesellschaft ".chars().cycle().take(200).collect::<String>());
    let names = nasty_names();
    let mut table = String::from("name,address,outlet,role,beats,city,country\n");
    for (n, name) in names.iter().enumerate() {
        let cell = format!("\"{}\"", name.replace('"', "\"\""));
        table.push_str(&format!("{cell},nasty{n}@{}.example.org,{cell},{cell},{cell},{cell},JP\n", "very-long-domain".repeat(3)));
    }
    desk.import(&table, "journalist");
    let word = names[1].chars().take(300).collect::<String>();
    desk.tidings(&["people", "relate", "1", "2", "--as", &word, "--back", &names[2], "--note", &names[3]]);
    desk.tidings(&["people", "relate", "3", "1", "--as", "agent-of", "--note", &word]);
    let long = names[0].chars().take(180).collect::<String>();
    desk.tidings(&["segment", "save", &long, "kind:journalist"]);
    desk.tidings(&["segment", "save", "山田さんたち", "kind:journalist country:JP -city:Rotterdam"]);
    desk.add_release(&names[1], &format!("Dear {{{{ first_name | \"editor\" }}}},\n\n{}\n\n> {}\n\n{}\n", names[0], names[2], names[3]));
    desk.add_release(&names[2], &names[3]);
    let (name, aim) = (names[1].chars().take(200).collect::<String>(), names[0].clone());
    desk.tidings(&["campaign", "add", &name, "--aim", &aim, "--message", &names[2], "--message", &names[3]]);
    desk.tidings(&["campaign", "put", "1"]);
    desk
}

fn with_distribution(desk: &Desk, port: u16) {
    let smtp = format!("smtp://127.0.0.1:{port}?tls=none");
    desk.tidings(&["account", "add", "press", "--from", "Ines Calder <press@harbourtrust.example.org>", "--smtp", &smtp]);
    desk.tidings(&["send", "1", "--to", "山田さんたち", "--yes", "--hold", "0"]);
}

#[test]
fn nothing_is_lost_with_names_of_300_characters_arabic_and_japanese_in_a_small_window() {
    let sink = Sink::start(&[]);
    let desk = nasty();
    with_distribution(&desk, sink.port);
    let window = desk.open_sized(SMALL.0, SMALL.1);
    let mut faults = Vec::new();
    walk(&window, |screen| {
        faults.extend(window.lost().into_iter().map(|fault| format!("{screen}: {fault}")));
        faults.extend(window.axe("light").into_iter().map(|fault| format!("{screen}: {fault}")));
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nothing_is_lost_without_anybody_and_every_empty_screen_says_what_to_do() {
    let window = Desk::new("Empty House").open_sized(SMALL.0, SMALL.1);
    for (screen, place, says) in [
        ("Today", "#/today", "Nothing is due"),
        ("Campaigns", "#/campaigns", "No campaign yet"),
        ("Literature", "#/literature", "No text yet"),
        ("Contacts", "#/contacts", "Nobody yet"),
        ("Segments", "#/segments", "No segment yet"),
        ("Distributions", "#/distributions", "Nothing was sent yet"),
    ] {
        window.go(place);
        window.sees(says);
        window.settled();
        window.accessible(screen);
        window.fits(screen);
    }
    window.go("#/contacts/77");
    window.settled();
    assert!(
        window.ask("return document.querySelector('[role=\"alert\"], .problem, aside [class*=\"card\"]') !== null;", &[]) == json!(true)
    );
}
