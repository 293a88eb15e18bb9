//! Actions: created, edited, published, cancelled, duplicated.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::App;
use super::lookup::{event_for, team_for};
use super::notices::tell_of_event;
use super::once::{Once, once};
use super::own_writes;
use super::places::{PlaceInput, resolve};
use super::rsvps;
use crate::domain::chore::IndexChore;
use crate::domain::event::{self, Access, Audience, Contact, Event, EventFacts, EventStatus, GUESTS_DEFAULT, KindKey, Visibility};
use crate::domain::ids::{EventId, MediaId, TeamId};
use crate::domain::media::{Owner, Picture};
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::domain::rights::{self, Actor, Right, Ties};
use crate::domain::rsvp;
use crate::domain::text::{Markdown, Note, Title, WebLink};
use crate::domain::time::Zone;

/// A moment, as a door gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Moment {
    /// A moment in the world.
    At(Timestamp),
    /// What the clock shows where the event is.
    Local(DateTime),
}

impl Moment {
    fn resolve(self, zone: &Zone) -> Result<Timestamp, Refusal> {
        match self {
            Self::At(at) => Ok(at),
            Self::Local(local) => {
                let zone = TimeZone::get(zone.name()).unwrap_or(TimeZone::UTC);
                zone.to_timestamp(local).map_err(|_| Refusal::field("starts_at", "bad_form"))
            }
        }
    }
}

/// What is said about an event when it is created or edited. None: the default, or as it was.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventChange {
    /// Its kind.
    pub kind: Option<KindKey>,
    /// Its title.
    pub title: Option<Title>,
    /// About it.
    pub description: Option<Markdown>,
    /// When it begins.
    pub starts: Option<Moment>,
    /// When it ends; by default the usual length of its kind, or the length it had.
    pub ends: Option<Option<Moment>>,
    /// The zone of its clock; by default that of the place.
    pub zone: Option<Zone>,
    /// Where.
    pub place: Option<Option<PlaceInput>>,
    /// Who sees the exact address.
    pub address_for: Option<Audience>,
    /// The link of an online event.
    pub online_url: Option<Option<WebLink>>,
    /// Who sees the link.
    pub online_for: Option<Audience>,
    /// The team that hosts it.
    pub team: Option<Option<TeamId>>,
    /// Whom to ask.
    pub contact: Option<Option<Contact>>,
    /// Places.
    pub capacity: Option<Option<u32>>,
    /// Most guests that one answer may bring.
    pub guests_max: Option<u8>,
    /// How many people it needs.
    pub wanted: Option<Option<u32>>,
    /// What those should know who need it.
    pub access: Option<Access>,
    /// Who may see it.
    pub visibility: Option<Visibility>,
    /// Why it was called off: only of an event that was.
    pub cancel_reason: Option<Option<Note>>,
}

/// Creates an event; its creator is its organiser.
///
/// # Errors
/// 401; 403 `pledge`, or `not_allowed` for a team that is not one's own; 409 `idempotency_key`; 422 with every flaw.
pub async fn create(app: &App, actor: &Actor, change: EventChange, draft: bool, key: Option<Once>) -> Result<EventId, Refusal> {
    let organiser = actor.signed_in()?;
    rights::may(actor, Ties::default(), Right::Create)?;
    let facts = facts(app, None, change)?;
    let now = app.now();
    let event = Event {
        id: EventId::new(now, app.id_chance()),
        facts,
        image: None,
        organisers: vec![organiser],
        status: if draft { EventStatus::Draft } else { EventStatus::Published },
        cancel_reason: None,
        created_at: now,
        changed_at: now,
        revision: 1,
        external_id: None,
    };
    let (actor, by) = (*actor, *actor);
    let made = app
        .store
        .write(move |tx| {
            once(tx, key.as_ref(), now, |tx| {
                if let Some(team) = event.facts.team {
                    team_for(tx, &actor, team, Right::HostForTeam)?;
                }
                tx.put_event(&event)?;
                tx.leave_index(IndexChore::Event(event.id))?;
                tell_of_event(tx, None, &event, Some(organiser), now)?;
                Ok(*event.id.bytes())
            })
        })
        .await?;
    own_writes::note(app, &by);
    Ok(EventId::from_bytes(made))
}

/// Edits an event. `revision` is the one that was read, when the client insists on it. Of one that was called off only the words may change that
/// explain it: the reason, the description, whom to ask.
///
/// # Errors
/// 404; 401; 403; 409 `cancelled`, `not_cancelled` (a reason for what was not called off), or `capacity_below_going`; 412 when it changed
/// meanwhile; 422 with every flaw.
pub async fn edit(app: &App, actor: &Actor, id: EventId, change: EventChange, revision: Option<u32>) -> Result<(), Refusal> {
    let now = app.now();
    let by = *actor;
    let house = app.clone();
    app.store
        .write(move |tx| {
            let (mut event, _) = event_for(tx, &by, id, Right::EditEvent)?;
            if revision.is_some_and(|revision| revision != event.revision) {
                return Err(Refusal::Stale);
            }
            if event.status == EventStatus::Hidden {
                return Err(Refusal::Conflict("hidden"));
            }
            let cancelled = event.status == EventStatus::Cancelled;
            if change.cancel_reason.is_some() && !cancelled {
                return Err(Refusal::Conflict("not_cancelled"));
            }
            let facts = facts(&house, Some(&event.facts), change.clone())?;
            if cancelled && !same_but_for_words(&event.facts, &facts) {
                return Err(Refusal::Conflict("cancelled"));
            }
            if let Some(team) = facts.team.filter(|team| event.facts.team != Some(*team)) {
                team_for(tx, &by, team, Right::HostForTeam)?;
            }
            let tally = tx.event_tally(id)?;
            rsvp::change_capacity(tally, facts.capacity)?;
            let before = event.clone();
            event.facts = facts;
            event.cancel_reason = change.cancel_reason.clone().unwrap_or(event.cancel_reason);
            event.touch(now);
            tx.put_event(&event)?;
            if !cancelled {
                rsvps::promote(tx, &event, now)?;
            }
            tx.leave_index(IndexChore::Event(id))?;
            tell_of_event(tx, Some(&before), &event, by.id(), now)?;
            Ok::<_, Refusal>(())
        })
        .await?;
    own_writes::note(app, actor);
    Ok(())
}

/// Whether nothing but the words differs that explain an event: its description, whom to ask.
fn same_but_for_words(before: &EventFacts, after: &EventFacts) -> bool {
    let words = EventFacts { description: after.description.clone(), contact: after.contact.clone(), ..before.clone() };
    words == *after
}

/// Calls an event off. It stays visible as cancelled.
///
/// # Errors
/// 404; 401; 403; 409 `cancelled` or `past`.
pub async fn cancel(app: &App, actor: &Actor, id: EventId, reason: Option<Note>) -> Result<(), Refusal> {
    turn(app, actor, id, move |event, now| {
        event::cancel(event, now)?;
        event.status = EventStatus::Cancelled;
        event.cancel_reason.clone_from(&reason);
        Ok(())
    })
    .await
}

/// Publishes what was kept back. What is out already stays so.
///
/// # Errors
/// 404; 401; 403; 409 `cancelled` or `past`.
pub async fn publish(app: &App, actor: &Actor, id: EventId) -> Result<(), Refusal> {
    let publisher = *actor;
    turn(app, actor, id, move |event, now| {
        if event.status != EventStatus::Published {
            rights::may(&publisher, Ties::default(), Right::Create)?;
        }
        event::publish(event, now)?;
        event.status = EventStatus::Published;
        Ok(())
    })
    .await
}

async fn turn(
    app: &App,
    actor: &Actor,
    id: EventId,
    change: impl Fn(&mut Event, Timestamp) -> Result<(), Refusal> + Send + 'static,
) -> Result<(), Refusal> {
    let now = app.now();
    let by = *actor;
    app.store
        .write(move |tx| {
            let (mut event, _) = event_for(tx, &by, id, Right::EditEvent)?;
            let before = event.clone();
            change(&mut event, now)?;
            event.touch(now);
            tx.put_event(&event)?;
            tx.leave_index(IndexChore::Event(id))?;
            tell_of_event(tx, Some(&before), &event, by.id(), now)?;
            Ok::<_, Refusal>(())
        })
        .await?;
    own_writes::note(app, actor);
    Ok(())
}

/// Makes a draft with the same facts, moved on by whole weeks until it lies ahead.
///
/// # Errors
/// 404; 401; 403; 409 `idempotency_key`.
pub async fn duplicate(app: &App, actor: &Actor, id: EventId, key: Option<Once>) -> Result<EventId, Refusal> {
    let organiser = actor.signed_in()?;
    rights::may(actor, Ties::default(), Right::Create)?;
    let now = app.now();
    let copy = EventId::new(now, app.id_chance());
    let actor = *actor;
    let made = app
        .store
        .write(move |tx| {
            once(tx, key.as_ref(), now, |tx| {
                let (event, _) = event_for(tx, &actor, id, Right::EditEvent)?;
                let draft = Event {
                    id: copy,
                    facts: moved_on(event.facts, now),
                    image: None,
                    organisers: vec![organiser],
                    status: EventStatus::Draft,
                    cancel_reason: None,
                    created_at: now,
                    changed_at: now,
                    revision: 1,
                    external_id: None,
                };
                tx.put_event(&draft)?;
                tx.leave_index(IndexChore::Event(copy))?;
                Ok(*copy.bytes())
            })
        })
        .await?;
    Ok(EventId::from_bytes(made))
}

/// The facts, moved on by whole weeks of the local clock (at least one) until they lie ahead.
fn moved_on(mut facts: EventFacts, now: Timestamp) -> EventFacts {
    let length = facts.ends_at.duration_since(facts.starts_at);
    let first = facts.zone.clock(facts.starts_at);
    let weeks_behind = now.duration_since(facts.starts_at).as_hours().max(0) / (7 * 24);
    for weeks in weeks_behind + 1..=weeks_behind + 2 {
        if let Ok(moved) = first.checked_add(jiff::Span::new().weeks(weeks)) {
            facts.starts_at = moved.timestamp();
            facts.ends_at = facts.starts_at + length;
        }
        if facts.starts_at > now {
            break;
        }
    }
    facts
}

/// Makes a picture that was taken in an event's cover, or takes the cover away.
///
/// # Errors
/// 404; 401; 403.
pub async fn set_image(app: &App, actor: &Actor, id: EventId, image: Option<MediaId>) -> Result<(), Refusal> {
    let now = app.now();
    let actor = *actor;
    let old = app
        .store
        .write(move |tx| {
            let (mut event, _) = event_for(tx, &actor, id, Right::EditEvent)?;
            let old = std::mem::replace(&mut event.image, image);
            if let Some(old) = old {
                tx.delete_picture(old);
            }
            if let Some(image) = image {
                tx.put_picture(&Picture { id: image, owner: Owner::Event(id), at: now });
            }
            event.touch(now);
            tx.put_event(&event)?;
            Ok::<_, Refusal>(old)
        })
        .await?;
    super::pictures::forget_files(app, old).await;
    Ok(())
}

/// What [`create`] would refuse (no id), or [`edit`] of this event: for doors that found flaws of their own, so that all are told at once.
///
/// # Errors
/// As those.
pub fn rehearse(app: &App, actor: &Actor, id: Option<EventId>, change: EventChange) -> Result<(), Refusal> {
    let former = match id {
        None => {
            actor.signed_in()?;
            rights::may(actor, Ties::default(), Right::Create)?;
            None
        }
        Some(id) => Some(may_edit(app, actor, id)?.facts),
    };
    facts(app, former.as_ref(), change).map(drop)
}

/// Whether an event of which this is said would be over already: a door may ask whether that is meant.
pub fn would_be_over(app: &App, change: &EventChange) -> bool {
    facts(app, None, change.clone()).is_ok_and(|facts| facts.ends_at <= app.now())
}

/// The event, for somebody who may edit it.
///
/// # Errors
/// 404; 401; 403.
pub fn may_edit(app: &App, actor: &Actor, id: EventId) -> Result<Event, Refusal> {
    app.store.read(|tx| Ok(event_for(tx, actor, id, Right::EditEvent)?.0))
}

/// The facts that a change makes of the former ones, or of the defaults.
fn facts(app: &App, former: Option<&EventFacts>, change: EventChange) -> Result<EventFacts, Refusal> {
    let mut flaws = Flaws::default();
    let kind = known_kind(app, former, change.kind, &mut flaws);
    let title = change.title.or(former.map(|f| f.title.clone()));
    flaws.require(title.is_some(), Flaw::new("title", "missing"));
    let place_given = matches!(change.place, Some(Some(_)));
    let (place, place_zone) = match change.place {
        None => (former.and_then(|f| f.place.clone()), None),
        Some(None) => (None, None),
        Some(Some(input)) => match resolve(&app.network, input) {
            Ok((place, zone)) => (Some(place), zone),
            Err(refusal) => {
                flaws.add(refusal)?;
                (None, None)
            }
        },
    };
    let zone = change.zone.or(place_zone).or(former.map(|f| f.zone.clone())).unwrap_or_else(|| default_zone(app));
    let (starts_at, ends_at) = match span(app, former, kind.as_ref(), &zone, change.starts, change.ends) {
        Ok(span) => span,
        Err(refusal) => {
            flaws.add(refusal)?;
            SOME_SPAN
        }
    };
    let facts = EventFacts {
        // What stands in for a kind or a title that is flawed goes no further than the check of the rest.
        kind: kind.unwrap_or_else(|| KindKey::new("other").expect("a word is a key")),
        title: title.unwrap_or_else(|| "---".parse().expect("three characters are a title")),
        description: change.description.or(former.map(|f| f.description.clone())).unwrap_or_else(Markdown::empty),
        starts_at,
        ends_at,
        zone,
        place,
        address_for: change.address_for.or(former.map(|f| f.address_for)).unwrap_or(Audience::Everyone),
        online_url: change.online_url.unwrap_or(former.and_then(|f| f.online_url.clone())),
        online_for: change.online_for.or(former.map(|f| f.online_for)).unwrap_or(Audience::Everyone),
        team: change.team.unwrap_or(former.and_then(|f| f.team)),
        contact: change.contact.unwrap_or(former.and_then(|f| f.contact.clone())),
        capacity: change.capacity.unwrap_or(former.and_then(|f| f.capacity)),
        guests_max: change.guests_max.or(former.map(|f| f.guests_max)).unwrap_or(GUESTS_DEFAULT),
        wanted: change.wanted.unwrap_or(former.and_then(|f| f.wanted)),
        access: change.access.or(former.map(|f| f.access.clone())).unwrap_or_default(),
        visibility: change.visibility.or(former.map(|f| f.visibility)).unwrap_or(Visibility::Public),
    };
    if let Err(Refusal::Invalid(found)) = facts.check() {
        // A place that was given and cannot be told is one flaw, not two.
        let found = found.into_iter().filter(|flaw| !(place_given && flaw.code == "place_or_link"));
        flaws.add(Refusal::Invalid(found.collect()))?;
    }
    flaws.done()?;
    Ok(facts)
}

/// Stands in for a span that is flawed, while the rest is checked.
const SOME_SPAN: (Timestamp, Timestamp) = (Timestamp::UNIX_EPOCH, Timestamp::constant(1, 0));

/// The kind: one of the keeper's list, or the one that the event had.
fn known_kind(app: &App, former: Option<&EventFacts>, kind: Option<KindKey>, flaws: &mut Flaws) -> Option<KindKey> {
    let kind = kind.or(former.map(|f| f.kind.clone()));
    let known = kind.as_ref().is_none_or(|kind| app.network.kind(kind).is_some() || former.is_some_and(|f| f.kind == *kind));
    flaws.require(kind.is_some(), Flaw::new("kind", "missing"));
    flaws.require(known, Flaw::new("kind", "unknown_kind"));
    kind
}

/// Start and end: an end that nobody gave keeps the former length, or takes the usual one of the kind.
fn span(
    app: &App,
    former: Option<&EventFacts>,
    kind: Option<&KindKey>,
    zone: &Zone,
    starts: Option<Moment>,
    ends: Option<Option<Moment>>,
) -> Result<(Timestamp, Timestamp), Refusal> {
    let starts_at = match (starts, former) {
        (Some(moment), _) => moment.resolve(zone)?,
        (None, Some(former)) => former.starts_at,
        (None, None) => return Err(Refusal::field("starts_at", "missing")),
    };
    let usual = SignedDuration::from_mins(kind.and_then(|kind| app.network.kind(kind)).map_or(120, |kind| i64::from(kind.minutes)));
    let ends_at = match (ends, former) {
        (Some(Some(moment)), _) => moment.resolve(zone)?,
        (None, Some(former)) => later(starts_at, former.ends_at.duration_since(former.starts_at))?,
        (Some(None), _) | (None, None) => later(starts_at, usual)?,
    };
    Ok((starts_at, ends_at))
}

fn later(at: Timestamp, by: SignedDuration) -> Result<Timestamp, Refusal> {
    at.checked_add(by).map_err(|_| Refusal::field("starts_at", "bad_time"))
}

/// The zone of the middle of the network's map.
pub fn default_zone(app: &App) -> Zone {
    let nearest = crate::search::places::nearest(app.network.centre.0);
    nearest.and_then(|place| place.time_zone.parse().ok()).unwrap_or_else(|| "UTC".parse().expect("UTC is known"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::tests::event;

    #[track_caller]
    fn check_moved(now: &str, want: &str) {
        let moved = moved_on(event().facts, now.parse().expect("a time"));
        assert_eq!(moved.starts_at.to_string(), want);
        assert_eq!(moved.ends_at.duration_since(moved.starts_at), SignedDuration::from_mins(90));
    }

    #[test]
    fn a_copy_lies_ahead_at_the_same_hour_of_the_local_clock() {
        check_moved("2026-11-22T00:00:00Z", "2026-12-05T09:30:00Z");
        check_moved("2026-12-05T09:30:00Z", "2026-12-12T09:30:00Z");
        check_moved("2027-03-30T00:00:00Z", "2027-04-03T08:30:00Z");
    }
}
