//! The sample's texts with their pictures: a release under embargo, an article, a statement held ready, an announcement.
//!
//! The pictures were drawn for Tidings (`files/draw.py`) and stand under its licence.

use crate::accounts;
use crate::campaigns;
use crate::distribution;
use crate::distribution::api::ApprovalFor;
use crate::error::Problem;
use crate::ids::CampaignId;
use crate::literature;
use crate::segments::Fields;
use crate::workspace::Workspace;

struct File {
    name: &'static str,
    bytes: &'static [u8],
    /// What is to be seen; only for a picture within the text.
    alt: &'static str,
}

macro_rules! file {
    ($name:literal, $alt:literal) => {
        File { name: $name, bytes: include_bytes!(concat!("files/", $name)), alt: $alt }
    };
}

struct Text {
    markdown: &'static str,
    pictures: &'static [File],
    attachments: &'static [File],
    /// Whether it belongs to the campaign.
    of_campaign: bool,
    /// Whether it is approved, to be sent when it is needed.
    is_approved: bool,
}

/// Who approved what is approved: the director.
const APPROVER: &str = "Margaret Oyelaran";

/// The one last written comes first in lists: the release.
const TEXTS: &[Text] = &[
    Text { markdown: include_str!("files/lone-working.md"), pictures: &[], attachments: &[], of_campaign: false, is_approved: false },
    Text { markdown: include_str!("files/storm-at-cold-ness.md"), pictures: &[], attachments: &[], of_campaign: false, is_approved: true },
    Text {
        markdown: include_str!("files/keepers-letters.md"),
        pictures: &[file!("keepers-letters.jpg", "Two letters in a fine hand, a pen and a seal of red wax")],
        attachments: &[],
        of_campaign: true,
        is_approved: false,
    },
    Text {
        markdown: include_str!("files/lantern-wing.md"),
        pictures: &[file!(
            "lighthouse-at-dusk.jpg",
            "The lighthouse at Skerry Point at dusk, its light on again, with the keepers’ houses beside it"
        )],
        attachments: &[file!("lens-restored-0412.jpg", ""), file!("floor-plan-kept-lights.pdf", "")],
        of_campaign: true,
        is_approved: false,
    },
];

/// Writes the texts in one transaction. Not a step that undo takes back: it is how the file begins.
///
/// # Errors
/// What the file says; then none of them is there.
pub(super) async fn texts(ws: &Workspace, campaign: CampaignId) -> Result<(), Problem> {
    let (account, fields) = (accounts::api::named(ws, None).await?.id, ws.part::<Fields>());
    ws.write_quietly(move |tx| {
        for text in TEXTS {
            let id = literature::write(tx, text.markdown)?;
            for picture in text.pictures {
                literature::put_in(tx, id, picture.name, picture.bytes, Some(picture.alt))?;
            }
            for file in text.attachments {
                literature::put_in(tx, id, file.name, file.bytes, None)?;
            }
            if text.of_campaign {
                campaigns::put(tx, campaign, id)?;
            }
            if text.is_approved && tx.actor() != APPROVER {
                let goes = ApprovalFor { account: Some(account), to: "Heritage press".to_owned(), ..ApprovalFor::default() };
                distribution::api::approved_by(tx, id, goes, APPROVER, &fields)?;
            }
        }
        Ok(())
    })
    .await
}
