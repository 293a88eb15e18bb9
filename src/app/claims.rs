//! People of an older list, brought without a pledge: asked by letter to join, once more a week later, and erased when they say so.
//!
//! Nobody becomes a member by being imported. The letter leads to a page that shows what is known of the person, and on to the sign-up, filled
//! in; the code that proves their address makes the member (`signups::settle`). The link is derived: the person's id and until when it holds,
//! signed. Opening it changes nothing. Letters are spread out, so that codes never wait behind thousands of them, and each is sent only while
//! the person has neither joined nor declined.

use jiff::{SignedDuration, Timestamp};

use super::App;
use super::{erasure, invitations, keeper, throttle};
use crate::domain::account::Bucket;
use crate::domain::chore::{Letter, MailChore};
use crate::domain::ids::MemberId;
use crate::domain::member::{Member, MemberState};
use crate::domain::refusal::Refusal;
use crate::domain::text::Email;
use crate::store::WriteTx;

/// What the signature of a link is for that leads to the person's page.
const PURPOSE: &str = "claim";
/// What the signature of a link is for that ends these letters.
const STOP: &str = "unclaim";

/// How long a link holds after its letter.
const LASTS: SignedDuration = SignedDuration::from_hours(60 * 24);
/// When the one reminder follows.
const AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The code of a link that was used, or has ended.
const OVER: &str = "claim_over";

/// The bucket that says when the last of these letters is due.
const LAST: &str = "claims";

/// People that are looked at in one go.
const PAGE: usize = 500;

/// Leaves the two letters to somebody who is to be invited; false for who had them lately, or wants none.
///
/// # Errors
/// A failure of the record.
pub(super) fn ask(app: &App, tx: &mut WriteTx<'_>, person: &Member, now: Timestamp) -> Result<bool, Refusal> {
    let bucket = format!("claim {}", throttle::name_of(&person.email));
    let Ok(left) = throttle::CLAIMS_AN_ADDRESS.take(tx.bucket(&bucket)?, now) else { return Ok(false) };
    if invitations::declined(app, tx, &person.email)? {
        return Ok(false);
    }
    tx.put_bucket(&bucket, &left);
    let first = next_turn(app, tx, now)?;
    let until = first + LASTS;
    for (again, due) in [(false, first), (true, first + AGAIN_AFTER)] {
        let letter = Letter::Claim {
            first_name: person.first_name.to_string(),
            again,
            until,
            link: format!("/claim/{}", token(app, PURPOSE, person.id, until)),
            stop: format!("/links/unclaim/{}", token(app, STOP, person.id, until)),
        };
        tx.leave_mail(MailChore { to: person.email.clone(), lang: person.lang, letter }, due)?;
    }
    Ok(true)
}

/// When the next of these letters is due: half of what the mail server bears is left to all others.
fn next_turn(app: &App, tx: &mut WriteTx<'_>, now: Timestamp) -> Result<Timestamp, Refusal> {
    let gap = SignedDuration::from_mins(1) / i32::try_from(share(app)).unwrap_or(i32::MAX);
    let turn = tx.bucket(LAST)?.map_or(now, |last| last.full_at.max(now));
    tx.put_bucket(LAST, &Bucket { full_at: turn + gap });
    Ok(turn)
}

/// How many of these letters go out in a minute.
fn share(app: &App) -> u32 {
    (app.letters_a_minute / 2).max(1)
}

/// In how many minutes so many of these letters go out.
pub fn minutes_for(app: &App, letters: u64) -> u64 {
    letters.div_ceil(u64::from(share(app)))
}

/// Asks one person, or everybody who was brought and has not joined, unless they were asked within a month. How many get letters.
///
/// # Errors
/// 422 `unknown_member`, or `joined_already` for who is a member; a failure of the record.
pub async fn ask_those(app: &App, only: Option<Email>) -> Result<usize, Refusal> {
    let (house, now) = (app.clone(), app.now());
    if let Some(email) = only {
        let asked = app.store.write(move |tx| {
            let person = tx.member_by_email(&email)?.ok_or_else(keeper::unknown_member)?;
            match person.state {
                MemberState::Invited => ask(&house, tx, &person, now),
                _ => Err(Refusal::field("email", "joined_already")),
            }
        });
        return Ok(usize::from(asked.await?));
    }
    let (mut asked, mut after) = (0, None);
    loop {
        let (page, next) = keeper::members(app, after, PAGE)?;
        let house = app.clone();
        asked += app
            .store
            .write(move |tx| {
                let mut asked = 0;
                for person in &page {
                    // Looked at again: they may have joined since the page was read.
                    let person = tx.member(person.id)?.filter(|person| person.state == MemberState::Invited);
                    asked += usize::from(person.map_or(Ok(false), |person| ask(&house, tx, &person, now))?);
                }
                Ok::<_, Refusal>(asked)
            })
            .await?;
        after = next;
        if after.is_none() {
            return Ok(asked);
        }
    }
}

/// How many were brought and have not joined.
///
/// # Errors
/// A failure of the record.
pub fn waiting(app: &App) -> Result<usize, Refusal> {
    let (mut waiting, mut after) = (0, None);
    loop {
        let (page, next) = keeper::members(app, after, PAGE)?;
        waiting += page.iter().filter(|person| person.state == MemberState::Invited).count();
        after = next;
        if after.is_none() {
            return Ok(waiting);
        }
    }
}

/// Whether a letter that is due need not be sent any more: who it asks has joined, declined, or gone.
///
/// # Errors
/// A failure of the record.
pub fn is_settled(app: &App, mail: &MailChore) -> Result<bool, Refusal> {
    if !matches!(mail.letter, Letter::Claim { .. }) {
        return Ok(false);
    }
    app.store.read(|tx| {
        let waits = tx.member_by_email(&mail.to)?.is_some_and(|person| person.state == MemberState::Invited);
        Ok(!waits || invitations::declined(app, tx, &mail.to)?)
    })
}

fn token(app: &App, purpose: &str, person: MemberId, until: Timestamp) -> String {
    let (person, until) = (person.to_string(), until.as_second().to_string());
    let signature = app.secret.sign(purpose, &[&person, &until]);
    format!("{person}.{until}.{signature}")
}

/// The person whom a link names.
fn read(app: &App, purpose: &str, token: &str) -> Result<MemberId, Refusal> {
    let parts: Vec<&str> = token.splitn(3, '.').collect();
    let [person, until, signature] = parts.as_slice() else { return Err(Refusal::NotFound) };
    if !app.secret.verifies(purpose, &[person, until], signature) {
        return Err(Refusal::NotFound);
    }
    let until = until.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or(Refusal::NotFound)?;
    if app.now() >= until {
        return Err(Refusal::Conflict(OVER));
    }
    person.parse().map_err(|_| Refusal::NotFound)
}

/// What is known of whoever a link was sent to. Looking changes nothing.
///
/// # Errors
/// 404 for what we never signed; 409 `claim_over` when they have joined or declined, or the link has ended.
pub fn look(app: &App, token: &str) -> Result<Member, Refusal> {
    let person = read(app, PURPOSE, token)?;
    let found = app.store.read(|tx| Ok::<_, Refusal>(tx.member(person)?))?;
    found.filter(|person| person.state == MemberState::Invited).ok_or(Refusal::Conflict(OVER))
}

/// "This is not me": everything about the person is erased, and the address is asked no more.
///
/// # Errors
/// As [`look`].
pub async fn decline(app: &App, token: &str) -> Result<(), Refusal> {
    let person = look(app, token)?;
    erasure::of_invited(app, person.id, OVER).await
}

/// No more of these letters.
///
/// # Errors
/// 404 for what we never signed; 409 `claim_over` when the link has ended.
pub async fn stop(app: &App, token: &str) -> Result<(), Refusal> {
    let (person, house, now) = (read(app, STOP, token)?, app.clone(), app.now());
    app.store
        .write(move |tx| {
            if let Some(person) = tx.member(person)? {
                invitations::decline(&house, tx, &person.email, now);
            }
            Ok(())
        })
        .await
}

/// Looks at a link that ends these letters, and changes nothing.
///
/// # Errors
/// As [`stop`].
pub fn may_stop(app: &App, token: &str) -> Result<(), Refusal> {
    read(app, STOP, token).map(drop)
}
