//! Erasure: somebody asks to be forgotten, has a week to think again, and is then taken out of every table. What others rely on passes to them;
//! what only counts stays as a number. Of the person stays one hash of an id, so that a backup of before is put right when it is restored.

use jiff::{SignedDuration, Timestamp};

use super::ids::{EventId, MemberId, TeamId};
use super::membership::{Membership, MembershipStanding, TeamRole};

/// How long an erasure can be taken back.
pub const UNDO: SignedDuration = SignedDuration::from_hours(7 * 24);

/// An id that is nobody's: under it stays an answer to a past event that only counts. Its time is zero, which no member's ever is.
pub fn nobody(mut chance: [u8; 16]) -> MemberId {
    chance[..6].fill(0);
    MemberId::from_bytes(chance)
}

/// Whether an id is nobody's.
pub fn is_nobody(member: MemberId) -> bool {
    member.bytes().starts_with(&[0; 6])
}

/// An erasure that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erasure {
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it is done.
    pub due: Timestamp,
}

impl Erasure {
    /// An erasure asked for now.
    pub fn asked(now: Timestamp) -> Self {
        Self { asked_at: now, due: now.checked_add(UNDO).unwrap_or(Timestamp::MAX) }
    }
}

/// What becomes of a team in which somebody is who is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamFate {
    /// It goes on without them.
    GoesOn(TeamId),
    /// They were its last lead: this member leads it from then on.
    HandedOver(TeamId, MemberId),
    /// They were its last lead, and nobody else is in it: it is closed.
    Closed(TeamId),
}

/// What becomes of an event that somebody organises who is erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventFate {
    /// Others organise it too.
    GoesOn(EventId),
    /// It passes to the leads of its team.
    HandedOver(EventId, Vec<MemberId>),
    /// Nobody is left to answer for it: what is to come is called off, what was stays without a name.
    LeftAlone(EventId),
    /// A draft that nobody else knows of: it goes.
    Goes(EventId),
}

/// Who leads a team once its last lead is gone: of the managers, else of the members, whoever is in it longest.
pub fn successor<'m>(members: impl IntoIterator<Item = &'m Membership>, leaving: MemberId) -> Option<MemberId> {
    let may = members.into_iter().filter(|m| m.member != leaving && m.standing == MembershipStanding::In && m.role > TeamRole::Follower);
    may.min_by_key(|m| (std::cmp::Reverse(m.role), m.since, m.member)).map(|m| m.member)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(member: u8, role: TeamRole, standing: MembershipStanding, since: i64) -> Membership {
        Membership {
            team: TeamId::from_bytes([1; 16]),
            member: MemberId::from_bytes([member; 16]),
            role,
            standing,
            message: None,
            listed: false,
            since: Timestamp::from_second(since).expect("in range"),
        }
    }

    #[track_caller]
    fn check(members: &[Membership], want: Option<u8>) {
        assert_eq!(successor(members, MemberId::from_bytes([1; 16])), want.map(|n| MemberId::from_bytes([n; 16])));
    }

    #[test]
    fn nobody_is_no_member() {
        assert!(is_nobody(nobody([9; 16])));
        assert!(!is_nobody(MemberId::new(Timestamp::from_second(1_780_000_000).expect("in range"), [0; 10])));
        assert_ne!(nobody([9; 16]), nobody([8; 16]));
    }

    #[test]
    fn the_oldest_manager_follows_then_the_oldest_member() {
        use MembershipStanding::{In, Requested};
        use TeamRole::{Follower, Lead, Manager, Member};
        let lead = place(1, Lead, In, 1);
        check(std::slice::from_ref(&lead), None);
        check(&[lead.clone(), place(2, Follower, In, 1), place(3, Member, Requested, 1)], None);
        check(&[lead.clone(), place(2, Member, In, 9), place(3, Member, In, 5)], Some(3));
        check(&[lead, place(2, Manager, In, 9), place(3, Member, In, 5), place(4, Manager, In, 8)], Some(4));
    }
}
