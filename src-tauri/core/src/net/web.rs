//! One question to a web server and its answer, over the same lines, TLS and timeouts as mail; no redirect is followed.

use std::pin::pin;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::header::{CONNECTION, HOST, HeaderValue, USER_AGENT};
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

use super::dial::{Dialer, Server, Tls};
use super::failure::{Failure, Stage, What};
use super::tls;

/// Longest answer that is listened to.
const LONGEST: usize = 256 * 1024;

const fn at(what: What) -> Failure {
    Failure::at(Stage::Web, what)
}

/// Whether an address of the web can be asked: with TLS anywhere, without it on this machine alone (A1). Gives the server.
#[must_use]
pub fn web_server(address: &str) -> Option<Server> {
    let uri: Uri = address.parse().ok()?;
    let host = uri.host().filter(|host| !host.is_empty())?;
    let here = || {
        host.eq_ignore_ascii_case("localhost") || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
    };
    let (tls, port) = match uri.scheme_str()? {
        "https" => (Tls::Implicit, 443),
        "http" if here() => (Tls::None, 80),
        _ => return None,
    };
    // A name and a password in an address are how one is led astray.
    let plain = uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
    plain.then(|| Server::new(host, uri.port_u16().unwrap_or(port), tls))
}

/// Asks `request` of the server that its address names.
///
/// # Errors
/// Where and how it failed; an answer of any status is no failure.
pub async fn ask(dialer: &Dialer, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Failure> {
    let server = web_server(&request.uri().to_string()).ok_or(at(What::NotLoopback))?;
    let pipe = dialer.reach(&server).await?;
    let note = pipe.note();
    let asked = async {
        if server.tls == Tls::None {
            return over(pipe, request).await;
        }
        let (secured, _) = tls::secure(pipe, dialer, &server).await?;
        over(secured, request).await
    };
    let answer = tokio::time::timeout(dialer.timeouts.web, asked).await.unwrap_or(Err(at(What::Timeout)));
    answer.inspect_err(|failure| note.failed(failure))
}

async fn over(line: impl AsyncRead + AsyncWrite + Send + Unpin + 'static, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Failure> {
    let strange = |_: hyper::Error| at(What::NotAMailServer);
    let (mut head, body) = request.into_parts();
    let authority = head.uri.authority().map(ToString::to_string).unwrap_or_default();
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    head.uri = path.parse().map_err(|_| at(What::NotAMailServer))?;
    let host = HeaderValue::from_str(&authority).map_err(|_| at(What::NotAMailServer))?;
    head.headers.insert(HOST, host);
    head.headers.insert(USER_AGENT, HeaderValue::from_static("Tidings"));
    head.headers.insert(CONNECTION, HeaderValue::from_static("close"));
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(line)).await.map_err(strange)?;
    let asked = async move {
        let answer = sender.send_request(Request::from_parts(head, Full::<Bytes>::from(body))).await.map_err(strange)?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, LONGEST).collect().await.map_err(|_| at(What::Lost))?;
        Ok(Response::from_parts(head, body.to_bytes().to_vec()))
    };
    // The connection is driven beside the question; how it ends is seen by the question.
    let driven = async {
        drop(connection.await);
        std::future::pending::<()>().await;
    };
    let (asked, driven) = (pin!(asked), pin!(driven));
    tokio::select! {
        answer = asked => answer,
        () = driven => Err(at(What::Lost)),
    }
}
