//! Columns that fill fields of the organisation's own.

use super::field::Field;
use super::mapping::Mapping;
use crate::contacts::{CustomField, OWN_FIELD, fold_key};

/// Proposes fields of the organisation's own for columns that are called so and hold nothing else yet.
pub(super) fn propose(mapping: &mut Mapping, fields: &[CustomField]) {
    for at in 0..mapping.columns.len() {
        let taken: Vec<String> = mapping.columns.iter().filter_map(|column| column.custom.clone()).collect();
        let Some(column) = mapping.columns.get_mut(at) else { break };
        let named = column.column.strip_prefix(OWN_FIELD);
        if column.field.is_some() && named.is_none() {
            continue;
        }
        let key = fold_key(named.unwrap_or(&column.column));
        let found = fields.iter().find(|field| fold_key(&field.name) == key && !taken.contains(&field.name));
        if let Some(field) = found {
            column.field = Some(Field::Custom);
            column.custom = Some(field.name.clone());
        }
    }
}
