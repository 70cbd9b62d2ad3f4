//! What the shells ask about addresses whose domain was perhaps mistyped: `gmial.com` where `gmail.com` is meant.

use serde::Serialize;

use crate::contacts::store::{bars, typos as store};
use crate::contacts::{service, typos};
use crate::error::Problem;
use crate::ids::PersonId;
use crate::messages::Message;
use crate::net::EmailAddress;
use crate::workspace::{ReadTx, Topic, Workspace};

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
}

/// Addresses whose domain is a slip away from a large provider's. `limit` of them are told, and all are counted.
///
/// # Errors
/// What the file says.
pub async fn slips(ws: &Workspace, limit: u32) -> Result<Slips, Problem> {
    ws.read(move |tx| Ok(Slips { slips: read(tx, limit.min(MOST))?, count: store::count(tx)? })).await
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
            if bars::standing(tx, &old.key(&secret))?.is_some_and(|bar| bar.reason != crate::contacts::SuppressionReason::Bounced) {
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
