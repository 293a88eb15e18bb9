//! Reminders: found when they are due, given once. That one was given is marked in the transaction that leaves it to be told, by when it was
//! due, so that neither a restart nor a clock that jumps repeats it; an action that moves to another day is reminded of anew.

use jiff::Timestamp;

use super::App;
use super::notices::tell;
use crate::domain::chore::News;
use crate::domain::refusal::Refusal;
use crate::domain::reminder::{REACH, ladder};
use crate::store::{Due, ReadTx};

/// Reminders that are looked at, or given, in one go.
const PAGE: usize = 200;

/// Events that are planned in one go, in a record of before there were reminders.
const PLANNED_AT_ONCE: usize = 500;

/// Gives the reminders that are due; how many.
///
/// # Errors
/// A failure of the record.
pub async fn step(app: &App) -> Result<usize, Refusal> {
    plan_all(app).await?;
    let now = app.now();
    let from = now.checked_sub(REACH).unwrap_or(Timestamp::MIN);
    let (mut given, mut after) = (0, None);
    loop {
        let (due, last) = app.store.read(|tx| {
            let page = tx.reminders_due(from, now, after, PAGE)?;
            let last = page.last().copied().filter(|_| page.len() == PAGE);
            Ok::<_, Refusal>((to_give(tx, page, now)?, last))
        })?;
        given += due.len();
        if !due.is_empty() {
            app.store
                .write(move |tx| {
                    for due in to_give(tx, due.clone(), now)? {
                        tx.give_reminder(due);
                        tell(tx, News::Reminder(due.1, due.2), None, now)?;
                    }
                    Ok::<_, Refusal>(())
                })
                .await?;
        }
        after = last;
        if after.is_none() {
            return Ok(given);
        }
    }
}

/// Of these, the ones that were not given, and still make sense.
fn to_give(tx: &ReadTx<'_>, dues: Vec<Due>, now: Timestamp) -> Result<Vec<Due>, Refusal> {
    let mut kept = Vec::new();
    for due in dues {
        if tx.reminder_given(due)? {
            continue;
        }
        let rungs = tx.event(due.1)?.map(|event| ladder(&event.facts)).unwrap_or_default();
        if rungs.iter().any(|rung| rung.step == due.2 && rung.due == due.0 && now < rung.until) {
            kept.push(due);
        }
    }
    Ok(kept)
}

/// When the next reminder is due.
///
/// # Errors
/// A failure of the record.
pub fn next_due(app: &App) -> Result<Option<Timestamp>, Refusal> {
    let now = app.now();
    app.store.read(|tx| Ok(tx.next_reminder_due(now)?))
}

/// Plans the reminders of a record that was written before there were any. Done once; after a crash it begins anew.
async fn plan_all(app: &App) -> Result<(), Refusal> {
    if app.store.read(|tx| Ok::<_, Refusal>(tx.reminders_planned()?))? {
        return Ok(());
    }
    let mut after = None;
    loop {
        let last = app
            .store
            .write(move |tx| {
                let page = tx.events(after, PLANNED_AT_ONCE)?;
                for event in &page {
                    tx.plan_reminders(event)?;
                }
                if page.len() < PLANNED_AT_ONCE {
                    tx.set_reminders_planned();
                    return Ok(None);
                }
                Ok::<_, Refusal>(page.last().map(|event| event.id))
            })
            .await?;
        after = last;
        if after.is_none() {
            return Ok(());
        }
    }
}
