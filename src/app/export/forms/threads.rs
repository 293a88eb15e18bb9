//! How discussions are written in an export.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{perhaps, written};
use crate::domain::ids::{EventId, MemberId, MessageId, TeamId, ThreadId};
use crate::domain::text::{Said, Title};
use crate::domain::thread::{Former, Message, On, Seat, Thread};

/// A discussion: on an event, or in a team.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThreadForm {
    #[serde(with = "written")]
    id: ThreadId,
    #[serde(with = "perhaps", default)]
    event: Option<EventId>,
    #[serde(with = "perhaps", default)]
    team: Option<TeamId>,
    private: bool,
    #[serde(with = "perhaps", default)]
    title: Option<Title>,
    #[serde(with = "perhaps", default)]
    author: Option<MemberId>,
    locked: bool,
    created_at: Timestamp,
}

impl From<Thread> for ThreadForm {
    fn from(thread: Thread) -> Self {
        let Thread { id, on, private, title, author, locked, created_at, said: _, last: _ } = thread;
        let (event, team) = match on {
            On::Event(id) => (Some(id), None),
            On::Team(id) => (None, Some(id)),
        };
        Self { id, event, team, private, title, author, locked, created_at }
    }
}

impl ThreadForm {
    /// The discussion, before anything is said in it; none when it is on nothing.
    pub fn noun(self) -> Option<Thread> {
        let Self { id, event, team, private, title, author, locked, created_at } = self;
        let on = event.map(On::Event).or(team.map(On::Team))?;
        Some(Thread { id, on, private, title, author, locked, created_at, said: 0, last: created_at })
    }
}

/// What is said in a discussion, with what it said before.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageForm {
    #[serde(with = "written")]
    id: MessageId,
    #[serde(with = "written")]
    thread: ThreadId,
    #[serde(with = "perhaps", default)]
    author: Option<MemberId>,
    #[serde(with = "perhaps", default)]
    text: Option<Said>,
    at: Timestamp,
    edited_at: Option<Timestamp>,
    edits: u32,
    history: Vec<FormerForm>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FormerForm {
    #[serde(with = "written")]
    text: Said,
    until: Timestamp,
}

impl MessageForm {
    /// The form of a message, with what it said before.
    pub fn of(message: Message, formers: Vec<Former>) -> Self {
        let Message { id, thread, number: _, author, text, at, edited_at, edits } = message;
        let history = formers.into_iter().map(|Former { text, until }| FormerForm { text, until }).collect();
        Self { id, thread, author, text, at, edited_at, edits, history }
    }

    /// The message, and what it said before: its number is given as it is added.
    pub fn noun(self) -> (Message, Vec<Former>) {
        let Self { id, thread, author, text, at, edited_at, edits, history } = self;
        let formers = history.into_iter().map(|FormerForm { text, until }| Former { text, until }).collect();
        (Message { id, thread, number: 0, author, text, at, edited_at, edits }, formers)
    }
}

/// How far somebody has read a discussion.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeatForm {
    #[serde(with = "written")]
    thread: ThreadId,
    #[serde(with = "written")]
    member: MemberId,
    read: u32,
    wrote: bool,
    muted: bool,
}

impl SeatForm {
    /// The form of a member's seat in a discussion.
    pub fn of(thread: ThreadId, member: MemberId, seat: Seat) -> Self {
        let Seat { read, wrote, muted } = seat;
        Self { thread, member, read, wrote, muted }
    }

    /// In which discussion, whose, and what it is.
    pub fn noun(&self) -> (ThreadId, MemberId, Seat) {
        let Self { thread, member, read, wrote, muted } = *self;
        (thread, member, Seat { read, wrote, muted })
    }
}
