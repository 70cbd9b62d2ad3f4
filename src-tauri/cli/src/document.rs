//! `tidings document …`.

mod acts;
mod brief;
mod desk;
mod files;
mod forms;
mod new;
mod revisions;
mod translation;

use std::path::PathBuf;

use clap::Subcommand;
use tidings_core::error::Problem;
use tidings_core::ids::{CommentId, DistributionId, DocumentId};
use tidings_core::literature::api::DeskFilter;
use tidings_core::literature::comments::{CommentOutcome, NewComment};
use tidings_core::literature::desk::Stage;
use tidings_core::literature::{AnnouncementSort, Attachment, DocumentKind, FileKey, NewSet, api};
use tidings_core::messages::Message;
use tidings_core::rendering::{Fold, Heading, PaperSize};
use tidings_core::{accounts, contacts, distribution, rendering};

use crate::account::Password;
use crate::approval;
use crate::output::{Answer, read_text};
use crate::proof::{self, Proofing};
use crate::session::Asked;
use desk::{Planned, Settling, stage};
use files::{attach, is_optional, show_sets};
use forms::Form;
pub(crate) use forms::write;
use new::{kind, sort};

#[derive(Subcommand)]
pub(crate) enum Verb {
    #[command(flatten)]
    Approval(approval::Verb),
    #[command(flatten)]
    Translation(translation::Verb),
    #[command(flatten)]
    New(new::Verb),
    #[command(flatten)]
    Brief(brief::Verb),
    #[command(flatten)]
    Revisions(revisions::Verb),
    #[command(flatten)]
    Acts(acts::Verb),
    /// Add a document from a Markdown file with a block of fields in front.
    #[command(after_help = "Example:\n  tidings document add lantern-wing.md --kind press-release")]
    Add {
        /// The file.
        file: PathBuf,
        /// Its kind, if the file does not say.
        #[arg(long, value_parser = kind)]
        kind: Option<DocumentKind>,
    },
    /// Take a Word document (DOCX) as a new text with its pictures, or put it into a text; what could not be kept is named.
    #[command(
        after_help = "Example:\n  tidings document import lantern-wing.docx --kind article\n  tidings document import letter.docx --into 4 --after 'opens to the public'"
    )]
    Import {
        /// The file.
        file: PathBuf,
        /// Its kind; without, a press release.
        #[arg(long, value_parser = kind, conflicts_with = "into")]
        kind: Option<DocumentKind>,
        /// Put it into this document: at the end of its text, before its parts with headings of their own.
        #[arg(long, value_name = "DOCUMENT")]
        into: Option<DocumentId>,
        /// Behind the first paragraph in which these words stand.
        #[arg(long, value_name = "WORDS", requires = "into")]
        after: Option<String>,
    },
    /// Put another text in a document's place; the one before stays in its history.
    #[command(after_help = "Example:\n  tidings document save 4 release.md")]
    Save {
        /// The document.
        id: DocumentId,
        /// The file.
        file: PathBuf,
    },
    /// Attach files: for everybody, or with --for each for whom its name names.
    #[command(
        after_help = "Example:\n  tidings document attach 4 lens.jpg plan.pdf\n  tidings document attach 4 --for email --pattern 'badge-*' --set Badges badges/"
    )]
    Attach {
        /// The document.
        id: DocumentId,
        /// The files; with --for a folder stands for the files in it.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        each: Each,
        /// Write nothing: show which file would be whose.
        #[arg(long, requires = "key")]
        dry_run: bool,
        /// With --dry-run: name those of this segment or query who would have none.
        #[arg(long, value_name = "SEGMENT|QUERY", requires = "dry_run", allow_hyphen_values = true)]
        to: Option<String>,
    },
    /// Take a picture in for use within the text, where Markdown shows it by its name: ![The lens](lens.jpg).
    #[command(after_help = "Example:\n  tidings document picture 1 lens.jpg --alt 'The lens in its tower'")]
    Picture {
        /// The document.
        id: DocumentId,
        /// The picture.
        file: PathBuf,
        /// What it shows, for readers who do not see it.
        #[arg(long, default_value = "")]
        alt: String,
    },
    /// Take an attachment away, or a whole set of files.
    #[command(after_help = "Example:\n  tidings document detach 4 plan.pdf\n  tidings document detach 4 --set Badges")]
    Detach {
        /// The document.
        id: DocumentId,
        /// The attachment's name.
        #[arg(required_unless_present = "set", conflicts_with = "set")]
        name: Option<String>,
        /// A set: all its files.
        #[arg(long, value_name = "NAME")]
        set: Option<String>,
    },
    /// The sets of files of which each person gets one: which file is whose, which is nobody's, who has none.
    #[command(after_help = "Example:\n  tidings document files 4 --to 'Heritage press'")]
    Files {
        /// The document.
        id: DocumentId,
        /// Name those of this segment or query who have none.
        #[arg(long, value_name = "SEGMENT|QUERY", allow_hyphen_values = true)]
        to: Option<String>,
    },
    /// Set what the editorial desk knows of a document: its stage, who has it in hand, until when. With the name of a set of files:
    /// its name, and whether a mail goes without where there is none for somebody.
    #[command(
        after_help = "Example:\n  tidings document set 4 --stage in-review --editor 'Ines Calder' --due 2026-11-27\n  tidings document set 4 Badges --optional"
    )]
    Set {
        /// The document.
        id: DocumentId,
        /// A set of files.
        #[arg(required_unless_present = "planned")]
        set: Option<String>,
        /// Another name of the set.
        #[arg(long, value_name = "NAME", requires = "set")]
        name: Option<String>,
        /// A mail goes without where the set has none.
        #[arg(long, conflicts_with = "required", requires = "set")]
        optional: bool,
        /// Nothing goes while somebody on the list has none.
        #[arg(long, requires = "set")]
        required: bool,
        #[command(flatten)]
        planned: Planned,
    },
    /// Say whose a file of a set is, whatever its name says.
    #[command(after_help = "Example:\n  tidings document assign 4 badge-17.pdf ruth@tide.example.org")]
    Assign {
        /// The document.
        id: DocumentId,
        /// The file.
        name: String,
        /// The address, or what the field says.
        value: String,
    },
    /// Let an attachment go as a link to where you put it on your own site, or a picture be fetched from there. Nothing is uploaded.
    #[command(
        after_help = "Example:\n  tidings document link 4 film.mp4 https://example.org/press/film.mp4\n  tidings document link 4 film.mp4 --none\n  tidings document link 4 --pictures"
    )]
    Link {
        /// The document.
        id: DocumentId,
        /// The attachment's or picture's name.
        #[arg(required_unless_present = "pictures")]
        name: Option<String>,
        /// Where it stands.
        #[arg(value_name = "URL", required_unless_present_any = ["none", "pictures"], conflicts_with = "none")]
        link: Option<String>,
        /// All pictures whose address on the web is known (`asset set --link`), or with `--none` all of its pictures.
        #[arg(long, conflicts_with_all = ["name", "link"])]
        pictures: bool,
        /// In the mail again.
        #[arg(long)]
        none: bool,
    },
    /// Read a document through: dates, links, names, figures, house words, spelling and grammar. Ends with 1 if there are hints.
    #[command(
        after_help = "Example:\n  tidings document proof 4\n  tidings document proof 4 --ignore 2 --everywhere\n  tidings document proof 4 --fix 2\n  tidings document proof 4 --rule blanks --fix-all"
    )]
    Proof(Proofing),
    /// All documents, or those of a stage, a writer, a day, a kind, each with how it stands with its approval.
    #[command(after_help = "Example:\n  tidings document list --kind brochure\n  tidings document list --late --writer 'Leila Osei'")]
    List {
        /// Those at this stage: idea, draft, in-review, approved, released.
        #[arg(long, value_parser = stage)]
        stage: Option<Stage>,
        /// Those that this person writes.
        #[arg(long, value_name = "NAME")]
        writer: Option<String>,
        /// Those that are due on this day or before it.
        #[arg(long, value_name = "DAY")]
        due: Option<String>,
        /// Those that were due before today and are not released.
        #[arg(long)]
        late: bool,
        /// The time zone whose clock says for --late which day it is: Europe/Amsterdam; else the sender's of the working hours.
        #[arg(long, value_name = "ZONE", requires = "late")]
        zone: Option<String>,
        /// Those of this kind: press-release, article, statement, brochure, web-page, announcement.
        #[arg(long, value_parser = kind)]
        kind: Option<DocumentKind>,
        /// Announcements of this sort: industry-report, personnel-change, policy-change.
        #[arg(long, value_parser = sort)]
        sort: Option<AnnouncementSort>,
    },
    /// One document with its attachments and what was found in it.
    #[command(after_help = "Example:\n  tidings --json document show 4")]
    Show {
        /// The document.
        id: DocumentId,
    },
    /// Send the draft, marked TEST, to one of your own confirmed addresses; it never counts as contact.
    #[command(after_help = "Example:\n  tidings document test 1 --to ana@example.org --as editor@paper.example.net")]
    Test {
        /// The document.
        id: DocumentId,
        /// The address; `account confirm` makes it yours.
        #[arg(long, value_name = "ADDRESS")]
        to: String,
        /// The account's name; else the only one.
        #[arg(long)]
        account: Option<String>,
        /// As this person would get it: number or address.
        #[arg(long = "as", value_name = "PERSON")]
        person: Option<String>,
        /// As a correction of an earlier mail would begin.
        #[arg(long, conflicts_with = "embargo_changed")]
        correction: bool,
        /// As the news of another embargo would begin.
        #[arg(long)]
        embargo_changed: bool,
        /// What this distribution sent, as colleagues would get a copy of it.
        #[arg(long, value_name = "DISTRIBUTION", conflicts_with_all = ["correction", "embargo_changed"])]
        copy_of: Option<DistributionId>,
        #[command(flatten)]
        password: Password,
    },
    /// The checklist of a document, as its kind has it: what is ticked, and by whom. With an item: tick it.
    #[command(after_help = "Example:\n  tidings document check 4\n  tidings document check 4 2\n  tidings document check 4 2 --open")]
    Check {
        /// The document.
        id: DocumentId,
        /// The number of the item that is ticked.
        item: Option<usize>,
        /// Open it again.
        #[arg(long, requires = "item")]
        open: bool,
        /// Who ticks it; else whoever works here.
        #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
        by: String,
    },
    /// What was said about words of a document, with the answers.
    #[command(after_help = "Example:\n  tidings document comments 4 --open")]
    Comments {
        /// The document.
        id: DocumentId,
        /// Those that are not settled.
        #[arg(long)]
        open: bool,
    },
    /// Say something about words of a document, propose others in their place, or answer a comment.
    #[command(
        after_help = "Example:\n  tidings document comment 4 'Is that still so?' --on 'There is no café until March'\n  tidings document comment 4 --on grounds --propose yard\n  tidings document comment 4 'Yes.' --answer 7"
    )]
    Comment {
        /// The document.
        id: DocumentId,
        /// What is said.
        #[arg(required_unless_present = "propose", default_value = "", hide_default_value = true)]
        text: String,
        /// The words that it is about, as they stand: the first such words.
        #[arg(long, value_name = "WORDS", required_unless_present = "answer", conflicts_with = "answer")]
        on: Option<String>,
        /// Other words that are to stand there.
        #[arg(long, value_name = "WORDS", conflicts_with = "answer")]
        propose: Option<String>,
        /// The comment that is answered.
        #[arg(long, value_name = "COMMENT")]
        answer: Option<CommentId>,
        /// Who says it; else whoever works here.
        #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
        by: String,
    },
    /// Settle a comment of a document: resolved, or its proposal taken into the text or declined; or open it again.
    #[command(after_help = "Example:\n  tidings document resolve 4 7\n  tidings document resolve 4 8 --take")]
    Resolve {
        /// The document.
        id: DocumentId,
        /// The comment.
        comment: CommentId,
        /// Put the words that it proposes into the text; what stood there is kept as a revision.
        #[arg(long, conflicts_with_all = ["decline", "reopen"])]
        take: bool,
        /// The words that it proposes are not wanted.
        #[arg(long, conflicts_with = "reopen")]
        decline: bool,
        /// It is open again.
        #[arg(long)]
        reopen: bool,
        /// Who settles it; else whoever works here.
        #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
        by: String,
    },
    /// The text in one of its forms, as a chosen person will get it.
    #[command(
        after_help = "Example:\n  tidings document export 4 --as markdown > release.md\n  tidings document export 4 --as eml --to r.vale@tide.example.org --out release.eml"
    )]
    Export {
        /// The document.
        id: DocumentId,
        /// The form: the file it came from byte for byte, the mail's HTML or its text, the web page, or the whole message.
        #[arg(long = "as", value_enum, default_value_t = Form::Markdown)]
        form: Form,
        /// As this person gets it, by address or number; without, the fallbacks stand in.
        #[arg(long, value_name = "ADDRESS")]
        to: Option<String>,
        /// From this account; without, from the oldest that really sends.
        #[arg(long, value_name = "NAME")]
        account: Option<String>,
        /// Write it to this new file.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// The text set on paper, as a PDF file: tagged, in its language, with its fonts; the same text gives the same bytes.
    #[command(
        after_help = "Example:\n  tidings document pdf 4 --to release.pdf\n  tidings document pdf 4 --attach --paper letter\n  tidings document pdf 4 --fold trifold --to leaflet.pdf"
    )]
    Pdf {
        /// The document.
        id: DocumentId,
        /// Write it to this new file.
        #[arg(long, value_name = "FILE", required_unless_present = "attach")]
        to: Option<PathBuf>,
        /// Attach it to the document.
        #[arg(long)]
        attach: bool,
        /// a4 or letter; without, the organisation's paper, else what is usual where the text's language is written.
        #[arg(long, value_parser = forms::paper)]
        paper: Option<PaperSize>,
        /// How the paper is folded: flat, a5 (pages of half the size) or trifold (a leaflet of six panels on one sheet).
        #[arg(long, value_parser = forms::fold, default_value = "flat")]
        fold: Fold,
    },
    /// The text as a Word file (DOCX), in styles of Word's own names; the same text gives the same bytes.
    #[command(after_help = "Example:\n  tidings document docx 4 --to release.docx")]
    Docx {
        /// The document.
        id: DocumentId,
        /// Write it to this new file.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// What the organisation prints on: a4, letter, or auto for what each text's language tells. Without a word it is told.
    #[command(after_help = "Example:\n  tidings document paper letter")]
    Paper {
        /// a4, letter or auto.
        #[arg(value_parser = ["a4", "letter", "auto"])]
        paper: Option<String>,
    },
}

/// How files are told whose they are.
#[derive(clap::Args)]
pub(crate) struct Each {
    /// Each file is for whom its name names, by this: email, name, first_name, last_name, outlet, role, city, country.
    #[arg(long = "for", id = "key", value_name = "FIELD", value_parser = file_key)]
    key: Option<FileKey>,
    /// Where the files' names say it.
    #[arg(long, value_name = "PATTERN", default_value = "*", requires = "key")]
    pattern: String,
    /// The set's name; files for somebody of whom it has one already take their place.
    #[arg(long, value_name = "NAME", default_value = "Files", requires = "key")]
    set: String,
    /// A mail goes without where there is none for somebody.
    #[arg(long, requires = "key")]
    optional: bool,
}

impl Each {
    fn of(self) -> Option<NewSet> {
        let Self { key, pattern, set, optional } = self;
        key.map(|key| NewSet { set, key, pattern, optional })
    }
}

fn file_key(word: &str) -> Result<FileKey, String> {
    FileKey::of_word(word).ok_or_else(|| format!("“{word}” tells no files apart"))
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::Approval(verb) => approval::run(verb, &ws, output).await?,
        Verb::Translation(verb) => translation::run(verb, &ws, output).await?,
        Verb::Add { file, kind } => {
            let card = api::add_file(&ws, read_text(&file)?, kind).await?;
            output.answer(&card, || format!("{}  {}", card.id, card.headline));
        }
        Verb::Import { file, kind, into, after } => {
            let report = match into {
                Some(id) => api::put_word(&ws, id, file, after).await?,
                None => api::import_word(&ws, file, kind).await?,
            };
            output.answer(&report, || format!("{}  {}", report.document.id, report.document.headline));
            for lost in &report.lost {
                output.note(&output.say(&Message::new("cli.word.lost").with("what", output.say(lost))));
            }
        }
        Verb::Save { id, file } => {
            let saved = api::save_file(&ws, id, read_text(&file)?).await?;
            output.answer(&saved, || saved.headline.clone());
        }
        Verb::Attach { id, files, each, dry_run, to } => match each.of() {
            None => return attach(api::attach_paths(&ws, id, files).await?, output),
            Some(set) if dry_run => {
                let held = distribution::api::match_paths(&ws, files, Some(set), to).await?;
                show_sets(std::slice::from_ref(&held), output);
            }
            Some(set) => return attach(api::attach_own_paths(&ws, id, set, files).await?, output),
        },
        Verb::Files { id, to } => show_sets(&distribution::api::file_sets(&ws, id, to).await?, output),
        Verb::Set { id, set: None, planned, .. } => {
            let card = api::plan(&ws, id, planned.change()).await?;
            desk::name_open(&ws, &card, output).await?;
            output.answer(&card, || format!("{}  {}  {}", card.id, desk::stage_word(output, card.stage), card.headline));
        }
        Verb::Set { id, set: Some(set), name, optional, required, planned: _ } => {
            let name = name.unwrap_or_else(|| set.clone());
            let optional = if optional || required { optional } else { is_optional(&ws, id, &set).await? };
            api::change_set(&ws, id, set, name.clone(), optional).await?;
            output.answer(&serde_json::json!({ "document": id, "set": name, "optional": optional }), || name.clone());
        }
        Verb::Assign { id, name, value } => {
            api::assign(&ws, id, name.clone(), value.clone()).await?;
            output.answer(&serde_json::json!({ "document": id, "file": name, "for": value }), || format!("{name}  {value}"));
        }
        Verb::Link { id, pictures: true, none, .. } => {
            let changed = tidings_core::assets::api::fetch_pictures(&ws, id, !none).await?;
            let line = |file: &Attachment| format!("{}  {}", file.name, file.link.as_deref().unwrap_or_default()).trim_end().to_owned();
            output.answer(&serde_json::json!({ "document": id, "pictures": changed }), || {
                changed.iter().map(line).collect::<Vec<_>>().join("\n")
            });
        }
        Verb::Link { id, name, link, .. } => {
            let file = api::link(&ws, id, name.unwrap_or_default(), link).await?;
            output.answer(&file, || format!("{}  {}", file.name, file.link.as_deref().unwrap_or_default()));
        }
        Verb::Picture { id, file, alt } => {
            let picture = api::add_picture_path(&ws, id, file, alt).await?;
            output.answer(&picture, || picture.name.clone());
        }
        Verb::Detach { id, name: _, set: Some(set) } => {
            let files = api::detach_set(&ws, id, set.clone()).await?;
            output.answer(&serde_json::json!({ "document": id, "detached": set, "files": files }), || set.clone());
        }
        Verb::Detach { id, name, set: None } => {
            let name = name.unwrap_or_default();
            api::detach(&ws, id, name.clone()).await?;
            output.answer(&serde_json::json!({ "document": id, "detached": name }), || name.clone());
        }
        Verb::Test { id, to, account, person, correction, embargo_changed, copy_of, password } => {
            let account = accounts::api::named(&ws, account).await?;
            password.give(&ws, account.id, output).await?;
            let person = match person {
                Some(who) => Some(contacts::api::who(&ws, &who).await?),
                None => None,
            };
            let kept = match copy_of {
                Some(copied) => Some(distribution::api::show(&ws, copied).await?.revision),
                None => None,
            };
            let heading = match (correction, embargo_changed, kept) {
                (true, ..) => Some(Heading::Correction),
                (_, true, _) => Some(Heading::EmbargoChange),
                (.., Some(_)) => Some(Heading::Copy),
                _ => None,
            };
            let answer = distribution::api::test_mail(&ws, id, account.id, to.clone(), person, heading, kept).await?;
            output.answer(&serde_json::json!({ "document": id, "to": to, "reply": answer }), || answer.clone());
        }
        Verb::Proof(asked) => return proof::run(&ws, asked, output).await,
        Verb::New(verb) => new::run(verb, &ws, output).await?,
        Verb::Revisions(verb) => revisions::run(verb, &ws, output).await?,
        Verb::Acts(verb) => acts::run(verb, &ws, output).await?,
        Verb::List { stage, writer, due, late, zone, kind, sort } => {
            let zone = match zone {
                None if late => Some(distribution::api::usual_hours(&ws).await?.hours.zone),
                said => said,
            };
            let all = api::list_where(&ws, DeskFilter { stage, writer, due_by: due, late, zone, kind, sort }).await?;
            desk::list(&ws, &all, output).await?;
        }
        Verb::Show { id } => {
            let view = api::show(&ws, id).await?;
            output.answer(&view, || view.text.clone());
        }
        Verb::Check { id, item, open, by } => desk::check(&ws, id, item.map(|item| (item, !open)), by, output).await?,
        Verb::Comments { id, open } => {
            let all = api::comments(&ws, id).await?;
            desk::show_comments(all.iter().filter(|one| !open || one.outcome.is_none()), output);
        }
        Verb::Comment { id, text, on, propose, answer, by } => {
            let new = NewComment { quote: on.unwrap_or_default(), place: None, text, proposal: propose, by };
            desk::comment(&ws, id, new, answer, output).await?;
        }
        Verb::Resolve { id, comment, take, decline, reopen, by } => {
            let how = if take {
                Settling::Take
            } else if reopen {
                Settling::Reopen
            } else {
                Settling::Settle(if decline { CommentOutcome::Declined } else { CommentOutcome::Resolved })
            };
            desk::resolve(&ws, (id, comment), how, by, output).await?;
        }
        Verb::Export { id, form, to, account, out } => {
            let text = forms::exported(&ws, id, form, to, account, output).await?;
            match out {
                Some(path) => {
                    forms::write(&path, text.as_bytes())?;
                    let done = serde_json::json!({ "document": id, "as": form.word(), "out": path, "bytes": text.len() });
                    output.answer(&done, || path.display().to_string());
                }
                None if output.is_json() => output.object(&serde_json::json!({ "document": id, form.word(): text })),
                // The very bytes: a line end of our own would be one too many.
                None => output.bytes(text.as_bytes()),
            }
        }
        Verb::Pdf { id, to, attach: attached, paper, fold } => return forms::pdf(&ws, id, to, attached, (paper, fold), output).await,
        Verb::Brief(verb) => brief::run(&ws, verb, output).await?,
        Verb::Docx { id, to } => {
            let bytes = rendering::api::docx(&ws, id).await?;
            forms::write(&to, &bytes)?;
            output.answer(&serde_json::json!({ "document": id, "to": to, "bytes": bytes.len() }), || to.display().to_string());
        }
        Verb::Paper { paper } => {
            if let Some(word) = paper {
                rendering::api::set_paper(&ws, PaperSize::from_word(&word)).await?;
            }
            let word = rendering::api::paper(&ws).await?.map_or("auto", PaperSize::as_str);
            output.answer(&serde_json::json!({ "paper": word }), || word.to_owned());
        }
    }
    Ok(Answer::Done)
}
