//! Sends the letters that wait: at the rate that the mail server bears, tried again with growing waits, given up visibly.

use std::time::Duration;

use tokio::sync::watch;

use super::wait;
use crate::app::App;
use crate::app::claims;
use crate::app::outbox::{self, TRIES, WaitingMail};
use crate::mail::{Mailer, Outgoing, SendError};

/// Letters fetched at once.
const BATCH: usize = 50;

/// Longest sleep when nothing is due: the bell rings when a letter is left.
const IDLE: Duration = Duration::from_secs(30);

/// How letters leave the house.
pub struct Post {
    /// The mail server, or the folder.
    pub mailer: Mailer,
    /// Letters a minute.
    pub per_minute: u32,
    /// The network's own origin, which makes the links of letters whole.
    pub origin: String,
}

/// Runs until it is stopped.
pub async fn run(app: App, post: Post, mut stopped: watch::Receiver<bool>) {
    let gap = match post.mailer {
        Mailer::Folder(_) => Duration::ZERO,
        Mailer::Smtp(_) => Duration::from_secs(60) / post.per_minute.max(1),
    };
    loop {
        let mails = outbox::due(&app, BATCH).unwrap_or_else(|refusal| {
            tracing::warn!(%refusal, "the letters that are due could not be read");
            Vec::new()
        });
        if mails.is_empty() {
            post.mailer.rest().await;
            if !wait(app.bells.mail.notified(), until_next(&app), &mut stopped).await {
                return;
            }
            continue;
        }
        for mail in mails {
            if claims::is_settled(&app, &mail.chore).unwrap_or(false) {
                forget(&app, mail).await;
                continue;
            }
            send(&app, &post, mail).await;
            if (!gap.is_zero() && !wait(std::future::pending(), gap, &mut stopped).await) || *stopped.borrow() {
                return;
            }
        }
    }
}

/// How long until a letter is due.
fn until_next(app: &App) -> Duration {
    let due = outbox::next_due(app).ok().flatten();
    let wait = due.map(|due| due.duration_since(app.now()).max(jiff::SignedDuration::from_millis(50)).unsigned_abs());
    wait.map_or(IDLE, |wait| wait.min(IDLE))
}

/// Nobody waits for this letter any more.
async fn forget(app: &App, mail: WaitingMail) {
    let number = mail.sequence;
    if let Err(refusal) = outbox::done(app, mail).await {
        tracing::warn!(number, %refusal, "a letter that nobody waits for could not be taken away; tried again");
    }
}

async fn send(app: &App, post: &Post, mail: WaitingMail) {
    let letter = Outgoing {
        number: mail.sequence,
        chore: &mail.chore,
        network: &app.network.name,
        colour: &app.network.colour,
        origin: &post.origin,
    };
    let sent = post.mailer.send(&letter, app.now()).await;
    let (number, tries) = (mail.sequence, mail.tries);
    let noted = match sent {
        Ok(()) => {
            app.figures.letters_sent.add();
            outbox::done(app, mail).await
        }
        Err(SendError::Later(why)) if tries + 1 < TRIES => {
            tracing::warn!(number, tries, why, "a letter could not be sent; tried again later");
            app.figures.letters_put_off.add();
            outbox::later(app, mail).await
        }
        Err(error) => {
            tracing::error!(number, tries, %error, "a letter was given up");
            app.figures.letters_given_up.add();
            outbox::done(app, mail).await
        }
    };
    if let Err(refusal) = noted {
        tracing::warn!(number, %refusal, "what became of a letter could not be noted; it may be sent twice, with one Message-ID");
    }
}
