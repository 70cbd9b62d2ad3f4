//! How letters look is sealed with them: a theme that is chosen later changes no letter that was confirmed.

use mail_parser::MessageParser;

use super::desk::{RELEASE, Sending, Taken};
use crate::distribution::api::{self, SendRequest};
use crate::rendering::Theme;
use crate::rendering::theme::api as themes;

const YES: fn(&str, usize) -> &'static str = |_, _| "250 ok";

fn inked(colour: &str) -> Theme {
    Theme { ink: colour.to_owned(), ..Theme::default() }
}

fn html(mail: &Taken) -> String {
    MessageParser::default().parse(mail.text.as_bytes()).unwrap().body_html(0).unwrap().into_owned()
}

fn dot() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(40, 30).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn a_theme_chosen_or_changed_while_a_mail_waits_changes_no_letter_of_it() {
    let sending = Sending::new(3, RELEASE, |_| (), YES).await;
    let before = sending.send(sending.request()).await;
    themes::set(&sending.ws, inked("#123456")).await.unwrap();
    themes::set_logo(&sending.ws, dot()).await.unwrap();
    assert_eq!(sending.drive(before.distribution).await.accepted, 3, "the letters that were confirmed go");
    assert!(sending.server.taken().iter().all(|mail| !html(mail).contains("#123456") && !html(mail).contains("cid:logo")));
    assert_eq!(api::letter(&sending.ws, sending.rows(before.distribution).await[0].delivery).await.unwrap().as_it_went, Some(true));

    let request = SendRequest { recent_days: 0, ..sending.request() };
    let after = sending.send(request.clone()).await;
    themes::set(&sending.ws, inked("#654321")).await.unwrap();
    assert_eq!(sending.drive(after.distribution).await.accepted, 3);
    assert!(sending.server.taken().iter().skip(3).all(|mail| html(mail).contains("#123456") && html(mail).contains("cid:logo")));
    let letter = api::letter(&sending.ws, sending.rows(after.distribution).await[0].delivery).await.unwrap();
    assert_eq!(letter.as_it_went, Some(true), "it is shown in the look in which it went");
    // What was looked at in another look is looked at again.
    let seal = api::review(&sending.ws, request.clone()).await.unwrap().seal;
    themes::reset(&sending.ws).await.unwrap();
    let refused = api::send(&sending.ws, request, seal).await.unwrap_err();
    assert_eq!((refused.code.as_str(), &refused.what.params["what"]), ("distribution.changed_since_review", &"theme".into()));
}

#[tokio::test]
async fn a_theme_is_one_step_of_undo_and_a_picture_that_can_be_no_logo_changes_nothing() {
    let sending = Sending::new(1, RELEASE, |_| (), YES).await;
    let ws = &sending.ws;
    themes::set(ws, inked("#123456")).await.unwrap();
    let with_logo = themes::set_logo(ws, dot()).await.unwrap();
    let logo = with_logo.theme.logo.clone().unwrap();
    assert_eq!((logo.width, logo.pixels_wide, logo.pixels_high, logo.alt.as_str()), (40, 40, 30, "Harbour Trust"));
    for bad in
        [b"%PDF-1.7".to_vec(), Vec::new(), vec![0; 300 * 1024], dot()[..45].to_vec(), b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()]
    {
        assert_eq!(themes::set_logo(ws, bad).await.unwrap_err().code, "rendering.theme");
    }
    assert_eq!(themes::set(ws, inked("nonsense")).await.unwrap_err().code, "rendering.theme");
    assert_eq!(themes::show(ws).await.unwrap().theme, with_logo.theme);
    crate::workspace::api::undo(ws, crate::PLUGS, None).await.unwrap();
    let undone = themes::show(ws).await.unwrap();
    assert_eq!((undone.theme.logo, undone.theme.ink.as_str()), (None, "#123456"));
    crate::workspace::api::undo(ws, crate::PLUGS, None).await.unwrap();
    assert!(!themes::show(ws).await.unwrap().chosen);
}
