//! A clock that jumps, forward and back, and one that is changed to and from summer time: no letter is sent twice, none at another hour.

use banderole::app::tidy;
use banderole::domain::chore::{Letter, MailChore};
use banderole::domain::notification::{Line, Topic};
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::house::{House, Like};
use crate::people::{Person, id};

fn event(house: &House, who: &Person, title: &str, starts: Timestamp, capacity: Option<u32>) -> String {
    let body = json!({"kind": "party", "title": title, "starts_at": starts.to_string(), "ends_at": (starts + 2.hours()).to_string(),
        "place": {"town": "Lyon"}, "capacity": capacity});
    format!("/api/v1/events/{}", id(&house.post("/api/v1/events", body).by(who).send().json(201)))
}

fn answer(house: &House, event: &str, who: &Person, answer: &str) -> u16 {
    house.put(&format!("{event}/rsvp"), json!({"answer": answer})).by(who).send().status
}

/// What the jobs do, and the letters that leave then: to whom, of what sort, with which lines.
fn letters(house: &House) -> Vec<(String, &'static str, Vec<Line>)> {
    house.tell();
    house.block_on(tidy::sweep(&house.app)).expect("it sweeps");
    let read = |MailChore { to, letter, .. }| match letter {
        Letter::News { line, .. } => (to.to_string(), "news", vec![*line]),
        Letter::Reminder { line, .. } => (to.to_string(), "reminder", vec![*line]),
        Letter::Digest { lines, .. } => (to.to_string(), "digest", lines),
        other => panic!("{other:?}"),
    };
    house.letters().into_iter().map(read).collect()
}

/// Runs the jobs after each jump (in minutes) and each deed of a story, and again, as after a restart: every line is in one letter at most, and
/// the place that was freed is told once, and only when it was.
fn jumping(jumps: &[i64], in_memory: bool) {
    let house = House::like(Like { in_memory, ..Like::default() });
    let [ines, ana, bo, cy] = ["ines", "ana", "bo", "cy"].map(|name| house.member(&format!("{name}@exemple.fr")));
    let party = event(&house, &ines, "Pique-nique", house.app.now() + SignedDuration::from_hours(100), Some(1));
    let team = id(&house.post("/api/v1/teams", json!({"name": "Lyon", "place": {"town": "Lyon"}})).by(&ines).send().json(201));
    let edit = |change: Value| house.patch(&party, change).by(&ines).send().status;
    let mut freed = false;
    let mut told: Vec<(String, Line)> = Vec::new();
    for (step, jump) in jumps.iter().enumerate() {
        house.pass(SignedDuration::from_mins(*jump));
        // A deed that comes too late is refused: then nothing is to be told of it.
        let _ = match step {
            0 => answer(&house, &party, &ana, "going"),
            1 => answer(&house, &party, &bo, "going"),
            2 => house.put(&format!("/api/v1/teams/{team}/membership"), json!({"as": "member"})).by(&cy).send().status,
            3 => answer(&house, &party, &ana, "declined"),
            4 => edit(json!({"place": {"town": "Grenoble"}})),
            6 => house.post(&format!("{party}/cancel"), json!({})).by(&ines).send().status,
            _ => 0,
        };
        if step == 3 {
            let mine = house.get(&party).by(&bo).send().json(200);
            freed = mine["my"]["standing"] == "going";
        }
        for _ in 0..2 {
            told.extend(letters(&house).into_iter().flat_map(|(to, _, lines)| lines.into_iter().map(move |line| (to.clone(), line))));
        }
    }
    house.pass(SignedDuration::from_hours(10_000));
    told.extend(letters(&house).into_iter().flat_map(|(to, _, lines)| lines.into_iter().map(move |line| (to.clone(), line))));
    assert!(letters(&house).is_empty(), "all was told");
    // A line is in one letter; and of what happens once in the story, and each step of the ladder, there is one line.
    let once = [Topic::Place, Topic::Changed, Topic::Cancelled, Topic::Reminder];
    let lines = told.iter().map(|(to, line)| format!("{:?} {} of {} to {to}", line.id, line.count, line.at));
    let deeds = told.iter().filter(|(_, line)| once.contains(&line.topic));
    let mut seen: Vec<String> = lines.chain(deeds.map(|(to, line)| format!("{:?} {:?} to {to}", line.topic, line.step))).collect();
    seen.sort();
    let twice = seen.windows(2).find(|pair| pair[0] == pair[1]);
    assert_eq!(twice, None, "told twice: {told:#?}");
    let places = told.iter().filter(|(to, line)| *to == bo.email && line.topic == Topic::Place).count();
    assert_eq!(places, usize::from(freed), "a freed place is told once: {told:#?}");
}

#[test]
fn a_story_without_jumps_is_told_once() {
    jumping(&[10; 8], true);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(8) })]

    #[test]
    fn a_clock_that_jumps_resends_no_letter(jumps in prop::collection::vec(-2_000i64..3_000, 8..20), in_memory: bool) {
        jumping(&jumps, in_memory);
    }
}

/// Lives three days, hour by hour, around a change of the clock: the letters of each hour, by the clock on the wall.
#[track_caller]
fn check_change(noon: &str, change: &str, want: &[&str]) {
    let house = House::in_memory();
    let [ines, ana] = ["ines", "ana"].map(|name| house.member(&format!("{name}@exemple.fr")));
    let from: Timestamp = noon.parse().expect("a time");
    house.pass(from.duration_since(house.app.now()));
    let later = event(&house, &ines, "Plus tard", from + SignedDuration::from_hours(30 * 24), None);
    let that_day = event(&house, &ines, "Ce jour-là", change.parse().expect("a time"), None);
    assert_eq!(answer(&house, &that_day, &ana, "going"), 200);
    let mut told = Vec::new();
    for hour in 0..72 {
        if hour % 24 == 0 {
            let comer = house.member(&format!("m{hour}@exemple.fr"));
            assert_eq!(answer(&house, &later, &comer, "going"), 200);
        }
        house.pass(SignedDuration::from_hours(1));
        let wall = house.app.now().in_tz("Europe/Paris").expect("a zone").strftime("%m-%d %H:%M %:z").to_string();
        told.extend(
            letters(&house).into_iter().map(|(to, sort, _)| format!("{wall}: {sort} to {}", to.split('@').next().unwrap_or_default())),
        );
    }
    assert_eq!(told, want);
}

#[test]
fn letters_keep_their_hour_when_clocks_go_forward() {
    // Sunday 28 March 2027: 2:00 is 3:00.
    let want = [
        "03-27 08:00 +01:00: digest to ines",
        "03-27 11:00 +01:00: reminder to ana",
        "03-28 08:00 +02:00: reminder to ana",
        "03-28 08:00 +02:00: digest to ines",
        "03-28 17:00 +02:00: reminder to ana",
        "03-29 08:00 +02:00: digest to ines",
    ];
    check_change("2027-03-26T12:00:00Z", "2027-03-28T14:00:00+02:00", &want);
}

#[test]
fn letters_keep_their_hour_when_clocks_go_back() {
    // Sunday 31 October 2027: 3:00 is 2:00, and the hour between comes twice.
    let want = [
        "10-30 08:00 +02:00: digest to ines",
        "10-30 11:00 +02:00: reminder to ana",
        "10-31 08:00 +01:00: reminder to ana",
        "10-31 08:00 +01:00: digest to ines",
        "10-31 17:00 +01:00: reminder to ana",
        "11-01 08:00 +01:00: digest to ines",
    ];
    check_change("2027-10-29T12:00:00Z", "2027-10-31T14:00:00+01:00", &want);
}
