//! A field that a question names: one of the language's, or one of the organisation's own.

use crate::contacts::{
    self, Around, Condition, Criterion, CustomField, CustomKind, Order, read_date, read_days, read_number, written_number,
};
use crate::messages::Message;
use crate::workspace::{ReadTx, StoreError};

use super::fields::{Accepts, BEAT, Field, YES_NO, pattern};
use super::named::NamedField;
use super::query::Value;

/// A field that a question names.
#[derive(Debug, Clone, Copy)]
pub enum Known<'f> {
    /// One that every workspace has.
    Fixed(&'f Field),
    /// One whose values are things of this workspace, by name: its lists.
    Named(&'f NamedField),
    /// One of this organisation's own.
    Own(&'f OwnField),
}

/// A field of the organisation's own, with its name in questions.
#[derive(Debug, Clone)]
pub struct OwnField {
    pub(super) name: String,
    pub(super) field: CustomField,
}

impl OwnField {
    pub(super) fn of(field: CustomField) -> Self {
        Self { name: field.in_questions(), field }
    }
}

impl<'f> Known<'f> {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'f str {
        match self {
            Self::Fixed(field) => field.name,
            Self::Named(field) => field.name,
            Self::Own(own) => &own.name,
        }
    }

    /// What may stand behind its colon.
    #[must_use]
    pub fn accepts(self) -> Accepts<'f> {
        match self {
            Self::Fixed(field) => field.accepts,
            Self::Named(field) => Accepts::Named(field),
            Self::Own(own) => match own.field.kind {
                CustomKind::Text | CustomKind::LongText => Accepts::Text,
                CustomKind::Number => Accepts::Number,
                CustomKind::Date => Accepts::Date,
                CustomKind::Choice => Accepts::Choices(&own.field.choices),
                CustomKind::YesNo => Accepts::Words(YES_NO),
            },
        }
    }

    /// Whether nothing may be known: `field:empty`.
    #[must_use]
    pub fn can_be_empty(self) -> bool {
        match self {
            Self::Fixed(field) => field.can_be_empty,
            Self::Named(field) => field.can_be_empty,
            Self::Own(_) => true,
        }
    }

    /// Whether its values have others below them, so that one alone can be meant: `beat:=health`.
    #[must_use]
    pub fn has_below(self) -> bool {
        self.name() == BEAT
    }

    /// The condition for one value that was accepted.
    #[must_use]
    pub fn condition(self, value: &Value) -> Condition {
        match self {
            Self::Fixed(field) => (field.condition)(value),
            Self::Named(field) => field.condition(value),
            Self::Own(own) => {
                let id = own.field.id;
                match (own.field.kind, compared(value)) {
                    (CustomKind::Number, Some((order, text))) => match read_number(text) {
                        Ok(number) => Condition::of(&Criterion::CustomNumber(id, order, number)),
                        Err(_) => Condition::any(Vec::new()),
                    },
                    (CustomKind::Date, Some(_)) if let Some(around) = around(value) => Condition::of(&Criterion::CustomAround(id, around)),
                    (CustomKind::Date, Some((order, text))) => Condition::of(&Criterion::CustomDate(id, order, text.to_owned())),
                    _ => Condition::of(&Criterion::Custom(id, pattern(value))),
                }
            }
        }
    }

    /// Offers values for the editor.
    pub(super) fn offer(self, tx: &ReadTx<'_>, beginning: &str, limit: u32) -> Result<Vec<String>, StoreError> {
        match self {
            Self::Fixed(field) => (field.offer)(tx, beginning, limit),
            Self::Named(field) => Ok(field.beginning_so(beginning, limit)),
            Self::Own(own) => {
                let words = ["today", "past", "future"]
                    .into_iter()
                    .filter(|word| own.field.kind == CustomKind::Date && word.starts_with(beginning));
                let mut offered: Vec<String> = words.map(str::to_owned).collect();
                offered.extend(contacts::custom_values(tx, own.field.id, beginning, limit)?);
                Ok(offered)
            }
        }
    }
}

/// How a value is compared with a number or a day, and with which; none where it asks for something else.
pub(super) fn compared(value: &Value) -> Option<(Order, &str)> {
    match value {
        Value::Is(text) | Value::Exactly(text) => Some((Order::Is, text)),
        Value::Above(text) => Some((Order::Above, text)),
        Value::AtLeast(text) => Some((Order::AtLeast, text)),
        Value::Below(text) => Some((Order::Below, text)),
        Value::AtMost(text) => Some((Order::AtMost, text)),
        Value::Begins(_) | Value::Contains(_) | Value::Empty => None,
    }
}

/// Where a day lies from today: `<30d` within the last thirty days, `>30d` longer ago, `<+30d` within the next thirty, `>+30d` later, and
/// the words `today`, `past` and `future`.
fn around(value: &Value) -> Option<Around> {
    let (order, text) = compared(value)?;
    let ahead = text.strip_prefix('+');
    let days = read_days(ahead.unwrap_or(text));
    match (order, days, ahead) {
        (Order::Is | Order::Below | Order::AtMost, Some(days), None) => Some(Around::Last(days)),
        (Order::Above | Order::AtLeast, Some(days), None) => Some(Around::Before(days)),
        (Order::Is | Order::Below | Order::AtMost, Some(days), Some(_)) => Some(Around::Next(days)),
        (Order::Above | Order::AtLeast, Some(days), Some(_)) => Some(Around::Later(days)),
        (Order::Is, None, None) => match text.to_ascii_lowercase().as_str() {
            "today" => Some(Around::Today),
            "past" => Some(Around::Past),
            "future" => Some(Around::Future),
            _ => None,
        },
        _ => None,
    }
}

/// A day counted from today in its one form; none where the value is no such day.
pub(super) fn judged_around(value: &Value) -> Option<Value> {
    let text = value.text()?.to_ascii_lowercase();
    Some(match around(value)? {
        Around::Today | Around::Past | Around::Future => Value::Is(text),
        Around::Last(_) | Around::Next(_) => Value::Below(text),
        Around::Before(_) | Around::Later(_) => Value::Above(text),
    })
}

/// The same comparison with the text in its one form.
pub(super) fn with_text(value: &Value, text: String) -> Value {
    match value {
        Value::Above(_) => Value::Above(text),
        Value::AtLeast(_) => Value::AtLeast(text),
        Value::Below(_) => Value::Below(text),
        Value::AtMost(_) => Value::AtMost(text),
        _ => Value::Is(text),
    }
}

/// A number or a day in its one form.
pub(super) fn judged(text: &str, is_date: bool) -> Result<String, Message> {
    if is_date {
        return read_date(text).ok_or_else(|| Message::new("contacts.fault.date").with("text", text));
    }
    read_number(text).map(written_number)
}
