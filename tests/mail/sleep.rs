//! The machine's sleep (D27), as logind tells of it: kept away while letters go, let in when it must be.

use std::time::Duration;

use tidings_tests::fixtures::{Logind, Oracle, Rule, Running, until};

use crate::desk::Desk;

#[test]
fn logind_is_asked_to_stay_awake_while_letters_go_and_is_let_go_before_it_sleeps() {
    let machine = Logind::start();
    let oracle = Oracle::start(None, &[Rule::slow("person", 60)]);
    let mut desk = Desk::new(50, oracle.port, 2);
    desk.variables.push(("DBUS_SYSTEM_BUS_ADDRESS", machine.bus().to_owned()));
    assert_eq!(machine.inhibitors(), []);
    let held = |what: &[(&str, &str)]| what.iter().map(|(what, how)| ((*what).to_owned(), (*how).to_owned())).collect::<Vec<_>>();
    let (awake, delay) = (("sleep:idle", "block"), ("sleep", "delay"));
    let send = ["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes"];
    let mut sending = Running::start(desk.command(&send).stdout(std::process::Stdio::null()));
    until("the inhibitors", Duration::from_secs(20), || machine.inhibitors() == held(&[delay, awake]));
    until("some mails", Duration::from_secs(20), || oracle.taken().len() >= 6);
    machine.sleep();
    until("the leave to sleep", Duration::from_secs(5), || machine.inhibitors() == held(&[awake]));
    let gone = oracle.taken().len();
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(oracle.taken().len(), gone, "nothing begins while it sleeps");
    assert!(gone < 50);
    assert_eq!(desk.sum(1)["uncertain"], 0, "and nothing is in doubt");
    machine.wake();
    assert_eq!(sending.wait(), Some(0));
    assert_eq!(machine.inhibitors(), [], "released");
    let sum = desk.sum(1);
    assert_eq!((&sum["accepted"], &sum["state"]), (&50.into(), &"finished".into()));
    assert_eq!(oracle.taken().len(), 50);
    desk.verify();
}

#[test]
fn without_a_bus_it_sends_as_ever() {
    let oracle = Oracle::start(None, &[]);
    let mut desk = Desk::new(5, oracle.port, 1);
    desk.variables.push(("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus".to_owned()));
    desk.must(&["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes"]);
    assert_eq!(oracle.taken().len(), 5);
}
