//! `tidings people …`.

mod clean;
mod fields;
pub(crate) mod import;
mod list;
mod photo;
mod reach;
mod relate;
mod relevance;
mod set;
mod write;

pub(crate) use list::{column, headed};

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;
use tidings_core::contacts::{OutletPart, SuppressionReason, api};
use tidings_core::distribution::api::leave_by_click;
use tidings_core::error::Problem;
use tidings_core::ids::{PersonId, RelationId};
use tidings_core::importing::api as importing;
use tidings_core::messages::Message;
use tidings_core::segments::api as segments;
use tidings_core::segments::api::Whom;
use tidings_core::workspace::Workspace;

use crate::form::Form;
use crate::output::{Answer, Output};
use crate::past;
use crate::session::Asked;
use crate::touch;
use crate::work;

/// A page that is read at a time.
const PAGE: u32 = 1_000;
/// Rows that people are shown unless they ask for more.
const SHOWN: u32 = 100;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Read a file of people (CSV, XLSX, ODS, vCard, LDIF, JSON) and say of every row what would happen; with --apply, do it.
    #[command(
        after_help = "Example:\n  tidings people import guild.csv --kind journalist --source 'Averil Press Guild' --apply\n  tidings people import guild.xlsx --sheet 'Press list'"
    )]
    Import(import::Import),
    /// List the imports that there were, the newest first, and what each did.
    #[command(after_help = "Example:\n  tidings people imports")]
    Imports,
    /// Add a person.
    #[command(
        after_help = "Example:\n  tidings people add --name 'Ruth Abernathy' --email ruth@coast.example.net --outlet 'Coast Weekly' --beat heritage"
    )]
    Add(fields::New),
    /// Change what is given; all else stays.
    #[command(after_help = "Example:\n  tidings people edit ruth@coast.example.net --city Rotterdam")]
    Edit {
        /// The person: number or address.
        who: String,
        #[command(flatten)]
        fields: fields::Fields,
    },
    /// Delete people; undo brings them back.
    #[command(after_help = "Example:\n  tidings people delete 17 ruth@coast.example.net")]
    Delete {
        /// The people: numbers or addresses.
        #[arg(required = true)]
        who: Vec<String>,
    },
    /// Put tags on people and take others off them.
    #[command(
        after_help = "Example:\n  tidings people tag ruth@coast.example.net --add festival\n  tidings people tag --where 'beat:arts city:Porto' --add festival --remove 2025"
    )]
    Tag {
        /// The people: numbers or addresses.
        #[arg(required_unless_present_any = ["query", "segment"], conflicts_with_all = ["query", "segment"])]
        who: Vec<String>,
        #[command(flatten)]
        whom: Picked,
        /// A tag that they get; a new one is made.
        #[arg(long = "add", value_name = "TAG", required_unless_present = "remove")]
        add: Vec<String>,
        /// A tag that they lose.
        #[arg(long = "remove", value_name = "TAG")]
        remove: Vec<String>,
    },
    /// Set a column of many at once, put tags on them and take others off; with --dry-run only count what would change.
    #[command(
        after_help = "Example:\n  tidings people set --where 'outlet:\"The Tide\"' --set City=Hull --add festival --dry-run\n  tidings people set 17 ruth@coast.example.net --set 'Press card=local'"
    )]
    Set(set::Set),
    /// Note that somebody works elsewhere now, or in another office: what was becomes their past.
    #[command(after_help = "Example:\n  tidings people move ruth@coast.example.net --outlet 'The Tide' --role Editor --on 2026-05")]
    Move(crate::outlet::Moving),
    /// Note where somebody worked once, or works besides.
    #[command(
        after_help = "Example:\n  tidings people position ruth@coast.example.net --outlet 'Averil Post' --from 2011 --to 2013\n  tidings people position 17 --remove 3"
    )]
    Position(crate::outlet::Position),
    /// Note what a person is to another: it stands on both pages, with the right word on each.
    #[command(
        after_help = "Example:\n  tidings people relate ines@coast.example.net ruth@coast.example.net --as assistant-of\n  tidings people relate 17 23 --as 'mentor of' --back 'mentored by' --note 'since the fair'\n  tidings people relate 17 --change 4 --note 'until May'"
    )]
    Relate(relate::Relate),
    /// List what a person is to others, and others to them.
    #[command(after_help = "Example:\n  tidings people relations ruth@coast.example.net")]
    Relations {
        /// The person: number or address.
        who: String,
    },
    /// Take a relation away, from both pages.
    #[command(after_help = "Example:\n  tidings people unrelate ruth@coast.example.net 4")]
    Unrelate {
        /// The person: number or address.
        who: String,
        /// The relation's number, as `people relations` tells it.
        relation: RelationId,
    },
    /// Show what photo a person has; set it, remove it, or save it to a file.
    #[command(
        after_help = "Example:\n  tidings people photo ruth@coast.example.net --set ruth.jpg\n  tidings people photo 17 --save ruth.jpg\n  tidings people photo 17 --remove"
    )]
    Photo(photo::Asked),
    /// Send one person a document, or a short letter: a distribution of one.
    #[command(
        after_help = "Example:\n  tidings people write ruth@coast.example.net --document 4 --dry-run\n  tidings people write 17 --subject 'The picture' --text picture.md --yes"
    )]
    Write(Box<write::Write>),
    /// List people: in the list's order, or as a table of the columns that you name, sorted by any.
    #[command(
        after_help = "Example:\n  tidings --json people list --where 'kind:journalist beat:heritage'\n  tidings people list --columns outlet,warmth,Circulation --sort warmth --descending"
    )]
    List(list::List),
    /// Count people.
    #[command(after_help = "Example:\n  tidings people count --where 'country:NL -city:Rotterdam'")]
    Count {
        #[command(flatten)]
        whom: Picked,
    },
    /// Find journalists by whom their outlets reach: a ranked list with the reasons of each; with --save, a segment.
    #[command(
        after_help = "Example:\n  tidings people reach 'philanthropists in Zeeland'\n  tidings people reach --audience parents --region Zeeland --beat health --save 'Parents, Zeeland'"
    )]
    Reach(reach::Reach),
    /// Tell how near people are to a document, with the sentences that speak for it; of whom too little is known is unknown.
    #[command(
        after_help = "Example:\n  tidings people relevance ruth@coast.example.net --document 4\n  tidings people relevance --to 'Heritage press' --document 4 --limit 50"
    )]
    Relevance(relevance::Relevance),
    /// Look at everybody: who may be there twice, with the rule that found them. Nobody is changed.
    #[command(after_help = "Example:\n  tidings --json people duplicates")]
    Duplicates {
        /// At most so many pairs.
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
    },
    /// List addresses whose domain looks mistyped, with what was perhaps meant; --mend counts what it would do, --apply does it.
    #[command(
        after_help = "Example:\n  tidings people typos\n  tidings people typos --mend --apply\n  tidings people typos --mend --apply ruth@gmial.com\n  tidings people typos --right gmal.com"
    )]
    Typos {
        /// Only these people: numbers or addresses.
        #[arg(value_name = "WHO")]
        who: Vec<String>,
        /// Keep that the domain of this address, or this domain, is right: it is taken for a slip no more.
        #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["who", "mend", "doubt"])]
        right: Option<String>,
        /// Ask about a domain again that was called right.
        #[arg(long, value_name = "DOMAIN", conflicts_with_all = ["who", "mend"])]
        doubt: Option<String>,
        /// Write what was perhaps meant, with --apply.
        #[arg(long)]
        mend: bool,
        /// Do it; one undo takes it back.
        #[arg(long, requires = "mend")]
        apply: bool,
    },
    /// Note that two people are two people: they are not told among the duplicates any more.
    #[command(after_help = "Example:\n  tidings people apart 17 23")]
    Apart {
        /// One person: number or address.
        one: String,
        /// The other: number or address.
        other: String,
    },
    /// Make two records of one person one. Shows what stays; with --apply, does it. The other record goes; undo brings it back.
    #[command(
        after_help = "Example:\n  tidings people merge 17 23\n  tidings people merge 17 23 --take role,address,field.press-card --apply"
    )]
    Merge(clean::Merge),
    /// Write everything that is kept about a person: for the right of access. JSON if the file ends so, else a page to read.
    #[command(after_help = "Example:\n  tidings people access ruth@coast.example.net --out ruth.html\n  tidings --json people access 17")]
    Access {
        /// The person: number or address.
        who: String,
        /// The file; else JSON on stdout.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Forget a person for good. Shows what goes; with --apply, does it. There is no undo.
    #[command(after_help = "Example:\n  tidings people forget ruth@coast.example.net\n  tidings people forget 17 --apply")]
    Forget {
        /// The person: number or address.
        who: String,
        /// Do it.
        #[arg(long)]
        apply: bool,
    },
    /// Show everything about a person.
    #[command(after_help = "Example:\n  tidings people show ruth@coast.example.net")]
    Show {
        /// The person: number or address.
        who: String,
    },
    /// Show what happened to a person: when, by whom and what changed; with --on, who they were at the end of a day.
    #[command(after_help = "Example:\n  tidings people history ruth@coast.example.net\n  tidings people history 17 --on 2026-05-03")]
    History {
        /// The person: number or address.
        who: String,
        #[command(flatten)]
        part: past::Part,
    },
    /// Write people as a table, a workbook, visiting cards or JSON, to take elsewhere and to come back equal.
    #[command(
        after_help = "Example:\n  tidings people export --where kind:journalist > journalists.csv\n  tidings people export --segment Coast --out coast.xlsx"
    )]
    Export {
        #[command(flatten)]
        whom: Picked,
        /// The form; else what the file's name ends with says it, else CSV.
        #[arg(long = "as", value_name = "FORM")]
        form: Option<Form>,
        /// The file; else stdout.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Notes too that may speak of health, belief, politics and the like: without this they are left out.
        #[arg(long)]
        all_notes: bool,
        /// Restricted people too: without this they are left out.
        #[arg(long)]
        with_restricted: bool,
        /// Columns too for what is known of the outlets that people work for: all of it, or these of kind, reach, region, language, frequency,
        /// website and audiences, as --with-outlets=kind,reach.
        #[arg(long, value_name = "WHAT", num_args = 0..=1, require_equals = true, default_missing_value = "all")]
        with_outlets: Option<String>,
    },
    /// Never mail this address again, whoever holds it.
    #[command(
        after_help = "Example:\n  tidings people suppress ruth@coast.example.net --reason unsubscribed --evidence 'her mail of 3 May'"
    )]
    Suppress {
        /// The address.
        address: String,
        /// unsubscribed, bounced, complained, asked; other words are kept with "asked".
        #[arg(long)]
        reason: String,
        /// What shows it, in your words; it is kept with the reason.
        #[arg(long, value_name = "WORDS", default_value = "")]
        evidence: String,
    },
    /// Record that somebody unsubscribed, with the words that show it; or people who left by one click: the tokens that your website took.
    #[command(
        after_help = "Example:\n  tidings people unsubscribe --person ruth@coast.example.net --evidence 'by phone, 3 May'\n  tidings people unsubscribe --file tokens.txt"
    )]
    Unsubscribe {
        /// Tokens, as they stood in the address.
        #[arg(required_unless_present_any = ["file", "person"])]
        tokens: Vec<String>,
        /// A file with a token a line; - for stdin.
        #[arg(long, conflicts_with = "tokens")]
        file: Option<PathBuf>,
        /// The person who asked, by number or address: none of their addresses is mailed from now on.
        #[arg(long, value_name = "WHO", conflicts_with_all = ["tokens", "file"])]
        person: Option<String>,
        /// How they asked, in your words.
        #[arg(long, value_name = "WORDS", default_value = "", requires = "person")]
        evidence: String,
    },
    /// Allow mail to this address again; the reason is kept.
    #[command(after_help = "Example:\n  tidings people unsuppress ruth@coast.example.net --reason 'asked for news again, mail of 3 May'")]
    Unsuppress {
        /// The address.
        address: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Never contact this person, on any channel.
    #[command(after_help = "Example:\n  tidings people do-not-contact ruth@coast.example.net --reason 'asked by phone'")]
    DoNotContact {
        /// The person: number or address.
        who: String,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Keep everything about a person and use nothing of it: every distribution leaves them out, until that is lifted.
    #[command(
        after_help = "Example:\n  tidings people restrict ruth@coast.example.net --reason 'says that the address is wrong'\n  tidings people restrict 17 --lift --reason 'corrected, told on 3 May'"
    )]
    Restrict {
        /// The person: number or address.
        who: String,
        /// Why.
        #[arg(long)]
        reason: String,
        /// It stands no longer: the person is told before that.
        #[arg(long)]
        lift: bool,
    },
    /// Note that a person agreed to keep embargoes, or that they do no longer: Send names those who never did.
    #[command(after_help = "Example:\n  tidings people embargo-agreement ruth@coast.example.net --note 'by phone, 3 May'")]
    EmbargoAgreement {
        /// The person: number or address.
        who: String,
        /// How they said it.
        #[arg(long, required_unless_present = "withdraw", conflicts_with = "withdraw")]
        note: Option<String>,
        /// It stands no longer.
        #[arg(long)]
        withdraw: bool,
    },
    /// Be reminded to keep in touch with a person so often, put that off, or no more.
    #[command(
        after_help = "Example:\n  tidings people remind ruth@coast.example.net --every '3 months'\n  tidings people remind 17 --later 7"
    )]
    Remind {
        /// The person: number or address.
        who: String,
        /// How often: `3 months`, `2 weeks`, `1 year`.
        #[arg(long, value_name = "WORDS", required_unless_present_any = ["never", "later"])]
        every: Option<String>,
        /// No more.
        #[arg(long, conflicts_with_all = ["every", "later"])]
        never: bool,
        /// Not before so many days from now.
        #[arg(long, value_name = "DAYS", conflicts_with = "every")]
        later: Option<u32>,
    },
    /// List whom to get in touch with: nothing was heard from them for as long as you wanted.
    #[command(after_help = "Example:\n  tidings people reminders\n  tidings --json people reminders --within 7")]
    Reminders {
        /// Those too who will be due within so many days.
        #[arg(long, value_name = "DAYS", default_value_t = 0)]
        within: u32,
    },
    /// Allow contact with this person again; the reason is kept.
    #[command(after_help = "Example:\n  tidings people allow-contact ruth@coast.example.net --reason 'called us'")]
    AllowContact {
        /// The person: number or address.
        who: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

/// Whom a verb is about.
#[derive(Args)]
pub(crate) struct Picked {
    /// A query: `kind:journalist beat:heritage`.
    #[arg(long = "where", allow_hyphen_values = true, value_name = "QUERY")]
    query: Option<String>,
    /// A saved segment.
    #[arg(long, value_name = "NAME")]
    segment: Option<String>,
}

impl From<Picked> for Whom {
    fn from(picked: Picked) -> Self {
        Self { query: picked.query, segment: picked.segment }
    }
}

#[derive(Serialize)]
struct Counted {
    count: u32,
    seconds: f64,
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::Import(import) => return import::run(import, &ws, output).await,
        Verb::Imports => return import::list(&ws, output).await,
        Verb::Move(moving) => return crate::outlet::move_person(&ws, moving, output).await,
        Verb::Position(position) => return crate::outlet::position(&ws, position, output).await,
        Verb::Relate(asked) => return relate::relate(&ws, asked, output).await,
        Verb::Relations { who } => return relate::list(&ws, &who, output).await,
        Verb::Unrelate { who, relation } => return relate::unrelate(&ws, &who, relation, output).await,
        Verb::Photo(asked) => return photo::run(&ws, asked, output).await,
        Verb::Write(wanted) => return write::run(&ws, *wanted, output).await,
        Verb::Add(new) => {
            let card = api::add(&ws, new.into()).await?;
            output.answer(&card, || format!("{} {}", card.id, card.fields.name));
            tell_special(&card.fields.notes, output);
        }
        Verb::Edit { who, fields } => {
            let id = api::who(&ws, &who).await?;
            let held = api::show(&ws, id).await?.fields;
            let card = api::edit(&ws, id, fields.patch(&held)?).await?;
            output.answer(&card, || format!("{} {}", card.id, card.fields.name));
            if card.fields.notes != held.notes {
                tell_special(&card.fields.notes, output);
            }
        }
        Verb::Delete { who } => {
            let people = each(&ws, who).await?;
            let deleted = work::watched(&importing::jobs(&ws), output, api::delete(&ws, people)).await?;
            output.answer(&serde_json::json!({ "deleted": deleted }), || deleted.to_string());
        }
        Verb::Tag { who, whom, add, remove } => {
            let people = if who.is_empty() { everybody(&ws, whom.into()).await? } else { each(&ws, who).await? };
            let tagged = work::watched(&importing::jobs(&ws), output, api::tag_people(&ws, people, api::Tagging { add, remove })).await?;
            output.answer(&serde_json::json!({ "changed": tagged }), || tagged.to_string());
        }
        Verb::Set(asked) => return set::run(&ws, asked, output).await,
        Verb::List(asked) => return list::run(&ws, asked, output).await,
        Verb::Count { whom } => {
            let begun = std::time::Instant::now();
            let count = segments::count(&ws, whom.into()).await?;
            output.answer(&Counted { count, seconds: begun.elapsed().as_secs_f64() }, || count.to_string());
        }
        Verb::Reach(asked) => return reach::run(&ws, asked, output).await,
        Verb::Relevance(asked) => return relevance::run(&ws, asked, output).await,
        Verb::Duplicates { limit } => return clean::duplicates(&ws, limit, output).await,
        Verb::Typos { right: Some(said), .. } => return clean::keep_domain(&ws, said, output).await,
        Verb::Typos { doubt: Some(said), .. } => return clean::doubt_domain(&ws, said, output).await,
        Verb::Typos { who, mend, apply, .. } => return clean::typos(&ws, &who, mend, apply, output).await,
        Verb::Access { who, out } => return clean::access(&ws, &who, out, output).await,
        Verb::Forget { who, apply } => return clean::forget(&ws, &who, apply, output).await,
        Verb::Merge(asked) => return clean::merge(&ws, asked, output).await,
        Verb::Apart { one, other } => return clean::apart(&ws, &one, &other, output).await,
        Verb::Show { who } => {
            let id = api::who(&ws, &who).await?;
            let card = api::show(&ws, id).await?;
            output.answer(&card, || fields::lines(&card, output));
        }
        Verb::History { who, part } => {
            let id = api::who(&ws, &who).await?;
            let read = async |from, limit| api::history(&ws, id, from, limit).await;
            return past::tell(part, output, read, async |day: String| api::as_they_were(&ws, id, &day, "").await).await;
        }
        Verb::Export { whom, form, out, all_notes, with_restricted, with_outlets } => {
            let with_outlets = with_outlets.map_or(Ok(Vec::new()), |said| parts_of_outlets(&said))?;
            let about = segments::ExportWhom { all_notes, with_restricted, with_outlets, ..Whom::from(whom).into() };
            export(&ws, output, about, form, out).await?;
        }
        Verb::Suppress { address, reason, evidence } => {
            let (reason, evidence) = match SuppressionReason::from_word(reason.trim()) {
                Some(known) => (known, evidence),
                None if evidence.is_empty() => (SuppressionReason::Asked, reason),
                None => (SuppressionReason::Asked, format!("{reason}; {evidence}")),
            };
            let card = api::suppress(&ws, address.clone(), reason, evidence).await?;
            output.answer(&card, || format!("{address}: {}", card.reason.word()));
        }
        Verb::Unsubscribe { person: Some(who), evidence, .. } => {
            let id = api::who(&ws, &who).await?;
            let done = api::unsubscribe(&ws, id, evidence).await?;
            let told = serde_json::json!({ "person": id, "suppressed": done.suppressed, "noted": done.noted });
            output.answer(&told, || done.suppressed.to_string());
        }
        Verb::Unsubscribe { tokens, file, .. } => {
            let tokens = match file {
                Some(file) => lines(&file)?,
                None => tokens,
            };
            let left = leave_by_click(&ws, tokens).await?;
            let says = Message::new("distribution.left_by_click").with("known", left.known).with("n", left.suppressed);
            output.answer(&left, || output.say(&says));
            if !left.unknown.is_empty() {
                let says = Message::new("distribution.tokens_unknown").with("n", left.unknown.len());
                output.note(&output.say(&says));
                return Ok(Answer::NotForEverybody);
            }
        }
        Verb::Unsuppress { address, reason } => {
            api::unsuppress(&ws, address.clone(), reason).await?;
            output.answer(&serde_json::json!({ "address": address, "suppressed": false }), || address);
        }
        Verb::DoNotContact { who, reason } => {
            let id = api::who(&ws, &who).await?;
            let card = api::do_not_contact(&ws, id, reason).await?;
            output.answer(&card, || format!("{} {}", card.id, card.fields.name));
        }
        Verb::Restrict { who, reason, lift } => {
            let id = api::who(&ws, &who).await?;
            let card = if lift { api::lift_restriction(&ws, id, reason).await? } else { api::restrict(&ws, id, reason).await? };
            output.answer(&card, || format!("{} {}", card.id, card.fields.name));
        }
        Verb::EmbargoAgreement { who, note, withdraw: _ } => {
            let id = api::who(&ws, &who).await?;
            let card = match note {
                Some(note) => api::agree_to_embargoes(&ws, id, note).await?,
                None => api::end_embargo_agreement(&ws, id).await?,
            };
            output.answer(&card, || format!("{} {}", card.id, card.fields.name));
        }
        Verb::Remind { who, every, never: _, later } => return touch::remind(&ws, &who, every, later, output).await,
        Verb::Reminders { within } => return touch::reminders(&ws, within, output).await,
        Verb::AllowContact { who, reason } => {
            let id = api::who(&ws, &who).await?;
            let card = api::allow_contact(&ws, id, reason).await?;
            output.answer(&card, || format!("{} {}", card.id, card.fields.name));
        }
    }
    Ok(Answer::Done)
}

/// The people whom numbers or addresses name.
async fn each(ws: &Workspace, who: Vec<String>) -> Result<Vec<PersonId>, Problem> {
    let mut people = Vec::with_capacity(who.len());
    for one in who {
        people.push(api::who(ws, &one).await?);
    }
    Ok(people)
}

/// Everybody whom a question picks.
async fn everybody(ws: &Workspace, whom: Whom) -> Result<Vec<PersonId>, Problem> {
    let (mut people, mut after) = (Vec::new(), None);
    loop {
        let page = segments::people(ws, whom.clone(), after, PAGE).await?;
        people.extend(page.rows.iter().map(|row| row.id));
        after = page.next;
        if after.is_none() {
            return Ok(people);
        }
    }
}

async fn export(
    ws: &tidings_core::workspace::Workspace,
    output: &Output,
    about: segments::ExportWhom,
    form: Option<Form>,
    out: Option<PathBuf>,
) -> Result<(), Problem> {
    let form = Form::of(form, out.as_deref());
    let jobs = importing::jobs(ws);
    let Some(path) = out else {
        let to = Box::new(crate::output::Printed);
        let sum = work::watched(&jobs, output, segments::export(ws, about, form, output.language(), to)).await?;
        tell_without_notes(sum, output);
        return Ok(());
    };
    let sum = work::watched(&jobs, output, segments::export_to(ws, about, form, output.language(), path.clone())).await?;
    let segments::ExportSum { people, without_notes, without_restricted } = sum;
    let told =
        serde_json::json!({ "file": path, "people": people, "without_notes": without_notes, "without_restricted": without_restricted });
    output.answer(&told, || format!("{} {people}", path.display()));
    tell_without_notes(sum, output);
    Ok(())
}

/// Says of how many the notes stayed here (L15), and who did themselves (L6).
fn tell_without_notes(sum: segments::ExportSum, output: &Output) {
    if sum.without_notes > 0 {
        output.note(&output.say(&Message::new("cli.export.without_notes").with("n", sum.without_notes)));
    }
    if sum.without_restricted > 0 {
        output.note(&output.say(&Message::new("cli.export.without_restricted").with("n", sum.without_restricted)));
    }
}

/// A hint at what the law protects most in words about somebody (L15).
pub(crate) fn tell_special(text: &str, output: &Output) {
    for what in api::special(text) {
        output.note(&output.say(&Message::new("cli.special").with("what", what.word())));
    }
}

/// The lines of a file, or of stdin, that are not blank.
fn lines(file: &Path) -> Result<Vec<String>, Problem> {
    let text = if file.as_os_str() == "-" { std::io::read_to_string(std::io::stdin()) } else { std::fs::read_to_string(file) };
    let text = text.map_err(|e| Problem::missing("importing.no_file").with("file", file.display().to_string()).because(e))?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// What an export tells of people's outlets: `all`, or words between commas.
fn parts_of_outlets(said: &str) -> Result<Vec<OutletPart>, Problem> {
    if said == "all" {
        return Ok(OutletPart::ALL.to_vec());
    }
    let part = |word: &str| {
        let known = || OutletPart::ALL.iter().map(|part| part.word()).collect::<Vec<_>>().join(", ");
        OutletPart::from_word(word.trim())
            .ok_or_else(|| Problem::refusal("cli.no_outlet_part").with("word", word.trim()).with("known", known()))
    };
    said.split(',').map(part).collect()
}
