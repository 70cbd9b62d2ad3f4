//! Pictures and films as they go, looked through by a reader by other hands (ExifTool) that also wrote into them where they were made; pictures
//! are packed and unpacked by ImageMagick.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use crate::desk::Desk;

#[expect(dead_code, reason = "the core's own tests use the rest of it")]
#[path = "../../src-tauri/core/src/literature/place/fixtures.rs"]
mod fixtures;

const PLACE: &[&str] = &[
    "-GPSLatitude=51.4988",
    "-GPSLatitudeRef=N",
    "-GPSLongitude=3.6109",
    "-GPSLongitudeRef=E",
    "-GPSAltitude=12",
    "-GPSDateStamp=2026:11:20",
    "-XMP-exif:GPSLatitude=51.4988",
    "-XMP-photoshop:City=Middelburg",
    "-XMP-iptcCore:Location=Abdij, Middelburg",
    "-XMP-iptcExt:LocationCreated={City=Middelburg,CountryName=Nederland}",
];
const ELSE: &[&str] =
    &["-EXIF:Artist=Ana Ferreira", "-EXIF:DateTimeOriginal=2026:11:20 09:30:00", "-XMP-dc:Creator=Ana Ferreira", "-XMP-dc:Title=灯台"];

fn ran(tool: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(tool).args(arguments).output().unwrap_or_else(|error| panic!("{tool}: {error}"));
    assert!(output.status.success(), "{tool} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Everything that ExifTool finds in a file and its parts, but what it says of the file on the disk and where parts stand.
fn found(file: &str) -> BTreeMap<String, String> {
    let told: Value = serde_json::from_slice(&ran("exiftool", &["-j", "-G1", "-a", "-u", "-U", "-ee", file])).unwrap();
    let of_the_disk = |key: &String| {
        ["SourceFile", "System:", "ExifTool:ExifToolVersion", "Composite:", "File:CurrentIPTCDigest"].iter().any(|one| key.starts_with(one))
    };
    let all = told[0].as_object().unwrap().iter().filter(|(key, _)| !of_the_disk(key));
    all.map(|(key, value)| (key.clone(), value.to_string())).collect()
}

fn is_place(key: &str) -> bool {
    let name = key.rsplit(':').next().unwrap();
    key.starts_with("GPS:")
        || name.contains("GPS")
        || ["City", "Country", "Location", "Province", "State", "Sub-location"].iter().any(|one| name.starts_with(one))
}

#[test]
fn exiftool_finds_no_place_in_what_goes_and_all_else_as_it_was_and_the_picture_is_the_same() {
    let desk = Desk::empty();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    for ending in ["heic", "avif", "tiff", "mov"] {
        let (file, gone) = (path(&format!("lens.{ending}")), path(&format!("gone.{ending}")));
        let written = |tags: &[&str]| drop(ran("exiftool", &[&["-q", "-m", "-overwrite_original"], tags, &[file.as_str()]].concat()));
        if ending == "mov" {
            std::fs::write(&file, fixtures::film(&[])).unwrap();
            written(&PLACE[6..]);
            written(&["-Keys:GPSCoordinates=51.4988, 3.6109, 12", "-UserData:GPSCoordinates=51.4988, 3.6109", "-Keys:Author=Ana Ferreira"]);
        } else {
            ran("convert", &["-size", "64x48", "plasma:red-blue", &file]);
            written(&[PLACE, ELSE].concat());
        }
        if ending == "tiff" {
            written(&["-IPTC:City=Middelburg", "-IPTC:By-line=Ana Ferreira"]);
        }
        let before = found(&file);
        assert!(before.keys().filter(|key| is_place(key)).count() >= 5, "{before:#?}");
        let told = desk.must(&["asset", "add", &file]);
        assert!(!told.stderr.contains("may tell"), "{ending}: {}", told.stderr);
        let id = desk.must(&["asset", "list"]).lines[0]["id"].to_string();
        desk.must(&["asset", "export", &id, "--output", &gone]);
        let after = found(&gone);
        let left: Vec<_> = after.iter().filter(|(key, _)| is_place(key)).collect();
        assert!(left.is_empty(), "{ending}: {left:?}");
        assert!(!after.values().any(|value| value.contains("Middelburg") || value.contains("51 deg")), "{ending}: {after:#?}");
        // Where XMP was blanked, nothing else is: every other word is found as it was, and no complaint is new.
        for (key, value) in before.iter().filter(|(key, _)| !is_place(key)) {
            assert_eq!(after.get(key), Some(value), "{ending}: {key}");
        }
        // A box that is empty now is told as one of which nothing is known.
        let new: Vec<_> = after.keys().filter(|key| !before.contains_key(*key) && !key.ends_with(":Unknown_free")).collect();
        assert!(new.is_empty(), "{ending}: {new:?}");
        if ending != "mov" {
            let pixels = |file: &str| ran("convert", &[file, "rgb:-"]);
            assert_eq!((pixels(&gone) == pixels(&file), pixels(&gone).is_empty()), (true, false), "{ending}");
        }
    }
}
