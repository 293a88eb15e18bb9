//! Events that stand close together on the map, as one.

use std::collections::BTreeMap;

use super::table::Table;
use super::{Query, Reader, ask};
use crate::domain::bbox::Bbox;
use crate::domain::ids::EventId;
use crate::domain::place::Point;
use crate::search::grid::Area;
use crate::search::page::Hit;

/// Deepest zoom that clusters differ at.
pub const ZOOM_MAX: u8 = 20;
/// Clusters on one side of a tile: one each 64 pixels.
const PER_TILE: f64 = 4.0;
/// The parallel that the square map of the web ends at (EPSG:3857).
const LAST_PARALLEL: f64 = 85.051_128_78;

/// Several events that stand close together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cluster {
    /// Their middle.
    pub point: Point,
    /// How many.
    pub count: usize,
}

/// What a box of the map shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clusters {
    /// Groups of two and more, the biggest first.
    pub clusters: Vec<Cluster>,
    /// Events that stand alone, with where they stand.
    pub items: Vec<(Hit<EventId>, Point)>,
}

struct Group {
    lat: f64,
    lon: f64,
    count: usize,
    first: Hit<EventId>,
}

/// The square of the map that a point lies in, at a zoom.
#[allow(clippy::cast_possible_truncation, reason = "at most four million squares along a side")]
fn square(point: Point, zoom: u8) -> (i32, i32) {
    let side = f64::from(1_u32 << zoom.min(ZOOM_MAX)) * PER_TILE;
    let lat = point.lat().clamp(-LAST_PARALLEL, LAST_PARALLEL).to_radians();
    let x = (point.lon() + 180.0) / 360.0;
    let y = (1.0 - (lat.tan() + 1.0 / lat.cos()).ln() / std::f64::consts::PI) / 2.0;
    ((y * side).floor() as i32, (x * side).floor() as i32)
}

/// What fits the query in the box. When that is more than its limit, events are grouped as if seen from farther.
pub fn find(table: &Table, query: &Query<'_>, bbox: Bbox, zoom: u8, reader: Reader<'_>) -> Clusters {
    let query = Query { area: Area { bbox: Some(bbox), ..query.area }, after: None, ..query.clone() };
    let mut found = Vec::new();
    ask::each(table, &query, reader, |row, distance_km| {
        if let Some(point) = row.point() {
            found.push((point, Hit { id: row.id, distance_km }));
        }
    });
    found.sort_unstable_by_key(|(_, hit)| hit.id);
    let mut zoom = zoom.min(ZOOM_MAX);
    loop {
        let groups = grouped(&found, zoom);
        if groups.len() <= query.limit || zoom == 0 {
            return shown(groups);
        }
        zoom -= 1;
    }
}

fn grouped(found: &[(Point, Hit<EventId>)], zoom: u8) -> BTreeMap<(i32, i32), Group> {
    let mut groups: BTreeMap<(i32, i32), Group> = BTreeMap::new();
    for (point, hit) in found {
        let group = groups.entry(square(*point, zoom)).or_insert(Group { lat: 0.0, lon: 0.0, count: 0, first: *hit });
        group.lat += point.lat();
        group.lon += point.lon();
        group.count += 1;
    }
    groups
}

fn shown(groups: BTreeMap<(i32, i32), Group>) -> Clusters {
    let mut all = Clusters::default();
    for group in groups.into_values() {
        #[allow(clippy::cast_precision_loss, reason = "fewer than 2^52 events")]
        let size = group.count as f64;
        let Some(point) = Point::new(group.lat / size, group.lon / size) else { continue };
        if group.count == 1 { all.items.push((group.first, point)) } else { all.clusters.push(Cluster { point, count: group.count }) }
    }
    all.clusters.sort_by_key(|cluster| std::cmp::Reverse(cluster.count));
    all
}
