//! A mail server that follows a script: it says what the test says, and asserts what it hears.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::net::EmailAddress;
use crate::net::smtp::Conversation;
use crate::net::{Dialer, Server, Tcp, Timeouts, Tls};

pub(crate) trait Both: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Both for T {}

/// The server's side of one connection.
pub(crate) struct Peer(pub(crate) BufReader<Box<dyn Both>>);

impl Peer {
    pub(crate) fn over(stream: impl Both + 'static) -> Self {
        Self(BufReader::new(Box::new(stream)))
    }

    pub(crate) async fn say(&mut self, text: &str) {
        self.raw(format!("{text}\r\n").as_bytes()).await;
    }

    pub(crate) async fn raw(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.unwrap();
        self.0.flush().await.unwrap();
    }

    pub(crate) async fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).await.unwrap();
        assert!(line.is_empty() || line.ends_with("\r\n"), "{line:?}");
        line.trim_end().to_owned()
    }

    /// Hears a line that begins so, and answers.
    pub(crate) async fn on(&mut self, start: &str, answer: &str) -> String {
        let line = self.line().await;
        assert!(line.starts_with(start), "heard {line:?}, waited for {start:?}");
        self.say(answer).await;
        line
    }

    /// Greets and announces `features`.
    pub(crate) async fn welcome(&mut self, features: &[&str]) -> String {
        self.say("220 mx.example.org ready").await;
        self.ehlo(features).await
    }

    pub(crate) async fn ehlo(&mut self, features: &[&str]) -> String {
        let mut answer = String::from("250-mx.example.org at your service\r\n");
        for feature in features {
            answer.push_str(&format!("250-{feature}\r\n"));
        }
        self.on("EHLO ", &format!("{answer}250 HELP")).await
    }

    /// Takes an envelope command by command, up to 354.
    pub(crate) async fn envelope(&mut self) {
        self.on("MAIL FROM:", "250 2.1.0 ok").await;
        self.on("RCPT TO:", "250 2.1.5 ok").await;
        self.on("DATA", "354 go on").await;
    }

    /// What was sent up to the lone dot, still dot-stuffed.
    pub(crate) async fn body(&mut self) -> String {
        let mut body = String::new();
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).await.unwrap() > 0, "the body did not end: {body:?}");
            if line == ".\r\n" {
                return body;
            }
            body.push_str(&line);
        }
    }

    /// All that is there at once, as one packet brought it.
    pub(crate) async fn packet(&mut self) -> String {
        String::from_utf8(self.0.fill_buf().await.unwrap().to_vec()).unwrap()
    }

    /// All that is there at once, whatever it is; it is taken.
    pub(crate) async fn packet_of_bytes(&mut self) -> Vec<u8> {
        let packet = self.0.fill_buf().await.unwrap().to_vec();
        self.0.consume(packet.len());
        packet
    }

    /// Nothing comes for a while.
    pub(crate) async fn silence(&mut self) {
        let heard = tokio::time::timeout(Duration::from_millis(60), self.0.fill_buf()).await;
        assert!(heard.is_err(), "something came: {:?}", heard.unwrap().map(<[u8]>::to_vec));
    }

    /// The rest, until the other side hangs up.
    pub(crate) async fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        drop(self.0.read_to_end(&mut rest).await);
        String::from_utf8_lossy(&rest).into_owned()
    }
}

/// Serves one connection by `script`; the handle brings its assertions home.
pub(crate) async fn serve<F, W, R>(script: F) -> (Server, JoinHandle<R>)
where
    F: FnOnce(Peer) -> W + Send + 'static,
    W: Future<Output = R> + Send + 'static,
    R: Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let script = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        script(Peer::over(stream)).await
    });
    (Server::new("127.0.0.1", port, Tls::None), script)
}

/// A dialer that loses patience soon.
pub(crate) fn hasty() -> Dialer {
    let soon = Duration::from_millis(400);
    let timeouts = Timeouts {
        connect: soon * 10,
        tls: soon * 10,
        greeting: soon,
        silence: soon / 2,
        command: soon,
        data: soon,
        block: soon,
        eod: soon,
        quit: soon,
        mailbox: soon,
        web: soon * 5,
    };
    Dialer::new(Arc::new(Tcp), timeouts)
}

pub(crate) async fn open(server: &Server) -> Conversation {
    Conversation::open(&Dialer::default(), server, None).await.unwrap()
}

pub(crate) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// An envelope from the desk to Ana.
pub(crate) async fn envelope(conversation: &mut Conversation) -> Result<(), crate::net::Failure> {
    conversation.envelope(&address("desk@example.org"), &address("ana@example.com"), 1000).await
}
