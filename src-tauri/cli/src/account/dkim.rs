//! `tidings account dkim …`: the keys with which an account signs its mails.

use tidings_core::accounts::api::{self, DkimCard, DkimInput, DkimKind, Published};
use tidings_core::error::Problem;
use tidings_core::ids::Millis;
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::output::Output;

#[derive(clap::Args)]
pub(crate) struct Words {
    /// The account's name or number.
    name: String,
    /// Make new keys. They sign nothing until --on.
    #[arg(long, conflicts_with_all = ["on", "off", "remove", "check"])]
    make: bool,
    /// The domain that answers for the mails; else the sender's own.
    #[arg(long, requires = "make")]
    domain: Option<String>,
    /// The name under which the key is found there; else a new one.
    #[arg(long, requires = "make")]
    selector: Option<String>,
    /// Which keys: rsa is known everywhere, both signs every mail twice.
    #[arg(long, value_enum, default_value = "rsa", requires = "make")]
    key: Kind,
    /// Look whether the records are found.
    #[arg(long, conflicts_with_all = ["on", "off", "remove"])]
    check: bool,
    /// Sign with the newest key of each kind, once its record is found.
    #[arg(long, conflicts_with_all = ["off", "remove"])]
    on: bool,
    /// Sign although the record is not found.
    #[arg(long, requires = "on")]
    unseen: bool,
    /// Sign no longer.
    #[arg(long, conflicts_with = "remove")]
    off: bool,
    /// Forget this key, in the keychain too.
    #[arg(long, value_name = "SELECTOR")]
    remove: Option<String>,
    /// Ask this name server instead of the system's.
    #[arg(long, value_name = "ADDRESS", env = "TIDINGS_RESOLVER")]
    resolver: Option<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Kind {
    Rsa,
    Ed25519,
    Both,
}

impl Kind {
    fn kind(self) -> DkimKind {
        match self {
            Self::Rsa => DkimKind::Rsa,
            Self::Ed25519 => DkimKind::Ed25519,
            Self::Both => DkimKind::Both,
        }
    }
}

pub(super) async fn run(ws: &Workspace, words: Words, output: &Output) -> Result<(), Problem> {
    let account = api::named(ws, Some(words.name)).await?;
    if let Some(resolver) = &words.resolver {
        api::use_resolver(ws, resolver)?;
    }
    if words.check {
        for seen in api::look_for_dkim(ws, account.id).await? {
            if output.is_json() {
                output.object(&seen);
            } else {
                output.line(&format!("{}  {}", seen.selector, output.say(&Message::new(found(seen.published)))));
            }
        }
        return Ok(());
    }
    let card = if words.make {
        let proposed = api::dkim(ws, account.id).await?.proposed;
        let input = DkimInput {
            domain: words.domain.unwrap_or(proposed.domain),
            selector: words.selector.unwrap_or(proposed.selector),
            kind: words.key.kind(),
        };
        api::make_dkim(ws, account.id, input).await?
    } else if words.on || words.off {
        api::sign_with_dkim(ws, account.id, words.on, words.unseen).await?
    } else if let Some(selector) = words.remove {
        api::remove_dkim(ws, account.id, selector).await?
    } else {
        api::dkim(ws, account.id).await?
    };
    told(&card, output);
    Ok(())
}

fn found(published: Published) -> &'static str {
    match published {
        Published::Yes => "accounts.dkim_found",
        Published::Missing => "accounts.dkim_found_missing",
        Published::Other => "accounts.dkim_found_other",
        Published::Testing => "accounts.dkim_found_testing",
        Published::Unknown => "accounts.domain.unknown",
    }
}

fn told(card: &DkimCard, output: &Output) {
    output.answer(card, || {
        if card.keys.is_empty() {
            return output.say(&Message::new("accounts.dkim_no_key"));
        }
        let key = |key: &api::DkimKeyCard| {
            let signs =
                Message::new("accounts.dkim_signs_since").with("n", u32::from(key.signs)).with("at", Millis::to_rfc3339(key.made_at));
            format!("{}  {}\n  {} TXT \"{}\"", key.selector, output.say(&signs), key.record_name, key.record)
        };
        card.keys.iter().map(key).collect::<Vec<_>>().join("\n")
    });
}
