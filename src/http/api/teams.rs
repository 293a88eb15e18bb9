//! `/teams`: groups of members, and one's own place in them.

pub mod shape;

use std::sync::Arc;

use poem::Request;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Response;
use poem_openapi::types::MaybeUndefined;
use poem_openapi::{Object, OpenApi};
use serde::{Deserialize, Serialize};

use self::shape::{TeamShape, Teams, Written};
use super::Desk;
use super::conditions::{if_match, tag, told};
use super::events::{WORDS_MAX, as_parameters, bbox, cursor, id, point};
use super::rsvps::next_page;
use super::shapes::{Id, NewPlace, PLACE_ID_MAX, word};
use crate::app::memberships;
use crate::app::near::{self, Area, Near};
use crate::app::own_writes;
use crate::app::teams::{self, Cursor as TeamCursor, TeamChange, TeamQuery};
use crate::domain::ids::TeamId;
use crate::domain::membership::{Joining, TeamRole};
use crate::domain::refusal::{Flaw, Flaws};
use crate::domain::rights::Actor;
use crate::domain::team::{JoinPolicy, LINKS_MAX, Link, TeamKind};
use crate::domain::text::{Label, Markdown, Note, TeamName, WebLink};
use crate::http::body::{Body, Needed, Nested, OneOf, Text, Worded, optional};
use crate::http::error::Problem;
use crate::http::json::{Made, Nullable, RawJson};
use crate::http::params::{BBox, Cursor, LIMIT_MAX, Limit, Near as Point, Radius};
use crate::http::session::{Bearer, MaybeBearer, Repeat};

/// The field of a PATCH: absent, null, or a value.
type Field<T> = MaybeUndefined<T>;

/// A new team. `name` and `place` are enough.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewTeam {
    /// Its name.
    name: Needed<Text<{ TeamName::MAX }>>,
    /// What holds it together; by default a place.
    kind: Option<OneOf<TeamKind>>,
    /// About it, in Markdown.
    description: Option<Text<{ Markdown::MAX }>>,
    /// Where it acts.
    place: Needed<Nested<NewPlace>>,
    /// Links it shows.
    links: Option<Vec<Nested<NewLink>>>,
    /// How one joins; by default at once.
    join_policy: Option<OneOf<JoinPolicy>>,
}

/// What changes about a team; what is absent stays.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct TeamPatch {
    /// Its name.
    name: Field<Text<{ TeamName::MAX }>>,
    /// What holds it together.
    kind: Field<OneOf<TeamKind>>,
    /// About it, in Markdown.
    description: Field<Text<{ Markdown::MAX }>>,
    /// Where it acts; null: nowhere in particular.
    place: Field<Nested<NewPlace>>,
    /// Links it shows.
    links: Field<Vec<Nested<NewLink>>>,
    /// How one joins.
    join_policy: Field<OneOf<JoinPolicy>>,
}

/// A link that a team shows.
#[derive(Debug, Clone, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewLink {
    /// What it says.
    label: Option<Text<{ Label::MAX }>>,
    /// Where it leads.
    url: Needed<Text<{ WebLink::MAX }>>,
}

impl NewLink {
    fn read(&self, flaws: &mut Flaws) -> Option<Link> {
        let label = flaws.text("links.label", optional(self.label.as_ref()));
        let url = flaws.text("links.url", self.url.parse());
        Some(Link { label: label?, url: url? })
    }
}

impl From<NewTeam> for TeamPatch {
    fn from(new: NewTeam) -> Self {
        let NewTeam { name, kind, description, place, links, join_policy } = new;
        fn said<T>(value: Option<T>) -> Field<T> {
            value.map_or(Field::Undefined, Field::Value)
        }
        Self {
            name: said(name.0),
            kind: said(kind),
            description: said(description),
            place: said(place.0),
            links: said(links),
            join_policy: said(join_policy),
        }
    }
}

impl TeamPatch {
    /// What the deed takes.
    fn read(self, flaws: &mut Flaws) -> TeamChange {
        let Self { name, kind, description, place, links, join_policy } = self;
        for (field, null) in [("name", name.is_null()), ("kind", kind.is_null()), ("join_policy", join_policy.is_null())] {
            flaws.require(!null, Flaw::new(field, "missing"));
        }
        let links = match links {
            Field::Undefined => None,
            Field::Null => Some(Vec::new()),
            // Beyond the most that a team may have one more is read, so that the deed says that they are too many.
            Field::Value(links) => Some(links.iter().take(LINKS_MAX + 1).filter_map(|link| link.0.read(flaws)).collect()),
        };
        TeamChange {
            name: name.take().and_then(|name| flaws.text("name", name.0.parse())),
            kind: word(flaws, "kind", kind.value()),
            description: match description {
                Field::Undefined => None,
                Field::Null => Some(Markdown::empty()),
                Field::Value(text) => flaws.text("description", text.0.parse()),
            },
            place: match place {
                Field::Undefined => None,
                Field::Null => Some(None),
                Field::Value(place) => Some(Some(place.0.read(flaws))),
            },
            links,
            join_policy: word(flaws, "join_policy", join_policy.value()),
        }
    }
}

/// Whose teams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Me,
}

impl Worded for Whose {
    fn all() -> &'static [Self] {
        &[Self::Me]
    }

    fn word(self) -> &'static str {
        "me"
    }
}

/// As what one comes to a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum As {
    Member,
    Follower,
}

impl Worded for As {
    fn all() -> &'static [Self] {
        &[Self::Member, Self::Follower]
    }

    fn word(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Follower => "follower",
        }
    }
}

/// What one asks of a team.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewMembership {
    /// As what one comes.
    #[oai(rename = "as")]
    #[serde(rename = "as")]
    role: Needed<OneOf<As>>,
    /// A word to its managers.
    message: Option<Text<{ Note::MAX }>>,
    /// Whether other members of the team may see one in its list; absent: as it was.
    listed: Option<bool>,
}

/// What became of it.
#[derive(Debug, Object, Serialize)]
struct Membership {
    /// `member`, `follower`, or `requested` until a manager says yes; null for whoever left.
    standing: Nullable<Text<20>>,
    /// One's role; null for whoever left.
    role: Nullable<OneOf<TeamRole>>,
    /// Whether other members of the team see one in its list.
    listed: bool,
}

/// See the file.
pub struct Operations {
    desk: Desk,
    written: Arc<Written>,
}

impl Operations {
    /// With nothing written yet.
    pub fn new(desk: &Desk) -> Self {
        Self { desk: desk.clone(), written: Arc::default() }
    }

    fn write(&self, actor: &Actor, id: TeamId) -> Result<(RawJson<TeamShape>, u32), Problem> {
        let view = teams::view(&self.desk.app, actor, id)?;
        let upcoming = near::upcoming(&self.desk.app, actor, &[id])?.pop().unwrap_or_default();
        let mut json = Vec::with_capacity(2_048);
        self.written.write(&mut json, &self.desk, &view, &upcoming, None)?;
        Ok((RawJson::from_bytes(json), view.team.revision))
    }

    fn tagged(&self, actor: &Actor, id: TeamId) -> Result<Response<RawJson<TeamShape>>, Problem> {
        let (json, revision) = self.write(actor, id)?;
        let tag = tag(revision, json.bytes());
        Ok(json.tagged(&tag))
    }

    fn made(&self, actor: &Actor, id: TeamId) -> Result<Made<TeamShape>, Problem> {
        let (json, revision) = self.write(actor, id)?;
        let tag = tag(revision, json.bytes());
        Ok(json.made(&format!("/api/v1/teams/{id}"), &tag))
    }

    fn page(&self, actor: &Actor, found: &teams::TeamList, near: bool) -> Result<RawJson<Teams>, Problem> {
        let ids: Vec<TeamId> = found.items.iter().map(|(view, _)| view.team.id).collect();
        let upcoming = near::upcoming(&self.desk.app, actor, &ids)?;
        let mut json = Vec::with_capacity(64 + found.items.len() * 1_536);
        json.extend_from_slice(b"{\"items\":[");
        for (n, ((view, km), upcoming)) in found.items.iter().zip(&upcoming).enumerate() {
            if n > 0 {
                json.push(b',');
            }
            self.written.write(&mut json, &self.desk, view, upcoming, near.then_some(*km))?;
        }
        json.extend_from_slice(b"],\"next\":");
        serde_json::to_writer(&mut json, &next_page(found.next.map(TeamCursor::to_text))).map_err(Problem::internal)?;
        json.push(b'}');
        Ok(RawJson::from_bytes(json))
    }
}

#[OpenApi]
impl Operations {
    /// Teams that are looked for: the nearest first when there is a point, else by name.
    #[oai(path = "/teams", method = "get", operation_id = "list_teams")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the contract")]
    async fn list(
        &self,
        who: MaybeBearer,
        /// Words of the name or the description.
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
        /// Held together by this.
        kind: Query<Option<OneOf<TeamKind>>>,
        /// Only one's own.
        member: Query<Option<OneOf<Whose>>>,
        limit: Query<Option<Limit<LIMIT_MAX>>>,
        /// Where the page before ended: its `next`.
        after: Query<Option<Cursor>>,
    ) -> Result<RawJson<Teams>, Problem> {
        let point = point(near.0, place.0.as_ref())?;
        let query = TeamQuery {
            words: q.0.map(|words| words.0).filter(|words| !words.trim().is_empty()),
            area: Area {
                near: point.map(|point| Near { point, km: Some(Radius::or_default(radius_km.0)) }),
                bbox: within.0.map(bbox).transpose()?,
            },
            kind: kind.0.and_then(|word| word.of("kind").ok()),
            mine: member.0.is_some(),
            after: cursor(after.0, TeamCursor::from_text)?,
            limit: Limit::or_default(limit.0),
        };
        if query.words.is_some() {
            own_writes::found_by(&self.desk.app, &who.actor()).await;
        }
        let found = teams::list(&self.desk.app, &who.actor(), &query).map_err(as_parameters)?;
        self.page(&who.actor(), &found, point.is_some())
    }

    /// Founds a team; one is its lead.
    #[oai(path = "/teams", method = "post", operation_id = "create_team")]
    async fn create(
        &self,
        who: Bearer,
        #[oai(name = "Idempotency-Key")] repeat: Repeat,
        body: Body<NewTeam>,
    ) -> Result<Made<TeamShape>, Problem> {
        let app = &self.desk.app;
        let mut flaws = Flaws::default();
        let change = TeamPatch::from(body.0).read(&mut flaws);
        if !flaws.is_empty() {
            return Err(told(flaws, || teams::rehearse(app, &who.actor(), None, &change)).into());
        }
        let id = teams::found(app, &who.actor(), change, repeat.0).await?;
        self.made(&who.actor(), id)
    }

    /// One team.
    #[oai(path = "/teams/:team_id", method = "get", operation_id = "get_team")]
    async fn get(&self, who: MaybeBearer, team_id: Path<Id>) -> Result<Response<RawJson<TeamShape>>, Problem> {
        self.tagged(&who.actor(), id(&team_id)?)
    }

    /// Edits a team. `If-Match` makes sure that nobody else has edited it meanwhile.
    #[oai(path = "/teams/:team_id", method = "patch", operation_id = "update_team")]
    async fn edit(
        &self,
        who: Bearer,
        request: &Request,
        team_id: Path<Id>,
        body: Body<TeamPatch>,
    ) -> Result<Response<RawJson<TeamShape>>, Problem> {
        let (app, id) = (&self.desk.app, id(&team_id)?);
        let mut flaws = Flaws::default();
        let change = body.0.read(&mut flaws);
        if !flaws.is_empty() {
            return Err(told(flaws, || teams::rehearse(app, &who.actor(), Some(id), &change)).into());
        }
        teams::edit(app, &who.actor(), id, change, if_match(request.headers())?).await?;
        self.tagged(&who.actor(), id)
    }

    /// Joins or follows a team.
    #[oai(path = "/teams/:team_id/membership", method = "put", operation_id = "put_membership")]
    async fn join(&self, who: Bearer, team_id: Path<Id>, body: Body<NewMembership>) -> Result<RawJson<Membership>, Problem> {
        let (app, id): (_, TeamId) = (&self.desk.app, id(&team_id)?);
        let NewMembership { role, message, listed } = body.0;
        let mut flaws = Flaws::default();
        let role = role.take(&mut flaws, "as");
        let role = word(&mut flaws, "as", role.as_ref());
        let message = flaws.text("message", optional(message.as_ref()));
        let (Some(role), Some(message)) = (role, message) else {
            return Err(told(flaws, || memberships::may_join(app, &who.actor(), id)).into());
        };
        let asked = match role {
            As::Member => Joining::Join,
            As::Follower => Joining::Follow,
        };
        let mut made = memberships::join(app, &who.actor(), id, asked, message).await?;
        if let Some(listed) = listed.filter(|listed| *listed != made.listed) {
            memberships::set_listed(app, &who.actor(), id, listed).await?;
            made.listed = listed;
        }
        let standing = Some(Text::of(shape::standing(made.role, made.standing)));
        RawJson::of(&Membership { standing: standing.into(), role: Some(OneOf::from(made.role)).into(), listed: made.listed })
    }

    /// Leaves a team, or ceases to follow it.
    #[oai(path = "/teams/:team_id/membership", method = "delete", operation_id = "delete_membership")]
    async fn leave(&self, who: Bearer, team_id: Path<Id>) -> Result<RawJson<Membership>, Problem> {
        memberships::leave(&self.desk.app, &who.actor(), id(&team_id)?).await?;
        RawJson::of(&Membership { standing: None.into(), role: None.into(), listed: false })
    }
}
