//! The privacy notice after Art. 14 GDPR (L2): who is still owed it, which mails carry it, and what it says.
//!
//! **Invariant:** a letter carries the notice if and only if its row says so, and neither changes after Send: the text is sealed with the
//! distribution, what it tells somebody is among the values of their row, and the chain counts the rows when the list is frozen.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::audience::Chosen;
use super::draw::Drawn;
use super::preflight::Finding;
use super::store::notice as store;
use crate::accounts::{self, Account, AccountKind};
use crate::contacts::{self, Condition, Criterion, Elsewhere, ListKind, MergeValues, Merged, PersonKind};
use crate::error::{Place, Problem};
use crate::ids::PersonId;
use crate::messages::{Language, Message};
use crate::rendering::{self, NOTICE, NoticeText, carries_notice, notice_value};
use crate::segments::{Accepts, Field};
use crate::workspace::{ReadTx, organisation, setting};

/// The setting that holds the text.
pub(super) const SETTING: &str = "privacy_notice";

/// Within so many months somebody must be told (GDPR 14(3)(a)).
pub(super) const WITHIN_MONTHS: u32 = 1;

/// The text of the notice in both languages, and whether first mails carry it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Notice {
    /// First mails carry it.
    pub on: bool,
    /// For texts in German.
    pub de: String,
    /// For texts in every other language.
    pub en: String,
}

impl Notice {
    /// The text for a mail in this language.
    fn of(&self, language: Language) -> &str {
        match language {
            Language::De => &self.de,
            Language::En => &self.en,
        }
    }
}

/// The notice as it was set; none before anybody set it.
pub(super) fn kept(tx: &ReadTx<'_>) -> Result<Option<Notice>, Problem> {
    Ok(setting(tx, SETTING)?.and_then(|text| serde_json::from_str(&text).ok()))
}

/// The notice that is proposed: what the organisation's name and the record of processing say.
pub(super) fn proposed(tx: &ReadTx<'_>) -> Result<Notice, Problem> {
    let organisation = organisation(tx)?;
    let mut hosts: Vec<String> = accounts::all(tx)?
        .into_iter()
        .filter(|account| account.kind == AccountKind::Smtp && !account.server.host.is_empty())
        .map(|account| account.server.host)
        .collect();
    hosts.sort();
    hosts.dedup();
    let text = |language| {
        Message::new("distribution.notice.proposed")
            .with("organisation", organisation.as_str())
            .with("n", hosts.len())
            .with("hosts", hosts.join(", "))
            .text(language)
            .replace("[[", "{{ ")
            .replace("]]", " }}")
    };
    Ok(Notice { on: false, de: text(Language::De), en: text(Language::En) })
}

/// Checks a notice: both texts say where the data come from.
pub(super) fn judged(notice: &Notice) -> Result<Notice, Problem> {
    for (field, text) in [("en", &notice.en), ("de", &notice.de)] {
        NoticeText::parse(text).map_err(|problem| Problem { places: vec![Place::field(field)], ..problem })?;
    }
    Ok(Notice { on: notice.on, de: notice.de.trim().to_owned(), en: notice.en.trim().to_owned() })
}

/// What is sealed of it for a mail of this account in this language; none where first mails carry no notice.
pub(super) fn sealed(tx: &ReadTx<'_>, account: &Account, language: &str) -> Result<Option<String>, Problem> {
    let Some(notice) = kept(tx)?.filter(|notice| notice.on) else { return Ok(None) };
    let sender = rendering::Sender {
        name: account.from_name.clone(),
        address: account.from.clone(),
        reply_to: account.reply_to.clone(),
        organisation: organisation(tx)?,
        imprint: rendering::imprint(tx)?,
        theme: None,
    };
    Ok(Some(NoticeText::parse(notice.of(Language::for_tag(language)))?.of_sender(&sender)))
}

/// How rows say that their letters carry the notice: by an account to practise with nobody is told anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoticeWay {
    Given,
    Practised,
}

impl NoticeWay {
    /// The word for a row with these values; none where its letter carries no notice.
    pub(super) fn of(self, values: &MergeValues) -> Option<&'static str> {
        carries_notice(values).then_some(match self {
            Self::Given => "given",
            Self::Practised => "practised",
        })
    }
}

/// What mails of this account do.
pub(super) const fn way(account: &Account) -> NoticeWay {
    match account.kind {
        AccountKind::Smtp => NoticeWay::Given,
        AccountKind::Practice => NoticeWay::Practised,
    }
}

/// Where the data of those of `people` come from who are still owed the notice, by the number that was asked.
pub(super) fn owed(tx: &ReadTx<'_>, people: &[PersonId]) -> Result<BTreeMap<PersonId, Elsewhere>, Problem> {
    let merged = Merged::read(tx)?;
    let today: Vec<PersonId> = people.iter().map(|person| merged.of(*person)).collect();
    let mut owed = contacts::owed_a_notice(tx, &today)?;
    if owed.is_empty() {
        return Ok(owed);
    }
    let still: Vec<PersonId> = owed.keys().copied().collect();
    let numbers: Vec<PersonId> = still.iter().copied().chain(merged.into_any_of(&still)).collect();
    let told: HashSet<PersonId> = store::told_of(tx, &numbers)?.into_iter().map(|person| merged.of(person)).collect();
    owed.retain(|person, _| !told.contains(person));
    Ok(people.iter().filter_map(|person| Some((*person, owed.get(&merged.of(*person))?.clone()))).collect())
}

/// Lets the letters of those who are owed the notice carry it.
pub(super) fn tell(tx: &ReadTx<'_>, chosen: &mut [Chosen]) -> Result<(), Problem> {
    let people: Vec<PersonId> = chosen.iter().map(|one| one.person).collect();
    let owed = owed(tx, &people)?;
    for one in chosen {
        if let Some(from) = owed.get(&one.person) {
            one.values.set(NOTICE, notice_value(&from.since, &from.sources));
        }
    }
    Ok(())
}

/// What the look before Send says of it: how many letters carry the notice, or how many people are owed one that is not set up.
pub(super) fn finding(tx: &ReadTx<'_>, drawn: &Drawn) -> Result<Option<Finding>, Problem> {
    if drawn.sealing.list_kind == ListKind::Internal {
        return Ok(None);
    }
    let (key, n) = if drawn.sealing.notice.is_some() {
        ("distribution.finding.notice", drawn.chosen.iter().filter(|one| carries_notice(&one.values)).count())
    } else {
        let people: Vec<PersonId> = drawn.chosen.iter().map(|one| one.person).collect();
        ("distribution.finding.no_notice", owed(tx, &people)?.len())
    };
    let what = Message::new(key).with("n", n);
    Ok((n > 0).then_some(Finding { blocks: false, what, person: None, places: Vec::new(), language: None }))
}

/// Whoever was told, by a mail that was accepted or by other means.
fn given() -> Condition {
    Condition::any(vec![Condition::told_by_other_means(), store::told()])
}

/// Whoever is still owed the notice; with `months`, since so many months.
pub(super) fn due(months: Option<u32>) -> Condition {
    let staff = Condition::of(&Criterion::Kind(PersonKind::Employee));
    Condition::all(vec![Condition::from_elsewhere(months), staff.negated(), given().negated()])
}

/// The field of questions that asks for it.
pub const FIELDS: &[Field] = &[Field {
    name: "notice",
    aliases: &["privacy-notice"],
    accepts: Accepts::Words(&["due", "overdue", "given"]),
    can_be_empty: false,
    condition: |value| match value.text() {
        Some("given") => given(),
        Some("overdue") => due(Some(WITHIN_MONTHS)),
        _ => due(None),
    },
    offer: |_, _, _| Ok(Vec::new()),
}];
