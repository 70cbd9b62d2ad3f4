//! The table of people on the command line: any order, any columns, and many changed at once.

use serde_json::json;

use crate::desk::Desk;

#[test]
fn people_are_listed_by_any_column_and_many_are_set_counted_first_and_taken_back() {
    let desk = Desk::new();
    for (name, address) in
        [("Ana Reis", "ana@mare.example.net"), ("Bea Thornley", "bea@tide.example.org"), ("Cy Young", "cy@tide.example.org")]
    {
        desk.json(&["people", "add", "--name", name, "--email", address, "--outlet", "The Tide"]).ends(0);
    }
    desk.json(&["field", "add", "Print run", "--kind", "number"]).ends(0);
    desk.json(&["touch", "add", "bea@tide.example.org", "call", "About the lens", "--when", "yesterday 15:00"]).ends(0);
    desk.json(&["people", "set", "ana@mare.example.net", "--set", "print run=900"]).ends(0);
    desk.json(&["people", "set", "cy@tide.example.org", "--set", "Print run=12000"]).ends(0);

    let sorted = desk.json(&["people", "list", "--columns", "contact,Print run", "--sort", "Print run", "--descending"]).ends(0).lines();
    let told: Vec<_> = sorted.iter().map(|row| (row["name"].clone(), row["cells"]["field.print-run"].clone())).collect();
    assert_eq!(told, [(json!("Cy Young"), json!("12000")), (json!("Ana Reis"), json!("900")), (json!("Bea Thornley"), json!(null))]);
    assert!(sorted[2]["cells"]["contact"].as_str().is_some_and(|at| at.ends_with('Z')), "{sorted:?}");
    let table = desk.run(&["people", "list", "--columns", "warmth", "--sort", "warmth", "--descending", "--limit", "1"]).ends(0).stdout;
    assert!(table.contains("Bea Thornley") && !table.contains("Ana Reis"), "{table}");
    assert_eq!(desk.json(&["people", "list", "--sort", "height"]).ends(4).json()["error"]["code"], "segments.no_column");

    let setting = ["people", "set", "--where", "outlet:\"The Tide\"", "--set", "City=Hull", "--add", "festival"];
    let dry = desk.json(&[&setting[..], &["--dry-run"]].concat()).ends(0).json();
    assert_eq!((&dry["done"], &dry["changes"]["people"], &dry["changes"]["cells"]), (&json!(false), &json!(3), &json!(6)));
    assert_eq!(desk.json(&["people", "count", "--where", "city:Hull"]).ends(0).json()["count"], 0);
    assert_eq!(desk.json(&setting).ends(0).json()["changes"], dry["changes"], "what was counted is what is done");
    assert_eq!(desk.json(&["people", "count", "--where", "city:Hull tag:festival"]).ends(0).json()["count"], 3);
    let part = desk.json(&["people", "set", "--where", "city:Hull", "--set", "Print run=many", "--set", "Role=Editor"]).ends(6).json();
    assert_eq!((&part["changes"]["people"], &part["changes"]["refused"]), (&json!(3), &json!(3)));
    assert_eq!(part["changes"]["reasons"][0]["why"], "“many” is no number. Write it in digits, such as 12000 or 3.5.");
    assert_eq!(
        desk.json(&["people", "set", "--where", "city:Hull", "--set", "name=Ana"]).ends(3).json()["error"]["code"],
        "contacts.not_for_many"
    );
    desk.run(&["undo"]).ends(0);
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["people", "count", "--where", "tag:festival or city:Hull"]).ends(0).json()["count"], 0);
}

#[test]
fn staff_are_listed_and_set_by_department_and_by_who_leads_them() {
    let desk = Desk::new();
    for (name, address) in [("Ada Quist", "ada@trust.example.org"), ("Bo Lund", "bo@trust.example.org")] {
        desk.json(&["people", "add", "--name", name, "--email", address, "--kind", "employee"]).ends(0);
    }
    let whom = ["people", "set", "--where", "kind:employee", "--set", "Department=Education"];
    let dry = desk.json(&[&whom[..], &["--set", "manager=Ada Quist", "--dry-run"]].concat()).ends(6).json();
    assert_eq!((&dry["changes"]["cells"], &dry["changes"]["refused"]), (&json!(3), &json!(1)), "nobody leads themselves");
    desk.json(&[&whom[..], &["--set", "manager=Ada Quist"]].concat()).ends(6);
    desk.json(&["people", "set", "bo@trust.example.org", "--set", "staff_number=0042", "--set", "embargoes=2026-05-03 by phone"]).ends(0);
    let told =
        desk.json(&["people", "list", "--columns", "department,manager,Staff-Number,embargoes", "--sort", "manager"]).ends(0).lines();
    let first = &told[0]["cells"];
    assert_eq!((&first["department"], &first["manager"]), (&json!("Education"), &json!("Ada Quist <ada@trust.example.org>")));
    assert_eq!((&first["staff-number"], &first["embargoes"]), (&json!("0042"), &json!("2026-05-03 by phone")));
    assert!(told[1]["cells"]["manager"].is_null(), "whom nobody leads stands last: {told:?}");
    let table = desk.run(&["people", "list", "--columns", "owner,handles,salutation,time-zone,site"]).ends(0).stdout;
    assert!(table.contains("time zone") && table.contains("salutation"), "{table}");
    for _ in 0..2 {
        desk.run(&["undo"]).ends(0);
    }
    assert_eq!(desk.json(&["people", "count", "--where", "department:Education"]).ends(0).json()["count"], 0);
}

#[test]
fn several_people_are_pinned_in_one_act_and_an_earlier_reason_stays() {
    let desk = Desk::new();
    let addresses = ["ana@mare.example.net", "bea@tide.example.org", "cy@tide.example.org"];
    for address in addresses {
        desk.json(&["people", "add", "--name", address, "--email", address]).ends(0);
    }
    desk.json(&["segment", "save", "Hull", "city:Hull"]).ends(0);
    desk.json(&["segment", "pin", "Hull", addresses[0], "--reason", "ours since May"]).ends(0);
    let pins = desk.json(&[&["segment", "pin", "hull"], &addresses[..], &["--reason", "met at the press day"]].concat()).ends(0).lines();
    let reasons: Vec<_> = pins.iter().map(|pin| pin["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["ours since May", "met at the press day", "met at the press day"]);
    let unknown = desk.json(&["segment", "pin", "Hull", addresses[1], "nobody@tide.example.org", "--out", "--reason", "left"]);
    assert_eq!(unknown.ends(4).json()["error"]["code"], "contacts.nobody_at");
    assert_eq!(desk.json(&["segment", "count", "Hull"]).ends(0).json()["count"], 3, "nothing has changed");
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["segment", "count", "Hull"]).ends(0).json()["count"], 1);
}

#[test]
fn outlets_are_listed_by_every_column_and_what_is_not_known_stands_last() {
    let desk = Desk::new();
    for (name, frequency, website) in
        [("The Tide", "yearly", ""), ("Mare", "daily", "mare.example.net"), ("Waves", "unknown", "a.example.net")]
    {
        desk.json(&["outlet", "add", name, "--frequency", frequency, "--website", website]).ends(0);
    }
    let names = |sort: &str| -> Vec<String> {
        let rows = desk.json(&["outlet", "list", "--sort", sort]).ends(0).lines();
        rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("frequency"), ["Mare", "The Tide", "Waves"]);
    assert_eq!(names("website"), ["Waves", "Mare", "The Tide"]);
    desk.run(&["outlet", "list", "--sort", "height"]).ends(2);
}

#[test]
fn a_table_is_kept_under_a_name_and_lists_whom_it_shows_in_its_columns_and_its_order() {
    let desk = Desk::new();
    for (name, address, city) in [
        ("Ana Reis", "ana@mare.example.net", "Porto"),
        ("Bea Thornley", "bea@tide.example.org", "Hull"),
        ("Cy Young", "cy@tide.example.org", "Hull"),
    ] {
        desk.json(&["people", "add", "--name", name, "--email", address, "--city", city]).ends(0);
    }
    desk.json(&["field", "add", "Print run", "--kind", "number"]).ends(0);
    desk.json(&["people", "set", "cy@tide.example.org", "--set", "Print run=12000"]).ends(0);
    desk.json(&["people", "set", "bea@tide.example.org", "--set", "Print run=900"]).ends(0);
    let shows = ["--columns", "Print run,city", "--sort", "Print run", "--descending", "--where", "city:Hull"];
    let saved = desk.json(&[&["view", "save", "Hull, by run"], &shows[..]].concat()).ends(0).json();
    assert_eq!((&saved["name"], &saved["query"], &saved["descending"]), (&json!("Hull, by run"), &json!("city:Hull"), &json!(true)));
    let listed = desk.json(&["people", "list", "--view", "hull, BY run"]).ends(0).lines();
    let told: Vec<_> = listed.iter().map(|row| (row["name"].clone(), row["cells"]["field.print-run"].clone())).collect();
    assert_eq!(told, [(json!("Cy Young"), json!("12000")), (json!("Bea Thornley"), json!("900"))]);
    let table = desk.run(&["people", "list", "--view", "Hull, by run", "--limit", "1"]).ends(0).stdout;
    assert!(table.contains("Print run") && table.contains("Cy Young") && !table.contains("Bea Thornley"), "{table}");
    let shown = desk.run(&["view", "show", "Hull, by run"]).ends(0).stdout;
    assert!(shown.contains("Columns: Print run, city") && shown.contains("Sorted by Print run, the other way round"), "{shown}");

    assert_eq!(desk.json(&["view", "save", "HULL, by run"]).ends(3).json()["error"]["code"], "segments.view_taken");
    desk.json(&["view", "save", "Hull, by run", "--search", "cy", "--replace"]).ends(0);
    assert_eq!(desk.json(&["people", "list", "--view", "Hull, by run"]).ends(0).lines().len(), 1);
    desk.run(&["undo"]).ends(0);
    desk.json(&["field", "delete", "Print run"]).ends(0);
    let rest = desk.run(&["people", "list", "--view", "Hull, by run"]).ends(0);
    assert!(rest.stderr.contains("The field “Print run” is gone. The view shows the rest."), "{}", rest.stderr);
    assert!(rest.stdout.contains("Bea Thornley") && !rest.stdout.contains("Ana Reis"), "{}", rest.stdout);

    desk.json(&["view", "rename", "Hull, by run", "Hull"]).ends(0);
    assert_eq!(desk.json(&["view", "list"]).ends(0).lines()[0]["name"], "Hull");
    desk.json(&["view", "delete", "Hull"]).ends(0);
    assert_eq!(desk.json(&["people", "list", "--view", "Hull"]).ends(4).json()["error"]["code"], "segments.no_view");
    desk.run(&["undo"]).ends(0);
    desk.json(&["people", "list", "--view", "Hull"]).ends(0);
    desk.json(&["people", "list", "--view", "Hull", "--sort", "city"]).ends(2);
}

#[test]
fn the_address_that_mail_goes_to_and_the_phone_to_call_are_chosen_among_those_that_are_there() {
    let desk = Desk::new();
    let add = ["people", "add", "--name", "Ruth Vale", "--email", "ruth@tide.example.org", "--email", "r.vale@example.net"];
    let id = desk.json(&[&add[..], &["--phone", "work=+31 20 555 01 00", "--phone", "+31 6 1234 5678"]].concat()).ends(0).json()["id"]
        .to_string();
    let edit = |more: &[&str]| desk.json(&[&["people", "edit", id.as_str()], more].concat());
    let is = edit(&["--prefer-email", "R.Vale@example.net", "--prefer-phone", "+31-612345678"]).ends(0).json();
    let first = |is: &serde_json::Value| (is["fields"]["addresses"][0]["address"].clone(), is["fields"]["phones"][0]["number"].clone());
    assert_eq!(first(&is), (json!("r.vale@example.net"), json!("+31 6 1234 5678")));
    assert_eq!((is["fields"]["addresses"].as_array().unwrap().len(), &is["fields"]["phones"][1]["label"]), (2, &json!("work")));
    let none = edit(&["--prefer-email", "nobody@example.net"]).ends(4).json();
    assert_eq!(none["error"]["code"], "cli.people.not_theirs");
    edit(&["--prefer-phone", "none"]).ends(4);
    // One that is given again keeps what it is called; one that is called anew is that.
    let is = edit(&["--phone", "+31205550100", "--phone", "home = +31 6 1234 5678"]).ends(0).json();
    assert_eq!((&is["fields"]["phones"][0]["label"], &is["fields"]["phones"][1]["label"]), (&json!("work"), &json!("home")));
    desk.run(&["undo"]).ends(0);
    assert_eq!(first(&desk.json(&["people", "show", &id]).ends(0).json()), (json!("r.vale@example.net"), json!("+31 6 1234 5678")));
}
