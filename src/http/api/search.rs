//! `/search`: one box over everything.

use poem_openapi::param::Query;
use poem_openapi::types::MaybeUndefined;
use poem_openapi::{Object, OpenApi};
use serde::Serialize;

use super::Desk;
use super::events::{WORDS_MAX, as_parameters, cursor, point};
use super::rsvps::next_page;
use super::shapes::{Id, PLACE_ID_MAX, Url};
use crate::app::near::{Area, Near};
use crate::app::search::{self, Marker, PageCursor, Results, Thing, plain};
use crate::domain::text::Title;
use crate::http::body::{Moment, OneOf, Text, Worded};
use crate::http::error::Problem;
use crate::http::json::{Nullable, RawJson};
use crate::http::params::{BadParameter, Cursor, LIMIT_MAX, Limit, Near as Point, Radius};
use crate::http::session::MaybeBearer;

/// Characters of a description that are shown around what was found.
const SHOWN: usize = 160;

/// Most characters of a highlight: what is shown, each character escaped, and its marks.
const HIGHLIGHT_MAX: usize = 2_000;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Event,
    Team,
}

impl Worded for Type {
    fn all() -> &'static [Self] {
        &[Self::Event, Self::Team]
    }

    fn word(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Team => "team",
        }
    }
}

/// What was found.
#[derive(Debug, Object, Serialize)]
struct Findings {
    /// In the order of how well they fit.
    items: Vec<Finding>,
    /// How much there is of each.
    counts: Counts,
    /// Where the next page begins: `after`.
    next: Nullable<Text<256>>,
    /// Nothing holds the words as they were typed: these hold words like them.
    mended: bool,
    /// Nothing holds all of the words: these hold some.
    loosened: bool,
}

/// How much there is of each.
#[derive(Debug, Object, Serialize)]
struct Counts {
    /// Events.
    events: usize,
    /// Teams.
    teams: usize,
    /// News.
    posts: usize,
}

/// An event or a team that was found.
#[derive(Debug, Object, Serialize)]
struct Finding {
    /// What it is.
    #[oai(rename = "type")]
    #[serde(rename = "type")]
    kind: OneOf<Type>,
    /// Which.
    id: Id,
    /// Its title or name.
    title: Text<{ Title::MAX }>,
    /// Its page.
    url: Url,
    /// Where the words stand, as safe HTML: `<mark>` around what was found.
    highlight: Text<HIGHLIGHT_MAX>,
    /// How far it is from the point of the query; absent without a point.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    distance_km: MaybeUndefined<f64>,
    /// When an event begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    starts_at: Option<Moment>,
    /// Its town.
    town: Nullable<Text<200>>,
}

/// The words of the list `types`.
struct Types {
    events: bool,
    teams: bool,
}

impl std::str::FromStr for Types {
    type Err = BadParameter;

    fn from_str(text: &str) -> Result<Self, BadParameter> {
        let mut types = Self { events: false, teams: false };
        for word in text.split(',') {
            match word {
                "events" => types.events = true,
                "teams" => types.teams = true,
                // There is no news yet; to ask for it is no mistake.
                "posts" => {}
                _ => return Err(BadParameter),
            }
        }
        Ok(types)
    }
}

/// A text with marks, as HTML.
fn marked(marker: &Marker, title: &str, plain: &str) -> String {
    let mut html = String::with_capacity(2 * SHOWN);
    for piece in search::highlight(marker, title, plain, SHOWN) {
        html.push_str(if piece.found { "<mark>" } else { "" });
        for c in piece.text.chars() {
            match c {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                '\'' => html.push_str("&#39;"),
                c => html.push(c),
            }
        }
        html.push_str(if piece.found { "</mark>" } else { "" });
    }
    html
}

impl Finding {
    fn of(origin: &str, marker: &Marker, thing: Thing, near: bool) -> Self {
        let far = |km: Option<f64>| match km {
            _ if !near => MaybeUndefined::Undefined,
            Some(km) => MaybeUndefined::Value((km * 1_000.0).round() / 1_000.0),
            None => MaybeUndefined::Null,
        };
        match thing {
            Thing::Event(listed) => {
                let event = &listed.card.event;
                let title = event.facts.title.as_str();
                Self {
                    kind: Type::Event.into(),
                    id: Text::of(event.id),
                    title: Text::of(title),
                    url: Text(format!("{origin}/events/{}", event.id)),
                    highlight: Text(marked(marker, title, listed.card.plain())),
                    distance_km: far(listed.distance_km),
                    starts_at: Some(event.facts.starts_at.into()),
                    town: event.facts.place.as_ref().and_then(|place| place.town.as_ref()).map(Text::of).into(),
                }
            }
            Thing::Team(view, km) => {
                let team = &view.team;
                let (name, text) = (team.name.as_str(), team.description.as_str());
                Self {
                    kind: Type::Team.into(),
                    id: Text::of(team.id),
                    title: Text::of(name),
                    url: Text(format!("{origin}/teams/{}", team.id)),
                    highlight: Text(marked(marker, name, &plain(text))),
                    distance_km: far(km),
                    starts_at: None,
                    town: team.place.as_ref().and_then(|place| place.town.as_ref()).map(Text::of).into(),
                }
            }
        }
    }
}

/// See the file.
pub struct Operations(pub Desk);

#[OpenApi]
impl Operations {
    /// Events and teams that hold the words; what is over is left out.
    #[oai(path = "/search", method = "get", operation_id = "search")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the contract")]
    async fn search(
        &self,
        who: MaybeBearer,
        /// The words, as typed.
        q: Query<Text<WORDS_MAX>>,
        /// Of what: `events`, `teams`, `posts`, or several with commas between them; by default everything.
        types: Query<Option<Text<40>>>,
        /// Around this point.
        near: Query<Option<Point>>,
        /// Around this place of the gazetteer (`GET /places`).
        place: Query<Option<Text<PLACE_ID_MAX>>>,
        /// How far around the point or the place, in kilometres.
        radius_km: Query<Option<Radius>>,
        limit: Query<Option<Limit<LIMIT_MAX>>>,
        /// Where the page before ended: its `next`.
        after: Query<Option<Cursor>>,
    ) -> Result<RawJson<Findings>, Problem> {
        let types = types.0.map(|types| types.0.parse()).transpose().map_err(|_| Problem::parameter("types"))?;
        let Types { events, teams } = types.unwrap_or(Types { events: true, teams: true });
        let point = point(near.0, place.0.as_ref())?;
        let query = search::Query {
            words: q.0.0,
            area: Area { near: point.map(|point| Near { point, km: Some(Radius::or_default(radius_km.0)) }), bbox: None },
            events,
            teams,
            past: false,
            after: cursor(after.0, PageCursor::from_text)?,
            limit: Limit::or_default(limit.0),
        };
        let nothing = !events && !teams;
        let found =
            if nothing { Results::default() } else { search::all(&self.0.app, &who.actor(), &query).await.map_err(as_parameters)? };
        let Results { items, next, counts, mended, loosened } = found;
        let marker = Marker::new(&query.words);
        RawJson::of(&Findings {
            items: items.into_iter().map(|thing| Finding::of(&self.0.origin, &marker, thing, point.is_some())).collect(),
            counts: Counts { events: counts.events, teams: counts.teams, posts: 0 },
            next: next_page(next.map(PageCursor::to_text)).into(),
            mended,
            loosened,
        })
    }
}
