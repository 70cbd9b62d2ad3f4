//! What a question can ask of somebody's place in a house, of who looks after them, of their names on other networks, and of what they are to others.

use crate::contacts::{self, Condition, Criterion, InUse, Network};

use super::fields::{Accepts, Field, no_offer, pattern, text};
use super::query::Value;

const NETWORKS: &[&str] = &[
    "mastodon",
    "bluesky",
    "x",
    "linkedin",
    "instagram",
    "threads",
    "facebook",
    "youtube",
    "tiktok",
    "xing",
    "signal",
    "telegram",
    "whatsapp",
    "matrix",
    "other",
];

/// The fields of staff, owners and handles.
pub(super) const IN_HOUSE: &[Field] = &[
    text(
        "department",
        &["dept"],
        |value| Condition::of(&Criterion::Department(pattern(value))),
        |tx, beginning, limit| contacts::names_in_use(tx, InUse::Department, beginning, limit),
    ),
    text(
        "site",
        &[],
        |value| Condition::of(&Criterion::Site(pattern(value))),
        |tx, beginning, limit| contacts::names_in_use(tx, InUse::Site, beginning, limit),
    ),
    text(
        "manager",
        &["led-by"],
        |value| match value.text() {
            Some(text) => Condition::of(&Criterion::Manager(text.to_owned())),
            None => Condition::of(&Criterion::Unled),
        },
        no_offer,
    ),
    text("staff-number", &["staff_number"], |value| Condition::of(&Criterion::StaffNumber(pattern(value))), no_offer),
    text(
        "owner",
        &[],
        |value| Condition::of(&Criterion::Owner(pattern(value))),
        |tx, beginning, limit| contacts::names_in_use(tx, InUse::Owner, beginning, limit),
    ),
    text("handle", &["handles"], |value| Condition::of(&Criterion::Handle(pattern(value))), no_offer),
    Field {
        name: "network",
        aliases: &[],
        accepts: Accepts::Words(NETWORKS),
        can_be_empty: true,
        condition: |value: &Value| match value.text().and_then(Network::from_word) {
            Some(network) => Condition::of(&Criterion::OnNetwork(network)),
            None => Condition::of(&Criterion::Has(contacts::Possession::Handle)).negated(),
        },
        offer: no_offer,
    },
    text("relation", &["relations"], |value| Condition::of(&Criterion::Relation(pattern(value))), contacts::relations_in_use),
];
