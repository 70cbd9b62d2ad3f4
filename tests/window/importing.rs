//! People brought in: from the files that other programs write, with a mapping that is remembered, cancelled in the middle, and what was
//! refused saved, mended and brought in again.

use std::path::{Path, PathBuf};

use tidings_tests::fixtures::{Window, speak_german};

use super::desk::{Desk, tidings};
use super::people::three_people;

/// A file of a program by other hands, or an ugly one, from the fixtures.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/ugly").join(name)
}

/// Lets a file go on the page of the import, and waits until it is judged.
fn drop_file(window: &Window, file: &Path) {
    window.go("#/contacts/import");
    window.settled();
    window.drop_files(&[file], "main .drop");
    window.sees(&format!("Import {}", file.file_name().unwrap_or_default().to_string_lossy()));
    window.sees("in the file");
    window.settled();
}

/// Waits until the table of people stands there with somebody in it, as it does once an import is applied.
fn applied(window: &Window) {
    window.wait("the import is applied", || window.place() == "#/contacts" && people(window) > 0);
    window.settled();
}

/// How many people the table says that there are; 0 where there is no table.
fn people(window: &Window) -> u64 {
    let said = "return document.querySelector('[role=\"grid\"][aria-label=\"People\"]')?.getAttribute('aria-rowcount') ?? '1';";
    window.ask(said, &[]).as_str().and_then(|rows| rows.parse::<u64>().ok()).map_or(0, |rows| rows - 1)
}

/// What the list says that this column holds, as the page keeps it.
fn holds(window: &Window, column: &str) -> String {
    window.value(&format!("What the column {column} holds"))
}

#[test]
fn an_export_of_mailchimp_is_recognised_its_changed_mapping_is_remembered_and_the_refused_come_in_mended() {
    let window = three_people().open_sized(1000, 700);
    let long: String = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk ".chars().cycle().take(300).collect();
    let head = "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,CC,LEID,EUID,NOTES,TAGS\n";
    let export = |name: &str, rows: &str| {
        let file = window.folder().join(name);
        std::fs::write(&file, format!("{head}{rows}")).expect("an export");
        file
    };
    let first = export(
        "subscribed_members_export_1.csv",
        &format!(
            "ruth@coast.example.net,Ruth,Vale,2,2024-01-01 10:00:00,GB,1,a,Prefers mornings,\"\"\"Press list\"\",\"\"North coast\"\"\"\n\
             layla@mina.example.org,ليلى,الحداد,2,2024-01-01 10:00:00,AE,2,b,,\n\
             hanako@umi.example.jp,花子,山田,2,2024-01-01 10:00:00,JP,3,c,,\n\
             no address here,{},Nobody,2,2024-01-01 10:00:00,GB,4,d,,\n",
            long.trim()
        ),
    );
    drop_file(&window, &first);
    window.sees("Looks like an export of Mailchimp.");
    window.sees("3 new");
    window.sees("1 refused");
    assert_eq!(
        (holds(&window, "Email Address"), holds(&window, "TAGS"), holds(&window, "NOTES")),
        ("address".into(), "tags".into(), "notes".into())
    );
    window.settled();
    window.accessible("an export that is recognised");
    window.fits("an export that is recognised");
    window.choose("What the column NOTES holds", "Leave out");
    window.write("Source", "Newsletter of 2024");
    window.wait("it is read anew", || window.off("Apply to 3 people").is_none());

    // What is refused is saved with its reason.
    window.press("Save the 1 refused…");
    let refused = window.folder().join("refused.csv");
    window.screen().answer_file_dialog(&refused);
    window.sees("1 row written to");
    window.press("Apply to 3 people");
    window.sees("3 people added, 0 changed");
    window.sees("6 people");
    window.sees("山田");
    window.write("Find by name, address, outlet or city", "ruth");
    window.press("Ruth Vale");
    window.sees("North coast");
    window.sees_no("Prefers mornings");
    window.write("Find by name, address, outlet or city", "");

    // Mended in the file that was saved, it comes in.
    let saved = std::fs::read_to_string(&refused).expect("the refused");
    assert!(saved.contains(long.trim()), "{saved}");
    std::fs::write(&refused, saved.replace("no address here", "mended@donau.example.at")).expect("the mended");
    drop_file(&window, &refused);
    window.sees("1 new");
    window.sees("0 refused");
    window.press("Apply to 1 person");
    window.sees("1 person added, 0 changed");
    window.sees("7 people");

    // The next file of these columns is matched as the last was, changed by hand and all.
    let second = export("subscribed_members_export_2.csv", "ida@example.org,Ida,Berg,2,2024-01-01 10:00:00,NO,5,e,Writes about boats,\n");
    drop_file(&window, &second);
    window.sees("Matched as the last file with these columns.");
    assert_eq!(holds(&window, "NOTES"), "");
    window.settled();
    window.accessible("a mapping that is remembered");
    speak_german(&window);
    drop_file_in_german(&window, &second);
    window.fits("a mapping that is remembered, in German");
}

fn drop_file_in_german(window: &Window, file: &Path) {
    window.go("#/contacts/import");
    window.settled();
    window.drop_files(&[file], "main .drop");
    window.sees("Zugeordnet wie");
    window.settled();
}

#[test]
fn an_import_that_is_left_or_cancelled_in_the_middle_leaves_nobody_and_nothing() {
    let desk = three_people();
    let file = desk.file.clone();
    let window = desk.open();
    let many = 60_000;
    let rows: String = (0..many).map(|n| format!("Person {n:05},person{n}@paper{}.example.net,City {}\n", n % 97, n % 53)).collect();
    let table = window.folder().join("big.csv");
    std::fs::write(&table, format!("name,address,city\n{rows}")).expect("a table");
    let people = || tidings(window.screen(), &file, &["people", "list"]).len();
    // Looked at and left: nothing.
    window.go("#/contacts/import");
    window.settled();
    window.drop_files(&[&table], "main .drop");
    window.sees("Import big.csv");
    window.press("Apply to 60,000 people");
    window.sees("Importing people");
    window.press("Cancel: Importing people");
    window.sees("The import was stopped. Nothing of it is left.");
    window.accessible("an import that was cancelled");
    window.fits("an import that was cancelled");
    assert_eq!(people(), 3);
    window.press("Contacts");
    window.sees("3 people");
    window.go("#/contacts/import");
    window.settled();
    assert!(!window.shows("big.csv"), "an import that did nothing is not among those that were: {}", window.says());
    // The next one begins as if nothing had been.
    std::fs::write(&table, "name,address\nEva Lund,eva@tide.example.org\n").expect("a table");
    drop_file(&window, &table);
    window.keys("Escape");
    window.sees("3 people");
    assert_eq!(people(), 3);
    drop_file(&window, &table);
    window.press("Apply to 1 person");
    window.sees("4 people");
}

#[test]
fn cards_a_directory_and_a_sheet_of_libreoffice_are_let_go_judged_brought_in_and_taken_back() {
    let window = Desk::new("Harbour Trust").open_sized(1000, 700);
    let office = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/core/src/importing/files/libreoffice.ods");
    for (file, says, name) in [
        (fixture("card-of-a-telephone.vcf"), "1 card.", "Zoë O’Brien"),
        (fixture("card-quoted-printable-utf8-split.vcf"), "1 card.", "Jörg Weiß"),
        (fixture("directory-folded.ldif"), "1 entry of a directory.", "田中 愛子"),
        (fixture("notes-on-cells.ods"), "from row", "Zoë O’Brien"),
        (office, "from row", ""),
    ] {
        let called = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        drop_file(&window, &file);
        window.sees(says);
        if !name.is_empty() {
            window.sees("1 new");
            window.sees(name);
        }
        window.settled();
        window.accessible(&called);
        window.fits(&called);
        window.press("Apply to");
        applied(&window);
        window.sees(name);
        // A message of the last file may still be there: what stands in the table counts.
        window.keys("Ctrl z");
        window.sees("Nobody yet");
        window.settled();
        assert_eq!(people(&window), 0, "nobody is left of {called}: {}", window.says());
    }
}

#[test]
fn an_import_that_was_taken_back_is_done_again_by_keys_and_from_the_earlier_ones_with_the_same_people() {
    let desk = three_people();
    let file = desk.file.clone();
    let window = desk.open_sized(1000, 700);
    let all = || -> Vec<(u64, String)> {
        let list = tidings(window.screen(), &file, &["people", "list"]);
        list.iter().map(|one| (one["id"].as_u64().unwrap_or_default(), one["name"].as_str().unwrap_or_default().to_owned())).collect()
    };
    let long: String = "ليلى بنت عبد الرحمن الحداد ".chars().cycle().take(300).collect();
    let table = window.folder().join("客人の名簿.csv");
    let rows =
        format!("Ida Berg,ida@example.org,Bergen\n{},layla@mina.example.org,بيروت\n花子 山田,hanako@umi.example.jp,東京\n", long.trim());
    std::fs::write(&table, format!("name,address,city\n{rows}")).expect("a table");
    drop_file(&window, &table);
    window.press("Apply to 3 people");
    applied(&window);
    let with_them = all();
    assert_eq!(with_them.len(), 6);

    // By keys.
    window.keys("Ctrl z");
    window.wait("they are gone", || people(&window) == 3);
    assert_eq!(all().len(), 3);
    window.keys("Shift Ctrl z");
    window.wait("they are back", || people(&window) == 6);
    window.sees("Done again: Import of 客人の名簿.csv");
    assert_eq!(all(), with_them, "the same people under the same numbers");

    // From the list of the earlier ones, in German.
    speak_german(&window);
    window.go("#/contacts/import");
    window.sees("Frühere Importe");
    window.press("Rückgängig: Import von 客人の名簿.csv");
    window.sees("inzwischen zurückgenommen");
    assert_eq!(all().len(), 3);
    window.settled();
    window.accessible("an import that can be done again, in German");
    window.fits("an import that can be done again, in German");
    window.press("Wiederholen: Import von 客人の名簿.csv");
    window.sees_no("inzwischen zurückgenommen");
    assert_eq!(all(), with_them);
}
