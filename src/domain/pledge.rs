//! The pledge is a ledger, not a boolean: each yes and each withdrawal, with its time, wording and channel.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::member::CurrentPledge;
use super::refusal::Refusal;

/// One line of a member's ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PledgeEntry {
    /// Given, or withdrawn.
    pub deed: PledgeDeed,
    /// The version of the wording that was shown.
    pub version: u32,
    /// When.
    pub at: Timestamp,
    /// Through which door.
    pub channel: Channel,
}

/// What a line of the ledger says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PledgeDeed {
    /// "I pledge."
    Given,
    /// "I withdraw."
    Withdrawn,
}

/// Through which door a consent came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The sign-up page or its API twin.
    Signup,
    /// The member's own pages.
    Page,
    /// The API.
    Api,
    /// A file that the keeper imported.
    Import,
    /// The keeper's command line.
    Keeper,
}

impl Channel {
    /// The word in the contract.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Signup => "signup",
            Self::Page => "page",
            Self::Api => "api",
            Self::Import => "import",
            Self::Keeper => "keeper",
        }
    }
}

/// Decides what giving the pledge writes: a line, or nothing when the same wording holds already.
///
/// # Errors
/// 409 `pledge_version` when another wording than the network's was shown.
pub fn give(
    current: Option<CurrentPledge>,
    shown: u32,
    network: u32,
    channel: Channel,
    now: Timestamp,
) -> Result<Option<PledgeEntry>, Refusal> {
    if shown != network {
        return Err(Refusal::Conflict("pledge_version"));
    }
    if current.is_some_and(|pledge| pledge.version == shown) {
        return Ok(None);
    }
    Ok(Some(PledgeEntry { deed: PledgeDeed::Given, version: shown, at: now, channel }))
}

/// Decides what withdrawing writes: a line, or nothing when no pledge holds.
pub fn withdraw(current: Option<CurrentPledge>, channel: Channel, now: Timestamp) -> Option<PledgeEntry> {
    current.map(|pledge| PledgeEntry { deed: PledgeDeed::Withdrawn, version: pledge.version, at: now, channel })
}

impl PledgeEntry {
    /// The pledge that holds once this line is the last.
    pub fn leaves(&self) -> Option<CurrentPledge> {
        match self.deed {
            PledgeDeed::Given => Some(CurrentPledge { version: self.version, at: self.at }),
            PledgeDeed::Withdrawn => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_second(1_780_000_000).expect("in range")
    }

    fn held(version: u32) -> Option<CurrentPledge> {
        Some(CurrentPledge { version, at: now() })
    }

    #[test]
    fn the_ledger_says_each_yes_once() {
        let line = give(None, 2, 2, Channel::Page, now()).expect("allowed").expect("a line");
        assert_eq!(line.leaves(), held(2));
        assert_eq!(give(held(2), 2, 2, Channel::Page, now()), Ok(None));
        assert!(give(held(1), 2, 2, Channel::Page, now()).expect("allowed").is_some(), "a new wording is a new yes");
        assert_eq!(give(None, 1, 2, Channel::Page, now()), Err(Refusal::Conflict("pledge_version")));
    }

    #[test]
    fn a_withdrawal_needs_a_pledge() {
        assert_eq!(withdraw(None, Channel::Page, now()), None);
        assert_eq!(withdraw(held(1), Channel::Page, now()).expect("a line").leaves(), None);
    }
}
