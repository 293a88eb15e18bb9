//! Grid cells as terms: each point is in one cell on each of five levels, and an area is covered by the cells of the finest level that
//! does with few. What the cells let through is then tested exactly.

use crate::domain::place::Point;
use crate::search::grid::{self, Area, Span};

/// Levels. Cells of the first are a tenth of a degree, those of each next one four times as wide: 0.1°, 0.4°, 1.6°, 6.4°, 25.6°.
const LEVELS: u32 = 5;
/// Most cells that an area is covered by; a larger one is not looked for by cells.
const COVER_MAX: u64 = 32;

/// The term of a cell, by level and by row and column on the first level.
fn term(level: u32, (row, column): (u32, u32)) -> u64 {
    (u64::from(level) << 32) | (u64::from(row >> (2 * level)) << 16) | u64::from(column >> (2 * level))
}

/// The terms of the cells that hold a point.
pub fn cells(point: Point) -> [u64; LEVELS as usize] {
    let at = grid::row_and_column(grid::cell(point));
    std::array::from_fn(|level| term(u32::try_from(level).unwrap_or(0), at))
}

/// The terms of few cells that cover an area; none when it is everywhere, or too wide for cells to help.
pub fn cover(area: &Area) -> Option<Vec<u64>> {
    let boxes = area.boxes()?;
    (0..LEVELS).find_map(|level| cover_at(level, &boxes))
}

fn cover_at(level: u32, boxes: &[Span]) -> Option<Vec<u64>> {
    let corners = |span: &Span| {
        let (south_west, north_east) = grid::corners(span);
        let scaled = |(row, column): (u32, u32)| (row >> (2 * level), column >> (2 * level));
        (scaled(south_west), scaled(north_east))
    };
    let count = |((south, west), (north, east)): ((u32, u32), (u32, u32))| u64::from(north - south + 1) * u64::from(east - west + 1);
    if boxes.iter().map(corners).map(count).sum::<u64>() > COVER_MAX {
        return None;
    }
    let mut terms = Vec::new();
    for ((south, west), (north, east)) in boxes.iter().map(corners) {
        for row in south..=north {
            terms.extend((west..=east).map(|column| (u64::from(level) << 32) | (u64::from(row) << 16) | u64::from(column)));
        }
    }
    terms.sort_unstable();
    terms.dedup();
    Some(terms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_in_an_area_is_in_its_cover(lat in -90.0..=90.0_f64, lon in -180.0..=180.0_f64, dlat in -9.0..=9.0_f64, dlon in -9.0..=9.0_f64, km in 0.1..1000.0_f64) {
            let centre = Point::new(lat, lon).expect("on Earth");
            let wrapped = if lon + dlon > 180.0 { lon + dlon - 360.0 } else if lon + dlon < -180.0 { lon + dlon + 360.0 } else { lon + dlon };
            let point = Point::new((lat + dlat).clamp(-90.0, 90.0), wrapped).expect("on Earth");
            let area = Area::circle(centre, km);
            if area.holds(Some(point)).is_some() && let Some(cover) = cover(&area) {
                prop_assert!(cells(point).iter().any(|cell| cover.contains(cell)));
                prop_assert!(cover.len() as u64 <= COVER_MAX);
            }
        }
    }
}
