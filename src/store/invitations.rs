//! Invitations to teams: by team, and by the address that they were mailed to.

use jiff::Timestamp;

use super::tables::{EMAIL_TEAM_TO_INVITATION, TEAM_INVITATION_TO_INVITATION, UNINVITED_HASH_TO_TIME};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::ids::{InvitationId, TeamId};
use crate::domain::invitation::Invitation;
use crate::domain::text::Email;

impl ReadTx<'_> {
    /// An invitation.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn invitation(&self, team: TeamId, id: InvitationId) -> Result<Option<Invitation>, Failure> {
        self.get(&TEAM_INVITATION_TO_INVITATION, &(team, id))
    }

    /// All invitations, team by team, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn invitations(&self, after: Option<(TeamId, InvitationId)>, limit: usize) -> Result<Vec<Invitation>, Failure> {
        let rows = self.scan(&TEAM_INVITATION_TO_INVITATION, &Keys::all(), after.as_ref(), limit, Direction::Up)?;
        Ok(rows.into_iter().map(|(_, invitation)| invitation).collect())
    }

    /// The invitations to a team, the newest first, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn invitations_of(&self, team: TeamId, after: Option<InvitationId>, limit: usize) -> Result<Vec<Invitation>, Failure> {
        let after = after.map(|id| (team, id));
        let rows = self.scan(&TEAM_INVITATION_TO_INVITATION, &Keys::under(&team), after.as_ref(), limit, Direction::Down)?;
        Ok(rows.into_iter().map(|(_, invitation)| invitation).collect())
    }

    /// The invitation to a team that an address has.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn invitation_of(&self, email: &Email, team: TeamId) -> Result<Option<Invitation>, Failure> {
        match self.get(&EMAIL_TEAM_TO_INVITATION, &(email.key(), team))? {
            Some(id) => self.invitation(team, id),
            None => Ok(None),
        }
    }

    /// The invitations that an address has.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn invitations_to(&self, email: &Email) -> Result<Vec<Invitation>, Failure> {
        let rows = self.scan(&EMAIL_TEAM_TO_INVITATION, &Keys::under(&email.key()), None, usize::MAX, Direction::Up)?;
        rows.into_iter().filter_map(|((_, team), id)| self.invitation(team, id).transpose()).collect()
    }

    /// Since when an address wants no invitations, by the digest that it is known by.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn uninvited(&self, hash: &[u8; 32]) -> Result<Option<Timestamp>, Failure> {
        self.get(&UNINVITED_HASH_TO_TIME, hash)
    }
}

/// An invitation's place among those of its address.
pub(super) fn of_address(invitation: &Invitation) -> Vec<((String, TeamId), InvitationId)> {
    invitation.email.iter().map(|email| ((email.key(), invitation.team), invitation.id)).collect()
}

impl WriteTx<'_> {
    /// Stores an invitation, new or changed: never of another team or address.
    pub fn put_invitation(&mut self, invitation: &Invitation) {
        for (key, id) in of_address(invitation) {
            self.put(&EMAIL_TEAM_TO_INVITATION, &key, &id);
        }
        self.put(&TEAM_INVITATION_TO_INVITATION, &(invitation.team, invitation.id), invitation);
    }

    /// Takes an invitation away.
    pub fn delete_invitation(&mut self, invitation: &Invitation) {
        for (key, _) in of_address(invitation) {
            self.delete(&EMAIL_TEAM_TO_INVITATION, &key);
        }
        self.delete(&TEAM_INVITATION_TO_INVITATION, &(invitation.team, invitation.id));
    }

    /// Notes that an address wants no invitations.
    pub fn put_uninvited(&mut self, hash: &[u8; 32], at: Timestamp) {
        self.put(&UNINVITED_HASH_TO_TIME, hash, &at);
    }
}
