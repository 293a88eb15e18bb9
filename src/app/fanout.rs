//! News reach members: in batches that never hold other writers up, each with its progress in the same transaction, so that a crash neither
//! repeats nor loses a line.

use jiff::Timestamp;

use super::App;
use super::derived::listed_point;
use super::lookup::{event_ties, post_seen_by, team_role};
use super::{invitations, letters, notices, threads};
use crate::domain::chore::{News, NotifyChore, Stage};
use crate::domain::event::{Event, EventStatus};
use crate::domain::ids::{CHANCE, EventId, MemberId, NotificationId, TeamId, ThreadId};
use crate::domain::member::{Member, MemberState};
use crate::domain::membership::{MembershipStanding, TeamRole};
use crate::domain::notification::{Delivery, NEAR_KM, Notification, Subject, Topic};
use crate::domain::place::Point;
use crate::domain::post::{Post, Reach};
use crate::domain::refusal::Refusal;
use crate::domain::rights::{Actor, Right, Ties, lists_event, see_event, team_right};
use crate::domain::rsvp::Standing;
use crate::domain::thread::{On, Thread};
use crate::store::{ReadTx, WaitingNews, WriteTx};

/// Members that one transaction tells: about 10 ms of the writer. News that few hear of share one, up to this many.
const BATCH: usize = 200;

/// Members or memberships that are looked at for one batch.
const LOOKED_AT: usize = 1_000;

/// A group of people that news are for.
#[derive(Debug, Clone, PartialEq)]
enum Circle {
    /// These.
    These(Vec<MemberId>),
    /// Who organises the event.
    Organisers(EventId),
    /// Who goes to the event; those who wait, too, or not.
    Comers(EventId, bool),
    /// Who is in the team, or follows it.
    Team(TeamId),
    /// Who manages the team.
    Managers(TeamId),
    /// Who lives near one of these points, so far in kilometres.
    Near(Vec<Point>, f64),
    /// Who has a seat in a discussion.
    Seats(ThreadId),
    /// Who of this circle has no seat in the discussion.
    Unseated(Box<Circle>, ThreadId),
    /// Everybody.
    Everybody,
}

/// The circles of some news, in the order in which they hear of them, each with its topic.
fn circles(news: &News, event: Option<&Event>, post: Option<&Post>, thread: Option<&Thread>) -> Vec<(Topic, Circle)> {
    match news {
        News::Answered(event, _) => vec![(Topic::Answer, Circle::Organisers(*event))],
        News::Promoted(_, members) => vec![(Topic::Place, Circle::These(members.clone()))],
        News::Changed(event, _) => vec![(Topic::Changed, Circle::Comers(*event, true))],
        News::Cancelled(event) => vec![(Topic::Cancelled, Circle::Comers(*event, true))],
        News::Reminder(event, _) => vec![(Topic::Reminder, Circle::Comers(*event, false))],
        News::Joined(team, _) => vec![(Topic::Joined, Circle::Managers(*team))],
        News::Requested(team, _) => vec![(Topic::Request, Circle::Managers(*team))],
        News::Role(_, member, _) | News::Declined(_, member) => vec![(Topic::Role, Circle::These(vec![*member]))],
        News::Said(id, _) => {
            let answering = thread.map(|thread| match thread.on {
                On::Event(event) => Circle::Organisers(event),
                On::Team(team) => Circle::Managers(team),
            });
            // Whoever answers for the thing and has a seat is in one circle only.
            let answering = answering.map(|circle| (Topic::Thread, Circle::Unseated(Box::new(circle), *id)));
            answering.into_iter().chain([(Topic::Thread, Circle::Seats(*id))]).collect()
        }
        News::Invited(_, member) => vec![(Topic::Invitation, Circle::These(vec![*member]))],
        News::Published(_) => {
            let team = event.and_then(|event| event.facts.team).map(|team| (Topic::TeamEvent, Circle::Team(team)));
            let near = event.and_then(listed_point).map(|point| (Topic::NearEvent, Circle::Near(vec![point], NEAR_KM)));
            team.into_iter().chain(near).collect()
        }
        News::Posted(_) => match post.map(|post| &post.facts.reach) {
            Some(Reach::Network) => vec![(Topic::News, Circle::Everybody)],
            Some(Reach::Area(area)) => {
                vec![(Topic::News, Circle::Near(area.spots.iter().map(|spot| spot.point).collect(), f64::from(area.km)))]
            }
            Some(Reach::Team(team)) => vec![(Topic::News, Circle::Team(*team))],
            None => Vec::new(),
        },
    }
}

fn event_of(news: &News) -> Option<EventId> {
    match news {
        News::Answered(event, _)
        | News::Promoted(event, _)
        | News::Changed(event, _)
        | News::Cancelled(event)
        | News::Published(event)
        | News::Reminder(event, _) => Some(*event),
        News::Joined(..)
        | News::Requested(..)
        | News::Role(..)
        | News::Declined(..)
        | News::Invited(..)
        | News::Said(..)
        | News::Posted(_) => None,
    }
}

fn post_of(tx: &ReadTx<'_>, news: &News) -> Result<Option<Post>, Refusal> {
    match news {
        News::Posted(post) => Ok(tx.post(*post)?),
        _ => Ok(None),
    }
}

/// Whether news still are what they were when they were left.
fn hold(news: &News, event: Option<&Event>, post: Option<&Post>, thread: Option<&Thread>, now: Timestamp) -> bool {
    let out = event.is_some_and(|event| event.status == EventStatus::Published);
    match news {
        News::Answered(..) | News::Promoted(..) | News::Reminder(..) => out,
        News::Published(_) => out && event.is_some_and(|event| !event.is_past(now)),
        News::Cancelled(_) => event.is_some_and(|event| event.status == EventStatus::Cancelled),
        News::Changed(_, was) => out && event.is_some_and(|event| **was != notices::was(&event.facts)),
        News::Posted(_) => post.is_some_and(Post::is_out),
        News::Said(..) => thread.is_some(),
        News::Joined(..) | News::Requested(..) | News::Role(..) | News::Declined(..) | News::Invited(..) => true,
    }
}

/// Who is told next: at most [`BATCH`], the last who was looked at, and whether the circle is through.
struct Batch {
    members: Vec<MemberId>,
    last: Option<MemberId>,
    through: bool,
}

fn batch(tx: &ReadTx<'_>, circle: &Circle, after: Option<MemberId>) -> Result<Batch, Refusal> {
    let whole = |mut members: Vec<MemberId>| {
        members.sort_unstable();
        members.retain(|member| after.is_none_or(|after| *member > after));
        let through = members.len() <= BATCH;
        members.truncate(BATCH);
        Batch { last: members.last().copied(), members, through }
    };
    Ok(match circle {
        Circle::These(members) => whole(members.clone()),
        Circle::Organisers(event) => whole(tx.event(*event)?.map(|event| event.organisers).unwrap_or_default()),
        Circle::Comers(event, waiting) => {
            let page = tx.rsvps(*event, None, after, BATCH)?;
            let comes = |standing| standing == Standing::Going || (*waiting && standing == Standing::Waiting);
            let members = page.iter().filter(|rsvp| comes(rsvp.standing)).map(|rsvp| rsvp.member).collect();
            Batch { members, last: page.last().map(|rsvp| rsvp.member), through: page.len() < BATCH }
        }
        Circle::Team(team) => of_team(tx, *team, after, BATCH, TeamRole::Follower)?,
        Circle::Managers(team) => of_team(tx, *team, after, LOOKED_AT, TeamRole::Manager)?,
        Circle::Seats(thread) => {
            let page = tx.seats(*thread, after, BATCH)?;
            let members = page.iter().map(|(member, _)| *member).collect();
            Batch { members, last: page.last().map(|(member, _)| *member), through: page.len() < BATCH }
        }
        Circle::Unseated(circle, thread) => {
            let mut page = batch(tx, circle, after)?;
            let seats = page.members.iter().map(|member| tx.seat(*thread, *member)).collect::<Result<Vec<_>, _>>()?;
            page.members = page.members.into_iter().zip(seats).filter(|(_, seat)| seat.is_none()).map(|(member, _)| member).collect();
            page
        }
        Circle::Near(points, km) => {
            living(tx, after, |home| home.is_some_and(|home| points.iter().any(|point| home.km_to(*point) <= *km)))?
        }
        Circle::Everybody => living(tx, after, |_| true)?,
    })
}

fn of_team(tx: &ReadTx<'_>, team: TeamId, after: Option<MemberId>, limit: usize, least: TeamRole) -> Result<Batch, Refusal> {
    let page = tx.memberships(team, after, limit)?;
    let members = page.iter().filter(|m| m.standing == MembershipStanding::In && m.role >= least).map(|m| m.member).collect();
    Ok(Batch { members, last: page.last().map(|m| m.member), through: page.len() < limit })
}

/// Members whose home is as it must be.
fn living(tx: &ReadTx<'_>, after: Option<MemberId>, lives: impl Fn(Option<Point>) -> bool) -> Result<Batch, Refusal> {
    let page = tx.members(after, LOOKED_AT)?;
    let mut batch = Batch { members: Vec::new(), last: after, through: page.len() < LOOKED_AT };
    for member in page {
        if batch.members.len() == BATCH {
            batch.through = false;
            break;
        }
        batch.last = Some(member.id);
        if lives(member.home.as_ref().and_then(|home| home.point)) {
            batch.members.push(member.id);
        }
    }
    Ok(batch)
}

/// Tells the next batch of the news that are due; false when nothing is due.
///
/// # Errors
/// A failure of the record.
pub async fn step(app: &App) -> Result<bool, Refusal> {
    let now = app.now();
    let plans = app.store.read(|tx| plan(tx, now))?;
    if plans.is_empty() {
        return Ok(false);
    }
    let house = app.clone();
    app.store
        .write(move |tx| {
            for plan in &plans {
                if tx.news_wait(&plan.waiting)? {
                    carry_out(&house, tx, plan, now)?;
                }
            }
            Ok(true)
        })
        .await
}

/// What is done next for some news: whom to tell, and what is left to do after that; nothing is left when everybody knows.
struct Plan {
    waiting: WaitingNews,
    telling: Option<(Topic, Batch)>,
    rest: Option<Stage>,
    /// Many members were looked through for it.
    wide: bool,
}

/// What one transaction tells: of the news that are due first as many as make a batch.
fn plan(tx: &ReadTx<'_>, now: Timestamp) -> Result<Vec<Plan>, Refusal> {
    let (mut plans, mut told) = (Vec::new(), 0);
    for waiting in tx.news_due(now, BATCH)? {
        let next = plan_one(tx, waiting, now)?;
        told += next.telling.as_ref().map_or(0, |(_, batch)| batch.members.len());
        // The rest of these comes before any other news; and who looked through many members has done enough for one step.
        let enough = next.rest.is_some() || next.wide || told >= BATCH;
        plans.push(next);
        if enough {
            break;
        }
    }
    Ok(plans)
}

fn plan_one(tx: &ReadTx<'_>, waiting: WaitingNews, now: Timestamp) -> Result<Plan, Refusal> {
    let chore = &waiting.chore;
    let event = event_of(&chore.news).map_or(Ok(None), |id| tx.event(id))?;
    let post = post_of(tx, &chore.news)?;
    let thread = match &chore.news {
        News::Said(thread, _) => tx.thread(*thread)?,
        _ => None,
    };
    if !hold(&chore.news, event.as_ref(), post.as_ref(), thread.as_ref(), now) {
        return Ok(Plan { waiting, telling: None, rest: None, wide: false });
    }
    let circles = circles(&chore.news, event.as_ref(), post.as_ref(), thread.as_ref());
    let at = usize::from(chore.stage.circles);
    let Some((topic, circle)) = circles.get(at) else {
        return Ok(Plan { waiting, telling: None, rest: None, wide: false });
    };
    let wide = matches!(circle, Circle::Near(..) | Circle::Everybody);
    let batch = batch(tx, circle, chore.stage.after)?;
    let rest = match (batch.through, at + 1 < circles.len()) {
        (true, true) => Some(Stage { circles: chore.stage.circles + 1, after: None }),
        (true, false) => None,
        (false, _) => Some(Stage { after: batch.last, ..chore.stage }),
    };
    Ok(Plan { telling: Some((*topic, batch)), rest, waiting, wide })
}

fn carry_out(app: &App, tx: &mut WriteTx<'_>, plan: &Plan, now: Timestamp) -> Result<(), Refusal> {
    let WaitingNews { due, sequence, chore } = &plan.waiting;
    if let (News::Changed(event, _), true) = (&chore.news, chore.stage == Stage::default()) {
        // From here on, a change is another one.
        tx.mark_change(*event, None);
    }
    if let Some((topic, batch)) = &plan.telling {
        for member in &batch.members {
            deliver(app, tx, &plan.waiting, *topic, *member, now)?;
        }
    }
    let rest = plan.rest.map(|stage| NotifyChore { stage, ..chore.clone() });
    tx.put_news(*due, *sequence, rest.as_ref());
    Ok(())
}

/// Tells all that is due, for tests and for the demonstration.
///
/// # Errors
/// A failure of the record.
pub async fn drain(app: &App) -> Result<(), Refusal> {
    while step(app).await? {}
    Ok(())
}

/// When the next news are due.
///
/// # Errors
/// A failure of the record.
pub fn next_due(app: &App) -> Result<Option<Timestamp>, Refusal> {
    app.store.read(|tx| Ok(tx.next_news()?.map(|waiting| waiting.due)))
}

/// Tells one member: a line in the inbox, and what they chose beyond it.
fn deliver(app: &App, tx: &mut WriteTx<'_>, waiting: &WaitingNews, topic: Topic, member: MemberId, now: Timestamp) -> Result<(), Refusal> {
    let chore = &waiting.chore;
    if chore.by == Some(member) {
        return Ok(());
    }
    let Some(member) = tx.member(member)?.filter(|member| member.state == MemberState::Active) else { return Ok(()) };
    let delivery = tx.preferences(member.id)?.of(topic);
    let event = event_of(&chore.news).map_or(Ok(None), |id| tx.event(id))?;
    if delivery == Delivery::None || !concerns(tx, &member, &chore.news, topic, event.as_ref(), now)? {
        return Ok(());
    }
    let line = tx.add_notification(line(chore, topic, event.as_ref(), member.id, waiting.sequence, now))?;
    match (delivery, delivery.cadence()) {
        (Delivery::AtOnce, _) => letters::at_once(app, tx, &member, &line, event.as_ref(), now)?,
        (_, Some(cadence)) => letters::plan(app, tx, &member, cadence, now)?,
        _ => {}
    }
    Ok(())
}

/// Whether a member may hear of it, and has not heard already in another circle.
fn concerns(tx: &ReadTx<'_>, member: &Member, news: &News, topic: Topic, event: Option<&Event>, now: Timestamp) -> Result<bool, Refusal> {
    let actor = Actor::of(member);
    if let Some(event) = event {
        let ties = event_ties(tx, &actor, event)?;
        return Ok(match topic {
            Topic::TeamEvent => lists_event(&actor, ties, event),
            Topic::NearEvent => ties.team.is_none() && !ties.organiser && lists_event(&actor, ties, event),
            _ => see_event(&actor, ties, event).is_ok(),
        });
    }
    if let News::Posted(post) = news {
        return Ok(post_seen_by(tx, &actor, *post).is_ok());
    }
    if let News::Said(thread, _) = news {
        let Ok((thread, ..)) = threads::seen_by(tx, &actor, *thread) else { return Ok(false) };
        // Who has read all of it by now has nothing to hear.
        let seat = tx.seat(thread.id, member.id)?;
        return Ok(seat.is_none_or(|seat| !seat.muted && thread.unread(Some(&seat)) > 0));
    }
    if let News::Invited(team, _) = news {
        return Ok(invitations::to_member(tx, *team, member, now)?.is_some());
    }
    let (News::Joined(team, _) | News::Requested(team, _) | News::Role(team, ..) | News::Declined(team, _)) = news else {
        return Ok(false);
    };
    let ties = Ties { team: team_role(tx, *team, member.id)?, ..Ties::default() };
    let right = if topic == Topic::Role { Right::SeePublic } else { Right::SeeMembers };
    Ok(tx.team(*team)?.is_some_and(|team| team_right(&actor, ties, &team, right).is_ok()))
}

/// The line that a member gets.
fn line(chore: &NotifyChore, topic: Topic, event: Option<&Event>, member: MemberId, sequence: u64, now: Timestamp) -> Notification {
    let subject = match (&chore.news, topic) {
        (_, Topic::NearEvent) => Subject::Near,
        (News::Posted(post), _) => Subject::Post(*post),
        (News::Said(thread, _), _) => Subject::Thread(*thread),
        (News::Joined(team, _) | News::Requested(team, _) | News::Role(team, ..) | News::Declined(team, _) | News::Invited(team, _), _) => {
            Subject::Team(*team)
        }
        (_, Topic::TeamEvent) => event.and_then(|event| event.facts.team).map_or(Subject::Near, Subject::Team),
        _ => event.map_or(Subject::Near, |event| Subject::Event(event.id)),
    };
    let gathers = matches!(topic, Topic::NearEvent | Topic::TeamEvent);
    let mut line = Notification {
        id: NotificationId::new(now, chance(topic, sequence)),
        member,
        topic,
        subject,
        at: now,
        count: 1,
        people: Vec::new(),
        events: event.filter(|_| gathers).map(|event| event.id).into_iter().collect(),
        was: None,
        role: None,
        step: None,
        read: false,
        mailed: false,
    };
    match &chore.news {
        News::Answered(_, who) | News::Joined(_, who) | News::Requested(_, who) | News::Said(_, who) => line.people.push(*who),
        News::Changed(_, was) => line.was = Some((**was).clone()),
        News::Role(_, _, role) => line.role = Some(*role),
        News::Reminder(_, step) => line.step = Some(*step),
        News::Promoted(..) | News::Cancelled(_) | News::Published(_) | News::Declined(..) | News::Invited(..) | News::Posted(_) => {}
    }
    line
}

/// What tells the lines of one moment apart: a member gets one for each topic of a chore.
fn chance(topic: Topic, sequence: u64) -> [u8; CHANCE] {
    let mut chance = [0; CHANCE];
    chance[..2].copy_from_slice(&topic.number().to_be_bytes());
    chance[2..].copy_from_slice(&sequence.to_be_bytes());
    chance
}
