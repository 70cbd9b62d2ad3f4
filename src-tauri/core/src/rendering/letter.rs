//! From a revision to letters: everything that is the same for all is made once, so that one letter is little more than a copy.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::downloads::{self, Download};
use super::encode::{self, Quoted};
use super::fetched::{self, Seen};
use super::flow::{Flow, TextWriter};
use super::heading::{head_lines, text_footer, text_head, write_head};
use super::language::{self, Words};
use super::notice::{NoticeText, carries_notice};
use super::own::{OwnFiles, Sets};
use super::page::{self, Frame, HtmlWriter, Picture};
use super::skeleton::{Skeleton, WithOwn, file_part};
use super::slots::{Bit, Filling, Slot, fill, fill_html};
use super::{Heading, ListHeaders, Marks, Sender, Theme, To, checks, escape};
use crate::contacts::MergeValues;
use crate::error::{Place, Problem};
use crate::ids::{AssetId, Millis};
use crate::literature::{Attachment, Document, Finding, Gravity, Revision, pieces};
use crate::messages::{Language, Message};

/// The widest a picture is shown, in pixels: a mail's sheet less its margins.
const WIDEST: u32 = 600;

/// A piece of a body on the wire: bytes for all, or a place that is filled and encoded per person.
enum Wire {
    Same(Vec<u8>),
    Slot(Slot),
    Flow(Flow),
}

/// A body for one kind of list: as it goes over the wire, and as it is shown.
struct Bodies {
    html: Vec<Bit>,
    text: Vec<Flow>,
    html_wire: Vec<Wire>,
    text_wire: Vec<Wire>,
}

/// A revision ready to be sent to any number of people.
pub struct Prepared {
    subject: Vec<Bit>,
    from: Vec<u8>,
    words: Words,
    external: Bodies,
    internal: Bodies,
    /// For people outside who are told with this mail where their data come from; none where it tells nobody.
    telling: Option<Bodies>,
    before_text: Vec<u8>,
    before_html: Vec<u8>,
    after_html: Vec<u8>,
    shared: Arc<[u8]>,
    shared_sha256: [u8; 32],
    sets: Sets,
    with_own: WithOwn,
    attached: Vec<String>,
    pictures: Vec<Seen>,
    findings: Vec<Finding>,
}

impl Prepared {
    /// SHA-256 of the part that all letters share (D33).
    #[must_use]
    pub fn shared_sha256(&self) -> [u8; 32] {
        self.shared_sha256
    }
}

/// One person's mail: the wire bytes are `personal`, then `shared`, then `own`. CRLF, 7 bit, not yet dot-stuffed.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Headers and text, this person's own.
    pub personal: Vec<u8>,
    /// Pictures and attachments, the same for all.
    pub shared: Arc<[u8]>,
    /// The files that are this person's own, and the end; empty where the revision has no such files.
    pub own: Vec<u8>,
    shared_sha256: [u8; 32],
}

impl Letter {
    /// Bytes on the wire, before dots are stuffed.
    #[must_use]
    pub fn size(&self) -> u64 {
        (self.personal.len() + self.shared.len() + self.own.len()) as u64
    }

    /// SHA-256 of what is this person's own: headers, text and files (D33).
    #[must_use]
    pub fn personal_sha256(&self) -> [u8; 32] {
        Sha256::new().chain_update(&self.personal).chain_update(&self.own).finalize().into()
    }

    /// Its bytes as they go over the wire, in their order.
    #[must_use]
    pub fn parts(&self) -> [&[u8]; 3] {
        [&self.personal, &self.shared, &self.own]
    }

    /// SHA-256 of the part that all share, worked out once (D33).
    #[must_use]
    pub fn shared_sha256(&self) -> [u8; 32] {
        self.shared_sha256
    }

    /// What tells this message from any other: SHA-256 over the hashes of its two parts, so that a large attachment is not
    /// hashed once a person.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        self.sha256_over(&self.personal_sha256())
    }

    /// As [`sha256`](Self::sha256), for whoever has the hash of the personal part already.
    #[must_use]
    pub fn sha256_over(&self, personal: &[u8; 32]) -> [u8; 32] {
        Sha256::new().chain_update(personal).chain_update(self.shared_sha256).finalize().into()
    }

    /// The whole message in one piece.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.parts().concat()
    }
}

/// The mail as one person gets it, to look at.
#[derive(Debug, Clone, serde::Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Preview {
    /// The subject.
    pub subject: String,
    /// The HTML, pictures in it; for a frame without scripts.
    pub html: String,
    /// The text part.
    pub text: String,
}

/// Makes ready what is the same for everybody. `asset` gives the bytes of a file.
///
/// # Errors
/// `rendering.faults` with every place if the text cannot be sent as it is; `rendering.sender` if the sender cannot stand in
/// a header; whatever `asset` says.
pub fn prepare(
    revision: &Revision,
    asset: impl Fn(AssetId) -> Result<Vec<u8>, Problem>,
    sender: &Sender,
    marks: &Marks,
) -> Result<Prepared, Problem> {
    prepare_with(revision, asset, sender, marks, None)
}

/// As [`prepare`], with the privacy notice for those whose values say that they are told (L2).
///
/// # Errors
/// As [`prepare`].
pub fn prepare_with(
    revision: &Revision,
    asset: impl Fn(AssetId) -> Result<Vec<u8>, Problem>,
    sender: &Sender,
    marks: &Marks,
    notice: Option<&NoticeText>,
) -> Result<Prepared, Problem> {
    let document = Document::parse(&revision.text);
    let mut findings = revision.as_written(checks::check(&document, &revision.attachments));
    refuse_errors(&findings)?;
    let words = language::words(document.language());
    let subject = subject(&document, marks, &words);
    let mut from = Vec::new();
    sender_headers(sender, &mut from).map_err(|fault| Problem::refusal("rendering.sender").because(fault.what))?;

    let same_for_all = revision.attachments.iter().filter(|file| file.inline || file.is_everybodys());
    let files = same_for_all.map(|file| Ok((file, asset(file.asset)?))).collect::<Result<Vec<_>, Problem>>()?;
    // Colleagues who are shown what went have no file of their own, and get nobody else's.
    let sets = if marks.heading == Some(Heading::Copy) { Sets::default() } else { Sets::of(&revision.attachments) };
    let downloads = downloads::of(&revision.attachments);
    let used = pictures_used(&document);
    let logo = sender.theme.as_ref().and_then(|theme| theme.logo.as_ref());
    let logo = logo.map(|logo| asset(logo.asset).map(|bytes| (logo.attachment(bytes.len() as u64), bytes))).transpose()?;
    let logo = logo.as_ref().map(|(file, bytes)| (file, bytes.clone()));
    let in_text: Vec<_> = files.iter().filter(|(file, _)| file.inline && used.contains(&file.name.to_lowercase())).collect();
    let pictures: BTreeMap<_, _> = in_text.iter().map(|(file, bytes)| (file.name.to_lowercase(), picture(file, bytes))).collect();
    findings.extend(fetched::finding(in_text.iter().map(|(file, _)| *file)));
    let (mut shown, elsewhere): (Vec<_>, Vec<_>) = in_text.into_iter().partition(|(file, _)| file.link.is_none());
    // It is none of the document's pictures: no text can show it by its name.
    shown.extend(&logo);
    let bodies = |internal: bool, notice: Option<&NoticeText>| {
        bodies(&document, marks, &words, sender, &subject, &pictures, &downloads, internal, notice)
    };
    let (external, internal) = (bodies(false, None)?, bodies(true, None)?);
    let telling = notice.map(|notice| bodies(false, Some(notice))).transpose()?;
    if external.html.iter().map(|bit| if let Bit::Text(text) = bit { text.len() } else { 30 }).sum::<usize>() > 100_000 {
        findings.push(Finding::warning(Message::new("rendering.html_large")));
    }
    let skeleton = Skeleton::of(revision, marks, &shown, &files, !sets.is_empty());
    Ok(Prepared {
        subject,
        from,
        words,
        external,
        internal,
        telling,
        before_text: skeleton.before_text,
        before_html: skeleton.before_html,
        after_html: skeleton.after_html,
        shared_sha256: Sha256::digest(&skeleton.shared).into(),
        shared: skeleton.shared.into(),
        sets,
        with_own: skeleton.with_own,
        attached: revision.attachments.iter().filter(|file| file.is_everybodys()).map(|file| file.name.clone()).collect(),
        pictures: shown.into_iter().chain(elsewhere).map(|(file, bytes)| Seen::of(file, bytes)).collect(),
        findings,
    })
}

/// The errors among `findings` as one problem with all their places.
pub(super) fn refuse_errors(findings: &[Finding]) -> Result<(), Problem> {
    let errors: Vec<_> = findings.iter().filter(|finding| finding.gravity == Gravity::Error).collect();
    let Some(first) = errors.first() else { return Ok(()) };
    let problem = Problem::refusal("rendering.faults")
        .with("count", errors.len())
        .with("row", first.place.row.unwrap_or(1))
        .with("first", first.what.to_string());
    Err(errors.iter().fold(problem, |problem, finding| problem.at(Place { what: Some(finding.what.clone()), ..finding.place.clone() })))
}

/// TEST, the language's word for embargoed, what it is to an earlier mail, then the subject itself (W8, D34, D39).
fn subject(document: &Document, marks: &Marks, words: &Words) -> Vec<Bit> {
    let front = &document.front;
    let filled = |value: &Option<String>| value.as_deref().map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned);
    let own = filled(&front.subject).or_else(|| filled(&front.headline)).unwrap_or_default();
    let mut begin = String::new();
    if marks.test {
        begin.push_str("TEST: ");
    }
    let embargoed = (marks.embargo && document.embargo.is_some()).then_some(words.embargoed);
    for word in embargoed.into_iter().chain(marks.heading.map(|heading| words.heading(heading))) {
        if !own.to_lowercase().starts_with(&word.to_lowercase()) {
            begin.push_str(word);
            begin.push_str(": ");
        }
    }
    let mut bits = vec![Bit::Text(begin)];
    bits.extend(to_bits(&own));
    bits
}

pub(super) fn to_bits(text: &str) -> Vec<Bit> {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            crate::literature::Piece::Text(text) => Bit::Text(super::slots::unmarked(&text)),
            crate::literature::Piece::Field(field) => Bit::Slot(Slot::Field(field)),
        })
        .collect()
}

fn sender_headers(sender: &Sender, out: &mut Vec<u8>) -> Result<(), Box<Finding>> {
    // The names are as people typed them: a line end in one is refused by the writer, never mended.
    encode::mailbox(out, "From", &sender.name, &sender.address.for_wire())?;
    if let Some(reply_to) = &sender.reply_to {
        encode::mailbox(out, "Reply-To", "", &reply_to.for_wire())?;
    }
    Ok(())
}

/// `In-Reply-To` and `References` (RFC 5322 §3.6.4): what a mail program puts a correction beneath (D39). Nothing where it answers
/// no mail.
fn thread_headers(thread: &[String], out: &mut Vec<u8>) -> Result<(), Box<Finding>> {
    let Some(last) = thread.last() else { return Ok(()) };
    encode::message_ids(out, "In-Reply-To", std::slice::from_ref(last))?;
    encode::message_ids(out, "References", thread)
}

/// The names of the pictures that the text shows.
fn pictures_used(document: &Document) -> Vec<String> {
    let mut used = Vec::new();
    for placed in &document.blocks {
        checks::walk(&placed.block, &mut |inline| {
            if let crate::literature::Inline::Image { src, .. } = inline {
                used.push(page::picture_key(src));
            }
        });
    }
    used
}

fn picture(file: &Attachment, bytes: &[u8]) -> Picture {
    let size =
        image::ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().ok().and_then(|reader| reader.into_dimensions().ok());
    Picture { src: fetched::source(file), alt: file.alt.clone(), size }
}

#[expect(clippy::too_many_arguments, reason = "everything that the two texts are made of")]
fn bodies(
    document: &Document,
    marks: &Marks,
    words: &Words,
    sender: &Sender,
    subject: &[Bit],
    pictures: &BTreeMap<String, Picture>,
    files: &[Download],
    internal: bool,
    notice: Option<&NoticeText>,
) -> Result<Bodies, Problem> {
    let lines = head_lines(document, marks, words);
    let tag = document.language();
    let footer = Message::new(if internal { "rendering.footer_internal" } else { "rendering.footer_external" })
        .with("organisation", sender.organisation.as_str());
    let language = Language::for_tag(tag);
    let reached = if internal { None } else { sender.imprint.line(&sender.organisation) };

    let theme = sender.theme.as_ref();
    let mut html = HtmlWriter::new(pictures, theme.map_or(WIDEST, Theme::widest_picture), tag);
    write_head(&mut html, document, &lines);
    html.document(document, document.front.dateline.as_deref().map(str::trim).filter(|line| !line.is_empty()));
    downloads::write_html(files, tag, &mut html);
    if let Some(notice) = notice {
        notice.write_html(&mut html, sender, language);
    }
    let content = std::mem::take(&mut html.out);
    let link = format!("<a href=\"{}\">{}</a>", html.slots.mark(Slot::StopLink), html.slots.mark(Slot::StopAddress));
    let closing = escape::html(&footer.text(language)).replace("%1", &link);
    // The closing line is in a language of the catalogue, whatever the text's is.
    let closing_attr = html.attributes_of("", language::direction_of_text(&closing));
    let title = marked(&mut html, subject);
    let preheader = document.front.preheader.as_deref().map(|line| marked(&mut html, &to_bits(line.trim()))).unwrap_or_default();
    let reached_line = reached.as_deref().map(|line| {
        let attr = html.attributes_of("", language::direction_of_text(line));
        format!("\n<p{attr}>{}</p>", escape::html(line))
    });
    let reached_line = reached_line.unwrap_or_default();
    let last_words = theme.map(Theme::footer_blocks).unwrap_or_default();
    html.blocks(&last_words);
    let said = std::mem::take(&mut html.out);
    let logo = theme.and_then(|theme| theme.logo.as_ref()).map(|logo| format!("cid:{}", logo.content_id())).unwrap_or_default();
    let frame = Frame {
        language: tag,
        direction: language::direction(tag),
        title: &title,
        preheader: &preheader,
        content: &content,
        footer: &format!("{said}<p{closing_attr}>{closing}</p>{reached_line}"),
        theme: theme.map(|theme| (theme, logo.as_str())),
    };
    let page = page::mail(&frame).map_err(|error| Problem::failure("rendering.failed").because(error))?;
    let html = html.slots.cut(&page);

    let mut text = TextWriter::default();
    text_head(&mut text, document, &lines);
    text.document(document, document.front.dateline.as_deref().map(|line| to_bits(line.trim())).filter(|bits| !bits.is_empty()))?;
    downloads::write_text(files, tag, &mut text);
    if let Some(notice) = notice {
        notice.write_text(&mut text, sender, language);
    }
    text.push("", "", vec![Bit::Text("-".repeat(40))], true);
    text.closing(&last_words);
    text.flows.push(text_footer(&footer.text(language), internal, language));
    if let Some(line) = &reached {
        text.gap();
        text.flows.push(Flow::words(line));
    }
    let html_wire = html_wire(&html);
    let text_wire = text_wire(&text.flows, words)?;
    Ok(Bodies { html, text: text.flows, html_wire, text_wire })
}

/// Bits within HTML: text escaped, places marked.
fn marked(html: &mut HtmlWriter<'_>, bits: &[Bit]) -> String {
    bits.iter()
        .map(|bit| match bit {
            Bit::Text(text) => escape::html(text).into_owned(),
            Bit::Slot(slot) => html.slots.mark(slot.clone()),
        })
        .collect()
}

/// HTML encoded once: each fixed piece begins and ends a line of the wire, so that what comes between needs no re-wrapping.
fn html_wire(bits: &[Bit]) -> Vec<Wire> {
    bits.iter()
        .map(|bit| match bit {
            Bit::Text(text) => {
                let mut quoted = Quoted::default();
                quoted.text(text);
                quoted.soft_break();
                Wire::Same(quoted.out)
            }
            Bit::Slot(slot) => Wire::Slot(slot.clone()),
        })
        .collect()
}

/// Paragraphs that say the same to everybody are wrapped and encoded once.
fn text_wire(flows: &[Flow], words: &Words) -> Result<Vec<Wire>, Problem> {
    let nobody = MergeValues::default();
    let filling = Filling { values: &nobody, words: *words, stop_link: "", stop_address: "", stop_subject: "" };
    let mut out: Vec<Wire> = Vec::new();
    for flow in flows {
        if !flow.is_same_for_all() {
            out.push(Wire::Flow(flow.clone()));
            continue;
        }
        let lines = flow.lines(&filling).map_err(|fault| Problem::failure("rendering.failed").because(fault.what))?;
        let mut quoted = Quoted::default();
        quoted.text(&lines);
        match out.last_mut() {
            Some(Wire::Same(bytes)) => bytes.extend_from_slice(&quoted.out),
            _ => out.push(Wire::Same(quoted.out)),
        }
    }
    Ok(out)
}

impl Prepared {
    /// What the writer should look at before sending; none of it is an error.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The mail for one person. `message_id` may stand in angle brackets or not; the same arguments give the same bytes (M10).
    ///
    /// # Errors
    /// `rendering.letter`: a header would break, or the address needs what mail servers seldom know (M6); `rendering.own_missing`,
    /// `rendering.own_twice` and `rendering.own_other`; what whoever gives the bytes of the person's own files says. No letter is made.
    pub fn letter(&self, to: &To<'_>, message_id: &str, date: Millis, list: &ListHeaders) -> Result<Letter, Problem> {
        let own = self.own(to)?;
        self.try_letter(to, message_id, date, list, own).map_err(|fault| {
            Problem { what: fault.what.clone(), ..Problem::refusal("rendering.letter") }.at(Place { what: Some(fault.what), ..fault.place })
        })
    }

    /// What comes after the part that all share: the files that are this person's own, each found by its key, and the end.
    fn own(&self, to: &To<'_>) -> Result<Vec<u8>, Problem> {
        let mut out = Vec::new();
        if let Some(OwnFiles { address, bytes }) = to.own {
            for file in self.sets.files_for(address, to.values)? {
                let content = bytes(file.asset)?;
                // The last look before it goes to somebody: it is the very file that was put there for them.
                if hex(&Sha256::digest(&content)) != file.sha256 {
                    return Err(Problem::refusal("rendering.own_other").with("file", file.name.as_str()));
                }
                file_part(&self.with_own.boundary, file, &content, &mut out);
            }
        }
        if self.with_own.ends_always || !out.is_empty() {
            out.extend_from_slice(format!("--{}--\r\n", self.with_own.boundary).as_bytes());
        }
        Ok(out)
    }

    /// How many bytes a letter has more than one of nobody's for these files, without reading them.
    #[must_use]
    pub fn own_size(&self, files: &[&Attachment]) -> u64 {
        let mut out = Vec::new();
        files.iter().for_each(|file| file_part(&self.with_own.boundary, file, &[], &mut out));
        let more = self.with_own.before_text.as_ref().map_or(0, |with| with.len().saturating_sub(self.before_text.len()));
        let end = if self.with_own.ends_always { 0 } else { more + self.with_own.boundary.len() + 6 };
        let own: u64 = files.iter().map(|file| encode::base64_size(file.bytes)).sum();
        if files.is_empty() { 0 } else { (out.len() + end) as u64 + own }
    }

    /// The sets of files of which each person gets one.
    #[must_use]
    pub fn sets(&self) -> &Sets {
        &self.sets
    }

    /// The boundary between files that are one person's own.
    pub(super) fn own_boundary(&self) -> &str {
        &self.with_own.boundary
    }

    /// The names of the files that somebody's mail has, in their order; and the sets that have none for them, or none that can be told.
    #[must_use]
    pub fn files_for(&self, address: Option<&str>, values: &MergeValues) -> (Vec<String>, Vec<String>) {
        let (mut files, mut missing) = (self.attached.clone(), Vec::new());
        for set in self.sets.iter() {
            match address.map(|address| set.files_for(address, values)).as_deref() {
                Some([one]) => files.push(one.name.clone()),
                Some([]) if set.optional => {}
                _ => missing.push(set.name.clone()),
            }
        }
        (files, missing)
    }

    fn try_letter(&self, to: &To<'_>, message_id: &str, date: Millis, list: &ListHeaders, own: Vec<u8>) -> Result<Letter, Box<Finding>> {
        if to.address.needs_smtputf8() {
            return Err(Box::new(Finding::error(Message::new("rendering.needs_smtputf8").with("address", to.address.as_typed()))));
        }
        let id = message_id.trim().trim_start_matches('<').trim_end_matches('>');
        let stop = list.stop(id);
        let filling = Filling {
            values: to.values,
            words: self.words,
            stop_link: &stop.link,
            stop_address: &stop.address,
            stop_subject: &stop.subject,
        };
        let mut out = Vec::with_capacity(24 * 1024);
        encode::structured(&mut out, "Date", &rfc5322(date))?;
        out.extend_from_slice(&self.from);
        encode::mailbox(&mut out, "To", &escape::one_line(to.name), &to.address.for_wire())?;
        // What a person's own value brings into the subject has become one line; what is left is refused by the writer.
        let subject = fill(&self.subject, &filling)?;
        encode::unstructured(&mut out, "Subject", &subject)?;
        encode::structured(&mut out, "Message-ID", &format!("<{id}>"))?;
        thread_headers(to.thread, &mut out)?;
        stop.headers(&mut out)?;
        let before_text = self.with_own.before_text.as_ref().filter(|_| !own.is_empty()).unwrap_or(&self.before_text);
        out.extend_from_slice(before_text);
        let bodies = self.bodies(to.values, list);
        let mut out = write(&bodies.text_wire, &filling, out, |text| text)?;
        out.extend_from_slice(&self.before_html);
        let mut out = write(&bodies.html_wire, &filling, out, |text| escape::html(&text).into_owned())?;
        out.extend_from_slice(&self.after_html);
        Ok(Letter { personal: out, shared: Arc::clone(&self.shared), own, shared_sha256: self.shared_sha256 })
    }

    /// What this person's letter says: to whom the house belongs, to others, and to those whom it tells where their data come from.
    fn bodies(&self, values: &MergeValues, list: &ListHeaders) -> &Bodies {
        match &self.telling {
            _ if list.is_internal() => &self.internal,
            Some(telling) if carries_notice(values) => telling,
            _ => &self.external,
        }
    }

    /// The mail as a person with these values gets it, to look at: pictures are in the HTML itself.
    ///
    /// # Errors
    /// `rendering.letter` as [`letter`](Self::letter).
    pub fn preview(&self, values: &MergeValues, list: &ListHeaders) -> Result<Preview, Problem> {
        let stop = list.stop("0000");
        let filling =
            Filling { values, words: self.words, stop_link: &stop.link, stop_address: &stop.address, stop_subject: &stop.subject };
        let bodies = self.bodies(values, list);
        let made = || -> Result<Preview, Box<Finding>> {
            let mut html = fill_html(&bodies.html, &filling)?;
            for picture in &self.pictures {
                html = picture.within(&html);
            }
            let text = bodies.text.iter().map(|flow| flow.lines(&filling)).collect::<Result<String, _>>()?;
            Ok(Preview { subject: fill(&self.subject, &filling)?, html, text })
        };
        made().map_err(|fault| Problem { what: fault.what, ..Problem::refusal("rendering.letter") })
    }

    /// Bytes of pictures and attachments as encoded (M11).
    #[must_use]
    pub fn shared_bytes(&self) -> u64 {
        self.shared.len() as u64
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A picture in the address itself.
pub(super) fn data_uri(media_type: &str, bytes: &[u8]) -> String {
    let mut out = format!("data:{media_type};base64,").into_bytes();
    encode::base64(bytes, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

fn write(wires: &[Wire], filling: &Filling<'_>, out: Vec<u8>, escape: impl Fn(String) -> String) -> Result<Vec<u8>, Box<Finding>> {
    let mut quoted = Quoted::into(out);
    for wire in wires {
        match wire {
            Wire::Same(bytes) => {
                quoted.soft_break();
                quoted.out.extend_from_slice(bytes);
            }
            Wire::Slot(slot) => quoted.text(&escape(filling.plain(slot)?)),
            Wire::Flow(flow) => quoted.text(&flow.lines(filling)?),
        }
    }
    quoted.soft_break();
    Ok(quoted.out)
}

/// `Tue, 24 Nov 2026 10:31:00 +0000` (RFC 5322 §3.3): no zone of the sender's is told (M2).
fn rfc5322(at: Millis) -> String {
    chrono::DateTime::from_timestamp_millis(at.get()).unwrap_or_default().format("%a, %d %b %Y %H:%M:%S +0000").to_string()
}
