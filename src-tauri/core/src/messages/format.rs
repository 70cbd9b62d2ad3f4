//! The part of ICU MessageFormat that the catalogue uses. Total: any pattern renders to something.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Language, Value};

/// Renders `pattern` with `params`. A parameter that is missing stays visible as `{name}`.
pub(super) fn render(pattern: &str, params: &BTreeMap<Cow<'static, str>, Value>, language: Language) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    fill(pattern, params, language, None, &mut out);
    out
}

type Params = BTreeMap<Cow<'static, str>, Value>;

fn fill(pattern: &str, params: &Params, language: Language, count: Option<i64>, out: &mut String) {
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '#']) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        if let Some(tail) = after.strip_prefix('#') {
            match count {
                Some(n) => out.push_str(&grouped(n, language)),
                None => out.push('#'),
            }
            rest = tail;
            continue;
        }
        let Some((inside, tail)) = braced(after) else {
            out.push_str(after);
            return;
        };
        argument(inside, params, language, out);
        rest = tail;
    }
    out.push_str(rest);
}

/// What stands in the braces that `text` begins with, and what follows them.
fn braced(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some((text.get(1..at)?, text.get(at + 1..)?));
                }
            }
            _ => {}
        }
    }
    None
}

fn argument(inside: &str, params: &Params, language: Language, out: &mut String) {
    let mut parts = inside.splitn(3, ',');
    let name = parts.next().unwrap_or_default().trim();
    let form = parts.next().map(str::trim);
    let cases = parts.next().unwrap_or_default();
    let Some(value) = params.get(name) else {
        out.push('{');
        out.push_str(name);
        out.push('}');
        return;
    };
    match (form, value) {
        (Some("plural"), Value::Count(n)) => {
            let exact = format!("={n}");
            let class = if *n == 1 { "one" } else { "other" };
            let chosen = case(cases, &exact).or_else(|| case(cases, class)).or_else(|| case(cases, "other"));
            fill(chosen.unwrap_or_default(), params, language, Some(*n), out);
        }
        (Some("select"), Value::Text(word)) => {
            let chosen = case(cases, word).or_else(|| case(cases, "other"));
            fill(chosen.unwrap_or_default(), params, language, None, out);
        }
        (_, Value::Count(n)) => out.push_str(&grouped(*n, language)),
        (_, Value::Text(text)) => out.push_str(text),
    }
}

/// The text of the case `wanted` in `one {…} other {…}`.
fn case<'a>(cases: &'a str, wanted: &str) -> Option<&'a str> {
    let mut rest = cases.trim_start();
    while let Some(at) = rest.find('{') {
        let (label, after) = rest.split_at(at);
        let (inside, tail) = braced(after)?;
        if label.trim() == wanted {
            return Some(inside);
        }
        rest = tail.trim_start();
    }
    None
}

/// `n` with the language's thousands separator.
fn grouped(n: i64, language: Language) -> String {
    let separator = match language {
        Language::En => ',',
        Language::De => '.',
    };
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        out.push('−');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}
