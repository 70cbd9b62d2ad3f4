//! English grammar and style by harper. Its word list takes a second or more to load, so that happens once, on a thread of its own;
//! what it said of a paragraph is remembered, so that a text is read through once and then only where it changed.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use harper_core::linting::{Lint, LintGroup, LintKind, Linter as _, Suggestion};
use harper_core::spell::FstDictionary;
use harper_core::{Dialect, Document};
use tidings_core::proofing::{Asked, Found};

/// So long a question is worked on before what is known is told.
const MOMENT: Duration = Duration::from_millis(250);
/// So long others get their turn between two paragraphs.
const TURN: Duration = Duration::from_millis(1);
/// So many paragraphs are remembered; a book of more is read anew from its beginning.
const REMEMBERED: usize = 20_000;
/// Longer paragraphs are left out: harper is not made for them.
const LONGEST: usize = 20_000;

/// What of harper's the core knows better or what does not fit words in cells and lists.
const LEFT_OUT: &[&str] =
    &["LongSentences", "RepeatedWords", "Spaces", "UnclosedQuotes", "SentenceCapitalization", "SpelledNumbers", "NoFrenchSpaces"];

/// What harper says of one paragraph; which text it is of, the one who asks knows.
type Said = Arc<[Found]>;

#[derive(Default)]
struct Inside {
    group: Option<(Dialect, LintGroup)>,
    loading: bool,
    /// What is left of a text is being read behind.
    reading: bool,
    said: HashMap<(Dialect, Arc<str>), Said>,
}

/// Harper, once it is loaded.
#[derive(Default)]
pub(crate) struct Grammar {
    inside: Arc<(Mutex<Inside>, Condvar)>,
}

fn locked(inside: &Mutex<Inside>) -> MutexGuard<'_, Inside> {
    inside.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Grammar {
    /// Adds what is found; says whether everything was read.
    pub(crate) fn check(&self, asked: &Asked, spells: bool, out: &mut Vec<Found>) -> bool {
        let wanted = dialect(&asked.language);
        let (lock, loaded) = &*self.inside;
        let mut inside = locked(lock);
        if inside.group.as_ref().is_none_or(|(dialect, _)| *dialect != wanted) {
            if !inside.loading {
                inside.loading = true;
                self.load(wanted);
            }
            if !asked.patient {
                return false;
            }
            inside = loaded.wait_while(inside, |inside| inside.loading).unwrap_or_else(PoisonError::into_inner);
            if inside.group.as_ref().is_none_or(|(dialect, _)| *dialect != wanted) {
                // Another question loaded another dialect meanwhile, or harper fell.
                return inside.group.is_none();
            }
        }
        if inside.said.len() > REMEMBERED {
            inside.said.clear();
        }
        let begun = Instant::now();
        let mut whole = true;
        for (at, text) in asked.texts.iter().enumerate() {
            let key = (wanted, Arc::clone(text));
            let said = match inside.said.get(&key) {
                Some(said) => Arc::clone(said),
                None if asked.patient || begun.elapsed() < MOMENT => {
                    let Some((_, group)) = inside.group.as_mut() else { return false };
                    let said: Said = read(group, text).into();
                    inside.said.insert(key, Arc::clone(&said));
                    said
                }
                None => {
                    whole = false;
                    continue;
                }
            };
            let wished = said.iter().filter(|one| if one.spelling { spells } else { asked.grammar });
            out.extend(wished.map(|one| Found { text: at, ..one.clone() }));
        }
        let goes_on = !whole && !std::mem::replace(&mut inside.reading, true);
        drop(inside);
        if goes_on {
            self.read_on(wanted, asked.texts.clone());
        }
        whole
    }

    /// Reads what is left of a text behind, a paragraph at a time, so that whoever asks meanwhile is answered.
    fn read_on(&self, wanted: Dialect, texts: Vec<Arc<str>>) {
        let shared = Arc::clone(&self.inside);
        let work = move || {
            for text in texts {
                let key = (wanted, text);
                {
                    let mut inside = locked(&shared.0);
                    if inside.said.contains_key(&key) {
                        continue;
                    }
                    let Some((dialect, group)) = inside.group.as_mut() else { break };
                    if *dialect != wanted {
                        break;
                    }
                    let said: Said = read(group, &key.1).into();
                    inside.said.insert(key, said);
                }
                std::thread::sleep(TURN);
            }
            locked(&shared.0).reading = false;
        };
        drop(std::thread::Builder::new().name("harper".to_owned()).spawn(work));
    }

    fn load(&self, wanted: Dialect) {
        let inside = Arc::clone(&self.inside);
        let work = move || {
            let made = std::panic::catch_unwind(|| {
                let mut group = LintGroup::new_curated(FstDictionary::curated(), wanted);
                for rule in LEFT_OUT {
                    group.config.set_rule_enabled(rule, false);
                }
                group
            });
            let (lock, loaded) = &*inside;
            let mut inside = locked(lock);
            inside.loading = false;
            // Where it fell, texts are read without it.
            inside.group = made.ok().map(|group| (wanted, group));
            loaded.notify_all();
        };
        drop(std::thread::Builder::new().name("harper".to_owned()).spawn(work));
    }
}

/// The English of a tag; where it says none, the American one, which is the language's default in CLDR ("likely subtags").
fn dialect(language: &str) -> Dialect {
    match language.to_ascii_uppercase().get(3..5) {
        Some("GB" | "IE" | "ZA" | "NZ") => Dialect::British,
        Some("AU") => Dialect::Australian,
        Some("CA") => Dialect::Canadian,
        Some("IN") => Dialect::Indian,
        _ => Dialect::American,
    }
}

fn read(group: &mut LintGroup, text: &str) -> Vec<Found> {
    if text.trim().is_empty() || text.len() > LONGEST {
        return Vec::new();
    }
    let judge = || {
        let document = Document::new_plain_english_curated(text);
        group.lint(&document)
    };
    // A text that makes harper fall is a text without hints of it.
    let lints = std::panic::catch_unwind(std::panic::AssertUnwindSafe(judge)).unwrap_or_default();
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut found: Vec<Found> = lints.iter().filter_map(|lint| told(text, &bytes, lint)).collect();
    found.sort_by_key(|one| (one.at.start, one.at.end));
    found.dedup_by(|one, before| one.at.start < before.at.end);
    found
}

fn told(text: &str, bytes: &[usize], lint: &Lint) -> Option<Found> {
    let at: Range<usize> = *bytes.get(lint.span.start)?..*bytes.get(lint.span.end)?;
    let said = text.get(at.clone())?;
    // What touches a field, a picture or code is judged by words that are not there.
    let near = text.get(..at.start)?.ends_with(Asked::ATOM) || text.get(at.end..)?.starts_with(Asked::ATOM);
    if near || said.contains(Asked::ATOM) || at.is_empty() {
        return None;
    }
    let instead = lint
        .suggestions
        .iter()
        .map(|suggestion| match suggestion {
            Suggestion::ReplaceWith(with) => with.iter().collect(),
            Suggestion::InsertAfter(behind) => format!("{said}{}", behind.iter().collect::<String>()),
            Suggestion::Remove => String::new(),
        })
        .collect();
    let spelling = lint.lint_kind == LintKind::Spelling;
    let says = if spelling { String::new() } else { lint.message.replace('`', "") };
    Some(Found { text: 0, at, spelling, says, instead })
}
