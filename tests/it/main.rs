//! The tests of deeds and doors, through the real server: one binary, so that it links once.

mod api;
mod calendars;
mod cli;
mod client;
mod contract;
mod doctor;
mod figures;
mod front;
mod house;
mod invitations;
mod keep;
mod kill;
mod mail;
mod matrix;
mod news;
mod notify;
mod packages;
mod pages;
mod people;
mod records;
mod tidy;
mod trust;
mod verbs;
mod weight;
