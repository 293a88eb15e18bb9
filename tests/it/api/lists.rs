//! Lists of events: near, on the map, filtered, page by page; and the parameters that nobody should send.

use serde_json::{Value, json};

use crate::house::House;
use crate::people::{Person, id};

const PATH: &str = "/api/v1/events";

/// Events along a line north of Montreuil, one a day, a tenth of a degree apart.
fn line(house: &House, who: &Person, count: usize) -> Vec<String> {
    (0..count)
        .map(|n| {
            let kind = ["leafleting", "poster_pasting", "party"][n % 3];
            let body = json!({
                "kind": kind, "title": format!("Action {n}"), "starts_at": format!("2026-12-{:02}T10:00:00Z", count - n),
                "place": {"town": "Montreuil", "lat": 48.86 + n as f64 / 10.0, "lon": 2.44}, "wanted": (n == 1).then_some(3),
            });
            id(&house.post(PATH, body).by(who).send().json(201))
        })
        .collect()
}

fn ids(list: &Value) -> Vec<String> {
    list["items"].as_array().expect("a list").iter().map(id).collect()
}

#[test]
fn near_me_by_date_and_by_distance() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let made = line(&house, &ines, 5);
    let ask = |query: &str| house.get(&format!("{PATH}?{query}")).send().json(200);
    let near = ask("near=48.86,2.44&radius_km=25");
    assert_eq!(ids(&near), [&made[2], &made[1], &made[0]].map(String::clone), "by start");
    let km: Vec<f64> =
        near["items"].as_array().expect("a list").iter().map(|item| item["distance_km"].as_f64().expect("a number")).collect();
    for (km, want) in km.iter().zip([22.239, 11.12, 0.0]) {
        assert!((km - want).abs() < 0.01, "{km} and not {want}");
    }
    assert_eq!(ids(&ask("near=48.86,2.44&radius_km=25&sort=distance")), made[..3]);
    assert_eq!(ids(&ask("place=fr-93048&radius_km=500")).len(), 5);
    assert_eq!(ids(&ask("near=48.86,2.44")), [&made[1], &made[0]].map(String::clone), "20 km when nobody says");
    assert!(ask("limit=1")["items"][0].get("distance_km").is_none());
}

#[test]
fn page_by_page_nothing_is_lost_and_nothing_comes_twice() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let made = line(&house, &ines, 7);
    for order in ["near=48.86,2.44&radius_km=200", "near=48.86,2.44&radius_km=200&sort=distance", "mine=organising"] {
        let (mut seen, mut after, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let page = house.get(&format!("{PATH}?{order}&limit=3{after}")).by(&ines).send().json(200);
            seen.extend(ids(&page));
            pages += 1;
            let Some(next) = page["next"].as_str() else { break };
            assert!(next.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{next}");
            after = format!("&after={next}");
        }
        assert_eq!(pages, 3, "{order}");
        seen.sort();
        let mut all = made.clone();
        all.sort();
        assert_eq!(seen, all, "{order}");
    }
}

#[test]
fn filters_hold_together() {
    let house = House::in_memory();
    let (ines, yanis) = (house.member("ines@exemple.fr"), house.member("yanis@exemple.fr"));
    let made = line(&house, &ines, 4);
    let online =
        json!({"kind": "online_meeting", "title": "Visio", "starts_at": "2026-12-20T10:00:00Z", "online_url": "https://visio.exemple/"});
    let online = id(&house.post(PATH, online).by(&ines).send().json(201));
    house.put(&format!("{PATH}/{}/rsvp", made[0]), json!({"answer": "going"})).by(&yanis).send().check(200);
    let check = |query: &str, want: &[&String]| {
        let list = house.get(&format!("{PATH}?{query}")).by(&yanis).send().json(200);
        let mut found = ids(&list);
        found.sort();
        let mut want: Vec<String> = want.iter().map(|id| (*id).clone()).collect();
        want.sort();
        assert_eq!(found, want, "{query}");
    };
    check("kind=party", &[&made[2]]);
    check("kind=party&kind=leafleting", &[&made[0], &made[2], &made[3]]);
    check("from=2026-12-03T12:00:00Z", &[&made[0], &online]);
    check("to=2026-12-02T00:00:00Z", &[&made[3]]);
    check("from=2026-12-02T00:00:00%2B01:00&to=2026-12-03T00:00:00Z", &[&made[2]]);
    check("online=true", &[&online]);
    check("online=false&kind=online_meeting", &[]);
    check("needs_people=true", &[&made[1]]);
    check("mine=going", &[&made[0]]);
    check("mine=organising", &[]);
    check("bbox=2.4,48.95,2.5,49.05", &[&made[1]]);
    check("near=48.96,2.44&radius_km=15&kind=poster_pasting", &[&made[1]]);
    check("team=00000000000000000000000000", &[]);
    house.get(&format!("{PATH}?mine=going")).send().problem(401, "sign_in");
}

#[test]
fn what_is_over_is_left_out_unless_it_is_asked_for() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let made = line(&house, &ines, 2);
    house.pass(jiff::SignedDuration::from_hours(9 * 24));
    assert_eq!(ids(&house.get(PATH).send().json(200)), [made[0].clone()]);
    assert_eq!(ids(&house.get(&format!("{PATH}?from=2026-01-01T00:00:00Z")).send().json(200)).len(), 2);
}

#[test]
fn the_map_gathers_what_stands_close_together() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    line(&house, &ines, 5);
    let ask = |query: &str| house.get(&format!("{PATH}?bbox=-5,42,8,51&{query}")).send().json(200);
    let far = ask("cluster=4&limit=2000");
    let gathered: u64 = far["clusters"].as_array().expect("a list").iter().filter_map(|cluster| cluster["count"].as_u64()).sum();
    assert!(gathered >= 4, "{far}");
    assert_eq!(gathered as usize + ids(&far).len(), 5, "each is in a cluster or stands alone");
    let close = ask("cluster=12");
    assert_eq!((ids(&close).len(), &close["clusters"]), (5, &json!([])));
    assert!(ask("limit=3").get("clusters").is_none());
    assert_eq!(ids(&house.get(&format!("{PATH}?bbox=-70,-20,-60,-10&cluster=4")).send().json(200)), [""; 0]);
}

#[test]
fn hostile_parameters_are_refused() {
    let house = House::in_memory();
    let long = "a".repeat(201);
    let many = "&kind=party".repeat(51);
    let check = |query: &str, field: &str| {
        assert_eq!(house.get(&format!("{PATH}?{query}")).send().problem(400, "bad_parameter")[0].split(':').next(), Some(field), "{query}");
    };
    check("from=2026-12-02T00:00:00Z&to=2026-12-01T00:00:00Z", "to");
    check("from=2026-12-02T00:00:00Z&to=2026-12-01T00:00:00Z&q=tracts", "to");
    for limit in ["0", "101", "2001", "-1", "1e3", "abc", "", "99999999999999999999"] {
        check(&format!("limit={limit}"), "limit");
    }
    check("limit=2001&bbox=1,2,3,4", "limit");
    check("limit=2&limit=3", "limit");
    for near in ["48.86", "91,0", "48.86,2.44,1", "NaN,NaN", "%00", "1;drop%20table"] {
        check(&format!("near={near}"), "near");
    }
    check("near=48,2&radius_km=0", "radius_km");
    check("near=48,2&radius_km=501", "radius_km");
    check("place=fr-00000", "place");
    check(&format!("place={long}"), "place");
    check("bbox=1,2,3", "bbox");
    check("bbox=1,9,3,4", "bbox");
    check("cluster=5", "cluster");
    check("bbox=1,2,3,4&cluster=99", "cluster");
    check("kind=karaoke", "kind");
    check("kind=%3Cscript%3E", "kind");
    check(&many[1..], "kind");
    check("team=x", "team");
    check("from=hier", "from");
    check("to=2026-13-01T00:00:00Z", "to");
    check("online=maybe", "online");
    check("needs_people=2", "needs_people");
    check("mine=yours", "mine");
    check("sort=random", "sort");
    check("sort=distance", "sort");
    check("sort=relevance", "sort");
    check(&format!("q={long}"), "q");
    for after in ["x", "AAAA", "%FF", &"A".repeat(300)] {
        check(&format!("after={after}"), "after");
    }
    let told = house.get(&format!("{PATH}?sort=%3Cscript%3Ealert(1)%3C/script%3E")).send();
    assert!(!told.text().contains("script"), "nothing hostile is said back");
}
