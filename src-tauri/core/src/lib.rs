//! Tidings' core: every rule, every line of SQL and every socket. It knows no window and no terminal.
//!
//! This file is the plug board: the one place that knows all modules. `docs/ARCHITECTURE.md` has the map.

#![cfg_attr(
    test,
    expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests may fail loudly")
)]

pub mod accounts;
pub mod agent;
pub mod assets;
pub mod campaigns;
pub mod clock;
pub mod contacts;
pub mod distribution;
pub mod error;
pub mod ids;
pub mod importing;
pub mod jobs;
pub mod literature;
pub mod messages;
pub mod net;
pub mod network;
pub mod package;
pub mod power;
pub mod practice;
pub mod proofing;
pub mod reach;
pub mod records;
pub mod rendering;
pub mod sample;
pub mod segments;
pub mod today;
pub mod touches;

pub mod workspace;

use std::path::Path;
use std::sync::Arc;

use error::Problem;
use workspace::{Host, Plugs, Shared, Step, Workspace};

macro_rules! steps {
    ($($module:literal / $name:literal),* $(,)?) => {
        &[$(Step { name: $name, sql: include_str!(concat!($module, "/migrations/", $name)) }),*]
    };
}

/// What all modules plug into the file.
pub const PLUGS: Plugs = Plugs {
    steps: steps![
        "workspace" / "0001_workspace.sql",
        "accounts" / "0002_accounts.sql",
        "contacts" / "0003_contacts.sql",
        "literature" / "0004_literature.sql",
        "segments" / "0005_segments.sql",
        "distribution" / "0006_distribution.sql",
        "importing" / "0007_importing.sql",
        "campaigns" / "0008_campaigns.sql",
        "accounts" / "0009_sender_proof.sql",
        "practice" / "0010_practice.sql",
        "contacts" / "0011_contacts_unseen.sql",
        "importing" / "0012_importing_done.sql",
        "literature" / "0013_attachment_names.sql",
        "contacts" / "0014_contacts_unseen_ranges.sql",
        "contacts" / "0015_embargo_agreement.sql",
        "distribution" / "0016_distribution_pace.sql",
        "accounts" / "0017_account_pause.sql",
        "distribution" / "0018_left_out_by_list.sql",
        "distribution" / "0019_first_few.sql",
        "contacts" / "0020_contacts_search_pieces.sql",
        "distribution" / "0021_signing_key.sql",
        "distribution" / "0022_schedule.sql",
        "distribution" / "0023_breakers.sql",
        "distribution" / "0024_learned_pace.sql",
        "accounts" / "0025_account_reading.sql",
        "distribution" / "0026_evidence.sql",
        "accounts" / "0027_account_sign_in.sql",
        "distribution" / "0028_lineage.sql",
        "distribution" / "0029_repairs.sql",
        "distribution" / "0030_copies.sql",
        "accounts" / "0031_deliverability.sql",
        "distribution" / "0032_one_click.sql",
        "distribution" / "0033_hours.sql",
        "literature" / "0034_own_files.sql",
        "contacts" / "0035_duplicates.sql",
        "contacts" / "0036_merges.sql",
        "distribution" / "0037_merged_people.sql",
        "contacts" / "0038_suppression_again.sql",
        "importing" / "0039_import_opt_out.sql",
        "contacts" / "0040_tags_fields.sql",
        "contacts" / "0041_outlets.sql",
        "contacts" / "0042_touches.sql",
        "distribution" / "0043_contacted.sql",
        "contacts" / "0044_restriction.sql",
        "distribution" / "0045_restricted.sql",
        "contacts" / "0046_lists.sql",
        "contacts" / "0047_pins.sql",
        "contacts" / "0048_handles_staff.sql",
        "segments" / "0049_table_views.sql",
        "workspace" / "0050_past.sql",
        "contacts" / "0051_outlet_region.sql",
        "contacts" / "0052_noted_words.sql",
        "contacts" / "0053_privacy.sql",
        "distribution" / "0054_notice.sql",
        "contacts" / "0055_relations.sql",
        "contacts" / "0056_photos.sql",
        "contacts" / "0057_beats.sql",
        "contacts" / "0058_outlet_names.sql",
        "contacts" / "0059_consent.sql",
        "workspace" / "0060_via.sql",
        "segments" / "0061_outlet_views.sql",
        "distribution" / "0062_imprint.sql",
        "literature" / "0063_desk.sql",
        "contacts" / "0064_quick_questions.sql",
        "contacts" / "0065_apart.sql",
        "distribution" / "0066_sealed_name.sql",
        "contacts" / "0067_right_domain.sql",
        "distribution" / "0068_became.sql",
        "literature" / "0069_comments.sql",
        "literature" / "0070_checks.sql",
        "literature" / "0071_approval.sql",
        "proofing" / "0072_proofing.sql",
        "literature" / "0073_kinds.sql",
        "literature" / "0074_blocks.sql",
        "literature" / "0075_templates.sql",
        "literature" / "0076_asset_files.sql",
        "assets" / "0077_assets.sql",
        "distribution" / "0078_theme.sql",
        "literature" / "0079_cutdowns.sql",
        "literature" / "0080_translation.sql",
        "distribution" / "0081_languages.sql",
        "workspace" / "0082_steps.sql",
        "literature" / "0083_shown_at.sql",
        "assets" / "0084_on_the_web.sql",
        "contacts" / "0085_suppressions.sql",
        "contacts" / "0086_phone_digits.sql",
        "contacts" / "0087_suppression_lifted.sql",
        "importing" / "0088_import_opt_out_further.sql",
        "contacts" / "0089_days.sql",
        "importing" / "0090_import_again.sql",
        "importing" / "0091_outlet_imports.sql",
        "literature" / "0092_writers.sql",
        "contacts" / "0093_alphabet.sql",
        "literature" / "0094_borrowed_words.sql",
        "distribution" / "0095_mails_by_person.sql",
        "contacts" / "0096_large_files.sql",
    ],
    unrecorded: UNRECORDED,
    shared: &[
        Shared { table: "asset_chunk", column: "data" },
        Shared { table: "practice_part", column: "data" },
        Shared { table: "photo", column: "data" },
    ],
    reindex: contacts::reindex,
    undo_elsewhere: importing::take_back,
    redo_elsewhere: importing::redo,
    changed_elsewhere: importing::changed_since,
    tidy: importing::tidy,
    watched: |ws, title| Box::new(Watching(ws.part::<jobs::Registry>().begin(title))),
};

/// The jobs, as the file knows them.
struct Watching(jobs::Handle);

impl workspace::Watched for Watching {
    fn goes_on(&self, done: u64, total: u64) -> bool {
        self.0.progress(done, Some(total));
        !self.0.cancelled()
    }

    fn ended(&self, why: Option<&Problem>) {
        self.0.end(match why {
            None => jobs::Outcome::Done,
            Some(problem) if matches!(problem.code.as_str(), "workspace.undo_paused" | "workspace.undo_stopped") => {
                jobs::Outcome::Cancelled
            }
            Some(problem) => jobs::Outcome::Failed { problem: problem.clone() },
        });
    }
}

/// Tables without history: what never changes, what an import keeps itself, what is found anew, the ledger with its own
/// chain, what servers said of an account, and what the practice server took.
const UNRECORDED: &[&str] = &[
    "address_judged",
    "account_dkim",
    "account_domain",
    "account_pause",
    "account_probe",
    "asset",
    "asset_chunk",
    "asset_form",
    "asset_thumbnail",
    "block_writer",
    "bond",
    "bond_open",
    "contacted",
    "contacted_until",
    "distribution_text",
    "distribution_title",
    "document_writer",
    "duplicate",
    "duplicate_look",
    "person_unseen",
    "photo",
    "import",
    "import_row",
    "import_done",
    "import_opt_out",
    "import_opt_out_further",
    "import_mapping",
    "outlet_import",
    "distribution",
    "delivery",
    "delivery_first",
    "delivery_zone",
    "distribution_hours",
    "learned_pace",
    "domain_hold",
    "recipient",
    "delivery_reply",
    "exclusion",
    "delivery_event",
    "signing_key",
    "delivery_evidence",
    "distribution_look",
    "template_writer",
    "test_mail",
    "practice_mail",
    "practice_text",
    "practice_part",
    "practice_piece",
];

/// Makes a new workspace with a practice account; see [`Workspace::create`].
///
/// # Errors
/// As [`Workspace::create`]: nothing is left behind.
pub fn create(path: &Path, organisation: &str, host: Host) -> Result<Workspace, Problem> {
    let ws = plugged(Workspace::create(path, organisation, PLUGS, host)?);
    if let Err(problem) = accounts::begin_with_practice(&ws, organisation) {
        ws.discard();
        return Err(problem);
    }
    Ok(ws)
}

/// Opens a workspace; see [`Workspace::open`].
///
/// # Errors
/// As [`Workspace::open`].
pub fn open(path: &Path, host: Host) -> Result<Workspace, Problem> {
    let ws = plugged(Workspace::open(path, PLUGS, host)?);
    contacts::judge_addresses(&ws)?;
    literature::forms::judge_types(&ws)?;
    literature::approval::service::know_earlier_names(&ws)?;
    // Goes on in the background: what a crash left behind is seen by nobody.
    (PLUGS.tidy)(&ws)?;
    distribution::catch_up_after(&ws);
    Ok(ws)
}

/// Plugs the practice server, which sits above, into the accounts, which ask for it, gives the list of connections its place, tells
/// who is asked when somebody wants to know what is kept about them, or to be forgotten, and which further fields a question may name and which further columns a table may have.
fn plugged(ws: Workspace) -> Workspace {
    network::plug(&ws);
    ws.part::<accounts::PracticeServer>().plug(practice::door);
    ws.set_part(Arc::new(
        segments::Fields::default()
            .with(touches::FIELDS)
            .with(distribution::FIELDS)
            .with(distribution::CONSENT_FIELDS)
            .telling(touches::told),
    ));
    ws.set_part(Arc::new(contacts::Bringers(vec![importing::brought_in])));
    ws.set_part(Arc::new(segments::Told(touches::COLUMNS.to_vec())));
    ws.set_part(Arc::new(contacts::Parts(vec![
        contacts::TOUCHES,
        assets::SHOWN,
        segments::PINS,
        distribution::MAILS,
        importing::ROWS,
        practice::MAILS,
        records::NAMES,
        records::MENTIONS,
    ])));
    ws
}

/// Checks everything that the file promises: its pages, its references, and the ledger.
///
/// # Errors
/// `workspace.damaged` when it cannot even be read.
pub async fn verify(ws: &Workspace) -> Result<Vec<workspace::api::Check>, Problem> {
    let mut checks = workspace::api::verify(ws).await?;
    checks.extend(distribution::api::verify(ws).await?);
    Ok(checks)
}
