//! People by rule: for the sample's many, and for measuring with as many as are asked for.

use crate::contacts::{AddressInput, Basis, PersonInput, PersonKind, PhoneInput, fold_key};

use super::world::{DEPARTMENTS, NAMES, OTHER_BEATS, OUTLETS, SPELLED, TOWNS};

/// Draws that are the same every time: splitmix64 over what is drawn for.
#[derive(Debug, Clone)]
pub(super) struct Draws(u64);

impl Draws {
    /// Draws for the `n`th of something.
    pub(super) const fn of(n: u64) -> Self {
        Self(n.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0x1874))
    }

    /// A number below `below`; 0 where that is 0.
    pub(super) fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut drawn = self.0;
        drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((drawn ^ (drawn >> 31)) >> 33).unwrap_or_default() % below.max(1)
    }

    /// One of `from`; the default where there is none.
    pub(super) fn one<'f, T: ?Sized>(&mut self, from: &'f [&'f T]) -> Option<&'f T> {
        from.get(self.below(from.len())).copied()
    }
}

/// A name of a group: whole, given, family, and how it is spelled in an address.
fn name(draws: &mut Draws, group: usize) -> (String, String, String, String) {
    let Some((given, family)) = NAMES.get(group).or_else(|| NAMES.first()) else { return Default::default() };
    let (first, last) = (draws.below(given.len()), draws.below(family.len()));
    let at = |list: &[&str], n: usize| list.get(n).copied().unwrap_or_default().to_owned();
    let (given, family) = (at(given, first), at(family, last));
    let spelled = match SPELLED.iter().find(|(of, ..)| *of == group) {
        Some((_, given, family)) => format!("{}.{}", at(given, first), at(family, last)),
        None => format!("{}.{}", local(&given), local(&family)),
    };
    // A Japanese name is written family name first, without a blank.
    let whole = if group == 6 { format!("{family}{given}") } else { format!("{given} {family}") };
    (whole, given, family, spelled)
}

/// A name as it stands in an address.
pub(super) fn local(name: &str) -> String {
    fold_key(name).replace(' ', "")
}

/// An address with its source and basis.
pub(super) fn address(address: String, source: &str, on: &str, basis: Basis, note: &str) -> AddressInput {
    AddressInput { address, source: source.to_owned(), sourced_on: on.to_owned(), basis, basis_note: note.to_owned() }
}

/// The `n`th journalist of the crowd, with these beats (two of the others’ if none are given).
pub(super) fn journalist(n: usize, beats: Option<&[&str]>) -> PersonInput {
    let mut draws = Draws::of(n as u64);
    let Some((outlet, domain, city, country, language, zone, group)) = OUTLETS.get(draws.below(OUTLETS.len())) else {
        return PersonInput::of_kind(PersonKind::Journalist);
    };
    let (name, given_name, family_name, spelled) = name(&mut draws, *group);
    let role = draws.one(&["Reporter", "Correspondent", "Editor", "Producer", "Columnist", "Features editor"]).unwrap_or_default();
    let own: Vec<&str> = match beats {
        Some(beats) => beats.to_vec(),
        None => (0..2).filter_map(|_| draws.one(OTHER_BEATS)).collect(),
    };
    let salutation = if *country == "DE" { draws.one(&["Frau", "Herr"]).unwrap_or_default() } else { "" };
    let phones = if draws.below(3) == 0 {
        vec![PhoneInput { number: format!("01632 960 {:03}", n % 1000), label: "desk".to_owned() }]
    } else {
        Vec::new()
    };
    PersonInput {
        name,
        given_name,
        family_name,
        salutation: salutation.to_owned(),
        role: role.to_owned(),
        outlet: (*outlet).to_owned(),
        beats: own.into_iter().map(str::to_owned).collect(),
        city: (*city).to_owned(),
        country: (*country).to_owned(),
        language: (*language).to_owned(),
        time_zone: (*zone).to_owned(),
        addresses: vec![address(
            format!("{spelled}.{n}@{domain}"),
            "Averil Press Guild, directory 2026",
            "2026-02-10",
            Basis::LegitimateInterest,
            "Press work: they publish this address for releases",
        )],
        phones,
        ..PersonInput::of_kind(PersonKind::Journalist)
    }
}

/// The `n`th employee of the crowd.
pub(super) fn employee(n: usize) -> PersonInput {
    let mut draws = Draws::of(0x1_0000_0000 + n as u64);
    let (name, given_name, family_name, spelled) = name(&mut draws, 0);
    let (department, roles) = DEPARTMENTS.get(draws.below(DEPARTMENTS.len())).copied().unwrap_or(("", &[]));
    PersonInput {
        name,
        given_name,
        family_name,
        role: draws.one(roles).unwrap_or_default().to_owned(),
        city: draws.one(TOWNS).unwrap_or_default().to_owned(),
        country: "GB".to_owned(),
        language: "en-GB".to_owned(),
        time_zone: "Europe/London".to_owned(),
        notes: department.to_owned(),
        addresses: vec![address(
            format!("{spelled}.{n}@harbourtrust.example.org"),
            "Personnel list",
            "2026-09-01",
            Basis::Contract,
            "Employment",
        )],
        ..PersonInput::of_kind(PersonKind::Employee)
    }
}

/// The `n`th client or member of the public of the crowd: patrons and tenants, visitors and friends.
pub(super) fn neighbour(n: usize, kind: PersonKind) -> PersonInput {
    let mut draws = Draws::of(0x2_0000_0000 + n as u64);
    let group = if draws.below(8) == 0 { 1 + draws.below(NAMES.len() - 1) } else { 0 };
    let (name, given_name, family_name, spelled) = name(&mut draws, group);
    let role = match kind {
        PersonKind::Client => draws.one(&["Patron", "Cottage tenant", "Corporate member", "Boat hirer"]),
        _ => draws.one(&["Member", "Visitor", "Volunteer", "Newsletter reader"]),
    };
    let with_address = draws.below(40) != 0;
    let addresses = if with_address {
        vec![address(
            format!("{spelled}.{n}@post.example.com"),
            "Form at the gate, summer 2025",
            "2025-07-19",
            Basis::Consent,
            "Ticked and signed on the form, kept in the gate book",
        )]
    } else {
        Vec::new()
    };
    PersonInput {
        name,
        given_name,
        family_name,
        role: role.unwrap_or_default().to_owned(),
        city: draws.one(TOWNS).unwrap_or_default().to_owned(),
        country: "GB".to_owned(),
        addresses,
        ..PersonInput::of_kind(kind)
    }
}

/// `count` people of the sample’s world, the same every time: seven in ten journalists, the rest members of the public.
/// For measuring with large numbers.
pub fn crowd(count: usize) -> impl Iterator<Item = PersonInput> {
    (0..count).map(|n| if n % 10 < 7 { journalist(n, None) } else { neighbour(n, PersonKind::Public) })
}
