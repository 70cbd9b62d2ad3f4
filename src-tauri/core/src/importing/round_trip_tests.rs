//! People who are taken elsewhere are the same people there (I6), in every form that comes back: every column that an export writes is filled,
//! with words as strange as people write them.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::api::{self, Verdict};
use super::files_tests::exported;
use super::tests::{file, rows, stage};
use crate::contacts::{self, AddressInput, Basis, ConsentGround, ConsentInput, CustomKind, HandleInput, Network, PersonInput, PersonKind};
use crate::contacts::{PhoneInput, PositionInput, RecipientKind, RelationInput, RelationKind, SuppressionReason, api as people};
use crate::ids::PersonId;
use crate::segments::api::ExportForm;
use crate::workspace::Workspace;
use crate::workspace::testing::Desk;

/// What a form cannot carry by its nature. Nothing carries lists, touches, reminders and the evidence of a suppression: they are no part of an
/// export of people. And phones have no semicolons and no words in brackets here: a file's are taken apart at those.
const LACKS: [(ExportForm, &[&str]); 4] = [
    (ExportForm::Csv, &["photo", "relations"]),
    (ExportForm::Xlsx, &["photo", "relations"]),
    (ExportForm::Vcard, &["relations"]),
    (ExportForm::Json, &[]),
];

/// A field of each type.
const OWN: [(&str, CustomKind); 6] = [
    ("=Beruf; \"x\"", CustomKind::Text),
    ("About", CustomKind::LongText),
    ("Circulation", CustomKind::Number),
    ("Renewed", CustomKind::Date),
    ("Press card", CustomKind::Choice),
    ("حضور", CustomKind::YesNo),
];

/// What is said of one person.
#[derive(Debug, Clone)]
struct Said {
    /// Texts of one line, for whatever takes one.
    lines: Vec<String>,
    /// Texts of several lines.
    texts: Vec<String>,
    /// Names of things.
    things: Vec<String>,
    /// What is chosen of closed lists, and how many of each there are.
    picks: Vec<Index>,
    numbers: Vec<String>,
}

fn said() -> impl Strategy<Value = Said> {
    let line = prop_oneof![
        16 => "[A-Za-zÀ-ÿ一-龥ا-يא-ת'=+@,;:|\\\\\"<>(){}\\[\\]#%_😀 -]{0,18}",
        1 => "[A-Za-zÀ-ÿ一-龥\u{627}-\u{64a}\u{5d0}-\u{5ea}'=+@,;:|\\\\\" -]{300}",
    ];
    let text = "[A-Za-zÀ-ÿ一-龥ا-ي'=+@,;:|\\\\\"<>\n\t -]{0,30}";
    let thing = "[=+@'\"A-Za-zא-ת一-龥,|\\\\ -]{0,8}[A-Za-zא-ת一-龥]";
    (vec(line, 24), vec(text, 6), vec(thing, 12), vec(any::<Index>(), 24), vec("[+(]?[0-9][0-9 ()-]{0,12}", 4))
        .prop_map(|(lines, texts, things, picks, numbers)| Said { lines, texts, things, picks, numbers })
}

impl Said {
    fn line(&self, at: usize) -> String {
        self.lines[at].clone()
    }

    /// A line that says something.
    fn filled(&self, at: usize) -> String {
        let line: String = self.lines[at].chars().take(280).collect();
        format!("{line} {}", self.things[at % self.things.len()])
    }

    /// Why somebody must not be contacted; reasons that look like answers among them.
    fn reason(&self) -> String {
        let said = self.filled(18);
        self.one_of(15, &["", "no", "X", "yes: no", said.as_str()]).to_owned()
    }

    fn one_of<T: Copy>(&self, at: usize, all: &[T]) -> T {
        all[self.picks[at].index(all.len())]
    }

    fn many(&self, at: usize, most: usize) -> usize {
        self.picks[at].index(most + 1)
    }

    fn input(&self, n: usize) -> PersonInput {
        let addresses = (0..self.many(0, 3)).map(|at| AddressInput {
            address: format!(
                "p{n}{}{at}@{}",
                self.one_of(1, &["'x+", ".", "_=", "-"]),
                self.one_of(2, &["tide.example.org", "münchen.example"])
            ),
            source: self.filled(at),
            sourced_on: self.one_of(3, &["2024-02-29", "2026-05-03"]).to_owned(),
            basis: self.one_of(4 + at, &[Basis::LegitimateInterest, Basis::Consent, Basis::Contract]),
            basis_note: self.filled(3 + at),
        });
        let phones = self.numbers.iter().take(self.many(7, 3)).enumerate();
        let handles = (0..self.many(8, 2)).filter_map(|at| {
            let network = self.one_of(9 + at, &[Network::X, Network::Bluesky, Network::Mastodon, Network::Linkedin, Network::Other]);
            let name = format!("{}{at}", self.things[at].replace(|letter: char| !letter.is_ascii_alphanumeric(), "r"));
            let host = if network == Network::Mastodon { "@newsie.social" } else { "" };
            contacts::read_handle(&format!("{name}{host}"), Some(network))
        });
        let own = [
            self.line(6),
            self.texts[0].clone(),
            self.one_of(11, &["", "12000", "-0.5", "1234.567"]).to_owned(),
            self.one_of(12, &["", "2026-05-03", "1999-12-31"]).to_owned(),
            self.one_of(13, &["", "=local", "Große Kunst"]).to_owned(),
            self.one_of(14, &["", "yes", "no"]).to_owned(),
        ];
        PersonInput {
            name: format!("{} {n}", self.filled(7)),
            given_name: self.line(8),
            family_name: format!("{} {n}", self.filled(9)),
            salutation: self.line(10),
            greeting: self.line(11),
            role: self.line(12),
            outlet: if self.many(15, 1) == 0 { String::new() } else { self.things[0].clone() },
            beats: self.things[1..1 + self.many(16, 3)].to_vec(),
            tags: self.things[4..4 + self.many(17, 3)]
                .iter()
                .map(|tag| self.one_of(18, &["", "\""]).to_owned() + tag + self.one_of(19, &["", "\""]))
                .collect(),
            city: self.line(13),
            country: self.one_of(18, &["", "PT", "JP", "Österreich"]).to_owned(),
            language: self.one_of(19, &["", "de", "pt-BR", "ar", "zh-Hant"]).to_owned(),
            time_zone: self.one_of(20, &["", "Europe/Lisbon", "Asia/Tokyo"]).to_owned(),
            notes: self.texts[1].clone(),
            department: self.line(14),
            site: self.line(15),
            staff_number: format!("00-{n}"),
            owner: self.line(17),
            custom: OWN.iter().zip(own).map(|((name, _), value)| ((*name).to_owned(), value)).collect(),
            addresses: addresses.collect(),
            phones: phones.map(|(at, number)| PhoneInput { number: number.clone(), label: self.line(at) }).collect(),
            handles: handles.collect::<Vec<HandleInput>>(),
            ..PersonInput::of_kind(self.one_of(21, PersonKind::ALL))
        }
    }

    /// Puts the person into the workspace with all that no form has; what is refused of it is left out.
    async fn put(&self, ws: &Workspace, n: usize, before: &[(PersonId, String)]) -> (PersonId, String) {
        let manager = before.last().filter(|_| self.many(16, 1) == 1).map(|(_, address)| address.clone()).unwrap_or_default();
        let input = PersonInput { manager, ..self.input(n) };
        let card = people::add(ws, input.clone()).await.unwrap_or_else(|refused| panic!("{refused:?} {input:?}"));
        let id = card.id;
        if self.many(22, 1) == 1 {
            people::do_not_contact(ws, id, self.reason()).await.unwrap();
        }
        if self.many(23, 1) == 1 {
            people::agree_to_embargoes(ws, id, self.filled(19)).await.unwrap();
        }
        people::set_recipient_kind(ws, id, self.one_of(22, &[None, Some(RecipientKind::SoleTrader), Some(RecipientKind::Corporate)]))
            .await
            .unwrap();
        for (at, ground) in ConsentGround::ALL.iter().enumerate().take(self.many(21, 3)) {
            let on = self.one_of(at, &["2026-03-02", "2025-11-30"]).to_owned();
            let consent = ConsentInput { ground: *ground, on, how: self.filled(20), evidence: self.texts[2 + at].clone() };
            people::note_consent(ws, id, consent).await.unwrap();
        }
        for at in 0..self.many(20, 3) {
            let (from, to) = self.one_of(at, &[("", ""), ("2011", "2013-05"), ("2019-05-03", ""), ("", "2020")]);
            let outlet = self.things[6 + at].clone();
            let position = PositionInput { outlet, role: self.line(at + 2), from: from.to_owned(), to: to.to_owned() };
            drop(people::add_position(ws, id, position).await);
        }
        for (at, one) in card.fields.addresses.iter().enumerate().skip(self.many(19, 3)) {
            let reason = self.one_of(at, &[SuppressionReason::Unsubscribed, SuppressionReason::Bounced, SuppressionReason::Complained]);
            people::suppress(ws, one.address.clone(), reason, String::new()).await.unwrap();
        }
        for (at, (other, _)) in before.iter().enumerate().take(self.many(18, 2)) {
            let kind = self.one_of(at, RelationKind::ALL);
            let words = if kind == RelationKind::Other { [self.filled(21), self.line(22)] } else { Default::default() };
            let [word, back] = words;
            let relation = RelationInput { other: format!("#{other}"), kind, word, back, note: self.line(23) };
            drop(people::relate(ws, id, relation).await);
        }
        if self.many(17, 2) == 2 {
            people::set_photo(ws, id, picture(u32::try_from(n).unwrap() + 3)).await.unwrap();
        }
        (id, card.fields.addresses.into_iter().next().map(|one| one.address).unwrap_or_default())
    }
}

fn picture(side: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(side, side, image::Rgb([9, 99, 199])).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

async fn own_fields(ws: &Workspace) {
    for (name, kind) in OWN {
        let choices = if kind == CustomKind::Choice { vec!["=local".to_owned(), "Große Kunst".to_owned()] } else { Vec::new() };
        people::add_custom_field(ws, contacts::CustomFieldInput { name: name.to_owned(), kind, choices }).await.unwrap();
    }
}

/// What is known of everybody: what, by whose, by its name.
type Known = BTreeMap<String, BTreeMap<String, String>>;

/// All that is held of everybody.
async fn held(ws: &Workspace) -> Known {
    ws.read(move |tx| {
        let mut all = BTreeMap::new();
        for id in contacts::in_order(tx, &contacts::Condition::all(Vec::new()))? {
            let one = contacts::record(tx, id)?.unwrap();
            let mut relations = contacts::kept_relations(tx, id)?.into_iter().map(|one| format!("{one:?}")).collect::<Vec<_>>();
            relations.sort();
            let says = [
                ("fields", format!("{:?}", one.input)),
                ("bar", format!("{:?}", one.do_not_contact.map(|(_, reason)| reason))),
                ("agreement", format!("{:?}", one.embargo_agreement.map(|(at, note)| contacts::Agreement::cell(at, &note)))),
                ("law", format!("{:?} {:?}", one.recipient_kind, one.consents)),
                ("suppressed", format!("{:?}", one.suppressed)),
                ("positions", format!("{:?}", contacts::kept_positions(tx, id)?)),
                ("relations", relations.join("; ")),
                ("photo", format!("{:?}", contacts::photo_of_person(tx, id)?.map(|photo| photo.data_uri()))),
            ];
            all.insert(one.input.name, says.into_iter().map(|(what, says)| (what.to_owned(), says)).collect());
        }
        Ok(all)
    })
    .await
    .unwrap()
}

/// What a JSON export tells of everybody, without their numbers, which are each workspace's own.
async fn told(ws: &Workspace) -> Known {
    let text = String::from_utf8(exported(ws, ExportForm::Json).await).unwrap();
    let person = |line: &str| {
        let mut fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
        fields.remove("id");
        // In which order they were noted, no form tells.
        if let Some(relations) = fields.get_mut("relations").and_then(serde_json::Value::as_array_mut) {
            relations.sort_by_key(ToString::to_string);
        }
        (fields["name"].to_string(), fields.into_iter().map(|(what, says)| (what, says.to_string())).collect())
    };
    text.lines().map(person).collect()
}

/// Where what is known differs, but in what a form lacks.
fn differences(here: &Known, there: &Known, lacks: &[&str]) -> impl Iterator<Item = String> {
    let (none, nothing) = (BTreeMap::new(), String::new());
    let names: BTreeSet<&String> = here.keys().chain(there.keys()).collect();
    let mut found = Vec::new();
    for name in names {
        let (one, other) = (here.get(name).unwrap_or(&none), there.get(name).unwrap_or(&none));
        for what in one.keys().chain(other.keys()).filter(|what| !lacks.contains(&what.as_str())).collect::<BTreeSet<_>>() {
            let (one, other) = (one.get(what).unwrap_or(&nothing), other.get(what).unwrap_or(&nothing));
            if one != other {
                found.push(format!("{what} of {name}:\n  {one}\n  {other}"));
            }
        }
    }
    found.into_iter()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    /// I6: taken elsewhere and here again, too, which changes nobody.
    #[test]
    fn people_with_every_column_filled_are_the_same_in_a_fresh_workspace_and_in_its_export(table in vec(said(), 1..5), forms in select(vec![0_usize, 1])) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = Desk::new();
            own_fields(&desk.ws).await;
            let mut ids = Vec::new();
            for (n, one) in table.iter().enumerate() {
                let put = one.put(&desk.ws, n, &ids).await;
                ids.push(put);
            }
            let (here, said) = (held(&desk.ws).await, told(&desk.ws).await);
            let mut wrong = Vec::new();
            for (form, lacks) in LACKS.into_iter().skip(forms).step_by(2) {
                let other = Desk::new();
                own_fields(&other.ws).await;
                let path = file(&other, &format!("people.{}", form.ending()), exported(&desk.ws, form).await);
                // Whoever has no address is asked about where they are here already.
                let again = stage(&desk.ws, path.clone()).await;
                let news = rows(&desk.ws, &again).await.into_iter().filter(|row| !row.address.is_empty() && row.verdict != Verdict::Unchanged);
                wrong.extend(news.map(|row| format!("{form:?} brings news: {row:?}")));
                let import = stage(&other.ws, path).await;
                let refused = rows(&other.ws, &import).await.into_iter().filter(|row| row.verdict != Verdict::New);
                wrong.extend(refused.map(|row| format!("{form:?} brings nobody: {row:?}")));
                api::apply(&other.ws, import.id).await.unwrap();
                wrong.extend(differences(&here, &held(&other.ws).await, lacks).map(|one| format!("{form:?} holds {one}")));
                wrong.extend(differences(&said, &told(&other.ws).await, lacks).map(|one| format!("{form:?} tells {one}")));
            }
            assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        });
    }
}
