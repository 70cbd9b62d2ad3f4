//! Addresses as people type them into tables: what can be read as it stands, and what could be meant where it cannot.

use crate::net::{AddressFault, EmailAddress, parse_mailbox};

/// The one address in a cell: bare, as `Name <address>`, or as a `mailto:` link.
pub(super) fn read_address(text: &str) -> Result<(Option<String>, EmailAddress), AddressFault> {
    let text = seen(text);
    let bare = strip_link(text);
    let bare = bare.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(bare);
    match EmailAddress::parse(bare) {
        Ok(address) => Ok((None, address)),
        Err(fault) => match parse_mailbox(text) {
            Ok((Some(name), address)) => Ok((Some(name), address)),
            _ => Err(fault),
        },
    }
}

/// A text without the blanks and the marks of direction around it, which nobody sees and word processors leave behind.
pub(super) fn seen(text: &str) -> &str {
    let unseen = |letter: char| {
        letter.is_whitespace() || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    text.trim_matches(unseen)
}

fn strip_link(text: &str) -> &str {
    match text.get(..7) {
        Some(start) if start.eq_ignore_ascii_case("mailto:") => text.get(7..).unwrap_or_default().split('?').next().unwrap_or_default(),
        _ => text,
    }
}

/// What could be meant by a text that is no address, if one small step makes it one. Only proposed, never done.
pub(super) fn proposal(text: &str) -> Option<String> {
    let text = strip_link(text.trim());
    let steps: [fn(&str) -> String; 8] = [
        |t| t.replace(',', "."),
        |t| t.trim_end_matches(['.', ',', ';', ':', '>', ')']).trim_start_matches(['<', '(', '.', ',']).to_owned(),
        |t| t.split_whitespace().collect(),
        |t| t.replace("..", "."),
        |t| t.replace("@@", "@"),
        |t| {
            let spoken = t.replace(" (at) ", "@").replace("(at)", "@").replace("[at]", "@").replace(" at ", "@");
            spoken.replace(" (dot) ", ".").replace("(dot)", ".").replace("[dot]", ".").replace(" dot ", ".")
        },
        |t| t.replace("@.", "@").replace(".@", "@"),
        |t| t.chars().filter(|c| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}')).collect(),
    ];
    let makes = |candidate: &str| candidate != text && EmailAddress::parse(candidate).is_ok_and(|address| !address.has_unknown_ending());
    for step in steps {
        let once = step(text);
        if makes(&once) {
            return Some(once);
        }
    }
    for first in steps {
        for second in steps {
            let twice = second(&first(text));
            if makes(&twice) {
                return Some(twice);
            }
        }
    }
    None
}
