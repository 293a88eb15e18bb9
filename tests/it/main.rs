//! The tests of deeds and doors, through the real server: one binary, so that it links once.

mod cli;
mod front;
mod mail;
mod tidy;
mod weight;
