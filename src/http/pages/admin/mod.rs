//! For those who look after the network: what there is to do, and what was done.

pub mod audit;
pub mod moderation;

use askama::Template;
use poem::{Response, handler};

use super::frame::Visit;
use super::views::Page;
use crate::domain::member::Role;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Actor;
use crate::http::error::Problem;
use crate::http::page;
use crate::words::Words;

#[derive(Template)]
#[template(path = "admin/admin.html")]
struct AdminPage {
    t: &'static Words,
    page: Page,
    /// Some pages are for admins only.
    admin: bool,
}

/// `GET /admin`
#[handler]
pub fn show(visit: Visit) -> Result<Response, Problem> {
    visit.actor().signed_in()?;
    let Actor::Member { role: role @ (Role::Admin | Role::Moderator), .. } = visit.actor() else {
        return Err(Refusal::Forbidden("not_allowed").into());
    };
    page::show(AdminPage { t: visit.t, page: visit.page("me"), admin: role == Role::Admin }.render())
}
