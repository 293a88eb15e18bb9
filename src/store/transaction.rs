//! Typed reading and writing. The questions and changes of each noun stand on this, in the noun's own file.

use std::cell::Cell;
use std::marker::PhantomData;
use std::ops::{ControlFlow, Deref};

use super::codec::{Key, Leads, Stored, after_prefix};
use super::engine::{Direction, Reader};
use super::failure::Failure;
use super::overlay::Overlay;
use super::tables::Table;

/// One state of the record, to ask questions of. Short-lived: never held across a wait.
pub struct ReadTx<'a> {
    reader: &'a dyn Reader,
    /// Whether the engine answered with an error that only opening it again can mend.
    broken: Cell<bool>,
}

/// A change in the making: sees what it wrote itself. All its questions are those of [`ReadTx`].
pub struct WriteTx<'a> {
    read: ReadTx<'a>,
    overlay: &'a Overlay<'a>,
}

impl<'a> Deref for WriteTx<'a> {
    type Target = ReadTx<'a>;

    fn deref(&self) -> &ReadTx<'a> {
        &self.read
    }
}

/// Which keys of a table a scan goes through.
pub struct Keys<K> {
    from: Vec<u8>,
    to: Option<Vec<u8>>,
    of: PhantomData<fn(K)>,
}

impl<K: Key> Keys<K> {
    /// All of them.
    pub fn all() -> Self {
        Self { from: Vec::new(), to: None, of: PhantomData }
    }

    /// Those that begin with these components.
    pub fn under(lead: &impl Leads<K>) -> Self {
        let from = encoded(lead);
        let to = after_prefix(&from);
        Self { from, to, of: PhantomData }
    }

    /// Of these, those that do not sort before `lead`.
    #[must_use]
    pub fn from(mut self, lead: &impl Leads<K>) -> Self {
        self.from = self.from.max(encoded(lead));
        self
    }

    /// Of these, those that sort before `lead`.
    #[must_use]
    pub fn before(mut self, lead: &impl Leads<K>) -> Self {
        let to = encoded(lead);
        self.to = Some(self.to.map_or(to.clone(), |end| end.min(to)));
        self
    }
}

fn encoded(key: &impl Key) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(64);
    key.encode(&mut bytes);
    bytes
}

/// A key as the engine has it: the table's number, then the key.
pub(super) fn full<K: Key, V>(table: &Table<K, V>, key: &K) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(64);
    table.tag().encode(&mut bytes);
    key.encode(&mut bytes);
    bytes
}

fn tagged(tag: u16, rest: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(2 + rest.len() + 1);
    tag.encode(&mut bytes);
    bytes.extend_from_slice(rest);
    bytes
}

fn damaged<K, V>(table: &Table<K, V>, key: &[u8], why: &str) -> Failure {
    Failure::Damaged(format!("{} {}: {why}", table.name(), data_encoding::HEXLOWER.encode(key)))
}

fn key_of<K: Key, V>(table: &Table<K, V>, bytes: &[u8]) -> Result<K, Failure> {
    let mut rest = bytes.get(2..).unwrap_or_default();
    match K::decode(&mut rest) {
        Some(key) if rest.is_empty() => Ok(key),
        _ => Err(damaged(table, bytes, "not a key of this table")),
    }
}

fn value_of<K, V: Stored>(table: &Table<K, V>, key: &[u8], bytes: &[u8]) -> Result<V, Failure> {
    V::from_bytes(bytes).map_err(|why| damaged(table, key, &why))
}

/// A row from the bytes that the engine has.
pub(super) fn row_of<K: Key, V: Stored>(table: &Table<K, V>, key: &[u8], value: &[u8]) -> Result<(K, V), Failure> {
    Ok((key_of(table, key)?, value_of(table, key, value)?))
}

impl<'a> ReadTx<'a> {
    pub(super) fn new(reader: &'a dyn Reader) -> Self {
        Self { reader, broken: Cell::new(false) }
    }

    /// Whether the engine needs to be opened again.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.get()
    }

    fn noted<T>(&self, result: Result<T, Failure>) -> Result<T, Failure> {
        if matches!(result, Err(Failure::Io(_) | Failure::Full | Failure::Closed)) {
            self.broken.set(true);
        }
        result
    }

    /// The value of a key.
    pub(super) fn get<K: Key, V: Stored>(&self, table: &Table<K, V>, key: &K) -> Result<Option<V>, Failure> {
        let key = full(table, key);
        let mut value = None;
        self.noted(self.reader.get(&key, &mut |bytes| value = Some(value_of(table, &key, bytes))))?;
        value.transpose()
    }

    /// How many entries a table has; counted up to `most`.
    pub(super) fn count<K: Key, V>(&self, table: &Table<K, V>, most: usize) -> Result<usize, Failure> {
        let tag = table.tag().to_be_bytes();
        let mut count = 0;
        let mut visit = |_: &[u8], _: &[u8]| {
            count += 1;
            if count >= most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        self.noted(self.reader.scan(&tag, after_prefix(&tag).as_deref(), Direction::Up, &mut visit))?;
        Ok(count)
    }

    /// Shows entries in order until `visit` breaks: those of `keys` that come after the key `after`, seen in this direction.
    pub(super) fn each<K: Key, V: Stored>(
        &self,
        table: &Table<K, V>,
        keys: &Keys<K>,
        after: Option<&K>,
        direction: Direction,
        mut visit: impl FnMut(K, V) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        let mut from = tagged(table.tag(), &keys.from);
        let mut to = match &keys.to {
            Some(to) => Some(tagged(table.tag(), to)),
            None => after_prefix(&table.tag().to_be_bytes()),
        };
        if let Some(after) = after.map(|after| full(table, after)) {
            match direction {
                Direction::Up => from = from.max(tagged_successor(after)),
                Direction::Down => to = Some(to.map_or(after.clone(), |to| to.min(after))),
            }
        }
        let mut met = Ok(());
        self.noted(self.reader.scan(&from, to.as_deref(), direction, &mut |key, value| match row_of(table, key, value) {
            Ok((key, value)) => visit(key, value),
            Err(failure) => {
                met = Err(failure);
                ControlFlow::Break(())
            }
        }))?;
        met
    }

    /// Shows every row of every table as the engine has it.
    pub(super) fn each_row(&self, mut visit: impl FnMut(&[u8], &[u8])) -> Result<(), Failure> {
        self.while_rows(|key, value| {
            visit(key, value);
            ControlFlow::Continue(())
        })
    }

    /// Shows every row of every table as the engine has it, until `visit` breaks.
    pub(super) fn while_rows(&self, mut visit: impl FnMut(&[u8], &[u8]) -> ControlFlow<()>) -> Result<(), Failure> {
        self.noted(self.reader.scan(&[], None, Direction::Up, &mut visit))
    }

    /// At most `limit` entries, in order: those of `keys` that come after the key `after`, seen in this direction.
    pub(super) fn scan<K: Key, V: Stored>(
        &self,
        table: &Table<K, V>,
        keys: &Keys<K>,
        after: Option<&K>,
        limit: usize,
        direction: Direction,
    ) -> Result<Vec<(K, V)>, Failure> {
        let mut entries = Vec::new();
        if limit > 0 {
            self.each(table, keys, after, direction, |key, value| {
                entries.push((key, value));
                if entries.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })?;
        }
        Ok(entries)
    }

    /// The first entry of these, in this direction.
    pub(super) fn first<K: Key, V: Stored>(
        &self,
        table: &Table<K, V>,
        keys: &Keys<K>,
        direction: Direction,
    ) -> Result<Option<(K, V)>, Failure> {
        Ok(self.scan(table, keys, None, 1, direction)?.pop())
    }
}

/// The smallest key that sorts after this one.
fn tagged_successor(mut key: Vec<u8>) -> Vec<u8> {
    key.push(0);
    key
}

impl<'a> WriteTx<'a> {
    pub(super) fn new(overlay: &'a Overlay<'a>) -> Self {
        Self { read: ReadTx::new(overlay), overlay }
    }

    /// Stores a value, in place of what was there.
    pub(super) fn put<K: Key, V: Stored>(&mut self, table: &Table<K, V>, key: &K, value: &V) {
        self.overlay.set(full(table, key), value.to_bytes());
    }

    /// Stores or takes away a row, as the engine has it.
    pub(super) fn set_row(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        match value {
            Some(value) => self.overlay.set(key, value),
            None => self.overlay.unset(key),
        }
    }

    /// Takes a key away, whether it was there or not.
    pub(super) fn delete<K: Key, V>(&mut self, table: &Table<K, V>, key: &K) {
        self.overlay.unset(full(table, key));
    }
}

/// Keeping indexes: what the changes of the nouns share.
impl WriteTx<'_> {
    /// Moves the name that something goes by in an index of names, each of which names one thing.
    ///
    /// # Errors
    /// [`Failure::Fault`] when the new name is another's: whoever asks for the change looks that up first.
    pub(super) fn rename<K: Key + PartialEq, V: Stored + PartialEq>(
        &mut self,
        table: &Table<K, V>,
        before: Option<K>,
        after: Option<K>,
        named: &V,
    ) -> Result<(), Failure> {
        if before == after {
            return Ok(());
        }
        if let Some(before) = before {
            self.delete(table, &before);
        }
        if let Some(after) = after {
            if self.get(table, &after)?.is_some_and(|other| other != *named) {
                return Err(Failure::Fault("two things would go by one name"));
            }
            self.put(table, &after, named);
        }
        Ok(())
    }

    /// Moves the entries that something has in an index.
    pub(super) fn relist<K: Key + PartialEq>(&mut self, table: &Table<K, ()>, before: &[K], after: &[K]) {
        for key in before.iter().filter(|key| !after.contains(key)) {
            self.delete(table, key);
        }
        for key in after.iter().filter(|key| !before.contains(key)) {
            self.put(table, key, &());
        }
    }
}

/// A key that a commit wrote or deleted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touched(Vec<u8>);

impl Touched {
    pub(super) fn new(key: Vec<u8>) -> Self {
        Self(key)
    }

    /// The number of the table that it is in.
    pub fn tag(&self) -> u16 {
        u16::decode(&mut &*self.0).unwrap_or_default()
    }

    /// The key, when it is one of this table.
    pub fn key<K: Key, V>(&self, table: &Table<K, V>) -> Option<K> {
        (self.tag() == table.tag()).then(|| key_of(table, &self.0).ok())?
    }
}
