//! Events and teams as lists show them: what the app found, put into the words of the page.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::frame::{Visit, emblem};
use super::views::{Answer, Card, Day, Kind, State, TeamCard, When};
use crate::app::cards::{EventView, Facts};
use crate::app::near::{Listed, Upcoming};
use crate::app::rsvps;
use crate::app::teams::TeamView;
use crate::domain::event::EventStatus;
use crate::domain::ids::EventId;
use crate::domain::membership::MembershipStanding;
use crate::domain::place::Place;
use crate::domain::refusal::Refusal;
use crate::domain::rsvp::Standing;

/// The cards of a list, each with its day.
///
/// # Errors
/// 503.
pub fn cards(visit: &Visit, items: &[Listed]) -> Result<Vec<Card>, Refusal> {
    let ranks = ranks(visit, items)?;
    Ok(items.iter().map(|item| card(visit, item, &ranks)).collect())
}

/// The cards of a list, under the headings of their days. What began before today stands under today when the list looks ahead.
///
/// # Errors
/// 503.
pub fn days(visit: &Visit, items: &[Listed], ahead: bool) -> Result<Vec<Day>, Refusal> {
    let ranks = ranks(visit, items)?;
    let mut days: Vec<(Date, Day)> = Vec::new();
    for item in items {
        let facts = &item.card.event.facts;
        let (start, today) = (facts.zone.clock(facts.starts_at).date(), facts.zone.clock(visit.now()).date());
        let date = if ahead { start.max(today) } else { start };
        let mut card = card(visit, item, &ranks);
        if date == start {
            card.when = card.when.without_day();
        }
        match days.last_mut() {
            Some((last, day)) if *last == date => day.cards.push(card),
            _ => days.push((date, Day { name: visit.t.day(date, today), cards: vec![card], count: None })),
        }
    }
    Ok(days.into_iter().map(|(_, day)| day).collect())
}

/// The reader's ranks on the waiting lists of these events.
fn ranks(visit: &Visit, items: &[Listed]) -> Result<HashMap<EventId, u32>, Refusal> {
    let waiting: Vec<EventId> =
        items.iter().filter(|item| item.standing == Some(Standing::Waiting)).map(|item| item.card.event.id).collect();
    rsvps::positions(visit.app(), &visit.actor(), &waiting)
}

fn card(visit: &Visit, item: &Listed, ranks: &HashMap<EventId, u32>) -> Card {
    let view = item.card.view(&visit.actor(), item.ties, item.standing);
    Card { distance: item.distance_km.map_or(String::new(), |km| visit.t.km(km)), ..of_view(visit, &view, ranks.get(&view.id()).copied()) }
}

/// The card of one event, as its reader may see it; `rank` is theirs on the waiting list.
pub fn of_view(visit: &Visit, view: &EventView<'_>, rank: Option<u32>) -> Card {
    let facts = view.facts();
    let id = view.id().to_string();
    Card {
        url: format!("/events/{id}"),
        id,
        title: facts.title().to_owned(),
        kind: visit.pages.kind(visit.lang(), facts.kind()),
        when: when(visit, &facts),
        place: view.place.as_ref().map_or(String::new(), place_line),
        online: facts.online(),
        distance: String::new(),
        team: facts.team().map_or(String::new(), |team| team.name.clone()),
        going: facts.tally().going,
        needs: facts.needs(),
        state: state(&facts, visit.now()),
        answer: answer(view.my.standing, rank),
        organising: view.my.organiser,
    }
}

/// When an event is, by the clock of its place.
pub fn when(visit: &Visit, facts: &Facts<'_>) -> When {
    let clock = |at| facts.zone().clock(at);
    When::of(visit.t, &clock(facts.starts_at()), &clock(facts.ends_at()), clock(visit.now()).date())
}

/// What an event is now, for whoever looks at it.
pub fn state(facts: &Facts<'_>, now: Timestamp) -> State {
    match facts.status() {
        EventStatus::Draft | EventStatus::Pending | EventStatus::Hidden => State::Draft,
        EventStatus::Cancelled => State::Cancelled,
        EventStatus::Published if facts.ends_at() <= now => State::Past,
        EventStatus::Published if facts.places_left() == Some(0) => State::Full,
        EventStatus::Published => State::Open,
    }
}

/// What the reader answered; `rank` is theirs on the waiting list.
pub fn answer(standing: Option<Standing>, rank: Option<u32>) -> Answer {
    match standing {
        Some(Standing::Going) => Answer::Going,
        Some(Standing::Waiting) => Answer::Waiting(rank.unwrap_or(1).into()),
        Some(Standing::Declined) | None => Answer::None,
    }
}

/// "Place du Marché, Montreuil": as exactly as the place says.
pub fn place_line(place: &Place) -> String {
    let spot = place.name.as_ref().or(place.street.as_ref());
    let parts: Vec<&str> = [spot, place.town.as_ref()].into_iter().flatten().map(crate::domain::text::PlaceLine::as_str).collect();
    parts.join(", ")
}

/// A team in a list; `coming` is what it does next, as its reader may see it.
pub fn team(visit: &Visit, view: &TeamView, distance_km: Option<f64>, coming: Option<&Upcoming>) -> TeamCard {
    let team = &view.team;
    let next = coming.and_then(|coming| coming.next.as_ref()).map_or(String::new(), |item| {
        let facts = &item.card.event.facts;
        format!("{} · {}", visit.t.short_date(facts.zone.clock(facts.starts_at).date()), facts.title)
    });
    TeamCard {
        url: format!("/teams/{}", team.id),
        name: team.name.to_string(),
        picture: emblem(team.image, team.id),
        place: team.place.as_ref().map_or(String::new(), place_line),
        distance: distance_km.map_or(String::new(), |km| visit.t.km(km)),
        members: view.tally.members,
        next,
        mine: view
            .my
            .as_ref()
            .is_some_and(|my| my.standing == MembershipStanding::In && my.role != crate::domain::membership::TeamRole::Follower),
        dormant: coming.is_some_and(|coming| coming.dormant),
    }
}

/// A kind that the keeper took from the list keeps its key as a name.
pub(super) fn kind_without_entry(key: &str) -> Kind {
    Kind { slug: key.to_owned(), icon: "shapes".to_owned(), name: key.replace('_', " ") }
}
