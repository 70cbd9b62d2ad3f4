//! The fields of questions that touches answer (Q4).

use crate::contacts::{Condition, Dated, Heat, Pattern, Span, TouchKind, fold_key, read_date, read_days};
use crate::distribution::{self, Became};
use crate::messages::Message;
use crate::segments::{Accepts, Field, Value};
use crate::workspace::{ReadTx, StoreError};

/// We reached them: by a mail, on the phone, in person.
pub(super) const CONTACT: &[TouchKind] = &[TouchKind::Call, TouchKind::Meeting];
/// They answered.
pub(super) const ANSWER: &[TouchKind] = &[TouchKind::Reply];
/// Something passed between us that took them some trouble.
pub(super) const EXCHANGE: &[TouchKind] = &[TouchKind::Reply, TouchKind::Call, TouchKind::Meeting, TouchKind::Clipping];
/// Whoever had no exchange for longer than this has lapsed.
pub(super) const LAPSED_DAYS: u32 = 180;

/// All of them.
pub const FIELDS: &[Field] = &[
    in_time("contacted", |value| said(value, |days| Condition::any(vec![Condition::touched(CONTACT, days), distribution::mailed(days)]))),
    in_time("entered", |value| said(value, |days| Condition::dated(Dated::Entered, days))),
    in_time("changed", |value| said(value, |days| Condition::dated(Dated::Changed, days))),
    in_time("sourced", |value| said(value, |days| Condition::dated(Dated::Sourced, days))),
    in_distribution("replied", &[], |value| {
        either(value, |title| Condition::answered(&distribution::accepted_of(title), ANSWER), |days| Condition::touched(ANSWER, days))
    }),
    Field {
        name: "touched",
        aliases: &[],
        accepts: Accepts::Ordered(judge_touched),
        can_be_empty: false,
        condition: |value| match value.text().and_then(TouchKind::from_word) {
            Some(kind) => Condition::touched(&[kind], Span::Ever),
            None => said(value, |days| Condition::touched(EXCHANGE, days)),
        },
        offer: |_, beginning, _| {
            Ok(beginning_so(&["call", "meeting", "reply", "clipping", "note", "<30d", ">180d", "ever", "never"], beginning))
        },
    },
    Field {
        name: "lapsed",
        aliases: &[],
        accepts: Accepts::Words(&["yes", "no"]),
        can_be_empty: false,
        condition: |value| {
            let lapsed = longer_ago(LAPSED_DAYS, |days| Condition::touched(EXCHANGE, days));
            if value.text() == Some("no") { lapsed.negated() } else { lapsed }
        },
        offer: |_, _, _| Ok(Vec::new()),
    },
    Field {
        name: "quiet",
        aliases: &[],
        accepts: Accepts::Judged(judge_quiet),
        can_be_empty: false,
        condition: |value| value.text().and_then(read_days).map_or_else(|| Condition::any(Vec::new()), super::retention::quiet),
        offer: |_, beginning, _| Ok(beginning_so(&["180d", "1y", "2y", "3y"], beginning)),
    },
    Field {
        name: "warmth",
        aliases: &[],
        accepts: Accepts::Ordered(judge_warmth),
        can_be_empty: false,
        condition: warmth,
        offer: |_, beginning, _| Ok(beginning_so(&["cold", "warm", "hot", ">50", "<20"], beginning)),
    },
    Field {
        name: "keep-in-touch",
        aliases: &["keep_in_touch"],
        accepts: Accepts::Words(&["due", "yes", "no"]),
        can_be_empty: false,
        condition: |value| match value.text() {
            Some("due") => Condition::kept_in_touch(true),
            Some("no") => Condition::kept_in_touch(false).negated(),
            _ => Condition::kept_in_touch(false),
        },
        offer: |_, _, _| Ok(Vec::new()),
    },
    in_distribution("got", &["accepted"], |value| {
        either(value, |title| distribution::became_in(Became::Accepted, title), |days| distribution::became(Became::Accepted, days))
    }),
    in_distribution("refused", &[], |value| {
        either(value, |title| distribution::became_in(Became::Refused, title), |days| distribution::became(Became::Refused, days))
    }),
    in_distribution("uncertain", &[], |value| {
        either(value, |title| distribution::became_in(Became::Uncertain, title), |days| distribution::became(Became::Uncertain, days))
    }),
    in_distribution("left-out", &["left_out"], |value| {
        either(value, |title| distribution::became_in(Became::LeftOut, title), |days| distribution::became(Became::LeftOut, days))
    }),
    in_distribution("bounced", &[], |value| {
        either(value, |title| Condition::bounced_after(&distribution::accepted_of(title)), Condition::bounced)
    }),
];

const fn in_time(name: &'static str, condition: fn(&Value) -> Condition) -> Field {
    Field {
        name,
        aliases: &[],
        accepts: Accepts::Ordered(judge_time),
        can_be_empty: false,
        condition,
        offer: |_, beginning, _| Ok(beginning_so(TIMES, beginning)),
    }
}

/// Times that are offered.
const TIMES: &[&str] = &["ever", "never", "<7d", "<30d", ">90d", ">1y"];

/// What happened in an earlier distribution, by its headline, or in any of them, by when (Q4).
const fn in_distribution(name: &'static str, aliases: &'static [&'static str], condition: fn(&Value) -> Condition) -> Field {
    Field { name, aliases, accepts: Accepts::Ordered(judge_in), can_be_empty: false, condition, offer: titles_and_times }
}

/// Headlines first, since times are few and known.
fn titles_and_times(tx: &ReadTx<'_>, beginning: &str, limit: u32) -> Result<Vec<String>, StoreError> {
    let mut offered = distribution::titles(tx, beginning, limit)?;
    offered.extend(beginning_so(TIMES, beginning));
    offered.truncate(limit as usize);
    Ok(offered)
}

/// A time in the form in which it is written; anything else is a headline.
fn judge_in(value: &Value) -> Result<Value, Message> {
    if Time::read(value).is_some() || value.is_order() { judge_time(value) } else { Ok(value.clone()) }
}

/// The condition for a headline, or for a time.
fn either(value: &Value, titled: fn(&Pattern) -> Condition, within: fn(Span) -> Condition) -> Condition {
    if Time::read(value).is_some() { said(value, within) } else { titled(&pattern(value)) }
}

/// Those of the words that begin as what is typed does; a sign before it may have been left out.
fn beginning_so(words: &[&str], typed: &str) -> Vec<String> {
    words
        .iter()
        .filter(|word| word.starts_with(typed) || word.trim_start_matches(['<', '>']).starts_with(typed))
        .map(|word| (*word).to_owned())
        .collect()
}

fn pattern(value: &Value) -> Pattern {
    match value {
        Value::Is(text) | Value::Exactly(text) | Value::Above(text) | Value::AtLeast(text) | Value::Below(text) | Value::AtMost(text) => {
            Pattern::Is(fold_key(text))
        }
        Value::Begins(text) => Pattern::Begins(fold_key(text)),
        Value::Contains(text) => Pattern::Contains(fold_key(text)),
        Value::Empty => Pattern::Empty,
    }
}

/// What stands behind the colon of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Time {
    Ever,
    Never,
    /// Within so many days.
    Within(u32),
    /// At some time, and the last time longer ago than so many days.
    LongerAgo(u32),
    /// From an instant on and before another.
    Between(i64, i64),
}

impl Time {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Is(text) if text.eq_ignore_ascii_case("ever") => Some(Self::Ever),
            Value::Is(text) if text.eq_ignore_ascii_case("never") => Some(Self::Never),
            Value::Is(text) if let Some((_, from, to)) = period(text) => Some(Self::Between(from, to)),
            Value::Is(text) | Value::Below(text) | Value::AtMost(text) => read_days(text).map(Self::Within),
            Value::Above(text) | Value::AtLeast(text) => read_days(text).map(Self::LongerAgo),
            Value::Exactly(_) | Value::Begins(_) | Value::Contains(_) | Value::Empty => None,
        }
    }
}

/// `2026-03-01..2026-04-01`, both days among them; one of them may be left out, and one day alone is that day.
fn period(text: &str) -> Option<(String, i64, i64)> {
    const DAY_MS: i64 = 86_400_000;
    let midnight =
        |day: &str| chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").ok().map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc());
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let read = |text: &str| if text.is_empty() { Some(String::new()) } else { read_date(text) };
    let (from, to) = (read(from.trim())?, read(to.trim())?);
    if from.is_empty() && to.is_empty() {
        return None;
    }
    let begins = if from.is_empty() { i64::MIN } else { midnight(&from)?.timestamp_millis() };
    let ends = if to.is_empty() { i64::MAX } else { midnight(&to)?.timestamp_millis() + DAY_MS };
    let text = if from == to { from } else { format!("{from}..{to}") };
    (begins < ends).then_some((text, begins, ends))
}

/// The form in which a time is written.
fn judge_time(value: &Value) -> Result<Value, Message> {
    let text = value.text().unwrap_or_default().to_ascii_lowercase();
    match Time::read(value) {
        Some(Time::Ever | Time::Never) => Ok(Value::Is(text)),
        Some(Time::Within(_)) => Ok(Value::Below(text)),
        Some(Time::LongerAgo(_)) => Ok(Value::Above(text)),
        Some(Time::Between(..)) => Ok(Value::Is(period(&text).map_or(text, |(text, ..)| text))),
        None => Err(Message::new("touches.fault.time").with("text", value.to_text())),
    }
}

/// For how long nothing passed between us.
fn judge_quiet(text: &str) -> Result<String, Message> {
    let text = text.trim().to_ascii_lowercase();
    if read_days(&text).is_some() { Ok(text) } else { Err(Message::new("touches.fault.quiet").with("text", text)) }
}

fn judge_touched(value: &Value) -> Result<Value, Message> {
    match value {
        Value::Is(text) if TouchKind::from_word(text).is_some() => Ok(Value::Is(text.to_ascii_lowercase())),
        _ => judge_time(value).map_err(|_| Message::new("touches.fault.touched").with("text", value.to_text())),
    }
}

/// The condition for a time, of one that asks within so many days, or ever.
fn said(value: &Value, within: fn(Span) -> Condition) -> Condition {
    match Time::read(value) {
        Some(Time::Ever) => within(Span::Ever),
        Some(Time::Never) => within(Span::Ever).negated(),
        Some(Time::Within(days)) => within(Span::Days(days)),
        Some(Time::Between(from, to)) => within(Span::Between(from, to)),
        Some(Time::LongerAgo(days)) => longer_ago(days, within),
        None => Condition::any(Vec::new()),
    }
}

fn longer_ago(days: u32, within: fn(Span) -> Condition) -> Condition {
    Condition::all(vec![within(Span::Ever), within(Span::Days(days)).negated()])
}

/// The points between which a warmth is: at least the first, and less than the second.
fn points(value: &Value) -> Option<(u32, Option<u32>)> {
    let number = |digits: &str| {
        let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        digits.parse::<u32>().ok().filter(|points| plain && *points <= 100)
    };
    Some(match value {
        Value::Is(text) => match Heat::from_word(text) {
            Some(heat) => {
                let next = Heat::ALL.iter().copied().find(|next| next.from() > heat.from());
                (heat.from(), next.map(Heat::from))
            }
            None => number(text).map(|points| (points, Some(points + 1)))?,
        },
        Value::AtLeast(least) => (number(least)?, None),
        Value::Above(below) => (number(below)? + 1, None),
        Value::AtMost(most) => (0, Some(number(most)? + 1)),
        Value::Below(more) => (0, Some(number(more)?)),
        Value::Exactly(_) | Value::Begins(_) | Value::Contains(_) | Value::Empty => return None,
    })
}

fn judge_warmth(value: &Value) -> Result<Value, Message> {
    match (points(value), value) {
        (Some(_), Value::Is(text)) => Ok(Value::Is(text.to_ascii_lowercase())),
        (Some(_), order) => Ok(order.clone()),
        (None, _) => Err(Message::new("touches.fault.warmth").with("text", value.to_text())),
    }
}

fn warmth(value: &Value) -> Condition {
    match points(value) {
        Some((least, None)) => Condition::as_warm_as(least),
        Some((0, Some(below))) => Condition::as_warm_as(below).negated(),
        Some((least, Some(below))) => Condition::all(vec![Condition::as_warm_as(least), Condition::as_warm_as(below).negated()]),
        None => Condition::any(Vec::new()),
    }
}
