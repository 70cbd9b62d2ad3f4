//! The three descriptions, and the watch over a file.

use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::process::Command;
use std::sync::{Arc, Mutex};

use tokio_util::sync::CancellationToken;

use super::unit;
use super::{News, Program, System, Told, Watched, api};
use crate::accounts::Keychain;
use crate::clock::{Clock, SystemClock};
use crate::error::Problem;
use crate::workspace::Device;
use crate::workspace::testing::Desk;

/// A program at an awkward place, with a folder of its own.
fn awkward() -> Program {
    Program::agent(PathBuf::from("/opt/Press & Co/100% \"new\" $HOME/tidings"), Some(Path::new("/srv/Ana's <desk> & more")), None)
}

/// What Python's own parsers make of it.
#[cfg(unix)]
fn python(code: &str, text: &str) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let ran = Command::new("/usr/bin/python3").arg("-c").arg(code).arg(file.path()).output().unwrap();
    assert!(ran.status.success(), "{}\n{text}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

#[cfg(unix)]
#[test]
fn launchd_reads_the_plist_as_it_was_meant() {
    let read = "import plistlib,sys,json; d=plistlib.load(open(sys.argv[1],'rb')); print(json.dumps(d))";
    let plist: serde_json::Value = serde_json::from_str(&python(read, &unit::text(System::Macos, &awkward()))).unwrap();
    assert_eq!(
        plist["ProgramArguments"],
        serde_json::json!([
            "/opt/Press & Co/100% \"new\" $HOME/tidings",
            "--json",
            "--quiet",
            "agent",
            "run",
            "--device-folder",
            "/srv/Ana's <desk> & more"
        ])
    );
    assert_eq!((&plist["RunAtLoad"], &plist["KeepAlive"]["SuccessfulExit"]), (&true.into(), &false.into()));
    assert_eq!((&plist["Label"], &plist["Umask"]), (&"org.tidings.agent".into(), &0o077.into()));
}

#[cfg(unix)]
#[test]
fn the_task_scheduler_reads_the_task_as_it_was_meant() {
    let read = "import xml.etree.ElementTree as E,sys,json\nn='{http://schemas.microsoft.com/windows/2004/02/mit/task}'\nr=E.parse(sys.argv[1]).getroot()\nassert r.tag==n+'Task'\nd={}\nfor e in r.iter(): d.setdefault(e.tag.replace(n,''),[]).append((e.text or '').strip())\nprint(json.dumps({k:v if k=='UserId' else v[-1] for k,v in d.items()}))";
    let read =
        |program: &Program| -> serde_json::Value { serde_json::from_str(&python(read, &unit::text(System::Windows, program))).unwrap() };
    let folder = PathBuf::from(r"D:\Jörg's <desk> & more\");
    let user = Some(r"HARBOUR & CO\jörg".to_owned());
    let task = read(&Program::agent(PathBuf::from(r"C:\Program Files\Tidings\tidings.exe"), Some(&folder), user));
    // Without a window: its console would stand on the desktop.
    let words = r#"--headless "C:\Program Files\Tidings\tidings.exe" --json --quiet agent run --device-folder "D:\Jörg's <desk> & more\\""#;
    assert_eq!((&task["Command"], &task["Arguments"]), (&"conhost.exe".into(), &words.into()));
    // At the login of one user: at anybody's, only an administrator may ask for it.
    assert_eq!(task["UserId"], serde_json::json!([r"HARBOUR & CO\jörg", r"HARBOUR & CO\jörg"]));
    assert_eq!((&task["ExecutionTimeLimit"], &task["MultipleInstancesPolicy"]), (&"PT0S".into(), &"IgnoreNew".into()));
    assert_eq!((&task["StopIfGoingOnBatteries"], &task["RunLevel"]), (&"false".into(), &"LeastPrivilege".into()));
    assert!(task.get("LogonTrigger").is_some());
    let plain = read(&Program::agent(PathBuf::from(r"C:\Tidings\tidings.exe"), None, None));
    assert_eq!(plain["Arguments"], r"--headless C:\Tidings\tidings.exe --json --quiet agent run");
    assert!(plain.get("UserId").is_none());
}

#[test]
fn what_a_system_may_refuse_stops_nothing() {
    let file = Path::new("/home/ines/agent");
    let said = |commands: Vec<Told>| commands.into_iter().map(|told| (told.needed, told.words.join(" "))).collect::<Vec<_>>();
    // launchd refuses what it has; whether it has it is what counts. Where nothing runs, there is nothing to end.
    assert_eq!(
        said(unit::to_begin(System::Macos, file)),
        [(false, "launchctl load -w /home/ines/agent".to_owned()), (true, "launchctl list org.tidings.agent".to_owned())]
    );
    assert_eq!(said(unit::to_end(System::Macos, file)), [(false, "launchctl unload -w /home/ines/agent".to_owned())]);
    assert_eq!(said(unit::to_end(System::Windows, file))[0], (false, "schtasks /End /TN Tidings agent".to_owned()));
}

#[test]
fn the_task_is_written_in_utf_16_as_the_task_scheduler_wants_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new/agent-task.xml");
    unit::write(System::Windows, &file, &awkward()).unwrap();
    let bytes = std::fs::read(&file).unwrap();
    assert_eq!(bytes[..2], [0xFF, 0xFE]);
    let units: Vec<u16> = bytes[2..].chunks(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
    assert_eq!(String::from_utf16(&units).unwrap(), unit::text(System::Windows, &awkward()));
}

#[cfg(target_os = "linux")]
#[test]
fn systemd_verifies_the_unit_and_reads_its_words_as_they_were_meant() {
    let folder = tempfile::tempdir().unwrap();
    // A program must be there: systemd looks.
    let place = folder.path().join("Press & Co 100% \"new\" $HOME");
    std::fs::create_dir(&place).unwrap();
    let program = place.join("tidings");
    std::fs::write(&program, "#!/bin/sh\n").unwrap();
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let unit_file = folder.path().join("tidings-agent.service");
    unit::write(System::Linux, &unit_file, &Program::agent(program, Some(Path::new("/srv/100% \"mine\" $x")), None)).unwrap();
    let verified = Command::new("systemd-analyze")
        .args(["verify", "--user", "--man=no"])
        .arg(&unit_file)
        .env("XDG_RUNTIME_DIR", folder.path())
        .output();
    let verified = verified.unwrap();
    let said = String::from_utf8_lossy(&verified.stderr);
    assert!(verified.status.success() && !said.contains("tidings-agent"), "{said}");
    // The judge sees what is wrong: the same unit with a word that systemd does not know.
    let text = std::fs::read_to_string(&unit_file).unwrap();
    std::fs::write(&unit_file, text.replace("Type=exec", "Type=whenever")).unwrap();
    let judged = Command::new("systemd-analyze")
        .args(["verify", "--user", "--man=no"])
        .arg(&unit_file)
        .env("XDG_RUNTIME_DIR", folder.path())
        .output();
    assert!(String::from_utf8_lossy(&judged.unwrap().stderr).contains("tidings-agent"));
    assert!(text.contains(r#"/Press & Co 100%% \"new\" $$HOME/tidings" "--json""#), "{text}");
    assert!(text.contains(r#" "--device-folder" "/srv/100%% \"mine\" $$x""#), "{text}");
}

#[tokio::test]
async fn without_a_keychain_it_is_not_installed_and_says_why() {
    let desk = Desk::new();
    let device = Device::at(desk.folder.path().join("device")).unwrap();
    let refused = api::install(&device, &desk.path(), &awkward(), &Keychain::missing()).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.cause.as_deref()), ("agent.no_keychain", Some("missing")));
    assert!(refused.todo.is_some());
    assert_eq!(Watched::read(&device), Watched::default());
}

#[tokio::test]
async fn a_file_at_rest_is_closed_and_opened_again_when_somebody_wrote() {
    let desk = Desk::new();
    let device = Device::at(desk.folder.path().join("device")).unwrap();
    let (file, host) =
        (desk.path(), crate::workspace::testing::host(&desk.folder, Arc::clone(&desk.clock), crate::workspace::Faults::default()));
    drop(desk.ws);
    let opened: Arc<Mutex<u32>> = Arc::default();
    let counts = Arc::clone(&opened);
    let open = Arc::new(move |path: &Path| {
        *counts.lock().unwrap() += 1;
        crate::open(path, host.clone())
    });
    let heard: Arc<Mutex<Vec<News>>> = Arc::default();
    let news = Arc::clone(&heard);
    let until = CancellationToken::new();
    // A clock that sleeps a thousand times faster: hours of watching.
    let clock: Arc<dyn Clock> = Arc::new(Hurried(SystemClock::shared()));
    let agent = tokio::spawn({
        let (device, file, until) = (device.clone(), file.clone(), until.clone());
        async move {
            let told = move |_: &Path, said: &News| news.lock().unwrap().push(said.clone());
            api::run(&device, Some(file), open, clock, told, until).await
        }
    });
    let looks = async |ms: u64| {
        SystemClock::shared().sleep(std::time::Duration::from_millis(ms)).await;
        *opened.lock().unwrap()
    };
    let first = looks(1_500).await;
    assert!((1..=3).contains(&first), "nothing is due and nobody writes: opened {first} times in twenty minutes");
    assert_eq!(looks(1_000).await, first, "it rests");
    // A second one is refused as long as the first runs.
    let second = api::run(
        &device,
        Some(file.clone()),
        Arc::new(|_: &Path| Err(Problem::failure("workspace.failed"))),
        SystemClock::shared(),
        |_, _| {},
        until.clone(),
    );
    assert_eq!(second.await.unwrap_err().code, "agent.runs_already");
    assert!(api::status(&device).unwrap().runs);
    let ws = crate::open(&file, crate::workspace::testing::host(&desk.folder, desk.clock, crate::workspace::Faults::default())).unwrap();
    crate::literature::api::add_file(&ws, b"---\nheadline: The lens is back\n---\n\nText.\n".to_vec(), None).await.unwrap();
    drop(ws);
    let again = looks(500).await;
    assert!(again > first, "somebody wrote");
    until.cancel();
    agent.await.unwrap().unwrap();
    assert_eq!(heard.lock().unwrap().as_slice(), [News::Waits { next_at: None }]);
    assert!(!api::status(&device).unwrap().runs);
}

/// The machine's clock, whose sleeps are short.
struct Hurried(Arc<dyn Clock>);

#[async_trait::async_trait]
impl Clock for Hurried {
    fn now(&self) -> crate::ids::Millis {
        self.0.now()
    }
    fn steady(&self) -> std::time::Duration {
        self.0.steady()
    }
    async fn sleep(&self, pause: std::time::Duration) {
        self.0.sleep(pause / 1000).await;
    }
}
