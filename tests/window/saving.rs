//! What is saved through the system's dialog and read back by programs that are not ours: a text in each of its forms, the month.
//! And what is let go on the sheet.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tidings_tests::fixtures::{PYTHON, Window, speak_german};

use super::desk::{Desk, tidings};

/// What a program says to its good end.
fn says(program: &str, arguments: &[&str]) -> String {
    let out = Command::new(program).args(arguments).output().unwrap_or_else(|e| panic!("{program}: {e}"));
    assert!(out.status.success(), "{program}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

/// Saves by this button into a file of this name in the folder that the program and the test share.
fn save(window: &Window, button: &str, name: &str) -> PathBuf {
    let file = window.folder().join(name);
    window.press(button);
    window.screen().answer_file_dialog(&file);
    window.wait(&format!("{name} is saved"), || window.shows(&format!("/{name}")) && file.is_file());
    file
}

/// What html5lib, which parses as the HTML standard says, finds on a page.
fn page(file: &Path) -> Value {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/mail/wellformed.py");
    serde_json::from_str(&says(PYTHON, &[script, &file.display().to_string()])).expect("JSON")
}

/// The names in a package, each whole by its own checksum, and the words of what is text in it.
fn package(file: &Path) -> Value {
    let read = "
import json, re, sys, zipfile
zip = zipfile.ZipFile(sys.argv[1])
assert zip.testzip() is None
text = lambda name: re.sub('<[^>]+>', '', zip.read(name).decode()) if name.endswith(('.txt', 'document.xml')) else ''
print(json.dumps({name: text(name) for name in zip.namelist()}))";
    serde_json::from_str(&says(PYTHON, &["-c", read, &file.display().to_string()])).expect("JSON")
}

/// Words without what a form does to their line ends.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn saved_in_each_form(headline: &str, said: &str) {
    let desk = Desk::new("Harbour Trust");
    desk.import("name,address\nAna Reis,ana@mare.example.net\n", "journalist");
    let body = format!("Dear {{{{ first_name | \"editor\" }}}},\n\n{said}\n\n![The lens](lens.png \"Photo: Ana Ferreira\")\n\nThe end.\n");
    desk.add_release(headline, &body);
    for (name, bytes) in [("lens.png", &include_bytes!("../../icons/128x128.png")[..]), ("tide tables.pdf", b"%PDF-1.4\n%%EOF\n")] {
        let file = desk.screen.home().join(name);
        std::fs::write(&file, bytes).expect("a file");
        let verb = if name == "lens.png" { "picture" } else { "attach" };
        desk.tidings(&["document", verb, "1", &file.display().to_string()]);
    }
    let file = desk.file.clone();
    let window = desk.open_sized(1000, 700);

    window.go("#/literature/1/web");
    window.settled();
    let web = page(&save(&window, "Save as HTML…", "web.html"));
    assert_eq!((&web["faults"], &web["title"]), (&serde_json::json!([]), &serde_json::json!(headline)));
    assert!(web["words"].as_str().is_some_and(|all| all.contains(said) && all.contains("Dear editor")), "{web}");

    // As it reaches one person, from here on.
    window.go("#/literature/1/mail");
    window.settled();
    window.press("Next person");
    window.sees("Ana Reis");
    window.settled();
    let mail = page(&save(&window, "Save as HTML…", "mail.html"));
    assert!(mail["words"].as_str().is_some_and(|all| all.contains(said) && all.contains("Dear Ana")), "{mail}");
    window.go("#/literature/1/text");
    window.settled();
    let text = std::fs::read_to_string(save(&window, "Save as text…", "text.txt")).expect("a text");
    assert!(words(&text).contains(said) && text.contains("Dear Ana"), "{text}");

    window.go("#/literature/1/pdf");
    window.settled();
    let pdf = save(&window, "Save as PDF…", "paper.pdf").display().to_string();
    let info = says("pdfinfo", &[&pdf]);
    assert!(info.contains("Tagged:") && info.contains(&words(headline)), "{info}");
    let word = package(&save(&window, "Save as Word…", "word.docx"));
    assert!(word["word/document.xml"].as_str().is_some_and(|all| all.contains(headline) && all.contains(said)), "{word}");
    let kit = package(&save(&window, "Save press kit…", "kit.zip"));
    let names: Vec<&String> = kit.as_object().expect("files").keys().collect();
    for ending in [".pdf", ".docx", ".txt"] {
        assert!(names.iter().any(|name| name.ends_with(ending) && !name.contains('/')), "{names:?} has {ending}");
    }
    assert!(
        names.iter().any(|name| *name == "pictures/lens.png") && names.iter().any(|name| *name == "files/tide tables.pdf"),
        "{names:?}"
    );
    window.settled();
    window.accessible("a text that was saved on paper");
    window.fits("a text that was saved on paper");

    // Written on, it is saved as it stands now; what stood there is replaced, as the system's dialog asked.
    window.go("#/literature/1");
    drop(window.ask("document.querySelector('.ProseMirror').focus();", &[]));
    window.keys("Ctrl End");
    window.type_text(" Nota bene.");
    window.press("Text");
    let text = std::fs::read_to_string(save(&window, "Save as text…", "again.txt")).expect("a text");
    assert!(text.contains("Nota bene."), "what was not kept yet is kept before: {text}");

    // A licence that ended keeps the page from being saved, and no file is left; the plain text carries no picture.
    let asset = tidings(window.screen(), &file, &["asset", "list"]);
    let lens = asset.iter().find(|one| one.to_string().contains("lens.png")).expect("the picture is an asset")["id"].to_string();
    window.go(&format!("#/assets/{lens}"));
    window.press("Describe…");
    window.write("Licensed until", "2020-02-01");
    window.press("Keep changes");
    window.sees("The licence of “lens.png” ended on");
    window.go("#/literature/1/web");
    window.wait("the page says that it ended", || {
        window
            .ask("return words(document.querySelector('.ended') ?? document.createElement('i'));", &[])
            .as_str()
            .is_some_and(|said| said.contains("ended on"))
    });
    let never = window.folder().join("never.html");
    window.press("Save as HTML…");
    window.screen().answer_file_dialog(&never);
    window.wait("the page says why", || {
        window.ask("return document.querySelector('.ended [role=\"alert\"], .ended .card') !== null;", &[]) == true
    });
    assert!(!never.exists(), "nothing is written");
    window.press("Text");
    save(&window, "Save as text…", "still.txt");
}

#[test]
fn web_page_mail_text_pdf_word_and_press_kit_are_saved_and_read_back() {
    saved_in_each_form("The lens is back in its tower", "After four years the lens of 1874 turns again.");
}

#[test]
fn a_text_in_arabic_with_a_long_headline_is_saved_in_each_form_too() {
    let headline = "عودة عدسة المنارة إلى برجها ".repeat(8);
    saved_in_each_form(headline.trim(), "تدور العدسة من جديد بعد أربع سنوات.");
}

#[test]
fn a_picture_let_go_on_the_sheet_comes_where_it_fell_says_what_is_seen_and_goes_by_undo() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("Five keepers", "First words.\n\nLast words.\n");
    let file = desk.file.clone();
    let lens = file.with_file_name("写真 lens.png");
    let broken = file.with_file_name("broken.png");
    std::fs::write(&lens, include_bytes!("../../icons/128x128.png")).expect("a picture");
    std::fs::write(&broken, b"no picture").expect("a file");
    let window = desk.open_sized(1000, 700);
    let text = || tidings(window.screen(), &file, &["document", "show", "1"])[0]["text"].as_str().unwrap_or_default().to_owned();
    window.go("#/literature/1");
    window.sees("First words.");
    window.settled();
    window.drop_files(&[&lens], ".ProseMirror > p:nth-last-of-type(2)");
    window.sees("What is to be seen on it");
    window.settled();
    window.accessible("what is to be seen on a picture that was let go");
    window.fits("what is to be seen on a picture that was let go");
    window.write("What is to be seen on it", "The lens عدسة");
    window.press("Keep");
    window.wait("it stands between the words, with what is seen on it", || {
        let text = text();
        let at = |words: &str| text.find(words);
        at("First words.") < at("![The lens عدسة](") && at("![The lens عدسة](") < at("Last words.") && at("![The lens عدسة](").is_some()
    });
    window.wait("the sheet shows it", || {
        window.ask("return [...document.querySelectorAll('.ProseMirror img')].some((one) => one.naturalWidth === 128);", &[]) == true
    });
    window.settled();
    window.accessible("a picture on the sheet");
    window.fits("a picture on the sheet");
    // What only calls itself a picture is refused with its name, and the text stays as it is.
    let before = text();
    window.drop_files(&[&broken], ".ProseMirror > p:nth-last-of-type(2)");
    window.sees("broken.png");
    window.settled();
    assert_eq!(text(), before);
    drop(window.ask("document.querySelector('.ProseMirror').focus();", &[]));
    for _ in 0..2 {
        window.keys("Ctrl z");
    }
    window.wait("an undo on the sheet takes it back", || !text().contains("!["));
    assert!(text().contains("First words.") && text().contains("Last words."));
}

/// What icalendar, which reads as RFC 5545 says, finds in a calendar file: each entry's name with its first day or instant, by these.
fn entries(file: &Path) -> Value {
    let read = "
import icalendar, json, sys
calendar = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())
assert not [one.errors for one in calendar.walk() if one.errors]
print(json.dumps(sorted([one['DTSTART'].dt.isoformat(), str(one['SUMMARY'])] for one in calendar.walk('VEVENT'))))";
    serde_json::from_str(&says(PYTHON, &["-c", read, &file.display().to_string()])).expect("JSON")
}

#[test]
fn the_months_calendar_file_is_saved_by_its_button_and_read_back_with_all_that_has_a_day() {
    let desk = Desk::new("Harbour Trust, إدارة الميناء");
    let long: String = "Donaudampfschifffahrt; mit Komma, und mehr ".chars().cycle().take(300).collect();
    let long = long.trim();
    let text = desk.screen.home().join("embargo.md");
    std::fs::write(&text, format!("---\nheadline: \"{long}\"\nembargo: 2031-11-26 06:00 Europe/London\n---\n\nIt turns.\n"))
        .expect("a text");
    desk.tidings(&["document", "add", &text.display().to_string()]);
    desk.add_release("عودة عدسة المنارة", "It turns.\n");
    desk.tidings(&["document", "set", "2", "--due", "2031-11-20"]);
    desk.tidings(&["campaign", "add", "灯台の光", "--from", "2031-11-02", "--to", "2031-12-31"]);
    let window = desk.open_sized(1000, 700);
    window.go("#/literature/calendar");
    window.settled();
    window.accessible("the month with its file");
    window.fits("the month with its file");
    let english = save(&window, "Save as a calendar file…", "days.ics");
    window.sees("3 entries saved in");
    let read = json!([
        ["2031-11-02", "Campaign: 灯台の光"],
        ["2031-11-20", "Due: عودة عدسة المنارة"],
        ["2031-11-26T06:00:00+00:00", format!("Embargo lifts: {long}")],
    ]);
    assert_eq!(entries(&english), read);

    speak_german(&window);
    window.go("#/literature/calendar");
    window.settled();
    window.fits("the month with its file, in German");
    let german = save(&window, "Als Kalenderdatei speichern …", "tage.ics");
    window.sees("3 Einträge in");
    let days = |all: &Value| all.as_array().into_iter().flatten().map(|one| one[0].clone()).collect::<Vec<_>>();
    assert_eq!(days(&entries(&german)), days(&read), "the same days");
    assert!(entries(&german).to_string().contains("Fällig: عودة عدسة المنارة"), "{}", entries(&german));
}

#[test]
fn what_is_written_after_a_dialog_that_lists_the_workspace_is_read_by_other_programs_too() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("The lens turns", "First words.\n");
    let file = desk.file.clone();
    let window = desk.open_sized(1000, 700);
    let text = || tidings(window.screen(), &file, &["document", "show", "1"])[0]["text"].as_str().unwrap_or_default().to_owned();
    let write = |words: &str| {
        window.go("#/literature/1");
        window.settled();
        drop(window.ask("document.querySelector('.ProseMirror').focus();", &[]));
        window.keys("Ctrl End");
        window.type_text(words);
        window.wait(&format!("another program reads “{words}”"), || text().contains(words));
    };
    write(" Before it.");
    // The dialog shows the folder in which the workspace lies with its log, and whoever reads from it ends as if alone.
    window.go("#/literature/1/web");
    window.settled();
    save(&window, "Save as HTML…", "page.html");
    assert!(text().contains("Before it."));
    write(" After it.");
    // What another program writes is seen here.
    let own = file.with_file_name("own.md");
    std::fs::write(&own, text().replace("After it.", "After it, 港.")).expect("a text");
    tidings(window.screen(), &file, &["document", "save", "1", &own.display().to_string()]);
    window.sees("After it, 港.");
    // Nor is the workspace read as if it were any file.
    window.drop_files(&[&file], "aside .drop");
    window.sees("is a workspace that is open here. It was not touched.");
    write(" In the end.");
    tidings(window.screen(), &file, &["workspace", "verify"]);
}
