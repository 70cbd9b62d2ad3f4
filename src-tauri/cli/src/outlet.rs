//! `tidings outlet …`: newspapers, stations, blogs and companies; and who works where, since when.

mod import;
mod set;
mod view;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use tidings_core::contacts::api::{self, OutletCard, OutletQuestion, PersonCard};
use tidings_core::contacts::{Frequency, Move, OutletColumn, OutletInput, OutletKind, OutletPatch, OutletRow, PositionInput};
use tidings_core::error::Problem;
use tidings_core::ids::{OutletId, PositionId};
use tidings_core::segments::api as segments;
use tidings_core::workspace::Workspace;

use crate::form::Form;
use crate::output::{Answer, Output};
use crate::past;
use crate::session::Asked;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// List outlets with how many people work there.
    #[command(after_help = "Example:\n  tidings outlet list --find zeeland --sort reach --descending")]
    List {
        /// Only those with these words in name, region or audience.
        #[arg(long, default_value = "", value_name = "WORDS")]
        find: String,
        /// What they are sorted by: name, kind, reach, region, language, frequency, website, audiences or people.
        #[arg(long, default_value = "name", value_name = "COLUMN", value_parser = column)]
        sort: OutletColumn,
        /// The other way round.
        #[arg(long)]
        descending: bool,
        /// As a kept view shows them: its columns, its order and its words.
        #[arg(long, value_name = "VIEW", conflicts_with_all = ["find", "sort", "descending"])]
        view: Option<String>,
    },
    /// Tables of outlets that are kept under a name.
    #[command(
        subcommand,
        after_help = "Example:\n  tidings outlet view save Arts --columns kind,region,people --sort people --descending\n  tidings outlet list --view Arts"
    )]
    View(view::Verb),
    /// Set columns of many outlets at once, and give them audiences or take them off.
    #[command(
        after_help = "Example:\n  tidings outlet set 'The Tide' 17 --set region=Zeeland --add philanthropists\n  tidings outlet set --find zeeland --set language=nl --dry-run"
    )]
    Set(set::Set),
    /// Read a file of outlets (CSV, XLSX, ODS, JSON) and say of every row what would happen; with --apply, do it.
    #[command(
        after_help = "Example:\n  tidings outlet import media.csv --rows\n  tidings outlet import media.xlsx --sheet Press --skip 17 --apply\n  tidings outlet import media.csv --cell '17:Auflage=120000' --apply"
    )]
    Import(Box<import::Import>),
    /// List the imports of outlets that there were, the newest first: each by the step that `tidings undo` takes back.
    #[command(after_help = "Example:\n  tidings outlet imports\n  tidings undo 12")]
    Imports,
    /// Write outlets with all that is known of them as a table, a workbook or JSON, to take elsewhere.
    #[command(after_help = "Example:\n  tidings outlet export > outlets.csv\n  tidings outlet export --find zeeland --out outlets.xlsx")]
    Export {
        /// Only those with these words in name, region or audience.
        #[arg(long, default_value = "", value_name = "WORDS")]
        find: String,
        /// The form; else what the file's name ends with says it, else CSV.
        #[arg(long = "as", value_name = "FORM")]
        form: Option<Form>,
        /// The file; else stdout.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Show everything about an outlet, and who worked there.
    #[command(after_help = "Example:\n  tidings outlet show 'Coast Weekly'")]
    Show {
        /// The outlet: name or number.
        outlet: String,
    },
    /// Show what happened to an outlet: when, by whom and what changed; with --on, what it was at the end of a day.
    #[command(after_help = "Example:\n  tidings outlet history 'Coast Weekly'\n  tidings outlet history 'Coast Weekly' --on 2026-05-03")]
    History {
        /// The outlet: name or number.
        outlet: String,
        #[command(flatten)]
        part: past::Part,
    },
    /// Add an outlet.
    #[command(
        after_help = "Example:\n  tidings outlet add 'Coast Weekly' --kind newspaper --reach 120000 --region Zeeland --audience philanthropists\n  tidings outlet add 'Frankfurter Allgemeine Zeitung' --other-name FAZ"
    )]
    Add {
        /// Its name.
        name: String,
        #[command(flatten)]
        about: About,
    },
    /// Change what is given; all else stays. Its people go along with its name.
    #[command(after_help = "Example:\n  tidings outlet edit 'Coast Weekly' --name 'The Coast' --frequency weekly")]
    Edit {
        /// The outlet: name or number.
        outlet: String,
        /// Its new name.
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        about: About,
    },
    /// Make one outlet of two: the first has the people, audiences and past of both. Undo makes two of it again.
    #[command(after_help = "Example:\n  tidings outlet merge 'Coast Weekly' 'The Coast Weekly'")]
    Merge {
        /// The one that stays: name or number.
        keep: String,
        /// The one that goes: name or number.
        other: String,
    },
    /// Take outlets away: their people stay, without one. One undo brings all of them back.
    #[command(after_help = "Example:\n  tidings outlet delete 'Coast Weekly'\n  tidings outlet delete 17 23 'The Tide'")]
    Delete {
        /// The outlets: names or numbers.
        #[arg(required = true)]
        outlets: Vec<String>,
    },
}

#[derive(Args)]
pub(crate) struct About {
    /// newspaper, magazine, agency, radio, television, online, newsletter, podcast, blog, company, other or unknown.
    #[arg(long, value_parser = kind)]
    kind: Option<OutletKind>,
    /// How many people one issue or day reaches.
    #[arg(long)]
    reach: Option<String>,
    /// Where.
    #[arg(long)]
    region: Option<String>,
    /// Language: tag or name.
    #[arg(long)]
    language: Option<String>,
    /// continuous, daily, weekly, fortnightly, monthly, quarterly, yearly, irregular or unknown.
    #[arg(long, value_parser = frequency)]
    frequency: Option<Frequency>,
    /// Its website.
    #[arg(long)]
    website: Option<String>,
    /// Whom it reaches. Given at an edit, they replace all; an empty one takes all away.
    #[arg(long = "audience", value_name = "AUDIENCE")]
    audiences: Vec<String>,
    /// What else it is called. Given at an edit, they replace all; an empty one takes all away.
    #[arg(long = "other-name", value_name = "NAME")]
    other_names: Vec<String>,
    /// Notes.
    #[arg(long)]
    note: Option<String>,
}

impl About {
    fn patch(self, name: Option<String>) -> OutletPatch {
        OutletPatch {
            name,
            other_names: (!self.other_names.is_empty()).then_some(self.other_names),
            kind: self.kind,
            reach: self.reach,
            region: self.region,
            language: self.language,
            frequency: self.frequency,
            website: self.website,
            audiences: (!self.audiences.is_empty()).then_some(self.audiences),
            note: self.note,
        }
    }

    fn input(self, name: &str) -> OutletInput {
        OutletInput {
            other_names: self.other_names,
            kind: self.kind.unwrap_or(OutletKind::Unknown),
            reach: self.reach.unwrap_or_default(),
            region: self.region.unwrap_or_default(),
            language: self.language.unwrap_or_default(),
            frequency: self.frequency.unwrap_or(Frequency::Unknown),
            website: self.website.unwrap_or_default(),
            audiences: self.audiences,
            note: self.note.unwrap_or_default(),
            ..OutletInput::named(name)
        }
    }
}

/// Somebody works elsewhere from now on.
#[derive(Args)]
pub(crate) struct Moving {
    /// The person: number or address.
    who: String,
    /// The new outlet; left out, they work for none now.
    #[arg(long, default_value = "")]
    outlet: String,
    /// Their office there.
    #[arg(long, default_value = "")]
    role: String,
    /// Since when: 2026, 2026-05 or 2026-05-03.
    #[arg(long, default_value = "", value_name = "DATE")]
    on: String,
}

/// Where somebody worked once, or works besides.
#[derive(Args)]
pub(crate) struct Position {
    /// The person: number or address.
    who: String,
    /// The outlet.
    #[arg(long, required_unless_present_any = ["remove", "change"])]
    outlet: Option<String>,
    /// Their office there.
    #[arg(long)]
    role: Option<String>,
    /// Since when: 2019, 2019-05 or 2019-05-03.
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Until when, the same way; left out, it has not ended.
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Change the position of this number, as `people show --json` tells it.
    #[arg(long, value_name = "NUMBER")]
    change: Option<PositionId>,
    /// Take the position of this number away.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["outlet", "role", "from", "to", "change"])]
    remove: Option<PositionId>,
}

fn known(words: &[&str]) -> String {
    format!("one of {}", words.join(", "))
}

fn kind(word: &str) -> Result<OutletKind, String> {
    OutletKind::from_word(word).ok_or_else(|| known(&OutletKind::ALL.iter().map(|kind| kind.word()).collect::<Vec<_>>()))
}

fn frequency(word: &str) -> Result<Frequency, String> {
    Frequency::from_word(word).ok_or_else(|| known(&Frequency::ALL.iter().map(|one| one.word()).collect::<Vec<_>>()))
}

fn column(word: &str) -> Result<OutletColumn, String> {
    OutletColumn::from_word(word).ok_or_else(|| known(&OutletColumn::ALL.iter().map(|column| column.word()).collect::<Vec<_>>()))
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    let shown = |card: &OutletCard| output.answer(card, || format!("{} {}", card.id, card.fields.name));
    match verb {
        Verb::View(verb) => return view::run(verb, &ws, output).await,
        Verb::Import(asked) => return import::run(*asked, &ws, output).await,
        Verb::Imports => return import::list(&ws, output).await,
        Verb::Set(asked) => return set::run(&ws, asked, output).await,
        Verb::List { view: Some(named), .. } => return view::list(&ws, &named, output).await,
        Verb::List { find, sort, descending, view: None } => {
            let ids = api::outlets(&ws, OutletQuestion { search: find, sort, descending }).await?;
            let rows = api::outlet_rows(&ws, ids).await?;
            if output.is_json() {
                rows.iter().for_each(|row| output.object(row));
            } else {
                let head = [
                    "cli.head.id",
                    "cli.head.name",
                    "cli.head.kind",
                    "cli.head.reach",
                    "cli.head.region",
                    "cli.head.audiences",
                    "cli.head.people",
                ];
                output.table(&head, rows.iter().map(row).collect());
            }
        }
        Verb::Export { find, form, out } => {
            let ids = api::outlets(&ws, OutletQuestion { search: find, ..OutletQuestion::default() }).await?;
            let (form, language) = (Form::of(form, out.as_deref()), output.language());
            let Some(path) = out else {
                segments::export_outlets(&ws, ids, form, language, Box::new(crate::output::Printed)).await?;
                return Ok(Answer::Done);
            };
            let outlets = segments::export_outlets_to(&ws, ids, form, language, path.clone()).await?;
            output.answer(&serde_json::json!({ "file": path, "outlets": outlets }), || format!("{} {outlets}", path.display()));
        }
        Verb::Show { outlet } => {
            let card = api::outlet(&ws, api::outlet_named(&ws, &outlet).await?).await?;
            output.answer(&card, || lines(&card, output));
        }
        Verb::History { outlet, part } => {
            let id = api::outlet_named(&ws, &outlet).await?;
            let read = async |from, limit| api::outlet_history(&ws, id, from, limit).await;
            return past::tell(part, output, read, async |day: String| api::outlet_as_it_was(&ws, id, &day, "").await).await;
        }
        Verb::Add { name, about } => shown(&api::add_outlet(&ws, about.input(&name)).await?),
        Verb::Edit { outlet, name, about } => {
            let id = api::outlet_named(&ws, &outlet).await?;
            shown(&api::edit_outlet(&ws, id, about.patch(name)).await?);
        }
        Verb::Merge { keep, other } => {
            let (keep, other) = (api::outlet_named(&ws, &keep).await?, api::outlet_named(&ws, &other).await?);
            shown(&api::merge_outlets(&ws, keep, other).await?);
        }
        Verb::Delete { outlets } => {
            let ids = each(&ws, &outlets).await?;
            if let [id] = ids[..] {
                let people = api::delete_outlet(&ws, id).await?;
                output.answer(&serde_json::json!({ "deleted": id, "people": people }), || outlets.join(", "));
            } else {
                let people = api::delete_outlets(&ws, ids.clone()).await?;
                output.answer(&serde_json::json!({ "deleted": ids, "people": people }), || outlets.join(", "));
            }
        }
    }
    Ok(Answer::Done)
}

/// Which outlets are meant, each once.
async fn each(ws: &Workspace, named: &[String]) -> Result<Vec<OutletId>, Problem> {
    let mut ids = Vec::with_capacity(named.len());
    for one in named {
        let id = api::outlet_named(ws, one).await?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// `tidings people move`.
pub(crate) async fn move_person(ws: &Workspace, asked: Moving, output: &Output) -> Result<Answer, Problem> {
    let id = api::who(ws, &asked.who).await?;
    let card = api::move_person(ws, id, Move { outlet: asked.outlet, role: asked.role, on: asked.on }).await?;
    output.answer(&card, || places(&card).join("\n"));
    Ok(Answer::Done)
}

/// `tidings people position`.
pub(crate) async fn position(ws: &Workspace, asked: Position, output: &Output) -> Result<Answer, Problem> {
    let id = api::who(ws, &asked.who).await?;
    let held = api::show(ws, id).await?.positions;
    let own = |number: PositionId| {
        let found = held.iter().find(|one| one.id == Some(number));
        found.ok_or_else(|| Problem::missing("contacts.no_position").with("position", number.to_string()))
    };
    let card = match (asked.remove, asked.change) {
        (Some(number), _) => {
            own(number)?;
            api::delete_position(ws, number).await?
        }
        (None, Some(number)) => {
            let held = own(number)?;
            let input = PositionInput {
                outlet: asked.outlet.unwrap_or_else(|| held.outlet.clone()),
                role: asked.role.unwrap_or_else(|| held.role.clone()),
                from: asked.from.unwrap_or_else(|| held.from.clone()),
                to: asked.to.unwrap_or_else(|| held.to.clone()),
            };
            api::edit_position(ws, number, input).await?
        }
        (None, None) => {
            let input = PositionInput {
                outlet: asked.outlet.unwrap_or_default(),
                role: asked.role.unwrap_or_default(),
                from: asked.from.unwrap_or_default(),
                to: asked.to.unwrap_or_default(),
            };
            api::add_position(ws, id, input).await?
        }
    };
    output.answer(&card, || places(&card).join("\n"));
    Ok(Answer::Done)
}

/// Where somebody works and worked, a line each.
pub(crate) fn places(card: &PersonCard) -> Vec<String> {
    card.positions.iter().map(|one| stay(&one.outlet, &one.role, &one.from, &one.to)).collect()
}

/// `Coast Weekly, editor, 2019 – 2024-05`.
fn stay(what: &str, role: &str, from: &str, to: &str) -> String {
    let dates = if from.is_empty() && to.is_empty() { String::new() } else { format!("{from} – {to}").trim().to_owned() };
    [what, role, &dates].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The usual columns of a row.
fn row(row: &OutletRow) -> Vec<String> {
    let usual =
        [OutletColumn::Name, OutletColumn::Kind, OutletColumn::Reach, OutletColumn::Region, OutletColumn::Audiences, OutletColumn::People];
    std::iter::once(number(row)).chain(usual.map(|column| cell(row, column))).collect()
}

fn number(row: &OutletRow) -> String {
    row.id.to_string()
}

/// What a row says in a column.
fn cell(row: &OutletRow, column: OutletColumn) -> String {
    let known = |word: &str| if word == "unknown" { String::new() } else { word.to_owned() };
    match column {
        OutletColumn::Name => row.name.clone(),
        OutletColumn::Kind => known(row.kind.word()),
        OutletColumn::Reach => row.reach.map(|reach| reach.to_string()).unwrap_or_default(),
        OutletColumn::Region => row.region.clone(),
        OutletColumn::Language => row.language.clone(),
        OutletColumn::Frequency => known(row.frequency.word()),
        OutletColumn::Website => row.website.clone(),
        OutletColumn::Audiences => row.audiences.join(", "),
        OutletColumn::People => row.people.to_string(),
    }
}

/// An outlet as lines for people.
fn lines(card: &OutletCard, output: &Output) -> String {
    let fields = &card.fields;
    let mut lines = vec![format!("{} {}", card.id, fields.name)];
    let known = |word: &'static str| if word == "unknown" { "" } else { word };
    let people = card.people.to_string();
    for (what, text) in [
        ("cli.head.kind", known(fields.kind.word())),
        ("cli.head.other_names", &fields.other_names.join(", ")),
        ("cli.head.reach", &fields.reach),
        ("cli.head.region", &fields.region),
        ("cli.people.language", &fields.language),
        ("cli.head.frequency", known(fields.frequency.word())),
        ("cli.head.website", &fields.website),
        ("cli.head.audiences", &fields.audiences.join(", ")),
        ("cli.people.notes", &fields.note),
        ("cli.head.people", &people),
    ] {
        if !text.is_empty() {
            lines.push(format!("{}: {text}", output.words(what)));
        }
    }
    lines.extend(card.formers.iter().map(|one| stay(&format!("{} {}", one.person, one.name), &one.role, &one.from, &one.to)));
    lines.join("\n")
}
