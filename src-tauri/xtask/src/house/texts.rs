//! What may stand in a file at all: its length, stubs, and words that do not belong.

use std::path::Path;

use super::Fault;
use super::source::Files;

/// The longest file that is still read in one sitting, in lines.
const LONGEST: usize = 600;

/// Words of unfinished work. Put together here, so that this file does not hold them.
const UNFINISHED: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
    concat!("HA", "CK:"),
    concat!("coming ", "soon"),
    concat!("lorem ", "ipsum"),
];

/// Tests that do not run.
const SKIPPED: &[&str] =
    &[concat!("#[ign", "ore"), concat!("it.sk", "ip("), concat!("it.on", "ly("), concat!("describe.sk", "ip("), concat!("test.sk", "ip(")];

/// Words that our sentences do not use (the design's "Words").
const TONE: &[&str] = &["please", "oops", "successfully", "bitte", "erfolgreich", "!"];

/// Checks all texts of the checkout at `root`.
pub(super) fn check(files: &Files, root: &Path) -> Vec<Fault> {
    let mut faults = Vec::new();
    let here = root.display().to_string();
    let home = std::env::var("HOME").ok().filter(|home| home.len() > 1).map(|home| format!("{home}/"));
    let parent = root.parent().filter(|p| p.components().count() > 2).map(|p| format!("{}/", p.display()));
    for (file, text) in
        files.iter().filter(|(file, _)| !file.ends_with(".lock") && !file.ends_with("package-lock.json") && *file != "THIRD-PARTY.md")
    {
        let code = [".rs", ".ts", ".svelte", ".css", ".js", ".py"].iter().any(|ending| file.ends_with(ending));
        let lines = text.lines().count();
        if code && lines > LONGEST && !file.ends_with("bindings.ts") {
            faults.push(Fault::new(file, lines, format!("{lines} lines, more than {LONGEST}."), "Split it by giving its parts names."));
        }
        for (at, line) in text.lines().enumerate() {
            for word in UNFINISHED.iter().filter(|word| line.contains(**word)) {
                faults.push(Fault::new(file, at + 1, format!("“{word}” is unfinished work."), "Do it, or write an issue."));
            }
            for word in SKIPPED.iter().filter(|word| code && line.contains(**word)) {
                faults.push(Fault::new(file, at + 1, format!("“{word}” keeps a test from running."), "Mend the test or the code."));
            }
            let names_machine = line.contains(&here) || [&parent, &home].into_iter().flatten().any(|folder| line.contains(folder));
            if names_machine {
                faults.push(Fault::new(
                    file,
                    at + 1,
                    "a folder of somebody's machine is named.",
                    "Say it by a path inside the checkout or a temporary folder.",
                ));
            }
        }
        if file.starts_with("src-tauri/core/messages/") || file.starts_with("ui/src/text/") && file.ends_with(".json") {
            faults.extend(tone(file, text));
        }
    }
    faults
}

fn tone(file: &str, text: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let sentence = line.split_once("\": ").map_or("", |(_, sentence)| sentence).to_lowercase();
        let words: Vec<&str> = sentence.split(|c: char| !c.is_alphanumeric()).collect();
        for word in TONE {
            let said = if *word == "!" { sentence.contains('!') } else { words.contains(word) };
            if said {
                faults.push(Fault::new(
                    file,
                    at + 1,
                    format!("our sentences do not say “{word}”."),
                    "Say what happened, what is safe and what to do, calmly.",
                ));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(file: &str, text: &str) -> usize {
        check(&Files::of(&[(file, text)]), Path::new("/somewhere/deep/checkout")).len()
    }

    #[test]
    fn a_long_file_is_found() {
        assert_eq!(count("src-tauri/core/src/a.rs", &"x\n".repeat(600)), 0);
        assert_eq!(count("src-tauri/core/src/a.rs", &"x\n".repeat(601)), 1);
    }

    #[test]
    fn unfinished_work_and_sleeping_tests_are_found() {
        assert_eq!(count("ui/src/a.ts", &format!("// {}: later", concat!("TO", "DO"))), 1);
        assert_eq!(count("ui/src/a.test.ts", &format!("{}'x')", concat!("it.sk", "ip("))), 1);
    }

    #[test]
    fn a_folder_of_a_machine_is_found() {
        assert_eq!(count("docs/a.md", "see /somewhere/deep/notes"), 1);
        assert_eq!(count("docs/a.md", "see docs/b.md"), 0);
    }

    #[test]
    fn the_tone_is_kept() {
        assert_eq!(count("src-tauri/core/messages/en/net.json", "{\n\"net.a\": \"Saved successfully!\"\n}"), 2);
        assert_eq!(count("src-tauri/core/messages/en/net.json", "{\n\"net.please\": \"It is saved.\"\n}"), 0);
    }
}
