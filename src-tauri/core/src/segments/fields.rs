//! The fields that a query may name. Contacts' own are here; modules above add theirs through `lib.rs`.

use crate::contacts::{self, Basis, Condition, Criterion, InUse, Pattern, PersonKind, Possession, fold_key, phone_digits, places};
use crate::ids::PersonId;
use crate::messages::Message;
use crate::workspace::{ReadTx, StoreError};

use super::known::{Known, OwnField};
use super::named::{NamedField, SEGMENT};
use super::outlets::OF_OUTLETS;
use super::query::Value;
use super::staff::IN_HOUSE;
use super::{pins, store};

/// Names that may stand behind the colon and are offered there.
pub type Offer = fn(&ReadTx<'_>, beginning: &str, limit: u32) -> Result<Vec<String>, StoreError>;

/// What is known of a person in a field, in words.
pub type Telling = fn(&ReadTx<'_>, field: &str, PersonId) -> Result<Vec<String>, StoreError>;

/// What may stand behind a field's colon.
#[derive(Debug, Clone, Copy)]
pub enum Accepts<'f> {
    /// One of these words.
    Words(&'static [&'static str]),
    /// One of these, however it is written.
    Choices(&'f [String]),
    /// The name of one of these things, also its beginning or a part of it.
    Named(&'f NamedField),
    /// A number, also more or less than it.
    Number,
    /// A day, also later or earlier.
    Date,
    /// Any text, also its beginning or a part of it.
    Text,
    /// What the judge lets through, in the form that it gives back.
    Judged(fn(&str) -> Result<String, Message>),
    /// What the judge lets through, more and less among it, in the form that it gives back.
    Ordered(fn(&Value) -> Result<Value, Message>),
}

/// A field of the language.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name, in the vocabulary's words.
    pub name: &'static str,
    /// Other spellings of its name.
    pub aliases: &'static [&'static str],
    /// What may stand behind its colon.
    pub accepts: Accepts<'static>,
    /// Whether nothing may be known: `field:empty`.
    pub can_be_empty: bool,
    /// The condition for one value that was accepted.
    pub condition: fn(&Value) -> Condition,
    /// Offers values for the editor.
    pub offer: Offer,
}

/// All fields that queries may name in this program.
#[derive(Debug, Clone)]
pub struct Fields {
    fixed: Vec<Field>,
    named: Vec<NamedField>,
    told: Telling,
    own: Vec<OwnField>,
}

impl Default for Fields {
    fn default() -> Self {
        Self {
            fixed: [OF_PEOPLE, IN_HOUSE, OF_OUTLETS].concat(),
            named: vec![NamedField::lists(Vec::new()), NamedField::segments(Vec::new(), pins::Pins::new())],
            own: Vec::new(),
            told: |_, _, _| Ok(Vec::new()),
        }
    }
}

impl Fields {
    /// With these as well.
    #[must_use]
    pub fn with(mut self, more: &[Field]) -> Self {
        self.fixed.extend_from_slice(more);
        self
    }

    /// With somebody who tells what is known of a person in fields from above.
    #[must_use]
    pub fn telling(self, told: Telling) -> Self {
        Self { told, ..self }
    }

    /// What is known of a person in a field from above.
    pub(super) fn told(&self, tx: &ReadTx<'_>, field: &str, person: PersonId) -> Result<Vec<String>, StoreError> {
        (self.told)(tx, field, person)
    }

    /// With the segment of that number called so, and asking this: as it would be.
    pub(super) fn with_segment(mut self, id: i64, name: &str, question: &str) -> Self {
        let named = self.named.into_iter().map(|field| if field.name == SEGMENT { field.with(id, name, question) } else { field });
        self.named = named.collect();
        self
    }

    /// With the lists, the saved segments and the organisation's own fields as the file has them now.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn in_file(&self, tx: &ReadTx<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            fixed: self.fixed.clone(),
            named: vec![NamedField::lists(contacts::list_names(tx)?), NamedField::segments(store::all(tx)?, pins::all(tx)?)],
            told: self.told,
            own: contacts::custom_fields(tx)?.into_iter().map(OwnField::of).collect(),
        })
    }

    /// The field of that name, caseless, by an alias too.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Known<'_>> {
        let name = name.to_lowercase();
        let fixed = self.fixed.iter().find(|field| field.name == name || field.aliases.contains(&name.as_str())).map(Known::Fixed);
        let named = || self.named.iter().find(|field| field.name == name || field.aliases.contains(&name.as_str())).map(Known::Named);
        fixed.or_else(named).or_else(|| self.own.iter().find(|own| own.name == name).map(Known::Own))
    }

    /// Their names, in the order in which they are offered.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let named = self.named.iter().map(|field| field.name);
        self.fixed.iter().map(|field| field.name).chain(named).chain(self.own.iter().map(|own| own.name.as_str()))
    }

    /// Those whose values are things of this workspace.
    pub(super) fn named(&self) -> &[NamedField] {
        &self.named
    }

    /// The organisation's own.
    pub(super) fn own(&self) -> &[OwnField] {
        &self.own
    }

    /// Names and aliases.
    pub(super) fn all_names(&self) -> impl Iterator<Item = &str> {
        let fixed = self.fixed.iter().flat_map(|field| std::iter::once(field.name).chain(field.aliases.iter().copied()));
        let named = self.named.iter().flat_map(|field| std::iter::once(field.name).chain(field.aliases.iter().copied()));
        fixed.chain(named).chain(self.own.iter().map(|own| own.name.as_str()))
    }
}

const KINDS: &[&str] = &["journalist", "employee", "client", "public"];
const BASES: &[&str] = &["legitimate-interest", "consent", "contract"];
const POSSESSIONS: &[&str] = &["address", "phone", "notes", "handle", "relation", "photo"];
/// The field of notes, and the one of what was noted of touches: words are looked for in both.
pub(super) const NOTES: &str = "notes";
pub(super) const TOUCH: &str = "touch";
/// The field of beats.
pub(super) const BEAT: &str = "beat";
pub(super) const YES_NO: &[&str] = &["yes", "no"];

/// Offers nothing: the words are known to the field itself.
pub(super) fn no_offer(_: &ReadTx<'_>, _: &str, _: u32) -> Result<Vec<String>, StoreError> {
    Ok(Vec::new())
}

/// Time zones that begin so, or in which a place does.
fn zones(_: &ReadTx<'_>, beginning: &str, limit: u32) -> Result<Vec<String>, StoreError> {
    let begins = |name: &str| format!(" {}", fold_key(name)).contains(&format!(" {beginning}"));
    let names = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).filter(|name| begins(name));
    Ok(names.take(limit as usize).map(str::to_owned).collect())
}

/// The fields of a person.
const OF_PEOPLE: &[Field] = &[
    Field {
        name: "kind",
        aliases: &[],
        accepts: Accepts::Words(KINDS),
        can_be_empty: false,
        condition: |value| match value.text().and_then(PersonKind::from_word) {
            Some(kind) => Condition::of(&Criterion::Kind(kind)),
            None => Condition::any(Vec::new()),
        },
        offer: no_offer,
    },
    text(
        BEAT,
        &["beats"],
        |value| match value {
            Value::Exactly(text) => Condition::of(&Criterion::BeatAlone(fold_key(text))),
            value => Condition::of(&Criterion::Beat(pattern(value))),
        },
        |tx, beginning, limit| contacts::names_in_use(tx, InUse::Beat, beginning, limit),
    ),
    text(
        "tag",
        &["tags"],
        |value| Condition::of(&Criterion::Tag(pattern(value))),
        |tx, beginning, limit| contacts::names_in_use(tx, InUse::Tag, beginning, limit),
    ),
    text(
        "outlet",
        &["medium"],
        |value| Condition::of(&Criterion::Outlet(pattern(value))),
        |tx, beginning, limit| contacts::names_in_use(tx, InUse::Outlet, beginning, limit),
    ),
    text(
        "city",
        &[],
        |value| Condition::of(&Criterion::City(pattern(value))),
        |tx, beginning, limit| contacts::names_in_use(tx, InUse::City, beginning, limit),
    ),
    text(
        "country",
        &[],
        |value| Condition::of(&Criterion::Country(pattern(value))),
        |tx, beginning, limit| contacts::names_in_use(tx, InUse::Country, beginning, limit),
    ),
    Field {
        name: "language",
        aliases: &["lang"],
        accepts: Accepts::Judged(judged_language),
        can_be_empty: true,
        condition: |value| Condition::of(&Criterion::Language(value.text().unwrap_or_default().to_owned())),
        offer: |tx, beginning, limit| contacts::names_in_use(tx, InUse::Language, beginning, limit),
    },
    text(
        "role",
        &[],
        |value| Condition::of(&Criterion::Role(pattern(value))),
        |tx, beginning, limit| contacts::names_in_use(tx, InUse::Role, beginning, limit),
    ),
    text(
        "name",
        &[],
        |value| match value.text() {
            Some(text) => Condition::of(&Criterion::Name(text.to_owned())),
            None => Condition::of(&Criterion::Nameless),
        },
        no_offer,
    ),
    text(
        "address",
        &["mail", "email"],
        |value| match value.text() {
            Some(text) => Condition::of(&Criterion::Address(text.to_owned())),
            None => Condition::of(&Criterion::Has(Possession::Address)).negated(),
        },
        no_offer,
    ),
    text(
        "source",
        &[],
        |value| Condition::of(&Criterion::Source(pattern(value))),
        |tx, beginning, limit| contacts::names_in_use(tx, InUse::Source, beginning, limit),
    ),
    Field {
        name: "basis",
        aliases: &[],
        accepts: Accepts::Words(BASES),
        can_be_empty: true,
        condition: |value| match value.text().and_then(Basis::from_word) {
            Some(basis) => Condition::of(&Criterion::Basis(basis)),
            None => Condition::of(&Criterion::Has(Possession::Address)).negated(),
        },
        offer: no_offer,
    },
    Field {
        name: "has",
        aliases: &[],
        accepts: Accepts::Words(POSSESSIONS),
        can_be_empty: false,
        condition: |value| {
            let possession = match value.text() {
                Some("phone") => Possession::Phone,
                Some("notes") => Possession::Notes,
                Some("handle") => Possession::Handle,
                Some("relation") => Possession::Relation,
                Some("photo") => Possession::Photo,
                _ => Possession::Address,
            };
            Condition::of(&Criterion::Has(possession))
        },
        offer: no_offer,
    },
    Field {
        name: "person",
        aliases: &[],
        accepts: Accepts::Judged(|text| {
            let number = text.trim().parse::<PersonId>().ok().filter(|id| id.get() > 0);
            number.map(|id| id.to_string()).ok_or_else(|| Message::new("segments.fault.person").with("text", text))
        }),
        can_be_empty: false,
        condition: |value| match value.text().and_then(|text| text.parse().ok()) {
            Some(id) => Condition::of(&Criterion::Person(id)),
            None => Condition::any(Vec::new()),
        },
        offer: no_offer,
    },
    Field {
        name: "phone",
        aliases: &["tel"],
        accepts: Accepts::Judged(|text| phone_digits(text).ok_or_else(|| Message::new("segments.fault.phone").with("text", text))),
        can_be_empty: true,
        condition: |value| match value.text() {
            Some(digits) => Condition::of(&Criterion::Phone(digits.to_owned())),
            None => Condition::of(&Criterion::Has(Possession::Phone)).negated(),
        },
        offer: no_offer,
    },
    text(
        NOTES,
        &["note"],
        |value| match value.text() {
            Some(text) => Condition::of(&Criterion::Notes(text.to_owned())),
            None => Condition::of(&Criterion::Has(Possession::Notes)).negated(),
        },
        no_offer,
    ),
    text(
        TOUCH,
        &["touch-words"],
        |value| match value.text() {
            Some(text) => Condition::of(&Criterion::Touch(text.to_owned())),
            None => Condition::of(&Criterion::Untouched),
        },
        no_offer,
    ),
    text(
        "former-outlet",
        &["worked-at"],
        |value| Condition::of(&Criterion::FormerOutlet(pattern(value))),
        |tx, beginning, limit| contacts::names_in_use(tx, InUse::Outlet, beginning, limit),
    ),
    text(
        "former-role",
        &[],
        |value| Condition::of(&Criterion::FormerRole(plain(value))),
        |tx, beginning, limit| contacts::names_in_use(tx, InUse::Role, beginning, limit),
    ),
    text("salutation", &[], |value| Condition::of(&Criterion::Salutation(plain(value))), no_offer),
    text("time-zone", &["time_zone"], |value| Condition::of(&Criterion::TimeZone(plain(value))), zones),
    yes_no("do-not-contact", &["dnc", "do_not_contact"], |value| yes_or_no(value, &Criterion::DoNotContact)),
    yes_no("restricted", &[], |value| yes_or_no(value, &Criterion::Restricted)),
    yes_no("suppressed", &[], |value| yes_or_no(value, &Criterion::Suppressed)),
    yes_no("role-mailbox", &["role_mailbox"], |value| yes_or_no(value, &Criterion::RoleMailbox)),
    yes_no("typo", &["typos"], |value| yes_or_no(value, &Criterion::Typo)),
    yes_no("duplicate", &["duplicates"], |value| yes_or_no(value, &Criterion::Duplicate)),
];

pub(super) const fn text(name: &'static str, aliases: &'static [&'static str], condition: fn(&Value) -> Condition, offer: Offer) -> Field {
    Field { name, aliases, accepts: Accepts::Text, can_be_empty: true, condition, offer }
}

const fn yes_no(name: &'static str, aliases: &'static [&'static str], condition: fn(&Value) -> Condition) -> Field {
    Field { name, aliases, accepts: Accepts::Words(YES_NO), can_be_empty: false, condition, offer: no_offer }
}

fn yes_or_no(value: &Value, criterion: &Criterion) -> Condition {
    let condition = Condition::of(criterion);
    if value.text() == Some("no") { condition.negated() } else { condition }
}

/// A language as its tag.
pub(super) fn judged_language(text: &str) -> Result<String, Message> {
    places::language(text).filter(|tag| !tag.is_empty()).ok_or_else(|| Message::new("contacts.fault.language").with("text", text))
}

/// How a value is compared with a text of which no folded form is kept: small letters alone are the same as large ones.
pub(super) fn plain(value: &Value) -> Pattern {
    let small = |text: &str| text.trim().to_lowercase();
    match value {
        Value::Begins(text) => Pattern::Begins(small(text)),
        Value::Contains(text) => Pattern::Contains(small(text)),
        Value::Empty => Pattern::Empty,
        other => Pattern::Is(small(other.text().unwrap_or_default())),
    }
}

/// How a value is compared with a folded text.
pub(super) fn pattern(value: &Value) -> Pattern {
    match value {
        // More and less are asked of numbers and days alone; the grammar refuses them elsewhere.
        Value::Is(text) | Value::Exactly(text) | Value::Above(text) | Value::AtLeast(text) | Value::Below(text) | Value::AtMost(text) => {
            Pattern::Is(fold_key(text))
        }
        Value::Begins(text) => Pattern::Begins(fold_key(text)),
        Value::Contains(text) => Pattern::Contains(fold_key(text)),
        Value::Empty => Pattern::Empty,
    }
}
