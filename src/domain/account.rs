//! Ways in: sign-ups that wait for their code, sessions, tokens, codes, throttles.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::ids::{AttemptId, EventId, MediaId, MemberId, SessionId, SignupId};
use super::lang::Lang;
use super::member::{Home, Role};
use super::text::{Email, PersonName};

/// Letters of a code: neither `0` nor `O`, neither `1` nor `I`, no `Z` (which looks like `2`). 31 letters, 6 of them: 29.7 bits.
pub const CODE_LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKLMNPQRSTUVWXY";
/// Characters of a code.
pub const CODE_LENGTH: usize = 6;
/// How long a code is good for.
pub const CODE_LIFE: SignedDuration = SignedDuration::from_mins(15);
/// How many tries a code bears.
pub const CODE_TRIES: u8 = 5;
/// Most sessions of one member: the oldest goes out.
pub const SESSIONS_MAX: usize = 20;

/// A code that was mailed: only its salted hash is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedCode {
    /// 16 bytes of chance.
    pub salt: Vec<u8>,
    /// SHA-256 of salt and code.
    pub hash: Vec<u8>,
    /// How often a wrong one was tried.
    pub tries: u8,
    /// Until when it is good.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub expires_at: Timestamp,
}

/// What a try at a code leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Try {
    /// It is the code.
    Right,
    /// It is not; so many tries are left.
    Wrong(u8),
    /// The code is too old, or was tried too often.
    Void,
}

impl SealedCode {
    /// Judges a try. `matches` says whether the hash of what was typed is the one kept.
    pub fn judge(&self, matches: bool, now: Timestamp) -> Try {
        if now >= self.expires_at || self.tries >= CODE_TRIES {
            Try::Void
        } else if matches {
            Try::Right
        } else {
            match CODE_TRIES - self.tries - 1 {
                0 => Try::Void,
                left => Try::Wrong(left),
            }
        }
    }
}

/// What was typed, as a code: spaces and hyphens dropped, capitals; none when it cannot be one.
pub fn typed_code(text: &str) -> Option<String> {
    let code: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect();
    (code.len() == CODE_LENGTH && code.bytes().all(|b| CODE_LETTERS.contains(&b))).then_some(code)
}

/// The code that these bytes of chance make. Bytes that would favour some letters are skipped; none when too few are left.
pub fn code_from(chance: &[u8]) -> Option<String> {
    let fair = u8::try_from(256 / CODE_LETTERS.len() * CODE_LETTERS.len()).unwrap_or(u8::MAX);
    let letters: String = chance
        .iter()
        .filter(|b| **b < fair)
        .take(CODE_LENGTH)
        .map(|b| char::from(CODE_LETTERS[usize::from(*b) % CODE_LETTERS.len()]))
        .collect();
    (letters.len() == CODE_LENGTH).then_some(letters)
}

/// A sign-up that waits for its code. It owns nothing, and nobody sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Signup {
    /// Which.
    pub id: SignupId,
    /// The address to be proved.
    pub email: Email,
    /// First name.
    pub first_name: PersonName,
    /// Last name.
    pub last_name: PersonName,
    /// Where they live.
    pub home: Option<Home>,
    /// PHC string of the password, when one was chosen.
    pub password: Option<String>,
    /// The picture, already in its sizes.
    pub photo: Option<MediaId>,
    /// Language.
    pub lang: Lang,
    /// The version of the pledge that was said yes to.
    pub pledge_version: u32,
    /// The event they were about to say yes to.
    pub answering: Option<EventId>,
    /// The code.
    pub code: SealedCode,
    /// When it was asked.
    pub at: Timestamp,
}

/// A sign-in by code that waits for it. Made for unknown addresses too, so that nobody can tell them apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// Which.
    pub id: AttemptId,
    /// The address that was typed.
    pub email: Email,
    /// Whose it is; none when nobody's.
    pub member: Option<MemberId>,
    /// The code.
    pub code: SealedCode,
    /// When it was asked.
    pub at: Timestamp,
    /// The code or the password was right: it waits for the second factor, as long and with as many tries as for the code.
    pub proved: bool,
}

/// A change of a member's address that waits for its two codes.
#[derive(Debug, Clone, PartialEq)]
pub struct EmailChange {
    /// The address that the account is to have.
    pub email: Email,
    /// The code that was mailed to the address that it has.
    pub old: SealedCode,
    /// The code that was mailed to the one that it is to have.
    pub new: SealedCode,
    /// When it was asked for.
    pub at: Timestamp,
}

/// How long a proof of who one is opens what is sensitive (SECURITY.md 6).
pub const FRESH: SignedDuration = SignedDuration::from_mins(10);

/// How long the shortened address of a session is kept.
pub const SEEN_FROM: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A signed-in device, or an API token. The secret itself is not kept, only its SHA-256.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// Whose.
    pub member: MemberId,
    /// SHA-256 of the secret.
    pub secret_hash: [u8; 32],
    /// What it is for.
    pub purpose: Purpose,
    /// What the device calls itself, shortened.
    pub device: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Last use, to the hour.
    pub seen_at: Timestamp,
    /// When whoever uses it last proved who they are: signing in is such a proof, and so is a code or the password given since.
    pub proved_at: Timestamp,
    /// The network it was opened from, shortened; kept for [`SEEN_FROM`].
    pub seen_from: Option<String>,
}

/// What a session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A browser or an app.
    Device,
    /// A token that the keeper made: it does not end by itself.
    Token,
}

impl Purpose {
    /// How long a session may be idle, and how long it lives in all; none for what does not end by itself. Members: 30 days, 180 days;
    /// moderators and admins: 12 hours, 14 days (SECURITY.md 4).
    const fn lives(self, role: Role) -> Option<(SignedDuration, SignedDuration)> {
        let (idle, life) = match (self, role) {
            (Self::Token, _) => return None,
            (Self::Device, Role::Member) => (30 * 24, 180 * 24),
            (Self::Device, Role::Moderator | Role::Admin) => (12, 14 * 24),
        };
        Some((SignedDuration::from_hours(idle), SignedDuration::from_hours(life)))
    }

    /// How long a session may last, however much it is used; none for what does not end by itself.
    pub fn longest(self, role: Role) -> Option<SignedDuration> {
        self.lives(role).map(|(_, life)| life)
    }
}

impl Session {
    /// Whether it still holds.
    pub fn holds(&self, role: Role, now: Timestamp) -> bool {
        let within = |(idle, life)| now.duration_since(self.seen_at) < idle && now.duration_since(self.created_at) < life;
        self.purpose.lives(role).is_none_or(within)
    }

    /// Whether whoever uses it proved a moment ago who they are.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        now.duration_since(self.proved_at) < FRESH
    }

    /// Whether its last use should be written again: at most once an hour.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        now.duration_since(self.seen_at) >= SignedDuration::from_hours(1)
    }
}

/// A token bucket: so many uses at once, one more every so often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Uses at once.
    pub burst: u32,
    /// Time until one more is allowed.
    pub every: SignedDuration,
}

/// The state of one bucket: the time at which it will be full again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// When it is full again.
    pub full_at: Timestamp,
}

impl Limit {
    /// So many at once, and one more per `every`.
    pub const fn new(burst: u32, every: SignedDuration) -> Self {
        Self { burst, every }
    }

    /// Takes one use: the bucket after it, or the seconds until there is one (generic cell rate algorithm).
    ///
    /// # Errors
    /// Seconds to wait, at least 1.
    pub fn take(self, bucket: Option<Bucket>, now: Timestamp) -> Result<Bucket, u32> {
        let full_at = bucket.map_or(now, |b| b.full_at.max(now));
        let next = full_at.checked_add(self.every).unwrap_or(full_at);
        let room = self.every.checked_mul(i32::try_from(self.burst).unwrap_or(i32::MAX)).unwrap_or(self.every);
        let over = next.duration_since(now).checked_sub(room).unwrap_or(SignedDuration::ZERO);
        if over > SignedDuration::ZERO {
            let seconds = (over.as_millis() + 999) / 1000;
            return Err(u32::try_from(seconds).unwrap_or(u32::MAX).max(1));
        }
        Ok(Bucket { full_at: next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_780_000_000 + seconds).expect("in range")
    }

    fn code(tries: u8) -> SealedCode {
        SealedCode { salt: vec![], hash: vec![], tries, expires_at: at(15 * 60) }
    }

    #[test]
    fn a_code_is_tried_five_times_in_fifteen_minutes() {
        assert_eq!(code(0).judge(true, at(0)), Try::Right);
        assert_eq!(code(4).judge(true, at(899)), Try::Right);
        assert_eq!(code(0).judge(true, at(900)), Try::Void);
        assert_eq!(code(5).judge(true, at(0)), Try::Void);
        assert_eq!(code(0).judge(false, at(0)), Try::Wrong(4));
        assert_eq!(code(4).judge(false, at(0)), Try::Void);
    }

    #[test]
    fn what_is_typed_is_forgiven() {
        assert_eq!(typed_code(" abc-2 3d "), Some("ABC23D".to_owned()));
        for bad in ["", "ABC23", "ABC23DE", "ABC23O", "ABC231", "ABÇ23D"] {
            assert_eq!(typed_code(bad), None, "{bad}");
        }
    }

    #[track_caller]
    fn check_session(purpose: Purpose, role: Role, idle_hours: i64, age_hours: i64, want: bool) {
        let now = at(0);
        let session = Session {
            id: SessionId::new(now, [0; 10]),
            member: MemberId::new(now, [0; 10]),
            secret_hash: [0; 32],
            purpose,
            device: String::new(),
            created_at: now - SignedDuration::from_hours(age_hours),
            seen_at: now - SignedDuration::from_hours(idle_hours),
            proved_at: now,
            seen_from: None,
        };
        assert_eq!(session.holds(role, now), want);
    }

    #[test]
    fn sessions_end() {
        check_session(Purpose::Device, Role::Member, 30 * 24 - 1, 100 * 24, true);
        check_session(Purpose::Device, Role::Member, 30 * 24, 100 * 24, false);
        check_session(Purpose::Device, Role::Member, 1, 180 * 24, false);
        check_session(Purpose::Device, Role::Admin, 11, 11, true);
        check_session(Purpose::Device, Role::Admin, 12, 12, false);
        check_session(Purpose::Device, Role::Moderator, 1, 14 * 24, false);
        check_session(Purpose::Token, Role::Admin, 9_000, 9_000, true);
    }

    #[test]
    fn a_bucket_gives_its_burst_and_then_one_at_a_time() {
        let limit = Limit::new(3, SignedDuration::from_mins(1));
        let mut bucket = None;
        for _ in 0..3 {
            bucket = Some(limit.take(bucket, at(0)).expect("room"));
        }
        assert_eq!(limit.take(bucket, at(0)), Err(60));
        assert_eq!(limit.take(bucket, at(59)), Err(1));
        bucket = Some(limit.take(bucket, at(60)).expect("one came back"));
        assert_eq!(limit.take(bucket, at(60)), Err(60));
        assert!(limit.take(bucket, at(10_000)).is_ok());
    }

    proptest! {
        #[test]
        fn codes_hold_code_letters_only(chance: [u8; 32]) {
            if let Some(code) = code_from(&chance) {
                prop_assert_eq!(typed_code(&code), Some(code));
            }
        }
    }
}
