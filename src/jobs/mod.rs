//! What the house does by itself: feeds the index, sends letters, tidies up. Each job drains what deeds left behind, or watches the clock; each
//! can be stopped at any moment and begins again where it was, because chores go only when they are done.

mod backup;
mod index;
mod mail;
mod notify;
mod tidy_up;

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;

pub use self::mail::Post;

/// The jobs that run. They stop when this is told to, or dropped.
pub struct Jobs {
    running: JoinSet<()>,
    stop: watch::Sender<bool>,
}

/// How long a job may take to stop.
const STOPPING: Duration = Duration::from_secs(10);

impl Jobs {
    /// Starts every job.
    pub fn start(app: &App, post: Post) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut running = JoinSet::new();
        running.spawn(index::run(app.clone(), stopped.clone()));
        running.spawn(mail::run(app.clone(), post, stopped.clone()));
        if let Some(plan) = &app.backups.plan {
            running.spawn(backup::run(app.clone(), plan.clone(), stopped.clone()));
        }
        running.spawn(notify::run(app.clone(), stopped.clone()));
        running.spawn(tidy_up::run(app.clone(), stopped));
        Self { running, stop }
    }

    /// Lets each job finish what it is at, and stops it.
    pub async fn stop(mut self) {
        // Nobody listens any more when all have ended by themselves.
        let _ = self.stop.send(true);
        let all = async { while self.running.join_next().await.is_some() {} };
        if tokio::time::timeout(STOPPING, all).await.is_err() {
            tracing::warn!("a job did not stop in time; what it was at is done again at the next start");
        }
    }
}

/// Waits until one of these happens: a bell, a time, the end. True: go on.
async fn wait(bell: impl Future<Output = ()>, at_most: Duration, stopped: &mut watch::Receiver<bool>) -> bool {
    tokio::select! {
        () = bell => {}
        () = tokio::time::sleep(at_most) => {}
        _ = stopped.wait_for(|stop| *stop) => return false,
    }
    !*stopped.borrow()
}
