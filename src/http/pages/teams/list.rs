//! Teams: all of them, the nearest first once a place is known; by kind; one's own.

use askama::Template;
use poem::{Response, handler};

use crate::app::near::{self, Area, Near};
use crate::app::own_writes;
use crate::app::teams::{self, Cursor, TeamList, TeamQuery};
use crate::domain::place::Point;
use crate::domain::refusal::Refusal;
use crate::domain::team::TeamKind;
use crate::http::error::Problem;
use crate::http::page::{self, in_query};
use crate::http::pages::cards;
use crate::http::pages::form::{self, Place, place_of};
use crate::http::pages::frame::Visit;
use crate::http::pages::views::{Applied, Form, Page, Part, PlaceChoice, TeamCard};
use crate::http::params;
use crate::words::Words;

/// Teams of a page.
const PAGE: usize = 20;

#[derive(Template)]
#[template(path = "teams/list.html")]
struct TeamsPage {
    t: &'static Words,
    page: Page,
    heading: String,
    parts: Vec<Part>,
    f: Form,
    applied: Vec<Applied>,
    /// For the pill; empty for everywhere.
    place: String,
    means: Vec<PlaceChoice>,
    cards: Vec<TeamCard>,
    found: String,
    first: String,
    next: String,
}

/// What is looked for.
struct Wish {
    params: Vec<(String, String)>,
    kind: Option<TeamKind>,
    mine: bool,
    words: Option<String>,
    /// How far, when somebody says; else the nearest come first, however far.
    km: Option<f64>,
    /// From where, and what that place is called.
    from: Option<(Point, String)>,
    means: Vec<PlaceChoice>,
    form: Form,
}

/// `GET /teams?place=…&near=…&kind=…&member=me&after=…`
#[handler]
pub async fn show(visit: Visit) -> Result<Response, Problem> {
    let wish = Wish::read(&visit)?;
    if wish.mine {
        visit.known()?;
    }
    if wish.words.is_some() {
        own_writes::found_by(visit.app(), &visit.actor()).await;
    }
    let after = match wish.param("after") {
        "" => None,
        text => Some(Cursor::from_text(text).ok_or(Refusal::NotFound)?),
    };
    let query = TeamQuery {
        area: Area { near: wish.from.as_ref().map(|(point, _)| Near { point: *point, km: wish.km }), bbox: None },
        kind: wish.kind,
        mine: wish.mine,
        after,
        limit: PAGE,
        words: wish.words.clone(),
    };
    let list = match visit.is_suspended() {
        true => TeamList::default(),
        false => teams::list(visit.app(), &visit.actor(), &query)?,
    };
    let ids: Vec<_> = list.items.iter().map(|(view, _)| view.team.id).collect();
    let coming = near::upcoming(visit.app(), &visit.actor(), &ids)?;
    let cards: Vec<TeamCard> =
        list.items.iter().zip(&coming).map(|((view, km), coming)| cards::team(&visit, view, *km, Some(coming))).collect();
    let page = TeamsPage {
        t: visit.t,
        page: visit.page("teams"),
        heading: if wish.mine { visit.t.say("teams-mine") } else { visit.t.say("teams-title") }.into_owned(),
        parts: wish.parts(&visit),
        place: wish.from.as_ref().filter(|_| !wish.mine).map_or(String::new(), |(_, name)| name.clone()),
        found: wish.found(&visit, cards.len()),
        cards,
        first: if after.is_some() { wish.link(None) } else { String::new() },
        next: list.next.map_or(String::new(), |next| wish.link(Some(("after", &next.to_text())))),
        applied: wish.applied(&visit),
        means: wish.means,
        f: wish.form,
    };
    page::show(page.render())
}

impl Wish {
    fn read(visit: &Visit) -> Result<Self, Problem> {
        let params = form::query(&visit.asked);
        let given = |name: &str| params.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
        let value = |name: &str| given(name).unwrap_or_default();
        let mut f = Form::of(params.iter().filter(|(name, _)| ["place", "place_id", "near"].contains(&name.as_str())).cloned().collect());
        let kind = match value("kind") {
            "" => None,
            word => Some(TeamKind::from_word(word).ok_or(Problem::parameter("kind"))?),
        };
        let around = match value("near") {
            "" => None,
            text => Some(text.parse::<params::Near>().map_err(|_| Problem::parameter("near"))?.0),
        };
        let km = match value("radius_km") {
            "" => None,
            text => Some(text.parse::<params::Radius>().map_err(|_| Problem::parameter("radius_km"))?.0),
        };
        let words = Some(value("q").to_owned()).filter(|words| !words.is_empty());
        let place = place_of(visit, value);
        let home =
            || visit.visitor().and_then(|visitor| visitor.member.home.as_ref()).and_then(|home| Some((home.point?, home.town.to_string())));
        let from = match (around, &place) {
            (Some(point), Place::None) => Some((point, visit.t.say("place-here").into_owned())),
            (_, Place::Known(town)) => Some((town.point, town.name.to_owned())),
            (None, Place::None) if given("place").is_none() && words.is_none() => home(),
            _ => None,
        };
        if let Some(code) = place.doubt() {
            f.wrong("place", visit.t.pick("flaw", code));
        } else if let Some((_, name)) = &from
            && value("place").is_empty()
        {
            f.set("place", name.clone());
        }
        let means = place.means().to_vec();
        Ok(Self { kind, mine: value("member") == "me", words, km, from, means, form: f, params })
    }

    fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// This list again, from its beginning, with one parameter set (or, empty, taken away).
    fn link(&self, with: Option<(&str, &str)>) -> String {
        let kept = self.params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let kept = kept.filter(|(name, value)| {
            !value.is_empty() && !["after", "lang", "done"].contains(name) && with.is_none_or(|(other, _)| other != *name)
        });
        let pairs = kept.chain(with.filter(|(_, value)| !value.is_empty()));
        let query: Vec<String> = pairs.map(|(name, value)| format!("{}={}", in_query(name), in_query(value))).collect();
        if query.is_empty() { "/teams".to_owned() } else { format!("/teams?{}", query.join("&")) }
    }

    fn parts(&self, visit: &Visit) -> Vec<Part> {
        let all = Part {
            url: if self.mine { "/teams".to_owned() } else { self.link(Some(("kind", ""))) },
            name: visit.t.say("teams-all").into_owned(),
            current: !self.mine && self.kind.is_none(),
        };
        let of_kind = |kind: &TeamKind| Part {
            url: if self.mine { format!("/teams?kind={}", kind.word()) } else { self.link(Some(("kind", kind.word()))) },
            name: visit.t.pick("teams-kind", kind.word()).into_owned(),
            current: !self.mine && self.kind == Some(*kind),
        };
        let mine = Part { url: "/teams?member=me".to_owned(), name: visit.t.say("teams-mine").into_owned(), current: self.mine };
        let mut parts = vec![all];
        parts.extend(TeamKind::ALL.iter().map(of_kind));
        parts.extend(visit.visitor().map(|_| mine));
        parts
    }

    /// The words, as a box that is ticked until somebody unticks it.
    fn applied(&self, visit: &Visit) -> Vec<Applied> {
        let one = |words: &String| Applied {
            name: "q",
            value: words.clone(),
            icon: "search",
            text: visit.t.with("find-words", &[("words", words.as_str().into())]),
        };
        self.words.iter().map(one).collect()
    }

    fn found(&self, visit: &Visit, count: usize) -> String {
        match &self.from {
            _ if count == 0 && self.mine => visit.t.say("home-no-team").into_owned(),
            _ if count == 0 => visit.t.say("teams-none").into_owned(),
            _ if self.mine || self.words.is_some() => visit.t.count("teams-count", count),
            Some(_) => visit.t.say("teams-nearest").into_owned(),
            None => visit.t.say("teams-by-name").into_owned(),
        }
    }
}
