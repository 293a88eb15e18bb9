//! `/teams/{id}/invitations` and `/invitations/{token}`: asking people into a team, and following such an invitation.

use poem_openapi::param::{Path, Query};
use poem_openapi::{Object, OpenApi};
use serde::{Deserialize, Serialize};

use super::Desk;
use super::conditions::told;
use super::events::{id, paging};
use super::rsvps::next_page;
use super::shapes::{Id, Url};
use crate::app::invitations;
use crate::domain::ids::{InvitationId, TeamId};
use crate::domain::invitation::Invitation;
use crate::domain::membership::TeamRole;
use crate::domain::refusal::{Flaw, Flaws};
use crate::domain::text::{Email, TeamName};
use crate::http::body::{Body, Moment, OneOf, Text, optional};
use crate::http::error::Problem;
use crate::http::json::{Created, Done, Nullable, RawJson};
use crate::http::params::{Cursor, LIMIT_MAX, Limit};
use crate::http::session::{Bearer, MaybeBearer, Repeat};

/// Most characters of the signed part of a link.
const TOKEN_MAX: usize = 200;

/// An invitation to a team, as those who manage it see it.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "Invitation")]
struct InvitationShape {
    /// Which.
    id: Id,
    /// The address that it was mailed to; null: a link for whoever has it.
    email: Nullable<Text<{ Email::MAX }>>,
    /// The link to give on; null for one that was mailed.
    url: Nullable<Url>,
    /// How many may follow it.
    uses_max: u32,
    /// How many did.
    used: u32,
    /// When it was made, or made again.
    created_at: Moment,
    /// Until when it holds.
    expires_at: Moment,
}

/// A page of a team's invitations.
#[derive(Debug, Object, Serialize)]
struct Invitations {
    /// The newest first.
    items: Vec<InvitationShape>,
    /// Where the next page begins: `after`.
    next: Nullable<Text<256>>,
}

/// Whom to invite: an address, or, without one, whoever has the link.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewInvitation {
    /// The address. The answer is the same whether it has an account or not.
    email: Option<Text<{ Email::MAX }>>,
    /// How long a link holds, in days: 1 to 90, by default 14.
    days: Option<u16>,
    /// How many may follow a link: 1 to 500, by default 20.
    uses_max: Option<u32>,
}

/// What a link offers.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "InvitationOffer")]
struct OfferShape {
    /// The team that one is invited to.
    team: OfferedTeam,
    /// Until when.
    expires_at: Moment,
    /// What the reader is in the team already.
    role: Nullable<OneOf<TeamRole>>,
}

/// The team that one is invited to.
#[derive(Debug, Object, Serialize)]
struct OfferedTeam {
    /// Which.
    id: Id,
    /// Its name.
    name: Text<{ TeamName::MAX }>,
    /// Its page.
    url: Url,
}

/// What following a link led to.
#[derive(Debug, Object, Serialize)]
struct Joined {
    /// The team.
    team_id: Id,
    /// What one is in it.
    role: OneOf<TeamRole>,
}

/// See the file.
pub struct Operations(pub Desk);

impl Operations {
    fn shape(&self, invitation: Invitation) -> InvitationShape {
        let link = || Text(format!("{}{}", self.0.origin, invitations::path(&self.0.app, &invitation)));
        let url = invitation.email.is_none().then(link);
        let Invitation { id, email, uses_max, used, created_at, expires_at, .. } = invitation;
        InvitationShape {
            id: Text::of(id),
            email: email.map(Text::of).into(),
            url: url.into(),
            uses_max,
            used,
            created_at: created_at.into(),
            expires_at: expires_at.into(),
        }
    }
}

#[OpenApi]
impl Operations {
    /// The invitations to a team that are open, for those who manage it.
    #[oai(path = "/teams/:team_id/invitations", method = "get", operation_id = "list_invitations")]
    async fn list(
        &self,
        who: Bearer,
        team_id: Path<Id>,
        limit: Query<Option<Limit<LIMIT_MAX>>>,
        /// Where the page before ended: its `next`.
        after: Query<Option<Cursor>>,
    ) -> Result<RawJson<Invitations>, Problem> {
        let (after, limit) = paging(after.0, limit.0)?;
        let (found, next) = invitations::list(&self.0.app, &who.actor(), id(&team_id)?, after, limit)?;
        let items = found.into_iter().map(|invitation| self.shape(invitation)).collect();
        RawJson::of(&Invitations { items, next: next_page(next).into() })
    }

    /// Invites an address, or makes a link for whoever has it.
    #[oai(path = "/teams/:team_id/invitations", method = "post", operation_id = "create_invitation")]
    async fn create(
        &self,
        who: Bearer,
        team_id: Path<Id>,
        #[oai(name = "Idempotency-Key")] repeat: Repeat,
        body: Body<NewInvitation>,
    ) -> Result<Created<InvitationShape>, Problem> {
        let (app, actor, team): (_, _, TeamId) = (&self.0.app, who.actor(), id(&team_id)?);
        let NewInvitation { email, days, uses_max } = body.0;
        let mut flaws = Flaws::default();
        let email: Option<Email> = flaws.text("email", optional(email.as_ref())).flatten();
        flaws.require(email.is_none() || (days.is_none() && uses_max.is_none()), Flaw::new("email", "link_only"));
        if !flaws.is_empty() {
            return Err(told(flaws, || invitations::may_invite(app, &actor, team).map(drop)).into());
        }
        let made = match email {
            Some(email) => invitations::invite(app, &actor, team, email, repeat.0).await?,
            None => invitations::open_link(app, &actor, team, days, uses_max, repeat.0).await?,
        };
        Ok(RawJson::of(&self.shape(made))?.into())
    }

    /// Revokes an invitation.
    #[oai(path = "/teams/:team_id/invitations/:invitation_id", method = "delete", operation_id = "delete_invitation")]
    async fn revoke(&self, who: Bearer, team_id: Path<Id>, invitation_id: Path<Id>) -> Result<Done, Problem> {
        let (team, invitation): (TeamId, InvitationId) = (id(&team_id)?, id(&invitation_id)?);
        invitations::revoke(&self.0.app, &who.actor(), team, invitation).await?;
        Ok(Done)
    }

    /// What a link offers. Looking changes nothing.
    #[oai(path = "/invitations/:token", method = "get", operation_id = "get_invitation")]
    async fn look(&self, who: MaybeBearer, token: Path<Text<TOKEN_MAX>>) -> Result<RawJson<OfferShape>, Problem> {
        let offer = invitations::look(&self.0.app, &who.actor(), &token.0.0)?;
        let team = &offer.team;
        RawJson::of(&OfferShape {
            team: OfferedTeam {
                id: Text::of(team.id),
                name: Text::of(&team.name),
                url: Text(format!("{}/teams/{}", self.0.origin, team.id)),
            },
            expires_at: offer.expires_at.into(),
            role: offer.role.map(OneOf::from).into(),
        })
    }

    /// Follows a link: joins the team.
    #[oai(path = "/invitations/:token", method = "post", operation_id = "accept_invitation")]
    async fn accept(&self, who: Bearer, token: Path<Text<TOKEN_MAX>>) -> Result<RawJson<Joined>, Problem> {
        let place = invitations::accept(&self.0.app, &who.actor(), &token.0.0).await?;
        RawJson::of(&Joined { team_id: Text::of(place.team), role: place.role.into() })
    }
}
