//! Imports: rows of a file become members, teams, memberships, events and answers, many in one transaction.
//!
//! Each row is taken or refused by itself, and told with its line, field and reason. A row that names what is there already changes nothing,
//! so a second run of the same file changes nothing either. A dry run does all of it and keeps nothing.

mod events;
mod members;
mod memberships;
mod rsvps;
mod teams;

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::App;
use super::places::{self, PlaceInput};
use crate::domain::ids::{CHANCE, MemberId};
use crate::domain::member::MemberState;
use crate::domain::network::Network;
use crate::domain::place::{Place, Point};
use crate::domain::refusal::{Flaw, Refusal};
use crate::domain::text::{Email, ExternalId, TextError};
use crate::domain::time::Zone;
use crate::store::WriteTx;

/// Rows that are taken in one transaction.
pub const BATCH: usize = 1_000;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Members, and people to be invited.
    Members,
    /// Teams.
    Teams,
    /// Places in teams.
    Memberships,
    /// Events.
    Events,
    /// Answers.
    Rsvps,
}

impl What {
    /// Everything that can be imported.
    pub const ALL: [Self; 5] = [Self::Members, Self::Teams, Self::Memberships, Self::Events, Self::Rsvps];

    /// The word on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Teams => "teams",
            Self::Memberships => "memberships",
            Self::Events => "events",
            Self::Rsvps => "rsvps",
        }
    }

    /// The names of its columns.
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Members => {
                &["email", "first_name", "last_name", "phone", "postcode", "town", "country", "lat", "lon", "pledged_at", "external_id"]
            }
            Self::Teams => &["name", "description", "kind", "town", "postcode", "country", "lat", "lon", "lead_email", "external_id"],
            Self::Memberships => &["team_external_id", "email", "role"],
            Self::Events => &[
                "title",
                "kind",
                "description",
                "starts_at",
                "ends_at",
                "time_zone",
                "place_name",
                "street",
                "town",
                "postcode",
                "country",
                "lat",
                "lon",
                "online_url",
                "capacity",
                "team_external_id",
                "organiser_email",
                "external_id",
            ],
            Self::Rsvps => &["event_external_id", "email", "answer", "guests"],
        }
    }
}

/// One row: its line in the file, and what its columns say.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Line, counted from 1.
    pub line: u64,
    /// Text by column; columns that are missing are empty.
    pub fields: BTreeMap<String, String>,
}

impl Row {
    /// What a column says, without the white space around it; empty when it says nothing.
    fn text(&self, column: &str) -> &str {
        self.fields.get(column).map_or("", |text| text.trim())
    }

    /// A value that must be there.
    fn needed<T: std::str::FromStr<Err = TextError>>(&self, column: &'static str) -> Result<T, Refusal> {
        self.text(column).parse().map_err(|error| Refusal::Invalid(vec![Flaw::text(column, error)]))
    }

    /// A value that may be missing.
    fn maybe<T: std::str::FromStr<Err = TextError>>(&self, column: &'static str) -> Result<Option<T>, Refusal> {
        if self.text(column).is_empty() { Ok(None) } else { self.needed(column).map(Some) }
    }

    /// A value of another form that may be missing.
    fn other<T: std::str::FromStr>(&self, column: &'static str) -> Result<Option<T>, Refusal> {
        match self.text(column) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Refusal::field(column, "bad_form")),
        }
    }

    fn time(&self, column: &'static str) -> Result<Option<Timestamp>, Refusal> {
        self.other(column)
    }

    /// A moment; or a day, which stands for its beginning in this zone.
    fn time_or_day(&self, column: &'static str, zone: &Zone) -> Result<Option<Timestamp>, Refusal> {
        let text = self.text(column);
        let day = text.parse::<Date>().ok().filter(|_| text.len() == "2026-11-28".len());
        let begins = day.and_then(|day| TimeZone::get(zone.name()).ok()?.to_timestamp(day.to_datetime(Time::midnight())).ok());
        begins.map_or_else(|| self.time(column), |begins| Ok(Some(begins)))
    }

    fn external_id(&self) -> Result<Option<ExternalId>, Refusal> {
        self.maybe("external_id")
    }

    /// The point, when both halves of it are there.
    fn point(&self) -> Result<Option<Point>, Refusal> {
        match (self.other::<f64>("lat")?, self.other::<f64>("lon")?) {
            (None, None) => Ok(None),
            (Some(lat), Some(lon)) => Point::new(lat, lon).map(Some).ok_or(Refusal::field("lat", "no_such_point")),
            (None, Some(_)) => Err(Refusal::field("lat", "missing")),
            (Some(_), None) => Err(Refusal::field("lon", "missing")),
        }
    }

    /// The place that the columns of an address mean; none when they are all empty.
    fn place(&self) -> Result<Option<PlaceInput>, Refusal> {
        let input = PlaceInput {
            place_id: None,
            name: self.maybe("place_name")?,
            street: self.maybe("street")?,
            town: self.maybe("town")?,
            postcode: self.maybe("postcode")?,
            country: self.maybe("country")?,
            point: self.point()?,
            precision: None,
            unlisted: true,
        };
        let located = input.town.is_some() || input.point.is_some() || input.postcode.is_some();
        Ok(located.then_some(input))
    }
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// It was taken; what was changed in it or left out of it.
    Taken(Vec<Flaw>),
    /// It was there already.
    Known {
        /// The field by which it is known: `known`, or `on_line` with the line of this file that has it.
        by: Flaw,
        /// What that field says.
        name: String,
    },
    /// It was not taken.
    Refused(Refusal),
}

impl Fate {
    /// It was taken as it is.
    pub const TAKEN: Self = Self::Taken(Vec::new());

    /// It was there already, under this name.
    pub fn known(field: &'static str, name: impl ToString) -> Self {
        Self::Known { by: Flaw::new(field, "known"), name: name.to_string() }
    }
}

/// What became of many rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// Taken.
    pub taken: u64,
    /// There already.
    pub known: u64,
    /// Refused.
    pub refused: u64,
    /// Taken with a warning.
    pub warned: u64,
    /// Of the people taken, those who are asked by letter to join.
    pub invited: u64,
}

impl Sums {
    /// Counts one more row.
    pub fn count(&mut self, fate: &Fate) {
        match fate {
            Fate::Taken(warnings) => {
                self.taken += 1;
                self.warned += u64::from(!warnings.is_empty());
            }
            Fate::Known { .. } => self.known += 1,
            Fate::Refused(_) => self.refused += 1,
        }
    }
}

/// An import that is going on.
pub struct Import {
    what: What,
    dry: bool,
    letters: bool,
    asked: u64,
    /// The lines that were taken, by what their names come to: so a row can be told which line it repeats, and a dry run, which keeps
    /// nothing, knows what its own file said before.
    seen: Seen,
}

/// A name that is remembered by its hash: files have millions of rows.
#[derive(Debug, Default, Clone)]
struct Seen {
    hashing: RandomState,
    lines: HashMap<u64, u64>,
}

impl Seen {
    fn line(&self, name: &Name) -> Option<u64> {
        self.lines.get(&self.hashing.hash_one(name)).copied()
    }

    fn note(&mut self, name: &Name, line: u64) {
        self.lines.entry(self.hashing.hash_one(name)).or_insert(line);
    }

    /// One that is empty, and comes to the same for the same names.
    fn fresh(&self) -> Self {
        Self { hashing: self.hashing.clone(), lines: HashMap::new() }
    }
}

/// A name under which a row is known again: the column, and what it says.
#[derive(Debug, Hash)]
struct Name(&'static str, String);

/// What a row is taken with.
struct Hands<'a, 'tx> {
    app: &'a App,
    tx: &'a mut WriteTx<'tx>,
    /// Whoever is to be invited gets letters.
    letters: bool,
    /// Somebody does.
    asked: bool,
    network: &'a Network,
    zone: &'a crate::domain::time::Zone,
    now: Timestamp,
    chance: [u8; CHANCE],
}

impl Hands<'_, '_> {
    /// The member whose address a column says. Who was brought and has not joined is none yet.
    fn member(&self, column: &'static str, email: &Email) -> Result<MemberId, Refusal> {
        let member = self.tx.member_by_email(email)?.ok_or(Refusal::field(column, "unknown_member"))?;
        if member.state == MemberState::Invited { Err(Refusal::field(column, "not_joined_yet")) } else { Ok(member.id) }
    }
}

/// What became of the rows of a batch, the names of those that were taken, and how many are asked to join.
type Fates = (Vec<(u64, Fate)>, Seen, u64);

/// Nothing of a dry run is kept: its fates come back as an error, which undoes the transaction.
enum Stop {
    Dry(Fates),
    Failed(Refusal),
}

impl From<crate::store::Failure> for Stop {
    fn from(failure: crate::store::Failure) -> Self {
        Self::Failed(failure.into())
    }
}

impl Import {
    /// An import of such a file. A dry one keeps nothing.
    pub fn new(what: What, dry: bool) -> Self {
        Self { what, dry, letters: true, asked: 0, seen: Seen::default() }
    }

    /// The same, and nobody gets a letter by it.
    pub fn without_letters(self) -> Self {
        Self { letters: false, ..self }
    }

    /// How many of the people that were taken are asked by letter to join; of a dry run, would be.
    pub fn asked(&self) -> u64 {
        self.asked
    }

    /// Takes rows in one transaction, and tells what became of each line. Call it from a thread that may wait.
    ///
    /// # Errors
    /// A failure of the record: then none of these rows was taken.
    pub fn take(&mut self, app: &App, rows: Vec<Row>) -> Result<Vec<(u64, Fate)>, Refusal> {
        let (house, what, dry, letters, now) = (app.clone(), self.what, self.dry, self.letters, app.now());
        let chances: Vec<[u8; CHANCE]> = rows.iter().map(|_| app.id_chance()).collect();
        let before = Arc::new(std::mem::take(&mut self.seen));
        let zone = super::events::default_zone(app);
        let seen = Arc::clone(&before);
        let written = app.store.write_blocking(move |tx| {
            let (mut fates, mut fresh, mut asked) = (Vec::with_capacity(rows.len()), seen.fresh(), 0);
            for (row, chance) in rows.iter().zip(&chances) {
                let names = names_of(what, row);
                let on_line = |name: &Name| fresh.line(name).or_else(|| seen.line(name));
                let earlier = names.iter().find_map(|name| Some((name, on_line(name)?)));
                let (network, zone) = (&house.network, &zone);
                let mut hands = Hands { app: &house, tx, letters, asked: false, network, zone, now, chance: *chance };
                let taken = take_one(what, row, &mut hands);
                let is_asked = hands.asked;
                let fate = match (taken, earlier) {
                    // A row is refused by itself; a record that fails stops all.
                    (Err(refusal @ Refusal::Unavailable(_)), _) => return Err(Stop::Failed(refusal)),
                    (Err(refusal), _) => Fate::Refused(refusal),
                    // What an earlier batch of a dry run took is not there.
                    (Ok(fate), Some((name, line))) if dry || !matches!(fate, Fate::Taken(_)) => {
                        Fate::Known { by: Flaw::with(name.0, "on_line", i64::try_from(line).unwrap_or(i64::MAX)), name: name.1.clone() }
                    }
                    (Ok(fate), _) => fate,
                };
                if matches!(fate, Fate::Taken(_)) {
                    asked += u64::from(is_asked);
                    names.iter().for_each(|name| fresh.note(name, row.line));
                }
                fates.push((row.line, fate));
            }
            if dry { Err(Stop::Dry((fates, fresh, asked))) } else { Ok((fates, fresh, asked)) }
        });
        self.seen = Arc::try_unwrap(before).unwrap_or_else(|shared| (*shared).clone());
        match written {
            Ok((fates, fresh, asked)) | Err(Stop::Dry((fates, fresh, asked))) => {
                self.asked += asked;
                self.seen.lines.extend(fresh.lines);
                Ok(fates)
            }
            Err(Stop::Failed(refusal)) => Err(refusal),
        }
    }
}

/// The names under which a row is known again.
fn names_of(what: What, row: &Row) -> Vec<Name> {
    let pair = |of: &str| vec![Name("email", format!("{}, {}", row.text("email").to_lowercase(), row.text(of)))];
    let external = Name("external_id", row.text("external_id").to_owned());
    let external = (!external.1.is_empty()).then_some(external);
    match what {
        What::Members => std::iter::once(Name("email", row.text("email").to_lowercase())).chain(external).collect(),
        What::Teams | What::Events => external.into_iter().collect(),
        What::Memberships => pair("team_external_id"),
        What::Rsvps => pair("event_external_id"),
    }
}

fn take_one(what: What, row: &Row, hands: &mut Hands<'_, '_>) -> Result<Fate, Refusal> {
    match what {
        What::Members => members::take(row, hands),
        What::Teams => teams::take(row, hands),
        What::Memberships => memberships::take(row, hands),
        What::Events => events::take(row, hands),
        What::Rsvps => rsvps::take(row, hands),
    }
}

/// Notes what is not known of where a row says that it is: a town that is not in the gazetteer stays as it was written, and is near nothing;
/// of a postcode that nobody has, or that is another town's, the town is gone by.
fn doubt_place(input: &PlaceInput, known_point: bool, warnings: &mut Vec<Flaw>, network: &Network) {
    if !known_point {
        warnings.push(Flaw::new(input.column(), "off_the_map"));
    } else if input.point.is_none() && input.town.is_some() && !places::knows_postcode(network, input) {
        warnings.push(Flaw::new("postcode", "unknown_postcode"));
    } else if input.point.is_none() && places::at_odds(network, input).is_some() {
        warnings.push(Flaw::new("postcode", "postcode_of_another"));
    }
}

/// The place of a row, and the time zone there. Where it means no place at all, that is noted, and there is none.
fn located(row: &Row, hands: &Hands<'_, '_>, warnings: &mut Vec<Flaw>) -> Result<Option<(Place, Option<Zone>)>, Refusal> {
    let Some(input) = row.place()? else { return Ok(None) };
    match places::resolve_likeliest(hands.network, input.clone()) {
        Ok((place, zone)) => {
            doubt_place(&input, place.point.is_some(), warnings, hands.network);
            Ok(Some((place, zone)))
        }
        Err(Refusal::Invalid(_)) => {
            warnings.push(Flaw::new(input.column(), LEFT_OUT));
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// The code of a place that nobody knows, and that is left out of what is taken.
const LEFT_OUT: &str = "place_left_out";
