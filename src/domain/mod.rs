//! What a campaign is: values and pure rules. No clock, no disk, no network, no chance: they are parameters.

pub mod account;
pub mod bbox;
pub mod chore;
pub mod event;
mod fold;
pub mod ids;
pub mod kind;
pub mod lang;
pub mod media;
pub mod member;
pub mod membership;
pub mod network;
pub mod notification;
pub mod once;
pub mod place;
pub mod pledge;
pub mod post;
pub mod refusal;
pub mod reminder;
pub mod rights;
pub mod rsvp;
pub mod team;
pub mod text;
pub mod theme;
pub mod time;
