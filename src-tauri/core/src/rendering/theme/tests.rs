use super::*;
use crate::contacts::MergeValues;
use crate::rendering::tests::{RELEASE, bytes_of, outside, revision, sender, values};
use crate::rendering::{Marks, Prepared, Preview, Sender, prepare, web_page};

fn logo() -> Logo {
    Logo {
        asset: 9.into(),
        sha256: "ab".repeat(32),
        media_type: "image/png".to_owned(),
        pixels_wide: 400,
        pixels_high: 100,
        width: 200,
        alt: "Harbour Trust <\"&".to_owned(),
    }
}

fn bold() -> Theme {
    Theme {
        logo: Some(logo()),
        ink: "#102030".to_owned(),
        paper: "#fff8e7".to_owned(),
        accent: "#b5532a".to_owned(),
        link: "#0b5394".to_owned(),
        face: Face::Arial,
        rule_above: true,
        rule_below: true,
        width: 560,
        footer: "Registered **charity** 1160000.\n\n[Our newsroom](https://harbourtrust.example.org/news)".to_owned(),
    }
}

fn with(text: &str, theme: Option<Theme>) -> Prepared {
    prepare(&revision(text), bytes_of, &Sender { theme, ..sender() }, &Marks::default()).unwrap()
}

fn shown(text: &str, theme: Option<Theme>) -> Preview {
    with(text, theme).preview(&values(&[("outlet", "The Tide")]), &outside()).unwrap()
}

fn judged(theme: Theme) -> Result<Theme, Problem> {
    theme.judged(&bold())
}

#[test]
fn a_theme_shows_in_the_mail_the_web_page_and_the_text_and_hides_no_word() {
    let (plain, mail) = (shown(RELEASE, None), shown(RELEASE, Some(bold())));
    for wanted in [
        "alt=\"Harbour Trust &lt;&quot;&amp;\"",
        "width=\"200\"",
        "height=\"50\"",
        "#fff8e7",
        "#102030",
        "Arial,Helvetica",
        "max-width: 560px",
        "bgcolor=\"#b5532a\"",
    ] {
        // The inliner writes words in attributes in its own way.
        let said = mail.html.replace("Harbour Trust <&quot;&amp;", "Harbour Trust &lt;&quot;&amp;");
        assert!(said.contains(wanted), "{wanted}\n{}", mail.html);
    }
    assert!(mail.html.contains("<strong>charity</strong>") && mail.text.contains("Registered charity 1160000."), "{}", mail.text);
    // The number of a link's address goes on where the text's own ended.
    assert!(mail.text.contains("Our newsroom [2]") && mail.text.contains("[2] https://harbourtrust.example.org/news"), "{}", mail.text);
    let words = |html: &str| mail_parser::decoders::html::html_to_text(html);
    let (plain, themed) = (words(&plain.html), words(&mail.html));
    let mut themed = themed.split_whitespace();
    for word in plain.split_whitespace() {
        assert!(themed.any(|one| one == word), "{word}: in the same order, with the theme's own words between");
    }
    let page = web_page(&revision(RELEASE), bytes_of, &MergeValues::default(), Some(&bold()), None).unwrap();
    assert!(page.contains("<header>") && page.contains("data:image/png;base64,") && page.contains("charity") && page.contains("#fff8e7"));
}

#[test]
fn without_a_theme_nothing_is_another_and_the_usual_theme_changes_no_word() {
    let (plain, usual) = (shown(RELEASE, None), shown(RELEASE, Some(Theme::default())));
    assert_eq!(plain.text, usual.text);
    assert!(!plain.html.contains("class=\"logo\"") && !usual.html.contains("class=\"logo\""));
    assert!(plain.html.contains("<table role=\"presentation\" width=\"640\""));
}

#[test]
fn the_logo_is_a_picture_of_the_mail_that_no_text_can_name() {
    let text = "---\nheadline: H\n---\n\nWords alone.\n";
    let letter = |theme| {
        let address = crate::net::EmailAddress::parse("priya@ledger.example.net").unwrap();
        let to = crate::rendering::To { address: &address, name: "", values: &MergeValues::default(), thread: &[], own: None };
        with(text, theme).letter(&to, "a@b.example", crate::ids::Millis::from(0), &outside()).unwrap().to_bytes()
    };
    let bytes = letter(Some(bold()));
    let mail = mail_parser::MessageParser::default().parse(&bytes).unwrap();
    let html = mail.body_html(0).unwrap();
    assert!(html.contains(&format!("cid:{}", logo().content_id())), "{html}");
    let pictures: Vec<_> = mail.attachments().filter(|part| mail_parser::MimeHeaders::content_id(*part).is_some()).collect();
    assert_eq!(pictures.len(), 1);
    assert_eq!(pictures[0].contents(), bytes_of(9.into()).unwrap());
    assert!(!String::from_utf8_lossy(&letter(None)).contains("logo"));
    assert_eq!(letter(Some(bold())), bytes, "the same text in the same look is the same bytes");
    // A text that shows a picture of that name has none of its own.
    let named = prepare(
        &revision("---\nheadline: H\n---\n\n![x](logo.png)\n"),
        bytes_of,
        &Sender { theme: Some(bold()), ..sender() },
        &Marks::default(),
    );
    assert_eq!(named.map(drop).unwrap_err().code, "rendering.faults");
}

#[test]
fn by_night_words_links_and_logo_can_still_be_seen() {
    let html = shown(RELEASE, Some(bold())).html;
    assert!(html.contains("name=\"color-scheme\" content=\"light dark\""));
    assert!(html.contains(".plate{background-color:#fff8e7 !important}"), "the logo keeps its ground");
    let night = Theme { link: "#000080".to_owned(), ..bold() }.link_by_night();
    assert!(Colour::read(&night).unwrap().contrast(NIGHT) >= WORDS, "{night}");
    // A ground as dark as the night is one to write light on.
    let dark = Theme { paper: "#101418".to_owned(), ink: "#f0ece4".to_owned(), link: "#9cc3f2".to_owned(), ..bold() };
    assert!(dark.contrasts().iter().filter(|one| !one.turned).all(|one| !one.is_poor()), "{:?}", dark.contrasts());
    // On paper it is dark on white, whatever the screen's ground.
    for colour in dark.on_paper() {
        assert!(Colour::read(&colour).unwrap().contrast(WHITE) >= LINES, "{colour}");
    }
}

#[test]
fn a_poor_contrast_is_told_with_the_nearest_colour_that_would_do() {
    assert!(Theme::default().contrasts().iter().all(|one| !one.is_poor()), "{:?}", Theme::default().contrasts());
    let pale = Theme { link: "#9cc3f2".to_owned(), ..Theme::default() };
    let found: Vec<_> = pale.contrasts().into_iter().filter(Contrast::is_poor).collect();
    let first = &found[0];
    assert_eq!((first.shade, first.turned, first.tenths, first.least_tenths), (Shade::Link, false, 18, 45));
    let better = Theme { link: first.nearest.clone().unwrap(), ..pale };
    assert!(better.contrasts().iter().filter(|one| !one.turned).all(|one| !one.is_poor()));
    // What falls short by a hair does not read as good.
    let short = Theme { ink: "#777777".to_owned(), ..Theme::default() };
    assert_eq!(short.contrasts()[0].tenths, 44);
    let lost = Theme { ink: "#808080".to_owned(), paper: "#7a7a7a".to_owned(), ..Theme::default() };
    assert!(lost.contrasts()[0].is_poor());
}

#[test]
fn what_cannot_be_a_theme_is_refused_at_its_field() {
    assert_eq!(judged(bold()).unwrap(), bold());
    let kept = judged(Theme { ink: " 123 ".to_owned(), footer: "  Grüße, 灯台 مرحبا  ".to_owned(), ..bold() }).unwrap();
    assert_eq!((kept.ink.as_str(), kept.footer.as_str()), ("#112233", "Grüße, 灯台 مرحبا"));
    for (field, bad) in [
        ("ink", Theme { ink: "black".to_owned(), ..bold() }),
        ("paper", Theme { paper: "#fff;}".to_owned(), ..bold() }),
        ("accent", Theme { accent: String::new(), ..bold() }),
        ("link", Theme { link: "#12345".to_owned(), ..bold() }),
        ("width", Theme { width: 2000, ..bold() }),
        ("logo.width", Theme { logo: Some(Logo { width: 900, ..logo() }), ..bold() }),
        ("logo.alt", Theme { logo: Some(Logo { alt: "x".repeat(201), ..logo() }), ..bold() }),
        ("footer", Theme { footer: "x".repeat(401), ..bold() }),
        ("footer", Theme { footer: "a\u{7}b".to_owned(), ..bold() }),
        ("footer", Theme { footer: "# A heading".to_owned(), ..bold() }),
        ("footer", Theme { footer: "* a list".to_owned(), ..bold() }),
        ("footer", Theme { footer: "Dear {{ first_name | \"you\" }}".to_owned(), ..bold() }),
        ("footer", Theme { footer: "![x](lens.png)".to_owned(), ..bold() }),
        ("footer", Theme { footer: "<b>raw</b>".to_owned(), ..bold() }),
        ("footer", Theme { footer: "[x](javascript:alert(1))".to_owned(), ..bold() }),
    ] {
        let refused = judged(bad.clone()).unwrap_err();
        assert_eq!((refused.code.as_str(), refused.places[0].field.as_deref()), ("rendering.theme", Some(field)), "{bad:?}");
    }
    // Which file the logo is cannot be said by whoever edits the rest.
    let other = judged(Theme { logo: Some(Logo { asset: 77.into(), sha256: "x".to_owned(), ..logo() }), ..bold() }).unwrap();
    assert_eq!(other.logo, Some(logo()));
    assert_eq!(bold().judged(&Theme::default()).unwrap().logo, None, "no logo was ever put there");
}

#[test]
fn a_text_from_right_to_left_has_its_line_and_logo_on_the_right() {
    let text = "---\nheadline: عودة ضوء المنارة\nlanguage: ar\n---\n\nيعود الضوء.\n\n> وعد\n";
    let html = shown(text, Some(bold())).html;
    let logo = html.split("<td ").find(|cell| cell.contains("class=\"logo\"")).unwrap();
    assert!(logo.split('>').next().unwrap().contains("align=\"right\""), "{logo}");
    assert!(html.contains("border-right: 2px solid #b5532a") || html.contains("border-right:2px solid #b5532a"), "{html}");
}
