//! `tidings account sign-in …`: in the browser instead of with a password.

use clap::ValueEnum;
use secrecy::SecretString;
use tidings_core::accounts::api::{self, AccountCard, SignInCard};
use tidings_core::accounts::{Kept, Provider, SignIn};
use tidings_core::error::{Place, Problem};
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::output::Output;

#[derive(clap::Args)]
pub(crate) struct Words {
    /// The account's name or number.
    name: String,
    /// The organisation's client ID at its provider; docs/sign-in.md shows how to get one.
    #[arg(long, value_name = "ID", conflicts_with = "none")]
    client_id: Option<String>,
    /// Whose sign-in it is; else the one that the account's server is known for.
    #[arg(long, value_name = "PROVIDER", conflicts_with = "none")]
    provider: Option<Whose>,
    /// The organisation's directory (tenant) at Microsoft: its ID or domain; '' for any.
    #[arg(long, value_name = "TENANT", conflicts_with = "none")]
    tenant: Option<String>,
    /// Read the client's secret from stdin, where the provider gives one.
    #[arg(long, conflicts_with_all = ["client_secret_env", "none"])]
    client_secret_stdin: bool,
    /// Read the client's secret from this variable.
    #[arg(long, value_name = "NAME", conflicts_with = "none")]
    client_secret_env: Option<String>,
    /// Another address where the browser signs in; '' for the provider's.
    #[arg(long, value_name = "URL", conflicts_with = "none")]
    authorize_url: Option<String>,
    /// Another address where tokens are asked for; '' for the provider's.
    #[arg(long, value_name = "URL", conflicts_with = "none")]
    token_url: Option<String>,
    /// Other scopes to ask for, with blanks between; '' for the provider's.
    #[arg(long, conflicts_with = "none")]
    scopes: Option<String>,
    /// The port of this machine that the browser comes back to; 0 for whichever is free.
    #[arg(long, value_name = "PORT", conflicts_with = "none")]
    port: Option<u16>,
    /// Only keep what is said, or show what is kept; nobody signs in now.
    #[arg(long)]
    show: bool,
    /// Open no browser: print the address alone.
    #[arg(long)]
    no_browser: bool,
    /// Log in with a password again, and forget what had let the account in.
    #[arg(long)]
    none: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Whose {
    /// Microsoft 365 and Outlook.com.
    Microsoft,
    /// Google Workspace and Gmail.
    Google,
    /// Another one: its addresses and scopes are named.
    Other,
}

impl From<Whose> for Provider {
    fn from(whose: Whose) -> Self {
        match whose {
            Whose::Microsoft => Self::Microsoft,
            Whose::Google => Self::Google,
            Whose::Other => Self::Other,
        }
    }
}

impl Words {
    /// What is to be kept, from what is and what was said.
    fn wanted(&self, before: &SignInCard) -> Option<SignIn> {
        let said = [&self.client_id, &self.tenant, &self.authorize_url, &self.token_url, &self.scopes].iter().any(|word| word.is_some());
        let said = said || self.provider.is_some() || self.port.is_some();
        let kept = before.fields.clone();
        if !said {
            return kept;
        }
        let provider = self.provider.map(Provider::from).or(kept.as_ref().map(|kept| kept.provider)).or(before.proposed);
        let kept = kept.unwrap_or(SignIn {
            provider: Provider::Other,
            client_id: String::new(),
            tenant: String::new(),
            authorize_url: String::new(),
            token_url: String::new(),
            scopes: String::new(),
            port: None,
        });
        let word = |word: &Option<String>, kept: String| word.clone().unwrap_or(kept);
        Some(SignIn {
            provider: provider.unwrap_or(kept.provider),
            client_id: word(&self.client_id, kept.client_id),
            tenant: word(&self.tenant, kept.tenant),
            authorize_url: word(&self.authorize_url, kept.authorize_url),
            token_url: word(&self.token_url, kept.token_url),
            scopes: word(&self.scopes, kept.scopes),
            port: self.port.map_or(kept.port, |port| Some(port).filter(|port| *port != 0)),
        })
    }

    /// The client's secret, where one was named: never an argument (S1).
    fn secret(&self) -> Result<Option<SecretString>, Problem> {
        if let Some(name) = &self.client_secret_env {
            let missing = || Problem::refusal("accounts.no_such_variable").with("name", name.as_str()).at(Place::field("client_secret"));
            return std::env::var(name).map(|text| Some(SecretString::from(text))).map_err(|_| missing());
        }
        if !self.client_secret_stdin {
            return Ok(None);
        }
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map_err(|e| Problem::failure("workspace.failed").because(e))?;
        Ok(Some(SecretString::from(line.trim_end_matches(['\r', '\n']).to_owned())))
    }
}

pub(super) async fn sign_in(ws: &Workspace, words: Words, output: &Output) -> Result<(), Problem> {
    let account = api::named(ws, Some(words.name.clone())).await?;
    let name = || account.fields.name.as_str();
    if words.none {
        let card = api::set_sign_in(ws, account.id, None, None).await?;
        told(&account, &card, output, || output.say(&Message::new("accounts.signed_out").with("account", name())));
        return Ok(());
    }
    let before = api::show_sign_in(ws, account.id).await?;
    let card = api::set_sign_in(ws, account.id, words.wanted(&before), words.secret()?).await?;
    if words.show {
        let host = card.host.clone();
        told(&account, &card, output, || {
            output.say(&Message::new("accounts.signs_in_set").with("account", name()).with("sign_in_host", host))
        });
        return Ok(());
    }
    let opens = output.can_ask() && !words.no_browser;
    let signed_in = api::sign_in(ws, account.id, output.language(), |address| {
        output.must_know(&output.words("accounts.sign_in_at"));
        output.must_know(address);
        output.note(&output.words("accounts.sign_in_waits"));
        if opens {
            // Where there is none to open, the address above is enough.
            drop(open::that_detached(address));
        }
    })
    .await?;
    if signed_in.kept == Kept::ThisRun {
        return Err(Problem::failure("accounts.sign_in_not_kept").todo("accounts.sign_in_not_kept.todo"));
    }
    let card = api::show_sign_in(ws, account.id).await?;
    told(&account, &card, output, || output.say(&Message::new("accounts.signed_in").with("account", name())));
    Ok(())
}

fn told(account: &AccountCard, card: &SignInCard, output: &Output, says: impl FnOnce() -> String) {
    let object = serde_json::json!({
        "account": account.id,
        "name": account.fields.name,
        "fields": card.fields,
        "host": card.host,
        "signed_in": card.signed_in,
        "has_secret": card.has_secret,
    });
    output.answer(&object, says);
}
