//! One source, many forms: what they are, byte for byte, beside the sources in `tests/fixtures/golden`. With `TIDINGS_GOLDEN=write` in the
//! environment the forms are written there anew, to be looked through before they are kept.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::desk::{Desk, Run};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/golden");
const LENS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../icons/128x128.png");
/// Those that are set in the program's own fonts have a known sum on paper, too; letters of the machine's fonts differ between machines.
const DOCUMENTS: [(&str, bool); 3] = [("release", true), ("arabic", false), ("announcement", false)];
/// The sums of files that are no text, but for the instant at which the document was last written on, which they say.
const SUMS: &str = "sums.txt";

/// Forms that are text: their endings and how they are asked for.
const TEXTS: [(&str, &[&str]); 5] = [
    ("mail.html", &["document", "export", "N", "--as", "mail"]),
    ("web.html", &["document", "export", "N", "--as", "web"]),
    ("txt", &["document", "export", "N", "--as", "text"]),
    ("points.txt", &["document", "points", "N"]),
    ("posts.txt", &["document", "social", "N"]),
];

/// Where and when a process runs.
type Surroundings = (&'static str, &'static str, PathBuf);

/// Runs the program elsewhere: in another zone, language and folder.
fn run(desk: &Desk, arguments: &[&str], number: usize, (zone, language, folder): &Surroundings) -> Run {
    let number = number.to_string();
    let arguments: Vec<&str> = ["--quiet"].iter().chain(arguments).map(|one| if *one == "N" { number.as_str() } else { one }).collect();
    let mut command: Command = desk.command(&arguments);
    command.env("TZ", zone).env("LC_ALL", language).env("LANG", language).current_dir(folder);
    Run::of(&mut command).ends(0)
}

fn desk_with_all() -> Desk {
    let desk = Desk::new();
    for (at, (name, _)) in DOCUMENTS.iter().enumerate() {
        desk.run(&["document", "add", &format!("{FOLDER}/{name}.md")]).ends(0);
        if *name == "release" {
            let lens = desk.file("lens.png", std::fs::read(LENS).unwrap());
            desk.run(&["document", "picture", &(at + 1).to_string(), &lens, "--alt", "The lens in its tower"]).ends(0);
        }
    }
    desk.run(&["workspace", "imprint", "--postal", "1 Quay Street, Port Averil"]).ends(0);
    desk
}

/// Every form of every document, by the name of its file.
fn forms(desk: &Desk, around: &Surroundings) -> Vec<(String, Vec<u8>)> {
    let mut made = Vec::new();
    for (at, (name, _)) in DOCUMENTS.iter().enumerate() {
        for (ending, arguments) in TEXTS {
            made.push((format!("{name}.{ending}"), run(desk, arguments, at + 1, around).stdout.into_bytes()));
        }
        for (ending, verb) in [("pdf", "pdf"), ("docx", "docx")] {
            let file = around.2.join(format!("{name}.{ending}"));
            run(desk, &["document", verb, "N", "--to", &file.display().to_string()], at + 1, around);
            made.push((format!("{name}.{ending}"), std::fs::read(&file).unwrap()));
        }
    }
    made
}

fn has_a_sum(name: &str) -> bool {
    name.ends_with(".docx") || DOCUMENTS.iter().any(|(document, own)| *own && name == format!("{document}.pdf"))
}

#[test]
fn every_form_of_a_text_is_the_same_bytes_as_ever_and_in_every_process_zone_language_and_folder() {
    let desk = desk_with_all();
    let here: Surroundings = ("UTC", "C", desk.folder.path().to_owned());
    let first = forms(&desk, &here);
    let far = tempfile::tempdir().unwrap();
    let second = forms(&desk, &("Pacific/Kiritimati", "tr_TR.UTF-8", far.path().to_owned()));
    for ((name, one), (_, two)) in first.iter().zip(&second) {
        assert!(one == two, "{name} is not the same in another process");
    }
    let mut sums = String::new();
    let anew = std::env::var("TIDINGS_GOLDEN").is_ok_and(|word| word == "write");
    for (name, bytes) in &first {
        let kept = Path::new(FOLDER).join(name);
        if name.ends_with(".pdf") || name.ends_with(".docx") {
            if has_a_sum(name) {
                sums.push_str(&format!("{}  {name}\n", sum(name, bytes)));
            }
        } else if anew {
            std::fs::write(&kept, bytes).unwrap();
        } else {
            let golden = String::from_utf8(std::fs::read(&kept).unwrap()).unwrap();
            let is = String::from_utf8(bytes.clone()).unwrap();
            let differs = golden.lines().zip(is.lines()).find(|(was, is)| was != is);
            assert!(golden == is, "{name} differs, first in {differs:?}; see the head of {}", file!());
        }
    }
    if anew {
        std::fs::write(Path::new(FOLDER).join(SUMS), &sums).unwrap();
    }
    assert_eq!(sums, std::fs::read_to_string(Path::new(FOLDER).join(SUMS)).unwrap(), "files that are no text; see the head of {}", file!());
    // The text itself comes back as it came.
    for (at, (name, _)) in DOCUMENTS.iter().enumerate() {
        let back = run(&desk, &["document", "export", "N", "--as", "markdown"], at + 1, &here);
        assert_eq!(back.stdout, std::fs::read_to_string(format!("{FOLDER}/{name}.md")).unwrap(), "{name}");
    }
}

/// The sum of a file without its instants: of a PDF as it stands, of a Word file as its parts stand.
fn sum(name: &str, bytes: &[u8]) -> String {
    use sha2::{Digest as _, Sha256};
    let mut whole = Sha256::new();
    if name.ends_with(".docx") {
        let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        for at in 0..package.len() {
            let mut part = package.by_index(at).unwrap();
            let mut content = Vec::new();
            part.read_to_end(&mut content).unwrap();
            whole.update(part.name().unwrap().as_bytes());
            whole.update(undated(&content));
        }
    } else {
        whole.update(undated(bytes));
    }
    whole.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes in which instants (`D:20261126093000Z`, `2026-11-26T09:30:00`) are zeros, and so is the identity that a PDF has by its instant.
fn undated(bytes: &[u8]) -> Vec<u8> {
    let mut made = bytes.to_vec();
    let forms: [&[u8]; 2] = [b"D:00000000000000Z", b"0000-00-00T00:00:00"];
    for form in forms {
        let fits = |there: &[u8]| there.iter().zip(form).all(|(is, like)| if *like == b'0' { is.is_ascii_digit() } else { is == like });
        for at in 0..made.len().saturating_sub(form.len()) {
            if fits(&made[at..at + form.len()]) {
                made[at..at + form.len()].copy_from_slice(form);
            }
        }
    }
    let mark = b"<xmpMM:InstanceID>";
    if let Some(at) = made.windows(mark.len()).position(|there| there == mark) {
        let identity = made[at + mark.len()..at + mark.len() + 24].to_vec();
        for at in 0..made.len() - identity.len() {
            if made[at..at + identity.len()] == identity {
                made[at..at + identity.len()].fill(b'0');
            }
        }
    }
    made
}
