//! News for feed readers (Atom, RFC 4287): what the asker may read, which is for strangers what is public.

use poem::{Response, handler};

use super::{by, path};
use crate::app::markdown::{excerpt, to_html};
use crate::app::newsstand::{self, PostView, Shelf};
use crate::app::teams;
use crate::domain::ids::TeamId;
use crate::http::error::Problem;
use crate::http::pages::atom::{Entry, Of, feed};
use crate::http::pages::frame::{Visit, id_in};

/// Most posts of a feed.
const MOST: usize = 50;
/// Characters of a text that a summary has.
const SUMMARY: usize = 200;

/// `GET /feeds/news.atom?team=…`
#[handler]
pub fn atom(visit: Visit) -> Result<Response, Problem> {
    let (app, actor) = (visit.app(), visit.actor());
    let team: Option<TeamId> = visit.param("team").map(|id| id_in(&id)).transpose()?;
    let shelf = team.map_or(Shelf::All, Shelf::Team);
    let found = newsstand::list(app, &actor, shelf, None, MOST)?;
    let mut views: Vec<PostView> = found.pinned.into_iter().chain(found.items).collect();
    views.sort_by_key(|view| std::cmp::Reverse(view.post.out_at));
    let (whose, address, list) = match team {
        None => (visit.network().name.clone(), "/feeds/news.atom".to_owned(), "/news".to_owned()),
        Some(id) => {
            let name = teams::view(app, &actor, id)?.team.name.to_string();
            (name, format!("/feeds/news.atom?team={id}"), format!("/teams/{id}?part=news"))
        }
    };
    let entries: Vec<Entry> = views.iter().map(|view| entry(&visit, view)).collect();
    feed(&visit, &Of { heading: visit.t.say("news-title").into_owned(), whose, feed: address, list }, &entries)
}

fn entry(visit: &Visit, view: &PostView) -> Entry {
    let post = &view.post;
    let out_at = post.out_at.unwrap_or(post.created_at);
    Entry {
        url: visit.absolute(&path(post.id)),
        title: post.facts.title.to_string(),
        published: out_at,
        updated: out_at,
        by: Some(by(view)).filter(|name| !name.is_empty()),
        category: None,
        summary: excerpt(post.facts.text.as_str(), SUMMARY),
        html: to_html(post.facts.text.as_str()),
    }
}
