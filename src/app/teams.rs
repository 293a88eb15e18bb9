//! Teams: founded, edited, shown.

use std::sync::Arc;

use super::App;
use super::cards::{Sight, sight};
use super::derived::team_kind_number;
use super::lookup::team_for;
use super::once::{Once, once};
use super::own_writes;
use super::places::{PlaceInput, resolve};
use crate::domain::chore::IndexChore;
use crate::domain::ids::{MediaId, TeamId};
use crate::domain::media::{Owner, Picture};
use crate::domain::membership::{Membership, MembershipStanding, TeamRole, TeamTally};
use crate::domain::place::Place;
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::domain::rights::{self, Actor, Right, Ties};
use crate::domain::team::{JoinPolicy, LINKS_MAX, Link, Team, TeamKind, TeamState};
use crate::domain::text::{Markdown, TeamName, fold};
use crate::search::grid::Area;
use crate::search::roster;

pub use crate::search::page::Cursor;

/// What is said about a team when it is founded or edited. None: the default, or as it was.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TeamChange {
    /// Its name.
    pub name: Option<TeamName>,
    /// What holds it together.
    pub kind: Option<TeamKind>,
    /// About it.
    pub description: Option<Markdown>,
    /// Where it acts.
    pub place: Option<Option<PlaceInput>>,
    /// Links it shows.
    pub links: Option<Vec<Link>>,
    /// How one joins.
    pub join_policy: Option<JoinPolicy>,
}

/// Founds a team; its founder is its lead.
///
/// # Errors
/// 401; 403 `pledge`; 409 `idempotency_key`; 422 with every flaw.
pub async fn found(app: &App, actor: &Actor, change: TeamChange, key: Option<Once>) -> Result<TeamId, Refusal> {
    let founder = actor.signed_in()?;
    rights::may(actor, Ties::default(), Right::Create)?;
    let now = app.now();
    let (name, place) = checked(app, &change)?;
    let TeamChange { kind, description, links, join_policy, .. } = change;
    let team = Team {
        id: TeamId::new(now, app.id_chance()),
        name,
        kind: kind.unwrap_or(TeamKind::Local),
        description: description.unwrap_or_else(Markdown::empty),
        place: Some(place),
        image: None,
        links: links.unwrap_or_default(),
        join_policy: join_policy.unwrap_or(JoinPolicy::Open),
        state: TeamState::Active,
        created_by: Some(founder),
        created_at: now,
        revision: 1,
        external_id: None,
    };
    let lead = Membership {
        team: team.id,
        member: founder,
        role: TeamRole::Lead,
        standing: MembershipStanding::In,
        message: None,
        listed: true,
        since: now,
    };
    let made = app
        .store
        .write(move |tx| {
            once(tx, key.as_ref(), now, |tx| {
                tx.put_team(&team)?;
                tx.put_membership(&lead)?;
                tx.leave_index(IndexChore::Team(team.id))?;
                Ok(*team.id.bytes())
            })
        })
        .await?;
    own_writes::note(app, actor);
    Ok(TeamId::from_bytes(made))
}

/// Edits a team. `revision` is the one that was read, when the client insists on it.
///
/// # Errors
/// 404; 401; 403; 412 when it changed meanwhile; 422 with every flaw.
pub async fn edit(app: &App, actor: &Actor, id: TeamId, change: TeamChange, revision: Option<u32>) -> Result<(), Refusal> {
    let by = *actor;
    let house = app.clone();
    app.store
        .write(move |tx| {
            let (team, _) = team_for(tx, &by, id, Right::EditTeam)?;
            if revision.is_some_and(|revision| revision != team.revision) {
                return Err(Refusal::Stale);
            }
            let mut flaws = Flaws::default();
            check_links(&mut flaws, change.links.as_deref());
            flaws.done()?;
            let TeamChange { name, kind, description, place, links, join_policy } = change.clone();
            let place = match place {
                None => team.place,
                Some(None) => None,
                Some(Some(input)) => Some(resolve(&house.network, input)?.0),
            };
            let edited = Team {
                name: name.unwrap_or(team.name),
                kind: kind.unwrap_or(team.kind),
                description: description.unwrap_or(team.description),
                place,
                links: links.unwrap_or(team.links),
                join_policy: join_policy.unwrap_or(team.join_policy),
                revision: team.revision + 1,
                ..team
            };
            tx.put_team(&edited)?;
            tx.leave_index(IndexChore::Team(id))?;
            Ok::<_, Refusal>(())
        })
        .await?;
    own_writes::note(app, actor);
    Ok(())
}

/// What a new team needs at least; every flaw is told at once.
fn checked(app: &App, change: &TeamChange) -> Result<(TeamName, Place), Refusal> {
    let mut flaws = Flaws::default();
    flaws.require(change.name.is_some(), Flaw::new("name", "missing"));
    check_links(&mut flaws, change.links.as_deref());
    let place = match &change.place {
        Some(Some(input)) => resolve(&app.network, input.clone()).map(|(place, _)| place),
        _ => Err(Refusal::field("place", "missing")),
    };
    match (&change.name, place) {
        (Some(name), Ok(place)) if flaws.is_empty() => Ok((name.clone(), place)),
        (_, Ok(_)) => Err(flaws.refusal()),
        (_, Err(refusal)) => {
            flaws.add(refusal)?;
            Err(flaws.refusal())
        }
    }
}

fn check_links(flaws: &mut Flaws, links: Option<&[Link]>) {
    let most = i64::try_from(LINKS_MAX).unwrap_or(i64::MAX);
    flaws.require(links.is_none_or(|links| links.len() <= LINKS_MAX), Flaw::with("links", "too_many", most));
}

/// What [`found`] would refuse (no id), or [`edit`] of this team: for doors that found flaws of their own, so that all are told at once.
///
/// # Errors
/// As those.
pub fn rehearse(app: &App, actor: &Actor, id: Option<TeamId>, change: &TeamChange) -> Result<(), Refusal> {
    let Some(id) = id else {
        may_found(actor)?;
        return checked(app, change).map(drop);
    };
    may_edit(app, actor, id)?;
    let mut flaws = Flaws::default();
    check_links(&mut flaws, change.links.as_deref());
    if let Some(Some(input)) = &change.place
        && let Err(refusal) = resolve(&app.network, input.clone())
    {
        flaws.add(refusal)?;
    }
    flaws.done()
}

/// Whether somebody may found a team at all.
///
/// # Errors
/// 401; 403.
pub fn may_found(actor: &Actor) -> Result<(), Refusal> {
    actor.signed_in()?;
    rights::may(actor, Ties::default(), Right::Create)
}

/// The team, for somebody who may edit it.
///
/// # Errors
/// 404; 401; 403.
pub fn may_edit(app: &App, actor: &Actor, id: TeamId) -> Result<Team, Refusal> {
    app.store.read(|tx| Ok(team_for(tx, actor, id, Right::EditTeam)?.0))
}

/// Makes a picture that was taken in a team's cover, or takes the cover away.
///
/// # Errors
/// 404; 401; 403.
pub async fn set_image(app: &App, actor: &Actor, id: TeamId, image: Option<MediaId>) -> Result<(), Refusal> {
    let (actor, now) = (*actor, app.now());
    let old = app
        .store
        .write(move |tx| {
            let (team, _) = team_for(tx, &actor, id, Right::EditTeam)?;
            if let Some(old) = team.image {
                tx.delete_picture(old);
            }
            if let Some(image) = image {
                tx.put_picture(&Picture { id: image, owner: Owner::Team(id), at: now });
            }
            let old = team.image;
            tx.put_team(&Team { image, revision: team.revision + 1, ..team })?;
            Ok::<_, Refusal>(old)
        })
        .await?;
    super::pictures::forget_files(app, old).await;
    Ok(())
}

/// A team, as the one who asks may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamView {
    /// The team.
    pub team: Arc<Team>,
    /// Its members and followers.
    pub tally: TeamTally,
    /// What the one who asks is in it, requests included.
    pub my: Option<Membership>,
    /// Whether they may edit it.
    pub can_edit: bool,
    /// Whether they may name managers and leads.
    pub can_name: bool,
    /// Whether they may create an event in its name.
    pub can_host: bool,
    /// Whether they may write news of it.
    pub can_write: bool,
}

/// What teams are looked for.
#[derive(Debug, Clone, Default)]
pub struct TeamQuery {
    /// Words of the name or the description, when there are any.
    pub words: Option<String>,
    /// Where.
    pub area: Area,
    /// Of this kind.
    pub kind: Option<TeamKind>,
    /// Only one's own.
    pub mine: bool,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// Items of a page.
    pub limit: usize,
}

/// A page of teams.
#[derive(Debug, Default)]
pub struct TeamList {
    /// The teams, in order, and how far each is in kilometres when the query has a point.
    pub items: Vec<(TeamView, Option<f64>)>,
    /// Where the next page begins; none when nothing follows.
    pub next: Option<Cursor>,
}

/// Most teams of one's own that are listed: on one page.
const MINE_MAX: usize = 200;

/// Teams that are looked for: the nearest first when there is a point, else by name. One's own come on one page.
///
/// # Errors
/// 401 for `mine` of a stranger; 503.
pub fn list(app: &App, actor: &Actor, query: &TeamQuery) -> Result<TeamList, Refusal> {
    if query.mine {
        return mine(app, actor);
    }
    if let Some(words) = &query.words {
        return super::search::teams(app, actor, query, words);
    }
    let kinds: Vec<u16> = query.kind.map(team_kind_number).into_iter().collect();
    let sort = if query.area.near.is_some() { roster::Sort::Distance } else { roster::Sort::Name };
    let found = app.roster.find(&roster::Query { area: query.area, kinds: &kinds, sort, after: query.after, limit: query.limit });
    let items = views(app, actor, found.items.iter().map(|hit| (hit.id, hit.distance_km)))?;
    Ok(TeamList { items, next: found.next })
}

/// How many teams there are for everybody to see.
pub fn count(app: &App) -> usize {
    app.roster.len()
}

fn mine(app: &App, actor: &Actor) -> Result<TeamList, Refusal> {
    let member = actor.signed_in()?;
    let places = app.store.read(|tx| Ok::<_, Refusal>(tx.memberships_of(member, None, MINE_MAX)?))?;
    let mut items = views(app, actor, places.iter().map(|place| (place.team, None)))?;
    items.sort_by_key(|(view, _)| fold(view.team.name.as_str()));
    Ok(TeamList { items, next: None })
}

/// The teams of these ids that this reader may see, in the same order.
///
/// # Errors
/// 503.
pub fn views(app: &App, actor: &Actor, ids: impl Iterator<Item = (TeamId, Option<f64>)>) -> Result<Vec<(TeamView, Option<f64>)>, Refusal> {
    sight(app, |sight| {
        let mut items = Vec::new();
        for (id, distance_km) in ids {
            match view_in(sight, actor, id) {
                Ok(view) => items.push((view, distance_km)),
                Err(Refusal::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(items)
    })
}

/// A team, for somebody who may see it.
///
/// # Errors
/// 404.
pub fn view(app: &App, actor: &Actor, id: TeamId) -> Result<TeamView, Refusal> {
    sight(app, |sight| view_in(sight, actor, id))
}

/// As [`view`], within a state of the record that is being read.
///
/// # Errors
/// 404.
pub fn view_in(sight: &Sight<'_>, actor: &Actor, id: TeamId) -> Result<TeamView, Refusal> {
    let card = sight.team(id)?.ok_or(Refusal::NotFound)?;
    let my = match actor.id() {
        Some(member) => sight.tx.membership(id, member)?,
        None => None,
    };
    let ties = Ties { team: my.as_ref().and_then(Membership::role_held), ..Ties::default() };
    rights::team_right(actor, ties, &card.team, Right::SeePublic)?;
    let may = |right| rights::team_right(actor, ties, &card.team, right).is_ok();
    let (can_edit, can_name, can_host) = (may(Right::EditTeam), may(Right::NameManagers), may(Right::HostForTeam));
    let can_write = may(Right::WriteTeamNews);
    Ok(TeamView { tally: card.tally, team: Arc::clone(&card.team), my, can_edit, can_name, can_host, can_write })
}

/// How near a team of the same name is looked for, in kilometres.
const ALIKE_KM: f64 = 20.0;
/// Most teams around a place that are looked through for the same name.
const ALIKE_LOOKED_THROUGH: usize = 200;

/// Teams near a place that have nearly this name: shown to whoever is about to found one.
///
/// # Errors
/// 422 for a place that cannot be told; 503.
pub fn alike(app: &App, actor: &Actor, name: &TeamName, place: PlaceInput) -> Result<Vec<(TeamView, Option<f64>)>, Refusal> {
    let (place, _) = resolve(&app.network, place)?;
    let Some(point) = place.point else { return Ok(Vec::new()) };
    let found = list(app, actor, &TeamQuery { area: Area::circle(point, ALIKE_KM), limit: ALIKE_LOOKED_THROUGH, ..TeamQuery::default() })?;
    let wanted = bare(name.as_str());
    let mut items = found.items;
    items.retain(|(view, _)| bare(view.team.name.as_str()) == wanted);
    Ok(items)
}

/// A name as it is compared: folded, letters and digits only.
fn bare(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}
