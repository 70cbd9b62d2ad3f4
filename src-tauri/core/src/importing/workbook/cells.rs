//! What people see in a cell of a workbook, as text.

use calamine::{DataRef, ExcelDateTime};

/// What is shown in a cell, by its value and the code of its number format.
pub(super) fn shown(value: &DataRef<'_>, format: Option<&str>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::Int(number) => padded(number.to_string(), format),
        DataRef::Float(number) => padded(plain(*number), format),
        DataRef::DateTime(moment) => date(moment),
        DataRef::DateTimeIso(text) => iso_date(text),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A number with the fifteen digits that spreadsheets count with, never as a power of ten: phone numbers are long.
pub(super) fn plain(number: f64) -> String {
    if !number.is_finite() {
        return number.to_string();
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    let text = rounded.to_string();
    if text == "-0" { "0".to_owned() } else { text }
}

/// A format of noughts alone, `00000`, shows at least as many digits: that is how postcodes and extensions keep theirs.
fn padded(number: String, format: Option<&str>) -> String {
    let width = format.filter(|code| code.len() > 1 && code.len() <= 40 && code.bytes().all(|b| b == b'0')).map_or(0, str::len);
    if width > number.len() && number.bytes().all(|b| b.is_ascii_digit()) { format!("{number:0>width$}") } else { number }
}

/// A date as everybody reads it, with its time only if it has one.
fn date(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        let seconds = (moment.as_f64() * 86_400.0).round();
        let (sign, seconds) = if seconds < 0.0 { ("-", -seconds) } else { ("", seconds) };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is not negative, and the cast saturates")]
        let seconds = seconds as u64;
        return format!("{sign}{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let time = if second > 0 { format!("{hour:02}:{minute:02}:{second:02}") } else { format!("{hour:02}:{minute:02}") };
    if (0.0..1.0).contains(&moment.as_f64()) && moment.as_f64() > 0.0 {
        return time;
    }
    let day = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) { day } else { format!("{day} {time}") }
}

/// `2026-05-03T00:00:00` without the time that nobody wrote.
pub(super) fn iso_date(text: &str) -> String {
    match text.split_once('T') {
        Some((day, time)) if time.trim_end_matches('Z').trim_end_matches(['0', ':', '.']).is_empty() => day.to_owned(),
        Some((day, time)) => format!("{day} {}", time.trim_end_matches('Z')),
        None => text.to_owned(),
    }
}
