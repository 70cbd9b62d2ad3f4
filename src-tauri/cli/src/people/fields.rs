//! What a person's fields are called on the command line.

use crate::output::Output;
use clap::Args;
use tidings_core::contacts::api::{PersonCard, PersonPatch};
use tidings_core::contacts::{AddressInput, Basis, HandleInput, Network, PersonInput, PersonKind, PhoneInput, read_handle};
use tidings_core::error::Problem;

/// Reads a kind's word.
pub(super) fn kind(word: &str) -> Result<PersonKind, String> {
    PersonKind::from_word(word).ok_or_else(|| words(PersonKind::ALL.iter().map(|kind| kind.word())))
}

/// Reads a lawful basis's word.
pub(super) fn basis(word: &str) -> Result<Basis, String> {
    Basis::from_word(word).ok_or_else(|| words(Basis::ALL.iter().map(|basis| basis.word())))
}

/// Reads what a field of the organisation's own says.
fn own_value(text: &str) -> Result<(String, String), String> {
    text.split_once('=').map(|(name, value)| (name.trim().to_owned(), value.to_owned())).ok_or_else(|| "NAME=VALUE".to_owned())
}

/// Reads a name on a network.
fn handle(text: &str) -> Result<HandleInput, String> {
    read_handle(text, None).ok_or_else(|| words(Network::ALL.iter().map(|network| network.word())))
}

/// The digits of a phone: one number is grouped in many ways.
fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// All of them, the one that is meant before the others.
fn first<One>(mut all: Vec<One>, said: &str, is_meant: impl Fn(&One) -> bool) -> Result<Vec<One>, Problem> {
    let at = all.iter().position(is_meant).ok_or_else(|| Problem::missing("cli.people.not_theirs").with("text", said.trim()))?;
    let meant = all.remove(at);
    all.insert(0, meant);
    Ok(all)
}

fn words(known: impl Iterator<Item = &'static str>) -> String {
    format!("one of {}", known.collect::<Vec<_>>().join(", "))
}

/// A new person.
#[derive(Args)]
pub(crate) struct New {
    /// journalist, employee, client or public.
    #[arg(long, default_value = "journalist", value_parser = kind)]
    kind: PersonKind,
    #[command(flatten)]
    fields: Text,
}

/// What an edit changes.
#[derive(Args)]
pub(crate) struct Fields {
    /// journalist, employee, client or public.
    #[arg(long, value_parser = kind)]
    kind: Option<PersonKind>,
    /// One of their addresses: from now on mail goes there.
    #[arg(long, value_name = "ADDRESS")]
    prefer_email: Option<String>,
    /// One of their phones, however its digits are grouped: from now on it is the one to call.
    #[arg(long, value_name = "NUMBER")]
    prefer_phone: Option<String>,
    #[command(flatten)]
    fields: Text,
}

#[derive(Args)]
struct Text {
    /// The whole name.
    #[arg(long)]
    name: Option<String>,
    /// Given name.
    #[arg(long)]
    given_name: Option<String>,
    /// Family name.
    #[arg(long)]
    family_name: Option<String>,
    /// Ms, Dr, Frau.
    #[arg(long)]
    salutation: Option<String>,
    /// The greeting line, where it is not to be made from the rest.
    #[arg(long)]
    greeting: Option<String>,
    /// A mail address; the first is where mail goes. Given at an edit, they replace all.
    #[arg(long = "email", value_name = "ADDRESS")]
    emails: Vec<String>,
    /// A phone, with what it is called before an equals sign where that is to be said: 'work=+31 20 555 01 00'. The first is the one to
    /// call. Given at an edit, they replace all; one that stays keeps what it is called.
    #[arg(long = "phone", value_name = "[LABEL=]NUMBER")]
    phones: Vec<String>,
    /// A name on another network: mastodon:ruth@newsie.social, or its address on the web. Given at an edit, they replace all.
    #[arg(long = "handle", value_name = "NETWORK:NAME", value_parser = handle)]
    handles: Vec<HandleInput>,
    /// Where they work in a house.
    #[arg(long)]
    department: Option<String>,
    /// In which building or town of it.
    #[arg(long)]
    site: Option<String>,
    /// Who leads them: an address, a staff number, or a name that is one person's.
    #[arg(long)]
    manager: Option<String>,
    /// Their number among the staff.
    #[arg(long, value_name = "NUMBER")]
    staff_number: Option<String>,
    /// Who of you looks after them.
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// The outlet.
    #[arg(long)]
    outlet: Option<String>,
    /// Their office.
    #[arg(long)]
    role: Option<String>,
    /// What they cover. Given at an edit, they replace all.
    #[arg(long = "beat", value_name = "BEAT")]
    beats: Vec<String>,
    /// A tag. Given at an edit, they replace all.
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// What a field of your own says, as in Circulation=12000; an empty value takes it away.
    #[arg(long = "field", value_name = "NAME=VALUE", value_parser = own_value)]
    own: Vec<(String, String)>,
    /// City.
    #[arg(long)]
    city: Option<String>,
    /// Country: code or name.
    #[arg(long)]
    country: Option<String>,
    /// Language: tag or name.
    #[arg(long)]
    language: Option<String>,
    /// IANA time zone.
    #[arg(long)]
    time_zone: Option<String>,
    /// Notes.
    #[arg(long)]
    notes: Option<String>,
    /// Where new addresses come from.
    #[arg(long, default_value = "")]
    source: String,
    /// By what right they are kept: legitimate-interest, consent or contract.
    #[arg(long, default_value = "legitimate-interest", value_parser = basis)]
    basis: Basis,
    /// The assessment, or the proof of consent.
    #[arg(long, default_value = "")]
    basis_note: String,
}

impl Text {
    fn addresses(&self, held: &[AddressInput]) -> Vec<AddressInput> {
        let new = |address: &String| AddressInput {
            address: address.clone(),
            source: self.source.clone(),
            sourced_on: String::new(),
            basis: self.basis,
            basis_note: self.basis_note.clone(),
        };
        // An address that stays keeps the source that it came with.
        let known = |address: &str| held.iter().find(|one| one.address.eq_ignore_ascii_case(address.trim())).cloned();
        self.emails.iter().map(|address| known(address).unwrap_or_else(|| new(address))).collect()
    }

    fn phones(&self, held: &[PhoneInput]) -> Vec<PhoneInput> {
        let read = |said: &String| match said.split_once('=') {
            Some((label, number)) => PhoneInput { number: number.trim().to_owned(), label: label.trim().to_owned() },
            None => {
                let known = held.iter().find(|one| digits(&one.number) == digits(said)).map(|one| one.label.clone());
                PhoneInput { number: said.clone(), label: known.unwrap_or_default() }
            }
        };
        self.phones.iter().map(read).collect()
    }
}

impl From<New> for PersonInput {
    fn from(new: New) -> Self {
        let addresses = new.fields.addresses(&[]);
        let phones = new.fields.phones(&[]);
        let text = new.fields;
        Self {
            kind: new.kind,
            name: text.name.unwrap_or_default(),
            given_name: text.given_name.unwrap_or_default(),
            family_name: text.family_name.unwrap_or_default(),
            salutation: text.salutation.unwrap_or_default(),
            greeting: text.greeting.unwrap_or_default(),
            role: text.role.unwrap_or_default(),
            outlet: text.outlet.unwrap_or_default(),
            beats: text.beats,
            tags: text.tags,
            custom: text.own.into_iter().collect(),
            city: text.city.unwrap_or_default(),
            country: text.country.unwrap_or_default(),
            language: text.language.unwrap_or_default(),
            time_zone: text.time_zone.unwrap_or_default(),
            notes: text.notes.unwrap_or_default(),
            department: text.department.unwrap_or_default(),
            site: text.site.unwrap_or_default(),
            manager: text.manager.unwrap_or_default(),
            staff_number: text.staff_number.unwrap_or_default(),
            owner: text.owner.unwrap_or_default(),
            addresses,
            phones,
            handles: text.handles,
        }
    }
}

impl Fields {
    /// The edit of a person who is `held` now.
    ///
    /// # Errors
    /// `cli.people.not_theirs` if what is preferred is none of theirs.
    pub(super) fn patch(self, held: &PersonInput) -> Result<PersonPatch, Problem> {
        let given = |list: bool| list.then_some(());
        let mut addresses = given(!self.fields.emails.is_empty()).map(|()| self.fields.addresses(&held.addresses));
        let mut phones = given(!self.fields.phones.is_empty()).map(|()| self.fields.phones(&held.phones));
        if let Some(said) = self.prefer_email {
            let all = addresses.take().unwrap_or_else(|| held.addresses.clone());
            addresses = Some(first(all, &said, |one| one.address.eq_ignore_ascii_case(said.trim()))?);
        }
        if let Some(said) = self.prefer_phone {
            let all = phones.take().unwrap_or_else(|| held.phones.clone());
            phones = Some(first(all, &said, |one| !digits(&said).is_empty() && digits(&one.number) == digits(&said))?);
        }
        let text = self.fields;
        Ok(PersonPatch {
            kind: self.kind,
            name: text.name,
            given_name: text.given_name,
            family_name: text.family_name,
            salutation: text.salutation,
            greeting: text.greeting,
            role: text.role,
            outlet: text.outlet,
            beats: given(!text.beats.is_empty()).map(|()| text.beats),
            tags: given(!text.tags.is_empty()).map(|()| text.tags),
            custom: given(!text.own.is_empty()).map(|()| text.own.into_iter().collect()),
            city: text.city,
            country: text.country,
            language: text.language,
            time_zone: text.time_zone,
            notes: text.notes,
            department: text.department,
            site: text.site,
            manager: text.manager,
            staff_number: text.staff_number,
            owner: text.owner,
            addresses,
            phones,
            handles: given(!text.handles.is_empty()).map(|()| text.handles),
        })
    }
}

/// A person as lines for people.
pub(super) fn lines(card: &PersonCard, output: &Output) -> String {
    let fields = &card.fields;
    let mut lines = vec![format!("{} {}", card.id, fields.name), fields.kind.word().to_owned()];
    let mut add = |what: &'static str, text: &str| {
        if !text.is_empty() {
            lines.push(format!("{}: {text}", output.words(what)));
        }
    };
    add("cli.people.outlet", &fields.outlet);
    add("cli.people.role", &fields.role);
    // Where they work now stands above already, unless more is known of it.
    for (at, place) in card.positions.iter().zip(crate::outlet::places(card)).filter(|(at, _)| !at.current || !at.from.is_empty()) {
        add(if at.to.is_empty() { "cli.people.position_now" } else { "cli.people.position" }, &place);
    }
    if let Some(photo) = &card.photo {
        add("cli.people.photo", &format!("{} × {}", photo.width, photo.height));
    }
    for relation in super::relate::lines(card, output) {
        add("cli.people.relation", &relation);
    }
    add("cli.people.beats", &fields.beats.join(", "));
    add("cli.people.tags", &fields.tags.join(", "));
    add("cli.people.city", &fields.city);
    add("cli.people.country", &fields.country);
    add("cli.people.language", &fields.language);
    add("cli.people.time_zone", &fields.time_zone);
    add("cli.people.greeting", &card.greeting);
    for (address, state) in fields.addresses.iter().zip(&card.addresses) {
        let bar = state
            .suppressed
            .as_ref()
            .map(|bar| {
                let further = bar.further.iter().flat_map(|one| [one.reason.word(), one.evidence.as_str()]);
                let said: Vec<&str> =
                    [bar.reason.word(), bar.evidence.as_str()].into_iter().chain(further).filter(|one| !one.is_empty()).collect();
                format!(", {}: {}", output.words("cli.people.suppressed"), said.join(", "))
            })
            .unwrap_or_default();
        add("cli.people.mail", &format!("{} ({}, {}, {}{bar})", address.address, address.source, address.sourced_on, address.basis.word()));
    }
    for phone in &fields.phones {
        add("cli.people.phone", &[phone.number.as_str(), phone.label.as_str()].join(" "));
    }
    for handle in &fields.handles {
        add("cli.people.handle", &handle.cell());
    }
    add("cli.people.department", &fields.department);
    add("cli.people.site", &fields.site);
    add("cli.people.manager", card.manager.as_ref().map_or(&fields.manager, |manager| &manager.name));
    add("cli.people.leads", &card.leads.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", "));
    add("cli.people.staff_number", &fields.staff_number);
    add("cli.people.owner", &fields.owner);
    if let Some(bar) = &card.do_not_contact {
        add("cli.people.barred", &format!("{} {}", bar.at.to_rfc3339(), bar.reason));
    }
    if let Some(bar) = &card.restricted {
        add("cli.people.restricted", &format!("{} {}", bar.at.to_rfc3339(), bar.reason));
    }
    if let Some(agreed) = &card.embargo_agreement {
        add("cli.people.agreed", &format!("{} {}", agreed.at.to_rfc3339(), agreed.reason));
    }
    add("cli.people.notes", &fields.notes);
    lines.extend(fields.custom.iter().map(|(name, value)| format!("{name}: {value}")));
    lines.join("\n")
}
