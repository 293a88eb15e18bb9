//! Where to look: circles and boxes on the globe as runs of grid cells of a tenth of a degree. Poles and ±180° are no exceptions.

use std::ops::RangeInclusive;

use crate::domain::bbox::Bbox;
use crate::domain::place::Point;

/// Cells in a degree.
pub const PER_DEGREE: f64 = 10.0;
const ROWS: u32 = 1800;
const COLUMNS: u32 = 3600;

/// Kilometres in a degree of latitude on the sphere of `Point::km_to`, rounded down: circles come out a little too large, never too small.
const KM_PER_DEGREE: f64 = 111.19;
/// Degrees that boxes around circles are widened by, against rounding.
const MARGIN: f64 = 1e-6;

/// A cell of the grid.
pub type Cell = u32;

/// The cell of a point.
pub fn cell(point: Point) -> Cell {
    row(point.lat()) * COLUMNS + column(point.lon())
}

/// The row, from the south pole, and the column, from 180° west, of a cell.
pub fn row_and_column(cell: Cell) -> (u32, u32) {
    (cell / COLUMNS, cell % COLUMNS)
}

/// Rows and columns of the south-western and the north-eastern cell of a box.
pub fn corners(span: &Span) -> ((u32, u32), (u32, u32)) {
    ((row(span.south), column(span.west)), (row(span.north), column(span.east)))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the grid")]
fn row(lat: f64) -> u32 {
    (((lat + 90.0) * PER_DEGREE).floor().max(0.0) as u32).min(ROWS - 1)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the grid")]
fn column(lon: f64) -> u32 {
    (((lon + 180.0) * PER_DEGREE).floor().max(0.0) as u32).min(COLUMNS - 1)
}

/// What is within so many kilometres of a point; without a radius, everywhere, with the distance known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// From where.
    pub point: Point,
    /// How far, in kilometres; what lies exactly so far is in.
    pub km: Option<f64>,
}

/// Where to look: both conditions hold. Without any, everywhere, and also what has no point.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Area {
    /// In a circle, with distances.
    pub near: Option<Near>,
    /// In a box.
    pub bbox: Option<Bbox>,
}

impl Area {
    /// The circle around a point.
    pub fn circle(point: Point, km: f64) -> Self {
        Self { near: Some(Near { point, km: Some(km) }), bbox: None }
    }

    /// The box.
    pub fn within(bbox: Bbox) -> Self {
        Self { near: None, bbox: Some(bbox) }
    }

    /// Whether only some places on Earth are in it.
    pub fn is_bounded(&self) -> bool {
        self.bbox.is_some() || self.near.is_some_and(|near| near.km.is_some())
    }

    /// None when the point is not in the area; else its distance, when distances were asked for. Something without a point is in no
    /// bounded area, and has no distance.
    pub fn holds(&self, point: Option<Point>) -> Option<Option<f64>> {
        let Some(point) = point else {
            return (!self.is_bounded()).then_some(None);
        };
        if self.bbox.is_some_and(|bbox| !bbox.contains(point)) {
            return None;
        }
        let Some(near) = self.near else { return Some(None) };
        // Most of what is too far is too far north or south: that takes no sine.
        if near.km.is_some_and(|most| (near.point.lat() - point.lat()).abs() * KM_PER_DEGREE > most) {
            return None;
        }
        let km = near.point.km_to(point);
        near.km.is_none_or(|most| km <= most).then_some(Some(km))
    }

    /// Boxes that hold all of the area: at most two, none crossing ±180°. None when the area is everywhere.
    pub fn boxes(&self) -> Option<Vec<Span>> {
        let circle = self.near.and_then(|near| near.km.map(|km| circle_box(near.point, km)));
        match (circle, self.bbox) {
            (Some(circle), Some(bbox)) => {
                let spans = split(bbox);
                Some(split(circle).iter().flat_map(|a| spans.iter().filter_map(|b| a.and(b))).collect())
            }
            (Some(bbox), None) | (None, Some(bbox)) => Some(split(bbox)),
            (None, None) => None,
        }
    }

    /// Runs of cells that hold all of the area, none twice; none when it is everywhere.
    pub fn cells(&self) -> Option<Vec<RangeInclusive<Cell>>> {
        self.boxes().map(|boxes| {
            let runs = |span: &Span| {
                let ((south, west), (north, east)) = corners(span);
                (south..=north).map(move |row| (row * COLUMNS + west, row * COLUMNS + east))
            };
            let mut all: Vec<(Cell, Cell)> = boxes.iter().flat_map(runs).collect();
            all.sort_unstable();
            // A box that touches ±180° shares its last cell with its other part.
            all.dedup_by(|next, run| {
                let shared = next.0 <= run.1;
                if shared {
                    run.1 = run.1.max(next.1);
                }
                shared
            });
            all.into_iter().map(|(first, last)| first..=last).collect()
        })
    }
}

/// A box that does not cross ±180°, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Western side.
    pub west: f64,
    /// Southern side.
    pub south: f64,
    /// Eastern side; not west of `west`.
    pub east: f64,
    /// Northern side.
    pub north: f64,
}

impl Span {
    fn and(&self, other: &Self) -> Option<Self> {
        let both = Self {
            west: self.west.max(other.west),
            south: self.south.max(other.south),
            east: self.east.min(other.east),
            north: self.north.min(other.north),
        };
        (both.west <= both.east && both.south <= both.north).then_some(both)
    }
}

/// The smallest box around a circle, a little widened. A circle that holds a pole, or nearly does, spans all longitudes.
fn circle_box(centre: Point, km: f64) -> Bbox {
    let degrees = km.max(0.0) / KM_PER_DEGREE + MARGIN;
    let (south, north) = ((centre.lat() - degrees).max(-90.0), (centre.lat() + degrees).min(90.0));
    // The meridians that touch a circle of radius r around latitude φ lie asin(sin r / cos φ) away (J. P. Matuschek, 2010).
    let ratio = degrees.to_radians().sin() / centre.lat().to_radians().cos();
    let all = Bbox::new(-180.0, south, 180.0, north);
    let half = ratio.asin().to_degrees() + MARGIN;
    if degrees >= 90.0 || south <= -90.0 || north >= 90.0 || !half.is_finite() || half >= 180.0 {
        return all.expect("latitudes are in range");
    }
    let wrapped = |lon: f64| {
        if lon < -180.0 {
            lon + 360.0
        } else if lon > 180.0 {
            lon - 360.0
        } else {
            lon
        }
    };
    Bbox::new(wrapped(centre.lon() - half), south, wrapped(centre.lon() + half), north).expect("longitudes are in range")
}

/// The same box in one or two parts that do not cross ±180°. A side on ±180° takes the cells on its other side too.
fn split(bbox: Bbox) -> Vec<Span> {
    let (west, south, east, north) = (bbox.west(), bbox.south(), bbox.east(), bbox.north());
    let span = |west, east| Span { west, south, east, north };
    if west > east {
        return vec![span(-180.0, east), span(west, 180.0)];
    }
    let mut spans = vec![span(west, east)];
    if west <= -180.0 && east < 180.0 {
        spans.push(span(180.0, 180.0));
    }
    if east >= 180.0 && west > -180.0 {
        spans.push(span(-180.0, -180.0));
    }
    spans
}
