//! Working hours: what new distributions begin with (D29).

use serde::{Deserialize, Serialize};

use super::schedule::when;
pub use crate::distribution::hours::Hours;
use crate::distribution::schedule::Schedule;
use crate::distribution::store::hours;
use crate::error::Problem;
use crate::messages::Message;
use crate::workspace::{Topic, Workspace};

/// The clock furthest ahead: where a day begins first.
const FIRST: &str = "Pacific/Kiritimati";

/// What leaves at the same hour for everybody, where they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Everywhere {
    /// The hours that it keeps to.
    pub hours: Hours,
    /// When the first of it may leave: where the day begins. None where that time has come there.
    pub schedule: Option<Schedule>,
}

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
    ws.write(Message::new("distribution.action.hours"), move |tx| {
        hours::set_usual(tx, &json)?;
        tx.changed(Topic::Workspace, None);
        Ok(())
    })
    .await?;
    Ok(kept)
}

/// The same hour for everybody, where they are: what was `said` is read on each person's own clock, and on the said one for people of
/// whom no zone is known. Within these working hours; none: at any time.
///
/// # Errors
/// `distribution.hours.…` and `distribution.schedule.…` with the field.
pub async fn everywhere(ws: &Workspace, said: Schedule, hours: Option<Hours>) -> Result<Everywhere, Problem> {
    let mut hours = match hours {
        Some(hours) => hours,
        None => {
            let usual = usual_hours(ws).await?.hours;
            Hours { days: (1..=7).collect(), from: 0, to: 24 * 60, holidays: Vec::new(), ..usual }
        }
    };
    let zone = said.zone.trim();
    if !zone.is_empty() {
        zone.clone_into(&mut hours.zone);
    }
    (hours.since, hours.theirs) = (Some(said.local.clone()), true);
    let hours = hours.judged()?;
    let first = Schedule { zone: FIRST.to_owned(), ..said };
    let schedule = match when(ws, first.clone()).await {
        Ok(_) => Some(first),
        Err(problem) if problem.code == "distribution.schedule.past" => None,
        Err(problem) => return Err(problem),
    };
    Ok(Everywhere { hours, schedule })
}
