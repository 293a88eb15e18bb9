//! The kinds of event: a list that the keeper edits.

use super::event::KindKey;
use super::lang::Lang;

/// A kind of event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventKind {
    /// Its key in the contract.
    pub key: KindKey,
    /// What the French pages call it.
    pub fr: String,
    /// What the English pages call it.
    pub en: String,
    /// Its icon in the sprite.
    pub icon: String,
    /// Its colour, as `#rrggbb`.
    pub colour: String,
    /// How long such an event lasts, in minutes, when nobody says.
    pub minutes: u32,
    /// What its debrief counts.
    pub counters: Vec<Counter>,
}

/// Something that a debrief counts: leaflets given out, doors knocked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// Its key.
    pub key: String,
    /// French label.
    pub fr: String,
    /// English label.
    pub en: String,
}

impl EventKind {
    /// What the pages of this language call it.
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }
}
