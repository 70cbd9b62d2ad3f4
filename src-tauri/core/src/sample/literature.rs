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
use crate::literature::comments::{self, NewComment};
use crate::literature::desk::{self, PlanChange, Stage};
use crate::segments::Fields;
use crate::workspace::Workspace;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

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
    /// Who has it in hand: writer, editor, and the department that asked.
    hands: [&'static str; 3],
    stage: Stage,
    /// In how many days from the making of the file it is due.
    due_in: Option<i64>,
    /// What somebody says about some of its words: the words, what, and who.
    said: &'static [[&'static str; 3]],
    /// Whether it is approved, to be sent when it is needed.
    is_approved: bool,
}

/// Who approved what is approved: the director.
const APPROVER: &str = "Margaret Oyelaran";

/// The one last written comes first in lists: the release.
const TEXTS: &[Text] = &[
    Text {
        markdown: include_str!("files/lone-working.md"),
        pictures: &[],
        attachments: &[],
        of_campaign: false,
        is_approved: false,
        hands: ["Agnes Duarte", "Ines Calder", "Safety"],
        stage: Stage::InReview,
        due_in: Some(1),
        said: &[],
    },
    Text {
        markdown: include_str!("files/storm-at-cold-ness.md"),
        pictures: &[],
        attachments: &[],
        of_campaign: false,
        is_approved: true,
        hands: ["Ines Calder", "", "Sites and keepers"],
        stage: Stage::Draft,
        due_in: None,
        said: &[],
    },
    Text {
        markdown: include_str!("files/keepers-letters.md"),
        pictures: &[file!("keepers-letters.jpg", "Two letters in a fine hand, a pen and a seal of red wax")],
        attachments: &[],
        of_campaign: true,
        hands: ["Leila Osei", "Tomas Reid", "Collections"],
        stage: Stage::Draft,
        due_in: Some(6),
        said: &[["forty-three letters", "Forty-three or forty-two? The catalogue has one twice.", "Tomas Reid"]],
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
        hands: ["Ines Calder", "Tomas Reid", "Director"],
        stage: Stage::InReview,
        due_in: Some(2),
        said: &[["four years after storm water closed it", "Say which storm? Local papers will ask.", "Leila Osei"]],
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
            let [writer, editor, department] = text.hands.map(|name| Some(name.to_owned()));
            let due_on = text.due_in.map(|days| tx.now().plus_ms(days * DAY_MS).to_rfc3339().chars().take(10).collect());
            let plan = PlanChange { stage: Some(text.stage), writer, editor, department, due_on, brief: None };
            desk::change(tx, id, &plan)?;
            for [quote, words, by] in text.said.iter().map(|said| said.map(str::to_owned)) {
                comments::add(tx, id, &NewComment { quote, text: words, by, ..NewComment::default() })?;
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
