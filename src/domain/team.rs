//! A local or thematic group of members.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::ids::{MediaId, MemberId, TeamId};
use super::place::Place;
use super::text::{ExternalId, Label, Markdown, TeamName, WebLink};

/// Most links on a team's page.
pub const LINKS_MAX: usize = 8;

/// A team that did nothing for longer than this is dormant (`PRODUCT.md`: 62 days).
pub const DORMANT_AFTER: SignedDuration = SignedDuration::from_hours(62 * 24);

/// A group of members.
#[derive(Debug, Clone, PartialEq)]
pub struct Team {
    /// Which.
    pub id: TeamId,
    /// Its name.
    pub name: TeamName,
    /// What holds it together.
    pub kind: TeamKind,
    /// About it, in Markdown.
    pub description: Markdown,
    /// Where it acts.
    pub place: Option<Place>,
    /// The cover picture.
    pub image: Option<MediaId>,
    /// Links it shows.
    pub links: Vec<Link>,
    /// How one joins.
    pub join_policy: JoinPolicy,
    /// Whether it can be seen.
    pub state: TeamState,
    /// Who founded it; none for an imported team without a lead.
    pub created_by: Option<MemberId>,
    /// When.
    pub created_at: Timestamp,
    /// Counts the changes: its ETag.
    pub revision: u32,
    /// The name that an import gave.
    pub external_id: Option<ExternalId>,
}

impl Team {
    /// Whether it has done nothing for long: since it was founded, and since the start of the last of its events that took or will take place.
    pub fn is_dormant(&self, last: Option<Timestamp>, now: Timestamp) -> bool {
        now.duration_since(last.map_or(self.created_at, |last| last.max(self.created_at))) > DORMANT_AFTER
    }
}

/// A link with its label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it says.
    pub label: Option<Label>,
    /// Where it leads.
    pub url: WebLink,
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$vdoc])* $variant,)*
        }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in the contract and in files.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The value that a word names.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }
    )*};
}
pub(crate) use words;

words! {
    /// What holds a team together.
    TeamKind {
        /// A place.
        Local = "local",
        /// A theme.
        Thematic = "thematic",
        /// The support of a person or a cause.
        Support = "support",
    }

    /// How one joins a team.
    JoinPolicy {
        /// At once.
        Open = "open",
        /// After a manager's yes.
        Approval = "approval",
        /// By invitation only.
        Invitation = "invitation",
    }

    /// Whether a team can be seen.
    TeamState {
        /// By everybody.
        Active = "active",
        /// By moderators only.
        Hidden = "hidden",
    }
}
