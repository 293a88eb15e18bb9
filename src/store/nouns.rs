//! Tests of the nouns' questions and changes: what each keeps beside its row, and that `verify` finds each thing that is not kept.

mod threads;
mod told;
mod trust;

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::codec::{Key, Stored};
use super::erasures::erased_hash;
use super::events::Start;
use super::samples::{
    appealed, at, attempt, attempt_id, consent, email_change, event, event_id, factor, flag, invitation, media_id, member, member_id,
    membership, note, notification, notification_id, picture, pledge, post, post_id, rsvp, session, session_id, signup, signup_id,
    statement, team, team_id, text, was,
};
use super::tables::{self, Table};
use super::{Direction, Failure, Out, ReadTx, Store, WriteTx};
use crate::domain::chore::{IndexChore, Letter, MailChore, News, NotifyChore};
use crate::domain::erasure::Erasure;
use crate::domain::event::{Event, EventStatus};
use crate::domain::ids::{EventId, MemberId, PostId};
use crate::domain::membership::{MembershipStanding, TeamRole, TeamTally};
use crate::domain::notification::{Cadence, InboxTally, Preferences, Quiet, Subject, Topic};
use crate::domain::post::{Post, PostStatus, Reach};
use crate::domain::reminder::{Step, ladder};
use crate::domain::rsvp::{EventTally, Standing};
use crate::domain::{account::Bucket, lang::Lang, media::Owner, member::Role, once::Done, pledge::PledgeDeed, text::Email};

fn change<T: Send + 'static>(store: &Store, body: impl FnMut(&mut WriteTx<'_>) -> Result<T, Failure> + Send + 'static) -> T {
    store.write_blocking(body).expect("it writes")
}

fn ask<T>(store: &Store, body: impl FnOnce(&ReadTx<'_>) -> Result<T, Failure>) -> T {
    store.read(body).expect("it reads")
}

#[track_caller]
fn sound(store: &Store) {
    assert_eq!(store.verify(), Ok(vec![]));
}

fn mail(n: u8) -> MailChore {
    MailChore {
        to: text(&format!("to-{n}@exemple.fr")),
        lang: Lang::Fr,
        letter: Letter::SigninCode { first_name: "Inès".to_owned(), code: "ABC234".to_owned() },
    }
}

fn done(seconds: i64) -> Done {
    Done { fingerprint: [1; 32], made: [2; 16], at: at(seconds) }
}

/// Event 4: published, and of nobody's list.
fn coming() -> Event {
    let mut event = Event { status: EventStatus::Published, organisers: vec![], ..event(4) };
    event.facts.team = None;
    event
}

/// Post `n` of team 1, to come out at a time.
fn of_team(n: u8) -> Post {
    let mut post = Post { status: PostStatus::Scheduled, ..post(n) };
    post.facts.reach = Reach::Team(team_id(1));
    post
}

/// A record with something in every table.
pub(crate) fn filled() -> Store {
    let store = Store::memory();
    change(&store, |tx| {
        for n in 1..=4 {
            tx.put_member(&member(n))?;
        }
        let mut admin = member(4);
        admin.role = Role::Admin;
        tx.put_member(&admin)?;
        let mut first = member(1);
        first.photo = Some(media_id(1));
        tx.put_picture(&picture(1, Owner::Member(first.id)));
        tx.put_picture_sum(picture(1, Owner::Held).id, &[7; 32]);
        tx.put_member(&first)?;
        tx.add_pledge(&mut first, &pledge(PledgeDeed::Given, 1))?;
        tx.set_password(first.id, Some("$argon2id$"));
        tx.put_session(&session(1, 1))?;
        tx.put_signup(&signup(1))?;
        tx.put_attempt(&attempt(1));
        tx.put_factor(first.id, Some(&factor()));
        tx.put_flag(&flag(1));
        tx.put_case(&appealed())?;
        tx.put_statement(first.id, 0, &statement());
        tx.put_email_change(first.id, Some(&email_change()));
        tx.put_picture(&picture(2, Owner::Held));
        tx.set_text("upgrade", Some(&"here".to_owned()));
        tx.put_bucket("code:x", &Bucket { full_at: at(50) });
        tx.put_once(Some(first.id), "key", &done(1))?;
        tx.put_team(&team(1))?;
        tx.put_membership(&membership(1, 1, TeamRole::Lead, MembershipStanding::In))?;
        tx.put_membership(&membership(1, 2, TeamRole::Member, MembershipStanding::Requested))?;
        tx.put_event(&event(1))?;
        tx.put_rsvp(&rsvp(1, 1, Standing::Going, 2))?;
        tx.put_rsvp(&rsvp(1, 2, Standing::Waiting, 0))?;
        tx.leave_index(IndexChore::Event(event_id(1)))?;
        tx.leave_mail(mail(1), at(1))?;
        tx.put_post(&post(1))?;
        tx.put_post(&of_team(2))?;
        tx.put_invitation(&invitation(1));
        tx.put_uninvited(&[9; 32], at(9));
        threads::discuss(tx)?;
        tx.put_event(&coming())?;
        tx.put_rsvp(&rsvp(4, 3, Standing::Going, 0))?;
        tx.set_reminders_planned();
        tx.give_reminder((at(1), event_id(1), Step::DayBefore));
        tx.put_presence(event_id(1), member_id(1), true);
        tx.add_notification(notification(1, 1))?;
        tx.put_preferences(member_id(1), &Preferences { quiet: Quiet { from: 20, to: 9 }, ..Preferences::default() });
        tx.plan_digest(member_id(1), Cadence::Daily, at(9))?;
        let news = NotifyChore::new(News::Changed(event_id(1), Box::new(was())), Some(member_id(2)), at(1));
        let number = tx.leave_news(&news, at(2))?;
        tx.mark_change(event_id(1), Some(number));
        [note(1), note(2)].into_iter().try_for_each(|note| tx.note(note))?;
        tx.add_consent(member_id(1), &consent(1))?;
        tx.set_erasure(member_id(2), Some(&Erasure::asked(at(3))))?;
        tx.put_erased(&erased_hash(member_id(99)), at(4));
        Ok(())
    });
    store
}

/// Keys and values as they are stored.
type Rows = Vec<(Vec<u8>, Vec<u8>)>;

/// The rows of a record, by table: tables without a row too.
pub(crate) fn rows(store: &Store) -> BTreeMap<&'static str, Rows> {
    let mut rows: BTreeMap<_, Rows> = tables::ALL.iter().map(|(_, name)| (*name, Vec::new())).collect();
    ask(store, |tx| {
        tx.each_row(|key, value| rows.entry(tables::sound(key, value).expect("sound")).or_default().push((key.to_vec(), value.to_vec())))
    });
    rows
}

#[test]
fn every_table_has_a_row_in_the_filled_record_and_it_is_sound() {
    let store = filled();
    sound(&store);
    let unused: Vec<_> = rows(&store).into_iter().filter(|(_, rows)| rows.is_empty()).map(|(table, _)| table).collect();
    assert_eq!(unused, Vec::<&str>::new());
}

// ---- What verify finds.

#[track_caller]
fn check<K: Key + Clone + Send + Sync + 'static, V: Stored + Send + Sync + 'static>(
    table: &'static Table<K, V>,
    key: K,
    value: Option<V>,
    want: &[&str],
) {
    let store = filled();
    change(&store, move |tx| {
        match &value {
            Some(value) => tx.put(table, &key, value),
            None => tx.delete(table, &key),
        }
        Ok(())
    });
    let found = store.verify().expect("it reads");
    let mut tables: Vec<_> = found.iter().map(|finding| finding.table).collect();
    tables.dedup();
    assert_eq!(tables, want);
    // What other rows say is put right, and nothing else is touched.
    let left: Vec<_> = found.into_iter().filter(|finding| !finding.derived).collect();
    store.mend().expect("it writes");
    assert_eq!(store.verify().expect("it reads"), left);
}

#[test]
fn what_is_missing_is_found() {
    check(&tables::EMAIL_TO_MEMBER, "ines.2@exemple.fr".to_owned(), None, &["EMAIL_TO_MEMBER"]);
    check(&tables::EXTERNAL_ID_TO_MEMBER, "m-2".to_owned(), None, &["EXTERNAL_ID_TO_MEMBER"]);
    check(&tables::MEMBER_LINE_TO_PLEDGE, (member_id(1), 0), None, &["ID_TO_MEMBER"]);
    check(&tables::ADMIN_TO_NOTHING, member_id(4), None, &["ADMIN_TO_NOTHING"]);
    check(&tables::ID_TO_PICTURE, media_id(1), None, &["ID_TO_MEMBER", "PICTURE_TO_SUM"]);
    check(&tables::ID_TO_PICTURE, media_id(2), None, &["WAITING_PICTURE_TO_NOTHING"]);
    check(&tables::WAITING_PICTURE_TO_NOTHING, media_id(2), None, &["WAITING_PICTURE_TO_NOTHING"]);
    check(&tables::SECRET_HASH_TO_SESSION, [1; 32], None, &["MEMBER_SESSION_TO_SECRET_HASH"]);
    check(&tables::MEMBER_SESSION_TO_SECRET_HASH, (member_id(1), session_id(1)), None, &["MEMBER_SESSION_TO_SECRET_HASH"]);
    check(&tables::EMAIL_SIGNUP_TO_NOTHING, ("new@exemple.fr".to_owned(), signup_id(1)), None, &["EMAIL_SIGNUP_TO_NOTHING"]);
    check(&tables::WHO_KEY_TO_DONE, (*member_id(1).bytes(), "key".to_owned()), None, &["TIME_WHO_KEY_TO_NOTHING"]);
    check(&tables::EVENT_TO_TALLY, event_id(1), None, &["EVENT_TO_TALLY"]);
    check(&tables::EXTERNAL_ID_TO_EVENT, "e-1".to_owned(), None, &["EXTERNAL_ID_TO_EVENT"]);
    let organised = "ORGANISER_START_EVENT_TO_NOTHING";
    check(&tables::ORGANISER_START_EVENT_TO_NOTHING, (member_id(2), at(100_001), event_id(1)), None, &[organised]);
    check(&tables::TEAM_START_EVENT_TO_NOTHING, (team_id(1), at(100_001), event_id(1)), None, &["TEAM_START_EVENT_TO_NOTHING"]);
    check(&tables::MEMBER_EVENT_TO_STANDING, (member_id(2), event_id(1)), None, &["MEMBER_EVENT_TO_STANDING"]);
    check(&tables::EVENT_SINCE_MEMBER_TO_PARTY, (event_id(1), at(202), member_id(2)), None, &["EVENT_SINCE_MEMBER_TO_PARTY"]);
    check(&tables::EXTERNAL_ID_TO_TEAM, "t-1".to_owned(), None, &["EXTERNAL_ID_TO_TEAM"]);
    check(&tables::TEAM_TO_TALLY, team_id(1), None, &["TEAM_TO_TALLY"]);
    check(&tables::MEMBER_TEAM_TO_NOTHING, (member_id(2), team_id(1)), None, &["MEMBER_TEAM_TO_NOTHING"]);
    check(
        &tables::ID_TO_TEAM,
        team_id(1),
        None,
        &[
            "ID_TO_EVENT",
            "EXTERNAL_ID_TO_TEAM",
            "TEAM_MEMBER_TO_MEMBERSHIP",
            "TEAM_TO_TALLY",
            "ID_TO_POST",
            "TEAM_INVITATION_TO_INVITATION",
            "ID_TO_THREAD",
        ],
    );
    let chores = &["SEQUENCE_TO_INDEX_CHORE", "DUE_SEQUENCE_TO_NOTIFY_CHORE", "DUE_SEQUENCE_TO_MAIL"];
    check(&tables::NAME_TO_NUMBER, "chore".to_owned(), None, chores);
    let unread = (member_id(1), Topic::Answer.number(), Subject::Event(event_id(1)).bytes());
    check(&tables::MEMBER_TOPIC_SUBJECT_TO_UNREAD, unread, None, &["MEMBER_TOPIC_SUBJECT_TO_UNREAD"]);
    check(&tables::MEMBER_TO_INBOX, member_id(1), None, &["MEMBER_TO_INBOX"]);
    check(&tables::MEMBER_CADENCE_TO_DUE, (member_id(1), 1), None, &["DUE_MEMBER_CADENCE_TO_NOTHING"]);
    check(&tables::DUE_SEQUENCE_TO_NOTIFY_CHORE, (at(2), 3), None, &["EVENT_TO_CHANGE"]);
    check(&tables::OUT_POST_TO_NOTHING, (at(401), post_id(1)), None, &["OUT_POST_TO_NOTHING"]);
    check(&tables::DESK_OUT_POST_TO_NOTHING, ([0; 16], at(401), post_id(1)), None, &["DESK_OUT_POST_TO_NOTHING"]);
    check(&tables::DESK_PINNED_POST_TO_NOTHING, ([0; 16], at(401), post_id(1)), None, &["DESK_PINNED_POST_TO_NOTHING"]);
    check(&tables::DESK_WAITING_POST_TO_NOTHING, (*team_id(1).bytes(), post_id(2)), None, &["DESK_WAITING_POST_TO_NOTHING"]);
    check(&tables::DUE_POST_TO_NOTHING, (at(402), post_id(2)), None, &["DUE_POST_TO_NOTHING"]);
    let due = ladder(&coming().facts)[0];
    check(&tables::DUE_EVENT_STEP_TO_NOTHING, (due.due, event_id(4), due.step.number()), None, &["DUE_EVENT_STEP_TO_NOTHING"]);
}

#[test]
fn what_is_too_much_is_found() {
    check(&tables::EMAIL_TO_MEMBER, "nobody@exemple.fr".to_owned(), Some(member_id(9)), &["EMAIL_TO_MEMBER"]);
    check(&tables::EMAIL_TO_MEMBER, "nobody@exemple.fr".to_owned(), Some(member_id(1)), &["EMAIL_TO_MEMBER"]);
    check(&tables::MEMBER_TO_PASSWORD, member_id(9), Some("x".to_owned()), &["MEMBER_TO_PASSWORD"]);
    check(&tables::MEMBER_LINE_TO_PLEDGE, (member_id(1), 1), Some(pledge(PledgeDeed::Withdrawn, 2)), &["ID_TO_MEMBER"]);
    check(&tables::ID_TO_MEMBER, member_id(9), Some(member(1)), &["ID_TO_MEMBER", "EMAIL_TO_MEMBER", "EXTERNAL_ID_TO_MEMBER"]);
    check(&tables::ADMIN_TO_NOTHING, member_id(3), Some(()), &["ADMIN_TO_NOTHING"]);
    check(&tables::ID_TO_ATTEMPT, attempt_id(9), Some(attempt(1)), &["ID_TO_ATTEMPT"]);
    check(&tables::MEMBER_EVENT_TO_STANDING, (member_id(1), event_id(1)), Some(Standing::Waiting), &["MEMBER_EVENT_TO_STANDING"]);
    check(&tables::EVENT_SINCE_MEMBER_TO_PARTY, (event_id(1), at(202), member_id(2)), Some(9), &["EVENT_SINCE_MEMBER_TO_PARTY"]);
    check(&tables::EVENT_SINCE_MEMBER_TO_PARTY, (event_id(1), at(201), member_id(1)), Some(3), &["EVENT_SINCE_MEMBER_TO_PARTY"]);
    let wrong = EventTally { going: 4, waiting: 1, waiting_parties: 1 };
    check(&tables::EVENT_TO_TALLY, event_id(1), Some(wrong), &["EVENT_TO_TALLY"]);
    check(&tables::EVENT_TO_TALLY, event_id(9), Some(EventTally::default()), &["EVENT_TO_TALLY"]);
    check(&tables::TEAM_TO_TALLY, team_id(1), Some(TeamTally { members: 2, followers: 0, leads: 1 }), &["TEAM_TO_TALLY"]);
    check(&tables::MEMBER_TEAM_TO_NOTHING, (member_id(3), team_id(1)), Some(()), &["MEMBER_TEAM_TO_NOTHING"]);
    check(&tables::ID_TO_PICTURE, media_id(3), Some(picture(3, Owner::Event(event_id(1)))), &["ID_TO_PICTURE"]);
    check(&tables::WAITING_PICTURE_TO_NOTHING, media_id(1), Some(()), &["WAITING_PICTURE_TO_NOTHING"]);
    check(&tables::PICTURE_TO_SUM, media_id(9), Some([1; 32]), &["PICTURE_TO_SUM"]);
    check(&tables::SEQUENCE_TO_INDEX_CHORE, 99, Some(IndexChore::Team(team_id(1))), &["SEQUENCE_TO_INDEX_CHORE"]);
    let line = (member_id(9), notification_id(1));
    let listed = &["MEMBER_NOTIFICATION_TO_LINE", "MEMBER_TOPIC_SUBJECT_TO_UNREAD", "MEMBER_NOTIFICATION_TO_LINE", "MEMBER_TO_INBOX"];
    check(&tables::MEMBER_NOTIFICATION_TO_LINE, line, Some(notification(1, 9)), &listed[1..]);
    check(&tables::MEMBER_TO_INBOX, member_id(1), Some(InboxTally { lines: 1, unread: 0 }), &["MEMBER_TO_INBOX"]);
    check(&tables::MEMBER_TO_PREFERENCES, member_id(9), Some(Preferences::default()), &["MEMBER_TO_PREFERENCES"]);
    check(&tables::DUE_EVENT_STEP_TO_NOTHING, (at(5), event_id(1), 1), Some(()), &["DUE_EVENT_STEP_TO_NOTHING"]);
    check(&tables::EVENT_STEP_DUE_TO_NOTHING, (event_id(9), 1, at(5)), Some(()), &["EVENT_STEP_DUE_TO_NOTHING"]);
    check(&tables::EVENT_MEMBER_TO_PRESENCE, (event_id(1), member_id(9)), Some(1), &["EVENT_MEMBER_TO_PRESENCE"]);
    check(&tables::EVENT_TO_CHANGE, event_id(1), Some(99), &["EVENT_TO_CHANGE"]);
    const STRANGE: Table<u8, u64> = Table::new(9, "STRANGE");
    check(&STRANGE, 1, Some(1), &["rows"]);
    const AS_NUMBERS: Table<MemberId, u64> = Table::new(10, "MEMBERS_AS_NUMBERS");
    check(&AS_NUMBERS, member_id(1), Some(1), &["rows"]);
}

// ---- What each noun keeps.

#[test]
fn members_go_by_address_and_import_name() {
    let store = filled();
    let other: Email = text("INES.2@exemple.fr");
    assert_eq!(ask(&store, |tx| tx.member_by_email(&other)), Some(member(2)));
    assert_eq!(ask(&store, |tx| tx.member_by_external_id(&text("m-3"))), Some(member(3)));
    change(&store, |tx| {
        let mut moved = member(2);
        (moved.email, moved.external_id) = (text("new@x.fr"), None);
        tx.put_member(&moved)
    });
    assert_eq!(ask(&store, |tx| tx.member_id_by_email(&other)), None);
    assert_eq!(ask(&store, |tx| tx.member_id_by_email(&text("new@x.fr"))), Some(member_id(2)));
    assert_eq!(ask(&store, |tx| tx.member_by_external_id(&text("m-2"))), None);
    let stolen = store.write_blocking(|tx| {
        let mut thief = member(3);
        thief.email = text("Ines.1@exemple.fr");
        tx.put_member(&thief)
    });
    assert!(matches!(stolen, Err(Failure::Fault(_))), "{stolen:?}");
    let page = |after| ask(&store, |tx| tx.members(after, 3)).iter().map(|member| member.id).collect::<Vec<_>>();
    assert_eq!(page(None), [1, 2, 3].map(member_id));
    assert_eq!(page(Some(member_id(3))), [member_id(4)]);
    change(&store, |tx| {
        tx.set_password(member_id(1), None);
        Ok(())
    });
    assert_eq!(ask(&store, |tx| tx.password(member_id(1))), None);
    sound(&store);
}

#[test]
fn admins_are_known_as_such() {
    let store = filled();
    let has_admin = || ask(&store, |tx| Ok((tx.has_admin()?, ())));
    assert_eq!(has_admin(), (true, ()));
    change(&store, |tx| tx.put_member(&member(4)));
    assert_eq!(has_admin(), (false, ()));
    sound(&store);
}

#[test]
fn the_ledger_keeps_every_line() {
    let store = filled();
    change(&store, |tx| {
        let mut one = tx.member(member_id(1))?.expect("there");
        tx.add_pledge(&mut one, &pledge(PledgeDeed::Withdrawn, 2))?;
        assert_eq!(one.pledge, None);
        tx.add_pledge(&mut one, &pledge(PledgeDeed::Given, 3))
    });
    let lines = ask(&store, |tx| tx.pledges(member_id(1)));
    assert_eq!(lines, [pledge(PledgeDeed::Given, 1), pledge(PledgeDeed::Withdrawn, 2), pledge(PledgeDeed::Given, 3)]);
    assert_eq!(ask(&store, |tx| tx.member(member_id(1))).expect("there").pledge, lines[2].leaves());
    sound(&store);
}

#[test]
fn signups_wait_under_their_address() {
    let store = filled();
    change(&store, |tx| {
        let mut photo = signup(2);
        photo.photo = Some(media_id(5));
        tx.put_picture(&picture(5, Owner::Signup(photo.id)));
        tx.put_signup(&photo)
    });
    let waiting = ask(&store, |tx| tx.waiting_pictures(None, 9));
    assert_eq!(waiting.iter().map(|p| p.id).collect::<Vec<_>>(), [media_id(2), media_id(5)]);
    let of = |email: &str| ask(&store, |tx| tx.signups_of(&text(email))).iter().map(|s| s.id).collect::<Vec<_>>();
    assert_eq!(of("NEW@exemple.fr"), [signup_id(1), signup_id(2)]);
    assert_eq!(of("new@exemple.f.fr"), []);
    sound(&store);
    change(&store, |tx| {
        tx.delete_signup(signup_id(2))?;
        tx.delete_picture(media_id(5));
        tx.delete_attempt(attempt_id(1));
        Ok(())
    });
    assert_eq!(of("new@exemple.fr"), [signup_id(1)]);
    assert_eq!(ask(&store, |tx| Ok((tx.attempts(None, 9)?.len(), tx.signups(None, 9)?.len(), tx.pictures(None, 9)?.len()))), (0, 1, 2));
    sound(&store);
}

#[test]
fn events_are_listed_by_start() {
    let store = filled();
    change(&store, |tx| {
        tx.put_event(&event(3))?;
        tx.put_event(&event(2))?;
        let mut moved = event(1);
        (moved.facts.starts_at, moved.facts.team) = (at(99), None);
        moved.organisers = vec![member_id(2), member_id(3)];
        moved.external_id = None;
        tx.put_event(&moved)
    });
    let ids = |starts: Vec<Start>| starts.iter().map(|(_, event)| *event).collect::<Vec<EventId>>();
    let team = |time, direction, after, limit| ask(&store, |tx| tx.events_of_team(team_id(1), at(time), direction, after, limit));
    assert_eq!(ids(team(0, Direction::Up, None, 9)), [2, 3].map(event_id));
    assert_eq!(ids(team(100_003, Direction::Up, None, 9)), [event_id(3)]);
    assert_eq!(ids(team(100_003, Direction::Down, None, 9)), [event_id(2)]);
    let first = team(0, Direction::Up, None, 1);
    assert_eq!(ids(team(0, Direction::Up, first.last().copied(), 9)), [event_id(3)]);
    let organiser = |n| ids(ask(&store, |tx| tx.events_of_organiser(member_id(n), at(0), Direction::Up, None, 9)));
    assert_eq!(
        [organiser(1), organiser(2), organiser(3)],
        [vec![event_id(2), event_id(3)], [1, 2, 3].map(event_id).to_vec(), vec![event_id(1)]]
    );
    assert_eq!(ask(&store, |tx| tx.event_by_external_id(&text("e-1"))), None);
    assert_eq!(ask(&store, |tx| tx.event_by_external_id(&text("e-2"))), Some(event(2)));
    assert_eq!(
        ids(ask(&store, |tx| Ok(tx.events(Some(event_id(1)), 9)?.iter().map(|e| (at(0), e.id)).collect()))),
        [2, 3, 4].map(event_id)
    );
    sound(&store);
}

#[test]
fn news_are_listed_by_desk_and_by_when_they_came_out() {
    let store = filled();
    change(&store, |tx| {
        tx.put_post(&post(3))?;
        let mut plain = post(4);
        plain.facts.pinned = false;
        tx.put_post(&plain)?;
        tx.put_post(&Post { status: PostStatus::Draft, out_at: None, ..of_team(5) })
    });
    let ids = |posts: Vec<Out>| posts.into_iter().map(|(_, id)| id).collect::<Vec<PostId>>();
    let (network, team) = (None, Some(team_id(1)));
    assert_eq!(ids(ask(&store, |tx| tx.posts_out(None, 9))), [4, 3, 1].map(post_id));
    let first = ask(&store, |tx| tx.posts_of_desk(network, None, 1));
    assert_eq!(ids(first.clone()), [post_id(4)]);
    assert_eq!(ids(ask(&store, |tx| tx.posts_of_desk(network, first.last().copied(), 9))), [3, 1].map(post_id));
    assert_eq!(ids(ask(&store, |tx| tx.posts_pinned(network, 9))), [3, 1].map(post_id));
    assert_eq!(
        (ask(&store, |tx| tx.posts_waiting(team, 9)), ask(&store, |tx| tx.posts_due(9))),
        ([5, 2].map(post_id).to_vec(), vec![(at(402), post_id(2))])
    );
    change(&store, |tx| {
        let out = Post { status: PostStatus::Published, ..of_team(2) };
        tx.put_post(&out)?;
        tx.delete_post(post_id(3))?;
        tx.delete_post(post_id(3))
    });
    assert_eq!((ids(ask(&store, |tx| tx.posts_of_desk(team, None, 9))), ask(&store, |tx| tx.posts_due(9))), (vec![post_id(2)], vec![]));
    assert_eq!(ids(ask(&store, |tx| tx.posts_out(None, 9))), [4, 2, 1].map(post_id));
    assert_eq!(ask(&store, |tx| tx.posts(Some(post_id(2)), 9)).iter().map(|post| post.id).collect::<Vec<_>>(), [4, 5].map(post_id));
    sound(&store);
}

#[test]
fn answers_keep_tally_and_waiting_list() {
    let store = filled();
    let tally = change(&store, |tx| {
        tx.put_rsvp(&rsvp(1, 4, Standing::Waiting, 1))?;
        tx.put_rsvp(&rsvp(1, 3, Standing::Declined, 0))
    });
    assert_eq!(tally, EventTally { going: 3, waiting: 3, waiting_parties: 2 });
    assert_eq!(ask(&store, |tx| tx.waiting(event_id(1), 9)), [(member_id(2), 1), (member_id(4), 2)]);
    assert_eq!(ask(&store, |tx| tx.position(&rsvp(1, 4, Standing::Waiting, 1))), Some(2));
    assert_eq!(ask(&store, |tx| tx.position(&rsvp(1, 1, Standing::Going, 1))), None);
    let tally = change(&store, |tx| {
        tx.put_rsvp(&rsvp(1, 2, Standing::Going, 1))?;
        tx.delete_rsvp(event_id(1), member_id(3))?;
        tx.delete_rsvp(event_id(1), member_id(3))?;
        tx.delete_rsvp(event_id(1), member_id(1))
    });
    assert_eq!(tally, EventTally { going: 2, waiting: 2, waiting_parties: 1 });
    assert_eq!(ask(&store, |tx| tx.event_tally(event_id(1))), tally);
    let who = |standing, after| ask(&store, |tx| tx.rsvps(event_id(1), standing, after, 1)).iter().map(|r| r.member).collect::<Vec<_>>();
    assert_eq!((who(Some(Standing::Waiting), None), who(None, Some(member_id(2)))), (vec![member_id(4)], vec![member_id(4)]));
    assert_eq!(ask(&store, |tx| tx.answers_of(member_id(2), None, 9)), [(event_id(1), Standing::Going)]);
    assert_eq!(ask(&store, |tx| tx.standing(event_id(1), member_id(1))), None);
    sound(&store);
}

#[test]
fn memberships_keep_tally_and_both_lists() {
    let store = filled();
    let tally = change(&store, |tx| {
        tx.put_membership(&membership(1, 2, TeamRole::Member, MembershipStanding::In))?;
        tx.put_membership(&membership(1, 3, TeamRole::Follower, MembershipStanding::In))?;
        tx.put_membership(&membership(1, 4, TeamRole::Manager, MembershipStanding::In))?;
        tx.delete_membership(team_id(1), member_id(4))
    });
    assert_eq!(tally, TeamTally { members: 2, followers: 1, leads: 1 });
    assert_eq!(ask(&store, |tx| tx.team_tally(team_id(1))), tally);
    assert_eq!(ask(&store, |tx| tx.memberships(team_id(1), Some(member_id(1)), 9)).len(), 2);
    let of = |n| ask(&store, |tx| tx.memberships_of(member_id(n), None, 9)).len();
    assert_eq!((of(3), of(4)), (1, 0));
    assert_eq!(ask(&store, |tx| tx.team_by_external_id(&text("t-1"))), Some(team(1)));
    assert_eq!(ask(&store, |tx| tx.teams(None, 9)), [team(1)]);
    sound(&store);
}

#[test]
fn what_is_old_is_forgotten() {
    let store = filled();
    change(&store, |tx| {
        tx.put_bucket("code:y", &Bucket { full_at: at(70) });
        tx.put_bucket("code:z", &Bucket { full_at: at(60) });
        tx.put_once(None, "key", &done(2))?;
        tx.put_once(Some(member_id(1)), "key", &done(3))
    });
    let rest = change(&store, |tx| tx.forget_full_buckets(at(60), None, 2));
    assert_eq!(rest, Some("code:y".to_owned()));
    assert_eq!(change(&store, move |tx| tx.forget_full_buckets(at(60), rest.as_deref(), 2)), None);
    let bucket = |name: &str| ask(&store, |tx| tx.bucket(name)).is_some();
    assert_eq!(["code:x", "code:y", "code:z"].map(bucket), [false, true, false]);
    assert_eq!(change(&store, |tx| tx.forget_once(at(3), 9)), 1, "what was done again later is remembered");
    assert_eq!(ask(&store, |tx| Ok((tx.once(None, "key")?, tx.once(Some(member_id(1)), "key")?))), (None, Some(done(3))));
    sound(&store);
}

#[test]
fn chores_are_numbered_and_done_at_least_once() {
    let store = filled();
    change(&store, |tx| {
        for n in 2..=4 {
            assert_eq!(tx.leave_index(IndexChore::Team(team_id(n)))?, u64::from(n) + 2);
        }
        tx.leave_mail(mail(2), at(0)).map(drop)
    });
    assert_eq!(ask(&store, |tx| Ok((tx.sequence()?, tx.last_index_chore()?))), (7, Some(6)));
    let numbers = |after| ask(&store, |tx| tx.index_chores(after, 9)).iter().map(|(n, _)| *n).collect::<Vec<_>>();
    assert_eq!((numbers(0), numbers(4)), (vec![1, 4, 5, 6], vec![5, 6]));
    assert_eq!(change(&store, |tx| tx.forget_index_chores(5, 2)), 2);
    assert_eq!(change(&store, |tx| tx.forget_index_chores(5, 2)), 1);
    assert_eq!(ask(&store, |tx| Ok((tx.last_index_chore()?, tx.index_chores_forgotten()?))), (Some(6), 5));
    change(&store, |tx| tx.forget_index_chores(u64::MAX, 9).map(drop));
    assert_eq!(ask(&store, |tx| Ok((tx.last_index_chore()?, tx.index_chores_forgotten()?))), (None, 6));

    let due = ask(&store, |tx| tx.mails_due(at(1), 9));
    assert_eq!(due.iter().map(|mail| (mail.sequence, mail.tries)).collect::<Vec<_>>(), [(7, 0), (2, 0)]);
    change(&store, move |tx| {
        tx.put_off_mail(&due[0], at(60));
        tx.forget_mail(&due[1]);
        Ok(())
    });
    assert_eq!(ask(&store, |tx| Ok((tx.mails_due(at(59), 9)?, tx.next_mail_due()?))), (vec![], Some(at(60))));
    let again = ask(&store, |tx| tx.mails_due(at(60), 9));
    assert_eq!(again.iter().map(|mail| (mail.sequence, mail.tries, mail.chore.clone())).collect::<Vec<_>>(), [(7, 1, mail(2))]);
    sound(&store);
}

#[test]
fn reminders_follow_their_event() {
    let store = filled();
    let ladder = ladder(&coming().facts);
    let due = || ask(&store, |tx| tx.reminders_due(at(0), at(900_000), None, 9)).len();
    assert_eq!(due(), ladder.len());
    assert_eq!(ask(&store, |tx| tx.next_reminder_due(ladder[0].due)), Some(ladder[1].due));
    assert!(ask(&store, |tx| Ok((tx.reminder_given((at(1), event_id(1), Step::DayBefore))?, ()))).0);
    change(&store, |tx| tx.delete_rsvp(event_id(4), member_id(3)).map(drop));
    assert_eq!(due(), 0, "nobody comes any more");
    sound(&store);
    change(&store, |tx| tx.put_rsvp(&rsvp(4, 3, Standing::Going, 0)).map(drop));
    assert_eq!(due(), ladder.len());
    change(&store, |tx| tx.put_event(&Event { status: EventStatus::Cancelled, ..coming() }));
    assert_eq!(due(), 0);
    assert_eq!(ask(&store, |tx| Ok((tx.presence(event_id(1), member_id(1))?, tx.present(event_id(1))?))), (Some(true), 1));
    sound(&store);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn tallies_and_lists_stay_right(deeds in prop::collection::vec((1u8..5, 0u8..4, 0u8..4, any::<bool>()), 1..40)) {
        let store = filled();
        for (member, what, guests, refused) in deeds {
            let outcome = store.write_blocking(move |tx| {
                match what {
                    0 => tx.delete_rsvp(event_id(1), member_id(member))?,
                    n => tx.put_rsvp(&rsvp(1, member, Standing::ALL[usize::from(n) - 1], guests))?,
                };
                match what {
                    0 => tx.delete_membership(team_id(1), member_id(member))?,
                    n => tx.put_membership(&membership(1, member, TeamRole::ALL[usize::from(n)], MembershipStanding::In))?,
                };
                if refused { Err(Failure::Fault("on purpose")) } else { Ok(()) }
            });
            prop_assert_eq!(outcome.is_err(), refused);
        }
        prop_assert_eq!(store.verify(), Ok(vec![]));
    }
}
