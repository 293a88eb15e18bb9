//! The seam: what the record asks of whatever keeps its bytes. One ordered space of keys and values; transactions.
//!
//! Nothing here knows what the bytes mean. A key begins with its table's number, two bytes, big-endian.

use std::ops::ControlFlow;

use super::failure::Failure;

/// Which way a scan goes through the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the smallest key to the largest.
    Up,
    /// From the largest key to the smallest.
    Down,
}

/// What a scan shows its entries to: key, then value.
pub type Visit<'v> = dyn FnMut(&[u8], &[u8]) -> ControlFlow<()> + 'v;

/// One state of the record, as it was when the transaction began (with what the transaction itself wrote since).
pub trait Reader {
    /// Shows the key's value to `found`, if there is one.
    ///
    /// # Errors
    /// When the engine cannot read.
    fn get(&self, key: &[u8], found: &mut dyn FnMut(&[u8])) -> Result<(), Failure>;

    /// Shows what is stored from `from` (included) to `to` (excluded; none: the end), until `visit` breaks.
    ///
    /// # Errors
    /// When the engine cannot read.
    fn scan(&self, from: &[u8], to: Option<&[u8]>, direction: Direction, visit: &mut Visit<'_>) -> Result<(), Failure>;
}

/// A transaction that changes the record.
pub trait Writer: Reader {
    /// Stores a value, in place of what was there.
    ///
    /// # Errors
    /// When the engine cannot write.
    fn put(&mut self, key: &[u8], value: &[u8]) -> Result<(), Failure>;

    /// Takes a key away; nothing happens when it was not there.
    ///
    /// # Errors
    /// When the engine cannot write.
    fn delete(&mut self, key: &[u8]) -> Result<(), Failure>;

    /// This transaction, as something to read from.
    fn reader(&self) -> &dyn Reader;
}

/// How a transaction that met no error ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// What was written is to be made durable.
    Commit,
    /// Nothing was written.
    Nothing,
}

/// Whatever keeps the bytes.
pub trait Engine: Send + Sync {
    /// Shows one state of the record to `body`, once.
    ///
    /// # Errors
    /// When the engine is closed or cannot read; `body` may then not have been called.
    fn read(&self, body: &mut dyn FnMut(&dyn Reader)) -> Result<(), Failure>;

    /// Runs `body` in a transaction and makes what it wrote durable, all or nothing. `body` may be run more than once; the last run counts.
    ///
    /// # Errors
    /// When `body` fails, or the engine: then nothing of it may be counted upon, nor on its absence, until [`Engine::reopen`] succeeds.
    fn write(&self, body: &mut dyn FnMut(&mut dyn Writer) -> Result<End, Failure>) -> Result<(), Failure>;

    /// Compares all that is kept with its checksums, and changes nothing: none when all agree, else what is wrong. Writers wait for it.
    ///
    /// # Errors
    /// When the engine cannot read.
    fn check_pages(&self) -> Result<Option<String>, Failure>;

    /// Gives empty room back to the disk. Reads and writes wait for it; a crash meanwhile loses nothing.
    ///
    /// # Errors
    /// When the engine cannot.
    fn compact(&self) -> Result<(), Failure>;

    /// Closes and opens again, which brings back the last durable state. Reads wait for it.
    ///
    /// # Errors
    /// When it cannot be opened; reads and writes fail until a later call succeeds.
    fn reopen(&self) -> Result<(), Failure>;
}
