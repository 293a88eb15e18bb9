//! Events found: by day, by place, by what they need; on the map, by words, at home.

use serde_json::json;

use super::{check, event, form, led_to, page};
use crate::house::House;
use crate::people::Cast;

#[test]
fn the_list_by_day_and_by_place() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let empty = page(&house, "/events", None, "fr");
    check(&empty, &["Aucune action à venir", "Proposer une action"], &[]);
    event(&house, &ines, json!({}));
    event(
        &house,
        &ines,
        json!({"title": "Porte-à-porte à Lyon", "kind": "door_to_door", "starts_at": "2026-11-23T18:00:00+01:00", "place": {"town": "Lyon", "postcode": "69001"}, "wanted": 2}),
    );
    event(
        &house,
        &ines,
        json!({"title": "Visio des quartiers", "kind": "online_meeting", "starts_at": "2026-11-24T18:00:00+01:00", "place": null, "online_url": "https://visio.exemple.fr/x"}),
    );
    let all = page(&house, "/events", None, "fr");
    check(
        &all,
        &["3 actions à venir", "aujourd’hui, lundi 23 novembre", "demain, mardi 24 novembre", "samedi 28 novembre", "Je viens"],
        &["0,2 km"],
    );
    let near = page(&house, "/events?place=Bagnolet", None, "fr");
    check(
        &near,
        &["Actions près de Bagnolet", "1 action à moins de 20 km de Bagnolet", "Bagnolet · 20 km", "Place du Marché, Montreuil"],
        &["Lyon", "Visio des quartiers"],
    );
    check(&page(&house, "/events?near=48.86,2.44&radius_km=5", None, "en"), &["Events around you", "0.2 km"], &["Lyon"]);
    let far = page(&house, "/events?place=Brest&place_id=fr-29019", None, "fr");
    check(&far, &["Rien à moins de 20 km de Brest", "radius_km=50", "Voir les actions en ligne", "Chercher partout"], &["Tracts"]);
    check(&page(&house, "/events?kind=door_to_door&kind=party", None, "fr"), &["Lyon"], &["Tracts au marché"]);
    check(&page(&house, "/events?needs_people=true", None, "fr"), &["Il manque 2 personnes", "Lyon"], &["Tracts au marché"]);
    check(&page(&house, "/events?online=true", None, "fr"), &["Visio des quartiers"], &["Lyon"]);
    check(&page(&house, "/events?when=today", None, "fr"), &["Lyon"], &["Tracts", "Visio des quartiers"]);
    check(&page(&house, "/events?when=weekend", None, "fr"), &["Tracts"], &["Lyon"]);
    check(&page(&house, "/events?from=2026-11-24&to=2026-11-24", None, "fr"), &["Visio des quartiers"], &["Lyon", "Tracts"]);
}

#[test]
fn a_place_that_means_several_or_none() {
    let house = House::in_memory();
    let several = page(&house, "/events?place=saint+denis", None, "fr");
    check(&several, &["De quel lieu s’agit-il ?", "value=\"fr-93066\"", "Actions près de Saint-Denis"], &[]);
    check(&page(&house, "/events?place=saint+denis&place_pick=fr-93066", None, "fr"), &["Saint-Denis (93200)"], &["De quel lieu"]);
    let unknown = page(&house, "/events?place=Monrteuil", None, "fr");
    check(&unknown, &["« Monrteuil » n’est pas un lieu connu", "Montreuil", "Chercher partout"], &[]);
    check(&page(&house, "/events?place=%3Cb%3Ex", None, "fr"), &["&#60;b&#62;x"], &["<b>x"]);
    // Nothing is there to choose: nobody is told to.
    let nothing = page(&house, "/events?place=Qxzkwv", None, "fr");
    check(&nothing, &["Essayez le nom de la commune"], &["Choisissez-en un", "De quel lieu"]);
    check(&page(&house, "/teams?place=Monrteuil", None, "fr"), &["Choisissez-en un de nom proche"], &[]);
    check(&page(&house, "/teams?place=Qxzkwv", None, "en"), &["Try the name of the town"], &["Choose one"]);
}

#[test]
fn a_feed_of_a_place_that_nobody_knows_says_so() {
    let house = House::in_memory();
    for feed in ["atom", "ics"] {
        let path = |place: &str| format!("/feeds/events.{feed}?place={place}");
        let told = house.get(&path("Qxzkwv")).header("accept-language", "fr").send().check(422).text();
        check(&told, &["place : Ce lieu n’est pas connu."], &["<feed", "BEGIN:VCALENDAR"]);
        house.get(&path("Bagnolet")).send().check(200);
    }
}

#[test]
fn a_filter_that_cannot_be_read_is_named_with_an_example() {
    let house = House::in_memory();
    let told = |query: &str, lang: &str| {
        let page = house.get(&format!("/events?{query}")).header("accept-language", lang).send().check(400).text();
        let api = house.get(&format!("/api/v1/events?{query}")).header("accept-language", lang).send().json(400);
        (page, api["errors"][0]["detail"].as_str().unwrap_or_default().replace('\u{202f}', " "))
    };
    for (query, lang, name, text) in [
        ("from=abc", "fr", "from : ", "Ce n’est pas une date. Exemple : 2026-11-28T10:30:00+01:00"),
        ("radius_km=-3", "en", "radius_km: ", "A number of kilometres, from 0.1 to 500. Example: 20"),
        ("near=1", "fr", "near : ", "Une latitude et une longitude. Exemple : 48.8638,2.4485"),
        ("kind=nothing", "en", "kind: ", "This kind is not offered by this network."),
    ] {
        let (page, api) = told(query, lang);
        check(&page, &[&format!("{name}{text}"), "href=\"/events\""], &[]);
        assert_eq!(api, text, "{query}");
    }
}

#[test]
fn what_cannot_be_read_is_refused() {
    let house = House::in_memory();
    for query in [
        "radius_km=0",
        "radius_km=x",
        "near=1",
        "near=91,0",
        "kind=nothing",
        "when=never",
        "from=x",
        "team=x",
        "after=x",
        "needs_people=perhaps",
        "bbox=1,2,3",
    ] {
        house.get(&format!("/events?{query}")).send().check(400);
        house.get(&format!("/map?{query}")).send().check(400);
    }
    house.get("/events?radius_km=&near=&kind=&from=&team=&after=&place=").send().check(200);
    house.get("/search?type=people").send().check(400);
    house.get("/search?q=x&after=x").send().check(400);
}

#[test]
fn our_script_gets_the_list_alone() {
    let house = House::in_memory();
    let list = house.get("/events?place=Bagnolet").header("x-fragment", "1").send().check(200).text();
    assert!(list.trim_start().starts_with("<div id=\"results\""), "{list}");
    check(&list, &["data-where=\"Bagnolet · 20 km\"", "Rien à moins de 20 km de Bagnolet"], &["<html"]);
    let map = house.get("/map?bbox=2,48,3,49").header("x-fragment", "1").send().check(200).text();
    check(&map, &["Aucune action dans cette zone"], &["<html"]);
}

#[test]
fn a_long_list_goes_on() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    for hour in 8..20 {
        event(&house, &ines, json!({"title": format!("Matin {hour}"), "starts_at": format!("2026-11-28T{hour:02}:00:00+01:00")}));
        event(&house, &ines, json!({"title": format!("Soir {hour}"), "starts_at": format!("2026-11-29T{hour:02}:00:00+01:00")}));
    }
    let first = page(&house, "/events?place=Montreuil&place_id=fr-93048", None, "fr");
    // A day that goes on over the page is not counted.
    check(
        &first,
        &["24 actions à moins de 20 km", "Matin 8", "Voir la suite", "<small>12 actions</small>"],
        &["Soir 19", "Revenir au début", "<small>8 actions"],
    );
    let next =
        first.split("rel=\"next\"").next().and_then(|before| before.rsplit("href=\"").next()).and_then(|link| link.split('"').next());
    let next = next.expect("a link").replace("&#38;", "&").replace("&amp;", "&");
    check(
        &page(&house, &next, None, "fr"),
        &["Soir 19", "Revenir au début", "24 actions"],
        &["Matin 8<", "Voir la suite", "<small>4 actions"],
    );
}

#[test]
fn the_map_has_the_same_list_and_a_policy_of_its_own() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    event(&house, &ines, json!({}));
    let answer = house.get("/map").header("cookie", "lang=fr").send().check(200);
    assert!(!answer.header("content-security-policy").contains("trusted-types"));
    check(
        &answer.text(),
        &[
            "Tracts au marché",
            "data-lat=\"46.6\"",
            "data-zoom=\"5\"",
            "&#34;leafleting&#34;:[&#34;newspaper&#34;,&#34;Tractage&#34;]",
            "Vers le nord",
        ],
        &[],
    );
    check(&page(&house, "/map?place=Bagnolet", None, "fr"), &["data-zoom=\"9\"", "href=\"/events?place=Bagnolet\""], &[]);
    assert!(house.get("/events").send().header("content-security-policy").contains("trusted-types fragment"));
}

#[test]
fn one_box_over_events_and_teams() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    event(&house, &cast.member, json!({"title": "Fête des voisins", "kind": "party"}));
    house.settle();
    check(&page(&house, "/search", None, "fr"), &["Mots à chercher"], &["résultat"]);
    let found = page(&house, "/search?q=montreuil", None, "fr");
    check(&found, &["résultats pour « montreuil »", "Montreuil en commun", "Tractage au marché", "type=teams"], &["rue du Puits"]);
    check(&page(&house, "/search?q=montreuil&type=teams", None, "fr"), &["Montreuil en commun"], &["<h3><a href=\"/events/"]);
    check(&page(&house, "/search?q=voisin", None, "fr"), &["1 résultat pour « voisin »", "Fête des voisins"], &[]);
    check(&page(&house, "/search?q=zzzzz", None, "en"), &["No result for “zzzzz”", "Nothing found"], &[]);
    check(&page(&house, "/search?q=%3Cscript%3E", None, "en"), &["&#60;script&#62;"], &["<script>"]);
}

#[test]
fn home_for_a_stranger_and_for_a_member() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let stranger = page(&house, "/", None, "fr");
    check(&stranger, &["Agir ensemble, près de chez soi.", "Tractage au marché", "href=\"/signup\""], &["Bonjour"]);
    check(&page(&house, "/", None, "en"), &["Act together, close to home."], &[]);
    let home = page(&house, "/", Some(&cast.member), "fr");
    check(
        &home,
        &["Bonjour member", "Nous ne savons pas où vous êtes.", "Rien de prévu", "On manque de monde", "Vous n’êtes dans aucune équipe."],
        &["href=\"/signup\""],
    );
    led_to(&form(&house, &format!("/events/{}/rsvp", cast.event), &[("answer", "going")]).by(&cast.member).send());
    check(
        &page(&house, "/", Some(&cast.member), "fr"),
        &["Mes prochaines actions", "Vous venez"],
        &["Rien de prévu", "On manque de monde"],
    );
    check(&page(&house, "/", Some(&cast.mate), "fr"), &["Montreuil en commun"], &["dans aucune équipe"]);
    check(&page(&house, "/", Some(&cast.organiser), "fr"), &["Mes prochaines actions", "Vous organisez"], &[]);
}

#[test]
fn a_member_sees_what_is_around_their_place() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    event(&house, &ines, json!({}));
    event(&house, &ines, json!({"title": "Loin", "place": {"town": "Brest", "postcode": "29200"}}));
    house.patch("/api/v1/me", json!({"place_id": "fr-93048"})).by(&ines).send().check(200);
    check(&page(&house, "/events", Some(&ines), "fr"), &["Actions près de Montreuil", "Tracts au marché", "0,2 km"], &["Loin"]);
    check(&page(&house, "/events?place=", Some(&ines), "fr"), &["Actions à venir", "Loin"], &[]);
}
