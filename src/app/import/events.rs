//! Rows of events: public and published. A long title is cut at a word, and that is told.

use jiff::SignedDuration;

use super::{Fate, Hands, LEFT_OUT, Row, located};
use crate::domain::chore::IndexChore;
use crate::domain::event::{Access, Audience, Event, EventFacts, EventStatus, GUESTS_DEFAULT, KindKey, Visibility};
use crate::domain::ids::EventId;
use crate::domain::refusal::{Flaw, Refusal};
use crate::domain::text::{Email, ExternalId, Title, cut_at_word};
use crate::domain::time::Zone;

pub fn take(row: &Row, hands: &mut Hands<'_, '_>) -> Result<Fate, Refusal> {
    let (title, cut) = cut_at_word(row.text("title"), Title::MAX);
    let title: Title = title.parse().map_err(|error| Refusal::Invalid(vec![Flaw::text("title", error)]))?;
    let external_id = row.external_id()?;
    if let Some(name) = &external_id
        && hands.tx.event_by_external_id(name)?.is_some()
    {
        return Ok(Fate::known("external_id", name));
    }
    let mut warnings = Vec::new();
    if cut {
        warnings.push(Flaw::with("title", "cut", i64::try_from(Title::MAX).unwrap_or(i64::MAX)));
    }
    let facts = facts(row, hands, title, &mut warnings)?;
    facts.check()?;
    let organiser: Option<Email> = row.maybe("organiser_email")?;
    let organisers = match &organiser {
        Some(email) => vec![hands.member("organiser_email", email)?],
        None => Vec::new(),
    };
    let id = EventId::new(hands.now, hands.chance);
    hands.tx.put_event(&Event {
        id,
        facts,
        image: None,
        organisers,
        status: EventStatus::Published,
        cancel_reason: None,
        created_at: hands.now,
        changed_at: hands.now,
        revision: 1,
        external_id,
    })?;
    hands.tx.leave_index(IndexChore::Event(id))?;
    Ok(Fate::Taken(warnings))
}

fn facts(row: &Row, hands: &Hands<'_, '_>, title: Title, warnings: &mut Vec<Flaw>) -> Result<EventFacts, Refusal> {
    let word = if row.text("kind").is_empty() { "other" } else { row.text("kind") };
    let kind = KindKey::new(word).filter(|key| hands.network.kind(key).is_some()).ok_or(Refusal::field("kind", "unknown_kind"))?;
    let starts_at = row.time("starts_at")?.ok_or(Refusal::field("starts_at", "missing"))?;
    let usual = SignedDuration::from_mins(hands.network.kind(&kind).map_or(120, |kind| i64::from(kind.minutes)));
    let usual_end = starts_at.checked_add(usual).map_err(|_| Refusal::field("starts_at", "bad_time"))?;
    let online_url = row.maybe("online_url")?;
    let (place, place_zone) = located(row, hands, warnings)?.map_or((None, None), |(place, zone)| (Some(place), zone));
    if place.is_none()
        && online_url.is_none()
        && let Some(unknown) = warnings.iter().find(|flaw| flaw.code == LEFT_OUT)
    {
        return Err(Refusal::field(unknown.field, "unknown_place"));
    }
    let team: Option<ExternalId> = row.maybe("team_external_id")?;
    let team = match &team {
        Some(name) => Some(hands.tx.team_by_external_id(name)?.ok_or(Refusal::field("team_external_id", "unknown_team"))?.id),
        None => None,
    };
    Ok(EventFacts {
        kind,
        title,
        description: row.needed("description")?,
        starts_at,
        ends_at: row.time("ends_at")?.unwrap_or(usual_end),
        zone: row.other::<Zone>("time_zone")?.or(place_zone).unwrap_or_else(|| hands.zone.clone()),
        place,
        address_for: Audience::Everyone,
        online_url,
        online_for: Audience::Everyone,
        team,
        contact: None,
        capacity: row.other("capacity")?,
        guests_max: GUESTS_DEFAULT,
        wanted: None,
        access: Access::default(),
        visibility: Visibility::Public,
    })
}
