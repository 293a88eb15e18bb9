//! One's own inbox: its lines as one may read them now, what was read, and what one chose to hear of.

use super::App;
use super::letters;
use super::lookup::{event_ties, post_seen_by, team_role};
use super::threads;
use crate::domain::event::Event;
use crate::domain::ids::{EventId, MemberId, NotificationId, PostId, TeamId, ThreadId};
use crate::domain::notification::{Delivery, INBOX_MAX, InboxTally, Line, Notification, Preferences, Subject, Told, Topic, Was};
use crate::domain::refusal::Refusal;
use crate::domain::rights::{Actor, Right, Ties, may, see_event, sees_address, team_right};
use crate::domain::text::Note;
use crate::store::{ReadTx, WriteTx};

/// Names that a line says; the others are counted.
const NAMED: usize = 3;

/// How many lines one's own inbox has.
///
/// # Errors
/// A failure of the record.
pub fn tally(app: &App, member: MemberId) -> Result<InboxTally, Refusal> {
    app.store.read(|tx| Ok(tx.inbox(member)?))
}

/// A page of one's own inbox, the newest first. The second value is where the next page begins.
///
/// # Errors
/// 401; 403 `suspended`.
pub fn list(app: &App, actor: &Actor, after: Option<NotificationId>, limit: usize) -> Result<(Vec<Line>, Option<NotificationId>), Refusal> {
    let member = actor.signed_in()?;
    app.store.read(|tx| {
        let page = tx.notifications(member, after, limit + 1)?;
        let next = page.get(limit).and_then(|_| page.get(limit - 1)).map(|line| line.id);
        let lines: Result<_, Refusal> = page.iter().take(limit).map(|found| line(tx, actor, found)).collect();
        Ok((lines?, next))
    })
}

/// Marks lines of one's own inbox as read: these, or all. What is not there is as good as read. Gives the tally after it.
///
/// # Errors
/// 401; 403 `suspended`.
pub async fn read(app: &App, actor: &Actor, ids: Option<Vec<NotificationId>>) -> Result<InboxTally, Refusal> {
    let member = actor.signed_in()?;
    app.store
        .write(move |tx| {
            let lines = match &ids {
                Some(ids) => ids.iter().filter_map(|id| tx.notification(member, *id).transpose()).collect::<Result<Vec<_>, _>>()?,
                None => tx.notifications(member, None, INBOX_MAX as usize)?,
            };
            for line in lines.into_iter().filter(|line| !line.read) {
                tx.put_notification(&Notification { read: true, ..line })?;
            }
            Ok(tx.inbox(member)?)
        })
        .await
}

/// Marks a line as read, and gives the path that it leads to.
///
/// # Errors
/// 404; 401; 403 `suspended`.
pub async fn open(app: &App, actor: &Actor, id: NotificationId) -> Result<String, Refusal> {
    let member = actor.signed_in()?;
    let actor = *actor;
    app.store
        .write(move |tx| {
            let found = tx.notification(member, id)?.ok_or(Refusal::NotFound)?;
            let line = line(tx, &actor, &found)?;
            tx.put_notification(&Notification { read: true, ..found })?;
            Ok(if line.path.is_empty() { "/notifications".to_owned() } else { line.path })
        })
        .await
}

/// What one chose to hear of, and how.
///
/// # Errors
/// 401; 403 `suspended`.
pub fn preferences(app: &App, actor: &Actor) -> Result<Preferences, Refusal> {
    let member = actor.signed_in()?;
    app.store.read(|tx| Ok(tx.preferences(member)?))
}

/// Chooses what to hear of, and how.
///
/// # Errors
/// 401; 403 `suspended`; 422.
pub async fn choose(app: &App, actor: &Actor, preferences: Preferences) -> Result<(), Refusal> {
    let member = actor.signed_in()?;
    preferences.check()?;
    let house = app.clone();
    app.store.write(move |tx| set_preferences(&house, tx, member, &preferences)).await
}

/// Stores preferences, and plans the digests that they mean for what waits unread.
pub(super) fn set_preferences(app: &App, tx: &mut WriteTx<'_>, member: MemberId, preferences: &Preferences) -> Result<(), Refusal> {
    let member = tx.member(member)?.ok_or(Refusal::NotFound)?;
    tx.put_preferences(member.id, preferences);
    for line in tx.notifications(member.id, None, INBOX_MAX as usize)? {
        if let Some(cadence) = preferences.of(line.topic).cadence().filter(|_| !line.read && !line.mailed) {
            letters::plan(app, tx, &member, cadence, app.now())?;
        }
    }
    Ok(())
}

/// Ends letters on these topics: from now on they come to the inbox only.
pub(super) fn stop(app: &App, tx: &mut WriteTx<'_>, member: MemberId, topics: impl Fn(Topic, Delivery) -> bool) -> Result<(), Refusal> {
    let mut preferences = tx.preferences(member)?;
    for topic in Topic::ALL.iter().copied() {
        let delivery = preferences.of(topic);
        if delivery != Delivery::None && topics(topic, delivery) {
            preferences.chosen.insert(topic, Delivery::InApp);
        }
    }
    set_preferences(app, tx, member, &preferences)
}

/// A line as its reader may know it now.
///
/// # Errors
/// A failure of the record.
pub fn line(tx: &ReadTx<'_>, actor: &Actor, found: &Notification) -> Result<Line, Refusal> {
    let mut line = Line {
        id: found.id,
        topic: found.topic,
        at: found.at,
        read: found.read,
        count: found.count,
        people: Vec::new(),
        events: Vec::new(),
        team: None,
        title: None,
        path: String::new(),
        was: None,
        reason: None,
        role: found.role,
        step: found.step,
    };
    match found.subject {
        Subject::Event(id) => about_event(tx, actor, found, id, &mut line)?,
        Subject::Team(id) => about_team(tx, actor, found, id, &mut line)?,
        Subject::Post(id) => about_post(tx, actor, id, &mut line)?,
        Subject::Thread(id) => about_thread(tx, actor, found, id, &mut line)?,
        Subject::Near => "/events".clone_into(&mut line.path),
    }
    for id in &found.events {
        line.events.extend(seen(tx, actor, *id)?.map(|(event, ties)| told(actor, ties, &event)));
    }
    match line.events.as_slice() {
        [] if !found.events.is_empty() => line.path.clear(),
        [only] if line.count == 1 => line.path.clone_from(&only.path),
        _ => {}
    }
    Ok(line)
}

fn about_event(tx: &ReadTx<'_>, actor: &Actor, found: &Notification, id: EventId, line: &mut Line) -> Result<(), Refusal> {
    let Some((event, ties)) = seen(tx, actor, id)? else { return Ok(()) };
    let about = told(actor, ties, &event);
    line.path.clone_from(&about.path);
    line.was = found.was.as_ref().map(|was| told_was(actor, ties, &event, was));
    line.reason = event.cancel_reason.as_ref().filter(|_| found.topic == Topic::Cancelled).map(Note::to_string);
    line.events.push(about);
    if may(actor, ties, Right::EditEvent).is_ok() {
        line.people = names(tx, &found.people)?;
    }
    Ok(())
}

fn about_post(tx: &ReadTx<'_>, actor: &Actor, id: PostId, line: &mut Line) -> Result<(), Refusal> {
    let post = match post_seen_by(tx, actor, id) {
        Ok((post, _)) => post,
        Err(Refusal::NotFound) => return Ok(()),
        Err(other) => return Err(other),
    };
    line.path = format!("/news/{id}");
    line.title = Some(post.facts.title.to_string());
    line.team = match post.facts.reach.team() {
        Some(team) => tx.team(team)?.map(|team| team.name.to_string()),
        None => None,
    };
    Ok(())
}

fn about_thread(tx: &ReadTx<'_>, actor: &Actor, found: &Notification, id: ThreadId, line: &mut Line) -> Result<(), Refusal> {
    let thread = match threads::seen_by(tx, actor, id) {
        Ok((thread, ..)) => thread,
        Err(Refusal::NotFound | Refusal::Forbidden(_)) => return Ok(()),
        Err(other) => return Err(other),
    };
    line.path = format!("/threads/{id}");
    line.title = thread.title.map(|title| title.to_string());
    line.people = names(tx, &found.people)?;
    Ok(())
}

fn about_team(tx: &ReadTx<'_>, actor: &Actor, found: &Notification, id: TeamId, line: &mut Line) -> Result<(), Refusal> {
    let (Some(team), Some(member)) = (tx.team(id)?, actor.id()) else { return Ok(()) };
    let ties = Ties { team: team_role(tx, id, member)?, ..Ties::default() };
    if team_right(actor, ties, &team, Right::SeePublic).is_err() {
        return Ok(());
    }
    line.team = Some(team.name.to_string());
    line.path = format!("/teams/{id}");
    if matches!(found.topic, Topic::Joined | Topic::Request) && team_right(actor, ties, &team, Right::SeeMembers).is_ok() {
        line.people = names(tx, &found.people)?;
        line.path.push_str("/members");
    }
    Ok(())
}

fn seen(tx: &ReadTx<'_>, actor: &Actor, id: EventId) -> Result<Option<(Event, Ties)>, Refusal> {
    let Some(event) = tx.event(id)? else { return Ok(None) };
    let ties = event_ties(tx, actor, &event)?;
    Ok(see_event(actor, ties, &event).is_ok().then_some((event, ties)))
}

/// An event as somebody with these ties may be told of it.
pub fn told(actor: &Actor, ties: Ties, event: &Event) -> Told {
    let facts = &event.facts;
    let exact = sees_address(actor, ties, event);
    Told {
        title: facts.title.to_string(),
        path: format!("/events/{}", event.id),
        starts_at: facts.starts_at,
        ends_at: facts.ends_at,
        zone: facts.zone.clone(),
        place: facts.place.as_ref().map_or(String::new(), |place| if exact { place.line() } else { place.coarse().line() }),
    }
}

fn told_was(actor: &Actor, ties: Ties, event: &Event, was: &Was) -> Told {
    let Was { starts_at, ends_at, zone, exact, coarse, online: _ } = was.clone();
    let place = if sees_address(actor, ties, event) { exact } else { coarse };
    Told { title: event.facts.title.to_string(), path: format!("/events/{}", event.id), starts_at, ends_at, zone, place }
}

fn names(tx: &ReadTx<'_>, people: &[MemberId]) -> Result<Vec<String>, Refusal> {
    let mut names = Vec::new();
    for id in people.iter().take(NAMED) {
        names.extend(super::lookup::shown_member(tx, *id)?.map(|member| member.full_name()));
    }
    Ok(names)
}
