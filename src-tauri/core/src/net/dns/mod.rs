//! Questions to the domain name system. That nobody answers is never taken for "there is none".
//!
//! **Invariant:** every question of the program goes through [`Dns`], names end in the root, and no answer takes longer than its time.

mod noted;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::Resolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts};
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};

use self::noted::Noting;
use super::log::Log;

/// How long one try of a question may take, and how many there are.
const PATIENCE: Duration = Duration::from_secs(3);
const TRIES: usize = 2;
/// How long a question may take in all, its tries at every server included.
const IN_ALL: Duration = Duration::from_secs(12);

/// Why a question has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DnsFault {
    /// There is no such name.
    #[error("there is no such name")]
    NoSuchName,
    /// No name server answered: this machine may be offline.
    #[error("no name server answered")]
    NobodyAnswers,
    /// A name server answered that it could not find out.
    #[error("the name server could not find out")]
    Failed,
    /// It cannot be asked for: no name of the domain name system.
    #[error("this is no name")]
    BadName,
}

impl DnsFault {
    /// Whether something may well be there, though nobody told us.
    #[must_use]
    pub fn leaves_unknown(self) -> bool {
        matches!(self, Self::NobodyAnswers | Self::Failed)
    }
}

/// A server that takes mail for a domain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exchange {
    /// The lower, the sooner it is tried.
    pub preference: u16,
    /// Its name; empty: the domain takes no mail at all (RFC 7505).
    pub host: String,
}

/// Asks name servers: the system's, or those that were named.
#[derive(Clone)]
pub struct Dns(Resolver<Noting>);

impl fmt::Debug for Dns {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Dns")
    }
}

impl Dns {
    /// Asks the name servers that the system asks, and writes into `log` that it does. Reads files: call where one may block.
    ///
    /// # Errors
    /// [`DnsFault::NobodyAnswers`]: the system names none.
    pub fn of_the_system(log: &Log) -> Result<Self, DnsFault> {
        let builder = Resolver::builder(Noting::into(log)).map_err(|_| DnsFault::NobodyAnswers)?;
        Self::built(builder)
    }

    /// Asks this name server alone, and writes into `log` that it does.
    ///
    /// # Errors
    /// [`DnsFault::NobodyAnswers`]: no resolver could be made.
    pub fn at(server: SocketAddr, log: &Log) -> Result<Self, DnsFault> {
        let on_port = |mut connection: ConnectionConfig| {
            connection.port = server.port();
            connection
        };
        let connections = vec![on_port(ConnectionConfig::udp()), on_port(ConnectionConfig::tcp())];
        let config = ResolverConfig::from_name_servers(vec![NameServerConfig::new(server.ip(), true, connections)]);
        Self::built(Resolver::builder_with_config(config, Noting::into(log)))
    }

    fn built(mut builder: hickory_resolver::ResolverBuilder<Noting>) -> Result<Self, DnsFault> {
        let options: &mut ResolverOpts = builder.options_mut();
        options.timeout = PATIENCE;
        options.attempts = TRIES;
        options.use_hosts_file = ResolveHosts::Never;
        // Whoever publishes a record looks for it at once: nothing is remembered between two looks.
        options.cache_size = 0;
        options.try_tcp_on_error = true;
        Ok(Self(builder.build().map_err(|_| DnsFault::NobodyAnswers)?))
    }

    /// The texts of a name, each in one piece; none if it has none.
    ///
    /// # Errors
    /// [`DnsFault`].
    pub async fn texts(&self, name: &str) -> Result<Vec<String>, DnsFault> {
        let read = |data: &RData| match data {
            RData::TXT(text) => Some(text.txt_data.iter().map(|piece| String::from_utf8_lossy(piece)).collect::<String>()),
            _ => None,
        };
        self.ask(name, RecordType::TXT, read).await
    }

    /// The servers that take mail for a domain, the first to be tried first.
    ///
    /// # Errors
    /// [`DnsFault`].
    pub async fn exchanges(&self, domain: &str) -> Result<Vec<Exchange>, DnsFault> {
        let read = |data: &RData| match data {
            RData::MX(mx) => Some(Exchange { preference: mx.preference, host: bare(&mx.exchange) }),
            _ => None,
        };
        let mut found = self.ask(domain, RecordType::MX, read).await?;
        found.sort();
        Ok(found)
    }

    /// The addresses of a host, of both kinds.
    ///
    /// # Errors
    /// [`DnsFault`], if of neither kind anything was found out.
    pub async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, DnsFault> {
        let four = |data: &RData| if let RData::A(a) = data { Some(IpAddr::V4(a.0)) } else { None };
        let six = |data: &RData| if let RData::AAAA(a) = data { Some(IpAddr::V6(a.0)) } else { None };
        match tokio::join!(self.ask(host, RecordType::A, four), self.ask(host, RecordType::AAAA, six)) {
            (Ok(mut found), Ok(more)) => {
                found.extend(more);
                Ok(found)
            }
            (Ok(found), Err(_)) | (Err(_), Ok(found)) => Ok(found),
            (Err(fault), Err(_)) => Err(fault),
        }
    }

    async fn ask<T>(&self, name: &str, kind: RecordType, read: impl Fn(&RData) -> Option<T>) -> Result<Vec<T>, DnsFault> {
        let mut name = Name::from_ascii(name).map_err(|_| DnsFault::BadName)?;
        name.set_fqdn(true);
        let answer = tokio::time::timeout(IN_ALL, self.0.lookup(name, kind)).await.map_err(|_| DnsFault::NobodyAnswers)?;
        match answer {
            Ok(found) => Ok(found.answers().iter().filter_map(|record| read(&record.data)).collect()),
            Err(NetError::Dns(DnsError::NoRecordsFound(none))) => match none.response_code {
                ResponseCode::NoError => Ok(Vec::new()),
                ResponseCode::NXDomain => Err(DnsFault::NoSuchName),
                _ => Err(DnsFault::Failed),
            },
            Err(NetError::Dns(_) | NetError::Proto(_)) => Err(DnsFault::Failed),
            Err(_) => Err(DnsFault::NobodyAnswers),
        }
    }
}

/// A name without the root's dot.
fn bare(name: &Name) -> String {
    name.to_ascii().trim_end_matches('.').to_ascii_lowercase()
}

/// Reads where a name server is: an address, with a port unless it is 53.
#[must_use]
pub fn read_server(text: &str) -> Option<SocketAddr> {
    let text = text.trim();
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(|ip| SocketAddr::new(ip, 53)))
}
