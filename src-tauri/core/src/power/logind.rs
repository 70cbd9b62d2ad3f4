//! logind over the system's bus. An inhibitor is an open file: logind holds the machine as long as we hold that.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::time::Duration;

use tokio::sync::{OnceCell, watch};
use zbus::export::futures_core::Stream;
use zbus::zvariant::OwnedFd;

use super::{Hold, Sleeper, WHO, WHY, WHY_DELAY};

const NAME: &str = "org.freedesktop.login1";
const PLACE: &str = "/org/freedesktop/login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
/// The bus and logind may be missing or mute: sending does not wait for them.
const PATIENCE: Duration = Duration::from_secs(1);

/// The system's logind, once it was found.
#[derive(Default)]
pub(super) struct Logind(OnceCell<Option<Found>>);

struct Found {
    bus: zbus::Connection,
    sleeps: watch::Receiver<bool>,
}

impl Logind {
    async fn found(&self) -> Option<&Found> {
        let found = self.0.get_or_init(|| async {
            let bus = within(zbus::Connection::system()).await?;
            let rule = zbus::MatchRule::builder()
                .msg_type(zbus::message::Type::Signal)
                .sender(NAME)
                .and_then(|rule| rule.interface(MANAGER))
                .and_then(|rule| rule.member("PrepareForSleep"));
            let stream = within(zbus::MessageStream::for_match_rule(rule.ok()?.build(), &bus, None)).await?;
            let (tell, sleeps) = watch::channel(false);
            tokio::spawn(listen(stream, tell));
            Some(Found { bus, sleeps })
        });
        found.await.as_ref()
    }

    async fn inhibit(&self, what: &str, why: &str, mode: &str) -> Option<Hold> {
        let found = self.found().await?;
        let body = (what, WHO, why, mode);
        let answer = within(found.bus.call_method(Some(NAME), PLACE, Some(MANAGER), "Inhibit", &body)).await?;
        let file: OwnedFd = answer.body().deserialize().ok()?;
        Some(Box::new(file))
    }
}

async fn listen(mut stream: zbus::MessageStream, tell: watch::Sender<bool>) {
    while let Some(signal) = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await {
        let Some(sleeps) = signal.ok().and_then(|signal| signal.body().deserialize::<bool>().ok()) else { continue };
        if tell.send(sleeps).is_err() {
            return;
        }
    }
}

async fn within<T>(asked: impl Future<Output = zbus::Result<T>>) -> Option<T> {
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(answer)) => Some(answer),
        Ok(Err(why)) => {
            tracing::debug!(%why, "logind does not answer");
            None
        }
        Err(_) => None,
    }
}

#[async_trait::async_trait]
impl Sleeper for Logind {
    async fn keep_awake(&self) -> Option<Hold> {
        match self.inhibit("sleep:idle", WHY, "block").await {
            Some(hold) => Some(hold),
            // Whoever may not keep others from putting the machine to sleep may still keep it from falling asleep by itself.
            None => self.inhibit("idle", WHY, "block").await,
        }
    }

    async fn delay_sleep(&self) -> Option<Hold> {
        self.inhibit("sleep", WHY_DELAY, "delay").await
    }

    async fn going_to_sleep(&self) -> watch::Receiver<bool> {
        match self.found().await {
            Some(found) => found.sleeps.clone(),
            None => watch::channel(false).1,
        }
    }
}
