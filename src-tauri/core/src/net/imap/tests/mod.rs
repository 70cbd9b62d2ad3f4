//! The reading of a mailbox against a server that follows a script.

mod hostile;
mod reading;
mod tls;

use secrecy::SecretString;
use tokio::task::JoinHandle;

use super::Mailbox;
use crate::net::smtp::tests::peer::{Peer, hasty, serve};
use crate::net::{Failure, Login, Server, Tls};

/// A password that a test searches the wire for.
pub(crate) const PASSWORD: &str = "canary-7f3a \"quoted\\";

pub(crate) fn login() -> Login {
    Login::with_password("ines@harbourtrust.example.org", SecretString::from(PASSWORD))
}

impl Peer {
    /// Hears a command that begins so, after its tag, and answers: each line of `before`, then the tagged `end`.
    pub(crate) async fn command(&mut self, start: &str, before: &[&str], end: &str) -> String {
        let line = self.line().await;
        let (tag, command) = line.split_once(' ').unwrap_or_default();
        assert!(command.starts_with(start), "heard {line:?}, waited for {start:?}");
        for said in before {
            self.say(said).await;
        }
        self.say(&format!("{tag} {end}")).await;
        command.to_owned()
    }

    /// Greets and takes a login by LOGIN.
    pub(crate) async fn imap_welcome(&mut self) {
        self.say("* OK [CAPABILITY IMAP4rev1] ready").await;
        self.command("CAPABILITY", &["* CAPABILITY IMAP4rev1"], "OK done").await;
        self.command("LOGIN ", &[], "OK welcome").await;
    }
}

/// A mailbox at a server without TLS that welcomes and then follows `script`.
async fn reading<W>(script: impl FnOnce(Peer) -> W + Send + 'static) -> (Mailbox, JoinHandle<()>)
where
    W: Future<Output = ()> + Send + 'static,
{
    let (server, peer) = serve(async move |mut peer: Peer| {
        peer.imap_welcome().await;
        script(peer).await;
    })
    .await;
    (open(&server).await.unwrap(), peer)
}

async fn open(server: &Server) -> Result<Mailbox, Failure> {
    assert_eq!(server.tls, Tls::None);
    Mailbox::open(&hasty(), server, Some(&login())).await
}
