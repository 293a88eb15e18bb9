//! Filters that a link brings along: a team, words, the spelling of the API. Each is named, and can be taken away.

use serde_json::json;

use super::{check, event, page};
use crate::house::House;
use crate::people::{Cast, id};

#[test]
fn a_team_is_a_filter_that_is_named_and_can_be_taken_away() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let far = json!({"title": "Loin avec l’équipe", "team": cast.team, "place": {"town": "Brest", "postcode": "29200"}});
    event(&house, &cast.lead, far);
    event(&house, &cast.member, json!({"title": "Sans l’équipe"}));
    house.patch("/api/v1/me", json!({"place_id": "fr-93048"})).by(&cast.member).send().check(200);
    let url = format!("/events?team={}", cast.team);
    let door = page(&house, &format!("/teams/{}?part=upcoming", cast.team), None, "fr");
    check(&door, &[&format!("href=\"{url}\""), "Toutes les actions de l’équipe"], &[]);
    // Whoever lives somewhere sees all of it as well: a team is looked for everywhere unless a place is said.
    for who in [None, Some(&cast.member)] {
        let list = page(&house, &url, who, "fr");
        check(&list, &["Actions de « Montreuil en commun »", "Loin avec l’équipe", "Tractage au marché"], &["Sans l’équipe"]);
        let chip = format!("name=\"team\" value=\"{}\" checked", cast.team);
        check(&list, &[&chip, "Montreuil en commun<svg"], &[]);
    }
    let near = page(&house, &format!("{url}&place=Bagnolet"), Some(&cast.member), "fr");
    check(&near, &["Tractage au marché", "Actions près de Bagnolet"], &["Loin avec l’équipe", "Sans l’équipe"]);
    let api = house.get(&format!("/api/v1/events?team={}", cast.team)).by(&cast.member).send().json(200);
    assert_eq!(api["items"].as_array().map(Vec::len), Some(2));
    let gone = page(&house, "/events?team=06h08q9d9dv3b0f4d243j9e06c", None, "fr");
    check(&gone, &["Équipe inconnue", "Aucune action à venir"], &[]);
}

#[test]
fn words_are_shown_and_can_be_taken_away() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    event(&house, &ines, json!({"title": "Fête <i>des</i> voisins", "place": {"town": "Brest", "postcode": "29200"}}));
    let team = json!({"name": "Voisins de Brest", "place": {"place_id": "fr-29019"}});
    id(&house.post("/api/v1/teams", team).by(&ines).send().json(201));
    house.patch("/api/v1/me", json!({"place_id": "fr-93048"})).by(&ines).send().check(200);
    house.settle();
    let list = page(&house, "/events?q=voisins", Some(&ines), "fr");
    check(&list, &["Actions : « voisins »", "name=\"q\" value=\"voisins\" checked", "Fête &#60;i&#62;des", "« voisins »<svg"], &[]);
    let teams = page(&house, "/teams?q=voisins&radius_km=500", Some(&ines), "fr");
    check(&teams, &["Voisins de Brest", "name=\"q\" value=\"voisins\" checked", "1 équipe"], &[]);
    check(&page(&house, "/teams?q=zzzz", None, "fr"), &["« zzzz »"], &["Voisins de Brest"]);
}

#[test]
fn pages_take_the_spelling_of_the_api() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    event(&house, &ines, json!({"title": "Il manque du monde", "wanted": 5}));
    event(
        &house,
        &ines,
        json!({"title": "Assez de monde", "starts_at": "2026-12-05T10:30:00+01:00", "place": {"town": "Lyon", "postcode": "69001"}}),
    );
    let online = json!({"title": "En ligne", "place": null, "online_url": "https://visio.exemple.fr/x"});
    event(&house, &ines, online);
    let needs = page(&house, "/events?needs_people=1", None, "fr");
    check(&needs, &["Il manque du monde", "name=\"needs_people\" value=\"true\" checked"], &["Assez de monde"]);
    check(&page(&house, "/events?needs_people=0", None, "fr"), &["Assez de monde"], &["name=\"needs_people\" value=\"true\" checked"]);
    let here = page(&house, "/events?place=fr-93048", None, "fr");
    check(&here, &["Actions près de Montreuil", "value=\"Montreuil (93100)\"", "value=\"fr-93048\"", "Il manque"], &["Assez de monde"]);
    let spot = page(&house, "/events?online=false", None, "fr");
    check(
        &spot,
        &["Il manque du monde", "name=\"online\" value=\"false\" checked", "Sur place"],
        &["<h3><a href=\"/events/x", "Visio", ">En ligne</a>"],
    );
    let times = "from=2026-12-01T00:00:00Z&to=2026-12-31T00:00:00%2B01:00";
    check(&page(&house, &format!("/events?{times}"), None, "fr"), &["Assez de monde", "value=\"2026-12-01\""], &["Il manque du monde"]);
    let backward = page(&house, "/events?from=2026-12-05&to=2026-12-01", None, "fr");
    check(&backward, &["La fin vient avant le début."], &["Assez de monde"]);
    check(&page(&house, "/teams?place=fr-93048", None, "fr"), &["Montreuil"], &["n’est pas un lieu connu"]);
    check(&page(&house, "/search?q=monde&types=events", None, "fr"), &["monde"], &[]);
    house.get("/search?q=monde&types=people").send().check(400);
    house.get("/events?from=2026-12-01T25:00:00Z").send().check(400);
    house.get("/teams?radius_km=x").send().check(400);
}

#[test]
fn the_map_is_called_a_map() {
    let house = House::in_memory();
    let title =
        |path: &str| page(&house, path, None, "fr").split("<title>").nth(1).and_then(|rest| rest.split(" — ").next()).map(str::to_owned);
    for query in ["", "?place=Bagnolet", "?near=48.86,2.44", "?q=march%C3%A9"] {
        assert_ne!(title(&format!("/events{query}")), title(&format!("/map{query}")), "{query}");
    }
    check(&page(&house, "/map?place=Bagnolet", None, "fr"), &["<h1>Carte des actions près de Bagnolet</h1>"], &[]);
}

#[test]
fn who_is_suspended_is_told_why_lists_are_empty() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    house.settle();
    for path in ["/", "/events", "/map", "/teams", "/search?q=tractage"] {
        let told = page(&house, path, Some(&cast.suspended), "fr");
        let without = ["Aucune action", "Aucune équipe", "Aucun résultat", "Pas encore d’actualité", "Rejoindre", "Tractage au marché"];
        check(&told, &["Votre compte est suspendu", "tant que votre compte est suspendu"], &without);
    }
}
