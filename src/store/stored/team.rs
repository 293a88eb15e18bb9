//! Teams, their tallies, and memberships.

use serde::{Deserialize, Serialize};

use super::event::PlaceV1;
use super::{Form, stored, time};
use crate::domain::ids::{MediaId, MemberId, TeamId};
use crate::domain::membership::{Membership, MembershipStanding, TeamRole, TeamTally};
use crate::domain::team::{JoinPolicy, Link, Team, TeamKind, TeamState};
use crate::domain::text::{ExternalId, Markdown, Note, TeamName};

stored! {
    Team => TeamV1;
    TeamTally => TeamTallyV1;
    Membership => MembershipV1;
}

#[derive(Serialize, Deserialize)]
struct TeamV1 {
    id: TeamId,
    name: TeamName,
    kind: TeamKind,
    description: Markdown,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<PlaceV1>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<MediaId>,
    links: Vec<Link>,
    join_policy: JoinPolicy,
    state: TeamState,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<MemberId>,
    created_at: i64,
    revision: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<ExternalId>,
}

impl Form<Team> for TeamV1 {
    fn of(team: &Team) -> Self {
        let Team { id, name, kind, description, place, image, links, join_policy, state, created_by, created_at, revision, external_id } =
            team.clone();
        let (place, created_at) = (place.map(PlaceV1::of), created_at.as_microsecond());
        Self { id, name, kind, description, place, image, links, join_policy, state, created_by, created_at, revision, external_id }
    }

    fn noun(self) -> Result<Team, String> {
        let Self { id, name, kind, description, place, image, links, join_policy, state, created_by, created_at, revision, external_id } =
            self;
        let (place, created_at) = (place.map(PlaceV1::place), time(created_at)?);
        Ok(Team { id, name, kind, description, place, image, links, join_policy, state, created_by, created_at, revision, external_id })
    }
}

#[derive(Serialize, Deserialize)]
struct TeamTallyV1 {
    members: u32,
    followers: u32,
    leads: u32,
}

impl Form<TeamTally> for TeamTallyV1 {
    fn of(tally: &TeamTally) -> Self {
        let TeamTally { members, followers, leads } = *tally;
        Self { members, followers, leads }
    }

    fn noun(self) -> Result<TeamTally, String> {
        let Self { members, followers, leads } = self;
        Ok(TeamTally { members, followers, leads })
    }
}

#[derive(Serialize, Deserialize)]
struct MembershipV1 {
    team: TeamId,
    member: MemberId,
    role: TeamRole,
    standing: MembershipStanding,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Note>,
    listed: bool,
    since: i64,
}

impl Form<Membership> for MembershipV1 {
    fn of(membership: &Membership) -> Self {
        let Membership { team, member, role, standing, message, listed, since } = membership.clone();
        Self { team, member, role, standing, message, listed, since: since.as_microsecond() }
    }

    fn noun(self) -> Result<Membership, String> {
        let Self { team, member, role, standing, message, listed, since } = self;
        Ok(Membership { team, member, role, standing, message, listed, since: time(since)? })
    }
}
