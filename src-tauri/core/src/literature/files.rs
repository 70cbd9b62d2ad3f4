//! Which files may be attached, under which name and as what: judged by their bytes first, then by their name.

use super::place;
use crate::error::{Place, Problem};
use crate::messages::Message;

/// No file is larger: it would not fit through any usual mail server.
pub(super) const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// A file that may be attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The name without folders, control characters and tricks.
    pub name: String,
    /// The type that its bytes say.
    pub media_type: String,
}

/// Endings that mail providers refuse or that run when they are opened (after Gmail's and Outlook's lists, November 2026).
const DANGEROUS: &[&str] = &[
    "ade",
    "adp",
    "apk",
    "app",
    "appx",
    "appxbundle",
    "bat",
    "cab",
    "chm",
    "cmd",
    "com",
    "cpl",
    "desktop",
    "diagcab",
    "dll",
    "dmg",
    "elf",
    "ex",
    "ex_",
    "exe",
    "gadget",
    "hta",
    "img",
    "ins",
    "inf",
    "iso",
    "isp",
    "jar",
    "jnlp",
    "js",
    "jse",
    "lib",
    "library-ms",
    "lnk",
    "mde",
    "msc",
    "msi",
    "msix",
    "msixbundle",
    "msp",
    "mst",
    "nsh",
    "pif",
    "ps1",
    "ps1xml",
    "ps2",
    "psc1",
    "psm1",
    "reg",
    "scf",
    "scr",
    "sct",
    "settingcontent-ms",
    "sh",
    "shb",
    "sys",
    "url",
    "vb",
    "vbe",
    "vbs",
    "vhd",
    "vhdx",
    "vxd",
    "website",
    "wsc",
    "wsf",
    "wsh",
    "xll",
];

/// Endings of what people read and look at: nothing but packing may follow them.
const READABLE: &[&str] = &[
    "avif", "csv", "doc", "docx", "eml", "gif", "heic", "htm", "html", "jpeg", "jpg", "md", "mov", "mp3", "mp4", "odp", "ods", "odt",
    "pdf", "png", "ppt", "pptx", "rtf", "svg", "tif", "tiff", "txt", "wav", "webp", "xls", "xlsx",
];

const PACKING: &[&str] = &["7z", "asc", "bz2", "gz", "p7s", "sig", "xz", "zip", "zst"];

/// Judges a file that somebody wants to attach.
///
/// # Errors
/// `literature.file_empty`, `literature.file_too_big`, `literature.file_dangerous` (by bytes, by name, or by what an
/// archive holds), `literature.file_two_endings`. Each names the file.
pub fn judge(name: &str, bytes: &[u8]) -> Result<Judged, Problem> {
    let name = clean_name(name);
    let refused = |code: &'static str| Problem::refusal(code).with("file", name.as_str()).at(Place::field("file"));
    if bytes.is_empty() {
        return Err(refused("literature.file_empty").todo("literature.file_empty.todo"));
    }
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(refused("literature.file_too_big").with("limit", LARGEST_FILE / (1024 * 1024)));
    }
    if let Some(what) = dangerous_bytes(bytes) {
        return Err(refused("literature.file_dangerous").with("what", what).todo("literature.file_dangerous.todo"));
    }
    let endings = endings(&name);
    if let Some(ending) = endings.iter().find(|ending| DANGEROUS.contains(&ending.as_str())) {
        return Err(refused("literature.file_dangerous").with("what", format!(".{ending}")).todo("literature.file_dangerous.todo"));
    }
    if let Some((last, before)) = endings.split_last()
        && before.iter().any(|ending| READABLE.contains(&ending.as_str()))
        && (READABLE.contains(&last.as_str()) || is_ending(last))
        && !PACKING.contains(&last.as_str())
    {
        return Err(refused("literature.file_two_endings").todo("literature.file_two_endings.todo"));
    }
    if let Some(inside) = dangerous_in_archive(bytes) {
        return Err(refused("literature.file_dangerous").with("what", inside).todo("literature.file_dangerous.todo"));
    }
    let media_type = media_type(&name, bytes);
    if media_type == "image/svg+xml" && holds_a_script(bytes) {
        return Err(refused("literature.file_svg_script").todo("literature.file_svg_script.todo"));
    }
    Ok(Judged { name, media_type })
}

/// Whether a drawing does something, or fetches something, when it is opened.
fn holds_a_script(bytes: &[u8]) -> bool {
    let text: String = String::from_utf8_lossy(bytes).to_lowercase().chars().filter(|c| !c.is_control()).collect();
    let acts = |attribute: &str| {
        let name = attribute.trim_end();
        name.rsplit(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '/'))
            .next()
            .is_some_and(|name| name.len() > 3 && name.starts_with("on") && name.chars().all(|c| c.is_ascii_alphabetic()))
    };
    ["<script", ":script", "javascript:", "<foreignobject", ":foreignobject", "<!entity", "data:text/html", "<iframe", "<embed", "<object"]
        .iter()
        .any(|mark| text.contains(mark))
        || text.split('=').any(acts)
}

/// Whether a file of this type is one of a camera's, and of a form that can be neither made anew without a loss nor read in every part: it may
/// go with the place where it was made.
#[must_use]
pub fn may_keep_place(media_type: &str) -> bool {
    let is_made_anew = matches!(media_type, "image/jpeg" | "image/png" | "image/webp" | "image/gif");
    let is_of_no_camera = matches!(media_type, "image/svg+xml" | "image/bmp");
    media_type.starts_with("video/") || media_type.starts_with("image/") && !is_made_anew && !is_of_no_camera
}

/// What is to be said of files that may tell where they were made, by their names; none where there is none.
#[must_use]
pub fn place_told<'a>(mut files: impl Iterator<Item = &'a str>) -> Option<Message> {
    let first = files.next()?;
    Some(Message::new("literature.keeps_place").with("file", first).with("more", files.count()))
}

/// A picture's name within a text: without spaces and brackets, which Markdown would take for its own.
#[must_use]
pub(super) fn name_in_text(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join("-").replace(['(', ')', '[', ']'], "-")
}

/// Whether a mail can show this type within the text.
#[must_use]
pub fn is_picture(media_type: &str) -> bool {
    matches!(media_type, "image/jpeg" | "image/png" | "image/gif")
}

/// Longest name in characters, apart from its ending.
const LONGEST_STEM: usize = 300;

/// The file's name alone: no folders, no control or direction characters, no name that Windows keeps for itself.
#[must_use]
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|c| {
            !c.is_control() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
        })
        .map(|c| if matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|') { '-' } else { c })
        .collect();
    let trimmed = kept.trim().trim_matches(|c: char| c == '.' || c.is_whitespace());
    let (stem, ending) = match trimmed.rsplit_once('.') {
        Some((stem, ending)) if is_ending(&ending.to_lowercase()) => (stem, format!(".{ending}")),
        _ => (trimmed, String::new()),
    };
    let stem: String = stem.chars().take(LONGEST_STEM).collect();
    let stem = stem.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    if stem.is_empty() {
        return format!("file{ending}");
    }
    if is_kept_by_windows(stem) { format!("file-{stem}{ending}") } else { format!("{stem}{ending}") }
}

/// Whether Windows keeps a name for a device of its own, whatever ending it has: `con`, `Com1.tar`.
#[must_use]
pub fn is_kept_by_windows(name: &str) -> bool {
    let base = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let one_digit = |n: &str| n.chars().count() == 1 && n.chars().all(|c| c.is_ascii_digit() || "¹²³".contains(c));
    let numbered = |kind: &str| base.strip_prefix(kind).is_some_and(one_digit);
    matches!(base.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") || numbered("com") || numbered("lpt")
}

/// `name`, or `name 2`, `name 3` … before its ending until it is free.
pub(super) fn free_name(name: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(name) {
        return name.to_owned();
    }
    let (stem, ending) = name.rsplit_once('.').map_or((name, String::new()), |(stem, ending)| (stem, format!(".{ending}")));
    (2..10_000u32).map(|n| format!("{stem}-{n}{ending}")).find(|candidate| !taken(candidate)).unwrap_or_else(|| name.to_owned())
}

fn is_ending(word: &str) -> bool {
    (1..=12).contains(&word.len())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        && !word.chars().all(|c| c.is_ascii_digit())
}

/// The endings of a name in order, lower case: `invoice.pdf.exe` has `pdf` and `exe`.
fn endings(name: &str) -> Vec<String> {
    name.split('.').skip(1).map(|ending| ending.trim().to_lowercase()).filter(|ending| is_ending(ending)).collect()
}

/// What kind of program the bytes are, in words for the reader; none if they are none.
fn dangerous_bytes(bytes: &[u8]) -> Option<&'static str> {
    let begins = |mark: &[u8]| bytes.starts_with(mark);
    if begins(b"MZ") {
        return Some("windows-program");
    }
    if begins(b"\x7fELF") {
        return Some("linux-program");
    }
    if [&b"\xfe\xed\xfa\xce"[..], b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"]
        .into_iter()
        .any(begins)
    {
        return Some("program");
    }
    if begins(b"#!") {
        return Some("script");
    }
    if begins(b"L\0\0\0\x01\x14\x02\0") {
        return Some("shortcut");
    }
    if begins(b"MSCF") {
        return Some("cabinet");
    }
    (bytes.get(32769..32774) == Some(b"CD001")).then_some("disk-image")
}

/// The first name in a ZIP's central directory that has a dangerous ending.
fn dangerous_in_archive(bytes: &[u8]) -> Option<String> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let mut rest = bytes;
    while let Some(at) = rest.windows(4).position(|mark| mark == b"PK\x01\x02") {
        rest = rest.get(at..)?;
        let length = rest.get(28..30).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes);
        let name = rest.get(46..46 + usize::from(length)).unwrap_or_default();
        let name = String::from_utf8_lossy(name).into_owned();
        if endings(&name).last().is_some_and(|ending| DANGEROUS.contains(&ending.as_str())) {
            return Some(name);
        }
        rest = rest.get(4..)?;
    }
    None
}

/// The type of a camera's picture or film that these bytes, or the first of them, say; none where they say another one.
pub(super) fn of_a_camera(bytes: &[u8]) -> Option<String> {
    Some(media_type("", bytes)).filter(|kind| may_keep_place(kind))
}

/// The type that the bytes say; for plain text, which has no mark, what the name says.
fn media_type(name: &str, bytes: &[u8]) -> String {
    if let Some(kind) = place::type_by_mark(bytes) {
        return kind.to_owned();
    }
    if let Some(kind) = infer::get(bytes).filter(|kind| kind.mime_type() != "text/x-shellscript") {
        // A drawing may begin as any XML does, whatever it is called.
        let is_drawing =
            kind.mime_type() == "text/xml" && [b"<svg", b":svg"].iter().any(|mark| memchr::memmem::find(bytes, *mark).is_some());
        return if is_drawing { "image/svg+xml" } else { kind.mime_type() }.to_owned();
    }
    if let Some(kind) = place::type_in_boxes(bytes) {
        return kind.to_owned();
    }
    if std::str::from_utf8(bytes).is_err() || bytes.contains(&0) {
        return "application/octet-stream".to_owned();
    }
    match name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).as_deref() {
        Some("csv") => "text/csv",
        Some("md" | "markdown") => "text/markdown",
        Some("htm" | "html") => "text/html",
        Some("svg") => "image/svg+xml",
        Some("ics") => "text/calendar",
        Some("vcf") => "text/vcard",
        Some("json") => "application/json",
        Some("rtf") => "application/rtf",
        _ => "text/plain",
    }
    .to_owned()
}
