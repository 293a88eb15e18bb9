//! Devices and password: where my account is open, and how it is opened.

use askama::Template;
use poem::http::StatusCode;
use poem::web::Path;
use poem::{Response, handler};

use super::Clock;
use crate::app::{factor, me, sessions};
use crate::domain::account::{Purpose, Session};
use crate::domain::refusal::Refusal;
use crate::http::device::is_phone;
use crate::http::error::Problem;
use crate::http::front::ClientAddress;
use crate::http::page::{self, see_other};
use crate::http::pages::form::Sent;
use crate::http::pages::frame::Visit;
use crate::http::pages::views::{Form, Page};
use crate::words::Words;

const HERE: &str = "/me/security";

#[derive(Template)]
#[template(path = "me/security.html")]
struct SecurityPage {
    t: &'static Words,
    page: Page,
    email: String,
    has_factor: bool,
    devices: Vec<Device>,
    has_password: bool,
    f: Form,
    password_min: usize,
}

/// A place where the account is open.
struct Device {
    id: String,
    name: String,
    /// When it was last used.
    seen: String,
    /// It is the one that asks.
    current: bool,
    phone: bool,
}

fn render(visit: &Visit, f: Form, status: impl Into<page::Status>) -> Result<Response, Problem> {
    let visitor = visit.known()?;
    let (clock, here) = (Clock::of(visit), visitor.session.id);
    let mut devices = sessions::devices(visit.app(), visitor)?;
    devices.retain(|session| session.holds(visitor.member.role, visit.now()));
    devices.sort_by_key(|session| session.id != here);
    let device = |session: Session| Device {
        id: session.id.to_string(),
        seen: visit.t.with("device-seen", &[("when", clock.day(visit, session.seen_at).into())]),
        current: session.id == here,
        phone: is_phone(&session.device),
        name: name(visit, session),
    };
    let page = SecurityPage {
        t: visit.t,
        page: visit.page("me"),
        email: visitor.member.email.to_string(),
        has_factor: factor::state(visit.app(), visitor)?.since.is_some(),
        devices: devices.into_iter().map(device).collect(),
        has_password: me::has_password(visit.app(), visitor)?,
        f,
        password_min: visit.network().password_min,
    };
    page::shown(status, page.render())
}

fn name(visit: &Visit, session: Session) -> String {
    match session.purpose {
        Purpose::Token => visit.t.say("device-program").into_owned(),
        Purpose::Device if session.device.is_empty() => visit.t.say("device-unknown").into_owned(),
        Purpose::Device => session.device,
    }
}

/// `GET /me/security`
#[handler]
pub fn show(visit: Visit) -> Result<Response, Problem> {
    visit.known()?;
    render(&visit, Form::default(), StatusCode::OK)
}

/// `POST /me/security/:id/end`
#[handler]
pub async fn end(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    let visitor = visit.known()?;
    let id = id.parse().map_err(|_| Refusal::NotFound)?;
    sessions::end(visit.app(), visitor, id).await?;
    Ok(see_other(&Visit::told(HERE, "device-ended")))
}

/// `POST /me/security/end-others`
#[handler]
pub async fn end_others(visit: Visit) -> Result<Response, Problem> {
    sessions::end_others(visit.app(), visit.known()?).await?;
    Ok(see_other(&Visit::told(HERE, "devices-ended")))
}

/// `POST /me/security/password`
#[handler]
pub async fn set_password(visit: Visit, address: ClientAddress, sent: Sent) -> Result<Response, Problem> {
    let new = sent.raw("new_password");
    if new.is_empty() {
        visit.known()?;
        return told(&visit, Refusal::field("new_password", "missing"));
    }
    change(&visit, address, &sent, Some(new.to_owned()), "password").await
}

/// `POST /me/security/password/remove`
#[handler]
pub async fn remove_password(visit: Visit, address: ClientAddress, sent: Sent) -> Result<Response, Problem> {
    change(&visit, address, &sent, None, "password-removed").await
}

async fn change(visit: &Visit, address: ClientAddress, sent: &Sent, new: Option<String>, word: &str) -> Result<Response, Problem> {
    let visitor = visit.known()?;
    match me::change_password(visit.app(), visitor, sent.raw("password"), new, address.ip()).await {
        Ok(()) => Ok(see_other(&Visit::told(HERE, word))),
        Err(refusal) => told(visit, refusal),
    }
}

/// Passwords are never shown again: the form comes back empty.
fn told(visit: &Visit, refusal: Refusal) -> Result<Response, Problem> {
    let mut form = Form::default();
    let status = visit.tell(&mut form, refusal, &[])?;
    render(visit, form, status)
}
