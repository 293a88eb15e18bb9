//! Which road a deed takes. Bounded reads run where they are; writes are awaited from the writer's thread; hashes and pictures have pools of
//! their own in the deeds. What else burns CPU for milliseconds (wide searches, exports) goes to a small pool, so that it can never take all
//! cores.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

use super::error::{Code, Problem};

/// Wide searches and exports at once.
pub const WIDE_AT_ONCE: usize = 2;
/// Wide searches and exports that wait.
pub const WIDE_WAITING: usize = 64;

/// A few threads for one kind of work, and a queue of bounded length.
#[derive(Debug, Clone)]
pub struct Pool {
    slots: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    most_waiting: usize,
}

/// Counts one who waits, for as long as they wait.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Pool {
    /// The pool of wide searches and exports; without `limits` (load tests) nothing is refused for want of room in the queue.
    pub fn wide(limits: bool) -> Self {
        Self::new(WIDE_AT_ONCE, if limits { WIDE_WAITING } else { usize::MAX })
    }

    /// A pool of so many slots, before which so many may wait.
    pub fn new(at_once: usize, most_waiting: usize) -> Self {
        Self { slots: Arc::new(Semaphore::new(at_once)), waiting: Arc::default(), most_waiting }
    }

    /// Does the work on a thread where it may block.
    ///
    /// # Errors
    /// 503 `busy` when too many wait already; 500 when the work panicked.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let slot = match self.slots.clone().try_acquire_owned() {
            Ok(slot) => slot,
            Err(_) => {
                let before = self.waiting.fetch_add(1, Ordering::Relaxed);
                let _waiting = Waiting(&self.waiting);
                if before >= self.most_waiting {
                    return Err(Code::Busy.into());
                }
                self.slots.clone().acquire_owned().await.map_err(Problem::internal)?
            }
        };
        let work = move || {
            let done = work();
            drop(slot);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(Problem::internal)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn one_works_one_waits_and_the_third_is_refused() {
        let pool = Pool::new(1, 1);
        let (go, wait) = mpsc::channel::<()>();
        let (started, first_started) = tokio::sync::oneshot::channel();
        let at_work = pool.clone();
        let first = tokio::spawn(async move {
            at_work
                .run(move || {
                    let _ = started.send(());
                    wait.recv()
                })
                .await
        });
        first_started.await.expect("the first works");
        let mut second = Box::pin(pool.run(|| 2));
        let polled = std::future::poll_fn(|context| std::task::Poll::Ready(second.as_mut().poll(context).is_ready())).await;
        assert!(!polled, "the second waits");
        assert_eq!(pool.run(|| 3).await.map_err(|problem| problem.code()), Err("busy"));
        go.send(()).expect("the first listens");
        assert!(first.await.expect("no panic").is_ok());
        assert_eq!(second.await.ok(), Some(2));
        assert_eq!(pool.run(|| 4).await.ok(), Some(4));
    }

    #[tokio::test]
    async fn a_panic_is_an_error_and_the_slot_is_free_again() {
        let pool = Pool::new(1, 0);
        assert_eq!(pool.run(|| panic!("on purpose")).await.map_err(|problem: Problem| problem.code()), Err::<(), _>("internal"));
        assert_eq!(pool.run(|| 1).await.ok(), Some(1));
    }

    #[tokio::test]
    async fn who_gives_up_waiting_makes_room() {
        let pool = Pool::new(1, 1);
        let slot = pool.slots.clone().acquire_owned().await.expect("a slot");
        let mut gone = Box::pin(pool.run(|| ()));
        std::future::poll_fn(|context| std::task::Poll::Ready(gone.as_mut().poll(context).is_ready())).await;
        drop(gone);
        assert_eq!(pool.waiting.load(Ordering::Relaxed), 0);
        drop(slot);
        assert!(pool.run(|| ()).await.is_ok());
    }
}
