//! Sweeps every quarter of an hour.

use std::time::Duration;

use tokio::sync::watch;

use super::wait;
use crate::app::{App, tidy};

const EVERY: Duration = Duration::from_secs(15 * 60);

/// Runs until it is stopped.
pub async fn run(app: App, mut stopped: watch::Receiver<bool>) {
    loop {
        match tidy::sweep(&app).await {
            Ok(swept) if swept != tidy::Swept::default() => tracing::info!(?swept, "tidied up"),
            Ok(_) => {}
            Err(refusal) => tracing::warn!(%refusal, "could not tidy up; tried again later"),
        }
        if !wait(std::future::pending(), EVERY, &mut stopped).await {
            return;
        }
    }
}
