//! The main job through mail servers by three other hands: `cargo xtask test --all`.

#[path = "../mail/desk.rs"]
#[expect(dead_code, reason = "the other stories use the rest of it")]
mod desk;
#[path = "../mail/real_servers.rs"]
mod real_servers;

use real_servers::{Door, main_job};
use tidings_tests::fixtures::{Dovecot, Program, Receiver};

/// One that takes mail of anybody, in the clear.
fn open_door<'s>(receiver: &'s Receiver, log: &'s dyn Fn() -> String) -> Door<'s> {
    let smtp = format!("smtp://127.0.0.1:{}?tls=none", receiver.port);
    Door { smtp, login: false, authority: &receiver.certificate.authority, log }
}

#[test]
fn a_release_reaches_everybody_once_through_opensmtpd() {
    let dovecot = Dovecot::start();
    let receiver = Receiver::start(Program::OpenSmtpd, &dovecot);
    main_job(&dovecot, &open_door(&receiver, &|| receiver.log()));
}

#[test]
fn a_release_reaches_everybody_once_through_exim() {
    let dovecot = Dovecot::start();
    let receiver = Receiver::start(Program::Exim, &dovecot);
    main_job(&dovecot, &Door::with_login(receiver.port, &receiver.certificate.authority, &|| receiver.log()));
}
