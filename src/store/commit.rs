//! Group commit: one thread takes all changes that wait, runs each, makes them durable together, and only then answers each.

use std::cell::Cell;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::engine::{End, Engine, Writer};
use super::failure::Failure;
use super::overlay::Overlay;
use super::pulse::Pulse;
use super::transaction::{ReadTx, Touched, WriteTx};
use crate::telemetry::SLOW_COMMIT;

/// The most changes that one commit takes.
pub const MOST_A_COMMIT: usize = 1024;

/// How long a commit waits for one more change, when the commit before it had more than twice as many: next to the 1 to 2 ms of a commit, little.
/// At 64 writers it makes commits of 63 changes instead of 34, and saves a tenth of the processor's time (measured).
const GATHER: Duration = Duration::from_micros(100);

/// What is said of a change that panicked.
pub const PANICKED: &str = "it panicked";

/// Whoever wants to know what was committed.
pub type Observer = Box<dyn Fn(&ReadTx<'_>, &[Touched]) + Send + Sync>;

/// A change that waits, with the way back for its answer.
pub trait Job: Send {
    /// Runs the change; says whether what it wrote is to be kept. May be called more than once: the last time counts.
    fn run(&mut self, tx: &mut WriteTx<'_>) -> bool;

    /// Gives the answer: what the change returned, or the failure of the commit that it was part of.
    fn answer(self: Box<Self>, end: Result<(), Failure>);
}

/// A change with typed answers. `S` carries the answer to whoever waits.
pub struct Change<B, T, E, S> {
    body: B,
    send: S,
    result: Option<Result<T, E>>,
}

impl<B, T, E, S> Change<B, T, E, S> {
    /// A change, and where its answer goes.
    pub fn new(body: B, send: S) -> Self {
        Self { body, send, result: None }
    }
}

impl<B, T, E, S> Job for Change<B, T, E, S>
where
    B: FnMut(&mut WriteTx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Failure> + Send,
    S: FnOnce(Result<T, E>) + Send,
{
    fn run(&mut self, tx: &mut WriteTx<'_>) -> bool {
        let result = catch_unwind(AssertUnwindSafe(|| (self.body)(tx)));
        let result = result.unwrap_or_else(|_| Err(Failure::Fault(PANICKED).into()));
        self.result.insert(result).is_ok()
    }

    fn answer(self: Box<Self>, end: Result<(), Failure>) {
        let Self { send, result, body: _ } = *self;
        send(end.map_err(E::from).and_then(|()| result.unwrap_or_else(|| Err(Failure::Closed.into()))));
    }
}

/// What has been done so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Changes run, refused ones included.
    pub changes: u64,
    /// Commits made durable.
    pub commits: u64,
    /// Commits that failed.
    pub failures: u64,
}

/// What the thread shares with the record's handles.
#[derive(Default)]
pub struct Shared {
    observers: Mutex<Vec<Observer>>,
    /// Whether the engine must be opened again before it is used.
    pub broken: AtomicBool,
    changes: AtomicU64,
    commits: AtomicU64,
    failures: AtomicU64,
    /// How it is doing.
    pub pulse: Pulse,
}

impl Shared {
    /// Adds an observer.
    pub fn observe(&self, observer: Observer) {
        self.observers.lock().unwrap_or_else(PoisonError::into_inner).push(observer);
    }

    /// What has been done so far.
    pub fn counts(&self) -> Counts {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts { changes: of(&self.changes), commits: of(&self.commits), failures: of(&self.failures) }
    }
}

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// While it lives, this thread is inside the record: to use the record again from there could wait for itself for ever, so tests and
/// debug builds forbid it.
pub struct Inside(());

impl Inside {
    /// Goes inside.
    pub fn enter() -> Self {
        Self::forbid();
        INSIDE.set(true);
        Self(())
    }

    /// Panics in debug builds when this thread is inside already.
    #[track_caller]
    pub fn forbid() {
        debug_assert!(!INSIDE.get(), "the record is used from within a question, a change or an observer");
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        INSIDE.set(false);
    }
}

/// The queue before the thread. Dropping it waits until what was queued is done.
pub struct Queue {
    sender: Option<SyncSender<Option<Box<dyn Job>>>>,
    thread: Option<JoinHandle<()>>,
    shared: Arc<Shared>,
}

impl Queue {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn start(engine: Arc<dyn Engine>, shared: Arc<Shared>, places: usize) -> Result<Self, Failure> {
        let (sender, receiver) = sync_channel(places);
        let writer = Committer { engine, shared: Arc::clone(&shared), unseen: Vec::new() };
        let thread = thread::Builder::new().name("record".to_owned()).spawn(move || writer.serve(&receiver))?;
        Ok(Self { sender: Some(sender), thread: Some(thread), shared })
    }

    /// Queues a change if there is room.
    ///
    /// # Errors
    /// [`Failure::Busy`] when there is none; the job is lost with its answer.
    pub fn offer(&self, job: Box<dyn Job>) -> Result<(), Failure> {
        let sender = self.sender.as_ref().ok_or(Failure::Closed)?;
        self.counted(|| {
            sender.try_send(Some(job)).map_err(|error| match error {
                TrySendError::Full(_) => Failure::Busy,
                TrySendError::Disconnected(_) => Failure::Closed,
            })
        })
    }

    /// Queues a change, and waits for room if there is none.
    ///
    /// # Errors
    /// When the thread is gone.
    pub fn insist(&self, job: Box<dyn Job>) -> Result<(), Failure> {
        let sender = self.sender.as_ref().ok_or(Failure::Closed)?;
        self.counted(|| sender.send(Some(job)).map_err(|_| Failure::Closed))
    }

    /// Counts a change as waiting, unless it is not taken.
    fn counted(&self, queue: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
        let waiting = &self.shared.pulse.waiting;
        waiting.fetch_add(1, Ordering::Relaxed);
        queue().inspect_err(|_| {
            waiting.fetch_sub(1, Ordering::Relaxed);
        })
    }

    /// Wakes the thread, so that it looks after a broken engine. When there is no room it is awake already.
    pub fn wake(&self) {
        if let Some(sender) = &self.sender {
            let _ = sender.try_send(None);
        }
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        drop(self.sender.take());
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != thread::current().id()
            && thread.join().is_err()
        {
            tracing::error!("the record's thread ended in a panic");
        }
    }
}

struct Committer {
    engine: Arc<dyn Engine>,
    shared: Arc<Shared>,
    /// What failed commits may have changed, and no observer has looked at since.
    unseen: Vec<Touched>,
}

impl Committer {
    fn serve(mut self, queue: &Receiver<Option<Box<dyn Job>>>) {
        let _inside = Inside::enter();
        let mut last = 0;
        while let Ok(first) = queue.recv() {
            let mut jobs: VecDeque<_> = first.into_iter().chain(queue.try_iter().flatten()).take(MOST_A_COMMIT).collect();
            // Those whom the last commit answered come back in a moment. Without waiting for them, every other commit would be a small one.
            while jobs.len() < last / 2
                && let Ok(next) = queue.recv_timeout(GATHER)
            {
                jobs.extend(next.into_iter().chain(queue.try_iter().flatten()).take(MOST_A_COMMIT - jobs.len()));
            }
            last = jobs.len();
            self.commit(jobs);
        }
    }

    fn commit(&mut self, mut jobs: VecDeque<Box<dyn Job>>) {
        let mut touched = Vec::new();
        let began = Instant::now();
        self.shared.pulse.waiting.fetch_sub(i64::try_from(jobs.len()).unwrap_or_default(), Ordering::Relaxed);
        let end = self.mended().and_then(|()| self.attempt(&mut jobs, &mut touched));
        self.note(jobs.len(), began.elapsed());
        match &end {
            Ok(()) => self.tell(touched),
            Err(failure) => {
                tracing::error!(%failure, changes = jobs.len(), "a commit failed");
                self.shared.failures.fetch_add(1, Ordering::Relaxed);
                self.shared.broken.store(true, Ordering::Release);
                // Whether they reached the disk is not known before it is read again.
                self.unseen.append(&mut touched);
                if let Err(failure) = self.mended() {
                    tracing::error!(%failure, "the record cannot be opened again");
                }
            }
        }
        for job in jobs {
            job.answer(end.clone());
        }
    }

    /// Notes how many changes were run together, and how long that took.
    fn note(&self, changes: usize, took: Duration) {
        if changes == 0 {
            return;
        }
        self.shared.changes.fetch_add(changes as u64, Ordering::Relaxed);
        self.shared.pulse.sizes.note(changes as f64);
        self.shared.pulse.seconds.note_time(took);
        if took >= SLOW_COMMIT {
            tracing::warn!(changes, milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX), "a slow commit");
        }
    }

    /// Opens a broken engine again.
    fn mended(&mut self) -> Result<(), Failure> {
        if !self.shared.broken.load(Ordering::Acquire) {
            return Ok(());
        }
        self.engine.reopen()?;
        self.shared.broken.store(false, Ordering::Release);
        tracing::warn!("the record was opened again after a failure");
        let unseen = std::mem::take(&mut self.unseen);
        self.tell(unseen);
        Ok(())
    }

    fn attempt(&self, jobs: &mut VecDeque<Box<dyn Job>>, touched: &mut Vec<Touched>) -> Result<(), Failure> {
        if jobs.is_empty() {
            return Ok(());
        }
        let engine = AssertUnwindSafe(&self.engine);
        let mut wrote = false;
        let result = catch_unwind(AssertUnwindSafe(|| {
            engine.write(&mut |writer| {
                touched.clear();
                for job in jobs.iter_mut() {
                    run(&mut **job, writer, touched)?;
                }
                wrote = !touched.is_empty();
                Ok(if wrote { End::Commit } else { End::Nothing })
            })
        }));
        result.unwrap_or(Err(Failure::Fault(PANICKED)))?;
        self.shared.commits.fetch_add(u64::from(wrote), Ordering::Relaxed);
        Ok(())
    }

    /// Shows the observers what was touched: each key once, in order.
    fn tell(&self, mut touched: Vec<Touched>) {
        let observers = self.shared.observers.lock().unwrap_or_else(PoisonError::into_inner);
        if observers.is_empty() || touched.is_empty() {
            return;
        }
        touched.sort_unstable();
        touched.dedup();
        let told = self.engine.read(&mut |reader| {
            for observer in observers.iter() {
                if catch_unwind(AssertUnwindSafe(|| observer(&ReadTx::new(reader), &touched))).is_err() {
                    tracing::error!("an observer of the record panicked");
                }
            }
        });
        if let Err(failure) = told {
            tracing::error!(%failure, "the observers of the record could not be told");
        }
    }
}

/// Runs one change over its own overlay, and writes the overlay if the change is kept.
fn run(job: &mut dyn Job, writer: &mut dyn Writer, touched: &mut Vec<Touched>) -> Result<(), Failure> {
    let overlay = Overlay::over(writer.reader());
    let mut tx = WriteTx::new(&overlay);
    let keep = job.run(&mut tx);
    if tx.is_broken() {
        return Err(Failure::Io("a change could not read what it needs".to_owned()));
    }
    if !keep {
        return Ok(());
    }
    for (key, change) in overlay.into_changes() {
        match change {
            Some(value) => writer.put(&key, &value)?,
            None => writer.delete(&key)?,
        }
        touched.push(Touched::new(key));
    }
    Ok(())
}
