use super::api::{self, OutletPaste, OutletQuestion, OutletSetting};
use super::{OutletCellEdit, OutletCellSet, OutletColumn, OutletInput, OutletKind};
use crate::ids::OutletId;
use crate::workspace::testing::Desk;

async fn put(desk: &Desk, name: &str, region: &str, audiences: &[&str]) -> OutletId {
    let audiences = audiences.iter().map(|one| (*one).to_owned()).collect();
    let input = OutletInput { region: region.to_owned(), audiences, ..OutletInput::named(name) };
    api::add_outlet(&desk.ws, input).await.unwrap().id
}

async fn fields(desk: &Desk, id: OutletId) -> OutletInput {
    api::outlet(&desk.ws, id).await.unwrap().fields
}

fn edit(outlet: OutletId, column: OutletColumn, text: &str) -> OutletCellEdit {
    OutletCellEdit { outlet, column, text: text.to_owned() }
}

fn set(column: OutletColumn, text: &str) -> OutletSetting {
    OutletSetting { set: vec![OutletCellSet { column, text: text.to_owned() }], ..OutletSetting::default() }
}

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

async fn in_order(desk: &Desk, sort: OutletColumn, descending: bool) -> Vec<String> {
    let ids = api::outlets(&desk.ws, OutletQuestion { search: String::new(), sort, descending }).await.unwrap();
    api::outlet_rows(&desk.ws, ids).await.unwrap().into_iter().map(|row| row.name).collect()
}

#[tokio::test]
async fn each_cell_of_an_outlet_is_judged_by_itself_and_all_that_pass_change_in_one_act() {
    let desk = Desk::new();
    let (tide, mare) = (put(&desk, "The Tide", "Hull", &[]).await, put(&desk, "Rádio Mare", "", &["parents"]).await);
    let edits = vec![
        edit(tide, OutletColumn::Kind, "Newspaper"),
        edit(tide, OutletColumn::Reach, "120 000"),
        edit(tide, OutletColumn::Region, "Hull"),
        edit(tide, OutletColumn::Language, "elvish"),
        edit(tide, OutletColumn::People, "7"),
        edit(mare, OutletColumn::Frequency, "hourly"),
        edit(mare, OutletColumn::Website, "mare.example.net"),
        edit(mare, OutletColumn::Audiences, "commuters; parents"),
    ];
    let would = api::edit_outlet_cells(&desk.ws, edits.clone(), false).await.unwrap();
    assert_eq!((would.outlets, would.cells, would.same, would.refused), (2, 4, 1, 3));
    let why: Vec<_> = would.reasons.iter().map(|one| (one.name.as_str(), one.column, one.why.key.as_ref())).collect();
    assert_eq!(
        why,
        [
            ("The Tide", OutletColumn::Language, "contacts.fault.language"),
            ("The Tide", OutletColumn::People, "contacts.fault.not_written"),
            ("Rádio Mare", OutletColumn::Frequency, "contacts.fault.choice"),
        ]
    );
    assert_eq!(fields(&desk, tide).await.kind, OutletKind::Unknown, "a look changes nothing");
    assert_eq!(api::edit_outlet_cells(&desk.ws, edits, true).await.unwrap(), would, "what was counted is what is done");
    let after = fields(&desk, tide).await;
    assert_eq!((after.kind, after.reach.as_str()), (OutletKind::Newspaper, "120000"));
    assert_eq!(fields(&desk, mare).await.audiences, ["commuters", "parents"]);
    undo(&desk).await;
    assert_eq!((fields(&desk, tide).await.reach.as_str(), fields(&desk, mare).await.website.as_str()), ("", ""));
    let gone = api::edit_outlet_cells(&desk.ws, vec![edit(99.into(), OutletColumn::Region, "Hull")], true).await.unwrap_err();
    assert_eq!(gone.code, "contacts.no_outlet");
}

#[tokio::test]
async fn two_outlets_never_get_one_name_and_a_look_says_so_as_the_act_does() {
    let desk = Desk::new();
    let (tide, mare) = (put(&desk, "The Tide", "", &[]).await, put(&desk, "Rádio Mare", "", &[]).await);
    let both = vec![edit(tide, OutletColumn::Name, "The Coast"), edit(mare, OutletColumn::Name, "the coast")];
    for apply in [false, true] {
        let done = api::edit_outlet_cells(&desk.ws, both.clone(), apply).await.unwrap();
        assert_eq!((done.outlets, done.refused, done.reasons[0].why.key.as_ref()), (1, 1, "contacts.fault.outlet_taken"));
    }
    let swapped = vec![edit(tide, OutletColumn::Name, "Rádio Mare"), edit(mare, OutletColumn::Name, "")];
    assert_eq!(api::edit_outlet_cells(&desk.ws, swapped, true).await.unwrap().refused, 2);
    let many = api::set_outlets(&desk.ws, vec![tide, mare], set(OutletColumn::Name, "One"), true).await.unwrap_err();
    assert_eq!(many.code, "contacts.not_for_many_outlets");
}

#[tokio::test]
async fn many_outlets_are_set_and_given_audiences_counted_before_and_taken_back_as_one() {
    let desk = Desk::new();
    let mut all = Vec::new();
    for n in 0..700 {
        all.push(put(&desk, &format!("Paper {n:03} 海の"), if n % 7 == 0 { "Zeeland" } else { "" }, &[]).await);
    }
    let setting = OutletSetting { add: vec!["Parents".to_owned(), "commuters".to_owned()], ..set(OutletColumn::Region, "Zeeland") };
    let would = api::set_outlets(&desk.ws, all.clone(), setting.clone(), false).await.unwrap();
    assert_eq!((would.outlets, would.cells, would.same), (700, 600 + 1_400, 100));
    assert_eq!(api::set_outlets(&desk.ws, all.clone(), setting, true).await.unwrap(), would);
    assert_eq!(fields(&desk, all[1]).await.audiences, ["commuters", "Parents"]);
    let off = OutletSetting { remove: vec!["PARENTS".to_owned()], ..OutletSetting::default() };
    assert_eq!(api::set_outlets(&desk.ws, all.clone(), off, true).await.unwrap().cells, 700);
    undo(&desk).await;
    undo(&desk).await;
    let back = fields(&desk, all[1]).await;
    assert_eq!((back.region.as_str(), back.audiences.len()), ("", 0));
}

#[tokio::test]
async fn what_is_copied_out_of_the_table_of_outlets_is_pasted_back_as_it_was() {
    let desk = Desk::new();
    let (tide, mare) = (put(&desk, "=The Tide", "Hull", &["parents", "philanthropists"]).await, put(&desk, "Mare", "", &[]).await);
    let columns = vec![OutletColumn::Region, OutletColumn::Audiences, OutletColumn::Kind];
    let copied = api::copy_outlets(&desk.ws, vec![tide], [&[OutletColumn::Name], &columns[..]].concat()).await.unwrap();
    assert_eq!((copied.rows, copied.text.as_str()), (1, "'=The Tide\tHull\tparents; philanthropists\t\n"));
    let text = "Hull\tparents; philanthropists\t\n\nbeyond\ta\tb\tc\n".to_owned();
    let paste = OutletPaste { outlets: vec![mare, tide], columns, text };
    let pasted = api::paste_outlets(&desk.ws, paste, true).await.unwrap();
    assert_eq!((pasted.rows, pasted.beyond, pasted.edited.outlets), (3, 4, 2));
    assert_eq!(fields(&desk, mare).await.audiences, ["parents", "philanthropists"]);
    assert_eq!(fields(&desk, tide).await.region, "", "a blank row takes away the first cell");
}

#[tokio::test]
async fn outlets_are_sorted_by_every_column_and_what_is_not_known_stands_last() {
    let desk = Desk::new();
    for (name, kind, frequency, language, website, audience) in [
        ("A", "radio", "yearly", "nl", "", "parents"),
        ("B", "", "daily", "de", "b.example.net", ""),
        ("C", "blog", "", "", "a.example.net", "artists"),
    ] {
        let id = put(&desk, name, "", &[]).await;
        let cells = [
            (OutletColumn::Kind, kind),
            (OutletColumn::Frequency, frequency),
            (OutletColumn::Language, language),
            (OutletColumn::Website, website),
            (OutletColumn::Audiences, audience),
        ];
        let edits = cells.iter().map(|(column, text)| edit(id, *column, text)).collect();
        assert_eq!(api::edit_outlet_cells(&desk.ws, edits, true).await.unwrap().refused, 0);
    }
    for (sort, up, down) in [
        (OutletColumn::Kind, "CAB", "ACB"),
        (OutletColumn::Frequency, "BAC", "ABC"),
        (OutletColumn::Language, "BAC", "ABC"),
        (OutletColumn::Website, "CBA", "BCA"),
        (OutletColumn::Audiences, "CAB", "ACB"),
    ] {
        assert_eq!(in_order(&desk, sort, false).await.concat(), up, "{sort:?}");
        assert_eq!(in_order(&desk, sort, true).await.concat(), down, "{sort:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cells_of_very_many_outlets_are_pasted_in_one_act_that_lets_edits_in_and_one_undo_takes_back() {
    let desk = Desk::new();
    let other = put(&desk, "Rádio Mare", "", &[]).await;
    let ids: Vec<OutletId> = desk
        .ws
        .write_blocking(None, |tx| {
            let one = |n: u32| super::outlets::add(tx, &super::outlets::check(OutletInput::named(&format!("Outlet {n}")))?);
            (0..3_000).map(one).collect()
        })
        .unwrap();
    let there = || {
        let sql = "SELECT count(*) FROM outlet WHERE region = 'Zeeland'";
        desk.ws.read_blocking(|tx| Ok(tx.query_row(sql, [], |row| row.get::<_, u32>(0)).unwrap())).unwrap()
    };
    let paste = OutletPaste { outlets: ids.clone(), columns: vec![OutletColumn::Region], text: "Zeeland".to_owned() };
    let ws = desk.ws.clone();
    let (pasting, mut between) = (tokio::spawn(async move { api::paste_outlets(&ws, paste, true).await }), 0);
    while !pasting.is_finished() {
        let patch = super::OutletPatch { note: Some(format!("Seen {between}")), ..super::OutletPatch::default() };
        api::edit_outlet(&desk.ws, other, patch).await.unwrap();
        between += u32::from((1..3_000).contains(&there()));
    }
    let done = pasting.await.unwrap().unwrap().edited;
    assert!(between > 0, "no edit came between");
    assert_eq!((done.outlets, done.cells, done.refused, there()), (3_000, 3_000, 0, 3_000));
    let acts = crate::workspace::api::history(&desk.ws, 10_000).await.unwrap();
    let pasted: Vec<_> = acts.iter().filter(|act| act.label.key == "contacts.action.outlet_cells").collect();
    assert_eq!(pasted.len(), 1, "it is one act");
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, Some(pasted[0].id)).await.unwrap();
    assert_eq!((there(), fields(&desk, ids[0]).await.region), (0, String::new()));
}
