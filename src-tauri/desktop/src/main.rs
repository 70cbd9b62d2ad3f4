//! The window of Tidings.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    tidings_desktop::run();
}
