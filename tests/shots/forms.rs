//! Pictures of every form that one text takes: as a mail by day and by night, as plain text, as a web page, on paper, as a leaflet, as a
//! Word file, in brief, packed for the press, and as whoever approves it reads it. Papers are drawn by poppler, the Word file by
//! LibreOffice, so they look as others see them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::json;
use tidings_tests::fixtures::Window;

use super::{Album, RELEASE, SIZES, of_the_release, tidings};

/// How the sample's organisation looks here.
const THEME: &[&str] =
    &["theme", "set", "--accent", "#9c2a10", "--link", "#0b5394", "--rules", "above", "--footer", "Registered charity 1160000."];

/// What is known of the release's files, by their numbers: a press kit says it.
const KNOWN: [(&str, &str, &str, &str); 2] = [
    ("2", "The lighthouse at Skerry Point, lit again after four years.", "Illustration: Harbour Trust", "Free for editorial use"),
    ("3", "The lens of 1874, back on its carriage.", "Photo: Ana Ferreira / Harbour Trust", "Free for editorial use with this story"),
];

/// Papers: their picture's name, the paper, how it is folded, and how its pages stand beside one another in the picture.
const PAPERS: [(&str, &str, &str, &str); 3] =
    [("paper", "a4", "flat", "+append"), ("leaflet", "a4", "a5", "+append"), ("leaflet-in-three", "a4", "trifold", "-append")];

/// Makes all of them from the sample's release and keeps them for the documents.
pub(super) fn take(window: &Window, album: &Album) {
    tidings(window, THEME);
    for (asset, caption, credit, licence) in KNOWN {
        tidings(window, &["asset", "set", asset, "--caption", caption, "--credit", credit, "--licence", licence]);
    }
    let folder = window.folder().join("forms");
    std::fs::create_dir_all(&folder).expect("a folder for the forms");
    on_paper(window, album, &folder);
    pages(window, album, &folder);
    window.resize(SIZES[0].0, SIZES[0].1);
    for (name, place) in [("form-in-brief", "#/literature/1/brief"), ("form-theme", "#/settings/theme")] {
        window.go(&of_the_release(place));
        window.settled();
        drawn();
        let file = folder.join(format!("{name}.png"));
        window.picture(&file);
        album.keep(&file);
        println!("{name}");
    }
}

/// What goes to a printer or on into Word.
fn on_paper(window: &Window, album: &Album, folder: &Path) {
    let path = |name: &str| folder.join(name).display().to_string();
    for (name, paper, fold, beside) in PAPERS {
        let file = path(&format!("{name}.pdf"));
        tidings(window, &["document", "pdf", RELEASE, "--to", &file, "--paper", paper, "--fold", fold]);
        album.keep(&sheets(Path::new(&file), name, beside));
    }
    tidings(window, &["document", "docx", RELEASE, "--to", &path("word.docx")]);
    let home = format!("-env:UserInstallation=file://{}", path("home"));
    let mut writer = Command::new("soffice");
    let done = writer.args([&home, "--headless", "--convert-to", "pdf", "--outdir", &path("word")]).arg(path("word.docx")).output();
    assert!(done.is_ok_and(|out| out.status.success()), "libreoffice-writer-nogui is installed");
    album.keep(&sheets(&folder.join("word/word.pdf"), "word", "+append"));
}

/// What is read in a mail program, in a browser or as plain words.
fn pages(window: &Window, album: &Album, folder: &Path) {
    let path = |name: &str| folder.join(name).display().to_string();
    tidings(window, &["theme", "preview", RELEASE, "--out", &path("look")]);
    tidings(window, &["document", "ask", RELEASE, "--of", "Margaret Oyelaran", "--to", "Heritage press", "--account", "Practice"]);
    tidings(window, &["document", "review", RELEASE, "--of", "Margaret Oyelaran", "--out", &path("review.html")]);
    tidings(window, &["document", "export", RELEASE, "--as", "text", "--out", &path("mail.txt")]);
    tidings(window, &["asset", "kit", "--document", RELEASE, "--output", &path("kit.zip")]);
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a form");
    window.resize(SIZES[1].0, SIZES[1].1);
    for (name, page) in [
        ("mail", read("look/mail.html")),
        ("mail-by-night", read("look/mail-dark.html")),
        ("web-page", read("look/web.html")),
        ("review-file", read("review.html")),
        ("plain-text", plain(&read("mail.txt"))),
        ("press-kit", plain(&packed(&folder.join("kit.zip")))),
    ] {
        shown(window, &page);
        let file = folder.join(format!("form-{name}.png"));
        window.picture(&file);
        album.keep(&file);
        println!("form-{name}");
    }
    let away = "document.getElementById('form').remove();
        for (const one of document.body.children) one.style.visibility = '';";
    drop(window.ask(away, &[]));
}

/// The names of what is packed, and what the kit says of it.
fn packed(kit: &Path) -> String {
    let script = "import sys, zipfile\nkit = zipfile.ZipFile(sys.argv[1])\n\
                  print('\\n'.join(kit.namelist()), '── captions.txt', kit.read('captions.txt').decode(), sep='\\n\\n')";
    let out = Command::new("python3").env("PYTHONIOENCODING", "utf-8").args(["-c", script]).arg(kit).output().expect("python starts");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("words")
}

/// Plain words as a page.
fn plain(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!("<pre style=\"margin:24px;font:14px/1.5 monospace;white-space:pre-wrap\">{text}</pre>")
}

/// The first two sheets of a PDF file as one picture, each with an edge that shows where the paper ends.
fn sheets(file: &Path, name: &str, beside: &str) -> PathBuf {
    let folder = file.with_extension("sheets");
    std::fs::create_dir_all(&folder).expect("a folder for the sheets");
    let drawn = Command::new("pdftoppm").args(["-png", "-l", "2", "-scale-to", "760"]).arg(file).arg(folder.join("sheet")).status();
    assert!(drawn.is_ok_and(|status| status.success()), "poppler draws {}", file.display());
    let mut pages: Vec<_> = std::fs::read_dir(&folder).expect("the sheets").map(|entry| entry.expect("a sheet").path()).collect();
    pages.sort();
    let to = file.with_file_name(format!("form-{name}.png"));
    let how = ["-bordercolor", "#c9c5bd", "-border", "1", "-bordercolor", "white", "-border", "6", beside];
    let done = Command::new("convert").args(pages).args(how).arg(&to).status();
    assert!(done.is_ok_and(|status| status.success()), "ImageMagick makes {}", to.display());
    println!("form-{name}");
    to
}

/// Shows a page as a browser shows it, in the window's place.
fn shown(window: &Window, page: &str) {
    let show = "document.getElementById('form')?.remove();
        const frame = document.createElement('iframe');
        frame.id = 'form'; frame.setAttribute('sandbox', ''); frame.srcdoc = arguments[0];
        frame.style = 'position:fixed;inset:0;width:100%;height:100%;border:0;background:#fff;z-index:9999';
        document.body.append(frame);
        // Bars beside what scrolls lie above everything.
        for (const one of document.body.children) one.style.visibility = one === frame ? '' : 'hidden';";
    drop(window.ask(show, &[json!(page)]));
    drawn();
}

/// Fonts and pictures come a moment after the words.
fn drawn() {
    std::thread::sleep(Duration::from_millis(800));
}
