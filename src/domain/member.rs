//! A person with an account.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{MediaId, MemberId};
use super::lang::Lang;
use super::place::Point;
use super::text::{CountryCode, Email, ExternalId, PersonName, Phone, PlaceLine, Postcode};

/// A person with an account. Made when an e-mail address is proved, by the keeper, or by an import.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Who.
    pub id: MemberId,
    /// Proved, unless the member was only invited.
    pub email: Email,
    /// First name.
    pub first_name: PersonName,
    /// Last name.
    pub last_name: PersonName,
    /// Telephone.
    pub phone: Option<Phone>,
    /// The picture.
    pub photo: Option<MediaId>,
    /// Where this person wants to hear of actions.
    pub home: Option<Home>,
    /// The language of pages and mails.
    pub lang: Lang,
    /// What this member may do beyond the others.
    pub role: Role,
    /// Whether the account lives.
    pub state: MemberState,
    /// The wording of the pledge that holds now; none when it was never given, or was withdrawn.
    pub pledge: Option<CurrentPledge>,
    /// Since when.
    pub joined_at: Timestamp,
    /// Counts the changes: the ETag of the account.
    pub revision: u32,
    /// The name that an import gave.
    pub external_id: Option<ExternalId>,
}

impl Member {
    /// First and last name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// The pledge that holds now: the last line of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrentPledge {
    /// The wording's version.
    pub version: u32,
    /// When it was given, in microseconds since 1970.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub at: Timestamp,
}

/// Where a member lives, as exactly as they told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Home {
    /// The gazetteer's id, when it was chosen there.
    pub place_id: Option<String>,
    /// Town.
    pub town: PlaceLine,
    /// Postcode.
    pub postcode: Option<Postcode>,
    /// Country.
    pub country: Option<CountryCode>,
    /// The point of the town; never shown to others.
    pub point: Option<Point>,
}

/// What a member may do in the whole network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everybody.
    Member,
    /// Hides and restores.
    Moderator,
    /// Everything that the keeper leaves to the pages.
    Admin,
}

impl Role {
    /// The word in the contract and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        }
    }

    /// The role that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Member, Self::Moderator, Self::Admin].into_iter().find(|role| role.word() == word)
    }
}

/// Whether an account lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberState {
    /// Imported, and not yet claimed: no member yet, invisible to everybody.
    Invited,
    /// A member.
    Active,
    /// May sign out and fetch their own data; nothing else.
    Suspended,
}
