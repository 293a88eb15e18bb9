//! Stored forms: how each noun lies in the record, version by version. Never the domain's own types, so that these may change freely; a form
//! that was ever released stays readable for ever (`tests/data/records` holds the bytes of each).
//!
//! To change a form: add `…V2`, have it written, and let `…V1` still be read. Fields that may be missing need no new version.

mod account;
mod event;
mod flag;
#[cfg(test)]
mod golden;
mod invitation;
mod member;
mod notification;
mod outbox;
mod post;
mod team;
mod thread;
mod trust;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::outbox::MailRow;

/// A form that is written today.
trait Form<N>: Serialize + DeserializeOwned {
    /// The form of a noun.
    fn of(noun: &N) -> Self;

    /// The noun of a form.
    ///
    /// # Errors
    /// A few words on what makes no sense.
    fn noun(self) -> Result<N, String>;
}

/// Has a noun stored in a form, as version 1.
macro_rules! stored {
    ($($noun:ty => $form:ty;)*) => {$(
        impl $crate::store::codec::Stored for $noun {
            fn to_bytes(&self) -> Vec<u8> {
                $crate::store::codec::packed(1, &<$form as $crate::store::stored::Form<$noun>>::of(self))
            }

            fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
                match $crate::store::codec::versioned(bytes)? {
                    (1, rest) => $crate::store::stored::Form::noun($crate::store::codec::unpacked::<$form>(rest)?),
                    (version, _) => $crate::store::codec::unknown(version),
                }
            }
        }
    )*};
}
use stored;

/// The time of these microseconds since 1970.
fn time(micros: i64) -> Result<Timestamp, String> {
    Timestamp::from_microsecond(micros).map_err(|_| format!("{micros} µs is no time"))
}
