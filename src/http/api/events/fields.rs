//! What a body says about an event, read into what the deeds take.

use poem_openapi::Object;
use poem_openapi::types::MaybeUndefined;
use serde::Deserialize;

use super::super::shapes::{Begins, Id, NewPlace, word};
use crate::app::events::{EventChange, Moment as When};
use crate::domain::event::{self, Audience, CAPACITY_MAX, GUESTS_MAX, KindKey, Visibility};
use crate::domain::ids::TeamId;
use crate::domain::refusal::{Flaw, Flaws};
use crate::domain::text::{Email, Label, Markdown, Note, Phone, Spoken, TextError, Title, WebLink};
use crate::http::body::{Moment, Needed, Nested, OneOf, Text, optional};

/// The field of a PATCH: absent, null, or a value.
type Field<T> = MaybeUndefined<T>;

/// A new event. `kind`, `title`, `starts_at` and `place` or `online_url` are enough.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
pub struct NewEvent {
    /// The key of its kind (`GET /network`).
    kind: Needed<Text<40>>,
    /// Its title.
    title: Needed<Text<{ Title::MAX }>>,
    /// About it, in Markdown.
    description: Field<Text<{ Markdown::MAX }>>,
    /// When it begins.
    starts_at: Needed<Moment>,
    /// When it ends; by default after the usual length of its kind.
    ends_at: Field<Moment>,
    /// The IANA zone of its clock; by default that of the place.
    time_zone: Field<Text<64>>,
    /// Where; may be left out for an online event.
    place: Field<Nested<NewPlace>>,
    /// Who sees the exact address; by default everyone.
    address_for: Field<OneOf<Audience>>,
    /// The link of an online event.
    online_url: Field<Text<{ WebLink::MAX }>>,
    /// Who sees the link; by default everyone.
    online_for: Field<OneOf<Audience>>,
    /// The team that hosts it.
    team: Field<Id>,
    /// The same as a list of one.
    teams: Field<Vec<Id>>,
    /// Whom to ask.
    contact: Field<Nested<NewContact>>,
    /// Places, guests included.
    capacity: Field<i64>,
    /// Most guests that one answer may bring.
    guests_max: Field<i64>,
    /// How many people it wants.
    wanted: Field<i64>,
    /// The same: nobody comes yet.
    needs: Field<i64>,
    /// What those should know who need it.
    access: Field<Nested<NewAccess>>,
    /// Who may see it; by default everybody.
    visibility: Field<OneOf<Visibility>>,
    /// `draft` keeps it back; by default it is published.
    status: Field<OneOf<Begins>>,
}

/// What changes about an event; what is absent stays.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
pub struct EventPatch {
    /// The key of its kind (`GET /network`).
    kind: Field<Text<40>>,
    /// Its title.
    title: Field<Text<{ Title::MAX }>>,
    /// About it, in Markdown.
    description: Field<Text<{ Markdown::MAX }>>,
    /// When it begins; it keeps its length unless `ends_at` is said.
    starts_at: Field<Moment>,
    /// When it ends; null: after the usual length of its kind.
    ends_at: Field<Moment>,
    /// The IANA zone of its clock.
    time_zone: Field<Text<64>>,
    /// Where; null: online only.
    place: Field<Nested<NewPlace>>,
    /// Who sees the exact address.
    address_for: Field<OneOf<Audience>>,
    /// The link of an online event.
    online_url: Field<Text<{ WebLink::MAX }>>,
    /// Who sees the link.
    online_for: Field<OneOf<Audience>>,
    /// The team that hosts it; null: none.
    team: Field<Id>,
    /// The same as a list of one, or of none.
    teams: Field<Vec<Id>>,
    /// Whom to ask; null: nobody.
    contact: Field<Nested<NewContact>>,
    /// Places, guests included; null: as many as come.
    capacity: Field<i64>,
    /// Most guests that one answer may bring.
    guests_max: Field<i64>,
    /// How many people it wants in all; null: it does not say.
    wanted: Field<i64>,
    /// What those should know who need it.
    access: Field<Nested<NewAccess>>,
    /// Who may see it.
    visibility: Field<OneOf<Visibility>>,
    /// Why it was called off. Of such an event this, the description and the contact are all that may still change.
    cancel_reason: Field<Text<{ Note::MAX }>>,
}

/// Whom to ask, and what that person chooses to show.
#[derive(Debug, Clone, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
pub struct NewContact {
    /// The name to ask for.
    name: Needed<Text<{ Label::MAX }>>,
    /// An address to write to.
    email: Option<Text<{ Email::MAX }>>,
    /// A number to call.
    phone: Option<Text<{ Phone::MAX }>>,
}

/// What those should know who need it; absent: nobody says.
#[derive(Debug, Clone, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
pub struct NewAccess {
    /// A wheelchair gets in.
    wheelchair: Option<bool>,
    /// Children are welcome.
    children: Option<bool>,
    /// There is sign language.
    sign_language: Option<bool>,
    /// The language spoken.
    language: Option<Text<{ Spoken::MAX }>>,
}

impl NewEvent {
    /// What the deed takes: the facts, and whether they are kept back.
    pub fn read(self, flaws: &mut Flaws) -> (EventChange, bool) {
        let draft = word(flaws, "status", self.status.value()) == Some(Begins::Draft);
        let wanted = if self.wanted.is_undefined() { self.needs } else { self.wanted };
        let patch = EventPatch {
            kind: needed(self.kind),
            title: needed(self.title),
            starts_at: needed(self.starts_at),
            description: said(self.description),
            ends_at: said(self.ends_at),
            time_zone: said(self.time_zone),
            place: said(self.place),
            address_for: said(self.address_for),
            online_url: said(self.online_url),
            online_for: said(self.online_for),
            team: said(self.team),
            teams: said(self.teams),
            contact: said(self.contact),
            capacity: said(self.capacity),
            guests_max: said(self.guests_max),
            wanted: said(wanted),
            access: said(self.access),
            visibility: said(self.visibility),
            cancel_reason: Field::Undefined,
        };
        (patch.read(flaws), draft)
    }
}

/// What is missing is for the deed to say.
fn needed<T>(field: Needed<T>) -> Field<T> {
    field.0.map_or(Field::Undefined, Field::Value)
}

/// In a new event, null is as good as absent.
fn said<T>(field: Field<T>) -> Field<T> {
    if field.is_null() { Field::Undefined } else { field }
}

impl EventPatch {
    /// What the deed takes.
    pub fn read(self, flaws: &mut Flaws) -> EventChange {
        let team = match (self.team, self.teams) {
            (Field::Undefined, Field::Value(teams)) if teams.len() > 1 => {
                flaws.push(Flaw::with("teams", "too_many", 1));
                Field::Undefined
            }
            (Field::Undefined, Field::Value(mut teams)) => teams.pop().map_or(Field::Null, Field::Value),
            (Field::Undefined, Field::Null) => Field::Null,
            (team, _) => team,
        };
        EventChange {
            kind: must(flaws, "kind", self.kind, |kind| KindKey::new(&kind.0).ok_or(Flaw::new("kind", "unknown_kind"))),
            title: must(flaws, "title", self.title, |title| text("title", &title)),
            description: may(flaws, self.description, |text| self::text("description", &text))
                .map(|description| description.unwrap_or_else(Markdown::empty)),
            starts: must(flaws, "starts_at", self.starts_at, |at| at.of("starts_at").map(When::At)),
            ends: may(flaws, self.ends_at, |at| at.of("ends_at").map(When::At)),
            zone: must(flaws, "time_zone", self.time_zone, |zone| zone.0.parse().map_err(|_| Flaw::new("time_zone", "unknown_value"))),
            place: match self.place {
                Field::Undefined => None,
                Field::Null => Some(None),
                Field::Value(place) => Some(Some(place.0.read(flaws))),
            },
            address_for: must(flaws, "address_for", self.address_for, |who| who.of("address_for")),
            online_url: link(flaws, self.online_url),
            online_for: must(flaws, "online_for", self.online_for, |who| who.of("online_for")),
            team: may(flaws, team, |id| id.0.parse::<TeamId>().map_err(|_| Flaw::new("team", "unknown_value"))),
            contact: match self.contact {
                Field::Undefined => None,
                Field::Null => Some(None),
                Field::Value(contact) => contact.0.read(flaws).map(Some),
            },
            capacity: may(flaws, self.capacity, |n| number("capacity", n, CAPACITY_MAX)),
            guests_max: must(flaws, "guests_max", self.guests_max, |n| number("guests_max", n, GUESTS_MAX)),
            wanted: may(flaws, self.wanted, |n| number("wanted", n, CAPACITY_MAX)),
            access: may(flaws, self.access, |access| access.0.read()).map(Option::unwrap_or_default),
            visibility: must(flaws, "visibility", self.visibility, |who| who.of("visibility")),
            cancel_reason: may(flaws, self.cancel_reason, |reason| text("cancel_reason", &reason)),
        }
    }
}

impl NewContact {
    fn read(&self, flaws: &mut Flaws) -> Option<event::Contact> {
        let name = flaws.text("contact.name", self.name.parse());
        let email = flaws.text("contact.email", optional(self.email.as_ref()));
        let phone = flaws.text("contact.phone", optional(self.phone.as_ref()));
        Some(event::Contact { name: name?, email: email?, phone: phone? })
    }
}

impl NewAccess {
    fn read(self) -> Result<event::Access, Flaw> {
        let language = optional(self.language.as_ref()).map_err(|error| Flaw::text("access.language", error))?;
        Ok(event::Access { wheelchair: self.wheelchair, children: self.children, sign_language: self.sign_language, language })
    }
}

fn text<const MAX: usize, D: std::str::FromStr<Err = TextError>>(field: &'static str, text: &Text<MAX>) -> Result<D, Flaw> {
    text.0.parse().map_err(|error| Flaw::text(field, error))
}

/// An empty link is none.
fn link(flaws: &mut Flaws, field: Field<Text<{ WebLink::MAX }>>) -> Option<Option<WebLink>> {
    match field {
        Field::Value(text) if text.0.trim().is_empty() => Some(None),
        field => may(flaws, field, |link| text("online_url", &link)),
    }
}

fn number<N: TryFrom<i64> + Into<i64> + Copy>(field: &'static str, n: i64, most: N) -> Result<N, Flaw> {
    N::try_from(n).map_err(|_| Flaw::with(field, "out_of_range", most.into()))
}

/// A value that may not be taken away: null is a flaw.
fn must<T, U>(flaws: &mut Flaws, name: &'static str, field: Field<T>, read: impl FnOnce(T) -> Result<U, Flaw>) -> Option<U> {
    match may(flaws, field, read) {
        Some(None) => {
            flaws.push(Flaw::new(name, "missing"));
            None
        }
        other => other.flatten(),
    }
}

/// A value that may be taken away by null.
fn may<T, U>(flaws: &mut Flaws, field: Field<T>, read: impl FnOnce(T) -> Result<U, Flaw>) -> Option<Option<U>> {
    match field {
        Field::Undefined => None,
        Field::Null => Some(None),
        Field::Value(value) => read(value).map(Some).map_err(|flaw| flaws.push(flaw)).ok(),
    }
}
