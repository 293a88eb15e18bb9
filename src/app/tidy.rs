//! What goes by itself: sign-ups and codes whose time is over, pictures that nobody claimed, sessions that ended, keys that were used.

use jiff::{SignedDuration, Timestamp};

use super::App;
use crate::domain::account::{Attempt, CODE_LIFE, EmailChange, SEEN_FROM, Session, Signup};
use crate::domain::ids::{MediaId, MemberId};
use crate::domain::invitation::Invitation;
use crate::domain::media::{HELD, Owner, Picture};
use crate::domain::once::REMEMBERED;
use crate::domain::refusal::Refusal;
use crate::store::{Failure, ReadTx, WriteTx};

/// How long a sign-up whose address was never proved is kept (SECURITY.md 55).
pub const UNPROVED: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How long a sign-in by code, or a change of address, is kept that nobody finished.
const UNFINISHED: SignedDuration = SignedDuration::from_secs(4 * CODE_LIFE.as_secs());

/// Rows that are looked at in one transaction.
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

/// Sweeps once, all that is over by now.
///
/// # Errors
/// A failure of the record.
pub async fn sweep(app: &App) -> Result<Swept, Refusal> {
    let now = app.now();
    let signups = sweep_signups(app, now).await?;
    let photos = signups.iter().filter_map(|signup| signup.photo);
    let pictures: Vec<MediaId> = photos.chain(sweep_pictures(app, now).await?).collect();
    for picture in &pictures {
        super::pictures::forget_files(app, Some(*picture)).await;
    }
    Ok(Swept {
        signups: signups.len(),
        attempts: sweep_attempts(app, now).await? + sweep_email_changes(app, now).await?,
        pictures: pictures.len(),
        sessions: sweep_sessions(app, now).await?,
        keys: sweep_keys(app, before(now, REMEMBERED)).await?,
        invitations: sweep_invitations(app, now).await?,
        erased: super::erasure::step(app).await?,
    })
}

/// Looks at every row of a table, page by page, each page in a transaction of its own: no table is too long for it, no row hides another,
/// and others who write wait for a page at most. `page` reads rows from the one after a key; `take` takes one away if its time is over, and
/// says so. Comes back with those that went.
async fn walk<Row, Key>(
    app: &App,
    page: fn(&ReadTx<'_>, Option<Key>) -> Result<Vec<Row>, Failure>,
    key: fn(&Row) -> Key,
    take: impl Fn(&mut WriteTx<'_>, &Row) -> Result<bool, Refusal> + Clone + Send + 'static,
) -> Result<Vec<Row>, Refusal>
where
    Row: Send + 'static,
    Key: Copy + Send + 'static,
{
    let (mut gone, mut after) = (Vec::new(), None);
    loop {
        let take = take.clone();
        let look = move |tx: &mut WriteTx<'_>| {
            let rows = page(tx, after)?;
            let last = rows.last().map(key);
            let mut gone = Vec::new();
            for row in rows {
                if take(tx, &row)? {
                    gone.push(row);
                }
            }
            Ok::<_, Refusal>((gone, last))
        };
        let (more, last) = app.store.write(look).await?;
        gone.extend(more);
        after = last;
        if after.is_none() {
            return Ok(gone);
        }
    }
}

/// Takes away sign-ups whose address nobody proved, with their pictures' rows.
async fn sweep_signups(app: &App, now: Timestamp) -> Result<Vec<Signup>, Refusal> {
    let take = move |tx: &mut WriteTx<'_>, signup: &Signup| {
        let over = now.duration_since(signup.at) >= UNPROVED;
        if over {
            tx.delete_signup(signup.id)?;
            signup.photo.into_iter().for_each(|photo| tx.delete_picture(photo));
        }
        Ok(over)
    };
    walk(app, |tx, after| tx.signups(after, AT_ONCE), |signup: &Signup| signup.id, take).await
}

/// Takes away sign-ins by code that nobody finished. How many.
async fn sweep_attempts(app: &App, now: Timestamp) -> Result<usize, Refusal> {
    let take = move |tx: &mut WriteTx<'_>, attempt: &Attempt| {
        let over = now.duration_since(attempt.at) >= UNFINISHED;
        if over {
            tx.delete_attempt(attempt.id);
        }
        Ok(over)
    };
    Ok(walk(app, |tx, after| tx.attempts(after, AT_ONCE), |attempt: &Attempt| attempt.id, take).await?.len())
}

/// Takes away changes of address that nobody finished. How many.
async fn sweep_email_changes(app: &App, now: Timestamp) -> Result<usize, Refusal> {
    let take = move |tx: &mut WriteTx<'_>, (member, change): &(MemberId, EmailChange)| {
        let over = now.duration_since(change.at) >= UNFINISHED;
        if over {
            tx.put_email_change(*member, None);
        }
        Ok(over)
    };
    Ok(walk(app, |tx, after| tx.email_changes(after, AT_ONCE), |(member, _): &(MemberId, EmailChange)| *member, take).await?.len())
}

/// Takes away invitations that are over. How many.
async fn sweep_invitations(app: &App, now: Timestamp) -> Result<usize, Refusal> {
    let take = move |tx: &mut WriteTx<'_>, invitation: &Invitation| {
        let over = now >= invitation.expires_at;
        if over {
            tx.delete_invitation(invitation);
        }
        Ok(over)
    };
    Ok(walk(app, |tx, after| tx.invitations(after, AT_ONCE), |invitation: &Invitation| (invitation.team, invitation.id), take).await?.len())
}

/// Lets pictures go that no form and no sign-up claims any more.
async fn sweep_pictures(app: &App, now: Timestamp) -> Result<Vec<MediaId>, Refusal> {
    let take = move |tx: &mut WriteTx<'_>, picture: &Picture| {
        let claimed = match picture.owner {
            Owner::Signup(signup) => tx.signup(signup)?.is_some(),
            _ => now.duration_since(picture.at) < HELD,
        };
        if !claimed {
            tx.delete_picture(picture.id);
        }
        Ok(!claimed)
    };
    let gone = walk(app, |tx, after| tx.waiting_pictures(after, AT_ONCE), |picture: &Picture| picture.id, take).await?;
    Ok(gone.into_iter().map(|picture| picture.id).collect())
}

/// Ends sessions that hold no more, and forgets after a time from where the others were seen. How many ended.
async fn sweep_sessions(app: &App, now: Timestamp) -> Result<usize, Refusal> {
    let take = move |tx: &mut WriteTx<'_>, session: &Session| {
        let role = tx.member(session.member)?.map(|member| member.role);
        let over = !role.is_some_and(|role| session.holds(role, now));
        if over {
            tx.delete_session(session.member, session.id)?;
        } else if session.seen_from.is_some() && now.duration_since(session.created_at) >= SEEN_FROM {
            tx.put_session(&Session { seen_from: None, ..session.clone() })?;
        }
        Ok(over)
    };
    Ok(walk(app, |tx, after| tx.sessions(after, AT_ONCE), |session: &Session| session.secret_hash, take).await?.len())
}

/// Forgets the idempotency keys of before this, the oldest first, a page in each transaction. How many.
async fn sweep_keys(app: &App, until: Timestamp) -> Result<usize, Refusal> {
    let mut all = 0;
    loop {
        let gone = app.store.write(move |tx| Ok::<_, Refusal>(tx.forget_once(until, AT_ONCE)?)).await?;
        all += gone;
        if gone < AT_ONCE {
            return Ok(all);
        }
    }
}

fn before(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_sub(by).unwrap_or(Timestamp::MIN)
}
