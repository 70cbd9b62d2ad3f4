//! Tidings in its real window, used as its users use it.

mod after;
mod calendar;
mod campaigns;
mod certificates;
mod copies;
mod desk;
mod doubt;
mod eye;
mod findings;
mod late;
mod many;
mod nasty;
mod own_files;
mod people;
mod questions;
mod safety;
mod screens;
mod second_mails;
mod sending;
mod sheet;
mod sign_in;
mod start;
mod starts;
mod tray;
mod undo;
mod writing;
