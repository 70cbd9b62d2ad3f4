//! Who of a list may be written to only after they consented, by the law of where they live, and has not (L9): a question before Send,
//! never a bar. What is told of the law is in `contacts`; here is which mail it speaks of.
//!
//! Every law of the table speaks of advertising. What goes to clients and the public is taken for it. Whether news to journalists is,
//! no law says; the organisation decides that once, and until it has, those people are counted with that question.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::audience::Chosen;
use super::draw::{self, Drawn};
use super::preflight::Finding;
use super::store::plan::Sealing;
use crate::contacts::{self, Condition, ListKind, PersonKind, RecipientKind};
use crate::error::Problem;
use crate::ids::PersonId;
use crate::messages::Message;
use crate::segments::{Accepts, Field};
use crate::workspace::{ReadTx, setting};

/// The setting that holds what news to journalists is.
pub(super) const SETTING: &str = "press_news";

/// So many laws are named with their people; the others are counted with them.
const NAMED: usize = 4;

/// What the organisation takes its news to journalists for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum PressNews {
    /// Nobody has decided yet.
    #[default]
    Undecided,
    /// Advertising: the law asks the same of it.
    Advertising,
    /// No advertising: the law asks nothing.
    News,
}

/// What was decided.
pub(super) fn press_news(tx: &ReadTx<'_>) -> Result<PressNews, Problem> {
    Ok(setting(tx, SETTING)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Of those who would receive it, whoever lacks a consent that the law asks for.
#[derive(Debug, Default)]
pub(super) struct Lacking {
    /// To them it is advertising.
    pub(super) missing: Vec<PersonId>,
    /// To them it is news, of which nobody has decided what it is.
    pub(super) unsettled: Vec<PersonId>,
}

/// Whether it is asked at all: what the house tells its own people, and what is meant for one person who asked, is no advertising to many.
fn is_asked(sealing: &Sealing) -> bool {
    sealing.list_kind == ListKind::External && draw::one_person(&sealing.audience).is_none()
}

/// Who lacks it, in their order.
pub(super) fn lacking(tx: &ReadTx<'_>, drawn: &Drawn) -> Result<Lacking, Problem> {
    lacking_of(tx, &drawn.sealing, &drawn.chosen)
}

/// The same, of what was sealed and who is on its list.
fn lacking_of(tx: &ReadTx<'_>, sealing: &Sealing, chosen: &[Chosen]) -> Result<Lacking, Problem> {
    if !is_asked(sealing) {
        return Ok(Lacking::default());
    }
    let decided = press_news(tx)?;
    let people: Vec<PersonId> = chosen.iter().map(|one| one.person).collect();
    let without = contacts::without_consent(tx, &people)?;
    if without.is_empty() {
        return Ok(Lacking::default());
    }
    let journalists: HashSet<PersonId> = match decided {
        PressNews::Advertising => HashSet::new(),
        PressNews::Undecided | PressNews::News => {
            let kinds = contacts::rows_of(tx, &without)?;
            kinds.into_iter().filter(|row| row.kind == PersonKind::Journalist).map(|row| row.id).collect()
        }
    };
    let (mut unsettled, missing): (Vec<_>, Vec<_>) = without.into_iter().partition(|person| journalists.contains(person));
    if decided == PressNews::News {
        unsettled.clear();
    }
    Ok(Lacking { missing, unsettled })
}

/// What is said of them before Send: how many, by which rule, and where that stands.
pub(super) fn findings(tx: &ReadTx<'_>, lacking: &Lacking) -> Result<Vec<Finding>, Problem> {
    let mut said = Vec::new();
    for (key, people) in [("distribution.finding.consent", &lacking.missing), ("distribution.finding.consent_news", &lacking.unsettled)] {
        if people.is_empty() {
            continue;
        }
        let Asking { laws, more, expired } = asking(tx, people)?;
        let what = Message::new(key).with("n", people.len()).with("laws", laws).with("more", more).with("expired", expired);
        said.push(Finding { blocks: false, what, person: None, places: Vec::new(), language: None });
    }
    Ok(said)
}

/// By which laws some people lack a consent.
struct Asking {
    /// The laws that most of them live by, each with how many.
    laws: String,
    /// Of how many others the law is not named.
    more: usize,
    /// How many had given one whose time is up.
    expired: usize,
}

fn asking(tx: &ReadTx<'_>, people: &[PersonId]) -> Result<Asking, Problem> {
    let mut by_law: BTreeMap<String, usize> = BTreeMap::new();
    let mut expired = 0_usize;
    for (_, standing) in contacts::standings(tx, people)? {
        expired += usize::from(standing.consents.iter().any(|one| !one.holds && one.until.is_some()));
        *by_law.entry(standing.law.source).or_default() += 1;
    }
    let mut by_law: Vec<(String, usize)> = by_law.into_iter().collect();
    by_law.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let more: usize = by_law.iter().skip(NAMED).map(|(_, n)| n).sum();
    let laws: Vec<String> = by_law.iter().take(NAMED).map(|(source, n)| format!("{source} ({n})")).collect();
    Ok(Asking { laws: laws.join("; "), more, expired })
}

/// Whom the look before Send names, as it is kept with a list that follows its segment.
pub(super) fn named(tx: &ReadTx<'_>, drawn: &Drawn) -> Result<String, Problem> {
    let Lacking { missing, unsettled } = lacking(tx, drawn)?;
    let people: Vec<PersonId> = missing.into_iter().chain(unsettled).collect();
    serde_json::to_string(&people).map_err(|failed| Problem::failure("workspace.failed").because(failed))
}

/// What is asked of a list that was frozen after it was looked at: whoever came onto it since may live where the law asks for a consent that
/// is not recorded, or for a postal address that nobody had entered. `named` is whom the look named.
pub(super) fn since(tx: &ReadTx<'_>, sealing: &Sealing, chosen: &[Chosen], named: &str) -> Result<Option<Message>, Problem> {
    let named: HashSet<PersonId> = serde_json::from_str(named).unwrap_or_default();
    let Lacking { missing, unsettled } = lacking_of(tx, sealing, chosen)?;
    let lacking: Vec<PersonId> = missing.into_iter().chain(unsettled).filter(|person| !named.contains(person)).collect();
    let postal = postal_of(tx, sealing, chosen)?.filter(|found| found.blocks);
    if lacking.is_empty() && postal.is_none() {
        return Ok(None);
    }
    let Asking { laws, more, .. } = asking(tx, &lacking)?;
    let mut what = Message::new("distribution.law_since").with("consents", lacking.len()).with("laws", laws).with("more", more);
    let mut of_postal = postal.map(|found| found.what.params).unwrap_or_default();
    what.set("addresses", of_postal.remove("n").unwrap_or_else(|| 0_usize.into()));
    what.set("address_laws", of_postal.remove("laws").unwrap_or_else(|| "".into()));
    Ok(Some(what))
}

/// Countries whose law asks for the organisation's postal address in advertising by mail (L11, L12).
const POSTAL: [(&str, &str); 2] = [("US", "US: CAN-SPAM, 15 USC 7704(a)(5)"), ("CA", "CA: CASL s. 6(2), SOR/2012-36 s. 2")];

/// That the postal address is missing which the law of some recipients asks for: it keeps advertising from going to them.
pub(super) fn postal(tx: &ReadTx<'_>, drawn: &Drawn) -> Result<Option<Finding>, Problem> {
    postal_of(tx, &drawn.sealing, &drawn.chosen)
}

/// The same, of what was sealed and who is on its list.
pub(super) fn postal_of(tx: &ReadTx<'_>, sealing: &Sealing, chosen: &[Chosen]) -> Result<Option<Finding>, Problem> {
    if !is_asked(sealing) || sealing.imprint.is_some() {
        return Ok(None);
    }
    let people: Vec<PersonId> = chosen.iter().map(|one| one.person).collect();
    let advertises = press_news(tx)? == PressNews::Advertising;
    let (mut counts, mut advertised) = ([0_usize; POSTAL.len()], false);
    for (country, kind) in contacts::countries_and_kinds(tx, &people)? {
        if let Some(at) = POSTAL.iter().position(|(code, _)| *code == country) {
            counts.iter_mut().skip(at).take(1).for_each(|count| *count += 1);
            advertised |= advertises || kind != PersonKind::Journalist;
        }
    }
    let n: usize = counts.iter().sum();
    if n == 0 {
        return Ok(None);
    }
    let laws = POSTAL.iter().zip(counts).filter(|(_, count)| *count > 0).map(|((_, source), count)| format!("{source} ({count})"));
    let laws = laws.collect::<Vec<_>>().join("; ");
    let what =
        Message::new("distribution.finding.postal").with("n", n).with("laws", laws).with("blocks", if advertised { "yes" } else { "no" });
    Ok(Some(Finding { blocks: advertised, what, person: None, places: Vec::new(), language: None }))
}

/// The fields of questions that ask for it.
pub const FIELDS: &[Field] = &[
    Field {
        name: "consent",
        aliases: &[],
        accepts: Accepts::Words(contacts::CONSENT),
        can_be_empty: false,
        condition: |value| match value.text() {
            Some("held") => Condition::consent_held(),
            Some("expired") => Condition::consent_expired(),
            Some("needed") => Condition::consent_needed(),
            Some("unknown") => Condition::consent_unknown(),
            _ => Condition::consent_missing(),
        },
        offer: |_, _, _| Ok(Vec::new()),
    },
    Field {
        name: "recipient",
        aliases: &[],
        accepts: Accepts::Words(contacts::RECIPIENT),
        can_be_empty: false,
        condition: |value| Condition::recipient(value.text().and_then(RecipientKind::from_word).unwrap_or(RecipientKind::Individual)),
        offer: |_, _, _| Ok(Vec::new()),
    },
];
