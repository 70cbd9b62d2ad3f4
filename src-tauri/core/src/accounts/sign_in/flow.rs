//! A sign-in from the click to the token: the system's browser, an answer on a port of this machine, and the code given for tokens.

use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use oauth2::{AuthorizationCode, CsrfToken, PkceCodeChallenge, RedirectUrl, Scope};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::{Place, page, tokens};
use crate::accounts::explain::sign_in_problem;
use crate::accounts::keychain::Kept;
use crate::accounts::service;
use crate::error::Problem;
use crate::ids::AccountId;
use crate::messages::Language;
use crate::net::{Landed, Landing, SignInFault};
use crate::workspace::{Topic, Workspace};

/// How long the browser is waited for: a second factor may have to be found first.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// The sign-ins that are under way, by account; a [part](Workspace::part) of the workspace.
pub(super) struct UnderWay {
    pub(super) patience: Duration,
    ends: Mutex<HashMap<i64, (u64, CancellationToken)>>,
    begun: AtomicU64,
}

impl Default for UnderWay {
    fn default() -> Self {
        Self::patient(PATIENCE)
    }
}

impl UnderWay {
    pub(super) fn patient(patience: Duration) -> Self {
        Self { patience, ends: Mutex::default(), begun: AtomicU64::new(0) }
    }

    /// Begins one; another one of the same account ends.
    fn begin(&self, id: AccountId) -> One<'_> {
        let (end, number) = (CancellationToken::new(), self.begun.fetch_add(1, Ordering::Relaxed));
        if let Some((_, before)) = self.ends().insert(id.get(), (number, end.clone())) {
            before.cancel();
        }
        One { all: self, id, number, end }
    }

    fn ends(&self) -> MutexGuard<'_, HashMap<i64, (u64, CancellationToken)>> {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn cancel(&self, id: AccountId) -> bool {
        let end = self.ends().remove(&id.get());
        end.inspect(|(_, end)| end.cancel()).is_some()
    }
}

/// One sign-in; when it is over nobody can cancel it any more.
struct One<'a> {
    all: &'a UnderWay,
    id: AccountId,
    number: u64,
    end: CancellationToken,
}

impl Drop for One<'_> {
    fn drop(&mut self) {
        let mut ends = self.all.ends();
        if ends.get(&self.id.get()).is_some_and(|(number, _)| *number == self.number) {
            ends.remove(&self.id.get());
        }
    }
}

/// A sign-in that succeeded.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SignedIn {
    /// Where what lets the program in is kept.
    pub kept: Kept,
}

/// Ends the sign-in of an account that is under way; whether there was one.
pub fn cancel(ws: &Workspace, id: AccountId) -> bool {
    ws.part::<UnderWay>().cancel(id)
}

/// Signs in for an account: `open` is given the address that the system's browser is to show. Waits until the browser comes back,
/// somebody [cancels](cancel), or ten minutes have passed.
///
/// # Errors
/// `accounts.sign_in_not_set`, `accounts.sign_in_port_taken`, `accounts.sign_in_no_port`, `accounts.sign_in_cancelled`,
/// `accounts.sign_in_late`, `accounts.sign_in_wrong_state`, `accounts.sign_in_declined`, `accounts.sign_in_refused`,
/// `accounts.sign_in_client`, `accounts.sign_in_away`, `accounts.sign_in_no_refresh`: what was kept before is kept still.
pub async fn sign_in(ws: &Workspace, id: AccountId, language: Language, open: impl FnOnce(&str) + Send) -> Result<SignedIn, Problem> {
    let account = service::by_id(ws, id).await?;
    let not_set =
        || Problem::refusal("accounts.sign_in_not_set").with("account", account.name.as_str()).todo("accounts.sign_in_not_set.todo");
    let sign_in = account.sign_in.as_ref().ok_or_else(not_set)?;
    let place = Place::of(sign_in)?;
    let problem = |fault: &SignInFault| sign_in_problem(&account, fault);
    let under_way = ws.part::<UnderWay>();
    let one = under_way.begin(id);
    let end = &one.end;
    let landing = Landing::open(sign_in.port).await.map_err(|error| no_landing(sign_in.port, &error))?;
    let home = RedirectUrl::new(landing.address()).map_err(|error| Problem::failure("accounts.sign_in_no_port").because(error))?;
    let client = tokens::client(ws, id, sign_in, &place).await?.set_redirect_uri(home);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let mut asked = client
        .authorize_url(CsrfToken::new_random)
        .add_scopes(place.scopes.iter().cloned().map(Scope::new))
        .set_pkce_challenge(challenge)
        .add_extra_param("login_hint", account.user.clone());
    for (name, value) in &place.extra {
        asked = asked.add_extra_param(name.clone(), value.clone());
    }
    let (address, state) = asked.url();
    open(address.as_str());
    let patience = under_way.patience;
    let landed = tokio::select! {
        () = end.cancelled() => return Err(Problem::refusal("accounts.sign_in_cancelled")),
        landed = tokio::time::timeout(patience, landing.landed()) => landed,
    };
    let late = |_| {
        Problem::failure("accounts.sign_in_late")
            .with("minutes", u64::try_from(patience.as_millis().div_ceil(60_000)).unwrap_or(u64::MAX))
            .todo("accounts.sign_in_late.todo")
    };
    let landed = landed.map_err(late)?.map_err(|error| no_landing(sign_in.port, &error))?;
    // From here on the browser waits for a page, whatever comes of it.
    let outcome = async {
        let code = code(&landed, &state, &place)?;
        let dialer = tokens::dialer(ws, id);
        let ask = |request| tokens::ask(dialer.clone(), request);
        let exchange = client.exchange_code(AuthorizationCode::new(code)).set_pkce_verifier(verifier);
        let answer = tokio::select! {
            () = end.cancelled() => return Err(Problem::refusal("accounts.sign_in_cancelled")),
            answer = exchange.request_async(&ask) => answer.map_err(|error| problem(&not_ended(tokens::fault(&error))))?,
        };
        let name = tokens::place_of_tokens(ws, &account, sign_in).await?;
        let no_refresh = || Problem::failure("accounts.sign_in_no_refresh").todo("accounts.sign_in_no_refresh.todo");
        tokens::keep(ws, &name, &answer).await.ok_or_else(no_refresh)
    };
    let outcome = outcome.await;
    landed.show(&page::page(outcome.as_ref().err(), language)).await;
    let kept = outcome?;
    ws.write_quietly(move |tx| {
        tx.changed(Topic::Account, id.get());
        Ok(())
    })
    .await?;
    Ok(SignedIn { kept })
}

/// A code that is not taken is no permission that ended: there was none yet.
fn not_ended(fault: SignInFault) -> SignInFault {
    if fault == SignInFault::Ended { SignInFault::Refused("invalid_grant".to_owned()) } else { fault }
}

fn no_landing(port: Option<u16>, error: &io::Error) -> Problem {
    match port {
        Some(port) => Problem::failure("accounts.sign_in_port_taken")
            .with("port", port.to_string())
            .todo("accounts.sign_in_port_taken.todo")
            .because(error),
        None => Problem::failure("accounts.sign_in_no_port").todo("accounts.sign_in_no_port.todo").because(error),
    }
}

/// The code that the browser brought. An answer to a question that was not asked now is none (RFC 9700 §4.7).
fn code(landed: &Landed, state: &CsrfToken, place: &Place) -> Result<String, Problem> {
    if landed.get("state") != Some(state.secret()) {
        return Err(Problem::failure("accounts.sign_in_wrong_state").todo("accounts.sign_in_wrong_state.todo"));
    }
    let words = |name: &str| -> String { landed.get(name).unwrap_or_default().chars().filter(|c| !c.is_control()).take(300).collect() };
    match (landed.get("code"), landed.get("error")) {
        (Some(code), None) => Ok(code.to_owned()),
        (_, Some("access_denied")) => Err(Problem::refusal("accounts.sign_in_declined").todo("accounts.sign_in_declined.todo")),
        _ => {
            let words = [words("error"), words("error_description")].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
            Err(Problem::failure("accounts.sign_in_refused")
                .with("sign_in_host", place.host())
                .with("answer", words.join(": "))
                .todo("accounts.sign_in_refused.todo"))
        }
    }
}
