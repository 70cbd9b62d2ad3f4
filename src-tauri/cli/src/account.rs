//! `tidings account …`.

use clap::Subcommand;
use secrecy::SecretString;
use tidings_core::accounts::api::{self, AccountCard, AccountInput};
use tidings_core::accounts::{AccountKind, ServerChoice};
use tidings_core::error::{Place, Problem};
use tidings_core::workspace::Workspace;

use crate::output::{Answer, Output};
use crate::session::Asked;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Add an account.
    #[command(
        after_help = "Example:\n  tidings account add press --from 'Ana Reis <press@example.org>' --smtp smtps://press%40example.org@mail.example.org --password-stdin"
    )]
    Add {
        /// The name you call it.
        name: String,
        #[command(flatten)]
        fields: Fields,
    },
    /// Change an account; what is not named stays.
    Edit {
        /// Its name or number.
        name: String,
        #[command(flatten)]
        fields: Fields,
    },
    /// Try everything but sending, and say which step fails.
    Test {
        /// Its name or number.
        name: String,
        #[command(flatten)]
        password: Password,
    },
    /// All accounts.
    List,
    /// Remove an account and forget its password.
    Remove {
        /// Its name or number.
        name: String,
    },
}

#[derive(clap::Args)]
pub(crate) struct Fields {
    /// The sender: 'Ana Reis <press@example.org>'.
    #[arg(long)]
    from: Option<String>,
    /// Where answers go.
    #[arg(long, value_name = "ADDRESS")]
    reply_to: Option<String>,
    /// The server: smtp[s]://user@host:port[?tls=none|starttls|implicit].
    #[arg(long, value_name = "URL")]
    smtp: Option<String>,
    /// Most messages in a minute.
    #[arg(long, value_name = "N")]
    per_minute: Option<u32>,
    /// Most messages in an hour.
    #[arg(long, value_name = "N")]
    per_hour: Option<u32>,
    /// Most messages in any 24 hours.
    #[arg(long, value_name = "N")]
    per_day: Option<u32>,
    /// Most connections at once.
    #[arg(long, value_name = "N")]
    connections: Option<u32>,
    /// Largest mail as encoded: 25MB.
    #[arg(long, value_name = "SIZE", value_parser = size)]
    size_limit: Option<u32>,
    #[command(flatten)]
    password: Password,
}

/// Where a password is read from: never an argument (S1).
#[derive(clap::Args)]
pub(crate) struct Password {
    /// Read the password from stdin.
    #[arg(long, conflicts_with = "password_env")]
    password_stdin: bool,
    /// Read the password from this variable.
    #[arg(long, value_name = "NAME")]
    password_env: Option<String>,
}

impl Password {
    fn read(&self) -> Result<Option<SecretString>, Problem> {
        if let Some(name) = &self.password_env {
            let missing = || Problem::refusal("accounts.no_such_variable").with("name", name.as_str()).at(Place::field("password"));
            return std::env::var(name).map(|text| Some(SecretString::from(text))).map_err(|_| missing());
        }
        if !self.password_stdin {
            return Ok(None);
        }
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map_err(|e| Problem::failure("workspace.failed").because(e))?;
        Ok(Some(SecretString::from(line.trim_end_matches(['\r', '\n']).to_owned())))
    }
}

fn size(text: &str) -> Result<u32, String> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let unit = match unit.trim().to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "KB" => 1_000,
        "MB" | "M" => 1_000_000,
        _ => return Err(format!("“{text}” is no size; 25MB is one")),
    };
    number.parse::<u32>().ok().and_then(|n| n.checked_mul(unit)).ok_or_else(|| format!("“{text}” is no size; 25MB is one"))
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::Add { name, fields } => {
            let input = new(name, &fields)?;
            let card = api::add(&ws, changed(input, &fields)?).await?;
            keep(&ws, &card, fields.password.read()?, output).await?;
            told(&card, output);
        }
        Verb::Edit { name, fields } => {
            let card = api::named(&ws, Some(name)).await?;
            let card = api::edit(&ws, card.id, changed(card.fields, &fields)?).await?;
            keep(&ws, &card, fields.password.read()?, output).await?;
            told(&card, output);
        }
        Verb::Test { name, password } => {
            let card = api::named(&ws, Some(name)).await?;
            if let Some(password) = password.read()? {
                api::use_password(&ws, card.id, password).await?;
            }
            let tested = api::test(&ws, card.id, |_| {}).await?;
            output.answer(&tested, || format!("{} {}", tested.server, tested.tls));
        }
        Verb::List => {
            let all = api::list(&ws).await?;
            if output.is_json() {
                all.iter().for_each(|card| output.object(card));
            } else {
                output.table(&["id", "name", "from", "server"], all.iter().map(row).collect());
            }
        }
        Verb::Remove { name } => {
            let card = api::named(&ws, Some(name)).await?;
            api::remove(&ws, card.id).await?;
            told(&card, output);
        }
    }
    Ok(Answer::Done)
}

fn row(card: &AccountCard) -> Vec<String> {
    let server = match card.fields.kind {
        AccountKind::Practice => "practice".to_owned(),
        AccountKind::Smtp => format!("{}:{}", card.fields.server.host, card.fields.server.port),
    };
    vec![card.id.to_string(), card.fields.name.clone(), card.fields.from.clone(), server]
}

fn told(card: &AccountCard, output: &Output) {
    output.answer(card, || row(card).join("  "));
}

async fn keep(ws: &Workspace, card: &AccountCard, password: Option<SecretString>, output: &Output) -> Result<(), Problem> {
    use tidings_core::accounts::Kept;
    let Some(password) = password else { return Ok(()) };
    if api::keep_password(ws, card.id, password).await? == Kept::ThisRun {
        output.note(&output.say(&tidings_core::messages::Message::new("accounts.no_keychain")));
    }
    Ok(())
}

fn new(name: String, fields: &Fields) -> Result<AccountInput, Problem> {
    let missing = |field: &'static str| Problem::refusal("accounts.missing").with("field", field).at(Place::field(field));
    let from = fields.from.clone().ok_or_else(|| missing("from"))?;
    let smtp = fields.smtp.as_deref().ok_or_else(|| missing("smtp"))?;
    let practice = AccountInput::practice(name, Some(from));
    Ok(AccountInput { kind: AccountKind::Smtp, server: ServerChoice::parse(smtp)?, size_limit: None, ..practice })
}

fn changed(input: AccountInput, fields: &Fields) -> Result<AccountInput, Problem> {
    Ok(AccountInput {
        from: fields.from.clone().unwrap_or(input.from),
        reply_to: fields.reply_to.clone().unwrap_or(input.reply_to),
        server: match &fields.smtp {
            Some(text) => ServerChoice::parse(text)?,
            None => input.server,
        },
        per_minute: fields.per_minute.or(input.per_minute),
        per_hour: fields.per_hour.or(input.per_hour),
        per_day: fields.per_day.or(input.per_day),
        connections: fields.connections.unwrap_or(input.connections),
        size_limit: fields.size_limit.or(input.size_limit),
        ..input
    })
}
