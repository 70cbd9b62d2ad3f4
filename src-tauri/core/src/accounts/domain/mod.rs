//! *Check my domain* (A6, A7, A9): what stands in the domain name system for the sender of an account, each in one sentence, with
//! what to do and the record to publish. What could not be asked is unknown, never missing.

mod dmarc;
mod judge;
mod spf;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

pub use judge::is_foreign_free_mail;

use super::alignment::ascii;
use super::asking::dns;
use super::dkim::judge_texts;
use super::{Account, AccountKind, Authentication, Published, preset, service, store};
use crate::error::Problem;
use crate::ids::{AccountId, JobId, Millis};
use crate::jobs::{Handle, Outcome, Registry};
use crate::messages::Message;
use crate::net::dkim::{read_record, record_name};
use crate::net::dns::{Dns, DnsFault, Exchange};
use crate::workspace::{ReadTx, Topic, Workspace};

/// Names under which providers usually publish their keys.
const USUAL_SELECTORS: [&str; 24] = [
    "default",
    "dkim",
    "mail",
    "email",
    "smtp",
    "google",
    "selector1",
    "selector2",
    "s1",
    "s2",
    "k1",
    "k2",
    "k3",
    "fm1",
    "fm2",
    "fm3",
    "protonmail",
    "protonmail2",
    "zoho",
    "mxvault",
    "mandrill",
    "key1",
    "rsa",
    "ed25519",
];

/// What is looked at, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum DomainPart {
    /// Who takes mail for the domain.
    Mx,
    /// Which servers may send as it.
    Spf,
    /// Whether a key to hold signatures against is there.
    Dkim,
    /// What receivers should do with what answers for it in no way.
    Dmarc,
    /// Whether SPF or DKIM answers for the very sender that readers see.
    Alignment,
}

/// How a part stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Standing {
    /// As it should be.
    Good,
    /// It works, or may, but deserves a look.
    Look,
    /// Mails will be refused, or taken for spam.
    Wrong,
    /// Nobody could be asked.
    Unknown,
}

/// A record to publish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DomainRecord {
    /// Its name.
    pub name: String,
    /// Its kind: `TXT` or `MX`.
    pub kind: String,
    /// What it says.
    pub value: String,
}

/// One part, judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DomainFinding {
    /// Which part.
    pub part: DomainPart,
    /// How it stands.
    pub standing: Standing,
    /// What was found, in one sentence.
    pub says: Message,
    /// What to do.
    pub todo: Option<Message>,
    /// The record to publish.
    pub record: Option<DomainRecord>,
    /// What stands there now, as it was found.
    pub found: Vec<String>,
}

/// What was found for the sender of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DomainReport {
    /// The sender's domain.
    pub domain: String,
    /// The server that mail is handed to.
    pub server: String,
    /// When it was looked at.
    pub at: Millis,
    /// The parts, in their order.
    pub findings: Vec<DomainFinding>,
}

impl DomainReport {
    /// A part as it was found.
    #[must_use]
    pub fn part(&self, part: DomainPart) -> Option<&DomainFinding> {
        self.findings.iter().find(|finding| finding.part == part)
    }
}

/// What DNS says, before anything is judged. `Err` is what could not be asked.
struct Facts {
    exchanges: Result<Vec<Exchange>, DnsFault>,
    has_address: bool,
    spf: Result<spf::Spf, DnsFault>,
    /// The account's own keys that sign, and whether their records were found.
    own_keys: Vec<(String, Published)>,
    /// Whether one of them is the sender's very domain's, not one above it.
    own_keys_of_domain: bool,
    /// Keys of others under the usual names; none where nobody could be asked.
    usual_keys: Option<Vec<String>>,
    dmarc: Result<dmarc::Dmarc, DnsFault>,
    /// What a mail to oneself showed, where one was sent.
    seen: Option<Authentication>,
}

/// Looks, and keeps what was found with the account.
///
/// # Errors
/// `accounts.not_found`, `accounts.domain_practice`, `accounts.domain_bad`, `accounts.no_resolver`, `accounts.domain_cancelled`.
pub async fn check_domain(ws: &Workspace, id: AccountId) -> Result<DomainReport, Problem> {
    let job = ws.part::<Registry>().begin(Message::new("accounts.job.domain"));
    checking_job(ws, id, &job).await
}

/// As [`check_domain`], without waiting: the id of the job.
pub fn begin_domain_check(ws: &Workspace, id: AccountId) -> JobId {
    let job = ws.part::<Registry>().begin(Message::new("accounts.job.domain"));
    let (ws, shown) = (ws.clone(), job.id());
    tokio::spawn(async move { drop(checking_job(&ws, id, &job).await) });
    shown
}

/// What was found the last time; none if never, or if the account has another sender or server since.
///
/// # Errors
/// `accounts.not_found`.
pub async fn domain_report(ws: &Workspace, id: AccountId) -> Result<Option<DomainReport>, Problem> {
    ws.read(move |tx| last_report(tx, &service::find(tx, id)?)).await
}

/// As [`domain_report`], inside a transaction.
///
/// # Errors
/// What SQLite says.
pub fn last_report(tx: &ReadTx<'_>, account: &Account) -> Result<Option<DomainReport>, Problem> {
    let kept = store::domain_report(tx, account.id)?.and_then(|json| serde_json::from_str::<DomainReport>(&json).ok());
    let domain = ascii(account.from.domain()).unwrap_or_default();
    Ok(kept.filter(|report| report.domain == domain && report.server.eq_ignore_ascii_case(&account.server.host)))
}

async fn checking_job(ws: &Workspace, id: AccountId, job: &Handle) -> Result<DomainReport, Problem> {
    let cancelled = || Problem::refusal("accounts.domain_cancelled");
    let done = tokio::select! {
        done = checking(ws, id, job) => done,
        () = job.until_cancelled() => Err(cancelled()),
    };
    job.end(match &done {
        Ok(_) => Outcome::Done,
        Err(problem) if problem.code == "accounts.domain_cancelled" => Outcome::Cancelled,
        Err(problem) => Outcome::Failed { problem: problem.clone() },
    });
    done
}

async fn checking(ws: &Workspace, id: AccountId, job: &Handle) -> Result<DomainReport, Problem> {
    let account = service::by_id(ws, id).await?;
    if account.kind == AccountKind::Practice {
        return Err(Problem::refusal("accounts.domain_practice"));
    }
    let domain =
        ascii(account.from.domain()).ok_or_else(|| Problem::refusal("accounts.domain_bad").with("domain", account.from.domain()))?;
    let asked = dns(ws).await?;
    let (keys, probe) = ws.read(move |tx| Ok((store::dkim::keys(tx, id)?, store::probe(tx, id)?))).await?;
    let seen = probe.and_then(|probe| probe.authentication);
    let step = |done: u64| job.progress(done, Some(5));
    let exchanges = asked.exchanges(&domain).await;
    let has_address = matches!(&exchanges, Ok(found) if found.is_empty()) && asked.addresses(&domain).await.is_ok_and(|at| !at.is_empty());
    step(1);
    let server = asked.addresses(&account.server.host).await.unwrap_or_default();
    let server: Vec<_> = server.into_iter().filter(|ip| !ip.is_loopback()).collect();
    let spf = spf::walk(&asked, &domain, &server).await;
    step(2);
    let mut own_keys = Vec::new();
    let own_keys_of_domain = keys.iter().any(|key| key.signs && key.domain == domain);
    for key in keys.into_iter().filter(|key| key.signs) {
        let published = match asked.texts(&record_name(&key.selector, &key.domain)).await {
            Ok(texts) => judge_texts(&texts, key.algorithm, &key.public),
            Err(fault) if fault.leaves_unknown() => Published::Unknown,
            Err(_) => Published::Missing,
        };
        own_keys.push((key.selector, published));
    }
    let usual_keys = if own_keys.is_empty() { usual_keys(&asked, &domain).await } else { None };
    step(3);
    let dmarc = dmarc::walk(&asked, &domain).await;
    step(4);
    let facts = Facts { exchanges, has_address, spf, own_keys, own_keys_of_domain, usual_keys, dmarc, seen };
    let preset = preset::of_host(&account.server.host);
    let report = DomainReport {
        findings: judge::judge(&account, &domain, preset.as_ref(), &facts),
        domain,
        server: account.server.host.clone(),
        at: ws.now(),
    };
    let json = serde_json::to_string(&report).map_err(|e| Problem::failure("workspace.failed").because(e))?;
    ws.write_quietly(move |tx| {
        tx.changed(Topic::Account, id.get());
        Ok(store::keep_domain_report(tx, id, &json)?)
    })
    .await?;
    step(5);
    Ok(report)
}

/// The usual names under which a key is found; none where nobody could be asked.
async fn usual_keys(dns: &Dns, domain: &str) -> Option<Vec<String>> {
    let mut asking = JoinSet::new();
    for selector in USUAL_SELECTORS {
        let (dns, name) = (dns.clone(), record_name(selector, domain));
        asking.spawn(async move { (selector, dns.texts(&name).await) });
    }
    let (mut found, mut unknown) = (Vec::new(), false);
    while let Some(answer) = asking.join_next().await {
        match answer {
            Ok((selector, Ok(texts))) => {
                let is_key = |text: &String| read_record(text).is_some_and(|key| !key.public.is_empty());
                if texts.iter().any(is_key) {
                    found.push(selector.to_owned());
                }
            }
            Ok((_, Err(fault))) => unknown |= fault.leaves_unknown(),
            Err(_) => unknown = true,
        }
    }
    found.sort();
    (!found.is_empty() || !unknown).then_some(found)
}
