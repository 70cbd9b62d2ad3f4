//! The program dies while very many people come in, whom indexes leave out until all are written (docs/decisions/0001): whoever opens the
//! file next finds those of before, in a whole file, and the same command does it whole.
#![cfg(unix)]

use std::process::Stdio;
use std::time::{Duration, Instant};

use super::desk::{Desk, Run};

/// So many are there before, and so many come in: enough for indexes to wait, as this test sets it.
const BEFORE: usize = 40;
const PEOPLE: usize = 3_000;

/// When the program dies.
#[derive(Debug)]
enum Death {
    /// By `kill -9`, once its log is so much longer than when the indexes began to wait.
    Killed(u64),
    /// By itself, at a point that it passes.
    At(&'static str),
}

/// People in an order that is none of an index's.
fn table(domain: &str, sum: usize) -> String {
    let rows = (0..sum).map(|n| {
        let (name, notes) = (n * 7919 % 1_000, ["", "Walks by the harbour"][n % 2]);
        format!("Person {name},p{n}@{domain}.example.org,Paper {},Role {},{notes},{}\n", n % 97, n % 9, n % 1_000)
    });
    format!("name,email,outlet,role,notes,field:Circulation\n{}", rows.collect::<String>())
}

/// Questions of every index that waits, of words and of notes, and who answers to them: by the number of their row.
type Asked = (&'static str, fn(usize, &str) -> bool);
const QUESTIONS: [Asked; 6] = [
    ("kind:journalist", |_, _| true),
    ("outlet:\"Paper 3\"", |n, _| n % 97 == 3),
    ("address:p7@quay.example.org", |n, domain| n == 7 && domain == "quay"),
    ("field.circulation:>900", |n, _| n % 1_000 > 900),
    // Their names begin so, word for word.
    ("name:\"Person 77\"", |n, _| [n * 7919 % 1_000, n * 7919 % 1_000 / 10].contains(&77)),
    ("has:notes", |n, _| n % 2 == 1),
];

/// What the file says to whoever opens it next: it is whole, and every question finds exactly who is there.
fn is_right(desk: &Desk, came: bool, when: &str) {
    let checked = desk.json(&["workspace", "verify"]).ends(0).json();
    assert_eq!(checked["ok"], true, "{when}: {checked}");
    for (question, answers) in QUESTIONS {
        let of = |domain: &str, sum: usize| (0..sum).filter(|n| answers(*n, domain)).count();
        let there = of("quay", BEFORE) + if came { of("paper", PEOPLE) } else { 0 };
        let counted = desk.json(&["people", "count", "--where", question]).ends(0).json();
        assert_eq!(counted["count"], there, "{when}: {question}");
    }
}

fn log(desk: &Desk) -> u64 {
    std::fs::metadata(desk.path("trust.tidings-wal")).map_or(0, |about| about.len())
}

/// Whether the log holds the schema in which indexes wait.
fn waits(desk: &Desk) -> bool {
    let bytes = std::fs::read(desk.path("trust.tidings-wal")).unwrap_or_default();
    bytes.windows(12).any(|some| some == b" NOT BETWEEN")
}

/// Runs the program, which dies so; it never comes to its end.
fn dies(desk: &Desk, words: &[&str], death: &Death) {
    let mut command = desk.command(words);
    command.env("TIDINGS_MUTATION", "soon-apart").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Death::At(point) = death {
        command.env("TIDINGS_FAULT", point);
    }
    let mut child = command.spawn().unwrap();
    if let Death::Killed(further) = death {
        let until = Instant::now() + Duration::from_secs(120);
        let mut from = None;
        while from.is_none_or(|from| log(desk) < from + further) {
            assert!(Instant::now() < until && child.try_wait().unwrap().is_none(), "it never came so far: {death:?}");
            if from.is_none() && waits(desk) {
                from = Some(log(desk));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
    }
    assert!(!child.wait().unwrap().success(), "{death:?}");
}

#[test]
fn an_import_of_very_many_that_dies_leaves_a_whole_file_with_those_of_before_and_is_done_whole_afterwards() {
    let desk = Desk::new();
    desk.run(&["field", "add", "Circulation", "--kind", "number"]).ends(0);
    let (few, many) = (desk.file("few.csv", table("quay", BEFORE)), desk.file("many.csv", table("paper", PEOPLE)));
    let import = |file: &str| -> Vec<String> {
        let words = ["people", "import", file, "--kind", "journalist", "--source", "list", "--basis", "legitimate-interest", "--apply"];
        words.iter().map(|word| (*word).to_owned()).collect()
    };
    let (few, many) = (import(&few), import(&many));
    fn borrowed(words: &[String]) -> Vec<&str> {
        words.iter().map(String::as_str).collect()
    }
    desk.run(&borrowed(&few)).ends(0);
    is_right(&desk, false, "before");
    for death in
        [Death::Killed(1), Death::Killed(1_000_000), Death::At("import-written"), Death::At("import-whole"), Death::At("import-showing")]
    {
        dies(&desk, &borrowed(&many), &death);
        is_right(&desk, false, &format!("{death:?}"));
    }
    let whole = Run::of(desk.command(&borrowed(&many)).env("TIDINGS_MUTATION", "soon-apart")).ends(0);
    assert!(!whole.stdout.is_empty(), "{whole:?}");
    is_right(&desk, true, "it came to its end");
    desk.run(&["undo"]).ends(0);
    is_right(&desk, false, "taken back");
}
