//! Events: created, shown as far as the reader may see them, edited, called off.

use banderole::domain::member::Role;
use serde_json::{Value, json};

use crate::house::{House, Like};
use crate::people::{Cast, event_body, id};

const PATH: &str = "/api/v1/events";

/// The least that makes an event.
fn least() -> Value {
    json!({"kind": "leafleting", "title": "Tractage", "starts_at": "2026-11-28T10:30:00+01:00", "place": {"town": "Montreuil", "postcode": "93100"}})
}

fn least_with(change: &[(&str, Value)]) -> Value {
    let mut body = least();
    for (field, value) in change {
        body[*field] = value.clone();
    }
    body
}

#[test]
fn kind_title_when_and_where_are_enough() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let event = house.post(PATH, least()).by(&ines).send().json(201);
    let id = id(&event);
    assert_eq!(house.index_chores(), [format!("event {id}")]);
    assert!(house.letters().is_empty());
    let want = json!({
        "id": id, "url": format!("/events/{id}"), "kind": "leafleting", "title": "Tractage", "description": "", "description_html": "",
        "starts_at": "2026-11-28T09:30:00Z", "ends_at": "2026-11-28T11:00:00Z", "time_zone": "Europe/Paris",
        "status": "published", "cancel_reason": null, "visibility": "public", "address_for": "everyone", "address_hidden": false,
        "place": {"name": null, "street": null, "town": "Montreuil", "postcode": "93100", "country": "FR", "lat": event["place"]["lat"], "lon": event["place"]["lon"], "precision": "town"},
        "online": false, "online_url": null, "online_for": "everyone", "teams": [], "contact": null,
        "organisers": [{"id": ines.id.to_string(), "name": "ines Exemple", "photo": null}],
        "capacity": null, "going": 0, "waiting": 0, "places_left": null, "wanted": null, "needs": 0, "guests_max": 5,
        "access": {"wheelchair": null, "children": null, "sign_language": null, "language": null},
        "image": null, "created_at": "2026-11-23T08:00:00Z", "changed_at": "2026-11-23T08:00:00Z", "revision": 1,
        "my": {"standing": null, "can_edit": true, "can_see_people": true, "organiser": true},
    });
    assert_eq!(event, want);
    let lat = event["place"]["lat"].as_f64().expect("degrees");
    assert!((lat - 48.86).abs() < 0.05, "{lat}");
}

/// Who made something knows where it is, and can ask later whether it changed.
#[test]
fn what_is_made_has_an_address_and_a_tag() {
    let house = House::in_memory();
    let admin = house.member_as("admin@exemple.fr", Role::Admin);
    let made = [
        (PATH, least()),
        ("/api/v1/teams", json!({"name": "Montreuil", "place": {"town": "Lyon"}})),
        ("/api/v1/posts", json!({"title": "Dimanche"})),
    ];
    for (path, body) in made {
        let answer = house.post(path, body).by(&admin).send();
        let (address, tag) = (answer.header("location").to_owned(), answer.header("etag").to_owned());
        let thing = answer.json(201);
        assert_eq!(address, format!("{path}/{}", id(&thing)));
        house.get(&address).by(&admin).header("if-none-match", &tag).send().check(304);
        house.patch(&address, json!({})).by(&admin).header("if-match", &tag).send().check(200);
    }
}

#[test]
fn everything_that_can_be_said() {
    let house = House::like(Like { origin: Some("https://reseau.exemple"), in_memory: true, ..Like::default() });
    let lead = house.member("lead@exemple.fr");
    let team = id(&house.post("/api/v1/teams", json!({"name": "Montreuil", "place": {"place_id": "fr-93048"}})).by(&lead).send().json(201));
    let body = json!({
        "kind": "public_meeting", "title": " Grande \n réunion ", "description": "**Venez** <script>",
        "starts_at": "2026-12-05T18:00:00Z", "ends_at": "2026-12-05T21:00:00+01:00", "time_zone": "Europe/Lisbon",
        "place": {"name": "Salle des fêtes", "street": "1 place Jean Jaurès", "town": "Montreuil", "country": "fr", "lat": 48.8611, "lon": 2.4436, "precision": "street"},
        "address_for": "everyone", "online_url": "https://visio.exemple/x", "online_for": "coming", "teams": [team],
        "contact": {"name": "Inès", "email": "ines@exemple.fr", "phone": "0612345678"},
        "capacity": 120, "guests_max": 2, "needs": 15, "visibility": "members", "status": "published",
        "access": {"wheelchair": true, "children": false, "language": "français"},
    });
    let event = house.post(PATH, body).by(&lead).send().json(201);
    assert_eq!(event["url"], format!("https://reseau.exemple/events/{}", id(&event)));
    assert_eq!(event["title"], "Grande réunion");
    assert_eq!(event["description_html"], "<p><strong>Venez</strong> &lt;script&gt;</p>\n");
    assert_eq!((&event["ends_at"], &event["time_zone"]), (&json!("2026-12-05T20:00:00Z"), &json!("Europe/Lisbon")));
    assert_eq!(event["place"]["precision"], "street");
    assert_eq!(event["place"]["country"], "FR");
    assert_eq!(event["teams"], json!([{"id": team, "name": "Montreuil", "url": format!("https://reseau.exemple/teams/{team}")}]));
    assert_eq!(event["contact"], json!({"name": "Inès", "email": "ines@exemple.fr", "phone": "0612345678"}));
    assert_eq!(
        (&event["capacity"], &event["places_left"], &event["wanted"], &event["needs"]),
        (&json!(120), &json!(120), &json!(15), &json!(15))
    );
    assert_eq!(event["access"], json!({"wheelchair": true, "children": false, "sign_language": null, "language": "français"}));
    assert_eq!(event["online_url"], "https://visio.exemple/x");
    house.get(&format!("{PATH}/{}", id(&event))).send().problem(404, "not_found");
}

#[test]
fn an_online_event_needs_no_place() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let body =
        json!({"kind": "online_meeting", "title": "Visio", "starts_at": "2026-12-01T19:00:00Z", "online_url": "https://visio.exemple/x"});
    let event = house.post(PATH, body).by(&ines).send().json(201);
    assert_eq!((&event["place"], &event["online"]), (&Value::Null, &json!(true)));
    let zone = event["time_zone"].as_str().expect("a zone");
    assert_eq!(zone, "Europe/Paris", "that of the middle of the network's map");
}

#[test]
fn every_flaw_is_told_at_once() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let check = |body: Value, want: &[&str]| {
        assert_eq!(house.post(PATH, body.clone()).by(&ines).send().problem(422, "invalid"), want, "{body}");
    };
    check(json!({}), &["kind:missing", "title:missing", "starts_at:missing", "place:place_or_link"]);
    check(json!({"title": "ab", "kind": "x y"}), &["kind:unknown_kind", "title:too_short", "starts_at:missing", "place:place_or_link"]);
    check(least_with(&[("kind", json!("karaoke"))]), &["kind:unknown_kind"]);
    check(least_with(&[("title", json!("a".repeat(101)))]), &["title:too_long"]);
    check(least_with(&[("description", json!("a".repeat(10_001)))]), &["description:too_long"]);
    check(least_with(&[("starts_at", json!("demain"))]), &["starts_at:bad_time"]);
    check(least_with(&[("starts_at", json!("2026-11-28T10:30:00"))]), &["starts_at:bad_time"]);
    check(least_with(&[("ends_at", json!("2026-11-28T09:30:00Z"))]), &["ends_at:ends_before_start"]);
    check(least_with(&[("ends_at", json!("2026-12-06T09:30:00Z"))]), &["ends_at:too_long_event"]);
    check(least_with(&[("time_zone", json!("Europe/Nowhere"))]), &["time_zone:unknown_value"]);
    check(least_with(&[("place", json!({}))]), &["place:town_or_point"]);
    check(least_with(&[("place", json!({"lat": 48.0, "lon": 200.0}))]), &["place.lat:bad_form"]);
    check(least_with(&[("place", json!({"place_id": "fr-00000"}))]), &["place_id:unknown_place"]);
    check(least_with(&[("online_url", json!("javascript:alert(1)"))]), &["online_url:bad_form"]);
    let linked = [("place", Value::Null), ("online_url", json!("javascript:alert(1)"))];
    check(least_with(&linked), &["online_url:bad_form"]);
    check(least_with(&[("capacity", json!(0)), ("wanted", json!(-1))]), &["wanted:out_of_range", "capacity:out_of_range"]);
    check(least_with(&[("guests_max", json!(21))]), &["guests_max:out_of_range"]);
    check(least_with(&[("guests_max", json!(300))]), &["guests_max:out_of_range"]);
    check(least_with(&[("visibility", json!("team"))]), &["visibility:needs_team"]);
    check(least_with(&[("visibility", json!("secret"))]), &["visibility:unknown_value"]);
    check(least_with(&[("status", json!("cancelled"))]), &["status:unknown_value"]);
    check(least_with(&[("contact", json!({"email": "x@y.fr"}))]), &["contact.name:missing"]);
    check(least_with(&[("teams", json!(["a", "b"]))]), &["teams:too_many"]);
    assert!(house.index_chores().is_empty());
    for (body, want) in [(json!({"id": "x"}), "id:unknown_field"), (json!({"place": {"x": 1}}), "place.x:unknown_field")] {
        assert_eq!(house.post(PATH, body).by(&ines).send().problem(400, "unknown_field"), [want]);
    }
    for (body, want) in [
        (json!({"capacity": 1.5}), "capacity:wrong_type"),
        (json!({"title": 7}), "title:wrong_type"),
        (json!({"place": []}), "place:wrong_type"),
    ] {
        assert_eq!(house.post(PATH, body).by(&ines).send().problem(400, "wrong_type"), [want]);
    }
}

/// The exact address is kept for people who come: nobody else gets a byte of it, through no door.
#[test]
fn an_address_is_kept_for_people_who_come() {
    let house = House::open();
    let cast = Cast::of(&house);
    house.settle();
    let doors = [
        format!("{PATH}/{}", cast.event),
        format!("{PATH}?near=48.86,2.44"),
        format!("{PATH}?near=48.86,2.44&sort=distance&radius_km=50"),
        format!("{PATH}?bbox=2,48,3,49"),
        format!("{PATH}?bbox=2,48,3,49&cluster=14"),
        format!("{PATH}?q=tractage&near=48.86,2.44"),
        format!("{PATH}?q=puits"),
        format!("{PATH}?team={}", cast.team),
        "/api/v1/search?q=tractage".to_owned(),
        "/api/v1/search?q=Chez%20In%C3%A8s&near=48.8605,2.4431&radius_km=0.1".to_owned(),
        format!("/api/v1/teams/{}", cast.team),
    ];
    for (name, person) in crate::people::COLUMNS.iter().zip(cast.columns()) {
        let may = matches!(*name, "comer" | "manager" | "lead" | "organiser" | "admin");
        for door in &doors {
            let text = house.get(door).maybe_by(person).send().text();
            let leaks = ["Chez Inès", "rue du Puits", "48.8605", "2.4431"].iter().any(|secret| text.contains(secret));
            assert!(may || !leaks, "{name} sees the address at {door}: {text}");
        }
        let event = house.get(&doors[0]).maybe_by(person).send();
        if *name == "suspended" {
            event.problem(403, "suspended");
            continue;
        }
        let event = event.json(200);
        assert_eq!(event["address_hidden"], !may, "{name}");
        assert_eq!(event["place"].get("street").is_some(), may, "{name}");
        assert_eq!(event["place"]["precision"], if may { "exact" } else { "town" }, "{name}");
        assert_eq!(event["organisers"].as_array().map(Vec::len), Some(usize::from(*name != "stranger")), "{name}");
        assert!(!event.to_string().contains("@exemple.fr"), "{name}");
    }
}

#[test]
fn a_link_is_kept_for_people_who_come() {
    let house = House::in_memory();
    let (ines, yanis) = (house.member("ines@exemple.fr"), house.member("yanis@exemple.fr"));
    let body = least_with(&[("online_url", json!("https://visio.exemple/secret")), ("online_for", json!("coming"))]);
    let path = format!("{PATH}/{}", id(&house.post(PATH, body).by(&ines).send().json(201)));
    let read = |house: &House| house.get(&path).by(&yanis).send().json(200);
    let event = read(&house);
    assert!(event.get("online_url").is_none() && !event.to_string().contains("visio.exemple"), "{event}");
    assert_eq!((&event["online"], &event["place"]["town"]), (&json!(true), &json!("Montreuil")));
    house.put(&format!("{path}/rsvp"), json!({"answer": "going"})).by(&yanis).send().check(200);
    assert_eq!(read(&house)["online_url"], "https://visio.exemple/secret");
}

#[test]
fn a_draft_is_for_its_organisers() {
    let house = House::in_memory();
    let (ines, yanis) = (house.member("ines@exemple.fr"), house.member("yanis@exemple.fr"));
    let draft = id(&house.post(PATH, least_with(&[("status", json!("draft"))])).by(&ines).send().json(201));
    let path = format!("{PATH}/{draft}");
    for who in [None, Some(&yanis)] {
        house.get(&path).maybe_by(who).send().problem(404, "not_found");
        assert_eq!(house.get(PATH).maybe_by(who).send().json(200)["items"], json!([]));
    }
    assert_eq!(house.get(&path).by(&ines).send().json(200)["status"], "draft");
    let mine = house.get(&format!("{PATH}?mine=organising")).by(&ines).send().json(200);
    assert_eq!(mine["items"][0]["id"], draft);
    house.post(&format!("{path}/publish"), json!({})).by(&yanis).send().problem(404, "not_found");
    assert_eq!(house.call("POST", &format!("{path}/publish")).by(&ines).send().json(200)["status"], "published");
    assert_eq!(house.get(PATH).send().json(200)["items"][0]["id"], draft);
}

#[test]
fn who_sees_what_is_not_public() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let make = |visibility: &str| {
        let mut body = event_body(&cast.team);
        body["visibility"] = json!(visibility);
        body["title"] = json!(format!("Pour {visibility}"));
        id(&house.post(PATH, body).by(&cast.lead).send().json(201))
    };
    let (members, team, link) = (make("members"), make("team"), make("link"));
    let listed = |person| house.get(&format!("{PATH}?limit=100")).maybe_by(person).send().text();
    for (name, person) in crate::people::COLUMNS.iter().zip(cast.columns()) {
        let stranger = matches!(*name, "stranger" | "suspended");
        let inside = matches!(*name, "mate" | "manager" | "lead");
        let sees = |id: &str| house.get(&format!("{PATH}/{id}")).maybe_by(person).send().status == 200;
        let all = listed(person);
        assert_eq!((sees(&members), all.contains(&members)), (!stranger, !stranger), "members: {name}");
        assert_eq!((sees(&team), all.contains(&team)), (inside, inside), "team: {name}");
        assert_eq!((sees(&link), all.contains(&link)), (*name != "suspended", false), "link: {name}");
    }
}

#[test]
fn editing_changes_what_is_said_and_no_more() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let made = house.post(PATH, least_with(&[("capacity", json!(5))])).by(&ines).send().json(201);
    let path = format!("{PATH}/{}", id(&made));
    house.settle();
    let change = json!({"title": "Collage", "starts_at": "2026-11-29T10:00:00Z", "capacity": null, "place": {"town": "Lyon"}});
    let event = house.patch(&path, change).by(&ines).send().json(200);
    assert_eq!(house.index_chores(), [format!("event {}", id(&made))]);
    assert_eq!((&event["title"], &event["capacity"], &event["revision"]), (&json!("Collage"), &Value::Null, &json!(2)));
    assert_eq!((&event["ends_at"], &event["kind"]), (&json!("2026-11-29T11:30:00Z"), &json!("leafleting")));
    assert_eq!(event["place"]["town"], "Lyon");
    let check = |body: Value, want: &[&str]| {
        assert_eq!(house.patch(&path, body.clone()).by(&ines).send().problem(422, "invalid"), want, "{body}");
    };
    check(json!({"title": null, "kind": null}), &["kind:missing", "title:missing"]);
    check(json!({"title": "ab", "ends_at": "2026-11-29T09:00:00Z"}), &["title:too_short", "ends_at:ends_before_start"]);
    check(json!({"place": null}), &["place:place_or_link"]);
    assert_eq!(house.patch(&path, json!({"status": "draft"})).by(&ines).send().problem(400, "unknown_field"), ["status:unknown_field"]);
}

#[test]
fn an_edit_of_what_has_changed_is_refused() {
    let house = House::in_memory();
    let (ines, yanis) = (house.member("ines@exemple.fr"), house.member("yanis@exemple.fr"));
    let path = format!("{PATH}/{}", id(&house.post(PATH, least()).by(&ines).send().json(201)));
    let read = || house.get(&path).by(&ines).send();
    let tag = read().header("etag").to_owned();
    house.get(&path).by(&ines).header("if-none-match", &tag).send().check(304);
    house.put(&format!("{path}/rsvp"), json!({"answer": "going"})).by(&yanis).send().check(200);
    assert_eq!(house.get(&path).by(&ines).header("if-none-match", &tag).send().json(200)["going"], 1, "an answer changes what is shown");
    let patch = |tag: &str| house.patch(&path, json!({"title": "Collage"})).by(&ines).header("if-match", tag).send();
    patch(&tag).check(200);
    patch(&tag).problem(412, "stale");
    patch("\"nonsense\"").problem(412, "stale");
    patch("*").check(200);
    patch(read().header("etag")).check(200);
}

#[test]
fn capacity_never_falls_below_who_comes() {
    let house = House::in_memory();
    let (ines, yanis) = (house.member("ines@exemple.fr"), house.member("yanis@exemple.fr"));
    let path = format!("{PATH}/{}", id(&house.post(PATH, least()).by(&ines).send().json(201)));
    house.put(&format!("{path}/rsvp"), json!({"answer": "going", "guests": 2})).by(&yanis).send().check(200);
    house.patch(&path, json!({"capacity": 2})).by(&ines).send().problem(409, "capacity_below_going");
    let event = house.patch(&path, json!({"capacity": 3})).by(&ines).send().json(200);
    assert_eq!((&event["going"], &event["places_left"]), (&json!(3), &json!(0)));
}

#[test]
fn what_is_called_off_stays_visible() {
    let house = House::in_memory();
    let (ines, yanis) = (house.member("ines@exemple.fr"), house.member("yanis@exemple.fr"));
    let path = format!("{PATH}/{}", id(&house.post(PATH, least()).by(&ines).send().json(201)));
    let cancel = |body: Value| house.post(&format!("{path}/cancel"), body);
    cancel(json!({})).by(&yanis).send().problem(403, "not_allowed");
    let long = json!({"reason": "a".repeat(501)});
    cancel(long.clone()).by(&yanis).send().problem(403, "not_allowed");
    assert_eq!(cancel(long).by(&ines).send().problem(422, "invalid"), ["reason:too_long"]);
    let event = cancel(json!({"reason": "Il pleut."})).by(&ines).send().json(200);
    assert_eq!((&event["status"], &event["cancel_reason"]), (&json!("cancelled"), &json!("Il pleut.")));
    assert_eq!(house.get(&path).send().json(200)["status"], "cancelled");
    assert_eq!(house.get(PATH).send().json(200)["items"], json!([]));
    house.call("POST", &format!("{path}/cancel")).by(&ines).send().problem(409, "cancelled");
    house.patch(&path, json!({"title": "Encore"})).by(&ines).send().problem(409, "cancelled");
    house.put(&format!("{path}/rsvp"), json!({"answer": "going"})).by(&yanis).send().problem(409, "cancelled");
}

#[test]
fn what_was_called_off_may_still_be_explained() {
    let house = House::in_memory();
    let (ines, yanis) = (house.member("ines@exemple.fr"), house.member("yanis@exemple.fr"));
    let path = format!("{PATH}/{}", id(&house.post(PATH, least()).by(&ines).send().json(201)));
    house.put(&format!("{path}/rsvp"), json!({"answer": "going"})).by(&yanis).send().check(200);
    house.patch(&path, json!({"cancel_reason": "Il pleut."})).by(&ines).send().problem(409, "not_cancelled");
    house.call("POST", &format!("{path}/cancel")).by(&ines).send().check(200);
    let words =
        json!({"cancel_reason": "Il pleut.", "description": "On se retrouve *samedi prochain*.", "starts_at": "2026-11-28T10:30:00+01:00"});
    house.patch(&path, words.clone()).by(&yanis).send().problem(403, "not_allowed");
    let event = house.patch(&path, words).by(&ines).send().json(200);
    assert_eq!((&event["status"], &event["cancel_reason"]), (&json!("cancelled"), &json!("Il pleut.")));
    assert_eq!((&event["description"], &event["going"]), (&json!("On se retrouve *samedi prochain*."), &json!(1)));
    for change in [json!({"starts_at": "2026-12-05T10:30:00+01:00"}), json!({"place": {"town": "Lyon"}}), json!({"capacity": 3})] {
        house.patch(&path, change).by(&ines).send().problem(409, "cancelled");
    }
}

#[test]
fn a_town_whose_name_several_have_is_asked_about() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let refused = house.post(PATH, least_with(&[("place", json!({"town": "Saint-Denis"}))])).by(&ines).send().json(422);
    let error = &refused["errors"][0];
    assert_eq!((&error["field"], &error["code"]), (&json!("place.town"), &json!("which_place")));
    let candidates = error["candidates"].as_array().expect("a list");
    assert_eq!((&candidates[0]["id"], &candidates[1]["id"]), (&json!("fr-97411"), &json!("fr-93066")), "the most populous first");
    assert_eq!((&candidates[1]["postcode"], &candidates[1]["region"]), (&json!("93200"), &json!("Seine-Saint-Denis")));
    let made = |place: Value| house.post(PATH, least_with(&[("place", place)])).by(&ines).send().json(201)["place"]["postcode"].clone();
    // With a postcode, a point or an id nobody has to ask; nor where one of them has ten times as many people as the next.
    assert_eq!(made(json!({"town": "Saint-Denis", "postcode": "93200"})), "93200");
    assert_eq!(made(json!({"town": "Saint-Denis", "lat": 48.936, "lon": 2.357})), "93200");
    assert_eq!(made(json!({"place_id": candidates[1]["id"]})), "93200");
    assert_eq!(made(json!({"town": "Montreuil"})), "93100");
    let missing = house.post(PATH, least_with(&[("title", json!(""))])).by(&ines).send().json(422);
    assert!(missing["errors"][0].get("candidates").is_none());
    for (method, path, body) in [
        ("POST", "/api/v1/teams", json!({"name": "Équipe", "place": {"town": "Saint-Denis"}})),
        ("PATCH", "/api/v1/me", json!({"place": {"town": "Saint-Denis"}})),
    ] {
        let refused = house.call(method, path).json(&body).by(&ines).send().json(422);
        assert_eq!(refused["errors"][0]["code"], "which_place", "{path}");
    }
}

#[test]
fn a_town_that_no_list_has_is_taken_only_when_it_is_meant() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let make = |place: Value| house.post(PATH, least_with(&[("place", place)])).by(&ines).send();
    let refused = make(json!({"town": "Monrteuil"})).json(422);
    let error = &refused["errors"][0];
    assert_eq!((&error["field"], &error["code"]), (&json!("place.town"), &json!("unknown_place")));
    assert!(!error["candidates"].as_array().expect("those that are like it").is_empty());
    assert_eq!(make(json!({"town": "Xyzzyville"})).json(422)["errors"][0]["code"], "unknown_place");
    let kept = make(json!({"town": "Xyzzyville", "unlisted": true})).json(201);
    assert_eq!((&kept["place"]["town"], &kept["place"]["lat"]), (&json!("Xyzzyville"), &Value::Null));
    assert_eq!(make(json!({"town": "Xyzzyville", "lat": 48.86, "lon": 2.44})).json(201)["place"]["lat"], 48.86);
    // The postcode says where a hamlet is; words say which of several a town is, or which part of one.
    let hamlet = make(json!({"town": "Xyzzyville", "postcode": "93100"})).json(201);
    assert_eq!((&hamlet["place"]["town"], hamlet["place"]["lat"].is_number()), (&json!("Xyzzyville"), true));
    assert_eq!(make(json!({"town": "Brest, Finistère"})).json(201)["place"]["town"], "Brest");
    assert_eq!(make(json!({"town": "Paris 11e"})).json(201)["place"]["postcode"], "75011");
    let unknown = make(json!({"town": "Lyon", "hidden": 1})).json(400);
    assert_eq!((&unknown["errors"][0]["field"], &unknown["errors"][0]["code"]), (&json!("place.hidden"), &json!("unknown_field")));
}

#[test]
fn a_postcode_that_is_not_the_towns_is_asked_about() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let make = |place: Value| house.post(PATH, least_with(&[("place", place)])).by(&ines).send();
    for place in [
        json!({"town": "Bagnolet", "postcode": "75011"}),
        json!({"town": "Bagnolet", "postcode": "75 011", "lat": 48.87, "lon": 2.42}),
        json!({"place_id": "fr-93006", "postcode": "75011"}),
    ] {
        let refused = make(place).json(422);
        let error = &refused["errors"][0];
        assert_eq!((&error["field"], &error["code"]), (&json!("place.postcode"), &json!("other_postcode")));
        let ids: Vec<&Value> = error["candidates"].as_array().expect("a list").iter().map(|town| &town["id"]).collect();
        assert_eq!(ids, ["fr-93006", "fr-75111"]);
    }
    assert_eq!(make(json!({"town": "Bagnolet", "postcode": "93200"})).json(422)["errors"][0]["code"], "other_postcode");
    for (method, path, body) in [
        ("POST", "/api/v1/teams", json!({"name": "Équipe", "place": {"town": "Bagnolet", "postcode": "75011"}})),
        ("PATCH", "/api/v1/me", json!({"place": {"town": "Bagnolet", "postcode": "75011"}})),
    ] {
        let refused = house.call(method, path).json(&body).by(&ines).send().json(422);
        assert_eq!(refused["errors"][0]["code"], "other_postcode", "{path}");
    }
    // One of a city's many; one that no list has, in the town's own département; a code of another country.
    for place in [
        json!({"town": "Paris", "postcode": "75011"}),
        json!({"town": "Paris", "postcode": "75680"}),
        json!({"town": "Lyon 3e", "postcode": "69003"}),
        json!({"town": "Berlin", "postcode": "10115", "country": "DE"}),
    ] {
        make(place).check(201);
    }
    // What is meant as it is written is nowhere, even where the lists have its name.
    for place in [json!({"town": "Bagnolet", "unlisted": true}), json!({"town": "Bagnolet", "postcode": "75011", "unlisted": true})] {
        let made = make(place).json(201);
        assert_eq!((&made["place"]["town"], &made["place"]["lat"]), (&json!("Bagnolet"), &Value::Null));
    }
}

#[test]
fn a_town_far_from_the_point_beside_it_is_asked_about() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let make = |place: Value| house.post(PATH, least_with(&[("place", place)])).by(&ines).send();
    let refused = make(json!({"town": "Lyon", "lat": 48.85, "lon": 2.35})).json(422);
    let error = &refused["errors"][0];
    assert_eq!((&error["field"], &error["code"]), (&json!("place.town"), &json!("far_from_point")));
    assert_eq!(error["candidates"][0]["id"], "fr-69123");
    // A hamlet that no list has takes the place of its point, and not the postcode of the town around; what is meant is taken.
    for (place, town) in [
        (json!({"town": "Les Trois Chênes", "lat": 48.85, "lon": 2.35}), "Les Trois Chênes"),
        (json!({"town": "Lyon", "lat": 48.85, "lon": 2.35, "unlisted": true}), "Lyon"),
    ] {
        let made = make(place).json(201);
        assert_eq!((&made["place"]["town"], &made["place"]["postcode"]), (&json!(town), &Value::Null));
        assert_eq!(made["place"]["lat"], 48.85);
    }
    let paris = make(json!({"town": "Paris 11e", "lat": 48.86, "lon": 2.38})).json(201);
    assert_eq!(paris["place"]["postcode"], "75011");
}

#[test]
fn a_copy_is_a_draft_some_weeks_later() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let path = format!("{PATH}/{}", id(&house.post(PATH, least()).by(&ines).send().json(201)));
    let copy = |key: &str| house.call("POST", &format!("{path}/duplicate")).by(&ines).header("idempotency-key", key).send().json(201);
    let first = copy("a");
    assert_eq!((&first["status"], &first["starts_at"]), (&json!("draft"), &json!("2026-12-05T09:30:00Z")));
    assert_eq!(id(&copy("a")), id(&first));
    assert_ne!(id(&copy("b")), id(&first));
}

#[test]
fn a_repeat_under_a_key_creates_nothing() {
    let house = House::in_memory();
    let (ines, yanis) = (house.member("ines@exemple.fr"), house.member("yanis@exemple.fr"));
    let post = |who, body: Value| house.post(PATH, body).by(who).header("idempotency-key", "clé".trim_end_matches('é')).send();
    let first = post(&ines, least()).json(201);
    assert_eq!(post(&ines, least()).json(201), first);
    post(&ines, least_with(&[("title", json!("Autre"))])).problem(409, "idempotency_key");
    assert_ne!(id(&post(&yanis, least()).json(201)), id(&first), "keys of two members never meet");
    let teams = house.post("/api/v1/teams", json!({"name": "abc", "place": {"town": "Lyon"}})).by(&ines).header("idempotency-key", "cl");
    teams.send().problem(409, "idempotency_key");
    for key in ["", "a b", &"k".repeat(201)] {
        house.post(PATH, least()).by(&ines).header("idempotency-key", key).send().problem(400, "bad_parameter");
    }
    assert_eq!(house.get(PATH).send().json(200)["items"].as_array().map(Vec::len), Some(2));
}

#[test]
fn covers_are_for_those_who_may_edit() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let picture = super::me::picture(image::ImageFormat::Png);
    for path in [format!("{PATH}/{}/image", cast.event), format!("/api/v1/teams/{}/image", cast.team)] {
        let put = |who| house.call("PUT", &path).bytes("image/png", picture.clone()).maybe_by(who).send();
        put(None).problem(401, "sign_in");
        put(Some(&cast.mate)).problem(403, "not_allowed");
        let image = put(Some(&cast.lead)).json(200)["image"].clone();
        assert!(image["1024"].as_str().is_some_and(|url| url.starts_with("/media/") && url.ends_with("/1024.jpg")), "{image}");
        let shown = house.get(path.trim_end_matches("/image")).send().json(200);
        assert_eq!(shown["image"], image);
        let bad = |kind: &str, bytes: &[u8]| house.call("PUT", &path).bytes(kind, bytes).by(&cast.lead).send().problem(422, "invalid");
        assert_eq!(bad("image/jpeg", b"GIF89a"), ["image:gif"]);
        assert_eq!(bad("multipart/form-data; boundary=b", b"--b--\r\n"), ["image:missing"]);
        house.delete(&path).by(&cast.mate).send().problem(403, "not_allowed");
        assert_eq!(house.delete(&path).by(&cast.lead).send().json(200)["image"], Value::Null);
        assert_eq!(house.get(path.trim_end_matches("/image")).send().json(200)["image"], Value::Null);
    }
}
