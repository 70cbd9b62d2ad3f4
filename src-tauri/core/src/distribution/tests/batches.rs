//! Moves that go together end as moves that go one by one.

use std::sync::Arc;

use super::desk::{RELEASE, Sending};
use crate::distribution::api::SendRequest;
use crate::distribution::state::DeliveryState;
use crate::distribution::store::ledger::{self, Chain, Facts, MessageMark, Move};
use crate::error::Problem;
use crate::ids::{DeliveryId, DistributionId, Millis};
use crate::literature;
use crate::workspace::WriteTx;

/// Statements of five sizes: a full one, three smaller ones and one row alone.
const PEOPLE: usize = 64 + 16 + 8 + 2 + 1;

fn mark(delivery: DeliveryId, n: u8) -> Move {
    let message = MessageMark { hash: [n; 32], personal: [n + 100; 32], bytes: 8_000 + u64::from(n) };
    let facts = Facts { message: Some(message), ..Facts::default() };
    Move { delivery, to: DeliveryState::InFlight, because: None, left_out: None, facts }
}

fn taken(delivery: DeliveryId, n: u8) -> Move {
    let (server, tls): (Arc<str>, Arc<str>) = (format!("mx{n}.example.net").into(), "TLSv1.3".into());
    // Some servers say an enhanced code (RFC 2034), some none.
    let enhanced = n.is_multiple_of(2).then(|| "2.0.0".to_owned());
    let facts = Facts { server: Some((server, tls)), reply: Some((250, enhanced, format!("250 ok {n}"))), ..Facts::default() };
    Move { delivery, to: DeliveryState::Accepted, because: None, left_out: None, facts }
}

/// What the ledger holds of a distribution, without numbers that differ between two of them.
fn told(tx: &WriteTx<'_>, id: DistributionId) -> (Vec<String>, Vec<String>) {
    let lines = |sql: &str| {
        let mut query = tx.prepare_cached(sql).unwrap();
        query.query_map([id.get()], |row| row.get(0)).unwrap().collect::<Result<Vec<String>, _>>().unwrap()
    };
    (
        lines(
            "SELECT concat_ws('|', state, attempts, server, tls, reply_code, coalesce(reply_enhanced, 'none'), bytes, hex(message_hash))
             FROM delivery WHERE distribution_id = ?1 ORDER BY person_id",
        ),
        lines(
            "SELECT concat_ws('|', d.person_id, e.state, e.facts, coalesce(r.lines, 'none')) FROM delivery_event e
             JOIN delivery d ON d.id = e.delivery_id LEFT JOIN delivery_reply r ON r.event_id = e.id
             WHERE e.distribution_id = ?1 ORDER BY e.id",
        ),
    )
}

/// A desk with two distributions to the same people, of which nothing has gone.
async fn two() -> (Sending, [(DistributionId, Vec<DeliveryId>); 2]) {
    let sending = Sending::new(PEOPLE, RELEASE, |_| (), |_, _| "250 ok").await;
    let mut both = Vec::new();
    for _ in 0..2 {
        let document = literature::api::add_file(&sending.ws, RELEASE.as_bytes().to_vec(), None).await.unwrap().id;
        let id = sending.send(SendRequest { document, hold_ms: 60_000, ..sending.request() }).await.distribution;
        both.push((id, sending.rows(id).await.iter().map(|row| row.delivery).collect()));
    }
    (sending, both.try_into().unwrap())
}

fn claim(tx: &WriteTx<'_>, id: DistributionId) -> Result<(), Problem> {
    let standing = ledger::standing(tx, id)?.unwrap();
    let rows = ledger::claimable(tx, &standing, 100, Millis::from(i64::MAX), Millis::from(i64::MAX))?;
    assert_eq!(rows.len(), PEOPLE);
    let mut chain = Chain::gathering(tx)?;
    ledger::claim(&mut chain, id, &rows, "run", 1)?;
    chain.finish()?;
    Ok(())
}

#[tokio::test]
async fn moves_that_go_together_leave_the_ledger_as_moves_one_by_one_do() {
    let (sending, [(together, rows), (alone, others)]) = two().await;
    let work = move |tx: &WriteTx<'_>| {
        claim(tx, together)?;
        let steps =
            |make: fn(DeliveryId, u8) -> Move, rows: &[DeliveryId]| (0_u8..).zip(rows).map(|(n, row)| make(*row, n)).collect::<Vec<_>>();
        let mut chain = Chain::gathering(tx)?;
        ledger::make_moves(&mut chain, together, &[&steps(mark, &rows)])?;
        // Results of some and a mark taken back, as one turn brings them.
        let mut mixed = steps(taken, &rows);
        mixed[7] = Move::plain(rows[7], DeliveryState::Planned, Some("not-begun"));
        ledger::make_moves(&mut chain, together, &[&mixed])?;
        chain.finish()?;

        let mut chain = Chain::at_head(tx)?;
        for row in &others {
            ledger::make_move(&mut chain, &Move::plain(*row, DeliveryState::Claimed, None))?;
        }
        let mut mixed = steps(taken, &others);
        mixed[7] = Move::plain(others[7], DeliveryState::Planned, Some("not-begun"));
        for step in steps(mark, &others).iter().chain(&mixed) {
            ledger::make_move(&mut chain, step)?;
        }
        assert_eq!(told(tx, together), told(tx, alone));
        let (_, events) = told(tx, together);
        assert_eq!(events.len(), PEOPLE * 3);
        Ok(())
    };
    sending.ws.write_blocking(None, work).unwrap();
}

#[tokio::test]
async fn turns_that_share_a_commit_leave_each_row_as_turns_one_by_one_do() {
    let (sending, [(together, rows), (alone, others)]) = two().await;
    let work = move |tx: &WriteTx<'_>| {
        // Three connections: results of some, marks of others, and now and then a mark that is taken back.
        let turns = |rows: &[DeliveryId]| {
            let per_turn = rows.chunks(rows.len().div_ceil(3)).enumerate();
            per_turn
                .map(|(turn, rows)| {
                    let (marked, claimed) = rows.split_at(rows.len() / 2 + turn);
                    let mut before: Vec<_> = (0_u8..).zip(marked).map(|(n, row)| mark(*row, n)).collect();
                    let mut steps: Vec<_> = (0_u8..).zip(marked).map(|(n, row)| taken(*row, n)).collect();
                    if turn == 1 {
                        steps[3] = Move::plain(marked[3], DeliveryState::Planned, Some("not-begun"));
                    }
                    steps.extend((0_u8..).zip(claimed).map(|(n, row)| mark(*row, n)));
                    if turn == 2 {
                        steps.push(Move::plain(claimed[0], DeliveryState::Planned, Some("not-begun")));
                        steps.push(Move::plain(claimed[0], DeliveryState::Cancelled, Some("stopped")));
                        // Marks may stand before results: where letters are slow, they go one by one.
                        before.push(steps.remove(0));
                    }
                    (before, steps)
                })
                .collect::<Vec<_>>()
        };
        claim(tx, together)?;
        let mut chain = Chain::gathering(tx)?;
        let (before, after): (Vec<_>, Vec<_>) = turns(&rows).into_iter().unzip();
        ledger::make_moves(&mut chain, together, &before.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
        ledger::make_moves(&mut chain, together, &after.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
        chain.finish()?;

        let mut chain = Chain::at_head(tx)?;
        for row in &others {
            ledger::make_move(&mut chain, &Move::plain(*row, DeliveryState::Claimed, None))?;
        }
        for step in turns(&others).iter().flat_map(|(before, after)| before.iter().chain(after)) {
            ledger::make_move(&mut chain, step)?;
        }
        let of_each = |id| {
            let (rows, mut events) = told(tx, id);
            // Of each row in its order; that of the rows among each other is the commit's.
            events.sort_by_key(|event| event.split('|').next().unwrap().to_owned());
            (rows, events)
        };
        assert_eq!(of_each(together), of_each(alone));
        Ok(())
    };
    sending.ws.write_blocking(None, work).unwrap();
}

#[tokio::test]
async fn a_row_that_stands_elsewhere_is_judged_by_itself_and_takes_back_the_whole_commit() {
    let (sending, [(id, rows), (other, strangers)]) = two().await;
    let first = rows.clone();
    sending.ws.write_blocking(None, move |tx| claim(tx, id)).unwrap();
    let before = sending.rows(id).await;
    let attempt = |steps: Vec<Move>| {
        let made = sending.ws.write_blocking(None, move |tx| {
            let mut chain = Chain::gathering(tx)?;
            ledger::make_moves(&mut chain, id, &[&steps])?;
            chain.finish()?;
            Ok(())
        });
        made.unwrap_err().code
    };
    let marks = || (0_u8..).zip(&first).map(|(n, row)| mark(*row, n)).collect::<Vec<_>>();
    // Marked twice in one turn; taken before it was marked; a row that nobody claimed.
    assert_eq!(attempt([marks(), marks()].concat()), "distribution.ledger_refused");
    assert_eq!(attempt([marks(), vec![mark(first[3], 3)]].concat()), "distribution.ledger_refused");
    assert_eq!(attempt(vec![taken(first[0], 0)]), "distribution.ledger_refused");
    assert_eq!(attempt([marks(), vec![mark(strangers[0], 1)]].concat()), "distribution.ledger_refused");
    assert_eq!(format!("{:?}", sending.rows(id).await), format!("{before:?}"));
    // Nor are rows claimed that stand elsewhere.
    let again = sending.ws.write_blocking(None, move |tx| {
        let standing = ledger::standing(tx, other)?.unwrap();
        let mut rows = ledger::claimable(tx, &standing, 100, Millis::from(0), Millis::from(0))?;
        ledger::make_move(&mut Chain::at_head(tx)?, &Move::plain(rows[5].delivery, DeliveryState::Cancelled, Some("user")))?;
        rows.rotate_left(2);
        ledger::claim(&mut Chain::at_head(tx)?, other, &rows, "run", 2)?;
        Ok(())
    });
    assert_eq!(again.unwrap_err().code, "distribution.ledger_refused");
    assert!(sending.rows(other).await.iter().all(|row| row.state == DeliveryState::Planned));
}
