//! The first admin of a new network, by the one-time key that the server printed.

use askama::Template;
use poem::http::{HeaderMap, StatusCode};
use poem::{Response, handler};

use super::come_in;
use crate::app::keeper::{self, NewMember};
use crate::app::me::check_password;
use crate::app::sessions::SignedIn;
use crate::domain::member::Role;
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::http::device;
use crate::http::error::Problem;
use crate::http::page;
use crate::http::pages::form::Sent;
use crate::http::pages::frame::Visit;
use crate::http::pages::views::{Form, Page};
use crate::words::Words;

#[derive(Template)]
#[template(path = "account/setup.html")]
struct SetupPage {
    t: &'static Words,
    page: Page,
    f: Form,
    pledge: String,
    password_min: usize,
}

fn show(visit: &Visit, f: Form, status: impl Into<page::Status>) -> Result<Response, Problem> {
    let pledge = visit.network().pledge.text.of(visit.lang()).to_owned();
    let page = SetupPage { t: visit.t, page: visit.page(""), f, pledge, password_min: visit.network().password_min };
    page::shown(status, page.render())
}

/// `GET /setup?token=…`
#[handler]
pub fn ask(visit: Visit) -> Result<Response, Problem> {
    let token = visit.param("token").unwrap_or_default();
    keeper::check_setup(visit.app(), &token)?;
    let mut form = Form::default();
    form.set("token", token);
    show(&visit, form, StatusCode::OK)
}

/// `POST /setup`
#[handler]
pub async fn set_up(visit: Visit, headers: &HeaderMap, sent: Sent) -> Result<Response, Problem> {
    keeper::check_setup(visit.app(), sent.one("token"))?;
    match make(&visit, headers, &sent).await {
        Ok(signed_in) => Ok(come_in(&visit, &signed_in, &Visit::told("/", "set-up"))),
        Err(refusal) => {
            let mut form = sent.form();
            let status = visit.tell(&mut form, refusal, &[])?;
            show(&visit, form, status)
        }
    }
}

async fn make(visit: &Visit, headers: &HeaderMap, sent: &Sent) -> Result<SignedIn, Refusal> {
    let mut flaws = Flaws::default();
    let first_name = flaws.text("first_name", sent.one("first_name").parse());
    let last_name = flaws.text("last_name", sent.one("last_name").parse());
    let email = flaws.text("email", sent.one("email").parse());
    let password = Some(sent.raw("password").to_owned()).filter(|password| !password.is_empty());
    let own = [sent.one("first_name"), sent.one("last_name"), sent.one("email")];
    match &password {
        None => flaws.push(Flaw::new("password", "missing")),
        Some(password) => check_password(visit.app(), "password", password, &own).into_iter().for_each(|flaw| flaws.push(flaw)),
    }
    flaws.require(sent.ticked("pledge"), Flaw::new("pledge", "must_accept"));
    let (Some(first_name), Some(last_name), Some(email), true) = (first_name, last_name, email, flaws.is_empty()) else {
        return Err(flaws.refusal());
    };
    let new = NewMember { first_name, last_name, email, role: Role::Admin, password, lang: visit.lang() };
    keeper::set_up(visit.app(), sent.one("token"), new, device::session(headers)).await
}
