//! Questions as SQL conditions over `person p`, with bound values only (Q2).

use rusqlite::types::Value;

use super::beats::{ALONE, WITH_BELOW};
use super::consenting::Asked;
use super::mails::Followed;
use super::picking::Picked;
use super::typos::SLIPPED;
use super::unseen::Unseen;
use crate::contacts::criteria::{Around, Criterion, Dated, OutletCriterion, Pattern, Possession, Span, phone_digits};
use crate::contacts::kinds::{Frequency, OutletKind};
use crate::contacts::{fold, places};
use crate::ids::{CustomFieldId, PersonId};
use crate::net::EmailAddress;
use crate::workspace::{ReadTx, StoreError};

/// What [`Condition::now`] binds; no column that a condition asks about holds bytes.
const NOW: &[u8] = b"now";

/// A condition over the row `p` of `person`, with what is bound to its marks in order. Only `store` modules write one.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    pub(super) sql: String,
    pub(super) binds: Vec<Value>,
    pub(super) shape: Shape,
}

/// What a condition is made of.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// One condition.
    One,
    /// One person, or hardly more: nothing else needs to be asked about all the others.
    Narrow,
    /// Being one of the ids that this statement selects.
    Ids(String),
    /// Being one of those whom the numbers mean that this statement selects: numbers of people who are perhaps gone, or another's by now.
    Numbers(String),
    /// Having got one of the mails that this statement selects, with what followed on it.
    Followed(String, Followed),
    /// What the law of consent says of somebody.
    Judged(Asked),
    /// All of them.
    All(Vec<Condition>),
    /// One of them.
    Any(Vec<Condition>),
    /// The contrary.
    Not(Box<Condition>),
}

impl Condition {
    /// The condition `sql` with one value for each `?` in it. It may name `p.id` and tables of the caller's own.
    #[must_use]
    pub fn new(sql: &str, binds: Vec<Value>) -> Self {
        Self { sql: format!("({sql})"), binds, shape: Shape::One }
    }

    /// Bound to a mark, it stands for the instant at which the question is asked: a question that is kept means another day tomorrow.
    #[must_use]
    pub fn now() -> Value {
        Value::Blob(NOW.to_vec())
    }

    /// What is bound to its marks when it is asked in `tx`.
    pub(super) fn bound(&self, tx: &ReadTx<'_>) -> Vec<Value> {
        let at =
            |value: &Value| if matches!(value, Value::Blob(blob) if blob == NOW) { Value::Integer(tx.now().get()) } else { value.clone() };
        self.binds.iter().map(at).collect()
    }

    /// Being one of those whose ids `select` gives, with one value for each `?` in it.
    pub(super) fn of_ids(select: String, binds: Vec<Value>) -> Self {
        Self { sql: format!("(p.id IN ({select}))"), binds, shape: Shape::Ids(select) }
    }

    /// Being one of those whom the numbers mean that `select` gives, with one value for each `?` in it: those of a table that never
    /// changes, in which people stand who are gone, or who were merged into others.
    #[must_use]
    pub fn of_numbers(select: String, binds: Vec<Value>) -> Self {
        let sql = format!(
            "(p.id IN (WITH held (id) AS ({select}) SELECT id FROM held
               UNION ALL SELECT m.into_id FROM held JOIN person_merged m ON m.gone_id = held.id))"
        );
        Self { sql, binds, shape: Shape::Numbers(select) }
    }

    /// The same, with a comparison of the folded column `column` in place of the `{}` of `select`.
    #[must_use]
    pub fn numbers_within(select: &str, column: &str, pattern: &Pattern) -> Self {
        let inner = Self::pattern(column, pattern);
        Self::of_numbers(select.replacen("{}", &inner.sql, 1), inner.binds)
    }

    /// Everybody.
    #[must_use]
    pub fn everybody() -> Self {
        Self::new("1", Vec::new())
    }

    /// All of them hold; with none, everybody.
    #[must_use]
    pub fn all(parts: Vec<Self>) -> Self {
        Self::joined(parts, " AND ", Shape::All).unwrap_or_else(Self::everybody)
    }

    /// One of them holds; with none, nobody.
    #[must_use]
    pub fn any(parts: Vec<Self>) -> Self {
        Self::joined(parts, " OR ", Shape::Any).unwrap_or_else(|| Self::new("0", Vec::new()))
    }

    /// It does not hold. What is not known counts as not so: whoever lacks the field is included (Q6).
    #[must_use]
    pub fn negated(self) -> Self {
        Self { sql: format!("NOT COALESCE({}, 0)", self.sql), binds: self.binds.clone(), shape: Shape::Not(Box::new(self)) }
    }

    fn joined(mut parts: Vec<Self>, with: &str, shape: fn(Vec<Self>) -> Shape) -> Option<Self> {
        if parts.len() < 2 {
            return parts.pop();
        }
        let sql: Vec<&str> = parts.iter().map(|part| part.sql.as_str()).collect();
        let (sql, binds) = (format!("({})", sql.join(with)), parts.iter().flat_map(|part| part.binds.clone()).collect());
        Some(Self { sql, binds, shape: shape(parts) })
    }

    /// The condition for `criterion`.
    #[must_use]
    pub fn of(criterion: &Criterion) -> Self {
        match criterion {
            // A number that was merged into another means that one now.
            Criterion::Person(id) => Self {
                shape: Shape::Narrow,
                ..Self::new(
                    "p.id = COALESCE((SELECT m.into_id FROM person_merged m WHERE m.gone_id = ?), ?)",
                    vec![Value::Integer(id.get()), Value::Integer(id.get())],
                )
            },
            Criterion::Kind(kind) => Self::new("p.kind = ?", vec![Value::Text(kind.word().to_owned())]),
            Criterion::Words(text) => Self::search(text, ""),
            Criterion::Name(text) => Self::search(text, "name : "),
            Criterion::Address(text) => Self::search(text, "address : "),
            Criterion::Nameless => Self::new("p.name = ''", Vec::new()),
            Criterion::Outlet(Pattern::Empty) => Self::new("p.outlet_id IS NULL", Vec::new()),
            Criterion::Outlet(pattern) => {
                let named = |select: &str, column| Self::within(select, &Self::pattern(column, pattern));
                let own = named("SELECT o.id FROM outlet o WHERE {}", "o.name_key");
                let other = named("SELECT n.outlet_id FROM outlet_name n WHERE {}", "n.name_key");
                Self::new(
                    &format!("p.outlet_id IN ({} UNION ALL {})", unbracketed(&own.sql), unbracketed(&other.sql)),
                    [own.binds, other.binds].concat(),
                )
            }
            Criterion::AtOutlet(criterion) => Self::at_outlet(criterion),
            Criterion::Role(pattern) => Self::pattern("p.role_key", pattern),
            Criterion::Beat(Pattern::Empty) => Self::in_none_of("person_beat"),
            Criterion::Beat(pattern) => Self::ids_within(
                &format!("SELECT pb.person_id FROM person_beat pb WHERE pb.beat_id IN ({WITH_BELOW})"),
                Self::pattern("b.name_key", pattern),
            ),
            Criterion::BeatAlone(key) => Self::ids_within(
                &format!("SELECT pb.person_id FROM person_beat pb WHERE pb.beat_id IN ({ALONE})"),
                Self::pattern("b.name_key", &Pattern::Is(key.clone())),
            ),
            Criterion::Tag(Pattern::Empty) => Self::in_none_of("person_tag"),
            Criterion::Tag(pattern) => Self::ids_within(
                "SELECT pt.person_id FROM person_tag pt WHERE pt.tag_id IN (SELECT t.id FROM tag t WHERE {})",
                Self::pattern("t.name_key", pattern),
            ),
            Criterion::List(Pattern::Empty) => Self::in_none_of("list_person"),
            Criterion::List(pattern) => Self::ids_within(
                "SELECT lp.person_id FROM list_person lp WHERE lp.list_id IN (SELECT l.id FROM list l WHERE {})",
                Self::pattern("l.name_key", pattern),
            ),
            Criterion::Custom(field, Pattern::Empty) => Self::of_field(*field, Self::everybody()).negated(),
            Criterion::Custom(field, pattern) => Self::of_field(*field, Self::pattern("pf.value_key", pattern)),
            Criterion::CustomNumber(field, order, number) => Self::of_field(
                *field,
                Self::new(&format!("pf.number IS NOT NULL AND pf.number {} ?", order.sign()), vec![Value::Real(*number)]),
            ),
            Criterion::CustomDate(field, order, day) => {
                Self::of_field(*field, Self::new(&format!("pf.value_key {} ?", order.sign()), vec![Value::Text(day.clone())]))
            }
            Criterion::CustomAround(field, around) => Self::of_field(*field, Self::around("pf.value_key", *around)),
            Criterion::Department(pattern) => Self::in_house("department_key", pattern),
            Criterion::Site(pattern) => Self::in_house("site_key", pattern),
            Criterion::StaffNumber(pattern) => Self::in_house("staff_key", pattern),
            Criterion::Owner(pattern) => Self::in_house("owner_key", pattern),
            Criterion::Manager(text) => {
                Self::ids_within("SELECT q.id FROM person q WHERE q.manager_id IS NOT NULL AND {}", Self::led_by(text))
            }
            Criterion::Unled => Self::of_ids("SELECT q.id FROM person q WHERE q.manager_id IS NOT NULL".to_owned(), Vec::new()).negated(),
            Criterion::Handle(Pattern::Empty) => Self::of(&Criterion::Has(Possession::Handle)).negated(),
            Criterion::Handle(pattern) => Self::ids_within("SELECT h.person_id FROM handle h WHERE {}", Self::pattern("h.key", pattern)),
            Criterion::OnNetwork(network) => {
                let word = vec![Value::Text(network.word().to_owned())];
                Self::of_ids("SELECT h.person_id FROM handle h WHERE h.network = ?".to_owned(), word)
            }
            Criterion::Has(Possession::Handle) => Self::of_ids("SELECT h.person_id FROM handle h".to_owned(), Vec::new()),
            Criterion::Relation(Pattern::Empty) => Self::of(&Criterion::Has(Possession::Relation)).negated(),
            Criterion::Relation(pattern) => {
                let (own, others) = (Self::pattern("r.word_key", pattern), Self::pattern("r.back_key", pattern));
                let sides = format!(
                    "SELECT r.person_id FROM relation r WHERE {} UNION ALL SELECT r.other_id FROM relation r WHERE {}",
                    own.sql, others.sql
                );
                Self::of_ids(sides, [own.binds, others.binds].concat())
            }
            Criterion::Has(Possession::Relation) => {
                Self::of_ids("SELECT r.person_id FROM relation r UNION ALL SELECT r.other_id FROM relation r".to_owned(), Vec::new())
            }
            Criterion::City(pattern) => Self::pattern("p.city_key", pattern),
            Criterion::Country(Pattern::Is(text)) => Self::pattern("p.country_key", &Pattern::Is(fold::key(&places::country(text)))),
            Criterion::Country(pattern) => Self::pattern("p.country_key", pattern),
            Criterion::Language(tag) if tag.is_empty() => Self::new("p.language = ''", Vec::new()),
            Criterion::Language(tag) => Self::language("p.language", tag),
            Criterion::Source(Pattern::Empty) => Self::in_none_of("address"),
            Criterion::Source(pattern) => {
                Self::ids_within("SELECT a.person_id FROM address a WHERE {}", Self::pattern("a.source_key", pattern))
            }
            // Each word has an index of its own, which is found by the word itself: one of the program's, nothing that somebody typed.
            Criterion::Basis(basis) => {
                Self::of_ids(format!("SELECT a.person_id FROM address a WHERE a.basis = '{}'", basis.word()), Vec::new())
            }
            Criterion::Has(Possession::Address) => Self::in_none_of("address").negated(),
            Criterion::Has(Possession::Phone) => Self::in_none_of("phone").negated(),
            Criterion::Has(Possession::Notes) => Self::new("p.notes <> ''", Vec::new()),
            Criterion::Has(Possession::Photo) => Self::in_none_of("person_photo").negated(),
            Criterion::Phone(digits) => Self::phone(digits),
            Criterion::Notes(text) => Self::noted("SELECT rowid FROM note_words WHERE note_words MATCH ?", text),
            Criterion::Touch(text) => {
                Self::noted("SELECT t.person_id FROM touch_words w JOIN touch t ON t.id = w.rowid WHERE touch_words MATCH ?", text)
            }
            Criterion::Untouched => Self::in_none_of("touch"),
            Criterion::FormerOutlet(Pattern::Empty) => Self::of_ids(FORMER.replacen("{}", "1", 1), Vec::new()).negated(),
            Criterion::FormerOutlet(pattern) => {
                let (own, other) = (Self::pattern("o.name_key", pattern), Self::pattern("n.name_key", pattern));
                let named = format!(
                    "pp.outlet_id IN (SELECT o.id FROM outlet o WHERE {} UNION ALL SELECT n.outlet_id FROM outlet_name n WHERE {})",
                    own.sql, other.sql
                );
                Self::of_ids(FORMER.replacen("{}", &named, 1), [own.binds, other.binds].concat())
            }
            Criterion::FormerRole(Pattern::Empty) => Self::of_ids(FORMER.replacen("{}", "pp.role <> ''", 1), Vec::new()).negated(),
            Criterion::FormerRole(pattern) => Self::ids_within(FORMER, Self::small("pp.role", pattern)),
            Criterion::Salutation(pattern) => Self::seldom("salutation", pattern),
            Criterion::TimeZone(pattern) => Self::seldom("time_zone", pattern),
            Criterion::DoNotContact => Self::new("p.barred_at IS NOT NULL", Vec::new()),
            Criterion::Restricted => Self::of_ids("SELECT r.person_id FROM restriction r".to_owned(), Vec::new()),
            Criterion::Suppressed => Self::of_ids(
                "SELECT a.person_id FROM suppression s CROSS JOIN address a ON a.key = s.key AND a.position = 0 WHERE s.lifted_at IS NULL"
                    .to_owned(),
                Vec::new(),
            ),
            Criterion::RoleMailbox => Self::role_mailbox(),
            Criterion::Typo => Self::of_ids(format!("SELECT t.person_id FROM ({}) t", *SLIPPED), Vec::new()),
            // Whoever is in several pairs comes several times: to see that costs more than to pick them again.
            Criterion::Duplicate => Self::of_ids(
                "WITH open (one_id, other_id) AS (SELECT d.one_id, d.other_id FROM duplicate d
                   WHERE NOT EXISTS (SELECT 1 FROM two_people t WHERE t.one_id = d.one_id AND t.other_id = d.other_id))
                 SELECT one_id FROM open UNION ALL SELECT other_id FROM open"
                    .to_owned(),
                Vec::new(),
            ),
        }
    }

    /// Having no row in a table of people's things: `table` is one of this file's own words. Its index of people is read once, where asking
    /// it about each of a million takes ten times as long.
    fn in_none_of(table: &str) -> Self {
        Self::of_ids(format!("SELECT t.person_id FROM {table} t"), Vec::new()).negated()
    }

    /// Those whose outlet is so. Who has none, or of whose outlet it is not known, is among those of whom nothing is known.
    fn at_outlet(criterion: &OutletCriterion) -> Self {
        let at = |inner: &Self| Self::within("p.outlet_id IN (SELECT o.id FROM outlet o WHERE {})", inner);
        let text = |word: &str| vec![Value::Text(word.to_owned())];
        match criterion {
            OutletCriterion::Kind(kind) => at(&Self::new("o.kind = ?", text(kind.word()))),
            OutletCriterion::OfKnownKind => at(&Self::new("o.kind <> ?", text(OutletKind::Unknown.word()))),
            OutletCriterion::Frequency(frequency) => at(&Self::new("o.frequency = ?", text(frequency.word()))),
            OutletCriterion::OfKnownFrequency => at(&Self::new("o.frequency <> ?", text(Frequency::Unknown.word()))),
            OutletCriterion::Reach(order, number) => {
                at(&Self::new(&format!("o.reach IS NOT NULL AND o.reach {} ?", order.sign()), vec![Value::Real(*number)]))
            }
            OutletCriterion::OfKnownReach => at(&Self::new("o.reach IS NOT NULL", Vec::new())),
            OutletCriterion::Region(Pattern::Empty) => at(&Self::new("o.region_key <> ''", Vec::new())).negated(),
            OutletCriterion::Region(pattern) => at(&Self::pattern("o.region_key", pattern)),
            OutletCriterion::Language(tag) if tag.is_empty() => at(&Self::new("o.language <> ''", Vec::new())).negated(),
            OutletCriterion::Language(tag) => at(&Self::language("o.language", tag)),
            OutletCriterion::Website(Pattern::Empty) => at(&Self::new("o.website <> ''", Vec::new())).negated(),
            OutletCriterion::Website(pattern) => at(&Self::small("o.website", pattern)),
            OutletCriterion::Note(Pattern::Empty) => at(&Self::new("o.note <> ''", Vec::new())).negated(),
            OutletCriterion::Note(pattern) => at(&Self::small("o.note", pattern)),
            OutletCriterion::Audience(Pattern::Empty) => {
                at(&Self::new("EXISTS (SELECT 1 FROM outlet_audience oa WHERE oa.outlet_id = o.id)", Vec::new())).negated()
            }
            OutletCriterion::Audience(pattern) => {
                let reached =
                    "o.id IN (SELECT oa.outlet_id FROM outlet_audience oa WHERE oa.audience_id IN (SELECT a.id FROM audience a WHERE {}))";
                at(&Self::within(reached, &Self::pattern("a.name_key", pattern)))
            }
        }
    }

    /// Having a phone with these digits in it, or one whose digits, with no country before them, are among these.
    fn phone(digits: &str) -> Self {
        // The index has the digits, which the table makes anew for each row; fewer than seven have no whole number among them.
        let with = "SELECT f.person_id FROM phone f INDEXED BY phone_digits WHERE instr(f.digits, ?) > 0";
        let among = "OR (length(ltrim(f.digits, '0')) >= 7 AND instr(?, ltrim(f.digits, '0')) > 0)";
        let digits = Value::Text(digits.to_owned());
        match &digits {
            Value::Text(asked) if asked.len() < 7 => Self::of_ids(with.to_owned(), vec![digits]),
            _ => Self::of_ids(format!("{with} {among}"), vec![digits; 2]),
        }
    }

    /// Words that stand side by side in an index of what was noted, the last one begun.
    fn noted(select: &str, text: &str) -> Self {
        // The index takes the words apart itself; without quotation marks nothing of FTS5's own language can be in them.
        Self::of_ids(select.to_owned(), vec![Value::Text(format!("\"{}\" *", text.replace('"', " ")))])
    }

    /// Whoever was entered, changed, or had from a source, in that time.
    #[must_use]
    pub fn dated(what: Dated, span: Span) -> Self {
        let instants = |column: &str| match span {
            Span::Ever => Self::everybody(),
            Span::Days(days) => Self::new(&format!("{column} >= ? - ? * 86400000"), vec![Self::now(), Value::Integer(days.into())]),
            Span::Between(from, to) => {
                Self::new(&format!("{column} >= ? AND {column} < ?"), vec![Value::Integer(from), Value::Integer(to)])
            }
        };
        match what {
            Dated::Entered => instants("p.created_at"),
            Dated::Changed => instants("p.changed_at"),
            Dated::Sourced => {
                let all = "SELECT a.person_id FROM address a INDEXED BY address_source WHERE";
                match span {
                    Span::Ever => Self::in_none_of("address").negated(),
                    Span::Days(days) => {
                        let since = format!("{all} a.sourced_on >= date(? / 1000, 'unixepoch', '-{days} days')");
                        Self::of_ids(since, vec![Self::now()])
                    }
                    Span::Between(from, to) => {
                        let day = |at: i64, open: &str| {
                            let day = chrono::DateTime::from_timestamp_millis(at).map(|at| at.format("%Y-%m-%d").to_string());
                            Value::Text(day.unwrap_or_else(|| open.to_owned()))
                        };
                        Self::of_ids(format!("{all} a.sourced_on >= ? AND a.sourced_on < ?"), vec![day(from, ""), day(to, "9999")])
                    }
                }
            }
        }
    }

    /// As [`EmailAddress::is_role`] judges the address that mail would go to: its words are the program's own, nothing that somebody typed.
    fn role_mailbox() -> Self {
        let words = |words: &[&str]| words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ");
        let (roles, personal) = (words(EmailAddress::ROLES), words(EmailAddress::PERSONAL));
        Self::of_ids(
            format!(
                "WITH part (person_id, local) AS (SELECT a.person_id, lower(substr(a.normalised, 1, instr(a.normalised, '@') - 1))
                   FROM address a WHERE a.position = 0),
                 named (person_id, local, name) AS (SELECT person_id, local,
                   substr(local, 1, instr(replace(replace(replace(local, '+', '.'), '-', '.'), '_', '.') || '.', '.') - 1) FROM part)
                 SELECT person_id FROM named
                 WHERE local IN ({roles}) OR (name IN ({roles}) AND length(local) > length(name) AND name NOT IN ({personal}))"
            ),
            Vec::new(),
        )
    }

    /// A day in `column`, one of this file's own words, counted from the day on which that is asked (in UTC).
    fn around(column: &str, around: Around) -> Self {
        // A number of days: nothing that somebody typed.
        let day = |days: i64| format!("date(? / 1000, 'unixepoch', '{days} days')");
        let today = day(0);
        let sql = match around {
            Around::Today => format!("{column} = {today}"),
            Around::Past => format!("{column} < {today}"),
            Around::Future => format!("{column} > {today}"),
            Around::Last(days) => format!("{column} BETWEEN {} AND {today}", day(-i64::from(days))),
            Around::Before(days) => format!("{column} < {}", day(-i64::from(days))),
            Around::Next(days) => format!("{column} BETWEEN {today} AND {}", day(days.into())),
            Around::Later(days) => format!("{column} > {}", day(days.into())),
        };
        let marks = sql.matches('?').count();
        Self::new(&sql, vec![Self::now(); marks])
    }

    /// What stands in a column that says something of few; nobody else is looked at.
    fn in_house(column: &str, pattern: &Pattern) -> Self {
        let all = format!("SELECT q.id FROM person q WHERE q.{column} <> ''");
        match pattern {
            Pattern::Empty => Self::of_ids(all, Vec::new()).negated(),
            pattern => Self::ids_within(&format!("{all} AND ({{}})"), Self::pattern(&format!("q.{column}"), pattern)),
        }
    }

    /// Being led by somebody whose name has these words.
    fn led_by(text: &str) -> Self {
        let words = fold::words(text);
        let Some(words) = words.strip_prefix(' ') else { return Self::new("0", Vec::new()) };
        Self::new(
            "q.manager_id IN (SELECT rowid FROM person_search WHERE person_search MATCH ?)",
            vec![Value::Text(format!("name : \"{words}\" *"))],
        )
    }

    /// A language, or one of its regions; `column` is one of this file's own words.
    fn language(column: &str, tag: &str) -> Self {
        let (from, to) = range(&format!("{tag}-"));
        Self::new(&format!("{column} = ? OR {column} BETWEEN ? AND ?"), vec![Value::Text(tag.to_owned()), from, to])
    }

    /// Those of whom a field of the organisation's own says what `inner` asks of the row `pf`.
    fn of_field(field: CustomFieldId, inner: Self) -> Self {
        let binds = [vec![Value::Integer(field.get())], inner.binds].concat();
        Self::of_ids(format!("SELECT pf.person_id FROM person_field pf WHERE pf.field_id = ? AND {}", inner.sql), binds)
    }

    /// `outer` with the condition `inner` in place of its `{}`.
    fn within(outer: &str, inner: &Self) -> Self {
        Self::new(&outer.replacen("{}", &inner.sql, 1), inner.binds.clone())
    }

    /// Being one of those whose ids `select` gives, with the condition `inner` in place of its `{}`.
    fn ids_within(select: &str, inner: Self) -> Self {
        Self::of_ids(select.replacen("{}", &inner.sql, 1), inner.binds)
    }

    /// A comparison of a folded column; `column` is one of this file's own words.
    pub(super) fn pattern(column: &str, pattern: &Pattern) -> Self {
        match pattern {
            Pattern::Is(text) => Self::new(&format!("{column} = ?"), vec![Value::Text(text.clone())]),
            Pattern::Begins(text) => {
                let (from, to) = range(text);
                Self::new(&format!("{column} BETWEEN ? AND ?"), vec![from, to])
            }
            Pattern::Contains(text) => Self::new(&format!("instr({column}, ?) > 0"), vec![Value::Text(text.clone())]),
            Pattern::Empty => Self::new(&format!("{column} = ''"), Vec::new()),
        }
    }

    /// The same of a column of people of which most have nothing; nobody else is looked at.
    fn seldom(column: &str, pattern: &Pattern) -> Self {
        match pattern {
            Pattern::Empty => Self::of_ids(format!("SELECT q.id FROM person q WHERE q.{column} <> ''"), Vec::new()).negated(),
            pattern => Self::ids_within("SELECT q.id FROM person q WHERE {}", Self::small(&format!("q.{column}"), pattern)),
        }
    }

    /// A comparison of a column of which no folded form is kept, in small letters. Most have nothing there, and are not looked at further.
    fn small(column: &str, pattern: &Pattern) -> Self {
        match pattern {
            Pattern::Empty => Self::pattern(column, pattern),
            pattern => Self::within(&format!("{column} <> '' AND {{}}"), &Self::pattern(&format!("small({column})"), pattern)),
        }
    }

    fn search(text: &str, column: &str) -> Self {
        let words = fold::words(text);
        let Some(words) = words.strip_prefix(' ') else { return Self::any(Vec::new()) };
        // Letters, digits and spaces only: nothing of FTS5's own language can be in it.
        let found = "SELECT rowid FROM person_search WHERE person_search MATCH ?".to_owned();
        let mut binds = vec![Value::Text(format!("{column}\"{words}\" *"))];
        if !column.is_empty() {
            return Self::of_ids(found, binds);
        }
        // What outlets are called besides is in no index of people: a name more would write the words of all of its people anew.
        binds.push(Value::Text(format!(" {words}")));
        let besides = "SELECT q.id FROM person q
            WHERE q.outlet_id IN (SELECT n.outlet_id FROM outlet_name n WHERE instr(' ' || n.name_key, ?) > 0)";
        // Who looks for a number writes it in any spelling.
        if let Some(digits) = phone_digits(text) {
            let phone = Self::phone(&digits);
            let besides = format!("{found} UNION ALL {besides} UNION ALL {}", ids_of(&phone));
            return Self::of_ids(besides, [binds, phone.binds].concat());
        }
        Self::of_ids(format!("{found} UNION ALL {besides}"), binds)
    }
}

/// The statement that picks by ids; nobody where a condition is none such.
fn ids_of(condition: &Condition) -> &str {
    match &condition.shape {
        Shape::Ids(select) => select,
        _ => "SELECT 0 WHERE 0",
    }
}

/// Positions that have ended; its `{}` stands for what is asked of one.
const FORMER: &str = "SELECT pp.person_id FROM person_position pp WHERE pp.to_on <> '' AND {}";

/// A statement that was put into brackets as a condition is.
fn unbracketed(sql: &str) -> &str {
    sql.strip_prefix('(').and_then(|sql| sql.strip_suffix(')')).unwrap_or(sql)
}

/// The least and the greatest text that begins so.
fn range(beginning: &str) -> (Value, Value) {
    (Value::Text(beginning.to_owned()), Value::Text(format!("{beginning}\u{10FFFF}")))
}

/// Those for whom `condition` holds, by id.
///
/// # Errors
/// What SQLite says.
pub fn select(tx: &ReadTx<'_>, condition: &Condition) -> Result<Vec<PersonId>, StoreError> {
    if let Some(picked) = Picked::by_parts(tx, condition)? {
        return Ok(picked.ids());
    }
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let mut query = tx.prepare_cached(&format!("SELECT p.id FROM person p WHERE {}{seen} ORDER BY p.id", condition.sql))?;
    let rows = query.query_map(rusqlite::params_from_iter(condition.bound(tx)), |row| Ok(PersonId::from(row.get::<_, i64>(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Those for whom `condition` holds, in list order (Q7).
///
/// # Errors
/// What SQLite says.
pub fn in_order(tx: &ReadTx<'_>, condition: &Condition) -> Result<Vec<PersonId>, StoreError> {
    if let Some(picked) = Picked::by_parts(tx, condition)? {
        return Ok(picked.page(tx, None, u32::MAX)?.into_iter().map(|(_, id)| id).collect());
    }
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let mut query = tx.prepare_cached(&format!("SELECT p.id FROM person p WHERE {}{seen} ORDER BY p.sort_key, p.id", condition.sql))?;
    let rows = query.query_map(rusqlite::params_from_iter(condition.bound(tx)), |row| Ok(PersonId::from(row.get::<_, i64>(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many there are for whom `condition` holds.
///
/// # Errors
/// What SQLite says.
pub fn count(tx: &ReadTx<'_>, condition: &Condition) -> Result<u32, StoreError> {
    if let Some(picked) = Picked::by_parts(tx, condition)? {
        return Ok(picked.count());
    }
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let mut query = tx.prepare_cached(&format!("SELECT count(*) FROM person p WHERE {}{seen}", condition.sql))?;
    Ok(query.query_row(rusqlite::params_from_iter(condition.bound(tx)), |row| row.get(0))?)
}

/// Up to `limit` of them in list order, after the place that `after` names (Q7).
///
/// # Errors
/// What SQLite says.
pub fn page(
    tx: &ReadTx<'_>,
    condition: &Condition,
    after: Option<&(String, PersonId)>,
    limit: u32,
) -> Result<Vec<(String, PersonId)>, StoreError> {
    if condition.shape == Shape::One {
        // Where very many are meant, enough of them are among the first of all; where few are, nobody is looked at in vain twice.
        let first =
            page_among(tx, condition, after, limit, "(SELECT * FROM person p WHERE 1 {seen} {} ORDER BY p.sort_key, p.id LIMIT 3000)")?;
        if first.len() >= limit as usize {
            return Ok(first);
        }
    }
    match Picked::of(tx, condition)? {
        Some(picked) => picked.page(tx, after, limit),
        None => page_among(tx, condition, after, limit, "(SELECT * FROM person p WHERE 1 {})"),
    }
}

/// Up to `limit` of `people` for whom `condition` holds; its `{}` stands for those after the place that `after` names.
fn page_among(
    tx: &ReadTx<'_>,
    condition: &Condition,
    after: Option<&(String, PersonId)>,
    limit: u32,
    people: &str,
) -> Result<Vec<(String, PersonId)>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let people =
        people.replacen("{}", if after.is_some() { "AND (p.sort_key, p.id) > (?, ?)" } else { "" }, 1).replacen("{seen}", &seen, 1);
    let sql = format!("SELECT p.sort_key, p.id FROM {people} p WHERE {}{seen} ORDER BY p.sort_key, p.id LIMIT ?", condition.sql);
    let mut binds = after.map(|(key, id)| vec![Value::Text(key.clone()), Value::Integer(id.get())]).unwrap_or_default();
    binds.extend(condition.bound(tx));
    binds.push(Value::Integer(limit.into()));
    let mut query = tx.prepare_cached(&sql)?;
    let rows = query.query_map(rusqlite::params_from_iter(binds), |row| Ok((row.get(0)?, PersonId::from(row.get::<_, i64>(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How SQLite goes about it, a line for each step; for the tests of Q2.
#[cfg(test)]
pub(crate) fn plan(tx: &ReadTx<'_>, condition: &Condition) -> Result<String, StoreError> {
    let mut query = tx.prepare(&format!("EXPLAIN QUERY PLAN SELECT p.id FROM person p WHERE {}", condition.sql))?;
    let rows = query.query_map(rusqlite::params_from_iter(condition.bound(tx)), |row| row.get::<_, String>(3))?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?.join("\n"))
}
