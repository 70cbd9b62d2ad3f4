//! The practice server: what it says to recipients, and where mails go.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::post::{Letter, Post};
use super::{Conduct, PracticeConduct, api, folder};
use crate::clock::Clock;
use crate::error::Problem;
use crate::ids::AccountId;
use crate::net::EmailAddress;
use crate::net::smtp::Reply;
use crate::net::smtp::serve::{Ending, Host, Limits, Listening, Taken, listen};
use crate::net::{Failure, Stage, What};
use crate::workspace::{WeakWorkspace, Workspace};

/// How long a sender waits where the conduct is to delay.
const DELAY: Duration = Duration::from_secs(3);

/// Where mails are kept.
#[derive(Clone)]
pub(super) enum Kept {
    /// In the workspace.
    Workspace(Post),
    /// As files in a folder.
    Folder(PathBuf),
}

/// How the server behaves.
#[derive(Clone)]
pub(super) enum Told {
    /// As the workspace says at each recipient anew.
    ByWorkspace(WeakWorkspace),
    /// As it was told at its start.
    Once(PracticeConduct),
}

struct Desk {
    kept: Kept,
    told: Told,
    clock: Arc<dyn Clock>,
}

/// A practice server that runs until this is dropped or closed.
#[derive(Debug)]
pub struct Serving(Listening);

impl Serving {
    /// The port of 127.0.0.1 on which it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.0.port()
    }

    /// Ends it; mails that were taken to their end are kept and answered first.
    pub async fn close(self) {
        self.0.close().await;
    }

    fn serves(&self) -> bool {
        self.0.listens()
    }
}

/// The server that this workspace's accounts send to, once it was needed. A part of the workspace.
#[derive(Debug, Default)]
struct Inside(tokio::sync::Mutex<Option<Serving>>);

/// The door that accounts knock at ([`crate::accounts::PracticeDoor`]): starts the server at the first knock.
pub fn door(ws: Workspace, _account: AccountId) -> Pin<Box<dyn Future<Output = Result<u16, Failure>> + Send>> {
    Box::pin(async move {
        let inside = ws.part::<Inside>();
        let mut serving = inside.0.lock().await;
        if let Some(running) = serving.as_ref().filter(|running| running.serves()) {
            return Ok(running.port());
        }
        let kept = Kept::Workspace(Post::start(ws.weak()));
        let started = start(0, kept, Told::ByWorkspace(ws.weak()), ws.clock()).await;
        let started = started.map_err(|error| Failure::at(Stage::Connect, What::Unreachable(error.to_string())))?;
        let port = started.port();
        *serving = Some(started);
        Ok(port)
    })
}

/// Starts a server on `port` of 127.0.0.1; 0 takes a free one.
pub(super) async fn start(port: u16, kept: Kept, told: Told, clock: Arc<dyn Clock>) -> std::io::Result<Serving> {
    let desk = Arc::new(Desk { kept, told, clock: Arc::clone(&clock) });
    Ok(Serving(listen(port, desk, Limits::default(), clock).await?))
}

fn say(code: u16, text: String) -> Reply {
    Reply::new(code, vec![text])
}

impl Desk {
    async fn conduct(&self) -> Result<PracticeConduct, Problem> {
        match &self.told {
            Told::Once(conduct) => Ok(conduct.clone()),
            Told::ByWorkspace(ws) => api::conduct(&ws.open().ok_or_else(|| Problem::failure("practice.closed"))?).await,
        }
    }

    async fn keep(&self, taken: Taken, conduct: &PracticeConduct) -> Result<(), Problem> {
        match &self.kept {
            Kept::Workspace(post) => {
                let bytes: Arc<[u8]> = taken.bytes.into();
                let letter = |recipient: EmailAddress| Letter {
                    // One that is refused now was taken when it was named.
                    conduct: match conduct.towards(&recipient) {
                        Conduct::Refuse | Conduct::Busy => Conduct::Accept,
                        other => other,
                    },
                    sender: taken.sender.clone(),
                    recipient,
                    bytes: Arc::clone(&bytes),
                };
                post.keep(taken.recipients.into_iter().map(letter).collect(), self.clock.now()).await
            }
            Kept::Folder(path) => {
                let path = path.clone();
                let written = tokio::task::spawn_blocking(move || {
                    taken.recipients.iter().try_for_each(|one| folder::keep(&path, &one.as_typed(), &taken.bytes).map(drop))
                });
                written.await.map_err(|error| Problem::failure("practice.closed").because(error))?
            }
        }
    }
}

#[async_trait::async_trait]
impl Host for Desk {
    async fn recipient(&self, _sender: &str, recipient: &EmailAddress) -> Reply {
        match self.conduct().await.map(|conduct| conduct.towards(recipient)) {
            Ok(Conduct::Refuse) => say(550, format!("5.1.1 <{}>: there is no such mailbox here", recipient.as_typed())),
            Ok(Conduct::Busy) => say(451, "4.7.1 Greylisted: please come again in some minutes".to_owned()),
            Ok(_) => say(250, "2.1.5 Recipient ok".to_owned()),
            Err(_) => say(451, "4.3.0 The practice mailbox cannot be read now".to_owned()),
        }
    }

    async fn message(&self, message: Taken) -> Ending {
        let not_kept = || Ending::Say(say(451, "4.3.0 The mail could not be kept".to_owned()));
        let Ok(conduct) = self.conduct().await else { return not_kept() };
        let any = |wanted| message.recipients.iter().any(|one| conduct.towards(one) == wanted);
        let (lose, delay) = (any(Conduct::Lose), any(Conduct::Delay));
        if let Err(problem) = self.keep(message, &conduct).await {
            tracing::error!(code = problem.code, cause = problem.cause, "a practice mail could not be kept");
            return not_kept();
        }
        if lose {
            return Ending::HangUp;
        }
        if delay {
            self.clock.sleep(DELAY).await;
        }
        Ending::Say(say(250, "2.0.0 Taken and kept on this machine".to_owned()))
    }
}
