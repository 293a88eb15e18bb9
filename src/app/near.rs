//! What happens where and when: one query for the list, the map and the API.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jiff::Timestamp;

use super::App;
use super::cards::{Card, Reader, Sight, sight};
use super::derived::kind_number;
use crate::domain::event::{EventStatus, KindKey};
use crate::domain::ids::{EventId, TeamId};
use crate::domain::refusal::{Flaw, Refusal};
use crate::domain::rights::{Actor, Ties, lists_event};
use crate::domain::rsvp::Standing;
use crate::search::agenda::{self, Sort};
use crate::search::page;

pub use crate::domain::bbox::Bbox;
pub use crate::search::agenda::Cluster;
pub use crate::search::grid::{Area, Near};
pub use crate::store::Direction;

/// Items of a list when nobody says.
pub const LIST_DEFAULT: usize = 20;
/// Most items of a list.
pub const LIST_MAX: usize = 100;
/// Most items of the map.
pub const MAP_MAX: usize = 2_000;
/// Reach of a search around a point, in kilometres: when nobody says, at least, at most.
pub const RADIUS_KM: (f64, f64, f64) = (20.0, 0.1, 500.0);
/// Most events of one's own that are sorted for a page of "mine".
const MINE_MAX: usize = 2_000;

/// What is looked for.
#[derive(Debug, Clone)]
pub struct EventQuery {
    /// Words, when there are any.
    pub words: Option<String>,
    /// Where.
    pub area: Area,
    /// Of these kinds; empty: of all.
    pub kinds: Vec<KindKey>,
    /// Of this team.
    pub team: Option<TeamId>,
    /// Not ended yet at this time; none: now.
    pub from: Option<Timestamp>,
    /// Begun before this time.
    pub to: Option<Timestamp>,
    /// Online only, or not online only.
    pub online: Option<bool>,
    /// Only what needs people.
    pub needs: bool,
    /// Only one's own.
    pub mine: Option<Mine>,
    /// The order; none: by start, or by relevance when there are words.
    pub sort: Option<Order>,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// Items of a page.
    pub limit: usize,
}

/// The code of a span that ends before it begins.
pub const ENDS_FIRST: &str = "ends_before_start";

impl EventQuery {
    /// Whether its span ends before it begins: that finds nothing, ever, and is a mistake.
    pub fn ends_first(&self) -> bool {
        self.from.zip(self.to).is_some_and(|(from, to)| to <= from)
    }
}

impl Default for EventQuery {
    fn default() -> Self {
        Self {
            words: None,
            area: Area::default(),
            kinds: Vec::new(),
            team: None,
            from: None,
            to: None,
            online: None,
            needs: false,
            mine: None,
            sort: None,
            after: None,
            limit: LIST_DEFAULT,
        }
    }
}

/// Which of one's own events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mine {
    /// Those one goes to, or waits for.
    Going,
    /// Those one organises, drafts included.
    Organising,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The next first.
    Start,
    /// The nearest first.
    Distance,
    /// The best match first.
    Relevance,
}

/// Where a page ended. Opaque to clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cursor {
    /// Of what agenda or index found.
    Found(page::Cursor),
    /// Of one's own events, by start.
    Mine(Timestamp, EventId),
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Found(cursor) => f.write_str(&cursor.to_text()),
            Self::Mine(at, id) => write!(f, "m{}_{id}", at.as_microsecond()),
        }
    }
}

/// What was given is no cursor of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadCursor;

impl FromStr for Cursor {
    type Err = BadCursor;

    fn from_str(text: &str) -> Result<Self, BadCursor> {
        if let Some(cursor) = page::Cursor::from_text(text) {
            return Ok(Self::Found(cursor));
        }
        let (at, id) = text.strip_prefix('m').and_then(|rest| rest.split_once('_')).ok_or(BadCursor)?;
        let at = at.parse().ok().and_then(|micros| Timestamp::from_microsecond(micros).ok()).ok_or(BadCursor)?;
        Ok(Self::Mine(at, id.parse().map_err(|_| BadCursor)?))
    }
}

/// A page of events.
#[derive(Debug, Default)]
pub struct EventList {
    /// The events, in order.
    pub items: Vec<Listed>,
    /// Where the next page begins; none when nothing follows.
    pub next: Option<Cursor>,
}

/// An event in a list, and what its reader is to it.
#[derive(Debug)]
pub struct Listed {
    /// The event.
    pub card: Arc<Card>,
    /// What the reader is to it.
    pub ties: Ties,
    /// Where their answer stands.
    pub standing: Option<Standing>,
    /// How far it is, in kilometres, when the query has a point.
    pub distance_km: Option<f64>,
}

/// Events that are looked for, as far as this reader may see them.
///
/// # Errors
/// 401 for `mine` of a stranger; 422 for an order that the query cannot have, or a span that ends before it begins; 503.
pub fn events(app: &App, actor: &Actor, query: &EventQuery) -> Result<EventList, Refusal> {
    sound(query)?;
    if let Some(mine) = query.mine {
        return mine_of(app, actor, mine, query);
    }
    if query.words.is_some() {
        return super::search::events(app, actor, query);
    }
    let sort = match query.sort {
        Some(Order::Distance) if query.area.near.is_some() => Sort::Distance,
        Some(Order::Distance) => return Err(Refusal::Invalid(vec![Flaw::new("sort", "needs_near")])),
        Some(Order::Relevance) => return Err(Refusal::Invalid(vec![Flaw::new("sort", "needs_words")])),
        Some(Order::Start) | None => Sort::Start,
    };
    let after = match query.after {
        None => None,
        Some(Cursor::Found(cursor)) => Some(cursor),
        Some(Cursor::Mine(..)) => return Err(Refusal::Invalid(vec![Flaw::new("after", "bad_form")])),
    };
    let kinds = kind_numbers(app, query);
    sight(app, |sight| {
        let reader = sight.reader(actor)?;
        let may = |id| may_list(sight, actor, &reader, id);
        let asked = agenda::Query { sort, after, ..agenda_query(app, query, &kinds) };
        let page = app.agenda.find(&asked, agenda::Reader { member: actor.signed_in().is_ok(), may: &may });
        let items = listed(sight, actor, &reader, page.items.iter().map(|hit| (hit.id, hit.distance_km)))?;
        Ok(EventList { items, next: page.next.map(Cursor::Found) })
    })
}

fn sound(query: &EventQuery) -> Result<(), Refusal> {
    if query.ends_first() { Err(Refusal::field("to", ENDS_FIRST)) } else { Ok(()) }
}

/// What lies in a box of the map: clusters, and at most `query.limit` single events.
///
/// # Errors
/// As [`events`].
pub fn clusters(app: &App, actor: &Actor, query: &EventQuery, bbox: Bbox, zoom: u8) -> Result<(Vec<Cluster>, EventList), Refusal> {
    sound(query)?;
    let kinds = kind_numbers(app, query);
    sight(app, |sight| {
        let reader = sight.reader(actor)?;
        let may = |id| may_list(sight, actor, &reader, id);
        let asked = agenda_query(app, query, &kinds);
        let found = app.agenda.clusters(&asked, bbox, zoom, agenda::Reader { member: actor.signed_in().is_ok(), may: &may });
        let items = listed(sight, actor, &reader, found.items.iter().map(|(hit, _)| (hit.id, hit.distance_km)))?;
        Ok((found.clusters, EventList { items, next: None }))
    })
}

/// How many events a query finds in all, words and pages aside.
///
/// # Errors
/// 503.
pub fn count(app: &App, actor: &Actor, query: &EventQuery) -> Result<usize, Refusal> {
    let kinds = kind_numbers(app, query);
    sight(app, |sight| {
        let reader = sight.reader(actor)?;
        let may = |id| may_list(sight, actor, &reader, id);
        let asked = agenda_query(app, query, &kinds);
        Ok(app.agenda.count(&asked, agenda::Reader { member: actor.signed_in().is_ok(), may: &may }))
    })
}

fn kind_numbers(app: &App, query: &EventQuery) -> Vec<u16> {
    query.kinds.iter().map(|kind| kind_number(&app.network, kind.as_str())).collect()
}

fn agenda_query<'q>(app: &App, query: &EventQuery, kinds: &'q [u16]) -> agenda::Query<'q> {
    agenda::Query {
        area: query.area,
        from: Some(query.from.unwrap_or_else(|| app.now())),
        to: query.to,
        kinds,
        team: query.team,
        online: query.online,
        needs_people: query.needs,
        sort: Sort::Start,
        after: None,
        limit: query.limit,
    }
}

/// Whether a list may show this event: asked for what is not for everybody. A failure of the record shows nothing.
pub(super) fn may_list(sight: &Sight<'_>, actor: &Actor, reader: &Reader, id: EventId) -> bool {
    let allowed = || {
        let card = sight.card(id)?.ok_or(Refusal::NotFound)?;
        let (ties, _) = reader.ties(sight.tx, actor, &card.event)?;
        Ok::<_, Refusal>(lists_event(actor, ties, &card.event))
    };
    allowed().unwrap_or(false)
}

/// The events of these ids that a list may show to this reader, in the same order.
///
/// # Errors
/// 503.
pub fn listed(
    sight: &Sight<'_>,
    actor: &Actor,
    reader: &Reader,
    ids: impl Iterator<Item = (EventId, Option<f64>)>,
) -> Result<Vec<Listed>, Refusal> {
    let mut items = Vec::new();
    for (id, distance_km) in ids {
        let Some(card) = sight.card(id)? else { continue };
        let (ties, standing) = reader.ties(sight.tx, actor, &card.event)?;
        if lists_event(actor, ties, &card.event) {
            items.push(Listed { card, ties, standing, distance_km });
        }
    }
    Ok(items)
}

fn mine_of(app: &App, actor: &Actor, mine: Mine, query: &EventQuery) -> Result<EventList, Refusal> {
    let member = actor.signed_in()?;
    let from = query.from.unwrap_or_else(|| app.now());
    sight(app, |sight| {
        let reader = sight.reader(actor)?;
        let ids: Vec<EventId> = match mine {
            Mine::Going => {
                let answers = sight.tx.answers_of(member, None, MINE_MAX)?;
                answers.into_iter().filter(|(_, standing)| *standing != Standing::Declined).map(|(id, _)| id).collect()
            }
            Mine::Organising => {
                let events = sight.tx.events_of_organiser(member, Timestamp::MIN, Direction::Up, None, MINE_MAX)?;
                events.into_iter().map(|(_, id)| id).collect()
            }
        };
        let mut items = listed(sight, actor, &reader, ids.into_iter().map(|id| (id, None)))?;
        items.retain(|item| {
            let facts = &item.card.event.facts;
            let kind = query.kinds.is_empty() || query.kinds.contains(&facts.kind);
            let team = query.team.is_none_or(|team| facts.team == Some(team));
            facts.ends_at > from && query.to.is_none_or(|to| facts.starts_at < to) && kind && team
        });
        Ok(page_by_start(items, query))
    })
}

/// A page of what was gathered, by start.
fn page_by_start(mut items: Vec<Listed>, query: &EventQuery) -> EventList {
    let key = |item: &Listed| (item.card.event.facts.starts_at, item.card.event.id);
    items.sort_by_key(key);
    if let Some(Cursor::Mine(at, id)) = query.after {
        items.retain(|item| key(item) > (at, id));
    }
    let more = items.len() > query.limit;
    items.truncate(query.limit);
    let next = items.last().filter(|_| more).map(|item| Cursor::Mine(key(item).0, key(item).1));
    EventList { items, next }
}

/// What a team did, the last first, as far as this reader may see it; after the place where the page before ended.
///
/// # Errors
/// 503.
pub fn past_of_team(app: &App, actor: &Actor, team: TeamId, after: Option<Cursor>, limit: usize) -> Result<EventList, Refusal> {
    let now = app.now();
    let mut after = match after {
        Some(Cursor::Mine(at, id)) => Some((at, id)),
        Some(Cursor::Found(_)) | None => None,
    };
    sight(app, |sight| {
        let reader = sight.reader(actor)?;
        let mut items = Vec::new();
        // What the reader may not see leaves gaps: read on until the page is full or there is no more.
        loop {
            let starts = sight.tx.events_of_team(team, now, Direction::Down, after, limit + 1)?;
            let is_last = starts.len() <= limit;
            after = starts.last().copied();
            let mut found = listed(sight, actor, &reader, starts.into_iter().map(|(_, id)| (id, None)))?;
            found.retain(|item| {
                item.card.event.facts.ends_at <= now && !matches!(item.card.event.status, EventStatus::Draft | EventStatus::Hidden)
            });
            items.append(&mut found);
            if is_last || items.len() > limit {
                break;
            }
        }
        let more = items.len() > limit;
        items.truncate(limit);
        let last = items.last().filter(|_| more).map(|item| &item.card.event);
        Ok(EventList { next: last.map(|event| Cursor::Mine(event.facts.starts_at, event.id)), items })
    })
}

/// What a team announced that begins at this time or later, the first first, as far as this reader may see it: what was called off as well,
/// drafts not. At most `limit`.
///
/// # Errors
/// 503.
pub fn announced_by(app: &App, actor: &Actor, team: TeamId, from: Timestamp, limit: usize) -> Result<Vec<Listed>, Refusal> {
    sight(app, |sight| {
        let reader = sight.reader(actor)?;
        let (mut items, mut after) = (Vec::new(), None);
        // What the reader may not see leaves gaps: read on until there is enough, or no more.
        loop {
            let starts = sight.tx.events_of_team(team, from, Direction::Up, after, limit)?;
            let is_last = starts.len() < limit;
            after = starts.last().copied();
            let mut found = listed(sight, actor, &reader, starts.into_iter().map(|(_, id)| (id, None)))?;
            found.retain(|item| matches!(item.card.event.status, EventStatus::Published | EventStatus::Cancelled));
            items.append(&mut found);
            if is_last || items.len() >= limit {
                break;
            }
        }
        items.truncate(limit);
        Ok(items)
    })
}

/// What is to come in a team, for somebody: the next event, and how many there are in all.
#[derive(Debug, Default)]
pub struct Upcoming {
    /// The next event.
    pub next: Option<Listed>,
    /// How many are to come or under way.
    pub count: usize,
    /// Whether the team has done nothing for long. The same for every reader: a team that works behind closed doors is awake.
    pub dormant: bool,
}

/// What is to come in these teams that this reader may see, in the same order.
///
/// # Errors
/// 503.
pub fn upcoming(app: &App, actor: &Actor, teams: &[TeamId]) -> Result<Vec<Upcoming>, Refusal> {
    sight(app, |sight| {
        let reader = sight.reader(actor)?;
        let may = |id| may_list(sight, actor, &reader, id);
        let asker = agenda::Reader { member: actor.signed_in().is_ok(), may: &may };
        let mut found = Vec::with_capacity(teams.len());
        for team in teams {
            let asked = agenda::Query { from: Some(app.now()), team: Some(*team), limit: 1, ..agenda::Query::default() };
            let first = app.agenda.find(&asked, asker);
            let count = if first.next.is_some() { app.agenda.count(&asked, asker) } else { first.items.len() };
            let next = listed(sight, actor, &reader, first.items.iter().map(|hit| (hit.id, hit.distance_km)))?.pop();
            let dormant = count == 0 && dormant(sight, *team, app.now())?;
            found.push(Upcoming { next, count, dormant });
        }
        Ok(found)
    })
}

/// Latest events of a team that are looked through for one that was not called off.
const LOOKED_THROUGH: usize = 50;

/// Whether a team has done nothing for long.
fn dormant(sight: &Sight<'_>, id: TeamId, now: Timestamp) -> Result<bool, Refusal> {
    let Some(team) = sight.tx.team(id)? else { return Ok(false) };
    if !team.is_dormant(None, now) {
        return Ok(false);
    }
    for (starts_at, event) in sight.tx.events_of_team(id, Timestamp::MAX, Direction::Down, None, LOOKED_THROUGH)? {
        if team.is_dormant(Some(starts_at), now) {
            return Ok(true);
        }
        if sight.card(event)?.is_some_and(|card| card.event.status == EventStatus::Published) {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cursors_are_read_back(micros in -1_000_000_000_000_000i64..4_000_000_000_000_000, id: [u8; 16]) {
            let at = Timestamp::from_microsecond(micros).expect("in range");
            let cursor = Cursor::Mine(at, EventId::from_bytes(id));
            prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }

        #[test]
        fn what_is_no_cursor_is_refused_without_a_panic(text in "\\PC{0,60}") {
            let _ = text.parse::<Cursor>();
        }
    }
}
