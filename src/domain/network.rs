//! The network itself: its name, its words, its kinds of event. Set by the keeper, read by every page.

use super::event::KindKey;
use super::kind::EventKind;
use super::lang::Lang;
use super::place::Point;
use super::text::CountryCode;

/// What the keeper says about the network.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// Its name.
    pub name: String,
    /// The cause in a line.
    pub tagline: Bilingual,
    /// The one colour that the theme is made from, as `#rrggbb`.
    pub colour: String,
    /// The language of whoever has chosen none.
    pub default_lang: Lang,
    /// The languages that are offered.
    pub langs: Vec<Lang>,
    /// How one becomes a member.
    pub signup: SignupMode,
    /// The wording of the pledge.
    pub pledge: PledgeWording,
    /// The privacy notice beside its box.
    pub privacy: Bilingual,
    /// Counts the wordings of the privacy notice, from 1.
    pub privacy_version: u32,
    /// Whom to ask about the network.
    pub contact: Option<String>,
    /// The kinds of event, in the order in which they are offered.
    pub kinds: Vec<EventKind>,
    /// Where the network acts mainly: what a place without a country is looked up in.
    pub country: CountryCode,
    /// The middle of the map when nobody has said where they are, and how far it reaches in kilometres.
    pub centre: (Point, f64),
    /// Most leads of one team.
    pub leads_max: u32,
    /// Whether moderators and admins need a second factor to have the rights of their role.
    pub staff_second_factor: bool,
    /// Fewest characters of a password.
    pub password_min: usize,
}

/// A text in every language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bilingual {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// The text in this language.
    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }
}

/// The wording of the pledge. A new wording is a new version; what people said yes to stays on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PledgeWording {
    /// Counts the wordings, from 1.
    pub version: u32,
    /// The words.
    pub text: Bilingual,
}

/// How one becomes a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignupMode {
    /// Whoever pledges.
    Open,
}

impl SignupMode {
    /// The word in the contract.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
        }
    }
}

impl Network {
    /// The kind of this key.
    pub fn kind(&self, key: &KindKey) -> Option<&EventKind> {
        self.kinds.iter().find(|kind| kind.key == *key)
    }
}
