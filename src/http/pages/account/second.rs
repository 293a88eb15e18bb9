//! The second factor of whoever signs in, after the password or the mailed code was right: for the browser that gave it, for as long as a
//! code is good.

use askama::Template;
use poem::http::{HeaderMap, StatusCode};
use poem::{Response, handler};

use super::ticket::{Mark, SECOND, open_for};
use super::{code, come_in, next_of, private, way_on};
use crate::app::sessions;
use crate::domain::ids::AttemptId;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Actor;
use crate::http::device;
use crate::http::error::Problem;
use crate::http::front::ClientAddress;
use crate::http::page::{self, on_the_way, see_other};
use crate::http::pages::form::Sent;
use crate::http::pages::frame::Visit;
use crate::http::pages::views::{Form, Page};
use crate::words::Words;

#[derive(Template)]
#[template(path = "account/second.html")]
struct SecondPage {
    t: &'static Words,
    page: Page,
    f: Form,
}

/// What `lost` says on the page of signing in when a second factor was tried too often, or too late.
pub const TRIED_OUT: &str = "second";

/// To the page, with a ticket for this browser.
pub fn way_to(visit: &Visit, headers: &HeaderMap, id: AttemptId, next: &str) -> Response {
    let mark = Mark::of(visit, headers);
    let mut response = see_other(&on_the_way(&format!("/signin/second?ticket={}", mark.ticket_for(visit, SECOND, id)), next));
    mark.keep(visit, &mut response);
    response
}

fn show(visit: &Visit, f: Form, status: impl Into<page::Status>) -> Result<Response, Problem> {
    private(page::shown(status, SecondPage { t: visit.t, page: visit.page(""), f }.render()))
}

/// `GET /signin/second`
#[handler]
pub fn ask(visit: Visit, headers: &HeaderMap) -> Result<Response, Problem> {
    let (ticket, next) = (visit.param("ticket").unwrap_or_default(), visit.param("next").unwrap_or_default());
    let next = next_of(&next);
    if open_for::<AttemptId>(&visit, headers, SECOND, &ticket).is_none() {
        return Ok(code::lost(next));
    }
    let mut form = Form::default();
    form.set("ticket", ticket);
    form.set("next", next);
    show(&visit, form, StatusCode::OK)
}

/// `POST /signin/second`
#[handler]
pub async fn enter(visit: Visit, headers: &HeaderMap, address: ClientAddress, sent: Sent) -> Result<Response, Problem> {
    let next = next_of(sent.one("next"));
    let Some(id) = open_for::<AttemptId>(&visit, headers, SECOND, sent.one("ticket")) else { return Ok(code::lost(next)) };
    let done = match sent.one("totp") {
        "" => Err(Refusal::field("totp", "missing")),
        totp => sessions::second(visit.app(), id, totp, device::session(headers), address.ip()).await,
    };
    match done {
        Ok(signed_in) => {
            let to = way_on(&visit, &Actor::of(&signed_in.member), None, next).await;
            Ok(come_in(&visit, &signed_in, &to))
        }
        Err(Refusal::Conflict("code_void")) => Ok(code::lost_by(TRIED_OUT, next)),
        Err(Refusal::NotFound) => Ok(code::lost(next)),
        Err(refusal) => {
            let mut form = Form::default();
            form.set("ticket", sent.one("ticket"));
            form.set("next", next);
            let status = visit.tell(&mut form, refusal, &[])?;
            show(&visit, form, status)
        }
    }
}
