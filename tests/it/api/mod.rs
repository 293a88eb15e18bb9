//! The JSON doors: one file a noun.

mod events;
mod lists;
pub mod me;
mod near;
mod network;
mod places;
mod rsvps;
mod search;
mod sessions;
mod signups;
mod teams;
