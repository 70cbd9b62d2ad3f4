//! What the desk knows of a document, and the checks that it passes before it is kept.

use serde::{Deserialize, Serialize};

use super::Stage;
use crate::error::{Place, Problem};
use crate::ids::Millis;

/// Longest name of a person or department, in characters.
pub(super) const LONGEST_NAME: usize = 200;
/// Longest brief, in characters.
pub(super) const LONGEST_BRIEF: usize = 10_000;

/// What the desk knows of a document. Texts are empty where nothing is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Plan {
    /// Where it stands.
    pub stage: Stage,
    /// When it came there; none for a draft that was never moved.
    pub staged_at: Option<Millis>,
    /// Who writes it: a name of somebody inside the house.
    pub writer: String,
    /// Who reads it before it goes out.
    pub editor: String,
    /// The department that asked for it.
    pub department: String,
    /// The day on which it is due, `2026-11-27`.
    pub due_on: Option<String>,
    /// What it is to say and to whom, as it was asked for.
    pub brief: String,
}

/// What is to change of a document's plan; what is `None` stays. An empty text takes away what stood there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PlanChange {
    /// Another stage.
    pub stage: Option<Stage>,
    /// Another writer.
    pub writer: Option<String>,
    /// Another editor.
    pub editor: Option<String>,
    /// Another department.
    pub department: Option<String>,
    /// Another day.
    pub due_on: Option<String>,
    /// Another brief.
    pub brief: Option<String>,
}

/// The plan with the change in it; its stage is not judged here.
///
/// # Errors
/// `literature.plan_name`, `literature.plan_day`, `literature.plan_brief`, with the field.
pub(super) fn changed(plan: Plan, change: &PlanChange) -> Result<Plan, Problem> {
    let name = |field: &'static str, new: &Option<String>, old: String| new.as_ref().map_or(Ok(old), |new| name(field, new));
    Ok(Plan {
        stage: change.stage.unwrap_or(plan.stage),
        staged_at: plan.staged_at,
        writer: name("writer", &change.writer, plan.writer)?,
        editor: name("editor", &change.editor, plan.editor)?,
        department: name("department", &change.department, plan.department)?,
        due_on: change.due_on.as_ref().map_or(Ok(plan.due_on), |new| day(new))?,
        brief: change.brief.as_ref().map_or(Ok(plan.brief), |new| brief(new))?,
    })
}

fn name(field: &'static str, text: &str) -> Result<String, Problem> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Problem::refusal("literature.plan_name").with("most", LONGEST_NAME).at(Place::field(field)));
    }
    Ok(name)
}

/// A day of the calendar in the one form that sorts as it is read; none for an empty text.
fn day(text: &str) -> Result<Option<String>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let read = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|day| day.format("%Y-%m-%d").to_string());
    match read {
        Some(same) if same == text && text.len() == 10 => Ok(Some(same)),
        _ => Err(Problem::refusal("literature.plan_day").with("text", text).at(Place::field("due_on"))),
    }
}

fn brief(text: &str) -> Result<String, Problem> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    let odd = text.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\t');
    if odd || text.chars().count() > LONGEST_BRIEF {
        return Err(Problem::refusal("literature.plan_brief").with("most", LONGEST_BRIEF).at(Place::field("brief")));
    }
    Ok(text)
}

/// The day before which something is late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::literature) struct Late(String);

impl Late {
    /// By the day that clocks in `zone` show at this instant.
    pub(in crate::literature) fn at(now: Millis, zone: chrono_tz::Tz) -> Self {
        let day = chrono::DateTime::from_timestamp_millis(now.get()).map(|at| at.with_timezone(&zone).date_naive());
        Self(day.map(|day| day.to_string()).unwrap_or_default())
    }

    pub(super) fn day(&self) -> &str {
        &self.0
    }
}
