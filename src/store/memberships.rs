//! Memberships. Each change of one keeps the team's tally and the member's own list.

use super::tables::{MEMBER_TEAM_TO_NOTHING, TEAM_MEMBER_TO_MEMBERSHIP, TEAM_TO_TALLY};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::ids::{MemberId, TeamId};
use crate::domain::membership::{Membership, TeamTally};

impl ReadTx<'_> {
    /// A member's place in a team, or the request for one.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn membership(&self, team: TeamId, member: MemberId) -> Result<Option<Membership>, Failure> {
        self.get(&TEAM_MEMBER_TO_MEMBERSHIP, &(team, member))
    }

    /// The memberships of a team, followers and requests included, by member, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn memberships(&self, team: TeamId, after: Option<MemberId>, limit: usize) -> Result<Vec<Membership>, Failure> {
        let after = after.map(|member| (team, member));
        let rows = self.scan(&TEAM_MEMBER_TO_MEMBERSHIP, &Keys::under(&team), after.as_ref(), limit, Direction::Up)?;
        Ok(rows.into_iter().map(|(_, membership)| membership).collect())
    }

    /// The memberships of a member, follows and requests included, in the order in which the teams were founded, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn memberships_of(&self, member: MemberId, after: Option<TeamId>, limit: usize) -> Result<Vec<Membership>, Failure> {
        let after = after.map(|team| (member, team));
        let keys = self.scan(&MEMBER_TEAM_TO_NOTHING, &Keys::under(&member), after.as_ref(), limit, Direction::Up)?;
        keys.iter().map(|((_, team), ())| self.membership(*team, member)).filter_map(Result::transpose).collect()
    }
}

impl WriteTx<'_> {
    /// Stores a membership, new or changed, and gives the tally after it.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn put_membership(&mut self, membership: &Membership) -> Result<TeamTally, Failure> {
        let (team, member) = (membership.team, membership.member);
        let before = self.membership(team, member)?;
        if before.is_none() {
            self.put(&MEMBER_TEAM_TO_NOTHING, &(member, team), &());
        }
        self.put(&TEAM_MEMBER_TO_MEMBERSHIP, &(team, member), membership);
        self.recount_team(team, before.as_ref(), Some(membership))
    }

    /// Takes a member, a follower or a request out of a team, and gives the tally after it.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn delete_membership(&mut self, team: TeamId, member: MemberId) -> Result<TeamTally, Failure> {
        let before = self.membership(team, member)?;
        self.delete(&MEMBER_TEAM_TO_NOTHING, &(member, team));
        self.delete(&TEAM_MEMBER_TO_MEMBERSHIP, &(team, member));
        self.recount_team(team, before.as_ref(), None)
    }

    fn recount_team(&mut self, team: TeamId, before: Option<&Membership>, after: Option<&Membership>) -> Result<TeamTally, Failure> {
        let former = self.team_tally(team)?;
        let tally = former.moved(before, after);
        if tally != former {
            self.put(&TEAM_TO_TALLY, &team, &tally);
        }
        Ok(tally)
    }
}
