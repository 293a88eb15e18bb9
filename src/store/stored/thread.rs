//! Discussions.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Form, stored, time};
use crate::domain::ids::{MemberId, MessageId, ThreadId};
use crate::domain::text::{Said, Title};
use crate::domain::thread::{Former, Message, On, Seat, Thread};

stored! {
    Thread => ThreadV1;
    Message => MessageV1;
    Former => FormerV1;
    Seat => SeatV1;
}

#[derive(Serialize, Deserialize)]
struct ThreadV1 {
    id: ThreadId,
    on: On,
    private: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<Title>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author: Option<MemberId>,
    locked: bool,
    created_at: i64,
    said: u32,
    last: i64,
}

impl Form<Thread> for ThreadV1 {
    fn of(thread: &Thread) -> Self {
        let Thread { id, on, private, title, author, locked, created_at, said, last } = thread.clone();
        let (created_at, last) = (created_at.as_microsecond(), last.as_microsecond());
        Self { id, on, private, title, author, locked, created_at, said, last }
    }

    fn noun(self) -> Result<Thread, String> {
        let Self { id, on, private, title, author, locked, created_at, said, last } = self;
        Ok(Thread { id, on, private, title, author, locked, created_at: time(created_at)?, said, last: time(last)? })
    }
}

#[derive(Serialize, Deserialize)]
struct MessageV1 {
    id: MessageId,
    thread: ThreadId,
    number: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author: Option<MemberId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<Said>,
    at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    edited_at: Option<i64>,
    edits: u32,
}

impl Form<Message> for MessageV1 {
    fn of(message: &Message) -> Self {
        let Message { id, thread, number, author, text, at, edited_at, edits } = message.clone();
        let (at, edited_at) = (at.as_microsecond(), edited_at.map(Timestamp::as_microsecond));
        Self { id, thread, number, author, text, at, edited_at, edits }
    }

    fn noun(self) -> Result<Message, String> {
        let Self { id, thread, number, author, text, at, edited_at, edits } = self;
        let (at, edited_at) = (time(at)?, edited_at.map(time).transpose()?);
        Ok(Message { id, thread, number, author, text, at, edited_at, edits })
    }
}

#[derive(Serialize, Deserialize)]
struct FormerV1 {
    text: Said,
    until: i64,
}

impl Form<Former> for FormerV1 {
    fn of(former: &Former) -> Self {
        let Former { text, until } = former.clone();
        Self { text, until: until.as_microsecond() }
    }

    fn noun(self) -> Result<Former, String> {
        let Self { text, until } = self;
        Ok(Former { text, until: time(until)? })
    }
}

#[derive(Serialize, Deserialize)]
struct SeatV1 {
    read: u32,
    wrote: bool,
    muted: bool,
}

impl Form<Seat> for SeatV1 {
    fn of(seat: &Seat) -> Self {
        let Seat { read, wrote, muted } = *seat;
        Self { read, wrote, muted }
    }

    fn noun(self) -> Result<Seat, String> {
        let Self { read, wrote, muted } = self;
        Ok(Seat { read, wrote, muted })
    }
}
