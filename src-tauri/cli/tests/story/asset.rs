//! The files of the workspace on the command line.

use crate::desk::Desk;

const LENS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../icons/128x128.png");

#[test]
fn a_photo_is_taken_in_described_cropped_used_and_packed() {
    let desk = Desk::new();
    let file = desk.file("release.md", "---\nheadline: The lens is back\n---\n\nIt turns.\n");
    desk.json(&["document", "add", &file]).ends(0);
    let added =
        desk.json(&["asset", "add", LENS, "--credit", "写真: 田中", "--expires", "31.12.2031", "--shows", "A visitor:asked"]).ends(0);
    let card = added.lines().remove(0);
    assert_eq!((card["fields"]["licence_until"].as_str(), card["kind"].as_str()), (Some("2031-12-31"), Some("picture")));
    let id = card["id"].to_string();
    let again = desk.run(&["asset", "add", LENS]).ends(0);
    assert!(again.stderr.contains("was here already, as number"), "{again:?}");
    assert_eq!(desk.json(&["asset", "list"]).ends(0).lines().len(), 1);
    assert_eq!(desk.json(&["asset", "list", "--standing", "ended"]).ends(0).lines().len(), 0);
    assert_eq!(desk.json(&["asset", "set", &id, "--shows", "x:perhaps"]).ends(3).json()["error"]["code"], "cli.asset.consent");
    assert_eq!(desk.json(&["asset", "set", &id, "--expires", "soon"]).ends(3).json()["error"]["field"], "licence-until");
    assert_eq!(desk.json(&["asset", "show", "999"]).ends(4).json()["error"]["code"], "literature.no_asset");

    let cut = desk.json(&["asset", "crop", &id, "--frame", "10,10,60,40", "--side", "30"]).ends(0).json();
    assert_eq!(cut["name"], "128x128-30x20.png");
    assert_eq!(desk.json(&["asset", "crop", &id, "--frame", "0,0,999,1"]).ends(3).json()["error"]["code"], "literature.bad_cut");
    assert_eq!(desk.json(&["asset", "crop", &id, "--frame", "0,0,9"]).ends(3).json()["error"]["code"], "cli.asset.frame");
    let out = desk.path("small.png").display().to_string();
    desk.json(&["asset", "export", &id, "--crop", &cut["id"].to_string(), "--output", &out]).ends(0);
    assert!(std::fs::read(&out).unwrap().starts_with(b"\x89PNG"));
    desk.json(&["asset", "export", &id, "--output", &out]).ends(3);

    let bad = desk.json(&["asset", "set", &id, "--link", "http://example.org/lens.png"]).ends(3).json();
    assert_eq!((&bad["error"]["code"], &bad["error"]["field"]), (&"literature.link".into(), &"link".into()));
    desk.json(&["asset", "set", &id, "--link", "https://example.org/lens.png"]).ends(0);
    assert!(desk.run(&["asset", "show", &id]).ends(0).stdout.contains("On the web: https://example.org/lens.png"));
    assert_eq!(desk.json(&["document", "link", "1", "--pictures"]).ends(3).json()["error"]["code"], "assets.nothing_fetched");

    desk.json(&["asset", "attach", &id, "--document", "1"]).ends(0);
    assert_eq!(desk.json(&["asset", "uses", &id]).ends(0).lines()[0]["headline"], "The lens is back");
    assert!(desk.run(&["asset", "distributions", &id]).ends(0).stderr.contains("No distribution carries it."));
    desk.run(&["asset", "distributions", "999"]).ends(4);
    let refused = desk.json(&["asset", "delete", &id]).ends(3).json();
    assert_eq!(refused["error"]["code"], "assets.in_use");

    let (kit, whole) = (desk.path("kit.zip").display().to_string(), desk.path("whole.zip").display().to_string());
    desk.json(&["asset", "kit", &id, "--output", &kit]).ends(0);
    desk.json(&["asset", "kit", "--document", "1", "--output", &whole]).ends(0);
    let names = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    assert!(names(std::fs::read(&kit).unwrap()).contains("captions.txt"));
    let whole = names(std::fs::read(&whole).unwrap());
    for part in ["The lens is back.pdf", "The lens is back.docx", "The lens is back.txt", "files/128x128.png"] {
        assert!(whole.contains(part), "{part}");
    }

    desk.json(&["asset", "set", &id, "--expires", "2020-01-01"]).ends(0);
    let told = desk.run(&["asset", "list", "--standing", "ended"]).ends(0);
    assert!(told.stdout.contains("ended on 2020-01-01"), "{told:?}");
    assert_eq!(
        desk.json(&["asset", "kit", &id, "--output", &desk.path("no.zip").display().to_string()]).ends(3).json()["error"]["code"],
        "assets.ended"
    );
    assert!(!desk.path("no.zip").exists());
    // What carries the picture is made no more, in whatever form; the words alone go, and say so.
    let pdf = desk.path("no.pdf").display().to_string();
    let docx = desk.path("no.docx").display().to_string();
    let web = desk.path("no.html").display().to_string();
    for form in [
        &["pdf", "1", "--to", &pdf][..],
        &["docx", "1", "--to", &docx],
        &["export", "1", "--as", "mail"],
        &["export", "1", "--as", "web", "--out", &web],
        &["export", "1", "--as", "eml"],
    ] {
        let refused = desk.json(&[&["document"], form].concat()).ends(3).json();
        assert_eq!(refused["error"]["code"], "assets.ended", "{form:?}");
        assert!(refused["error"]["message"].to_string().contains("ended on 2020-01-01"), "{refused}");
        assert!(refused["error"]["hint"].to_string().contains("by word of mouth"), "{refused}");
    }
    assert!([&pdf, &docx, &web].iter().all(|file| !std::path::Path::new(file.as_str()).exists()));
    let text = desk.run(&["--quiet", "document", "export", "1", "--as", "text"]).ends(0);
    assert!(text.stderr.contains("ended on 2020-01-01") && text.stderr.contains("carries no picture"), "{}", text.stderr);
    assert!(text.stdout.contains("It turns."));
    desk.run(&["document", "export", "1", "--as", "markdown"]).ends(0);
    // Renewed, even by word of mouth: everything goes again.
    desk.json(&["asset", "set", &id, "--expires", "2031-12-31"]).ends(0);
    desk.run(&["document", "export", "1", "--as", "web", "--out", &web]).ends(0);
    assert!(std::fs::read_to_string(&web).unwrap().contains("\"@type\":\"NewsArticle\""));
}

#[test]
fn whoever_takes_in_or_attaches_what_keeps_its_place_is_told_so() {
    let desk = Desk::new();
    let text = desk.file("release.md", "---\nheadline: The lens is back\n---\n\nIt turns.\n");
    desk.run(&["document", "add", &text]).ends(0);
    let heic = desk.file("灯台.heic", [b"\0\0\0\x18ftypheic\0\0\0\0heicmif1".as_slice(), &[7; 60]].concat());
    for verb in [&["asset", "add"][..], &["document", "attach", "1"]] {
        let told = desk.run(&[&["--quiet"], verb, &[heic.as_str()]].concat()).ends(0);
        assert!(told.stderr.contains("“灯台.heic” may tell where it was taken") && told.stderr.contains("JPEG"), "{}", told.stderr);
        let plain = desk.run(&[verb, &[LENS]].concat()).ends(0);
        assert!(!plain.stderr.contains("may tell"), "{}", plain.stderr);
    }
}

/// A photo of the sample, with a mark put before everything else in it.
fn photo_with(mark: u8, body: &[u8]) -> Vec<u8> {
    let plain = include_bytes!("../../../core/src/sample/files/keepers-letters.jpg");
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xFF, mark], &length, body, &plain[2..]].concat()
}

/// Adobe's mark of a JPEG, as Lightroom writes it.
fn with_xmp(caption: &str, credit: &str) -> Vec<u8> {
    let xmp = format!(
        "<?xpacket begin='\u{feff}' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>\
         <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' \
         xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/'>\
         <dc:description><rdf:Alt><rdf:li xml:lang='x-default'>{caption}</rdf:li></rdf:Alt></dc:description>\
         <photoshop:Credit>{credit}</photoshop:Credit></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    );
    photo_with(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0".as_slice(), xmp.as_bytes()].concat())
}

/// Photoshop's mark with records of IPTC: what stands below it, and who gives it.
fn with_iptc(caption: &str, credit: &str) -> Vec<u8> {
    let record =
        |kind: u8, words: &str| [&[0x1C, 2, kind], u16::try_from(words.len()).unwrap().to_be_bytes().as_slice(), words.as_bytes()].concat();
    let records = [record(120, caption), record(110, credit)].concat();
    let length = u32::try_from(records.len()).unwrap().to_be_bytes();
    photo_with(0xED, &[b"Photoshop 3.0\x008BIM\x04\x04\0\0".as_slice(), &length, &records].concat())
}

#[test]
fn a_photo_comes_with_the_caption_and_the_credit_that_it_says_of_itself() {
    let desk = Desk::new();
    let of = |run: crate::desk::Run| {
        let fields = &run.ends(0).lines()[0]["fields"];
        (fields["caption"].as_str().unwrap().to_owned(), fields["credit"].as_str().unwrap().to_owned())
    };
    let said = |caption: &str, credit: &str| (caption.to_owned(), credit.to_owned());
    let xmp = desk.file("xmp.jpg", with_xmp("The lens of 1874 &amp; its keeper", "Ana Ferreira / Harbour Trust"));
    assert_eq!(of(desk.json(&["asset", "add", &xmp])), said("The lens of 1874 & its keeper", "Ana Ferreira / Harbour Trust"));
    let iptc = desk.file("iptc.jpg", with_iptc("Die Linse kehrt zurück · レンズ", "dpa"));
    assert_eq!(of(desk.json(&["asset", "add", &iptc])), said("Die Linse kehrt zurück · レンズ", "dpa"));
    // What is said while it is added counts, and what is not said then is the photo's own.
    let other = desk.file("other.jpg", with_iptc("Words of the agency", "dpa"));
    assert_eq!(
        of(desk.json(&["asset", "add", &other, "--credit", "Photo: Ana Ferreira"])),
        said("Words of the agency", "Photo: Ana Ferreira")
    );
    // Written over, it stays so: also when the same photo comes once more; and undo brings the photo's words back.
    desk.run(&["asset", "set", "1", "--caption", "", "--credit", "Ours"]).ends(0);
    desk.run(&["asset", "add", &xmp]).ends(0);
    let shown = desk.json(&["asset", "show", "1"]).ends(0).json();
    assert!(shown.to_string().contains("\"credit\":\"Ours\"") && !shown.to_string().contains("its keeper"), "{shown}");
    desk.run(&["undo"]).ends(0);
    assert!(desk.json(&["asset", "show", "1"]).ends(0).stdout.contains("its keeper"));
    // It stands where readers look, and leaves with the picture in words alone: the file that goes has nothing of it.
    let kit = desk.path("kit.zip").display().to_string();
    desk.run(&["asset", "kit", "1", "2", "--output", &kit]).ends(0);
    let out = desk.path("out.jpg").display().to_string();
    desk.run(&["asset", "export", "1", "--output", &out]).ends(0);
    let bytes = std::fs::read(&out).unwrap();
    assert!(!bytes.windows(10).any(|part| part == b"its keeper"));
    // A photo whose words cannot be read is a photo.
    let odd = [
        with_xmp("<!DOCTYPE x>", "<"),
        photo_with(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\xFF\xFF\xFF\xFF\x1C\x02"),
        with_iptc(&"x".repeat(5_000), &" \u{7}".repeat(40)),
    ];
    for (number, bytes) in odd.into_iter().enumerate() {
        let file = desk.file(&format!("odd{number}.jpg"), bytes);
        let (caption, credit) = of(desk.json(&["asset", "add", &file]));
        assert_eq!((caption.chars().count(), credit.as_str()), (if number == 2 { 2_000 } else { 0 }, ""), "{number}");
    }
}
