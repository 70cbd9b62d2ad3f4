use proptest::prelude::*;

use super::fixtures::{NAME, PLACE, SEEN, boxed, film, heic, holds, packet, records, tiff, track};
use super::{Budget, WhereMade, iptc, where_made, xmp};

fn budget() -> Budget {
    Budget(std::cell::Cell::new(Some(1_000_000)))
}

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

/// A TIFF with as many entries as a table may have, all of which name the same IPTC.
fn tiff_of_one_record(length: usize) -> Vec<u8> {
    let (entries, many) = (4_096_u16, 4_096 * 12);
    let from = u32::try_from(8 + 2 + many + 4).unwrap();
    let mut records = records();
    while records.len() < length {
        records.extend_from_slice(b"\x1C\x02x\x7F\xFF");
        records.resize(records.len() + 0x7FFF, b'x');
    }
    let mut bytes = [b"MM\0*\0\0\0\x08".as_slice(), &entries.to_be_bytes()].concat();
    let entry = [b"\x83\xBB\0\x07".as_slice(), &u32::try_from(records.len()).unwrap().to_be_bytes(), &from.to_be_bytes()].concat();
    bytes.extend(entry.repeat(entries.into()));
    [bytes, vec![0; 4], records].concat()
}

/// A HEIC with 8,000 items of XMP that all stand in the same bytes.
fn heic_of_one_item(length: usize) -> Vec<u8> {
    let (many, mut words) = (8_000_u16, packet());
    words.resize(length, b' ');
    let kinds: Vec<u8> = (0..many)
        .flat_map(|id| boxed(b"infe", &[b"\x02\0\0\0".as_slice(), &id.to_be_bytes(), b"\0\0mime\0application/rdf+xml\0"].concat()))
        .collect();
    let infos = boxed(b"iinf", &[b"\0\0\0\0".as_slice(), &many.to_be_bytes(), &kinds].concat());
    let extent = [[0; 4], u32::try_from(length).unwrap().to_be_bytes()].concat();
    let places: Vec<u8> = (0..many).flat_map(|id| [id.to_be_bytes().as_slice(), b"\0\x01\0\0\0\x01", &extent].concat()).collect();
    let places = boxed(b"iloc", &[b"\x01\0\0\0D\0".as_slice(), &many.to_be_bytes(), &places].concat());
    let handler = boxed(b"hdlr", b"\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0");
    let meta = boxed(b"meta", &[b"\0\0\0\0".as_slice(), &handler, &infos, &places, &boxed(b"idat", &words)].concat());
    [boxed(b"ftyp", b"heic\0\0\0\0mif1heic"), meta].concat()
}

/// A film in which 20,000 things are said by the same key.
fn film_of_one_key(length: usize) -> Vec<u8> {
    let mut key = b"com.apple.quicktime.location.ISO6709".to_vec();
    key.resize(length, b'x');
    let keys = boxed(b"keys", &[b"\0\0\0\0\0\0\0\x01".as_slice(), &boxed(b"mdta", &key)].concat());
    let list = boxed(b"ilst", &boxed(&[0, 0, 0, 1], PLACE).repeat(20_000));
    let handler = boxed(b"hdlr", b"\0\0\0\0\0\0\0\0mdta\0\0\0\0\0\0\0\0\0\0\0\0\0");
    [boxed(b"ftyp", b"qt  \0\0\0\0qt  "), boxed(b"moov", &boxed(b"meta", &[handler, keys, list].concat()))].concat()
}

#[test]
fn the_same_bytes_named_again_and_again_come_to_an_end_and_are_told_or_taken_out() {
    for (bytes, unread) in [(tiff_of_one_record(2_000_000), true), (heic_of_one_item(1_000_000), true), (film_of_one_key(1_000_000), false)]
    {
        let place = where_made(&bytes).unwrap();
        assert_eq!((place.told, place.unread, place.without.is_none()), (true, unread, unread));
    }
}

#[test]
fn tables_of_places_that_all_name_the_same_bytes_take_no_more_memory_than_the_file() {
    let many = 4_000_u16;
    let values = 8 + 2 + 12 * usize::from(many) + 4;
    let inner = values + 64 * 1024;
    let four = |number: usize| u32::try_from(number).unwrap().to_be_bytes();
    let mut bytes = [b"MM\0*\0\0\0\x08".as_slice(), &many.to_be_bytes()].concat();
    for n in 0..usize::from(many) {
        bytes.extend_from_slice(b"\x88%\0\x04\0\0\0\x01");
        bytes.extend_from_slice(&four(inner + 18 * n));
    }
    bytes.resize(inner, 0);
    let table = [b"\0\x01\0\x1B\0\x07\0\x01\0\0".as_slice(), &four(values), &[0; 4]].concat();
    bytes.extend(table.repeat(many.into()));
    let plan = super::look(&bytes).unwrap();
    let taken: usize = plan.edits.iter().map(|edit| edit.bytes.len()).sum();
    assert!(plan.told && plan.unread && taken <= bytes.len() + super::SPARE, "{taken}");
    assert_eq!(where_made(&bytes).unwrap().without, None);
}

#[test]
fn an_item_in_more_pieces_than_anybody_writes_is_not_read() {
    let words = packet();
    let pieces: Vec<u8> = (0..words.len()).flat_map(|at| [u32::try_from(at).unwrap().to_be_bytes(), [0, 0, 0, 1]].concat()).collect();
    let many = u16::try_from(words.len()).unwrap().to_be_bytes();
    let infos = boxed(b"infe", b"\x02\0\0\0\0\x01\0\0mime\0application/rdf+xml\0");
    let infos = boxed(b"iinf", &[b"\0\0\0\0\0\x01".as_slice(), &infos].concat());
    let places = [b"\x01\0\0\0D\0\0\x01\0\x01\0\x01\0\0".as_slice(), &many, &pieces].concat();
    let meta = [b"\0\0\0\0".as_slice(), &infos, &boxed(b"iloc", &places), &boxed(b"idat", &words)].concat();
    let place = where_made(&[boxed(b"ftyp", b"heic\0\0\0\0mif1heic"), boxed(b"meta", &meta)].concat()).unwrap();
    assert_eq!(place, WhereMade { told: false, without: None, unread: true });
}

#[test]
fn a_stop_midway_leaves_everything_as_it_was_and_says_so() {
    // A second table that cannot be read: what stands in it is not known.
    let mut bytes = tiff(true, true);
    let after = 26 + 2 + 12;
    let beyond = u32::try_from(bytes.len()).unwrap() + 9;
    bytes[after..after + 4].copy_from_slice(&beyond.to_le_bytes());
    assert_eq!(where_made(&bytes).unwrap(), WhereMade { told: true, without: None, unread: true });
    // XMP that is not there: what was found in the camera's words before it stays as well.
    let mut bytes = heic();
    let places = memchr::memmem::find(&bytes, b"iloc").unwrap() + 12;
    bytes[places + 40 + 8..places + 40 + 12].copy_from_slice(&[0x7F; 4]);
    assert_eq!(where_made(&bytes).unwrap(), WhereMade { told: true, without: None, unread: true });
}

#[test]
fn a_place_is_one_however_its_name_is_written_and_what_gives_short_names_is_none() {
    let packet =
        b"<x xmlns:GPSnames='Middelburg' xmlns='City' photoshop:city='Middelburg' exif:gpsLatitude='51'><LOCATION>Sea</LOCATION></x>";
    let plan = xmp::look(packet, &budget());
    let mut made = packet.to_vec();
    plan.edits.iter().for_each(|edit| made[edit.range()].copy_from_slice(&edit.bytes));
    let left: Vec<_> = std::str::from_utf8(&made).unwrap().split_whitespace().map(str::to_owned).collect();
    assert_eq!(left, ["<x", "xmlns:GPSnames='Middelburg'", "xmlns='City'", ">", "</x>"]);
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
    let plan = xmp::look(&made, &budget());
    assert!(plan.told && !plan.unread);
    plan.edits.iter().for_each(|edit| made[edit.range()].copy_from_slice(&edit.bytes));
    let node = crate::literature::word::Node::read(std::str::from_utf8(&made).unwrap()).unwrap();
    assert_eq!(node.find("creator").and_then(|list| list.find("li")).map(|item| item.text.as_str()), Some("Ana Ferreira"));
    assert!(["GPSLongitude", "LocationCreated", "State"].iter().all(|name| node.find(name).is_none()));
    let wide: Vec<u8> = "<x City='a'/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for odd in [wide.as_slice(), b"<!DOCTYPE x><x/>", b"<x><City>", b"<x City=Middelburg/>", b"</x>", b"<x", b"\xFF<x/>"] {
        let plan = xmp::look(odd, &budget());
        assert!(plan.unread && plan.edits.is_empty(), "{}", String::from_utf8_lossy(odd));
    }
}

#[test]
fn records_close_up_and_blanks_follow() {
    let plan = iptc::look(&records(), &budget());
    let made = &plan.edits[0].bytes;
    assert!(made.starts_with(b"\x1C\x02\x50\0\x0CAna Ferreira\x1C\x02\x69\0\x08The lens\0\0"), "{made:?}");
    assert_eq!(made.len(), records().len());
    for odd in [b"\x1C\x02\x5A\x80\x04\0\0\0\x01x".as_slice(), b"\x1C\x02\x5A\0\x09x"] {
        assert!(iptc::look(odd, &budget()).unread);
    }
}

#[test]
fn what_is_broken_off_or_of_another_form_is_not_taken_for_read() {
    for bytes in all() {
        for length in (8..bytes.len()).step_by(7) {
            let place = where_made(&bytes[..length]).unwrap();
            let left = place.without.unwrap_or_else(|| bytes[..length].to_vec());
            assert!(place.unread || !holds(&left, PLACE), "{length} of {}", bytes.len());
        }
    }
    assert_eq!(where_made(b"%PDF-1.7"), None);
    assert_eq!(where_made(b""), None);
}

/// The one of [`all`] that does not say where its picture stands.
const NOWHERE_SEEN: usize = 2;

/// What of one of [`all`] says where its picture stands.
fn where_seen(which: usize, bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let table = |four: [u8; 4], read: fn([u8; 4]) -> u32| usize::try_from(read(four)).unwrap();
    match which {
        0 | 1 => {
            let read = if which == 0 { u32::from_le_bytes } else { u32::from_be_bytes };
            let table = table(*bytes[4..].first_chunk().unwrap(), read);
            vec![0..8, table..table + 2 + 2 * 12]
        }
        3 | 5 => {
            let places = memchr::memmem::find(bytes, b"iloc").unwrap();
            std::iter::once(places - 4..places + 12 + 16).collect()
        }
        _ => Vec::new(),
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_fail_run_on_or_change_their_number(
        which in 0_usize..6,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..24),
        left in any::<prop::sample::Index>(),
        whole in any::<bool>(),
    ) {
        let whole_one = all().swap_remove(which);
        let seen = memchr::memmem::find(&whole_one, SEEN).unwrap();
        let seen = seen..seen + SEEN.len();
        let mut bytes = whole_one.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        // What says where the picture stands is as it was: else it would stand elsewhere.
        for said in where_seen(which, &whole_one) {
            bytes[said.clone()].copy_from_slice(&whole_one[said]);
        }
        if !whole {
            bytes.truncate(left.index(bytes.len()));
        }
        if let Some(WhereMade { without: Some(made), .. }) = where_made(&bytes) {
            prop_assert_eq!(made.len(), bytes.len());
            if which != NOWHERE_SEEN {
                prop_assert_eq!(made.get(seen.clone()), bytes.get(seen), "what is to be seen");
            }
            let again = where_made(&made).unwrap();
            prop_assert!(!again.told && again.without.is_none());
        }
    }
}
