//! Members, their passwords, and the ledger of their pledges.

use super::tables::{
    ADMIN_TO_NOTHING, EMAIL_TO_MEMBER, EXTERNAL_ID_TO_MEMBER, ID_TO_MEMBER, MEMBER_LINE_TO_PLEDGE, MEMBER_TO_FACTOR, MEMBER_TO_PASSWORD,
};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::factor::Factor;
use crate::domain::ids::MemberId;
use crate::domain::member::{Member, Role};
use crate::domain::pledge::PledgeEntry;
use crate::domain::text::{Email, ExternalId};

impl ReadTx<'_> {
    /// A member.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn member(&self, id: MemberId) -> Result<Option<Member>, Failure> {
        self.get(&ID_TO_MEMBER, &id)
    }

    /// Whose an address is, however it is written.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn member_id_by_email(&self, email: &Email) -> Result<Option<MemberId>, Failure> {
        self.get(&EMAIL_TO_MEMBER, &email.key())
    }

    /// The member who has an address, however it is written.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn member_by_email(&self, email: &Email) -> Result<Option<Member>, Failure> {
        self.member_id_by_email(email)?.map_or(Ok(None), |id| self.member(id))
    }

    /// The member whom an import gave this name.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn member_by_external_id(&self, name: &ExternalId) -> Result<Option<Member>, Failure> {
        self.get(&EXTERNAL_ID_TO_MEMBER, &name.as_str().to_owned())?.map_or(Ok(None), |id| self.member(id))
    }

    /// Members in the order in which they joined, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn members(&self, after: Option<MemberId>, limit: usize) -> Result<Vec<Member>, Failure> {
        let rows = self.scan(&ID_TO_MEMBER, &Keys::all(), after.as_ref(), limit, Direction::Up)?;
        Ok(rows.into_iter().map(|(_, member)| member).collect())
    }

    /// The PHC string of a member's password; none for those who sign in by code.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn password(&self, member: MemberId) -> Result<Option<String>, Failure> {
        self.get(&MEMBER_TO_PASSWORD, &member)
    }

    /// A member's second factor, or the one that waits for its first code.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn factor(&self, member: MemberId) -> Result<Option<Factor>, Failure> {
        self.get(&MEMBER_TO_FACTOR, &member)
    }

    /// The ledger of a member's pledge, the oldest line first. It has a line for each time the member pledged or withdrew: a handful.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn pledges(&self, member: MemberId) -> Result<Vec<PledgeEntry>, Failure> {
        let rows = self.scan(&MEMBER_LINE_TO_PLEDGE, &Keys::under(&member), None, usize::MAX, Direction::Up)?;
        Ok(rows.into_iter().map(|(_, line)| line).collect())
    }

    /// The admins, in the order in which they joined.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn admins(&self, limit: usize) -> Result<Vec<MemberId>, Failure> {
        let rows = self.scan(&ADMIN_TO_NOTHING, &Keys::all(), None, limit, Direction::Up)?;
        Ok(rows.into_iter().map(|(member, ())| member).collect())
    }

    /// Whether the network has an admin.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn has_admin(&self) -> Result<bool, Failure> {
        Ok(self.first(&ADMIN_TO_NOTHING, &Keys::all(), Direction::Up)?.is_some())
    }
}

/// A member's place among the admins.
pub(super) fn among_admins(member: &Member) -> Option<MemberId> {
    (member.role == Role::Admin).then_some(member.id)
}

impl WriteTx<'_> {
    /// Stores a member, new or changed. The pledge is set by [`WriteTx::add_pledge`] only.
    ///
    /// # Errors
    /// When the record cannot be read; [`Failure::Fault`] when the address or the import's name is another member's.
    pub fn put_member(&mut self, member: &Member) -> Result<(), Failure> {
        let before = self.member(member.id)?;
        let external = |member: &Member| member.external_id.as_ref().map(|name| name.as_str().to_owned());
        self.rename(&EMAIL_TO_MEMBER, before.as_ref().map(|m| m.email.key()), Some(member.email.key()), &member.id)?;
        self.rename(&EXTERNAL_ID_TO_MEMBER, before.as_ref().and_then(external), external(member), &member.id)?;
        let ruled = before.as_ref().and_then(among_admins);
        self.relist(&ADMIN_TO_NOTHING, ruled.as_slice(), among_admins(member).as_slice());
        self.put(&ID_TO_MEMBER, &member.id, member);
        Ok(())
    }

    /// Sets or takes away a member's password (a PHC string).
    pub fn set_password(&mut self, member: MemberId, phc: Option<&str>) {
        match phc {
            Some(phc) => self.put(&MEMBER_TO_PASSWORD, &member, &phc.to_owned()),
            None => self.delete(&MEMBER_TO_PASSWORD, &member),
        }
    }

    /// Sets or takes away a member's second factor.
    pub fn put_factor(&mut self, member: MemberId, factor: Option<&Factor>) {
        match factor {
            Some(factor) => self.put(&MEMBER_TO_FACTOR, &member, factor),
            None => self.delete(&MEMBER_TO_FACTOR, &member),
        }
    }

    /// Adds a line to a member's ledger, and stores the member with the pledge that it leaves.
    ///
    /// # Errors
    /// As for [`WriteTx::put_member`].
    pub fn add_pledge(&mut self, member: &mut Member, entry: &PledgeEntry) -> Result<(), Failure> {
        let last = self.first(&MEMBER_LINE_TO_PLEDGE, &Keys::under(&member.id), Direction::Down)?;
        let line = last.map_or(0, |((_, line), _)| line + 1);
        self.put(&MEMBER_LINE_TO_PLEDGE, &(member.id, line), entry);
        member.pledge = entry.leaves();
        self.put_member(member)
    }
}
