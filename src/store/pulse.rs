//! How the record is doing: what waits for the disk, how large commits are and how long they take, how old the oldest reader is.

use std::cell::Cell;
use std::sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::telemetry::figures::{Histogram, SECONDS, SIZES};

/// Readers whose age is watched at once; more than that are not, and more than threads there never are.
const READERS: usize = 64;

/// What is noted while the record works.
pub struct Pulse {
    /// Changes that wait for the disk.
    pub waiting: AtomicI64,
    /// Changes in each commit.
    pub sizes: Histogram,
    /// How long each commit took.
    pub seconds: Histogram,
    born: Instant,
    /// When the reader of each place began, in nanoseconds since the record was opened; 0: there is none.
    readers: [AtomicU64; READERS],
}

impl Default for Pulse {
    fn default() -> Self {
        Self {
            waiting: AtomicI64::new(0),
            sizes: Histogram::new(SIZES),
            seconds: Histogram::new(SECONDS),
            born: Instant::now(),
            readers: std::array::from_fn(|_| AtomicU64::new(0)),
        }
    }
}

/// A reader, for as long as this lives.
pub struct Reading<'p>(Option<&'p AtomicU64>);

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        if let Some(place) = self.0 {
            place.store(0, Ordering::Relaxed);
        }
    }
}

/// Where this thread looks for a place first: threads seldom meet there.
fn first_place() -> usize {
    static THREADS: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static PLACE: Cell<usize> = Cell::new(THREADS.fetch_add(1, Ordering::Relaxed));
    }
    PLACE.get()
}

impl Pulse {
    /// A reader begins.
    pub fn reading(&self) -> Reading<'_> {
        let now = self.now();
        let first = first_place();
        let place = (0..READERS)
            .map(|step| &self.readers[(first + step) % READERS])
            .find(|place| place.compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed).is_ok());
        Reading(place)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.born.elapsed().as_nanos()).unwrap_or(u64::MAX).max(1)
    }

    /// How long the oldest reader has been reading; none when nobody reads.
    pub fn oldest_reader(&self) -> Option<Duration> {
        let began = self.readers.iter().map(|place| place.load(Ordering::Relaxed)).filter(|began| *began > 0).min()?;
        Some(Duration::from_nanos(self.now().saturating_sub(began)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_reader_is_the_one_who_began_first() {
        let pulse = Pulse::default();
        assert_eq!(pulse.oldest_reader(), None);
        let first = pulse.reading();
        let then = pulse.now();
        let others: Vec<_> = (0..READERS).map(|_| pulse.reading()).collect();
        assert!(others.last().is_some_and(|last| last.0.is_none()), "the places are taken: the last is not watched");
        let age = pulse.oldest_reader().expect("somebody reads");
        assert!(age >= Duration::from_nanos(pulse.now() - then).saturating_sub(Duration::from_millis(50)));
        drop(first);
        let younger = pulse.readers.iter().map(|place| place.load(Ordering::Relaxed)).filter(|began| *began > 0).min();
        assert!(younger.is_some_and(|began| began >= then));
        drop(others);
        assert_eq!(pulse.oldest_reader(), None);
    }
}
