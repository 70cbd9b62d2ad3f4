//! Fields of the organisation's own: six types, and what is accepted as a value of each.

use serde::{Deserialize, Serialize};

use super::kinds::CustomKind;
use super::{fold, names};
use crate::ids::CustomFieldId;
use crate::messages::Message;

/// Most fields that a workspace may have.
pub(super) const MOST_FIELDS: usize = 200;
/// Most choices of one field.
pub(super) const MOST_CHOICES: usize = 200;
/// What stands before a field's word in a question: a name of the language's own is never in its way.
pub const PREFIX: &str = "field.";
/// Beyond this a number is not kept to the unit.
const LARGEST: f64 = 1e15;

/// A field of the organisation's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct CustomField {
    /// Which.
    pub id: CustomFieldId,
    /// Its name.
    pub name: String,
    /// What questions call it: `field.press-card`. It stays when the name changes.
    pub word: String,
    /// Its type.
    pub kind: CustomKind,
    /// Of a choice: what can be chosen.
    pub choices: Vec<String>,
}

/// A field as entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct CustomFieldInput {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: CustomKind,
    /// Of a choice: what can be chosen.
    pub choices: Vec<String>,
}

/// What a change makes of a field of the organisation's own: what is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct CustomFieldChange {
    /// Its name.
    pub name: Option<String>,
    /// What can be chosen.
    pub choices: Option<Vec<ChoiceChange>>,
}

/// A choice, and what it was called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ChoiceChange {
    /// What it was called; none where it is new.
    pub was: Option<String>,
    /// What it is called.
    pub name: String,
}

/// A value that was accepted, with what it is compared by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judged {
    pub(super) value: String,
    pub(super) key: String,
    pub(super) number: Option<f64>,
}

impl CustomField {
    /// Its name in a question.
    #[must_use]
    pub fn in_questions(&self) -> String {
        format!("{PREFIX}{}", self.word)
    }

    /// The value in its one form; none for an empty text.
    ///
    /// # Errors
    /// Why it is none of this field's.
    pub(super) fn judge(&self, text: &str) -> Result<Option<Judged>, Message> {
        let line = names::tidy(text);
        if line.is_empty() && text.trim().is_empty() {
            return Ok(None);
        }
        let longest = if self.kind == CustomKind::LongText { names::LONGEST_NOTE } else { names::LONGEST_FIELD };
        if text.chars().count() > longest {
            return Err(Message::new("contacts.fault.long").with("most", longest));
        }
        let (value, number) = match self.kind {
            CustomKind::Text if names::has_control(&line) => return Err(Message::new("contacts.fault.control")),
            CustomKind::Text => (line, None),
            CustomKind::LongText => (long_text(text)?, None),
            CustomKind::Number => {
                let number = number(&line)?;
                (written(number), Some(number))
            }
            CustomKind::Date => (date(&line).ok_or_else(|| Message::new("contacts.fault.date").with("text", line))?, None),
            CustomKind::Choice => (self.choice(&line)?.to_owned(), None),
            CustomKind::YesNo => {
                (yes_or_no(&line).ok_or_else(|| Message::new("contacts.fault.yes_no").with("text", line))?.to_owned(), None)
            }
        };
        let key = if self.kind == CustomKind::Date { value.clone() } else { fold::key(&value) };
        Ok(Some(Judged { value, key, number }))
    }

    /// The choice that a text is, however it is written.
    ///
    /// # Errors
    /// `contacts.fault.choice` with what can be chosen.
    pub fn choice(&self, text: &str) -> Result<&str, Message> {
        let key = fold::key(text);
        let found = self.choices.iter().find(|choice| fold::key(choice) == key);
        let none = || Message::new("contacts.fault.choice").with("text", text).with("choices", self.choices.join(", "));
        found.map(String::as_str).ok_or_else(none)
    }
}

fn long_text(text: &str) -> Result<String, Message> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    let bad = text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t'));
    if bad { Err(Message::new("contacts.fault.control")) } else { Ok(text) }
}

/// A number as people write it: `12000`, `12 000`, `1,234,567.5`, `3,5`. What reads as one number in one country and as
/// another elsewhere (`1.250`) is refused, never guessed.
///
/// # Errors
/// `contacts.fault.number`, `contacts.fault.number_doubtful`.
pub fn number(text: &str) -> Result<f64, Message> {
    let none = || Message::new("contacts.fault.number").with("text", text);
    let joined: String =
        text.chars().filter(|letter| !matches!(letter, ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}' | '\'' | '’' | '_')).collect();
    let joined = joined.replace('\u{2212}', "-");
    let (sign, digits) = match joined.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", joined.strip_prefix('+').unwrap_or(&joined)),
    };
    if digits.is_empty() || !digits.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ',')) {
        return Err(none());
    }
    let marks: Vec<char> = digits.chars().filter(|letter| !letter.is_ascii_digit()).collect();
    let decimal = match marks.as_slice() {
        [] => None,
        [one] => {
            let (before, after) = digits.split_once(*one).unwrap_or_default();
            if after.len() == 3 && (1..=3).contains(&before.len()) && before != "0" {
                return Err(Message::new("contacts.fault.number_doubtful").with("text", text));
            }
            Some(*one)
        }
        [first, .., last] if first == last => None,
        [.., last] => Some(*last),
    };
    let (whole, fraction) = decimal.and_then(|mark| digits.rsplit_once(mark)).unwrap_or((digits, ""));
    let mut groups = whole.split(['.', ',']);
    let grouped = whole.contains(['.', ',']);
    let first = groups.next().unwrap_or_default();
    let whole_groups = !grouped || ((1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3));
    let one_mark = marks.iter().filter(|mark| Some(**mark) != decimal).collect::<std::collections::HashSet<_>>().len() <= 1;
    if !whole_groups || !one_mark || fraction.contains(['.', ',']) || (decimal.is_some() && fraction.is_empty()) {
        return Err(none());
    }
    // Nobody writes a number with noughts in front; a part of one that was cut at its comma begins so.
    if whole.len() > 1 && whole.starts_with('0') {
        return Err(none());
    }
    let plain = format!("{sign}{}.{fraction}0", whole.replace(['.', ','], ""));
    let number: f64 = plain.trim_start_matches('+').parse().map_err(|_| none())?;
    if number.abs() > LARGEST { Err(none()) } else { Ok(number + 0.0) }
}

/// A number in the one form that every reader, [`number`] too, takes for the same.
#[must_use]
pub fn written(number: f64) -> String {
    let text = format!("{number}");
    let doubtful = text.trim_start_matches('-').split_once('.').is_some_and(|(before, after)| after.len() == 3 && before.len() <= 3);
    if doubtful { format!("{text}0") } else { text }
}

/// A date as `YYYY-MM-DD`, from that or from day, month and year with full stops.
#[must_use]
pub fn date(text: &str) -> Option<String> {
    let read = |form: &str| chrono::NaiveDate::parse_from_str(text, form).ok();
    let found = read("%Y-%m-%d").or_else(|| read("%d.%m.%Y"))?;
    use chrono::Datelike as _;
    (1000..=9999).contains(&found.year()).then(|| found.format("%Y-%m-%d").to_string())
}

fn yes_or_no(text: &str) -> Option<&'static str> {
    match fold::key(text).as_str() {
        "yes" | "y" | "true" | "1" | "x" | "ja" | "j" | "oui" | "si" | "sim" => Some("yes"),
        "no" | "n" | "false" | "0" | "nein" | "non" | "nao" | "nee" => Some("no"),
        _ => None,
    }
}

/// What questions call a field of this name: its letters and digits, folded, with `-` between the words; `taken` says which
/// others have.
#[must_use]
pub(super) fn word_for(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let key = fold::key(name);
    let joined: Vec<&str> = key.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let word: String = joined.join("-").chars().take(60).collect();
    let word = if word.is_empty() { "own".to_owned() } else { word };
    if !taken(&word) {
        return word;
    }
    (2_u32..).map(|n| format!("{word}-{n}")).find(|one| !taken(one)).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{CustomField, date, number, word_for, written};
    use crate::contacts::CustomKind;

    #[test]
    fn a_number_is_read_as_it_is_meant_everywhere_or_refused() {
        let read = |text: &str| number(text).map_err(|message| message.key.into_owned());
        for (text, is) in [
            ("12000", 12_000.0),
            ("12 000", 12_000.0),
            ("12’000", 12_000.0),
            ("1,234,567", 1_234_567.0),
            ("1.234.567,5", 1_234_567.5),
            ("1,234.50", 1_234.5),
            ("3,5", 3.5),
            ("-3.5", -3.5),
            ("0.125", 0.125),
            ("−4", -4.0),
            ("1234.567", 1_234.567),
        ] {
            assert_eq!(read(text), Ok(is), "{text}");
        }
        for doubtful in ["1.250", "12,000", "-999.999"] {
            assert_eq!(read(doubtful), Err("contacts.fault.number_doubtful".to_owned()), "{doubtful}");
        }
        for none in ["", "abc", "1e5", "1,2,3", "1.2,3.4", "12.", "--1", "9999999999999999999", "1,23,456.7", "٣", "000", "007"] {
            assert_eq!(read(none), Err("contacts.fault.number".to_owned()), "{none}");
        }
    }

    #[test]
    fn a_date_is_one_of_the_calendar() {
        assert_eq!(date("2026-05-03").as_deref(), Some("2026-05-03"));
        assert_eq!(date("3.5.2026").as_deref(), Some("2026-05-03"));
        for none in ["2026-02-30", "3/5/2026", "26-05-03", "tomorrow"] {
            assert_eq!(date(none), None, "{none}");
        }
    }

    #[test]
    fn a_word_is_made_of_every_script_and_never_taken_twice() {
        assert_eq!(word_for("Press card (UK)", |_| false), "press-card-uk");
        assert_eq!(word_for("Größe", |_| false), "grosse");
        assert_eq!(word_for("部数", |_| false), "部-数");
        assert_eq!(word_for("???", |_| false), "own");
        assert_eq!(word_for("Press card", |word| matches!(word, "press-card" | "press-card-2")), "press-card-3");
    }

    #[test]
    fn a_choice_is_found_however_it_is_written() {
        let field = CustomField {
            id: 1.into(),
            name: "Interest".to_owned(),
            word: "interest".to_owned(),
            kind: CustomKind::Choice,
            choices: vec!["Große Kunst".to_owned(), "Sport".to_owned()],
        };
        assert_eq!(field.choice("grosse  kunst"), Ok("Große Kunst"));
        assert!(field.choice("Musik").is_err());
    }

    proptest! {
        #[test]
        fn a_written_number_is_read_as_itself(number_of in -1e14..1e14_f64, small in -2000_i32..2000, thousandths in 0..1000_i32) {
            for one in [number_of, f64::from(small), f64::from(small) + f64::from(thousandths) / 1000.0] {
                prop_assert_eq!(number(&written(one)), Ok(one + 0.0));
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = (number(&text), date(&text), word_for(&text, |_| false));
        }
    }
}
