use proptest::prelude::*;

use super::fixtures::{NAME, PLACE, SEEN, boxed, film, heic, holds, packet, records, tiff, track};
use super::{WhereMade, iptc, where_made, xmp};

fn all() -> Vec<Vec<u8>> {
    let moving = [heic(), boxed(b"mpvd", &film(&[]))].concat();
    vec![tiff(true, false), tiff(false, false), tiff(true, true), heic(), film(&[]), moving]
}

#[test]
fn the_place_goes_out_of_every_form_and_nothing_else_moves_or_changes() {
    for (number, bytes) in all().into_iter().enumerate() {
        let WhereMade { told, without, unread } = where_made(&bytes).unwrap();
        assert!(told && !unread && holds(&bytes, PLACE), "{number}");
        let made = without.unwrap();
        assert_eq!(made.len(), bytes.len(), "{number}");
        assert!(!holds(&made, PLACE) && !holds(&made, b"51,29"), "{number}");
        let seen = memchr::memmem::find(&bytes, SEEN).unwrap();
        assert_eq!(made.get(seen..seen + SEEN.len()).unwrap(), SEEN, "{number}: where it was");
        let names = |bytes: &[u8]| memchr::memmem::find_iter(bytes, NAME).count();
        assert_eq!(names(&made), names(&bytes), "{number}");
        assert_eq!(where_made(&made).unwrap(), WhereMade::default(), "{number}: and it is not done twice");
    }
}

#[test]
fn the_table_that_named_the_place_is_whole_without_it() {
    let of = |little: bool, alone: bool| where_made(&tiff(little, alone)).unwrap().without.unwrap();
    let first = |bytes: &[u8]| usize::try_from(u32::from_le_bytes(*bytes[4..].first_chunk().unwrap())).unwrap();
    let (before, after) = (tiff(true, false), of(true, false));
    let table = first(&before);
    assert_eq!((before[table], after[table]), (8, 7));
    assert_eq!(after[table + 2..table + 2 + 7 * 12], before[table + 2..table + 2 + 7 * 12], "the others stand where they stood");
    assert_eq!(after[table + 2 + 7 * 12..table + 6 + 8 * 12], [0; 16], "and nothing follows");
    // What would be empty says that the picture is not turned.
    let alone = of(true, true);
    let table = first(&alone);
    assert_eq!(alone[table..table + 18], *b"\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0");
}

#[test]
fn what_would_write_over_the_picture_is_left_alone_and_told() {
    // The place's values are said to stand where the picture stands.
    let mut bytes = tiff(true, false);
    let gps = 8 + SEEN.len() + 18 + 20;
    let degrees = gps + 2 + 2 * 12 + 8;
    bytes[degrees..degrees + 4].copy_from_slice(&8_u32.to_le_bytes());
    let place = where_made(&bytes).unwrap();
    assert_eq!(place, WhereMade { told: true, without: None, unread: true });
    // So is an item of words that lies upon one that is seen.
    let mut bytes = heic();
    let places = memchr::memmem::find(&bytes, b"iloc").unwrap() + 12;
    let seen: [u8; 4] = *bytes[places + 8..].first_chunk().unwrap();
    bytes[places + 16 + 16..places + 16 + 20].copy_from_slice(&seen);
    assert!(where_made(&bytes).unwrap().without.is_none_or(|made| holds(&made, SEEN)));
}

#[test]
fn tables_that_lead_in_a_circle_end() {
    let mut bytes = tiff(true, true);
    let after = 26 + 2 + 12;
    bytes[after..after + 4].copy_from_slice(&26_u32.to_le_bytes());
    assert!(where_made(&bytes).unwrap().told);
}

#[test]
fn what_was_measured_along_the_way_is_told_unless_its_keys_name_no_place() {
    let measured = |key: &[u8]| boxed(b"mebx", &[&[0; 8], boxed(b"keys", &boxed(b"key1", key)).as_slice()].concat());
    for (track, unread) in [
        (track(b"meta", &measured(b"com.apple.quicktime.video-orientation")), false),
        (track(b"meta", &measured(b"com.apple.quicktime.location.ISO6709")), true),
        (track(b"meta", &boxed(b"gpmd", &[0; 8])), true),
        (track(b"camm", &boxed(b"camm", &[0; 8])), true),
        (track(b"sbtl", &boxed(b"tx3g", &[0; 8])), true),
        (track(b"soun", &boxed(b"mp4a", &[0; 8])), false),
        (boxed(b"gps ", &[0; 8]), true),
    ] {
        let place = where_made(&film(&track)).unwrap();
        assert_eq!((place.without.is_some(), place.unread), (true, unread), "{}", String::from_utf8_lossy(&track));
    }
    for behind in [boxed(b"free", b"freeGPS "), boxed(b"camx", b""), b"SEFT".to_vec()] {
        let place = where_made(&[heic(), behind].concat()).unwrap();
        assert!(place.unread, "{place:?}");
    }
}

#[test]
fn a_packet_stays_xml_and_what_is_no_plain_packet_is_not_read() {
    let mut made = packet();
    let plan = xmp::look(&made);
    assert!(plan.told && !plan.unread);
    plan.edits.iter().for_each(|edit| made[edit.range()].copy_from_slice(&edit.bytes));
    let node = crate::literature::word::Node::read(std::str::from_utf8(&made).unwrap()).unwrap();
    assert_eq!(node.find("creator").and_then(|list| list.find("li")).map(|item| item.text.as_str()), Some("Ana Ferreira"));
    assert!(["GPSLongitude", "LocationCreated", "State"].iter().all(|name| node.find(name).is_none()));
    let wide: Vec<u8> = "<x City='a'/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for odd in [wide.as_slice(), b"<!DOCTYPE x><x/>", b"<x><City>", b"<x City=Middelburg/>", b"</x>", b"<x", b"\xFF<x/>"] {
        let plan = xmp::look(odd);
        assert!(plan.unread && plan.edits.is_empty(), "{}", String::from_utf8_lossy(odd));
    }
}

#[test]
fn records_close_up_and_blanks_follow() {
    let plan = iptc::look(&records());
    let made = &plan.edits[0].bytes;
    assert!(made.starts_with(b"\x1C\x02\x50\0\x0CAna Ferreira\x1C\x02\x69\0\x08The lens\0\0"), "{made:?}");
    assert_eq!(made.len(), records().len());
    assert!(iptc::look(b"\x1C\x02\x5A\x80\x04\0\0\0\x01x").unread && iptc::look(b"\x1C\x02\x5A\0\x09x").unread);
}

#[test]
fn what_is_broken_off_or_of_another_form_is_not_taken_for_read() {
    for bytes in all() {
        for length in (8..bytes.len()).step_by(7) {
            let place = where_made(&bytes[..length]).unwrap();
            let left = place.without.clone().unwrap_or_else(|| bytes[..length].to_vec());
            let within = holds(&left, b"com.apple.quicktime.location") || !holds(&left, PLACE);
            assert!(place.unread || within, "{length} of {}", bytes.len());
        }
    }
    assert_eq!(where_made(b"%PDF-1.7"), None);
    assert_eq!(where_made(b""), None);
}

proptest! {
    #[test]
    fn no_bytes_make_it_fail_run_on_or_change_their_number(
        which in 0_usize..6,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..24),
        left in any::<prop::sample::Index>(),
        whole in any::<bool>(),
    ) {
        let mut bytes = all().swap_remove(which);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if !whole {
            bytes.truncate(left.index(bytes.len()));
        }
        if let Some(WhereMade { without: Some(made), .. }) = where_made(&bytes) {
            prop_assert_eq!(made.len(), bytes.len());
            let again = where_made(&made).unwrap();
            prop_assert!(!again.told && again.without.is_none());
        }
    }
}
