//! Where the browser comes back to after a sign-in (RFC 8252 §7.3): a port of this machine that only this machine reaches.

use std::io;
use std::net::Ipv4Addr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// Longest request that is read; codes are long, headers longer.
const LONGEST: usize = 32 * 1024;
/// A browser opens lines ahead on which it says nothing: none is waited for longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open port of this machine.
#[derive(Debug)]
pub struct Landing {
    listener: TcpListener,
    port: u16,
}

/// What the browser brought, and the line on which it waits for a page.
#[derive(Debug)]
pub struct Landed {
    /// What stood in the address, name by name.
    pub said: Vec<(String, String)>,
    stream: TcpStream,
}

impl Landing {
    /// Opens `port` of 127.0.0.1; without one, whichever is free.
    ///
    /// # Errors
    /// The port is taken, or there is none.
    pub async fn open(port: Option<u16>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port.unwrap_or(0))).await?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port })
    }

    /// The address to come back to.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Waits for a browser that brings an answer. Whatever else knocks is sent away and waited past.
    ///
    /// # Errors
    /// The port is gone.
    pub async fn landed(&self) -> io::Result<Landed> {
        let mut heard: JoinSet<Option<Landed>> = JoinSet::new();
        loop {
            tokio::select! {
                knock = self.listener.accept() => {
                    let (stream, _) = knock?;
                    let host = format!("127.0.0.1:{}", self.port);
                    heard.spawn(async move { tokio::time::timeout(PATIENCE, hear(stream, &host)).await.ok().flatten() });
                }
                Some(one) = heard.join_next() => {
                    if let Ok(Some(landed)) = one {
                        return Ok(landed);
                    }
                }
            }
        }
    }
}

impl Landed {
    /// The one value of this name; none where there is none, or more than one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.said.iter().filter(|(said, _)| said == name);
        let one = found.next()?;
        found.next().is_none().then_some(one.1.as_str())
    }

    /// Shows the browser a page: HTML without script, from which nothing is fetched.
    pub async fn show(mut self, page: &str) {
        let answer = answer("200 OK", page);
        // Whoever closed the page early misses only the page.
        drop(tokio::time::timeout(PATIENCE, send(&mut self.stream, &answer)).await);
    }
}

fn answer(status: &str, page: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         Referrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\nContent-Security-Policy: default-src 'none'; \
         style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\nConnection: close\r\n\r\n{page}",
        page.len()
    )
}

async fn send(stream: &mut TcpStream, answer: &str) -> io::Result<()> {
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}

/// Hears one request; what brings no answer of a sign-in is sent away.
async fn hear(mut stream: TcpStream, host: &str) -> Option<Landed> {
    let mut bytes = Vec::new();
    let head = loop {
        let mut packet = [0_u8; 4096];
        let read = stream.read(&mut packet).await.ok()?;
        bytes.extend_from_slice(packet.get(..read)?);
        if read == 0 || bytes.len() > LONGEST {
            return None;
        }
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break String::from_utf8(bytes.get(..end)?.to_vec()).ok()?;
        }
    };
    match said(&head, host) {
        Some(said) => Some(Landed { said, stream }),
        None => {
            drop(send(&mut stream, &answer("404 Not Found", "")).await);
            None
        }
    }
}

/// What stands in the address of a request that brings an answer.
fn said(head: &str, host: &str) -> Option<Vec<(String, String)>> {
    let mut lines = head.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (Some("GET"), Some(target), Some("HTTP/1.1"), None) = (words.next(), words.next(), words.next(), words.next()) else { return None };
    // A page elsewhere that gives its own name this machine's address is no browser that comes back.
    let named = lines.filter_map(|line| line.split_once(':')).filter(|(name, _)| name.eq_ignore_ascii_case("host"));
    let hosts: Vec<&str> = named.map(|(_, value)| value.trim()).collect();
    if hosts != [host] {
        return None;
    }
    let said: Vec<(String, String)> = url::form_urlencoded::parse(target.strip_prefix("/?")?.as_bytes()).into_owned().collect();
    said.iter().any(|(name, _)| name == "code" || name == "error").then_some(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_browser_that_brings_an_answer_is_let_in() {
        let host = "127.0.0.1:4000";
        let head = |target: &str, host: &str| format!("GET {target} HTTP/1.1\r\nAccept: */*\r\nHost: {host}");
        let found = said(&head("/?code=a%2Bb&state=x+y", host), host).unwrap();
        assert_eq!(found, [("code".to_owned(), "a+b".to_owned()), ("state".to_owned(), "x y".to_owned())]);
        assert!(said(&head("/?error=access_denied&state=x", host), host).is_some());
        for (target, named) in
            [("/favicon.ico", host), ("/", host), ("/?state=x", host), ("/other?code=a", host), ("/?code=a", "evil.example:4000")]
        {
            assert!(said(&head(target, named), host).is_none(), "{target} {named}");
        }
        assert!(said("POST /?code=a HTTP/1.1\r\nHost: 127.0.0.1:4000", host).is_none());
        assert!(said("GET /?code=a HTTP/1.1", host).is_none(), "without a host");
        assert!(said("", host).is_none());
    }

    #[tokio::test]
    async fn a_line_on_which_nothing_is_said_keeps_nobody_waiting_and_the_page_comes_back() {
        let landing = Landing::open(None).await.unwrap();
        let port = landing.port;
        let _ahead = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
        let browser = tokio::spawn(async move {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
            stream.write_all(format!("GET /?code=c&state=s&state=t HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").as_bytes()).await.unwrap();
            let mut page = String::new();
            stream.read_to_string(&mut page).await.unwrap();
            page
        });
        let landed = landing.landed().await.unwrap();
        assert_eq!((landed.get("code"), landed.get("state"), landed.get("error")), (Some("c"), None, None));
        landed.show("<p>Done</p>").await;
        let page = browser.await.unwrap();
        assert!(page.starts_with("HTTP/1.1 200 OK\r\n") && page.ends_with("<p>Done</p>"), "{page}");
        assert!(page.contains("default-src 'none'"));
        assert!(Landing::open(Some(port)).await.is_err(), "a port that is taken is told");
    }
}
