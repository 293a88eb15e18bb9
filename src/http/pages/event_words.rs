//! The form of an event that was called off: the words that explain it. When and where it was to be stays as people knew it; whoever wants
//! to hold it after all makes a new one from it.

use askama::Template;
use poem::Response;
use poem::http::StatusCode;

use super::cards::of_view;
use super::form::Sent;
use super::frame::Visit;
use super::views::{Card, Form, Page};
use crate::app::cards::with_event;
use crate::app::events::{self, EventChange};
use crate::domain::event::Event;
use crate::domain::refusal::Flaws;
use crate::domain::text::{Markdown, Note};
use crate::http::error::Problem;
use crate::http::page;
use crate::words::Words;

#[derive(Template)]
#[template(path = "events/words.html")]
struct WordsPage {
    t: &'static Words,
    page: Page,
    c: Card,
    f: Form,
}

/// The form as the event has it.
///
/// # Errors
/// 404; 503.
pub fn ask(visit: &Visit, event: &Event) -> Result<Response, Problem> {
    let mut form = Form::default();
    form.set("reason", event.cancel_reason.as_ref().map_or("", Note::as_str));
    form.set("description", event.facts.description.as_str());
    form.set("revision", event.revision.to_string());
    show(visit, event, form, StatusCode::OK)
}

fn show(visit: &Visit, event: &Event, f: Form, status: impl Into<page::Status>) -> Result<Response, Problem> {
    let c = with_event(visit.app(), &visit.actor(), event.id, |_, _, view, _| Ok(of_view(visit, &view, None)))?;
    page::shown(status, WordsPage { t: visit.t, page: visit.page("events"), c, f }.render())
}

/// Keeps the words; what was typed comes back when somebody else changed them meanwhile.
///
/// # Errors
/// 401; 403; 404; 503.
pub async fn keep(visit: &Visit, event: &Event, sent: &Sent) -> Result<Response, Problem> {
    let mut flaws = Flaws::default();
    let change = EventChange {
        cancel_reason: Some(sent.optional(&mut flaws, "reason", Note::optional)),
        description: flaws.text("description", sent.one("description").parse::<Markdown>()),
        ..EventChange::default()
    };
    let done = match flaws.done() {
        Ok(()) => events::edit(visit.app(), &visit.actor(), event.id, change, sent.one("revision").parse().ok()).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(()) => Ok(page::see_other(&Visit::told(&format!("/events/{}", event.id), "saved"))),
        Err(refusal) => {
            let mut form = sent.form();
            let status = visit.tell(&mut form, refusal, &[("cancel_reason", "reason")])?;
            form.set("revision", event.revision.to_string());
            show(visit, event, form, status)
        }
    }
}
