//! What years of work leave in a network: who of us looks after whom, what people are called elsewhere, where they worked once, what they are to
//! each other, whose addresses are suppressed, and what became of the mails that went. All of it is made by the program's own acts.

use std::sync::Arc;
use std::time::Instant;

use tidings_core::clock::SystemClock;
use tidings_core::contacts::{
    self, Difference, Extras, PeopleWriter, PersonInput, PersonKind, PositionInput, Provenance, RelationInput, RelationKind,
    SuppressionReason, TouchInput, TouchKind, When, check, read_handle,
};
use tidings_core::distribution::api;
use tidings_core::error::Problem;
use tidings_core::ids::PersonId;
use tidings_core::literature;
use tidings_core::messages::Message;
use tidings_core::net::EmailAddress;
use tidings_core::net::smtp::Reply;
use tidings_core::net::smtp::serve::{Ending, Host, Limits, Listening, Taken, listen};
use tidings_core::segments::api::{ExportWhom, Whom, lists};
use tidings_core::segments::{self, Fields, parse};
use tokio_util::sync::CancellationToken;

use crate::desk::Desk;
use crate::table::Table;
use crate::{network, pace};

const OWNERS: &[&str] = &["ines", "ruth", "jan", "Zoë", "Owen Pardoe", "press office"];
const ROLES: &[&str] = &["Reporter", "Trainee", "Editor", "Host"];
const RELATIONS: &[RelationKind] =
    &[RelationKind::Knows, RelationKind::AssistantOf, RelationKind::SuccessorOf, RelationKind::AgentOf, RelationKind::StandsInFor];
const REASONS: &[SuppressionReason] = &[SuppressionReason::Unsubscribed, SuppressionReason::Asked, SuppressionReason::Complained];
/// Earlier distributions: the headline, and of how many thousand people one.
const SENT: &[(&str, u32)] = &[("A lamp for the pier", 1), ("The lens is back", 20), ("The harbour season opens", 200)];

/// Makes it, of each thing so much as in life.
pub(crate) async fn lived(desk: &Desk, people: u32, table: &mut Table) -> Result<(), Problem> {
    let begun = Instant::now();
    let all = picked(desk, "kind:journalist,employee,client,public").await?;
    known_of(desk, all.clone(), people).await?;
    // Half of them before anything goes, so that they are left out.
    suppress(desk, all.iter().copied().step_by(200).collect(), REASONS).await?;
    let press = picked(desk, "kind:journalist has:address").await?;
    let server = recipients().await?;
    let account = pace::account(desk, server.port(), 8).await?;
    let (mut mails, mut bounced) = (0, Vec::new());
    for (headline, thousandth) in SENT {
        let wanted = (people as usize * *thousandth as usize / 1_000).clamp(1, press.len());
        let some: Vec<PersonId> = press.iter().copied().step_by(press.len() / wanted).take(wanted).collect();
        mails += send(desk, headline, account, some.clone()).await?;
        answer(desk, some.iter().copied().step_by(20).collect()).await?;
        bounced.extend(some.into_iter().skip(7).step_by(45));
    }
    server.close().await;
    bounced.truncate(people as usize / 200);
    suppress(desk, bounced, &[SuppressionReason::Bounced]).await?;
    table.told(
        "what years leave beside (owners, handles, positions, relations, mails) made in",
        &format!("{:.0} s", begun.elapsed().as_secs_f64()),
    );
    table.told("mails that were accepted", &mails.to_string());
    Ok(())
}

/// Whom a question picks, by number.
async fn picked(desk: &Desk, question: &str) -> Result<Vec<PersonId>, Problem> {
    let (fields, question) = (desk.ws.part::<Fields>(), question.to_owned());
    let query = parse(&question, &fields).map_err(segments::bad_query)?;
    desk.ws.read(move |tx| Ok(segments::members(tx, &query, &fields)?)).await
}

/// A third has an owner, a fifth a handle, a quarter worked somewhere else once, two of a hundred are something to somebody.
async fn known_of(desk: &Desk, all: Vec<PersonId>, people: u32) -> Result<(), Problem> {
    let secret = *desk.ws.secret();
    desk.ws
        .write(Message::new("contacts.action.set").with("count", people), move |tx| {
            let provenance = Provenance { source: "bench".to_owned(), on: "2026-11-24".to_owned() };
            let bare = PersonInput { name: "Anna".to_owned(), ..PersonInput::of_kind(PersonKind::Journalist) };
            let mut writer = PeopleWriter::new(tx, &secret);
            for (n, id) in (0_u32..).zip(&all) {
                let of = |salt: u64, most: usize| usize::try_from(network::scattered(n, salt) % most as u64).unwrap_or(0);
                let mut input = bare.clone();
                if n.is_multiple_of(3) {
                    OWNERS[of(31, OWNERS.len())].clone_into(&mut input.owner);
                }
                if n.is_multiple_of(5) {
                    let form = [format!("mastodon:anna{n}@newsie.social"), format!("x:anna{n}"), format!("bluesky:anna{n}.bsky.social")];
                    input.handles.extend(read_handle(&form[of(32, form.len())], None));
                }
                if input != bare {
                    // Only what is new is written of them.
                    writer.change(*id, &Difference::between(&bare, &check(input, &provenance)?))?;
                }
                if n.is_multiple_of(4) {
                    let (outlet, role) = (network::outlet_name(of(33, network::outlets(people) as usize)), ROLES[of(34, ROLES.len())]);
                    let once = PositionInput { outlet, role: role.to_owned(), from: "2011".to_owned(), to: "2019".to_owned() };
                    writer.bring(*id, &Extras { positions: vec![once], ..Extras::default() })?;
                }
            }
            for (n, pair) in (0_u32..).zip(all.chunks_exact(2)).filter(|(n, _)| n.is_multiple_of(50)) {
                let kind = RELATIONS[usize::try_from(network::scattered(n, 35)).unwrap_or(0) % RELATIONS.len()];
                let to = |id: &PersonId| RelationInput {
                    other: format!("#{id}"),
                    kind,
                    word: String::new(),
                    back: String::new(),
                    note: String::new(),
                };
                if let [one, other] = pair {
                    contacts::bring_relations(tx, *one, &[to(other).into()])?;
                }
            }
            Ok(())
        })
        .await
}

/// Suppresses the first address of each.
async fn suppress(desk: &Desk, whose: Vec<PersonId>, reasons: &'static [SuppressionReason]) -> Result<(), Problem> {
    let secret = *desk.ws.secret();
    desk.ws
        .write(Message::new("contacts.action.suppressed"), move |tx| {
            for (n, id) in whose.iter().enumerate() {
                let held = contacts::record(tx, *id)?.and_then(|held| held.input.addresses.into_iter().next());
                let Some(address) = held.and_then(|one| EmailAddress::parse(&one.address).ok()) else { continue };
                let evidence = format!("Said so by mail {n}, after the harbour season.");
                contacts::suppress(tx, &address.key(&secret), reasons[n % reasons.len()], &evidence)?;
            }
            Ok(())
        })
        .await
}

/// Notes that each of them answered.
async fn answer(desk: &Desk, whose: Vec<PersonId>) -> Result<(), Problem> {
    let now = desk.ws.now();
    desk.ws
        .write(Message::new("contacts.action.set").with("count", u32::try_from(whose.len()).unwrap_or(u32::MAX)), move |tx| {
            let said = TouchInput {
                kind: TouchKind::Reply,
                when: String::new(),
                zone: String::new(),
                text: "Thanks, we come with a photographer.".to_owned(),
            };
            for id in whose {
                contacts::add_touch_unsettled(tx, id, &contacts::check_touch(&said, now)?.on(When { at: tx.now(), timed: true }))?;
            }
            contacts::settle_bonds(tx)?;
            Ok(())
        })
        .await
}

/// Sends a release to these people, to its end; how many of their servers took it.
async fn send(desk: &Desk, headline: &str, account: tidings_core::ids::AccountId, whom: Vec<PersonId>) -> Result<u32, Problem> {
    let list = ExportWhom { whom: Whom::default(), people: Some(whom), all_notes: true, with_restricted: true, with_outlets: Vec::new() };
    let name = format!("For: {headline}");
    lists::make(&desk.ws, name.clone(), Some(list)).await?;
    let text = format!("---\nheadline: {headline}\nkind: press-release\n---\n\n{{{{ greeting }}}}\n\nCome on Thursday at ten.\n");
    let document = literature::api::add_file(&desk.ws, text.into_bytes(), None).await?.id;
    let request = pace::request(document, account, &format!("list:\"{name}\""));
    let seal = api::review(&desk.ws, request.clone()).await?.seal;
    let sent = api::send(&desk.ws, request, seal).await?;
    let card = api::drive(&desk.ws, sent.distribution, CancellationToken::new(), |_| ()).await?;
    assert!(u64::from(card.accepted) * 100 >= u64::from(card.recipients) * 95, "{card:?}");
    Ok(card.accepted)
}

/// Takes what comes, but for what goes to one of a hundred recipients: their mailbox is gone.
struct Recipients;

#[async_trait::async_trait]
impl Host for Recipients {
    async fn recipient(&self, _: &str, recipient: &EmailAddress) -> Reply {
        let gone = recipient.local().ends_with("37");
        if gone { Reply::new(550, vec!["5.1.1 no such mailbox".to_owned()]) } else { Reply::new(250, vec!["2.1.5 ok".to_owned()]) }
    }

    async fn message(&self, _: Taken) -> Ending {
        Ending::Say(Reply::new(250, vec!["2.0.0 taken".to_owned()]))
    }
}

async fn recipients() -> Result<Listening, Problem> {
    let failed = |error: std::io::Error| Problem::failure("workspace.unreachable").because(error);
    listen(0, Arc::new(Recipients), Limits::default(), SystemClock::shared()).await.map_err(failed)
}
