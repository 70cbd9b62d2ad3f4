//! What a question can ask of the outlet that somebody works for.

use crate::contacts::{self, Condition, Criterion, OutletCriterion, OutletInUse, read_number};

use super::fields::{Accepts, Field, judged_language, pattern, plain};
use super::known::compared;
use super::query::Value;

const KINDS: &[&str] =
    &["newspaper", "magazine", "agency", "radio", "television", "online", "newsletter", "podcast", "blog", "company", "other"];
const FREQUENCIES: &[&str] = &["continuous", "daily", "weekly", "fortnightly", "monthly", "quarterly", "yearly", "irregular"];

fn of(criterion: OutletCriterion) -> Condition {
    Condition::of(&Criterion::AtOutlet(criterion))
}

/// The fields of an outlet.
pub(super) const OF_OUTLETS: &[Field] = &[
    Field {
        name: "outlet.kind",
        aliases: &[],
        accepts: Accepts::Words(KINDS),
        can_be_empty: true,
        condition: |value| match value.text().and_then(contacts::OutletKind::from_word) {
            Some(kind) => of(OutletCriterion::Kind(kind)),
            None => of(OutletCriterion::OfKnownKind).negated(),
        },
        offer: |_, _, _| Ok(Vec::new()),
    },
    Field {
        name: "outlet.reach",
        aliases: &[],
        accepts: Accepts::Number,
        can_be_empty: true,
        condition: |value| match compared(value) {
            Some((order, text)) => match read_number(text) {
                Ok(number) => of(OutletCriterion::Reach(order, number)),
                Err(_) => Condition::any(Vec::new()),
            },
            None => of(OutletCriterion::OfKnownReach).negated(),
        },
        offer: |_, _, _| Ok(Vec::new()),
    },
    Field {
        name: "outlet.region",
        aliases: &[],
        accepts: Accepts::Text,
        can_be_empty: true,
        condition: |value| of(OutletCriterion::Region(pattern(value))),
        offer: |tx, beginning, limit| contacts::outlet_names_in_use(tx, OutletInUse::Region, beginning, limit),
    },
    Field {
        name: "outlet.language",
        aliases: &[],
        accepts: Accepts::Judged(judged_language),
        can_be_empty: true,
        condition: |value| of(OutletCriterion::Language(value.text().unwrap_or_default().to_owned())),
        offer: |tx, beginning, limit| contacts::outlet_names_in_use(tx, OutletInUse::Language, beginning, limit),
    },
    Field {
        name: "outlet.frequency",
        aliases: &[],
        accepts: Accepts::Words(FREQUENCIES),
        can_be_empty: true,
        condition: |value: &Value| match value.text().and_then(contacts::Frequency::from_word) {
            Some(frequency) => of(OutletCriterion::Frequency(frequency)),
            None => of(OutletCriterion::OfKnownFrequency).negated(),
        },
        offer: |_, _, _| Ok(Vec::new()),
    },
    Field {
        name: "outlet.audience",
        aliases: &[],
        accepts: Accepts::Text,
        can_be_empty: true,
        condition: |value| of(OutletCriterion::Audience(pattern(value))),
        offer: |tx, beginning, limit| contacts::outlet_names_in_use(tx, OutletInUse::Audience, beginning, limit),
    },
    Field {
        name: "outlet.website",
        aliases: &["outlet.web"],
        accepts: Accepts::Text,
        can_be_empty: true,
        condition: |value| of(OutletCriterion::Website(plain(value))),
        offer: |_, _, _| Ok(Vec::new()),
    },
    Field {
        name: "outlet.note",
        aliases: &["outlet.notes"],
        accepts: Accepts::Text,
        can_be_empty: true,
        condition: |value| of(OutletCriterion::Note(plain(value))),
        offer: |_, _, _| Ok(Vec::new()),
    },
];
