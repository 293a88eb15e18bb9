//! The tables in memory, filled at the start; the index, fed with what deeds left behind.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{App, derived};
use crate::domain::refusal::Refusal;

/// How far the house is open.
#[derive(Default)]
pub struct Opened {
    filled: AtomicBool,
}

/// Fills what is kept in memory. Doors may be open meanwhile.
///
/// # Errors
/// A failure of the record.
pub fn open_house(app: &App) -> Result<(), Refusal> {
    derived::fill(app)?;
    app.opened.filled.store(true, Ordering::Release);
    Ok(())
}

/// Whether agenda, roster and index hold every committed row.
pub fn is_healthy(app: &App) -> bool {
    app.opened.filled.load(Ordering::Acquire)
}

/// Takes the next chores of the index; how many there were.
///
/// # Errors
/// A failure of the record or of the index.
pub fn step(app: &App) -> Result<usize, Refusal> {
    let chores = app.store.read(|tx| Ok::<_, Refusal>(tx.index_chores(u64::MAX, 1)?))?;
    Ok(chores.len())
}

/// Takes all chores of the index.
///
/// # Errors
/// A failure of the record or of the index.
pub fn drain(app: &App) -> Result<(), Refusal> {
    while step(app)? > 0 {}
    Ok(())
}
