//! One piece of news, and what its editors do to it besides editing.

use askama::Template;
use poem::web::Path;
use poem::{Response, handler};

use super::{path, picture, reach, when};
use crate::app::markdown::{excerpt, to_html};
use crate::app::newsstand::{self, PostView};
use crate::app::posts;
use crate::domain::ids::PostId;
use crate::domain::post::PostStatus;
use crate::http::error::Problem;
use crate::http::page::{self, see_other};
use crate::http::pages::event::LinkTo;
use crate::http::pages::frame::{Visit, face, id_in};
use crate::http::pages::views::{Page, Person};
use crate::words::Words;

/// Characters of a text that previews show.
const PREVIEW: usize = 160;

#[derive(Template)]
#[template(path = "news/post.html")]
struct PostPage {
    t: &'static Words,
    page: Page,
    e: Shown,
}

/// A post on its own page: see the template.
struct Shown {
    id: String,
    url: String,
    title: String,
    preview: String,
    html: String,
    cover: String,
    alt: String,
    iso: String,
    when: String,
    reach: String,
    author: Option<Person>,
    team: Option<LinkTo>,
    link: Option<LinkTo>,
    status: &'static str,
    is_public: bool,
    can_edit: bool,
}

/// `GET /news/:id`
#[handler]
pub fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    shown(&visit, id_in(&id)?)
}

/// `GET /news/:id/:slug`
#[handler]
pub fn show_with_slug(visit: Visit, Path((id, _slug)): Path<(String, String)>) -> Result<Response, Problem> {
    shown(&visit, id_in(&id)?)
}

fn shown(visit: &Visit, id: PostId) -> Result<Response, Problem> {
    let view = newsstand::view(visit.app(), &visit.actor(), id)?;
    let e = of(visit, &view);
    let page = Page { address: e.url.clone(), ..visit.page("news") };
    page::show(PostPage { t: visit.t, page, e }.render())
}

fn of(visit: &Visit, view: &PostView) -> Shown {
    let post = &view.post;
    let is_public = crate::domain::rights::see_post(&crate::domain::rights::Actor::Stranger, Default::default(), post).is_ok();
    Shown {
        id: post.id.to_string(),
        url: visit.absolute(&path(post.id)),
        title: post.facts.title.to_string(),
        preview: excerpt(post.facts.text.as_str(), PREVIEW),
        html: to_html(post.facts.text.as_str()),
        cover: match picture(view) {
            none if none.is_empty() => none,
            path => visit.absolute(&path),
        },
        alt: post.facts.image_alt.as_ref().map_or(String::new(), ToString::to_string),
        iso: post.out_at.map_or(String::new(), |at| at.to_string()),
        when: when(visit, view),
        reach: reach(visit, view),
        author: view.author.as_ref().map(|author| Person {
            name: author.name.clone(),
            photo: face(author.photo, author.id),
            role: String::new(),
        }),
        team: view.team.as_ref().map(|(id, name)| LinkTo { url: format!("/teams/{id}?part=news"), name: name.to_string() }),
        link: post.facts.link.as_ref().map(|link| LinkTo { url: link.to_string(), name: link.host().to_owned() }),
        status: post.status.word(),
        is_public,
        can_edit: view.can_edit && post.status != PostStatus::Hidden,
    }
}

#[derive(Template)]
#[template(path = "news/delete.html")]
struct DeletePage {
    t: &'static Words,
    page: Page,
    url: String,
    title: String,
}

/// `GET /news/:id/delete`: asks once more.
#[handler]
pub fn delete_form(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    visit.known()?;
    let post = posts::may_edit(visit.app(), &visit.actor(), id_in(&id)?)?;
    let page = DeletePage { t: visit.t, page: visit.page("news"), url: path(post.id), title: post.facts.title.to_string() };
    page::show(page.render())
}

/// `POST /news/:id/delete`
#[handler]
pub async fn delete(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    visit.known()?;
    posts::delete(visit.app(), &visit.actor(), id_in(&id)?).await?;
    Ok(see_other(&Visit::told("/news", "post-deleted")))
}

/// `POST /news/:id/publish`: what was kept back comes out now.
#[handler]
pub async fn publish(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    visit.known()?;
    let id: PostId = id_in(&id)?;
    posts::publish(visit.app(), &visit.actor(), id, None).await?;
    Ok(see_other(&Visit::told(&path(id), "post-out")))
}

/// The sentence to say once after a post was kept, by where it stands then.
pub fn kept(status: PostStatus) -> &'static str {
    match status {
        PostStatus::Draft => "post-draft",
        PostStatus::Scheduled => "post-planned",
        PostStatus::Published | PostStatus::Hidden => "post-out",
    }
}
