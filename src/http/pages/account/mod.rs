//! The way in and out: sign-up, codes, sign-in, the first admin, sign-out.

pub mod claim;
pub mod code;
pub mod held;
pub mod second;
pub mod setup;
pub mod signin;
pub mod signup;
pub mod ticket;

use poem::http::{HeaderMap, HeaderName, HeaderValue, header};
use poem::{Response, handler};

use super::frame::Visit;
use super::rsvp;
use crate::app::sessions::{self, SignedIn};
use crate::domain::account::Purpose;
use crate::domain::ids::EventId;
use crate::domain::rights::Actor;
use crate::http::error::Problem;
use crate::http::page::{next_path, see_other};

/// Where somebody lands who was on the way to nowhere in particular.
const NEAR_YOU: &str = "/events";

/// Empties what the browser keeps of us (SECURITY.md 3).
const CLEAR: (HeaderName, HeaderValue) =
    (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""));

/// First parts of the paths that a visitor may be sent on to (SECURITY.md 21).
const KNOWN: [&str; 13] =
    ["", "about", "accessibility", "admin", "events", "invitations", "legal", "map", "me", "news", "notifications", "search", "teams"];

/// Where to go on to, as a form or an address says: a page of ours, or empty.
pub fn next_of(text: &str) -> &str {
    let first = |path: &str| path[1..].split(['/', '?', '#']).next().unwrap_or_default().to_owned();
    next_path(text).filter(|path| KNOWN.contains(&first(path).as_str())).unwrap_or_default()
}

/// Where somebody goes on to who has just come in: completes the yes they were about to give.
pub async fn way_on(visit: &Visit, actor: &Actor, answering: Option<EventId>, next: &str) -> String {
    match answering.or_else(|| rsvp::answering(next)) {
        Some(event) => rsvp::complete(visit.app(), actor, event).await,
        None if next.is_empty() => NEAR_YOU.to_owned(),
        None => next.to_owned(),
    }
}

/// 303 to `to`, with the cookie of the session that was opened.
pub fn come_in(visit: &Visit, signed_in: &SignedIn, to: &str) -> Response {
    let age = Purpose::Device.longest(signed_in.member.role).map_or(0, |life| life.as_secs());
    let mut response = see_other(to);
    let cookie = visit.pages.cookies.set_session(&signed_in.token, u32::try_from(age).unwrap_or(u32::MAX));
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// A stranger's page that holds their address: kept by no browser (SECURITY.md 20).
fn private(page: Result<Response, Problem>) -> Result<Response, Problem> {
    page.map(|mut response| {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    })
}

/// `POST /signout`: this device is out, and forgets what it knew.
#[handler]
pub async fn sign_out(visit: Visit) -> Result<Response, Problem> {
    if let Some(visitor) = visit.visitor() {
        sessions::sign_out(visit.app(), &visitor.session).await?;
    }
    let mut response = see_other(&Visit::told("/", "signed-out"));
    response.headers_mut().append(header::SET_COOKIE, visit.pages.cookies.clear_session());
    response.headers_mut().extend::<HeaderMap>(HeaderMap::from_iter([CLEAR]));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_to_pages_that_exist() {
        for good in ["/invitations/abc", "/news/new", "/", "/events", "/events/abc/rsvp?answer=going", "/me/agenda#x", "/teams?near=1,2"] {
            assert_eq!(next_of(good), good);
        }
        for bad in ["", "events", "//evil.example", "/signout", "/api/v1/me", "/static/x", "/eventsx", "https://evil.example"] {
            assert_eq!(next_of(bad), "", "{bad}");
        }
    }
}
