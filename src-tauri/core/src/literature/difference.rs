//! What is different between two texts, word by word.

use std::time::Duration;

use serde::Serialize;
use similar::{ChangeTag, TextDiff};
use unicode_segmentation::UnicodeSegmentation as _;

use super::paper;

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
    /// Names the text that is compared, so that what was seen is what is taken back.
    pub base: String,
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
    /// At which place, counted from 1; 0 where they stayed.
    pub place: u32,
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
    let base = paper::base(new);
    let (old, new) = (plain(old), plain(new));
    let words = words_of(&old, &new);
    let (mut lines, mut line) = (Vec::new(), DifferenceLine::default());
    let (mut gone, mut added, mut places) = (0usize, 0usize, Places::default());
    for change in words.iter_all_changes() {
        let (how, place) = places.of(change.tag(), change.value());
        let count = change.value().unicode_words().count();
        match how {
            Became::Gone => gone += count,
            Became::Added => added += count,
            Became::Same => {}
        }
        for (at, part) in change.value().split('\n').enumerate() {
            if at > 0 {
                lines.push(std::mem::take(&mut line));
            }
            match line.pieces.last_mut() {
                _ if part.is_empty() => {}
                Some(last) if last.how == how && last.place == place => last.text.push_str(part),
                _ => line.pieces.push(DifferencePiece { how, place, text: part.to_owned() }),
            }
        }
    }
    lines.push(line);
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    RevisionDifference {
        lines: folded(lines),
        gone: number(gone),
        added: number(added),
        changed: number(places.words()),
        places: places.count,
        base,
    }
}

/// `new` with what is different at one place, counted from 1, put back as it was in `old`; none if there is no such place.
pub(super) fn without(old: &str, new: &str, place: u32) -> Option<String> {
    let (old, new) = (plain(old), plain(new));
    let (mut out, mut places, mut found) = (String::with_capacity(new.len()), Places::default(), false);
    for change in words_of(&old, &new).iter_all_changes() {
        let (how, at) = places.of(change.tag(), change.value());
        let here = at == place && how != Became::Same;
        found |= here;
        if how == Became::Same || here == (how == Became::Gone) {
            out.push_str(change.value());
        }
    }
    (found && place > 0).then_some(out)
}

fn plain(text: &str) -> String {
    text.replace("\r\n", "\n")
}

fn words_of<'t>(old: &'t str, new: &'t str) -> TextDiff<'t, 't, str> {
    TextDiff::configure().timeout(PATIENCE).diff_unicode_words(old, new)
}

/// Counts the places at which a text is another.
#[derive(Default)]
struct Places {
    count: u32,
    /// Words that were taken out and added at the place where we are.
    here: Option<(usize, usize)>,
    before: usize,
}

impl Places {
    /// What became of these words, and at which place; 0 where they stayed.
    fn of(&mut self, tag: ChangeTag, text: &str) -> (Became, u32) {
        let count = text.unicode_words().count();
        match tag {
            // A blank between two words that are both others parts no places.
            ChangeTag::Equal if self.here.is_some() && is_blank(text) => return (Became::Same, 0),
            ChangeTag::Equal => {
                self.before = self.words();
                self.here = None;
                return (Became::Same, 0);
            }
            ChangeTag::Delete | ChangeTag::Insert => {}
        }
        if self.here.is_none() {
            self.count += 1;
        }
        let (gone, added) = self.here.get_or_insert_default();
        if tag == ChangeTag::Delete {
            *gone += count;
            (Became::Gone, self.count)
        } else {
            *added += count;
            (Became::Added, self.count)
        }
    }

    /// How many words are others: at each place the greater of the two numbers.
    fn words(&self) -> usize {
        self.before + self.here.map_or(0, |(gone, added)| gone.max(added))
    }
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
        DifferencePiece { how, place: u32::from(how != Became::Same), text: text.to_owned() }
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

    #[test]
    fn words_are_counted_at_each_place_and_one_place_is_put_back_alone() {
        let old = "From ten until five. The last climb the tower thirty minutes before, in the grounds.";
        let new = "From ten until half past four. The last climb the tower forty minutes before, in the yard.";
        let found = between(old, new);
        assert_eq!((found.changed, found.places, found.gone, found.added), (5, 3, 3, 5));
        let back = without(old, new, 2).unwrap();
        assert_eq!(back, new.replace("forty", "thirty"));
        assert_eq!(between(old, &back).places, 2);
        assert_eq!((without(old, new, 0), without(old, new, 4)), (None, None));
        let all = without(old, &without(old, &without(old, new, 1).unwrap(), 1).unwrap(), 1).unwrap();
        assert_eq!(all, old, "one after the other it is what it was");
    }
}
