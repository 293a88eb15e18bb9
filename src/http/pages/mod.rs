//! The pages: HTML for people. `routes.rs` lists every page; one file a page, or a few that belong together: its form, what its template
//! is given, its handlers.
//!
//! # How a page is written
//!
//! ```text
//! #[derive(Template)]
//! #[template(path = "teams/team.html")]
//! struct TeamPage {
//!     t: &'static Words,
//!     page: views::Page,
//!     …                                                   // what the comment at the template's top asks for
//! }
//!
//! #[handler]
//! async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
//!     let team = app::teams::show(visit.app(), visit.actor(), frame::id_in(&id)?)?;      // a `Refusal` becomes the error page by `?`
//!     page::show(TeamPage { t: visit.t, page: visit.page("teams"), … }.render())
//! }
//!
//! #[handler]
//! async fn edit(visit: Visit, Path(id): Path<String>, sent: form::Sent) -> Result<Response, Problem> {
//!     visit.known()?;                                     // 401 before anything is read of the body
//!     let mut flaws = Flaws::default();
//!     let change = TeamChange { name: flaws.text("name", sent.one("name").parse()), … };
//!     let done = match flaws.done() { Ok(()) => app::teams::edit(…).await, Err(refusal) => Err(refusal) };
//!     match done {
//!         Ok(()) => page::done(&visit.asked, &visit.told("/teams/…", "saved"), || …),       // 303, with a sentence to say once: `done-saved`
//!         Err(refusal) => {
//!             let mut form = sent.form();                 // every value that was typed
//!             let status = visit.tell(&mut form, refusal, &NAMES)?;                       // flaws at their fields; what is no flaw of the form goes on as error
//!             page::again(&visit.asked, status, || …, || …)
//!         }
//!     }
//! }
//! ```
//!
//! # A stranger's "I'm coming"
//!
//! It leads to `/signup?next=/events/ID/rsvp?answer=going` (escaped), and from there perhaps to `/signin` with the same `next`. Whoever signs
//! somebody in asks [`rsvp::answering`] what event `next` speaks of (sign-up keeps it in `NewSignup::answering`), and completes it:
//! `see_other(&rsvp::complete(&pages.app, &actor, event).await)` gives the answer and leads to its receipt, or to what came between.

pub mod account;
pub mod admin;
pub mod atom;
pub mod cards;
pub mod docs;
pub mod error;
pub mod event;
pub mod event_form;
pub mod event_words;
pub mod events;
pub mod feeds;
pub mod files;
pub mod finder;
pub mod flags;
pub mod form;
pub mod frame;
pub mod home;
pub mod ics;
pub mod links;
pub mod me;
pub mod media;
pub mod news;
pub mod notifications;
pub mod pictures;
pub mod routes;
pub mod rsvp;
pub mod search;
pub mod teams;
pub mod texts;
pub mod threads;
pub mod unsent;
pub mod views;

pub use frame::{Pages, Visit};
