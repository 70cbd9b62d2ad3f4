//! What fingers do: a word twice, blanks too many, quotes and brackets that stay open.

use super::super::stretch::{Kind, Stretch, words};
use super::super::{Fix, Hint, Rule};
use super::Reading;
use crate::messages::Message;

/// Words that rightly stand twice in a row.
const TWICE: &[&str] = &["that", "had", "der", "die", "das", "den", "dem", "sie", "bla", "ha", "nous", "vous"];

pub(super) fn hints(reading: &Reading<'_>, out: &mut Vec<Hint>) {
    for (at, stretch) in reading.stretches.iter().enumerate() {
        doubled(stretch, out);
        blanks(reading, stretch, out);
        let next = reading.stretches.get(at + 1);
        quotes(reading, stretch, next, out);
    }
}

fn doubled(stretch: &Stretch, out: &mut Vec<Hint>) {
    let all = words(&stretch.text);
    for pair in all.windows(2) {
        let [first, second] = pair else { continue };
        let between = stretch.text.get(first.end..second.start).unwrap_or_default();
        let lower = first.text.to_lowercase();
        let same = lower == second.text.to_lowercase() && first.text.chars().all(char::is_alphabetic);
        // Names that are words twice (`Baden Baden`) and what begins a sentence anew are written large.
        let named = first.text.chars().next().is_some_and(char::is_uppercase) && second.text.chars().next().is_some_and(char::is_uppercase);
        let blank = !between.is_empty() && between.chars().all(char::is_whitespace);
        if same && blank && !named && !TWICE.contains(&lower.as_str()) {
            let range = first.start..second.end;
            let what = Message::new("proofing.doubled").with("word", second.text);
            out.push(stretch.hint(Rule::Doubled, range, what, vec![Fix::words(first.text)]));
        }
    }
}

fn blanks(reading: &Reading<'_>, stretch: &Stretch, out: &mut Vec<Hint>) {
    let text = stretch.text.trim_end();
    let begin = text.len() - text.trim_start().len();
    let mut run: Option<usize> = None;
    for (at, letter) in text.char_indices().chain([(text.len(), '\u{0}')]) {
        match (letter, run) {
            (' ', None) => run = Some(at),
            (' ', Some(_)) => {}
            (_, Some(from)) => {
                run = None;
                if from < begin {
                    continue;
                }
                let sign = matches!(letter, ',' | ';' | '.' | '!' | '?' | ':') && reading.either((), ()).is_some();
                let behind = text.get(at + letter.len_utf8().min(text.len() - at)..).unwrap_or_default();
                // `.NET`, `...` and smileys begin with a sign.
                let alone = behind.is_empty() || behind.starts_with(|next: char| next.is_whitespace());
                if sign && alone {
                    let fix = Fix::words(letter.to_string());
                    let what = Message::new("proofing.blanks.before").with("sign", letter.to_string());
                    out.push(stretch.hint(Rule::Blanks, from..at + letter.len_utf8(), what, vec![fix]));
                } else if at - from > 1 {
                    let what = Message::new("proofing.blanks.many").with("n", at - from);
                    out.push(stretch.hint(Rule::Blanks, from..at, what, vec![Fix::words(" ")]));
                }
            }
            _ => {}
        }
    }
}

/// Quotes and brackets of one stretch.
fn quotes(reading: &Reading<'_>, stretch: &Stretch, next: Option<&Stretch>, out: &mut Vec<Hint>) {
    let german = reading.tongue() == "de";
    let mut open: Vec<(char, usize)> = Vec::new();
    let text = &stretch.text;
    for (at, letter) in text.char_indices() {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        match letter {
            '(' | '[' => open.push((letter, at)),
            ')' | ']' => {
                let wanted = if letter == ')' { '(' } else { '[' };
                if let Some(found) = open.iter().rposition(|(one, _)| *one == wanted) {
                    open.truncate(found);
                }
            }
            '„' => open.push(('„', at)),
            '“' if german => close(&mut open, '„'),
            '“' => open.push(('“', at)),
            '”' => close(&mut open, if german { '„' } else { '“' }),
            '"' => {
                // An inch, a second: a figure stands before it.
                let measure = before.is_some_and(|one| one.is_ascii_digit()) && !open.iter().any(|(one, _)| *one == '"');
                if !measure {
                    match open.iter().rposition(|(one, _)| *one == '"') {
                        Some(found) => open.truncate(found),
                        None => open.push(('"', at)),
                    }
                }
            }
            _ => {}
        }
    }
    let Some((letter, at)) = open.into_iter().next() else { return };
    let is_quote = matches!(letter, '„' | '“' | '"');
    // By custom a quote of several paragraphs opens anew in each, and closes in the last alone.
    let goes_on = is_quote
        && next.is_some_and(|next| {
            next.kind == Kind::Words && next.place.at == stretch.place.at && next.text.trim_start().starts_with(letter)
        });
    if goes_on {
        return;
    }
    let end = at + letter.len_utf8();
    let mark = match letter {
        '(' => ')',
        '[' => ']',
        '„' => '“',
        '“' => '”',
        other => other,
    };
    let what = Message::new("proofing.quotes").with("mark", letter.to_string()).with("close", mark.to_string());
    // Where it is to close only the writer knows, unless it opens the whole.
    let whole = text.trim_start().starts_with(letter) && stretch.kind != Kind::Heading;
    if whole {
        let trimmed = text.trim_end().len();
        let said = text.get(at..trimmed).unwrap_or_default();
        if !said.contains(super::super::stretch::ATOM) && stretch.links.is_empty() && said.chars().count() <= 300 {
            out.push(stretch.hint(Rule::Quotes, at..trimmed, what, vec![Fix::words(format!("{said}{mark}"))]));
            return;
        }
    }
    out.push(stretch.hint(Rule::Quotes, at..end, what, Vec::new()));
}

fn close(open: &mut Vec<(char, usize)>, wanted: char) {
    if let Some(found) = open.iter().rposition(|(one, _)| *one == wanted) {
        open.truncate(found);
    }
}
