//! Whom there is no reason to keep any more (L7; GDPR 5(1)(e)): nothing passed between us for so many months, and nothing else speaks for
//! it. The rule asks and never deletes.

use serde::{Deserialize, Serialize};

use super::fields::EXCHANGE;
use crate::contacts::{Basis, Condition, Criterion, PersonKind, Span};
use crate::distribution;
use crate::error::{Place, Problem};
use crate::workspace::{ReadTx, setting};

/// The setting that holds the rule.
pub(super) const SETTING: &str = "retention";

/// The rule of the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct RetentionRule {
    /// It asks.
    pub on: bool,
    /// After so many months without contact.
    pub months: u32,
}

impl Default for RetentionRule {
    fn default() -> Self {
        Self { on: false, months: 24 }
    }
}

impl RetentionRule {
    /// From so few to so many months.
    const BETWEEN: std::ops::RangeInclusive<u32> = 1..=240;

    /// The rule if it can be one.
    pub(super) fn judged(self) -> Result<Self, Problem> {
        if Self::BETWEEN.contains(&self.months) {
            return Ok(self);
        }
        let (least, most) = (*Self::BETWEEN.start(), *Self::BETWEEN.end());
        Err(Problem::refusal("touches.retention.months").with("least", least).with("most", most).at(Place::field("months")))
    }

    /// As it was set.
    pub(super) fn kept(tx: &ReadTx<'_>) -> Result<Self, Problem> {
        Ok(setting(tx, SETTING)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Whom it asks about; nobody while it is off.
    pub(super) fn concerned(self) -> Condition {
        if self.on { quiet(self.months * 365 / 12).and_no_reason() } else { Condition::any(Vec::new()) }
    }
}

/// Whoever was entered longer ago than so many days, and nothing passed between us since: no mail that was accepted, no call, meeting, reply
/// or clipping.
pub(super) fn quiet(days: u32) -> Condition {
    Condition::all(vec![
        Condition::entered_before(days),
        Condition::touched(EXCHANGE, Span::Days(days)).negated(),
        distribution::mailed(Span::Days(days)).negated(),
    ])
}

trait NoReason {
    fn and_no_reason(self) -> Condition;
}

impl NoReason for Condition {
    /// And nothing else speaks for keeping them: they work here, have a contract, are to be heard from, are restricted, which means kept, or
    /// somebody decided to keep them.
    fn and_no_reason(self) -> Condition {
        let reasons = Condition::any(vec![
            Condition::of(&Criterion::Kind(PersonKind::Employee)),
            Condition::of(&Criterion::Basis(Basis::Contract)),
            Condition::of(&Criterion::Restricted),
            Condition::kept_in_touch(false),
            Condition::kept_until(),
        ]);
        Condition::all(vec![self, reasons.negated()])
    }
}
