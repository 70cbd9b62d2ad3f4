//! Files as the world writes them (`tests/fixtures/ugly`), each called by its fault, and what must become of each
//! (`expected.json` beside them).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::api::{self, FileForm, StageRequest, Verdict};
use super::tests::{file, request, stage};
use crate::messages::Language;
use crate::workspace::testing::Desk;

/// What becomes of a file.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Outcome {
    /// The file is refused whole, with this code.
    #[serde(skip_serializing_if = "String::is_empty")]
    code: String,
    #[serde(skip_serializing_if = "is_nothing")]
    new: u32,
    #[serde(skip_serializing_if = "is_nothing")]
    changed: u32,
    #[serde(skip_serializing_if = "is_nothing")]
    unchanged: u32,
    #[serde(skip_serializing_if = "is_nothing")]
    duplicate: u32,
    #[serde(skip_serializing_if = "is_nothing")]
    refused: u32,
    /// Which row is refused for what.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    reasons: BTreeMap<u32, String>,
    /// Who is read, in the file's order, each as name, address and what they bring; of long files the first ten.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    people: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it so")]
const fn is_nothing(count: &u32) -> bool {
    *count == 0
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/ugly")
}

async fn outcome(desk: &Desk, path: PathBuf) -> Outcome {
    let whole = |code: String| Outcome { code, ..Outcome::default() };
    let look = match api::inspect(&desk.ws, path.clone(), FileForm::default()).await {
        Ok(look) => look,
        Err(problem) => return whole(problem.code),
    };
    let request = StageRequest { mapping: look.mapping, ..request(&desk.ws, path).await };
    let import = match api::stage(&desk.ws, request).await {
        Ok(import) => import,
        Err(problem) => return whole(problem.code),
    };
    let counts = import.counts;
    let rows = api::rows(&desk.ws, import.id, None, 0, 1_000).await.unwrap();
    let sum = counts.new + counts.changed + counts.unchanged + counts.duplicate + counts.refused;
    assert_eq!(sum, counts.rows, "{}: every row has one verdict", import.file);
    let refused = api::rows(&desk.ws, import.id, Some(Verdict::Refused), 0, 1_000).await.unwrap();
    let reasons = refused.into_iter().map(|row| (row.row, row.what.unwrap().key.to_string())).collect();
    let people = rows
        .iter()
        .filter(|row| row.verdict != Verdict::Refused)
        .take(10)
        .map(|row| format!("{} <{}> {}", row.name, row.address, row.reason(Language::En)).trim().to_owned())
        .collect();
    Outcome {
        code: String::new(),
        new: counts.new,
        changed: counts.changed,
        unchanged: counts.unchanged,
        duplicate: counts.duplicate,
        refused: counts.refused,
        reasons,
        people,
    }
}

/// With `TIDINGS_UGLY=write` what becomes of the files is written as what must become of them, to be read by a person.
#[tokio::test]
async fn what_must_become_of_every_ugly_file_becomes_of_it() {
    let desk = Desk::new();
    let held = "Name;E-Mail;Medium\nRuth Vale;ruth@tide.example.org;Tide\nIda Berg;ida@tide.example.org;Tide\n";
    let import = stage(&desk.ws, file(&desk, "held.csv", held)).await;
    api::apply(&desk.ws, import.id).await.unwrap();

    let list = folder().join("expected.json");
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        names.insert(entry.unwrap().file_name().into_string().unwrap());
    }
    names.remove("expected.json");
    let mut found = BTreeMap::new();
    for name in &names {
        found.insert(name.clone(), outcome(&desk, folder().join(name)).await);
    }
    if std::env::var("TIDINGS_UGLY").is_ok_and(|word| word == "write") {
        std::fs::write(&list, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
    }
    let expected: BTreeMap<String, Outcome> = serde_json::from_str(&std::fs::read_to_string(&list).unwrap()).unwrap();
    assert_eq!(
        expected.keys().collect::<BTreeSet<_>>(),
        names.iter().collect(),
        "each file has an expectation, and each expectation a file"
    );
    for (name, must) in &expected {
        assert_eq!(&found[name], must, "{name}");
    }
}
