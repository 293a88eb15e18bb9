//! The second factor (SECURITY.md 10): set up with an app, asked for at every way in and whenever what is sensitive asks again who one is,
//! taken away by its owner or by the keeper. Codes on paper, each good once, stand in for a lost phone; a mailed code never does.

use std::net::IpAddr;

use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use ring::hmac;

use super::App;
use super::keeper;
use super::proof::fresh;
use super::secrets::{same, sha256};
use super::sessions::Visitor;
use super::throttle::{self, Knock, knock};
use crate::domain::account::CODE_LETTERS;
use crate::domain::audit::{AuditDeed, By, Note};
use crate::domain::chore::{Letter, MailChore, Notice};
use crate::domain::factor::{Factor, RECOVERY_CODES, RECOVERY_LENGTH, SECRET_BYTES, Typed, digits, in_groups, typed};
use crate::domain::ids::MemberId;
use crate::domain::member::{Member, MemberState, Role};
use crate::domain::network::Network;
use crate::domain::refusal::Refusal;
use crate::domain::text::Email;
use crate::store::{ReadTx, WriteTx};

/// What a member has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Since when it is asked for; none: it is not.
    pub since: Option<Timestamp>,
    /// Codes on paper that are left.
    pub codes_left: usize,
    /// The network asks it of whoever has this member's role.
    pub required: bool,
    /// What waits for its first code.
    pub waiting: Option<Setup>,
}

/// What an app needs to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    /// The secret, in the letters that people type.
    pub secret: String,
    /// The same with all that goes with it, as apps read it.
    pub uri: String,
}

impl Setup {
    fn of(app: &App, member: &Member, factor: &Factor) -> Self {
        let secret = BASE32_NOPAD.encode(&factor.secret);
        let written = |text: &str| -> String {
            let byte = |b: u8| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") };
            text.bytes().map(byte).collect()
        };
        let (issuer, name) = (written(&app.network.name), written(member.email.as_str()));
        Self { uri: format!("otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}"), secret }
    }
}

/// Whether the network asks a second factor of whoever has this role.
pub fn is_required(network: &Network, role: Role) -> bool {
    network.staff_second_factor && role != Role::Member
}

/// Whether a second factor is asked of this member.
///
/// # Errors
/// A failure of the record.
pub fn is_on(tx: &ReadTx<'_>, member: MemberId) -> Result<bool, Refusal> {
    Ok(tx.factor(member)?.is_some_and(|factor| factor.holds()))
}

/// One's own. What waits for its first code is shown to whoever proved a moment ago who they are.
///
/// # Errors
/// A failure of the record.
pub fn state(app: &App, visitor: &Visitor) -> Result<State, Refusal> {
    let member = &visitor.member;
    let factor = app.store.read(|tx| Ok::<_, Refusal>(tx.factor(member.id)?))?;
    let waits = |factor: &&Factor| !factor.holds() && visitor.session.is_fresh(app.now());
    Ok(State {
        since: factor.as_ref().and_then(|factor| factor.since),
        codes_left: factor.as_ref().map_or(0, |factor| factor.recovery.len()),
        required: is_required(&app.network, member.role),
        waiting: factor.as_ref().filter(waits).map(|factor| Setup::of(app, member, factor)),
    })
}

/// Begins to set one up: a new secret, which counts once its first code is given.
///
/// # Errors
/// 403 `confirm`, `suspended`; 409 `factor_on` when there is one.
pub async fn begin(app: &App, visitor: &Visitor) -> Result<Setup, Refusal> {
    visitor.actor.signed_in()?;
    let me = fresh(app, visitor)?;
    let factor = Factor::waiting(app.random::<SECRET_BYTES>());
    let setup = Setup::of(app, &visitor.member, &factor);
    app.store
        .write(move |tx| {
            if is_on(tx, me)? {
                return Err(Refusal::Conflict("factor_on"));
            }
            tx.put_factor(me, Some(&factor));
            Ok(())
        })
        .await?;
    Ok(setup)
}

/// Turns it on, with the first code of the app. Other devices are signed out. Gives the codes on paper, which are shown this once.
///
/// # Errors
/// 403 `confirm`, `suspended`; 409 `factor_off` when none was begun; 422 `wrong_totp`; 429.
pub async fn turn_on(app: &App, visitor: &Visitor, code: &str, ip: IpAddr) -> Result<Vec<String>, Refusal> {
    visitor.actor.signed_in()?;
    let me = fresh(app, visitor)?;
    knocked(app, me, ip).await?;
    let (here, now, code) = (visitor.session.id, app.now(), code.to_owned());
    let (papers, hashes) = papers(app, me);
    app.store
        .write(move |tx| {
            let waiting = tx.factor(me)?.filter(|factor| !factor.holds());
            let Some(mut factor) = waiting else { return Err(Refusal::Conflict("factor_off")) };
            let Typed::App(code) = typed(&code) else { return Err(Refusal::field("code", "wrong_totp")) };
            factor.last_step = step_of(&factor, &code, now).ok_or(Refusal::field("code", "wrong_totp"))?;
            let factor = Factor { since: Some(now), recovery: hashes.clone(), ..factor };
            tx.put_factor(me, Some(&factor));
            tx.delete_sessions_of(me, Some(here))?;
            tell(tx, me, Notice::FactorOn, now)?;
            tx.note(Note::own(now, me, AuditDeed::FactorOn))?;
            Ok(())
        })
        .await?;
    Ok(papers)
}

/// New codes on paper: the ones before are worth nothing any more.
///
/// # Errors
/// 403 `confirm`; 409 `factor_off`.
pub async fn renew_codes(app: &App, visitor: &Visitor) -> Result<Vec<String>, Refusal> {
    let me = fresh(app, visitor)?;
    let (papers, hashes) = papers(app, me);
    app.store
        .write(move |tx| {
            let factor = tx.factor(me)?.filter(Factor::holds).ok_or(Refusal::Conflict("factor_off"))?;
            tx.put_factor(me, Some(&Factor { recovery: hashes.clone(), ..factor }));
            Ok::<_, Refusal>(())
        })
        .await?;
    Ok(papers)
}

/// Takes one's own away. Nothing happens when there is none.
///
/// # Errors
/// 403 `confirm`; 409 `factor_required` while the network asks it of this member's role.
pub async fn turn_off(app: &App, visitor: &Visitor) -> Result<(), Refusal> {
    let (me, now) = (fresh(app, visitor)?, app.now());
    let required = is_required(&app.network, visitor.member.role);
    app.store
        .write(move |tx| {
            let Some(factor) = tx.factor(me)? else { return Ok(()) };
            if factor.holds() && required {
                return Err(Refusal::Conflict("factor_required"));
            }
            tx.put_factor(me, None);
            if factor.holds() {
                tell(tx, me, Notice::FactorOff, now)?;
                tx.note(Note::own(now, me, AuditDeed::FactorOff))?;
            }
            Ok(())
        })
        .await
}

/// Takes a member's away: the keeper's deed, for whoever lost phone and paper. Their devices are signed out.
///
/// # Errors
/// 422 `unknown_member`; 409 `factor_off` when there is none.
pub async fn reset(app: &App, email: &Email) -> Result<Member, Refusal> {
    let (email, now) = (email.clone(), app.now());
    app.store
        .write(move |tx| {
            let member = tx.member_by_email(&email)?.filter(|m| m.state != MemberState::Invited).ok_or_else(keeper::unknown_member)?;
            if tx.factor(member.id)?.is_none() {
                return Err(Refusal::Conflict("factor_off"));
            }
            tx.put_factor(member.id, None);
            tx.delete_sessions_of(member.id, None)?;
            tell(tx, member.id, Notice::FactorOff, now)?;
            tx.note(Note::new(now, By::Keeper, AuditDeed::FactorOff, Some(member.id)))?;
            Ok(member)
        })
        .await
}

fn tell(tx: &mut WriteTx<'_>, id: MemberId, notice: Notice, now: Timestamp) -> Result<(), Refusal> {
    let member = tx.member(id)?.ok_or(Refusal::NotFound)?;
    let letter =
        Letter::Notice { first_name: member.first_name.to_string(), notice, detail: String::new(), link: "/me/security".to_owned() };
    tx.leave_mail(MailChore { to: member.email, lang: member.lang, letter }, now)?;
    Ok(())
}

/// Takes a use of the throttles of this factor: guesses cost, whoever makes them and from wherever.
///
/// # Errors
/// 429.
pub async fn knocked(app: &App, member: MemberId, ip: IpAddr) -> Result<(), Refusal> {
    knock(app, vec![Knock::ip(throttle::TRIES_AN_IP, "try", ip), Knock::member(throttle::FACTORS_A_MEMBER, "factor", member)]).await
}

/// Whether what was typed is a code of this member's, of the app or on paper; it is used up. None is asked of whoever has no factor: false.
///
/// # Errors
/// A failure of the record.
pub fn is_right(tx: &mut WriteTx<'_>, member: MemberId, text: &str, now: Timestamp) -> Result<bool, Refusal> {
    let Some(mut factor) = tx.factor(member)?.filter(Factor::holds) else { return Ok(false) };
    match typed(text) {
        Typed::App(code) => match step_of(&factor, &code, now) {
            Some(step) => factor.last_step = step,
            None => return Ok(false),
        },
        Typed::Paper(code) => {
            let hash = paper_hash(member, &code);
            let Some(place) = factor.recovery.iter().position(|kept| same(kept, &hash)) else { return Ok(false) };
            factor.recovery.remove(place);
        }
        Typed::Nonsense => return Ok(false),
    }
    tx.put_factor(member, Some(&factor));
    Ok(true)
}

/// The step whose code this is, among those that are good now.
fn step_of(factor: &Factor, code: &str, now: Timestamp) -> Option<i64> {
    factor.steps(now).find(|step| same(totp(&factor.secret, *step).as_bytes(), code.as_bytes()))
}

/// The code of a step (RFC 6238).
pub fn totp(secret: &[u8; SECRET_BYTES], step: i64) -> String {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret), &step.to_be_bytes());
    let mut hash = [0; 20];
    hash.copy_from_slice(tag.as_ref());
    digits(&hash)
}

/// New codes on paper as they are shown, and what is kept of them.
fn papers(app: &App, member: MemberId) -> (Vec<String>, Vec<[u8; 32]>) {
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| paper(app)).collect();
    let hashes = codes.iter().map(|code| paper_hash(member, code)).collect();
    (codes.iter().map(|code| in_groups(code)).collect(), hashes)
}

fn paper(app: &App) -> String {
    let fair = 256 / CODE_LETTERS.len() * CODE_LETTERS.len();
    let mut code = String::new();
    while code.len() < RECOVERY_LENGTH {
        let chance = app.random::<16>();
        let letters =
            chance.iter().map(|b| usize::from(*b)).filter(|b| *b < fair).map(|b| char::from(CODE_LETTERS[b % CODE_LETTERS.len()]));
        code.extend(letters.take(RECOVERY_LENGTH - code.len()));
    }
    code
}

fn paper_hash(member: MemberId, code: &str) -> [u8; 32] {
    sha256(&[b"recovery", member.bytes(), code.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, for SHA-1, the last six of its eight digits.
        let secret = b"12345678901234567890";
        for (second, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            assert_eq!(totp(secret, second / 30), code, "{second}");
        }
    }
}
