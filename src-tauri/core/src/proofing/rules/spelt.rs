//! One thing written in two ways: words with two spellings, with a hyphen and without, with an umlaut and without; two
//! spellings of one name; a title with its full stop and without.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::super::stretch::{Stretch, words};
use super::super::{Fix, Hint, Rule};
use super::{Reading, written_like};
use crate::messages::Message;

/// Spellings of one word; a text keeps to one of them. After the house styles of English-speaking papers, which differ in which.
const ENGLISH: &[[&str; 2]] = &[
    ["e-mail", "email"],
    ["website", "web-site"],
    ["online", "on-line"],
    ["cooperate", "co-operate"],
    ["cooperation", "co-operation"],
    ["coordinate", "co-ordinate"],
    ["coordination", "co-ordination"],
    ["adviser", "advisor"],
    ["advisers", "advisors"],
    ["judgement", "judgment"],
    ["colour", "color"],
    ["colours", "colors"],
    ["harbour", "harbor"],
    ["favour", "favor"],
    ["favourite", "favorite"],
    ["neighbour", "neighbor"],
    ["neighbours", "neighbors"],
    ["behaviour", "behavior"],
    ["labour", "labor"],
    ["centre", "center"],
    ["centres", "centers"],
    ["theatre", "theater"],
    ["theatres", "theaters"],
    ["programme", "program"],
    ["programmes", "programs"],
    ["catalogue", "catalog"],
    ["grey", "gray"],
    ["travelled", "traveled"],
    ["traveller", "traveler"],
    ["cancelled", "canceled"],
    ["organise", "organize"],
    ["organised", "organized"],
    ["organisation", "organization"],
    ["organisations", "organizations"],
    ["organiser", "organizer"],
    ["organisers", "organizers"],
    ["recognise", "recognize"],
    ["recognised", "recognized"],
    ["realise", "realize"],
    ["realised", "realized"],
    ["modernise", "modernize"],
    ["modernised", "modernized"],
    ["specialise", "specialize"],
    ["specialised", "specialized"],
    ["analyse", "analyze"],
    ["analysed", "analyzed"],
    ["licence", "license"],
    ["percent", "per-cent"],
    ["fundraising", "fund-raising"],
    ["healthcare", "health-care"],
];

/// As the official German rules allow two (§ 32 and the word list of 2024), or as the reform of 1996 left an old one behind.
const GERMAN: &[[&str; 2]] = &[
    ["E-Mail", "Email"],
    ["E-Mails", "Emails"],
    ["Foto", "Photo"],
    ["Fotos", "Photos"],
    ["Fotograf", "Photograph"],
    ["Grafik", "Graphik"],
    ["Potenzial", "Potential"],
    ["potenziell", "potentiell"],
    ["selbstständig", "selbständig"],
    ["aufwendig", "aufwändig"],
    ["dass", "daß"],
    ["muss", "muß"],
    ["Delfin", "Delphin"],
    ["Megafon", "Megaphon"],
    ["Mikrofon", "Mikrophon"],
    ["Website", "Webseite"],
    ["Friseur", "Frisör"],
    ["mithilfe", "mit-hilfe"],
    ["sodass", "so-dass"],
    ["Saxofon", "Saxophon"],
];

/// Titles that stand with a full stop in one house and without in another.
const TITLES: &[&str] = &["Dr", "Mr", "Mrs", "Ms", "Prof", "St"];

/// A spelling and everywhere that it stands: which stretch, which bytes.
type Places = BTreeMap<String, Vec<(usize, Range<usize>)>>;

pub(super) fn hints(reading: &Reading<'_>, out: &mut Vec<Hint>) {
    let mut groups: HashMap<String, Places> = HashMap::new();
    let mut names: HashMap<String, Places> = HashMap::new();
    let pairs = pairs(reading);
    for (index, stretch) in reading.stretches.iter().enumerate() {
        let all = words(&stretch.text);
        for (at, word) in all.iter().enumerate() {
            let mut note = |group: String, spelling: String, range: Range<usize>| {
                groups.entry(group).or_default().entry(spelling).or_default().push((index, range));
            };
            let behind = stretch.text.get(word.end..).unwrap_or_default();
            if TITLES.contains(&word.text) {
                let dotted = behind.starts_with('.');
                let spelling = if dotted { format!("{}.", word.text) } else { word.text.to_owned() };
                // At the end of a sentence the full stop is the sentence's.
                if behind.trim_start_matches('.').starts_with(|next: char| next.is_whitespace())
                    && all.get(at + 1).is_some_and(|next| is_name(next.text))
                {
                    note(format!("title {}", word.text), spelling, word.start..word.end + usize::from(dotted));
                }
                continue;
            }
            if let Some(group) = group_of(word.text, &pairs) {
                let spelling = if group.starts_with("name ") { word.text.to_owned() } else { word.text.to_lowercase() };
                note(group, spelling, word.start..word.end);
            }
            if let Some(before) = at.checked_sub(1).and_then(|at| all.get(at))
                && is_name(before.text)
                && is_name(word.text)
                && word.text.chars().count() >= 5
                && stretch.text.get(before.end..word.start) == Some(" ")
            {
                let full = stretch.said(&(before.start..word.end)).to_owned();
                names.entry(before.text.to_lowercase()).or_default().entry(full).or_default().push((index, before.start..word.end));
            }
        }
    }
    let mut found: Vec<(usize, Hint)> = Vec::new();
    for places in groups.values().filter(|places| places.len() > 1) {
        rarer(reading.stretches, places, "proofing.variants", &mut found);
    }
    for places in names.values().filter(|places| places.len() > 1) {
        alike(reading.stretches, places, &mut found);
    }
    // In the order of the text, whatever the order of the maps.
    found.sort_by(|(one, a), (other, b)| (one, &a.place).cmp(&(other, &b.place)));
    found.dedup_by(|(_, a), (_, b)| a.place == b.place);
    out.extend(found.into_iter().map(|(_, hint)| hint));
}

fn pairs(reading: &Reading<'_>) -> HashMap<String, usize> {
    let list = reading.either(ENGLISH, GERMAN).unwrap_or_default();
    list.iter().enumerate().flat_map(|(at, pair)| pair.iter().map(move |word| (word.to_lowercase(), at))).collect()
}

fn is_name(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase) && !word.contains(|one: char| one.is_ascii_digit())
}

/// What a word shares with its other spellings; none where it cannot have any.
fn group_of(word: &str, pairs: &HashMap<String, usize>) -> Option<String> {
    let lower = word.to_lowercase();
    if let Some(pair) = pairs.get(&lower) {
        return Some(format!("pair {pair}"));
    }
    let letters = word.chars().count();
    if letters < 5 || word.contains(|one: char| one.is_ascii_digit()) {
        return None;
    }
    if is_name(word) {
        // Müller, Mueller; Weiß, Weiss: the same where umlauts are written out.
        let written: String = lower
            .chars()
            .map(|one| match one {
                'ä' => "ae".to_owned(),
                'ö' => "oe".to_owned(),
                'ü' => "ue".to_owned(),
                'ß' => "ss".to_owned(),
                other => other.to_string(),
            })
            .collect();
        return Some(format!("name {}", written.replace(['-', '\u{2010}', '\u{2011}'], "")));
    }
    let joined: String = lower.chars().filter(|one| !matches!(one, '-' | '\u{2010}' | '\u{2011}')).collect();
    (letters >= 7).then(|| format!("joined {joined}"))
}

/// Says of each spelling but the most frequent, of two that are as frequent the first, that there is another.
fn rarer(stretches: &[Stretch], places: &Places, key: &'static str, found: &mut Vec<(usize, Hint)>) {
    let first = |all: &Vec<(usize, Range<usize>)>| all.first().map_or((usize::MAX, usize::MAX), |(stretch, at)| (*stretch, at.start));
    let Some((usual, kept)) = places.iter().max_by_key(|(_, all)| (all.len(), std::cmp::Reverse(first(all)))) else { return };
    for (spelling, all) in places.iter().filter(|(spelling, _)| *spelling != usual) {
        // Where names differ in their letters' size alone it is the beginning of a sentence.
        if spelling.to_lowercase() == usual.to_lowercase() {
            continue;
        }
        for (index, at) in all {
            let Some(stretch) = stretches.get(*index) else { continue };
            let what = Message::new(key).with("other", usual.as_str()).with("n", kept.len());
            let text = if usual.chars().any(char::is_uppercase) { usual.clone() } else { written_like(usual, stretch.said(at)) };
            found.push((*index, stretch.hint(Rule::Variants, at.clone(), what, vec![Fix::words(text)])));
        }
    }
}

/// Two full names that begin alike and end in nearly the same.
fn alike(stretches: &[Stretch], places: &Places, found: &mut Vec<(usize, Hint)>) {
    let all: Vec<_> = places.iter().collect();
    for (at, (one, first)) in all.iter().enumerate() {
        for (other, second) in all.iter().skip(at + 1) {
            let (a, b) = (family(one), family(other));
            if a.len().min(b.len()) < 5 || !differ_in_one(a, b) || a.strip_suffix('s') == Some(b) || b.strip_suffix('s') == Some(a) {
                continue;
            }
            let pair: Places = [((*one).clone(), (*first).clone()), ((*other).clone(), (*second).clone())].into_iter().collect();
            rarer(stretches, &pair, "proofing.variants.name", found);
        }
    }
}

fn family(full: &str) -> &str {
    full.rsplit_once(' ').map_or(full, |(_, family)| family)
}

/// Whether one letter more, less or other, or two that changed places, makes one of the other.
fn differ_in_one(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let head = a.iter().zip(&b).take_while(|(one, other)| one == other).count();
    let (rest_a, rest_b) = (a.get(head..).unwrap_or_default(), b.get(head..).unwrap_or_default());
    let tail = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(one, other)| one == other).count();
    let (left_a, left_b) = (rest_a.len() - tail, rest_b.len() - tail);
    match (left_a, left_b) {
        (0, 1) | (1, 0 | 1) => true,
        (2, 2) => rest_a.first() == rest_b.get(1) && rest_a.get(1) == rest_b.first(),
        _ => false,
    }
}
