//! What moderators decided about oneself and one's own, with their reasons, and the appeal against it. Suspended members have these pages too.

use askama::Template;
use poem::http::StatusCode;
use poem::web::Path;
use poem::{Response, handler};

use super::Clock;
use crate::app::appeals::{self, OwnStatement};
use crate::domain::flag::{FlagSubject, Statement};
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::domain::text::Note;
use crate::http::error::Problem;
use crate::http::page::{self, see_other};
use crate::http::pages::form::Sent;
use crate::http::pages::frame::Visit;
use crate::http::pages::views::{Form, Page};
use crate::words::Words;

const HERE: &str = "/me/decisions";

#[derive(Template)]
#[template(path = "me/decisions.html")]
struct DecisionsPage {
    t: &'static Words,
    page: Page,
    rows: Vec<Row>,
}

/// A decision: see the template.
struct Row {
    title: String,
    ruling: &'static str,
    message: String,
    when: String,
    appeal: String,
    appealed: String,
    answer: &'static str,
    contest: String,
}

/// What it is about; nothing for oneself.
fn title(statement: &Statement) -> String {
    if matches!(statement.subject, FlagSubject::Member(_)) { String::new() } else { statement.title.clone() }
}

fn text(note: Option<&Note>) -> String {
    note.map_or(String::new(), Note::to_string)
}

fn contest(line: u32) -> String {
    format!("{HERE}/{line}/appeal")
}

/// `GET /me/decisions`
#[handler]
pub fn show(visit: Visit) -> Result<Response, Problem> {
    let clock = Clock::of(&visit);
    let row = |OwnStatement { line, statement, open }: OwnStatement| {
        let own = statement.appeal.as_ref();
        Row {
            title: title(&statement),
            ruling: statement.ruling.word(),
            message: text(statement.message.as_ref()),
            when: clock.moment(&visit, statement.at),
            appeal: text(own.map(|own| &own.text)),
            appealed: own.map_or(String::new(), |own| clock.moment(&visit, own.at)),
            answer: own.and_then(|own| own.answer).map_or("", |ruling| ruling.word()),
            contest: if open { contest(line) } else { String::new() },
        }
    };
    let rows = appeals::own(visit.app(), visit.known()?)?.into_iter().map(row).collect();
    page::show(DecisionsPage { t: visit.t, page: visit.page("me"), rows }.render())
}

#[derive(Template)]
#[template(path = "me/appeal.html")]
struct AppealPage {
    t: &'static Words,
    page: Page,
    title: String,
    ruling: &'static str,
    message: String,
    when: String,
    /// One may still appeal: when somebody was faster, what was typed stays in sight, to be copied.
    open: bool,
    here: String,
    f: Form,
}

fn render(visit: &Visit, line: u32, f: Form, status: impl Into<page::Status>) -> Result<Response, Problem> {
    let own = appeals::own(visit.app(), visit.known()?)?.into_iter().find(|own| own.line == line).ok_or(Refusal::NotFound)?;
    let OwnStatement { statement, open, .. } = own;
    let page = AppealPage {
        t: visit.t,
        page: visit.page("me"),
        title: title(&statement),
        ruling: statement.ruling.word(),
        message: text(statement.message.as_ref()),
        when: Clock::of(visit).moment(visit, statement.at),
        open,
        here: contest(line),
        f,
    };
    page::shown(status, page.render())
}

fn line(path: &str) -> Result<u32, Refusal> {
    path.parse().map_err(|_| Refusal::NotFound)
}

/// `GET /me/decisions/:line/appeal`
#[handler]
pub fn ask(visit: Visit, Path(path): Path<String>) -> Result<Response, Problem> {
    let line = line(&path)?;
    match appeals::contestable(visit.app(), visit.known()?, line) {
        // Nothing is left to contest: the list says why.
        Err(Refusal::Conflict(_)) => Ok(see_other(HERE)),
        looked => {
            looked?;
            render(&visit, line, Form::default(), StatusCode::OK)
        }
    }
}

/// `POST /me/decisions/:line/appeal`
#[handler]
pub async fn send(visit: Visit, Path(path): Path<String>, sent: Sent) -> Result<Response, Problem> {
    let (visitor, line) = (visit.known()?, line(&path)?);
    let mut flaws = Flaws::default();
    let text = sent.optional(&mut flaws, "text", Note::optional);
    flaws.require(text.is_some() || !flaws.is_empty(), Flaw::new("text", "missing"));
    let done = match (text, flaws.is_empty()) {
        (Some(text), true) => appeals::appeal(visit.app(), visitor, line, text).await,
        _ => Err(flaws.refusal()),
    };
    match done {
        Ok(()) => Ok(see_other(&Visit::told(HERE, "appealed"))),
        Err(refusal) => {
            let mut form = sent.form();
            let status = visit.tell(&mut form, refusal, &[])?;
            render(&visit, line, form, status)
        }
    }
}
