//! The page that the browser shows at the end: plain, in the reader's language, without script.

use crate::error::Problem;
use crate::messages::{Language, Message};

/// What became of a sign-in, for whoever looks at the browser.
pub(super) fn page(problem: Option<&Problem>, language: Language) -> String {
    let say = |key: &'static str| Message::new(key).text(language);
    let (title, text) = match problem {
        None => (say("accounts.sign_in_page.done"), say("accounts.sign_in_page.done.text")),
        Some(problem) => (say("accounts.sign_in_page.failed"), problem.what.text(language)),
    };
    let (title, text, close) = (escaped(&title), escaped(&text), escaped(&say("accounts.sign_in_page.close")));
    let tag = match language {
        Language::En => "en",
        Language::De => "de",
    };
    format!(
        "<!doctype html>\n<html lang=\"{tag}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>:root{{color-scheme:light dark}}body{{font:17px/1.5 system-ui,sans-serif;max-width:32em;\
         margin:20vh auto 0;padding:0 1.5em}}h1{{font-size:1.4em;font-weight:600}}</style></head>\
         <body><main><h1>{title}</h1><p>{text}</p><p>{close}</p></main></body></html>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_no_script_and_no_markup_of_others() {
        let problem = Problem::failure("accounts.sign_in_refused")
            .with("sign_in_host", "login.example.org")
            .with("answer", "<script>alert(1)</script>");
        for language in [Language::En, Language::De] {
            for page in [page(None, language), page(Some(&problem), language)] {
                assert!(!page.contains("<script") && !page.contains("http") && !page.contains("accounts."), "{page}");
            }
        }
    }
}
