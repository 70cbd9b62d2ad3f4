//! What is entered about a campaign, and the checks that it passes before it is kept.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::error::{Place, Problem};
use crate::ids::KeyMessageId;

/// Longest name in characters.
pub(super) const LONGEST_NAME: usize = 300;
/// Longest aim in characters.
pub(super) const LONGEST_AIM: usize = 2_000;
/// Longest key message in characters: what is longer stays in nobody's mind.
pub(super) const LONGEST_MESSAGE: usize = 500;
/// Most key messages of a campaign.
pub(super) const MOST_MESSAGES: usize = 12;

/// A campaign as entered: whole, with empty texts for what is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct CampaignInput {
    /// Its name, unique in the workspace.
    pub name: String,
    /// What it is to bring about.
    pub aim: String,
    /// Its first day, `2026-11-02`; empty if it is not settled.
    pub starts_on: String,
    /// Its last day; empty if it is not settled.
    pub ends_on: String,
    /// What is to stay in people's minds, the most important first. Empty ones are left away.
    pub messages: Vec<MessageInput>,
}

/// A key message as entered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct MessageInput {
    /// Which one of the campaign's it is; none for a new one.
    pub id: Option<KeyMessageId>,
    /// One sentence.
    pub text: String,
}

/// A campaign that passed every check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Brief {
    pub(super) name: String,
    /// What two names share that differ in nothing but case, width and blanks.
    pub(super) name_key: String,
    pub(super) aim: String,
    pub(super) starts_on: Option<String>,
    pub(super) ends_on: Option<String>,
    pub(super) messages: Vec<MessageInput>,
}

/// Checks a campaign as entered.
///
/// # Errors
/// `campaigns.bad_name`, `campaigns.bad_aim`, `campaigns.bad_date`, `campaigns.ends_before_start`,
/// `campaigns.bad_message` (the row is the message's number), `campaigns.many_messages`.
pub(super) fn check(input: CampaignInput) -> Result<Brief, Problem> {
    let name = one_line(&input.name);
    if name.is_empty() || too_long(&name, LONGEST_NAME) || input.name.chars().any(char::is_control) {
        return Err(Problem::refusal("campaigns.bad_name").with("most", LONGEST_NAME).at(Place::field("name")));
    }
    let aim = input.aim.replace("\r\n", "\n").trim().to_owned();
    if too_long(&aim, LONGEST_AIM) || aim.chars().any(|letter| letter.is_control() && letter != '\n') {
        return Err(Problem::refusal("campaigns.bad_aim").with("most", LONGEST_AIM).at(Place::field("aim")));
    }
    let (starts_on, ends_on) = (day("starts_on", &input.starts_on)?, day("ends_on", &input.ends_on)?);
    if let (Some(start), Some(end)) = (&starts_on, &ends_on)
        && end < start
    {
        let problem = Problem::refusal("campaigns.ends_before_start").with("start", start.as_str()).with("end", end.as_str());
        return Err(problem.at(Place::field("ends_on")));
    }
    Ok(Brief { name_key: name_key(&name), name, aim, starts_on, ends_on, messages: messages(input.messages)? })
}

fn messages(entered: Vec<MessageInput>) -> Result<Vec<MessageInput>, Problem> {
    let mut kept = Vec::new();
    for (at, message) in entered.into_iter().enumerate() {
        let text = one_line(&message.text);
        if text.is_empty() {
            continue;
        }
        if too_long(&text, LONGEST_MESSAGE) || text.chars().any(char::is_control) {
            let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
            let place = Place { row: Some(number), ..Place::field("messages") };
            return Err(Problem::refusal("campaigns.bad_message").with("number", number).with("most", LONGEST_MESSAGE).at(place));
        }
        kept.push(MessageInput { id: message.id, text });
    }
    if kept.len() > MOST_MESSAGES {
        return Err(Problem::refusal("campaigns.many_messages").with("most", MOST_MESSAGES).at(Place::field("messages")));
    }
    Ok(kept)
}

/// A day of the calendar in the one form that sorts as it is read; none for an empty text.
fn day(field: &'static str, text: &str) -> Result<Option<String>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let read = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    match read.map(|day| day.format("%Y-%m-%d").to_string()) {
        Some(same) if same == text && text.len() == 10 => Ok(Some(same)),
        _ => Err(Problem::refusal("campaigns.bad_date").with("text", text).at(Place::field(field))),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn too_long(text: &str, most: usize) -> bool {
    text.chars().count() > most
}

/// What two names share that differ in nothing but case, width and blanks.
pub(super) fn name_key(name: &str) -> String {
    one_line(name).nfkc().flat_map(char::to_lowercase).nfkc().collect()
}
