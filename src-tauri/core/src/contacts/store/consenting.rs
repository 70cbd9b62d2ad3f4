//! Whose consent the law asks for, and of whom it is missing, of very many people at once: by sets, a bit for each person. A rule is looked
//! at once for its countries and kinds of recipients, and never for each person.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use rusqlite::types::Value;

use super::consent::KIND;
use super::criteria::{Condition, Shape};
use super::marks::{AT_ROLE, ELSEWHERE};
use super::picking::{Picked, selected};
use crate::contacts::consent::{Law, laws};
use crate::contacts::fold;
use crate::contacts::kinds::{ConsentRule, RecipientKind};
use crate::ids::PersonId;
use crate::workspace::{ReadTx, StoreError};

/// What is asked about the law of consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Whose rule asks for consent.
    Needed,
    /// Of those: of whom none holds.
    Missing,
    /// Of those: of whom one holds.
    Held,
    /// Of those: of whom one was kept, and none holds any more.
    Expired,
    /// For whom no rule is known.
    Unknown,
    /// Whom the law takes for this.
    Kind(RecipientKind),
}

/// Up to so many people are asked about one by one.
const FEW: usize = 2_000;
/// Different roles that are walked one after another; where there are more, everybody's is read.
const MOST_ROLES: i64 = 20_000;

impl Condition {
    /// Whoever's rule asks for consent.
    #[must_use]
    pub fn consent_needed() -> Self {
        Self::judged(Asked::Needed)
    }

    /// Whoever's rule asks for consent, and none holds.
    #[must_use]
    pub fn consent_missing() -> Self {
        Self::judged(Asked::Missing)
    }

    /// Whoever's rule asks for consent, and one holds.
    #[must_use]
    pub fn consent_held() -> Self {
        Self::judged(Asked::Held)
    }

    /// Whoever's rule asks for consent, of whom one was kept and none holds any more.
    #[must_use]
    pub fn consent_expired() -> Self {
        Self::judged(Asked::Expired)
    }

    /// Whoever no rule is known for.
    #[must_use]
    pub fn consent_unknown() -> Self {
        Self::judged(Asked::Unknown)
    }

    /// Whoever the law takes for this.
    #[must_use]
    pub fn recipient(kind: RecipientKind) -> Self {
        Self::judged(Asked::Kind(kind))
    }

    /// By sets where many are asked about, and by a statement about each where that is one person or hardly more.
    fn judged(asked: Asked) -> Self {
        let sql = one_by_one(asked);
        let binds = vec![Self::now(); sql.matches('?').count()];
        Self { shape: Shape::Judged(asked), ..Self::new(&sql, binds) }
    }
}

/// A place in the table of rules: `('DE', 'corporate')`.
fn places(of: impl Fn(&Law) -> bool) -> String {
    let places = laws().iter().filter(|law| of(law)).flat_map(|law| {
        law.countries.iter().flat_map(|country| law.kinds.iter().map(move |kind| format!("('{country}', '{}')", kind.word())))
    });
    places.collect::<Vec<_>>().join(", ")
}

/// The same question about the row `p`.
fn one_by_one(asked: Asked) -> String {
    let first = "FROM (SELECT 1) LEFT JOIN address a ON a.person_id = p.id AND a.position = 0";
    if let Asked::Kind(kind) = asked {
        return format!("(SELECT {} {first}) = '{}'", *KIND, kind.word());
    }
    let stands_in = |places: String| format!("(p.country, (SELECT {} {first})) IN (VALUES {places})", *KIND);
    let known = || places(|law| law.rule != ConsentRule::Unknown);
    let by_group = |what: &dyn Fn(&Group) -> String| {
        let each = groups().into_iter().map(|group| {
            let of_group = places(|law| law.rule == ConsentRule::Consent && group.accepted == accepted(law));
            format!("({} AND {})", stands_in(of_group), what(&group))
        });
        each.collect::<Vec<_>>().join(" OR ")
    };
    let by_address = "EXISTS (SELECT 1 FROM address a WHERE a.person_id = p.id AND a.position = 0 AND a.basis = 'consent')";
    let noted = |which: String| format!("EXISTS (SELECT 1 FROM consent c WHERE c.person_id = p.id AND ({which}))");
    let holds = |group: &Group| format!("({by_address} OR {})", noted(group.holding()));
    let said = match asked {
        Asked::Needed => stands_in(places(|law| law.rule == ConsentRule::Consent)),
        Asked::Unknown => format!("NOT {}", stands_in(known())),
        Asked::Held => by_group(&holds),
        Asked::Expired => by_group(&|group| format!("NOT {} AND {}", holds(group), noted(group.ever()))),
        Asked::Missing | Asked::Kind(_) => by_group(&|group| format!("NOT {}", holds(group))),
    };
    format!("p.kind <> 'employee' AND ({said})")
}

/// What a rule takes for consent: the words of grounds, and for how many months.
type Grounds = Vec<(&'static str, Option<u32>)>;

fn accepted(law: &Law) -> Grounds {
    law.accepts.iter().map(|one| (one.ground.word(), one.months)).collect()
}

/// The rules that ask for consent and take the same for it; by kinds of recipients, the countries where they hold.
struct Group {
    accepted: Grounds,
    countries: BTreeMap<Vec<&'static str>, Vec<&'static str>>,
}

/// Rules that ask for consent, together where they take the same for it.
fn groups() -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for law in laws().iter().filter(|law| law.rule == ConsentRule::Consent) {
        let accepted = accepted(law);
        let at = groups.iter().position(|group| group.accepted == accepted).unwrap_or_else(|| {
            groups.push(Group { accepted, countries: BTreeMap::new() });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(at) {
            let mut kinds: Vec<&str> = law.kinds.iter().map(|kind| kind.word()).collect();
            kinds.sort_unstable();
            group.countries.entry(kinds).or_default().extend(law.countries.iter().map(String::as_str));
        }
    }
    groups
}

impl Group {
    /// A consent in the row `c` that holds on the day of the instant that is bound to each mark. SQLite's months overflow (31 August and six
    /// months is 3 March): the law's end with the month, as the calendar of the rules has it.
    fn holding(&self) -> String {
        self.said(|ground, months| match months {
            None => format!("c.ground = '{ground}'"),
            Some(months) => format!(
                "c.ground = '{ground}' AND min(date(c.given_on, '+{months} months'), date(c.given_on, 'start of month', '+{} months', '-1 day'))
                   >= date(? / 1000, 'unixepoch')",
                months + 1
            ),
        })
    }

    /// A consent in the row `c` that was accepted until its time had passed.
    fn ever(&self) -> String {
        self.said(|ground, _| format!("c.ground = '{ground}'"))
    }

    fn said(&self, each: impl Fn(&str, Option<u32>) -> String) -> String {
        if self.accepted.is_empty() {
            return "0".to_owned();
        }
        self.accepted.iter().map(|(ground, months)| each(ground, *months)).collect::<Vec<_>>().join(" OR ")
    }
}

/// Everybody of whom it is so, whoever sees them.
pub(super) fn picked(tx: &ReadTx<'_>, asked: Asked) -> Result<Picked, StoreError> {
    let kinds = Kinds { tx, proposed: OnceCell::new() };
    if let Asked::Kind(kind) = asked {
        return kinds.of(kind);
    }
    let mut found = Picked::default();
    if asked == Asked::Unknown {
        for law in laws().iter().filter(|law| law.rule != ConsentRule::Unknown) {
            let countries: Vec<&str> = law.countries.iter().map(String::as_str).collect();
            let of: Vec<&str> = law.kinds.iter().map(|kind| kind.word()).collect();
            found = found.or(&kinds.among(living_in(tx, &countries)?, &of)?);
        }
        found = selected(tx, "SELECT p.id FROM person p", &[])?.without(&found);
    } else {
        let by_address = match asked {
            Asked::Needed => Picked::default(),
            _ => selected(tx, "SELECT a.person_id FROM address a WHERE a.basis = 'consent' AND a.position = 0", &[])?,
        };
        for group in groups() {
            let mut members = Picked::default();
            for (of, countries) in &group.countries {
                members = members.or(&kinds.among(living_in(tx, countries)?, of)?);
            }
            found = found.or(&of_group(tx, asked, &group, members, &by_address)?);
        }
    }
    Ok(found.without(&selected(tx, "SELECT p.id FROM person p WHERE p.kind = 'employee'", &[])?))
}

fn of_group(tx: &ReadTx<'_>, asked: Asked, group: &Group, members: Picked, by_address: &Picked) -> Result<Picked, StoreError> {
    let noted = |which: &str| {
        let now = vec![Value::Integer(tx.now().get()); which.matches('?').count()];
        selected(tx, &format!("SELECT c.person_id FROM consent c WHERE {which}"), &now)
    };
    let holds = || Ok::<_, StoreError>(noted(&group.holding())?.or(by_address));
    Ok(match asked {
        Asked::Held => members.and(&holds()?),
        Asked::Missing => members.without(&holds()?),
        Asked::Expired => members.without(&holds()?).and(&noted(&group.ever())?),
        Asked::Needed | Asked::Unknown | Asked::Kind(_) => members,
    })
}

/// Whoever lives in one of these countries. A country is kept as its code however it was entered, and so is its folded form, which has an index.
fn living_in(tx: &ReadTx<'_>, countries: &[&str]) -> Result<Picked, StoreError> {
    let codes: Vec<String> = countries.iter().map(|code| format!("'{}'", fold::key(code))).collect();
    selected(tx, &format!("SELECT p.id FROM person p WHERE p.country_key IN ({})", codes.join(", ")), &[])
}

/// What the law takes people for, as far as anybody asks.
struct Kinds<'t, 'c> {
    tx: &'t ReadTx<'c>,
    /// Traders, and those who are written to at their work's address; anybody else is taken for what the law protects most.
    proposed: OnceCell<(Picked, Picked)>,
}

impl Kinds<'_, '_> {
    /// Those of these people whom the law takes for one of these kinds; all three are everybody. Private people are those who are left: nobody
    /// looks for them.
    fn among(&self, people: Picked, of: &[&str]) -> Result<Picked, StoreError> {
        let private = of.contains(&RecipientKind::Individual.word());
        let counts = |kind: &RecipientKind| *kind != RecipientKind::Individual && of.contains(&kind.word()) != private;
        let mut others = Picked::default();
        for kind in RecipientKind::ALL.iter().copied().filter(counts) {
            others = others.or(&self.of(kind)?);
        }
        Ok(if private { people.without(&others) } else { people.and(&others) })
    }

    fn of(&self, kind: RecipientKind) -> Result<Picked, StoreError> {
        if self.proposed.get().is_none() {
            let _first = self.proposed.set(self.propose()?);
        }
        let (traders, at_work) = self.proposed.get().cloned().unwrap_or_default();
        Ok(match kind {
            RecipientKind::SoleTrader => traders,
            RecipientKind::Corporate => at_work,
            RecipientKind::Individual => selected(self.tx, "SELECT p.id FROM person p", &[])?.without(&traders).without(&at_work),
        })
    }

    /// As the statement [`KIND`] says it of one person.
    fn propose(&self) -> Result<(Picked, Picked), StoreError> {
        let of = |select: &str| selected(self.tx, select, &[]);
        // Whoever has an address of an outlet's, of a role's, or of ours: less those of whom none of it is so, who are fewer.
        let alone = of("SELECT p.id FROM person p WHERE p.outlet_id IS NULL")?
            .without(&of("SELECT p.id FROM person p WHERE p.kind = 'employee'")?)
            .without(&of(&AT_ROLE)?);
        let at_work = of(&ELSEWHERE)?.without(&alone);
        let free = self.free()?;
        let said = |kind: RecipientKind| of(&format!("SELECT r.person_id FROM recipient_kind r WHERE r.kind = '{}'", kind.word()));
        let (trader, corporate) = (said(RecipientKind::SoleTrader)?, said(RecipientKind::Corporate)?);
        let of_anybody = of("SELECT r.person_id FROM recipient_kind r")?;
        Ok((free.clone().without(&of_anybody).or(&trader), at_work.without(&free).without(&of_anybody).or(&corporate)))
    }

    /// Whoever's role says that they are free. Of all roles each is looked at once.
    fn free(&self) -> Result<Picked, StoreError> {
        const FREE: &str = "role_key LIKE '%freelance%' OR role_key LIKE 'freie%'";
        static WALKED: LazyLock<String> = LazyLock::new(|| {
            format!(
                "WITH RECURSIVE one (role_key, n) AS (
                   SELECT min(p.role_key), 1 FROM person p
                   UNION ALL SELECT (SELECT min(p.role_key) FROM person p WHERE p.role_key > one.role_key), n + 1 FROM one
                   WHERE role_key IS NOT NULL AND n <= {MOST_ROLES})
                 SELECT COALESCE(max(n), 0), json_group_array(role_key) FILTER (WHERE {FREE}) FROM one"
            )
        });
        let (walked, free): (i64, String) = self.tx.prepare_cached(&WALKED)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if walked > MOST_ROLES {
            return selected(self.tx, &format!("SELECT p.id FROM person p WHERE p.{}", FREE.replace("OR role_key", "OR p.role_key")), &[]);
        }
        selected(self.tx, "SELECT p.id FROM person p WHERE p.role_key IN (SELECT j.value FROM json_each(?) j)", &[Value::Text(free)])
    }
}

/// Those of these people whose rule asks for consent and of whom none holds, in their order.
pub(in crate::contacts) fn without_consent(tx: &ReadTx<'_>, whose: &[PersonId]) -> Result<Vec<PersonId>, StoreError> {
    if whose.len() > FEW
        && let Some(missing) = Picked::of(tx, &Condition::consent_missing())?
    {
        return Ok(whose.iter().copied().filter(|person| missing.has(*person)).collect());
    }
    let condition = Condition::consent_missing();
    let mut query =
        tx.prepare_cached(&format!("SELECT p.id FROM json_each(?) j CROSS JOIN person p ON p.id = j.value WHERE {}", condition.sql))?;
    let ids: Vec<i64> = whose.iter().map(|person| person.get()).collect();
    let mut binds = vec![Value::Text(serde_json::to_string(&ids).unwrap_or_else(|_| "[]".to_owned()))];
    binds.extend(condition.bound(tx));
    let rows = query.query_map(rusqlite::params_from_iter(binds), |row| Ok(row.get::<_, i64>(0)?.into()))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
