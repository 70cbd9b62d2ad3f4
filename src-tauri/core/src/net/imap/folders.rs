//! Names of folders, and which of them keeps the mails that were sent.

use base64::Engine as _;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};

/// What servers and mail programs call the folder of sent mails, lower case. Its mark (RFC 6154) goes before any name.
const USUAL: &[&str] = &[
    "sent",
    "sent items",
    "sent mail",
    "sent messages",
    "sent-mail",
    "gesendet",
    "gesendete objekte",
    "gesendete elemente",
    "gesendete nachrichten",
    "postausgang",
    "envoyés",
    "éléments envoyés",
    "messages envoyés",
    "enviados",
    "elementos enviados",
    "itens enviados",
    "posta inviata",
    "inviati",
    "verzonden",
    "verzonden items",
    "skickat",
    "skickade objekt",
    "wysłane",
    "elementy wysłane",
];

/// One folder of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// The name as people read it.
    pub name: String,
    /// The name as the server wrote it.
    pub(super) wire: String,
    /// What stands between a folder's name and that of the folder that it is in.
    pub(super) delimiter: Option<String>,
    /// Whether the server marks it as the one for sent mails.
    pub(super) marked_sent: bool,
}

impl Folder {
    pub(super) fn new(wire: &str, delimiter: Option<String>, marked_sent: bool) -> Self {
        let wire = unquoted(wire);
        Self { name: decoded(&wire), wire, delimiter: delimiter.map(|text| unquoted(&text)), marked_sent }
    }

    fn last_part(&self) -> &str {
        match self.delimiter.as_deref().filter(|delimiter| !delimiter.is_empty()) {
            Some(delimiter) => self.name.rsplit(delimiter).next().unwrap_or(&self.name),
            None => &self.name,
        }
    }

    fn depth(&self) -> usize {
        self.delimiter.as_deref().filter(|delimiter| !delimiter.is_empty()).map_or(0, |delimiter| self.name.matches(delimiter).count())
    }
}

/// The folder of sent mails: the one the user named, else the one the server marks, else one that is called so. None: ask.
pub(super) fn sent<'a>(folders: &'a [Folder], named: Option<&str>) -> Option<&'a Folder> {
    if let Some(named) = named {
        return folders.iter().find(|folder| folder.name == named || folder.wire == named);
    }
    folders.iter().find(|folder| folder.marked_sent).or_else(|| {
        let usual = |folder: &&Folder| USUAL.contains(&folder.last_part().to_lowercase().as_str());
        folders.iter().filter(usual).min_by_key(|folder| folder.depth())
    })
}

/// The library gives what stood in quotes with the strokes that stood before quotes and strokes in it.
fn unquoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        out.push(if sign == '\\' { signs.next().unwrap_or(sign) } else { sign });
    }
    out
}

/// A folder's name in letters: IMAP's own way of writing others than ASCII (RFC 3501 §5.1.3). What is none of it stays.
fn decoded(wire: &str) -> String {
    let engine = GeneralPurpose::new(
        &IMAP_MUTF7,
        GeneralPurposeConfig::new().with_encode_padding(false).with_decode_padding_mode(base64::engine::DecodePaddingMode::RequireNone),
    );
    let mut out = String::new();
    let mut rest = wire;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let Some((inside, behind)) = after.split_once('-') else { return wire.to_owned() };
        if inside.is_empty() {
            out.push('&');
        } else {
            let Ok(bytes) = engine.decode(inside) else { return wire.to_owned() };
            let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(u16::from_be_bytes)).collect();
            let Ok(text) = String::from_utf16(&units) else { return wire.to_owned() };
            out.push_str(&text);
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(wire: &str, marked: bool) -> Folder {
        Folder::new(wire, Some("/".to_owned()), marked)
    }

    #[test]
    fn names_are_read_as_people_write_them() {
        assert_eq!(decoded("&AMk-l&AOk-ments envoy&AOk-s"), "Éléments envoyés");
        assert_eq!(decoded("~peter/mail/&U,BTFw-/&ZeVnLIqe-"), "~peter/mail/台北/日本語");
        assert_eq!(decoded("R&-D"), "R&D");
        for broken in ["a & b", "&!!-", "&AM-", "&2D3-"] {
            assert!(!decoded(broken).is_empty(), "{broken}");
        }
    }

    #[test]
    fn the_sent_folder_is_the_named_the_marked_or_the_usual_one() {
        let all = [folder("INBOX", false), folder("Archive/Sent", false), folder("Gesendete Objekte", false), folder("X", true)];
        let name = |found: Option<&Folder>| found.map(|folder| folder.name.clone());
        assert_eq!(name(sent(&all, None)).as_deref(), Some("X"));
        assert_eq!(name(sent(&all[..3], None)).as_deref(), Some("Gesendete Objekte"), "the one that lies highest");
        assert_eq!(name(sent(&all, Some("Archive/Sent"))).as_deref(), Some("Archive/Sent"));
        assert_eq!(sent(&all, Some("Gone")), None, "the user's word is not guessed around");
        assert_eq!(sent(&all[..1], None), None);
        assert_eq!(name(sent(&[folder("&AMk-l&AOk-ments envoy&AOk-s", false)], None)).as_deref(), Some("Éléments envoyés"));
        let dots = [Folder::new("INBOX.Sent", Some(".".to_owned()), false)];
        assert_eq!(name(sent(&dots, None)).as_deref(), Some("INBOX.Sent"));
    }
}
