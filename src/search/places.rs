//! The gazetteer: turns what people write into a point, and a point into a town and a time zone, with no third party.
//!
//! It holds every French commune with its postcodes, the arrondissements of Paris, Lyon and Marseille, former communes as other names
//! of what they became, and every town of 5,000 people and more elsewhere. `assets/gazetteer/README.md` has sources, licences, limits.

use crate::domain::lang::Lang;
use crate::domain::place::Point;
use crate::domain::text::fold;

mod countries;
#[allow(dead_code, reason = "the writer and the reader need different parts of it")]
mod layout;
mod suggest;
mod table;

pub use suggest::{LONGEST_QUERY, suggest};
use table::Row;

/// A place that the gazetteer knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Town {
    /// What it is called.
    pub name: &'static str,
    /// French postcodes, the first one first; empty elsewhere.
    pub postcodes: Vec<String>,
    /// Name of the département, or of the first-order division of another country; empty when it has none.
    pub region: &'static str,
    /// Code of the département (`62`, `2A`), or GeoNames's code of the division.
    pub region_code: &'static str,
    /// ISO 3166-1 code of two letters.
    pub country: &'static str,
    /// Town hall, or the middle of the town.
    pub point: Point,
    /// People.
    pub population: u32,
    /// IANA time zone.
    pub time_zone: &'static str,
    row: Row,
}

impl Town {
    /// Its stable id: `fr-` and the INSEE code, or `gn-` and the GeoNames number.
    pub fn id(&self) -> String {
        if !self.row.french() {
            return format!("gn-{}", self.row.id());
        }
        let mut rest = self.row.id();
        let mut code = [b'0'; 5];
        for place in code.iter_mut().rev() {
            *place = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rest as usize % 36];
            rest /= 36;
        }
        format!("fr-{}", String::from_utf8_lossy(&code))
    }

    /// What its country is called.
    pub fn country_name(&self, lang: Lang) -> &'static str {
        let english = self.row.region().country_name();
        match lang {
            Lang::Fr => countries::french(self.country).unwrap_or(english),
            Lang::En => english,
        }
    }

    /// The first postcode; none outside France.
    pub fn postcode(&self) -> Option<&str> {
        self.postcodes.first().map(String::as_str)
    }

    fn at(row: Row) -> Self {
        let region = row.region();
        Self {
            name: row.name(),
            postcodes: row.postcodes().map(|number| format!("{number:05}")).collect(),
            region: region.name(),
            region_code: region.code(),
            country: region.country(),
            point: point(row),
            population: row.population(),
            time_zone: region.zone(),
            row,
        }
    }

    /// Whether mail for this French postcode may go there: it is one of its own, or one that no list has, of its département.
    pub fn may_have(&self, postcode: &str) -> bool {
        suggest::postcode(postcode).is_some_and(|number| suggest::fit(self.row, number) >= suggest::Fit::Special)
    }

    /// Whether it is in this country (ISO 3166-1, two letters). The French overseas départements are in FR and in the code that ISO gives them.
    pub fn is_in(&self, country: &str) -> bool {
        is_in(self.row, country)
    }
}

/// A place that a query may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The place.
    pub town: Town,
    /// The former commune by whose name it was found.
    pub former: Option<&'static str>,
    /// Whether the query names it: its whole name, another name of it, or its whole postcode; and it is in the département,
    /// region or country that the query says.
    pub named: bool,
}

fn point(row: Row) -> Point {
    let (lat, lon) = row.degrees();
    Point::new(lat, lon).expect("the build wrote points on Earth")
}

/// A name as it is compared.
fn key(name: &str) -> String {
    layout::key(name, fold)
}

/// The place with this id.
pub fn by_id(id: &str) -> Option<Town> {
    let row = match id.split_once('-')? {
        ("fr", code) if code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) => {
            table::by_id(true, u32::from_str_radix(code, 36).ok()?)
        }
        ("gn", number) if !number.starts_with(['0', '+']) => table::by_id(false, number.parse().ok()?),
        _ => None,
    }?;
    Some(Town::at(row))
}

/// The place that an address means: for imports and forms. The town's name must be right but for accents, case and hyphens; the postcode
/// (French) chooses among towns of one name, or stands for the town when there is none, or none that any list has. Without a country,
/// France comes first.
pub fn find(town: &str, postcode: Option<&str>, country: Option<&str>) -> Option<Town> {
    let postcode = postcode.and_then(suggest::postcode);
    let name = key(town);
    if table::names().get(&name).is_none() {
        let range = postcode.map(|number| number..number + 1)?;
        let rows = table::by_postcode(range).filter(|row| country.is_none_or(|code| is_in(*row, code)));
        return rows.max_by_key(|row| (row.kind() == layout::ARRONDISSEMENT, row.population())).map(Town::at);
    }
    let (main, mut rows) = rows_named(&name, country);
    if !main.is_empty() && postcode.is_none_or(|number| main.iter().any(|row| suggest::serves(*row, number))) {
        rows = main;
    } else {
        rows.extend(main);
    }
    let fit = |row: &Row| postcode.map(|number| suggest::fit(*row, number));
    rows.into_iter().max_by_key(|row| (fit(row), row.french(), row.population())).map(Town::at)
}

/// The places that have this very name (accents, case and hyphens aside), the most populous first: those whose own name it is, or else those of
/// which it is another name.
pub fn named(town: &str, country: &str) -> Vec<Town> {
    let (main, others) = rows_named(&key(town), Some(country));
    let mut rows = if main.is_empty() { others } else { main };
    rows.sort_by_key(|row| (std::cmp::Reverse(row.population()), *row));
    rows.dedup();
    rows.into_iter().map(Town::at).collect()
}

/// The rows of a name as it is compared: those whose own name it is, and those of which it is another name.
fn rows_named(name: &str, country: Option<&str>) -> (Vec<Row>, Vec<Row>) {
    let (mut main, mut others) = (Vec::new(), Vec::new());
    for posting in table::names().get(name).into_iter().flat_map(table::postings) {
        if country.is_some_and(|code| !is_in(posting.row, code)) {
            continue;
        }
        if posting.alias { others.push(posting.row.parent()) } else { main.push(posting.row) }
    }
    (main, others)
}

/// The nearest place in the lists, as the town that it is (part of): for the time zone, the name and the middle of the town of a point.
/// None farther than [`NEAREST_KM`] from any place.
pub fn nearest(to: Point) -> Option<Town> {
    nearest_row(to).map(|row| Town::at(row.parent()))
}

/// How far [`nearest`] looks, in kilometres: nowhere on land is farther from a town of the lists, but for the poles.
pub const NEAREST_KM: f64 = 2_500.0;

/// Kilometres in a degree of latitude, rounded down.
const KM_PER_DEGREE: f64 = 111.19;

fn nearest_row(to: Point) -> Option<Row> {
    let mut radius = 12.0;
    while radius <= NEAREST_KM {
        let mut best: Option<(f64, Row)> = None;
        for row in around(to, radius) {
            let km = point(row).km_to(to);
            if km <= radius && best.is_none_or(|(least, _)| km < least) {
                best = Some((km, row));
            }
        }
        if let Some((_, row)) = best {
            return Some(row);
        }
        radius *= 3.0;
    }
    None
}

/// The places in the cells that a circle touches: all within it, and some outside.
fn around(centre: Point, km: f64) -> impl Iterator<Item = Row> {
    let degrees = km / KM_PER_DEGREE;
    let rows = layout::cell_row(centre.lat() - degrees)..=layout::cell_row(centre.lat() + degrees);
    let widest = (centre.lat().abs() + degrees).min(90.0).to_radians().cos();
    let half = if widest > 1e-6 { degrees / widest } else { 360.0 };
    let (west, east) = (centre.lon() - half, centre.lon() + half);
    let columns = if half >= 180.0 {
        vec![(0, layout::CELLS_AROUND - 1)]
    } else if west < -180.0 {
        vec![(0, layout::cell_column(east)), (layout::cell_column(west + 360.0), layout::CELLS_AROUND - 1)]
    } else if east > 180.0 {
        vec![(layout::cell_column(west), layout::CELLS_AROUND - 1), (0, layout::cell_column(east - 360.0))]
    } else {
        vec![(layout::cell_column(west), layout::cell_column(east))]
    };
    rows.flat_map(move |row| columns.clone().into_iter().flat_map(move |columns| table::in_cells(row, columns)))
}

/// Whether a place is in this country. The French overseas départements are in FR and in the code that ISO gives them.
fn is_in(row: Row, country: &str) -> bool {
    let region = row.region();
    let overseas = match region.code() {
        "971" => "GP",
        "972" => "MQ",
        "973" => "GF",
        "974" => "RE",
        "976" => "YT",
        _ => "",
    };
    region.country().eq_ignore_ascii_case(country)
        || (row.french() && (country.eq_ignore_ascii_case("FR") || country.eq_ignore_ascii_case(overseas)))
}

#[cfg(test)]
mod tests;
