//! Coming back: an address, then a code by mail or the password. The answer for an unknown address is the same.

use askama::Template;
use poem::http::{HeaderMap, StatusCode};
use poem::{Response, handler};

use super::ticket::{self, For, Mark};
use super::{code, come_in, next_of, private, second, way_on};
use crate::app::sessions::{self, Entered};
use crate::domain::ids::AttemptId;
use crate::domain::refusal::{Flaws, Refusal};
use crate::domain::rights::Actor;
use crate::domain::text::Email;
use crate::http::device;
use crate::http::error::Problem;
use crate::http::front::ClientAddress;
use crate::http::page::{self, see_other};
use crate::http::pages::form::Sent;
use crate::http::pages::frame::Visit;
use crate::http::pages::views::{Form, Notice, Page};
use crate::words::Words;

#[derive(Template)]
#[template(path = "account/signin.html")]
struct SigninPage {
    t: &'static Words,
    page: Page,
    f: Form,
    /// The field of the password is shown open.
    by_password: bool,
    can_join: bool,
}

fn show(visit: &Visit, f: Form, by_password: bool, status: impl Into<page::Status>) -> Result<Response, Problem> {
    let mut page = visit.page("").on_the_way_to(f.value("next"));
    if let Some(lost) = visit.param("lost") {
        let text = if lost == second::TRIED_OUT { visit.t.say("second-over") } else { visit.t.say("code-lost") };
        page.notice = Some(Notice { tone: "warn", text: text.into_owned() });
    }
    private(page::shown(status, SigninPage { t: visit.t, page, f, by_password, can_join: true }.render()))
}

/// `GET /signin`
#[handler]
pub async fn ask(visit: Visit, headers: &HeaderMap) -> Result<Response, Problem> {
    let next = visit.param("next").unwrap_or_default();
    let next = next_of(&next);
    if visit.visitor().is_some() {
        return Ok(see_other(&way_on(&visit, &visit.actor(), None, next).await));
    }
    let mut form = Form::default();
    form.set("next", next);
    // Back from the page of a code, to correct the address: it is still there.
    let attempt = visit.param("ticket").and_then(|ticket| ticket::open::<AttemptId>(&visit, headers, For::SignIn, &ticket));
    if let Some(email) = attempt.and_then(|id| sessions::address(visit.app(), id).ok()) {
        form.set("email", email.as_str());
    }
    show(&visit, form, false, StatusCode::OK)
}

/// `POST /signin`
#[handler]
pub async fn enter(visit: Visit, headers: &HeaderMap, address: ClientAddress, sent: Sent) -> Result<Response, Problem> {
    let next = next_of(sent.one("next"));
    let password = sent.raw("password");
    let wants_password = sent.one("way") == "password";
    let mut flaws = Flaws::default();
    let Some(email) = flaws.text("email", sent.one("email").parse::<Email>()) else {
        return again(&visit, &sent, flaws.refusal(), wants_password);
    };
    if wants_password && password.is_empty() {
        return again(&visit, &sent, Refusal::field("password", "missing"), true);
    }
    // Whoever typed a password and pressed Enter has pressed the first button, which asks for a code: the password is tried all the same,
    // and the code is the answer when it does not fit.
    if !password.is_empty() {
        match sessions::by_password(visit.app(), &email, password.to_owned(), device::session(headers), address.ip()).await {
            Ok(Entered::Second(id)) => return Ok(second::way_to(&visit, headers, id, next)),
            Ok(Entered::In(signed_in)) => {
                let to = way_on(&visit, &Actor::of(&signed_in.member), None, next).await;
                return Ok(come_in(&visit, &signed_in, &to));
            }
            Err(refusal) if wants_password => return again(&visit, &sent, refusal, true),
            Err(_) => {}
        }
    }
    match sessions::ask_code(visit.app(), &email, address.ip()).await {
        Ok(id) => {
            let mark = Mark::of(&visit, headers);
            let mut response = see_other(&code::path(For::SignIn, &mark.ticket(&visit, For::SignIn, id), next));
            mark.keep(&visit, &mut response);
            Ok(response)
        }
        Err(refusal) => again(&visit, &sent, refusal, false),
    }
}

fn again(visit: &Visit, sent: &Sent, refusal: Refusal, by_password: bool) -> Result<Response, Problem> {
    let mut form = sent.form();
    form.set("next", next_of(sent.one("next")));
    let status = visit.tell(&mut form, refusal, &[])?;
    show(visit, form, by_password, status)
}
