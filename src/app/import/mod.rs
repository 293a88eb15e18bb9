//! Imports: rows of a file become members, teams, memberships, events and answers, many in one transaction.
//!
//! Each row is taken or refused by itself, and told with its line, field and reason. A row that names what is there already changes nothing,
//! so a second run of the same file changes nothing either. A dry run does all of it and keeps nothing.

mod events;
mod members;
mod memberships;
mod rsvps;
mod teams;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::App;
use super::places::PlaceInput;
use crate::domain::ids::CHANCE;
use crate::domain::network::Network;
use crate::domain::place::Point;
use crate::domain::refusal::{Flaw, Refusal};
use crate::domain::text::{ExternalId, TextError};
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
            (Some(lat), Some(lon)) => Point::new(lat, lon).map(Some).ok_or(Refusal::field("lat", "out_of_range")),
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
        };
        let located = input.town.is_some() || input.point.is_some() || input.postcode.is_some();
        Ok(located.then_some(input))
    }
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// It was taken; the text warns of what was changed in it.
    Taken(Option<&'static str>),
    /// It was there already.
    Known,
    /// It was not taken.
    Refused(Refusal),
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
}

impl Sums {
    /// Counts one more row.
    pub fn count(&mut self, fate: &Fate) {
        match fate {
            Fate::Taken(warning) => {
                self.taken += 1;
                self.warned += u64::from(warning.is_some());
            }
            Fate::Known => self.known += 1,
            Fate::Refused(_) => self.refused += 1,
        }
    }
}

/// An import that is going on.
pub struct Import {
    what: What,
    dry: bool,
    /// Names that rows of a dry run would have taken: nothing is kept, so the record does not know them.
    promised: HashSet<String>,
}

/// What a row is taken with.
struct Hands<'a, 'tx> {
    tx: &'a mut WriteTx<'tx>,
    network: &'a Network,
    zone: &'a crate::domain::time::Zone,
    now: Timestamp,
    chance: [u8; CHANCE],
}

/// Nothing of a dry run is kept: its fates come back as an error, which undoes the transaction.
enum Stop {
    Dry(Vec<(u64, Fate)>),
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
        Self { what, dry, promised: HashSet::new() }
    }

    /// Takes rows in one transaction, and tells what became of each line. Call it from a thread that may wait.
    ///
    /// # Errors
    /// A failure of the record: then none of these rows was taken.
    pub fn take(&mut self, app: &App, rows: Vec<Row>) -> Result<Vec<(u64, Fate)>, Refusal> {
        let (house, what, dry, now) = (app.clone(), self.what, self.dry, app.now());
        let chances: Vec<[u8; CHANCE]> = rows.iter().map(|_| app.id_chance()).collect();
        let promised = Arc::new(std::mem::take(&mut self.promised));
        let zone = super::events::default_zone(app);
        let (known, names) = (Arc::clone(&promised), rows.iter().filter_map(|row| name_of(what, row)).collect::<Vec<_>>());
        let written = app.store.write_blocking(move |tx| {
            let mut fates = Vec::with_capacity(rows.len());
            for (row, chance) in rows.iter().zip(&chances) {
                let promised = name_of(what, row).is_some_and(|name| known.contains(&name));
                let mut hands = Hands { tx, network: &house.network, zone: &zone, now, chance: *chance };
                let fate = if promised { Ok(Fate::Known) } else { take_one(what, row, &mut hands) };
                match fate {
                    Ok(fate) => fates.push((row.line, fate)),
                    // A row is refused by itself; a record that fails stops all.
                    Err(refusal @ Refusal::Unavailable(_)) => return Err(Stop::Failed(refusal)),
                    Err(refusal) => fates.push((row.line, Fate::Refused(refusal))),
                }
            }
            if dry { Err(Stop::Dry(fates)) } else { Ok(fates) }
        });
        match written {
            Ok(fates) => Ok(fates),
            Err(Stop::Dry(fates)) => {
                self.promised = Arc::try_unwrap(promised).unwrap_or_else(|shared| (*shared).clone());
                self.promised.extend(names);
                Ok(fates)
            }
            Err(Stop::Failed(refusal)) => Err(refusal),
        }
    }
}

/// The name under which a row is known again.
fn name_of(what: What, row: &Row) -> Option<String> {
    let pair = |a: &str, b: &str| Some(format!("{}\n{}", row.text(a), row.text(b).to_lowercase()));
    match what {
        What::Members => Some(row.text("email").to_lowercase()),
        What::Teams | What::Events => Some(row.text("external_id").to_owned()).filter(|name| !name.is_empty()),
        What::Memberships => pair("team_external_id", "email"),
        What::Rsvps => pair("event_external_id", "email"),
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
