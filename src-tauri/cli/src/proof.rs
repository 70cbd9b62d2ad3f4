//! `tidings document proof` and `tidings block proof`: what a careful reader would ask about a text or a block.

use clap::Args;
use tidings_core::error::Problem;
use tidings_core::ids::{BlockId, DocumentId};
use tidings_core::messages::Message;
use tidings_core::proofing::api::Fixing;
use tidings_core::proofing::{Fix, Hint, Ignore, Rule, api};
use tidings_core::workspace::Workspace;

use crate::house::rule;
use crate::output::{Answer, Output};

/// A document that is read through.
#[derive(Args)]
pub(crate) struct Proofing {
    /// The document.
    id: DocumentId,
    /// Show the hints of this rule alone.
    #[arg(long, value_name = "RULE", value_parser = rule)]
    rule: Option<Rule>,
    /// Do not show this hint again: its number in the list.
    #[arg(long, value_name = "N", conflicts_with_all = ["rule", "show_ignored"])]
    ignore: Option<usize>,
    /// With --ignore: nor the same words anywhere else in the document.
    #[arg(long, requires = "ignore")]
    everywhere: bool,
    /// Put what is proposed in the place of this hint: its number in the list. What stood there is kept as a revision.
    #[arg(long, value_name = "N", conflicts_with_all = ["rule", "ignore", "show_ignored", "fix_all"], group = "fixing")]
    fix: Option<usize>,
    /// With --fix: the proposal by its number, from 1; else the likeliest.
    #[arg(long, value_name = "N", requires = "fix", default_value_t = 1, hide_default_value = true)]
    with: usize,
    /// Put the likeliest proposal in the place of each hint of the rule.
    #[arg(long, requires = "rule", conflicts_with_all = ["ignore", "show_ignored"], group = "fixing")]
    fix_all: bool,
    /// With --fix or --fix-all: the text in which the hints were seen, as `base` in JSON names it; a text that is another by now is left alone.
    #[arg(long, requires = "fixing")]
    base: Option<String>,
    /// Show all hints again that were ignored.
    #[arg(long)]
    show_ignored: bool,
}

/// Reads a document through and prints what was found.
pub(crate) async fn run(ws: &Workspace, asked: Proofing, output: &Output) -> Result<Answer, Problem> {
    if asked.show_ignored {
        api::show_ignored(ws, asked.id).await?;
    }
    let fixing = match asked.rule {
        Some(rule) if asked.fix_all => Some(Fixing::All(rule)),
        _ => asked.fix.map(|number| Fixing::Hint { number, fix: asked.with }),
    };
    if let Some(fixing) = fixing {
        let done = api::fix(ws, asked.id, fixing, asked.base).await?;
        output.note(&output.say(&Message::new("cli.proof.fixed").with("n", done)));
    }
    let mut proof = api::proof_whole(ws, asked.id).await?;
    if let Some(number) = asked.ignore {
        let hint = number.checked_sub(1).and_then(|at| proof.hints.get(at)).cloned();
        let hint = hint.ok_or_else(|| Problem::missing("proofing.no_hint").with("n", number))?;
        let how = if asked.everywhere { Ignore::Document } else { Ignore::Here };
        api::ignore(ws, asked.id, hint.rule, hint.words, hint.around, how).await?;
        proof = api::proof_whole(ws, asked.id).await?;
    }
    let shown: Vec<(usize, &Hint)> =
        proof.hints.iter().enumerate().filter(|(_, hint)| asked.rule.is_none_or(|rule| rule == hint.rule)).collect();
    tell(&shown, Some(&proof.base), output);
    let ease = proof.readability.map_or(-1, |found| i64::from(found.ease.max(0)));
    let sum = Message::new("cli.proof.sum")
        .with("n", proof.hints.len())
        .with("more", proof.more)
        .with("ignored", proof.ignored)
        .with("readable", if proof.readability.is_some() { "yes" } else { "no" })
        .with("ease", ease);
    output.note(&output.say(&sum));
    Ok(if shown.is_empty() { Answer::Done } else { Answer::Found })
}

/// Reads a reusable block through and prints what was found in it.
pub(crate) async fn run_block(ws: &Workspace, block: BlockId, only: Option<Rule>, output: &Output) -> Result<Answer, Problem> {
    let proof = api::proof_block_whole(ws, block).await?;
    let shown: Vec<(usize, &Hint)> = proof.hints.iter().enumerate().filter(|(_, hint)| only.is_none_or(|rule| rule == hint.rule)).collect();
    tell(&shown, None, output);
    output.note(&output.say(&Message::new("cli.proof.block").with("n", proof.hints.len()).with("more", proof.more)));
    Ok(if shown.is_empty() { Answer::Done } else { Answer::Found })
}

/// Prints hints with their numbers; `base` names the text that they are of.
fn tell(shown: &[(usize, &Hint)], base: Option<&str>, output: &Output) {
    if output.is_json() {
        for (at, hint) in shown {
            output.object(&serde_json::json!({
                "hint": at + 1, "rule": hint.rule, "row": hint.place.row, "words": hint.words, "says": output.say(&hint.what),
                "fixes": hint.fixes, "place": hint.place, "block": hint.block, "base": base,
            }));
        }
        return;
    }
    let row = |(at, hint): &(usize, &Hint)| {
        let line = hint.place.row.map(|row| row.to_string()).unwrap_or_default();
        // What stands in a block is mended there: the column says where instead of with what.
        let instead = hint.block.as_ref().map_or_else(
            || fix(hint),
            |block| output.say(&Message::new("cli.proof.within").with("block", block.id.to_string()).with("name", block.name.as_str())),
        );
        vec![(at + 1).to_string(), line, hint.rule.as_str().to_owned(), hint.words.clone(), output.say(&hint.what), instead]
    };
    let head = ["cli.head.hint", "cli.head.line", "cli.head.rule", "cli.head.words", "cli.head.says", "cli.head.instead"];
    output.table(&head, shown.iter().map(row).collect());
}

/// The likeliest fix, as words.
fn fix(hint: &Hint) -> String {
    match hint.fixes.first() {
        Some(Fix::Words { text }) => text.clone(),
        Some(Fix::Address { url }) => url.clone(),
        Some(Fix::Part { .. }) | None => String::new(),
    }
}
