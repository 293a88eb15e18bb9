//! Where the letter to somebody of an older list leads: what is known of them, the way to join, and the way to be forgotten. Opening it changes
//! nothing, because mail scanners open links.

use askama::Template;
use poem::web::Path;
use poem::{Response, handler};

use crate::app::claims;
use crate::http::error::Problem;
use crate::http::page;
use crate::http::pages::frame::Visit;
use crate::http::pages::links::{one_button, private};
use crate::http::pages::me::home_line;
use crate::http::pages::views::Page;
use crate::words::{Words, key};

#[derive(Template)]
#[template(path = "account/claim.html")]
struct ClaimPage {
    t: &'static Words,
    page: Page,
    network: String,
    first_name: String,
    /// What is known of them: what it is called, and what it says.
    known: Vec<(&'static str, String)>,
    /// Where they join.
    join: String,
    /// Where the button to be forgotten posts to.
    forget: String,
}

/// `GET /claim/:token`
#[handler]
pub fn show(visit: Visit, Path(token): Path<String>) -> Result<Response, Problem> {
    let person = claims::look(visit.app(), &token)?;
    let known = [
        (key("claim-known-email"), person.email.to_string()),
        (key("claim-known-phone"), person.phone.as_ref().map_or(String::new(), ToString::to_string)),
        (key("claim-known-place"), person.home.as_ref().map_or(String::new(), home_line)),
    ];
    let page = ClaimPage {
        t: visit.t,
        page: visit.page(""),
        network: visit.network().name.clone(),
        first_name: person.first_name.to_string(),
        known: [(key("claim-known-name"), person.full_name())].into_iter().chain(known).filter(|(_, value)| !value.is_empty()).collect(),
        join: format!("/signup?claim={token}"),
        forget: format!("/claim/{token}/forget"),
    };
    Ok(private(page::show(page.render())?))
}

/// `POST /claim/:token/forget`
#[handler]
pub async fn forget(visit: Visit, Path(token): Path<String>) -> Result<Response, Problem> {
    claims::decline(visit.app(), &token).await?;
    one_button(&visit, String::new(), key("claim-forgotten"), true)
}

/// `GET /links/unclaim/:token`
#[handler]
pub fn stop_form(visit: Visit, Path(token): Path<String>) -> Result<Response, Problem> {
    claims::may_stop(visit.app(), &token)?;
    one_button(&visit, format!("/links/unclaim/{token}"), key("invite-stop"), false)
}

/// `POST /links/unclaim/:token`: by the page's button, or by a mail program (RFC 8058).
#[handler]
pub async fn stop(visit: Visit, Path(token): Path<String>) -> Result<Response, Problem> {
    claims::stop(visit.app(), &token).await?;
    one_button(&visit, String::new(), key("invite-stopped"), true)
}
