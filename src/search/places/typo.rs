//! One typo in a name: an automaton that walks the index of names and accepts what is one edit away (a letter more, less, other, or
//! two neighbours swapped). It is the bit-parallel automaton of Wu and Manber (1992), with a mask for the swap.

use fst::Automaton;

/// Longest name that it takes, in bytes: one bit each.
pub const LONGEST: usize = 62;

/// Accepts names within one edit of a pattern.
pub struct OneTypo {
    /// For each byte, the positions of the pattern that hold it.
    masks: Box<[u64; 256]>,
    length: usize,
    /// Accept also what goes on after the pattern.
    prefix: bool,
}

impl OneTypo {
    /// For this folded name; none when it is too long. With `prefix`, names that begin with something one edit away are accepted.
    pub fn new(pattern: &str, prefix: bool) -> Option<Self> {
        if pattern.len() > LONGEST {
            return None;
        }
        let mut masks = Box::new([0; 256]);
        for (at, byte) in pattern.bytes().enumerate() {
            masks[usize::from(byte)] |= 1 << at;
        }
        Some(Self { masks, length: pattern.len(), prefix })
    }

    fn end(&self) -> u64 {
        1 << self.length
    }
}

/// Bit `i` of `exact` (`edited`): the first `i` letters of the pattern are read with no (one) edit. Of `swap`: letter `i + 1` was read
/// in the place of letter `i`.
#[derive(Clone, Copy)]
pub struct Reading {
    exact: u64,
    edited: u64,
    swap: u64,
    done: bool,
}

impl Automaton for OneTypo {
    type State = Reading;

    fn start(&self) -> Reading {
        Reading { exact: 1, edited: 0b11, swap: 0, done: false }
    }

    fn is_match(&self, state: &Reading) -> bool {
        state.done || (state.exact | state.edited) & self.end() != 0
    }

    fn can_match(&self, state: &Reading) -> bool {
        state.done || state.exact | state.edited | state.swap != 0
    }

    fn will_always_match(&self, state: &Reading) -> bool {
        state.done
    }

    fn accept(&self, state: &Reading, byte: u8) -> Reading {
        if state.done {
            return *state;
        }
        let here = self.masks[usize::from(byte)];
        let exact = (state.exact & here) << 1;
        let added_or_other = state.exact | (state.exact << 1);
        let edited = ((state.edited & here) << 1) | added_or_other | (exact << 1) | ((state.swap & here) << 2);
        let all = self.end() | (self.end() - 1);
        let next = Reading { exact: exact & all, edited: edited & all, swap: state.exact & (here >> 1), done: false };
        Reading { done: self.prefix && self.is_match(&next), ..next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn accepts(pattern: &str, name: &str, prefix: bool) -> bool {
        let typo = OneTypo::new(pattern, prefix).expect("short enough");
        let end = name.bytes().fold(typo.start(), |state, byte| typo.accept(&state, byte));
        typo.is_match(&end)
    }

    /// Optimal string alignment distance, by the book.
    fn distance(a: &[u8], b: &[u8]) -> usize {
        let mut d = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                d[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let same = usize::from(a[i - 1] != b[j - 1]);
                    let mut least = (d[i - 1][j] + 1).min(d[i][j - 1] + 1).min(d[i - 1][j - 1] + same);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        least = least.min(d[i - 2][j - 2] + 1);
                    }
                    least
                };
            }
        }
        d[a.len()][b.len()]
    }

    #[test]
    fn one_edit_is_forgiven_and_two_are_not() {
        for (name, want) in
            [("bordeaux", true), ("bordaeux", true), ("bordeau", true), ("bordeauxx", true), ("vordeaux", true), ("vordeau", false)]
        {
            assert_eq!(accepts("bordeaux", name, false), want, "{name}");
        }
        assert!(accepts("bordae", "bordeaux", true));
        assert!(!accepts("bordae", "bordeaux", false));
    }

    proptest! {
        #[test]
        fn as_the_distance_by_the_book(pattern in "[abc]{0,7}", name in "[abc]{0,7}") {
            let near = |end: usize| distance(pattern.as_bytes(), &name.as_bytes()[..end]) <= 1;
            prop_assert_eq!(accepts(&pattern, &name, false), near(name.len()));
            prop_assert_eq!(accepts(&pattern, &name, true), (0..=name.len()).any(near));
        }
    }
}
