//! Somebody's name in texts (L4, L5): contacts and literature know nothing of each other, so it is told and taken away from here.

use serde_json::{Value, json};

use crate::contacts::{Part, Subject, fold_key};
use crate::error::Problem;
use crate::literature::{self, names};
use crate::workspace::{ReadTx, WriteTx};

/// Names of writers, editors, commenters and approvers.
pub const NAMES: Part = Part { word: "texts", tell, erase };

/// Whether a name that somebody wrote down is theirs, however it is spaced and capitalised, with the family name first or last.
fn is_theirs(of: &Subject) -> impl Fn(&str) -> bool {
    let whole = fold_key(&of.name);
    move |name: &str| {
        let turned = name.split_once(',').map(|(family, given)| fold_key(&format!("{} {}", given.trim(), family.trim())));
        !whole.is_empty() && (fold_key(name) == whole || turned.is_some_and(|turned| turned == whole))
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
