//! `tidings document ask`, `approve`, `approval` and the like, and `workspace approval-rule`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use tidings_core::accounts;
use tidings_core::distribution::api::{self, ApprovalFor, ApprovalState, ApprovalView, AskApproval};
use tidings_core::error::Problem;
use tidings_core::ids::DocumentId;
use tidings_core::literature::approval::{ApprovalPerson, ApprovalRole, ApprovalRule, api as rules};
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::output::Output;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Ask that a document be approved exactly as it is now: text, files, sender and audience. Any later change voids the approval.
    #[command(
        after_help = "Example:\n  tidings document ask 4 --of 'Margaret Oyelaran' --to 'Heritage press' --account press\n  tidings document ask 4"
    )]
    Ask {
        /// The document.
        id: DocumentId,
        /// Who is asked, once for each, in order; else those of last time, else the approvers of the rule.
        #[arg(long = "of", value_name = "NAME")]
        people: Vec<String>,
        /// To whom it is to go; else as it was asked last.
        #[arg(long, value_name = "SEGMENT|QUERY", allow_hyphen_values = true)]
        to: Option<String>,
        /// Whose people are taken out.
        #[arg(long, value_name = "SEGMENT|QUERY", requires = "to", allow_hyphen_values = true)]
        except: Vec<String>,
        /// From which account; else the only one.
        #[arg(long, requires = "to")]
        account: Option<String>,
        /// How many of them must approve; 0 for all.
        #[arg(long, value_name = "N")]
        needed: Option<u32>,
        /// One is asked after the other.
        #[arg(long)]
        in_order: bool,
        /// Stop asking: nobody is waited for, and what was approved by it is approved no more.
        #[arg(long, conflicts_with_all = ["people", "to", "needed", "in_order"])]
        stop: bool,
    },
    /// Approve a document as it is now, by the name under which you work here; or note what an approver answered with a code or a file.
    #[command(
        after_help = "Example:\n  tidings document approve 4\n  tidings document approve 4 --send-back --note 'The date is wrong.'\n  tidings document approve --code K7QF2-9MXA4"
    )]
    Approve {
        /// The document.
        #[arg(required_unless_present_any = ["code", "file"], conflicts_with_all = ["code", "file"])]
        id: Option<DocumentId>,
        /// Send it back instead.
        #[arg(long, conflicts_with_all = ["code", "file"])]
        send_back: bool,
        /// Take your own approval back.
        #[arg(long, conflicts_with_all = ["code", "file", "send_back"])]
        take_back: bool,
        /// What you add.
        #[arg(long, default_value = "")]
        note: String,
        /// The code of a review file.
        #[arg(long)]
        code: Option<String>,
        /// An answer file.
        #[arg(long, conflicts_with = "code")]
        file: Option<PathBuf>,
    },
    /// How a document stands with its approval, and what changed since.
    #[command(after_help = "Example:\n  tidings --json document approval 4")]
    Approval {
        /// The document.
        id: DocumentId,
    },
    /// The documents whose approval was asked for, the newest first.
    #[command(after_help = "Example:\n  tidings document approvals --open")]
    Approvals {
        /// Only those that wait, were sent back or are void.
        #[arg(long)]
        open: bool,
    },
    /// Write the page that an approver without the program reads, with a code for yes and one for no.
    #[command(after_help = "Example:\n  tidings document review 4 --of 'Margaret Oyelaran' --out margaret.html")]
    Review {
        /// The document.
        id: DocumentId,
        /// Whose page it is.
        #[arg(long = "of", value_name = "NAME")]
        name: String,
        /// The file, which must not exist.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

/// `workspace approval-rule`.
#[derive(Args)]
pub(crate) struct RuleChange {
    /// Nothing is sent that is not approved.
    #[arg(long, conflicts_with = "optional")]
    required: bool,
    /// What is not approved can be sent all the same.
    #[arg(long)]
    optional: bool,
    /// Who has to do with texts, once for each: a name and writer, editor or approver. Editors and approvers may approve; approvers are
    /// asked unless others are named. Takes the place of the list before.
    #[arg(long, value_name = "NAME:ROLE", value_parser = person)]
    person: Vec<ApprovalPerson>,
    /// Nobody in particular: everybody may approve who is asked.
    #[arg(long, conflicts_with = "person")]
    nobody: bool,
    /// How many must approve at least; 0 for all who are asked.
    #[arg(long, value_name = "N")]
    needed: Option<u32>,
    /// Whether one is asked after the other.
    #[arg(long, value_name = "yes|no", value_parser = yes)]
    in_order: Option<bool>,
    /// Whether whoever wrote a text may approve it.
    #[arg(long, value_name = "yes|no", value_parser = yes)]
    writer: Option<bool>,
}

fn person(text: &str) -> Result<ApprovalPerson, String> {
    let (name, role) = text.rsplit_once(':').ok_or_else(|| format!("“{text}” is no name and role, like 'Ana Reis:editor'"))?;
    let role = ApprovalRole::of_word(role).ok_or_else(|| format!("“{role}” is no role: writer, editor or approver"))?;
    Ok(ApprovalPerson { name: name.to_owned(), role })
}

fn yes(word: &str) -> Result<bool, String> {
    match word {
        "yes" => Ok(true),
        "no" => Ok(false),
        other => Err(format!("“{other}” is neither yes nor no")),
    }
}

/// Changes the rule where anything is said, and shows it.
pub(crate) async fn rule(ws: &Workspace, change: RuleChange, output: &Output) -> Result<(), Problem> {
    let held = rules::approval_rule(ws).await?;
    let RuleChange { required, optional, person, nobody, needed, in_order, writer } = change;
    let wanted = ApprovalRule {
        required: required || held.required && !optional,
        needed: needed.unwrap_or(held.needed),
        ordered: in_order.unwrap_or(held.ordered),
        writer_may: writer.unwrap_or(held.writer_may),
        people: if nobody || !person.is_empty() { person } else { held.people.clone() },
    };
    let kept = if wanted == held { held } else { rules::set_approval_rule(ws, wanted).await? };
    output.answer(&kept, || {
        let mut lines = vec![output.words(if kept.required { "cli.approval.required" } else { "cli.approval.optional" })];
        lines.extend(kept.people.iter().map(|one| format!("{}  {}", one.role.word(), one.name)));
        lines.join("\n")
    });
    Ok(())
}

pub(crate) async fn run(verb: Verb, ws: &Workspace, output: &Output) -> Result<(), Problem> {
    match verb {
        Verb::Ask { id, stop: true, .. } => {
            let seen = api::approval(ws, id).await?.seen();
            show(&api::withdraw_approval(ws, id, seen.ask).await?, output);
        }
        Verb::Ask { id, people, to, except, account, needed, in_order, stop: false } => {
            let goes = match to {
                None => None,
                Some(to) => {
                    let account = Some(accounts::api::named(ws, account).await?.id);
                    Some(ApprovalFor { account, to, except, parent: None })
                }
            };
            let asked = AskApproval { goes, people, needed, ordered: in_order.then_some(true) };
            show(&api::ask_approval(ws, id, asked).await?, output);
        }
        Verb::Approve { code: Some(code), note, .. } => show(&api::answer_with_code(ws, code, note).await?, output),
        Verb::Approve { file: Some(file), .. } => show(&api::answer_with_file(ws, file).await?, output),
        Verb::Approve { id: Some(id), take_back: true, .. } => {
            let seen = api::approval(ws, id).await?.seen();
            show(&api::take_back_approval(ws, id, seen.ask).await?, output);
        }
        Verb::Approve { id: Some(id), send_back, note, .. } => {
            let seen = api::approval(ws, id).await?.seen();
            let view = if send_back { api::send_back(ws, id, seen, note).await? } else { api::approve(ws, id, seen, note).await? };
            show(&view, output);
        }
        // The parser asks for one of them.
        Verb::Approve { .. } => {}
        Verb::Approval { id } => show(&api::approval(ws, id).await?, output),
        Verb::Approvals { open } => {
            let all = api::approvals(ws).await?.into_iter().filter(|one| !open || one.state != ApprovalState::Approved);
            if output.is_json() {
                all.for_each(|one| output.object(&one));
            } else {
                output.table(
                    &["cli.head.id", "cli.head.state", "cli.head.headline", "cli.head.waits_for"],
                    all.map(|one| {
                        vec![one.document.to_string(), one.state.word().to_owned(), one.headline.clone(), one.waits_for.join(", ")]
                    })
                    .collect(),
                );
            }
        }
        Verb::Review { id, name, out } => {
            let file = api::save_review_file(ws, id, name, out, output.language()).await?;
            output.answer(&serde_json::json!({ "document": id, "file": file }), || file.display().to_string());
        }
    }
    Ok(())
}

/// One document's approval: the view for programs, a few lines for people.
fn show(view: &ApprovalView, output: &Output) {
    output.answer(view, || {
        let state = Message::new("cli.approval.state").with("state", view.state.word());
        let mut lines = vec![output.say(&state)];
        for one in view.ask.iter().flat_map(|ask| &ask.people) {
            let said = one.answer.map_or("waiting", |answer| answer.word());
            let at = one.at.map(tidings_core::ids::Millis::to_rfc3339).unwrap_or_default();
            lines.push(format!("{}  {said}  {at}  {}", one.name, one.note).trim_end().to_owned());
        }
        for one in &view.writers {
            lines.push(output.say(&Message::new("cli.approval.wrote").with("name", one.name.as_str()).with("why", one.why.word())));
        }
        for change in &view.changes {
            let told = Message::new("cli.approval.change").with("what", change.part.word()).with("words", change.words);
            lines.push(output.say(&told));
        }
        lines.join("\n")
    });
}
