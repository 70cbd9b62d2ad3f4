//! How long a post is, as each network says that it counts.

use unicode_segmentation::UnicodeSegmentation as _;

use super::Platform;

/// As many characters a link counts on X (`transformed_url_length` of its published configuration, version 3) and on Mastodon
/// (`StatusLengthValidator::URL_PLACEHOLDER_CHARS`).
const LINK: usize = 23;

impl Platform {
    /// The most that it takes, in what it counts.
    #[must_use]
    pub const fn most(self) -> u32 {
        match self {
            // docs.x.com, "Counting characters": 280, weighted.
            Self::X => 280,
            // The lexicon `app.bsky.feed.post`: `maxGraphemes` 300 (and 3,000 bytes, which as many graphemes seldom reach).
            Self::Bluesky => 300,
            // docs.joinmastodon.org, "Posting toots": 500 where a server does not say otherwise.
            Self::Mastodon => 500,
            // LinkedIn Help, "Post length": 3,000 characters.
            Self::Linkedin => 3_000,
        }
    }

    /// How long a text is there.
    #[must_use]
    pub fn length(self, text: &str) -> u32 {
        let text = text.trim();
        let length = match self {
            Self::X => pieces(text).map(|(piece, link)| if link { LINK } else { weighted(piece) }).sum(),
            Self::Mastodon => pieces(text).map(|(piece, link)| if link { LINK } else { letters(piece) }).sum(),
            Self::Bluesky => letters(text).max(text.len().div_ceil(10)),
            // Its editor counts in JavaScript, where a character beyond the basic plane is two.
            Self::Linkedin => text.encode_utf16().count(),
        };
        u32::try_from(length).unwrap_or(u32::MAX)
    }

    /// Whether it takes a text of this length.
    #[must_use]
    pub fn takes(self, text: &str) -> bool {
        self.length(text) <= self.most()
    }
}

/// What a reader takes for one letter.
fn letters(text: &str) -> usize {
    text.graphemes(true).count()
}

/// As X weighs: a letter of the scripts in its ranges counts one, any other two, and so does an emoji, however many parts it has.
fn weighted(text: &str) -> usize {
    let light = |c: char| matches!(u32::from(c), 0..=4351 | 8192..=8205 | 8208..=8223 | 8242..=8247);
    let emoji = |letter: &str| letter.chars().any(|c| matches!(u32::from(c), 0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0xFE0F));
    text.graphemes(true).map(|letter| if emoji(letter) { 2 } else { letter.chars().map(|c| if light(c) { 1 } else { 2 }).sum() }).sum()
}

/// A text in pieces, and whether a piece is a link of the web.
fn pieces(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let begins = ["https://", "http://"].into_iter().filter_map(|scheme| rest.find(scheme)).min();
        let (piece, link) = match begins {
            Some(0) => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                // What ends the sentence is not the link's.
                let link = rest.get(..end).unwrap_or_default().trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '”', '"', '»']);
                (link.len().max(1), true)
            }
            Some(at) => (at, false),
            None => (rest.len(), false),
        };
        let (before, after) = rest.split_at_checked(piece)?;
        rest = after;
        Some((before, link))
    })
}
