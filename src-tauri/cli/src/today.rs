//! `tidings today`.

use serde::Serialize;
use tidings_core::error::Problem;
use tidings_core::today::{Need, api};

use crate::output::{Answer, Output};
use crate::session::Asked;

/// What waits for you, from every desk, and what comes in the next seven days: what *Today* shows in the window.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  tidings -w trust.tidings today\n  tidings --json today --zone Europe/London")]
pub(crate) struct Today {
    /// On whose clock it is today, as an IANA zone; without, that of the usual working hours.
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
}

/// A need with its sentence.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    need: &'a Need,
    text: String,
}

pub(crate) async fn run(today: Today, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    let needs = api::needs(&ws, today.zone).await?;
    if output.is_json() {
        needs.iter().for_each(|need| output.object(&Told { need, text: said(need, output) }));
        return Ok(Answer::Done);
    }
    let (coming, waiting): (Vec<_>, Vec<_>) = needs.iter().partition(|need| need.group.is_to_come());
    if waiting.is_empty() {
        output.line(&output.words("cli.today.nothing"));
    } else {
        output.table(&["cli.head.when", "cli.head.needs", "cli.head.where"], waiting.into_iter().map(|need| row(need, output)).collect());
    }
    if !coming.is_empty() {
        output.table(&["cli.head.when", "cli.head.coming", "cli.head.where"], coming.into_iter().map(|need| row(need, output)).collect());
    }
    Ok(Answer::Done)
}

fn said(need: &Need, output: &Output) -> String {
    let said = std::iter::once(&need.what).chain(&need.why).map(|words| output.say(words).trim().to_owned());
    said.collect::<Vec<_>>().join(" ")
}

fn row(need: &Need, output: &Output) -> Vec<String> {
    let when = need.at.map(|at| at.to_rfc3339()).or_else(|| need.on.clone()).unwrap_or_default();
    let whole = |noun: &str, id: String| format!("{noun} {id}");
    let place = need.distribution.map(|id| whole("distribution", id.to_string()));
    let place = place.or_else(|| need.document.map(|id| whole("document", id.to_string())));
    let place = place.or_else(|| need.asset.map(|id| whole("asset", id.to_string())));
    let place = place.or_else(|| need.person.map(|id| whole("people", id.to_string())));
    vec![when, said(need, output), place.unwrap_or_default()]
}
