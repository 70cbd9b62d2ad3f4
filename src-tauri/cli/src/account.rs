//! `tidings account …`.

mod dkim;
mod domain;
mod reading;
mod sign_in;

use clap::Subcommand;
use secrecy::SecretString;
use tidings_core::accounts::api::{self, AccountCard, AccountInput};
use tidings_core::accounts::{AccountKind, Forgotten, Kept, ServerChoice};
use tidings_core::distribution::api::resume_account;
use tidings_core::error::{Place, Problem};
use tidings_core::ids::AccountId;
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::distribution;
use crate::output::{Answer, Output};
use crate::session::Asked;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Add an account. `account add practice` needs no address: it is the mail server inside the program.
    #[command(
        after_help = "Example:\n  tidings account add press --from 'Ana Reis <press@example.org>' --smtp smtps://press%40example.org@mail.example.org --password-stdin\n  tidings account add practice"
    )]
    Add {
        /// The name you call it.
        name: String,
        #[command(flatten)]
        fields: Fields,
    },
    /// Change an account; what is not named stays.
    #[command(after_help = "Example:\n  tidings account edit press --per-minute 30 --per-day 2000")]
    Edit {
        /// Its name or number.
        name: String,
        #[command(flatten)]
        fields: Fields,
    },
    /// Try everything but sending, and say which step fails.
    #[command(after_help = "Example:\n  tidings account test press")]
    Test {
        /// Its name or number.
        name: String,
        #[command(flatten)]
        password: Password,
    },
    /// Trust one certificate for the account's server whoever vouches for it; no other one of that server.
    #[command(
        after_help = "Example:\n  tidings account trust press 9f:86:d0:81:88:4c:7d:65:9a:2f:ea:a0:c5:5a:d0:15:a3:bf:4f:1b:2b:0b:82:2c:d1:5d:6c:15:b0:f0:0a:08"
    )]
    Trust {
        /// Its name or number.
        name: String,
        /// The certificate's fingerprint (SHA-256), as `account test` shows it.
        #[arg(required_unless_present = "none", conflicts_with = "none")]
        fingerprint: Option<String>,
        /// Trust none any longer.
        #[arg(long)]
        none: bool,
    },
    /// Have a code mailed to an address of yours, or enter it: tests go only to confirmed addresses, and an account sends as
    /// another address than its login's only once a code came from there.
    #[command(after_help = "Example:\n  tidings account confirm press\n  tidings account confirm press --code 123456")]
    Confirm {
        /// Its name or number.
        name: String,
        /// The address; else the one that the account sends as.
        #[arg(long)]
        address: Option<String>,
        /// The code that was mailed.
        #[arg(long)]
        code: Option<String>,
        #[command(flatten)]
        password: Password,
    },
    /// Your own addresses, to which tests may go.
    #[command(after_help = "Example:\n  tidings account addresses")]
    Addresses {
        /// Forget this one.
        #[arg(long, value_name = "ADDRESS")]
        forget: Option<String>,
    },
    /// Let an account go on that its server's words had paused, and every distribution that waits for it.
    #[command(after_help = "Example:\n  tidings account resume press")]
    Resume {
        /// Its name or number.
        name: String,
        /// Without being asked: nobody is, since Send was confirmed for all of them.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        password: Password,
    },
    /// Say where the account's own mailbox is read, to look for what became of mails; nothing in it is ever changed. Without
    /// more words it is shown, or proposed where it is not read yet.
    #[command(
        after_help = "Example:\n  tidings account reading press imaps://press%40example.org@imap.example.org --password-stdin\n  tidings account reading press --proposed --same-password"
    )]
    Reading(reading::Words),
    /// Try the whole way to the account's mailbox, and say which step fails.
    #[command(after_help = "Example:\n  tidings account test-reading press")]
    TestReading {
        /// Its name or number.
        name: String,
        #[command(flatten)]
        password: Password,
    },
    /// Send one mail to the account's own address and look whether its server files a copy of what is sent.
    #[command(after_help = "Example:\n  tidings account probe press --yes")]
    Probe {
        /// Its name or number.
        name: String,
        /// Send it.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        password: Password,
    },
    /// Sign in in the browser, as Microsoft 365 and Google want it, instead of with a password: with the organisation's own client.
    /// The address is printed, and opened where there is a terminal; what lets the account in is kept in the keychain.
    #[command(
        after_help = "Example:\n  tidings account sign-in press --client-id 8eaef023-2b34-4da1-9baa-8bc8c9d6a490 --tenant example.org\n  tidings account sign-in press\n  tidings account sign-in press --none"
    )]
    SignIn(sign_in::Words),
    /// Sign what the account sends (DKIM): for mail that leaves by a relay of your own; most providers sign by themselves. Shows
    /// the keys and the records to publish.
    #[command(
        after_help = "Example:\n  tidings account dkim press --make --key both\n  tidings account dkim press --check\n  tidings account dkim press --on"
    )]
    Dkim(dkim::Words),
    /// Look at the sender's domain: who takes its mail, which servers may send as it, keys, policy, and whether any of it answers
    /// for the sender. Each in one sentence, with the record to publish.
    #[command(after_help = "Example:\n  tidings account check-domain press")]
    CheckDomain(domain::Words),
    /// All accounts, and why one waits.
    #[command(after_help = "Example:\n  tidings account list")]
    List,
    /// Remove an account and forget its password.
    #[command(after_help = "Example:\n  tidings account remove press")]
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
#[derive(clap::Args, Clone, Default)]
pub(crate) struct Password {
    /// Read the password from stdin.
    #[arg(long, conflicts_with = "password_env")]
    password_stdin: bool,
    /// Read the password from this variable.
    #[arg(long, value_name = "NAME")]
    password_env: Option<String>,
}

impl Password {
    /// Gives the password to this run of the program alone; where the keychain has none, it is asked for at a terminal.
    pub(crate) async fn give(&self, ws: &Workspace, account: AccountId, output: &Output) -> Result<(), Problem> {
        let given = match self.read()? {
            None if output.can_ask() => match api::password_to_ask(ws, account).await? {
                Some(name) => ask(&Message::new("accounts.ask_password").with("account", name), output)?,
                None => None,
            },
            given => given,
        };
        match given {
            Some(password) => api::use_password(ws, account, password).await,
            None => Ok(()),
        }
    }

    /// As [`give`](Self::give), the password for the account's mailbox.
    pub(crate) async fn give_for_reading(&self, ws: &Workspace, account: AccountId, output: &Output) -> Result<(), Problem> {
        let given = match self.read()? {
            None if output.can_ask() => match api::reading_password_to_ask(ws, account).await? {
                Some(name) => ask(&Message::new("accounts.ask_reading_password").with("account", name), output)?,
                None => None,
            },
            given => given,
        };
        match given {
            Some(password) => api::use_reading_password(ws, account, password).await,
            None => Ok(()),
        }
    }

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

/// Asks for a password at the terminal, which does not show it; none if nothing was typed.
fn ask(question: &Message, output: &Output) -> Result<Option<SecretString>, Problem> {
    let typed = rpassword::prompt_password(output.say(question)).map_err(|e| Problem::failure("workspace.failed").because(e))?;
    Ok((!typed.is_empty()).then(|| SecretString::from(typed)))
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
        // A new workspace has one already: naming it again shows it, or changes what is named.
        Verb::Add { name, fields } if is_practice(&name, &fields) => {
            let there = api::named(&ws, Some(name.clone())).await.ok().filter(|card| card.fields.kind == AccountKind::Practice);
            let card = match there {
                Some(card) => api::edit(&ws, card.id, changed(card.fields, &fields)?).await?,
                None => api::add(&ws, changed(AccountInput::practice(name, None), &fields)?).await?,
            };
            told(&card, output);
        }
        Verb::Add { name, fields } => {
            let input = new(name, &fields)?;
            // Read first: without the password that was named nothing is added.
            let password = fields.password.read()?;
            let card = api::add(&ws, changed(input, &fields)?).await?;
            let password = match password {
                None if output.can_ask() && !card.fields.server.user.is_empty() => {
                    ask(&Message::new("accounts.ask_new_password").with("account", card.fields.name.as_str()), output)?
                }
                given => given,
            };
            keep(&ws, &card, password, output).await?;
            told(&card, output);
        }
        Verb::Edit { name, fields } => {
            let card = api::named(&ws, Some(name)).await?;
            let password = fields.password.read()?;
            let card = api::edit(&ws, card.id, changed(card.fields, &fields)?).await?;
            keep(&ws, &card, password, output).await?;
            told(&card, output);
        }
        Verb::Test { name, password } => {
            let card = api::named(&ws, Some(name)).await?;
            password.give(&ws, card.id, output).await?;
            let tested = api::test(&ws, card.id, |_| {}).await?;
            output.answer(&tested, || format!("{} {}", tested.server, tested.tls));
        }
        Verb::Trust { name, fingerprint, none: _ } => {
            let card = api::named(&ws, Some(name)).await?;
            told(&api::trust_certificate(&ws, card.id, fingerprint.unwrap_or_default()).await?, output);
        }
        Verb::Confirm { name, address, code, password } => {
            let card = api::named(&ws, Some(name)).await?;
            let address = address.unwrap_or(card.from_address);
            if let Some(code) = code {
                api::confirm_code(&ws, address.clone(), code).await?;
                output.answer(&serde_json::json!({ "address": address, "confirmed": true }), || address.clone());
                return Ok(Answer::Done);
            }
            password.give(&ws, card.id, output).await?;
            api::send_code(&ws, card.id, address.clone(), output.language()).await?;
            let told = Message::new("accounts.code_mailed").with("address", address.as_str());
            output.answer(&serde_json::json!({ "address": address, "confirmed": false }), || output.say(&told));
        }
        Verb::Addresses { forget } => {
            if let Some(address) = forget {
                api::forget_address(&ws, address).await?;
            }
            for own in api::own_addresses(&ws).await? {
                let confirmed = own.confirmed_at.map(tidings_core::ids::Millis::to_rfc3339);
                if output.is_json() {
                    output.object(&serde_json::json!({ "address": own.address, "confirmed_at": confirmed }));
                } else {
                    output.line(&format!("{}  {}", own.address, confirmed.unwrap_or_default()));
                }
            }
        }
        Verb::Resume { name, yes: _, password } => {
            let card = api::named(&ws, Some(name)).await?;
            password.give(&ws, card.id, output).await?;
            let waited = resume_account(&ws, card.id).await?;
            output.note(&output.say(&Message::new("accounts.goes_on").with("account", card.fields.name).with("n", waited.len())));
            let ids: Vec<_> = waited.iter().map(|one| one.distribution).collect();
            return distribution::all_to_the_end(&ws, &ids, output).await;
        }
        Verb::Reading(words) => reading::set(&ws, words, output).await?,
        Verb::TestReading { name, password } => reading::test(&ws, name, &password, output).await?,
        Verb::Probe { name, yes, password } => reading::probe(&ws, name, yes, &password, output).await?,
        Verb::SignIn(words) => sign_in::sign_in(&ws, words, output).await?,
        Verb::Dkim(words) => dkim::run(&ws, words, output).await?,
        Verb::CheckDomain(words) => return domain::run(&ws, words, output).await,
        Verb::List => {
            let all = api::list(&ws).await?;
            if output.is_json() {
                all.iter().for_each(|card| output.object(card));
            } else {
                let rows = all.iter().map(|card| {
                    let waits = card.paused.as_ref().map(|pause| output.say(&pause.says)).unwrap_or_default();
                    [row(card), vec![waits]].concat()
                });
                output.table(&["cli.head.id", "cli.head.name", "cli.head.from", "cli.head.server", "cli.head.paused"], rows.collect());
            }
        }
        Verb::Remove { name } => {
            let card = api::named(&ws, Some(name)).await?;
            if api::remove(&ws, card.id).await? == Forgotten::KeychainShut {
                output.note(&output.say(&Message::new("accounts.keychain_shut").with("account", card.fields.name.as_str())));
            }
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
    let Some(password) = password else { return Ok(()) };
    if api::keep_password(ws, card.id, password).await? == Kept::ThisRun {
        output.note(&output.say(&Message::new("accounts.no_keychain")));
    }
    Ok(())
}

/// `account add practice` needs no address and no server: it is the server inside the program.
fn is_practice(name: &str, fields: &Fields) -> bool {
    fields.smtp.is_none() && name.trim().eq_ignore_ascii_case("practice")
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
