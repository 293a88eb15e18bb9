//! Places in teams: join, follow, leave, roles.

use jiff::Timestamp;

use super::App;
use super::invitations;
use super::lookup::{team_for, team_role};
use super::notices::tell;
use crate::domain::chore::{IndexChore, News};
use crate::domain::ids::{MediaId, MemberId, TeamId};
use crate::domain::member::Member;
use crate::domain::membership::{self, Answered, Joining, Membership, MembershipStanding, TeamRole};
use crate::domain::refusal::Refusal;
use crate::domain::rights::{self, Actor, Right, Ties};
use crate::domain::team::JoinPolicy;
use crate::domain::text::Note;
use crate::store::WriteTx;

/// Memberships that are looked at in one go for those who ask to join.
const LOOKED_AT: usize = 1_000;

/// Joins or follows a team.
///
/// # Errors
/// 404; 401; 403 `invitation_only` for whom nobody invited; 409 `last_lead` for the last lead who would only follow.
pub async fn join(app: &App, actor: &Actor, team: TeamId, asked: Joining, message: Option<Note>) -> Result<Membership, Refusal> {
    let member = actor.signed_in()?;
    let (actor, now) = (*actor, app.now());
    app.store
        .write(move |tx| {
            let (found, _) = team_for(tx, &actor, team, Right::JoinTeam)?;
            let invited = match (asked, tx.member(member)?) {
                (Joining::Join, Some(member)) => invitations::to_member(tx, team, &member, now)?,
                _ => None,
            };
            // Whoever is invited needs nobody's yes.
            let policy = if invited.is_some() { JoinPolicy::Open } else { found.join_policy };
            let (next, _) = enter(tx, (team, member), policy, asked, message.clone(), now)?;
            if let Some(invitation) = invited {
                tx.delete_invitation(&invitation);
            }
            Ok(next)
        })
        .await
}

/// What asking makes of a place in a team under this policy, stored and told, and whether anything changed.
pub(super) fn enter(
    tx: &mut WriteTx<'_>,
    (team, member): (TeamId, MemberId),
    policy: JoinPolicy,
    asked: Joining,
    message: Option<Note>,
    now: Timestamp,
) -> Result<(Membership, bool), Refusal> {
    let current = tx.membership(team, member)?;
    let tally = tx.team_tally(team)?;
    let Some((role, standing)) = membership::join(current.as_ref(), tally, policy, asked)? else {
        return Ok((current.ok_or(Refusal::NotFound)?, false));
    };
    let listed = current.as_ref().is_some_and(|m| m.listed);
    let next = Membership { team, member, role, standing, message, listed, since: now };
    tx.put_membership(&next)?;
    match (next.role, next.standing) {
        (_, MembershipStanding::Requested) => tell(tx, News::Requested(team, member), Some(member), now)?,
        (TeamRole::Follower, _) => {}
        (_, MembershipStanding::In) => tell(tx, News::Joined(team, member), Some(member), now)?,
    }
    Ok((next, true))
}

/// Whether somebody may come to this team at all: for doors that found flaws in what they ask.
///
/// # Errors
/// 404; 401; 403.
pub fn may_join(app: &App, actor: &Actor, team: TeamId) -> Result<(), Refusal> {
    app.store.read(|tx| team_for(tx, actor, team, Right::JoinTeam).map(drop))
}

/// Leaves a team, or ceases to follow it.
///
/// # Errors
/// 404; 401; 409 `last_lead`.
pub async fn leave(app: &App, actor: &Actor, team: TeamId) -> Result<(), Refusal> {
    let member = actor.signed_in()?;
    let actor = *actor;
    app.store
        .write(move |tx| {
            team_for(tx, &actor, team, Right::JoinTeam)?;
            if let Some(current) = tx.membership(team, member)? {
                membership::leave(&current, tx.team_tally(team)?)?;
                tx.delete_membership(team, member)?;
            }
            Ok(())
        })
        .await
}

/// Says whether other members of the team may see one in its list.
///
/// # Errors
/// 404 for whoever is not in it; 401.
pub async fn set_listed(app: &App, actor: &Actor, team: TeamId, listed: bool) -> Result<(), Refusal> {
    let member = actor.signed_in()?;
    let actor = *actor;
    app.store
        .write(move |tx| {
            team_for(tx, &actor, team, Right::JoinTeam)?;
            let current = tx.membership(team, member)?.ok_or(Refusal::NotFound)?;
            tx.put_membership(&Membership { listed, ..current })?;
            Ok(())
        })
        .await
}

/// Says yes or no to somebody who asks to join. They hear of it.
///
/// # Errors
/// 404 when they do not ask (any more); 401; 403; 409 `in_team` for a no to somebody whom another manager has let in.
pub async fn answer_request(app: &App, actor: &Actor, team: TeamId, member: MemberId, accept: bool) -> Result<(), Refusal> {
    let (actor, now) = (*actor, app.now());
    app.store
        .write(move |tx| {
            team_for(tx, &actor, team, Right::EditTeam)?;
            let current = tx.membership(team, member)?.ok_or(Refusal::NotFound)?;
            match membership::answer(&current, accept)? {
                None => return Ok(()),
                Some(Answered::In) => {
                    let role = current.role;
                    tx.put_membership(&Membership { standing: MembershipStanding::In, since: now, ..current })?;
                    tx.leave_index(IndexChore::Team(team))?;
                    tell(tx, News::Role(team, member, role), actor.id(), now)?;
                }
                Some(Answered::Gone) => {
                    tx.delete_membership(team, member)?;
                    tell(tx, News::Declined(team, member), actor.id(), now)?;
                }
            }
            Ok(())
        })
        .await
}

/// A page of those who ask to join, for managers. The second value is where the next page begins.
///
/// # Errors
/// 404; 401; 403.
pub fn requests(
    app: &App,
    actor: &Actor,
    team: TeamId,
    after: Option<MemberId>,
    limit: usize,
) -> Result<(Vec<TeamMember>, Option<MemberId>), Refusal> {
    app.store.read(|tx| {
        team_for(tx, actor, team, Right::EditTeam)?;
        let (mut after, mut asking) = (after, Vec::new());
        loop {
            let page = tx.memberships(team, after, LOOKED_AT)?;
            let more = page.len() == LOOKED_AT;
            after = page.last().map(|place| place.member);
            for place in page.into_iter().filter(|place| place.standing == MembershipStanding::Requested) {
                if let Some(member) = super::lookup::shown_member(tx, place.member)? {
                    asking.push(TeamMember::of(&member, place));
                }
                if asking.len() > limit {
                    asking.pop();
                    let last = asking.last().map(|asker| asker.id);
                    return Ok((asking, last));
                }
            }
            if !more {
                return Ok((asking, None));
            }
        }
    })
}

/// Gives a member of a team another role. Leads name managers and leads; managers turn followers and members into each other.
///
/// # Errors
/// 404; 401; 403; 409 `last_lead`, `too_many_leads` or `not_in_team`.
pub async fn set_role(app: &App, actor: &Actor, team: TeamId, member: MemberId, role: TeamRole) -> Result<Membership, Refusal> {
    let (actor, leads_max, now) = (*actor, app.network.leads_max, app.now());
    app.store
        .write(move |tx| {
            let (found, ties) = team_for(tx, &actor, team, Right::EditTeam)?;
            let current = tx.membership(team, member)?.ok_or(Refusal::NotFound)?;
            if current.role.max(role) >= TeamRole::Manager {
                rights::team_right(&actor, ties, &found, Right::NameManagers)?;
            }
            membership::change_role(&current, role, tx.team_tally(team)?, leads_max)?;
            let changed = current.role != role;
            let next = Membership { role, ..current };
            tx.put_membership(&next)?;
            tx.leave_index(IndexChore::Team(team))?;
            if changed {
                tell(tx, News::Role(team, member, role), actor.id(), now)?;
            }
            Ok(next)
        })
        .await
}

/// Whether somebody may change this member's role at all: for doors that found flaws in what they ask.
///
/// # Errors
/// 404; 401; 403.
pub fn may_set_role(app: &App, actor: &Actor, team: TeamId, member: MemberId) -> Result<(), Refusal> {
    app.store.read(|tx| {
        team_for(tx, actor, team, Right::EditTeam)?;
        tx.membership(team, member)?.map(drop).ok_or(Refusal::NotFound)
    })
}

/// Takes a member out of a team. Managers and leads are taken out by a lead only.
///
/// # Errors
/// 404; 401; 403; 409 `last_lead`.
pub async fn take_out(app: &App, actor: &Actor, team: TeamId, member: MemberId) -> Result<(), Refusal> {
    let actor = *actor;
    app.store
        .write(move |tx| {
            let (found, ties) = team_for(tx, &actor, team, Right::EditTeam)?;
            let current = tx.membership(team, member)?.ok_or(Refusal::NotFound)?;
            if current.role >= TeamRole::Manager {
                rights::team_right(&actor, ties, &found, Right::NameManagers)?;
            }
            membership::leave(&current, tx.team_tally(team)?)?;
            tx.delete_membership(team, member)?;
            Ok(())
        })
        .await
}

/// Somebody in a team, as the one who asks may see them.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamMember {
    /// Who.
    pub id: MemberId,
    /// First and last name.
    pub name: String,
    /// The face.
    pub photo: Option<MediaId>,
    /// What they are in the team.
    pub role: TeamRole,
    /// Whether they are in, or asked to be.
    pub standing: MembershipStanding,
    /// What they wrote when they asked, for managers.
    pub message: Option<Note>,
    /// Since when.
    pub since: Timestamp,
}

impl TeamMember {
    fn of(member: &Member, place: Membership) -> Self {
        let Membership { role, standing, message, since, .. } = place;
        Self { id: member.id, name: member.full_name(), photo: member.photo, role, standing, message, since }
    }
}

/// A page of a team's members: all for managers, those who chose to be listed (and managers and leads) for other members.
/// The second value is where the next page begins.
///
/// # Errors
/// 404; 401; 403 for whoever is not in the team.
pub fn members(
    app: &App,
    actor: &Actor,
    team: TeamId,
    after: Option<MemberId>,
    limit: usize,
) -> Result<(Vec<TeamMember>, Option<MemberId>), Refusal> {
    actor.signed_in()?;
    app.store.read(|tx| {
        let (found, ties) = team_for(tx, actor, team, Right::SeeListedMembers)?;
        let sees_all = rights::team_right(actor, ties, &found, Right::SeeMembers).is_ok();
        let page = tx.memberships(team, after, limit + 1)?;
        let next = page.get(limit).and_then(|_| page.get(limit - 1)).map(|m| m.member);
        let mut members = Vec::new();
        for place in page.into_iter().take(limit) {
            let shown = place.standing == MembershipStanding::In
                && (place.listed || place.role >= TeamRole::Manager || Some(place.member) == actor.id());
            if let Some(member) = super::lookup::shown_member(tx, place.member)?.filter(|_| sees_all || shown) {
                let message = place.message.clone().filter(|_| sees_all);
                members.push(TeamMember::of(&member, Membership { message, ..place }));
            }
        }
        Ok((members, next))
    })
}

/// What somebody is in a team.
///
/// # Errors
/// A failure of the record.
pub fn ties(app: &App, actor: &Actor, team: TeamId) -> Result<Ties, Refusal> {
    let role = match actor.id() {
        Some(member) => app.store.read(|tx| team_role(tx, team, member))?,
        None => None,
    };
    Ok(Ties { team: role, ..Ties::default() })
}
