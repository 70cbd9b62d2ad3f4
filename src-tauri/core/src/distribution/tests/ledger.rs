//! The ledger's rules as the database itself holds them, without the engine.

use rusqlite::{Connection, params};

use crate::distribution::state::DeliveryState;

/// The ledger's tables alone; what they refer to is other modules' matter.
fn ledger(schema: &str) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    connection.execute_batch(schema).unwrap();
    connection
        .execute(
            "INSERT INTO distribution (id, document_id, revision_id, revision_number, account_id, list_kind, audience, audience_name, except_json, hand_json,
               membership, embargo, from_name, from_address, seal, state, go_on, hold_until_at, run, created_at, created_by)
             VALUES (1, 1, 1, 1, 1, 'external', 'kind:journalist', '', '[]', '{}', 'frozen', 'none', '', '', '', 'sending', 0, 0, '', 0, '')",
            [],
        )
        .unwrap();
    connection
}

const SCHEMA: &str =
    concat!(include_str!("../migrations/0006_distribution.sql"), "\n", include_str!("../migrations/0016_distribution_pace.sql"));

fn plan(connection: &Connection, person: i64, key: u8, list_kind: &str) -> rusqlite::Result<usize> {
    connection.execute(
        "INSERT INTO delivery (distribution_id, address_key, person_id, list_kind, message_id, state_at) VALUES (1, ?1, ?2, ?3, ?4, 0)",
        params![[key; 32], person, list_kind, format!("{person}-{key}@x")],
    )
}

#[test]
fn the_database_allows_exactly_the_moves_that_the_program_knows() {
    for from in DeliveryState::ALL {
        for to in DeliveryState::ALL {
            let connection = ledger(SCHEMA);
            plan(&connection, 1, 1, "external").unwrap();
            // Only the trigger stands in the way of reaching the first state: it is lifted for that one write.
            connection.execute_batch("DROP TRIGGER delivery_legal_moves").unwrap();
            connection.execute("UPDATE delivery SET state = ?1, next_try_at = 1", [from.word()]).unwrap();
            let again = SCHEMA.split("CREATE TRIGGER delivery_legal_moves").last().unwrap().split("END;").next().unwrap();
            connection.execute_batch(&format!("CREATE TRIGGER delivery_legal_moves {again} END;")).unwrap();
            let moved = connection.execute("UPDATE delivery SET state = ?1", [to.word()]).is_ok();
            assert_eq!(moved, from == to || from.next(to).is_ok(), "{from:?} to {to:?}");
        }
    }
}

#[test]
fn nobody_is_on_a_list_twice_and_the_rule_that_says_so_is_the_databases() {
    let connection = ledger(SCHEMA);
    plan(&connection, 1, 1, "external").unwrap();
    assert!(plan(&connection, 2, 1, "external").is_err(), "one address twice (D1)");
    assert!(plan(&connection, 1, 2, "external").is_err(), "one person twice (D38)");
    // Without the rule the same rows go in: the assertions above would notice if it were dropped.
    let mutated = SCHEMA.replace("  UNIQUE (distribution_id, address_key),     -- D1\n", "");
    assert_ne!(mutated, SCHEMA);
    let connection = ledger(&mutated);
    plan(&connection, 1, 1, "external").unwrap();
    assert!(connection
        .execute(
            "INSERT INTO delivery (distribution_id, address_key, person_id, list_kind, message_id, state_at) VALUES (1, ?1, 2, 'external', 'other@x', 0)",
            params![[1u8; 32]],
        )
        .is_ok());
}

#[test]
fn an_internal_person_cannot_be_written_on_an_external_list() {
    assert!(plan(&ledger(SCHEMA), 1, 1, "internal").is_err());
}

#[test]
fn rows_and_events_of_the_ledger_are_never_deleted_or_rewritten() {
    let connection = ledger(SCHEMA);
    plan(&connection, 1, 1, "external").unwrap();
    connection
        .execute(
            "INSERT INTO delivery_event (distribution_id, delivery_id, state, facts, at, chain) VALUES (1, 1, 'claimed', '', 0, ?1)",
            [[0u8; 32]],
        )
        .unwrap();
    for forbidden in [
        "DELETE FROM delivery",
        "DELETE FROM distribution",
        "DELETE FROM delivery_event",
        "UPDATE delivery_event SET facts = 'other'",
        "UPDATE delivery SET person_id = 7",
        "UPDATE delivery SET address_key = zeroblob(32)",
    ] {
        assert!(connection.execute(forbidden, []).is_err(), "{forbidden}");
    }
}

const SECOND_MAILS: &str = include_str!("../migrations/0028_lineage.sql");

/// A first distribution with the rows `(person, key, state)`, and a second that `relation` makes of it.
fn with_second(schema: &str, rows: &[(i64, u8, &str)], relation: &str) -> Connection {
    let connection = ledger(schema);
    for (person, key, state) in rows {
        plan(&connection, *person, *key, "external").unwrap();
        connection.execute_batch("DROP TRIGGER IF EXISTS delivery_legal_moves").unwrap();
        connection.execute("UPDATE delivery SET state = ?1, next_try_at = 1 WHERE person_id = ?2", params![state, person]).unwrap();
    }
    let second = "INSERT INTO distribution (document_id, revision_id, revision_number, account_id, list_kind, audience, audience_name, except_json,
         hand_json, membership, embargo, from_name, from_address, seal, state, go_on, hold_until_at, run, created_at, created_by, parent_id, relation)
       SELECT document_id, revision_id, revision_number, account_id, list_kind, audience, audience_name, except_json, hand_json, membership,
         embargo, from_name, from_address, seal, state, go_on, hold_until_at, run, created_at, created_by, 1, ?1 FROM distribution WHERE id = 1";
    connection.execute(second, [relation]).unwrap();
    connection
}

fn answer(connection: &Connection, person: i64, key: u8, answers: Option<i64>) -> rusqlite::Result<usize> {
    connection.execute(
        "INSERT INTO delivery (distribution_id, address_key, person_id, list_kind, message_id, state_at, answers_id, thread)
         VALUES (2, ?1, ?2, 'external', ?3, 0, ?4, ?5)",
        params![[key; 32], person, format!("{person}-{key}-2@x"), answers, answers.map(|id| format!("{id}@x"))],
    )
}

#[test]
fn a_correction_cannot_be_written_for_anybody_but_those_who_have_the_mail_or_may_have_it() {
    let schema = format!("{SCHEMA}\n{SECOND_MAILS}");
    for state in DeliveryState::ALL {
        let may = matches!(state, DeliveryState::Accepted | DeliveryState::Uncertain);
        for relation in ["correction", "embargo-change"] {
            let connection = with_second(&schema, &[(1, 1, state.word())], relation);
            assert_eq!(answer(&connection, 1, 1, Some(1)).is_ok(), may, "{state:?} {relation}");
            assert!(answer(&connection, 2, 2, None).is_err(), "who has nothing");
            assert!(answer(&connection, 2, 2, Some(1)).is_err(), "another's mail");
            assert!(answer(&connection, 1, 2, Some(1)).is_err(), "another address");
            let changed = connection.execute("UPDATE delivery SET thread = 'other@x' WHERE answers_id IS NOT NULL", []);
            assert_eq!(changed.is_err(), may, "what it answers stays");
        }
        let connection = with_second(&schema, &[(1, 1, state.word())], "missing");
        assert!(answer(&connection, 2, 2, None).is_ok(), "more of the same goes to whom it likes");
    }
    assert!(with_second(&schema, &[], "correction").execute("UPDATE distribution SET relation = 'other'", []).is_err());
    // Without the rules all of these go in: the assertions above would notice.
    for rule in ["delivery_second_mail", "delivery_answers_its_own"] {
        let connection = with_second(&schema, &[(1, 1, "refused-permanent")], "correction");
        connection.execute_batch(&format!("DROP TRIGGER {rule}")).unwrap();
        let (nothing, refused) = (answer(&connection, 2, 2, None).is_ok(), answer(&connection, 1, 1, Some(1)).is_ok());
        assert_eq!((nothing, refused), (rule == "delivery_second_mail", rule == "delivery_answers_its_own"));
    }
}

const REPAIRS: &str = include_str!("../migrations/0029_repairs.sql");

fn repair(connection: &Connection, person: i64, key: u8, row: Option<i64>, line: Option<i64>) -> rusqlite::Result<usize> {
    connection.execute(
        "INSERT INTO delivery (distribution_id, address_key, person_id, list_kind, message_id, state_at, repairs_id, repairs_exclusion_id)
         VALUES (1, ?1, ?2, 'external', ?3, 0, ?4, ?5)",
        params![[key; 32], person, format!("{person}-{key}-r@x"), row, line],
    )
}

/// A list with one row of person 1 in `state`, and person 9 left out for `reason`.
fn with_broken(schema: &str, state: &str, left_out: Option<&str>, reason: &str) -> Connection {
    let connection = ledger(schema);
    plan(&connection, 1, 1, "external").unwrap();
    connection.execute_batch("DROP TRIGGER delivery_legal_moves").unwrap();
    connection.execute("UPDATE delivery SET state = ?1, left_out = ?2, next_try_at = 1", params![state, left_out]).unwrap();
    let out = "INSERT INTO exclusion (id, distribution_id, person_id, name, reason, detail) VALUES (5, 1, 9, '', ?1, '')";
    connection.execute(out, [reason]).unwrap();
    connection
}

#[test]
fn a_repair_cannot_be_written_for_anything_but_what_was_refused_or_left_out_for_its_address_and_only_once() {
    let schema = format!("{SCHEMA}\n{SECOND_MAILS}\n{REPAIRS}");
    for state in DeliveryState::ALL {
        for left_out in [None, Some("suppressed"), Some("do-not-contact")] {
            let may = match state {
                DeliveryState::RefusedPermanent => true,
                DeliveryState::Cancelled => left_out == Some("suppressed"),
                _ => false,
            };
            let connection = with_broken(&schema, state.word(), left_out, "bad-address");
            assert!(repair(&connection, 2, 2, Some(1), None).is_err(), "another person's row");
            assert_eq!(repair(&connection, 1, 2, Some(1), None).is_ok(), may, "{state:?} {left_out:?}");
            assert!(repair(&connection, 1, 3, Some(1), None).is_err(), "twice");
            let planned = connection.execute("UPDATE delivery SET state = 'planned' WHERE id = 1", []);
            assert_eq!(planned.is_err(), may, "what was replaced rests: {state:?} {left_out:?}");
        }
    }
    for (reason, may) in
        [("bad-address", true), ("no-address", true), ("suppressed", true), ("left-out-by-hand", false), ("do-not-contact", false)]
    {
        let connection = with_broken(&schema, "refused-permanent", None, reason);
        assert!(repair(&connection, 2, 2, None, Some(5)).is_err(), "somebody else");
        assert_eq!(repair(&connection, 9, 2, None, Some(5)).is_ok(), may, "{reason}");
        assert!(repair(&connection, 9, 3, None, Some(5)).is_err(), "twice");
        assert!(repair(&connection, 9, 4, Some(1), Some(5)).is_err(), "both at once");
    }
    // Without the rules all of these go through: the assertions above would notice.
    let connection = with_broken(&schema, "accepted", None, "do-not-contact");
    connection.execute_batch("DROP TRIGGER delivery_repairs_its_own; DROP TRIGGER delivery_repairs_a_left_out").unwrap();
    assert!(repair(&connection, 1, 2, Some(1), None).is_ok() && repair(&connection, 9, 3, None, Some(5)).is_ok());
    let connection = with_broken(&schema, "refused-permanent", None, "bad-address");
    repair(&connection, 1, 2, Some(1), None).unwrap();
    connection.execute_batch("DROP TRIGGER delivery_repaired_rests").unwrap();
    assert!(connection.execute("UPDATE delivery SET state = 'planned' WHERE id = 1", []).is_ok());
}

#[test]
fn a_copy_cannot_be_written_for_anybody_outside_the_house() {
    let schema = format!("{SCHEMA}\n{SECOND_MAILS}\n{REPAIRS}\n{}", include_str!("../migrations/0030_copies.sql"));
    let connection = ledger(&schema);
    let copy = "INSERT INTO distribution (document_id, revision_id, revision_number, account_id, list_kind, audience, audience_name, except_json,
         hand_json, membership, embargo, from_name, from_address, seal, state, go_on, hold_until_at, run, created_at, created_by, parent_id, relation)
       SELECT document_id, revision_id, revision_number, account_id, ?1, audience, audience_name, except_json, hand_json, membership,
         embargo, from_name, from_address, seal, state, go_on, hold_until_at, run, created_at, created_by, 1, 'copy' FROM distribution WHERE id = 1";
    assert!(connection.execute(copy, ["external"]).is_err());
    assert!(connection.execute(copy, ["internal"]).is_ok());
}
