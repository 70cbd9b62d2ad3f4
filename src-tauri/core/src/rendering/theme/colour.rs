//! Colours and how far they stand apart (WCAG 2.2, 1.4.3 and 1.4.11), also where a mail program turns light into dark by itself.

/// Red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(pub(super) [u8; 3]);

/// The ground of mails where a reader's program prefers dark; see the styles of a mail.
pub(super) const NIGHT: Colour = Colour([0x19, 0x18, 0x17]);
/// Paper out of a printer.
pub(super) const WHITE: Colour = Colour([255; 3]);

/// Steps of lightness that are tried for the nearest good colour.
const STEPS: u32 = 200;

impl Colour {
    /// Reads `#1d4f8c`, `1D4F8C` or `#14f`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let digits = text.trim().trim_start_matches('#');
        let value = |at: usize, wide: usize| {
            let part = digits.get(at * wide..(at + 1) * wide)?;
            let part = if wide == 1 { part.repeat(2) } else { part.to_owned() };
            u8::from_str_radix(&part, 16).ok()
        };
        let wide = match digits.len() {
            3 => 1,
            6 => 2,
            _ => return None,
        };
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        Some(Self([value(0, wide)?, value(1, wide)?, value(2, wide)?]))
    }

    /// `#1d4f8c`.
    pub(super) fn hex(self) -> String {
        let Self([red, green, blue]) = self;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// How much light it gives off, 0 to 1 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let Self([red, green, blue]) = self;
        0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
    }

    /// Contrast with another colour, 1 to 21 (WCAG 2.2, "contrast ratio").
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        a.max(b) / a.min(b)
    }

    /// So much of another colour in it, 0 to 1.
    pub(super) fn mixed(self, other: Self, part: f64) -> Self {
        let (Self(mine), Self(theirs)) = (self, other);
        let one = |a: u8, b: u8| rounded(f64::from(a) + (f64::from(b) - f64::from(a)) * part);
        let [red, green, blue] = mine;
        let [more_red, more_green, more_blue] = theirs;
        Self([one(red, more_red), one(green, more_green), one(blue, more_blue)])
    }

    /// The colour of the same hue that is nearest in lightness and has this contrast on a ground; itself where it has it already. None
    /// where no lightness reaches it.
    pub(super) fn nearest(self, ground: Self, least: f64) -> Option<Self> {
        let good = |colour: &Self| colour.contrast(ground) >= least;
        if good(&self) {
            return Some(self);
        }
        let (black, white) = (Self([0; 3]), WHITE);
        (1..=STEPS).find_map(|step| {
            let part = f64::from(step) / f64::from(STEPS);
            [self.mixed(black, part), self.mixed(white, part)].into_iter().find(good)
        })
    }

    /// As mail programs turn it that make dark of light by themselves: the hue stays, the lightness is turned over.
    pub(super) fn turned(self) -> Self {
        let Self([red, green, blue]) = self;
        // In HSL: adding the same to all three parts moves the lightness and leaves hue and chroma.
        let by = 255 - i32::from(red.max(green).max(blue)) - i32::from(red.min(green).min(blue));
        let one = |value: u8| u8::try_from((i32::from(value) + by).clamp(0, 255)).unwrap_or_default();
        Self([one(red), one(green), one(blue)])
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
fn rounded(value: f64) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_as_the_guidelines_reckon_it() {
        let of = |a: &str, b: &str| Colour::read(a).unwrap().contrast(Colour::read(b).unwrap());
        assert!((of("#000", "#fff") - 21.0).abs() < 0.001);
        // The well-known grey that just passes, and the next one that does not.
        assert!(of("#767676", "#ffffff") >= 4.5 && of("#777777", "#ffffff") < 4.5);
        assert!((of("#123456", "#123456") - 1.0).abs() < 0.001);
    }

    #[test]
    fn a_colour_is_read_in_each_way_that_people_write_it_and_nothing_else_is_one() {
        for text in ["#1d4f8c", " 1D4F8C ", "1d4f8c"] {
            assert_eq!(Colour::read(text).unwrap().hex(), "#1d4f8c");
        }
        assert_eq!(Colour::read("#14f").unwrap().hex(), "#1144ff");
        for bad in ["", "#", "blue", "#12", "#12345", "#1234567", "#gggggg", "+1+2+3", "灯台", "##", "#é1"] {
            assert_eq!(Colour::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_nearest_good_colour_is_good_and_a_good_one_is_left_alone() {
        let (paper, pale) = (WHITE, Colour::read("#9cc3f2").unwrap());
        let good = pale.nearest(paper, 4.5).unwrap();
        assert!(good.contrast(paper) >= 4.5 && good.contrast(paper) < 4.7, "{}", good.contrast(paper));
        assert_eq!(good.nearest(paper, 4.5), Some(good));
        assert!(pale.nearest(NIGHT, 4.5) == Some(pale));
        // No colour is further from a middle grey than this.
        assert_eq!(pale.nearest(Colour::read("#777").unwrap(), 7.0), None);
    }

    #[test]
    fn light_turned_over_is_dark_of_the_same_hue() {
        assert_eq!(WHITE.turned().hex(), "#000000");
        assert_eq!(Colour::read("#1d4f8c").unwrap().turned().hex(), "#73a5e2");
        assert_eq!(Colour::read("#73a5e2").unwrap().turned().hex(), "#1d4f8c");
    }
}
