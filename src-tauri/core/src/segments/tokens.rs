//! A query's text cut into its smallest parts, each with its place. Total: whatever is written is cut into something.

use winnow::LocatingSlice;
use winnow::combinator::{alt, opt, preceded, repeat};
use winnow::error::ContextError;
use winnow::prelude::*;
use winnow::token::{any, take_while};

use super::query::{Value, is_plain_letter};

type Input<'t> = LocatingSlice<&'t str>;
type Cut<T> = Result<T, ContextError>;

/// A place in the text, in bytes.
pub(super) type Span = std::ops::Range<usize>;

/// One part of a query's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    Minus,
    And,
    Or,
    Not,
    /// `field:` with what follows; no values where nothing does.
    Field {
        name: String,
        name_at: Span,
        values: Vec<(Value, Span)>,
    },
    /// A word or a quoted phrase.
    Word {
        text: String,
        quoted: bool,
    },
    /// Quotes that are never closed.
    Unclosed,
    /// A character that has no place there.
    Stray,
}

/// Cuts the text.
pub(super) fn cut(text: &str) -> Vec<(Token, Span)> {
    let mut input = LocatingSlice::new(text);
    let tokens: Cut<Vec<(Token, Span)>> = repeat(0.., preceded(blanks, token.with_span())).parse_next(&mut input);
    tokens.unwrap_or_default()
}

fn blanks(input: &mut Input<'_>) -> Cut<()> {
    take_while(0.., |letter: char| letter.is_whitespace() || letter.is_control()).void().parse_next(input)
}

fn token(input: &mut Input<'_>) -> Cut<Token> {
    alt((
        '('.value(Token::Open),
        ')'.value(Token::Close),
        '-'.value(Token::Minus),
        field,
        quoted.map(|text| Token::Word { text, quoted: true }),
        is_quote.value(Token::Unclosed),
        bare,
        any.value(Token::Stray),
    ))
    .parse_next(input)
}

/// `beat:heritage,"arts and crafts"`, with blanks allowed after the colon and after a comma.
fn field(input: &mut Input<'_>) -> Cut<Token> {
    let (name, name_at) = (identifier, ':').map(|(name, _)| name).with_span().parse_next(input)?;
    let name_at = name_at.start..name_at.end.saturating_sub(1);
    let mut values = Vec::new();
    if let Some(first) = opt(preceded(blanks, value.with_span())).parse_next(input)? {
        values.push(first);
        while let Some(next) = opt(preceded((blanks, ',', blanks), value.with_span())).parse_next(input)? {
            values.push(next);
        }
    }
    Ok(Token::Field { name, name_at, values })
}

fn identifier(input: &mut Input<'_>) -> Cut<String> {
    (
        take_while(1, |letter: char| letter.is_ascii_alphabetic()),
        take_while(0.., |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.')),
    )
        .take()
        .map(str::to_owned)
        .parse_next(input)
}

fn value(input: &mut Input<'_>) -> Cut<Value> {
    alt((
        compared,
        preceded('*', (quoted, opt('*'))).map(|(text, _)| Value::Contains(text)),
        (quoted, opt('*')).map(|(text, star)| if star.is_some() { Value::Begins(text) } else { Value::Is(text) }),
        plain.map(|text| {
            let (text, before) = text.strip_prefix('*').map_or((text, false), |rest| (rest, true));
            let (text, after) = text.strip_suffix('*').map_or((text, false), |rest| (rest, true));
            match (before, after) {
                (true, _) => Value::Contains(text.to_owned()),
                (false, true) => Value::Begins(text.to_owned()),
                (false, false) if text.eq_ignore_ascii_case("empty") => Value::Empty,
                (false, false) => Value::Is(text.to_owned()),
            }
        }),
    ))
    .parse_next(input)
}

/// `>10000`, `<="2026-05-01"`, `=health`.
fn compared(input: &mut Input<'_>) -> Cut<Value> {
    let of: fn(String) -> Value = alt((
        ">=".value(Value::AtLeast as fn(String) -> Value),
        "<=".value(Value::AtMost as fn(String) -> Value),
        '>'.value(Value::Above as fn(String) -> Value),
        '<'.value(Value::Below as fn(String) -> Value),
        '='.value(Value::Exactly as fn(String) -> Value),
    ))
    .parse_next(input)?;
    alt((quoted, plain.map(str::to_owned))).map(of).parse_next(input)
}

fn plain<'t>(input: &mut Input<'t>) -> Cut<&'t str> {
    take_while(1.., is_plain_letter).parse_next(input)
}

fn bare(input: &mut Input<'_>) -> Cut<Token> {
    let word = plain.parse_next(input)?;
    Ok(match word.to_ascii_lowercase().as_str() {
        "and" => Token::And,
        "or" => Token::Or,
        "not" => Token::Not,
        // A word always stands for words that begin so: the star that says it is no part of it.
        _ => Token::Word { text: word.trim_matches('*').to_owned(), quoted: false },
    })
}

fn is_quote(input: &mut Input<'_>) -> Cut<char> {
    any.verify(|letter: &char| matches!(letter, '"' | '“' | '”' | '„')).parse_next(input)
}

/// `"…"` with `\"` and `\\` inside, or typographic quotes.
fn quoted(input: &mut Input<'_>) -> Cut<String> {
    let open = is_quote.parse_next(input)?;
    let mut text = String::new();
    loop {
        match any.parse_next(input)? {
            '\\' => text.push(any.parse_next(input)?),
            '"' if open == '"' => return Ok(text),
            '”' | '“' | '"' if open != '"' => return Ok(text),
            letter => text.push(letter),
        }
    }
}
