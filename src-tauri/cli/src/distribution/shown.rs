//! How a distribution is told: to programs as one object, to people as a sum.

use std::collections::BTreeMap;

use serde::Serialize;
use tidings_core::distribution::api::{self, DeliveryCard, DistributionCard, Settle, Start};
use tidings_core::distribution::{Because, DistributionState, LanguageCount};
use tidings_core::error::Problem;
use tidings_core::ids::DistributionId;
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::output::{Answer, Output, RULES, figure};

/// The form of `send` and `distribution show` for programs.
#[derive(Serialize)]
pub(crate) struct Shown<'a> {
    distribution: DistributionId,
    document: i64,
    revision: u32,
    /// `original`, or what it is to its `parent`.
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<DistributionId>,
    state: &'static str,
    because: Option<Because>,
    recipients: u32,
    /// How many of them came by repair.
    #[serde(skip_serializing_if = "is_zero")]
    repaired: u32,
    excluded: BTreeMap<&'static str, u32>,
    waiting: u32,
    accepted: u32,
    refused: u32,
    retrying: u32,
    uncertain: u32,
    cancelled: u32,
    bytes: u64,
    seconds: f64,
    forecast_at: Option<String>,
    /// As long as the rest waits for the first few.
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<First>,
    /// When it starts, or was to start, by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<StartsAt>,
    /// Outside these nothing leaves.
    #[serde(skip_serializing_if = "Option::is_none")]
    hours: Option<crate::hours::ShownHours>,
    /// How many get it in which language, where it goes in several.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    languages: &'a [LanguageCount],
    /// Domains whose letters wait, because their servers refused several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    held: Vec<&'a str>,
    title: &'a str,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// When it starts, or was to start, by itself.
#[derive(Serialize)]
pub(crate) struct StartsAt {
    at: String,
    local: String,
    zone: String,
    late: &'static str,
    late_by_minutes: u32,
}

impl From<&Start> for StartsAt {
    fn from(start: &Start) -> Self {
        Self {
            at: start.at.to_rfc3339(),
            local: start.local.clone(),
            zone: start.zone.clone(),
            late: start.late.word(),
            late_by_minutes: start.within_ms / 60_000,
        }
    }
}

/// The same for people: on the clock that was meant, and in UTC.
pub(crate) fn starts(start: &Start, output: &Output) -> String {
    let said = Message::new("cli.starts").with("local", start.local.as_str()).with("zone", start.zone.as_str());
    let late = said.with("at", start.at.to_rfc3339()).with("late", start.late.word()).with("n", start.within_ms / 60_000);
    output.say(&late)
}

/// The first few, as long as the rest waits for them.
#[derive(Serialize)]
struct First {
    count: u32,
    accepted: u32,
    goes_on_at: Option<String>,
}

impl<'a> From<&'a DistributionCard> for Shown<'a> {
    fn from(card: &'a DistributionCard) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of one sending")]
        let seconds = card.spent_ms.unwrap_or(0) as f64 / 1000.0;
        Self {
            distribution: card.distribution,
            document: card.document.get(),
            revision: card.revision_number,
            kind: card.parent.map_or("original", |parent| parent.relation.word()),
            parent: card.parent.map(|parent| parent.distribution),
            state: card.state.word(),
            because: card.because,
            recipients: card.recipients,
            repaired: card.repaired,
            excluded: card.excluded.iter().map(|out| (out.reason.word(), out.count)).collect(),
            waiting: card.waiting,
            accepted: card.accepted,
            refused: card.refused,
            retrying: card.retrying,
            uncertain: card.uncertain,
            cancelled: card.cancelled,
            bytes: card.bytes,
            seconds,
            forecast_at: card.forecast_at.map(tidings_core::ids::Millis::to_rfc3339),
            first: card.first.map(|first| First {
                count: first.count,
                accepted: first.accepted,
                goes_on_at: first.goes_on_at.map(tidings_core::ids::Millis::to_rfc3339),
            }),
            start: card.start.as_ref().map(Into::into),
            hours: card.hours.as_ref().map(Into::into),
            languages: &card.languages,
            held: card.held.iter().map(|held| held.domain.as_str()).collect(),
            title: &card.title,
        }
    }
}

#[derive(Serialize)]
struct Row<'a> {
    address: &'a Option<String>,
    person: i64,
    name: &'a Option<String>,
    state: &'static str,
    message_id: &'a str,
    attempts: u32,
    reply: &'a Option<String>,
    /// The Message-ID of the mail that this one answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    in_reply_to: &'a Option<String>,
    /// A row with the corrected address has taken its place.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    repaired: bool,
    /// It stands in place of one that was refused.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    repairs: bool,
    /// The language of its letter, where the text goes in several.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: &'a Option<String>,
    at: String,
    /// What the account's own mailbox shows of an uncertain row.
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Evidence>,
}

#[derive(Serialize)]
struct Evidence {
    found: &'static str,
    proposes: Option<Settle>,
    looked_at: String,
}

/// Every row of the ledger.
pub(super) async fn deliveries(ws: &Workspace, id: DistributionId, output: &Output) -> Result<Answer, Problem> {
    const PAGE: u32 = 1000;
    let mut after = 0;
    loop {
        let rows = api::deliveries_after(ws, id, after, PAGE).await?;
        let Some(last) = rows.last() else { return Ok(Answer::Done) };
        after = last.delivery.get();
        for card in &rows {
            if output.is_json() {
                output.object(&row(card));
            } else {
                let who = card.address.clone().unwrap_or_else(|| output.say(&Message::new("cli.person").with("id", card.person.get())));
                let seen = card.evidence.as_ref().map(|seen| format!("  {}", output.say(&seen.says))).unwrap_or_default();
                output.line(&format!(
                    "{:<17} {who}{}  {}  {}{seen}",
                    card.state.word(),
                    card.language.as_ref().map(|tag| format!("  {tag}")).unwrap_or_default(),
                    output.say(&card.says),
                    card.reply.clone().unwrap_or_default().replace('\n', " ")
                ));
            }
        }
    }
}

fn row(card: &DeliveryCard) -> Row<'_> {
    Row {
        address: &card.address,
        person: card.person.get(),
        name: &card.name,
        state: card.state.word(),
        message_id: &card.message_id,
        attempts: card.attempts,
        reply: &card.reply,
        in_reply_to: &card.answers,
        repaired: card.repaired_by.is_some(),
        repairs: card.repairs.is_some(),
        language: &card.language,
        at: card.at.to_rfc3339(),
        evidence: card.evidence.as_ref().map(|seen| Evidence {
            found: seen.found.word(),
            proposes: seen.proposes,
            looked_at: seen.looked_at.to_rfc3339(),
        }),
    }
}

/// The signature sum, for people.
pub(super) fn sum(card: &DistributionCard, output: &Output) -> String {
    let mut lines = vec![format!("{} · {} · {}", card.distribution, card.title, output.say(&card.state.says()))];
    if let Some(parent) = card.parent {
        lines.push(format!("{} ({})", output.say(&parent.relation.says()), parent.distribution));
    }
    if let Some(because) = card.because {
        lines.push(output.say(&because.says()));
    }
    if let Some(trouble) = &card.trouble {
        lines.push(output.say(trouble));
    }
    if let Some(start) = card.start.as_ref().filter(|_| card.state == DistributionState::Scheduled) {
        lines.push(starts(start, output));
    }
    if let Some(hours) = &card.hours {
        lines.push(crate::hours::told(hours, output));
    }
    for held in &card.held {
        lines.push(output.say(&held.says));
    }
    for (name, n) in [
        ("cli.sum.accepted", card.accepted),
        ("cli.sum.refused", card.refused),
        ("cli.sum.retrying", card.retrying),
        ("cli.sum.uncertain", card.uncertain),
        ("cli.sum.waiting", card.waiting),
        ("cli.sum.cancelled", card.cancelled),
    ] {
        if n > 0 {
            lines.push(figure(&output.words(name), n));
        }
    }
    let [line, double] = RULES.map(str::to_owned);
    lines.extend([line, figure(&output.words("cli.sum.people"), card.recipients), double]);
    if card.repaired > 0 {
        lines.push(figure(&output.words("cli.sum.repaired"), card.repaired));
    }
    for one in &card.languages {
        let language = Message::new("cli.review.language").with("language", one.language.as_str());
        lines.push(figure(&output.say(&language), one.recipients));
    }
    for out in &card.excluded {
        lines.push(figure(&output.say(&out.reason.says()), out.count));
    }
    lines.join("\n")
}
