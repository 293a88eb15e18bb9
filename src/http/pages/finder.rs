//! The filters of events: what the query of a list or of the map asks for, said back in the form, and what was found.
//!
//! The list, the map and the JSON door ask the same question (`app::near`), under the same names where they share them.

use jiff::civil::{Date, Weekday};
use jiff::{Span, Timestamp};

use super::cards::days;
use super::form::{self, Place, place_of, town_line};
use super::frame::Visit;
use super::views::{Applied, Day, Form, PlaceChoice};
use crate::app::near::{self, Area, Bbox, EventQuery, Order, RADIUS_KM};
use crate::app::own_writes;
use crate::app::places::Town;
use crate::app::teams;
use crate::domain::event::KindKey;
use crate::domain::ids::TeamId;
use crate::domain::lang::Lang;
use crate::domain::place::Point;
use crate::domain::refusal::Refusal;
use crate::domain::time::Zone;
use crate::http::error::Problem;
use crate::http::page::in_query;
use crate::http::params::{BBox, Flag, Near, Radius, Time};
use crate::words::{Words, key};

/// The radii that the form offers, in kilometres.
const RADII: [f64; 5] = [5.0, 10.0, 20.0, 50.0, 100.0];

/// The doubt about a place that no list has.
const UNKNOWN: &str = "unknown_place";

/// The doubt about a town with a postcode that is not its own.
const AT_ODDS: &str = "other_postcode";

/// What the query of a page asks for.
pub struct Finder {
    /// For the app.
    pub query: EventQuery,
    /// The filters, as the form shows them.
    pub form: Form,
    /// Where the search is.
    pub spot: Spot,
    /// Places that the text may mean besides.
    pub means: Vec<PlaceChoice>,
    /// The reach around a point, in kilometres.
    pub km: f64,
    /// Filters that have no control of their own until they hold: the team, the words. Each is named and can be taken away.
    pub applied: Vec<Applied>,
    team: Option<String>,
    params: Vec<(String, String)>,
}

/// What a page of events is called: the list and the map each have their own words for the same query.
pub struct Headings {
    everywhere: &'static str,
    near: &'static str,
    here: &'static str,
    team: &'static str,
    words: &'static str,
}

impl Headings {
    /// Of the list, and of its feed.
    pub const LIST: Self = Self {
        everywhere: key("events-title"),
        near: key("events-near"),
        here: key("events-here"),
        team: key("events-of-team"),
        words: key("events-of-words"),
    };
    /// Of the map.
    pub const MAP: Self = Self {
        everywhere: key("map-label"),
        near: key("map-near"),
        here: key("map-here"),
        team: key("map-of-team"),
        words: key("map-of-words"),
    };
}

/// Where a search is.
#[derive(Debug, Clone)]
pub enum Spot {
    /// Everywhere.
    Anywhere,
    /// Around the phone.
    Here(Point),
    /// Around a town.
    Town(Box<Town>),
    /// Around the member's own place.
    Home(String, Point),
    /// In a part of the map.
    View(Bbox),
    /// In a place that nobody knows: what was typed, and what is doubtful about it, as the code of a flaw.
    Unknown(String, &'static str),
}

impl Spot {
    /// The point that the search is around.
    pub fn point(&self) -> Option<Point> {
        match self {
            Self::Here(point) | Self::Home(_, point) => Some(*point),
            Self::Town(town) => Some(town.point),
            Self::Anywhere | Self::View(_) | Self::Unknown(..) => None,
        }
    }
}

/// What was found: see `web/templates/events/results.html`.
#[derive(Debug, Default)]
pub struct Results {
    /// The sentence above the list, and for the live region.
    pub found: String,
    /// For the pill: "Montreuil · 20 km".
    pub place: String,
    /// What the page is called with these filters.
    pub heading: String,
    /// The place is not known, or is one of several: the page asks which.
    pub unclear: bool,
    /// The events, by day.
    pub days: Vec<Day>,
    /// The beginning of the list; empty when this is it.
    pub first: String,
    /// The rest of the list; empty when there is none.
    pub next: String,
    /// The same, farther away; empty when of no use.
    pub wider: String,
    /// The same, online.
    pub online: String,
    /// The same, everywhere.
    pub anywhere: String,
}

impl Finder {
    /// Reads the query of a page of events, in the spelling of the form or of the API. A member who says no place is shown what is around
    /// their own, unless they ask for a team or for words: these are looked for everywhere.
    ///
    /// # Errors
    /// 400 for a parameter that cannot be read.
    pub fn read(visit: &Visit) -> Result<Self, Problem> {
        let params = form::query(&visit.asked);
        let given = |name: &str| params.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
        let value = |name: &str| given(name).unwrap_or_default();
        let km = parsed::<Radius>("radius_km", value("radius_km"))?.map_or(RADIUS_KM.0, |radius| radius.0);
        let team: Option<TeamId> = parsed("team", value("team"))?;
        let words = Some(value("q").to_owned()).filter(|words| !words.is_empty());
        let (spot, means) = whereabouts(visit, value, given("place").is_none() && team.is_none() && words.is_none())?;
        let zone = match &spot {
            Spot::Town(town) => town.time_zone.parse().ok(),
            _ => None,
        };
        let zone = zone.unwrap_or_else(|| visit.pages.zone.clone());
        let (from, to) = span(visit, &zone, value)?;
        let kinds = params.iter().filter(|(key, value)| key == "kind" && !value.is_empty());
        let kinds = kinds.map(|(_, word)| known_kind(visit, word).ok_or(Problem::parameter("kind"))).collect::<Result<_, _>>()?;
        let query = EventQuery {
            words,
            sort: Some(Order::Start),
            area: area(&spot, km),
            kinds,
            team,
            from,
            to,
            online: parsed::<Flag>("online", value("online"))?.map(|flag| flag.0),
            needs: parsed::<Flag>("needs_people", value("needs_people"))?.is_some_and(|flag| flag.0),
            after: parsed("after", value("after"))?,
            ..EventQuery::default()
        };
        let team = team.map(|team| team_name(visit, team)).transpose()?;
        let form = shown(visit, &params, &spot, km, &query, &zone);
        Ok(Self { applied: applied(visit, &query, team.as_deref()), query, form, spot, means, km, team, params })
    }

    /// Before words are looked for: waits for what the reader wrote a moment ago.
    pub async fn await_own_writes(&self, visit: &Visit) {
        if self.query.words.is_some() {
            own_writes::found_by(visit.app(), &visit.actor()).await;
        }
    }

    /// Looks for the events, and says what was found. `path` is the page that the links lead to.
    ///
    /// # Errors
    /// 503; 422 for a query that the app refuses.
    pub fn results(&self, visit: &Visit, path: &str, in_words: &Headings) -> Result<Results, Problem> {
        let unclear = !self.means.is_empty() || matches!(self.spot, Spot::Unknown(..));
        Ok(Results { heading: self.heading(visit, in_words), unclear, ..self.found_there(visit, path)? })
    }

    fn found_there(&self, visit: &Visit, path: &str) -> Result<Results, Problem> {
        let pill = self.pill(visit);
        if visit.is_suspended() {
            return Ok(Results { found: visit.t.say("suspended-list").into_owned(), place: pill, ..Results::default() });
        }
        if let Spot::Unknown(text, doubt) = &self.spot {
            let found = match *doubt {
                AT_ODDS => visit.t.with("events-place-at-odds", &[("place", text.into())]),
                _ => visit.t.with("events-unknown-place", &[("place", text.into())]),
            };
            return Ok(Results { found, anywhere: self.anywhere(path), ..Results::default() });
        }
        if self.query.ends_first() {
            return Ok(Results { found: visit.t.pick("flaw", near::ENDS_FIRST).into_owned(), place: pill, ..Results::default() });
        }
        let list = near::events(visit.app(), &visit.actor(), &self.query)?;
        let whole = self.query.after.is_none() && list.next.is_none();
        let count = match self.query.words {
            _ if whole => Some(list.items.len()),
            Some(_) => None,
            None => Some(near::count(visit.app(), &visit.actor(), &self.query)?),
        };
        let around = self.spot.point().is_some();
        let wider = RADII.into_iter().find(|km| *km > self.km && around);
        Ok(Results {
            found: count.map_or_else(|| visit.t.count("events-found-many", list.items.len()), |count| self.found(visit, count)),
            place: pill,
            days: self.counted(days(visit, &list.items, true)?, list.next.is_some()),
            first: if self.query.after.is_some() { self.link(path, &["after"], &[]) } else { String::new() },
            next: list.next.map_or(String::new(), |next| self.link(path, &["after"], &[("after", &next.to_string())])),
            wider: wider.map_or(String::new(), |km| self.link(path, &["after", "radius_km"], &[("radius_km", &km.to_string())])),
            online: if self.query.online.is_some() { String::new() } else { self.somewhere_else(path, &[("online", "true")]) },
            anywhere: self.anywhere(path),
            ..Results::default()
        })
    }

    /// Counts the events of each day that stands on this page as a whole: the first may have begun on the page before, the last may go on.
    fn counted(&self, mut days: Vec<Day>, goes_on: bool) -> Vec<Day> {
        let last = days.len().saturating_sub(1);
        for (n, day) in days.iter_mut().enumerate() {
            let whole = self.query.words.is_none() && !(n == 0 && self.query.after.is_some()) && !(n == last && goes_on);
            day.count = whole.then_some(day.cards.len());
        }
        days
    }

    /// "Montreuil · 20 km"; empty for everywhere.
    pub fn pill(&self, visit: &Visit) -> String {
        let km = visit.t.km(self.km);
        match &self.spot {
            Spot::Anywhere | Spot::Unknown(..) => String::new(),
            Spot::Here(_) => format!("{} · {km}", visit.t.say("place-here")),
            Spot::Town(town) => format!("{} · {km}", town.name),
            Spot::Home(town, _) => format!("{town} · {km}"),
            Spot::View(_) => visit.t.say("find-view").into_owned(),
        }
    }

    /// What the page is called.
    pub fn heading(&self, visit: &Visit, in_words: &Headings) -> String {
        let near = |place: &str| visit.t.with(in_words.near, &[("place", place.into())]);
        match (&self.spot, &self.team, &self.query.words) {
            (Spot::Town(town), ..) => near(town.name),
            (Spot::Home(town, _), ..) => near(town),
            (Spot::Here(_), ..) => visit.t.say(in_words.here).into_owned(),
            (_, Some(team), _) => visit.t.with(in_words.team, &[("team", team.as_str().into())]),
            (.., Some(words)) => visit.t.with(in_words.words, &[("words", words.as_str().into())]),
            (Spot::Anywhere | Spot::View(_) | Spot::Unknown(..), None, None) => visit.t.say(in_words.everywhere).into_owned(),
        }
    }

    fn found(&self, visit: &Visit, count: usize) -> String {
        let km = visit.t.km(self.km);
        let place = match &self.spot {
            Spot::Town(town) => town.name.to_owned(),
            Spot::Home(town, _) => town.clone(),
            Spot::Here(_) => visit.t.say("events-from-here").into_owned(),
            Spot::View(_) if count == 0 => return visit.t.say("events-none-view").into_owned(),
            Spot::Anywhere | Spot::View(_) | Spot::Unknown(..) if count == 0 => return visit.t.say("events-none").into_owned(),
            Spot::Anywhere | Spot::View(_) | Spot::Unknown(..) => return visit.t.count("events-found", count),
        };
        match count {
            0 => visit.t.with("events-none-near", &[("km", km.into()), ("place", place.into())]),
            _ => visit.t.with("events-found-near", &[("n", count.into()), ("km", km.into()), ("place", place.into())]),
        }
    }

    /// The same query on a page, without some parameters and with others.
    pub fn link(&self, path: &str, without: &[&str], with: &[(&str, &str)]) -> String {
        let kept = self.params.iter().filter(|(name, value)| !value.is_empty() && name != "done" && !without.contains(&name.as_str()));
        let pairs = kept.map(|(name, value)| (name.as_str(), value.as_str())).chain(with.iter().copied());
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{}={}", in_query(name), in_query(value))).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }

    fn somewhere_else(&self, path: &str, with: &[(&str, &str)]) -> String {
        let with: Vec<(&str, &str)> = [("place", "")].into_iter().chain(with.iter().copied()).collect();
        self.link(path, &["after", "place", "place_id", "place_pick", "near", "radius_km", "bbox"], &with)
    }

    fn anywhere(&self, path: &str) -> String {
        if matches!(self.spot, Spot::Anywhere) { String::new() } else { self.somewhere_else(path, &[]) }
    }
}

/// Whether the field for a place says "around me", or nothing: a point holds as long as no place was typed over it.
fn is_here(text: &str) -> bool {
    text.is_empty() || Lang::ALL.iter().any(|lang| Words::of(*lang).say("place-here") == text)
}

/// A parameter that may be left out, or empty.
fn parsed<T: std::str::FromStr>(name: &'static str, text: &str) -> Result<Option<T>, Problem> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| Problem::parameter(name)) }
}

/// Where the search is, and what its place may mean besides. `at_home`: whether a member who says no place means their own.
fn whereabouts<'v>(visit: &Visit, value: impl Fn(&str) -> &'v str, at_home: bool) -> Result<(Spot, Vec<PlaceChoice>), Problem> {
    let around = parsed::<Near>("near", value("near"))?.map(|near| near.0);
    let view = parsed::<BBox>("bbox", value("bbox"))?.and_then(bbox);
    let place = place_of(visit, &value);
    Ok(match (view, around, &place) {
        (Some(view), ..) => (Spot::View(view), Vec::new()),
        (_, Some(point), _) if is_here(value("place")) => (Spot::Here(point), Vec::new()),
        (.., Place::None) if at_home => (home(visit), Vec::new()),
        (.., Place::None) => (Spot::Anywhere, Vec::new()),
        (.., Place::Known(town)) => (Spot::Town(Box::new(town.clone())), Vec::new()),
        (.., Place::Several(means)) => (first_of(means, value("place")), means.clone()),
        (.., Place::AtOdds(_) | Place::Unknown(_) | Place::Text(_)) => {
            (Spot::Unknown(value("place").to_owned(), place.doubt().unwrap_or(UNKNOWN)), place.means().to_vec())
        }
    })
}

/// What a team is called; one that is gone, or hidden from the reader, has no name.
fn team_name(visit: &Visit, team: TeamId) -> Result<String, Problem> {
    match teams::view(visit.app(), &visit.actor(), team) {
        Ok(view) => Ok(view.team.name.to_string()),
        Err(Refusal::NotFound | Refusal::Forbidden(_)) => Ok(visit.t.say("find-team-unknown").into_owned()),
        Err(other) => Err(other.into()),
    }
}

/// The filters that have no control of their own until they hold.
fn applied(visit: &Visit, query: &EventQuery, team: Option<&str>) -> Vec<Applied> {
    let one = |name, value: String, icon, text: String| Applied { name, value, icon, text };
    let team = query.team.zip(team).map(|(id, name)| one("team", id.to_string(), "users", name.to_owned()));
    let words = query.words.as_ref().map(|words| one("q", words.clone(), "search", visit.t.with("find-words", &[("words", words.into())])));
    let here =
        (query.online == Some(false)).then(|| one("online", "false".to_owned(), "pin", visit.t.say("find-on-the-spot").into_owned()));
    [team, words, here].into_iter().flatten().collect()
}

fn bbox(given: BBox) -> Option<Bbox> {
    let (low, high) = (given.south_west, given.north_east);
    Bbox::new(low.lon(), low.lat(), high.lon(), high.lat())
}

fn known_kind(visit: &Visit, word: &str) -> Option<KindKey> {
    KindKey::new(word).filter(|key| visit.network().kind(key).is_some())
}

/// Around a member's own place; everywhere for whoever told none.
fn home(visit: &Visit) -> Spot {
    let home = visit.visitor().and_then(|visitor| visitor.member.home.as_ref());
    home.and_then(|home| Some(Spot::Home(home.town.to_string(), home.point?))).unwrap_or(Spot::Anywhere)
}

fn first_of(means: &[PlaceChoice], text: &str) -> Spot {
    let town = means.first().and_then(|first| crate::app::places::by_id(&first.id));
    town.map_or_else(|| Spot::Unknown(text.to_owned(), UNKNOWN), |town| Spot::Town(Box::new(town)))
}

fn area(spot: &Spot, km: f64) -> Area {
    match (spot, spot.point()) {
        (Spot::View(bbox), _) => Area::within(*bbox),
        (_, Some(point)) => Area::circle(point, km),
        _ => Area::default(),
    }
}

/// From when to when: a word (`when`), or two dates by the clock of this zone, or two times as the API takes them.
fn span<'v>(visit: &Visit, zone: &Zone, value: impl Fn(&str) -> &'v str) -> Result<(Option<Timestamp>, Option<Timestamp>), Problem> {
    let (from, to) = (edge("from", value("from"))?, edge("to", value("to"))?);
    let today = zone.clock(visit.now()).date();
    let day = |date: Option<Date>| date.map(Edge::Day);
    let (first, last) = match value("when") {
        _ if from.is_some() || to.is_some() => (from, to),
        "" => (None, None),
        "today" => (None, day(Some(today))),
        "weekend" => {
            let (saturday, sunday) = weekend(today);
            (day(saturday), day(sunday))
        }
        "week" => (None, day(today.checked_add(Span::new().days(6)).ok())),
        _ => return Err(Problem::parameter("when")),
    };
    let begins = |edge| match edge {
        Edge::Day(date) => zone.midnight(date),
        Edge::Time(at) => Some(at),
    };
    let ends = |edge| match edge {
        Edge::Day(date) => date.tomorrow().ok().and_then(|date| zone.midnight(date)),
        Edge::Time(at) => Some(at),
    };
    Ok((first.and_then(begins), last.and_then(ends)))
}

/// One end of a span.
enum Edge {
    /// A whole day.
    Day(Date),
    /// A time.
    Time(Timestamp),
}

fn edge(name: &'static str, text: &str) -> Result<Option<Edge>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let day = (text.len() <= "2026-11-28".len()).then(|| text.parse().ok()).flatten().map(Edge::Day);
    let edge = day.or_else(|| text.parse::<Time>().ok().map(|time| Edge::Time(time.0)));
    edge.map(Some).ok_or(Problem::parameter(name))
}

/// Saturday and Sunday of this week, what is left of them.
fn weekend(today: Date) -> (Option<Date>, Option<Date>) {
    let days = i64::from(today.weekday().until(Weekday::Sunday));
    let sunday = today.checked_add(Span::new().days(days)).ok();
    let saturday = sunday.and_then(|sunday| sunday.yesterday().ok()).filter(|saturday| *saturday > today);
    (saturday, sunday)
}

/// The form that shows what is asked for, each value in the form's own spelling.
fn shown(visit: &Visit, params: &[(String, String)], spot: &Spot, km: f64, query: &EventQuery, zone: &Zone) -> Form {
    let ours = ["kind", "when", "near", "place"];
    let mut form = Form::of(params.iter().filter(|(name, value)| ours.contains(&name.as_str()) && !value.is_empty()).cloned().collect());
    form.set("radius_km", km.to_string());
    for (name, holds) in [("needs_people", query.needs), ("online", query.online == Some(true))] {
        form.set(name, if holds { "true" } else { "" });
    }
    for name in ["from", "to"] {
        let text = params.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim());
        form.set(
            name,
            match edge(name, text) {
                Ok(Some(Edge::Day(date))) => date.to_string(),
                Ok(Some(Edge::Time(at))) => zone.clock(at).date().to_string(),
                Ok(None) | Err(_) => String::new(),
            },
        );
    }
    match spot {
        Spot::Town(town) => {
            form.set("place", town_line(town));
            form.set("place_id", town.id());
            form.set("near", "");
        }
        Spot::Home(town, _) => {
            form.set("place", town.as_str());
            form.set("place_id", visit.visitor().and_then(|visitor| visitor.member.home.as_ref()?.place_id.clone()).unwrap_or_default());
        }
        Spot::Here(_) => form.set("place", visit.t.say("place-here")),
        Spot::Unknown(_, doubt) => form.wrong("place", visit.t.pick("flaw", doubt)),
        Spot::Anywhere | Spot::View(_) => form.set("place", ""),
    }
    form
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn check(today: Date, saturday: Option<Date>, sunday: Date) {
        assert_eq!(weekend(today), (saturday, Some(sunday)), "{today}");
    }

    #[test]
    fn the_weekend_is_this_one() {
        check(date(2026, 11, 23), Some(date(2026, 11, 28)), date(2026, 11, 29));
        check(date(2026, 11, 27), Some(date(2026, 11, 28)), date(2026, 11, 29));
        check(date(2026, 11, 28), None, date(2026, 11, 29));
        check(date(2026, 11, 29), None, date(2026, 11, 29));
    }
}
