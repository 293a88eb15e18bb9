//! `/events/{id}/threads`, `/teams/{id}/threads`, `/threads/{id}`: discussions.

use poem_openapi::param::{Path, Query};
use poem_openapi::{Object, OpenApi};
use serde::{Deserialize, Serialize};

use super::Desk;
use super::conditions::told;
use super::events::{cursor, id};
use super::posts::person;
use super::rsvps::next_page;
use super::shapes::{Id, Person, Url};
use crate::app::markdown::to_html;
use crate::app::threads::{self, From, MessageView, ThreadList, ThreadView};
use crate::domain::ids::{MessageId, ThreadId};
use crate::domain::refusal::Flaws;
use crate::domain::text::{Said, Title};
use crate::domain::thread::{Former, On};
use crate::http::body::{Body, Moment, Needed, Text};
use crate::http::error::Problem;
use crate::http::json::{Created, Done, Nullable, RawJson};
use crate::http::params::{Cursor, LIMIT_MAX, Limit};
use crate::http::session::{Bearer, Repeat};

/// A discussion.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "Thread")]
struct ThreadShape {
    /// Which.
    id: Id,
    /// Its page.
    url: Url,
    /// The event that it is on.
    event_id: Nullable<Id>,
    /// The team that it is on.
    team_id: Nullable<Id>,
    /// What it is about; null once its first message was taken back.
    title: Nullable<Text<{ Title::MAX }>>,
    /// Between its author and those who answer for the thing.
    private: bool,
    /// Who began it; null once their account is gone or suspended.
    author: Nullable<Person>,
    /// Nobody adds to it any more.
    locked: bool,
    /// When it was begun.
    created_at: Moment,
    /// How many messages were ever said in it: the number of the last.
    said: u32,
    /// When the last was.
    last_at: Moment,
    /// What it is to the reader.
    my: MyThread,
}

/// What a discussion is to the reader.
#[derive(Debug, Object, Serialize)]
struct MyThread {
    /// How many messages they have not seen.
    unread: u32,
    /// They want no news of it.
    muted: bool,
    /// They are told of what is said in it.
    told: bool,
    /// They may add to it.
    can_write: bool,
    /// They may lock it, and take away what others said.
    can_tend: bool,
}

/// A page of discussions.
#[derive(Debug, Object, Serialize)]
struct Threads {
    /// Private ones that the reader may see: on the first page only.
    private: Vec<ThreadShape>,
    /// The open ones, the liveliest first.
    items: Vec<ThreadShape>,
    /// Where the next page begins: `after`.
    next: Nullable<Text<256>>,
}

/// A discussion with a page of what is said in it.
#[derive(Debug, Object, Serialize)]
struct ThreadPage {
    /// The discussion.
    thread: ThreadShape,
    /// What is said, the oldest first.
    items: Vec<MessageShape>,
    /// There is more before these: `before`.
    previous: Nullable<Text<256>>,
    /// There is more after these: `after`.
    next: Nullable<Text<256>>,
}

/// What is said in a discussion.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "Message")]
struct MessageShape {
    /// Which.
    id: Id,
    /// Its number in the discussion, from 1.
    number: u32,
    /// Who said it; null once their account is gone or suspended.
    author: Nullable<Person>,
    /// What, in Markdown; null once it was taken back.
    text: Nullable<Text<{ Said::MAX }>>,
    /// The same as safe HTML.
    text_html: Nullable<Text<100_000>>,
    /// When.
    at: Moment,
    /// When it was last changed.
    edited_at: Nullable<Moment>,
    /// What it said before, the oldest first.
    history: Vec<FormerShape>,
    /// What it is to the reader.
    my: MyMessage,
}

/// What a message said before it was changed.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "FormerMessage")]
struct FormerShape {
    /// The text, in Markdown.
    text: Text<{ Said::MAX }>,
    /// Until when.
    until: Moment,
}

/// What a message is to the reader.
#[derive(Debug, Object, Serialize)]
struct MyMessage {
    /// They have not seen it.
    unread: bool,
    /// They may change it.
    can_edit: bool,
    /// They may take it back, or away.
    can_delete: bool,
}

/// A new discussion.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewThread {
    /// What it is about.
    title: Needed<Text<{ Title::MAX }>>,
    /// The first message, in Markdown.
    text: Needed<Text<{ Said::MAX }>>,
    /// Between oneself and those who answer for the thing; by default for everybody who sees it.
    private: Option<bool>,
}

/// What one says.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewMessage {
    /// In Markdown.
    text: Needed<Text<{ Said::MAX }>>,
}

/// What changes about a discussion; what is absent stays.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct ThreadPatch {
    /// Whether anything may be added.
    locked: Option<bool>,
}

/// One's own place in a discussion; what is absent stays.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewSeat {
    /// The number of the last message that one has seen.
    read: Option<u32>,
    /// One wants no news of it.
    muted: Option<bool>,
}

impl ThreadShape {
    fn of(origin: &str, view: ThreadView) -> Self {
        let ThreadView { thread, name: _, author, unread, muted, told, can_write, can_tend } = view;
        let (event, team) = match thread.on {
            On::Event(id) => (Some(Text::of(id)), None),
            On::Team(id) => (None, Some(Text::of(id))),
        };
        Self {
            id: Text::of(thread.id),
            url: Text(format!("{origin}/threads/{}", thread.id)),
            event_id: event.into(),
            team_id: team.into(),
            title: thread.title.as_ref().map(Text::of).into(),
            private: thread.private,
            author: author.map(|author| person(origin, author)).into(),
            locked: thread.locked,
            created_at: thread.created_at.into(),
            said: thread.said,
            last_at: thread.last.into(),
            my: MyThread { unread, muted, told, can_write, can_tend },
        }
    }
}

impl MessageShape {
    fn of(origin: &str, view: MessageView) -> Self {
        let MessageView { message, author, formers, unread, can_edit, can_delete } = view;
        let former = |Former { text, until }| FormerShape { text: Text::of(text), until: until.into() };
        Self {
            id: Text::of(message.id),
            number: message.number,
            author: author.map(|author| person(origin, author)).into(),
            text_html: message.text.as_ref().map(|text| Text(to_html(text.as_str()))).into(),
            text: message.text.map(Text::of).into(),
            at: message.at.into(),
            edited_at: message.edited_at.map(Moment::from).into(),
            history: formers.into_iter().map(former).collect(),
            my: MyMessage { unread, can_edit, can_delete },
        }
    }
}

/// See the file.
pub struct Operations(pub Desk);

impl Operations {
    fn listed(&self, who: &Bearer, on: On, limit: Option<Limit<LIMIT_MAX>>, after: Option<Cursor>) -> Result<RawJson<Threads>, Problem> {
        let after = cursor(after, threads::read_last)?;
        let ThreadList { private, items, next, .. } = threads::list(&self.0.app, &who.actor(), on, after, Limit::or_default(limit))?;
        let shape = |view| ThreadShape::of(&self.0.origin, view);
        let (private, items) = (private.into_iter().map(shape).collect(), items.into_iter().map(shape).collect());
        RawJson::of(&Threads { private, items, next: next_page(next.map(threads::written_last)).into() })
    }

    async fn begun(&self, who: &Bearer, on: On, new: NewThread, repeat: Repeat) -> Result<Created<ThreadShape>, Problem> {
        let (app, actor) = (&self.0.app, who.actor());
        let private = new.private.unwrap_or_default();
        let mut flaws = Flaws::default();
        let (title, text) = (flaws.text("title", new.title.parse()), flaws.text("text", new.text.parse()));
        let (Some(title), Some(text)) = (title, text) else {
            return Err(told(flaws, || threads::may_begin(app, &actor, on, private)).into());
        };
        let id = threads::begin(app, &actor, on, private, title, text, repeat.0).await?;
        Ok(RawJson::of(&ThreadShape::of(&self.0.origin, threads::view(app, &actor, id)?))?.into())
    }
}

#[OpenApi]
impl Operations {
    /// The discussions on an event.
    #[oai(path = "/events/:event_id/threads", method = "get", operation_id = "list_event_threads")]
    async fn of_event(
        &self,
        who: Bearer,
        event_id: Path<Id>,
        limit: Query<Option<Limit<LIMIT_MAX>>>,
        /// Where the page before ended: its `next`.
        after: Query<Option<Cursor>>,
    ) -> Result<RawJson<Threads>, Problem> {
        self.listed(&who, On::Event(id(&event_id)?), limit.0, after.0)
    }

    /// Begins a discussion on an event.
    #[oai(path = "/events/:event_id/threads", method = "post", operation_id = "create_event_thread")]
    async fn on_event(
        &self,
        who: Bearer,
        event_id: Path<Id>,
        #[oai(name = "Idempotency-Key")] repeat: Repeat,
        body: Body<NewThread>,
    ) -> Result<Created<ThreadShape>, Problem> {
        self.begun(&who, On::Event(id(&event_id)?), body.0, repeat).await
    }

    /// The discussions in a team.
    #[oai(path = "/teams/:team_id/threads", method = "get", operation_id = "list_team_threads")]
    async fn of_team(
        &self,
        who: Bearer,
        team_id: Path<Id>,
        limit: Query<Option<Limit<LIMIT_MAX>>>,
        /// Where the page before ended: its `next`.
        after: Query<Option<Cursor>>,
    ) -> Result<RawJson<Threads>, Problem> {
        self.listed(&who, On::Team(id(&team_id)?), limit.0, after.0)
    }

    /// Begins a discussion in a team.
    #[oai(path = "/teams/:team_id/threads", method = "post", operation_id = "create_team_thread")]
    async fn on_team(
        &self,
        who: Bearer,
        team_id: Path<Id>,
        #[oai(name = "Idempotency-Key")] repeat: Repeat,
        body: Body<NewThread>,
    ) -> Result<Created<ThreadShape>, Problem> {
        self.begun(&who, On::Team(id(&team_id)?), body.0, repeat).await
    }

    /// A discussion, with its last messages, or those before or after some.
    #[oai(path = "/threads/:thread_id", method = "get", operation_id = "get_thread")]
    async fn get(
        &self,
        who: Bearer,
        thread_id: Path<Id>,
        limit: Query<Option<Limit<LIMIT_MAX>>>,
        /// The `previous` of another page: what stands before it.
        before: Query<Option<Cursor>>,
        /// The `next` of another page: what stands after it.
        after: Query<Option<Cursor>>,
    ) -> Result<RawJson<ThreadPage>, Problem> {
        let read = |text: &str| text.parse::<MessageId>().ok();
        let from = match (cursor(before.0, read)?, cursor(after.0, read)?) {
            (Some(_), Some(_)) => return Err(Problem::parameter("before")),
            (Some(message), None) => From::Before(message),
            (None, Some(message)) => From::After(message),
            (None, None) => From::End,
        };
        let page = threads::messages(&self.0.app, &who.actor(), id(&thread_id)?, from, Limit::or_default(limit.0))?;
        RawJson::of(&ThreadPage {
            thread: ThreadShape::of(&self.0.origin, page.thread),
            items: page.items.into_iter().map(|view| MessageShape::of(&self.0.origin, view)).collect(),
            previous: next_page(page.before).into(),
            next: next_page(page.after).into(),
        })
    }

    /// Locks a discussion, or opens it again.
    #[oai(path = "/threads/:thread_id", method = "patch", operation_id = "update_thread")]
    async fn change(&self, who: Bearer, thread_id: Path<Id>, body: Body<ThreadPatch>) -> Result<RawJson<ThreadShape>, Problem> {
        let (app, actor, id): (_, _, ThreadId) = (&self.0.app, who.actor(), id(&thread_id)?);
        if let Some(locked) = body.0.locked {
            threads::lock(app, &actor, id, locked).await?;
        }
        RawJson::of(&ThreadShape::of(&self.0.origin, threads::view(app, &actor, id)?))
    }

    /// How far one has read, and whether one wants news of it.
    #[oai(path = "/threads/:thread_id/seat", method = "put", operation_id = "put_thread_seat")]
    async fn sit(&self, who: Bearer, thread_id: Path<Id>, body: Body<NewSeat>) -> Result<RawJson<ThreadShape>, Problem> {
        let (app, actor, id): (_, _, ThreadId) = (&self.0.app, who.actor(), id(&thread_id)?);
        threads::sit(app, &actor, id, body.0.read, body.0.muted).await?;
        RawJson::of(&ThreadShape::of(&self.0.origin, threads::view(app, &actor, id)?))
    }

    /// Says something in a discussion.
    #[oai(path = "/threads/:thread_id/messages", method = "post", operation_id = "create_message")]
    async fn say(
        &self,
        who: Bearer,
        thread_id: Path<Id>,
        #[oai(name = "Idempotency-Key")] repeat: Repeat,
        body: Body<NewMessage>,
    ) -> Result<Created<MessageShape>, Problem> {
        let (app, actor, id): (_, _, ThreadId) = (&self.0.app, who.actor(), id(&thread_id)?);
        let mut flaws = Flaws::default();
        let Some(text) = flaws.text("text", body.0.text.parse()) else {
            return Err(told(flaws, || threads::may_say(app, &actor, id)).into());
        };
        let made = threads::say(app, &actor, id, text, repeat.0).await?;
        Ok(RawJson::of(&MessageShape::of(&self.0.origin, made))?.into())
    }

    /// Changes what one said: what it said before is kept beside it.
    #[oai(path = "/threads/:thread_id/messages/:message_id", method = "patch", operation_id = "update_message")]
    async fn edit(
        &self,
        who: Bearer,
        thread_id: Path<Id>,
        message_id: Path<Id>,
        body: Body<NewMessage>,
    ) -> Result<RawJson<MessageShape>, Problem> {
        let (app, actor): (_, _) = (&self.0.app, who.actor());
        let (thread, message): (ThreadId, MessageId) = (id(&thread_id)?, id(&message_id)?);
        let mut flaws = Flaws::default();
        let Some(text) = flaws.text("text", body.0.text.parse()) else {
            return Err(told(flaws, || threads::may_edit(app, &actor, thread, message)).into());
        };
        let made = threads::edit(app, &actor, thread, message, text).await?;
        RawJson::of(&MessageShape::of(&self.0.origin, made))
    }

    /// Takes back what one said, or takes away what somebody else said in a discussion that one tends.
    #[oai(path = "/threads/:thread_id/messages/:message_id", method = "delete", operation_id = "delete_message")]
    async fn take_back(&self, who: Bearer, thread_id: Path<Id>, message_id: Path<Id>) -> Result<Done, Problem> {
        let (thread, message): (ThreadId, MessageId) = (id(&thread_id)?, id(&message_id)?);
        threads::take_back(&self.0.app, &who.actor(), thread, message).await?;
        Ok(Done)
    }
}
