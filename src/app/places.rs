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
    /// The town is meant as it is written, though no list has it: it is kept without a point.
    pub unlisted: bool,
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

/// What the name of a town means, as somebody typed it.
#[derive(Debug, Clone, PartialEq)]
pub enum Meant {
    /// One town.
    Town(Town),
    /// One of several of that name or postcode, the likeliest first.
    Several(Vec<Suggestion>),
    /// A name and a postcode that do not belong together: places of that name, then those of that postcode.
    AtOdds(Vec<Suggestion>),
    /// Nothing that any list has; it is like the names of these, if any.
    Unknown(Vec<Suggestion>),
}

/// Most places that are looked through for those of one name.
const MEANT_MAX: usize = 30;

/// Most places of a name, and most of a postcode, that are offered to whoever wrote both though they do not belong together.
const AT_ODDS_EACH: usize = 6;

/// What a typed text means to somebody near this point. Where a place of that name is in this country (the network's) or in the reader's own,
/// those elsewhere are not meant.
pub fn meant(country: &CountryCode, typed: &str, near: Option<Point>) -> Meant {
    let found = suggest(typed, near, MEANT_MAX);
    let named = named(country, &found, near);
    match named.as_slice() {
        [] => beside_postcode(country, typed, near).unwrap_or(Meant::Unknown(found)),
        _ => one_or_several(named),
    }
}

fn one_or_several(named: Vec<Suggestion>) -> Meant {
    match named.as_slice() {
        [only] => Meant::Town(only.town.clone()),
        _ => Meant::Several(named),
    }
}

/// Those that are named by what was typed; where one of them is at home, those elsewhere are not meant.
fn named(country: &CountryCode, found: &[Suggestion], near: Option<Point>) -> Vec<Suggestion> {
    let own = near.and_then(places::nearest).map(|town| town.country);
    let at_home = |town: &Town| town.is_in(country.as_str()) || own.is_some_and(|own| town.is_in(own));
    let mut named: Vec<Suggestion> = found.iter().filter(|suggestion| suggestion.named).cloned().collect();
    if named.iter().any(|suggestion| at_home(&suggestion.town)) {
        named.retain(|suggestion| at_home(&suggestion.town));
    }
    named
}

/// What a text means that names a town beside a postcode which no list gives that town; none for any other text.
fn beside_postcode(country: &CountryCode, typed: &str, near: Option<Point>) -> Option<Meant> {
    let is_postcode = |part: &&str| part.len() == 5 && part.bytes().all(|b| b.is_ascii_digit());
    let postcode = typed.split(|c: char| !c.is_alphanumeric()).find(is_postcode)?;
    let town = typed.replacen(postcode, "", 1);
    let meant = |text: &str| named(country, &suggest(text, near, MEANT_MAX), near);
    let mut towns = meant(town.trim_matches(|c: char| !c.is_alphanumeric()));
    if towns.is_empty() {
        return None;
    }
    // Only France's postcodes are known: whether "10115" is Berlin's nobody here can tell.
    if towns.iter().any(|found| found.town.postcodes.is_empty()) {
        return Some(one_or_several(towns));
    }
    towns.truncate(AT_ODDS_EACH);
    towns.extend(meant(postcode).into_iter().take(AT_ODDS_EACH));
    Some(Meant::AtOdds(towns))
}

/// The places that an address may mean whose postcode is not its town's: those of the town's name, the most populous first, then those of
/// the postcode. None where the two belong together, or nobody can tell: a postcode that no list has is right in its own département.
pub fn at_odds(network: &Network, input: &PlaceInput) -> Option<Vec<Town>> {
    let postcode: String = input.postcode.as_ref()?.as_str().chars().filter(|c| !c.is_whitespace()).collect();
    if postcode.len() != 5 || !postcode.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let country = input.country.as_ref().unwrap_or(&network.country).as_str();
    let mut towns = match (&input.place_id, &input.town) {
        (Some(id), _) => by_id(id).into_iter().collect(),
        (None, Some(name)) => towns_named(name, country),
        (None, None) => Vec::new(),
    };
    towns.retain(|town| !town.postcodes.is_empty());
    let of_postcode = suggest(&postcode, None, MEANT_MAX).into_iter().filter(|found| found.named).map(|found| found.town);
    if towns.is_empty() || towns.iter().any(|town| town.may_have(&postcode)) {
        return None;
    }
    towns.extend(of_postcode);
    Some(towns)
}

/// The towns of a name in a country, the most populous first: those whose name it is, or else those that it means as people write them.
fn towns_named(name: &PlaceLine, country: &str) -> Vec<Town> {
    let mut towns = places::named(name.as_str(), country);
    if towns.is_empty() {
        let found = suggest(name.as_str(), None, MEANT_MAX).into_iter().filter(|found| found.named && found.town.is_in(country));
        towns = found.map(|found| found.town).collect();
    }
    towns
}

/// The place of the gazetteer with this id.
pub fn by_id(id: &str) -> Option<Town> {
    places::by_id(id)
}

/// How far a point may lie from the nearest town that lends it its name, in kilometres.
const TOWN_REACH_KM: f64 = 30.0;

/// From how far a town of the lists is another place than the point beside its name, in kilometres: the largest communes, of Guyane, are
/// hardly more than that across.
const TOWN_ASTRAY_KM: f64 = 150.0;

/// How many times as many people one of several towns of a name must have to be the one that is meant by the name alone.
const FAR_LARGER: u32 = 10;

/// Most towns that are named to whoever must choose one.
const CANDIDATES_MAX: usize = 20;

/// The place that an input means, and the time zone there when it is known. The name of a town alone, without postcode or point, means the
/// only one of that name in the country, or one that has ten times as many people as the next: otherwise nobody guesses. A town that no
/// list has is taken as it is written only where the input says so (`unlisted`), and then it is nowhere, whatever else has its name.
///
/// # Errors
/// 422 `place`: `unknown_place` for an id that is not in the gazetteer, `town_or_point` when neither was given; `place.town`: `which_place`,
/// with the towns to choose from, the most populous first, or `unknown_place`, with those whose names are like it; `place.postcode`:
/// `other_postcode`, which is not that town's, with the towns of the one and of the other; `place.town`: `far_from_point` when all towns of that
/// name are far from the point, with the nearest of them and the one around the point.
pub fn resolve(network: &Network, mut input: PlaceInput) -> Result<(Place, Option<Zone>), Refusal> {
    if let PlaceInput { place_id: None, town: Some(_), point: None, unlisted: true, .. } = &input {
        let PlaceInput { name, street, town, postcode, country, .. } = input;
        let place = Place { name, street, town, postcode, country, point: None, town_point: None, precision: Precision::Town };
        return Ok((place, None));
    }
    if let Some(towns) = at_odds(network, &input).filter(|_| !input.unlisted) {
        let among = towns.iter().take(CANDIDATES_MAX).map(Town::id).collect();
        return Err(Refusal::Invalid(vec![Flaw { among, ..Flaw::new("place.postcode", "other_postcode") }]));
    }
    if let PlaceInput { place_id: None, town: Some(town), point: Some(point), country, unlisted: false, .. } = &input {
        near_its_name(network, town, *point, country.as_ref())?;
    }
    if let PlaceInput { place_id: None, town: Some(town), postcode, point: None, country, unlisted: false, .. } = &input {
        if postcode.is_none() {
            input.place_id = Some(only(network, town, country.as_ref())?.id());
        } else if find(network, Some(town), postcode.as_ref(), country.as_ref()).is_none() {
            return Err(unknown(&suggest(town.as_str(), None, CANDIDATES_MAX)));
        }
    }
    resolve_likeliest(network, input)
}

/// A point far from every town of the name beside it is a mistake, in the one or in the other. A name that no list has is anywhere.
fn near_its_name(network: &Network, name: &PlaceLine, point: Point, country: Option<&CountryCode>) -> Result<(), Refusal> {
    let towns = towns_named(name, country.unwrap_or(&network.country).as_str());
    let Some(of_name) = nearest_of(point, &towns).filter(|town| town.point.km_to(point) > TOWN_ASTRAY_KM) else { return Ok(()) };
    let among = [Some(of_name.id()), nearest(point).map(|town| town.id())].into_iter().flatten().collect();
    Err(Refusal::Invalid(vec![Flaw { among, ..Flaw::new("place.town", "far_from_point") }]))
}

/// The one town that a name alone means.
fn only(network: &Network, name: &PlaceLine, country: Option<&CountryCode>) -> Result<Town, Refusal> {
    let mut towns = places::named(name.as_str(), country.unwrap_or(&network.country).as_str());
    if towns.is_empty() {
        let mut found = suggest(name.as_str(), None, MEANT_MAX);
        found.retain(|suggestion| country.is_none_or(|country| suggestion.town.is_in(country.as_str())));
        if !found.iter().any(|suggestion| suggestion.named) {
            return Err(unknown(&found));
        }
        towns = found.into_iter().filter(|suggestion| suggestion.named).map(|suggestion| suggestion.town).collect();
        towns.sort_by_key(|town| std::cmp::Reverse(town.population));
    }
    let ids = towns.iter().take(CANDIDATES_MAX).map(Town::id).collect();
    let first = stands_out(&towns).then(|| towns.into_iter().next()).flatten();
    first.ok_or_else(|| Refusal::Invalid(vec![Flaw { among: ids, ..Flaw::new("place.town", "which_place") }]))
}

/// Whether the first of these towns is meant by their name alone: it is the only one, or far larger than the next.
pub fn stands_out<'t>(towns: impl IntoIterator<Item = &'t Town>) -> bool {
    let mut people = towns.into_iter().map(|town| town.population);
    let (first, next) = (people.next(), people.next().unwrap_or(0));
    first.is_some_and(|first| next == 0 || first >= next.saturating_mul(FAR_LARGER))
}

fn unknown(like: &[Suggestion]) -> Refusal {
    let among = like.iter().take(CANDIDATES_MAX).map(|suggestion| suggestion.town.id()).collect();
    Refusal::Invalid(vec![Flaw { among, ..Flaw::new("place.town", "unknown_place") }])
}

/// As [`resolve`], but where several towns have a name the most populous is taken, and a town that no list has is kept as text, without a
/// point: for imports, where nobody can be asked.
///
/// # Errors
/// 422 `place`: `unknown_place` for an id that is not in the gazetteer, `town_or_point` when neither was given.
pub fn resolve_likeliest(network: &Network, input: PlaceInput) -> Result<(Place, Option<Zone>), Refusal> {
    let PlaceInput { place_id, name, street, town, postcode, country, point, precision, unlisted: _ } = input;
    if place_id.is_none() && town.is_none() && point.is_none() && postcode.is_none() {
        return Err(Refusal::field("place", "town_or_point"));
    }
    let named = match &place_id {
        Some(id) => Some(places::by_id(id).ok_or(Refusal::Invalid(vec![Flaw::new("place_id", "unknown_place")]))?),
        // The point decides between towns that share a name.
        None => find(network, town.as_ref(), postcode.as_ref(), country.as_ref())
            .filter(|place| point.is_none_or(|point| point.km_to(place.point) < TOWN_REACH_KM))
            .or_else(|| around(point?, &places::named(town.as_ref()?.as_str(), country.as_ref().unwrap_or(&network.country).as_str()))),
    };
    let is_named = named.is_some();
    let found = named.or_else(|| point.and_then(nearest));
    let zone = found.as_ref().map(|place| place.time_zone).or_else(|| point.and_then(places::nearest).map(|place| place.time_zone));
    let town_point = found.as_ref().map(|place| place.point);
    let given = place_id.is_some() || town.is_none();
    // The town around the point lends a town of another name neither its name nor its postcode.
    let known_postcode = found.as_ref().filter(|_| given || is_named).and_then(|place| place.postcode().and_then(|code| code.parse().ok()));
    let place = Place {
        name,
        street,
        town: town.filter(|_| !given).or_else(|| found.as_ref().and_then(|place| place.name.parse().ok())),
        postcode: postcode.or(known_postcode),
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
        (town, postcode) => {
            let exact = |town: &str| places::find(town, postcode.map(Postcode::as_str), Some(country));
            // As people write it: "Paris 11", "Saint-Denis (93)", "PARIS CEDEX 11".
            let typed = |town: &PlaceLine| {
                let found = suggest(town.as_str(), None, MEANT_MAX);
                found.into_iter().find(|found| found.named && found.town.is_in(country)).map(|found| found.town)
            };
            exact(town.map_or("", PlaceLine::as_str)).or_else(|| typed(town?))
        }
    }
}

/// The one of these towns that is nearest to the point.
fn nearest_of(point: Point, towns: &[Town]) -> Option<&Town> {
    towns.iter().min_by(|a, b| a.point.km_to(point).total_cmp(&b.point.km_to(point)))
}

/// The one of these towns that the point is in or beside.
fn around(point: Point, towns: &[Town]) -> Option<Town> {
    nearest_of(point, towns).filter(|town| town.point.km_to(point) < TOWN_REACH_KM).cloned()
}

fn nearest(point: Point) -> Option<Town> {
    places::nearest(point).filter(|place| place.point.km_to(point) < TOWN_REACH_KM)
}
