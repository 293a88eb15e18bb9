//! What the index is fed: plain copies of what there is to find, made by the app from the record.

use jiff::Timestamp;
use tantivy::{TantivyDocument, Term};

use super::geo;
use super::schema::{FOR_MEMBERS, Fields, IS_TEAM, NEEDS_PEOPLE, ONLINE, RESTRICTED};
use crate::domain::ids::{EventId, TeamId};
use crate::domain::place::Point;
use crate::search::agenda::Shown;
use crate::search::exact::{Spot, seconds_down, seconds_up};
use crate::search::text;

/// An event to be found. Drafts and cancelled events are not fed, or deleted.
#[derive(Debug, Clone, PartialEq)]
pub struct EventDoc {
    /// Which.
    pub id: EventId,
    /// Its title: counts more than other texts.
    pub title: String,
    /// All else that it is found by: description without markup, town and what of the place everybody may know, postcode, names of its
    /// teams, labels of its kind in both languages.
    pub texts: Vec<String>,
    /// The key of its kind.
    pub kind: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Where: the point that everybody may know.
    pub point: Option<Point>,
    /// The teams that host it.
    pub teams: Vec<TeamId>,
    /// It lacks people.
    pub needs_people: bool,
    /// It has an online link.
    pub online: bool,
    /// Who may find it.
    pub shown: Shown,
}

/// A team to be found. Hidden teams are not fed, or deleted.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamDoc {
    /// Which.
    pub id: TeamId,
    /// Its name: counts more than other texts.
    pub name: String,
    /// All else that it is found by: description without markup, town, postcode, labels of its kind.
    pub texts: Vec<String>,
    /// The word of its kind.
    pub kind: String,
    /// Where it acts.
    pub point: Option<Point>,
}

/// A change of what there is to find. Putting takes the place of what was known.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Put an event.
    PutEvent(EventDoc),
    /// Put a team.
    PutTeam(TeamDoc),
    /// Delete an event.
    DeleteEvent(EventId),
    /// Delete a team.
    DeleteTeam(TeamId),
}

fn key(is_team: bool, id: &[u8; 16]) -> [u8; 17] {
    let mut key = [u8::from(is_team); 17];
    key[1..].copy_from_slice(id);
    key
}

impl Change {
    /// What it takes the place of.
    pub fn term(&self, fields: &Fields) -> Term {
        let key = match self {
            Self::PutEvent(EventDoc { id, .. }) | Self::DeleteEvent(id) => key(false, id.bytes()),
            Self::PutTeam(TeamDoc { id, .. }) | Self::DeleteTeam(id) => key(true, id.bytes()),
        };
        Term::from_field_bytes(fields.key, &key)
    }

    /// What it puts, as the index keeps it; none for a deletion.
    pub fn document(&self, fields: &Fields) -> Option<TantivyDocument> {
        match self {
            Self::PutEvent(event) => Some(event_document(event, fields)),
            Self::PutTeam(team) => Some(team_document(team, fields)),
            Self::DeleteEvent(_) | Self::DeleteTeam(_) => None,
        }
    }
}

fn event_document(event: &EventDoc, fields: &Fields) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    let flag = |on: bool, bit: u64| if on { bit } else { 0 };
    let shown = match event.shown {
        Shown::Everyone => 0,
        Shown::Members => FOR_MEMBERS,
        Shown::Restricted => RESTRICTED,
    };
    document.add_u64(fields.flags, flag(event.needs_people, NEEDS_PEOPLE) | flag(event.online, ONLINE) | shown);
    document.add_i64(fields.start, seconds_down(event.starts_at));
    document.add_i64(fields.end, seconds_up(event.ends_at));
    for team in &event.teams {
        document.add_bytes(fields.team, team.bytes().as_slice());
    }
    add_common(&mut document, fields, key(false, event.id.bytes()), event.point);
    document.add_text(fields.kind, &event.kind);
    add_texts(&mut document, fields, &event.title, &event.texts);
    document
}

fn team_document(team: &TeamDoc, fields: &Fields) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_u64(fields.flags, IS_TEAM);
    document.add_i64(fields.start, 0);
    document.add_i64(fields.end, 0);
    add_common(&mut document, fields, key(true, team.id.bytes()), team.point);
    document.add_text(fields.kind, &team.kind);
    add_texts(&mut document, fields, &team.name, &team.texts);
    document
}

fn add_common(document: &mut TantivyDocument, fields: &Fields, key: [u8; 17], point: Option<Point>) {
    document.add_bytes(fields.key, key.as_slice());
    let id = u128::from_be_bytes(key[1..].try_into().unwrap_or_default());
    #[allow(clippy::cast_possible_truncation, reason = "the low half")]
    let halves = [(id >> 64) as u64, id as u64];
    for (field, half) in fields.id.iter().zip(halves) {
        document.add_u64(*field, half);
    }
    let spot = Spot::of(point);
    document.add_i64(fields.lat, i64::from(spot.lat));
    document.add_i64(fields.lon, i64::from(spot.lon));
    for cell in spot.point().into_iter().flat_map(geo::cells) {
        document.add_u64(fields.cell, cell);
    }
}

fn add_texts(document: &mut TantivyDocument, fields: &Fields, title: &str, texts: &[String]) {
    let (mut folded, mut stems) = analysed(title);
    document.add_text(fields.title, &folded);
    document.add_text(fields.title_stems, &stems);
    for text in texts {
        let more = analysed(text);
        folded.push_str(&more.0);
        stems.push_str(&more.1);
    }
    document.add_text(fields.text, &folded);
    document.add_text(fields.text_stems, &stems);
}

/// The folded words of a text, and their stems, each followed by a space.
fn analysed(text: &str) -> (String, String) {
    let (mut folded, mut stems) = (String::with_capacity(text.len()), String::with_capacity(text.len()));
    for word in text::words(text) {
        folded.push_str(&word.folded);
        folded.push(' ');
        for stem in word.stems {
            stems.push_str(&stem);
            stems.push(' ');
        }
    }
    (folded, stems)
}
