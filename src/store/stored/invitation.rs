//! Invitations to teams.

use serde::{Deserialize, Serialize};

use super::{Form, stored, time};
use crate::domain::ids::{InvitationId, MemberId, TeamId};
use crate::domain::invitation::Invitation;
use crate::domain::text::Email;

stored! {
    Invitation => InvitationV1;
}

#[derive(Serialize, Deserialize)]
struct InvitationV1 {
    id: InvitationId,
    team: TeamId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<MemberId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<Email>,
    uses_max: u32,
    used: u32,
    created_at: i64,
    expires_at: i64,
}

impl Form<Invitation> for InvitationV1 {
    fn of(invitation: &Invitation) -> Self {
        let Invitation { id, team, by, email, uses_max, used, created_at, expires_at } = invitation.clone();
        let (created_at, expires_at) = (created_at.as_microsecond(), expires_at.as_microsecond());
        Self { id, team, by, email, uses_max, used, created_at, expires_at }
    }

    fn noun(self) -> Result<Invitation, String> {
        let Self { id, team, by, email, uses_max, used, created_at, expires_at } = self;
        let (created_at, expires_at) = (time(created_at)?, time(expires_at)?);
        Ok(Invitation { id, team, by, email, uses_max, used, created_at, expires_at })
    }
}
