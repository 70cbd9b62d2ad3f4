//! Working hours: what new distributions begin with (D29).

use serde::{Deserialize, Serialize};

pub use crate::distribution::hours::Hours;
use crate::distribution::store::hours;
use crate::error::Problem;
use crate::workspace::{Topic, Workspace};

/// The hours that new distributions begin with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct UsualHours {
    /// Whether a new distribution keeps to them unless it is said otherwise.
    pub on: bool,
    /// The hours, and the days without mail.
    pub hours: Hours,
}

impl Default for UsualHours {
    fn default() -> Self {
        // The clock of this machine, where it can be told, is the sender's.
        let zone = iana_time_zone::get_timezone().ok().filter(|zone| zone.parse::<chrono_tz::Tz>().is_ok());
        Self { on: false, hours: Hours { zone: zone.unwrap_or_else(|| "UTC".to_owned()), ..Hours::default() } }
    }
}

/// The hours that new distributions begin with in this workspace.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn usual_hours(ws: &Workspace) -> Result<UsualHours, Problem> {
    ws.read(|tx| Ok(hours::usual(tx)?.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())).await
}

/// Lets new distributions begin with these hours. Those that were sent already keep theirs.
///
/// # Errors
/// `distribution.hours.…` with the field: nothing has changed.
pub async fn set_usual_hours(ws: &Workspace, wanted: UsualHours) -> Result<UsualHours, Problem> {
    let kept = UsualHours { hours: Hours { since: None, ..wanted.hours }.judged()?, on: wanted.on };
    let json = serde_json::to_string(&kept).unwrap_or_default();
    ws.write_quietly(move |tx| {
        hours::set_usual(tx, &json)?;
        tx.changed(Topic::Workspace, None);
        Ok(())
    })
    .await?;
    Ok(kept)
}
