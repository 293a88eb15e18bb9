//! Discussions: threads by room and by when something was last said, messages by time, seats both ways. [`crate::domain::thread`] says why the
//! keys are as they are.

use jiff::Timestamp;

use super::tables::{
    ID_TO_THREAD, MEMBER_THREAD_TO_NOTHING, ROOM_PRIVATE_LAST_THREAD_TO_NOTHING, THREAD_MEMBER_TO_SEAT, THREAD_MESSAGE_EDIT_TO_FORMER,
    THREAD_MESSAGE_TO_MESSAGE,
};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::ids::{MemberId, MessageId, ThreadId};
use crate::domain::thread::{EDITS_MAX, Former, Message, On, Seat, Thread};

/// When something was last said in a thread, and which it is: its place in a list.
pub type Last = (Timestamp, ThreadId);

impl ReadTx<'_> {
    /// A thread.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn thread(&self, id: ThreadId) -> Result<Option<Thread>, Failure> {
        self.get(&ID_TO_THREAD, &id)
    }

    /// All threads in the order in which they were begun, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn threads(&self, after: Option<ThreadId>, limit: usize) -> Result<Vec<Thread>, Failure> {
        let rows = self.scan(&ID_TO_THREAD, &Keys::all(), after.as_ref(), limit, Direction::Up)?;
        Ok(rows.into_iter().map(|(_, thread)| thread).collect())
    }

    /// The open threads on something, or the private ones: the liveliest first, those after the place `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn threads_on(&self, on: On, private: bool, after: Option<Last>, limit: usize) -> Result<Vec<Last>, Failure> {
        let room = on.room();
        let after = after.map(|(last, id)| (room, private, last, id));
        let keys = Keys::under(&(room, private));
        let rows = self.scan(&ROOM_PRIVATE_LAST_THREAD_TO_NOTHING, &keys, after.as_ref(), limit, Direction::Down)?;
        Ok(rows.into_iter().map(|((_, _, last, id), ())| (last, id)).collect())
    }

    /// A message.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn message(&self, thread: ThreadId, id: MessageId) -> Result<Option<Message>, Failure> {
        self.get(&THREAD_MESSAGE_TO_MESSAGE, &(thread, id))
    }

    /// The messages of a thread in this direction, those after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn messages(
        &self,
        thread: ThreadId,
        direction: Direction,
        after: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<Message>, Failure> {
        let after = after.map(|id| (thread, id));
        let rows = self.scan(&THREAD_MESSAGE_TO_MESSAGE, &Keys::under(&thread), after.as_ref(), limit, direction)?;
        Ok(rows.into_iter().map(|(_, message)| message).collect())
    }

    /// What an edited message said before, the oldest first.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn former_texts(&self, thread: ThreadId, message: MessageId) -> Result<Vec<Former>, Failure> {
        let keys = Keys::under(&(thread, message));
        let rows = self.scan(&THREAD_MESSAGE_EDIT_TO_FORMER, &keys, None, EDITS_MAX as usize, Direction::Up)?;
        Ok(rows.into_iter().map(|(_, former)| former).collect())
    }

    /// What a member has to do with a thread.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn seat(&self, thread: ThreadId, member: MemberId) -> Result<Option<Seat>, Failure> {
        self.get(&THREAD_MEMBER_TO_SEAT, &(thread, member))
    }

    /// Who has a seat in a thread, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn seats(&self, thread: ThreadId, after: Option<MemberId>, limit: usize) -> Result<Vec<(MemberId, Seat)>, Failure> {
        let after = after.map(|member| (thread, member));
        let rows = self.scan(&THREAD_MEMBER_TO_SEAT, &Keys::under(&thread), after.as_ref(), limit, Direction::Up)?;
        Ok(rows.into_iter().map(|((_, member), seat)| (member, seat)).collect())
    }

    /// The threads in which a member has a seat, the newest first, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn threads_of(&self, member: MemberId, after: Option<ThreadId>, limit: usize) -> Result<Vec<ThreadId>, Failure> {
        let after = after.map(|thread| (member, thread));
        let rows = self.scan(&MEMBER_THREAD_TO_NOTHING, &Keys::under(&member), after.as_ref(), limit, Direction::Down)?;
        Ok(rows.into_iter().map(|((_, thread), ())| thread).collect())
    }
}

/// A thread's place in the list of its room.
pub(super) fn in_room(thread: &Thread) -> ([u8; 17], bool, Timestamp, ThreadId) {
    (thread.on.room(), thread.private, thread.last, thread.id)
}

impl WriteTx<'_> {
    /// Stores a thread, new or changed: never in another room.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn put_thread(&mut self, thread: &Thread) -> Result<(), Failure> {
        let before: Vec<_> = self.thread(thread.id)?.iter().map(in_room).collect();
        self.relist(&ROOM_PRIVATE_LAST_THREAD_TO_NOTHING, &before, &[in_room(thread)]);
        self.put(&ID_TO_THREAD, &thread.id, thread);
        Ok(())
    }

    /// Adds a message to a thread; gives it with its number.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn add_message(&mut self, thread: &Thread, message: Message) -> Result<Message, Failure> {
        let message = Message { number: thread.said.saturating_add(1), ..message };
        self.put_thread(&Thread { said: message.number, last: message.at, ..thread.clone() })?;
        self.put_message(&message);
        Ok(message)
    }

    /// Stores a message as it is.
    pub fn put_message(&mut self, message: &Message) {
        self.put(&THREAD_MESSAGE_TO_MESSAGE, &(message.thread, message.id), message);
    }

    /// Stores a message that was changed, and what it said before.
    pub fn edit_message(&mut self, message: &Message, former: &Former) {
        let key = |edit| (message.thread, message.id, edit);
        self.put(&THREAD_MESSAGE_EDIT_TO_FORMER, &key(message.edits), former);
        if let Some(oldest) = message.edits.checked_sub(EDITS_MAX) {
            self.delete(&THREAD_MESSAGE_EDIT_TO_FORMER, &key(oldest));
        }
        self.put_message(message);
    }

    /// Takes back what a message says, and all that it said before; its place stays.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn empty_message(&mut self, message: &Message) -> Result<(), Failure> {
        let keys = Keys::under(&(message.thread, message.id));
        for (key, _) in self.scan(&THREAD_MESSAGE_EDIT_TO_FORMER, &keys, None, usize::MAX, Direction::Up)? {
            self.delete(&THREAD_MESSAGE_EDIT_TO_FORMER, &key);
        }
        self.put_message(&Message { text: None, ..message.clone() });
        Ok(())
    }

    /// Stores what a member has to do with a thread.
    pub fn put_seat(&mut self, thread: ThreadId, member: MemberId, seat: &Seat) {
        self.put(&THREAD_MEMBER_TO_SEAT, &(thread, member), seat);
        self.put(&MEMBER_THREAD_TO_NOTHING, &(member, thread), &());
    }

    /// Takes a member's seat away.
    pub fn delete_seat(&mut self, thread: ThreadId, member: MemberId) {
        self.delete(&THREAD_MEMBER_TO_SEAT, &(thread, member));
        self.delete(&MEMBER_THREAD_TO_NOTHING, &(member, thread));
    }
}
