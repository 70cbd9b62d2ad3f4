//! What a column of a file can hold about a person, and by which names the world calls it.

use serde::{Deserialize, Serialize};

use crate::contacts::fold_key;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename = "ImportField")]
pub enum Field {
    /// The whole name.
    Name,
    /// Given name.
    GivenName,
    /// Family name.
    FamilyName,
    /// Ms, Dr, Frau.
    Salutation,
    /// The greeting line.
    Greeting,
    /// The address that mail goes to.
    Address,
    /// A further address.
    OtherAddress,
    /// Phone; several columns may hold one each.
    Phone,
    /// What the phone in the column before is: mobile, desk.
    PhoneLabel,
    /// The outlet's name.
    Outlet,
    /// Their office.
    Role,
    /// What they cover, several in one cell.
    Beats,
    /// City.
    City,
    /// Country.
    Country,
    /// Language.
    Language,
    /// Time zone.
    TimeZone,
    /// Notes; several columns may add to them.
    Notes,
    /// What the person is to us: journalist, employee, client, public.
    Kind,
    /// Where the address comes from.
    Source,
    /// When it came from there.
    SourcedOn,
    /// By what right it is kept.
    Basis,
    /// The assessment, or the proof of consent.
    BasisNote,
    /// They must not be contacted: a reason, or yes.
    DoNotContact,
    /// They agreed to keep embargoes: a date and how it was said, or yes.
    EmbargoAgreement,
}

impl Field {
    /// All of them, in the order in which a window offers them.
    pub const ALL: [Self; 24] = [
        Self::Name,
        Self::GivenName,
        Self::FamilyName,
        Self::Salutation,
        Self::Greeting,
        Self::Address,
        Self::OtherAddress,
        Self::Phone,
        Self::PhoneLabel,
        Self::Outlet,
        Self::Role,
        Self::Beats,
        Self::City,
        Self::Country,
        Self::Language,
        Self::TimeZone,
        Self::Notes,
        Self::Kind,
        Self::Source,
        Self::SourcedOn,
        Self::Basis,
        Self::BasisNote,
        Self::DoNotContact,
        Self::EmbargoAgreement,
    ];

    /// The word for it in a mapping file and in the catalogue (`importing.field.…`).
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::GivenName => "given-name",
            Self::FamilyName => "family-name",
            Self::Salutation => "salutation",
            Self::Greeting => "greeting",
            Self::Address => "address",
            Self::OtherAddress => "other-address",
            Self::Phone => "phone",
            Self::PhoneLabel => "phone-label",
            Self::Outlet => "outlet",
            Self::Role => "role",
            Self::Beats => "beats",
            Self::City => "city",
            Self::Country => "country",
            Self::Language => "language",
            Self::TimeZone => "time-zone",
            Self::Notes => "notes",
            Self::Kind => "kind",
            Self::Source => "source",
            Self::SourcedOn => "sourced-on",
            Self::Basis => "basis",
            Self::BasisNote => "basis-note",
            Self::DoNotContact => "do-not-contact",
            Self::EmbargoAgreement => "embargo-agreement",
        }
    }

    /// The field with this word, written with `-`, `_` or a blank.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase().replace(['_', ' '], "-");
        Self::ALL.into_iter().find(|field| field.word() == word)
    }

    /// Whether several columns may hold it.
    #[must_use]
    pub const fn repeats(self) -> bool {
        matches!(
            self,
            Self::OtherAddress
                | Self::Phone
                | Self::PhoneLabel
                | Self::Notes
                | Self::Beats
                | Self::Source
                | Self::SourcedOn
                | Self::Basis
                | Self::BasisNote
        )
    }
}

/// What a column with this name in its header holds, if the name is one that we know.
pub(super) fn by_header(header: &str) -> Option<Field> {
    if let Some(field) = Field::from_word(header) {
        return Some(field);
    }
    let key = fold_key(header);
    let close: String = key.chars().filter(|c| c.is_alphanumeric()).collect();
    // "E-Mail 2", "Phone 3": the number says that it is a further one.
    let bare = close.trim_end_matches(|c: char| c.is_ascii_digit());
    let further = bare.len() < close.len() && !matches!(close.get(bare.len()..), Some("1"));
    let found = KNOWN.iter().find(|(_, names)| names.contains(&bare) || names.contains(&close.as_str())).map(|(field, _)| *field)?;
    Some(if found == Field::Address && further { Field::OtherAddress } else { found })
}

/// Names of columns in the languages of the directories that people buy, folded and without anything between letters.
const KNOWN: &[(Field, &[&str])] = &[
    (
        Field::GivenName,
        &[
            "givenname",
            "given",
            "firstname",
            "first",
            "forename",
            "forenames",
            "christianname",
            "vorname",
            "vornamen",
            "rufname",
            "prenom",
            "prenoms",
            "nombre",
            "nombredepila",
            "nome",
            "primeironome",
            "nomedibattesimo",
            "voornaam",
            "roepnaam",
            "fornavn",
            "fornamn",
            "imie",
            "etunimi",
            "jmeno",
            "imya",
        ],
    ),
    (
        Field::FamilyName,
        &[
            "familyname",
            "family",
            "lastname",
            "last",
            "surname",
            "secondname",
            "nachname",
            "familienname",
            "zuname",
            "nomdefamille",
            "apellido",
            "apellidos",
            "cognome",
            "sobrenome",
            "apelido",
            "apelidos",
            "achternaam",
            "familienaam",
            "etternavn",
            "efternamn",
            "efternavn",
            "nazwisko",
            "sukunimi",
            "prijmeni",
            "familiya",
        ],
    ),
    (
        Field::Name,
        &[
            "name",
            "fullname",
            "displayname",
            "contact",
            "contactname",
            "person",
            "journalist",
            "names",
            "vollname",
            "vollstandigername",
            "ansprechpartner",
            "ansprechpartnerin",
            "kontakt",
            "nom",
            "nomcomplet",
            "nometprenom",
            "nombrecompleto",
            "nombreyapellidos",
            "nomecompleto",
            "naam",
            "volledigenaam",
            "navn",
            "namn",
            "nimi",
            "contacto",
            "contatto",
            "redakteur",
            "journaliste",
            "periodista",
        ],
    ),
    (
        Field::Salutation,
        &[
            "salutation",
            "title",
            "prefix",
            "honorific",
            "anrede",
            "titel",
            "civilite",
            "titre",
            "tratamiento",
            "titulo",
            "titolo",
            "tratamento",
            "aanhef",
            "aanspreektitel",
        ],
    ),
    (
        Field::Greeting,
        &["greeting", "greetingline", "briefanrede", "grussformel", "grusszeile", "formuledappel", "saludo", "saluto", "saudacao"],
    ),
    (
        Field::Address,
        &[
            "email",
            "mail",
            "emailaddress",
            "mailaddress",
            "primaryemail",
            "emailprimary",
            "workemail",
            "address",
            "eaddress",
            "emailadresse",
            "mailadresse",
            "epost",
            "epostadresse",
            "courriel",
            "adressemail",
            "adresseemail",
            "adresseelectronique",
            "mel",
            "correo",
            "correoelectronico",
            "direccionemail",
            "direcciondecorreo",
            "postaelettronica",
            "indirizzoemail",
            "indirizzomail",
            "enderecodeemail",
            "endereco",
            "correioeletronico",
            "mailadres",
            "emailadres",
            "sahkoposti",
            "emailwork",
            "businessemail",
            "emails",
            "mails",
        ],
    ),
    (
        Field::OtherAddress,
        &[
            "otheremail",
            "otheremails",
            "otheraddress",
            "otheraddresses",
            "secondaryemail",
            "secondemail",
            "alternativeemail",
            "alternateemail",
            "privateemail",
            "personalemail",
            "homeemail",
            "zweitemail",
            "weitereemail",
            "weiteremail",
            "emailprivat",
            "mailprivat",
            "autrecourriel",
            "autreemail",
            "otrocorreo",
            "altraemail",
            "andereemail",
            "additionalemail",
            "furtheremail",
            "furtheraddresses",
        ],
    ),
    (
        Field::Phone,
        &[
            "phone",
            "phones",
            "phonenumber",
            "telephone",
            "telephonenumber",
            "tel",
            "telno",
            "mobile",
            "mobilephone",
            "cell",
            "cellphone",
            "directdial",
            "workphone",
            "businessphone",
            "homephone",
            "telefon",
            "telefonnummer",
            "rufnummer",
            "handy",
            "handynummer",
            "mobil",
            "mobilnummer",
            "durchwahl",
            "telefondienstlich",
            "numerodetelephone",
            "portable",
            "gsm",
            "telefono",
            "movil",
            "numerodetelefono",
            "cellulare",
            "telefone",
            "telemovel",
            "celular",
            "telefoon",
            "telefoonnummer",
            "mobiel",
            "puhelin",
            "otherphone",
            "otherphones",
        ],
    ),
    (
        Field::Outlet,
        &[
            "outlet",
            "outletname",
            "media",
            "mediaoutlet",
            "medium",
            "publication",
            "newspaper",
            "organisation",
            "organization",
            "company",
            "companyname",
            "employer",
            "station",
            "magazine",
            "zeitung",
            "zeitschrift",
            "redaktion",
            "sender",
            "firma",
            "unternehmen",
            "verlag",
            "mediumname",
            "journal",
            "publicationmedia",
            "societe",
            "entreprise",
            "titredepresse",
            "medio",
            "empresa",
            "periodico",
            "testata",
            "azienda",
            "giornale",
            "veiculo",
            "jornal",
            "organizacao",
            "krant",
            "bedrijf",
            "organisatie",
            "redactie",
            "tidning",
            "avis",
        ],
    ),
    (
        Field::Role,
        &[
            "role",
            "jobtitle",
            "position",
            "job",
            "function",
            "occupation",
            "funktion",
            "stelle",
            "beruf",
            "amt",
            "stellung",
            "fonction",
            "poste",
            "metier",
            "cargo",
            "puesto",
            "funcion",
            "ruolo",
            "funzione",
            "mansione",
            "incarico",
            "funcao",
            "functie",
            "beroep",
            "rolle",
            "roll",
        ],
    ),
    (
        Field::Beats,
        &[
            "beat",
            "beats",
            "topic",
            "topics",
            "subject",
            "subjects",
            "coverage",
            "interests",
            "section",
            "desk",
            "tags",
            "sector",
            "sectors",
            "ressort",
            "ressorts",
            "thema",
            "themen",
            "fachgebiet",
            "fachgebiete",
            "themengebiete",
            "sachgebiet",
            "rubrique",
            "rubriques",
            "themes",
            "theme",
            "sujets",
            "seccion",
            "secciones",
            "temas",
            "tema",
            "temi",
            "settore",
            "rubrica",
            "editoria",
            "assuntos",
            "onderwerpen",
            "onderwerp",
            "rubriek",
            "specialisme",
        ],
    ),
    (
        Field::City,
        &[
            "city",
            "town",
            "location",
            "place",
            "ort",
            "stadt",
            "wohnort",
            "ville",
            "localite",
            "ciudad",
            "localidad",
            "citta",
            "comune",
            "cidade",
            "stad",
            "plaats",
            "woonplaats",
            "by",
        ],
    ),
    (
        Field::Country,
        &["country", "countrycode", "nation", "land", "staat", "landercode", "landerkurzel", "pays", "pais", "paese", "stato", "landcode"],
    ),
    (Field::Language, &["language", "lang", "preferredlanguage", "sprache", "korrespondenzsprache", "langue", "idioma", "lingua", "taal"]),
    (Field::TimeZone, &["timezone", "tz", "zeitzone", "fuseauhoraire", "zonahoraria", "fusoorario", "fusohorario", "tijdzone"]),
    (
        Field::Notes,
        &[
            "notes",
            "note",
            "comment",
            "comments",
            "remarks",
            "remark",
            "notizen",
            "notiz",
            "bemerkung",
            "bemerkungen",
            "kommentar",
            "anmerkung",
            "anmerkungen",
            "remarques",
            "remarque",
            "commentaire",
            "commentaires",
            "notas",
            "nota",
            "observaciones",
            "comentarios",
            "osservazioni",
            "observacoes",
            "opmerking",
            "opmerkingen",
            "notities",
        ],
    ),
    (Field::Kind, &["kind", "personkind", "contacttype", "contactkind"]),
    (Field::Source, &["source", "quelle", "herkunft", "origine", "fuente", "fonte", "bron"]),
    (Field::SourcedOn, &["sourcedon", "sourcedate", "sourcedat"]),
    (Field::Basis, &["basis", "lawfulbasis", "legalbasis", "rechtsgrundlage", "baselegale", "basejuridica", "basegiuridica", "grondslag"]),
    (Field::BasisNote, &["basisnote", "proofofconsent", "assessment"]),
    (Field::PhoneLabel, &["phonelabel", "phonetype"]),
    (
        Field::EmbargoAgreement,
        &["embargoagreement", "keepsembargoes", "agreedtoembargoes", "sperrfrist", "sperrfristzugesagt", "haltsperrfristenein"],
    ),
    (Field::DoNotContact, &["donotcontact", "dnc", "nichtkontaktieren", "kontaktsperre", "nepascontacter", "nocontactar"]),
];
