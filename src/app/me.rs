//! One's own account: profile, pledge, photo, password.

use std::net::IpAddr;

use super::App;
use super::once::{Once, once};
use super::sessions::Visitor;
use super::throttle::{self, Knock, knock};
use crate::domain::audit::{AuditDeed, Note};
use crate::domain::ids::{MediaId, MemberId};
use crate::domain::lang::Lang;
use crate::domain::media::{Owner, Picture};
use crate::domain::member::{Home, Member};
use crate::domain::password;
use crate::domain::pledge::{self, Channel, PledgeEntry};
use crate::domain::refusal::{Flaw, Refusal};
use crate::domain::text::{PersonName, Phone};
use crate::store::WriteTx;

/// What a member changes about themself. None: as it was.
#[derive(Debug, Clone, Default)]
pub struct ProfileChange {
    /// First name.
    pub first_name: Option<PersonName>,
    /// Last name.
    pub last_name: Option<PersonName>,
    /// Telephone, or none any more.
    pub phone: Option<Option<Phone>>,
    /// Where they live, or nowhere told any more.
    pub home: Option<Option<Home>>,
    /// Language.
    pub lang: Option<Lang>,
}

/// Changes one's own profile. `revision` is the one that was read, when the client insists on it.
///
/// # Errors
/// 412 when it changed meanwhile.
pub async fn edit(app: &App, visitor: &Visitor, change: ProfileChange, revision: Option<u32>) -> Result<Member, Refusal> {
    visitor.actor.signed_in()?;
    let id = visitor.member.id;
    app.store
        .write(move |tx| {
            let mut member = own(tx, id)?;
            if revision.is_some_and(|revision| revision != member.revision) {
                return Err(Refusal::Stale);
            }
            let ProfileChange { first_name, last_name, phone, home, lang } = change.clone();
            member.first_name = first_name.unwrap_or(member.first_name);
            member.last_name = last_name.unwrap_or(member.last_name);
            member.phone = phone.unwrap_or(member.phone);
            member.home = home.unwrap_or(member.home);
            member.lang = lang.unwrap_or(member.lang);
            changed(tx, member)
        })
        .await
}

fn own(tx: &WriteTx<'_>, id: MemberId) -> Result<Member, Refusal> {
    tx.member(id)?.ok_or(Refusal::NotFound)
}

fn changed(tx: &mut WriteTx<'_>, mut member: Member) -> Result<Member, Refusal> {
    member.revision += 1;
    tx.put_member(&member)?;
    Ok(member)
}

/// Gives the pledge in the wording that was shown.
///
/// # Errors
/// 409 `pledge_version` when that is not the network's wording now, `idempotency_key`.
pub async fn give_pledge(app: &App, visitor: &Visitor, version: u32, channel: Channel, key: Option<Once>) -> Result<Member, Refusal> {
    visitor.actor.signed_in()?;
    let (id, now, current) = (visitor.member.id, app.now(), app.network.pledge.version);
    app.store
        .write(move |tx| {
            once(tx, key.as_ref(), now, |tx| {
                let mut member = own(tx, id)?;
                if let Some(entry) = pledge::give(member.pledge, version, current, channel, now)? {
                    tx.add_pledge(&mut member, &entry)?;
                    changed(tx, member)?;
                }
                Ok(*id.bytes())
            })?;
            own(tx, id)
        })
        .await
}

/// Withdraws the pledge. The account stays readable; what the pledge opened is closed.
///
/// # Errors
/// A failure of the record.
pub async fn withdraw_pledge(app: &App, visitor: &Visitor, channel: Channel) -> Result<Member, Refusal> {
    let (id, now) = (visitor.member.id, app.now());
    app.store
        .write(move |tx| {
            let mut member = own(tx, id)?;
            let Some(entry) = pledge::withdraw(member.pledge, channel, now) else {
                return Ok(member);
            };
            tx.add_pledge(&mut member, &entry)?;
            tx.note(Note::own(now, id, AuditDeed::ConsentWithdrawn).because("pledge"))?;
            changed(tx, member)
        })
        .await
}

/// The ledger of one's own pledge, the first line first.
///
/// # Errors
/// A failure of the record.
pub fn ledger(app: &App, visitor: &Visitor) -> Result<Vec<PledgeEntry>, Refusal> {
    app.store.read(|tx| Ok(tx.pledges(visitor.member.id)?))
}

/// Makes a picture that was taken in one's own face, or takes the face away. The picture before it goes.
///
/// # Errors
/// A failure of the record.
pub async fn set_photo(app: &App, visitor: &Visitor, photo: Option<MediaId>) -> Result<Member, Refusal> {
    visitor.actor.signed_in()?;
    let (id, now) = (visitor.member.id, app.now());
    let (member, old) = app
        .store
        .write(move |tx| {
            let mut member = own(tx, id)?;
            let old = std::mem::replace(&mut member.photo, photo);
            if let Some(old) = old {
                tx.delete_picture(old);
            }
            if let Some(photo) = photo {
                tx.put_picture(&Picture { id: photo, owner: Owner::Member(id), at: now });
            }
            Ok::<_, Refusal>((changed(tx, member)?, old))
        })
        .await?;
    super::pictures::forget_files(app, old).await;
    Ok(member)
}

/// Sets a password, or takes it away: then only codes sign in. Other devices are signed out.
///
/// # Errors
/// 422 for a poor password; 503.
pub async fn set_password(app: &App, visitor: &Visitor, password: Option<String>) -> Result<(), Refusal> {
    visitor.actor.signed_in()?;
    if let Some(flaw) = password.as_deref().and_then(|p| check_password(app, "password", p, &known_of(&visitor.member))) {
        return Err(Refusal::Invalid(vec![flaw]));
    }
    let hash = match password {
        Some(password) => Some(app.passwords.hash(password, app.random()).await?),
        None => None,
    };
    let (member, here, now) = (visitor.member.id, visitor.session.id, app.now());
    app.store
        .write(move |tx| {
            tx.set_password(member, hash.as_deref());
            tx.note(Note::own(now, member, AuditDeed::Password))?;
            for session in tx.sessions_of(member)?.iter().filter(|session| session.id != here) {
                tx.delete_session(member, session.id)?;
            }
            Ok(())
        })
        .await
}

/// Whether one has a password.
///
/// # Errors
/// A failure of the record.
pub fn has_password(app: &App, visitor: &Visitor) -> Result<bool, Refusal> {
    app.store.read(|tx| Ok(tx.password(visitor.member.id)?.is_some()))
}

/// As [`set_password`], for somebody who has to show the password they have: a phone left on a table does not lock its owner out.
///
/// # Errors
/// 422 `password`: `wrong_password`; 422 `new_password` for a poor one; 429; 503.
pub async fn change_password(app: &App, visitor: &Visitor, now: &str, new: Option<String>, ip: IpAddr) -> Result<(), Refusal> {
    visitor.actor.signed_in()?;
    if let Some(flaw) = new.as_deref().and_then(|new| check_password(app, "new_password", new, &known_of(&visitor.member))) {
        return Err(Refusal::Invalid(vec![flaw]));
    }
    if let Some(kept) = app.store.read(|tx| Ok::<_, Refusal>(tx.password(visitor.member.id)?))? {
        knock(app, vec![Knock::both(throttle::PASSWORDS_AN_ACCOUNT, "password", &visitor.member.email, ip)]).await?;
        if !app.passwords.verify(now.to_owned(), Some(kept)).await? {
            return Err(Refusal::field("password", "wrong_password"));
        }
    }
    set_password(app, visitor, new).await
}

/// What is wrong with a password for somebody with these names and this address, when something is (`domain::password`).
pub fn check_password(app: &App, field: &'static str, password: &str, own: &[&str]) -> Option<Flaw> {
    let known: Vec<&str> = own.iter().copied().chain([app.network.name.as_str()]).collect();
    password::flaw(field, password, app.network.password_min, &known)
}

/// What everybody knows of a member: no password is made of it.
pub fn known_of(member: &Member) -> [&str; 3] {
    [member.first_name.as_str(), member.last_name.as_str(), member.email.as_str()]
}
