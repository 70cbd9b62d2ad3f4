//! Exports that the world writes: recognised by their columns, and matched whole.

use super::field::Field;
use super::source::FileType;
use crate::contacts::{fold_key, is_own_head};

/// A program whose export a file looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Own,
    Google,
    Outlook,
    Apple,
    Thunderbird,
    Mailchimp,
    HubSpot,
    Listmonk,
}

impl Known {
    /// Its name, the same in every language.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Own => "Tidings",
            Self::Google => "Google Contacts",
            Self::Outlook => "Microsoft Outlook",
            Self::Apple => "Apple Contacts",
            Self::Thunderbird => "Thunderbird",
            Self::Mailchimp => "Mailchimp",
            Self::HubSpot => "HubSpot",
            Self::Listmonk => "listmonk",
        }
    }

    /// The program that writes such a table.
    pub(super) fn of_table(head: &[String]) -> Option<Self> {
        if is_own_head(head) {
            return Some(Self::Own);
        }
        let keys: Vec<String> = head.iter().map(|name| key_of(name)).collect();
        let has = |names: &[&str]| names.iter().all(|name| keys.iter().any(|key| key == name));
        let any = |names: &[&str]| names.iter().any(|name| keys.iter().any(|key| key == name));
        if has(&["e mail 1 value"]) && any(&["phonetic first name", "yomi name", "file as", "group membership", "labels", "given name"]) {
            return Some(Self::Google);
        }
        if has(&["leid", "euid"]) || (has(&["email address"]) && any(&["member rating", "unsub time", "clean time", "optin time"])) {
            return Some(Self::Mailchimp);
        }
        if has(&["uuid", "email", "name", "attributes", "status"]) || has(&["email", "name", "attributes"]) {
            return Some(Self::Listmonk);
        }
        if any(&["record id", "contact id", "record id contact"])
            && any(&["unsubscribed from all email", "marketing contact status", "lifecycle stage", "contact owner"])
        {
            return Some(Self::HubSpot);
        }
        if has(&["display name", "primary email"]) || has(&["anzeigename", "primare e mail adresse"]) {
            return Some(Self::Thunderbird);
        }
        let outlook =
            has(&["e mail address", "company", "job title"]) && any(&["e mail 2 address", "business phone", "e mail display name"]);
        let outlook_in_german =
            has(&["e mail adresse", "firma", "position"]) && any(&["e mail 2 adresse", "telefon geschaftlich", "e mail angezeigter name"]);
        (outlook || outlook_in_german).then_some(Self::Outlook)
    }

    /// The program that writes cards or entries with these columns and of this kind.
    pub(super) fn of_entries(file_type: FileType, columns: &[String], beginning: &str) -> Option<Self> {
        let any = |wanted: &str| columns.iter().any(|name| name.starts_with(wanted));
        match file_type {
            FileType::Directory => any("mozilla").then_some(Self::Thunderbird),
            FileType::Cards if any("X-TIDINGS-KIND") => Some(Self::Own),
            FileType::Cards if beginning.contains("-//Apple Inc.") => Some(Self::Apple),
            FileType::Cards if beginning.contains("Microsoft") || any("X-MS-") => Some(Self::Outlook),
            FileType::Cards if beginning.contains("-//Mozilla") || beginning.contains("thunderbird") => Some(Self::Thunderbird),
            FileType::Cards if beginning.contains("Google") || beginning.contains("CATEGORIES:myContacts") => Some(Self::Google),
            _ => None,
        }
    }

    /// What a column of its tables holds: `None` leaves it to be guessed by its name, `Some(None)` leaves it out.
    pub(super) fn field(self, column: &str) -> Option<Option<Field>> {
        let key = key_of(column);
        let key = key.as_str();
        match self {
            Self::Google => Some(google(key)),
            Self::Mailchimp => mailchimp(key),
            Self::Listmonk => listmonk(key),
            Self::HubSpot => hubspot(key),
            Self::Thunderbird => thunderbird(key),
            Self::Outlook => outlook(key),
            Self::Own | Self::Apple => None,
        }
    }

    /// What the columns of its tables hold: as it is known, else as it was guessed. A field that does not repeat is given once.
    pub(super) fn fields(self, names: &[String], guessed: Vec<Option<Field>>) -> Vec<Option<Field>> {
        let mut taken = std::collections::HashSet::new();
        let known: Vec<Option<Option<Field>>> = names.iter().map(|name| self.field(name)).collect();
        let known: Vec<Option<Option<Field>>> =
            known.into_iter().map(|one| one.map(|field| field.filter(|field| taken.insert(*field) || field.repeats()))).collect();
        let mut guesses = guessed.into_iter();
        known
            .into_iter()
            .map(|known| {
                let guess = guesses.next().flatten();
                known.unwrap_or_else(|| guess.filter(|field| taken.insert(*field) || field.repeats()))
            })
            .collect()
    }

    /// What stands between several values in one of its cells.
    pub(super) fn split(self, field: Field) -> Option<&'static str> {
        match (self, field) {
            (Self::Google, Field::Address | Field::OtherAddress | Field::Phone) => Some(":::"),
            (Self::HubSpot, Field::OtherAddress | Field::Beats | Field::Tags) | (Self::Outlook, Field::Tags) => Some(";"),
            (Self::Mailchimp, Field::Tags) => Some(","),
            _ => None,
        }
    }
}

/// A column's name without case, accents and marks: `e mail 1 value`.
fn key_of(column: &str) -> String {
    let folded = fold_key(column);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn google(key: &str) -> Option<Field> {
    let end = key.rsplit(' ').next().unwrap_or_default();
    let number = key.split_whitespace().find_map(|word| word.parse::<u32>().ok()).unwrap_or(1);
    match key {
        "name" => Some(Field::Name),
        "first name" | "given name" => Some(Field::GivenName),
        "last name" | "family name" => Some(Field::FamilyName),
        "name prefix" => Some(Field::Salutation),
        "notes" => Some(Field::Notes),
        "organization name" | "organization 1 name" => Some(Field::Outlet),
        "organization title" | "organization 1 title" => Some(Field::Role),
        "address 1 city" => Some(Field::City),
        "address 1 country" => Some(Field::Country),
        _ if key.starts_with("e mail ") && end == "value" => Some(if number == 1 { Field::Address } else { Field::OtherAddress }),
        _ if key.starts_with("phone ") && end == "value" => Some(Field::Phone),
        _ if key.starts_with("phone ") && (end == "label" || end == "type") => Some(Field::PhoneLabel),
        _ => None,
    }
}

fn mailchimp(key: &str) -> Option<Option<Field>> {
    match key {
        "email address" => Some(Some(Field::Address)),
        "tags" => Some(Some(Field::Tags)),
        "unsub time" | "clean time" => Some(Some(Field::OptedOut)),
        // A postal address, a time zone of Mailchimp's own, notes and marks of its own making.
        "address" | "timezone" | "member rating" | "optin ip" | "confirm ip" | "region" | "leid" | "euid" | "unsub campaign title" => {
            Some(None)
        }
        "cc" => Some(Some(Field::Country)),
        "optin time" | "confirm time" => Some(None),
        _ => None,
    }
}

fn listmonk(key: &str) -> Option<Option<Field>> {
    match key {
        "email" => Some(Some(Field::Address)),
        "name" => Some(Some(Field::Name)),
        "status" => Some(Some(Field::OptedOut)),
        "uuid" | "attributes" | "created at" | "updated at" => Some(None),
        _ => None,
    }
}

fn hubspot(key: &str) -> Option<Option<Field>> {
    match key {
        "email" => Some(Some(Field::Address)),
        "additional email addresses" => Some(Some(Field::OtherAddress)),
        "unsubscribed from all email" | "email hard bounce reason" => Some(Some(Field::OptedOut)),
        "company name" | "associated company" => Some(Some(Field::Outlet)),
        "preferred language" => Some(Some(Field::Language)),
        "contact owner" => Some(Some(Field::Owner)),
        "time zone" | "record id" | "record source" => Some(None),
        _ => None,
    }
}

fn thunderbird(key: &str) -> Option<Option<Field>> {
    match key {
        "primary email" | "primare e mail adresse" => Some(Some(Field::Address)),
        "secondary email" | "sekundare e mail adresse" => Some(Some(Field::OtherAddress)),
        "display name" | "anzeigename" => Some(Some(Field::Name)),
        "work phone" | "home phone" | "mobile number" | "tel dienstlich" | "tel privat" | "mobil tel nr" => Some(Some(Field::Phone)),
        "job title" | "title" => Some(Some(Field::Role)),
        "work city" | "dienstort" => Some(Some(Field::City)),
        "work country" | "dienstland" => Some(Some(Field::Country)),
        "nickname" | "fax number" | "pager number" | "home city" | "home country" => Some(None),
        _ => None,
    }
}

fn outlook(key: &str) -> Option<Option<Field>> {
    match key {
        "e mail address" | "e mail adresse" => Some(Some(Field::Address)),
        "e mail 2 address" | "e mail 3 address" | "e mail 2 adresse" | "e mail 3 adresse" => Some(Some(Field::OtherAddress)),
        "title" | "anrede" => Some(Some(Field::Salutation)),
        "business city" | "ort geschaftlich" => Some(Some(Field::City)),
        "business country region" | "business country" | "land region geschaftlich" => Some(Some(Field::Country)),
        "business phone"
        | "business phone 2"
        | "mobile phone"
        | "home phone"
        | "primary phone"
        | "telefon geschaftlich"
        | "telefon geschaftlich 2"
        | "mobiltelefon"
        | "telefon privat"
        | "haupttelefon" => Some(Some(Field::Phone)),
        // The colours and words that somebody put on people there.
        "categories" | "kategorien" => Some(Some(Field::Tags)),
        // What is only a number or a mark of its own.
        "location" | "language" | "sprache" | "e mail type" | "e mail display name" | "home city" | "home country" => Some(None),
        _ => None,
    }
}
