//! Figures of the house, for whoever watches over it: what was asked and how long it took, the record, what waits, letters, memory.
//!
//! Told on the keeper's own address only (`serve --metrics ADDR:PORT`), and without personal data.

use std::fs;

use super::{App, indexing};
use crate::domain::refusal::Refusal;
use crate::telemetry::figures::{Counter, Page, Requests};

/// Most letters or news that are counted one by one; what is beyond is told as this many.
const COUNTED: usize = 10_000;

/// What is counted while the house is open.
#[derive(Default)]
pub struct Figures {
    /// Requests at all doors.
    pub requests: Requests,
    /// Letters that the mail server took.
    pub letters_sent: Counter,
    /// Tries to send a letter that failed, and will be repeated.
    pub letters_put_off: Counter,
    /// Letters that were given up.
    pub letters_given_up: Counter,
}

/// All figures, as Prometheus reads them. What cannot be read of the record is left out.
pub fn tell(app: &App) -> String {
    let mut page = Page::default();
    page.family("info", "gauge", "The version that runs.");
    page.sample("info", &[("version", env!("CARGO_PKG_VERSION"))], 1.0);
    app.figures.requests.tell(&mut page);
    app.store.tell(&mut page);
    if let Err(refusal) = waiting(app, &mut page) {
        tracing::warn!(%refusal, "what waits could not be counted");
    }
    let figures = &app.figures;
    page.counter("letters_sent_total", "Letters that the mail server took.", figures.letters_sent.get());
    page.counter("letters_put_off_total", "Tries to send a letter that failed and are repeated.", figures.letters_put_off.get());
    page.counter("letters_given_up_total", "Letters that were given up.", figures.letters_given_up.get());
    page.gauge("healthy", "1 when agenda and index hold every committed row.", f64::from(u8::from(indexing::is_healthy(app))));
    process(&mut page);
    page.into_text()
}

/// The queues, and how late the oldest in them is.
fn waiting(app: &App, page: &mut Page) -> Result<(), Refusal> {
    let index = indexing::waiting(app)?;
    let (letters, news, due) =
        app.store.read(|tx| Ok::<_, Refusal>((tx.mails_waiting(COUNTED)?, tx.news_waiting(COUNTED)?, tx.next_mail_due()?)))?;
    page.family(
        "waiting",
        "gauge",
        "What waits, by queue: changes for the index (told up to 1000), letters and news (up to 10000), pictures, passwords.",
    );
    for (queue, length) in [
        ("index", index),
        ("letters", letters),
        ("news", news),
        ("pictures", app.darkroom.waiting()),
        ("passwords", app.passwords.waiting()),
    ] {
        page.sample("waiting", &[("queue", queue)], length as f64);
    }
    let late = due.map_or(0.0, |due| app.now().duration_since(due).as_secs_f64().max(0.0));
    page.gauge("letter_late_seconds", "How late the letter is that is due first.", late);
    Ok(())
}

/// What the system says of this process; nothing where it says nothing.
fn process(page: &mut Page) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let number = |name: &str| -> Option<f64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        line.split_whitespace().next()?.parse().ok()
    };
    if let Some(kib) = number("VmRSS") {
        page.gauge("memory_bytes", "Memory that is resident.", kib * 1024.0);
    }
    if let Some(threads) = number("Threads") {
        page.gauge("threads", "Threads.", threads);
    }
    if let Ok(open) = fs::read_dir("/proc/self/fd") {
        page.gauge("open_files", "Open files and connections.", open.count() as f64);
    }
}
