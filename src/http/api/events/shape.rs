//! An event as JSON. What does not depend on who reads it, but for what they may see, is written once and kept with the event's card; an
//! answer puts that together with the reader's own part: how far it is, and what they are to it.

use std::io::Write;

use bytes::Bytes;
use poem_openapi::Object;
use poem_openapi::types::MaybeUndefined;
use serde::Serialize;

use super::super::Desk;
use super::super::shapes::{FullName, Id, Person, Picture, PlaceShape, Url};
use crate::app::cards::{self, Card, EventView, My};
use crate::app::near::{EventList, Listed};
use crate::domain::event::{self, Audience, EventStatus, KindKey, Visibility};
use crate::domain::rights::{Actor, Ties};
use crate::domain::rsvp::{Rsvp, Standing};
use crate::domain::text::{Email, Label, Markdown, Note, Phone, Spoken, Title, WebLink};
use crate::http::body::{Moment, OneOf, Text};
use crate::http::error::Problem;
use crate::http::json::{Nullable, RawJson};

/// An action, as far as its reader may see it.
#[derive(Debug, Object, Serialize)]
pub struct Event {
    /// Which.
    id: Id,
    /// Its page.
    url: Url,
    /// The key of its kind (`GET /network`).
    kind: Text<40>,
    /// Its title.
    title: Text<{ Title::MAX }>,
    /// About it, in Markdown.
    description: Text<{ Markdown::MAX }>,
    /// About it, as safe HTML.
    description_html: Text<HTML_MAX>,
    /// When it begins.
    starts_at: Moment,
    /// When it ends.
    ends_at: Moment,
    /// The IANA zone of its clock.
    time_zone: Text<64>,
    /// Where it stands.
    status: OneOf<EventStatus>,
    /// Why it was cancelled.
    cancel_reason: Nullable<Text<{ Note::MAX }>>,
    /// Who may see it.
    visibility: OneOf<Visibility>,
    /// Where, as exactly as the reader may know.
    place: Nullable<PlaceShape>,
    /// Who sees the exact address.
    address_for: OneOf<Audience>,
    /// The exact address is kept from this reader.
    address_hidden: bool,
    /// It has an online link, whether this reader may know it or not.
    online: bool,
    /// The online link; absent when it is kept from this reader.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    online_url: MaybeUndefined<Text<{ WebLink::MAX }>>,
    /// Who sees the online link.
    online_for: OneOf<Audience>,
    /// The teams that host it.
    teams: Vec<HostTeam>,
    /// Who answers for it; nobody, for strangers.
    organisers: Vec<Person>,
    /// Whom to ask: what that person chose to show.
    contact: Nullable<Contact>,
    /// Places, guests included; null: as many as come.
    capacity: Nullable<u32>,
    /// How many come, guests included.
    going: u32,
    /// How many wait, guests included.
    waiting: u32,
    /// Places left.
    places_left: Nullable<u32>,
    /// How many people it wants in all.
    wanted: Nullable<u32>,
    /// How many people it still needs.
    needs: u32,
    /// Most guests that one answer may bring.
    guests_max: u8,
    /// What those should know who need it.
    access: Access,
    /// The cover.
    image: Nullable<Picture>,
    /// When it was made.
    created_at: Moment,
    /// When its organisers last changed it.
    changed_at: Moment,
    /// Counts the changes that organisers made.
    revision: u32,
    /// How far it is from the point of the query; null when nobody may know where it is. Absent without a point.
    #[serde(skip)]
    distance_km: MaybeUndefined<f64>,
    /// What the reader is to it.
    #[serde(skip)]
    my: Mine,
}

/// Most characters of a description as HTML: ten thousand of Markdown, each a quotation mark or an ampersand.
const HTML_MAX: usize = 1_000_000;

/// A team that hosts an event.
#[derive(Debug, Object, Serialize)]
struct HostTeam {
    /// Which.
    id: Id,
    /// Its name.
    name: Text<{ crate::domain::text::TeamName::MAX }>,
    /// Its page.
    url: Url,
}

/// Whom to ask.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "EventContact")]
struct Contact {
    /// The name to ask for.
    name: Text<{ Label::MAX }>,
    /// The address this person chose to show.
    email: Nullable<Text<{ Email::MAX }>>,
    /// The number this person chose to show.
    phone: Nullable<Text<{ Phone::MAX }>>,
}

/// What those should know who need it; null: nobody said.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "EventAccess")]
struct Access {
    /// A wheelchair gets in.
    wheelchair: Nullable<bool>,
    /// Children are welcome.
    children: Nullable<bool>,
    /// There is sign language.
    sign_language: Nullable<bool>,
    /// The language spoken.
    language: Nullable<Text<{ Spoken::MAX }>>,
}

/// What the reader is to an event.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "MyEvent")]
struct Mine {
    /// Where their answer stands; null without one.
    standing: Nullable<OneOf<Standing>>,
    /// Whether they may edit and cancel it.
    can_edit: bool,
    /// Whether they may see who comes.
    can_see_people: bool,
    /// Whether they are one of its organisers.
    organiser: bool,
    /// How many they bring. On the event itself, with an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    guests: Option<u8>,
    /// Their word to the organisers. On the event itself, with an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Nullable<Text<{ Note::MAX }>>>,
    /// Whether their name is kept from the others who come. On the event itself, with an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden: Option<bool>,
}

/// A page of events.
#[derive(Debug, Object)]
pub struct Events {
    /// In the order that was asked for.
    pub items: Vec<Event>,
    /// Where the next page begins: `after`.
    pub next: Nullable<Text<256>>,
    /// With `cluster`: events that stand close together, as one; the items stand alone.
    pub clusters: Option<Vec<Cluster>>,
}

/// Events that stand close together on the map.
#[derive(Debug, Object, Serialize)]
pub struct Cluster {
    /// Degrees north of their middle.
    lat: f64,
    /// Degrees east of their middle.
    lon: f64,
    /// How many.
    count: usize,
}

impl Cluster {
    /// A cluster.
    pub fn of(cluster: &crate::app::near::Cluster) -> Self {
        Self { lat: cluster.point.lat(), lon: cluster.point.lon(), count: cluster.count }
    }
}

impl Event {
    /// The part that is kept.
    fn of(origin: &str, view: &EventView<'_>) -> Self {
        let facts = view.facts();
        let tally = facts.tally();
        let link = match &view.online_url {
            _ if view.online_hidden => MaybeUndefined::Undefined,
            Some(link) => MaybeUndefined::Value(Text::of(link)),
            None => MaybeUndefined::Null,
        };
        Self {
            id: Text::of(view.id()),
            url: Text(format!("{origin}/events/{}", view.id())),
            kind: Text::of(KindKey::as_str(facts.kind())),
            title: Text::of(facts.title()),
            description: Text::of(facts.description()),
            description_html: Text(facts.description_html()),
            starts_at: facts.starts_at().into(),
            ends_at: facts.ends_at().into(),
            time_zone: Text::of(facts.zone()),
            status: facts.status().into(),
            cancel_reason: facts.cancel_reason().map(Text::of).into(),
            visibility: facts.visibility().into(),
            place: view.place.as_ref().map(|place| PlaceShape::of(place, view.address_hidden)).into(),
            address_for: facts.address_for().into(),
            address_hidden: view.address_hidden,
            online: facts.online(),
            online_url: link,
            online_for: facts.online_for().into(),
            teams: facts.team().into_iter().map(|team| HostTeam::of(origin, team)).collect(),
            organisers: view.organisers.iter().map(|person| organiser(origin, person)).collect(),
            contact: facts.contact().map(Contact::of).into(),
            capacity: facts.capacity().into(),
            going: tally.going,
            waiting: tally.waiting,
            places_left: facts.places_left().into(),
            wanted: facts.wanted().into(),
            needs: facts.needs(),
            guests_max: facts.guests_max(),
            access: Access::of(facts.access()),
            image: Picture::maybe(origin, facts.image()),
            created_at: facts.created_at().into(),
            changed_at: facts.changed_at().into(),
            revision: facts.revision(),
            distance_km: MaybeUndefined::Undefined,
            my: Mine::of(&view.my, None),
        }
    }
}

impl HostTeam {
    fn of(origin: &str, team: &cards::TeamRef) -> Self {
        Self { id: Text::of(team.id), name: Text::of(&team.name), url: Text(format!("{origin}/teams/{}", team.id)) }
    }
}

fn organiser(origin: &str, person: &cards::Person) -> Person {
    Person { id: Text::of(person.id), name: FullName::of(&person.name), photo: Picture::maybe(origin, person.photo) }
}

impl Contact {
    fn of(contact: &event::Contact) -> Self {
        Self {
            name: Text::of(&contact.name),
            email: contact.email.as_ref().map(Text::of).into(),
            phone: contact.phone.as_ref().map(Text::of).into(),
        }
    }
}

impl Access {
    fn of(access: &event::Access) -> Self {
        let event::Access { wheelchair, children, sign_language, language } = access;
        Self {
            wheelchair: (*wheelchair).into(),
            children: (*children).into(),
            sign_language: (*sign_language).into(),
            language: language.as_ref().map(Text::of).into(),
        }
    }
}

impl Mine {
    fn of(my: &My, rsvp: Option<&Rsvp>) -> Self {
        let My { standing, can_edit, can_see_people, organiser } = *my;
        Self {
            standing: standing.map(OneOf::from).into(),
            can_edit,
            can_see_people,
            organiser,
            guests: rsvp.map(|rsvp| rsvp.guests),
            note: rsvp.map(|rsvp| rsvp.note.as_ref().map(Text::of).into()),
            hidden: rsvp.map(|rsvp| rsvp.hidden),
        }
    }
}

/// How far an event is, when the query has a point: none when nobody may know where it is.
pub type Distance = Option<Option<f64>>;

/// Writes an event as its reader may see it. `rsvp`: their answer in full, on the event itself.
///
/// # Errors
/// 500 when a value cannot be written, which is a mistake of ours.
pub fn write(
    to: &mut Vec<u8>,
    desk: &Desk,
    (card, actor, ties): (&Card, &Actor, Ties),
    (standing, rsvp): (Option<Standing>, Option<&Rsvp>),
    distance: Distance,
) -> Result<(), Problem> {
    to.extend_from_slice(kept(desk, card, actor, ties)?);
    match distance {
        // To the metre: what is beyond says nothing.
        Some(Some(km)) => {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most half the way around the Earth")]
            let metres = (km * 1_000.0).round() as u64;
            to.extend_from_slice(b",\"distance_km\":");
            serde_json::to_writer(&mut *to, &(metres / 1_000)).map_err(Problem::internal)?;
            to.push(b'.');
            to.extend([100, 10, 1].map(|place| b'0' + (metres / place % 10) as u8));
        }
        Some(None) => to.extend_from_slice(b",\"distance_km\":null"),
        None => {}
    }
    let my = My::of(actor, ties, standing);
    to.extend_from_slice(b",\"my\":");
    match rsvp {
        None if my == My::default() => to.extend_from_slice(NOTHING_OF_MINE),
        rsvp => serde_json::to_writer(&mut *to, &Mine::of(&my, rsvp)).map_err(Problem::internal)?,
    }
    to.push(b'}');
    Ok(())
}

/// What most readers are to most events.
const NOTHING_OF_MINE: &[u8] = br#"{"standing":null,"can_edit":false,"can_see_people":false,"organiser":false}"#;

/// The kept part of an event: an object without its closing brace.
fn kept<'c>(desk: &Desk, card: &'c Card, actor: &Actor, ties: Ties) -> Result<&'c Bytes, Problem> {
    let slot = &card.json[card.exposure(actor, ties).slot()];
    if let Some(bytes) = slot.get() {
        return Ok(bytes);
    }
    let mut json = serde_json::to_vec(&Event::of(&desk.origin, &card.view(actor, ties, None))).map_err(Problem::internal)?;
    json.pop();
    json.shrink_to_fit();
    Ok(slot.get_or_init(|| json.into()))
}

/// Most bytes of an event in a list besides what is kept of it: its distance, what its reader is to it, and what stands between.
const OWN_PART: usize = 160;

/// Bytes of a cluster, about.
const CLUSTER: usize = 64;

/// A page of events. `near`: the query has a point.
///
/// # Errors
/// 500 when a value cannot be written, which is a mistake of ours.
pub fn list(desk: &Desk, actor: &Actor, found: &EventList, near: bool, clusters: Option<&[Cluster]>) -> Result<RawJson<Events>, Problem> {
    // A buffer that grows is copied each time, and the map's answers are large.
    let parts = found.items.iter().map(|item| Ok(kept(desk, &item.card, actor, item.ties)?.len() + OWN_PART));
    let room = parts.sum::<Result<usize, Problem>>()? + clusters.map_or(0, |clusters| clusters.len() * CLUSTER) + 128;
    let mut json = Vec::with_capacity(room);
    json.push(b'{');
    if let Some(clusters) = clusters {
        json.extend_from_slice(b"\"clusters\":");
        serde_json::to_writer(&mut json, clusters).map_err(Problem::internal)?;
        json.push(b',');
    }
    json.extend_from_slice(b"\"items\":[");
    for (n, item) in found.items.iter().enumerate() {
        if n > 0 {
            json.push(b',');
        }
        let Listed { card, ties, standing, distance_km } = item;
        write(&mut json, desk, (card, actor, *ties), (*standing, None), near.then_some(*distance_km))?;
    }
    json.extend_from_slice(b"],\"next\":");
    match &found.next {
        // A cursor is made of letters that JSON takes as they are.
        Some(cursor) => write!(json, "\"{}\"", crate::http::params::Cursor(cursor.to_string().into_bytes())).map_err(Problem::internal)?,
        None => json.extend_from_slice(b"null"),
    }
    json.push(b'}');
    Ok(RawJson::from_bytes(json))
}
