//! Somebody's name in texts (L4, L5): contacts and literature know nothing of each other, so it is told and taken away from here.

use serde_json::{Value, json};

use crate::contacts::{Part, Subject, fold_key};
use crate::error::Problem;
use crate::literature::{self, names};
use crate::workspace::{ReadTx, WriteTx};

/// Names of writers, editors, commenters and approvers.
pub const NAMES: Part = Part { word: "texts", tell, erase };

/// Comments whose words name them. They stay when somebody is forgotten: who reads the list decides what becomes of each.
pub const MENTIONS: Part = Part { word: "mentions", tell: tell_mentions, erase: |_, _| Ok(()) };

/// Whether words name somebody by a name that they have or had, given name or family name first, as whole words.
fn names_them(of: &Subject) -> impl Fn(&str) -> bool {
    let as_words = |text: &str| format!(" {} ", fold_key(&text.replace(|letter: char| !letter.is_alphanumeric(), " ")));
    let turned = |name: &str| name.trim().rsplit_once(' ').map(|(given, family)| as_words(&format!("{family} {given}")));
    let mut theirs: Vec<String> = of.names().flat_map(|name| std::iter::once(as_words(name)).chain(turned(name))).collect();
    theirs.retain(|name| !name.trim().is_empty());
    move |text: &str| {
        let text = as_words(text);
        theirs.iter().any(|name| text.contains(name))
    }
}

fn tell_mentions(tx: &ReadTx<'_>, of: &Subject) -> Result<Vec<Value>, Problem> {
    let mut told = Vec::new();
    for said in names::said_in_comments(tx, &names_them(of))? {
        let headline = literature::headline(tx, said.document)?.unwrap_or_default();
        told.push(json!({ "document": said.document, "headline": headline, "by": said.by, "words": said.text }));
    }
    Ok(told)
}

/// Whether a name that somebody wrote down is one that they have or had, however it is spaced and capitalised, with the family name first or last.
fn is_theirs(of: &Subject) -> impl Fn(&str) -> bool {
    let theirs: Vec<String> = of.names().map(fold_key).filter(|name| !name.is_empty()).collect();
    move |name: &str| {
        let turned = name.split_once(',').map(|(family, given)| fold_key(&format!("{} {}", given.trim(), family.trim())));
        theirs.contains(&fold_key(name)) || turned.is_some_and(|turned| theirs.contains(&turned))
    }
}

fn tell(tx: &ReadTx<'_>, of: &Subject) -> Result<Vec<Value>, Problem> {
    let mut told = Vec::new();
    for at in names::find(tx, &is_theirs(of))? {
        let headline = literature::headline(tx, at.document)?.unwrap_or_default();
        told.push(json!({ "document": at.document, "headline": headline, "as": at.word, "times": at.times }));
    }
    Ok(told)
}

fn erase(tx: &WriteTx<'_>, of: &Subject) -> Result<(), Problem> {
    names::forget(tx, &is_theirs(of))
}
