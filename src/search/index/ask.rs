//! How the index answers: the terms narrow down, then each document is tested exactly, counted, and kept when it is on the page.

use std::collections::BinaryHeap;
use std::sync::Arc;

use tantivy::query::{EnableScoring, Query};
use tantivy::{DocId, Score};

use super::clause::{Words, filters, together};
use super::remembered::{Gathered, Key, Restricted};
use super::schema::{FOR_MEMBERS, Fields, IS_TEAM, NEEDS_PEOPLE, ONLINE, RESTRICTED};
use super::view::{Columns, View, item};
use super::{Counts, Failure, Found, Item, Search, Sort};
use crate::search::agenda::Reader;
use crate::search::exact::{seconds_down, seconds_up};
use crate::search::page::{Cursor, Hit, key_of_i64, key_of_km, order};

/// What is looked for: events, teams, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Of {
    /// Events.
    Events,
    /// Teams.
    Teams,
    /// Both.
    All,
}

impl Of {
    fn takes(self, flags: u64) -> bool {
        match self {
            Self::All => true,
            Self::Events => flags & IS_TEAM == 0,
            Self::Teams => flags & IS_TEAM != 0,
        }
    }
}

/// Finds what is looked for; the counts are of everything.
pub fn find(view: &View, fields: &Fields, search: &Search<'_>, reader: Reader<'_>, of: Of) -> Result<Found<Item>, Failure> {
    try_find(view, fields, search, reader, of).map_err(|error| Failure::Disk(error.to_string()))
}

fn try_find(view: &View, fields: &Fields, search: &Search<'_>, reader: Reader<'_>, of: Of) -> tantivy::Result<Found<Item>> {
    let key = Key::of(search, of, reader.member);
    let mut words = None;
    let mut attempt = 0;
    loop {
        let key = key.as_ref().map(|key| key.attempt(attempt));
        let remembered = key.as_ref().and_then(|key| view.remembered.get(key, search.from));
        let gathered = match remembered {
            Some(gathered) => gathered,
            None => {
                let words = match &mut words {
                    Some(words) => words,
                    none => none.insert(Words::of(&view.searcher, fields, search.words, search.sort == Sort::Relevance)?),
                };
                let gathered = Arc::new(gather(view, fields, search, reader.member, of, words, attempt)?);
                if let Some(key) = key {
                    view.remembered.put(key, search.from, &gathered);
                }
                gathered
            }
        };
        let (page, counts) = gathered.for_reader(reader, search.limit);
        let tries = attempts(gathered.words);
        if counts != Counts::default() || attempt + 1 >= tries.len() {
            let next = if page.len() > search.limit { search.limit.checked_sub(1).map(|last| page[last].0) } else { None };
            let items = page.into_iter().take(search.limit).map(|(_, hit)| hit).collect();
            return Ok(Found { items, next, counts, mended: gathered.mended, loosened: tries[attempt] < gathered.words });
        }
        attempt += 1;
    }
}

/// How many of the words must be there: all; if nothing has them, two in three; if nothing has those, one.
fn attempts(words: usize) -> Vec<usize> {
    let mut counts = vec![words, (2 * words).div_ceil(3), 1.min(words)];
    counts.dedup();
    counts
}

fn gather(
    view: &View,
    fields: &Fields,
    search: &Search<'_>,
    member: bool,
    of: Of,
    words: &Words,
    attempt: usize,
) -> tantivy::Result<Gathered> {
    let test = Test::of(search, member, words.len() > 0);
    let mut clauses = words.at_least(attempts(words.len())[attempt]);
    clauses.extend(filters(fields, search));
    let mut gathered = page(view, &test, together(clauses).as_ref(), of)?;
    gathered.words = words.len();
    gathered.mended = words.mended;
    Ok(gathered)
}

/// A search with what it takes to test a document.
struct Test<'s> {
    search: &'s Search<'s>,
    member: bool,
    from: Option<i64>,
    to: Option<i64>,
    sort: Sort,
    after: Option<Cursor>,
}

impl<'s> Test<'s> {
    fn of(search: &'s Search<'s>, member: bool, has_words: bool) -> Self {
        let sort = match search.sort {
            Sort::Relevance if has_words => Sort::Relevance,
            Sort::Distance if search.area.near.is_some() => Sort::Distance,
            _ => Sort::Start,
        };
        let after = search.after.filter(|after| after.order == order_of(sort));
        Self { search, member, from: search.from.map(seconds_down), to: search.to.map(seconds_up), sort, after }
    }

    /// The distance of a document that fits; none when it does not.
    fn fits(&self, columns: &Columns, document: DocId, flags: u64) -> Option<Option<f64>> {
        let search = self.search;
        let plain = flags & IS_TEAM != 0
            || (!search.needs_people || flags & NEEDS_PEOPLE != 0)
                && search.online.is_none_or(|online| online == (flags & ONLINE != 0))
                && (flags & FOR_MEMBERS == 0 || self.member)
                && self.from.is_none_or(|from| columns.end(document) > from)
                && self.to.is_none_or(|to| columns.start(document) < to);
        if plain { search.area.holds(columns.spot(document).point()) } else { None }
    }

    /// What is sorted by, before the id.
    fn key(&self, columns: &Columns, document: DocId, score: Score, km: Option<f64>) -> u64 {
        match self.sort {
            Sort::Relevance => u64::from(u32::MAX - score.max(0.0).to_bits()),
            Sort::Start => key_of_i64(columns.start(document)),
            Sort::Distance => key_of_km(km),
        }
    }
}

fn order_of(sort: Sort) -> u8 {
    match sort {
        Sort::Relevance => order::RELEVANCE,
        Sort::Start => order::START,
        Sort::Distance => order::DISTANCE,
    }
}

/// The best so far: a heap with the worst on top.
struct Best {
    most: usize,
    heap: BinaryHeap<Entry>,
}

struct Entry(Cursor, Hit<Item>);

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

impl Best {
    /// Whether something with this key may be among the best: asked before its id is read.
    fn takes(&self, key: u64) -> bool {
        self.heap.len() < self.most || self.heap.peek().is_some_and(|worst| key <= worst.0.key)
    }

    fn offer(&mut self, cursor: Cursor, hit: Hit<Item>) {
        if self.heap.len() < self.most {
            self.heap.push(Entry(cursor, hit));
        } else if let Some(mut worst) = self.heap.peek_mut()
            && cursor < worst.0
        {
            *worst = Entry(cursor, hit);
        }
    }
}

fn page(view: &View, test: &Test<'_>, query: &dyn Query, of: Of) -> tantivy::Result<Gathered> {
    let scored = test.sort == Sort::Relevance;
    let scoring = if scored { EnableScoring::enabled_from_searcher } else { EnableScoring::disabled_from_searcher };
    let weight = query.weight(scoring(&view.searcher))?;
    let mut counts = Counts::default();
    let mut best = Best { most: test.search.limit.saturating_add(1), heap: BinaryHeap::new() };
    let (mut restricted, mut until) = (Vec::new(), i64::MAX);
    for (segment, columns) in view.segments() {
        let alive = segment.alive_bitset();
        let mut see = |document: DocId, score: Score| {
            if alive.is_some_and(|alive| alive.is_deleted(document)) {
                return;
            }
            let flags = columns.flags(document);
            let Some(distance_km) = test.fits(columns, document, flags) else { return };
            let key = test.key(columns, document, score, distance_km);
            let cursor = || Cursor { order: order_of(test.sort), key, id: columns.id(document) };
            let listed = |cursor| of.takes(flags) && test.after.is_none_or(|after| cursor > after);
            let hit = |cursor: Cursor| Hit { id: item(flags, cursor.id), distance_km };
            if flags & IS_TEAM != 0 {
                counts.teams += 1;
            } else {
                until = until.min(columns.end(document));
                if flags & RESTRICTED != 0 {
                    let cursor = cursor();
                    restricted.push(Restricted { cursor, hit: hit(cursor), listed: listed(cursor) });
                    return;
                }
                counts.events += 1;
            }
            if best.takes(key) && test.after.is_none_or(|after| key >= after.key) {
                let cursor = cursor();
                if listed(cursor) {
                    best.offer(cursor, hit(cursor));
                }
            }
        };
        if scored {
            weight.for_each(segment, &mut see)?;
        } else {
            weight.for_each_no_score(segment, &mut |documents| documents.iter().for_each(|document| see(*document, 0.0)))?;
        }
    }
    let best = best.heap.into_sorted_vec().into_iter().map(|Entry(cursor, hit)| (cursor, hit)).collect();
    Ok(Gathered { words: 0, mended: false, best, counts, restricted, until })
}
