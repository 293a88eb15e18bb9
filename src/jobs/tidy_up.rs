//! Sweeps every quarter of an hour; once a day notes how much the record holds, so that a start knows whether to
//! compact it, and the checksums of pictures that have none.

use std::time::Duration;

use tokio::sync::watch;

use super::wait;
use crate::app::{App, pictures, room, tidy};

const EVERY: Duration = Duration::from_secs(15 * 60);

/// Every so many sweeps the record is measured: once a day, the first time an hour after the start.
const MEASURED: u32 = 4 * 24;
const FIRST: u32 = 4;

/// Runs until it is stopped.
pub async fn run(app: App, mut stopped: watch::Receiver<bool>) {
    let mut sweeps = 0;
    loop {
        sweeps += 1;
        if sweeps % MEASURED == FIRST {
            measure(&app).await;
        }
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

async fn measure(app: &App) {
    let at_work = app.clone();
    let measured = move || room::measure(&at_work).and_then(|()| pictures::note_sums(&at_work));
    match tokio::task::spawn_blocking(measured).await {
        Ok(Ok(0)) => {}
        Ok(Ok(sums)) => tracing::info!(sums, "noted the checksums of pictures that had none"),
        Ok(Err(refusal)) => tracing::warn!(%refusal, "the record could not be measured; tried again tomorrow"),
        Err(panic) => tracing::error!(%panic, "measuring the record met a fault of the program"),
    }
}
