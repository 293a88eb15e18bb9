//! What was created under an `Idempotency-Key`, so that a repeat creates nothing and gets the same answer.

use jiff::{SignedDuration, Timestamp};

use super::refusal::Refusal;

/// How long a key is remembered.
pub const REMEMBERED: SignedDuration = SignedDuration::from_hours(48);

/// Longest key, in bytes.
pub const KEY_MAX: usize = 200;

/// What was created under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// SHA-256 of the operation and the body.
    pub fingerprint: [u8; 32],
    /// The bytes of the id that was made.
    pub made: [u8; 16],
    /// When.
    pub at: Timestamp,
}

/// Decides what a request under a key does: nothing new (the id that was made), or its deed.
///
/// # Errors
/// 409 `idempotency_key` when the key was used with another body.
pub fn repeat(done: Option<Done>, fingerprint: &[u8; 32], now: Timestamp) -> Result<Option<[u8; 16]>, Refusal> {
    match done.filter(|done| now.duration_since(done.at) < REMEMBERED) {
        None => Ok(None),
        Some(done) if done.fingerprint == *fingerprint => Ok(Some(done.made)),
        Some(_) => Err(Refusal::Conflict("idempotency_key")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_used_for_one_thing() {
        let at = Timestamp::from_second(1_780_000_000).expect("in range");
        let done = Some(Done { fingerprint: [1; 32], made: [2; 16], at });
        assert_eq!(repeat(None, &[1; 32], at), Ok(None));
        assert_eq!(repeat(done, &[1; 32], at), Ok(Some([2; 16])));
        assert_eq!(repeat(done, &[3; 32], at), Err(Refusal::Conflict("idempotency_key")));
        assert_eq!(repeat(done, &[3; 32], at + REMEMBERED), Ok(None));
    }
}
