//! Rows of memberships. A role that is there stays as it is; a team never gets more leads than the keeper allows.

use super::{Fate, Hands, Row};
use crate::domain::membership::{self, Membership, MembershipStanding, TeamRole};
use crate::domain::refusal::{Flaw, Refusal};
use crate::domain::text::{Email, ExternalId};

pub fn take(row: &Row, hands: &mut Hands<'_, '_>) -> Result<Fate, Refusal> {
    let team: ExternalId = row.needed("team_external_id")?;
    let email: Email = row.needed("email")?;
    let role = match row.text("role") {
        "" => TeamRole::Member,
        word => TeamRole::from_word(word).ok_or(Refusal::field("role", "unknown_role"))?,
    };
    let team = hands.tx.team_by_external_id(&team)?.ok_or(Refusal::field("team_external_id", "unknown_team"))?.id;
    let member = hands.member("email", &email)?;
    let tx = &mut *hands.tx;
    let new = Membership { team, member, role, standing: MembershipStanding::In, message: None, listed: false, since: hands.now };
    match tx.membership(team, member)? {
        // Whoever is in the team keeps their role: the file may be older than what happened since.
        Some(current) if current.standing == MembershipStanding::In => {
            let name = format!("{email}, {}", row.text("team_external_id"));
            let kept = current.role != role;
            return Ok(if kept { Fate::Known { by: Flaw::new("role", "role_kept"), name } } else { Fate::known("email", name) });
        }
        _ => {}
    }
    let placeholder = Membership { role: TeamRole::Member, ..new.clone() };
    membership::change_role(&placeholder, role, tx.team_tally(team)?, hands.network.leads_max)?;
    tx.put_membership(&new)?;
    Ok(Fate::TAKEN)
}
