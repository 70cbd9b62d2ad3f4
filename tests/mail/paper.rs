//! PDF files as a reader by other hands (poppler) finds them.

use std::process::Command;

use crate::desk::Desk;

const RELEASE: &str = "---
headline: Lighthouse museum at Skerry Point reopens its Lantern Wing
subhead: The lens of 1874 turns again
dateline: Port Averil, 26 November 2026
embargo: 2026-11-26 06:00 Europe/London
language: en-GB
kind: press-release
---

The Lantern Wing opens on **Saturday**, after [four years](https://harbourtrust.example.org/lantern).[^1] Wait {{ first_name | \"editor\" }}.

![The lens in its tower](lens.png \"The lens. Photo: Ana Ferreira\")

> A lighthouse is a promise kept every night.
>
> — Margaret Oyelaran, director

1. Press view
2. Opening

| Gallery | Keepers |
| --- | --: |
| Kept Lights | 61 |

## About Harbour Trust {.boilerplate}

It looks after eleven lighthouses.

## Press contact {.contact}

Ines Calder, press@harbourtrust.example.org

[^1]: Storm water closed it.
";

/// What a tool of poppler says.
pub(crate) fn says(tool: &str, arguments: &[&str]) -> String {
    let output = Command::new(tool).args(arguments).output().expect("poppler-utils is installed");
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Its words as they are read.
pub(crate) fn words(file: &str) -> String {
    // Small blanks around a stroke are lost to it.
    says("pdftotext", &["-enc", "UTF-8", file, "-"]).replace(" / ", "/")
}

pub(crate) fn in_order(text: &str, words: &[&str]) {
    let mut at = 0;
    for word in words {
        let found = text[at..].find(word).unwrap_or_else(|| panic!("“{word}” does not follow in:\n{text}"));
        at += found + word.len();
    }
}

fn made(desk: &Desk, document: &str, name: &str, more: &[&str]) -> String {
    let file = std::env::temp_dir().join(format!("{}-{name}", std::process::id())).display().to_string();
    drop(std::fs::remove_file(&file));
    desk.must(&[&["document", "pdf", document, "--to", &file], more].concat());
    file
}

#[test]
fn a_release_on_paper_is_read_in_order_with_tags_title_language_and_its_fonts() {
    let desk = Desk::empty();
    desk.add_document(RELEASE);
    let lens = desk.write("lens.png", include_bytes!("../../icons/128x128.png"));
    desk.must(&["document", "picture", "1", &lens]);
    desk.must(&["workspace", "imprint", "--postal", "1 Quay Street, Port Averil"]);
    let file = made(&desk, "1", "release.pdf", &[]);
    let text = words(&file).split_whitespace().collect::<Vec<_>>().join(" ");
    in_order(
        &text,
        &[
            "Press release",
            "Embargo: Thursday 26 November 2026, 06:00 (Europe/London), 06:00 UTC",
            "Lighthouse museum at Skerry Point reopens its Lantern Wing",
            "The lens of 1874 turns again",
            "Port Averil, 26 November 2026. The Lantern Wing opens on Saturday, after four years.",
            "Wait editor.",
            "The lens. Photo: Ana Ferreira",
            "A lighthouse is a promise kept every night.",
            "Margaret Oyelaran, director",
            "1. Press view",
            "Gallery Keepers Kept Lights 61",
            "About Harbour Trust",
            "Storm water closed it.",
            "1 Quay Street, Port Averil",
            "1/",
        ],
    );
    let info = says("pdfinfo", &[&file]);
    let fact = |name: &str| info.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_owned();
    assert_eq!(fact("Title:"), "Lighthouse museum at Skerry Point reopens its Lantern Wing");
    assert_eq!((fact("Tagged:"), fact("Encrypted:")), ("yes".to_owned(), "no".to_owned()));
    assert!(fact("Page size:").contains("A4"), "{info}");
    let tree = says("pdfinfo", &["-struct-text", &file]);
    in_order(&tree, &["H1", "Lighthouse museum", "Figure", "BlockQuote", "L ", "Table", "TH", "Gallery", "H2", "About Harbour Trust"]);
    let bytes = std::fs::read(&file).expect("the file");
    let raw = String::from_utf8_lossy(&bytes);
    assert!(raw.contains("/Lang(en-GB)") || raw.contains("/Lang (en-GB)"), "its language is in it");
    assert!(raw.contains("pdfuaid"), "it says that it is PDF/UA");
    assert!(raw.contains("The lens in its tower"), "what is to be seen on the picture is in it");
    let fonts = says("pdffonts", &[&file]);
    let faces: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(faces.len() >= 2, "{fonts}");
    for face in faces {
        let marks: Vec<&str> = face.split_whitespace().rev().take(5).collect();
        assert_eq!(marks[4], "yes", "within the file: {face}");
    }
    assert!(fonts.contains("SourceSerif4") && fonts.contains("Inter"), "{fonts}");
    drop(std::fs::remove_file(file));
}

#[test]
fn arabic_and_japanese_come_out_as_letters_and_not_as_boxes() {
    let desk = Desk::empty();
    desk.add_document("---\nheadline: عودة عدسة المنارة\nlanguage: ar\nkind: article\n---\n\nتدور العدسة من جديد.\n");
    desk.add_document("---\nheadline: 灯台の光が戻る\nlanguage: ja\nkind: article\n---\n\n灯台は約束です。\n");
    for (document, words, font) in [("1", "العدسة", "Arabic"), ("2", "灯台は約束です。", "CJKjp")] {
        let file = made(&desk, document, &format!("{document}.pdf"), &[]);
        let text = self::words(&file);
        assert!(text.contains(words) && !text.contains('?'), "{text}");
        let fonts = says("pdffonts", &[&file]);
        assert!(fonts.contains(font), "{fonts}");
        drop(std::fs::remove_file(file));
    }
}

#[test]
fn american_texts_are_on_letter_and_a_long_one_has_its_pages_numbered() {
    let desk = Desk::empty();
    let long = "The lens turns once every ninety seconds.\n\n".repeat(200);
    desk.add_document(&format!("---\nheadline: The lens\nlanguage: en-US\nkind: statement\n---\n\n{long}"));
    let file = made(&desk, "1", "long.pdf", &[]);
    let info = says("pdfinfo", &[&file]);
    assert!(info.contains("(letter)"), "{info}");
    let text = words(&file);
    let pages = info.lines().find_map(|line| line.strip_prefix("Pages:")).expect("pages").trim().to_owned();
    in_order(&text, &[&format!("1/{pages}"), &format!("2/{pages}"), &format!("{pages}/{pages}")]);
    assert_eq!(text.matches("ninety seconds").count(), 200);
    drop(std::fs::remove_file(file));
}

#[test]
fn a_word_file_is_read_by_a_parser_by_other_hands() {
    let desk = Desk::empty();
    desk.add_document(RELEASE);
    let lens = desk.write("lens.png", include_bytes!("../../icons/128x128.png"));
    desk.must(&["document", "picture", "1", &lens]);
    let file = std::env::temp_dir().join(format!("{}-release.docx", std::process::id())).display().to_string();
    drop(std::fs::remove_file(&file));
    desk.must(&["document", "docx", "1", "--to", &file]);
    let read = "
import sys, zipfile, xml.etree.ElementTree as tree
zip = zipfile.ZipFile(sys.argv[1])
assert zip.testzip() is None
parts = {name: tree.fromstring(zip.read(name)) for name in zip.namelist() if name.endswith(('.xml', '.rels'))}
w = '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}'
for paragraph in parts['word/document.xml'].iter(w + 'p'):
    style = paragraph.find(w + 'pPr/' + w + 'pStyle')
    print((style.get(w + 'val') if style is not None else '-') + ': ' + ''.join(text.text or '' for text in paragraph.iter(w + 't')))
for relation in parts['word/_rels/document.xml.rels']:
    target = relation.get('Target')
    assert relation.get('TargetMode') == 'External' or 'word/' + target in zip.namelist(), target
";
    let said = says("python3", &["-c", read, &file]);
    in_order(
        &said,
        &[
            "Mark: Embargo: Thursday 26 November 2026",
            "Title: Lighthouse museum at Skerry Point reopens its Lantern Wing",
            "Subtitle: The lens of 1874 turns again",
            "-: Port Averil, 26 November 2026. The Lantern Wing opens on Saturday, after four years.",
            "Caption: The lens. Photo: Ana Ferreira",
            "Quote: A lighthouse is a promise kept every night.",
            "ListParagraph: Press view",
            "-: Kept Lights",
            "Heading2: About Harbour Trust",
            "Small: It looks after eleven lighthouses.",
        ],
    );
    drop(std::fs::remove_file(file));
}

#[test]
fn a_leaflet_is_one_sheet_on_its_side_read_from_the_cover_on_tagged_and_with_its_fonts() {
    let desk = Desk::empty();
    desk.add_document(RELEASE);
    let lens = desk.write("lens.png", include_bytes!("../../icons/128x128.png"));
    desk.must(&["document", "picture", "1", &lens]);
    desk.must(&["workspace", "imprint", "--postal", "1 Quay Street, Port Averil"]);
    desk.must(&["theme", "set", "--logo", &lens, "--alt", "Harbour Trust", "--face", "arial", "--footer", "Registered charity 1160000."]);
    for (paper, size) in [("a4", "841.89 x 595.276"), ("letter", "792 x 612")] {
        let file = made(&desk, "1", &format!("leaflet-{paper}.pdf"), &["--fold", "trifold", "--paper", paper]);
        let info = says("pdfinfo", &[&file]);
        let fact = |name: &str| info.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_owned();
        assert_eq!((fact("Pages:"), fact("Tagged:")), ("2".to_owned(), "yes".to_owned()), "{info}");
        assert!(fact("Page size:").starts_with(size), "{info}");
        let tree = says("pdfinfo", &["-struct-text", &file]);
        in_order(
            &tree,
            &[
                "H1",
                "Lighthouse museum",
                "About Harbour Trust",
                "eleven lighthouses",
                "Registered charity",
                "1 Quay Street",
                "Saturday",
                "Margaret Oyelaran",
                "Gallery",
            ],
        );
        // Left to right outside: the flap, the back, the cover.
        let outside = says("pdftotext", &["-f", "1", "-l", "1", "-bbox", &file, "-"]);
        let left = |word: &str| {
            let line = outside.lines().find(|line| line.contains(&format!(">{word}<"))).unwrap_or_else(|| panic!("{word} in {outside}"));
            line.split("xMin=\"").nth(1).and_then(|rest| rest.split('"').next()).and_then(|x| x.parse::<f64>().ok()).expect("a place")
        };
        let wide: f64 = size.split(' ').next().and_then(|wide| wide.parse().ok()).expect("a width");
        assert!(
            left("eleven") < wide / 3.0
                && left("Registered") > wide / 3.0 - 6.0
                && left("Registered") < wide * 2.0 / 3.0
                && left("Lighthouse") > wide * 2.0 / 3.0 - 6.0
        );
        let fonts = says("pdffonts", &[&file]);
        assert!(fonts.lines().skip(2).all(|line| line.contains(" yes yes ")) && fonts.contains("Inter"), "{fonts}");
        let again = made(&desk, "1", &format!("again-{paper}.pdf"), &["--fold", "trifold", "--paper", paper]);
        assert_eq!(std::fs::read(&file).expect("the file"), std::fs::read(again).expect("the file"), "the same text, the same bytes");
    }
    let small = made(&desk, "1", "small.pdf", &["--fold", "a5"]);
    assert!(says("pdfinfo", &[&small]).contains("419.528 x 595.276"), "A5");
    // What is longer says so, and nothing of it is lost.
    desk.add_document(&format!("---\nheadline: Long\n---\n\n{}last words.\n", "The lens turns once every ninety seconds. ".repeat(600)));
    let file = std::env::temp_dir().join(format!("{}-long-leaflet.pdf", std::process::id())).display().to_string();
    drop(std::fs::remove_file(&file));
    let said = desk.must(&["document", "pdf", "2", "--fold", "trifold", "--to", &file]);
    assert!(said.stderr.contains("longer than the leaflet"), "{}", said.stderr);
    assert!(words(&file).contains("last words."));
}
