//! Reminders: when those of each event are due, which were given, and who says that they were there.

use jiff::Timestamp;

use super::tables::{DUE_EVENT_STEP_TO_NOTHING, EVENT_MEMBER_TO_PRESENCE, EVENT_STEP_DUE_TO_NOTHING};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::event::Event;
use crate::domain::ids::{EventId, MemberId};
use crate::domain::reminder::{Step, planned};

/// The mark that reminders are planned for every event: records of before there were any lack it until a job has gone through them.
const PLANNED: &str = "reminders";

/// When a reminder of an event is due.
pub type Due = (Timestamp, EventId, Step);

/// The reminders of an event to which so many come.
pub(super) fn dues(event: &Event, going: u32) -> Vec<(Timestamp, EventId, u8)> {
    planned(&event.facts, event.status, going).into_iter().map(|rung| (rung.due, event.id, rung.step.number())).collect()
}

impl ReadTx<'_> {
    /// Reminders that were due between two times, the last included, in order of time, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn reminders_due(&self, from: Timestamp, to: Timestamp, after: Option<Due>, limit: usize) -> Result<Vec<Due>, Failure> {
        let after = after.map(|(due, event, step)| (due, event, step.number()));
        let rows = self.scan(&DUE_EVENT_STEP_TO_NOTHING, &Keys::all().from(&from), after.as_ref(), limit, Direction::Up)?;
        let due = rows.into_iter().take_while(|((due, ..), ())| *due <= to);
        Ok(due.filter_map(|((due, event, step), ())| Some((due, event, Step::from_number(step)?))).collect())
    }

    /// When the first reminder after this time is due.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn next_reminder_due(&self, after: Timestamp) -> Result<Option<Timestamp>, Failure> {
        let last = (after, EventId::from_bytes([u8::MAX; 16]), u8::MAX);
        let next = self.scan(&DUE_EVENT_STEP_TO_NOTHING, &Keys::all(), Some(&last), 1, Direction::Up)?;
        Ok(next.first().map(|((due, ..), ())| *due))
    }

    /// Whether a reminder that was due then was given.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn reminder_given(&self, (due, event, step): Due) -> Result<bool, Failure> {
        Ok(self.get(&EVENT_STEP_DUE_TO_NOTHING, &(event, step.number(), due))?.is_some())
    }

    /// The reminders of an event that were given, with when they were due.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn reminders_given(&self, event: EventId) -> Result<Vec<(Step, Timestamp)>, Failure> {
        let rows = self.scan(&EVENT_STEP_DUE_TO_NOTHING, &Keys::under(&event), None, usize::MAX, Direction::Up)?;
        Ok(rows.into_iter().filter_map(|((_, step, due), ())| Some((Step::from_number(step)?, due))).collect())
    }

    /// Who says that they were at an event, or were not, in order, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn presences(&self, event: EventId, after: Option<MemberId>, limit: usize) -> Result<Vec<(MemberId, bool)>, Failure> {
        let after = after.map(|member| (event, member));
        let rows = self.scan(&EVENT_MEMBER_TO_PRESENCE, &Keys::under(&event), after.as_ref(), limit, Direction::Up)?;
        Ok(rows.into_iter().map(|((_, member), there)| (member, there > 0)).collect())
    }

    /// Whether somebody says that they were at an event; none when they did not say.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn presence(&self, event: EventId, member: MemberId) -> Result<Option<bool>, Failure> {
        Ok(self.get(&EVENT_MEMBER_TO_PRESENCE, &(event, member))?.map(|there| there > 0))
    }

    /// How many say that they were at an event.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn present(&self, event: EventId) -> Result<u32, Failure> {
        let rows = self.scan(&EVENT_MEMBER_TO_PRESENCE, &Keys::under(&event), None, usize::MAX, Direction::Up)?;
        Ok(rows.into_iter().map(|(_, there)| there).sum())
    }

    /// Whether reminders are planned for every event.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn reminders_planned(&self) -> Result<bool, Failure> {
        Ok(self.number(PLANNED)?.is_some())
    }
}

impl WriteTx<'_> {
    /// Notes that a reminder was given.
    pub fn give_reminder(&mut self, (due, event, step): Due) {
        self.put(&EVENT_STEP_DUE_TO_NOTHING, &(event, step.number(), due), &());
    }

    /// Plans the reminders of an event of before there were any.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn plan_reminders(&mut self, event: &Event) -> Result<(), Failure> {
        let going = self.event_tally(event.id)?.going;
        self.relist(&DUE_EVENT_STEP_TO_NOTHING, &[], &dues(event, going));
        Ok(())
    }

    /// From now on, reminders are planned for every event.
    pub fn set_reminders_planned(&mut self) {
        self.set_number(PLANNED, 1);
    }

    /// Stores whether somebody was at an event.
    pub fn put_presence(&mut self, event: EventId, member: MemberId, there: bool) {
        self.put(&EVENT_MEMBER_TO_PRESENCE, &(event, member), &u32::from(there));
    }
}
