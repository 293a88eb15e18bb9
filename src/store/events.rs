//! Events, listed under their organisers and their team by start.

use jiff::Timestamp;

use super::codec::Key;
use super::reminders::dues;
use super::tables::{
    DUE_EVENT_STEP_TO_NOTHING, EVENT_TO_TALLY, EXTERNAL_ID_TO_EVENT, ID_TO_EVENT, ORGANISER_START_EVENT_TO_NOTHING,
    TEAM_START_EVENT_TO_NOTHING, Table,
};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::event::Event;
use crate::domain::ids::{EventId, MemberId, TeamId};
use crate::domain::rsvp::EventTally;
use crate::domain::text::ExternalId;

/// When an event starts, and which it is: its place in a list by start.
pub type Start = (Timestamp, EventId);

impl ReadTx<'_> {
    /// An event.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn event(&self, id: EventId) -> Result<Option<Event>, Failure> {
        self.get(&ID_TO_EVENT, &id)
    }

    /// How many come to an event and wait.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn event_tally(&self, event: EventId) -> Result<EventTally, Failure> {
        Ok(self.get(&EVENT_TO_TALLY, &event)?.unwrap_or_default())
    }

    /// The event that an import gave this name.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn event_by_external_id(&self, name: &ExternalId) -> Result<Option<Event>, Failure> {
        self.get(&EXTERNAL_ID_TO_EVENT, &name.as_str().to_owned())?.map_or(Ok(None), |id| self.event(id))
    }

    /// All events in the order in which they were made, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn events(&self, after: Option<EventId>, limit: usize) -> Result<Vec<Event>, Failure> {
        let rows = self.scan(&ID_TO_EVENT, &Keys::all(), after.as_ref(), limit, Direction::Up)?;
        Ok(rows.into_iter().map(|(_, event)| event).collect())
    }

    /// The events of a team by start, whatever their status: upwards those that start at `at` or later, downwards those that start before it;
    /// after the place `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn events_of_team(
        &self,
        team: TeamId,
        at: Timestamp,
        direction: Direction,
        after: Option<Start>,
        limit: usize,
    ) -> Result<Vec<Start>, Failure> {
        self.starts(&TEAM_START_EVENT_TO_NOTHING, team, at, direction, after, limit)
    }

    /// The events that a member organises, as for [`ReadTx::events_of_team`].
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn events_of_organiser(
        &self,
        member: MemberId,
        at: Timestamp,
        direction: Direction,
        after: Option<Start>,
        limit: usize,
    ) -> Result<Vec<Start>, Failure> {
        self.starts(&ORGANISER_START_EVENT_TO_NOTHING, member, at, direction, after, limit)
    }

    fn starts<O: Key + Copy>(
        &self,
        table: &Table<(O, Timestamp, EventId), ()>,
        owner: O,
        at: Timestamp,
        direction: Direction,
        after: Option<Start>,
        limit: usize,
    ) -> Result<Vec<Start>, Failure> {
        let all = Keys::under(&owner);
        let keys = match direction {
            Direction::Up => all.from(&(owner, at)),
            Direction::Down => all.before(&(owner, at)),
        };
        let after = after.map(|(start, event)| (owner, start, event));
        let rows = self.scan(table, &keys, after.as_ref(), limit, direction)?;
        Ok(rows.into_iter().map(|((_, start, event), ())| (start, event)).collect())
    }
}

/// An event's places in the lists of its organisers.
pub(super) fn under_organisers(event: &Event) -> Vec<(MemberId, Timestamp, EventId)> {
    event.organisers.iter().map(|member| (*member, event.facts.starts_at, event.id)).collect()
}

/// An event's place in the list of its team.
pub(super) fn under_team(event: &Event) -> Vec<(TeamId, Timestamp, EventId)> {
    event.facts.team.iter().map(|team| (*team, event.facts.starts_at, event.id)).collect()
}

impl WriteTx<'_> {
    /// Stores an event, new or changed.
    ///
    /// # Errors
    /// When the record cannot be read; [`Failure::Fault`] when the import's name is another event's.
    pub fn put_event(&mut self, event: &Event) -> Result<(), Failure> {
        let before = self.event(event.id)?;
        let before = before.as_ref();
        let external = |event: &Event| event.external_id.as_ref().map(|name| name.as_str().to_owned());
        self.rename(&EXTERNAL_ID_TO_EVENT, before.and_then(external), external(event), &event.id)?;
        let organised = before.map(under_organisers).unwrap_or_default();
        self.relist(&ORGANISER_START_EVENT_TO_NOTHING, &organised, &under_organisers(event));
        let hosted = before.map(under_team).unwrap_or_default();
        self.relist(&TEAM_START_EVENT_TO_NOTHING, &hosted, &under_team(event));
        let going = self.event_tally(event.id)?.going;
        let reminded = before.map(|before| dues(before, going)).unwrap_or_default();
        self.relist(&DUE_EVENT_STEP_TO_NOTHING, &reminded, &dues(event, going));
        self.put(&ID_TO_EVENT, &event.id, event);
        Ok(())
    }
}
