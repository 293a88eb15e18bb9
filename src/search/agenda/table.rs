//! The agenda's rows, and the three orders that they are kept in.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::{Entry, Shown};
use crate::domain::ids::{EventId, TeamId};
use crate::domain::place::Point;
use crate::search::exact::{Spot, seconds_down, seconds_up};
use crate::search::grid::{self, Cell};

/// An event in few bytes.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Seconds since 1970.
    pub start: i64,
    /// Seconds.
    pub length: u32,
    spot: Spot,
    /// Which.
    pub id: EventId,
    /// Who hosts it.
    pub team: Option<TeamId>,
    /// The number of its kind.
    pub kind: u16,
    /// It lacks people.
    pub needs_people: bool,
    /// It has a link.
    pub online: bool,
    /// Who may find it.
    pub shown: Shown,
}

impl Row {
    fn of(entry: &Entry) -> Self {
        let start = seconds_down(entry.starts_at);
        Self {
            start,
            length: u32::try_from(seconds_up(entry.ends_at).saturating_sub(start).max(0)).unwrap_or(u32::MAX),
            spot: Spot::of(entry.point),
            id: entry.id,
            team: entry.team,
            kind: entry.kind,
            needs_people: entry.needs_people,
            online: entry.online,
            shown: entry.shown,
        }
    }

    /// The entry that this row keeps.
    pub fn entry(&self) -> Entry {
        let time = |seconds| Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX);
        Entry {
            id: self.id,
            starts_at: time(self.start),
            ends_at: time(self.end()),
            point: self.point(),
            kind: self.kind,
            team: self.team,
            needs_people: self.needs_people,
            online: self.online,
            shown: self.shown,
        }
    }

    /// When it ends, in seconds since 1970.
    pub fn end(&self) -> i64 {
        self.start.saturating_add(i64::from(self.length))
    }

    /// Where.
    pub fn point(&self) -> Option<Point> {
        self.spot.point()
    }
}

/// Numbers of rows, sorted by start.
#[derive(Debug, Default)]
pub struct Bucket(Vec<(i64, u32)>);

impl Bucket {
    fn put(&mut self, start: i64, slot: u32) {
        let at = self.0.partition_point(|known| *known < (start, slot));
        self.0.insert(at, (start, slot));
    }

    fn remove(&mut self, start: i64, slot: u32) {
        if let Ok(at) = self.0.binary_search(&(start, slot)) {
            self.0.remove(at);
        }
    }

    /// The numbers of the rows that begin at this time or later.
    pub fn from(&self, start: i64) -> &[(i64, u32)] {
        &self.0[self.0.partition_point(|(known, _)| *known < start)..]
    }
}

/// All rows.
#[derive(Default)]
pub struct Table {
    rows: Vec<Option<Row>>,
    free: Vec<u32>,
    by_id: HashMap<EventId, u32>,
    by_start: BTreeMap<(i64, EventId), u32>,
    cells: BTreeMap<Cell, Bucket>,
    teams: HashMap<TeamId, Bucket>,
    /// Seconds of the longest event there ever was.
    longest: u32,
}

impl Table {
    /// Puts an event in, in place of what was known of it.
    pub fn put(&mut self, entry: Entry) {
        self.remove(entry.id);
        let row = Row::of(&entry);
        self.longest = self.longest.max(row.length);
        let slot = self.free.pop().unwrap_or_else(|| {
            self.rows.push(None);
            u32::try_from(self.rows.len() - 1).expect("fewer events than memory has room for")
        });
        self.rows[slot as usize] = Some(row);
        self.by_id.insert(row.id, slot);
        self.by_start.insert((row.start, row.id), slot);
        if let Some(point) = row.point() {
            self.cells.entry(grid::cell(point)).or_default().put(row.start, slot);
        }
        if let Some(team) = row.team {
            self.teams.entry(team).or_default().put(row.start, slot);
        }
    }

    /// Takes an event out.
    pub fn remove(&mut self, id: EventId) -> Option<Row> {
        let slot = self.by_id.remove(&id)?;
        let row = self.rows[slot as usize].take()?;
        self.free.push(slot);
        self.by_start.remove(&(row.start, id));
        if let Some(cell) = row.point().map(grid::cell)
            && let Some(bucket) = self.cells.get_mut(&cell)
        {
            bucket.remove(row.start, slot);
            if bucket.0.is_empty() {
                self.cells.remove(&cell);
            }
        }
        if let Some(team) = row.team
            && let Some(bucket) = self.teams.get_mut(&team)
        {
            bucket.remove(row.start, slot);
            if bucket.0.is_empty() {
                self.teams.remove(&team);
            }
        }
        Some(row)
    }

    /// What is known of an event.
    pub fn get(&self, id: EventId) -> Option<Entry> {
        self.by_id.get(&id).and_then(|slot| self.row(*slot)).map(Row::entry)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// The row with this number.
    pub fn row(&self, slot: u32) -> Option<&Row> {
        self.rows.get(slot as usize).and_then(Option::as_ref)
    }

    /// The start from which to look for what has not ended at this time.
    pub fn earliest(&self, from: i64) -> i64 {
        from.saturating_sub(i64::from(self.longest))
    }

    /// Rows by start and id, from one after this on.
    pub fn by_start(&self, from: std::ops::Bound<(i64, EventId)>) -> impl Iterator<Item = &Row> {
        self.by_start.range((from, std::ops::Bound::Unbounded)).filter_map(|(_, slot)| self.row(*slot))
    }

    /// The rows of a team.
    pub fn of_team(&self, team: TeamId) -> Option<&Bucket> {
        self.teams.get(&team)
    }

    /// The rows in these runs of cells.
    pub fn in_cells(&self, runs: Vec<std::ops::RangeInclusive<Cell>>) -> Vec<&Bucket> {
        runs.into_iter().flat_map(|run| self.cells.range(run)).map(|(_, bucket)| bucket).collect()
    }
}
