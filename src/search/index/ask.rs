//! How the index answers: the terms narrow down, then each document is tested exactly, counted, and kept when it is on the page.

use std::collections::BinaryHeap;

use tantivy::query::{EnableScoring, Query};
use tantivy::{DocId, Score};

use super::clause::{Words, filters, together};
use super::schema::{FOR_MEMBERS, Fields, IS_TEAM, NEEDS_PEOPLE, ONLINE, RESTRICTED};
use super::view::{Columns, View, item};
use super::{Counts, Failure, Found, Item, Search, Sort};
use crate::domain::ids::EventId;
use crate::search::agenda::Reader;
use crate::search::exact::{seconds_down, seconds_up};
use crate::search::page::{Cursor, Hit, key_of_i64, key_of_km, order};

/// A search with what it takes to test a document.
struct Test<'s> {
    search: &'s Search<'s>,
    reader: Reader<'s>,
    from: Option<i64>,
    to: Option<i64>,
    sort: Sort,
    after: Option<Cursor>,
}

impl<'s> Test<'s> {
    fn of(search: &'s Search<'s>, reader: Reader<'s>, has_words: bool) -> Self {
        let sort = match search.sort {
            Sort::Relevance if has_words => Sort::Relevance,
            Sort::Distance if search.area.near.is_some() => Sort::Distance,
            _ => Sort::Start,
        };
        let after = search.after.filter(|after| after.order == order_of(sort));
        Self { search, reader, from: search.from.map(seconds_down), to: search.to.map(seconds_up), sort, after }
    }

    /// The distance of a document that fits; none when it does not. The reader is asked last.
    fn fits(&self, columns: &Columns, document: DocId, flags: u64) -> Option<Option<f64>> {
        let search = self.search;
        if flags & IS_TEAM != 0 {
            return search.area.holds(columns.spot(document).point());
        }
        let plain = (!search.needs_people || flags & NEEDS_PEOPLE != 0)
            && search.online.is_none_or(|online| online == (flags & ONLINE != 0))
            && (flags & FOR_MEMBERS == 0 || self.reader.member)
            && self.from.is_none_or(|from| columns.end(document) > from)
            && self.to.is_none_or(|to| columns.start(document) < to);
        if !plain {
            return None;
        }
        let km = search.area.holds(columns.spot(document).point())?;
        let may = flags & RESTRICTED == 0 || (self.reader.may)(EventId::from_bytes(columns.id(document)));
        may.then_some(km)
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
struct Best<I> {
    most: usize,
    heap: BinaryHeap<Entry<I>>,
}

struct Entry<I>(Cursor, Hit<I>);

impl<I> PartialEq for Entry<I> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<I> Eq for Entry<I> {}

impl<I> PartialOrd for Entry<I> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<I> Ord for Entry<I> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

impl<I> Best<I> {
    /// Whether something with this key may be among the best: asked before its id is read.
    fn takes(&self, key: u64) -> bool {
        self.heap.len() < self.most || self.heap.peek().is_some_and(|worst| key <= worst.0.key)
    }

    fn offer(&mut self, cursor: Cursor, hit: Hit<I>) {
        if self.heap.len() < self.most {
            self.heap.push(Entry(cursor, hit));
        } else if let Some(mut worst) = self.heap.peek_mut()
            && cursor < worst.0
        {
            *worst = Entry(cursor, hit);
        }
    }
}

/// Finds what `only` takes; the counts are of everything.
pub fn find<I>(
    view: &View,
    fields: &Fields,
    search: &Search<'_>,
    reader: Reader<'_>,
    only: impl Fn(Item) -> Option<I>,
) -> Result<Found<I>, Failure> {
    try_find(view, fields, search, reader, only).map_err(|error| Failure::Disk(error.to_string()))
}

fn try_find<I>(
    view: &View,
    fields: &Fields,
    search: &Search<'_>,
    reader: Reader<'_>,
    only: impl Fn(Item) -> Option<I>,
) -> tantivy::Result<Found<I>> {
    let words = Words::of(&view.searcher, fields, search.words, search.sort == Sort::Relevance)?;
    let test = Test::of(search, reader, words.len() > 0);
    let mut found = None;
    for count in attempts(words.len()) {
        let mut clauses = words.at_least(count);
        clauses.extend(filters(fields, search));
        let page = page(view, &test, together(clauses).as_ref(), &only)?;
        let any = page.counts != Counts::default();
        found = Some(Found { mended: words.mended, loosened: count < words.len(), ..page });
        if any {
            break;
        }
    }
    Ok(found.unwrap_or(Found { items: Vec::new(), next: None, counts: Counts::default(), mended: false, loosened: false }))
}

/// How many of the words must be there: all; if nothing has them, two in three; if nothing has those, one.
fn attempts(words: usize) -> Vec<usize> {
    let mut counts = vec![words, (2 * words).div_ceil(3), 1.min(words)];
    counts.dedup();
    counts
}

fn page<I>(view: &View, test: &Test<'_>, query: &dyn Query, only: impl Fn(Item) -> Option<I>) -> tantivy::Result<Found<I>> {
    let scored = test.sort == Sort::Relevance;
    let scoring = if scored { EnableScoring::enabled_from_searcher } else { EnableScoring::disabled_from_searcher };
    let weight = query.weight(scoring(&view.searcher))?;
    let mut counts = Counts::default();
    let mut best = Best { most: test.search.limit.saturating_add(1), heap: BinaryHeap::new() };
    for (segment, columns) in view.segments() {
        let alive = segment.alive_bitset();
        let mut see = |document: DocId, score: Score| {
            if alive.is_some_and(|alive| alive.is_deleted(document)) {
                return;
            }
            let flags = columns.flags(document);
            let Some(distance_km) = test.fits(columns, document, flags) else { return };
            let count = if flags & IS_TEAM != 0 { &mut counts.teams } else { &mut counts.events };
            *count += 1;
            let key = test.key(columns, document, score, distance_km);
            if !best.takes(key) || test.after.is_some_and(|after| key < after.key) {
                return;
            }
            let cursor = Cursor { order: order_of(test.sort), key, id: columns.id(document) };
            if test.after.is_none_or(|after| cursor > after)
                && let Some(id) = only(item(flags, cursor.id))
            {
                best.offer(cursor, Hit { id, distance_km });
            }
        };
        if scored {
            weight.for_each(segment, &mut see)?;
        } else {
            weight.for_each_no_score(segment, &mut |documents| documents.iter().for_each(|document| see(*document, 0.0)))?;
        }
    }
    let mut entries = best.heap.into_sorted_vec();
    let more = entries.len() > test.search.limit;
    entries.truncate(test.search.limit);
    let next = entries.last().map(|entry| entry.0).filter(|_| more);
    Ok(Found { items: entries.into_iter().map(|entry| entry.1).collect(), next, counts, mended: false, loosened: false })
}
