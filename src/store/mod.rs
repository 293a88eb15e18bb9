//! The record: the only room that knows keys and bytes. It decides no rule.
//!
//! ```text
//! store.read(|tx| tx.member(id))                     questions: one state of the record, short
//! store.write(move |tx| { … Ok(answer) }).await      changes: all of it or nothing, durable before the answer
//! ```
//!
//! The questions and changes themselves are methods of [`ReadTx`] and [`WriteTx`], one file per noun. A change may be run more than once, so it
//! does nothing but read, decide and write. Below: typed tables ([`tables`]), one ordered space of bytes, and two engines that keep it.

mod audit;
mod codec;
mod commit;
mod consents;
pub mod dump;
mod engine;
mod erasures;
mod events;
mod failure;
mod flags;
mod inbox;
mod invitations;
mod look;
mod media;
mod members;
mod memberships;
mod memory;
mod once;
mod outbox;
mod overlay;
mod posts;
mod pulse;
mod redb;
mod reminders;
mod rsvps;
mod sessions;
mod signups;
mod stored;
pub mod tables;
mod teams;
mod threads;
mod throttles;
mod transaction;
mod upgrade;
mod verify;

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod faults;
#[cfg(test)]
pub(crate) mod nouns;
#[cfg(test)]
pub(crate) mod samples;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc;

use tokio::sync::oneshot;

pub use self::codec::{Key, Stored};
pub use self::commit::Counts;
pub use self::engine::Direction;
pub use self::erasures::erased_hash;
pub use self::events::Start;
pub use self::failure::{Failure, OpenError};
pub use self::flags::Opened;
pub use self::outbox::{WaitingMail, WaitingNews};
pub use self::posts::Out;
pub use self::redb::FILE;
pub use self::reminders::Due;
pub use self::threads::Last;
pub use self::transaction::{ReadTx, Touched, WriteTx};
pub use self::upgrade::FORMAT;
pub use self::verify::Finding;

use self::commit::{Change, Inside, Queue, Shared};
use self::engine::Engine;
use self::memory::Memory;
use self::redb::Redb;
use crate::telemetry::figures::Page;

/// How a record is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Bytes of memory that may hold pages of the file. The system's own page cache comes on top.
    pub cache_bytes: usize,
    /// Changes that may wait for the disk; [`Failure::Busy`] beyond. Each place takes 24 bytes, used or not.
    pub queue: usize,
}

impl Options {
    /// 64 MiB: reads of a file of 2 GiB took 2 µs with it (measured).
    pub const CACHE_BYTES: usize = 16 << 20;
    /// 1,024 changes wait at most, about a fifth of a second of work.
    pub const QUEUE: usize = 1024;
}

impl Default for Options {
    fn default() -> Self {
        Self { cache_bytes: Self::CACHE_BYTES, queue: Self::QUEUE }
    }
}

/// A handle on the record. Clones are cheap and mean the same record; it closes with the last of them, after what was queued is done.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    // In this order: the queue ends before the engine is let go of.
    queue: Queue,
    engine: Arc<dyn Engine>,
    shared: Arc<Shared>,
}

impl Store {
    /// Opens the record in this folder, and makes both when they are missing.
    ///
    /// # Errors
    /// When another program has it open, a later version wrote it, or the file or its folder cannot be used.
    pub fn open(folder: &Path, options: Options) -> Result<Self, OpenError> {
        let engine = Redb::open(folder, options.cache_bytes)?;
        let file = folder.join(FILE);
        let store = Self::on(Arc::new(engine), options).map_err(|failure| OpenError::Unusable(file.clone(), failure))?;
        upgrade::ready(&store, &file)?;
        Ok(store)
    }

    /// A record in memory, for tests: it runs every change twice.
    pub fn memory() -> Self {
        Self::on(Arc::new(Memory::default()), Options::default()).expect("a thread starts and memory opens")
    }

    fn on(engine: Arc<dyn Engine>, options: Options) -> Result<Self, Failure> {
        let shared = Arc::new(Shared::default());
        let queue = Queue::start(Arc::clone(&engine), Arc::clone(&shared), options.queue)?;
        Ok(Self(Arc::new(Inner { queue, engine, shared })))
    }

    /// Asks questions of one state of the record. Runs where it is called, in microseconds when the pages are cached.
    ///
    /// Keep it short, and neither read nor write the record from within: an open state makes the file grow, and holds up a reopening.
    ///
    /// # Errors
    /// What `body` returns, or a [`Failure`] of the engine.
    pub fn read<T, E: From<Failure>>(&self, body: impl FnOnce(&ReadTx<'_>) -> Result<T, E>) -> Result<T, E> {
        let _inside = Inside::enter();
        let _watched = self.0.shared.pulse.reading();
        let mut body = Some(body);
        let mut result = None;
        let mut broken = false;
        let read = self.0.engine.read(&mut |reader| {
            if let Some(body) = body.take() {
                let tx = ReadTx::new(reader);
                result = Some(body(&tx));
                broken = tx.is_broken();
            }
        });
        if (broken || read.is_err()) && !self.0.shared.broken.swap(true, Ordering::AcqRel) {
            self.0.queue.wake();
        }
        read.map_err(E::from).and_then(|()| result.unwrap_or_else(|| Err(Failure::Closed.into())))
    }

    /// Changes the record: all that `body` writes or, when it returns an error, nothing. Comes back when it is durable.
    ///
    /// `body` may run more than once, on another thread, and runs on even if the returned future is dropped.
    ///
    /// # Errors
    /// What `body` returns; or a [`Failure`]: then the change must be taken as not made, and may be tried again.
    pub async fn write<T, E, B>(&self, body: B) -> Result<T, E>
    where
        B: FnMut(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        let (send, answer) = oneshot::channel();
        // Whoever asked may have gone away: the change is made all the same.
        let send = move |result| drop(send.send(result));
        self.0.queue.offer(Box::new(Change::new(body, send)))?;
        answer.await.unwrap_or_else(|_| Err(Failure::Closed.into()))
    }

    /// Like [`Store::write`], for threads that may wait: the keeper's verbs, imports, jobs. Waits for room in the queue too.
    ///
    /// # Errors
    /// As for [`Store::write`], without [`Failure::Busy`].
    pub fn write_blocking<T, E, B>(&self, body: B) -> Result<T, E>
    where
        B: FnMut(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        Inside::forbid();
        let (send, answer) = mpsc::sync_channel(1);
        let send = move |result| drop(send.send(result));
        self.0.queue.insist(Box::new(Change::new(body, send)))?;
        answer.recv().unwrap_or_else(|_| Err(Failure::Closed.into()))
    }

    /// Has `observer` called after each commit, before its answers go out, with the record as it then is and what was written or deleted:
    /// each key once, in order of table and key. After a failure it is also called with what the failed commit may have left.
    ///
    /// It runs on the thread that commits: it must be quick, and must not use the store itself.
    pub fn observe(&self, observer: impl Fn(&ReadTx<'_>, &[Touched]) + Send + Sync + 'static) {
        self.0.shared.observe(Box::new(observer));
    }

    /// Recounts every tally and follows every index and reference, both ways. An empty list is good news.
    ///
    /// Reads the whole record (about a second for 30,000 members and 60,000 answers) in one state of it, while others go on writing.
    ///
    /// # Errors
    /// When the record cannot be read at all; what is damaged in it is a finding.
    pub fn verify(&self) -> Result<Vec<Finding>, Failure> {
        self.read(verify::verify)
    }

    /// Puts right what [`Store::verify`] finds wrong and other rows say: tallies and indexes. How many rows that changed. Everybody who writes
    /// waits meanwhile, about a second for 30,000 members and 60,000 answers.
    ///
    /// # Errors
    /// When the record cannot be read or written.
    pub fn mend(&self) -> Result<usize, Failure> {
        self.write_blocking(verify::mend)
    }

    /// Compares every page of the record's file with its checksum, without changing the file. None when all agree; else what is wrong. Everybody
    /// who writes waits meanwhile: some seconds for each GiB.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn check_pages(&self) -> Result<Option<String>, Failure> {
        Inside::forbid();
        self.0.engine.check_pages()
    }

    /// Gives empty room of the record back to the disk. Everybody who reads or writes waits meanwhile: a second for every few hundred MiB.
    ///
    /// # Errors
    /// When the engine cannot.
    pub fn compact(&self) -> Result<(), Failure> {
        Inside::forbid();
        self.0.engine.compact()
    }

    /// What has been done since the record was opened.
    pub fn counts(&self) -> Counts {
        self.0.shared.counts()
    }

    /// Tells how the record is doing.
    pub fn tell(&self, page: &mut Page) {
        let (counts, pulse) = (self.counts(), &self.0.shared.pulse);
        page.counter("changes_total", "Changes of the record that were run, refused ones included.", counts.changes);
        page.counter("commits_total", "Commits that were made durable.", counts.commits);
        page.counter("commits_failed_total", "Commits that failed.", counts.failures);
        page.family("commit_changes", "histogram", "Changes in each commit.");
        page.histogram("commit_changes", &[], &pulse.sizes);
        page.family("commit_seconds", "histogram", "How long a commit took, with the changes that it ran.");
        page.histogram("commit_seconds", &[], &pulse.seconds);
        page.gauge("changes_waiting", "Changes that wait for the disk.", pulse.waiting.load(Ordering::Relaxed).max(0) as f64);
        let oldest = pulse.oldest_reader().unwrap_or_default();
        page.gauge("oldest_read_seconds", "How long the oldest open reader of the record has been reading.", oldest.as_secs_f64());
    }
}
