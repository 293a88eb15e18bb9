//! Reminders: the ladder that leads up to an action and past it, on the clock of the place where it is.

use jiff::civil::{Time, time};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::event::{EventFacts, EventStatus};
use super::team::words;
use serde::{Deserialize, Serialize};

/// The day before, at this hour.
const DAY_BEFORE: Time = time(11, 0, 0, 0);
/// The day itself, at this hour.
const SAME_DAY: Time = time(8, 0, 0, 0);
/// Only when the action begins later than this hour.
const SAME_DAY_FROM: Time = time(10, 0, 0, 0);
/// So long after the end: "were you there?"
const AFTER: SignedDuration = SignedDuration::from_hours(1);
/// How late "were you there?" may still be asked, after a night without electricity.
const AFTER_LASTS: SignedDuration = SignedDuration::from_hours(48);
/// The longest time from when a reminder is due until it has become pointless.
pub const REACH: SignedDuration = SignedDuration::from_hours(72);

words! {
    /// A rung of the ladder.
    Step {
        /// The day before, at 11:00.
        DayBefore = "day_before",
        /// The day itself, at 8:00, when it begins later than 10:00.
        SameDay = "same_day",
        /// One hour after the end: "were you there?"
        After = "after",
    }
}

impl Step {
    /// Its number in the record: never given to another.
    pub const fn number(self) -> u8 {
        match self {
            Self::DayBefore => 1,
            Self::SameDay => 2,
            Self::After => 3,
        }
    }

    /// The step of a number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|step| step.number() == number)
    }
}

/// When a reminder is due, and until when it makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    /// Which.
    pub step: Step,
    /// From when.
    pub due: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// The ladder of an action: by the clock of its place, across changes to and from summer time.
pub fn ladder(facts: &EventFacts) -> Vec<Rung> {
    let start = facts.zone.clock(facts.starts_at);
    let at = |days: i64, time: Time| {
        let date = start.date().checked_sub(days.days()).ok()?;
        Some(date.to_datetime(time).to_zoned(start.time_zone().clone()).ok()?.timestamp())
    };
    let mut rungs = Vec::with_capacity(3);
    let same_day = at(0, SAME_DAY).filter(|_| start.time() > SAME_DAY_FROM);
    if let Some(due) = at(1, DAY_BEFORE).filter(|due| *due < facts.starts_at) {
        rungs.push(Rung { step: Step::DayBefore, due, until: same_day.unwrap_or(facts.starts_at) });
    }
    rungs.extend(same_day.map(|due| Rung { step: Step::SameDay, due, until: facts.starts_at }));
    if let (Ok(due), Ok(until)) = (facts.ends_at.checked_add(AFTER), facts.ends_at.checked_add(AFTER_LASTS)) {
        rungs.push(Rung { step: Step::After, due, until });
    }
    rungs
}

/// The ladder of an action with this status, to which so many come: nothing is reminded of what is called off, kept back, or comes to nobody.
pub fn planned(facts: &EventFacts, status: EventStatus, going: u32) -> Vec<Rung> {
    if status == EventStatus::Published && going > 0 { ladder(facts) } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::tests::event;

    #[track_caller]
    fn check(start: &str, minutes: i64, zone: &str, want: &[(Step, &str)]) {
        let mut facts = event().facts;
        facts.zone = zone.parse().expect("a zone");
        facts.starts_at = start.parse().expect("a time");
        facts.ends_at = facts.starts_at + SignedDuration::from_mins(minutes);
        let rungs = ladder(&facts);
        let got: Vec<_> = rungs.iter().map(|rung| (rung.step, rung.due.to_string())).collect();
        let want: Vec<_> = want.iter().map(|(step, at)| (*step, (*at).to_owned())).collect();
        assert_eq!(got, want, "{start} in {zone}");
        for rung in rungs {
            assert!(rung.due < rung.until && rung.until.duration_since(rung.due) <= REACH, "{rung:?}");
        }
    }

    #[test]
    fn the_ladder() {
        use Step::{After, DayBefore, SameDay};
        // 14:30 in Paris.
        let want = [(DayBefore, "2026-11-27T10:00:00Z"), (SameDay, "2026-11-28T07:00:00Z"), (After, "2026-11-28T16:00:00Z")];
        check("2026-11-28T13:30:00Z", 90, "Europe/Paris", &want);
        // At 10:00 there is no reminder of the day itself; at 10:01 there is.
        check("2026-11-28T09:00:00Z", 60, "Europe/Paris", &[(DayBefore, "2026-11-27T10:00:00Z"), (After, "2026-11-28T11:00:00Z")]);
        let want = [(DayBefore, "2026-11-27T10:00:00Z"), (SameDay, "2026-11-28T07:00:00Z"), (After, "2026-11-28T11:01:00Z")];
        check("2026-11-28T09:01:00Z", 60, "Europe/Paris", &want);
    }

    #[test]
    fn the_ladder_follows_the_local_clock_over_changes_of_summer_time() {
        use Step::{After, DayBefore, SameDay};
        // On 29 March 2026 clocks go forward in Paris: the day before is still winter.
        let want = [(DayBefore, "2026-03-28T10:00:00Z"), (SameDay, "2026-03-29T06:00:00Z"), (After, "2026-03-29T16:00:00Z")];
        check("2026-03-29T14:00:00Z", 60, "Europe/Paris", &want);
        // On 25 October 2026 they go back.
        let want = [(DayBefore, "2026-10-24T09:00:00Z"), (SameDay, "2026-10-25T07:00:00Z"), (After, "2026-10-25T16:00:00Z")];
        check("2026-10-25T14:00:00Z", 60, "Europe/Paris", &want);
        // Where it is still yesterday in Paris.
        let want = [(DayBefore, "2026-11-27T15:00:00Z"), (SameDay, "2026-11-28T12:00:00Z"), (After, "2026-11-29T00:30:00Z")];
        check("2026-11-28T22:30:00Z", 60, "America/Martinique", &want);
    }

    #[test]
    fn nothing_is_reminded_of_what_does_not_take_place() {
        let facts = event().facts;
        assert_eq!(planned(&facts, EventStatus::Published, 1), ladder(&facts));
        assert_eq!(planned(&facts, EventStatus::Published, 0), []);
        assert_eq!(planned(&facts, EventStatus::Cancelled, 1), []);
        assert_eq!(planned(&facts, EventStatus::Draft, 1), []);
    }

    #[test]
    fn numbers_lead_back() {
        for step in Step::ALL {
            assert_eq!(Step::from_number(step.number()), Some(*step));
        }
        assert_eq!(Step::from_number(0), None);
    }
}
