//! A cut of a picture: a rectangle of it, its longest side, how closely it is packed. The same recipe of the same picture gives the same
//! bytes; the picture itself is never touched.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};
use serde::{Deserialize, Serialize};

use crate::error::{Place, Problem};

/// A picture has at most so many pixels on a side, so many in all, and takes at most so many bytes while it is unpacked: a few bytes can
/// say that they are a wall.
const MOST_SIDE: u32 = 20_000;
const MOST_PIXELS: u64 = 60_000_000;
const MOST_UNPACKED: u64 = 512 * 1024 * 1024;
/// How closely a JPEG is packed where nobody says otherwise, of 100.
pub const QUALITY: u8 = 85;
/// The longest side of a small picture for the desk.
const SMALL: u32 = 256;

/// A rectangle of a picture as it is seen upright, in pixels from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Frame {
    /// From the left.
    pub x: u32,
    /// From above.
    pub y: u32,
    /// How wide.
    pub width: u32,
    /// How high.
    pub height: u32,
}

/// What is made of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Recipe {
    /// The part of it that stays; all of it where there is none.
    pub frame: Option<Frame>,
    /// The longest side at most, in pixels; as it is where there is none. Nothing becomes larger than it is.
    pub side: Option<u32>,
    /// How closely a JPEG is packed, from 1 to 100.
    pub quality: u8,
}

impl Recipe {
    /// The words that are kept: `frame 10 20 300 200, side 1600, quality 85`.
    #[must_use]
    pub fn words(&self) -> String {
        let frame = self.frame.map(|f| format!("frame {} {} {} {}, ", f.x, f.y, f.width, f.height)).unwrap_or_default();
        let side = self.side.map(|side| format!("side {side}, ")).unwrap_or_default();
        format!("{frame}{side}quality {}", self.quality)
    }

    /// What the words mean.
    #[must_use]
    pub fn of_words(words: &str) -> Option<Self> {
        let mut made = Self { frame: None, side: None, quality: QUALITY };
        for part in words.split(", ") {
            let (what, rest) = part.split_once(' ')?;
            let numbers = rest.split(' ').map(str::parse).collect::<Result<Vec<u32>, _>>().ok()?;
            match (what, numbers.as_slice()) {
                ("frame", [x, y, width, height]) => made.frame = Some(Frame { x: *x, y: *y, width: *width, height: *height }),
                ("side", [side]) => made.side = Some(*side),
                ("quality", [quality]) => made.quality = u8::try_from(*quality).ok()?,
                _ => return None,
            }
        }
        Some(made)
    }
}

/// A picture that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its type.
    pub media_type: &'static str,
    /// Its bytes, with nothing in them but the picture.
    pub bytes: Vec<u8>,
    /// How wide it is.
    pub width: u32,
    /// How high it is.
    pub height: u32,
}

fn refused(code: &'static str) -> Problem {
    Problem::refusal(code).at(Place::field("file"))
}

fn broken(cause: &dyn std::fmt::Display) -> Problem {
    refused("literature.picture_broken").todo("literature.picture_broken.todo").because(cause)
}

fn guarded<T>(work: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    // Whatever a picture from outside does to who unpacks it, it is a broken picture and no more.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(broken(&"unpacking")))
}

/// Makes a cut.
///
/// # Errors
/// `literature.picture_none`, `literature.picture_broken`, `literature.picture_wide`, `literature.bad_cut` if the frame does not lie within
/// the picture, a side is none or the quality is not one of 1 to 100.
pub fn cut(bytes: &[u8], recipe: &Recipe) -> Result<Made, Problem> {
    guarded(|| {
        let (mut picture, profile, format) = unpacked(bytes)?;
        let bad = || refused("literature.bad_cut").with("width", picture.width()).with("height", picture.height());
        if recipe.side == Some(0) || !(1..=100).contains(&recipe.quality) {
            return Err(bad());
        }
        if let Some(f) = recipe.frame {
            let within = |from: u32, length: u32, whole: u32| length > 0 && from.checked_add(length).is_some_and(|end| end <= whole);
            if !within(f.x, f.width, picture.width()) || !within(f.y, f.height, picture.height()) {
                return Err(bad());
            }
            picture = picture.crop_imm(f.x, f.y, f.width, f.height);
        }
        if let Some(side) = recipe.side.filter(|side| picture.width().max(picture.height()) > *side) {
            picture = picture.resize(side, side, FilterType::Lanczos3);
        }
        packed(&picture, profile, format != ImageFormat::Jpeg && picture.color().has_alpha(), recipe.quality)
    })
}

/// The small picture that the desk shows, and how large the picture itself is, upright.
///
/// # Errors
/// As [`cut`].
pub fn small(bytes: &[u8]) -> Result<(Made, u32, u32), Problem> {
    guarded(|| {
        let (picture, profile, _) = unpacked(bytes)?;
        let (width, height) = (picture.width(), picture.height());
        let small = if width.max(height) > SMALL { picture.thumbnail(SMALL, SMALL) } else { picture };
        let clear = small.color().has_alpha();
        Ok((packed(&small, profile.filter(|profile| profile.len() < 4096), clear, QUALITY)?, width, height))
    })
}

fn unpacked(bytes: &[u8]) -> Result<(DynamicImage, Option<Vec<u8>>, ImageFormat), Problem> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| broken(&e))?;
    let known = |format: &ImageFormat| matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::Gif | ImageFormat::WebP);
    let format = reader.format().filter(known).ok_or_else(|| refused("literature.picture_none"))?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height, limits.max_alloc) = (Some(MOST_SIDE), Some(MOST_SIDE), Some(MOST_UNPACKED));
    reader.limits(limits);
    let wide = || refused("literature.picture_wide").with("most", MOST_PIXELS / 1_000_000);
    let judged = |error: image::ImageError| match error {
        image::ImageError::Limits(_) => wide(),
        other => broken(&other),
    };
    let mut decoder = reader.into_decoder().map_err(judged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_UNPACKED {
        return Err(wide());
    }
    let turned = decoder.orientation().map_err(judged)?;
    let profile = decoder.icc_profile().ok().flatten();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(judged)?;
    picture.apply_orientation(turned);
    Ok((picture, profile, format))
}

fn packed(picture: &DynamicImage, profile: Option<Vec<u8>>, clear: bool, quality: u8) -> Result<Made, Problem> {
    use image::ImageEncoder as _;
    let (width, height) = (picture.width(), picture.height());
    let mut bytes = Cursor::new(Vec::new());
    let media_type = if clear {
        let mut encoder = image::codecs::png::PngEncoder::new(&mut bytes);
        // A profile that cannot be kept is left out: the picture stays.
        let _ = profile.map(|profile| encoder.set_icc_profile(profile));
        let all = picture.to_rgba8();
        encoder.write_image(all.as_raw(), width, height, image::ExtendedColorType::Rgba8).map_err(|e| broken(&e))?;
        "image/png"
    } else {
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
        let _ = profile.map(|profile| encoder.set_icc_profile(profile));
        let all = picture.to_rgb8();
        encoder.write_image(all.as_raw(), width, height, image::ExtendedColorType::Rgb8).map_err(|e| broken(&e))?;
        "image/jpeg"
    };
    Ok(Made { media_type, bytes: bytes.into_inner(), width, height })
}
