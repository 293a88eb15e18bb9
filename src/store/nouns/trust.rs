//! Tests of the tables that keep trust: what verify finds in them, that an erased member is in none, that a session ends with its secret.

use super::super::erasures::erased_hash;
use super::super::samples::{
    at, case, consent, email_change, event_id, factor, flag, invitation_id, media_id, member_id, message_id, session, session_id,
    statement, team_id, thread_id,
};
use super::super::tables;
use super::{ask, change, check, filled, sound};
use crate::domain::account::Bucket;
use crate::domain::audit::AuditRow;
use crate::domain::event::Event;
use crate::domain::invitation::Invitation;
use crate::domain::post::Post;
use crate::domain::team::Team;
use crate::domain::thread::{Message, Thread};
use crate::store::Store;

#[test]
fn what_is_wrong_about_trust_is_found() {
    let row = |store: &Store, n: u64| ask(store, |tx| tx.audit(Some(n + 1), 1)).pop().expect("a row").1;
    let store = filled();
    let (first, second) = (row(&store, 1), row(&store, 2));
    check(&tables::NUMBER_TO_AUDIT, 1, None, &["NUMBER_TO_AUDIT", "MEMBER_NUMBER_TO_NOTHING"]);
    check(&tables::NUMBER_TO_AUDIT, 4, Some(first.clone()), &["NUMBER_TO_AUDIT", "MEMBER_NUMBER_TO_NOTHING"]);
    let changed = AuditRow { note: first.note.clone().because("another reason"), ..first.clone() };
    check(&tables::NUMBER_TO_AUDIT, 1, Some(changed), &["NUMBER_TO_AUDIT"]);
    check(&tables::NUMBER_TO_AUDIT, 2, Some(AuditRow { hash: first.hash, ..second }), &["NUMBER_TO_AUDIT"]);
    check(&tables::MEMBER_NUMBER_TO_NOTHING, (member_id(1), 1), None, &["MEMBER_NUMBER_TO_NOTHING"]);
    check(&tables::MEMBER_NUMBER_TO_NOTHING, (member_id(3), 1), Some(()), &["MEMBER_NUMBER_TO_NOTHING"]);
    check(&tables::MEMBER_LINE_TO_CONSENT, (member_id(9), 0), Some(consent(1)), &["MEMBER_LINE_TO_CONSENT"]);
    let (kind, thing) = case().subject.key();
    check(
        &tables::THING_MEMBER_TO_FLAG,
        (kind, thing, member_id(9)),
        Some(flag(9)),
        &["MEMBER_KIND_THING_TO_NOTHING", "THING_MEMBER_TO_FLAG"],
    );
    check(&tables::MEMBER_KIND_THING_TO_NOTHING, (member_id(1), kind, thing), None, &["MEMBER_KIND_THING_TO_NOTHING"]);
    check(&tables::OPENED_KIND_THING_TO_NOTHING, (at(7), kind, thing), None, &["OPENED_KIND_THING_TO_NOTHING"]);
    check(&tables::THING_TO_CASE, (kind, thing), None, &["THING_MEMBER_TO_FLAG", "OPENED_KIND_THING_TO_NOTHING"]);
    check(&tables::MEMBER_LINE_TO_STATEMENT, (member_id(9), 0), Some(statement()), &["MEMBER_LINE_TO_STATEMENT"]);
    check(&tables::MEMBER_LINE_TO_STATEMENT, (member_id(1), 0), None, &["THING_TO_CASE"]);
    check(&tables::MEMBER_TO_FACTOR, member_id(9), Some(factor()), &["MEMBER_TO_FACTOR"]);
    check(&tables::MEMBER_TO_EMAIL_CHANGE, member_id(9), Some(email_change()), &["MEMBER_TO_EMAIL_CHANGE"]);
    let zoe = ("zoe@exemple.fr".to_owned(), team_id(1));
    check(&tables::EMAIL_TEAM_TO_INVITATION, zoe, None, &["EMAIL_TEAM_TO_INVITATION"]);
    check(&tables::TEAM_INVITATION_TO_INVITATION, (team_id(1), invitation_id(1)), None, &["EMAIL_TEAM_TO_INVITATION"]);
    check(&tables::MEMBER_TO_ERASURE, member_id(2), None, &["DUE_MEMBER_TO_NOTHING"]);
    check(&tables::DUE_MEMBER_TO_NOTHING, (at(1), member_id(2)), Some(()), &["DUE_MEMBER_TO_NOTHING"]);
    check(&tables::ERASED_HASH_TO_TIME, erased_hash(member_id(3)), Some(at(1)), &["ERASED_HASH_TO_TIME"]);
}

#[test]
fn an_erased_member_is_in_no_table_of_their_own() {
    let store = filled();
    let id = member_id(1);
    change(&store, move |tx| {
        let member = tx.member(id)?.expect("a member");
        tx.put_bucket("password abc 192.0.2.1", &Bucket { full_at: at(50) });
        tx.delete_rsvp(event_id(1), id)?;
        tx.delete_presence(event_id(1), id);
        tx.delete_membership(team_id(1), id)?;
        tx.delete_picture(media_id(1));
        for n in [1, 2, 3] {
            if let Some(event) = tx.event(event_id(n))? {
                tx.put_event(&Event { organisers: vec![], ..event })?;
            }
        }
        let team = tx.team(team_id(1))?.expect("a team");
        tx.put_team(&Team { created_by: None, ..team })?;
        for post in tx.posts(None, 9)? {
            tx.put_post(&Post { author: None, ..post })?;
        }
        for invitation in tx.invitations(None, 9)? {
            tx.put_invitation(&Invitation { by: None, ..invitation });
        }
        let (thread, said) = (tx.thread(thread_id(1))?.expect("a thread"), tx.message(thread_id(1), message_id(1))?.expect("a message"));
        tx.put_thread(&Thread { author: None, ..thread })?;
        tx.empty_message(&Message { author: None, ..said })?;
        tx.delete_seat(thread_id(1), id);
        tx.delete_member(&member, "abc")?;
        tx.put_erased(&erased_hash(id), at(9));
        Ok(())
    });
    sound(&store);
    let mut left = std::collections::BTreeSet::new();
    ask(&store, |tx| {
        tx.each_row(|key, value| {
            let holds = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).any(|part| part == what);
            if [key, value]
                .iter()
                .any(|bytes| [&b"ines.1@"[..], b"ines.nouvelle@", b"m-1", b"password abc"].iter().any(|what| holds(bytes, what)))
            {
                left.insert(tables::sound(key, value).expect("sound"));
            }
        })
    });
    assert_eq!(left.into_iter().collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn a_session_ends_with_its_secret() {
    let store = filled();
    change(&store, |tx| {
        for n in 2..=4 {
            tx.put_session(&session(n, 1))?;
        }
        tx.put_session(&session(5, 2))?;
        let mut renewed = session(2, 1);
        renewed.secret_hash = [22; 32];
        tx.put_session(&renewed)?;
        tx.delete_session(member_id(1), session_id(3))
    });
    let hash = |n| ask(&store, |tx| tx.session_by_secret(&[n; 32])).map(|session| session.id);
    assert_eq!([1, 2, 3, 4, 22].map(hash), [Some(session_id(1)), None, None, Some(session_id(4)), Some(session_id(2))]);
    let of = |n| ask(&store, |tx| tx.sessions_of(member_id(n))).iter().map(|session| session.id).collect::<Vec<_>>();
    assert_eq!(of(1), [1, 2, 4].map(session_id));
    assert_eq!(ask(&store, |tx| tx.sessions(Some([4; 32]), 9)).len(), 2);
    change(&store, |tx| tx.delete_sessions_of(member_id(1), Some(session_id(4))));
    assert_eq!((of(1), of(2)), (vec![session_id(4)], vec![session_id(5)]));
    assert_eq!(ask(&store, |tx| tx.session(member_id(1), session_id(4))), Some(session(4, 1)));
    sound(&store);
}
