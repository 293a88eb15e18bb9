//! One box over events and teams: words, where, when. What one may not see is not found, not counted, and not hinted at.

use super::App;
use super::cards::sight;
use super::near::{Cursor, EventList, EventQuery, Listed, Order, listed, may_list};
use super::own_writes;
use super::teams::{TeamList, TeamQuery, TeamView, view_in};
use crate::domain::event::KindKey;
use crate::domain::ids::EventId;
use crate::domain::refusal::{Flaw, Refusal};
use crate::domain::rights::Actor;
use crate::search::agenda;
use crate::search::index::{Found, Item, Search, Sort};
use crate::search::page::Hit;

pub use super::markdown::plain;
pub use crate::search::excerpt::{Marker, Piece};
pub use crate::search::grid::Area;
pub use crate::search::index::Counts;
pub use crate::search::page::Cursor as PageCursor;

/// Most characters of a query that are looked at.
pub const WORDS_MAX: usize = 200;

/// What is looked for in everything.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Words, as they were typed.
    pub words: String,
    /// Where.
    pub area: Area,
    /// Events.
    pub events: bool,
    /// Teams.
    pub teams: bool,
    /// Events that are over, too.
    pub past: bool,
    /// Where the page before ended.
    pub after: Option<PageCursor>,
    /// Items of a page.
    pub limit: usize,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Results {
    /// In the order of how well it fits.
    pub items: Vec<Thing>,
    /// Where the next page begins.
    pub next: Option<PageCursor>,
    /// How much there is of each.
    pub counts: Counts,
    /// Nothing holds the words as they were typed: these hold words like them.
    pub mended: bool,
    /// Nothing holds all of the words: these hold some.
    pub loosened: bool,
}

/// An event or a team that was found.
#[derive(Debug)]
pub enum Thing {
    /// An event.
    Event(Listed),
    /// A team, and how far it is in kilometres.
    Team(Box<TeamView>, Option<f64>),
}

/// Events that hold the words of a query.
///
/// # Errors
/// 422 for an order or a cursor that does not fit; 503 `index`.
pub fn events(app: &App, actor: &Actor, query: &EventQuery) -> Result<EventList, Refusal> {
    let sort = match query.sort {
        Some(Order::Start) => Sort::Start,
        Some(Order::Distance) if query.area.near.is_none() => return Err(Refusal::Invalid(vec![Flaw::new("sort", "needs_near")])),
        Some(Order::Distance) => Sort::Distance,
        Some(Order::Relevance) | None => Sort::Relevance,
    };
    let after = match query.after {
        None => None,
        Some(Cursor::Found(cursor)) => Some(cursor),
        Some(Cursor::Mine(..)) => return Err(Refusal::Invalid(vec![Flaw::new("after", "bad_form")])),
    };
    let kinds: Vec<&str> = query.kinds.iter().map(KindKey::as_str).collect();
    sight(app, |sight| {
        let reader = sight.reader(actor)?;
        let may = |id| may_list(sight, actor, &reader, id);
        let search = Search {
            words: bounded(query.words.as_deref().unwrap_or_default()),
            area: query.area,
            from: Some(query.from.unwrap_or_else(|| app.now())),
            to: query.to,
            kinds: &kinds,
            team: query.team,
            online: query.online,
            needs_people: query.needs,
            sort,
            after,
            limit: query.limit,
        };
        let found = app.index.events(&search, asker(actor, &may))?;
        let items = listed(sight, actor, &reader, found.items.iter().map(|hit| (hit.id, hit.distance_km)))?;
        Ok(EventList { items, next: found.next.map(Cursor::Found) })
    })
}

/// Teams that hold the words of a query.
///
/// # Errors
/// 503 `index`.
pub fn teams(app: &App, actor: &Actor, query: &TeamQuery, words: &str) -> Result<TeamList, Refusal> {
    let kind = query.kind.map(|kind| [kind.word()]);
    let search = Search {
        words: bounded(words),
        area: query.area,
        kinds: kind.as_ref().map_or(&[], |kind| kind.as_slice()),
        after: query.after,
        limit: query.limit,
        ..Search::default()
    };
    let found = app.index.teams(&search)?;
    let items = super::teams::views(app, actor, found.items.iter().map(|hit| (hit.id, hit.distance_km)))?;
    Ok(TeamList { items, next: found.next })
}

/// Everything that holds the words, what one wrote oneself a moment ago included: what is to come, unless the past is asked for.
///
/// # Errors
/// 503 `index`.
pub async fn all(app: &App, actor: &Actor, query: &Query) -> Result<Results, Refusal> {
    own_writes::found_by(app, actor).await;
    find(app, actor, query)
}

fn find(app: &App, actor: &Actor, query: &Query) -> Result<Results, Refusal> {
    sight(app, |sight| {
        let reader = sight.reader(actor)?;
        let may = |id| may_list(sight, actor, &reader, id);
        let search = Search {
            words: bounded(&query.words),
            area: query.area,
            from: (!query.past).then(|| app.now()),
            after: query.after,
            limit: query.limit,
            ..Search::default()
        };
        let found = match (query.events, query.teams) {
            (true, false) => as_items(app.index.events(&search, asker(actor, &may))?, Item::Event),
            (false, true) => as_items(app.index.teams(&search)?, Item::Team),
            (true, true) | (false, false) => app.index.all(&search, asker(actor, &may))?,
        };
        let mut items = Vec::with_capacity(found.items.len());
        for hit in &found.items {
            match hit.id {
                Item::Event(id) => {
                    items.extend(listed(sight, actor, &reader, std::iter::once((id, hit.distance_km)))?.into_iter().map(Thing::Event));
                }
                Item::Team(id) => match view_in(sight, actor, id) {
                    Ok(view) => items.push(Thing::Team(Box::new(view), hit.distance_km)),
                    Err(Refusal::NotFound) => {}
                    Err(other) => return Err(other),
                },
            }
        }
        Ok(Results { items, next: found.next, counts: found.counts, mended: found.mended, loosened: found.loosened })
    })
}

/// Where the words of a search stand: in about `length` characters of a plain text, else in the title.
pub fn highlight(marker: &Marker, title: &str, plain: &str, length: usize) -> Vec<Piece> {
    marker.excerpt(plain.trim_end(), length).unwrap_or_else(|| marker.whole(title))
}

fn asker<'r>(actor: &Actor, may: &'r dyn Fn(EventId) -> bool) -> agenda::Reader<'r> {
    agenda::Reader { member: actor.signed_in().is_ok(), may }
}

fn as_items<I>(found: Found<I>, item: impl Fn(I) -> Item) -> Found<Item> {
    let Found { items, next, counts, mended, loosened } = found;
    let items = items.into_iter().map(|hit| Hit { id: item(hit.id), distance_km: hit.distance_km }).collect();
    Found { items, next, counts, mended, loosened }
}

/// The part of the words that is looked at.
fn bounded(words: &str) -> &str {
    words.char_indices().nth(WORDS_MAX).map_or(words, |(at, _)| &words[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, description: &str, want: &str) {
        let pieces = highlight(&Marker::new(query), "Le titre du tract", &plain(description), 60);
        let shown: String = pieces.iter().map(|piece| if piece.found { format!("[{}]", piece.text) } else { piece.text.clone() }).collect();
        assert_eq!(shown, want);
    }

    #[test]
    fn a_highlight_is_of_the_description_or_else_of_the_title() {
        check("tracts", "Des **tracts**, des [tracts](https://exemple.fr)", "Des [tracts], des [tracts]");
        check("tracts", "Rien\n\nde tel", "Le titre du [tract]");
        check("tracts", "", "Le titre du [tract]");
        check("militante", "une\nmili**tante**\n\n- et\n- puis", "une [militante] et puis");
        check("fin", &format!("{}la fin", "bla ".repeat(60)), "…bla bla bla bla bla bla bla bla bla la [fin]");
        check("bla", &format!("{}la fin", "bla ".repeat(60)), &format!("{}…", ["[bla]"; 15].join(" ")));
    }

    #[test]
    fn long_words_are_cut_between_characters() {
        assert_eq!(bounded("été"), "été");
        assert_eq!(bounded(&"é".repeat(300)).chars().count(), WORDS_MAX);
    }
}
