//! Texts: every text that a person writes has a type that says how long it may be and what it may hold.
//!
//! All are Unicode NFC without control or direction-override characters. One-line texts have their white space collapsed and
//! trimmed; longer ones keep their line breaks. Lengths are counted in characters (Unicode scalar values) after that.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

pub use super::fold::fold;

/// Why a text is refused. The field's limits are part of the answer, so that whoever reads it knows what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextError {
    /// Nothing was written, and something must be.
    Missing,
    /// Fewer characters than this.
    TooShort(usize),
    /// More characters than this.
    TooLong(usize),
    /// A control or direction-override character.
    Character,
    /// Not of the form that is wanted (an e-mail address, a link…).
    Form,
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing"),
            Self::TooShort(n) => write!(f, "has fewer than {n} characters"),
            Self::TooLong(n) => write!(f, "has more than {n} characters"),
            Self::Character => f.write_str("holds a control or direction character"),
            Self::Form => f.write_str("is not of the form that is wanted"),
        }
    }
}

impl std::error::Error for TextError {}

/// Characters that change how the text around them is shown (Unicode TR 9 and TR 36): never wanted in a name or a title.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn refused(c: char) -> bool {
    (c.is_control() && !c.is_whitespace()) || is_direction(c)
}

/// One line: white space, line breaks included, collapsed to single spaces; invisible characters dropped; NFC.
///
/// # Errors
/// [`TextError::Character`] for control and direction characters; else by length.
pub fn one_line(text: &str, min: usize, max: usize) -> Result<String, TextError> {
    if text.chars().any(refused) {
        return Err(TextError::Character);
    }
    let clean: String = text.chars().filter(|c| !is_invisible(*c)).nfc().collect();
    measured(clean.split_whitespace().collect::<Vec<_>>().join(" "), min, max)
}

/// Many lines: line breaks made `\n`, ends trimmed, at most two empty lines in a row; NFC.
///
/// # Errors
/// As for [`one_line`].
pub fn many_lines(text: &str, min: usize, max: usize) -> Result<String, TextError> {
    if text.chars().any(|c| refused(c) && c != '\t') {
        return Err(TextError::Character);
    }
    let unix = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let clean: String = unix.chars().filter(|c| !is_invisible(*c)).nfc().collect();
    let mut lines: Vec<&str> = Vec::new();
    for line in clean.split('\n').map(str::trim_end) {
        let empty_run = lines.iter().rev().take_while(|l| l.is_empty()).count();
        if !(line.is_empty() && empty_run >= 2) {
            lines.push(line);
        }
    }
    measured(lines.join("\n").trim_matches('\n').to_owned(), min, max)
}

fn measured(text: String, min: usize, max: usize) -> Result<String, TextError> {
    let length = text.chars().count();
    match length {
        0 if min > 0 => Err(TextError::Missing),
        n if n < min => Err(TextError::TooShort(min)),
        n if n > max => Err(TextError::TooLong(max)),
        _ => Ok(text),
    }
}

/// Cuts a one-line text to at most `max` characters, at a word when there is one, with an ellipsis. The second value says whether it cut.
pub fn cut_at_word(text: &str, max: usize) -> (String, bool) {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= max {
        return (line, false);
    }
    let kept: String = line.chars().take(max).collect();
    let room = kept.char_indices().nth(max - 1).map_or(kept.len(), |(at, _)| at);
    let word_end = kept.char_indices().filter(|(at, c)| *at <= room && matches!(c, ' ' | ',' | ';' | ':')).map(|(at, _)| at).next_back();
    let at = word_end.filter(|at| kept[..*at].chars().count() * 2 >= max).unwrap_or(room);
    (format!("{}…", kept[..at].trim_end_matches([' ', ',', ';', ':', '-', '–'])), true)
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $clean:ident($min:expr, $max:expr))*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Fewest characters.
            pub const MIN: usize = $min;
            /// Most characters.
            pub const MAX: usize = $max;

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// None when nothing but white space was written; else the text, or why it is refused.
            ///
            /// # Errors
            /// As the type says.
            pub fn optional(text: &str) -> Result<Option<Self>, TextError> {
                if text.trim().is_empty() { Ok(None) } else { text.parse().map(Some) }
            }
        }

        impl FromStr for $name {
            type Err = TextError;

            fn from_str(text: &str) -> Result<Self, TextError> {
                $clean(text, $min, $max).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    )*};
}

texts! {
    /// A person's first or last name.
    PersonName = person_name(1, 80)
    /// An e-mail address in its canonical form: the domain in lower case.
    Email = email(3, 254)
    /// A telephone number, as written: digits, spaces and `+ - . ( )`.
    Phone = phone(5, 30)
    /// An event's title.
    Title = one_line(3, 100)
    /// A team's name.
    TeamName = one_line(3, 80)
    /// A long text in Markdown.
    Markdown = many_lines(0, 10_000)
    /// A short text without markup: a note, a reason.
    Note = many_lines(0, 500)
    /// What is said in a discussion, in Markdown.
    Said = many_lines(1, 2_000)
    /// A line of an address: a place's name, a street, a town.
    PlaceLine = one_line(1, 200)
    /// A postcode.
    Postcode = one_line(1, 12)
    /// An ISO 3166-1 code of two letters, upper case.
    CountryCode = country(2, 2)
    /// A link that starts with `http://` or `https://`.
    WebLink = web_link(8, 2_000)
    /// What a picture shows, for who cannot see it.
    Alt = one_line(1, 250)
    /// A short label, for a link or a contact.
    Label = one_line(1, 80)
    /// A name that an import gives a row, so that a second run knows it again.
    ExternalId = one_line(1, 200)
    /// A language spoken, as people call it.
    Spoken = one_line(1, 60)
}

impl Markdown {
    /// No text at all.
    pub fn empty() -> Self {
        Self(String::new())
    }
}

fn person_name(text: &str, min: usize, max: usize) -> Result<String, TextError> {
    let name = one_line(text, min, max)?;
    if name.contains("://") || !name.chars().any(char::is_alphanumeric) {
        return Err(TextError::Form);
    }
    Ok(name)
}

fn email(text: &str, min: usize, max: usize) -> Result<String, TextError> {
    // What is too short for an address is helped by an example of one, not by a count.
    let address =
        one_line(text, min, max).map_err(|error| if matches!(error, TextError::TooShort(_)) { TextError::Form } else { error })?;
    let (user, host) = address.rsplit_once('@').ok_or(TextError::Form)?;
    let user_ok = !user.is_empty()
        && user.len() <= 64
        && !user.starts_with('.')
        && !user.ends_with('.')
        && !user.contains("..")
        && user.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    let label_ok = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let host = host.to_lowercase();
    if user_ok && host.contains('.') && host.split('.').all(label_ok) { Ok(format!("{user}@{host}")) } else { Err(TextError::Form) }
}

impl Email {
    /// What two writings of one mailbox have in common: lower case throughout. Accounts and throttles go by it.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

fn phone(text: &str, min: usize, max: usize) -> Result<String, TextError> {
    let number = one_line(text, min, max)?;
    let digits = number.chars().filter(char::is_ascii_digit).count();
    if digits >= 5 && number.chars().all(|c| c.is_ascii_digit() || " +-.()".contains(c)) { Ok(number) } else { Err(TextError::Form) }
}

fn country(text: &str, _min: usize, _max: usize) -> Result<String, TextError> {
    let code = text.trim().to_ascii_uppercase();
    if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) { Ok(code) } else { Err(TextError::Form) }
}

fn web_link(text: &str, min: usize, max: usize) -> Result<String, TextError> {
    let link = one_line(text, min, max)?;
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://")).ok_or(TextError::Form)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = host.chars().all(|c| c.is_alphanumeric() || ".-:[]".contains(c)) && host.chars().any(char::is_alphanumeric);
    if plain && !link.contains([' ', '"', '<', '>', '\\', '`']) { Ok(link) } else { Err(TextError::Form) }
}

impl WebLink {
    /// The host that the link leads to: shown beside each link that a member wrote.
    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        rest.split(['/', '?', '#']).next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check<T: FromStr<Err = TextError> + fmt::Display>(text: &str, want: Result<&str, TextError>) {
        assert_eq!(text.parse::<T>().map(|t| t.to_string()), want.map(str::to_owned), "{text:?}");
    }

    #[test]
    fn lengths_hold_at_n_and_n_plus_1() {
        check::<Title>("ab", Err(TextError::TooShort(3)));
        check::<Title>("abc", Ok("abc"));
        check::<Title>(&"é".repeat(100), Ok(&"é".repeat(100)));
        check::<Title>(&"é".repeat(101), Err(TextError::TooLong(100)));
        check::<Title>(" \n ", Err(TextError::Missing));
        check::<PersonName>(&"a".repeat(80), Ok(&"a".repeat(80)));
        check::<PersonName>(&"a".repeat(81), Err(TextError::TooLong(80)));
        check::<Markdown>(&"a".repeat(10_000), Ok(&"a".repeat(10_000)));
        check::<Markdown>(&"a".repeat(10_001), Err(TextError::TooLong(10_000)));
    }

    #[test]
    fn white_space_is_collapsed_and_controls_refused() {
        check::<Title>("  Grande\r\n\tfête \u{a0} ici ", Ok("Grande fête ici"));
        check::<Title>("e\u{301}te\u{301}s", Ok("étés"));
        check::<Title>("abc\u{202e}def", Err(TextError::Character));
        check::<Title>("abc\u{0}", Err(TextError::Character));
        check::<Title>("a\u{200b}bc", Ok("abc"));
        check::<Markdown>("a\r\n\r\n\r\n\r\n\r\nb  \n", Ok("a\n\n\nb"));
    }

    #[test]
    fn addresses() {
        check::<Email>("Ines.Moreau@Exemple.FR", Ok("Ines.Moreau@exemple.fr"));
        check::<Email>("o'neil+x@a-b.org", Ok("o'neil+x@a-b.org"));
        for bad in ["ines@", "@x.fr", "ines", "a b@x.fr", "ines@x", "ines@x..fr", "ines@-x.fr", ".a@x.fr", "a@b@x.fr", "a\r\nBcc: b@x.fr"] {
            assert!(bad.parse::<Email>().is_err(), "{bad}");
        }
        assert_eq!("Ines@X.fr".parse::<Email>().map(|e| e.key()), Ok("ines@x.fr".to_owned()));
    }

    #[test]
    fn links() {
        check::<WebLink>("https://exemple.fr/a?b#c", Ok("https://exemple.fr/a?b#c"));
        for bad in ["javascript:alert(1)", "ftp://x.fr", "https://", "https:// x", "https://u@x.fr", "https://x.fr/\"", "//x.fr"] {
            assert!(bad.parse::<WebLink>().is_err(), "{bad}");
        }
        assert_eq!("https://a.fr:8080/x".parse::<WebLink>().expect("a link").host(), "a.fr:8080");
    }

    #[test]
    fn folding() {
        for (text, want) in [
            ("Œuvre ÉTÉ", "oeuvre ete"),
            ("Straße", "strasse"),
            ("L’Haÿ", "l'hay"),
            ("ﬁn", "fin"),
            ("Łódź", "lodz"),
            ("İstanbul", "istanbul"),
        ] {
            assert_eq!(fold(text), want);
        }
    }

    #[test]
    fn cutting() {
        assert_eq!(cut_at_word("court", 10), ("court".to_owned(), false));
        assert_eq!(cut_at_word("une longue phrase, ici", 18), ("une longue phrase…".to_owned(), true));
        assert_eq!(cut_at_word(&"a".repeat(200), 100).0.chars().count(), 100);
    }

    proptest! {
        #[test]
        fn what_was_accepted_is_accepted_again_unchanged(text in ".{0,120}") {
            if let Ok(title) = text.parse::<Title>() {
                prop_assert_eq!(title.as_str().parse::<Title>(), Ok(title.clone()));
            }
            if let Ok(long) = text.parse::<Markdown>() {
                prop_assert_eq!(long.as_str().parse::<Markdown>(), Ok(long.clone()));
            }
        }

        #[test]
        fn a_cut_fits(text in ".{0,300}", max in 10usize..100) {
            prop_assert!(cut_at_word(&text, max).0.chars().count() <= max);
        }

        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,60}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }
}
