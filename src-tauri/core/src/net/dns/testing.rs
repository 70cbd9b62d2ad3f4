//! A name server for tests, on this machine's loopback: it knows what it was told and nothing else.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::sync::{Arc, Mutex, PoisonError};

const A: u16 = 1;
const CNAME: u16 = 5;
const MX: u16 = 15;
const TXT: u16 = 16;
const AAAA: u16 = 28;

/// How many bytes go in one answer over UDP (RFC 1035 §4.2.1).
const UDP_BYTES: usize = 512;

#[derive(Default)]
struct Known {
    /// By name in small letters, without the root's dot: kinds with their bytes.
    records: BTreeMap<String, Vec<(u16, Vec<u8>)>>,
    /// Names about which the server says that it failed.
    failing: Vec<String>,
    silent: bool,
}

/// The server; its threads end with the tests' process.
#[derive(Clone)]
pub(crate) struct NameServer {
    known: Arc<Mutex<Known>>,
    at: SocketAddr,
}

fn wire_name(name: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for label in name.trim_end_matches('.').split('.').filter(|label| !label.is_empty()) {
        out.push(u8::try_from(label.len()).expect("a short label"));
        out.extend_from_slice(label.as_bytes());
    }
    out.push(0);
    out
}

impl NameServer {
    /// Begins to answer on a free port.
    pub(crate) fn start() -> Self {
        let (udp, tcp) = loop {
            let udp = UdpSocket::bind("127.0.0.1:0").expect("a port");
            if let Ok(tcp) = TcpListener::bind(udp.local_addr().expect("a port")) {
                break (udp, tcp);
            }
        };
        let server = Self { known: Arc::default(), at: udp.local_addr().expect("a port") };
        let (over_udp, over_tcp) = (server.clone(), server.clone());
        std::thread::spawn(move || {
            let mut question = [0; 4096];
            while let Ok((n, from)) = udp.recv_from(&mut question) {
                if let Some(mut answer) = over_udp.answer(&question[..n]) {
                    if answer.len() > UDP_BYTES {
                        // The rest over TCP, please.
                        answer.truncate(over_udp.question_end(&question[..n]));
                        answer[2] |= 2;
                        answer[6..12].fill(0);
                    }
                    drop(udp.send_to(&answer, from));
                }
            }
        });
        std::thread::spawn(move || {
            for stream in tcp.incoming() {
                let Ok(mut stream) = stream else { return };
                let server = over_tcp.clone();
                std::thread::spawn(move || {
                    let mut length = [0; 2];
                    while stream.read_exact(&mut length).is_ok() {
                        let mut question = vec![0; usize::from(u16::from_be_bytes(length))];
                        if stream.read_exact(&mut question).is_err() {
                            return;
                        }
                        let Some(answer) = server.answer(&question) else { return };
                        let length = u16::try_from(answer.len()).expect("a short answer").to_be_bytes();
                        if stream.write_all(&[&length[..], &answer].concat()).is_err() {
                            return;
                        }
                    }
                });
            }
        });
        server
    }

    /// Where it answers.
    pub(crate) fn at(&self) -> SocketAddr {
        self.at
    }

    /// Knows a text of a name.
    pub(crate) fn text(&self, name: &str, text: &str) -> &Self {
        let pieces: Vec<u8> =
            text.as_bytes().chunks(255).flat_map(|piece| [&[u8::try_from(piece.len()).expect("short")], piece].concat()).collect();
        self.knows(name, TXT, pieces)
    }

    /// Knows who takes mail for a domain; an empty host: nobody does.
    pub(crate) fn exchange(&self, domain: &str, preference: u16, host: &str) -> &Self {
        self.knows(domain, MX, [&preference.to_be_bytes()[..], &wire_name(host)].concat())
    }

    /// Knows an address of a host.
    pub(crate) fn address(&self, host: &str, address: &str) -> &Self {
        match address.parse::<IpAddr>().expect("an address") {
            IpAddr::V4(ip) => self.knows(host, A, ip.octets().to_vec()),
            IpAddr::V6(ip) => self.knows(host, AAAA, ip.octets().to_vec()),
        }
    }

    /// Knows that a name is another name's.
    pub(crate) fn alias(&self, name: &str, of: &str) -> &Self {
        self.knows(name, CNAME, wire_name(of))
    }

    fn knows(&self, name: &str, kind: u16, data: Vec<u8>) -> &Self {
        self.with().records.entry(name.to_lowercase()).or_default().push((kind, data));
        self
    }

    /// Forgets all of a name.
    pub(crate) fn forget(&self, name: &str) -> &Self {
        self.with().records.remove(&name.to_lowercase());
        self
    }

    /// Says of a name that it could not find out.
    pub(crate) fn fails_at(&self, name: &str) -> &Self {
        self.with().failing.push(name.to_lowercase());
        self
    }

    /// Says nothing any more, or speaks again.
    pub(crate) fn silent(&self, silent: bool) -> &Self {
        self.with().silent = silent;
        self
    }

    fn with(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn question_end(&self, question: &[u8]) -> usize {
        let mut at = 12;
        while question[at] != 0 {
            at += usize::from(question[at]) + 1;
        }
        at + 5
    }

    fn answer(&self, question: &[u8]) -> Option<Vec<u8>> {
        let end = self.question_end(question);
        let (mut labels, mut at) = (Vec::new(), 12);
        while question[at] != 0 {
            let length = usize::from(question[at]);
            labels.push(String::from_utf8_lossy(&question[at + 1..=at + length]).to_lowercase());
            at += length + 1;
        }
        let name = labels.join(".");
        let kind = u16::from_be_bytes([question[end - 4], question[end - 3]]);
        let known = self.with();
        if known.silent {
            return None;
        }
        let mut records = Vec::new();
        let (mut owner, mut exists) = (name.clone(), false);
        while let Some(found) = known.records.get(&owner) {
            exists = true;
            records.extend(found.iter().filter(|(has, _)| *has == kind).map(|(has, data)| (owner.clone(), *has, data.clone())));
            let Some((_, alias)) = found.iter().find(|(has, _)| *has == CNAME && kind != CNAME) else { break };
            records.push((owner.clone(), CNAME, alias.clone()));
            let mut next = Vec::new();
            let mut rest = &alias[..];
            while rest[0] != 0 {
                next.push(String::from_utf8_lossy(&rest[1..=usize::from(rest[0])]).into_owned());
                rest = &rest[usize::from(rest[0]) + 1..];
            }
            owner = next.join(".");
        }
        let below = format!(".{name}");
        exists = exists || known.records.keys().any(|other| other.ends_with(&below));
        let code = match (known.failing.contains(&name), exists) {
            (true, _) => 2,
            (false, true) => 0,
            (false, false) => 3,
        };
        let count = if code == 0 { u16::try_from(records.len()).expect("few") } else { 0 };
        let mut out = question[..2].to_vec();
        out.extend_from_slice(&[0x81, 0x80 | code, 0, 1]);
        out.extend_from_slice(&count.to_be_bytes());
        out.extend_from_slice(&[0, 0, 0, 0]);
        // The question as it was written: some ask with letters of chance size and want them back.
        out.extend_from_slice(&question[12..end]);
        for (owner, kind, data) in records.iter().take(usize::from(count)) {
            let owner = if *owner == name { question[12..end - 4].to_vec() } else { wire_name(owner) };
            out.extend_from_slice(&owner);
            out.extend_from_slice(&kind.to_be_bytes());
            out.extend_from_slice(&[0, 1, 0, 0, 0, 60]);
            out.extend_from_slice(&u16::try_from(data.len()).expect("short").to_be_bytes());
            out.extend_from_slice(data);
        }
        Some(out)
    }
}
