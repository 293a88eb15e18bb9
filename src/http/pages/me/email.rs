//! The address of one's account, and another one: asked for after a proof of who one is, done with two codes.

use askama::Template;
use poem::http::StatusCode;
use poem::{Response, handler};

use crate::app::{address, proof};
use crate::domain::refusal::{Flaws, Refusal};
use crate::domain::text::Email;
use crate::http::error::Problem;
use crate::http::front::ClientAddress;
use crate::http::page::{self, see_other};
use crate::http::pages::form::Sent;
use crate::http::pages::frame::Visit;
use crate::http::pages::views::{Form, Page};
use crate::words::Words;

const HERE: &str = "/me/email";

#[derive(Template)]
#[template(path = "me/email.html")]
struct EmailPage {
    t: &'static Words,
    page: Page,
    /// The address of today.
    email: String,
    /// The one that waits for its codes; empty: none does.
    waiting: String,
    f: Form,
}

fn render(visit: &Visit, f: Form, status: impl Into<page::Status>) -> Result<Response, Problem> {
    let visitor = visit.known()?;
    let waiting = address::waiting(visit.app(), visitor)?.map_or(String::new(), |email| email.to_string());
    let email = visitor.member.email.to_string();
    page::shown(status, EmailPage { t: visit.t, page: visit.page("me"), email, waiting, f }.render())
}

fn told(visit: &Visit, sent: &Sent, refusal: Refusal) -> Result<Response, Problem> {
    let mut form = Form::default();
    form.set("email", sent.one("email"));
    let status = visit.tell(&mut form, refusal, &[])?;
    render(visit, form, status)
}

/// `GET /me/email`
#[handler]
pub fn show(visit: Visit) -> Result<Response, Problem> {
    // Asked for at once, so that nothing that was typed is lost on the way.
    proof::fresh(visit.app(), visit.known()?)?;
    render(&visit, Form::default(), StatusCode::OK)
}

/// `POST /me/email`
#[handler]
pub async fn ask(visit: Visit, from: ClientAddress, sent: Sent) -> Result<Response, Problem> {
    let visitor = visit.known()?;
    proof::fresh(visit.app(), visitor)?;
    let mut flaws = Flaws::default();
    let Some(email) = flaws.text("email", sent.one("email").parse::<Email>()) else { return told(&visit, &sent, flaws.refusal()) };
    match address::ask(visit.app(), visitor, email, from.ip()).await {
        Ok(()) => Ok(see_other(&Visit::told(HERE, "codes-sent"))),
        Err(refusal) => told(&visit, &sent, refusal),
    }
}

/// `POST /me/email/change`
#[handler]
pub async fn change(visit: Visit, from: ClientAddress, sent: Sent) -> Result<Response, Problem> {
    let visitor = visit.known()?;
    match address::change(visit.app(), visitor, sent.one("old_code"), sent.one("new_code"), from.ip()).await {
        Ok(_) => Ok(see_other(&Visit::told("/me/security", "email"))),
        Err(refusal) => told(&visit, &sent, refusal),
    }
}

/// `POST /me/email/stop`
#[handler]
pub async fn stop(visit: Visit) -> Result<Response, Problem> {
    address::forget(visit.app(), visit.known()?).await?;
    Ok(see_other("/me/security"))
}
