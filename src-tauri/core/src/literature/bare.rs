//! A picture without what a camera or a program wrote into it: place, device, names, comments. Pure, and without a loss: what is to be
//! seen stays bit for bit, with how it is turned and what its colours mean. After the forms themselves: JPEG (T.81, JFIF, Exif 2.3),
//! PNG (third edition), WebP (RFC 9649), GIF (89a). Of all other forms [`super::place`] takes out the place alone.

use super::place;

/// The picture with nothing but what it takes to show it, or at least without the place where it was made; none where it is so already, or
/// is of another kind.
#[must_use]
pub fn bare(bytes: &[u8]) -> Option<Vec<u8>> {
    look_into(bytes).bare
}

/// What was written into a file beside what is to be seen or heard.
#[derive(Debug)]
pub(crate) struct Within {
    /// Whether it says where it was made.
    pub(crate) says_where: bool,
    /// The file as [`bare`] gives it.
    pub(crate) bare: Option<Vec<u8>>,
    /// Whether what goes may tell where it was made: it is of none of these forms, or not all that was written into it can be read.
    pub(crate) tells: bool,
}

/// Looks at once for all that is to be known of what was written into a file.
#[must_use]
pub(crate) fn look_into(bytes: &[u8]) -> Within {
    let made = if bytes.starts_with(b"\xFF\xD8\xFF") {
        jpeg(bytes)
    } else if bytes.starts_with(PNG) {
        png(bytes)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        webp(bytes)
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        gif(bytes)
    } else {
        return place::where_made(bytes).map_or(Within { says_where: false, bare: None, tells: true }, |place| Within {
            says_where: place.told,
            bare: place.without,
            tells: place.unread,
        });
    };
    Within { says_where: jpeg_says_where(bytes), bare: (made != bytes).then_some(made), tells: false }
}

/// The day on which a JPEG says that it was taken, `2026-11-26`; none where it says none.
#[must_use]
pub fn taken_on(bytes: &[u8]) -> Option<String> {
    let exif = exif_of_jpeg(bytes)?;
    let tiff = Tiff::of(exif)?;
    let inner = tiff.value(tiff.first()?, 0x8769)?;
    let at = tiff.entry(usize::try_from(inner).ok()?, 0x9003)?;
    let from = usize::try_from(tiff.number(at + 8, 4)?).ok()?;
    let said = std::str::from_utf8(exif.get(from..from.checked_add(10)?)?).ok()?.replace(':', "-");
    chrono::NaiveDate::parse_from_str(&said, "%Y-%m-%d").is_ok().then_some(said)
}

/// Whether a picture or a film says where it was made.
#[must_use]
pub fn says_where(bytes: &[u8]) -> bool {
    place::where_made(bytes).map_or_else(|| jpeg_says_where(bytes), |place| place.told)
}

fn jpeg_says_where(bytes: &[u8]) -> bool {
    exif_of_jpeg(bytes).and_then(Tiff::of).and_then(|tiff| tiff.value(tiff.first()?, 0x8825)).is_some()
}

pub(super) const EXIF: &[u8] = b"Exif\0\0";

fn exif_of_jpeg(bytes: &[u8]) -> Option<&[u8]> {
    marks_of_jpeg(bytes).find_map(|(mark, body)| body.strip_prefix(EXIF).filter(|_| mark == 0xE1))
}

/// What stands before the picture in a JPEG: marks with their bodies.
pub(super) fn marks_of_jpeg(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut at = 2;
    std::iter::from_fn(move || {
        let mark = *bytes.get(at + 1).filter(|mark| bytes.get(at) == Some(&0xFF) && **mark != 0xDA)?;
        let length = usize::from(u16::from_be_bytes(*bytes.get(at + 2..)?.first_chunk()?));
        let body = bytes.get(at + 4..at + 2 + length)?;
        at += 2 + length;
        Some((mark, body))
    })
}

fn jpeg(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(bytes.get(..2).unwrap_or_default());
    let mut at = 2;
    while let Some([0xFF, mark]) = bytes.get(at..).and_then(<[u8]>::first_chunk).copied() {
        match mark {
            // A byte that fills up.
            0xFF => at += 1,
            // The end: whatever stands behind it is no part of the picture.
            0xD9 => {
                out.extend_from_slice(&[0xFF, 0xD9]);
                return out;
            }
            // Marks without a body, and what is packed after them.
            0x00 | 0x01 | 0xD0..=0xD8 => {
                let end = packed_until(bytes, at + 2);
                out.extend_from_slice(bytes.get(at..end).unwrap_or_default());
                at = end;
            }
            _ => {
                let Some(length) = bytes.get(at + 2..).and_then(<[u8]>::first_chunk).map(|two| usize::from(u16::from_be_bytes(*two)))
                else {
                    break;
                };
                let end = at + 2 + length;
                let Some(body) = bytes.get(at + 4..end) else { break };
                match mark {
                    0xE0 if body.starts_with(b"JFIF\0") && body.len() >= 14 => {
                        // The small picture within the mark may show what was cut away since.
                        out.extend_from_slice(&[0xFF, 0xE0, 0, 16]);
                        out.extend_from_slice(body.get(..12).unwrap_or_default());
                        out.extend_from_slice(&[0, 0]);
                    }
                    0xE1 if body.starts_with(EXIF) => {
                        if let Some(turned) = body.get(EXIF.len()..).and_then(turn) {
                            let exif = [EXIF, &turning(turned)].concat();
                            out.extend_from_slice(&[0xFF, 0xE1]);
                            out.extend_from_slice(&u16::try_from(exif.len() + 2).unwrap_or(0).to_be_bytes());
                            out.extend_from_slice(&exif);
                        }
                    }
                    // The profile of its colours, and how they are told (Adobe); all other such marks tell of something else.
                    0xE2 if body.starts_with(b"ICC_PROFILE\0") => out.extend_from_slice(bytes.get(at..end).unwrap_or_default()),
                    0xEE if body.starts_with(b"Adobe") => out.extend_from_slice(bytes.get(at..end).unwrap_or_default()),
                    0xE0..=0xEF | 0xFE => {}
                    0xDA => {
                        let packed = packed_until(bytes, end);
                        out.extend_from_slice(bytes.get(at..packed).unwrap_or_default());
                        at = packed;
                        continue;
                    }
                    _ => out.extend_from_slice(bytes.get(at..end).unwrap_or_default()),
                }
                at = end;
            }
        }
    }
    // Broken off, or no picture after all: what is left is what it was.
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    out
}

/// Where what is packed ends: at the next mark that is none of its own.
fn packed_until(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let ends = rest.windows(2).position(|pair| matches!(pair, [0xFF, mark] if !matches!(mark, 0x00 | 0xD0..=0xD7 | 0xFF)));
    ends.map_or(bytes.len(), |at| from + at)
}

pub(super) const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";

/// What a picture of this form needs to be shown as it is meant; all else tells of something else.
const SHOWN: &[&[u8; 4]] = &[
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL",
    b"fcTL", b"fdAT", b"cICP", b"mDCV", b"cLLI",
];

fn png(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(PNG);
    let mut at = PNG.len();
    while let Some((kind, data, end)) = piece_of_png(bytes, at) {
        if kind == b"eXIf" {
            if let Some(turned) = turn(data) {
                let turning = turning(turned);
                out.extend_from_slice(&u32::try_from(turning.len()).unwrap_or(0).to_be_bytes());
                let body = [b"eXIf".as_slice(), &turning].concat();
                out.extend_from_slice(&body);
                out.extend_from_slice(&check_sum(&body).to_be_bytes());
            }
        } else if SHOWN.contains(&kind) {
            out.extend_from_slice(bytes.get(at..end).unwrap_or_default());
        }
        at = end;
        if kind == b"IEND" {
            return out;
        }
    }
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    out
}

pub(super) fn piece_of_png(bytes: &[u8], at: usize) -> Option<(&[u8; 4], &[u8], usize)> {
    let length = usize::try_from(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?)).ok()?;
    let end = at.checked_add(12)?.checked_add(length)?;
    let whole = bytes.get(at..end)?;
    Some((whole.get(4..)?.first_chunk()?, whole.get(8..8 + length)?, end))
}

/// CRC-32 as PNG has it.
fn check_sum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 })
    })
}

fn webp(bytes: &[u8]) -> Vec<u8> {
    let mut pieces = Vec::new();
    let mut at = 12;
    while let Some((kind, data, end)) = piece_of_webp(bytes, at) {
        pieces.push((kind, data));
        at = end;
    }
    if pieces.is_empty() {
        return bytes.to_vec();
    }
    let turned = pieces.iter().filter(|(kind, _)| *kind == b"EXIF").find_map(|(_, data)| turn(data.strip_prefix(EXIF).unwrap_or(data)));
    let mut body = b"WEBP".to_vec();
    for (kind, data) in &pieces {
        let kept = match *kind {
            b"VP8X" => {
                // Of its marks those for what goes: 8 says EXIF, 4 says XMP.
                let mut data = data.to_vec();
                if let Some(marks) = data.first_mut() {
                    *marks = *marks & !0x0C | if turned.is_some() { 8 } else { 0 };
                }
                data
            }
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP" => data.to_vec(),
            _ => continue,
        };
        push_webp(&mut body, kind, &kept);
    }
    if let Some(turned) = turned {
        push_webp(&mut body, b"EXIF", &turning(turned));
    }
    let mut out = b"RIFF".to_vec();
    out.extend_from_slice(&u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(&body);
    out
}

pub(super) fn piece_of_webp(bytes: &[u8], at: usize) -> Option<(&[u8; 4], &[u8], usize)> {
    let head = bytes.get(at..at.checked_add(8)?)?;
    let length = usize::try_from(u32::from_le_bytes(*head.get(4..)?.first_chunk()?)).ok()?;
    let data = bytes.get(at + 8..(at + 8).checked_add(length)?)?;
    Some((head.first_chunk()?, data, at + 8 + length + length % 2))
}

fn push_webp(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    out.extend_from_slice(kind);
    out.extend_from_slice(&u32::try_from(data.len()).unwrap_or(0).to_le_bytes());
    out.extend_from_slice(data);
    if data.len() % 2 == 1 {
        out.push(0);
    }
}

/// Blocks of programs that belong to what is seen: how often it runs, and what its colours mean.
const SEEN_IN_GIF: &[&[u8]] = &[b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

fn gif(bytes: &[u8]) -> Vec<u8> {
    let table = |marks: &u8| if marks & 0x80 == 0 { 0 } else { 6 << (marks & 7) };
    let mut at = 13 + bytes.get(10).map_or(0, table);
    let mut out = bytes.get(..at).unwrap_or_default().to_vec();
    at = out.len();
    loop {
        let end = match bytes.get(at) {
            // The end: whatever stands behind it is no part of the picture.
            Some(0x3B) => {
                out.push(0x3B);
                return out;
            }
            Some(0x21) => pieces_until(bytes, at + 2),
            Some(0x2C) => bytes.get(at + 9).and_then(|marks| pieces_until(bytes, at + 11 + table(marks))),
            _ => None,
        };
        let Some(block) = end.and_then(|end| bytes.get(at..end)) else { break };
        let tells = match block.get(..2) {
            Some([0x21, 0xFE]) => true,
            Some([0x21, 0xFF]) => !block.get(3..14).is_some_and(|program| SEEN_IN_GIF.contains(&program)),
            _ => false,
        };
        if !tells {
            out.extend_from_slice(block);
        }
        at += block.len();
    }
    // Broken off, or no picture after all: what is left is what it was.
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    out
}

/// Where a block ends whose pieces say how long they are; the last one is of no length.
fn pieces_until(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

/// How a picture is to be turned, where it is not upright as it stands.
fn turn(exif: &[u8]) -> Option<u8> {
    let tiff = Tiff::of(exif)?;
    let at = tiff.entry(tiff.first()?, 0x0112)?;
    tiff.number(at + 8, 2).and_then(|said| u8::try_from(said).ok()).filter(|said| (2..=8).contains(said))
}

/// TIFF of one entry: how the picture is to be turned.
fn turning(turned: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend_from_slice(&[turned, 0, 0, 0, 0, 0, 0]);
    tiff
}

/// What a camera wrote, by the numbers of its entries.
#[derive(Clone, Copy)]
pub(super) struct Tiff<'b> {
    bytes: &'b [u8],
    pub(super) little: bool,
}

impl<'b> Tiff<'b> {
    pub(super) fn of(bytes: &'b [u8]) -> Option<Self> {
        let little = match bytes.get(..2)? {
            b"II" => true,
            b"MM" => false,
            _ => return None,
        };
        Some(Self { bytes, little })
    }

    pub(super) fn number(&self, at: usize, length: usize) -> Option<u32> {
        let bytes = self.bytes.get(at..at.checked_add(length)?)?;
        let add = |sum: u32, byte: &u8| sum << 8 | u32::from(*byte);
        Some(if self.little { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) })
    }

    /// Where its first table stands.
    pub(super) fn first(&self) -> Option<usize> {
        usize::try_from(self.number(4, 4)?).ok()
    }

    /// Where the entry of this number stands in a table.
    fn entry(&self, table: usize, tag: u32) -> Option<usize> {
        let entries = usize::try_from(self.number(table, 2)?).ok()?;
        (0..entries.min(512)).map(|n| table + 2 + 12 * n).find(|at| self.number(*at, 2) == Some(tag))
    }

    fn value(&self, table: usize, tag: u32) -> Option<u32> {
        self.number(self.entry(table, tag)? + 8, 4)
    }
}
