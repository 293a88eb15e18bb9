//! Makes the backups that the keeper planned, when they are due. One that failed is tried again, and the check-up tells of it.

use std::time::Duration;

use tokio::sync::watch;

use super::wait;
use crate::app::App;
use crate::app::backup::plan::{self, Plan};

/// Wait before trying again after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(15 * 60);

/// Longest sleep: a clock may be set.
const IDLE: Duration = Duration::from_secs(60 * 60);

/// Runs until it is stopped.
pub async fn run(app: App, plan: Plan, mut stopped: watch::Receiver<bool>) {
    loop {
        let pause = match plan::next(&app, &plan) {
            Ok(pause) if pause.is_zero() => make(&app, &plan).await,
            Ok(pause) => pause.unsigned_abs().min(IDLE),
            Err(error) => {
                tracing::error!(%error, folder = %plan.folder.display(), "the folder of backups cannot be read");
                AFTER_FAILURE
            }
        };
        if !wait(std::future::pending(), pause, &mut stopped).await {
            return;
        }
    }
}

/// Makes one; how long to wait then.
async fn make(app: &App, plan: &Plan) -> Duration {
    let (at_work, planned) = (app.clone(), plan.clone());
    match tokio::task::spawn_blocking(move || plan::run(&at_work, &planned)).await {
        Ok(Ok(checked)) => {
            tracing::info!(rows = checked.end.rows, pictures = checked.end.pictures, bytes = checked.end.bytes, "a backup was made");
            Duration::ZERO
        }
        Ok(Err(trouble)) => {
            tracing::error!(%trouble, "the planned backup was not made; tried again");
            AFTER_FAILURE
        }
        Err(panic) => {
            tracing::error!(%panic, "making a backup met a fault of the program");
            AFTER_FAILURE
        }
    }
}
