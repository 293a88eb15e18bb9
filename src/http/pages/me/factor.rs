//! One's second factor: setting it up, its codes on paper, taking it away.

use askama::Template;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Response, handler};

use super::Clock;
use crate::app::factor::{self, Setup, State};
use crate::domain::factor::in_groups;
use crate::domain::refusal::Refusal;
use crate::http::error::Problem;
use crate::http::front::ClientAddress;
use crate::http::page::{self, see_other};
use crate::http::pages::form::Sent;
use crate::http::pages::frame::Visit;
use crate::http::pages::views::{Form, Page};
use crate::http::qr::Qr;
use crate::words::Words;

const HERE: &str = "/me/factor";

#[derive(Template)]
#[template(path = "me/factor.html")]
struct FactorPage {
    t: &'static Words,
    page: Page,
    f: Form,
    /// Since when it is asked for; empty: it is not.
    since: String,
    codes_left: usize,
    required: bool,
    /// The secret of what waits for its first code, in groups; empty: nothing does.
    secret: String,
    /// The same, as apps read it.
    uri: String,
    /// The same, as their cameras do.
    qr: Qr,
    /// Codes on paper, shown this once.
    papers: Vec<String>,
}

fn render(visit: &Visit, f: Form, papers: Vec<String>, status: impl Into<page::Status>) -> Result<Response, Problem> {
    let State { since, codes_left, required, waiting } = factor::state(visit.app(), visit.known()?)?;
    let since = since.map_or(String::new(), |since| Clock::of(visit).day(visit, since));
    let (secret, uri) = waiting.map_or_else(Default::default, |Setup { secret, uri }| (in_groups(&secret).replace('-', " "), uri));
    let qr = Qr::of(&uri).filter(|_| !uri.is_empty()).unwrap_or_default();
    let page = FactorPage { t: visit.t, page: visit.page("me"), f, since, codes_left, required, secret, uri, qr, papers };
    let mut response = page::shown(status, page.render())?;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// `GET /me/factor`
#[handler]
pub fn show(visit: Visit) -> Result<Response, Problem> {
    render(&visit, Form::default(), Vec::new(), StatusCode::OK)
}

/// `POST /me/factor/begin`
#[handler]
pub async fn begin(visit: Visit) -> Result<Response, Problem> {
    factor::begin(visit.app(), visit.known()?).await?;
    Ok(see_other(HERE))
}

/// `POST /me/factor`
#[handler]
pub async fn turn_on(visit: Visit, from: ClientAddress, sent: Sent) -> Result<Response, Problem> {
    let visitor = visit.known()?;
    let done = match sent.one("code") {
        "" => Err(Refusal::field("code", "missing")),
        code => factor::turn_on(visit.app(), visitor, code, from.ip()).await,
    };
    match done {
        Ok(papers) => render(&visit, Form::default(), papers, StatusCode::OK),
        Err(refusal @ (Refusal::Forbidden(_) | Refusal::Conflict(_))) => Err(refusal.into()),
        Err(refusal) => {
            let mut form = Form::default();
            let status = visit.tell(&mut form, refusal, &[])?;
            render(&visit, form, Vec::new(), status)
        }
    }
}

/// `POST /me/factor/codes`
#[handler]
pub async fn renew(visit: Visit) -> Result<Response, Problem> {
    let papers = factor::renew_codes(visit.app(), visit.known()?).await?;
    render(&visit, Form::default(), papers, StatusCode::OK)
}

/// `POST /me/factor/off`
#[handler]
pub async fn turn_off(visit: Visit) -> Result<Response, Problem> {
    factor::turn_off(visit.app(), visit.known()?).await?;
    Ok(see_other(&Visit::told("/me/security", "factor-off")))
}
