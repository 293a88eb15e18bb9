//! The OUTBOX: the work that deeds leave behind, committed with them and done later, at least once. Chores are numbered in commit order.

use jiff::Timestamp;

use super::stored::MailRow;
use super::tables::{
    DUE_SEQUENCE_TO_MAIL, DUE_SEQUENCE_TO_NOTIFY_CHORE, EVENT_TO_CHANGE, NAME_TO_NUMBER, NAME_TO_TEXT, SEQUENCE_TO_INDEX_CHORE,
};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::chore::{IndexChore, MailChore, NotifyChore};
use crate::domain::ids::EventId;

/// The last number given to a chore.
const CHORE: &str = "chore";
/// The number up to which index chores were forgotten.
const INDEXED: &str = "indexed";

/// A letter that waits to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingMail {
    /// When it is to be tried.
    pub due: Timestamp,
    /// Its number: the same for each try, so that it makes a stable Message-ID.
    pub sequence: u64,
    /// How often it was tried in vain.
    pub tries: u32,
    /// The letter.
    pub chore: MailChore,
}

/// News that wait to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingNews {
    /// When they may be told.
    pub due: Timestamp,
    /// The number of the chore.
    pub sequence: u64,
    /// What is to be told, and how far it is.
    pub chore: NotifyChore,
}

impl ReadTx<'_> {
    pub(super) fn number(&self, name: &str) -> Result<Option<u64>, Failure> {
        self.get(&NAME_TO_NUMBER, &name.to_owned())
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Failure> {
        self.get(&NAME_TO_TEXT, &name.to_owned())
    }

    /// The number of the last chore that was left, of any kind; 0 before the first.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn sequence(&self) -> Result<u64, Failure> {
        Ok(self.number(CHORE)?.unwrap_or_default())
    }

    /// The index chores with numbers above `after`, in order.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn index_chores(&self, after: u64, limit: usize) -> Result<Vec<(u64, IndexChore)>, Failure> {
        self.scan(&SEQUENCE_TO_INDEX_CHORE, &Keys::all(), Some(&after), limit, Direction::Up)
    }

    /// The number of the last index chore that is still there; none when all were forgotten. The index is fresh when it has seen this one.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn last_index_chore(&self) -> Result<Option<u64>, Failure> {
        Ok(self.first(&SEQUENCE_TO_INDEX_CHORE, &Keys::all(), Direction::Down)?.map(|(sequence, _)| sequence))
    }

    /// The number up to which index chores were forgotten. An index that has seen less cannot catch up, and is built anew.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn index_chores_forgotten(&self) -> Result<u64, Failure> {
        Ok(self.number(INDEXED)?.unwrap_or_default())
    }

    /// The letters that are due now, those due longest first.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn mails_due(&self, now: Timestamp, limit: usize) -> Result<Vec<WaitingMail>, Failure> {
        let rows = self.scan(&DUE_SEQUENCE_TO_MAIL, &Keys::all(), None, limit, Direction::Up)?;
        let due = rows.into_iter().take_while(|((due, _), _)| *due <= now);
        Ok(due.map(|((due, sequence), MailRow { chore, tries })| WaitingMail { due, sequence, tries, chore }).collect())
    }

    /// The news that are to be told first; none when none wait. They may not be due yet.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn next_news(&self) -> Result<Option<WaitingNews>, Failure> {
        let first = self.first(&DUE_SEQUENCE_TO_NOTIFY_CHORE, &Keys::all(), Direction::Up)?;
        Ok(first.map(|((due, sequence), chore)| WaitingNews { due, sequence, chore }))
    }

    /// The news that are to be told now, those due longest first.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn news_due(&self, now: Timestamp, limit: usize) -> Result<Vec<WaitingNews>, Failure> {
        let rows = self.scan(&DUE_SEQUENCE_TO_NOTIFY_CHORE, &Keys::all(), None, limit, Direction::Up)?;
        let due = rows.into_iter().take_while(|((due, _), _)| *due <= now);
        Ok(due.map(|((due, sequence), chore)| WaitingNews { due, sequence, chore }).collect())
    }

    /// Whether these news wait as they are.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn news_wait(&self, news: &WaitingNews) -> Result<bool, Failure> {
        Ok(self.get(&DUE_SEQUENCE_TO_NOTIFY_CHORE, &(news.due, news.sequence))?.as_ref() == Some(&news.chore))
    }

    /// Whether a change of this event is still to be told.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn change_waits(&self, event: EventId) -> Result<bool, Failure> {
        Ok(self.get(&EVENT_TO_CHANGE, &event)?.is_some())
    }

    /// How many letters wait, due or not; counted up to `most`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn mails_waiting(&self, most: usize) -> Result<usize, Failure> {
        self.count(&DUE_SEQUENCE_TO_MAIL, most)
    }

    /// How many news wait to be told, due or not; counted up to `most`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn news_waiting(&self, most: usize) -> Result<usize, Failure> {
        self.count(&DUE_SEQUENCE_TO_NOTIFY_CHORE, most)
    }

    /// When the next letter is due; none when no letter waits.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn next_mail_due(&self) -> Result<Option<Timestamp>, Failure> {
        Ok(self.first(&DUE_SEQUENCE_TO_MAIL, &Keys::all(), Direction::Up)?.map(|((due, _), _)| due))
    }
}

impl WriteTx<'_> {
    pub(super) fn set_number(&mut self, name: &str, number: u64) {
        self.put(&NAME_TO_NUMBER, &name.to_owned(), &number);
    }

    pub(super) fn set_text(&mut self, name: &str, text: Option<&String>) {
        match text {
            Some(text) => self.put(&NAME_TO_TEXT, &name.to_owned(), text),
            None => self.delete(&NAME_TO_TEXT, &name.to_owned()),
        }
    }

    fn next_sequence(&mut self) -> Result<u64, Failure> {
        let next = self.sequence()? + 1;
        self.set_number(CHORE, next);
        Ok(next)
    }

    /// Leaves work for the index; gives its number.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn leave_index(&mut self, chore: IndexChore) -> Result<u64, Failure> {
        let sequence = self.next_sequence()?;
        self.put(&SEQUENCE_TO_INDEX_CHORE, &sequence, &chore);
        Ok(sequence)
    }

    /// Leaves a letter to be sent at `due` or soon after; gives its number.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn leave_mail(&mut self, chore: MailChore, due: Timestamp) -> Result<u64, Failure> {
        let sequence = self.next_sequence()?;
        self.put(&DUE_SEQUENCE_TO_MAIL, &(due, sequence), &MailRow { chore, tries: 0 });
        Ok(sequence)
    }

    /// Leaves news to be told at `due` or soon after; gives their number.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn leave_news(&mut self, chore: &NotifyChore, due: Timestamp) -> Result<u64, Failure> {
        let sequence = self.next_sequence()?;
        self.put(&DUE_SEQUENCE_TO_NOTIFY_CHORE, &(due, sequence), chore);
        Ok(sequence)
    }

    /// Notes that the chore of this number tells of a change of this event; none: no chore does any more.
    pub fn mark_change(&mut self, event: EventId, sequence: Option<u64>) {
        match sequence {
            Some(sequence) => self.put(&EVENT_TO_CHANGE, &event, &sequence),
            None => self.delete(&EVENT_TO_CHANGE, &event),
        }
    }

    /// Stores how far news were told; none: everybody knows.
    pub fn put_news(&mut self, due: Timestamp, sequence: u64, chore: Option<&NotifyChore>) {
        match chore {
            Some(chore) => self.put(&DUE_SEQUENCE_TO_NOTIFY_CHORE, &(due, sequence), chore),
            None => self.delete(&DUE_SEQUENCE_TO_NOTIFY_CHORE, &(due, sequence)),
        }
    }

    /// Forgets at most `limit` index chores with numbers up to `up_to`, which the index holds durably; says how many.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn forget_index_chores(&mut self, up_to: u64, limit: usize) -> Result<usize, Failure> {
        let done = self.scan(&SEQUENCE_TO_INDEX_CHORE, &Keys::all().before(&up_to.saturating_add(1)), None, limit, Direction::Up)?;
        if let Some((last, _)) = done.last() {
            self.set_number(INDEXED, *last);
        }
        for (sequence, _) in &done {
            self.delete(&SEQUENCE_TO_INDEX_CHORE, sequence);
        }
        Ok(done.len())
    }

    /// Forgets a letter: it was sent, or given up.
    pub fn forget_mail(&mut self, mail: &WaitingMail) {
        self.delete(&DUE_SEQUENCE_TO_MAIL, &(mail.due, mail.sequence));
    }

    /// Puts a letter off after a try in vain.
    pub fn put_off_mail(&mut self, mail: &WaitingMail, due: Timestamp) {
        self.forget_mail(mail);
        let row = MailRow { chore: mail.chore.clone(), tries: mail.tries.saturating_add(1) };
        self.put(&DUE_SEQUENCE_TO_MAIL, &(due, mail.sequence), &row);
    }
}
