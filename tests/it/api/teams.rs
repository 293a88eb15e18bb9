//! Teams: founded, edited, joined, led.

use serde_json::{Value, json};

use crate::house::House;
use crate::people::{COLUMNS, Cast, Person, event_body, id};

const PATH: &str = "/api/v1/teams";

#[test]
fn a_name_and_a_place_are_enough() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let team = house.post(PATH, json!({"name": "Montreuil en commun", "place": {"place_id": "fr-93048"}})).by(&ines).send().json(201);
    let id = id(&team);
    assert_eq!(house.index_chores(), [format!("team {id}")]);
    let want = json!({
        "id": id, "url": format!("/teams/{id}"), "name": "Montreuil en commun", "kind": "local", "description": "", "description_html": "",
        "place": {"name": null, "street": null, "town": "Montreuil", "postcode": "93100", "country": "FR", "lat": team["place"]["lat"], "lon": team["place"]["lon"], "precision": "town"},
        "image": null, "links": [], "join_policy": "open", "hidden": false, "created_at": "2026-11-23T08:00:00Z", "revision": 1,
        "members": 1, "followers": 0, "next_event": null, "upcoming": 0, "dormant": false,
        "my": {"role": "lead", "standing": "member", "listed": true, "can_edit": true, "can_name": true, "can_host": true},
    });
    assert_eq!(team, want);
    let seen = house.get(&format!("{PATH}/{id}")).send().json(200);
    assert_eq!(
        seen["my"],
        json!({"role": null, "standing": null, "listed": false, "can_edit": false, "can_name": false, "can_host": false})
    );
}

#[test]
fn every_flaw_is_told_at_once() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let check = |body: Value, want: &[&str]| {
        assert_eq!(house.post(PATH, body.clone()).by(&ines).send().problem(422, "invalid"), want, "{body}");
    };
    check(json!({}), &["name:missing", "place:missing"]);
    check(json!({"name": "ab", "kind": "gang"}), &["name:too_short", "kind:unknown_value", "place:missing"]);
    check(json!({"name": "a".repeat(81), "place": {"town": "Lyon"}}), &["name:too_long"]);
    check(json!({"name": "abc", "place": {"place_id": "x"}}), &["place_id:unknown_place"]);
    let links: Vec<Value> = (0..9).map(|_| json!({"url": "https://a.fr/"})).collect();
    check(json!({"name": "abc", "place": {"town": "Lyon"}, "links": links}), &["links:too_many"]);
    check(json!({"name": "abc", "place": {"town": "Lyon"}, "links": [{"url": "ftp://exemple.fr"}]}), &["links.url:bad_form"]);
}

#[test]
fn a_team_shows_what_is_to_come() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let mut secret = event_body(&cast.team);
    (secret["visibility"], secret["starts_at"], secret["title"]) = (json!("team"), json!("2026-11-24T10:00:00Z"), json!("Réunion interne"));
    house.post("/api/v1/events", secret).by(&cast.lead).send().check(201);
    let read = |who| house.get(&format!("{PATH}/{}", cast.team)).maybe_by(who).send().json(200);
    let (outside, inside) = (read(Some(&cast.follower)), read(Some(&cast.mate)));
    assert_eq!((&outside["upcoming"], &outside["next_event"]["id"]), (&json!(1), &json!(cast.event)));
    assert!(!outside.to_string().contains("interne"));
    assert_eq!((&inside["upcoming"], &inside["next_event"]["title"]), (&json!(2), &json!("Réunion interne")));
    assert_eq!((&inside["members"], &inside["followers"]), (&json!(3), &json!(1)));
    let listed = house.get(&format!("{PATH}?member=me")).by(&cast.mate).send().json(200);
    assert_eq!(listed["items"], json!([inside]));
}

#[test]
fn teams_are_found_near_and_by_name() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let found =
        |name: &str, place: &str| id(&house.post(PATH, json!({"name": name, "place": {"place_id": place}})).by(&ines).send().json(201));
    let (b, a, lyon) = (found("Bagnolet", "fr-93006"), found("À Montreuil", "fr-93048"), found("Lyon debout", "fr-69123"));
    let ids = |query: &str| -> Vec<String> {
        house.get(&format!("{PATH}?{query}")).send().json(200)["items"].as_array().expect("a list").iter().map(id).collect()
    };
    assert_eq!(ids(""), [a.clone(), b.clone(), lyon.clone()]);
    assert_eq!(ids("place=fr-93048"), [a.clone(), b.clone()]);
    assert_eq!(ids("near=45.76,4.84&radius_km=500"), [lyon.clone(), a.clone(), b.clone()]);
    assert_eq!(ids("bbox=4,45,5,46"), std::slice::from_ref(&lyon));
    assert_eq!(ids("kind=thematic"), [""; 0]);
    let page = house.get(&format!("{PATH}?limit=2")).send().json(200);
    let rest = ids(&format!("limit=2&after={}", page["next"].as_str().expect("more")));
    assert_eq!(rest, [lyon]);
    house.settle();
    assert_eq!(ids("q=montreuil"), [a]);
    for query in ["limit=101", "kind=gang", "member=you", "near=x", "after=x", "place=x"] {
        house.get(&format!("{PATH}?{query}")).send().problem(400, "bad_parameter");
    }
    house.get(&format!("{PATH}?member=me")).send().problem(401, "sign_in");
}

/// `PRODUCT.md`: a team without activity for 62 days is shown as dormant.
#[test]
fn a_team_that_does_nothing_falls_asleep() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let path = format!("{PATH}/{}", cast.team);
    let dormant = |who| house.get(&path).maybe_by(who).send().json(200)["dormant"] == true;
    let days = |n: i64| house.pass(jiff::SignedDuration::from_hours(24 * n));
    // Its event is on the 28th of November, five days after the opening.
    days(67);
    assert!(!dormant(None));
    days(1);
    assert!(dormant(None));
    assert_eq!(house.get(PATH).send().json(200)["items"][1]["dormant"], true, "the list says so as well");
    for (path, told) in [(format!("/teams/{}", cast.team), "rien fait depuis deux mois"), ("/teams".to_owned(), "En sommeil")] {
        assert!(house.get(&path).header("accept-language", "fr").send().check(200).text().contains(told), "{path}");
    }
    // What it plans wakes it, for whoever may not see it as well; not a draft, nor what was called off.
    let plan = |change: Value| {
        let mut body = event_body(&cast.team);
        body["starts_at"] = json!((house.app.now() + jiff::SignedDuration::from_hours(48)).to_string());
        body.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        id(&house.post("/api/v1/events", body).by(&cast.lead).send().json(201))
    };
    plan(json!({"status": "draft"}));
    assert!(dormant(None));
    let meeting = plan(json!({"visibility": "team"}));
    assert!(!dormant(None) && !dormant(Some(&cast.mate)));
    house.post(&format!("/api/v1/events/{meeting}/cancel"), json!({})).by(&cast.lead).send().check(200);
    assert!(dormant(None));
}

#[test]
fn managers_edit() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let path = format!("{PATH}/{}", cast.team);
    let read = house.get(&path).by(&cast.manager).send();
    let tag = read.header("etag").to_owned();
    house.get(&path).by(&cast.manager).header("if-none-match", &tag).send().check(304);
    let change = json!({"name": "Montreuil !", "description": "*Bonjour*", "links": [{"label": "Site", "url": "https://a.fr/x"}], "join_policy": "approval"});
    let team = house.patch(&path, change).by(&cast.manager).header("if-match", &tag).send().json(200);
    assert_eq!((&team["name"], &team["description_html"]), (&json!("Montreuil !"), &json!("<p><em>Bonjour</em></p>\n")));
    assert_eq!((&team["links"][0]["url"], &team["join_policy"]), (&json!("https://a.fr/x"), &json!("approval")));
    house.patch(&path, json!({"name": "Autre"})).by(&cast.manager).header("if-match", &tag).send().problem(412, "stale");
    let event = house.get(&format!("/api/v1/events/{}", cast.event)).send().json(200);
    assert_eq!(event["teams"][0]["name"], "Montreuil !", "events show the new name at once");
    assert_eq!(house.patch(&path, json!({"name": null})).by(&cast.lead).send().problem(422, "invalid"), ["name:missing"]);
}

#[test]
fn joining_following_leaving() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let path = format!("{PATH}/{}/membership", cast.team);
    let join = |body: Value| house.put(&path, body).by(&cast.member).send();
    assert_eq!(join(json!({"as": "follower"})).json(200), json!({"standing": "follower", "role": "follower", "listed": false}));
    assert_eq!(join(json!({"as": "member", "listed": true})).json(200), json!({"standing": "member", "role": "member", "listed": true}));
    assert_eq!(join(json!({})).problem(422, "invalid"), ["as:missing"]);
    assert_eq!(join(json!({"as": "lead"})).problem(422, "invalid"), ["as:unknown_value"]);
    for _ in 0..2 {
        assert_eq!(house.delete(&path).by(&cast.member).send().json(200), json!({"standing": null, "role": null, "listed": false}));
    }
    house.delete(&path).by(&cast.lead).send().problem(409, "last_lead");
    house.put(&path, json!({"as": "follower"})).by(&cast.lead).send().problem(409, "last_lead");
    house.patch(&format!("{PATH}/{}", cast.team), json!({"join_policy": "approval"})).by(&cast.lead).send().check(200);
    let asked = join(json!({"as": "member", "message": "Je suis du quartier"})).json(200);
    assert_eq!(asked["standing"], "requested");
    let team = house.get(&format!("{PATH}/{}", cast.team)).by(&cast.member).send().json(200);
    assert_eq!((&team["my"]["standing"], &team["my"]["role"], &team["members"]), (&json!("requested"), &Value::Null, &json!(3)));
    house.patch(&format!("{PATH}/{}", cast.team), json!({"join_policy": "invitation"})).by(&cast.lead).send().check(200);
    house.put(&path, json!({"as": "member"})).by(&cast.comer).send().problem(403, "invitation_only");
}

#[test]
fn who_asks_to_join_is_answered() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let (team, requests) = (format!("{PATH}/{}", cast.team), format!("{PATH}/{}/requests", cast.team));
    house.patch(&team, json!({"join_policy": "approval"})).by(&cast.lead).send().check(200);
    let ask = |who: &Person| {
        let body = json!({"as": "member", "message": "Je suis du quartier"});
        assert_eq!(house.put(&format!("{team}/membership"), body).by(who).send().json(200)["standing"], "requested");
    };
    ask(&cast.member);
    ask(&cast.comer);
    let asking = |query: &str| house.get(&format!("{requests}{query}")).by(&cast.manager).send().json(200);
    let list = asking("");
    let count = |list: &Value| list["items"].as_array().map_or(0, Vec::len);
    assert_eq!(count(&list), 3, "one has asked before");
    assert_eq!((&list["items"][1]["message"], &list["items"][0]["standing"]), (&json!("Je suis du quartier"), &json!("requested")));
    let first = asking("?limit=1");
    let rest = asking(&format!("?after={}", first["next"].as_str().expect("a next page")));
    assert_eq!((count(&first), count(&rest), &rest["next"]), (1, 2, &Value::Null));
    assert!(!rest["items"].as_array().expect("a list").contains(&first["items"][0]));

    let answer = |who: &Person, accept: bool| {
        house.post(&requests, json!({"member_id": who.id.to_string(), "accept": accept})).by(&cast.manager).send()
    };
    answer(&cast.member, true).check(204);
    answer(&cast.member, true).check(204);
    answer(&cast.member, false).problem(409, "in_team");
    answer(&cast.comer, false).check(204);
    answer(&cast.comer, false).problem(404, "not_found");
    assert_eq!(count(&asking("")), 1);
    let mine = |who: &Person| house.get(&team).by(who).send().json(200)["my"]["standing"].clone();
    assert_eq!((mine(&cast.member), mine(&cast.comer)), (json!("member"), Value::Null));
    assert_eq!(house.post(&requests, json!({})).by(&cast.lead).send().problem(422, "invalid"), ["member_id:missing", "accept:missing"]);

    house.tell();
    let told = |who: &Person| {
        let inbox = house.get("/api/v1/notifications").by(who).header("accept-language", "en").send().json(200);
        let line = inbox["items"].as_array().and_then(|items| items.iter().find(|line| line["topic"] == "role").cloned());
        line.expect("a line on one's role")["text"].clone()
    };
    assert_eq!(told(&cast.member), "Your role in Montreuil en commun: Member");
    assert_eq!(told(&cast.comer), "“Montreuil en commun” has declined your request");
}

#[test]
fn who_sees_the_members() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let path = format!("{PATH}/{}/members", cast.team);
    for (name, person) in COLUMNS.iter().zip(cast.columns()) {
        let answer = house.get(&path).maybe_by(person).send();
        let all = [&cast.lead, &cast.manager, &cast.mate, &cast.follower];
        let want = match *name {
            "stranger" => {
                answer.problem(401, "sign_in");
                continue;
            }
            "mate" => vec![&cast.lead, &cast.manager, &cast.mate],
            "manager" | "lead" | "admin" => all.to_vec(),
            _ => {
                answer.check(403);
                continue;
            }
        };
        let list = answer.json(200);
        let text = list.to_string();
        for person in all {
            assert_eq!(text.contains(&person.name), want.iter().any(|w| w.id == person.id), "{name} and {}", person.name);
        }
        assert!(!text.contains("@exemple.fr"), "{name}");
    }
}

#[test]
fn roles() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let of = |who: &crate::people::Person| format!("{PATH}/{}/members/{}", cast.team, who.id);
    let set = |by, who, role: &str| house.patch(&of(who), json!({"role": role})).by(by).send();
    assert_eq!(set(&cast.manager, &cast.follower, "member").json(200)["role"], "member");
    set(&cast.manager, &cast.mate, "manager").problem(403, "not_allowed");
    set(&cast.mate, &cast.follower, "manager").problem(403, "not_allowed");
    assert_eq!(set(&cast.lead, &cast.mate, "lead").json(200)["role"], "lead");
    set(&cast.lead, &cast.manager, "lead").problem(409, "too_many_leads");
    set(&cast.mate, &cast.lead, "member").check(200);
    set(&cast.mate, &cast.mate, "member").problem(409, "last_lead");
    set(&cast.mate, &cast.rival, "member").problem(404, "not_found");
    assert_eq!(house.patch(&of(&cast.lead), json!({})).by(&cast.mate).send().problem(422, "invalid"), ["role:missing"]);
    house.delete(&of(&cast.follower)).by(&cast.follower).send().problem(403, "not_allowed");
    house.delete(&of(&cast.follower)).by(&cast.manager).send().check(204);
    house.delete(&of(&cast.mate)).by(&cast.manager).send().problem(403, "not_allowed");
    house.delete(&of(&cast.mate)).by(&cast.mate).send().problem(409, "last_lead");
}
