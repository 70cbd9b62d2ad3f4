//! `tidings people reach …`: from an audience to outlets to journalists as a ranked list.

use clap::Args;
use serde_json::json;
use tidings_core::contacts::api as contacts;
use tidings_core::error::Problem;
use tidings_core::messages::Message;
use tidings_core::reach::api::{self, Found, Ranked, Unknown};
use tidings_core::workspace::Workspace;

use crate::output::{Answer, Output};

/// Whom to reach.
#[derive(Args)]
pub(crate) struct Reach {
    /// In words: `philanthropists in Zeeland`. Audiences, regions and beats that the workspace has are recognised in them.
    #[arg(default_value = "")]
    words: String,
    /// An audience of outlets, by its name.
    #[arg(long = "audience", value_name = "NAME")]
    audiences: Vec<String>,
    /// A region of outlets, by its name.
    #[arg(long = "region", value_name = "NAME")]
    regions: Vec<String>,
    /// A beat: who covers it comes first.
    #[arg(long = "beat", value_name = "NAME")]
    beats: Vec<String>,
    /// Only journalists who cover one of the beats.
    #[arg(long)]
    only_beats: bool,
    /// At most so many of the ranked list.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u32,
    /// Keep all of them as a segment of this name.
    #[arg(long, value_name = "NAME")]
    save: Option<String>,
    /// Leave this person out of the segment: number or address.
    #[arg(long = "without", value_name = "WHO", requires = "save")]
    without: Vec<String>,
}

pub(super) async fn run(ws: &Workspace, asked: Reach, output: &Output) -> Result<Answer, Problem> {
    let understood = api::understand(ws, asked.words).await?;
    for unknown in &understood.unknown {
        output.note(&output.say(&not_understood(unknown)));
    }
    let mut wanted = understood.wanted;
    wanted.audiences.extend(asked.audiences);
    wanted.regions.extend(asked.regions);
    wanted.beats.extend(asked.beats);
    wanted.only_beats = asked.only_beats;
    let Some(name) = asked.save else {
        let found = api::find(ws, wanted, asked.limit).await?;
        tell(&found, &understood.unknown, output);
        return Ok(Answer::Done);
    };
    let mut left_out = Vec::with_capacity(asked.without.len());
    for one in asked.without {
        left_out.push(contacts::who(ws, &one).await?);
    }
    let saved = api::save(ws, wanted, name, left_out, output.language()).await?;
    output.answer(&saved, || format!("{}: {}\n{}", saved.name, saved.count, saved.question));
    Ok(Answer::Done)
}

fn not_understood(unknown: &Unknown) -> Message {
    match &unknown.perhaps {
        Some(perhaps) => Message::new("cli.reach.perhaps").with("words", unknown.words.as_str()).with("perhaps", perhaps.as_str()),
        None => Message::new("cli.reach.unknown").with("words", unknown.words.as_str()),
    }
}

fn reasons(one: &Ranked, output: &Output) -> Vec<String> {
    let said = one.reasons.iter().map(|reason| match reason.points {
        0 => output.say(&reason.what),
        points => format!("{} ({points:+})", output.say(&reason.what)),
    });
    said.collect()
}

fn tell(found: &Found, unknown: &[Unknown], output: &Output) {
    if output.is_json() {
        let people: Vec<_> = found
            .people
            .iter()
            .map(|one| {
                let reasons: Vec<_> =
                    one.reasons.iter().map(|why| json!({ "points": why.points, "what": output.say(&why.what) })).collect();
                json!({ "person": one.person, "name": one.name, "outlet": one.outlet, "role": one.role, "points": one.points, "reasons": reasons })
            })
            .collect();
        output.object(&json!({
            "wanted": found.wanted, "unknown": unknown, "question": found.question, "outlet_count": found.outlet_count,
            "outlets": found.outlets, "count": found.count, "not_offered": found.not_offered, "people": people,
        }));
        return;
    }
    output.line(&found.question);
    let sum = Message::new("cli.reach.sum").with("outlets", found.outlet_count).with("n", found.count);
    output.line(&output.say(&sum));
    for barred in &found.not_offered {
        let says = Message::new("cli.reach.not_offered").with("n", barred.count).with("bar", barred.bar.as_str());
        output.line(&output.say(&says));
    }
    let rows = found
        .people
        .iter()
        .map(|one| {
            vec![one.points.to_string(), one.person.to_string(), one.name.clone(), one.outlet.clone(), reasons(one, output).join("; ")]
        })
        .collect();
    output.table(&["cli.head.points", "cli.head.id", "cli.head.name", "cli.head.outlet", "cli.head.reasons"], rows);
}
