//! How each noun is written in an export: one JSON object a line, names as in the code, ids as in addresses. What is read back passes the same
//! rules as what a person types.

mod news;
mod threads;

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::news::{PictureForm, PostForm};
pub use self::threads::{MessageForm, SeatForm, ThreadForm};

use crate::domain::consent::{Consent, ConsentEntry};
use crate::domain::erasure::Erasure;
use crate::domain::event::{Access, Audience, Contact, Event, EventFacts, EventStatus, KindKey, Visibility};
use crate::domain::ids::{EventId, MediaId, MemberId, TeamId};
use crate::domain::lang::Lang;
use crate::domain::member::{Home, Member, MemberState, Role};
use crate::domain::membership::{Membership, MembershipStanding, TeamRole};
use crate::domain::notification::{Delivery, Preferences, Quiet, Topic};
use crate::domain::place::{Place, Point, Precision};
use crate::domain::pledge::{Channel, PledgeDeed, PledgeEntry};
use crate::domain::reminder::Step;
use crate::domain::rsvp::{Rsvp, Standing};
use crate::domain::team::{JoinPolicy, Link, Team, TeamKind, TeamState};
use crate::domain::text::{
    CountryCode, Email, ExternalId, Label, Markdown, Note, PersonName, Phone, PlaceLine, Postcode, Spoken, TeamName, Title, WebLink,
};
use crate::domain::time::Zone;

/// A value as it is written by hand: read back by its own rules.
mod written {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub fn deserialize<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// The same, where there may be none.
mod perhaps {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<T: Display, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.collect_str(value),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}

/// Fields that only say themselves: from a noun to its form and back.
macro_rules! same {
    ($form:ident = $noun:ident { $($field:ident),* } $(but $other:ident: $out:ident / $back:ident)*) => {
        impl From<$noun> for $form {
            fn from(noun: $noun) -> Self {
                let $noun { $($field,)* $($other,)* } = noun;
                Self { $($field,)* $($other: $out($other),)* }
            }
        }

        impl From<$form> for $noun {
            fn from(form: $form) -> Self {
                let $form { $($field,)* $($other,)* } = form;
                Self { $($field,)* $($other: $back($other),)* }
            }
        }
    };
}

fn each<A, B: From<A>>(value: Option<A>) -> Option<B> {
    value.map(B::from)
}

fn all<A, B: From<A>>(values: Vec<A>) -> Vec<B> {
    values.into_iter().map(B::from).collect()
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PointForm {
    lat: f64,
    lon: f64,
}

/// A point of the globe, checked.
mod point {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Point, PointForm};

    pub fn serialize<S: Serializer>(value: &Option<Point>, serializer: S) -> Result<S::Ok, S::Error> {
        value.map(|point| PointForm { lat: centimetre(point.lat()), lon: centimetre(point.lon()) }).serialize(serializer)
    }

    /// Seven decimals of a degree are a centimetre: what is written is short, and reads back as itself.
    fn centimetre(degrees: f64) -> f64 {
        (degrees * 1e7).round() / 1e7
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Point>, D::Error> {
        let form = Option::<PointForm>::deserialize(deserializer)?;
        form.map(|form| Point::new(form.lat, form.lon).ok_or_else(|| D::Error::custom("no such point on Earth"))).transpose()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HomeForm {
    place_id: Option<String>,
    #[serde(with = "written")]
    town: PlaceLine,
    #[serde(with = "perhaps", default)]
    postcode: Option<Postcode>,
    #[serde(with = "perhaps", default)]
    country: Option<CountryCode>,
    #[serde(with = "point", default)]
    point: Option<Point>,
}
same!(HomeForm = Home { place_id, town, postcode, country, point });

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceForm {
    #[serde(with = "perhaps", default)]
    name: Option<PlaceLine>,
    #[serde(with = "perhaps", default)]
    street: Option<PlaceLine>,
    #[serde(with = "perhaps", default)]
    town: Option<PlaceLine>,
    #[serde(with = "perhaps", default)]
    postcode: Option<Postcode>,
    #[serde(with = "perhaps", default)]
    country: Option<CountryCode>,
    #[serde(with = "point", default)]
    point: Option<Point>,
    #[serde(with = "point", default)]
    town_point: Option<Point>,
    precision: Precision,
}
same!(PlaceForm = Place { name, street, town, postcode, country, point, town_point, precision });

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContactForm {
    #[serde(with = "written")]
    name: Label,
    #[serde(with = "perhaps", default)]
    email: Option<Email>,
    #[serde(with = "perhaps", default)]
    phone: Option<Phone>,
}
same!(ContactForm = Contact { name, email, phone });

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccessForm {
    wheelchair: Option<bool>,
    children: Option<bool>,
    sign_language: Option<bool>,
    #[serde(with = "perhaps", default)]
    language: Option<Spoken>,
}
same!(AccessForm = Access { wheelchair, children, sign_language, language });

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkForm {
    #[serde(with = "perhaps", default)]
    label: Option<Label>,
    #[serde(with = "written")]
    url: WebLink,
}
same!(LinkForm = Link { label, url });

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PledgeForm {
    deed: PledgeDeed,
    version: u32,
    at: Timestamp,
    channel: Channel,
}
same!(PledgeForm = PledgeEntry { deed, version, at, channel });

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsentForm {
    what: Consent,
    deed: PledgeDeed,
    version: u32,
    at: Timestamp,
    channel: Channel,
}
same!(ConsentForm = ConsentEntry { what, deed, version, at, channel });

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ErasureForm {
    asked_at: Timestamp,
    due: Timestamp,
}
same!(ErasureForm = Erasure { asked_at, due });

/// A member, with the ledgers of their pledge and of their consents, what they chose to hear of, and the erasure that they asked for. No
/// password, session or token.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberForm {
    #[serde(with = "written")]
    id: MemberId,
    #[serde(with = "written")]
    email: Email,
    #[serde(with = "written")]
    first_name: PersonName,
    #[serde(with = "written")]
    last_name: PersonName,
    #[serde(with = "perhaps", default)]
    phone: Option<Phone>,
    #[serde(with = "perhaps", default)]
    photo: Option<MediaId>,
    home: Option<HomeForm>,
    lang: Lang,
    role: Role,
    state: MemberState,
    joined_at: Timestamp,
    revision: u32,
    #[serde(with = "perhaps", default)]
    external_id: Option<ExternalId>,
    pledges: Vec<PledgeForm>,
    /// Absent in exports of before 2026-11-23.
    #[serde(default)]
    consents: Vec<ConsentForm>,
    /// What is not in it is as usual.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    topics: BTreeMap<Topic, Delivery>,
    /// Absent: the usual hours.
    #[serde(default, skip_serializing_if = "is_usual")]
    quiet: Quiet,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    erasure: Option<ErasureForm>,
}

fn is_usual(quiet: &Quiet) -> bool {
    *quiet == Quiet::default()
}

/// A member, without the pledge that their ledger makes, and what is kept of them beside.
pub struct Kept {
    /// Who.
    pub member: Member,
    /// The ledger of their pledge.
    pub pledges: Vec<PledgeEntry>,
    /// That of their consents.
    pub consents: Vec<ConsentEntry>,
    /// What they chose to hear of.
    pub preferences: Preferences,
    /// The erasure that they asked for.
    pub erasure: Option<Erasure>,
}

impl Kept {
    /// A member of whom nothing is kept.
    pub fn of(member: Member) -> Self {
        Self { member, pledges: Vec::new(), consents: Vec::new(), preferences: Preferences::default(), erasure: None }
    }
}

impl From<Kept> for MemberForm {
    fn from(kept: Kept) -> Self {
        // The pledge that holds is the ledger's last line.
        let Kept { member, pledges, consents, preferences: Preferences { chosen: topics, quiet }, erasure } = kept;
        let Member { id, email, first_name, last_name, phone, photo, home, lang, role, state, pledge: _, joined_at, revision, external_id } =
            member;
        let (home, pledges, consents, erasure) = (each(home), all(pledges), all(consents), each(erasure));
        Self {
            id,
            email,
            first_name,
            last_name,
            phone,
            photo,
            home,
            lang,
            role,
            state,
            joined_at,
            revision,
            external_id,
            pledges,
            consents,
            topics,
            quiet,
            erasure,
        }
    }
}

impl From<MemberForm> for Kept {
    fn from(form: MemberForm) -> Self {
        let MemberForm {
            id,
            email,
            first_name,
            last_name,
            phone,
            photo,
            home,
            lang,
            role,
            state,
            joined_at,
            revision,
            external_id,
            pledges,
            consents,
            topics,
            quiet,
            erasure,
        } = form;
        let (home, pledge) = (each(home), None);
        let member =
            Member { id, email, first_name, last_name, phone, photo, home, lang, role, state, pledge, joined_at, revision, external_id };
        let preferences = Preferences { chosen: topics, quiet };
        Self { member, pledges: all(pledges), consents: all(consents), preferences, erasure: each(erasure) }
    }
}

/// A team.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamForm {
    #[serde(with = "written")]
    id: TeamId,
    #[serde(with = "written")]
    name: TeamName,
    kind: TeamKind,
    #[serde(with = "written")]
    description: Markdown,
    place: Option<PlaceForm>,
    #[serde(with = "perhaps", default)]
    image: Option<MediaId>,
    links: Vec<LinkForm>,
    join_policy: JoinPolicy,
    state: TeamState,
    #[serde(with = "perhaps", default)]
    created_by: Option<MemberId>,
    created_at: Timestamp,
    revision: u32,
    #[serde(with = "perhaps", default)]
    external_id: Option<ExternalId>,
}
same!(TeamForm = Team { id, name, kind, description, image, join_policy, state, created_by, created_at, revision, external_id }
    but place: each / each but links: all / all);

/// A place in a team.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MembershipForm {
    #[serde(with = "written")]
    team: TeamId,
    #[serde(with = "written")]
    member: MemberId,
    role: TeamRole,
    standing: MembershipStanding,
    #[serde(with = "perhaps", default)]
    message: Option<Note>,
    listed: bool,
    since: Timestamp,
}
same!(MembershipForm = Membership { team, member, role, standing, message, listed, since });

/// An event.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventForm {
    #[serde(with = "written")]
    id: EventId,
    facts: FactsForm,
    #[serde(with = "perhaps", default)]
    image: Option<MediaId>,
    organisers: Vec<String>,
    status: EventStatus,
    #[serde(with = "perhaps", default)]
    cancel_reason: Option<Note>,
    created_at: Timestamp,
    /// Absent in exports of before 2026-11-23: as when it was made.
    #[serde(default)]
    changed_at: Option<Timestamp>,
    revision: u32,
    #[serde(with = "perhaps", default)]
    external_id: Option<ExternalId>,
    /// The reminders that were given. Absent in exports of before 2026-11-24: those that were due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reminded: Option<Vec<RemindedForm>>,
}

/// Reminders that were given, each with when it was due.
pub type Given = Vec<(Step, Timestamp)>;

/// A reminder that was given, and when it was due.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RemindedForm {
    step: Step,
    due: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FactsForm {
    kind: String,
    #[serde(with = "written")]
    title: Title,
    #[serde(with = "written")]
    description: Markdown,
    starts_at: Timestamp,
    ends_at: Timestamp,
    #[serde(with = "written")]
    zone: Zone,
    place: Option<PlaceForm>,
    address_for: Audience,
    #[serde(with = "perhaps", default)]
    online_url: Option<WebLink>,
    online_for: Audience,
    #[serde(with = "perhaps", default)]
    team: Option<TeamId>,
    contact: Option<ContactForm>,
    capacity: Option<u32>,
    guests_max: u8,
    wanted: Option<u32>,
    access: AccessForm,
    visibility: Visibility,
}

impl From<Event> for EventForm {
    fn from(event: Event) -> Self {
        let Event { id, facts, image, organisers, status, cancel_reason, created_at, changed_at, revision, external_id } = event;
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
        let facts = FactsForm {
            kind: kind.as_str().to_owned(),
            title,
            description,
            starts_at,
            ends_at,
            zone,
            place: each(place),
            address_for,
            online_url,
            online_for,
            team,
            contact: each(contact),
            capacity,
            guests_max,
            wanted,
            access: access.into(),
            visibility,
        };
        let organisers = organisers.iter().map(ToString::to_string).collect();
        let (changed_at, reminded) = (Some(changed_at), None);
        Self { id, facts, image, organisers, status, cancel_reason, created_at, changed_at, revision, external_id, reminded }
    }
}

impl EventForm {
    /// The same, with the reminders that were given of it.
    pub fn after(self, given: Given) -> Self {
        Self { reminded: Some(given.into_iter().map(|(step, due)| RemindedForm { step, due }).collect()), ..self }
    }

    /// The event, and the reminders that were given of it, when it says; none when its kind or an organiser is written wrongly.
    pub fn noun(self) -> Option<(Event, Option<Given>)> {
        let Self { id, facts, image, organisers, status, cancel_reason, created_at, changed_at, revision, external_id, reminded } = self;
        let facts = EventFacts {
            kind: KindKey::new(&facts.kind)?,
            title: facts.title,
            description: facts.description,
            starts_at: facts.starts_at,
            ends_at: facts.ends_at,
            zone: facts.zone,
            place: each(facts.place),
            address_for: facts.address_for,
            online_url: facts.online_url,
            online_for: facts.online_for,
            team: facts.team,
            contact: each(facts.contact),
            capacity: facts.capacity,
            guests_max: facts.guests_max,
            wanted: facts.wanted,
            access: facts.access.into(),
            visibility: facts.visibility,
        };
        let organisers = organisers.iter().map(|id| id.parse().ok()).collect::<Option<_>>()?;
        let changed_at = changed_at.unwrap_or(created_at);
        let reminded = reminded.map(|given| given.into_iter().map(|given| (given.step, given.due)).collect());
        let event = Event { id, facts, image, organisers, status, cancel_reason, created_at, changed_at, revision, external_id };
        Some((event, reminded))
    }
}

/// An answer.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RsvpForm {
    #[serde(with = "written")]
    event: EventId,
    #[serde(with = "written")]
    member: MemberId,
    standing: Standing,
    guests: u8,
    #[serde(with = "perhaps", default)]
    note: Option<Note>,
    hidden: bool,
    since: Timestamp,
}
same!(RsvpForm = Rsvp { event, member, standing, guests, note, hidden, since });

/// What somebody says of themself: that they were at an event, or were not.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresenceForm {
    /// Where.
    #[serde(with = "written")]
    pub event: EventId,
    /// Who.
    #[serde(with = "written")]
    pub member: MemberId,
    /// Whether they were there.
    pub there: bool,
}

/// Somebody who was erased, by the SHA-256 of their id: they do not come back with an older export.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErasedForm {
    hash: String,
    at: Timestamp,
}

impl ErasedForm {
    /// A row of the ledger.
    pub fn of((hash, at): ([u8; 32], Timestamp)) -> Self {
        Self { hash: HEXLOWER.encode(&hash), at }
    }

    /// The hash as it is written.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The row; none when the hash is none.
    pub fn noun(&self) -> Option<([u8; 32], Timestamp)> {
        let hash = HEXLOWER.decode(self.hash.as_bytes()).ok()?;
        Some((hash.try_into().ok()?, self.at))
    }
}
