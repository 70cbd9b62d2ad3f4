//! What the shells ask of rendering: a document's forms, as any chosen person will get them.

mod forms;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::list::SETTING;
use super::print::compose;
use super::{
    Fold, Heading, Imprint, ListHeaders, Marks, NOTICE, NoticeText, OneClick, OwnFiles, PaperSize, Prepared, Press, PressFault, Published,
    Sender, Sheet, Theme, To, Typesetter, prepare_with, web_page,
};
pub use forms::{FormFile, WordForm, form, save_form};

use crate::accounts::{self, Account, AccountKind};
use crate::assets;
use crate::contacts::{self, MergeValues, Recipient};
use crate::error::Problem;
use crate::ids::{AccountId, DocumentId, Millis, PersonId, RevisionId};
use crate::literature::api::{AttachReport, NewFile};
use crate::literature::{self, Document, DocumentKind, Revision};
use crate::messages::{Language, Message};
use crate::net::EmailAddress;
use crate::workspace::{ReadTx, StoreError, Topic, Workspace, organisation, set_setting, setting};

/// A document as one person gets it: mail, text and web page.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PreviewCard {
    /// The subject of the mail.
    pub subject: String,
    /// The mail, pictures in it; for a frame without scripts.
    pub html: String,
    /// The text part of the mail.
    pub text: String,
    /// The web page, pictures in it; for a frame without scripts.
    pub web: String,
    /// Whom the mail is for: name and address; empty for nobody in particular.
    pub to: String,
    /// Whom it comes from; empty until there is an account.
    pub from: String,
    /// The names of the attachments, in order; among them the person's own.
    pub files: Vec<String>,
    /// The sets of files that have none for this person, or several: their mail cannot be made. Without a person, all of them.
    pub missing: Vec<String>,
    /// Files of the draft whose licence or consent ended, each in a sentence: nothing but plain text goes while they are in it. Of a text that
    /// was kept, none.
    pub ended: Vec<Message>,
}

/// A document as it stands, and everything that makes one person's mail of it.
struct Drafted {
    revision: Revision,
    account: Option<Account>,
    reader: Option<Recipient>,
    prepared: Prepared,
    list: ListHeaders,
    theme: Option<Theme>,
    published: Published,
}

impl Drafted {
    /// The embargo's line is there while the embargo holds.
    #[expect(clippy::too_many_arguments, reason = "everything that a draft is looked at with")]
    fn of(
        tx: &ReadTx<'_>,
        document: DocumentId,
        person: Option<PersonId>,
        account: Option<AccountId>,
        heading: Option<Heading>,
        kept: Option<RevisionId>,
        notice: Option<&NoticeText>,
        now: Millis,
    ) -> Result<Self, Problem> {
        let revision = match kept {
            Some(revision) => literature::revision(tx, revision)?,
            None => literature::draft(tx, document)?,
        };
        let account = account.map(|id| accounts::find(tx, id)).transpose()?;
        let reader = person.map(|id| reader(tx, id)).transpose()?;
        let sender = Sender {
            name: account.as_ref().map(|account| account.from_name.clone()).unwrap_or_default(),
            address: account.as_ref().map_or_else(placeholder, |account| Ok(account.from.clone()))?,
            reply_to: account.as_ref().and_then(|account| account.reply_to.clone()),
            organisation: organisation(tx)?,
            imprint: super::imprint(tx)?,
            theme: super::theme(tx)?,
        };
        let marks =
            Marks { embargo: Document::parse(&revision.text).embargo.is_some_and(|embargo| embargo.at > now), heading, ..Marks::default() };
        let list = match revision.kind {
            DocumentKind::Announcement => ListHeaders::internal(),
            _ => ListHeaders::external(sender.reply_to.as_ref().unwrap_or(&sender.address), super::one_click(tx)?),
        };
        let prepared = prepare_with(&revision, |asset| literature::asset_bytes(tx, asset), &sender, &marks, notice)?;
        let published = Published {
            organisation: sender.organisation,
            contact: sender.imprint.contact,
            at: literature::desk::released_at(tx, document)?,
            now,
        };
        Ok(Self { revision, account, reader, prepared, list, theme: sender.theme, published })
    }

    fn web(&self, tx: &ReadTx<'_>, values: &MergeValues) -> Result<String, Problem> {
        let bytes = |asset| literature::asset_bytes(tx, asset);
        web_page(&self.revision, bytes, values, self.theme.as_ref(), Some(&self.published))
    }

    fn values(&self) -> MergeValues {
        self.reader.as_ref().map(|reader| reader.values.clone()).unwrap_or_default()
    }
}

/// The draft as `person` will get it from `account`; without a person the fallbacks stand in, without an account the
/// oldest one that really sends does. The embargo's line is there while the embargo holds; `heading` is what it is to an
/// earlier mail. With `kept` it is that revision instead of the draft.
///
/// # Errors
/// `literature.no_document`, `accounts.not_found`, `contacts.no_person`, `rendering.faults` with every place,
/// `rendering.letter` when something is missing for this person.
pub async fn preview(
    ws: &Workspace,
    document: DocumentId,
    person: Option<PersonId>,
    account: Option<AccountId>,
    heading: Option<Heading>,
    kept: Option<RevisionId>,
) -> Result<PreviewCard, Problem> {
    preview_telling(ws, document, person, account, heading, kept, None).await
}

/// As [`preview`], with the privacy notice and what it tells this person (L2).
pub(crate) async fn preview_telling(
    ws: &Workspace,
    document: DocumentId,
    person: Option<PersonId>,
    account: Option<AccountId>,
    heading: Option<Heading>,
    kept: Option<RevisionId>,
    telling: Option<(NoticeText, String)>,
) -> Result<PreviewCard, Problem> {
    let account = or_usual(ws, account).await?;
    let now = ws.now();
    ws.read(move |tx| {
        let drafted = Drafted::of(tx, document, person, account, heading, kept, telling.as_ref().map(|(notice, _)| notice), now)?;
        let mut values = drafted.values();
        if let Some((_, told)) = &telling {
            values.set(NOTICE, told);
        }
        let mail = drafted.prepared.preview(&values, &drafted.list)?;
        let address = drafted.reader.as_ref().map(|reader| reader.address.clone().unwrap_or_default());
        let (files, missing) = drafted.prepared.files_for(address.as_deref(), &values);
        Ok(PreviewCard {
            subject: mail.subject,
            html: mail.html,
            text: mail.text,
            web: drafted.web(tx, &values)?,
            to: drafted.reader.map(|reader| mailbox(&reader.name, &reader.address.unwrap_or_default())).unwrap_or_default(),
            from: drafted.account.map(|account| mailbox(&account.from_name, &account.from.as_typed())).unwrap_or_default(),
            files,
            missing,
            ended: if kept.is_some() { Vec::new() } else { ended(tx, document, now)? },
        })
    })
    .await
}

/// The draft as the whole message that `person` will get from `account`, attachments and all; its Message-ID and date are
/// of this moment. Without a person it is addressed to the account itself, without an account it comes from the
/// oldest one that really sends.
///
/// # Errors
/// As [`form`]; `accounts.none` without any account, `rendering.no_address` if the person has none that can be mailed.
pub async fn message(
    ws: &Workspace,
    document: DocumentId,
    person: Option<PersonId>,
    account: Option<AccountId>,
) -> Result<Vec<u8>, Problem> {
    may_leave(ws, document).await?;
    let account = or_usual(ws, account).await?;
    let now = ws.now();
    ws.read(move |tx| {
        let drafted = Drafted::of(tx, document, person, account, None, None, None, now)?;
        let from = drafted.account.as_ref().ok_or_else(|| Problem::missing("accounts.none").todo("accounts.none.todo"))?;
        let (name, address) = match &drafted.reader {
            Some(reader) => {
                let nowhere = || Problem::refusal("rendering.no_address").with("name", reader.name.as_str());
                (reader.name.as_str(), reader.email.as_ref().ok_or_else(nowhere)?)
            }
            None => (from.from_name.as_str(), &from.from),
        };
        let message_id = format!("{}@{}", uuid::Uuid::new_v4().simple(), from.from.domain());
        let (theirs, bytes) = (address.as_typed(), |asset| literature::asset_bytes(tx, asset));
        let own = drafted.reader.as_ref().map(|_| OwnFiles { address: &theirs, bytes: &bytes });
        let to = To { address, name, values: &drafted.values(), thread: &[], own };
        Ok(drafted.prepared.letter(&to, &message_id, now, &drafted.list)?.to_bytes())
    })
    .await
}

/// Where the organisation's own site takes an unsubscribe with one click; empty where it has no such place.
///
/// # Errors
/// What SQLite says.
pub async fn one_click(ws: &Workspace) -> Result<String, Problem> {
    ws.read(|tx| Ok(super::one_click(tx)?.map(|one| one.as_str().to_owned()).unwrap_or_default())).await
}

/// Says where the organisation's own site takes an unsubscribe with one click (RFC 8058); an empty text: nowhere. What is being
/// distributed keeps what it began with.
///
/// # Errors
/// `rendering.one_click` with the reason: nothing has changed.
pub async fn set_one_click(ws: &Workspace, text: String) -> Result<(), Problem> {
    let kept = if text.trim().is_empty() { String::new() } else { OneClick::parse(&text)?.as_str().to_owned() };
    ws.write(Message::new("rendering.action.one_click"), move |tx| {
        set_setting(tx, SETTING, &kept)?;
        tx.changed(Topic::Workspace, None);
        Ok(())
    })
    .await
}

/// How the organisation is reached, as mails to people outside say it.
///
/// # Errors
/// What SQLite says.
pub async fn imprint(ws: &Workspace) -> Result<Imprint, Problem> {
    ws.read(super::imprint).await
}

/// Says how the organisation is reached: mails to people outside say it in their last line from then on.
///
/// # Errors
/// `rendering.imprint` with the field (`postal`, `contact`) and the reason: nothing has changed.
pub async fn set_imprint(ws: &Workspace, wanted: Imprint) -> Result<(), Problem> {
    ws.write(Message::new("rendering.action.imprint"), move |tx| super::keep_imprint(tx, wanted)).await
}

/// A document as it stands on paper, some of its pages to look at.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PaperCard {
    /// What it is set on.
    pub paper: PaperSize,
    /// How that is folded.
    pub fold: Fold,
    /// How many pages it has.
    pub pages: u32,
    /// The first of those that are here, from 0.
    pub first: u32,
    /// Pages, each a picture in SVG with everything in it.
    pub svg: Vec<String>,
    /// Characters that no font of this machine has, each once: on paper each stands as `?`.
    pub unset: String,
    /// As [`PreviewCard::ended`]: no file of these pages is made while they are in it.
    pub ended: Vec<Message>,
}

/// A file that was written for a document.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PdfCard {
    /// What it is set on.
    pub paper: PaperSize,
    /// How that is folded.
    pub fold: Fold,
    /// How many pages it has.
    pub pages: u32,
    /// Its size in bytes.
    pub bytes: u32,
    /// As [`PaperCard::unset`].
    pub unset: String,
}

/// Most pages that are shown at once.
const PAGES_AT_ONCE: u32 = 20;

/// Pages of the draft as they stand on paper: `count` of them (20 at most) from `first`, counted from 0. Without `paper` it is the
/// organisation's, else what is usual where the text's language is written. Merge fields stand by their fallback.
///
/// # Errors
/// `literature.no_document`, `rendering.faults` with every place, `rendering.no_press`, `rendering.plate` for a picture that cannot be
/// read, `rendering.unset` if setting failed.
pub async fn pages(
    ws: &Workspace,
    document: DocumentId,
    paper: Option<PaperSize>,
    fold: Fold,
    first: u32,
    count: u32,
) -> Result<PaperCard, Problem> {
    let (sheet, press) = sheet(ws, document, paper, fold).await?;
    let paper = sheet.paper;
    let shown = off_thread(move || press.pages(&sheet, first as usize, count.min(PAGES_AT_ONCE) as usize)).await?;
    let now = ws.now();
    let ended = ws.read(move |tx| ended(tx, document, now)).await?;
    Ok(PaperCard { paper, fold, pages: shown.pages, first, svg: shown.svg, unset: shown.unset.into_iter().collect(), ended })
}

/// The draft as a PDF file: tagged, titled, in its language (PDF/UA-1), the same bytes for the same text. As [`pages`] for the rest.
///
/// # Errors
/// As [`pages`], and `assets.ended` with a file that may not be used any more.
pub async fn pdf(ws: &Workspace, document: DocumentId, paper: Option<PaperSize>, fold: Fold) -> Result<(PdfCard, Vec<u8>), Problem> {
    may_leave(ws, document).await?;
    let (sheet, press) = sheet(ws, document, paper, fold).await?;
    let paper = sheet.paper;
    let made = off_thread(move || press.pdf(&sheet)).await?;
    let bytes = u32::try_from(made.pdf.len()).unwrap_or(u32::MAX);
    Ok((PdfCard { paper, fold, pages: made.pages, bytes, unset: made.unset.into_iter().collect() }, made.pdf))
}

/// Writes the draft as a PDF file to a path that the user chose; what stood there is replaced.
///
/// # Errors
/// As [`pdf`]; `importing.unwritable` if the file cannot be written: what stood there still does.
pub async fn save_pdf(
    ws: &Workspace,
    document: DocumentId,
    paper: Option<PaperSize>,
    fold: Fold,
    path: PathBuf,
) -> Result<PdfCard, Problem> {
    let (card, bytes) = pdf(ws, document, paper, fold).await?;
    replace(path, bytes).await?;
    Ok(card)
}

/// The draft as a Word file (DOCX): what its pages have, in styles of Word's own names. The same text gives the same bytes.
///
/// # Errors
/// `literature.no_document`, `rendering.faults` with every place, `assets.ended` with a file that may not be used any more.
pub async fn docx(ws: &Workspace, document: DocumentId) -> Result<Vec<u8>, Problem> {
    may_leave(ws, document).await?;
    let sheet = composed(ws, document, None).await?;
    let made = tokio::task::spawn_blocking(move || super::word::docx(&sheet));
    made.await.map_err(|error| Problem::failure("rendering.unset").because(error))?
}

/// Writes the draft as a Word file to a path that the user chose; what stood there is replaced.
///
/// # Errors
/// As [`docx`]; `importing.unwritable` if the file cannot be written: what stood there still does.
pub async fn save_docx(ws: &Workspace, document: DocumentId, path: PathBuf) -> Result<(), Problem> {
    replace(path, docx(ws, document).await?).await
}

/// Talking points of a document as they are set: its headline, then they, without the dateline and the embargo's line of the release.
async fn points(ws: &Workspace, document: DocumentId) -> Result<Sheet, Problem> {
    ws.read(move |tx| {
        let draft = literature::draft(tx, document)?;
        let literature::cutdowns::Cutdowns { points, lines, .. } = literature::cutdowns::cutdowns(tx, document)?;
        let read = Document::parse(&draft.text);
        let language = read.language().to_owned();
        let title = Message::new("rendering.paper_lines").text(Language::for_tag(&language));
        let said = if lines.is_empty() { points.text } else { format!("{}\n\n## {title}\n\n{lines}", points.text) };
        let paper = kept_paper(tx)?.unwrap_or_else(|| PaperSize::usual(&language));
        // What is set as the headline below is no part of what is read here; a text without any name is refused.
        let text = format!("---\nsubject: points\nlanguage: {language}\n---\n\n{said}\n");
        let mut sheet = set_of(tx, &Revision { text, attachments: Vec::new(), ..draft }, paper)?;
        let known = ["en", "de"].contains(&language.split('-').next().unwrap_or_default());
        let kind = Message::new("rendering.paper_points").text(Language::for_tag(&language));
        sheet.kind = if known { kind } else { String::new() };
        sheet.headline = read.title();
        sheet.title = if sheet.headline.is_empty() { sheet.kind.clone() } else { sheet.headline.clone() };
        sheet.marks = read.embargo.iter().map(|embargo| super::language::words(&language).embargo_line(embargo)).collect();
        Ok(sheet)
    })
    .await
}

/// Writes the talking points of a document as a PDF file, or with `word` as a Word file, to a path that the user chose; what stood there is
/// replaced.
///
/// # Errors
/// As [`save_pdf`] and [`save_docx`]; `rendering.faults` where there are no points.
pub async fn save_points(ws: &Workspace, document: DocumentId, path: PathBuf, word: bool) -> Result<(), Problem> {
    let sheet = points(ws, document).await?;
    let bytes = if word {
        let made = tokio::task::spawn_blocking(move || super::word::docx(&sheet));
        made.await.map_err(|error| Problem::failure("rendering.unset").because(error))??
    } else {
        let press = ws.part::<Press>().get().ok_or_else(|| Problem::failure("rendering.no_press"))?;
        off_thread(move || press.pdf(&sheet)).await?.pdf
    };
    replace(path, bytes).await
}

/// Makes the PDF of the draft and attaches it to the document, named after its headline. It is the text of this moment: a later edit
/// does not change it.
///
/// # Errors
/// As [`pdf`]; a file that is refused is a line of the report.
pub async fn attach_pdf(ws: &Workspace, document: DocumentId, paper: Option<PaperSize>, fold: Fold) -> Result<AttachReport, Problem> {
    let headline = literature::api::show(ws, document).await?.card.headline;
    let (_, bytes) = pdf(ws, document, paper, fold).await?;
    literature::api::attach(ws, document, vec![NewFile { name: pdf_name(&headline), bytes }]).await
}

/// What the paper of the organisation is; none where each text's language tells.
///
/// # Errors
/// What SQLite says.
pub async fn paper(ws: &Workspace) -> Result<Option<PaperSize>, Problem> {
    ws.read(|tx| Ok(kept_paper(tx)?)).await
}

/// Says what the organisation prints on; none: each text's language tells.
///
/// # Errors
/// What SQLite says.
pub async fn set_paper(ws: &Workspace, wanted: Option<PaperSize>) -> Result<(), Problem> {
    ws.write(Message::new("rendering.action.paper"), move |tx| {
        set_setting(tx, PAPER, wanted.map(PaperSize::as_str).unwrap_or_default())?;
        tx.changed(Topic::Workspace, None);
        Ok(())
    })
    .await
}

/// The setting that says what the organisation prints on.
const PAPER: &str = "paper";

pub(super) fn kept_paper(tx: &ReadTx<'_>) -> Result<Option<PaperSize>, StoreError> {
    Ok(setting(tx, PAPER)?.and_then(|word| PaperSize::from_word(&word)))
}

/// Puts a file in the place of whatever stood there, whole or not at all.
async fn replace(path: PathBuf, bytes: Vec<u8>) -> Result<(), Problem> {
    let unwritable = |path: &Path, error: &dyn std::fmt::Display| {
        Problem::failure("importing.unwritable").with("file", path.display().to_string()).because(error)
    };
    let written = tokio::task::spawn_blocking(move || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| unwritable(&path, &error))?;
        std::io::Write::write_all(&mut file, &bytes).map_err(|error| unwritable(&path, &error))?;
        file.persist(&path).map_err(|error| unwritable(&path, &error.error)).map(drop)
    });
    written.await.map_err(|error| Problem::failure("workspace.read_lost").because(error))?
}

/// The files of a draft whose licence or consent ended, each in a sentence.
fn ended(tx: &ReadTx<'_>, document: DocumentId, now: Millis) -> Result<Vec<Message>, Problem> {
    let found = assets::findings(tx, &literature::draft(tx, document)?.attachments, now)?;
    Ok(found.into_iter().filter(|one| one.blocks).map(|one| one.what).collect())
}

/// No file leaves the house whose licence or consent ended, in whatever form of a document.
async fn may_leave(ws: &Workspace, document: DocumentId) -> Result<(), Problem> {
    let now = ws.now();
    ws.read(move |tx| assets::refusal(tx, &literature::draft(tx, document)?.attachments, now)?.map_or(Ok(()), Err)).await
}

/// A kit of a document for the press: the release as a PDF, a Word file and a text, its pictures and files as they go, and a text of their
/// captions, credits and licences; one ZIP, the same bytes for the same text.
///
/// # Errors
/// As [`pdf`] and [`preview`].
pub async fn kit(ws: &Workspace, document: DocumentId) -> Result<Vec<u8>, Problem> {
    let (_, pdf) = pdf(ws, document, None, Fold::Flat).await?;
    let docx = docx(ws, document).await?;
    let text = preview(ws, document, None, None, None, None).await?.text;
    let files = ws
        .read(move |tx| {
            let revision = literature::draft(tx, document)?;
            let read = Document::parse(&revision.text);
            let stem = pdf_name(&read.title()).trim_end_matches(".pdf").to_owned();
            let mut files = vec![
                assets::Packed { name: format!("{stem}.pdf"), bytes: pdf },
                assets::Packed { name: format!("{stem}.docx"), bytes: docx },
                assets::Packed { name: format!("{stem}.txt"), bytes: text.into_bytes() },
            ];
            let mut about = Vec::new();
            for file in revision.attachments.iter().filter(|file| file.for_whom.is_none()) {
                let folder = if file.inline { "pictures" } else { "files" };
                files.push(assets::Packed { name: format!("{folder}/{}", file.name), bytes: literature::asset_bytes(tx, file.asset)? });
                about.extend(literature::forms::origins(tx, file.asset)?.into_iter().take(1).map(|origin| (file.name.clone(), origin)));
            }
            if !about.is_empty() {
                let captions = assets::captions_of(tx, &about, Language::for_tag(read.language()))?;
                files.push(assets::Packed { name: "captions.txt".to_owned(), bytes: captions.into_bytes() });
            }
            Ok(files)
        })
        .await?;
    let packed = tokio::task::spawn_blocking(move || assets::pack(&files));
    packed.await.map_err(|error| Problem::failure("rendering.unset").because(error))?
}

/// Writes a document's kit to a path that the user chose; what stood there is replaced.
///
/// # Errors
/// As [`kit`]; `importing.unwritable`.
pub async fn save_kit(ws: &Workspace, document: DocumentId, path: PathBuf) -> Result<(), Problem> {
    replace(path, kit(ws, document).await?).await
}

/// What is set of the draft, and who sets it.
async fn sheet(
    ws: &Workspace,
    document: DocumentId,
    paper: Option<PaperSize>,
    fold: Fold,
) -> Result<(Sheet, Arc<dyn Typesetter>), Problem> {
    let press = ws.part::<Press>().get().ok_or_else(|| Problem::failure("rendering.no_press"))?;
    Ok((Sheet { fold, ..composed(ws, document, paper).await? }, press))
}

/// What is set of the draft.
async fn composed(ws: &Workspace, document: DocumentId, paper: Option<PaperSize>) -> Result<Sheet, Problem> {
    ws.read(move |tx| {
        let revision = literature::draft(tx, document)?;
        let kept = match paper {
            Some(_) => paper,
            None => kept_paper(tx)?,
        };
        let paper = kept.unwrap_or_else(|| PaperSize::usual(Document::parse(&revision.text).language()));
        set_of(tx, &revision, paper)
    })
    .await
}

/// What is set of a text, in the organisation's look.
pub(super) fn set_of(tx: &ReadTx<'_>, revision: &Revision, paper: PaperSize) -> Result<Sheet, Problem> {
    let bytes = |asset| literature::asset_bytes(tx, asset);
    compose(revision, bytes, paper, &organisation(tx)?, &super::imprint(tx)?, super::theme(tx)?.as_ref())
}

/// Setting takes a part of a second: no conversation waits for it.
pub(super) async fn off_thread<T: Send + 'static>(set: impl FnOnce() -> Result<T, PressFault> + Send + 'static) -> Result<T, Problem> {
    let set = tokio::task::spawn_blocking(set).await.map_err(|error| Problem::failure("rendering.unset").because(error))?;
    set.map_err(|fault| match fault {
        PressFault::Picture(name) => Problem::refusal("rendering.plate").with("file", name).todo("rendering.plate.todo"),
        PressFault::Failed(cause) => Problem::failure("rendering.unset").because(cause),
    })
}

/// `Lighthouse museum reopens.pdf`: what every system takes as a name, none too long for a mail's head.
fn pdf_name(headline: &str) -> String {
    let plain: String = headline.chars().map(|c| if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_') { c } else { ' ' }).collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = words.chars().take(60).collect();
    format!("{}.pdf", if short.is_empty() { "document" } else { short.trim_end() })
}

/// The account that was named, else the oldest that really sends, else the one to practise with.
async fn or_usual(ws: &Workspace, account: Option<AccountId>) -> Result<Option<AccountId>, Problem> {
    if account.is_some() {
        return Ok(account);
    }
    let all = accounts::api::list(ws).await?;
    Ok(all.iter().find(|card| card.fields.kind != AccountKind::Practice).or(all.first()).map(|card| card.id))
}

fn reader(tx: &ReadTx<'_>, id: PersonId) -> Result<Recipient, Problem> {
    contacts::recipients(tx, &[id])?.into_iter().next().ok_or_else(|| contacts::no_person(id))
}

/// Stands in the footer until there is an account; reserved for examples (RFC 2606).
pub(super) fn placeholder() -> Result<EmailAddress, Problem> {
    EmailAddress::parse("press@organisation.example").map_err(|fault| Problem::failure("rendering.sender").because(fault.message()))
}

/// A name and an address as a mail's head shows them.
pub(crate) fn mailbox(name: &str, address: &str) -> String {
    match (name.is_empty(), address.is_empty()) {
        (true, _) => address.to_owned(),
        (_, true) => name.to_owned(),
        _ => format!("{name} <{address}>"),
    }
}
