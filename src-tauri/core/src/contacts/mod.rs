//! People and how to reach them: persons, outlets and their past there, beats, tags, fields of the organisation's own, addresses with their source and lawful basis, phones, names on other networks, their place in a house;
//! and the two bars, do-not-contact (a person) and suppression (an address).

mod agreement;
mod alike;
mod bar;
mod beats;
mod card;
mod cells;
mod columns;
mod consent;
mod copying;
mod criteria;
mod custom;
mod duplicates;
mod export;
mod extras;
mod finding;
mod fold;
mod greeting;
mod handles;
mod indexing;
mod keeping;
mod kinds;
mod lists;
mod looking;
mod many;
mod merge;
mod names;
mod notices;
mod outlet_cells;
mod outlets;
mod own;
mod past;
mod past_lines;
mod pasting;
mod person;
mod photo;
pub mod places;
mod positions;
mod relations;
mod relevance;
mod service;
mod slips;
mod special;
mod staff;
mod stems;
mod store;
mod subject;
mod suppressing;
mod touches;
mod typos;
mod unseen;
mod warmth;
mod when;

pub mod api;

#[cfg(test)]
mod beats_tests;
#[cfg(test)]
mod cells_tests;
#[cfg(test)]
mod consent_tests;
#[cfg(test)]
mod duplicates_tests;
#[cfg(test)]
mod many_tests;
#[cfg(test)]
mod merge_tests;
#[cfg(test)]
mod outlet_cells_tests;
#[cfg(test)]
mod outlets_tests;
#[cfg(test)]
mod own_tests;
#[cfg(test)]
mod past_tests;
#[cfg(test)]
mod photo_tests;
#[cfg(test)]
mod relations_tests;
#[cfg(test)]
mod relevance_tests;
#[cfg(test)]
mod staff_tests;
#[cfg(test)]
mod suppressions_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod typos_tests;

pub use agreement::Agreement;
pub use bar::{Bar, Recipient};
pub use beats::{BeatEdit, beat_path, edit_beat_named};
pub use card::card;
pub use cells::{CellEdit, CellSet, EditedCells, RefusedCell};
pub use columns::{Cell, Column, NoColumn, cells, last_touches};
pub use consent::{
    CONSENT, ConsentInput, ConsentStanding, Consented, InLaw, Law, RECIPIENT, consents_cell, countries_and_kinds, end_consent, law_for,
    laws, note_consent, read_consents, say_recipient_kind, standing_of, standings, without_consent,
};
pub use copying::{Copied, Copying};
pub use criteria::{Around, Criterion, Dated, Order, OutletCriterion, Pattern, Possession, Span, phone_digits, read_days};
pub use custom::{
    ChoiceChange, CustomField, CustomFieldChange, CustomFieldInput, PREFIX as CUSTOM_PREFIX, date as read_date, number as read_number,
    written as written_number,
};
pub use export::{OWN_FIELD, armed, bar_cell, csv_row, disarmed, head, is_own_head, own_head, read_bar, read_tag, row, tags_cell, widest};
pub use extras::Extras;
pub use finding::{FoundIn, FoundPiece, FoundText};
pub use fold::{fold, key as fold_key, words, words_in_place};
pub use greeting::{Addressee, MERGE_FIELDS, MergeValues, greeting};
pub use handles::{HandleInput, read as read_handle};
pub use indexing::{judge_addresses, rebuild_index, reindex};
pub use keeping::{KeptUntil, entered_at, keep_no_longer, keep_person, kept};
pub use kinds::{
    Basis, ConsentGround, ConsentRule, CustomKind, DuplicateRule, Frequency, Heat, ListKind, Network, OutletKind, OutletPart, Period,
    PersonKind, RecipientKind, RelationKind, Special, SuppressionReason, TouchKind,
};
pub use lists::{
    ListStep, NUMBERED, OnList, PeopleList, list, list_named, list_names, list_steps, lists, lists_of, make_list, no_list, on_list_already,
    put_on_list, remove_list, rename_list, take_off_list,
};
pub use merge::{MergeField, label_name};
pub use names::{of_a_thing as name_of_a_thing, sort_key, split as split_name};
pub use notices::{Elsewhere, NotedNotice, Source, note_notice, noted_notice, owed_a_notice, set_own_source, sources, unnote_notice};
pub use outlet_cells::{EditedOutlets, OutletCellEdit, OutletCellSet, RefusedOutletCell};
pub use outlets::{
    OtherNames, OutletInput, OutletPatch, ToldOutlet, describe as describe_outlet, keep_told_outlet, outlet_meant, outlet_names_in_use,
    outlet_of_that_name, outlet_rows, told_outlet, whole as whole_outlet,
};
pub use own::{custom_field, custom_fields, custom_values};
pub use past::{AsItWas, Bringers, BroughtIn, PastChange, PastEntry, PastLine, PastPage, ReadBroughtIn, Told, past_of, stood_at};
pub use past_lines::{Lines, Names, kept_number, kept_text};
pub use person::{AddressInput, CheckedAddress, CheckedPerson, PersonInput, PhoneInput, Provenance, check, check_address, check_custom};
pub use photo::{Photo, SIDE as PHOTO_SIDE, photo, photo_of_uri};
pub use positions::{Move, PositionCard, PositionInput, kept_positions, new_positions, positions_cell, positions_of, read_positions};
pub use relations::{
    BroughtRelations, RelationCard, RelationInput, ToldRelation, bring_relations, kept_relations, new_relations, relations_in_use,
    relations_of, relations_said, take_relations,
};
pub use relevance::{KeyWords, LOW as LOW_RELEVANCE, Marked, Relevance, Speaks, SpeaksBy, relevance, uninterested};
pub use service::*;
pub use slips::{address_meant, domain_meant, right_domains};
pub use special::special;
pub use staff::{Colleague, holder_of_staff_number, settle_all_managers};
pub use stems::stem;
pub(crate) use store::mails::in_span;
pub use store::mails::{Mails, last_bounce};
pub use store::outlets::{OutletColumn, OutletInUse, OutletRow, words_besides};
pub use store::photos::of as photo_of_person;
pub use store::pins::{Pin, all_pins, pin_of, pins_in, pins_of, put_pin, take_pin};
pub use store::reaching::{
    Reaching, TouchCounts, beats_beginning, journalists_at, journalists_covering, journalists_touched, outlets_reaching, touches_by_person,
};
pub use store::rows::{Widest, found_besides};
pub(crate) use store::search::known_names;
pub use store::tally::{Tally, tally};
pub use subject::{Part, Parts, Subject};
pub use suppressing::*;
pub use touches::{
    CheckedTouch, Every, Reminder, TOUCHES, Touch, TouchInput, Warmth, WarmthReason, add_touch, add_touch_unsettled, change_touch,
    check as check_touch, keep_in_touch, no_touch, put_off, read_every, read_when, reminder_of, reminders_due, reminders_due_count,
    remove_touch, settle_bonds, touch, touch_counts, touches_of, warmth_of,
};
pub use unseen::*;
pub use when::When;
