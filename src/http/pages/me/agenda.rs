//! My agenda: where I go, where I wait, what I organise, what was.

use askama::Template;
use poem::{Response, handler};

use crate::app::diary::{self, Part};
use crate::domain::refusal::Refusal;
use crate::http::error::Problem;
use crate::http::page;
use crate::http::pages::cards;
use crate::http::pages::frame::Visit;
use crate::http::pages::views::{self, Day, Page};
use crate::words::{Words, key};

/// Events of a page.
const PAGE: usize = 20;

/// The parts by their word in the address, and their names.
const PARTS: [(Part, &str, &str); 5] = [
    (Part::Coming, "coming", key("agenda-coming")),
    (Part::Waiting, "waiting", key("agenda-waiting")),
    (Part::Organising, "organising", key("agenda-organising")),
    (Part::Drafts, "drafts", key("agenda-drafts")),
    (Part::Past, "past", key("agenda-past")),
];

#[derive(Template)]
#[template(path = "me/agenda.html")]
struct AgendaPage {
    t: &'static Words,
    page: Page,
    parts: Vec<views::Part>,
    days: Vec<Day>,
    first: String,
    next: String,
    near_url: &'static str,
}

/// `GET /me/agenda?part=…&after=…`
#[handler]
pub fn show(visit: Visit) -> Result<Response, Problem> {
    visit.known()?;
    let word = visit.param("part").unwrap_or_default();
    let (part, word, _) = PARTS.into_iter().find(|(_, known, _)| *known == word).unwrap_or(PARTS[0]);
    let after = match visit.param("after") {
        Some(text) => Some(text.parse().map_err(|_| Refusal::NotFound)?),
        None => None,
    };
    let list = diary::list(visit.app(), &visit.actor(), part, after, PAGE)?;
    let url = format!("/me/agenda?part={word}");
    let page = AgendaPage {
        t: visit.t,
        page: visit.page("me"),
        parts: parts(&visit, part)?,
        days: cards::days(&visit, &list.items, part != Part::Past)?,
        first: after.map_or(String::new(), |_| url.clone()),
        next: list.next.map_or(String::new(), |next| format!("{url}&after={next}")),
        near_url: "/events",
    };
    page::show(page.render())
}

/// The parts that hold something, the first one, and the one that is shown.
fn parts(visit: &Visit, shown: Part) -> Result<Vec<views::Part>, Refusal> {
    let counts = diary::counts(visit.app(), &visit.actor())?;
    let parts = PARTS.into_iter().zip(counts).filter(|((part, ..), count)| *count > 0 || *part == shown || *part == Part::Coming);
    let part = |((part, word, name), count): ((Part, &str, &str), usize)| views::Part {
        url: format!("/me/agenda?part={word}"),
        name: if count == 0 { visit.t.say(name).into_owned() } else { format!("{} {count}", visit.t.say(name)) },
        current: part == shown,
    };
    Ok(parts.map(part).collect())
}
