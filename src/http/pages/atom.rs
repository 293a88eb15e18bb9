//! The frame of every Atom feed (RFC 4287): what a list is called, where it stands, and its entries.

use askama::Template;
use jiff::Timestamp;
use poem::Response;
use poem::http::{HeaderValue, header};

use super::frame::Visit;
use crate::http::error::Problem;
use crate::http::page;

/// What a feed is of.
pub struct Of {
    /// Its heading, without the name of the network or team.
    pub heading: String,
    /// Whose it is: the name of the network or team.
    pub whose: String,
    /// Its own path.
    pub feed: String,
    /// The path of the page that lists the same.
    pub list: String,
}

/// What is in a feed.
pub struct Entry {
    /// Its absolute address, which is its id too.
    pub url: String,
    /// Its title.
    pub title: String,
    /// When it came out.
    pub published: Timestamp,
    /// When it changed last.
    pub updated: Timestamp,
    /// Who wrote it, when somebody is named.
    pub by: Option<String>,
    /// Its kind: the word, and what it is called.
    pub category: Option<(String, String)>,
    /// A line of plain text.
    pub summary: String,
    /// All of it, as HTML.
    pub html: String,
}

impl Entry {
    fn published_at(&self) -> String {
        seconds(self.published)
    }

    fn updated_at(&self) -> String {
        seconds(self.updated)
    }
}

#[derive(Template)]
#[template(path = "feeds/atom.xml")]
struct Feed<'f> {
    lang: &'static str,
    network: &'f str,
    title: String,
    address: String,
    list: String,
    updated: String,
    entries: &'f [Entry],
}

/// The answer that is this feed: as old as the youngest change of what is in it, so the same until something is new or changed.
///
/// # Errors
/// 500 when it cannot be written, which is a mistake of ours.
pub fn feed(visit: &Visit, of: &Of, entries: &[Entry]) -> Result<Response, Problem> {
    let youngest = entries.iter().map(|entry| entry.updated).max().unwrap_or(Timestamp::UNIX_EPOCH);
    let feed = Feed {
        lang: visit.lang().tag(),
        network: &visit.network().name,
        title: format!("{} · {}", of.heading, of.whose),
        address: visit.absolute(&of.feed),
        list: visit.absolute(&of.list),
        updated: seconds(youngest),
        entries,
    };
    let mut response = page::show(feed.render())?;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/atom+xml; charset=utf-8"));
    Ok(response)
}

/// As RFC 3339 writes it, whole seconds.
fn seconds(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}
