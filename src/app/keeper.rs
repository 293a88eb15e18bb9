//! The keeper's deeds: members made and given roles at the command line, and the first admin of a new network.

use jiff::Timestamp;

use super::App;
use super::me::{check_password, known_of};
use super::secrets::{new_token, sha256};
use super::sessions::{NewSession, SignedIn, open_session};
use crate::domain::audit::{AuditDeed, By, Note};
use crate::domain::ids::MemberId;
use crate::domain::lang::Lang;
use crate::domain::member::{Member, MemberState, Role};
use crate::domain::pledge::{self, Channel, PledgeEntry};
use crate::domain::refusal::{Flaw, Refusal};
use crate::domain::text::{Email, PersonName};
use crate::store::WriteTx;

/// A member that the keeper makes: proved and pledged.
#[derive(Debug, Clone)]
pub struct NewMember {
    /// First name.
    pub first_name: PersonName,
    /// Last name.
    pub last_name: PersonName,
    /// E-mail address.
    pub email: Email,
    /// Role in the network.
    pub role: Role,
    /// A password, when one is set.
    pub password: Option<String>,
    /// Language.
    pub lang: Lang,
}

/// Makes a member.
///
/// # Errors
/// 409 `email_taken`; 422 for a poor password.
pub async fn create_member(app: &App, new: NewMember) -> Result<Member, Refusal> {
    let (new, phc) = hashed(app, new).await?;
    let now = app.now();
    let id = MemberId::new(now, app.id_chance());
    let version = app.network.pledge.version;
    app.store.write(move |tx| put_new(tx, id, &new, phc.as_deref(), version, now)).await
}

async fn hashed(app: &App, mut new: NewMember) -> Result<(NewMember, Option<String>), Refusal> {
    let password = new.password.take();
    let own = [new.first_name.as_str(), new.last_name.as_str(), new.email.as_str()];
    if let Some(flaw) = password.as_deref().and_then(|p| check_password(app, "password", p, &own)) {
        return Err(Refusal::Invalid(vec![flaw]));
    }
    let phc = match password {
        Some(password) => Some(app.passwords.hash(password, app.random()).await?),
        None => None,
    };
    Ok((new, phc))
}

fn put_new(
    tx: &mut WriteTx<'_>,
    id: MemberId,
    new: &NewMember,
    phc: Option<&str>,
    version: u32,
    now: Timestamp,
) -> Result<Member, Refusal> {
    if tx.member_by_email(&new.email)?.is_some() {
        return Err(Refusal::Conflict("email_taken"));
    }
    let mut member = Member {
        id,
        email: new.email.clone(),
        first_name: new.first_name.clone(),
        last_name: new.last_name.clone(),
        phone: None,
        photo: None,
        home: None,
        lang: new.lang,
        role: new.role,
        state: MemberState::Active,
        pledge: None,
        joined_at: now,
        revision: 1,
        external_id: None,
    };
    let entry = pledge::give(None, version, version, Channel::Keeper, now)?;
    match entry {
        Some(entry) => tx.add_pledge(&mut member, &entry)?,
        None => tx.put_member(&member)?,
    }
    tx.set_password(id, phc);
    tx.note(Note::new(now, By::Keeper, AuditDeed::MemberCreated, Some(id)).because(new.role.word()))?;
    Ok(member)
}

/// Members in the order in which they joined; the second value is where the next page begins.
///
/// # Errors
/// A failure of the record.
pub fn members(app: &App, after: Option<MemberId>, limit: usize) -> Result<(Vec<Member>, Option<MemberId>), Refusal> {
    let page = app.store.read(|tx| Ok::<_, Refusal>(tx.members(after, limit)?))?;
    let next = page.last().filter(|_| page.len() == limit).map(|member| member.id);
    Ok((page, next))
}

/// What the keeper is told of an address that no member has.
pub fn unknown_member() -> Refusal {
    Refusal::field("email", "unknown_member")
}

/// One member with their ledger.
///
/// # Errors
/// 422 `unknown_member`.
pub fn member(app: &App, email: &Email) -> Result<(Member, Vec<PledgeEntry>), Refusal> {
    app.store.read(|tx| {
        let member = tx.member_by_email(email)?.ok_or_else(unknown_member)?;
        let ledger = tx.pledges(member.id)?;
        Ok((member, ledger))
    })
}

/// Gives a member another role. Their sessions end: rights have changed.
///
/// # Errors
/// 422 `unknown_member`.
pub async fn promote(app: &App, email: &Email, role: Role) -> Result<Member, Refusal> {
    let (email, now) = (email.clone(), app.now());
    app.store
        .write(move |tx| {
            let mut member = tx.member_by_email(&email)?.filter(|m| m.state != MemberState::Invited).ok_or_else(unknown_member)?;
            if member.role != role {
                tx.note(Note::new(now, By::Keeper, AuditDeed::Role, Some(member.id)).because(role.word()))?;
                member.role = role;
                member.revision += 1;
                tx.put_member(&member)?;
                tx.delete_sessions_of(member.id, None)?;
            }
            Ok(member)
        })
        .await
}

/// Sets a member's password, or takes it away: for whoever lost every way in. Their sessions end.
///
/// # Errors
/// 422 `unknown_member`, or for a poor password; 503.
pub async fn set_password(app: &App, email: &Email, password: Option<String>) -> Result<Member, Refusal> {
    let owner = app.store.read(|tx| tx.member_by_email(email)?.ok_or_else(unknown_member))?;
    if let Some(flaw) = password.as_deref().and_then(|p| check_password(app, "password", p, &known_of(&owner))) {
        return Err(Refusal::Invalid(vec![flaw]));
    }
    let phc = match password {
        Some(password) => Some(app.passwords.hash(password, app.random()).await?),
        None => None,
    };
    let (email, now) = (email.clone(), app.now());
    app.store
        .write(move |tx| {
            let member = tx.member_by_email(&email)?.filter(|m| m.state != MemberState::Invited).ok_or_else(unknown_member)?;
            tx.set_password(member.id, phc.as_deref());
            tx.delete_sessions_of(member.id, None)?;
            tx.note(Note::new(now, By::Keeper, AuditDeed::Password, Some(member.id)))?;
            Ok(member)
        })
        .await
}

/// A one-time key to become the first admin, while there is none. It lives in memory: each start makes a new one.
#[derive(Default)]
pub struct Setup(std::sync::Mutex<Option<[u8; 32]>>);

impl Setup {
    fn key(&self) -> std::sync::MutexGuard<'_, Option<[u8; 32]>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Makes the one-time key when the network has no admin yet.
///
/// # Errors
/// A failure of the record.
pub fn offer_setup(app: &App) -> Result<Option<String>, Refusal> {
    if app.store.read(|tx| Ok::<_, Refusal>(tx.has_admin()?))? {
        return Ok(None);
    }
    let (token, hash) = new_token(app);
    *app.setup.key() = Some(hash);
    Ok(Some(token))
}

/// Whether this is the one-time key.
///
/// # Errors
/// 404 when it is not, was used, or the network has an admin.
pub fn check_setup(app: &App, token: &str) -> Result<(), Refusal> {
    let right = *app.setup.key() == Some(sha256(&[token.as_bytes()]));
    // An admin may have been made at the command line since the key was printed.
    let needed = right && !app.store.read(|tx| Ok::<_, Refusal>(tx.has_admin()?))?;
    if needed { Ok(()) } else { Err(Refusal::NotFound) }
}

/// Makes the first admin with the one-time key, and signs them in.
///
/// # Errors
/// 404 for a wrong or used key; 409 `email_taken`; 422 without a password, or for a poor one.
pub async fn set_up(app: &App, token: &str, new: NewMember, session: NewSession) -> Result<SignedIn, Refusal> {
    check_setup(app, token)?;
    if new.password.is_none() {
        return Err(Refusal::Invalid(vec![Flaw::new("password", "missing")]));
    }
    let (new, phc) = hashed(app, NewMember { role: Role::Admin, ..new }).await?;
    let now = app.now();
    let id = MemberId::new(now, app.id_chance());
    let version = app.network.pledge.version;
    let (token, session) = (new_token(app), session.with_id(app, now));
    let signed_in = app
        .store
        .write(move |tx| {
            if tx.has_admin()? {
                return Err(Refusal::NotFound);
            }
            let member = put_new(tx, id, &new, phc.as_deref(), version, now)?;
            open_session(tx, &member, &session, &token, now)
        })
        .await?;
    *app.setup.key() = None;
    Ok(signed_in)
}
