//! News through the real server: who writes, who reads, who is told, when they come out; no door shows what another hides.

use banderole::domain::member::Role;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::client::Answer;
use crate::house::{House, Like};
use crate::people::{Cast, Person, id};

/// Writes a post, and gives its address at the API.
#[track_caller]
fn post(house: &House, who: &Person, body: Value) -> String {
    format!("/api/v1/posts/{}", id(&house.post("/api/v1/posts", body).by(who).send().json(201)))
}

/// The titles of a list: pinned ones in brackets, first.
fn titles(house: &House, query: &str, who: Option<&Person>) -> Vec<String> {
    let page = house.get(&format!("/api/v1/posts{query}")).maybe_by(who).send().json(200);
    let title = |post: &Value| post["title"].as_str().expect("a title").to_owned();
    let list = |name: &str| page[name].as_array().expect("a list").clone();
    let pinned = list("pinned").iter().map(|post| format!("[{}]", title(post))).collect::<Vec<_>>();
    pinned.into_iter().chain(list("items").iter().map(title)).collect()
}

/// The sentences of an inbox, in English.
fn inbox(house: &House, who: &Person) -> Vec<String> {
    house.tell();
    let page = house.get("/api/v1/notifications").header("accept-language", "en").by(who).send().json(200);
    page["items"].as_array().expect("a list").iter().map(|line| line["text"].as_str().expect("a sentence").to_owned()).collect()
}

fn lives_in(house: &House, who: &Person, town: &str) {
    house.patch("/api/v1/me", json!({"place": {"town": town}})).by(who).send().check(200);
}

#[test]
fn news_reach_those_whom_they_are_for() {
    let house = House::in_memory();
    let moderator = house.member_as("moderation@exemple.fr", Role::Moderator);
    let [lyon, marseille, mate, fan] = ["lyon", "marseille", "mate", "fan"].map(|name| house.member(&format!("{name}@exemple.fr")));
    lives_in(&house, &lyon, "Villeurbanne");
    lives_in(&house, &marseille, "Marseille");
    let team = id(&house.post("/api/v1/teams", json!({"name": "Les nôtres", "place": {"town": "Lyon"}})).by(&mate).send().json(201));
    house.put(&format!("/api/v1/teams/{team}/membership"), json!({"as": "follower"})).by(&fan).send().check(200);

    post(&house, &moderator, json!({"title": "Pour tout le monde"}));
    house.pass(SignedDuration::from_secs(1));
    post(
        &house,
        &moderator,
        json!({"title": "Autour de Lyon", "places": [{"town": "Lyon"}, {"town": "Lille"}], "radius_km": 30, "visibility": "members"}),
    );
    house.pass(SignedDuration::from_secs(1));
    post(&house, &mate, json!({"title": "De l’équipe", "team": team}));
    house.pass(SignedDuration::from_secs(1));
    post(&house, &mate, json!({"title": "Entre nous", "team": team, "visibility": "team"}));

    assert_eq!(titles(&house, "", Some(&lyon)), ["Autour de Lyon", "Pour tout le monde"]);
    assert_eq!(titles(&house, "", Some(&marseille)), ["Pour tout le monde"]);
    assert_eq!(titles(&house, "", Some(&mate)), ["Entre nous", "De l’équipe", "Pour tout le monde"]);
    assert_eq!(titles(&house, "", Some(&fan)), ["De l’équipe", "Pour tout le monde"], "what is for the team is not for who follows it");
    assert_eq!(titles(&house, "?for=all", Some(&marseille)), ["De l’équipe", "Autour de Lyon", "Pour tout le monde"]);
    assert_eq!(titles(&house, "", None), ["De l’équipe", "Pour tout le monde"]);
    assert_eq!(titles(&house, &format!("?team={team}"), None), ["De l’équipe"]);
    assert_eq!(titles(&house, &format!("?team={team}"), Some(&mate)), ["Entre nous", "De l’équipe"]);

    assert_eq!(inbox(&house, &lyon), ["News: Autour de Lyon", "News: Pour tout le monde"]);
    assert_eq!(inbox(&house, &marseille), ["News: Pour tout le monde"]);
    assert_eq!(inbox(&house, &fan), ["Les nôtres: De l’équipe", "News: Pour tout le monde"]);
    assert_eq!(inbox(&house, &mate), ["News: Pour tout le monde"], "one's own news are none");
    assert!(house.letters().is_empty(), "by default news come in the weekly digest");
}

#[test]
fn nobody_writes_for_whom_they_may_not() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let wide = json!({"title": "À tout le monde"});
    for (name, who) in crate::people::COLUMNS.iter().zip(cast.columns()).filter_map(|(name, who)| Some((name, who?))) {
        let status = house.post("/api/v1/posts", wide.clone()).by(who).send().status;
        let want = if matches!(*name, "moderator" | "admin") { 201 } else { 403 };
        assert_eq!(status, want, "{name}");
    }
    let mine = post(&house, &cast.lead, json!({"title": "À nous", "team": cast.team, "status": "draft"}));
    house.patch(&mine, json!({"audience": "network"})).by(&cast.lead).send().problem(403, "not_allowed");
    house.delete("/api/v1/me/pledge").by(&cast.lead).send().check(204);
    house.call("POST", &format!("{mine}/publish")).by(&cast.lead).send().problem(403, "pledge");
    house.patch(&mine, json!({"title": "Corrigé"})).by(&cast.lead).send().check(200);
    let flaws = house.post("/api/v1/posts", json!({"title": "", "audience": "area", "publish_at": "x"})).by(&cast.admin).send();
    assert_eq!(flaws.problem(422, "invalid"), ["title:missing", "publish_at:bad_time", "places:missing"]);
}

#[test]
fn what_is_not_out_yet_is_nobodys_news_until_its_time() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    inbox(&house, &cast.mate);
    house.post("/api/v1/notifications/read", json!({})).by(&cast.mate).send().check(200);
    let planned = post(&house, &cast.lead, json!({"title": "Plus tard", "team": cast.team, "publish_at": "2026-11-23T10:00:00+01:00"}));
    house.pass(SignedDuration::from_secs(1));
    let draft = post(&house, &cast.manager, json!({"title": "Peut-être", "team": cast.team, "status": "draft"}));
    let page = |address: &str| address.replace("/api/v1/posts", "/news");
    for hidden in [&planned, &draft] {
        for who in [None, Some(&cast.mate), Some(&cast.member), Some(&cast.moderator)] {
            house.get(hidden).maybe_by(who).send().problem(404, "not_found");
        }
        house.get(&page(hidden)).send().check(404);
        house.get(hidden).by(&cast.manager).send().check(200);
    }
    for door in ["/news", "/feeds/news.atom", "/", &format!("/teams/{}?part=news", cast.team)] {
        let shown = house.get(door).send().check(200).text();
        assert!(shown.contains("Bravo") && !shown.contains("Plus tard") && !shown.contains("Peut-être"), "{door}");
    }
    assert_eq!(titles(&house, "?for=editors", Some(&cast.manager)), ["Peut-être", "Plus tard"]);
    assert!(titles(&house, "?for=editors", Some(&cast.mate)).is_empty());
    house.get("/api/v1/posts?for=editors").send().problem(401, "sign_in");

    house.pass(SignedDuration::from_secs(59 * 60 - 1));
    house.tell();
    assert_eq!(titles(&house, "", None), ["Bravo"]);
    house.pass(SignedDuration::from_mins(1));
    assert_eq!(inbox(&house, &cast.mate)[0], "Montreuil en commun: Plus tard");
    assert_eq!(titles(&house, "", None), ["Plus tard", "Bravo"]);
    house.tell();
    assert_eq!(inbox(&house, &cast.mate).iter().filter(|line| line.contains("Plus tard")).count(), 1, "once");
    house.patch(&planned, json!({"publish_at": "2026-12-01T10:00:00Z"})).by(&cast.lead).send().problem(409, "published");
    house.patch(&planned, json!({"audience": "network"})).by(&cast.admin).send().problem(409, "published");
    house.call("POST", &format!("{draft}/publish")).by(&cast.manager).send().check(200);
    assert_eq!(inbox(&house, &cast.mate)[0], "Montreuil en commun: Peut-être");
    let too_far = json!({"title": "Trop loin", "team": cast.team, "publish_at": "2028-01-01T00:00:00Z"});
    assert_eq!(house.post("/api/v1/posts", too_far).by(&cast.lead).send().problem(422, "invalid"), ["publish_at:bad_time"]);
}

#[test]
fn what_is_for_the_team_shows_at_no_other_door() {
    let house = House::like(Like { in_memory: true, origin: Some("https://reseau.exemple"), ..Like::default() });
    let cast = Cast::of(&house);
    let secret = post(&house, &cast.lead, json!({"title": "Le mot rhubarbe", "text": "rhubarbe", "team": cast.team, "visibility": "team"}));
    let image = house
        .call("PUT", &format!("{secret}/image"))
        .by(&cast.lead)
        .bytes("image/jpeg", crate::api::me::picture(image::ImageFormat::Jpeg))
        .send()
        .json(200);
    let image = image["image"]["256"].as_str().expect("an address").replace("https://reseau.exemple", "");
    house.settle();
    for (name, who) in crate::people::COLUMNS.iter().zip(cast.columns()).filter(|(name, _)| **name != "suspended") {
        let may = matches!(*name, "mate" | "manager" | "lead");
        assert_eq!(house.get(&secret).maybe_by(who).send().status == 200, may, "{name}");
        assert_eq!(house.get(&image).maybe_by(who).send().status == 200, may, "{name}: its picture");
        let team = format!("/api/v1/posts?team={}", cast.team);
        for door in ["/api/v1/posts", "/api/v1/posts?for=all", &team, "/api/v1/search?q=rhubarbe"] {
            let shown = house.get(door).maybe_by(who).send().check(200).text();
            let listed = may && !door.contains("search");
            assert_eq!(shown.contains("Le mot rhubarbe"), listed, "{name}: {door}");
        }
        house.tell();
        if let Some(who) = who {
            let lines = house.get("/api/v1/notifications").by(who).send().text();
            assert_eq!(lines.contains("rhubarbe"), may && *name != "lead", "{name}: inbox");
        }
    }
    for door in ["/news", "/feeds/news.atom", "/sitemap.xml", &format!("/feeds/news.atom?team={}", cast.team)] {
        assert!(!house.get(door).send().check(200).text().contains("rhubarbe"), "{door}");
    }
}

#[test]
fn a_post_is_edited_pinned_illustrated_and_taken_away() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let first = post(&house, &cast.admin, json!({"title": "Épinglée", "pinned": true, "comments": false, "link": "https://exemple.fr/x"}));
    house.pass(SignedDuration::from_secs(1));
    post(&house, &cast.admin, json!({"title": "Récente"}));
    assert_eq!(titles(&house, "", Some(&cast.member)), ["[Épinglée]", "Récente"], "a member hears of no team of others");
    assert_eq!(titles(&house, "?limit=1", None), ["[Épinglée]", "Récente"]);
    let next = house.get("/api/v1/posts?limit=1").send().json(200)["next"].as_str().expect("a next page").to_owned();
    assert_eq!(titles(&house, &format!("?limit=1&after={next}"), None), ["Bravo"], "what is pinned is not told twice");

    let answer = house.get(&first).by(&cast.member).send().check(200);
    let tag = answer.header("etag").to_owned();
    let edit = |tag: &str, body: Value| -> Answer { house.patch(&first, body).by(&cast.admin).header("if-match", tag).send() };
    edit(&tag, json!({"text": "**Gras**", "pinned": false})).check(200);
    edit(&tag, json!({"text": "Trop tard"})).problem(412, "stale");
    let now = house.get(&first).send().json(200);
    assert_eq!((now["text_html"].as_str(), now["pinned"].as_bool()), (Some("<p><strong>Gras</strong></p>\n"), Some(false)));
    assert_eq!(now["author"], Value::Null, "strangers are told no name");
    assert_eq!(house.get(&first).by(&cast.member).send().json(200)["author"]["name"], "admin Exemple");

    let image = house
        .call("PUT", &format!("{first}/image"))
        .by(&cast.admin)
        .bytes("image/jpeg", crate::api::me::picture(image::ImageFormat::Jpeg))
        .send()
        .json(200);
    let image = image["image"]["1024"].as_str().expect("an address").to_owned();
    house.get(&image).send().check(200);
    house.delete(&first).by(&cast.admin).send().check(204);
    house.get(&first).send().problem(404, "not_found");
    house.get(&image).send().check(404);
    let key = "une-seule-fois";
    let once = || house.post("/api/v1/posts", json!({"title": "Une fois"})).by(&cast.admin).header("idempotency-key", key).send().json(201);
    assert_eq!(once()["id"], once()["id"]);
}

#[test]
fn pages_of_many_desks_hold_every_post_once() {
    let house = House::in_memory();
    let (admin, mate) = (house.member_as("admin@exemple.fr", Role::Admin), house.member("mate@exemple.fr"));
    let team = id(&house.post("/api/v1/teams", json!({"name": "Les nôtres", "place": {"town": "Lyon"}})).by(&mate).send().json(201));
    for n in 0..12 {
        house.pass(SignedDuration::from_secs(1));
        let (who, body) = if n % 3 == 0 {
            (&mate, json!({"title": format!("n° {n}"), "team": team}))
        } else {
            (&admin, json!({"title": format!("n° {n}")}))
        };
        post(&house, who, body);
    }
    let want: Vec<String> = (0..12).rev().map(|n| format!("n° {n}")).collect();
    for query in ["", "for=all&"] {
        let (mut found, mut after) = (Vec::new(), String::new());
        loop {
            let query = format!("?{query}limit=5{after}");
            found.extend(titles(&house, &query, Some(&mate)));
            let page = house.get(&format!("/api/v1/posts{query}")).by(&mate).send().json(200);
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(found, want, "{query}");
    }
}

#[test]
fn who_writes_too_much_waits() {
    let house = House::in_memory();
    let admin = house.member_as("admin@exemple.fr", Role::Admin);
    for n in 0..20 {
        post(&house, &admin, json!({"title": format!("n° {n}"), "status": "draft"}));
    }
    let answer = house.post("/api/v1/posts", json!({"title": "Encore"})).by(&admin).send();
    assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    answer.problem(429, "too_many");
    house.pass(SignedDuration::from_mins(16));
    post(&house, &admin, json!({"title": "Encore"}));
}
