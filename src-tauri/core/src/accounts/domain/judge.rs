//! What the facts mean, in one plain sentence each. Pure.

use super::dmarc::Policy;
use super::spf::{Broken, MOST_LOOKUPS, Says, Spf};
use super::{DomainFinding, DomainPart, DomainRecord, Facts, Standing};
use crate::accounts::{Account, AccountKind, Preset, Published, alignment, preset, service};
use crate::messages::Message;

fn finding(part: DomainPart, standing: Standing, key: &'static str) -> DomainFinding {
    DomainFinding { part, standing, says: Message::new(key), todo: None, record: None, found: Vec::new() }
}

impl DomainFinding {
    fn with(mut self, name: &'static str, value: impl Into<crate::messages::Value>) -> Self {
        let value = value.into();
        if let Some(todo) = self.todo.as_mut() {
            todo.set(name, value.clone());
        }
        self.says.set(name, value);
        self
    }

    fn todo(mut self, key: &'static str) -> Self {
        self.todo = Some(self.says.with_key(key));
        self
    }

    fn publish(mut self, name: &str, kind: &str, value: String) -> Self {
        self.record = Some(DomainRecord { name: name.to_owned(), kind: kind.to_owned(), value });
        self
    }

    fn found(mut self, found: Vec<String>) -> Self {
        self.found = found;
        self
    }
}

/// Whether an account sends as a free mailbox's address by a server that is not that provider's (A7): receivers refuse it, since no
/// other server may send for such a domain.
#[must_use]
pub fn is_foreign_free_mail(account: &Account) -> bool {
    // A server on this machine hands mail on to another, nobody knows which.
    let elsewhere = account.kind == AccountKind::Smtp && !service::is_this_machine(&account.server.host);
    elsewhere && preset::for_address(&account.from).is_some_and(|provider| !provider.is_host(&account.server.host))
}

/// All parts, in their order.
pub(super) fn judge(account: &Account, domain: &str, provider: Option<&Preset>, facts: &Facts) -> Vec<DomainFinding> {
    let (spf, spf_answers) = spf(account, domain, provider, facts);
    let (dkim, dkim_answers) = dkim(domain, facts);
    let parts = [mx(domain, facts), spf, dkim, dmarc(domain, facts), alignment(account, domain, facts, spf_answers, dkim_answers)];
    let named = |part: DomainFinding| part.with("domain", domain).with("host", account.server.host.as_str());
    parts.into_iter().map(named).collect()
}

fn mx(domain: &str, facts: &Facts) -> DomainFinding {
    let part = DomainPart::Mx;
    match &facts.exchanges {
        Err(fault) if fault.leaves_unknown() => finding(part, Standing::Unknown, "accounts.domain.unknown"),
        Err(_) => finding(part, Standing::Wrong, "accounts.domain.no_such_domain").todo("accounts.domain.no_such_domain.todo"),
        Ok(found) if found.is_empty() && facts.has_address => {
            finding(part, Standing::Look, "accounts.domain.mx_by_address").todo("accounts.domain.mx_none.todo")
        }
        Ok(found) if found.is_empty() => finding(part, Standing::Wrong, "accounts.domain.mx_none").todo("accounts.domain.mx_none.todo"),
        Ok(found) if found.iter().all(|mx| mx.host.is_empty()) => {
            finding(part, Standing::Wrong, "accounts.domain.mx_null").todo("accounts.domain.mx_null.todo")
        }
        Ok(found) => {
            let hosts: Vec<&str> = found.iter().map(|mx| mx.host.as_str()).collect();
            finding(part, Standing::Good, "accounts.domain.mx_good")
                .with("hosts", hosts.join(", "))
                .found(found.iter().map(|mx| format!("{domain} MX {} {}.", mx.preference, mx.host)).collect())
        }
    }
}

/// What SPF or DKIM answers for the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answers {
    Yes,
    No,
    Perhaps,
    Unknown,
}

/// The word that lets the account's server send: its provider's, else its own name.
fn word_for(account: &Account, provider: Option<&Preset>) -> String {
    match provider.map(|provider| provider.spf.as_str()).filter(|spf| !spf.is_empty()) {
        Some(include) => format!("include:{include}"),
        None => format!("a:{}", account.server.host),
    }
}

/// A record with one word more, before the word for all others.
fn with_word(record: &str, word: &str) -> String {
    let mut words: Vec<&str> = record.split_ascii_whitespace().collect();
    let is_last = |known: &&str| {
        let bare = known.trim_start_matches(['+', '-', '~', '?']).to_ascii_lowercase();
        bare == "all" || bare.starts_with("redirect=")
    };
    let at = words.iter().position(is_last).unwrap_or(words.len());
    words.insert(at, word);
    words.join(" ")
}

fn spf(account: &Account, domain: &str, provider: Option<&Preset>, facts: &Facts) -> (DomainFinding, Answers) {
    let part = DomainPart::Spf;
    let Ok(found) = &facts.spf else { return (finding(part, Standing::Unknown, "accounts.domain.unknown"), Answers::Unknown) };
    let here = service::is_this_machine(&account.server.host);
    let word = word_for(account, provider);
    let Some(record) = &found.record else {
        let value = if here { "v=spf1 mx ~all".to_owned() } else { format!("v=spf1 mx {word} ~all") };
        let none = finding(part, Standing::Wrong, "accounts.domain.spf_none").todo("accounts.domain.publish.todo");
        return (none.publish(domain, "TXT", value), Answers::No);
    };
    let seen = |part: DomainFinding| part.found(vec![format!("{domain} TXT {record}")]);
    if let Some(broken) = &found.broken {
        let part = match broken {
            Broken::Two => finding(part, Standing::Wrong, "accounts.domain.spf_two"),
            Broken::Word(word) => finding(part, Standing::Wrong, "accounts.domain.spf_word").with("word", word.as_str()),
            Broken::Gone(name) => finding(part, Standing::Wrong, "accounts.domain.spf_gone").with("name", name.as_str()),
        };
        return (seen(part.todo("accounts.domain.spf_broken.todo")), Answers::No);
    }
    if found.lookups > MOST_LOOKUPS {
        let part = finding(part, Standing::Wrong, "accounts.domain.spf_lookups").with("n", found.lookups);
        return (seen(part.todo("accounts.domain.spf_lookups.todo")), Answers::No);
    }
    if found.open && !is_named(found, provider) {
        let part = finding(part, Standing::Look, "accounts.domain.spf_open").todo("accounts.domain.spf_open.todo");
        return (seen(part), if found.says == Some(Says::Pass) { Answers::Yes } else { Answers::Perhaps });
    }
    if found.says == Some(Says::Pass) || is_named(found, provider) {
        return (seen(finding(part, Standing::Good, "accounts.domain.spf_good").with("n", found.lookups)), Answers::Yes);
    }
    // What a receiver found goes before what can be guessed from here.
    match facts.seen.and_then(|seen| seen.spf) {
        Some(true) => return (seen(finding(part, Standing::Good, "accounts.domain.spf_probed")), Answers::Yes),
        Some(false) => {
            let part = finding(part, Standing::Wrong, "accounts.domain.spf_probed_not").todo("accounts.domain.spf_add.todo");
            return (seen(part.publish(domain, "TXT", with_word(record, &word))), Answers::No);
        }
        None => {}
    }
    if here || found.says.is_none() || found.depends {
        // Nobody here knows by which address the mail leaves.
        let part = finding(part, Standing::Look, "accounts.domain.spf_cannot_tell").todo("accounts.domain.spf_cannot_tell.todo");
        return (seen(part), Answers::Perhaps);
    }
    let known = provider.is_some_and(|provider| !provider.spf.is_empty());
    let (standing, key) = match (known, found.says) {
        (true, _) => (Standing::Wrong, "accounts.domain.spf_not_named"),
        // Mail may leave by other addresses than the one it is handed in at.
        (false, Some(Says::Fail)) => (Standing::Look, "accounts.domain.spf_maybe_refused"),
        (false, _) => (Standing::Look, "accounts.domain.spf_maybe"),
    };
    let part = finding(part, standing, key).todo("accounts.domain.spf_add.todo").publish(domain, "TXT", with_word(record, &word));
    (seen(part), if known { Answers::No } else { Answers::Perhaps })
}

fn is_named(found: &Spf, provider: Option<&Preset>) -> bool {
    provider.is_some_and(|provider| !provider.spf.is_empty() && found.includes.contains(&provider.spf))
}

fn dkim(domain: &str, facts: &Facts) -> (DomainFinding, Answers) {
    let part = DomainPart::Dkim;
    if let Some((selector, published)) = facts.own_keys.iter().find(|(_, published)| *published != Published::Yes) {
        let (standing, key) = match published {
            Published::Unknown => (Standing::Unknown, "accounts.domain.unknown"),
            Published::Testing => (Standing::Look, "accounts.domain.dkim_testing"),
            Published::Other => (Standing::Wrong, "accounts.domain.dkim_other"),
            Published::Missing | Published::Yes => (Standing::Wrong, "accounts.domain.dkim_missing"),
        };
        let part = finding(part, standing, key).with("selector", selector.as_str());
        return match standing {
            Standing::Unknown => (part, Answers::Unknown),
            _ => (part.todo("accounts.domain.dkim_own.todo"), Answers::No),
        };
    }
    if !facts.own_keys.is_empty() {
        let selectors: Vec<&str> = facts.own_keys.iter().map(|(selector, _)| selector.as_str()).collect();
        return (finding(part, Standing::Good, "accounts.domain.dkim_own").with("selector", selectors.join(", ")), Answers::Yes);
    }
    if let Some(seen) = facts.seen.filter(|seen| seen.signed && seen.dkim != Some(false)) {
        let part = if seen.covers_list {
            finding(part, Standing::Good, "accounts.domain.dkim_probed")
        } else {
            finding(part, Standing::Look, "accounts.domain.dkim_probed_without").todo("accounts.domain.dkim_probed_without.todo")
        };
        return (part, Answers::Yes);
    }
    match &facts.usual_keys {
        None => (finding(part, Standing::Unknown, "accounts.domain.unknown"), Answers::Unknown),
        Some(found) if found.is_empty() => (
            finding(part, Standing::Look, "accounts.domain.dkim_none_usual").todo("accounts.domain.dkim_none_usual.todo"),
            Answers::Perhaps,
        ),
        Some(found) => {
            let names = found.iter().map(|selector| crate::net::dkim::record_name(selector, domain)).collect();
            let part = finding(part, Standing::Good, "accounts.domain.dkim_usual").with("selector", found.join(", "));
            (part.todo("accounts.domain.dkim_usual.todo").found(names), Answers::Perhaps)
        }
    }
}

fn dmarc(domain: &str, facts: &Facts) -> DomainFinding {
    let part = DomainPart::Dmarc;
    let Ok(found) = &facts.dmarc else { return finding(part, Standing::Unknown, "accounts.domain.unknown") };
    let own = format!("_dmarc.{domain}");
    if found.several {
        return finding(part, Standing::Wrong, "accounts.domain.dmarc_two").with("name", own).todo("accounts.domain.dmarc_two.todo");
    }
    let (Some((at, record)), Some(policy)) = (&found.counts, found.policy) else {
        let proposed = format!("v=DMARC1; p=none; rua=mailto:postmaster@{domain}");
        let none = match &found.unreadable {
            Some((name, text)) => finding(part, Standing::Wrong, "accounts.domain.dmarc_unreadable")
                .with("name", name.as_str())
                .found(vec![format!("{name} TXT {text}")]),
            None => finding(part, Standing::Look, "accounts.domain.dmarc_none"),
        };
        return none.todo("accounts.domain.dmarc_none.todo").publish(&own, "TXT", proposed);
    };
    let key = match policy {
        _ if record.testing => "accounts.domain.dmarc_testing",
        Policy::None => "accounts.domain.dmarc_watches",
        Policy::Quarantine => "accounts.domain.dmarc_quarantine",
        Policy::Reject => "accounts.domain.dmarc_reject",
    };
    let text = found.text.clone().unwrap_or_default();
    let part = finding(part, Standing::Good, key).with("at", at.as_str()).found(vec![format!("_dmarc.{at} TXT {text}")]);
    if policy == Policy::None && !record.reports { part.todo("accounts.domain.dmarc_reports.todo") } else { part }
}

/// Whether something answers for the very address that readers see. The return address of our mails is the sender's own, so that
/// SPF, where it lets the server send, answers for it; a signature does if its domain is of the same organisation.
fn alignment(account: &Account, domain: &str, facts: &Facts, spf: Answers, dkim: Answers) -> DomainFinding {
    let part = DomainPart::Alignment;
    if is_foreign_free_mail(account) {
        return finding(part, Standing::Wrong, "accounts.domain.free_mail").todo("accounts.domain.free_mail.todo");
    }
    let policy = facts.dmarc.as_ref().ok().and_then(|found| found.policy);
    let organisation = facts.dmarc.as_ref().map_or(alignment::organisation(domain), |found| found.organisation.as_str());
    // Where the record asks for the sender's very domain, one above it does not answer.
    let strict = facts.dmarc.as_ref().ok().and_then(|found| found.counts.as_ref()).is_some_and(|(_, record)| record.strict_dkim);
    let dkim = if strict && dkim == Answers::Yes && !facts.own_keys_of_domain { Answers::No } else { dkim };
    let part = match (spf, dkim) {
        (_, Answers::Yes) => finding(part, Standing::Good, "accounts.domain.aligned_dkim"),
        (Answers::Yes, _) => finding(part, Standing::Good, "accounts.domain.aligned_spf"),
        (Answers::Unknown, _) | (_, Answers::Unknown) => finding(part, Standing::Unknown, "accounts.domain.unknown"),
        (Answers::Perhaps, _) | (_, Answers::Perhaps) => {
            finding(part, Standing::Look, "accounts.domain.aligned_perhaps").todo("accounts.domain.aligned_perhaps.todo")
        }
        (Answers::No, Answers::No) => match policy {
            Some(Policy::Quarantine | Policy::Reject) => {
                finding(part, Standing::Wrong, "accounts.domain.unaligned_refused").todo("accounts.domain.unaligned.todo")
            }
            _ => finding(part, Standing::Wrong, "accounts.domain.unaligned").todo("accounts.domain.unaligned.todo"),
        },
    };
    part.with("organisation", organisation)
}

#[cfg(test)]
mod tests {
    use super::with_word;

    #[test]
    fn a_word_is_added_before_the_word_for_all_others() {
        assert_eq!(with_word("v=spf1 mx -all", "a:x"), "v=spf1 mx a:x -all");
        assert_eq!(with_word("v=spf1 redirect=_spf.x", "a:x"), "v=spf1 a:x redirect=_spf.x");
        assert_eq!(with_word("v=spf1 mx", "a:x"), "v=spf1 mx a:x");
    }
}
