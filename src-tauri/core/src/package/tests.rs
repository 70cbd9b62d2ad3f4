use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;

use super::testing::{blown, packed, stored};
use super::{Fault, MOST_UNPACKED, Package};

fn opened(bytes: &[u8]) -> Result<Package<Cursor<&[u8]>>, Fault> {
    Package::open(Cursor::new(bytes), MOST_UNPACKED)
}

fn fault(bytes: &[u8]) -> Fault {
    opened(bytes).err().unwrap()
}

/// As a packer makes it.
fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated)).unwrap();
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn what_is_put_together_by_hand_is_read_as_what_a_packer_made() {
    let bytes = packed(&[("a.xml", blown("<a>", b'x', 258 * 3, "</a>"), 782), ("b", stored("two", 1), 3)]);
    let mut package = opened(&bytes).unwrap();
    // The checksum was left out, which is told at the end of a part and not before.
    let mut text = vec![0; 700];
    package.part("a.xml").unwrap().read_exact(&mut text).unwrap();
    assert_eq!(text, format!("<a>{}", "x".repeat(697)).as_bytes());
    let honest = zipped("a.xml", b"words");
    assert_eq!(opened(&honest).unwrap().bytes("a.xml", 5).unwrap().unwrap(), b"words");
    assert_eq!(opened(&honest).unwrap().bytes("a.xml", 4), Err(Fault::TooMuch));
    assert_eq!(opened(&honest).unwrap().bytes("b.xml", 4), Ok(None));
}

#[test]
fn what_would_unpack_to_too_much_is_refused_before_it_is_unpacked() {
    // Twice 300 MB, each hardly packed.
    let half = vec![0; 2_000_000];
    let twice = packed(&[("a", half.clone(), 300_000_000), ("b", half, 300_000_000)]);
    assert_eq!(fault(&twice), Fault::TooMuch);
    assert!(Package::open(Cursor::new(&twice), 600_000_000).is_ok(), "whoever reads it a little at a time may allow more");
    assert_eq!(fault(&packed(&[("a", vec![0; 100], 1_100_000)])), Fault::TooMuch, "11,000 times");
    assert!(opened(&packed(&[("a", vec![0; 100], 1_000_000)])).is_ok(), "what is small may be packed as well as it likes");
}

#[test]
fn a_part_that_says_that_it_is_small_is_unpacked_no_further_than_it_says() {
    let mut bytes = zipped("a", &vec![0; 3_000_000]);
    let lie = bytes.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap() + 24;
    bytes[lie..lie + 4].copy_from_slice(&1_000_u32.to_le_bytes());
    assert!(matches!(opened(&bytes).unwrap().bytes("a", 10_000_000), Err(Fault::Damaged(_))));
    let mut read = 0;
    let told = opened(&bytes).unwrap().each(|_, part| {
        let mut piece = [0; 256];
        loop {
            let one = part.read(&mut piece)?;
            read += one;
            if one == 0 {
                return Ok::<(), Fault>(());
            }
        }
    });
    assert!(matches!(told, Err(Fault::Damaged(_))) && read <= 1_000, "{read} bytes were unpacked");
}

#[test]
fn what_is_unpacked_of_all_parts_counts_together() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["a", "b"] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(b"words").unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let mut package = Package { left: 8, ..opened(&bytes).unwrap() };
    assert_eq!(package.bytes("a", 100).unwrap().unwrap(), b"words");
    assert_eq!(package.bytes("b", 100), Err(Fault::TooMuch));
}

#[test]
fn a_list_of_more_parts_than_anybody_has_is_not_even_read() {
    let names: Vec<String> = (0..60_000).map(|n| format!("{n:0>200}")).collect();
    let parts: Vec<(&str, Vec<u8>, u32)> = names.iter().map(|name| (name.as_str(), Vec::new(), 0)).collect();
    assert_eq!(fault(&packed(&parts)), Fault::TooMuch);
    assert_eq!(fault(&packed(&parts[..10_001])), Fault::TooMuch);
    assert!(opened(&packed(&parts[..10_000])).is_ok());
}

#[test]
fn names_that_lead_out_of_the_package_are_refused_and_dots_within_a_name_are_none() {
    for name in ["../x", "a/../../x", "/x", "\\x", "a\\..\\x", "C:/x", "a\0b"] {
        assert_eq!(fault(&packed(&[(name, Vec::new(), 0)])), Fault::Hostile, "{name}");
    }
    for name in ["a..b/c", "...", "灯台/ملف.xml"] {
        assert!(opened(&packed(&[(name, Vec::new(), 0)])).is_ok(), "{name}");
    }
}

#[test]
fn what_was_cut_off_anywhere_is_damaged_and_harms_nobody() {
    let whole = zipped("a.xml", b"words that are packed");
    for end in 0..whole.len() {
        assert!(matches!(fault(&whole[..end]), Fault::Damaged(_)), "{end}");
    }
}
