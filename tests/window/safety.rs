//! What the page cannot do, and that nothing leaves the machine unasked.

use std::net::TcpListener;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tidings_tests::fixtures::{Window, free_port, until, walk};

use super::desk::Desk;
use super::sending::review;

#[test]
fn the_page_runs_no_script_but_its_own_and_reaches_neither_files_nor_programs() {
    let window = Window::open();
    window.heading("Create a workspace");
    let ran = |script: &str| window.driver().run_long(script, &[]).unwrap_or_else(|e| json!(e.to_string()));
    let inline = "const done = arguments[0]; window.ran = false;
         const script = document.createElement('script'); script.textContent = 'window.ran = true';
         document.body.append(script); setTimeout(() => done(window.ran), 200);";
    assert_eq!(ran(inline), json!(false), "a script written into the page does not run");
    let handler = "const done = arguments[0]; window.ran = false;
         const button = document.createElement('button'); button.setAttribute('onclick', 'window.ran = true');
         document.body.append(button); button.click(); setTimeout(() => done(window.ran), 200);";
    assert_eq!(ran(handler), json!(false), "a handler written into the page does not run");
    let eval = "const done = arguments[0]; window.ran = false;
         const script = document.createElement('script'); script.src = 'data:text/javascript,window.ran=true';
         script.onerror = () => done(false); script.onload = () => done(window.ran); document.body.append(script);";
    assert_eq!(ran(eval), json!(false), "a script from an address does not run");
    let later = "const done = arguments[0]; window.ran = false; try { setTimeout('window.ran = true', 0); } catch {}
         setTimeout(() => done(window.ran), 200);";
    assert_eq!(ran(later), json!(false), "text is not run as a script (eval)");
    let outside = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    outside.set_nonblocking(true).expect("a listener that does not wait");
    let reach = "const done = arguments[arguments.length - 1], there = arguments[0];
         fetch(there).catch(() => {}); navigator.sendBeacon(there, 'x'); new Image().src = there;
         const frame = document.createElement('iframe'); frame.src = there; document.body.append(frame);
         const sheet = document.createElement('link'); sheet.rel = 'stylesheet'; sheet.href = there; document.head.append(sheet);
         try { new WebSocket(there.replace('http', 'ws')); } catch {}
         setTimeout(() => done('tried'), 2000);";
    let there = json!(format!("http://{}/", outside.local_addr().expect("an address")));
    assert_eq!(window.driver().run_long(reach, &[there]), Ok(json!("tried")));
    assert!(outside.accept().is_err(), "the page reached another program over the network");

    // S5: no plug-in for files, programs or the network answers the page.
    for (command, with) in [
        ("plugin:fs|read_text_file", json!({ "path": "/etc/hostname" })),
        ("plugin:fs|write_text_file", json!({ "path": "/tmp/written", "contents": "x" })),
        ("plugin:shell|execute", json!({ "program": "id", "args": [] })),
        ("plugin:shell|open", json!({ "path": "https://example.org" })),
        ("plugin:http|fetch", json!({ "clientConfig": { "url": "http://127.0.0.1:9/" } })),
        ("plugin:opener|open_path", json!({ "path": "/etc" })),
        ("plugin:process|exit", json!({ "code": 0 })),
    ] {
        let script = "const done = arguments[arguments.length - 1];
             window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]).then((a) => done(['answered', a]), (e) => done(['refused', String(e)]));";
        let answer = window.driver().run_long(script, &[json!(command), with]).unwrap_or_else(|e| panic!("{command}: {e}"));
        assert_eq!(answer[0], "refused", "{command} answers the page: {answer}");
    }
    assert_eq!(window.ask("return typeof window.__TAURI__;", &[]), json!("undefined"), "the page holds no plug-ins");
    // S6: a path that the user did not name is refused, though the command is there.
    let script = "const done = arguments[arguments.length - 1];
         window.__TAURI_INTERNALS__.invoke('importing_inspect', arguments[0]).then((a) => done(a), (e) => done({ status: 'error', error: e }));";
    let with = json!({ "path": "/etc/hostname", "form": { "delimiter": null, "encoding": null, "header": null } });
    let answer = window.driver().run_long(script, &[with]).unwrap_or_default();
    assert_eq!(answer["status"], "error", "a file that nobody chose is read: {answer}");
}

/// The variable that tells this test that it runs in a network of its own.
const ALONE: &str = "TIDINGS_TEST_ALONE";

/// How many packets this network could not route: every try to leave it counts.
fn unroutable() -> u64 {
    let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    let old = read("/proc/net/snmp");
    let mut lines = old.lines().filter(|line| line.starts_with("Ip:"));
    let (names, figures) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let at = names.split_whitespace().position(|name| name == "OutNoRoutes").expect("the kernel counts what it cannot route");
    let four: u64 = figures.split_whitespace().nth(at).and_then(|n| n.parse().ok()).expect("a figure");
    let six = read("/proc/net/snmp6").lines().find_map(|line| line.strip_prefix("Ip6OutNoRoutes")?.trim().parse::<u64>().ok());
    four + six.unwrap_or_default()
}

/// D36, S10: in a network without any route the whole job works, and nothing even tries to leave.
#[test]
fn nothing_leaves_the_machine_on_any_screen() {
    if std::env::var_os(ALONE).is_some() {
        return alone();
    }
    let own = std::env::current_exe().expect("this test has a file");
    let name = "safety::nothing_leaves_the_machine_on_any_screen";
    let up = format!("{UP} && exec \"$0\" --exact {name} --nocapture --test-threads 1");
    let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.trim_ascii() == b"0");
    let mut command = Command::new("unshare");
    command.args(if root { ["--net", "--"].as_slice() } else { ["--net", "--map-root-user", "--"].as_slice() });
    command.args(["sh", "-c", &up]).arg(own).env(ALONE, "1").stdin(Stdio::null());
    let out = command.output().expect("unshare starts");
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success() && said.contains("1 passed"), "{said}");
}

/// Switches the loopback of a new network on, with what every test machine has.
const UP: &str = "/usr/bin/python3 -c 'import fcntl,socket,struct
s=socket.socket(); r=struct.pack(\"16sH14s\",b\"lo\",0x41,b\"\"); fcntl.ioctl(s,0x8914,r)'";

fn alone() {
    let before = unroutable();
    let window = Desk::ready_to_send(3, free_port(), 1).open();
    review(&window);
    window.choose("From", "Practice account");
    window.settled();
    window.press("Send to 3 people");
    window.heading("Accepted by their servers: 3 of 3");
    walk(&window, |_| ());
    assert_eq!(unroutable(), before, "something tried to leave the machine");
    // The meter itself is tried last: it would see a packet.
    drop(std::net::TcpStream::connect_timeout(&([192, 0, 2, 1], 25).into(), std::time::Duration::from_millis(200)));
    until("a packet that leaves is counted", std::time::Duration::from_secs(5), || unroutable() > before);
    assert_ne!(window.ask("return document.title;", &[]), Value::Null);
}
