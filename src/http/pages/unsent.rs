//! A form that came too late: its session has ended, or the page that it stood on is of another one. Nothing that was typed is lost: it is
//! shown, and goes with the next try. Only for forms that a page of ours has sent (`csrf::check_origin`), and never with passwords or codes.

use askama::Template;
use bytes::Bytes;
use poem::http::{HeaderMap, Method, StatusCode, header};
use poem::{Body, FromRequest, Request, RequestBody};

use super::account::next_of;
use super::form::{Sent, label};
use super::frame::Visit;
use super::views::Page;
use crate::http::page::in_query;
use crate::words::{Words, key};

/// Parts of the names of fields that hold a secret: they are typed again.
const SECRETS: [&str; 3] = ["password", "code", "totp"];

/// Fields whose values are words of a list: they go along, and say nothing to a reader.
const CHOSEN: [&str; 10] =
    ["kind", "address_for", "online_for", "visibility", "team", "lang", "reach", "join_policy", "guests_max", "radius_km"];

#[derive(Template)]
#[template(path = "pages/unsent.html")]
struct UnsentPage {
    t: &'static Words,
    page: Page,
    heading: String,
    text: String,
    signin: String,
    action: String,
    typed: Vec<(String, String)>,
    values: Vec<(String, String)>,
    files: bool,
}

/// The page, with the form that this body is; none for what is no form, and for one of a stranger in which nothing was typed.
pub async fn page(visit: &Visit, headers: &HeaderMap, body: Bytes) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?;
    let request = Request::builder().method(Method::POST).header(header::CONTENT_TYPE, kind).finish();
    let sent = Sent::from_request(&request, &mut RequestBody::new(Body::from_bytes(body))).await.ok()?;
    let values: Vec<(String, String)> = sent.values().iter().filter(|(name, _)| !is_secret(name)).cloned().collect();
    let named = |(name, value): &(String, String)| (label(visit.t, name), value.clone());
    let shown = values.iter().filter(|(name, _)| !CHOSEN.contains(&name.as_str()));
    let typed: Vec<(String, String)> = shown.map(named).filter(|(label, value)| !label.is_empty() && !value.trim().is_empty()).collect();
    let stranger = visit.visitor().is_none();
    if stranger && typed.is_empty() {
        return None;
    }
    let (heading, text) = if stranger { (key("unsent-out"), key("unsent-out-text")) } else { (key("unsent-old"), key("unsent-old-text")) };
    let page = UnsentPage {
        t: visit.t,
        page: visit.page(""),
        heading: visit.t.say(heading).into_owned(),
        text: visit.t.say(text).into_owned(),
        signin: if stranger { format!("/signin{}", back(headers)) } else { String::new() },
        action: visit.asked.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
        typed,
        files: sent.has_files(),
        values,
    };
    page.render().ok()
}

/// The status of the page: of a stranger's, or of a member's.
pub const fn status(visit: &Visit) -> StatusCode {
    if visit.asked.known { StatusCode::FORBIDDEN } else { StatusCode::UNAUTHORIZED }
}

fn is_secret(name: &str) -> bool {
    name.split('_').any(|part| SECRETS.contains(&part))
}

/// The page that the form stood on, as its browser says, for who signs in.
fn back(headers: &HeaderMap) -> String {
    let referer = headers.get(header::REFERER).and_then(|referer| referer.to_str().ok()?.parse::<poem::http::Uri>().ok());
    let path = referer.as_ref().and_then(|uri| uri.path_and_query()).map_or("", |path| path.as_str());
    let next = next_of(path);
    if next.is_empty() { String::new() } else { format!("?next={}", in_query(next)) }
}
