//! `tidings asset …`: the files of the workspace, what is known of them, and the kit for the press.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use tidings_core::assets::api::{self, AssetCard, AssetFilter, AssetPick};
use tidings_core::assets::{AssetFields, AssetKind, AssetPerson, AssetStanding, Consent};
use tidings_core::contacts;
use tidings_core::distribution;
use tidings_core::error::Problem;
use tidings_core::ids::{AssetCutId, AssetId, DistributionId, DocumentId};
use tidings_core::literature::{Frame, Recipe};
use tidings_core::messages::Message;
use tidings_core::rendering;
use tidings_core::workspace::Workspace;

use crate::output::{Answer, Output, new_file, unwritable};
use crate::session::Asked;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Take files in: photos, logos, PDFs. The same bytes are the same asset, however often they come.
    #[command(
        after_help = "Example:\n  tidings asset add lens.jpg --caption 'The lens turns again' --credit 'Photo: Ana Ferreira' --expires 2031-12-31\n  tidings asset add press/*.jpg"
    )]
    Add {
        /// The files.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        about: About,
    },
    /// List files, the newest first.
    #[command(after_help = "Example:\n  tidings asset list --standing ended\n  tidings --json asset list --find lens --kind picture")]
    List {
        /// Only those with these words in their name, caption, credit, licence, place, or the name of somebody shown.
        #[arg(long, default_value = "", value_name = "WORDS")]
        find: String,
        /// Only this kind.
        #[arg(long, value_enum)]
        kind: Option<Kind>,
        /// Only those that may be used, that end within 30 days, or that ended.
        #[arg(long, value_enum)]
        standing: Option<Stands>,
        /// Only those that no document uses.
        #[arg(long)]
        unused: bool,
    },
    /// Show all that is known of a file, its crops, and which documents use it.
    #[command(after_help = "Example:\n  tidings asset show 12")]
    Show {
        /// Its number.
        id: AssetId,
    },
    /// Say what is known of a file; what is not named stays.
    #[command(
        after_help = "Example:\n  tidings asset set 12 --credit 'Photo: Ana Ferreira' --licence 'Editorial use' --expires 2031-12-31\n  tidings asset set 12 --shows ruth@tide.example.org:given:2028-06-30 --shows 'A visitor:asked'\n  tidings asset set 12 --expires ''"
    )]
    Set {
        /// Its number.
        id: AssetId,
        /// Its name, with its ending.
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        about: About,
    },
    /// Crop or shrink a picture; the picture itself stays, and the crop stands beside it. Without a size: list or delete its crops.
    #[command(
        after_help = "Example:\n  tidings asset crop 12 --frame 100,50,1600,900 --side 1200\n  tidings asset crop 12 --side 800 --quality 80 --name lens-small\n  tidings asset crop 12 --delete 3"
    )]
    Crop {
        /// The picture's number.
        id: AssetId,
        /// The part that stays: from the left, from above, width, height, in pixels of the upright picture.
        #[arg(long, value_name = "X,Y,W,H")]
        frame: Option<String>,
        /// Its longest side at most, in pixels.
        #[arg(long, value_name = "PIXELS")]
        side: Option<u32>,
        /// How closely a JPEG is packed, 1 to 100.
        #[arg(long, default_value_t = tidings_core::literature::QUALITY)]
        quality: u8,
        /// The crop's name.
        #[arg(long, default_value = "")]
        name: String,
        /// The crop of this number goes.
        #[arg(long, value_name = "CROP", conflicts_with_all = ["frame", "side", "name"])]
        delete: Option<AssetCutId>,
    },
    /// Write a file as it is sent: without what the camera wrote into it, or as a crop of it.
    #[command(
        after_help = "Example:\n  tidings asset export 12 --output lens.jpg\n  tidings asset export 12 --crop 3 --output lens-wide.jpg"
    )]
    Export {
        /// Its number.
        id: AssetId,
        /// A crop of it.
        #[arg(long)]
        crop: Option<AssetCutId>,
        /// The new file.
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Pack a press kit as a ZIP: these files, or a document as PDF, Word file and text with its pictures; with captions, credits, licences.
    #[command(
        after_help = "Example:\n  tidings asset kit 12 13 --output kit.zip\n  tidings asset kit --document 4 --output lantern-wing.zip"
    )]
    Kit {
        /// The files' numbers.
        #[arg(required_unless_present = "document", value_name = "ID")]
        ids: Vec<AssetId>,
        /// A document with everything that belongs to it.
        #[arg(long, conflicts_with = "ids")]
        document: Option<DocumentId>,
        /// The new file.
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Name the documents that use a file.
    #[command(after_help = "Example:\n  tidings asset uses 12")]
    Uses {
        /// Its number.
        id: AssetId,
    },
    /// Name the distributions that carry a file, in whatever form it went; the newest first.
    #[command(after_help = "Example:\n  tidings asset distributions 12\n  tidings --json asset distributions 12 --before 340 --limit 50")]
    Distributions {
        /// Its number.
        id: AssetId,
        /// Only those older than this one.
        #[arg(long, value_name = "DISTRIBUTION")]
        before: Option<DistributionId>,
        /// So many at most, 50 at once.
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: u32,
    },
    /// Put files of the workspace into a document.
    #[command(after_help = "Example:\n  tidings asset attach 12 --document 4\n  tidings asset attach 12 --crop 3 --document 4")]
    Attach {
        /// Its number.
        id: AssetId,
        /// A crop of it.
        #[arg(long)]
        crop: Option<AssetCutId>,
        /// The document.
        #[arg(long)]
        document: DocumentId,
    },
    /// Delete a file that no document uses; undo brings it back.
    #[command(after_help = "Example:\n  tidings asset delete 12")]
    Delete {
        /// Its number.
        id: AssetId,
    },
}

/// What is known of a file.
#[derive(Args)]
pub(crate) struct About {
    /// What stands below it.
    #[arg(long)]
    caption: Option<String>,
    /// What is to be seen on it, for whoever cannot see it.
    #[arg(long)]
    alt: Option<String>,
    /// Whom it is by.
    #[arg(long)]
    credit: Option<String>,
    /// What it may be used for.
    #[arg(long)]
    licence: Option<String>,
    /// The last day of the licence; '' for none.
    #[arg(long, value_name = "DATE")]
    expires: Option<String>,
    /// The day on which it was taken.
    #[arg(long, value_name = "DATE")]
    taken: Option<String>,
    /// Where it was taken or comes from.
    #[arg(long)]
    place: Option<String>,
    /// Where you put the picture on your own site, for mails that fetch it from there; `https`, or empty.
    #[arg(long, value_name = "URL")]
    link: Option<String>,
    /// Somebody who is to be seen: a contact's address or number, or a name; with none, asked, given, withdrawn or not-needed, and the
    /// last day of it. Names all of them anew; '' for nobody.
    #[arg(long, value_name = "WHO[:CONSENT[:DATE]]")]
    shows: Vec<String>,
    /// Whether it goes with what the camera wrote into it.
    #[arg(long, value_name = "yes|no", value_parser = clap::builder::BoolishValueParser::new())]
    keep_metadata: Option<bool>,
}

/// What a file is.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Kind {
    /// A picture.
    Picture,
    /// A PDF.
    Pdf,
    /// A text, a table, slides.
    Text,
    /// Sound or film.
    Film,
    /// Anything else.
    Other,
}

impl From<Kind> for AssetKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Picture => Self::Picture,
            Kind::Pdf => Self::Pdf,
            Kind::Text => Self::Text,
            Kind::Film => Self::Film,
            Kind::Other => Self::Other,
        }
    }
}

/// Whether a file may be used.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Stands {
    /// It may.
    Free,
    /// It ends within 30 days.
    Ending,
    /// It ended.
    Ended,
}

impl From<Stands> for AssetStanding {
    fn from(stands: Stands) -> Self {
        match stands {
            Stands::Free => Self::Free,
            Stands::Ending => Self::Ending,
            Stands::Ended => Self::Ended,
        }
    }
}

impl About {
    fn says_nothing(&self) -> bool {
        let Self { caption, alt, credit, licence, expires, taken, place, link, shows, keep_metadata } = self;
        [caption, alt, credit, licence, expires, taken, place, link].into_iter().all(Option::is_none)
            && shows.is_empty()
            && keep_metadata.is_none()
    }

    async fn over(&self, ws: &Workspace, mut fields: AssetFields) -> Result<AssetFields, Problem> {
        let texts = [
            (&self.caption, &mut fields.caption),
            (&self.alt, &mut fields.alt),
            (&self.credit, &mut fields.credit),
            (&self.licence, &mut fields.licence),
            (&self.place, &mut fields.place),
            (&self.link, &mut fields.link),
        ];
        for (said, field) in texts {
            if let Some(said) = said {
                field.clone_from(said);
            }
        }
        if let Some(day) = &self.expires {
            fields.licence_until = Some(day.clone());
        }
        if let Some(day) = &self.taken {
            fields.taken_on = Some(day.clone());
        }
        fields.whole = self.keep_metadata.unwrap_or(fields.whole);
        if !self.shows.is_empty() {
            fields.people.clear();
            for said in self.shows.iter().filter(|said| !said.trim().is_empty()) {
                fields.people.push(shown(ws, said).await?);
            }
        }
        Ok(fields)
    }
}

/// A part of a picture: `100,50,1600,900`.
fn framed(said: &str) -> Result<Frame, Problem> {
    let numbers: Option<Vec<u32>> = said.split(',').map(|number| number.trim().parse().ok()).collect();
    match numbers.as_deref() {
        Some([x, y, width, height]) => Ok(Frame { x: *x, y: *y, width: *width, height: *height }),
        _ => Err(Problem::refusal("cli.asset.frame").with("text", said)),
    }
}

/// Somebody who is to be seen: `ruth@tide.example.org:given:2028-06-30`.
async fn shown(ws: &Workspace, said: &str) -> Result<AssetPerson, Problem> {
    let mut parts = said.split(':').map(str::trim);
    let (who, consent, until) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next());
    let unknown = || Problem::refusal("cli.asset.consent").with("word", consent);
    let consent = if consent.is_empty() { Consent::None } else { Consent::of_word(consent).ok_or_else(unknown)? };
    let is_contact = who.contains('@') || (!who.is_empty() && who.chars().all(|c| c.is_ascii_digit()));
    let person = if is_contact { Some(contacts::api::who(ws, who).await?) } else { None };
    Ok(AssetPerson { person, name: if is_contact { String::new() } else { who.to_owned() }, consent, until: until.map(str::to_owned) })
}

fn row(output: &Output, card: &AssetCard) -> Vec<String> {
    let standing = match card.standing {
        AssetStanding::Free => String::new(),
        AssetStanding::Ending | AssetStanding::Ended => card.why.first().map(|why| output.say(why)).unwrap_or_default(),
    };
    vec![card.id.to_string(), card.fields.name.clone(), card.bytes.to_string(), card.fields.credit.clone(), card.used.to_string(), standing]
}

const HEAD: [&str; 6] = ["cli.head.id", "cli.head.name", "cli.head.bytes", "cli.head.credit", "cli.head.documents", "cli.head.state"];

fn listed(output: &Output, cards: &[AssetCard]) {
    if output.is_json() {
        cards.iter().for_each(|card| output.object(card));
    } else if !cards.is_empty() {
        output.table(&HEAD, cards.iter().map(|card| row(output, card)).collect());
    }
}

/// Writes a new file, whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    new_file(path)?.write_all(bytes).map_err(|error| {
        drop(std::fs::remove_file(path));
        unwritable(path, &error)
    })
}

/// So many are asked for at a time.
const PAGE: u32 = 500;

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::Add { files, about } => {
            let report = api::add_paths(&ws, files).await?;
            let mut cards = Vec::new();
            for card in report.added.into_iter().chain(report.known.iter().cloned()) {
                cards.push(if about.says_nothing() { card } else { api::set(&ws, card.id, about.over(&ws, card.fields).await?).await? });
            }
            listed(output, &cards);
            report.told.iter().for_each(|told| output.must_know(&output.say(told)));
            for card in &report.known {
                output.note(
                    &output.say(&Message::new("cli.asset.known").with("file", card.fields.name.as_str()).with("id", card.id.to_string())),
                );
            }
            // What could not be taken in decides how it ended; the others are in.
            let mut refused = report.refused.into_iter();
            if let Some(first) = refused.next() {
                for other in refused {
                    output.note(&output.say(&other.what));
                }
                return Err(first);
            }
        }
        Verb::List { find, kind, standing, unused } => {
            let filter = AssetFilter { words: find, kind: kind.map(Into::into), standing: standing.map(Into::into), unused };
            let mut cards = Vec::new();
            loop {
                let from = u32::try_from(cards.len()).unwrap_or(u32::MAX);
                let page = api::page(&ws, filter.clone(), from, PAGE).await?;
                let ends = page.cards.is_empty();
                cards.extend(page.cards);
                if ends || cards.len() >= page.found as usize {
                    break;
                }
            }
            listed(output, &cards);
        }
        Verb::Show { id } => {
            let view = api::show(&ws, id).await?;
            output.answer(&view, || told(output, &view));
        }
        Verb::Set { id, name, about } => {
            let mut fields = about.over(&ws, api::show(&ws, id).await?.card.fields).await?;
            fields.name = name.unwrap_or(fields.name);
            let card = api::set(&ws, id, fields).await?;
            output.answer(&card, || card.fields.name.clone());
        }
        Verb::Crop { delete: Some(cut), .. } => {
            api::remove_cut(&ws, cut).await?;
            output.answer(&serde_json::json!({ "deleted": cut }), || cut.to_string());
        }
        Verb::Crop { id, frame: None, side: None, .. } => {
            let cuts = api::show(&ws, id).await?.cuts;
            if output.is_json() {
                cuts.iter().for_each(|cut| output.object(cut));
            } else {
                let rows = cuts.into_iter().map(|cut| vec![cut.id.to_string(), cut.name, cut.recipe.words()]).collect();
                output.table(&["cli.head.id", "cli.head.name", "cli.head.what"], rows);
            }
        }
        Verb::Crop { id, frame, side, quality, name, delete: None } => {
            let frame = frame.as_deref().map(framed).transpose()?;
            let cut = api::make_cut(&ws, id, name, Recipe { frame, side, quality }).await?;
            output.answer(&cut, || format!("{}  {}", cut.id, cut.name));
        }
        Verb::Export { id, crop, output: to } => {
            let (_, bytes) = api::export(&ws, AssetPick { asset: id, cut: crop }).await?;
            write(&to, &bytes)?;
            output.answer(&serde_json::json!({ "file": to.display().to_string(), "bytes": bytes.len() }), || to.display().to_string());
        }
        Verb::Kit { ids, document, output: to } => {
            let bytes = match document {
                Some(document) => rendering::api::kit(&ws, document).await?,
                None => api::kit(&ws, ids.into_iter().map(|asset| AssetPick { asset, cut: None }).collect(), output.language()).await?,
            };
            write(&to, &bytes)?;
            output.answer(&serde_json::json!({ "file": to.display().to_string(), "bytes": bytes.len() }), || to.display().to_string());
        }
        Verb::Uses { id } => {
            let uses = api::show(&ws, id).await?.uses;
            if output.is_json() {
                uses.iter().for_each(|one| output.object(one));
            } else {
                let rows = uses.into_iter().map(|one| vec![one.document.to_string(), one.headline, one.sent.to_string()]).collect();
                output.table(&["cli.head.document", "cli.head.headline", "cli.head.sent"], rows);
            }
        }
        Verb::Distributions { id, before, limit } => {
            let carried = distribution::api::carrying(&ws, id, before, limit).await?;
            if output.is_json() {
                carried.shown.iter().for_each(|one| {
                    output.object(&serde_json::json!({
                        "distribution": one.distribution, "title": one.title, "says": output.say(&one.says), "at": one.at.to_rfc3339(),
                        "accepted": one.accepted,
                    }));
                });
            } else {
                let row = |one: distribution::api::CarriedIn| {
                    vec![one.distribution.to_string(), one.title, output.say(&one.says), one.at.to_rfc3339(), one.accepted.to_string()]
                };
                let shown = carried.shown.len();
                let head = ["cli.head.id", "cli.head.headline", "cli.head.state", "cli.head.made", "cli.head.accepted"];
                output.table(&head, carried.shown.into_iter().map(row).collect());
                output.note(&output.say(&Message::new("cli.asset.carried").with("n", carried.found).with("shown", shown)));
            }
        }
        Verb::Attach { id, crop, document } => {
            let report = api::attach(&ws, document, vec![AssetPick { asset: id, cut: crop }]).await?;
            let names: Vec<&str> = report.attached.iter().map(|file| file.name.as_str()).collect();
            output.answer(&serde_json::json!({ "attached": names }), || names.join("\n"));
        }
        Verb::Delete { id } => {
            api::remove(&ws, id).await?;
            output.answer(&serde_json::json!({ "deleted": id }), || id.to_string());
        }
    }
    Ok(Answer::Done)
}

fn told(output: &Output, view: &api::AssetView) -> String {
    let AssetFields { name, caption, alt, credit, licence, licence_until, taken_on, place, link, people, .. } = &view.card.fields;
    let mut lines = vec![format!("{}  {name}  {}", view.card.id, view.card.media_type)];
    let known = [
        ("assets.captions.caption", caption.as_str()),
        ("assets.captions.alt", alt),
        ("assets.captions.credit", credit),
        ("assets.captions.licence", licence),
        ("assets.captions.until", licence_until.as_deref().unwrap_or_default()),
        ("assets.captions.taken", taken_on.as_deref().unwrap_or_default()),
        ("assets.captions.place", place),
        ("cli.asset.link", link),
    ];
    let said = known.into_iter().filter(|(_, text)| !text.is_empty());
    lines.extend(said.map(|(key, text)| output.say(&Message::new(key).with("text", text))));
    lines.extend(people.iter().map(|one| {
        let shown = Message::new("cli.asset.shown").with("name", one.name.as_str()).with("consent", one.consent.word());
        [output.say(&shown), one.until.clone().unwrap_or_default()].join(" ").trim_end().to_owned()
    }));
    lines.extend(view.card.why.iter().map(|why| output.say(why)));
    lines.extend(view.cuts.iter().map(|cut| format!("{}  {}  {}", cut.id, cut.name, cut.recipe.words())));
    lines.extend(view.uses.iter().map(|one| output.say(&Message::new("cli.asset.used").with("document", one.headline.as_str()))));
    lines.join("\n")
}
