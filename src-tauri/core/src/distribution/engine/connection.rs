//! One connection: rows are claimed, rendered, marked, sent, and told to the ledger; then the next.
//!
//! The order is the promise. A letter's end-of-data line goes out only after its mark's commit returned (D2);
//! its result is told to the ledger before anything else happens with the row (D3).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::breaking::{self, Breaking};
use super::ledger::{Answer, Ledger, Turn};
use super::letters::{Letters, Rendered};
use super::night::Woke;
use super::own_time::OwnTime;
use super::pacing::Pacing;
use super::{Brake, Trouble};
use crate::accounts::{self, Account};
use crate::distribution::breakers::Ended;
use crate::distribution::state::{Because, DeliveryState, DistributionState};
use crate::distribution::store::ledger::{Claimed, Facts, Move};
use crate::distribution::verdict::{self, SenderTrouble, Verdict};
use crate::error::Problem;
use crate::ids::{DistributionId, Millis};
use crate::literature;
use crate::net::smtp::{Conversation, Envelope, Gate, Reply};
use crate::net::{About, EmailAddress, Failure};
use crate::workspace::Workspace;

/// Rows that one connection marks ahead at most, to a server that takes each in a fraction of a millisecond; so many are uncertain after
/// a kill (D4).
const AHEAD: u32 = 32;
/// Marks may run ahead by no more rows than go out in this time (D4).
const AHEAD_MS: f64 = 20.0;
/// A claim covers no more than this much sending (D19).
const CLAIM_MS: f64 = 1000.0;
/// A pace that holds everything back longer than this is told as a limit.
pub(super) const TOLD_AS_LIMIT_MS: i64 = 60_000;
/// Lost connections running before the account has trouble (D13).
const LOST_RUNNING: u32 = 3;

/// What all connections of one distribution share.
pub(super) struct Line {
    pub(super) ws: Workspace,
    pub(super) ledger: Ledger,
    pub(super) distribution: DistributionId,
    pub(super) account: Account,
    pub(super) sender: EmailAddress,
    pub(super) letters: Letters,
    pub(super) brake: Arc<Brake>,
    pub(super) pacing: Pacing,
    pub(super) trouble: Trouble,
    pub(super) breaking: Breaking,
}

impl Line {
    /// Tells the ledger what happened and what comes next, and asks for rows; returns after the commit.
    async fn turn(&self, moves: Vec<Move>, claim: u32) -> Result<Answer, Problem> {
        if moves.is_empty() && claim == 0 {
            return Ok(Answer::nothing());
        }
        let answer = self.ledger.turn(Turn { distribution: self.distribution, moves, claim }).await.inspect_err(|_| {
            // The letters that go meanwhile are the last.
            self.brake.follow(DistributionState::Paused);
        })?;
        self.ws.faults().point("after-mark");
        if let Some(standing) = &answer.standing {
            self.brake.follow(standing.state);
        }
        Ok(answer)
    }
}

/// How a connection ended.
#[derive(Debug)]
pub(super) enum End {
    /// Nothing more to claim now.
    NothingLeft,
    /// Paused or stopped, by the user or by trouble that was noted.
    Braked,
    /// The account cannot send now.
    Trouble(SenderTrouble, Option<Reply>),
}

/// A letter that is rendered and marked.
struct Ready {
    row: Claimed,
    letter: Rendered,
}

/// Sends over `first` until there is nothing more to send.
pub(super) async fn serve(line: Arc<Line>, first: Conversation) -> Result<End, Problem> {
    let opened = line.ws.clock().steady();
    let seat = line.ledger.seat();
    let letter = if line.ws.faults().mutated("in-batches") { LetterTime::of(1.0) } else { LetterTime::unknown() };
    let mut desk = Desk { line, conversation: Some(first), begun: None, opened, served: 0, lost: 0, letter };
    let end = desk.work().await;
    drop(seat);
    if let Some(conversation) = desk.conversation.take() {
        conversation.quit().await;
    }
    end
}

struct Desk {
    line: Arc<Line>,
    conversation: Option<Conversation>,
    /// How the envelope of the next letter fared that went with the end of the last one, on this very conversation.
    begun: Option<Result<(), Failure>>,
    /// When it was opened, in time that only goes ahead.
    opened: Duration,
    /// Letters that this conversation has taken.
    served: u32,
    lost: u32,
    letter: LetterTime,
}

/// How long one letter takes on a connection, in milliseconds: a moving mean, which begins with the first that went.
struct LetterTime {
    mean_ms: f64,
    /// How many the mean is of.
    known: f64,
}

impl LetterTime {
    /// A newer letter counts no less than so, however many went before.
    const NEWEST: f64 = 0.2;

    /// Until one went, a letter is taken for one that goes alone.
    const fn unknown() -> Self {
        Self { mean_ms: AHEAD_MS * 2.0, known: 0.0 }
    }

    /// As if very many had taken so long.
    const fn of(mean_ms: f64) -> Self {
        Self { mean_ms, known: 1.0 / Self::NEWEST }
    }

    fn took(&mut self, ms: f64) {
        self.known += 1.0;
        let weight = Self::NEWEST.max(1.0 / self.known);
        self.mean_ms = self.mean_ms * (1.0 - weight) + ms * weight;
    }
}

impl Desk {
    /// Four batches are under way at once: while the letters of one go, the ledger writes the marks of the next together with the
    /// results of the one before, the third is rendered, and the fourth claimed. So of two batches at most is the end unknown after a
    /// kill (D4). Where a letter takes longer than marks may run ahead, it goes alone.
    async fn work(&mut self) -> Result<End, Problem> {
        let late = self.line.ws.faults().mutated("mark-after-dot");
        let mut results: Vec<Move> = Vec::new();
        let mut claimed: Vec<Claimed> = Vec::new();
        let mut rendered: Vec<(Ready, Move)> = Vec::new();
        let mut ready: Vec<Ready> = Vec::new();
        let mut marked_late: Vec<Move> = Vec::new();
        loop {
            let (next, mut marks): (Vec<Ready>, Vec<Move>) = std::mem::take(&mut rendered).into_iter().unzip();
            let mut sent = std::mem::take(&mut marked_late);
            if late {
                marked_late.append(&mut marks);
            }
            let idle = ready.is_empty() && claimed.is_empty();
            if self.letter.mean_ms > AHEAD_MS
                && let Some(end) = self.send_all(std::mem::take(&mut ready), None, &mut sent).await
            {
                results.append(&mut sent);
                claimed.extend(next.into_iter().map(|rest| rest.row));
                return self.leave(end, results, claimed).await;
            }
            results.append(&mut marks);
            results.append(&mut sent);
            let wanted = if (idle && next.is_empty()) || self.claims_ahead() { self.batch() } else { 0 };
            let allowed = self.line.pacing.take(wanted);
            let (line, moves) = (Arc::clone(&self.line), std::mem::take(&mut results));
            let marked = AtomicBool::new(false);
            let turn = async {
                let answer = line.turn(moves, allowed.now).await;
                marked.store(answer.as_ref().is_ok_and(|answer| answer.broken.is_none()), Ordering::Relaxed);
                answer
            };
            let rendering = rendering(Arc::clone(&self.line), std::mem::take(&mut claimed));
            let (answer, end, (made, not_made)) =
                tokio::join!(turn, self.send_all(ready, next.first().zip(Some(&marked)), &mut sent), rendering);
            rendered = made;
            results.append(&mut sent);
            results.extend(not_made);
            let answer = match answer {
                Ok(answer) => answer,
                Err(problem) => {
                    // What went is told all the same, if the ledger can be written again.
                    drop(self.leave(End::Braked, results, Vec::new()).await);
                    return Err(problem);
                }
            };
            self.line.pacing.give_back(allowed.now.saturating_sub(u32::try_from(answer.claimed.len()).unwrap_or(u32::MAX)));
            if answer.broken.is_some() || end.is_some() || !self.line.brake.released() {
                // Marked, and not begun: nothing more leaves, least of all what was not sealed (D20).
                results.append(&mut marked_late);
                results.extend(next.into_iter().map(|rest| Move::plain(rest.row.delivery, DeliveryState::Planned, Some("not-begun"))));
                claimed.extend(answer.claimed);
                claimed.extend(rendered.into_iter().map(|(rest, _)| rest.row));
                let end = self.leave(end.unwrap_or(End::Braked), results, claimed).await?;
                return answer.broken.map_or(Ok(end), Err);
            }
            claimed = answer.claimed;
            if idle && wanted > 0 && next.is_empty() && claimed.is_empty() {
                let Some(at) = allowed.wait_until else { return self.leave(End::NothingLeft, results, claimed).await };
                if at.get() - OwnTime::now(&self.line.ws).get() > TOLD_AS_LIMIT_MS {
                    // No connection is kept open for hours; the runner says what it waits for.
                    return self.leave(End::NothingLeft, results, claimed).await;
                }
                self.pause_until(at).await;
            }
            ready = next;
        }
    }

    /// How many rows go together: with those before them no more than leave in the time that marks may run ahead.
    fn batch(&self) -> u32 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive quotient, clamped")]
        let fit = (AHEAD_MS / 2.0 / self.letter.mean_ms.max(0.1)) as u32;
        fit.clamp(1, AHEAD / 2)
    }

    /// Whether the next rows may be claimed while others go: they leave behind three batches.
    fn claims_ahead(&self) -> bool {
        self.letter.mean_ms * f64::from(self.batch()) * 4.0 < CLAIM_MS
    }

    /// Sends marked letters one after the other; what was not begun when it ends is taken back. `behind` is the one that goes after
    /// them, and whether it is marked by then.
    async fn send_all(&mut self, ready: Vec<Ready>, behind: Option<(&Ready, &AtomicBool)>, results: &mut Vec<Move>) -> Option<End> {
        let mut ready = ready.into_iter().peekable();
        while let Some(next) = ready.next() {
            let marked = || behind.filter(|(_, marked)| marked.load(Ordering::Relaxed)).map(|(behind, _)| behind);
            let end = self.send_one(&next, ready.peek().or_else(marked), results).await;
            if end.is_some() {
                results.extend(ready.map(|rest| Move::plain(rest.row.delivery, DeliveryState::Planned, Some("not-begun"))));
                return end;
            }
        }
        None
    }

    async fn send_one(&mut self, ready: &Ready, after: Option<&Ready>, results: &mut Vec<Move>) -> Option<End> {
        loop {
            if !self.line.brake.released() {
                results.push(Move::plain(ready.row.delivery, DeliveryState::Planned, Some("not-begun")));
                return Some(End::Braked);
            }
            let (begun, begun_at) = (self.line.ws.clock().stopwatch(), OwnTime::now(&self.line.ws));
            let fresh = self.served == 0;
            let (verdict, handed_over) = self.converse(ready, after, fresh).await;
            self.line.ws.faults().point("after-reply");
            let spent_ms = millis_between(begun, self.line.ws.clock().stopwatch());
            self.letter.took(spent_ms);
            match verdict {
                Verdict::Reconnect => {
                    self.lost += 1;
                    let limit = self.line.breaking.lost_limit();
                    if self.lost < limit.unwrap_or(LOST_RUNNING) {
                        continue;
                    }
                    results.push(Move::plain(ready.row.delivery, DeliveryState::Planned, Some("connection-lost")));
                    return Some(End::Trouble(limit.map_or(SenderTrouble::Unreachable, |_| SenderTrouble::Lost), None));
                }
                Verdict::Sender(trouble, reply) => {
                    let mut back = Move::plain(ready.row.delivery, DeliveryState::Planned, Some("sender-trouble"));
                    back.facts.reply = reply.as_ref().map(reply_facts);
                    results.push(back);
                    return Some(End::Trouble(trouble, reply));
                }
                Verdict::Withheld => {
                    results.push(Move::plain(ready.row.delivery, DeliveryState::Planned, Some("withheld")));
                    return Some(End::Braked);
                }
                settled => {
                    self.lost = 0;
                    self.served += 1;
                    // Counted from its beginning, as the ledger counts it: a slow server must not slow the pace twice (P10).
                    self.line.pacing.went(begun_at);
                    let lost = matches!(settled, Verdict::Uncertain | Verdict::Temporary(None)).then_some(self.opened);
                    self.watch(ready, &settled, handed_over).await;
                    results.push(self.settle(&ready.row, settled));
                    let too_often = self.line.breaking.lost(lost, self.line.ws.clock().steady());
                    return too_often.then_some(End::Trouble(SenderTrouble::Lost, None));
                }
            }
        }
    }

    /// Lets the breakers see how a letter ended (D13).
    async fn watch(&self, ready: &Ready, verdict: &Verdict, handed_over: bool) {
        let ended = match verdict {
            Verdict::Accepted(_) => Ended::Accepted,
            Verdict::Permanent(reply) => Ended::Refused { reply, handed_over },
            _ => return,
        };
        let Some(trip) = self.line.breaking.note(ready.letter.to.domain(), &ended) else { return };
        if let Err(problem) = breaking::act(&self.line.ws, self.line.distribution, trip).await {
            tracing::error!(distribution = self.line.distribution.get(), code = problem.code, "a breaker could not be written down");
        }
    }

    /// One letter over the wire, and whether the answer is one to the whole message. The envelope of the one `after` it, which is
    /// marked as well, goes with its end: without an end of its own, nobody gets that one.
    async fn converse(&mut self, ready: &Ready, after: Option<&Ready>, fresh: bool) -> (Verdict, bool) {
        let begun = self.begun.take();
        // One from before the machine slept leads nowhere.
        let usable = self.conversation.take().filter(|_| !Woke::was_after(&self.line.ws, self.opened));
        let (mut conversation, begun) = match usable {
            Some(conversation) => (conversation, begun),
            None => match accounts::open(&self.line.ws, &self.line.account, About::sending(self.line.distribution)).await {
                Ok(conversation) => {
                    self.served = 0;
                    self.opened = self.line.ws.clock().steady();
                    (conversation, None)
                }
                Err(failure) => return (verdict::on_failure(failure, true), false),
            },
        };
        let begun = match begun {
            Some(begun) => begun,
            None => conversation.envelope(&self.line.sender, &ready.letter.to, ready.letter.size()).await,
        };
        if let Err(failure) = begun {
            let verdict = verdict::on_failure(failure, fresh);
            // After a refusal the conversation goes on; after silence there is none.
            if matches!(verdict, Verdict::Temporary(Some(_)) | Verdict::Permanent(_)) && conversation.reset().await.is_ok() {
                self.conversation = Some(conversation);
            }
            return (verdict, false);
        }
        self.line.ws.faults().point("mid-body");
        let brake = Arc::clone(&self.line.brake);
        let faults = self.line.ws.faults().clone();
        // The mark is durable already: only a stop that was said meanwhile keeps the gate shut.
        let gate = Gate::with_last_word(move || {
            faults.point("before-eod");
            brake.released()
        });
        gate.open();
        let next = after.map(|after| Envelope { from: &self.line.sender, to: &after.letter.to, size: after.letter.size() });
        match conversation.message_and_envelope(&ready.letter.parts(), &gate, next).await {
            Ok((reply, begun)) => {
                self.begun = begun;
                self.conversation = Some(conversation);
                (verdict::on_reply(reply), true)
            }
            Err(broken) if broken.eod_begun => (Verdict::Uncertain, false),
            Err(broken) => (verdict::on_failure(broken.failure, fresh), false),
        }
    }

    fn settle(&self, row: &Claimed, verdict: Verdict) -> Move {
        let server = self.conversation.as_ref().map(Conversation::names);
        let mut step = Move::plain(row.delivery, DeliveryState::Uncertain, None);
        step.facts.server = server;
        match verdict {
            Verdict::Accepted(reply) => {
                step.to = DeliveryState::Accepted;
                step.facts.reply = Some(reply_facts(&reply));
            }
            Verdict::Permanent(reply) => {
                step.to = DeliveryState::RefusedPermanent;
                step.facts.reply = Some(reply_facts(&reply));
            }
            Verdict::Temporary(reply) => {
                let now = self.line.ws.now();
                let since_first_ms = now.get() - row.date.get();
                step.facts.reply = reply.as_ref().map(reply_facts);
                match verdict::next_try_ms(row.attempts + 1, since_first_ms, reply.as_ref(), rand::random()) {
                    Some(wait_ms) => {
                        step.to = DeliveryState::RefusedTemporary;
                        step.facts.next_try_at = Some(OwnTime::now(&self.line.ws).plus_ms(wait_ms));
                    }
                    None => {
                        step.to = DeliveryState::RefusedPermanent;
                        step.facts.note = Some("given-up");
                    }
                }
            }
            Verdict::Uncertain | Verdict::Sender(..) | Verdict::Reconnect | Verdict::Withheld => {}
        }
        step
    }

    /// Tells the ledger everything that is still in hand: results, and rows that go back.
    async fn leave(&self, end: End, mut results: Vec<Move>, claimed: Vec<Claimed>) -> Result<End, Problem> {
        results.extend(claimed.into_iter().map(|row| Move::plain(row.delivery, DeliveryState::Planned, Some("not-begun"))));
        let back = results.iter().filter(|step| step.to == DeliveryState::Planned).count();
        self.line.pacing.give_back(u32::try_from(back).unwrap_or(u32::MAX));
        if self.line.brake.stopped() {
            let back: Vec<Move> = results
                .iter()
                .filter(|step| step.to == DeliveryState::Planned)
                .map(|step| Move { because: Some(Because::User), ..Move::plain(step.delivery, DeliveryState::Cancelled, Some("stopped")) })
                .collect();
            results.extend(back);
        }
        self.line.turn(results, 0).await?;
        Ok(end)
    }

    /// Waits for the pace, but never longer than the brake may take to act.
    async fn pause_until(&self, at: Millis) {
        const LOOK_MS: u64 = 200;
        let left_ms = u64::try_from(at.get() - OwnTime::now(&self.line.ws).get()).unwrap_or(0);
        self.line.ws.clock().sleep(Duration::from_millis(left_ms.clamp(1, LOOK_MS))).await;
    }
}

/// Letters that are made, each with its mark, and what becomes of the rows that have none.
type Made = (Vec<(Ready, Move)>, Vec<Move>);

/// Renders claimed rows, on another processor where one is free: the wire waits for no letter but its own.
async fn rendering(line: Arc<Line>, claimed: Vec<Claimed>) -> Made {
    if claimed.is_empty() {
        return Made::default();
    }
    match tokio::spawn(async move { render(&line, claimed) }).await {
        Ok(made) => made,
        // It ends this connection alone, as it would have here (R9).
        Err(died) => died.try_into_panic().map_or_else(|_| Made::default(), |panic| std::panic::resume_unwind(panic)),
    }
}

/// Renders claimed rows. The bytes that went before must be the bytes that go again (D7).
fn render(line: &Line, claimed: Vec<Claimed>) -> Made {
    let (mut ready, mut results) = (Vec::with_capacity(claimed.len()), Vec::new());
    let bytes = |asset| line.ws.read_blocking(|tx| literature::asset_bytes(tx, asset));
    for row in claimed {
        match line.letters.letter(&row, &bytes) {
            Ok(letter) if row.message_hash.is_none_or(|before| letter.is_what_went(&before)) => {
                let facts = Facts { message: Some(letter.mark()), ..Facts::default() };
                let mark = Move { delivery: row.delivery, to: DeliveryState::InFlight, because: None, left_out: None, facts };
                ready.push((Ready { row, letter }, mark));
            }
            Ok(_) => {
                results.push(Move::plain(row.delivery, DeliveryState::Planned, Some("message-changed")));
                line.trouble.message_changed();
            }
            Err(finding) => {
                tracing::warn!(delivery = row.delivery.get(), code = finding.code, "a letter could not be rendered");
                let mut out = Move::plain(row.delivery, DeliveryState::Cancelled, Some("unrenderable"));
                out.left_out = Some("unrenderable");
                line.pacing.give_back(1);
                results.push(out);
            }
        }
    }
    (ready, results)
}

fn millis_between(from: Duration, to: Duration) -> f64 {
    to.saturating_sub(from).as_secs_f64() * 1000.0
}

fn reply_facts(reply: &Reply) -> (u16, Option<String>, String) {
    (reply.code, reply.enhanced.clone(), reply.lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::LetterTime;

    #[test]
    fn how_long_a_letter_takes_is_known_from_the_first_and_follows_the_newest() {
        let mut letter = LetterTime::unknown();
        letter.took(1.0);
        assert!((letter.mean_ms - 1.0).abs() < 1e-9, "the first is all that is known: {}", letter.mean_ms);
        letter.took(3.0);
        assert!((letter.mean_ms - 2.0).abs() < 1e-9, "the mean of two: {}", letter.mean_ms);
        (0..50).for_each(|_| letter.took(1.0));
        letter.took(101.0);
        assert!((letter.mean_ms - 21.0).abs() < 0.01, "the newest counts a fifth: {}", letter.mean_ms);
    }
}
