//! Who may be there twice. The rules, all of them:
//!
//! 1. Two people have the same first address: mail to both goes to one mailbox.
//! 2. A person's address is among another's further ones.
//! 3. Two people have the same name (whatever its case and accents), and one of them has no address.
//!
//! Each group says which rule found it. Nothing is merged by this: two people may share a newsroom's address.

use serde::Serialize;

use super::kinds::DuplicateRule;
use super::store::duplicates;
use super::{PersonRow, rows_of};
use crate::error::Problem;
use crate::ids::PersonId;
use crate::workspace::ReadTx;

/// People who may be one.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DuplicateGroup {
    /// What found them.
    pub rule: DuplicateRule,
    /// What they share: the address, or the name as the first of them has it.
    pub what: String,
    /// Who they are, by id.
    pub people: Vec<PersonRow>,
}

/// The rule of several who hold one address: rule 1 from two who hold it as their first.
fn rule_of(holders: &[(PersonId, bool)]) -> DuplicateRule {
    match holders.iter().filter(|(_, first)| *first).count() {
        0 | 1 => DuplicateRule::OtherAddress,
        _ => DuplicateRule::SameAddress,
    }
}

/// All groups: by rule, then by what they share.
pub(super) fn find(tx: &ReadTx<'_>) -> Result<Vec<DuplicateGroup>, Problem> {
    let mut groups = Vec::new();
    for (address, holders) in duplicates::shared_addresses(tx)? {
        let people: Vec<PersonId> = holders.iter().map(|(person, _)| *person).collect();
        groups.push(DuplicateGroup { rule: rule_of(&holders), what: address, people: rows_of(tx, &people)? });
    }
    for people in duplicates::namesakes_without_address(tx)? {
        let people = rows_of(tx, &people)?;
        let what = people.first().map(|first| first.name.clone()).unwrap_or_default();
        groups.push(DuplicateGroup { rule: DuplicateRule::SameName, what, people });
    }
    groups.sort_by_key(|group| group.rule);
    Ok(groups)
}
