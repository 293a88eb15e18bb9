//! What moderators decided about oneself and one's own, with their reasons, and the one appeal against each decision. Another moderator answers
//! it where there is one.

use super::App;
use super::newsstand::Writer;
use super::sessions::Visitor;
use crate::domain::audit::{self, AuditDeed, By};
use crate::domain::flag::{Appeal, Case, FlagSubject, Ruling, Statement, Waiting, may_answer, may_appeal};
use crate::domain::ids::MemberId;
use crate::domain::member::{Member, MemberState, Role};
use crate::domain::refusal::Refusal;
use crate::domain::rights::{self, Actor};
use crate::domain::text::Note;
use crate::store::{ReadTx, WriteTx};

/// Members looked through at once for a moderator.
const LOOKED_AT: usize = 1_000;

/// A decision about one's own, and whether one may appeal against it.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnStatement {
    /// Its line: what an appeal names.
    pub line: u32,
    /// What was decided, and why.
    pub statement: Statement,
    /// Whether one may appeal now.
    pub open: bool,
}

/// What was decided about oneself and one's own, the last first. Those who are suspended read it too.
///
/// # Errors
/// A failure of the record.
pub fn own(app: &App, visitor: &Visitor) -> Result<Vec<OwnStatement>, Refusal> {
    let (me, now) = (visitor.member.id, app.now());
    app.store.read(|tx| {
        let mut own = Vec::new();
        for (line, statement) in tx.statements(me)? {
            let open = tx.case(statement.subject)?.is_some_and(|case| may_appeal(&statement, &case, now).is_ok());
            own.push(OwnStatement { line, statement, open });
        }
        own.reverse();
        Ok(own)
    })
}

/// One of them, against which one may appeal.
///
/// # Errors
/// 404 for no line of one's own; 409 `appealed`: somebody did already, it was taken back, or its time is over.
pub fn contestable(app: &App, visitor: &Visitor, line: u32) -> Result<Statement, Refusal> {
    let now = app.now();
    app.store.read(|tx| looked_up(tx, visitor.member.id, line, now).map(|(statement, ..)| statement))
}

fn looked_up(tx: &ReadTx<'_>, me: MemberId, line: u32, now: jiff::Timestamp) -> Result<(Statement, Case, usize), Refusal> {
    let statement = tx.statement(me, line)?.ok_or(Refusal::NotFound)?;
    let case = tx.case(statement.subject)?.ok_or(Refusal::Conflict("appealed"))?;
    let at = may_appeal(&statement, &case, now)?;
    Ok((statement, case, at))
}

/// Appeals against a decision: its case is in the queue again, once.
///
/// # Errors
/// As [`contestable`].
pub async fn appeal(app: &App, visitor: &Visitor, line: u32, text: Note) -> Result<(), Refusal> {
    let (me, now) = (visitor.member.id, app.now());
    app.store
        .write(move |tx| {
            let (statement, mut case, at) = looked_up(tx, me, line, now)?;
            let subject = Some(format!("{} {}", statement.subject.kind().word(), statement.subject.id()));
            tx.note(audit::Note { subject, ..audit::Note::new(now, By::Member(me), AuditDeed::Appeal, Some(me)) })?;
            tx.put_statement(me, line, &statement.appealed(text.clone(), now));
            if let Some(decision) = case.decisions.get_mut(at) {
                decision.appealed = true;
            }
            let waiting = Some(Waiting { by: me, line });
            Ok(tx.put_case(&Case { opened_at: case.opened_at.or(Some(now)), waiting, ..case })?)
        })
        .await
}

/// The appeal that waits in a case, as moderators see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Appealed {
    /// Who makes it.
    pub id: MemberId,
    /// The same by name: none once they are erased.
    pub by: Option<Writer>,
    /// Against what, and in which words.
    pub statement: Statement,
}

/// The appeal that waits in a case.
///
/// # Errors
/// A failure of the record.
pub(super) fn waiting(tx: &ReadTx<'_>, case: &Case) -> Result<Option<Appealed>, Refusal> {
    let Some(Waiting { by: id, line }) = case.waiting else { return Ok(None) };
    let by = tx.member(id)?.map(|member| Writer { id, name: member.full_name(), photo: member.photo });
    Ok(tx.statement(id, line)?.map(|statement| Appealed { id, by, statement }))
}

/// What somebody who may decide a case may answer to the appeal in it.
///
/// # Errors
/// A failure of the record.
pub(super) fn answers(tx: &ReadTx<'_>, actor: &Actor, case: &Case, appeal: &Appealed, people: &[MemberId]) -> Result<Vec<Ruling>, Refusal> {
    let Some(me) = actor.id() else { return Ok(Vec::new()) };
    let rank = rank_of(tx, case.subject, &appeal.statement)?;
    let decided = case.decision_of(&appeal.statement).and_then(|at| case.decisions.get(at)).and_then(|decision| decision.by);
    let somebody_else = decided == Some(me) && somebody_else(tx, me, appeal.id, people, rank)?;
    let ranks = rank.is_none_or(|role| rights::may_suspend(actor, role));
    let may = ranks && may_answer(me, appeal.id, decided, somebody_else);
    Ok(if may { vec![Ruling::Uphold, Ruling::Overturn] } else { Vec::new() })
}

/// The role above which one must be to answer: of whoever was suspended.
fn rank_of(tx: &ReadTx<'_>, subject: FlagSubject, statement: &Statement) -> Result<Option<Role>, Refusal> {
    match (subject, statement.ruling) {
        (FlagSubject::Member(id), Ruling::Suspend) => Ok(tx.member(id)?.map(|member| member.role)),
        _ => Ok(None),
    }
}

/// Whether another than this one could answer: neither whoever appeals nor one of those who answer for the thing.
fn somebody_else(tx: &ReadTx<'_>, me: MemberId, appeals: MemberId, people: &[MemberId], rank: Option<Role>) -> Result<bool, Refusal> {
    let could = |member: &Member| {
        let actor = Actor::of(member);
        let ranks = rank.is_none_or(|role| rights::may_suspend(&actor, role));
        let free = member.id != me && member.id != appeals && member.state == MemberState::Active;
        free && ranks && rights::may_decide(&actor, people.iter().copied()).is_ok()
    };
    let mut after = None;
    loop {
        let page = tx.members(after, LOOKED_AT)?;
        if page.iter().any(could) {
            return Ok(true);
        }
        let Some(last) = page.last() else { return Ok(false) };
        after = Some(last.id);
    }
}

/// Keeps the answer with the appeal.
pub(super) fn keep_answer(tx: &mut WriteTx<'_>, waiting: Waiting, appealed: Appealed, ruling: Ruling) {
    let statement = appealed.statement;
    let appeal = statement.appeal.map(|appeal| Appeal { answer: Some(ruling), ..appeal });
    tx.put_statement(waiting.by, waiting.line, &Statement { appeal, ..statement });
}
