//! Checks of discussions: lists, numbers and seats agree with threads and messages, and everything is of something that is there.

use std::collections::HashMap;

use super::super::threads::in_room;
use super::super::{Failure, tables};
use super::{Check, alone};
use crate::domain::ids::{MemberId, ThreadId};
use crate::domain::thread::On;

impl Check<'_> {
    pub(super) fn threads(&mut self) -> Result<(), Failure> {
        let rows = &tables::ID_TO_THREAD;
        self.filed(rows, |thread| thread.id)?;
        let rooms = &tables::ROOM_PRIVATE_LAST_THREAD_TO_NOTHING;
        self.listed(rows, rooms, |_, thread| alone(&[in_room(thread)]), |(_, _, _, id), ()| *id)?;
        let (messages, formers) = (&tables::THREAD_MESSAGE_TO_MESSAGE, &tables::THREAD_MESSAGE_EDIT_TO_FORMER);
        self.filed(messages, |message| (message.thread, message.id))?;
        let mut last: HashMap<ThreadId, u32> = HashMap::new();
        self.each(messages, |check, key, message| {
            let number = last.entry(key.0).or_default();
            *number = message.number.max(*number);
            message.author.map_or(Ok(()), |author| check.member_exists(messages, &key, author))
        })?;
        self.each(rows, |check, id, thread| {
            let said = last.remove(&id).unwrap_or_default();
            if thread.said != said {
                check.find(rows, format!("{id:?} says that its last message is {}, and it is {said}", thread.said));
            }
            match thread.on {
                On::Event(event) => check.event_exists(rows, &id, event)?,
                On::Team(team) => check.team_exists(rows, &id, team)?,
            }
            thread.author.map_or(Ok(()), |author| check.member_exists(rows, &id, author))
        })?;
        for thread in last.into_keys() {
            self.find(messages, format!("{thread:?} is not there, and something is said in it"));
        }
        self.each(formers, |check, key, _| {
            if !check.has(messages, &(key.0, key.1))? {
                check.find(formers, format!("{key:?} was said before by a message that is not there"));
            }
            Ok(())
        })?;
        let seats = &tables::THREAD_MEMBER_TO_SEAT;
        let own = |(thread, member): &(ThreadId, MemberId), _: &_| vec![((*member, *thread), ())];
        self.listed(seats, &tables::MEMBER_THREAD_TO_NOTHING, own, |(member, thread), ()| (*thread, *member))?;
        self.each(seats, |check, key, _| {
            if !check.has(rows, &key.0)? {
                check.find(seats, format!("{key:?} is a seat in no thread"));
            }
            check.member_exists(seats, &key, key.1)
        })
    }
}
