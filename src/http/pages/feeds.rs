//! What is to come, for feed readers (Atom, RFC 4287) and for calendars: the list's own query, and what the asker may see of it.

use askama::Template;
use jiff::Timestamp;
use poem::http::{HeaderValue, header};
use poem::{Response, handler};

use super::cards::of_view;
use super::finder::{Finder, Spot};
use super::frame::Visit;
use super::ics;
use crate::app::near::{self, EventQuery, Listed};
use crate::http::error::Problem;
use crate::http::page;

/// Most events of a feed.
const MOST: usize = 50;
/// Most events of a calendar.
const MOST_IN_CALENDAR: usize = 300;

#[derive(Template)]
#[template(path = "events/feed.xml")]
struct Feed {
    lang: &'static str,
    network: String,
    title: String,
    address: String,
    list: String,
    updated: String,
    entries: Vec<Entry>,
}

struct Entry {
    url: String,
    title: String,
    published: String,
    updated: String,
    kind: String,
    kind_name: String,
    summary: String,
    html: String,
}

/// `GET /feeds/events.atom`: the query of the list, `GET /events`.
///
/// # Errors
/// 400 for a parameter that cannot be read; 503.
#[handler]
pub async fn atom(visit: Visit) -> Result<Response, Problem> {
    let (finder, items) = found(&visit, MOST)?;
    let entries: Vec<Entry> = items.iter().map(|item| entry(&visit, item)).collect();
    // As old as the youngest change of what is in it: the same until something is new or changed.
    let youngest = items.iter().map(|item| item.card.event.changed_at).max().unwrap_or(Timestamp::UNIX_EPOCH);
    let feed = Feed {
        lang: visit.lang().tag(),
        network: visit.network().name.clone(),
        title: format!("{} · {}", finder.heading(&visit), visit.network().name),
        address: visit.absolute(&finder.link("/feeds/events.atom", &["after"], &[])),
        list: visit.absolute(&finder.link("/events", &["after"], &[])),
        updated: seconds(youngest),
        entries,
    };
    let mut response = page::show(feed.render())?;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/atom+xml; charset=utf-8"));
    Ok(response)
}

/// `GET /feeds/events.ics`: the same as a calendar.
///
/// # Errors
/// 400 for a parameter that cannot be read; 503.
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
        Spot::Unknown(_) => Vec::new(),
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
        published: seconds(view.facts().created_at()),
        updated: seconds(view.facts().changed_at()),
        kind: view.facts().kind().as_str().to_owned(),
        kind_name: card.kind.name,
        summary: summary.join(" · "),
        html: view.facts().description_html(),
    }
}

/// As RFC 3339 writes it, whole seconds.
fn seconds(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}
