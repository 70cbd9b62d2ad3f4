//! The invented world: who is known by name, the outlets, and the lists from which the others are made.

/// A journalist who is known by name: name, outlet, address (empty where none is known), role, beats, language.
pub(super) type Known = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

/// Journalists of the Heritage press.
pub(super) const HERITAGE_PRESS: &[Known] = &[
    ("Priya Nandakumar", "The Northern Ledger", "priya@ledger.example.net", "Arts correspondent", "heritage; arts; museums", "en-GB"),
    ("Ruth Abernathy", "Averil Valley News", "r.abernathy@valleynews.example.net", "Reporter", "local; arts", "en-GB"),
    ("Daniel Achterberg", "Coast & Country Weekly", "d.achterberg@coast.example.net", "Features editor", "heritage; coast", "en-GB"),
    ("Tunde Adeyemi", "Heritage Today", "tunde@heritagetoday.example.net", "Editor", "heritage; conservation", "en-GB"),
    ("Kwame Boateng", "The Giving Page", "kwame@givingpage.example.net", "Staff writer", "philanthropy; arts", "en-GB"),
    ("Imogen Carrow", "The Sunday Quay", "imogen.carrow@sundayquay.example.net", "Books editor", "arts; books", "en-GB"),
    ("Robert Ellison", "Port Averil Courier", "robert.ellison@courier.example.net", "Chief reporter", "local; heritage", "en-GB"),
    ("Siobhan Farrelly", "Harbour FM", "siobhan@harbourfm.example.net", "Presenter", "local; culture; arts", "en-IE"),
    ("Anders Holt", "Museums Quarterly", "a.holt@mq.example.net", "Nordic editor", "museums; heritage", "nb"),
    ("Florian Kessel", "Leuchtturm Magazin", "kessel@leuchtturm.example.net", "Redakteur", "lighthouses; heritage", "de"),
    ("Maya Lindqvist", "Family Days Out", "maya@daysout.example.net", "Editor", "family; heritage", "sv"),
    ("Luc Marchetti", "Museums Quarterly", "l.marchetti@mq.example.net", "Critic", "museums; arts", "fr"),
    ("Jo Marsh", "Freelance", "jo.marsh@example.org", "Writer", "arts", "en-GB"),
    ("Owen Prosser", "Westland Radio", "owen.prosser@westlandradio.example.net", "Producer", "heritage; sea", "cy"),
    ("Hanne Solberg", "Nordic Maritime Review", "hanne@maritimereview.example.net", "Correspondent", "maritime heritage; heritage", "nb"),
    ("Aiko Tanabe", "Lantern & Lens", "tanabe@lanternlens.example.net", "Picture editor", "photography; arts", "ja"),
    ("Bea Thornley", "The Arts Desk North", "bea@artsdesknorth.example.net", "Critic", "arts", "en-GB"),
    ("Elena Vasquez-Hart", "The Philanthropy Letter", "elena@philanthropyletter.example.net", "Publisher", "philanthropy; heritage", "es"),
    ("Gareth Loomis", "Westland Evening Post", "g.loomis@eveningpost.example.net", "Arts reporter", "arts; local", "en-GB"),
    ("Clara Whitcombe", "The Sunday Quay", "clara.whitcombe@sundayquay.example.net", "Travel editor", "travel; heritage", "en-GB"),
    ("Jonas Weber", "Museum und Meer", "weber@museum-meer.example.net", "Chefredakteur", "museums; heritage", "de"),
    ("Noor Haddad", "The Chart Room", "noor@chartroom.example.net", "Editor", "maritime heritage; heritage", "ar"),
    ("Piet Hoekstra", "Havens & Vracht", "piet.hoekstra@havens.example.net", "Verslaggever", "ports; heritage", "nl"),
    ("Dana Whitlock", "Freelance", "dana.whitlock@example.org", "Writer", "arts; design", "en-US"),
    ("Idris Vaughan", "Small Museums Letter", "idris@smallmuseums.example.net", "Editor", "museums; heritage", "cy"),
    ("Piers Alder", "Quayside Gazette", "", "Columnist", "heritage", "en-GB"),
    ("Coastline FM newsdesk", "Coastline FM", "", "Newsdesk", "local; arts", "en-GB"),
    ("Petra Aldous", "The Chart Room", "petra@chartroom.example.net", "Staff writer", "heritage", "en-GB"),
    ("Ferdy Ashworth", "Tidewater Times", "ferdy@tidewater.example.net", "Reporter", "local; heritage", "en-GB"),
    ("Yusra Karim", "Small Museums Letter", "yusra@smallmuseums.example.net", "Reporter", "museums; arts", "ar"),
    ("Nadia Brook", "Harbour View", "nadia@harbourview.example.net", "Editor", "charity; arts", "en-GB"),
    ("田中愛子", "灯台と海", "aiko.t@todai-umi.example.net", "記者", "lighthouses; heritage", "ja"),
    ("ليلى الحداد", "مجلة الميناء", "layla@almina.example.net", "محررة", "heritage", "ar"),
];

/// Other journalists who are known by name: those who write about giving.
pub(super) const PHILANTHROPY: &[Known] = &[
    ("Yolanda Achebe", "The Patron", "yolanda@patron.example.net", "Editor", "philanthropy", "en-GB"),
    ("Kofi Asante-Bell", "Gift & Giver", "kofi@giftgiver.example.net", "Staff writer", "philanthropy; charity", "en-GB"),
    ("Lucia Brandt", "Stiftung heute", "brandt@stiftungheute.example.net", "Redakteurin", "philanthropy", "de"),
    ("Marcus Deane", "Freelance", "marcus.deane@example.org", "Writer", "charity", "en-GB"),
    ("Fatima El-Amin", "Legacy & Trust", "fatima@legacytrust.example.net", "Editor", "philanthropy", "en-GB"),
    ("Harriet Folds", "Third Sector Week", "harriet@thirdsector.example.net", "Correspondent", "charity; philanthropy", "en-GB"),
    ("Ingrid Nyström", "Nordic Maritime Review", "ingrid@maritimereview.example.net", "Reporter", "philanthropy; sea", "sv"),
    ("Samuel Okafor", "The Giving Page", "samuel@givingpage.example.net", "Editor", "philanthropy", "en-GB"),
    ("Joan Tressell", "The Bequest", "joan@bequest.example.net", "Publisher", "philanthropy; charity", "en-GB"),
    ("Theo Wren", "Coastal Trusts Bulletin", "theo@coastaltrusts.example.net", "Editor", "charity; philanthropy", "en-GB"),
    (
        "María de los Ángeles Fernández de Córdoba y Álvarez de Toledo-Figueroa Ruiz de la Prada Martínez de Irujo Hernández-Calderón del Castillo y de la Torre-Villanueva de San Bartolomé Gutiérrez-Santamaría y Ortiz de Zárate-Echevarría Montenegro de la Vega-Inclán",
        "La Fundación",
        "maria@lafundacion.example.net",
        "Directora",
        "philanthropy",
        "es",
    ),
];

/// The staff who are known by name: name, role, department.
pub(super) const STAFF: &[(&str, &str, &str)] = &[
    ("Margaret Oyelaran", "Director", "Director’s office"),
    ("Ines Calder", "Communications manager", "Communications"),
    ("Tomas Reid", "Keeper of collections", "Collections"),
    ("Leila Osei", "Writer", "Communications"),
    ("Sofia Lund", "Education officer", "Education"),
    ("Ben Hartigan", "Fundraising manager", "Fundraising"),
    ("Agnes Duarte", "Safety officer", "Sites and keepers"),
    ("Peter Quill", "Head of fundraising", "Fundraising"),
    ("Ana Ferreira", "Photographer", "Communications"),
];

/// Departments with the roles that are found there.
pub(super) const DEPARTMENTS: &[(&str, &[&str])] = &[
    ("Sites and keepers", &["Site keeper", "Boatman", "Site manager", "Ranger"]),
    ("Visitor services", &["Front of house", "Shop manager", "Guide", "Café manager"]),
    ("Collections", &["Conservator", "Registrar", "Curator"]),
    ("Education", &["Education officer", "Schools guide"]),
    ("Fundraising", &["Membership officer", "Grants officer"]),
    ("Finance and people", &["Accountant", "Payroll officer", "People officer"]),
];

/// An outlet of the crowd: name, domain, city, country, language, time zone, the group its people’s names come from.
pub(super) type Outlet = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, usize);

/// The outlets of those who are not known by name.
pub(super) const OUTLETS: &[Outlet] = &[
    ("The Northern Ledger", "ledger.example.net", "Leeds", "GB", "en-GB", "Europe/London", 0),
    ("Port Averil Courier", "courier.example.net", "Port Averil", "GB", "en-GB", "Europe/London", 0),
    ("The Sunday Quay", "sundayquay.example.net", "London", "GB", "en-GB", "Europe/London", 0),
    ("Westland Radio", "westlandradio.example.net", "Cardiff", "GB", "en-GB", "Europe/London", 0),
    ("Averil Valley News", "valleynews.example.net", "Averil Bridge", "GB", "en-GB", "Europe/London", 0),
    ("Harbour FM", "harbourfm.example.net", "Port Averil", "GB", "en-GB", "Europe/London", 0),
    ("Coast & Country Weekly", "coast.example.net", "Cold Ness", "GB", "en-GB", "Europe/London", 0),
    ("Quayside Gazette", "quayside.example.net", "Dublin", "IE", "en-IE", "Europe/Dublin", 0),
    ("Atlantic Heritage Monthly", "atlanticheritage.example.net", "Boston", "US", "en-US", "America/New_York", 0),
    ("Museum und Meer", "museum-meer.example.net", "Hamburg", "DE", "de", "Europe/Berlin", 1),
    ("Leuchtturm Magazin", "leuchtturm.example.net", "Bremerhaven", "DE", "de", "Europe/Berlin", 1),
    ("Alpenblatt", "alpenblatt.example.net", "Innsbruck", "AT", "de-AT", "Europe/Vienna", 1),
    ("Havens & Vracht", "havens.example.net", "Rotterdam", "NL", "nl", "Europe/Amsterdam", 2),
    ("De Kustbode", "kustbode.example.net", "Vlissingen", "NL", "nl", "Europe/Amsterdam", 2),
    ("Le Phare du Ponant", "phareduponant.example.net", "Brest", "FR", "fr", "Europe/Paris", 3),
    ("Cahiers du Littoral", "littoral.example.net", "La Rochelle", "FR", "fr", "Europe/Paris", 3),
    ("Nordic Maritime Review", "maritimereview.example.net", "Bergen", "NO", "nb", "Europe/Oslo", 4),
    ("Skärgårdsbladet", "skargard.example.net", "Göteborg", "SE", "sv", "Europe/Stockholm", 4),
    ("El Faro del Norte", "farodelnorte.example.net", "A Coruña", "ES", "es", "Europe/Madrid", 5),
    ("Il Molo", "ilmolo.example.net", "Genova", "IT", "it", "Europe/Rome", 5),
    ("灯台と海", "todai-umi.example.net", "横浜", "JP", "ja", "Asia/Tokyo", 6),
    ("مجلة الميناء", "almina.example.net", "الإسكندرية", "EG", "ar", "Africa/Cairo", 7),
    ("Lagos Arts Review", "lagosarts.example.net", "Lagos", "NG", "en", "Africa/Lagos", 8),
];

/// Given names and family names by group.
pub(super) const NAMES: &[(&[&str], &[&str])] = &[
    (
        &[
            "Alice",
            "Callum",
            "Edith",
            "Fergus",
            "Grace",
            "Harvey",
            "Isla",
            "Jack",
            "Katherine",
            "Liam",
            "Morag",
            "Nathan",
            "Olive",
            "Patrick",
            "Rhian",
            "Stuart",
            "Tamsin",
            "Una",
            "Vincent",
            "Winifred",
        ],
        &[
            "Ashdown",
            "Barrow",
            "Cairns",
            "Dunmore",
            "Eastwood",
            "Fairley",
            "Gilchrist",
            "Harkness",
            "Inglis",
            "Jessop",
            "Kellaway",
            "Lomas",
            "Merriman",
            "Norwood",
            "O’Dowd",
            "Penhale",
            "Quayle",
            "Rowntree",
            "Sandford",
            "Trevose",
        ],
    ),
    (
        &["Anja", "Bernd", "Claudia", "Dirk", "Elke", "Frieda", "Günther", "Heike", "Jörg", "Käthe", "Lukas", "Mareike"],
        &[
            "Ahrens",
            "Böttcher",
            "Claßen",
            "Dressler",
            "Engelhardt",
            "Fuhrmann",
            "Großmann",
            "Hübner",
            "Jürgens",
            "Kröger",
            "von Lindau",
            "Möller",
        ],
    ),
    (
        &["Anneke", "Bram", "Corrie", "Daan", "Femke", "Gijs", "Hanneke", "Joost", "Lotte", "Maarten"],
        &["van den Berg", "de Boer", "Dijkstra", "van der Meer", "Hendriks", "Jansen", "Kuipers", "ter Haar", "Visser", "de Wit"],
    ),
    (
        &["Amélie", "Benoît", "Chloé", "Étienne", "François", "Hélène", "Jean-Luc", "Maëlle", "Noémie", "Yann"],
        &["Aubert", "Beaumont", "Château", "Delacroix", "Fournier", "Guérin", "Le Goff", "Lefèvre", "Moreau", "Séguin"],
    ),
    (
        &["Astrid", "Bjørn", "Elin", "Freja", "Håkon", "Ingeborg", "Kåre", "Liv", "Søren", "Åsa"],
        &["Andersson", "Bjørnstad", "Dahl", "Ekström", "Fjeld", "Grønvold", "Håkansson", "Lindgren", "Nygård", "Ødegaard"],
    ),
    (
        &["Alba", "Bruno", "Carmen", "Diego", "Francesca", "Giulia", "Iñaki", "Lucía", "Matteo", "Sofía"],
        &["Álvarez", "Bianchi", "Cortés", "D’Amico", "Esposito", "García", "Lombardi", "Muñoz", "Núñez", "Rossi"],
    ),
    (&["愛子", "健太", "美咲", "翔太", "由美", "大輔", "直美", "誠"], &["佐藤", "鈴木", "高橋", "渡辺", "伊藤", "山本", "中村", "小林"]),
    (
        &["ليلى", "أحمد", "فاطمة", "يوسف", "مريم", "خالد", "نور", "سامي"],
        &["الحداد", "المصري", "الخطيب", "النجار", "حسن", "العلي", "منصور", "سليمان"],
    ),
    (
        &["Adaeze", "Babajide", "Chinwe", "Emeka", "Folake", "Ifeoma", "Kelechi", "Ọláńrewájú"],
        &["Abiodun", "Balogun", "Chukwu", "Eze", "Ìbùkún", "Nwosu", "Ogunleye", "Ṣówándé"],
    ),
];

/// Latin spellings of the names that are in another script, for addresses: by group, given then family.
pub(super) const SPELLED: &[(usize, &[&str], &[&str])] = &[
    (
        6,
        &["aiko", "kenta", "misaki", "shota", "yumi", "daisuke", "naomi", "makoto"],
        &["sato", "suzuki", "takahashi", "watanabe", "ito", "yamamoto", "nakamura", "kobayashi"],
    ),
    (
        7,
        &["layla", "ahmad", "fatima", "yusuf", "maryam", "khalid", "nur", "sami"],
        &["haddad", "masri", "khatib", "najjar", "hasan", "ali", "mansur", "sulayman"],
    ),
];

/// Beats of those who are no Heritage press.
pub(super) const OTHER_BEATS: &[&str] = &[
    "local",
    "sport",
    "business",
    "ports",
    "education",
    "family",
    "travel",
    "environment",
    "food",
    "politics",
    "science",
    "sea",
    "charity",
    "transport",
];

/// Towns of clients and members of the public.
pub(super) const TOWNS: &[&str] =
    &["Port Averil", "Averil Bridge", "Cold Ness", "Skerry", "Westland", "St Brannock", "Little Haven", "Marram", "Kelpwick", "Old Quay"];
