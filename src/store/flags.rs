//! Flags, by what they are about and by who made them; cases, those that wait by since when.

use jiff::Timestamp;

use super::tables::{
    MEMBER_KIND_THING_TO_NOTHING, MEMBER_LINE_TO_STATEMENT, OPENED_KIND_THING_TO_NOTHING, THING_MEMBER_TO_FLAG, THING_TO_CASE,
};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::flag::{Case, Flag, FlagSubject, Statement};
use crate::domain::ids::MemberId;

/// Since when a case waits, and whose it is: its place in the queue.
pub type Opened = (Timestamp, u8, [u8; 16]);

impl ReadTx<'_> {
    /// The flag that a member made of a thing.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn flag(&self, subject: FlagSubject, by: MemberId) -> Result<Option<Flag>, Failure> {
        let (kind, id) = subject.key();
        self.get(&THING_MEMBER_TO_FLAG, &(kind, id, by))
    }

    /// The flags of a thing.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn flags_of(&self, subject: FlagSubject, limit: usize) -> Result<Vec<Flag>, Failure> {
        let rows = self.scan(&THING_MEMBER_TO_FLAG, &Keys::under(&subject.key()), None, limit, Direction::Up)?;
        Ok(rows.into_iter().map(|(_, flag)| flag).collect())
    }

    /// The flags that a member made.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn flags_by(&self, member: MemberId, limit: usize) -> Result<Vec<Flag>, Failure> {
        let rows = self.scan(&MEMBER_KIND_THING_TO_NOTHING, &Keys::under(&member), None, limit, Direction::Up)?;
        let mut flags = Vec::new();
        for ((_, kind, id), ()) in rows {
            flags.extend(self.get(&THING_MEMBER_TO_FLAG, &(kind, id, member))?);
        }
        Ok(flags)
    }

    /// The case of a thing.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn case(&self, subject: FlagSubject) -> Result<Option<Case>, Failure> {
        self.get(&THING_TO_CASE, &subject.key())
    }

    /// What a member was told of decisions about them and theirs, the oldest first, each with its line.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn statements(&self, member: MemberId) -> Result<Vec<(u32, Statement)>, Failure> {
        let rows = self.scan(&MEMBER_LINE_TO_STATEMENT, &Keys::under(&member), None, usize::MAX, Direction::Up)?;
        Ok(rows.into_iter().map(|((_, line), statement)| (line, statement)).collect())
    }

    /// One line of them.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn statement(&self, member: MemberId, line: u32) -> Result<Option<Statement>, Failure> {
        self.get(&MEMBER_LINE_TO_STATEMENT, &(member, line))
    }

    /// The cases that wait, those first that wait longest, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn cases_open(&self, after: Option<Opened>, limit: usize) -> Result<Vec<Opened>, Failure> {
        let rows = self.scan(&OPENED_KIND_THING_TO_NOTHING, &Keys::all(), after.as_ref(), limit, Direction::Up)?;
        Ok(rows.into_iter().map(|(key, ())| key).collect())
    }
}

/// A case's place in the queue.
pub(super) fn among_open(case: &Case) -> Vec<Opened> {
    let (kind, id) = case.subject.key();
    case.opened_at.map(|at| (at, kind, id)).into_iter().collect()
}

impl WriteTx<'_> {
    /// Stores a flag, new or answered.
    pub fn put_flag(&mut self, flag: &Flag) {
        let (kind, id) = flag.subject.key();
        self.put(&MEMBER_KIND_THING_TO_NOTHING, &(flag.by, kind, id), &());
        self.put(&THING_MEMBER_TO_FLAG, &(kind, id, flag.by), flag);
    }

    /// Adds a line to what a member was told.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn add_statement(&mut self, member: MemberId, statement: &Statement) -> Result<(), Failure> {
        let last = self.first(&MEMBER_LINE_TO_STATEMENT, &Keys::under(&member), Direction::Down)?;
        self.put_statement(member, last.map_or(0, |((_, line), _)| line + 1), statement);
        Ok(())
    }

    /// Stores a line that changed.
    pub fn put_statement(&mut self, member: MemberId, line: u32, statement: &Statement) {
        self.put(&MEMBER_LINE_TO_STATEMENT, &(member, line), statement);
    }

    /// Stores a case, new or changed.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn put_case(&mut self, case: &Case) -> Result<(), Failure> {
        let before: Vec<_> = self.case(case.subject)?.iter().flat_map(among_open).collect();
        self.relist(&OPENED_KIND_THING_TO_NOTHING, &before, &among_open(case));
        self.put(&THING_TO_CASE, &case.subject.key(), case);
        Ok(())
    }

    /// Takes a member out of all flags and cases: the flags that they made, the case that is about them, their appeals, their name as the one who
    /// decided.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub(super) fn forget_flags_of(&mut self, member: MemberId) -> Result<(), Failure> {
        for flag in self.flags_by(member, usize::MAX)? {
            self.delete_flag(&flag);
            if let Some(case) = self.case(flag.subject)? {
                self.close_unless_waited_for(case)?;
            }
        }
        let own = FlagSubject::Member(member);
        for flag in self.flags_of(own, usize::MAX)? {
            self.delete_flag(&flag);
        }
        if let Some(case) = self.case(own)? {
            self.relist(&OPENED_KIND_THING_TO_NOTHING, &among_open(&case), &[]);
            self.delete(&THING_TO_CASE, &own.key());
        }
        for (_, mut case) in self.scan(&THING_TO_CASE, &Keys::all(), None, usize::MAX, Direction::Up)? {
            let theirs = case.decisions.iter_mut().filter(|decision| decision.by == Some(member));
            if theirs.map(|decision| decision.by = None).count() > 0 {
                self.put_case(&case)?;
            }
            if let Some(waiting) = case.waiting.filter(|waiting| waiting.by == member) {
                // Another who answers for the thing may appeal in their place.
                let against = self.statement(member, waiting.line)?.and_then(|statement| case.decision_of(&statement));
                if let Some(decision) = against.and_then(|at| case.decisions.get_mut(at)) {
                    decision.appealed = false;
                }
                self.close_unless_waited_for(Case { waiting: None, ..case })?;
            }
        }
        Ok(())
    }

    /// Stores a case: closed when neither a flag nor an appeal waits any more.
    fn close_unless_waited_for(&mut self, case: Case) -> Result<(), Failure> {
        let flagged = self.flags_of(case.subject, usize::MAX)?.iter().any(|flag| flag.answer.is_none());
        let opened_at = case.opened_at.filter(|_| flagged || case.waiting.is_some());
        self.put_case(&Case { opened_at, ..case })
    }

    fn delete_flag(&mut self, flag: &Flag) {
        let (kind, id) = flag.subject.key();
        self.delete(&MEMBER_KIND_THING_TO_NOTHING, &(flag.by, kind, id));
        self.delete(&THING_MEMBER_TO_FLAG, &(kind, id, flag.by));
    }
}
