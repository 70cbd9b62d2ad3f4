//! Words that say little, and who does something left unsaid. After what editors strike most often; each can be ignored, and the
//! rule be switched off.

use std::collections::HashMap;

use super::super::stretch::words;
use super::super::{Fix, Hint, Rule};
use super::{Reading, written_like};
use crate::messages::Message;

/// What is written, and what could stand there; nothing where no one word says it better.
const ENGLISH: &[(&str, &str)] = &[
    ("utilise", "use"),
    ("utilize", "use"),
    ("utilised", "used"),
    ("utilized", "used"),
    ("leverage", "use"),
    ("leveraging", "using"),
    ("in order to", "to"),
    ("prior to", "before"),
    ("subsequent to", "after"),
    ("at this point in time", "now"),
    ("due to the fact that", "because"),
    ("in the event that", "if"),
    ("with regard to", "about"),
    ("going forward", "from now on"),
    ("a number of", "some"),
    ("the majority of", "most"),
    ("in close proximity to", "near"),
    ("commence", "begin"),
    ("commenced", "began"),
    ("synergy", ""),
    ("synergies", ""),
    ("paradigm shift", ""),
    ("best-in-class", ""),
    ("cutting-edge", ""),
    ("state-of-the-art", ""),
    ("world-class", ""),
    ("game-changer", ""),
    ("game-changing", ""),
    ("holistic", ""),
    ("seamless", ""),
    ("seamlessly", ""),
    ("deep dive", ""),
    ("low-hanging fruit", ""),
    ("move the needle", ""),
    ("thought leader", ""),
    ("thought leadership", ""),
    ("value-added", ""),
    ("mission-critical", ""),
    ("next-generation", ""),
    ("revolutionary", ""),
    ("excited to announce", "announcing"),
    ("thrilled to announce", "announcing"),
    ("proud to announce", "announcing"),
];

const GERMAN: &[(&str, &str)] = &[
    ("zeitnah", "bald"),
    ("seitens", "von"),
    ("aufgrund der Tatsache, dass", "weil"),
    ("zum jetzigen Zeitpunkt", "jetzt"),
    ("in der Lage sein", "können"),
    ("zur Anwendung kommen", "angewandt werden"),
    ("im Vorfeld", "vorher"),
    ("diesbezüglich", "dazu"),
    ("beinhaltet", "enthält"),
    ("beinhalten", "enthalten"),
    ("Synergie", ""),
    ("Synergien", ""),
    ("Synergieeffekte", ""),
    ("ganzheitlich", ""),
    ("ganzheitliche", ""),
    ("ganzheitlichen", ""),
    ("zukunftsweisend", ""),
    ("zukunftsweisende", ""),
    ("zukunftsweisenden", ""),
    ("Mehrwert", ""),
    ("Alleinstellungsmerkmal", ""),
    ("Paradigmenwechsel", ""),
    ("State of the Art", ""),
    ("Best Practice", ""),
    ("Stakeholder", ""),
    ("proaktiv", ""),
    ("Leuchtturmprojekt", ""),
    ("maßgeschneiderte Lösungen", ""),
    ("innovative Lösungen", ""),
    ("Implementierung", "Einführung"),
    ("vollumfänglich", "ganz"),
    ("Zielsetzung", "Ziel"),
    ("Rückantwort", "Antwort"),
];

/// Most words of one entry.
const LONGEST: usize = 5;

pub(super) fn hints(reading: &Reading<'_>, out: &mut Vec<Hint>) {
    let Some(list) = reading.either(ENGLISH, GERMAN) else { return };
    let entries: HashMap<Vec<String>, &str> =
        list.iter().map(|(said, instead)| (words(said).iter().map(|word| word.text.to_lowercase()).collect(), *instead)).collect();
    for stretch in reading.stretches {
        let all = words(&stretch.text);
        let lower: Vec<String> = all.iter().map(|word| word.text.to_lowercase()).collect();
        for at in 0..all.len() {
            let found = (1..=LONGEST.min(all.len() - at))
                .rev()
                .find_map(|count| lower.get(at..at + count).and_then(|run| entries.get(run)).map(|instead| (count, *instead)));
            if let Some((count, instead)) = found
                && let (Some(first), Some(last)) = (all.get(at), all.get(at + count - 1))
            {
                let range = first.start..last.end;
                let fixes = if instead.is_empty() { Vec::new() } else { vec![Fix::words(written_like(instead, stretch.said(&range)))] };
                let what =
                    Message::new("proofing.jargon").with("instead", instead).with("has", if instead.is_empty() { "no" } else { "yes" });
                out.push(stretch.hint(Rule::Jargon, range, what, fixes));
            }
            if reading.tongue() == "en"
                && is_unsaid(&lower, at)
                && let (Some(first), Some(last)) = (all.get(at), all.get(at + 2))
            {
                out.push(stretch.hint(Rule::Jargon, first.start..last.end, Message::new("proofing.jargon.who"), Vec::new()));
            }
        }
    }
}

/// `are being offered`: by whom?
fn is_unsaid(lower: &[String], at: usize) -> bool {
    let word = |step: usize| lower.get(at + step).map_or("", String::as_str);
    matches!(word(0), "is" | "are" | "was" | "were") && word(1) == "being" && word(2).ends_with("ed") && word(3) != "by"
}
