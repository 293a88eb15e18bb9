//! What the network is, whether the server is well, and what every answer has.

use serde_json::json;

use crate::house::{House, Like};

#[test]
fn the_network_speaks_both_languages() {
    let house = House::in_memory();
    let ask = |lang: &str| house.get("/api/v1/network").header("accept-language", lang).send().json(200);
    let (fr, en) = (ask("fr"), ask("en-GB"));
    assert_eq!(fr["name"], "Banderole");
    assert_eq!(fr["colours"]["seed"], "#0f6b66");
    assert_eq!(fr["languages"], json!(["fr", "en"]));
    assert_eq!(fr["signup_mode"], "open");
    assert_eq!(fr["pledge"]["version"], 1);
    assert_eq!(fr["event_kinds"].as_array().map(Vec::len), Some(16));
    assert_eq!((&fr["event_kinds"][0]["key"], &en["event_kinds"][0]["label"]), (&json!("leafleting"), &json!("Leafleting")));
    assert_ne!(fr["pledge"]["text"], en["pledge"]["text"]);
    let tag = house.get("/api/v1/network").header("accept-language", "fr").send().header("etag").to_owned();
    let again = |lang: &str| house.get("/api/v1/network").header("accept-language", lang).header("if-none-match", &tag).send();
    again("fr").check(304);
    again("en").check(200);
}

#[test]
fn the_server_is_well() {
    let house = House::in_memory();
    let health = house.get("/health").send().json(200);
    assert_eq!(health, json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}));
    let lead = house.member("lead@exemple.fr");
    house.post("/api/v1/teams", json!({"name": "Montreuil", "place": {"town": "Montreuil"}})).by(&lead).send().check(201);
    house.get("/health").send().problem(503, "index");
    house.settle();
    house.get("/health").send().check(200);
}

#[test]
fn errors_are_told_in_the_readers_language() {
    let house = House::in_memory();
    let detail = |lang: &str| house.get("/api/v1/nowhere").header("accept-language", lang).send().json(404)["detail"].clone();
    assert_ne!(detail("fr"), detail("en"));
}

/// Routes, methods and bodies that the framework refuses itself get the same form.
#[test]
fn the_framework_speaks_our_language() {
    let house = House::in_memory();
    house.get("/api/v1/nowhere").send().problem(404, "not_found");
    house.get("/api/v2/events").send().problem(404, "not_found");
    house.delete("/api/v1/events").send().problem(405, "method_not_allowed");
    house.call("POST", "/api/v1/sessions").send().problem(415, "wrong_media_type");
    house.get("/api/v1/events?limit=0").send().problem(400, "bad_parameter");
}

#[test]
fn answers_carry_the_headers_of_the_house() {
    let house = House::like(Like { origin: Some("https://reseau.exemple"), in_memory: true, ..Like::default() });
    let answer = house.get("/api/v1/events").send();
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-cache");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("strict-transport-security").starts_with("max-age=31536000"));
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(answer.header("access-control-allow-origin"), "");
    assert_eq!(answer.header("server"), "");
}
