//! Working out who would receive what, without writing anything: the same for the page before Send and for Send.

use serde::Serialize;

use super::api::{EmbargoMode, SendRequest};
use super::audience::{Chosen, LeftOut};
use super::schedule::{Late, Start, WITHIN_MS};
use super::service::{self, Except, Hand, Wanted};
use super::store::plan::Sealing;
use crate::accounts::{self, Account};
use crate::contacts::ListKind;
use crate::error::Problem;
use crate::ids::Millis;
use crate::literature::{self, Document, DocumentKind, Revision};
use crate::net::EmailAddress;
use crate::rendering::Marks;
use crate::segments::{self, Fields};
use crate::workspace::ReadTx;

/// A distribution as it would be.
pub(super) struct Drawn {
    pub(super) sealing: Sealing,
    pub(super) account: Account,
    /// The draft as the revision that Send would make of it.
    pub(super) revision: Revision,
    pub(super) chosen: Vec<Chosen>,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) lift_at: Option<Millis>,
    /// When it starts by itself.
    pub(super) start: Option<Start>,
    pub(super) embargo: EmbargoMode,
    pub(super) marks: Marks,
    /// Why the account may not send as its sender (A8); none where it may.
    pub(super) unproven: Option<Problem>,
}

/// Draws `request` as of `now`.
pub(super) fn draw(tx: &ReadTx<'_>, request: &SendRequest, fields: &Fields, secret: &[u8; 32], now: Millis) -> Result<Drawn, Problem> {
    let account = accounts::find(tx, request.account)?;
    let revision = literature::draft(tx, request.document)?;
    let list_kind = if revision.kind == DocumentKind::Announcement { ListKind::Internal } else { ListKind::External };
    let to = segments::resolve(tx, &request.to, fields)?.to_text();
    let mut except = Vec::with_capacity(request.except.len());
    for text in &request.except {
        except.push(Except { name: text.clone(), query: segments::resolve(tx, text, fields)?.to_text() });
    }
    let hand = Hand { left_out: request.left_out.clone(), put_back: request.put_back.clone(), recent_days: request.recent_days };
    let wanted = Wanted { audience: &to, except: &except, hand: &hand, list_kind, parent: request.parent };
    let audience = service::audience(tx, &wanted, fields, secret, now)?;
    let lift = Document::parse(&revision.text).embargo.filter(|embargo| embargo.at > now);
    let lift_at = lift.as_ref().map(|embargo| embargo.at);
    let embargo = match (lift_at, request.embargo) {
        (None, _) => EmbargoMode::None,
        (Some(_), EmbargoMode::None) => {
            return Err(Problem::needs_consent("distribution.embargo_unanswered").todo("distribution.embargo_unanswered.todo"));
        }
        (Some(_), chosen) => chosen,
    };
    let start = match (&request.schedule, lift) {
        (Some(said), _) => Some(said.judged(embargo, lift_at, now)?),
        (None, Some(lift)) if embargo == EmbargoMode::Lift => {
            Some(Start { at: lift.at, local: lift.local, zone: lift.zone, late: Late::Ask, within_ms: WITHIN_MS })
        }
        (None, _) => None,
    };
    let mut sealing = Sealing {
        document: request.document,
        revision: revision.id,
        account: request.account,
        parent: request.parent,
        list_kind,
        audience: to,
        audience_name: request.to.clone(),
        except_json: json(&except),
        hand_json: json(&hand),
        embargo: embargo.word().to_owned(),
        due_at: lift_at,
        from_name: account.from_name.clone(),
        from_address: account.from.as_typed(),
        reply_to: account.reply_to.as_ref().map(EmailAddress::as_typed),
        seal: String::new(),
    };
    sealing.seal = service::seal_of(&revision.hash, &sealing, &account);
    let marks = Marks { embargo: embargo == EmbargoMode::Under, test: false, correction: false };
    let unproven = accounts::require_proven_sender(tx, &account, secret).err();
    Ok(Drawn { sealing, account, revision, chosen: audience.chosen, left_out: audience.left_out, lift_at, start, embargo, marks, unproven })
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
