//! What deeds leave to be told: each of these is called in the transaction of the deed, and the telling is done later, in batches
//! ([`super::fanout`]).

use jiff::{SignedDuration, Timestamp};

use crate::domain::chore::{News, NotifyChore};
use crate::domain::event::{Event, EventFacts, EventStatus};
use crate::domain::ids::MemberId;
use crate::domain::notification::Was;
use crate::domain::place::Place;
use crate::domain::reminder::ladder;
use crate::store::{Failure, WriteTx};

/// How long a change of time or place settles before it is told: who corrects a typo twice tells once.
pub const SETTLES: SignedDuration = SignedDuration::from_mins(5);

/// Leaves news to be told at once. `by` did it, and is not told.
///
/// # Errors
/// A failure of the record.
pub fn tell(tx: &mut WriteTx<'_>, news: News, by: Option<MemberId>, now: Timestamp) -> Result<(), Failure> {
    tx.leave_news(&NotifyChore::new(news, by, now), now).map(drop)
}

/// Leaves what follows from an event that was stored: it came out, was called off, or has another time or place.
///
/// # Errors
/// A failure of the record.
pub fn tell_of_event(
    tx: &mut WriteTx<'_>,
    before: Option<&Event>,
    after: &Event,
    by: Option<MemberId>,
    now: Timestamp,
) -> Result<(), Failure> {
    pass_over(tx, before, after, now);
    let was_out = before.is_some_and(|event| event.status == EventStatus::Published);
    match (was_out, after.status) {
        (false, EventStatus::Published) => tell(tx, News::Published(after.id), by, now),
        (true, EventStatus::Cancelled) => tell(tx, News::Cancelled(after.id), by, now),
        (true, EventStatus::Published) => match before.and_then(|before| moved(&before.facts, &after.facts)) {
            Some(was) => tell_change(tx, after, was, by, now),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Reminders that would have been due before an event came out, or moved, are passed over: who hears of tomorrow's action today is not
/// reminded of it in the same hour.
pub(super) fn pass_over(tx: &mut WriteTx<'_>, before: Option<&Event>, after: &Event, now: Timestamp) {
    let rungs = ladder(&after.facts);
    let as_it_was = before.is_some_and(|before| before.status == after.status && ladder(&before.facts) == rungs);
    for rung in rungs.iter().filter(|rung| !as_it_was && after.status == EventStatus::Published && rung.due <= now) {
        tx.give_reminder((rung.due, after.id, rung.step));
    }
}

/// A change joins one that is still to be told: people hear once, of the first they knew and the last that holds.
fn tell_change(tx: &mut WriteTx<'_>, event: &Event, was: Was, by: Option<MemberId>, now: Timestamp) -> Result<(), Failure> {
    if tx.change_waits(event.id)? {
        return Ok(());
    }
    let chore = NotifyChore::new(News::Changed(event.id, Box::new(was)), by, now);
    let sequence = tx.leave_news(&chore, now + SETTLES)?;
    tx.mark_change(event.id, Some(sequence));
    Ok(())
}

/// How an event was, when its time or place is another now.
pub fn moved(before: &EventFacts, after: &EventFacts) -> Option<Was> {
    let (was, is) = (was(before), was(after));
    (was != is).then_some(was)
}

/// When and where an event is, for people who will want to know what it was.
pub fn was(facts: &EventFacts) -> Was {
    let line = |place: Option<Place>| place.map_or(String::new(), |place| place.line());
    Was {
        starts_at: facts.starts_at,
        ends_at: facts.ends_at,
        zone: facts.zone.clone(),
        exact: line(facts.place.clone()),
        coarse: line(facts.place.as_ref().map(Place::coarse)),
        online: facts.online_url.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::tests::event;

    #[track_caller]
    fn check(change: impl FnOnce(&mut EventFacts), told: bool) {
        let before = event().facts;
        let mut after = before.clone();
        change(&mut after);
        assert_eq!(moved(&before, &after).is_some(), told);
    }

    #[test]
    fn only_time_and_place_are_told() {
        check(|_| {}, false);
        check(|f| f.title = "Autre titre".parse().expect("a title"), false);
        check(|f| f.capacity = Some(3), false);
        check(|f| f.starts_at += SignedDuration::from_mins(1), true);
        check(|f| f.ends_at += SignedDuration::from_mins(1), true);
        check(|f| f.place.as_mut().expect("a place").name = "Mairie".parse().ok(), true);
        check(|f| f.place = None, true);
        check(|f| f.online_url = "https://visio.exemple/x".parse().ok(), true);
    }
}
