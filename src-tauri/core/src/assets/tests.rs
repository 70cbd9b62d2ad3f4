use super::api::{self, AssetFilter, AssetPick};
use super::{AssetFields, AssetKind, AssetPerson, AssetStanding, Consent};
use crate::contacts::{self, PersonInput, PersonKind};
use crate::ids::{AssetId, DocumentId, PersonId};
use crate::literature::api::{self as texts, NewFile};
use crate::literature::{DocumentKind, Frame, Recipe, Told, bare, says_where, taken_on, told};
use crate::messages::Language;
use crate::workspace::testing::Desk;

/// A picture of so many pixels, each another, on its side and with the place where it was taken, as a camera writes it.
fn of_a_camera(width: u32, height: u32) -> Vec<u8> {
    let mut drawn = image::RgbImage::new(width, height);
    for (x, y, pixel) in drawn.enumerate_pixels_mut() {
        pixel.0 = [u8::try_from(x % 256).unwrap(), u8::try_from(y % 256).unwrap(), 90];
    }
    let mut plain = std::io::Cursor::new(Vec::new());
    drawn.write_to(&mut plain, image::ImageFormat::Jpeg).unwrap();
    let plain = plain.into_inner();
    // TIFF: turned by a quarter (0x0112), the camera's own table (0x8769) with the day, and one of the place (0x8825).
    let mut exif = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x03".to_vec();
    exif.extend_from_slice(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    exif.extend_from_slice(b"\x87\x69\0\x04\0\0\0\x01\0\0\0\x32");
    exif.extend_from_slice(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x58");
    exif.extend_from_slice(b"\0\0\0\0");
    exif.extend_from_slice(b"\0\x01\x90\x03\0\x02\0\0\0\x14\0\0\0\x44\0\0\0\0");
    exif.extend_from_slice(b"2026:11:20 09:30:00\0");
    exif.extend_from_slice(b"GPSLatitude 51.4988 N Middelburg");
    let mut bytes = plain[..2].to_vec();
    for (mark, body) in [(0xE1, exif.as_slice()), (0xED, b"Photoshop 3.0\0city: Middelburg"), (0xFE, b"taken at Middelburg")] {
        bytes.extend_from_slice(&[0xFF, mark]);
        bytes.extend_from_slice(&u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        bytes.extend_from_slice(body);
    }
    bytes.extend_from_slice(&plain[2..]);
    bytes.extend_from_slice(b"behind the end: Middelburg");
    bytes
}

fn names_the_place(bytes: &[u8]) -> bool {
    bytes.windows(10).any(|part| part == b"Middelburg")
}

fn pixels(bytes: &[u8]) -> Vec<u8> {
    image::load_from_memory(bytes).unwrap().to_rgb8().into_raw()
}

async fn added(desk: &Desk, name: &str, bytes: Vec<u8>) -> AssetId {
    let report = api::add(&desk.ws, vec![NewFile { name: name.to_owned(), bytes }]).await.unwrap();
    assert!(report.refused.is_empty(), "{:?}", report.refused);
    report.added[0].id
}

async fn document(desk: &Desk) -> DocumentId {
    let new = texts::NewDocument { kind: DocumentKind::PressRelease, headline: "The lens".to_owned(), language: String::new() };
    texts::add(&desk.ws, new).await.unwrap().id
}

async fn person(desk: &Desk, name: &str) -> PersonId {
    let input = PersonInput { name: name.to_owned(), ..PersonInput::of_kind(PersonKind::Journalist) };
    contacts::api::add(&desk.ws, input).await.unwrap().id
}

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

fn shows(person: Option<PersonId>, name: &str, consent: Consent, until: Option<&str>) -> AssetPerson {
    AssetPerson { person, name: name.to_owned(), consent, until: until.map(str::to_owned) }
}

async fn all(desk: &Desk, filter: AssetFilter) -> Vec<AssetId> {
    api::page(&desk.ws, filter, 0, 100).await.unwrap().cards.iter().map(|card| card.id).collect()
}

#[tokio::test]
async fn the_same_bytes_are_the_same_asset_and_every_step_is_taken_back() {
    let desk = Desk::new();
    let bytes = of_a_camera(60, 40);
    let lens = added(&desk, "lens.jpg", bytes.clone()).await;
    let again = api::add(&desk.ws, vec![NewFile { name: "other.jpg".to_owned(), bytes }]).await.unwrap();
    assert!(again.added.is_empty() && again.known[0].id == lens && again.known[0].fields.name == "lens.jpg");
    assert_eq!(again.known[0].fields.taken_on.as_deref(), Some("2026-11-20"), "the camera said it");
    let refused = api::add(&desk.ws, vec![NewFile { name: "run.exe".to_owned(), bytes: b"MZ\x90".to_vec() }]).await.unwrap();
    assert_eq!((refused.refused.len(), refused.added.len()), (1, 0));
    let long = "L".repeat(300);
    let said = AssetFields {
        name: "lens-0412.jpg".to_owned(),
        caption: "  The lens\nof 1874 ".to_owned(),
        credit: "写真: 田中 さくら".to_owned(),
        licence: long.clone(),
        licence_until: Some("31.12.2031".to_owned()),
        people: vec![shows(None, "منى", Consent::Given, Some("2028-06-30"))],
        ..AssetFields::default()
    };
    let card = api::set(&desk.ws, lens, said.clone()).await.unwrap();
    assert_eq!((card.fields.caption.as_str(), card.fields.licence_until.as_deref()), ("The lens of 1874", Some("2031-12-31")));
    assert_eq!(card.fields.title(), "The lens of 1874 — 写真: 田中 さくら");
    for (bad, code) in [
        (AssetFields { licence_until: Some("soon".to_owned()), ..said.clone() }, "assets.bad_day"),
        (AssetFields { caption: "x".repeat(2_001), ..said.clone() }, "assets.too_long"),
        (AssetFields { people: vec![shows(None, " ", Consent::Asked, None)], ..said.clone() }, "assets.nobody"),
        (AssetFields { people: vec![shows(Some(PersonId::from(999)), "", Consent::Asked, None)], ..said.clone() }, "contacts.no_person"),
    ] {
        assert_eq!(api::set(&desk.ws, lens, bad).await.unwrap_err().code, code);
    }
    assert_eq!(api::show(&desk.ws, lens).await.unwrap().card.fields, card.fields, "what was refused changed nothing");
    for words in ["LENS 1874", "さくら", "منى", &long[..200]] {
        assert_eq!(all(&desk, AssetFilter { words: words.to_owned(), ..AssetFilter::default() }).await, [lens], "{words}");
    }
    assert_eq!(all(&desk, AssetFilter { kind: Some(AssetKind::Pdf), ..AssetFilter::default() }).await, []);
    undo(&desk).await;
    assert_eq!(api::show(&desk.ws, lens).await.unwrap().card.fields.caption, "");
    api::remove(&desk.ws, lens).await.unwrap();
    assert_eq!(api::show(&desk.ws, lens).await.unwrap_err().code, "literature.no_asset");
    undo(&desk).await;
    assert_eq!(api::show(&desk.ws, lens).await.unwrap().card.fields.name, "lens.jpg");
}

#[tokio::test]
async fn what_a_camera_wrote_goes_to_nobody_unless_it_is_said_to_and_the_picture_stays_bit_for_bit() {
    let desk = Desk::new();
    let bytes = of_a_camera(60, 40);
    assert!(names_the_place(&bytes) && says_where(&bytes) && taken_on(&bytes).as_deref() == Some("2026-11-20"));
    let clean = bare(&bytes).unwrap();
    assert!(!names_the_place(&clean) && !says_where(&clean) && taken_on(&clean).is_none());
    assert_eq!(pixels(&clean), pixels(&bytes));
    assert!(clean.windows(4).any(|part| part == b"Exif"), "how it is turned stays");
    assert_eq!(bare(&clean), None, "and it is not made twice");
    let lens = added(&desk, "lens.jpg", bytes.clone()).await;
    let (release, pick) = (document(&desk).await, AssetPick { asset: lens, cut: None });
    let held = api::attach(&desk.ws, release, vec![pick]).await.unwrap().attached[0].clone();
    assert_eq!(texts::asset(&desk.ws, held.asset).await.unwrap().1, clean);
    // The same file, let go on the document itself.
    let other = document(&desk).await;
    let dropped = texts::attach(&desk.ws, other, vec![NewFile { name: "b.jpg".to_owned(), bytes: bytes.clone() }]).await.unwrap();
    assert_eq!(dropped.attached[0].asset, held.asset);
    assert_eq!(api::export(&desk.ws, pick).await.unwrap().1, clean);
    let whole = AssetFields { name: "lens.jpg".to_owned(), whole: true, ..AssetFields::default() };
    api::set(&desk.ws, lens, whole).await.unwrap();
    assert_eq!(api::export(&desk.ws, pick).await.unwrap().1, bytes);
    let now = texts::show(&desk.ws, release).await.unwrap().files[0].clone();
    assert_eq!(texts::asset(&desk.ws, now.asset).await.unwrap().1, bytes, "the draft has what goes now");
    undo(&desk).await;
    assert_eq!(texts::show(&desk.ws, release).await.unwrap().files[0].asset, held.asset);
    assert_eq!(api::show(&desk.ws, lens).await.unwrap().uses.len(), 2);
    let problem = api::remove(&desk.ws, lens).await.unwrap_err();
    assert_eq!(problem.code, "assets.in_use");
    assert!(problem.what.text(Language::En).contains("“The lens” and one other document"), "{}", problem.what.text(Language::En));
}

#[tokio::test]
async fn a_picture_or_film_that_is_not_made_anew_goes_without_its_place_and_nobody_is_warned() {
    use crate::literature::placed_fixtures::{NAME, PLACE, film, heic, holds, tiff, track};
    let desk = Desk::new();
    for (name, bytes) in [("lens.tiff", tiff(true, false)), ("lens.heic", heic()), ("灯台.mov", film(&[]))] {
        let report = api::add(&desk.ws, vec![NewFile { name: name.to_owned(), bytes: bytes.clone() }]).await.unwrap();
        assert_eq!(report.told, [], "{name}");
        let (id, release) = (report.added[0].id, document(&desk).await);
        let view = api::show(&desk.ws, id).await.unwrap();
        assert!(view.says_where && view.goes_bare && view.only_place && !view.may_say_where, "{name}");
        let sent = api::export(&desk.ws, AssetPick { asset: id, cut: None }).await.unwrap().1;
        assert!(sent.len() == bytes.len() && !holds(&sent, PLACE) && holds(&sent, NAME), "{name}");
        let held = api::attach(&desk.ws, release, vec![AssetPick { asset: id, cut: None }]).await.unwrap();
        assert_eq!((held.told.len(), texts::asset(&desk.ws, held.attached[0].asset).await.unwrap().1), (0, sent), "{name}");
        // Kept in a draft and read again it still warns nobody; whole by choice it goes as it came, and the draft says so.
        let warned = async || {
            let draft = desk.ws.read(move |tx| crate::literature::draft(tx, release)).await.unwrap();
            crate::rendering::check(&crate::literature::Document::parse(&draft.text), &draft.attachments)
                .iter()
                .any(|one| one.what.key == "literature.keeps_place")
        };
        assert!(!warned().await, "{name}");
        api::set(&desk.ws, id, AssetFields { name: name.to_owned(), whole: true, ..AssetFields::default() }).await.unwrap();
        assert_eq!(api::export(&desk.ws, AssetPick { asset: id, cut: None }).await.unwrap().1, bytes, "{name}");
        assert!(warned().await && !api::show(&desk.ws, id).await.unwrap().may_say_where, "{name}");
    }
    // What can be taken out is, and what cannot be read is told.
    let way = film(&track(b"camm", b""));
    let report = api::add(&desk.ws, vec![NewFile { name: "way.mov".to_owned(), bytes: way.clone() }]).await.unwrap();
    assert_eq!(report.told.len(), 1);
    let view = api::show(&desk.ws, report.added[0].id).await.unwrap();
    assert!(view.says_where && view.goes_bare && view.may_say_where);
    let sent = api::export(&desk.ws, AssetPick { asset: report.added[0].id, cut: None }).await.unwrap().1;
    assert!(!holds(&sent, PLACE));
}

#[test]
fn png_and_webp_lose_what_was_written_and_nothing_that_is_seen() {
    let drawn = image::RgbaImage::from_fn(9, 5, |x, y| image::Rgba([u8::try_from(x).unwrap(), u8::try_from(y).unwrap(), 3, 200]));
    let mut png = std::io::Cursor::new(Vec::new());
    drawn.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let png = png.into_inner();
    assert_eq!(bare(&png), None);
    let text = b"Comment\0Middelburg";
    let mut told = png[..33].to_vec();
    told.extend_from_slice(&u32::try_from(text.len()).unwrap().to_be_bytes());
    told.extend_from_slice(b"tEXt");
    told.extend_from_slice(text);
    told.extend_from_slice(&[0; 4]);
    told.extend_from_slice(&png[33..]);
    told.extend_from_slice(b"Middelburg");
    assert_eq!(bare(&told).unwrap(), png);
    let mut webp = std::io::Cursor::new(Vec::new());
    drawn.write_to(&mut webp, image::ImageFormat::WebP).unwrap();
    let plain = webp.into_inner();
    let mut told = plain.clone();
    told.extend_from_slice(b"XMP \x0A\0\0\0Middelburg");
    let length = u32::try_from(told.len() - 8).unwrap();
    told[4..8].copy_from_slice(&length.to_le_bytes());
    let clean = bare(&told).unwrap();
    assert!(!names_the_place(&clean));
    assert_eq!(image::load_from_memory(&clean).unwrap(), image::load_from_memory(&plain).unwrap());
    for none in [b"".as_slice(), b"%PDF-1.7", b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1a\n\0", b"RIFF\0\0\0\0WEBP"] {
        assert_eq!(bare(none), None);
    }
}

#[test]
fn a_gif_loses_its_comments_and_what_programs_wrote_and_runs_as_before() {
    let mut made = std::io::Cursor::new(Vec::new());
    let mut writer = image::codecs::gif::GifEncoder::new(&mut made);
    writer.set_repeat(image::codecs::gif::Repeat::Infinite).unwrap();
    for shade in [10, 200] {
        writer.encode_frame(image::Frame::new(image::RgbaImage::from_pixel(6, 4, image::Rgba([shade, 3, 90, 255])))).unwrap();
    }
    drop(writer);
    let plain = made.into_inner();
    assert_eq!(bare(&plain), None, "how often it runs is a part of it");
    let first = plain.windows(3).position(|three| three == b"!\xFF\x0B").unwrap();
    let mut told = plain[..first].to_vec();
    told.extend_from_slice(b"!\xFE\x13taken at Middelburg\0");
    told.extend_from_slice(b"!\xFF\x0BXMP DataXMP\x0B<Middelburg\0");
    told.extend_from_slice(&plain[first..]);
    told.extend_from_slice(b"Middelburg");
    assert_eq!(bare(&told).unwrap(), plain);
    // Broken off within a picture: what is left is what it was.
    let torn = &told[..told.len() - 20];
    assert!(bare(torn).is_none_or(|clean| clean.len() < torn.len()));
}

/// A mark of a JPEG, put before everything else in it.
fn with_mark(plain: &[u8], mark: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xFF, mark], &length, body, &plain[2..]].concat()
}

/// Photoshop's mark with records of IPTC.
fn iptc(records: &[(u8, &[u8])]) -> Vec<u8> {
    let mut all = Vec::new();
    for (kind, words) in records {
        all.extend_from_slice(&[0x1C, 2, *kind]);
        all.extend_from_slice(&u16::try_from(words.len()).unwrap().to_be_bytes());
        all.extend_from_slice(words);
    }
    let length = u32::try_from(all.len()).unwrap().to_be_bytes();
    // One of another kind stands before them, of an odd length.
    [b"Photoshop 3.0\x008BIM\x03\xED\0\0\0\0\0\x03abc\x008BIM\x04\x04\0\0".as_slice(), &length, &all].concat()
}

const XMP: &str = "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>\
    <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' \
    xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:Credit='Harbour Trust'>\
    <dc:creator><rdf:Seq><rdf:li>Ana Ferreira</rdf:li></rdf:Seq></dc:creator>\
    <dc:description><rdf:Alt><rdf:li xml:lang='x-default'>The lens &amp; its\n keeper</rdf:li></rdf:Alt></dc:description>\
    </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>";

#[tokio::test]
async fn what_a_photo_says_of_itself_is_its_caption_and_credit_until_somebody_writes_over_it() {
    let desk = Desk::new();
    let plain = of_a_camera(60, 40);
    let agency =
        with_mark(&plain, 0xED, &iptc(&[(120, "Die Linse kehrt zurück".as_bytes()), (80, b"Ana Ferreira"), (110, b"Ana Ferreira/dpa")]));
    let id = added(&desk, "lens.jpg", agency.clone()).await;
    let fields = async |id| api::show(&desk.ws, id).await.unwrap().card.fields;
    let said = fields(id).await;
    assert_eq!((said.caption.as_str(), said.credit.as_str()), ("Die Linse kehrt zurück", "Ana Ferreira/dpa"));
    assert_eq!(said.taken_on.as_deref(), Some("2026-11-20"));
    // Written over, and added once more: what somebody wrote stays.
    api::set(&desk.ws, id, AssetFields { caption: "Ours".to_owned(), ..said }).await.unwrap();
    let again = api::add(&desk.ws, vec![NewFile { name: "same.jpg".to_owned(), bytes: agency }]).await.unwrap();
    assert_eq!((again.added.len(), again.known[0].fields.caption.as_str()), (0, "Ours"));

    let xmp = [b"http://ns.adobe.com/xap/1.0/\0".as_slice(), XMP.as_bytes()].concat();
    let both = with_mark(&with_mark(&plain, 0xED, &iptc(&[(120, b"The older words")])), 0xE1, &xmp);
    let expected = Told { caption: "The lens & its keeper".to_owned(), credit: "Ana Ferreira / Harbour Trust".to_owned() };
    assert_eq!(told(&both), expected, "the newer form is read first");
    // A byte a letter, and words without an end.
    assert_eq!(told(&with_mark(&plain, 0xED, &iptc(&[(120, b"M\xF6we")]))).caption, "Möwe");
    assert_eq!(told(&with_mark(&plain, 0xED, &iptc(&[(80, "あ".repeat(3_000).as_bytes())]))).credit.chars().count(), 2_000);
    for silent in [plain, with_mark(&of_a_camera(9, 9), 0xE1, b"http://ns.adobe.com/xap/1.0/\0<!DOCTYPE x [<!ENTITY e 'x'>]><x>&e;</x>")] {
        assert_eq!(told(&silent), Told::default());
    }
}

proptest::proptest! {
    #[test]
    fn no_bytes_break_who_cleans_them(mut bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300), at in 0usize..5) {
        let start: &[u8] = [b"\xFF\xD8\xFF\xE1\0\x20Exif\0\0MM\0\x2A".as_slice(), b"\x89PNG\r\n\x1A\n", b"RIFF\0\0\0\0WEBPEXIF", b"\xFF\xD8\xFF\xE1", b"GIF89a\x01\0\x01\0\0\0\0!\xFF"][at];
        bytes.splice(0..0, start.iter().copied());
        drop((bare(&bytes), taken_on(&bytes), says_where(&bytes), told(&bytes)));
    }
}

#[tokio::test]
async fn a_cut_stands_beside_the_picture_is_the_same_each_time_and_the_picture_stays() {
    let desk = Desk::new();
    let bytes = of_a_camera(60, 40);
    let lens = added(&desk, "lens.jpg", bytes.clone()).await;
    let view = api::show(&desk.ws, lens).await.unwrap();
    assert_eq!((view.width, view.height), (Some(40), Some(60)), "upright");
    assert!(view.says_where && view.goes_bare);
    let recipe = Recipe { frame: Some(Frame { x: 5, y: 10, width: 30, height: 40 }), side: Some(20), quality: 80 };
    assert_eq!(Recipe::of_words(&recipe.words()), Some(recipe));
    let cut = api::make_cut(&desk.ws, lens, String::new(), recipe).await.unwrap();
    assert_eq!(cut.name, "lens-15x20.jpg");
    let pick = AssetPick { asset: lens, cut: Some(cut.id) };
    let (name, made) = api::export(&desk.ws, pick).await.unwrap();
    assert_eq!((name.as_str(), image::load_from_memory(&made).unwrap().height()), ("lens-15x20.jpg", 20));
    assert!(!names_the_place(&made));
    assert_eq!(crate::literature::cut(&bytes, &recipe).unwrap().bytes, made);
    let release = document(&desk).await;
    let held = api::place(&desk.ws, release, pick).await.unwrap();
    assert_eq!(texts::asset(&desk.ws, held.file.asset).await.unwrap().1, made);
    assert_eq!(api::show(&desk.ws, lens).await.unwrap().card.used, 1, "a cut of it is it");
    assert_eq!(texts::asset(&desk.ws, lens).await.unwrap().1, bytes);
    for frame in [
        Frame { x: 30, y: 0, width: 11, height: 5 },
        Frame { x: 0, y: 0, width: 0, height: 5 },
        Frame { x: u32::MAX, y: 0, width: 2, height: 2 },
    ] {
        let problem = api::make_cut(&desk.ws, lens, String::new(), Recipe { frame: Some(frame), ..recipe }).await.unwrap_err();
        assert_eq!(problem.code, "literature.bad_cut");
    }
    api::remove_cut(&desk.ws, cut.id).await.unwrap();
    undo(&desk).await;
    assert_eq!(api::show(&desk.ws, lens).await.unwrap().cuts, [cut]);
}

#[tokio::test]
async fn hostile_files_are_refused_or_shown_as_no_picture() {
    let desk = Desk::new();
    for script in [
        "<svg onload='alert(1)'/>",
        "<svg><script>1</script></svg>",
        "<svg><a href='javascript:x'/></svg>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><svg/>",
        "<svg/onLoad =\"x\"/>",
    ] {
        let report = api::add(&desk.ws, vec![NewFile { name: "logo.svg".to_owned(), bytes: script.as_bytes().to_vec() }]).await.unwrap();
        assert_eq!(report.refused[0].code, "literature.file_svg_script", "{script}");
    }
    added(&desk, "logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg' font-family='x' version='1.0'><path d='M0 0'/></svg>".to_vec())
        .await;
    let torn = of_a_camera(60, 40);
    let torn = added(&desk, "torn.jpg", torn[..torn.len() / 2].to_vec()).await;
    assert_eq!(api::show(&desk.ws, torn).await.unwrap().width, None);
    let problem = api::make_cut(&desk.ws, torn, String::new(), Recipe { frame: None, side: Some(9), quality: 80 }).await.unwrap_err();
    assert_eq!(problem.code, "literature.picture_broken");
    // A few bytes that say they are a wall.
    let mut wall = b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\xEA\x60\0\0\xEA\x60\x08\x06\0\0\0".to_vec();
    wall.extend_from_slice(&[0; 40]);
    let wall = added(&desk, "wall.png", wall).await;
    assert!(api::thumbnail(&desk.ws, wall).await.unwrap().is_none());
}

#[tokio::test]
async fn an_end_is_told_a_month_ahead_and_stops_the_day_after() {
    let desk = Desk::new();
    let lens = added(&desk, "lens.jpg", of_a_camera(60, 40)).await;
    let release = document(&desk).await;
    api::attach(&desk.ws, release, vec![AssetPick { asset: lens, cut: None }]).await.unwrap();
    let said = |until: &str, people: Vec<AssetPerson>| AssetFields {
        name: "lens.jpg".to_owned(),
        licence_until: Some(until.to_owned()),
        people,
        ..AssetFields::default()
    };
    // Today is 24 November 2026.
    for (until, stands) in [
        ("2026-12-25", AssetStanding::Free),
        ("2026-12-24", AssetStanding::Ending),
        ("2026-11-24", AssetStanding::Ending),
        ("2026-11-23", AssetStanding::Ended),
    ] {
        let card = api::set(&desk.ws, lens, said(until, Vec::new())).await.unwrap();
        assert_eq!(card.standing, stands, "{until}");
        let told: Vec<AssetId> = api::ending(&desk.ws).await.unwrap().iter().map(|card| card.id).collect();
        assert_eq!(told.is_empty(), stands == AssetStanding::Free, "{until}");
    }
    let problem = crate::rendering::api::docx(&desk.ws, release).await.unwrap_err();
    assert_eq!(problem.code, "assets.ended");
    // Whoever looks at a form sees it there, too.
    crate::literature::api::save(&desk.ws, release, "---\nheadline: The lens\n---\n\nIt turns.\n".to_owned()).await.unwrap();
    let ended = crate::rendering::api::preview(&desk.ws, release, None, None, None, None).await.unwrap().ended;
    assert_eq!(ended.iter().map(|what| what.text(Language::En)).collect::<Vec<_>>(), ["The licence of “lens.jpg” ended on 2026-11-23."]);
    assert!(problem.what.text(Language::En).contains("lens.jpg") && problem.what.text(Language::En).contains("2026-11-23"));
    assert_eq!(api::export(&desk.ws, AssetPick { asset: lens, cut: None }).await.unwrap_err().code, "assets.ended");
    let far = "2031-12-31";
    for (consent, until, stands) in [
        (Consent::Withdrawn, None, AssetStanding::Ended),
        (Consent::Given, Some("2026-11-23"), AssetStanding::Ended),
        (Consent::Given, Some("2026-12-01"), AssetStanding::Ending),
        (Consent::Asked, None, AssetStanding::Free),
        (Consent::NotNeeded, None, AssetStanding::Free),
    ] {
        let card = api::set(&desk.ws, lens, said(far, vec![shows(None, "Ruth", consent, until)])).await.unwrap();
        assert_eq!(card.standing, stands, "{consent:?}");
        let day = until.or((consent == Consent::Withdrawn).then_some("2026-11-24"));
        assert_eq!(card.ends_on.as_deref(), day, "{consent:?}");
    }
    // What is over counts before what will be, however long ago it was.
    let both = vec![shows(None, "Ruth", Consent::Given, Some("2026-11-20")), shows(None, "Ana", Consent::Withdrawn, None)];
    let card = api::set(&desk.ws, lens, said("2026-12-01", both)).await.unwrap();
    assert_eq!((card.ends_on.as_deref(), card.why.len()), (Some("2026-11-20"), 3));
    api::set(&desk.ws, lens, said(far, Vec::new())).await.unwrap();
    texts::save(&desk.ws, release, "---\nheadline: The lens\n---\n\nIt turns.\n".to_owned()).await.unwrap();
    crate::rendering::api::docx(&desk.ws, release).await.unwrap();
}

#[tokio::test]
async fn whoever_is_shown_is_told_forgotten_and_kept_through_a_merge() {
    let desk = Desk::new();
    let lens = added(&desk, "lens.jpg", of_a_camera(60, 40)).await;
    let (ruth, double) = (person(&desk, "Ruth Vale").await, person(&desk, "R. Vale").await);
    let fields = |people| AssetFields { name: "lens.jpg".to_owned(), caption: "At the lamp".to_owned(), people, ..AssetFields::default() };
    let both = vec![shows(Some(ruth), "", Consent::Given, None), shows(Some(double), "", Consent::Withdrawn, None)];
    let card = api::set(&desk.ws, lens, fields(both)).await.unwrap();
    assert_eq!(card.fields.people[0].name, "Ruth Vale");
    contacts::api::merge(&desk.ws, ruth, double, Vec::new()).await.unwrap();
    let people = api::show(&desk.ws, lens).await.unwrap().card.fields.people;
    assert_eq!(
        (people.len(), people[0].person, people[0].consent),
        (1, Some(ruth), Consent::Withdrawn),
        "who agreed no more does not agree"
    );
    let told = contacts::api::access(&desk.ws, ruth).await.unwrap();
    assert_eq!(told["pictures"][0]["caption"], "At the lamp");
    contacts::api::forget(&desk.ws, ruth).await.unwrap();
    assert!(api::show(&desk.ws, lens).await.unwrap().card.fields.people.is_empty());
}

#[tokio::test]
async fn a_kit_holds_what_goes_with_its_credits_and_is_the_same_bytes_each_time() {
    let desk = Desk::new();
    let lens = added(&desk, "lens.jpg", of_a_camera(60, 40)).await;
    let plan = added(&desk, "plan.pdf", b"%PDF-1.7 plan".to_vec()).await;
    let said = AssetFields {
        name: "lens.jpg".to_owned(),
        credit: "Ana Ferreira".to_owned(),
        licence: "Editorial".to_owned(),
        ..AssetFields::default()
    };
    api::set(&desk.ws, lens, said).await.unwrap();
    let picks = vec![AssetPick { asset: lens, cut: None }, AssetPick { asset: plan, cut: None }, AssetPick { asset: lens, cut: None }];
    let kit = api::kit(&desk.ws, picks.clone(), Language::De).await.unwrap();
    assert_eq!(api::kit(&desk.ws, picks, Language::De).await.unwrap(), kit);
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(kit)).unwrap();
    let names: Vec<String> = (0..zip.len()).map(|n| zip.by_index(n).unwrap().name().unwrap().into_owned()).collect();
    assert_eq!(names, ["lens.jpg", "plan.pdf", "lens-2.jpg", "captions.txt"]);
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_name(name).unwrap(), &mut bytes).unwrap();
        bytes
    };
    assert!(!names_the_place(&read("lens.jpg")));
    let captions = String::from_utf8(read("captions.txt")).unwrap();
    assert!(captions.contains("Bildnachweis: Ana Ferreira\r\n") && captions.contains("Lizenz: Editorial"), "{captions}");
    assert_eq!(api::kit(&desk.ws, Vec::new(), Language::En).await.unwrap_err().code, "assets.empty_kit");
}

#[tokio::test]
async fn the_list_of_thousands_is_read_in_pages() {
    let desk = Desk::new();
    let files = (0..1_200).map(|n| NewFile { name: format!("note-{n}.txt"), bytes: format!("note {n}").into_bytes() }).collect();
    api::add(&desk.ws, files).await.unwrap();
    let page = api::page(&desk.ws, AssetFilter { unused: true, ..AssetFilter::default() }, 1_190, 50).await.unwrap();
    assert_eq!((page.found, page.all, page.cards.len()), (1_200, 1_200, 10));
}
