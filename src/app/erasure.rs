//! Erasing oneself: what would go is shown first; who goes on proves again who they are; for a week it can be taken back; then a job does it,
//! in one transaction, and notes it in the ledger ([`crate::domain::erasure`]).
//!
//! What others rely on passes on: a team to whoever follows its last lead, an event to the leads of its team. Answers to what is past stay as
//! numbers under ids that are nobody's. The ledger goes into a file beside the record as well ([`LIST`]), so that a backup of before an erasure
//! is put right when it is restored.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use data_encoding::HEXLOWER;
use jiff::Timestamp;

use super::App;
use super::keeper;
use super::lookup::shown_member;
use super::notices::tell;
use super::proof::fresh;
use super::rsvps::promote;
use super::secrets::sha256;
use super::sessions::Visitor;
use super::threads;
use super::throttle;
use crate::domain::audit::{AuditDeed, By, Note};
use crate::domain::chore::{IndexChore, Letter, MailChore, News, Notice};
use crate::domain::erasure::{Erasure, EventFate, TeamFate, nobody, successor};
use crate::domain::event::{Contact, Event, EventStatus};
use crate::domain::ids::{MediaId, MemberId, TeamId};
use crate::domain::invitation::Invitation;
use crate::domain::member::{Member, MemberState, Role};
use crate::domain::membership::{Membership, MembershipStanding, TeamRole};
use crate::domain::post::Post;
use crate::domain::refusal::Refusal;
use crate::domain::rsvp::{Rsvp, Standing};
use crate::domain::team::{Team, TeamState};
use crate::store::{Direction, ReadTx, WriteTx, erased_hash};
use crate::words::Words;

/// The file of the ledger in the data folder, and beside planned backups: a line an erasure, the hash of an id and the time.
pub const LIST: &str = "erasures.txt";

/// Rows read at once.
const PAGE: usize = 1_000;

/// Members erased in one round of the job.
const AT_ONCE: usize = 20;

/// What an erasure would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The erasure that was asked for already.
    pub asked: Option<Erasure>,
    /// Answers to events to come: they go, and free their places.
    pub answers: usize,
    /// Answers to past events: they stay as numbers.
    pub numbers: usize,
    /// What one said in discussions: it goes, and its places stay empty.
    pub messages: usize,
    /// Lines of the inbox.
    pub notices: u32,
    /// What becomes of the teams: the team's name, and who leads it from then on.
    pub teams: Vec<(TeamFate, String, Option<String>)>,
    /// What becomes of the events one organises: the title, and who answers for it from then on.
    pub events: Vec<(EventFate, String, Vec<String>)>,
    /// Nobody but oneself is an admin.
    pub last_admin: bool,
}

/// What an erasure of oneself would do now.
///
/// # Errors
/// A failure of the record.
pub fn preview(app: &App, visitor: &Visitor) -> Result<Preview, Refusal> {
    let (me, now) = (visitor.member.id, app.now());
    app.store.read(|tx| {
        let (mut answers, mut numbers) = (0, 0);
        for (event, standing) in tx.answers_of(me, None, usize::MAX)? {
            let past = tx.event(event)?.is_some_and(|event| event.is_past(now));
            numbers += usize::from(past && standing == Standing::Going);
            answers += usize::from(!past);
        }
        let name = |id: &MemberId| Ok::<_, Refusal>(tx.member(*id)?.map_or(String::new(), |member| member.full_name()));
        let mut teams = Vec::new();
        for (fate, team) in team_fates(tx, me)? {
            let lead = if let TeamFate::HandedOver(_, lead) = &fate { Some(name(lead)?) } else { None };
            teams.push((fate, team.name.to_string(), lead));
        }
        let mut events = Vec::new();
        for (fate, event) in event_fates(tx, me)? {
            let heirs =
                if let EventFate::HandedOver(_, heirs) = &fate { heirs.iter().map(name).collect::<Result<_, _>>()? } else { vec![] };
            events.push((fate, event.facts.title.to_string(), heirs));
        }
        let (asked, notices) = (tx.erasure(me)?, tx.inbox(me)?.lines);
        let messages = threads::said_by(tx, me)?.len();
        Ok(Preview { asked, answers, numbers, messages, notices, teams, events, last_admin: is_last_admin(tx, &visitor.member)? })
    })
}

fn is_last_admin(tx: &ReadTx<'_>, member: &Member) -> Result<bool, Refusal> {
    Ok(member.role == Role::Admin && tx.admins(2)?.iter().all(|admin| *admin == member.id))
}

/// Asks to be erased: other devices are signed out, and a letter says until when it can be taken back. A repeat changes nothing.
///
/// # Errors
/// 403 `confirm`; 409 `last_admin` for the only admin.
pub async fn ask(app: &App, visitor: &Visitor) -> Result<Erasure, Refusal> {
    let (me, here, now) = (fresh(app, visitor)?, visitor.session.id, app.now());
    let zone = super::events::default_zone(app);
    app.store
        .write(move |tx| {
            let member = tx.member(me)?.ok_or(Refusal::NotFound)?;
            if let Some(asked) = tx.erasure(me)? {
                return Ok(asked);
            }
            if is_last_admin(tx, &member)? {
                return Err(Refusal::Conflict("last_admin"));
            }
            let erasure = Erasure::asked(now);
            tx.set_erasure(me, Some(&erasure))?;
            tx.delete_sessions_of(me, Some(here))?;
            let date = Words::of(member.lang).moment(zone.clock(erasure.due).datetime(), zone.clock(now).date());
            let letter = Letter::Notice {
                first_name: member.first_name.to_string(),
                notice: Notice::EraseAsked,
                detail: date,
                link: "/me/erase".to_owned(),
            };
            tx.leave_mail(MailChore { to: member.email.clone(), lang: member.lang, letter }, now)?;
            tx.note(Note::own(now, me, AuditDeed::EraseAsked))?;
            Ok(erasure)
        })
        .await
}

/// Takes one's own erasure back. Nothing happens when none was asked for.
///
/// # Errors
/// A failure of the record.
pub async fn undo(app: &App, visitor: &Visitor) -> Result<(), Refusal> {
    let (me, now) = (visitor.member.id, app.now());
    app.store
        .write(move |tx| {
            if tx.erasure(me)?.is_some() {
                tx.set_erasure(me, None)?;
                tx.note(Note::own(now, me, AuditDeed::EraseUndone))?;
            }
            Ok(())
        })
        .await
}

/// Erases those whose time has come; how many. What the job does.
///
/// # Errors
/// A failure of the record, or of the disk where the list lies.
pub async fn step(app: &App) -> Result<usize, Refusal> {
    let now = app.now();
    let due = app.store.read(|tx| Ok::<_, Refusal>(tx.erasures_due(now, AT_ONCE)?))?;
    for member in &due {
        erase_one(app, *member, By::House).await?;
    }
    Ok(due.len())
}

/// Erases a member now: what the keeper orders.
///
/// # Errors
/// 422 `unknown_member`; 409 `last_admin`.
pub async fn by_keeper(app: &App, email: &crate::domain::text::Email) -> Result<Member, Refusal> {
    let member = app.store.read(|tx| {
        let member = tx.member_by_email(email)?.ok_or_else(keeper::unknown_member)?;
        if is_last_admin(tx, &member)? { Err(Refusal::Conflict("last_admin")) } else { Ok(member) }
    })?;
    erase_one(app, member.id, By::Keeper).await?;
    Ok(member)
}

async fn erase_one(app: &App, id: MemberId, by: By) -> Result<(), Refusal> {
    let (now, seed) = (app.now(), app.random());
    let pictures = app
        .store
        .write(move |tx| {
            let Some(member) = tx.member(id)? else { return Ok::<_, Refusal>(Vec::new()) };
            let pictures = erase(tx, &member, by, seed, now)?;
            // The last letter: it goes from the record once it is sent.
            let letter = Letter::Notice {
                first_name: member.first_name.to_string(),
                notice: Notice::Erased,
                detail: String::new(),
                link: String::new(),
            };
            tx.leave_mail(MailChore { to: member.email.clone(), lang: member.lang, letter }, now)?;
            Ok(pictures)
        })
        .await?;
    finish(app, pictures).await;
    Ok(())
}

/// Erases somebody who was to be invited and wants to be forgotten: no letter follows, and the address is asked no more.
///
/// # Errors
/// 409 `over` when they are not to be invited any more.
pub(super) async fn of_invited(app: &App, id: MemberId, over: &'static str) -> Result<(), Refusal> {
    let (house, now, seed) = (app.clone(), app.now(), app.random());
    let pictures = app
        .store
        .write(move |tx| {
            let invited = tx.member(id)?.filter(|member| member.state == MemberState::Invited);
            let member = invited.ok_or(Refusal::Conflict(over))?;
            super::invitations::decline(&house, tx, &member.email, now);
            erase(tx, &member, By::Member(id), seed, now)
        })
        .await?;
    finish(app, pictures).await;
    Ok(())
}

/// What an erasure leaves outside the record: files of pictures, and the list of erasures beside it.
async fn finish(app: &App, pictures: Vec<MediaId>) {
    for picture in pictures {
        super::pictures::forget_files(app, Some(picture)).await;
    }
    let house = app.clone();
    let written = tokio::task::spawn_blocking(move || write_lists(&house)).await;
    if !matches!(written, Ok(Ok(()))) {
        tracing::error!("the list of erasures could not be written beside the record; tried again at the next erasure");
    }
}

/// Takes a member out of the record, in one transaction. Gives the pictures whose files are to go.
///
/// # Errors
/// A failure of the record.
pub fn erase(tx: &mut WriteTx<'_>, member: &Member, by: By, seed: [u8; 16], now: Timestamp) -> Result<Vec<MediaId>, Refusal> {
    let id = member.id;
    let mut pictures = events(tx, member, now)?;
    answers(tx, id, &seed, now)?;
    teams(tx, id, now)?;
    posts(tx, id)?;
    invitations(tx, member)?;
    threads::erase(tx, id)?;
    if let Some(photo) = member.photo {
        tx.put_member(&Member { photo: None, ..member.clone() })?;
        tx.delete_picture(photo);
        pictures.push(photo);
    }
    for signup in tx.signups_of(&member.email)? {
        if let Some(photo) = signup.photo {
            tx.delete_signup(signup.id)?;
            tx.delete_picture(photo);
            pictures.push(photo);
        }
    }
    tx.delete_member(member, &throttle::name_of(&member.email))?;
    tx.put_erased(&erased_hash(id), now);
    tx.note(Note::new(now, by, AuditDeed::Erased, Some(id)))?;
    Ok(pictures)
}

/// What is to come loses its answer, and the place goes to the first who waits; what is past keeps a number.
fn answers(tx: &mut WriteTx<'_>, id: MemberId, seed: &[u8; 16], now: Timestamp) -> Result<(), Refusal> {
    for (event, there) in tx.presences_of(id)? {
        tx.delete_presence(event, id);
        tx.put_presence(event, ghost(seed, event.bytes()), there);
    }
    for (event, _) in tx.answers_of(id, None, usize::MAX)? {
        let Some(rsvp) = tx.rsvp(event, id)? else { continue };
        tx.delete_rsvp(event, id)?;
        let Some(event) = tx.event(event)? else { continue };
        if !event.is_past(now) {
            promote(tx, &event, now)?;
            tx.leave_index(IndexChore::Event(event.id))?;
        } else if rsvp.standing == Standing::Going {
            tx.put_rsvp(&Rsvp { member: ghost(seed, event.id.bytes()), note: None, hidden: true, ..rsvp })?;
        }
    }
    Ok(())
}

/// An id that is nobody's, another for each event: what was done at two events cannot be put together.
fn ghost(seed: &[u8; 16], event: &[u8; 16]) -> MemberId {
    let mut chance = [0; 16];
    chance.copy_from_slice(&sha256(&[seed, event])[..16]);
    nobody(chance)
}

/// What becomes of the teams that a member is in.
fn team_fates(tx: &ReadTx<'_>, id: MemberId) -> Result<Vec<(TeamFate, Team)>, Refusal> {
    let mut fates = Vec::new();
    for place in tx.memberships_of(id, None, usize::MAX)? {
        let Some(team) = tx.team(place.team)? else { continue };
        let leads = place.role == TeamRole::Lead && place.standing == MembershipStanding::In;
        let fate = if !leads || tx.team_tally(team.id)?.leads > 1 {
            TeamFate::GoesOn(team.id)
        } else {
            match successor(&standing(tx, team.id)?, id) {
                Some(heir) => TeamFate::HandedOver(team.id, heir),
                None => TeamFate::Closed(team.id),
            }
        };
        fates.push((fate, team));
    }
    Ok(fates)
}

/// Who is in a team, but for those who are suspended: nothing passes to them.
fn standing(tx: &ReadTx<'_>, team: TeamId) -> Result<Vec<Membership>, Refusal> {
    let mut places = Vec::new();
    for place in tx.memberships(team, None, usize::MAX)? {
        places.extend(shown_member(tx, place.member)?.map(|_| place));
    }
    Ok(places)
}

fn teams(tx: &mut WriteTx<'_>, id: MemberId, now: Timestamp) -> Result<(), Refusal> {
    for (fate, team) in team_fates(tx, id)? {
        if let TeamFate::HandedOver(_, heir) = fate
            && let Some(place) = tx.membership(team.id, heir)?
        {
            tx.put_membership(&Membership { role: TeamRole::Lead, ..place })?;
            tell(tx, News::Role(team.id, heir, TeamRole::Lead), None, now)?;
        }
        tx.delete_membership(team.id, id)?;
        if matches!(fate, TeamFate::Closed(_)) {
            tx.put_team(&Team { state: TeamState::Hidden, revision: team.revision + 1, ..team.clone() })?;
            tx.leave_index(IndexChore::Team(team.id))?;
        }
    }
    let mut after = None;
    loop {
        let page = tx.teams(after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id);
        for team in page.into_iter().filter(|team| team.created_by == Some(id)) {
            tx.put_team(&Team { created_by: None, ..team })?;
        }
    }
}

/// News stay their team's, or the network's, without a name.
fn posts(tx: &mut WriteTx<'_>, id: MemberId) -> Result<(), Refusal> {
    let mut after = None;
    loop {
        let page = tx.posts(after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id);
        for post in page.into_iter().filter(|post| post.author == Some(id)) {
            tx.put_post(&Post { author: None, revision: post.revision + 1, ..post })?;
        }
    }
}

/// Invitations to their address go; those that they sent are their team's.
fn invitations(tx: &mut WriteTx<'_>, member: &Member) -> Result<(), Refusal> {
    for invitation in tx.invitations_to(&member.email)? {
        tx.delete_invitation(&invitation);
    }
    let mut after = None;
    loop {
        let page = tx.invitations(after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some((last.team, last.id));
        for invitation in page.into_iter().filter(|invitation| invitation.by == Some(member.id)) {
            tx.put_invitation(&Invitation { by: None, ..invitation });
        }
    }
}

/// What becomes of the events that a member organises.
fn event_fates(tx: &ReadTx<'_>, id: MemberId) -> Result<Vec<(EventFate, Event)>, Refusal> {
    let mut fates = Vec::new();
    for (_, event) in tx.events_of_organiser(id, Timestamp::MIN, Direction::Up, None, usize::MAX)? {
        let Some(event) = tx.event(event)? else { continue };
        let heirs = heirs(tx, &event, id)?;
        let fate = match () {
            () if event.organisers.len() > 1 => EventFate::GoesOn(event.id),
            () if !heirs.is_empty() => EventFate::HandedOver(event.id, heirs),
            () if event.status == EventStatus::Draft => EventFate::Goes(event.id),
            () => EventFate::LeftAlone(event.id),
        };
        fates.push((fate, event));
    }
    Ok(fates)
}

/// The leads of an event's team, as they are once this member is gone.
fn heirs(tx: &ReadTx<'_>, event: &Event, leaving: MemberId) -> Result<Vec<MemberId>, Refusal> {
    let Some(team) = event.facts.team else { return Ok(Vec::new()) };
    let places = standing(tx, team)?;
    let leads: Vec<MemberId> = places
        .iter()
        .filter(|m| m.role == TeamRole::Lead && m.standing == MembershipStanding::In && m.member != leaving)
        .map(|m| m.member)
        .collect();
    Ok(if leads.is_empty() { successor(&places, leaving).into_iter().collect() } else { leads })
}

/// Passes events on, or calls them off. Gives the pictures that go with them.
fn events(tx: &mut WriteTx<'_>, member: &Member, now: Timestamp) -> Result<Vec<MediaId>, Refusal> {
    let mut pictures = Vec::new();
    for (fate, mut event) in event_fates(tx, member.id)? {
        event.organisers.retain(|organiser| *organiser != member.id);
        event.revision += 1;
        event.facts.contact = event.facts.contact.filter(|contact| !names(contact, member));
        match fate {
            EventFate::GoesOn(_) => {}
            EventFate::HandedOver(_, heirs) => event.organisers = heirs,
            EventFate::LeftAlone(_) => {
                event.facts.contact = None;
                if event.status == EventStatus::Published && !event.is_past(now) {
                    event.status = EventStatus::Cancelled;
                    tell(tx, News::Cancelled(event.id), None, now)?;
                }
            }
            EventFate::Goes(_) => {
                if let Some(image) = event.image {
                    tx.delete_picture(image);
                    pictures.push(image);
                }
                tx.delete_event(&event)?;
                tx.leave_index(IndexChore::Event(event.id))?;
                continue;
            }
        }
        tx.put_event(&event)?;
        tx.leave_index(IndexChore::Event(event.id))?;
    }
    Ok(pictures)
}

/// Whether a contact is this member, by address, number or name.
pub(super) fn names(contact: &Contact, member: &Member) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let name = contact.name.as_str().to_lowercase();
    contact.email.as_ref().is_some_and(|email| email.key() == member.email.key())
        || contact.phone.as_ref().zip(member.phone.as_ref()).is_some_and(|(a, b)| digits(a.as_ref()) == digits(b.as_ref()))
        || name.contains(&member.last_name.as_str().to_lowercase())
        || name.contains(&member.first_name.as_str().to_lowercase())
}

/// Writes the ledger beside the record, and beside planned backups: all of it, put in place at once.
///
/// # Errors
/// The disk's; a failure of the record.
pub fn write_lists(app: &App) -> io::Result<()> {
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is of a type that only the store names")]
    let erased = app.store.read(|tx| tx.erased()).map_err(|failure| io::Error::other(failure.to_string()))?;
    if erased.is_empty() {
        return Ok(());
    }
    let lines: String = erased.iter().map(|(hash, at)| format!("{} {at}\n", HEXLOWER.encode(hash))).collect();
    let beside = app.backups.plan.as_ref().map(|plan| plan.folder.clone()).filter(|folder| folder.is_dir());
    for folder in [Some(app.folder.clone()), beside].into_iter().flatten() {
        let (making, whole) = (folder.join(format!(".{LIST}.part")), folder.join(LIST));
        let mut file = fs::File::create(&making)?;
        file.write_all(lines.as_bytes())?;
        file.sync_all()?;
        fs::rename(&making, &whole)?;
    }
    Ok(())
}

/// Reads a list of erasures.
///
/// # Errors
/// The disk's; a line that is none.
pub fn read_list(file: &Path) -> io::Result<HashSet<[u8; 32]>> {
    let text = fs::read_to_string(file)?;
    let line = |(number, line): (usize, &str)| {
        let hash = HEXLOWER.decode(line.split(' ').next().unwrap_or_default().as_bytes()).ok();
        hash.and_then(|hash| hash.try_into().ok()).ok_or_else(|| io::Error::other(format!("line {} is no erasure", number + 1)))
    };
    text.lines().enumerate().map(line).collect()
}
