//! The index of words: finds events and teams by what is written about them, where and when they are.
//!
//! It lives in a folder that can be deleted at any time. It is fed with batches of changes, each with the sequence number of the last
//! one, which is committed with them: whoever feeds it asks [`Index::sequence`] where to go on. Readers never wait for the writer.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use jiff::Timestamp;

use super::agenda::Reader;
use super::grid::Area;
use super::page::{Cursor, Hit};
use crate::domain::ids::{EventId, TeamId};

mod ask;
mod check;
mod clause;
mod documents;
mod geo;
mod loose;
mod remembered;
mod schema;
mod view;
mod write;

use ask::Of;
pub(super) use clause::sought;
pub use documents::{Change, EventDoc, TeamDoc};
use schema::Fields;
use view::View;
use write::Writer;

/// Why the index does not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// There is none in the folder, or one of another version: create it, and feed it anew.
    Missing,
    /// It is damaged: create it, and feed it anew.
    Damaged(String),
    /// The disk, or another program that holds it open, is in the way.
    Disk(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no index of this version"),
            Self::Damaged(why) => write!(f, "the index is damaged: {why}"),
            Self::Disk(why) => write!(f, "the index cannot be read or written: {why}"),
        }
    }
}

impl std::error::Error for Failure {}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// By how well the words fit; without words, by start.
    #[default]
    Relevance,
    /// By start, the earliest first. Teams, which have none, come first.
    Start,
    /// By distance from `near`, the nearest first; without it, by start. What has no point comes last.
    Distance,
}

/// What is looked for. All conditions hold at once; those left empty hold always. What concerns events only (time, team, online, needs)
/// leaves teams alone.
#[derive(Debug, Clone, Default)]
pub struct Search<'a> {
    /// Words, as somebody typed them: nothing in them is a command. The last one may be begun only.
    pub words: &'a str,
    /// Where.
    pub area: Area,
    /// Not ended by then: with now, what is yet to come or under way.
    pub from: Option<Timestamp>,
    /// Begun before then.
    pub to: Option<Timestamp>,
    /// Of one of these kinds.
    pub kinds: &'a [&'a str],
    /// Hosted by this team; then no teams are found.
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

/// An event or a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Item {
    /// An event.
    Event(EventId),
    /// A team.
    Team(TeamId),
}

/// How much fits, on all pages, of what the reader may find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Events.
    pub events: usize,
    /// Teams.
    pub teams: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<I> {
    /// In the order that was asked for.
    pub items: Vec<Hit<I>>,
    /// Where the next page starts; none when this is the last.
    pub next: Option<Cursor>,
    /// How much fits.
    pub counts: Counts,
    /// Nothing holds one of the words as it was written: what is shown holds words like it.
    pub mended: bool,
    /// Nothing holds all of the words: what is shown holds some.
    pub loosened: bool,
}

impl<I: Copy> Found<I> {
    fn only<J>(self, only: impl Fn(I) -> Option<J>) -> Found<J> {
        let Self { items, next, counts, mended, loosened } = self;
        let items = items.into_iter().filter_map(|hit| Some(Hit { id: only(hit.id)?, distance_km: hit.distance_km })).collect();
        Found { items, next, counts, mended, loosened }
    }
}

/// The index.
pub struct Index {
    folder: PathBuf,
    fields: Fields,
    index: tantivy::Index,
    view: RwLock<Arc<View>>,
    writer: Mutex<Writer>,
}

impl Index {
    /// Opens the index in this folder.
    ///
    /// # Errors
    /// [`Failure::Missing`] and [`Failure::Damaged`] say that it must be created and fed anew.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        write::open(folder)
    }

    /// Makes an empty index in this folder, in place of whatever index was there. Its sequence is 0.
    ///
    /// # Errors
    /// [`Failure::Disk`].
    pub fn create(folder: &Path) -> Result<Self, Failure> {
        write::create(folder)
    }

    /// Feeds changes, in their order, and commits them with the sequence of the last one. When this returns, readers find them. After an
    /// error nothing of them is in the index.
    ///
    /// # Errors
    /// [`Failure::Disk`].
    pub fn apply(&self, changes: impl IntoIterator<Item = Change>, sequence: u64) -> Result<(), Failure> {
        self.writer().write(self, changes, sequence, false)
    }

    /// Takes out all there is, and feeds these in its place: readers find the old until they find the new.
    ///
    /// # Errors
    /// [`Failure::Disk`].
    pub fn rebuild(&self, changes: impl IntoIterator<Item = Change>, sequence: u64) -> Result<(), Failure> {
        self.writer().write(self, changes, sequence, true)
    }

    /// The sequence that was committed last; 0 for an index just created.
    pub fn sequence(&self) -> u64 {
        self.view().sequence
    }

    /// Where it lives.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Reads all of its files and compares checksums: for the doctor.
    ///
    /// # Errors
    /// [`Failure::Damaged`] names the files.
    pub fn check(&self) -> Result<(), Failure> {
        check::check(&self.index, &write::versioned(&self.folder))
    }

    /// Calls `see` with everything that it knows, in no order: to be compared with the record.
    pub fn each(&self, see: impl FnMut(Item)) {
        self.view().each(see);
    }

    /// Finds events.
    ///
    /// # Errors
    /// When a file of the index cannot be read. No words are an error.
    pub fn events(&self, search: &Search<'_>, reader: Reader<'_>) -> Result<Found<EventId>, Failure> {
        let found = ask::find(&self.view(), &self.fields, search, reader, Of::Events)?;
        Ok(found.only(|item| if let Item::Event(id) = item { Some(id) } else { None }))
    }

    /// Finds teams.
    ///
    /// # Errors
    /// As for [`Index::events`].
    pub fn teams(&self, search: &Search<'_>) -> Result<Found<TeamId>, Failure> {
        let found = ask::find(&self.view(), &self.fields, search, Reader::STRANGER, Of::Teams)?;
        Ok(found.only(|item| if let Item::Team(id) = item { Some(id) } else { None }))
    }

    /// Finds both.
    ///
    /// # Errors
    /// As for [`Index::events`].
    pub fn all(&self, search: &Search<'_>, reader: Reader<'_>) -> Result<Found<Item>, Failure> {
        ask::find(&self.view(), &self.fields, search, reader, Of::All)
    }

    fn view(&self) -> Arc<View> {
        Arc::clone(&self.view.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn writer(&self) -> std::sync::MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
