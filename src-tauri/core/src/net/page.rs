//! Looking whether a web page is there (S11): its head alone is asked for, of public addresses only, through few redirections.
//!
//! **Invariant:** an address is judged when it is connected to, not when it is looked up: a name that means another place the second
//! time leads nowhere.

use std::net::IpAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use url::{Position, Url};

use super::dial::{Dialer, Server, Tls};
use super::failure::Stage;
use super::tls;

/// Most redirections that are followed.
const REDIRECTIONS: usize = 5;
/// Most bytes of a head that are read.
const HEAD: usize = 64 * 1024;
/// How long one question may take, its connection included.
const PATIENCE: Duration = Duration::from_secs(15);

/// What became of a look at a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// It is there.
    There,
    /// Its server says that it is not, with its number.
    Gone(u16),
    /// There is no such site.
    NoSite,
    /// It leads to a place that only this network reaches.
    Private,
    /// It leads in circles, or through too many places.
    Circles,
    /// Nobody could tell: the server refuses programs, fails, or does not answer.
    Unknown,
}

/// Whether an address is one that everybody reaches.
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            let shared = a == 100 && (64..128).contains(&b);
            let own = ip.is_private() || ip.is_loopback() || ip.is_link_local();
            !(own || shared || ip.is_multicast()) && a != 0 && a < 240
        }
        IpAddr::V6(ip) => {
            !(ip.is_loopback() || ip.is_unspecified() || ip.is_multicast() || ip.is_unique_local() || ip.is_unicast_link_local())
        }
    }
}

/// Looks at pages.
#[derive(Debug, Clone)]
pub struct Web {
    dialer: Dialer,
    /// Tests have their servers on this machine.
    private_too: bool,
}

impl Web {
    /// Looks over this dialer's roots and patience.
    #[must_use]
    pub fn new(dialer: Dialer) -> Self {
        Self { dialer, private_too: false }
    }

    #[cfg(test)]
    pub(crate) fn of_this_machine(dialer: Dialer) -> Self {
        Self { dialer, private_too: true }
    }

    /// Whether the page at `address` is there.
    pub async fn look(&self, address: &str) -> Page {
        self.weigh(address).await.0
    }

    /// Whether there is something at `address`, and how many bytes it has, if its server says so.
    pub async fn weigh(&self, address: &str) -> (Page, Option<u64>) {
        let mut length = None;
        (self.follow(address, &mut length).await, length)
    }

    async fn follow(&self, address: &str, length: &mut Option<u64>) -> Page {
        let Ok(mut url) = Url::parse(address) else { return Page::NoSite };
        for _ in 0..=REDIRECTIONS {
            let answer = match tokio::time::timeout(PATIENCE, self.ask(&url, "HEAD")).await {
                // Some answer no such question.
                Ok(Ok(answer)) if matches!(answer.status, 400..=403 | 405 | 406 | 429 | 501) => {
                    tokio::time::timeout(PATIENCE, self.ask(&url, "GET")).await
                }
                other => other,
            };
            let answer = match answer {
                Ok(Ok(answer)) => answer,
                Ok(Err(page)) => return page,
                Err(_) => return Page::Unknown,
            };
            match (answer.status, answer.location) {
                (300..=399, Some(location)) => match url.join(&location) {
                    Ok(next) => url = next,
                    Err(_) => return Page::Unknown,
                },
                (200..=399, _) => {
                    *length = answer.length;
                    return Page::There;
                }
                (404 | 410, _) => return Page::Gone(answer.status),
                _ => return Page::Unknown,
            }
        }
        Page::Circles
    }

    async fn ask(&self, url: &Url, method: &str) -> Result<Answer, Page> {
        let tls = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(Page::Unknown),
        };
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return Err(Page::NoSite) };
        let stream = match self.dialer.reach_public(host, port, self.private_too).await {
            Ok(Some(stream)) => stream,
            Ok(None) => return Err(Page::Private),
            Err(failure) if failure.stage == Stage::Name => return Err(Page::NoSite),
            Err(_) => return Err(Page::Unknown),
        };
        let path = &url[Position::BeforePath..Position::AfterQuery];
        let authority = &url[Position::BeforeHost..Position::AfterPort];
        let question = format!(
            "{method} {path} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: Mozilla/5.0 (compatible; Tidings)\r\nAccept: */*\r\nConnection: close\r\n\r\n"
        );
        if tls {
            let server = Server::new(host, port, Tls::Implicit);
            let (secured, _) = tls::secure(stream, &self.dialer, &server).await.map_err(|_| Page::Unknown)?;
            exchange(secured, &question).await
        } else {
            exchange(stream, &question).await
        }
    }
}

struct Answer {
    status: u16,
    location: Option<String>,
    /// How many bytes follow, unless they come in another form than they are kept in.
    length: Option<u64>,
}

async fn exchange(mut line: impl AsyncRead + AsyncWrite + Unpin, question: &str) -> Result<Answer, Page> {
    line.write_all(question.as_bytes()).await.map_err(|_| Page::Unknown)?;
    line.flush().await.map_err(|_| Page::Unknown)?;
    let mut head = Vec::new();
    let mut some = [0_u8; 4096];
    while memchr::memmem::find(&head, b"\r\n\r\n").is_none() && head.len() < HEAD {
        let n = line.read(&mut some).await.map_err(|_| Page::Unknown)?;
        if n == 0 {
            break;
        }
        head.extend_from_slice(some.get(..n).unwrap_or_default());
    }
    read(&head).ok_or(Page::Unknown)
}

/// The status and where it leads; none if this is no answer.
fn read(head: &[u8]) -> Option<Answer> {
    let text = String::from_utf8_lossy(head);
    let mut lines = text.split("\r\n");
    let status = lines.next()?.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()?;
    let fields: Vec<_> = lines.take_while(|line| !line.is_empty()).filter_map(|line| line.split_once(':')).collect();
    let field = |wanted: &str| fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim());
    let location = field("location").map(str::to_owned);
    let packed = field("content-encoding").is_some_and(|way| !way.eq_ignore_ascii_case("identity"));
    let length = field("content-length").filter(|_| !packed).and_then(|length| length.parse().ok());
    Some(Answer { status, location, length })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site of this machine: by the first line of the question, an answer; a `{port}` in it is its own.
    async fn site(answers: &'static [(&'static str, &'static str)]) -> u16 {
        let door = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = door.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((mut line, _)) = door.accept().await {
                let mut question = vec![0; 2048];
                let n = line.read(&mut question).await.unwrap_or(0);
                let question = String::from_utf8_lossy(&question[..n]).into_owned();
                let answer = answers.iter().find(|(begin, _)| question.starts_with(begin)).map_or("", |(_, answer)| answer);
                drop(line.write_all(answer.replace("{port}", &port.to_string()).as_bytes()).await);
            }
        });
        port
    }

    #[tokio::test]
    async fn a_page_is_there_gone_or_unknown_as_its_server_says() {
        let port = site(&[
            ("HEAD /there?a=b ", "HTTP/1.1 200 OK\r\n\r\n"),
            ("HEAD /gone ", "HTTP/1.1 404 Not Found\r\n\r\n"),
            ("HEAD /moved ", "HTTP/1.1 301 Moved\r\nlocation: /there?a=b\r\n\r\n"),
            ("HEAD /round ", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{port}/round\r\n\r\n"),
            ("HEAD /head-less ", "HTTP/1.1 405 No\r\n\r\n"),
            ("GET /head-less ", "HTTP/1.0 200 OK\r\n\r\n"),
            ("HEAD /shut ", "HTTP/1.1 403 No\r\n\r\n"),
            ("GET /shut ", "HTTP/1.1 403 No\r\n\r\n"),
            ("HEAD /fails ", "HTTP/1.1 503 Later\r\n\r\n"),
            ("HEAD /file ", "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n"),
            ("HEAD /odd ", "SSH-2.0-OpenSSH\r\n\r\n"),
        ])
        .await;
        let web = Web::of_this_machine(Dialer::default());
        for (path, page) in [
            ("/there?a=b#top", Page::There),
            ("/gone", Page::Gone(404)),
            ("/moved", Page::There),
            ("/round", Page::Circles),
            ("/head-less", Page::There),
            ("/shut", Page::Unknown),
            ("/fails", Page::Unknown),
            ("/file", Page::Unknown),
            ("/odd", Page::Unknown),
            ("/silent", Page::Unknown),
        ] {
            assert_eq!(web.look(&format!("http://127.0.0.1:{port}{path}")).await, page, "{path}");
        }
        assert_eq!(web.look("https://").await, Page::NoSite);
    }

    #[tokio::test]
    async fn how_much_is_there_is_told_where_the_server_says_it() {
        let port = site(&[
            ("HEAD /film ", "HTTP/1.1 200 OK\r\nContent-Length: 48200000\r\n\r\n"),
            ("HEAD /moved ", "HTTP/1.1 302 Found\r\nContent-Length: 5\r\nLocation: /film\r\n\r\n"),
            ("HEAD /packed ", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\n"),
            ("HEAD /odd ", "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"),
            ("HEAD /gone ", "HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n"),
        ])
        .await;
        let web = Web::of_this_machine(Dialer::default());
        for (path, found) in [
            ("/film", (Page::There, Some(48_200_000))),
            ("/moved", (Page::There, Some(48_200_000))),
            ("/packed", (Page::There, None)),
            ("/odd", (Page::There, None)),
            ("/gone", (Page::Gone(404), None)),
        ] {
            assert_eq!(web.weigh(&format!("http://127.0.0.1:{port}{path}")).await, found, "{path}");
        }
    }

    #[tokio::test]
    async fn no_place_of_this_network_is_reached_even_by_a_redirection() {
        let port = site(&[("HEAD ", "HTTP/1.1 200 OK\r\n\r\n")]).await;
        let web = Web::new(Dialer::default());
        for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1"] {
            assert_eq!(web.look(&format!("http://{host}:{port}/")).await, Page::Private, "{host}");
        }
        for (ip, public) in [("8.8.8.8", true), ("10.1.2.3", false), ("169.254.169.254", false), ("100.64.1.1", false), ("fd00::1", false)]
        {
            assert_eq!(is_public(ip.parse().unwrap()), public, "{ip}");
        }
    }
}
