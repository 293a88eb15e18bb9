//! What one change has written so far, laid over what it reads: a refused change is forgotten by dropping its overlay.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::{Bound, ControlFlow};

use super::engine::{Direction, Reader, Visit, Writer};
use super::failure::Failure;

/// Key by key, in order: the new value, or none where the key was deleted.
pub type Changes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// Changes over a state of the record. Reading sees the changes.
pub struct Overlay<'a> {
    base: &'a dyn Reader,
    changes: RefCell<Changes>,
}

impl<'a> Overlay<'a> {
    /// No changes yet over this state.
    pub fn over(base: &'a dyn Reader) -> Self {
        Self { base, changes: RefCell::default() }
    }

    /// Notes that a key has a new value.
    pub fn set(&self, key: Vec<u8>, value: Vec<u8>) {
        self.changes.borrow_mut().insert(key, Some(value));
    }

    /// Notes that a key is gone.
    pub fn unset(&self, key: Vec<u8>) {
        self.changes.borrow_mut().insert(key, None);
    }

    /// What was changed.
    pub fn into_changes(self) -> Changes {
        self.changes.into_inner()
    }
}

impl Reader for Overlay<'_> {
    fn get(&self, key: &[u8], found: &mut dyn FnMut(&[u8])) -> Result<(), Failure> {
        match self.changes.borrow().get(key) {
            Some(Some(value)) => found(value),
            Some(None) => {}
            None => return self.base.get(key, found),
        }
        Ok(())
    }

    fn scan(&self, from: &[u8], to: Option<&[u8]>, direction: Direction, visit: &mut Visit<'_>) -> Result<(), Failure> {
        if to.is_some_and(|to| to <= from) {
            return Ok(());
        }
        let changes = self.changes.borrow();
        let range = changes.range::<[u8], _>((Bound::Included(from), to.map_or(Bound::Unbounded, Bound::Excluded)));
        match direction {
            Direction::Up => merge(self.base, range, from, to, direction, visit),
            Direction::Down => merge(self.base, range.rev(), from, to, direction, visit),
        }
    }
}

/// Shows base and changes as one, in order. Where both have a key, the change counts.
fn merge<'c>(
    base: &dyn Reader,
    changes: impl Iterator<Item = (&'c Vec<u8>, &'c Option<Vec<u8>>)>,
    from: &[u8],
    to: Option<&[u8]>,
    direction: Direction,
    visit: &mut Visit<'_>,
) -> Result<(), Failure> {
    let mut changes = changes.peekable();
    let mut stopped = false;
    base.scan(from, to, direction, &mut |key, value| {
        let mut replaced = false;
        let due = |change: &[u8]| match direction {
            Direction::Up => change <= key,
            Direction::Down => change >= key,
        };
        while let Some((changed, new)) = changes.next_if(|(changed, _)| due(changed)) {
            replaced = changed == key;
            if let Some(new) = new
                && visit(changed, new).is_break()
            {
                stopped = true;
                return ControlFlow::Break(());
            }
        }
        if !replaced && visit(key, value).is_break() {
            stopped = true;
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    if !stopped {
        for (key, new) in changes {
            if let Some(new) = new
                && visit(key, new).is_break()
            {
                break;
            }
        }
    }
    Ok(())
}

impl Writer for Overlay<'_> {
    fn put(&mut self, key: &[u8], value: &[u8]) -> Result<(), Failure> {
        self.set(key.to_vec(), value.to_vec());
        Ok(())
    }

    fn delete(&mut self, key: &[u8]) -> Result<(), Failure> {
        self.unset(key.to_vec());
        Ok(())
    }

    fn reader(&self) -> &dyn Reader {
        self
    }
}
