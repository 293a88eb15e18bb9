//! `/posts`: news.

mod fields;

use poem::Request;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Response;
use poem_openapi::{Object, OpenApi};
use serde::{Deserialize, Serialize};

use self::fields::{NewPost, PostPatch};
use super::Desk;
use super::conditions::{if_match, tag, told};
use super::events::{cursor, id};
use super::rsvps::next_page;
use super::shapes::{FullName, Id, Person, Picture, Url};
use crate::app::markdown::to_html;
use crate::app::newsstand::{self, PostView, Shelf, Writer, read, written};
use crate::app::posts;
use crate::domain::ids::{PostId, TeamId};
use crate::domain::post::{Post, PostStatus, PostVisibility, Reach, ReachKind};
use crate::domain::refusal::Flaws;
use crate::domain::rights::Actor;
use crate::domain::text::{Alt, Markdown, PlaceLine, TeamName, Title, WebLink};
use crate::http::body::{Body, Moment, OneOf, OptionalBody, Text, Worded};
use crate::http::error::Problem;
use crate::http::json::{Done, Made, Nullable, RawJson};
use crate::http::params::{Cursor, LIMIT_MAX, Limit};
use crate::http::session::{Bearer, MaybeBearer, Repeat};
use crate::worded;

worded!(ReachKind PostVisibility PostStatus);

/// A piece of news.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "Post")]
struct PostShape {
    /// Which.
    id: Id,
    /// Its page.
    url: Url,
    /// Its title.
    title: Text<{ Title::MAX }>,
    /// Its text, in Markdown.
    text: Text<{ Markdown::MAX }>,
    /// Its text, as safe HTML.
    text_html: Text<1_000_000>,
    /// A link to go further.
    link: Nullable<Text<{ WebLink::MAX }>>,
    /// The picture above it.
    image: Nullable<Picture>,
    /// What the picture shows.
    image_alt: Nullable<Text<{ Alt::MAX }>>,
    /// Whom it is for.
    audience: OneOf<ReachKind>,
    /// The team that it is of.
    team: Nullable<PostTeam>,
    /// The places that its area is around; empty for other audiences.
    places: Vec<PostPlace>,
    /// How far around them, in kilometres; null for other audiences.
    radius_km: Nullable<u16>,
    /// Who may read it.
    visibility: OneOf<PostVisibility>,
    /// Where it stands.
    status: OneOf<PostStatus>,
    /// When it came out, or is to; null for a draft.
    publish_at: Nullable<Moment>,
    /// Whether it stands above the others.
    pinned: bool,
    /// Whether its author wants it discussed.
    comments: bool,
    /// Who wrote it; null to strangers, and once their account is gone.
    author: Nullable<Person>,
    /// When it was made.
    created_at: Moment,
    /// Counts the changes.
    revision: u32,
    /// What the reader may do.
    my: MyPost,
}

/// The team of a post.
#[derive(Debug, Object, Serialize)]
struct PostTeam {
    /// Which.
    id: Id,
    /// Its name.
    name: Text<{ TeamName::MAX }>,
}

/// A place that an area is around.
#[derive(Debug, Object, Serialize)]
struct PostPlace {
    /// What it is called.
    name: Text<{ PlaceLine::MAX }>,
    /// Degrees north (WGS 84).
    lat: f64,
    /// Degrees east (WGS 84).
    lon: f64,
}

/// What the reader may do to a post.
#[derive(Debug, Object, Serialize)]
struct MyPost {
    /// Edit it, and take it away.
    can_edit: bool,
}

/// A page of news.
#[derive(Debug, Object, Serialize)]
struct Posts {
    /// Those that stand above the others: on the first page only.
    pinned: Vec<PostShape>,
    /// The others, the newest first.
    items: Vec<PostShape>,
    /// Where the next page begins: `after`.
    next: Nullable<Text<256>>,
}

/// When a post is to come out.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewPublication {
    /// At this time; absent: now.
    publish_at: Option<Moment>,
}

/// Which news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Me,
    All,
    Editors,
}

impl Worded for For {
    fn all() -> &'static [Self] {
        &[Self::Me, Self::All, Self::Editors]
    }

    fn word(self) -> &'static str {
        match self {
            Self::Me => "me",
            Self::All => "all",
            Self::Editors => "editors",
        }
    }
}

/// Somebody, as members see them.
pub fn person(origin: &str, writer: Writer) -> Person {
    let Writer { id, name, photo } = writer;
    Person { id: Text::of(id), name: FullName::of(name), photo: Picture::maybe(origin, photo) }
}

impl PostShape {
    fn of(origin: &str, view: PostView) -> Self {
        let PostView { post, author, team, can_edit } = view;
        let Post { id, facts, image, author: _, status, out_at, created_at, revision } = post;
        let (places, radius_km) = match &facts.reach {
            Reach::Area(area) => {
                let place = |spot: &crate::domain::post::Spot| PostPlace {
                    name: Text::of(&spot.name),
                    lat: spot.point.lat(),
                    lon: spot.point.lon(),
                };
                (area.spots.iter().map(place).collect(), Some(area.km))
            }
            Reach::Network | Reach::Team(_) => (Vec::new(), None),
        };
        Self {
            id: Text::of(id),
            url: Text(format!("{origin}/news/{id}")),
            title: Text::of(&facts.title),
            text: Text::of(&facts.text),
            text_html: Text(to_html(facts.text.as_str())),
            link: facts.link.as_ref().map(Text::of).into(),
            image: Picture::maybe(origin, image),
            image_alt: facts.image_alt.as_ref().map(Text::of).into(),
            audience: facts.reach.kind().into(),
            team: team.map(|(id, name)| PostTeam { id: Text::of(id), name: Text::of(name) }).into(),
            places,
            radius_km: radius_km.into(),
            visibility: facts.visibility.into(),
            status: status.into(),
            publish_at: out_at.map(Moment::from).into(),
            pinned: facts.pinned,
            comments: facts.comments,
            author: author.map(|author| person(origin, author)).into(),
            created_at: created_at.into(),
            revision,
            my: MyPost { can_edit },
        }
    }
}

/// See the file.
pub struct Operations(pub Desk);

impl Operations {
    fn shape(&self, actor: &Actor, id: PostId) -> Result<(RawJson<PostShape>, u32), Problem> {
        let view = newsstand::view(&self.0.app, actor, id)?;
        let revision = view.post.revision;
        Ok((RawJson::of(&PostShape::of(&self.0.origin, view))?, revision))
    }

    fn tagged(&self, actor: &Actor, id: PostId) -> Result<Response<RawJson<PostShape>>, Problem> {
        let (json, revision) = self.shape(actor, id)?;
        let tag = tag(revision, json.bytes());
        Ok(json.tagged(&tag))
    }

    fn made(&self, actor: &Actor, id: PostId) -> Result<Made<PostShape>, Problem> {
        let (json, revision) = self.shape(actor, id)?;
        let tag = tag(revision, json.bytes());
        Ok(json.made(&format!("/api/v1/posts/{id}"), &tag))
    }
}

#[OpenApi]
impl Operations {
    /// News, the newest first.
    #[oai(path = "/posts", method = "get", operation_id = "list_posts")]
    async fn list(
        &self,
        who: MaybeBearer,
        /// Those meant for me (the default), all that I may read, or those that are not out yet and that I may edit.
        #[oai(name = "for")]
        whose: Query<Option<OneOf<For>>>,
        /// Those of this team.
        team: Query<Option<Id>>,
        limit: Query<Option<Limit<LIMIT_MAX>>>,
        /// Where the page before ended: its `next`.
        after: Query<Option<Cursor>>,
    ) -> Result<RawJson<Posts>, Problem> {
        let (app, actor) = (&self.0.app, who.actor());
        let after = cursor(after.0, read)?;
        let whose = whose.0.and_then(|word| word.of("for").ok());
        let shape = |view| PostShape::of(&self.0.origin, view);
        let shelf = match (team.0, whose) {
            (Some(team), _) => Shelf::Team(team.0.parse::<TeamId>().map_err(|_| Problem::parameter("team"))?),
            (None, Some(For::Editors)) => {
                let items = newsstand::waiting(app, &actor)?.into_iter().map(shape).collect();
                return RawJson::of(&Posts { pinned: Vec::new(), items, next: Nullable(None) });
            }
            (None, Some(For::All)) => Shelf::All,
            (None, Some(For::Me) | None) => Shelf::Mine,
        };
        let found = newsstand::list(app, &actor, shelf, after, Limit::or_default(limit.0))?;
        let pinned = found.pinned.into_iter().map(shape).collect();
        RawJson::of(&Posts { pinned, items: found.items.into_iter().map(shape).collect(), next: next_page(found.next.map(written)).into() })
    }

    /// Writes a post: out at once unless it is a draft, or has a time of its own.
    #[oai(path = "/posts", method = "post", operation_id = "create_post")]
    async fn create(
        &self,
        who: Bearer,
        #[oai(name = "Idempotency-Key")] repeat: Repeat,
        body: Body<NewPost>,
    ) -> Result<Made<PostShape>, Problem> {
        let (app, actor) = (&self.0.app, who.actor());
        let mut flaws = Flaws::default();
        let (change, draft) = body.0.read(&mut flaws);
        if !flaws.is_empty() {
            return Err(told(flaws, || posts::rehearse(app, &actor, None, change)).into());
        }
        let id = posts::create(app, &actor, change, draft, repeat.0).await?;
        self.made(&actor, id)
    }

    /// One post.
    #[oai(path = "/posts/:post_id", method = "get", operation_id = "get_post")]
    async fn get(&self, who: MaybeBearer, post_id: Path<Id>) -> Result<Response<RawJson<PostShape>>, Problem> {
        self.tagged(&who.actor(), id(&post_id)?)
    }

    /// Edits a post. Whom it is for, and when it comes out, are fixed once it is out. `If-Match` makes sure that nobody else has edited it
    /// meanwhile.
    #[oai(path = "/posts/:post_id", method = "patch", operation_id = "update_post")]
    async fn edit(
        &self,
        who: Bearer,
        request: &Request,
        post_id: Path<Id>,
        body: Body<PostPatch>,
    ) -> Result<Response<RawJson<PostShape>>, Problem> {
        let (app, actor, id) = (&self.0.app, who.actor(), id(&post_id)?);
        let mut flaws = Flaws::default();
        let change = body.0.read(&mut flaws);
        if !flaws.is_empty() {
            return Err(told(flaws, || posts::rehearse(app, &actor, Some(id), change)).into());
        }
        posts::edit(app, &actor, id, change, if_match(request.headers())?).await?;
        self.tagged(&actor, id)
    }

    /// Takes a post away.
    #[oai(path = "/posts/:post_id", method = "delete", operation_id = "delete_post")]
    async fn delete(&self, who: Bearer, post_id: Path<Id>) -> Result<Done, Problem> {
        posts::delete(&self.0.app, &who.actor(), id(&post_id)?).await?;
        Ok(Done)
    }

    /// Publishes what was kept back: now, or at a time.
    #[oai(path = "/posts/:post_id/publish", method = "post", operation_id = "publish_post")]
    async fn publish(&self, who: Bearer, post_id: Path<Id>, body: OptionalBody<NewPublication>) -> Result<RawJson<PostShape>, Problem> {
        let (app, actor, id) = (&self.0.app, who.actor(), id(&post_id)?);
        let mut flaws = Flaws::default();
        let at = body.0.publish_at.map(|at| at.of("publish_at").map_err(|flaw| flaws.push(flaw)));
        if !flaws.is_empty() {
            return Err(told(flaws, || posts::may_edit(app, &actor, id).map(drop)).into());
        }
        posts::publish(app, &actor, id, at.and_then(Result::ok)).await?;
        Ok(self.shape(&actor, id)?.0)
    }
}
