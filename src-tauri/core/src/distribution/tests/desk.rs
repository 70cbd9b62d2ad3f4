//! A workspace that sends to a server of the test's own, with a clock that the test moves.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::accounts::api::{AccountCard, AccountInput};
use crate::accounts::{self, AccountKind, ServerChoice};
use crate::clock::Clock;
use crate::contacts::{self, PersonInput, PersonKind};
use crate::distribution::api::{self, DeliveryCard, DistributionCard, EmbargoMode, SendRequest};
use crate::ids::Millis;
use crate::ids::{AccountId, DistributionId, DocumentId};
use crate::literature;
use crate::net::Tls;
use crate::workspace::testing::TODAY;
use crate::workspace::{Device, Faults, Host, Workspace};

/// A letter that came to its end.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(super) to: String,
    pub(super) text: String,
}

/// Instead of an answer: the line goes dead with the letter taken.
pub(crate) const HANG_UP: &str = "hang up";

/// Instead of an answer: the line stays open, and nothing is said.
pub(super) const SILENCE: &str = "silence";

type Answers = dyn Fn(&str, usize) -> &'static str + Send + Sync;

/// A server that answers the end of data as it is told: by recipient, and by how many letters to them came before.
pub(crate) struct Server {
    pub(super) port: u16,
    taken: Arc<Mutex<Vec<Taken>>>,
}

impl Server {
    pub(super) fn start(answers: impl Fn(&str, usize) -> &'static str + Send + Sync + 'static) -> Self {
        let door = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = door.local_addr().unwrap().port();
        let taken: Arc<Mutex<Vec<Taken>>> = Arc::default();
        let (kept, answers): (_, Arc<Answers>) = (Arc::clone(&taken), Arc::new(answers));
        std::thread::spawn(move || {
            for line in door.incoming().map_while(Result::ok) {
                let (kept, answers) = (Arc::clone(&kept), Arc::clone(&answers));
                std::thread::spawn(move || serve(line, &kept, &*answers));
            }
        });
        Self { port, taken }
    }

    pub(super) fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }
}

fn serve(mut line: TcpStream, kept: &Mutex<Vec<Taken>>, answers: &Answers) -> Option<()> {
    let mut heard = BufReader::new(line.try_clone().ok()?).lines().map_while(Result::ok);
    line.set_nodelay(true).ok()?;
    line.write_all(b"220 mx.test\r\n").ok()?;
    let mut to = String::new();
    loop {
        let command = heard.next()?;
        let answer = match command.get(..4).unwrap_or_default() {
            "EHLO" => "250-mx.test\r\n250 PIPELINING",
            "RCPT" => {
                to = command.split(['<', '>']).nth(1)?.to_owned();
                "250 ok"
            }
            "DATA" => {
                line.write_all(b"354 go on\r\n").ok()?;
                let mut text = String::new();
                loop {
                    let part = heard.next()?;
                    if part == "." {
                        break;
                    }
                    text.push_str(&part);
                    text.push('\n');
                }
                let mut kept = kept.lock().unwrap();
                let answer = answers(&to, kept.iter().filter(|mail| mail.to == to).count());
                kept.push(Taken { to: to.clone(), text });
                if answer == HANG_UP {
                    return None;
                }
                if answer == SILENCE {
                    drop(kept);
                    heard.next();
                    return None;
                }
                answer
            }
            _ => "250 ok",
        };
        line.write_all(format!("{answer}\r\n").as_bytes()).ok()?;
    }
}

/// A clock that runs faster than the machine's, and that a test can move: tasks that wait at once wait at once.
pub(crate) struct FastClock {
    start: std::time::Instant,
    speed: u32,
    rush: u32,
    moved_ms: AtomicI64,
    slept_ms: AtomicI64,
    passed_ms: AtomicI64,
}

impl FastClock {
    fn of_speed(speed: u32) -> Arc<Self> {
        Self::new(speed, 1)
    }

    /// Waits are over `rush` times as fast, and the day passes with them; how long a letter takes is told as it is.
    pub(super) fn rushing(rush: u32) -> Arc<Self> {
        Self::new(1, rush)
    }

    fn new(speed: u32, rush: u32) -> Arc<Self> {
        #[expect(clippy::disallowed_methods, reason = "this clock is made of the machine's")]
        let start = std::time::Instant::now();
        Arc::new(Self { start, speed, rush, moved_ms: 0.into(), slept_ms: 0.into(), passed_ms: 0.into() })
    }

    pub(crate) fn advance_ms(&self, ms: i64) {
        self.moved_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// Lets time pass, on all of its clocks.
    pub(super) fn pass_ms(&self, ms: i64) {
        self.passed_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// The machine sleeps for so long: all of its clocks go on.
    pub(super) fn sleep_through(&self, pause: Duration) {
        self.slept_ms.fetch_add(i64::try_from(pause.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

#[async_trait::async_trait]
impl Clock for FastClock {
    fn now(&self) -> Millis {
        Millis::from(TODAY + i64::try_from(self.steady().as_millis()).unwrap() + self.moved_ms.load(Ordering::SeqCst))
    }

    fn steady(&self) -> Duration {
        let passed = Duration::from_millis(self.passed_ms.load(Ordering::SeqCst).unsigned_abs());
        self.start.elapsed() * self.speed * self.rush + self.slept() + passed
    }

    fn stopwatch(&self) -> Duration {
        self.start.elapsed() * self.speed
    }

    fn slept(&self) -> Duration {
        Duration::from_millis(self.slept_ms.load(Ordering::SeqCst).unsigned_abs())
    }

    async fn sleep(&self, pause: Duration) {
        #[expect(clippy::disallowed_methods, reason = "this clock is made of the machine's")]
        tokio::time::sleep(pause / self.speed / self.rush).await;
    }
}

/// The desk, its account and its document.
pub(crate) struct Sending {
    pub(crate) ws: Workspace,
    pub(crate) clock: Arc<FastClock>,
    folder: tempfile::TempDir,
    pub(crate) account: AccountCard,
    pub(crate) document: DocumentId,
    pub(crate) server: Server,
}

pub(crate) const RELEASE: &str =
    "---\nheadline: The lens is back\nkind: press-release\n---\n\nDear {{ first_name | \"editor\" }},\n\nit is back.\n";

pub(super) fn journalist(name: &str, address: &str) -> PersonInput {
    PersonInput {
        name: name.to_owned(),
        addresses: vec![contacts::api::new_address(address.to_owned())],
        ..PersonInput::of_kind(PersonKind::Journalist)
    }
}

impl Sending {
    /// `people` journalists, `text` as a document, and an account with these limits at a server that answers so.
    pub(crate) async fn new(
        people: usize,
        text: &str,
        limits: impl FnOnce(&mut AccountInput),
        answers: impl Fn(&str, usize) -> &'static str + Send + Sync + 'static,
    ) -> Self {
        Self::at_speed(40, people, text, limits, answers).await
    }

    /// As [`new`](Self::new), with a clock of this speed.
    pub(super) async fn at_speed(
        speed: u32,
        people: usize,
        text: &str,
        limits: impl FnOnce(&mut AccountInput),
        answers: impl Fn(&str, usize) -> &'static str + Send + Sync + 'static,
    ) -> Self {
        let (folder, clock, server) = (tempfile::tempdir().unwrap(), FastClock::of_speed(speed), Server::start(answers));
        let (ws, account, document) = furnished(&folder, &clock, people, text, |input| {
            input.server.port = server.port;
            limits(input);
        })
        .await;
        Self { ws, clock, folder, account, document, server }
    }

    /// The same file opened once more, as after a restart.
    pub(super) fn reopened(&self) -> Workspace {
        crate::open(self.ws.path(), host(&self.folder, &self.clock)).unwrap()
    }

    pub(crate) fn request(&self) -> SendRequest {
        request(self.document, self.account.id)
    }

    /// Looks and sends; nothing leaves yet.
    pub(crate) async fn send(&self, request: SendRequest) -> DistributionCard {
        let seal = api::review(&self.ws, request.clone()).await.unwrap().seal;
        api::send(&self.ws, request, seal).await.unwrap()
    }

    /// Lets the engine work until nothing more happens by itself soon.
    /// The sum is right at every look (D31).
    pub(crate) async fn drive(&self, id: DistributionId) -> DistributionCard {
        let driven = api::drive(&self.ws, id, CancellationToken::new(), sum_is_right);
        // A test that would wait for ever says so.
        let card = tokio::time::timeout(Duration::from_secs(60), driven).await.unwrap().unwrap();
        sum_is_right(&card);
        card
    }

    /// Lets the engine of a window work until `done`, which must come soon.
    pub(super) async fn work(&self, id: DistributionId, done: impl Fn(&DistributionCard) -> bool) -> DistributionCard {
        work(&self.ws, id, done).await
    }

    pub(crate) async fn rows(&self, id: DistributionId) -> Vec<DeliveryCard> {
        api::deliveries_after(&self.ws, id, 0, 10_000).await.unwrap()
    }
}

/// A workspace with `people` journalists, `text` as a document, and an account at this machine whose input `change` completes.
pub(super) async fn furnished(
    folder: &tempfile::TempDir,
    clock: &Arc<FastClock>,
    people: usize,
    text: &str,
    change: impl FnOnce(&mut AccountInput),
) -> (Workspace, AccountCard, DocumentId) {
    furnished_with(Faults::default(), folder, clock, people, text, change).await
}

/// As [`furnished`], where `faults` strike.
pub(super) async fn furnished_with(
    faults: Faults,
    folder: &tempfile::TempDir,
    clock: &Arc<FastClock>,
    people: usize,
    text: &str,
    change: impl FnOnce(&mut AccountInput),
) -> (Workspace, AccountCard, DocumentId) {
    let host = Host { faults, ..host(folder, clock) };
    let ws = crate::create(&folder.path().join("Harbour Trust.tidings"), "Harbour Trust", host).unwrap();
    for n in 0..people {
        contacts::api::add(&ws, journalist(&format!("Person {n}"), &format!("person{n}@paper{n}.example.net"))).await.unwrap();
    }
    let document = literature::api::add_file(&ws, text.as_bytes().to_vec(), None).await.unwrap().id;
    let mut input = AccountInput {
        kind: AccountKind::Smtp,
        from: "Ines Calder <press@harbourtrust.example.org>".to_owned(),
        server: ServerChoice { host: "127.0.0.1".to_owned(), port: 1, tls: Tls::None, user: String::new() },
        connections: 1,
        ..AccountInput::practice("Press".to_owned(), None)
    };
    change(&mut input);
    let account = accounts::api::add(&ws, input).await.unwrap();
    (ws, account, document)
}

/// What is asked of a distribution to everybody.
pub(super) fn request(document: DocumentId, account: AccountId) -> SendRequest {
    SendRequest {
        document,
        account,
        to: "kind:journalist,employee,client,public".to_owned(),
        except: Vec::new(),
        left_out: Vec::new(),
        put_back: Vec::new(),
        recent_days: 0,
        follow: false,
        embargo: EmbargoMode::None,
        hold_ms: 0,
        go_on: true,
        first: None,
        schedule: None,
        hours: None,
        languages: Vec::new(),
        parent: None,
    }
}

/// D31.
pub(super) fn sum_is_right(card: &DistributionCard) {
    let parts = [card.waiting, card.accepted, card.refused, card.retrying, card.uncertain, card.cancelled];
    assert_eq!(card.recipients, parts.iter().sum::<u32>(), "D31: {card:?}");
}

fn host(folder: &tempfile::TempDir, clock: &Arc<FastClock>) -> Host {
    let device = Device::at(folder.path().join("device")).unwrap();
    Host { clock: Arc::clone(clock) as Arc<dyn Clock>, actor: "ines".to_owned(), via: None, device, faults: Faults::default() }
}

/// As [`Sending::work`], for a workspace opened anew.
pub(super) async fn work(ws: &Workspace, id: DistributionId, done: impl Fn(&DistributionCard) -> bool) -> DistributionCard {
    let until = CancellationToken::new();
    let engine = api::start_engine(ws, until.clone());
    let mut looks = 0;
    let card = loop {
        let card = api::show(ws, id).await.unwrap();
        if done(&card) {
            break card;
        }
        looks += 1;
        assert!(looks < 1_000, "it did not come about: {card:?}");
        ws.clock().sleep(Duration::from_secs(1)).await;
    };
    until.cancel();
    engine.await.unwrap();
    card
}
