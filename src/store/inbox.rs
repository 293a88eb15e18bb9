//! Inboxes: one line a topic and subject while it is unread, counted, bounded; what members chose; the digests that are planned.

use jiff::Timestamp;

use super::tables::{
    DUE_MEMBER_CADENCE_TO_NOTHING, MEMBER_CADENCE_TO_DUE, MEMBER_NOTIFICATION_TO_LINE, MEMBER_TO_INBOX, MEMBER_TO_PREFERENCES,
    MEMBER_TOPIC_SUBJECT_TO_UNREAD,
};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::ids::{MemberId, NotificationId};
use crate::domain::notification::{Cadence, INBOX_MAX, InboxTally, Notification, Preferences, Subject, Topic};

impl ReadTx<'_> {
    /// A line of a member's inbox.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn notification(&self, member: MemberId, id: NotificationId) -> Result<Option<Notification>, Failure> {
        self.get(&MEMBER_NOTIFICATION_TO_LINE, &(member, id))
    }

    /// The lines of a member's inbox, the newest first, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn notifications(&self, member: MemberId, after: Option<NotificationId>, limit: usize) -> Result<Vec<Notification>, Failure> {
        let after = after.map(|id| (member, id));
        let rows = self.scan(&MEMBER_NOTIFICATION_TO_LINE, &Keys::under(&member), after.as_ref(), limit, Direction::Down)?;
        Ok(rows.into_iter().map(|(_, line)| line).collect())
    }

    /// How many lines a member's inbox has.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn inbox(&self, member: MemberId) -> Result<InboxTally, Failure> {
        Ok(self.get(&MEMBER_TO_INBOX, &member)?.unwrap_or_default())
    }

    /// What a member chose to hear of, and how.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn preferences(&self, member: MemberId) -> Result<Preferences, Failure> {
        Ok(self.get(&MEMBER_TO_PREFERENCES, &member)?.unwrap_or_default())
    }

    /// The digests that are due now, those due longest first.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn digests_due(&self, now: Timestamp, limit: usize) -> Result<Vec<(Timestamp, MemberId, Cadence)>, Failure> {
        let rows = self.scan(&DUE_MEMBER_CADENCE_TO_NOTHING, &Keys::all(), None, limit, Direction::Up)?;
        let due =
            rows.into_iter().map(|((due, member, cadence), ())| (due, member, Cadence::from_number(cadence).unwrap_or(Cadence::Daily)));
        Ok(due.take_while(|(due, ..)| *due <= now).collect())
    }

    /// When the next digest is due.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn next_digest_due(&self) -> Result<Option<Timestamp>, Failure> {
        Ok(self.first(&DUE_MEMBER_CADENCE_TO_NOTHING, &Keys::all(), Direction::Up)?.map(|((due, ..), ())| due))
    }

    /// When a member's digest is due; none when none is planned.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn digest_due(&self, member: MemberId, cadence: Cadence) -> Result<Option<Timestamp>, Failure> {
        self.get(&MEMBER_CADENCE_TO_DUE, &(member, cadence.number()))
    }
}

/// Where an unread line is found by its topic and subject.
pub(super) fn among_unread(line: &Notification) -> Option<(MemberId, u16, [u8; 16])> {
    (!line.read).then(|| (line.member, line.topic.number(), line.subject.bytes()))
}

impl WriteTx<'_> {
    /// Adds a line to an inbox. An unread one of the same topic and subject becomes one with it; the oldest goes when there are too many.
    /// Gives the line as it is now.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn add_notification(&mut self, line: Notification) -> Result<Notification, Failure> {
        let unread = self.get(&MEMBER_TOPIC_SUBJECT_TO_UNREAD, &(line.member, line.topic.number(), line.subject.bytes()))?;
        let old = unread.map_or(Ok(None), |id| self.notification(line.member, id))?;
        let line = match old {
            Some(old) => {
                self.delete_notification(&old)?;
                line.joined_to(old)
            }
            None => line,
        };
        self.put_notification(&line)?;
        while self.inbox(line.member)?.lines > INBOX_MAX {
            let oldest = self.first(&MEMBER_NOTIFICATION_TO_LINE, &Keys::under(&line.member), Direction::Up)?;
            let Some((_, oldest)) = oldest else { break };
            self.delete_notification(&oldest)?;
        }
        Ok(line)
    }

    /// Stores a line, new or changed.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn put_notification(&mut self, line: &Notification) -> Result<(), Failure> {
        let before = self.notification(line.member, line.id)?;
        if let Some(key) = before.as_ref().and_then(among_unread) {
            self.delete(&MEMBER_TOPIC_SUBJECT_TO_UNREAD, &key);
        }
        if let Some(key) = among_unread(line) {
            self.put(&MEMBER_TOPIC_SUBJECT_TO_UNREAD, &key, &line.id);
        }
        self.put(&MEMBER_NOTIFICATION_TO_LINE, &(line.member, line.id), line);
        self.recount_inbox(line.member, before.as_ref(), Some(line))
    }

    /// Marks the line of a topic and subject in a member's inbox as read, when there is an unread one.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn read_about(&mut self, member: MemberId, topic: Topic, subject: Subject) -> Result<(), Failure> {
        let unread = self.get(&MEMBER_TOPIC_SUBJECT_TO_UNREAD, &(member, topic.number(), subject.bytes()))?;
        match unread.map_or(Ok(None), |id| self.notification(member, id))? {
            Some(line) => self.put_notification(&Notification { read: true, ..line }),
            None => Ok(()),
        }
    }

    fn delete_notification(&mut self, line: &Notification) -> Result<(), Failure> {
        if let Some(key) = among_unread(line) {
            self.delete(&MEMBER_TOPIC_SUBJECT_TO_UNREAD, &key);
        }
        self.delete(&MEMBER_NOTIFICATION_TO_LINE, &(line.member, line.id));
        self.recount_inbox(line.member, Some(line), None)
    }

    fn recount_inbox(&mut self, member: MemberId, before: Option<&Notification>, after: Option<&Notification>) -> Result<(), Failure> {
        let former = self.inbox(member)?;
        let tally = former.moved(before, after);
        if tally != former {
            self.put(&MEMBER_TO_INBOX, &member, &tally);
        }
        Ok(())
    }

    /// Stores what a member chose.
    pub fn put_preferences(&mut self, member: MemberId, preferences: &Preferences) {
        self.put(&MEMBER_TO_PREFERENCES, &member, preferences);
    }

    /// Plans a digest, unless one is planned already.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn plan_digest(&mut self, member: MemberId, cadence: Cadence, due: Timestamp) -> Result<(), Failure> {
        if self.digest_due(member, cadence)?.is_none() {
            self.put(&MEMBER_CADENCE_TO_DUE, &(member, cadence.number()), &due);
            self.put(&DUE_MEMBER_CADENCE_TO_NOTHING, &(due, member, cadence.number()), &());
        }
        Ok(())
    }

    /// A planned digest was composed, or is not wanted any more. False: it was not planned.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn forget_digest(&mut self, member: MemberId, cadence: Cadence) -> Result<bool, Failure> {
        let due = self.digest_due(member, cadence)?;
        if let Some(due) = due {
            self.delete(&MEMBER_CADENCE_TO_DUE, &(member, cadence.number()));
            self.delete(&DUE_MEMBER_CADENCE_TO_NOTHING, &(due, member, cadence.number()));
        }
        Ok(due.is_some())
    }
}
