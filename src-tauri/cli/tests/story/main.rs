//! Users' stories through the real program: what it prints where, and how it ends.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may fail loudly")]

mod approval;
mod asset;
mod breakers;
mod brief;
mod campaign;
mod consent;
mod contract;
mod desk;
mod desk_acts;
mod document;
mod endings;
mod first;
mod golden;
mod hostile;
mod hours;
mod import;
mod in_languages;
mod interrupted;
mod killed;
mod kinds;
mod language;
mod media;
mod memory;
mod people;
mod privacy;
mod proofing;
mod reach;
mod relevance;
mod revisions;
mod safety;
mod schedule;
mod table;
mod theme;
mod today;
mod touch;
mod translation;
mod typos;
mod ugly;
mod workspace;
