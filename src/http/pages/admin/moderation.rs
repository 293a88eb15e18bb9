//! For moderators: what waits for them, and one case with all that is needed to decide it.

use askama::Template;
use poem::http::StatusCode;
use poem::web::Path;
use poem::{Response, handler};

use crate::app::appeals::Appealed;
use crate::app::flags::{self, CaseView, Verdict};
use crate::app::markdown::to_html;
use crate::app::newsstand::Writer;
use crate::domain::flag::{Flag, FlagSubject, Ruling, Standing};
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::domain::text::Note;
use crate::http::error::Problem;
use crate::http::page::{self, see_other};
use crate::http::pages::form::Sent;
use crate::http::pages::frame::{Visit, face};
use crate::http::pages::me::Clock;
use crate::http::pages::views::{Choice, Form, Page, Person};
use crate::words::Words;

/// Cases of a page.
const PAGE: usize = 20;

const HERE: &str = "/admin/moderation";

#[derive(Template)]
#[template(path = "admin/moderation.html")]
struct QueuePage {
    t: &'static Words,
    page: Page,
    rows: Vec<Row>,
    first: &'static str,
    next: String,
}

/// A case of the queue: see the template.
struct Row {
    url: String,
    kind: &'static str,
    title: String,
    reasons: Vec<&'static str>,
    flags: usize,
    /// An appeal waits.
    appeal: bool,
    since: String,
}

fn path(of: FlagSubject) -> String {
    format!("{HERE}/{}/{}", of.kind().word(), of.id())
}

fn title(visit: &Visit, view: &CaseView) -> String {
    view.thing.as_ref().map_or_else(|| visit.t.say("case-gone").into_owned(), |thing| thing.title.clone())
}

/// `GET /admin/moderation?after=…`
#[handler]
pub fn queue(visit: Visit) -> Result<Response, Problem> {
    visit.known()?;
    let after = visit.param("after").map(|text| flags::place(&text).ok_or(Refusal::NotFound)).transpose()?;
    let (cases, next) = flags::queue(visit.app(), &visit.actor(), after, PAGE)?;
    let clock = Clock::of(&visit);
    let row = |view: CaseView| {
        let waiting = view.flags.iter().filter(|(flag, _)| flag.answer.is_none());
        let mut reasons: Vec<_> = waiting.clone().map(|(flag, _)| flag.reason.word()).collect();
        reasons.sort_unstable();
        reasons.dedup();
        Row {
            url: path(view.case.subject),
            kind: view.case.subject.kind().word(),
            title: title(&visit, &view),
            reasons,
            flags: waiting.count(),
            appeal: view.appeal.is_some(),
            since: view.case.opened_at.map_or(String::new(), |at| clock.moment(&visit, at)),
        }
    };
    let page = QueuePage {
        t: visit.t,
        page: visit.page("me"),
        rows: cases.into_iter().map(row).collect(),
        first: if after.is_some() { HERE } else { "" },
        next: next.map_or(String::new(), |next| format!("{HERE}?after={}", flags::written(next))),
    };
    page::show(page.render())
}

#[derive(Template)]
#[template(path = "admin/case.html")]
struct CasePage {
    t: &'static Words,
    page: Page,
    kind: &'static str,
    title: String,
    /// What it says, as safe HTML.
    html: String,
    /// Its page; empty when they may not open it.
    url: String,
    hidden: bool,
    gone: bool,
    people: Vec<(Person, String)>,
    flags: Vec<Said>,
    decisions: Vec<Decided>,
    appeal: Option<AppealSaid>,
    /// What may be decided; empty: nothing, because it is for another.
    rulings: Vec<Choice>,
    here: String,
    f: Form,
}

/// A report, as moderators read it.
struct Said {
    by: String,
    reason: &'static str,
    text: String,
    when: String,
    answer: &'static str,
}

/// The appeal that waits, as moderators read it.
struct AppealSaid {
    by: String,
    ruling: &'static str,
    text: String,
    when: String,
}

/// A decision of before.
struct Decided {
    by: String,
    ruling: &'static str,
    when: String,
    note: String,
    message: String,
}

fn subject(kind: &str, id: &str) -> Result<FlagSubject, Refusal> {
    FlagSubject::parse(kind, id).ok_or(Refusal::NotFound)
}

fn render(visit: &Visit, of: FlagSubject, f: Form, status: impl Into<page::Status>) -> Result<Response, Problem> {
    visit.known()?;
    let view = flags::case(visit.app(), &visit.actor(), of)?;
    let clock = Clock::of(visit);
    let name = |writer: Option<Writer>| writer.map_or_else(|| visit.t.say("audit-by-somebody").into_owned(), |writer| writer.name);
    let text = |note: Option<Note>| note.map_or(String::new(), |note| note.to_string());
    let title = title(visit, &view);
    let CaseView { case, thing, seen, flags, deciders, appeal, offered } = view;
    let said = |(flag, by): (Flag, Option<Writer>)| Said {
        by: name(by),
        reason: flag.reason.word(),
        text: text(flag.text),
        when: clock.moment(visit, flag.at),
        answer: flag.answer.map_or("", Ruling::word),
    };
    let decided = |(decision, by): (crate::domain::flag::Decision, Option<Writer>)| Decided {
        by: name(by),
        ruling: decision.ruling.word(),
        when: clock.moment(visit, decision.at),
        note: text(decision.note),
        message: text(decision.message),
    };
    let contested = |Appealed { by, statement, .. }: Appealed| {
        let appeal = statement.appeal?;
        let (text, when) = (appeal.text.to_string(), clock.moment(visit, appeal.at));
        Some(AppealSaid { by: name(by), ruling: statement.ruling.word(), text, when })
    };
    let person = |writer: &Writer| {
        let person = Person { name: writer.name.clone(), photo: face(writer.photo, writer.id), role: String::new() };
        let case = FlagSubject::Member(writer.id);
        (person, if case == of { String::new() } else { path(case) })
    };
    let choice = |ruling: Ruling| Choice { value: ruling.word().to_owned(), text: visit.t.pick("ruling", ruling.word()).into_owned() };
    let page = CasePage {
        t: visit.t,
        page: visit.page("me"),
        kind: of.kind().word(),
        title,
        html: thing.as_ref().map_or(String::new(), |thing| to_html(&thing.text)),
        url: thing.as_ref().filter(|_| seen).map_or(String::new(), |thing| thing.path.clone()),
        hidden: thing.as_ref().is_some_and(|thing| thing.standing == Standing::Hidden),
        gone: thing.is_none(),
        people: thing.iter().flat_map(|thing| thing.people.iter().map(person)).collect(),
        flags: flags.into_iter().map(said).collect(),
        decisions: case.decisions.into_iter().zip(deciders).rev().map(decided).collect(),
        appeal: appeal.and_then(contested),
        rulings: offered.into_iter().map(choice).collect(),
        here: path(of),
        f,
    };
    page::shown(status, page.render())
}

/// `GET /admin/moderation/:kind/:id`
#[handler]
pub fn show(visit: Visit, Path((kind, id)): Path<(String, String)>) -> Result<Response, Problem> {
    render(&visit, subject(&kind, &id)?, Form::default(), StatusCode::OK)
}

/// `POST /admin/moderation/:kind/:id`
#[handler]
pub async fn decide(visit: Visit, Path((kind, id)): Path<(String, String)>, sent: Sent) -> Result<Response, Problem> {
    visit.known()?;
    let of = subject(&kind, &id)?;
    let mut flaws = Flaws::default();
    let ruling = Ruling::from_word(sent.one("ruling"));
    flaws.require(ruling.is_some(), Flaw::new("ruling", "missing"));
    let note = sent.optional(&mut flaws, "note", Note::optional);
    let message = sent.optional(&mut flaws, "message", Note::optional);
    let done = match (ruling, flaws.is_empty()) {
        (Some(ruling), true) => flags::decide(visit.app(), &visit.actor(), of, Verdict { ruling, note, message }).await,
        _ => Err(flaws.refusal()),
    };
    match done {
        Ok(()) => Ok(see_other(&Visit::told(HERE, "decided"))),
        Err(refusal) => {
            let mut form = sent.form();
            let status = visit.tell(&mut form, refusal, &[])?;
            render(&visit, of, form, status)
        }
    }
}
