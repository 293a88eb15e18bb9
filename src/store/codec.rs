//! Keys and values as bytes. Keys sort as what they stand for does; values say which version of their form they are.

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::ids::{
    AttemptId, EventId, InvitationId, MediaId, MemberId, MessageId, NotificationId, PostId, SessionId, SignupId, TeamId, ThreadId,
};

/// What can be (a component of) a key. Encoded keys compare, byte by byte, as the keys themselves do, and no encoded key begins with another
/// of the same type, so that components can follow one another.
pub trait Key: Sized {
    /// Appends the bytes.
    fn encode(&self, out: &mut Vec<u8>);

    /// Takes the value off the front of the bytes; none when they are not such a value.
    fn decode(bytes: &mut &[u8]) -> Option<Self>;
}

/// What can be a value: a version byte, then the form of that version.
pub trait Stored: Sized {
    /// The bytes, in the newest form.
    fn to_bytes(&self) -> Vec<u8>;

    /// The value, from any form that was ever written.
    ///
    /// # Errors
    /// A few words on why the bytes are no such value.
    fn from_bytes(bytes: &[u8]) -> Result<Self, String>;
}

/// A stored form as bytes: the version, then MessagePack with names.
pub fn packed(version: u8, form: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    bytes.push(version);
    rmp_serde::encode::write_named(&mut bytes, form).expect("memory takes it, and a stored form has no map with odd keys");
    bytes
}

/// A stored form from what follows its version.
///
/// # Errors
/// A few words on why the bytes are no such form.
pub fn unpacked<F: DeserializeOwned>(bytes: &[u8]) -> Result<F, String> {
    rmp_serde::from_slice(bytes).map_err(|error| error.to_string())
}

/// The version byte and what follows it.
///
/// # Errors
/// When there is not even that.
pub fn versioned(bytes: &[u8]) -> Result<(u8, &[u8]), String> {
    bytes.split_first().map(|(version, rest)| (*version, rest)).ok_or_else(|| "nothing is stored".to_owned())
}

/// What to say of a version that this program does not know.
pub fn unknown<T>(version: u8) -> Result<T, String> {
    Err(format!("version {version} of its form is not known"))
}

/// The first key after all that begin with `prefix`; none when there can be no such key.
pub fn after_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte != u8::MAX)?;
    let mut next = prefix[..=last].to_vec();
    next[last] += 1;
    Some(next)
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*taken)
}

macro_rules! number_keys {
    ($($number:ty)*) => {$(
        impl Key for $number {
            fn encode(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_be_bytes());
            }

            fn decode(bytes: &mut &[u8]) -> Option<Self> {
                take(bytes).map(Self::from_be_bytes)
            }
        }
    )*};
}

number_keys! { u8 u16 u32 u64 }

impl Key for i64 {
    fn encode(&self, out: &mut Vec<u8>) {
        // With its sign bit turned, a negative number sorts before a positive one.
        (self.cast_unsigned() ^ (1 << 63)).encode(out);
    }

    fn decode(bytes: &mut &[u8]) -> Option<Self> {
        u64::decode(bytes).map(|flipped| (flipped ^ (1 << 63)).cast_signed())
    }
}

/// To the microsecond, as everything that the record keeps.
impl Key for Timestamp {
    fn encode(&self, out: &mut Vec<u8>) {
        self.as_microsecond().encode(out);
    }

    fn decode(bytes: &mut &[u8]) -> Option<Self> {
        Self::from_microsecond(i64::decode(bytes)?).ok()
    }
}

impl Key for bool {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn decode(bytes: &mut &[u8]) -> Option<Self> {
        match u8::decode(bytes)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl<const N: usize> Key for [u8; N] {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }

    fn decode(bytes: &mut &[u8]) -> Option<Self> {
        take(bytes)
    }
}

macro_rules! id_keys {
    ($($id:ty)*) => {$(
        impl Key for $id {
            fn encode(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(self.bytes());
            }

            fn decode(bytes: &mut &[u8]) -> Option<Self> {
                take(bytes).map(Self::from_bytes)
            }
        }
    )*};
}

id_keys! { MemberId TeamId EventId MediaId SessionId SignupId AttemptId NotificationId PostId InvitationId ThreadId MessageId }

/// Ends a text: sorts before all that can follow within one.
const TEXT_END: [u8; 2] = [0, 1];
/// Stands for a zero byte within a text.
const TEXT_ZERO: [u8; 2] = [0, 255];

impl Key for String {
    fn encode(&self, out: &mut Vec<u8>) {
        for byte in self.bytes() {
            match byte {
                0 => out.extend_from_slice(&TEXT_ZERO),
                byte => out.push(byte),
            }
        }
        out.extend_from_slice(&TEXT_END);
    }

    fn decode(bytes: &mut &[u8]) -> Option<Self> {
        let mut text = Vec::new();
        loop {
            let zero = bytes.iter().position(|byte| *byte == 0)?;
            text.extend_from_slice(&bytes[..zero]);
            *bytes = &bytes[zero..];
            match take(bytes)? {
                TEXT_END => return Self::from_utf8(text).ok(),
                TEXT_ZERO => text.push(0),
                _ => return None,
            }
        }
    }
}

impl Key for () {
    fn encode(&self, _: &mut Vec<u8>) {}

    fn decode(_: &mut &[u8]) -> Option<Self> {
        Some(())
    }
}

macro_rules! tuple_keys {
    ($(($($part:ident $at:tt),+))*) => {$(
        impl<$($part: Key),+> Key for ($($part,)+) {
            fn encode(&self, out: &mut Vec<u8>) {
                $(self.$at.encode(out);)+
            }

            fn decode(bytes: &mut &[u8]) -> Option<Self> {
                Some(($($part::decode(bytes)?,)+))
            }
        }
    )*};
}

tuple_keys! { (A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3) }

/// What keys of type `K` can begin with: their first components, or all of them.
pub trait Leads<K>: Key {}

impl<K: Key> Leads<K> for K {}
impl<A: Key, B: Key> Leads<(A, B)> for A {}
impl<A: Key, B: Key, C: Key> Leads<(A, B, C)> for A {}
impl<A: Key, B: Key, C: Key> Leads<(A, B, C)> for (A, B) {}
impl<A: Key, B: Key, C: Key, D: Key> Leads<(A, B, C, D)> for A {}
impl<A: Key, B: Key, C: Key, D: Key> Leads<(A, B, C, D)> for (A, B) {}
impl<A: Key, B: Key, C: Key, D: Key> Leads<(A, B, C, D)> for (A, B, C) {}

/// The value of a table whose keys say it all.
impl Stored for () {
    fn to_bytes(&self) -> Vec<u8> {
        Vec::new()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        if bytes.is_empty() { Ok(()) } else { Err("something is stored where nothing should be".to_owned()) }
    }
}

macro_rules! key_values {
    ($($value:ty)*) => {$(
        /// Version 1: as in a key.
        impl Stored for $value {
            fn to_bytes(&self) -> Vec<u8> {
                let mut bytes = vec![1];
                self.encode(&mut bytes);
                bytes
            }

            fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
                let (version, mut rest) = versioned(bytes)?;
                match (version, Self::decode(&mut rest)) {
                    (1, Some(value)) if rest.is_empty() => Ok(value),
                    (1, _) => Err(concat!("not a ", stringify!($value)).to_owned()),
                    _ => unknown(version),
                }
            }
        }
    )*};
}

key_values! { u32 u64 [u8; 32] MemberId TeamId EventId NotificationId InvitationId Timestamp }

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fmt::Debug;

    /// Texts of the characters that break naive encodings, alone, doubled and as each other's prefixes.
    fn hostile() -> impl Strategy<Value = String> {
        let characters = prop::sample::select(vec!['\0', '\u{1}', '\u{2}', 'a', '\u{7f}', '\u{80}', '\u{ff}', '\u{100}', '\u{10ffff}']);
        prop::collection::vec(characters, 0..6).prop_map(|characters| characters.into_iter().collect())
    }

    fn edges() -> impl Strategy<Value = i64> {
        prop_oneof![any::<i64>(), prop::sample::select(vec![i64::MIN, i64::MIN + 1, -256, -1, 0, 1, 255, 256, i64::MAX - 1, i64::MAX])]
    }

    fn bytes_of(key: &impl Key) -> Vec<u8> {
        let mut bytes = Vec::new();
        key.encode(&mut bytes);
        bytes
    }

    #[track_caller]
    fn check<K: Key + Ord + Debug>(a: &K, b: &K) -> Result<(), TestCaseError> {
        let (first, second) = (bytes_of(a), bytes_of(b));
        prop_assert_eq!(a.cmp(b), first.cmp(&second), "{:?} and {:?} sort otherwise as bytes", a, b);
        prop_assert!(a == b || !second.starts_with(&first), "{:?} is a prefix of {:?}", a, b);
        let mut rest = &*first;
        let back = K::decode(&mut rest);
        prop_assert_eq!(back.as_ref(), Some(a));
        prop_assert!(rest.is_empty());
        Ok(())
    }

    proptest! {
        #[test]
        fn texts_sort_as_they_are(a in hostile(), b in hostile()) {
            check(&a, &b)?;
        }

        #[test]
        fn numbers_sort_as_they_are(a in edges(), b in edges()) {
            check(&a, &b)?;
            check(&a.cast_unsigned(), &b.cast_unsigned())?;
        }

        #[test]
        fn times_sort_as_they_are(a in -377_705_023_201_000_000i64..=253_402_207_200_999_999, b in any::<i32>()) {
            let time = |micros| Timestamp::from_microsecond(micros).expect("in range");
            check(&time(a), &time(i64::from(b)))?;
        }

        #[test]
        fn tuples_sort_as_they_are(a in (hostile(), edges(), hostile(), any::<u8>()), b in (hostile(), edges(), hostile(), any::<u8>())) {
            check(&a, &b)?;
            check(&(a.0.clone(), b.0.clone()), &(b.0.clone(), a.0.clone()))?;
            check(&(a.0.clone(), u8::MAX), &(b.0.clone(), u8::MIN))?;
            check(&(a.1, a.2.clone(), a.3), &(b.1, b.2.clone(), b.3))?;
        }

        #[test]
        fn what_begins_with_a_component_lies_before_the_next_prefix(lead in hostile(), other in hostile(), rest in any::<[u8; 4]>()) {
            let prefix = bytes_of(&lead);
            let key = bytes_of(&(other.clone(), rest));
            let end = after_prefix(&prefix).expect("a text ends in a low byte");
            prop_assert_eq!(prefix <= key && key < end, lead == other);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let _ = String::decode(&mut &*bytes);
            let _ = Timestamp::decode(&mut &*bytes);
            let _ = <(String, bool, EventId)>::decode(&mut &*bytes);
            let _ = u64::from_bytes(&bytes);
        }
    }

    #[test]
    fn the_next_prefix() {
        assert_eq!(after_prefix(&[1, 2]), Some(vec![1, 3]));
        assert_eq!(after_prefix(&[1, 255]), Some(vec![2]));
        assert_eq!(after_prefix(&[255, 255]), None);
        assert_eq!(after_prefix(&[]), None);
    }

    #[test]
    fn golden_keys() {
        assert_eq!(bytes_of(&("a\0b".to_owned(), -1i64)), [b'a', 0, 255, b'b', 0, 1, 127, 255, 255, 255, 255, 255, 255, 255]);
        assert_eq!(bytes_of(&(7u16, true)), [0, 7, 1]);
        assert_eq!(7u64.to_bytes(), [1, 0, 0, 0, 0, 0, 0, 0, 7]);
    }
}
