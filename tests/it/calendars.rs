//! Calendars of events and teams (RFC 5545), read the way a calendar reads them: what is in them for whom.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::house::{House, Like};
use crate::people::{Cast, Person, event_body, id};

/// A calendar that was read: its properties, and those of each entry.
struct Calendar {
    name: String,
    entries: Vec<Vec<(String, String)>>,
}

impl Calendar {
    /// Reads a calendar, and holds its text to the standard: lines end on CRLF and are no longer than 75 bytes, blocks close in order.
    #[track_caller]
    fn read(house: &House, path: &str, who: Option<&Person>) -> Self {
        let answer = house.get(path).maybe_by(who).send().check(200);
        assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
        assert!(answer.header("content-disposition").starts_with("attachment; filename=\""), "{}", answer.header("content-disposition"));
        let text = String::from_utf8(answer.body).expect("UTF-8");
        assert!(text.ends_with("\r\n") && text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{text}");
        let unfolded = text.replace("\r\n ", "");
        let (mut calendar, mut blocks) = (Self { name: String::new(), entries: Vec::new() }, Vec::new());
        for line in unfolded.lines() {
            let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("no property: {line}"));
            let value = value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\");
            match (name, blocks.last().map(String::as_str)) {
                ("BEGIN", _) => {
                    if value == "VEVENT" {
                        calendar.entries.push(Vec::new());
                    }
                    blocks.push(value);
                }
                ("END", open) => {
                    assert_eq!(open, Some(value.as_str()));
                    blocks.pop();
                }
                ("X-WR-CALNAME", Some("VCALENDAR")) => calendar.name = value,
                (_, Some("VEVENT")) => calendar.entries.last_mut().expect("an entry").push((name.to_owned(), value)),
                (_, open) => assert_eq!(open, Some("VCALENDAR"), "{line}"),
            }
        }
        assert!(blocks.is_empty(), "{blocks:?}");
        calendar
    }

    fn titles(&self) -> Vec<&str> {
        self.entries.iter().map(|entry| value(entry, "SUMMARY")).collect()
    }
}

fn value<'e>(entry: &'e [(String, String)], name: &str) -> &'e str {
    entry.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

/// An event of the team with this title, so many days from now.
fn add(house: &House, cast: &Cast, title: &str, days: i64, change: &[(&str, Value)]) -> String {
    let starts_at = house.app.now() + SignedDuration::from_hours(24 * days);
    let mut body = event_body(&cast.team);
    (body["title"], body["starts_at"]) = (json!(title), json!(starts_at.to_string()));
    for (field, value) in change {
        body[*field] = value.clone();
    }
    id(&house.post("/api/v1/events", body).by(&cast.lead).send().json(201))
}

#[test]
fn a_team_has_a_calendar() {
    let house = House::like(Like { in_memory: true, origin: Some("https://reseau.exemple"), ..Like::default() });
    let cast = Cast::of(&house);
    add(&house, &cast, "Il y a longtemps", 1, &[]);
    house.pass(SignedDuration::from_hours(24 * 34));
    let off = add(&house, &cast, "Annulée; hélas, oui", 3, &[]);
    house.post(&format!("/api/v1/events/{off}/cancel"), json!({})).by(&cast.lead).send().check(200);
    add(&house, &cast, "Pour les membres", 4, &[("visibility", json!("members"))]);
    add(&house, &cast, "Pour l’équipe", 5, &[("visibility", json!("team"))]);
    add(&house, &cast, "Par le lien", 6, &[("visibility", json!("link"))]);
    add(&house, &cast, "Brouillon", 7, &[("status", json!("draft"))]);
    let open = add(&house, &cast, "Ouverte", 8, &[]);
    let path = format!("/teams/{}.ics", cast.team);
    let check = |who, want: &[&str]| {
        let calendar = Calendar::read(&house, &path, who);
        assert_eq!(calendar.name, "Montreuil en commun");
        assert_eq!(calendar.titles(), want);
        calendar
    };
    let public = check(None, &["Tractage au marché", "Annulée; hélas, oui", "Ouverte"]);
    check(Some(&cast.member), &["Tractage au marché", "Annulée; hélas, oui", "Pour les membres", "Ouverte"]);
    check(Some(&cast.mate), &["Tractage au marché", "Annulée; hélas, oui", "Pour les membres", "Pour l’équipe", "Ouverte"]);
    let last = public.entries.last().expect("an entry");
    let facts = ["UID", "DTSTART", "DTEND", "STATUS", "URL", "SEQUENCE", "CATEGORIES"].map(|name| value(last, name));
    let (uid, url) = (format!("{open}@banderole"), format!("https://reseau.exemple/events/{open}"));
    assert_eq!(facts, [&uid, "20270104T080000Z", "20270104T093000Z", "CONFIRMED", &url, "1", "Tractage"]);
    assert_eq!(value(&public.entries[1], "STATUS"), "CANCELLED");
    house.get(&format!("/teams/{}", cast.team)).header("accept", "text/html").send().check(200);
    for absent in ["/teams/00000000000000000000000000.ics", "/teams/x.ics", "/teams/.ics"] {
        house.get(absent).send().check(404);
    }
}

/// The address that is kept for people who come is in nobody else's calendar, neither of the event nor of its team.
#[test]
fn calendars_keep_an_address_as_pages_do() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    for path in [format!("/events/{}.ics", cast.event), format!("/teams/{}.ics", cast.team)] {
        for (who, sees) in
            [(None, false), (Some(&cast.member), false), (Some(&cast.mate), false), (Some(&cast.comer), true), (Some(&cast.lead), true)]
        {
            let calendar = Calendar::read(&house, &path, who);
            let [entry] = &calendar.entries[..] else { panic!("not one entry in {path}") };
            let want = if sees { "Chez Inès, 3 rue du Puits, 93100 Montreuil" } else { "93100 Montreuil" };
            assert_eq!((value(entry, "LOCATION"), value(entry, "GEO").is_empty()), (want, !sees), "{path}");
            assert!(value(entry, "DESCRIPTION").starts_with("On se retrouve **devant** la mairie.\n\n"), "{path}");
        }
    }
}
