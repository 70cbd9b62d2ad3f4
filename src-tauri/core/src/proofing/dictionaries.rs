//! Dictionaries of Hunspell that the user adds: they have licences of their own, so none comes with the program. They are kept
//! in this machine's folder, in UTF-8 whatever they came in, each under the tag of its language.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::plug::Checker;
use crate::error::Problem;
use crate::messages::Message;

/// Larger files are no dictionary.
const LARGEST: u64 = 64 * 1024 * 1024;
/// Most dictionaries that one folder brings.
const MOST: usize = 200;

/// A dictionary on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Dictionary {
    /// The tag of its language, `de-AT`.
    pub language: String,
    /// How many words it lists, without what it makes of them.
    pub words: u32,
}

fn refused(why: &'static str, name: &str) -> Problem {
    let what = Message::new("proofing.dictionary").with("why", why).with("name", name);
    Problem { what, ..Problem::refusal("proofing.dictionary") }
}

fn folder_failed(error: &std::io::Error) -> Problem {
    Problem::failure("proofing.dictionary_folder").because(error)
}

/// The dictionaries of the folder, by their language.
pub(super) fn list(folder: &Path) -> Result<Vec<Dictionary>, Problem> {
    let mut found = Vec::new();
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(folder_failed(&error)),
    };
    for path in entries.flatten().map(|entry| entry.path()).filter(|path| has_ending(path, "dic")) {
        let Some(language) = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()) else { continue };
        if path.with_extension("aff").is_file() {
            let text = std::fs::read_to_string(&path).map_err(|error| folder_failed(&error))?;
            found.push(Dictionary { language, words: words_of(&text) });
        }
    }
    found.sort_by(|one, other| one.language.cmp(&other.language));
    Ok(found)
}

/// The first line of a `.dic` says how many there are.
fn words_of(dic: &str) -> u32 {
    dic.lines().next().and_then(|line| line.split_whitespace().next()).and_then(|count| count.parse().ok()).unwrap_or(0)
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|one| one.eq_ignore_ascii_case(ending))
}

/// Takes in what lies at `path`; says what was taken in.
pub(super) fn add(folder: &Path, path: &Path, checker: Option<&dyn Checker>) -> Result<Vec<Dictionary>, Problem> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let pairs: Vec<PathBuf> = if path.is_dir() {
        let entries = std::fs::read_dir(path).map_err(|_| refused("unreadable", &name))?;
        let all = entries.flatten().map(|entry| entry.path());
        // Hyphenation patterns of the same languages lie beside dictionaries, as `hyph_de_DE.dic`.
        all.filter(|one| has_ending(one, "dic") && partner(one, "aff").is_some()).take(MOST).collect()
    } else if has_ending(path, "aff") || has_ending(path, "dic") {
        vec![path.to_owned()]
    } else {
        return Err(refused("none", &name));
    };
    if pairs.is_empty() {
        return Err(refused("none", &name));
    }
    let mut read = Vec::new();
    for one in pairs {
        read.push(judged(&one, checker)?);
    }
    std::fs::create_dir_all(folder).map_err(|error| folder_failed(&error))?;
    let mut added = Vec::new();
    for (language, aff, dic) in read {
        for (ending, text) in [("aff", &aff), ("dic", &dic)] {
            put(folder, &format!("{language}.{ending}"), text).map_err(|error| folder_failed(&error))?;
        }
        added.push(Dictionary { words: words_of(&dic), language });
    }
    Ok(added)
}

/// Whole or not at all: whoever reads it finds the old one until then.
fn put(folder: &Path, name: &str, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut draft = tempfile::NamedTempFile::new_in(folder)?;
    draft.write_all(text.as_bytes())?;
    draft.persist(folder.join(name)).map(drop).map_err(|error| error.error)
}

fn partner(path: &Path, ending: &str) -> Option<PathBuf> {
    [ending.to_owned(), ending.to_uppercase()].into_iter().map(|ending| path.with_extension(ending)).find(|path| path.is_file())
}

/// Language and text of both files, in UTF-8.
fn judged(path: &Path, checker: Option<&dyn Checker>) -> Result<(String, String, String), Problem> {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let language = tag_of(&stem).ok_or_else(|| refused("name", &stem))?;
    let (Some(aff), Some(dic)) = (partner(path, "aff"), partner(path, "dic")) else { return Err(refused("pair", &stem)) };
    let read = |path: &Path| {
        let large = std::fs::metadata(path).is_ok_and(|about| about.len() > LARGEST);
        if large { Err(refused("large", &stem)) } else { std::fs::read(path).map_err(|_| refused("unreadable", &stem)) }
    };
    let (aff, dic) = (read(&aff)?, read(&dic)?);
    let set = encoding_of(&aff);
    let encoding = match &set {
        Some(label) => encoding_rs::Encoding::for_label(label.replace("microsoft-cp", "windows-").as_bytes()),
        None => Some(encoding_rs::UTF_8),
    };
    let encoding = encoding.ok_or_else(|| refused("encoding", &stem))?;
    let decoded = |bytes: &[u8]| encoding.decode(bytes).0.into_owned();
    let (aff, dic) = (in_utf8(&decoded(&aff), set.is_some()), decoded(&dic));
    if words_of(&dic) == 0 {
        return Err(refused("unreadable", &stem));
    }
    if let Some(Err(why)) = checker.map(|checker| checker.judge(&aff, &dic)) {
        return Err(refused("unreadable", &stem).because(why));
    }
    Ok((language, aff, dic))
}

/// `de_DE_frami` is `de-DE`; a name that begins with no language is none.
fn tag_of(stem: &str) -> Option<String> {
    let mut parts = stem.split(['_', '-']);
    let language = parts.next().filter(|one| (2..=3).contains(&one.len()) && one.chars().all(|letter| letter.is_ascii_alphabetic()))?;
    let region = parts.next().filter(|one| one.len() == 2 && one.chars().all(|letter| letter.is_ascii_alphabetic()));
    let language = language.to_lowercase();
    Some(region.map_or_else(|| language.clone(), |region| format!("{language}-{}", region.to_uppercase())))
}

/// What the line `SET` says.
fn encoding_of(aff: &[u8]) -> Option<String> {
    let text: String = aff.iter().take(64 * 1024).map(|byte| char::from(*byte)).collect();
    text.lines().find_map(|line| line.trim_start_matches("ï»¿").strip_prefix("SET ").map(|label| label.trim().to_ascii_lowercase()))
}

fn in_utf8(aff: &str, says: bool) -> String {
    let lines = aff.lines().map(|line| if line.starts_with("SET ") { "SET UTF-8" } else { line });
    let whole = lines.collect::<Vec<_>>().join("\n");
    if says { whole } else { format!("SET UTF-8\n{whole}") }
}

/// Takes a dictionary away.
pub(super) fn remove(folder: &Path, language: &str) -> Result<(), Problem> {
    let known = list(folder)?.into_iter().any(|one| one.language == language);
    if !known {
        return Err(Problem::missing("proofing.no_dictionary").with("language", language));
    }
    for ending in ["dic", "aff"] {
        std::fs::remove_file(folder.join(format!("{language}.{ending}"))).map_err(|error| folder_failed(&error))?;
    }
    Ok(())
}
