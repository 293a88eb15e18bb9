//! One's own agenda: where one goes, what one waits for, what one organises, what was.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::App;
use super::cards::sight;
use super::near::{Cursor, EventList, Listed, listed};
use crate::domain::event::EventStatus;
use crate::domain::ids::EventId;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Actor;
use crate::domain::rsvp::Standing;
use crate::store::{Direction, ReadTx};

/// Most answers, and most events of one's own, that are looked through.
const LOOKED_THROUGH: usize = 2_000;

/// A part of one's agenda.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Where one goes.
    Coming,
    /// Where one waits for a place.
    Waiting,
    /// What one organises, and has published.
    Organising,
    /// What one has not published yet.
    Drafts,
    /// Where one went, and what one organised: the last first.
    Past,
}

impl Part {
    /// Every part, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Coming, Self::Waiting, Self::Organising, Self::Drafts, Self::Past];

    /// Whether an event is in this part, by what its reader is to it.
    fn holds(self, item: &Listed, now: Timestamp) -> bool {
        let event = &item.card.event;
        let ahead = event.facts.ends_at > now;
        let draft = event.status == EventStatus::Draft;
        match self {
            Self::Coming => ahead && item.standing == Some(Standing::Going),
            Self::Waiting => ahead && item.standing == Some(Standing::Waiting),
            Self::Organising => ahead && item.ties.organiser && !draft,
            Self::Drafts => item.ties.organiser && draft,
            Self::Past => !ahead && !draft && (item.ties.organiser || item.standing == Some(Standing::Going)),
        }
    }
}

/// A page of a part, after the place where the page before ended: by start, upwards; what is past downwards.
///
/// # Errors
/// 401; 403 `suspended`; 503.
pub fn list(app: &App, actor: &Actor, part: Part, after: Option<Cursor>, limit: usize) -> Result<EventList, Refusal> {
    let now = app.now();
    let mut items = all(app, actor)?;
    items.retain(|item| part.holds(item, now));
    let down = part == Part::Past;
    items.sort_by_key(place);
    if down {
        items.reverse();
    }
    if let Some(Cursor::Mine(at, id)) = after {
        items.retain(|item| if down { place(item) < (at, id) } else { place(item) > (at, id) });
    }
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(place).map(|(at, id)| Cursor::Mine(at, id));
    Ok(EventList { items, next })
}

/// How many events each part holds, in the order of [`Part::ALL`].
///
/// # Errors
/// 401; 403 `suspended`; 503.
pub fn counts(app: &App, actor: &Actor) -> Result<[usize; 5], Refusal> {
    let (now, items) = (app.now(), all(app, actor)?);
    Ok(Part::ALL.map(|part| items.iter().filter(|item| part.holds(item, now)).count()))
}

fn place(item: &Listed) -> (Timestamp, EventId) {
    (item.card.event.facts.starts_at, item.card.event.id)
}

/// Everything that one answered to or organises.
fn all(app: &App, actor: &Actor) -> Result<Vec<Listed>, Refusal> {
    sight(app, |sight| {
        let ids = ids(sight.tx, actor)?;
        let reader = sight.reader(actor)?;
        listed(sight, actor, &reader, ids.into_iter().map(|id| (id, None)))
    })
}

fn ids(tx: &ReadTx<'_>, actor: &Actor) -> Result<BTreeSet<EventId>, Refusal> {
    let member = actor.signed_in()?;
    let answers = tx.answers_of(member, None, LOOKED_THROUGH)?;
    let organised = tx.events_of_organiser(member, Timestamp::MAX, Direction::Down, None, LOOKED_THROUGH)?;
    let coming = answers.into_iter().filter(|(_, standing)| *standing != Standing::Declined).map(|(id, _)| id);
    Ok(coming.chain(organised.into_iter().map(|(_, id)| id)).collect())
}
