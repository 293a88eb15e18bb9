//! What a member hears of: topics, how each reaches them, and one line of their inbox.
//!
//! A line is about one topic and one subject. While it is unread, more of the same joins it: ten answers to my action are one line.

use std::collections::BTreeMap;

use jiff::civil::{Time, Weekday};
use jiff::{Timestamp, ToSpan, Zoned};
use serde::{Deserialize, Serialize};

use super::ids::{EventId, MemberId, NotificationId, PostId, TeamId, ThreadId};
use super::membership::TeamRole;
use super::refusal::{Flaw, Flaws, Refusal};
use super::reminder::Step;
use super::team::words;
use super::time::Zone;

/// Most lines of an inbox: the oldest go.
pub const INBOX_MAX: u32 = 200;
/// Most people that one line names by itself; the others are counted.
pub const PEOPLE_MAX: usize = 20;
/// Most events that one line gathers.
pub const EVENTS_MAX: usize = 10;
/// How far an action may lie from home to be told as near, in kilometres: the usual reach of a search.
pub const NEAR_KM: f64 = 20.0;
/// The hour of the local clock at which digests are composed.
pub const MORNING: Time = Time::constant(8, 0, 0, 0);
/// The day of the weekly digest: the week end is still to be planned.
pub const WEEKLY_DAY: Weekday = Weekday::Thursday;

words! {
    /// What a notification is about. Topics of later capabilities are added here, with a number of their own.
    Topic {
        /// Somebody comes to my action.
        Answer = "answer",
        /// A freed place is mine.
        Place = "place",
        /// An action that I go to has another time or place.
        Changed = "changed",
        /// An action that I go to is called off.
        Cancelled = "cancelled",
        /// An action that I go to is near in time; was I there?
        Reminder = "reminder",
        /// A new action of a team that I am in, or follow.
        TeamEvent = "team_event",
        /// A new action near my home.
        NearEvent = "near_event",
        /// Somebody joined a team that I manage.
        Joined = "joined",
        /// Somebody asks to join a team that I manage.
        Request = "request",
        /// I have another role in a team.
        Role = "role",
        /// News of the network, of where I live, or of a team that I am in, or follow.
        News = "news",
        /// A team invites me.
        Invitation = "invitation",
        /// Somebody says something in a discussion of mine.
        Thread = "thread",
    }

    /// How a topic reaches a member. All but `none` leave a line in the inbox.
    Delivery {
        /// Not at all.
        None = "none",
        /// In the inbox only.
        InApp = "in_app",
        /// And by mail, at once.
        AtOnce = "at_once",
        /// And in the daily digest.
        Daily = "daily",
        /// And in the weekly digest.
        Weekly = "weekly",
    }

    /// How often a digest comes.
    Cadence {
        /// Every morning when there is something to tell.
        Daily = "daily",
        /// Once a week.
        Weekly = "weekly",
    }
}

impl Topic {
    /// Its number in the record: never given to another.
    pub const fn number(self) -> u16 {
        match self {
            Self::Answer => 1,
            Self::Place => 2,
            Self::Changed => 3,
            Self::Cancelled => 4,
            Self::Reminder => 5,
            Self::TeamEvent => 6,
            Self::NearEvent => 7,
            Self::Joined => 8,
            Self::Request => 9,
            Self::Role => 10,
            Self::News => 11,
            Self::Invitation => 12,
            Self::Thread => 13,
        }
    }

    /// How it reaches a member who chose nothing: by mail at once only what concerns their own answers and roles.
    pub const fn usual(self) -> Delivery {
        match self {
            Self::Place | Self::Changed | Self::Cancelled | Self::Reminder | Self::Role | Self::Invitation => Delivery::AtOnce,
            Self::Answer | Self::Request | Self::Thread => Delivery::Daily,
            Self::TeamEvent | Self::NearEvent | Self::News => Delivery::Weekly,
            Self::Joined => Delivery::InApp,
        }
    }

    /// The ways that make sense for it: a reminder in next week's digest would come too late.
    pub const fn offers(self) -> &'static [Delivery] {
        match self {
            Self::Reminder => &[Delivery::None, Delivery::InApp, Delivery::AtOnce],
            _ => Delivery::ALL,
        }
    }

    /// Whether its letter may come in a digest instead, to a member who had many letters today.
    pub fn can_wait(self) -> bool {
        self.offers().contains(&Delivery::Daily)
    }
}

impl Delivery {
    /// The digest that it means; none when it means none.
    pub const fn cadence(self) -> Option<Cadence> {
        match self {
            Self::Daily => Some(Cadence::Daily),
            Self::Weekly => Some(Cadence::Weekly),
            Self::None | Self::InApp | Self::AtOnce => None,
        }
    }
}

impl Cadence {
    /// Its number in the record: never given to another.
    pub const fn number(self) -> u8 {
        match self {
            Self::Daily => 1,
            Self::Weekly => 2,
        }
    }

    /// The cadence of a number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|cadence| cadence.number() == number)
    }

    /// The next morning at which this digest is composed, strictly after `now` on the member's clock.
    pub fn next(self, now: &Zoned) -> Timestamp {
        let today = now.date();
        let day = |days: i64| {
            let date = today.checked_add(days.days()).unwrap_or(today);
            date.to_datetime(MORNING).to_zoned(now.time_zone().clone()).map_or(now.timestamp(), |at| at.timestamp())
        };
        let fits = |days: &i64| match self {
            Self::Daily => true,
            Self::Weekly => today.checked_add(days.days()).is_ok_and(|date| date.weekday() == WEEKLY_DAY),
        };
        (0..=7).filter(fits).map(day).find(|at| *at > now.timestamp()).unwrap_or_else(|| day(8))
    }
}

/// The hours in which no mail is sent at once, on the member's clock. Equal hours: there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// From this hour, 0 to 23.
    pub from: u8,
    /// To this hour.
    pub to: u8,
}

impl Default for Quiet {
    fn default() -> Self {
        Self { from: 22, to: 7 }
    }
}

impl Quiet {
    /// No quiet hours.
    pub const NONE: Self = Self { from: 0, to: 0 };

    /// When quiet ends; none outside of it.
    pub fn ends(self, now: &Zoned) -> Option<Timestamp> {
        let hour = u8::try_from(now.hour()).unwrap_or(0);
        let quiet = if self.from <= self.to { (self.from..self.to).contains(&hour) } else { hour >= self.from || hour < self.to };
        if !quiet {
            return None;
        }
        let days = i64::from(hour >= self.to);
        let end = now.date().checked_add(days.days()).ok()?.to_datetime(Time::new(i8::try_from(self.to).ok()?, 0, 0, 0).ok()?);
        end.to_zoned(now.time_zone().clone()).ok().map(|end| end.timestamp())
    }
}

/// What a member chose. What they never chose is as usual.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preferences {
    /// By topic.
    pub chosen: BTreeMap<Topic, Delivery>,
    /// When they want to be left in peace.
    pub quiet: Quiet,
}

impl Preferences {
    /// How a topic reaches them.
    pub fn of(&self, topic: Topic) -> Delivery {
        self.chosen.get(&topic).copied().unwrap_or(topic.usual())
    }

    /// Whether all is well with them.
    ///
    /// # Errors
    /// 422 `topics` for a way that a topic does not offer, `quiet_from` and `quiet_to` for what is no hour.
    pub fn check(&self) -> Result<(), Refusal> {
        let mut flaws = Flaws::default();
        let offered = self.chosen.iter().all(|(topic, delivery)| topic.offers().contains(delivery));
        flaws.require(offered, Flaw::new("topics", "unknown_value"));
        flaws.require(self.quiet.from < 24, Flaw::with("quiet_from", "out_of_range", 23));
        flaws.require(self.quiet.to < 24, Flaw::with("quiet_to", "out_of_range", 23));
        flaws.done()
    }
}

/// What a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// An action.
    Event(EventId),
    /// A team.
    Team(TeamId),
    /// Where the member lives.
    Near,
    /// A piece of news.
    Post(PostId),
    /// A discussion.
    Thread(ThreadId),
}

impl Subject {
    /// Sixteen bytes that, with the topic, stand for it in keys.
    pub const fn bytes(self) -> [u8; 16] {
        match self {
            Self::Event(id) => *id.bytes(),
            Self::Team(id) => *id.bytes(),
            Self::Post(id) => *id.bytes(),
            Self::Thread(id) => *id.bytes(),
            Self::Near => [0; 16],
        }
    }
}

/// When and where something was, before it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Was {
    /// When it began.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub starts_at: Timestamp,
    /// When it ended.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub ends_at: Timestamp,
    /// The zone of its clock.
    pub zone: Zone,
    /// Where, for who may know exactly; empty: nowhere.
    pub exact: String,
    /// Where, for everybody else.
    pub coarse: String,
    /// It had a link.
    pub online: bool,
}

/// One line of a member's inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Which: newer ones sort later.
    pub id: NotificationId,
    /// Whose.
    pub member: MemberId,
    /// On what topic.
    pub topic: Topic,
    /// About what.
    pub subject: Subject,
    /// When it was last added to.
    pub at: Timestamp,
    /// How much of the same it holds.
    pub count: u32,
    /// Who did it, the last first.
    pub people: Vec<MemberId>,
    /// Which events it gathers, the last first.
    pub events: Vec<EventId>,
    /// How it was before the first change that the member has not read.
    pub was: Option<Was>,
    /// The role that they have now.
    pub role: Option<TeamRole>,
    /// Which reminder.
    pub step: Option<Step>,
    /// Read.
    pub read: bool,
    /// Told in a letter.
    pub mailed: bool,
}

impl Notification {
    /// This line with what an unread one of the same topic and subject held: it takes that one's place.
    #[must_use]
    pub fn joined_to(mut self, old: Self) -> Self {
        let fresh = self.people.is_empty() || self.people.iter().any(|who| !old.people.contains(who));
        let grown = fresh && (self.events.is_empty() || self.events.iter().any(|event| !old.events.contains(event)));
        self.count = if grown { old.count.saturating_add(self.count) } else { old.count };
        append(&mut self.people, old.people, PEOPLE_MAX);
        append(&mut self.events, old.events, EVENTS_MAX);
        self.was = old.was.or(self.was);
        self
    }
}

fn append<T: PartialEq>(to: &mut Vec<T>, more: Vec<T>, most: usize) {
    for one in more {
        if to.len() < most && !to.contains(&one) {
            to.push(one);
        }
    }
}

/// How many lines an inbox has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InboxTally {
    /// In all.
    pub lines: u32,
    /// Of these, unread.
    pub unread: u32,
}

impl InboxTally {
    /// The tally after one line was replaced by another (none: was not there, or goes).
    #[must_use]
    pub fn moved(self, before: Option<&Notification>, after: Option<&Notification>) -> Self {
        let counted = |line: Option<&Notification>| line.map_or((0, 0), |line| (1, u32::from(!line.read)));
        let ((lost, unread_lost), (won, unread_won)) = (counted(before), counted(after));
        Self {
            lines: self.lines.wrapping_add(won).wrapping_sub(lost),
            unread: self.unread.wrapping_add(unread_won).wrapping_sub(unread_lost),
        }
    }
}

/// An event as a line tells of it, as exactly as its reader may know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What it is called.
    pub title: String,
    /// Where it is on this network: a path.
    pub path: String,
    /// When it begins.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub starts_at: Timestamp,
    /// When it ends.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub ends_at: Timestamp,
    /// The zone of its clock.
    pub zone: Zone,
    /// Where; empty when there is nothing to say.
    pub place: String,
}

/// A line as its reader gets it: on a page, in a letter, as JSON. What they may not see any more is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which.
    pub id: NotificationId,
    /// On what topic.
    pub topic: Topic,
    /// When it was last added to.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub at: Timestamp,
    /// Whether it was read.
    pub read: bool,
    /// How much of the same it holds.
    pub count: u32,
    /// Names of who did it, the last first.
    pub people: Vec<String>,
    /// The events that it tells of.
    pub events: Vec<Told>,
    /// The team that it tells of.
    pub team: Option<String>,
    /// The title of the news that it tells of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The page that it leads to; empty when its subject cannot be seen (any more).
    pub path: String,
    /// How the event was.
    pub was: Option<Told>,
    /// Why it was called off.
    pub reason: Option<String>,
    /// The role that the reader has now.
    pub role: Option<TeamRole>,
    /// Which reminder.
    pub step: Option<Step>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zoned(text: &str) -> Zoned {
        text.parse().expect("a zoned time")
    }

    #[track_caller]
    fn check_next(cadence: Cadence, now: &str, want: &str) {
        assert_eq!(cadence.next(&zoned(now)).to_string(), want, "{now}");
    }

    #[test]
    fn digests_come_in_the_local_morning() {
        check_next(Cadence::Daily, "2026-11-23T07:59[Europe/Paris]", "2026-11-23T07:00:00Z");
        check_next(Cadence::Daily, "2026-11-23T08:00[Europe/Paris]", "2026-11-24T07:00:00Z");
        check_next(Cadence::Daily, "2026-03-28T12:00[Europe/Paris]", "2026-03-29T06:00:00Z");
        check_next(Cadence::Daily, "2026-11-23T12:00[America/Martinique]", "2026-11-24T12:00:00Z");
        check_next(Cadence::Weekly, "2026-11-23T12:00[Europe/Paris]", "2026-11-26T07:00:00Z");
        check_next(Cadence::Weekly, "2026-11-26T07:59[Europe/Paris]", "2026-11-26T07:00:00Z");
        check_next(Cadence::Weekly, "2026-11-26T08:00[Europe/Paris]", "2026-12-03T07:00:00Z");
    }

    #[track_caller]
    fn check_quiet(from: u8, to: u8, now: &str, want: Option<&str>) {
        let got = Quiet { from, to }.ends(&zoned(now)).map(|at| at.to_string());
        assert_eq!(got.as_deref(), want, "{from} to {to} at {now}");
    }

    #[test]
    fn quiet_hours() {
        check_quiet(22, 7, "2026-11-23T21:59[Europe/Paris]", None);
        check_quiet(22, 7, "2026-11-23T22:00[Europe/Paris]", Some("2026-11-24T06:00:00Z"));
        check_quiet(22, 7, "2026-11-24T06:59[Europe/Paris]", Some("2026-11-24T06:00:00Z"));
        check_quiet(22, 7, "2026-11-24T07:00[Europe/Paris]", None);
        check_quiet(12, 14, "2026-11-24T13:00[Europe/Paris]", Some("2026-11-24T13:00:00Z"));
        check_quiet(0, 0, "2026-11-24T03:00[Europe/Paris]", None);
        // The night in which clocks go forward.
        check_quiet(22, 7, "2026-03-28T23:00[Europe/Paris]", Some("2026-03-29T05:00:00Z"));
    }

    #[test]
    fn numbers_are_given_once_and_what_is_usual_is_offered() {
        let numbers: std::collections::HashSet<u16> = Topic::ALL.iter().map(|topic| topic.number()).collect();
        assert_eq!(numbers.len(), Topic::ALL.len());
        for topic in Topic::ALL {
            assert!(topic.offers().contains(&topic.usual()), "{topic:?}");
        }
    }

    #[test]
    fn preferences_are_checked() {
        let mut preferences = Preferences::default();
        assert_eq!(preferences.of(Topic::Answer), Delivery::Daily);
        preferences.chosen.insert(Topic::Answer, Delivery::None);
        assert_eq!((preferences.of(Topic::Answer), preferences.check()), (Delivery::None, Ok(())));
        preferences.chosen.insert(Topic::Reminder, Delivery::Weekly);
        assert_eq!(preferences.check(), Err(Refusal::field("topics", "unknown_value")));
        let bad = Preferences { quiet: Quiet { from: 24, to: 7 }, ..Preferences::default() };
        assert_eq!(bad.check(), Err(Refusal::Invalid(vec![Flaw::with("quiet_from", "out_of_range", 23)])));
    }

    fn line(people: &[u8], count: u32) -> Notification {
        let at = Timestamp::UNIX_EPOCH;
        let who = |n: &u8| MemberId::new(at, [*n; 10]);
        Notification {
            id: NotificationId::new(at, [0; 10]),
            member: who(&99),
            topic: Topic::Answer,
            subject: Subject::Near,
            at,
            count,
            people: people.iter().map(who).collect(),
            events: vec![],
            was: None,
            role: None,
            step: None,
            read: false,
            mailed: false,
        }
    }

    #[track_caller]
    fn check_joined(old: (&[u8], u32), new: &[u8], count: u32, people: usize) {
        let joined = line(new, 1).joined_to(line(old.0, old.1));
        assert_eq!((joined.count, joined.people.len()), (count, people));
    }

    #[test]
    fn more_of_the_same_joins() {
        check_joined((&[1], 1), &[2], 2, 2);
        check_joined((&[1], 1), &[1], 1, 1);
        check_joined((&[2, 1], 2), &[1], 2, 2);
        check_joined((&[], 1), &[], 2, 0);
        let twenty: Vec<u8> = (1..=20).collect();
        check_joined((&twenty, 40), &[50], 41, PEOPLE_MAX);
    }

    #[test]
    fn tallies_follow() {
        let (unread, read) = (line(&[], 1), Notification { read: true, ..line(&[], 1) });
        let one = InboxTally::default().moved(None, Some(&unread));
        assert_eq!(one, InboxTally { lines: 1, unread: 1 });
        assert_eq!(one.moved(Some(&unread), Some(&read)), InboxTally { lines: 1, unread: 0 });
        assert_eq!(one.moved(Some(&unread), None), InboxTally::default());
    }
}
