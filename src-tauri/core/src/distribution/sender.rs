//! What must be known of the sender before much goes out: whether receivers will take it for what it says (A7), and what the large
//! providers of personal mailboxes ask of whoever sends them much (A9).

use super::draw::Drawn;
use super::preflight::Finding;
use super::store::plan;
use crate::accounts::{self, AccountKind, DomainPart, Standing};
use crate::contacts::ListKind;
use crate::error::{Place, Problem};
use crate::ids::Millis;
use crate::messages::Message;
use crate::net::EmailAddress;
use crate::workspace::ReadTx;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// So many mails a day to the personal mailboxes of one provider are near what it calls bulk for good: 5,000 (Gmail since February
/// 2024, Outlook.com since May 2025; looked up on 24 November 2026).
const NEAR_BULK: u64 = 1_000;

/// A provider of personal mailboxes with rules of its own for bulk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Personal {
    Gmail,
    Outlook,
}

impl Personal {
    const ALL: [Self; 2] = [Self::Gmail, Self::Outlook];

    const fn name(self) -> &'static str {
        match self {
            Self::Gmail => "Gmail",
            Self::Outlook => "Outlook.com",
        }
    }

    /// The provider of personal mailboxes that a domain belongs to.
    pub(super) fn of_domain(domain: &str) -> Option<Self> {
        if matches!(domain, "gmail.com" | "googlemail.com") {
            return Some(Self::Gmail);
        }
        // outlook.de, hotmail.co.uk, live.nl …
        let (first, rest) = domain.split_once('.')?;
        let is_suffix = psl::suffix_str(rest) == Some(rest);
        (matches!(first, "outlook" | "hotmail" | "live" | "msn") && is_suffix).then_some(Self::Outlook)
    }
}

/// What is found of the sender.
pub(super) fn findings(tx: &ReadTx<'_>, drawn: &Drawn, now: Millis) -> Result<Vec<Finding>, Problem> {
    let account = &drawn.account;
    if account.kind != AccountKind::Smtp {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    let of_sender =
        |blocks: bool, what: Message| Finding { blocks, what, person: None, places: vec![Place::field("from")], language: None };
    let report = accounts::last_report(tx, account)?;
    if accounts::is_foreign_free_mail(account) {
        let what = Message::new("distribution.finding.free_mail").with("domain", account.from.domain());
        found.push(of_sender(true, what.with("host", account.server.host.as_str())));
    } else if let Some(alignment) = report.as_ref().and_then(|report| report.part(DomainPart::Alignment)) {
        match alignment.standing {
            Standing::Wrong => found.push(of_sender(true, alignment.says.clone())),
            Standing::Look => found.push(of_sender(false, alignment.says.clone())),
            Standing::Good | Standing::Unknown => {}
        }
    }
    if drawn.sealing.list_kind == ListKind::External {
        found.extend(bulk(tx, drawn, now)?);
    }
    Ok(found)
}

/// Near so many mails a day to one provider that it takes the sender for a bulk sender from then on (A9).
fn bulk(tx: &ReadTx<'_>, drawn: &Drawn, now: Millis) -> Result<Vec<Finding>, Problem> {
    let mut found = Vec::new();
    for provider in Personal::ALL {
        let own = |domain: &str| Personal::of_domain(domain) == Some(provider);
        let here = drawn.chosen.iter().filter(|chosen| own(chosen.address.domain())).count() as u64;
        if here == 0 {
            continue;
        }
        let before = if here < NEAR_BULK { sent_to(tx, drawn, now, own)? } else { 0 };
        if here + before >= NEAR_BULK {
            let one_click = drawn.sealing.one_click.is_some();
            let what = Message::new("distribution.finding.bulk").with("n", here + before).with("provider", provider.name());
            let what = what.with("click", if one_click { "yes" } else { "no" });
            found.push(Finding { blocks: false, what, person: None, places: Vec::new(), language: None });
        }
    }
    Ok(found)
}

/// How many went to such domains in the last day, from all senders of the sender's organisation.
fn sent_to(tx: &ReadTx<'_>, drawn: &Drawn, now: Millis, own: impl Fn(&str) -> bool) -> Result<u64, Problem> {
    let organisation = accounts::organisation_of(drawn.account.from.domain()).to_owned();
    let mut n = 0;
    plan::each_sent_since(tx, now.plus_ms(-DAY_MS), |from, to| {
        let domain = |address: &str| EmailAddress::parse(address).ok().map(|address| address.domain().to_owned());
        let ours = domain(from).is_some_and(|from| accounts::organisation_of(&from) == organisation);
        n += u64::from(ours && domain(to).is_some_and(|to| own(&to)));
    })?;
    Ok(n)
}

#[cfg(test)]
mod tests {
    use super::Personal;

    #[test]
    fn personal_mailboxes_are_told_from_those_of_organisations() {
        for (domain, provider) in [
            ("gmail.com", Some(Personal::Gmail)),
            ("googlemail.com", Some(Personal::Gmail)),
            ("outlook.com", Some(Personal::Outlook)),
            ("hotmail.co.uk", Some(Personal::Outlook)),
            ("live.nl", Some(Personal::Outlook)),
            ("live.example.org", None),
            ("outlook.harbourtrust.org", None),
            ("google.com", None),
            ("mygmail.com", None),
        ] {
            assert_eq!(Personal::of_domain(domain), provider, "{domain}");
        }
    }
}
