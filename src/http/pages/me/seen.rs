//! What others see of me: who sees my name, and where, as the rules have it now.

use askama::Template;
use poem::{Response, handler};

use super::person;
use crate::app::seen::{self, Seen};
use crate::http::error::Problem;
use crate::http::page;
use crate::http::pages::frame::Visit;
use crate::http::pages::views::{Page, Person};
use crate::words::Words;

#[derive(Template)]
#[template(path = "me/seen.html")]
struct SeenPage {
    t: &'static Words,
    page: Page,
    me: Person,
    blocks: Vec<Block>,
    contacts: Vec<(String, String, String)>,
}

/// Those who see the name in one way: a key of the family `seen`, and where: title and path.
struct Block {
    key: &'static str,
    places: Vec<(String, String)>,
}

/// `GET /me/seen`
#[handler]
pub fn show(visit: Visit) -> Result<Response, Problem> {
    let visitor = visit.known()?;
    let Seen { organising, contacts, coming, hidden, listed, unlisted } = seen::of_me(visit.app(), visitor)?;
    let events = |actions: Vec<seen::Action>| actions.into_iter().map(|a| (a.title, format!("/events/{}", a.id))).collect();
    let teams = |groups: Vec<seen::Group>| groups.into_iter().map(|g| (g.name, format!("/teams/{}", g.id))).collect();
    let block = |key, places| Block { key, places };
    let contact = |(action, contact): (seen::Action, crate::domain::event::Contact)| {
        let parts = [Some(contact.name.to_string()), contact.email.map(|e| e.to_string()), contact.phone.map(|p| p.to_string())];
        (action.title, format!("/events/{}", action.id), parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
    };
    let page = SeenPage {
        t: visit.t,
        page: visit.page("me"),
        me: person(&visitor.member),
        blocks: vec![
            block("organising", events(organising)),
            block("coming", events(coming)),
            block("hidden", events(hidden)),
            block("listed", teams(listed)),
            block("unlisted", teams(unlisted)),
        ],
        contacts: contacts.into_iter().map(contact).collect(),
    };
    page::show(page.render())
}
