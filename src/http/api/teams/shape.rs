//! A team as JSON. What does not depend on who reads it is written once for each revision, and kept.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{PoisonError, RwLock};

use bytes::Bytes;
use poem_openapi::Object;
use poem_openapi::types::MaybeUndefined;
use serde::Serialize;

use super::super::Desk;
use super::super::events::shape::Distance;
use super::super::shapes::{Id, Picture, PlaceShape, Url};
use crate::app::cards::Card;
use crate::app::markdown::to_html;
use crate::app::near::Upcoming;
use crate::app::teams::TeamView;
use crate::domain::event::EventStatus;
use crate::domain::ids::TeamId;
use crate::domain::membership::{MembershipStanding, TeamRole, TeamTally};
use crate::domain::team::{JoinPolicy, Link, Team, TeamKind, TeamState};
use crate::domain::text::{Label, Markdown, PlaceLine, TeamName, Title, WebLink};
use crate::http::body::{Moment, OneOf, Text};
use crate::http::error::Problem;
use crate::http::json::Nullable;

/// A group of members.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "Team")]
pub struct TeamShape {
    /// Which.
    id: Id,
    /// Its page.
    url: Url,
    /// Its name.
    name: Text<{ TeamName::MAX }>,
    /// What holds it together.
    kind: OneOf<TeamKind>,
    /// About it, in Markdown.
    description: Text<{ Markdown::MAX }>,
    /// About it, as safe HTML.
    description_html: Text<1_000_000>,
    /// Where it acts.
    place: Nullable<PlaceShape>,
    /// The cover.
    image: Nullable<Picture>,
    /// Links it shows.
    links: Vec<TeamLink>,
    /// How one joins.
    join_policy: OneOf<JoinPolicy>,
    /// Whether it was taken from view: moderators see it still.
    hidden: bool,
    /// Since when.
    created_at: Moment,
    /// Counts the changes.
    revision: u32,
    /// How many members it has.
    #[serde(skip)]
    members: u32,
    /// How many follow it.
    #[serde(skip)]
    followers: u32,
    /// Its next event that the reader may see.
    #[serde(skip)]
    next_event: Nullable<NextEvent>,
    /// How many of its events are to come or under way, of those that the reader may see.
    #[serde(skip)]
    upcoming: u32,
    /// Whether it has done nothing for 62 days, and plans nothing.
    #[serde(skip)]
    dormant: bool,
    /// How far it is from the point of the query. Absent without a point.
    #[serde(skip)]
    distance_km: MaybeUndefined<f64>,
    /// What the reader is in it.
    #[serde(skip)]
    my: MyTeam,
}

/// A link that a team shows.
#[derive(Debug, Object, Serialize)]
struct TeamLink {
    /// What it says.
    label: Nullable<Text<{ Label::MAX }>>,
    /// Where it leads.
    url: Text<{ WebLink::MAX }>,
}

/// An event in a few words.
#[derive(Debug, Object, Serialize)]
struct NextEvent {
    /// Which.
    id: Id,
    /// Its page.
    url: Url,
    /// The key of its kind.
    kind: Text<40>,
    /// Its title.
    title: Text<{ Title::MAX }>,
    /// When it begins.
    starts_at: Moment,
    /// When it ends.
    ends_at: Moment,
    /// The IANA zone of its clock.
    time_zone: Text<64>,
    /// Where it stands.
    status: OneOf<EventStatus>,
    /// Its town.
    town: Nullable<Text<{ PlaceLine::MAX }>>,
    /// How many come.
    going: u32,
}

/// What the reader is in a team.
#[derive(Debug, Object, Serialize)]
struct MyTeam {
    /// Their role; null without one.
    role: Nullable<OneOf<TeamRole>>,
    /// `member`, `follower`, or `requested`; null: none of it.
    standing: Nullable<Text<20>>,
    /// Whether other members of the team see them in its list.
    listed: bool,
    /// Whether they may edit it, and take members out.
    can_edit: bool,
    /// Whether they may name managers and leads.
    can_name: bool,
    /// Whether they may create events in its name.
    can_host: bool,
}

/// A page of teams.
#[derive(Debug, Object)]
pub struct Teams {
    /// The nearest first when there is a point, else by name.
    pub items: Vec<TeamShape>,
    /// Where the next page begins: `after`.
    pub next: Nullable<Text<256>>,
}

impl TeamShape {
    fn of(origin: &str, team: &Team) -> Self {
        let link = |Link { label, url }: &Link| TeamLink { label: label.as_ref().map(Text::of).into(), url: Text::of(url) };
        Self {
            id: Text::of(team.id),
            url: Text(format!("{origin}/teams/{}", team.id)),
            name: Text::of(&team.name),
            kind: team.kind.into(),
            description: Text::of(&team.description),
            description_html: Text(to_html(team.description.as_str())),
            place: team.place.as_ref().map(|place| PlaceShape::of(place, false)).into(),
            image: Picture::maybe(origin, team.image),
            links: team.links.iter().map(link).collect(),
            join_policy: team.join_policy.into(),
            hidden: team.state == TeamState::Hidden,
            created_at: team.created_at.into(),
            revision: team.revision,
            members: 0,
            followers: 0,
            next_event: Nullable(None),
            upcoming: 0,
            dormant: false,
            distance_km: MaybeUndefined::Undefined,
            my: MyTeam::nothing(),
        }
    }
}

impl NextEvent {
    fn of(origin: &str, card: &Card) -> Self {
        let event = &card.event;
        Self {
            id: Text::of(event.id),
            url: Text(format!("{origin}/events/{}", event.id)),
            kind: Text::of(event.facts.kind.as_str()),
            title: Text::of(&event.facts.title),
            starts_at: event.facts.starts_at.into(),
            ends_at: event.facts.ends_at.into(),
            time_zone: Text::of(&event.facts.zone),
            status: event.status.into(),
            town: event.facts.place.as_ref().and_then(|place| place.town.as_ref()).map(Text::of).into(),
            going: card.tally.going,
        }
    }
}

/// What a membership is called in the contract: managers and leads are members.
pub fn standing(role: TeamRole, standing: MembershipStanding) -> &'static str {
    match (standing, role) {
        (MembershipStanding::Requested, _) => "requested",
        (MembershipStanding::In, TeamRole::Follower) => "follower",
        (MembershipStanding::In, _) => "member",
    }
}

impl MyTeam {
    fn nothing() -> Self {
        Self { role: Nullable(None), standing: Nullable(None), listed: false, can_edit: false, can_name: false, can_host: false }
    }

    fn of(view: &TeamView) -> Self {
        let my = view.my.as_ref();
        let role = my.filter(|my| my.standing == MembershipStanding::In).map(|my| my.role);
        Self {
            role: role.map(OneOf::from).into(),
            standing: my.map(|my| Text::of(standing(my.role, my.standing))).into(),
            listed: my.is_some_and(|my| my.listed),
            can_edit: view.can_edit,
            can_name: view.can_name,
            can_host: view.can_host,
        }
    }
}

/// What was written of teams, by revision.
#[derive(Default)]
pub struct Written(RwLock<HashMap<TeamId, (u32, Bytes)>>);

/// Most teams that are kept: about 10 MiB as people write.
const KEPT: usize = 4_000;

impl Written {
    /// The kept part of a team: an object without its closing brace.
    fn of(&self, origin: &str, team: &Team) -> Result<Bytes, Problem> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&team.id).cloned();
        if let Some((_, bytes)) = kept.filter(|(revision, _)| *revision == team.revision) {
            return Ok(bytes);
        }
        let mut json = serde_json::to_vec(&TeamShape::of(origin, team)).map_err(Problem::internal)?;
        json.pop();
        let bytes = Bytes::from(json);
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEPT {
            all.clear();
        }
        all.insert(team.id, (team.revision, bytes.clone()));
        Ok(bytes)
    }

    /// Writes a team as its reader may see it.
    ///
    /// # Errors
    /// 500 when a value cannot be written, which is a mistake of ours.
    pub fn write(&self, to: &mut Vec<u8>, desk: &Desk, view: &TeamView, upcoming: &Upcoming, distance: Distance) -> Result<(), Problem> {
        /// The rest of the object, in the order of the document.
        #[derive(Serialize)]
        struct Rest {
            members: u32,
            followers: u32,
            next_event: Option<NextEvent>,
            upcoming: usize,
            dormant: bool,
            my: MyTeam,
        }
        let TeamTally { members, followers, leads: _ } = view.tally;
        let next_event = upcoming.next.as_ref().map(|next| NextEvent::of(&desk.origin, &next.card));
        to.extend_from_slice(&self.of(&desk.origin, &view.team)?);
        match distance {
            Some(Some(km)) => write!(to, ",\"distance_km\":{km:.3}").map_err(Problem::internal)?,
            Some(None) => to.extend_from_slice(b",\"distance_km\":null"),
            None => {}
        }
        let rest = Rest { members, followers, next_event, upcoming: upcoming.count, dormant: upcoming.dormant, my: MyTeam::of(view) };
        let at = to.len();
        serde_json::to_writer(&mut *to, &rest).map_err(Problem::internal)?;
        // One object goes on in the other.
        to[at] = b',';
        Ok(())
    }
}
