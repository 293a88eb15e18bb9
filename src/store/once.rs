//! What was done under an idempotency key.

use jiff::Timestamp;

use super::tables::{TIME_WHO_KEY_TO_NOTHING, WHO_KEY_TO_DONE};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::ids::MemberId;
use crate::domain::once::Done;

fn who_key(who: Option<MemberId>, key: &str) -> ([u8; 16], String) {
    (who.map_or([0; 16], |member| *member.bytes()), key.to_owned())
}

impl ReadTx<'_> {
    /// What this member (none: somebody not signed in) did under this key.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn once(&self, who: Option<MemberId>, key: &str) -> Result<Option<Done>, Failure> {
        self.get(&WHO_KEY_TO_DONE, &who_key(who, key))
    }
}

impl WriteTx<'_> {
    /// Remembers what was done under a key, in place of what was before.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn put_once(&mut self, who: Option<MemberId>, key: &str, done: &Done) -> Result<(), Failure> {
        let before = self.once(who, key)?;
        let (who, key) = who_key(who, key);
        if let Some(before) = before {
            self.delete(&TIME_WHO_KEY_TO_NOTHING, &(before.at, who, key.clone()));
        }
        self.put(&TIME_WHO_KEY_TO_NOTHING, &(done.at, who, key.clone()), &());
        self.put(&WHO_KEY_TO_DONE, &(who, key), done);
        Ok(())
    }

    /// Forgets at most `limit` of what was done before `at`; says how many.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn forget_once(&mut self, at: Timestamp, limit: usize) -> Result<usize, Failure> {
        let old = self.scan(&TIME_WHO_KEY_TO_NOTHING, &Keys::all().before(&at), None, limit, Direction::Up)?;
        for (key, ()) in &old {
            self.delete(&TIME_WHO_KEY_TO_NOTHING, key);
            self.delete(&WHO_KEY_TO_DONE, &(key.1, key.2.clone()));
        }
        Ok(old.len())
    }
}
