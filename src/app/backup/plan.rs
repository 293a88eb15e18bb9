//! Backups that the house makes by itself: when, where to, how many stay. What was made is read from the folder, so a plan survives anything.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use jiff::civil;
use jiff::{SignedDuration, Timestamp};

use super::sealed::Passphrase;
use super::{Checked, Trouble, put, spool};
use crate::app::{App, events};
use crate::domain::time::Zone;

/// How the names of planned backups begin; the time follows, in UTC.
const NAME: &str = "banderole-";

/// The time in a name.
const TIME: &str = "%Y%m%dT%H%M%SZ";

/// A plan of the keeper's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Where backups go.
    pub folder: PathBuf,
    /// Hours between two, 1 to 24.
    pub every_hours: u8,
    /// The hour of the day, in the network's own time zone, from which these hours are counted.
    pub at_hour: u8,
    /// How many stay.
    pub keep: usize,
    /// The file that holds the passphrase to lock them with.
    pub passphrase_file: Option<PathBuf>,
}

impl Plan {
    /// When a backup was due last, and when the next will be.
    fn slots(&self, now: Timestamp, zone: &Zone) -> (Option<Timestamp>, Option<Timestamp>) {
        let today = zone.clock(now).date();
        let (first, every) = (i8::try_from(self.at_hour).unwrap_or(0), i8::try_from(self.every_hours.clamp(1, 24)).unwrap_or(24));
        let hours = (0..24).filter(|hour| (hour + 24 - first) % 24 % every == 0);
        let days = [today.yesterday().ok(), Some(today), today.tomorrow().ok()];
        let moments = days.into_iter().flatten().flat_map(|day| hours.clone().filter_map(move |hour| zone.moment(day.at(hour, 0, 0, 0))));
        let mut slots: Vec<Timestamp> = moments.collect();
        slots.sort_unstable();
        (slots.iter().rev().find(|slot| **slot <= now).copied(), slots.iter().find(|slot| **slot > now).copied())
    }

    /// How long until the next backup is due, when the last one was made then; nothing when it is due now.
    pub fn wait(&self, last: Option<Timestamp>, now: Timestamp, zone: &Zone) -> SignedDuration {
        let (due, next) = self.slots(now, zone);
        let made = last.is_some_and(|last| due.is_none_or(|due| last >= due));
        if made { next.map_or(SignedDuration::from_hours(24), |next| next.duration_since(now)) } else { SignedDuration::ZERO }
    }

    /// Whether the last backup is older than it can be when all goes well: one was left out.
    pub fn is_late(&self, last: Timestamp, now: Timestamp) -> bool {
        now.duration_since(last) > SignedDuration::from_hours(2 * i64::from(self.every_hours))
    }
}

/// The planned backups of a folder, the newest first, each with its time.
///
/// # Errors
/// The disk's; a folder that is not there holds none.
pub fn made(folder: &Path) -> io::Result<Vec<(Timestamp, PathBuf)>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        if let Some(time) = entry.file_name().to_str().and_then(time_of) {
            found.push((time, entry.path()));
        }
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    Ok(found)
}

fn time_of(name: &str) -> Option<Timestamp> {
    let time = name.strip_prefix(NAME)?;
    let time = time.strip_suffix(".tar").or_else(|| time.strip_suffix(".tar.age"))?;
    civil::DateTime::strptime(TIME, time).ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

fn name(time: Timestamp, locked: bool) -> String {
    format!("{NAME}{}{}", time.strftime(TIME), if locked { ".tar.age" } else { ".tar" })
}

/// How long until the house's next backup is due.
///
/// # Errors
/// The disk's.
pub fn next(app: &App, plan: &Plan) -> io::Result<SignedDuration> {
    let last = made(&plan.folder)?.first().map(|(time, _)| *time);
    Ok(plan.wait(last, app.now(), &events::default_zone(app)))
}

/// Makes the backup that is due, proves it, and removes those beyond the number to keep. Runs where it is called, on a thread that may wait.
///
/// # Errors
/// As for [`super::make`] and [`put`]; [`super::Backups::failure`] tells it until one is made.
pub fn run(app: &App, plan: &Plan) -> Result<Checked, Trouble> {
    let done = carry_out(app, plan);
    *app.backups.failed.lock().unwrap_or_else(PoisonError::into_inner) = done.as_ref().err().map(ToString::to_string);
    done
}

fn carry_out(app: &App, plan: &Plan) -> Result<Checked, Trouble> {
    let passphrase = match &plan.passphrase_file {
        Some(path) => {
            let text = fs::read_to_string(path).map_err(|error| Trouble::Refused(format!("{}: {error}", path.display())))?;
            Some(Passphrase::new(&text).map_err(Trouble::Refused)?)
        }
        None => None,
    };
    let within = |error: io::Error| Trouble::Refused(format!("{}: {error}", plan.folder.display()));
    fs::create_dir_all(&plan.folder).map_err(within)?;
    let now = app.now();
    let made_here = spool(app, &format!("planned-{}", now.as_second()), &mut |_| {})?;
    let chance = |bytes: &mut [u8]| (app.chance)(bytes);
    let placed = put(&made_here, &plan.folder.join(name(now, passphrase.is_some())), passphrase.as_ref(), &chance);
    fs::remove_file(&made_here)?;
    let checked = placed?;
    // Only now: when none can be made, none goes.
    for (_, old) in made(&plan.folder).map_err(within)?.into_iter().skip(plan.keep.max(1)) {
        fs::remove_file(old).map_err(within)?;
    }
    Ok(checked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(every_hours: u8, at_hour: u8) -> Plan {
        Plan { folder: PathBuf::new(), every_hours, at_hour, keep: 3, passphrase_file: None }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[track_caller]
    fn check(plan: &Plan, last: Option<&str>, now: &str, hours: f64) {
        let zone: Zone = "Europe/Paris".parse().expect("a zone");
        let wait = plan.wait(last.map(at), at(now), &zone);
        assert!((wait.as_secs_f64() / 3600.0 - hours).abs() < 1e-9, "{} h", wait.as_secs_f64() / 3600.0);
    }

    #[test]
    fn a_backup_is_due_at_its_hour_and_as_soon_as_one_was_missed() {
        let daily = plan(24, 3);
        check(&daily, None, "2026-01-10T12:00:00Z", 0.0);
        check(&daily, Some("2026-01-10T02:00:00Z"), "2026-01-10T12:00:00Z", 14.0);
        check(&daily, Some("2026-01-10T01:59:59Z"), "2026-01-10T12:00:00Z", 0.0);
        check(&daily, Some("2026-01-09T02:00:10Z"), "2026-01-10T01:30:00Z", 0.5);
        let often = plan(6, 3);
        check(&often, Some("2026-01-10T08:00:00Z"), "2026-01-10T12:00:00Z", 2.0);
        check(&often, Some("2026-01-10T07:59:00Z"), "2026-01-10T12:00:00Z", 0.0);
        // The night in which 02:00 does not come, and the one in which it comes twice.
        check(&plan(24, 2), Some("2026-03-28T02:00:00Z"), "2026-03-28T12:00:00Z", 13.0);
        check(&plan(24, 2), Some("2026-10-24T02:00:00Z"), "2026-10-24T12:00:00Z", 12.0);
    }

    #[test]
    fn a_clock_that_goes_back_makes_no_backup_twice() {
        check(&plan(24, 3), Some("2026-01-12T02:00:00Z"), "2026-01-10T12:00:00Z", 14.0);
    }

    #[test]
    fn only_our_own_names_are_counted_and_removed() {
        let time = at("2026-01-10T02:03:04Z");
        for locked in [false, true] {
            assert_eq!(time_of(&name(time, locked)), Some(time));
        }
        assert_eq!(name(time, true), "banderole-20260110T020304Z.tar.age");
        for other in
            ["banderole-.tar", "banderole-20260110T020304Z.tar.part", "other-20260110T020304Z.tar", ".banderole-20260110T020304Z.tar"]
        {
            assert_eq!(time_of(other), None, "{other}");
        }
        let folder = tempfile::tempdir().expect("a folder");
        for n in ["banderole-20260110T020304Z.tar", "banderole-20260111T020304Z.tar", "notes.txt"] {
            fs::write(folder.path().join(n), "x").expect("written");
        }
        let times: Vec<_> = made(folder.path()).expect("listed").into_iter().map(|(time, _)| time).collect();
        assert_eq!(times, [at("2026-01-11T02:03:04Z"), time]);
        assert!(made(&folder.path().join("none")).expect("none").is_empty());
        assert!(plan(24, 3).is_late(time, at("2026-01-12T02:03:05Z")) && !plan(24, 3).is_late(time, at("2026-01-12T02:03:04Z")));
    }
}
