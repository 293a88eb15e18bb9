//! News: written, edited, published at once or at their time, taken away.

use jiff::Timestamp;

use super::App;
use super::lookup::{post_for, team_for};
use super::notices::tell;
use super::once::{Once, once};
use super::places::{PlaceInput, resolve};
use super::throttle::{self, Knock, knock};
use crate::domain::chore::News;
use crate::domain::ids::{MediaId, PostId, TeamId};
use crate::domain::media::{Owner, Picture};
use crate::domain::network::Network;
use crate::domain::post::{AREA_KM, Post, PostArea, PostFacts, PostStatus, PostVisibility, Reach, SPOTS_MAX, Spot, planned};
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::domain::rights::{self, Actor, Right, Ties, tends_news};
use crate::domain::text::{Alt, Markdown, PlaceLine, Title, WebLink};
use crate::store::{ReadTx, WriteTx};

/// Posts that come out in one transaction.
const AT_ONCE: usize = 20;

/// Whom a post is for, as a door gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum ReachInput {
    /// Everybody.
    Network,
    /// Who lives around these places, so far in kilometres.
    Area(Vec<PlaceInput>, Option<u16>),
    /// Who is in a team, or follows it.
    Team(TeamId),
}

/// What is said about a post when it is written or edited. None: the default, or as it was.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PostChange {
    /// Its title.
    pub title: Option<Title>,
    /// Its text.
    pub text: Option<Markdown>,
    /// A link to go further.
    pub link: Option<Option<WebLink>>,
    /// What its picture shows.
    pub image_alt: Option<Option<Alt>>,
    /// Whom it is for; only before it is out.
    pub reach: Option<ReachInput>,
    /// Who may read it.
    pub visibility: Option<PostVisibility>,
    /// It stands above the others.
    pub pinned: Option<bool>,
    /// One may answer to it.
    pub comments: Option<bool>,
    /// When it is to come out; none: at once. Only before it is out.
    pub publish_at: Option<Option<Timestamp>>,
}

/// Writes a post: kept back, or to come out at its time, which is now when nobody says another.
///
/// # Errors
/// 401; 403 `pledge`, or `not_allowed` where one may not write; 404 for a team that is hidden; 409 `idempotency_key`; 422 with every flaw;
/// 429.
pub async fn create(app: &App, actor: &Actor, change: PostChange, draft: bool, key: Option<Once>) -> Result<PostId, Refusal> {
    let author = actor.signed_in()?;
    let now = app.now();
    app.store.read(|tx| may_write(tx, actor, change.reach.as_ref()))?;
    let facts = facts(&app.network, None, change.clone())?;
    let (status, out_at) = stage(change.publish_at.flatten(), draft, now)?;
    knock(app, vec![Knock::member(throttle::POSTS_A_MEMBER, "post", author)]).await?;
    let id = PostId::new(now, app.id_chance());
    let post = Post { id, facts, image: None, author: Some(author), status, out_at, created_at: now, revision: 1 };
    let actor = *actor;
    let made = app
        .store
        .write(move |tx| {
            once(tx, key.as_ref(), now, |tx| {
                may_write(tx, &actor, change.reach.as_ref())?;
                put(tx, None, &post, now)?;
                Ok(*post.id.bytes())
            })
        })
        .await?;
    Ok(PostId::from_bytes(made))
}

/// Where a post stands that is kept back, or is to come out at this time.
fn stage(at: Option<Timestamp>, draft: bool, now: Timestamp) -> Result<(PostStatus, Option<Timestamp>), Refusal> {
    if draft {
        return Ok((PostStatus::Draft, None));
    }
    planned(at, now).map(|(status, at)| (status, Some(at)))
}

/// Stores a post, and leaves what follows when it comes out.
fn put(tx: &mut WriteTx<'_>, before: Option<&Post>, post: &Post, now: Timestamp) -> Result<(), Refusal> {
    tx.put_post(post)?;
    if post.is_out() && !before.is_some_and(Post::is_out) {
        tell(tx, News::Posted(post.id), post.author, now)?;
    }
    Ok(())
}

/// Whether somebody may write news for these people.
fn may_write(tx: &ReadTx<'_>, actor: &Actor, reach: Option<&ReachInput>) -> Result<(), Refusal> {
    actor.signed_in()?;
    match reach {
        Some(ReachInput::Team(team)) => team_for(tx, actor, *team, Right::WriteTeamNews).map(drop),
        Some(ReachInput::Network | ReachInput::Area(..)) | None => rights::may(actor, Ties::default(), Right::WriteNews),
    }
}

/// Edits a post. `revision` is the one that was read, when the client insists on it.
///
/// # Errors
/// 404; 401; 403; 409 `published` for what is fixed once it is out; 412 when it changed meanwhile; 422 with every flaw.
pub async fn edit(app: &App, actor: &Actor, id: PostId, change: PostChange, revision: Option<u32>) -> Result<(), Refusal> {
    let (actor, now, house) = (*actor, app.now(), app.clone());
    app.store
        .write(move |tx| {
            let before = changeable(tx, &actor, id)?;
            if revision.is_some_and(|revision| revision != before.revision) {
                return Err(Refusal::Stale);
            }
            let after = edited(&house.network, &before, change.clone(), now)?;
            if after.facts.reach != before.facts.reach {
                may_write(tx, &actor, change.reach.as_ref())?;
            }
            put(tx, Some(&before), &after, now)
        })
        .await
}

/// The post that a change makes of another. What is out stays out, for the same people.
fn edited(network: &Network, before: &Post, change: PostChange, now: Timestamp) -> Result<Post, Refusal> {
    let publish_at = change.publish_at;
    let facts = facts(network, Some(&before.facts), change)?;
    let moved = facts.reach != before.facts.reach || publish_at.is_some();
    if before.is_out() && moved {
        return Err(Refusal::Conflict("published"));
    }
    let (status, out_at) = match (before.status, publish_at) {
        (PostStatus::Scheduled, Some(at)) => stage(at, false, now)?,
        (status, _) => (status, before.out_at),
    };
    Ok(Post { facts, status, out_at, revision: before.revision + 1, ..before.clone() })
}

/// Publishes what was kept back: at this time, or now. What is out already stays so.
///
/// # Errors
/// 404; 401; 403; 422 `publish_at`.
pub async fn publish(app: &App, actor: &Actor, id: PostId, at: Option<Timestamp>) -> Result<(), Refusal> {
    let (actor, now) = (*actor, app.now());
    app.store
        .write(move |tx| {
            let before = changeable(tx, &actor, id)?;
            if before.is_out() {
                return Ok(());
            }
            if let Some(team) = before.facts.reach.team() {
                team_for(tx, &actor, team, Right::WriteTeamNews)?;
            }
            let (status, out_at) = stage(at, false, now)?;
            put(tx, Some(&before), &Post { status, out_at, revision: before.revision + 1, ..before.clone() }, now)
        })
        .await
}

/// Takes a post away, and its picture.
///
/// # Errors
/// 404; 401; 403.
pub async fn delete(app: &App, actor: &Actor, id: PostId) -> Result<(), Refusal> {
    let actor = *actor;
    let picture = app
        .store
        .write(move |tx| {
            let post = tended(tx, &actor, id)?;
            if let Some(image) = post.image {
                tx.delete_picture(image);
            }
            tx.delete_post(id)?;
            Ok::<_, Refusal>(post.image)
        })
        .await?;
    super::pictures::forget_files(app, picture).await;
    Ok(())
}

/// Makes a picture that was taken in a post's, or takes it away.
///
/// # Errors
/// 404; 401; 403.
pub async fn set_image(app: &App, actor: &Actor, id: PostId, image: Option<MediaId>) -> Result<(), Refusal> {
    let (actor, now) = (*actor, app.now());
    let old = app
        .store
        .write(move |tx| {
            let post = tended(tx, &actor, id)?;
            if let Some(old) = post.image {
                tx.delete_picture(old);
            }
            if let Some(image) = image {
                tx.put_picture(&Picture { id: image, owner: Owner::Post(id), at: now });
            }
            let old = post.image;
            tx.put_post(&Post { image, revision: post.revision + 1, ..post })?;
            Ok::<_, Refusal>(old)
        })
        .await?;
    super::pictures::forget_files(app, old).await;
    Ok(())
}

/// Lets the posts out whose time has come; false when there was none.
///
/// # Errors
/// A failure of the record.
pub async fn come_out(app: &App) -> Result<bool, Refusal> {
    let now = app.now();
    let any = app.store.read(|tx| Ok::<_, Refusal>(tx.posts_due(1)?.first().is_some_and(|(due, _)| *due <= now)))?;
    if !any {
        return Ok(false);
    }
    app.store
        .write(move |tx| {
            for (_, id) in tx.posts_due(AT_ONCE)? {
                let Some(before) = tx.post(id)?.filter(|post| post.is_due(now)) else { continue };
                put(tx, Some(&before), &Post { status: PostStatus::Published, revision: before.revision + 1, ..before.clone() }, now)?;
            }
            Ok(true)
        })
        .await
}

/// When the next post is to come out.
///
/// # Errors
/// A failure of the record.
pub fn next_due(app: &App) -> Result<Option<Timestamp>, Refusal> {
    app.store.read(|tx| Ok(tx.posts_due(1)?.first().map(|(due, _)| *due)))
}

/// The post, for somebody who may edit it.
///
/// # Errors
/// 404; 401; 403.
pub fn may_edit(app: &App, actor: &Actor, id: PostId) -> Result<Post, Refusal> {
    app.store.read(|tx| tended(tx, actor, id))
}

fn tended(tx: &ReadTx<'_>, actor: &Actor, id: PostId) -> Result<Post, Refusal> {
    let post = tx.post(id)?.ok_or(Refusal::NotFound)?;
    Ok(post_for(tx, actor, id, tends_news(&post.facts.reach))?.0)
}

/// The same, unless it is hidden: what moderators took away comes back by their decision only.
fn changeable(tx: &ReadTx<'_>, actor: &Actor, id: PostId) -> Result<Post, Refusal> {
    let post = tended(tx, actor, id)?;
    if post.status == PostStatus::Hidden { Err(Refusal::Conflict("hidden")) } else { Ok(post) }
}

/// What [`create`] would refuse (no id), or [`edit`] of this post: for doors that found flaws of their own, so that all are told at once.
///
/// # Errors
/// As those.
pub fn rehearse(app: &App, actor: &Actor, id: Option<PostId>, change: PostChange) -> Result<(), Refusal> {
    let now = app.now();
    let Some(id) = id else {
        app.store.read(|tx| may_write(tx, actor, change.reach.as_ref()))?;
        let at = change.publish_at.flatten();
        let mut flaws = Flaws::default();
        for outcome in [facts(&app.network, None, change).map(drop), planned(at, now).map(drop)] {
            outcome.or_else(|refusal| flaws.add(refusal))?;
        }
        return flaws.done();
    };
    let before = may_edit(app, actor, id)?;
    edited(&app.network, &before, change, now).map(drop)
}

/// The facts that a change makes of the former ones, or of the defaults.
fn facts(network: &Network, former: Option<&PostFacts>, change: PostChange) -> Result<PostFacts, Refusal> {
    let mut flaws = Flaws::default();
    let title = change.title.or(former.map(|f| f.title.clone()));
    flaws.require(title.is_some(), Flaw::new("title", "missing"));
    let reach = match (change.reach, former) {
        (Some(input), _) => reach(network, input, &mut flaws)?,
        (None, Some(former)) => former.reach.clone(),
        (None, None) => Reach::Network,
    };
    let usual = PostVisibility::Public;
    let facts = PostFacts {
        // What stands in for a title that is flawed goes no further than the check of the rest.
        title: title.unwrap_or_else(|| "---".parse().expect("three characters are a title")),
        text: change.text.or(former.map(|f| f.text.clone())).unwrap_or_else(Markdown::empty),
        link: change.link.unwrap_or(former.and_then(|f| f.link.clone())),
        image_alt: change.image_alt.unwrap_or(former.and_then(|f| f.image_alt.clone())),
        reach,
        visibility: change.visibility.or(former.map(|f| f.visibility)).unwrap_or(usual),
        pinned: change.pinned.or(former.map(|f| f.pinned)).unwrap_or(false),
        comments: change.comments.or(former.map(|f| f.comments)).unwrap_or(true),
    };
    if let Err(refusal) = facts.check() {
        flaws.add(refusal)?;
    }
    flaws.done()?;
    Ok(facts)
}

fn reach(network: &Network, input: ReachInput, flaws: &mut Flaws) -> Result<Reach, Refusal> {
    Ok(match input {
        ReachInput::Network => Reach::Network,
        ReachInput::Team(team) => Reach::Team(team),
        ReachInput::Area(places, km) => {
            let mut spots = Vec::new();
            // One more than there may be is looked at, so that the check says that they are too many.
            for place in places.into_iter().take(SPOTS_MAX + 1) {
                match resolve(network, place) {
                    Ok((place, _)) => match place.point {
                        Some(point) => spots.push(Spot { name: called(&place), point }),
                        None => flaws.push(Flaw::new("places", "unknown_place")),
                    },
                    Err(Refusal::Invalid(found)) => {
                        // Which of several towns is a question that can be answered; all else is a place that nobody knows.
                        let which = found.into_iter().find(|flaw| !flaw.among.is_empty());
                        let which = which.map(|flaw| Flaw { field: "places", ..flaw });
                        flaws.push(which.unwrap_or_else(|| Flaw::new("places", "unknown_place")));
                    }
                    Err(other) => return Err(other),
                }
            }
            Reach::Area(PostArea { spots, km: km.unwrap_or(AREA_KM) })
        }
    })
}

/// What the middle of an area is called: its town, or else its coordinates.
fn called(place: &crate::domain::place::Place) -> PlaceLine {
    let point = || place.point.map_or(String::new(), |point| format!("{:.3}, {:.3}", point.lat(), point.lon()));
    let name = place.town.clone().or_else(|| place.name.clone());
    name.or_else(|| point().parse().ok()).unwrap_or_else(|| "?".parse().expect("one character is a line"))
}
