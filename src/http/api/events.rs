//! `/events`: what happens where and when.

mod fields;
pub mod shape;

use std::str::FromStr;

use poem::Request;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Response;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use self::fields::{EventPatch, NewEvent};
use self::shape::{Cluster, Event, Events};
use super::Desk;
use super::conditions::{if_match, tag, told};
use super::shapes::{Id, PLACE_ID_MAX};
use crate::app::near::{self, Area, Bbox, EventQuery, Mine, Near, Order};
use crate::app::{cards, events, own_writes, places};
use crate::domain::event::KindKey;
use crate::domain::ids::EventId;
use crate::domain::refusal::{Flaws, Refusal};
use crate::domain::rights::Actor;
use crate::domain::text::Note;
use crate::http::body::{Body, OneOf, OptionalBody, Text, Worded, optional};
use crate::http::error::{Code, Problem};
use crate::http::json::{Made, RawJson};
use crate::http::params::{BBox, Cursor, Flag, LIMIT_MAX, Limit, MAP_LIMIT_MAX, Near as Point, Radius, Time, Zoom};
use crate::http::session::{Bearer, MaybeBearer, Repeat};

/// Most kinds that one query names.
const KINDS_MAX: usize = 50;

/// Longest words that are searched for.
pub const WORDS_MAX: usize = 200;

impl Worded for Mine {
    fn all() -> &'static [Self] {
        &[Self::Going, Self::Organising]
    }

    fn word(self) -> &'static str {
        match self {
            Self::Going => "going",
            Self::Organising => "organising",
        }
    }
}

impl Worded for Order {
    fn all() -> &'static [Self] {
        &[Self::Start, Self::Distance, Self::Relevance]
    }

    fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Distance => "distance",
            Self::Relevance => "relevance",
        }
    }
}

/// Why an event is called off.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct Cancellation {
    /// The reason, for people who were to come.
    reason: Option<Text<{ Note::MAX }>>,
}

/// The values of a query that break a rule are bad parameters: 400.
pub fn as_parameters(refusal: Refusal) -> Problem {
    let Refusal::Invalid(flaws) = refusal else { return refusal.into() };
    Problem::with_fields(Code::BadParameter, flaws.into_iter().map(Into::into).collect())
}

/// The point of a query: `near`, or the middle of `place`.
///
/// # Errors
/// 400 for a place that the gazetteer does not know.
pub fn point(near: Option<Point>, place: Option<&Text<PLACE_ID_MAX>>) -> Result<Option<crate::domain::place::Point>, Problem> {
    let middle = place.map(|id| places::by_id(&id.0).ok_or_else(|| Problem::parameter("place"))).transpose()?.map(|town| town.point);
    Ok(near.map(|near| near.0).or(middle))
}

/// A part of the globe.
///
/// # Errors
/// 400.
pub fn bbox(given: BBox) -> Result<Bbox, Problem> {
    let BBox { south_west, north_east } = given;
    Bbox::new(south_west.lon(), south_west.lat(), north_east.lon(), north_east.lat()).ok_or_else(|| Problem::parameter("bbox"))
}

/// Where a page of a list begins, and how many items it may hold.
///
/// # Errors
/// 400 for what is no cursor of ours.
pub fn paging<C: FromStr, const MAX: u16>(after: Option<Cursor>, limit: Option<Limit<MAX>>) -> Result<(Option<C>, usize), Problem> {
    Ok((cursor(after, |text| text.parse().ok())?, Limit::or_default(limit)))
}

/// A cursor of ours.
///
/// # Errors
/// 400 for what is none.
pub fn cursor<C>(after: Option<Cursor>, read: impl FnOnce(&str) -> Option<C>) -> Result<Option<C>, Problem> {
    let Some(cursor) = after else { return Ok(None) };
    let text = String::from_utf8(cursor.0).map_err(|_| Problem::parameter("after"))?;
    read(&text).map(Some).ok_or_else(|| Problem::parameter("after"))
}

/// An id in a path: what is none stands for nothing.
///
/// # Errors
/// 404.
pub fn id<I: std::str::FromStr>(path: &Path<Id>) -> Result<I, Refusal> {
    path.0.0.parse().map_err(|_| Refusal::NotFound)
}

/// See the file.
pub struct Operations(pub Desk);

impl Operations {
    fn kinds(&self, words: Vec<Text<40>>) -> Result<Vec<KindKey>, Problem> {
        let network = &self.0.app.network;
        let known = |word: Text<40>| KindKey::new(&word.0).filter(|kind| network.kind(kind).is_some());
        let kinds: Option<Vec<KindKey>> = words.into_iter().take(KINDS_MAX + 1).map(known).collect();
        kinds.filter(|kinds| kinds.len() <= KINDS_MAX).ok_or_else(|| Problem::parameter("kind"))
    }

    fn written(&self, actor: &Actor, id: EventId) -> Result<(RawJson<Event>, u32), Problem> {
        let (card, ties, rsvp) = cards::find(&self.0.app, actor, id)?;
        let mut json = Vec::with_capacity(4_096);
        let standing = rsvp.as_ref().map(|rsvp| rsvp.standing);
        shape::write(&mut json, &self.0, (&card, actor, ties), (standing, rsvp.as_ref()), None)?;
        Ok((RawJson::from_bytes(json), card.event.revision))
    }

    fn tagged(&self, actor: &Actor, id: EventId) -> Result<Response<RawJson<Event>>, Problem> {
        let (json, revision) = self.written(actor, id)?;
        let tag = tag(revision, json.bytes());
        Ok(json.tagged(&tag))
    }

    fn made(&self, actor: &Actor, id: EventId) -> Result<Made<Event>, Problem> {
        let (json, revision) = self.written(actor, id)?;
        let tag = tag(revision, json.bytes());
        Ok(json.made(&format!("/api/v1/events/{id}"), &tag))
    }
}

#[OpenApi]
impl Operations {
    /// Events that are looked for. What the reader may not see is neither listed nor counted.
    #[oai(path = "/events", method = "get", operation_id = "list_events")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the contract")]
    async fn list(
        &self,
        who: MaybeBearer,
        /// Words of the title, the description, the place.
        q: Query<Option<Text<WORDS_MAX>>>,
        /// Around this point.
        near: Query<Option<Point>>,
        /// Around this place of the gazetteer (`GET /places`).
        place: Query<Option<Text<PLACE_ID_MAX>>>,
        /// How far around the point or the place, in kilometres.
        radius_km: Query<Option<Radius>>,
        /// In this part of the globe.
        #[oai(name = "bbox")]
        within: Query<Option<BBox>>,
        /// With `bbox`: what stands close together on a map at this zoom comes as one.
        cluster: Query<Option<Zoom>>,
        /// Of this kind, or of one of these.
        kind: Query<Vec<Text<40>>>,
        /// Of this team.
        team: Query<Option<Id>>,
        /// Not ended at this time; by default now.
        from: Query<Option<Time>>,
        /// Begun before this time.
        to: Query<Option<Time>>,
        /// With an online link, or without.
        online: Query<Option<Flag>>,
        /// Only what needs people.
        needs_people: Query<Option<Flag>>,
        /// Only one's own.
        mine: Query<Option<OneOf<Mine>>>,
        /// By default `start`, with `q` `relevance`.
        sort: Query<Option<OneOf<Order>>>,
        /// At most 100; with `bbox` 2,000.
        limit: Query<Option<Limit<MAP_LIMIT_MAX>>>,
        /// Where the page before ended: its `next`.
        after: Query<Option<Cursor>>,
    ) -> Result<RawJson<Events>, Problem> {
        let point = point(near.0, place.0.as_ref())?;
        let within = within.0.map(bbox).transpose()?;
        let limit = Limit::or_default(limit.0);
        if within.is_none() && limit > usize::from(LIMIT_MAX) {
            return Err(Problem::parameter("limit"));
        }
        let team = team.0.map(|team| team.0.parse().map_err(|_| Problem::parameter("team"))).transpose()?;
        let query = EventQuery {
            words: q.0.map(|words| words.0).filter(|words| !words.trim().is_empty()),
            area: Area { near: point.map(|point| Near { point, km: Some(Radius::or_default(radius_km.0)) }), bbox: within },
            kinds: self.kinds(kind.0)?,
            team,
            from: from.0.map(|time| time.0),
            to: to.0.map(|time| time.0),
            online: online.0.map(|flag| flag.0),
            needs: needs_people.0.is_some_and(|flag| flag.0),
            mine: mine.0.and_then(|word| word.of("mine").ok()),
            sort: sort.0.and_then(|word| word.of("sort").ok()),
            after: cursor(after.0, |text| text.parse().ok())?,
            limit,
        };
        let Some(Zoom(zoom)) = cluster.0 else {
            if query.words.is_some() {
                own_writes::found_by(&self.0.app, &who.actor()).await;
            }
            let found = near::events(&self.0.app, &who.actor(), &query).map_err(as_parameters)?;
            return shape::list(&self.0, &who.actor(), &found, point.is_some(), None);
        };
        let within = within.ok_or_else(|| Problem::parameter("cluster"))?;
        let (clusters, found) = near::clusters(&self.0.app, &who.actor(), &query, within, zoom).map_err(as_parameters)?;
        let clusters: Vec<Cluster> = clusters.iter().map(Cluster::of).collect();
        shape::list(&self.0, &who.actor(), &found, point.is_some(), Some(&clusters))
    }

    /// Creates an event.
    #[oai(path = "/events", method = "post", operation_id = "create_event")]
    async fn create(
        &self,
        who: Bearer,
        #[oai(name = "Idempotency-Key")] repeat: Repeat,
        body: Body<NewEvent>,
    ) -> Result<Made<Event>, Problem> {
        let app = &self.0.app;
        let mut flaws = Flaws::default();
        let (change, draft) = body.0.read(&mut flaws);
        if !flaws.is_empty() {
            return Err(told(flaws, || events::rehearse(app, &who.actor(), None, change)).into());
        }
        let id = events::create(app, &who.actor(), change, draft, repeat.0).await?;
        self.made(&who.actor(), id)
    }

    /// One event.
    #[oai(path = "/events/:event_id", method = "get", operation_id = "get_event")]
    async fn get(&self, who: MaybeBearer, event_id: Path<Id>) -> Result<Response<RawJson<Event>>, Problem> {
        self.tagged(&who.actor(), id(&event_id)?)
    }

    /// Edits an event. `If-Match` makes sure that nobody else has edited it meanwhile.
    #[oai(path = "/events/:event_id", method = "patch", operation_id = "update_event")]
    async fn edit(
        &self,
        who: Bearer,
        request: &Request,
        event_id: Path<Id>,
        body: Body<EventPatch>,
    ) -> Result<Response<RawJson<Event>>, Problem> {
        let (app, id) = (&self.0.app, id(&event_id)?);
        let mut flaws = Flaws::default();
        let change = body.0.read(&mut flaws);
        if !flaws.is_empty() {
            return Err(told(flaws, || events::rehearse(app, &who.actor(), Some(id), change)).into());
        }
        events::edit(app, &who.actor(), id, change, if_match(request.headers())?).await?;
        self.tagged(&who.actor(), id)
    }

    /// Calls an event off. It stays visible as cancelled.
    #[oai(path = "/events/:event_id/cancel", method = "post", operation_id = "cancel_event")]
    async fn cancel(&self, who: Bearer, event_id: Path<Id>, body: OptionalBody<Cancellation>) -> Result<Response<RawJson<Event>>, Problem> {
        let (app, id) = (&self.0.app, id(&event_id)?);
        let mut flaws = Flaws::default();
        let Some(reason) = flaws.text("reason", optional::<_, Note>(body.0.reason.as_ref())) else {
            return Err(told(flaws, || events::may_edit(app, &who.actor(), id).map(drop)).into());
        };
        events::cancel(app, &who.actor(), id, reason).await?;
        self.tagged(&who.actor(), id)
    }

    /// Publishes a draft.
    #[oai(path = "/events/:event_id/publish", method = "post", operation_id = "publish_event")]
    async fn publish(&self, who: Bearer, event_id: Path<Id>) -> Result<Response<RawJson<Event>>, Problem> {
        let id = id(&event_id)?;
        events::publish(&self.0.app, &who.actor(), id).await?;
        self.tagged(&who.actor(), id)
    }

    /// Makes a draft with the same facts, some weeks later.
    #[oai(path = "/events/:event_id/duplicate", method = "post", operation_id = "duplicate_event")]
    async fn duplicate(
        &self,
        who: Bearer,
        event_id: Path<Id>,
        #[oai(name = "Idempotency-Key")] repeat: Repeat,
    ) -> Result<Made<Event>, Problem> {
        let copy = events::duplicate(&self.0.app, &who.actor(), id(&event_id)?, repeat.0).await?;
        self.made(&who.actor(), copy)
    }
}
