//! Erasures: those that were asked for, the ledger of those that were done, and taking a member out of every table.

use std::ops::ControlFlow;

use jiff::Timestamp;
use ring::digest::{SHA256, digest};

use super::codec::{Key, Leads, Stored};
use super::outbox::WaitingMail;
use super::stored::MailRow;
use super::tables::{
    DUE_MEMBER_TO_NOTHING, DUE_SEQUENCE_TO_MAIL, EMAIL_TO_MEMBER, ERASED_HASH_TO_TIME, EVENT_MEMBER_TO_PRESENCE, EXTERNAL_ID_TO_MEMBER,
    ID_TO_ATTEMPT, ID_TO_EVENT, ID_TO_MEMBER, MEMBER_LINE_TO_CONSENT, MEMBER_LINE_TO_PLEDGE, MEMBER_LINE_TO_STATEMENT,
    MEMBER_NOTIFICATION_TO_LINE, MEMBER_TO_ERASURE, MEMBER_TO_INBOX, MEMBER_TO_PREFERENCES, MEMBER_TOPIC_SUBJECT_TO_UNREAD, NAME_TO_BUCKET,
    TIME_WHO_KEY_TO_NOTHING, Table, WHO_KEY_TO_DONE,
};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::erasure::Erasure;
use crate::domain::event::Event;
use crate::domain::ids::{EventId, MemberId};
use crate::domain::member::Member;
use crate::domain::notification::Cadence;
use crate::domain::text::Email;

/// What the ledger knows an erased member by. The id holds 74 bits of chance, so that nobody finds it from its hash.
pub fn erased_hash(member: MemberId) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, member.bytes()).as_ref());
    hash
}

impl ReadTx<'_> {
    /// The erasure that a member asked for.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn erasure(&self, member: MemberId) -> Result<Option<Erasure>, Failure> {
        self.get(&MEMBER_TO_ERASURE, &member)
    }

    /// Those who are to be erased by now, those due longest first.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn erasures_due(&self, now: Timestamp, limit: usize) -> Result<Vec<MemberId>, Failure> {
        let rows = self.scan(&DUE_MEMBER_TO_NOTHING, &Keys::all(), None, limit, Direction::Up)?;
        Ok(rows.into_iter().take_while(|((due, _), ())| *due <= now).map(|((_, member), ())| member).collect())
    }

    /// The ledger of erasures: hashes of ids, and when each was done.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn erased(&self) -> Result<Vec<([u8; 32], Timestamp)>, Failure> {
        self.scan(&ERASED_HASH_TO_TIME, &Keys::all(), None, usize::MAX, Direction::Up)
    }

    /// When the member of this [hash](erased_hash) was erased.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn erased_at(&self, hash: &[u8; 32]) -> Result<Option<Timestamp>, Failure> {
        self.get(&ERASED_HASH_TO_TIME, hash)
    }

    /// The events of which somebody said that they were there, or not.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn presences_of(&self, member: MemberId) -> Result<Vec<(EventId, bool)>, Failure> {
        let mut found = Vec::new();
        self.each(&EVENT_MEMBER_TO_PRESENCE, &Keys::all(), None, Direction::Up, |(event, other), there| {
            if other == member {
                found.push((event, there > 0));
            }
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }

    /// The letters that wait for an address.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn mails_to(&self, email: &Email) -> Result<Vec<WaitingMail>, Failure> {
        let mut found = Vec::new();
        self.each(&DUE_SEQUENCE_TO_MAIL, &Keys::all(), None, Direction::Up, |(due, sequence), MailRow { chore, tries }| {
            if chore.to.key() == email.key() {
                found.push(WaitingMail { due, sequence, tries, chore });
            }
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }
}

impl WriteTx<'_> {
    /// Stores the erasure that a member asks for, or takes it back.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn set_erasure(&mut self, member: MemberId, erasure: Option<&Erasure>) -> Result<(), Failure> {
        let due = |erasure: &Erasure| (erasure.due, member);
        let before: Vec<_> = self.erasure(member)?.iter().map(due).collect();
        let after: Vec<_> = erasure.into_iter().map(due).collect();
        self.relist(&DUE_MEMBER_TO_NOTHING, &before, &after);
        match erasure {
            Some(erasure) => self.put(&MEMBER_TO_ERASURE, &member, erasure),
            None => self.delete(&MEMBER_TO_ERASURE, &member),
        }
        Ok(())
    }

    /// Notes in the ledger that somebody was erased.
    pub fn put_erased(&mut self, hash: &[u8; 32], at: Timestamp) {
        self.put(&ERASED_HASH_TO_TIME, hash, &at);
    }

    /// Takes a presence away.
    pub fn delete_presence(&mut self, event: EventId, member: MemberId) {
        self.delete(&EVENT_MEMBER_TO_PRESENCE, &(event, member));
    }

    /// Takes an event away to which nobody answered. Its picture and its places in tables of others are for whoever asks.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn delete_event(&mut self, event: &Event) -> Result<(), Failure> {
        // Stored bare first, so that nothing lists it any more.
        let mut bare = Event { organisers: Vec::new(), external_id: None, ..event.clone() };
        bare.facts.team = None;
        bare.status = crate::domain::event::EventStatus::Draft;
        self.put_event(&bare)?;
        self.delete(&ID_TO_EVENT, &event.id);
        Ok(())
    }

    /// Takes a member out of every table that is theirs alone: account, password, ledgers, sessions, ways in, throttles, inbox, keys. What they
    /// share with others (answers, memberships, events, pictures) must be gone or handed over before. `in_names` are the hashes of their
    /// address as the names of throttles have them.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn delete_member(&mut self, member: &Member, in_names: &str) -> Result<(), Failure> {
        let id = member.id;
        self.set_erasure(id, None)?;
        self.delete_sessions_of(id, None)?;
        for signup in self.signups_of(&member.email)? {
            self.delete_signup(signup.id)?;
        }
        self.delete_attempts_of(member)?;
        self.put_email_change(id, None);
        self.delete_throttles_of(in_names)?;
        for mail in self.mails_to(&member.email)? {
            self.forget_mail(&mail);
        }
        self.delete_under(&MEMBER_LINE_TO_PLEDGE, &id)?;
        self.delete_under(&MEMBER_LINE_TO_CONSENT, &id)?;
        self.delete_under(&MEMBER_NOTIFICATION_TO_LINE, &id)?;
        self.delete_under(&MEMBER_TOPIC_SUBJECT_TO_UNREAD, &id)?;
        self.delete(&MEMBER_TO_INBOX, &id);
        self.delete(&MEMBER_TO_PREFERENCES, &id);
        for cadence in [Cadence::Daily, Cadence::Weekly] {
            self.forget_digest(id, cadence)?;
        }
        for ((who, key), done) in self.scan(&WHO_KEY_TO_DONE, &Keys::under(id.bytes()), None, usize::MAX, Direction::Up)? {
            self.delete(&TIME_WHO_KEY_TO_NOTHING, &(done.at, who, key.clone()));
            self.delete(&WHO_KEY_TO_DONE, &(who, key));
        }
        self.forget_audit_of(id)?;
        self.set_password(id, None);
        self.put_factor(id, None);
        self.forget_flags_of(id)?;
        self.delete_under(&MEMBER_LINE_TO_STATEMENT, &id)?;
        if let Some(name) = &member.external_id {
            self.delete(&EXTERNAL_ID_TO_MEMBER, &name.as_str().to_owned());
        }
        self.relist(&super::tables::ADMIN_TO_NOTHING, &[id], &[]);
        self.delete(&EMAIL_TO_MEMBER, &member.email.key());
        self.delete(&ID_TO_MEMBER, &id);
        Ok(())
    }

    /// Takes away the sign-ins by code that were asked for with a member's address.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn delete_attempts_of(&mut self, member: &Member) -> Result<(), Failure> {
        let key = member.email.key();
        let all = self.scan(&ID_TO_ATTEMPT, &Keys::all(), None, usize::MAX, Direction::Up)?;
        for (attempt, _) in all.iter().filter(|(_, attempt)| attempt.member == Some(member.id) || attempt.email.key() == key) {
            self.delete_attempt(*attempt);
        }
        Ok(())
    }

    fn delete_throttles_of(&mut self, in_names: &str) -> Result<(), Failure> {
        let mut names = Vec::new();
        self.each(&NAME_TO_BUCKET, &Keys::all(), None, Direction::Up, |name, _| {
            if name.split(' ').any(|part| part == in_names) {
                names.push(name);
            }
            ControlFlow::Continue(())
        })?;
        names.iter().for_each(|name| self.delete(&NAME_TO_BUCKET, name));
        Ok(())
    }

    /// Takes away every row whose key begins so.
    fn delete_under<K: Key, V: Stored>(&mut self, table: &Table<K, V>, lead: &impl Leads<K>) -> Result<(), Failure> {
        for (key, _) in self.scan(table, &Keys::under(lead), None, usize::MAX, Direction::Up)? {
            self.delete(table, &key);
        }
        Ok(())
    }
}
