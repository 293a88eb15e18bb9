//! Sign-ups and sign-ins that wait for their code. Their ids sort by time, so the old ones come first.

use super::tables::{EMAIL_SIGNUP_TO_NOTHING, ID_TO_ATTEMPT, ID_TO_SIGNUP, MEMBER_TO_EMAIL_CHANGE};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::account::{Attempt, EmailChange, Signup};
use crate::domain::ids::{AttemptId, MemberId, SignupId};
use crate::domain::text::Email;

impl ReadTx<'_> {
    /// A sign-up.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn signup(&self, id: SignupId) -> Result<Option<Signup>, Failure> {
        self.get(&ID_TO_SIGNUP, &id)
    }

    /// The sign-ups that wait for an address to be proved, however it is written, the oldest first.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn signups_of(&self, email: &Email) -> Result<Vec<Signup>, Failure> {
        let keys = self.scan(&EMAIL_SIGNUP_TO_NOTHING, &Keys::under(&email.key()), None, usize::MAX, Direction::Up)?;
        keys.iter().map(|((_, id), ())| self.signup(*id)).filter_map(Result::transpose).collect()
    }

    /// Sign-ups, the oldest first, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn signups(&self, after: Option<SignupId>, limit: usize) -> Result<Vec<Signup>, Failure> {
        let rows = self.scan(&ID_TO_SIGNUP, &Keys::all(), after.as_ref(), limit, Direction::Up)?;
        Ok(rows.into_iter().map(|(_, signup)| signup).collect())
    }

    /// A sign-in by code.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn attempt(&self, id: AttemptId) -> Result<Option<Attempt>, Failure> {
        self.get(&ID_TO_ATTEMPT, &id)
    }

    /// The change of address that a member waits for.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn email_change(&self, member: MemberId) -> Result<Option<EmailChange>, Failure> {
        self.get(&MEMBER_TO_EMAIL_CHANGE, &member)
    }

    /// Changes of address that wait, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn email_changes(&self, after: Option<MemberId>, limit: usize) -> Result<Vec<(MemberId, EmailChange)>, Failure> {
        self.scan(&MEMBER_TO_EMAIL_CHANGE, &Keys::all(), after.as_ref(), limit, Direction::Up)
    }

    /// Sign-ins by code, the oldest first, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn attempts(&self, after: Option<AttemptId>, limit: usize) -> Result<Vec<Attempt>, Failure> {
        let rows = self.scan(&ID_TO_ATTEMPT, &Keys::all(), after.as_ref(), limit, Direction::Up)?;
        Ok(rows.into_iter().map(|(_, attempt)| attempt).collect())
    }
}

impl WriteTx<'_> {
    /// Stores a sign-up, new or with one more try at its code.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn put_signup(&mut self, signup: &Signup) -> Result<(), Failure> {
        let before = self.signup(signup.id)?.map(|before| (before.email.key(), signup.id));
        self.relist(&EMAIL_SIGNUP_TO_NOTHING, before.as_slice(), &[(signup.email.key(), signup.id)]);
        self.put(&ID_TO_SIGNUP, &signup.id, signup);
        Ok(())
    }

    /// Takes a sign-up away: it was proved, or is too old.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn delete_signup(&mut self, id: SignupId) -> Result<(), Failure> {
        if let Some(signup) = self.signup(id)? {
            self.delete(&EMAIL_SIGNUP_TO_NOTHING, &(signup.email.key(), id));
            self.delete(&ID_TO_SIGNUP, &id);
        }
        Ok(())
    }

    /// Stores the change of address that a member asks for, or takes it away.
    pub fn put_email_change(&mut self, member: MemberId, change: Option<&EmailChange>) {
        match change {
            Some(change) => self.put(&MEMBER_TO_EMAIL_CHANGE, &member, change),
            None => self.delete(&MEMBER_TO_EMAIL_CHANGE, &member),
        }
    }

    /// Stores a sign-in by code, new or with one more try.
    pub fn put_attempt(&mut self, attempt: &Attempt) {
        self.put(&ID_TO_ATTEMPT, &attempt.id, attempt);
    }

    /// Takes a sign-in by code away: it was used, or is too old.
    pub fn delete_attempt(&mut self, id: AttemptId) {
        self.delete(&ID_TO_ATTEMPT, &id);
    }
}
