//! Pages of answers: what was found, and where to go on.

use data_encoding::BASE64URL_NOPAD;

/// Something found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit<I> {
    /// What.
    pub id: I,
    /// How far it is, in kilometres, when a place was given and it has one.
    pub distance_km: Option<f64>,
}

/// Some of what was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// In the order that was asked for.
    pub items: Vec<T>,
    /// Where the next page starts; none when this is the last.
    pub next: Option<Cursor>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { items: Vec::new(), next: None }
    }
}

/// Where a page ended: the place in its order, and the id. Opaque outside of this room, but for [`Cursor::to_text`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor {
    /// The order that it belongs to, so that a cursor of another order is not taken for one of this.
    pub(super) order: u8,
    /// What is sorted by, as a number that sorts as it does.
    pub(super) key: u64,
    /// The id.
    pub(super) id: [u8; 16],
}

/// Orders that cursors belong to.
pub(super) mod order {
    pub const START: u8 = 1;
    pub const DISTANCE: u8 = 2;
    pub const RELEVANCE: u8 = 3;
    pub const NAME: u8 = 4;
}

impl Cursor {
    /// URL-safe text.
    pub fn to_text(self) -> String {
        let mut bytes = vec![self.order];
        bytes.extend(self.key.to_be_bytes());
        bytes.extend(self.id);
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// What [`Cursor::to_text`] wrote; none for anything else.
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes: [u8; 25] = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok()?;
        let (key, id) = (bytes[1..9].try_into().ok()?, bytes[9..].try_into().ok()?);
        Some(Self { order: bytes[0], key: u64::from_be_bytes(key), id })
    }
}

/// A signed number as one that sorts the same.
pub(super) fn key_of_i64(n: i64) -> u64 {
    n.cast_unsigned() ^ (1 << 63)
}

/// A distance as a number that sorts the same; what has none comes last.
pub(super) fn key_of_km(km: Option<f64>) -> u64 {
    km.map_or(u64::MAX, |km| km.max(0.0).to_bits())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn written_and_read_back(order: u8, key: u64, id: [u8; 16]) {
            let cursor = Cursor { order, key, id };
            prop_assert_eq!(Cursor::from_text(&cursor.to_text()), Some(cursor));
        }

        #[test]
        fn keys_sort_as_values_do(a: i64, b: i64, x in 0.0..1e6, y in 0.0..1e6) {
            prop_assert_eq!(key_of_i64(a).cmp(&key_of_i64(b)), a.cmp(&b));
            prop_assert_eq!(key_of_km(Some(x)).cmp(&key_of_km(Some(y))), x.total_cmp(&y));
        }

        #[test]
        fn what_is_no_cursor_is_none(text in "\\PC{0,50}") {
            prop_assert!(Cursor::from_text(&text).is_none_or(|cursor| cursor.to_text() == text));
        }
    }
}
