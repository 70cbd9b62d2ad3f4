//! Tidings in its real window, used as its users use it.

mod campaigns;
mod desk;
mod eye;
mod nasty;
mod people;
mod safety;
mod sending;
mod start;
mod writing;
