use std::io::{Cursor, Read as _};

use super::print::{Brand, PaperSize, Plate, Sheet, compose};
use super::tests::{RELEASE, bytes_of, revision};
use super::{Imprint, word};

fn sheet(text: &str) -> Sheet {
    compose(&revision(text), bytes_of, PaperSize::A4, "Harbour Trust", &Imprint::default(), None).unwrap()
}

fn part(docx: &[u8], name: &str) -> String {
    let mut out = String::new();
    zip::ZipArchive::new(Cursor::new(docx)).unwrap().by_name(name).unwrap().read_to_string(&mut out).unwrap();
    out
}

#[test]
fn a_release_is_a_word_file_with_its_styles_and_the_same_text_gives_the_same_bytes() {
    let docx = word::docx(&sheet(RELEASE)).unwrap();
    assert_eq!(docx, word::docx(&sheet(RELEASE)).unwrap());
    let body = part(&docx, "word/document.xml");
    for said in [
        "w:val=\"Mark\"",
        "Embargo: Thursday 26 November 2026",
        "w:val=\"Title\"",
        "<w:b/></w:rPr><w:t xml:space=\"preserve\">Saturday 5 December",
    ] {
        assert!(body.contains(said), "{said}: {body}");
    }
    assert!(body.contains("descr=\"The lens in its tower\"") && !body.contains("alert"), "{body}");
    assert!(
        part(&docx, "word/_rels/document.xml.rels")
            .contains("https://harbourtrust.example.org/lantern?for=press\" TargetMode=\"External\"")
    );
    assert!(part(&docx, "docProps/core.xml").contains("<dc:language>en</dc:language>"));
}

#[test]
fn a_theme_gives_the_styles_its_colours_and_letters_and_the_pages_their_head_and_foot() {
    let plain = word::docx(&sheet(RELEASE)).unwrap();
    assert!(part(&plain, "word/styles.xml").contains("w:ascii=\"Georgia\"") && !part(&plain, "word/document.xml").contains("titlePg"));
    let mut sheet = sheet(RELEASE);
    sheet.plates.push(Plate { name: "logo".to_owned(), media_type: "image/png".to_owned(), bytes: sheet.plates[0].bytes.clone() });
    let colour = |hex: &str| hex.to_owned();
    sheet.brand = Some(Brand {
        logo: Some(sheet.plates.len() - 1),
        alt: "Harbour & Trust".to_owned(),
        width: 90,
        ink: colour("#101820"),
        quiet: colour("#505860"),
        accent: colour("#9c2a10"),
        link: colour("#0b5394"),
        sans: true,
        face: "Verdana",
        above: true,
        below: true,
        words: "Charity <1160000>.".to_owned(),
    });
    let docx = word::docx(&sheet).unwrap();
    let styles = part(&docx, "word/styles.xml");
    for said in ["w:ascii=\"Verdana\"", "\"101820\"", "\"505860\"", "\"9C2A10\"", "\"0B5394\""] {
        assert!(styles.contains(said), "{said}: {styles}");
    }
    let head = part(&docx, "word/header1.xml");
    assert!(head.contains("descr=\"Harbour &amp; Trust\"") && head.contains("cx=\"1143000\"") && head.contains("<w:bottom"), "{head}");
    let number = sheet.plates.len();
    assert!(part(&docx, "word/_rels/header1.xml.rels").contains("Id=\"rId1\""), "the logo is named where it stands");
    assert!(part(&docx, "word/_rels/header1.xml.rels").contains(&format!("media/image{number}.png")));
    assert!(part(&docx, "word/footer1.xml").contains("Charity &lt;1160000&gt;."));
    let body = part(&docx, "word/document.xml");
    assert!(body.contains("<w:headerReference w:type=\"first\"") && body.contains("<w:titlePg/>") && !body.contains("Harbour &amp; Trust"));
    let types = part(&docx, "[Content_Types].xml");
    assert!(types.contains("/word/header1.xml") && types.contains("/word/footer1.xml"), "{types}");
}

#[test]
fn what_looks_like_xml_is_words_and_notes_and_marks_stand_in_their_order() {
    let text = "---\nheadline: \"<w:b/> & \\\"x\\\"\"\n---\n***Both** and one*[^1] again[^1] `code`\n\n[^1]: See [^1].\n\n3. three\n4. four\n   - in\n\nbetween\n\n1. anew\n";
    let docx = word::docx(&sheet(text)).unwrap();
    let body = part(&docx, "word/document.xml");
    assert!(body.contains("&lt;w:b/&gt; &amp; &quot;x&quot;"), "{body}");
    assert!(body.contains("<w:rPr><w:b/><w:i/></w:rPr>") && !body.contains("<w:i/><w:b/>"), "{body}");
    assert_eq!(body.matches("<w:footnoteReference w:id=\"1\"/>").count(), 2, "{body}");
    let notes = part(&docx, "word/footnotes.xml");
    assert!(notes.contains("<w:footnoteRef/>") && notes.contains("See "), "{notes}");
    let numbering = part(&docx, "word/numbering.xml");
    assert!(numbering.contains("<w:start w:val=\"3\"/>") && numbering.contains("w:numId=\"3\""), "each list begins anew: {numbering}");
}
