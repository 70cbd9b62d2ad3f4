use std::io::{Cursor, Read as _};

use super::print::{PaperSize, Sheet, compose};
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
