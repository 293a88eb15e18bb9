//! One member's place in one team, and the rule that a team never loses its last lead.

use jiff::Timestamp;

use super::ids::{MemberId, TeamId};
use super::refusal::Refusal;
use super::team::{JoinPolicy, words};
use super::text::Note;
use serde::{Deserialize, Serialize};

/// Most leads of one team, unless the keeper says otherwise.
pub const LEADS_MAX: u32 = 2;

/// One member's place in one team.
#[derive(Debug, Clone, PartialEq)]
pub struct Membership {
    /// The team.
    pub team: TeamId,
    /// The member.
    pub member: MemberId,
    /// What they are in it.
    pub role: TeamRole,
    /// Whether they are in it already, or asked to be.
    pub standing: MembershipStanding,
    /// What they wrote when they asked.
    pub message: Option<Note>,
    /// Whether other members of the team see them in its list.
    pub listed: bool,
    /// Since when.
    pub since: Timestamp,
}

impl Membership {
    /// The role, when the membership holds; none while it is a request.
    pub fn role_held(&self) -> Option<TeamRole> {
        (self.standing == MembershipStanding::In).then_some(self.role)
    }
}

words! {
    /// What a member is in a team. The order is that of their rights.
    TeamRole {
        /// Hears of it.
        Follower = "follower",
        /// Belongs to it.
        Member = "member",
        /// Runs it.
        Manager = "manager",
        /// Answers for it.
        Lead = "lead",
    }

    /// Whether a membership holds.
    MembershipStanding {
        /// It holds.
        In = "in",
        /// It waits for a manager's yes.
        Requested = "requested",
    }
}

/// How many are in a team, by role. Requests do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TeamTally {
    /// Members, managers and leads.
    pub members: u32,
    /// Followers.
    pub followers: u32,
    /// Leads.
    pub leads: u32,
}

impl TeamTally {
    /// The tally after one membership went from `before` to `after` (none: not there).
    pub fn moved(self, before: Option<&Membership>, after: Option<&Membership>) -> Self {
        let counted = |m: Option<&Membership>| m.filter(|m| m.standing == MembershipStanding::In).map(|m| m.role);
        let mut tally = self;
        if let Some(role) = counted(before) {
            tally.add(role, u32::wrapping_sub);
        }
        if let Some(role) = counted(after) {
            tally.add(role, u32::wrapping_add);
        }
        tally
    }

    fn add(&mut self, role: TeamRole, step: fn(u32, u32) -> u32) {
        match role {
            TeamRole::Follower => self.followers = step(self.followers, 1),
            TeamRole::Member | TeamRole::Manager => self.members = step(self.members, 1),
            TeamRole::Lead => {
                self.members = step(self.members, 1);
                self.leads = step(self.leads, 1);
            }
        }
    }
}

/// What somebody asks for when they come to a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joining {
    /// To hear of it.
    Follow,
    /// To belong to it.
    Join,
}

/// Decides what asking to follow or join makes of a membership (role and standing); none when nothing changes.
///
/// # Errors
/// 403 `invitation_only` where one joins by invitation; 409 `last_lead` when the last lead would step down to follower.
pub fn join(
    current: Option<&Membership>,
    tally: TeamTally,
    policy: JoinPolicy,
    asked: Joining,
) -> Result<Option<(TeamRole, MembershipStanding)>, Refusal> {
    let role = current.filter(|m| m.standing == MembershipStanding::In).map(|m| m.role);
    match (asked, role) {
        (Joining::Follow, Some(TeamRole::Follower)) | (Joining::Join, Some(TeamRole::Member | TeamRole::Manager | TeamRole::Lead)) => {
            Ok(None)
        }
        (Joining::Follow, Some(TeamRole::Lead)) if tally.leads <= 1 => Err(Refusal::Conflict("last_lead")),
        (Joining::Follow, _) => Ok(Some((TeamRole::Follower, MembershipStanding::In))),
        (Joining::Join, _) => match policy {
            JoinPolicy::Open => Ok(Some((TeamRole::Member, MembershipStanding::In))),
            JoinPolicy::Approval if current.is_some_and(|m| m.standing == MembershipStanding::Requested) => Ok(None),
            JoinPolicy::Approval => Ok(Some((TeamRole::Member, MembershipStanding::Requested))),
            JoinPolicy::Invitation => Err(Refusal::Forbidden("invitation_only")),
        },
    }
}

/// Decides what a manager's answer makes of a request; none when nothing changes: another manager has said yes already.
///
/// # Errors
/// 409 `in_team` when the one who is refused is in the team by now.
pub fn answer(current: &Membership, accept: bool) -> Result<Option<Answered>, Refusal> {
    match (current.standing, accept) {
        (MembershipStanding::Requested, true) => Ok(Some(Answered::In)),
        (MembershipStanding::Requested, false) => Ok(Some(Answered::Gone)),
        (MembershipStanding::In, true) => Ok(None),
        (MembershipStanding::In, false) => Err(Refusal::Conflict("in_team")),
    }
}

/// What becomes of a request that was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// It holds from now on.
    In,
    /// It is forgotten.
    Gone,
}

/// Decides whether a member may leave, or be taken out.
///
/// # Errors
/// 409 `last_lead` for the last lead.
pub fn leave(current: &Membership, tally: TeamTally) -> Result<(), Refusal> {
    if current.role == TeamRole::Lead && tally.leads <= 1 { Err(Refusal::Conflict("last_lead")) } else { Ok(()) }
}

/// Decides whether a member's role in a team may become another.
///
/// # Errors
/// 409 `not_in_team` for somebody who is not (yet) in it, `last_lead` when the last lead would be demoted, `too_many_leads` above `leads_max`.
pub fn change_role(current: &Membership, to: TeamRole, tally: TeamTally, leads_max: u32) -> Result<(), Refusal> {
    if current.standing != MembershipStanding::In {
        return Err(Refusal::Conflict("not_in_team"));
    }
    match (current.role, to) {
        (TeamRole::Lead, TeamRole::Lead) => Ok(()),
        (TeamRole::Lead, _) => leave(current, tally),
        (_, TeamRole::Lead) if tally.leads >= leads_max => Err(Refusal::Conflict("too_many_leads")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(role: TeamRole, standing: MembershipStanding) -> Membership {
        let at = Timestamp::UNIX_EPOCH;
        Membership {
            team: TeamId::new(at, [0; 10]),
            member: MemberId::new(at, [1; 10]),
            role,
            standing,
            message: None,
            listed: false,
            since: at,
        }
    }

    fn leads(leads: u32) -> TeamTally {
        TeamTally { members: leads, followers: 0, leads }
    }

    #[track_caller]
    fn check_join(
        role: Option<TeamRole>,
        policy: JoinPolicy,
        asked: Joining,
        want: Result<Option<(TeamRole, MembershipStanding)>, Refusal>,
    ) {
        let current = role.map(|role| place(role, MembershipStanding::In));
        assert_eq!(join(current.as_ref(), leads(1), policy, asked), want);
    }

    #[test]
    fn joining() {
        use JoinPolicy::{Approval, Invitation, Open};
        use Joining::{Follow, Join};
        use MembershipStanding::{In, Requested};
        use TeamRole::{Follower, Lead, Manager, Member};
        check_join(None, Open, Join, Ok(Some((Member, In))));
        check_join(None, Open, Follow, Ok(Some((Follower, In))));
        check_join(None, Approval, Join, Ok(Some((Member, Requested))));
        check_join(None, Approval, Follow, Ok(Some((Follower, In))));
        check_join(None, Invitation, Join, Err(Refusal::Forbidden("invitation_only")));
        check_join(Some(Follower), Open, Join, Ok(Some((Member, In))));
        check_join(Some(Manager), Open, Join, Ok(None));
        check_join(Some(Manager), Open, Follow, Ok(Some((Follower, In))));
        check_join(Some(Lead), Open, Follow, Err(Refusal::Conflict("last_lead")));
        let asked = place(Member, Requested);
        assert_eq!(join(Some(&asked), leads(1), Approval, Join), Ok(None));
    }

    #[track_caller]
    fn check_role(from: TeamRole, to: TeamRole, now: u32, want: Result<(), Refusal>) {
        assert_eq!(change_role(&place(from, MembershipStanding::In), to, leads(now), LEADS_MAX), want);
    }

    #[test]
    fn the_last_lead_stays() {
        use TeamRole::{Lead, Manager, Member};
        check_role(Lead, Member, 1, Err(Refusal::Conflict("last_lead")));
        check_role(Lead, Member, 2, Ok(()));
        check_role(Lead, Lead, 1, Ok(()));
        check_role(Member, Lead, 1, Ok(()));
        check_role(Member, Lead, 2, Err(Refusal::Conflict("too_many_leads")));
        check_role(Member, Manager, 2, Ok(()));
        assert_eq!(leave(&place(Lead, MembershipStanding::In), leads(1)), Err(Refusal::Conflict("last_lead")));
        assert_eq!(leave(&place(Lead, MembershipStanding::In), leads(2)), Ok(()));
        let asked = place(Member, MembershipStanding::Requested);
        assert_eq!(change_role(&asked, Manager, leads(1), LEADS_MAX), Err(Refusal::Conflict("not_in_team")));
    }

    #[test]
    fn requests_are_answered_once() {
        use MembershipStanding::{In, Requested};
        let place = |standing| place(TeamRole::Member, standing);
        assert_eq!(answer(&place(Requested), true), Ok(Some(Answered::In)));
        assert_eq!(answer(&place(Requested), false), Ok(Some(Answered::Gone)));
        assert_eq!(answer(&place(In), true), Ok(None));
        assert_eq!(answer(&place(In), false), Err(Refusal::Conflict("in_team")));
    }

    #[test]
    fn tallies_follow() {
        let member = place(TeamRole::Member, MembershipStanding::In);
        let lead = place(TeamRole::Lead, MembershipStanding::In);
        let asked = place(TeamRole::Member, MembershipStanding::Requested);
        let empty = TeamTally::default();
        let one = empty.moved(None, Some(&lead));
        assert_eq!(one, TeamTally { members: 1, followers: 0, leads: 1 });
        assert_eq!(one.moved(Some(&lead), Some(&member)), TeamTally { members: 1, followers: 0, leads: 0 });
        assert_eq!(one.moved(None, Some(&asked)), one);
        assert_eq!(one.moved(Some(&lead), None), empty);
    }
}
