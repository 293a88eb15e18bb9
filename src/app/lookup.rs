//! Lookup and permission in one call: what one may not see is never handed out.

use crate::domain::event::Event;
use crate::domain::ids::{EventId, MemberId, PostId, TeamId};
use crate::domain::membership::TeamRole;
use crate::domain::post::Post;
use crate::domain::refusal::Refusal;
use crate::domain::rights::{self, Actor, Right, Ties};
use crate::domain::rsvp::Standing;
use crate::domain::team::Team;
use crate::store::{Failure, ReadTx};

/// What somebody is to an event.
///
/// # Errors
/// A failure of the record.
pub fn event_ties(tx: &ReadTx<'_>, actor: &Actor, event: &Event) -> Result<Ties, Failure> {
    let Some(member) = actor.id() else {
        return Ok(Ties::default());
    };
    let coming = tx.rsvp(event.id, member)?.is_some_and(|rsvp| rsvp.standing == Standing::Going);
    let team = match event.facts.team {
        Some(team) => team_role(tx, team, member)?,
        None => None,
    };
    Ok(Ties { organiser: event.organisers.contains(&member), coming, team })
}

/// The role that a member holds in a team; requests are none.
///
/// # Errors
/// A failure of the record.
pub fn team_role(tx: &ReadTx<'_>, team: TeamId, member: MemberId) -> Result<Option<TeamRole>, Failure> {
    Ok(tx.membership(team, member)?.and_then(|membership| membership.role_held()))
}

/// The event, for somebody who may see it.
///
/// # Errors
/// 404 when it is absent, or not for their eyes.
pub fn event_seen_by(tx: &ReadTx<'_>, actor: &Actor, id: EventId) -> Result<(Event, Ties), Refusal> {
    let event = tx.event(id)?.ok_or(Refusal::NotFound)?;
    let ties = event_ties(tx, actor, &event)?;
    rights::see_event(actor, ties, &event)?;
    Ok((event, ties))
}

/// The event, for somebody who may do this to it.
///
/// # Errors
/// 404 when it is absent or not for their eyes; 401 or 403 when it is not for their hands.
pub fn event_for(tx: &ReadTx<'_>, actor: &Actor, id: EventId, right: Right) -> Result<(Event, Ties), Refusal> {
    let event = tx.event(id)?.ok_or(Refusal::NotFound)?;
    let ties = event_ties(tx, actor, &event)?;
    rights::event_right(actor, ties, &event, right)?;
    Ok((event, ties))
}

/// The team, for somebody who may do this to it, and what they are in it.
///
/// # Errors
/// 404 when it is absent or hidden; 401 or 403 when it is not for their hands.
pub fn team_for(tx: &ReadTx<'_>, actor: &Actor, id: TeamId, right: Right) -> Result<(Team, Ties), Refusal> {
    let team = tx.team(id)?.ok_or(Refusal::NotFound)?;
    let role = match actor.id() {
        Some(member) => team_role(tx, id, member)?,
        None => None,
    };
    let ties = Ties { team: role, ..Ties::default() };
    rights::team_right(actor, ties, &team, right)?;
    Ok((team, ties))
}

/// What somebody is to a post.
///
/// # Errors
/// 404 when its team is hidden from them; 403 `suspended`; a failure of the record.
pub fn post_ties(tx: &ReadTx<'_>, actor: &Actor, post: &Post) -> Result<Ties, Refusal> {
    match post.facts.reach.team() {
        Some(team) => Ok(team_for(tx, actor, team, Right::SeePublic)?.1),
        None => Ok(Ties::default()),
    }
}

/// The post, for somebody who may read it.
///
/// # Errors
/// 404 when it is absent, or not for their eyes.
pub fn post_seen_by(tx: &ReadTx<'_>, actor: &Actor, id: PostId) -> Result<(Post, Ties), Refusal> {
    let post = tx.post(id)?.ok_or(Refusal::NotFound)?;
    let ties = post_ties(tx, actor, &post).map_err(|refusal| match refusal {
        Refusal::Forbidden(_) => Refusal::NotFound,
        other => other,
    })?;
    rights::see_post(actor, ties, &post)?;
    Ok((post, ties))
}

/// The post, for somebody who may do this to it.
///
/// # Errors
/// 404 when it is absent or not for their eyes; 401 or 403 when it is not for their hands.
pub fn post_for(tx: &ReadTx<'_>, actor: &Actor, id: PostId, right: Right) -> Result<(Post, Ties), Refusal> {
    let (post, ties) = post_seen_by(tx, actor, id)?;
    rights::post_right(actor, ties, &post, right)?;
    Ok((post, ties))
}
