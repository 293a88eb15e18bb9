//! The code from the mail: for a sign-up and for a sign-in. The address that was typed stands large, and can be corrected.

use askama::Template;
use poem::http::{HeaderMap, StatusCode};
use poem::{Response, handler};

use super::ticket::{self, For, Mark};
use super::{come_in, next_of, private, second, way_on};
use crate::app::sessions::{self, Entered};
use crate::app::signups;
use crate::domain::account::CODE_LIFE;
use crate::domain::ids::{AttemptId, SignupId};
use crate::domain::refusal::{Flaws, Refusal};
use crate::domain::rights::Actor;
use crate::domain::text::Email;
use crate::http::device;
use crate::http::error::Problem;
use crate::http::front::ClientAddress;
use crate::http::page::{self, in_query, on_the_way, see_other};
use crate::http::pages::form::Sent;
use crate::http::pages::frame::Visit;
use crate::http::pages::views::{Form, Page};
use crate::words::Words;

#[derive(Template)]
#[template(path = "account/code.html")]
struct CodePage {
    t: &'static Words,
    page: Page,
    /// What was typed.
    email: String,
    action: &'static str,
    back: String,
    f: Form,
    /// How long until another code may be asked for; empty for now.
    wait: String,
    /// Minutes that a code is good for.
    minutes: u8,
}

/// What a code is asked for: the sign-up or the attempt, found by the ticket of this browser.
#[derive(Clone, Copy)]
enum Asked {
    SignUp(SignupId),
    SignIn(AttemptId),
}

impl Asked {
    fn of(visit: &Visit, headers: &HeaderMap, what: For, ticket: &str) -> Option<Self> {
        match what {
            For::SignUp => ticket::open(visit, headers, what, ticket).map(Self::SignUp),
            For::SignIn => ticket::open(visit, headers, what, ticket).map(Self::SignIn),
        }
    }

    fn email(self, visit: &Visit) -> Result<Email, Refusal> {
        match self {
            Self::SignUp(id) => signups::address(visit.app(), id),
            Self::SignIn(id) => sessions::address(visit.app(), id),
        }
    }
}

/// Where a code is asked for.
pub fn path(what: For, ticket: &str, next: &str) -> String {
    let page = match what {
        For::SignUp => "/signup/code",
        For::SignIn => "/signin/code",
    };
    on_the_way(&format!("{page}?ticket={ticket}"), next)
}

/// The ticket is another browser's, or what it was for is gone: to where a code is asked for, with a sentence that says so.
pub fn lost(next: &str) -> Response {
    lost_by("yes", next)
}

/// To the beginning, with the sentence that a value of `lost` stands for.
pub fn lost_by(why: &str, next: &str) -> Response {
    see_other(&on_the_way(&format!("/signin?lost={why}"), next))
}

fn show(visit: &Visit, what: For, email: &Email, mut f: Form, wait: String, status: impl Into<page::Status>) -> Result<Response, Problem> {
    let query = f.value("ticket").to_owned();
    let back = match what {
        For::SignUp => format!("/signup/address?ticket={query}"),
        For::SignIn => format!("/signin?ticket={query}&next={}", in_query(f.value("next"))),
    };
    // What was tried is not shown again when it was wrong: the field waits for another.
    let status = status.into();
    if status.is_client_error() {
        f.set("code", "");
    }
    let action = match what {
        For::SignUp => "/signup/code",
        For::SignIn => "/signin/code",
    };
    let minutes = u8::try_from(CODE_LIFE.as_mins()).unwrap_or(u8::MAX);
    let frame = visit.page("").on_the_way_to(next_of(f.value("next")));
    let page = CodePage { t: visit.t, page: frame, email: email.to_string(), action, back, f, wait, minutes };
    private(page::shown(status, page.render()))
}

fn ask(visit: &Visit, headers: &HeaderMap, what: For) -> Result<Response, Problem> {
    let (ticket, next) = (visit.param("ticket").unwrap_or_default(), visit.param("next").unwrap_or_default());
    let next = next_of(&next);
    let Some(email) = Asked::of(visit, headers, what, &ticket).and_then(|asked| asked.email(visit).ok()) else {
        return Ok(lost(next));
    };
    let mut form = Form::default();
    form.set("ticket", ticket);
    form.set("next", next);
    show(visit, what, &email, form, String::new(), StatusCode::OK)
}

async fn check(visit: &Visit, headers: &HeaderMap, address: ClientAddress, sent: &Sent, what: For) -> Result<Response, Problem> {
    let next = next_of(sent.one("next"));
    let Some(asked) = Asked::of(visit, headers, what, sent.one("ticket")) else { return Ok(lost(next)) };
    // Read before the code is used up.
    let Ok(email) = asked.email(visit) else { return Ok(lost(next)) };
    let (app, session, ip, code) = (visit.app(), device::session(headers), address.ip(), sent.one("code"));
    let done = match asked {
        _ if code.is_empty() => Err(Refusal::field("code", "missing")),
        Asked::SignUp(id) => signups::verify(app, id, code, session, ip).await.map(|joined| (joined.entered, joined.answering)),
        Asked::SignIn(id) => sessions::by_code(app, id, code, session, ip).await.map(|entered| (entered, None)),
    };
    match done {
        Ok((Entered::Second(id), answering)) => {
            let to_event = answering.filter(|_| next.is_empty()).map_or(String::new(), |event| format!("/events/{event}"));
            Ok(second::way_to(visit, headers, id, if next.is_empty() { &to_event } else { next }))
        }
        Ok((Entered::In(signed_in), answering)) => {
            let to = way_on(visit, &Actor::of(&signed_in.member), answering, next).await;
            Ok(come_in(visit, &signed_in, &to))
        }
        Err(Refusal::NotFound) => Ok(lost(next)),
        Err(refusal) => {
            let mut form = sent.form();
            let status = visit.tell(&mut form, refusal, &[])?;
            show(visit, what, &email, form, String::new(), status)
        }
    }
}

async fn again(visit: &Visit, headers: &HeaderMap, address: ClientAddress, sent: &Sent, what: For) -> Result<Response, Problem> {
    let next = next_of(sent.one("next"));
    let Some(asked) = Asked::of(visit, headers, what, sent.one("ticket")) else { return Ok(lost(next)) };
    let Ok(email) = asked.email(visit) else { return Ok(lost(next)) };
    let mark = Mark::of(visit, headers);
    let sent_again = match asked {
        Asked::SignUp(id) => signups::again(visit.app(), id, None, address.ip()).await.map(|()| mark.ticket(visit, what, id)),
        Asked::SignIn(_) => sessions::ask_code(visit.app(), &email, address.ip()).await.map(|id| mark.ticket(visit, what, id)),
    };
    match sent_again {
        Ok(ticket) => {
            let mut response = see_other(&Visit::told(&path(what, &ticket, next), "code-sent"));
            mark.keep(visit, &mut response);
            Ok(response)
        }
        Err(refusal @ Refusal::TooMany { retry_after }) => {
            let wait = visit.t.wait(retry_after.into());
            show(visit, what, &email, sent.form(), wait, &Problem::from(refusal))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `GET /signup/code`
#[handler]
pub fn sign_up(visit: Visit, headers: &HeaderMap) -> Result<Response, Problem> {
    ask(&visit, headers, For::SignUp)
}

/// `GET /signin/code`
#[handler]
pub fn sign_in(visit: Visit, headers: &HeaderMap) -> Result<Response, Problem> {
    ask(&visit, headers, For::SignIn)
}

/// `POST /signup/code`
#[handler]
pub async fn prove(visit: Visit, headers: &HeaderMap, address: ClientAddress, sent: Sent) -> Result<Response, Problem> {
    check(&visit, headers, address, &sent, For::SignUp).await
}

/// `POST /signin/code`
#[handler]
pub async fn enter(visit: Visit, headers: &HeaderMap, address: ClientAddress, sent: Sent) -> Result<Response, Problem> {
    check(&visit, headers, address, &sent, For::SignIn).await
}

/// `POST /signup/code/again`
#[handler]
pub async fn sign_up_again(visit: Visit, headers: &HeaderMap, address: ClientAddress, sent: Sent) -> Result<Response, Problem> {
    again(&visit, headers, address, &sent, For::SignUp).await
}

/// `POST /signin/code/again`
#[handler]
pub async fn sign_in_again(visit: Visit, headers: &HeaderMap, address: ClientAddress, sent: Sent) -> Result<Response, Problem> {
    again(&visit, headers, address, &sent, For::SignIn).await
}

#[derive(Template)]
#[template(path = "account/address.html")]
struct AddressPage {
    t: &'static Words,
    page: Page,
    f: Form,
}

fn show_address(visit: &Visit, f: Form, status: impl Into<page::Status>) -> Result<Response, Problem> {
    private(page::shown(status, AddressPage { t: visit.t, page: visit.page(""), f }.render()))
}

/// `GET /signup/address`: the address of a sign-up was mistyped.
#[handler]
pub fn mistyped(visit: Visit, headers: &HeaderMap) -> Result<Response, Problem> {
    let ticket = visit.param("ticket").unwrap_or_default();
    let found = Asked::of(&visit, headers, For::SignUp, &ticket).and_then(|asked| asked.email(&visit).ok());
    let Some(email) = found else { return Ok(lost("")) };
    let mut form = Form::default();
    form.set("ticket", ticket);
    form.set("email", email.as_str());
    show_address(&visit, form, StatusCode::OK)
}

/// `POST /signup/address`
#[handler]
pub async fn correct(visit: Visit, headers: &HeaderMap, address: ClientAddress, sent: Sent) -> Result<Response, Problem> {
    let ticket = sent.one("ticket");
    let Some(id) = ticket::open::<SignupId>(&visit, headers, For::SignUp, ticket) else { return Ok(lost("")) };
    let mut flaws = Flaws::default();
    let done = match flaws.text("email", sent.one("email").parse::<Email>()) {
        Some(email) => signups::again(visit.app(), id, Some(email), address.ip()).await,
        None => Err(flaws.refusal()),
    };
    match done {
        Ok(()) => {
            let mut response = see_other(&Visit::told(&path(For::SignUp, ticket, ""), "code-sent"));
            Mark::of(&visit, headers).keep(&visit, &mut response);
            Ok(response)
        }
        Err(Refusal::NotFound) => Ok(lost("")),
        Err(refusal) => {
            let mut form = sent.form();
            let status = visit.tell(&mut form, refusal, &[])?;
            show_address(&visit, form, status)
        }
    }
}
