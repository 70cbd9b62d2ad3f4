//! Whatever a text holds, no output acts, fetches or says a tag (W4, S3), and every word reaches every output in its order (W3).
//!
//! The judge of HTML is a tokenizer by other hands, which reads a page as a browser does.

use std::cell::{Cell, RefCell};
use std::io::{Cursor, Read as _};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use proptest::prelude::*;

use super::print::{PaperSize, compose};
use super::tests::{bytes_of, outside, revision, sender, values};
use super::{Imprint, Marks, Published, prepare, web_page, web_words, word};

/// All that our pages are made of; whatever else stands in one came out of a text.
const ELEMENTS: [&str; 41] = [
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "article",
    "header",
    "footer",
    "section",
    "table",
    "tbody",
    "tr",
    "td",
    "th",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "a",
    "img",
    "blockquote",
    "ul",
    "ol",
    "li",
    "pre",
    "code",
    "hr",
    "br",
    "strong",
    "em",
    "s",
    "sup",
    "div",
    "span",
    "del",
    "time",
];

/// What is found fault with in a page, and its words.
#[derive(Default)]
struct Judge {
    faults: RefCell<Vec<String>>,
    words: RefCell<String>,
    /// Within what a page says of itself to machines (JSON-LD), which no browser runs.
    in_facts: Cell<bool>,
}

impl Judge {
    /// Whether it begins or ends the one script that is none.
    fn is_facts(&self, tag: &Tag) -> bool {
        let of_facts =
            |tag: &Tag| tag.attrs.len() == 1 && tag.attrs.iter().all(|a| &*a.name.local == "type" && &*a.value == "application/ld+json");
        &*tag.name == "script" && (tag.kind == TagKind::EndTag && self.in_facts.get() || of_facts(tag))
    }

    fn tag(&self, tag: &Tag) {
        if self.is_facts(tag) {
            return;
        }
        let fault = |what: String| self.faults.borrow_mut().push(what);
        if !ELEMENTS.contains(&&*tag.name) {
            fault(format!("<{}>", tag.name));
        }
        for attribute in &tag.attrs {
            let (name, value) = (&*attribute.name.local, attribute.value.trim().to_ascii_lowercase());
            let sound = match name {
                "href" => ["http://", "https://", "mailto:", "tel:", "#"].iter().any(|scheme| value.starts_with(scheme)),
                "src" => value.starts_with("cid:") || value.starts_with("data:image/"),
                "style" => !["url(", "expression", "javascript", "import", "behavior"].iter().any(|bad| value.contains(bad)),
                "http-equiv" => value != "refresh",
                "srcdoc" | "srcset" | "action" | "formaction" | "background" | "data" | "xlink:href" => false,
                name => !name.starts_with("on"),
            };
            if !sound {
                fault(format!("<{} {name}=\"{value}\">", tag.name));
            }
        }
    }
}

impl TokenSink for Judge {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => {
                self.tag(&tag);
                self.in_facts.set(tag.kind == TagKind::StartTag && self.is_facts(&tag));
                if self.in_facts.get() {
                    return TokenSinkResult::RawData(RawKind::ScriptData);
                }
                if tag.kind == TagKind::StartTag && matches!(&*tag.name, "p" | "h1" | "h2" | "h3" | "li" | "td" | "th" | "br" | "pre") {
                    self.words.borrow_mut().push('\n');
                }
            }
            Token::CharacterTokens(words) if !self.in_facts.get() => self.words.borrow_mut().push_str(&words),
            Token::ParseError(fault) => self.faults.borrow_mut().push(fault.into_owned()),
            Token::CharacterTokens(_) | Token::DoctypeToken(_) | Token::CommentToken(_) | Token::NullCharacterToken | Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

/// The faults of a page, and its words.
fn judged(html: &str) -> (Vec<String>, String) {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let reader = Tokenizer::new(Judge::default(), TokenizerOpts { exact_errors: true, ..TokenizerOpts::default() });
    let _done = reader.feed(&input);
    reader.end();
    (reader.sink.faults.take(), reader.sink.words.take())
}

/// Every form of a body: HTML with the judge's eyes, and what is no HTML. None where the text is refused.
fn forms(body: &str) -> Option<Vec<(&'static str, String)>> {
    let text = format!("---\nheadline: Lights & <lamps>\nlanguage: en\n---\n{body}");
    let revision = revision(&text);
    let prepared = prepare(&revision, bytes_of, &sender(), &Marks::default()).ok()?;
    let preview = prepared.preview(&values(&[]), &outside()).expect("a preview of what is prepared");
    let published = Published { organisation: "Harbour </script> Trust".to_owned(), ..Published::default() };
    let web = web_page(&revision, bytes_of, &values(&[]), None, Some(&published)).expect("a web page of what is prepared");
    let part = web_words(&text, "en", &revision.attachments, bytes_of).expect("words of what is prepared");
    let sheet = compose(&revision, bytes_of, PaperSize::A4, "Harbour Trust", &Imprint::default(), None).expect("a sheet");
    let docx = word::docx(&sheet).expect("a Word file");
    let mut xml = String::new();
    zip::ZipArchive::new(Cursor::new(docx)).unwrap().by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    Some(vec![("mail", preview.html), ("web page", web), ("words on a page", part), ("text", preview.text), ("word", xml)])
}

/// What may not come through, in the places of a text that hold words. What stands within a tag has a name that no word has; words between two
/// tags within a line stay words, as CommonMark means them.
const HOSTILE: [&str; 24] = [
    "<zqx onzqx=\"zqx()\">",
    "<script zqx>alert(1)</script>",
    "<img src=zqx onerror=zqx()>",
    "<svg/onload=alert()>",
    "<a href=\"javascript:zqx()\">",
    "<iframe srcdoc=\"zqx\"></iframe>",
    "<style zqx>p{}</style>",
    "<base href=\"https://zqx.example/\">",
    "<form action=\"https://zqx.example\"><input name=zqx>",
    "<meta http-equiv=\"refresh\" content=\"0;url=https://zqx.example\">",
    "<object data=\"zqx\"></object>",
    "<!-- zqx -->",
    "<![CDATA[zqx]]>",
    "<?zqx zqx?>",
    "<!ZQX zqx>",
    "</td></tr></table><zqx>",
    "[words](javascript:alert(1))",
    "[words](  JaVaScRiPt:alert(1))",
    "[words](vbscript:msgbox)",
    "[words](data:text/html;base64,PHNjcmlwdD4=)",
    "[words](https://example.org/\"onclick=\"alert(1))",
    "<javascript:alert(1)>",
    "![x](https://tracker.example/pixel.gif)",
    "[x][ref]\n\n[ref]: javascript:alert(1) \"a\\\" onclick=\\\"b\"\n",
];

/// Around something hostile: what holds words in Markdown.
const PLACES: [(&str, &str); 8] = [
    ("", "\n\n"),
    ("words ", " words\n\n"),
    ("> ", "\n\n"),
    ("- ", "\n\n"),
    ("## ", "\n\n"),
    ("| a | b |\n|---|---|\n| ", " | c |\n\n"),
    ("**", "**\n\n"),
    ("[^1]: ", "\n\n"),
];

/// What is wrong in the forms of a body, and whether there are any.
fn looked_at(body: &str, silent: bool) -> (Vec<String>, bool) {
    let Some(forms) = forms(body) else { return (Vec::new(), false) };
    let mut wrong = Vec::new();
    for (form, out) in &forms {
        if matches!(*form, "mail" | "web page" | "words on a page") {
            let (faults, _) = judged(out);
            wrong.extend(faults.into_iter().map(|fault| format!("{form}: {fault} of {body:?}")));
        }
        if silent && let Some(at) = out.to_ascii_lowercase().find("zqx") {
            let around: String = out.chars().skip(out[..at].chars().count().saturating_sub(60)).take(120).collect();
            wrong.push(format!("{form} says a tag of {body:?}: {around}"));
        }
    }
    (wrong, true)
}

#[test]
fn nothing_hostile_comes_through_in_any_place_of_any_form() {
    let (mut seen, mut wrong) = (0, Vec::new());
    for hostile in HOSTILE {
        for (before, after) in PLACES {
            let (faults, made) = looked_at(&format!("First.\n\n{before}{hostile}{after}Last.[^1]\n"), true);
            wrong.extend(faults);
            seen += usize::from(made);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // What a form refuses says nothing of it: most are made, and without what was hostile.
    assert!(seen >= 120, "{seen} of {}", HOSTILE.len() * PLACES.len());
}

#[test]
fn a_page_that_acts_is_found() {
    for bad in [
        "<script>x</script>",
        "<p onclick=x>",
        "<a href=\"javascript:x\">",
        "<img src=\"https://a.example/b.png\">",
        "<p style=\"background:url(x)\">",
        "<p a=1 a=2>",
    ] {
        assert!(!judged(bad).0.is_empty(), "{bad}");
    }
    assert!(judged("<p>a <strong>b</strong> &lt;script&gt;</p>").0.is_empty());
}

/// A block of Markdown that says these words and nothing else.
fn block() -> impl Strategy<Value = (String, Vec<String>)> {
    let word = proptest::string::string_regex("[a-zéüß灯من]{1,6}[&<>\"'*_`#|~\\\\]?[a-z0-9]{1,5}").expect("a pattern");
    (0usize..9, prop::collection::vec(word, 1..5)).prop_map(|(kind, words)| {
        let written: Vec<String> = words.iter().map(|word| escaped(word)).collect();
        let line = written.join(" ");
        let block = match kind {
            0 => line,
            1 => format!("## {line}"),
            2 => format!("> {line}"),
            3 => written.iter().map(|word| format!("- {word}\n")).collect(),
            4 => written.iter().map(|word| format!("1. {word}\n")).collect(),
            5 => format!("**{line}**"),
            6 => format!("*{line}*"),
            7 => format!("| {} |\n|{}\n| {} |", written[0], "---|", written[1..].join(" ")),
            _ => format!("[{line}](https://example.org/a?b=c&d=e)"),
        };
        (block, words)
    })
}

fn escaped(word: &str) -> String {
    word.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])).collect()
}

/// Whether these words stand in a form in this order.
fn in_order(out: &str, words: &[String]) -> Result<(), String> {
    let mut rest = out;
    for word in words {
        let at = rest.find(word.as_str()).ok_or_else(|| word.clone())?;
        rest = &rest[at + word.len()..];
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Anything put together from what is hostile: refused, or clean; it never panics.
    #[test]
    fn whatever_is_put_together_no_form_of_it_acts(parts in prop::collection::vec((0usize..HOSTILE.len(), 0usize..PLACES.len(), "[ -~\n]{0,12}"), 1..7)) {
        let body: String = parts.iter().map(|(what, place, more)| format!("{}{}{}{more}", PLACES[*place].0, HOSTILE[*what], PLACES[*place].1)).collect();
        let (wrong, _) = looked_at(&body, false);
        prop_assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// What is written in words, with signs that Markdown and HTML mean something by, is read in every form, in the order of the text.
    #[test]
    fn every_word_reaches_every_form_in_its_order(blocks in prop::collection::vec(block(), 1..8)) {
        let body: String = blocks.iter().map(|(block, _)| format!("{block}\n\n")).collect();
        let words: Vec<String> = blocks.into_iter().flat_map(|(_, words)| words).collect();
        let forms = forms(&body).expect("words are refused by no form");
        for (form, out) in forms {
            let said = match form {
                "text" => out.clone(),
                "word" => read_xml(&out),
                _ => {
                    let (faults, said) = judged(&out);
                    prop_assert!(faults.is_empty(), "{form}: {faults:?}\n{out}");
                    said
                }
            };
            prop_assert_eq!(in_order(&said, &words), Ok(()), "{} of {:?}\n{}", form, body, said);
        }
    }
}

/// The words of a part of a Word file.
fn read_xml(xml: &str) -> String {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut out = String::new();
    loop {
        match reader.read_event().expect("XML") {
            quick_xml::events::Event::Text(text) => out.push_str(&text),
            quick_xml::events::Event::GeneralRef(name) => out.push(match name.as_ref() {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                _ => '\'',
            }),
            quick_xml::events::Event::End(end) if end.name().as_ref() == "w:p" => out.push('\n'),
            quick_xml::events::Event::Eof => return out,
            _ => {}
        }
    }
}
