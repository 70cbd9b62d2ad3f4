use super::{PaperSize, Run, Set, Sheet, compose};
use crate::rendering::Imprint;
use crate::rendering::tests::{RELEASE, bytes_of, revision};

fn set(text: &str) -> Sheet {
    let imprint = Imprint { postal: "1 Quay Street\nHull".to_owned(), contact: String::new() };
    compose(&revision(text), bytes_of, PaperSize::A4, "Harbour Trust", &imprint, None).unwrap()
}

/// A text with a headline around a body.
fn body(text: &str) -> Vec<Set> {
    set(&format!("---\nheadline: H\n---\n{text}")).blocks
}

fn words(runs: &[Run]) -> String {
    runs.iter()
        .map(|run| match run {
            Run::Text { text } | Run::Code { text } => text.clone(),
            Run::Emphasis { runs } | Run::Strong { runs } | Run::Strike { runs } | Run::Link { runs, .. } => words(runs),
            Run::Picture { alt, .. } => alt.clone(),
            Run::Break => "\n".to_owned(),
            Run::Note { .. } => "*".to_owned(),
            Run::NoteAgain { number } => number.to_string(),
        })
        .collect()
}

#[test]
fn a_release_is_set_with_its_embargo_dateline_picture_and_foot_and_without_html() {
    let sheet = set(RELEASE);
    assert_eq!(sheet.marks, ["Embargo: Thursday 26 November 2026, 06:00 (Europe/London), 06:00 UTC"]);
    assert_eq!((sheet.kind.as_str(), sheet.foot.as_str()), ("Press release", "Harbour Trust · 1 Quay Street, Hull"));
    assert_eq!(sheet.dateline, "Port Averil, 26 November 2026");
    let paragraphs: Vec<_> = sheet
        .blocks
        .iter()
        .filter_map(|block| match block {
            Set::Paragraph { dated, small, runs, .. } => Some((*dated, *small, words(runs))),
            _ => None,
        })
        .collect();
    assert!(paragraphs[0].0 && !paragraphs[1].0, "the dateline begins the first paragraph alone");
    assert!(paragraphs[1].2.contains("Editor, see the programme"), "fields stand by their fallback: {}", paragraphs[1].2);
    assert!(paragraphs.last().unwrap().1, "boilerplate is small");
    assert_eq!((sheet.plates.len(), sheet.plates[0].name.as_str()), (1, "lens.png"));
    assert!(sheet.blocks.contains(&Set::Plate { plate: 0, alt: "The lens in its tower".to_owned(), caption: String::new() }));
    assert!(!format!("{sheet:?}").contains("alert"));
    let links = format!("{:?}", sheet.blocks);
    assert!(links.contains("https://harbourtrust.example.org/lantern?for=press"), "{links}");
}

#[test]
fn no_level_of_headings_is_left_out() {
    let levels = |text: &str| -> Vec<u8> {
        set(text).blocks.iter().filter_map(|block| if let Set::Heading { level, .. } = block { Some(*level) } else { None }).collect()
    };
    assert_eq!(levels("---\nheadline: H\n---\n# One\n\n#### Four\n\n## Two\n\n###### Six\n\ntext\n"), [2, 3, 2, 3]);
    assert_eq!(levels("---\nsubject: S\n---\n### Three\n\n##### Five\n\n# One\n\ntext\n"), [1, 2, 1]);
    assert_eq!(levels("---\nheadline: H\n---\n##\n\n## ![](lens.png)\n\n### Three\n\ntext\n"), [2], "without a word it is none");
}

#[test]
fn a_note_stands_where_it_is_named_and_one_that_names_itself_ends() {
    let blocks = body("One[^a] and two[^b], again[^a], none[^z].\n\n[^a]: About [^a] it.\n\n[^b]: See [^a].\n");
    let Set::Paragraph { runs, .. } = &blocks[0] else { panic!("{blocks:?}") };
    assert_eq!(blocks.len(), 1);
    assert!(words(runs).starts_with("One* and two*, again1"), "{}", words(runs));
}

#[test]
fn what_nests_too_deep_and_what_is_too_long_still_stands_there() {
    let deep: String = (0..20).map(|depth| format!("{}- level {depth}\n", "  ".repeat(depth))).collect();
    let said = format!("{:?}", body(&deep));
    assert!((0..20).all(|depth| said.contains(&format!("level {depth}\""))), "{said}");
    assert!(said.matches("List {").count() <= 7, "{said}");
    let blocks = body(&"x".repeat(300));
    let Set::Paragraph { runs, .. } = &blocks[0] else { panic!("{blocks:?}") };
    assert_eq!(words(runs).replace('\u{200B}', "").len(), 300);
    assert_eq!(words(runs).matches('\u{200B}').count(), 7);
    assert!(!format!("{:?}", body(&"灯台の光が戻る".repeat(20))).contains("200b"));
}

#[test]
fn a_table_is_as_wide_as_its_widest_row_and_a_caption_comes_from_the_title() {
    let blocks = body("| Day | Guests |\n| --- | --: |\n| Friday | 61 |\n\n![](lens.png \"The lens. Photo: Ana Ferreira\")\n");
    let Set::Table { columns, align, head, rows } = &blocks[0] else { panic!("{blocks:?}") };
    assert_eq!((*columns, align.as_slice(), head.len(), rows.len()), (2, ["start", "right"].as_slice(), 2, 1));
    assert_eq!(blocks[1], Set::Plate { plate: 0, alt: String::new(), caption: "The lens. Photo: Ana Ferreira".to_owned() });
}

#[test]
fn a_text_with_faults_is_refused_and_paper_follows_the_language() {
    let broken = compose(&revision("---\nheadline: H\n---\n{{ first_nam }}\n"), bytes_of, PaperSize::A4, "", &Imprint::default(), None);
    assert_eq!(broken.unwrap_err().code, "rendering.faults");
    for (tag, paper) in [
        ("en", PaperSize::A4),
        ("en-GB", PaperSize::A4),
        ("en-US", PaperSize::Letter),
        ("es-mx", PaperSize::Letter),
        ("zh-Hant-TW", PaperSize::A4),
    ] {
        assert_eq!(PaperSize::usual(tag), paper, "{tag}");
    }
}

#[tokio::test]
async fn lines_to_take_are_on_no_page_and_in_no_kept_text_that_goes_out() {
    use crate::literature::{self, Why};
    let desk = crate::workspace::testing::Desk::new();
    let text = "---\nheadline: H\nkind: statement\n---\n\nSaid.\n\n## Lines {.lines}\n\nUnsaid.\n";
    let id = literature::api::add_file(&desk.ws, text.as_bytes().to_vec(), None).await.unwrap().id;
    let kept = desk.ws.write_quietly(move |tx| literature::freeze(tx, id, Why::Distributed)).await.unwrap();
    let (draft, kept) = desk.ws.read(move |tx| Ok((literature::draft(tx, id)?, literature::revision(tx, kept)?))).await.unwrap();
    for revision in [draft, kept] {
        let imprint = Imprint { postal: String::new(), contact: String::new() };
        let sheet = format!("{:?}", compose(&revision, bytes_of, PaperSize::A4, "Harbour Trust", &imprint, None).unwrap());
        assert!(sheet.contains("Said.") && !sheet.contains("Unsaid"), "{sheet}");
        assert_eq!((revision.source.as_str(), revision.text.contains("Unsaid")), (text, false));
    }
}
