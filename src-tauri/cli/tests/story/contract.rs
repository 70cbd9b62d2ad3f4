//! What programs that read the command line may count on, whatever the noun.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::desk::Desk;

const LENS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../icons/128x128.png");

/// Milliseconds since 1970 are beyond this for any time of ours, and nothing else that is told is.
const NO_COUNT_OF_ANYTHING: f64 = 1e11;

/// Times that are no RFC 3339 in UTC, with where they stand.
fn bad_times(place: &str, value: &Value, faults: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| bad_times(place, item, faults)),
        Value::Object(fields) => {
            for (name, value) in fields {
                let place = format!("{place}.{name}");
                if name == "at" || name.ends_with("_at") {
                    let told = value.as_str().is_some_and(|text| text.ends_with('Z') && chrono::DateTime::parse_from_rfc3339(text).is_ok());
                    if !told && !value.is_null() {
                        faults.push(format!("{place}: {value}"));
                    }
                }
                bad_times(&place, value, faults);
            }
        }
        Value::Number(number) if number.as_f64().is_some_and(|number| number.abs() > NO_COUNT_OF_ANYTHING) => {
            faults.push(format!("{place}: {number}"));
        }
        _ => {}
    }
}

/// The words that a help text lists as commands.
fn commands(help: &str) -> Vec<String> {
    let list = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    list.take_while(|line| !line.trim().is_empty())
        .filter(|line| line.len() - line.trim_start().len() == 2)
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|word| word != "help")
        .collect()
}

#[test]
fn every_time_in_json_is_rfc_3339_in_utc_whatever_the_noun() {
    let desk = Desk::bare();
    let path = |name: &str| desk.path(name).display().to_string();
    let (photo, csv) = (desk.file("lens.txt", "a lens"), desk.file("list.csv", "name,email\nRuth Vale,ruth@tide.example.org\n"));
    let badge = desk.file("badge-ruth@tide.example.org.pdf", b"%PDF-1.7\n");
    let picture = desk.file("dot.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89");
    let text = "---\nheadline: The lens is back\nembargo: 2031-11-26 06:00 Europe/London\n---\n\nThe lens is back.\n";
    let draft = desk.file("release.md", text);
    let about = desk.file("about.md", "We keep the light.\n");
    let later = desk.file("later.md", "---\nheadline: The lens is here\n---\n\nThe lens is here.\n");
    let smtp = "smtp://press@127.0.0.1:1?tls=none";
    let (from, trust) = ("Ines Calder <press@harbourtrust.example.org>", desk.workspace());
    let (record, look) = (path("record.html"), path("look"));
    let (review, pdf, word) = (path("review.html"), path("lens.pdf"), path("lens.docx"));
    let (whole, restored, out, csv_out) = (path("whole.tidings"), path("restored.tidings"), path("mail.eml"), path("people.csv"));
    let media = desk.file("media.csv", "name,kind\nCoast Weekly,newspaper\n");
    let book = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/src/importing/files/libreoffice.xlsx").to_owned();
    let (small, kit) = (path("small.png"), path("kit.zip"));
    let walk: &[&[&str]] = &[
        &["workspace", "init", &trust, "--name", "Harbour Trust"],
        &["workspace", "info"],
        &["workspace", "backup"],
        &["workspace", "backup", &whole],
        &["workspace", "backups"],
        &["workspace", "one-click", "https://harbourtrust.org/leave?who={token}"],
        &["workspace", "one-click", "--none"],
        &["workspace", "imprint", "--postal", "1 Quay Street; Hull"],
        &["workspace", "processing"],
        &["workspace", "processing", "--out", &record],
        &["-w", &restored, "workspace", "restore", &whole],
        &["workspace", "verify"],
        &["people", "add", "--name", "Jan Vos", "--email", "jan@ledger.example.net"],
        &["people", "edit", "jan@ledger.example.net", "--role", "Editor"],
        &["people", "edit", "jan@ledger.example.net", "--handle", "mastodon:jan@newsie.social", "--owner", "Ines"],
        &["people", "import", &csv, "--source", "a fair"],
        &["people", "import", &csv, "--source", "a fair", "--rows", "--apply"],
        &["import", "sheets", &book],
        &["outlet", "import", &media],
        &["outlet", "import", &media, "--cell", "2:kind=magazine"],
        &["import", "list"],
        &["import", "show", "1"],
        &["import", "decide", "1", "2", "--as", "skip"],
        &["import", "mend", "1", "2", "--cell", "name=Ruth Vale"],
        &["import", "apply", "1"],
        &["people", "import", &csv, "--source", "a fair"],
        &["import", "discard", "3"],
        &["field", "add", "Circulation", "--kind", "number"],
        &["field", "list"],
        &["field", "edit", "Circulation", "--name", "Print run"],
        &["field", "order", "Print run"],
        &["people", "edit", "jan@ledger.example.net", "--field", "Print run=12000", "--tag", "festival"],
        &["people", "tag", "--where", "field.circulation:>10000", "--add", "VIP", "--remove", "festival"],
        &["people", "set", "--where", "name:jan", "--set", "City=Delft", "--set", "Print run=900", "--add", "VIP", "--dry-run"],
        &["people", "set", "jan@ledger.example.net", "--set", "City=Delft", "--add", "VIP"],
        &["people", "list", "--columns", "outlet,Print run", "--sort", "Print run"],
        &["tag", "list"],
        &["tag", "rename", "VIP", "guest"],
        &["tag", "delete", "guest"],
        &["field", "delete", "Print run"],
        &["asset", "add", LENS, "--credit", "Photo: Ana Ferreira", "--expires", "2931-12-31"],
        &["asset", "list"],
        &["asset", "show", "1"],
        &["asset", "set", "1", "--caption", "The lens"],
        &["asset", "crop", "1", "--side", "20"],
        &["asset", "crop", "1"],
        &["asset", "uses", "1"],
        &["asset", "distributions", "1", "--limit", "1"],
        &["asset", "crop", "1", "--delete", "1"],
        &["asset", "delete", "1"],
        &["beat", "add", "health", "--synonym", "medicine"],
        &["beat", "add", "oncology", "--under", "health"],
        &["beat", "list"],
        &["beat", "list", "--find", "medicine"],
        &["beat", "synonyms", "health", "--add", "Gesundheit"],
        &["beat", "move", "oncology", "--top"],
        &["beat", "rename", "oncology", "Cancer research"],
        &["beat", "merge", "Cancer research", "health"],
        &["beat", "delete", "health"],
        &["block", "add", "Trust, short", &about, "--sort", "boilerplate"],
        &["block", "list"],
        &["block", "show", "Trust, short"],
        &["block", "save", "Trust, short", &about, "--language", "en-GB"],
        &["block", "rename", "Trust, short", "Trust in brief"],
        &["block", "uses", "trust, SHORT"],
        &["block", "proof", "trust, SHORT", "--rule", "weekday"],
        &["block", "delete", "Trust in brief"],
        &["outlet", "add", "The Tide", "--kind", "newspaper", "--reach", "120000", "--audience", "philanthropists"],
        &["outlet", "add", "Tide"],
        &["outlet", "list"],
        &["outlet", "export", "--as", "json"],
        &["outlet", "history", "The Tide"],
        &["outlet", "show", "The Tide"],
        &["outlet", "edit", "The Tide", "--frequency", "daily"],
        &["outlet", "set", "The Tide", "--set", "region=Zeeland"],
        &["outlet", "view", "save", "Widest", "--columns", "reach,region", "--sort", "reach"],
        &["outlet", "view", "list"],
        &["outlet", "view", "show", "Widest"],
        &["outlet", "list", "--view", "Widest"],
        &["people", "move", "jan@ledger.example.net", "--outlet", "Tide", "--on", "2024"],
        &["people", "position", "jan@ledger.example.net", "--outlet", "Averil Post", "--from", "2011", "--to", "2013"],
        &["people", "relate", "1", "2", "--as", "knows"],
        &["people", "photo", "1"],
        &["people", "relations", "1"],
        &["people", "unrelate", "1", "1"],
        &["outlet", "merge", "The Tide", "Tide"],
        &["outlet", "delete", "Averil Post"],
        &["people", "list"],
        &["people", "list", "--columns", "outlet,warmth,contact,tags", "--sort", "warmth", "--descending"],
        &["people", "count"],
        &["people", "reach", "heritage", "--audience", "philanthropists", "--limit", "5"],
        &["people", "reach", "--audience", "philanthropists", "--save", "Philanthropists"],
        &["people", "duplicates"],
        &["people", "typos"],
        &["people", "typos", "--right", "gmal.com"],
        &["people", "typos", "--doubt", "gmal.com"],
        &["people", "typos", "--mend"],
        &["people", "typos", "--mend", "--apply"],
        &["people", "access", "ruth@tide.example.org"],
        &["people", "forget", "ruth@tide.example.org"],
        &["people", "merge", "jan@ledger.example.net", "ruth@tide.example.org"],
        &["people", "apart", "jan@ledger.example.net", "ruth@tide.example.org"],
        &["people", "suppress", "other@ledger.example.net", "--reason", "asked"],
        &["suppression", "list", "--words", "ledger"],
        &["suppression", "list", "--after", "9999", "--limit", "1"],
        &["suppression", "history", "other@ledger.example.net"],
        &["suppression", "lift", "other@ledger.example.net", "--reason", "asked back"],
        &["people", "suppress", "other@ledger.example.net", "--reason", "asked", "--evidence", "by phone"],
        &["people", "unsubscribe", "0000000000000000000000000000000000000000"],
        &["people", "unsuppress", "other@ledger.example.net", "--reason", "asked back"],
        &["people", "do-not-contact", "ruth@tide.example.org", "--reason", "asked"],
        &["people", "show", "ruth@tide.example.org"],
        &["people", "allow-contact", "ruth@tide.example.org", "--reason", "asked back"],
        &["people", "restrict", "ruth@tide.example.org", "--reason", "says it is wrong"],
        &["people", "restrict", "ruth@tide.example.org", "--lift", "--reason", "settled"],
        &["people", "embargo-agreement", "ruth@tide.example.org", "--note", "by phone"],
        &["people", "show", "ruth@tide.example.org"],
        &["privacy", "notice", "--on"],
        &["privacy", "of", "jan@ledger.example.net"],
        &["privacy", "told", "jan@ledger.example.net", "--how", "by post"],
        &["privacy", "told", "jan@ledger.example.net", "--take-back"],
        &["privacy", "sources"],
        &["privacy", "consent", "jan@ledger.example.net", "--note", "express", "--how", "form", "--recipient", "individual"],
        &["privacy", "consent", "jan@ledger.example.net", "--end", "express"],
        &["privacy", "press-news", "news"],
        &["privacy", "laws"],
        &["privacy", "retention", "--months", "12", "--on"],
        &["privacy", "concerned"],
        &["privacy", "keep", "jan@ledger.example.net", "--until", "2031-01-01", "--reason", "owns the archive"],
        &["privacy", "keep", "jan@ledger.example.net", "--no-longer"],
        &["people", "export", "--out", &csv_out],
        &["touch", "add", "jan@ledger.example.net", "call", "Wants the lens", "--when", "yesterday 15:00"],
        &["touch", "list", "jan@ledger.example.net"],
        &["touch", "edit", "1", "--kind", "meeting"],
        &["touch", "sum", "jan@ledger.example.net"],
        &["people", "remind", "jan@ledger.example.net", "--every", "3 months"],
        &["people", "reminders", "--within", "100"],
        &["touch", "delete", "1"],
        &["segment", "save", "Press", "kind:journalist"],
        &["segment", "list"],
        &["segment", "history", "Press"],
        &["segment", "show", "Press"],
        &["segment", "count", "Press"],
        &["segment", "pin", "Press", "jan@ledger.example.net", "--out", "--reason", "on leave"],
        &["segment", "pins", "Press"],
        &["segment", "why", "Press", "jan@ledger.example.net"],
        &["segment", "unpin", "Press", "jan@ledger.example.net"],
        &["segment", "rename", "Press", "Press"],
        &["people", "history", "jan@ledger.example.net"],
        &["people", "imports"],
        &["people", "history", "jan@ledger.example.net", "--on", "2031-01-01"],
        &["view", "save", "Arts", "--columns", "outlet,warmth", "--sort", "warmth", "--where", "kind:journalist", "--search", "jan"],
        &["view", "list"],
        &["view", "show", "arts"],
        &["people", "list", "--view", "Arts"],
        &["view", "rename", "Arts", "All arts"],
        &["view", "delete", "All arts"],
        &["list", "make", "Opening night", "jan@ledger.example.net"],
        &["list", "add", "Opening night", "--segment", "Press"],
        &["list", "remove", "Opening night", "jan@ledger.example.net"],
        &["list", "list"],
        &["list", "show", "opening night"],
        &["list", "rename", "Opening night", "First night"],
        &["list", "delete", "First night"],
        &["campaign", "add", "The Light Returns", "--from", "2026-11-02"],
        &["campaign", "edit", "The Light Returns", "--aim", "Light"],
        &["document", "add", &draft],
        &["document", "attach", "1", &photo],
        &["document", "attach", "1", "--for", "email", "--pattern", "badge-*", "--set", "Badges", &badge, "--dry-run"],
        &["document", "attach", "1", "--for", "email", "--pattern", "badge-*", "--set", "Badges", &badge],
        &["document", "files", "1", "--to", "kind:journalist"],
        &["document", "assign", "1", "badge-ruth@tide.example.org.pdf", "jan@ledger.example.net"],
        &["document", "set", "1", "Badges", "--optional"],
        &["document", "set", "1", "--stage", "in-review", "--writer", "Leila Osei", "--due", "2026-11-27"],
        &["document", "list", "--late", "--writer", "Leila Osei"],
        &["document", "comment", "1", "Still so?", "--on", "lens"],
        &["document", "comment", "1", "Yes.", "--answer", "1"],
        &["document", "comments", "1", "--open"],
        &["document", "comment", "1", "Away with it", "--on", "lens"],
        &["document", "delete", "1", "--comment", "2"],
        &["document", "undelete", "--comment", "2"],
        &["document", "checklist", "press-release"],
        &["document", "checklist", "article", "--item", "=facts", "--item", "The archive was asked"],
        &["document", "check", "1", "1"],
        &["document", "resolve", "1", "1"],
        &["document", "translate", "1", "de"],
        &["document", "versions", "1"],
        &["document", "stale", "2", "--all-right"],
        &["document", "link", "1", "lens.txt", "https://example.org/lens.txt"],
        &["document", "detach", "1", "--set", "Badges"],
        &["document", "picture", "1", &picture, "--alt", "a dot"],
        &["document", "describe", "1", "dot.png", "a small dot"],
        &["document", "reorder", "1", "lens.txt"],
        &["document", "save", "1", &later],
        &["document", "list"],
        &["document", "new", "--kind", "brochure", "--language", "de"],
        &["document", "duplicate", "1"],
        &["document", "delete", "4"],
        &["document", "undelete", "4"],
        &["template", "keep", "1", "Our release"],
        &["document", "new", "--template", "our release"],
        &["template", "rename", "Our release", "Release"],
        &["template", "list"],
        &["template", "delete", "Release"],
        &["document", "show", "1"],
        &["document", "export", "1", "--as", "eml", "--to", "ruth@tide.example.org", "--out", &out],
        &["campaign", "put", "1"],
        &["account", "list"],
        &["account", "add", "press", "--from", from, "--smtp", smtp],
        &["account", "edit", "press", "--per-minute", "30"],
        &["account", "reading", "press", "imaps://press@imap.example.org"],
        &["account", "reading", "press"],
        &["account", "sign-in", "press", "--client-id", "harbour", "--provider", "microsoft", "--show"],
        &["account", "sign-in", "press", "--none"],
        &["account", "addresses"],
        &["account", "dkim", "press"],
        &["practice", "conduct", "accept", "--rule", "jan@ledger.example.net=busy"],
        &["send", "1", "--to", "Press", "--account", "Practice", "--attach", &photo, "--dry-run"],
        &["send", "1", "--to", "Press", "--account", "Practice", "--hold", "600", "--yes", "--detach"],
        &["distribution", "schedule", "1", "--at", "2030-12-01T09:00", "--zone", "Europe/Amsterdam"],
        &["people", "relevance", "jan@ledger.example.net", "--document", "1"],
        &["people", "relevance", "--to", "Press", "--document", "1"],
        &["people", "write", "jan@ledger.example.net", "--document", "1", "--account", "Practice", "--hold", "0", "--yes"],
        &["distribution", "breakers"],
        &["distribution", "hours"],
        &["distribution", "list"],
        &["distribution", "pause", "1"],
        &["distribution", "show", "1"],
        &["distribution", "show", "1", "--deliveries"],
        &["distribution", "stop", "1"],
        &["distribution", "missing", "1", "--hold", "0", "--yes"],
        &["people", "add", "--kind", "employee", "--name", "Ana Reis", "--email", "ana@harbourtrust.example.org"],
        &["distribution", "stop", "3"],
        &["distribution", "copy", "3", "--to", "kind:employee", "--hold", "0", "--yes"],
        &["distribution", "correct", "3", "1", "--dry-run"],
        &["distribution", "correct", "3", "1", "--embargo-changed", "--hold", "0", "--yes"],
        &["certificate", "keys"],
        &["agent", "status"],
        &["agent", "install", "--print", "--system", "macos"],
        &["network", "log"],
        &["network", "clear"],
        &["campaign", "list"],
        &["campaign", "show", "The Light Returns"],
        &["document", "set", "1", "--due", "2020-01-31"],
        &["today"],
        &["calendar", "export"],
        &["outlet", "imports"],
        &["document", "keep", "1", "Before the lawyers"],
        &["document", "history", "1"],
        &["document", "revision", "1", "1"],
        &["document", "diff", "1", "1"],
        &["document", "save", "1", &draft],
        &["document", "take-back", "1", "1", "1"],
        &["document", "restore", "1", "1"],
        &["workspace", "approval-rule", "--optional", "--person", "Mara Blom:approver"],
        &["document", "ask", "1", "--to", "Press", "--account", "Practice"],
        &["document", "approval", "1"],
        &["document", "approvals"],
        &["document", "review", "1", "--of", "Mara Blom", "--out", &review],
        &["document", "pdf", "1", "--to", &pdf],
        &["document", "points", "1"],
        &["document", "social", "1"],
        &["document", "social", "1", "--network", "x", "--set", "The lens is back."],
        &["document", "docx", "1", "--to", &word],
        &["document", "paper", "a4"],
        &["house", "words", "add", "utilise", "--instead", "use"],
        &["house", "rules", "list"],
        &["theme", "set", "--link", "#0b5394", "--rules", "above"],
        &["theme", "show"],
        &["theme", "preview", "1", "--out", &look],
        &["theme", "reset"],
        &["house", "dictionaries", "list"],
        &["practice", "list"],
        &["practice", "show", "1"],
        &["practice", "remove", "1", "--yes"],
        &["people", "show", "ruth@tide.example.org"],
        &["document", "detach", "1", "lens.txt"],
        &["practice", "empty", "--yes"],
        &["undo", "--list"],
        &["undo"],
        &["undo", "--redo"],
        &["segment", "delete", "Press"],
        &["campaign", "delete", "The Light Returns"],
        &["people", "delete", "ruth@tide.example.org"],
        &["account", "remove", "press"],
        &["asset", "add", LENS],
        &["asset", "attach", "1", "--document", "1"],
        &["asset", "export", "1", "--output", &small],
        &["asset", "kit", "1", "--output", &kit],
    ];
    let (mut faults, mut tried, mut times) = (Vec::new(), BTreeSet::new(), 0);
    for arguments in walk {
        let run = desk.json(arguments);
        assert!(matches!(run.code, 0 | 6), "{arguments:?}: {run:?}");
        for object in run.lines() {
            times += object.to_string().matches("at\":\"2").count();
            bad_times(&arguments.join(" "), &object, &mut faults);
        }
        let words: Vec<_> = arguments.iter().skip(if arguments[0] == "-w" { 2 } else { 0 }).copied().collect();
        tried.insert(words.iter().take(2).map(|word| (*word).to_owned()).collect::<Vec<_>>().join(" "));
    }
    assert_eq!(faults, Vec::<String>::new());
    assert!(times > 40, "{times} times were told: the walk sees what it should");

    // What needs a server, a terminal, a keychain, an uncertain row, a name of one's own or a file of others, and what ends with what it
    // found, is tried elsewhere; everything else is walked through.
    let elsewhere = [
        "practice serve",
        "account test",
        "account trust",
        "account resume",
        "account confirm",
        "account test-reading",
        "account probe",
        "account check-domain",
        "document test",
        "document approve",
        "document import",
        "document proof",
        "distribution resume",
        "distribution retry",
        "distribution resolve",
        "distribution adopt",
        "distribution certificate",
        "distribution look",
        "distribution repair",
        "certificate verify",
        "agent run",
        "agent uninstall",
    ];
    for noun in commands(&desk.run(&["--help"]).ends(0).stdout) {
        let verbs = commands(&desk.run(&[&noun, "--help"]).ends(0).stdout);
        for verb in verbs.iter().map(|verb| format!("{noun} {verb}")).filter(|verb| !elsewhere.contains(&verb.as_str())) {
            assert!(tried.contains(&verb), "nobody looked at the times of `{verb}`");
        }
    }
}

#[test]
fn a_dry_run_with_files_shows_what_would_be_sent_and_writes_nothing() {
    let desk = Desk::new();
    desk.run(&["people", "add", "--name", "Ruth Vale", "--email", "ruth@tide.example.org"]).ends(0);
    let text = desk.file("release.md", "---\nheadline: The lens is back\n---\n\nThe lens is back.\n");
    desk.run(&["document", "add", &text]).ends(0);
    let (photo, bad) = (desk.file("lens.txt", "lens ".repeat(20_000)), desk.file("setup.exe", "anything"));
    let before = std::fs::read(desk.workspace()).unwrap();
    let send = ["send", "1", "--to", "kind:journalist", "--dry-run"];
    let without = desk.json(&send).ends(0).json();
    let with = desk.json(&[&send[..], &["--attach", &photo]].concat()).ends(0).json();
    let names = |object: &Value| object.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&with), names(&without));
    assert_eq!((&with["recipients"], &with["state"]), (&without["recipients"], &without["state"]));
    let added = with["biggest"].as_u64().unwrap() - without["biggest"].as_u64().unwrap();
    assert!(added > 100_000, "the file is in the letter: {added} bytes more");
    let refused = desk.json(&[&send[..], &["--attach", &photo, "--attach", &bad]].concat()).ends(3).json();
    assert_eq!(refused["error"]["code"], "literature.file_dangerous");
    assert_eq!(desk.json(&["document", "show", "1"]).ends(0).json()["files"], serde_json::json!([]));
    assert_eq!(std::fs::read(desk.workspace()).unwrap(), before, "not a byte of the file changed");
}

#[test]
fn names_of_300_letters_are_kept_whole_wherever_something_has_a_name() {
    let desk = Desk::bare();
    for letter in ["x", "ض", "海"] {
        let name = letter.repeat(300);
        let file = desk.path(&format!("{}.tidings", letter.len())).display().to_string();
        let run = |arguments: &[&str]| desk.json(&[&["-w", &file], arguments].concat()).ends(0);
        run(&["workspace", "init", &file, "--name", &name]);
        assert_eq!(run(&["workspace", "info"]).json()["organisation"], name.as_str());
        run(&["people", "add", "--name", &name, "--email", "ruth@tide.example.org", "--outlet", &name, "--role", &name, "--beat", &name]);
        let person = run(&["people", "show", "ruth@tide.example.org"]).json();
        for field in ["name", "outlet", "role"] {
            assert_eq!(person["fields"][field], name.as_str(), "{field}");
        }
        assert_eq!(person["fields"]["beats"], serde_json::json!([name]));
        run(&["segment", "save", &name, "kind:journalist"]);
        assert_eq!(run(&["segment", "count", &name]).json()["count"], 1);
        run(&["campaign", "add", &name]);
        assert_eq!(run(&["campaign", "show", &name]).json()["name"], name.as_str());
        let from = format!("{name} <press@harbourtrust.example.org>");
        run(&["account", "add", &name, "--from", &from, "--smtp", "smtp://127.0.0.1:1?tls=none"]);
        let accounts = run(&["account", "list"]).lines();
        let press = accounts.iter().find(|account| account["fields"]["name"] == name.as_str()).unwrap();
        assert!(press.to_string().matches(&name).count() >= 2, "its name and its sender's: {press}");
        let text = desk.file("release.md", format!("---\nheadline: {name}\n---\n\nThe lens is back.\n"));
        let added = run(&["document", "add", &text]).json();
        assert_eq!(added["headline"], name.as_str());
        run(&["send", "1", "--to", &name, "--account", "Practice", "--hold", "0", "--yes"]);
        let mail = run(&["practice", "show", "1"]).json();
        assert_eq!(mail["subject"], name.as_str());
        assert!(mail["from"].as_str().unwrap().contains(&name), "{mail}");
    }
}
