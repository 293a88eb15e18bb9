//! What is to come, for feed readers (Atom, RFC 4287) and for calendars: the list's own query, and what the asker may see of it.

use poem::{Response, handler};

use super::atom::{Entry, Of, feed};
use super::cards::of_view;
use super::finder::{Finder, Headings, Spot};
use super::frame::Visit;
use super::ics;
use crate::app::near::{self, EventQuery, Listed};
use crate::domain::refusal::{Flaw, Refusal};
use crate::http::error::Problem;

/// Most events of a feed.
const MOST: usize = 50;
/// Most events of a calendar.
const MOST_IN_CALENDAR: usize = 300;

/// `GET /feeds/events.atom`: the query of the list, `GET /events`.
///
/// # Errors
/// 400 for a parameter that cannot be read; 422 `place` for a place that is not known; 503.
#[handler]
pub async fn atom(visit: Visit) -> Result<Response, Problem> {
    let (finder, items) = found(&visit, MOST)?;
    let entries: Vec<Entry> = items.iter().map(|item| entry(&visit, item)).collect();
    let of = Of {
        heading: finder.heading(&visit, &Headings::LIST),
        whose: visit.network().name.clone(),
        feed: finder.link("/feeds/events.atom", &["after"], &[]),
        list: finder.link("/events", &["after"], &[]),
    };
    feed(&visit, &of, &entries)
}

/// `GET /feeds/events.ics`: the same as a calendar.
///
/// # Errors
/// 400 for a parameter that cannot be read; 422 `place` for a place that is not known; 503.
#[handler]
pub async fn calendar(visit: Visit) -> Result<Response, Problem> {
    let (_, items) = found(&visit, MOST_IN_CALENDAR)?;
    let actor = visit.actor();
    let entries: String = items.iter().map(|item| ics::entry(&visit, &item.card.view(&actor, item.ties, item.standing))).collect();
    Ok(ics::calendar("actions", &visit.network().name, &entries))
}

fn found(visit: &Visit, most: usize) -> Result<(Finder, Vec<Listed>), Problem> {
    let finder = Finder::read(visit)?;
    let items = match finder.spot {
        // A feed that stays empty for ever would look as if nothing happened there.
        Spot::Unknown(_, doubt) => {
            let among = finder.means.iter().map(|choice| choice.id.clone()).collect();
            return Err(Refusal::Invalid(vec![Flaw { among, ..Flaw::new("place", doubt) }]).into());
        }
        _ => near::events(visit.app(), &visit.actor(), &EventQuery { after: None, limit: most, ..finder.query.clone() })?.items,
    };
    Ok((finder, items))
}

fn entry(visit: &Visit, item: &Listed) -> Entry {
    let view = item.card.view(&visit.actor(), item.ties, item.standing);
    let card = of_view(visit, &view, None);
    let summary: Vec<String> = [card.when.long, card.place].into_iter().filter(|part| !part.is_empty()).collect();
    Entry {
        url: visit.absolute(&card.url),
        title: card.title,
        published: view.facts().created_at(),
        updated: view.facts().changed_at(),
        by: None,
        category: Some((view.facts().kind().as_str().to_owned(), card.kind.name)),
        summary: summary.join(" · "),
        html: view.facts().description_html(),
    }
}
