//! "I'm coming": answers, the waiting list, and the list of who comes.

use std::collections::HashMap;

use jiff::Timestamp;

use super::App;
use super::lookup::event_for;
use super::notices::tell;
use crate::domain::chore::{IndexChore, News};
use crate::domain::event::Event;
use crate::domain::ids::{EventId, MediaId, MemberId};
use crate::domain::refusal::Refusal;
use crate::domain::rights::{Actor, Right};
use crate::domain::rsvp::{self, Answer, EventTally, Rsvp, Standing};
use crate::domain::text::Note;
use crate::store::{ReadTx, WriteTx};

/// Most waiting parties that are looked at when places become free.
const WAITING_PAGE: usize = 500;

/// What an answer led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Where the answer stands.
    pub standing: Standing,
    /// The rank in the waiting list, from 1, when waiting.
    pub position: Option<u32>,
    /// How many come now, guests included.
    pub going: u32,
    /// How many places are left, when they are limited.
    pub places_left: Option<u32>,
}

/// Answers to an event. A repeat of the same answer changes nothing.
///
/// # Errors
/// 404; 401; 403; 409 `cancelled`, `past`, `not_published` or `full`; 422 for too many guests.
pub async fn answer(app: &App, actor: &Actor, id: EventId, answer: Answer) -> Result<Outcome, Refusal> {
    let member = actor.signed_in()?;
    let (actor, now) = (*actor, app.now());
    app.store
        .write(move |tx| {
            let (event, _) = event_for(tx, &actor, id, Right::Answer)?;
            let former = tx.rsvp(id, member)?;
            let tally = tx.event_tally(id)?;
            let standing = rsvp::decide(&event, tally, former.as_ref(), &answer, now)?;
            let next = Rsvp {
                event: id,
                member,
                standing,
                guests: if answer.going { answer.guests } else { 0 },
                note: answer.note.clone(),
                hidden: answer.hidden.unwrap_or(former.as_ref().is_some_and(|f| f.hidden)),
                since: match former.as_ref().filter(|f| f.standing == standing) {
                    Some(same) => same.since,
                    None if standing == Standing::Waiting => rsvp::waits_since(tx.last_waiting(id)?, now),
                    None => now,
                },
            };
            if former.as_ref() != Some(&next) {
                tx.put_rsvp(&next)?;
                promote(tx, &event, now)?;
                reindex_if_turned(tx, &event, tally)?;
                let came = former.as_ref().is_some_and(|former| former.standing != Standing::Declined);
                if standing != Standing::Declined && !came && event.organisers.iter().any(|organiser| *organiser != member) {
                    tell(tx, News::Answered(id, member), Some(member), now)?;
                }
            }
            outcome(tx, &event, member)
        })
        .await
}

/// Whether somebody may answer to this event at all: for doors that found flaws in the answer.
///
/// # Errors
/// 404; 401; 403.
pub fn may_answer(app: &App, actor: &Actor, id: EventId) -> Result<(), Refusal> {
    actor.signed_in()?;
    app.store.read(|tx| event_for(tx, actor, id, Right::Answer).map(drop))
}

/// Takes an answer back, as if it had never been given.
///
/// # Errors
/// 404; 401; 403; 409 `past` or `cancelled`: what happened stays on record.
pub async fn take_back(app: &App, actor: &Actor, id: EventId) -> Result<(), Refusal> {
    let member = actor.signed_in()?;
    let (actor, now) = (*actor, app.now());
    app.store
        .write(move |tx| {
            let (event, _) = event_for(tx, &actor, id, Right::Answer)?;
            rsvp::open(&event, now)?;
            let tally = tx.event_tally(id)?;
            if let Some(former) = tx.rsvp(id, member)? {
                tx.delete_rsvp(former.event, former.member)?;
                promote(tx, &event, now)?;
                reindex_if_turned(tx, &event, tally)?;
            }
            Ok(())
        })
        .await
}

/// Gives free places to the first of the waiting that fit, in the transaction that freed them, and leaves it to be told.
///
/// # Errors
/// A failure of the record.
pub fn promote(tx: &mut WriteTx<'_>, event: &Event, now: Timestamp) -> Result<(), Refusal> {
    let tally = tx.event_tally(event.id)?;
    let left = tally.places_left(event.facts.capacity);
    if tally.waiting_parties == 0 || left == Some(0) || rsvp::open(event, now).is_err() {
        return Ok(());
    }
    let waiting = tx.waiting(event.id, WAITING_PAGE)?;
    let mut promoted = Vec::new();
    for rank in rsvp::promoted(left, waiting.iter().map(|(_, party)| *party)) {
        if let Some(rsvp) = tx.rsvp(event.id, waiting[rank].0)? {
            promoted.push(rsvp.member);
            tx.put_rsvp(&Rsvp { standing: Standing::Going, since: now, ..rsvp })?;
        }
    }
    if !promoted.is_empty() {
        tell(tx, News::Promoted(event.id, promoted), None, now)?;
    }
    Ok(())
}

/// Leaves a chore for the index when the event began or ceased to need people: all that the index knows of answers.
fn reindex_if_turned(tx: &mut WriteTx<'_>, event: &Event, before: EventTally) -> Result<(), Refusal> {
    let after = tx.event_tally(event.id)?;
    if (event.needs(before.going) > 0) != (event.needs(after.going) > 0) {
        tx.leave_index(IndexChore::Event(event.id))?;
    }
    Ok(())
}

fn outcome(tx: &ReadTx<'_>, event: &Event, member: MemberId) -> Result<Outcome, Refusal> {
    let rsvp = tx.rsvp(event.id, member)?.ok_or(Refusal::NotFound)?;
    let tally = tx.event_tally(event.id)?;
    Ok(Outcome {
        standing: rsvp.standing,
        position: tx.position(&rsvp)?,
        going: tally.going,
        places_left: tally.places_left(event.facts.capacity),
    })
}

/// One's own ranks on the waiting lists of these events, from 1; events where one does not wait are left out.
///
/// # Errors
/// A failure of the record.
pub fn positions(app: &App, actor: &Actor, events: &[EventId]) -> Result<HashMap<EventId, u32>, Refusal> {
    let (Some(member), false) = (actor.id(), events.is_empty()) else { return Ok(HashMap::new()) };
    app.store.read(|tx| {
        let mut positions = HashMap::with_capacity(events.len());
        for id in events {
            if let Some(rsvp) = tx.rsvp(*id, member)?
                && let Some(position) = tx.position(&rsvp)?
            {
                positions.insert(*id, position);
            }
        }
        Ok(positions)
    })
}

/// Somebody who comes, as others see them. A hidden name still counts as a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Comer {
    /// Who, unless they hide from the one who asks.
    pub person: Option<ComerPerson>,
    /// Where their answer stands.
    pub standing: Standing,
    /// How many they bring.
    pub guests: u8,
    /// Their word to the organisers, for organisers.
    pub note: Option<Note>,
    /// When they answered.
    pub since: Timestamp,
}

/// The name and the face of somebody who comes.
#[derive(Debug, Clone, PartialEq)]
pub struct ComerPerson {
    /// Who.
    pub id: MemberId,
    /// First and last name.
    pub name: String,
    /// The face.
    pub photo: Option<MediaId>,
}

/// A page of who comes: those who go; for organisers those who wait and decline too. The second value is where the next page begins.
///
/// # Errors
/// 404; 401; 403 for whoever may not see who comes.
pub fn who_comes(
    app: &App,
    actor: &Actor,
    id: EventId,
    after: Option<MemberId>,
    limit: usize,
) -> Result<(Vec<Comer>, Option<MemberId>), Refusal> {
    let asker = actor.signed_in()?;
    app.store.read(|tx| {
        let (event, ties) = event_for(tx, actor, id, Right::SeeWhoComes)?;
        let organises = crate::domain::rights::event_right(actor, ties, &event, Right::EditEvent).is_ok();
        let page = tx.rsvps(id, (!organises).then_some(Standing::Going), after, limit + 1)?;
        let next = page.get(limit).and_then(|_| page.get(limit - 1)).map(|rsvp| rsvp.member);
        let mut comers = Vec::new();
        for rsvp in page.into_iter().take(limit) {
            let shown = organises || !rsvp.hidden || rsvp.member == asker;
            let person = if shown { person(tx, rsvp.member)? } else { None };
            let note = rsvp.note.filter(|_| organises || rsvp.member == asker);
            comers.push(Comer { person, standing: rsvp.standing, guests: rsvp.guests, note, since: rsvp.since });
        }
        Ok((comers, next))
    })
}

fn person(tx: &ReadTx<'_>, id: MemberId) -> Result<Option<ComerPerson>, Refusal> {
    Ok(super::lookup::shown_member(tx, id)?.map(|member| ComerPerson { id, name: member.full_name(), photo: member.photo }))
}
