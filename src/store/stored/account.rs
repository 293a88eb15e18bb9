//! Ways in: sign-ups, attempts, sessions, passwords, buckets; pictures; what was done once.

use serde::{Deserialize, Serialize};

use super::{Form, stored, time};
use crate::domain::account::{Attempt, Bucket, EmailChange, Purpose, SealedCode, Session, Signup};
use crate::domain::factor::{Factor, SECRET_BYTES};
use crate::domain::ids::{AttemptId, EventId, MediaId, MemberId, SessionId, SignupId};
use crate::domain::lang::Lang;
use crate::domain::media::{Owner, Picture};
use crate::domain::member::Home;
use crate::domain::once::Done;
use crate::domain::text::{Email, PersonName};

stored! {
    Signup => SignupV1;
    Attempt => AttemptV1;
    EmailChange => EmailChangeV1;
    Factor => FactorV1;
    Session => SessionV1;
    Bucket => BucketV1;
    Picture => PictureV1;
    Done => DoneV1;
    String => TextV1;
}

#[derive(Serialize, Deserialize)]
struct SignupV1 {
    id: SignupId,
    email: Email,
    first_name: PersonName,
    last_name: PersonName,
    #[serde(skip_serializing_if = "Option::is_none")]
    home: Option<Home>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    photo: Option<MediaId>,
    lang: Lang,
    pledge_version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    answering: Option<EventId>,
    code: SealedCode,
    at: i64,
}

impl Form<Signup> for SignupV1 {
    fn of(signup: &Signup) -> Self {
        let Signup { id, email, first_name, last_name, home, password, photo, lang, pledge_version, answering, code, at } = signup.clone();
        let at = at.as_microsecond();
        Self { id, email, first_name, last_name, home, password, photo, lang, pledge_version, answering, code, at }
    }

    fn noun(self) -> Result<Signup, String> {
        let Self { id, email, first_name, last_name, home, password, photo, lang, pledge_version, answering, code, at } = self;
        let at = time(at)?;
        Ok(Signup { id, email, first_name, last_name, home, password, photo, lang, pledge_version, answering, code, at })
    }
}

#[derive(Serialize, Deserialize)]
struct AttemptV1 {
    id: AttemptId,
    email: Email,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<MemberId>,
    code: SealedCode,
    at: i64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    proved: bool,
}

impl Form<Attempt> for AttemptV1 {
    fn of(attempt: &Attempt) -> Self {
        let Attempt { id, email, member, code, at, proved } = attempt.clone();
        Self { id, email, member, code, at: at.as_microsecond(), proved }
    }

    fn noun(self) -> Result<Attempt, String> {
        let Self { id, email, member, code, at, proved } = self;
        Ok(Attempt { id, email, member, code, at: time(at)?, proved })
    }
}

#[derive(Serialize, Deserialize)]
struct FactorV1 {
    secret: [u8; SECRET_BYTES],
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<i64>,
    last_step: i64,
    recovery: Vec<[u8; 32]>,
}

impl Form<Factor> for FactorV1 {
    fn of(factor: &Factor) -> Self {
        let Factor { secret, since, last_step, recovery } = factor.clone();
        Self { secret, since: since.map(jiff::Timestamp::as_microsecond), last_step, recovery }
    }

    fn noun(self) -> Result<Factor, String> {
        let Self { secret, since, last_step, recovery } = self;
        Ok(Factor { secret, since: since.map(time).transpose()?, last_step, recovery })
    }
}

#[derive(Serialize, Deserialize)]
struct EmailChangeV1 {
    email: Email,
    old: SealedCode,
    new: SealedCode,
    at: i64,
}

impl Form<EmailChange> for EmailChangeV1 {
    fn of(change: &EmailChange) -> Self {
        let EmailChange { email, old, new, at } = change.clone();
        Self { email, old, new, at: at.as_microsecond() }
    }

    fn noun(self) -> Result<EmailChange, String> {
        let Self { email, old, new, at } = self;
        Ok(EmailChange { email, old, new, at: time(at)? })
    }
}

#[derive(Serialize, Deserialize)]
struct SessionV1 {
    id: SessionId,
    member: MemberId,
    secret_hash: [u8; 32],
    purpose: Purpose,
    device: String,
    created_at: i64,
    seen_at: i64,
    /// Absent: when it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proved_at: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seen_from: Option<String>,
}

impl Form<Session> for SessionV1 {
    fn of(session: &Session) -> Self {
        let Session { id, member, secret_hash, purpose, device, created_at, seen_at, proved_at, seen_from } = session.clone();
        let proved_at = (proved_at != created_at).then(|| proved_at.as_microsecond());
        let (created_at, seen_at) = (created_at.as_microsecond(), seen_at.as_microsecond());
        Self { id, member, secret_hash, purpose, device, created_at, seen_at, proved_at, seen_from }
    }

    fn noun(self) -> Result<Session, String> {
        let Self { id, member, secret_hash, purpose, device, created_at, seen_at, proved_at, seen_from } = self;
        let proved_at = time(proved_at.unwrap_or(created_at))?;
        let (created_at, seen_at) = (time(created_at)?, time(seen_at)?);
        Ok(Session { id, member, secret_hash, purpose, device, created_at, seen_at, proved_at, seen_from })
    }
}

#[derive(Serialize, Deserialize)]
struct BucketV1 {
    full_at: i64,
}

impl Form<Bucket> for BucketV1 {
    fn of(bucket: &Bucket) -> Self {
        let Bucket { full_at } = *bucket;
        Self { full_at: full_at.as_microsecond() }
    }

    fn noun(self) -> Result<Bucket, String> {
        let Self { full_at } = self;
        Ok(Bucket { full_at: time(full_at)? })
    }
}

#[derive(Serialize, Deserialize)]
struct PictureV1 {
    id: MediaId,
    owner: Owner,
    at: i64,
}

impl Form<Picture> for PictureV1 {
    fn of(picture: &Picture) -> Self {
        let Picture { id, owner, at } = *picture;
        Self { id, owner, at: at.as_microsecond() }
    }

    fn noun(self) -> Result<Picture, String> {
        let Self { id, owner, at } = self;
        Ok(Picture { id, owner, at: time(at)? })
    }
}

#[derive(Serialize, Deserialize)]
struct DoneV1 {
    fingerprint: [u8; 32],
    made: [u8; 16],
    at: i64,
}

impl Form<Done> for DoneV1 {
    fn of(done: &Done) -> Self {
        let Done { fingerprint, made, at } = *done;
        Self { fingerprint, made, at: at.as_microsecond() }
    }

    fn noun(self) -> Result<Done, String> {
        let Self { fingerprint, made, at } = self;
        Ok(Done { fingerprint, made, at: time(at)? })
    }
}

/// A text by itself: the PHC string of a password.
#[derive(Serialize, Deserialize)]
struct TextV1 {
    text: String,
}

impl Form<String> for TextV1 {
    fn of(text: &String) -> Self {
        Self { text: text.clone() }
    }

    fn noun(self) -> Result<String, String> {
        let Self { text } = self;
        Ok(text)
    }
}
