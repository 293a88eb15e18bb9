//! One box over events and teams.

use askama::Template;
use poem::{Response, handler};

use super::cards::{self, cards};
use super::form;
use super::frame::Visit;
use super::views::{Card, Form, Page, TeamCard};
use crate::app::indexing;
use crate::app::near::{self, Area, Listed, Near};
use crate::app::search::{self, Counts, PageCursor, Query, Results, Thing, WORDS_MAX};
use crate::domain::ids::TeamId;
use crate::http::error::Problem;
use crate::http::page::{self, in_query};
use crate::words::Words;

/// Items of a page.
const SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "pages/search.html")]
struct SearchPage {
    t: &'static Words,
    page: Page,
    f: Form,
    found: String,
    types: Vec<Facet>,
    cards: Vec<Card>,
    teams: Vec<TeamCard>,
    partial: bool,
    first: String,
    next: String,
}

/// A part of what was found.
struct Facet {
    name: String,
    count: usize,
    current: bool,
    url: String,
}

/// Which part is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    All,
    Events,
    Teams,
}

impl Part {
    const ALL: [Self; 3] = [Self::All, Self::Events, Self::Teams];

    const fn word(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Events => "events",
            Self::Teams => "teams",
        }
    }

    /// The part of this `type`, or of the `types` of the API: both parts are all there is on this page.
    fn of(word: &str, words: &str) -> Result<Self, Problem> {
        if word.is_empty() && words.contains(',') {
            let each = words.split(',').map(|word| Self::of(word, "")).collect::<Result<Vec<_>, _>>()?;
            return Ok(each.iter().copied().find(|part| each.iter().all(|other| other == part)).unwrap_or(Self::All));
        }
        let word = if word.is_empty() { words } else { word };
        Self::ALL.into_iter().find(|part| part.word() == word).ok_or(Problem::parameter("type"))
    }

    const fn count(self, counts: Counts) -> usize {
        match self {
            Self::All => counts.events + counts.teams,
            Self::Events => counts.events,
            Self::Teams => counts.teams,
        }
    }
}

/// `GET /search`
///
/// # Errors
/// 400 for a parameter that cannot be read; 503.
#[handler]
pub async fn show(visit: Visit) -> Result<Response, Problem> {
    let params = form::query(&visit.asked);
    let value = |name: &str| params.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim());
    let words: String = value("q").chars().take(WORDS_MAX).collect();
    let part = Part::of(value("type"), value("types"))?;
    let after = match value("after") {
        "" => None,
        text => Some(PageCursor::from_text(text).ok_or(Problem::parameter("after"))?),
    };
    let mut f = Form::default();
    f.set("q", words.as_str());
    let partial = indexing::is_partial(visit.app());
    let mut page = SearchPage {
        t: visit.t,
        page: visit.page("search"),
        f,
        found: String::new(),
        types: vec![],
        cards: vec![],
        teams: vec![],
        partial,
        first: String::new(),
        next: String::new(),
    };
    if !words.is_empty() {
        let found = look(&visit, &words, part, after).await?;
        let counts = if part == Part::All { found.counts } else { look(&visit, &words, Part::All, None).await?.counts };
        tell(&visit, &mut page, &words, part, counts, &found);
        page.first = if after.is_some() { url(&words, part) } else { String::new() };
        page.next = found.next.map_or(String::new(), |next| format!("{}&after={}", url(&words, part), next.to_text()));
        place(&visit, &mut page, found)?;
    }
    page::show(page.render())
}

/// Looks for the words. Distances are from the member's own place, when they told one.
async fn look(visit: &Visit, words: &str, part: Part, after: Option<PageCursor>) -> Result<Results, Problem> {
    let home = visit.visitor().and_then(|visitor| visitor.member.home.as_ref()?.point);
    let query = Query {
        words: words.to_owned(),
        area: Area { near: home.map(|point| Near { point, km: None }), bbox: None },
        events: part != Part::Teams,
        teams: part != Part::Events,
        after,
        limit: SHOWN,
        ..Query::default()
    };
    Ok(search::all(visit.app(), &visit.actor(), &query).await?)
}

fn url(words: &str, part: Part) -> String {
    let kind = if part == Part::All { String::new() } else { format!("&type={}", part.word()) };
    format!("/search?q={}{kind}", in_query(words))
}

/// Says how much there is, and of what.
fn tell(visit: &Visit, page: &mut SearchPage, words: &str, part: Part, counts: Counts, found: &Results) {
    let t = visit.t;
    let count = part.count(counts);
    page.found = match count {
        0 => t.with("search-found-none", &[("words", words.into())]),
        _ if found.mended => t.with("search-found-like", &[("n", count.into()), ("words", words.into())]),
        _ if found.loosened => t.with("search-found-some", &[("n", count.into()), ("words", words.into())]),
        _ => t.with("search-found", &[("n", count.into()), ("words", words.into())]),
    };
    let name = |part| match part {
        Part::All => t.say("search-all"),
        Part::Events => t.say("menu-events"),
        Part::Teams => t.say("menu-teams"),
    };
    let facet = |one: Part| Facet { name: name(one).into_owned(), count: one.count(counts), current: one == part, url: url(words, one) };
    if Part::All.count(counts) > 0 {
        page.types = Part::ALL.map(facet).into();
    }
}

/// Puts what was found on the page.
fn place(visit: &Visit, page: &mut SearchPage, found: Results) -> Result<(), Problem> {
    let (mut events, mut teams): (Vec<Listed>, Vec<_>) = (Vec::new(), Vec::new());
    for thing in found.items {
        match thing {
            Thing::Event(item) => events.push(item),
            Thing::Team(view, km) => teams.push((view, km)),
        }
    }
    let ids: Vec<TeamId> = teams.iter().map(|(view, _)| view.team.id).collect();
    let coming = near::upcoming(visit.app(), &visit.actor(), &ids)?;
    page.cards = cards(visit, &events)?;
    page.teams = teams.iter().zip(&coming).map(|((view, km), coming)| cards::team(visit, view, *km, Some(coming))).collect();
    Ok(())
}
