//! The page that says that something failed, in the frame of the house.

use std::sync::Arc;

use askama::Template;

use super::frame::{Pages, Visit};
use super::views::Page;
use crate::app::sessions::Visitor;
use crate::http::asked::Asked;
use crate::http::error::Problem;
use crate::words::Words;

#[derive(Template)]
#[template(path = "pages/error.html")]
struct ErrorPage<'a> {
    t: &'static Words,
    page: Page,
    status: u16,
    heading: &'a str,
    text: &'a str,
    number: String,
    retry: &'a str,
}

/// The page of a problem, for whoever asked. A number to quote stands on it when the mistake is ours, a link to try again when that may help.
///
/// # Errors
/// When the template fails.
pub fn page(pages: &Arc<Pages>, problem: &Problem, asked: &Asked, member: Option<&Arc<Visitor>>) -> askama::Result<String> {
    let visit = Visit::of_parts(pages, asked, member);
    let ours = problem.status().is_server_error();
    let again = (ours || problem.retry_after().is_some()) && asked.method.is_safe();
    ErrorPage {
        t: visit.t,
        page: visit.page(""),
        status: problem.status().as_u16(),
        heading: &problem.title(visit.t),
        text: &problem.detail(visit.t),
        number: if ours { asked.number.to_string() } else { String::new() },
        retry: asked.uri.path_and_query().filter(|_| again).map_or("", |path| path.as_str()),
    }
    .render()
}
