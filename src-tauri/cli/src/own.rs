//! `tidings tag …` and `tidings field …`: words that users put on people, and fields of the organisation's own.

use clap::Subcommand;
use tidings_core::contacts::api::{self, CustomFieldCard};
use tidings_core::contacts::{ChoiceChange, CustomFieldChange, CustomFieldInput, CustomKind};
use tidings_core::error::Problem;

use crate::output::Answer;
use crate::session::Asked;

#[derive(Subcommand)]
pub(crate) enum TagVerb {
    /// List all tags with how many people have them.
    #[command(after_help = "Example:\n  tidings --json tag list")]
    List,
    /// Give a tag another name; where another tag has that name, the two become one.
    #[command(after_help = "Example:\n  tidings tag rename vip 'Guest of honour'")]
    Rename {
        /// The tag: name or number.
        tag: String,
        /// Its new name.
        name: String,
    },
    /// Take a tag off everybody and away; undo brings it back.
    #[command(after_help = "Example:\n  tidings tag delete vip")]
    Delete {
        /// The tag: name or number.
        tag: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum FieldVerb {
    /// Make a field of your own.
    #[command(
        after_help = "Example:\n  tidings field add Circulation --kind number\n  tidings field add 'Press card' --kind choice --choice local --choice national"
    )]
    Add {
        /// Its name.
        name: String,
        /// text, long-text, number, date, choice or yes-no.
        #[arg(long, default_value = "text", value_parser = kind)]
        kind: CustomKind,
        /// What can be chosen, in its order.
        #[arg(long = "choice", value_name = "CHOICE")]
        choices: Vec<String>,
    },
    /// List your own fields, with what questions call them.
    #[command(after_help = "Example:\n  tidings field list")]
    List,
    /// Give a field another name or other choices; what questions call it stays.
    #[command(
        after_help = "Example:\n  tidings field edit 'Press card' --name Badge --rename-choice local=regional --choice international --drop-choice none"
    )]
    Edit {
        /// The field: name, word or number.
        field: String,
        /// Its new name.
        #[arg(long)]
        name: Option<String>,
        /// A further choice.
        #[arg(long = "choice", value_name = "CHOICE")]
        choices: Vec<String>,
        /// A choice's new name, for everybody who has it.
        #[arg(long, value_name = "OLD=NEW")]
        rename_choice: Vec<String>,
        /// A choice that nobody has is taken away.
        #[arg(long, value_name = "CHOICE")]
        drop_choice: Vec<String>,
    },
    /// Put fields into this order; the others stand behind them.
    #[command(after_help = "Example:\n  tidings field order 'Press card' Circulation")]
    Order {
        /// The fields: names, words or numbers.
        #[arg(required = true)]
        fields: Vec<String>,
    },
    /// Take a field away with everybody's values; undo brings all back.
    #[command(after_help = "Example:\n  tidings field delete Circulation")]
    Delete {
        /// The field: name, word or number.
        field: String,
    },
}

fn kind(word: &str) -> Result<CustomKind, String> {
    let known = || CustomKind::ALL.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(", ");
    CustomKind::from_word(word).ok_or_else(|| format!("one of {}", known()))
}

pub(crate) async fn tag(verb: TagVerb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        TagVerb::List => {
            let tags = api::tags(&ws).await?;
            if output.is_json() {
                tags.iter().for_each(|tag| output.object(tag));
            } else {
                let rows = tags.iter().map(|tag| vec![tag.id.to_string(), tag.name.clone(), tag.people.to_string()]).collect();
                output.table(&["cli.head.id", "cli.head.name", "cli.head.people"], rows);
            }
        }
        TagVerb::Rename { tag, name } => {
            let tag = api::tag(&ws, &tag).await?;
            let stays = api::rename_tag(&ws, tag, name.clone()).await?;
            output.answer(&serde_json::json!({ "tag": stays, "merged": stays != tag }), || name);
        }
        TagVerb::Delete { tag } => {
            let id = api::tag(&ws, &tag).await?;
            api::delete_tag(&ws, id).await?;
            output.answer(&serde_json::json!({ "deleted": id }), || tag);
        }
    }
    Ok(Answer::Done)
}

pub(crate) async fn field(verb: FieldVerb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        FieldVerb::Add { name, kind, choices } => {
            let field = api::add_custom_field(&ws, CustomFieldInput { name, kind, choices }).await?;
            output.answer(&field, || format!("{} {}", field.name, field.in_questions()));
        }
        FieldVerb::List => {
            let fields = api::custom_fields(&ws).await?;
            if output.is_json() {
                fields.iter().for_each(|card| output.object(card));
            } else {
                output.table(
                    &["cli.head.name", "cli.head.kind", "cli.head.question", "cli.head.people", ""],
                    fields.iter().map(row).collect(),
                );
            }
        }
        FieldVerb::Edit { field, name, choices, rename_choice, drop_choice } => {
            let held = api::custom_field(&ws, &field).await?;
            let changed = !(choices.is_empty() && rename_choice.is_empty() && drop_choice.is_empty());
            let renamed =
                |choice: &str| rename_choice.iter().find_map(|pair| pair.strip_prefix(choice)?.strip_prefix('=').map(str::to_owned));
            let kept = held.choices.iter().filter(|choice| !drop_choice.contains(choice));
            let kept =
                kept.map(|choice| ChoiceChange { was: Some(choice.clone()), name: renamed(choice).unwrap_or_else(|| choice.clone()) });
            let all = kept.chain(choices.into_iter().map(|name| ChoiceChange { was: None, name })).collect();
            let change = CustomFieldChange { name, choices: changed.then_some(all) };
            let field = api::change_custom_field(&ws, held.id, change).await?;
            output.answer(&field, || format!("{} {}", field.name, field.in_questions()));
        }
        FieldVerb::Order { fields } => {
            let mut order = Vec::with_capacity(fields.len());
            for named in &fields {
                order.push(api::custom_field(&ws, named).await?.id);
            }
            api::arrange_custom_fields(&ws, order.clone()).await?;
            output.answer(&serde_json::json!({ "order": order }), || fields.join("\n"));
        }
        FieldVerb::Delete { field } => {
            let held = api::custom_field(&ws, &field).await?;
            let people = api::delete_custom_field(&ws, held.id).await?;
            output.answer(&serde_json::json!({ "deleted": held.id, "people": people }), || held.name.clone());
        }
    }
    Ok(Answer::Done)
}

fn row(card: &CustomFieldCard) -> Vec<String> {
    let field = &card.field;
    vec![field.name.clone(), field.kind.word().to_owned(), card.in_questions.clone(), card.people.to_string(), field.choices.join(", ")]
}
