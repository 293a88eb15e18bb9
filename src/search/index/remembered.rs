//! What was looked for a moment ago in the same commit of the index is not worked out again. A commit of the index has a memory of its own
//! ([`super::view::View`]), so that nothing outlives what it was found in; time is minded by [`Gathered::until`], and what only some readers
//! may find is kept apart and asked for each time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::ask::Of;
use super::{Counts, Item, Search, Sort};
use crate::domain::ids::TeamId;
use crate::search::agenda::Reader;
use crate::search::exact::seconds_down;
use crate::search::page::{Cursor, Hit};

/// Most searches that are remembered: with 100 hits each, about 2 MiB.
const MOST: usize = 256;
/// Most hits for some readers only that are remembered with a search.
const RESTRICTED_MAX: usize = 256;

/// What a search found before it is known who asks.
#[derive(Debug)]
pub struct Gathered {
    /// The words that were looked for.
    pub words: usize,
    /// Nothing holds one of them as it was written.
    pub mended: bool,
    /// The best of what the reader's kind may find: one more than the page has, when there is more.
    pub best: Vec<(Cursor, Hit<Item>)>,
    /// How much of it there is.
    pub counts: Counts,
    /// What only some readers may find, and may be on the page or not.
    pub restricted: Vec<Restricted>,
    /// This holds until the first of what was found is over: seconds since 1970.
    pub until: i64,
}

/// An event that not every reader of a kind may find.
#[derive(Debug)]
pub struct Restricted {
    /// Where it would stand.
    pub cursor: Cursor,
    /// What it is.
    pub hit: Hit<Item>,
    /// It comes after the page before, and is of what is looked for: it may be on the page.
    pub listed: bool,
}

impl Gathered {
    /// What this reader may find: the page in order, with one more when there is more, and how much there is.
    pub fn for_reader(&self, reader: Reader<'_>, limit: usize) -> (Vec<(Cursor, Hit<Item>)>, Counts) {
        let (mut page, mut counts) = (self.best.clone(), self.counts);
        for restricted in &self.restricted {
            let Item::Event(id) = restricted.hit.id else { continue };
            if (reader.may)(id) {
                counts.events += 1;
                page.extend(restricted.listed.then_some((restricted.cursor, restricted.hit)));
            }
        }
        page.sort_unstable_by_key(|(cursor, _)| *cursor);
        page.truncate(limit.saturating_add(1));
        (page, counts)
    }
}

/// A search without its reader and without the moment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    words: String,
    kinds: Vec<String>,
    team: Option<TeamId>,
    online: Option<bool>,
    needs_people: bool,
    sort: Sort,
    past: bool,
    to: Option<Timestamp>,
    after: Option<Cursor>,
    limit: usize,
    of: Of,
    member: bool,
    attempt: usize,
}

impl Key {
    /// The key of a search for events, teams or both; none when it is around a place, where hardly two are the same.
    pub fn of(search: &Search<'_>, of: Of, member: bool) -> Option<Self> {
        let everywhere = search.area.near.is_none() && search.area.bbox.is_none();
        everywhere.then(|| Self {
            words: search.words.to_owned(),
            kinds: search.kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            team: search.team,
            online: search.online,
            needs_people: search.needs_people,
            sort: search.sort,
            past: search.from.is_none(),
            to: search.to,
            after: search.after,
            limit: search.limit,
            of,
            member,
            attempt: 0,
        })
    }

    /// The same with fewer of the words.
    pub fn attempt(&self, attempt: usize) -> Self {
        Self { attempt, ..self.clone() }
    }
}

/// What was found in one commit: since when, and what.
#[derive(Debug, Default)]
pub struct Remembered(Mutex<HashMap<Key, (i64, Arc<Gathered>)>>);

impl Remembered {
    /// What was gathered for this search, if that still holds at the time that it asks for.
    pub fn get(&self, key: &Key, from: Option<Timestamp>) -> Option<Arc<Gathered>> {
        let map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, gathered) = map.get(key)?;
        let holds = from.map(seconds_down).is_none_or(|from| (*since..gathered.until).contains(&from));
        holds.then(|| Arc::clone(gathered))
    }

    /// Keeps what was gathered for the time that it asks for. When there is no room, everything is forgotten.
    pub fn put(&self, key: Key, from: Option<Timestamp>, gathered: &Arc<Gathered>) {
        if gathered.restricted.len() > RESTRICTED_MAX {
            return;
        }
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if map.len() >= MOST {
            map.clear();
        }
        map.insert(key, (from.map_or(i64::MIN, seconds_down), Arc::clone(gathered)));
    }
}
