//! Who receives a distribution, and the one named reason of everybody who does not (D21, D38, D40). Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::contacts::{Bar, ListKind, MergeValues, Recipient};
use crate::ids::{DeliveryId, Millis, PersonId};
use crate::messages::Message;
use crate::net::EmailAddress;

/// Why somebody in the audience does not receive it: a fixed list (D40).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Exclusion {
    /// The person must not be contacted.
    DoNotContact,
    /// The person's data are kept and not used (L6).
    Restricted,
    /// The address must not be mailed.
    Suppressed,
    /// No address is known.
    NoAddress,
    /// The address cannot be mailed.
    BadAddress,
    /// Somebody else at the same address receives it.
    SameAddress,
    /// In a segment that was taken out.
    LeftOutSegment,
    /// Left out by the user.
    LeftOutByHand,
    /// An external person, and this list is internal.
    InternalList,
    /// A member of staff, and this list is external.
    ExternalList,
    /// Had another mail of ours in the last days.
    RecentlyPitched,
    /// Has it already from an earlier distribution of this chain.
    AlreadyHas,
    /// May have it already: an earlier row is uncertain or under way.
    UncertainBefore,
}

impl Exclusion {
    /// All reasons, in the order in which a sum shows them.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::DoNotContact, "do-not-contact"),
        (Self::Restricted, "restricted"),
        (Self::Suppressed, "suppressed"),
        (Self::NoAddress, "no-address"),
        (Self::BadAddress, "bad-address"),
        (Self::SameAddress, "same-address"),
        (Self::LeftOutSegment, "left-out-segment"),
        (Self::LeftOutByHand, "left-out-by-hand"),
        (Self::InternalList, "internal-list"),
        (Self::ExternalList, "external-list"),
        (Self::RecentlyPitched, "recently-pitched"),
        (Self::AlreadyHas, "already-has"),
        (Self::UncertainBefore, "uncertain-before"),
    ];

    /// The word in database and command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(reason, _)| *reason == self).map_or("left-out-by-hand", |(_, word)| word)
    }

    /// The reason that a word of the database means.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(reason, _)| *reason)
    }
}

impl Exclusion {
    /// The reason in words.
    #[must_use]
    pub fn says(self) -> Message {
        Message::new(match self {
            Self::DoNotContact => "distribution.left_out.do-not-contact",
            Self::Restricted => "distribution.left_out.restricted",
            Self::Suppressed => "distribution.left_out.suppressed",
            Self::NoAddress => "distribution.left_out.no-address",
            Self::BadAddress => "distribution.left_out.bad-address",
            Self::SameAddress => "distribution.left_out.same-address",
            Self::LeftOutSegment => "distribution.left_out.left-out-segment",
            Self::LeftOutByHand => "distribution.left_out.left-out-by-hand",
            Self::InternalList => "distribution.left_out.internal-list",
            Self::ExternalList => "distribution.left_out.external-list",
            Self::RecentlyPitched => "distribution.left_out.recently-pitched",
            Self::AlreadyHas => "distribution.left_out.already-has",
            Self::UncertainBefore => "distribution.left_out.uncertain-before",
        })
    }
}

/// Somebody who does not receive it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LeftOut {
    pub(super) person: PersonId,
    pub(super) name: String,
    pub(super) reason: Exclusion,
    /// What stands behind the reason: the suppression's reason, the other person's name, the segment's name.
    pub(super) detail: String,
}

/// Somebody who receives it.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
    pub(super) person: PersonId,
    pub(super) name: String,
    pub(super) address: EmailAddress,
    pub(super) key: [u8; 32],
    pub(super) list_kind: ListKind,
    pub(super) values: MergeValues,
    /// The mail that theirs answers; none where it begins a conversation.
    pub(super) answers: Option<Answered>,
    /// Which version of the text they get; 0: the main one.
    pub(super) text: usize,
    /// The language that they read, as far as it is known; empty where nobody asked.
    pub(super) reads: String,
}

/// A mail that somebody has, to be answered by a second one (D39).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answered {
    /// Its row.
    pub(super) delivery: DeliveryId,
    /// The Message-IDs of those that it answers itself, and its own.
    pub(super) thread: Vec<String>,
}

/// What earlier distributions of the chain say of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Earlier {
    MayHave,
    Has,
}

/// What is known of people and of addresses: a mail went to both. The next person at the address, or the same one added
/// anew after a deletion, would get it a second time (D1).
#[derive(Debug, Clone)]
pub(super) struct Known<T> {
    people: HashMap<PersonId, T>,
    addresses: HashMap<[u8; 32], T>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self { people: HashMap::new(), addresses: HashMap::new() }
    }
}

impl<T: Copy + Ord> Known<T> {
    /// Notes what a row says of its person and its address; the greater word stands.
    pub(super) fn note(&mut self, person: PersonId, address: [u8; 32], says: T) {
        self.people.entry(person).and_modify(|known| *known = says.max(*known)).or_insert(says);
        self.addresses.entry(address).and_modify(|known| *known = says.max(*known)).or_insert(says);
    }

    /// What is known of the person or of the address.
    pub(super) fn of(&self, person: PersonId, address: &[u8; 32]) -> Option<T> {
        self.people.get(&person).copied().max(self.addresses.get(address).copied())
    }
}

/// Everything that decides who receives it.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) list_kind: Option<ListKind>,
    /// People in segments that are taken out, with the segment's name.
    pub(super) except: BTreeMap<PersonId, String>,
    pub(super) left_out: BTreeSet<PersonId>,
    /// People whom the user put back although they were pitched recently.
    pub(super) put_back: BTreeSet<PersonId>,
    /// When somebody last accepted a mail of ours.
    pub(super) touches: HashMap<PersonId, Millis>,
    /// Who had, or is about to have, another mail of ours in the last days; nobody where that rule is off.
    pub(super) recent: Known<Millis>,
    /// Rows of the chain this distribution continues.
    pub(super) earlier: Known<Earlier>,
    pub(super) secret: [u8; 32],
}

/// The people in the audience, split: every one is in exactly one of the two lists.
pub(super) struct Audience {
    pub(super) chosen: Vec<Chosen>,
    pub(super) left_out: Vec<LeftOut>,
}

/// Merge fields that speak of one person; without them a letter falls back to what is said to anybody.
const PERSONAL_FIELDS: [&str; 5] = ["first_name", "last_name", "name", "salutation", "greeting"];

/// Splits `people` by `rules`. Of two people at one address the one with the later touch stays (D38).
pub(super) fn split(people: Vec<Recipient>, rules: &Rules) -> Audience {
    let mut audience = Audience { chosen: Vec::with_capacity(people.len()), left_out: Vec::new() };
    let mut places: HashMap<[u8; 32], (usize, Option<Millis>)> = HashMap::with_capacity(people.len());
    for recipient in people {
        let touch = rules.touches.get(&recipient.person).copied();
        match judge(recipient, rules) {
            Err(left_out) => audience.left_out.push(left_out),
            Ok(chosen) => match places.get(&chosen.key).copied() {
                None => {
                    places.insert(chosen.key, (audience.chosen.len(), touch));
                    audience.chosen.push(chosen);
                }
                Some((at, other)) => share_address(&mut audience, &mut places, (chosen, touch), (at, other)),
            },
        }
    }
    audience.left_out.sort_by(|a, b| a.reason.cmp(&b.reason).then_with(|| a.person.cmp(&b.person)));
    audience
}

fn share_address(
    audience: &mut Audience,
    places: &mut HashMap<[u8; 32], (usize, Option<Millis>)>,
    (mut newcomer, touch): (Chosen, Option<Millis>),
    (at, other): (usize, Option<Millis>),
) {
    let Some(place) = audience.chosen.get_mut(at) else { return };
    if touch > other {
        std::mem::swap(place, &mut newcomer);
        places.insert(place.key, (at, touch));
    }
    // The mailbox is shared: nobody in particular is greeted (D38).
    if place.address.is_role() {
        greet_nobody(&mut place.values);
    }
    let detail = place.name.clone();
    audience.left_out.push(LeftOut { person: newcomer.person, name: newcomer.name, reason: Exclusion::SameAddress, detail });
}

/// Takes away all that speaks of one person.
pub(super) fn greet_nobody(values: &mut MergeValues) {
    for field in PERSONAL_FIELDS {
        values.set(field, "");
    }
}

/// Whether nothing in it speaks of one person.
pub(super) fn greets_nobody(values: &MergeValues) -> bool {
    PERSONAL_FIELDS.into_iter().all(|field| values.get(field).is_empty())
}

fn judge(recipient: Recipient, rules: &Rules) -> Result<Chosen, LeftOut> {
    let Recipient { person, kind, name, email, values, bar, .. } = recipient;
    let list_kind = kind.list_kind();
    let out = |reason, detail: String| LeftOut { person, name: name.clone(), reason, detail };
    if let Some(segment) = rules.except.get(&person) {
        return Err(out(Exclusion::LeftOutSegment, segment.clone()));
    }
    if rules.left_out.contains(&person) {
        return Err(out(Exclusion::LeftOutByHand, String::new()));
    }
    match &bar {
        Some(Bar::DoNotContact { reason }) => return Err(out(Exclusion::DoNotContact, reason.clone())),
        Some(Bar::Restricted { reason }) => return Err(out(Exclusion::Restricted, reason.clone())),
        Some(Bar::Suppressed { reason }) => return Err(out(Exclusion::Suppressed, reason.word().to_owned())),
        Some(Bar::NoAddress) => return Err(out(Exclusion::NoAddress, String::new())),
        Some(Bar::BadAddress { fault }) => return Err(out(Exclusion::BadAddress, fault.clone())),
        None => {}
    }
    match rules.list_kind {
        Some(ListKind::Internal) if list_kind != ListKind::Internal => return Err(out(Exclusion::InternalList, String::new())),
        Some(ListKind::External) if list_kind != ListKind::External => return Err(out(Exclusion::ExternalList, String::new())),
        _ => {}
    }
    let Some(address) = email else { return Err(out(Exclusion::NoAddress, String::new())) };
    // Letters are made for servers as they are: few know such addresses, so nobody counts on it (M6).
    if address.needs_smtputf8() {
        return Err(out(Exclusion::BadAddress, "net.address_smtputf8".to_owned()));
    }
    let key = address.key(&rules.secret).0;
    match rules.earlier.of(person, &key) {
        Some(Earlier::Has) => return Err(out(Exclusion::AlreadyHas, String::new())),
        Some(Earlier::MayHave) => return Err(out(Exclusion::UncertainBefore, String::new())),
        None => {}
    }
    if let Some(at) = rules.recent.of(person, &key)
        && !rules.put_back.contains(&person)
    {
        return Err(out(Exclusion::RecentlyPitched, at.to_rfc3339()));
    }
    Ok(Chosen { person, name, address, key, list_kind, values, answers: None, text: 0, reads: String::new() })
}
