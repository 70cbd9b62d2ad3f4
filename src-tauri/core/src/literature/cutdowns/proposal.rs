//! What is proposed in few words: taken from the text by rules, never made up.

use unicode_segmentation::UnicodeSegmentation as _;

use super::{Platform, escape};
use crate::literature::blocks::{Block, Inline, plain};
use crate::literature::document::{Document, without_fields};
use crate::literature::fields::Piece;

/// Most points that are proposed: more than that nobody keeps in mind.
const POINTS: usize = 7;
/// Most quotes that are proposed.
const QUOTES: usize = 3;
/// Longest sentence that is proposed, in characters.
const LONGEST: usize = 400;

/// Talking points in Markdown: the headline, the first sentence of each paragraph of the body, whole items of its lists, and its quotes with
/// who said them. Greetings, boilerplate, notes and contact are left out.
pub(super) fn points(document: &Document) -> String {
    let mut points: Vec<String> = document.front.subhead.iter().map(|words| one_line(&without_fields(words))).collect();
    let mut quotes = Vec::new();
    for block in body(document) {
        match block {
            Block::Paragraph(words) => points.extend(first_sentence(words)),
            Block::List { items, .. } => {
                points.extend(items.iter().filter_map(|item| match item.first() {
                    Some(Block::Paragraph(words)) => Some(one_line(&plain(words))),
                    _ => None,
                }));
            }
            Block::Quote { blocks, speaker } => {
                let said: Vec<String> = blocks.iter().filter_map(words_of).map(|words| one_line(&plain(words))).collect();
                let said = said.join(" ");
                if !said.is_empty() {
                    let who = speaker.as_deref().map(|words| one_line(&plain(words))).filter(|who| !who.is_empty());
                    quotes.push(
                        who.map_or_else(|| format!("> {}", escape(&said)), |who| format!("> {}\n>\n> — {}", escape(&said), escape(&who))),
                    );
                }
            }
            _ => {}
        }
    }
    points.retain(|point| !point.is_empty());
    points.dedup();
    let points = points.iter().take(POINTS).map(|point| format!("* {}", escape(point))).collect::<Vec<_>>().join("\n");
    std::iter::once(points).chain(quotes.into_iter().take(QUOTES)).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// A post: the headline, as much of the lead as there is room for, and the text's first link.
pub(super) fn post(document: &Document, network: Platform) -> String {
    let headline = one_line(&document.title());
    let sentences: Vec<String> = body(document)
        .filter_map(words_of)
        .filter(|words| !are_pictures(words))
        .flat_map(|words| one_line(&plain(words)).split_sentence_bounds().map(one_line).collect::<Vec<_>>())
        // One that leads to a list says nothing without it.
        .filter(|sentence| !sentence.is_empty() && !sentence.ends_with([':', '：']))
        .take(if network == Platform::Linkedin { 12 } else { 3 })
        .collect();
    let link = body(document).find_map(first_link);
    let whole = |lead: &[String]| {
        let parts = [Some(headline.clone()), Some(lead.join(" ")), link.clone()];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    };
    let fits = (0..=sentences.len()).rev().map(|most| whole(sentences.get(..most).unwrap_or_default())).find(|text| network.takes(text));
    fits.unwrap_or_else(|| cut(&headline, link.as_deref(), network))
}

/// A headline that is too long by itself, cut at a word.
fn cut(headline: &str, link: Option<&str>, network: Platform) -> String {
    let with = |words: &str| link.map_or_else(|| format!("{words}…"), |link| format!("{words}…\n\n{link}"));
    let ends: Vec<usize> = headline.unicode_word_indices().map(|(at, word)| at + word.len()).collect();
    let words = ends.iter().rev().filter_map(|end| headline.get(..*end)).map(with).find(|text| network.takes(text));
    // One word may be longer than a post.
    words.unwrap_or_else(|| {
        let letters: Vec<&str> = headline.graphemes(true).collect();
        let half = usize::try_from(network.most()).unwrap_or_default() / 4;
        with(&letters.into_iter().take(half).collect::<String>())
    })
}

/// The blocks of the text itself, from the lead on.
fn body(document: &Document) -> impl Iterator<Item = &Block> {
    let own = |at: usize| {
        let part = document.parts.iter().find(|part| part.blocks.contains(&at)).map_or("", |part| part.id.as_str());
        !["boilerplate", "notes", "contact"].iter().any(|name| part.starts_with(name))
    };
    document.blocks.iter().enumerate().filter(move |(at, _)| own(*at)).map(|(_, placed)| &placed.block).filter(|block| !is_greeting(block))
}

/// Whether it greets who reads it: a line for one person, no news.
fn is_greeting(block: &Block) -> bool {
    let Block::Paragraph(words) = block else { return false };
    let greets = words.iter().any(|word| matches!(word, Inline::Field(field) if ["greeting", "first_name", "last_name", "name", "salutation"].contains(&field.name.as_str())));
    greets && one_line(&plain(words)).split_sentence_bounds().count() <= 1 && plain(words).trim_end().ends_with([',', '!', ':', '，', '،'])
        || matches!(words.as_slice(), [Inline::Field(field), ..] if field.name == "greeting")
}

fn words_of(block: &Block) -> Option<&Vec<Inline>> {
    match block {
        Block::Paragraph(words) => Some(words),
        _ => None,
    }
}

/// Whether pictures stand there and nothing else: what is to be seen on them is no sentence of the text.
fn are_pictures(words: &[Inline]) -> bool {
    let mut shown = words.iter().filter(|word| !matches!(word, Inline::Text(text) if text.trim().is_empty())).peekable();
    shown.peek().is_some() && shown.all(|word| matches!(word, Inline::Image { .. }))
}

fn first_sentence(words: &[Inline]) -> Option<String> {
    if are_pictures(words) {
        return None;
    }
    let text = one_line(&plain(words));
    let sentence = text.split_sentence_bounds().map(one_line).find(|sentence| !sentence.is_empty())?;
    Some(sentence.chars().take(LONGEST).collect())
}

/// The first page of the web that a block leads to, whose address hangs on nobody.
fn first_link(block: &Block) -> Option<String> {
    fn of(words: &[Inline]) -> Option<String> {
        words.iter().find_map(|word| match word {
            Inline::Link { url, words, .. } => match url.as_slice() {
                [Piece::Text(url)] if url.starts_with("https://") || url.starts_with("http://") => Some(url.clone()),
                _ => of(words),
            },
            Inline::Emphasis(words) | Inline::Strong(words) | Inline::Strike(words) => of(words),
            _ => None,
        })
    }
    match block {
        Block::Paragraph(words) | Block::Heading { words, .. } => of(words),
        Block::Quote { blocks, .. } => blocks.iter().find_map(first_link),
        Block::List { items, .. } => items.iter().flatten().find_map(first_link),
        _ => None,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
