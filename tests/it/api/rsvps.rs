//! "I'm coming": places, the waiting list, and who sees who comes.

use std::sync::Barrier;

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::house::{House, Like};
use crate::people::{Cast, Person, id};

fn event(house: &House, who: &Person, change: &[(&str, Value)]) -> String {
    let mut body = json!({"kind": "party", "title": "Pique-nique", "starts_at": "2026-12-01T12:00:00Z", "place": {"town": "Lyon"}});
    for (field, value) in change {
        body[*field] = value.clone();
    }
    format!("/api/v1/events/{}", id(&house.post("/api/v1/events", body).by(who).send().json(201)))
}

fn answer(house: &House, event: &str, who: &Person, body: Value) -> Value {
    house.put(&format!("{event}/rsvp"), body).by(who).send().json(200)
}

#[test]
fn one_tap() {
    let house = House::in_memory();
    let (ines, yanis) = (house.member("ines@exemple.fr"), house.member("yanis@exemple.fr"));
    let event = event(&house, &ines, &[("capacity", json!(10)), ("wanted", json!(3))]);
    house.settle();
    let going = answer(&house, &event, &yanis, json!({"answer": "going", "guests": 1, "note": "J’apporte du pain", "shift_id": null}));
    assert_eq!(going, json!({"standing": "going", "position": null, "going": 2, "places_left": 8}));
    assert!(house.index_chores().is_empty(), "the index knows of answers only whether people are needed");
    let seen = house.get(&event).by(&yanis).send().json(200);
    assert_eq!(seen["my"]["standing"], "going");
    assert_eq!((&seen["my"]["guests"], &seen["my"]["note"]), (&json!(1), &json!("J’apporte du pain")));
    assert_eq!((&seen["going"], &seen["needs"]), (&json!(2), &json!(1)));
    answer(&house, &event, &yanis, json!({"answer": "going", "guests": 2}));
    assert_eq!(house.index_chores().len(), 1, "nobody is needed any more");
    let no = answer(&house, &event, &yanis, json!({"answer": "declined"}));
    assert_eq!(no, json!({"standing": "declined", "position": null, "going": 0, "places_left": 10}));
    house.delete(&format!("{event}/rsvp")).by(&yanis).send().check(204);
    assert_eq!(house.get(&event).by(&yanis).send().json(200)["my"]["standing"], Value::Null);
}

#[test]
fn flaws_of_an_answer() {
    let house = House::in_memory();
    let (ines, gone) = (house.member("ines@exemple.fr"), house.suspended("gone@exemple.fr"));
    let event = event(&house, &ines, &[]);
    let put = |body: Value| house.put(&format!("{event}/rsvp"), body);
    let check = |body: Value, want: &[&str]| {
        assert_eq!(put(body.clone()).by(&ines).send().problem(422, "invalid"), want, "{body}");
        put(body.clone()).send().problem(401, "sign_in");
        put(body).by(&gone).send().problem(403, "suspended");
    };
    check(json!({}), &["answer:missing"]);
    check(json!({"answer": "maybe"}), &["answer:unknown_value"]);
    check(json!({"answer": "going", "guests": 6}), &["guests:too_many_guests"]);
    check(json!({"answer": "going", "guests": 300}), &["guests:too_many_guests"]);
    check(json!({"answer": "going", "guests": -1}), &["guests:below_zero"]);
    check(json!({"answer": "going", "note": "a".repeat(501), "shift_id": "x"}), &["note:too_long", "shift_id:unknown_value"]);
    put(json!({"answer": true})).by(&ines).send().problem(400, "wrong_type");
    house.put("/api/v1/events/00000000000000000000000000/rsvp", json!({"answer": "going"})).by(&ines).send().problem(404, "not_found");
    house.put("/api/v1/events/x/rsvp", json!({})).by(&ines).send().problem(404, "not_found");
}

#[test]
fn a_freed_place_goes_to_the_first_who_fits() {
    let house = House::in_memory();
    let people: Vec<Person> = ["a", "b", "c", "d"].iter().map(|name| house.member(&format!("{name}@exemple.fr"))).collect();
    let event = event(&house, &people[0], &[("capacity", json!(2))]);
    let going = |who: &Person, guests: u8| answer(&house, &event, who, json!({"answer": "going", "guests": guests}));
    assert_eq!(going(&people[0], 1)["standing"], "going");
    let waits = going(&people[1], 1);
    assert_eq!((&waits["standing"], &waits["position"]), (&json!("waiting"), &json!(1)));
    house.pass(SignedDuration::from_secs(1));
    assert_eq!(going(&people[2], 0)["position"], 2);
    house.put(&format!("{event}/rsvp"), json!({"answer": "going", "guests": 2})).by(&people[0]).send().problem(422, "invalid");
    let standing = |who: &Person| house.get(&event).by(who).send().json(200)["my"]["standing"].clone();
    going(&people[0], 0);
    assert_eq!((standing(&people[1]), standing(&people[2])), (json!("waiting"), json!("going")), "one place: two do not fit");
    house.delete(&format!("{event}/rsvp")).by(&people[0]).send().check(204);
    house.delete(&format!("{event}/rsvp")).by(&people[2]).send().check(204);
    assert_eq!(standing(&people[1]), "going");
    let seen = house.get(&event).send().json(200);
    assert_eq!((&seen["going"], &seen["waiting"], &seen["places_left"]), (&json!(2), &json!(0), &json!(0)));
}

#[test]
fn nobody_answers_to_what_is_over() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let event = event(&house, &ines, &[]);
    house.pass(SignedDuration::from_hours(30 * 24));
    house.put(&format!("{event}/rsvp"), json!({"answer": "going"})).by(&ines).send().problem(409, "past");
    house.delete(&format!("{event}/rsvp")).by(&ines).send().problem(409, "past");
}

/// However many tap at once, 20 places are 20 places.
#[test]
fn two_hundred_at_once_on_twenty_places() {
    for in_memory in [false, true] {
        let house = House::like(Like { in_memory, no_limits: true, ..Like::default() });
        let ines = house.member("ines@exemple.fr");
        let event = event(&house, &ines, &[("capacity", json!(20))]);
        let people: Vec<Person> = (0..200).map(|n| house.member(&format!("m{n}@exemple.fr"))).collect();
        let start = Barrier::new(people.len());
        let standings: Vec<Value> = std::thread::scope(|scope| {
            let tap = |person| {
                let (house, event, start) = (&house, &event, &start);
                scope.spawn(move || {
                    let call = house.put(&format!("{event}/rsvp"), json!({"answer": "going"})).by(person);
                    start.wait();
                    call.send().json(200)
                })
            };
            let threads: Vec<_> = people.iter().map(tap).collect();
            threads.into_iter().map(|thread| thread.join().expect("an answer")).collect()
        });
        let count = |word: &str| standings.iter().filter(|answer| answer["standing"] == word).count();
        assert_eq!((count("going"), count("waiting")), (20, 180), "in memory: {in_memory}");
        let ranks: Vec<u64> = standings.iter().filter_map(|answer| answer["position"].as_u64()).collect();
        assert!(ranks.len() == 180 && ranks.iter().all(|rank| (1..=180).contains(rank)), "{ranks:?}");
        check_tally(&house, &event, 20, 180);
        if !in_memory {
            freed_places_go_by_rank(&house, &event, &people);
        }
    }
}

#[track_caller]
fn check_tally(house: &House, event: &str, going: u32, waiting: u32) {
    let seen = house.get(event).send().json(200);
    assert_eq!((&seen["going"], &seen["waiting"], &seen["places_left"]), (&json!(going), &json!(waiting), &json!(0)));
}

/// Those who go take their answers back or decline, one after the other: each place goes to the first who waits, and to nobody else.
fn freed_places_go_by_rank(house: &House, event: &str, people: &[Person]) {
    let (mut going, mut waiting) = (Vec::new(), Vec::new());
    for person in people {
        // Who says the same again keeps their place, and is told their rank.
        match answer(house, event, person, json!({"answer": "going"}))["position"].as_u64() {
            Some(rank) => waiting.push((rank, person)),
            None => going.push(person),
        }
    }
    waiting.sort_by_key(|(rank, _)| *rank);
    assert!(waiting.iter().map(|(rank, _)| *rank).eq(1..=180), "ranks are without gaps");
    let leave = |person: &Person| house.delete(&format!("{event}/rsvp")).by(person).send().check(204);
    leave(waiting.remove(4).1);
    check_tally(house, event, 20, 179);
    let standing = |person: &Person| house.get(event).by(person).send().json(200)["my"]["standing"].clone();
    for (n, person) in (0..).zip(&going) {
        if n % 2 == 0 {
            leave(person);
        } else {
            answer(house, event, person, json!({"answer": "declined"}));
        }
        assert_eq!(standing(waiting.remove(0).1), "going", "withdrawal {n}");
        assert_eq!(answer(house, event, waiting[0].1, json!({"answer": "going"}))["position"], 1, "withdrawal {n}");
        check_tally(house, event, 20, 178 - n);
    }
    assert!(going.iter().all(|person| !["going", "waiting"].contains(&standing(person).as_str().unwrap_or_default())));
}

#[test]
fn who_comes_is_seen_by_organisers_and_by_who_comes() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let path = format!("/api/v1/events/{}", cast.event);
    let secret = json!({"answer": "going", "note": "Je viens à vélo", "hidden": true});
    house.put(&format!("{path}/rsvp"), secret).by(&cast.mate).send().check(200);
    house.put(&format!("{path}/rsvp"), json!({"answer": "declined"})).by(&cast.member).send().check(200);
    let list = |who| house.get(&format!("{path}/rsvps")).maybe_by(who).send();
    list(None).problem(401, "sign_in");
    list(Some(&cast.member)).problem(403, "not_allowed");
    list(Some(&cast.moderator)).problem(403, "not_allowed");

    let seen = list(Some(&cast.comer)).json(200);
    assert_eq!(seen["items"].as_array().map(Vec::len), Some(2), "a hidden name counts as a person");
    assert!(!seen.to_string().contains(&cast.mate.name) && !seen.to_string().contains("vélo"), "{seen}");
    assert!(seen.to_string().contains(&cast.comer.name));

    for who in [&cast.organiser, &cast.lead, &cast.manager, &cast.admin] {
        let seen = list(Some(who)).json(200);
        assert_eq!(seen["items"].as_array().map(Vec::len), Some(3), "organisers see who declined");
        assert!(seen.to_string().contains(&cast.mate.name) && seen.to_string().contains("vélo"), "{seen}");
        assert!(!seen.to_string().contains("@exemple.fr"), "nobody's address is seen");
    }
    let own = list(Some(&cast.mate)).json(200);
    assert!(own.to_string().contains(&cast.mate.name), "one sees oneself");
}

#[test]
fn who_comes_page_by_page() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let event = event(&house, &ines, &[]);
    for n in 0..5 {
        answer(&house, &event, &house.member(&format!("m{n}@exemple.fr")), json!({"answer": "going"}));
    }
    let (mut names, mut after) = (Vec::new(), String::new());
    loop {
        let page = house.get(&format!("{event}/rsvps?limit=2{after}")).by(&ines).send().json(200);
        names.extend(
            page["items"].as_array().expect("a list").iter().map(|item| item["member"]["name"].as_str().expect("a name").to_owned()),
        );
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    names.sort();
    assert_eq!(names, ["m0 Exemple", "m1 Exemple", "m2 Exemple", "m3 Exemple", "m4 Exemple"]);
    house.get(&format!("{event}/rsvps?after=x")).by(&ines).send().problem(400, "bad_parameter");
}
