//! What is said about a post when it is written or edited.

use poem_openapi::Object;
use poem_openapi::types::MaybeUndefined;
use serde::Deserialize;

use super::super::shapes::{Begins, Id, NewPlace, word};
use crate::app::posts::{PostChange, ReachInput};
use crate::domain::ids::TeamId;
use crate::domain::post::{AREA_KM_MAX, PostVisibility, ReachKind, SPOTS_MAX};
use crate::domain::refusal::{Flaw, Flaws};
use crate::domain::text::{Alt, Markdown, Title, WebLink};
use crate::http::body::{Moment, Needed, Nested, OneOf, Text};

/// The field of a PATCH: absent, null, or a value.
type Field<T> = MaybeUndefined<T>;

/// A new post. A `title` is enough: it is for everybody, and out at once.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
pub struct NewPost {
    /// Its title.
    title: Needed<Text<{ Title::MAX }>>,
    /// Its text, in Markdown.
    text: Option<Text<{ Markdown::MAX }>>,
    /// A link to go further.
    link: Option<Text<{ WebLink::MAX }>>,
    /// What its picture shows, for who cannot see it.
    image_alt: Option<Text<{ Alt::MAX }>>,
    /// Whom it is for; by default everybody, or the team that is named.
    audience: Option<OneOf<ReachKind>>,
    /// The team that it is of.
    team: Option<Id>,
    /// The places that its area is around.
    places: Option<Vec<Nested<NewPlace>>>,
    /// How far around them, in kilometres; by default 20.
    radius_km: Option<i64>,
    /// Who may read it; by default everybody.
    visibility: Option<OneOf<PostVisibility>>,
    /// `draft` to keep it back.
    status: Option<OneOf<Begins>>,
    /// When it is to come out; by default at once.
    publish_at: Option<Moment>,
    /// Whether it stands above the others.
    pinned: Option<bool>,
    /// Whether it is to be discussed; by default it is.
    comments: Option<bool>,
}

/// What changes about a post; what is absent stays.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
pub struct PostPatch {
    /// Its title.
    title: Field<Text<{ Title::MAX }>>,
    /// Its text, in Markdown.
    text: Field<Text<{ Markdown::MAX }>>,
    /// A link to go further.
    link: Field<Text<{ WebLink::MAX }>>,
    /// What its picture shows, for who cannot see it.
    image_alt: Field<Text<{ Alt::MAX }>>,
    /// Whom it is for.
    audience: Field<OneOf<ReachKind>>,
    /// The team that it is of.
    team: Field<Id>,
    /// The places that its area is around.
    places: Field<Vec<Nested<NewPlace>>>,
    /// How far around them, in kilometres.
    radius_km: Field<i64>,
    /// Who may read it.
    visibility: Field<OneOf<PostVisibility>>,
    /// When it is to come out; null: at once.
    publish_at: Field<Moment>,
    /// Whether it stands above the others.
    pinned: Field<bool>,
    /// Whether it is to be discussed.
    comments: Field<bool>,
}

impl NewPost {
    /// What the deed takes: what it says, and whether it is kept back.
    pub fn read(self, flaws: &mut Flaws) -> (PostChange, bool) {
        fn said<T>(value: Option<T>) -> Field<T> {
            value.map_or(Field::Undefined, Field::Value)
        }
        let draft = word(flaws, "status", self.status.as_ref()) == Some(Begins::Draft);
        let patch = PostPatch {
            title: said(self.title.0),
            text: said(self.text),
            link: said(self.link),
            image_alt: said(self.image_alt),
            audience: said(self.audience),
            team: said(self.team),
            places: said(self.places),
            radius_km: said(self.radius_km),
            visibility: said(self.visibility),
            publish_at: said(self.publish_at),
            pinned: said(self.pinned),
            comments: said(self.comments),
        };
        (patch.read(flaws), draft)
    }
}

impl PostPatch {
    /// What the deed takes.
    pub fn read(self, flaws: &mut Flaws) -> PostChange {
        let nulls = [("title", self.title.is_null()), ("visibility", self.visibility.is_null()), ("pinned", self.pinned.is_null())];
        for (field, null) in nulls.into_iter().chain([("comments", self.comments.is_null()), ("audience", self.audience.is_null())]) {
            flaws.require(!null, Flaw::new(field, "missing"));
        }
        let reach = self.reach(flaws);
        PostChange {
            title: self.title.take().and_then(|title| flaws.text("title", title.0.parse())),
            text: match self.text {
                Field::Undefined => None,
                Field::Null => Some(Markdown::empty()),
                Field::Value(text) => flaws.text("text", text.0.parse()),
            },
            link: optional(self.link, |text| flaws.text("link", WebLink::optional(&text.0))),
            image_alt: optional(self.image_alt, |text| flaws.text("image_alt", Alt::optional(&text.0))),
            reach,
            visibility: word(flaws, "visibility", self.visibility.value()),
            pinned: self.pinned.take(),
            comments: self.comments.take(),
            publish_at: match self.publish_at {
                Field::Undefined => None,
                Field::Null => Some(None),
                Field::Value(at) => at.of("publish_at").map(Some).map_err(|flaw| flaws.push(flaw)).ok(),
            },
        }
    }

    /// Whom it is for, when anything is said about that.
    fn reach(&self, flaws: &mut Flaws) -> Option<ReachInput> {
        let (team, places, km) = (self.team.value(), self.places.value(), self.radius_km.value());
        let named = word(flaws, "audience", self.audience.value());
        let kind = match (named, team, places.is_some() || km.is_some()) {
            (Some(kind), ..) => kind,
            (None, Some(_), _) => ReachKind::Team,
            (None, None, true) => ReachKind::Area,
            (None, None, false) => return None,
        };
        match kind {
            ReachKind::Network => Some(ReachInput::Network),
            ReachKind::Team => match team.map(|team| team.0.parse::<TeamId>()) {
                Some(Ok(team)) => Some(ReachInput::Team(team)),
                Some(Err(_)) => {
                    flaws.push(Flaw::new("team", "unknown_value"));
                    None
                }
                None => {
                    flaws.push(Flaw::new("team", "missing"));
                    None
                }
            },
            ReachKind::Area => {
                let places = places.into_iter().flatten().take(SPOTS_MAX + 1).map(|place| place.0.read(flaws)).collect();
                let km = km.map(|km| u16::try_from(*km).map_err(|_| Flaw::with("radius_km", "out_of_range", i64::from(AREA_KM_MAX))));
                let km = km.and_then(|km| km.map_err(|flaw| flaws.push(flaw)).ok());
                Some(ReachInput::Area(places, km))
            }
        }
    }
}

/// A value that may be taken away: by null, or by nothing but white space.
fn optional<T, U>(field: Field<T>, read: impl FnOnce(T) -> Option<Option<U>>) -> Option<Option<U>> {
    match field {
        Field::Undefined => None,
        Field::Null => Some(None),
        Field::Value(value) => read(value),
    }
}
