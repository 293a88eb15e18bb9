//! Places: points on the globe, addresses, and how exactly a place is known or shown.

use serde::{Deserialize, Serialize};

use super::text::{CountryCode, PlaceLine, Postcode};

/// Mean radius of the Earth, in kilometres (IUGG mean radius R₁).
pub const EARTH_KM: f64 = 6371.0088;

/// A point in WGS 84 degrees. Latitude lies in −90…90, longitude in −180…180.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    lat: f64,
    lon: f64,
}

impl Point {
    /// The point at these degrees; none when they are no place on Earth (out of range, or not finite).
    pub fn new(lat: f64, lon: f64) -> Option<Self> {
        ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some(Self { lat, lon })
    }

    /// Degrees north.
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// Degrees east.
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Great-circle distance in kilometres, by the haversine formula (R. W. Sinnott, 1984) on a sphere of [`EARTH_KM`].
    pub fn km_to(self, other: Self) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = ((b - a) / 2.0).sin();
        let half_lon = ((other.lon - self.lon).to_radians() / 2.0).sin();
        let h = half_lat * half_lat + a.cos() * b.cos() * half_lon * half_lon;
        2.0 * EARTH_KM * h.sqrt().min(1.0).asin()
    }
}

/// How exactly a point says where something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// The very spot.
    Exact,
    /// The street.
    Street,
    /// The town, or the area of a postcode.
    Town,
}

/// Where something is. A place has at least a town or a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// What the spot is called: "Salle des fêtes".
    pub name: Option<PlaceLine>,
    /// Number and street.
    pub street: Option<PlaceLine>,
    /// Town.
    pub town: Option<PlaceLine>,
    /// Postcode.
    pub postcode: Option<Postcode>,
    /// ISO 3166-1 code of two letters.
    pub country: Option<CountryCode>,
    /// The point, when it is known.
    pub point: Option<Point>,
    /// The middle of the town, when it is known: what readers get who may not see the exact place.
    pub town_point: Option<Point>,
    /// What `point` is exact to.
    pub precision: Precision,
}

impl Place {
    /// The place in one line: "Place du Marché, 3 rue du Puits, 93100 Montreuil". Empty when nothing of it has a name.
    pub fn line(&self) -> String {
        let town = match (&self.postcode, &self.town) {
            (Some(postcode), Some(town)) => format!("{postcode} {town}"),
            (Some(postcode), None) => postcode.to_string(),
            (None, Some(town)) => town.to_string(),
            (None, None) => String::new(),
        };
        let lines = [&self.name, &self.street].into_iter().flatten().map(ToString::to_string);
        lines.chain(Some(town).filter(|town| !town.is_empty())).collect::<Vec<_>>().join(", ")
    }

    /// The place as those see it who may know the town only: no name, no street, no exact point.
    ///
    /// Without a known middle of the town, the point is rounded to a tenth of a degree (about 11 km), never passed on.
    pub fn coarse(&self) -> Self {
        let point = match self.precision {
            Precision::Town => self.point,
            Precision::Exact | Precision::Street => self.town_point.or(self.point.map(|p| Point { lat: tenth(p.lat), lon: tenth(p.lon) })),
        };
        Self { name: None, street: None, point, precision: Precision::Town, ..self.clone() }
    }
}

fn tenth(degrees: f64) -> f64 {
    (degrees * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_km(from: (f64, f64), to: (f64, f64), km: f64) {
        let point = |(lat, lon)| Point::new(lat, lon).expect("on Earth");
        let got = point(from).km_to(point(to));
        assert!((got - km).abs() < km * 0.001 + 0.001, "{from:?} → {to:?}: {got} km, not {km}");
    }

    #[test]
    fn distances() {
        check_km((48.8566, 2.3522), (48.8566, 2.3522), 0.0);
        check_km((48.8566, 2.3522), (45.7640, 4.8357), 391.5);
        check_km((90.0, 0.0), (-90.0, 0.0), EARTH_KM * std::f64::consts::PI);
        check_km((0.0, 179.9), (0.0, -179.9), 22.239);
        check_km((89.9, 0.0), (89.9, 180.0), 22.239);
    }

    #[test]
    fn what_is_not_on_earth_is_no_point() {
        for (lat, lon) in [(90.1, 0.0), (0.0, 180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(Point::new(lat, lon), None);
        }
    }

    #[test]
    fn a_coarse_place_holds_nothing_exact() {
        let exact = Place {
            name: Some("Chez Inès".parse().expect("fits")),
            street: Some("3 rue du Puits".parse().expect("fits")),
            town: Some("Montreuil".parse().expect("fits")),
            postcode: None,
            country: None,
            point: Point::new(48.861_234, 2.443_456),
            town_point: None,
            precision: Precision::Exact,
        };
        let coarse = exact.coarse();
        assert_eq!((coarse.name, coarse.street, coarse.precision), (None, None, Precision::Town));
        assert_eq!(coarse.point, Point::new(48.9, 2.4));
        let centre = Point::new(48.8638, 2.4485);
        assert_eq!(Place { town_point: centre, ..exact }.coarse().point, centre);
    }
}
