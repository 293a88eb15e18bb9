//! Rows of members: with a date of their pledge they are members already, without one they are to be invited.

use super::{Fate, Hands, LEFT_OUT, Row, doubt_place};
use crate::app::{claims, invitations, places};
use crate::domain::ids::MemberId;
use crate::domain::member::{Home, Member, MemberState, Role};
use crate::domain::pledge::{Channel, PledgeDeed, PledgeEntry};
use crate::domain::refusal::{Flaw, Refusal};
use crate::domain::text::Email;

pub fn take(row: &Row, hands: &mut Hands<'_, '_>) -> Result<Fate, Refusal> {
    let email: Email = row.needed("email")?;
    let first_name = row.needed("first_name")?;
    let last_name = row.needed("last_name")?;
    let pledged_at = row.time_or_day("pledged_at", hands.zone)?;
    if pledged_at.is_some_and(|at| at > hands.now) {
        return Err(Refusal::field("pledged_at", "in_future"));
    }
    let external_id = row.external_id()?;
    let mut warnings = Vec::new();
    let phone = row.maybe("phone").unwrap_or_else(|_| {
        warnings.push(Flaw::new("phone", "phone_left_out"));
        None
    });
    let home = home(row, hands, &mut warnings)?;
    let tx = &mut *hands.tx;
    if tx.member_id_by_email(&email)?.is_some() {
        return Ok(Fate::known("email", &email));
    }
    if let Some(name) = &external_id
        && tx.member_by_external_id(name)?.is_some()
    {
        return Ok(Fate::known("external_id", name));
    }
    let mut member = Member {
        id: MemberId::new(hands.now, hands.chance),
        email,
        first_name,
        last_name,
        phone,
        photo: None,
        home,
        lang: hands.network.default_lang,
        role: Role::Member,
        state: if pledged_at.is_some() { MemberState::Active } else { MemberState::Invited },
        pledge: None,
        joined_at: pledged_at.unwrap_or(hands.now),
        revision: 1,
        external_id,
    };
    match pledged_at {
        Some(at) => {
            let version = hands.network.pledge.version;
            tx.add_pledge(&mut member, &PledgeEntry { deed: PledgeDeed::Given, version, at, channel: Channel::Import })?;
        }
        None => {
            if invitations::declined(hands.app, tx, &member.email)? {
                return Err(Refusal::field("email", "wants_no_invitation"));
            }
            tx.put_member(&member)?;
            hands.asked = hands.letters && claims::ask(hands.app, tx, &member, hands.now)?;
        }
    }
    Ok(Fate::Taken(warnings))
}

/// Where they live: a town that the gazetteer does not know is kept as text. What is not known is noted.
fn home(row: &Row, hands: &Hands<'_, '_>, warnings: &mut Vec<Flaw>) -> Result<Option<Home>, Refusal> {
    let Some(input) = row.place()? else { return Ok(None) };
    match places::home_likeliest(hands.network, input.clone()) {
        Ok(home) => {
            let point = input.point.or(home.point);
            doubt_place(&input, point.is_some(), warnings, hands.network);
            Ok(Some(Home { point, ..home }))
        }
        Err(Refusal::Invalid(_)) => {
            warnings.push(Flaw::new(input.column(), LEFT_OUT));
            Ok(None)
        }
        Err(other) => Err(other),
    }
}
