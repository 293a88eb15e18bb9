//! The audit: all of it for admins, and for each member what concerns them. The same rows, the same page.

use askama::Template;
use poem::{Response, handler};

use crate::app::audit::{self, Told};
use crate::domain::audit::By;
use crate::domain::refusal::Refusal;
use crate::http::error::Problem;
use crate::http::page;
use crate::http::pages::frame::Visit;
use crate::http::pages::me::Clock;
use crate::http::pages::views::Page;
use crate::words::Words;

/// Rows of a page.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct AuditPage {
    t: &'static Words,
    page: Page,
    /// All of it, rather than one's own.
    whole: bool,
    rows: Vec<Row>,
    first: String,
    next: String,
}

/// A row as people read it.
struct Row {
    number: u64,
    /// What was done: a word of the family `audit`.
    deed: &'static str,
    when: String,
    by: String,
    about: String,
    why: String,
    subject: String,
}

/// `GET /admin/audit?before=…`
#[handler]
pub fn show(visit: Visit) -> Result<Response, Problem> {
    let before = before(&visit)?;
    let (rows, next) = audit::list(visit.app(), &visit.actor(), before, PAGE)?;
    render(&visit, "/admin/audit", true, rows, (before, next))
}

/// `GET /me/log?before=…`
#[handler]
pub fn own(visit: Visit) -> Result<Response, Problem> {
    let before = before(&visit)?;
    let (rows, next) = audit::own(visit.app(), visit.known()?, before, PAGE)?;
    render(&visit, "/me/log", false, rows, (before, next))
}

fn before(visit: &Visit) -> Result<Option<u64>, Refusal> {
    visit.param("before").map(|text| text.parse().map_err(|_| Refusal::NotFound)).transpose()
}

fn render(
    visit: &Visit,
    here: &str,
    whole: bool,
    rows: Vec<Told>,
    (before, next): (Option<u64>, Option<u64>),
) -> Result<Response, Problem> {
    let clock = Clock::of(visit);
    let page = AuditPage {
        t: visit.t,
        page: visit.page("me"),
        whole,
        rows: rows.into_iter().map(|told| row(visit, &clock, told)).collect(),
        first: before.map_or(String::new(), |_| here.to_owned()),
        next: next.map_or(String::new(), |number| format!("{here}?before={number}")),
    };
    page::show(page.render())
}

fn row(visit: &Visit, clock: &Clock, told: Told) -> Row {
    let t = visit.t;
    let Told { number, row, by, about } = told;
    let by = match row.note.by {
        By::Keeper => t.say("audit-by-keeper").into_owned(),
        By::House => t.say("audit-by-house").into_owned(),
        By::Member(_) => by.unwrap_or_else(|| t.say("audit-by-somebody").into_owned()),
    };
    let why = row.note.why.unwrap_or_default();
    Row {
        number,
        deed: row.note.deed.word(),
        when: clock.moment(visit, row.note.at),
        by,
        about: about.unwrap_or_default(),
        why: t.find("audit-why", &why).map_or(why, std::borrow::Cow::into_owned),
        subject: row.note.subject.unwrap_or_default(),
    }
}
