//! How the agenda answers: by time with an early stop, or through the cells or the team that are asked for.

use std::ops::Bound;

use super::table::{Bucket, Row, Table};
use super::{Query, Reader, Sort};
use crate::domain::ids::EventId;
use crate::search::exact::{seconds_down, seconds_up};
use crate::search::page::{Cursor, Hit, Page, key_of_i64, key_of_km, order};

/// What it costs to look at a row through a cell, in rows looked at by time: a distance, and sorting what was found.
const CELL_COST: usize = 6;

/// A query with what it takes to test a row.
struct Test<'q> {
    query: &'q Query<'q>,
    reader: Reader<'q>,
    from: Option<i64>,
    to: Option<i64>,
}

impl<'q> Test<'q> {
    fn of(query: &'q Query<'q>, reader: Reader<'q>) -> Self {
        Self { query, reader, from: query.from.map(seconds_down), to: query.to.map(seconds_up) }
    }

    /// The distance of a row that fits; none when it does not. The reader is asked last.
    fn fits(&self, row: &Row) -> Option<Option<f64>> {
        let query = self.query;
        let plain = self.from.is_none_or(|from| row.end() > from)
            && self.to.is_none_or(|to| row.start < to)
            && (!query.needs_people || row.needs_people)
            && query.online.is_none_or(|online| row.online == online)
            && (query.kinds.is_empty() || query.kinds.contains(&row.kind))
            && query.team.is_none_or(|team| row.team == Some(team));
        if !plain {
            return None;
        }
        let km = query.area.holds(row.point())?;
        self.reader.finds(row.shown, row.id).then_some(km)
    }

    /// The start from which to look.
    fn earliest(&self, table: &Table) -> i64 {
        self.from.map_or(i64::MIN, |from| table.earliest(from))
    }

    /// Whether no later row can fit.
    fn is_over(&self, start: i64) -> bool {
        self.to.is_some_and(|to| start >= to)
    }

    fn by_distance(&self) -> bool {
        self.query.sort == Sort::Distance && self.query.area.near.is_some()
    }

    /// What is sorted by, before the id.
    fn key(&self, row: &Row, km: Option<f64>) -> u64 {
        if self.by_distance() { key_of_km(km) } else { key_of_i64(row.start) }
    }

    fn after(&self) -> Option<Cursor> {
        let order = if self.by_distance() { order::DISTANCE } else { order::START };
        self.query.after.filter(|after| after.order == order)
    }
}

/// Which rows to look at.
enum Road<'t> {
    Time,
    Buckets(Vec<&'t Bucket>),
}

fn road<'t>(table: &'t Table, test: &Test<'_>, stops_early: bool) -> Road<'t> {
    let query = test.query;
    if let Some(team) = query.team {
        return Road::Buckets(table.of_team(team).into_iter().collect());
    }
    let Some(runs) = query.area.cells() else { return Road::Time };
    let buckets = table.in_cells(runs);
    if stops_early {
        let earliest = test.earliest(table);
        let inside: usize = buckets.iter().map(|bucket| bucket.from(earliest).len()).sum();
        let filtered = !query.kinds.is_empty() || query.needs_people || query.online.is_some();
        let all = table.len();
        let by_time = if filtered { all } else { all.min(all.saturating_mul(query.limit + 1) / inside.max(1)) };
        if by_time < inside.saturating_mul(CELL_COST) {
            return Road::Time;
        }
    }
    Road::Buckets(buckets)
}

/// Calls `found` with each row that fits and its distance, until it says no more. By time, rows come in order.
fn walk<'t>(table: &'t Table, test: &Test<'_>, road: &Road<'t>, mut found: impl FnMut(&'t Row, Option<f64>) -> bool) {
    let earliest = test.earliest(table);
    match road {
        Road::Time => {
            let start = Bound::Included((earliest, EventId::from_bytes([0; 16])));
            let after =
                test.after().filter(|after| after.order == order::START).map(|after| (start_of(after), EventId::from_bytes(after.id)));
            let bound = match after {
                Some(after) if after.0 >= earliest => Bound::Excluded(after),
                _ => start,
            };
            for row in table.by_start(bound) {
                if test.is_over(row.start) || test.fits(row).is_some_and(|km| !found(row, km)) {
                    return;
                }
            }
        }
        Road::Buckets(buckets) => {
            for bucket in buckets {
                for (_, slot) in bucket.from(earliest).iter().take_while(|(start, _)| !test.is_over(*start)) {
                    if let Some(row) = table.row(*slot)
                        && test.fits(row).is_some_and(|km| !found(row, km))
                    {
                        return;
                    }
                }
            }
        }
    }
}

fn start_of(cursor: Cursor) -> i64 {
    (cursor.key ^ (1 << 63)).cast_signed()
}

/// A page of what fits.
pub fn find(table: &Table, query: &Query<'_>, reader: Reader<'_>) -> Page<Hit<EventId>> {
    let test = Test::of(query, reader);
    if query.limit == 0 {
        return Page::default();
    }
    let sorted = !test.by_distance();
    let road = road(table, &test, sorted);
    let (in_order, after, wanted) = (sorted && matches!(road, Road::Time), test.after(), query.limit + 1);
    let mut all: Vec<Fit<'_>> = Vec::new();
    walk(table, &test, &road, |row, km| {
        let fit = Fit { key: test.key(row, km), row, km };
        if after.is_none_or(|after| fit.place() > (after.key, after.id)) {
            all.push(fit);
        }
        !in_order || all.len() < wanted
    });
    if all.len() > wanted {
        all.select_nth_unstable_by_key(query.limit, Fit::place);
        all.truncate(wanted);
    }
    all.sort_unstable_by_key(Fit::place);
    let order = if sorted { order::START } else { order::DISTANCE };
    let hit = |fit: &Fit<'_>| (Cursor { order, key: fit.key, id: *fit.row.id.bytes() }, Hit { id: fit.row.id, distance_km: fit.km });
    first_page(all.iter().map(hit).collect(), query.limit)
}

/// A row that fits, while its page is not known yet: small, because there may be many.
struct Fit<'t> {
    key: u64,
    row: &'t Row,
    km: Option<f64>,
}

impl Fit<'_> {
    fn place(&self) -> (u64, [u8; 16]) {
        (self.key, *self.row.id.bytes())
    }
}

/// The first page of what was found, in the order of its cursors.
pub fn first_page<I>(mut all: Vec<(Cursor, Hit<I>)>, limit: usize) -> Page<Hit<I>> {
    if all.len() > limit + 1 {
        all.select_nth_unstable_by_key(limit, |(cursor, _)| *cursor);
        all.truncate(limit + 1);
    }
    all.sort_unstable_by_key(|(cursor, _)| *cursor);
    let more = all.len() > limit;
    all.truncate(limit);
    let next = all.last().map(|(cursor, _)| *cursor).filter(|_| more);
    Page { items: all.into_iter().map(|(_, hit)| hit).collect(), next }
}

/// How much fits.
pub fn count(table: &Table, query: &Query<'_>, reader: Reader<'_>) -> usize {
    let whole = Query { after: None, ..query.clone() };
    let mut fit = 0;
    each(table, &whole, reader, |_, _| fit += 1);
    fit
}

/// Calls `found` with each row that fits and its distance, in no order.
pub fn each<'t>(table: &'t Table, query: &Query<'_>, reader: Reader<'_>, mut found: impl FnMut(&'t Row, Option<f64>)) {
    let test = Test::of(query, reader);
    let road = road(table, &test, false);
    walk(table, &test, &road, |row, km| {
        found(row, km);
        true
    });
}
