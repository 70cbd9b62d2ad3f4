//! What the page may ask: one file a module of the core, one function of its `api` a command.

pub(crate) mod accounts;
pub(crate) mod beats;
pub(crate) mod campaigns;
pub(crate) mod cells;
pub(crate) mod consent;
pub(crate) mod contacts;
pub(crate) mod distribution;
pub(crate) mod importing;
pub(crate) mod jobs;
pub(crate) mod lists;
pub(crate) mod literature;
pub(crate) mod network;
pub(crate) mod notice;
pub(crate) mod outlets;
pub(crate) mod own;
pub(crate) mod photo;
pub(crate) mod practice;
pub(crate) mod reach;
pub(crate) mod records;
pub(crate) mod relations;
pub(crate) mod rendering;
pub(crate) mod segments;
pub(crate) mod touches;
pub(crate) mod views;
pub(crate) mod window;
pub(crate) mod workspace;
