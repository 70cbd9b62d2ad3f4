//! People who left by one click: the organisation's own site took their tokens (M8).

use serde::Serialize;

use crate::contacts::{self, SuppressionReason};
use crate::distribution::store::plan;
use crate::error::{Place, Problem};
use crate::messages::Message;
use crate::net::{AddressKey, EmailAddress};
use crate::workspace::Workspace;

/// Most tokens at once.
const MOST: usize = 100_000;

/// What became of the tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct LeftByClick {
    /// Tokens of mails that were ours.
    pub known: u32,
    /// Addresses that are not mailed any more from now on.
    pub suppressed: u32,
    /// Tokens that no mail of this workspace has.
    pub unknown: Vec<String>,
}

/// Records that whoever got the mails with these tokens unsubscribed: one act. All addresses of the person are suppressed, as when
/// they write; whom nobody knows any more, by the address that the mail went to.
///
/// # Errors
/// `distribution.too_many_tokens`: nothing has changed. A token that is none of ours is named, never guessed.
pub async fn leave_by_click(ws: &Workspace, tokens: Vec<String>) -> Result<LeftByClick, Problem> {
    if tokens.len() > MOST {
        return Err(Problem::refusal("distribution.too_many_tokens").with("n", MOST).at(Place::field("tokens")));
    }
    let secret = *ws.secret();
    ws.write(Message::new("distribution.action.left_by_click").with("n", tokens.len()), move |tx| {
        let mut left = LeftByClick::default();
        for token in tokens {
            let token = token.trim();
            let is_one = token.len() == 40 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
            let Some((person, key)) = (if is_one { plan::of_token(tx, &token.to_ascii_lowercase())? } else { None }) else {
                left.unknown.push(token.to_owned());
                continue;
            };
            left.known += 1;
            let held = contacts::record(tx, person)?.map(|record| record.input.addresses).unwrap_or_default();
            let others = held.iter().filter_map(|one| EmailAddress::parse(&one.address).ok()).map(|address| address.key(&secret));
            let mut keys: Vec<AddressKey> = others.collect();
            keys.push(key);
            keys.sort();
            keys.dedup();
            for key in keys {
                left.suppressed += u32::from(contacts::suppress(tx, &key, SuppressionReason::Unsubscribed, "one click")?.is_new());
            }
        }
        Ok(left)
    })
    .await
}
