//! Flags: what members report, and what moderators decide about it. Whatever was flagged has one case: it is open while a flag waits for an
//! answer, and keeps every decision.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::event::EventStatus;
use super::ids::{EventId, MemberId, PostId, TeamId};
use super::post::PostStatus;
use super::team::words;
use super::text::Note;

/// Most decisions that a case keeps: the oldest go.
pub const DECISIONS_MAX: usize = 50;

words! {
    /// Why something is flagged.
    FlagReason {
        /// Hate, or discrimination.
        Hate = "hate",
        /// Somebody is harassed or threatened.
        Harassment = "harassment",
        /// A call to violence.
        Violence = "violence",
        /// What somebody wants kept private is shown.
        PrivateData = "private_data",
        /// It is false, or deceives.
        Deceit = "deceit",
        /// Advertising, or of no concern to the network.
        Spam = "spam",
        /// Against the law in another way.
        Illegal = "illegal",
        /// Something else.
        Other = "other",
    }

    /// The sort of thing that can be flagged.
    FlagKind {
        /// An action.
        Event = "event",
        /// A team.
        Team = "team",
        /// A piece of news.
        Post = "post",
        /// A person.
        Member = "member",
    }

    /// What moderators decide.
    Ruling {
        /// Nobody sees it any more but moderators.
        Hide = "hide",
        /// Whoever answers for it is warned.
        Warn = "warn",
        /// The person's account is suspended.
        Suspend = "suspend",
        /// What was hidden is seen again; who was suspended is a member again.
        Restore = "restore",
        /// Nothing is done.
        Nothing = "nothing",
    }
}

impl Ruling {
    /// Whether it takes something from somebody: it is not decided without telling them why.
    pub const fn is_against_somebody(self) -> bool {
        matches!(self, Self::Hide | Self::Warn | Self::Suspend)
    }
}

/// What is flagged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlagSubject {
    /// An action.
    Event(EventId),
    /// A team.
    Team(TeamId),
    /// A piece of news.
    Post(PostId),
    /// A person.
    Member(MemberId),
}

impl FlagSubject {
    /// What a word and a written id name.
    pub fn parse(kind: &str, id: &str) -> Option<Self> {
        Some(match FlagKind::from_word(kind)? {
            FlagKind::Event => Self::Event(id.parse().ok()?),
            FlagKind::Team => Self::Team(id.parse().ok()?),
            FlagKind::Post => Self::Post(id.parse().ok()?),
            FlagKind::Member => Self::Member(id.parse().ok()?),
        })
    }

    /// Of which sort it is.
    pub const fn kind(self) -> FlagKind {
        match self {
            Self::Event(_) => FlagKind::Event,
            Self::Team(_) => FlagKind::Team,
            Self::Post(_) => FlagKind::Post,
            Self::Member(_) => FlagKind::Member,
        }
    }

    /// Its written id.
    pub fn id(self) -> String {
        match self {
            Self::Event(id) => id.to_string(),
            Self::Team(id) => id.to_string(),
            Self::Post(id) => id.to_string(),
            Self::Member(id) => id.to_string(),
        }
    }

    /// What stands for it in keys: the number of its sort, which is never given to another, and its id.
    pub const fn key(self) -> (u8, [u8; 16]) {
        match self {
            Self::Event(id) => (1, *id.bytes()),
            Self::Team(id) => (2, *id.bytes()),
            Self::Post(id) => (3, *id.bytes()),
            Self::Member(id) => (4, *id.bytes()),
        }
    }

    /// What a key stands for.
    pub const fn from_key((kind, id): (u8, [u8; 16])) -> Option<Self> {
        Some(match kind {
            1 => Self::Event(EventId::from_bytes(id)),
            2 => Self::Team(TeamId::from_bytes(id)),
            3 => Self::Post(PostId::from_bytes(id)),
            4 => Self::Member(MemberId::from_bytes(id)),
            _ => return None,
        })
    }
}

/// One member's report of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// Of what.
    pub subject: FlagSubject,
    /// Who reports.
    pub by: MemberId,
    /// Why.
    pub reason: FlagReason,
    /// In their words.
    pub text: Option<Note>,
    /// When.
    pub at: Timestamp,
    /// What was decided; none while it waits.
    pub answer: Option<Ruling>,
}

/// How something stood before it was hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stood {
    /// An action.
    Event(EventStatus),
    /// A piece of news.
    Post(PostStatus),
}

/// All that moderators know of one thing that was flagged, besides the flags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Of what.
    pub subject: FlagSubject,
    /// Since when it waits; none: nothing does.
    pub opened_at: Option<Timestamp>,
    /// How it stood before it was hidden.
    pub stood: Option<Stood>,
    /// What was decided, the last last.
    pub decisions: Vec<Decision>,
}

impl Case {
    /// A case that nobody opened yet.
    pub fn new(subject: FlagSubject) -> Self {
        Self { subject, opened_at: None, stood: None, decisions: Vec::new() }
    }

    /// Closes it with a decision.
    pub fn close(&mut self, decision: Decision) {
        self.opened_at = None;
        self.decisions.push(decision);
        let beyond = self.decisions.len().saturating_sub(DECISIONS_MAX);
        self.decisions.drain(..beyond);
    }
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// When.
    pub at: Timestamp,
    /// By whom; none once they are erased.
    pub by: Option<MemberId>,
    /// What.
    pub ruling: Ruling,
    /// For moderators only.
    pub note: Option<Note>,
    /// What whoever answers for it was told.
    pub message: Option<Note>,
}

/// How a thing stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// As always.
    Seen,
    /// Hidden; a person: suspended.
    Hidden,
    /// It is not there any more.
    Gone,
}

/// What may be decided about a thing of this sort that stands so and has so many people who answer for it. A suspension is of a person, in the
/// person's own case: what they did is another.
pub fn offered(kind: FlagKind, standing: Standing, people: usize) -> Vec<Ruling> {
    let person = kind == FlagKind::Member;
    Ruling::ALL
        .iter()
        .copied()
        .filter(|ruling| match (standing, ruling) {
            (_, Ruling::Nothing) => true,
            (Standing::Gone, _) => false,
            (Standing::Seen, Ruling::Hide) => !person,
            (Standing::Hidden, Ruling::Restore) => true,
            (Standing::Seen, Ruling::Restore) | (Standing::Hidden, Ruling::Hide) => false,
            (Standing::Hidden, Ruling::Warn | Ruling::Suspend) if person => false,
            (_, Ruling::Warn) => people > 0,
            (_, Ruling::Suspend) => person,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: FlagKind, standing: Standing, people: usize, want: &str) {
        let words: Vec<&str> = offered(kind, standing, people).into_iter().map(Ruling::word).collect();
        assert_eq!(words.join(" "), want, "{kind:?} {standing:?} {people}");
    }

    #[test]
    fn what_may_be_decided() {
        for kind in [FlagKind::Event, FlagKind::Team, FlagKind::Post] {
            check(kind, Standing::Seen, 0, "hide nothing");
            check(kind, Standing::Seen, 1, "hide warn nothing");
            check(kind, Standing::Seen, 2, "hide warn nothing");
            check(kind, Standing::Hidden, 1, "warn restore nothing");
            check(kind, Standing::Gone, 0, "nothing");
        }
        check(FlagKind::Member, Standing::Seen, 1, "warn suspend nothing");
        check(FlagKind::Member, Standing::Hidden, 1, "restore nothing");
        check(FlagKind::Member, Standing::Gone, 0, "nothing");
    }

    #[test]
    fn keys_and_words_are_read_back() {
        let id = [9; 16];
        for kind in 1..=4 {
            let subject = FlagSubject::from_key((kind, id)).expect("a sort");
            assert_eq!(subject.key(), (kind, id));
            assert_eq!(FlagSubject::parse(subject.kind().word(), &subject.id()), Some(subject));
        }
        assert_eq!(FlagSubject::from_key((5, id)), None);
        assert_eq!(FlagSubject::parse("event", "x"), None);
        assert_eq!(FlagSubject::parse("shift", &MemberId::from_bytes(id).to_string()), None);
    }

    #[test]
    fn a_case_keeps_its_last_decisions() {
        let mut case = Case { opened_at: Some(Timestamp::UNIX_EPOCH), ..Case::new(FlagSubject::Team(TeamId::from_bytes([1; 16]))) };
        for n in 0..60 {
            let at = Timestamp::from_second(n).expect("a time");
            case.close(Decision { at, by: None, ruling: Ruling::Nothing, note: None, message: None });
        }
        assert_eq!((case.opened_at, case.decisions.len()), (None, DECISIONS_MAX));
        assert_eq!(case.decisions.last().map(|decision| decision.at.as_second()), Some(59));
    }
}
