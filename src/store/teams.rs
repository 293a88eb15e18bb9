//! Teams.

use super::tables::{EXTERNAL_ID_TO_TEAM, ID_TO_TEAM, TEAM_TO_TALLY};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::ids::TeamId;
use crate::domain::membership::TeamTally;
use crate::domain::team::Team;
use crate::domain::text::ExternalId;

impl ReadTx<'_> {
    /// A team.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn team(&self, id: TeamId) -> Result<Option<Team>, Failure> {
        self.get(&ID_TO_TEAM, &id)
    }

    /// How many are in a team.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn team_tally(&self, team: TeamId) -> Result<TeamTally, Failure> {
        Ok(self.get(&TEAM_TO_TALLY, &team)?.unwrap_or_default())
    }

    /// The team that an import gave this name.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn team_by_external_id(&self, name: &ExternalId) -> Result<Option<Team>, Failure> {
        self.get(&EXTERNAL_ID_TO_TEAM, &name.as_str().to_owned())?.map_or(Ok(None), |id| self.team(id))
    }

    /// All teams in the order in which they were founded, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn teams(&self, after: Option<TeamId>, limit: usize) -> Result<Vec<Team>, Failure> {
        let rows = self.scan(&ID_TO_TEAM, &Keys::all(), after.as_ref(), limit, Direction::Up)?;
        Ok(rows.into_iter().map(|(_, team)| team).collect())
    }
}

impl WriteTx<'_> {
    /// Stores a team, new or changed.
    ///
    /// # Errors
    /// When the record cannot be read; [`Failure::Fault`] when the import's name is another team's.
    pub fn put_team(&mut self, team: &Team) -> Result<(), Failure> {
        let external = |team: &Team| team.external_id.as_ref().map(|name| name.as_str().to_owned());
        let before = self.team(team.id)?.as_ref().and_then(external);
        self.rename(&EXTERNAL_ID_TO_TEAM, before, external(team), &team.id)?;
        self.put(&ID_TO_TEAM, &team.id, team);
        Ok(())
    }
}
