//! Consents beside the pledge: what somebody agreed to, in which wording, when and through which door; each yes and each withdrawal is a line.
//! No other deed sets one.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::pledge::{Channel, PledgeDeed};
use super::refusal::Refusal;
use super::team::words;

words! {
    /// What is agreed to.
    Consent {
        /// The privacy notice beside its box.
        Privacy = "privacy",
    }
}

/// One line of a member's ledger of consents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsentEntry {
    /// To what.
    pub what: Consent,
    /// Given, or withdrawn.
    pub deed: PledgeDeed,
    /// The version of the wording that was shown.
    pub version: u32,
    /// When.
    pub at: Timestamp,
    /// Through which door.
    pub channel: Channel,
}

/// The version that holds after these lines; none when it was never given, or was withdrawn.
pub fn holds(lines: &[ConsentEntry], what: Consent) -> Option<u32> {
    let last = lines.iter().rev().find(|line| line.what == what)?;
    (last.deed == PledgeDeed::Given).then_some(last.version)
}

/// Decides what giving a consent writes: a line, or nothing when the same wording holds already.
///
/// # Errors
/// 409 `consent_version` when another wording than the network's was shown.
pub fn give(
    lines: &[ConsentEntry],
    what: Consent,
    (shown, network): (u32, u32),
    channel: Channel,
    now: Timestamp,
) -> Result<Option<ConsentEntry>, Refusal> {
    if shown != network {
        return Err(Refusal::Conflict("consent_version"));
    }
    let line = ConsentEntry { what, deed: PledgeDeed::Given, version: shown, at: now, channel };
    Ok((holds(lines, what) != Some(shown)).then_some(line))
}

/// Decides what withdrawing writes: a line, or nothing when none holds.
pub fn withdraw(lines: &[ConsentEntry], what: Consent, channel: Channel, now: Timestamp) -> Option<ConsentEntry> {
    holds(lines, what).map(|version| ConsentEntry { what, deed: PledgeDeed::Withdrawn, version, at: now, channel })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_yes_and_each_no_is_a_line_and_said_once() {
        let now = Timestamp::UNIX_EPOCH;
        let what = Consent::Privacy;
        let yes = |lines: &[ConsentEntry], versions| give(lines, what, versions, Channel::Page, now);
        let first = yes(&[], (1, 1)).expect("allowed").expect("a line");
        assert_eq!(yes(&[first], (1, 1)), Ok(None));
        assert_eq!(yes(&[first], (1, 2)), Err(Refusal::Conflict("consent_version")));
        assert!(yes(&[first], (2, 2)).expect("allowed").is_some(), "a new wording is a new yes");
        let no = withdraw(&[first], what, Channel::Page, now).expect("a line");
        assert_eq!((holds(&[first], what), holds(&[first, no], what)), (Some(1), None));
        assert_eq!(withdraw(&[first, no], what, Channel::Page, now), None);
        assert!(yes(&[first, no], (1, 1)).expect("allowed").is_some());
    }
}
