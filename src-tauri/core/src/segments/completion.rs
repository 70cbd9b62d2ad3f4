//! What could be written next in a query, for the editor.

use serde::Serialize;

use crate::contacts::{self, fold_key, places};
use crate::workspace::{ReadTx, StoreError};

use super::fields::{Accepts, BEAT, Fields};
use super::known::Known;
use super::query::Value;

/// Most proposals at once.
const MOST: usize = 12;

/// One proposal: put `text` in place of the characters from `column` on, `length` of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Completion {
    /// First character to replace, counted in characters from 1.
    pub column: u32,
    /// How many characters to replace.
    pub length: u32,
    /// What to put there.
    pub text: String,
    /// What it says to a reader, where that differs: a country's name.
    pub label: String,
}

/// Proposals for the text with the cursor after its first `cursor` characters.
///
/// # Errors
/// What SQLite says.
pub fn complete(tx: &ReadTx<'_>, fields: &Fields, text: &str, cursor: u32) -> Result<Vec<Completion>, StoreError> {
    let before: Vec<char> = text.chars().take(cursor as usize).collect();
    let word = unfinished(&before);
    let typed: String = before.get(word.begins..).unwrap_or_default().iter().collect();
    let place = |text: String, label: String| Completion {
        column: u32::try_from(word.begins + 1).unwrap_or(u32::MAX),
        length: u32::try_from(typed.chars().count()).unwrap_or(u32::MAX),
        text,
        label,
    };
    let Some(name) = &word.field else {
        let typed = typed.to_lowercase();
        let fixed = fields.names().filter(|name| name.starts_with(&typed)).map(|name| (name.to_owned(), name.to_owned()));
        // One of the organisation's own is found by what it is called too, and says it.
        let key = fold_key(&typed);
        let own = fields.own().iter().map(|own| (own.name.clone(), own.field.name.clone()));
        let own = own.filter(|(name, called)| name.starts_with(&typed) || (!key.is_empty() && fold_key(called).starts_with(&key)));
        let all = fixed.filter(|(name, _)| !fields.own().iter().any(|own| own.name == *name)).chain(own);
        return Ok(all.take(MOST).map(|(name, label)| place(format!("{name}:"), label)).collect());
    };
    let Some(field) = fields.find(name) else { return Ok(Vec::new()) };
    let beginning = typed.trim_start_matches(['"', '“', '*', '=']);
    let offered = offers(tx, field, beginning)?;
    // What is offered with a sign for more or less stands as it is.
    let is_ordered = matches!(field.accepts(), Accepts::Ordered(_));
    Ok(offered.into_iter().map(|(value, label)| place(if is_ordered { value } else { written(&value) }, label)).collect())
}

/// Values with their labels.
fn offers(tx: &ReadTx<'_>, field: Known<'_>, beginning: &str) -> Result<Vec<(String, String)>, StoreError> {
    let key = fold_key(beginning);
    let mut offered: Vec<(String, String)> = match field.accepts() {
        Accepts::Words(known) => {
            known.iter().filter(|word| word.starts_with(&key)).map(|word| ((*word).to_owned(), (*word).to_owned())).collect()
        }
        Accepts::Choices(known) => {
            known.iter().filter(|choice| fold_key(choice).starts_with(&key)).map(|choice| (choice.clone(), choice.clone())).collect()
        }
        Accepts::Text | Accepts::Named(_) | Accepts::Judged(_) | Accepts::Ordered(_) | Accepts::Number | Accepts::Date => {
            let names = field.offer(tx, &key, u32::try_from(MOST).unwrap_or(u32::MAX))?;
            let labelled = |name: String| {
                let label = match field.name() {
                    BEAT => contacts::beat_path(tx, &name)?,
                    "outlet" => contacts::outlet_meant(tx, &name)?,
                    other => label(other, &name),
                };
                Ok((name, label))
            };
            names.into_iter().map(labelled).collect::<Result<_, StoreError>>()?
        }
    };
    if field.can_be_empty() && "empty".starts_with(&key) && offered.len() < MOST {
        offered.push(("empty".to_owned(), "empty".to_owned()));
    }
    offered.truncate(MOST);
    Ok(offered)
}

/// A code is explained by its name.
fn label(field: &str, value: &str) -> String {
    match field {
        "country" => places::country_name(value).to_owned(),
        "language" | "outlet.language" => {
            let primary = value.split('-').next().unwrap_or_default();
            places::LANGUAGES.iter().find(|(tag, _)| *tag == primary).map_or_else(|| value.to_owned(), |(_, name)| (*name).to_owned())
        }
        _ => value.to_owned(),
    }
}

/// The value as it is written in a query. The word "empty" offered by a field is the word itself.
fn written(value: &str) -> String {
    if value == "empty" { value.to_owned() } else { Value::Is(value.to_owned()).to_text() }
}

struct Unfinished {
    begins: usize,
    field: Option<String>,
}

/// The word that the cursor stands at the end of, and the field whose value it is.
fn unfinished(before: &[char]) -> Unfinished {
    let mut begins = 0;
    let mut field = None;
    let mut quoted = false;
    for (n, letter) in before.iter().enumerate() {
        match letter {
            '"' | '“' | '”' | '„' => {
                if !quoted && begins > n {
                    begins = n;
                }
                quoted = !quoted;
            }
            _ if quoted => {}
            ':' if field.is_none() => {
                field = Some(before.get(begins..n).unwrap_or_default().iter().collect::<String>());
                begins = n + 1;
            }
            ',' if field.is_some() => begins = n + 1,
            '(' | ')' => (begins, field) = (n + 1, None),
            '-' if begins == n => begins = n + 1,
            letter if letter.is_whitespace() => (begins, field) = (n + 1, None),
            _ => {}
        }
    }
    Unfinished { begins, field }
}
