//! Where things are: what somebody typed, looked up in the gazetteer that the binary carries.

use crate::domain::member::Home;
use crate::domain::network::Network;
use crate::domain::place::{Place, Point, Precision};
use crate::domain::refusal::{Flaw, Refusal};
use crate::domain::text::{CountryCode, PlaceLine, Postcode};
use crate::domain::time::Zone;
use crate::search::places;

pub use crate::search::places::{Suggestion, Town};

/// A place as somebody gives it: a town of the gazetteer, words, a point, or all of that.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlaceInput {
    /// The gazetteer's id of the town.
    pub place_id: Option<String>,
    /// What the spot is called.
    pub name: Option<PlaceLine>,
    /// Number and street.
    pub street: Option<PlaceLine>,
    /// Town.
    pub town: Option<PlaceLine>,
    /// Postcode.
    pub postcode: Option<Postcode>,
    /// Country.
    pub country: Option<CountryCode>,
    /// The point.
    pub point: Option<Point>,
    /// What the point is exact to; by default the very spot.
    pub precision: Option<Precision>,
}

impl PlaceInput {
    /// The column of an import by which it says where it is.
    pub fn column(&self) -> &'static str {
        match (&self.town, &self.postcode) {
            (Some(_), _) => "town",
            (None, Some(_)) => "postcode",
            (None, None) => "lat",
        }
    }
}

/// Whether the postcode of an input is one that the gazetteer knows; true where it knows none (outside France), or none is given.
pub fn knows_postcode(network: &Network, input: &PlaceInput) -> bool {
    let country = input.country.as_ref().unwrap_or(&network.country);
    input.postcode.is_none() || country.as_str() != "FR" || find(network, None, input.postcode.as_ref(), Some(country)).is_some()
}

/// Places that what somebody typed may mean, the likeliest first; near a point, those around it come earlier.
pub fn suggest(typed: &str, near: Option<Point>, limit: usize) -> Vec<Suggestion> {
    places::suggest(typed, near, limit)
}

/// The place of the gazetteer with this id.
pub fn by_id(id: &str) -> Option<Town> {
    places::by_id(id)
}

/// How far a point may lie from the nearest town that lends it its name, in kilometres.
const TOWN_REACH_KM: f64 = 30.0;

/// How many times as many people one of several towns of a name must have to be the one that is meant by the name alone.
const FAR_LARGER: u32 = 10;

/// Most towns that are named to whoever must choose one.
const CANDIDATES_MAX: usize = 20;

/// The place that an input means, and the time zone there when it is known. A town that the gazetteer does not know is kept as text, without a point.
/// The name of a town alone, without postcode or point, means the only one of that name in the country, or one that has ten times as many
/// people as the next: otherwise nobody guesses.
///
/// # Errors
/// 422 `place`: `unknown_place` for an id that is not in the gazetteer, `town_or_point` when neither was given; `place.town`: `which_place`,
/// with the towns to choose from, the most populous first.
pub fn resolve(network: &Network, input: PlaceInput) -> Result<(Place, Option<Zone>), Refusal> {
    if let PlaceInput { place_id: None, town: Some(town), postcode: None, point: None, country, .. } = &input {
        let named = places::named(town.as_str(), country.as_ref().unwrap_or(&network.country).as_str());
        if let [first, second, ..] = named.as_slice()
            && first.population < second.population.saturating_mul(FAR_LARGER)
        {
            let among = named.iter().take(CANDIDATES_MAX).map(Town::id).collect();
            return Err(Refusal::Invalid(vec![Flaw { among, ..Flaw::new("place.town", "which_place") }]));
        }
    }
    resolve_likeliest(network, input)
}

/// As [`resolve`], but where several towns have a name the most populous is taken: for imports, where nobody can be asked.
///
/// # Errors
/// As [`resolve`], but for `which_place`.
pub fn resolve_likeliest(network: &Network, input: PlaceInput) -> Result<(Place, Option<Zone>), Refusal> {
    let PlaceInput { place_id, name, street, town, postcode, country, point, precision } = input;
    if place_id.is_none() && town.is_none() && point.is_none() && postcode.is_none() {
        return Err(Refusal::field("place", "town_or_point"));
    }
    let found = match (&place_id, &town, point) {
        (Some(id), _, _) => Some(places::by_id(id).ok_or(Refusal::Invalid(vec![Flaw::new("place_id", "unknown_place")]))?),
        (None, town, point) => {
            let named = find(network, town.as_ref(), postcode.as_ref(), country.as_ref());
            // The point decides between towns that share a name.
            named.filter(|place| point.is_none_or(|p| p.km_to(place.point) < TOWN_REACH_KM)).or_else(|| point.and_then(nearest))
        }
    };
    let zone = found.as_ref().map(|place| place.time_zone).or_else(|| point.and_then(places::nearest).map(|place| place.time_zone));
    let town_point = found.as_ref().map(|place| place.point);
    let given = place_id.is_some() || town.is_none();
    let place = Place {
        name,
        street,
        town: town.filter(|_| !given).or_else(|| found.as_ref().and_then(|place| place.name.parse().ok())),
        postcode: postcode.or_else(|| found.as_ref().and_then(|place| place.postcode().and_then(|code| code.parse().ok()))),
        country: found.as_ref().and_then(|place| place.country.parse().ok()).or(country),
        precision: if point.is_some() { precision.unwrap_or(Precision::Exact) } else { Precision::Town },
        point: point.or(town_point),
        town_point,
    };
    if place.town.is_none() && place.point.is_none() {
        return Err(Refusal::field("place", "unknown_place"));
    }
    Ok((place, zone.and_then(|zone| zone.parse().ok())))
}

/// Where a member lives, from an input: always a town, never more exact.
///
/// # Errors
/// As [`resolve`]; 422 when no town can be told.
pub fn home(network: &Network, input: PlaceInput) -> Result<Home, Refusal> {
    let place_id = input.place_id.clone();
    home_at(place_id, resolve(network, input)?.0)
}

/// As [`home`], by [`resolve_likeliest`].
///
/// # Errors
/// As these.
pub fn home_likeliest(network: &Network, input: PlaceInput) -> Result<Home, Refusal> {
    let place_id = input.place_id.clone();
    home_at(place_id, resolve_likeliest(network, input)?.0)
}

fn home_at(place_id: Option<String>, place: Place) -> Result<Home, Refusal> {
    let town = place.town.ok_or(Refusal::field("place", "unknown_place"))?;
    let point = place.town_point.or(place.point);
    Ok(Home { place_id, town, postcode: place.postcode, country: place.country, point })
}

fn find(network: &Network, town: Option<&PlaceLine>, postcode: Option<&Postcode>, country: Option<&CountryCode>) -> Option<Town> {
    let country = country.unwrap_or(&network.country).as_str();
    match (town, postcode) {
        (None, None) => None,
        (town, postcode) => places::find(town.map_or("", PlaceLine::as_str), postcode.map(Postcode::as_str), Some(country)),
    }
}

fn nearest(point: Point) -> Option<Town> {
    places::nearest(point).filter(|place| place.point.km_to(point) < TOWN_REACH_KM)
}
