//! My inbox: what changed for me, the newest first. Opening a line marks it as read, by a form: a GET changes nothing.

use askama::Template;
use poem::{Response, handler};

use super::form::Sent;
use super::frame::Visit;
use super::views::Page;
use crate::app::inbox;
use crate::domain::notification::{Line, Topic};
use crate::domain::refusal::Refusal;
use crate::http::error::Problem;
use crate::http::page::{self, see_other};
use crate::words::Words;

/// Lines of a page.
const PAGE: usize = 30;

const HERE: &str = "/notifications";

#[derive(Template)]
#[template(path = "me/notifications.html")]
struct InboxPage {
    t: &'static Words,
    page: Page,
    rows: Vec<Row>,
    unread: u32,
    first: &'static str,
    next: String,
}

/// A line as the page shows it.
struct Row {
    id: String,
    icon: &'static str,
    sentence: String,
    /// When, where, why: a line each.
    facts: Vec<String>,
    /// The events that it gathers: title and path.
    events: Vec<(String, String)>,
    /// When it came.
    came: String,
    unread: bool,
    /// It leads somewhere.
    leads: bool,
}

/// `GET /notifications?after=…`
#[handler]
pub fn show(visit: Visit) -> Result<Response, Problem> {
    let visitor = visit.known()?;
    let after = match visit.param("after") {
        Some(text) => Some(text.parse().map_err(|_| Refusal::NotFound)?),
        None => None,
    };
    let (lines, next) = inbox::list(visit.app(), &visit.actor(), after, PAGE)?;
    let page = InboxPage {
        t: visit.t,
        page: visit.page("me"),
        rows: lines.iter().map(|line| row(&visit, line)).collect(),
        unread: inbox::tally(visit.app(), visitor.member.id)?.unread,
        first: if after.is_some() { HERE } else { "" },
        next: next.map_or(String::new(), |next| format!("{HERE}?after={next}")),
    };
    page::show(page.render())
}

fn row(visit: &Visit, line: &Line) -> Row {
    let (now, zone) = (visit.now(), &visit.pages.zone);
    let came = visit.t.moment(zone.clock(line.at).datetime(), zone.clock(now).date());
    Row {
        id: line.id.to_string(),
        icon: icon(line.topic),
        sentence: visit.t.notice(line, now),
        facts: visit.t.notice_facts(line, now),
        events: visit.t.notice_events(line).iter().map(|event| (event.title.clone(), event.path.clone())).collect(),
        came,
        unread: !line.read,
        leads: !line.path.is_empty(),
    }
}

fn icon(topic: Topic) -> &'static str {
    match topic {
        Topic::Answer => "hand",
        Topic::Place => "check",
        Topic::Changed => "alert",
        Topic::Cancelled => "ban",
        Topic::Reminder => "clock",
        Topic::TeamEvent | Topic::NearEvent => "cal-plus",
        Topic::Joined | Topic::Request => "user-plus",
        Topic::Role => "users",
        Topic::Invitation => "mail",
        Topic::Thread => "text",
        Topic::News => "newspaper",
    }
}

/// `POST /notifications/read`
#[handler]
pub async fn read_all(visit: Visit) -> Result<Response, Problem> {
    visit.known()?;
    inbox::read(visit.app(), &visit.actor(), None).await?;
    Ok(see_other(&Visit::told(HERE, "notices-read")))
}

/// `POST /notifications/open`: read, and on to what it is about.
#[handler]
pub async fn open(visit: Visit, sent: Sent) -> Result<Response, Problem> {
    visit.known()?;
    let id = sent.one("id").parse().map_err(|_| Refusal::NotFound)?;
    Ok(see_other(&inbox::open(visit.app(), &visit.actor(), id).await?))
}
