//! Home: for a stranger what this network is and what happens next; for a member what matters now.

use askama::Template;
use poem::{Response, handler};

use super::cards::{self, cards};
use super::frame::Visit;
use super::news;
use super::views::{Card, Form, Page, PlaceChoice, PostCard, TeamCard};
use crate::app::near::{self, Area, EventQuery, Listed, Mine, RADIUS_KM};
use crate::app::newsstand::{self, Shelf};
use crate::app::teams::{self, TeamQuery};
use crate::domain::membership::{MembershipStanding, TeamRole};
use crate::domain::refusal::Refusal;
use crate::http::error::Problem;
use crate::http::page;
use crate::words::Words;

/// Events of each part of a member's home.
const SHOWN: usize = 4;
/// Events of a stranger's home.
const NEXT: usize = 3;
/// Events near that are looked through for the newest, and for those that need people.
const LOOKED_THROUGH: usize = 60;
/// News of a home.
const POSTS: usize = 3;
/// Teams of a member's home.
const TEAMS: usize = 4;

#[derive(Template)]
#[template(path = "home/stranger.html")]
struct StrangerPage {
    t: &'static Words,
    page: Page,
    tagline: String,
    f: Form,
    means: Vec<PlaceChoice>,
    cards: Vec<Card>,
    posts: Vec<PostCard>,
    upcoming: u32,
    teams: u32,
}

#[derive(Template)]
#[template(path = "home/member.html")]
struct MemberPage {
    t: &'static Words,
    page: Page,
    first_name: String,
    mine: Vec<Card>,
    needs: Vec<Card>,
    fresh: Vec<Card>,
    posts: Vec<PostCard>,
    teams: Vec<TeamCard>,
    place: String,
    near_url: String,
}

/// `GET /`
///
/// # Errors
/// 503.
#[handler]
pub async fn show(visit: Visit) -> Result<Response, Problem> {
    if visit.actor().signed_in().is_ok() { member(&visit) } else { stranger(&visit) }
}

fn stranger(visit: &Visit) -> Result<Response, Problem> {
    let query = EventQuery { limit: NEXT, ..EventQuery::default() };
    let next = near::events(visit.app(), &visit.actor(), &query)?.items;
    let page = StrangerPage {
        t: visit.t,
        page: visit.page(""),
        tagline: visit.network().tagline.of(visit.lang()).to_owned(),
        f: Form::default(),
        means: Vec::new(),
        cards: cards(visit, &next)?,
        posts: if visit.is_suspended() { Vec::new() } else { posts(visit)? },
        upcoming: number(near::count(visit.app(), &visit.actor(), &query)?),
        teams: number(teams::count(visit.app())),
    };
    page::show(page.render())
}

/// The latest news for who looks.
fn posts(visit: &Visit) -> Result<Vec<PostCard>, Refusal> {
    let found = newsstand::list(visit.app(), &visit.actor(), Shelf::Mine, None, POSTS)?;
    Ok(found.pinned.iter().chain(&found.items).take(POSTS).map(|view| news::card(visit, view)).collect())
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn member(visit: &Visit) -> Result<Response, Problem> {
    let me = &visit.known()?.member;
    let here = me.home.as_ref().and_then(|home| home.point).map_or_else(Area::default, |point| Area::circle(point, RADIUS_KM.0));
    let mine = own(visit)?;
    let told = |item: &Listed, others: &[Listed]| others.iter().any(|other| other.card.event.id == item.card.event.id);
    let mut needs = found(visit, EventQuery { area: here, needs: true, limit: LOOKED_THROUGH, ..EventQuery::default() })?;
    needs.retain(|item| !told(item, &mine) && item.standing.is_none());
    needs.truncate(SHOWN);
    let mut fresh = found(visit, EventQuery { area: here, limit: LOOKED_THROUGH, ..EventQuery::default() })?;
    fresh.retain(|item| !told(item, &mine) && !told(item, &needs) && item.standing.is_none());
    fresh.sort_by_key(|item| std::cmp::Reverse(item.card.event.created_at));
    fresh.truncate(SHOWN);
    fresh.sort_by_key(|item| (item.card.event.facts.starts_at, item.card.event.id));
    let page = MemberPage {
        t: visit.t,
        page: visit.page(""),
        first_name: me.first_name.to_string(),
        mine: cards(visit, &mine)?,
        needs: cards(visit, &needs)?,
        fresh: cards(visit, &fresh)?,
        posts: posts(visit)?,
        teams: my_teams(visit)?,
        place: me.home.as_ref().map_or(String::new(), |home| home.town.to_string()),
        near_url: "/events".to_owned(),
    };
    page::show(page.render())
}

fn found(visit: &Visit, query: EventQuery) -> Result<Vec<Listed>, Refusal> {
    Ok(near::events(visit.app(), &visit.actor(), &query)?.items)
}

/// What one goes to, waits for, or organises: the next first.
fn own(visit: &Visit) -> Result<Vec<Listed>, Refusal> {
    let of = |mine| found(visit, EventQuery { mine: Some(mine), limit: SHOWN, ..EventQuery::default() });
    let mut items = of(Mine::Going)?;
    for item in of(Mine::Organising)? {
        if !items.iter().any(|other| other.card.event.id == item.card.event.id) {
            items.push(item);
        }
    }
    items.sort_by_key(|item| (item.card.event.facts.starts_at, item.card.event.id));
    items.truncate(SHOWN);
    Ok(items)
}

fn my_teams(visit: &Visit) -> Result<Vec<TeamCard>, Refusal> {
    let query = TeamQuery { mine: true, limit: TEAMS, ..TeamQuery::default() };
    let mut views = teams::list(visit.app(), &visit.actor(), &query)?.items;
    let belongs = |my: &crate::domain::membership::Membership| my.standing == MembershipStanding::In && my.role > TeamRole::Follower;
    views.retain(|(view, _)| view.my.as_ref().is_some_and(belongs));
    views.truncate(TEAMS);
    let ids: Vec<_> = views.iter().map(|(view, _)| view.team.id).collect();
    let coming = near::upcoming(visit.app(), &visit.actor(), &ids)?;
    Ok(views.iter().zip(&coming).map(|((view, km), coming)| cards::team(visit, view, *km, Some(coming))).collect())
}
