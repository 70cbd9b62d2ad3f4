//! Made-up people, the same at each run.

use std::fmt::Write as _;

const GIVEN: &[&str] = &[
    "Aiko", "Anders", "Beatriz", "Björn", "Chidi", "Daniel", "Elif", "Émile", "Fatima", "Giulia", "Gwen", "Hana", "Ines", "Jakub",
    "Khadija", "Lars", "Marit", "Mila", "Nadia", "Owen", "Pilar", "Ruth", "Siobhán", "Tomás", "Yusuf", "田中", "ليلى", "Zoë",
];
const FAMILY: &[&str] = &[
    "Abernathy",
    "Achterberg",
    "Brandt",
    "Calder",
    "Dufour",
    "Eriksen",
    "Farrelly",
    "García",
    "Holt",
    "Ibarra",
    "Jansen",
    "Kowalski",
    "Lindqvist",
    "Moreau",
    "Novák",
    "Oliveira",
    "Pardoe",
    "Quinn",
    "Rossi",
    "Şahin",
    "Tanabe",
    "Ueda",
    "van der Meer",
    "Weiß",
    "Xu",
    "Yilmaz",
    "Zoric",
];
const ROLES: &[&str] = &["Arts correspondent", "Editor", "Desk head", "Reporter", "Producer", "Photographer", "Columnist", "Presenter"];
const BEATS: &[&str] = &[
    "heritage",
    "health",
    "education",
    "shipping",
    "energy",
    "science",
    "museums",
    "music",
    "theatre",
    "food",
    "travel",
    "weather",
    "law",
    "housing",
    "transport",
    "fisheries",
    "climate",
    "sport",
    "technology",
    "local government",
];
const PLACES: &[(&str, &str)] = &[
    ("Rotterdam", "NL"),
    ("Utrecht", "NL"),
    ("Porto", "PT"),
    ("Lisboa", "PT"),
    ("Bristol", "GB"),
    ("Glasgow", "GB"),
    ("Hamburg", "DE"),
    ("Kiel", "DE"),
    ("København", "DK"),
    ("Göteborg", "SE"),
    ("Bergen", "NO"),
    ("Gdańsk", "PL"),
    ("Marseille", "FR"),
    ("Genova", "IT"),
    ("Bilbao", "ES"),
    ("Antwerpen", "BE"),
];

/// A table of `count` people, each with a family name's number so that names are as different as in life.
pub(crate) fn csv(count: u32) -> String {
    table(0, count, ROLES)
}

/// The first `count` people of [`csv`], each with another role.
pub(crate) fn changed(count: u32) -> String {
    table(0, count, &["Managing editor"])
}

/// A table of `count` others.
pub(crate) fn others(count: u32) -> String {
    table(1_000_000, count, ROLES)
}

fn table(first: u32, count: u32, roles: &'static [&'static str]) -> String {
    let mut table = String::from("First name,Last name,Email,Outlet,Role,Beats,Phone,City,Country,Notes\n");
    for n in first..first + count {
        // Scattered as in a file that nobody sorted.
        let m = (u64::from(n) * 2_654_435_761) % 4_294_967_291;
        let pick = |list: &'static [&'static str], by: u64| list[usize::try_from((m / by) % list.len() as u64).unwrap_or(0)];
        let (city, country) = PLACES[usize::try_from((m / 7) % PLACES.len() as u64).unwrap_or(0)];
        let outlet = m % 5_000;
        let role = pick(roles, 13);
        let _ = writeln!(
            table,
            "{},{} {},person.{m}@paper{outlet}.example.net,The Paper {outlet},{role},{}; {},+49 30 {m},{city},{country},",
            pick(GIVEN, 3),
            pick(FAMILY, 5),
            m % 9_973,
            pick(BEATS, 11),
            pick(BEATS, 17),
        );
    }
    table
}
