//! Records of IPTC (IIM 4.2), alone or among Photoshop's resources.

use super::{Budget, Plan, tiff, xmp};
use crate::literature::told::resources;

/// Data sets of the second record that name where it was made: content location (code and name), city, part of it, country (code
/// and name), province.
const PLACES: &[u8] = &[26, 27, 90, 92, 95, 100, 101];

/// Moves the records that stay together; what was a place is empty at the end.
pub(super) fn look(records: &[u8], budget: &Budget) -> Plan {
    if !budget.spend(records.len()) {
        return Plan::unread();
    }
    let mut plan = Plan::default();
    let (mut left, mut at) = (Vec::with_capacity(records.len()), 0);
    while let Some([0x1C, record, set, high, low]) = records.get(at..).and_then(<[u8]>::first_chunk).copied() {
        let length = usize::from(u16::from_be_bytes([high, low]));
        // Longer ones say in so many bytes how long they are: nobody writes places so.
        let Some(whole) = records.get(at..at + 5 + length).filter(|_| high & 0x80 == 0) else { return Plan::unread() };
        if record == 2 && PLACES.contains(&set) {
            plan.told = true;
        } else {
            left.extend_from_slice(whole);
        }
        at += whole.len();
    }
    if records.get(at..).unwrap_or_default().iter().any(|byte| *byte != 0) {
        plan.unread = true;
    }
    if plan.told {
        left.resize(at, 0);
        plan.take(0, left);
    }
    plan
}

/// Photoshop's resources: IPTC, and a camera's words and XMP once more.
pub(super) fn look_at_resources(body: &[u8], budget: &Budget) -> Plan {
    if !budget.spend(body.len()) {
        return Plan::unread();
    }
    let (mut plan, mut end) = (Plan::default(), 0);
    for (number, data) in resources(body) {
        end = data.end;
        let Some(bytes) = body.get(data.clone()) else { continue };
        let inner = match number {
            0x0404 => look(bytes, budget),
            // These stand in Photoshop's own order of bytes, and with the marks of a JPEG before them.
            0x0422 | 0x0423 => tiff::look_behind_mark(bytes, budget),
            0x0424 => xmp::look(bytes, budget),
            _ => {
                plan.keep([data]);
                continue;
            }
        };
        plan.add(std::slice::from_ref(&data), 0, inner);
    }
    plan.unread |= body.get(end..).unwrap_or_default().iter().any(|byte| *byte != 0);
    plan
}
