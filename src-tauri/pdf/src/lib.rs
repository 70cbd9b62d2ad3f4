//! Documents as PDF files (W6): typst sets what the core says. A leaf that only the two shells link, since typst is slow to build.
//!
//! The page is one fixed program in typst's language (`paper.typ`), and what a user wrote reaches it as data in JSON: a string of a
//! text is a string there, whatever it looks like.
//!
//! **Invariant:** nothing that a user wrote is ever typst code. Nothing but the sheet, its pictures and fonts can be read from it.

mod fonts;
mod sheet;
mod world;

#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Datelike, Timelike};
use tidings_core::rendering::{PressFault, Printed, Sheet, Shown, Typesetter};
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use world::Desk;

/// Sets documents with typst.
#[derive(Debug, Clone, Copy, Default)]
pub struct Typst;

impl Typesetter for Typst {
    fn pdf(&self, sheet: &Sheet) -> Result<Printed, PressFault> {
        guarded(|| {
            let (document, unset) = set(sheet)?;
            let made = DateTime::from_timestamp_millis(sheet.made_at_ms).unwrap_or_default();
            let part = |number: u32| u8::try_from(number).unwrap_or_default();
            let (month, day, hour, minute, second) =
                (part(made.month()), part(made.day()), part(made.hour()), part(made.minute()), part(made.second()));
            let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| PressFault::Failed(format!("{error:?}")))?;
            let options = PdfOptions {
                ident: Smart::Custom(sheet.ident.clone()),
                creator: Smart::Custom(Some("Tidings".to_owned())),
                timestamp: Datetime::from_ymd_hms(made.year(), month, day, hour, minute, second).map(Timestamp::new_utc),
                standards,
                ..PdfOptions::default()
            };
            let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| failed(&errors))?;
            Ok(Printed { pdf, pages: count(&document), unset })
        })
    }

    fn pages(&self, sheet: &Sheet, first: usize, count_wanted: usize) -> Result<Shown, PressFault> {
        guarded(|| {
            let (document, unset) = set(sheet)?;
            let options = typst_svg::SvgOptions { render_bleed: false, pretty: false };
            let svg = document.pages().iter().skip(first).take(count_wanted).map(|page| typst_svg::svg(page, &options)).collect();
            Ok(Shown { pages: count(&document), svg, unset })
        })
    }
}

fn count(document: &PagedDocument) -> u32 {
    u32::try_from(document.pages().len()).unwrap_or(u32::MAX)
}

/// The sheet as pages, and the characters that no font has.
fn set(sheet: &Sheet) -> Result<(PagedDocument, Vec<char>), PressFault> {
    let (desk, unset) = Desk::new(sheet)?;
    let Warned { output, .. } = typst::compile::<PagedDocument>(&desk);
    // What was worked out for the last few documents is kept: a text that is looked at again, with a word more, is set in no time.
    typst::comemo::evict(5);
    output.map(|document| (document, unset)).map_err(|errors| failed(&errors))
}

fn failed(errors: &[SourceDiagnostic]) -> PressFault {
    PressFault::Failed(errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; "))
}

/// What comes from outside (pictures, fonts of the machine) may bring down who reads it, but not the program.
fn guarded<T>(work: impl FnOnce() -> Result<T, PressFault>) -> Result<T, PressFault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(PressFault::Failed("setting broke off".to_owned())))
}
