//! The audit: rows that are only ever added, each with the hash of itself and of the one before. `verify` follows the whole chain.

use std::ops::ControlFlow;

use ring::digest::{Context, SHA256};

use super::tables::{MEMBER_NUMBER_TO_NOTHING, NUMBER_TO_AUDIT};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::audit::{AuditRow, Note};
use crate::domain::ids::MemberId;

/// What the first row is chained to.
const BEGINNING: [u8; 32] = [0; 32];

/// The hash of a row that comes after one of this hash.
fn chained(before: &[u8; 32], number: u64, note: &Note) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(before);
    context.update(note.canonical(number).as_bytes());
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

impl ReadTx<'_> {
    /// Rows of the audit with their numbers, the newest first, from the one before `before`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn audit(&self, before: Option<u64>, limit: usize) -> Result<Vec<(u64, AuditRow)>, Failure> {
        self.scan(&NUMBER_TO_AUDIT, &Keys::all(), before.as_ref(), limit, Direction::Down)
    }

    /// The rows that a member did, or that were done to them, the newest first, from the one before `before`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn audit_of(&self, member: MemberId, before: Option<u64>, limit: usize) -> Result<Vec<(u64, AuditRow)>, Failure> {
        let before = before.map(|number| (member, number));
        let keys = self.scan(&MEMBER_NUMBER_TO_NOTHING, &Keys::under(&member), before.as_ref(), limit, Direction::Down)?;
        let row = |number: u64| Ok(self.get(&NUMBER_TO_AUDIT, &number)?.map(|row| (number, row)));
        keys.into_iter().map(|((_, number), ())| row(number)).filter_map(Result::transpose).collect()
    }

    /// How many rows the audit has, and what is wrong with its chain: a row that is missing, was put in, or was changed.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn audit_flaws(&self) -> Result<(u64, Vec<String>), Failure> {
        let (mut last, mut before, mut flaws) = (0, BEGINNING, Vec::new());
        self.each(&NUMBER_TO_AUDIT, &Keys::all(), None, Direction::Up, |number, row| {
            if number != last + 1 {
                flaws.push(format!("row {number} comes after {last}"));
            } else if chained(&before, number, &row.note) != row.hash {
                flaws.push(format!("row {number}, or the one before it, was changed"));
            }
            (last, before) = (number, row.hash);
            ControlFlow::Continue(())
        })?;
        Ok((last, flaws))
    }
}

impl WriteTx<'_> {
    /// Adds a row to the audit.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn note(&mut self, note: Note) -> Result<(), Failure> {
        let last = self.first(&NUMBER_TO_AUDIT, &Keys::all(), Direction::Down)?;
        let (number, before) = last.map_or((1, BEGINNING), |(number, row)| (number + 1, row.hash));
        for member in note.members() {
            // Somebody who was erased a moment ago has no list of their own.
            if self.member(member)?.is_some() {
                self.put(&MEMBER_NUMBER_TO_NOTHING, &(member, number), &());
            }
        }
        let hash = chained(&before, number, &note);
        self.put(&NUMBER_TO_AUDIT, &number, &AuditRow { note, hash });
        Ok(())
    }

    /// Takes a member's own list of rows away: the rows stay, and name an id that is nobody's any more.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn forget_audit_of(&mut self, member: MemberId) -> Result<(), Failure> {
        for (key, ()) in self.scan(&MEMBER_NUMBER_TO_NOTHING, &Keys::under(&member), None, usize::MAX, Direction::Up)? {
            self.delete(&MEMBER_NUMBER_TO_NOTHING, &key);
        }
        Ok(())
    }
}
