//! The contract of the JSON doors, as the server describes it: unchanged unless it is accepted, bounded in every text, holding its fixed
//! part, and refusing in one form. Who may call what is in `matrix`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};

use crate::house::House;
use crate::people::Cast;

/// Set to accept the contract as it is now.
const ACCEPT: &str = "BANDEROLE_ACCEPT";

/// The document, as text and read.
pub fn document(house: &House) -> (String, Value) {
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

/// An operation of the document.
pub struct Operation {
    /// `GET`.
    pub method: &'static str,
    /// `/api/v1/events/{event_id}`
    pub path: String,
    /// What the document says about it.
    pub says: Value,
}

/// The operations of a document by their ids.
pub fn operations(document: &Value) -> BTreeMap<String, Operation> {
    let mut found = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (word, says) in methods.as_object().expect("methods") {
            let method = METHODS.into_iter().find(|method| method.eq_ignore_ascii_case(word)).expect("a method");
            let id = says["operationId"].as_str().unwrap_or_else(|| panic!("{method} {path} has no id")).to_owned();
            let former = found.insert(id, Operation { method, path: path.clone(), says: says.clone() });
            assert!(former.is_none(), "two operations of one id: {path}");
        }
    }
    found
}

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// The fixed part of the contract that is built: an operation, its status, its parameters, what its body may hold, and what its answer
/// holds. Clients rely on it; more may be added, nothing taken away.
#[rustfmt::skip]
const FIXED: &[(&str, u16, &str, &str, &str)] = &[
    ("GET /network", 200, "", "", "name colours languages signup_mode pledge.version pledge.text event_kinds.key"),
    ("POST /signups", 202, "", "first_name last_name email password place_id pledge_version pledge_accepted privacy_accepted locale", "signup_id"),
    ("POST /signups/verify", 201, "", "signup_id code", "token member.id"),
    ("POST /sessions", 201, "", "email password totp", "token member.id"),
    ("POST /sessions/code", 202, "", "email", "attempt_id"),
    ("POST /sessions/code/verify", 201, "", "attempt_id code", "token member.id"),
    ("DELETE /sessions/current", 204, "", "", ""),
    ("GET /sessions", 200, "", "", "items.id next"),
    ("DELETE /sessions/{}", 204, "", "", ""),
    ("GET /me", 200, "", "", "id email first_name last_name photo.64 place pledge"),
    ("PATCH /me", 200, "", "first_name last_name phone place_id locale", "id"),
    ("PUT /me/photo", 200, "", "photo", "photo.64 photo.256 photo.1024"),
    ("DELETE /me/photo", 200, "", "", "photo"),
    ("POST /me/pledge", 201, "", "pledge_version", "pledge items.at"),
    ("DELETE /me/pledge", 204, "", "", ""),
    ("GET /events", 200, "q near place radius_km bbox cluster kind team from to online needs_people mine sort limit after", "", "items.id items.distance_km next clusters.lat clusters.lon clusters.count"),
    ("POST /events", 201, "Idempotency-Key", EVENT_SAID, EVENT),
    ("GET /events/{}", 200, "", "", EVENT),
    ("PATCH /events/{}", 200, "", "kind title starts_at place online_url", EVENT),
    ("PUT /events/{}/image", 200, "", "image", "image.1024"),
    ("DELETE /events/{}/image", 200, "", "", "image"),
    ("POST /events/{}/cancel", 200, "", "reason", EVENT),
    ("POST /events/{}/publish", 200, "", "", EVENT),
    ("POST /events/{}/duplicate", 201, "Idempotency-Key", "", EVENT),
    ("PUT /events/{}/rsvp", 200, "", "answer guests note shift_id", "standing position going places_left"),
    ("DELETE /events/{}/rsvp", 204, "", "", ""),
    ("GET /events/{}/rsvps", 200, "limit after", "", "items.member.name items.standing next"),
    ("GET /teams", 200, "q near radius_km kind member limit after", "", "items.id items.distance_km next"),
    ("POST /teams", 201, "Idempotency-Key", "name place kind description links join_policy", TEAM),
    ("GET /teams/{}", 200, "", "", TEAM),
    ("PATCH /teams/{}", 200, "", "name place kind description links join_policy", TEAM),
    ("PUT /teams/{}/image", 200, "", "image", "image.1024"),
    ("DELETE /teams/{}/image", 200, "", "", "image"),
    ("PUT /teams/{}/membership", 200, "", "as message", "standing"),
    ("DELETE /teams/{}/membership", 200, "", "", "standing"),
    ("GET /teams/{}/members", 200, "limit after", "", "items.id items.name items.role next"),
    ("PATCH /teams/{}/members/{}", 200, "", "role", "role"),
    ("DELETE /teams/{}/members/{}", 204, "", "", ""),
    ("GET /teams/{}/requests", 200, "limit after", "", "items.id items.name items.message next"),
    ("POST /teams/{}/requests", 204, "", "member_id accept", ""),
    ("GET /teams/{}/invitations", 200, "limit after", "", "items.id items.email items.url items.used items.uses_max items.expires_at next"),
    ("POST /teams/{}/invitations", 201, "Idempotency-Key", "email days uses_max", "id email url used uses_max expires_at"),
    ("DELETE /teams/{}/invitations/{}", 204, "", "", ""),
    ("GET /claims/{}", 200, "", "", "first_name last_name email phone town"),
    ("DELETE /claims/{}", 204, "", "", ""),
    ("GET /invitations/{}", 200, "", "", "team.id team.name expires_at role"),
    ("POST /invitations/{}", 200, "", "", "team_id role"),
    ("GET /events/{}/threads", 200, "limit after", "", "items.id items.title items.my.unread next"),
    ("POST /events/{}/threads", 201, "Idempotency-Key", "title text private", "id url title private locked said my.can_write"),
    ("GET /teams/{}/threads", 200, "limit after", "", "items.id items.title items.my.unread next"),
    ("POST /teams/{}/threads", 201, "Idempotency-Key", "title text private", "id url title private locked said my.can_write"),
    ("GET /threads/{}", 200, "limit before after", "", "thread.id items.id items.text items.text_html items.author.name previous next"),
    ("POST /threads/{}/messages", 201, "Idempotency-Key", "text", "id number text text_html at"),
    ("GET /posts", 200, "limit after", "", "items.id items.title next"),
    ("POST /posts", 201, "Idempotency-Key", "title text audience team places.town radius_km visibility status publish_at pinned comments", POST),
    ("GET /posts/{}", 200, "", "", POST),
    ("PATCH /posts/{}", 200, "", "title text", POST),
    ("DELETE /posts/{}", 204, "", "", ""),
    ("PUT /posts/{}/image", 200, "", "image", "image.1024"),
    ("GET /notifications", 200, "limit after", "", "items.id items.topic items.text items.url items.read unread next"),
    ("POST /notifications/read", 200, "", "ids", "unread"),
    ("DELETE /me", 202, "", "", "asked_at due_at"),
    ("GET /me/export", 200, "", "", ""),
    ("GET /search", 200, "q types near radius_km limit", "", "items.type items.id items.title items.url items.highlight items.distance_km counts.events counts.teams counts.posts next"),
    ("GET /places", 200, "q near limit", "", "items.id items.name items.postcode items.region items.country items.lat items.lon items.population"),
];

const EVENT_SAID: &str = "kind title description starts_at ends_at time_zone place.place_id place.town place.lat place.lon online_url capacity visibility status teams contact";

const EVENT: &str = "id url kind title description description_html starts_at ends_at time_zone status visibility place.name place.street place.town \
    place.postcode place.country place.lat place.lon place.precision online_url teams.id teams.name organisers.id organisers.name organisers.photo \
    contact capacity going waiting places_left needs image distance_km my.standing my.can_edit";

const POST: &str = "id url title text text_html link image audience team.name places.lat radius_km visibility status publish_at pinned comments author.name my.can_edit";

const TEAM: &str = "id url name kind description description_html place image links join_policy members followers next_event upcoming distance_km \
    my.role my.standing my.can_edit";

/// What a schema refers to, through lists and nullable wrappers.
fn plain<'d>(document: &'d Value, mut schema: &'d Value) -> &'d Value {
    loop {
        schema = match schema {
            _ if schema["allOf"].is_array() => &schema["allOf"][0],
            _ if schema["items"].is_object() => &schema["items"],
            _ => match schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
                Some(name) => &document["components"]["schemas"][name],
                None => return schema,
            },
        }
    }
}

/// The fields, said with dots, that a schema does not have.
fn missing<'f>(document: &Value, schema: &Value, fields: &'f str) -> Vec<&'f str> {
    let has = |path: &&str| path.split('.').try_fold(schema, |at, name| plain(document, at)["properties"].get(name)).is_some();
    fields.split_whitespace().filter(|path| !has(path)).collect()
}

#[test]
fn the_fixed_part_of_the_contract_holds() {
    let (_, document) = document(&House::in_memory());
    let without_names =
        |path: &str| path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect::<Vec<_>>().join("/");
    let known = operations(&document);
    for (name, status, parameters, said, answered) in FIXED {
        let (method, path) = name.split_once(' ').expect("a method and a path");
        let path = format!("/api/v1{path}");
        let operation = known.values().find(|operation| operation.method == method && without_names(&operation.path) == path);
        let says = &operation.unwrap_or_else(|| panic!("{name} is gone")).says;
        let takes: BTreeSet<&str> =
            says["parameters"].as_array().into_iter().flatten().filter_map(|parameter| parameter["name"].as_str()).collect();
        assert!(parameters.split_whitespace().all(|parameter| takes.contains(parameter)), "{name}: {takes:?}");
        let bodies = says["requestBody"]["content"].as_object();
        let body = bodies.and_then(|bodies| {
            bodies.values().find(|body| !missing(&document, &body["schema"], said).contains(&said.split(' ').next().unwrap_or_default()))
        });
        assert_eq!(missing(&document, body.map_or(&Value::Null, |body| &body["schema"]), said), [""; 0], "{name}: the body");
        let answer = &says["responses"][status.to_string()];
        assert!(answer.is_object(), "{name} answers {status}");
        assert_eq!(missing(&document, &answer["content"]["application/json"]["schema"], answered), [""; 0], "{name}: the answer");
    }
}

/// The address of an operation in a house, with ids of these things.
fn address(path: &str, cast: &Cast) -> String {
    let member = cast.mate.id.to_string();
    path.replace("{event_id}", &cast.event)
        .replace("{team_id}", &cast.team)
        .replace("{post_id}", &cast.post)
        .replace("{member_id}", &member)
        .replace("{session_id}", ABSENT)
        .replace("{invitation_id}", ABSENT)
        .replace("{token}", ABSENT)
        .replace("{thread_id}", ABSENT)
        .replace("{message_id}", ABSENT)
        .replace("{line}", "0")
}

const ABSENT: &str = "00000000000000000000000000";

/// Whatever is wrong with a request, each operation says it in the one form of errors.
#[test]
fn every_operation_refuses_in_one_form() {
    let house = House::like(crate::house::Like { in_memory: true, no_limits: true, ..Default::default() });
    let cast = Cast::of(&house);
    let known = operations(&document(&house).1);
    for Operation { method, path, says } in known.values() {
        let call = |path: &str| house.call(method, path).by(&cast.admin);
        let bodies = says["requestBody"]["content"].as_object();
        if bodies.is_some_and(|bodies| bodies.contains_key("application/json")) {
            let send = |body: &str| call(&address(path, &cast)).bytes("application/json", body).send();
            send("{").problem(400, "bad_json");
            send("{\"nonsense\": 1}").problem(400, "unknown_field");
            send("[1]").check_problem();
            send(&format!("{{\"nonsense\": \"{}\"}}", "a".repeat(70_000))).problem(413, "too_large");
        }
        if bodies.is_some() {
            call(&address(path, &cast)).bytes("text/plain", "x").send().problem(415, "wrong_media_type");
        }
        for name in [
            "{event_id}",
            "{team_id}",
            "{post_id}",
            "{member_id}",
            "{session_id}",
            "{invitation_id}",
            "{token}",
            "{thread_id}",
            "{message_id}",
            "{line}",
        ]
        .into_iter()
        .filter(|name| path.contains(name))
        {
            for absent in [ABSENT, "x", "%00", "..%2f"] {
                let call = call(&address(&path.replace(name, absent), &cast));
                let call = match bodies {
                    Some(bodies) if bodies.contains_key("application/json") => call.json(&json!({})),
                    Some(_) => call.bytes("image/png", "x"),
                    None => call,
                };
                call.send().problem(404, "not_found");
            }
        }
        let taken: BTreeSet<&str> = known.values().filter(|other| other.path == *path).map(|other| other.method).collect();
        let want: BTreeSet<&str> = taken.iter().copied().chain(taken.contains("GET").then_some("HEAD")).collect();
        for other in METHODS.into_iter().chain(["OPTIONS"]).filter(|method| !taken.contains(method)) {
            let answer = house.call(other, &address(path, &cast)).by(&cast.admin).send();
            assert_eq!(answer.header("allow").split(", ").collect::<BTreeSet<_>>(), want, "{other} {path}");
            answer.problem(405, "method_not_allowed");
        }
    }
}

/// Pages say as well which methods they take.
#[test]
fn pages_say_which_methods_they_take() {
    let house = House::in_memory();
    for (method, path, allow) in [
        ("DELETE", "/events", "GET, HEAD"),
        ("PUT", "/signup", "GET, HEAD, POST"),
        ("GET", "/signout", "POST"),
        ("OPTIONS", "/teams/new", "GET, HEAD, POST"),
        ("DELETE", "/health", "GET, HEAD"),
        ("PUT", "/api/openapi.json", "GET, HEAD"),
    ] {
        let answer = house.call(method, path).header("authorization", "Bearer nobody").send().check(405);
        assert_eq!(answer.header("allow"), allow, "{method} {path}");
    }
}
