//! Feeds the index with what deeds left behind: a commit at least every 200 ms or 500 documents while there is something to do.

use std::time::Duration;

use tokio::sync::watch;

use super::wait;
use crate::app::{App, indexing};

/// How long changes gather before they are committed together: a commit costs 10 ms of work. Less when somebody waits for their own words.
const GATHER: Duration = Duration::from_millis(200);

/// Longest sleep when nothing is left: the bell rings when something is.
const IDLE: Duration = Duration::from_secs(60);

/// Wait before trying again after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Runs until it is stopped.
pub async fn run(app: App, mut stopped: watch::Receiver<bool>) {
    let opening = app.clone();
    // The tables in memory are filled behind the open doors: until then the house is not healthy, and lists say so.
    let filled = tokio::task::spawn_blocking(move || indexing::open_house(&opening)).await;
    if let Ok(Err(refusal)) = &filled {
        tracing::error!(%refusal, "agenda and index could not be filled");
    }
    loop {
        let at_work = app.clone();
        let pause = match tokio::task::spawn_blocking(move || indexing::step(&at_work)).await {
            Ok(Ok(0)) => None,
            Ok(Ok(_)) => Some(GATHER),
            Ok(Err(refusal)) => {
                tracing::warn!(%refusal, "the index could not be fed; tried again");
                Some(AFTER_FAILURE)
            }
            Err(panic) => {
                tracing::error!(%panic, "feeding the index met a fault of the program");
                Some(AFTER_FAILURE)
            }
        };
        let go_on = match pause {
            Some(AFTER_FAILURE) => wait(std::future::pending(), AFTER_FAILURE, &mut stopped).await,
            Some(pause) => wait(app.bells.hurry.notified(), pause, &mut stopped).await,
            None => wait(app.bells.index.notified(), IDLE, &mut stopped).await,
        };
        if !go_on {
            return;
        }
    }
}
