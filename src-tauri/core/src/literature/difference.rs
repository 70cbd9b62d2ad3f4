//! What is different between two texts, word by word.

use std::time::Duration;

use serde::Serialize;
use similar::{ChangeTag, TextDiff};
use unicode_segmentation::UnicodeSegmentation as _;

/// How long the words are compared; what is left then is told more coarsely.
const PATIENCE: Duration = Duration::from_millis(400);

/// How many unchanged lines stay on either side of a change.
const AROUND: usize = 1;

/// What is different between a text that was kept and the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct RevisionDifference {
    /// The lines of both texts; what did not change is folded.
    pub lines: Vec<DifferenceLine>,
    /// How many words were taken out.
    pub gone: u32,
    /// How many words were added.
    pub added: u32,
    /// How many words are others: at each place, those that were taken out or those that were added, whichever are more.
    pub changed: u32,
    /// At how many places.
    pub places: u32,
}

/// A line of a difference, or how many lines are as before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DifferenceLine {
    /// So many lines are as before and not shown; 0 for a line that is.
    pub folded: u32,
    /// The line, cut where it changes.
    pub pieces: Vec<DifferencePiece>,
}

/// Words of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DifferencePiece {
    /// What became of them.
    pub how: Became,
    /// The words.
    pub text: String,
}

/// What became of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Became {
    /// They stayed.
    Same,
    /// They were taken out.
    Gone,
    /// They were added.
    Added,
}

/// What is different in `new`.
pub(crate) fn between(old: &str, new: &str) -> RevisionDifference {
    let (old, new) = (old.replace("\r\n", "\n"), new.replace("\r\n", "\n"));
    let words = TextDiff::configure().timeout(PATIENCE).diff_unicode_words(old.as_str(), new.as_str());
    let (mut lines, mut line) = (Vec::new(), DifferenceLine::default());
    let (mut gone, mut added) = (0usize, 0usize);
    let (mut changed, mut places, mut here) = (0usize, 0usize, None::<(usize, usize)>);
    for change in words.iter_all_changes() {
        let how = match change.tag() {
            ChangeTag::Equal => Became::Same,
            ChangeTag::Delete => Became::Gone,
            ChangeTag::Insert => Became::Added,
        };
        let count = change.value().unicode_words().count();
        match how {
            Became::Gone => {
                gone += count;
                here.get_or_insert_default().0 += count;
            }
            Became::Added => {
                added += count;
                here.get_or_insert_default().1 += count;
            }
            // A blank between two words that are both others parts no places.
            Became::Same if here.is_some() && is_blank(change.value()) => {}
            Became::Same => {
                if let Some((gone, added)) = here.take() {
                    (changed, places) = (changed + gone.max(added), places + 1);
                }
            }
        }
        for (at, part) in change.value().split('\n').enumerate() {
            if at > 0 {
                lines.push(std::mem::take(&mut line));
            }
            match line.pieces.last_mut() {
                _ if part.is_empty() => {}
                Some(last) if last.how == how => last.text.push_str(part),
                _ => line.pieces.push(DifferencePiece { how, text: part.to_owned() }),
            }
        }
    }
    lines.push(line);
    if let Some((gone, added)) = here {
        (changed, places) = (changed + gone.max(added), places + 1);
    }
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    RevisionDifference { lines: folded(lines), gone: number(gone), added: number(added), changed: number(changed), places: number(places) }
}

/// Whether it is a space within a line.
fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() && c != '\n')
}

/// Runs of unchanged lines folded into their number.
fn folded(lines: Vec<DifferenceLine>) -> Vec<DifferenceLine> {
    let changed: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| line.pieces.iter().any(|piece| piece.how != Became::Same)).map(|(at, _)| at).collect();
    let near = |at: usize| changed.iter().any(|change| change.abs_diff(at) <= AROUND);
    let mut out: Vec<DifferenceLine> = Vec::new();
    for (at, line) in lines.into_iter().enumerate() {
        match out.last_mut() {
            _ if near(at) => out.push(line),
            Some(last) if last.folded > 0 => last.folded += 1,
            _ => out.push(DifferenceLine { folded: 1, pieces: Vec::new() }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(how: Became, text: &str) -> DifferencePiece {
        DifferencePiece { how, text: text.to_owned() }
    }

    #[test]
    fn words_are_told_apart_and_quiet_lines_fold() {
        let old = "One\n\nTwo\n\nThe work cost three million.\n\nThree\n\nFour\n";
        let new = old.replace("three million", "four million");
        let found = between(old, &new);
        assert_eq!((found.gone, found.added), (1, 1));
        let changed = found.lines.iter().find(|line| line.pieces.len() > 1).expect("the line that changed");
        assert_eq!(
            changed.pieces,
            [
                piece(Became::Same, "The work cost "),
                piece(Became::Gone, "three"),
                piece(Became::Added, "four"),
                piece(Became::Same, " million."),
            ]
        );
        assert_eq!(found.lines.iter().map(|line| line.folded).collect::<Vec<_>>(), [3, 0, 0, 0, 4]);
    }

    #[test]
    fn the_same_text_is_no_difference_and_a_new_line_is_one() {
        assert_eq!(between("a\nb", "a\r\nb").gone + between("a\nb", "a\r\nb").added, 0);
        let found = between("مهم\n", "مهم\n\n日本語 text\n");
        assert_eq!(found.gone, 0);
        assert!(found.added >= 2);
    }
}
