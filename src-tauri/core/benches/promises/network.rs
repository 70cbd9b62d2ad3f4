//! A media network as they are in life, the same at each run: few names, outlets and beats have very many people, most have a few.

use std::fmt::Write as _;

const GIVEN: &[&str] = &[
    "Anna", "Maria", "Jan", "Peter", "Sophie", "Thomas", "Julia", "Lucas", "Emma", "Michael", "Sarah", "David", "Laura", "Daniel", "Eva",
    "Martin", "Lena", "Paul", "Nina", "Marco", "Ines", "Tomás", "Émile", "Siobhán", "Björn", "Zoë", "Fatima", "Yusuf", "Aiko", "田中",
    "ليلى",
];
const FAMILY: &[&str] = &[
    "Müller",
    "Smith",
    "García",
    "Rossi",
    "Jansen",
    "Silva",
    "Martin",
    "Novák",
    "Nielsen",
    "Kowalski",
    "de Vries",
    "van der Meer",
    "O’Brien",
    "Şahin",
    "Lindqvist",
    "Weiß",
    "Dufour",
    "Tanabe",
    "高橋",
    "الحداد",
];
const SYLLABLES: &[&str] = &[
    "ba", "ber", "cal", "dan", "der", "el", "far", "gar", "hol", "in", "jan", "kel", "lan", "mar", "nor", "ol", "per", "quin", "ros",
    "sten", "tor", "ul", "ver", "wen",
];
const ROLES: &[&str] = &[
    "Reporter",
    "Editor",
    "Freelance journalist",
    "Head of news",
    "Columnist",
    "Producer",
    "Arts correspondent",
    "Photographer",
    "Desk head",
    "Managing editor",
    "Presenter",
    "Picture editor",
    "Science correspondent",
    "Editor-in-chief",
];
const BEATS: &[&str] = &[
    "politics",
    "sport",
    "business",
    "culture",
    "health",
    "technology",
    "science",
    "education",
    "travel",
    "food",
    "climate",
    "heritage",
    "music",
    "energy",
    "housing",
    "law",
    "transport",
    "museums",
    "shipping",
    "philanthropy",
    "agriculture",
    "fashion",
    "theatre",
    "fisheries",
];
const CITIES: &[(&str, &str)] = &[
    ("London", "GB"),
    ("Berlin", "DE"),
    ("Paris", "FR"),
    ("Amsterdam", "NL"),
    ("Madrid", "ES"),
    ("Hamburg", "DE"),
    ("Rotterdam", "NL"),
    ("Milano", "IT"),
    ("Lisboa", "PT"),
    ("København", "DK"),
    ("Wien", "AT"),
    ("Bruxelles", "BE"),
    ("Göteborg", "SE"),
    ("Gdańsk", "PL"),
    ("Porto", "PT"),
    ("Middelburg", "NL"),
    ("Bergen", "NO"),
    ("Kiel", "DE"),
    ("Genova", "IT"),
    ("Bristol", "GB"),
];
/// Audiences that outlets reach.
pub(crate) const AUDIENCES: &[&str] =
    &["parents", "students", "pensioners", "philanthropists", "teachers", "farmers", "investors", "nurses"];
/// Regions where outlets are.
pub(crate) const REGIONS: &[&str] = &["Zeeland", "Bavaria", "Scotland", "Catalonia", "Flanders", "Tuscany", "Norrland", "Silesia"];
/// One outlet for so many people.
const PEOPLE_OF_AN_OUTLET: u32 = 20;

/// Numbers that look drawn, and are the same each time.
pub(crate) fn scattered(n: u32, salt: u64) -> u64 {
    let mut x = (u64::from(n) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ salt.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// A rank below `most` that falls off as Zipf's law says: the first is met as often as the second and third together.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ranks of made-up people")]
fn rank(n: u32, salt: u64, most: usize) -> usize {
    let even = (scattered(n, salt) >> 11) as f64 / (1_u64 << 53) as f64;
    (((most as f64 + 1.0).powf(even) as usize).saturating_sub(1)).min(most.saturating_sub(1))
}

fn name(common: &[&str], rank: usize) -> String {
    if let Some(name) = common.get(rank) {
        return (*name).to_owned();
    }
    let mut rest = rank - common.len();
    let mut name = String::new();
    loop {
        name.push_str(SYLLABLES[rest % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
        if rest == 0 {
            break;
        }
    }
    name.push_str(["er", "son", "ini", "ez"][rank % 4]);
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

const PAPERS: &[&str] = &["Courier", "Times", "Post", "Radio", "Gazette", "Weekly", "Herald", "Observer", "Television", "Review"];

/// An outlet's name.
pub(crate) fn outlet_name(number: usize) -> String {
    format!("{} {}", name(&["Daily", "Harbour", "City", "Northern"], number / PAPERS.len()), PAPERS[number % PAPERS.len()])
}

/// How many outlets that many people work at.
pub(crate) const fn outlets(people: u32) -> u32 {
    people / PEOPLE_OF_AN_OUTLET + 1
}

/// A table of `people`. One in fifty is there twice, with another address or written a little differently.
pub(crate) fn csv(people: u32) -> String {
    let mut table = String::from("Kind,First name,Last name,Email,Outlet,Role,Beats,Tags,Phone,City,Country,Notes,Card number\n");
    for row in 0..people {
        // Somebody who stands further up once more.
        let again = row > 50 && row.is_multiple_of(50);
        let n = if again { row - 25 } else { row };
        let kind = [
            "journalist",
            "journalist",
            "journalist",
            "journalist",
            "journalist",
            "journalist",
            "journalist",
            "employee",
            "client",
            "public",
        ][usize::try_from(scattered(n, 1) % 10).unwrap_or(0)];
        let given = name(GIVEN, rank(n, 2, 2_000));
        let family = name(FAMILY, rank(n, 3, 40_000));
        let outlet = rank(n, 4, outlets(people) as usize);
        let (city, country) = CITIES[rank(n, 5, CITIES.len())];
        let beats = [rank(n, 6, BEATS.len()), rank(n, 7, BEATS.len())].map(|beat| BEATS[beat]);
        let tag = if scattered(n, 8).is_multiple_of(5) { ["vip", "newsletter", "gala 2025", "board", "local"][rank(n, 9, 5)] } else { "" };
        let note = if scattered(n, 10).is_multiple_of(20) {
            format!("Writes about {} in {city}, and likes harbours.", beats[0])
        } else {
            String::new()
        };
        let card = if scattered(n, 11).is_multiple_of(10) { format!("{}", 10_000 + scattered(n, 12) % 90_000) } else { String::new() };
        let paper = outlet_name(outlet);
        let domain = paper.to_lowercase().replace(' ', "-");
        let land = country.to_lowercase();
        let address = if again { format!("desk.{n}@{domain}.{land}.example") } else { format!("p{n}@{domain}.{land}.example") };
        let _ = writeln!(
            table,
            "{kind},{given},{family},{address},{paper},{},{};{},{tag},+44 20 {n},{city},{country},\"{note}\",{card}",
            ROLES[rank(n, 13, ROLES.len())],
            beats[0],
            beats[1],
        );
    }
    table
}
