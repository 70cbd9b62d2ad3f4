//! Paragraphs of a version in another language that are not its words yet, or no more. Which ones is the pairing's to say.

use super::super::{Hint, Rule, Where};
use super::Reading;
use crate::literature::translation::PairState;
use crate::messages::Message;

/// The lines over the text, which are counted before its blocks.
const LINES: [Where; 3] = [Where::Headline, Where::Subhead, Where::Dateline];

/// One hint for each, at its first line of words.
pub(super) fn hints(reading: &Reading<'_>, found: &mut Vec<Hint>) {
    for (place, state) in reading.open {
        let what = match state {
            PairState::Stale => "proofing.translation.stale",
            PairState::Untranslated => "proofing.translation.untranslated",
            _ => continue,
        };
        let line = LINES.get(*place);
        let block = place.checked_sub(LINES.len()).and_then(|block| reading.paper.blocks.get(block));
        let stretch = reading.stretches.iter().find(|stretch| match (line, block) {
            (Some(line), _) => stretch.place.at == *line,
            (None, Some(block)) => stretch.place.at == Where::Block && stretch.place.block == block.from,
            (None, None) => false,
        });
        if let Some(stretch) = stretch.filter(|stretch| !stretch.text.trim().is_empty()) {
            found.push(stretch.hint(Rule::Translation, 0..stretch.text.len(), Message::new(what), Vec::new()));
        }
    }
}
