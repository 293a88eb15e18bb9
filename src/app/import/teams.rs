//! Rows of teams.

use super::{Fate, Hands, Row, located};
use crate::domain::chore::IndexChore;
use crate::domain::ids::TeamId;
use crate::domain::membership::{Membership, MembershipStanding, TeamRole};
use crate::domain::refusal::Refusal;
use crate::domain::team::{JoinPolicy, Team, TeamKind, TeamState};
use crate::domain::text::{Email, Markdown};

pub fn take(row: &Row, hands: &mut Hands<'_, '_>) -> Result<Fate, Refusal> {
    let name = row.needed("name")?;
    let description: Markdown = row.needed("description")?;
    let kind = match row.text("kind") {
        "" => TeamKind::Local,
        word => TeamKind::from_word(word).ok_or(Refusal::field("kind", "unknown_value"))?,
    };
    let mut warnings = Vec::new();
    let place = located(row, hands, &mut warnings)?.map(|(place, _)| place);
    let external_id = row.external_id()?;
    let lead: Option<Email> = row.maybe("lead_email")?;
    if let Some(name) = &external_id
        && hands.tx.team_by_external_id(name)?.is_some()
    {
        return Ok(Fate::known("external_id", name));
    }
    let lead = match &lead {
        Some(email) => Some(hands.member("lead_email", email)?),
        None => None,
    };
    let id = TeamId::new(hands.now, hands.chance);
    let tx = &mut *hands.tx;
    tx.put_team(&Team {
        id,
        name,
        kind,
        description,
        place,
        image: None,
        links: Vec::new(),
        join_policy: JoinPolicy::Open,
        state: TeamState::Active,
        created_by: lead,
        created_at: hands.now,
        revision: 1,
        external_id,
    })?;
    if let Some(member) = lead {
        let standing = MembershipStanding::In;
        tx.put_membership(&Membership { team: id, member, role: TeamRole::Lead, standing, message: None, listed: true, since: hands.now })?;
    }
    tx.leave_index(IndexChore::Team(id))?;
    Ok(Fate::Taken(warnings))
}
