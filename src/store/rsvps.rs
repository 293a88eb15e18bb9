//! Answers to events. Each change of one keeps the event's tally, its waiting list, and the member's own list.

use std::ops::ControlFlow;

use jiff::Timestamp;

use super::reminders::dues;
use super::tables::{
    DUE_EVENT_STEP_TO_NOTHING, EVENT_MEMBER_TO_RSVP, EVENT_SINCE_MEMBER_TO_PARTY, EVENT_TO_TALLY, MEMBER_EVENT_TO_STANDING,
};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::ids::{EventId, MemberId};
use crate::domain::rsvp::{EventTally, Rsvp, Standing};

impl ReadTx<'_> {
    /// A member's answer to an event.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn rsvp(&self, event: EventId, member: MemberId) -> Result<Option<Rsvp>, Failure> {
        self.get(&EVENT_MEMBER_TO_RSVP, &(event, member))
    }

    /// The answers to an event that stand thus (none: all), by member, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn rsvps(&self, event: EventId, standing: Option<Standing>, after: Option<MemberId>, limit: usize) -> Result<Vec<Rsvp>, Failure> {
        let mut found = Vec::new();
        if limit == 0 {
            return Ok(found);
        }
        let after = after.map(|member| (event, member));
        self.each(&EVENT_MEMBER_TO_RSVP, &Keys::under(&event), after.as_ref(), Direction::Up, |_, rsvp| {
            if standing.is_none_or(|standing| rsvp.standing == standing) {
                found.push(rsvp);
            }
            if found.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(found)
    }

    /// The events that a member answered and how each answer stands, in the order in which the events were made, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn answers_of(&self, member: MemberId, after: Option<EventId>, limit: usize) -> Result<Vec<(EventId, Standing)>, Failure> {
        let after = after.map(|event| (member, event));
        let rows = self.scan(&MEMBER_EVENT_TO_STANDING, &Keys::under(&member), after.as_ref(), limit, Direction::Up)?;
        Ok(rows.into_iter().map(|((_, event), standing)| (event, standing)).collect())
    }

    /// How a member's answer to an event stands: quicker than [`ReadTx::rsvp`].
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn standing(&self, event: EventId, member: MemberId) -> Result<Option<Standing>, Failure> {
        self.get(&MEMBER_EVENT_TO_STANDING, &(member, event))
    }

    /// The first of an event's waiting list, by rank: who, and the places that they want.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn waiting(&self, event: EventId, limit: usize) -> Result<Vec<(MemberId, u32)>, Failure> {
        let rows = self.scan(&EVENT_SINCE_MEMBER_TO_PARTY, &Keys::under(&event), None, limit, Direction::Up)?;
        Ok(rows.into_iter().map(|((_, _, member), party)| (member, party)).collect())
    }

    /// Since when the last of an event's waiting list waits; none when nobody does.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn last_waiting(&self, event: EventId) -> Result<Option<Timestamp>, Failure> {
        let last = self.scan(&EVENT_SINCE_MEMBER_TO_PARTY, &Keys::under(&event), None, 1, Direction::Down)?;
        Ok(last.first().map(|((_, since, _), _)| *since))
    }

    /// The position of a waiting answer, counted from 1; none when it does not wait.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn position(&self, rsvp: &Rsvp) -> Result<Option<u32>, Failure> {
        let (mut position, mut found) = (0, false);
        self.each(&EVENT_SINCE_MEMBER_TO_PARTY, &Keys::under(&rsvp.event), None, Direction::Up, |(_, _, member), _| {
            position += 1;
            found = member == rsvp.member;
            if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        Ok(found.then_some(position))
    }
}

/// An answer's place in the waiting list, when it waits.
pub(super) fn rank(rsvp: &Rsvp) -> Option<(EventId, Timestamp, MemberId)> {
    (rsvp.standing == Standing::Waiting).then_some((rsvp.event, rsvp.since, rsvp.member))
}

impl WriteTx<'_> {
    /// Stores an answer, new or changed, and gives the tally after it.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn put_rsvp(&mut self, rsvp: &Rsvp) -> Result<EventTally, Failure> {
        let before = self.rsvp(rsvp.event, rsvp.member)?;
        if let Some(rank) = before.as_ref().and_then(rank) {
            self.delete(&EVENT_SINCE_MEMBER_TO_PARTY, &rank);
        }
        if let Some(rank) = rank(rsvp) {
            self.put(&EVENT_SINCE_MEMBER_TO_PARTY, &rank, &rsvp.party());
        }
        self.put(&MEMBER_EVENT_TO_STANDING, &(rsvp.member, rsvp.event), &rsvp.standing);
        self.put(&EVENT_MEMBER_TO_RSVP, &(rsvp.event, rsvp.member), rsvp);
        self.recount(rsvp.event, before.as_ref(), Some(rsvp))
    }

    /// Takes an answer back, and gives the tally after it.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn delete_rsvp(&mut self, event: EventId, member: MemberId) -> Result<EventTally, Failure> {
        let before = self.rsvp(event, member)?;
        if let Some(rank) = before.as_ref().and_then(rank) {
            self.delete(&EVENT_SINCE_MEMBER_TO_PARTY, &rank);
        }
        self.delete(&MEMBER_EVENT_TO_STANDING, &(member, event));
        self.delete(&EVENT_MEMBER_TO_RSVP, &(event, member));
        self.recount(event, before.as_ref(), None)
    }

    fn recount(&mut self, event: EventId, before: Option<&Rsvp>, after: Option<&Rsvp>) -> Result<EventTally, Failure> {
        let former = self.event_tally(event)?;
        let tally = former.moved(before, after);
        if tally != former {
            self.put(&EVENT_TO_TALLY, &event, &tally);
        }
        // Nothing is reminded of an event to which nobody comes.
        if (tally.going > 0) != (former.going > 0)
            && let Some(event) = self.event(event)?
        {
            self.relist(&DUE_EVENT_STEP_TO_NOTHING, &dues(&event, former.going), &dues(&event, tally.going));
        }
        Ok(tally)
    }
}
