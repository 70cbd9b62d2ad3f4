//! A text saved in each of its forms through the system's dialog, and read back by programs that are not ours.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tidings_tests::fixtures::{PYTHON, Window};

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
