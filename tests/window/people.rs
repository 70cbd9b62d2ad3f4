//! People, their import, and segments.

use super::desk::Desk;

/// A workspace with three people.
pub(super) fn three_people() -> Desk {
    let desk = Desk::new("Harbour Trust");
    desk.import(
        "name,address,outlet,beats,city,country\n\
         Ana Reis,ana@mare.example.net,Rádio Mare,heritage,Porto,PT\n\
         Bea Thornley,bea@courier.example.org,The Courier,heritage;shipping,Leeds,GB\n\
         Cy Young,cy@waves.example.com,Waves,music,Rotterdam,NL\n",
        "journalist",
    );
    desk
}

#[test]
fn a_person_is_added_edited_deleted_and_brought_back() {
    let window = Desk::new("Harbour Trust").open();
    window.press("Contacts");
    window.sees("Nobody yet");
    window.accessible("Contacts without anybody");
    window.press("New person");
    window.settled();
    window.accessible("the form of a person");
    window.fits("the form of a person");
    window.write("Name", "Łucja Ørsted");
    window.press("Address");
    window.write("Mail", "not an address");
    window.press("Add person");
    window.wait("the fault stands at its field", || {
        window.ask("return document.querySelector('dialog [aria-invalid=\"true\"]') !== null;", &[]) == true
    });
    window.write("Mail", "lucja@harbour.example.org");
    window.write("Outlet", "Fala");
    window.write("Beats", "heritage, shipping");
    window.press("Add person");
    window.heading("Łucja Ørsted");
    window.sees("lucja@harbour.example.org");
    window.settled();
    window.accessible("a person");
    window.fits("a person");

    window.press("Edit");
    window.write("City", "Gdańsk");
    window.press("Keep changes");
    window.sees("Gdańsk");
    window.press("More about this person");
    window.press("Delete this person");
    window.sees("Łucja Ørsted deleted");
    window.sees("Nobody yet");
    window.press("Undo");
    window.sees("Fala");
    window.press_row("Łucja Ørsted");
    window.keys("Delete");
    window.sees("Nobody yet");
    window.keys("Ctrl z");
    window.sees("Fala");
}

#[test]
fn another_address_is_preferred_in_the_form_and_mail_goes_there() {
    let desk = three_people();
    desk.tidings(&[
        "people",
        "edit",
        "1",
        "--email",
        "ana@mare.example.net",
        "--email",
        "a.reis@example.org",
        "--phone",
        "+351 22 1",
        "--phone",
        "+351 91 2",
    ]);
    let window = desk.open_sized(1000, 700);
    window.press("Contacts");
    window.press("Ana Reis");
    window.press("Edit");
    window.settled();
    window.press("Prefer a.reis@example.org");
    window.press("Prefer +351 91 2");
    window.settled();
    window.accessible("the form with another address first");
    window.fits("the form with another address first");
    window.press("Keep changes");
    window.sees_no("Keep changes");
    let said = "return [...document.querySelectorAll('dd.select, dd .select')].map((one) => tidy(one.textContent));";
    window.wait("they stand in that order", || {
        let order = window.ask(said, &[]).to_string();
        order.find("a.reis@example.org") < order.find("ana@mare.example.net") && order.find("+351 91 2") < order.find("+351 22 1")
    });
    window.keys("Ctrl z");
    window.wait("and as before", || {
        let order = window.ask(said, &[]).to_string();
        order.find("ana@mare.example.net") < order.find("a.reis@example.org")
    });
}

#[test]
fn who_must_not_be_contacted_is_marked_and_an_unsubscribe_takes_a_key_and_enter() {
    let window = three_people().open();
    window.press("Contacts");
    window.press("Bea Thornley");
    window.press("Do-not-contact");
    window.settled();
    window.accessible("the question about do-not-contact");
    assert!(window.off("Contact no more").is_some(), "a reason is asked for");
    window.write("Reason", "She asked at the press view");
    window.press("Contact no more");
    window.sees("do not contact");
    window.sees("She asked at the press view");
    window.press_row("Cy Young");
    window.keys("u");
    window.sees("Unsubscribe Cy Young?");
    window.keys("Enter");
    window.sees("Cy Young unsubscribed");
    window.sees("suppressed");
    window.write("Find by name, address, outlet or city", "radio mare");
    window.sees("1 person");
    window.sees("Ana Reis");
}

#[test]
fn how_somebody_unsubscribed_is_kept_found_among_all_suppressions_and_lifted_with_a_reason() {
    let window = three_people().open_sized(1000, 700);
    window.press("Contacts");
    window.press("Bea Thornley");
    window.press("Unsubscribe");
    window.sees("Unsubscribe Bea Thornley?");
    window.settled();
    window.accessible("the question about an unsubscribe");
    window.fits("the question about an unsubscribe");
    window.write("How they asked", "By phone on 3 May, to Ines");
    window.keys("Enter");
    window.sees("Bea Thornley unsubscribed");
    window.sees("By phone on 3 May, to Ines");
    window.go("#/contacts/suppressions");
    window.sees("bea@courier.example.org");
    window.write("Find by address, name, evidence or who noted it", "nobody says this");
    window.sees("None of them fits");
    window.press("Show all of them");
    window.write("Find by address, name, evidence or who noted it", "phone ines");
    window.sees("1 address");
    window.press("bea@courier.example.org");
    window.sees("bea@courier.example.org: what was noted");
    window.settled();
    window.accessible("what was noted of an address");
    window.fits("what was noted of an address");
    assert!(window.off("Allow again").is_some(), "a reason is asked for");
    window.write("Why it may be mailed again", "Her mail of 9 May");
    window.press("Allow again");
    window.sees("bea@courier.example.org may be mailed again");
    window.sees("None of them fits");
    window.press("Lifted");
    window.write("Find by address, name, evidence or who noted it", "9 may");
    window.sees("Her mail of 9 May");
    // Out of the box, where the keys would take back what was typed.
    window.keys("Enter");
    window.keys("Ctrl z");
    window.sees("None of them fits");
}

#[test]
fn a_dropped_table_is_judged_row_by_row_applied_at_once_and_undone_after_a_restart() {
    let mut window = three_people().open();
    let table = window.folder().join("press days.csv");
    let rows = "Name;E-mail;Outlet;Beat;City\n\
                Ana Reis;ana@mare.example.net;Rádio Mare;heritage;Lisboa\n\
                Cy Young;cy@waves.example.com;Waves;music;Rotterdam\n\
                Dev Patel;dev@tide.example.org;The Tide;heritage;Hull\n\
                Eva Lund;eva@tide.example.org;The Tide;heritage;Hull\n\
                Nobody;no address here;The Tide;heritage;Hull\n";
    std::fs::write(&table, rows).unwrap();
    window.go("#/contacts/import");
    window.settled();
    window.accessible("the import before a file");
    window.fits("the import before a file");
    window.drop_files(&[&table], "main .drop");
    window.sees("Import press days.csv");
    window.settled();
    window.write("Source", "Harbour Days, visitors’ book");
    window.sees("2 new");
    window.sees("1 changed");
    window.sees("1 same");
    window.sees("1 refused");
    window.sees("5 rows in the file");
    window.settled();
    window.accessible("the import");
    window.fits("the import");
    window.press("Refused");
    window.sees("no address here");
    window.press("Changed");
    window.press("Compare");
    window.sees("Becomes");
    window.sees("Lisboa");
    window.settled();
    window.accessible("a change compared");
    window.fits("a change compared");
    window.keys("Escape");
    window.sees_no("Becomes");
    window.press("All");
    window.press("Save a report…");
    let report = window.folder().join("report.csv");
    window.screen().answer_file_dialog(&report);
    window.sees("5 rows written to");
    window.press("Apply to 3 people");
    window.sees("2 people added, 1 changed");
    window.sees("5 people");
    window.kill();
    window.start_again();
    window.press("Contacts");
    window.sees("5 people");
    window.keys("Ctrl z");
    window.sees("3 people");
    window.sees_no("Lisboa");
}

#[test]
fn people_are_exported_as_a_workbook_and_read_again_from_its_sheet() {
    let window = three_people().open();
    window.press("Contacts");
    window.sees("3 people");
    window.press("Export…");
    window.settled();
    window.accessible("the export of people");
    window.fits("the export of people");
    window.press("Save…");
    let book = window.folder().join("people.xlsx");
    window.screen().answer_file_dialog(&book);
    window.sees("3 people written to");
    assert!(std::fs::metadata(&book).expect("a workbook").len() > 1_000);
    window.go("#/contacts/import");
    window.settled();
    window.drop_files(&[&book], "main .drop");
    window.sees("Import people.xlsx");
    window.sees("3 rows, from row 1 of the sheet.");
    window.sees("3 same");
    window.settled();
    window.accessible("the import of a workbook");
    window.fits("the import of a workbook");
}

#[test]
fn a_segment_is_typed_counted_live_and_shows_where_it_is_wrong() {
    let window = three_people().open();
    window.press("Segments");
    window.sees("No segment yet");
    window.press("New segment");
    window.settled();
    window.accessible("a new segment");
    window.fits("a new segment");
    window.write("Question", "kind:journalist beat:heritage");
    window.sees("2 people");
    window.sees("Ana Reis");
    window.write_on("Question", " -city:Porto");
    window.sees("1 person");
    window.sees_no("Ana Reis");
    window.settled();
    window.accessible("a segment");
    window.write("Question", "kind:journalist baet:heritage");
    window.sees("character 17");
    window.accessible("a segment with a fault");
    window.press("Write beat");
    window.sees("2 people");
    assert_eq!(window.value("Question"), "kind:journalist beat:heritage");
    window.press("Remove Beat");
    window.sees("3 people");
    window.write("Name of the segment", "All the press");
    window.press("Save segment");
    window.sees("All the press saved, 3 people now");
    window.press("Segments");
    window.sees("All the press");
    window.settled();
    window.accessible("all segments");
    window.fits("all segments");
}

#[test]
fn a_field_and_a_tag_of_ones_own_are_made_given_to_people_and_asked_for() {
    let window = three_people().open();
    window.go("#/settings/own");
    window.sees("No fields of your own yet");
    window.sees("No tags yet");
    window.press("New field");
    window.write("Name", "Circulation");
    window.choose("Type", "Number");
    window.press("New field");
    window.sees("field.circulation");
    window.settled();
    window.accessible("fields and tags");
    window.fits("fields and tags");
    // On somebody's page.
    window.press("Contacts");
    window.press("Bea Thornley");
    window.press("Edit");
    window.write("Circulation", "about 12");
    window.press("Keep changes");
    window.wait("the fault stands at its field", || {
        window.ask("return document.querySelector('dialog [aria-invalid=\"true\"]') !== null;", &[]) == true
    });
    window.write("Circulation", "12 000");
    window.write("Tags", "Festival, 客人");
    window.press("Keep changes");
    window.sees("12,000");
    window.sees("客人");
    window.settled();
    window.accessible("a person with tags and fields");
    window.fits("a person with tags and fields");
    // Many at once, as one act.
    window.press("Choose all");
    window.sees("3 chosen");
    window.press("Tags…");
    window.settled();
    window.accessible("the tags of many");
    window.fits("the tags of many");
    window.write("Put on", "Guest");
    window.write("Take off", "festival");
    window.keys("Enter");
    window.keys("Enter");
    window.sees("Tags of 3 people changed");
    // Their history tells of both.
    let tags = |has: &str, has_not: &str| {
        let script = "const term = [...document.querySelectorAll('dt')].find((one) => tidy(words(one)) === 'Tags');
             return term ? words(term.nextElementSibling) : '';";
        window.wait(&format!("the tags are {has} and not {has_not}"), || {
            let said = window.ask(script, &[]);
            said.as_str().is_some_and(|said| said.contains(has) && !said.contains(has_not))
        });
    };
    tags("Guest", "Festival");
    window.press("Undo");
    tags("Festival", "Guest");
    // Asked for, with what the language proposes; the value of nobody else is counted.
    window.press("Segments");
    window.press("New segment");
    window.write("Question", "tag:festival field.circulation:>10000");
    window.sees("1 person");
    window.sees("Bea Thornley");
    window.write("Question", "field.circulation:>20000");
    window.sees("0 people");
    window.write("Question", "tag:festivl");
    window.sees("0 people");
    window.write("Question", "field.circlation:empty");
    window.press("Write field.circulation");
    window.sees("2 people");
    // Renamed and deleted where they are kept, and all of it back.
    window.go("#/settings/own");
    window.sees("1 person");
    window.press("More about Festival");
    window.press("Delete");
    window.sees("Tag Festival deleted, 1 person had it");
    window.keys("Ctrl z");
    window.sees("Festival");
    window.press("More about Circulation");
    window.press("Delete");
    window.sees("No fields of your own yet");
    window.keys("Ctrl z");
    window.sees("field.circulation");
}

#[test]
fn an_outlet_is_described_its_people_move_and_two_that_are_one_are_joined() {
    let window = three_people().open();
    window.press("Contacts");
    window.press("Outlets");
    window.sees("3 outlets");
    window.press("The Courier");
    window.heading("The Courier");
    window.sees("1 person works here");
    window.press("Edit");
    window.choose("Kind", "Newspaper");
    window.write("Reach", "many");
    window.press("Keep changes");
    window.wait("the fault stands at its field", || {
        window.ask("return document.querySelector('dialog [aria-invalid=\"true\"]') !== null;", &[]) == true
    });
    window.write("Reach", "120 000");
    window.write("Audiences", "philanthropists, parents");
    window.write("Other names", "Courier; The Harbour Courier");
    window.press("Keep changes");
    window.sees("Courier; The Harbour Courier");
    window.sees("120,000");
    window.sees("philanthropists");
    window.settled();
    window.accessible("an outlet");
    window.fits("an outlet");
    window.write("Find by name, region or audience", "philan");
    window.sees("1 outlet");
    // Its journalist goes elsewhere; where she was stays known.
    window.press("Bea Thornley");
    window.press("Moved…");
    window.write("Outlet", "Waves");
    window.write("Role", "Editor");
    window.write("Since", "5.2026");
    window.press("Note the move");
    window.sees("May 2026 – now");
    window.sees("The Courier");
    window.keys("Ctrl z");
    window.sees_no("May 2026");
    // Asked for by what is known of the outlet.
    window.press("Segments");
    window.press("New segment");
    window.write("Question", "outlet.reach:>100000 outlet.audience:philanthropists");
    window.sees("1 person");
    window.sees("Bea Thornley");
    // Two that are one.
    window.go("#/contacts/outlets");
    window.wait("the table is as it was left", || window.value("Find by name, region or audience") == "philan");
    window.write("Find by name, region or audience", "");
    window.press("Waves");
    window.press("More about this outlet");
    window.press("Join with another");
    window.write("The other outlet", "the harbour courier");
    window.press("Join");
    window.sees("2 people work here");
    window.sees("Courier; The Courier; The Harbour Courier");
    window.sees("2 outlets");
    window.keys("Ctrl z");
    window.sees("3 outlets");
    window.press("More about this outlet");
    window.press("Delete this outlet");
    window.sees("1 person has no outlet now");
    window.sees("2 outlets");
    window.keys("Ctrl z");
    window.sees("3 outlets");
    // All of them with what is known of each, through the dialog of the system.
    window.press("Export…");
    window.settled();
    window.accessible("outlets to take elsewhere");
    window.fits("outlets to take elsewhere");
    window.press("Save…");
    let book = window.folder().join("outlets.xlsx");
    window.screen().answer_file_dialog(&book);
    window.sees("3 outlets written to");
    assert!(std::fs::metadata(&book).expect("a workbook").len() > 1_000);
    window.press("New outlet");
    window.write("Name", "海の新聞");
    window.press("Add outlet");
    window.heading("海の新聞");
    window.sees("Nobody works here");
}

#[test]
fn a_directory_of_outlets_is_looked_through_row_by_row_brought_in_as_one_act_and_taken_back() {
    let window = three_people().open();
    let table = window.folder().join("medien.csv");
    let long = "Küstennachrichten ".repeat(16);
    let rows = format!(
        "Medium;Gattung;Auflage;Region\n\
         The Courier;Zeitung;52 000;Leeds\n\
         {long};Radio;;\n\
         جريدة الميناء;TV;1200;\n\
         Radio Averil;Funkhaus;;\n\
         The Courier;;;Holland\n\
         Waves;;;\n"
    );
    std::fs::write(&table, rows).unwrap();
    window.go("#/contacts/outlets");
    window.sees("3 outlets");
    window.press("Import…");
    window.sees("A list of outlets");
    window.settled();
    window.keys("Escape");
    window.sees("3 outlets");
    window.press("Import…");
    window.settled();
    window.drop_files(&[&table], "main .drop");
    window.sees("Import medien.csv");
    for sum in ["2 new", "1 changed", "1 same", "1 duplicates", "1 refused", "6 rows in the file"] {
        window.sees(sum);
    }
    window.sees("Reach: 52,000");
    window.settled();
    window.accessible("the import of outlets with its rows");
    window.fits("the import of outlets with its rows");
    window.press("Changed");
    window.press("Compare");
    window.sees("Becomes");
    window.sees("Newspaper");
    window.settled();
    window.accessible("a change of an outlet compared");
    window.fits("a change of an outlet compared");
    window.keys("Escape");
    window.sees_no("Becomes");
    // What repeats a row is merged with it.
    window.press("Duplicates");
    window.sees("Same outlet as row 2.");
    window.press("Merge");
    window.sees("Apply to 4 outlets");
    window.press("Refused");
    window.sees("Funkhaus");
    window.press("Save the 1 refused…");
    let refused = window.folder().join("refused.csv");
    window.screen().answer_file_dialog(&refused);
    window.sees("1 row written to");
    assert!(std::fs::read_to_string(&refused).unwrap().contains("Funkhaus"));
    window.press("Mend");
    window.write("The cell of row 5", "radio");
    window.keys("Enter");
    window.sees("0 refused");
    window.press("Apply to 5 outlets");
    window.sees("3 outlets added, 2 changed");
    window.sees("6 outlets");
    window.sees("جريدة الميناء");
    window.sees("Holland");
    window.keys("Ctrl z");
    window.sees("3 outlets");
    window.sees_no("Holland");
}
