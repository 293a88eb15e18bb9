//! Changing one's e-mail address (SECURITY.md 15): asked for with a proof of who one is, done with two codes, one mailed to the address that
//! the account has, one to the address that it is to have. So whoever has the session alone cannot take the account away, and nobody gets an
//! address that is not theirs. To an address that has an account already another letter goes; the page says the same.

use std::net::IpAddr;

use jiff::Timestamp;

use super::App;
use super::keeper;
use super::proof::fresh;
use super::secrets::{new_code, try_code};
use super::sessions::Visitor;
use super::throttle::{self, Knock, knock};
use crate::domain::account::{EmailChange, SealedCode, Try};
use crate::domain::audit::{AuditDeed, By, Note};
use crate::domain::chore::{Letter, MailChore, Notice};
use crate::domain::member::{Member, MemberState};
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::domain::text::Email;
use crate::store::WriteTx;

/// Asks for another address: a code goes to it, and one to the address of today. What was asked for before is forgotten.
///
/// # Errors
/// 403 `confirm`, `suspended`; 422 `same_address`; 429.
pub async fn ask(app: &App, visitor: &Visitor, email: Email, ip: IpAddr) -> Result<(), Refusal> {
    visitor.actor.signed_in()?;
    let me = fresh(app, visitor)?;
    let own = &visitor.member.email;
    if email.as_str() == own.as_str() {
        return Err(Refusal::field("email", "same_address"));
    }
    let code_to = |email: &Email| Knock::address(throttle::CODES_AN_ADDRESS, "code", email);
    let mut knocks = vec![code_to(&email), Knock::ip(throttle::CODES_AN_IP, "code", ip)];
    knocks.extend((email.key() != own.key()).then(|| code_to(own)));
    knock(app, knocks).await?;
    let now = app.now();
    let ((old_code, old), (new_code, new)) = (new_code(app, now), new_code(app, now));
    let change = EmailChange { email, old, new, at: now };
    app.store
        .write(move |tx| {
            let member = tx.member(me)?.ok_or(Refusal::NotFound)?;
            let code = |to: &Email, code: &str| MailChore {
                to: to.clone(),
                lang: member.lang,
                letter: Letter::AddressCode {
                    first_name: member.first_name.to_string(),
                    code: code.to_owned(),
                    address: change.email.to_string(),
                },
            };
            tx.leave_mail(code(&member.email, &old_code), now)?;
            // Whoever has an account under the address already hears of it, and only they: there is no code that would be right.
            let other = tx.member_by_email(&change.email)?.filter(|owner| owner.id != me);
            let to_new = other.map_or_else(|| code(&change.email, &new_code), |owner| told(&owner, Notice::AddressTaken, String::new()));
            tx.leave_mail(to_new, now)?;
            tx.put_email_change(me, Some(&change));
            Ok(())
        })
        .await
}

fn is_taken(tx: &WriteTx<'_>, email: &Email, member: &Member) -> Result<bool, Refusal> {
    Ok(tx.member_id_by_email(email)?.is_some_and(|owner| owner != member.id))
}

/// A letter about the account, to its address.
fn told(member: &Member, notice: Notice, detail: String) -> MailChore {
    let letter = Letter::Notice { first_name: member.first_name.to_string(), notice, detail, link: String::new() };
    MailChore { to: member.email.clone(), lang: member.lang, letter }
}

/// The address that was asked for and waits for its codes, while they are good.
///
/// # Errors
/// A failure of the record.
pub fn waiting(app: &App, visitor: &Visitor) -> Result<Option<Email>, Refusal> {
    let (me, now) = (visitor.member.id, app.now());
    app.store.read(|tx| Ok(tx.email_change(me)?.filter(|change| now < change.new.expires_at).map(|change| change.email)))
}

/// Forgets what was asked for. Nothing happens when nothing was.
///
/// # Errors
/// A failure of the record.
pub async fn forget(app: &App, visitor: &Visitor) -> Result<(), Refusal> {
    let me = visitor.member.id;
    app.store
        .write(move |tx| {
            tx.put_email_change(me, None);
            Ok(())
        })
        .await
}

/// Changes the address, with both codes. Other devices are signed out, and the address of until now gets a last letter.
///
/// # Errors
/// 403 `suspended`; 422 `missing` for `old_code` and `new_code`, or `wrong_code`, with the tries that are left; 409 `code_void`, `email_taken`; 429.
pub async fn change(app: &App, visitor: &Visitor, old: &str, new: &str, ip: IpAddr) -> Result<Member, Refusal> {
    let me = visitor.actor.signed_in()?;
    // What was not typed is no try.
    let mut flaws = Flaws::default();
    flaws.require(!old.trim().is_empty(), Flaw::new("old_code", "missing"));
    flaws.require(!new.trim().is_empty(), Flaw::new("new_code", "missing"));
    flaws.done()?;
    knock(app, vec![Knock::ip(throttle::TRIES_AN_IP, "try", ip)]).await?;
    let (here, now) = (visitor.session.id, app.now());
    let (old, new) = (old.to_owned(), new.to_owned());
    app.store
        .write(move |tx| {
            let Some(mut change) = tx.email_change(me)? else { return Ok(Err(Refusal::Conflict("code_void"))) };
            if let Some(refusal) = judged(&mut change, &old, &new, now) {
                // A wrong try is counted, so the change is kept: the refusal is its answer.
                tx.put_email_change(me, Some(&change));
                return Ok(Err(refusal));
            }
            let member = tx.member(me)?.ok_or(Refusal::NotFound)?;
            if is_taken(tx, &change.email, &member)? {
                return Err(Refusal::Conflict("email_taken"));
            }
            tx.put_email_change(me, None);
            tx.delete_sessions_of(me, Some(here))?;
            put(tx, member, change.email, By::Member(me), now).map(Ok)
        })
        .await?
}

/// What is wrong with the codes, when something is; each wrong one is counted.
fn judged(change: &mut EmailChange, old: &str, new: &str, now: Timestamp) -> Option<Refusal> {
    let mut flaws = Vec::new();
    let mut void = false;
    let mut one = |field: &'static str, code: &mut SealedCode, typed: &str| match try_code(code, typed, now) {
        Try::Right => {}
        Try::Void => void = true,
        Try::Wrong(left) => flaws.push(Flaw::with(field, "wrong_code", i64::from(left))),
    };
    one("old_code", &mut change.old, old);
    one("new_code", &mut change.new, new);
    match void {
        true => Some(Refusal::Conflict("code_void")),
        false => (!flaws.is_empty()).then_some(Refusal::Invalid(flaws)),
    }
}

/// Gives a member the address: what was on its way to the one before is void.
fn put(tx: &mut WriteTx<'_>, member: Member, email: Email, by: By, now: Timestamp) -> Result<Member, Refusal> {
    tx.delete_attempts_of(&member)?;
    tx.leave_mail(told(&member, Notice::AddressChanged, email.to_string()), now)?;
    let member = Member { email, revision: member.revision + 1, ..member };
    tx.put_member(&member)?;
    tx.note(Note::new(now, by, AuditDeed::Email, Some(member.id)))?;
    Ok(member)
}

/// Gives a member another address: the keeper's deed, for whoever lost the mailbox. Their devices are signed out.
///
/// # Errors
/// 422 `unknown_member`; 409 `email_taken`.
pub async fn by_keeper(app: &App, from: &Email, to: &Email) -> Result<Member, Refusal> {
    let (from, to, now) = (from.clone(), to.clone(), app.now());
    app.store
        .write(move |tx| {
            let member = tx.member_by_email(&from)?.filter(|m| m.state != MemberState::Invited).ok_or_else(keeper::unknown_member)?;
            if is_taken(tx, &to, &member)? {
                return Err(Refusal::Conflict("email_taken"));
            }
            tx.put_email_change(member.id, None);
            tx.delete_sessions_of(member.id, None)?;
            put(tx, member, to.clone(), By::Keeper, now)
        })
        .await
}
