//! News: the list of them, one post, writing and editing one.

pub mod feed;
pub mod form;
pub mod list;
pub mod post;

use super::frame::{Visit, cover};
use super::views::PostCard;
use crate::app::markdown::excerpt;
use crate::app::newsstand::PostView;
use crate::domain::ids::PostId;
use crate::domain::post::{PostStatus, PostVisibility, Reach};

/// Characters of a text that a card shows.
const EXCERPT: usize = 200;

/// Where a post is.
fn path(id: PostId) -> String {
    format!("/news/{id}")
}

/// A post in a list.
pub fn card(visit: &Visit, view: &PostView) -> PostCard {
    let post = &view.post;
    PostCard {
        url: path(post.id),
        title: post.facts.title.to_string(),
        excerpt: excerpt(post.facts.text.as_str(), EXCERPT),
        iso: post.out_at.map_or(String::new(), |at| at.to_string()),
        when: when(visit, view),
        by: by(view),
        reach: reach(visit, view),
        picture: post.image.map_or(String::new(), |image| format!("/media/{image}/256.jpg")),
        pinned: post.facts.pinned && post.is_out(),
        status: match post.status {
            PostStatus::Published | PostStatus::Hidden => String::new(),
            status => visit.t.pick("post-status", status.word()).into_owned(),
        },
    }
}

/// When it came out, or is to; empty for a draft.
fn when(visit: &Visit, view: &PostView) -> String {
    let zone = &visit.pages.zone;
    let today = zone.clock(visit.now()).date();
    view.post.out_at.map_or(String::new(), |at| visit.t.moment(zone.clock(at).datetime(), today))
}

/// Who says it: its team, or else whoever wrote it; empty for neither.
fn by(view: &PostView) -> String {
    let author = view.author.as_ref().map(|author| author.name.clone());
    match (&view.team, author) {
        (Some((_, team)), Some(author)) => format!("{team}, {author}"),
        (Some((_, team)), None) => team.to_string(),
        (None, author) => author.unwrap_or_default(),
    }
}

/// Whom it is for and who may read it, where that is not simply everybody.
fn reach(visit: &Visit, view: &PostView) -> String {
    let facts = &view.post.facts;
    let area = match &facts.reach {
        Reach::Area(area) => {
            let names: Vec<&str> = area.spots.iter().map(|spot| spot.name.as_str()).collect();
            visit.t.with("post-around", &[("places", visit.t.list(&names).into()), ("km", visit.t.km(f64::from(area.km)).into())])
        }
        Reach::Network | Reach::Team(_) => String::new(),
    };
    let readers = match facts.visibility {
        PostVisibility::Public => String::new(),
        other => visit.t.pick("visibility", other.word()).into_owned(),
    };
    [area, readers].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The picture of a post in its largest size; empty for none.
fn picture(view: &PostView) -> String {
    cover(view.post.image)
}
