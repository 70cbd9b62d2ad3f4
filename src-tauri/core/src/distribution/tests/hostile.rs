//! The real engine on a real file against a server that misbehaves at every step: whatever it does, ledger and server agree about
//! each row, or the row says that nobody can know.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use proptest::prelude::*;
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use super::desk::{FastClock, RELEASE, furnished_with, request, sum_is_right};
use crate::accounts::{self, Keychain, ServerChoice};
use crate::distribution::api::{self, DeliveryCard, DistributionCard};
use crate::distribution::{DeliveryState, DistributionState};
use crate::net::Tls;
use crate::net::smtp::tests::hostile::{At, Deed, Hostile, Misdeed, Passage, Script};
use crate::workspace::Faults;

/// How long the engine waits for each step of the server; in a user's hands minutes (D10).
const PATIENCE: Duration = Duration::from_millis(150);
/// Later than anybody waits here.
const TOO_LATE_MS: u64 = 400;
/// By then all of it is over, on however busy a machine.
const ENDS: Duration = Duration::from_secs(60);
const PASSWORD: &str = "canary-7f3a";

/// What became of a distribution.
struct Played {
    card: DistributionCard,
    rows: Vec<DeliveryCard>,
    passages: Vec<Passage>,
    faults: Vec<String>,
}

impl Played {
    fn of(&self, state: DeliveryState) -> usize {
        self.rows.iter().filter(|row| row.state == state).count()
    }

    /// What speaks against the promise; empty where it was kept.
    fn faults(&self) -> Vec<String> {
        let mut faults = self.faults.clone();
        for row in &self.rows {
            let address = row.address.clone().unwrap_or_default();
            let own: Vec<&Passage> = self.passages.iter().filter(|passage| passage.to == address).collect();
            let kept = own.iter().filter(|passage| passage.may_be_kept()).count();
            let said_yes = own.iter().filter(|passage| passage.said_yes()).count();
            let told = format!("{address} is {} ({:?}); the server: {own:?}", row.state.word(), row.reply);
            if kept > 1 {
                faults.push(format!("twice: {told}"));
            }
            let agrees = match row.state {
                DeliveryState::Accepted => said_yes == 1,
                // Nobody can know: but then the message had begun.
                DeliveryState::Uncertain => !own.is_empty(),
                _ => kept == 0,
            };
            if !agrees {
                faults.push(format!("they do not agree: {told}"));
            }
            let strange = own.iter().filter(|passage| passage.ended).any(|passage| {
                let text = String::from_utf8_lossy(&passage.text);
                !text.contains(&format!("Message-ID: <{}>", row.message_id)) || !text.contains("it is back.")
            });
            if strange {
                faults.push(format!("other bytes: {told}"));
            }
        }
        faults
    }
}

/// Sends to `people` over `connections` until all is settled or nobody can know: whatever pauses it is resumed, whatever waits for
/// its next try gets it.
async fn play(script: Script, people: usize, connections: u32) -> Played {
    play_with(Faults::default(), script, people, connections).await
}

/// As [`play`], where several letters of a connection are marked together from the first on: then the envelope of the next goes with
/// the end of each.
async fn play_in_batches(script: Script, people: usize, connections: u32) -> Played {
    play_with(Faults::default().with_mutation("in-batches"), script, people, connections).await
}

async fn play_with(faults: Faults, script: Script, people: usize, connections: u32) -> Played {
    let (folder, clock) = (tempfile::tempdir().unwrap(), FastClock::rushing(200));
    let tls = script.tls;
    let server = Hostile::start(script).await;
    let user = if tls == Tls::None { String::new() } else { "press@harbourtrust.example.org".to_owned() };
    let (ws, account, document) = furnished_with(faults, &folder, &clock, people, RELEASE, |input| {
        input.server = ServerChoice { host: "127.0.0.1".to_owned(), port: server.port, tls, user };
        input.connections = connections;
    })
    .await;
    ws.set_part(Arc::new(Keychain::in_memory()));
    ws.set_part(Arc::new(server.dialer(PATIENCE)));
    if tls != Tls::None {
        accounts::api::keep_password(&ws, account.id, SecretString::from(PASSWORD)).await.unwrap();
    }
    let seal = api::review(&ws, request(document, account.id)).await.unwrap().seal;
    let id = api::send(&ws, request(document, account.id), seal).await.unwrap().distribution;
    let (watched, over) = (ws.clone(), Arc::new(AtomicBool::new(false)));
    let ended = Arc::clone(&over);
    // Somebody looks at the sum without a pause (D31).
    let watch = tokio::spawn(async move {
        while !ended.load(Ordering::SeqCst) {
            sum_is_right(&api::show(&watched, id).await.unwrap());
            tokio::task::yield_now().await;
        }
    });
    let mut faults = Vec::new();
    let until = CancellationToken::new();
    let engine = api::start_engine(&ws, until.clone());
    let begun = ws.clock().stopwatch();
    let card = loop {
        let card = api::show(&ws, id).await.unwrap();
        if card.state == DistributionState::Finished {
            break card;
        }
        if ws.clock().stopwatch().saturating_sub(begun) > ENDS {
            faults.push(format!("it does not end: {card:?}"));
            break card;
        }
        let later = card.next_try_at.filter(|at| card.waiting == 0 && *at > ws.now());
        if card.state == DistributionState::Paused {
            api::resume(&ws, id).await.unwrap();
        } else if let Some(next) = later {
            clock.pass_ms(next.get() - ws.now().get());
        }
        ws.clock().sleep(Duration::from_secs(1)).await;
    };
    until.cancel();
    engine.await.unwrap();
    over.store(true, Ordering::SeqCst);
    watch.await.unwrap();
    faults.extend(api::verify(&ws).await.unwrap().into_iter().filter(|check| !check.ok).map(|check| format!("{check:?}")));
    if server.plain().contains(PASSWORD) || server.plain().contains("AUTH") {
        faults.push(format!("a login in the clear: {}", server.plain()));
    }
    let rows = api::deliveries_after(&ws, id, 0, 1_000).await.unwrap();
    Played { card, rows, passages: server.passages(), faults }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_behaves_has_everybody_once_on_whatever_terms() {
    for (tls, pipelining, connections) in [(Tls::None, true, 3), (Tls::None, false, 1), (Tls::StartTls, true, 2), (Tls::Implicit, false, 2)]
    {
        let script = Script { tls, pipelining, ..Script::default() };
        for played in [play(script.clone(), 9, connections).await, play_in_batches(script, 9, connections).await] {
            assert_eq!(played.faults(), Vec::<String>::new());
            assert_eq!((played.of(DeliveryState::Accepted), played.passages.len()), (9, 9));
        }
    }
}

/// Each step refuses, says goodbye, falls silent, hangs up, babbles, answers twice, by halves, too late and without end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_every_step_every_misdeed_leaves_ledger_and_server_agreed() {
    const DEEDS: &[Deed] = &[
        Deed::Says("554 5.7.1 no"),
        Deed::Says("451-4.3.0 not\r\n451 4.3.0 now"),
        Deed::SaysAndLeaves("421 4.3.2 shutting down"),
        Deed::AnswersAndLeaves,
        Deed::Leaves,
        Deed::Stalls,
        Deed::Late(TOO_LATE_MS),
        Deed::Twice,
        Deed::CutsOff,
        Deed::Babbles,
        Deed::NeverEnds,
        Deed::OtherCertificate,
    ];
    let mut scripts = Vec::new();
    for (n, at) in STEPS.iter().enumerate() {
        for (m, deed) in DEEDS.iter().enumerate() {
            let tls = if matches!(at, At::StartTls | At::Handshake | At::Auth) { Tls::StartTls } else { Tls::None };
            // The second letter of a connection, and the first connection.
            let nth = if matches!(at, At::Mail | At::Rcpt | At::Data | At::Body | At::End) { 2 } else { 1 };
            // A RSET comes only after a refusal.
            let before = (*at == At::Rset).then_some(Misdeed { at: At::Rcpt, nth: 1, deed: Deed::Says("550 5.1.1 no such user") });
            let misdeeds = before.into_iter().chain([Misdeed { at: *at, nth, deed: *deed }]).collect();
            let script = Script { tls, pipelining: (n + m) % 2 == 0, lax: m % 2 == 0, misdeeds, ..Script::default() };
            scripts.push((false, script.clone()));
            scripts.push((true, Script { pipelining: true, ..script }));
        }
    }
    let (mut running, mut met) = (tokio::task::JoinSet::new(), 0);
    let mut scripts = scripts.into_iter();
    loop {
        while running.len() < 6
            && let Some((batches, script)) = scripts.next()
        {
            let told = format!("{:?}, in batches: {batches}", script.misdeeds);
            running.spawn(async move { (told, if batches { play_in_batches(script, 6, 1).await } else { play(script, 4, 1).await }) });
        }
        let Some(ended) = running.join_next().await else { break };
        let (misdeeds, played) = ended.unwrap();
        assert_eq!(played.faults(), Vec::<String>::new(), "{misdeeds}");
        met += 1;
    }
    assert_eq!(met, STEPS.len() * DEEDS.len() * 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recipient_refused_inside_a_pipeline_is_refused_alone() {
    for lax in [false, true] {
        let misdeeds = vec![Misdeed { at: At::Rcpt, nth: 2, deed: Deed::Says("550 5.1.1 no such user") }];
        let played = play(Script { lax, misdeeds, ..Script::default() }, 5, 1).await;
        assert_eq!(played.faults(), Vec::<String>::new());
        assert_eq!((played.of(DeliveryState::Accepted), played.of(DeliveryState::RefusedPermanent)), (4, 1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn limits_of_the_server_cost_nobody_the_letter() {
    for script in [
        Script { letters: Some(2), ..Script::default() },
        Script { connections: Some(1), letters: Some(3), ..Script::default() },
        Script { eight_bit: false, pipelining: false, ..Script::default() },
    ] {
        let played = play(script, 8, 3).await;
        assert_eq!(played.faults(), Vec::<String>::new());
        assert_eq!(played.of(DeliveryState::Accepted), 8);
    }
}

/// What a server may say at any step, fitting or not.
const SAYINGS: &[&str] = &[
    "250 2.0.0 ok",
    "250-2.0.0 a long\r\n250-2.0.0 story\r\n250 2.0.0 ok",
    "250",
    "354 go on",
    "421 4.3.2 shutting down",
    "421-4.7.0 too much\r\n421 4.7.0 come back later",
    "450 4.2.0 Greylisted",
    "451 4.3.0 try again later",
    "452 4.5.3 too many recipients",
    "550 5.1.1 no such user",
    "550-5.7.1 looks like spam\r\n550 5.7.1 really",
    "550 5.4.5 daily limit",
    "552 5.3.4 too large",
    "554 5.7.1 no",
    "535 5.7.8 wrong user or password",
    "220 hello again",
    "299 whatever",
    "399 whatever",
    "199 whatever",
    "612 whatever",
];

fn deeds() -> impl Strategy<Value = Deed> {
    prop_oneof![
        6 => prop::sample::select(SAYINGS).prop_map(Deed::Says),
        4 => prop::sample::select(SAYINGS).prop_map(Deed::SaysAndLeaves),
        2 => Just(Deed::AnswersAndLeaves),
        4 => Just(Deed::Leaves),
        1 => Just(Deed::Stalls),
        1 => Just(Deed::Late(20)),
        1 => Just(Deed::Late(TOO_LATE_MS)),
        2 => Just(Deed::Twice),
        1 => Just(Deed::Drips),
        2 => Just(Deed::CutsOff),
        2 => Just(Deed::Babbles),
        1 => Just(Deed::NeverEnds),
        1 => Just(Deed::OtherCertificate),
    ]
}

const STEPS: &[At] = &[
    At::Greeting,
    At::Ehlo,
    At::StartTls,
    At::Handshake,
    At::Auth,
    At::Mail,
    At::Rcpt,
    At::Data,
    At::Body,
    At::End,
    At::Between,
    At::Rset,
    At::Quit,
];

fn scripts() -> impl Strategy<Value = Script> {
    let misdeed = (prop::sample::select(STEPS), 1_usize..8, deeds()).prop_map(|(at, nth, deed)| Misdeed { at, nth, deed });
    let terms = (
        prop_oneof![3 => Just(Tls::None), 2 => Just(Tls::StartTls), 1 => Just(Tls::Implicit)],
        prop::bool::weighted(0.7),
        any::<bool>(),
        any::<bool>(),
        prop_oneof![2 => Just(None), 1 => (1_usize..4).prop_map(Some)],
        prop_oneof![3 => Just(None), 1 => (1_usize..3).prop_map(Some)],
    );
    (terms, prop::collection::vec(misdeed, 0..10)).prop_map(|((tls, pipelining, eight_bit, lax, letters, connections), misdeeds)| Script {
        tls,
        pipelining,
        eight_bit,
        lax,
        size: None,
        letters,
        connections,
        misdeeds,
    })
}

fn config() -> ProptestConfig {
    let mut config = ProptestConfig { max_shrink_iters: 40, ..ProptestConfig::default() };
    // The library's own number is too much for every day; one that is asked for (PROPTEST_CASES) holds.
    if config.cases == 256 {
        config.cases = 24;
    }
    config
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn for_any_script_ledger_and_server_agree_or_the_row_says_uncertain(script in scripts(), connections in 1_u32..4, batches: bool) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let faults = if batches { Faults::default().with_mutation("in-batches") } else { Faults::default() };
        let played = runtime.block_on(play_with(faults, script, 7, connections));
        prop_assert_eq!(played.faults(), Vec::<String>::new());
        prop_assert_eq!(played.card.recipients, 7);
    }
}
