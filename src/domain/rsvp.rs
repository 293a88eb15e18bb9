//! One member's answer to one event, and the rule of the places: capacity is never exceeded, a freed place goes to the first
//! waiting party that fits.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::event::{Event, EventStatus};
use super::ids::{EventId, MemberId};
use super::refusal::{Flaw, Refusal};
use super::team::words;
use super::text::Note;

/// What a member answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Coming, or not.
    pub going: bool,
    /// How many they bring. Nobody, when they do not come.
    pub guests: u8,
    /// A word to the organisers.
    pub note: Option<Note>,
    /// Whether their name is kept from the others who come. None keeps it as it was.
    pub hidden: Option<bool>,
}

/// One member's answer to one event, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rsvp {
    /// The event.
    pub event: EventId,
    /// The member.
    pub member: MemberId,
    /// Coming, waiting, or not coming.
    pub standing: Standing,
    /// How many they bring.
    pub guests: u8,
    /// A word to the organisers.
    pub note: Option<Note>,
    /// Whether their name is kept from the others who come. Organisers always see it.
    pub hidden: bool,
    /// When they first said yes (or no). The place in the waiting list goes by it: see [`waits_since`], by which it may lie after the moment
    /// of the answer.
    pub since: Timestamp,
}

words! {
    /// Where an answer stands.
    Standing {
        /// Has a place.
        Going = "going",
        /// Waits for one.
        Waiting = "waiting",
        /// Does not come.
        Declined = "declined",
    }
}

impl Rsvp {
    /// How many places this answer takes, or would take.
    pub fn party(&self) -> u32 {
        u32::from(self.guests) + 1
    }
}

/// How many come and wait, guests included, and in how many parties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EventTally {
    /// Places taken, guests included.
    pub going: u32,
    /// People waiting, guests included.
    pub waiting: u32,
    /// Answers that wait.
    pub waiting_parties: u32,
}

impl EventTally {
    /// The tally after one answer went from `before` to `after` (none: not there).
    pub fn moved(self, before: Option<&Rsvp>, after: Option<&Rsvp>) -> Self {
        let mut tally = self;
        if let Some(rsvp) = before {
            tally.add(rsvp, u32::wrapping_sub);
        }
        if let Some(rsvp) = after {
            tally.add(rsvp, u32::wrapping_add);
        }
        tally
    }

    fn add(&mut self, rsvp: &Rsvp, step: fn(u32, u32) -> u32) {
        match rsvp.standing {
            Standing::Going => self.going = step(self.going, rsvp.party()),
            Standing::Waiting => {
                self.waiting = step(self.waiting, rsvp.party());
                self.waiting_parties = step(self.waiting_parties, 1);
            }
            Standing::Declined => {}
        }
    }

    /// Places left under this capacity; none without one.
    pub fn places_left(self, capacity: Option<u32>) -> Option<u32> {
        capacity.map(|places| places.saturating_sub(self.going))
    }
}

/// Whether anybody may still answer.
///
/// # Errors
/// 409 `cancelled`, `past`, or `not_published`.
pub fn open(event: &Event, now: Timestamp) -> Result<(), Refusal> {
    match event.status {
        EventStatus::Cancelled => Err(Refusal::Conflict("cancelled")),
        EventStatus::Draft | EventStatus::Pending | EventStatus::Hidden => Err(Refusal::Conflict("not_published")),
        EventStatus::Published if event.is_past(now) => Err(Refusal::Conflict("past")),
        EventStatus::Published => Ok(()),
    }
}

/// Decides where an answer stands. Pure: `tally` counts the places taken before it, this member's own former answer included.
///
/// One who goes keeps the place unless the party grows beyond what is left: then the former answer stays as it was, and the new one
/// is refused. One who waits keeps the rank.
///
/// # Errors
/// As [`open`]; 422 for more guests than the event allows, or than it has places for at all; 409 `full` when a party that has its places
/// would grow beyond what is left.
pub fn decide(event: &Event, tally: EventTally, former: Option<&Rsvp>, answer: &Answer, now: Timestamp) -> Result<Standing, Refusal> {
    open(event, now)?;
    if !answer.going {
        return Ok(Standing::Declined);
    }
    let most = guests_most(event.facts.guests_max, event.facts.capacity);
    if answer.guests > most && former.is_none_or(|f| answer.guests > f.guests) {
        return Err(Refusal::Invalid(vec![Flaw::with("guests", "too_many_guests", i64::from(most))]));
    }
    let others = tally.moved(former, None);
    let party = u32::from(answer.guests) + 1;
    let fits = others.places_left(event.facts.capacity).is_none_or(|left| party <= left);
    match former.map(|f| f.standing) {
        _ if fits => Ok(Standing::Going),
        Some(Standing::Going) => Err(Refusal::Conflict("full")),
        _ => Ok(Standing::Waiting),
    }
}

/// How many guests one may bring: a party larger than the place would wait for ever.
pub fn guests_most(guests_max: u8, capacity: Option<u32>) -> u8 {
    let places = capacity.unwrap_or(u32::MAX);
    guests_max.min(u8::try_from(places.saturating_sub(1)).unwrap_or(u8::MAX))
}

/// Since when somebody waits who begins to wait now: behind all others, though they came at the same moment, or the clock was set back since.
pub fn waits_since(last: Option<Timestamp>, now: Timestamp) -> Timestamp {
    let behind = |last: Timestamp| last.checked_add(SignedDuration::from_micros(1)).unwrap_or(last);
    last.map_or(now, |last| now.max(behind(last)))
}

/// Who of the waiting gets a place now: in order of rank, each party that fits what the ones before it left.
///
/// `waiting` is sorted by rank; the answer holds indexes into it.
pub fn promoted(places_left: Option<u32>, waiting: impl IntoIterator<Item = u32>) -> Vec<usize> {
    let mut left = places_left.unwrap_or(u32::MAX);
    let mut winners = Vec::new();
    for (rank, party) in waiting.into_iter().enumerate() {
        if left == 0 {
            break;
        }
        if party <= left {
            left -= party;
            winners.push(rank);
        }
    }
    winners
}

/// Decides whether an event's capacity may become this: never below the places that are taken.
///
/// # Errors
/// 409 `capacity_below_going`.
pub fn change_capacity(tally: EventTally, capacity: Option<u32>) -> Result<(), Refusal> {
    if capacity.is_some_and(|places| places < tally.going) { Err(Refusal::Conflict("capacity_below_going")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::tests::event;

    fn rsvp(standing: Standing, guests: u8) -> Rsvp {
        let at = Timestamp::UNIX_EPOCH;
        Rsvp {
            event: EventId::new(at, [0; 10]),
            member: MemberId::new(at, [1; 10]),
            standing,
            guests,
            note: None,
            hidden: false,
            since: at,
        }
    }

    fn yes(guests: u8) -> Answer {
        Answer { going: true, guests, note: None, hidden: None }
    }

    fn no() -> Answer {
        Answer { going: false, guests: 0, note: None, hidden: None }
    }

    #[track_caller]
    fn check(capacity: Option<u32>, going: u32, former: Option<Rsvp>, answer: Answer, want: Result<Standing, Refusal>) {
        let mut event = event();
        event.facts.capacity = capacity;
        let tally = EventTally { going, ..EventTally::default() };
        let before = event.facts.starts_at;
        assert_eq!(decide(&event, tally, former.as_ref(), &answer, before), want);
    }

    #[test]
    fn the_last_place_is_given_once() {
        check(Some(2), 1, None, yes(0), Ok(Standing::Going));
        check(Some(2), 2, None, yes(0), Ok(Standing::Waiting));
        check(Some(2), 1, None, yes(1), Ok(Standing::Waiting));
        check(None, 10_000, None, yes(5), Ok(Standing::Going));
        // A party that there is no room for, ever, does not wait for it.
        check(Some(2), 0, None, yes(2), Err(Refusal::Invalid(vec![Flaw::with("guests", "too_many_guests", 1)])));
        check(Some(1), 1, None, yes(1), Err(Refusal::Invalid(vec![Flaw::with("guests", "too_many_guests", 0)])));
        check(Some(2), 2, None, no(), Ok(Standing::Declined));
    }

    #[test]
    fn whoever_goes_keeps_the_place() {
        check(Some(2), 2, Some(rsvp(Standing::Going, 0)), yes(0), Ok(Standing::Going));
        check(Some(2), 2, Some(rsvp(Standing::Going, 1)), yes(0), Ok(Standing::Going));
        check(Some(2), 2, Some(rsvp(Standing::Going, 0)), yes(1), Err(Refusal::Conflict("full")));
        check(Some(3), 2, Some(rsvp(Standing::Going, 0)), yes(1), Ok(Standing::Going));
        check(Some(2), 2, Some(rsvp(Standing::Waiting, 0)), yes(0), Ok(Standing::Waiting));
        check(Some(2), 2, Some(rsvp(Standing::Declined, 0)), yes(0), Ok(Standing::Waiting));
    }

    #[test]
    fn guests_are_bounded() {
        let refusal = Refusal::Invalid(vec![Flaw::with("guests", "too_many_guests", 5)]);
        check(None, 0, None, yes(5), Ok(Standing::Going));
        check(None, 0, None, yes(6), Err(refusal));
    }

    #[test]
    fn nobody_answers_to_what_is_over() {
        let mut event = event();
        let (start, end) = (event.facts.starts_at, event.facts.ends_at);
        assert_eq!(open(&event, end), Err(Refusal::Conflict("past")));
        event.status = EventStatus::Cancelled;
        assert_eq!(open(&event, start), Err(Refusal::Conflict("cancelled")));
        event.status = EventStatus::Draft;
        assert_eq!(open(&event, start), Err(Refusal::Conflict("not_published")));
    }

    #[track_caller]
    fn check_promoted(left: Option<u32>, waiting: &[u32], want: &[usize]) {
        assert_eq!(promoted(left, waiting.iter().copied()), want);
    }

    #[test]
    fn a_freed_place_goes_to_the_first_that_fits() {
        check_promoted(Some(1), &[1, 1], &[0]);
        check_promoted(Some(1), &[2, 1, 1], &[1]);
        check_promoted(Some(3), &[2, 2, 1], &[0, 2]);
        check_promoted(Some(0), &[1], &[]);
        check_promoted(None, &[3, 9], &[0, 1]);
    }

    #[test]
    fn capacity_never_falls_below_who_comes() {
        let tally = EventTally { going: 3, ..EventTally::default() };
        assert_eq!(change_capacity(tally, Some(3)), Ok(()));
        assert_eq!(change_capacity(tally, None), Ok(()));
        assert_eq!(change_capacity(tally, Some(2)), Err(Refusal::Conflict("capacity_below_going")));
    }

    proptest::proptest! {
        #[test]
        fn no_promotion_exceeds_what_is_left(left in 0u32..50, waiting in proptest::collection::vec(1u32..10, 0..30)) {
            let winners = promoted(Some(left), waiting.iter().copied());
            let given: u32 = winners.iter().map(|rank| waiting[*rank]).sum();
            proptest::prop_assert!(given <= left);
            let rest = left - given;
            for (rank, party) in waiting.iter().enumerate() {
                proptest::prop_assert!(winners.contains(&rank) || *party > rest, "party {} of {} would have fitted {}", rank, party, rest);
            }
        }
    }
}
