//! The files of the workspace on the command line.

use crate::desk::Desk;

const LENS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../icons/128x128.png");

#[test]
fn a_photo_is_taken_in_described_cropped_used_and_packed() {
    let desk = Desk::new();
    let file = desk.file("release.md", "---\nheadline: The lens is back\n---\n\nIt turns.\n");
    desk.json(&["document", "add", &file]).ends(0);
    let added =
        desk.json(&["asset", "add", LENS, "--credit", "写真: 田中", "--expires", "31.12.2031", "--shows", "A visitor:asked"]).ends(0);
    let card = added.lines().remove(0);
    assert_eq!((card["fields"]["licence_until"].as_str(), card["kind"].as_str()), (Some("2031-12-31"), Some("picture")));
    let id = card["id"].to_string();
    let again = desk.run(&["asset", "add", LENS]).ends(0);
    assert!(again.stderr.contains("was here already, as number"), "{again:?}");
    assert_eq!(desk.json(&["asset", "list"]).ends(0).lines().len(), 1);
    assert_eq!(desk.json(&["asset", "list", "--standing", "ended"]).ends(0).lines().len(), 0);
    assert_eq!(desk.json(&["asset", "set", &id, "--shows", "x:perhaps"]).ends(3).json()["error"]["code"], "cli.asset.consent");
    assert_eq!(desk.json(&["asset", "set", &id, "--expires", "soon"]).ends(3).json()["error"]["field"], "licence-until");
    assert_eq!(desk.json(&["asset", "show", "999"]).ends(4).json()["error"]["code"], "literature.no_asset");

    let cut = desk.json(&["asset", "crop", &id, "--frame", "10,10,60,40", "--side", "30"]).ends(0).json();
    assert_eq!(cut["name"], "128x128-30x20.png");
    assert_eq!(desk.json(&["asset", "crop", &id, "--frame", "0,0,999,1"]).ends(3).json()["error"]["code"], "literature.bad_cut");
    assert_eq!(desk.json(&["asset", "crop", &id, "--frame", "0,0,9"]).ends(3).json()["error"]["code"], "cli.asset.frame");
    let out = desk.path("small.png").display().to_string();
    desk.json(&["asset", "export", &id, "--crop", &cut["id"].to_string(), "--output", &out]).ends(0);
    assert!(std::fs::read(&out).unwrap().starts_with(b"\x89PNG"));
    desk.json(&["asset", "export", &id, "--output", &out]).ends(3);

    let bad = desk.json(&["asset", "set", &id, "--link", "http://example.org/lens.png"]).ends(3).json();
    assert_eq!((&bad["error"]["code"], &bad["error"]["field"]), (&"literature.link".into(), &"link".into()));
    desk.json(&["asset", "set", &id, "--link", "https://example.org/lens.png"]).ends(0);
    assert!(desk.run(&["asset", "show", &id]).ends(0).stdout.contains("On the web: https://example.org/lens.png"));
    assert_eq!(desk.json(&["document", "link", "1", "--pictures"]).ends(3).json()["error"]["code"], "assets.nothing_fetched");

    desk.json(&["asset", "attach", &id, "--document", "1"]).ends(0);
    assert_eq!(desk.json(&["asset", "uses", &id]).ends(0).lines()[0]["headline"], "The lens is back");
    assert!(desk.run(&["asset", "distributions", &id]).ends(0).stderr.contains("No distribution carries it."));
    desk.run(&["asset", "distributions", "999"]).ends(4);
    let refused = desk.json(&["asset", "delete", &id]).ends(3).json();
    assert_eq!(refused["error"]["code"], "assets.in_use");

    let (kit, whole) = (desk.path("kit.zip").display().to_string(), desk.path("whole.zip").display().to_string());
    desk.json(&["asset", "kit", &id, "--output", &kit]).ends(0);
    desk.json(&["asset", "kit", "--document", "1", "--output", &whole]).ends(0);
    let names = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    assert!(names(std::fs::read(&kit).unwrap()).contains("captions.txt"));
    let whole = names(std::fs::read(&whole).unwrap());
    for part in ["The lens is back.pdf", "The lens is back.docx", "The lens is back.txt", "files/128x128.png"] {
        assert!(whole.contains(part), "{part}");
    }

    desk.json(&["asset", "set", &id, "--expires", "2020-01-01"]).ends(0);
    let told = desk.run(&["asset", "list", "--standing", "ended"]).ends(0);
    assert!(told.stdout.contains("ended on 2020-01-01"), "{told:?}");
    assert_eq!(
        desk.json(&["asset", "kit", &id, "--output", &desk.path("no.zip").display().to_string()]).ends(3).json()["error"]["code"],
        "assets.ended"
    );
    assert!(!desk.path("no.zip").exists());
    for form in ["mail", "text", "web"] {
        let shown = desk.run(&["--quiet", "document", "export", "1", "--as", form]).ends(0);
        assert!(shown.stderr.contains("ended on 2020-01-01"), "{form}: {}", shown.stderr);
    }
}
