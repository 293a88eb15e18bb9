//! What goes by itself: sign-ups and codes whose time is over, pictures that nobody claimed, sessions that ended, keys that were used.

use jiff::{SignedDuration, Timestamp};

use super::App;
use crate::domain::account::{CODE_LIFE, SEEN_FROM, Session};
use crate::domain::ids::MediaId;
use crate::domain::media::{HELD, Owner};
use crate::domain::once::REMEMBERED;
use crate::domain::refusal::Refusal;

/// How long a sign-up whose address was never proved is kept (SECURITY.md 55).
pub const UNPROVED: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Rows that go in one transaction.
const AT_ONCE: usize = 500;

/// What went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Sign-ups that were never proved.
    pub signups: usize,
    /// Sign-ins by code and changes of address that were never finished.
    pub attempts: usize,
    /// Pictures that no form claimed.
    pub pictures: usize,
    /// Sessions that had ended.
    pub sessions: usize,
    /// Idempotency keys.
    pub keys: usize,
    /// Invitations whose time is over.
    pub invitations: usize,
    /// Members whose week to think again is over.
    pub erased: usize,
}

/// Sweeps once. What is left over goes the next time.
///
/// # Errors
/// A failure of the record.
pub async fn sweep(app: &App) -> Result<Swept, Refusal> {
    let now = app.now();
    let (swept, files) = app
        .store
        .write(move |tx| {
            let mut swept = Swept::default();
            let mut files: Vec<MediaId> = Vec::new();
            for signup in tx.signups(None, AT_ONCE)?.into_iter().filter(|s| now.duration_since(s.at) >= UNPROVED) {
                tx.delete_signup(signup.id)?;
                swept.signups += 1;
                if let Some(photo) = signup.photo {
                    tx.delete_picture(photo);
                    files.push(photo);
                }
            }
            for attempt in tx.attempts(None, AT_ONCE)?.into_iter().filter(|a| now.duration_since(a.at) >= CODE_LIFE * 4) {
                tx.delete_attempt(attempt.id);
                swept.attempts += 1;
            }
            for (member, _) in tx.email_changes(None, AT_ONCE)?.into_iter().filter(|(_, c)| now.duration_since(c.at) >= CODE_LIFE * 4) {
                tx.put_email_change(member, None);
                swept.attempts += 1;
            }
            swept.pictures = files.len();
            swept.invitations = super::invitations::sweep(tx, now, AT_ONCE)?;
            swept.keys = tx.forget_once(before(now, REMEMBERED), AT_ONCE)?;
            Ok::<_, Refusal>((swept, files))
        })
        .await?;
    for picture in files {
        super::pictures::forget_files(app, Some(picture)).await;
    }
    let pictures = swept.pictures + sweep_pictures(app).await?;
    let erased = super::erasure::step(app).await?;
    Ok(Swept { pictures, sessions: sweep_sessions(app).await?, erased, ..swept })
}

/// Lets pictures go that no form and no sign-up claims any more, page by page: those that are claimed hide none behind them.
async fn sweep_pictures(app: &App) -> Result<usize, Refusal> {
    let now = app.now();
    let (mut swept, mut after) = (0, None);
    loop {
        let (gone, next) = app
            .store
            .write(move |tx| {
                let page = tx.waiting_pictures(after, AT_ONCE)?;
                let mut gone = Vec::new();
                for picture in &page {
                    let claimed = match picture.owner {
                        Owner::Signup(signup) => tx.signup(signup)?.is_some(),
                        _ => now.duration_since(picture.at) < HELD,
                    };
                    if !claimed {
                        tx.delete_picture(picture.id);
                        gone.push(picture.id);
                    }
                }
                Ok::<_, Refusal>((gone, page.last().map(|picture| picture.id)))
            })
            .await?;
        swept += gone.len();
        for picture in gone {
            super::pictures::forget_files(app, Some(picture)).await;
        }
        after = next;
        if after.is_none() {
            return Ok(swept);
        }
    }
}

/// Ends sessions that hold no more, page by page.
async fn sweep_sessions(app: &App) -> Result<usize, Refusal> {
    let now = app.now();
    let (mut ended, mut after) = (0, None);
    loop {
        let (gone, next) = app
            .store
            .write(move |tx| {
                let page = tx.sessions(after.as_ref(), AT_ONCE)?;
                let mut gone = 0;
                for session in &page {
                    let role = tx.member(session.member)?.map(|member| member.role);
                    if !role.is_some_and(|role| session.holds(role, now)) {
                        tx.delete_session(session.member, session.id)?;
                        gone += 1;
                    } else if session.seen_from.is_some() && now.duration_since(session.created_at) >= SEEN_FROM {
                        tx.put_session(&Session { seen_from: None, ..session.clone() })?;
                    }
                }
                Ok::<_, Refusal>((gone, page.last().map(|session| session.secret_hash)))
            })
            .await?;
        ended += gone;
        after = next;
        if after.is_none() {
            return Ok(ended);
        }
    }
}

fn before(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_sub(by).unwrap_or(Timestamp::MIN)
}
