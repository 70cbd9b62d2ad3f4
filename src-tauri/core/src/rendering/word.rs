//! A document as a Word file (DOCX, ECMA-376 part 1), of the same sheet as its pages on paper: for whoever goes on writing there.
//!
//! The styles are Word's own by name, so that an organisation's template takes hold of them; a theme gives them its colours and letters, its
//! logo heads the first page. The same sheet gives the same bytes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;

use super::escape;
use super::print::{Brand, PaperSize, Run, Set, Sheet};
use crate::error::Problem;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const NAMES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
    xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
    xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
    xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"";
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const KIND: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
/// English Metric Units in a pixel, at 96 an inch.
const EMU: u64 = 9_525;
/// Quiet words, rules and links where there is no theme.
const QUIET: &str = "57534C";
const RULE: &str = "B5B0A6";
const LINK: &str = "1D4F8C";
/// The widest a picture stands, in pixels: the column.
const WIDEST: u64 = 604;
/// The number of the list with bullets; ordered ones come after it, each with a number of its own so that each begins anew.
const BULLETS: usize = 1;

/// The file of a sheet.
///
/// # Errors
/// `rendering.unset` if it cannot be packed; only a fault of ours can make it fail.
pub(super) fn docx(sheet: &Sheet) -> Result<Vec<u8>, Problem> {
    let mut writer = Writer { sheet, relations: Vec::new(), links: BTreeMap::new(), notes: Vec::new(), starts: Vec::new(), drawn: 0 };
    let body = writer.body();
    let parts = writer.parts(&body);
    packed(sheet, &parts).map_err(|error| Problem::failure("rendering.unset").because(error))
}

fn packed(sheet: &Sheet, parts: &[(String, String)]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // No date of its own: the same text gives the same bytes.
    let options =
        SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated).last_modified_time(zip::DateTime::default());
    for (name, text) in parts {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(text.as_bytes())?;
    }
    for (at, plate) in sheet.plates.iter().enumerate() {
        zip.start_file(format!("word/{}", media(at, &plate.media_type)), options)?;
        zip.write_all(&plate.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn media(at: usize, media_type: &str) -> String {
    let ending = match media_type {
        "image/jpeg" => "jpg",
        "image/gif" => "gif",
        _ => "png",
    };
    format!("media/image{}.{ending}", at + 1)
}

/// Words as XML, without the places where only paper may break a word, and without what XML cannot hold.
fn words(text: &str) -> String {
    let plain: String = text.chars().filter(|c| *c != '\u{200B}' && (!c.is_control() || *c == '\t')).collect();
    escape::html(&plain).into_owned()
}

struct Writer<'a> {
    sheet: &'a Sheet,
    /// Relations of the document: type, target, and whether it lies outside.
    relations: Vec<(&'static str, String, bool)>,
    links: BTreeMap<String, usize>,
    notes: Vec<String>,
    /// The first number of each ordered list.
    starts: Vec<u64>,
    drawn: usize,
}

impl Writer<'_> {
    fn body(&mut self) -> String {
        let sheet = self.sheet;
        for (at, plate) in sheet.plates.iter().enumerate() {
            self.relations.push(("image", media(at, &plate.media_type), false));
        }
        let edges = self.edges();
        let mut out = String::new();
        let line = |out: &mut String, style: &str, text: &str| {
            if !text.is_empty() {
                let _ = write!(out, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>", run("", text));
            }
        };
        for mark in &sheet.marks {
            line(&mut out, "Mark", mark);
        }
        line(&mut out, "Title", &sheet.headline);
        line(&mut out, "Subtitle", &sheet.subhead);
        for set in &sheet.blocks {
            self.block(set, &mut out, "", 0);
        }
        let (width, height) = match sheet.paper {
            PaperSize::A4 => (11_906, 16_838),
            PaperSize::Letter => (12_240, 15_840),
        };
        let _ = write!(
            out,
            "<w:sectPr>{edges}<w:pgSz w:w=\"{width}\" w:h=\"{height}\"/><w:pgMar w:top=\"1361\" w:right=\"1417\" w:bottom=\"1474\" w:left=\"1417\" \
             w:header=\"709\" w:footer=\"709\" w:gutter=\"0\"/>{}</w:sectPr>",
            if edges.is_empty() { "" } else { "<w:titlePg/>" }
        );
        format!("{XML}<w:document {NAMES}><w:body>{out}</w:body></w:document>")
    }

    /// `style` is that of what stands around it: a quote, a list.
    fn block(&mut self, set: &Set, out: &mut String, style: &str, depth: usize) {
        match set {
            Set::Heading { level, direction, runs, .. } => {
                let runs = self.runs(runs, "");
                paragraph(out, &format!("Heading{level}"), "", *direction, &runs);
            }
            Set::Paragraph { dated, small, direction, runs } => {
                let mut said = String::new();
                if *dated && !self.sheet.dateline.is_empty() {
                    said.push_str(&run("<w:rStyle w:val=\"Dateline\"/>", &self.sheet.dateline));
                    said.push_str(&run("", ". "));
                }
                said.push_str(&self.runs(runs, ""));
                let style = if style.is_empty() && *small { "Small" } else { style };
                paragraph(out, style, "", *direction, &said);
            }
            Set::Quote { blocks, speaker } => {
                blocks.iter().for_each(|block| self.block(block, out, "Quote", depth));
                if let Some(speaker) = speaker {
                    let said = format!("{}{}", run("", "— "), self.runs(speaker, ""));
                    paragraph(out, "Quote", "", None, &said);
                }
            }
            Set::List { start, items } => self.list(*start, items, out, depth),
            Set::Listing { text } => {
                for line in text.lines() {
                    paragraph(out, "Code", "", None, &run("", line));
                }
            }
            Set::Table { columns, align, head, rows } => self.table(*columns, align, head, rows, out),
            Set::Plate { plate, alt, caption } => {
                let drawn = self.drawing(*plate, alt, *plate + 1, None);
                paragraph(out, style, "", None, &drawn);
                if !caption.is_empty() {
                    paragraph(out, "Caption", "", None, &run("", caption));
                }
            }
            Set::Rule => {
                let _ = write!(out, "<w:p><w:pPr>{}</w:pPr></w:p>", border("bottom", 4, &self.colour(|brand| &brand.accent, RULE)));
            }
        }
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Set>], out: &mut String, depth: usize) {
        let number = match start {
            None => BULLETS,
            Some(first) => {
                self.starts.push(first);
                BULLETS + self.starts.len()
            }
        };
        let level = depth.min(8);
        for item in items {
            for (at, block) in item.iter().enumerate() {
                match block {
                    Set::Paragraph { direction, runs, .. } => {
                        // What goes on within an item has no mark of its own.
                        let mark = if at == 0 {
                            format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{number}\"/></w:numPr>")
                        } else {
                            format!("<w:ind w:left=\"{}\"/>", 360 * (level + 1))
                        };
                        let runs = self.runs(runs, "");
                        paragraph(out, "ListParagraph", &mark, *direction, &runs);
                    }
                    block => self.block(block, out, "ListParagraph", depth + 1),
                }
            }
        }
    }

    fn table(&mut self, columns: usize, align: &[&str], head: &[Vec<Run>], rows: &[Vec<Vec<Run>>], out: &mut String) {
        out.push_str("<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"0\" w:type=\"auto\"/></w:tblPr><w:tblGrid>");
        out.push_str(&"<w:gridCol/>".repeat(columns));
        out.push_str("</w:tblGrid>");
        // The first row names the columns, for readers and for whoever takes the file in again.
        let empty = vec![Vec::new(); columns];
        let first: &[Vec<Run>] = if head.is_empty() { &empty } else { head };
        for (at, row) in std::iter::once(first).chain(rows.iter().map(Vec::as_slice)).enumerate() {
            out.push_str(if at == 0 { "<w:tr><w:trPr><w:tblHeader/></w:trPr>" } else { "<w:tr>" });
            for (column, cell) in row.iter().enumerate() {
                let side = match align.get(column).copied() {
                    Some("right") => "<w:jc w:val=\"right\"/>",
                    Some("center") => "<w:jc w:val=\"center\"/>",
                    _ => "",
                };
                let said = self.runs(cell, if at == 0 { "<w:b/>" } else { "" });
                out.push_str("<w:tc><w:tcPr><w:tcW w:w=\"0\" w:type=\"auto\"/></w:tcPr>");
                paragraph(out, "", side, None, &said);
                out.push_str("</w:tc>");
            }
            out.push_str("</w:tr>");
        }
        // Two tables behind each other would be one.
        out.push_str("</w:tbl><w:p/>");
    }

    fn runs(&mut self, runs: &[Run], marks: &str) -> String {
        let mut out = String::new();
        for one in runs {
            match one {
                Run::Text { text } => out.push_str(&run(marks, text)),
                Run::Code { text } => out.push_str(&run(&in_style("CodeWords", marks), text)),
                Run::Strong { runs } => out.push_str(&self.runs(runs, &with(marks, "<w:b/>"))),
                Run::Emphasis { runs } => out.push_str(&self.runs(runs, &with(marks, "<w:i/>"))),
                Run::Strike { runs } => out.push_str(&self.runs(runs, &with(marks, "<w:strike/>"))),
                Run::Link { url, runs } => {
                    let id = match self.links.get(url) {
                        Some(id) => *id,
                        None => {
                            self.relations.push(("hyperlink", url.clone(), true));
                            self.links.insert(url.clone(), self.relations.len());
                            self.relations.len()
                        }
                    };
                    let inner = self.runs(runs, &in_style("Hyperlink", marks));
                    let _ = write!(out, "<w:hyperlink r:id=\"rId{id}\">{inner}</w:hyperlink>");
                }
                Run::Picture { plate, alt } => out.push_str(&self.drawing(*plate, alt, *plate + 1, None)),
                Run::Break => out.push_str("<w:r><w:br/></w:r>"),
                Run::Note { blocks } => {
                    // Its number first: a note within it comes after.
                    let number = self.notes.len();
                    self.notes.push(String::new());
                    let mut said = String::new();
                    blocks.iter().for_each(|block| self.block(block, &mut said, "FootnoteText", 0));
                    if said.is_empty() {
                        said.push_str("<w:p><w:pPr/></w:p>");
                    }
                    let mark = "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteRef/></w:r>";
                    let said = said.replacen("</w:pPr>", &format!("</w:pPr>{mark}{}", run("", " ")), 1).replacen(
                        "<w:pPr/>",
                        &format!("<w:pPr/>{mark}"),
                        1,
                    );
                    if let Some(note) = self.notes.get_mut(number) {
                        *note = said;
                    }
                    out.push_str(&reference(number + 1));
                }
                Run::NoteAgain { number } => out.push_str(&reference(*number)),
            }
        }
        out
    }

    /// A picture by the number of its relation: as wide as it is where the column is wide enough, or as wide as is said, in pixels.
    fn drawing(&mut self, plate: usize, alt: &str, relation: usize, wide: Option<u64>) -> String {
        self.drawn += 1;
        let bytes = self.sheet.plates.get(plate).map(|plate| plate.bytes.as_slice()).unwrap_or_default();
        let size = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok().and_then(|reader| reader.into_dimensions().ok());
        let (width, height) = size.unwrap_or((320, 240));
        let shown = wide.unwrap_or_else(|| u64::from(width)).clamp(1, WIDEST);
        let tall = (u64::from(height) * shown / u64::from(width.max(1))).max(1);
        let (cx, cy, n) = (shown * EMU, tall * EMU, self.drawn);
        let alt = words(alt);
        format!(
            "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{cx}\" cy=\"{cy}\"/><wp:docPr id=\"{n}\" name=\"Picture {n}\" descr=\"{alt}\"/>\
             <a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr>\
             <pic:cNvPr id=\"{n}\" name=\"Picture {n}\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rId{relation}\"/><a:stretch>\
             <a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{cx}\" cy=\"{cy}\"/></a:xfrm>\
             <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )
    }

    /// A colour of the theme as Word writes it, or what stands where there is none.
    fn colour(&self, of: impl Fn(&Brand) -> &str, usual: &str) -> String {
        self.sheet.brand.as_ref().map_or_else(|| usual.to_owned(), |brand| of(brand).trim_start_matches('#').to_uppercase())
    }

    /// The names of head and foot of the pages, where a theme has them.
    fn edges(&mut self) -> String {
        let mut out = String::new();
        let Some(brand) = &self.sheet.brand else { return out };
        if brand.logo.is_some() || brand.above {
            self.relations.push(("header", "header1.xml".to_owned(), false));
            let _ = write!(out, "<w:headerReference w:type=\"first\" r:id=\"rId{}\"/>", self.relations.len());
        }
        if brand.below || !self.foot().is_empty() {
            self.relations.push(("footer", "footer1.xml".to_owned(), false));
            let id = self.relations.len();
            for pages in ["default", "first"] {
                let _ = write!(out, "<w:footerReference w:type=\"{pages}\" r:id=\"rId{id}\"/>");
            }
        }
        out
    }

    /// The words at the foot of each page: the theme's, and how the organisation is reached.
    fn foot(&self) -> String {
        let said = [self.sheet.brand.as_ref().map(|brand| brand.words.as_str()).unwrap_or_default(), &self.sheet.foot];
        said.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The parts of head and foot by their kinds, each with the relation to its logo.
    fn edge_parts(&mut self) -> Vec<(&'static str, String, Option<String>)> {
        let mut out = Vec::new();
        let Some(brand) = &self.sheet.brand else { return out };
        let line =
            |wanted: bool, side: &str| if wanted { border(side, 24, &self.colour(|brand| &brand.accent, RULE)) } else { String::new() };
        let (above, below) = (line(brand.above, "bottom"), line(brand.below, "top"));
        if brand.logo.is_some() || brand.above {
            // The theme says points; a pixel is a 96th of an inch.
            let logo = brand.logo.map(|at| (at, self.drawing(at, &brand.alt, 1, Some(u64::from(brand.width) * 4 / 3))));
            let media_type = logo.as_ref().and_then(|(at, _)| self.sheet.plates.get(*at).map(|plate| media(*at, &plate.media_type)));
            let drawn = logo.map(|(_, drawn)| drawn).unwrap_or_default();
            out.push(("header", format!("{XML}<w:hdr {NAMES}><w:p><w:pPr>{above}</w:pPr>{drawn}</w:p></w:hdr>"), media_type));
        }
        if brand.below || !self.foot().is_empty() {
            let said = run("", &self.foot());
            let foot = format!("{XML}<w:ftr {NAMES}><w:p><w:pPr><w:pStyle w:val=\"Caption\"/>{below}</w:pPr>{said}</w:p></w:ftr>");
            out.push(("footer", foot, None));
        }
        out
    }

    /// All parts of XML by their names.
    fn parts(&mut self, body: &str) -> Vec<(String, String)> {
        let fixed = [("styles", "styles.xml"), ("numbering", "numbering.xml"), ("footnotes", "footnotes.xml")];
        self.relations.extend(fixed.map(|(kind, target)| (kind, target.to_owned(), false)));
        let relations: String = (1..)
            .zip(&self.relations)
            .map(|(id, (kind, target, outside))| {
                let mode = if *outside { " TargetMode=\"External\"" } else { "" };
                format!("<Relationship Id=\"rId{id}\" Type=\"{RELATION}/{kind}\" Target=\"{}\"{mode}/>", escape::html(target))
            })
            .collect();
        let edges = self.edge_parts();
        let known = [("document", "document.main"), ("styles", "styles"), ("numbering", "numbering"), ("footnotes", "footnotes")];
        let named = known.map(|(part, kind)| (part.to_owned(), kind)).into_iter();
        let overrides: String = named
            .chain(edges.iter().map(|(kind, ..)| (format!("{kind}1"), *kind)))
            .map(|(part, kind)| format!("<Override PartName=\"/word/{part}.xml\" ContentType=\"{KIND}.{kind}+xml\"/>"))
            .collect();
        let types = format!(
            "{XML}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/>\
             <Default Extension=\"jpg\" ContentType=\"image/jpeg\"/><Default Extension=\"gif\" ContentType=\"image/gif\"/>{overrides}\
             <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>"
        );
        let package = format!(
            "{XML}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{RELATION}/officeDocument\" Target=\"word/document.xml\"/>\
             <Relationship Id=\"rId2\" Type=\"{PACKAGE}/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>"
        );
        let mut parts = vec![
            ("[Content_Types].xml".to_owned(), types),
            ("_rels/.rels".to_owned(), package),
            ("docProps/core.xml".to_owned(), self.about()),
            ("word/document.xml".to_owned(), body.to_owned()),
            (
                "word/_rels/document.xml.rels".to_owned(),
                format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}</Relationships>"),
            ),
            ("word/styles.xml".to_owned(), self.styles()),
            ("word/numbering.xml".to_owned(), self.numbering()),
            ("word/footnotes.xml".to_owned(), self.footnotes()),
        ];
        for (kind, text, picture) in edges {
            parts.push((format!("word/{kind}1.xml"), text));
            if let Some(target) = picture {
                let relation = format!("<Relationship Id=\"rId1\" Type=\"{RELATION}/image\" Target=\"{target}\"/>");
                let all = format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">{relation}</Relationships>");
                parts.push((format!("word/_rels/{kind}1.xml.rels"), all));
            }
        }
        parts
    }

    fn about(&self) -> String {
        let made = chrono::DateTime::from_timestamp_millis(self.sheet.made_at_ms).unwrap_or_default().format("%Y-%m-%dT%H:%M:%SZ");
        format!(
            "{XML}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
             xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title>\
             <dc:creator>{}</dc:creator><dc:language>{}</dc:language><dcterms:modified xsi:type=\"dcterms:W3CDTF\">{made}</dcterms:modified>\
             </cp:coreProperties>",
            words(&self.sheet.title),
            words(&self.sheet.organisation),
            words(&self.sheet.language)
        )
    }

    fn styles(&self) -> String {
        let tag = words(&self.sheet.language);
        let (way, language) = if self.sheet.direction == "rtl" { ("<w:bidi/>", "w:bidi") } else { ("", "w:val") };
        let (quiet, link) = (self.colour(|brand| &brand.quiet, QUIET), self.colour(|brand| &brand.link, LINK));
        let rule = self.colour(|brand| &brand.accent, RULE);
        let face = self.sheet.brand.as_ref().map_or("Georgia", |brand| brand.face);
        let others = if self.sheet.brand.as_ref().is_some_and(|brand| brand.sans) { "Arial" } else { "Times New Roman" };
        let (ink, beside) = match &self.sheet.brand {
            Some(_) => (format!("<w:color w:val=\"{}\"/>", self.colour(|brand| &brand.ink, "")), border("left", 12, &rule)),
            None => (String::new(), String::new()),
        };
        let mut out = format!(
            "{XML}<w:styles {NAMES}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"{face}\" w:hAnsi=\"{face}\" w:cs=\"{others}\"/>{ink}\
             <w:sz w:val=\"22\"/><w:lang {language}=\"{tag}\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>{way}<w:spacing w:after=\"140\" \
             w:line=\"288\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\
             <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>"
        );
        let mut style = |id: &str, name: &str, paragraph: &str, run: &str| {
            let _ = write!(
                out,
                "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/>\
                 <w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
            );
        };
        style("Title", "Title", "<w:keepNext/>", "<w:b/><w:sz w:val=\"40\"/>");
        let quietly = |size: u8| format!("<w:color w:val=\"{quiet}\"/><w:sz w:val=\"{size}\"/>");
        style("Subtitle", "Subtitle", "<w:keepNext/>", &quietly(26));
        for level in 1..=6u8 {
            let size = 32u8.saturating_sub(level * 2).max(22);
            let (paragraph, run) = (
                format!("<w:keepNext/><w:spacing w:before=\"280\"/><w:outlineLvl w:val=\"{}\"/>", level - 1),
                format!("<w:b/><w:sz w:val=\"{size}\"/>"),
            );
            style(&format!("Heading{level}"), &format!("heading {level}"), &paragraph, &run);
        }
        style("Quote", "Quote", &format!("{beside}<w:ind w:left=\"567\"/>"), "<w:i/>");
        style("ListParagraph", "List Paragraph", "<w:contextualSpacing/>", "");
        style("Caption", "caption", "", &quietly(18));
        style("FootnoteText", "footnote text", "", "<w:sz w:val=\"18\"/>");
        style("Mark", "Mark", "", "<w:b/><w:color w:val=\"A8321D\"/><w:sz w:val=\"18\"/>");
        style("Small", "Small", "", &quietly(20));
        style("Code", "Code", "<w:spacing w:after=\"0\"/>", "<w:rFonts w:ascii=\"Consolas\" w:hAnsi=\"Consolas\"/><w:sz w:val=\"19\"/>");
        let _ = write!(
            out,
            "<w:style w:type=\"character\" w:styleId=\"Hyperlink\"><w:name w:val=\"Hyperlink\"/><w:rPr><w:color w:val=\"{link}\"/><w:u w:val=\"single\"/>\
             </w:rPr></w:style><w:style w:type=\"character\" w:styleId=\"FootnoteReference\"><w:name w:val=\"footnote reference\"/><w:rPr>\
             <w:vertAlign w:val=\"superscript\"/></w:rPr></w:style><w:style w:type=\"character\" w:styleId=\"CodeWords\"><w:name w:val=\"Code Words\"/>\
             <w:rPr><w:rFonts w:ascii=\"Consolas\" w:hAnsi=\"Consolas\"/></w:rPr></w:style>\
             <w:style w:type=\"character\" w:styleId=\"Dateline\"><w:name w:val=\"Dateline\"/><w:rPr><w:b/></w:rPr></w:style>\
             <w:style w:type=\"table\" w:styleId=\"TableGrid\"><w:name w:val=\"Table Grid\"/><w:tblPr><w:tblBorders>\
             <w:bottom w:val=\"single\" w:sz=\"4\" w:color=\"{rule}\"/><w:insideH w:val=\"single\" w:sz=\"4\" w:color=\"{rule}\"/></w:tblBorders></w:tblPr>\
             </w:style></w:styles>",
        );
        out
    }

    fn numbering(&self) -> String {
        let level = |level: usize, kind: &str, text: &str, start: u64| {
            let left = 360 * (level + 1);
            format!(
                "<w:lvl w:ilvl=\"{level}\"><w:start w:val=\"{start}\"/><w:numFmt w:val=\"{kind}\"/><w:lvlText w:val=\"{text}\"/>\
                 <w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"{left}\" w:hanging=\"360\"/></w:pPr></w:lvl>"
            )
        };
        let bullets: String = (0..9).map(|at| level(at, "bullet", "•", 1)).collect();
        let mut kinds = format!("<w:abstractNum w:abstractNumId=\"0\">{bullets}</w:abstractNum>");
        let mut numbers = format!("<w:num w:numId=\"{BULLETS}\"><w:abstractNumId w:val=\"0\"/></w:num>");
        for (at, start) in (1..).zip(&self.starts) {
            let levels: String = (0..9).map(|depth| level(depth, "decimal", &format!("%{}.", depth + 1), *start)).collect();
            let _ = write!(kinds, "<w:abstractNum w:abstractNumId=\"{at}\">{levels}</w:abstractNum>");
            let _ = write!(numbers, "<w:num w:numId=\"{}\"><w:abstractNumId w:val=\"{at}\"/></w:num>", BULLETS + at);
        }
        format!("{XML}<w:numbering {NAMES}>{kinds}{numbers}</w:numbering>")
    }

    fn footnotes(&self) -> String {
        let notes: String = (1..).zip(&self.notes).map(|(id, note)| format!("<w:footnote w:id=\"{id}\">{note}</w:footnote>")).collect();
        format!(
            "{XML}<w:footnotes {NAMES}><w:footnote w:type=\"separator\" w:id=\"-1\"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>\
             <w:footnote w:type=\"continuationSeparator\" w:id=\"0\"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>{notes}</w:footnotes>"
        )
    }
}

/// Marks with one more, in the order that the schema asks for; twice the same is one.
fn with(marks: &str, more: &str) -> String {
    const ORDER: [&str; 3] = ["<w:b/>", "<w:i/>", "<w:strike/>"];
    let style = ORDER.iter().fold(marks.to_owned(), |rest, mark| rest.replace(mark, ""));
    ORDER.iter().filter(|mark| marks.contains(**mark) || **mark == more).fold(style, |marks, mark| marks + mark)
}

/// Marks in a style of words; what has one already keeps it.
fn in_style(style: &str, marks: &str) -> String {
    if marks.contains("<w:rStyle") { marks.to_owned() } else { format!("<w:rStyle w:val=\"{style}\"/>{marks}") }
}

fn run(marks: &str, text: &str) -> String {
    let properties = if marks.is_empty() { String::new() } else { format!("<w:rPr>{marks}</w:rPr>") };
    format!("<w:r>{properties}<w:t xml:space=\"preserve\">{}</w:t></w:r>", words(text))
}

/// A line beside a paragraph, `size` eighths of a point thick.
fn border(side: &str, size: u8, colour: &str) -> String {
    format!("<w:pBdr><w:{side} w:val=\"single\" w:sz=\"{size}\" w:space=\"4\" w:color=\"{colour}\"/></w:pBdr>")
}

fn reference(number: usize) -> String {
    format!("<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteReference w:id=\"{number}\"/></w:r>")
}

fn paragraph(out: &mut String, style: &str, more: &str, direction: Option<&str>, runs: &str) {
    let style = if style.is_empty() { String::new() } else { format!("<w:pStyle w:val=\"{style}\"/>") };
    let way = match direction {
        Some("rtl") => "<w:bidi/>",
        Some(_) => "<w:bidi w:val=\"0\"/>",
        None => "",
    };
    // The schema has an order.
    let (before, after) = if more.starts_with("<w:numPr") { (more, "") } else { ("", more) };
    let _ = write!(out, "<w:p><w:pPr>{style}{before}{way}{after}</w:pPr>{runs}</w:p>");
}
