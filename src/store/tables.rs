//! Every table, one line each, named `KEY_TO_VALUE`. A table's number is never given to another, not even after the table is gone.

use std::marker::PhantomData;

use data_encoding::HEXLOWER;
use jiff::Timestamp;

use super::Failure;
use super::stored::MailRow;
use super::transaction::row_of;
use crate::domain::account::{Attempt, Bucket, EmailChange, Session, Signup};
use crate::domain::audit::AuditRow;
use crate::domain::chore::{IndexChore, NotifyChore};
use crate::domain::consent::ConsentEntry;
use crate::domain::erasure::Erasure;
use crate::domain::event::Event;
use crate::domain::factor::Factor;
use crate::domain::flag::{Case, Flag, Statement};
use crate::domain::ids::{
    AttemptId, EventId, InvitationId, MediaId, MemberId, MessageId, NotificationId, PostId, SessionId, SignupId, TeamId, ThreadId,
};
use crate::domain::invitation::Invitation;
use crate::domain::media::Picture;
use crate::domain::member::Member;
use crate::domain::membership::{Membership, TeamTally};
use crate::domain::notification::{InboxTally, Notification, Preferences};
use crate::domain::once::Done;
use crate::domain::pledge::PledgeEntry;
use crate::domain::post::Post;
use crate::domain::rsvp::{EventTally, Rsvp, Standing};
use crate::domain::team::Team;
use crate::domain::thread::{Former, Message, Seat, Thread};

/// A numbered space of typed keys and values.
pub struct Table<K, V> {
    tag: u16,
    name: &'static str,
    types: PhantomData<fn() -> (K, V)>,
}

impl<K, V> Table<K, V> {
    /// The table of this number and name.
    pub const fn new(tag: u16, name: &'static str) -> Self {
        Self { tag, name, types: PhantomData }
    }

    /// Its number: what its keys begin with.
    pub const fn tag(&self) -> u16 {
        self.tag
    }

    /// What it is called in messages.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

macro_rules! tables {
    ($($(#[$doc:meta])* $tag:literal $name:ident: $key:ty => $value:ty;)*) => {
        $($(#[$doc])* pub const $name: Table<$key, $value> = Table::new($tag, stringify!($name));)*

        /// Number and name of every table.
        pub const ALL: &[(u16, &str)] = &[$(($tag, stringify!($name))),*];

        /// Whether key and value, as the engine has them, are a row of their table. Gives the table's name.
        ///
        /// # Errors
        /// When they are not, or there is no such table.
        pub(super) fn sound(key: &[u8], value: &[u8]) -> Result<&'static str, Failure> {
            match key.first_chunk().map(|tag| u16::from_be_bytes(*tag)) {
                $(Some($tag) => row_of(&$name, key, value).map(|_| stringify!($name)),)*
                _ => Err(Failure::Damaged(format!("{}: no table has such keys", HEXLOWER.encode(key)))),
            }
        }
    };
}

tables! {
    /// What the record knows of itself: its format, and the last number given to a chore.
    1 NAME_TO_NUMBER: String => u64;

    /// How far a step to another format is.
    2 NAME_TO_TEXT: String => String;

    /// Members.
    10 ID_TO_MEMBER: MemberId => Member;
    /// Whose an address is, by [`Email::key`](crate::domain::text::Email::key).
    11 EMAIL_TO_MEMBER: String => MemberId;
    /// The members that imports named.
    12 EXTERNAL_ID_TO_MEMBER: String => MemberId;
    /// PHC strings.
    13 MEMBER_TO_PASSWORD: MemberId => String;
    /// The ledger of each member's pledge: lines counted from 0.
    14 MEMBER_LINE_TO_PLEDGE: (MemberId, u32) => PledgeEntry;
    /// The admins.
    15 ADMIN_TO_NOTHING: MemberId => ();

    /// Sessions, by the SHA-256 of their secret.
    20 SECRET_HASH_TO_SESSION: [u8; 32] => Session;
    /// The sessions of each member.
    21 MEMBER_SESSION_TO_SECRET_HASH: (MemberId, SessionId) => [u8; 32];
    /// Sign-ups that wait for their code.
    22 ID_TO_SIGNUP: SignupId => Signup;
    /// The sign-ups of each address.
    23 EMAIL_SIGNUP_TO_NOTHING: (String, SignupId) => ();
    /// Sign-ins by code that wait for it.
    24 ID_TO_ATTEMPT: AttemptId => Attempt;
    /// Throttles.
    25 NAME_TO_BUCKET: String => Bucket;
    /// What was done under an idempotency key, by whom (zeroes: somebody not signed in) and key.
    26 WHO_KEY_TO_DONE: ([u8; 16], String) => Done;
    /// The same by time, to forget the old ones.
    27 TIME_WHO_KEY_TO_NOTHING: (Timestamp, [u8; 16], String) => ();

    /// Events.
    40 ID_TO_EVENT: EventId => Event;
    /// How many come to each; no row: nobody.
    41 EVENT_TO_TALLY: EventId => EventTally;
    /// The events of each organiser, by start.
    42 ORGANISER_START_EVENT_TO_NOTHING: (MemberId, Timestamp, EventId) => ();
    /// The events of each team, by start.
    43 TEAM_START_EVENT_TO_NOTHING: (TeamId, Timestamp, EventId) => ();
    /// The events that imports named.
    44 EXTERNAL_ID_TO_EVENT: String => EventId;
    /// The answers to each event.
    45 EVENT_MEMBER_TO_RSVP: (EventId, MemberId) => Rsvp;
    /// The answers of each member.
    46 MEMBER_EVENT_TO_STANDING: (MemberId, EventId) => Standing;
    /// The waiting list of each event, by rank, with the places that each party wants.
    47 EVENT_SINCE_MEMBER_TO_PARTY: (EventId, Timestamp, MemberId) => u32;

    /// Teams.
    60 ID_TO_TEAM: TeamId => Team;
    /// How many are in each; no row: nobody.
    61 TEAM_TO_TALLY: TeamId => TeamTally;
    /// The teams that imports named.
    62 EXTERNAL_ID_TO_TEAM: String => TeamId;
    /// The memberships of each team.
    63 TEAM_MEMBER_TO_MEMBERSHIP: (TeamId, MemberId) => Membership;
    /// The teams of each member.
    64 MEMBER_TEAM_TO_NOTHING: (MemberId, TeamId) => ();

    /// Pictures.
    80 ID_TO_PICTURE: MediaId => Picture;
    /// Those that wait for an owner, the oldest first.
    81 WAITING_PICTURE_TO_NOTHING: MediaId => ();
    /// SHA-256 of the three files of each picture, as they were written; no row: it was taken in before sums were kept.
    82 PICTURE_TO_SUM: MediaId => [u8; 32];

    /// OUTBOX: what the index is to look at again.
    90 SEQUENCE_TO_INDEX_CHORE: u64 => IndexChore;
    /// OUTBOX: letters, by when they are due.
    91 DUE_SEQUENCE_TO_MAIL: (Timestamp, u64) => MailRow;
    /// OUTBOX: news to be told, by when they are due.
    92 DUE_SEQUENCE_TO_NOTIFY_CHORE: (Timestamp, u64) => NotifyChore;
    /// The change of an event that is still to be told, by the number of its chore: later changes join it.
    93 EVENT_TO_CHANGE: EventId => u64;
    /// When reminders of events are due, by [`Step::number`](crate::domain::reminder::Step::number).
    94 DUE_EVENT_STEP_TO_NOTHING: (Timestamp, EventId, u8) => ();
    /// Reminders that were given, with when they were due.
    95 EVENT_STEP_DUE_TO_NOTHING: (EventId, u8, Timestamp) => ();
    /// Who says that they were at an event (1), or were not (0).
    96 EVENT_MEMBER_TO_PRESENCE: (EventId, MemberId) => u32;

    /// INBOX: what members were told.
    100 MEMBER_NOTIFICATION_TO_LINE: (MemberId, NotificationId) => Notification;
    /// The unread lines, by topic and subject.
    101 MEMBER_TOPIC_SUBJECT_TO_UNREAD: (MemberId, u16, [u8; 16]) => NotificationId;
    /// How many lines there are; no row: none.
    102 MEMBER_TO_INBOX: MemberId => InboxTally;
    /// What members chose to hear of, and how; no row: as usual.
    103 MEMBER_TO_PREFERENCES: MemberId => Preferences;
    /// Digests to be composed, by [`Cadence::number`](crate::domain::notification::Cadence::number).
    104 DUE_MEMBER_CADENCE_TO_NOTHING: (Timestamp, MemberId, u8) => ();
    /// When each is due.
    105 MEMBER_CADENCE_TO_DUE: (MemberId, u8) => Timestamp;

    /// News.
    110 ID_TO_POST: PostId => Post;
    /// Those that are out, by when they came out.
    111 OUT_POST_TO_NOTHING: (Timestamp, PostId) => ();
    /// The same by desk: the team's, or zeroes for the network's.
    112 DESK_OUT_POST_TO_NOTHING: ([u8; 16], Timestamp, PostId) => ();
    /// Of these, those that are pinned.
    113 DESK_PINNED_POST_TO_NOTHING: ([u8; 16], Timestamp, PostId) => ();
    /// The drafts and scheduled ones of a desk.
    114 DESK_WAITING_POST_TO_NOTHING: ([u8; 16], PostId) => ();
    /// The scheduled ones, by when they are to come out.
    115 DUE_POST_TO_NOTHING: (Timestamp, PostId) => ();

    /// AUDIT: who did what to whom, counted from 1, each row chained to the one before.
    140 NUMBER_TO_AUDIT: u64 => AuditRow;
    /// The rows that a member did, or that were done to them.
    141 MEMBER_NUMBER_TO_NOTHING: (MemberId, u64) => ();
    /// The ledger of each member's consents: lines counted from 0.
    142 MEMBER_LINE_TO_CONSENT: (MemberId, u32) => ConsentEntry;
    /// Who asked to be erased.
    143 MEMBER_TO_ERASURE: MemberId => Erasure;
    /// When each is to be done.
    144 DUE_MEMBER_TO_NOTHING: (Timestamp, MemberId) => ();
    /// Who was erased, by the SHA-256 of their id, and when: what a restore does again.
    145 ERASED_HASH_TO_TIME: [u8; 32] => Timestamp;
    /// Changes of address that wait for their codes.
    146 MEMBER_TO_EMAIL_CHANGE: MemberId => EmailChange;
    /// Second factors, those that wait for their first code too.
    147 MEMBER_TO_FACTOR: MemberId => Factor;

    /// Invitations to teams.
    150 TEAM_INVITATION_TO_INVITATION: (TeamId, InvitationId) => Invitation;
    /// The invitation to a team that an address has, by [`Email::key`](crate::domain::text::Email::key).
    151 EMAIL_TEAM_TO_INVITATION: (String, TeamId) => InvitationId;
    /// Addresses that want no invitations, by a digest that only this server can make, and since when.
    152 UNINVITED_HASH_TO_TIME: [u8; 32] => Timestamp;

    /// Discussions.
    153 ID_TO_THREAD: ThreadId => Thread;
    /// Those on a thing, by [`On::room`](crate::domain::thread::On::room), open and private ones apart, by when something was last said.
    154 ROOM_PRIVATE_LAST_THREAD_TO_NOTHING: ([u8; 17], bool, Timestamp, ThreadId) => ();
    /// What is said in each.
    155 THREAD_MESSAGE_TO_MESSAGE: (ThreadId, MessageId) => Message;
    /// What a message said before it was changed, by how often it had been.
    156 THREAD_MESSAGE_EDIT_TO_FORMER: (ThreadId, MessageId, u32) => Former;
    /// What members have to do with a discussion.
    157 THREAD_MEMBER_TO_SEAT: (ThreadId, MemberId) => Seat;
    /// The discussions of each member.
    158 MEMBER_THREAD_TO_NOTHING: (MemberId, ThreadId) => ();

    /// Flags, by what they are about ([`FlagSubject::key`](crate::domain::flag::FlagSubject::key)) and by whom.
    160 THING_MEMBER_TO_FLAG: (u8, [u8; 16], MemberId) => Flag;
    /// The flags of each member.
    161 MEMBER_KIND_THING_TO_NOTHING: (MemberId, u8, [u8; 16]) => ();
    /// What moderators decided about things that were flagged.
    162 THING_TO_CASE: (u8, [u8; 16]) => Case;
    /// The cases that wait, by since when.
    163 OPENED_KIND_THING_TO_NOTHING: (Timestamp, u8, [u8; 16]) => ();
    /// What each member was told of decisions about them and theirs, line by line.
    164 MEMBER_LINE_TO_STATEMENT: (MemberId, u32) => Statement;
}

#[cfg(test)]
mod tests {
    use super::ALL;
    use std::collections::HashSet;

    #[test]
    fn no_number_and_no_name_is_given_twice() {
        assert_eq!(ALL.iter().map(|(tag, _)| tag).collect::<HashSet<_>>().len(), ALL.len());
        assert_eq!(ALL.iter().map(|(_, name)| name).collect::<HashSet<_>>().len(), ALL.len());
        assert!(ALL.iter().all(|(tag, name)| (1..0xf000).contains(tag) && name.contains("_TO_")));
    }
}
