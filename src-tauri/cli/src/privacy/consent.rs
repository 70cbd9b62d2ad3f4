//! `tidings privacy consent …`, `press-news`, `laws`: what the law takes people for, and what proves that they consented.

use clap::Args;
use tidings_core::contacts::api::{self as contacts, who};
use tidings_core::contacts::{ConsentGround, ConsentInput, ConsentStanding, Law, RecipientKind};
use tidings_core::distribution::api::{self as distribution, PressNews};
use tidings_core::error::{Place, Problem};
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::output::{Answer, Output};

/// Whose consent, and what is said of it.
#[derive(Args)]
pub(crate) struct Consent {
    /// The person: number or address.
    who: String,
    /// What the law takes them for: `individual`, `sole-trader`, `corporate`; `proposed` for what is proposed.
    #[arg(long, value_name = "KIND")]
    recipient: Option<String>,
    /// They consented: `express`, `published`, `given`, `relationship`, `enquiry`.
    #[arg(long, value_name = "GROUND", requires = "how", conflicts_with = "end")]
    note: Option<String>,
    /// How they did.
    #[arg(long, requires = "note")]
    how: Option<String>,
    /// On which day, YYYY-MM-DD; else today.
    #[arg(long, value_name = "DAY", default_value = "", requires = "note")]
    on: String,
    /// The words that show it, or the name of the file that does.
    #[arg(long, default_value = "", requires = "note")]
    evidence: String,
    /// The consent by this ground was withdrawn, or noted by mistake.
    #[arg(long, value_name = "GROUND")]
    end: Option<String>,
}

fn no_word(field: &str, text: &str, known: &[&str]) -> Problem {
    let words = Message::new("contacts.fault.choice").with("text", text).with("choices", known.join(", "));
    Problem::refusal("contacts.refused").with("count", 1_i64).at(Place { what: Some(words), ..Place::field(field) })
}

fn ground(field: &str, text: &str) -> Result<ConsentGround, Problem> {
    let known: Vec<&str> = ConsentGround::ALL.iter().map(|one| one.word()).collect();
    ConsentGround::from_word(text).ok_or_else(|| no_word(field, text, &known))
}

pub(super) async fn run(ws: &Workspace, asked: Consent, output: &Output) -> Result<Answer, Problem> {
    let person = who(ws, &asked.who).await?;
    if let Some(word) = asked.recipient {
        let known: Vec<&str> = RecipientKind::ALL.iter().map(|one| one.word()).chain(["proposed"]).collect();
        let kind = match word.as_str() {
            "proposed" => None,
            word => Some(RecipientKind::from_word(word).ok_or_else(|| no_word("recipient", word, &known))?),
        };
        contacts::set_recipient_kind(ws, person, kind).await?;
    }
    if let Some(word) = asked.note {
        let input =
            ConsentInput { ground: ground("note", &word)?, on: asked.on, how: asked.how.unwrap_or_default(), evidence: asked.evidence };
        contacts::note_consent(ws, person, input).await?;
    }
    if let Some(word) = asked.end {
        contacts::end_consent(ws, person, ground("end", &word)?).await?;
    }
    let standing = contacts::consent_of(ws, person).await?;
    output.answer(&standing, || lines(&standing, output).join("\n"));
    Ok(Answer::Done)
}

fn or_none(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}

/// How it stands with somebody, in words.
fn lines(standing: &ConsentStanding, output: &Output) -> Vec<String> {
    let yes = |is: bool| if is { "yes" } else { "no" };
    let recipient = Message::new("cli.privacy.recipient").with("kind", standing.kind.word()).with("said", yes(standing.said));
    let law = &standing.law;
    let rule = Message::new("cli.privacy.rule").with("rule", law.rule.word()).with("source", or_none(&law.source));
    let mut lines =
        vec![output.say(&recipient.with("country", or_none(&standing.country))), output.say(&rule.with("as_of", law.as_of.as_str()))];
    if standing.missing {
        lines.push(output.words("cli.privacy.consent_missing"));
    }
    if standing.by_basis {
        lines.push(output.words("cli.privacy.consent_basis"));
    }
    for one in &standing.consents {
        let says = Message::new("cli.privacy.consented").with("ground", one.entered.ground.word()).with("on", one.entered.on.as_str());
        let says = says.with("how", one.entered.how.as_str()).with("until", one.until.as_deref().unwrap_or("none"));
        lines.push(output.say(&says.with("holds", yes(one.holds))));
    }
    lines
}

pub(super) async fn press_news(ws: &Workspace, decided: Option<String>, output: &Output) -> Result<Answer, Problem> {
    if let Some(word) = decided {
        let decided = match word.as_str() {
            "advertising" => PressNews::Advertising,
            "news" => PressNews::News,
            "undecided" => PressNews::Undecided,
            _ => return Err(no_word("decided", &word, &["advertising", "news", "undecided"])),
        };
        distribution::set_press_news(ws, decided).await?;
    }
    let decided = distribution::press_news(ws).await?;
    output.answer(&serde_json::json!({ "press_news": decided }), || {
        let word = match decided {
            PressNews::Advertising => "advertising",
            PressNews::News => "news",
            PressNews::Undecided => "undecided",
        };
        output.say(&Message::new("cli.privacy.press_news").with("decided", word))
    });
    Ok(Answer::Done)
}

pub(super) fn laws(output: &Output) {
    let laws = contacts::consent_laws();
    if output.is_json() {
        laws.iter().for_each(|law| output.object(law));
        return;
    }
    let row = |law: &Law| {
        let kinds: Vec<&str> = law.kinds.iter().map(|kind| kind.word()).collect();
        vec![law.countries.join(" "), kinds.join(", "), law.rule.word().to_owned(), law.source.clone(), law.as_of.clone()]
    };
    let heads = ["cli.head.country", "cli.head.recipient", "cli.head.rule", "cli.head.source", "cli.head.as_of"];
    output.table(&heads, laws.iter().map(row).collect());
}
