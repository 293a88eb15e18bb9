//! The agenda: what is when and where, in memory. It answers everything that has no words: near me, the map, a team's next events.
//!
//! Events are kept sorted by start, by grid cell and by team, and fed one by one while others read. A query takes the cheapest road: by
//! time, stopping as soon as its page is full, or through the cells or the team it asks for.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use jiff::Timestamp;

use super::grid::Area;
use super::page::{Cursor, Hit, Page};
use crate::domain::bbox::Bbox;
use crate::domain::ids::{EventId, TeamId};
use crate::domain::place::Point;

mod ask;
mod clusters;
mod table;

pub(super) use ask::first_page;
pub use clusters::{Cluster, Clusters};
use table::Table;

/// Who may find something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Everybody.
    Everyone,
    /// Members who are signed in.
    Members,
    /// Some: it depends on what ties they have to it.
    Restricted,
}

/// An event as the agenda knows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Which.
    pub id: EventId,
    /// When it begins. Kept in whole seconds.
    pub starts_at: Timestamp,
    /// When it ends. Kept in whole seconds, rounded up.
    pub ends_at: Timestamp,
    /// Where: the point that everybody may know, coarsened by the app where need be. Kept to seven decimals of a degree (1 cm).
    pub point: Option<Point>,
    /// The number of its kind, in whatever list the app keeps.
    pub kind: u16,
    /// The team that hosts it.
    pub team: Option<TeamId>,
    /// It lacks people.
    pub needs_people: bool,
    /// It has an online link.
    pub online: bool,
    /// Who may find it.
    pub shown: Shown,
}

/// Who asks.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// Signed in.
    pub member: bool,
    /// Whether they may find this restricted event. Called while the agenda is being read: it must not feed the agenda.
    pub may: &'a dyn Fn(EventId) -> bool,
}

impl Reader<'_> {
    /// Somebody who is not signed in.
    pub const STRANGER: Reader<'static> = Reader { member: false, may: &|_| false };

    fn finds(&self, shown: Shown, id: EventId) -> bool {
        match shown {
            Shown::Everyone => true,
            Shown::Members => self.member,
            Shown::Restricted => (self.may)(id),
        }
    }
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By start, the earliest first.
    #[default]
    Start,
    /// By distance from `near`, the nearest first; without it, by start. What has no point comes last.
    Distance,
}

/// What is asked of the agenda. All conditions hold at once; those left empty hold always.
#[derive(Debug, Clone, Default)]
pub struct Query<'a> {
    /// Where.
    pub area: Area,
    /// Not ended by then: with now, what is yet to come or under way.
    pub from: Option<Timestamp>,
    /// Begun before then.
    pub to: Option<Timestamp>,
    /// Of one of these kinds.
    pub kinds: &'a [u16],
    /// Hosted by this team.
    pub team: Option<TeamId>,
    /// With, or without, an online link.
    pub online: Option<bool>,
    /// Only what lacks people.
    pub needs_people: bool,
    /// In which order.
    pub sort: Sort,
    /// After the page that ended so. One of another order starts anew.
    pub after: Option<Cursor>,
    /// At most so many.
    pub limit: usize,
}

/// The table of what is when and where, shared by all threads.
#[derive(Default)]
pub struct Agenda {
    table: RwLock<Table>,
}

impl Agenda {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts an event in, in place of what was known of it.
    pub fn put(&self, entry: Entry) {
        self.write().put(entry);
    }

    /// Takes an event out; whether it was there.
    pub fn remove(&self, id: EventId) -> bool {
        self.write().remove(id).is_some()
    }

    /// Takes out all that was known, and puts these in: for the start, and for rebuilding.
    pub fn replace(&self, entries: impl IntoIterator<Item = Entry>) {
        let mut table = Table::default();
        entries.into_iter().for_each(|entry| table.put(entry));
        *self.write() = table;
    }

    /// What is known of an event.
    pub fn get(&self, id: EventId) -> Option<Entry> {
        self.read().get(id)
    }

    /// How many events are known.
    pub fn len(&self) -> usize {
        self.read().len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A page of the events that fit.
    pub fn find(&self, query: &Query<'_>, reader: Reader<'_>) -> Page<Hit<EventId>> {
        ask::find(&self.read(), query, reader)
    }

    /// How many events fit, on all pages.
    pub fn count(&self, query: &Query<'_>, reader: Reader<'_>) -> usize {
        ask::count(&self.read(), query, reader)
    }

    /// What fits, in a box of the map at this zoom (0 the world on one tile of 256 pixels, each step twice as near): events that stand
    /// close together as one cluster. At most `query.limit` single events; the box takes the place of the query's own.
    pub fn clusters(&self, query: &Query<'_>, bbox: Bbox, zoom: u8, reader: Reader<'_>) -> Clusters {
        clusters::find(&self.read(), query, bbox, zoom, reader)
    }

    fn read(&self) -> RwLockReadGuard<'_, Table> {
        self.table.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Table> {
        self.table.write().unwrap_or_else(PoisonError::into_inner)
    }
}
