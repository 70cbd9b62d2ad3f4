//! Whether the domain of an address is a slip, as the file has it: many have it, or somebody called it right.

use super::store::{people, typos as store};
use super::typos;
use crate::net::EmailAddress;
use crate::workspace::{ReadTx, StoreError};

/// The large provider's domain that a domain is a slip away from.
#[must_use]
pub fn domain_meant(domain: &str) -> Option<&'static str> {
    typos::meant(domain)
}

/// Domains that look mistyped and that somebody called right.
///
/// # Errors
/// What SQLite says.
pub fn right_domains(tx: &ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    store::right(tx)
}

/// The address that was perhaps meant by this one; none if many people have one of its domain, or somebody called it right: then it is no slip.
///
/// # Errors
/// What SQLite says.
pub fn address_meant(tx: &ReadTx<'_>, address: &EmailAddress) -> Result<Option<String>, StoreError> {
    let Some(domain) = typos::meant(address.domain()) else { return Ok(None) };
    let many = people::at_domain(tx, address.domain(), typos::MANY)? >= typos::MANY;
    let right = many || store::is_right(tx, address.domain())?;
    Ok((!right).then(|| format!("{}@{domain}", address.local())))
}
