//! `/teams/{id}/members`: who is in a team, and what they are in it.

use poem_openapi::param::{Path, Query};
use poem_openapi::{Object, OpenApi};
use serde::{Deserialize, Serialize};

use super::Desk;
use super::conditions::told;
use super::events::{id, paging};
use super::rsvps::next_page;
use super::shapes::{FullName, Id, Picture, word};
use crate::app::memberships::{self, TeamMember};
use crate::domain::ids::{MemberId, TeamId};
use crate::domain::membership::{MembershipStanding, TeamRole};
use crate::domain::refusal::{Flaws, Refusal};
use crate::domain::text::Note;
use crate::http::body::{Body, Moment, Needed, OneOf, Text};
use crate::http::error::Problem;
use crate::http::json::{Done, Nullable, RawJson};
use crate::http::params::{Cursor, LIMIT_MAX, Limit};
use crate::http::session::Bearer;

/// A page of a team's members.
#[derive(Debug, Object, Serialize)]
struct TeamMembers {
    /// People, in no order that means anything.
    items: Vec<Member>,
    /// Where the next page begins: `after`.
    next: Nullable<Text<256>>,
}

/// Somebody in a team.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "TeamMember")]
struct Member {
    /// Who.
    id: Id,
    /// First and last name.
    name: FullName,
    /// Their face.
    photo: Nullable<Picture>,
    /// What they are in the team.
    role: OneOf<TeamRole>,
    /// Whether they are in, or asked to be.
    standing: OneOf<MembershipStanding>,
    /// What they wrote when they asked, for managers.
    message: Nullable<Text<{ Note::MAX }>>,
    /// Since when.
    since: Moment,
}

impl Member {
    fn of(origin: &str, member: TeamMember) -> Self {
        let TeamMember { id, name, photo, role, standing, message, since } = member;
        Self {
            id: Text::of(id),
            name: FullName::of(name),
            photo: Picture::maybe(origin, photo),
            role: role.into(),
            standing: standing.into(),
            message: message.map(Text::of).into(),
            since: since.into(),
        }
    }
}

/// What somebody is to be.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct MemberPatch {
    /// Their new role.
    role: Needed<OneOf<TeamRole>>,
}

/// What somebody is now.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "TeamMemberRole")]
struct Role {
    /// Who.
    id: Id,
    /// What they are in the team.
    role: OneOf<TeamRole>,
}

/// An answer to somebody who asks to join.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct RequestAnswer {
    /// Who asks.
    member_id: Needed<Id>,
    /// Yes or no.
    accept: Needed<bool>,
}

/// See the file.
pub struct Operations(pub Desk);

impl Operations {
    /// A page of people, and where the next one begins.
    fn page(&self, (people, next): (Vec<TeamMember>, Option<MemberId>)) -> Result<RawJson<TeamMembers>, Problem> {
        let items = people.into_iter().map(|member| Member::of(&self.0.origin, member)).collect();
        RawJson::of(&TeamMembers { items, next: next_page(next).into() })
    }
}

#[OpenApi]
impl Operations {
    /// Who is in a team: all, for managers; those who chose to be listed, for other members.
    #[oai(path = "/teams/:team_id/members", method = "get", operation_id = "list_team_members")]
    async fn list(
        &self,
        who: Bearer,
        team_id: Path<Id>,
        limit: Query<Option<Limit<LIMIT_MAX>>>,
        /// Where the page before ended: its `next`.
        after: Query<Option<Cursor>>,
    ) -> Result<RawJson<TeamMembers>, Problem> {
        let (after, limit) = paging(after.0, limit.0)?;
        self.page(memberships::members(&self.0.app, &who.actor(), id(&team_id)?, after, limit)?)
    }

    /// Gives somebody in a team another role.
    #[oai(path = "/teams/:team_id/members/:member_id", method = "patch", operation_id = "update_team_member")]
    async fn set_role(
        &self,
        who: Bearer,
        team_id: Path<Id>,
        member_id: Path<Id>,
        body: Body<MemberPatch>,
    ) -> Result<RawJson<Role>, Problem> {
        let (app, team, member): (_, TeamId, MemberId) = (&self.0.app, id(&team_id)?, id(&member_id)?);
        let mut flaws = Flaws::default();
        let role = body.0.role.take(&mut flaws, "role");
        let Some(role) = word(&mut flaws, "role", role.as_ref()) else {
            return Err(told(flaws, || memberships::may_set_role(app, &who.actor(), team, member)).into());
        };
        let made = memberships::set_role(app, &who.actor(), team, member, role).await?;
        RawJson::of(&Role { id: Text::of(made.member), role: made.role.into() })
    }

    /// Who asks to join a team, for its managers.
    #[oai(path = "/teams/:team_id/requests", method = "get", operation_id = "list_team_requests")]
    async fn requests(
        &self,
        who: Bearer,
        team_id: Path<Id>,
        limit: Query<Option<Limit<LIMIT_MAX>>>,
        /// Where the page before ended: its `next`.
        after: Query<Option<Cursor>>,
    ) -> Result<RawJson<TeamMembers>, Problem> {
        let (after, limit) = paging(after.0, limit.0)?;
        self.page(memberships::requests(&self.0.app, &who.actor(), id(&team_id)?, after, limit)?)
    }

    /// Says yes or no to somebody who asks to join. They hear of it.
    #[oai(path = "/teams/:team_id/requests", method = "post", operation_id = "answer_team_request")]
    async fn answer_request(&self, who: Bearer, team_id: Path<Id>, body: Body<RequestAnswer>) -> Result<Done, Problem> {
        let (app, team): (_, TeamId) = (&self.0.app, id(&team_id)?);
        let mut flaws = Flaws::default();
        let (member, accept) = (body.0.member_id.take(&mut flaws, "member_id"), body.0.accept.take(&mut flaws, "accept"));
        let (Some(member), Some(accept)) = (member, accept) else {
            return Err(told(flaws, || memberships::requests(app, &who.actor(), team, None, 1).map(drop)).into());
        };
        let member = member.0.parse().map_err(|_| Refusal::NotFound)?;
        memberships::answer_request(app, &who.actor(), team, member, accept).await?;
        Ok(Done)
    }

    /// Takes somebody out of a team.
    #[oai(path = "/teams/:team_id/members/:member_id", method = "delete", operation_id = "delete_team_member")]
    async fn take_out(&self, who: Bearer, team_id: Path<Id>, member_id: Path<Id>) -> Result<Done, Problem> {
        let (team, member): (TeamId, MemberId) = (id(&team_id)?, id(&member_id)?);
        memberships::take_out(&self.0.app, &who.actor(), team, member).await?;
        Ok(Done)
    }
}
