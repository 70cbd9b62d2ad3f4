//! macOS and Windows: an assertion that lasts as long as its hold. They tell nobody here that they go to sleep; the clock does,
//! afterwards.

use std::sync::Mutex;

use tokio::sync::watch;

use super::{Hold, Sleeper, WHO, WHY};

pub(super) struct Other;

/// On Windows the request belongs to the thread that made it: it has a thread of its own, which ends with the hold.
struct Kept {
    _end: Mutex<std::sync::mpsc::Sender<()>>,
}

#[async_trait::async_trait]
impl Sleeper for Other {
    async fn keep_awake(&self) -> Option<Hold> {
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let (answer, asked) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            let kept = keepawake::Builder::default().idle(true).sleep(true).reason(WHY).app_name(WHO).create();
            let _gone = answer.send(kept.is_ok());
            if let Ok(kept) = kept {
                // Ends when the other half is dropped.
                let _ended = ended.recv();
                drop(kept);
            }
        });
        asked.await.ok().filter(|kept| *kept)?;
        Some(Box::new(Kept { _end: Mutex::new(end) }))
    }

    async fn delay_sleep(&self) -> Option<Hold> {
        None
    }

    async fn going_to_sleep(&self) -> watch::Receiver<bool> {
        watch::channel(false).1
    }
}
