//! How the organisation's mails, web pages and papers look: its logo, colours, type and closing words (W3, U1).
//!
//! Without a theme every form is as it is without one, byte for byte. Mails of a distribution have the theme that was sealed at Send.
//!
//! **Invariant:** a theme changes how a text looks and adds closing words; it hides, moves or leaves out nothing of the text.

pub mod api;
mod colour;
mod style;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::error::{Place, Problem};
use crate::ids::AssetId;
use crate::literature::{Attachment, Block, Document, Inline};
use crate::messages::Message;
use crate::workspace::{ReadTx, setting};

use colour::{Colour, NIGHT, WHITE};

/// The setting that holds it.
const SETTING: &str = "brand";
/// Narrowest and widest sheet of a mail, in pixels (W3).
const WIDTHS: (u16, u16) = (480, 640);
/// Narrowest and widest that a logo is shown, in pixels.
const LOGO_WIDTHS: (u16, u16) = (24, 320);
/// The largest file of a logo, in bytes: it goes with every mail.
const LOGO_BYTES: usize = 200 * 1024;
/// Longest closing words, in characters.
const LONGEST_FOOTER: usize = 400;
/// Longest description of a logo, in characters.
const LONGEST_ALT: usize = 200;
/// Contrast of words with their ground (WCAG 2.2, 1.4.3).
const WORDS: f64 = 4.5;
/// Contrast of lines with their ground (WCAG 2.2, 1.4.11).
const LINES: f64 = 3.0;

/// The letters that a mail is set in: only those that every system brings. On paper a face without serifs is Inter, any other Source Serif.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Face {
    /// Georgia, as without a theme.
    #[default]
    Georgia,
    /// Times New Roman.
    Times,
    /// Arial or Helvetica.
    Arial,
    /// Verdana.
    Verdana,
    /// Trebuchet.
    Trebuchet,
}

impl Face {
    /// All of them, as they are offered.
    pub const ALL: [Self; 5] = [Self::Georgia, Self::Times, Self::Arial, Self::Verdana, Self::Trebuchet];

    /// The word of the vocabulary, `georgia`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Georgia => "georgia",
            Self::Times => "times",
            Self::Arial => "arial",
            Self::Verdana => "verdana",
            Self::Trebuchet => "trebuchet",
        }
    }

    /// The face for a word of the vocabulary.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|face| face.as_str() == word.trim())
    }

    const fn is_sans(self) -> bool {
        matches!(self, Self::Arial | Self::Verdana | Self::Trebuchet)
    }

    /// As programs for writing call it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Georgia => "Georgia",
            Self::Times => "Times New Roman",
            Self::Arial => "Arial",
            Self::Verdana => "Verdana",
            Self::Trebuchet => "Trebuchet MS",
        }
    }

    /// As a style says it, with what stands in for it.
    const fn stack(self) -> &'static str {
        match self {
            Self::Georgia => "Georgia,'Times New Roman',serif",
            Self::Times => "'Times New Roman',Times,serif",
            Self::Arial => "Arial,Helvetica,sans-serif",
            Self::Verdana => "Verdana,Geneva,sans-serif",
            Self::Trebuchet => "'Trebuchet MS',Tahoma,sans-serif",
        }
    }
}

/// The organisation's logo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Logo {
    /// Its file.
    pub asset: AssetId,
    /// SHA-256 of it, in hex.
    pub sha256: String,
    /// Its type, as its bytes say: `image/png`.
    pub media_type: String,
    /// How wide its picture is, in pixels.
    pub pixels_wide: u32,
    /// How high its picture is, in pixels.
    pub pixels_high: u32,
    /// How wide it is shown, in pixels of a mail.
    pub width: u16,
    /// What is to be read on it, for who does not see it.
    pub alt: String,
}

impl Logo {
    /// How high it is shown.
    fn height(&self) -> u64 {
        (u64::from(self.pixels_high) * u64::from(self.width) / u64::from(self.pixels_wide.max(1))).max(1)
    }

    /// By what a mail's text names it.
    pub(super) fn content_id(&self) -> String {
        format!("logo.{}@tidings", self.sha256.get(..24).unwrap_or(&self.sha256))
    }

    /// As a picture that goes within a mail.
    pub(super) fn attachment(&self, bytes: u64) -> Attachment {
        let kind = self.media_type.rsplit('/').next().unwrap_or("png");
        Attachment {
            asset: self.asset,
            name: format!("logo.{}", if kind == "jpeg" { "jpg" } else { kind }),
            media_type: self.media_type.clone(),
            bytes,
            sha256: self.sha256.clone(),
            position: 0,
            inline: true,
            content_id: self.content_id(),
            alt: self.alt.clone(),
            for_whom: None,
            link: None,
            keeps_place: false,
        }
    }
}

/// How mails, web pages and papers look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Theme {
    /// The logo above everything.
    pub logo: Option<Logo>,
    /// The colour of words, `#1c1b19`.
    pub ink: String,
    /// The colour of the ground.
    pub paper: String,
    /// The colour of rules and of the line beside quotes.
    pub accent: String,
    /// The colour of links.
    pub link: String,
    /// The letters.
    pub face: Face,
    /// A rule in the accent's colour above the text.
    pub rule_above: bool,
    /// The same below it.
    pub rule_below: bool,
    /// How wide a mail's sheet is at most, in pixels.
    pub width: u16,
    /// Words at the end of every form, before what the organisation is called and how it is reached: paragraphs with links and stress.
    pub footer: String,
}

impl Default for Theme {
    /// As every form looks without a theme.
    fn default() -> Self {
        Self {
            logo: None,
            ink: "#1c1b19".to_owned(),
            paper: "#ffffff".to_owned(),
            accent: "#8a857b".to_owned(),
            link: "#1d4f8c".to_owned(),
            face: Face::default(),
            rule_above: false,
            rule_below: false,
            width: 640,
            footer: String::new(),
        }
    }
}

/// What stands on a ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Shade {
    /// Words.
    Ink,
    /// Links.
    Link,
    /// Rules, and the line beside quotes.
    Accent,
}

impl Shade {
    /// The word in messages.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ink => "ink",
            Self::Link => "link",
            Self::Accent => "accent",
        }
    }
}

/// How well one colour stands out from the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Contrast {
    /// Which.
    pub shade: Shade,
    /// Where a mail program turns light into dark by itself, as Gmail and Outlook do.
    pub turned: bool,
    /// The contrast, in tenths, rounded down: 45 is 4.5 to 1.
    pub tenths: u32,
    /// What it must be at least, in tenths (WCAG 2.2, 1.4.3 and 1.4.11).
    pub least_tenths: u32,
    /// Of one that is too poor: the nearest colour that would do; none where only another paper helps.
    pub nearest: Option<String>,
}

impl Contrast {
    /// Whether it is too poor.
    #[must_use]
    pub const fn is_poor(&self) -> bool {
        self.tenths < self.least_tenths
    }
}

impl Theme {
    /// Tidied and judged. Which file the logo is is not this edit's to say: it is `kept`'s.
    ///
    /// # Errors
    /// `rendering.theme` with the field (`ink`, `paper`, `accent`, `link`, `width`, `logo.width`, `logo.alt`, `footer`) and the reason.
    fn judged(mut self, kept: &Self) -> Result<Self, Problem> {
        for (field, colour) in [("ink", &mut self.ink), ("paper", &mut self.paper), ("accent", &mut self.accent), ("link", &mut self.link)]
        {
            *colour = Colour::read(colour).ok_or_else(|| refused(field, "colour", 0, 0))?.hex();
        }
        let within = |field: &'static str, value: u16, (least, most): (u16, u16)| {
            if (least..=most).contains(&value) { Ok(()) } else { Err(refused(field, "range", usize::from(least), usize::from(most))) }
        };
        within("width", self.width, WIDTHS)?;
        self.logo = match (self.logo, &kept.logo) {
            (Some(wanted), Some(logo)) => {
                within("logo.width", wanted.width, LOGO_WIDTHS)?;
                let alt = wanted.alt.split_whitespace().collect::<Vec<_>>().join(" ");
                if alt.chars().count() > LONGEST_ALT {
                    return Err(refused("logo.alt", "long", 0, LONGEST_ALT));
                }
                if alt.chars().any(char::is_control) {
                    return Err(refused("logo.alt", "control", 0, 0));
                }
                Some(Logo { width: wanted.width, alt, ..logo.clone() })
            }
            _ => None,
        };
        self.footer = self.footer.trim().to_owned();
        if self.footer.chars().count() > LONGEST_FOOTER {
            return Err(refused("footer", "long", 0, LONGEST_FOOTER));
        }
        if self.footer.chars().any(|c| c.is_control() && c != '\n' && c != '\r') {
            return Err(refused("footer", "control", 0, 0));
        }
        let plain = |block: &Block| matches!(block, Block::Paragraph(words) if words.iter().all(is_plain));
        if !self.footer_blocks().iter().all(plain) {
            return Err(refused("footer", "words", 0, 0));
        }
        Ok(self)
    }

    /// The closing words, read.
    pub(super) fn footer_blocks(&self) -> Vec<Block> {
        // A first line of three hyphens would begin a front block.
        let document = Document::parse(&format!("\n{}", self.footer.replace("\r\n", "\n")));
        document.blocks.into_iter().map(|placed| placed.block).collect()
    }

    /// As a distribution seals it.
    #[must_use]
    pub fn sealed(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// What [`sealed`](Self::sealed) said.
    ///
    /// # Errors
    /// `rendering.failed` if a newer program wrote it in another way: no letter looks otherwise than it was confirmed.
    pub fn kept(sealed: &str) -> Result<Self, Problem> {
        serde_json::from_str(sealed).map_err(|error| Problem::failure("rendering.failed").because(error))
    }

    /// How well each colour stands out, in light and where light is turned into dark.
    #[must_use]
    pub fn contrasts(&self) -> Vec<Contrast> {
        let paper = self.colour(&self.paper);
        let shades = [(Shade::Ink, &self.ink, WORDS), (Shade::Link, &self.link, WORDS), (Shade::Accent, &self.accent, LINES)];
        [false, true]
            .into_iter()
            .flat_map(|turned| {
                shades.into_iter().map(move |(shade, colour, least)| {
                    let colour = self.colour(colour);
                    let (seen, ground) = if turned { (colour.turned(), paper.turned()) } else { (colour, paper) };
                    let ratio = seen.contrast(ground);
                    let nearest = if ratio >= least { None } else { seen.nearest(ground, least) };
                    // Turned back it is what is to be entered.
                    let nearest = nearest.map(|good| if turned { good.turned() } else { good });
                    Contrast { shade, turned, tenths: tenths(ratio), least_tenths: tenths(least), nearest: nearest.map(Colour::hex) }
                })
            })
            .collect()
    }

    /// A colour of it; what is none, which none that was judged is, is the ink of before.
    fn colour(&self, text: &str) -> Colour {
        Colour::read(text).unwrap_or(Colour([0x1c, 0x1b, 0x19]))
    }

    /// A colour on a ground, moved as little as it takes to be read there.
    fn readable(colour: Colour, ground: Colour, least: f64) -> Colour {
        colour.nearest(ground, least).unwrap_or(if ground.contrast(WHITE) >= WORDS { WHITE } else { Colour([0; 3]) })
    }

    /// The colours on white paper, whatever a screen's ground is: ink, quiet words, rules, links.
    pub(super) fn on_paper(&self) -> [String; 4] {
        let ink = Self::readable(self.colour(&self.ink), WHITE, WORDS);
        let quiet = Self::readable(ink.mixed(WHITE, 0.3), WHITE, WORDS);
        let accent = Self::readable(self.colour(&self.accent), WHITE, LINES);
        let link = Self::readable(self.colour(&self.link), WHITE, WORDS);
        [ink, quiet, accent, link].map(Colour::hex)
    }

    /// The colour of links on the ground of the night.
    fn link_by_night(&self) -> String {
        Self::readable(self.colour(&self.link), NIGHT, WORDS).hex()
    }

    /// Its letters as a style says them, with what stands in for them.
    #[must_use]
    pub const fn letters(&self) -> &'static str {
        self.face.stack()
    }

    pub(super) const fn is_sans(&self) -> bool {
        self.face.is_sans()
    }
}

/// Rounded down, so that what is a little too poor does not read as good.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 10 and 210")]
fn tenths(ratio: f64) -> u32 {
    (ratio * 10.0 + 1e-9).floor() as u32
}

/// Whether a footer may hold it: words, stress, links and line ends.
fn is_plain(inline: &Inline) -> bool {
    match inline {
        Inline::Text(_) | Inline::Soft | Inline::Break => true,
        Inline::Emphasis(words) | Inline::Strong(words) => words.iter().all(is_plain),
        Inline::Link { url, words, .. } => {
            super::escape::may_link(url)
                && url.iter().all(|piece| matches!(piece, crate::literature::Piece::Text(_)))
                && words.iter().all(is_plain)
        }
        _ => false,
    }
}

fn refused(field: &'static str, why: &'static str, least: usize, most: usize) -> Problem {
    let what = Message::new("rendering.theme").with("why", why).with("least", least).with("most", most);
    Problem { what, ..Problem::refusal("rendering.theme") }.at(Place::field(field))
}

/// The theme of the workspace; none where nobody chose one.
///
/// # Errors
/// What SQLite says; `rendering.failed` as [`Theme::kept`].
pub fn theme(tx: &ReadTx<'_>) -> Result<Option<Theme>, Problem> {
    setting(tx, SETTING)?.filter(|text| !text.is_empty()).map(|text| Theme::kept(&text)).transpose()
}
