//! What is known of a file, and what follows from it on a day. Pure.

use serde::{Deserialize, Serialize};

use crate::contacts;
use crate::error::{Place, Problem};
use crate::ids::PersonId;
use crate::messages::Message;

/// An end is told so many days ahead.
const AHEAD_DAYS: u64 = 30;
/// Longest text of a field, in characters.
const LONGEST: usize = 2_000;
/// Most people on one file.
const MOST_PEOPLE: usize = 200;

/// Whether somebody who is to be seen agreed to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Consent {
    /// Nobody noted it.
    #[default]
    None,
    /// They were asked and have not answered.
    Asked,
    /// They agreed.
    Given,
    /// They agreed no more.
    Withdrawn,
    /// It takes none: a person of public life at a public event.
    NotNeeded,
}

impl Consent {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::None, Self::Asked, Self::Given, Self::Withdrawn, Self::NotNeeded];

    /// The word in the file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Asked => "asked",
            Self::Given => "given",
            Self::Withdrawn => "withdrawn",
            Self::NotNeeded => "not-needed",
        }
    }

    /// What a word means.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Somebody who is to be seen on a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AssetPerson {
    /// One of the contacts; none: a name alone.
    pub person: Option<PersonId>,
    /// Their name; of one of the contacts as it is now.
    pub name: String,
    /// Whether they agreed.
    pub consent: Consent,
    /// The last day on which that holds, `2031-12-31`; none: without an end.
    pub until: Option<String>,
}

/// Everything that can be entered of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AssetFields {
    /// What it is called; with its ending.
    pub name: String,
    /// What stands below it.
    pub caption: String,
    /// What is to be seen on it, for whoever cannot see it.
    pub alt: String,
    /// Whom it is by.
    pub credit: String,
    /// What it may be used for.
    pub licence: String,
    /// The last day of the licence, `2031-12-31`; none: without an end.
    pub licence_until: Option<String>,
    /// The day on which it was taken.
    pub taken_on: Option<String>,
    /// Where it was taken or comes from.
    pub place: String,
    /// Where a picture stands on the web, for mails that fetch it from there; `https`, or empty.
    pub link: String,
    /// Whether it goes with what the camera wrote into it.
    pub whole: bool,
    /// Who is to be seen on it.
    pub people: Vec<AssetPerson>,
}

fn day(text: Option<&String>, field: &'static str) -> Result<Option<String>, Problem> {
    let Some(text) = text.map(|text| text.trim()).filter(|text| !text.is_empty()) else { return Ok(None) };
    contacts::read_date(text).map(Some).ok_or_else(|| Problem::refusal("assets.bad_day").with("day", text).at(Place::field(field)))
}

impl AssetFields {
    /// As they are kept.
    ///
    /// # Errors
    /// `assets.no_name`, `assets.bad_day`, `assets.too_long`, `assets.too_many`, `assets.nobody` for somebody without a name,
    /// `assets.twice` for one of the contacts who is named twice, `literature.link` with what is wrong with the address. Each names its field.
    pub(super) fn checked(mut self) -> Result<Self, Problem> {
        self.name = crate::literature::clean_name(&self.name);
        if self.name.trim().is_empty() {
            return Err(Problem::refusal("assets.no_name").at(Place::field("name")));
        }
        let texts = [
            ("caption", &mut self.caption),
            ("alt", &mut self.alt),
            ("credit", &mut self.credit),
            ("licence", &mut self.licence),
            ("place", &mut self.place),
        ];
        for (field, text) in texts {
            *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if text.chars().count() > LONGEST {
                return Err(Problem::refusal("assets.too_long").with("most", LONGEST).at(Place::field(field)));
            }
        }
        if !self.link.trim().is_empty() {
            self.link = crate::literature::judge_link(&self.link)?;
        }
        self.link = self.link.trim().to_owned();
        self.licence_until = day(self.licence_until.as_ref(), "licence-until")?;
        self.taken_on = day(self.taken_on.as_ref(), "taken-on")?;
        if self.people.len() > MOST_PEOPLE {
            return Err(Problem::refusal("assets.too_many").with("most", MOST_PEOPLE).at(Place::field("people")));
        }
        let mut known = std::collections::BTreeSet::new();
        for person in &mut self.people {
            person.name = person.name.split_whitespace().collect::<Vec<_>>().join(" ");
            person.until = day(person.until.as_ref(), "people")?;
            if person.name.chars().count() > LONGEST {
                return Err(Problem::refusal("assets.too_long").with("most", LONGEST).at(Place::field("people")));
            }
            match person.person {
                None if person.name.is_empty() => return Err(Problem::refusal("assets.nobody").at(Place::field("people"))),
                Some(number) if !known.insert(number) => {
                    return Err(Problem::refusal("assets.twice").with("name", person.name.as_str()).at(Place::field("people")));
                }
                _ => {}
            }
        }
        Ok(self)
    }

    /// Whether all of these words, folded, stand in what is entered of it.
    pub(super) fn has_words(&self, words: &[&str]) -> bool {
        if words.is_empty() {
            return true;
        }
        let names = self.people.iter().map(|person| person.name.as_str());
        let texts = [&self.name, &self.caption, &self.alt, &self.credit, &self.licence, &self.place];
        let text = contacts::words(&texts.into_iter().map(String::as_str).chain(names).collect::<Vec<_>>().join("\n"));
        words.iter().all(|word| text.contains(word))
    }

    /// What stands below a picture: `The lens. — Photo: Ana Ferreira`, in the form that a document's text keeps.
    #[must_use]
    pub fn title(&self) -> String {
        match (self.caption.as_str(), self.credit.as_str()) {
            (caption, "") => caption.to_owned(),
            // A credit alone begins with the dash, so that it is none of the caption's words.
            (caption, credit) => format!("{caption} — {credit}").trim_start().to_owned(),
        }
    }

    /// What stands in the way of the file on a day, or will soon.
    pub(super) fn ends(&self, today: &str) -> Vec<End> {
        let soon = later(today, AHEAD_DAYS);
        let mut found = Vec::new();
        let file = |key| Message::new(key).with("file", self.name.as_str());
        if let Some(until) = &self.licence_until {
            if until.as_str() < today {
                found.push(End::now(file("assets.end.licence").with("day", until.as_str()), until));
            } else if until.as_str() <= soon.as_str() {
                found.push(End::soon(file("assets.end.licence_soon").with("day", until.as_str()), until));
            }
        }
        for person in &self.people {
            let about = |key| file(key).with("name", person.name.as_str());
            match (person.consent, &person.until) {
                (Consent::Withdrawn, _) => found.push(End::now(about("assets.end.withdrawn"), today)),
                (Consent::Given, Some(until)) if until.as_str() < today => {
                    found.push(End::now(about("assets.end.consent").with("day", until.as_str()), until));
                }
                (Consent::Given, Some(until)) if until.as_str() <= soon.as_str() => {
                    found.push(End::soon(about("assets.end.consent_soon").with("day", until.as_str()), until));
                }
                (Consent::None | Consent::Asked, _) => {
                    found.push(End { what: about("assets.end.no_consent").with("state", person.consent.word()), day: None, blocks: false });
                }
                _ => {}
            }
        }
        found
    }

    /// The day after which it may not be used: the first of those that are over, else of those that will be.
    pub(super) fn ends_on(&self, today: &str) -> Option<String> {
        let dated = self.ends(today).into_iter().filter_map(|end| Some((!end.blocks, end.day?)));
        dated.min().map(|(_, day)| day)
    }

    /// How the file stands on a day.
    #[must_use]
    pub fn standing(&self, today: &str) -> AssetStanding {
        let ends = self.ends(today);
        if ends.iter().any(|end| end.blocks) {
            AssetStanding::Ended
        } else if ends.iter().any(|end| end.day.is_some()) {
            AssetStanding::Ending
        } else {
            AssetStanding::Free
        }
    }
}

/// What stands in the way of a file, or will.
pub(super) struct End {
    /// In a sentence that names the file.
    pub(super) what: Message,
    /// The day after which it may not be used; none: no day is known.
    pub(super) day: Option<String>,
    /// Whether it may not be used now.
    pub(super) blocks: bool,
}

impl End {
    fn now(what: Message, day: &str) -> Self {
        Self { what, day: Some(day.to_owned()), blocks: true }
    }

    fn soon(what: Message, day: &str) -> Self {
        Self { what, day: Some(day.to_owned()), blocks: false }
    }
}

/// Whether a file may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum AssetStanding {
    /// As far as is known.
    Free,
    /// Its licence or a consent ends within 30 days.
    Ending,
    /// Its licence or a consent ended, or was withdrawn.
    Ended,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum AssetKind {
    /// A picture.
    Picture,
    /// A PDF.
    Pdf,
    /// A text, a table, slides.
    Text,
    /// Sound or film.
    Film,
    /// Anything else.
    Other,
}

impl AssetKind {
    /// Of a media type.
    #[must_use]
    pub fn of(media_type: &str) -> Self {
        match media_type.split('/').next() {
            Some("image") => Self::Picture,
            Some("audio" | "video") => Self::Film,
            Some("text") => Self::Text,
            _ if media_type == "application/pdf" => Self::Pdf,
            _ if ["word", "opendocument", "rtf", "sheet", "excel", "presentation", "powerpoint"]
                .iter()
                .any(|part| media_type.contains(part)) =>
            {
                Self::Text
            }
            _ => Self::Other,
        }
    }
}

/// The last day whose ends are told today.
pub(super) fn ahead(today: &str) -> String {
    later(today, AHEAD_DAYS)
}

/// So many days after a day.
fn later(today: &str, days: u64) -> String {
    chrono::NaiveDate::parse_from_str(today, "%Y-%m-%d")
        .ok()
        .and_then(|day| day.checked_add_days(chrono::Days::new(days)))
        .map_or_else(|| today.to_owned(), |day| day.format("%Y-%m-%d").to_string())
}
