//! The frame of a letter: its parts, and the files that are encoded in them (M3).

use sha2::{Digest as _, Sha256};

use super::{Heading, Marks, encode};
use crate::literature::{Attachment, Revision};

/// The frame of parts around the two texts (M3): `mixed(related(alternative(text, html), pictures), attachments)`, empty levels omitted.
pub(super) struct Skeleton {
    pub(super) before_text: Vec<u8>,
    pub(super) before_html: Vec<u8>,
    pub(super) after_html: Vec<u8>,
    pub(super) shared: Vec<u8>,
    pub(super) with_own: WithOwn,
}

/// What the frame of a letter with files of the person's own has that others have not.
pub(super) struct WithOwn {
    /// What stands before its text, where that is another: nothing else is attached.
    pub(super) before_text: Option<Vec<u8>>,
    /// The boundary before each file.
    pub(super) boundary: String,
    /// Whether what all share ends without the end of the attachments, so that every letter has it.
    pub(super) ends_always: bool,
}

impl Skeleton {
    pub(super) fn of(
        revision: &Revision,
        marks: &Marks,
        shown: &[&(&Attachment, Vec<u8>)],
        files: &[(&Attachment, Vec<u8>)],
        has_sets: bool,
    ) -> Self {
        let boundary = |level: char| boundary(revision, marks, level);
        let attached: Vec<_> = files.iter().filter(|(file, _)| !file.inline).collect();
        let (mixed, related, alternative) = (boundary('m'), boundary('r'), boundary('a'));
        let outermost = format!("Content-Type: multipart/mixed; boundary=\"{mixed}\"\r\n\r\n--{mixed}\r\n");
        let mut head = String::new();
        if !shown.is_empty() {
            head.push_str(&format!(
                "Content-Type: multipart/related; type=\"multipart/alternative\";\r\n boundary=\"{related}\"\r\n\r\n--{related}\r\n"
            ));
        }
        head.push_str(&format!("Content-Type: multipart/alternative; boundary=\"{alternative}\"\r\n\r\n--{alternative}\r\n"));
        let part = |kind: &str| format!("Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
        head.push_str(&part("plain"));
        let with_mixed = format!("MIME-Version: 1.0\r\n{outermost}{head}").into_bytes();
        let without = format!("MIME-Version: 1.0\r\n{head}").into_bytes();
        let mut shared = Vec::new();
        for (file, bytes) in shown {
            file_part(&related, file, bytes, &mut shared);
        }
        if !shown.is_empty() {
            shared.extend_from_slice(format!("--{related}--\r\n").as_bytes());
        }
        for (file, bytes) in &attached {
            file_part(&mixed, file, bytes, &mut shared);
        }
        // What is one person's own comes after what all share, and the end after that.
        let ends_always = has_sets && !attached.is_empty();
        if !attached.is_empty() && !has_sets {
            shared.extend_from_slice(format!("--{mixed}--\r\n").as_bytes());
        }
        let (before_text, before_own) = if attached.is_empty() { (without, Some(with_mixed)) } else { (with_mixed, None) };
        Self {
            before_text,
            before_html: format!("\r\n--{alternative}\r\n{}", part("html")).into_bytes(),
            after_html: format!("\r\n--{alternative}--\r\n").into_bytes(),
            shared,
            with_own: WithOwn { before_text: before_own, boundary: mixed, ends_always },
        }
    }
}

/// A boundary that depends on nothing but the revision (M10). `=_` occurs in neither quoted-printable nor base64.
fn boundary(revision: &Revision, marks: &Marks, level: char) -> String {
    let mut sha = Sha256::new();
    sha.update(revision.hash);
    let heading = match marks.heading {
        None => 0,
        Some(Heading::Correction) => 1,
        Some(Heading::EmbargoChange) => 2,
        Some(Heading::Copy) => 3,
    };
    sha.update([u8::from(marks.embargo), u8::from(marks.test), heading]);
    let hash: String = sha.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("=_{hash}_{level}")
}

/// One file as a part, encoded.
pub(super) fn file_part(boundary: &str, file: &Attachment, bytes: &[u8], out: &mut Vec<u8>) {
    let way = if file.inline { "inline" } else { "attachment" };
    let mut head = format!(
        "--{boundary}\r\nContent-Type: {};\r\n name=\"{}\"\r\nContent-Transfer-Encoding: base64\r\n",
        file.media_type,
        encode::plain_name(&file.name)
    );
    if file.inline {
        head.push_str(&format!("Content-ID: <{}>\r\n", file.content_id));
    }
    head.push_str(&format!("Content-Disposition: {way}{}\r\n\r\n", encode::file_name(&file.name)));
    out.extend_from_slice(head.as_bytes());
    encode::base64_lines(bytes, out);
    out.extend_from_slice(b"\r\n");
}
