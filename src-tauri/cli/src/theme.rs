//! `tidings theme …`: how mails, web pages and papers look.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use tidings_core::error::Problem;
use tidings_core::ids::DocumentId;
use tidings_core::messages::Message;
use tidings_core::rendering::theme::api::{self, ThemeCard};
use tidings_core::rendering::{self, Face, Fold, Theme};

use crate::document::write;
use crate::output::{Answer, Output};
use crate::session::Asked;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Show the theme: logo, colours, letters, closing words, and how well each colour stands out.
    #[command(after_help = "Example:\n  tidings theme show")]
    Show,
    /// Change some of it. Mails that are under way keep the look that they were confirmed with.
    #[command(
        after_help = "Example:\n  tidings theme set --logo logo.png --alt 'Harbour Trust' --link '#0b5394' --face arial\n  tidings theme set --footer 'Registered charity 1160000. [Our newsroom](https://harbourtrust.org/news)'"
    )]
    Set(Box<Change>),
    /// Let everything look as without a theme again.
    #[command(after_help = "Example:\n  tidings theme reset")]
    Reset,
    /// Write a document in the theme into a folder: the mail by day and by night, the web page, and the PDF.
    #[command(after_help = "Example:\n  tidings theme preview 4 --out look")]
    Preview {
        /// The document.
        id: DocumentId,
        /// The folder; it is made where there is none.
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
    },
}

#[derive(Args)]
#[group(required = true, multiple = true)]
pub(crate) struct Change {
    /// The logo: a PNG, JPEG or GIF of 200 KB at most.
    #[arg(long, value_name = "FILE")]
    logo: Option<PathBuf>,
    /// No logo.
    #[arg(long, conflicts_with_all = ["logo", "alt", "logo_width"])]
    no_logo: bool,
    /// What is to be read on the logo.
    #[arg(long, value_name = "TEXT")]
    alt: Option<String>,
    /// How wide the logo is shown, in pixels of a mail.
    #[arg(long, value_name = "PIXELS")]
    logo_width: Option<u16>,
    /// The colour of words.
    #[arg(long, value_name = "COLOUR")]
    ink: Option<String>,
    /// The colour of the ground.
    #[arg(long, value_name = "COLOUR")]
    paper: Option<String>,
    /// The colour of rules and of the line beside quotes.
    #[arg(long, value_name = "COLOUR")]
    accent: Option<String>,
    /// The colour of links.
    #[arg(long, value_name = "COLOUR")]
    link: Option<String>,
    /// The letters: georgia, times, arial, verdana or trebuchet.
    #[arg(long, value_parser = face)]
    face: Option<Face>,
    /// Where a rule stands: above, below, both or none.
    #[arg(long, value_enum)]
    rules: Option<Rules>,
    /// How wide a mail's sheet is at most, in pixels.
    #[arg(long, value_name = "PIXELS")]
    width: Option<u16>,
    /// Words at the end of every form, in Markdown; an empty text for none.
    #[arg(long, value_name = "TEXT")]
    footer: Option<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Rules {
    Above,
    Below,
    Both,
    None,
}

fn face(word: &str) -> Result<Face, String> {
    Face::from_word(word).ok_or_else(|| format!("“{word}” is none of {}", Face::ALL.map(Face::as_str).join(", ")))
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let output = &asked.output;
    match verb {
        Verb::Show => told(&api::show(&asked.open()?).await?, output),
        Verb::Reset => told(&api::reset(&asked.open()?).await?, output),
        Verb::Set(change) => {
            let logo = change.logo.clone();
            told(&api::change(&asked.open()?, logo, move |theme| change.applied(theme)).await?, output);
        }
        Verb::Preview { id, out } => {
            let ws = asked.open()?;
            let mail = api::preview(&ws, id).await?;
            let web = rendering::api::preview(&ws, id, None, None, None, None).await?.web;
            let (_, pdf) = rendering::api::pdf(&ws, id, None, Fold::Flat).await?;
            std::fs::create_dir_all(&out).map_err(|error| crate::output::unwritable(&out, &error))?;
            let mut files = Vec::new();
            for (name, bytes) in [
                ("mail.html", mail.light.as_bytes()),
                ("mail-dark.html", mail.dark.as_bytes()),
                ("web.html", web.as_bytes()),
                ("paper.pdf", &pdf),
            ] {
                let path = out.join(name);
                write(&path, bytes)?;
                files.push(path);
            }
            let lines = files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join("\n");
            output.answer(&serde_json::json!({ "document": id, "files": files }), || lines);
        }
    }
    Ok(Answer::Done)
}

impl Change {
    fn applied(self, before: Theme) -> Theme {
        let mut theme = before;
        let set = |place: &mut String, wanted: Option<String>| {
            if let Some(wanted) = wanted {
                *place = wanted;
            }
        };
        set(&mut theme.ink, self.ink);
        set(&mut theme.paper, self.paper);
        set(&mut theme.accent, self.accent);
        set(&mut theme.link, self.link);
        set(&mut theme.footer, self.footer);
        if self.no_logo {
            theme.logo = None;
        }
        if let Some(logo) = &mut theme.logo {
            set(&mut logo.alt, self.alt);
            logo.width = self.logo_width.unwrap_or(logo.width);
        }
        theme.face = self.face.unwrap_or(theme.face);
        theme.width = self.width.unwrap_or(theme.width);
        if let Some(rules) = self.rules {
            theme.rule_above = matches!(rules, Rules::Above | Rules::Both);
            theme.rule_below = matches!(rules, Rules::Below | Rules::Both);
        }
        theme
    }
}

fn told(card: &ThemeCard, output: &Output) {
    let theme = &card.theme;
    let said = |key: &'static str, value: &str| output.say(&Message::new(key).with("value", value));
    let mut lines = vec![output.words(if card.chosen { "cli.theme.own" } else { "cli.theme.none" })];
    if let Some(logo) = &theme.logo {
        lines.push(output.say(&Message::new("cli.theme.logo").with("value", logo.alt.as_str()).with("n", u32::from(logo.width))));
    }
    lines.push(said("cli.theme.ink", &theme.ink));
    lines.push(said("cli.theme.paper", &theme.paper));
    lines.push(said("cli.theme.accent", &theme.accent));
    lines.push(said("cli.theme.link", &theme.link));
    lines.push(said("cli.theme.face", theme.face.as_str()));
    lines.push(output.say(&Message::new("cli.theme.width").with("n", u32::from(theme.width))));
    if !theme.footer.is_empty() {
        lines.push(said("cli.theme.footer", &theme.footer));
    }
    lines.extend(card.contrasts.iter().filter(|one| one.is_poor()).map(|one| {
        let message = Message::new("cli.theme.poor")
            .with("what", one.shade.word())
            .with("turned", if one.turned { "yes" } else { "no" })
            .with("ratio", ratio(one.tenths))
            .with("least", ratio(one.least_tenths))
            .with("better", one.nearest.clone().unwrap_or_else(|| "none".to_owned()))
            .with("has", if one.nearest.is_some() { "yes" } else { "no" });
        output.say(&message)
    }));
    // The logo itself is no answer for a terminal.
    let shown = serde_json::json!({ "chosen": card.chosen, "theme": theme, "contrasts": card.contrasts });
    output.answer(&shown, || lines.join("\n"));
}

fn ratio(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}
