//! Tells members what concerns them: lets news out whose time has come, gives the reminders that are due, tells news in batches, composes digests.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::wait;
use crate::app::{App, fanout, letters, posts, reminders};
use crate::domain::refusal::Refusal;

/// Longest sleep when nothing is due: the bell rings when a deed leaves news, and a clock that was set is noticed.
const IDLE: Duration = Duration::from_secs(60);

/// Wait before trying again after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Runs until it is stopped.
pub async fn run(app: App, mut stopped: watch::Receiver<bool>) {
    loop {
        let pause = match round(&app, &stopped).await {
            Ok(()) => until_next(&app),
            Err(refusal) => {
                tracing::warn!(%refusal, "news could not be told; tried again");
                AFTER_FAILURE
            }
        };
        if !wait(app.bells.notify.notified(), pause, &mut stopped).await {
            return;
        }
    }
}

/// Does all that is due now.
async fn round(app: &App, stopped: &watch::Receiver<bool>) -> Result<(), Refusal> {
    reminders::step(app).await?;
    while posts::come_out(app).await? && !*stopped.borrow() {}
    while fanout::step(app).await? && !*stopped.borrow() {}
    while letters::digests(app).await? && !*stopped.borrow() {}
    Ok(())
}

/// How long until something is due.
fn until_next(app: &App) -> Duration {
    let next = [reminders::next_due(app), posts::next_due(app), fanout::next_due(app), letters::next_digest(app)];
    let due: Option<Timestamp> = next.into_iter().filter_map(|due| due.ok().flatten()).min();
    let wait = due.map(|due| due.duration_since(app.now()).max(SignedDuration::from_millis(50)).unsigned_abs());
    wait.map_or(IDLE, |wait| wait.min(IDLE))
}
