//! Exports: the whole network in open forms, for other tools and for reading back. Members, teams, memberships, events, answers, news and pictures
//! as JSON lines, and the files of the pictures. (A backup is another thing: it holds the record itself, with passwords and sessions.)
//!
//! An export travels as the same strict archive as a backup; the command line makes a folder of it, and an archive of a folder:
//!
//! ```text
//! pictures.jsonl  members.jsonl  teams.jsonl  memberships.jsonl  events.jsonl  rsvps.jsonl  posts.jsonl     media/xx/ID/SIZE.jpg
//! ```

pub(super) mod forms;
mod take;

use std::io::Write;

use serde::Serialize;

use self::forms::{EventForm, MemberForm, MembershipForm, PictureForm, PostForm, RsvpForm, TeamForm};
pub use self::take::{Fates, take};
use super::App;
use super::backup::Trouble;
use super::backup::container::Writer;
use crate::media::files::Files;
use crate::media::render::Size;
use crate::store::ReadTx;

/// Rows read at once.
const PAGE: usize = 1_000;

/// Bytes of lines in one part: a file of lines is cut into parts between lines.
const PART: usize = 1 << 20;

/// The files of lines, in the order in which they can be read back.
pub const FILES: [&str; 7] =
    ["members.jsonl", "teams.jsonl", "memberships.jsonl", "events.jsonl", "rsvps.jsonl", "posts.jsonl", "pictures.jsonl"];

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
    // Before the record is read, so that each picture that it names is still there when its turn comes.
    let _pictures_stay = app.media.hold();
    let mut writer = Writer::new(output, app.now().as_second());
    let (rows, pictures) = app.store.read(|tx| {
        let rows = members(tx, &mut writer, progress)?;
        let rows = teams(tx, &mut writer, rows, progress)?;
        let rows = events(tx, &mut writer, rows, progress)?;
        let rows = posts(tx, &mut writer, rows, progress)?;
        pictures(tx, &mut writer, rows, progress)
    })?;
    for id in pictures {
        for size in Size::ALL {
            if let Some(content) = app.media.read(id, size)? {
                writer.part(&format!("media/{}", Files::place(id, size)), &content)?;
            }
        }
    }
    Ok((writer.end()?, rows))
}

fn members<W: Write>(tx: &ReadTx<'_>, writer: &mut Writer<W>, progress: &mut dyn FnMut(u64)) -> Result<u64, Trouble> {
    let mut lines = Lines::of("members.jsonl", writer, 0, progress);
    let mut after = None;
    loop {
        let page = tx.members(after, PAGE)?;
        let Some(last) = page.last() else { return lines.end() };
        after = Some(last.id);
        for member in page {
            let (pledges, consents) = (tx.pledges(member.id)?, tx.consents(member.id)?);
            lines.line(&MemberForm::of(member, pledges, consents))?;
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
            lines.line(&EventForm::from(event))?;
        }
    }
    let rows = lines.end()?;
    let mut lines = Lines::of("rsvps.jsonl", writer, rows, progress);
    for event in ids {
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

type Written = (u64, Vec<crate::domain::ids::MediaId>);

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
