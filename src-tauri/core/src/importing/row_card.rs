//! A row of an import as it is shown: who, what happens, and why.

use serde::Serialize;

use super::decision::Decision;
use super::entry::{self, Fault, ForAll};
use super::store::{Import, Staged};
use super::verdict::{FieldChange, Slip, Verdict};
use crate::ids::PersonId;
use crate::messages::{Language, Message};

/// A row with its verdict.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct RowCard {
    /// Its number, as a spreadsheet shows it.
    pub row: u32,
    /// What becomes of it.
    pub verdict: Verdict,
    /// What the user decided.
    pub decision: Decision,
    /// The person's name.
    pub name: String,
    /// Their address.
    pub address: String,
    /// The person that it is about, or that it made.
    pub person: Option<PersonId>,
    /// By which rule it is a duplicate, why it is refused, or what a new person brings.
    pub what: Option<Message>,
    /// What changes, by field.
    pub changes: Vec<FieldChange>,
    /// Which cell is wrong, and what could stand there.
    pub fault: Option<Fault>,
    /// Why nobody will mail them all the same (I3).
    pub barred: Option<Message>,
    /// What of it is not taken, and why.
    pub left: Option<Message>,
    /// Cells whose address has a domain that looks mistyped.
    pub slips: Vec<Slip>,
    /// Words for people to whom it says a relation and whom nobody here is, or more than one: these relations are left out.
    pub unrelated: Vec<String>,
}

impl RowCard {
    /// What happens and why, in one line; empty for a row that changes nothing.
    #[must_use]
    pub fn reason(&self, language: Language) -> String {
        let mut parts: Vec<String> = self.what.iter().map(|what| what.text(language)).collect();
        parts.extend(self.changes.iter().map(|change| change_line(change).text(language)));
        if let Some(proposal) = self.fault.as_ref().and_then(|fault| fault.proposal.clone()) {
            parts.push(Message::new("importing.row.proposal").with("proposal", proposal).text(language));
        }
        parts.extend(self.left.iter().map(|left| left.text(language)));
        if !self.unrelated.is_empty() {
            let what = Message::new("importing.left.unrelated").with("n", self.unrelated.len()).with("names", self.unrelated.join(", "));
            parts.push(what.text(language));
        }
        parts.extend(self.slips.iter().map(|slip| slip_line(slip).text(language)));
        parts.extend(self.barred.iter().map(|bar| bar.text(language)));
        parts.join(" ")
    }
}

/// `gmial.com: gmail.com?`
fn slip_line(slip: &Slip) -> Message {
    Message::new("importing.row.slip").with("domain", slip.domain.as_str()).with("meant", slip.meant.as_str())
}

/// One change as a sentence.
fn change_line(change: &FieldChange) -> Message {
    let key = match (change.from.is_empty(), change.to.is_empty()) {
        (true, _) => "importing.change.added",
        (false, true) => "importing.change.emptied",
        (false, false) => "importing.change.becomes",
    };
    Message::new(key).with("field", change.field.word()).with("from", change.from.clone()).with("to", change.to.clone())
}

pub(super) fn row_card(import: &Import, all: &ForAll, row: Staged) -> RowCard {
    let what = match row.verdict {
        Verdict::New => entry::read(&row.cells, &import.mapping, all).ok().map(|entry| summary(&entry)),
        _ => row.finding.fault.as_ref().map(|fault| fault.what.clone()).or_else(|| row.finding.rule.clone()),
    };
    RowCard {
        row: row.row,
        verdict: row.verdict,
        decision: Decision::from_word(&row.decision),
        name: row.name,
        address: row.address,
        person: row.person,
        what,
        changes: row.finding.changes,
        fault: row.finding.fault,
        barred: row.finding.barred,
        left: row.finding.left,
        // It may have been called right since the row was judged.
        slips: row.finding.slips.into_iter().filter(|slip| !all.right.contains(&slip.domain)).collect(),
        unrelated: row.finding.unrelated,
    }
}

/// What a new person brings: "The Chart Room, heritage; 1 address, 1 phone".
fn summary(entry: &entry::Entry) -> Message {
    let fields = entry.person.fields();
    let mut about: Vec<&str> = [fields.outlet.as_str(), fields.role.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
    about.extend(fields.beats.iter().take(3).map(String::as_str));
    Message::new("importing.row.new")
        .with("about", about.join(", "))
        .with("has_about", if about.is_empty() { "no" } else { "yes" })
        .with("addresses", entry.person.addresses().count())
        .with("phones", fields.phones.len())
}
