//! Many mails looked for at once: a few commands, however many they are.
//!
//! How many mails a folder has from those days decides: where they are few, their headers are read and held against what is looked for;
//! else the server is asked for several Message-IDs in one search, as long as a line may be.

use std::collections::{HashSet, VecDeque};

use super::mailbox::{Head, Mailbox, day, id_quoted};
use crate::ids::Millis;
use crate::net::Failure;

/// Mails whose headers are read with one command.
const HEADS: usize = 400;
/// Octets of Message-IDs that are asked for with one command: servers take lines of 8,000 (RFC 7162 §4).
const LONGEST_LINE: usize = 7_000;

/// The header fields that say which mail it is.
const OF_ONE: &str = "MESSAGE-ID X-MICROSOFT-ORIGINAL-MESSAGE-ID";

/// What is looked for in the open folder, and how far that is.
#[derive(Debug)]
pub struct Copies {
    ids: HashSet<String>,
    steps: VecDeque<Step>,
    of: usize,
}

/// One question.
#[derive(Debug)]
enum Step {
    /// Reads the headers of these mails.
    Heads(Vec<u32>),
    /// Searches by this condition.
    Search(String),
}

impl Copies {
    /// How many of `all` are behind, as far as can be told: what is asked next may speak of any of them.
    #[must_use]
    pub fn done_of(&self, all: u64) -> u64 {
        let (left, of) = (self.steps.len() as u64, self.of as u64);
        (all * (of - left)).checked_div(of).unwrap_or(all)
    }

    /// Mails among those that are looked for, each by the Message-ID that it is looked for by.
    fn ours(&self, heads: Vec<Head>) -> Vec<(String, Head)> {
        let name = |head: &Head| [&head.message_id, &head.original_id].into_iter().flatten().find(|id| self.ids.contains(*id)).cloned();
        heads.into_iter().filter_map(|head| Some((name(&head)?, head))).collect()
    }
}

impl Mailbox {
    /// Begins to look in the open folder for the mails with these Message-IDs that were filed on or after the day of `since`.
    ///
    /// # Errors
    /// The server's refusal, or the broken line: never taken for "not there".
    pub async fn look_for(&mut self, ids: &[String], since: Millis) -> Result<Copies, Failure> {
        let since = format!("SINCE {}", day(since));
        let searches = if ids.is_empty() { Vec::new() } else { conditions(ids)? };
        let filed = if ids.is_empty() { Vec::new() } else { self.search(&since).await? };
        let reads = filed.len().div_ceil(HEADS);
        // A search that finds something needs a second command.
        let steps: VecDeque<Step> = if reads <= 2 * searches.len() {
            filed.chunks(HEADS).map(|part| Step::Heads(part.to_vec())).collect()
        } else {
            searches.into_iter().map(|one| Step::Search(format!("{since} {one}"))).collect()
        };
        Ok(Copies { ids: ids.iter().cloned().collect(), of: steps.len(), steps })
    }

    /// Asks the next question of `copies`: what it found; none when all was asked, and only then is what was not found not there.
    ///
    /// # Errors
    /// As [`look_for`](Self::look_for); nothing is known of what was not found until then.
    pub async fn look_on(&mut self, copies: &mut Copies) -> Result<Option<Vec<(String, Head)>>, Failure> {
        let Some(step) = copies.steps.pop_front() else { return Ok(None) };
        let mut heads = Vec::new();
        match step {
            Step::Heads(mails) => heads = self.heads(&mails, OF_ONE).await?,
            Step::Search(condition) => {
                for part in self.search(&condition).await?.chunks(HEADS) {
                    heads.extend(self.heads(part, OF_ONE).await?);
                }
            }
        }
        Ok(Some(copies.ours(heads)))
    }
}

/// Conditions that each mail with one of the Message-IDs fits one of.
fn conditions(ids: &[String]) -> Result<Vec<String>, Failure> {
    let mut said = Vec::new();
    let (mut row, mut length) = (Vec::new(), 0);
    for id in ids {
        let id = id_quoted(&format!("<{id}>"))?;
        for field in ["Message-ID", "X-Microsoft-Original-Message-ID"] {
            let one = format!("HEADER {field} {id}");
            length += one.len() + " OR ".len();
            row.push(one);
        }
        if length > LONGEST_LINE {
            // The last two made it too long; alone they go however long they are.
            let rest = if row.len() > 2 { row.split_off(row.len() - 2) } else { Vec::new() };
            length = rest.iter().map(|one| one.len() + " OR ".len()).sum();
            said.push(any(&row));
            row = rest;
        }
    }
    if !row.is_empty() {
        said.push(any(&row));
    }
    Ok(said)
}

/// That one of them is true: `OR` takes two, and what is nested deep some servers refuse, so it is halved.
fn any(all: &[String]) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        more => {
            let (left, right) = more.split_at(more.len() / 2);
            format!("OR {} {}", any(left), any(right))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_in_one_condition_no_line_is_too_long_and_each_or_has_its_two() {
        let ids: Vec<String> = (0..500).map(|n| format!("{n:064x}.{}@harbourtrust.example.org", "x".repeat(n % 90))).collect();
        let all = conditions(&ids).unwrap();
        assert!((10..40).contains(&all.len()), "{}", all.len());
        for line in &all {
            assert!(line.len() <= LONGEST_LINE, "{}", line.len());
            let tests = line.matches("HEADER ").count();
            assert_eq!(line.matches("OR ").count(), tests - 1);
        }
        for id in &ids {
            let places: usize = all.iter().map(|line| line.matches(&format!("\"<{id}>\"")).count()).sum();
            assert_eq!(places, 2, "{id}");
        }
        let long = vec!["x".repeat(9_000), "y".to_owned()];
        assert_eq!(conditions(&long).unwrap().len(), 2);
        assert_eq!(any(&["a", "b", "c"].map(str::to_owned)), "OR a OR b c");
        assert!(conditions(&["a\r\nt9 DELETE INBOX".to_owned()]).is_err());
    }
}
