//! Which version of a text each person gets, where its versions in other languages go with it: by the person's own language, else by
//! their outlet's, else the main one. Pure, but for who speaks what.
//!
//! **Invariant:** a distribution has one row a person whatever languages it goes in; the row says which version its letter is.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::audience::Chosen;
use super::draw::Drawn;
use super::preflight::Finding;
use super::store::{ledger, plan, report};
use crate::contacts;
use crate::error::Problem;
use crate::ids::{DistributionId, DocumentId, PersonId, RevisionId};
use crate::literature::{self, Revision};
use crate::messages::Message;
use crate::workspace::ReadTx;

/// A version of the text, as it was sealed at Send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SealedText {
    /// Its row; 0 before it was written.
    pub(super) row: i64,
    /// BCP 47 language of its text.
    pub(super) language: String,
    pub(super) document: DocumentId,
    pub(super) revision: RevisionId,
    /// The revision's number.
    pub(super) number: u32,
    /// The revision's hash: text and attachments.
    pub(super) hash: [u8; 32],
    /// The privacy notice that first mails in this language carry (L2).
    pub(super) notice: Option<String>,
}

/// A version that would go, besides the main one.
#[derive(Debug, Clone)]
pub(super) struct Version {
    /// The draft as the revision that Send would make of it.
    pub(super) revision: Revision,
    /// Paragraphs that a translator has to look at.
    pub(super) open: u32,
}

/// How many people get one of the versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct LanguageShare {
    /// The version.
    pub document: DocumentId,
    /// BCP 47 language of its text.
    pub language: String,
    /// Whether it is the one that goes to whoever has no other.
    pub is_main: bool,
    /// How many people get it.
    pub recipients: u32,
    /// Of these, people who get it for want of a version in their language, by that language.
    pub instead: Vec<LanguageWanted>,
    /// Of these, people of whom no language is known.
    pub unknown: u32,
    /// Paragraphs of it that a translator has to look at.
    pub open: u32,
}

/// How many people read a language of which there is no version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct LanguageWanted {
    /// The language.
    pub language: String,
    /// How many.
    pub people: u32,
}

/// The versions that `texts` went in and that `document` still has: a second mail goes in the same languages as the first.
pub(super) fn again(tx: &ReadTx<'_>, texts: &[SealedText], document: DocumentId) -> Result<Vec<DocumentId>, Problem> {
    let family = literature::translation::family(tx, document)?.versions;
    let known = |one: &DocumentId| *one != document && family.iter().any(|(version, _)| version == one);
    Ok(texts.iter().map(|text| text.document).filter(known).collect())
}

/// Which of `versions` (the main one first) somebody gets who reads `wanted`; none where none is in their language.
///
/// RFC 4647, 3.4: the tag itself, else the tag shortened from its end; besides, a version in another region of the same language, unless
/// both name a script and not the same one. Of several the first.
pub(super) fn choose(wanted: &str, versions: &[String]) -> Option<usize> {
    let wanted = wanted.trim().to_ascii_lowercase().replace('_', "-");
    if wanted.is_empty() {
        return None;
    }
    let mut range = wanted.as_str();
    loop {
        if let Some(at) = versions.iter().position(|version| version.eq_ignore_ascii_case(range)) {
            return Some(at);
        }
        let Some((shorter, _)) = range.rsplit_once('-') else { break };
        // A single letter stands before what it introduces: both go.
        range = shorter.rsplit_once('-').filter(|(_, last)| last.len() == 1).map_or(shorter, |(before, _)| before);
    }
    versions.iter().position(|version| is_same_language(&wanted, &version.to_ascii_lowercase()))
}

fn is_same_language(one: &str, other: &str) -> bool {
    let script =
        |tag: &str| tag.split('-').skip(1).find(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic())).map(str::to_owned);
    let alike = one.split('-').next() == other.split('-').next();
    alike && script(one).zip(script(other)).is_none_or(|(one, other)| one == other)
}

/// Gives everybody chosen their version. Whoever answers an earlier mail (D39) keeps the language that theirs was in: `kept`.
pub(super) fn assign(tx: &ReadTx<'_>, chosen: &mut [Chosen], versions: &[String], kept: &HashMap<PersonId, String>) -> Result<(), Problem> {
    if versions.len() < 2 {
        return Ok(());
    }
    let people: Vec<PersonId> = chosen.iter().map(|one| one.person).collect();
    let merged = contacts::Merged::read(tx)?;
    let today: Vec<PersonId> = people.iter().map(|person| merged.of(*person)).collect();
    let spoken = contacts::languages(tx, &today)?;
    for one in chosen {
        let theirs = || spoken.get(&merged.of(one.person)).cloned().unwrap_or_default();
        let before = kept.get(&one.person).filter(|language| choose(language, versions).is_some());
        one.reads = before.cloned().unwrap_or_else(theirs);
        one.text = choose(&one.reads, versions).unwrap_or_default();
    }
    Ok(())
}

/// Who gets what, in the order of the versions; nothing where the text goes in one language.
pub(super) fn shares(drawn: &Drawn) -> Vec<LanguageShare> {
    let texts = &drawn.sealing.texts;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let share = |(at, text): (usize, &SealedText)| {
        let theirs = || drawn.chosen.iter().filter(move |one| one.text == at);
        let mut wanted: BTreeMap<&str, u32> = BTreeMap::new();
        let versions = drawn.sealing.languages();
        for one in theirs().filter(|one| at == 0 && choose(&one.reads, &versions).is_none()) {
            *wanted.entry(one.reads.trim()).or_default() += 1;
        }
        let unknown = wanted.remove("").unwrap_or_default();
        let mut instead: Vec<_> =
            wanted.into_iter().map(|(language, people)| LanguageWanted { language: language.to_owned(), people }).collect();
        instead.sort_by_key(|one| std::cmp::Reverse(one.people));
        LanguageShare {
            document: text.document,
            language: text.language.clone(),
            is_main: at == 0,
            recipients: count(theirs().count()),
            instead,
            unknown,
            open: if at == 0 { drawn.open } else { drawn.versions.get(at - 1).map_or(0, |version| version.open) },
        }
    };
    texts.iter().enumerate().map(share).collect()
}

/// All versions as the seal says them; nothing where the text goes in one language.
pub(super) fn sealed(texts: &[SealedText]) -> Option<String> {
    let of = |text: &SealedText| (text.language.clone(), ledger::hex(&text.hash), text.notice.clone());
    (!texts.is_empty()).then(|| serde_json::to_string(&texts.iter().map(of).collect::<Vec<_>>()).unwrap_or_default())
}

/// Whether the revisions of all versions are still what was sealed.
pub(super) fn hold(tx: &ReadTx<'_>, texts: &[SealedText]) -> Result<bool, Problem> {
    for text in texts {
        if literature::revision_hash(tx, text.revision)? != text.hash {
            return Ok(false);
        }
    }
    Ok(true)
}

/// How many people get a version of the text.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct LanguageCount {
    /// BCP 47 language of the version.
    pub language: String,
    /// The version's document.
    pub document: DocumentId,
    /// Its revision's number.
    pub revision_number: u32,
    /// Rows that name it.
    pub recipients: u32,
    /// Those of them that were accepted.
    pub accepted: u32,
}

/// How many rows name which version; nothing where it goes in one language.
pub(super) fn counts(tx: &ReadTx<'_>, id: DistributionId) -> Result<Vec<LanguageCount>, Problem> {
    let texts = plan::texts(tx, id)?;
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let found = report::by_text(tx, id)?;
    let count = |(at, text): (usize, SealedText)| {
        let (recipients, accepted) = found.iter().find(|(place, ..)| *place == at).map_or((0, 0), |(_, all, accepted)| (*all, *accepted));
        LanguageCount { language: text.language, document: text.document, revision_number: text.number, recipients, accepted }
    };
    Ok(texts.into_iter().enumerate().map(count).collect())
}

/// What is to be said of the versions before anything goes: paragraphs that are not right yet.
pub(super) fn findings(drawn: &Drawn) -> Vec<Finding> {
    let texts = drawn.sealing.texts.iter().zip(std::iter::once(drawn.open).chain(drawn.versions.iter().map(|version| version.open)));
    texts
        .filter(|(_, open)| *open > 0)
        .map(|(text, open)| {
            let what = Message::new("distribution.finding.translation_open").with("n", open);
            Finding { blocks: false, what, person: None, places: Vec::new(), language: Some(text.language.clone()) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn versions(tags: &[&str]) -> Vec<String> {
        tags.iter().map(|tag| (*tag).to_owned()).collect()
    }

    #[test]
    fn a_person_gets_their_language_its_nearest_region_or_none() {
        let all = versions(&["en", "de-AT", "ar", "zh-Hant", "pt-BR"]);
        for (wanted, at) in [
            ("en", Some(0)),
            ("EN-gb", Some(0)),
            ("de", Some(1)),
            ("de-CH", Some(1)),
            ("de_AT", Some(1)),
            ("ar-EG", Some(2)),
            ("zh-Hant-TW", Some(3)),
            ("zh-TW", Some(3)),
            ("zh-Hans", None),
            ("pt", Some(4)),
            ("nl", None),
            ("", None),
            ("  ", None),
            ("日本語", None),
            ("english", None),
        ] {
            assert_eq!(choose(wanted, &all), at, "{wanted}");
        }
        assert_eq!(choose("de-AT", &versions(&["de", "de-AT"])), Some(1), "the tag itself comes first");
        assert_eq!(choose("de-CH", &versions(&["en", "de-AT", "de"])), Some(2), "then the tag shortened");
    }

    /// The rule as it would be said: the tag, else shorter ones, else the first of the same language.
    fn naive(wanted: &str, all: &[String]) -> Option<usize> {
        let parts: Vec<&str> = wanted.split('-').collect();
        for n in (1..=parts.len()).rev() {
            let tag = parts.get(..n)?.join("-");
            if let Some(at) = all.iter().position(|one| one.to_lowercase() == tag.to_lowercase()) {
                return Some(at);
            }
        }
        all.iter().position(|one| one.split('-').next().map(str::to_lowercase) == parts.first().map(|first| first.to_lowercase()))
    }

    proptest! {
        #[test]
        fn the_choice_is_the_naive_rule(
            wanted in prop::sample::select(vec!["en", "en-GB", "de", "de-AT", "de-CH", "ar", "ar-EG", "nl", "nl-BE", "fr-CA"]),
            all in prop::collection::vec(prop::sample::select(vec!["en", "en-US", "de", "de-AT", "ar", "nl", "fr"]), 1..6),
        ) {
            let all = versions(&all);
            prop_assert_eq!(choose(wanted, &all), naive(wanted, &all));
        }
    }
}
