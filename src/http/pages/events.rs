//! What is on: the list by day, and the map with the same list beside it.

use std::collections::BTreeMap;

use askama::Template;
use poem::{Response, handler};

use super::finder::{Finder, Headings, Results, Spot};
use super::frame::Visit;
use super::views::{Applied, Form, Kind, Page, PlaceChoice};
use crate::domain::place::Point;
use crate::http::asked::Door;
use crate::http::error::Problem;
use crate::http::{headers, page};
use crate::words::Words;

#[derive(Template)]
#[template(path = "events/list.html")]
struct ListPage {
    t: &'static Words,
    page: Page,
    heading: String,
    f: Form,
    kinds: Vec<Kind>,
    place: String,
    means: Vec<PlaceChoice>,
    applied: Vec<Applied>,
    map_url: String,
    feed_url: String,
    r: Results,
}

#[derive(Template)]
#[template(path = "events/results.html")]
struct ResultsBlock {
    t: &'static Words,
    page: Page,
    r: Results,
}

#[derive(Template)]
#[template(path = "events/map.html")]
struct MapPage {
    t: &'static Words,
    page: Page,
    heading: String,
    f: Form,
    kinds: Vec<Kind>,
    place: String,
    means: Vec<PlaceChoice>,
    applied: Vec<Applied>,
    list_url: String,
    r: Results,
    lat: f64,
    lon: f64,
    zoom: u8,
    kinds_json: String,
    words_json: String,
}

/// `GET /events`
///
/// # Errors
/// 400 for a parameter that cannot be read; 503.
#[handler]
pub async fn list(visit: Visit) -> Result<Response, Problem> {
    let finder = Finder::read(&visit)?;
    finder.await_own_writes(&visit).await;
    let r = finder.results(&visit, "/events", &Headings::LIST)?;
    if visit.asked.door == Door::Fragment {
        return page::show(ResultsBlock { t: visit.t, page: visit.page("events"), r }.render());
    }
    let page = ListPage {
        t: visit.t,
        page: visit.page("events"),
        heading: r.heading.clone(),
        kinds: visit.pages.kinds(visit.lang()).to_vec(),
        place: finder.pill(&visit),
        map_url: finder.link("/map", &["after"], &[]),
        feed_url: finder.link("/feeds/events.atom", &["after"], &[]),
        means: finder.means,
        applied: finder.applied,
        f: finder.form,
        r,
    };
    page::show(page.render())
}

/// `GET /map`: the points come from the JSON door, the list from here.
///
/// # Errors
/// 400 for a parameter that cannot be read; 503.
#[handler]
pub async fn map(visit: Visit) -> Result<Response, Problem> {
    let finder = Finder::read(&visit)?;
    finder.await_own_writes(&visit).await;
    let r = finder.results(&visit, "/map", &Headings::MAP)?;
    if visit.asked.door == Door::Fragment {
        return page::show(ResultsBlock { t: visit.t, page: visit.page("events"), r }.render());
    }
    let (centre, km) = seen(&visit, &finder);
    let page = MapPage {
        t: visit.t,
        page: visit.page("events"),
        heading: r.heading.clone(),
        kinds: visit.pages.kinds(visit.lang()).to_vec(),
        place: finder.pill(&visit),
        list_url: finder.link("/events", &["after", "bbox"], &[]),
        lat: centre.lat(),
        lon: centre.lon(),
        zoom: zoom(centre, km),
        kinds_json: kinds_json(visit.pages.kinds(visit.lang()))?,
        words_json: words_json(visit.t)?,
        means: finder.means,
        applied: finder.applied,
        f: finder.form,
        r,
    };
    let mut response = page::show(page.render())?;
    response.set_data(headers::Exception::Map { tiles: None });
    Ok(response)
}

/// What the map shows at first: a middle, and how far it reaches in kilometres.
fn seen(visit: &Visit, finder: &Finder) -> (Point, f64) {
    let around = finder.spot.point().map(|point| (point, finder.km));
    let view = match finder.spot {
        Spot::View(bbox) if bbox.west() <= bbox.east() => {
            let middle = Point::new(f64::midpoint(bbox.south(), bbox.north()), f64::midpoint(bbox.west(), bbox.east()));
            let corner = Point::new(bbox.south(), bbox.west());
            middle.zip(corner).map(|(middle, corner)| (middle, middle.km_to(corner)))
        }
        _ => None,
    };
    around.or(view).unwrap_or(visit.network().centre)
}

/// The zoom at which a phone's width (390 CSS pixels) shows so many kilometres to both sides. Zoom 0 shows the Earth in 256 pixels
/// (Web Mercator, EPSG:3857: 156.543 km a pixel at the equator).
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the zooms there are")]
fn zoom(centre: Point, km: f64) -> u8 {
    let wide = 156.543 * centre.lat().to_radians().cos() * 390.0;
    (wide / (2.0 * km.max(0.1))).log2().floor().clamp(2.0, 16.0) as u8
}

/// `{"leafleting":["newspaper","Tractage"]}`
fn kinds_json(kinds: &[Kind]) -> Result<String, Problem> {
    let named: BTreeMap<&str, [&str; 2]> =
        kinds.iter().map(|kind| (kind.slug.as_str(), [kind.icon.as_str(), kind.name.as_str()])).collect();
    serde_json::to_string(&named).map_err(Problem::internal)
}

/// The words that the module of the map needs.
fn words_json(t: &'static Words) -> Result<String, Problem> {
    let words = [
        ("map", t.say("map-label")),
        ("zoomIn", t.say("map-closer")),
        ("zoomOut", t.say("map-farther")),
        ("north", t.say("map-north")),
        ("west", t.say("map-west")),
        ("east", t.say("map-east")),
        ("south", t.say("map-south")),
        ("chosen", t.say("map-chosen")),
        ("close", t.say("map-close")),
        ("failed", t.say("map-failed")),
        ("cluster", t.with("map-cluster", &[("n", "{n}".into())]).into()),
    ];
    serde_json::to_string(&BTreeMap::from(words)).map_err(Problem::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_shows_what_was_asked_for() {
        let point = |lat, lon| Point::new(lat, lon).expect("on Earth");
        assert_eq!(zoom(point(46.6, 2.4), 550.0), 5);
        assert_eq!(zoom(point(48.86, 2.44), 20.0), 9);
        assert_eq!(zoom(point(48.86, 2.44), 0.1), 16);
        assert_eq!(zoom(point(90.0, 0.0), 500.0), 2);
    }
}
