//! Re-authentication (SECURITY.md 6): what is sensitive is open to whoever proved a moment ago who they are. Signing in is such a proof; later
//! the password, or a code that is mailed, is asked for again, and the session gets a new secret.

use std::net::IpAddr;

use jiff::Timestamp;

use super::App;
use super::factor;
use super::secrets::{new_code, new_token, try_code};
use super::sessions::{SignedIn, Visitor};
use super::throttle::{self, Knock, knock};
use crate::domain::account::{Attempt, Session, Try};
use crate::domain::chore::{Letter, MailChore};
use crate::domain::ids::{AttemptId, MemberId};
use crate::domain::refusal::{Flaw, Refusal};
use crate::store::WriteTx;

/// The code of the refusal that asks for a proof.
pub const CONFIRM: &str = "confirm";

/// The member, when they proved a moment ago who they are. Suspended members too: their own data stays theirs.
///
/// # Errors
/// 403 `confirm`.
pub fn fresh(app: &App, visitor: &Visitor) -> Result<MemberId, Refusal> {
    if visitor.session.is_fresh(app.now()) { Ok(visitor.member.id) } else { Err(Refusal::Forbidden(CONFIRM)) }
}

/// Proves it with the password. The session has another secret from now on.
///
/// # Errors
/// 422 `wrong_password`, the same for an account without one; 422 `totp`: `missing` for whoever has a second factor; 429; 503.
pub async fn by_password(app: &App, visitor: &Visitor, password: String, ip: IpAddr) -> Result<SignedIn, Refusal> {
    without_factor(app, visitor)?;
    let email = &visitor.member.email;
    let knocks =
        vec![Knock::both(throttle::PASSWORDS_AN_ACCOUNT, "password", email, ip), Knock::ip(throttle::PASSWORDS_AN_IP, "password", ip)];
    knock(app, knocks).await?;
    let kept = app.store.read(|tx| Ok::<_, Refusal>(tx.password(visitor.member.id)?))?;
    if !app.passwords.verify(password, kept).await? {
        return Err(Refusal::field("password", "wrong_password"));
    }
    let (now, token, session) = (app.now(), new_token(app), visitor.session.clone());
    app.store.write(move |tx| renewed(tx, &session, &token, now)).await
}

/// Proves it with a code of the second factor, which is asked of whoever has one. The session has another secret from now on.
///
/// # Errors
/// 422 `wrong_totp`; 429.
pub async fn by_factor(app: &App, visitor: &Visitor, typed: &str, ip: IpAddr) -> Result<SignedIn, Refusal> {
    factor::knocked(app, visitor.member.id, ip).await?;
    let (now, token, session, typed) = (app.now(), new_token(app), visitor.session.clone(), typed.to_owned());
    app.store
        .write(move |tx| match factor::is_right(tx, session.member, &typed, now)? {
            true => renewed(tx, &session, &token, now),
            false => Err(Refusal::field("totp", "wrong_totp")),
        })
        .await
}

/// Neither a password nor a mailed code goes round the second factor of whoever has one (SECURITY.md 10).
fn without_factor(app: &App, visitor: &Visitor) -> Result<(), Refusal> {
    match app.store.read(|tx| factor::is_on(tx, visitor.member.id))? {
        true => Err(Refusal::field("totp", "missing")),
        false => Ok(()),
    }
}

/// Mails a code to one's own address.
///
/// # Errors
/// 429; 503.
pub async fn ask_code(app: &App, visitor: &Visitor, ip: IpAddr) -> Result<AttemptId, Refusal> {
    let email = visitor.member.email.clone();
    let knocks = vec![Knock::address(throttle::CODES_AN_ADDRESS, "code", &email), Knock::ip(throttle::CODES_AN_IP, "code", ip)];
    knock(app, knocks).await?;
    let now = app.now();
    let (code, sealed) = new_code(app, now);
    let (id, member, lang) = (AttemptId::new(now, app.id_chance()), visitor.member.id, visitor.member.lang);
    let letter = Letter::SigninCode { first_name: visitor.member.first_name.to_string(), code };
    app.store
        .write(move |tx| {
            tx.leave_mail(MailChore { to: email.clone(), lang, letter: letter.clone() }, now)?;
            tx.put_attempt(&Attempt { id, email: email.clone(), member: Some(member), code: sealed.clone(), at: now, proved: false });
            Ok(id)
        })
        .await
}

/// Proves it with the code that was mailed. The session has another secret from now on.
///
/// # Errors
/// 404 for an attempt that is not one's own; 422 `totp`: `missing` for whoever has a second factor; 422 `wrong_code` with the tries that are left; 409 `code_void`; 429.
pub async fn by_code(app: &App, visitor: &Visitor, id: AttemptId, typed: &str, ip: IpAddr) -> Result<SignedIn, Refusal> {
    without_factor(app, visitor)?;
    knock(app, vec![Knock::ip(throttle::TRIES_AN_IP, "try", ip)]).await?;
    let (now, token, session, typed) = (app.now(), new_token(app), visitor.session.clone(), typed.to_owned());
    app.store
        .write(move |tx| {
            let mut attempt = tx.attempt(id)?.filter(|attempt| attempt.member == Some(session.member)).ok_or(Refusal::NotFound)?;
            let refusal = match try_code(&mut attempt.code, &typed, now) {
                Try::Right => {
                    tx.delete_attempt(id);
                    return renewed(tx, &session, &token, now).map(Ok);
                }
                Try::Void => Refusal::Conflict("code_void"),
                Try::Wrong(left) => Refusal::Invalid(vec![Flaw::with("code", "wrong_code", i64::from(left))]),
            };
            // A wrong try is counted, so the change is kept: the refusal is its answer.
            tx.put_attempt(&attempt);
            Ok(Err(refusal))
        })
        .await?
}

fn renewed(tx: &mut WriteTx<'_>, session: &Session, token: &(String, [u8; 32]), now: Timestamp) -> Result<SignedIn, Refusal> {
    // It may have been ended while the proof was on its way.
    let session = tx.session(session.member, session.id)?.ok_or(Refusal::SignIn)?;
    let member = tx.member(session.member)?.ok_or(Refusal::SignIn)?;
    tx.put_session(&Session { secret_hash: token.1, proved_at: now, seen_at: now, ..session })?;
    Ok(SignedIn { token: token.0.clone(), member })
}
