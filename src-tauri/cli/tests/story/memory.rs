//! Memory does not grow with the file: what very many people take on their way in and out.

#![cfg(target_os = "linux")]

use std::fmt::Write as _;

use crate::desk::Desk;

/// Of so many people, each with an outlet, a role, beats, a phone and a note.
const PEOPLE: usize = 20_000;
/// An import may hold so much, and an export, in megabytes; measured in November 2026: 130 and 94, of which the program itself has 79.
const IMPORT_MEGABYTES: u64 = 200;
const EXPORT_MEGABYTES: u64 = 140;

#[test]
fn twenty_thousand_people_come_in_and_go_out_in_little_memory() {
    let desk = Desk::new();
    let mut list = "name;email;outlet;role;beats;city;phone;notes\n".to_owned();
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap());
    for n in 0..PEOPLE {
        let name: String = [n, n / 26, n / 676, n / 17_576].into_iter().map(letter).collect();
        writeln!(
            list,
            "Person {name};p{n}@many.example.org;Outlet {};Editor;beat {}, beat {};City {};+44 1632 {n:06};A note of some words about {n}",
            n % 500,
            n % 40,
            n % 7,
            n % 300
        )
        .unwrap();
    }
    let file = desk.file("many.csv", list);
    let (run, megabytes) = desk.weighed(&["people", "import", &file, "--source", "Guild", "--apply"]);
    assert_eq!(run.ends(0).json()["new"], PEOPLE);
    assert!((1..IMPORT_MEGABYTES).contains(&megabytes), "the import held {megabytes} MB");
    for name in ["all.csv", "all.xlsx", "all.vcf", "all.json"] {
        let out = desk.path(name).display().to_string();
        let (run, megabytes) = desk.weighed(&["people", "export", "--out", &out]);
        assert_eq!(run.ends(0).json()["people"], PEOPLE);
        assert!((1..EXPORT_MEGABYTES).contains(&megabytes), "{name}: the export held {megabytes} MB");
    }
}
