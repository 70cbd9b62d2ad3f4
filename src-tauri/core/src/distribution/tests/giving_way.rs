//! Writing a long list keeps nobody waiting: whoever edits in that instant goes first, and what they did counts.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use super::desk::{FastClock, RELEASE, furnished_with, request};
use crate::accounts::api::AccountCard;
use crate::clock::Clock as _;
use crate::contacts::{self, api::PersonPatch};
use crate::distribution::api::{self, SendRequest};
use crate::distribution::state::DistributionState;
use crate::ids::DocumentId;
use crate::workspace::{Faults, Workspace, WriteTx};

/// Far longer than anything here takes.
const SOON: Duration = Duration::from_secs(20);

/// A desk whose writer stops at a point, says so, and waits until it may go on.
struct Held {
    _folder: tempfile::TempDir,
    clock: Arc<FastClock>,
    ws: Workspace,
    account: AccountCard,
    document: DocumentId,
    reached: Arc<Mutex<mpsc::Receiver<()>>>,
    go_on: mpsc::Sender<()>,
}

impl Held {
    async fn at(point: &'static str) -> Self {
        let (reaches, reached) = mpsc::channel();
        let (go_on, told) = mpsc::channel::<()>();
        let told = Mutex::new(told);
        let faults = Faults::new(move |passed| {
            if passed == point {
                reaches.send(()).unwrap();
                told.lock().unwrap().recv().unwrap();
            }
        });
        let (folder, clock) = (tempfile::tempdir().unwrap(), FastClock::rushing(1));
        let (ws, account, document) = furnished_with(faults, &folder, &clock, 40, RELEASE, |input| input.server.port = 9).await;
        Self { _folder: folder, clock, ws, account, document, reached: Arc::new(Mutex::new(reached)), go_on }
    }

    fn request(&self) -> SendRequest {
        SendRequest { to: "kind:journalist -city:Ghent".to_owned(), hold_ms: 60_000, ..request(self.document, self.account.id) }
    }

    /// Waits until the writer stands at the point.
    async fn stands(&self) {
        let reached = Arc::clone(&self.reached);
        let stood = tokio::task::spawn_blocking(move || reached.lock().unwrap().recv_timeout(SOON));
        stood.await.unwrap().expect("the writer comes to the point");
    }

    /// An edit that takes somebody off the list, and waits for its turn.
    async fn edit(&self, address: &str) -> tokio::task::JoinHandle<()> {
        let (id, ws) = (contacts::api::who(&self.ws, address).await.unwrap(), self.ws.clone());
        let edit = tokio::spawn(async move {
            let city = PersonPatch { city: Some("Ghent".to_owned()), ..PersonPatch::default() };
            contacts::api::edit(&ws, id, city).await.unwrap();
        });
        until(|| self.ws.is_awaited()).await;
        edit
    }

    /// It is done while the list is not, and nothing of the list is in the file.
    async fn is_done_first(&self, edit: tokio::task::JoinHandle<()>) {
        tokio::time::timeout(SOON, edit).await.expect("the edit does not wait for the list").unwrap();
        let rows: i64 = self.ws.read(|tx| Ok(tx.query_row("SELECT count(*) FROM delivery", [], |row| row.get(0))?)).await.unwrap();
        assert_eq!(rows, 0);
    }
}

async fn until(mut done: impl FnMut() -> bool) {
    for _ in 0..2_000 {
        if done() {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("it did not come about");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_edits_in_the_instant_of_send_goes_first_and_what_they_did_counts() {
    let held = Held::at("list-frozen").await;
    let (ws, asked) = (held.ws.clone(), held.request());
    let seal = api::review(&ws, asked.clone()).await.unwrap().seal;
    let send = tokio::spawn(async move { api::send(&ws, asked, seal).await.unwrap() });
    held.stands().await;
    let edit = held.edit("person7@paper7.example.net").await;
    held.go_on.send(()).unwrap();
    held.is_done_first(edit).await;
    // The list began anew, without them.
    held.stands().await;
    held.go_on.send(()).unwrap();
    let sent = tokio::time::timeout(SOON, send).await.unwrap().unwrap();
    assert_eq!(sent.recipients, 39, "{sent:?}");
    for check in api::verify(&held.ws).await.unwrap() {
        assert!(check.ok, "nothing of the first try is in the ledger: {check:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_edits_while_a_list_that_followed_its_segment_is_frozen_goes_first() {
    let held = Held::at("list-frozen").await;
    let (ws, asked) = (held.ws.clone(), SendRequest { follow: true, ..held.request() });
    let seal = api::review(&ws, asked.clone()).await.unwrap().seal;
    let id = api::send(&ws, asked, seal).await.unwrap().distribution;
    let go_on = tokio::spawn(async move { api::resume(&ws, id).await.unwrap() });
    held.stands().await;
    let edit = held.edit("person7@paper7.example.net").await;
    held.go_on.send(()).unwrap();
    held.is_done_first(edit).await;
    held.stands().await;
    held.go_on.send(()).unwrap();
    let card = tokio::time::timeout(SOON, go_on).await.unwrap().unwrap();
    assert_eq!((card.state, card.recipients), (DistributionState::Sending, 39), "{card:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_waits_for_no_mark_of_the_engine_and_not_for_ever_for_edits() {
    let held = Held::at("list-frozen").await;
    let (ws, asked) = (held.ws.clone(), held.request());
    let seal = api::review(&ws, asked.clone()).await.unwrap().seal;
    let (again, seal_again) = (asked.clone(), seal.clone());
    let send = tokio::spawn(async move { api::send(&ws, asked, seal).await.unwrap() });
    held.stands().await;
    let ws = held.ws.clone();
    let mark = tokio::spawn(async move { ws.write_quietly(|_| Ok(())).await.unwrap() });
    until(|| held.ws.is_awaited()).await;
    held.go_on.send(()).unwrap();
    let sent = tokio::time::timeout(SOON, send).await.expect("it was written at once").unwrap();
    mark.await.unwrap();
    assert_eq!(sent.recipients, 40);
    // Whoever edits again and again makes it wait for ten seconds.
    let other = crate::literature::api::add_file(&held.ws, RELEASE.replace("lens", "lamp").into_bytes(), None).await.unwrap().id;
    let asked = SendRequest { document: other, ..again };
    let ws = held.ws.clone();
    let seal = api::review(&ws, asked.clone()).await.unwrap().seal;
    assert_ne!(seal, seal_again);
    let send = tokio::spawn(async move { api::send(&ws, asked, seal).await.unwrap() });
    held.stands().await;
    let edit = held.edit("person7@paper7.example.net").await;
    held.clock.pass_ms(11_000);
    held.go_on.send(()).unwrap();
    edit.await.unwrap();
    held.stands().await;
    let edit = held.edit("person8@paper8.example.net").await;
    held.go_on.send(()).unwrap();
    let sent = tokio::time::timeout(SOON, send).await.expect("it waits no longer").unwrap();
    edit.await.unwrap();
    assert_eq!(sent.recipients, 39, "who edited in vain is on it still: {sent:?}");
    assert!(held.clock.steady() > Duration::from_secs(11));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_died_while_it_gave_way_ends_nothing_of_what_comes_after_it() {
    const LONG: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT count(*) FROM n";
    let held = Held::at("nowhere").await;
    let died = held.ws.write_unless_edited(true, |tx| tx.ask_yielding::<()>(|| panic!("the question dies"))).await;
    assert_eq!(died.unwrap_err().code, "workspace.write_panicked");
    let (ws, awaited, begun) = (held.ws.clone(), held.ws.clone(), Arc::new(AtomicBool::new(false)));
    let begins = Arc::clone(&begun);
    let much = tokio::spawn(async move {
        let asked = move |tx: &WriteTx<'_>| {
            begins.store(true, Ordering::Relaxed);
            (0..2_000).take_while(|_| !awaited.is_awaited()).for_each(|_| std::thread::sleep(Duration::from_millis(5)));
            assert!(awaited.is_awaited(), "an edit waits");
            Ok(tx.query_row(LONG, [], |row| row.get::<_, i64>(0))?)
        };
        ws.write_much(asked).await
    });
    let (id, ws) = (contacts::api::who(&held.ws, "person7@paper7.example.net").await.unwrap(), held.ws.clone());
    while !begun.load(Ordering::Relaxed) {
        tokio::task::yield_now().await;
    }
    contacts::api::edit(&ws, id, PersonPatch { city: Some("Ghent".to_owned()), ..PersonPatch::default() }).await.unwrap();
    assert_eq!(much.await.unwrap().unwrap(), 1000);
}
