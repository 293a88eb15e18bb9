//! Where the signed links of letters lead: a page with one button, for whoever holds the letter. Opening it changes nothing, because mail
//! scanners open links; the button, or the reader's mail program (RFC 8058), does the one thing that the link is for. Nobody is signed in.

use askama::Template;
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::Path;
use poem::{Response, handler};

use super::frame::Visit;
use super::views::Page;
use crate::app::links::{self, Act, Seen};
use crate::domain::refusal::Refusal;
use crate::domain::rsvp::Standing;
use crate::http::error::Problem;
use crate::http::page;
use crate::words::{Words, key};

#[derive(Template)]
#[template(path = "links/link.html")]
struct LinkPage {
    t: &'static Words,
    page: Page,
    /// Where the button posts to.
    action: String,
    /// What the button says, or what was done.
    heading: String,
    /// What a link that ends letters ends.
    what: String,
    /// Title of the event; empty: it is about none.
    title: String,
    facts: String,
    path: String,
    done: bool,
    trouble: String,
}

fn render(visit: &Visit, (word, token): (&str, &str), seen: &Seen, done: bool, trouble: Option<Refusal>) -> Result<Response, Problem> {
    let t = visit.t;
    let event = seen.event.as_ref();
    let (status, trouble) = match trouble {
        None => (StatusCode::OK, String::new()),
        Some(refusal) => {
            let problem = Problem::from(refusal);
            (problem.status(), problem.detail(t).to_string())
        }
    };
    let page = LinkPage {
        t,
        page: visit.page(""),
        action: format!("/links/{word}/{token}"),
        heading: if done { t.say(outcome(seen)) } else { t.say(label(seen.act)) }.into_owned(),
        what: what(t, seen.act),
        title: event.map_or(String::new(), |event| event.title.clone()),
        facts: event.map_or(String::new(), |event| t.when_where(event, visit.now())),
        path: event.map_or(String::new(), |event| event.path.clone()),
        done,
        trouble,
    };
    Ok(private(page::shown(status, page.render())?))
}

/// The page of a link that is about nobody's account: `heading` is what its button says, or what was done.
pub(super) fn one_button(visit: &Visit, action: String, heading: &'static str, done: bool) -> Result<Response, Problem> {
    let none = String::new;
    let (t, page, heading) = (visit.t, visit.page(""), visit.t.say(heading).into_owned());
    let page = LinkPage { t, page, action, heading, what: none(), title: none(), facts: none(), path: none(), done, trouble: none() };
    Ok(private(page::show(page.render())?))
}

/// An address that is for whoever got it is in no cache and no index.
pub(super) fn private(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex"));
    response
}

fn label(act: Act) -> &'static str {
    match act {
        Act::Yes(_) => key("link-yes"),
        Act::No(_) => key("link-no"),
        Act::There(_) => key("link-there"),
        Act::NotThere(_) => key("link-not-there"),
        Act::StopTopic(_) => key("link-stop"),
        Act::StopDigest(_) => key("link-stop-digest"),
    }
}

fn outcome(seen: &Seen) -> &'static str {
    match seen.act {
        Act::Yes(_) if seen.standing == Some(Standing::Waiting) => key("link-done-waiting"),
        Act::Yes(_) => key("link-done-yes"),
        Act::No(_) => key("link-done-no"),
        Act::There(_) => key("link-done-there"),
        Act::NotThere(_) => key("link-done-not-there"),
        Act::StopTopic(_) | Act::StopDigest(_) => key("link-done-stop"),
    }
}

fn what(t: &'static Words, act: Act) -> String {
    match act {
        Act::StopTopic(topic) => t.pick("topic", topic.word()).into_owned(),
        Act::StopDigest(cadence) => t.pick("delivery", cadence.word()).into_owned(),
        _ => String::new(),
    }
}

/// `GET /links/:word/:token`
#[handler]
pub fn show(visit: Visit, Path((word, token)): Path<(String, String)>) -> Result<Response, Problem> {
    let seen = links::look(visit.app(), &word, &token)?;
    render(&visit, (&word, &token), &seen, false, None)
}

/// `POST /links/:word/:token`: by the page's button, or by a mail program with `List-Unsubscribe=One-Click`. No redirect follows (RFC 8058, 3.1).
#[handler]
pub async fn tap(visit: Visit, Path((word, token)): Path<(String, String)>) -> Result<Response, Problem> {
    match links::act(visit.app(), &word, &token).await {
        Ok(seen) => render(&visit, (&word, &token), &seen, true, None),
        Err(refusal @ Refusal::Conflict(code)) if code != "link_expired" => {
            let seen = links::look(visit.app(), &word, &token)?;
            render(&visit, (&word, &token), &seen, false, Some(refusal))
        }
        Err(refusal) => Err(refusal.into()),
    }
}
