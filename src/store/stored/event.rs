//! Events, their tallies, and the answers to them; places, which teams have too.

use serde::{Deserialize, Serialize};

use super::{Form, stored, time};
use crate::domain::event::{Access, Audience, Contact, Event, EventFacts, EventStatus, KindKey, Visibility};
use crate::domain::ids::{EventId, MediaId, MemberId, TeamId};
use crate::domain::place::{Place, Point, Precision};
use crate::domain::rsvp::{EventTally, Rsvp, Standing};
use crate::domain::text::{CountryCode, ExternalId, Markdown, Note, PlaceLine, Postcode, Title, WebLink};
use crate::domain::time::Zone;

stored! {
    Event => EventV1;
    EventTally => EventTallyV1;
    Rsvp => RsvpV1;
    Standing => StandingV1;
}

/// A place, within an event or a team.
#[derive(Serialize, Deserialize)]
pub struct PlaceV1 {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<PlaceLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    street: Option<PlaceLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    town: Option<PlaceLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postcode: Option<Postcode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<CountryCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    point: Option<Point>,
    #[serde(skip_serializing_if = "Option::is_none")]
    town_point: Option<Point>,
    precision: Precision,
}

impl PlaceV1 {
    /// The form of a place.
    pub fn of(place: Place) -> Self {
        let Place { name, street, town, postcode, country, point, town_point, precision } = place;
        Self { name, street, town, postcode, country, point, town_point, precision }
    }

    /// The place of a form.
    pub fn place(self) -> Place {
        let Self { name, street, town, postcode, country, point, town_point, precision } = self;
        Place { name, street, town, postcode, country, point, town_point, precision }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[derive(Serialize, Deserialize)]
struct EventV1 {
    id: EventId,
    kind: KindKey,
    title: Title,
    description: Markdown,
    starts_at: i64,
    ends_at: i64,
    zone: Zone,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<PlaceV1>,
    address_for: Audience,
    #[serde(skip_serializing_if = "Option::is_none")]
    online_url: Option<WebLink>,
    online_for: Audience,
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<TeamId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<Contact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    capacity: Option<u32>,
    guests_max: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    wanted: Option<u32>,
    #[serde(default, skip_serializing_if = "is_default")]
    access: Access,
    visibility: Visibility,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<MediaId>,
    organisers: Vec<MemberId>,
    status: EventStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancel_reason: Option<Note>,
    created_at: i64,
    /// Absent while nothing was changed, and in records of before 2026-11-23.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<i64>,
    revision: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<ExternalId>,
}

impl Form<Event> for EventV1 {
    fn of(event: &Event) -> Self {
        let Event { id, facts, image, organisers, status, cancel_reason, created_at, changed_at, revision, external_id } = event.clone();
        let EventFacts {
            kind,
            title,
            description,
            starts_at,
            ends_at,
            zone,
            place,
            address_for,
            online_url,
            online_for,
            team,
            contact,
            capacity,
            guests_max,
            wanted,
            access,
            visibility,
        } = facts;
        Self {
            id,
            kind,
            title,
            description,
            starts_at: starts_at.as_microsecond(),
            ends_at: ends_at.as_microsecond(),
            zone,
            place: place.map(PlaceV1::of),
            address_for,
            online_url,
            online_for,
            team,
            contact,
            capacity,
            guests_max,
            wanted,
            access,
            visibility,
            image,
            organisers,
            status,
            cancel_reason,
            created_at: created_at.as_microsecond(),
            changed_at: (changed_at != created_at).then(|| changed_at.as_microsecond()),
            revision,
            external_id,
        }
    }

    fn noun(self) -> Result<Event, String> {
        let Self {
            id,
            kind,
            title,
            description,
            starts_at,
            ends_at,
            zone,
            place,
            address_for,
            online_url,
            online_for,
            team,
            contact,
            capacity,
            guests_max,
            wanted,
            access,
            visibility,
            image,
            organisers,
            status,
            cancel_reason,
            created_at,
            changed_at,
            revision,
            external_id,
        } = self;
        let facts = EventFacts {
            kind,
            title,
            description,
            starts_at: time(starts_at)?,
            ends_at: time(ends_at)?,
            zone,
            place: place.map(PlaceV1::place),
            address_for,
            online_url,
            online_for,
            team,
            contact,
            capacity,
            guests_max,
            wanted,
            access,
            visibility,
        };
        let (created_at, changed_at) = (time(created_at)?, time(changed_at.unwrap_or(created_at))?);
        Ok(Event { id, facts, image, organisers, status, cancel_reason, created_at, changed_at, revision, external_id })
    }
}

#[derive(Serialize, Deserialize)]
struct EventTallyV1 {
    going: u32,
    waiting: u32,
    waiting_parties: u32,
}

impl Form<EventTally> for EventTallyV1 {
    fn of(tally: &EventTally) -> Self {
        let EventTally { going, waiting, waiting_parties } = *tally;
        Self { going, waiting, waiting_parties }
    }

    fn noun(self) -> Result<EventTally, String> {
        let Self { going, waiting, waiting_parties } = self;
        Ok(EventTally { going, waiting, waiting_parties })
    }
}

#[derive(Serialize, Deserialize)]
struct RsvpV1 {
    event: EventId,
    member: MemberId,
    standing: Standing,
    guests: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Note>,
    hidden: bool,
    since: i64,
}

impl Form<Rsvp> for RsvpV1 {
    fn of(rsvp: &Rsvp) -> Self {
        let Rsvp { event, member, standing, guests, note, hidden, since } = rsvp.clone();
        Self { event, member, standing, guests, note, hidden, since: since.as_microsecond() }
    }

    fn noun(self) -> Result<Rsvp, String> {
        let Self { event, member, standing, guests, note, hidden, since } = self;
        Ok(Rsvp { event, member, standing, guests, note, hidden, since: time(since)? })
    }
}

#[derive(Serialize, Deserialize)]
struct StandingV1 {
    standing: Standing,
}

impl Form<Standing> for StandingV1 {
    fn of(standing: &Standing) -> Self {
        Self { standing: *standing }
    }

    fn noun(self) -> Result<Standing, String> {
        let Self { standing } = self;
        Ok(standing)
    }
}
