//! Bells that wake the jobs: rung when a commit left a chore.

use tokio::sync::Notify;

/// One bell for each job that waits for chores.
#[derive(Default)]
pub struct Bells {
    /// There is something for the index.
    pub index: Notify,
    /// Somebody waits for the index: what has gathered is to be taken in now.
    pub hurry: Notify,
    /// There is a letter.
    pub mail: Notify,
    /// There is something to tell members.
    pub notify: Notify,
}
