//! `/places`: towns by name or postcode, as one types.

use poem_openapi::param::Query;
use poem_openapi::{Object, OpenApi};
use serde::Serialize;

use super::shapes::PLACE_ID_MAX;
use crate::app::places::{self, Suggestion, Town};
use crate::domain::text::{CountryCode, Postcode};
use crate::http::body::Text;
use crate::http::error::Problem;
use crate::http::json::{Nullable, RawJson};
use crate::http::params::{LIMIT_MAX, Limit, Near};

/// Longest name of a place.
const NAME_MAX: usize = 200;

/// Places that a text may mean.
#[derive(Debug, Object, Serialize)]
struct Places {
    /// The likeliest first.
    items: Vec<Found>,
    /// They come on one page.
    next: Nullable<Text<256>>,
}

/// A town of the gazetteer.
#[derive(Debug, Object, Serialize)]
struct Found {
    /// Its id: `place_id` elsewhere.
    id: Text<PLACE_ID_MAX>,
    /// Its name.
    name: Text<NAME_MAX>,
    /// The former commune by whose name it was found.
    former: Nullable<Text<NAME_MAX>>,
    /// Whether this is a name or a postcode that it has, and it lies where `q` says; else it is only like it.
    named: bool,
    /// Its first postcode; none outside France.
    postcode: Nullable<Text<{ Postcode::MAX }>>,
    /// All of them.
    postcodes: Vec<Text<{ Postcode::MAX }>>,
    /// Département, or first-order division.
    region: Text<NAME_MAX>,
    /// ISO 3166-1 code of two letters.
    country: Text<{ CountryCode::MAX }>,
    /// Degrees north (WGS 84).
    lat: f64,
    /// Degrees east (WGS 84).
    lon: f64,
    /// People.
    population: u32,
    /// IANA time zone.
    time_zone: Text<64>,
}

impl Found {
    fn of(Suggestion { town, former, named }: &Suggestion) -> Self {
        let Town { name, postcodes, region, country, point, population, time_zone, .. } = town;
        Self {
            id: Text(town.id()),
            name: Text::of(name),
            former: former.map(Text::of).into(),
            named: *named,
            postcode: town.postcode().map(Text::of).into(),
            postcodes: postcodes.iter().map(Text::of).collect(),
            region: Text::of(region),
            country: Text::of(country),
            lat: point.lat(),
            lon: point.lon(),
            population: *population,
            time_zone: Text::of(time_zone),
        }
    }
}

/// See the file.
pub struct Operations;

#[OpenApi]
impl Operations {
    /// Towns by name or postcode, or the beginning of one; accents are optional.
    #[oai(path = "/places", method = "get", operation_id = "list_places")]
    async fn list(
        &self,
        /// A name or a postcode, or its beginning.
        q: Query<Text<NAME_MAX>>,
        /// Places around here come earlier.
        near: Query<Option<Near>>,
        limit: Query<Option<Limit<LIMIT_MAX>>>,
    ) -> Result<RawJson<Places>, Problem> {
        let found = places::suggest(&q.0.0, near.0.map(|near| near.0), Limit::or_default(limit.0));
        RawJson::of(&Places { items: found.iter().map(Found::of).collect(), next: Nullable(None) })
    }
}
