//! Joining: a sign-up waits for the code that proves its address; then there is a member, pledged, and signed in.
//!
//! A known address gets the same answer in the same time. Its mail differs: the code in it signs in to the account that is there.

use std::net::IpAddr;

use jiff::Timestamp;

use super::App;
use super::me::check_password;
use super::once::{Once, once};
use super::secrets::{new_code, new_token, try_code};
use super::sessions::{Entered, NewSession, enter, waiting};
use super::throttle::{self, Knock, knock};
use crate::domain::account::{Signup, Try};
use crate::domain::chore::{Letter, MailChore};
use crate::domain::consent::{self, Consent};
use crate::domain::ids::{EventId, MediaId, MemberId, SignupId};
use crate::domain::lang::Lang;
use crate::domain::media::{Owner, Picture};
use crate::domain::member::{Home, Member, MemberState, Role};
use crate::domain::pledge::{self, Channel};
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::domain::text::{Email, PersonName};
use crate::store::WriteTx;

/// What somebody tells who joins.
#[derive(Debug, Clone)]
pub struct NewSignup {
    /// First name.
    pub first_name: PersonName,
    /// Last name.
    pub last_name: PersonName,
    /// The address to be proved.
    pub email: Email,
    /// A password, for whoever wants one.
    pub password: Option<String>,
    /// Where they live.
    pub home: Option<Home>,
    /// The version of the pledge that was shown.
    pub pledge_version: u32,
    /// Its box was ticked.
    pub pledge_accepted: bool,
    /// The box of the privacy notice was ticked.
    pub privacy_accepted: bool,
    /// Language of pages and mails.
    pub lang: Lang,
    /// The picture that the form holds.
    pub photo: Option<MediaId>,
    /// The event they were about to say yes to.
    pub answering: Option<EventId>,
}

/// Takes a sign-up and mails its code.
///
/// # Errors
/// 422 for a box that is not ticked, an old wording or a poor password; 429; 503.
pub async fn start(app: &App, new: NewSignup, ip: IpAddr) -> Result<SignupId, Refusal> {
    start_once(app, new, ip, None).await
}

/// As [`start`]: a repeat under the same key mails nothing, and gets the same answer.
///
/// # Errors
/// As [`start`]; 409 `idempotency_key`.
pub async fn start_once(app: &App, new: NewSignup, ip: IpAddr, key: Option<Once>) -> Result<SignupId, Refusal> {
    let own = [new.first_name.as_str(), new.last_name.as_str(), new.email.as_str()];
    rehearse(
        app,
        new.password.as_deref().map(|password| (password, &own[..])),
        (Some(new.pledge_version), new.pledge_accepted),
        new.privacy_accepted,
    )?;
    let knocks = vec![Knock::address(throttle::CODES_AN_ADDRESS, "code", &new.email), Knock::ip(throttle::CODES_AN_IP, "code", ip)];
    knock(app, knocks).await?;
    let now = app.now();
    // Hashed for known and unknown addresses alike, and before anybody can tell which it is.
    let password = match new.password {
        Some(password) => Some(app.passwords.hash(password, app.random()).await?),
        None => None,
    };
    let (code, sealed) = new_code(app, now);
    let signup = Signup {
        id: SignupId::new(now, app.id_chance()),
        email: new.email,
        first_name: new.first_name,
        last_name: new.last_name,
        home: new.home,
        password,
        photo: new.photo,
        lang: new.lang,
        pledge_version: new.pledge_version,
        answering: new.answering,
        code: sealed,
        at: now,
    };
    let key = key.map(|key| key.sealed(app));
    let made = app
        .store
        .write(move |tx| {
            once(tx, key.as_ref(), now, |tx| {
                put_signup(tx, &signup, &code, now)?;
                Ok(*signup.id.bytes())
            })
        })
        .await?;
    Ok(SignupId::from_bytes(made))
}

/// What [`start`] would refuse: for doors that found flaws of their own, so that all are told at once. With the password come the names and
/// the address of whom it is for.
///
/// # Errors
/// 422 with every flaw.
pub fn rehearse(app: &App, password: Option<(&str, &[&str])>, pledge: (Option<u32>, bool), privacy_accepted: bool) -> Result<(), Refusal> {
    let (version, pledge_accepted) = pledge;
    let mut flaws = Flaws::default();
    flaws.require(pledge_accepted, Flaw::new("pledge_accepted", "must_accept"));
    flaws.require(privacy_accepted, Flaw::new("privacy_accepted", "must_accept"));
    flaws.require(version.is_none_or(|version| version == app.network.pledge.version), Flaw::new("pledge_version", "other_version"));
    if let Some(flaw) = password.and_then(|(password, own)| check_password(app, "password", password, own)) {
        flaws.push(flaw);
    }
    flaws.done()
}

fn put_signup(tx: &mut WriteTx<'_>, signup: &Signup, code: &str, now: Timestamp) -> Result<(), Refusal> {
    mail_code(tx, signup, code, now)?;
    // Only a picture that is nobody's yet: a form that was sent twice has given it to the first.
    let photo = match signup.photo {
        Some(photo) => tx.picture(photo)?.filter(|picture| picture.owner == Owner::Held).map(|picture| picture.id),
        None => None,
    };
    if let Some(photo) = photo {
        tx.put_picture(&Picture { id: photo, owner: Owner::Signup(signup.id), at: now });
    }
    tx.put_signup(&Signup { photo, ..signup.clone() })?;
    Ok(())
}

/// Mails the code: to a known address another letter, in the language of its owner.
fn mail_code(tx: &mut WriteTx<'_>, signup: &Signup, code: &str, now: Timestamp) -> Result<(), Refusal> {
    let code = code.to_owned();
    let known = tx.member_by_email(&signup.email)?.filter(|member| member.state != MemberState::Invited);
    let (lang, letter) = match known {
        Some(member) => (member.lang, Letter::SignupKnown { first_name: member.first_name.to_string(), code }),
        None => (signup.lang, Letter::SignupCode { first_name: signup.first_name.to_string(), code }),
    };
    tx.leave_mail(MailChore { to: signup.email.clone(), lang, letter }, now)?;
    Ok(())
}

/// Mails another code for a sign-up; the one before is worth nothing any more. With `email`, to that address: the one before was mistyped.
///
/// # Errors
/// 404 when there is no such sign-up any more; 429; 503.
pub async fn again(app: &App, id: SignupId, email: Option<Email>, ip: IpAddr) -> Result<(), Refusal> {
    let email = match email {
        Some(email) => email,
        None => address(app, id)?,
    };
    let knocks = vec![Knock::address(throttle::CODES_AN_ADDRESS, "code", &email), Knock::ip(throttle::CODES_AN_IP, "code", ip)];
    knock(app, knocks).await?;
    let now = app.now();
    let (code, sealed) = new_code(app, now);
    app.store
        .write(move |tx| {
            let signup = tx.signup(id)?.ok_or(Refusal::NotFound)?;
            let signup = Signup { email: email.clone(), code: sealed.clone(), ..signup };
            mail_code(tx, &signup, &code, now)?;
            Ok(tx.put_signup(&signup)?)
        })
        .await
}

/// The address that a sign-up is to prove: what the code page shows.
///
/// # Errors
/// 404 when there is no such sign-up any more.
pub fn address(app: &App, id: SignupId) -> Result<Email, Refusal> {
    app.store.read(|tx| Ok(tx.signup(id)?.ok_or(Refusal::NotFound)?.email))
}

/// What a proved sign-up led to.
#[derive(Debug, Clone)]
pub struct Joined {
    /// The session that was opened; a second factor first for whoever had an account with one.
    pub entered: Entered,
    /// The event they were about to say yes to.
    pub answering: Option<EventId>,
}

/// Proves the address of a sign-up: makes the member, or signs in to the account that was there.
///
/// # Errors
/// 404 for an unknown sign-up; 422 `wrong_code`, with the tries that are left; 409 `code_void` when it is too old or was tried too often; 429.
pub async fn verify(app: &App, id: SignupId, typed: &str, session: NewSession, ip: IpAddr) -> Result<Joined, Refusal> {
    knock(app, vec![Knock::ip(throttle::TRIES_AN_IP, "try", ip)]).await?;
    let now = app.now();
    let member_id = MemberId::new(now, app.id_chance());
    let (token, opening, waiting) = (new_token(app), session.with_id(app, now).from(ip), waiting(app, now));
    let privacy = app.network.privacy_version;
    let typed = typed.to_owned();
    app.store
        .write(move |tx| {
            let mut signup = tx.signup(id)?.ok_or(Refusal::NotFound)?;
            let refused = match try_code(&mut signup.code, &typed, now) {
                Try::Right => None,
                Try::Wrong(left) => Some(Refusal::Invalid(vec![Flaw::with("code", "wrong_code", i64::from(left))])),
                Try::Void => Some(Refusal::Conflict("code_void")),
            };
            if let Some(refusal) = refused {
                // A wrong try is counted, so the change is kept: the refusal is its answer.
                tx.put_signup(&signup)?;
                return Ok(Err(refusal));
            }
            tx.delete_signup(id)?;
            let answering = signup.answering;
            let member = settle(tx, signup, member_id, privacy, now)?;
            let entered = enter(tx, &member, &opening, &token, &waiting, now)?;
            Ok::<_, Refusal>(Ok(Joined { entered, answering }))
        })
        .await?
}

/// The member that a proved sign-up makes or finds.
fn settle(tx: &mut WriteTx<'_>, signup: Signup, id: MemberId, privacy: u32, now: Timestamp) -> Result<Member, Refusal> {
    let known = tx.member_by_email(&signup.email)?;
    if let Some(member) = known.as_ref().filter(|member| member.state != MemberState::Invited) {
        if let Some(photo) = signup.photo {
            tx.put_picture(&Picture { id: photo, owner: Owner::Held, at: now });
        }
        return Ok(member.clone());
    }
    let entry = pledge::give(None, signup.pledge_version, signup.pledge_version, Channel::Signup, now)?;
    let id = known.as_ref().map_or(id, |member| member.id);
    let mut member = Member {
        id,
        email: signup.email,
        first_name: signup.first_name,
        last_name: signup.last_name,
        phone: known.as_ref().and_then(|member| member.phone.clone()),
        photo: signup.photo,
        home: signup.home.or(known.as_ref().and_then(|member| member.home.clone())),
        lang: signup.lang,
        role: Role::Member,
        state: MemberState::Active,
        pledge: None,
        joined_at: now,
        revision: known.as_ref().map_or(1, |member| member.revision + 1),
        external_id: known.and_then(|member| member.external_id),
    };
    if let Some(entry) = entry {
        tx.add_pledge(&mut member, &entry)?;
    }
    tx.put_member(&member)?;
    if let Some(line) = consent::give(&tx.consents(id)?, Consent::Privacy, (privacy, privacy), Channel::Signup, now)? {
        tx.add_consent(id, &line)?;
    }
    tx.set_password(id, signup.password.as_deref());
    if let Some(photo) = signup.photo {
        tx.put_picture(&Picture { id: photo, owner: Owner::Member(id), at: now });
    }
    Ok(member)
}
