//! Lookup and permission in one call: what one may not see is never handed out.

use crate::domain::event::Event;
use crate::domain::ids::{EventId, MemberId, PostId, TeamId};
use crate::domain::member::{Member, MemberState};
use crate::domain::membership::{MembershipStanding, TeamRole};
use crate::domain::post::Post;
use crate::domain::refusal::Refusal;
use crate::domain::rights::{self, Actor, Right, Ties};
use crate::domain::rsvp::Standing;
use crate::domain::team::Team;
use crate::store::{Direction, Failure, ReadTx};

/// Most events, answers, teams and posts that are looked through for one through which somebody knows of a member.
const MET_IN: usize = 200;

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

/// A member as others may know of them: nobody who is suspended.
///
/// # Errors
/// A failure of the record.
pub fn shown_member(tx: &ReadTx<'_>, id: MemberId) -> Result<Option<Member>, Failure> {
    Ok(tx.member(id)?.filter(|member| member.state != MemberState::Suspended))
}

/// A member whom somebody knows of: as organiser of an event, among those who come to one, in a team, as author of news, always as far as
/// the pages of these show them. Moderators know of everybody.
///
/// # Errors
/// 401; 403 `suspended`; 404 for all others, whether they exist or not.
pub fn member_met_by(tx: &ReadTx<'_>, actor: &Actor, id: MemberId) -> Result<Member, Refusal> {
    let me = actor.signed_in()?;
    let member = tx.member(id)?.filter(|member| member.state == MemberState::Active).ok_or(Refusal::NotFound)?;
    let met = id == me
        || rights::may(actor, Ties::default(), Right::Moderate).is_ok()
        || organises_for(tx, actor, id)?
        || comes_with(tx, actor, id)?
        || in_team_with(tx, actor, id)?
        || wrote_for(tx, actor, id)?;
    if met { Ok(member) } else { Err(Refusal::NotFound) }
}

/// What was found, when it is for these eyes.
fn if_seen<T>(found: Result<T, Refusal>) -> Result<Option<T>, Refusal> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Refusal::NotFound | Refusal::Forbidden(_) | Refusal::SignIn) => Ok(None),
        Err(other) => Err(other),
    }
}

fn organises_for(tx: &ReadTx<'_>, actor: &Actor, id: MemberId) -> Result<bool, Refusal> {
    for (_, event) in tx.events_of_organiser(id, jiff::Timestamp::MAX, Direction::Down, None, MET_IN)? {
        if if_seen(event_seen_by(tx, actor, event))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn comes_with(tx: &ReadTx<'_>, actor: &Actor, id: MemberId) -> Result<bool, Refusal> {
    for (event, standing) in tx.answers_of(id, None, MET_IN)? {
        let Some((event, ties)) = if_seen(event_for(tx, actor, event, Right::SeeWhoComes))? else { continue };
        let hidden = tx.rsvp(event.id, id)?.is_none_or(|rsvp| rsvp.hidden);
        if rights::event_right(actor, ties, &event, Right::EditEvent).is_ok() || (standing == Standing::Going && !hidden) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn in_team_with(tx: &ReadTx<'_>, actor: &Actor, id: MemberId) -> Result<bool, Refusal> {
    for place in tx.memberships_of(id, None, MET_IN)? {
        let Some((team, ties)) = if_seen(team_for(tx, actor, place.team, Right::SeeListedMembers))? else { continue };
        let shown = place.standing == MembershipStanding::In && (place.listed || place.role >= TeamRole::Manager);
        if shown || rights::team_right(actor, ties, &team, Right::SeeMembers).is_ok() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn wrote_for(tx: &ReadTx<'_>, actor: &Actor, id: MemberId) -> Result<bool, Refusal> {
    for (_, post) in tx.posts_out(None, MET_IN)? {
        if tx.post(post)?.is_some_and(|post| post.author == Some(id)) && if_seen(post_seen_by(tx, actor, post))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
