//! The engine of the tests: an ordered map in memory. It runs every change twice, so that one that counts on running once is found out.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{PoisonError, RwLock};

use super::engine::{Direction, End, Engine, Reader, Visit, Writer};
use super::failure::Failure;
use super::overlay::Overlay;

type Map = BTreeMap<Vec<u8>, Vec<u8>>;

/// An engine that forgets everything when it is dropped.
#[derive(Default)]
pub struct Memory(RwLock<Map>);

impl Reader for Map {
    fn get(&self, key: &[u8], found: &mut dyn FnMut(&[u8])) -> Result<(), Failure> {
        if let Some(value) = BTreeMap::get(self, key) {
            found(value);
        }
        Ok(())
    }

    fn scan(&self, from: &[u8], to: Option<&[u8]>, direction: Direction, visit: &mut Visit<'_>) -> Result<(), Failure> {
        if to.is_some_and(|to| to <= from) {
            return Ok(());
        }
        let mut range = self.range::<[u8], _>((Bound::Included(from), to.map_or(Bound::Unbounded, Bound::Excluded)));
        loop {
            let next = match direction {
                Direction::Up => range.next(),
                Direction::Down => range.next_back(),
            };
            match next {
                Some((key, value)) if visit(key, value).is_continue() => {}
                _ => return Ok(()),
            }
        }
    }
}

impl Engine for Memory {
    fn read(&self, body: &mut dyn FnMut(&dyn Reader)) -> Result<(), Failure> {
        body(&*self.0.read().unwrap_or_else(PoisonError::into_inner));
        Ok(())
    }

    fn write(&self, body: &mut dyn FnMut(&mut dyn Writer) -> Result<End, Failure>) -> Result<(), Failure> {
        let (end, changes) = {
            let map = self.0.read().unwrap_or_else(PoisonError::into_inner);
            body(&mut Overlay::over(&*map))?;
            let mut kept = Overlay::over(&*map);
            (body(&mut kept)?, kept.into_changes())
        };
        if end == End::Commit {
            let mut map = self.0.write().unwrap_or_else(PoisonError::into_inner);
            for (key, change) in changes {
                match change {
                    Some(value) => map.insert(key, value),
                    None => map.remove(&key),
                };
            }
        }
        Ok(())
    }

    /// Memory has no checksums.
    fn check_pages(&self) -> Result<Option<String>, Failure> {
        Ok(None)
    }

    fn compact(&self) -> Result<(), Failure> {
        Ok(())
    }

    fn reopen(&self) -> Result<(), Failure> {
        Ok(())
    }
}
