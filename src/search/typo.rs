//! Typos: an automaton that walks an index of words and accepts what is one or two edits away (a letter more, less, other, or two
//! neighbours swapped). It is the bit-parallel automaton of Wu and Manber (1992), with masks for the swaps.

/// Longest word that it takes, in bytes: one bit each.
pub const LONGEST: usize = 62;
/// Most edits.
pub const MOST: usize = 2;

/// Accepts words within some edits of a pattern. Letters are bytes: a letter outside of ASCII counts for as many as it has.
pub struct Typos {
    /// For each byte, the positions of the pattern that hold it.
    masks: Box<[u64; 256]>,
    length: usize,
    edits: usize,
    /// Accept also what goes on after the pattern.
    prefix: bool,
}

/// How far a word has been read. Bit `i` of `read[e]`: the first `i` letters of the pattern are read with at most `e` edits. Of
/// `swap[e]`: letter `i + 1` was read in the place of letter `i`.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    read: [u64; MOST + 1],
    swap: [u64; MOST],
    done: bool,
}

impl Typos {
    /// For this folded word and at most [`MOST`] edits; none when it is too long. With `prefix`, words that begin with something so near
    /// are accepted.
    pub fn new(pattern: &str, edits: usize, prefix: bool) -> Option<Self> {
        if pattern.len() > LONGEST || edits > MOST {
            return None;
        }
        let mut masks = Box::new([0; 256]);
        for (at, byte) in pattern.bytes().enumerate() {
            masks[usize::from(byte)] |= 1 << at;
        }
        Some(Self { masks, length: pattern.len(), edits, prefix })
    }

    /// Whether it accepts a word.
    pub fn accepts(&self, word: &[u8]) -> bool {
        self.is_end(&word.iter().fold(self.begin(), |state, byte| self.step(&state, *byte)))
    }

    fn end(&self) -> u64 {
        1 << self.length
    }

    fn begin(&self) -> Reading {
        let mut read = [0; MOST + 1];
        for (edits, bits) in read.iter_mut().enumerate().take(self.edits + 1) {
            *bits = (2 << edits) - 1;
        }
        let start = Reading { read, swap: [0; MOST], done: false };
        Reading { done: self.prefix && self.is_end(&start), ..start }
    }

    fn is_end(&self, state: &Reading) -> bool {
        state.done || state.read[self.edits] & self.end() != 0
    }

    fn goes_on(&self, state: &Reading) -> bool {
        state.done || state.read[self.edits] != 0 || state.swap != [0; MOST]
    }

    fn step(&self, state: &Reading, byte: u8) -> Reading {
        if state.done {
            return *state;
        }
        let here = self.masks[usize::from(byte)];
        let all = self.end() | (self.end() - 1);
        let mut next = Reading { read: [0; MOST + 1], swap: [0; MOST], done: false };
        next.read[0] = ((state.read[0] & here) << 1) & all;
        for edits in 1..=self.edits {
            let fewer = state.read[edits - 1];
            let added_or_other = fewer | (fewer << 1);
            let left_out = next.read[edits - 1] << 1;
            let swapped = (state.swap[edits - 1] & here) << 2;
            next.read[edits] = (((state.read[edits] & here) << 1) | added_or_other | left_out | swapped) & all;
            next.swap[edits - 1] = fewer & (here >> 1);
        }
        next.done = self.prefix && self.is_end(&next);
        next
    }
}

impl fst::Automaton for Typos {
    type State = Reading;

    fn start(&self) -> Reading {
        self.begin()
    }

    fn is_match(&self, state: &Reading) -> bool {
        self.is_end(state)
    }

    fn can_match(&self, state: &Reading) -> bool {
        self.goes_on(state)
    }

    fn will_always_match(&self, state: &Reading) -> bool {
        state.done
    }

    fn accept(&self, state: &Reading, byte: u8) -> Reading {
        self.step(state, byte)
    }
}

impl tantivy_fst::Automaton for Typos {
    type State = Reading;

    fn start(&self) -> Reading {
        self.begin()
    }

    fn is_match(&self, state: &Reading) -> bool {
        self.is_end(state)
    }

    fn can_match(&self, state: &Reading) -> bool {
        self.goes_on(state)
    }

    fn will_always_match(&self, state: &Reading) -> bool {
        state.done
    }

    fn accept(&self, state: &Reading, byte: u8) -> Reading {
        self.step(state, byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn accepts(pattern: &str, edits: usize, prefix: bool, word: &str) -> bool {
        Typos::new(pattern, edits, prefix).expect("short enough").accepts(word.as_bytes())
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
    fn so_many_edits_are_forgiven_and_no_more() {
        for (word, edits) in
            [("bordeaux", 0), ("bordaeux", 1), ("bordeau", 1), ("bordeauxx", 1), ("vordeaux", 1), ("vordeau", 2), ("vordaeu", 3)]
        {
            for allowed in 0..=MOST {
                assert_eq!(accepts("bordeaux", allowed, false, word), edits <= allowed, "{word} {allowed}");
            }
        }
        assert!(accepts("bordae", 1, true, "bordeaux"));
        assert!(!accepts("bordae", 1, false, "bordeaux"));
        assert!(Typos::new(&"a".repeat(LONGEST + 1), 1, false).is_none());
        assert!(accepts(&"a".repeat(LONGEST), 2, true, &"a".repeat(LONGEST - 2)));
    }

    proptest! {
        #[test]
        fn as_the_distance_by_the_book(pattern in "[abc]{0,7}", edits in 0..=MOST, word in "[abc]{0,8}") {
            let near = |end: usize| distance(pattern.as_bytes(), &word.as_bytes()[..end]) <= edits;
            prop_assert_eq!(accepts(&pattern, edits, false, &word), near(word.len()));
            prop_assert_eq!(accepts(&pattern, edits, true, &word), (0..=word.len()).any(near));
        }
    }
}
