//! How exactly the agenda and the index keep times and points. Both keep them alike, so that they give the same answers.

use jiff::Timestamp;

use crate::domain::place::Point;

/// Degrees are kept in so many parts: 1 cm.
const PARTS: f64 = 1e7;

/// No latitude is this many parts.
const NOWHERE: i32 = i32::MIN;

/// A point, or none, in eight bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// Latitude in parts of a degree.
    pub lat: i32,
    /// Longitude in parts of a degree.
    pub lon: i32,
}

#[allow(clippy::cast_possible_truncation, reason = "a point's degrees are at most 180")]
fn parts(degrees: f64) -> i32 {
    (degrees * PARTS).round() as i32
}

impl Spot {
    /// The spot of a point.
    pub fn of(point: Option<Point>) -> Self {
        match point {
            Some(point) => Self { lat: parts(point.lat()), lon: parts(point.lon()) },
            None => Self { lat: NOWHERE, lon: 0 },
        }
    }

    /// The point.
    pub fn point(self) -> Option<Point> {
        if self.lat == NOWHERE {
            return None;
        }
        Point::new(f64::from(self.lat) / PARTS, f64::from(self.lon) / PARTS)
    }
}

/// Seconds since 1970, rounded down.
pub fn seconds_down(time: Timestamp) -> i64 {
    time.as_second() - i64::from(time.subsec_nanosecond() < 0)
}

/// Seconds since 1970, rounded up.
pub fn seconds_up(time: Timestamp) -> i64 {
    time.as_second() + i64::from(time.subsec_nanosecond() > 0)
}
