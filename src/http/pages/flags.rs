//! Reporting something to the moderators, and what became of one's reports.

use askama::Template;
use poem::http::StatusCode;
use poem::{Response, handler};

use super::form::Sent;
use super::frame::Visit;
use super::me::Clock;
use super::views::{Choice, Form, Page};
use crate::app::flags::{self, OwnFlag, Thing};
use crate::domain::flag::{FlagReason, FlagSubject};
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::domain::text::Note;
use crate::http::error::Problem;
use crate::http::page::{self, see_other};
use crate::words::Words;

#[derive(Template)]
#[template(path = "flags/flag.html")]
struct FlagPage {
    t: &'static Words,
    page: Page,
    /// What is reported.
    title: String,
    /// Its page; empty for a person.
    back: String,
    /// A report of theirs waits already: there is no form.
    waits: bool,
    /// Of what, when it may be of a person as well; else empty.
    about: Vec<Choice>,
    reasons: Vec<Choice>,
    f: Form,
}

fn subject(kind: &str, id: &str) -> Result<FlagSubject, Refusal> {
    FlagSubject::parse(kind, id).ok_or(Refusal::NotFound)
}

/// "event 0abc", as the choice of a form.
fn word(of: FlagSubject) -> String {
    format!("{} {}", of.kind().word(), of.id())
}

fn reasons(t: &'static Words) -> Vec<Choice> {
    let choice = |reason: &FlagReason| Choice { value: reason.word().to_owned(), text: t.pick("flag-reason", reason.word()).into_owned() };
    FlagReason::ALL.iter().map(choice).collect()
}

fn about(visit: &Visit, of: FlagSubject, thing: &Thing) -> Vec<Choice> {
    if matches!(of, FlagSubject::Member(_)) || thing.people.is_empty() {
        return Vec::new();
    }
    let itself = Choice { value: word(of), text: visit.t.pick("flag-itself", of.kind().word()).into_owned() };
    let person = |person: &crate::app::newsstand::Writer| Choice { value: word(FlagSubject::Member(person.id)), text: person.name.clone() };
    std::iter::once(itself).chain(thing.people.iter().map(person)).collect()
}

fn render(visit: &Visit, of: FlagSubject, mut f: Form, status: impl Into<page::Status>) -> Result<Response, Problem> {
    visit.known()?;
    let (thing, waits) = flags::may_report(visit.app(), &visit.actor(), of)?;
    f.set("kind", of.kind().word());
    f.set("id", of.id());
    if f.value("about").is_empty() {
        f.set("about", word(of));
    }
    let about = about(visit, of, &thing);
    let page = FlagPage {
        t: visit.t,
        page: visit.page(""),
        waits: waits && about.is_empty(),
        title: thing.title,
        back: thing.path,
        about,
        reasons: reasons(visit.t),
        f,
    };
    page::shown(status, page.render())
}

/// `GET /flag?kind=event&id=…`
#[handler]
pub fn ask(visit: Visit) -> Result<Response, Problem> {
    let of = subject(&visit.param("kind").unwrap_or_default(), &visit.param("id").unwrap_or_default())?;
    render(&visit, of, Form::default(), StatusCode::OK)
}

/// `POST /flag`
#[handler]
pub async fn report(visit: Visit, sent: Sent) -> Result<Response, Problem> {
    visit.known()?;
    let page_of = subject(sent.one("kind"), sent.one("id"))?;
    let of = match sent.one("about").split_once(' ') {
        Some((kind, id)) => subject(kind, id)?,
        None => page_of,
    };
    let mut flaws = Flaws::default();
    let reason = FlagReason::from_word(sent.one("reason"));
    flaws.require(reason.is_some(), Flaw::new("reason", "missing"));
    let text = sent.optional(&mut flaws, "text", Note::optional);
    let done = match (reason, flaws.is_empty()) {
        (Some(reason), true) => flags::report(visit.app(), &visit.actor(), of, reason, text).await,
        _ => Err(flaws.refusal()),
    };
    match done {
        Ok(()) => Ok(see_other(&Visit::told("/me/flags", "flagged"))),
        Err(refusal) => {
            let mut form = sent.form();
            let status = visit.tell(&mut form, refusal, &[])?;
            render(&visit, page_of, form, status)
        }
    }
}

#[derive(Template)]
#[template(path = "flags/own.html")]
struct OwnPage {
    t: &'static Words,
    page: Page,
    rows: Vec<Row>,
}

/// A report of one's own: see the template.
struct Row {
    title: String,
    kind: &'static str,
    reason: &'static str,
    text: String,
    when: String,
    answer: &'static str,
}

/// `GET /me/flags`
#[handler]
pub fn own(visit: Visit) -> Result<Response, Problem> {
    visit.known()?;
    let clock = Clock::of(&visit);
    let row = |OwnFlag { flag, title }: OwnFlag| Row {
        title: title.unwrap_or_default(),
        kind: flag.subject.kind().word(),
        reason: flag.reason.word(),
        text: flag.text.map_or(String::new(), |text| text.to_string()),
        when: clock.moment(&visit, flag.at),
        answer: flag.answer.map_or("", |ruling| ruling.word()),
    };
    let rows = flags::own(visit.app(), &visit.actor())?.into_iter().map(row).collect();
    page::show(OwnPage { t: visit.t, page: visit.page("me"), rows }.render())
}
