//! What the shells ask about addresses whose domain was perhaps mistyped: `gmial.com` where `gmail.com` is meant.

use serde::Serialize;

use crate::contacts::store::{bars, typos as store};
use crate::contacts::{SuppressionReason, address_meant, service, typos};
use crate::error::Problem;
use crate::ids::PersonId;
use crate::messages::Message;
use crate::net::EmailAddress;
use crate::workspace::{ReadTx, Topic, Workspace, WriteTx};

/// Most addresses that are shown at once, and mended in one act.
const MOST: u32 = 10_000;

/// An address that was perhaps mistyped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Slip {
    /// Whose.
    pub person: PersonId,
    /// Their name; empty where none is known.
    pub name: String,
    /// As it is kept.
    pub address: String,
    /// What was perhaps meant.
    pub meant: String,
}

/// All of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Slips {
    /// By name.
    pub slips: Vec<Slip>,
    /// How many there are.
    pub count: u32,
    /// Domains that look mistyped and that somebody called right.
    pub right: Vec<String>,
}

/// Addresses whose domain is a slip away from a large provider's. `limit` of them are told, and all are counted.
///
/// # Errors
/// What the file says.
pub async fn slips(ws: &Workspace, limit: u32) -> Result<Slips, Problem> {
    ws.read(move |tx| Ok(Slips { slips: read(tx, limit.min(MOST))?, count: store::count(tx)?, right: store::right(tx)? })).await
}

fn read(tx: &ReadTx<'_>, limit: u32) -> Result<Vec<Slip>, Problem> {
    let mut slips = Vec::new();
    for one in store::all(tx, limit)? {
        let Ok(address) = EmailAddress::parse(&one.address) else { continue };
        if let Some(domain) = typos::meant(address.domain()) {
            let meant = format!("{}@{domain}", address.local());
            slips.push(Slip { person: one.person, name: one.name, address: one.address, meant });
        }
    }
    Ok(slips)
}

/// The address that was perhaps meant by one that is being written; none if it is no address yet or no slip.
///
/// # Errors
/// What the file says.
pub async fn meant(ws: &Workspace, written: &str) -> Result<Option<String>, Problem> {
    let Ok(address) = EmailAddress::parse(written) else { return Ok(None) };
    ws.read(move |tx| Ok(address_meant(tx, &address)?)).await
}

/// The domain of an address, or the domain itself, as domains are compared.
fn domain_of(said: &str) -> String {
    said.trim().rsplit('@').next().unwrap_or_default().to_lowercase()
}

/// Keeps that the domain of an address that looks mistyped (or the domain that is said alone) is right: no address that has it is taken for
/// a slip any more, wherever it comes from. The domain, as it is kept.
///
/// # Errors
/// `contacts.no_slip` if it does not look mistyped: nothing has changed.
pub async fn keep_domain(ws: &Workspace, said: String) -> Result<String, Problem> {
    let domain = domain_of(&said);
    if typos::meant(&domain).is_none() {
        return Err(Problem::refusal("contacts.no_slip").with("domain", domain));
    }
    let label = Message::new("contacts.action.domain_right").with("domain", domain.as_str());
    ws.write(label, move |tx| {
        if !store::is_right(tx, &domain)? {
            store::keep_right(tx, &domain)?;
            tell(tx);
        }
        Ok(domain)
    })
    .await
}

/// Forgets that a domain was called right: addresses that have it are asked about again. The domain.
///
/// # Errors
/// `contacts.not_right` if nobody called it right.
pub async fn doubt_domain(ws: &Workspace, said: String) -> Result<String, Problem> {
    let domain = domain_of(&said);
    let label = Message::new("contacts.action.domain_doubted").with("domain", domain.as_str());
    ws.write(label, move |tx| {
        if !store::is_right(tx, &domain)? {
            return Err(Problem::missing("contacts.not_right").with("domain", domain));
        }
        store::doubt(tx, &domain)?;
        tell(tx);
        Ok(domain)
    })
    .await
}

/// Whoever asks for mistyped addresses asks again, an import among them.
fn tell(tx: &WriteTx<'_>) {
    tx.changed(Topic::Person, None);
    tx.changed(Topic::Import, None);
}

/// Writes what was perhaps meant in the place of these people's mistyped addresses, or of everybody's, as one act; how many addresses.
/// Of somebody who has the right one already the mistyped one goes. A suppression of an address stays with that address.
///
/// # Errors
/// `contacts.no_person`; `contacts.refused`: nothing has changed.
pub async fn mend_slips(ws: &Workspace, people: Option<Vec<PersonId>>) -> Result<u32, Problem> {
    let secret = *ws.secret();
    ws.write(Message::new("contacts.action.slips_mended"), move |tx| {
        let mut mended = 0;
        for slip in read(tx, MOST)? {
            if people.as_ref().is_some_and(|people| !people.contains(&slip.person)) {
                continue;
            }
            let (old, new) = (EmailAddress::parse(&slip.address)?, EmailAddress::parse(&slip.meant)?);
            // Whoever asked not to be written to did not mean an address that they never had.
            let bar = bars::standing(tx, &old.key(&secret))?;
            if bar.is_some_and(|bar| bar.said().any(|(reason, _)| reason != SuppressionReason::Bounced)) {
                continue;
            }
            service::correct_address(tx, &secret, slip.person, Some(&old.key(&secret)), &new, tx.actor())?;
            mended += 1;
        }
        tx.changed(Topic::Duplicate, None);
        Ok(mended)
    })
    .await
}
