//! What verify looks at in the tables of moderation.

use super::super::Failure;
use super::super::flags::among_open;
use super::super::tables;
use super::{Check, alone};

impl Check<'_> {
    /// Flags, cases, and what people were told of decisions.
    pub(super) fn flags(&mut self) -> Result<(), Failure> {
        let (flags, cases) = (&tables::THING_MEMBER_TO_FLAG, &tables::THING_TO_CASE);
        self.filed(flags, |flag| (flag.subject.key().0, flag.subject.key().1, flag.by))?;
        self.listed(
            flags,
            &tables::MEMBER_KIND_THING_TO_NOTHING,
            |(kind, id, by), _| vec![((*by, *kind, *id), ())],
            |(by, kind, id), ()| (*kind, *id, *by),
        )?;
        self.each(flags, |check, key, flag| {
            if flag.answer.is_none() && check.tx.case(flag.subject)?.is_none_or(|case| case.opened_at.is_none()) {
                check.find(flags, format!("{key:?} waits, and its case is not open"));
            }
            check.member_exists(flags, &key, flag.by)
        })?;
        self.filed(cases, |case| case.subject.key())?;
        self.each(cases, |check, key, case| {
            let Some(waiting) = case.waiting else { return Ok(()) };
            if case.opened_at.is_none() || check.tx.statement(waiting.by, waiting.line)?.is_none() {
                check.find(cases, format!("{key:?}: an appeal waits that is nobody's, or in no queue"));
            }
            Ok(())
        })?;
        let told = &tables::MEMBER_LINE_TO_STATEMENT;
        self.each(told, |check, key, _| check.member_exists(told, &key, key.0))?;
        self.listed(cases, &tables::OPENED_KIND_THING_TO_NOTHING, |_, case| alone(&among_open(case)), |(_, kind, id), ()| (*kind, *id))
    }
}
