//! What members hear of: who gets a line, a letter or a digest of what, and who does not; and the links of letters, which nobody has to be
//! signed in for.

use banderole::domain::chore::{Letter, Links, MailChore};
use banderole::domain::notification::Line;
use banderole::domain::reminder::{Step, ladder};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::house::{House, Like};
use crate::people::{Person, id};

fn event(house: &House, who: &Person, change: &[(&str, Value)]) -> String {
    let mut body = json!({"kind": "party", "title": "Pique-nique", "starts_at": "2026-12-01T12:00:00Z", "place": {"town": "Lyon"}});
    for (field, value) in change {
        body[*field] = value.clone();
    }
    format!("/api/v1/events/{}", id(&house.post("/api/v1/events", body).by(who).send().json(201)))
}

fn team(house: &House, lead: &Person, change: &[(&str, Value)]) -> String {
    let mut body = json!({"name": "Équipe de Lyon", "place": {"town": "Lyon"}});
    for (field, value) in change {
        body[*field] = value.clone();
    }
    id(&house.post("/api/v1/teams", body).by(lead).send().json(201))
}

fn join(house: &House, team: &str, who: &Person, role: &str) {
    house.put(&format!("/api/v1/teams/{team}/membership"), json!({"as": role})).by(who).send().check(200);
}

fn going(house: &House, event: &str, who: &Person) {
    house.put(&format!("{event}/rsvp"), json!({"answer": "going"})).by(who).send().check(200);
}

fn edit(house: &House, event: &str, who: &Person, change: Value) {
    house.patch(event, change).by(who).send().check(200);
}

fn lives_in(house: &House, who: &Person, town: &str) {
    house.patch("/api/v1/me", json!({"place": {"town": town}})).by(who).send().check(200);
}

/// The inbox of somebody, in English: each line's sentence, read ones in brackets.
fn inbox(house: &House, who: &Person) -> Vec<String> {
    house.tell();
    let page = house.get("/api/v1/notifications").header("accept-language", "en").by(who).send().json(200);
    let lines = page["items"].as_array().expect("a list");
    let unread = lines.iter().filter(|line| line["read"] == false).count();
    assert_eq!(page["unread"], json!(unread));
    let text = |line: &Value| line["text"].as_str().expect("a sentence").to_owned();
    lines.iter().map(|line| if line["read"] == true { format!("({})", text(line)) } else { text(line) }).collect()
}

fn choose(house: &House, who: &Person, topic: &str, delivery: &str) {
    let body = json!({"topics": [{"topic": topic, "delivery": delivery}]});
    house.put("/api/v1/me/notification-settings", body).by(who).send().check(200);
}

/// Letters that wait, sorted by address: to whom, what sort, and its lines.
fn letters(house: &House) -> Vec<(String, &'static str, Vec<Line>, Links)> {
    house.tell();
    let mut all: Vec<_> = house.letters().into_iter().map(read).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

fn read(MailChore { to, letter, .. }: MailChore) -> (String, &'static str, Vec<Line>, Links) {
    match letter {
        Letter::News { line, links, .. } => (to.to_string(), "news", vec![*line], links),
        Letter::Reminder { line, links, .. } => (to.to_string(), "reminder", vec![*line], links),
        Letter::Digest { lines, links, .. } => (to.to_string(), "digest", lines, links),
        other => panic!("{other:?}"),
    }
}

fn sorts(letters: &[(String, &'static str, Vec<Line>, Links)]) -> Vec<String> {
    letters.iter().map(|(to, sort, ..)| format!("{sort} to {}", to.split('@').next().expect("a name"))).collect()
}

#[test]
fn answers_reach_the_organisers_as_one_line() {
    let house = House::in_memory();
    let [ines, ana, bo, cy] = ["ines", "ana", "bo", "cy"].map(|name| house.member(&format!("{name}@exemple.fr")));
    let event = event(&house, &ines, &[]);
    going(&house, &event, &ana);
    going(&house, &event, &bo);
    going(&house, &event, &ines);
    assert_eq!(inbox(&house, &ines), ["bo Exemple and ana Exemple are coming: Pique-nique"], "one's own answer is no news");
    assert!(inbox(&house, &ana).is_empty() && letters(&house).is_empty());
    let page = house.get("/api/v1/notifications").by(&ines).send().json(200);
    assert!(!page.to_string().contains("@exemple.fr"), "nobody's address is told: {page}");
    assert_eq!(page["items"][0]["url"], json!(event.replace("/api/v1", "")));

    let read = house.post("/api/v1/notifications/read", json!({})).by(&ines).send().json(200);
    assert_eq!(read, json!({"lines": 1, "unread": 0}));
    going(&house, &event, &ana);
    going(&house, &event, &cy);
    assert_eq!(inbox(&house, &ines), ["cy Exemple is coming: Pique-nique", "(bo Exemple and ana Exemple are coming: Pique-nique)"]);
}

#[test]
fn a_freed_place_is_told_at_once_to_who_got_it() {
    let house = House::in_memory();
    let [ines, ana, bo] = ["ines", "ana", "bo"].map(|name| house.member(&format!("{name}@exemple.fr")));
    let event = event(&house, &ines, &[("capacity", json!(1))]);
    going(&house, &event, &ana);
    going(&house, &event, &bo);
    house.delete(&format!("{event}/rsvp")).by(&ana).send().check(204);
    assert_eq!(inbox(&house, &bo), ["A place for you: Pique-nique"]);
    assert!(inbox(&house, &ana).is_empty());
    let letters = letters(&house);
    assert_eq!(sorts(&letters), ["news to bo"]);
    assert!(letters[0].3.no.starts_with("/links/no/") && letters[0].3.stop.starts_with("/links/stop/"));
}

#[test]
fn a_change_is_told_once_with_what_was_and_what_is() {
    let house = House::in_memory();
    let [ines, ana, bo, cy] = ["ines", "ana", "bo", "cy"].map(|name| house.member(&format!("{name}@exemple.fr")));
    let event = event(&house, &ines, &[("capacity", json!(1))]);
    going(&house, &event, &ana);
    going(&house, &event, &bo);
    house.put(&format!("{event}/rsvp"), json!({"answer": "declined"})).by(&cy).send().check(200);
    house.tell();
    edit(&house, &event, &ines, json!({"title": "Grand pique-nique"}));
    house.pass(SignedDuration::from_mins(6));
    assert!(letters(&house).is_empty(), "a title is no change of time or place");

    edit(&house, &event, &ines, json!({"starts_at": "2026-12-01T13:00:00Z", "ends_at": "2026-12-01T15:00:00Z"}));
    house.pass(SignedDuration::from_mins(1));
    edit(&house, &event, &ines, json!({"place": {"name": "Parc", "town": "Lyon"}}));
    assert!(letters(&house).is_empty(), "it settles first");
    house.pass(SignedDuration::from_mins(5));
    let told = letters(&house);
    assert_eq!(sorts(&told), ["news to ana", "news to bo"], "those who come and who wait, once; not who declined, nor who did it");
    let line = &told[0].2[0];
    let was = line.was.as_ref().expect("what it was");
    assert_eq!((was.starts_at.to_string().as_str(), was.place.contains("Parc")), ("2026-12-01T12:00:00Z", false));
    assert_eq!((line.events[0].starts_at.to_string().as_str(), line.events[0].place.contains("Parc")), ("2026-12-01T13:00:00Z", true));

    edit(&house, &event, &ines, json!({"starts_at": "2026-12-01T18:00:00Z"}));
    edit(&house, &event, &ines, json!({"starts_at": "2026-12-01T13:00:00Z", "ends_at": "2026-12-01T15:00:00Z"}));
    house.pass(SignedDuration::from_mins(6));
    assert!(letters(&house).is_empty(), "what was put right within minutes is not told");
    edit(&house, &event, &ines, json!({"starts_at": "2026-12-01T18:00:00Z"}));
    house.post(&format!("{event}/cancel"), json!({"reason": "Pluie"})).by(&ines).send().check(200);
    let told = letters(&house);
    assert_eq!((sorts(&told), told[0].2[0].reason.as_deref()), (vec!["news to ana".to_owned(), "news to bo".to_owned()], Some("Pluie")));
    house.pass(SignedDuration::from_mins(6));
    assert!(letters(&house).is_empty(), "a change of what is called off is no news");
    let unread = inbox(&house, &bo);
    assert_eq!(unread, ["Event called off: Grand pique-nique", "New time or place: Grand pique-nique"]);
}

#[test]
fn a_new_event_reaches_its_team_and_who_lives_near_each_once() {
    let house = House::in_memory();
    let [lead, mate, fan, near, far, nowhere] =
        ["lead", "mate", "fan", "near", "far", "nowhere"].map(|name| house.member(&format!("{name}@exemple.fr")));
    lives_in(&house, &mate, "Lyon");
    lives_in(&house, &near, "Villeurbanne");
    lives_in(&house, &far, "Marseille");
    let team = team(&house, &lead, &[]);
    join(&house, &team, &mate, "member");
    join(&house, &team, &fan, "follower");
    house.post("/api/v1/notifications/read", json!({})).by(&lead).send().check(200);
    let draft = event(&house, &lead, &[("team", json!(team)), ("status", json!("draft"))]);
    event(&house, &lead, &[("title", json!("Cachée")), ("visibility", json!("link"))]);
    for who in [&mate, &fan, &near] {
        assert!(inbox(&house, who).is_empty(), "a draft, and what only a link leads to, are nobody's news");
    }
    house.post(&format!("{draft}/publish"), json!({})).by(&lead).send().check(200);
    assert_eq!(inbox(&house, &mate), ["Équipe de Lyon: Pique-nique"], "not a second time as near");
    assert_eq!(inbox(&house, &fan), ["Équipe de Lyon: Pique-nique"]);
    assert_eq!(inbox(&house, &near), ["New event near you: Pique-nique"]);
    event(&house, &lead, &[("title", json!("Réunion")), ("team", json!(team)), ("visibility", json!("team"))]);
    assert_eq!(inbox(&house, &mate), ["Équipe de Lyon: 2 new events"]);
    assert_eq!(inbox(&house, &fan), ["Équipe de Lyon: Pique-nique"], "what is for the team is not for who follows it");
    assert_eq!(inbox(&house, &near), ["New event near you: Pique-nique"]);
    for who in [&far, &nowhere, &lead] {
        assert!(!inbox(&house, who).iter().any(|line| line.contains("Pique-nique")));
    }
    assert!(letters(&house).is_empty(), "by default new events come in the weekly digest");
}

#[test]
fn teams_and_roles() {
    let house = House::in_memory();
    let [lead, ana, bo, cy] = ["lead", "ana", "bo", "cy"].map(|name| house.member(&format!("{name}@exemple.fr")));
    let open = team(&house, &lead, &[]);
    let closed = team(&house, &lead, &[("name", json!("Sur demande")), ("join_policy", json!("approval"))]);
    join(&house, &open, &ana, "member");
    join(&house, &open, &bo, "follower");
    join(&house, &closed, &cy, "member");
    assert_eq!(inbox(&house, &lead), ["cy Exemple asks to join Sur demande", "ana Exemple joined Équipe de Lyon"]);
    house.patch(&format!("/api/v1/teams/{open}/members/{}", ana.id), json!({"role": "manager"})).by(&lead).send().check(200);
    assert_eq!(inbox(&house, &ana), ["Your role in Équipe de Lyon: Manager"]);
    assert_eq!(sorts(&letters(&house)), ["news to ana"]);
    house.patch(&format!("/api/v1/teams/{open}/members/{}", lead.id), json!({"role": "lead"})).by(&lead).send();
    assert!(letters(&house).is_empty(), "nobody is told what they did themselves");
}

#[test]
fn what_one_may_not_see_any_more_is_not_named() {
    let house = House::in_memory();
    let [lead, fan] = ["lead", "fan"].map(|name| house.member(&format!("{name}@exemple.fr")));
    let team = team(&house, &lead, &[]);
    join(&house, &team, &fan, "follower");
    let event = event(&house, &lead, &[("team", json!(team)), ("title", json!("Secret bien gardé"))]);
    assert_eq!(inbox(&house, &fan), ["Équipe de Lyon: Secret bien gardé"]);
    edit(&house, &event, &lead, json!({"visibility": "team"}));
    let page = house.get("/api/v1/notifications").by(&fan).send().json(200);
    assert!(!page.to_string().contains("Secret"), "{page}");
    let html = house.get("/notifications").by(&fan).send().check(200).text();
    assert!(!html.contains("Secret"));
}

#[test]
fn the_exact_address_is_told_to_who_may_know_it() {
    let house = House::in_memory();
    let [ines, ana, bo] = ["ines", "ana", "bo"].map(|name| house.member(&format!("{name}@exemple.fr")));
    let place = json!({"name": "Chez Inès", "street": "3 rue du Puits", "town": "Lyon"});
    let event = event(&house, &ines, &[("capacity", json!(1)), ("place", place), ("address_for", json!("coming"))]);
    going(&house, &event, &ana);
    going(&house, &event, &bo);
    edit(&house, &event, &ines, json!({"place": {"name": "Ailleurs", "street": "9 quai du Port", "town": "Lyon"}}));
    house.pass(SignedDuration::from_mins(6));
    let told = letters(&house);
    let said = |n: usize| format!("{:?}", told[n]);
    assert!(said(0).contains("rue du Puits") && said(0).contains("quai du Port"), "{}", said(0));
    assert!(!said(1).contains("Puits") && !said(1).contains("quai") && !said(1).contains("Chez"), "who waits: {}", said(1));
}

#[test]
fn the_inbox_page_and_its_bell() {
    let house = House::in_memory();
    let [ines, ana] = ["ines", "ana"].map(|name| house.member(&format!("{name}@exemple.fr")));
    let page = |path: &str| house.get(path).by(&ines).send().check(200).text();
    assert!(page("/").contains("href=\"/notifications\"") && !page("/").contains("non lue"));
    let event = event(&house, &ines, &[("title", json!("<b>Fête</b>"))]);
    going(&house, &event, &ana);
    house.tell();
    for path in ["/", "/me", "/events", "/notifications"] {
        assert!(page(path).contains("Notifications — 1 non lue"), "{path}");
    }
    let html = page("/notifications");
    assert!(html.contains("ana Exemple vient") && html.contains("&#60;b&#62;Fête") && !html.contains("<b>Fête"), "{html}");
    assert!(page("/").contains("1 non lue"), "looking marks nothing as read");
    let id = html.split("name=\"id\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an id").to_owned();
    let form = "application/x-www-form-urlencoded";
    house.call("POST", "/notifications/open").bytes(form, format!("id={id}")).by(&ana).send().check(404);
    let opened = house.call("POST", "/notifications/open").bytes(form, format!("id={id}")).by(&ines).send().check(303);
    assert_eq!(opened.header("location"), event.replace("/api/v1", ""));
    assert!(!page("/").contains("non lue"));
    assert_eq!(house.get("/notifications").send().status, 303, "strangers sign in first");
}

#[test]
fn settings_on_the_page_and_as_json() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let get = || house.get("/api/v1/me/notification-settings").by(&ines).send().json(200);
    let of = |settings: &Value, topic: &str| {
        let topics = settings["topics"].as_array().expect("a list");
        topics.iter().find(|one| one["topic"] == topic).expect("a topic")["delivery"].clone()
    };
    assert_eq!(
        (of(&get(), "answer"), of(&get(), "near_event"), of(&get(), "changed")),
        (json!("daily"), json!("weekly"), json!("at_once"))
    );
    let form = "application/x-www-form-urlencoded";
    let save = |body: &str| house.call("POST", "/me/notifications").bytes(form, body.to_owned()).by(&ines).send();
    assert_eq!(save("answer=none&quiet_from=20&quiet_to=9").check(303).header("location"), "/me/notifications?done=saved");
    assert_eq!((of(&get(), "answer"), of(&get(), "changed")), (json!("none"), json!("at_once")));
    assert_eq!(get()["quiet"], json!({"from": 20, "to": 9}));
    save("answer=x").check(422);
    save("reminder=weekly").check(422);
    let page = house.get("/me/notifications").by(&ines).send().check(200).text();
    // Reminders are at once or not at all, or here only; everything else can wait for a summary, too.
    let topics = get()["topics"].as_array().expect("a list").len();
    assert_eq!(page.matches("type=\"radio\"").count(), (topics - 1) * 5 + 3);
    assert!(page.contains("name=\"answer\" value=\"none\" checked"));
    house.call("POST", "/me/notifications/mail-off").by(&ines).send().check(303);
    assert_eq!((of(&get(), "answer"), of(&get(), "changed"), of(&get(), "near_event")), (json!("none"), json!("in_app"), json!("in_app")));
    let put = |body: Value| house.put("/api/v1/me/notification-settings", body).by(&ines).send();
    assert_eq!(put(json!({"topics": [{"topic": "answer"}]})).problem(422, "invalid"), ["topics:missing"]);
    assert_eq!(put(json!({"topics": [{"topic": "reminder", "delivery": "daily"}]})).problem(422, "invalid"), ["topics:unknown_value"]);
    assert_eq!(put(json!({"quiet": {"from": 24}})).problem(422, "invalid"), ["quiet_from:out_of_range"]);
}

#[test]
fn digests_come_in_the_morning_of_the_member() {
    let house = House::in_memory();
    let [ines, ana, bo] = ["ines", "ana", "bo"].map(|name| house.member(&format!("{name}@exemple.fr")));
    let event = event(&house, &ines, &[]);
    going(&house, &event, &ana);
    assert!(letters(&house).is_empty());
    // It opened on Monday at 9:00 in Paris: the next morning is 23 hours away.
    house.pass(SignedDuration::from_hours(23) - SignedDuration::from_secs(1));
    assert!(letters(&house).is_empty(), "a second too early");
    going(&house, &event, &bo);
    house.tell();
    house.pass(SignedDuration::from_secs(1));
    let told = letters(&house);
    assert_eq!((sorts(&told), told[0].2.len(), told[0].2[0].count), (vec!["digest to ines".to_owned()], 1, 2));
    assert!(told[0].3.stop.starts_with("/links/stop-digest/") && told[0].3.yes.is_empty());
    house.pass(SignedDuration::from_hours(48));
    assert!(letters(&house).is_empty(), "nothing new, no digest");
    house.pass(SignedDuration::from_hours(-72));
    assert!(letters(&house).is_empty(), "a clock that goes back repeats nothing");
    house.pass(SignedDuration::from_hours(72));

    let cy = house.member("cy@exemple.fr");
    going(&house, &event, &cy);
    house.tell();
    house.post("/api/v1/notifications/read", json!({})).by(&ines).send().check(200);
    house.pass(SignedDuration::from_hours(48));
    assert!(letters(&house).is_empty(), "what was read is no news");
}

#[test]
fn the_weekly_digest_gathers_new_events() {
    let house = House::in_memory();
    let [ines, near] = ["ines", "near"].map(|name| house.member(&format!("{name}@exemple.fr")));
    lives_in(&house, &near, "Lyon");
    for (title, day) in [("Demain", "2026-11-24"), ("Décembre", "2026-12-05")] {
        event(&house, &ines, &[("title", json!(title)), ("starts_at", json!(format!("{day}T12:00:00Z")))]);
    }
    house.tell();
    // Monday 9:00 to Thursday 8:00, in Paris.
    house.pass(SignedDuration::from_hours(71) - SignedDuration::from_secs(1));
    assert!(letters(&house).is_empty());
    house.pass(SignedDuration::from_secs(1));
    let told = letters(&house);
    assert_eq!(sorts(&told), ["digest to near"]);
    let titles: Vec<&str> = told[0].2[0].events.iter().map(|event| event.title.as_str()).collect();
    assert_eq!(titles, ["Décembre"], "what is over is no news");
}

#[test]
fn none_means_none_and_quiet_hours_are_kept() {
    let house = House::in_memory();
    let [ines, ana, bo] = ["ines", "ana", "bo"].map(|name| house.member(&format!("{name}@exemple.fr")));
    let event = event(&house, &ines, &[]);
    for who in [&ana, &bo] {
        going(&house, &event, who);
    }
    choose(&house, &ana, "changed", "none");
    choose(&house, &ines, "answer", "in_app");
    house.tell();
    // Monday 9:00 becomes Monday 23:00.
    house.pass(SignedDuration::from_hours(14));
    edit(&house, &event, &ines, json!({"starts_at": "2026-12-01T13:00:00Z"}));
    house.pass(SignedDuration::from_mins(5));
    assert!(letters(&house).is_empty());
    house.pass(SignedDuration::from_hours(8) - SignedDuration::from_mins(6));
    assert!(letters(&house).is_empty(), "6:59");
    assert_eq!(inbox(&house, &bo), ["New time or place: Pique-nique"]);
    house.pass(SignedDuration::from_mins(1));
    assert_eq!(sorts(&letters(&house)), ["news to bo"], "7:00");
    assert!(inbox(&house, &ana).is_empty());
    // At night, for the next morning: that cannot wait.
    house.pass(SignedDuration::from_hours(16));
    edit(&house, &event, &ines, json!({"starts_at": "2026-11-25T08:00:00Z"}));
    house.pass(SignedDuration::from_mins(5));
    assert_eq!(sorts(&letters(&house)), ["news to bo"], "23:05");
}

#[test]
fn nobody_gets_more_letters_than_they_can_bear() {
    let house = House::like(Like { in_memory: true, ..Like::default() });
    let [ines, ana] = ["ines", "ana"].map(|name| house.member(&format!("{name}@exemple.fr")));
    for n in 0..25 {
        let event = event(&house, &ines, &[("title", json!(format!("Action {n}")))]);
        going(&house, &event, &ana);
        house.post(&format!("{event}/cancel"), json!({})).by(&ines).send().check(200);
    }
    assert_eq!(letters(&house).len(), 20);
    assert_eq!(house.get("/api/v1/notifications?limit=100").by(&ana).send().json(200)["unread"], 25);
    house.pass(SignedDuration::from_hours(23));
    let told = letters(&house);
    let digest = told.iter().find(|(to, ..)| to.starts_with("ana")).expect("a digest");
    assert_eq!((digest.1, digest.2.len()), ("digest", 5), "the others come in the morning");
}

#[test]
fn a_reminder_comes_on_a_day_of_many_letters_too() {
    let house = House::like(Like { in_memory: true, ..Like::default() });
    let [ines, ana] = ["ines", "ana"].map(|name| house.member(&format!("{name}@exemple.fr")));
    let events: Vec<String> = (0..30)
        .map(|n| event(&house, &ines, &[("title", json!(format!("Action {n}"))), ("starts_at", json!("2026-11-24T12:00:00Z"))]))
        .inspect(|event| going(&house, event, &ana))
        .collect();
    for event in &events[..25] {
        house.post(&format!("{event}/cancel"), json!({})).by(&ines).send().check(200);
    }
    assert_eq!(sorts(&letters(&house)).len(), 20);
    house.pass(SignedDuration::from_hours(2));
    assert_eq!(sorts(&letters(&house)), ["reminder to ana"; 5]);
}

/// The link of a reminder's letter, a day before the event.
fn reminded(house: &House, event: &str, who: &Person) -> Links {
    going(house, event, who);
    house.tell();
    house.letters();
    house.pass(SignedDuration::from_hours(7 * 24 + 2));
    let told = letters(house);
    let mine = told.into_iter().find(|(to, ..)| *to == who.email).expect("a reminder");
    assert_eq!(mine.1, "reminder");
    mine.3
}

#[test]
fn a_link_does_its_one_thing_without_a_session_and_only_when_the_button_is_pressed() {
    let house = House::in_memory();
    let [ines, ana, bo] = ["ines", "ana", "bo"].map(|name| house.member(&format!("{name}@exemple.fr")));
    let event = event(&house, &ines, &[("capacity", json!(1))]);
    let Links { yes, no, stop } = reminded(&house, &event, &ana);
    going(&house, &event, &bo);
    house.tell();
    let standing = |who: &Person| house.get(&event).by(who).send().json(200)["my"]["standing"].clone();
    for link in [&yes, &no, &stop] {
        let seen = house.get(link).send().check(200);
        assert_eq!((seen.header("cache-control"), seen.header("x-robots-tag")), ("no-store", "noindex"));
        assert_eq!(seen.text().matches("<button").count(), 1, "one button");
        assert!(!seen.text().contains("ana"), "who forwards a letter does not name themself");
    }
    assert_eq!((standing(&ana), standing(&bo)), (json!("going"), json!("waiting")), "looking changes nothing");
    house.call("POST", &yes).send().check(200);
    assert_eq!(standing(&ana), "going");
    let done = house.call("POST", &no).send().check(200);
    assert!(done.text().contains("vous ne venez pas") && done.header("set-cookie").is_empty());
    assert_eq!((standing(&ana), standing(&bo)), (json!("declined"), json!("going")), "the freed place goes to who waits");
    house.call("POST", &no).send().check(200);
    house.call("POST", &yes).send().check(200);
    assert_eq!(standing(&ana), "waiting");
    // Nothing else is signed by it.
    house.call("POST", &no.replace("/no/", "/yes/")).send().check(404);
    house.call("POST", &no.replace("/no/", "/there/")).send().check(404);
    house.call("POST", &no.replace(&ana.id.to_string(), &bo.id.to_string())).send().check(404);
    house.call("POST", &format!("{no}x")).send().check(404);
    house.get("/links/yes/x").send().check(404);
    house.pass(SignedDuration::from_hours(48));
    house.get(&no).send().check(409);
    house.call("POST", &no).send().check(409);
}

#[test]
fn one_click_ends_letters_on_a_topic() {
    let house = House::in_memory();
    let [ines, ana] = ["ines", "ana"].map(|name| house.member(&format!("{name}@exemple.fr")));
    let event = event(&house, &ines, &[]);
    let Links { stop, .. } = reminded(&house, &event, &ana);
    let page = house.get(&stop).send().check(200).text();
    assert!(page.contains("Rappels de mes actions"), "{page}");
    let form = "application/x-www-form-urlencoded";
    let one_click = house.call("POST", &stop).bytes(form, "List-Unsubscribe=One-Click").send();
    assert_eq!(one_click.status, 200, "RFC 8058: no session, no origin, no redirect");
    house.pass(SignedDuration::from_hours(21));
    assert!(letters(&house).iter().all(|(to, ..)| *to != ana.email), "no reminder of the day itself");
    let settings = house.get("/api/v1/me/notification-settings").by(&ana).send().json(200);
    let reminder =
        settings["topics"].as_array().expect("a list").iter().find(|topic| topic["topic"] == "reminder").expect("a topic").clone();
    assert_eq!(reminder["delivery"], "in_app");
}

#[test]
fn the_ladder_of_reminders() {
    let house = House::in_memory();
    let [ines, ana, bo] = ["ines", "ana", "bo"].map(|name| house.member(&format!("{name}@exemple.fr")));
    let event = event(&house, &ines, &[("ends_at", json!("2026-12-01T14:00:00Z"))]);
    going(&house, &event, &ana);
    house.put(&format!("{event}/rsvp"), json!({"answer": "declined"})).by(&bo).send().check(200);
    house.tell();
    let opening: Timestamp = crate::house::OPENING.parse().expect("a time");
    let until = |at: &str| at.parse::<Timestamp>().expect("a time").duration_since(house.app.now());
    assert!(opening < house.app.now() + SignedDuration::from_secs(1));
    let at = |time: &str| {
        house.pass(until(time));
        letters(&house).into_iter().filter(|(_, sort, ..)| *sort == "reminder").map(|(to, ..)| to).collect::<Vec<_>>()
    };
    assert_eq!(at("2026-11-30T09:59:59Z"), [""; 0]);
    assert_eq!(at("2026-11-30T10:00:00Z"), ["ana@exemple.fr"], "the day before, at 11:00 in Paris");
    assert_eq!(at("2026-11-30T10:00:00Z"), [""; 0]);
    assert_eq!(at("2026-12-01T06:59:59Z"), [""; 0]);
    assert_eq!(at("2026-12-01T07:00:00Z"), ["ana@exemple.fr"], "the day itself, at 8:00");
    assert_eq!(at("2026-12-01T14:59:59Z"), [""; 0]);
    house.pass(until("2026-12-01T15:00:00Z"));
    let after = letters(&house);
    let there = after.into_iter().find(|(to, ..)| *to == ana.email).expect("were you there?").3;
    assert!(there.yes.starts_with("/links/there/") && there.no.starts_with("/links/not-there/"));
    house.get(&there.yes).send().check(200);
    let id = event.rsplit('/').next().expect("an id").parse().expect("an id");
    let present = || house.app.store.read(|tx| tx.present(id)).expect("it reads");
    assert_eq!(present(), 0);
    house.call("POST", &there.yes).send().check(200);
    assert_eq!(present(), 1);
    house.call("POST", &there.no).send().check(200);
    assert_eq!(present(), 0);
}

/// Runs the job after each jump of the clock, in hours, of an event at half past this hour (UTC): which reminders were given, and which were
/// due, in order, when the clock stood between when they were due and when they had become pointless.
fn jumping(jumps: &[i64], hour: u8) -> (Vec<Step>, Vec<Step>) {
    let house = House::in_memory();
    let [ines, ana] = ["ines", "ana"].map(|name| house.member(&format!("{name}@exemple.fr")));
    let starts = format!("2026-11-26T{hour:02}:30:00Z");
    let event = event(&house, &ines, &[("starts_at", json!(starts))]);
    going(&house, &event, &ana);
    house.put("/api/v1/me/notification-settings", json!({"quiet": {"from": 0, "to": 0}})).by(&ana).send().check(200);
    let id = event.rsplit('/').next().expect("an id").parse().expect("an id");
    let facts = house.app.store.read(|tx| tx.event(id)).expect("it reads").expect("there").facts;
    let rungs = ladder(&facts);
    let (mut given, mut seen) = (Vec::new(), std::collections::BTreeSet::new());
    let reminders = || {
        let read = house.letters().into_iter().map(read);
        read.filter(|(_, sort, ..)| *sort == "reminder").filter_map(|told| told.2[0].step).collect::<Vec<_>>()
    };
    for jump in jumps {
        house.pass(SignedDuration::from_hours(*jump));
        let now = house.app.now();
        seen.extend(rungs.iter().filter(|rung| rung.due <= now && now < rung.until).map(|rung| rung.step));
        house.tell();
        given.extend(reminders());
    }
    house.pass(SignedDuration::from_hours(10_000));
    given.extend(reminders());
    given.sort();
    (given, seen.into_iter().collect())
}

#[track_caller]
fn check_jumps(jumps: &[i64], hour: u8, want: &[Step]) {
    assert_eq!(jumping(jumps, hour), (want.to_vec(), want.to_vec()), "{jumps:?} at {hour}:30");
}

/// Cases that the property below found once.
#[test]
fn reminders_after_a_clock_that_jumped() {
    use Step::{After, DayBefore, SameDay};
    // A letter past the action, then 22 hours back: to the limit of letters a day it looks like twenty of them within this hour.
    check_jumps(&[58, 11, 24, -22, 32], 15, &[DayBefore, SameDay, After]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// However the clock jumps, and however often the job starts anew: each reminder is given at most once for each time at which the event was
    /// planned, and given when the clock was ever seen between when it was due and when it had become pointless.
    #[test]
    fn clock_jumps_neither_repeat_nor_lose_a_reminder(jumps in prop::collection::vec(-30i64..60, 5..40), hour in 6u8..22) {
        let (given, seen) = jumping(&jumps, hour);
        prop_assert_eq!(given, seen);
    }
}

/// Many answers are many chores that one person hears of: one step tells them all, and nothing is left of them.
#[test]
fn news_for_few_are_told_together() {
    let house = House::in_memory();
    let lead = house.member("lead@exemple.fr");
    let event = event(&house, &lead, &[]);
    house.tell();
    for n in 0..12 {
        going(&house, &event, &house.member(&format!("m{n}@exemple.fr")));
    }
    let step = || house.block_on(banderole::app::fanout::step(&house.app)).expect("it writes");
    assert!(step());
    let tally = banderole::app::inbox::tally(&house.app, lead.id).expect("it reads");
    assert_eq!((tally.unread, tally.lines), (1, 1), "they joined one line");
    assert!(!step(), "nothing is left to tell");
}

/// A batch is told in one transaction with its progress: a job that dies anywhere neither repeats nor loses a line.
#[test]
fn a_large_team_is_told_in_batches_with_others_between() {
    let house = House::like(Like { no_limits: true, ..Like::default() });
    let lead = house.member("lead@exemple.fr");
    let team = team(&house, &lead, &[]);
    let people: Vec<Person> = (0..450).map(|n| house.member(&format!("m{n}@exemple.fr"))).collect();
    for person in &people {
        join(&house, &team, person, "member");
    }
    house.tell();
    event(&house, &lead, &[("team", json!(team))]);
    let unread = || people.iter().filter(|who| banderole::app::inbox::tally(&house.app, who.id).expect("it reads").unread > 0).count();
    let step = || house.block_on(banderole::app::fanout::step(&house.app)).expect("it writes");
    assert!(step());
    assert_eq!(unread(), 199, "200 of the team, and the lead is not told");
    assert!(step() && step());
    assert_eq!(unread(), 450);
    while step() {}
    let twice = people.iter().any(|who| banderole::app::inbox::tally(&house.app, who.id).expect("it reads").lines > 1);
    assert!(!twice && unread() == 450);
}
