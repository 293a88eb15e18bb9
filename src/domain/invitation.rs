//! Invitations to a team: to one address, or by a link that many may follow. Each ends by itself, can be revoked, and is counted.
//!
//! The record holds no secret of them: the link is derived from the id and signed with the server's own secret ([`crate::app::invitations`]).

use jiff::{SignedDuration, Timestamp};

use super::ids::{InvitationId, MemberId, TeamId};
use super::refusal::{Flaw, Flaws, Refusal};
use super::text::Email;

/// How long an invitation lasts unless its maker says otherwise, in days.
pub const DAYS: u16 = 14;
/// The longest that one lasts, in days.
pub const DAYS_MAX: u16 = 90;
/// How many may follow a link unless its maker says otherwise.
pub const USES: u32 = 20;
/// The most that may follow one.
pub const USES_MAX: u32 = 500;
/// Most invitations that a team has open.
pub const OPEN_MAX: usize = 200;

/// An invitation to a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// To which team.
    pub team: TeamId,
    /// Who invites; none once their account is gone.
    pub by: Option<MemberId>,
    /// To whom it was mailed; none: a link for whoever has it.
    pub email: Option<Email>,
    /// How many may follow it.
    pub uses_max: u32,
    /// How many did.
    pub used: u32,
    /// When it was made, or made again.
    pub created_at: Timestamp,
    /// Until when it holds.
    pub expires_at: Timestamp,
}

impl Invitation {
    /// Whether one may still follow it.
    pub fn holds(&self, now: Timestamp) -> bool {
        now < self.expires_at && self.used < self.uses_max
    }

    /// What it is once one more has followed it; none: it is used up, and nothing is left to be shown of it.
    ///
    /// # Errors
    /// 409 `invitation_over`.
    pub fn followed(&self, now: Timestamp) -> Result<Option<Self>, Refusal> {
        if !self.holds(now) {
            return Err(Refusal::Conflict("invitation_over"));
        }
        Ok(self.email.is_none().then(|| Self { used: self.used + 1, ..self.clone() }))
    }
}

/// When an invitation of so many days ends, and how many may follow it.
///
/// # Errors
/// 422 `days` and `uses_max`, out of range.
pub fn bounds(days: Option<u16>, uses_max: Option<u32>, now: Timestamp) -> Result<(Timestamp, u32), Refusal> {
    let (days, uses_max) = (days.unwrap_or(DAYS), uses_max.unwrap_or(USES));
    let mut flaws = Flaws::default();
    flaws.require((1..=DAYS_MAX).contains(&days), Flaw::with("days", "out_of_range", i64::from(DAYS_MAX)));
    flaws.require((1..=USES_MAX).contains(&uses_max), Flaw::with("uses_max", "out_of_range", i64::from(USES_MAX)));
    flaws.done()?;
    let ends = now.checked_add(SignedDuration::from_hours(i64::from(days) * 24)).unwrap_or(Timestamp::MAX);
    Ok((ends, uses_max))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("in range")
    }

    fn invitation(email: Option<&str>, used: u32, uses_max: u32) -> Invitation {
        Invitation {
            id: InvitationId::from_bytes([1; 16]),
            team: TeamId::from_bytes([2; 16]),
            by: None,
            email: email.map(|email| email.parse().expect("an address")),
            uses_max,
            used,
            created_at: at(0),
            expires_at: at(100),
        }
    }

    #[track_caller]
    fn check(invitation: &Invitation, now: i64, want: Result<Option<u32>, Refusal>) {
        assert_eq!(invitation.followed(at(now)).map(|left| left.map(|left| left.used)), want, "{invitation:?} at {now}");
    }

    #[test]
    fn links_are_counted_and_end() {
        let over = Err(Refusal::Conflict("invitation_over"));
        check(&invitation(None, 0, 2), 99, Ok(Some(1)));
        check(&invitation(None, 1, 2), 0, Ok(Some(2)));
        check(&invitation(None, 2, 2), 0, over.clone());
        check(&invitation(None, 0, 2), 100, over.clone());
        check(&invitation(Some("a@exemple.fr"), 0, 1), 99, Ok(None));
        check(&invitation(Some("a@exemple.fr"), 0, 1), 100, over);
    }

    #[test]
    fn bounds_are_kept() {
        assert_eq!(bounds(None, None, at(0)), Ok((at(14 * 86_400), USES)));
        assert_eq!(bounds(Some(1), Some(500), at(0)), Ok((at(86_400), 500)));
        let flaws = |days, uses| bounds(Some(days), Some(uses), at(0)).expect_err("refused").to_string();
        assert_eq!(flaws(0, 1), "invalid days:out_of_range(90)");
        assert_eq!(flaws(91, 501), "invalid days:out_of_range(90) uses_max:out_of_range(500)");
    }
}
