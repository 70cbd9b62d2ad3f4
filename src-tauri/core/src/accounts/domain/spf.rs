//! SPF (RFC 7208): which servers a domain lets send as it. The whole record is walked, so that what receivers may stumble over
//! is found even where it is not met on the way to our server.

use std::net::IpAddr;
use std::pin::Pin;

use crate::net::dns::{Dns, DnsFault};

/// Most questions that a record may cost (RFC 7208 §4.6.4).
pub(super) const MOST_LOOKUPS: u32 = 10;
/// Beyond so many the walk ends: a record that leads in circles is broken whoever reads it.
const GIVE_UP: u32 = 30;

/// What a record says of our server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    Pass,
    Fail,
    SoftFail,
    Neutral,
}

impl Says {
    fn of(qualifier: char) -> Self {
        match qualifier {
            '-' => Self::Fail,
            '~' => Self::SoftFail,
            '?' => Self::Neutral,
            _ => Self::Pass,
        }
    }
}

/// Why receivers cannot read a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Broken {
    /// More than one record.
    Two,
    /// A word that SPF does not know.
    Word(String),
    /// A record that is included is not there.
    Gone(String),
}

/// What the walk found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Spf {
    /// The record; none if there is none.
    pub(super) record: Option<String>,
    /// What it says of our server; none where its addresses are not known.
    pub(super) says: Option<Says>,
    /// How many questions it costs.
    pub(super) lookups: u32,
    pub(super) broken: Option<Broken>,
    /// Every domain whose record is included.
    pub(super) includes: Vec<String>,
    /// It lets everybody send (`+all`, `?all`), or says nothing at the end.
    pub(super) open: bool,
    /// A part of it hangs on who gets the mail: what it says cannot be told ahead.
    pub(super) depends: bool,
}

/// Walks the record of `domain`, for a server with these addresses.
///
/// # Errors
/// [`DnsFault`], if some record could not be asked for: nothing is known then.
pub(super) async fn walk(dns: &Dns, domain: &str, server: &[IpAddr]) -> Result<Spf, DnsFault> {
    let mut walk = Walk { dns, server, found: Spf::default() };
    let end = walk.record(domain.to_owned(), 0).await?;
    walk.found.says = match end {
        End::Says(says) if !server.is_empty() => Some(says),
        _ => None,
    };
    if let End::None = end {
        walk.found.record = None;
    }
    Ok(walk.found)
}

struct Walk<'d> {
    dns: &'d Dns,
    server: &'d [IpAddr],
    found: Spf,
}

enum End {
    None,
    Says(Says),
}

type Walked<'w> = Pin<Box<dyn Future<Output = Result<End, DnsFault>> + Send + 'w>>;

/// Texts that are SPF records.
pub(super) fn records(texts: Vec<String>) -> Vec<String> {
    let is_one = |text: &String| {
        let begin = text.get(..6).is_some_and(|begin| begin.eq_ignore_ascii_case("v=spf1"));
        begin && text.get(6..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    texts.into_iter().filter(is_one).collect()
}

impl Walk<'_> {
    fn record(&mut self, domain: String, depth: u32) -> Walked<'_> {
        Box::pin(async move {
            let texts = match self.dns.texts(&domain).await {
                Ok(texts) => texts,
                Err(DnsFault::NoSuchName | DnsFault::BadName) => Vec::new(),
                Err(fault) => return Err(fault),
            };
            let mut all = records(texts);
            let Some(record) = all.pop() else { return Ok(End::None) };
            if !all.is_empty() {
                self.broken(Broken::Two);
            }
            if depth == 0 {
                self.found.record = Some(record.clone());
            }
            let mut says = None;
            let mut redirect = None;
            let mut has_all = false;
            for word in record.split_ascii_whitespace().skip(1) {
                if self.found.lookups > GIVE_UP {
                    break;
                }
                let lower = word.to_ascii_lowercase();
                if let Some(to) = lower.strip_prefix("redirect=") {
                    redirect = Some(to.to_owned());
                    continue;
                }
                // Modifiers that are not known mean nothing.
                if lower.split(['=', ':', '/']).next().is_some_and(|name| lower.get(name.len()..).is_some_and(|rest| rest.starts_with('=')))
                {
                    continue;
                }
                let qualifier = lower.chars().next().filter(|c| "+-~?".contains(*c));
                let term = lower.trim_start_matches(['+', '-', '~', '?']);
                let matched = self.matches(term, &domain, depth).await?;
                if term == "all" {
                    has_all = true;
                    if depth == 0 && matches!(qualifier, None | Some('+' | '?')) {
                        self.found.open = true;
                    }
                }
                if matched && says.is_none() {
                    says = Some(Says::of(qualifier.unwrap_or('+')));
                }
            }
            if !has_all {
                match redirect {
                    Some(to) => {
                        self.found.lookups += 1;
                        let end = self.record(to.clone(), depth + 1).await?;
                        match end {
                            End::None => self.broken(Broken::Gone(to)),
                            End::Says(other) => says = says.or(Some(other)),
                        }
                    }
                    None if depth == 0 => self.found.open = true,
                    None => {}
                }
            }
            Ok(End::Says(says.unwrap_or(Says::Neutral)))
        })
    }

    fn broken(&mut self, why: Broken) {
        self.found.broken.get_or_insert(why);
    }

    /// Whether a mechanism means our server.
    async fn matches(&mut self, term: &str, domain: &str, depth: u32) -> Result<bool, DnsFault> {
        let (name, rest) = term.split_at(term.find([':', '/']).unwrap_or(term.len()));
        let (target, prefix) = match rest.strip_prefix(':') {
            Some(rest) if matches!(name, "ip4" | "ip6" | "include" | "exists") => (rest, ""),
            Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
            None => ("", rest),
        };
        let target = if target.is_empty() { domain } else { target };
        if target.contains('%') {
            self.found.lookups += 1;
            self.found.depends = true;
            return Ok(false);
        }
        match name {
            "all" => Ok(true),
            "ip4" | "ip6" => {
                let network = Network::read(target);
                if network.is_none() {
                    self.broken(Broken::Word(term.to_owned()));
                }
                Ok(network.is_some_and(|network| self.server.iter().any(|ip| network.has(*ip))))
            }
            "include" => {
                self.found.lookups += 1;
                self.found.includes.push(target.to_owned());
                match self.record(target.to_owned(), depth + 1).await? {
                    End::None => {
                        self.broken(Broken::Gone(target.to_owned()));
                        Ok(false)
                    }
                    End::Says(says) => Ok(says == Says::Pass),
                }
            }
            "a" => {
                self.found.lookups += 1;
                let hosts = vec![target.to_owned()];
                self.is_at(hosts, prefix).await
            }
            "mx" => {
                self.found.lookups += 1;
                let hosts = nothing(self.dns.exchanges(target).await)?.into_iter().map(|mx| mx.host).collect();
                self.is_at(hosts, prefix).await
            }
            "exists" => {
                self.found.lookups += 1;
                Ok(!nothing(self.dns.addresses(target).await)?.is_empty())
            }
            // Nobody should use it, and few receivers do (RFC 7208 §5.5).
            "ptr" => {
                self.found.lookups += 1;
                Ok(false)
            }
            _ => {
                self.broken(Broken::Word(term.to_owned()));
                Ok(false)
            }
        }
    }

    async fn is_at(&self, hosts: Vec<String>, prefix: &str) -> Result<bool, DnsFault> {
        if self.server.is_empty() {
            return Ok(false);
        }
        // `/24//64`: one for each kind of address.
        let (four, six) = match prefix.split_once("//") {
            Some((four, six)) => (four.trim_start_matches('/'), six),
            None => (prefix.trim_start_matches('/'), ""),
        };
        for host in hosts.into_iter().filter(|host| !host.is_empty()).take(10) {
            for address in nothing(self.dns.addresses(&host).await)? {
                let bits = match address {
                    IpAddr::V4(_) => four.parse().unwrap_or(32),
                    IpAddr::V6(_) => six.parse().unwrap_or(128),
                };
                if self.server.iter().any(|ip| (Network { address, bits }).has(*ip)) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

/// A name that is not there has nothing.
fn nothing<T>(answer: Result<Vec<T>, DnsFault>) -> Result<Vec<T>, DnsFault> {
    match answer {
        Err(DnsFault::NoSuchName | DnsFault::BadName) => Ok(Vec::new()),
        other => other,
    }
}

/// Addresses that begin alike.
struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    fn read(text: &str) -> Option<Self> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Some(most), |bits| bits.parse().ok())?;
        (bits <= most).then_some(Self { address, bits })
    }

    fn has(&self, ip: IpAddr) -> bool {
        match (self.address, ip) {
            (IpAddr::V4(own), IpAddr::V4(ip)) => {
                let mask = u32::MAX.checked_shl(32 - self.bits.min(32)).unwrap_or(0);
                own.to_bits() & mask == ip.to_bits() & mask
            }
            (IpAddr::V6(own), IpAddr::V6(ip)) => {
                let mask = u128::MAX.checked_shl(128 - self.bits.min(128)).unwrap_or(0);
                own.to_bits() & mask == ip.to_bits() & mask
            }
            _ => false,
        }
    }
}
