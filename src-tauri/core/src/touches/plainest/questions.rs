//! Random questions, as somebody types them.

use proptest::prelude::*;

use crate::segments::tests::any_query;

const TIMES: &[&str] = &[
    "ever",
    "never",
    "<3d",
    "<12d",
    "<40d",
    ">3d",
    ">12d",
    ">40d",
    "<1y",
    ">1y",
    "2026-11-24",
    "2026-11-20..2026-12-05",
    "..2026-12-10",
    "2026-12-01..",
];
const TITLES: &[&str] = &["\"The lens is back\"", "the*", "*BACK*", "\"etoile du port\"", "éto*", "nothing"];

/// Fields that ask for when something was, and those that ask for a headline, too.
const IN_TIME: &[&str] = &["entered", "changed", "sourced", "contacted", "touched"];
const IN_DISTRIBUTION: &[&str] = &["replied", "got", "refused", "uncertain", "left-out", "bounced"];

/// All others that the questions of `segments` do not ask.
const ASKED: &[&str] = &[
    "touched:call",
    "touched:note,clipping",
    "lapsed:yes",
    "lapsed:no",
    "quiet:3d",
    "quiet:12d",
    "quiet:40d",
    "quiet:1y",
    "warmth:>20",
    "warmth:<20",
    "warmth:>=60",
    "warmth:0",
    "warmth:29",
    "warmth:cold",
    "warmth:warm,hot",
    "keep-in-touch:due",
    "keep-in-touch:yes",
    "keep-in-touch:no",
    "touch:lens",
    "touch:\"große lin\"",
    "touch:\"GROßE\"",
    "touch:keeper",
    "touch:\"lens keeper\"",
    "touch:愛子",
    "touch:empty",
    "former-outlet:\"averil post\"",
    "former-outlet:aver*",
    "former-outlet:*post*",
    "former-outlet:\"The Sunday Quay\"",
    "former-outlet:ärzte*",
    "former-outlet:empty",
    "former-role:TRAINEE",
    "former-role:trainee",
    "former-role:\"ärztin am markt\"",
    "former-role:ÄRZ*",
    "former-role:*RUBRIQUE*",
    "former-role:empty",
    "relation:knows",
    "relation:assistant-of",
    "relation:has-assistant",
    "relation:\"mentor of\"",
    "relation:mentor*",
    "relation:*gefahrtin*",
    "relation:empty",
    "has:relation",
    "has:photo",
    "manager:calder",
    "manager:\"ines ca\"",
    "manager:愛子",
    "manager:empty",
    "recipient:individual",
    "recipient:sole-trader",
    "recipient:corporate",
    "consent:needed",
    "consent:missing",
    "consent:held",
    "consent:expired",
    "consent:unknown",
    "notice:due",
    "notice:overdue",
    "notice:given",
    "typo:yes",
    "typo:no",
    "duplicate:yes",
    "duplicate:no",
    "segment:\"Lens press\"",
    "segment:lens*",
    "segment:Kultur",
    "segment:\"Ohne Ort\"",
    "person:2",
    "person:3,5,8",
    "phone:empty or has:photo",
];

fn leaf() -> BoxedStrategy<String> {
    let word = |words: &'static [&'static str]| prop::sample::select(words).prop_map(str::to_owned);
    let of = |fields: &'static [&'static str], values: &'static [&'static str]| {
        (prop::sample::select(fields), prop::sample::select(values)).prop_map(|(field, value)| format!("{field}:{value}"))
    };
    prop_oneof![
        3 => of(IN_TIME, TIMES),
        3 => of(IN_DISTRIBUTION, TIMES),
        3 => of(IN_DISTRIBUTION, TITLES),
        8 => word(ASKED),
        3 => any_query().prop_map(|query| format!("({})", query.to_text())),
    ]
    .boxed()
}

/// A question of one or several parts.
pub(super) fn any_question() -> impl Strategy<Value = String> {
    leaf().prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|of| format!("-({of})")),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|of| format!("({})", of.join(" "))),
            prop::collection::vec(inner, 2..4).prop_map(|of| format!("({})", of.join(" or "))),
        ]
    })
}
