//! How commands end: what programs read of it, what stands in the log, and what becomes of words that cannot be printed.

use std::process::Stdio;

use serde_json::json;

use crate::desk::Desk;

#[test]
fn what_cannot_be_printed_whole_is_no_success_but_a_reader_who_left_is() {
    let desk = Desk::new();
    let rows: String = (0..3000).map(|n| format!("Person {n},p{n}@example.org\n")).collect();
    let file = desk.file("many.csv", format!("name,email\n{rows}"));
    desk.run(&["people", "import", &file, "--apply"]).ends(0);
    let text = desk.file("release.md", "---\nheadline: H\n---\n\nText.\n");
    desk.run(&["document", "add", &text]).ends(0);
    let every: [&[&str]; 6] = [
        &["people", "list", "--json"],
        &["people", "list", "--limit", "3000"],
        &["people", "export"],
        &["document", "export", "1"],
        &["completions", "bash"],
        &["man"],
    ];
    for words in every {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ended = desk.command(words).stdout(full).output().unwrap();
        assert_eq!(ended.status.code(), Some(1), "{words:?}: {}", String::from_utf8_lossy(&ended.stderr));
        assert!(!ended.stderr.is_empty(), "{words:?}");
    }
    for words in every {
        let mut child = desk.command(words).stdout(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        assert!(ended.status.success(), "{words:?}: {}", String::from_utf8_lossy(&ended.stderr));
        assert!(ended.stderr.is_empty(), "{words:?}: {}", String::from_utf8_lossy(&ended.stderr));
    }
}

#[test]
fn programs_read_where_it_is_wrong_and_what_could_stand_there() {
    let desk = Desk::new();
    let places = desk.json(&["people", "count", "--where", "kind:journalist beet:arts"]).ends(3).json()["error"]["places"].clone();
    assert_eq!((&places[0]["column"], &places[0]["proposal"]), (&json!(17), &json!("beat")));
    assert!(places[0]["message"].as_str().unwrap().contains("beet"), "{places}");
    let misspelt = desk.json(&["people", "count", "--were", "kind:journalist"]).ends(2).json();
    assert_eq!(misspelt["error"]["code"], "usage");
    assert!(misspelt["error"]["message"].as_str().unwrap().contains("--were"), "{misspelt}");
    assert_eq!(desk.run(&["people", "count", "--were", "x"]).ends(2).stdout, "");
    assert!(desk.json(&["people", "--help"]).ends(0).stdout.contains("Example:"), "help is help");
    // A question may begin with a minus, and a value with a dash, wherever one is taken.
    desk.json(&["segment", "save", "Not heritage", "-beat:heritage"]).ends(0);
}

#[test]
fn a_single_file_that_is_refused_ends_as_a_refusal_and_of_several_each_is_told() {
    let desk = Desk::new();
    let text = desk.file("release.md", "---\nheadline: H\n---\n\nText.\n");
    desk.run(&["document", "add", &text]).ends(0);
    let (empty, list) = (desk.file("empty.pdf", ""), desk.file("list.csv", "a;b\n"));
    assert_eq!(desk.json(&["document", "attach", "1", &empty]).ends(3).json()["error"]["code"], "literature.file_empty");
    desk.json(&["document", "attach", "1", desk.path("gone.pdf").to_str().unwrap()]).ends(4);
    let some = desk.json(&["document", "attach", "1", &empty, &list]).ends(6).json();
    assert_eq!((&some["attached"][0]["name"], &some["refused"][0]["code"]), (&json!("list.csv"), &json!("literature.file_empty")));
    assert!(some["refused"][0]["message"].as_str().unwrap().contains("empty.pdf"), "{some}");
}

#[test]
fn without_the_password_that_was_named_no_account_is_added_or_changed() {
    let desk = Desk::new();
    let from = "Ines Calder <press@harbourtrust.example.org>";
    let add = |more: &[&str]| {
        desk.json(&[&["account", "add", "press", "--from", from, "--smtp", "smtps://ines@mail.example.org"], more].concat())
    };
    let before = desk.json(&["account", "list"]).ends(0).stdout;
    assert_eq!(add(&["--password-env", "NO_SUCH_VARIABLE"]).ends(3).json()["error"]["code"], "accounts.no_such_variable");
    assert_eq!(desk.json(&["account", "list"]).ends(0).stdout, before);
    add(&[]).ends(0);
    let before = desk.json(&["account", "list"]).ends(0).stdout;
    desk.json(&["account", "edit", "press", "--per-minute", "3", "--password-env", "NO_SUCH_VARIABLE"]).ends(3);
    assert_eq!(desk.json(&["account", "list"]).ends(0).stdout, before);
}

/// S1, S13: whatever is done, and however it ends, the log says nothing of people, texts and passwords, and no password is
/// anywhere but where it was given.
#[test]
fn the_log_holds_ids_and_codes_and_a_password_is_nowhere() {
    let desk = Desk::new();
    let (mut log, mut printed) = (String::new(), String::new());
    let mut act = |words: &[&str], input: &str, fault: Option<&str>| {
        use std::io::Write as _;
        let mut command = desk.command(words);
        command.env("TIDINGS_LOG", "trace");
        if let Some(fault) = fault {
            command.env("TIDINGS_FAULT", fault);
        }
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let ended = child.wait_with_output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        // What stands in the log, and not what people were told.
        for line in
            said.lines().filter(|line| [" TRACE ", " DEBUG ", " INFO ", " WARN ", " ERROR "].iter().any(|level| line.contains(level)))
        {
            log.push_str(line);
            log.push('\n');
        }
        printed.push_str(&said);
        printed.push_str(&String::from_utf8(ended.stdout).unwrap());
    };
    let list = desk.file("canary-list.csv", "name,email,notes\nCanary Vale,canary1@example.net,canary note\nBad,canary-bad,x\n");
    let release = desk.file("canary.md", "---\nheadline: Canary head\n---\n\nCanary text.\n");
    let smtp = ["--from", "Canary <canary@example.org>", "--smtp", "smtp://canary@127.0.0.1:9?tls=none", "--password-stdin"];
    act(&["people", "import", &list, "--apply", "--source", "canary source"], "", None);
    act(&["people", "add", "--name", "Canary Two", "--email", "canary2@example.net"], "", None);
    act(&["people", "suppress", "canary2@example.net", "--reason", "canary reason"], "", None);
    act(&["people", "show", "canary-nobody@example.net"], "", None);
    act(&["people", "count", "--where", "canary:query"], "", None);
    act(&["document", "add", &release], "", None);
    act(&["document", "attach", "1", &list], "", None);
    act(&[&["account", "add", "canary-press"][..], &smtp].concat(), "hidden-7461\n", None);
    act(&["account", "test", "canary-press", "--password-stdin"], "hidden-7461\n", None);
    act(
        &["send", "1", "--to", "kind:journalist", "--account", "canary-press", "--hold", "0", "--yes", "--password-stdin"],
        "hidden-7461\n",
        None,
    );
    act(&["distribution", "stop", "1"], "", None);
    act(&["practice", "conduct", "refuse"], "", None);
    let practice = ["send", "1", "--to", "kind:journalist", "--account", "Practice", "--recent", "0", "--hold", "0", "--yes"];
    act(&practice, "", None);
    if cfg!(debug_assertions) {
        act(&practice, "", Some("before-commit"));
        act(&practice, "", Some("mid-body"));
    }
    act(&["distribution", "show", "2", "--deliveries"], "", None);
    act(&["undo", "--list"], "", None);
    assert!(log.contains("code=\"segments.bad_query\""), "the log says what happened: {log}");
    let told: Vec<&str> = log.lines().filter(|line| line.to_lowercase().contains("canary")).collect();
    assert!(told.is_empty(), "S13: {told:#?}");
    assert!(printed.contains("canary1@example.net") && !printed.contains("hidden-7461"), "S1: {printed}");
    let mut folders = vec![desk.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                assert!(!bytes.windows(11).any(|window| window == b"hidden-7461"), "S1: {}", path.display());
            }
        }
    }
}
