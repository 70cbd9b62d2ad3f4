//! The sample's campaign: the lighthouse whose light comes back.

use crate::campaigns::{self, CampaignInput, MessageInput};
use crate::error::Problem;
use crate::ids::CampaignId;
use crate::workspace::Workspace;

const MESSAGES: &[&str] = &[
    "A lighthouse is a promise kept every night; we could not keep ours.",
    "The lens of 1874 turns again, and admission is free for the first nine days.",
    "4,316 people paid for it, most with less than £50.",
];

/// Writes the campaign in one transaction. Not a step that undo takes back: it is how the file begins.
///
/// # Errors
/// What the file says; then it is not there.
pub(super) async fn campaigns(ws: &Workspace) -> Result<CampaignId, Problem> {
    let light = CampaignInput {
        name: "The Light Returns".to_owned(),
        aim: "The coast comes back to its lighthouse: 30,000 visitors from 5 December to 31 January, 60 of them new patrons.".to_owned(),
        starts_on: "2026-11-02".to_owned(),
        ends_on: "2027-01-31".to_owned(),
        messages: MESSAGES.iter().map(|text| MessageInput { id: None, text: (*text).to_owned() }).collect(),
    };
    ws.write_quietly(move |tx| campaigns::create(tx, light)).await
}
