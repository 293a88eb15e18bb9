//! Flags: what members report, and what moderators decide about it. Whatever was flagged has one case: it is open while a flag waits for an
//! answer, and keeps every decision.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::event::EventStatus;
use super::ids::{EventId, MemberId, PostId, TeamId};
use super::post::PostStatus;
use super::refusal::Refusal;
use super::team::words;
use super::text::Note;

/// How long after a decision one may appeal against it: six months (article 20 of the Digital Services Act).
pub const APPEAL_LASTS: SignedDuration = SignedDuration::from_hours(24 * 183);

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
        /// What was decided stands after an appeal.
        Uphold = "uphold",
        /// What was decided is undone after an appeal.
        Overturn = "overturn",
    }
}

impl Ruling {
    /// Whether it answers an appeal.
    pub const fn is_about_an_appeal(self) -> bool {
        matches!(self, Self::Uphold | Self::Overturn)
    }

    /// Whether it takes something from somebody.
    pub const fn is_against_somebody(self) -> bool {
        matches!(self, Self::Hide | Self::Warn | Self::Suspend)
    }

    /// Whether it is not decided without telling whoever it concerns why.
    pub const fn says_why(self) -> bool {
        self.is_against_somebody() || matches!(self, Self::Uphold)
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
    /// The appeal that waits.
    pub waiting: Option<Waiting>,
}

/// An appeal that waits: the line of a member's statements that it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Who appeals.
    pub by: MemberId,
    /// The line.
    pub line: u32,
}

impl Case {
    /// A case that nobody opened yet.
    pub fn new(subject: FlagSubject) -> Self {
        Self { subject, opened_at: None, stood: None, decisions: Vec::new(), waiting: None }
    }

    /// Which of its decisions somebody was told of; none once it is no longer kept.
    pub fn decision_of(&self, told: &Statement) -> Option<usize> {
        self.decisions.iter().position(|decision| (decision.at, decision.ruling) == (told.at, told.ruling))
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
    /// Somebody appealed against it: nobody does again.
    pub appealed: bool,
}

/// A decision as whoever answers for the thing was told of it: theirs to keep, whatever becomes of the thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// About what.
    pub subject: FlagSubject,
    /// Its title or name then.
    pub title: String,
    /// What was decided.
    pub ruling: Ruling,
    /// Why.
    pub message: Option<Note>,
    /// When.
    pub at: Timestamp,
    /// Their appeal against it.
    pub appeal: Option<Appeal>,
}

/// One appeal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// In their words.
    pub text: Note,
    /// When.
    pub at: Timestamp,
    /// What was decided about it; none while it waits.
    pub answer: Option<Ruling>,
}

impl Statement {
    /// The same with an appeal that waits.
    #[must_use]
    pub fn appealed(self, text: Note, at: Timestamp) -> Self {
        Self { appeal: Some(Appeal { text, at, answer: None }), ..self }
    }

    /// What is to be done for the decision to be undone: what was taken away comes back, unless it did or is no more.
    pub const fn undone_by(&self, standing: Standing) -> Option<Ruling> {
        match (self.ruling, standing) {
            (Ruling::Hide | Ruling::Suspend, Standing::Hidden) => Some(Ruling::Restore),
            _ => None,
        }
    }
}

/// Whether somebody may appeal against a decision that they were told of, and which of the case's it is: it took something from them and was not
/// taken back, nobody appealed against it, no other appeal waits, and not too much time went by.
///
/// # Errors
/// 409 `appealed`.
pub fn may_appeal(statement: &Statement, case: &Case, now: Timestamp) -> Result<usize, Refusal> {
    let kept = case.decision_of(statement).filter(|at| {
        // What was hidden and seen again is hidden no more; a warning stays one.
        let back = case.decisions[at + 1..].iter().any(|decision| decision.ruling == Ruling::Restore);
        !case.decisions[*at].appealed && (statement.ruling == Ruling::Warn || !back)
    });
    let open = statement.ruling.is_against_somebody() && statement.appeal.is_none() && case.waiting.is_none();
    kept.filter(|_| open && now.duration_since(statement.at) <= APPEAL_LASTS).ok_or(Refusal::Conflict("appealed"))
}

/// Whether somebody may answer an appeal: never whoever makes it, and not whoever made the decision while somebody else could. Where one person
/// alone moderates a network, they look again at what they decided: an answer of theirs is better than none.
pub fn may_answer(me: MemberId, appeals: MemberId, decided: Option<MemberId>, somebody_else: bool) -> bool {
    me != appeals && (decided != Some(me) || !somebody_else)
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
            (_, Ruling::Uphold | Ruling::Overturn) => false,
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

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    fn decision(hours: i64, ruling: Ruling) -> Decision {
        Decision { at: at(hours), by: None, ruling, note: None, message: None, appealed: false }
    }

    fn told(hours: i64, ruling: Ruling) -> Statement {
        let subject = FlagSubject::Member(MemberId::from_bytes([1; 16]));
        Statement { subject, title: String::new(), ruling, message: None, at: at(hours), appeal: None }
    }

    #[test]
    fn one_appeals_once_against_what_was_taken_from_one() {
        use Ruling::{Hide, Nothing, Overturn, Restore, Suspend, Uphold, Warn};
        let late = 1 + APPEAL_LASTS.as_hours();
        // What was decided, hour by hour from the first; of which hour one was told; when one appeals; which decision it is against, or none.
        let rows: &[(&[Ruling], usize, i64, bool)] = &[
            (&[Hide], 1, 2, true),
            (&[Warn], 1, 2, true),
            (&[Suspend], 1, late, true),
            (&[Suspend], 1, late + 1, false),
            (&[Hide, Nothing], 1, 4, true),
            (&[Hide, Warn], 1, 4, true),
            (&[Hide, Warn], 2, 4, true),
            (&[Hide, Restore], 1, 4, false),
            (&[Hide, Restore, Hide], 1, 5, false),
            (&[Hide, Restore, Hide], 3, 5, true),
            (&[Warn, Hide, Restore], 1, 5, true),
            (&[Restore], 1, 2, false),
            (&[Uphold], 1, 2, false),
            (&[Overturn], 1, 2, false),
        ];
        let subject = told(0, Hide).subject;
        for (rulings, told_of, now, want) in rows {
            let decisions = rulings.iter().zip(1..).map(|(ruling, hour)| decision(hour, *ruling)).collect();
            let case = Case { decisions, ..Case::new(subject) };
            let statement = told(*told_of as i64, rulings[told_of - 1]);
            let got = may_appeal(&statement, &case, at(*now)).ok();
            assert_eq!(got, want.then_some(told_of - 1), "{rulings:?} {told_of} {now}");
            // Not when another did, not while another appeal waits, not again, not once the decision is no longer kept.
            let mut appealed = case.clone();
            appealed.decisions[told_of - 1].appealed = true;
            let waits = Case { waiting: Some(Waiting { by: MemberId::from_bytes([2; 16]), line: 0 }), ..case.clone() };
            for case in [&appealed, &waits, &Case::new(subject)] {
                assert_eq!(may_appeal(&statement, case, at(*now)), Err(Refusal::Conflict("appealed")));
            }
            assert!(may_appeal(&statement.appealed("Non.".parse().expect("a note"), at(2)), &case, at(*now)).is_err());
        }
    }

    #[test]
    fn what_undoes_a_decision() {
        let check = |ruling, standing, want| assert_eq!(told(1, ruling).undone_by(standing), want, "{ruling:?} {standing:?}");
        for ruling in [Ruling::Hide, Ruling::Suspend] {
            check(ruling, Standing::Hidden, Some(Ruling::Restore));
            check(ruling, Standing::Seen, None);
            check(ruling, Standing::Gone, None);
        }
        // A warning about what was hidden by another decision leaves it hidden.
        check(Ruling::Warn, Standing::Hidden, None);
    }

    #[test]
    fn another_than_who_decided_answers_an_appeal() {
        let [me, one, two] = [1, 2, 3].map(|n| MemberId::from_bytes([n; 16]));
        for (appeals, decided, somebody_else, want) in [
            (one, Some(two), true, true),
            (one, Some(two), false, true),
            (one, None, true, true),
            (one, Some(me), true, false),
            (one, Some(me), false, true),
            (me, Some(two), true, false),
            (me, Some(me), false, false),
            (me, None, false, false),
        ] {
            assert_eq!(may_answer(me, appeals, decided, somebody_else), want, "{appeals:?} {decided:?} {somebody_else}");
        }
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
            case.close(Decision { at, ..decision(0, Ruling::Nothing) });
        }
        assert_eq!((case.opened_at, case.decisions.len()), (None, DECISIONS_MAX));
        assert_eq!(case.decisions.last().map(|decision| decision.at.as_second()), Some(59));
    }
}
