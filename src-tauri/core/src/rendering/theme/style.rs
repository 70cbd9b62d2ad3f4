//! A theme as styles of a mail and of a web page.

use super::super::escape;
use super::colour::Colour;
use super::{Theme, WORDS};

impl Theme {
    /// What comes after the styles that every mail has.
    pub(in crate::rendering) fn styles(&self, direction: &str) -> String {
        let (ink, paper) = (self.colour(&self.ink), self.colour(&self.paper));
        let quiet = Self::readable(ink.mixed(paper, 0.25), paper, WORDS).hex();
        let hair = ink.mixed(paper, 0.65).hex();
        let warning = Self::readable(Colour([0xa8, 0x32, 0x1d]), paper, WORDS).hex();
        let Self { ink, paper, accent, link, width, .. } = self;
        let stack = self.face.stack();
        let side = if direction == "rtl" { "border-left:0;border-right" } else { "border-left" };
        format!(
            "body{{background-color:{paper};color:{ink}}}\n\
             .sheet{{max-width:{width}px;background-color:{paper}}}\n\
             .cell{{font-family:{stack};color:{ink};background-color:{paper}}}\n\
             h1{{color:{ink}}}\n\
             a{{color:{link}}}\n\
             .mark{{color:{warning}}}\n\
             .subhead,.speaker,.small,.note{{color:{quiet}}}\n\
             .foot{{color:{quiet};background-color:{paper};border-top:1px solid {hair}}}\n\
             .notice-head{{border-top:1px solid {hair}}}\n\
             hr{{border-top:1px solid {hair}}}\n\
             .data th,.data td{{border-bottom:1px solid {hair}}}\n\
             blockquote{{{side}:2px solid {accent}}}\n\
             .logo{{padding:20px 20px 12px;background-color:{paper}}}\n\
             .plate{{padding:6px;background-color:{paper}}}\n\
             .line{{height:4px;font-size:1px;line-height:4px;background-color:{accent}}}\n"
        )
    }

    /// What comes after the styles of the night. The logo keeps its own ground: dark letters on the night would be gone.
    pub(in crate::rendering) fn night(&self) -> String {
        let (paper, link) = (&self.paper, self.link_by_night());
        format!(
            "@media (prefers-color-scheme:dark){{\n.logo{{background-color:#191817 !important}}\n.plate{{background-color:{paper} !important}}\n\
             a{{color:{link} !important}}\n}}\n"
        )
    }

    /// The logo as a picture of this address, on its plate; nothing without one.
    pub(in crate::rendering) fn logo_html(&self, src: &str, side: &str) -> String {
        let Some(logo) = &self.logo else { return String::new() };
        let (alt, width, height, paper) = (escape::html(&logo.alt), logo.width, logo.height(), &self.paper);
        format!(
            "<tr><td class=\"logo\" align=\"{side}\" bgcolor=\"{paper}\"><table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr>\
             <td class=\"plate\" bgcolor=\"{paper}\"><img src=\"{}\" alt=\"{alt}\" width=\"{width}\" height=\"{height}\"></td></tr></table></td></tr>\n",
            escape::html(src)
        )
    }

    /// A rule across the sheet, where one is wanted.
    pub(in crate::rendering) fn line_html(&self, wanted: bool) -> String {
        if wanted { format!("<tr><td class=\"line\" height=\"4\" bgcolor=\"{}\">&nbsp;</td></tr>\n", self.accent) } else { String::new() }
    }

    /// How wide a picture may be: the sheet less its margins.
    pub(in crate::rendering) fn widest_picture(&self) -> u32 {
        u32::from(self.width).saturating_sub(40)
    }

    /// What a web page has besides the styles of a mail.
    pub(in crate::rendering) fn web_styles(&self) -> String {
        let Self { accent, width, .. } = self;
        let (stack, line) = (self.face.stack(), |wanted: bool| if wanted { format!("4px solid {accent}") } else { "0".to_owned() });
        let (above, below) = (line(self.rule_above), line(self.rule_below));
        format!(
            "main{{max-width:{width}px;font-family:{stack}}}\
             article{{padding:24px 0;border-top:{above};border-bottom:{below}}}\
             header{{max-width:{width}px;margin:0 auto}}header img{{margin:0}}"
        )
    }

    /// What stands above a web page's text: the logo, where there is one.
    pub(in crate::rendering) fn web_head(&self, src: &str, side: &str) -> String {
        let logo = self.logo_html(src, side);
        if logo.is_empty() {
            logo
        } else {
            format!("<header><table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">{logo}</table></header>\n")
        }
    }
}
