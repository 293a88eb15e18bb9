//! Events as calendars read them (RFC 5545), as exactly as their reader may know.

use std::fmt::Write;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use poem::Response;
use poem::http::{HeaderValue, header};

use super::frame::Visit;
use crate::app::cards::{EventView, with_event};
use crate::app::{near, teams};
use crate::domain::event::EventStatus;
use crate::domain::ids::{EventId, TeamId};
use crate::domain::place::{Place, Precision};
use crate::http::error::Problem;

/// Most bytes of a line, its end not counted (RFC 5545, 3.1).
const LINE_MAX: usize = 75;

/// How long what is over stays in a team's calendar: who subscribed keeps what was called off of late.
const KEPT: SignedDuration = SignedDuration::from_hours(31 * 24);
/// Most entries of a calendar.
const ENTRIES: usize = 500;

/// `GET /events/:id.ics`
///
/// # Errors
/// 404; 503.
pub(super) fn event(visit: &Visit, id: EventId) -> Result<Response, Problem> {
    let entry = with_event(visit.app(), &visit.actor(), id, |_, _, view, _| Ok(entry(visit, &view)))?;
    Ok(calendar(&format!("action-{id}"), &visit.network().name, &entry))
}

/// `GET /teams/:id.ics`: what the team does, as far as the reader may see it.
///
/// # Errors
/// 404; 503.
pub(super) fn team(visit: &Visit, id: TeamId) -> Result<Response, Problem> {
    let (app, actor) = (visit.app(), visit.actor());
    let team = teams::view(app, &actor, id)?.team;
    let from = visit.now().checked_sub(KEPT).unwrap_or(Timestamp::MIN);
    let events = near::announced_by(app, &actor, id, from, ENTRIES)?;
    let entries: String = events.iter().map(|item| entry(visit, &item.card.view(&actor, item.ties, item.standing))).collect();
    Ok(calendar(&format!("equipe-{id}"), team.name.as_str(), &entries))
}

/// A calendar of these entries under a title, as a file of this name.
pub(super) fn calendar(name: &str, title: &str, entries: &str) -> Response {
    let mut text = String::with_capacity(entries.len() + 200);
    text.push_str("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Banderole//Banderole//FR\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
    line(&mut text, "X-WR-CALNAME", &escaped(title));
    text.push_str(entries);
    text.push_str("END:VCALENDAR\r\n");
    let mut response = Response::builder().content_type("text/calendar; charset=utf-8").body(text);
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.ics\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// One event as an entry of a calendar.
pub(super) fn entry(visit: &Visit, view: &EventView<'_>) -> String {
    let facts = view.facts();
    let url = visit.absolute(&format!("/events/{}", view.id()));
    let mut text = String::with_capacity(1024);
    text.push_str("BEGIN:VEVENT\r\n");
    line(&mut text, "UID", &format!("{}@banderole", view.id()));
    // The state of the entry, not the moment of asking: who asks again gets the same bytes until something changes.
    line(&mut text, "DTSTAMP", &utc(facts.changed_at()));
    line(&mut text, "CREATED", &utc(facts.created_at()));
    line(&mut text, "LAST-MODIFIED", &utc(facts.changed_at()));
    line(&mut text, "DTSTART", &utc(facts.starts_at()));
    line(&mut text, "DTEND", &utc(facts.ends_at()));
    line(&mut text, "SEQUENCE", &facts.revision().to_string());
    line(&mut text, "STATUS", status(facts.status()));
    line(&mut text, "SUMMARY", &escaped(facts.title()));
    let place = view.place.as_ref().map(location).filter(|place| !place.is_empty());
    let link = view.online_url.as_ref().map(ToString::to_string);
    if let Some(location) = place.as_ref().or(link.as_ref()) {
        line(&mut text, "LOCATION", &escaped(location));
    }
    if let Some(point) = view.place.as_ref().filter(|place| place.precision != Precision::Town).and_then(|place| place.point) {
        line(&mut text, "GEO", &format!("{};{}", point.lat(), point.lon()));
    }
    let about: Vec<&str> =
        [facts.description(), link.as_deref().unwrap_or_default(), &url].into_iter().filter(|part| !part.is_empty()).collect();
    line(&mut text, "DESCRIPTION", &escaped(&about.join("\n\n")));
    line(&mut text, "CATEGORIES", &escaped(&visit.pages.kind(visit.lang(), facts.kind()).name));
    line(&mut text, "URL", &url);
    text.push_str("END:VEVENT\r\n");
    text
}

fn status(status: EventStatus) -> &'static str {
    match status {
        EventStatus::Published => "CONFIRMED",
        EventStatus::Cancelled => "CANCELLED",
        EventStatus::Draft | EventStatus::Pending | EventStatus::Hidden => "TENTATIVE",
    }
}

fn location(place: &Place) -> String {
    let town = [place.postcode.as_ref().map(ToString::to_string), place.town.as_ref().map(ToString::to_string)];
    let town = town.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let parts = [place.name.as_ref().map(ToString::to_string), place.street.as_ref().map(ToString::to_string), Some(town)];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// `20261128T093000Z`
fn utc(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A text as a value (RFC 5545, 3.3.11). Control characters have no place in one.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => written.extend(['\\', c]),
            '\n' => written.push_str("\\n"),
            c if c.is_control() && c != '\t' => {}
            c => written.push(c),
        }
    }
    written
}

/// Writes a line, folded where it is too long, never within a character.
fn line(text: &mut String, name: &str, value: &str) {
    let mut length = 0;
    for c in name.chars().chain([':']).chain(value.chars()) {
        if length + c.len_utf8() > LINE_MAX {
            text.push_str("\r\n ");
            length = 1;
        }
        length += c.len_utf8();
        // Writing to a String never fails.
        let _ = text.write_char(c);
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(name: &str, value: &str) -> String {
        let mut text = String::new();
        line(&mut text, name, value);
        text
    }

    #[test]
    fn values_are_escaped() {
        assert_eq!(escaped("a; b, c\\d\r\ne\u{7}"), "a\\; b\\, c\\\\d\\ne");
        assert_eq!(utc("2026-11-28T09:30:00Z".parse().expect("a time")), "20261128T093000Z");
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        let text = folded("SUMMARY", &"é".repeat(80));
        assert_eq!(text.lines().map(str::len).collect::<Vec<_>>(), [74, 75, 21]);
        assert_eq!(folded("UID", "x"), "UID:x\r\n");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(value in "\\PC{0,200}|[\\\\;,\n ]{0,40}") {
            let text = folded("X", &escaped(&value));
            prop_assert!(text.split("\r\n").all(|line| line.len() <= LINE_MAX));
            let unfolded = text.replace("\r\n ", "");
            let read = unfolded.strip_prefix("X:").and_then(|rest| rest.strip_suffix("\r\n")).expect("a line");
            let mut chars = read.chars();
            let mut plain = String::new();
            while let Some(c) = chars.next() {
                match c {
                    '\\' => plain.push(match chars.next() { Some('n') => '\n', Some(c) => c, None => '?' }),
                    c => plain.push(c),
                }
            }
            let want: String = value.chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control()).collect();
            prop_assert_eq!(plain, want);
        }
    }
}
