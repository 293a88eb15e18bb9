//! Discussions: begun, added to, edited, taken back, locked, muted, read.
//!
//! Nothing of a thread is read before [`seen_by`] said yes: it looks the thing up that the thread is on, for the one who asks, and asks the
//! table of rights.

use jiff::Timestamp;

use super::App;
use super::lookup::{event_seen_by, team_for};
use super::newsstand::Writer;
use super::notices::tell;
use super::once::{Once, once};
use super::throttle::{self, Knock, knock};
use crate::domain::chore::News;
use crate::domain::event::EventStatus;
use crate::domain::ids::{MemberId, MessageId, ThreadId};
use crate::domain::notification::{Subject, Topic};
use crate::domain::refusal::Refusal;
use crate::domain::rights::{self, Actor, Right, Ties};
use crate::domain::text::{Said, Title};
use crate::domain::thread::{Former, Message, On, Seat, Thread};
use crate::store::{Direction, Last, ReadTx, WriteTx};

/// The number of the message with which a thread begins.
const FIRST: u32 = 1;

/// Rows read at once.
const PAGE: usize = 1_000;

/// What somebody is to the thing that threads are on, and what it is called. Whoever may not see it is told so here.
///
/// # Errors
/// 404 when the thing is absent, or not for their eyes; 401; 403 `suspended`.
fn room(tx: &ReadTx<'_>, actor: &Actor, on: On) -> Result<(Ties, String), Refusal> {
    let found = match on {
        On::Event(id) => {
            let (event, ties) = event_seen_by(tx, actor, id)?;
            if matches!(event.status, EventStatus::Draft | EventStatus::Pending) {
                return Err(Refusal::NotFound);
            }
            (ties, event.facts.title.to_string())
        }
        On::Team(id) => {
            let (team, ties) = team_for(tx, actor, id, Right::SeePublic)?;
            (ties, team.name.to_string())
        }
    };
    rights::may(actor, found.0, Right::SeeMembersOnly)?;
    Ok(found)
}

/// The thread, for somebody who may read it, and what they are to the thing that it is on.
///
/// # Errors
/// 401; 404 when it is absent, or not for their eyes.
pub fn seen_by(tx: &ReadTx<'_>, actor: &Actor, id: ThreadId) -> Result<(Thread, Ties, String), Refusal> {
    actor.signed_in()?;
    let thread = tx.thread(id)?.ok_or(Refusal::NotFound)?;
    let (ties, name) = room(tx, actor, thread.on)?;
    rights::see_thread(actor, ties, &thread)?;
    Ok((thread, ties, name))
}

/// A thread, as the one who asks may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct ThreadView {
    /// The thread.
    pub thread: Thread,
    /// What the thing is called that it is on.
    pub name: String,
    /// Who began it.
    pub author: Option<Writer>,
    /// How many of its messages they have not seen.
    pub unread: u32,
    /// They want no news of it.
    pub muted: bool,
    /// They are told of what is said in it.
    pub told: bool,
    /// They may add to it.
    pub can_write: bool,
    /// They may lock it, and take away what others said.
    pub can_tend: bool,
}

fn shown(tx: &ReadTx<'_>, actor: &Actor, ties: Ties, name: &str, thread: Thread) -> Result<ThreadView, Refusal> {
    let author = thread.author.map_or(Ok(None), |author| Writer::of(tx, author))?;
    let seat = actor.id().map_or(Ok(None), |member| tx.seat(thread.id, member))?;
    let can_write = !thread.locked;
    let can_tend = rights::may(actor, ties, rights::tends_threads(thread.on)).is_ok();
    let unread = thread.unread(seat.as_ref());
    let answers = rights::may(actor, ties, rights::answers_threads(thread.on)).is_ok();
    let (muted, told) = seat.map_or((false, answers), |seat| (seat.muted, !seat.muted));
    Ok(ThreadView { name: name.to_owned(), author, unread, muted, told, can_write, can_tend, thread })
}

/// A page of threads on something.
#[derive(Debug, Clone, PartialEq)]
pub struct ThreadList {
    /// What the thing is called.
    pub name: String,
    /// Those that concern the one who asks alone: private ones that they may see.
    pub private: Vec<ThreadView>,
    /// The open ones, the liveliest first: none for who does not read them.
    pub items: Vec<ThreadView>,
    /// Where the next page begins.
    pub next: Option<Last>,
    /// They read the open ones, and may begin one.
    pub can_begin: bool,
    /// They answer private ones.
    pub answers: bool,
}

/// Most private threads of a page; for who answers none: their newest threads, among which those are that they wrote here.
const PRIVATE_MAX: usize = 200;

/// The threads on something.
///
/// # Errors
/// 401; 404; 403 `suspended`.
pub fn list(app: &App, actor: &Actor, on: On, after: Option<Last>, limit: usize) -> Result<ThreadList, Refusal> {
    app.store.read(|tx| {
        let (ties, name) = room(tx, actor, on)?;
        let answers = rights::may(actor, ties, rights::answers_threads(on)).is_ok();
        let mut private = Vec::new();
        if after.is_none() {
            // Who does not answer for the thing never looks at what others wrote to those who do: not even how much it is can be measured.
            let ids = match (answers, actor.id()) {
                (true, _) => tx.threads_on(on, true, None, PRIVATE_MAX)?.into_iter().map(|(_, id)| id).collect(),
                (false, Some(member)) => tx.threads_of(member, None, PRIVATE_MAX)?,
                (false, None) => Vec::new(),
            };
            for id in ids {
                let here = |thread: &Thread| thread.private && thread.on == on && rights::see_thread(actor, ties, thread).is_ok();
                let thread = tx.thread(id)?.filter(here);
                private.extend(thread.map(|thread| shown(tx, actor, ties, &name, thread)).transpose()?);
            }
        }
        let can_begin = rights::may(actor, ties, rights::discusses(on)).is_ok();
        let page = if can_begin { tx.threads_on(on, false, after, limit + 1)? } else { Vec::new() };
        let next = page.get(limit).and_then(|_| page.get(limit - 1)).copied();
        let mut items = Vec::new();
        for (_, id) in page.into_iter().take(limit) {
            items.extend(tx.thread(id)?.map(|thread| shown(tx, actor, ties, &name, thread)).transpose()?);
        }
        Ok(ThreadList { name, private, items, next, can_begin, answers })
    })
}

/// Whether somebody may begin a thread here: for doors that found flaws in what they say.
///
/// # Errors
/// 401; 404; 403.
pub fn may_begin(app: &App, actor: &Actor, on: On, private: bool) -> Result<(), Refusal> {
    app.store.read(|tx| beginning(tx, actor, on, private).map(drop))
}

fn beginning(tx: &ReadTx<'_>, actor: &Actor, on: On, private: bool) -> Result<Ties, Refusal> {
    let (ties, _) = room(tx, actor, on)?;
    if !private {
        rights::may(actor, ties, rights::discusses(on))?;
    }
    Ok(ties)
}

/// Begins a thread with its first message. Who organises the event has a seat in it from the start.
///
/// # Errors
/// 401; 404; 403 for an open one where they do not read those; 409 `idempotency_key`; 429.
pub async fn begin(
    app: &App,
    actor: &Actor,
    on: On,
    private: bool,
    title: Title,
    text: Said,
    key: Option<Once>,
) -> Result<ThreadId, Refusal> {
    let author = actor.signed_in()?;
    may_begin(app, actor, on, private)?;
    knock(app, vec![Knock::member(throttle::MESSAGES_A_MEMBER, "say", author)]).await?;
    let (actor, now) = (*actor, app.now());
    let (id, message) = (ThreadId::new(now, app.id_chance()), MessageId::new(now, app.id_chance()));
    let made = app
        .store
        .write(move |tx| {
            once(tx, key.as_ref(), now, |tx| {
                beginning(tx, &actor, on, private)?;
                let title = Some(title.clone());
                let thread = Thread { id, on, private, title, author: Some(author), locked: false, created_at: now, said: 0, last: now };
                tx.put_thread(&thread)?;
                if let (On::Event(event), false) = (on, private) {
                    for organiser in tx.event(event)?.map(|event| event.organisers).unwrap_or_default() {
                        tx.put_seat(id, organiser, &Seat::default());
                    }
                }
                add(tx, &thread, author, message, text.clone(), now)?;
                Ok(*id.bytes())
            })
        })
        .await?;
    Ok(ThreadId::from_bytes(made))
}

/// Adds a message, seats its author, and leaves the news of it.
fn add(tx: &mut WriteTx<'_>, thread: &Thread, author: MemberId, id: MessageId, text: Said, now: Timestamp) -> Result<Message, Refusal> {
    let (author_id, text) = (Some(author), Some(text));
    let message = Message { id, thread: thread.id, number: 0, author: author_id, text, at: now, edited_at: None, edits: 0 };
    let message = tx.add_message(thread, message)?;
    let seat = tx.seat(thread.id, author)?.unwrap_or_default();
    tx.put_seat(thread.id, author, &Seat { read: message.number, wrote: true, ..seat });
    tx.read_about(author, Topic::Thread, Subject::Thread(thread.id))?;
    tell(tx, News::Said(thread.id, author), Some(author), now)?;
    Ok(message)
}

/// One thread.
///
/// # Errors
/// 401; 404.
pub fn view(app: &App, actor: &Actor, id: ThreadId) -> Result<ThreadView, Refusal> {
    app.store.read(|tx| {
        let (thread, ties, name) = seen_by(tx, actor, id)?;
        shown(tx, actor, ties, &name, thread)
    })
}

/// A message, as the one who asks may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageView {
    /// The message.
    pub message: Message,
    /// Who said it.
    pub author: Option<Writer>,
    /// What it said before, the oldest first.
    pub formers: Vec<Former>,
    /// The one who asks has not seen it.
    pub unread: bool,
    /// They may change it.
    pub can_edit: bool,
    /// They may take it back.
    pub can_delete: bool,
}

/// From where messages are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum From {
    /// The last ones.
    #[default]
    End,
    /// Those before this one.
    Before(MessageId),
    /// Those after this one.
    After(MessageId),
    /// This one and those after it.
    At(MessageId),
    /// The first ones.
    Start,
}

/// A page of messages, the oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Messages {
    /// The thread.
    pub thread: ThreadView,
    /// What is said.
    pub items: Vec<MessageView>,
    /// There are some before these.
    pub before: Option<MessageId>,
    /// There are some after these.
    pub after: Option<MessageId>,
}

/// A page of a thread, with bounded work however many messages it has.
///
/// # Errors
/// 401; 404.
pub fn messages(app: &App, actor: &Actor, id: ThreadId, from: From, limit: usize) -> Result<Messages, Refusal> {
    app.store.read(|tx| {
        let (thread, ties, name) = seen_by(tx, actor, id)?;
        let (direction, start) = match from {
            From::End => (Direction::Down, None),
            From::Before(message) => (Direction::Down, Some(message)),
            From::After(message) => (Direction::Up, Some(message)),
            From::At(message) => {
                let before = tx.messages(id, Direction::Down, Some(message), 1)?;
                (Direction::Up, before.first().map(|message| message.id))
            }
            From::Start => (Direction::Up, None),
        };
        let mut page = tx.messages(id, direction, start, limit + 1)?;
        let more = page.len() > limit;
        page.truncate(limit);
        if direction == Direction::Down {
            page.reverse();
        }
        let (first, last) = (page.first().map(|message| message.id), page.last().map(|message| message.id));
        let behind = match first {
            Some(first) => !tx.messages(id, Direction::Down, Some(first), 1)?.is_empty(),
            None => false,
        };
        let (before, after) = match direction {
            Direction::Down => (more, matches!(from, From::Before(_))),
            Direction::Up => (behind, more),
        };
        let view = shown(tx, actor, ties, &name, thread)?;
        let mut items = Vec::with_capacity(page.len());
        for message in page {
            items.push(said(tx, actor, &view, message)?);
        }
        Ok(Messages { thread: view, items, before: first.filter(|_| before), after: last.filter(|_| after) })
    })
}

fn said(tx: &ReadTx<'_>, actor: &Actor, view: &ThreadView, message: Message) -> Result<MessageView, Refusal> {
    let author = message.author.map_or(Ok(None), |author| Writer::of(tx, author))?;
    let formers = if message.edits > 0 { tx.former_texts(message.thread, message.id)? } else { Vec::new() };
    let own = message.is_by(actor.id());
    let there = message.text.is_some();
    let unread = message.number > view.thread.said.saturating_sub(view.unread);
    let (can_edit, can_delete) = (there && own && view.can_write, there && (own || view.can_tend));
    Ok(MessageView { message, author, formers, unread, can_edit, can_delete })
}

/// Whether somebody may add to a thread: for doors that found flaws in what they say.
///
/// # Errors
/// 401; 404; 403; 409 `locked`.
pub fn may_say(app: &App, actor: &Actor, id: ThreadId) -> Result<(), Refusal> {
    app.store.read(|tx| writable(tx, actor, id).map(drop))
}

fn writable(tx: &ReadTx<'_>, actor: &Actor, id: ThreadId) -> Result<Thread, Refusal> {
    let (thread, ..) = seen_by(tx, actor, id)?;
    thread.open()?;
    Ok(thread)
}

/// Says something in a thread.
///
/// # Errors
/// 401; 404; 403; 409 `locked` or `idempotency_key`; 429.
pub async fn say(app: &App, actor: &Actor, thread: ThreadId, text: Said, key: Option<Once>) -> Result<MessageView, Refusal> {
    let author = actor.signed_in()?;
    may_say(app, actor, thread)?;
    knock(app, vec![Knock::member(throttle::MESSAGES_A_MEMBER, "say", author)]).await?;
    let (who, now, id) = (*actor, app.now(), MessageId::new(app.now(), app.id_chance()));
    let made = app
        .store
        .write(move |tx| {
            once(tx, key.as_ref(), now, |tx| {
                let thread = writable(tx, &who, thread)?;
                add(tx, &thread, author, id, text.clone(), now)?;
                Ok(*id.bytes())
            })
        })
        .await?;
    one(app, actor, thread, MessageId::from_bytes(made))
}

/// One message.
///
/// # Errors
/// 401; 404.
pub fn one(app: &App, actor: &Actor, thread: ThreadId, id: MessageId) -> Result<MessageView, Refusal> {
    app.store.read(|tx| {
        let (found, ties, name) = seen_by(tx, actor, thread)?;
        let message = tx.message(thread, id)?.ok_or(Refusal::NotFound)?;
        let view = shown(tx, actor, ties, &name, found)?;
        said(tx, actor, &view, message)
    })
}

/// Whether somebody may change a message: for doors that found flaws in what they say.
///
/// # Errors
/// 401; 404; 403 `not_allowed` for what somebody else said; 409 `locked`, or `message_gone`.
pub fn may_edit(app: &App, actor: &Actor, thread: ThreadId, id: MessageId) -> Result<(), Refusal> {
    app.store.read(|tx| own(tx, actor, thread, id).map(drop))
}

fn own(tx: &ReadTx<'_>, actor: &Actor, thread: ThreadId, id: MessageId) -> Result<Message, Refusal> {
    let (found, ..) = seen_by(tx, actor, thread)?;
    let message = tx.message(thread, id)?.ok_or(Refusal::NotFound)?;
    if !message.is_by(actor.id()) {
        return Err(Refusal::Forbidden("not_allowed"));
    }
    found.open()?;
    message.there()?;
    Ok(message)
}

/// Changes what one said: what it said before is kept beside it.
///
/// # Errors
/// As [`may_edit`].
pub async fn edit(app: &App, actor: &Actor, thread: ThreadId, id: MessageId, text: Said) -> Result<MessageView, Refusal> {
    let (who, now) = (*actor, app.now());
    app.store
        .write(move |tx| {
            let message = own(tx, &who, thread, id)?;
            if let Some((message, former)) = message.edited(text.clone(), now)? {
                tx.edit_message(&message, &former);
            }
            Ok::<_, Refusal>(())
        })
        .await?;
    one(app, actor, thread, id)
}

/// Takes back what one said, or takes away what somebody else said in a thread that one tends. Its place stays; with the first message goes
/// what the thread is called.
///
/// # Errors
/// 401; 404; 403.
pub async fn take_back(app: &App, actor: &Actor, thread: ThreadId, id: MessageId) -> Result<(), Refusal> {
    let actor = *actor;
    app.store
        .write(move |tx| {
            let (found, ties, _) = seen_by(tx, &actor, thread)?;
            let message = tx.message(thread, id)?.ok_or(Refusal::NotFound)?;
            if !message.is_by(actor.id()) {
                rights::may(&actor, ties, rights::tends_threads(found.on))?;
            }
            if message.number == FIRST {
                tx.put_thread(&Thread { title: None, ..found })?;
            }
            Ok(tx.empty_message(&message)?)
        })
        .await
}

/// Locks a thread, or opens it again.
///
/// # Errors
/// 401; 404; 403.
pub async fn lock(app: &App, actor: &Actor, id: ThreadId, locked: bool) -> Result<(), Refusal> {
    let actor = *actor;
    app.store
        .write(move |tx| {
            let (thread, ties, _) = seen_by(tx, &actor, id)?;
            rights::may(&actor, ties, rights::tends_threads(thread.on))?;
            Ok(tx.put_thread(&Thread { locked, ..thread })?)
        })
        .await
}

/// Notes how far one has read (never less than before; once it is all of it, the inbox's line is read too), and whether one wants news of
/// a thread. None: as it was.
///
/// # Errors
/// 401; 404.
pub async fn sit(app: &App, actor: &Actor, id: ThreadId, read: Option<u32>, muted: Option<bool>) -> Result<Seat, Refusal> {
    let member = actor.signed_in()?;
    let actor = *actor;
    app.store
        .write(move |tx| {
            let (thread, ..) = seen_by(tx, &actor, id)?;
            let former = tx.seat(id, member)?;
            // Who takes a seat has seen what was there, unless it is a private thread that waits for their answer.
            let seen = former.map_or(thread.said - thread.unread(None), |seat| seat.read);
            let read = read.map_or(seen, |read| read.min(thread.said).max(seen));
            let former = former.unwrap_or_default();
            let seat = Seat { read, muted: muted.unwrap_or(former.muted), ..former };
            tx.put_seat(id, member, &seat);
            if read == thread.said {
                tx.read_about(member, Topic::Thread, Subject::Thread(id))?;
            }
            Ok(seat)
        })
        .await
}

/// What a member said is taken back, and their name and their words go from threads that they began, and from their seats.
///
/// # Errors
/// A failure of the record.
pub(super) fn erase(tx: &mut WriteTx<'_>, member: MemberId) -> Result<(), Refusal> {
    for id in tx.threads_of(member, None, usize::MAX)? {
        let mut after = None;
        loop {
            let page = tx.messages(id, Direction::Up, after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for message in page.into_iter().filter(|message| message.author == Some(member)) {
                tx.empty_message(&Message { author: None, ..message })?;
            }
        }
        if let Some(thread) = tx.thread(id)?.filter(|thread| thread.author == Some(member)) {
            tx.put_thread(&Thread { title: None, author: None, ..thread })?;
        }
        tx.delete_seat(id, member);
    }
    Ok(())
}

/// What a member said and did not take back, thread by thread.
///
/// # Errors
/// A failure of the record.
pub(super) fn said_by(tx: &ReadTx<'_>, member: MemberId) -> Result<Vec<(Thread, Message)>, Refusal> {
    let mut found = Vec::new();
    for id in tx.threads_of(member, None, usize::MAX)? {
        let Some(thread) = tx.thread(id)? else { continue };
        let mut after = None;
        loop {
            let page = tx.messages(id, Direction::Up, after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            found.extend(
                page.into_iter()
                    .filter(|message| message.author == Some(member) && message.text.is_some())
                    .map(|message| (thread.clone(), message)),
            );
        }
    }
    Ok(found)
}

/// A place in a list of threads, as addresses have it.
pub fn written_last((at, id): Last) -> String {
    format!("{}.{id}", at.as_microsecond())
}

/// The place that such a text names.
pub fn read_last(text: &str) -> Option<Last> {
    let (at, id) = text.split_once('.')?;
    Some((Timestamp::from_microsecond(at.parse().ok()?).ok()?, id.parse().ok()?))
}
