//! The roster: which teams there are and where, in memory. It answers "teams near me" and the list of all teams.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::agenda::first_page;
use super::grid::{self, Area, Cell};
use super::page::{Cursor, Hit, Page, key_of_km, order};
use crate::domain::ids::TeamId;
use crate::domain::place::Point;
use crate::domain::text::fold;

/// A team as the roster knows it. Hidden teams are not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Which.
    pub id: TeamId,
    /// Its name: lists are sorted by it, folded.
    pub name: String,
    /// Where it acts.
    pub point: Option<Point>,
    /// The number of its kind, in whatever list the app keeps.
    pub kind: u16,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By name, without regard to accents and case.
    #[default]
    Name,
    /// By distance from `near`, the nearest first; without it, by name. What has no point comes last.
    Distance,
}

/// What is asked of the roster. All conditions hold at once; those left empty hold always.
#[derive(Debug, Clone, Default)]
pub struct Query<'a> {
    /// Where.
    pub area: Area,
    /// Of one of these kinds.
    pub kinds: &'a [u16],
    /// In which order.
    pub sort: Sort,
    /// After the page that ended so. One of another order starts anew.
    pub after: Option<Cursor>,
    /// At most so many.
    pub limit: usize,
}

#[derive(Debug)]
struct Row {
    name: String,
    point: Option<Point>,
    kind: u16,
}

#[derive(Default)]
struct Table {
    rows: HashMap<TeamId, Row>,
    by_name: BTreeSet<(String, TeamId)>,
    cells: BTreeMap<Cell, Vec<TeamId>>,
}

/// The table of teams, shared by all threads.
#[derive(Default)]
pub struct Roster {
    table: RwLock<Table>,
}

impl Roster {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a team in, in place of what was known of it.
    pub fn put(&self, entry: &Entry) {
        self.write().put(entry);
    }

    /// Takes a team out; whether it was there.
    pub fn remove(&self, id: TeamId) -> bool {
        self.write().remove(id)
    }

    /// Takes out all that was known, and puts these in.
    pub fn replace(&self, entries: impl IntoIterator<Item = Entry>) {
        let mut table = Table::default();
        entries.into_iter().for_each(|entry| table.put(&entry));
        *self.write() = table;
    }

    /// How many teams are known.
    pub fn len(&self) -> usize {
        self.read().rows.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A page of the teams that fit.
    pub fn find(&self, query: &Query<'_>) -> Page<Hit<TeamId>> {
        let table = self.read();
        if query.limit == 0 {
            return Page::default();
        }
        if query.sort == Sort::Distance && query.area.near.is_some() { table.by_distance(query) } else { table.by_name(query) }
    }

    /// How many teams fit, on all pages.
    pub fn count(&self, query: &Query<'_>) -> usize {
        let table = self.read();
        table.within(&query.area).into_iter().filter(|id| table.fits(*id, query).is_some()).count()
    }

    fn read(&self) -> RwLockReadGuard<'_, Table> {
        self.table.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Table> {
        self.table.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The first eight bytes of a name: enough to go on from when the team that a page ended with is gone.
fn key_of_name(name: &str) -> u64 {
    let mut first = [0; 8];
    first.iter_mut().zip(name.bytes()).for_each(|(to, byte)| *to = byte);
    u64::from_be_bytes(first)
}

impl Table {
    fn put(&mut self, entry: &Entry) {
        self.remove(entry.id);
        let row = Row { name: fold(&entry.name), point: entry.point, kind: entry.kind };
        self.by_name.insert((row.name.clone(), entry.id));
        if let Some(point) = row.point {
            self.cells.entry(grid::cell(point)).or_default().push(entry.id);
        }
        self.rows.insert(entry.id, row);
    }

    fn remove(&mut self, id: TeamId) -> bool {
        let Some(row) = self.rows.remove(&id) else { return false };
        self.by_name.remove(&(row.name, id));
        if let Some(cell) = row.point.map(grid::cell)
            && let Some(ids) = self.cells.get_mut(&cell)
        {
            ids.retain(|known| *known != id);
            if ids.is_empty() {
                self.cells.remove(&cell);
            }
        }
        true
    }

    /// The distance of a team that fits; none when it does not.
    fn fits(&self, id: TeamId, query: &Query<'_>) -> Option<Option<f64>> {
        let row = self.rows.get(&id)?;
        if !query.kinds.is_empty() && !query.kinds.contains(&row.kind) {
            return None;
        }
        query.area.holds(row.point)
    }

    /// The teams that may be in an area, in no order.
    fn within(&self, area: &Area) -> Vec<TeamId> {
        match area.cells() {
            Some(runs) => runs.into_iter().flat_map(|run| self.cells.range(run)).flat_map(|(_, ids)| ids).copied().collect(),
            None => self.rows.keys().copied().collect(),
        }
    }

    fn by_distance(&self, query: &Query<'_>) -> Page<Hit<TeamId>> {
        let after = query.after.filter(|after| after.order == order::DISTANCE);
        let hit = |id: TeamId| {
            let distance_km = self.fits(id, query)?;
            let cursor = Cursor { order: order::DISTANCE, key: key_of_km(distance_km), id: *id.bytes() };
            after.is_none_or(|after| cursor > after).then_some((cursor, Hit { id, distance_km }))
        };
        first_page(self.within(&query.area).into_iter().filter_map(hit).collect(), query.limit)
    }

    fn by_name(&self, query: &Query<'_>) -> Page<Hit<TeamId>> {
        let mut page = Page::default();
        for (name, id) in self.by_name.range((self.after_name(query.after), Bound::Unbounded)) {
            let Some(distance_km) = self.fits(*id, query) else { continue };
            if page.items.len() == query.limit {
                return page;
            }
            page.items.push(Hit { id: *id, distance_km });
            page.next = Some(Cursor { order: order::NAME, key: key_of_name(name), id: *id.bytes() });
        }
        page.next = None;
        page
    }

    fn after_name(&self, after: Option<Cursor>) -> Bound<(String, TeamId)> {
        let Some(after) = after.filter(|after| after.order == order::NAME) else { return Bound::Unbounded };
        let id = TeamId::from_bytes(after.id);
        match self.rows.get(&id) {
            Some(row) => Bound::Excluded((row.name.clone(), id)),
            None => {
                let bytes: Vec<u8> = after.key.to_be_bytes().into_iter().take_while(|byte| *byte != 0).collect();
                let whole = std::str::from_utf8(&bytes).map_or_else(|e| e.valid_up_to(), str::len);
                Bound::Excluded((String::from_utf8_lossy(&bytes[..whole]).into_owned(), id))
            }
        }
    }
}
