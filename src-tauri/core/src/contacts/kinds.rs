//! The closed lists of this module, each in the vocabulary's words.

use serde::{Deserialize, Serialize};

use crate::messages::Message;

/// Writes an enum whose variants are words of the vocabulary, kept and shown as those words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[cfg_attr(feature = "bindings", derive(specta::Type))]
        pub enum $name { $($(#[$variant_doc])* $variant),* }

        impl $name {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word, as in the database and in queries.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The one that `word` names, caseless; `None` for any other word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word().eq_ignore_ascii_case(word))
            }
        }
    };
}

words! {
    /// What somebody is to the organisation.
    PersonKind {
        /// Works for an outlet, or freely.
        Journalist = "journalist",
        /// Works here.
        Employee = "employee",
        /// A client or customer.
        Client = "client",
        /// A member of the public.
        Public = "public",
    }
}

words! {
    /// What somebody is to another person: all but the last have a word for each side.
    RelationKind {
        /// The other's assistant.
        AssistantOf = "assistant-of",
        /// The other is their assistant.
        HasAssistant = "has-assistant",
        /// The other leads them.
        ReportsTo = "reports-to",
        /// They lead the other.
        Leads = "leads",
        /// The other's agent, or who does their press work.
        AgentOf = "agent-of",
        /// The other is their agent, or does their press work.
        HasAgent = "has-agent",
        /// Partners, in life or in business.
        PartnerOf = "partner-of",
        /// We know them through the other.
        IntroducedBy = "introduced-by",
        /// We know the other through them.
        Introduced = "introduced",
        /// They know each other.
        Knows = "knows",
        /// Whom to ask while the other is away.
        StandsInFor = "stands-in-for",
        /// The other is asked while they are away.
        HasStandIn = "has-stand-in",
        /// Has the office that was the other's.
        SuccessorOf = "successor-of",
        /// The other has the office that was theirs.
        PredecessorOf = "predecessor-of",
        /// What a word of one's own says.
        Other = "other",
    }
}

/// Whether a list of people is inside or outside the house: different kinds in law, never mailed as one (L13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum ListKind {
    /// Employees.
    Internal,
    /// Everybody else.
    External,
}

impl PersonKind {
    /// The kind of list that such a person may be on (L13).
    #[must_use]
    pub const fn list_kind(self) -> ListKind {
        match self {
            Self::Employee => ListKind::Internal,
            Self::Journalist | Self::Client | Self::Public => ListKind::External,
        }
    }
}

words! {
    /// What an export of people can tell of the outlets that they work for.
    OutletPart {
        /// What it is.
        Kind = "kind",
        /// How many people one issue or day reaches.
        Reach = "reach",
        /// Where.
        Region = "region",
        /// Its language.
        Language = "language",
        /// How often it appears.
        Frequency = "frequency",
        /// Its website.
        Website = "website",
        /// Whom it reaches.
        Audiences = "audiences",
    }
}

words! {
    /// By what right an address is kept (L1; GDPR 6(1)).
    Basis {
        /// Legitimate interest; the note is its assessment.
        LegitimateInterest = "legitimate-interest",
        /// Consent; the note is its proof and is required.
        Consent = "consent",
        /// A contract with the person.
        Contract = "contract",
    }
}

words! {
    /// What the law takes a recipient of mail for (L9).
    RecipientKind {
        /// A natural person.
        Individual = "individual",
        /// A natural person in business for themselves.
        SoleTrader = "sole-trader",
        /// A company or another legal person, and whoever is written to at its address.
        Corporate = "corporate",
    }
}

words! {
    /// What the law of a country asks of advertising by mail that nobody asked for (L9).
    ConsentRule {
        /// Consent beforehand.
        Consent = "consent",
        /// Nothing beforehand; whoever objects is not written to any more.
        Objection = "objection",
        /// Nothing is known for certain here.
        Unknown = "unknown",
    }
}

words! {
    /// By what somebody consented (L12).
    ConsentGround {
        /// They said so.
        Express = "express",
        /// They published their address without a word against such mail, and it is about their work.
        Published = "published",
        /// They gave us their address, a card for instance, without a word against such mail, and it is about their work.
        Given = "given",
        /// They bought something, or have a contract with us.
        Relationship = "relationship",
        /// They asked us about something.
        Enquiry = "enquiry",
    }
}

words! {
    /// What the law protects most (GDPR 9).
    Special {
        /// Health.
        Health = "health",
        /// Religion or philosophy.
        Belief = "belief",
        /// Political opinions.
        Politics = "politics",
        /// Being in a trade union.
        Union = "union",
        /// Origin.
        Origin = "origin",
        /// Sex life.
        SexLife = "sex-life",
    }
}

words! {
    /// The type of a field of the organisation's own.
    CustomKind {
        /// One line.
        Text = "text",
        /// Several lines.
        LongText = "long-text",
        /// A number.
        Number = "number",
        /// A day.
        Date = "date",
        /// One of several.
        Choice = "choice",
        /// Yes or no.
        YesNo = "yes-no",
    }
}

words! {
    /// What an outlet is.
    OutletKind {
        /// Not known.
        Unknown = "unknown",
        /// A newspaper.
        Newspaper = "newspaper",
        /// A magazine.
        Magazine = "magazine",
        /// A news agency.
        Agency = "agency",
        /// A radio station.
        Radio = "radio",
        /// A television station.
        Television = "television",
        /// A site of news.
        Online = "online",
        /// A newsletter.
        Newsletter = "newsletter",
        /// A podcast.
        Podcast = "podcast",
        /// A blog.
        Blog = "blog",
        /// A company or an organisation.
        Company = "company",
        /// Something else.
        Other = "other",
    }
}

words! {
    /// How often an outlet appears.
    Frequency {
        /// Not known.
        Unknown = "unknown",
        /// All day long.
        Continuous = "continuous",
        /// Every day.
        Daily = "daily",
        /// Every week.
        Weekly = "weekly",
        /// Every two weeks.
        Fortnightly = "fortnightly",
        /// Every month.
        Monthly = "monthly",
        /// Every three months.
        Quarterly = "quarterly",
        /// Every year.
        Yearly = "yearly",
        /// Now and then.
        Irregular = "irregular",
    }
}

words! {
    /// Where people have names besides their addresses.
    Network {
        /// Mastodon, or another server of the fediverse: the server belongs to the name.
        Mastodon = "mastodon",
        /// Bluesky.
        Bluesky = "bluesky",
        /// X, once Twitter.
        X = "x",
        /// LinkedIn.
        Linkedin = "linkedin",
        /// Instagram.
        Instagram = "instagram",
        /// Threads.
        Threads = "threads",
        /// Facebook.
        Facebook = "facebook",
        /// YouTube.
        Youtube = "youtube",
        /// TikTok.
        Tiktok = "tiktok",
        /// Xing.
        Xing = "xing",
        /// Signal.
        Signal = "signal",
        /// Telegram.
        Telegram = "telegram",
        /// WhatsApp.
        Whatsapp = "whatsapp",
        /// Matrix.
        Matrix = "matrix",
        /// Anywhere else.
        Other = "other",
    }
}

impl Network {
    /// The one that a word names, other words for it included: `Twitter`.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        let word: String = word.chars().filter(|letter| letter.is_alphanumeric()).collect();
        match word.to_lowercase().as_str() {
            "twitter" | "xtwitter" | "twitterx" => Some(Self::X),
            "bsky" => Some(Self::Bluesky),
            "fediverse" => Some(Self::Mastodon),
            other => Self::from_word(other),
        }
    }

    /// The network that a heading names: `LinkedIn URL`, `Twitter handle`.
    #[must_use]
    pub fn in_heading(heading: &str) -> Option<Self> {
        let whole = Self::named(heading);
        whole.or_else(|| heading.split(|letter: char| !letter.is_alphanumeric()).find_map(Self::named)).filter(|one| *one != Self::Other)
    }
}

words! {
    /// Why an address must not be mailed (D23).
    SuppressionReason {
        /// Its owner unsubscribed.
        Unsubscribed = "unsubscribed",
        /// Its server says that it does not exist.
        Bounced = "bounced",
        /// Its owner reported a mail as abuse.
        Complained = "complained",
        /// The person was forgotten.
        Erased = "erased",
        /// Somebody asked for it, or decided it here.
        Asked = "asked",
    }
}

impl SuppressionReason {
    /// Whether the owner of the address wants no mail at all, wherever it would come to.
    #[must_use]
    pub const fn stops_all(self) -> bool {
        matches!(self, Self::Unsubscribed | Self::Complained)
    }

    /// Of two reasons the one that is told where only one can be: what somebody wants before what a server says.
    #[must_use]
    pub const fn stronger(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }

    const fn rank(self) -> u8 {
        match self {
            Self::Bounced => 0,
            Self::Asked => 1,
            Self::Unsubscribed => 2,
            Self::Complained => 3,
            Self::Erased => 4,
        }
    }
}

words! {
    /// What made people look like one, the strongest first.
    DuplicateRule {
        /// The same first address.
        SameAddress = "same-address",
        /// An address of one is among another's further ones.
        OtherAddress = "other-address",
        /// The same name on one network.
        SameHandle = "same-handle",
        /// The same name, and one of them has no address.
        SameName = "same-name",
        /// Nearly the same name at the same outlet.
        NearName = "near-name",
    }
}

impl DuplicateRule {
    /// The rule in words.
    #[must_use]
    pub fn says(self) -> Message {
        Message::new(match self {
            Self::SameAddress => "contacts.duplicate.same_address",
            Self::OtherAddress => "contacts.duplicate.other_address",
            Self::SameHandle => "contacts.duplicate.same_handle",
            Self::SameName => "contacts.duplicate.same_name",
            Self::NearName => "contacts.duplicate.near_name",
        })
    }
}

words! {
    /// What passed between a person and us, as somebody noted it. A mail is none of these: the ledger knows it.
    TouchKind {
        /// We spoke on the phone.
        Call = "call",
        /// We met.
        Meeting = "meeting",
        /// They answered, by whatever way.
        Reply = "reply",
        /// They wrote about us.
        Clipping = "clipping",
        /// Something to know; it touches nobody.
        Note = "note",
    }
}

words! {
    /// A length of time in which people think.
    Period {
        /// A day.
        Day = "day",
        /// Seven days.
        Week = "week",
        /// A month of the calendar.
        Month = "month",
        /// A year of the calendar.
        Year = "year",
    }
}

words! {
    /// How warm somebody is, in a word.
    Heat {
        /// Below 20 points.
        Cold = "cold",
        /// From 20 points on.
        Warm = "warm",
        /// From 60 points on.
        Hot = "hot",
    }
}
