//! The record as a page to read and as Markdown. Pure.

use crate::messages::{Language, Message};

/// One part of the record: what it is about, what the file knows of it, and what only its keeper does.
pub(super) struct Section {
    pub(super) heading: Message,
    pub(super) lines: Vec<Message>,
    pub(super) open: Vec<Message>,
}

/// The whole record.
pub(super) struct Record {
    pub(super) title: Message,
    pub(super) intro: Message,
    pub(super) sections: Vec<Section>,
}

impl Record {
    /// The record as Markdown: what is to be filled in is a box that is not ticked.
    pub(super) fn markdown(&self, language: Language) -> String {
        let say = |message: &Message| marked(&message.text(language));
        let mut out = format!("# {}\n\n{}\n", say(&self.title), say(&self.intro));
        for section in &self.sections {
            out.push_str(&format!("\n## {}\n\n", say(&section.heading)));
            section.lines.iter().for_each(|line| out.push_str(&format!("- {}\n", say(line))));
            section.open.iter().for_each(|line| out.push_str(&format!("- [ ] {}\n", say(line))));
        }
        out
    }

    /// The record as a page; it asks for nothing from anywhere.
    pub(super) fn html(&self, language: Language) -> String {
        let say = |message: &Message| escaped(&message.text(language));
        let title = say(&self.title);
        let tag = if language == Language::De { "de" } else { "en" };
        let mut out = format!(
            "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
             <body>\n<h1>{title}</h1>\n<p>{}</p>\n",
            say(&self.intro)
        );
        for section in &self.sections {
            out.push_str(&format!("<h2>{}</h2>\n<ul>\n", say(&section.heading)));
            section.lines.iter().for_each(|line| out.push_str(&format!("<li>{}</li>\n", say(line))));
            section.open.iter().for_each(|line| out.push_str(&format!("<li class=\"open\">☐ {}</li>\n", say(line))));
            out.push_str("</ul>\n");
        }
        out.push_str("</body>\n</html>\n");
        out
    }
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}\
h2{margin:1.6rem 0 .4rem;font-size:1.15rem}ul{margin:0;padding-left:1.2rem}li{overflow-wrap:anywhere}\
.open{list-style:none;margin-left:-1.2rem;color:#8a3a00}";

/// Names and sources stand as they are: nothing in them becomes a heading, a link or a box.
fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        if matches!(sign, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            out.push('\\');
        }
        out.push(if sign.is_control() { ' ' } else { sign });
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
