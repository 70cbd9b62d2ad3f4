mod audience;
mod desk;
mod engine;
mod ledger;
mod preflight;
mod rules;
