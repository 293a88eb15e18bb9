//! Signing in and out: by password, by a code that is mailed, by a token. An unknown address gets the same answer in the same time.

use std::net::IpAddr;
use std::sync::Arc;

use jiff::Timestamp;

use super::App;
use super::factor;
use super::once::{Once, once};
use super::secrets::{new_code, new_token, sha256, try_code};
use super::throttle::{self, Knock, knock};
use crate::domain::account::{Attempt, Purpose, SESSIONS_MAX, SealedCode, Session, Try};
use crate::domain::audit::{AuditDeed, By, Note};
use crate::domain::chore::{Letter, MailChore};
use crate::domain::ids::{AttemptId, SessionId};
use crate::domain::member::{Member, MemberState, Role};
use crate::domain::network::Network;
use crate::domain::refusal::{Flaw, Refusal};
use crate::domain::rights::Actor;
use crate::domain::text::Email;
use crate::store::{ReadTx, WriteTx};

/// Most characters of a device's name that are kept.
const DEVICE_MAX: usize = 80;

/// A session that was opened. The token is shown once; nobody can read it again.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The secret.
    pub token: String,
    /// Whose it is.
    pub member: Member,
}

/// What a new session is for.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// A device, or a token of the keeper's making.
    pub purpose: Purpose,
    /// What the device calls itself.
    pub device: String,
    id: Option<SessionId>,
    from: Option<String>,
}

impl NewSession {
    /// A session for a browser or an app that calls itself so.
    pub fn device(user_agent: &str) -> Self {
        let device = user_agent.chars().filter(|c| !c.is_control()).take(DEVICE_MAX).collect();
        Self { purpose: Purpose::Device, device, id: None, from: None }
    }

    /// A token that the keeper makes.
    pub fn token() -> Self {
        Self { purpose: Purpose::Token, device: "token".to_owned(), id: None, from: None }
    }

    /// The same, with its id drawn: a write may run twice, and must not draw again.
    pub fn with_id(mut self, app: &App, now: Timestamp) -> Self {
        self.id = Some(SessionId::new(now, app.id_chance()));
        self
    }

    /// The same, opened from this address, of which only the network is kept.
    pub fn from(mut self, ip: IpAddr) -> Self {
        self.from = Some(throttle::shortened(ip));
        self
    }
}

/// Opens a session for a member whose identity is proved. The oldest goes out when there are too many.
///
/// # Errors
/// A failure of the record.
pub fn open_session(
    tx: &mut WriteTx<'_>,
    member: &Member,
    new: &NewSession,
    token: &(String, [u8; 32]),
    now: Timestamp,
) -> Result<SignedIn, Refusal> {
    let mut devices: Vec<Session> = tx.sessions_of(member.id)?.into_iter().filter(|s| s.purpose == Purpose::Device).collect();
    devices.sort_by_key(|session| session.seen_at);
    let surplus = (devices.len() + 1).saturating_sub(SESSIONS_MAX);
    for old in devices.iter().take(surplus).filter(|_| new.purpose == Purpose::Device) {
        tx.delete_session(old.member, old.id)?;
    }
    let id = new.id.unwrap_or_else(|| SessionId::from_bytes(first_half(&token.1)));
    let session = Session {
        id,
        member: member.id,
        secret_hash: token.1,
        purpose: new.purpose,
        device: new.device.clone(),
        created_at: now,
        seen_at: now,
        proved_at: now,
        seen_from: new.from.clone(),
    };
    tx.put_session(&session)?;
    let note = match new.purpose {
        Purpose::Device => Note::own(now, member.id, AuditDeed::SignIn),
        Purpose::Token => Note::new(now, By::Keeper, AuditDeed::Token, Some(member.id)),
    };
    tx.note(note)?;
    Ok(SignedIn { token: token.0.clone(), member: member.clone() })
}

fn first_half(hash: &[u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&hash[..16]);
    half
}

/// How far somebody came who proved with a password or a mailed code who they are.
#[derive(Debug, Clone)]
pub enum Entered {
    /// They are in.
    In(Box<SignedIn>),
    /// Their second factor is asked for: [`second`] takes it with this attempt.
    Second(AttemptId),
}

/// What may wait for a second factor: an id, and a code that nobody knows, which counts the tries and the time.
pub type Waiting = (AttemptId, SealedCode);

/// What waits for a second factor, should one be asked for: drawn before the write, which may run twice.
pub fn waiting(app: &App, now: Timestamp) -> Waiting {
    (AttemptId::new(now, app.id_chance()), new_code(app, now).1)
}

/// Lets a member in whose password or mailed code was right, or waits for their second factor.
///
/// # Errors
/// A failure of the record.
pub fn enter(
    tx: &mut WriteTx<'_>,
    member: &Member,
    new: &NewSession,
    token: &(String, [u8; 32]),
    waiting: &Waiting,
    now: Timestamp,
) -> Result<Entered, Refusal> {
    if !factor::is_on(tx, member.id)? {
        return open_session(tx, member, new, token, now).map(|signed_in| Entered::In(Box::new(signed_in)));
    }
    let (id, code) = waiting.clone();
    tx.put_attempt(&Attempt { id, email: member.email.clone(), member: Some(member.id), code, at: now, proved: true });
    Ok(Entered::Second(id))
}

/// Signs in with the second factor, after the password or the mailed code was right.
///
/// # Errors
/// 404 when nothing waits for it; 422 `totp`: `wrong_totp`, with the tries that are left; 409 `code_void` after too many tries, or too late; 429.
pub async fn second(app: &App, id: AttemptId, typed: &str, new: NewSession, ip: IpAddr) -> Result<SignedIn, Refusal> {
    let attempt = app.store.read(|tx| Ok::<_, Refusal>(tx.attempt(id)?))?.filter(|attempt| attempt.proved);
    let member = attempt.and_then(|attempt| attempt.member).ok_or(Refusal::NotFound)?;
    factor::knocked(app, member, ip).await?;
    let now = app.now();
    let (token, new) = (new_token(app), new.with_id(app, now).from(ip));
    let typed = typed.to_owned();
    app.store
        .write(move |tx| {
            let mut attempt = tx.attempt(id)?.filter(|attempt| attempt.proved).ok_or(Refusal::NotFound)?;
            let if_wrong = attempt.code.judge(false, now);
            if attempt.code.judge(true, now) == Try::Void {
                return Ok(Err(Refusal::Conflict("code_void")));
            }
            if factor::is_right(tx, member, &typed, now)? {
                tx.delete_attempt(id);
                let member = tx.member(member)?.ok_or(Refusal::NotFound)?;
                return open_session(tx, &member, &new, &token, now).map(Ok);
            }
            // A wrong try is counted, so the change is kept: the refusal is its answer.
            attempt.code.tries += 1;
            tx.put_attempt(&attempt);
            Ok(Err(match if_wrong {
                Try::Wrong(left) => Refusal::Invalid(vec![Flaw { number: Some(left.into()), ..Flaw::new("totp", "wrong_totp") }]),
                Try::Void | Try::Right => Refusal::Conflict("code_void"),
            }))
        })
        .await?
}

/// As [`second`], for doors where the code may come along at once.
///
/// # Errors
/// As [`second`]; 422 `totp`: `missing`.
pub async fn completed(app: &App, entered: Entered, totp: Option<&str>, new: NewSession, ip: IpAddr) -> Result<SignedIn, Refusal> {
    match (entered, totp.filter(|totp| !totp.is_empty())) {
        (Entered::In(signed_in), _) => Ok(*signed_in),
        (Entered::Second(_), None) => Err(Refusal::field("totp", "missing")),
        (Entered::Second(id), Some(totp)) => second(app, id, totp, new, ip).await,
    }
}

/// Who a token stands for.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// For the table of rights.
    pub actor: Actor,
    /// The member.
    pub member: Member,
    /// The session.
    pub session: Session,
    /// The rights of their role wait for a second factor, which the network asks of them.
    pub owes_factor: bool,
}

/// Who this token stands for; none when it stands for nobody (any more).
///
/// # Errors
/// A failure of the record.
pub fn visitor(app: &App, token: &str) -> Result<Option<Arc<Visitor>>, Refusal> {
    let hash = sha256(&[token.as_bytes()]);
    let visitor = match app.memory.visitors.get(&hash) {
        Some(kept) => kept,
        None => {
            let before = app.memory.visitors.before();
            let Some(found) = app.store.read(|tx| look_up(tx, &hash, &app.network))? else { return Ok(None) };
            let found = Arc::new(found);
            app.memory.visitors.keep(hash, &found, before);
            found
        }
    };
    let alive = visitor.session.holds(visitor.member.role, app.now()) && visitor.member.state != MemberState::Invited;
    Ok(Some(visitor).filter(|_| alive))
}

fn look_up(tx: &ReadTx<'_>, hash: &[u8; 32], network: &Network) -> Result<Option<Visitor>, Refusal> {
    let Some(session) = tx.session_by_secret(hash)? else { return Ok(None) };
    let Some(member) = tx.member(session.member)? else { return Ok(None) };
    // Tokens are the keeper's, who sets what is asked.
    let asked = session.purpose == Purpose::Device && factor::is_required(network, member.role);
    let owes_factor = asked && !factor::is_on(tx, member.id)?;
    let actor = match Actor::of(&member) {
        Actor::Member { id, pledged, suspended, .. } if owes_factor => Actor::Member { id, role: Role::Member, pledged, suspended },
        actor => actor,
    };
    Ok(Some(Visitor { actor, member, session, owes_factor }))
}

/// Notes that a session was used, at most once an hour.
///
/// # Errors
/// A failure of the record.
pub async fn touch(app: &App, session: &Session) -> Result<(), Refusal> {
    let now = app.now();
    if !session.is_stale(now) {
        return Ok(());
    }
    let hash = session.secret_hash;
    app.store
        .write(move |tx| {
            if let Some(session) = tx.session_by_secret(&hash)? {
                tx.put_session(&Session { seen_at: now, ..session })?;
            }
            Ok(())
        })
        .await
}

/// Signs in with a password.
///
/// # Errors
/// 422 `wrong_credentials`, the same for an unknown address, an account without a password and a wrong one; 403 `suspended`; 429; 503.
pub async fn by_password(app: &App, email: &Email, password: String, new: NewSession, ip: IpAddr) -> Result<Entered, Refusal> {
    let knocks =
        vec![Knock::both(throttle::PASSWORDS_AN_ACCOUNT, "password", email, ip), Knock::ip(throttle::PASSWORDS_AN_IP, "password", ip)];
    knock(app, knocks).await?;
    let wrong = || Refusal::field("password", "wrong_credentials");
    let (member, kept) = app.store.read(|tx| {
        let member = tx.member_by_email(email)?.filter(|member| member.state != MemberState::Invited);
        let kept = match &member {
            Some(member) => tx.password(member.id)?,
            None => None,
        };
        Ok::<_, Refusal>((member, kept))
    })?;
    if !app.passwords.verify(password.clone(), kept.clone()).await? {
        return Err(wrong());
    }
    let member = member.ok_or_else(wrong)?;
    let rehashed = match kept {
        Some(kept) if app.passwords.is_outdated(&kept) => Some(app.passwords.hash(password, app.random()).await?),
        _ => None,
    };
    let now = app.now();
    let (token, new, waiting) = (new_token(app), new.with_id(app, now).from(ip), waiting(app, now));
    app.store
        .write(move |tx| {
            if let Some(hash) = &rehashed {
                tx.set_password(member.id, Some(hash));
            }
            enter(tx, &member, &new, &token, &waiting, now)
        })
        .await
}

/// Mails a code that signs in, to an address that has an account. For another nothing is mailed, and the answer is the same.
///
/// # Errors
/// 429; 503.
pub async fn ask_code(app: &App, email: &Email, ip: IpAddr) -> Result<AttemptId, Refusal> {
    ask_code_once(app, email, ip, None).await
}

/// As [`ask_code`]: a repeat under the same key mails nothing, and gets the same answer.
///
/// # Errors
/// As [`ask_code`]; 409 `idempotency_key`.
pub async fn ask_code_once(app: &App, email: &Email, ip: IpAddr, key: Option<Once>) -> Result<AttemptId, Refusal> {
    let knocks = vec![Knock::address(throttle::CODES_AN_ADDRESS, "code", email), Knock::ip(throttle::CODES_AN_IP, "code", ip)];
    knock(app, knocks).await?;
    let now = app.now();
    let (code, sealed) = new_code(app, now);
    let id = AttemptId::new(now, app.id_chance());
    let email = email.clone();
    let made = app
        .store
        .write(move |tx| {
            once(tx, key.as_ref(), now, |tx| {
                let member = tx.member_by_email(&email)?.filter(|member| member.state != MemberState::Invited);
                if let Some(member) = &member {
                    let letter = Letter::SigninCode { first_name: member.first_name.to_string(), code: code.clone() };
                    tx.leave_mail(MailChore { to: member.email.clone(), lang: member.lang, letter }, now)?;
                }
                tx.put_attempt(&Attempt {
                    id,
                    email: email.clone(),
                    member: member.map(|m| m.id),
                    code: sealed.clone(),
                    at: now,
                    proved: false,
                });
                Ok(*id.bytes())
            })
        })
        .await?;
    Ok(AttemptId::from_bytes(made))
}

/// The address that a code was mailed to: what the code page shows.
///
/// # Errors
/// 404 when there is no such attempt any more.
pub fn address(app: &App, id: AttemptId) -> Result<Email, Refusal> {
    app.store.read(|tx| Ok(tx.attempt(id)?.ok_or(Refusal::NotFound)?.email))
}

/// Signs in with the code that was mailed.
///
/// # Errors
/// 404 for an unknown attempt; 422 `wrong_code` with the tries that are left; 409 `code_void`; 429.
pub async fn by_code(app: &App, id: AttemptId, typed: &str, new: NewSession, ip: IpAddr) -> Result<Entered, Refusal> {
    knock(app, vec![Knock::ip(throttle::TRIES_AN_IP, "try", ip)]).await?;
    let now = app.now();
    let (token, new) = (new_token(app), new.with_id(app, now).from(ip));
    let typed = typed.to_owned();
    app.store
        .write(move |tx| {
            let mut attempt = tx.attempt(id)?.ok_or(Refusal::NotFound)?;
            // What was mailed to nobody is not known to anybody: no try at it is right, and each is counted all the same.
            let refusal = match (try_code(&mut attempt.code, &typed, now), attempt.member) {
                (Try::Right, Some(member)) => {
                    let member = tx.member(member)?.ok_or(Refusal::NotFound)?;
                    // With a second factor the attempt goes on: as many tries as it has left, until its time is over.
                    tx.delete_attempt(id);
                    return Ok::<_, Refusal>(Ok(enter(tx, &member, &new, &token, &(id, attempt.code), now)?));
                }
                (Try::Void | Try::Right, _) => Refusal::Conflict("code_void"),
                (Try::Wrong(left), _) => Refusal::Invalid(vec![Flaw::with("code", "wrong_code", i64::from(left))]),
            };
            tx.put_attempt(&attempt);
            Ok(Err(refusal))
        })
        .await?
}

/// Signs a device out.
///
/// # Errors
/// A failure of the record.
pub async fn sign_out(app: &App, session: &Session) -> Result<(), Refusal> {
    let (member, id) = (session.member, session.id);
    app.store.write(move |tx| Ok(tx.delete_session(member, id)?)).await
}

/// The devices and tokens of a member, the last used first.
///
/// # Errors
/// A failure of the record.
pub fn devices(app: &App, visitor: &Visitor) -> Result<Vec<Session>, Refusal> {
    let mut sessions = app.store.read(|tx| Ok::<_, Refusal>(tx.sessions_of(visitor.member.id)?))?;
    sessions.sort_by_key(|session| std::cmp::Reverse(session.seen_at));
    Ok(sessions)
}

/// Ends one session of one's own.
///
/// # Errors
/// 404 when it is not one's own.
pub async fn end(app: &App, visitor: &Visitor, id: SessionId) -> Result<(), Refusal> {
    let member = visitor.member.id;
    app.store
        .write(move |tx| {
            tx.session(member, id)?.ok_or(Refusal::NotFound)?;
            Ok(tx.delete_session(member, id)?)
        })
        .await
}

/// Ends every session of one's own but the one that asks, tokens for programs included.
///
/// # Errors
/// A failure of the record.
pub async fn end_others(app: &App, visitor: &Visitor) -> Result<(), Refusal> {
    let (member, here) = (visitor.member.id, visitor.session.id);
    let now = app.now();
    app.store
        .write(move |tx| {
            tx.delete_sessions_of(member, Some(here))?;
            Ok(tx.note(Note::own(now, member, AuditDeed::SessionsEnded))?)
        })
        .await
}

/// Makes an API token with all the rights of a member: the keeper's deed.
///
/// # Errors
/// 404 when nobody has this address.
pub async fn make_token(app: &App, email: &Email) -> Result<SignedIn, Refusal> {
    let now = app.now();
    let (token, new) = (new_token(app), NewSession::token().with_id(app, now));
    let email = email.clone();
    app.store
        .write(move |tx| {
            let member = tx.member_by_email(&email)?.filter(|m| m.state == MemberState::Active).ok_or(Refusal::NotFound)?;
            open_session(tx, &member, &new, &token, now)
        })
        .await
}
