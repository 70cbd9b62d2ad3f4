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
