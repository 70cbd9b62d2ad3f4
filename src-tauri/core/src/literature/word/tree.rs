//! A part of XML as a tree of elements, by their local names. Small: what it may hold is limited.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::{Fault, damaged};

/// Most elements of a part.
const MOST_NODES: usize = 1_000_000;
/// How deep they may nest.
const DEEPEST: usize = 200;

/// An element.
#[derive(Debug, Default)]
pub(in crate::literature) struct Node {
    /// Its name without prefix.
    pub(super) name: String,
    /// Its attributes by their names without prefix.
    attributes: Vec<(String, String)>,
    /// The elements within.
    pub(in crate::literature) children: Vec<Self>,
    /// The text right within it.
    pub(in crate::literature) text: String,
}

impl Node {
    /// Reads a part. A declaration of entities is refused: nothing of ours needs one, and they have been used to ask for files.
    pub(in crate::literature) fn read(xml: &str) -> Result<Self, Fault> {
        let mut reader = Reader::from_str(xml);
        let mut open = vec![Self::default()];
        let mut count = 0usize;
        loop {
            match reader.read_event().map_err(damaged)? {
                Event::Start(tag) => {
                    count += 1;
                    if count > MOST_NODES || open.len() > DEEPEST {
                        return Err(Fault::TooMuch);
                    }
                    open.push(Self::of(&tag)?);
                }
                Event::Empty(tag) => {
                    count += 1;
                    if count > MOST_NODES {
                        return Err(Fault::TooMuch);
                    }
                    let node = Self::of(&tag)?;
                    open.last_mut().ok_or(Fault::NotOne)?.children.push(node);
                }
                Event::End(_) => {
                    let done = open.pop().ok_or(Fault::NotOne)?;
                    open.last_mut().ok_or_else(|| damaged("an end without a beginning"))?.children.push(done);
                }
                Event::Text(words) => say(&mut open, &words.xml10_content()),
                Event::CData(words) => say(&mut open, &words.xml10_content()),
                Event::GeneralRef(name) => match name.resolve_char_ref().map_err(damaged)? {
                    Some(letter) => say(&mut open, letter.encode_utf8(&mut [0; 4])),
                    None => say(&mut open, resolve_predefined_entity(&name.xml10_content()).ok_or(Fault::Hostile)?),
                },
                Event::DocType(_) => return Err(Fault::Hostile),
                Event::Eof => break,
                _ => {}
            }
        }
        match (open.pop(), open.is_empty()) {
            (Some(mut root), true) => root.children.pop().ok_or_else(|| damaged("an empty part")),
            _ => Err(damaged("it ends within an element")),
        }
    }

    fn of(tag: &BytesStart<'_>) -> Result<Self, Fault> {
        let mut node = Self { name: tag.local_name().as_ref().to_owned(), ..Self::default() };
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(damaged)?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| Fault::Hostile)?.into_owned();
            node.attributes.push((attribute.key.local_name().as_ref().to_owned(), value));
        }
        Ok(node)
    }

    /// The value of an attribute; empty where it has none.
    pub(in crate::literature) fn at(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// The first element of a name right within it.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The `val` of such an element; empty where there is none.
    pub(super) fn val(&self, name: &str) -> &str {
        self.child(name).map(|child| child.at("val")).unwrap_or_default()
    }

    /// Whether a property that is on or off is on (`<w:b/>`, `<w:b w:val="false"/>`).
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.child(name).is_some_and(|child| !matches!(child.at("val"), "0" | "false" | "off" | "none"))
    }

    /// The first element of a name, however deep.
    pub(in crate::literature) fn find(&self, name: &str) -> Option<&Self> {
        self.children.iter().find_map(|child| if child.name == name { Some(child) } else { child.find(name) })
    }
}

/// Puts words into the innermost element that is open.
fn say(open: &mut [Node], words: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(words);
    }
}
