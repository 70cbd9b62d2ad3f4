//! DMARC (RFC 9989): what receivers should do with a mail that answers for its sender in no way. The record is looked for by walking
//! up the tree of names, which also tells where an organisation begins.

use crate::net::dns::{Dns, DnsFault};

/// A policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Policy {
    None,
    Quarantine,
    Reject,
}

impl Policy {
    fn of(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "none" => Some(Self::None),
            "quarantine" => Some(Self::Quarantine),
            "reject" => Some(Self::Reject),
            _ => None,
        }
    }
}

/// A record, as far as it is needed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// For the domain itself.
    pub(super) policy: Policy,
    /// For domains below it.
    pub(super) below: Policy,
    /// Whether the record's domain is a public suffix (`y`), surely none (`n`), or does not say.
    suffix: Option<bool>,
    /// Whether its owner only tries the policy.
    pub(super) testing: bool,
    /// Whether somebody gets reports.
    pub(super) reports: bool,
    /// A signature must be of the sender's very domain (`adkim=s`). The return address of our mails always is.
    pub(super) strict_dkim: bool,
}

/// Reads a record; none if it is no such record, or receivers would take it for none.
pub(super) fn read(text: &str) -> Option<Record> {
    let mut tags = text.split(';').map(|tag| tag.split_once('=').map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim())));
    if tags.next()? != Some(("v".to_owned(), "DMARC1")) {
        return None;
    }
    let (mut policy, mut below, mut suffix, mut testing, mut reports) = (None, None, None, false, false);
    let mut strict_dkim = false;
    for (name, value) in tags.flatten() {
        match name.as_str() {
            "p" => policy = Policy::of(value),
            "sp" => below = Policy::of(value),
            "psd" => suffix = Some(value.eq_ignore_ascii_case("y")).filter(|_| !value.eq_ignore_ascii_case("u")),
            "t" => testing = value.eq_ignore_ascii_case("y"),
            "rua" => reports = value.split(',').any(|to| to.trim().to_ascii_lowercase().starts_with("mailto:")),
            "adkim" => strict_dkim = value.eq_ignore_ascii_case("s"),
            _ => {}
        }
    }
    // Without a readable policy a record counts only for its reports, as one that only watches (RFC 9989 §4.7).
    let policy = policy.or(reports.then_some(Policy::None))?;
    Some(Record { policy, below: below.unwrap_or(policy), suffix, testing, reports, strict_dkim })
}

/// What the walk found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dmarc {
    /// The record that counts, and whose it is.
    pub(super) counts: Option<(String, Record)>,
    /// The policy for the sender's domain.
    pub(super) policy: Option<Policy>,
    /// Where the sender's organisation begins.
    pub(super) organisation: String,
    /// What stands there and cannot be read, with its place.
    pub(super) unreadable: Option<(String, String)>,
    /// More than one record stands at the sender's domain: receivers take that for none.
    pub(super) several: bool,
    /// The text of the record that counts.
    pub(super) text: Option<String>,
}

/// Walks up from `domain` (RFC 9989 §4.10).
///
/// # Errors
/// [`DnsFault`], if a name could not be asked for.
pub(super) async fn walk(dns: &Dns, domain: &str) -> Result<Dmarc, DnsFault> {
    let mut found: Vec<(String, Record, String)> = Vec::new();
    let (mut unreadable, mut several) = (None, false);
    for (at, name) in steps(domain).into_iter().enumerate() {
        let texts = match dns.texts(&format!("_dmarc.{name}")).await {
            Ok(texts) => texts,
            Err(DnsFault::NoSuchName | DnsFault::BadName) => continue,
            Err(fault) => return Err(fault),
        };
        let meant: Vec<String> = texts.into_iter().filter(|text| text.trim_start().to_ascii_lowercase().starts_with("v=dmarc1")).collect();
        match meant.as_slice() {
            [] => {}
            [one] => match read(one) {
                Some(record) => {
                    let end = record.suffix;
                    found.push((name.to_owned(), record, one.clone()));
                    if end == Some(false) || (end == Some(true) && at > 0) {
                        break;
                    }
                }
                None => unreadable = unreadable.or(Some((format!("_dmarc.{name}"), one.clone()))),
            },
            _ => several |= at == 0,
        }
    }
    let organisation = organisation_of(domain, &found);
    let counts = found
        .iter()
        .find(|(name, ..)| name == domain)
        .or_else(|| found.iter().find(|(name, ..)| *name == organisation))
        .or_else(|| found.iter().find(|(_, record, _)| record.suffix == Some(true)));
    Ok(Dmarc {
        policy: counts.map(|(name, record, _)| if name == domain { record.policy } else { record.below }),
        text: counts.map(|(.., text)| text.clone()),
        counts: counts.map(|(name, record, _)| (name.clone(), record.clone())),
        organisation,
        unreadable,
        several,
    })
}

/// The names that are asked: the domain itself, then what is left when its labels are taken off, at most eight names in all.
fn steps(domain: &str) -> Vec<&str> {
    let labels = domain.split('.').count();
    let rests = std::iter::successors(Some(domain), |name| name.split_once('.').map(|(_, rest)| rest));
    rests.enumerate().filter(|(at, _)| *at == 0 || labels - at <= 7).map(|(_, name)| name).collect()
}

fn organisation_of(domain: &str, found: &[(String, Record, String)]) -> String {
    if let Some((name, ..)) = found.iter().find(|(_, record, _)| record.suffix == Some(false)) {
        return name.clone();
    }
    if let Some((suffix, ..)) = found.iter().find(|(name, record, _)| record.suffix == Some(true) && name != domain) {
        // One label below the suffix.
        let below = domain.strip_suffix(&format!(".{suffix}")).and_then(|rest| rest.rsplit('.').next());
        return below.map_or_else(|| domain.to_owned(), |label| format!("{label}.{suffix}"));
    }
    let least = |(name, ..): &&(String, Record, String)| name.split('.').count();
    found.iter().min_by_key(least).map_or_else(|| domain.to_owned(), |(name, ..)| name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_as_receivers_read_them() {
        let policy = |text: &str| read(text).map(|record| (record.policy, record.below));
        assert_eq!(policy("v=DMARC1; p=reject; sp=none"), Some((Policy::Reject, Policy::None)));
        assert_eq!(policy("v=DMARC1;p=Quarantine;"), Some((Policy::Quarantine, Policy::Quarantine)));
        assert_eq!(policy("v=DMARC1; rua=mailto:a@example.org"), Some((Policy::None, Policy::None)));
        for bad in ["", "p=none", "v=DMARC1", "v=DMARC1; p=refuse", "v=DMARC2; p=none", "p=none; v=DMARC1"] {
            assert_eq!(policy(bad), None, "{bad}");
        }
        assert!(read("v=DMARC1; p=none; t=y; adkim=s").is_some_and(|record| record.testing && record.strict_dkim));
    }

    #[test]
    fn a_long_name_is_walked_in_eight_steps() {
        assert_eq!(steps("a.example.org"), ["a.example.org", "example.org", "org"]);
        let long = "a.b.c.d.e.f.g.h.i.j.example.org";
        assert_eq!(steps(long)[..2], [long, "f.g.h.i.j.example.org"]);
        assert_eq!(steps(long).len(), 8);
    }
}
