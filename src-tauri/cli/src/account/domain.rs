//! `tidings account check-domain`: what stands in the domain name system for the account's sender.

use tidings_core::accounts::api::{self, DomainPart, DomainReport, Standing};
use tidings_core::error::Problem;
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::output::{Answer, Output};

#[derive(clap::Args)]
pub(crate) struct Words {
    /// The account's name or number.
    name: String,
    /// Show what was found the last time, without asking anybody.
    #[arg(long)]
    last: bool,
    /// Ask this name server instead of the system's.
    #[arg(long, value_name = "ADDRESS", env = "TIDINGS_RESOLVER")]
    resolver: Option<String>,
}

/// Ends with 1 where something is wrong, with 6 where something is unknown.
pub(super) async fn run(ws: &Workspace, words: Words, output: &Output) -> Result<Answer, Problem> {
    let account = api::named(ws, Some(words.name)).await?;
    if let Some(resolver) = &words.resolver {
        api::use_resolver(ws, resolver)?;
    }
    let report = if words.last {
        api::domain_report(ws, account.id)
            .await?
            .ok_or_else(|| Problem::missing("accounts.domain_never").todo("accounts.domain_never.todo"))?
    } else {
        api::check_domain(ws, account.id).await?
    };
    told(&report, output);
    let any = |standing| report.findings.iter().any(|finding| finding.standing == standing);
    Ok(match (any(Standing::Wrong), any(Standing::Unknown)) {
        (true, _) => Answer::Found,
        (false, true) => Answer::NotForEverybody,
        (false, false) => Answer::Done,
    })
}

fn told(report: &DomainReport, output: &Output) {
    output.answer(report, || {
        let mut lines = Vec::new();
        for finding in &report.findings {
            let head = output.say(&Message::new(part(finding.part)));
            lines.push(format!("{:<10} {}  {}", head, output.say(&Message::new(standing(finding.standing))), output.say(&finding.says)));
            lines.extend(finding.todo.as_ref().map(|todo| format!("           {}", output.say(todo))));
            lines.extend(finding.record.as_ref().map(|record| format!("           {} {} \"{}\"", record.name, record.kind, record.value)));
        }
        lines.join("\n")
    });
}

fn part(part: DomainPart) -> &'static str {
    match part {
        DomainPart::Mx => "accounts.domain.part_mx",
        DomainPart::Spf => "accounts.domain.part_spf",
        DomainPart::Dkim => "accounts.domain.part_dkim",
        DomainPart::Dmarc => "accounts.domain.part_dmarc",
        DomainPart::Alignment => "accounts.domain.part_alignment",
    }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Good => "accounts.domain.good",
        Standing::Look => "accounts.domain.look",
        Standing::Wrong => "accounts.domain.wrong",
        Standing::Unknown => "accounts.domain.unknown_word",
    }
}
