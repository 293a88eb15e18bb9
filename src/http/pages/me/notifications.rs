//! What I am told of, and how: one row a topic.

use askama::Template;
use poem::http::StatusCode;
use poem::{Response, handler};

use crate::app::inbox;
use crate::domain::notification::{Delivery, Preferences, Quiet, Topic};
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::http::error::Problem;
use crate::http::page::{self, see_other};
use crate::http::pages::form::Sent;
use crate::http::pages::frame::Visit;
use crate::http::pages::views::{Choice, Form, Page};
use crate::words::Words;

const HERE: &str = "/me/notifications";

#[derive(Template)]
#[template(path = "me/settings.html")]
struct SettingsPage {
    t: &'static Words,
    page: Page,
    rows: Vec<Row>,
    hours: Vec<Choice>,
    f: Form,
}

/// A topic, and the ways in which one may hear of it.
struct Row {
    topic: &'static str,
    ways: Vec<&'static str>,
}

fn render(visit: &Visit, f: Form, status: impl Into<page::Status>) -> Result<Response, Problem> {
    let row = |topic: &Topic| Row { topic: topic.word(), ways: topic.offers().iter().map(|way| way.word()).collect() };
    let hour = |hour: i8| jiff::civil::Time::new(hour, 0, 0, 0).map_or(String::new(), |at| visit.t.time(at));
    let page = SettingsPage {
        t: visit.t,
        page: visit.page("me"),
        rows: Topic::ALL.iter().map(row).collect(),
        hours: (0..24).map(|h| Choice { value: h.to_string(), text: hour(h) }).collect(),
        f,
    };
    page::shown(status, page.render())
}

/// `GET /me/notifications`
#[handler]
pub fn show(visit: Visit) -> Result<Response, Problem> {
    visit.known()?;
    let preferences = inbox::preferences(visit.app(), &visit.actor())?;
    let mut form = Form::default();
    for topic in Topic::ALL {
        form.set(topic.word(), preferences.of(*topic).word());
    }
    form.set("quiet_from", preferences.quiet.from.to_string());
    form.set("quiet_to", preferences.quiet.to.to_string());
    render(&visit, form, StatusCode::OK)
}

/// `POST /me/notifications`
#[handler]
pub async fn save(visit: Visit, sent: Sent) -> Result<Response, Problem> {
    visit.known()?;
    let former = inbox::preferences(visit.app(), &visit.actor())?;
    let done = match read(former, &sent) {
        Ok(preferences) => inbox::choose(visit.app(), &visit.actor(), preferences).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(()) => Ok(see_other(&Visit::told(HERE, "saved"))),
        Err(refusal) => {
            let mut form = sent.form();
            let status = visit.tell(&mut form, refusal, &[])?;
            render(&visit, form, status)
        }
    }
}

/// `POST /me/notifications/mail-off`: no more letters at all, but for those that protect the account.
#[handler]
pub async fn mail_off(visit: Visit) -> Result<Response, Problem> {
    visit.known()?;
    let mut preferences = inbox::preferences(visit.app(), &visit.actor())?;
    for topic in Topic::ALL.iter().copied() {
        if preferences.of(topic) != Delivery::None {
            preferences.chosen.insert(topic, Delivery::InApp);
        }
    }
    inbox::choose(visit.app(), &visit.actor(), preferences).await?;
    Ok(see_other(&Visit::told(HERE, "mail-off")))
}

/// What the form says; a field that it does not have stays as it was.
fn read(mut preferences: Preferences, sent: &Sent) -> Result<Preferences, Refusal> {
    let mut flaws = Flaws::default();
    for topic in Topic::ALL.iter().copied().filter(|topic| sent.has(topic.word())) {
        match Delivery::from_word(sent.one(topic.word())) {
            Some(delivery) => drop(preferences.chosen.insert(topic, delivery)),
            None => flaws.push(Flaw::new("topics", "unknown_value")),
        }
    }
    let Quiet { from, to } = preferences.quiet;
    preferences.quiet =
        Quiet { from: sent.number(&mut flaws, "quiet_from").unwrap_or(from), to: sent.number(&mut flaws, "quiet_to").unwrap_or(to) };
    flaws.done()?;
    Ok(preferences)
}
