//! `Idempotency-Key`: a repeat of a request that creates gets the first answer.

use jiff::Timestamp;

use super::App;
use crate::domain::ids::MemberId;
use crate::domain::once::{Done, repeat};
use crate::domain::refusal::Refusal;
use crate::store::WriteTx;

/// The key that a client gave to a request that creates, and what it asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    /// Who asks: keys of different members never meet.
    pub who: Option<MemberId>,
    /// The key that they gave.
    pub key: String,
    /// SHA-256 of the operation and the body.
    pub fingerprint: [u8; 32],
}

impl Once {
    /// The same for a body that holds a password: what is kept of it tells nothing without the server's own secret.
    pub fn sealed(self, app: &App) -> Self {
        Self { fingerprint: app.secret.fingerprint("once", &[&self.fingerprint]), ..self }
    }
}

/// Does a deed once: under a key that was used already it does nothing, and hands back the bytes of the id that was made.
///
/// # Errors
/// 409 when the key was used with another body; what the deed returns.
pub fn once(
    tx: &mut WriteTx<'_>,
    once: Option<&Once>,
    now: Timestamp,
    deed: impl FnOnce(&mut WriteTx<'_>) -> Result<[u8; 16], Refusal>,
) -> Result<[u8; 16], Refusal> {
    let Some(once) = once else {
        return deed(tx);
    };
    if let Some(made) = repeat(tx.once(once.who, &once.key)?, &once.fingerprint, now)? {
        return Ok(made);
    }
    let made = deed(tx)?;
    tx.put_once(once.who, &once.key, &Done { fingerprint: once.fingerprint, made, at: now })?;
    Ok(made)
}
