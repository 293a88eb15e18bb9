//! What others see of me: gathered from the record by the same rules that decide it for them, and nothing made up.

use super::App;
use super::sessions::Visitor;
use crate::domain::event::{Contact, Event, EventStatus};
use crate::domain::ids::{EventId, TeamId};
use crate::domain::membership::{MembershipStanding, TeamRole};
use crate::domain::refusal::Refusal;
use crate::domain::rsvp::Standing;
use crate::domain::team::TeamState;
use crate::store::{Direction, ReadTx};

/// Most events and teams of each kind that are listed.
pub const LISTED: usize = 100;

/// What others see of a member.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seen {
    /// Events to come that one organises: members see the name there.
    pub organising: Vec<Action>,
    /// Events to come that say whom to ask, and what everybody reads there.
    pub contacts: Vec<(Action, Contact)>,
    /// Events to come where those who come see the name.
    pub coming: Vec<Action>,
    /// Events to come where only organisers see it.
    pub hidden: Vec<Action>,
    /// Teams whose members see the name.
    pub listed: Vec<Group>,
    /// Teams where only managers see it.
    pub unlisted: Vec<Group>,
}

/// An event by its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Which.
    pub id: EventId,
    /// Its title.
    pub title: String,
}

/// A team by its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Which.
    pub id: TeamId,
    /// Its name.
    pub name: String,
}

/// What others see of whoever asks.
///
/// # Errors
/// A failure of the record.
pub fn of_me(app: &App, visitor: &Visitor) -> Result<Seen, Refusal> {
    let (me, now) = (visitor.member.id, app.now());
    app.store.read(|tx| {
        let mut seen = Seen::default();
        for (_, id) in tx.events_of_organiser(me, now, Direction::Up, None, LISTED)? {
            let Some(event) = tx.event(id)?.filter(|event| !matches!(event.status, EventStatus::Draft | EventStatus::Hidden)) else {
                continue;
            };
            seen.organising.push(action(&event));
            if let Some(contact) = event.facts.contact.clone() {
                seen.contacts.push((action(&event), contact));
            }
        }
        answers(tx, visitor, &mut seen, now)?;
        for place in tx.memberships_of(me, None, LISTED)? {
            let Some(team) = tx.team(place.team)?.filter(|team| team.state == TeamState::Active) else { continue };
            let group = Group { id: team.id, name: team.name.to_string() };
            let shown = place.listed || place.role >= TeamRole::Manager;
            if place.standing == MembershipStanding::In && shown { seen.listed.push(group) } else { seen.unlisted.push(group) }
        }
        Ok(seen)
    })
}

fn action(event: &Event) -> Action {
    Action { id: event.id, title: event.facts.title.to_string() }
}

fn answers(tx: &ReadTx<'_>, visitor: &Visitor, seen: &mut Seen, now: jiff::Timestamp) -> Result<(), Refusal> {
    let me = visitor.member.id;
    for (id, standing) in tx.answers_of(me, None, usize::MAX)? {
        let Some(event) = tx.event(id)?.filter(|event| !event.is_past(now) && event.status != EventStatus::Hidden) else { continue };
        let hidden = tx.rsvp(id, me)?.is_some_and(|rsvp| rsvp.hidden);
        if standing == Standing::Going && !hidden {
            seen.coming.push(action(&event));
        } else {
            seen.hidden.push(action(&event));
        }
        if seen.coming.len() + seen.hidden.len() >= LISTED {
            break;
        }
    }
    Ok(())
}
