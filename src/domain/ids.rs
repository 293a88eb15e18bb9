//! Ids: 16 bytes made of time and chance, one type for each noun, sortable by creation.
//!
//! The layout is that of UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then chance. Written, an id is 26 lower-case
//! characters of base32hex (RFC 4648), whose alphabet sorts as its values do: written ids sort by time as well.

use std::fmt;
use std::str::FromStr;

use data_encoding::{Encoding, Specification};
use jiff::Timestamp;
use std::sync::LazyLock;

/// Bytes of chance that an id needs: `Id::new` takes them as a parameter, so that rules and tests stay repeatable.
pub const CHANCE: usize = 10;

/// Length of a written id, in characters.
pub const WRITTEN: usize = 26;

static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut spec = Specification::new();
    spec.symbols.push_str("0123456789abcdefghijklmnopqrstuv");
    spec.encoding().expect("a valid alphabet")
});

/// What was given is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadId;

impl fmt::Display for BadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id")
    }
}

impl std::error::Error for BadId {}

fn bytes_of(at: Timestamp, chance: [u8; CHANCE]) -> [u8; 16] {
    let millis = u64::try_from(at.as_millisecond()).unwrap_or(0).to_be_bytes();
    let mut id = [0; 16];
    id[..6].copy_from_slice(&millis[2..]);
    id[6..].copy_from_slice(&chance);
    id[6] = 0x70 | (id[6] & 0x0f);
    id[8] = 0x80 | (id[8] & 0x3f);
    id
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// An id made at this time, from this chance.
            pub fn new(at: Timestamp, chance: [u8; CHANCE]) -> Self {
                Self(bytes_of(at, chance))
            }

            /// The id that these bytes are.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The 16 bytes, big-endian: they sort by creation time.
            pub const fn bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut text = [0; WRITTEN];
                BASE32.encode_mut(&self.0, &mut text);
                f.write_str(std::str::from_utf8(&text).expect("base32 is ASCII"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                let mut id = [0; 16];
                if text.len() != WRITTEN {
                    return Err(BadId);
                }
                match BASE32.decode_mut(text.as_bytes(), &mut id) {
                    Ok(16) => Ok(Self(id)),
                    _ => Err(BadId),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_bytes(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_bytes(SixteenBytes).map(Self)
            }
        }
    )*};
}

struct SixteenBytes;

impl serde::de::Visitor<'_> for SixteenBytes {
    type Value = [u8; 16];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("16 bytes")
    }

    fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        bytes.try_into().map_err(|_| E::invalid_length(bytes.len(), &self))
    }
}

ids! {
    /// A person with an account.
    MemberId
    /// A group of members.
    TeamId
    /// An action.
    EventId
    /// A picture, in its three sizes.
    MediaId
    /// A signed-in device, or an API token. Not the secret itself.
    SessionId
    /// A sign-up that waits for its code.
    SignupId
    /// A sign-in by code that waits for its code.
    AttemptId
    /// A line of a member's inbox.
    NotificationId
    /// A piece of news.
    PostId
    /// An invitation to a team.
    InvitationId
    /// A discussion.
    ThreadId
    /// What is said in a discussion.
    MessageId
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn written_and_read_back(bytes: [u8; 16]) {
            let id = EventId::from_bytes(bytes);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn written_ids_sort_as_their_bytes_do(a: [u8; 16], b: [u8; 16]) {
            let (a, b) = (EventId::from_bytes(a), EventId::from_bytes(b));
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        }
    }

    #[test]
    fn later_ids_sort_later() {
        let at = |ms| Timestamp::from_millisecond(ms).expect("in range");
        let first = MemberId::new(at(1_700_000_000_000), [255; CHANCE]);
        let second = MemberId::new(at(1_700_000_000_001), [0; CHANCE]);
        assert!(first < second);
        assert!(first.to_string() < second.to_string());
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in ["", "x", "0000000000000000000000000", "zzzzzzzzzzzzzzzzzzzzzzzzzz", "é0000000000000000000000000"] {
            assert_eq!(text.parse::<EventId>(), Err(BadId), "{text}");
        }
    }
}
