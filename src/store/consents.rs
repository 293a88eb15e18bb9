//! The ledger of consents beside the pledge.

use super::tables::MEMBER_LINE_TO_CONSENT;
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::consent::ConsentEntry;
use crate::domain::ids::MemberId;

impl ReadTx<'_> {
    /// The ledger of a member's consents, the oldest line first: a handful.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn consents(&self, member: MemberId) -> Result<Vec<ConsentEntry>, Failure> {
        let rows = self.scan(&MEMBER_LINE_TO_CONSENT, &Keys::under(&member), None, usize::MAX, Direction::Up)?;
        Ok(rows.into_iter().map(|(_, line)| line).collect())
    }
}

impl WriteTx<'_> {
    /// Adds a line to a member's ledger of consents.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn add_consent(&mut self, member: MemberId, entry: &ConsentEntry) -> Result<(), Failure> {
        let last = self.first(&MEMBER_LINE_TO_CONSENT, &Keys::under(&member), Direction::Down)?;
        let line = last.map_or(0, |((_, line), _)| line + 1);
        self.put(&MEMBER_LINE_TO_CONSENT, &(member, line), entry);
        Ok(())
    }
}
