//! Invitations to teams: mailed to an address, or a link that many may follow.
//!
//! A link is derived: the ids of the team and of the invitation, signed. Opening it changes nothing and signs nobody in; whoever is signed in
//! joins with one tap. Inviting an address says the same whether it has an account or not: a member is told as members are told of
//! everything, and finds the invitation on the page of the team; everybody else gets a letter.

use jiff::Timestamp;

use super::App;
use super::lookup::team_for;
use super::memberships::enter;
use super::notices::tell;
use super::once::{Once, once};
use super::throttle::{self, Knock, knock};
use crate::domain::chore::{Letter, MailChore, News};
use crate::domain::ids::{InvitationId, TeamId};
use crate::domain::invitation::{Invitation, OPEN_MAX, bounds};
use crate::domain::member::{Member, MemberState};
use crate::domain::membership::{Joining, Membership, TeamRole};
use crate::domain::refusal::Refusal;
use crate::domain::rights::{Actor, Right};
use crate::domain::team::{JoinPolicy, Team};
use crate::domain::text::Email;
use crate::store::{ReadTx, WriteTx};

/// What the signature of a link is for.
const PURPOSE: &str = "invitation";

/// What the signature of a link is for that ends invitations to an address.
const STOP: &str = "uninvite";

/// Where the link of an invitation leads: a path on this network.
pub fn path(app: &App, invitation: &Invitation) -> String {
    format!("/invitations/{}", token(app, PURPOSE, invitation))
}

fn token(app: &App, purpose: &str, invitation: &Invitation) -> String {
    let (team, id) = (invitation.team.to_string(), invitation.id.to_string());
    let signature = app.secret.sign(purpose, &[&team, &id]);
    format!("{team}.{id}.{signature}")
}

/// The team and the invitation that a link names.
///
/// # Errors
/// 404 for what we never signed.
fn read(app: &App, purpose: &str, token: &str) -> Result<(TeamId, InvitationId), Refusal> {
    let parts: Vec<&str> = token.splitn(3, '.').collect();
    let [team, id, signature] = parts.as_slice() else { return Err(Refusal::NotFound) };
    if !app.secret.verifies(purpose, &[team, id], signature) {
        return Err(Refusal::NotFound);
    }
    Ok((team.parse().map_err(|_| Refusal::NotFound)?, id.parse().map_err(|_| Refusal::NotFound)?))
}

/// Whether somebody may invite to this team at all: for doors that found flaws in what they ask.
///
/// # Errors
/// 404; 401; 403.
pub fn may_invite(app: &App, actor: &Actor, team: TeamId) -> Result<Team, Refusal> {
    app.store.read(|tx| team_for(tx, actor, team, Right::EditTeam).map(|(team, _)| team))
}

/// Invites an address. Once more: the same invitation begins anew, and is sent again.
///
/// # Errors
/// 404; 401; 403; 409 `idempotency_key`, or `too_many_invitations` when the team has too many open; 429.
pub async fn invite(app: &App, actor: &Actor, team: TeamId, email: Email, key: Option<Once>) -> Result<Invitation, Refusal> {
    let by = actor.signed_in()?;
    may_invite(app, actor, team)?;
    knock(app, vec![Knock::member(throttle::INVITATIONS_A_MEMBER, "invite", by)]).await?;
    let (actor, now, house) = (*actor, app.now(), app.clone());
    let id = InvitationId::new(now, app.id_chance());
    let (expires_at, _) = bounds(None, None, now)?;
    let made = app
        .store
        .write(move |tx| {
            let made = once(tx, key.as_ref(), now, |tx| {
                let (found, _) = team_for(tx, &actor, team, Right::EditTeam)?;
                let former = tx.invitation_of(&email, team)?;
                if former.is_none() {
                    room_for_one(tx, team, now)?;
                }
                let (id, email) = (former.map_or(id, |former| former.id), Some(email.clone()));
                let invitation = Invitation { id, team, by: Some(by), email, uses_max: 1, used: 0, created_at: now, expires_at };
                tx.put_invitation(&invitation);
                send(&house, tx, &found, &invitation, now)?;
                Ok(*id.bytes())
            })?;
            tx.invitation(team, InvitationId::from_bytes(made))?.ok_or(Refusal::NotFound)
        })
        .await?;
    Ok(made)
}

/// Invites whoever has the link.
///
/// # Errors
/// As [`invite`]; 422 `days` or `uses_max`.
pub async fn open_link(
    app: &App,
    actor: &Actor,
    team: TeamId,
    days: Option<u16>,
    uses_max: Option<u32>,
    key: Option<Once>,
) -> Result<Invitation, Refusal> {
    let by = actor.signed_in()?;
    may_invite(app, actor, team)?;
    let (actor, now) = (*actor, app.now());
    let (expires_at, uses_max) = bounds(days, uses_max, now)?;
    knock(app, vec![Knock::member(throttle::INVITATIONS_A_MEMBER, "invite", by)]).await?;
    let id = InvitationId::new(now, app.id_chance());
    app.store
        .write(move |tx| {
            let made = once(tx, key.as_ref(), now, |tx| {
                team_for(tx, &actor, team, Right::EditTeam)?;
                room_for_one(tx, team, now)?;
                tx.put_invitation(&Invitation { id, team, by: Some(by), email: None, uses_max, used: 0, created_at: now, expires_at });
                Ok(*id.bytes())
            })?;
            tx.invitation(team, InvitationId::from_bytes(made))?.ok_or(Refusal::NotFound)
        })
        .await
}

/// Those that are over make room by themselves.
fn room_for_one(tx: &mut WriteTx<'_>, team: TeamId, now: Timestamp) -> Result<(), Refusal> {
    let all = tx.invitations_of(team, None, OPEN_MAX)?;
    if all.len() < OPEN_MAX {
        return Ok(());
    }
    let over: Vec<&Invitation> = all.iter().filter(|invitation| !invitation.holds(now)).collect();
    over.iter().for_each(|invitation| tx.delete_invitation(invitation));
    if over.is_empty() { Err(Refusal::Conflict("too_many_invitations")) } else { Ok(()) }
}

/// Tells the member whose address it is, or sends a letter. Whether either happens is nothing that the answer, or the list, says.
fn send(app: &App, tx: &mut WriteTx<'_>, team: &Team, invitation: &Invitation, now: Timestamp) -> Result<(), Refusal> {
    let Some(email) = &invitation.email else { return Ok(()) };
    let bucket = format!("invited {}", throttle::name_of(email));
    match throttle::INVITATIONS_AN_ADDRESS.take(tx.bucket(&bucket)?, now) {
        Ok(left) => tx.put_bucket(&bucket, &left),
        Err(_) if app.limits => return Ok(()),
        Err(_) => {}
    }
    if let Some(member) = tx.member_by_email(email)?.filter(|member| member.state != MemberState::Invited) {
        return Ok(tell(tx, News::Invited(team.id, member.id), invitation.by, now)?);
    }
    if declined(app, tx, email)? {
        return Ok(());
    }
    let Some(by) = invitation.by.map_or(Ok(None), |by| tx.member(by))? else { return Ok(()) };
    let letter = Letter::Invitation {
        team: team.name.to_string(),
        by: by.full_name(),
        until: invitation.expires_at,
        link: path(app, invitation),
        stop: format!("/links/uninvite/{}", token(app, STOP, invitation)),
    };
    tx.leave_mail(MailChore { to: email.clone(), lang: by.lang, letter }, now)?;
    Ok(())
}

/// What an address that wants no invitations is known by.
fn address(app: &App, email: &Email) -> [u8; 32] {
    app.secret.fingerprint("uninvited", &[email.key().as_bytes()])
}

/// Whether nobody is to be invited at this address any more.
///
/// # Errors
/// A failure of the record.
pub(super) fn declined(app: &App, tx: &ReadTx<'_>, email: &Email) -> Result<bool, Refusal> {
    Ok(tx.uninvited(&address(app, email))?.is_some())
}

/// No more invitations to this address.
pub(super) fn decline(app: &App, tx: &mut WriteTx<'_>, email: &Email, now: Timestamp) {
    tx.put_uninvited(&address(app, email), now);
}

/// A page of a team's invitations that were not followed, revoked or swept yet, the newest first. The second value is where the next begins.
///
/// # Errors
/// 404; 401; 403.
pub fn list(
    app: &App,
    actor: &Actor,
    team: TeamId,
    after: Option<InvitationId>,
    limit: usize,
) -> Result<(Vec<Invitation>, Option<InvitationId>), Refusal> {
    app.store.read(|tx| {
        team_for(tx, actor, team, Right::EditTeam)?;
        let mut page = tx.invitations_of(team, after, limit + 1)?;
        let next = page.get(limit).and_then(|_| page.get(limit - 1)).map(|invitation| invitation.id);
        page.truncate(limit);
        Ok((page, next))
    })
}

/// Revokes an invitation: nobody follows it any more.
///
/// # Errors
/// 404; 401; 403.
pub async fn revoke(app: &App, actor: &Actor, team: TeamId, id: InvitationId) -> Result<(), Refusal> {
    let actor = *actor;
    app.store
        .write(move |tx| {
            team_for(tx, &actor, team, Right::EditTeam)?;
            let invitation = tx.invitation(team, id)?.ok_or(Refusal::NotFound)?;
            tx.delete_invitation(&invitation);
            Ok(())
        })
        .await
}

/// What a link offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// The team.
    pub team: Team,
    /// Until when.
    pub expires_at: Timestamp,
    /// What the reader is in the team already.
    pub role: Option<TeamRole>,
}

/// Looks at a link, and changes nothing.
///
/// # Errors
/// 404 for what we never signed, or a team that is hidden; 409 `invitation_over` for one that was followed, revoked, or has ended; 403
/// `suspended`.
pub fn look(app: &App, actor: &Actor, token: &str) -> Result<Offer, Refusal> {
    let (team, id) = read(app, PURPOSE, token)?;
    let now = app.now();
    app.store.read(|tx| {
        let (team, ties) = team_for(tx, actor, team, Right::SeePublic)?;
        let invitation = tx.invitation(team.id, id)?.filter(|invitation| invitation.holds(now));
        let expires_at = invitation.ok_or(Refusal::Conflict("invitation_over"))?.expires_at;
        Ok(Offer { team, expires_at, role: ties.team })
    })
}

/// Follows a link: joins the team, whatever its policy. Who is in it already uses nothing up.
///
/// # Errors
/// As [`look`]; 401.
pub async fn accept(app: &App, actor: &Actor, token: &str) -> Result<Membership, Refusal> {
    let (team, id) = read(app, PURPOSE, token)?;
    let (actor, now) = (*actor, app.now());
    let member = actor.signed_in()?;
    app.store
        .write(move |tx| {
            team_for(tx, &actor, team, Right::JoinTeam)?;
            let invitation = tx.invitation(team, id)?.ok_or(Refusal::Conflict("invitation_over"))?;
            let left = invitation.followed(now)?;
            let (place, changed) = enter(tx, (team, member), JoinPolicy::Open, Joining::Join, None, now)?;
            match left {
                _ if !changed => {}
                Some(left) => tx.put_invitation(&left),
                None => tx.delete_invitation(&invitation),
            }
            Ok(place)
        })
        .await
}

/// No more invitations to the address of a letter: the one that it told of goes, and no other is sent.
///
/// # Errors
/// 404 for what we never signed.
pub async fn stop(app: &App, token: &str) -> Result<(), Refusal> {
    let (team, id) = read(app, STOP, token)?;
    let (house, now) = (app.clone(), app.now());
    app.store
        .write(move |tx| {
            let Some(invitation) = tx.invitation(team, id)? else { return Ok(()) };
            if let Some(email) = &invitation.email {
                decline(&house, tx, email, now);
                tx.delete_invitation(&invitation);
            }
            Ok(())
        })
        .await
}

/// Looks at a link that ends invitations, and changes nothing.
///
/// # Errors
/// 404 for what we never signed.
pub fn may_stop(app: &App, token: &str) -> Result<(), Refusal> {
    read(app, STOP, token).map(drop)
}

/// The invitation to a team that a member has at their address, while they are not in it.
///
/// # Errors
/// A failure of the record.
pub fn to_member(tx: &ReadTx<'_>, team: TeamId, member: &Member, now: Timestamp) -> Result<Option<Invitation>, Refusal> {
    let invitation = tx.invitation_of(&member.email, team)?.filter(|invitation| invitation.holds(now));
    let role = tx.membership(team, member.id)?.and_then(|place| place.role_held());
    Ok(invitation.filter(|_| role.is_none_or(|role| role < TeamRole::Member)))
}

/// Whether the one who asks is invited to a team at their address.
///
/// # Errors
/// A failure of the record.
pub fn invited(app: &App, actor: &Actor, team: TeamId) -> Result<bool, Refusal> {
    let (Some(id), now) = (actor.id(), app.now()) else { return Ok(false) };
    app.store.read(|tx| match tx.member(id)? {
        Some(member) => Ok(to_member(tx, team, &member, now)?.is_some()),
        None => Ok(false),
    })
}
