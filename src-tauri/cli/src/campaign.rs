//! `tidings campaign …`.

use clap::Subcommand;
use serde::Serialize;
use tidings_core::campaigns::api::{self, CampaignCard, CampaignPatch, OpenCampaign};
use tidings_core::campaigns::{CampaignInput, MessageInput};
use tidings_core::error::Problem;
use tidings_core::ids::{CampaignId, DocumentId, KeyMessageId};
use tidings_core::messages::Message;

use crate::distribution::Shown;
use crate::output::{Answer, Output};
use crate::session::Asked;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Add a campaign.
    #[command(
        after_help = "Example:\n  tidings campaign add 'The Light Returns' --from 2026-11-02 --to 2027-01-31 --message 'A lighthouse is a promise.'"
    )]
    Add {
        /// Its name.
        name: String,
        #[command(flatten)]
        brief: Brief,
    },
    /// Change a campaign; what is not given stays.
    #[command(after_help = "Example:\n  tidings campaign edit 'The Light Returns' --to 2027-02-14\n  tidings campaign edit 3 --to ''")]
    Edit {
        /// The campaign's name or number.
        campaign: String,
        /// Another name.
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        brief: Brief,
    },
    /// All campaigns with what belongs to them.
    #[command(after_help = "Example:\n  tidings campaign list")]
    List,
    /// One campaign with its key messages, documents and distributions.
    #[command(after_help = "Example:\n  tidings campaign show 'The Light Returns'")]
    Show {
        /// The campaign's name or number.
        campaign: String,
    },
    /// Put a document into a campaign, out of the one that it was in.
    #[command(after_help = "Example:\n  tidings campaign put 4 --campaign 'The Light Returns'\n  tidings campaign put 4 --none")]
    Put {
        /// The document.
        document: DocumentId,
        /// The campaign's name or number; may be left away if there is only one.
        #[arg(long, value_name = "NAME|ID")]
        campaign: Option<String>,
        /// Take it out of its campaign.
        #[arg(long, conflicts_with_all = ["campaign", "earlier"])]
        none: bool,
        /// Take the distributions with it that its documents had before and that belong to no campaign.
        #[arg(long)]
        earlier: bool,
    },
    /// Delete a campaign; its documents and distributions stay, and undo brings it back.
    #[command(after_help = "Example:\n  tidings campaign delete 'The Light Returns'")]
    Delete {
        /// The campaign's name or number.
        campaign: String,
    },
}

/// What a campaign is besides its name.
#[derive(clap::Args)]
pub(crate) struct Brief {
    /// What it is to bring about.
    #[arg(long)]
    aim: Option<String>,
    /// Its first day, 2026-11-02; empty for none.
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Its last day; empty for none.
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// A key message, the most important first; may be given again. On edit all of them, in their new order; '' for none.
    #[arg(long = "message", value_name = "SENTENCE")]
    messages: Vec<String>,
}

fn messages(sentences: Vec<String>) -> Vec<MessageInput> {
    sentences.into_iter().map(|text| MessageInput { id: None, text }).collect()
}

/// A campaign in a list, for programs.
#[derive(Serialize)]
struct Line<'a> {
    campaign: CampaignId,
    name: &'a str,
    aim: &'a str,
    from: Option<&'a str>,
    to: Option<&'a str>,
    documents: u32,
    distributions: u32,
    recipients: u32,
    waiting: u32,
    accepted: u32,
    refused: u32,
    retrying: u32,
    uncertain: u32,
    cancelled: u32,
}

impl<'a> From<&'a CampaignCard> for Line<'a> {
    fn from(card: &'a CampaignCard) -> Self {
        Self {
            campaign: card.id,
            name: &card.name,
            aim: &card.aim,
            from: card.starts_on.as_deref(),
            to: card.ends_on.as_deref(),
            documents: card.documents,
            distributions: card.distributions,
            recipients: card.sum.recipients,
            waiting: card.sum.waiting,
            accepted: card.sum.accepted,
            refused: card.sum.refused,
            retrying: card.sum.retrying,
            uncertain: card.sum.uncertain,
            cancelled: card.sum.cancelled,
        }
    }
}

/// A campaign, opened, for programs.
#[derive(Serialize)]
struct Open<'a> {
    #[serde(flatten)]
    line: Line<'a>,
    messages: Vec<Sentence<'a>>,
    its_documents: Vec<Written<'a>>,
    its_distributions: Vec<Shown<'a>>,
    earlier: u32,
}

#[derive(Serialize)]
struct Sentence<'a> {
    message: KeyMessageId,
    text: &'a str,
}

#[derive(Serialize)]
struct Written<'a> {
    document: DocumentId,
    kind: &'static str,
    headline: &'a str,
    revision: Option<u32>,
    edited_at: String,
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::Add { name, brief } => {
            let new = CampaignInput {
                name,
                aim: brief.aim.unwrap_or_default(),
                starts_on: brief.from.unwrap_or_default(),
                ends_on: brief.to.unwrap_or_default(),
                messages: messages(brief.messages),
            };
            told(&api::add(&ws, new).await?, output);
        }
        Verb::Edit { campaign, name, brief } => {
            let patch = CampaignPatch {
                name,
                aim: brief.aim,
                starts_on: brief.from,
                ends_on: brief.to,
                messages: (!brief.messages.is_empty()).then(|| messages(brief.messages)),
            };
            told(&api::edit(&ws, api::find(&ws, &campaign).await?, patch).await?, output);
        }
        Verb::List => {
            let all = api::list(&ws).await?;
            if output.is_json() {
                all.iter().for_each(|card| output.object(&Line::from(card)));
            } else {
                let rows = all.iter().map(|card| {
                    let sum = format!("{}/{}", card.sum.accepted, card.sum.recipients);
                    vec![
                        card.id.to_string(),
                        card.name.clone(),
                        dates(card),
                        card.documents.to_string(),
                        card.distributions.to_string(),
                        sum,
                    ]
                });
                output.table(
                    &[
                        "cli.head.id",
                        "cli.head.name",
                        "cli.head.dates",
                        "cli.head.documents",
                        "cli.head.distributions",
                        "cli.head.accepted",
                    ],
                    rows.collect(),
                );
            }
        }
        Verb::Show { campaign } => {
            let open = api::show(&ws, api::find(&ws, &campaign).await?).await?;
            output.answer(&for_programs(&open), || for_people(&open, output));
        }
        Verb::Put { document, none: true, .. } => {
            api::take_out(&ws, document).await?;
            output.answer(&serde_json::json!({ "document": document, "campaign": null }), || document.to_string());
        }
        Verb::Put { document, campaign, earlier, .. } => {
            let id = match campaign {
                Some(campaign) => api::find(&ws, &campaign).await?,
                None => api::only(&ws).await?,
            };
            let mut card = api::put(&ws, id, document).await?;
            if earlier {
                card = api::gather(&ws, id).await?;
            }
            told(&card, output);
        }
        Verb::Delete { campaign } => {
            let id = api::find(&ws, &campaign).await?;
            api::delete(&ws, id).await?;
            output.answer(&serde_json::json!({ "deleted": id }), || campaign);
        }
    }
    Ok(Answer::Done)
}

fn told(card: &CampaignCard, output: &Output) {
    output.answer(&Line::from(card), || format!("{}  {}", card.id, card.name));
}

fn dates(card: &CampaignCard) -> String {
    match (&card.starts_on, &card.ends_on) {
        (None, None) => String::new(),
        (start, end) => format!("{} – {}", start.as_deref().unwrap_or_default(), end.as_deref().unwrap_or_default()).trim().to_owned(),
    }
}

fn for_programs(open: &OpenCampaign) -> Open<'_> {
    let written = open.documents.iter().map(|card| Written {
        document: card.id,
        kind: card.kind.as_str(),
        headline: &card.headline,
        revision: card.revision,
        edited_at: card.edited_at.to_rfc3339(),
    });
    Open {
        line: Line::from(&open.card),
        messages: open.messages.iter().map(|one| Sentence { message: one.id, text: &one.text }).collect(),
        its_documents: written.collect(),
        its_distributions: open.distributions.iter().map(Shown::from).collect(),
        earlier: open.earlier,
    }
}

fn for_people(open: &OpenCampaign, output: &Output) -> String {
    let (document, distribution) = (output.words("cli.campaign.document"), output.words("cli.campaign.distribution"));
    let mut lines = vec![open.card.name.clone()];
    lines.extend([dates(&open.card), open.card.aim.clone()].into_iter().filter(|line| !line.is_empty()));
    lines.extend(open.messages.iter().enumerate().map(|(at, one)| format!("{:>3}  {}", at + 1, one.text)));
    lines.extend(open.documents.iter().map(|one| format!("{document} {:<6} {:<14} {}", one.id, one.kind.as_str(), one.headline)));
    lines.extend(open.distributions.iter().map(|one| {
        let sum = Message::new("cli.campaign.sum").with("accepted", one.accepted).with("recipients", one.recipients);
        let sum = output.say(&sum.with("refused", one.refused).with("uncertain", one.uncertain));
        format!("{distribution} {:<3} {:<14} {sum}: {}", one.distribution, output.say(&one.state.says()), one.title)
    }));
    lines.join("\n")
}
