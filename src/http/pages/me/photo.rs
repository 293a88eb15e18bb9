//! My picture: chosen, kept, taken away.

use askama::Template;
use poem::http::StatusCode;
use poem::{Response, handler};

use crate::app::{me, pictures};
use crate::domain::refusal::Refusal;
use crate::http::error::Problem;
use crate::http::page::{self, see_other};
use crate::http::pages::account::next_of;
use crate::http::pages::form::Sent;
use crate::http::pages::frame::Visit;
use crate::http::pages::views::{Form, Page};
use crate::words::Words;

/// Where one goes on to who came from nowhere in particular.
const PROFILE: &str = "/me/profile";

#[derive(Template)]
#[template(path = "account/photo.html")]
struct PhotoPage {
    t: &'static Words,
    page: Page,
    photo: String,
    has_photo: bool,
    f: Form,
    next: String,
}

fn render(visit: &Visit, f: Form, next: &str, status: impl Into<page::Status>) -> Result<Response, Problem> {
    let member = &visit.known()?.member;
    let photo = match member.photo {
        Some(photo) => format!("/media/{photo}/256.jpg"),
        None => crate::http::pages::frame::face(None, member.id),
    };
    let next = if next.is_empty() { PROFILE } else { next }.to_owned();
    page::shown(status, PhotoPage { t: visit.t, page: visit.page("me"), photo, has_photo: member.photo.is_some(), f, next }.render())
}

/// `GET /me/photo`
#[handler]
pub fn show(visit: Visit) -> Result<Response, Problem> {
    visit.known()?;
    let next = visit.param("next").unwrap_or_default();
    render(&visit, Form::default(), next_of(&next), StatusCode::OK)
}

/// `POST /me/photo`
#[handler]
pub async fn keep(visit: Visit, sent: Sent) -> Result<Response, Problem> {
    let visitor = visit.known()?;
    visit.actor().signed_in()?;
    let taken = match sent.file("photo") {
        Some(bytes) => pictures::take_in(visit.app(), bytes, pictures::Purpose::Avatar(None)).await,
        None => Err(Refusal::field("photo", "missing")),
    };
    let done = match taken {
        Ok(id) => me::set_photo(visit.app(), visitor, Some(id)).await,
        Err(refusal) => Err(refusal),
    };
    let next = next_of(sent.one("next"));
    match done {
        Ok(_) => Ok(see_other(&Visit::told(if next.is_empty() { PROFILE } else { next }, "photo"))),
        Err(refusal) => {
            let mut form = Form::default();
            let status = visit.tell(&mut form, refusal, &[])?;
            render(&visit, form, next, status)
        }
    }
}

/// `POST /me/photo/remove`
#[handler]
pub async fn remove(visit: Visit) -> Result<Response, Problem> {
    me::set_photo(visit.app(), visit.known()?, None).await?;
    Ok(see_other(&Visit::told(PROFILE, "photo-removed")))
}
