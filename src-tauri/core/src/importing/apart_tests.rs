//! What an import of very many promises whose people indexes leave out until all are there: it is the same import, whoever edits finds
//! everything meanwhile, and nothing is left behind wherever it ends.

use std::sync::Arc;

use super::api;
use super::applying_tests::{count, held_at, until_ended, written};
use super::tests::{file, people, stage};
use crate::contacts::api::PersonPatch;
use crate::contacts::{self, Apart};
use crate::jobs::Outcome;
use crate::segments::api as segments;
use crate::workspace::testing::Desk;
use crate::workspace::{ReadTx, Workspace, api as workspace_api};

const FIRST: &str =
    "name,email,role,outlet,notes\nRuth Vale,ruth@example.org,Editor,Coast,Likes ferries\nAlma Roy,alma@example.org,Reporter,Sea,\n";

/// So many, in an order that is none of an index's.
fn many(sum: u32) -> String {
    let rows: String = (0..sum)
        .map(|n| {
            format!(
                "Person {},p{n}@paper{}.example.org,Role {},Paper {},{}\n",
                n * 7919 % 1000,
                n % 9,
                n % 5,
                n % 13,
                ["", "Walks by the harbour"][n as usize % 2]
            )
        })
        .collect();
    format!("name,email,role,outlet,notes\n{rows}")
}

/// The indexes as the file has them, by name.
async fn indexes(ws: &Workspace) -> Vec<String> {
    let sql = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
    ws.read(move |tx: &ReadTx<'_>| Ok(tx.prepare(sql)?.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<_, _>>()?))
        .await
        .unwrap()
}

/// Asked of whoever worked in it meanwhile, as a user's own check is, so often that each of its readers is asked: they know an index of words
/// of before.
async fn is_sound(ws: &Workspace) -> bool {
    for _ in 0..4 {
        if workspace_api::verify(ws).await.unwrap().iter().any(|check| !check.ok) {
            return false;
        }
    }
    ws.read(|tx| {
        let words: i64 = tx.query_row("SELECT count(*) FROM note_words_docsize", [], |row| row.get(0))?;
        let notes: i64 = tx.query_row("SELECT count(*) FROM person WHERE notes <> ''", [], |row| row.get(0))?;
        Ok(words == notes)
    })
    .await
    .unwrap()
}

fn from_now_on(desk: &Desk) {
    desk.ws.set_part(Arc::new(Apart { from: 100, beside: 50 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_of_very_many_is_the_same_whether_indexes_wait_for_it_or_not() {
    let mut told = Vec::new();
    for waits in [false, true] {
        let desk = Desk::new();
        if waits {
            from_now_on(&desk);
        }
        for table in [FIRST.to_owned(), many(400)] {
            let import = stage(&desk.ws, file(&desk, "a.csv", table)).await;
            api::apply(&desk.ws, import.id).await.unwrap();
        }
        let mut rows = Vec::new();
        for question in ["role:\"Role 3\"", "outlet:\"Paper 4\"", "paper3", "person role:\"Role 1\"", "has:notes", "-has:notes"] {
            let whom = segments::Whom { query: Some(question.to_owned()), segment: None };
            let page = segments::people(&desk.ws, whom, None, 500).await.unwrap();
            rows.push(page.rows.into_iter().map(|row| (row.id, row.name)).collect::<Vec<_>>());
        }
        assert!(is_sound(&desk.ws).await);
        told.push((
            rows,
            written(&desk.ws).await,
            indexes(&desk.ws).await.into_iter().map(|sql| sql.replace(char::is_whitespace, "")).collect::<Vec<_>>(),
        ));
    }
    assert!(told[0].0.iter().all(|rows| !rows.is_empty()));
    assert_eq!(told[0], told[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_edits_while_indexes_wait_finds_who_is_there_and_is_found() {
    let (desk, reached, go_on) = held_at("import-written", false);
    let import = stage(&desk.ws, file(&desk, "a.csv", FIRST)).await;
    go_on.send(()).unwrap();
    api::apply(&desk.ws, import.id).await.unwrap();
    reached.recv().unwrap();
    from_now_on(&desk);
    let import = stage(&desk.ws, file(&desk, "b.csv", many(300))).await;
    let job = api::begin_apply(&desk.ws, import.id);
    reached.recv().unwrap();
    assert!(indexes(&desk.ws).await.iter().filter(|sql| sql.contains("BETWEEN")).count() >= 4, "they wait");
    let ruth = contacts::api::who(&desk.ws, "ruth@example.org").await.unwrap();
    assert!(contacts::api::who(&desk.ws, "p7@paper7.example.org").await.is_err());
    let patch = PersonPatch { notes: Some("Likes trams".to_owned()), ..PersonPatch::default() };
    contacts::api::edit(&desk.ws, ruth, patch).await.unwrap();
    let whole = segments::Whom::default();
    let names = |page: segments::PeoplePage| page.rows.into_iter().map(|row| row.name).collect::<Vec<_>>();
    assert_eq!(names(segments::people(&desk.ws, whole, None, 10).await.unwrap()), ["Alma Roy", "Ruth Vale"]);
    assert_eq!((count(&desk.ws, "outlet:coast").await, count(&desk.ws, "trams").await, people(&desk.ws).await), (1, 0, 2));
    assert!(contacts::api::look_for_duplicates(&desk.ws).await.unwrap());
    // Whom the index answers about is answered by it, however few they are.
    let plan: String = desk
        .ws
        .read(|tx| {
            let range = tx.query_row("SELECT first || ' AND ' || last FROM person_unseen", [], |row| row.get::<_, String>(0))?;
            let sql = format!("EXPLAIN QUERY PLAN SELECT p.id FROM person p WHERE p.sort_key = 'x' AND p.id NOT BETWEEN {range}");
            Ok(tx.query_row(&sql, [], |row| row.get(3))?)
        })
        .await
        .unwrap();
    assert!(plan.contains("person_sort"), "{plan}");
    go_on.send(()).unwrap();
    assert_eq!(until_ended(&desk.ws, job).await, Outcome::Done);
    assert_eq!((people(&desk.ws).await, count(&desk.ws, "outlet:coast").await), (302, 1));
    assert!(is_sound(&desk.ws).await && !indexes(&desk.ws).await.iter().any(|sql| sql.contains("BETWEEN")));
    workspace_api::undo(&desk.ws, crate::PLUGS, api::show(&desk.ws, import.id).await.unwrap().action).await.unwrap();
    api::cleared(&desk.ws).await.unwrap();
    assert_eq!(people(&desk.ws).await, 2);
    assert!(is_sound(&desk.ws).await && is_sound(&desk.reopened()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_ends_while_indexes_wait_leaves_them_whole_at_the_next_opening() {
    for at in ["import-written", "import-whole"] {
        let (desk, reached, go_on) = held_at(at, true);
        from_now_on(&desk);
        let before = (written(&desk.ws).await, indexes(&desk.ws).await.len());
        let import = stage(&desk.ws, file(&desk, "b.csv", many(200))).await;
        go_on.send(()).unwrap();
        assert!(api::apply(&desk.ws, import.id).await.is_err());
        reached.recv().unwrap();
        assert_eq!((written(&desk.ws).await[0], people(&desk.ws).await), (200, 0));
        assert_eq!(indexes(&desk.ws).await.iter().any(|sql| sql.contains("BETWEEN")), at == "import-written");
        let again = desk.reopened();
        while written(&again).await != before.0 {
            tokio::task::yield_now().await;
        }
        let waiting = indexes(&again).await.iter().any(|sql| sql.contains("BETWEEN"));
        assert!(is_sound(&again).await && is_sound(&desk.ws).await && !waiting, "{at}");
        assert_eq!(indexes(&again).await.len(), before.1, "{at}");
        assert_eq!(api::apply(&again, import.id).await.unwrap().adds, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_stopped_while_indexes_wait_makes_them_whole() {
    let (desk, reached, go_on) = held_at("import-written", false);
    from_now_on(&desk);
    let import = stage(&desk.ws, file(&desk, "b.csv", many(200))).await;
    let job = api::begin_apply(&desk.ws, import.id);
    reached.recv().unwrap();
    api::jobs(&desk.ws).cancel(job);
    go_on.send(()).unwrap();
    assert_eq!(until_ended(&desk.ws, job).await, Outcome::Cancelled);
    assert_eq!(people(&desk.ws).await, 0);
    assert!(is_sound(&desk.ws).await && !indexes(&desk.ws).await.iter().any(|sql| sql.contains("BETWEEN")));
}
