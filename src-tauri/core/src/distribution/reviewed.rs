//! What was looked at before Send, and which part of it is another by now.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use super::service::Hand;
use super::store::plan::Sealing;

/// What a seal covers is not what it covered: which part of it is another, as a word of the catalogue (D20).
pub(super) fn difference(before: &Sealing, now: &Sealing, texts: (&[u8; 32], &[u8; 32])) -> &'static str {
    let hand = |sealing: &Sealing| serde_json::from_str::<Hand>(&sealing.hand_json).unwrap_or_default();
    if texts.0 != texts.1 {
        "revision"
    } else if before.texts != now.texts {
        "languages"
    } else if (&before.from_name, &before.from_address) != (&now.from_name, &now.from_address) {
        "sender"
    } else if before.reply_to != now.reply_to {
        "reply-to"
    } else if before.embargo != now.embargo {
        "embargo"
    } else if before.list_kind != now.list_kind {
        "kind"
    } else if before.notice != now.notice {
        "notice"
    } else if before.imprint != now.imprint {
        "imprint"
    } else if before.organisation != now.organisation {
        "organisation"
    } else if before.theme != now.theme {
        "theme"
    } else if before.audience == now.audience && before.except_json == now.except_json && hand(before) != hand(now) {
        "hand"
    } else {
        "audience"
    }
}

/// What was looked at on the page before Send, by its seal: so that what changed since can be named.
#[derive(Debug, Default)]
pub(super) struct Reviewed(Mutex<VecDeque<(Sealing, [u8; 32])>>);

impl Reviewed {
    /// As many looks are remembered.
    const KEPT: usize = 16;

    pub(super) fn keep(&self, sealing: &Sealing, text: [u8; 32]) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(one, _)| one.seal != sealing.seal);
        if kept.len() == Self::KEPT {
            kept.pop_front();
        }
        kept.push_back((sealing.clone(), text));
    }

    /// What is another now than when `seal` was shown; `other` where that look is not remembered.
    pub(super) fn changed(&self, seal: &str, now: &Sealing, text: &[u8; 32]) -> &'static str {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(one, _)| one.seal == seal).map_or("other", |(before, then)| difference(before, now, (then, text)))
    }
}
