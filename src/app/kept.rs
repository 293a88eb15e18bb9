//! What is kept in memory beside the record because it is asked for all the time: gathered once, and forgotten when something in it changes.
//!
//! The record tells of each commit before it is acknowledged ([`derived`](super::derived)), so that nothing kept is older than an answer
//! that was given.

use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use foldhash::HashMap;

use super::cards::{Card, Reader, TeamCard};
use super::sessions::Visitor;
use crate::domain::ids::{EventId, MemberId, TeamId};

/// What is asked for all the time.
pub struct Memory {
    /// What readers get of an event, ready to serve.
    pub cards: Kept<EventId, Card>,
    /// What members are to events.
    pub readers: Kept<MemberId, Reader>,
    /// Teams with how many are in them.
    pub teams: Kept<TeamId, TeamCard>,
    /// Who is signed in, by the hash of their token.
    pub visitors: Kept<[u8; 32], Visitor>,
}

impl Default for Memory {
    /// At worst about 100, 8, 4 and 2 MiB; as people write and act, a third of it.
    fn default() -> Self {
        Self { cards: Kept::at_most(20_000), readers: Kept::at_most(1_000), teams: Kept::at_most(4_000), visitors: Kept::at_most(2_000) }
    }
}

/// Values by key. When there are too many, all are forgotten: what is asked for is soon there again.
pub struct Kept<K, V> {
    most: usize,
    values: RwLock<HashMap<K, Arc<V>>>,
    /// Counts what was forgotten.
    forgotten: AtomicU64,
}

/// When a state of the record was taken: what is gathered from a state older than the last change told of is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before(u64);

impl<K: Eq + Hash, V> Kept<K, V> {
    /// Keeps at most so many.
    pub fn at_most(most: usize) -> Self {
        Self { most, values: RwLock::default(), forgotten: AtomicU64::new(0) }
    }

    /// To be asked before a state of the record is taken: what changes from here on is told after it.
    pub fn before(&self) -> Before {
        Before(self.forgotten.load(Ordering::Acquire))
    }

    /// What is kept under this key.
    pub fn get(&self, key: &K) -> Option<Arc<V>> {
        self.values.read().unwrap_or_else(PoisonError::into_inner).get(key).map(Arc::clone)
    }

    /// Keeps what was gathered, unless something was forgotten since.
    pub fn keep(&self, key: K, value: &Arc<V>, before: Before) {
        let mut values = self.values.write().unwrap_or_else(PoisonError::into_inner);
        if self.forgotten.load(Ordering::Acquire) != before.0 {
            return;
        }
        if values.len() >= self.most {
            values.clear();
        }
        values.insert(key, Arc::clone(value));
    }

    /// Forgets what is under these keys: something in it changed.
    pub fn forget<'k>(&self, keys: impl IntoIterator<Item = &'k K>)
    where
        K: 'k,
    {
        let mut keys = keys.into_iter().peekable();
        if keys.peek().is_none() {
            return;
        }
        let mut values = self.values.write().unwrap_or_else(PoisonError::into_inner);
        self.forgotten.fetch_add(1, Ordering::AcqRel);
        for key in keys {
            values.remove(key);
        }
    }

    /// Forgets what fits.
    pub fn forget_if(&self, fits: impl Fn(&V) -> bool) {
        let mut values = self.values.write().unwrap_or_else(PoisonError::into_inner);
        self.forgotten.fetch_add(1, Ordering::AcqRel);
        values.retain(|_, value| !fits(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(kept: &Kept<u8, char>) -> String {
        (0..4).filter_map(|key| kept.get(&key)).map(|value| *value).collect()
    }

    #[test]
    fn what_changed_is_forgotten_and_what_is_old_is_not_kept() {
        let some = Kept::at_most(2);
        let before = some.before();
        some.keep(1, &Arc::new('a'), before);
        some.keep(2, &Arc::new('b'), before);
        assert_eq!(kept(&some), "ab");
        some.forget([]);
        assert_eq!(some.before(), before, "nothing changed");
        some.forget([&1, &3]);
        assert_eq!(kept(&some), "b");
        some.keep(1, &Arc::new('a'), before);
        assert_eq!(kept(&some), "b", "gathered before the change");
        some.keep(3, &Arc::new('c'), some.before());
        assert_eq!(kept(&some), "bc");
        some.keep(0, &Arc::new('d'), some.before());
        assert_eq!(kept(&some), "d", "there were too many");
        some.forget_if(|value| *value == 'd');
        assert_eq!(kept(&some), "");
    }
}
