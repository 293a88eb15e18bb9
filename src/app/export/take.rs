//! Reading an export back: each line is taken or refused by itself, what is there already stays as it is, so a second run changes nothing.
//!
//! The files of pictures come first. A member, team or event gets its picture with the picture's own line, and only when the files are there.

use std::collections::HashSet;
use std::io::Read;
use std::sync::Arc;

use jiff::Timestamp;
use serde::de::DeserializeOwned;

use super::FILES;
use super::forms::{
    ErasedForm, EventForm, Kept, MemberForm, MembershipForm, MessageForm, PictureForm, PostForm, PresenceForm, RsvpForm, SeatForm,
    TeamForm, ThreadForm,
};
use crate::app::App;
use crate::app::backup::Trouble;
use crate::app::backup::container::Reader;
use crate::app::import::{Fate, Sums};
use crate::app::notices::pass_over;
use crate::app::pictures::sum_of;
use crate::domain::chore::IndexChore;
use crate::domain::erasure::is_nobody;
use crate::domain::event::Event;
use crate::domain::ids::{MediaId, MemberId};
use crate::domain::media::Owner;
use crate::domain::membership::Membership;
use crate::domain::notification::Preferences;
use crate::domain::post::Post;
use crate::domain::refusal::{Flaw, Refusal};
use crate::domain::rsvp::Rsvp;
use crate::domain::team::Team;
use crate::domain::thread::{Message, On};
use crate::media::files::Files;
use crate::media::render::Size;
use crate::store::{Failure, ReadTx, Store, WriteTx, erased_hash};

/// Lines that are taken in one transaction.
const BATCH: usize = 1_000;

/// Who hears what became of each line: its file, its number in it (from 1), its fate.
pub type Fates<'f> = dyn FnMut(&'static str, u64, &Fate) + 'f;

/// Takes an export. Call it from a thread that may wait.
///
/// # Errors
/// [`Trouble::Damaged`] when it is no export; a failure of the record or of the disk: what was taken before it stays.
pub fn take(app: &App, input: impl Read, told: &mut Fates<'_>) -> Result<Sums, Trouble> {
    into(&app.store, &app.media, app.now(), input, told)
}

pub(super) fn into(store: &Store, media: &Arc<Files>, now: Timestamp, input: impl Read, told: &mut Fates<'_>) -> Result<Sums, Trouble> {
    let mut parts = Reader::new(input);
    let (sums, file, rest, batch) = (Sums::default(), FILES[0], Vec::new(), Vec::new());
    let mut taking = Taking { store, media, now, told, sums, file, lines: 0, rest, batch, picture: None };
    while let Some(part) = parts.part()? {
        match (FILES.into_iter().find(|file| *file == part.name), part.name.strip_prefix("media/").and_then(Files::placed)) {
            (Some(file), _) => taking.lines(file, &part.content)?,
            (None, Some((id, size))) => taking.picture(id, size, part.content)?,
            (None, None) => return Err(Trouble::Damaged(format!("{}: no export holds such a file", part.name))),
        }
    }
    taking.flush()?;
    Ok(taking.sums)
}

struct Taking<'t, 'f> {
    store: &'t Store,
    media: &'t Arc<Files>,
    now: Timestamp,
    told: &'t mut Fates<'f>,
    sums: Sums,
    /// The file whose lines come in, how many came, the beginning of the next, and those that wait.
    file: &'static str,
    lines: u64,
    rest: Vec<u8>,
    batch: Vec<(u64, Vec<u8>)>,
    /// The picture whose files come in, and those that came.
    picture: Option<(MediaId, Vec<Vec<u8>>)>,
}

impl Taking<'_, '_> {
    fn lines(&mut self, file: &'static str, content: &[u8]) -> Result<(), Trouble> {
        if self.file != file {
            self.flush()?;
            (self.file, self.lines) = (file, 0);
        }
        for line in content.split_inclusive(|byte| *byte == b'\n') {
            self.rest.extend_from_slice(line);
            if line.ends_with(b"\n") {
                self.line();
            }
            if self.batch.len() >= BATCH {
                self.commit()?;
            }
        }
        Ok(())
    }

    fn line(&mut self) {
        self.lines += 1;
        let line = std::mem::take(&mut self.rest);
        if !line.trim_ascii().is_empty() {
            self.batch.push((self.lines, line));
        }
    }

    /// Takes what waits of a file, its last line too when no line break ends it.
    fn flush(&mut self) -> Result<(), Trouble> {
        if !self.rest.is_empty() {
            self.line();
        }
        self.commit()
    }

    fn commit(&mut self) -> Result<(), Trouble> {
        let (file, batch) = (self.file, std::mem::take(&mut self.batch));
        if batch.is_empty() {
            return Ok(());
        }
        let (media, now) = (Arc::clone(self.media), self.now);
        let fates = self.store.write_blocking(move |tx| {
            let mut fates = Vec::with_capacity(batch.len());
            let here = if file == "erased.jsonl" { hashes(tx)? } else { HashSet::new() };
            let scene = Scene { media: &media, now, here };
            for (line, text) in &batch {
                match one(tx, &scene, file, text) {
                    Err(Stop::Failed(failure)) => return Err(failure),
                    Err(Stop::Refused(refusal)) => fates.push((*line, Fate::Refused(refusal))),
                    Ok(fate) => fates.push((*line, fate)),
                }
            }
            Ok(fates)
        })?;
        for (line, fate) in fates {
            self.sums.count(&fate);
            (self.told)(file, line, &fate);
        }
        Ok(())
    }

    /// The files of a picture come together, before the lines that name it.
    fn picture(&mut self, id: MediaId, size: Size, content: Vec<u8>) -> Result<(), Trouble> {
        let (known, files) = self.picture.get_or_insert_with(|| (id, Vec::new()));
        if *known != id {
            (*known, *files) = (id, Vec::new());
        }
        if Size::ALL.get(files.len()) == Some(&size) {
            files.push(content);
        }
        if let [small, medium, large] = &files[..] {
            self.media.save(id, [small, medium, large])?;
        }
        Ok(())
    }
}

enum Stop {
    Refused(Refusal),
    Failed(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        match failure {
            // Two things under one name: the line's fault, not the record's.
            Failure::Fault(_) => Self::Refused(Refusal::Conflict("name_taken")),
            other => Self::Failed(other),
        }
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

fn parsed<T: DeserializeOwned>(text: &[u8]) -> Result<T, Stop> {
    serde_json::from_slice(text).map_err(|error| {
        tracing::debug!(%error, "a line of an export");
        Stop::Refused(Refusal::field("line", "bad_form"))
    })
}

/// Refuses what is not there.
fn needs<T>(found: Option<T>, field: &'static str) -> Result<T, Stop> {
    found.ok_or(Stop::Refused(Refusal::Invalid(vec![Flaw::new(field, "not_there")])))
}

/// What lines need to know beside the record.
struct Scene<'s> {
    media: &'s Files,
    now: Timestamp,
    /// What the ledger of erasures would know the members by who are here.
    here: HashSet<[u8; 32]>,
}

fn hashes(tx: &ReadTx<'_>) -> Result<HashSet<[u8; 32]>, Failure> {
    let mut hashes = HashSet::new();
    let mut after = None;
    loop {
        let page = tx.members(after, BATCH)?;
        let Some(last) = page.last() else { return Ok(hashes) };
        after = Some(last.id);
        hashes.extend(page.iter().map(|member| erased_hash(member.id)));
    }
}

fn one(tx: &mut WriteTx<'_>, scene: &Scene<'_>, file: &str, text: &[u8]) -> Result<Fate, Stop> {
    match file {
        "erased.jsonl" => erased(tx, &scene.here, &parsed(text)?),
        "members.jsonl" => member(tx, parsed(text)?),
        "teams.jsonl" => team(tx, parsed(text)?),
        "memberships.jsonl" => membership(tx, parsed(text)?),
        "events.jsonl" => event(tx, parsed(text)?, scene.now),
        "rsvps.jsonl" => rsvp(tx, parsed(text)?),
        "presences.jsonl" => presence(tx, &parsed(text)?),
        "posts.jsonl" => post(tx, parsed(text)?),
        "threads.jsonl" => thread(tx, parsed(text)?),
        "messages.jsonl" => message(tx, parsed(text)?),
        "seats.jsonl" => seat(tx, &parsed(text)?),
        _ => picture(tx, scene.media, parsed(text)?),
    }
}

fn erased(tx: &mut WriteTx<'_>, here: &HashSet<[u8; 32]>, form: &ErasedForm) -> Result<Fate, Stop> {
    let (hash, at) = form.noun().ok_or(Refusal::field("line", "bad_form"))?;
    if here.contains(&hash) {
        return Err(Refusal::field("hash", "erased").into());
    }
    if tx.erased_at(&hash)?.is_some() {
        return Ok(Fate::known("hash", form.hash()));
    }
    tx.put_erased(&hash, at);
    Ok(Fate::TAKEN)
}

fn member(tx: &mut WriteTx<'_>, form: MemberForm) -> Result<Fate, Stop> {
    let Kept { mut member, pledges, consents, preferences, erasure } = form.into();
    member.photo = None;
    if tx.erased_at(&erased_hash(member.id))?.is_some() {
        return Err(Refusal::field("id", "erased").into());
    }
    if tx.member(member.id)?.is_some() || tx.member_id_by_email(&member.email)?.is_some() {
        return Ok(Fate::known("id", member.id));
    }
    if let Some(name) = &member.external_id
        && tx.member_by_external_id(name)?.is_some()
    {
        return Ok(Fate::known("external_id", name));
    }
    preferences.check()?;
    tx.put_member(&member)?;
    if preferences != Preferences::default() {
        tx.put_preferences(member.id, &preferences);
    }
    if erasure.is_some() {
        tx.set_erasure(member.id, erasure.as_ref())?;
    }
    for entry in &pledges {
        tx.add_pledge(&mut member, entry)?;
    }
    for entry in &consents {
        tx.add_consent(member.id, entry)?;
    }
    Ok(Fate::TAKEN)
}

fn team(tx: &mut WriteTx<'_>, form: TeamForm) -> Result<Fate, Stop> {
    let team = Team { image: None, ..form.into() };
    if tx.team(team.id)?.is_some() {
        return Ok(Fate::known("id", team.id));
    }
    if let Some(member) = team.created_by {
        known(tx, member, "created_by")?;
    }
    tx.put_team(&team)?;
    tx.leave_index(IndexChore::Team(team.id))?;
    Ok(Fate::TAKEN)
}

fn known(tx: &WriteTx<'_>, member: MemberId, field: &'static str) -> Result<(), Stop> {
    if is_nobody(member) { Ok(()) } else { needs(tx.member(member)?, field).map(drop) }
}

fn membership(tx: &mut WriteTx<'_>, form: MembershipForm) -> Result<Fate, Stop> {
    let membership: Membership = form.into();
    if tx.membership(membership.team, membership.member)?.is_some() {
        return Ok(Fate::known("member", membership.member));
    }
    needs(tx.team(membership.team)?, "team")?;
    known(tx, membership.member, "member")?;
    tx.put_membership(&membership)?;
    Ok(Fate::TAKEN)
}

fn event(tx: &mut WriteTx<'_>, form: EventForm, now: Timestamp) -> Result<Fate, Stop> {
    let (event, given) = form.noun().ok_or(Refusal::field("line", "bad_form"))?;
    let event = Event { image: None, ..event };
    if tx.event(event.id)?.is_some() {
        return Ok(Fate::known("id", event.id));
    }
    event.facts.check()?;
    for organiser in &event.organisers {
        known(tx, *organiser, "organisers")?;
    }
    if let Some(team) = event.facts.team {
        needs(tx.team(team)?, "team")?;
    }
    tx.put_event(&event)?;
    match given {
        Some(given) => given.into_iter().for_each(|(step, due)| tx.give_reminder((due, event.id, step))),
        None => pass_over(tx, None, &event, now),
    }
    tx.leave_index(IndexChore::Event(event.id))?;
    Ok(Fate::TAKEN)
}

fn rsvp(tx: &mut WriteTx<'_>, form: RsvpForm) -> Result<Fate, Stop> {
    let rsvp: Rsvp = form.into();
    if tx.rsvp(rsvp.event, rsvp.member)?.is_some() {
        return Ok(Fate::known("member", rsvp.member));
    }
    needs(tx.event(rsvp.event)?, "event")?;
    known(tx, rsvp.member, "member")?;
    tx.put_rsvp(&rsvp)?;
    Ok(Fate::TAKEN)
}

fn presence(tx: &mut WriteTx<'_>, PresenceForm { event, member, there }: &PresenceForm) -> Result<Fate, Stop> {
    if tx.presence(*event, *member)?.is_some() {
        return Ok(Fate::known("member", member));
    }
    needs(tx.event(*event)?, "event")?;
    known(tx, *member, "member")?;
    tx.put_presence(*event, *member, *there);
    Ok(Fate::TAKEN)
}

fn post(tx: &mut WriteTx<'_>, form: PostForm) -> Result<Fate, Stop> {
    let post = Post { image: None, ..form.into() };
    if tx.post(post.id)?.is_some() {
        return Ok(Fate::known("id", post.id));
    }
    post.facts.check()?;
    if let Some(author) = post.author {
        known(tx, author, "author")?;
    }
    if let Some(team) = post.facts.reach.team() {
        needs(tx.team(team)?, "team")?;
    }
    tx.put_post(&post)?;
    Ok(Fate::TAKEN)
}

fn thread(tx: &mut WriteTx<'_>, form: ThreadForm) -> Result<Fate, Stop> {
    let thread = form.noun().ok_or(Refusal::field("line", "bad_form"))?;
    if tx.thread(thread.id)?.is_some() {
        return Ok(Fate::known("id", thread.id));
    }
    match thread.on {
        On::Event(event) => needs(tx.event(event)?, "event").map(drop)?,
        On::Team(team) => needs(tx.team(team)?, "team").map(drop)?,
    }
    if let Some(author) = thread.author {
        known(tx, author, "author")?;
    }
    tx.put_thread(&thread)?;
    Ok(Fate::TAKEN)
}

fn message(tx: &mut WriteTx<'_>, form: MessageForm) -> Result<Fate, Stop> {
    let (message, formers) = form.noun();
    let thread = needs(tx.thread(message.thread)?, "thread")?;
    if tx.message(thread.id, message.id)?.is_some() {
        return Ok(Fate::known("id", message.id));
    }
    if let Some(author) = message.author {
        known(tx, author, "author")?;
    }
    let message = tx.add_message(&thread, message)?;
    let first = message.edits.saturating_sub(u32::try_from(formers.len()).unwrap_or(u32::MAX));
    for (edits, former) in (first + 1..).zip(&formers) {
        tx.edit_message(&Message { edits, ..message.clone() }, former);
    }
    tx.put_message(&message);
    Ok(Fate::TAKEN)
}

fn seat(tx: &mut WriteTx<'_>, form: &SeatForm) -> Result<Fate, Stop> {
    let (thread, member, seat) = form.noun();
    if tx.seat(thread, member)?.is_some() {
        return Ok(Fate::known("member", member));
    }
    needs(tx.thread(thread)?, "thread")?;
    known(tx, member, "member")?;
    tx.put_seat(thread, member, &seat);
    Ok(Fate::TAKEN)
}

/// A picture, and whatever shows it.
fn picture(tx: &mut WriteTx<'_>, media: &Files, form: PictureForm) -> Result<Fate, Stop> {
    let picture = form.noun().ok_or(Refusal::field("line", "bad_form"))?;
    if tx.picture(picture.id)?.is_some() {
        return Ok(Fate::known("id", picture.id));
    }
    let [Ok(Some(small)), Ok(Some(medium)), Ok(Some(large))] = Size::ALL.map(|size| media.read(picture.id, size)) else {
        return Err(Refusal::field("id", "no_files").into());
    };
    // What shows another picture already keeps that.
    let taken = || Stop::Refused(Refusal::Conflict("has_a_picture"));
    match picture.owner {
        Owner::Member(id) => {
            let mut member = needs(tx.member(id)?, "owner")?;
            member.photo.replace(picture.id).map_or(Ok(()), |_| Err(taken()))?;
            tx.put_member(&member)?;
        }
        Owner::Event(id) => {
            let mut event = needs(tx.event(id)?, "owner")?;
            event.image.replace(picture.id).map_or(Ok(()), |_| Err(taken()))?;
            tx.put_event(&event)?;
        }
        Owner::Team(id) => {
            let mut team = needs(tx.team(id)?, "owner")?;
            team.image.replace(picture.id).map_or(Ok(()), |_| Err(taken()))?;
            tx.put_team(&team)?;
        }
        Owner::Post(id) => {
            let mut post = needs(tx.post(id)?, "owner")?;
            post.image.replace(picture.id).map_or(Ok(()), |_| Err(taken()))?;
            tx.put_post(&post)?;
        }
        Owner::Held | Owner::Signup(_) => return Err(Refusal::field("owner", "bad_form").into()),
    }
    tx.put_picture(&picture);
    tx.put_picture_sum(picture.id, &sum_of([&small, &medium, &large]));
    Ok(Fate::TAKEN)
}
