//! The sheet as the data that the page's program reads.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tidings_core::rendering::{Fold, PaperSize, Plate, PressFault, Sheet};

use crate::fonts::{Fonts, MONO, SANS, SERIF};

/// Most pixels of a picture.
const MOST_PIXELS: u64 = 120_000_000;
/// The widest a picture stands, in points (the column), and the tallest, so that its caption still stands beneath it.
const fn largest_pt(fold: Fold) -> (f64, f64) {
    match fold {
        Fold::Flat => (453.0, 560.0),
        Fold::A5 => (320.0, 380.0),
        Fold::Trifold => (225.0, 380.0),
    }
}

/// What the program reads, the fonts it is set with, and the characters that none of them has.
pub(crate) struct Data {
    pub(crate) json: Value,
    pub(crate) fonts: &'static Fonts,
    pub(crate) unset: Vec<char>,
}

impl Data {
    pub(crate) fn of(sheet: &Sheet) -> Result<Self, PressFault> {
        let mut words = serde_json::to_value(sheet).map_err(|error| PressFault::Failed(error.to_string()))?;
        let mut used = BTreeSet::new();
        each_word(&mut words, &mut |text| used.extend(text.chars()));
        used.retain(|c| !shows_nothing(*c));
        let lacking = |fonts: &Fonts, for_words| used.iter().copied().filter(|c| !fonts.have(*c, for_words)).collect::<Vec<_>>();
        let mut fonts = Fonts::bundled();
        let mut unset = lacking(fonts, true);
        if !unset.is_empty() {
            fonts = Fonts::all();
            unset = lacking(fonts, false);
        }
        if !unset.is_empty() {
            each_word(&mut words, &mut |text| *text = text.chars().map(|c| if unset.contains(&c) { '?' } else { c }).collect());
        }
        let mut subtags = sheet.language.split('-');
        let language = subtags.next().unwrap_or_default().to_ascii_lowercase();
        let region = subtags.find(|subtag| subtag.len() == 2).map(str::to_ascii_lowercase);
        let known = (2..=3).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_alphabetic());
        let plates = sheet
            .plates
            .iter()
            .enumerate()
            .map(|(at, plate)| measured(at, plate, largest_pt(sheet.fold)))
            .collect::<Result<Vec<_>, _>>()?;
        let json = json!({
            "sheet": words,
            "language": if known { language.as_str() } else { "en" },
            "region": region,
            "paper": match sheet.paper { PaperSize::A4 => "a4", PaperSize::Letter => "us-letter" },
            "serif": fonts.families(&SERIF, &language),
            "sans": fonts.families(&SANS, &language),
            "mono": fonts.families(&MONO, &language),
            "plates": plates,
        });
        Ok(Self { json, fonts, unset })
    }
}

/// Every string that is set in letters: not addresses, not what is only read aloud.
fn each_word(value: &mut Value, each: &mut dyn FnMut(&mut String)) {
    match value {
        Value::String(text) => each(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_word(item, each)),
        Value::Object(fields) => {
            for (name, field) in fields {
                if !["url", "alt", "title", "is", "language", "direction", "fold"].contains(&name.as_str()) {
                    each_word(field, each);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Blanks, and what steers others (joiners, marks of direction, variants): no font needs a form for it.
fn shows_nothing(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// A picture's file and how wide it stands: at 96 pixels an inch, as everywhere, but within the column and the page.
fn measured(at: usize, plate: &Plate, (widest, tallest): (f64, f64)) -> Result<Value, PressFault> {
    let unreadable = || PressFault::Picture(plate.name.clone());
    let format = match plate.media_type.as_str() {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        _ => return Err(unreadable()),
    };
    let reader = image::ImageReader::new(std::io::Cursor::new(&plate.bytes)).with_guessed_format().map_err(|_| unreadable())?;
    let (width, height) = reader.into_dimensions().map_err(|_| unreadable())?;
    if width == 0 || height == 0 || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(unreadable());
    }
    let (wide, tall) = (f64::from(width), f64::from(height));
    let shown = (wide * 0.75).min(widest).min(tallest * wide / tall);
    Ok(json!({ "file": file_name(at), "format": format, "width": shown }))
}

/// Under which name the program reads a picture.
pub(crate) fn file_name(at: usize) -> String {
    format!("plate-{at}")
}
