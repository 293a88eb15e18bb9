//! How the agenda answers: by time with an early stop, or through the cells or the team that are asked for; those are merged by time, with
//! the same early stop, when that is the order that is asked for.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::ops::Bound;

use super::table::{Bucket, Row, Table};
use super::{Query, Reader, Sort};
use crate::domain::ids::EventId;
use crate::search::exact::{seconds_down, seconds_up};
use crate::search::page::{Cursor, Hit, Page, key_of_i64, key_of_km, order};

/// What it costs to look at a row through merged cells, in rows looked at by time: its place among the cells, and its distance.
const MERGE_COST: usize = 4;

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

/// Rows of a cell or a team by start, with their numbers.
type Run<'t> = &'t [(i64, u32)];

/// Which rows to look at.
enum Road<'t> {
    /// All, by start.
    Time,
    /// Those of these runs, one run after the other.
    Runs(Vec<Run<'t>>),
    /// Those of these runs, by start.
    Merged(Vec<Run<'t>>),
}

/// The cheapest road. `by_start`: rows are wanted by start, and no more than a page of them.
fn road<'t>(table: &'t Table, test: &Test<'_>, by_start: bool) -> Road<'t> {
    let (query, earliest) = (test.query, test.earliest(table));
    let runs = |buckets: Vec<&'t Bucket>| buckets.into_iter().map(|bucket| bucket.from(earliest)).filter(|run| !run.is_empty()).collect();
    let runs: Vec<Run<'_>> = match (query.team, query.area.cells()) {
        (Some(team), _) => runs(table.of_team(team).into_iter().collect()),
        (None, Some(cells)) => runs(table.in_cells(cells)),
        (None, None) => return Road::Time,
    };
    if !by_start {
        return Road::Runs(runs);
    }
    if query.team.is_none() {
        let inside: usize = runs.iter().map(|run| run.len()).sum();
        let filtered = !query.kinds.is_empty() || query.needs_people || query.online.is_some();
        let (all, wanted) = (table.len(), query.limit + 1);
        let (by_time, merged) = if filtered { (all, inside) } else { (all.saturating_mul(wanted) / inside.max(1), inside.min(wanted)) };
        if by_time.min(all) < runs.len() + merged.saturating_mul(MERGE_COST) {
            return Road::Time;
        }
    }
    Road::Merged(runs)
}

/// Calls `found` with each row that fits and its distance, until it says no more. By time, and merged, rows come by start.
fn walk<'t>(table: &'t Table, test: &Test<'_>, road: Road<'t>, mut found: impl FnMut(&'t Row, Option<f64>) -> bool) {
    let earliest = test.earliest(table);
    let after = test.after().filter(|after| after.order == order::START).map(|after| (start_of(after), EventId::from_bytes(after.id)));
    let mut look = |row: &'t Row| test.fits(row).is_none_or(|km| found(row, km));
    match road {
        Road::Time => {
            let bound = match after {
                Some(after) if after.0 >= earliest => Bound::Excluded(after),
                _ => Bound::Included((earliest, EventId::from_bytes([0; 16]))),
            };
            for row in table.by_start(bound) {
                if test.is_over(row.start) || !look(row) {
                    return;
                }
            }
        }
        Road::Runs(runs) => {
            let slots = runs.into_iter().flat_map(|run| run.iter().take_while(|(start, _)| !test.is_over(*start)));
            for row in slots.filter_map(|(_, slot)| table.row(*slot)) {
                if !look(row) {
                    return;
                }
            }
        }
        Road::Merged(runs) => {
            let from = after.map_or(earliest, |after| after.0.max(earliest));
            let runs = runs.into_iter().map(|run| &run[run.partition_point(|(start, _)| *start < from)..]);
            let mut heads: BinaryHeap<Reverse<Run<'_>>> = runs.filter(|run| !run.is_empty()).map(Reverse).collect();
            while let Some(mut head) = heads.peek_mut() {
                let (start, slot) = head.0[0];
                if test.is_over(start) || table.row(slot).is_some_and(|row| !look(row)) {
                    return;
                }
                head.0 = &head.0[1..];
                if head.0.is_empty() {
                    PeekMut::pop(head);
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
    let by_start = !test.by_distance();
    let road = road(table, &test, by_start);
    let (after, wanted) = (test.after(), query.limit + 1);
    let mut all: Vec<Fit<'_>> = Vec::new();
    walk(table, &test, road, |row, km| {
        let fit = Fit { key: test.key(row, km), row, km };
        // What begins when the page's last row does is looked at to the end: which of it is on the page, ids decide.
        let is_full = by_start && all.get(query.limit).is_some_and(|last| last.key < fit.key);
        if !is_full && after.is_none_or(|after| fit.place() > (after.key, after.id)) {
            all.push(fit);
        }
        !is_full
    });
    if all.len() > wanted {
        all.select_nth_unstable_by_key(query.limit, Fit::place);
        all.truncate(wanted);
    }
    all.sort_unstable_by_key(Fit::place);
    let order = if by_start { order::START } else { order::DISTANCE };
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
    walk(table, &test, road, |row, km| {
        found(row, km);
        true
    });
}
