//! `tidings account reading …`: where an account's own mailbox is read.

use tidings_core::accounts::api::{self, ReadingCard, ReadingInput};
use tidings_core::accounts::{Kept, ServerChoice};
use tidings_core::error::{Place, Problem};
use tidings_core::ids::Millis;
use tidings_core::messages::Message;
use tidings_core::net::Tls;
use tidings_core::workspace::Workspace;

use super::{Password, ask};
use crate::output::Output;

#[derive(clap::Args)]
pub(crate) struct Words {
    /// The account's name or number.
    name: String,
    /// The server: imap[s]://user@host:port[?tls=none|starttls|implicit].
    #[arg(value_name = "URL", conflicts_with_all = ["proposed", "none"])]
    imap: Option<String>,
    /// Take what is proposed: from the provider, else from the server for sending.
    #[arg(long, conflicts_with = "none")]
    proposed: bool,
    /// Read it no longer.
    #[arg(long)]
    none: bool,
    /// The folder of sent mails, where it is not found by itself; '' for found by itself.
    #[arg(long, value_name = "FOLDER")]
    sent_folder: Option<String>,
    /// Trust the one certificate with this fingerprint (SHA-256) whoever vouches for it; '' for none.
    #[arg(long, value_name = "FINGERPRINT")]
    trust: Option<String>,
    /// The password is the one for sending.
    #[arg(long, conflicts_with_all = ["password_stdin", "password_env"])]
    same_password: bool,
    #[command(flatten)]
    password: Password,
}

pub(super) async fn set(ws: &Workspace, words: Words, output: &Output) -> Result<(), Problem> {
    let account = api::named(ws, Some(words.name)).await?;
    // Read first: without the password that was named nothing is changed.
    let password = words.password.read()?;
    let before = api::show_reading(ws, account.id).await?;
    let mut wanted = match (&words.imap, words.proposed, &before.fields) {
        (Some(text), _, _) => Some(ReadingInput { server: ServerChoice::parse_reading(text)?, sent_folder: String::new() }),
        (None, true, _) => Some(before.proposed.clone()),
        (None, false, fields) => fields.clone(),
    };
    if let (Some(wanted), Some(folder)) = (&mut wanted, words.sent_folder) {
        wanted.sent_folder = folder;
    }
    let mut card = if words.none {
        api::set_reading(ws, account.id, None).await?
    } else if wanted != before.fields {
        api::set_reading(ws, account.id, wanted).await?
    } else {
        before
    };
    if let Some(fingerprint) = words.trust {
        card = api::trust_reading_certificate(ws, account.id, fingerprint).await?;
    }
    let named = words.imap.is_some() || words.proposed;
    let asks = card.fields.as_ref().is_some_and(|fields| !fields.server.user.is_empty());
    let password = match password {
        None if named && asks && !words.same_password && output.can_ask() => {
            ask(&Message::new("accounts.ask_reading_password").with("account", account.fields.name.as_str()), output)?
        }
        given => given,
    };
    if (words.same_password || password.is_some()) && api::keep_reading_password(ws, account.id, password).await? == Kept::ThisRun {
        output.note(&output.say(&Message::new("accounts.no_keychain")));
    }
    told(&account.fields.name, &card, output);
    Ok(())
}

pub(super) async fn test(ws: &Workspace, name: String, password: &Password, output: &Output) -> Result<(), Problem> {
    let account = api::named(ws, Some(name)).await?;
    password.give_for_reading(ws, account.id, output).await?;
    let tested = api::test_reading(ws, account.id, |_| {}).await?;
    output.answer(&tested, || format!("{} {}", tested.sent_folder, tested.tls));
    Ok(())
}

pub(super) async fn probe(ws: &Workspace, name: String, yes: bool, password: &Password, output: &Output) -> Result<(), Problem> {
    let account = api::named(ws, Some(name)).await?;
    if !yes {
        return Err(Problem::needs_consent("accounts.probe_confirm").at(Place::field("yes")));
    }
    password.give(ws, account.id, output).await?;
    password.give_for_reading(ws, account.id, output).await?;
    let probe = api::probe(ws, account.id, output.language()).await?;
    let says = Message::new("accounts.probe_says").with("n", u32::from(probe.sent_copy));
    output.answer(&probe, || output.say(&says));
    if let Some(seen) = probe.authentication {
        let words = |found: Option<bool>| match found {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        };
        let list = if seen.covers_list { "yes" } else { "no" };
        let says = Message::new("accounts.probe_authentication").with("signed", if seen.signed { "yes" } else { "no" });
        let says = says.with("list", list).with("spf", words(seen.spf)).with("dkim", words(seen.dkim)).with("dmarc", words(seen.dmarc));
        output.note(&output.say(&says));
    }
    if probe.id_kept == Some(false) {
        output.note(&output.say(&Message::new("accounts.probe_id_replaced")));
    }
    Ok(())
}

fn url(input: &ReadingInput) -> String {
    let (scheme, tls) = match input.server.tls {
        Tls::Implicit => ("imaps", ""),
        Tls::StartTls => ("imap", ""),
        Tls::None => ("imap", "?tls=none"),
    };
    let user = input.server.user.replace('%', "%25").replace('@', "%40");
    let at = if user.is_empty() { "" } else { "@" };
    format!("{scheme}://{user}{at}{}:{}{tls}", input.server.host, input.server.port)
}

fn told(name: &str, card: &ReadingCard, output: &Output) {
    output.answer(card, || match &card.fields {
        None => output.say(&Message::new("accounts.reads_proposed").with("account", name).with("server", url(&card.proposed))),
        Some(fields) => {
            let probed = card.probe.map(|probe| {
                let says = Message::new("accounts.probe_says").with("n", u32::from(probe.sent_copy));
                format!("{}  {}", Millis::to_rfc3339(probe.at), output.say(&says))
            });
            [Some(url(fields)), Some(fields.sent_folder.clone()).filter(|folder| !folder.is_empty()), probed]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("\n")
        }
    });
}
