//! From an audience to journalists, and to a segment.

use serde_json::{Value, json};

use crate::desk::Desk;

fn desk() -> Desk {
    let desk = Desk::new();
    let about = |name: &str, region: &str, audience: &str| {
        desk.run(&["outlet", "add", name, "--region", region, "--audience", audience, "--reach", "12000"]).ends(0);
    };
    about("The Tide", "Zeeland", "philanthropists");
    about("Bank Post", "Utrecht", "philanthropists");
    let add = |name: &str, address: &str, outlet: &str, beat: &str| {
        desk.run(&["people", "add", "--name", name, "--email", address, "--outlet", outlet, "--beat", beat]).ends(0);
    };
    add("Ruth Vale", "ruth@tide.example.org", "The Tide", "sport");
    add("Jan Vos", "jan@tide.example.org", "The Tide", "heritage");
    add("Bo Lund", "bo@bank.example.net", "Bank Post", "heritage");
    desk
}

fn names(found: &Value) -> Vec<(String, i64)> {
    let one = |one: &Value| (one["name"].as_str().unwrap().to_owned(), one["points"].as_i64().unwrap());
    found["people"].as_array().unwrap().iter().map(one).collect()
}

#[test]
fn philanthropists_in_zeeland_leads_to_journalists_in_order_with_reasons_and_to_a_segment() {
    let desk = desk();
    desk.run(&["touch", "add", "ruth@tide.example.org", "clipping", "A page about the lens", "--when", "yesterday"]).ends(0);
    let found = desk.json(&["people", "reach", "Philanthropists in Zeeland, for heritage"]).ends(0).json();
    assert_eq!(names(&found), [("Jan Vos".to_owned(), 65), ("Ruth Vale".to_owned(), 50)]);
    assert_eq!((&found["count"], &found["outlet_count"], &found["unknown"]), (&json!(2), &json!(1), &json!([])));
    assert_eq!(found["people"][0]["reasons"][0], json!({ "points": 25, "what": "Covers heritage" }));
    let said = desk.run(&["people", "reach", "philanthropists in Zeeland"]).ends(0).stdout;
    assert!(said.contains("1 outlet, 2 journalists") && said.contains("Wrote about you once, last on "), "{said}");

    // Whoever must not be contacted is counted, not offered.
    desk.run(&["people", "do-not-contact", "ruth@tide.example.org", "--reason", "asked"]).ends(0);
    let found = desk.json(&["people", "reach", "philanthropists Zeeland"]).ends(0).json();
    assert_eq!((names(&found).len(), &found["not_offered"]), (1, &json!([{ "bar": "do-not-contact", "count": 1 }])));

    let saved = desk.json(&["people", "reach", "philanthropists", "--save", "Givers", "--without", "bo@bank.example.net"]).ends(0).json();
    assert_eq!((&saved["count"], &saved["left_out"], &saved["list"]), (&json!(2), &json!(1), &json!(null)));
    let pins = desk.json(&["segment", "pins", "Givers"]).ends(0).lines();
    assert_eq!(pins[0]["reason"], "Left out when it was found by audience: philanthropists");
    assert_eq!(desk.json(&["people", "count", "--segment", "Givers"]).ends(0).json()["count"], 2);
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["segment", "show", "Givers"]).ends(4).json()["error"]["code"], "segments.no_segment");
}

#[test]
fn what_is_not_understood_is_named_and_nothing_at_all_is_refused() {
    let desk = desk();
    let part = desk.run(&["people", "reach", "philantropists in Zeeland"]).ends(0);
    assert!(part.stderr.contains("Not understood: “philantropists”. Is philanthropists meant?"), "{}", part.stderr);
    let nothing = desk.json(&["people", "reach", "سفراء البحر 海の友"]).ends(3).json();
    assert_eq!((&nothing["error"]["code"], &nothing["error"]["field"]), (&json!("reach.nobody_asked"), &json!("words")));
    assert_eq!(desk.json(&["people", "reach"]).ends(3).json()["error"]["code"], "reach.nobody_asked");
    assert_eq!(desk.json(&["people", "reach", &"x".repeat(501)]).ends(3).json()["error"]["code"], "reach.long");
    let nobody = desk.json(&["people", "reach", "--audience", "sailors"]).ends(0).json();
    assert_eq!((&nobody["count"], &nobody["people"]), (&json!(0), &json!([])));
    desk.json(&["people", "reach", "philanthropists", "--save", " "]).ends(3);
    desk.run(&["people", "reach", "x", "--without", "1"]).ends(2);
}
