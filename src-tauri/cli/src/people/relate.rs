//! `tidings people relate`, `relations`, `unrelate`: what people are to each other.

use clap::Args;
use tidings_core::contacts::api::{self, PersonCard};
use tidings_core::contacts::{RelationCard, RelationInput, RelationKind};
use tidings_core::error::Problem;
use tidings_core::ids::{PersonId, RelationId};
use tidings_core::workspace::Workspace;

use crate::output::{Answer, Output};

/// What somebody is to another person.
#[derive(Args)]
pub(crate) struct Relate {
    /// The person: number or address.
    who: String,
    /// The other: number or address.
    #[arg(required_unless_present = "change")]
    other: Option<String>,
    /// assistant-of, has-assistant, reports-to, leads, agent-of, has-agent, partner-of, introduced-by, introduced, knows, stands-in-for, has-stand-in, successor-of, predecessor-of, or a word of your own.
    #[arg(long = "as", value_name = "WORD", required_unless_present = "change")]
    what: Option<String>,
    /// With a word of your own: the same seen from the other; else it is the same word.
    #[arg(long, value_name = "WORD")]
    back: Option<String>,
    /// A note.
    #[arg(long)]
    note: Option<String>,
    /// Change the relation of this number, as `people relations` tells it.
    #[arg(long, value_name = "NUMBER")]
    change: Option<RelationId>,
}

fn kind(word: &str) -> RelationKind {
    RelationKind::from_word(word.trim()).unwrap_or(RelationKind::Other)
}

/// `tidings people relate`.
pub(super) async fn relate(ws: &Workspace, asked: Relate, output: &Output) -> Result<Answer, Problem> {
    let id = api::who(ws, &asked.who).await?;
    let other = match &asked.other {
        Some(other) => Some(api::who(ws, other).await?),
        None => None,
    };
    let card = match asked.change {
        Some(number) => {
            let held = own(&api::show(ws, id).await?, number)?;
            let word = asked.what.unwrap_or_else(|| if held.word.is_empty() { held.kind.word().to_owned() } else { held.word.clone() });
            let back = asked.back.unwrap_or_else(|| if word == held.word { held.back.clone() } else { String::new() });
            let note = asked.note.unwrap_or(held.note);
            api::edit_relation(ws, id, number, input(other.unwrap_or(held.other), word, back, note)).await?
        }
        None => {
            let other = other.ok_or_else(|| Problem::missing("contacts.no_person").with("person", ""))?;
            let (word, back) = (asked.what.unwrap_or_default(), asked.back.unwrap_or_default());
            api::relate(ws, id, input(other, word, back, asked.note.unwrap_or_default())).await?
        }
    };
    output.answer(&card, || lines(&card, output).join("\n"));
    Ok(Answer::Done)
}

fn input(other: PersonId, word: String, back: String, note: String) -> RelationInput {
    RelationInput { other: format!("#{other}"), kind: kind(&word), word, back, note }
}

fn own(card: &PersonCard, number: RelationId) -> Result<RelationCard, Problem> {
    let found = card.relations.iter().find(|one| one.id == number).cloned();
    found.ok_or_else(|| Problem::missing("contacts.no_relation").with("relation", number.to_string()))
}

/// `tidings people relations`.
pub(super) async fn list(ws: &Workspace, who: &str, output: &Output) -> Result<Answer, Problem> {
    let card = api::show(ws, api::who(ws, who).await?).await?;
    if output.is_json() {
        card.relations.iter().for_each(|one| output.object(one));
    } else {
        let rows = card.relations.iter().map(|one| vec![one.id.to_string(), says(one, output), one.outlet.clone(), one.note.clone()]);
        output.table(&["cli.head.id", "cli.head.relation", "cli.head.outlet", "cli.head.note"], rows.collect());
    }
    Ok(Answer::Done)
}

/// `tidings people unrelate`.
pub(super) async fn unrelate(ws: &Workspace, who: &str, number: RelationId, output: &Output) -> Result<Answer, Problem> {
    let id = api::who(ws, who).await?;
    let card = api::unrelate(ws, id, number).await?;
    output.answer(&card, || lines(&card, output).join("\n"));
    Ok(Answer::Done)
}

/// A relation, with the other's name.
fn says(one: &RelationCard, output: &Output) -> String {
    output.say(&one.says())
}

/// What somebody is to others, a line each.
pub(super) fn lines(card: &PersonCard, output: &Output) -> Vec<String> {
    let line = |one: &RelationCard| {
        [says(one, output), one.note.clone()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    };
    card.relations.iter().map(line).collect()
}
