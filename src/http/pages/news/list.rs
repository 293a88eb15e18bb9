//! The list of news: what is for me, all that I may read, and for who writes some, what is not out yet.

use askama::Template;
use poem::{Response, handler};

use super::card;
use crate::app::newsstand::{self, PostView, Shelf};
use crate::domain::refusal::Refusal;
use crate::http::error::Problem;
use crate::http::page;
use crate::http::pages::frame::Visit;
use crate::http::pages::views::{Page, Part, PostCard};
use crate::words::{Words, key};

/// Posts of a page.
const PAGE: usize = 20;

const HERE: &str = "/news";

#[derive(Template)]
#[template(path = "news/list.html")]
struct ListPage {
    t: &'static Words,
    page: Page,
    parts: Vec<Part>,
    pinned: Vec<PostCard>,
    cards: Vec<PostCard>,
    can_write: bool,
    first: String,
    next: String,
}

/// The parts by their word in the address, and their names.
const PARTS: [(&str, &str); 3] = [("me", key("news-for-me")), ("all", key("news-all")), ("editors", key("news-waiting"))];

/// `GET /news?for=…&after=…`
#[handler]
pub fn show(visit: Visit) -> Result<Response, Problem> {
    let (app, actor) = (visit.app(), visit.actor());
    let known = actor.signed_in().is_ok();
    let can_write = known && newsstand::may_write_for(app, &actor).map(|(network, teams)| network || !teams.is_empty())?;
    let word = visit.param("for").unwrap_or_default();
    let shown = PARTS.into_iter().map(|(known, _)| known).find(|part| *part == word && known).unwrap_or("me");
    let after = match visit.param("after") {
        Some(text) => Some(newsstand::read(&text).ok_or(Refusal::NotFound)?),
        None => None,
    };
    let found = match shown {
        "editors" => newsstand::PostList { items: newsstand::waiting(app, &actor)?, ..Default::default() },
        "all" => newsstand::list(app, &actor, Shelf::All, after, PAGE)?,
        _ => newsstand::list(app, &actor, Shelf::Mine, after, PAGE)?,
    };
    let cards = |views: &[PostView]| views.iter().map(|view| card(&visit, view)).collect();
    let url = if known { format!("{HERE}?for={shown}") } else { HERE.to_owned() };
    let part = |(word, name): (&str, &'static str)| Part {
        url: format!("{HERE}?for={word}"),
        name: visit.t.say(name).into_owned(),
        current: word == shown,
    };
    let page = ListPage {
        t: visit.t,
        page: visit.page("news"),
        parts: if known { PARTS.into_iter().filter(|(word, _)| can_write || *word != "editors").map(part).collect() } else { Vec::new() },
        pinned: cards(&found.pinned),
        cards: cards(&found.items),
        can_write,
        first: if after.is_some() { url.clone() } else { String::new() },
        next: found.next.map_or(String::new(), |next| format!("{url}{}after={}", if known { '&' } else { '?' }, newsstand::written(next))),
    };
    page::show(page.render())
}
