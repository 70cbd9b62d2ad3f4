//! Every key that is said stands in the catalogue, and nothing stands there unsaid.

use std::collections::{BTreeMap, BTreeSet};

use super::Fault;
use super::source::{Files, TokenKind, tokens};

const ENGLISH: &str = "src-tauri/core/messages/en/";
const GERMAN: &str = "src-tauri/core/messages/de/";

/// Checks the catalogue against the code.
pub(super) fn check(files: &Files) -> Vec<Fault> {
    let mut faults = Vec::new();
    let english = read(files, ENGLISH, &mut faults);
    let german = read(files, GERMAN, &mut faults);
    let modules: BTreeSet<&str> = files.below(ENGLISH, ".json").filter_map(|(file, _)| module(file)).collect();

    let mut said = BTreeSet::new();
    let mut beginnings = BTreeSet::new();
    for (file, code) in files.below("src-tauri/", ".rs").filter(|(file, _)| !file.starts_with("src-tauri/xtask/")) {
        for token in tokens(code).into_iter().filter(|t| t.kind == TokenKind::Text) {
            let text = token.text;
            if let Some((beginning, _)) = text.split_once('{')
                && is_key(beginning.trim_end_matches(['.', '-', '_']), &modules)
            {
                beginnings.insert(beginning.to_owned());
            } else if is_key(&text, &modules) {
                let is_file = [".json", ".csv", ".sql", ".tidings", ".rs"].iter().any(|ending| text.ends_with(ending));
                if !english.contains_key(&text) && !is_file {
                    let what = format!("the key “{text}” stands in no catalogue.");
                    faults.push(Fault::new(file, token.line, what, "Write its sentence into messages/en/<module>.json."));
                }
                said.insert(text);
            }
        }
    }
    for (_, text) in files.below("ui/src/", "").filter(|(file, _)| file.ends_with(".ts") || file.ends_with(".svelte")) {
        for quoted in text.split(['"', '\'', '`']) {
            if let Some((beginning, _)) = quoted.split_once("${") {
                beginnings.insert(beginning.to_owned());
            } else if is_key(quoted, &modules) {
                said.insert(quoted.to_owned());
            }
        }
    }
    beginnings.retain(|beginning| beginning.contains('.'));
    for (key, (file, line, sentence)) in &english {
        if !said.contains(key) && !beginnings.iter().any(|beginning| key.starts_with(beginning.as_str())) {
            faults.push(Fault::new(file, *line, format!("nobody says “{key}”."), "Take it out of the catalogues, or say it."));
        }
        if module(file) != key.split('.').next() {
            faults.push(Fault::new(file, *line, format!("“{key}” stands in another module's file."), "A key begins with its file's name."));
        }
        if let Some((german_file, german_line, german_sentence)) = german.get(key)
            && parameters(sentence) != parameters(german_sentence)
        {
            let what = format!("“{key}” names other parameters than in English.");
            faults.push(Fault::new(german_file, *german_line, what, "Use the parameters of the English sentence."));
        }
    }
    for (key, (file, line, _)) in german.iter().filter(|(key, _)| !english.contains_key(*key)) {
        faults.push(Fault::new(file, *line, format!("“{key}” does not exist in English."), "English is complete: write it there first."));
    }
    faults
}

type Sentences = BTreeMap<String, (String, usize, String)>;

fn read(files: &Files, folder: &str, faults: &mut Vec<Fault>) -> Sentences {
    let mut all = Sentences::new();
    for (file, text) in files.below(folder, ".json") {
        match serde_json::from_str::<BTreeMap<String, String>>(text) {
            Ok(sentences) => {
                for (key, sentence) in sentences {
                    let quoted = format!("\"{key}\"");
                    let mut lines = text.lines().enumerate().filter(|(_, l)| l.contains(&quoted)).map(|(at, _)| at + 1);
                    let line = lines.next().unwrap_or(1);
                    if let Some(again) = lines.next() {
                        faults.push(Fault::new(file, again, format!("“{key}” stands here twice."), "Only the last one counts: keep one."));
                    }
                    all.insert(key, (file.to_owned(), line, sentence));
                }
            }
            Err(why) => faults.push(Fault::new(
                file,
                why.line(),
                format!("this is no catalogue: {why}."),
                "A catalogue is one JSON object of strings.",
            )),
        }
    }
    all
}

fn module(file: &str) -> Option<&str> {
    file.rsplit('/').next()?.strip_suffix(".json")
}

fn is_key(text: &str, modules: &BTreeSet<&str>) -> bool {
    let shaped = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-'));
    shaped && text.split_once('.').is_some_and(|(module, rest)| modules.contains(module) && !rest.is_empty())
}

/// The names in braces: `{name}` and `{name, plural, …}`.
fn parameters(sentence: &str) -> BTreeSet<String> {
    let chars: Vec<char> = sentence.chars().collect();
    let mut names = BTreeSet::new();
    for (at, _) in chars.iter().enumerate().filter(|(_, c)| **c == '{') {
        let name: String = chars.iter().skip(at + 1).take_while(|c| c.is_ascii_alphanumeric() || **c == '_').collect();
        let end = chars.get(at + 1 + name.chars().count());
        if !name.is_empty() && matches!(end, Some('}' | ',')) && !is_branch(&chars, at) {
            names.insert(name);
        }
    }
    names
}

/// Whether the brace opens the text of a branch (`one {…}`), not a parameter.
fn is_branch(chars: &[char], at: usize) -> bool {
    let before: Vec<&char> = chars.iter().take(at).rev().skip_while(|c| c.is_whitespace()).take(1).collect();
    let spaced = at > 0 && chars.get(at - 1).is_some_and(|c| c.is_whitespace());
    let in_choice = {
        let mut depth = 0_i32;
        let mut open = None;
        for (i, c) in chars.iter().enumerate().take(at) {
            match c {
                '{' => {
                    depth += 1;
                    open = Some(i);
                }
                '}' => depth -= 1,
                _ => {}
            }
        }
        depth % 2 == 1 && open.is_some()
    };
    spaced && in_choice && !before.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(code: &str, english: &str, german: &str) -> Vec<String> {
        let files = Files::of(&[
            ("src-tauri/core/src/net/mod.rs", code),
            ("src-tauri/core/messages/en/net.json", english),
            ("src-tauri/core/messages/de/net.json", german),
        ]);
        check(&files).into_iter().map(|f| f.what).collect()
    }

    #[test]
    fn a_key_without_a_sentence_and_a_sentence_without_a_speaker_are_found() {
        assert!(whats(r#"fn f() { Problem::failure("net.lost") }"#, r#"{"net.lost": "Lost."}"#, "{}").is_empty());
        assert_eq!(whats(r#"fn f() { x!("net.lost") }"#, "{}", "{}"), ["the key “net.lost” stands in no catalogue."]);
        assert_eq!(whats("", r#"{"net.lost": "Lost."}"#, "{}"), ["nobody says “net.lost”."]);
    }

    #[test]
    fn a_key_that_stands_twice_is_found() {
        let twice = "{\n\"net.lost\": \"Lost.\",\n\"net.lost\": \"Gone.\"\n}";
        assert_eq!(whats(r#"fn f() { x!("net.lost") }"#, twice, "{}"), ["“net.lost” stands here twice."]);
    }

    #[test]
    fn a_key_that_is_put_together_counts_as_said() {
        assert!(whats(r#"fn f() { format!("net.stage.{name}") }"#, r#"{"net.stage.data": "Data"}"#, "{}").is_empty());
    }

    #[test]
    fn german_says_the_same_parameters_and_nothing_more() {
        let code = r#"fn f() { x!("net.lost") }"#;
        assert!(
            whats(
                code,
                r#"{"net.lost": "{n, plural, one {{n} row} other {{n} rows}}"}"#,
                r#"{"net.lost": "{n, plural, one {{n} Zeile} other {{n} Zeilen}}"}"#
            )
            .is_empty()
        );
        assert_eq!(whats(code, r#"{"net.lost": "{host} is gone."}"#, r#"{"net.lost": "{wirt} ist weg."}"#).len(), 1);
        assert_eq!(whats(code, r#"{"net.lost": "Gone."}"#, r#"{"net.lost": "Weg.", "net.more": "Mehr."}"#).len(), 1);
    }
}
