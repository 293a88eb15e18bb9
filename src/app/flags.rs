//! Flags: members report what they see, moderators look at it and decide. Whoever reported gets an answer, whoever answers for the thing hears
//! what was decided and why; neither hears of the other. Each decision is in the audit, and in the case for the next one who looks.

use jiff::Timestamp;

use super::App;
use super::appeals::{self, Appealed};
use super::lookup::{event_seen_by, member_met_by, post_seen_by, team_for};
use super::newsstand::Writer;
use super::own_writes;
use super::throttle::{self, Knock, knock};
use crate::domain::audit::{self, AuditDeed, By};
use crate::domain::chore::{IndexChore, Letter, MailChore, Notice};
use crate::domain::event::EventStatus;
use crate::domain::flag::{Case, Decision, Flag, FlagReason, FlagSubject, Ruling, Standing, Statement, Stood, offered};
use crate::domain::ids::{MemberId, TeamId};
use crate::domain::member::{Member, MemberState};
use crate::domain::membership::{MembershipStanding, TeamRole};
use crate::domain::post::PostStatus;
use crate::domain::refusal::Refusal;
use crate::domain::rights::{self, Actor, Right, Ties};
use crate::domain::team::TeamState;
use crate::domain::text::Note;
use crate::store::{Direction, Opened, ReadTx, WriteTx};
use crate::words::Words;

/// Memberships that are looked through at once for a team's leads.
const LOOKED_AT: usize = 500;
/// Most flags of one thing that moderators are shown.
const FLAGS_MAX: usize = 100;
/// Most flags of one's own that one is shown.
const OWN_MAX: usize = 100;

/// What is told of a thing that may be flagged, or was.
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    /// Its title or name.
    pub title: String,
    /// What it says, as it was written; of a person, nothing.
    pub text: String,
    /// Its page; empty for a person.
    pub path: String,
    /// Who answers for it: organisers, the leads of a team, the author, the person.
    pub people: Vec<Writer>,
    /// How it stands.
    pub standing: Standing,
}

fn thing(tx: &ReadTx<'_>, subject: FlagSubject) -> Result<Option<Thing>, Refusal> {
    let standing = |hidden: bool| if hidden { Standing::Hidden } else { Standing::Seen };
    match subject {
        FlagSubject::Event(id) => tx.event(id)?.map(|event| {
            let people = writers(tx, &event.organisers)?;
            let (title, text) = (event.facts.title.to_string(), event.facts.description.to_string());
            let standing = standing(event.status == EventStatus::Hidden);
            Ok::<_, Refusal>(Thing { title, text, path: format!("/events/{id}"), people, standing })
        }),
        FlagSubject::Post(id) => tx.post(id)?.map(|post| {
            let people = writers(tx, post.author.as_slice())?;
            let (title, text) = (post.facts.title.to_string(), post.facts.text.to_string());
            Ok::<_, Refusal>(Thing {
                title,
                text,
                path: format!("/news/{id}"),
                people,
                standing: standing(post.status == PostStatus::Hidden),
            })
        }),
        FlagSubject::Team(id) => tx.team(id)?.map(|team| {
            let people = writers(tx, &leads(tx, id)?)?;
            let (title, text) = (team.name.to_string(), team.description.to_string());
            Ok::<_, Refusal>(Thing {
                title,
                text,
                path: format!("/teams/{id}"),
                people,
                standing: standing(team.state == TeamState::Hidden),
            })
        }),
        FlagSubject::Member(id) => tx.member(id)?.filter(|member| member.state != MemberState::Invited).map(|member| {
            let people = writers(tx, &[id])?;
            let standing = standing(member.state == MemberState::Suspended);
            Ok::<_, Refusal>(Thing { title: member.full_name(), text: String::new(), path: String::new(), people, standing })
        }),
    }
    .transpose()
}

fn writers(tx: &ReadTx<'_>, ids: &[MemberId]) -> Result<Vec<Writer>, Refusal> {
    let mut writers = Vec::new();
    for id in ids {
        // Moderators know whom they suspended.
        writers.extend(tx.member(*id)?.map(|member| Writer { id: *id, name: member.full_name(), photo: member.photo }));
    }
    Ok(writers)
}

fn leads(tx: &ReadTx<'_>, team: TeamId) -> Result<Vec<MemberId>, Refusal> {
    let (mut leads, mut after) = (Vec::new(), None);
    loop {
        let page = tx.memberships(team, after, LOOKED_AT)?;
        let more = page.len() == LOOKED_AT;
        after = page.last().map(|place| place.member);
        let lead = page.iter().filter(|place| place.role == TeamRole::Lead && place.standing == MembershipStanding::In);
        leads.extend(lead.map(|place| place.member));
        if !more {
            return Ok(leads);
        }
    }
}

/// Whether somebody sees this, and so may flag it.
fn sees(tx: &ReadTx<'_>, actor: &Actor, subject: FlagSubject) -> Result<(), Refusal> {
    match subject {
        FlagSubject::Event(id) => event_seen_by(tx, actor, id).map(drop),
        FlagSubject::Team(id) => team_for(tx, actor, id, Right::SeePublic).map(drop),
        FlagSubject::Post(id) => post_seen_by(tx, actor, id).map(drop),
        FlagSubject::Member(id) => member_met_by(tx, actor, id).map(drop),
    }
}

/// What somebody is about to flag, with those who answer for it as far as they know of them, and whether a flag of theirs waits already.
///
/// # Errors
/// 401; 403 `suspended`; 404 for what they do not see.
pub fn may_report(app: &App, actor: &Actor, subject: FlagSubject) -> Result<(Thing, bool), Refusal> {
    let me = actor.signed_in()?;
    app.store.read(|tx| {
        sees(tx, actor, subject)?;
        let waits = tx.flag(subject, me)?.is_some_and(|flag| flag.answer.is_none());
        let mut thing = thing(tx, subject)?.ok_or(Refusal::NotFound)?;
        if let FlagSubject::Team(team) = subject
            && team_for(tx, actor, team, Right::SeeListedMembers).is_err()
        {
            // Who leads a team is for its members.
            thing.people.clear();
        }
        thing.people.retain(|person| person.id != me && sees(tx, actor, FlagSubject::Member(person.id)).is_ok());
        Ok((thing, waits))
    })
}

/// Flags something: moderators find it in their queue.
///
/// # Errors
/// 401; 403 `suspended`, or `not_allowed` for oneself; 404 for what they do not see; 409 `flagged` while a flag of theirs waits; 429.
pub async fn report(app: &App, actor: &Actor, subject: FlagSubject, reason: FlagReason, text: Option<Note>) -> Result<(), Refusal> {
    let by = actor.signed_in()?;
    if subject == FlagSubject::Member(by) {
        return Err(Refusal::Forbidden("not_allowed"));
    }
    app.store.read(|tx| sees(tx, actor, subject))?;
    knock(app, vec![Knock::member(throttle::FLAGS_A_MEMBER, "flag", by)]).await?;
    let (actor, at) = (*actor, app.now());
    app.store
        .write(move |tx| {
            sees(tx, &actor, subject)?;
            if tx.flag(subject, by)?.is_some_and(|flag| flag.answer.is_none()) {
                return Err(Refusal::Conflict("flagged"));
            }
            tx.put_flag(&Flag { subject, by, reason, text: text.clone(), at, answer: None });
            let case = tx.case(subject)?.unwrap_or(Case::new(subject));
            Ok(tx.put_case(&Case { opened_at: case.opened_at.or(Some(at)), ..case })?)
        })
        .await
}

/// A flag of one's own, with the name of what it is about while one may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnFlag {
    /// The flag.
    pub flag: Flag,
    /// What it is about; none when one does not see it (any more).
    pub title: Option<String>,
}

/// The flags that somebody made, the last first.
///
/// # Errors
/// 401; 403 `suspended`.
pub fn own(app: &App, actor: &Actor) -> Result<Vec<OwnFlag>, Refusal> {
    let me = actor.signed_in()?;
    app.store.read(|tx| {
        let mut flags = tx.flags_by(me, usize::MAX)?;
        flags.sort_by_key(|flag| std::cmp::Reverse(flag.at));
        flags.truncate(OWN_MAX);
        let mut own = Vec::with_capacity(flags.len());
        for flag in flags {
            let seen = sees(tx, actor, flag.subject).is_ok();
            let title = if seen { thing(tx, flag.subject)?.map(|thing| thing.title) } else { None };
            own.push(OwnFlag { flag, title });
        }
        Ok(own)
    })
}

/// A case as moderators see it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseView {
    /// The case.
    pub case: Case,
    /// What it is about; none when that is gone.
    pub thing: Option<Thing>,
    /// Whether they may open its page.
    pub seen: bool,
    /// The flags, with who made each.
    pub flags: Vec<(Flag, Option<Writer>)>,
    /// Who decided, for each decision of the case.
    pub deciders: Vec<Option<Writer>>,
    /// The appeal that waits.
    pub appeal: Option<Appealed>,
    /// What they may decide; nothing while an appeal waits that is for another to answer.
    pub offered: Vec<Ruling>,
}

fn view(tx: &ReadTx<'_>, actor: &Actor, subject: FlagSubject) -> Result<CaseView, Refusal> {
    let thing = thing(tx, subject)?;
    let (case, seen) = (tx.case(subject)?, sees(tx, actor, subject).is_ok());
    // What is for a few only is read by moderators once somebody flagged it, not before. A person has nothing to read.
    let open = thing.is_some() && (seen || matches!(subject, FlagSubject::Member(_)));
    if case.is_none() && !open {
        return Err(Refusal::NotFound);
    }
    let case = case.unwrap_or(Case::new(subject));
    let mut flags = Vec::new();
    for flag in tx.flags_of(subject, FLAGS_MAX)? {
        let by = Writer::of(tx, flag.by)?;
        flags.push((flag, by));
    }
    let mut deciders = Vec::new();
    for decision in &case.decisions {
        deciders.push(decision.by.map_or(Ok(None), |by| Writer::of(tx, by))?);
    }
    let mut offered = may_decide(actor, thing.as_ref()).map_or(Vec::new(), |()| offered_for(subject, thing.as_ref()));
    if let FlagSubject::Member(id) = subject {
        let above = tx.member(id)?.is_some_and(|member| rights::may_suspend(actor, member.role));
        offered.retain(|ruling| above || !matches!(ruling, Ruling::Suspend | Ruling::Restore));
    }
    let appeal = appeals::waiting(tx, &case)?;
    // While an appeal waits, it is what there is to decide.
    if let Some(appeal) = appeal.as_ref().filter(|_| !offered.is_empty()) {
        let people: Vec<MemberId> = thing.iter().flat_map(|thing| &thing.people).map(|person| person.id).collect();
        offered = appeals::answers(tx, actor, &case, appeal, &people)?;
    }
    Ok(CaseView { seen, case, thing, flags, deciders, appeal, offered })
}

fn offered_for(subject: FlagSubject, thing: Option<&Thing>) -> Vec<Ruling> {
    let (standing, people) = thing.map_or((Standing::Gone, 0), |thing| (thing.standing, thing.people.len()));
    offered(subject.kind(), standing, people)
}

fn may_decide(actor: &Actor, thing: Option<&Thing>) -> Result<(), Refusal> {
    rights::may_decide(actor, thing.iter().flat_map(|thing| &thing.people).map(|person| person.id))
}

/// A place in the queue, as it goes through the hands of clients.
pub fn written(place: Opened) -> String {
    let (at, kind, id) = place;
    FlagSubject::from_key((kind, id)).map_or(String::new(), |s| format!("{}.{}.{}", at.as_microsecond(), s.kind().word(), s.id()))
}

/// The place that was written so.
pub fn place(text: &str) -> Option<Opened> {
    let mut parts = text.splitn(3, '.');
    let at = Timestamp::from_microsecond(parts.next()?.parse().ok()?).ok()?;
    let (kind, id) = FlagSubject::parse(parts.next()?, parts.next()?)?.key();
    Some((at, kind, id))
}

/// A page of the cases that wait, those first that wait longest, without those that are for another to decide; where the next page begins.
///
/// # Errors
/// 401; 403.
pub fn queue(app: &App, actor: &Actor, after: Option<Opened>, limit: usize) -> Result<(Vec<CaseView>, Option<Opened>), Refusal> {
    rights::may(actor, Ties::default(), Right::Moderate)?;
    app.store.read(|tx| {
        let mut places = tx.cases_open(after, limit + 1)?;
        let more = places.len() > limit;
        places.truncate(limit);
        let next = places.last().copied().filter(|_| more);
        let subjects = places.into_iter().filter_map(|(_, kind, id)| FlagSubject::from_key((kind, id)));
        let mut cases = subjects.map(|subject| view(tx, actor, subject)).collect::<Result<Vec<_>, _>>()?;
        cases.retain(|case| !case.offered.is_empty());
        Ok((cases, next))
    })
}

/// One case: of what was flagged, and of what moderators see anyway. What is one's own is for others to see to: it holds who flagged it.
///
/// # Errors
/// 401; 403, `not_allowed` about what is one's own; 404.
pub fn case(app: &App, actor: &Actor, subject: FlagSubject) -> Result<CaseView, Refusal> {
    rights::may(actor, Ties::default(), Right::Moderate)?;
    let case = app.store.read(|tx| view(tx, actor, subject))?;
    may_decide(actor, case.thing.as_ref())?;
    Ok(case)
}

/// What moderators decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What.
    pub ruling: Ruling,
    /// For moderators only.
    pub note: Option<Note>,
    /// What whoever answers for it is told.
    pub message: Option<Note>,
}

/// Decides about a thing: its flags are answered, its case is closed. While an appeal waits, it is upheld or the decision is undone, and flags that
/// came meanwhile wait on.
///
/// # Errors
/// 401; 403 `not_allowed`: about what is one's own, about somebody whose role is not below one's own,
/// or an appeal that is for another to answer; 404; 409 `ruling` for what cannot be decided
/// about it as it stands now; 422 when whoever answers for it is not told why.
pub async fn decide(app: &App, actor: &Actor, subject: FlagSubject, verdict: Verdict) -> Result<(), Refusal> {
    let (by, now) = (*actor, app.now());
    app.store
        .write(move |tx| {
            let CaseView { thing, offered, appeal, mut case, .. } = view(tx, &by, subject)?;
            may_decide(&by, thing.as_ref())?;
            let Verdict { ruling, note, message } = verdict.clone();
            if !offered.contains(&ruling) {
                let could = match appeal {
                    Some(_) => ruling.is_about_an_appeal(),
                    None => offered_for(subject, thing.as_ref()).contains(&ruling),
                };
                return Err(if could { Refusal::Forbidden("not_allowed") } else { Refusal::Conflict("ruling") });
            }
            if ruling.says_why() && message.is_none() {
                return Err(Refusal::field("message", "missing"));
            }
            let me = by.signed_in()?;
            let contested = appeal.as_ref().map(|appeal| appeal.statement.ruling);
            let standing = thing.as_ref().map_or(Standing::Gone, |thing| thing.standing);
            let undone = appeal.as_ref().filter(|_| ruling == Ruling::Overturn).and_then(|appeal| appeal.statement.undone_by(standing));
            match undone.unwrap_or(ruling) {
                Ruling::Hide => hide(tx, &mut case, now)?,
                Ruling::Restore => restore(tx, &by, &mut case, now)?,
                Ruling::Suspend => suspend(tx, &by, subject)?,
                Ruling::Warn | Ruling::Nothing | Ruling::Uphold | Ruling::Overturn => {}
            }
            // An appeal leaves the flags that came meanwhile; those that the decision answered hear when it is undone.
            match (ruling, contested) {
                (Ruling::Uphold, _) => {}
                (Ruling::Overturn, _) => answer(tx, subject, contested, ruling, now)?,
                _ => answer(tx, subject, None, ruling, now)?,
            }
            let waits = ruling.is_about_an_appeal() && tx.flags_of(subject, usize::MAX)?.iter().any(|flag| flag.answer.is_none());
            let mut people: Vec<MemberId> = thing.iter().flat_map(|thing| &thing.people).map(|person| person.id).collect();
            let about = people.first().copied();
            let mut title = thing.as_ref().map_or(String::new(), |thing| thing.title.clone());
            if let (Some(appeal), Some(waiting)) = (appeal, case.waiting.take()) {
                // Whoever appealed is told, even when they answer for the thing no more, or it is gone.
                people.extend(Some(appeal.id).filter(|id| !people.contains(id)));
                title.clone_from(&appeal.statement.title);
                appeals::keep_answer(tx, waiting, appeal, ruling);
            }
            let told = Told { subject, ruling, title: &title, message: message.as_ref() };
            for person in people.into_iter().filter(|_| ruling != Ruling::Nothing) {
                tell_owner(tx, person, &told, now)?;
            }
            let subject_word = format!("{} {}", subject.kind().word(), subject.id());
            tx.note(audit::Note { subject: Some(subject_word), ..audit::Note::new(now, By::Member(me), deed(ruling), about) })?;
            case.close(Decision { at: now, by: Some(me), ruling, note, message, appealed: false });
            case.opened_at = waits.then_some(now);
            tx.put_case(&case)?;
            Ok(())
        })
        .await?;
    own_writes::note(app, actor);
    Ok(())
}

const fn deed(ruling: Ruling) -> AuditDeed {
    match ruling {
        Ruling::Hide => AuditDeed::Hide,
        Ruling::Warn => AuditDeed::Warn,
        Ruling::Suspend => AuditDeed::Suspend,
        Ruling::Restore => AuditDeed::Restore,
        Ruling::Nothing => AuditDeed::Dismiss,
        Ruling::Uphold => AuditDeed::Uphold,
        Ruling::Overturn => AuditDeed::Overturn,
    }
}

fn hide(tx: &mut WriteTx<'_>, case: &mut Case, now: Timestamp) -> Result<(), Refusal> {
    match case.subject {
        FlagSubject::Event(id) => {
            let event = tx.event(id)?.ok_or(Refusal::NotFound)?;
            case.stood = Some(Stood::Event(event.status));
            set_event(tx, event, EventStatus::Hidden)?;
        }
        FlagSubject::Post(id) => {
            let post = tx.post(id)?.ok_or(Refusal::NotFound)?;
            case.stood = Some(Stood::Post(post.status));
            tx.put_post(&crate::domain::post::Post { status: PostStatus::Hidden, revision: post.revision + 1, ..post })?;
        }
        FlagSubject::Team(id) => set_team(tx, id, TeamState::Hidden, now)?,
        FlagSubject::Member(_) => return Err(Refusal::Conflict("ruling")),
    }
    Ok(())
}

fn restore(tx: &mut WriteTx<'_>, by: &Actor, case: &mut Case, now: Timestamp) -> Result<(), Refusal> {
    match (case.subject, case.stood.take()) {
        (FlagSubject::Event(id), stood) => {
            let before = tx.event(id)?.ok_or(Refusal::NotFound)?;
            // What was hidden by another hand than a decision here comes back as a draft: its organisers see it first.
            let status = if let Some(Stood::Event(status)) = stood { status } else { EventStatus::Draft };
            set_event(tx, before.clone(), status)?;
            super::rsvps::promote(tx, &crate::domain::event::Event { status, ..before.clone() }, now)?;
            super::notices::pass_over(tx, Some(&before), &crate::domain::event::Event { status, ..before.clone() }, now);
        }
        (FlagSubject::Post(id), stood) => {
            let post = tx.post(id)?.ok_or(Refusal::NotFound)?;
            let status = if let Some(Stood::Post(status)) = stood { status } else { PostStatus::Draft };
            tx.put_post(&crate::domain::post::Post { status, revision: post.revision + 1, ..post })?;
        }
        (FlagSubject::Team(id), _) => set_team(tx, id, TeamState::Active, now)?,
        (FlagSubject::Member(id), _) => set_member(tx, by, id, MemberState::Active)?,
    }
    Ok(())
}

fn set_event(tx: &mut WriteTx<'_>, event: crate::domain::event::Event, status: EventStatus) -> Result<(), Refusal> {
    let event = crate::domain::event::Event { status, revision: event.revision + 1, ..event };
    tx.put_event(&event)?;
    tx.leave_index(IndexChore::Event(event.id))?;
    Ok(())
}

fn set_team(tx: &mut WriteTx<'_>, id: TeamId, state: TeamState, now: Timestamp) -> Result<(), Refusal> {
    let team = tx.team(id)?.ok_or(Refusal::NotFound)?;
    tx.put_team(&crate::domain::team::Team { state, revision: team.revision + 1, ..team })?;
    tx.leave_index(IndexChore::Team(id))?;
    // Its events are found by its name while it is seen.
    for (_, event) in tx.events_of_team(id, now, Direction::Up, None, usize::MAX)? {
        tx.leave_index(IndexChore::Event(event))?;
    }
    Ok(())
}

/// Suspends somebody: they vanish from every page and list, and their devices are signed out.
fn suspend(tx: &mut WriteTx<'_>, by: &Actor, subject: FlagSubject) -> Result<(), Refusal> {
    let FlagSubject::Member(id) = subject else { return Err(Refusal::Conflict("ruling")) };
    set_member(tx, by, id, MemberState::Suspended)
}

fn set_member(tx: &mut WriteTx<'_>, by: &Actor, id: MemberId, state: MemberState) -> Result<(), Refusal> {
    let member = tx.member(id)?.ok_or(Refusal::NotFound)?;
    if !rights::may_suspend(by, member.role) {
        return Err(Refusal::Forbidden("not_allowed"));
    }
    tx.put_member(&Member { state, revision: member.revision + 1, ..member })?;
    tx.delete_sessions_of(id, None)?;
    Ok(())
}

/// Answers to everybody whose flag waits, or got another answer before.
fn answer(tx: &mut WriteTx<'_>, subject: FlagSubject, before: Option<Ruling>, ruling: Ruling, now: Timestamp) -> Result<(), Refusal> {
    for flag in tx.flags_of(subject, usize::MAX)?.into_iter().filter(|flag| flag.answer == before) {
        tx.put_flag(&Flag { answer: Some(ruling), ..flag.clone() });
        let Some(member) = tx.member(flag.by)?.filter(|member| member.state == MemberState::Active) else { continue };
        let detail = Words::of(member.lang).pick("flag-answer", ruling.word()).into_owned();
        tx.leave_mail(letter(&member, Notice::FlagAnswered, detail, "/me/flags"), now)?;
    }
    Ok(())
}

/// Tells somebody what was decided about them, or about what they answer for, and why: on their page of decisions, and by letter.
fn tell_owner(tx: &mut WriteTx<'_>, id: MemberId, told: &Told<'_>, now: Timestamp) -> Result<(), Refusal> {
    let Some(member) = tx.member(id)?.filter(|member| member.state != MemberState::Invited) else { return Ok(()) };
    let Told { subject, ruling, title, message } = *told;
    let words = Words::of(member.lang);
    let mut detail = match subject {
        FlagSubject::Member(_) => words.pick("moderated-member", ruling.word()).into_owned(),
        _ => words.pick_with("moderated", ruling.word(), &[("title", title.into())]),
    };
    if let Some(message) = message {
        detail.push_str(&format!(" {}", words.with("moderated-message", &[("message", message.as_str().into())])));
    }
    if ruling.is_against_somebody() {
        detail.push_str(&format!(" {}", words.say("moderated-appeal")));
    }
    let statement = Statement { subject, title: title.to_owned(), ruling, message: message.cloned(), at: now, appeal: None };
    tx.add_statement(id, &statement)?;
    tx.leave_mail(letter(&member, Notice::Moderated, detail, "/me/decisions"), now)?;
    Ok(())
}

/// What whoever answers for a thing is told.
struct Told<'t> {
    subject: FlagSubject,
    ruling: Ruling,
    /// Of what; of a person, their name.
    title: &'t str,
    message: Option<&'t Note>,
}

fn letter(member: &Member, notice: Notice, detail: String, link: &str) -> MailChore {
    let letter = Letter::Notice { first_name: member.first_name.to_string(), notice, detail, link: link.to_owned() };
    MailChore { to: member.email.clone(), lang: member.lang, letter }
}
