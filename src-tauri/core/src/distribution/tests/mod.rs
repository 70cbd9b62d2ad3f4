mod audience;
mod desk;
mod engine;
mod ledger;
mod rules;
