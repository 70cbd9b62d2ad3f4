//! A picture or a film of a form that cannot be made anew without a loss, with the place where it was made taken out where it stands:
//! TIFF, HEIC, AVIF, QuickTime and MP4. No byte moves but within a table of entries and a record, none is added: what is seen and heard stays bit
//! for bit, and so does all else that was written into it. Pure. After the forms themselves: TIFF 6.0, Exif 2.32, ISO 14496-12 (boxes),
//! ISO 23008-12 (items), QuickTime File Format, 3GPP TS 26.244 (`loci`), ISO 16684-1 (XMP), IPTC IIM 4.2.
//!
//! **Invariant:** what is read as a place lies apart from everything that is kept, or nothing of it is touched; what cannot be read is told,
//! never taken for "there is none".

mod boxes;
mod iptc;
mod tiff;
mod xmp;

#[cfg(test)]
pub(crate) mod fixtures;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::ops::Range;

/// What a file says of where it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct WhereMade {
    /// It says it.
    pub told: bool,
    /// The file without it, as long as before; none where there is nothing to take out, or nothing that can be.
    pub without: Option<Vec<u8>>,
    /// What is left may say it: not everything that was written into it can be read.
    pub unread: bool,
}

/// Looks for the place where a picture or a film was made, and takes it out; none where the file is of another form.
pub(super) fn where_made(bytes: &[u8]) -> Option<WhereMade> {
    let plan = look(bytes)?;
    let (told, mut unread) = (plan.told, plan.unread);
    let without = match plan.carried_out(bytes) {
        Carried::Nothing => None,
        // What was made is looked at as whoever gets it would look at it.
        Carried::Out(made) if look(&made).is_some_and(|again| !again.told) => Some(made),
        _ => {
            unread = true;
            None
        }
    };
    Some(WhereMade { told, without, unread })
}

fn look(bytes: &[u8]) -> Option<Plan> {
    let budget = Budget(Cell::new(Some(bytes.len() + SPARE)));
    let mut plan = if tiff::is_one(bytes) {
        tiff::look(bytes, &budget)
    } else if boxes::is_one(bytes) {
        boxes::look(bytes, &budget)
    } else {
        return None;
    };
    if budget.is_over() {
        plan.stop();
    }
    Some(plan)
}

/// The type of what has the mark of a TIFF: a camera's raw picture may be one as well.
pub(super) fn type_by_mark(bytes: &[u8]) -> Option<&'static str> {
    tiff::is_one(bytes).then_some("image/tiff")
}

/// The type of a picture or a film in boxes, by its brand; none where it is in none.
pub(super) fn type_in_boxes(bytes: &[u8]) -> Option<&'static str> {
    boxes::is_one(bytes).then(|| boxes::media_type(bytes))
}

/// Whether a file that begins so may be a film in boxes without a brand, which only all of it says.
pub(super) fn may_be_in_boxes(beginning: &[u8]) -> bool {
    boxes::may_be_one(beginning)
}

/// What may be looked at beyond as many bytes as a file has: a small one may hold the same words in several ways, each within another.
const SPARE: usize = 1024 * 1024;

/// How many bytes of a file may still be looked at; none left, once more were asked for. Each counts as often as it is looked at: a file whose
/// entries name the same ones again and again is no picture of a camera's.
#[derive(Debug)]
struct Budget(Cell<Option<usize>>);

impl Budget {
    /// Takes so many; false from the first time on that there are not as many.
    fn spend(&self, length: usize) -> bool {
        self.0.set(self.0.get().and_then(|left| left.checked_sub(length)));
        !self.is_over()
    }

    fn is_over(&self) -> bool {
        self.0.get().is_none()
    }
}

/// Most ranges of a file that are kept apart from what is written over; with more it is left alone.
const MOST_KEPT: usize = 200_000;

/// Other bytes in the place of as many.
#[derive(Debug)]
struct Edit {
    at: usize,
    bytes: Vec<u8>,
}

impl Edit {
    fn range(&self) -> Range<usize> {
        self.at..self.at + self.bytes.len()
    }
}

/// What was found in a stretch of bytes: places count from its first one.
#[derive(Debug, Default)]
struct Plan {
    edits: Vec<Edit>,
    kept: Vec<Range<usize>>,
    told: bool,
    unread: bool,
    /// Not all was read that says what is to stay: nothing is written over.
    stopped: bool,
}

enum Carried {
    Nothing,
    Out(Vec<u8>),
    /// Something that is to stay lies within what is to go.
    Never,
}

impl Plan {
    /// Nothing here can be read.
    fn unread() -> Self {
        Self { unread: true, stopped: true, ..Self::default() }
    }

    /// The rest is not read.
    fn stop(&mut self) {
        (self.unread, self.stopped) = (true, true);
        self.edits.clear();
    }

    /// A place that goes.
    fn take(&mut self, at: usize, bytes: Vec<u8>) {
        self.told = true;
        if !self.stopped {
            self.edits.push(Edit { at, bytes });
        }
    }

    /// Ranges that are to stay; of too many none more, since nothing is written over then.
    fn keep(&mut self, ranges: impl IntoIterator<Item = Range<usize>>) {
        let room = (MOST_KEPT + 1).saturating_sub(self.kept.len());
        self.kept.extend(ranges.into_iter().take(room));
    }

    /// What was found in bytes that stand in pieces of this stretch, behind the first `skipped` of them.
    fn add(&mut self, pieces: &[Range<usize>], skipped: usize, inner: Self) {
        self.told |= inner.told;
        self.unread |= inner.unread;
        if inner.stopped {
            // Whatever it is, it stays as it is.
            self.keep(pieces.iter().cloned());
            return;
        }
        for edit in inner.edits {
            let parts = spread(pieces, skipped, &edit.range());
            if let [(there, part)] = parts.as_slice()
                && part.len() == edit.bytes.len()
            {
                self.take(there.start, edit.bytes);
                continue;
            }
            for (there, part) in parts {
                self.take(there.start, edit.bytes.get(part).unwrap_or_default().to_vec());
            }
        }
        for kept in inner.kept {
            self.keep(spread(pieces, skipped, &kept).into_iter().map(|(there, _)| there));
        }
    }

    fn carried_out(mut self, bytes: &[u8]) -> Carried {
        if self.edits.is_empty() {
            return if self.told { Carried::Never } else { Carried::Nothing };
        }
        self.edits.sort_by_key(|edit| edit.at);
        let clash = self.edits.windows(2).any(|two| matches!(two, [one, next] if one.range().end > next.at));
        if clash || self.kept.len() > MOST_KEPT || self.kept.iter().any(|kept| self.is_hit(kept)) {
            return Carried::Never;
        }
        let mut made = bytes.to_vec();
        for edit in &self.edits {
            let Some(place) = made.get_mut(edit.range()) else { return Carried::Never };
            place.copy_from_slice(&edit.bytes);
        }
        Carried::Out(made)
    }

    /// Whether something is written over within a range.
    fn is_hit(&self, kept: &Range<usize>) -> bool {
        let next = self.edits.partition_point(|edit| edit.range().end <= kept.start);
        self.edits.get(next).is_some_and(|edit| edit.at < kept.end && !kept.is_empty())
    }
}

/// Where a range of joined pieces stands, each with the part of the range that stands there.
fn spread(pieces: &[Range<usize>], skipped: usize, range: &Range<usize>) -> Vec<(Range<usize>, Range<usize>)> {
    let (mut found, mut begins) = (Vec::new(), 0);
    let wanted = range.start + skipped..range.end + skipped;
    for piece in pieces {
        let ends = begins + piece.len();
        let (from, to) = (wanted.start.max(begins), wanted.end.min(ends));
        if from < to {
            found.push((piece.start + from - begins..piece.start + to - begins, from - wanted.start..to - wanted.start));
        }
        begins = ends;
    }
    found
}

/// Whether words name a place: those of keys and of free entries.
fn names_a_place(words: &[u8]) -> bool {
    let words = words.to_ascii_lowercase();
    [b"location".as_slice(), b"latitude", b"longitude", b"gps"].iter().any(|word| memchr::memmem::find(&words, word).is_some())
}
