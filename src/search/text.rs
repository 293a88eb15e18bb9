//! Words: how texts and queries are taken apart, so that they meet. Each word is folded, and has its French and English stems.

use std::ops::Range;

use frostem::{Algorithm, Stemmer};

use crate::domain::text::fold;

/// Letters of a word that count.
const WORD_MAX: usize = 40;

/// Words that say nothing about what a text is about; as written, with accents: "thé" is no "the".
#[rustfmt::skip]
const STOP_WORDS: &[&str] = &[
    "a", "à", "about", "ai", "an", "and", "are", "as", "at", "au", "aux", "avec", "be", "been", "by", "c", "ça", "ce", "cela", "ces", "cet",
    "cette", "ceux", "d", "dans", "de", "des", "do", "du", "elle", "elles", "en", "est", "et", "été", "eux", "for", "from", "has", "have",
    "how", "i", "if", "il", "ils", "in", "into", "is", "it", "its", "j", "je", "l", "la", "le", "les", "leur", "leurs", "lui", "m", "ma",
    "mais", "me", "même", "mes", "moi", "mon", "my", "n", "ne", "no", "nos", "not", "notre", "nous", "of", "on", "or", "ou", "où", "our",
    "par", "pas", "plus", "pour", "qu", "que", "qui", "s", "sa", "se", "ses", "si", "so", "son", "sont", "sur", "t", "ta", "te", "tes",
    "that", "the", "their", "them", "there", "they", "this", "to", "toi", "ton", "tu", "un", "une", "us", "vos", "votre", "vous", "was",
    "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "y", "you", "your",
];

/// A word as texts and queries are compared by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Folded, whole.
    pub folded: String,
    /// Stems in French and English, with and without accents: those that differ, folded. None for a stop word.
    pub stems: Vec<String>,
}

impl Word {
    /// A run of letters and digits, as written.
    pub fn of(written: &str) -> Self {
        let short: String = written.chars().take(WORD_MAX).flat_map(char::to_lowercase).collect();
        let folded = fold(&short);
        let mut stems: Vec<String> = Vec::with_capacity(2);
        if !is_stop_word(&short) {
            let mut add = |stem: &str| {
                if !stem.is_empty() && stems.iter().all(|known| known != stem) {
                    stems.push(stem.to_owned());
                }
            };
            add(&Stemmer::new(Algorithm::French).stem(&folded));
            if !short.is_ascii() {
                add(&fold(&Stemmer::new(Algorithm::French).stem(&short)));
            }
            add(&Stemmer::new(Algorithm::English).stem(&folded));
        }
        Self { folded, stems }
    }
}

fn is_stop_word(lower: &str) -> bool {
    lower.len() <= 6 && STOP_WORDS.contains(&lower)
}

/// Where the words of a text stand: runs of letters and digits.
pub fn spans(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = text.get(from..)?;
        let start = from + rest.find(is_of_word)?;
        let rest = &text[start..];
        let end = start + rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
        from = end;
        Some(start..end)
    })
}

/// Letters and digits: [`char::is_alphanumeric`], told at once for those of our languages (U+00C0 to U+024F but for × and ÷).
fn is_of_word(c: char) -> bool {
    match c {
        '\u{c0}'..='\u{24f}' => c != '×' && c != '÷',
        c => c.is_alphanumeric(),
    }
}

/// The words of a text.
pub fn words(text: &str) -> impl Iterator<Item = Word> {
    spans(text).map(|span| Word::of(&text[span]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn meet(a: &str, b: &str, want: bool) {
        let stems = |text| words(text).flat_map(|word| word.stems).collect::<Vec<_>>();
        let (a_stems, b_stems) = (stems(a), stems(b));
        assert_eq!(a_stems.iter().any(|stem| b_stems.contains(stem)), want, "{a} {a_stems:?}, {b} {b_stems:?}");
    }

    #[test]
    fn forms_of_one_word_meet() {
        meet("réunion", "reunions", true);
        meet("militantes", "militant", true);
        meet("distribuer", "distribuez", true);
        meet("manifester", "manifesterons", true);
        meet("Élections", "election", true);
        meet("leaflets", "leaflet", true);
        meet("organising", "organised", true);
        meet("L'Œuvre", "oeuvres", true);
        meet("élevés", "eleves", true);
        meet("the", "thé", false);
        meet("réunion", "élection", false);
    }

    #[test]
    fn words_stand_where_letters_and_digits_do() {
        let text = "L’apéro du 1er-mai, à 18h !";
        assert_eq!(spans(text).map(|span| &text[span]).collect::<Vec<_>>(), ["L", "apéro", "du", "1er", "mai", "à", "18h"]);
        assert_eq!(words("¿…").count(), 0);
        assert_eq!(Word::of(&"a".repeat(1_000)).folded.len(), WORD_MAX);
    }

    #[test]
    fn letters_and_digits_are_those_of_unicode() {
        assert!(('\0'..='\u{ffff}').all(|c| is_of_word(c) == c.is_alphanumeric()));
    }

    #[test]
    fn stop_words_are_sorted_and_have_no_stems() {
        assert!(STOP_WORDS.iter().all(|word| Word::of(word).stems.is_empty() && !Word::of(word).folded.is_empty()));
    }
}
