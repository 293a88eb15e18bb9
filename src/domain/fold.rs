//! Folding: text as the searches compare it. In a file of its own because the build script folds the names of places with it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Text as the searches compare it: lower case, without accents, ligatures taken apart (`Œuvre` → `oeuvre`).
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            '’' | 'ʼ' | '‘' => folded.push('\''),
            c if is_combining_mark(c) => {}
            c => folded.push(c),
        }
    }
    folded
}
