//! Spelling by the dictionaries of Hunspell that the user added, read by spellbook.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use spellbook::Dictionary;
use tidings_core::proofing::{Asked, Found};

/// So long a question is worked on before what is known is told.
const MOMENT: Duration = Duration::from_millis(250);
/// So many words are remembered with what was said of them.
const REMEMBERED: usize = 200_000;
/// What could stand instead is looked for that often in one question: it takes far longer than to judge a word.
const SUGGESTED: usize = 40;

struct Loaded {
    path: PathBuf,
    changed: Option<SystemTime>,
    /// None: it could not be read.
    dictionary: Option<Dictionary>,
    /// Right, or wrong with what could stand instead, once that was looked for.
    words: HashMap<String, Option<Option<Arc<[String]>>>>,
}

#[derive(Default)]
struct Inside {
    loaded: Option<Loaded>,
    loading: bool,
}

/// The dictionary that was asked for last.
#[derive(Default)]
pub(crate) struct Spelling {
    inside: Arc<(Mutex<Inside>, Condvar)>,
}

fn locked(inside: &Mutex<Inside>) -> MutexGuard<'_, Inside> {
    inside.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The file of the dictionary for a language: of its very tag, else of the language, else of any of its regions.
pub(crate) fn dictionary_for(folder: &Path, language: &str) -> Option<PathBuf> {
    let tongue = language.get(..2)?.to_ascii_lowercase();
    let mut found: Vec<(u8, String, PathBuf)> = std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "dic") && path.with_extension("aff").is_file())
        .filter_map(|path| {
            let tag = path.file_stem()?.to_string_lossy().into_owned();
            let fits = tag.get(..2)?.eq_ignore_ascii_case(&tongue) && tag.as_bytes().get(2).is_none_or(|sign| *sign == b'-');
            let rank = if tag.eq_ignore_ascii_case(language) { 0 } else { u8::from(tag.len() > 2) + 1 };
            fits.then_some((rank, tag, path))
        })
        .collect();
    found.sort();
    found.into_iter().next().map(|(_, _, path)| path)
}

impl Spelling {
    /// Adds what is found; says whether everything was read.
    pub(crate) fn check(&self, asked: &Asked, path: &Path, out: &mut Vec<Found>) -> bool {
        let changed = std::fs::metadata(path).and_then(|about| about.modified()).ok();
        let (lock, loaded) = &*self.inside;
        let mut inside = locked(lock);
        let is_there = |inside: &Inside| inside.loaded.as_ref().is_some_and(|one| one.path == path && one.changed == changed);
        if !is_there(&inside) {
            if !inside.loading {
                inside.loading = true;
                self.load(path.to_owned(), changed);
            }
            if !asked.patient {
                return false;
            }
            inside = loaded.wait_while(inside, |inside| inside.loading).unwrap_or_else(PoisonError::into_inner);
            if !is_there(&inside) {
                return false;
            }
        }
        let Some(Loaded { dictionary: Some(dictionary), words, .. }) = inside.loaded.as_mut() else { return true };
        if words.len() > REMEMBERED {
            words.clear();
        }
        let begun = Instant::now();
        let (mut whole, mut suggested) = (true, 0);
        for (text, at, word) in asked
            .texts
            .iter()
            .enumerate()
            .flat_map(|(at, text)| to_judge(text).map(move |range| (at, range.clone(), text.get(range).unwrap_or_default())))
        {
            if !asked.patient && begun.elapsed() > MOMENT {
                whole = false;
                break;
            }
            let known = words.entry(word.to_owned()).or_insert_with(|| if is_right(dictionary, word) { None } else { Some(None) });
            let Some(instead) = known else { continue };
            if instead.is_none() && suggested < SUGGESTED {
                suggested += 1;
                let mut found = Vec::new();
                dictionary.suggest(word, &mut found);
                *instead = Some(found.into_iter().take(5).collect());
            }
            let instead = instead.as_ref().map(|found| found.to_vec()).unwrap_or_default();
            out.push(Found { text, at, spelling: true, says: String::new(), instead });
        }
        whole
    }

    fn load(&self, path: PathBuf, changed: Option<SystemTime>) {
        let inside = Arc::clone(&self.inside);
        let work = move || {
            let read = |path: &Path| std::fs::read_to_string(path).ok();
            let dictionary = read(&path.with_extension("aff"))
                .zip(read(&path))
                .and_then(|(aff, dic)| std::panic::catch_unwind(|| Dictionary::new(&aff, &dic).ok()).ok().flatten());
            let (lock, loaded) = &*inside;
            let mut inside = locked(lock);
            inside.loading = false;
            inside.loaded = Some(Loaded { path, changed, dictionary, words: HashMap::new() });
            loaded.notify_all();
        };
        drop(std::thread::Builder::new().name("hunspell".to_owned()).spawn(work));
    }
}

/// A word with hyphens is right where each of its parts is.
fn is_right(dictionary: &Dictionary, word: &str) -> bool {
    let plain = word.replace('’', "'");
    dictionary.check(&plain)
        || plain.contains('-')
            && plain.split('-').filter(|part| !part.is_empty()).all(|part| part.chars().count() < 2 || dictionary.check(part))
        || plain.strip_suffix("'s").is_some_and(|bare| dictionary.check(bare))
}

/// The bytes of the words that are worth judging: no addresses, no numbers, no shortenings in capitals, nothing beside a field.
fn to_judge(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    chunks(text).filter(|chunk| !is_address(text.get(chunk.clone()).unwrap_or_default())).flat_map(move |chunk| {
        let said = text.get(chunk.clone()).unwrap_or_default();
        pieces(said).map(move |piece| chunk.start + piece.start..chunk.start + piece.end).collect::<Vec<_>>()
    })
}

fn chunks(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let start = text.as_ptr() as usize;
    text.split_whitespace().map(move |chunk| {
        let at = chunk.as_ptr() as usize - start;
        at..at + chunk.len()
    })
}

fn is_address(chunk: &str) -> bool {
    let inner = chunk.trim_matches(|sign: char| !sign.is_alphanumeric());
    let dotted = inner
        .char_indices()
        .any(|(at, sign)| sign == '.' && inner.get(at + 1..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric)));
    chunk.contains(['@', '/', '\\', '_', Asked::ATOM]) || dotted || inner.chars().any(|sign| sign.is_ascii_digit())
}

/// Runs of letters with apostrophes and hyphens within them; no single letter, nothing all in capitals.
fn pieces(chunk: &str) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let is_part =
        |sign: char| sign.is_alphabetic() || matches!(sign, '\'' | '’' | '-' | '\u{AD}') || ('\u{300}'..='\u{36F}').contains(&sign);
    let start = chunk.as_ptr() as usize;
    chunk.split(move |sign| !is_part(sign)).filter_map(move |piece| {
        let bare = piece.trim_matches(|sign: char| !sign.is_alphabetic());
        let at = bare.as_ptr() as usize - start;
        let capitals = bare.chars().all(|sign| !sign.is_lowercase()) && bare.chars().any(char::is_uppercase);
        (bare.chars().count() > 1 && !capitals && !bare.contains('\u{AD}')).then_some(at..at + bare.len())
    })
}
