//! What several answers of the JSON doors share: pictures, people, places, and the words of lists.

use poem_openapi::Object;
use poem_openapi::types::MaybeUndefined;
use serde::{Deserialize, Serialize};

use crate::app::places::PlaceInput;
use crate::domain::event::{Audience, EventStatus, Visibility};
use crate::domain::ids::MediaId;
use crate::domain::lang::Lang;
use crate::domain::media::SIZES;
use crate::domain::member::{Home, Role};
use crate::domain::membership::{MembershipStanding, TeamRole};
use crate::domain::place::{Place, Point, Precision};
use crate::domain::refusal::{Flaw, Flaws};
use crate::domain::rsvp::Standing;
use crate::domain::team::{JoinPolicy, TeamKind};
use crate::domain::text::{CountryCode, PlaceLine, Postcode};
use crate::http::body::{OneOf, Text, Worded, optional};
use crate::http::json::Nullable;
use crate::worded;

worded!(Audience EventStatus Visibility JoinPolicy TeamKind TeamRole MembershipStanding Standing);

impl Worded for Role {
    fn all() -> &'static [Self] {
        &[Self::Member, Self::Moderator, Self::Admin]
    }

    fn word(self) -> &'static str {
        Self::word(self)
    }
}

impl Worded for Lang {
    fn all() -> &'static [Self] {
        &Self::ALL
    }

    fn word(self) -> &'static str {
        self.tag()
    }
}

impl Worded for Precision {
    fn all() -> &'static [Self] {
        &[Self::Exact, Self::Street, Self::Town]
    }

    fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Street => "street",
            Self::Town => "town",
        }
    }
}

/// How a new event or post begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begins {
    /// Kept back by those who write it.
    Draft,
    /// Out.
    Published,
}

impl Worded for Begins {
    fn all() -> &'static [Self] {
        &[Self::Draft, Self::Published]
    }

    fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
        }
    }
}

/// A written id.
pub type Id = Text<{ crate::domain::ids::WRITTEN }>;

/// An address of this network: a path, or the whole address where the keeper set one.
pub type Url = Text<400>;

/// First and last name.
pub type FullName = Text<170>;

/// A picture in its three sizes: the length of its longer side, in pixels.
#[derive(Debug, Clone, Object, Serialize)]
pub struct Picture {
    /// For lists.
    #[oai(rename = "64")]
    #[serde(rename = "64")]
    small: Url,
    /// For cards.
    #[oai(rename = "256")]
    #[serde(rename = "256")]
    medium: Url,
    /// For its own page.
    #[oai(rename = "1024")]
    #[serde(rename = "1024")]
    large: Url,
}

impl Picture {
    /// The addresses of a picture.
    pub fn of(origin: &str, id: MediaId) -> Self {
        let [small, medium, large] = SIZES.map(|size| Text(format!("{origin}/media/{id}/{size}.jpg")));
        Self { small, medium, large }
    }

    /// The addresses of a picture that may be none.
    pub fn maybe(origin: &str, id: Option<MediaId>) -> Nullable<Self> {
        Nullable(id.map(|id| Self::of(origin, id)))
    }
}

/// A member, as other members see them.
#[derive(Debug, Object, Serialize)]
pub struct Person {
    /// Who.
    pub id: Id,
    /// First and last name.
    pub name: FullName,
    /// Their face.
    pub photo: Nullable<Picture>,
}

/// Where something is, as exactly as the reader may know.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "Place")]
pub struct PlaceShape {
    /// What the spot is called; absent when it is kept for people who come.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    name: MaybeUndefined<Text<{ PlaceLine::MAX }>>,
    /// Number and street; absent when it is kept for people who come.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    street: MaybeUndefined<Text<{ PlaceLine::MAX }>>,
    /// Town.
    town: Nullable<Text<{ PlaceLine::MAX }>>,
    /// Postcode.
    postcode: Nullable<Text<{ Postcode::MAX }>>,
    /// ISO 3166-1 code of two letters.
    country: Nullable<Text<{ CountryCode::MAX }>>,
    /// Degrees north (WGS 84).
    lat: Nullable<f64>,
    /// Degrees east (WGS 84).
    lon: Nullable<f64>,
    /// What the point is exact to.
    precision: OneOf<Precision>,
}

impl PlaceShape {
    /// A place; `hidden` when what is exact about it was left out.
    pub fn of(place: &Place, hidden: bool) -> Self {
        let Place { name, street, town, postcode, country, point, town_point: _, precision } = place;
        let line = |line: &Option<PlaceLine>| match line {
            _ if hidden => MaybeUndefined::Undefined,
            Some(line) => MaybeUndefined::Value(Text::of(line)),
            None => MaybeUndefined::Null,
        };
        Self {
            name: line(name),
            street: line(street),
            town: town.as_ref().map(Text::of).into(),
            postcode: postcode.as_ref().map(Text::of).into(),
            country: country.as_ref().map(Text::of).into(),
            lat: point.map(Point::lat).into(),
            lon: point.map(Point::lon).into(),
            precision: OneOf::from(*precision),
        }
    }

    /// Where a member lives: a town.
    pub fn home(home: &Home) -> Self {
        Self {
            name: MaybeUndefined::Undefined,
            street: MaybeUndefined::Undefined,
            town: Some(Text::of(&home.town)).into(),
            postcode: home.postcode.as_ref().map(Text::of).into(),
            country: home.country.as_ref().map(Text::of).into(),
            lat: home.point.map(Point::lat).into(),
            lon: home.point.map(Point::lon).into(),
            precision: OneOf::from(Precision::Town),
        }
    }
}

/// A place, as somebody gives it: at least a town of the gazetteer, a town's name, or a point.
#[derive(Debug, Clone, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
pub struct NewPlace {
    /// The id of a town, from `GET /places`.
    place_id: Option<Text<{ PLACE_ID_MAX }>>,
    /// What the spot is called.
    name: Option<Text<{ PlaceLine::MAX }>>,
    /// Number and street.
    street: Option<Text<{ PlaceLine::MAX }>>,
    /// Town. Where several of the country have this name, say its postcode, a point or a `place_id` as well: without, it is refused with
    /// `which_place` and the `candidates`, unless one of them has ten times as many people as the next. A town that no list has is refused with
    /// `unknown_place`, unless `unlisted` says that it is meant, or a point says where it is. A town that lies more than 150 km from the point is
    /// refused with `far_from_point`, unless `unlisted` says that it is meant.
    town: Option<Text<{ PlaceLine::MAX }>>,
    /// Postcode. Where it is another French town's, it is refused with `other_postcode` and the `candidates`, also beside a point, unless
    /// `unlisted` says that it is meant.
    postcode: Option<Text<{ Postcode::MAX }>>,
    /// ISO 3166-1 code of two letters.
    country: Option<Text<{ CountryCode::MAX }>>,
    /// Degrees north (WGS 84).
    lat: Option<f64>,
    /// Degrees east (WGS 84).
    lon: Option<f64>,
    /// What the point is exact to; the very spot when nobody says.
    precision: Option<OneOf<Precision>>,
    /// The town is meant as it is written, though no list has it: it is kept without a point, and is near nothing.
    unlisted: Option<bool>,
}

/// Most characters of an id of the gazetteer.
pub const PLACE_ID_MAX: usize = 20;

impl NewPlace {
    /// A place that is only an id of the gazetteer.
    pub fn town(place_id: Text<PLACE_ID_MAX>) -> Self {
        Self { place_id: Some(place_id), ..Self::default() }
    }

    /// The place as deeds take it. What is wrong with it is noted under its fields' names.
    pub fn read(&self, flaws: &mut Flaws) -> PlaceInput {
        let line = |flaws: &mut Flaws, field, text: &Option<Text<{ PlaceLine::MAX }>>| flaws.text(field, optional(text.as_ref())).flatten();
        let point = match (self.lat, self.lon) {
            (None, None) => None,
            (Some(lat), Some(lon)) => {
                let point = Point::new(lat, lon);
                flaws.require(point.is_some(), Flaw::new("place.lat", "bad_form"));
                point
            }
            (lat, _) => {
                flaws.push(Flaw::new(if lat.is_none() { "place.lat" } else { "place.lon" }, "missing"));
                None
            }
        };
        let precision = self.precision.as_ref().map(|word| word.of("place.precision"));
        PlaceInput {
            place_id: self.place_id.as_ref().map(|id| id.0.clone()).filter(|id| !id.is_empty()),
            name: line(flaws, "place.name", &self.name),
            street: line(flaws, "place.street", &self.street),
            town: line(flaws, "place.town", &self.town),
            postcode: flaws.text("place.postcode", optional(self.postcode.as_ref())).flatten(),
            country: flaws.text("place.country", optional(self.country.as_ref())).flatten(),
            point,
            precision: precision.and_then(|word| word.map_err(|flaw| flaws.push(flaw)).ok()),
            unlisted: self.unlisted == Some(true),
        }
    }
}

/// The value that a word of a body names; a word that is in no list is a flaw.
pub fn word<E: Worded>(flaws: &mut Flaws, field: &'static str, word: Option<&OneOf<E>>) -> Option<E> {
    word.and_then(|word| word.of(field).map_err(|flaw| flaws.push(flaw)).ok())
}
