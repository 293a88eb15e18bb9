//! The languages of the network's pages and mails.

use serde::{Deserialize, Serialize};

/// A language that every page and mail is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// French.
    Fr,
    /// English.
    En,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The language that a BCP 47 tag begins with: `fr-CA` is French.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|lang| primary.eq_ignore_ascii_case(lang.tag()))
    }

    /// The best of an `Accept-Language` header (RFC 9110, 12.5.4): the known language of the highest weight, the first of equals.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for part in header.split(',').take(20) {
            let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
            let weight = match parameters.trim().strip_prefix("q=") {
                Some(q) => q.trim().parse().unwrap_or(0.0),
                None => 1.0,
            };
            if let Some(lang) = Self::from_tag(tag.trim())
                && weight > best.map_or(0.0, |(w, _)| w)
            {
                best = Some((weight, lang));
            }
        }
        best.map(|(_, lang)| lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, want: Option<Lang>) {
        assert_eq!(Lang::from_accept_language(header), want, "{header}");
    }

    #[test]
    fn the_browser_chooses() {
        check("fr", Some(Lang::Fr));
        check("en-GB,en;q=0.9,fr;q=0.8", Some(Lang::En));
        check("de,fr;q=0.5,en;q=0.7", Some(Lang::En));
        check("fr;q=0, en;q=0.1", Some(Lang::En));
        check("de, *", None);
        check("", None);
        check(";;;,q=,fr;q=x", None);
    }
}
