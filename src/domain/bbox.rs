//! A box on the map.

use super::place::Point;

/// A box between two parallels and two meridians, its sides included. Where `west` lies east of `east`, it crosses ±180°.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bbox {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Bbox {
    /// The box with these sides in degrees; none when they are not on Earth, or south lies north of north.
    pub fn new(west: f64, south: f64, east: f64, north: f64) -> Option<Self> {
        Point::new(south, west)?;
        Point::new(north, east)?;
        (south <= north).then_some(Self { west, south, east, north })
    }

    /// Western side, in degrees.
    pub fn west(self) -> f64 {
        self.west
    }

    /// Southern side, in degrees.
    pub fn south(self) -> f64 {
        self.south
    }

    /// Eastern side, in degrees.
    pub fn east(self) -> f64 {
        self.east
    }

    /// Northern side, in degrees.
    pub fn north(self) -> f64 {
        self.north
    }

    /// Whether a point lies in it. The meridians 180° and −180° are one.
    pub fn contains(self, point: Point) -> bool {
        let between =
            |lon: f64| if self.west <= self.east { (self.west..=self.east).contains(&lon) } else { lon >= self.west || lon <= self.east };
        let lon = point.lon();
        (self.south..=self.north).contains(&point.lat()) && (between(lon) || (lon.abs() >= 180.0 && between(-lon)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sides: (f64, f64, f64, f64), point: (f64, f64), want: bool) {
        let bbox = Bbox::new(sides.0, sides.1, sides.2, sides.3).expect("a box");
        assert_eq!(bbox.contains(Point::new(point.0, point.1).expect("on Earth")), want);
    }

    #[test]
    fn boxes_hold_what_lies_in_them() {
        check((2.0, 48.0, 3.0, 49.0), (48.5, 2.5), true);
        check((2.0, 48.0, 3.0, 49.0), (48.0, 3.0), true);
        check((2.0, 48.0, 3.0, 49.0), (48.5, 3.1), false);
        check((170.0, -20.0, -170.0, -10.0), (-15.0, 179.0), true);
        check((170.0, -20.0, -170.0, -10.0), (-15.0, -179.0), true);
        check((170.0, -20.0, -170.0, -10.0), (-15.0, 0.0), false);
        check((170.0, -20.0, 180.0, -10.0), (-15.0, -180.0), true);
        assert_eq!(Bbox::new(0.0, 2.0, 1.0, 1.0), None);
        assert_eq!(Bbox::new(0.0, f64::NAN, 1.0, 1.0), None);
    }
}
