//! Chores: the work that a deed leaves behind, committed with it and done later by the jobs.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{EventId, MemberId, PostId, TeamId, ThreadId};
use super::lang::Lang;
use super::membership::TeamRole;
use super::notification::{Cadence, Line, Was};
use super::reminder::Step;
use super::team::words;
use super::text::Email;

/// Work for the index: look at this again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexChore {
    /// An event changed, came or went.
    Event(EventId),
    /// A team changed, came or went.
    Team(TeamId),
}

/// Members are to be told of something. Told in batches: `stage` says how far that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotifyChore {
    /// Of what.
    pub news: News,
    /// Who did it, and is not told.
    pub by: Option<MemberId>,
    /// When it was done.
    pub at: Timestamp,
    /// How far it is told.
    pub stage: Stage,
}

impl NotifyChore {
    /// News that nobody was told of yet.
    pub fn new(news: News, by: Option<MemberId>, at: Timestamp) -> Self {
        Self { news, by, at, stage: Stage::default() }
    }
}

/// What there is to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// Somebody comes to an action, or waits for a place: its organisers hear of it.
    Answered(EventId, MemberId),
    /// These have got a place that became free.
    Promoted(EventId, Vec<MemberId>),
    /// Time or place of an action changed; this is how it was: those who come hear of it.
    Changed(EventId, Box<Was>),
    /// An action is called off: those who come hear of it.
    Cancelled(EventId),
    /// An action is out: its team hears of it, then those who live near.
    Published(EventId),
    /// Somebody joined a team: its managers hear of it.
    Joined(TeamId, MemberId),
    /// Somebody asks to join a team: its managers hear of it.
    Requested(TeamId, MemberId),
    /// A member has another role in a team, or their request was accepted: they hear of it.
    Role(TeamId, MemberId, TeamRole),
    /// A team said no to somebody's request: they hear of it.
    Declined(TeamId, MemberId),
    /// A reminder is due: those who come hear of it.
    Reminder(EventId, Step),
    /// A post is out: those whom it is for hear of it.
    Posted(PostId),
    /// Somebody said something in a discussion: who has a seat in it, or answers for what it is on, hears of it.
    Said(ThreadId, MemberId),
    /// A team invites a member: they hear of it.
    Invited(TeamId, MemberId),
}

/// How far news were told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stage {
    /// Circles of people that know already.
    pub circles: u8,
    /// In the circle that is being told, the last one who knows.
    pub after: Option<MemberId>,
}

/// A letter to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct MailChore {
    /// To whom.
    pub to: Email,
    /// In which language.
    pub lang: Lang,
    /// What it says.
    pub letter: Letter,
}

/// What a letter says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Letter {
    /// The code that proves the address of a new member.
    SignupCode {
        /// First name.
        first_name: String,
        /// The code.
        code: String,
    },
    /// Somebody signed up with an address that has an account: the code signs in.
    SignupKnown {
        /// First name, as the account has it.
        first_name: String,
        /// The code.
        code: String,
    },
    /// The code that signs in.
    SigninCode {
        /// First name.
        first_name: String,
        /// The code.
        code: String,
    },
    /// One of the two codes that change the address of an account.
    AddressCode {
        /// First name.
        first_name: String,
        /// The code.
        code: String,
        /// The address that the account is to have.
        address: String,
    },
    /// What concerns the account itself: no such letter can be turned off.
    Notice {
        /// First name.
        first_name: String,
        /// Of what.
        notice: Notice,
        /// A date or another word that it says.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        detail: String,
        /// Where it leads: a path on this network, or nothing.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        link: String,
    },
    /// A team invites an address that is nobody's.
    Invitation {
        /// The team's name.
        team: String,
        /// First and last name of whoever invites.
        by: String,
        /// Until when it holds.
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        until: Timestamp,
        /// Where it leads: a path on this network.
        link: String,
        /// Where one ends invitations to this address.
        stop: String,
    },
    /// Somebody of an older list is asked to join. Sent only while they have not.
    Claim {
        /// First name.
        first_name: String,
        /// The one reminder.
        again: bool,
        /// Until when the links hold.
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        until: Timestamp,
        /// Where it leads: a path on this network.
        link: String,
        /// Where one ends these letters.
        stop: String,
    },
    /// News, at once.
    News {
        /// First name.
        first_name: String,
        /// What there is to tell.
        line: Box<Line>,
        /// Where one answers, and where one stops such letters.
        links: Links,
    },
    /// A reminder.
    Reminder {
        /// First name.
        first_name: String,
        /// Of what.
        line: Box<Line>,
        /// Where one answers, and where one stops such letters.
        links: Links,
    },
    /// What came together since the last digest.
    Digest {
        /// First name.
        first_name: String,
        /// How often it comes.
        cadence: Cadence,
        /// What there is to tell.
        lines: Vec<Line>,
        /// Where one stops such letters.
        links: Links,
    },
}

words! {
    /// What a letter about the account itself tells.
    Notice {
        /// An erasure was asked for; until when it can be taken back.
        EraseAsked = "erase_asked",
        /// The account is erased.
        Erased = "erased",
        /// The account has another address.
        AddressChanged = "address_changed",
        /// Somebody asked for an address that has an account already.
        AddressTaken = "address_taken",
        /// A second factor is asked for from now on.
        FactorOn = "factor_on",
        /// No second factor is asked for any more.
        FactorOff = "factor_off",
        /// Moderators answered to a flag.
        FlagAnswered = "flag_answered",
        /// Moderators decided about something of one's own.
        Moderated = "moderated",
    }
}

/// Signed links of a letter: paths on this network. Each opens a page with one button, and none signs anybody in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// "I come", or "I was there"; empty when there is nothing to answer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub yes: String,
    /// "I cannot come", or "I was not there".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub no: String,
    /// No more letters on this.
    pub stop: String,
}
