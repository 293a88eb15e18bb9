//! Nouns to test the record with, every field set.

use jiff::Timestamp;

use crate::domain::account::{Attempt, EmailChange, Purpose, SealedCode, Session, Signup};
use crate::domain::audit::{AuditDeed, By, Note};
use crate::domain::consent::{Consent, ConsentEntry};
use crate::domain::event::{Access, Audience, Contact, Event, EventFacts, EventStatus, KindKey, Visibility};
use crate::domain::factor::Factor;
use crate::domain::flag::{Case, Decision, Flag, FlagReason, FlagSubject, Ruling, Statement, Stood, Waiting};
use crate::domain::ids::{
    AttemptId, EventId, InvitationId, MediaId, MemberId, MessageId, NotificationId, PostId, SessionId, SignupId, TeamId, ThreadId,
};
use crate::domain::invitation::Invitation;
use crate::domain::lang::Lang;
use crate::domain::media::{Owner, Picture};
use crate::domain::member::{Home, Member, MemberState, Role};
use crate::domain::membership::{Membership, MembershipStanding, TeamRole};
use crate::domain::notification::{Line, Notification, Subject, Told, Topic, Was};
use crate::domain::place::{Place, Point, Precision};
use crate::domain::pledge::{Channel, PledgeDeed, PledgeEntry};
use crate::domain::post::{Post, PostArea, PostFacts, PostStatus, PostVisibility, Reach, Spot};
use crate::domain::reminder::Step;
use crate::domain::rsvp::{Rsvp, Standing};
use crate::domain::team::{JoinPolicy, Link, Team, TeamKind, TeamState};
use crate::domain::thread::{Former, Message, On, Seat, Thread};

/// A text of whatever type is wanted.
pub fn text<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a good text")
}

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_microsecond((1_780_000_000 + seconds) * 1_000_000 + 123_456).expect("in range")
}

macro_rules! ids {
    ($($name:ident $id:ident;)*) => {$(
        pub fn $name(n: u8) -> $id {
            $id::new(at(i64::from(n)), [n; 10])
        }
    )*};
}

ids! {
    member_id MemberId;
    event_id EventId;
    team_id TeamId;
    media_id MediaId;
    session_id SessionId;
    signup_id SignupId;
    attempt_id AttemptId;
    notification_id NotificationId;
    post_id PostId;
    invitation_id InvitationId;
    thread_id ThreadId;
    message_id MessageId;
}

fn home() -> Home {
    Home {
        place_id: Some("fr-93048".to_owned()),
        town: text("Montreuil"),
        postcode: Some(text("93100")),
        country: Some(text("FR")),
        point: Point::new(48.8638, 2.4485),
    }
}

pub fn member(n: u8) -> Member {
    Member {
        id: member_id(n),
        email: text(&format!("Ines.{n}@Exemple.fr")),
        first_name: text("Inès"),
        last_name: text("Moreau"),
        phone: Some(text("+33 6 12 34 56 78")),
        photo: None,
        home: Some(home()),
        lang: Lang::Fr,
        role: Role::Moderator,
        state: MemberState::Active,
        pledge: None,
        joined_at: at(1),
        revision: 3,
        external_id: Some(text(&format!("m-{n}"))),
    }
}

pub fn pledge(deed: PledgeDeed, seconds: i64) -> PledgeEntry {
    PledgeEntry { deed, version: 2, at: at(seconds), channel: Channel::Page }
}

fn code() -> SealedCode {
    SealedCode { salt: vec![7; 16], hash: vec![200; 32], tries: 1, expires_at: at(900) }
}

pub fn signup(n: u8) -> Signup {
    Signup {
        id: signup_id(n),
        email: text("new@exemple.fr"),
        first_name: text("Zoé"),
        last_name: text("Le Goff"),
        home: Some(home()),
        password: Some("$argon2id$v=19$m=47104,t=1,p=1$c2FsdA$aGFzaA".to_owned()),
        photo: None,
        lang: Lang::En,
        pledge_version: 2,
        answering: Some(event_id(1)),
        code: code(),
        at: at(5),
    }
}

pub fn attempt(n: u8) -> Attempt {
    Attempt { id: attempt_id(n), email: text("who@exemple.fr"), member: Some(member_id(1)), code: code(), at: at(6), proved: false }
}

pub fn factor() -> Factor {
    Factor { secret: *b"m-1 counts with this", since: Some(at(6)), last_step: 59_333_333, recovery: vec![[1; 32], [2; 32]] }
}

/// Member `by`'s flag of event 1.
pub fn flag(by: u8) -> Flag {
    let (subject, text) = (FlagSubject::Event(event_id(1)), Some(text("C’est m-1 qui le dit.")));
    Flag { subject, by: member_id(by), reason: FlagReason::Spam, text, at: at(7), answer: None }
}

/// The case of event 1.
pub fn case() -> Case {
    let decision = Decision {
        at: at(5),
        by: Some(member_id(1)),
        ruling: Ruling::Hide,
        note: Some(text("vu")),
        message: Some(text("caché")),
        appealed: false,
    };
    let stood = Some(Stood::Event(EventStatus::Published));
    Case { subject: FlagSubject::Event(event_id(1)), opened_at: Some(at(7)), stood, decisions: vec![decision], waiting: None }
}

/// What member 1 was told about event 1, against which they appeal.
pub fn statement() -> Statement {
    let (subject, title) = (FlagSubject::Event(event_id(1)), "m-1 au marché".to_owned());
    let told = Statement { subject, title, ruling: Ruling::Hide, message: Some(text("caché")), at: at(5), appeal: None };
    told.appealed(text("m-1 dit non."), at(6))
}

/// The same case, in which the appeal waits.
pub fn appealed() -> Case {
    let decisions = case().decisions.into_iter().map(|decision| Decision { appealed: true, ..decision }).collect();
    Case { waiting: Some(Waiting { by: member_id(1), line: 0 }), decisions, ..case() }
}

pub fn email_change() -> EmailChange {
    EmailChange { email: text("ines.nouvelle@exemple.fr"), old: code(), new: code(), at: at(6) }
}

pub fn session(n: u8, of: u8) -> Session {
    Session {
        id: session_id(n),
        member: member_id(of),
        secret_hash: [n; 32],
        purpose: Purpose::Device,
        device: "Firefox, Android".to_owned(),
        created_at: at(7),
        seen_at: at(3607),
        proved_at: at(7),
        seen_from: None,
    }
}

pub fn picture(n: u8, owner: Owner) -> Picture {
    Picture { id: media_id(n), owner, at: at(8) }
}

fn place() -> Place {
    Place {
        name: Some(text("Salle des fêtes")),
        street: Some(text("3 rue de l’Église")),
        town: Some(text("Montreuil")),
        postcode: Some(text("93100")),
        country: Some(text("FR")),
        point: Point::new(48.861_234, 2.443_211),
        town_point: Point::new(48.8638, 2.4485),
        precision: Precision::Exact,
    }
}

pub fn event(n: u8) -> Event {
    let facts = EventFacts {
        kind: KindKey::new("public_meeting").expect("a key"),
        title: text("Réunion publique"),
        description: text("# Bonjour\n\nVenez *nombreux*."),
        starts_at: at(100_000 + i64::from(n)),
        ends_at: at(107_200),
        zone: text("Europe/Paris"),
        place: Some(place()),
        address_for: Audience::Coming,
        online_url: Some(text("https://exemple.fr/direct")),
        online_for: Audience::Everyone,
        team: Some(team_id(1)),
        contact: Some(Contact { name: text("Inès"), email: Some(text("ines@exemple.fr")), phone: Some(text("01 02 03 04 05")) }),
        capacity: Some(20),
        guests_max: 5,
        wanted: Some(8),
        access: Access { wheelchair: Some(true), children: Some(false), sign_language: None, language: Some(text("français")) },
        visibility: Visibility::Members,
    };
    Event {
        id: event_id(n),
        facts,
        image: None,
        organisers: vec![member_id(1), member_id(2)],
        status: EventStatus::Cancelled,
        cancel_reason: Some(text("Il neige.")),
        created_at: at(9),
        changed_at: at(9),
        revision: 4,
        external_id: Some(text(&format!("e-{n}"))),
    }
}

pub fn rsvp(event: u8, member: u8, standing: Standing, guests: u8) -> Rsvp {
    Rsvp {
        event: event_id(event),
        member: member_id(member),
        standing,
        guests,
        note: Some(text("Je viens à vélo.")),
        hidden: true,
        since: at(200 + i64::from(member)),
    }
}

pub fn team(n: u8) -> Team {
    Team {
        id: team_id(n),
        name: text("Montreuil en commun"),
        kind: TeamKind::Local,
        description: text("Une équipe."),
        place: Some(place()),
        image: None,
        links: vec![Link { label: Some(text("Site")), url: text("https://exemple.fr") }, Link { label: None, url: text("https://b.fr") }],
        join_policy: JoinPolicy::Approval,
        state: TeamState::Active,
        created_by: Some(member_id(1)),
        created_at: at(10),
        revision: 2,
        external_id: Some(text(&format!("t-{n}"))),
    }
}

pub fn membership(team: u8, member: u8, role: TeamRole, standing: MembershipStanding) -> Membership {
    Membership {
        team: team_id(team),
        member: member_id(member),
        role,
        standing,
        message: Some(text("Bonjour !")),
        listed: true,
        since: at(11),
    }
}

pub fn was() -> Was {
    let (starts_at, ends_at, zone) = (at(10), at(20), text("Europe/Paris"));
    Was { starts_at, ends_at, zone, exact: "Mairie, 93100 Montreuil".to_owned(), coarse: "93100 Montreuil".to_owned(), online: true }
}

/// Invitation `n` to team 1, by member 1: mailed.
pub fn invitation(n: u8) -> Invitation {
    Invitation {
        id: invitation_id(n),
        team: team_id(1),
        by: Some(member_id(1)),
        email: Some(text("Zoe@Exemple.fr")),
        uses_max: 1,
        used: 0,
        created_at: at(13),
        expires_at: at(1_300_000),
    }
}

/// Thread `n` in team 1, begun by member 1, in which nothing was said.
pub fn thread(n: u8) -> Thread {
    let (on, title, author) = (On::Team(team_id(1)), Some(text("Covoiturage")), Some(member_id(1)));
    Thread { id: thread_id(n), on, private: false, title, author, locked: true, created_at: at(14), said: 0, last: at(15) }
}

/// Message `n` of thread 1, by member 1, changed once.
pub fn message(n: u8) -> Message {
    let (author, text) = (Some(member_id(1)), Some(text("Qui a **une voiture** ?")));
    Message { id: message_id(n), thread: thread_id(1), number: 70_000, author, text, at: at(16), edited_at: Some(at(17)), edits: 1 }
}

/// What a message said before.
pub fn former() -> Former {
    Former { text: text("Qui a un vélo ?"), until: at(17) }
}

/// The seat of somebody who wrote.
pub fn seat() -> Seat {
    Seat { read: 70_000, wrote: true, muted: true }
}

/// What member 1 did to member 2.
pub fn note(n: u8) -> Note {
    Note {
        at: at(i64::from(n)),
        by: By::Member(member_id(1)),
        deed: AuditDeed::Suspend,
        about: Some(member_id(2)),
        subject: Some(format!("event {}", event_id(1))),
        why: Some("spam".to_owned()),
    }
}

pub fn consent(version: u32) -> ConsentEntry {
    ConsentEntry { what: Consent::Privacy, deed: PledgeDeed::Given, version, at: at(6), channel: Channel::Signup }
}

/// Line `n` of a member's inbox: an answer to event 1.
pub fn notification(n: u8, member: u8) -> Notification {
    Notification {
        id: notification_id(n),
        member: member_id(member),
        topic: Topic::Answer,
        subject: Subject::Event(event_id(1)),
        at: at(i64::from(n)),
        count: 1,
        people: vec![member_id(n)],
        events: vec![event_id(1)],
        was: Some(was()),
        role: Some(TeamRole::Manager),
        step: Some(Step::DayBefore),
        read: false,
        mailed: false,
    }
}

/// Post `n`, of the area around Montreuil, pinned, out.
pub fn post(n: u8) -> Post {
    let spot = Spot { name: text("Montreuil"), point: Point::new(48.8638, 2.4485).expect("on Earth") };
    let facts = PostFacts {
        title: text("Bonne nouvelle"),
        text: text("**Bravo** à vous."),
        link: Some(text("https://exemple.fr/suite")),
        image_alt: Some(text("Une foule sur une place")),
        reach: Reach::Area(PostArea { spots: vec![spot], km: 20 }),
        visibility: PostVisibility::Members,
        pinned: true,
        comments: true,
    };
    let (status, out_at) = (PostStatus::Published, Some(at(400 + i64::from(n))));
    Post { id: post_id(n), facts, image: None, author: Some(member_id(1)), status, out_at, created_at: at(12), revision: 5 }
}

pub fn line() -> Line {
    let told = Told {
        title: "Tractage".to_owned(),
        path: "/events/x".to_owned(),
        starts_at: at(10),
        ends_at: at(20),
        zone: text("Europe/Paris"),
        place: "93100 Montreuil".to_owned(),
    };
    Line {
        id: notification_id(1),
        topic: Topic::Changed,
        at: at(1),
        read: false,
        count: 1,
        people: vec!["Inès Moreau".to_owned()],
        events: vec![told.clone()],
        team: Some("Équipe".to_owned()),
        title: None,
        path: "/events/x".to_owned(),
        was: Some(told),
        reason: Some("Pluie".to_owned()),
        role: Some(TeamRole::Manager),
        step: Some(Step::After),
    }
}
