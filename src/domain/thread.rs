//! Discussions: threads on events and teams, and what is said in them.
//!
//! A thread is *on* something; whoever sees that and is signed in reads its open threads ([`super::rights::see_thread`]). A private thread is
//! between its author and those who answer for the thing: a team's managers and leads, an event's organisers.
//!
//! ```text
//! ROOM PRIVATE LAST THREAD → nothing     the threads of a room, the liveliest first; a room is what threads are on
//! THREAD MESSAGE           → message     ids sort by time, so a page is one bounded scan, at the first message as at the ten-thousandth
//! THREAD                   → thread      with how many messages were ever said, and when the last was: never counted by scanning
//! THREAD MEMBER            → seat        how far somebody has read (the number of a message), whether they wrote, whether they want no news
//! MEMBER THREAD            → nothing     the threads in which somebody has a seat
//! THREAD MESSAGE EDIT      → former      what an edited message said before
//! ```
//!
//! Messages of a thread are numbered from 1: unread = said − read, without a scan.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{EventId, MemberId, MessageId, TeamId, ThreadId};
use super::refusal::Refusal;
use super::text::{Said, Title};

/// Most former texts that are kept of one message: beyond, the oldest goes.
pub const EDITS_MAX: u32 = 20;

/// What threads are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum On {
    /// An event.
    Event(EventId),
    /// A team.
    Team(TeamId),
}

impl On {
    /// Seventeen bytes that stand for it in keys.
    pub fn room(self) -> [u8; 17] {
        let (kind, id) = match self {
            Self::Event(id) => (1, *id.bytes()),
            Self::Team(id) => (2, *id.bytes()),
        };
        let mut room = [kind; 17];
        room[1..].copy_from_slice(&id);
        room
    }
}

/// A discussion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// Which.
    pub id: ThreadId,
    /// On what.
    pub on: On,
    /// Between its author and those who answer for the thing.
    pub private: bool,
    /// What it is about; none once its first message was taken back: it was said with it.
    pub title: Option<Title>,
    /// Who began it; none once their account is gone.
    pub author: Option<MemberId>,
    /// Nobody adds to it any more.
    pub locked: bool,
    /// When it was begun.
    pub created_at: Timestamp,
    /// Messages that were ever said, those included that were taken back: the number of the last.
    pub said: u32,
    /// When the last was.
    pub last: Timestamp,
}

impl Thread {
    /// How many messages somebody in this seat has not seen. Without a seat: none, but for a private thread, which waits for an answer.
    pub fn unread(&self, seat: Option<&Seat>) -> u32 {
        let read = seat.map_or(if self.private { 0 } else { self.said }, |seat| seat.read);
        self.said.saturating_sub(read)
    }

    /// Whether something may be added.
    ///
    /// # Errors
    /// 409 `locked`.
    pub fn open(&self) -> Result<(), Refusal> {
        if self.locked { Err(Refusal::Conflict("locked")) } else { Ok(()) }
    }
}

/// What is said in a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Which: later ones sort later.
    pub id: MessageId,
    /// In which thread.
    pub thread: ThreadId,
    /// Its number in the thread, from 1.
    pub number: u32,
    /// Who said it; none once their account is gone.
    pub author: Option<MemberId>,
    /// What, in Markdown; none once it was taken back.
    pub text: Option<Said>,
    /// When.
    pub at: Timestamp,
    /// When it was last changed.
    pub edited_at: Option<Timestamp>,
    /// How often it was changed.
    pub edits: u32,
}

impl Message {
    /// Whether this member said it.
    pub fn is_by(&self, member: Option<MemberId>) -> bool {
        self.author.is_some() && self.author == member
    }

    /// What it says.
    ///
    /// # Errors
    /// 409 `message_gone` for one that was taken back.
    pub fn there(&self) -> Result<&Said, Refusal> {
        self.text.as_ref().ok_or(Refusal::Conflict("message_gone"))
    }

    /// The message with another text; what it said before comes beside it. None: it says that already.
    ///
    /// # Errors
    /// 409 `message_gone` for one that was taken back.
    pub fn edited(&self, text: Said, now: Timestamp) -> Result<Option<(Self, Former)>, Refusal> {
        let former = self.there()?.clone();
        if former == text {
            return Ok(None);
        }
        let edited = Self { text: Some(text), edited_at: Some(now), edits: self.edits.saturating_add(1), ..self.clone() };
        Ok(Some((edited, Former { text: former, until: now })))
    }
}

/// What a message said before it was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// The text.
    pub text: Said,
    /// Until when.
    pub until: Timestamp,
}

/// What a member has to do with a thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seat {
    /// The number of the last message that they have seen.
    pub read: u32,
    /// They said something in it.
    pub wrote: bool,
    /// They want no news of it.
    pub muted: bool,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A thread on this, by nobody.
    pub fn thread(on: On, private: bool) -> Thread {
        let at = Timestamp::UNIX_EPOCH;
        let title = "Covoiturage".parse().ok();
        Thread { id: ThreadId::new(at, [2; 10]), on, private, title, author: None, locked: false, created_at: at, said: 7, last: at }
    }

    fn message() -> Message {
        let at = Timestamp::UNIX_EPOCH;
        let (id, thread, text) = (MessageId::new(at, [1; 10]), ThreadId::new(at, [2; 10]), "Bonjour".parse().ok());
        Message { id, thread, number: 1, author: None, text, at, edited_at: None, edits: 0 }
    }

    #[test]
    fn an_edit_keeps_what_was_said() {
        let now = Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_secs(5);
        let text = |text: &str| text.parse::<Said>().expect("a text");
        assert_eq!(message().edited(text("Bonjour"), now), Ok(None), "nothing changed");
        let (edited, former) = message().edited(text("Bonsoir"), now).expect("it may").expect("it changed");
        assert_eq!((edited.text, edited.edits, edited.edited_at), (Some(text("Bonsoir")), 1, Some(now)));
        assert_eq!(former, Former { text: text("Bonjour"), until: now });
        let gone = Message { text: None, ..message() };
        assert_eq!(gone.edited(text("Encore"), now), Err(Refusal::Conflict("message_gone")));
    }

    #[test]
    fn unread_is_counted_without_looking() {
        let on = On::Team(TeamId::from_bytes([1; 16]));
        let seats = [None, Some(7), Some(4), Some(9)].map(|read: Option<u32>| read.map(|read| Seat { read, ..Seat::default() }));
        assert_eq!(seats.map(|seat| thread(on, false).unread(seat.as_ref())), [0, 0, 3, 0]);
        assert_eq!(seats.map(|seat| thread(on, true).unread(seat.as_ref())), [7, 0, 3, 0]);
    }

    #[test]
    fn rooms_differ() {
        let id = [7; 16];
        let rooms = [On::Event(EventId::from_bytes(id)).room(), On::Team(TeamId::from_bytes(id)).room()];
        assert!(rooms[0] != rooms[1] && rooms.iter().all(|room| room[1..] == id));
    }
}
