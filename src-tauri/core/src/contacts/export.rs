//! People as a table and as JSON, for taking elsewhere and for coming back equal (I6).

use super::agreement::Agreement;
use super::consent::consents_cell;
use super::custom::CustomField;
use super::handles::HandleInput;
use super::kinds::SuppressionReason;
use super::person::PersonInput;
use super::positions::{PositionInput, positions_cell};
use super::service::PersonRecord;
use super::store::rows::{self, Widest};
use crate::workspace::{ReadTx, StoreError};

/// The columns of the table in front of addresses and phones; our own import knows them by these names.
const COLUMNS: &[&str] = &[
    "id",
    "kind",
    "name",
    "given_name",
    "family_name",
    "salutation",
    "greeting",
    "role",
    "outlet",
    "beats",
    "city",
    "country",
    "language",
    "time_zone",
    "notes",
    "do_not_contact",
];
/// And those that tables of earlier versions do not have.
const LATER: &[&str] = &[
    "department",
    "site",
    "manager",
    "staff_number",
    "owner",
    "handles",
    "embargo_agreement",
    "tags",
    "recipient_kind",
    "consents",
    "suppressed",
    "positions",
];
/// What stands before the name of the organisation's own field.
pub const OWN_FIELD: &str = "field:";

/// Whether a table with this head is one of ours: then it is read exactly as it was written.
#[must_use]
pub fn is_own_head<'h>(head: impl IntoIterator<Item = &'h String>) -> bool {
    let mut head = head.into_iter();
    COLUMNS.iter().all(|name| head.next().is_some_and(|found| found == name))
}

/// The most addresses and phones that anybody has, at least one of each: how wide a table must be.
///
/// # Errors
/// What SQLite says.
pub fn widest(tx: &ReadTx<'_>) -> Result<Widest, StoreError> {
    let widest = rows::widest(tx)?;
    Ok(Widest { addresses: widest.addresses.max(1), phones: widest.phones.max(1) })
}

/// The head of the table: fields of the organisation's own as `field:Press card`, then `address, source, sourced_on, basis, basis_note, address_2, …, phone, phone_label, phone_2, …`.
#[must_use]
pub fn head(widest: Widest, own: &[CustomField]) -> Vec<String> {
    let mut head: Vec<String> = COLUMNS.iter().chain(LATER).copied().map(str::to_owned).collect();
    head.extend(own.iter().map(|field| format!("{OWN_FIELD}{}", field.name)));
    let numbered = |name: &str, n: u32| if n == 1 { name.to_owned() } else { format!("{name}_{n}") };
    for n in 1..=widest.addresses {
        head.extend(["address", "source", "sourced_on", "basis", "basis_note"].map(|name| numbered(name, n)));
    }
    for n in 1..=widest.phones {
        head.extend(["phone", "phone_label"].map(|name| numbered(name, n)));
    }
    head
}

/// The head of the narrowest table, without fields of the organisation's own.
#[must_use]
pub fn own_head() -> Vec<String> {
    head(Widest { addresses: 1, phones: 1 }, &[])
}

/// One person as a row of the table, every cell disarmed (S7).
#[must_use]
pub fn csv_row(person: &PersonRecord, positions: &[PositionInput], widest: Widest, own: &[CustomField]) -> Vec<String> {
    row(person, positions, widest, own).into_iter().map(disarmed).collect()
}

/// One person as a row of the table, for a file whose cells know that they are text.
#[must_use]
pub fn row(person: &PersonRecord, positions: &[PositionInput], widest: Widest, own: &[CustomField]) -> Vec<String> {
    let PersonInput {
        kind,
        name,
        given_name,
        family_name,
        salutation,
        greeting,
        role,
        outlet,
        beats,
        tags,
        city,
        country,
        language,
        time_zone,
        notes,
        department,
        site,
        manager,
        staff_number,
        owner,
        custom,
        addresses,
        phones,
        handles,
    } = &person.input;
    let barred = person.do_not_contact.as_ref().map(|(_, reason)| bar_cell(reason));
    let mut row = vec![
        person.id.to_string(),
        kind.word().to_owned(),
        name.clone(),
        given_name.clone(),
        family_name.clone(),
        salutation.clone(),
        greeting.clone(),
        role.clone(),
        outlet.clone(),
        beats.join("; "),
        city.clone(),
        country.clone(),
        language.clone(),
        time_zone.clone(),
        notes.clone(),
        barred.unwrap_or_default(),
        department.clone(),
        site.clone(),
        manager.clone(),
        staff_number.clone(),
        owner.clone(),
        handles.iter().map(HandleInput::cell).collect::<Vec<_>>().join("; "),
        person.embargo_agreement.as_ref().map(|(at, note)| Agreement::cell(*at, note)).unwrap_or_default(),
        tags_cell(tags),
        person.recipient_kind.map(|kind| kind.word().to_owned()).unwrap_or_default(),
        consents_cell(&person.consents),
        suppressed_cell(person),
        positions_cell(positions),
    ];
    row.extend(own.iter().map(|field| custom.get(&field.name).cloned().unwrap_or_default()));
    for n in 0..widest.addresses as usize {
        match addresses.get(n) {
            Some(one) => {
                row.extend([
                    one.address.clone(),
                    one.source.clone(),
                    one.sourced_on.clone(),
                    one.basis.word().to_owned(),
                    one.basis_note.clone(),
                ]);
            }
            None => row.extend(std::iter::repeat_n(String::new(), 5)),
        }
    }
    for n in 0..widest.phones as usize {
        match phones.get(n) {
            Some(one) => row.extend([one.number.clone(), one.label.clone()]),
            None => row.extend([String::new(), String::new()]),
        }
    }
    row
}

/// The cell of somebody who must not be contacted: why, or `yes`. A reason that would be read as an answer stands behind one: `yes: no`.
#[must_use]
pub fn bar_cell(reason: &str) -> String {
    match reason {
        "" => "yes".to_owned(),
        reason if read_bar(reason).as_deref() == Some(reason) => reason.to_owned(),
        reason => format!("yes: {reason}"),
    }
}

/// Reads such a cell: why somebody must not be contacted, nothing where it says so without a reason; none where it says that they may be.
#[must_use]
pub fn read_bar(cell: &str) -> Option<String> {
    match cell.to_lowercase().as_str() {
        "no" | "false" | "0" | "n" | "nein" | "non" => None,
        "yes" | "true" | "1" | "x" | "y" | "ja" | "oui" | "si" | "sí" => Some(String::new()),
        _ => Some(cell.strip_prefix("yes: ").unwrap_or(cell).to_owned()),
    }
}

/// Tags in one cell: `press day; radio`. One that stands in quotes gets a pair more, for one pair is taken away.
#[must_use]
pub fn tags_cell(tags: &[String]) -> String {
    let one = |tag: &String| if read_tag(tag) == tag { tag.clone() } else { format!("\"{tag}\"") };
    tags.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// A tag of such a cell, without the one pair of quotes that it may stand in.
#[must_use]
pub fn read_tag(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text)
}

/// Which of a person's addresses must not be mailed, and why: `ruth@tide.example.org (unsubscribed); …`. Our own import suppresses exactly
/// those.
pub(super) fn suppressed_cell(person: &PersonRecord) -> String {
    let one = |(address, reason): &(String, SuppressionReason)| format!("{address} ({})", reason.word());
    person.suppressed.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// A cell that no spreadsheet takes for a formula (S7): one that begins like one gets an apostrophe in front, unless
/// it is a number. Our own import takes exactly one away.
#[must_use]
pub fn disarmed(cell: String) -> String {
    let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    // An apostrophe of the text's own gets one more, so that taking one away gives the text back.
    let quoted = cell.strip_prefix('\'').is_some_and(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']));
    if (begins && !is_number(&cell)) || quoted { format!("'{cell}") } else { cell }
}

/// The text of a cell that [`disarmed`] made: its one apostrophe is taken away.
#[must_use]
pub fn armed(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) => rest,
        _ => cell,
    }
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    let mut parts = digits.splitn(2, '.');
    let whole = parts.next().unwrap_or_default();
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole) && parts.next().is_none_or(all_digits)
}
