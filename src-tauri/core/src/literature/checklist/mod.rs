//! What is looked at before a document of a kind goes on: a list of the workspace for each kind, ticked for each document.

mod store;
#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::error::{Place, Problem};
use crate::ids::{DocumentId, Millis};
use crate::literature::document::Document;
use crate::literature::kind::{AnnouncementSort, DocumentKind};
use crate::literature::service::document;
use crate::workspace::{ReadTx, Topic, WriteTx, set_setting, setting};

/// Most items of a list: what is longer is ticked without looking.
const MOST: usize = 30;
/// Longest item, in characters.
const LONGEST: usize = 200;

/// An item of a document's checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct CheckItem {
    /// Its words; for one of the usual items `=` and its code, `=facts`, which each reader has in their own language.
    pub item: String,
    /// Who ticked it; none while it is open.
    pub ticked_by: Option<String>,
    /// When.
    pub ticked_at: Option<Millis>,
}

/// The codes of the items that a kind, or a sort of announcement, has as long as nobody changed them.
const fn usual(kind: DocumentKind, sort: Option<AnnouncementSort>) -> &'static [&'static str] {
    match sort {
        Some(AnnouncementSort::IndustryReport) => return &["=facts", "=names", "=links", "=whom"],
        Some(AnnouncementSort::PersonnelChange) => return &["=names", "=wording", "=quotes", "=dates", "=whom"],
        Some(AnnouncementSort::PolicyChange) => return &["=facts", "=wording", "=dates", "=links", "=whom"],
        None => {}
    }
    match kind {
        DocumentKind::PressRelease => &["=facts", "=names", "=quotes", "=contact", "=boilerplate", "=pictures", "=links"],
        DocumentKind::Article => &["=facts", "=names", "=quotes", "=pictures", "=links"],
        DocumentKind::Statement => &["=facts", "=names", "=wording", "=lines", "=contact"],
        DocumentKind::Brochure => &["=facts", "=names", "=pictures", "=contact"],
        DocumentKind::WebPage => &["=facts", "=names", "=pictures", "=links"],
        DocumentKind::Announcement => &["=facts", "=names", "=dates", "=whom"],
    }
}

/// The word of a list: that of its sort, or of its kind.
fn word(kind: DocumentKind, sort: Option<AnnouncementSort>) -> &'static str {
    sort.map_or(kind.as_str(), AnnouncementSort::as_str)
}

fn kept(tx: &ReadTx<'_>, kind: DocumentKind, sort: Option<AnnouncementSort>) -> Result<Option<Vec<String>>, Problem> {
    Ok(setting(tx, &format!("checklist.{}", word(kind, sort)))?.and_then(|kept| serde_json::from_str(&kept).ok()))
}

/// The items of a kind, or of a sort of announcement: its own, else those that the workspace set for every announcement, else the usual ones.
///
/// # Errors
/// What SQLite says.
pub(super) fn of_kind(tx: &ReadTx<'_>, kind: DocumentKind, sort: Option<AnnouncementSort>) -> Result<Vec<String>, Problem> {
    let sort = sort.filter(|_| kind == DocumentKind::Announcement);
    if let Some(own) = kept(tx, kind, sort)? {
        return Ok(own);
    }
    let of_all = if sort.is_some() { kept(tx, kind, None)? } else { None };
    Ok(of_all.unwrap_or_else(|| usual(kind, sort).iter().map(|item| (*item).to_owned()).collect()))
}

/// The items of a document's kind, or of the sort that it is.
fn items_of(tx: &ReadTx<'_>, id: DocumentId) -> Result<Vec<String>, Problem> {
    let row = document(tx, id)?;
    of_kind(tx, row.kind, Document::parse(&row.draft).sort)
}

/// Sets the items of a kind, or of a sort of announcement. Blank ones and those that are there already are left away; none at all is no list.
///
/// # Errors
/// `literature.checklist` when there are too many, or one is too long.
pub(super) fn set_of_kind(tx: &WriteTx<'_>, kind: DocumentKind, sort: Option<AnnouncementSort>, items: &[String]) -> Result<(), Problem> {
    let sort = sort.filter(|_| kind == DocumentKind::Announcement);
    let mut wanted: Vec<String> = Vec::new();
    for item in items {
        let item = item.split_whitespace().collect::<Vec<_>>().join(" ");
        if !item.is_empty() && !wanted.contains(&item) {
            wanted.push(item);
        }
    }
    let odd = |item: &String| item.chars().count() > LONGEST || item.chars().any(char::is_control);
    if wanted.len() > MOST || wanted.iter().any(odd) {
        let problem = Problem::refusal("literature.checklist").with("most", MOST).with("longest", LONGEST);
        return Err(problem.at(Place::field(word(kind, sort))));
    }
    set_setting(tx, &format!("checklist.{}", word(kind, sort)), &serde_json::to_string(&wanted).unwrap_or_default())?;
    tx.changed(Topic::Workspace, None);
    tx.changed(Topic::Document, None);
    Ok(())
}

/// The checklist of a document, as its kind has it now.
///
/// # Errors
/// `literature.no_document`.
pub(super) fn of_document(tx: &ReadTx<'_>, id: DocumentId) -> Result<Vec<CheckItem>, Problem> {
    let items = items_of(tx, id)?;
    let mut ticked = store::ticked(tx, id)?;
    Ok(items
        .into_iter()
        .map(|item| match ticked.remove(&item) {
            Some((by, at)) => CheckItem { item, ticked_by: Some(by), ticked_at: Some(at) },
            None => CheckItem { item, ticked_by: None, ticked_at: None },
        })
        .collect())
}

/// Ticks an item of a document, or opens it again.
///
/// # Errors
/// `literature.no_document`, `literature.no_check` for an item that its kind does not have.
pub(super) fn tick(tx: &WriteTx<'_>, id: DocumentId, item: &str, ticked: bool, by: &str) -> Result<(), Problem> {
    if !items_of(tx, id)?.iter().any(|known| known == item) {
        return Err(Problem::missing("literature.no_check").with("item", item));
    }
    let by = by.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect::<String>();
    if ticked {
        store::tick(tx, id, item, if by.is_empty() { tx.actor() } else { &by })?;
    } else {
        store::open(tx, id, item)?;
    }
    Ok(())
}

/// Forgets what was ticked of a document that is being deleted.
pub(super) fn remove_all(tx: &WriteTx<'_>, id: DocumentId) -> Result<(), Problem> {
    Ok(store::remove_all(tx, id)?)
}
