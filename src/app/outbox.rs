//! Letters that wait: handed to the job that sends them, and done with when they are sent or given up.

use jiff::{SignedDuration, Timestamp};

use super::App;
use crate::domain::refusal::Refusal;
pub use crate::store::WaitingMail;

/// How often a letter is tried before it is given up: about two days.
pub const TRIES: u32 = 12;

/// Letters that are due, the oldest first.
///
/// # Errors
/// A failure of the record.
pub fn due(app: &App, limit: usize) -> Result<Vec<WaitingMail>, Refusal> {
    let now = app.now();
    app.store.read(|tx| Ok(tx.mails_due(now, limit)?))
}

/// When the next letter is due; none when none waits.
///
/// # Errors
/// A failure of the record.
pub fn next_due(app: &App) -> Result<Option<Timestamp>, Refusal> {
    app.store.read(|tx| Ok(tx.next_mail_due()?))
}

/// The letter was sent, or given up: it goes.
///
/// # Errors
/// A failure of the record: it will be sent again, under the same Message-ID.
pub async fn done(app: &App, mail: WaitingMail) -> Result<(), Refusal> {
    app.store
        .write(move |tx| {
            tx.forget_mail(&mail);
            Ok(())
        })
        .await
}

/// The letter could not be sent: it is tried again later, with growing waits.
///
/// # Errors
/// A failure of the record.
pub async fn later(app: &App, mail: WaitingMail) -> Result<(), Refusal> {
    let due = app.now() + delay(mail.tries);
    app.store
        .write(move |tx| {
            tx.put_off_mail(&mail, due);
            Ok(())
        })
        .await
}

/// The wait after so many tries in vain: 30 s, then twice as long each time, at most 12 hours.
pub fn delay(tries: u32) -> SignedDuration {
    SignedDuration::from_secs((30i64 << tries.min(11)).min(12 * 3_600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow() {
        let seconds: Vec<i64> = (0..13).map(|tries| delay(tries).as_secs()).collect();
        assert_eq!(seconds[..4], [30, 60, 120, 240]);
        assert_eq!(seconds[12], 43_200);
        assert!(seconds.windows(2).all(|pair| pair[0] <= pair[1]));
        let total: i64 = seconds[..TRIES as usize].iter().sum();
        assert!((24 * 3_600..3 * 24 * 3_600).contains(&total), "{total} s");
    }
}
