//! The languages: every text that people read comes from here, out of `assets/locales/fr.ftl` and `en.ftl`.
//!
//! How to ask, in a template (`t: &'static Words`) as in Rust:
//! - `t.say("key")`: a text without placeables, borrowed;
//! - `t.with("key", &[("name", name.into())])`: a text with placeables (`{ $name }`); in a template without the `&`, which askama adds;
//! - `t.count("key", n)`: a text with a number and its plurals (`{ $n }`); French counts 0 and 1 as singular;
//! - `t.pick("kind", slug)`: the text `kind-<slug>`, of a family whose last part is only known when the program runs;
//!   `pick_with` the same with placeables, `find` the same when there may be none;
//! - `key("key")`: says in Rust that this text is a key which somebody will `say` later (a table of codes).
//!
//! The tests read the sources for exactly these patterns: a key that is missing, or that nobody uses, is a red test. So write keys as
//! literals at the call. Numbers inside texts get the separators of the language by themselves. In `fr.ftl`, write plain spaces before
//! `; : ! ? »` and after `«`: reading the file makes them narrow and unbreakable.
//!
//! Dates, times, distances, ordinals and lists are methods too, in `words/format.rs`.

mod format;
#[cfg(test)]
mod keys;
mod notices;

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::domain::lang::Lang;

pub use format::capitalised;

/// Says that this text is the key of a text, for tables that name keys which somebody says later.
pub const fn key(key: &'static str) -> &'static str {
    key
}

/// The texts of one language.
pub struct Words {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

/// A value for a placeable: a text, or a number (which also chooses plurals).
#[derive(Debug, Clone)]
pub struct Arg<'a>(FluentValue<'a>);

static FRENCH: LazyLock<Words> = LazyLock::new(|| Words::read(Lang::Fr, include_str!("../assets/locales/fr.ftl")));
static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::read(Lang::En, include_str!("../assets/locales/en.ftl")));

impl Words {
    /// The texts of this language.
    pub fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Fr => &FRENCH,
            Lang::En => &ENGLISH,
        }
    }

    /// Which language this is: for `<html lang>` and for choosing between values that a keeper wrote in both.
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// The text of a key that has no placeable. Borrowed: costs a look-up.
    pub fn say(&'static self, key: &str) -> Cow<'static, str> {
        self.format(key, None)
    }

    /// The text of a key, its placeables filled by name.
    pub fn with(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let mut named = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            named.set(*name, value.0.clone());
        }
        self.format(key, Some(&named)).into_owned()
    }

    /// The text of a key that speaks of `n` things: `{ $n }` and its plurals.
    pub fn count<'a>(&self, key: &str, n: impl Into<Arg<'a>>) -> String {
        self.with(key, &[("n", n.into())])
    }

    /// The text of one of a family of keys: `pick("kind", "leafleting")` says `kind-leafleting`.
    pub fn pick(&'static self, family: &str, member: &str) -> Cow<'static, str> {
        self.say(&format!("{family}-{member}"))
    }

    /// The text of one of a family of keys, its placeables filled by name.
    pub fn pick_with(&self, family: &str, member: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.with(&format!("{family}-{member}"), args)
    }

    /// The text of one of a family of keys, or none when the family has no such member.
    pub fn find(&'static self, family: &str, member: &str) -> Option<Cow<'static, str>> {
        let key = format!("{family}-{member}");
        self.bundle.has_message(&key).then(|| self.say(&key))
    }

    fn format<'w>(&'w self, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'w, str> {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, lang = self.lang.tag(), "a text is missing");
            return Cow::Owned(key.to_owned());
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors);
        if !errors.is_empty() {
            tracing::error!(key, lang = self.lang.tag(), ?errors, "a text lacks its values");
        }
        text
    }

    /// Reads one file of texts; `lang` chooses plurals, separators and typography.
    fn read(lang: Lang, source: &str) -> Self {
        let locale: LanguageIdentifier = lang.tag().parse().expect("a BCP 47 tag");
        let numbers: fn(&FluentValue<'_>, &_) -> Option<String> = match lang {
            Lang::Fr => |value, _| number_in(value, Lang::Fr),
            Lang::En => |value, _| number_in(value, Lang::En),
        };
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(numbers));
        let resource = match FluentResource::try_new(typography(lang, source)) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                tracing::error!(lang = lang.tag(), ?errors, "a file of texts does not parse");
                resource
            }
        };
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(lang = lang.tag(), ?errors, "a text is there twice");
        }
        Self { lang, bundle }
    }
}

fn number_in(value: &FluentValue<'_>, lang: Lang) -> Option<String> {
    match value {
        FluentValue::Number(number) => {
            let places = number.options.minimum_fraction_digits.unwrap_or(0);
            Some(format::decimal(lang, number.value, places))
        }
        _ => None,
    }
}

/// French: the plain space before `; : ! ? »` and after `«` becomes U+202F. None of these five follows a space in Fluent's own syntax.
fn typography(lang: Lang, source: &str) -> String {
    let mut text = source.to_owned();
    if lang == Lang::Fr {
        for mark in [";", ":", "!", "?", "»"] {
            text = text.replace(&format!(" {mark}"), &format!("\u{202f}{mark}"));
        }
        text = text.replace("« ", "«\u{202f}");
    }
    text
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self(FluentValue::String(Cow::Borrowed(text)))
    }
}

impl<'a> From<&&'a str> for Arg<'a> {
    fn from(text: &&'a str) -> Self {
        Self(FluentValue::String(Cow::Borrowed(text)))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        text.as_str().into()
    }
}

impl<'a> From<&'a Cow<'_, str>> for Arg<'a> {
    fn from(text: &'a Cow<'_, str>) -> Self {
        (**text).into()
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Self(FluentValue::String(Cow::Owned(text)))
    }
}

macro_rules! numbers {
    ($($int:ty)*) => {$(
        impl From<$int> for Arg<'_> {
            fn from(n: $int) -> Self {
                Self(FluentValue::from(n))
            }
        }

        impl From<&$int> for Arg<'_> {
            fn from(n: &$int) -> Self {
                Self(FluentValue::from(*n))
            }
        }
    )*};
}

numbers! { u8 u16 u32 u64 usize i32 i64 }

#[cfg(test)]
mod tests {
    use super::*;

    const FTL: &str = "plain = Vous venez ?\nhello = Bonjour { $name } !\npeople = { $n ->\n    [one] { $n } personne\n   *[other] { $n } personnes\n }\nkind-x = Un x\n";

    fn words(lang: Lang) -> &'static Words {
        Box::leak(Box::new(Words::read(lang, FTL)))
    }

    #[test]
    fn a_plain_text_is_borrowed_and_set_in_french_typography() {
        let text = words(Lang::Fr).say("plain");
        assert_eq!(text, "Vous venez\u{202f}?");
        assert!(matches!(text, Cow::Borrowed(_)));
        assert_eq!(words(Lang::En).say("plain"), "Vous venez ?");
    }

    #[track_caller]
    fn counts(lang: Lang, n: u64, want: &str) {
        assert_eq!(words(lang).count("people", n), want);
    }

    #[test]
    fn nought_is_singular_in_french_and_plural_in_english() {
        counts(Lang::Fr, 0, "0 personne");
        counts(Lang::Fr, 1, "1 personne");
        counts(Lang::Fr, 2, "2 personnes");
        counts(Lang::En, 0, "0 personnes");
        counts(Lang::En, 1, "1 personne");
        counts(Lang::Fr, 12_345, "12\u{202f}345 personnes");
        counts(Lang::En, 1_000_000, "1,000,000 personnes");
    }

    #[test]
    fn placeables_are_filled_without_isolation_marks() {
        assert_eq!(words(Lang::Fr).with("hello", &[("name", "Inès".into())]), "Bonjour Inès\u{202f}!");
    }

    #[test]
    fn families() {
        let words = words(Lang::Fr);
        assert_eq!(words.pick("kind", "x"), "Un x");
        assert_eq!(words.find("kind", "y"), None);
        assert_eq!(words.pick("kind", "y"), "kind-y");
    }
}
