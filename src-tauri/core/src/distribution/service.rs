//! Rules and store together, inside a transaction that the caller opened.

use std::collections::{BTreeMap, HashMap};
use std::fs::{File, OpenOptions};
use std::io::{Seek as _, Write as _};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::audience::{self, Answered, Audience, Chosen, Exclusion, Known, Rules};
use super::first::spread;
use super::languages;
use super::lineage::{Answers, Parent, Relation};
use super::own_files::{self, Unclear};
use super::seal::Sealed;
use super::state::{Because, DeliveryState, DistributionState};
use super::store::ledger::{self, Chain, Move};
use super::store::lineage;
use super::store::plan::{self, Sealing};
use super::store::{first, hours};
use super::{approved, consent, notice};
use crate::accounts::{self, Account};
use crate::assets;
use crate::contacts::{self, Bar, ListKind, MergeValues, PersonKind, Recipient};
use crate::error::Problem;
use crate::ids::{DeliveryId, DistributionId, Millis, PersonId};
use crate::literature;
use crate::messages::Message;
use crate::net::{AddressKey, EmailAddress};
use crate::rendering::{self, Imprint, ListHeaders, Marks, OneClick};
use crate::segments::{self, Fields};
use crate::workspace::{ReadTx, StoreError, Topic, Workspace, WriteTx, lease};

/// The highest sequence of this file that this machine has seen (D24), kept beside its settings, outside the file:
/// a copy that is older than what this machine sent is noticed.
#[derive(Clone)]
pub(super) struct SequenceMemory(Arc<Mutex<Remembered>>);

struct Remembered {
    path: PathBuf,
    /// Open from the first claim on: it is written anew with each commit that claims.
    file: Option<File>,
    highest: i64,
}

impl Remembered {
    /// Numbers are written over one another, always as many digits: the file is never empty for a moment.
    fn write(&mut self) -> std::io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(OpenOptions::new().write(true).create(true).truncate(false).open(&self.path)?),
        };
        file.rewind()?;
        file.write_all(format!("{:020}\n", self.highest).as_bytes())
    }
}

impl SequenceMemory {
    /// By the id that the file has now: a copy that begins a life of its own while it is open is another file from then on.
    pub(super) async fn of(ws: &Workspace) -> Result<Self, Problem> {
        let folder = ws.host().device.folder.join("sequences");
        std::fs::create_dir_all(&folder).map_err(|e| Problem::failure("workspace.device_folder").because(e))?;
        let path = folder.join(ws.read(|tx| Ok(lease::uid(tx)?)).await?);
        let highest = std::fs::read_to_string(&path).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        Ok(Self(Arc::new(Mutex::new(Remembered { path, file: None, highest }))))
    }

    pub(super) fn highest(&self) -> i64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).highest
    }

    /// Remembers the sequence of a claim that was committed.
    pub(super) fn remember(&self, sequence: i64) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.highest = kept.highest.max(sequence);
        if let Err(error) = kept.write() {
            kept.file = None;
            tracing::warn!(%error, "this machine could not remember how far it sent");
        }
    }
}

/// Refuses to send from a file that another machine sent from last, that was made from a backup, or that is older than what this
/// machine sent (D24).
pub(super) async fn refuse_copy(ws: &Workspace, memory: &SequenceMemory) -> Result<(), Problem> {
    let device = ws.host().device.id.clone();
    let highest = memory.highest();
    ws.read(move |tx| {
        let (machine, sequence) = (lease::machine(tx)?, lease::sequence(tx)?);
        let code = match machine {
            Some(machine) if machine == lease::RESTORED => Some("distribution.restored"),
            Some(machine) if machine != device => Some("distribution.other_machine"),
            _ if sequence < highest => Some("distribution.older_copy"),
            _ => None,
        };
        if let Some(code) = code {
            return Err(Problem::new(crate::error::Kind::Copy, code).todo("distribution.copy.todo"));
        }
        Ok(())
    })
    .await
}

/// D5: rows of a run that ended. Claimed ones were certainly not sent; of those in flight nobody can know.
///
/// `guess` is the mutation that tests must notice: it takes rows in flight for not sent.
pub(super) fn recover_rows(tx: &WriteTx<'_>, chain: &mut Chain<'_, '_>, guess: bool) -> Result<(), Problem> {
    let unknown = if guess { DeliveryState::Planned } else { DeliveryState::Uncertain };
    for row in ledger::rows_in(tx, None, &[DeliveryState::Claimed])? {
        ledger::make_move(chain, &Move::plain(row, DeliveryState::Planned, Some("crash")))?;
    }
    for row in ledger::rows_in(tx, None, &[DeliveryState::InFlight])? {
        ledger::make_move(chain, &Move::plain(row, unknown, Some("crash")))?;
    }
    // Stopped before the crash, given back only now.
    for id in ledger::stopped_with_planned(tx)? {
        cancel_rest(chain, tx, id, u32::MAX)?;
    }
    Ok(())
}

/// Cancels rows that a stop leaves behind; at most `limit`, and says how many it was.
pub(super) fn cancel_rest(chain: &mut Chain<'_, '_>, tx: &WriteTx<'_>, id: DistributionId, limit: u32) -> Result<u32, Problem> {
    let mut done = 0;
    for row in ledger::rows_in(tx, Some(id), &[DeliveryState::Planned, DeliveryState::RefusedTemporary])? {
        if done == limit {
            break;
        }
        let step = Move { because: Some(Because::User), ..Move::plain(row, DeliveryState::Cancelled, Some("stopped")) };
        ledger::make_move(chain, &step)?;
        done += 1;
    }
    Ok(done)
}

/// Rows that one transaction cancels: nothing else waits long for it.
const CANCELLED_AT_ONCE: u32 = 5_000;

/// Cancels all rows that a stop leaves behind, a part at a time.
pub(super) async fn cancel_in_steps(ws: &Workspace, id: DistributionId) -> Result<(), Problem> {
    loop {
        let done = ws
            .write_quietly(move |tx| {
                let mut chain = Chain::at_head(tx)?;
                let done = cancel_rest(&mut chain, tx, id, CANCELLED_AT_ONCE)?;
                tx.changed(Topic::Delivery, id.get());
                Ok(done)
            })
            .await?;
        if done < CANCELLED_AT_ONCE {
            return Ok(());
        }
    }
}

/// The move of a row whose person or address was barred meanwhile, or who is of the other kind of list now (D19).
pub(super) fn left_out_now(delivery: DeliveryId, word: &'static str) -> Move {
    Move { left_out: Some(word), ..Move::plain(delivery, DeliveryState::Cancelled, Some("barred")) }
}

/// Why somebody who may not be on such a list is left out (L13).
pub(super) const fn not_on(list: ListKind) -> Exclusion {
    match list {
        ListKind::Internal => Exclusion::InternalList,
        ListKind::External => Exclusion::ExternalList,
    }
}

/// The word of a kind of list in the database.
pub(super) const fn list_word(kind: ListKind) -> &'static str {
    match kind {
        ListKind::Internal => "internal",
        ListKind::External => "external",
    }
}

/// What is taken from the audience, as kept with the distribution.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Except {
    pub(super) name: String,
    pub(super) query: String,
}

/// What the user decided about single people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hand {
    pub(super) left_out: Vec<PersonId>,
    pub(super) put_back: Vec<PersonId>,
    /// Days within which another mail of ours counts as recent; 0 switches the rule off.
    pub(super) recent_days: u32,
}

/// The audience as it is now.
pub(super) struct Wanted<'a> {
    pub(super) audience: &'a str,
    pub(super) except: &'a [Except],
    pub(super) hand: &'a Hand,
    pub(super) list_kind: ListKind,
    /// The distribution that it is made from.
    pub(super) parent: Option<Parent>,
    /// Whether first mails tell people where their data come from (L2).
    pub(super) notice: bool,
    /// The languages of its versions, the main one first; none where it goes in one.
    pub(super) languages: &'a [String],
}

/// Who receives it and who does not, now.
pub(super) fn audience(tx: &ReadTx<'_>, wanted: &Wanted<'_>, fields: &Fields, secret: &[u8; 32], now: Millis) -> Result<Audience, Problem> {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    let (people, mut held, kept) = match lineage::answers(tx, wanted.parent)? {
        None => (
            contacts::recipients(tx, &segments::members(tx, &segments::read_kept(tx, wanted.audience, fields)?, fields)?)?,
            BTreeMap::new(),
            HashMap::new(),
        ),
        Some(answers) => who_has_it(tx, answers)?,
    };
    let mut except = BTreeMap::new();
    for part in wanted.except {
        for person in segments::members(tx, &segments::read_kept(tx, &part.query, fields)?, fields)? {
            except.entry(person).or_insert_with(|| part.name.clone());
        }
    }
    // The rule is for those who are asked for their attention; what the house tells its staff goes to all of them.
    let recent = match wanted.hand.recent_days {
        days if days > 0 && wanted.list_kind == ListKind::External => plan::recent(tx, now.plus_ms(-i64::from(days) * DAY_MS))?,
        _ => Known::default(),
    };
    // A correction is a second mail on purpose; what it continues is not (D31, D39).
    let earlier = match wanted.parent {
        Some(Parent { distribution, relation: Relation::Missing }) => lineage::earlier(tx, distribution)?,
        _ => Known::default(),
    };
    let rules = Rules {
        list_kind: Some(wanted.list_kind),
        except,
        left_out: wanted.hand.left_out.iter().copied().collect(),
        put_back: wanted.hand.put_back.iter().copied().collect(),
        touches: plan::touches(tx)?,
        recent,
        earlier,
        secret: *secret,
    };
    let mut audience = audience::split(people, &rules);
    for chosen in &mut audience.chosen {
        chosen.answers = held.remove(&chosen.person);
    }
    languages::assign(tx, &mut audience.chosen, wanted.languages, &kept)?;
    if wanted.notice {
        notice::tell(tx, &mut audience.chosen)?;
    }
    Ok(audience)
}

/// People with the mail that each of them has, and the language that it was in where it went in several.
type Having = (Vec<Recipient>, BTreeMap<PersonId, Answered>, HashMap<PersonId, String>);

/// Those who have the mail that a correction answers, or may have it, each at the address that it went to; and the mail of each (D39).
/// Whoever was deleted since is among them: left out with a reason, as everybody else.
fn who_has_it(tx: &ReadTx<'_>, answers: Answers) -> Result<Having, Problem> {
    let holders = lineage::holders(tx, answers.distribution)?;
    let merged = contacts::Merged::read(tx)?;
    let people: Vec<PersonId> = holders.iter().map(|holder| merged.of(holder.person)).collect();
    let known: BTreeMap<PersonId, Recipient> = contacts::recipients(tx, &people)?.into_iter().map(|one| (one.person, one)).collect();
    let (mut found, mut held, mut kept) = (Vec::with_capacity(holders.len()), BTreeMap::new(), HashMap::new());
    for holder in holders {
        let now = contacts::now(tx, holder.person, &AddressKey(holder.key))?;
        let address = holder.address.as_deref().and_then(|address| EmailAddress::parse(address).ok());
        let recipient = match known.get(&merged.of(holder.person)).cloned() {
            None => Recipient {
                person: holder.person,
                kind: PersonKind::Journalist,
                name: holder.name,
                address: None,
                email: None,
                values: MergeValues::default(),
                bar: Some(Bar::NoAddress),
            },
            Some(today) => {
                let elsewhere = today.email.as_ref().map(EmailAddress::normalised) != address.as_ref().map(EmailAddress::normalised);
                let mut values = today.values;
                let then: MergeValues = serde_json::from_str(&holder.fields).unwrap_or_default();
                if address.as_ref().is_some_and(EmailAddress::is_role) && (elsewhere || audience::greets_nobody(&then)) {
                    audience::greet_nobody(&mut values);
                }
                if then.has(rendering::MEANT_FOR) {
                    values.set(rendering::MEANT_FOR, then.get(rendering::MEANT_FOR));
                }
                let bar = now.bar.or_else(|| address.is_none().then_some(Bar::NoAddress));
                // The ledger's number stays: whoever was merged since has this mail by the number that they had then.
                Recipient { person: holder.person, address: holder.address, email: address, values, bar, ..today }
            }
        };
        held.insert(holder.person, Answered { delivery: holder.delivery, thread: holder.thread });
        kept.extend(holder.language.map(|language| (holder.person, language)));
        found.push(recipient);
    }
    Ok((found, held, kept))
}

/// Freezes the list of a distribution that followed its segment until now (D21). Says what is to be asked before anything goes: whoever
/// came onto the list since it was looked at may live where the law asks for a consent or an address that is missing (L9, L11), or have the
/// name of somebody whose file is found by it. Gives way where its transaction does.
pub(super) fn freeze_followed(
    tx: &WriteTx<'_>,
    chain: &mut Chain<'_, '_>,
    id: DistributionId,
    fields: &Fields,
    secret: &[u8; 32],
) -> Result<Option<Message>, Problem> {
    if plan::is_frozen(tx, id)? {
        return Ok(None);
    }
    let sealing = plan::sealing(tx, id)?.ok_or_else(|| Problem::missing("distribution.not_found"))?;
    let except: Vec<Except> = serde_json::from_str(&sealing.except_json).unwrap_or_default();
    let hand: Hand = serde_json::from_str(&sealing.hand_json).unwrap_or_default();
    let languages = sealing.languages();
    let wanted = Wanted {
        audience: &sealing.audience,
        except: &except,
        hand: &hand,
        list_kind: sealing.list_kind,
        parent: sealing.parent,
        notice: sealing.notice.is_some(),
        languages: &languages,
    };
    let audience = tx.ask_yielding(|| audience(tx, &wanted, fields, secret, tx.now()))?;
    let domain = domain_of(&sealing.from_address);
    plan::freeze(chain, tx, id, &audience, secret, &domain, notice::way(&accounts::find(tx, sealing.account)?))?;
    keep_clocks(tx, id, &audience.chosen)?;
    mark_first(tx, id, &audience.chosen)?;
    if sealing.parent.is_some_and(|parent| parent.relation == Relation::Copy) {
        return Ok(None);
    }
    // Of a file that could be either of two people's neither gets it, asked or not; what the law wants nobody else holds.
    let mut asked = consent::since(tx, &sealing, &audience.chosen, &plan::consent_json(tx, id)?)?;
    for text in 0..sealing.texts.len().max(1) {
        let sets = rendering::Sets::of(&literature::revision(tx, sealing.reading(text).revision)?.attachments);
        if !sets.is_empty() {
            let readers: Vec<Chosen> = audience.chosen.iter().filter(|one| one.text == text).cloned().collect();
            asked = asked.or_else(|| own_files::doubt(&sets, &readers));
        }
    }
    Ok(asked)
}

/// Which files of a version (none: the main one) nobody on the list of a distribution gets, since they could be either of two people's.
pub(super) fn unclear(tx: &ReadTx<'_>, id: DistributionId, letters: &rendering::Prepared, text: Option<i64>) -> Result<Unclear, Problem> {
    if letters.sets().is_empty() {
        return Ok(Unclear::default());
    }
    let mut readers = plan::on_list(tx, id)?;
    readers.retain(|one| one.text == text);
    Ok(Unclear::of(letters.sets(), &readers))
}

/// Keeps on whose clocks the rows of a list that was just frozen wait (D29), if it has working hours.
pub(super) fn keep_clocks(tx: &WriteTx<'_>, id: DistributionId, chosen: &[Chosen]) -> Result<(), Problem> {
    if hours::of(tx, id)?.is_none_or(|hours| !hours.theirs) {
        return Ok(());
    }
    let people: Vec<PersonId> = chosen.iter().map(|one| one.person).collect();
    hours::keep_zones(tx, id, &contacts::time_zones(tx, &people)?)
}

/// Marks who of a list that was just frozen goes first (D15), if that was asked for. Where the first would be all, nobody waits.
pub(super) fn mark_first(tx: &WriteTx<'_>, id: DistributionId, chosen: &[Chosen]) -> Result<(), Problem> {
    let Some(asked) = first::asked_for(tx, id)? else { return Ok(()) };
    if chosen.len() <= asked.count as usize {
        return Ok(first::over(tx, id)?);
    }
    let places = spread(chosen.iter().map(|one| one.address.domain()), asked.count);
    first::mark(tx, id, places.iter().filter_map(|place| chosen.get(*place)).map(|one| &one.key))?;
    Ok(())
}

/// The domain of Message-IDs: the sender's (D7).
pub(super) fn domain_of(address: &str) -> String {
    let wire = EmailAddress::parse(address).map(|address| address.for_wire()).unwrap_or_default();
    wire.rsplit_once('@').map_or_else(|| "localhost".to_owned(), |(_, domain)| domain.to_owned())
}

/// The mail that a distribution answers, and how, as the seal says it; none where it answers none.
pub(super) fn answered(parent: Option<Parent>) -> Option<String> {
    let answers = parent.filter(|parent| parent.relation.heading().is_some());
    answers.map(|parent| format!("{} of {}", parent.relation.word(), parent.distribution))
}

/// The seal of a distribution as its parts are now.
pub(super) fn seal_of(revision_hash: &[u8; 32], sealing: &Sealing, account: &Account) -> String {
    let reply_to = account.reply_to.as_ref().map(EmailAddress::as_typed);
    let from = account.from.as_typed();
    let answers = answered(sealing.parent);
    let texts = languages::sealed(&sealing.texts);
    Sealed {
        revision: &ledger::hex(revision_hash),
        from_name: &account.from_name,
        from_address: &from,
        reply_to: reply_to.as_deref(),
        audience: &sealing.audience,
        except: &sealing.except_json,
        hand: &sealing.hand_json,
        list_kind: list_word(sealing.list_kind),
        embargo: &sealing.embargo,
        answers: answers.as_deref(),
        one_click: sealing.one_click.as_deref(),
        notice: sealing.notice.as_deref(),
        imprint: sealing.imprint.as_deref(),
        organisation: sealing.organisation.as_deref(),
        texts: texts.as_deref(),
        theme: sealing.theme.as_deref(),
    }
    .hash()
}

/// What was sealed at Send is what goes, and where the rule asks for it what was approved (D20, W10); a difference stops the engine and
/// names what changed.
pub(super) fn assert_seal(tx: &ReadTx<'_>, id: DistributionId) -> Result<(), Problem> {
    let sealing = plan::sealing(tx, id)?.ok_or_else(|| Problem::missing("distribution.not_found"))?;
    let account = accounts::find(tx, sealing.account)?;
    let revision = literature::revision_hash(tx, sealing.revision)?;
    let fits = |sealing: &Sealing| seal_of(&revision, sealing, &account) == sealing.seal;
    let versions_hold = languages::hold(tx, &sealing.texts)?;
    if versions_hold && fits(&sealing) {
        // An approval may have been taken back since Send, and a rule may ask for one by now.
        approved::refusal_of_all(tx, &sealing, &revision, &account)?.map_or(Ok(()), Err)?;
        // And a licence or a consent may have ended, of any version's files.
        for revision in sealing.revisions() {
            assets::stops(tx, revision, tx.now())?.map_or(Ok(()), Err)?;
        }
        return Ok(());
    }
    let changed = if !versions_hold {
        "revision"
    } else if account.from_name != sealing.from_name || account.from.as_typed() != sealing.from_address {
        "sender"
    } else if account.reply_to.as_ref().map(EmailAddress::as_typed) != sealing.reply_to {
        "reply-to"
    } else if ["none", "under", "lift"].into_iter().any(|other| fits(&Sealing { embargo: other.to_owned(), ..sealing.clone() })) {
        "embargo"
    } else if [ListKind::Internal, ListKind::External].into_iter().any(|list_kind| fits(&Sealing { list_kind, ..sealing.clone() })) {
        "kind"
    } else if plan::sealed_text(tx, id)?.is_some_and(|text| text != ledger::hex(&revision)) {
        "revision"
    } else {
        "audience"
    };
    Err(Problem::refusal("distribution.seal_broken").with("what", changed).todo("distribution.seal_broken.todo"))
}

/// What the engine needs to make letters.
pub(super) struct Prepared {
    pub(super) sender: EmailAddress,
    pub(super) letters: Arc<rendering::Prepared>,
    pub(super) list: ListHeaders,
    /// The letters of its further versions, by the row that names one.
    pub(super) others: Vec<(i64, Arc<rendering::Prepared>)>,
}

/// What letters carry besides their text, as it was sealed; nothing where it says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Carried<'s> {
    notice: Option<&'s str>,
    imprint: Option<&'s str>,
    organisation: Option<&'s str>,
    theme: Option<&'s str>,
}

impl<'s> Carried<'s> {
    pub(super) fn of(sealing: &'s Sealing) -> Self {
        Self {
            notice: sealing.notice.as_deref(),
            imprint: sealing.imprint.as_deref(),
            organisation: sealing.organisation.as_deref(),
            theme: sealing.theme.as_deref(),
        }
    }

    /// The look alone.
    pub(super) fn look(theme: Option<&'s str>) -> Self {
        Self { theme, ..Self::default() }
    }
}

/// Prepares the letters of a distribution: once, for everybody.
pub(super) async fn prepare(ws: &Workspace, id: DistributionId) -> Result<Prepared, Problem> {
    let secret = *ws.secret();
    ws.read(move |tx| {
        let sealing = plan::sealing(tx, id)?.ok_or_else(|| Problem::missing("distribution.not_found"))?;
        let account = accounts::find(tx, sealing.account)?;
        // Proven at Send; another login since then has proven nothing (A8).
        accounts::require_proven_sender(tx, &account, &secret)?;
        let marks = marks_of(tx, &sealing)?;
        let list = list_of(&account, sealing.list_kind, sealing.one_click.as_deref())?;
        let mut letters = prepared(tx, sealing.revision, &account, &marks, list.clone(), Carried::of(&sealing))?;
        for (at, text) in sealing.texts.iter().enumerate().skip(1) {
            let theirs = sealing.reading(at);
            let made = prepared(tx, theirs.revision, &account, &marks, list.clone(), Carried::of(&theirs))?;
            letters.others.push((text.row, made.letters));
        }
        Ok(letters)
    })
    .await
}

/// What the letters of a distribution say of themselves.
pub(super) fn marks_of(tx: &ReadTx<'_>, sealing: &Sealing) -> Result<Marks, StoreError> {
    let heading = lineage::origin(tx, sealing.parent)?.and_then(|origin| origin.relation.heading());
    Ok(Marks { embargo: sealing.embargo == "under", test: false, heading })
}

/// How whoever gets a mail of `account` on such a list leaves it.
pub(super) fn list_of(account: &Account, kind: ListKind, one_click: Option<&str>) -> Result<ListHeaders, Problem> {
    Ok(match kind {
        ListKind::External => {
            let one_click = one_click.map(OneClick::parse).transpose()?;
            ListHeaders::external(account.reply_to.as_ref().unwrap_or(&account.from), one_click)
        }
        ListKind::Internal => ListHeaders::internal(),
    })
}

/// Letters of `revision` from `account`.
pub(super) fn prepared(
    tx: &ReadTx<'_>,
    revision: crate::ids::RevisionId,
    account: &Account,
    marks: &Marks,
    list: ListHeaders,
    carried: Carried<'_>,
) -> Result<Prepared, Problem> {
    prepared_of(tx, &literature::revision(tx, revision)?, account, marks, list, carried)
}

/// Letters of a text that may not be kept as a revision yet.
pub(super) fn prepared_of(
    tx: &ReadTx<'_>,
    revision: &literature::Revision,
    account: &Account,
    marks: &Marks,
    list: ListHeaders,
    carried: Carried<'_>,
) -> Result<Prepared, Problem> {
    let notice = carried.notice.map(rendering::NoticeText::parse).transpose()?;
    let sender = rendering::Sender {
        name: account.from_name.clone(),
        address: account.from.clone(),
        reply_to: account.reply_to.clone(),
        organisation: match carried.organisation {
            Some(sealed) => sealed.to_owned(),
            None => crate::workspace::organisation(tx)?,
        },
        imprint: carried.imprint.map(Imprint::kept).unwrap_or_default(),
        theme: carried.theme.map(rendering::Theme::kept).transpose()?,
    };
    let letters = rendering::prepare_with(revision, |asset| literature::asset_bytes(tx, asset), &sender, marks, notice.as_ref())?;
    Ok(Prepared { sender: account.from.clone(), letters: Arc::new(letters), list, others: Vec::new() })
}

/// What a distribution is after its counts: "finished" is computed, never stored (D31).
pub(super) fn shown_state(state: DistributionState, open: u32, frozen: bool) -> DistributionState {
    match state {
        DistributionState::Sending | DistributionState::Paused if frozen && open == 0 => DistributionState::Finished,
        other => other,
    }
}
