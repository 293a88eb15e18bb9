//! Signing in and out: by password, by code; the devices that are signed in.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::house::House;

const PATH: &str = "/api/v1/sessions";

fn credentials(password: &str) -> Value {
    json!({"email": "ines@exemple.fr", "password": password})
}

#[test]
fn by_password() {
    let house = House::in_memory();
    house.member_with("ines@exemple.fr", "pétrole et souci");
    let opened = house.post(PATH, credentials("pétrole et souci")).send().json(201);
    assert_eq!(opened["member"]["email"], "ines@exemple.fr");
    assert_eq!(house.post(PATH, json!({})).send().problem(422, "invalid"), ["email:missing", "password:missing"]);
}

/// The answer is the same to the byte, but for the number of the request: a wrong password, no password, nobody.
#[test]
fn a_wrong_password_says_nothing() {
    let house = House::in_memory();
    house.member_with("ines@exemple.fr", "pétrole et souci");
    house.member("sans@exemple.fr");
    let answer = |email: &str| {
        let mut json = house.post(PATH, json!({"email": email, "password": "douze lettres !"})).send().json(422);
        json["request"] = Value::Null;
        json
    };
    let wrong = answer("ines@exemple.fr");
    assert_eq!(wrong["errors"][0]["code"], "wrong_credentials");
    assert_eq!(answer("sans@exemple.fr"), wrong);
    assert_eq!(answer("personne@exemple.fr"), wrong);
}

#[test]
fn passwords_are_tried_ten_times() {
    let house = House::in_memory();
    house.member_with("ines@exemple.fr", "pétrole et souci");
    for _ in 0..10 {
        house.post(PATH, credentials("douze lettres !")).send().check(422);
    }
    house.post(PATH, credentials("pétrole et souci")).send().problem(429, "too_many");
    house.pass(SignedDuration::from_mins(1));
    house.post(PATH, credentials("pétrole et souci")).send().check(201);
}

#[test]
fn by_code() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let attempt = house.post("/api/v1/sessions/code", json!({"email": "Ines@exemple.fr"})).send().json(202);
    let (to, code) = house.code();
    assert_eq!(to, "ines@exemple.fr");
    let body = json!({"attempt_id": attempt["attempt_id"], "code": code});
    let opened = house.post("/api/v1/sessions/code/verify", body.clone()).send().json(201);
    assert_eq!(opened["member"]["id"], ines.id.to_string());
    house.post("/api/v1/sessions/code/verify", body).send().problem(404, "not_found");
}

#[test]
fn a_code_for_nobody_is_never_right() {
    let house = House::in_memory();
    let attempt = house.post("/api/v1/sessions/code", json!({"email": "personne@exemple.fr"})).send().json(202);
    assert!(house.letters().is_empty());
    let body = json!({"attempt_id": attempt["attempt_id"], "code": "ABCDEF"});
    assert_eq!(house.post("/api/v1/sessions/code/verify", body).send().problem(422, "invalid"), ["code:wrong_code"]);
    let missing = house.post("/api/v1/sessions/code/verify", json!({})).send().problem(422, "invalid");
    assert_eq!(missing, ["attempt_id:missing", "code:missing"]);
    let nonsense = json!({"attempt_id": "x", "code": "ABCDEF"});
    house.post("/api/v1/sessions/code/verify", nonsense).send().problem(404, "not_found");
}

#[test]
fn devices_are_listed_and_signed_out() {
    let house = House::in_memory();
    let ines = house.member_with("ines@exemple.fr", "pétrole et souci");
    let other = house.member("autre@exemple.fr");
    let opened = house.post(PATH, credentials("pétrole et souci")).header("user-agent", "Téléphone").send().json(201);
    let phone = format!("Bearer {}", opened["token"].as_str().expect("a token"));
    let list = house.get(PATH).header("authorization", &phone).send().json(200);
    let items = list["items"].as_array().expect("a list");
    assert_eq!(items.len(), 2);
    let here = items.iter().find(|item| item["current"] == true).expect("this one");
    assert_eq!(here["token"], false);
    assert!(!list.to_string().contains(&ines.token), "a token is never shown again");
    let id = here["id"].as_str().expect("an id");
    house.delete(&format!("{PATH}/{id}")).by(&other).send().problem(404, "not_found");
    house.delete(&format!("{PATH}/{id}")).by(&ines).send().check(204);
    house.get("/api/v1/me").header("authorization", &phone).send().problem(401, "sign_in");
    house.delete(&format!("{PATH}/current")).by(&ines).send().check(204);
    house.get("/api/v1/me").by(&ines).send().problem(401, "sign_in");
}

#[test]
fn a_session_ends_by_itself() {
    let house = House::in_memory();
    house.member_with("ines@exemple.fr", "pétrole et souci");
    let opened = house.post(PATH, credentials("pétrole et souci")).send().json(201);
    let bearer = format!("Bearer {}", opened["token"].as_str().expect("a token"));
    let me = |status: u16| drop(house.get("/api/v1/me").header("authorization", &bearer).send().check(status));
    house.pass(SignedDuration::from_hours(30 * 24 - 1));
    me(200);
    house.pass(SignedDuration::from_hours(200 * 24));
    me(401);
}

#[test]
fn what_is_no_token_is_nobody() {
    let house = House::in_memory();
    for shown in ["", "Bearer", "Bearer ", "Bearer x", "Basic aW5lczpz", "Bearer \u{e9}"] {
        let refused = house.get("/api/v1/me").header("authorization", shown).send();
        assert_eq!(refused.header("www-authenticate"), "Bearer");
        refused.problem(401, "sign_in");
    }
}
