//! Reads the text form of a query. Reports every fault, not the first; what is doubtful is never guessed, since the
//! answer decides who is mailed.

use crate::contacts::{fold_key, words};
use crate::messages::Message;

use super::faults::{SegmentFault, nearest};
use super::fields::{Accepts, Fields, NOTES, TOUCH};
use super::known::{Known, compared, judged, judged_around, with_text};
use super::query::{Query, Value};
use super::tokens::{Span, Token, cut};

/// Longest query in characters.
const LONGEST: usize = 10_000;
/// Deepest nesting of brackets.
const DEEPEST: usize = 50;
/// Most values and words in one query: SQLite takes 32,766 bound values, nobody writes as many.
const MOST_TERMS: usize = 2_000;
/// So many times of these are taken where segments stand in it as what they ask.
const KEPT: usize = 10;

/// Reads the text form of a query, `beat:health -city:Rotterdam` (grammar: docs/segments.md).
/// Columns count characters from 1. An empty text is a fault: it must never come to mean "everybody".
///
/// # Errors
/// Every fault with its place and, where one is near, a proposal.
pub fn parse(text: &str, fields: &Fields) -> Result<Query, Vec<SegmentFault>> {
    read(text, fields, true, 1)
}

/// The same without a look into the segments that it names.
pub(super) fn parse_alone(text: &str, fields: &Fields) -> Result<Query, Vec<SegmentFault>> {
    read(text, fields, false, 1)
}

/// The same of what a distribution keeps: segments and pins stand in it as what they ask, so that it may be much longer.
pub(super) fn parse_kept(text: &str, fields: &Fields) -> Result<Query, Vec<SegmentFault>> {
    read(text, fields, true, KEPT)
}

fn read(text: &str, fields: &Fields, looks_within: bool, times: usize) -> Result<Query, Vec<SegmentFault>> {
    let mut reader = Reader { text, fields, looks_within, times, tokens: cut(text), at: 0, depth: 0, terms: 0, faults: Vec::new() };
    if text.chars().count() > LONGEST * times {
        reader.fault(0..text.len(), Message::new("segments.fault.long").with("most", LONGEST), None);
        return Err(reader.faults);
    }
    if reader.tokens.is_empty() {
        reader.fault(0..text.len(), Message::new("segments.fault.empty"), None);
        return Err(reader.faults);
    }
    let mut parts = Vec::new();
    loop {
        parts.extend(reader.any());
        match reader.next() {
            None => break,
            // Only a bracket that closes nothing ends the question before its end.
            Some((_, span)) => reader.fault(span, Message::new("segments.fault.nothing_open"), None),
        }
        if reader.peek().is_none() {
            break;
        }
    }
    if reader.terms > MOST_TERMS * times {
        reader.fault(0..text.len(), Message::new("segments.fault.many").with("most", MOST_TERMS), None);
    }
    if reader.faults.is_empty() && !parts.is_empty() { Ok(Query::All { of: parts }.normal()) } else { Err(reader.faults) }
}

/// Whether a folded choice begins so, or has it somewhere.
pub(super) fn fits(choice: &str, value: &Value) -> bool {
    match value {
        Value::Begins(text) => choice.starts_with(&fold_key(text)),
        Value::Contains(text) => choice.contains(&fold_key(text)),
        _ => false,
    }
}

struct Reader<'t> {
    text: &'t str,
    fields: &'t Fields,
    looks_within: bool,
    times: usize,
    tokens: Vec<(Token, Span)>,
    at: usize,
    depth: usize,
    terms: usize,
    faults: Vec<SegmentFault>,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn next(&mut self) -> Option<(Token, Span)> {
        let next = self.tokens.get(self.at).cloned();
        self.at += usize::from(next.is_some());
        next
    }

    fn fault(&mut self, span: Span, what: Message, proposal: Option<String>) {
        let characters = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let column = characters(self.text.get(..span.start).unwrap_or_default()) + 1;
        let length = characters(self.text.get(span).unwrap_or_default()).max(1);
        self.faults.push(SegmentFault { column, length, what, proposal });
    }

    /// `a or b or c`
    fn any(&mut self) -> Option<Query> {
        let mut parts = Vec::new();
        loop {
            let begins = self.at;
            parts.extend(self.all());
            if self.peek() != Some(&Token::Or) {
                break;
            }
            let span = self.next().map(|(_, span)| span).unwrap_or_default();
            // What stood there may have had faults of its own: then it is not missing.
            if matches!(self.peek(), None | Some(Token::Close | Token::Or)) || begins + 1 == self.at {
                self.fault(span, Message::new("segments.fault.dangling").with("word", "or"), None);
            }
        }
        (!parts.is_empty()).then_some(Query::Any { of: parts })
    }

    /// `a b and c`
    fn all(&mut self) -> Option<Query> {
        let mut parts = Vec::new();
        let begins = self.at;
        loop {
            match self.peek() {
                None | Some(Token::Close | Token::Or) => break,
                Some(Token::And) => {
                    let span = self.next().map(|(_, span)| span).unwrap_or_default();
                    if matches!(self.peek(), None | Some(Token::Close | Token::Or | Token::And)) || begins + 1 == self.at {
                        self.fault(span, Message::new("segments.fault.dangling").with("word", "and"), None);
                    }
                }
                Some(_) => parts.extend(self.one()),
            }
        }
        (!parts.is_empty()).then_some(Query::All { of: parts })
    }

    fn one(&mut self) -> Option<Query> {
        let (token, span) = self.next()?;
        match token {
            Token::Minus | Token::Not => self.negated(span, if token == Token::Not { "not" } else { "-" }),
            Token::Open => self.bracket(span),
            Token::Field { name, name_at, values } => self.field(&name, name_at, values),
            Token::Word { text, quoted } => self.word(text, quoted, span),
            Token::Unclosed => {
                // What follows would be read as something that it is not.
                self.at = self.tokens.len();
                self.fault(span, Message::new("segments.fault.unclosed_quote"), None);
                None
            }
            Token::Stray | Token::And | Token::Or | Token::Close => {
                self.fault(span, Message::new("segments.fault.stray"), None);
                None
            }
        }
    }

    fn negated(&mut self, span: Span, word: &'static str) -> Option<Query> {
        if matches!(self.peek(), None | Some(Token::Close | Token::Or | Token::And | Token::Minus | Token::Not)) {
            self.fault(span, Message::new("segments.fault.dangling").with("word", word), None);
            return None;
        }
        Some(Query::Not { of: Box::new(self.one()?) })
    }

    fn bracket(&mut self, span: Span) -> Option<Query> {
        self.depth += 1;
        if self.depth > DEEPEST * self.times {
            self.at = self.tokens.len();
            self.fault(span, Message::new("segments.fault.deep").with("most", DEEPEST), None);
            return None;
        }
        let inside = self.any();
        self.depth -= 1;
        match (self.next(), &inside) {
            (Some(_), Some(_)) => {}
            (Some((_, close)), None) => {
                if self.faults.is_empty() {
                    self.fault(span.start..close.end, Message::new("segments.fault.empty_bracket"), None);
                }
            }
            (None, _) => {
                if self.faults.is_empty() {
                    self.fault(span, Message::new("segments.fault.never_closed"), None);
                }
            }
        }
        inside
    }

    fn word(&mut self, text: String, quoted: bool, span: Span) -> Option<Query> {
        self.terms += 1;
        let known = (!quoted).then(|| self.fields.find(&text)).flatten();
        if let Some(field) = known
            && self.says_is_empty()
        {
            self.at += 2;
            let end = self.tokens.get(self.at.wrapping_sub(1)).map_or(span.end, |(_, last)| last.end);
            return self.field(field.name(), span.clone(), vec![(Value::Empty, span.start..end)]);
        }
        if words(&text).is_empty() {
            self.fault(span, Message::new("segments.fault.no_letters"), None);
            return None;
        }
        Some(Query::Words { text })
    }

    /// Whether `is empty` comes next.
    fn says_is_empty(&self) -> bool {
        let says = |at: usize, what: &str| matches!(self.tokens.get(at), Some((Token::Word { text, quoted: false }, _)) if text.eq_ignore_ascii_case(what));
        says(self.at, "is") && says(self.at + 1, "empty")
    }

    fn field(&mut self, name: &str, name_at: Span, values: Vec<(Value, Span)>) -> Option<Query> {
        let Some(field) = self.fields.find(name) else {
            let near = nearest(name, self.fields.all_names()).map(str::to_owned);
            let what = match &near {
                Some(near) => Message::new("segments.fault.unknown_field").with("field", name).with("near", near.as_str()),
                None => Message::new("segments.fault.no_such_field")
                    .with("field", name)
                    .with("fields", self.fields.names().collect::<Vec<_>>().join(", ")),
            };
            self.fault(name_at, what, near);
            return None;
        };
        if values.is_empty() {
            self.fault(name_at, Message::new("segments.fault.no_value").with("field", field.name()), None);
            return None;
        }
        self.terms += values.len();
        // `>12,000` would be more than 12, or nought.
        if values.len() > 1
            && let Some((_, first)) = values.iter().find(|(value, _)| value.is_order())
        {
            let end = values.last().map_or(first.end, |(_, last)| last.end);
            self.fault(first.start..end, Message::new("segments.fault.order_alone").with("field", field.name()), None);
            return None;
        }
        let accepted: Vec<Value> = values.into_iter().filter_map(|(value, span)| self.value(field, value, span)).collect();
        (!accepted.is_empty()).then(|| Query::Field { field: field.name().to_owned(), values: accepted })
    }

    fn value(&mut self, field: Known<'_>, value: Value, span: Span) -> Option<Value> {
        let name = field.name();
        // Where nothing stands below a value, it alone is meant anyway.
        let value = match value {
            Value::Exactly(text) if !field.has_below() => Value::Is(text),
            value => value,
        };
        let Some(text) = value.text().map(str::to_owned) else {
            if !field.can_be_empty() {
                self.fault(span, Message::new("segments.fault.never_empty").with("field", name), None);
                return None;
            }
            return Some(value);
        };
        if value.is_order() && !matches!(field.accepts(), Accepts::Number | Accepts::Date | Accepts::Ordered(_)) {
            self.fault(span, Message::new("segments.fault.no_order").with("field", name), None);
            return None;
        }
        match field.accepts() {
            Accepts::Date if let Some(around) = judged_around(&value) => Some(around),
            Accepts::Number | Accepts::Date => match (compared(&value), judged(&text, matches!(field.accepts(), Accepts::Date))) {
                (Some(_), Ok(judged)) => Some(with_text(&value, judged)),
                (None, Ok(_)) => {
                    self.fault(span, Message::new("segments.fault.no_pattern").with("field", name), Some(text));
                    None
                }
                (_, Err(what)) => {
                    self.fault(span, what, None);
                    None
                }
            },
            Accepts::Ordered(judge) => match judge(&value) {
                Ok(judged) => Some(judged),
                Err(what) => {
                    self.fault(span, what, None);
                    None
                }
            },
            Accepts::Choices(known) => {
                let key = fold_key(&text);
                let found = known.iter().find(|choice| fold_key(choice) == key);
                if let (Some(choice), Value::Is(_)) = (found, &value) {
                    return Some(Value::Is(choice.clone()));
                }
                if !matches!(value, Value::Is(_)) && known.iter().any(|choice| fits(&fold_key(choice), &value)) {
                    return Some(value);
                }
                self.no_such_value(name, &text, known.iter().map(String::as_str), span)
            }
            Accepts::Named(of) => match of.judged(&value) {
                // Who looks into one that may ask for itself comes to no end.
                Some(judged) if !self.looks_within => Some(judged),
                Some(judged) => match self.fields.fault_within(of, &judged) {
                    None => Some(judged),
                    Some(what) => {
                        self.fault(span, what, None);
                        None
                    }
                },
                None => {
                    let (what, near) = of.fault(&text);
                    self.fault(span, what, near);
                    None
                }
            },
            Accepts::Text if fold_key(&text).is_empty() => {
                self.fault(span, Message::new("segments.fault.no_value").with("field", name), None);
                None
            }
            Accepts::Text if matches!(name, "name" | "address" | NOTES | TOUCH) && words(&text).is_empty() => {
                self.fault(span, Message::new("segments.fault.no_letters"), None);
                None
            }
            Accepts::Text => Some(value),
            Accepts::Words(known) => {
                let word = known.iter().find(|word| word.eq_ignore_ascii_case(&text));
                if let (Some(word), Value::Is(_)) = (word, &value) {
                    return Some(Value::Is((*word).to_owned()));
                }
                self.no_such_value(name, &text, known.iter().copied(), span)
            }
            Accepts::Judged(judge) => match (judge(&text), &value) {
                (Ok(judged), Value::Is(_)) => Some(Value::Is(judged)),
                (Ok(_), _) => {
                    self.fault(span, Message::new("segments.fault.no_pattern").with("field", name), Some(text));
                    None
                }
                (Err(what), _) => {
                    self.fault(span, what, None);
                    None
                }
            },
        }
    }

    /// None of the words that a field has: all are named, and the nearest is proposed.
    fn no_such_value<'k>(&mut self, field: &str, value: &str, known: impl Iterator<Item = &'k str> + Clone, span: Span) -> Option<Value> {
        let near = nearest(value, known.clone()).map(str::to_owned);
        let what = Message::new("segments.fault.unknown_value")
            .with("field", field)
            .with("value", value)
            .with("values", known.collect::<Vec<_>>().join(", "));
        self.fault(span, what, near);
        None
    }
}
