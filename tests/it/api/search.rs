//! One box over everything.

use serde_json::json;

use crate::house::House;
use crate::people::id;

#[test]
fn words_find_events_and_teams() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let event = json!({"kind": "leafleting", "title": "Tractages <b>au marché</b>", "starts_at": "2026-12-01T10:00:00Z", "place": {"place_id": "fr-93048"}});
    let event = id(&house.post("/api/v1/events", event).by(&ines).send().json(201));
    let team = json!({"name": "Marché solidaire", "place": {"place_id": "fr-69123"}, "description": "Nous aimons les marchés."});
    let team = id(&house.post("/api/v1/teams", team).by(&ines).send().json(201));
    house.settle();
    let ask = |query: &str| house.get(&format!("/api/v1/search?{query}")).send().json(200);
    let all = ask("q=marches");
    assert_eq!(all["counts"], json!({"events": 1, "teams": 1, "posts": 0}));
    let items = all["items"].as_array().expect("a list");
    let found = |id: &str| items.iter().find(|item| item["id"] == *id).expect("found");
    assert_eq!((&found(&event)["type"], &found(&event)["url"]), (&json!("event"), &json!(format!("/events/{event}"))));
    assert_eq!(found(&event)["highlight"], "Tractages &lt;b&gt;au <mark>marché</mark>&lt;/b&gt;");
    assert_eq!(found(&team)["highlight"], "Nous aimons les <mark>marchés</mark>.");
    assert!(found(&event).get("distance_km").is_none());
    assert_eq!(ask("q=marche&types=events")["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(ask("q=marche&types=posts")["items"], json!([]));
    let near = ask("q=marche&near=48.86,2.44&radius_km=50");
    assert_eq!((&near["items"][0]["id"], near["items"].as_array().map(Vec::len)), (&json!(event), Some(1)));
    assert!(near["items"][0]["distance_km"].as_f64().is_some_and(|km| km < 5.0));
    for words in ["title:marche", "marche%20OR%20x", "%22marche", "marche*", "%28", "AND"] {
        house.get(&format!("/api/v1/search?q={words}")).send().check(200);
    }
}

/// Without the wait the search is answered before the index was fed, and finds nothing.
#[test]
fn who_writes_finds_it_at_once() {
    let house = House::in_memory();
    let (ines, yanis) = (house.member("ines@exemple.fr"), house.member("yanis@exemple.fr"));
    let path = "/api/v1/events";
    let event =
        json!({"kind": "leafleting", "title": "Rhododendrons", "starts_at": "2026-12-01T10:00:00Z", "place": {"place_id": "fr-93048"}});
    let event = format!("{path}/{}", id(&house.post(path, event).by(&ines).send().json(201)));
    let found = |query: &str, key: &str| {
        std::thread::scope(|scope| {
            let search = scope.spawn(|| house.get(query).by(&ines).send().check(200));
            while !search.is_finished() && !house.app.own_writes.is_awaited() {
                std::thread::yield_now();
            }
            house.settle();
            search.join().expect("an answer").text().contains(key)
        })
    };
    assert!(
        !house.get("/api/v1/search?q=rhododendrons").by(&yanis).send().check(200).text().contains("Rhododendrons"),
        "others wait for nothing"
    );
    assert!(found("/api/v1/search?q=rhododendrons", "<mark>Rhododendrons"), "created");
    house.patch(&event, json!({"title": "Mimosas"})).by(&ines).send().check(200);
    assert!(found("/search?q=mimosas", "Mimosas</a>"), "edited, on the page");
    house.patch(&event, json!({"title": "Glycines"})).by(&ines).send().check(200);
    assert!(found("/api/v1/events?q=glycines", "Glycines"), "in the list");
    house.patch(&event, json!({"title": "Lavandes"})).by(&ines).send().check(200);
    assert!(found("/events?q=lavandes", "Lavandes</a>"), "in the list of the pages");
    house.post(&format!("{event}/cancel"), json!({})).by(&ines).send().check(200);
    assert!(!found("/api/v1/search?q=lavandes", "Lavandes"), "called off");
    house.post("/api/v1/teams", json!({"name": "Les Pivoines", "place": {"place_id": "fr-93048"}})).by(&ines).send().check(201);
    assert!(found("/api/v1/teams?q=pivoines", "Les Pivoines"), "a team");
    assert!(!house.app.own_writes.is_awaited());
}

#[test]
fn hostile_parameters() {
    let house = House::in_memory();
    for query in
        ["", "q=a&types=people", "q=a&types=", "q=a&limit=0", "q=a&limit=101", "q=a&near=x", "q=a&radius_km=0.01&near=1,1", "q=a&after=x"]
    {
        house.get(&format!("/api/v1/search?{query}")).send().problem(400, "bad_parameter");
    }
}
