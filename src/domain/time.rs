//! Times: spans of events, and the IANA zone that their clock shows.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use serde::{Deserialize, Serialize};

/// Longest event.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// An IANA time zone that is known to the bundled database: `Europe/Paris`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Zone(String);

impl Zone {
    /// The zone's name.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// The moment as a clock in this zone shows it.
    pub fn clock(&self, at: Timestamp) -> Zoned {
        at.to_zoned(TimeZone::get(&self.0).unwrap_or(TimeZone::UTC))
    }

    /// The moment at which a clock in this zone shows that: the first, when it shows it twice; when it never does, as much later. None at the
    /// ends of time.
    pub fn moment(&self, shown: DateTime) -> Option<Timestamp> {
        shown.to_zoned(TimeZone::get(&self.0).unwrap_or(TimeZone::UTC)).ok().map(|zoned| zoned.timestamp())
    }

    /// The moment at which a day begins in this zone; none at the ends of time.
    pub fn midnight(&self, date: Date) -> Option<Timestamp> {
        date.to_zoned(TimeZone::get(&self.0).unwrap_or(TimeZone::UTC)).ok().map(|day| day.timestamp())
    }
}

/// What was given is no known time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadZone;

impl fmt::Display for BadZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a known time zone")
    }
}

impl std::error::Error for BadZone {}

impl FromStr for Zone {
    type Err = BadZone;

    fn from_str(name: &str) -> Result<Self, BadZone> {
        let zone = TimeZone::get(name).map_err(|_| BadZone)?;
        zone.iana_name().map(|name| Self(name.to_owned())).ok_or(BadZone)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The code of the rule that a span breaks, when it breaks one: an event ends after it starts, and lasts at most [`LONGEST`].
pub fn span_flaw(starts_at: Timestamp, ends_at: Timestamp) -> Option<&'static str> {
    let length = ends_at.duration_since(starts_at);
    if length <= SignedDuration::ZERO {
        Some("ends_before_start")
    } else if length > LONGEST {
        Some("too_long_event")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_span(seconds: i64, want: Option<&'static str>) {
        let start = Timestamp::from_second(1_780_000_000).expect("in range");
        let end = Timestamp::from_second(1_780_000_000 + seconds).expect("in range");
        assert_eq!(span_flaw(start, end), want, "{seconds} s");
    }

    #[test]
    fn spans() {
        check_span(-1, Some("ends_before_start"));
        check_span(0, Some("ends_before_start"));
        check_span(1, None);
        check_span(7 * 86_400, None);
        check_span(7 * 86_400 + 1, Some("too_long_event"));
    }

    #[test]
    fn zones() {
        let paris: Zone = "Europe/Paris".parse().expect("known");
        let summer: Timestamp = "2026-07-01T10:00:00Z".parse().expect("a time");
        assert_eq!(paris.clock(summer).hour(), 12);
        assert_eq!(paris.midnight(jiff::civil::date(2026, 7, 1)).map(|at| at.to_string()).as_deref(), Some("2026-06-30T22:00:00Z"));
        for bad in ["", "Europe/Nowhere", "../etc/passwd", "CEST!"] {
            assert_eq!(bad.parse::<Zone>(), Err(BadZone), "{bad}");
        }
    }
}
