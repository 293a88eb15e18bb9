//! News for feed readers (Atom, RFC 4287): what the asker may read, which is for strangers what is public.

use askama::Template;
use jiff::Timestamp;
use poem::http::{HeaderValue, header};
use poem::{Response, handler};

use super::{by, path};
use crate::app::markdown::{excerpt, to_html};
use crate::app::newsstand::{self, PostView, Shelf};
use crate::app::teams;
use crate::domain::ids::TeamId;
use crate::http::error::Problem;
use crate::http::page;
use crate::http::pages::frame::{Visit, id_in};

/// Most posts of a feed.
const MOST: usize = 50;
/// Characters of a text that a summary has.
const SUMMARY: usize = 200;

#[derive(Template)]
#[template(path = "news/feed.xml")]
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
    by: String,
    summary: String,
    html: String,
}

/// `GET /feeds/news.atom?team=…`
#[handler]
pub fn atom(visit: Visit) -> Result<Response, Problem> {
    let (app, actor) = (visit.app(), visit.actor());
    let team: Option<TeamId> = visit.param("team").map(|id| id_in(&id)).transpose()?;
    let shelf = team.map_or(Shelf::All, Shelf::Team);
    let found = newsstand::list(app, &actor, shelf, None, MOST)?;
    let mut views: Vec<PostView> = found.pinned.into_iter().chain(found.items).collect();
    views.sort_by_key(|view| std::cmp::Reverse(view.post.out_at));
    let network = visit.network().name.clone();
    let (title, address, list) = match team {
        None => (format!("{} · {network}", visit.t.say("news-title")), "/feeds/news.atom".to_owned(), "/news".to_owned()),
        Some(id) => {
            let name = teams::view(app, &actor, id)?.team.name;
            (format!("{} · {name}", visit.t.say("news-title")), format!("/feeds/news.atom?team={id}"), format!("/teams/{id}?part=news"))
        }
    };
    // As old as the youngest of what is in it: the same until something new is.
    let youngest = views.first().and_then(|view| view.post.out_at).unwrap_or(Timestamp::UNIX_EPOCH);
    let feed = Feed {
        lang: visit.lang().tag(),
        network,
        title,
        address: visit.absolute(&address),
        list: visit.absolute(&list),
        updated: seconds(youngest),
        entries: views.iter().map(|view| entry(&visit, view)).collect(),
    };
    let mut response = page::show(feed.render())?;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/atom+xml; charset=utf-8"));
    Ok(response)
}

fn entry(visit: &Visit, view: &PostView) -> Entry {
    let post = &view.post;
    Entry {
        url: visit.absolute(&path(post.id)),
        title: post.facts.title.to_string(),
        published: seconds(post.out_at.unwrap_or(post.created_at)),
        by: by(view),
        summary: excerpt(post.facts.text.as_str(), SUMMARY),
        html: to_html(post.facts.text.as_str()),
    }
}

/// As RFC 3339 writes it, whole seconds.
fn seconds(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}
