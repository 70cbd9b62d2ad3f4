//! `tidings people relevance …`: how near people are to a document, by what is known of them.

use clap::Args;
use tidings_core::contacts::SpeaksBy;
use tidings_core::contacts::api as contacts;
use tidings_core::distribution::api::{self, RelevanceCard};
use tidings_core::error::Problem;
use tidings_core::ids::DocumentId;
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::output::{Answer, Output};

/// Whose relevance to what.
#[derive(Args)]
pub(crate) struct Relevance {
    /// One person: number or address.
    #[arg(required_unless_present = "to", conflicts_with = "to")]
    who: Option<String>,
    /// Everybody whom a segment or a question picks.
    #[arg(long, value_name = "SEGMENT|QUERY", allow_hyphen_values = true)]
    to: Option<String>,
    /// The document, as it is written now.
    #[arg(long, value_name = "DOCUMENT")]
    document: DocumentId,
    /// At most so many people, the nearest first.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u32,
}

pub(super) async fn run(ws: &Workspace, asked: Relevance, output: &Output) -> Result<Answer, Problem> {
    let Some(to) = asked.to else {
        let person = contacts::who(ws, &asked.who.unwrap_or_default()).await?;
        let card = api::relevance_of(ws, person, asked.document).await?;
        output.answer(&card, || lines(&card, output).join("\n"));
        return Ok(Answer::Done);
    };
    let sum = api::relevance_to(ws, to, asked.document, asked.limit).await?;
    output.answer(&sum, || {
        let says = Message::new("cli.relevance.sum").with("n", sum.people).with("low", sum.low).with("unknown", sum.unknown);
        let people = sum.cards.iter().flat_map(|card| lines(card, output));
        std::iter::once(output.say(&says)).chain(people).collect::<Vec<_>>().join("\n")
    });
    Ok(Answer::Done)
}

/// Somebody with their score, and beneath it the sentences that speak for it; words that the text has too stand between stars.
fn lines(card: &RelevanceCard, output: &Output) -> Vec<String> {
    let score = card.relevance.score.map_or_else(|| output.say(&Message::new("cli.relevance.unknown")), |score| score.to_string());
    let mut lines = vec![format!("{score:>8}  {} {}", card.person, card.name)];
    for speaks in &card.relevance.speaks {
        let by = match speaks.by {
            SpeaksBy::Beat => "beat",
            SpeaksBy::Notes => "notes",
            SpeaksBy::Reply => "reply",
            SpeaksBy::Clipping => "clipping",
            SpeaksBy::Call => "call",
            SpeaksBy::Meeting => "meeting",
            SpeaksBy::Note => "note",
        };
        let day: String = speaks.at.map(|at| at.to_rfc3339().chars().take(10).collect()).unwrap_or_default();
        let mut text = String::new();
        for (at, letter) in (0_u32..).zip(speaks.text.chars()) {
            let edges = speaks.marks.iter().filter(|mark| mark.start == at || mark.start + mark.length == at).count();
            text.extend(std::iter::repeat_n('*', edges));
            text.push(letter);
        }
        let length = u32::try_from(speaks.text.chars().count()).unwrap_or(u32::MAX);
        text.extend(speaks.marks.iter().filter(|mark| mark.start + mark.length == length).map(|_| '*'));
        lines.push(format!("          {by}{}{day}: {text}", if day.is_empty() { "" } else { " " }));
    }
    lines
}
