//! `tidings house …`: the words of the house, and the rules by which its texts are proofed.

use std::path::PathBuf;

use clap::Subcommand;
use tidings_core::error::Problem;
use tidings_core::messages::Message;
use tidings_core::proofing::{HouseWordEdit, Rule, api};

use crate::output::Answer;
use crate::session::Asked;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Keep the words that the house avoids, and those that are always right.
    #[command(subcommand, after_help = "Example:\n  tidings house words add utilise --instead use\n  tidings house words list")]
    Words(WordsVerb),
    /// List the rules of proofing, and switch them on and off.
    #[command(subcommand, after_help = "Example:\n  tidings house rules off jargon sentences\n  tidings house rules list")]
    Rules(RulesVerb),
    /// Keep the dictionaries of Hunspell that this computer checks spelling by.
    #[command(subcommand, after_help = "Example:\n  tidings house dictionaries add /usr/share/hunspell/de_DE.dic")]
    Dictionaries(DictionariesVerb),
}

#[derive(Subcommand)]
pub(crate) enum DictionariesVerb {
    /// List them, with how many words each has.
    #[command(after_help = "Example:\n  tidings house dictionaries list")]
    List,
    /// Copy one in: a .dic or .aff whose other file lies beside it, or a folder of such files.
    #[command(after_help = "Example:\n  tidings house dictionaries add de_AT.aff")]
    Add {
        /// The file or folder.
        path: PathBuf,
    },
    /// Take one away.
    #[command(after_help = "Example:\n  tidings house dictionaries remove de-AT")]
    Remove {
        /// Its language, as the list has it.
        language: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum WordsVerb {
    /// List the words of the house.
    #[command(after_help = "Example:\n  tidings --json house words list")]
    List,
    /// Enter a word or phrase that the house avoids, or with --right one that no dictionary may call wrong.
    #[command(
        after_help = "Example:\n  tidings house words add 'less than' --instead under --reason 'Shorter.' --language en\n  tidings house words add Leuchtturmtage --right"
    )]
    Add {
        /// The word or phrase.
        word: String,
        /// What the house says instead.
        #[arg(long, default_value = "", conflicts_with = "right")]
        instead: String,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
        /// The two letters of its language; every language without it.
        #[arg(long, default_value = "")]
        language: String,
        /// It is always right.
        #[arg(long)]
        right: bool,
    },
    /// Take a word away again.
    #[command(after_help = "Example:\n  tidings house words remove 'less than'")]
    Remove {
        /// The word or phrase.
        word: String,
        /// The two letters of its language, where several have it.
        #[arg(long)]
        language: Option<String>,
    },
}

#[derive(Subcommand)]
pub(crate) enum RulesVerb {
    /// List the rules, and which are on.
    #[command(after_help = "Example:\n  tidings house rules list")]
    List,
    /// Switch rules on.
    #[command(after_help = "Example:\n  tidings house rules on jargon")]
    On {
        /// The rules.
        #[arg(required = true, value_parser = rule)]
        rules: Vec<Rule>,
    },
    /// Switch rules off, for all documents of the workspace.
    #[command(after_help = "Example:\n  tidings house rules off jargon sentences")]
    Off {
        /// The rules.
        #[arg(required = true, value_parser = rule)]
        rules: Vec<Rule>,
    },
}

pub(crate) fn rule(word: &str) -> Result<Rule, String> {
    Rule::from_word(word).ok_or_else(|| Rule::ALL.iter().map(|rule| rule.as_str()).collect::<Vec<_>>().join(", "))
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    match verb {
        Verb::Words(verb) => words(verb, asked).await,
        Verb::Rules(verb) => rules(verb, asked).await,
        Verb::Dictionaries(verb) => dictionaries(verb, asked).await,
    }
}

async fn words(verb: WordsVerb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        WordsVerb::List => {
            let all = api::house_words(&ws).await?;
            if output.is_json() {
                all.iter().for_each(|word| output.object(word));
            } else {
                let instead = |right: bool, instead: &str| if right { output.words("cli.house.right") } else { instead.to_owned() };
                let rows = all
                    .iter()
                    .map(|one| vec![one.word.clone(), instead(one.right, &one.instead), one.language.clone(), one.reason.clone()]);
                output.table(&["cli.head.word", "cli.head.instead", "cli.head.language", "cli.head.reason"], rows.collect());
            }
        }
        WordsVerb::Add { word, instead, reason, language, right } => {
            let id = api::add_house_word(&ws, HouseWordEdit { word: word.clone(), instead, reason, language, right }).await?;
            output.answer(&serde_json::json!({ "word": id }), || word);
        }
        WordsVerb::Remove { word, language } => {
            let id = api::house_word_named(&ws, word.clone(), language).await?;
            api::remove_house_word(&ws, id).await?;
            output.answer(&serde_json::json!({ "removed": id }), || word);
        }
    }
    Ok(Answer::Done)
}

async fn rules(verb: RulesVerb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    let (changed, on) = match verb {
        RulesVerb::List => (Vec::new(), true),
        RulesVerb::On { rules } => (rules, true),
        RulesVerb::Off { rules } => (rules, false),
    };
    for rule in changed {
        api::set_rule(&ws, rule, on).await?;
    }
    let all = api::rules(&ws).await?;
    if output.is_json() {
        all.iter().for_each(|card| output.object(card));
    } else {
        let state = |on: bool| output.say(&Message::new("cli.house.state").with("on", if on { "yes" } else { "no" }));
        output.table(
            &["cli.head.rule", "cli.head.state"],
            all.iter().map(|card| vec![card.rule.as_str().to_owned(), state(card.on)]).collect(),
        );
    }
    Ok(Answer::Done)
}

async fn dictionaries(verb: DictionariesVerb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    let shown = match verb {
        DictionariesVerb::List => api::dictionaries(&ws).await?,
        DictionariesVerb::Add { path } => api::add_dictionary(&ws, path).await?,
        DictionariesVerb::Remove { language } => {
            api::remove_dictionary(&ws, language.clone()).await?;
            output.answer(&serde_json::json!({ "removed": language }), || language);
            return Ok(Answer::Done);
        }
    };
    if output.is_json() {
        shown.iter().for_each(|one| output.object(one));
    } else {
        let rows = shown.iter().map(|one| vec![one.language.clone(), one.words.to_string()]);
        output.table(&["cli.head.language", "cli.head.words"], rows.collect());
    }
    Ok(Answer::Done)
}
