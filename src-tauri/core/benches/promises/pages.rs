//! Pages beside the list of people, among a million: outlets, duplicates, suppressions and lists, as the window asks for them.

use std::time::{Duration, Instant};

use tidings_core::contacts;
use tidings_core::contacts::api::{OutletQuestion, SuppressionsAsked};
use tidings_core::contacts::{OutletColumn, SuppressionReason};
use tidings_core::error::Problem;
use tidings_core::segments::{Column, ViewQuestion, api};

use crate::desk::Desk;
use crate::people::{LOOK_MS, TIMES};
use crate::table::Table;

/// Rows of a screen.
const ROWS: u32 = 50;

/// Measures all of them.
pub(crate) async fn measure(desk: &Desk, table: &mut Table) -> Result<(), Problem> {
    outlets(desk, table).await?;
    duplicates(desk, table).await?;
    suppressions(desk, table).await?;
    lists(desk, table).await
}

/// How long something takes, again and again.
async fn times(mut each: impl AsyncFnMut() -> Result<(), Problem>) -> Result<Vec<Duration>, Problem> {
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let begun = Instant::now();
        each().await?;
        times.push(begun.elapsed());
    }
    Ok(times)
}

async fn look_at_outlets(desk: &Desk, search: &str, sort: OutletColumn, descending: bool) -> Result<(), Problem> {
    let ids = contacts::api::outlets(&desk.ws, OutletQuestion { search: search.to_owned(), sort, descending }).await?;
    contacts::api::outlet_rows(&desk.ws, ids.into_iter().take(ROWS as usize).collect()).await.map(drop)
}

/// The list of outlets by each column, and each letter of a search; the page of the one with the most people.
async fn outlets(desk: &Desk, table: &mut Table) -> Result<(), Problem> {
    for sort in OutletColumn::ALL {
        let taken = times(async || look_at_outlets(desk, "", *sort, false).await).await?;
        table.slowest(&format!("outlets by {}", sort.word()), &taken, LOOK_MS);
        let taken = times(async || look_at_outlets(desk, "post", *sort, true).await).await?;
        table.slowest(&format!("outlets by {}, backwards, with “post”", sort.word()), &taken, LOOK_MS);
    }
    let mut typed = Vec::new();
    for search in ["d", "da", "dail", "daily c", "zeeland", "teachers post"] {
        typed.extend(times(async || look_at_outlets(desk, search, OutletColumn::Name, false).await).await?);
    }
    table.slowest("outlets, each letter of a search", &typed, LOOK_MS);
    let most = OutletQuestion { search: String::new(), sort: OutletColumn::People, descending: true };
    if let Some(first) = contacts::api::outlets(&desk.ws, most).await?.first() {
        let taken = times(async || contacts::api::outlet(&desk.ws, *first).await.map(drop)).await?;
        table.slowest("the page of the outlet with the most people", &taken, LOOK_MS);
    }
    Ok(())
}

/// What is left of duplicates, its first screen and one far down.
async fn duplicates(desk: &Desk, table: &mut Table) -> Result<(), Problem> {
    contacts::api::look_for_duplicates(&desk.ws).await?;
    let left = contacts::api::duplicates_left(&desk.ws).await?.left;
    let taken = times(async || contacts::api::duplicates_left(&desk.ws).await.map(drop)).await?;
    table.slowest(&format!("how many pairs are left ({left})"), &taken, LOOK_MS);
    for (what, from) in [("first", 0), ("last", left.saturating_sub(ROWS))] {
        let taken = times(async || contacts::api::duplicates(&desk.ws, from, ROWS).await.map(drop)).await?;
        table.slowest(&format!("{what} {ROWS} pairs who may be one"), &taken, LOOK_MS);
    }
    Ok(())
}

/// The list of suppressed addresses: its first screen, by reason, by words, by a whole address, and the screens after it.
async fn suppressions(desk: &Desk, table: &mut Table) -> Result<(), Problem> {
    let page = async |words: &str, reason: Option<SuppressionReason>, before: Option<u32>| {
        let asked = SuppressionsAsked { words: words.to_owned(), reason, lifted: false };
        contacts::api::suppressions(&desk.ws, asked, before, ROWS).await
    };
    let first = page("", None, None).await?;
    let held = first.cards.iter().find_map(|card| card.address.clone()).unwrap_or_default();
    for (what, words, reason) in [
        ("all", "", None),
        ("that bounced", "", Some(SuppressionReason::Bounced)),
        ("with words that all have", "harbour", None),
        ("with words that few have", "mail 71", None),
        ("with words that none has", "no such words", None),
        ("of one address", &*held, None),
    ] {
        let taken = times(async || page(words, reason, None).await.map(drop)).await?;
        table.slowest(&format!("suppressions: {what} (of {})", first.standing), &taken, LOOK_MS);
    }
    let (mut before, mut further) = (first.cards.last().and_then(|card| u32::try_from(card.id).ok()), Vec::new());
    for _ in 0..TIMES {
        let begun = Instant::now();
        let next = page("", None, before).await?;
        further.push(begun.elapsed());
        before = next.cards.last().and_then(|card| u32::try_from(card.id).ok()).or(before);
    }
    table.slowest("suppressions: each further screen", &further, LOOK_MS);
    let mut typed = Vec::new();
    for words in ["s", "se", "sea", "seas", "season"] {
        typed.extend(times(async || page(words, None, None).await.map(drop)).await?);
    }
    table.slowest("suppressions: each letter of a search", &typed, LOOK_MS);
    Ok(())
}

/// All lists, the largest one's page, and its people sorted and searched.
async fn lists(desk: &Desk, table: &mut Table) -> Result<(), Problem> {
    let taken = times(async || api::lists::all(&desk.ws).await.map(drop)).await?;
    table.slowest("all lists", &taken, LOOK_MS);
    let Some(largest) = api::lists::all(&desk.ws).await?.into_iter().max_by_key(|card| card.list.people) else { return Ok(()) };
    let taken = times(async || api::lists::show(&desk.ws, largest.list.id).await.map(drop)).await?;
    table.slowest(&format!("the page of a list of {}", largest.list.people), &taken, LOOK_MS);
    for (sort, search) in [(Column::Name, ""), (Column::Outlet, ""), (Column::City, "an"), (Column::Name, "anna mül")] {
        let asked = || ViewQuestion { query: Some(largest.question.clone()), search: search.to_owned(), sort, ..ViewQuestion::default() };
        // The very first one fills the columns, which is measured elsewhere.
        look(desk, asked()).await?;
        let taken = times(async || look(desk, asked()).await).await?;
        let typed = if search.is_empty() { String::new() } else { format!(", typed {search}") };
        table.slowest(&format!("people of that list by {sort:?}{typed}"), &taken, LOOK_MS);
    }
    Ok(())
}

async fn look(desk: &Desk, asked: ViewQuestion) -> Result<(), Problem> {
    let view = api::open_view(&desk.ws, asked).await?;
    api::view_rows(&desk.ws, view.id, 0, ROWS).await?;
    api::close_view(&desk.ws, view.id).await;
    Ok(())
}
