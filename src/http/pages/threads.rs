//! Discussions: those on an event or a team, one of them, and changing what one said. Reading changes nothing: what is unread is marked so
//! until its reader says that they have seen it, or answers.

use askama::Template;
use poem::http::StatusCode;
use poem::web::Path;
use poem::{Response, handler};

use crate::app::markdown::to_html;
use crate::app::threads::{self, From, MessageView, ThreadList, ThreadView, read_last, written_last};
use crate::domain::ids::{MessageId, ThreadId};
use crate::domain::refusal::{Flaws, Refusal};
use crate::domain::text::{Said, Title};
use crate::domain::thread::{Message, On, Thread};
use crate::http::error::{Code, Problem};
use crate::http::page::{self, see_other};
use crate::http::pages::form::Sent;
use crate::http::pages::frame::{Visit, face, id_in};
use crate::http::pages::views::{Form, Page, Person};
use crate::words::Words;

/// Threads of a page.
const PAGE: usize = 30;
/// Messages of a page.
const MESSAGES: usize = 50;
/// In addresses, where a thread begins.
const START: &str = "first";

/// Where the thing is that threads are on.
fn home(on: On) -> String {
    match on {
        On::Event(id) => format!("/events/{id}"),
        On::Team(id) => format!("/teams/{id}"),
    }
}

fn tab(on: On) -> &'static str {
    match on {
        On::Event(_) => "events",
        On::Team(_) => "teams",
    }
}

/// What a thread is about, in words.
fn titled(t: &'static Words, thread: &Thread) -> String {
    thread.title.as_ref().map_or_else(|| t.say("thread-untitled").into_owned(), ToString::to_string)
}

fn path(id: ThreadId) -> String {
    format!("/threads/{id}")
}

/// Where a message is read: on the page of the last ones, if it is one of them, else at the top of a page of its own.
fn spot(thread: &Thread, message: &Message) -> String {
    let (path, id) = (path(thread.id), message.id);
    let is_last = thread.said - message.number.min(thread.said) < u32::try_from(MESSAGES).unwrap_or(u32::MAX);
    if is_last { format!("{path}#m-{id}") } else { format!("{path}?from={id}#m-{id}") }
}

fn when(visit: &Visit, at: jiff::Timestamp) -> String {
    let zone = &visit.pages.zone;
    visit.t.moment(zone.clock(at).datetime(), zone.clock(visit.now()).date())
}

#[derive(Template)]
#[template(path = "threads/list.html")]
struct ListPage {
    t: &'static Words,
    page: Page,
    /// The thing: where it is, what it is called.
    url: String,
    name: String,
    f: Form,
    private: Vec<Row>,
    items: Vec<Row>,
    first: String,
    next: String,
    /// They may begin an open one, or write to those who answer for the thing.
    can_begin: bool,
    can_ask: bool,
    /// Whom a private one is written to: "team" or "event".
    whom: &'static str,
}

/// A thread in a list.
struct Row {
    url: String,
    title: String,
    said: u32,
    unread: u32,
    locked: bool,
    iso: String,
    when: String,
    by: String,
}

fn row(visit: &Visit, view: &ThreadView) -> Row {
    let thread = &view.thread;
    Row {
        url: path(thread.id),
        title: titled(visit.t, thread),
        said: thread.said,
        unread: view.unread,
        locked: thread.locked,
        iso: thread.last.to_string(),
        when: when(visit, thread.last),
        by: view.author.as_ref().map_or(String::new(), |author| author.name.clone()),
    }
}

fn list(visit: &Visit, on: On, f: Form, status: impl Into<page::Status>) -> Result<Response, Problem> {
    visit.known()?;
    let after = match visit.param("after") {
        Some(text) => Some(read_last(&text).ok_or(Refusal::NotFound)?),
        None => None,
    };
    let ThreadList { name, private, items, next, can_begin, answers } = threads::list(visit.app(), &visit.actor(), on, after, PAGE)?;
    let url = format!("{}/threads", home(on));
    let page = ListPage {
        t: visit.t,
        page: visit.page(tab(on)),
        url: home(on),
        name,
        f,
        private: private.iter().map(|view| row(visit, view)).collect(),
        items: items.iter().map(|view| row(visit, view)).collect(),
        first: after.map_or(String::new(), |_| url.clone()),
        next: next.map_or(String::new(), |next| format!("{url}?after={}", written_last(next))),
        can_begin,
        can_ask: !answers,
        whom: tab(on),
    };
    page::shown(status, page.render())
}

async fn begin(visit: &Visit, on: On, sent: &Sent) -> Result<Response, Problem> {
    visit.known()?;
    let private = sent.ticked("private");
    let mut flaws = Flaws::default();
    let (title, text) = (flaws.text("title", sent.one("title").parse::<Title>()), flaws.text("text", sent.one("text").parse::<Said>()));
    threads::may_begin(visit.app(), &visit.actor(), on, private)?;
    let done = match (title, text) {
        (Some(title), Some(text)) => threads::begin(visit.app(), &visit.actor(), on, private, title, text, None).await,
        _ => Err(flaws.refusal()),
    };
    match done {
        Ok(id) => Ok(see_other(&Visit::told(&path(id), "said"))),
        Err(refusal) => {
            let mut form = sent.form();
            let status = visit.tell(&mut form, refusal, &[])?;
            list(visit, on, form, status)
        }
    }
}

/// `GET /events/:id/threads`
#[handler]
pub fn of_event(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    list(&visit, On::Event(id_in(&id)?), Form::default(), StatusCode::OK)
}

/// `POST /events/:id/threads`
#[handler]
pub async fn on_event(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Problem> {
    begin(&visit, On::Event(id_in(&id)?), &sent).await
}

/// `GET /teams/:id/threads`
#[handler]
pub fn of_team(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    list(&visit, On::Team(id_in(&id)?), Form::default(), StatusCode::OK)
}

/// `POST /teams/:id/threads`
#[handler]
pub async fn on_team(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Problem> {
    begin(&visit, On::Team(id_in(&id)?), &sent).await
}

#[derive(Template)]
#[template(path = "threads/thread.html")]
struct ThreadPage {
    t: &'static Words,
    page: Page,
    /// Where this thread is, the list that it is in, and the thing that it is on.
    url: String,
    list: String,
    home: String,
    name: String,
    title: String,
    private: bool,
    locked: bool,
    told: bool,
    unread: u32,
    /// The number of the last message, for who has seen it.
    said: u32,
    can_write: bool,
    can_tend: bool,
    messages: Vec<Shown>,
    first: String,
    before: String,
    after: String,
    f: Form,
}

/// A message on a page.
struct Shown {
    id: String,
    author: Option<Person>,
    iso: String,
    when: String,
    html: String,
    gone: bool,
    unread: bool,
    edited: String,
    /// What it said before: until when, and its HTML.
    formers: Vec<(String, String)>,
    can_edit: bool,
    can_delete: bool,
}

fn message(visit: &Visit, view: &MessageView) -> Shown {
    let said = &view.message;
    Shown {
        id: said.id.to_string(),
        author: view.author.as_ref().map(|author| Person {
            name: author.name.clone(),
            photo: face(author.photo, author.id),
            role: String::new(),
        }),
        iso: said.at.to_string(),
        when: when(visit, said.at),
        html: said.text.as_ref().map_or(String::new(), |text| to_html(text.as_str())),
        gone: said.text.is_none(),
        unread: view.unread,
        edited: said.edited_at.filter(|_| said.text.is_some()).map_or(String::new(), |at| when(visit, at)),
        formers: view.formers.iter().map(|former| (when(visit, former.until), to_html(former.text.as_str()))).collect(),
        can_edit: view.can_edit,
        can_delete: view.can_delete,
    }
}

fn thread(visit: &Visit, id: ThreadId, f: Form, status: impl Into<page::Status>) -> Result<Response, Problem> {
    visit.known()?;
    let place = |name: &str| -> Result<Option<MessageId>, Refusal> {
        visit.param(name).map(|text| text.parse().map_err(|_| Refusal::NotFound)).transpose()
    };
    let from = match (place("before")?, place("after")?, visit.param("from").as_deref()) {
        (Some(message), ..) => From::Before(message),
        (None, Some(message), _) => From::After(message),
        (None, None, Some(START)) => From::Start,
        (None, None, Some(_)) => place("from")?.map_or(From::End, From::At),
        (None, None, None) => From::End,
    };
    let found = threads::messages(visit.app(), &visit.actor(), id, from, MESSAGES)?;
    let ThreadView { thread, name, author: _, unread, muted: _, told, can_write, can_tend } = found.thread;
    let url = path(id);
    let page = ThreadPage {
        t: visit.t,
        page: visit.page(tab(thread.on)),
        list: format!("{}/threads", home(thread.on)),
        home: home(thread.on),
        name,
        title: titled(visit.t, &thread),
        private: thread.private,
        locked: thread.locked,
        told,
        unread,
        said: thread.said,
        can_write,
        can_tend,
        messages: found.items.iter().map(|view| message(visit, view)).collect(),
        first: found.before.map_or(String::new(), |_| format!("{url}?from={START}")),
        before: found.before.map_or(String::new(), |id| format!("{url}?before={id}")),
        after: found.after.map_or(String::new(), |id| format!("{url}?after={id}")),
        url,
        f,
    };
    page::shown(status, page.render())
}

/// `GET /threads/:id`, its last messages; else those `?before=…` or `?after=…` one, `?from=…` one on, or `?from=first`.
#[handler]
pub fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    thread(&visit, id_in(&id)?, Form::default(), StatusCode::OK)
}

/// `POST /threads/:id/messages`
#[handler]
pub async fn say(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Problem> {
    visit.known()?;
    let id: ThreadId = id_in(&id)?;
    let mut flaws = Flaws::default();
    threads::view(visit.app(), &visit.actor(), id)?;
    let done = match flaws.text("text", sent.one("text").parse::<Said>()) {
        Some(text) => threads::say(visit.app(), &visit.actor(), id, text, None).await.map(|said| said.message.id),
        None => Err(flaws.refusal()),
    };
    match done {
        Ok(message) => Ok(see_other(&Visit::told(&format!("{}#m-{message}", path(id)), "said"))),
        Err(refusal) => {
            let mut form = sent.form();
            let status = visit.tell(&mut form, refusal, &[])?;
            thread(&visit, id, form, status)
        }
    }
}

/// `POST /threads/:id/seat`: `read` is the number of a message, `muted` is `yes` or `no`.
#[handler]
pub async fn sit(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Problem> {
    visit.known()?;
    let id: ThreadId = id_in(&id)?;
    let muted = match sent.one("muted") {
        "yes" => Some(true),
        "no" => Some(false),
        "" => None,
        _ => return Err(Code::BadForm.into()),
    };
    let read = sent.one("read").parse().ok();
    threads::sit(visit.app(), &visit.actor(), id, read, muted).await?;
    let word = match muted {
        Some(true) => "muted",
        Some(false) => "unmuted",
        None => "seen",
    };
    Ok(see_other(&Visit::told(&path(id), word)))
}

/// `POST /threads/:id/lock`: `locked` is `yes` or `no`.
#[handler]
pub async fn lock(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Problem> {
    visit.known()?;
    let id: ThreadId = id_in(&id)?;
    let locked = sent.one("locked") == "yes";
    threads::lock(visit.app(), &visit.actor(), id, locked).await?;
    Ok(see_other(&Visit::told(&path(id), if locked { "locked" } else { "unlocked" })))
}

#[derive(Template)]
#[template(path = "threads/edit.html")]
struct EditPage {
    t: &'static Words,
    page: Page,
    url: String,
    title: String,
    action: String,
    f: Form,
}

fn edit_page(visit: &Visit, (id, message): (ThreadId, MessageId), f: Form, status: impl Into<page::Status>) -> Result<Response, Problem> {
    let view = threads::view(visit.app(), &visit.actor(), id)?;
    let (url, page) = (path(id), visit.page(tab(view.thread.on)));
    let action = format!("{url}/messages/{message}/edit");
    page::shown(status, EditPage { t: visit.t, page, title: titled(visit.t, &view.thread), url, action, f }.render())
}

fn ids((id, message): (String, String)) -> Result<(ThreadId, MessageId), Refusal> {
    Ok((id_in(&id)?, id_in(&message)?))
}

/// `GET /threads/:id/messages/:message/edit`
#[handler]
pub fn edit_form(visit: Visit, Path(parts): Path<(String, String)>) -> Result<Response, Problem> {
    visit.known()?;
    let at = ids(parts)?;
    threads::may_edit(visit.app(), &visit.actor(), at.0, at.1)?;
    let said = threads::one(visit.app(), &visit.actor(), at.0, at.1)?;
    let mut form = Form::default();
    form.set("text", said.message.text.as_ref().map_or(String::new(), ToString::to_string));
    edit_page(&visit, at, form, StatusCode::OK)
}

/// `POST /threads/:id/messages/:message/edit`
#[handler]
pub async fn edit(visit: Visit, Path(parts): Path<(String, String)>, sent: Sent) -> Result<Response, Problem> {
    visit.known()?;
    let at = ids(parts)?;
    let (app, actor) = (visit.app(), visit.actor());
    let mut flaws = Flaws::default();
    let done = match flaws.text("text", sent.one("text").parse::<Said>()) {
        Some(text) => threads::edit(app, &actor, at.0, at.1, text).await,
        None => Err(threads::may_edit(app, &actor, at.0, at.1).err().unwrap_or_else(|| flaws.refusal())),
    };
    match done {
        Ok(view) => Ok(see_other(&Visit::told(&spot(&threads::view(app, &actor, at.0)?.thread, &view.message), "saved"))),
        Err(refusal) => {
            let mut form = sent.form();
            let status = visit.tell(&mut form, refusal, &[])?;
            edit_page(&visit, at, form, status)
        }
    }
}

/// `POST /threads/:id/messages/:message/delete`
#[handler]
pub async fn take_back(visit: Visit, Path(parts): Path<(String, String)>) -> Result<Response, Problem> {
    visit.known()?;
    let (id, message) = ids(parts)?;
    let (app, actor) = (visit.app(), visit.actor());
    threads::take_back(app, &actor, id, message).await?;
    let (thread, gone) = (threads::view(app, &actor, id)?.thread, threads::one(app, &actor, id, message)?.message);
    Ok(see_other(&Visit::told(&spot(&thread, &gone), "taken-back")))
}
