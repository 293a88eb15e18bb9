//! "Is it you?": what is sensitive asks again for the password, or for a code that is mailed, when the last proof is older than ten minutes.
//! From here one goes back to what one was about to do.

use askama::Template;
use poem::http::StatusCode;
use poem::{Response, handler};

use crate::app::{factor, me, proof};
use crate::domain::refusal::Refusal;
use crate::http::error::Problem;
use crate::http::front::ClientAddress;
use crate::http::page::{self, in_query};
use crate::http::pages::account::{come_in, next_of};
use crate::http::pages::form::Sent;
use crate::http::pages::frame::Visit;
use crate::http::pages::views::{Form, Page};
use crate::words::Words;

/// Where one goes who was on the way to nowhere in particular.
const USUAL: &str = "/me/security";

#[derive(Template)]
#[template(path = "me/confirm.html")]
struct ConfirmPage {
    t: &'static Words,
    page: Page,
    f: Form,
    has_password: bool,
    /// The second factor is asked for, and nothing else.
    has_factor: bool,
    email: String,
    /// A code is on its way: its field is shown.
    asked: bool,
}

/// Where somebody is sent who must prove first who they are, and was about to ask for this path.
pub fn way_to(path: &str) -> String {
    let back = match path {
        path if path.starts_with("/me/security") => "/me/security",
        path if path.starts_with("/me/factor") => "/me/factor",
        path if path.starts_with("/me/export") => "/me/data",
        path => path,
    };
    format!("/me/confirm?next={}", in_query(back))
}

fn render(visit: &Visit, f: Form, status: impl Into<page::Status>) -> Result<Response, Problem> {
    let visitor = visit.known()?;
    let page = ConfirmPage {
        t: visit.t,
        page: visit.page("me"),
        has_password: me::has_password(visit.app(), visitor)?,
        has_factor: factor::state(visit.app(), visitor)?.since.is_some(),
        email: visitor.member.email.to_string(),
        asked: !f.value("attempt").is_empty(),
        f,
    };
    page::shown(status, page.render())
}

/// `GET /me/confirm?next=…`
#[handler]
pub fn show(visit: Visit) -> Result<Response, Problem> {
    visit.known()?;
    let mut form = Form::default();
    form.set("next", next_of(&visit.param("next").unwrap_or_default()));
    render(&visit, form, StatusCode::OK)
}

/// `POST /me/confirm/code`: mails a code, and shows its field.
#[handler]
pub async fn ask_code(visit: Visit, address: ClientAddress, sent: Sent) -> Result<Response, Problem> {
    let visitor = visit.known()?;
    let mut form = Form::default();
    form.set("next", next_of(sent.one("next")));
    let status = match proof::ask_code(visit.app(), visitor, address.ip()).await {
        Ok(id) => {
            form.set("attempt", id.to_string());
            StatusCode::OK.into()
        }
        Err(refusal) => visit.tell(&mut form, refusal, &[])?,
    };
    render(&visit, form, status)
}

/// `POST /me/confirm`
#[handler]
pub async fn confirm(visit: Visit, address: ClientAddress, sent: Sent) -> Result<Response, Problem> {
    let visitor = visit.known()?;
    let (next, attempt) = (next_of(sent.one("next")), sent.one("attempt"));
    let done = if sent.has("totp") {
        match sent.one("totp") {
            "" => Err(Refusal::field("totp", "missing")),
            totp => proof::by_factor(visit.app(), visitor, totp, address.ip()).await,
        }
    } else if attempt.is_empty() {
        match sent.raw("password") {
            "" => Err(Refusal::field("password", "missing")),
            password => proof::by_password(visit.app(), visitor, password.to_owned(), address.ip()).await,
        }
    } else {
        match (attempt.parse(), sent.one("code")) {
            (_, "") => Err(Refusal::field("code", "missing")),
            (Ok(id), code) => proof::by_code(visit.app(), visitor, id, code, address.ip()).await,
            (Err(_), _) => Err(Refusal::NotFound),
        }
    };
    match done {
        Ok(signed_in) => Ok(come_in(&visit, &signed_in, if next.is_empty() { USUAL } else { next })),
        Err(refusal) => {
            let mut form = Form::default();
            form.set("next", next);
            form.set("attempt", attempt);
            let status = visit.tell(&mut form, refusal, &[])?;
            render(&visit, form, status)
        }
    }
}
