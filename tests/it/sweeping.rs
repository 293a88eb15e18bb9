//! What is swept: every table is looked at to its end, however many rows stand before the one whose time is over, and more than a page goes at once.

use banderole::app::tidy::{self, Swept};
use banderole::domain::account::{Attempt, EmailChange, Purpose, SealedCode, Session, Signup};
use banderole::domain::ids::{AttemptId, InvitationId, MediaId, MemberId, SessionId, SignupId, TeamId};
use banderole::domain::invitation::Invitation;
use banderole::domain::lang::Lang;
use banderole::domain::media::{Owner, Picture};
use banderole::domain::once::Done;
use banderole::domain::refusal::Refusal;
use banderole::store::WriteTx;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::house::House;
use crate::people::id;

/// More rows than two pages of the sweep.
const ROWS: u16 = 1_001;
/// Longer ago than anything is kept that is swept.
const LONG: SignedDuration = SignedDuration::from_hours(400 * 24);

/// 16 bytes that sort as this number does.
fn bytes(n: u16) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..2].copy_from_slice(&n.to_be_bytes());
    bytes
}

/// Of many rows that `put` writes, the last is long over: it goes, alone; then all others, once their time is over too.
#[track_caller]
fn check(
    house: &House,
    put: impl Fn(&mut WriteTx<'_>, u16, Timestamp) -> Result<(), Refusal> + Send + 'static,
    swept: impl Fn(&Swept) -> usize,
) {
    let sweep = || swept(&house.block_on(tidy::sweep(&house.app)).expect("it sweeps"));
    let now = house.app.now();
    let rows = house.app.store.write(move |tx| (0..ROWS).try_for_each(|n| put(tx, n, if n == ROWS - 1 { now - LONG } else { now })));
    house.block_on(rows).expect("the record can be written");
    assert_eq!(sweep(), 1, "the last row is over, the others are not");
    assert_eq!(sweep(), 0, "nothing else is over yet");
    house.pass(LONG);
    assert_eq!(sweep(), usize::from(ROWS) - 1, "all are over");
    assert_eq!(sweep(), 0, "all are gone");
}

fn code(at: Timestamp) -> SealedCode {
    SealedCode { salt: vec![7; 16], hash: vec![9; 32], tries: 0, expires_at: at }
}

#[test]
fn signups_that_nobody_proved() {
    let put = |tx: &mut WriteTx<'_>, n: u16, at: Timestamp| {
        let signup = Signup {
            id: SignupId::from_bytes(bytes(n)),
            email: format!("m{n}@exemple.fr").parse().expect("an address"),
            first_name: "Zoé".parse().expect("a name"),
            last_name: "Roux".parse().expect("a name"),
            home: None,
            password: None,
            photo: None,
            lang: Lang::Fr,
            pledge_version: 1,
            answering: None,
            code: code(at),
            at,
        };
        Ok(tx.put_signup(&signup)?)
    };
    check(&House::in_memory(), put, |swept| swept.signups);
}

#[test]
fn sign_ins_that_nobody_finished() {
    let put = |tx: &mut WriteTx<'_>, n: u16, at: Timestamp| {
        let email = format!("m{n}@exemple.fr").parse().expect("an address");
        tx.put_attempt(&Attempt { id: AttemptId::from_bytes(bytes(n)), email, member: None, code: code(at), at, proved: false });
        Ok(())
    };
    check(&House::in_memory(), put, |swept| swept.attempts);
}

#[test]
fn changes_of_address_that_nobody_finished() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr").id;
    let put = move |tx: &mut WriteTx<'_>, n: u16, at: Timestamp| {
        let mut member = tx.member(ines)?.ok_or(Refusal::NotFound)?;
        member.id = MemberId::from_bytes(bytes(n));
        member.email = format!("m{n}@exemple.fr").parse().expect("an address");
        member.pledge = None;
        tx.put_member(&member)?;
        let change = EmailChange { email: format!("n{n}@exemple.fr").parse().expect("an address"), old: code(at), new: code(at), at };
        tx.put_email_change(member.id, Some(&change));
        Ok(())
    };
    check(&house, put, |swept| swept.attempts);
}

#[test]
fn pictures_that_no_form_claimed() {
    let put = |tx: &mut WriteTx<'_>, n: u16, at: Timestamp| {
        tx.put_picture(&Picture { id: MediaId::from_bytes(bytes(n)), owner: Owner::Held, at });
        Ok(())
    };
    check(&House::in_memory(), put, |swept| swept.pictures);
}

#[test]
fn sessions_that_ended() {
    let house = House::in_memory();
    let member = house.member("ines@exemple.fr").id;
    let put = move |tx: &mut WriteTx<'_>, n: u16, at: Timestamp| {
        let mut secret_hash = [0; 32];
        secret_hash[..2].copy_from_slice(&n.to_be_bytes());
        let session = Session {
            id: SessionId::from_bytes(bytes(n)),
            member,
            secret_hash,
            purpose: Purpose::Device,
            device: "Firefox".to_owned(),
            created_at: at,
            seen_at: at,
            proved_at: at,
            seen_from: None,
        };
        Ok(tx.put_session(&session)?)
    };
    check(&house, put, |swept| swept.sessions);
}

#[test]
fn keys_that_were_used() {
    let put = |tx: &mut WriteTx<'_>, n: u16, at: Timestamp| {
        Ok(tx.put_once(None, &format!("key {n}"), &Done { fingerprint: [1; 32], made: bytes(n), at })?)
    };
    check(&House::in_memory(), put, |swept| swept.keys);
}

#[test]
fn invitations_whose_time_is_over() {
    let house = House::in_memory();
    let lead = house.member("lead@exemple.fr");
    let team = id(&house.post("/api/v1/teams", json!({"name": "Entre nous", "place": {"town": "Lyon"}})).by(&lead).send().json(201));
    let team: TeamId = team.parse().expect("an id");
    let put = move |tx: &mut WriteTx<'_>, n: u16, at: Timestamp| {
        tx.put_invitation(&Invitation {
            id: InvitationId::from_bytes(bytes(n)),
            team,
            by: Some(lead.id),
            email: None,
            uses_max: 20,
            used: 0,
            created_at: at,
            expires_at: at + SignedDuration::from_hours(24),
        });
        Ok(())
    };
    check(&house, put, |swept| swept.invitations);
}
