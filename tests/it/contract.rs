//! The contract of the JSON doors, as the server describes it: unchanged unless it is accepted, bounded in every text, and each operation
//! of it refuses whom it must.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use crate::client::Call;
use crate::house::House;
use crate::people::{COLUMNS, Cast};

/// Set to accept the contract as it is now.
const ACCEPT: &str = "BANDEROLE_ACCEPT";

fn document(house: &House) -> (String, Value) {
    let answer = house.get("/api/openapi.json").send().check(200);
    assert_eq!(answer.header("content-type"), "application/json");
    let text = answer.text();
    let json = serde_json::from_str(&text).expect("JSON");
    (text, json)
}

#[test]
fn the_contract_is_the_one_that_was_accepted() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/openapi.json");
    let (text, now) = document(&House::in_memory());
    if std::env::var_os(ACCEPT).is_some() {
        std::fs::write(&path, format!("{}\n", text.trim_end())).expect("the file can be written");
    }
    let accepted = std::fs::read_to_string(&path).expect("tests/data/openapi.json");
    let accepted: Value = serde_json::from_str(&accepted).expect("JSON");
    let paths = |json: &Value| json["paths"].as_object().map(|paths| paths.keys().cloned().collect::<BTreeSet<_>>());
    assert_eq!(paths(&now), paths(&accepted), "the paths differ");
    assert!(now == accepted, "the contract has changed: read what differs, and accept it with {ACCEPT}=1");
}

/// Every schema under this one, with where it stands.
fn each<'v>(at: &str, value: &'v Value, see: &mut impl FnMut(&str, &'v Value)) {
    see(at, value);
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| each(&format!("{at}/{key}"), value, see)),
        Value::Array(list) => list.iter().enumerate().for_each(|(n, value)| each(&format!("{at}/{n}"), value, see)),
        _ => {}
    }
}

#[test]
fn every_text_has_a_length() {
    let (_, document) = document(&House::in_memory());
    let (mut texts, mut flaws) = (0, Vec::new());
    each("", &document, &mut |at, schema| {
        if schema["type"] == "string" && !at.ends_with("/properties") {
            texts += 1;
            if schema.get("maxLength").is_none() && schema.get("enum").is_none() {
                flaws.push(at.to_owned());
            }
        }
    });
    assert!(texts > 100, "{texts}");
    assert!(flaws.is_empty(), "without a length:\n{}", flaws.join("\n"));
}

/// What somebody must tell to join (SECURITY 53): nothing more may become required.
#[test]
fn only_the_least_is_asked_of_who_joins() {
    let (_, document) = document(&House::in_memory());
    let required = document["components"]["schemas"]["NewSignup"]["required"].as_array().expect("a list").clone();
    let mut required: Vec<&str> = required.iter().filter_map(Value::as_str).collect();
    required.sort_unstable();
    assert_eq!(required, ["email", "first_name", "last_name", "pledge_accepted", "pledge_version", "privacy_accepted"]);
}

type Row = (&'static str, fn(&House, &Cast) -> Call, &'static str);

fn event(house: &House, cast: &Cast, method: &'static str, rest: &str) -> Call {
    house.call(method, &format!("/api/v1/events/{}{rest}", cast.event))
}

fn team(house: &House, cast: &Cast, method: &'static str, rest: &str) -> Call {
    house.call(method, &format!("/api/v1/teams/{}{rest}", cast.team))
}

fn long() -> Value {
    json!({"reason": "a".repeat(501)})
}

/// What each operation answers to each column of the table of rights. Bodies are flawed: 422 says that the values were looked at, so that
/// whoever may do it was told apart from whoever may not, and nothing was done.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    //                                                                                          stra memb unpl come foll mate mana lead riva orga mode admi susp
    ("get_network", |h, _| h.get("/api/v1/network"),                                           "200  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("create_signup", |h, _| h.post("/api/v1/signups", json!({})),                             "422  422  422  422  422  422  422  422  422  422  422  422  422"),
    ("verify_signup", |h, _| h.post("/api/v1/signups/verify", json!({})),                      "422  422  422  422  422  422  422  422  422  422  422  422  422"),
    ("create_session", |h, _| h.post("/api/v1/sessions", json!({})),                           "422  422  422  422  422  422  422  422  422  422  422  422  422"),
    ("create_session_code", |h, _| h.post("/api/v1/sessions/code", json!({})),                 "422  422  422  422  422  422  422  422  422  422  422  422  422"),
    ("verify_session_code", |h, _| h.post("/api/v1/sessions/code/verify", json!({})),          "422  422  422  422  422  422  422  422  422  422  422  422  422"),
    ("list_sessions", |h, _| h.get("/api/v1/sessions"),                                        "401  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("delete_current_session", |h, _| h.delete("/api/v1/sessions/current"),                    "401  204  204  204  204  204  204  204  204  204  204  204  204"),
    ("delete_session", |h, _| h.delete("/api/v1/sessions/00000000000000000000000000"),         "401  404  404  404  404  404  404  404  404  404  404  404  404"),
    ("get_me", |h, _| h.get("/api/v1/me"),                                                     "401  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("update_me", |h, _| h.patch("/api/v1/me", json!({"first_name": ""})),                     "401  422  422  422  422  422  422  422  422  422  422  422  403"),
    ("get_pledge", |h, _| h.get("/api/v1/me/pledge"),                                          "401  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("create_pledge", |h, _| h.post("/api/v1/me/pledge", json!({})),                           "401  422  422  422  422  422  422  422  422  422  422  422  403"),
    ("delete_pledge", |h, _| h.delete("/api/v1/me/pledge"),                                    "401  204  204  204  204  204  204  204  204  204  204  204  204"),
    ("put_photo", |h, _| h.call("PUT", "/api/v1/me/photo").bytes("image/png", "x"),            "401  422  422  422  422  422  422  422  422  422  422  422  403"),
    ("delete_photo", |h, _| h.delete("/api/v1/me/photo"),                                      "401  200  200  200  200  200  200  200  200  200  200  200  403"),
    ("list_events", |h, _| h.get("/api/v1/events"),                                            "200  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("create_event", |h, _| h.post("/api/v1/events", json!({})),                               "401  422  403  422  422  422  422  422  422  422  422  422  403"),
    ("get_event", |h, c| event(h, c, "GET", ""),                                               "200  200  200  200  200  200  200  200  200  200  200  200  404"),
    ("update_event", |h, c| event(h, c, "PATCH", "").json(&json!({"title": ""})),              "401  403  403  403  403  403  422  422  403  422  403  422  404"),
    ("cancel_event", |h, c| event(h, c, "POST", "/cancel").json(&long()),                      "401  403  403  403  403  403  422  422  403  422  403  422  404"),
    ("publish_event", |h, c| event(h, c, "POST", "/publish"),                                  "401  403  403  403  403  403  200  200  403  200  403  200  404"),
    ("duplicate_event", |h, c| event(h, c, "POST", "/duplicate"),                              "401  403  403  403  403  403  201  201  403  201  403  201  403"),
    ("put_event_image", |h, c| event(h, c, "PUT", "/image").bytes("image/png", "x"),           "401  403  403  403  403  403  422  422  403  422  403  422  404"),
    ("delete_event_image", |h, c| event(h, c, "DELETE", "/image"),                             "401  403  403  403  403  403  200  200  403  200  403  200  404"),
    ("put_rsvp", |h, c| event(h, c, "PUT", "/rsvp").json(&json!({})),                          "401  422  422  422  422  422  422  422  422  422  422  422  403"),
    ("delete_rsvp", |h, c| event(h, c, "DELETE", "/rsvp"),                                     "401  204  204  204  204  204  204  204  204  204  204  204  403"),
    ("list_rsvps", |h, c| event(h, c, "GET", "/rsvps"),                                        "401  403  403  200  403  403  200  200  403  200  403  200  403"),
    ("list_teams", |h, _| h.get("/api/v1/teams"),                                              "200  200  200  200  200  200  200  200  200  200  200  200  403"),
    ("create_team", |h, _| h.post("/api/v1/teams", json!({})),                                 "401  422  403  422  422  422  422  422  422  422  422  422  403"),
    ("get_team", |h, c| team(h, c, "GET", ""),                                                 "200  200  200  200  200  200  200  200  200  200  200  200  403"),
    ("update_team", |h, c| team(h, c, "PATCH", "").json(&json!({"name": ""})),                 "401  403  403  403  403  403  422  422  403  403  403  422  403"),
    ("put_team_image", |h, c| team(h, c, "PUT", "/image").bytes("image/png", "x"),             "401  403  403  403  403  403  422  422  403  403  403  422  403"),
    ("delete_team_image", |h, c| team(h, c, "DELETE", "/image"),                               "401  403  403  403  403  403  200  200  403  403  403  200  403"),
    ("put_membership", |h, c| team(h, c, "PUT", "/membership").json(&json!({})),               "401  422  422  422  422  422  422  422  422  422  422  422  403"),
    ("delete_membership", |h, c| team(h, c, "DELETE", "/membership"),                          "401  204  204  204  204  204  204  409  204  204  204  204  403"),
    ("list_team_members", |h, c| team(h, c, "GET", "/members"),                                "401  403  403  403  403  200  200  200  403  403  403  200  403"),
    ("update_team_member", |h, c| team(h, c, "PATCH", &format!("/members/{}", c.mate.id)).json(&json!({})),
                                                                                               "401  403  403  403  403  403  422  422  403  403  403  422  403"),
    ("delete_team_member", |h, c| team(h, c, "DELETE", &format!("/members/{}", c.member.id)),  "401  403  403  403  403  403  404  404  403  403  403  404  403"),
    ("list_places", |h, _| h.get("/api/v1/places?q=lyon"),                                     "200  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("search", |h, _| h.get("/api/v1/search?q=rien"),                                          "200  200  200  200  200  200  200  200  200  200  200  200  200"),
];

#[test]
fn every_operation_refuses_whom_it_must() {
    let (_, document) = document(&House::in_memory());
    let mut known = BTreeSet::new();
    each("", &document["paths"], &mut |_, value| {
        known.extend(value.get("operationId").and_then(Value::as_str));
    });
    let tested: BTreeSet<&str> = TABLE.iter().map(|(id, ..)| *id).collect();
    assert_eq!(tested, known, "every operation of the document has its row, and no other");
    for (operation, call, want) in TABLE {
        let house = House::in_memory();
        let cast = Cast::of(&house);
        let want: Vec<u16> = want.split_whitespace().map(|status| status.parse().expect("a status")).collect();
        assert_eq!(want.len(), COLUMNS.len(), "{operation}");
        for ((name, person), want) in COLUMNS.iter().zip(cast.columns()).zip(want) {
            let answer = call(&house, &cast).maybe_by(person).send();
            assert_eq!(answer.status, want, "{operation} by {name}: {}", answer.text());
        }
    }
}

/// A body of one operation takes neither a field that it does not know nor a key that comes twice, whoever sends it; strangers are told
/// 401 before that.
#[test]
fn strangers_are_refused_before_their_bodies_are_read() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    for (operation, call, want) in TABLE.iter().filter(|(.., want)| want.starts_with("401")) {
        let nonsense = call(&house, &cast).bytes("application/json", "{\"nonsense\": 1, \"nonsense\": 2");
        assert_eq!(nonsense.send().problem(401, "sign_in"), [""; 0], "{operation} {want}");
    }
}
