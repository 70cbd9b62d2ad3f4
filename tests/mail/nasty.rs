//! A nasty workspace on the command line: nobody in it, names of every length and script, and a reader of German.

use std::collections::BTreeMap;

use tidings_tests::fixtures::{Oracle, Rule};

use crate::desk::Desk;

#[test]
fn with_nobody_in_it_everything_answers_and_nothing_is_sent() {
    let oracle = Oracle::start(None, &[]);
    let desk = Desk::new(0, oracle.port, 1);
    assert_eq!(desk.must(&["people", "count"]).lines[0]["count"], 0);
    for words in [&["people", "list"][..], &["segment", "list"], &["distribution", "list"], &["people", "duplicates"]] {
        let said = desk.run(words);
        assert!(matches!(said.code, Some(0 | 2)) && said.lines.is_empty(), "{words:?}: {:?}", said.lines);
    }
    let dry = desk.must(&["send", "1", "--to", "kind:journalist", "--dry-run"]);
    assert_eq!((dry.lines[0]["recipients"].as_u64(), dry.lines[0]["findings"].as_array().map(Vec::len)), (Some(0), Some(1)));
    let said = desk.run(&["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes"]);
    assert_eq!((said.code, said.lines[0]["error"]["code"].as_str()), (Some(3), Some("distribution.blocked")));
    assert!(oracle.taken().is_empty());
    desk.verify();
}

#[test]
fn names_of_every_length_and_script_come_back_as_they_were_and_have_their_mail() {
    let oracle = Oracle::start(None, &[]);
    let desk = Desk::new(0, oracle.port, 2);
    let names = [
        "م".repeat(300),
        "灯".repeat(300),
        "W".repeat(300),
        format!("{} Jr.", "Łukasz-Ærø ".repeat(27)),
        "🗼🏴󠁧󠁢󠁳󠁣󠁴󠁿 Tower".to_owned(),
        "e\u{301}\u{302}\u{303}\u{304} Zalgo".to_owned(),
        "\u{202B}عربي\u{202C} Mixed".to_owned(),
    ];
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["name", "address", "outlet"]).unwrap();
    for (n, name) in names.iter().enumerate() {
        csv.write_record([name.as_str(), &format!("p{n}@paper.example.net"), name.as_str()]).unwrap();
    }
    desk.import(&String::from_utf8(csv.into_inner().unwrap()).unwrap());
    desk.must(&["segment", "save", &"長".repeat(200), "kind:journalist"]);
    desk.must(&["send", "1", "--to", &"長".repeat(200), "--hold", "0", "--yes"]);
    let taken: BTreeMap<String, u64> = oracle.taken().into_iter().map(|mail| (mail.to, mail.bytes)).collect();
    assert_eq!(taken.len(), names.len());
    for (n, row) in desk.ledger(1).iter().enumerate() {
        let shown = desk.must(&["people", "show", row["address"].as_str().unwrap()]).lines.remove(0);
        assert_eq!(shown["fields"]["name"], row["name"], "{n}");
        assert!(names.iter().any(|name| unicode_equal(name, shown["fields"]["name"].as_str().unwrap())), "{n}");
    }
    // As a table for people nothing breaks either.
    let mut plain = std::process::Command::new(tidings_tests::fixtures::programs("tidings"));
    plain.env("TIDINGS_DEVICE_FOLDER", desk.file.with_file_name("device")).arg("-w").arg(&desk.file).args(["people", "list"]);
    assert!(plain.output().unwrap().status.success());
    desk.verify();
}

/// The same but for composed letters and blanks at the ends.
fn unicode_equal(entered: &str, kept: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| c.is_alphabetic() || c.is_numeric()).count();
    entered.trim() == kept || bare(entered).abs_diff(bare(kept)) <= 1
}

#[test]
fn a_reader_of_german_reads_german() {
    let oracle = Oracle::start(
        None,
        &[Rule::refuse_recipient("person1@", "550 5.1.1 no such user"), Rule::refuse_recipient("person2@", "421 4.7.0 wait")],
    );
    let mut desk = Desk::new(3, oracle.port, 1);
    desk.variables.push(("LC_ALL", "de_DE.UTF-8".to_owned()));
    let said = desk.run(&["send", "1", "--to", "city:Rotterdam", "--hold", "0", "--yes"]);
    assert!(said.stderr.contains("Das kann noch nicht hinaus") && said.stderr.contains("Niemand würde es bekommen"), "{}", said.stderr);
    assert_eq!(said.lines[0]["error"]["code"], "distribution.blocked", "codes are no words");
    let said = desk.run(&["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes"]);
    assert_eq!(said.code, Some(6));
    let said = desk.run(&["account", "trust", "press", "beef"]);
    assert!(said.stderr.contains("Fingerabdruck"), "{}", said.stderr);
    // The mail is in the document's language, not the sender's.
    assert_eq!(oracle.taken().len(), 1);
}
