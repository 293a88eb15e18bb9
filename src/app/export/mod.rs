//! Exports: the whole network in open forms, for other tools and for reading back. Members, teams, memberships, events, answers, who was there,
//! news, discussions, pictures and the ledger of erasures as JSON lines, and the files of the pictures. What is in none is in [`LEFT_OUT`], with the reason.
//! (A backup is another thing: it holds the record itself, with passwords and sessions.)
//!
//! An export travels as the same strict archive as a backup; the command line makes a folder of it, and an archive of a folder:
//!
//! ```text
//! erased.jsonl  members.jsonl  teams.jsonl  memberships.jsonl  events.jsonl  rsvps.jsonl  presences.jsonl  posts.jsonl  pictures.jsonl
//! threads.jsonl  messages.jsonl  seats.jsonl  media/xx/ID/SIZE.jpg
//! ```

pub(super) mod forms;
mod take;
#[cfg(test)]
mod tests;

use std::io::Write;

use jiff::Timestamp;
use serde::Serialize;

use self::forms::{
    ErasedForm, EventForm, Kept, MemberForm, MembershipForm, MessageForm, PictureForm, PostForm, PresenceForm, RsvpForm, SeatForm,
    TeamForm, ThreadForm,
};
pub use self::take::{Fates, take};
use super::App;
use super::backup::Trouble;
use super::backup::container::Writer;
use crate::domain::ids::{EventId, MediaId, ThreadId};
use crate::media::files::Files;
use crate::media::render::Size;
use crate::store::{Direction, ReadTx, Store};

/// Rows read at once.
const PAGE: usize = 1_000;

/// Bytes of lines in one part: a file of lines is cut into parts between lines.
const PART: usize = 1 << 20;

/// The files of lines, in the order in which they can be read back.
pub const FILES: [&str; 12] = [
    "erased.jsonl",
    "members.jsonl",
    "teams.jsonl",
    "memberships.jsonl",
    "events.jsonl",
    "rsvps.jsonl",
    "presences.jsonl",
    "posts.jsonl",
    "threads.jsonl",
    "messages.jsonl",
    "seats.jsonl",
    "pictures.jsonl",
];

/// What opens doors: whoever reads an export must not come in with it.
const SECRET: &str = "secret";
/// What waits for minutes or days, and is of no use elsewhere: letters and news on their way, forms half filled in, throttles.
const PASSING: &str = "passing";
/// What this record tells of its own past; a backup carries it.
const OWN: &str = "its own past";

/// The tables of the record of which no export holds anything, each with the reason. Every other is in an export, or is made anew from what is.
pub const LEFT_OUT: [(&str, &str); 33] = [
    ("NAME_TO_NUMBER", OWN),
    ("NAME_TO_TEXT", OWN),
    ("MEMBER_TO_PASSWORD", SECRET),
    ("SECRET_HASH_TO_SESSION", SECRET),
    ("MEMBER_SESSION_TO_SECRET_HASH", SECRET),
    ("ID_TO_SIGNUP", SECRET),
    ("EMAIL_SIGNUP_TO_NOTHING", SECRET),
    ("ID_TO_ATTEMPT", SECRET),
    // Their links are signed by this server, and they name addresses of people who are no members.
    ("TEAM_INVITATION_TO_INVITATION", SECRET),
    ("EMAIL_TEAM_TO_INVITATION", SECRET),
    ("UNINVITED_HASH_TO_TIME", SECRET),
    ("MEMBER_TO_FACTOR", SECRET),
    ("MEMBER_TO_EMAIL_CHANGE", SECRET),
    ("NAME_TO_BUCKET", PASSING),
    ("WHO_KEY_TO_DONE", PASSING),
    ("TIME_WHO_KEY_TO_NOTHING", PASSING),
    ("WAITING_PICTURE_TO_NOTHING", PASSING),
    ("SEQUENCE_TO_INDEX_CHORE", PASSING),
    ("DUE_SEQUENCE_TO_MAIL", PASSING),
    ("DUE_SEQUENCE_TO_NOTIFY_CHORE", PASSING),
    ("EVENT_TO_CHANGE", PASSING),
    // What members were told, and the digests of it: who opens an inbox elsewhere finds it empty, and nothing is told twice.
    ("MEMBER_NOTIFICATION_TO_LINE", OWN),
    ("MEMBER_TOPIC_SUBJECT_TO_UNREAD", OWN),
    ("MEMBER_TO_INBOX", OWN),
    ("DUE_MEMBER_CADENCE_TO_NOTHING", OWN),
    ("MEMBER_CADENCE_TO_DUE", OWN),
    // Reports and decisions are between these members and these moderators.
    ("THING_MEMBER_TO_FLAG", OWN),
    ("MEMBER_KIND_THING_TO_NOTHING", OWN),
    ("THING_TO_CASE", OWN),
    ("OPENED_KIND_THING_TO_NOTHING", OWN),
    ("MEMBER_LINE_TO_STATEMENT", OWN),
    // Chained: a part of it in another record would prove nothing.
    ("NUMBER_TO_AUDIT", OWN),
    ("MEMBER_NUMBER_TO_NOTHING", OWN),
];

/// Where the lines of one file are: parts of one name come one after the other.
struct Lines<'w, W> {
    writer: &'w mut Writer<W>,
    file: &'static str,
    waiting: Vec<u8>,
    written: u64,
    progress: &'w mut dyn FnMut(u64),
}

impl<'w, W: Write> Lines<'w, W> {
    fn of(file: &'static str, writer: &'w mut Writer<W>, written: u64, progress: &'w mut dyn FnMut(u64)) -> Self {
        Self { writer, file, waiting: Vec::new(), written, progress }
    }

    fn line(&mut self, form: &impl Serialize) -> Result<(), Trouble> {
        serde_json::to_writer(&mut self.waiting, form).map_err(|error| Trouble::Disk(error.into()))?;
        self.waiting.push(b'\n');
        self.written += 1;
        if self.waiting.len() >= PART { self.part() } else { Ok(()) }
    }

    fn part(&mut self) -> Result<(), Trouble> {
        self.writer.part(self.file, &self.waiting)?;
        self.waiting.clear();
        (self.progress)(self.written);
        Ok(())
    }

    fn end(mut self) -> Result<u64, Trouble> {
        self.part()?;
        Ok(self.written)
    }
}

/// Writes the whole network, as one state of the record has it. `progress` hears how many rows were written. How many there were comes back.
///
/// # Errors
/// Failures of the record and of the disk.
pub fn write<W: Write>(app: &App, output: W, progress: &mut dyn FnMut(u64)) -> Result<(W, u64), Trouble> {
    of(&app.store, &app.media, app.now(), output, progress)
}

fn of<W: Write>(store: &Store, media: &Files, now: Timestamp, output: W, progress: &mut dyn FnMut(u64)) -> Result<(W, u64), Trouble> {
    // Before the record is read, so that each picture that it names is still there when its turn comes.
    let _pictures_stay = media.hold();
    let mut writer = Writer::new(output, now.as_second());
    let (rows, pictures) = store.read(|tx| {
        let rows = erased(tx, &mut writer, progress)?;
        let rows = members(tx, &mut writer, rows, progress)?;
        let rows = teams(tx, &mut writer, rows, progress)?;
        let rows = events(tx, &mut writer, rows, progress)?;
        let rows = posts(tx, &mut writer, rows, progress)?;
        let rows = threads(tx, &mut writer, rows, progress)?;
        pictures(tx, &mut writer, rows, progress)
    })?;
    for id in pictures {
        for size in Size::ALL {
            if let Some(content) = media.read(id, size)? {
                writer.part(&format!("media/{}", Files::place(id, size)), &content)?;
            }
        }
    }
    Ok((writer.end()?, rows))
}

fn erased<W: Write>(tx: &ReadTx<'_>, writer: &mut Writer<W>, progress: &mut dyn FnMut(u64)) -> Result<u64, Trouble> {
    let mut lines = Lines::of("erased.jsonl", writer, 0, progress);
    for row in tx.erased()? {
        lines.line(&ErasedForm::of(row))?;
    }
    lines.end()
}

fn members<W: Write>(tx: &ReadTx<'_>, writer: &mut Writer<W>, rows: u64, progress: &mut dyn FnMut(u64)) -> Result<u64, Trouble> {
    let mut lines = Lines::of("members.jsonl", writer, rows, progress);
    let mut after = None;
    loop {
        let page = tx.members(after, PAGE)?;
        let Some(last) = page.last() else { return lines.end() };
        after = Some(last.id);
        for member in page {
            let (pledges, consents) = (tx.pledges(member.id)?, tx.consents(member.id)?);
            let (preferences, erasure) = (tx.preferences(member.id)?, tx.erasure(member.id)?);
            lines.line(&MemberForm::from(Kept { member, pledges, consents, preferences, erasure }))?;
        }
    }
}

fn teams<W: Write>(tx: &ReadTx<'_>, writer: &mut Writer<W>, rows: u64, progress: &mut dyn FnMut(u64)) -> Result<u64, Trouble> {
    let mut lines = Lines::of("teams.jsonl", writer, rows, progress);
    let (mut after, mut ids) = (None, Vec::new());
    loop {
        let page = tx.teams(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for team in page {
            ids.push(team.id);
            lines.line(&TeamForm::from(team))?;
        }
    }
    let rows = lines.end()?;
    let mut lines = Lines::of("memberships.jsonl", writer, rows, progress);
    for team in ids {
        let mut after = None;
        loop {
            let page = tx.memberships(team, after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(last.member);
            for membership in page {
                lines.line(&MembershipForm::from(membership))?;
            }
        }
    }
    lines.end()
}

fn events<W: Write>(tx: &ReadTx<'_>, writer: &mut Writer<W>, rows: u64, progress: &mut dyn FnMut(u64)) -> Result<u64, Trouble> {
    let mut lines = Lines::of("events.jsonl", writer, rows, progress);
    let (mut after, mut ids) = (None, Vec::new());
    loop {
        let page = tx.events(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for event in page {
            ids.push(event.id);
            let given = tx.reminders_given(event.id)?;
            lines.line(&EventForm::from(event).after(given))?;
        }
    }
    let rows = lines.end()?;
    let mut lines = Lines::of("rsvps.jsonl", writer, rows, progress);
    for event in ids.iter().copied() {
        let mut after = None;
        loop {
            let page = tx.rsvps(event, None, after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(last.member);
            for rsvp in page {
                lines.line(&RsvpForm::from(rsvp))?;
            }
        }
    }
    let rows = lines.end()?;
    presences(tx, &ids, writer, rows, progress)
}

/// Who says that they were at these events: not only those who answered.
fn presences<W: Write>(
    tx: &ReadTx<'_>,
    events: &[EventId],
    writer: &mut Writer<W>,
    rows: u64,
    progress: &mut dyn FnMut(u64),
) -> Result<u64, Trouble> {
    let mut lines = Lines::of("presences.jsonl", writer, rows, progress);
    for event in events.iter().copied() {
        let mut after = None;
        loop {
            let page = tx.presences(event, after, PAGE)?;
            let Some((last, _)) = page.last() else { break };
            after = Some(*last);
            for (member, there) in page {
                lines.line(&PresenceForm { event, member, there })?;
            }
        }
    }
    lines.end()
}

fn posts<W: Write>(tx: &ReadTx<'_>, writer: &mut Writer<W>, rows: u64, progress: &mut dyn FnMut(u64)) -> Result<u64, Trouble> {
    let mut lines = Lines::of("posts.jsonl", writer, rows, progress);
    let mut after = None;
    loop {
        let page = tx.posts(after, PAGE)?;
        let Some(last) = page.last() else { return lines.end() };
        after = Some(last.id);
        for post in page {
            lines.line(&PostForm::from(post))?;
        }
    }
}

fn threads<W: Write>(tx: &ReadTx<'_>, writer: &mut Writer<W>, rows: u64, progress: &mut dyn FnMut(u64)) -> Result<u64, Trouble> {
    let mut lines = Lines::of("threads.jsonl", writer, rows, progress);
    let (mut after, mut ids) = (None, Vec::new());
    loop {
        let page = tx.threads(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for thread in page {
            ids.push(thread.id);
            lines.line(&ThreadForm::from(thread))?;
        }
    }
    let rows = lines.end()?;
    let rows = messages(tx, &ids, writer, rows, progress)?;
    let mut lines = Lines::of("seats.jsonl", writer, rows, progress);
    for thread in ids {
        let mut after = None;
        loop {
            let page = tx.seats(thread, after, PAGE)?;
            let Some((last, _)) = page.last() else { break };
            after = Some(*last);
            for (member, seat) in page {
                lines.line(&SeatForm::of(thread, member, seat))?;
            }
        }
    }
    lines.end()
}

fn messages<W: Write>(
    tx: &ReadTx<'_>,
    threads: &[ThreadId],
    writer: &mut Writer<W>,
    rows: u64,
    progress: &mut dyn FnMut(u64),
) -> Result<u64, Trouble> {
    let mut lines = Lines::of("messages.jsonl", writer, rows, progress);
    for thread in threads.iter().copied() {
        let mut after = None;
        loop {
            let page = tx.messages(thread, Direction::Up, after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for message in page {
                let formers = tx.former_texts(thread, message.id)?;
                lines.line(&MessageForm::of(message, formers))?;
            }
        }
    }
    lines.end()
}

type Written = (u64, Vec<MediaId>);

fn pictures<W: Write>(tx: &ReadTx<'_>, writer: &mut Writer<W>, rows: u64, progress: &mut dyn FnMut(u64)) -> Result<Written, Trouble> {
    let mut lines = Lines::of("pictures.jsonl", writer, rows, progress);
    let (mut after, mut ids) = (None, Vec::new());
    loop {
        let page = tx.pictures(after, PAGE)?;
        let Some(last) = page.last() else { return Ok((lines.end()?, ids)) };
        after = Some(last.id);
        for picture in page {
            if let Some(form) = PictureForm::of(&picture) {
                ids.push(picture.id);
                lines.line(&form)?;
            }
        }
    }
}
