//! What is done to very many people: one act in many transactions, each of which ends once somebody waits.

use crate::error::Problem;
use crate::workspace::WriteTx;

/// So many at most in one transaction, so that windows are told of each.
pub(super) const MOST_AT_ONCE: usize = 900;
/// So many are a step: after it, it is asked whether somebody waits, and whoever takes the act back may pause there.
const STEP: usize = 8;

/// Does something to the first of `many`, until somebody waits; how many that were.
///
/// # Errors
/// Whatever `act` says.
pub(super) fn until_awaited<R: Copy>(
    tx: &WriteTx<'_>,
    many: &[R],
    mut act: impl FnMut(R) -> Result<(), Problem>,
) -> Result<usize, Problem> {
    let mut done = 0;
    for one in many.iter().take(MOST_AT_ONCE) {
        if done > 0 && done % STEP == 0 {
            tx.step_ends()?;
            if tx.is_awaited() {
                break;
            }
        }
        act(*one)?;
        done += 1;
    }
    Ok(done)
}
