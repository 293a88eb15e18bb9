//! The bytes of every released form, kept in `tests/data/records`: they are read for ever, and today's form writes exactly its own.

use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;

use data_encoding::HEXLOWER;

use super::MailRow;
use crate::domain::account::{Bucket, Session};
use crate::domain::audit::{AuditRow, By, Note};
use crate::domain::chore::{IndexChore, Letter, Links, MailChore, News, Notice, NotifyChore, Stage};
use crate::domain::erasure::Erasure;
use crate::domain::event::Access;
use crate::domain::invitation::Invitation;
use crate::domain::lang::Lang;
use crate::domain::media::Owner;
use crate::domain::membership::{MembershipStanding, TeamRole, TeamTally};
use crate::domain::notification::{Cadence, Delivery, InboxTally, Preferences, Quiet, Subject, Topic};
use crate::domain::once::Done;
use crate::domain::pledge::PledgeDeed;
use crate::domain::post::{PostStatus, PostVisibility, Reach};
use crate::domain::reminder::Step;
use crate::domain::rsvp::{EventTally, Standing};
use crate::domain::thread::{Message, On, Thread};
use crate::store::codec::Stored;
use crate::store::samples;

/// Width of the lines of a record's file, in characters.
const WIDTH: usize = 120;

fn kept(name: &str) -> (PathBuf, Option<Vec<u8>>) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/records").join(format!("{name}.hex"));
    let bytes = fs::read_to_string(&file).ok().map(|hex| {
        let digits: String = hex.split_whitespace().collect();
        HEXLOWER.decode(digits.as_bytes()).expect("hexadecimal digits")
    });
    (file, bytes)
}

/// A noun whose newest form is `name`, as it was written into the file of that name.
#[track_caller]
fn check<T: Stored + PartialEq + Debug>(name: &str, noun: &T) {
    let written = noun.to_bytes();
    assert_eq!(T::from_bytes(&written).as_ref(), Ok(noun), "{name} as written today");
    let (file, bytes) = kept(name);
    let Some(bytes) = bytes else {
        let hex = HEXLOWER.encode(&written);
        let lines: Vec<_> = hex.as_bytes().chunks(WIDTH).map(String::from_utf8_lossy).collect();
        if std::env::var_os("BANDEROLE_ACCEPT").is_some() {
            return fs::write(&file, format!("{}\n", lines.join("\n"))).expect("the file can be written");
        }
        panic!("{} is missing; if this form is new, it holds:\n{}\n", file.display(), lines.join("\n"));
    };
    assert_eq!(T::from_bytes(&bytes).as_ref(), Ok(noun), "{name} as it was written");
    assert_eq!(HEXLOWER.encode(&written), HEXLOWER.encode(&bytes), "{name} is written otherwise: that needs a new version");
}

#[test]
fn forms_stay_as_they_were_released() {
    let mut member = samples::member(1);
    let given = samples::pledge(PledgeDeed::Given, 1);
    (member.pledge, member.photo) = (given.leaves(), Some(samples::media_id(1)));
    check("member.1", &member);
    check("pledge.1", &given);
    let mut signup = samples::signup(1);
    signup.photo = Some(samples::media_id(2));
    check("signup.1", &signup);
    check("attempt.1", &samples::attempt(1));
    check("attempt_proved.1", &crate::domain::account::Attempt { proved: true, ..samples::attempt(1) });
    check("factor.1", &samples::factor());
    check("factor_waiting.1", &crate::domain::factor::Factor::waiting([5; 20]));
    check("flag.1", &samples::flag(1));
    check("case.1", &samples::case());
    check("case_appealed.1", &samples::appealed());
    check("statement.1", &samples::statement());
    check("email_change.1", &samples::email_change());
    check("session.1", &samples::session(1, 1));
    check("bucket.1", &Bucket { full_at: samples::at(60) });
    check("done.1", &Done { fingerprint: [9; 32], made: [200; 16], at: samples::at(61) });
    check("password.1", &"$argon2id$".to_owned());
    let mut event = samples::event(1);
    event.image = Some(samples::media_id(3));
    check("event.1", &event);
    event.changed_at = samples::at(12);
    check("event_changed.1", &event);
    check("event_tally.1", &EventTally { going: 70_000, waiting: 3, waiting_parties: 2 });
    check("rsvp.1", &samples::rsvp(1, 2, Standing::Waiting, 3));
    check("standing.1", &Standing::Declined);
    let mut team = samples::team(1);
    team.image = Some(samples::media_id(4));
    check("team.1", &team);
    check("team_tally.1", &TeamTally { members: 300, followers: 2, leads: 1 });
    check("membership.1", &samples::membership(1, 2, TeamRole::Manager, MembershipStanding::Requested));
    let mut post = samples::post(1);
    post.image = Some(samples::media_id(5));
    check("post.1", &post);
    check("index_chore_event.1", &IndexChore::Event(samples::event_id(1)));
    check("index_chore_team.1", &IndexChore::Team(samples::team_id(1)));
}

#[test]
fn what_is_absent_takes_no_bytes() {
    let mut member = samples::member(1);
    (member.phone, member.home, member.external_id) = (None, None, None);
    check("member_bare.1", &member);
    let mut event = samples::event(1);
    (event.cancel_reason, event.external_id) = (None, None);
    let facts = &mut event.facts;
    (facts.place, facts.online_url, facts.team, facts.contact) = (None, None, None, None);
    (facts.capacity, facts.wanted, facts.access) = (None, None, Access::default());
    check("event_bare.1", &event);
    let mut team = samples::team(1);
    (team.place, team.created_by, team.external_id, team.links) = (None, None, None, Vec::new());
    check("team_bare.1", &team);
    let mut post = samples::post(1);
    let facts = &mut post.facts;
    (facts.link, facts.image_alt, facts.reach, facts.visibility) = (None, None, Reach::Team(samples::team_id(1)), PostVisibility::Team);
    (post.author, post.status, post.out_at) = (None, PostStatus::Draft, None);
    check("post_bare.1", &post);
    let mut rsvp = samples::rsvp(1, 2, Standing::Going, 0);
    rsvp.note = None;
    check("rsvp_bare.1", &rsvp);
}

#[test]
fn owners_and_letters_stay_as_they_were_released() {
    check("picture_held.1", &samples::picture(1, Owner::Held));
    check("picture_signup.1", &samples::picture(1, Owner::Signup(samples::signup_id(1))));
    check("picture_member.1", &samples::picture(1, Owner::Member(samples::member_id(1))));
    check("picture_event.1", &samples::picture(1, Owner::Event(samples::event_id(1))));
    check("picture_post.1", &samples::picture(1, Owner::Post(samples::post_id(1))));
    check("picture_team.1", &samples::picture(1, Owner::Team(samples::team_id(1))));
    let (first_name, code) = ("Inès".to_owned(), "ABC234".to_owned());
    let mail = |letter| MailRow { chore: MailChore { to: samples::text("a@exemple.fr"), lang: Lang::En, letter }, tries: 2 };
    check("mail_signup_code.1", &mail(Letter::SignupCode { first_name: first_name.clone(), code: code.clone() }));
    check("mail_signup_known.1", &mail(Letter::SignupKnown { first_name: first_name.clone(), code: code.clone() }));
    check("mail_signin_code.1", &mail(Letter::SigninCode { first_name: first_name.clone(), code: code.clone() }));
    check("mail_address_code.1", &mail(Letter::AddressCode { first_name, code, address: "b@exemple.fr".to_owned() }));
}

#[test]
fn inboxes_stay_as_they_were_released() {
    let line = samples::notification(1, 2);
    check("notification.1", &line);
    let (people, events) = (vec![], vec![]);
    let bare =
        crate::domain::notification::Notification { people, events, was: None, role: None, step: None, subject: Subject::Near, ..line };
    check("notification_bare.1", &bare);
    check("inbox_tally.1", &InboxTally { lines: 200, unread: 7 });
    let chosen = [(Topic::Answer, Delivery::AtOnce), (Topic::NearEvent, Delivery::None)].into();
    check("preferences.1", &Preferences { chosen, quiet: Quiet { from: 21, to: 8 } });
    let links = Links { yes: "/links/yes/x".to_owned(), no: "/links/no/x".to_owned(), stop: "/links/stop/x".to_owned() };
    let mail = |letter| MailRow { chore: MailChore { to: samples::text("a@exemple.fr"), lang: Lang::En, letter }, tries: 0 };
    let (first_name, line) = ("Inès".to_owned(), samples::line());
    check("mail_news.1", &mail(Letter::News { first_name: first_name.clone(), line: Box::new(line.clone()), links: links.clone() }));
    check(
        "mail_reminder.1",
        &mail(Letter::Reminder { first_name: first_name.clone(), line: Box::new(line.clone()), links: links.clone() }),
    );
    check("mail_digest.1", &mail(Letter::Digest { first_name, cadence: Cadence::Weekly, lines: vec![line], links }));
}

#[test]
fn trust_stays_as_it_was_released() {
    let note = samples::note(1);
    check("audit.1", &AuditRow { note: note.clone(), hash: [200; 32] });
    let bare = Note { by: By::Keeper, about: None, subject: None, why: None, ..note.clone() };
    check("audit_bare.1", &AuditRow { note: bare, hash: [1; 32] });
    check("consent.1", &samples::consent(2));
    check("erasure.1", &Erasure::asked(samples::at(7)));
    let letter = Letter::Notice {
        first_name: "Inès".to_owned(),
        notice: Notice::EraseAsked,
        detail: "demain".to_owned(),
        link: "/me/erase".to_owned(),
    };
    check("mail_notice.1", &MailRow { chore: MailChore { to: samples::text("a@exemple.fr"), lang: Lang::En, letter }, tries: 0 });
    let proved = Session { proved_at: samples::at(9), seen_from: Some("192.0.2.x".to_owned()), ..samples::session(1, 1) };
    check("session_proved.1", &proved);
}

#[test]
fn discussions_stay_as_they_were_released() {
    check("thread.1", &Thread { said: 70_000, ..samples::thread(1) });
    check("thread_bare.1", &Thread { title: None, author: None, private: true, on: On::Event(samples::event_id(1)), ..samples::thread(1) });
    check("message.1", &samples::message(1));
    check("message_bare.1", &Message { author: None, text: None, edited_at: None, ..samples::message(1) });
    check("former.1", &samples::former());
    check("seat.1", &samples::seat());
    let line = samples::notification(1, 2);
    let subject = Subject::Thread(samples::thread_id(1));
    check("notification_thread.1", &crate::domain::notification::Notification { topic: Topic::Thread, subject, ..line });
}

#[test]
fn invitations_stay_as_they_were_released() {
    let mailed = samples::invitation(1);
    check("invitation.1", &mailed);
    check("invitation_link.1", &Invitation { by: None, email: None, uses_max: 500, used: 70_000, ..mailed });
    let letter = Letter::Invitation {
        team: "Montreuil en commun".to_owned(),
        by: "Inès Moreau".to_owned(),
        until: samples::at(9),
        link: "/invitations/x".to_owned(),
        stop: "/links/uninvite/x".to_owned(),
    };
    check("mail_invitation.1", &MailRow { chore: MailChore { to: samples::text("a@exemple.fr"), lang: Lang::En, letter }, tries: 0 });
    let letter = Letter::Claim {
        first_name: "Inès".to_owned(),
        again: true,
        until: samples::at(9),
        link: "/claim/x".to_owned(),
        stop: "/links/unclaim/x".to_owned(),
    };
    check("mail_claim.1", &MailRow { chore: MailChore { to: samples::text("a@exemple.fr"), lang: Lang::Fr, letter }, tries: 0 });
}

#[test]
fn news_stay_as_they_were_released() {
    let (event, team, member) = (samples::event_id(1), samples::team_id(1), samples::member_id(1));
    let stage = Stage { circles: 1, after: Some(samples::member_id(9)) };
    let chore = |news| NotifyChore { news, by: Some(samples::member_id(2)), at: samples::at(5), stage };
    check("news_answered.1", &chore(News::Answered(event, member)));
    check("news_promoted.1", &chore(News::Promoted(event, vec![member])));
    check("news_changed.1", &chore(News::Changed(event, Box::new(samples::was()))));
    check("news_cancelled.1", &chore(News::Cancelled(event)));
    check("news_published.1", &NotifyChore::new(News::Published(event), None, samples::at(5)));
    check("news_joined.1", &chore(News::Joined(team, member)));
    check("news_requested.1", &chore(News::Requested(team, member)));
    check("news_role.1", &chore(News::Role(team, member, TeamRole::Lead)));
    check("news_declined.1", &chore(News::Declined(team, member)));
    check("news_posted.1", &chore(News::Posted(samples::post_id(1))));
    check("news_said.1", &chore(News::Said(samples::thread_id(1), member)));
    check("news_invited.1", &chore(News::Invited(team, member)));
    check("news_reminder.1", &chore(News::Reminder(event, Step::SameDay)));
}

#[test]
fn damaged_bytes_are_refused_and_never_panic() {
    let event = samples::event(1).to_bytes();
    for at in 0..event.len() {
        for flip in [1, 0x80, 0xff] {
            let mut bytes = event.clone();
            bytes[at] ^= flip;
            let _ = crate::domain::event::Event::from_bytes(&bytes);
        }
        assert!(crate::domain::event::Event::from_bytes(&event[..at]).is_err(), "cut at {at}");
    }
    assert_eq!(crate::domain::event::Event::from_bytes(&[2]), Err("version 2 of its form is not known".to_owned()));
}
