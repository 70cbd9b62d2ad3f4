//! What people read is in their language; what programs read is not.

use super::desk::{Desk, Run};

impl Desk {
    /// As a user whose system speaks German.
    fn in_german(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).env("LC_ALL", "de_DE.UTF-8").stdin(std::process::Stdio::null()).output().unwrap();
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

const SEND: &[&str] = &["send", "1", "--to", "kind:journalist", "--account", "Practice", "--hold", "0"];

#[test]
fn heads_and_figures_are_in_the_readers_language_and_json_is_not() {
    let desk = Desk::new();
    let list = desk.file("list.csv", "name,email,outlet\nRuth Vale,ruth@example.org,The Tide\nBad,bad,\n");
    let release = desk.file("release.md", "---\nheadline: The lens is back\nkind: press-release\n---\n\nIt turns.\n");
    let import = ["people", "import", &list, "--source", "list"];
    let german = desk.in_german(&import).ends(6);
    assert!(german.stdout.contains("1 neu + 0 geändert + 0 unverändert + 0 doppelt + 1 abgelehnt = 2 Zeilen"), "{german:?}");
    assert!(
        german.stdout.contains("noch nichts importiert (--apply, oder: tidings import apply 1)") && german.stderr.contains("Zeile 3"),
        "{german:?}"
    );
    let english = desk.run(&[&import[..], &["--apply"]].concat()).ends(6);
    assert!(english.stdout.contains("1 new + 0 changed + 0 unchanged + 0 duplicate + 1 refused = 2 rows"), "{english:?}");
    desk.run(&["document", "add", &release]).ends(0);
    desk.run(&["segment", "save", "Press", "kind:journalist"]).ends(0);
    desk.run(&["campaign", "add", "The lens"]).ends(0);
    desk.run(&[SEND, &["--yes"]].concat()).ends(0);
    for (words, english, german) in [
        (&["people", "list"][..], &["outlet", "beats"][..], &["Medium", "Themen"][..]),
        (&["people", "show", "1"], &["mail: ", "greeting: "], &["Mail: ", "Anrede: "]),
        (&["segment", "list"], &["question", "people"], &["Frage", "Personen"]),
        (&["document", "list"], &["headline"], &["Überschrift"]),
        (&["document", "history", "1"], &["revision", "made"], &["Fassung", "entstanden"]),
        (&["campaign", "list"], &["dates", "distributions"], &["Zeitraum", "Aussendungen"]),
        (&["account", "list"], &["server", "paused"], &["Server", "pausiert"]),
        (&["distribution", "list"], &["refused", "retrying"], &["abgewiesen", "wiederholt"]),
        (
            &["distribution", "show", "1"],
            &["accepted by their servers", "people on the list"],
            &["von ihren Servern angenommen", "auf der Liste"],
        ),
        (&["practice", "list"], &["subject"], &["Betreff"]),
        (&["practice", "show", "1"], &["Subject:", "Taken:"], &["Betreff:", "Angenommen:"]),
        (&["workspace", "backups"], &["bytes together"], &["Bytes zusammen"]),
        (&["workspace", "info"], &[" bytes"], &[" Bytes"]),
        (&["undo", "--list"], &["who", "what"], &["wer", "was"]),
    ] {
        let (said, gesagt) = (desk.run(words).ends(0).stdout, desk.in_german(words).ends(0).stdout);
        assert!(english.iter().all(|word| said.contains(word)), "{words:?}: {said}");
        assert!(german.iter().all(|word| gesagt.contains(word)), "{words:?}: {gesagt}");
        assert!(english.iter().all(|word| !gesagt.contains(&format!(" {word} "))), "{words:?}: {gesagt}");
        assert!(!gesagt.contains("cli."), "{words:?}: {gesagt}");
        let both = [&["--json"], words].concat();
        assert_eq!(desk.run(&both).ends(0).stdout, desk.in_german(&both).ends(0).stdout, "{words:?}");
    }
}

/// D21: freeze the list now, or follow the segment until sending begins: both counts are shown, and which it is.
#[test]
fn the_look_before_send_shows_both_counts_of_the_list() {
    let desk = Desk::new();
    let list =
        desk.file("list.csv", "name,email\nRuth Vale,ruth@example.org\nAnders Holt,anders@example.org\nGwen Pardoe,gwen@example.org\n");
    desk.run(&["people", "import", &list, "--source", "list", "--apply"]).ends(0);
    let release = desk.file("release.md", "---\nheadline: The lens is back\nkind: press-release\n---\n\nIt turns.\n");
    desk.run(&["document", "add", &release]).ends(0);
    desk.run(&["people", "do-not-contact", "gwen@example.org", "--reason", "asked"]).ends(0);
    for (follow, chosen, other) in
        [(&[][..], "freeze the list now", "follow the segment"), (&["--follow"], "follow the segment", "freeze the list now")]
    {
        let look = [SEND, &["--dry-run"], follow].concat();
        let said = desk.run(&look).ends(0).stdout;
        let line = |name: &str| said.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name} in {said}")).to_owned();
        assert!(line(chosen).ends_with("3  ← this") && line(other).ends_with('3'), "{said}");
        assert!(line("receive it").ends_with('2'), "{said}");
        let json = desk.json(&look).ends(0).json();
        assert_eq!((&json["audience"], &json["recipients"]), (&3.into(), &2.into()), "{json}");
        assert_eq!(json["list"], if follow.is_empty() { "freeze" } else { "follow" });
    }
    let german = desk.in_german(&[SEND, &["--dry-run"]].concat()).ends(0).stdout;
    assert!(german.contains("Liste jetzt festhalten") && german.contains("← so") && german.contains("bekommen es"), "{german}");
}
