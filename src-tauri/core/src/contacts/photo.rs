//! The photo of a person: any picture becomes a small one of a form of our own, without what a camera wrote into it. Pure.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

use crate::error::{Place, Problem};

/// The longer side of a photo that is kept, at most.
pub const SIDE: u32 = 512;
/// A picture that is to be a photo has at most so many bytes,
pub(super) const MOST_BYTES: usize = 25 * 1024 * 1024;
/// so many pixels on a side, and so many in all: a few bytes can say that they are a wall.
const MOST_SIDE: u32 = 20_000;
const MOST_PIXELS: u64 = 60_000_000;
/// And so many bytes of memory while it is unpacked.
const MOST_UNPACKED: u64 = 512 * 1024 * 1024;
/// What is kept of a picture through which one can see; a larger one is laid on white.
const MOST_CLEAR: usize = 256 * 1024;
/// A photo that is kept has at most so many bytes: more than any of this size comes to.
const MOST_KEPT: usize = 384 * 1024;
const QUALITY: u8 = 85;

/// A photo as it is kept: JPEG or PNG, nothing in it but the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// `image/jpeg` or `image/png`.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How wide it is.
    pub width: u32,
    /// How high it is.
    pub height: u32,
}

const JPEG: &str = "image/jpeg";
const PNG: &str = "image/png";

impl Photo {
    /// As an address that holds the bytes themselves: `data:image/jpeg;base64,…`.
    #[must_use]
    pub fn data_uri(&self) -> String {
        format!("data:{};base64,{}", self.media_type, BASE64_STANDARD.encode(&self.bytes))
    }

    /// Of a media type as the file says it.
    pub(super) fn known_type(word: &str) -> Option<&'static str> {
        [JPEG, PNG].into_iter().find(|known| *known == word)
    }
}

fn refused(code: &'static str) -> Problem {
    Problem::refusal(code).todo("contacts.photo.todo").at(Place::field("photo"))
}

/// Makes a photo of any picture: turned as the camera was held, at most [`SIDE`] on a side, without place, date and comment. What is
/// in that form already stays as it is, byte for byte.
///
/// # Errors
/// `contacts.photo.empty`, `contacts.photo.large`, `contacts.photo.none`, `contacts.photo.wide`, `contacts.photo.broken`: each says why.
pub fn photo(bytes: &[u8]) -> Result<Photo, Problem> {
    if bytes.is_empty() {
        return Err(refused("contacts.photo.empty"));
    }
    if bytes.len() > MOST_BYTES {
        return Err(refused("contacts.photo.large").with("most", MOST_BYTES / 1024 / 1024));
    }
    // Whatever a picture from outside does to who unpacks it, it is a broken picture and no more.
    catch_unwind(AssertUnwindSafe(|| unpacked(bytes))).unwrap_or_else(|_| Err(refused("contacts.photo.broken")))
}

/// Reads what an address of a photo holds; `None` where it holds no bytes but says where they are.
///
/// # Errors
/// As [`photo`].
pub fn photo_of_uri(uri: &str) -> Option<Result<Photo, Problem>> {
    let rest = uri.trim().strip_prefix("data:")?;
    let (_, data) = rest.split_once(";base64,")?;
    let data: Vec<u8> = data.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    Some(match BASE64_STANDARD.decode(data) {
        Ok(bytes) => photo(&bytes),
        Err(_) => Err(refused("contacts.photo.broken")),
    })
}

fn unpacked(bytes: &[u8]) -> Result<Photo, Problem> {
    let broken = |cause: &dyn std::fmt::Display| refused("contacts.photo.broken").because(cause);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| broken(&e))?;
    let Some(format) = reader.format().filter(|format| KNOWN.contains(format)) else {
        return Err(refused("contacts.photo.none"));
    };
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height, limits.max_alloc) = (Some(MOST_SIDE), Some(MOST_SIDE), Some(MOST_UNPACKED));
    reader.limits(limits);
    let wide = || refused("contacts.photo.wide").with("most", MOST_PIXELS / 1_000_000);
    let mut decoder = reader.into_decoder().map_err(|e| match e {
        image::ImageError::Limits(_) => wide(),
        other => broken(&other),
    })?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || width.max(height) > MOST_SIDE || decoder.total_bytes() > MOST_UNPACKED {
        return Err(wide());
    }
    let turned = decoder.orientation().map_err(|e| broken(&e))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|e| match e {
        image::ImageError::Limits(_) => wide(),
        other => broken(&other),
    })?;
    if width.max(height) <= SIDE && bytes.len() <= MOST_KEPT && is_bare(format, bytes) {
        let media_type = if format == ImageFormat::Png { PNG } else { JPEG };
        return Ok(Photo { media_type, bytes: bytes.to_vec(), width, height });
    }
    picture.apply_orientation(turned);
    if picture.width().max(picture.height()) > SIDE {
        picture = picture.thumbnail(SIDE, SIDE);
    }
    packed(&picture).map_err(|e| broken(&e))
}

const KNOWN: [ImageFormat; 4] = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP];

fn packed(picture: &DynamicImage) -> Result<Photo, image::ImageError> {
    let (width, height) = (picture.width(), picture.height());
    let clear = picture.color().has_alpha().then(|| picture.to_rgba8()).filter(|all| all.pixels().any(|pixel| pixel.0[3] < 255));
    let mut bytes = Cursor::new(Vec::new());
    let Some(mut clear) = clear else {
        picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
        return Ok(Photo { media_type: JPEG, bytes: bytes.into_inner(), width, height });
    };
    clear.write_to(&mut bytes, ImageFormat::Png)?;
    if bytes.get_ref().len() <= MOST_CLEAR {
        return Ok(Photo { media_type: PNG, bytes: bytes.into_inner(), width, height });
    }
    for pixel in clear.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let on_white = |part: u8| u8::try_from((u32::from(part) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255).unwrap_or(255);
        pixel.0 = [on_white(red), on_white(green), on_white(blue), 255];
    }
    packed(&DynamicImage::from(DynamicImage::from(clear).to_rgb8()))
}

/// Whether a file holds its picture and nothing besides: no place, no comment, nothing behind its end.
fn is_bare(format: ImageFormat, bytes: &[u8]) -> bool {
    match format {
        ImageFormat::Jpeg => is_bare_jpeg(bytes).unwrap_or(false),
        ImageFormat::Png => is_bare_png(bytes).unwrap_or(false),
        _ => false,
    }
}

/// The segments up to the picture are the tables that it needs and the mark of the form; behind it stands its end.
fn is_bare_jpeg(bytes: &[u8]) -> Option<bool> {
    let mut at = 2;
    loop {
        let mark = bytes.get(at..at + 2)?;
        let length = usize::from(u16::from_be_bytes(*bytes.get(at + 2..at + 4)?.first_chunk()?));
        let body = bytes.get(at + 4..at + 2 + length)?;
        match mark {
            // The form's own mark, without a small picture in it.
            [0xFF, 0xE0] if body.starts_with(b"JFIF\0") && body.len() == 14 => {}
            [0xFF, 0xC0 | 0xC2 | 0xC4 | 0xDB | 0xDD] => {}
            [0xFF, 0xDA] => break,
            _ => return Some(false),
        }
        at += 2 + length;
    }
    // Within the picture a mark is followed by nothing, or restarts it; more tables may come between.
    let rest = bytes.get(at..)?;
    let ends = rest.windows(2).position(|pair| pair == [0xFF, 0xD9])?;
    let within = rest.get(..ends)?.windows(2).all(|pair| !matches!(pair, [0xFF, 0xE0..=0xEF | 0xFE]));
    Some(within && at + ends + 2 == bytes.len())
}

fn is_bare_png(bytes: &[u8]) -> Option<bool> {
    let mut at = 8;
    loop {
        let length = usize::try_from(u32::from_be_bytes(*bytes.get(at..at + 4)?.first_chunk()?)).ok()?;
        let kind = bytes.get(at + 4..at + 8)?;
        if !matches!(kind, b"IHDR" | b"PLTE" | b"tRNS" | b"IDAT" | b"IEND") {
            return Some(false);
        }
        at = at.checked_add(length)?.checked_add(12)?;
        if kind == b"IEND" {
            return Some(length == 0 && at == bytes.len());
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A picture of so many pixels, each another.
    pub(crate) fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut drawn = image::RgbImage::new(width, height);
        for (x, y, pixel) in drawn.enumerate_pixels_mut() {
            pixel.0 = [u8::try_from(x % 256).unwrap(), u8::try_from(y % 256).unwrap(), 90];
        }
        let mut bytes = Cursor::new(Vec::new());
        drawn.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// The same as a camera writes it: on its side, with the place where it was taken and a comment.
    pub(crate) fn of_a_camera(width: u32, height: u32) -> Vec<u8> {
        let plain = picture(width, height, ImageFormat::Jpeg);
        // TIFF of one entry: the camera was held so that the picture is to be turned by a quarter.
        let mut exif = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        exif.extend_from_slice(b"GPSLatitude 51.4988 N Middelburg");
        let mut bytes = plain[..2].to_vec();
        for (mark, body) in [(0xE1, exif.as_slice()), (0xFE, b"taken at Middelburg")] {
            bytes.extend_from_slice(&[0xFF, mark]);
            bytes.extend_from_slice(&u16::try_from(body.len() + 2).unwrap().to_be_bytes());
            bytes.extend_from_slice(body);
        }
        bytes.extend_from_slice(&plain[2..]);
        bytes.extend_from_slice(b"behind the end: Middelburg");
        bytes
    }

    fn code(bytes: &[u8]) -> String {
        photo(bytes).unwrap_err().code.to_string()
    }

    #[test]
    fn any_picture_becomes_a_small_one_that_says_nothing_of_place_or_camera_and_is_not_made_twice() {
        let made = photo(&of_a_camera(1_600, 900)).unwrap();
        assert_eq!((made.media_type, made.width, made.height), ("image/jpeg", 288, 512), "it is turned as the camera was held");
        assert!(!made.bytes.windows(10).any(|part| part == b"Middelburg") && !made.bytes.windows(4).any(|part| part == b"Exif"));
        // Small enough, and still not bare.
        let small = photo(&of_a_camera(300, 200)).unwrap();
        assert_eq!((small.width, small.height), (200, 300));
        assert!(!small.bytes.windows(10).any(|part| part == b"Middelburg"));
        for format in KNOWN {
            let bytes = if format == ImageFormat::Gif || format == ImageFormat::WebP {
                let mut bytes = Cursor::new(Vec::new());
                image::DynamicImage::from(image::RgbaImage::new(9, 5)).write_to(&mut bytes, format).unwrap();
                bytes.into_inner()
            } else {
                picture(2_000, 40, format)
            };
            let made = photo(&bytes).unwrap();
            assert!(made.width <= SIDE && made.height >= 1 && made.bytes.len() < MOST_KEPT, "{format:?}");
            assert_eq!(photo(&made.bytes).unwrap(), made, "{format:?}");
            assert_eq!(photo_of_uri(&made.data_uri()).unwrap().unwrap(), made);
        }
        let mut clear = Cursor::new(Vec::new());
        image::RgbaImage::from_pixel(40, 40, image::Rgba([200, 10, 10, 0])).write_to(&mut clear, ImageFormat::Png).unwrap();
        assert_eq!(photo(clear.get_ref()).unwrap().media_type, "image/png", "what one can see through stays so");
        // Noise through which one can see is too much: it is laid on white.
        let mut state = 1u32;
        let noise = image::RgbaImage::from_fn(600, 600, |_, _| {
            let mut byte = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state.to_be_bytes()[0]
            };
            image::Rgba([byte(), byte(), byte(), byte()])
        });
        let mut bytes = Cursor::new(Vec::new());
        noise.write_to(&mut bytes, ImageFormat::Png).unwrap();
        let made = photo(bytes.get_ref()).unwrap();
        assert_eq!((made.media_type, made.width), ("image/jpeg", 512));
    }

    #[test]
    fn hostile_pictures_are_refused_with_their_reason() {
        assert_eq!(code(b""), "contacts.photo.empty");
        for none in
            [b"<svg xmlns='http://www.w3.org/2000/svg'/>".as_slice(), b"%PDF-1.7", b"MZ\x90\0", &[0u8; 64], b"BM\0\0\0\0\0\0\0\0\0\0"]
        {
            assert_eq!(code(none), "contacts.photo.none");
        }
        let whole = picture(300, 300, ImageFormat::Png);
        assert_eq!(code(&whole[..whole.len() / 2]), "contacts.photo.broken");
        // A few bytes that say they are a wall: 60,000 x 60,000.
        let mut wall = whole.clone();
        wall[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
        let sum = crc(&wall[12..29]);
        wall[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(code(&wall), "contacts.photo.wide");
        let mut large = whole;
        large.resize(MOST_BYTES + 1, 0);
        assert_eq!(code(&large), "contacts.photo.large");
        assert!(photo_of_uri("https://example.org/ruth.jpg").is_none(), "nothing is fetched");
        assert!(photo_of_uri("data:image/jpeg;base64,@@@").unwrap().is_err());
    }

    /// The sum of a chunk of a PNG.
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 })
        })
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_break_who_reads_them(mut bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400), at in 0usize..3) {
            let start: &[u8] = [b"\xFF\xD8\xFF\xE0".as_slice(), b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR", b"GIF89a"][at];
            bytes.splice(0..0, start.iter().copied());
            drop(photo(&bytes));
        }
    }
}
