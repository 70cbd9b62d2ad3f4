//! What can be asked of a person, and how questions are joined. Pure: the SQL is in `store`.

use super::kinds::{Basis, Frequency, Network, OutletKind, PersonKind};
use crate::ids::{CustomFieldId, PersonId};

/// How a text is compared: by its folded form, so that case and accents do not matter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pattern {
    /// The whole text.
    Is(String),
    /// Its beginning.
    Begins(String),
    /// Any part of it.
    Contains(String),
    /// Nothing is known.
    Empty,
}

/// How a number or a day is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    /// The same.
    Is,
    /// More, or later.
    Above,
    /// At least so much, or not earlier.
    AtLeast,
    /// Less, or earlier.
    Below,
    /// At most so much, or not later.
    AtMost,
}

impl Order {
    /// As it is written before a value in a question.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Is => "=",
            Self::Above => ">",
            Self::AtLeast => ">=",
            Self::Below => "<",
            Self::AtMost => "<=",
        }
    }
}

/// The longest time that can be asked about: a hundred years.
const LONGEST_DAYS: u32 = 36_500;

/// The days of `7d`, `2w`, `3m` (of 30 days), `1y` (of 365).
#[must_use]
pub fn read_days(text: &str) -> Option<u32> {
    let unit = text.chars().next_back()?;
    let many: u32 = text.strip_suffix(unit).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))?.parse().ok()?;
    let days = many.checked_mul(match unit.to_ascii_lowercase() {
        'd' => 1,
        'w' => 7,
        'm' => 30,
        'y' => 365,
        _ => return None,
    })?;
    (1..=LONGEST_DAYS).contains(&days).then_some(days)
}

/// When something happened that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// At any time.
    Ever,
    /// Within the last days.
    Days(u32),
    /// From an instant on and before another, in milliseconds since 1970 UTC.
    Between(i64, i64),
}

/// What of somebody has a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dated {
    /// That they were entered.
    Entered,
    /// That anything about them changed last.
    Changed,
    /// That one of their addresses was had from its source.
    Sourced,
}

/// Where a day lies, counted from the one on which the question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// On this very day.
    Today,
    /// Before it.
    Past,
    /// After it.
    Future,
    /// Within the last days, today among them.
    Last(u32),
    /// Longer ago.
    Before(u32),
    /// Within the next days, today among them.
    Next(u32),
    /// Later than those.
    Later(u32),
}

/// What a person can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Possession {
    /// An address.
    Address,
    /// A phone.
    Phone,
    /// Notes.
    Notes,
    /// A name on another network.
    Handle,
    /// Something to another person.
    Relation,
    /// A photo.
    Photo,
}

/// The digits of a phone without the zeros before them and without one in brackets; none where it is no phone, or too few to tell one by.
#[must_use]
pub fn phone_digits(text: &str) -> Option<String> {
    let plain = super::fold::fold(text.trim()).replace("(0)", "");
    let is_of_phones = |letter: char| letter.is_ascii_digit() || letter.is_whitespace() || "+-–().//".contains(letter);
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0').to_owned();
    (digits.len() >= LEAST_DIGITS && plain.chars().all(is_of_phones)).then_some(digits)
}

/// So many digits tell a phone.
const LEAST_DIGITS: usize = 4;

/// One question about the outlet that somebody works for.
#[derive(Debug, Clone, PartialEq)]
pub enum OutletCriterion {
    /// What it is.
    Kind(OutletKind),
    /// Something is known of what it is.
    OfKnownKind,
    /// How many people one issue or day reaches.
    Reach(Order, f64),
    /// Its reach is known.
    OfKnownReach,
    /// Where.
    Region(Pattern),
    /// Its language: the tag, or one of its regions. Empty asks for none.
    Language(String),
    /// How often it appears.
    Frequency(Frequency),
    /// How often it appears is known.
    OfKnownFrequency,
    /// Whom it reaches.
    Audience(Pattern),
    /// Its address on the web, in small letters.
    Website(Pattern),
    /// What is noted of it, in small letters.
    Note(Pattern),
}

/// One question about one person.
#[derive(Debug, Clone, PartialEq)]
pub enum Criterion {
    /// This one person.
    Person(PersonId),
    /// What they are to us.
    Kind(PersonKind),
    /// These words begin words of name, outlet, address or city, next to each other (Q5).
    Words(String),
    /// These words begin words of the name.
    Name(String),
    /// No name is known.
    Nameless,
    /// These words are in their addresses, the last one begun.
    Address(String),
    /// The outlet's name.
    Outlet(Pattern),
    /// What is known of their outlet.
    AtOutlet(OutletCriterion),
    /// Their office.
    Role(Pattern),
    /// Any of their beats: it, one of its synonyms, or one that stands below it in the tree.
    Beat(Pattern),
    /// Any of their beats: the one of that folded name, or one of its synonyms; nothing below it.
    BeatAlone(String),
    /// Any of their tags.
    Tag(Pattern),
    /// Any of the lists that they are on.
    List(Pattern),
    /// What a field of the organisation's own says of them.
    Custom(CustomFieldId, Pattern),
    /// The number in a field of the organisation's own.
    CustomNumber(CustomFieldId, Order, f64),
    /// The day in a field of the organisation's own.
    CustomDate(CustomFieldId, Order, String),
    /// The day in a field of the organisation's own, counted from the day on which that is asked.
    CustomAround(CustomFieldId, Around),
    /// Where they work in a house.
    Department(Pattern),
    /// In which building or town of it.
    Site(Pattern),
    /// Their number among the staff.
    StaffNumber(Pattern),
    /// These words begin words of the name of who leads them.
    Manager(String),
    /// Nobody here leads them.
    Unled,
    /// Who of us looks after them.
    Owner(Pattern),
    /// Any of their names on other networks.
    Handle(Pattern),
    /// They have a name on this network.
    OnNetwork(Network),
    /// What they are to any other person: the word of the kind, or one's own.
    Relation(Pattern),
    /// City.
    City(Pattern),
    /// Country, by code or name.
    Country(Pattern),
    /// Language: the tag, or one of its regions (`de` means `de-AT` too). Empty asks for none.
    Language(String),
    /// The source of any of their addresses.
    Source(Pattern),
    /// The lawful basis of any of their addresses.
    Basis(Basis),
    /// Whether they have it.
    Has(Possession),
    /// These digits are in one of their phones, however both are grouped, with or without the country's.
    Phone(String),
    /// These words begin words of their notes.
    Notes(String),
    /// These words begin words of what was noted of one touch.
    Touch(String),
    /// Nothing was noted of any touch with them.
    Untouched,
    /// An outlet where they worked once and do no longer, by any of its names.
    FormerOutlet(Pattern),
    /// An office that they had once, in small letters.
    FormerRole(Pattern),
    /// How they are addressed, in small letters.
    Salutation(Pattern),
    /// Their time zone, in small letters.
    TimeZone(Pattern),
    /// They must not be contacted.
    DoNotContact,
    /// Their data are kept and not used (L6).
    Restricted,
    /// The address that mail would go to is suppressed.
    Suppressed,
    /// The address that mail would go to belongs to a task rather than to a person.
    RoleMailbox,
    /// The domain of one of their addresses is a slip away from a large provider's, and few have one of it.
    Typo,
    /// They may be there twice, as the last look found, and nobody decided about it.
    Duplicate,
}
