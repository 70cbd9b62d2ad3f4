use tidings_core::rendering::{Brand, Fold, PaperSize, Plate, PressFault, Run, SetBlock, Sheet, Typesetter as _};

use super::Typst;

fn text(text: &str) -> Vec<Run> {
    vec![Run::Text { text: text.to_owned() }]
}

fn paragraph(words: &str) -> SetBlock {
    SetBlock::Paragraph { dated: false, small: false, direction: None, runs: text(words) }
}

fn sheet(language: &str, blocks: Vec<SetBlock>) -> Sheet {
    Sheet {
        title: "Lantern Wing reopens".to_owned(),
        language: language.to_owned(),
        direction: if language == "ar" { "rtl" } else { "ltr" },
        paper: PaperSize::A4,
        fold: Fold::Flat,
        organisation: "Harbour Trust".to_owned(),
        kind: "Press release".to_owned(),
        marks: vec!["Embargo: Thursday 26 November 2026, 06:00 (Europe/London), 06:00 UTC".to_owned()],
        headline: "Lantern Wing reopens".to_owned(),
        subhead: "The lens of 1874 turns again".to_owned(),
        dateline: "Port Averil, 26 November 2026".to_owned(),
        blocks,
        foot: "Harbour Trust · 1 Quay Street".to_owned(),
        brand: None,
        plates: Vec::new(),
        ident: "00ff".to_owned(),
        made_at_ms: 1_795_000_000_000,
    }
}

fn a_pixel() -> Plate {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(40, 30).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    Plate { name: "lens.png".to_owned(), media_type: "image/png".to_owned(), bytes: bytes.into_inner() }
}

/// Every kind of block and run once.
fn everything() -> Sheet {
    let nested =
        SetBlock::List { start: Some(3), items: vec![vec![paragraph("three"), paragraph("more")], vec![], vec![paragraph("five")]] };
    let runs = vec![
        Run::Strong { runs: text("strong") },
        Run::Emphasis { runs: text(" stressed ") },
        Run::Strike { runs: text("gone") },
        Run::Code { text: "let x;".to_owned() },
        Run::Break,
        Run::Link { url: "https://example.org/a b".to_owned(), runs: text("a link") },
        Run::Picture { plate: 0, alt: "a lens".to_owned() },
        Run::Note { blocks: vec![paragraph("a note")] },
        Run::NoteAgain { number: 1 },
    ];
    let blocks = vec![
        SetBlock::Paragraph { dated: true, small: false, direction: Some("rtl"), runs },
        SetBlock::Heading { level: 2, small: false, direction: None, runs: text("Below") },
        SetBlock::Heading { level: 3, small: true, direction: None, runs: text("Further below") },
        SetBlock::Paragraph { dated: false, small: true, direction: None, runs: vec![] },
        SetBlock::Quote { blocks: vec![paragraph("said")], speaker: Some(text("Margaret Oyelaran")) },
        SetBlock::Quote { blocks: vec![], speaker: None },
        SetBlock::List { start: None, items: vec![vec![paragraph("one"), nested]] },
        SetBlock::Listing { text: "code\n  code".to_owned() },
        SetBlock::Table {
            columns: 2,
            align: vec!["start", "right"],
            head: vec![text("Gallery"), vec![]],
            rows: vec![vec![text("Kept Lights"), text("61")]],
        },
        SetBlock::Table { columns: 1, align: vec!["center"], head: vec![], rows: vec![] },
        SetBlock::Plate { plate: 0, alt: "The lens".to_owned(), caption: "The lens. Photo: Ana Ferreira".to_owned() },
        SetBlock::Plate { plate: 0, alt: String::new(), caption: String::new() },
        SetBlock::Plate { plate: 0, alt: String::new(), caption: "Only a caption".to_owned() },
        SetBlock::Rule,
    ];
    Sheet { plates: vec![a_pixel()], ..sheet("en-GB", blocks) }
}

#[test]
fn the_same_text_gives_the_same_bytes_with_everything_that_a_text_can_hold() {
    let first = Typst.pdf(&everything()).unwrap();
    assert!(first.pdf.starts_with(b"%PDF-1.7"));
    assert_eq!(first, Typst.pdf(&everything()).unwrap());
    assert_eq!((first.pages, first.unset.len()), (1, 0));
    let later = Typst.pdf(&Sheet { ident: "01".to_owned(), ..everything() }).unwrap();
    assert_ne!(first.pdf, later.pdf, "another text is another file");
    let letter = Typst.pdf(&Sheet { paper: PaperSize::Letter, ..everything() }).unwrap();
    assert_ne!(first.pdf, letter.pdf);
}

#[test]
fn what_looks_like_a_program_is_set_as_it_was_written() {
    let hostile = "#panic(\"x\") #read(\"/etc/passwd\") $x$ *a* _b_ @ref <label> ] [ \\u{1} // /* `raw` = head\n- item";
    let made = Typst.pages(&sheet("en", vec![paragraph(hostile), SetBlock::Listing { text: hostile.to_owned() }]), 0, 1).unwrap();
    assert_eq!((made.pages, made.svg.len()), (1, 1));
    let with = |text: &str| Sheet {
        title: text.to_owned(),
        organisation: text.to_owned(),
        marks: vec![text.to_owned()],
        headline: text.to_owned(),
        dateline: text.to_owned(),
        language: text.to_owned(),
        foot: text.to_owned(),
        ..sheet("en", vec![])
    };
    Typst.pdf(&with(hostile)).unwrap();
    Typst.pdf(&with("")).unwrap_err();
    Typst.pdf(&Sheet { title: "x".to_owned(), ..with("") }).unwrap();
}

#[test]
fn every_script_is_set_or_named() {
    let words = "Straße Łódź Ελλάδα Київ נמל — “quoted” €";
    assert_eq!(Typst.pdf(&sheet("en", vec![paragraph(words)])).unwrap().unset, Vec::<char>::new());
    for (language, words) in [("ar", "مرحبا بالعالم"), ("ja", "灯台の光が戻る"), ("zh-Hans-CN", "灯塔"), ("x-unknown-and-long", "plain")]
    {
        let made = Typst.pdf(&sheet(language, vec![paragraph(words)])).unwrap();
        assert!(made.unset.iter().all(|c| words.contains(*c)), "{language} {:?}", made.unset);
    }
    // No font has what is no character yet.
    let made = Typst.pdf(&sheet("en", vec![paragraph("a \u{378} b \u{378}")])).unwrap();
    assert_eq!(made.unset, vec!['\u{378}']);
}

#[test]
fn a_picture_that_cannot_be_read_is_named() {
    let blocks = vec![SetBlock::Plate { plate: 0, alt: "x".to_owned(), caption: String::new() }];
    for (media_type, bytes) in
        [("image/png", b"\x89PNG\r\n\x1a\nxx".to_vec()), ("image/png", vec![]), ("image/svg+xml", b"<svg/>".to_vec())]
    {
        let plate = Plate { name: "lens.png".to_owned(), media_type: media_type.to_owned(), bytes };
        let made = Typst.pdf(&Sheet { plates: vec![plate], ..sheet("en", blocks.clone()) });
        assert_eq!(made.unwrap_err(), PressFault::Picture("lens.png".to_owned()));
    }
    let mut torn = a_pixel();
    torn.bytes.truncate(45);
    assert!(Typst.pdf(&Sheet { plates: vec![torn], ..sheet("en", blocks) }).is_err());
}

#[test]
fn a_long_text_is_set_page_by_page() {
    let long = sheet("en", vec![paragraph(&"The lens turns once every ninety seconds. ".repeat(40)); 12]);
    let shown = Typst.pages(&long, 1, 2).unwrap();
    assert!(shown.pages > 3 && shown.svg.len() == 2, "{}", shown.pages);
    assert!(Typst.pages(&long, 900, 2).unwrap().svg.is_empty());
}

#[test]
fn a_look_changes_colours_and_letters_and_the_same_look_gives_the_same_bytes() {
    let brand = Brand {
        logo: Some(0),
        alt: "Harbour Trust".to_owned(),
        width: 90,
        ink: "#102030".to_owned(),
        quiet: "#405060".to_owned(),
        accent: "#b5532a".to_owned(),
        link: "#0b5394".to_owned(),
        sans: true,
        face: "Arial",
        above: true,
        below: true,
        words: "Registered charity 1160000.".to_owned(),
    };
    let themed = Sheet { brand: Some(brand.clone()), ..everything() };
    let shown = Typst.pages(&themed, 0, 1).unwrap();
    for colour in ["#102030", "#b5532a", "#0b5394"] {
        assert!(shown.svg[0].contains(colour), "{colour}");
    }
    let made = Typst.pdf(&themed).unwrap();
    assert_eq!(made, Typst.pdf(&themed).unwrap());
    assert_ne!(made.pdf, Typst.pdf(&everything()).unwrap().pdf);
    // A logo of which nobody said what is to be read on it is an ornament.
    Typst.pdf(&Sheet { brand: Some(Brand { alt: String::new(), ..brand }), ..everything() }).unwrap();
}

#[test]
fn a_leaflet_is_one_sheet_as_long_as_its_text_fits_and_tells_when_it_does_not() {
    for paper in [PaperSize::A4, PaperSize::Letter] {
        let leaflet = Sheet { fold: Fold::Trifold, paper, ..everything() };
        let made = Typst.pdf(&leaflet).unwrap();
        assert_eq!((made.pages, &made), (2, &Typst.pdf(&leaflet).unwrap()), "the same text, the same bytes");
        let small = Typst.pdf(&Sheet { fold: Fold::A5, ..leaflet.clone() }).unwrap();
        assert!(small.pages >= 1 && small.pdf != made.pdf);
    }
    let long = vec![paragraph(&"The lens turns once every ninety seconds. ".repeat(40)); 12];
    let made = Typst.pages(&Sheet { fold: Fold::Trifold, ..sheet("ar", long) }, 0, 9).unwrap();
    assert!(made.pages > 2, "{}", made.pages);
    let wide = Sheet { fold: Fold::Trifold, headline: "x".repeat(300), subhead: "灯台 ".repeat(100), ..sheet("ja", vec![]) };
    assert_eq!(Typst.pdf(&wide).unwrap().pages, 2);
}
