use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;

use super::{Word, read};
use crate::messages::Value;

const RELS: &str =
    r#"<Relationships xmlns="x"><Relationship Id="rId1" Type="http://x/officeDocument" Target="word/document.xml"/></Relationships>"#;

/// A package of these parts, its relations in front.
fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in [("_rels/.rels", RELS.as_bytes())].iter().chain(parts) {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn body(inner: &str) -> String {
    format!(r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w" xmlns:r="r"><w:body>{inner}</w:body></w:document>"#)
}

fn with(inner: &str, more: &[(&str, &[u8])]) -> Word {
    let body = body(inner);
    read("release.docx", &package(&[&[("word/document.xml", body.as_bytes())], more].concat())).unwrap()
}

fn p(style: &str, words: &str) -> String {
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>"#)
}

fn said(value: Option<&Value>) -> String {
    match value {
        Some(Value::Text(text)) => text.clone(),
        other => panic!("{other:?}"),
    }
}

fn refusal(bytes: &[u8]) -> String {
    let refused = read("release.docx", bytes).unwrap_err();
    assert_eq!(refused.code, "literature.word");
    said(refused.what.params.get("why"))
}

fn lost(word: &Word) -> Vec<String> {
    word.lost.iter().map(|one| said(one.params.get("what"))).collect()
}

#[test]
fn headline_headings_quotes_lists_tables_links_notes_and_stress_are_kept() {
    let relations = br#"<Relationships xmlns="x"><Relationship Id="l1" Target="https://harbourtrust.example.org/"/></Relationships>"#;
    let numbering = br#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/></w:lvl>
        <w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;
    let footnotes =
        br#"<w:footnotes xmlns:w="w"><w:footnote w:id="2"><w:p><w:r><w:t>Storm water.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
    let styles =
        br#"<w:styles xmlns:w="w"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults>
        <w:style w:styleId="Titre1"><w:name w:val="heading 2"/></w:style></w:styles>"#;
    let item = |level: u8, words: &str| {
        format!(
            r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"#
        )
    };
    let text = [
        p("Title", "The lens &amp; its *tower*"),
        p("Subtitle", "It turns"),
        r#"<w:p><w:r><w:t xml:space="preserve">It is </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>strong</w:t></w:r><w:r><w:rPr><w:i/><w:b w:val="0"/></w:rPr><w:t xml:space="preserve"> and light</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:br/><w:t>below</w:t></w:r></w:p>"#.to_owned(),
        r#"<w:p><w:hyperlink r:id="l1"><w:r><w:t>our site</w:t></w:r></w:hyperlink></w:p>"#.to_owned(),
        p("Titre1", "Below"),
        item(0, "three"),
        item(1, "bullet"),
        item(0, "four"),
        p("Quote", "A promise."),
        r#"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Gallery</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>Kept</w:t></w:r></w:p><w:p><w:r><w:t>Lights</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>61</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"#.to_owned(),
    ]
    .concat();
    let word = with(
        &text,
        &[
            ("word/_rels/document.xml.rels", relations),
            ("word/numbering.xml", numbering),
            ("word/footnotes.xml", footnotes),
            ("word/styles.xml", styles),
        ],
    );
    assert_eq!(
        word.text,
        "---\nheadline: The lens & its *tower*\nsubhead: It turns\nlanguage: en-GB\n---\n\n\
         It is **strong** *and light*[^1]\\\nbelow\n\n[our site](https://harbourtrust.example.org/)\n\n## Below\n\n\
         3. three\n   - bullet\n4. four\n\n> A promise.\n\n| Gallery |  |\n| --- | --- |\n| Kept Lights | 61 |\n\n[^1]: Storm water.\n"
    );
    assert_eq!(word.lost, []);
}

#[test]
fn a_numbering_goes_on_where_it_was_and_what_belongs_to_an_item_stays_with_it() {
    let numbering = br#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>"#;
    let item = |number: u8, words: &str| {
        format!(
            r#"<w:p><w:pPr><w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"#
        )
    };
    let text = [item(1, "one"), p("ListParagraph", "and more"), item(1, "two"), p("", "between"), item(1, "three"), item(2, "seven")];
    let word = with(&text.concat(), &[("word/numbering.xml", numbering)]);
    assert_eq!(word.text, "1. one\n\n   and more\n\n2. two\n\nbetween\n\n3. three\n\n7) seven\n");
    // Alone, such a paragraph is one as any.
    assert_eq!(with(&p("ListParagraph", "alone"), &[]).text, "alone\n");
}

#[test]
fn captions_datelines_code_rules_and_sides_of_columns_are_kept() {
    let mut png = Cursor::new(Vec::new());
    image::RgbImage::new(3, 2).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let styles = br#"<w:styles xmlns:w="w"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-GB" w:bidi="ar"/></w:rPr></w:rPrDefault>
        <w:pPrDefault><w:pPr><w:bidi/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:styleId="Beschriftung"><w:name w:val="caption"/></w:style>
        <w:style w:styleId="Line"><w:name w:val="Horizontal Line"/></w:style><w:style w:styleId="Source"><w:name w:val="Preformatted Text"/></w:style>
        <w:style w:type="character" w:styleId="D"><w:name w:val="Dateline"/></w:style></w:styles>"#;
    let cell = |side: &str, words: &str| {
        format!(r#"<w:tc><w:p><w:pPr><w:jc w:val="{side}"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>{words}</w:t></w:r></w:p></w:tc>"#)
    };
    let text = [
        r#"<w:p><w:r><w:rPr><w:rStyle w:val="D"/></w:rPr><w:t>Port Averil</w:t></w:r><w:r><w:t>. It turns.</w:t></w:r></w:p>"#.to_owned(),
        r#"<w:p><w:r><w:drawing><wp:docPr descr="The lens"/><a:blip r:embed="a"/></w:drawing></w:r></w:p>"#.to_owned(),
        p("Beschriftung", "Turns {{ again"),
        p("Beschriftung", "of nothing"),
        p("Source", "let x;"),
        p("Source", "```"),
        "<w:p><w:pPr><w:pBdr><w:bottom w:val=\"single\"/></w:pBdr></w:pPr></w:p>".to_owned(),
        p("Line", ""),
        format!(
            "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
            cell("left", "a"),
            cell("end", "b"),
            cell("center", "c"),
            cell("right", "d")
        ),
    ];
    let relations = br#"<Relationships><Relationship Id="a" Target="media/lens.png"/></Relationships>"#;
    let word = with(
        &text.concat(),
        &[("word/styles.xml", styles), ("word/_rels/document.xml.rels", relations), ("word/media/lens.png", png.get_ref())],
    );
    assert_eq!(
        word.text,
        "---\ndateline: Port Averil\nlanguage: ar\n---\n\nIt turns.\n\n![The lens](lens.png \"Turns \\{\\{ again\")\n\nof nothing\n\n\
         ````\nlet x;\n```\n````\n\n***\n\n***\n\n| a | b |\n| --- | --: |\n| **c** | **d** |\n"
    );
    // What cannot be shown says what it showed, and what stood below.
    let gone = with(&text[1..3].concat(), &[("word/styles.xml", styles), ("word/_rels/document.xml.rels", relations)]);
    assert!(gone.text.contains("The lens Turns"), "{}", gone.text);
}

#[test]
fn the_title_is_the_headline_whatever_stands_above_it() {
    let word = with(&[p("", "Embargo"), p("Title", "The lens"), p("Heading1", "Below")].concat(), &[]);
    assert_eq!(word.text, "---\nheadline: The lens\n---\n\nEmbargo\n\n## Below\n");
    assert_eq!(with(&[p("Heading1", "The lens"), p("", "It turns.")].concat(), &[]).text, "---\nheadline: The lens\n---\n\nIt turns.\n");
}

#[test]
fn tracked_text_is_accepted_and_what_is_lost_is_named() {
    let word = with(
        r#"<w:p><w:r><w:t>One </w:t></w:r><w:ins><w:r><w:t>two</w:t></w:r></w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>
           <w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:hyperlink r:id="f"><w:r><w:t>file</w:t></w:r></w:hyperlink>
           <w:r><w:commentReference w:id="1"/></w:r><w:r><w:drawing><wps><txbxContent><w:p/></txbxContent></wps></w:drawing></w:r></w:p>
           <w:sectPr><w:headerReference r:id="h"/></w:sectPr>"#,
        &[("word/_rels/document.xml.rels", br#"<Relationships><Relationship Id="f" Target="file:///etc/passwd"/></Relationships>"#)],
    );
    assert!(word.text.contains("One two") && word.text.contains("file"), "{}", word.text);
    assert!(!word.text.contains("gone") && !word.text.contains("secret") && !word.text.contains("passwd"), "{}", word.text);
    assert_eq!(lost(&word), ["boxes", "comments", "deleted", "headers", "hidden", "links"]);
}

#[test]
fn pictures_come_with_what_is_to_be_seen_and_other_drawings_are_named() {
    let mut png = Cursor::new(Vec::new());
    image::RgbImage::new(3, 2).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let drawing =
        |id: &str| format!(r#"<w:p><w:r><w:drawing><wp:docPr descr="The lens"/><a:blip r:embed="{id}"/></w:drawing></w:r></w:p>"#);
    let relations = br#"<Relationships><Relationship Id="a" Target="media/my lens (1).png"/><Relationship Id="b" Target="media/chart.emf"/></Relationships>"#;
    let word = with(
        &[p("", "Words"), drawing("a"), drawing("a"), drawing("b"), drawing("none")].concat(),
        &[
            ("word/_rels/document.xml.rels", relations),
            ("word/media/my lens (1).png", png.get_ref()),
            ("word/media/chart.emf", b"\x01\x00\x00\x00 nothing of ours"),
        ],
    );
    assert_eq!(word.pictures.len(), 1);
    assert_eq!((word.pictures[0].name.as_str(), word.pictures[0].alt.as_str()), ("my-lens--1-.png", "The lens"));
    assert_eq!(word.text.matches("![The lens](my-lens--1-.png)").count(), 2, "{}", word.text);
    assert_eq!(lost(&word), ["drawings", "pictures"]);
}

#[test]
fn foreign_and_awkward_words_say_what_they_said() {
    for words in ["# no heading", "1. no list", "*stars* _and_ `ticks`", "مرحبا", "灯台の光", "a | b", "[x](y)", "&lt;script&gt;", "- dash"]
    {
        let word = with(&p("", words), &[]);
        let said = crate::literature::Document::parse(&word.text).plain();
        assert_eq!(said.trim(), words.replace("&lt;", "<").replace("&gt;", ">"), "{}", word.text);
    }
    let long = "x".repeat(300);
    assert!(with(&p("Title", &long), &[]).text.contains(&long));
    assert_eq!(with("", &[]).text.trim(), "");
}

#[test]
fn what_is_hostile_or_no_word_document_is_refused_with_a_sentence() {
    let document = body(&p("", "x"));
    let good = package(&[("word/document.xml", document.as_bytes())]);
    assert_eq!(refusal(b""), "other");
    assert_eq!(refusal(b"%PDF-1.7"), "other");
    assert_eq!(refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"), "old");
    assert_eq!(refusal(&good[..good.len() / 2]), "damaged");
    assert_eq!(refusal(&package(&[("xl/workbook.xml", b"<x/>")])), "other");
    let entity = r#"<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document><w:body>&e;</w:body></w:document>"#;
    assert_eq!(refusal(&package(&[("word/document.xml", entity.as_bytes())])), "hostile");
    assert_eq!(refusal(&package(&[("word/document.xml", b"<w:document><w:body>&e;</w:body></w:document>")])), "hostile");
    for name in ["../../etc/passwd", "/etc/passwd", "word\\..\\x", "C:/x"] {
        assert_eq!(refusal(&package(&[("word/document.xml", document.as_bytes()), (name, b"x")])), "hostile", "{name}");
    }
    // A bomb: two megabytes of one letter pack to two kilobytes.
    assert_eq!(refusal(&package(&[("word/document.xml", &vec![b' '; 3_000_000])])), "large");
    assert_eq!(refusal(&package(&[("word/document.xml", document.as_bytes()), ("word/media/a.png", &vec![0; 3_000_000])])), "large");
    let deep = format!("<w:document><w:body>{}", "<a>".repeat(1_000));
    assert_eq!(refusal(&package(&[("word/document.xml", deep.as_bytes())])), "large");
    let names: Vec<String> = (0..10_001).map(|n| format!("word/{n}")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert_eq!(refusal(&package(&many)), "large");
}

#[tokio::test]
async fn the_words_of_a_document_are_put_into_a_text_with_pictures_under_names_of_their_own() {
    use crate::literature::DocumentKind;
    use crate::literature::api::{self, NewDocument, NewFile};
    let desk = crate::workspace::testing::Desk::new();
    let new = NewDocument { kind: DocumentKind::Article, headline: "Here".to_owned(), language: String::new() };
    let id = api::add(&desk.ws, new).await.unwrap().id;
    let drawn = |color: u8| {
        let mut png = Cursor::new(Vec::new());
        image::RgbImage::from_pixel(2, 2, image::Rgb([color; 3])).write_to(&mut png, image::ImageFormat::Png).unwrap();
        png.into_inner()
    };
    api::add_picture(&desk.ws, id, NewFile { name: "lens.png".to_owned(), bytes: drawn(1) }, "Another".to_owned()).await.unwrap();
    let relations = br#"<Relationships><Relationship Id="a" Target="media/lens.png"/></Relationships>"#;
    let shown = r#"<w:p><w:r><w:drawing><wp:docPr descr="The lens"/><a:blip r:embed="a"/></w:drawing></w:r></w:p>"#;
    let inner = [p("Title", "عدسة المنارة"), p("", "It turns."), shown.to_owned()].concat();
    let document = body(&inner);
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let png = drawn(9);
    let parts: [(&str, &[u8]); 3] =
        [("word/document.xml", document.as_bytes()), ("word/_rels/document.xml.rels", relations), ("word/media/lens.png", &png)];
    let before = api::show(&desk.ws, id).await.unwrap();
    let within = api::word_within(&desk.ws, id, file("release.docx", &package(&parts))).await.unwrap();
    let after = api::show(&desk.ws, id).await.unwrap();
    assert_eq!(after.text, before.text, "the sheet puts the words where they are to stand");
    assert_eq!((before.files.len(), after.files.len()), (1, 2));
    let said = serde_json::to_string(&within.blocks).unwrap();
    assert!(said.contains("عدسة المنارة") && said.contains("It turns."), "{said}");
    let name = &after.files[1].name;
    assert!(name != "lens.png" && said.replace("%20", " ").contains(&format!("\"src\":\"{name}\"")), "{name}: {said}");
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(api::show(&desk.ws, id).await.unwrap().files.len(), 1, "its pictures go with an undo");
    // What is no Word document changes nothing.
    for (name, bytes) in [("old.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice()), ("empty.docx", b""), ("text.docx", b"plain words")] {
        assert!(api::word_within(&desk.ws, id, file(name, bytes)).await.is_err(), "{name}");
    }
    assert_eq!(
        api::word_within(&desk.ws, 99.into(), file("again.docx", &package(&parts))).await.unwrap_err().code,
        "literature.no_document"
    );
    assert_eq!(api::show(&desk.ws, id).await.unwrap().files.len(), 1);
}

#[tokio::test]
async fn a_document_put_into_a_text_keeps_the_lines_above_it() {
    use crate::literature::DocumentKind;
    use crate::literature::api::{self, NewDocument};
    let desk = crate::workspace::testing::Desk::new();
    let new = |headline: &str| NewDocument { kind: DocumentKind::PressRelease, headline: headline.to_owned(), language: String::new() };
    let id = api::add(&desk.ws, new("Here")).await.unwrap().id;
    let ours = api::add(&desk.ws, new("Ours")).await.unwrap().id;
    let text =
        "---\nheadline: The *lens* is back\nsubhead: عدسة المنارة\ndateline: Port Averil, 26 November\n---\n\nIt **turns**.\n\nAgain.\n";
    api::save(&desk.ws, ours, text.to_owned()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.docx");
    std::fs::write(&file, crate::rendering::api::docx(&desk.ws, ours).await.unwrap()).unwrap();
    let within = api::word_within(&desk.ws, id, file).await.unwrap();
    let said = |at: usize| serde_json::to_string(&within.blocks[at]).unwrap();
    assert!(said(0).contains("\"heading\"") && said(0).contains("The *lens* is back"), "{}", said(0));
    assert!(said(1).contains("عدسة المنارة"), "{}", said(1));
    assert!(said(2).contains("\"Port Averil, 26 November. It \"") && said(2).contains("\"turns\""), "{}", said(2));
    assert!(said(3).contains("Again.") && !said(3).contains("Port Averil"), "{}", said(3));
    // Where no paragraph is, the dateline stands alone.
    let styles = br#"<w:styles xmlns:w="w"><w:style w:type="character" w:styleId="D"><w:name w:val="Dateline"/></w:style></w:styles>"#;
    let alone = r#"<w:p><w:r><w:rPr><w:rStyle w:val="D"/></w:rPr><w:t>Port Averil</w:t></w:r></w:p>"#;
    let document = body(&[alone.to_owned(), p("Heading2", "Programme")].concat());
    let file = folder.path().join("alone.docx");
    std::fs::write(&file, package(&[("word/document.xml", document.as_bytes()), ("word/styles.xml", styles)])).unwrap();
    let within = api::word_within(&desk.ws, id, file).await.unwrap();
    assert!(serde_json::to_string(&within.blocks[0]).unwrap().contains("Port Averil"));
}

#[tokio::test]
async fn pictures_whose_names_clash_crosswise_are_each_shown_where_they_stood() {
    use crate::literature::DocumentKind;
    use crate::literature::api::{self, NewDocument, NewFile};
    let desk = crate::workspace::testing::Desk::new();
    let new = NewDocument { kind: DocumentKind::Article, headline: "Here".to_owned(), language: String::new() };
    let id = api::add(&desk.ws, new).await.unwrap().id;
    let drawn = |color: u8| {
        let mut png = Cursor::new(Vec::new());
        image::RgbImage::from_pixel(2, 2, image::Rgb([color; 3])).write_to(&mut png, image::ImageFormat::Png).unwrap();
        png.into_inner()
    };
    let (one, two) = (drawn(1), drawn(2));
    // What Word calls image1 is here already, under the name that Word has for another.
    api::add_picture(&desk.ws, id, NewFile { name: "image2.png".to_owned(), bytes: one.clone() }, String::new()).await.unwrap();
    let relations = br#"<Relationships><Relationship Id="a" Target="media/image1.png"/><Relationship Id="b" Target="media/image2.png"/></Relationships>"#;
    let shown = |relation: &str, alt: &str| {
        format!(r#"<w:p><w:r><w:drawing><wp:docPr descr="{alt}"/><a:blip r:embed="{relation}"/></w:drawing></w:r></w:p>"#)
    };
    let document = body(&[shown("a", "First"), shown("b", "Second"), shown("a", "Third")].concat());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("two.docx");
    let parts: [(&str, &[u8]); 4] = [
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", relations),
        ("word/media/image1.png", &one),
        ("word/media/image2.png", &two),
    ];
    std::fs::write(&file, package(&parts)).unwrap();
    let within = api::word_within(&desk.ws, id, file).await.unwrap();
    let files = api::show(&desk.ws, id).await.unwrap().files;
    assert_eq!(files.len(), 2);
    let other = files.iter().map(|file| file.name.as_str()).find(|name| *name != "image2.png").unwrap();
    for (block, name) in within.blocks.iter().zip(["image2.png", other, "image2.png"]) {
        let said = serde_json::to_string(block).unwrap();
        assert!(said.contains(&format!("\"src\":\"{name}\"")), "{name}: {said}");
    }
}

#[tokio::test]
async fn a_word_document_is_put_behind_the_words_that_are_named_or_before_the_standing_parts_and_back() {
    use crate::literature::api;
    let desk = crate::workspace::testing::Desk::new();
    let text = "---\nheadline: Here\n---\n\nFirst *paragraph*.\n\nSecond one.\n\n## About us {.boilerplate}\n\nWe keep the light.\n";
    let id = api::add_file(&desk.ws, text.as_bytes().to_vec(), None).await.unwrap().id;
    let document = body(&[p("Heading2", "Programme"), p("", "At noon.")].concat());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("programme.docx");
    std::fs::write(&file, package(&[("word/document.xml", document.as_bytes())])).unwrap();
    api::put_word(&desk.ws, id, file.clone(), None).await.unwrap();
    let now = api::markdown(&desk.ws, id).await.unwrap();
    assert_eq!(now, text.replace("## About us", "## Programme\n\nAt noon.\n\n## About us"), "all else byte for byte");
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(api::markdown(&desk.ws, id).await.unwrap(), text);
    api::put_word(&desk.ws, id, file.clone(), Some("First  paragraph".to_owned())).await.unwrap();
    assert_eq!(api::markdown(&desk.ws, id).await.unwrap(), text.replace("Second one.", "## Programme\n\nAt noon.\n\nSecond one."));
    let before = api::history(&desk.ws, id).await.unwrap();
    assert_eq!(before[0].why, crate::literature::Why::Restored, "what stood there is kept");
    let refused = api::put_word(&desk.ws, id, file.clone(), Some(" \u{a0}".to_owned())).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.places[0].field.as_deref()), ("literature.no_words_named", Some("after")));
    let refused = api::put_word(&desk.ws, id, file, Some("nowhere".to_owned())).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.places[0].field.as_deref()), ("literature.no_words_there", Some("after")));
}

#[tokio::test]
async fn a_word_document_is_put_before_the_blocks_that_end_every_text() {
    use crate::literature::api;
    use crate::literature::shared::{BlockEdit, BlockSort};
    let desk = crate::workspace::testing::Desk::new();
    for (name, sort) in [("Short", BlockSort::Boilerplate), ("Press", BlockSort::Contact), ("Figures", BlockSort::Other)] {
        let edit = BlockEdit { name: name.to_owned(), sort, language: String::new(), text: format!("{name} words.") };
        api::add_block(&desk.ws, edit).await.unwrap();
    }
    let text = "---\nheadline: Here\n---\n\n{{ block \"Short\" }}\n\nOne.\n\n{{ block \"Figures\" }}\n\n{{ block \"Short\" }}\n\n{{ block \"Press\" }}\n";
    let id = api::add_file(&desk.ws, text.as_bytes().to_vec(), None).await.unwrap().id;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("programme.docx");
    std::fs::write(&file, package(&[("word/document.xml", body(&p("", "At noon.")).as_bytes())])).unwrap();
    api::put_word(&desk.ws, id, file, None).await.unwrap();
    let now = api::markdown(&desk.ws, id).await.unwrap();
    assert_eq!(now, text.replace("\"Figures\" }}\n", "\"Figures\" }}\n\nAt noon.\n"));
}
