//! Texts and pictures made to take memory: each is refused or cleaned, and how much the program held meanwhile is printed and bounded (S8).

#![cfg(target_os = "linux")]
#![expect(clippy::print_stdout, reason = "what was measured is what it is for")]

use std::io::Write as _;

use zip::write::SimpleFileOptions;

use crate::desk::Desk;

/// What the program may hold at most meanwhile, in megabytes; measured in November 2026. It itself has 79. What is refused is refused by its size or
/// its first bytes (81 to 87, and 114 where a page was set with it); a file that is taken in stands in memory with what goes in its place (145
/// for 60 MB); the longest text there is, nested as deep as it is long, becomes a tree of some 350 bytes for each of its own (87 to 720).
const REFUSED_MEGABYTES: u64 = 130;
const TAKEN_IN_MEGABYTES: u64 = 300;
const DEEP_MEGABYTES: u64 = 900;

/// So many bytes of nothing, packed.
fn packed_zeros(megabytes: usize) -> (Vec<u8>, usize) {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("z", SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated)).unwrap();
    (0..megabytes).for_each(|_| zip.write_all(&[0; 1_000_000]).unwrap());
    let bytes = zip.finish().unwrap().into_inner();
    // Behind the head of 30 bytes and the name of one; before the directory.
    let directory = bytes.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    (bytes[31..directory].to_vec(), megabytes * 1_000_000)
}

/// CRC-32 as PNG has it.
fn check_sum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 })
    })
}

/// A PNG of 40,000 by 40,000 black points: 200 MB unpacked at a bit a point, 1.6 GB at a byte.
fn wall_of_png() -> Vec<u8> {
    let side = 40_000_u32;
    let mut png = b"\x89PNG\r\n\x1A\n".to_vec();
    let mut piece = |kind: &[u8; 4], data: &[u8]| {
        png.extend_from_slice(&u32::try_from(data.len()).unwrap().to_be_bytes());
        let body = [kind.as_slice(), data].concat();
        png.extend_from_slice(&body);
        png.extend_from_slice(&check_sum(&body).to_be_bytes());
    };
    piece(b"IHDR", &[&side.to_be_bytes()[..], &side.to_be_bytes(), &[1, 0, 0, 0, 0]].concat());
    // Each row has a byte more: how it was filtered.
    let (stream, length) = packed_zeros(201);
    assert!(length > 5_001 * 40_000);
    piece(b"IDAT", &[b"\x78\x9C".as_slice(), &stream].concat());
    piece(b"IEND", b"");
    png
}

/// A JPEG of the sample that says it is of 40,000 by 40,000 points.
fn wall_of_jpeg() -> Vec<u8> {
    let mut bytes = include_bytes!("../../../core/src/sample/files/keepers-letters.jpg").to_vec();
    let frame = bytes.windows(2).position(|two| matches!(two, [0xFF, 0xC0 | 0xC2])).unwrap();
    bytes[frame + 5..frame + 9].copy_from_slice(&[0x9C, 0x40, 0x9C, 0x40]);
    bytes
}

/// A Word file whose text unpacks to more than a gigabyte.
fn bomb_of_word() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("[Content_Types].xml", packed).unwrap();
    zip.write_all(b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>").unwrap();
    zip.start_file("word/document.xml", packed).unwrap();
    zip.write_all(b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r><w:t>").unwrap();
    (0..1_100).for_each(|_| zip.write_all(&[b'x'; 1_000_000]).unwrap());
    zip.write_all(b"</w:t></w:r></w:p></w:body></w:document>").unwrap();
    zip.finish().unwrap().into_inner()
}

/// A TIFF whose 4,096 entries all name the same 20 MB of IPTC, with a town first.
fn records_again_and_again() -> Vec<u8> {
    let (entries, from) = (4_096_u16, 8 + 2 + 4_096 * 12 + 4_u32);
    let mut records = b"\x1C\x02\x5A\0\x0AMiddelburg".to_vec();
    while records.len() < 20_000_000 {
        records.extend_from_slice(b"\x1C\x02\x78\x7F\xFF");
        records.resize(records.len() + 0x7FFF, b'x');
    }
    let entry = [b"\x83\xBB\0\x07".as_slice(), &u32::try_from(records.len()).unwrap().to_be_bytes(), &from.to_be_bytes()].concat();
    let head = [b"MM\0\x2A\0\0\0\x08".as_slice(), &entries.to_be_bytes()].concat();
    [head, entry.repeat(entries.into()), vec![0; 4], records].concat()
}

/// A HEIC whose 8,000 items of XMP are all the same 15 MB, with a town first.
fn items_again_and_again() -> Vec<u8> {
    let boxed = |kind: &[u8; 4], body: &[u8]| [&u32::try_from(body.len() + 8).unwrap().to_be_bytes(), kind.as_slice(), body].concat();
    let (many, mut words) = (8_000_u16, b"<x City='Middelburg'/>".to_vec());
    words.resize(15_000_000, b' ');
    let extent = [[0; 4], u32::try_from(words.len()).unwrap().to_be_bytes()].concat();
    let (mut kinds, mut places) = (Vec::new(), Vec::new());
    for id in 0..many {
        let kind = [b"\x02\0\0\0".as_slice(), &id.to_be_bytes(), b"\0\0mime\0application/rdf+xml\0"].concat();
        kinds.extend(boxed(b"infe", &kind));
        places.extend([id.to_be_bytes().as_slice(), b"\0\x01\0\0\0\x01", &extent].concat());
    }
    let infos = boxed(b"iinf", &[b"\0\0\0\0".as_slice(), &many.to_be_bytes(), &kinds].concat());
    let places = boxed(b"iloc", &[b"\x01\0\0\0\x44\0".as_slice(), &many.to_be_bytes(), &places].concat());
    let meta = boxed(b"meta", &[b"\0\0\0\0".as_slice(), &infos, &places, &boxed(b"idat", &words)].concat());
    [boxed(b"ftyp", b"heic\0\0\0\0mif1heic"), meta].concat()
}

struct Scale {
    desk: Desk,
}

impl Scale {
    /// What the program says, which must end so and hold no more than so many megabytes.
    fn weigh(&self, what: &str, arguments: &[&str], code: i32, most: u64) -> crate::desk::Run {
        let began = std::time::Instant::now();
        let (run, megabytes) = self.desk.weighed(arguments);
        println!("{what}: {megabytes} MB, {:.1} s", began.elapsed().as_secs_f32());
        assert!((1..most).contains(&megabytes), "{what}: it held {megabytes} MB");
        run.ends(code)
    }

    fn refused(&self, what: &str, arguments: &[&str], code: &str) {
        let run = self.weigh(what, arguments, 3, REFUSED_MEGABYTES);
        assert_eq!(run.json()["error"]["code"], code, "{what}");
    }
}

#[test]
fn what_is_made_to_take_memory_takes_little() {
    let scale = Scale { desk: Desk::new() };
    let desk = &scale.desk;
    let text = desk.file("text.md", "---\nheadline: The lens\n---\n\nIt turns. ![a wall](wall.png)\n");
    desk.run(&["document", "add", &text]).ends(0);

    let bomb = desk.file("bomb.docx", bomb_of_word());
    scale.refused("a Word file of 1.1 GB packed to a few", &["document", "import", &bomb], "literature.word");

    let large = desk.path("large.png").display().to_string();
    let file = std::fs::File::create(&large).unwrap();
    (&file).write_all(b"\x89PNG\r\n\x1A\n").unwrap();
    file.set_len(100 * 1024 * 1024).unwrap();
    scale.refused("a picture of 100 MB", &["document", "picture", "1", &large], "literature.file_too_big");
    file.set_len(60 * 1024 * 1024).unwrap();
    drop(file);
    scale.weigh("a picture of 60 MB that is none", &["asset", "add", &large], 0, TAKEN_IN_MEGABYTES);

    for (name, bytes) in [("wall.png", wall_of_png()), ("wall.jpg", wall_of_jpeg())] {
        let wall = desk.file(name, bytes);
        let added = scale.weigh(name, &["asset", "add", &wall], 0, REFUSED_MEGABYTES);
        let id = added.lines()[0]["id"].to_string();
        scale.weigh(&format!("{name} shown"), &["asset", "show", &id], 0, REFUSED_MEGABYTES);
        let crop = ["asset", "crop", &id, "--frame", "0,0,9,9"];
        scale.refused(&format!("{name} cropped"), &crop, "literature.picture_wide");
    }
    for (name, bytes) in [("again.tiff", records_again_and_again()), ("again.heic", items_again_and_again())] {
        let again = desk.file(name, bytes);
        let run = scale.weigh(name, &["asset", "add", &again], 0, TAKEN_IN_MEGABYTES);
        let id = run.lines()[0]["id"].to_string();
        let view = scale.weigh(&format!("{name} shown"), &["asset", "show", &id], 0, TAKEN_IN_MEGABYTES).json();
        assert_eq!(
            (&view["says_where"], &view["may_say_where"]),
            (&true.into(), &true.into()),
            "{name}: it is said that the place may go along"
        );
    }
    // In a text it goes as it is, or is refused: nobody unpacks it.
    let wall = desk.path("wall.png").display().to_string();
    scale.weigh("wall.png within a text", &["document", "picture", "1", &wall, "--alt", "a wall"], 0, REFUSED_MEGABYTES);
    let out = desk.path("out.pdf").display().to_string();
    scale.refused("a text with it as PDF", &["document", "pdf", "1", "--to", &out], "rendering.plate");
    let out = desk.path("out.docx").display().to_string();
    scale.weigh("a text with it as a Word file", &["document", "docx", "1", "--to", &out], 0, REFUSED_MEGABYTES);

    let laughs: String = (1..10).map(|n| format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10))).collect();
    let svg = format!(
        "<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a0 \"ha\">{laughs}]><svg xmlns='http://www.w3.org/2000/svg'><text>&a9;</text></svg>"
    );
    let svg = desk.file("laughs.svg", svg);
    scale.refused("a drawing of ten thousand million words", &["document", "attach", "1", &svg], "literature.file_svg_script");

    let long = desk.file("long.md", ">".repeat(50 * 1024 * 1024));
    scale.refused("50 MB of quotes within quotes", &["document", "add", &long], "literature.too_long");
    // Of nothing, more than there is memory: not a byte of it is read.
    std::fs::File::options().write(true).open(&long).unwrap().set_len(1 << 40).unwrap();
    for words in [["document", "add", &long].as_slice(), &["document", "save", "1", &long], &["document", "points", "1", "--set", &long]] {
        scale.refused(&format!("{} of a terabyte", words[1]), words, "literature.too_long");
    }
    for (name, sign) in
        [("quotes", "> "), ("lists", "- "), ("brackets", "["), ("stars", "*a **a "), ("notes", "[^a]: "), ("links", "![a](")]
    {
        let deep = desk.file("deep.md", sign.repeat(2_000_000 / sign.len()));
        scale.weigh(&format!("2 MB of {name} within {name}"), &["document", "add", &deep], 0, DEEP_MEGABYTES);
    }
}
