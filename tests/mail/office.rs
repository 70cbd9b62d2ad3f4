//! Word files between the program and one by other hands: LibreOffice Writer reads what is written here, and what it writes is read here.

use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;

use crate::desk::Desk;
use crate::paper::in_order;

const TEXT: &str = "---
headline: Lighthouse museum at Skerry Point reopens its Lantern Wing
subhead: The lens of 1874 turns again
dateline: Port Averil, 26 November 2026
language: en-GB
---

The Lantern Wing opens on **Saturday**, after [four years](https://harbourtrust.example.org/lantern?a=1\\&b=2).[^1] It ~~was~~ is *lit* by `code`.\\
Below a break.

![The lens in its tower](lens.png \"The lens turns again\")

> A lighthouse is a promise kept every night.
>
> — Margaret Oyelaran, director

1. Press view

   With coffee.
   - at nine
   - at ten

2. Opening

Between the lists.

5. five
6. six

- bullet

***

| Gallery | Keepers |
| --- | --: |
| Kept Lights | 61 |
| *Great* Lamp | 4 |

```
let x = `1`;

  indented
```

## About Harbour Trust

It looks after eleven lighthouses. مرحبا 灯台 Größe

[^1]: Storm water **closed** it.
";

/// A folder in which Writer works, with a home of its own.
struct Office(tempfile::TempDir);

impl Office {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// What Writer makes of a file, in another form.
    fn convert(&self, file: &Path, form: &str) -> PathBuf {
        let out = self.path("out");
        let home = format!("-env:UserInstallation=file://{}", self.path("home").display());
        let mut writer = Command::new("soffice");
        let done = writer.args([home.as_str(), "--headless", "--convert-to", form, "--outdir"]).arg(&out).arg(file).output();
        let done = done.expect("libreoffice-writer-nogui is installed");
        let ending = form.split(':').next().unwrap_or_default();
        let made = out.join(file.file_name().expect("a name")).with_extension(ending);
        assert!(made.is_file(), "{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        made
    }

    fn words(&self, file: &Path, form: &str) -> String {
        std::fs::read_to_string(self.convert(file, form)).expect("UTF-8")
    }
}

/// A text with its picture as document 1, and the Word file of it.
fn written(office: &Office, text: &str) -> (Desk, PathBuf) {
    let desk = Desk::empty();
    desk.add_document(text);
    let lens = desk.write("lens.png", include_bytes!("../../icons/128x128.png"));
    desk.must(&["document", "picture", "1", &lens]);
    let file = office.path("ours.docx");
    desk.must(&["document", "docx", "1", "--to", &file.display().to_string()]);
    (desk, file)
}

/// What a Word file becomes: the text, how many pictures came with it, and what is said to be lost.
fn taken(desk: &Desk, file: &Path) -> (String, u64, Vec<String>) {
    let said = desk.must(&["document", "import", &file.display().to_string()]);
    let report = said.lines.last().expect("a report");
    let lost = report["lost"].as_array().expect("losses").iter();
    let lost = lost.map(|one| one["params"]["what"].as_str().unwrap_or_default().to_owned()).collect();
    let (pictures, id) = (report["pictures"].as_u64().expect("a count"), report["document"]["id"].to_string());
    (exported(desk, &id), pictures, lost)
}

fn exported(desk: &Desk, id: &str) -> String {
    let said = desk.must(&["document", "export", id]);
    said.lines[0]["markdown"].as_str().expect("a text").to_owned()
}

#[test]
fn what_is_written_is_read_by_writer_in_its_order_in_each_of_its_forms() {
    let office = Office::new();
    let (_desk, file) = written(&office, TEXT);
    let said = [
        "Lighthouse museum at Skerry Point reopens its Lantern Wing",
        "The lens of 1874 turns again",
        "Port Averil, 26 November 2026",
        "The Lantern Wing opens on",
        "four years",
        "Below a break.",
        "The lens turns again",
        "A lighthouse is a promise kept every night.",
        "Margaret Oyelaran, director",
        "Press view",
        "With coffee.",
        "at nine",
        "Opening",
        "Between the lists.",
        "five",
        "six",
        "bullet",
        "Gallery",
        "Keepers",
        "Kept Lights",
        "61",
        "indented",
        "About Harbour Trust",
        "مرحبا 灯台 Größe",
    ];
    in_order(&office.words(&file, "txt:Text (encoded):UTF8"), &said);
    let pdf = office.convert(&file, "pdf").display().to_string();
    let pages = crate::paper::words(&pdf).split_whitespace().collect::<Vec<_>>().join(" ");
    // Signs of another script are told by their places on the page there.
    in_order(&pages, &said[..said.len() - 1]);
    in_order(&pages, &["1. Press view", "5. five", "6. six", "Storm water closed it."]);

    let web = office.words(&file, "html");
    in_order(
        &web,
        &[
            "lang=\"en-GB\"",
            "Skerry",
            "<b>Saturday</b>",
            "https://harbourtrust.example.org/lantern?a=1&amp;b=2",
            "<img",
            "<ol>",
            "<ul>",
            "<ol start=\"5\">",
            "<table",
            "<thead>",
            "Gallery",
            "align=\"right\"",
            "<h2",
            "About Harbour Trust",
            "Storm water",
        ],
    );
    // As Writer keeps it for itself: what each paragraph is, with the picture in the file.
    let open = office.words(&file, "fodt");
    in_order(
        &open,
        &[
            "<dc:title>Lighthouse museum at Skerry Point reopens its Lantern Wing</dc:title>",
            "text:style-name=\"Title\"",
            "text:style-name=\"Subtitle\"",
            "text:note-class=\"footnote\"",
            "Storm water",
            "<svg:desc>The lens in its tower</svg:desc>",
            "<text:list ",
            "<table:table-header-rows>",
            "text:outline-level=\"2\"",
        ],
    );
}

#[test]
fn the_way_through_writer_and_back_keeps_the_text_but_for_what_is_said() {
    let office = Office::new();
    let (desk, file) = written(&office, TEXT);
    let ours = exported(&desk, "1");
    // Ours alone first: nothing is lost that is not said.
    let (alone, pictures, lost) = taken(&desk, &file);
    assert_eq!((pictures, lost), (1, Vec::<String>::new()), "{alone}");
    let named = |text: &str| text.replace("(image1.png", "(lens.png");
    assert_eq!(named(&alone), ours);
    let odt = office.convert(&file, "odt");
    let theirs = office.convert(&odt, "docx");
    let (back, pictures, lost) = taken(&desk, &theirs);
    assert_eq!((pictures, lost), (1, Vec::<String>::new()), "{back}");
    assert_eq!(named(&back), ours);
}

#[test]
fn what_writer_saved_comes_in_with_its_marks_and_says_what_it_lost() {
    let office = Office::new();
    let source = office.path("theirs.fodt");
    std::fs::write(&source, theirs()).expect("a file");
    let desk = Desk::empty();
    let (text, pictures, lost) = taken(&desk, &office.convert(&source, "docx"));
    assert_eq!(
        text,
        "---\nheadline: The lens of 1874 turns again\nsubhead: Lantern Wing opens\nlanguage: en-GB\n---\n\n\
         It opens on **Saturday**, after four years of *work* and ~~waiting~~.[^1] See \
         [the programme](https://harbourtrust.example.org/lantern?a=1\\&b=2).\n\n\
         ## The day\n\n- Press view\n  - at nine\n- Opening\n\n3. three\n4. four\n\n\
         > A lighthouse is a promise kept every night.\n\n## Galleries\n\n| Gallery | Keepers |\n| --- | --- |\n| Kept Lights | 61 |\n\n\
         ![The lens in its tower](image1.png)\n\nمرحبا 灯台 Größe\n\n[^1]: Storm water closed it.\n"
    );
    assert_eq!((pictures, lost), (1, vec!["comments".to_owned(), "deleted".to_owned(), "headers".to_owned()]));
    assert!(!text.contains("five long") && !text.contains("Sure?") && !text.contains("Page head"), "{text}");
}

#[test]
fn the_theme_heads_a_word_file_with_its_logo_and_gives_it_colours_and_letters() {
    let office = Office::new();
    let desk = Desk::empty();
    desk.add_document(TEXT.replace("![The lens in its tower](lens.png \"The lens turns again\")\n\n", "").as_str());
    let logo = desk.write("logo.png", include_bytes!("../../icons/128x128.png"));
    let set = [
        "theme",
        "set",
        "--logo",
        &logo,
        "--alt",
        "Harbour Trust",
        "--face",
        "verdana",
        "--link",
        "#0b5394",
        "--footer",
        "Charity 1160000.",
    ];
    desk.must(&set);
    let file = office.path("ours.docx");
    desk.must(&["document", "docx", "1", "--to", &file.display().to_string()]);
    let open = office.words(&file, "fodt");
    in_order(&open, &["Verdana", "<style:header>", "<svg:desc>Harbour Trust</svg:desc>", "Charity 1160000."]);
    assert!(open.contains("fo:color=\"#0b5394\""), "the links have the theme's colour");
    let pdf = office.convert(&file, "pdf").display().to_string();
    assert!(crate::paper::words(&pdf).contains("Charity 1160000."), "the closing words stand below");
    // Heads and feet of pages are none of the text: taken in again, they are said to be lost.
    let (text, pictures, lost) = taken(&desk, &file);
    assert_eq!((pictures, lost), (0, vec!["headers".to_owned()]), "{text}");
    assert!(!text.contains("1160000"), "{text}");
}

/// A text as somebody wrote it in Writer: a comment, a passage struck out and one put in while changes were tracked, a head of pages.
fn theirs() -> String {
    let lens = base64::engine::general_purpose::STANDARD.encode(include_bytes!("../../icons/128x128.png"));
    include_str!("office.fodt").replace("{lens}", &lens)
}
