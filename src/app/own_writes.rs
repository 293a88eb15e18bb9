//! Who writes finds it at once: a search by words waits, for a moment, until the index holds what the one who searches wrote last.
//!
//! Lists without words need no waiting: the agenda follows each commit before it is answered. The index is committed some tens of
//! milliseconds later, for all writers together.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::App;
use crate::domain::ids::MemberId;
use crate::domain::rights::Actor;

/// How long a search waits for one's own words at most: then it answers with what there is.
const PATIENCE: Duration = Duration::from_secs(1);

/// Members whose last write is remembered at most; beyond, those whose words are in the index long since are forgotten.
const REMEMBERED: usize = 10_000;

/// What members wrote last, as far as the index may not hold it yet.
pub struct OwnWrites {
    /// The highest sequence of a chore for the index that was committed.
    left: AtomicU64,
    /// The sequence that the index must reach until it holds what this member wrote.
    by: Mutex<HashMap<MemberId, u64>>,
    /// Rings when the index has taken something in.
    fed: watch::Sender<()>,
}

impl Default for OwnWrites {
    fn default() -> Self {
        Self { left: AtomicU64::new(0), by: Mutex::default(), fed: watch::Sender::new(()) }
    }
}

impl OwnWrites {
    /// A chore for the index was committed.
    pub(super) fn left(&self, sequence: u64) {
        self.left.fetch_max(sequence, Ordering::AcqRel);
    }

    /// The index has taken something in.
    pub(super) fn fed(&self) {
        self.fed.send_replace(());
    }

    /// Whether somebody waits for the index right now.
    pub fn is_awaited(&self) -> bool {
        self.fed.receiver_count() > 0
    }

    fn members(&self) -> MutexGuard<'_, HashMap<MemberId, u64>> {
        self.by.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Remembers that this actor's deed, which was just committed, is to be found by their next search.
pub(super) fn note(app: &App, actor: &Actor) {
    let Some(member) = actor.id() else { return };
    let mut members = app.own_writes.members();
    if members.len() >= REMEMBERED {
        let held = app.index.sequence();
        members.retain(|_, sequence| *sequence > held);
    }
    if members.len() < REMEMBERED {
        // Chores of others may have been committed since: then a moment more is waited, never less.
        members.insert(member, app.own_writes.left.load(Ordering::Acquire));
    }
}

/// Waits until the index holds what this actor wrote last, a second at most. To be called before a search by words.
pub async fn found_by(app: &App, actor: &Actor) {
    let wanted = actor.id().and_then(|member| Some((member, *app.own_writes.members().get(&member)?)));
    let Some((member, wanted)) = wanted else { return };
    let mut fed = app.own_writes.fed.subscribe();
    app.bells.hurry.notify_one();
    let holds = |()| app.index.sequence() >= wanted;
    let waited = tokio::time::timeout(PATIENCE, fed.wait_for(|()| holds(()))).await;
    if matches!(waited, Ok(Ok(_))) {
        let mut members = app.own_writes.members();
        if members.get(&member) == Some(&wanted) {
            members.remove(&member);
        }
    }
}
