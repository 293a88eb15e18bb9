//! Reading the audit: admins see all of it, each member what they did and what was done to them. Rows are written by the deeds themselves,
//! in their own transaction.

use super::App;
use super::sessions::Visitor;
use crate::domain::audit::{AuditRow, By};
use crate::domain::ids::MemberId;
use crate::domain::refusal::Refusal;
use crate::domain::rights::{self, Actor, Right, Ties};
use crate::store::ReadTx;

/// A row of the audit, with the names of those who are still there.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Its number: they are counted without a gap.
    pub number: u64,
    /// The row.
    pub row: AuditRow,
    /// Who did it.
    pub by: Option<String>,
    /// To whom.
    pub about: Option<String>,
}

/// A page of the audit, the newest first, from the row before `before`; where the next page begins.
///
/// # Errors
/// 401; 403 for whoever is no admin.
pub fn list(app: &App, actor: &Actor, before: Option<u64>, limit: usize) -> Result<(Vec<Told>, Option<u64>), Refusal> {
    rights::may(actor, Ties::default(), Right::ReadAudit)?;
    app.store.read(|tx| told(tx, tx.audit(before, limit + 1)?, limit))
}

/// The same of what concerns oneself. Of what others did only that it was done: not who they are.
///
/// # Errors
/// A failure of the record.
pub fn own(app: &App, visitor: &Visitor, before: Option<u64>, limit: usize) -> Result<(Vec<Told>, Option<u64>), Refusal> {
    let me = visitor.member.id;
    let (mut rows, next) = app.store.read(|tx| told(tx, tx.audit_of(me, before, limit + 1)?, limit))?;
    for told in &mut rows {
        if told.row.note.by != By::Member(me) {
            told.by = None;
        }
        if told.row.note.about != Some(me) {
            told.about = None;
        }
    }
    Ok((rows, next))
}

fn told(tx: &ReadTx<'_>, mut rows: Vec<(u64, AuditRow)>, limit: usize) -> Result<(Vec<Told>, Option<u64>), Refusal> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|(number, _)| *number);
    let name = |member: MemberId| Ok::<_, Refusal>(tx.member(member)?.map(|member| member.full_name()));
    let mut told = Vec::with_capacity(rows.len());
    for (number, row) in rows {
        let by = match row.note.by {
            By::Member(member) => name(member)?,
            By::Keeper | By::House => None,
        };
        let about = row.note.about.map_or(Ok(None), name)?;
        told.push(Told { number, row, by, about });
    }
    Ok((told, next))
}
