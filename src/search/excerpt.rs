//! Excerpts: the part of a text where the words of a search stand, in pieces that say which are found. Pieces are text, not HTML: whoever
//! shows them escapes them.

use std::cell::RefCell;
use std::ops::Range;

use foldhash::HashMap;

use super::index::sought;
use super::text::{Word, spans};

/// Characters of a text that are looked through; an excerpt lies within.
pub const READ_MAX: usize = 4_000;
/// Characters shown before the first word that is found.
const BEFORE: usize = 40;

/// A piece of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// It is what was searched for.
    pub found: bool,
}

/// The words of a search, ready to be found in texts.
#[derive(Debug, Clone)]
pub struct Marker {
    words: Vec<Word>,
    begun: Option<String>,
    /// Their first letters.
    firsts: Vec<char>,
    /// What was found of words that were met before: the results of one search are about the same things.
    met: RefCell<HashMap<String, bool>>,
}

impl Marker {
    /// For what somebody typed.
    pub fn new(query: &str) -> Self {
        let (words, begun) = sought(query);
        let begun = words.last().filter(|_| begun).map(|word| word.folded.clone());
        let firsts = words.iter().filter_map(|word| word.folded.chars().next()).collect();
        Self { words, begun, firsts, met: RefCell::default() }
    }

    /// The part of a text, of about `length` characters, where the first word stands that is found; none when no word is.
    pub fn excerpt(&self, text: &str, length: usize) -> Option<Vec<Piece>> {
        let read = text.char_indices().nth(READ_MAX).map_or(text, |(end, _)| &text[..end]);
        let from = window_start(read, self.find(read).next()?.start);
        let to = read[from..].char_indices().nth(length).map_or(read.len(), |(at, _)| from + word_end(&read[from..], at));
        let mut pieces = Vec::new();
        if from > 0 {
            push(&mut pieces, "…", false);
        }
        let window = &read[from..to];
        let mut at = 0;
        for span in self.find(window) {
            push(&mut pieces, &window[at..span.start], false);
            push(&mut pieces, &window[span.clone()], true);
            at = span.end;
        }
        push(&mut pieces, window[at..].trim_end(), false);
        if to < text.len() {
            push(&mut pieces, "…", false);
        }
        Some(pieces)
    }

    /// All of a short text: a title.
    pub fn whole(&self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut at = 0;
        for span in self.find(text) {
            push(&mut pieces, &text[at..span.start], false);
            push(&mut pieces, &text[span.clone()], true);
            at = span.end;
        }
        push(&mut pieces, &text[at..], false);
        pieces
    }

    fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let spans = (!self.words.is_empty()).then(|| spans(text));
        spans.into_iter().flatten().filter(|span| self.is_sought(&text[span.clone()]))
    }

    fn is_sought(&self, written: &str) -> bool {
        // Stems keep the first letter: what begins otherwise need not be taken apart.
        let first = written.chars().next().filter(char::is_ascii);
        if first.is_some_and(|first| !self.firsts.contains(&first.to_ascii_lowercase())) {
            return false;
        }
        if let Some(known) = self.met.borrow().get(written) {
            return *known;
        }
        let here = Word::of(written);
        let sought = self.begun.as_ref().is_some_and(|begun| here.folded.starts_with(begun))
            || self.words.iter().any(|word| word.folded == here.folded || word.stems.iter().any(|stem| here.stems.contains(stem)));
        self.met.borrow_mut().insert(written.to_owned(), sought);
        sought
    }
}

fn push(pieces: &mut Vec<Piece>, text: &str, found: bool) {
    if text.is_empty() {
        return;
    }
    match pieces.last_mut() {
        Some(last) if last.found == found => last.text.push_str(text),
        _ => pieces.push(Piece { text: text.to_owned(), found }),
    }
}

/// Where to begin, so that a word is seen with a little before it: at a word.
fn window_start(text: &str, word: usize) -> usize {
    let before = text[..word].char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    if before == 0 {
        return 0;
    }
    text[before..word].char_indices().find(|(_, c)| c.is_whitespace()).map_or(before, |(at, space)| before + at + space.len_utf8())
}

/// The end of the last word that ends before this place, when there is one not too far back.
fn word_end(text: &str, at: usize) -> usize {
    text[..at].rfind(char::is_whitespace).filter(|end| end * 2 > at).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(pieces: &[Piece]) -> String {
        pieces.iter().map(|piece| if piece.found { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
    }

    #[track_caller]
    fn check(query: &str, text: &str, length: usize, want: &str) {
        assert_eq!(shown(&Marker::new(query).excerpt(text, length).unwrap_or_default()), want);
    }

    #[test]
    fn what_was_searched_stands_out() {
        check("reunion", "Grande réunion publique", 100, "Grande [réunion] publique");
        check("réunions tract", "Réunion, puis des tracts", 100, "[Réunion], puis des [tracts]");
        check("la réu", "La réunion de la rue", 100, "La [réunion] de la rue");
        check("oeuvre", "À l’Œuvre !", 100, "À l’[Œuvre] !");
        check("long", "Un texte un peu long pour ici", 12, "Un texte un…");
        check("absent", "Un texte", 100, "");
        check("", "Un texte", 100, "");
        check("mot", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u{2000}mot", 100, "…[mot]");
        check("<b>", "a <b>gras</b>", 100, "a <[b]>gras</[b]>");
    }

    #[test]
    fn the_excerpt_is_where_the_word_is() {
        let text = format!("{} le marché de Montreuil {}", "bla ".repeat(200), "bla ".repeat(200));
        let excerpt = shown(&Marker::new("marché").excerpt(&text, 100).expect("found"));
        assert!(excerpt.starts_with("…bla ") && excerpt.contains("[marché] de Montreuil bla") && excerpt.ends_with('…'), "{excerpt}");
        assert!(excerpt.chars().count() < 110);
    }

    #[test]
    fn a_title_is_shown_whole() {
        assert_eq!(shown(&Marker::new("tract").whole("Des tracts")), "Des [tracts]");
    }

    proptest! {
        #[test]
        fn nothing_is_added_and_no_piece_is_empty(at in 0..300_usize, text in "[a-z ]{0,40}\\PC{0,300}", length in 1..200_usize) {
            let query: String = text.chars().skip(at).take(30).collect();
            let pieces = Marker::new(&query).excerpt(&text, length).unwrap_or_default();
            prop_assert!(pieces.iter().all(|piece| !piece.text.is_empty()));
            let all: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
            let inner = all.strip_prefix('…').filter(|inner| text.contains(inner.trim_end_matches('…'))).unwrap_or(&all);
            prop_assert!(text.contains(inner.strip_suffix('…').unwrap_or(inner)) || text.contains(inner));
            let whole: String = Marker::new(&query).whole(&text).into_iter().map(|piece| piece.text).collect();
            prop_assert_eq!(whole, text);
        }
    }
}
